/* grow.c: arrays that grow in place, along one axis, and give spare room back.
 *
 * In place means that the buffer itself is made longer, which is allowed only while one array holds
 * it: with a live view the memory cannot move, so the call is refused and nothing changes. Capacity
 * grows geometrically, so appends along the slowest axis (the first one
 * in C order, the last one in Fortran order) are amortised O(1). Along any other axis the blocks in
 * front of the new elements move apart inside the same buffer: O(size), and no second one. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* The array's memory is its own, in one piece, and nobody else holds it. */
ct_status ct_array_check_sole_owner(const char *op, ct_status code, const ct_array *a)
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

static bool is_fortran(const ct_array *a)
{
    return !(a->flags & CT_C_CONTIGUOUS);
}

static ct_status check_growable(const char *op, const ct_array *a)
{
    if (a->ndim == 0)
        return ct_error_set(CT_VALUE_ERROR, op, 1, "a 0-d array has no axis to grow along");
    ct_status status = ct_array_check_sole_owner(op, CT_BUFFER_ERROR, a);
    if (status == CT_OK && !(a->flags & (CT_C_CONTIGUOUS | CT_F_CONTIGUOUS)))
        status =
            ct_error_set(CT_BUFFER_ERROR, op, 1, "only arrays in C or Fortran order grow in place");
    return status;
}

/* Bytes of one index of the slowest axis. */
static int64_t row_bytes(const ct_array *a)
{
    int64_t bytes = a->dtype->itemsize;
    int slowest = is_fortran(a) ? a->ndim - 1 : 0;
    for (int i = 0; i < a->ndim; i++)
        bytes *= i == slowest ? 1 : a->shape[i];
    return bytes;
}

enum { COPIED = 1 << 20 };

/* Room for `bytes` bytes in all. `exact`: no spare room. */
static ct_status make_room(ct_array *a, int64_t bytes, bool exact)
{
    if (bytes <= a->buffer->capacity)
        return CT_OK;
    /* A cache line for the first elements; twice as much while moving costs a copy; an eighth once
     * the pages can be moved instead, when spare room is what costs. */
    int64_t spare = exact ? 0 : (bytes < COPIED ? bytes : bytes / 8) + 64;
    ct_status status =
        ct_buffer_resize(a->buffer, bytes > INT64_MAX - spare ? INT64_MAX : bytes + spare);
    a->data = a->buffer->address;
    return status;
}

static void set_length(ct_array *a, int axis, int64_t length)
{
    bool fortran = is_fortran(a);
    a->shape[axis] = length;
    a->size = 1;
    for (int i = 0; i < a->ndim; i++)
        a->size *= a->shape[i];
    ct_fill_strides(a->ndim, a->shape, a->dtype->itemsize, fortran, a->strides);
    a->buffer->size = a->size * a->dtype->itemsize;
    ct_array_update_flags(a);
}

/* How far `values` reach along the axis: 1 for one item, which lacks the axis. -1: no fit. */
static int64_t length_of(const ct_array *a, const ct_array *values, int axis)
{
    bool item = values->ndim == a->ndim - 1, fits = item || values->ndim == a->ndim;
    for (int i = 0; fits && i < a->ndim; i++)
        fits = i == axis || values->shape[item && i > axis ? i - 1 : i] == a->shape[i];
    if (fits)
        return item ? 1 : values->shape[axis];
    char have[CT_SHAPE_TEXT], given[CT_SHAPE_TEXT];
    ct_error_set(CT_VALUE_ERROR, "append", 2,
                 "values of shape %s cannot be appended to an array of shape %s along axis %d",
                 ct_shape_text(given, values->ndim, values->shape),
                 ct_shape_text(have, a->ndim, a->shape), axis);
    return -1;
}

/* The values in a's dtype and memory order, not in a's memory. Owned. */
static ct_array *prepared(const ct_array *a, const ct_array *values)
{
    unsigned order = is_fortran(a) ? CT_F_CONTIGUOUS : CT_C_CONTIGUOUS;
    if (ct_array_check_cast("append", values, a->dtype, CT_CASTING_SAME_KIND) != CT_OK)
        return NULL;
    if (values != a && (values->flags & order) && ct_dtype_equal(a->dtype, values->dtype))
        return ct_retain(values);
    ct_array *copy = ct_empty_order(values->ndim, values->shape, a->dtype,
                                    is_fortran(a) ? CT_ORDER_F : CT_ORDER_C);
    if (copy && ct_array_store(copy, values) != CT_OK) {
        ct_release(copy);
        return NULL;
    }
    return copy;
}

ct_array *ct_array_appendable(const ct_array *a, const ct_array *values, int axis, int64_t *length)
{
    *length = length_of(a, values, axis);
    return *length < 0 ? NULL : prepared(a, values);
}

/* Puts `added` elements behind each of the `count` blocks of `old` bytes, from the last block to
 * the first, so that no byte is written before it was moved. */
