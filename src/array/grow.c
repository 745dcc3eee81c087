/* grow.c: arrays that change their size: the new-array forms and the in-place ones.
 *
 * In place means that the buffer itself is made longer or shorter, which is allowed only while one
 * array holds it: with a live view the memory cannot move, so the call is refused and nothing
 * changes. Capacity grows by an eighth and a bit, as a list's does, so appends are amortised O(1).
 */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* -- new arrays -------------------------------------------------------------------------------- */

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

/* The array's memory is its own, in one piece, and nobody else holds it. */
static ct_status check_sole_owner(const char *op, ct_status code, const ct_array *a)
{
    if (!(a->flags & CT_WRITEABLE))
        return ct_error_set(code, op, 1, "cannot resize this array: it is read-only");
    if (a->base || a->buffer->kind != CT_BUFFER_OWNED || a->data != a->buffer->address)
        return ct_error_set(code, op, 1, "cannot resize this array: it does not own its data");
    if (ct_buffer_shared(a->buffer))
        return ct_error_set(code, op, 1,
                            "cannot resize an array that references or is referenced\nby another "
                            "object in this way.\nA view shares its memory: release the view "
                            "first, or use the np.resize function to get a new resized copy");
    return CT_OK;
}

static ct_status check_growable(const char *op, const ct_array *a)
{
    if (a->ndim == 0)
        return ct_error_set(CT_VALUE_ERROR, op, 1, "a 0-d array has no axis to grow along");
    ct_status status = check_sole_owner(op, CT_BUFFER_ERROR, a);
    if (status == CT_OK && !(a->flags & CT_C_CONTIGUOUS))
        status = ct_error_set(CT_BUFFER_ERROR, op, 1, "only arrays in C order grow in place");
    return status;
}

static int64_t row_bytes(const ct_array *a)
{
    int64_t bytes = a->dtype->itemsize;
    for (int i = 1; i < a->ndim; i++)
        bytes *= a->shape[i];
    return bytes;
}

/* Room for `bytes` bytes in all. `exact`: no spare room. */
static ct_status make_room(ct_array *a, int64_t bytes, bool exact)
{
    if (bytes <= a->buffer->capacity)
        return CT_OK;
    int64_t spare = exact ? 0 : bytes / 8 + 64; /* 64: the first elements in one cache line */
    ct_status status =
        ct_buffer_resize(a->buffer, bytes > INT64_MAX - spare ? INT64_MAX : bytes + spare);
    a->data = a->buffer->address;
    return status;
}

static void set_rows(ct_array *a, int64_t rows, int64_t bytes)
{
    a->shape[0] = a->size = rows;
    for (int i = 1; i < a->ndim; i++)
        a->size *= a->shape[i];
    ct_fill_strides(a->ndim, a->shape, a->dtype->itemsize, false, a->strides);
    a->buffer->size = bytes;
    ct_array_update_flags(a);
}

/* How many rows `values` are: one of a's own rows, or several. -1: they do not fit. */
static int64_t rows_of(const ct_array *a, const ct_array *values)
{
    int lead = values->ndim - (a->ndim - 1);
    bool fits = lead == 0 || lead == 1;
    for (int i = 1; fits && i < a->ndim; i++)
        fits = values->shape[i - 1 + lead] == a->shape[i];
    if (fits)
        return lead ? values->shape[0] : 1;
    char have[CT_SHAPE_TEXT], given[CT_SHAPE_TEXT];
    ct_error_set(
        CT_VALUE_ERROR, "append", 2, "rows of shape %s cannot be appended to an array of shape %s",
        ct_shape_text(given, values->ndim, values->shape), ct_shape_text(have, a->ndim, a->shape));
    return -1;
}

/* The values in a's dtype, C order and memory of their own. Owned. */
static ct_array *prepared(const ct_array *a, const ct_array *values)
{
    if (ct_array_check_cast("append", values, a->dtype, CT_CASTING_SAME_KIND) != CT_OK)
        return NULL;
    if (values != a && (values->flags & CT_C_CONTIGUOUS) && ct_dtype_equal(a->dtype, values->dtype))
        return ct_retain(values);
    ct_array *copy = ct_empty(values->ndim, values->shape, a->dtype);
    if (copy && ct_array_store(copy, values) != CT_OK) {
        ct_release(copy);
        return NULL;
    }
    return copy;
}

