/* subscript.c: container[key] for str, bytes, list, tuple and dict: get, set, delete. */
#include "object.h"
#include "operators.h"

#include <string.h>

static ct_object *unindexable(const ct_object *container, const ct_object *key)
{
    const ct_type *type = container->type;
    if (type == &ct_str_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "string indices must be integers, not '%s'",
                       key->type->name);
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "%s indices must be integers or slices, not %s",
                   type == &ct_bytes_type ? "byte" : type->name, key->type->name);
}

/* An integer key; false and TypeError for another one. */
static bool integer_key(const ct_object *container, const ct_object *key, int64_t *index)
{
    if (ct_is_int(key) || key->type->number) {
        ct_object *plain = key->type->number ? key->type->number(key) : ct_retain(key);
        bool is_int = plain && ct_is_int(plain);
        if (is_int)
            ct_as_index(plain, index);
        ct_release(plain);
        if (is_int || !plain)
            return is_int;
    }
    unindexable(container, key);
    return false;
}

static ct_object *tuple_slice(const ct_tuple_box *tuple, const ct_object *slice)
{
    int64_t start, stop, step, n = ct_slice_indices(slice, tuple->length, &start, &stop, &step);
    if (n == tuple->length && step == 1)
        return ct_retain(tuple);
    ct_tuple_box *out = n < 0 ? NULL : (ct_tuple_box *)ct_tuple_new(n);
    for (int64_t i = 0; out && i < n; i++)
        out->items[i] = ct_retain(tuple->items[start + i * step]);
    return (ct_object *)out;
}

static ct_object *list_slice(const ct_list *list, const ct_object *slice)
{
    int64_t start, stop, step, n = ct_slice_indices(slice, list->length, &start, &stop, &step);
    ct_list *out = n < 0 ? NULL : ct_list_exact(n);
    if (!out)
        return NULL;
    for (; out->length < n; out->length++)
        out->items[out->length] = ct_retain(list->items[start + out->length * step]);
    return &out->object;
}

static ct_object *bytes_slice(const ct_bytes_box *bytes, const ct_object *slice)
{
    int64_t start, stop, step, n = ct_slice_indices(slice, bytes->bytes, &start, &stop, &step);
    if (n < 0)
        return NULL;
    if (step == 1)
        return ct_bytes(bytes->data + start, n);
    char *data = ct_alloc(n);
    for (int64_t i = 0; data && i < n; i++)
        data[i] = bytes->data[start + i * step];
    ct_object *out = data ? ct_bytes(data, n) : NULL;
    ct_dealloc(data);
    return out;
}

