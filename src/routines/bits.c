/* bits.c: packbits and unpackbits: eight truth values in a byte, along one axis. */
#include "routines.h"

#include <carton/numeric.h>

enum { BITS = 8 };

/* The array with `axis` last, C-contiguous; flattened for CT_FLAT and 0-d. Owned. *axis becomes the
 * place of that axis, -1 where there is no way back. */
static ct_array *rows_of(const char *op, const ct_array *a, int *axis)
{
    if (*axis == CT_FLAT || a->ndim == 0) {
        *axis = -1;
        return ct_ravel(a, CT_ORDER_C);
    }
    *axis = ct_normalize_axis(op, *axis, a->ndim);
    ct_array *turned = *axis < 0 ? NULL : ct_swapaxes(a, *axis, a->ndim - 1);
    ct_array *rows = ct_ascontiguousarray(turned);
    ct_release(turned);
    return rows;
}

/* uint8 in the shape of `rows` with another length of its last axis. */
static ct_array *like_rows(const ct_array *rows, int64_t length)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < rows->ndim; i++)
        shape[i] = i == rows->ndim - 1 ? length : rows->shape[i];
    return ct_zeros(rows->ndim, shape, CT_UINT8);
}

/* Takes `result`: its last axis goes back to its place. */
static ct_array *turned_back(ct_array *result, int axis)
{
    if (!result || axis < 0)
        return result;
    ct_array *back = ct_swapaxes(result, axis, result->ndim - 1);
    ct_release(result);
    return back;
}

static int bit_of(int64_t i, bool little)
{
    return (int)(little ? i % BITS : BITS - 1 - i % BITS);
}

ct_array *ct_packbits(const ct_array *a, int axis, bool little)
{
    if (!a)
        return ct_null_input("packbits", 1), NULL;
    char kind = ct_dtype_kind(a->dtype);
    if (kind != 'b' && kind != 'i' && kind != 'u')
        return CT_FAIL(CT_TYPE_ERROR, "packbits", 1,
                       "Expected an input array of integer or boolean data type");
    ct_array *truth = ct_astype(a, CT_BOOL, CT_CASTING_UNSAFE);
    ct_array *rows = truth ? rows_of("packbits", truth, &axis) : NULL;
    ct_release(truth);
    int64_t n = rows ? rows->shape[rows->ndim - 1] : 0, bytes = n / BITS + (n % BITS != 0);
    ct_array *result = rows ? like_rows(rows, bytes) : NULL;
    if (result && n) {
        const uint8_t *from = (const uint8_t *)rows->data;
        uint8_t *to = (uint8_t *)result->data;
        for (int64_t left = rows->size / n; left > 0; left--, from += n, to += bytes)
            for (int64_t i = 0; i < n; i++)
                to[i / BITS] |= (uint8_t)((from[i] != 0) << bit_of(i, little));
    }
    ct_release(rows);
    return turned_back(result, axis);
}

/* How many bits of each row are wanted, or -1. */
static int64_t wanted(int64_t bytes, int64_t count)
{
    if (count >= 0 && count != CT_OMIT)
        return count;
    int64_t all, n;
    if (__builtin_mul_overflow(bytes, (int64_t)BITS, &all))
        n = -1;
    else
        n = count == CT_OMIT ? all : all + count;
    if (n < 0)
        ct_error_set(CT_VALUE_ERROR, "unpackbits", 3, "-count larger than number of elements");
    return n;
}

ct_array *ct_unpackbits(const ct_array *a, int axis, int64_t count, bool little)
{
    if (!a)
        return ct_null_input("unpackbits", 1), NULL;
    if (ct_dtype_num(a->dtype) != CT_NUM_UINT8)
        return CT_FAIL(CT_TYPE_ERROR, "unpackbits", 1,
                       "Expected an input array of unsigned byte data type");
    ct_array *rows = rows_of("unpackbits", a, &axis);
    int64_t bytes = rows ? rows->shape[rows->ndim - 1] : 0, n = rows ? wanted(bytes, count) : -1;
    ct_array *result = n < 0 ? NULL : like_rows(rows, n);
    if (result && bytes) {
        const uint8_t *from = (const uint8_t *)rows->data;
        uint8_t *to = (uint8_t *)result->data;
        int64_t there = n / BITS < bytes ? n : bytes * BITS;
        for (int64_t left = rows->size / bytes; left > 0; left--, from += bytes, to += n)
            for (int64_t i = 0; i < there; i++)
                to[i] = from[i / BITS] >> bit_of(i, little) & 1;
    }
    ct_release(rows);
    return turned_back(result, axis);
}
