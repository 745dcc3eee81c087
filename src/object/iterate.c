/* iterate.c: walking any iterable: an iterator's `next`, or items 0, 1, ... while the length says
 * there are more. A dict gives its keys. */
#include "object.h"

#include "base/limits.h"

ct_status ct_iter_start(ct_iter *iter, const ct_object *iterable)
{
    *iter = (ct_iter){0};
    if (!iterable)
        return ct_null_input("iter", 1);
    const ct_type *type = iterable->type;
    if (!type->next && type != &ct_dict_type && !(type->item && type->length))
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "'%s' object is not iterable", type->name);
    if (!type->next && type->length(iterable) < 0)
        return ct_error_pending();
    iter->object = iterable;
    const ct_object *dict;
    ct_view_part part;
    if (!type->next && ct_dict_viewed(iterable, &dict, &part))
        iter->index = ct_dict_length(dict);
    return CT_OK;
}

/* Characters are found where the last one ended: asking by index would walk from the start. */
static int next_character(ct_iter *iter, ct_object **out)
{
    const ct_string_box *string = (const ct_string_box *)iter->object;
    if (iter->position >= string->bytes)
        return 0;
    const char *start = string->text + iter->position, *end = start;
    ct_utf8_next(&end);
    iter->position += end - start;
    *out = ct_string(start, end - start);
    return *out ? 1 : -1;
}

/* `index` is the dict's length at the start, which must stay. */
static int next_of_dict(ct_iter *iter, const ct_object *dict, ct_view_part part, ct_object **out)
{
    ct_object *key, *value;
    if (ct_dict_length(dict) != iter->index) {
        ct_error_set(CT_RUNTIME_ERROR, NULL, 0, "dictionary changed size during iteration");
        return -1;
    }
    if (!ct_dict_next(dict, &iter->position, &key, &value))
        return 0;
    *out = ct_view_item(part, key, value);
    return *out ? 1 : -1;
}

int ct_iter_next(ct_iter *iter, ct_object **out)
{
    *out = NULL;
    if (ct_interrupted() || !ct_pay(1))
        return -1;
    const ct_type *type = iter->object->type;
    if (type->next)
        return type->next((ct_object *)(uintptr_t)iter->object, out);
    if (type == &ct_str_type)
        return next_character(iter, out);
    const ct_object *dict;
    ct_view_part part;
    if (ct_dict_viewed(iter->object, &dict, &part))
        return next_of_dict(iter, dict, part, out);
    int64_t length = type->length(iter->object);
    if (length < 0)
        return -1;
    if (iter->index >= length)
        return 0;
    *out = type->item(iter->object, iter->index++);
    return *out ? 1 : -1;
}
