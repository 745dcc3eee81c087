/* access.c: attributes and subscripts. Attributes and methods are rows of the registry, found by
 * the type of the value; a method that is not called at once becomes a bound method. */
#include "eval.h"

#include "array/array.h"
#include "registry/args.h"

#include <string.h>

/* -- modules: np, np.linalg ----------------------------------------------------------------------
 */

typedef struct module {
    ct_object object;
    char prefix[32]; /* "" or "linalg." */
} module;

static void module_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(module));
}

static ct_status module_repr(const ct_object *self, ct_text *out)
{
    const char *prefix = ((const module *)self)->prefix;
    int length = (int)strlen(prefix);
    return ct_text_format(out, "<module 'numpy%s%.*s'>", length ? "." : "", length ? length - 1 : 0,
                          prefix);
}

static const ct_type module_type = {
    .name = "module",
    .destroy = module_destroy,
    .repr = module_repr,
};

/* Rows such as "linalg.norm" make linalg a module; classes' methods do not. */
static bool is_module_prefix(const char *prefix)
{
    size_t length = strlen(prefix);
    for (int i = 0; i < ct_routine_count(); i++) {
        const ct_routine *row = ct_routine_at(i);
        if (!strncmp(row->name, prefix, length))
            return !ct_routine_is_method(row);
    }
    return false;
}

ct_object *ct_module(const char *prefix)
{
    if (strlen(prefix) >= sizeof(((module *)NULL)->prefix) ||
        (prefix[0] && !is_module_prefix(prefix)))
        return NULL;
    module *self = ct_object_new(&module_type, sizeof *self);
    if (!self)
        return NULL;
    strcpy(self->prefix, prefix);
    return &self->object;
}

static ct_object *row_value(const ct_routine *row)
{
    ct_object *none[2] = {NULL, NULL};
    return ct_routine_is_attribute(row) ? row->entry(row, none) : ct_routine_object(row);
}

static ct_object *module_get(const ct_object *object, const char *name)
{
    char full[96];
    const char *prefix = ((const module *)object)->prefix;
    if (strlen(prefix) + strlen(name) + 2 > sizeof full)
        return NULL;
    strcat(strcpy(full, prefix), name);
    const ct_routine *row = ct_routine_find(full);
    if (row && !ct_routine_is_method(row))
        return row_value(row);
    return ct_module(strcat(full, "."));
}

/* -- attributes ----------------------------------------------------------------------------------
 */

static const char *class_name(const ct_object *object)
{
    return object->type == &ct_scalar_type ? ct_dtype_name(ct_scalar_dtype(object))
                                           : object->type->name;
}

/* float.fromhex, ndarray.sum, add.reduce, add.nin: what a routine itself has. */
static ct_object *routine_get(ct_object *object, const char *name)
{
    const ct_routine *own = ct_routine_of(object);
    char full[96];
    if (!strcmp(name, "__name__"))
        return ct_string(own->name, -1);
    if (own->kind == CT_ROUTINE_UFUNC) {
        const ct_routine *row = ct_routine_method(&ct_routine_type, name);
        if (!row)
            return NULL;
        return ct_routine_is_attribute(row)
                   ? ct_routine_call_self(row, object, 0, NULL, 0, NULL, NULL)
                   : ct_method_object(row, object);
    }
    if (strlen(own->name) + strlen(name) + 2 > sizeof full)
        return NULL;
    strcat(strcat(strcpy(full, own->name), "."), name);
    const ct_routine *row = ct_routine_find(full);
    return row ? ct_routine_object(row) : NULL;
}

ct_object *ct_attribute_get(ct_object *object, const char *name)
{
    ct_object *value = NULL;
    if (object->type == &module_type)
        value = module_get(object, name);
    else if (object->type == &ct_routine_type)
        value = routine_get(object, name);
    else {
        const ct_routine *row = ct_routine_method(object->type, name);
        if (row && ct_routine_is_attribute(row))
            value = ct_routine_call_self(row, object, 0, NULL, 0, NULL, NULL);
        else if (row)
            value = ct_method_object(row, object);
    }
    if (value || ct_error_pending())
        return value;
    if (object->type == &module_type)
        return CT_FAIL(CT_ATTRIBUTE_ERROR, NULL, 0, "module 'numpy' has no attribute '%s'", name);
    return CT_FAIL(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute '%s'",
                   class_name(object), name);
}

ct_status ct_attribute_set(ct_object *object, const char *name, ct_object *value)
{
    const ct_routine *row = ct_routine_method(object->type, name);
    if (!row)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute '%s'",
                            class_name(object), name);
    if (strcmp(row->signature, "-=") || object->type == &ct_scalar_type)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0,
                            "attribute '%s' of '%s' objects is not writable", name,
                            class_name(object));
    ct_object *done = ct_routine_call_self(row, object, 1, &value, 0, NULL, NULL);
    ct_release(done);
    return done ? CT_OK : ct_error_pending();
}

ct_object *ct_method_call(ct_object *object, const char *name, int64_t nargs,
                          ct_object *const *args, int64_t nkeywords, const char *const *names,
                          ct_object *const *values)
{
    if (object->type != &module_type && object->type != &ct_routine_type) {
        const ct_routine *row = ct_routine_method(object->type, name);
        if (row && !ct_routine_is_attribute(row))
            return ct_routine_call_self(row, object, nargs, args, nkeywords, names, values);
    }
    ct_object *function = ct_attribute_get(object, name);
    ct_object *result =
        function ? ct_call_object(function, nargs, args, nkeywords, names, values) : NULL;
    ct_release(function);
    return result;
}

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
    if (object->type->item && object->type != &ct_array_type && !is_builtin_container(object->type))
        return item_get(object, key);
    if (object->type == &ct_array_type)
        return array_get((const ct_array *)object, key);
    if (object->type == &ct_scalar_type && !strchr("US", ct_dtype_kind(ct_scalar_dtype(object)))) {
        ct_array *a = ct_scalar_array(object);
        ct_object *result = array_get(a, key);
        ct_release(a);
        return result;
    }
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

ct_status ct_subscript_put(ct_object *object, ct_object *key, ct_object *value)
{
    if (object->type == &ct_array_type) {
        CT_SCOPE(s);
        ct_array *a = (ct_array *)object;
        ct_index list[CT_INDEX_ROOM];
        ct_status status = ct_arg_index(key, &s, list);
        if (status)
            return status;
        /* Python's numbers and lists are read in the array's dtype, so that 300 is refused by
         * uint8. */
        ct_array *source = ct_own(&s, ct_is_arrayish(value) ? ct_asarray(value, NULL)
                                                            : ct_array_from(value, ct_dtype_of(a)));
        if (!source)
            return ct_error_pending();
        if (ct_ndim(source) > 0 && names_element(list, ct_ndim(a)))
            return ct_error_set(ct_is_arrayish(value) ? CT_VALUE_ERROR : CT_TYPE_ERROR, NULL, 0,
                                "setting an array element with a sequence.");
        return ct_index_set(a, list, source);
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
