/* type.c: ct_array_type, what an array does as an object. */
#include "print.h"

#include "dtype/dtype.h"

static void destroy(ct_object *self)
{
    ct_array *a = (ct_array *)self;
    if (a->shape != a->few)
        ct_dealloc(a->shape);
    if (a->base)
        ct_release(a->base);
    if (a->dtype->num >= CT_NUM_STR) /* numeric ones live as long as the library */
        ct_release(a->dtype);
    ct_array_free(a);
}

/* Iteration gives views, and scalars from a 1-D array. */
static ct_object *item(const ct_object *self, int64_t index)
{
    ct_array *part = ct_get((const ct_array *)self, ct_at(index));
    if (!part || part->ndim > 0)
        return (ct_object *)part;
    ct_object *scalar = ct_scalar_from(part);
    ct_release(part);
    return scalar;
}

static int64_t length(const ct_object *self)
{
    const ct_array *a = (const ct_array *)self;
    if (a->ndim == 0) {
        ct_error_set(CT_TYPE_ERROR, "len", 0, "len() of unsized object");
        return -1;
    }
    return a->shape[0];
}

/* The record, its block of lengths, and the buffer when this array is the owner. */
static size_t bytes(const ct_object *self)
{
    const ct_array *a = (const ct_array *)self;
    size_t total = sizeof *a + (a->base ? 0 : (size_t)a->buffer->capacity);
    return total + (a->shape == a->few ? 0 : 2 * (size_t)a->ndim * sizeof(int64_t));
}

static int ambiguous(const ct_array *a)
{
    if (a->size == 0)
        return ct_error_set(CT_VALUE_ERROR, "bool", 0,
                            "The truth value of an empty array is ambiguous. Use `array.size > 0` "
                            "to check that an array is not empty."),
               -1;
    return ct_error_set(CT_VALUE_ERROR, "bool", 0,
                        "The truth value of an array with more than one element is ambiguous. "
                        "Use a.any() or a.all()"),
           -1;
}

/* Inside a list or tuple arrays compare by the truth of a == b, as Python's containers ask for it:
 * fine for one element, ambiguous for others. */
static int equal(const ct_object *self, const ct_object *other)
{
    const ct_array *a = (const ct_array *)self, *b = (const ct_array *)other;
    int ndim = 0;
    int64_t shape[CT_MAX_NDIM];
    bool both = other->type == &ct_array_type;
    if (ct_broadcast_into("equal", &ndim, shape, a->ndim, a->shape) ||
        (both && ct_broadcast_into("equal", &ndim, shape, b->ndim, b->shape)))
        return -1;
    if (a->size != 1)
        return ambiguous(a);
    if (both && b->size != 1)
        return ambiguous(b);
    ct_object *x = ct_item(a), *y = both ? ct_item(b) : ct_retain(other);
    int result = x && y ? ct_equal_objects(x, y) : -1;
    ct_release(x);
    ct_release(y);
    return result;
}

static int truth(const ct_object *self)
{
    const ct_array *a = (const ct_array *)self;
    if (a->size != 1)
        return ambiguous(a);
    ct_object *box = ct_item(a);
    int result = box ? ct_truth(box) : -1;
    ct_release(box);
    return result;
}

const ct_type ct_array_type = {
    .name = "numpy.ndarray",
    .destroy = destroy,
    .repr = ct_array_write_repr,
    .str = ct_array_write_str,
    .equal = equal,
    .truth = truth,
    .length = length,
    .item = item,
    .bytes = bytes,
};
