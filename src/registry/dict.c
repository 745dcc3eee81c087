/* dict.c: the methods of dict. */
#include "args.h"
#include "object/object.h"

static ct_object *keys(const ct_routine *routine, ct_object *const *args)
{
    return ct_dict_view(args[0], CT_VIEW_KEYS);
}

static ct_object *values(const ct_routine *routine, ct_object *const *args)
{
    return ct_dict_view(args[0], CT_VIEW_VALUES);
}

static ct_object *items(const ct_routine *routine, ct_object *const *args)
{
    return ct_dict_view(args[0], CT_VIEW_ITEMS);
}

static ct_object *get(const ct_routine *routine, ct_object *const *args)
{
    int found = ct_dict_has(args[0], args[1]);
    if (found)
        return found < 0 ? NULL : ct_dict_get(args[0], args[1]);
    return args[2] ? ct_retain(args[2]) : ct_none();
}

static ct_object *missing(const ct_object *key)
{
    char *text = ct_repr(key, NULL);
    if (text)
        ct_error_set(CT_KEY_ERROR, NULL, 0, "%s", text);
    ct_free(text);
    return NULL;
}

static ct_object *pop(const ct_routine *routine, ct_object *const *args)
{
    int found = ct_dict_has(args[0], args[1]);
    if (found < 0)
        return NULL;
    if (!found)
        return args[2] ? ct_retain(args[2]) : missing(args[1]);
    ct_object *value = ct_dict_get(args[0], args[1]);
    ct_dict_delete(args[0], args[1]);
    return value;
}

static ct_object *setdefault(const ct_routine *routine, ct_object *const *args)
{
    int found = ct_dict_has(args[0], args[1]);
    if (found)
        return found < 0 ? NULL : ct_dict_get(args[0], args[1]);
    ct_object *value = args[2] ? ct_retain(args[2]) : ct_none();
    if (!ct_dict_set(args[0], args[1], value))
        return value;
    ct_release(value);
    return NULL;
}

static ct_object *update(const ct_routine *routine, ct_object *const *args)
{
    ct_status status = args[1] ? ct_dict_update(args[0], args[1]) : CT_OK;
    if (!status && args[2])
        status = ct_dict_update(args[0], args[2]);
    return ct_none_result(status);
}

static ct_object *clear(const ct_routine *routine, ct_object *const *args)
{
    ct_dict_clear(args[0]);
    return ct_none();
}

static ct_object *copy(const ct_routine *routine, ct_object *const *args)
{
    return ct_copy_object(args[0]);
}

static ct_object *no_view(const ct_routine *routine, ct_object *const *args)
{
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "cannot create '%s' instances", routine->name);
}

static ct_object *popitem(const ct_routine *routine, ct_object *const *args)
{
    int64_t position = 0;
    ct_object *key, *value, *last[2] = {NULL, NULL};
    while (ct_dict_next(args[0], &position, &key, &value)) {
        last[0] = key;
        last[1] = value;
    }
    if (!ct_dict_length(args[0]))
        return CT_FAIL(CT_KEY_ERROR, NULL, 0, "'popitem(): dictionary is empty'");
    ct_object *pair = ct_tuple(2, last);
    if (pair && ct_dict_delete(args[0], ((ct_tuple_box *)pair)->items[0]) < 0) {
        ct_release(pair);
        return NULL;
    }
    return pair;
}

#define VIEW(name, part)                                                                           \
    {                                                                                              \
        name, "dict", "()", "A live view of a dict.", no_view, 0, CT_ROUTINE_CLASS,                \
            &ct_view_types[part]                                                                   \
    }
const ct_routine ct_routines_dict[] = {
    VIEW("dict_keys", CT_VIEW_KEYS),
    VIEW("dict_values", CT_VIEW_VALUES),
    VIEW("dict_items", CT_VIEW_ITEMS),
    CT_ROW("dict.popitem", "dict", "()", "Remove the last pair and return it.", popitem),
    CT_ROW("dict.keys", "dict", "()", "The keys in insertion order.", keys),
    CT_ROW("dict.values", "dict", "()", "The values in insertion order.", values),
    CT_ROW("dict.items", "dict", "()", "The (key, value) pairs in insertion order.", items),
    CT_ROW("dict.get", "dict", "(key, default=None, /)", "The value for key, or default.", get),
    CT_ROW("dict.pop", "dict", "(key, default=None, /)",
           "Remove key and return its value; without it the default, or KeyError.", pop),
    CT_ROW("dict.setdefault", "dict", "(key, default=None, /)",
           "The value for key, which is set to default when it is missing.", setdefault),
    CT_ROW("dict.update", "dict", "(other=None, /, **kwargs)",
           "Take over all pairs of a dict or an iterable of pairs.", update),
    CT_ROW("dict.clear", "dict", "()", "Remove all keys.", clear),
    CT_ROW("dict.copy", "dict", "()", "A shallow copy.", copy),
};
CT_ROUTINES_END(dict);