ct_status ct_array_append(ct_array *a, const ct_array *values)
{
    if (!a || !values)
        return ct_null_input("append", a ? 2 : 1);
    ct_status status = check_growable("append", a);
    int64_t rows = status == CT_OK ? rows_of(a, values) : -1, total, bytes = 0;
    ct_array *source = rows < 0 ? NULL : prepared(a, values);
    if (!source)
        return ct_error_pending();
    int64_t row = row_bytes(a), old = a->shape[0] * row;
    if (ct_add_overflow(a->shape[0], rows, &total) || ct_mul_overflow(total, row, &bytes))
        status = ct_error_set(CT_VALUE_ERROR, "append", 1, "array is too big");
    else
        status = make_room(a, bytes, false);
    if (status == CT_OK) {
        if (bytes > old)
            memcpy(a->data + old, source->data, (size_t)(bytes - old));
        set_rows(a, total, bytes);
    }
    ct_release(source);
    return status;
}

ct_status ct_array_reserve(ct_array *a, int64_t rows)
{
    int64_t bytes;
    if (!a)
        return ct_null_input("reserve", 1);
    ct_status status = check_growable("reserve", a);
    if (status != CT_OK)
        return status;
    if (ct_mul_overflow(rows, row_bytes(a), &bytes))
        return ct_error_set(CT_VALUE_ERROR, "reserve", 2, "array is too big");
    return make_room(a, bytes, true);
}

ct_status ct_array_shrink_to_fit(ct_array *a)
{
    if (!a)
        return ct_null_input("shrink_to_fit", 1);
    ct_status status = check_sole_owner("shrink_to_fit", CT_BUFFER_ERROR, a);
    int64_t bytes = ct_nbytes(a);
    if (status != CT_OK || a->buffer->capacity <= (bytes > 0 ? bytes : 1))
        return status;
    status = ct_buffer_resize(a->buffer, bytes);
    a->data = a->buffer->address;
    return status;
}

int64_t ct_array_capacity(const ct_array *a)
{
    return a ? a->buffer->capacity : (ct_null_input("capacity", 1), -1);
}

ct_status ct_array_resize(ct_array *a, int ndim, const int64_t *shape)
{
    if (!a)
        return ct_null_input("resize", 1);
    bool fortran = (a->flags & CT_F_CONTIGUOUS) && !(a->flags & CT_C_CONTIGUOUS);
    if (!fortran && !(a->flags & CT_C_CONTIGUOUS))
        return ct_error_set(CT_VALUE_ERROR, "resize", 1,
                            "resize only works on single-segment arrays");
    int64_t size = ct_shape_size("resize", ndim, shape, a->dtype->itemsize);
    if (size < 0)
        return ct_error_pending();
    int64_t wanted[CT_MAX_NDIM]; /* `shape` may be the array's own */
    memcpy(wanted, shape, (size_t)ndim * sizeof *wanted);
    int64_t old = ct_nbytes(a), bytes = size * a->dtype->itemsize, *lengths = a->few;
    if (bytes != old) {
        ct_status status = check_sole_owner("resize", CT_VALUE_ERROR, a);
        if (status != CT_OK)
            return status;
    }
    if (ndim > CT_FEW_AXES && !(lengths = ct_alloc_many(2 * ndim, sizeof *lengths)))
        return CT_MEMORY_ERROR;
    if (bytes != old) {
        ct_status status = ct_buffer_resize(a->buffer, bytes);
        a->data = a->buffer->address;
        if (status != CT_OK) {
            if (lengths != a->few)
                ct_dealloc(lengths);
            return status;
        }
        if (bytes > old)
            memset(a->data + old, 0, (size_t)(bytes - old));
        a->buffer->size = bytes;
    }
    if (a->shape != a->few)
        ct_dealloc(a->shape);
    a->shape = lengths;
    a->strides = lengths + ndim;
    a->ndim = ndim;
    a->size = size;
    for (int i = 0; i < ndim; i++)
        a->shape[i] = wanted[i];
    ct_fill_strides(ndim, wanted, a->dtype->itemsize, fortran, a->strides);
    ct_array_update_flags(a);
    return CT_OK;
}
