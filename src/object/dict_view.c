/* dict_view.c: what dict.keys(), values() and items() return: the parts of a dict as they are now.
 *
 * Invariant: `position` is where the item numbered `next` is looked for, as long as the dict has
 * `length` keys; any other question starts from the front. */
#include "object.h"

typedef struct view {
    ct_object object;
    ct_object *dict;
    int64_t next, position, length;
} view;

static void destroy(ct_object *self)
{
    ct_release(((view *)self)->dict);
    ct_object_free(self, sizeof(view));
}

static int visit(const ct_object *self, ct_visit *meet, void *context)
{
    return meet(((const view *)self)->dict, context);
}

static int64_t length(const ct_object *self)
{
    return ct_dict_length(((const view *)self)->dict);
}

static int truth(const ct_object *self)
{
    return length(self) > 0;
}

ct_object *ct_view_item(ct_view_part part, ct_object *key, ct_object *value)
{
    return part == CT_VIEW_ITEMS ? ct_tuple(2, (ct_object *const[]){key, value})
                                 : ct_retain(part == CT_VIEW_KEYS ? key : value);
}

bool ct_dict_viewed(const ct_object *object, const ct_object **dict, ct_view_part *part)
{
    *dict = object;
    *part = CT_VIEW_KEYS;
    for (int i = 0; i < 3; i++)
        if (object->type == &ct_view_types[i]) {
            *dict = ((const view *)object)->dict;
            *part = (ct_view_part)i;
        }
    return (*dict)->type == &ct_dict_type;
}

static ct_object *item(const ct_object *self, int64_t index)
{
    view *v = (view *)(uintptr_t)self;
    ct_object *key, *value;
    if (v->next != index || v->length != length(self))
        v->next = v->position = 0;
    v->length = length(self);
    for (; ct_dict_next(v->dict, &v->position, &key, &value); v->next++) {
        if (v->next != index)
            continue;
        v->next++;
        return ct_view_item((ct_view_part)(self->type - ct_view_types), key, value);
    }
    v->next = v->position = 0;
    return CT_FAIL(CT_RUNTIME_ERROR, NULL, 0, "dictionary changed size during iteration");
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    ct_list *items = ct_list_from(self);
    ct_status status = items ? ct_text_format(out, "%s(", self->type->name) : ct_error_pending();
    status = status ? status : ct_text_repr(out, items);
    ct_release(items);
    return status ? status : ct_text_add(out, ")", 1);
}

/* Keys and items are equal as sets are, in any order. */
static int equal(const ct_object *self, const ct_object *other)
{
    if (other->type != self->type || length(self) != length(other))
        return 0;
    const ct_object *mine = ((const view *)self)->dict, *theirs = ((const view *)other)->dict;
    int64_t position = 0;
    ct_object *key, *value;
    int same = 1;
    while (same > 0 && ct_dict_next(mine, &position, &key, &value)) {
        same = ct_dict_has(theirs, key);
        if (same <= 0 || self->type == &ct_view_types[CT_VIEW_KEYS])
            continue;
        ct_object *there = ct_dict_get(theirs, key);
        same = there ? ct_equal_objects(value, there) : -1;
        ct_release(there);
    }
    return same;
}

#define VIEW(name_, equal_)                                                                        \
    {                                                                                              \
        .name = (name_), .destroy = destroy, .visit = visit, .repr = repr, .equal = (equal_),      \
        .truth = truth, .length = length, .item = item,                                            \
    }
const ct_type ct_view_types[3] = {
    [CT_VIEW_KEYS] = VIEW("dict_keys", equal),
    [CT_VIEW_VALUES] = VIEW("dict_values", NULL),
    [CT_VIEW_ITEMS] = VIEW("dict_items", equal),
};

ct_object *ct_dict_view(ct_object *dict, ct_view_part part)
{
    view *v = ct_object_new(&ct_view_types[part], sizeof *v);
    if (!v)
        return NULL;
    v->dict = ct_retain(dict);
    v->next = v->position = v->length = 0;
    return &v->object;
}
