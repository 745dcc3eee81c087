/* copy.c: copy.copy and copy.deepcopy. A memo from each original to its copy keeps shared and
 * cyclic references as they are. */
#include "object.h"

#include <string.h>

/* Open addressing by address; `slots` is a power of two, at most half full. Holds its copies. */
typedef struct memo {
    struct {
        const ct_object *original;
        ct_object *copy;
    } * table;
    int64_t slots, count;
} memo;

static uint64_t spread(const ct_object *o)
{
    return ((uint64_t)(uintptr_t)o * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
}

static int64_t slot_of(const memo *m, const ct_object *original)
{
    uint64_t at = spread(original), mask = (uint64_t)m->slots - 1;
    while (m->table[at & mask].original && m->table[at & mask].original != original)
        at++;
    return (int64_t)(at & mask);
}

static ct_object *remembered(const memo *m, const ct_object *original)
{
    return m->slots ? m->table[slot_of(m, original)].copy : NULL;
}

static ct_status remember(memo *m, const ct_object *original, ct_object *copy)
{
    if (2 * m->count >= m->slots) {
        memo grown = {NULL, m->slots ? 2 * m->slots : 16, m->count};
        grown.table = ct_alloc_zero(grown.slots, sizeof *grown.table);
        if (!grown.table)
            return CT_MEMORY_ERROR;
        for (int64_t i = 0; i < m->slots; i++)
            if (m->table[i].original)
                grown.table[slot_of(&grown, m->table[i].original)] = m->table[i];
        ct_dealloc(m->table);
        *m = grown;
    }
    int64_t slot = slot_of(m, original);
    m->table[slot].original = original;
    m->table[slot].copy = ct_retain(copy);
    m->count++;
    return CT_OK;
}

/* After a failure the copies are emptied first: one may hold another that holds it. */
static void memo_end(memo *m, bool failed)
{
    for (int64_t i = 0; failed && i < m->slots; i++) {
        ct_object *copy = m->table[i].copy;
        if (copy && copy->type == &ct_list_type)
            ct_list_clear((ct_list *)copy);
        else if (copy && copy->type == &ct_dict_type)
            ct_dict_clear(copy);
    }
    for (int64_t i = 0; i < m->slots; i++)
        ct_release(m->table[i].copy);
    ct_dealloc(m->table);
}

static ct_object *deep(memo *m, const ct_object *o);

static ct_object *deep_list(memo *m, const ct_object *o)
{
    const ct_list *list = (const ct_list *)o;
    ct_list *out = ct_list_new();
    if (!out || remember(m, o, &out->object)) {
        ct_release(out);
        return NULL;
    }
    for (int64_t i = 0; i < list->length; i++) {
        ct_object *item = deep(m, list->items[i]);
        ct_status status = item ? ct_list_append(out, item) : ct_error_pending();
        ct_release(item);
        if (status) {
            ct_release(out);
            return NULL;
        }
    }
    return &out->object;
}

static ct_object *deep_dict(memo *m, const ct_object *o)
{
    ct_object *out = ct_dict(), *key, *value;
    if (!out || remember(m, o, out)) {
        ct_release(out);
        return NULL;
    }
    int64_t position = 0;
    while (ct_dict_next(o, &position, &key, &value)) {
        ct_object *new_key = deep(m, key), *new_value = new_key ? deep(m, value) : NULL;
        ct_status status = new_value ? ct_dict_set(out, new_key, new_value) : ct_error_pending();
        ct_release(new_key);
        ct_release(new_value);
        if (status) {
            ct_release(out);
            return NULL;
        }
    }
    return out;
}

/* A tuple whose items are their own copies is its own copy. A tuple inside one of its items has
 * been copied by the time its items are. */
static ct_object *deep_tuple(memo *m, const ct_object *o)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)o;
    ct_tuple_box *out = (ct_tuple_box *)ct_tuple_new(tuple->length);
    bool same = true;
    for (int64_t i = 0; out && i < tuple->length; i++) {
        out->items[i] = deep(m, tuple->items[i]);
        same = same && out->items[i] == tuple->items[i];
        if (!out->items[i]) {
            ct_release(out);
            return NULL;
        }
    }
    if (!out)
        return NULL;
    ct_object *inner = same ? (ct_object *)(uintptr_t)o : remembered(m, o);
    if (inner) {
        ct_retain(inner);
        ct_release(out);
        return inner;
    }
    if (remember(m, o, &out->object)) {
        ct_release(out);
        return NULL;
    }
    return &out->object;
}

static ct_object *deep_any(memo *m, const ct_object *o)
{
    if (o->type == &ct_list_type)
        return deep_list(m, o);
    if (o->type == &ct_dict_type)
        return deep_dict(m, o);
    if (o->type == &ct_tuple_type)
        return deep_tuple(m, o);
    if (!o->type->copy)
        return ct_retain(o);
    ct_object *out = o->type->copy(o, true);
    if (out && remember(m, o, out)) {
        ct_release(out);
        return NULL;
    }
    return out;
}

static ct_object *deep(memo *m, const ct_object *o)
{
    ct_object *known = remembered(m, o);
    if (known)
        return ct_retain(known);
    if (!ct_enter(""))
        return NULL;
    ct_object *out = deep_any(m, o);
    ct_leave();
    return out;
}

ct_object *ct_deepcopy(const ct_object *object)
{
    if (!object)
        return ct_null_input("deepcopy", 1), NULL;
    memo m = {NULL, 0, 0};
    ct_object *out = deep(&m, object);
    memo_end(&m, !out);
    return out;
}

ct_object *ct_copy_object(const ct_object *object)
{
    if (!object)
        return ct_null_input("copy", 1), NULL;
    if (object->type == &ct_list_type)
        return (ct_object *)ct_list_copy((const ct_list *)object);
    if (object->type != &ct_dict_type)
        return object->type->copy ? object->type->copy(object, false) : ct_retain(object);
    ct_object *out = ct_dict();
    if (out && ct_dict_update(out, object)) {
        ct_release(out);
        return NULL;
    }
    return out;
}
