/* access.c: subscripts of any values. */
#include "eval.h"

#include "array/array.h"
#include "registry/args.h"

#include <string.h>

/* -- subscripts ----------------------------------------------------------------------------------
 */

static bool has_ellipsis(const ct_object *key)
{
    if (key->type != &ct_tuple_type)
        return key->type == &ct_ellipsis_type;
    const ct_tuple_box *tuple = (const ct_tuple_box *)key;
    for (int64_t i = 0; i < tuple->length; i++)
        if (tuple->items[i]->type == &ct_ellipsis_type)
            return true;
    return false;
}

/* Lists, tuples and text take NumPy's integers as Python's. */
static ct_object *plain_key(ct_object *key)
{
    if (!ct_is_arrayish(key))
        return ct_retain(key);
    ct_array *a = ct_asarray(key, NULL);
    bool whole = a && ct_ndim(a) == 0 && strchr("iuUS", ct_dtype_kind(ct_dtype_of(a)));
    ct_object *plain = whole ? ct_item(a) : ct_retain(key);
    ct_release(a);
    return plain;
}

static ct_object *array_get(const ct_array *a, const ct_object *key)
{
    CT_SCOPE(s);
    ct_index list[CT_INDEX_ROOM];
    if (!a || ct_arg_index(key, &s, list))
        return NULL;
    ct_array *part = ct_index_get(a, list);
    return has_ellipsis(key) ? (ct_object *)part : ct_result(part);
}

/* range: by index an item, by slice a list. */
static ct_object *item_get(ct_object *object, const ct_object *key)
{
    int64_t n = ct_length(object), index, start, stop, step;
    if (n < 0)
        return NULL;
    if (key->type != &ct_slice_type) {
        if (ct_arg_int(key, 0, &index))
            return NULL;
        index += index < 0 ? n : 0;
        return index >= 0 && index < n
                   ? object->type->item(object, index)
                   : CT_FAIL(CT_INDEX_ERROR, NULL, 0, "%s object index out of range",
                             object->type->name);
    }
    int64_t count = ct_slice_indices(key, n, &start, &stop, &step);
    ct_list *list = count < 0 ? NULL : ct_list_new();
    for (int64_t i = 0; list && i < count; i++) {
        ct_object *item = object->type->item(object, start + i * step);
        ct_status status = item ? ct_list_append(list, item) : ct_error_pending();
        ct_release(item);
        if (status) {
            ct_release(list);
            return NULL;
        }
    }
    return (ct_object *)list;
}

static bool is_builtin_container(const ct_type *type)
{
    return type == &ct_list_type || type == &ct_tuple_type || type == &ct_str_type ||
           type == &ct_bytes_type || type == &ct_dict_type || type == &ct_scalar_type;
}

ct_object *ct_subscript_get(ct_object *object, ct_object *key)
{
    const ct_object *dict;
    ct_view_part part;
    if (object->type->item && object->type != &ct_array_type &&
        !is_builtin_container(object->type) && !ct_dict_viewed(object, &dict, &part))
        return item_get(object, key);
    if (object->type == &ct_array_type)
        return array_get((const ct_array *)object, key);
    if (object->type == &ct_scalar_type && !strchr("US", ct_dtype_kind(ct_scalar_dtype(object)))) {
        ct_array *a = ct_scalar_array(object);
        ct_object *result = array_get(a, key);
        ct_release(a);
        return result;
    }
    const ct_routine *own = ct_routine_method(object->type, "__getitem__");
    if (own && !is_builtin_container(object->type))
        return ct_routine_call_self(own, object, 1, &key, 0, NULL, NULL);
    ct_object *plain = plain_key(key), *text = NULL;
    if (object->type == &ct_scalar_type) {
        ct_array *a = ct_scalar_array(object);
        text = a ? ct_item(a) : NULL;
        ct_release(a);
        if (!text) {
            ct_release(plain);
            return NULL;
        }
    }
    ct_object *result = plain ? ct_subscript(text ? text : object, plain) : NULL;
    ct_release(text);
    ct_release(plain);
    return result;
}

/* One integer for each axis: the target is an element, which takes no sequence. */
static bool names_element(const ct_index *list, int ndim)
{
    int n = 0;
    while (list[n].kind == CT_INDEX_AT)
        n++;
    return n == ndim && list[n].kind == CT_INDEX_END;
}

/* A value cannot be stored: a wrong index is reported before it. */
static ct_status index_error_first(const ct_array *a, const ct_index *list)
{
    ct_error error;
    ct_error_take(&error);
    ct_array *part = ct_index_get(a, list);
    if (part)
        ct_error_set(error.code, error.op[0] ? error.op : NULL, error.arg, "%s", error.message);
    ct_release(part);
    return ct_error_pending();
}

ct_status ct_subscript_put(ct_object *object, ct_object *key, ct_object *value)
{
    if (object->type == &ct_array_type) {
        CT_SCOPE(s);
        ct_array *a = (ct_array *)object;
        ct_index list[CT_INDEX_ROOM];
        ct_status status = ct_arg_index(key, &s, list);
        if (status)
            return status;
        bool element = names_element(list, ct_ndim(a)),
             sequence = value->type == &ct_list_type || value->type == &ct_tuple_type;
        if (element &&
            (sequence || (value->type == &ct_array_type && ct_ndim((const ct_array *)value) > 0))) {
            ct_array *place = ct_own(&s, ct_index_get(a, list));
            if (!place)
                return ct_error_pending();
            char kind = ct_dtype_kind(ct_dtype_of(a));
            if (sequence && kind == 'b') /* by truth */
                value = ct_own(&s, ct_bool(ct_truth(value) == 1));
            else
                return ct_error_set(sequence || kind == 'c' ? CT_TYPE_ERROR : CT_VALUE_ERROR, NULL,
                                    0, "setting an array element with a sequence.");
        }
        /* Python's numbers and lists are read in the array's dtype, so that 300 is refused by
         * uint8. */
        ct_array *source = ct_own(&s, ct_is_arrayish(value) ? ct_asarray(value, NULL)
                                                            : ct_array_from(value, ct_dtype_of(a)));
        return source ? ct_index_set(a, list, source) : index_error_first(a, list);
    }
    ct_object *plain = plain_key(key);
    ct_status status = plain ? ct_subscript_set(object, plain, value) : ct_error_pending();
    ct_release(plain);
    return status;
}

ct_status ct_subscript_drop(ct_object *object, ct_object *key)
{
    if (object->type == &ct_array_type)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "cannot delete array elements");
    ct_object *plain = plain_key(key);
    ct_status status = plain ? ct_subscript_delete(object, plain) : ct_error_pending();
    ct_release(plain);
    return status;
}