/* Code points are found from a table of their places, unless the slice is one piece. */
static ct_object *string_slice(const ct_string_box *string, const ct_object *slice)
{
    int64_t start, stop, step, n = ct_slice_indices(slice, string->length, &start, &stop, &step);
    if (n < 0)
        return NULL;
    if (n == 0)
        return ct_string("", 0);
    if (step == 1) {
        const char *from = ct_utf8_at(string, start), *to = from;
        for (int64_t i = 0; i < n; i++)
            ct_utf8_next(&to);
        return ct_string(from, to - from);
    }
    const char **places = ct_alloc_many(string->length, sizeof *places);
    if (!places)
        return NULL;
    const char *p = string->text;
    for (int64_t i = 0; i < string->length; i++) {
        places[i] = p;
        ct_utf8_next(&p);
    }
    ct_text text = CT_TEXT_START;
    ct_status status = CT_OK;
    for (int64_t i = 0; !status && i < n; i++) {
        const char *from = places[start + i * step], *to = from;
        ct_utf8_next(&to);
        status = ct_text_add(&text, from, to - from);
    }
    ct_dealloc(places);
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

static ct_object *slice_of(const ct_object *container, const ct_object *slice)
{
    return container->type == &ct_list_type    ? list_slice((const ct_list *)container, slice)
           : container->type == &ct_tuple_type ? tuple_slice((const ct_tuple_box *)container, slice)
           : container->type == &ct_str_type ? string_slice((const ct_string_box *)container, slice)
                                             : bytes_slice((const ct_bytes_box *)container, slice);
}

/* A few text keys are named, as of a table of columns. */
static ct_status add_keys(ct_text *text, const ct_object *dict)
{
    enum { FEW = 12 };
    ct_object *key, *value;
    int64_t position = 0, n = 0;
    ct_status status = CT_OK;
    if (ct_dict_length(dict) == 0 || ct_dict_length(dict) > FEW)
        return CT_OK;
    while (ct_dict_next(dict, &position, &key, &value) && !status) {
        if (key->type != &ct_str_type || ((const ct_string_box *)key)->bytes > 24)
            return status;
        status = ct_text_add(text, n++ ? ", " : "; the keys are ", -1);
        if (!status)
            status = ct_text_repr(text, key);
    }
    return status;
}

static ct_object *missing_key(const ct_object *dict, const ct_object *key)
{
    ct_text text = CT_TEXT_START;
    ct_status status = ct_text_repr(&text, key);
    if (!status)
        status = add_keys(&text, dict);
    if (!status)
        ct_error_set(CT_KEY_ERROR, NULL, 0, "%.*s", (int)text.length, text.data);
    ct_text_close(&text);
    return NULL;
}

static ct_object *dict_subscript(const ct_object *dict, const ct_object *key)
{
    int found = ct_dict_has(dict, key);
    return found < 0 ? NULL : found ? ct_dict_get(dict, key) : missing_key(dict, key);
}

static bool is_sequence(const ct_object *o)
{
    return o->type == &ct_list_type || o->type == &ct_tuple_type || o->type == &ct_str_type ||
           o->type == &ct_bytes_type;
}

ct_object *ct_subscript(const ct_object *container, const ct_object *key)
{
    if (!container || !key)
        return ct_null_input("subscript", container ? 2 : 1), NULL;
    if (container->type == &ct_dict_type)
        return dict_subscript(container, key);
    if (!is_sequence(container))
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "'%s' object is not subscriptable",
                       container->type->name);
    if (key->type == &ct_slice_type)
        return slice_of(container, key);
    int64_t index = 0, length = container->type->length(container);
    if (!integer_key(container, key, &index))
        return NULL;
    int64_t at = index < 0 ? index + length : index;
    if (at >= 0 && at < length)
        return container->type->item(container, at);
    return CT_FAIL(CT_INDEX_ERROR, NULL, 0, "%s%sindex out of range",
                   container->type == &ct_bytes_type ? ""
                   : container->type == &ct_str_type ? "string"
                                                     : container->type->name,
                   container->type == &ct_bytes_type ? "" : " ");
}

/* Slice bounds as numbers, for the list functions; false on error. */
static bool slice_numbers(const ct_list *list, const ct_object *slice, int64_t bounds[3])
{
    int64_t n = ct_slice_indices(slice, list->length, &bounds[0], &bounds[1], &bounds[2]);
    if (n < 0)
        return false;
    if (bounds[2] < 0 && bounds[1] < 0)
        bounds[1] = CT_OMIT; /* -1 after clamping means before the first, not the last */
    if (bounds[2] < 0 && bounds[0] < 0)
        bounds[0] = -INT64_MAX;
    return true;
}

ct_status ct_subscript_set(ct_object *container, const ct_object *key, const ct_object *value)
{
    if (!container || !key || !value)
        return ct_null_input("subscript", !container ? 1 : !key ? 2 : 3);
    if (container->type == &ct_dict_type)
        return ct_dict_set(container, key, value);
    if (container->type != &ct_list_type)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                              "'%s' object does not support item assignment",
                              container->type->name);
    ct_list *list = (ct_list *)container;
    int64_t index, bounds[3];
    if (key->type == &ct_slice_type)
        return slice_numbers(list, key, bounds)
                   ? ct_list_set_slice(list, bounds[0], bounds[1], bounds[2], value)
                   : ct_error_pending();
    return integer_key(container, key, &index) ? ct_list_set(list, index, value)
                                               : ct_error_pending();
}

ct_status ct_subscript_delete(ct_object *container, const ct_object *key)
{
    if (!container || !key)
        return ct_null_input("subscript", container ? 2 : 1);
    if (container->type == &ct_dict_type) {
        int deleted = ct_dict_delete(container, key);
        if (deleted == 0)
            missing_key(container, key);
        return deleted > 0 ? CT_OK : ct_error_pending();
    }
    if (container->type != &ct_list_type)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                              is_sequence(container) ? "'%s' object doesn't support item deletion"
                                                     : "'%s' object does not support item deletion",
                              container->type->name);
    ct_list *list = (ct_list *)container;
    int64_t index, bounds[3];
    if (key->type == &ct_slice_type)
        return slice_numbers(list, key, bounds)
                   ? ct_list_delete_slice(list, bounds[0], bounds[1], bounds[2])
                   : ct_error_pending();
    return integer_key(container, key, &index) ? ct_list_delete(list, index) : ct_error_pending();
}