static void spread(char *data, const char *added, int64_t count, int64_t old, int64_t more)
{
    for (int64_t i = count; i-- > 0;) {
        char *block = data + i * (old + more);
        if (i && old)
            memmove(block, data + i * old, (size_t)old);
        if (more)
            memcpy(block + old, added + i * more, (size_t)more);
    }
}

/* `length` more along the axis, from memory in a's order. Everything but room was checked. */
static ct_status grow(ct_array *a, const char *data, int axis, int64_t length)
{
    int64_t total, outside = 1, block = a->dtype->itemsize, wanted, bytes = 0;
    bool fortran = is_fortran(a);
    for (int i = 0; i < a->ndim; i++)
        if (i != axis)
            *((i < axis) != fortran ? &outside : &block) *= a->shape[i];
    if (ct_add_overflow(a->shape[axis], length, &total) ||
        ct_mul_overflow(outside, block, &wanted) || ct_mul_overflow(wanted, total, &bytes))
        return ct_error_set(CT_VALUE_ERROR, "append", 1, "array is too big");
    ct_status status = make_room(a, bytes, false);
    if (status != CT_OK)
        return status;
    spread(a->data, data, outside, a->shape[axis] * block, length * block);
    set_length(a, axis, total);
    return CT_OK;
}

ct_status ct_array_append_axis(ct_array *a, const ct_array *values, int axis)
{
    if (!a || !values)
        return ct_null_input("append", a ? 2 : 1);
    ct_status status = check_growable("append", a);
    if (status != CT_OK)
        return status;
    axis = ct_normalize_axis("append", axis, a->ndim);
    int64_t length;
    ct_array *source = axis < 0 ? NULL : ct_array_appendable(a, values, axis, &length);
    if (!source)
        return ct_error_pending();
    status = grow(a, source->data, axis, length);
    ct_release(source);
    return status;
}

ct_status ct_array_append(ct_array *a, const ct_array *values)
{
    return ct_array_append_axis(a, values, 0);
}

/* -- without an array around the values -------------------------------------------------------- */

ct_status ct_array_append_data(ct_array *a, const void *data, int64_t rows)
{
    if (!a || !data)
        return ct_null_input("append", a ? 2 : 1);
    ct_status status = check_growable("append", a);
    if (status != CT_OK)
        return status;
    if (rows < 0)
        return ct_error_set(CT_VALUE_ERROR, "append", 3, "the number of rows is negative");
    return grow(a, data, is_fortran(a) ? a->ndim - 1 : 0, rows);
}

/* The place of one more 8-byte cell at the end, when nothing stands in the way: `a` is a vector of
 * that dtype, holds its buffer alone and has room. NULL: take the long way. */
CT_INLINE void *next_cell(ct_array *a, ct_type_num num)
{
    enum { NEEDED = CT_WRITEABLE | CT_C_CONTIGUOUS };
    if (CT_UNLIKELY(!a || a->ndim != 1 || a->dtype->num != num || (a->flags & NEEDED) != NEEDED ||
                    a->base))
        return NULL;
    ct_buffer *buffer = a->buffer;
    int64_t used = buffer->size;
    if (CT_UNLIKELY(used > buffer->capacity - 8 || used != a->size * 8 ||
                    buffer->kind != CT_BUFFER_OWNED || ct_buffer_shared(buffer)))
        return NULL;
    buffer->size = used + 8;
    a->shape[0] = ++a->size;
    a->strides[0] = 8; /* of up to one element it may have been anything */
    return buffer->address + used;
}

static ct_status append_one(ct_array *a, CT_TAKE ct_array *value)
{
    ct_status status = value ? ct_array_append(a, value) : ct_error_pending();
    ct_release(value);
    return status;
}

ct_status ct_array_append_f64(ct_array *a, double value)
{
    void *cell = next_cell(a, CT_NUM_FLOAT64);
    if (CT_UNLIKELY(!cell))
        return append_one(a, ct_weak_float(value));
    memcpy(cell, &value, sizeof value);
    return CT_OK;
}

ct_status ct_array_append_i64(ct_array *a, int64_t value)
{
    void *cell = next_cell(a, CT_NUM_INT64);
    if (CT_UNLIKELY(!cell))
        return append_one(a, ct_weak_int(value));
    memcpy(cell, &value, sizeof value);
    return CT_OK;
}

/* -- room -------------------------------------------------------------------------------------- */

ct_status ct_array_reserve(ct_array *a, int64_t rows)
{
    int64_t bytes;
    if (!a)
        return ct_null_input("reserve", 1);
    ct_status status = check_growable("reserve", a);
    if (status != CT_OK)
        return status;
    if (rows < 0)
        return ct_error_set(CT_VALUE_ERROR, "reserve", 2, "the number of rows is negative");
    if (ct_mul_overflow(rows, row_bytes(a), &bytes))
        return ct_error_set(CT_VALUE_ERROR, "reserve", 2, "array is too big");
    return make_room(a, bytes, true);
}

ct_status ct_array_shrink_to_fit(ct_array *a)
{
    if (!a)
        return ct_null_input("shrink_to_fit", 1);
    ct_status status = ct_array_check_sole_owner("shrink_to_fit", CT_BUFFER_ERROR, a);
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
