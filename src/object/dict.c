/* dict.c: Python's dict. Entries stand in insertion order in one table; a second one, open
 * addressing with linear probing, finds them by hash.
 *
 * Invariants: the index has a power of two of slots, at most two thirds of them used, each the
 * number of an entry, FREE or GONE; a deleted entry has key NULL; `filled` entries have been used,
 * `length` of them are alive. */
#include "object.h"

#include <string.h>

typedef struct entry {
    uint64_t hash;
    ct_object *key, *value;
} entry;
typedef struct dict {
    ct_object object;
    int64_t length, filled, slots; /* slots of the index; room for slots * 2 / 3 entries */
    uint64_t changes;              /* counts changes of structure, for lookups that call back */
    int32_t *index;
    entry *entries;
} dict;
enum { FREE = -1, GONE = -2, LEAST_SLOTS = 8 };

static int64_t room_of(int64_t slots)
{
    return slots * 2 / 3;
}

ct_object *ct_dict(void)
{
    dict *d = ct_object_new(&ct_dict_type, sizeof *d);
    if (!d)
        return NULL;
    memset((char *)d + sizeof d->object, 0, sizeof *d - sizeof d->object);
    return &d->object;
}

static bool is_dict(const ct_object *o)
{
    if (!o)
        ct_null_input("dict", 1);
    else if (o->type != &ct_dict_type)
        ct_error_set(CT_TYPE_ERROR, NULL, 1, "expected dict, not %s", o->type->name);
    else
        return true;
    return false;
}

int64_t ct_dict_length(const ct_object *o)
{
    return ((const dict *)o)->length;
}

/* -- lookup ------------------------------------------------------------------------------------ */

/* Slot of the key in *slot: 1 found, 0 not there, -1 error. An equality that changed the dict
 * starts the search again. */
