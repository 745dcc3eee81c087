/* tuple.c: tuples, and the item-wise comparison that tuples and lists share. */
#include "object.h"

#include <string.h>

static ct_tuple_box empty = {ct_object_init(&ct_tuple_type), 0};

static int64_t size_of(int64_t n)
{
    return (int64_t)sizeof(ct_tuple_box) + n * (int64_t)sizeof(ct_object *);
}

ct_object *ct_tuple_new(int64_t n)
{
    if (n == 0)
        return &empty.object;
    if (n < 0 || n > INT64_MAX / (int64_t)sizeof(ct_object *) - 8)
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    ct_tuple_box *tuple = ct_object_new(&ct_tuple_type, size_of(n));
    if (!tuple)
        return NULL;
    tuple->length = n;
    memset(tuple->items, 0, (size_t)n * sizeof(ct_object *));
    return &tuple->object;
}

ct_object *ct_tuple(int64_t n, ct_object *const *items)
{
    if (n > 0 && !items)
        return ct_null_input("tuple", 2), NULL;
    for (int64_t i = 0; i < n; i++)
        if (!items[i])
            return ct_null_input("tuple", 2), NULL;
    ct_object *tuple = ct_tuple_new(n);
    for (int64_t i = 0; tuple && i < n; i++)
        ((ct_tuple_box *)tuple)->items[i] = ct_retain(items[i]);
    return tuple;
}

ct_object *ct_tuple_get(const ct_object *tuple, int64_t index)
{
    if (!tuple)
        return ct_null_input("tuple", 1), NULL;
    if (tuple->type != &ct_tuple_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 1, "expected tuple, not %s", tuple->type->name);
    const ct_tuple_box *t = (const ct_tuple_box *)tuple;
    if (index < 0)
        index += t->length;
    if (index < 0 || index >= t->length)
        return CT_FAIL(CT_INDEX_ERROR, NULL, 0, "tuple index out of range");
    return ct_retain(t->items[index]);
}

static void tuple_destroy(ct_object *self)
{
    ct_tuple_box *tuple = (ct_tuple_box *)self;
    for (int64_t i = tuple->length; i-- > 0;)
        ct_release(tuple->items[i]);
    ct_object_free(self, size_of(tuple->length));
}

static ct_status tuple_repr(const ct_object *self, ct_text *out)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)self;
    ct_status status = ct_text_add(out, "(", 1);
    for (int64_t i = 0; !status && i < tuple->length; i++) {
        status = i ? ct_text_add(out, ", ", 2) : CT_OK;
        if (!status)
            status = ct_text_repr(out, tuple->items[i]);
    }
    return status ? status : ct_text_add(out, tuple->length == 1 ? ",)" : ")", -1);
}

/* -- comparison -------------------------------------------------------------------------------- */

/* Position of the first pair that differs, or the shorter length; -1 on error. */
static int64_t first_difference(ct_object *const *a, int64_t n, ct_object *const *b, int64_t m)
{
    for (int64_t i = 0; i < n && i < m; i++) {
        int equal = ct_same_or_equal(a[i], b[i]);
        if (equal <= 0)
            return equal < 0 ? -1 : i;
    }
    return n < m ? n : m;
}

int ct_equal_items(ct_object *const *a, int64_t n, ct_object *const *b, int64_t m)
{
    if (n != m)
        return 0;
    int64_t at = first_difference(a, n, b, m);
    return at < 0 ? -1 : at == n;
}

int ct_order_items(ct_object *const *a, int64_t n, ct_object *const *b, int64_t m, int *out)
{
    int64_t at = first_difference(a, n, b, m);
    if (at < 0)
        return -1;
    if (at < n && at < m)
        return ct_order_objects(a[at], b[at], out);
    *out = (n > m) - (n < m);
    return 0;
}

static int tuple_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_tuple_type)
        return 0;
    const ct_tuple_box *a = (const ct_tuple_box *)self, *b = (const ct_tuple_box *)other;
    return ct_equal_items(a->items, a->length, b->items, b->length);
}

static int tuple_order(const ct_object *self, const ct_object *other, int *out)
{
    if (other->type != &ct_tuple_type)
        return 1;
    const ct_tuple_box *a = (const ct_tuple_box *)self, *b = (const ct_tuple_box *)other;
    return ct_order_items(a->items, a->length, b->items, b->length, out);
}

/* xxHash's lanes over the items' hashes, as CPython: hash((1, 2)) is the same number here. */
ct_status ct_hash_items(ct_object *const *items, int64_t n, uint64_t *out)
{
    const uint64_t prime1 = UINT64_C(11400714785074694791), prime2 = UINT64_C(14029467366897019727),
                   prime5 = UINT64_C(2870177450012600261);
    uint64_t sum = prime5;
    for (int64_t i = 0; i < n; i++) {
        uint64_t lane;
        ct_status status = ct_hash(items[i], &lane);
        if (status)
            return status;
        sum += lane * prime2;
        sum = (sum << 31 | sum >> 33) * prime1;
    }
    sum += (uint64_t)n ^ (prime5 ^ UINT64_C(3527539));
    *out = sum == UINT64_MAX ? 1546275796 : sum;
    return CT_OK;
}

static ct_status tuple_hash(const ct_object *self, uint64_t *out)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)self;
    return ct_hash_items(tuple->items, tuple->length, out);
}

static int64_t tuple_length(const ct_object *self)
{
    return ((const ct_tuple_box *)self)->length;
}

static int tuple_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)self;
    int stop = 0;
    for (int64_t i = 0; !stop && i < tuple->length; i++)
        stop = visit(tuple->items[i], context);
    return stop;
}

static size_t tuple_bytes(const ct_object *self)
{
    return (size_t)size_of(((const ct_tuple_box *)self)->length);
}

static ct_object *tuple_item(const ct_object *self, int64_t index)
{
    return ct_retain(((const ct_tuple_box *)self)->items[index]);
}

const ct_type ct_tuple_type = {.name = "tuple",
                               .destroy = tuple_destroy,
                               .repr = tuple_repr,
                               .equal = tuple_equal,
                               .order = tuple_order,
                               .hash = tuple_hash,
                               .length = tuple_length,
                               .visit = tuple_visit,
                               .bytes = tuple_bytes,
                               .item = tuple_item};
