/* resize.c: another number of elements: a new array, or the same one in place. One rule says what
 * the added elements are: the data repeated, zero, a value, or the last element. */
#include "array.h"

#include "dtype/dtype.h"

#include <string.h>

/* -- what is added --------------------------------------------------------------------------------
 */

/* [at, end) of `data` becomes repetitions of the `unit` bytes before `at`. */
static void repeat_bytes(char *data, int64_t unit, int64_t at, int64_t end)
{
    int64_t start = at - unit;
    while (at < end) { /* what stands there already is a whole number of units: double it */
        int64_t n = at - start < end - at ? at - start : end - at;
        memcpy(data + at, data + start, (size_t)n);
        at += n;
    }
}

static ct_status fill_rest(ct_array *flat, int64_t from, ct_fill_rule rule, const ct_array *value)
{
    int64_t itemsize = flat->dtype->itemsize, at = from * itemsize, end = flat->size * itemsize;
    if (at >= end)
        return CT_OK;
    if (rule == CT_FILL_VALUE) {
        if (!value)
            return ct_null_input("resize", 5);
        int64_t length = flat->size - from;
        ct_array *rest = ct_array_view(flat, flat->data + at, 1, &length, &itemsize, flat->dtype);
        ct_status status = rest ? ct_array_store(rest, value) : ct_error_pending();
        ct_release(rest);
        return status;
    }
    if (from == 0 || rule == CT_FILL_ZERO)
        memset(flat->data + at, 0, (size_t)(end - at));
    else
        repeat_bytes(flat->data, rule == CT_FILL_EDGE ? itemsize : at, at, end);
    return CT_OK;
}

ct_array *ct_resize_fill(const ct_array *a, int ndim, const int64_t *shape, ct_fill_rule rule,
                         const ct_array *value)
{
    if (!a)
        return ct_null_input("resize", 1), NULL;
    if (ct_check_choice("resize", 4, "rule", rule, CT_FILL_EDGE + 1))
        return NULL;
    for (int i = 0; i < ndim && ndim <= CT_MAX_NDIM; i++)
        if (shape[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "resize", 2,
                           "all elements of `new_shape` must be non-negative");
    CT_SCOPE(s);
    ct_array *result = ct_own(&s, ct_empty(ndim, shape, a->dtype));
    ct_array *source = result ? ct_own(&s, ct_ravel(a, CT_ORDER_C)) : NULL;
    if (!source)
        return NULL;
    int64_t kept = a->size < result->size ? a->size : result->size;
    if (kept > 0)
        memcpy(result->data, source->data, (size_t)(kept * a->dtype->itemsize));
    ct_array *flat =
        ct_own(&s, ct_array_view(result, result->data, 1, &result->size, NULL, result->dtype));
    if (!flat || fill_rest(flat, kept, rule ? rule : CT_FILL_REPEAT, value) != CT_OK)
        return NULL;
    return ct_retain(result);
}

ct_array *ct_resize(const ct_array *a, int ndim, const int64_t *shape)
{
    return ct_resize_fill(a, ndim, shape, CT_FILL_REPEAT, NULL);
}

/* -- in place ---------------------------------------------------------------------------------- */

/* Gives `a` the shape and a buffer of just its size; the elements are there already. */
static void set_shape(ct_array *a, int ndim, const int64_t *shape, int64_t size, int64_t *lengths,
                      bool fortran)
{
    if (a->shape != a->few)
        ct_dealloc(a->shape);
    a->shape = lengths;
    a->strides = lengths + ndim;
    a->ndim = ndim;
    a->size = size;
    a->data = a->buffer->address;
    a->buffer->size = ct_nbytes(a);
    for (int i = 0; i < ndim; i++)
        a->shape[i] = shape[i];
    ct_fill_strides(ndim, shape, a->dtype->itemsize, fortran, a->strides);
    ct_array_update_flags(a);
}

/* Room for `size` elements, of which the new ones are filled. When it fails the elements and the
 * shape are as before. */
static ct_status resize_memory(ct_array *a, int64_t size, ct_fill_rule rule, const ct_array *value)
{
    int64_t itemsize = a->dtype->itemsize;
    ct_status status = ct_buffer_resize(a->buffer, size * itemsize);
    a->data = a->buffer->address;
    if (status != CT_OK || size <= a->size)
        return status;
    ct_array *flat =
        ct_array_make(ct_buffer_retain(a->buffer), a->data, 1, &size, NULL, a->dtype, CT_WRITEABLE);
    status = flat ? fill_rest(flat, a->size, rule ? rule : CT_FILL_ZERO, value) : CT_MEMORY_ERROR;
    ct_release(flat);
    if (status != CT_OK && ct_buffer_resize(a->buffer, a->size * itemsize) == CT_OK)
        a->data = a->buffer->address;
    return status;
}

ct_status ct_array_resize_fill(ct_array *a, int ndim, const int64_t *shape, ct_fill_rule rule,
                               const ct_array *value)
{
    if (!a)
        return ct_null_input("resize", 1);
    if (ct_check_choice("resize", 4, "rule", rule, CT_FILL_EDGE + 1))
        return ct_error_pending();
    bool fortran = (a->flags & CT_F_CONTIGUOUS) && !(a->flags & CT_C_CONTIGUOUS);
    if (!fortran && !(a->flags & CT_C_CONTIGUOUS))
        return ct_error_set(CT_VALUE_ERROR, "resize", 1,
                            "resize only works on single-segment arrays");
    int64_t size = ct_shape_size("resize", ndim, shape, a->dtype->itemsize);
    if (size < 0)
        return ct_error_pending();
    int64_t wanted[CT_MAX_NDIM]; /* `shape` may be the array's own */
    memcpy(wanted, shape, (size_t)ndim * sizeof *wanted);
    int64_t *lengths = a->few;
    ct_status status = CT_OK;
    if (size != a->size)
        status = ct_array_check_sole_owner("resize", CT_VALUE_ERROR, a);
    if (status == CT_OK && ndim > CT_FEW_AXES &&
        !(lengths = ct_alloc_many(2 * ndim, sizeof *lengths)))
        return CT_MEMORY_ERROR;
    if (status == CT_OK && size != a->size)
        status = resize_memory(a, size, rule, value);
    if (status == CT_OK)
        set_shape(a, ndim, wanted, size, lengths, fortran);
    else if (lengths != a->few)
        ct_dealloc(lengths);
    return status;
}

ct_status ct_array_resize(ct_array *a, int ndim, const int64_t *shape)
{
    return ct_array_resize_fill(a, ndim, shape, CT_FILL_ZERO, NULL);
}