static int find(const dict *d, const ct_object *key, uint64_t hash, int64_t *slot)
{
again:
    if (!d->slots)
        return 0;
    uint64_t mask = (uint64_t)d->slots - 1;
    /* The product spreads hashes of small ints and of multiples of a power of two. */
    uint64_t at = (hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
    for (;; at++) {
        int32_t number = d->index[ *slot = (int64_t)(at & mask)];
        if (number == FREE)
            return 0;
        if (number == GONE || d->entries[number].hash != hash)
            continue;
        ct_object *here = d->entries[number].key;
        if (here == key)
            return 1;
        uint64_t changes = d->changes;
        ct_retain(here);
        int equal = ct_equal_objects(here, key);
        ct_release(here);
        if (equal < 0)
            return -1;
        if (d->changes != changes)
            goto again;
        if (equal)
            return 1;
    }
}

/* Moves the live entries to new tables of `slots` slots. */
static ct_status rebuild(dict *d, int64_t slots)
{
    if (slots > INT32_MAX)
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "a dict holds at most 2^30 keys");
    int32_t *index = ct_alloc_many(slots, sizeof *index);
    entry *entries = ct_alloc_many(room_of(slots), sizeof *entries);
    if (!index || !entries) {
        ct_dealloc(index);
        ct_dealloc(entries);
        return CT_MEMORY_ERROR;
    }
    memset(index, 0xff, (size_t)slots * sizeof *index); /* FREE */
    uint64_t mask = (uint64_t)slots - 1;
    int32_t count = 0;
    for (int64_t i = 0; i < d->filled; i++) {
        if (!d->entries[i].key)
            continue;
        uint64_t at = (d->entries[i].hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
        while (index[at & mask] != FREE)
            at++;
        index[at & mask] = count;
        entries[count++] = d->entries[i];
    }
    ct_dealloc(d->index);
    ct_dealloc(d->entries);
    d->index = index;
    d->entries = entries;
    d->slots = slots;
    d->filled = count;
    d->changes++;
    return CT_OK;
}

static ct_status make_room(dict *d)
{
    if (d->filled < room_of(d->slots))
        return CT_OK;
    int64_t slots = LEAST_SLOTS;
    while (room_of(slots) <= d->length + d->length / 2)
        slots *= 2;
    return rebuild(d, slots);
}

/* -- the public calls -------------------------------------------------------------------------- */

ct_status ct_dict_set(ct_object *o, const ct_object *key, const ct_object *value)
{
    if (!is_dict(o))
        return ct_error_pending();
    if (!key || !value)
        return ct_null_input("dict", key ? 3 : 2);
    dict *d = (dict *)o;
    uint64_t hash;
    ct_status status = ct_hash(key, &hash);
    if (status)
        return status;
    int64_t slot;
    int found = find(d, key, hash, &slot);
    if (found < 0)
        return ct_error_pending();
    if (found) {
        entry *e = &d->entries[d->index[slot]];
        ct_object *old = e->value;
        e->value = ct_retain(value);
        ct_release(old);
        return CT_OK;
    }
    if ((status = make_room(d)))
        return status;
    uint64_t mask = (uint64_t)d->slots - 1, at = (hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
    while (d->index[at & mask] >= 0) /* GONE slots are used again */
        at++;
    d->index[at & mask] = (int32_t)d->filled;
    d->entries[d->filled++] = (entry){hash, ct_retain(key), ct_retain(value)};
    d->length++;
    d->changes++;
    return CT_OK;
}

/* Borrowed value in *value: 1 found, 0 missing, -1 error. */
static int look_up(const ct_object *o, const ct_object *key, ct_object **value)
{
    *value = NULL;
    if (!is_dict(o))
        return -1;
    if (!key)
        return ct_null_input("dict", 2), -1;
    const dict *d = (const dict *)o;
    uint64_t hash;
    int64_t slot;
    int found = ct_hash(key, &hash) ? -1 : find(d, key, hash, &slot);
    if (found > 0)
        *value = d->entries[d->index[slot]].value;
    return found;
}

ct_object *ct_dict_get(const ct_object *o, const ct_object *key)
{
    ct_object *value;
    look_up(o, key, &value);
    return ct_retain(value);
}

int ct_dict_has(const ct_object *o, const ct_object *key)
{
    ct_object *value;
    return look_up(o, key, &value);
}

int ct_dict_delete(ct_object *o, const ct_object *key)
{
    if (!is_dict(o))
        return -1;
    if (!key)
        return ct_null_input("dict", 2), -1;
    dict *d = (dict *)o;
    uint64_t hash;
    int64_t slot;
    if (ct_hash(key, &hash))
        return -1;
    int found = find(d, key, hash, &slot);
    if (found <= 0)
        return found;
    entry *e = &d->entries[d->index[slot]];
    ct_object *old_key = e->key, *old_value = e->value;
    e->key = e->value = NULL;
    d->index[slot] = GONE;
    d->length--;
    d->changes++;
    ct_release(old_key);
    ct_release(old_value);
    return 1;
}

bool ct_dict_next(const ct_object *o, int64_t *position, ct_object **key, ct_object **value)
{
    *key = *value = NULL;
    if (!is_dict(o))
        return false;
    const dict *d = (const dict *)o;
    while (*position < d->filled && !d->entries[*position].key)
        ++*position;
    if (*position >= d->filled)
        return false;
    *key = d->entries[*position].key;
    *value = d->entries[(*position)++].value;
    return true;
}

void ct_dict_clear(ct_object *o)
{
    dict *d = (dict *)o;
    entry *entries = d->entries;
    int64_t filled = d->filled;
    ct_dealloc(d->index);
    d->index = NULL;
    d->entries = NULL;
    d->length = d->filled = d->slots = 0;
    d->changes++;
    for (int64_t i = filled; i-- > 0;) {
        ct_release(entries[i].key);
        ct_release(entries[i].value);
    }
    ct_dealloc(entries);
}

/* One pair of update([(key, value), ...]). */
static ct_status set_pair(ct_object *o, const ct_object *pair, int64_t number)
{
    ct_iter iter;
    ct_object *items[3] = {NULL};
    int64_t count = 0;
    int more = 1;
    if (ct_iter_start(&iter, pair)) {
        if (ct_error_pending() == CT_TYPE_ERROR) {
            ct_error_take(NULL);
            ct_error_set(CT_TYPE_ERROR, NULL, 0,
                         "cannot convert dictionary update sequence element #%lld to a sequence",
                         (long long)number);
        }
        return ct_error_pending();
    }
    while (count < 3 && (more = ct_iter_next(&iter, &items[count])) > 0)
        count++;
    if (more >= 0 && count == 2)
        ct_dict_set(o, items[0], items[1]);
    else if (more >= 0)
        ct_error_set(CT_VALUE_ERROR, NULL, 0,
                     "dictionary update sequence element #%lld has length %s%lld; 2 is required",
                     (long long)number, count == 3 ? "at least " : "", (long long)count);
    for (int64_t i = 0; i < count; i++)
        ct_release(items[i]);
    return ct_error_pending();
}

ct_status ct_dict_update(ct_object *o, const ct_object *other)
{
    if (!is_dict(o))
        return ct_error_pending();
    if (!other)
        return ct_null_input("dict", 2);
    if (o == other)
        return CT_OK;
    ct_status status = CT_OK;
    if (other->type == &ct_dict_type) {
        int64_t position = 0;
        ct_object *key, *value;
        while (!status && ct_dict_next(other, &position, &key, &value))
            status = ct_dict_set(o, key, value);
        return status;
    }
    ct_iter iter;
    status = ct_iter_start(&iter, other);
    ct_object *pair;
    int more = 0;
    for (int64_t i = 0; !status && (more = ct_iter_next(&iter, &pair)) > 0; i++) {
        status = set_pair(o, pair, i);
        ct_release(pair);
    }
    return more < 0 ? ct_error_pending() : status;
}

/* -- the type ---------------------------------------------------------------------------------- */

static void dict_destroy(ct_object *self)
{
    ct_dict_clear(self);
    ct_object_free(self, sizeof(dict));
}

static ct_status dict_repr(const ct_object *self, ct_text *out)
{
    ct_status status = ct_text_add(out, "{", 1);
    ct_object *key, *value;
    int64_t position = 0;
    for (bool first = true; !status && ct_dict_next(self, &position, &key, &value); first = false) {
        status = first ? CT_OK : ct_text_add(out, ", ", 2);
        ct_retain(key), ct_retain(value); /* a repr may change the dict */
        if (!status)
            status = ct_text_repr(out, key);
        if (!status)
            status = ct_text_add(out, ": ", 2);
        if (!status)
            status = ct_text_repr(out, value);
        ct_release(key), ct_release(value);
    }
    return status ? status : ct_text_add(out, "}", 1);
}

/* Whether d[key] equals the value. Equalities may change any dict: what they compare is held. */
static int equal_value(const dict *d, const ct_object *key, uint64_t hash, const ct_object *value)
{
    int64_t slot;
    int found = find(d, key, hash, &slot);
    if (found <= 0)
        return found;
    ct_object *own = ct_retain(d->entries[d->index[slot]].value);
    int equal = ct_same_or_equal(value, own);
    ct_release(own);
    return equal;
}

static int dict_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_dict_type)
        return 0;
    const dict *a = (const dict *)self, *b = (const dict *)other;
    if (a->length != b->length)
        return 0;
    for (int64_t i = 0; i < a->filled; i++) {
        if (!a->entries[i].key)
            continue;
        ct_object *key = ct_retain(a->entries[i].key), *x = ct_retain(a->entries[i].value);
        int result = equal_value(b, key, a->entries[i].hash, x);
        ct_release(key);
        ct_release(x);
        if (result <= 0)
            return result;
    }
    return 1;
}

static int dict_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const dict *d = (const dict *)self;
    int stop = 0;
    for (int64_t i = 0; !stop && i < d->filled; i++) {
        if (!d->entries[i].key)
            continue;
        stop = visit(d->entries[i].key, context);
        if (!stop)
            stop = visit(d->entries[i].value, context);
    }
    return stop;
}

static size_t dict_bytes(const ct_object *self)
{
    const dict *d = (const dict *)self;
    return sizeof *d + (size_t)d->slots * sizeof *d->index +
           (size_t)room_of(d->slots) * sizeof *d->entries;
}

const ct_type ct_dict_type = {.name = "dict",
                              .destroy = dict_destroy,
                              .repr = dict_repr,
                              .equal = dict_equal,
                              .length = ct_dict_length,
                              .visit = dict_visit,
                              .bytes = dict_bytes};
