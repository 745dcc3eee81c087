/* shapes.c: trim_zeros, windows, as_strided, vander. */
#include "routines.h"

#include <string.h>

ct_array *ct_trim_zeros(const ct_array *a, bool front, bool back, int n, const int *axes)
{
    CT_SCOPE(s);
    ct_array *places[CT_MAX_NDIM];
    ct_index list[CT_MAX_NDIM + 1];
    bool trims[CT_MAX_NDIM];
    if (!a)
        return ct_null_input("trim_zeros", 1), NULL;
    for (int i = 0; i < a->ndim; i++)
        trims[i] = n < 0;
    for (int i = 0; i < n; i++) {
        int axis = ct_normalize_axis("trim_zeros", axes[i], a->ndim);
        if (axis < 0)
            return NULL;
        trims[axis] = true;
    }
    if (ct_nonzero(a, places))
        return NULL;
    bool good = true;
    for (int i = 0; i < a->ndim; i++)
        good = (places[i] = ct_own(&s, places[i])) && good;
    for (int i = 0; good && i < a->ndim; i++) {
        int64_t low = a->shape[i], high = 0;
        const int64_t *at = ct_longs(places[i]);
        for (int64_t k = 0; k < places[i]->size; k++) {
            low = at[k] < low ? at[k] : low;
            high = at[k] + 1 > high ? at[k] + 1 : high;
        }
        if (places[i]->size == 0)
            low = high = 0;
        else {
            low = front ? low : 0;
            high = back ? high : a->shape[i];
        }
        list[i] = trims[i] ? ct_range(low, high) : ct_colon;
    }
    list[a->ndim] = ct_end;
    return good ? ct_index_get(a, list) : NULL;
}

ct_array *ct_sliding_window_view(const ct_array *a, int n, const int64_t *lengths, const int *axes,
                                 bool writeable)
{
    int64_t shape[2 * CT_MAX_NDIM], strides[2 * CT_MAX_NDIM];
    if (!a)
        return ct_null_input("sliding_window_view", 1), NULL;
    if (!axes && n != a->ndim)
        return CT_FAIL(CT_VALUE_ERROR, "sliding_window_view", 2,
                       "Since axis is `None`, must provide window_shape for all dimensions of `x`; "
                       "got %d window_shape elements and `x.ndim` is %d.",
                       n, a->ndim);
    if (n < 0 || a->ndim + n > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "sliding_window_view", 2, "too many axes");
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    memcpy(strides, a->strides, (size_t)a->ndim * sizeof *strides);
    for (int i = 0; i < n; i++) {
        int axis = axes ? ct_normalize_axis("sliding_window_view", axes[i], a->ndim) : i;
        if (axis < 0)
            return NULL;
        if (lengths[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "sliding_window_view", 2,
                           "`window_shape` cannot contain negative values");
        if (shape[axis] < lengths[i])
            return CT_FAIL(CT_VALUE_ERROR, "sliding_window_view", 2,
                           "window shape cannot be larger than input array shape");
        shape[axis] -= lengths[i] - 1;
        shape[a->ndim + i] = lengths[i];
        strides[a->ndim + i] = a->strides[axis];
    }
    if (ct_shape_size("sliding_window_view", a->ndim + n, shape, a->dtype->itemsize) < 0)
        return NULL;
    ct_array *view = ct_array_view(a, a->data, a->ndim + n, shape, strides, a->dtype);
    if (view && !writeable && ct_set_writeable(view, false)) {
        ct_release(view);
        return NULL;
    }
    return view;
}

ct_array *ct_as_strided(const ct_array *a, int ndim, const int64_t *shape, const int64_t *strides,
                        bool writeable)
{
    if (!a)
        return ct_null_input("as_strided", 1), NULL;
    if (ndim < 0 || ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "as_strided", 2, "too many axes");
    int64_t size = ct_shape_size("as_strided", ndim, shape, a->dtype->itemsize);
    if (size < 0)
        return NULL;
    ct_int128 low = a->data - a->buffer->address, high = low + (size ? a->dtype->itemsize : 0);
    for (int i = 0; size && i < ndim; i++) {
        ct_int128 reach = (ct_int128)(shape[i] - 1) * strides[i];
        low += reach < 0 ? reach : 0;
        high += reach > 0 ? reach : 0;
    }
    if (low < 0 || high > a->buffer->size)
        return CT_FAIL(CT_VALUE_ERROR, "as_strided", 3,
                       "strides reach outside the array's memory: bytes %lld to %lld of %lld",
                       (long long)low, (long long)high, (long long)a->buffer->size);
    ct_array *view = ct_array_view(a, a->data, ndim, shape, strides, a->dtype);
    if (view && !writeable && ct_set_writeable(view, false)) {
        ct_release(view);
        return NULL;
    }
    return view;
}

ct_array *ct_vander(const ct_array *x, int64_t columns, bool increasing)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("vander", 1), NULL;
    if (x->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "vander", 1,
                       "x must be a one-dimensional array or sequence.");
    const ct_dtype *dtype = ct_own(&s, ct_promote_types(x->dtype, CT_INT64));
    ct_array *result = dtype ? ct_own(&s, ct_ones(CT_SHAPE(x->size, columns), dtype)) : NULL;
    ct_array *rising = !result      ? NULL
                       : increasing ? result
                                    : ct_own(&s, ct_get(result, ct_colon, ct_every(-1)));
    if (!rising || columns < 2)
        return ct_retain(rising ? result : NULL);
    ct_array *column = ct_own(&s, ct_get(x, ct_colon, ct_newaxis));
    ct_array *powers = ct_own(&s, ct_get(rising, ct_colon, ct_from(1)));
    if (!column || !powers || ct_copyto(powers, column, CT_CASTING_UNSAFE, NULL))
        return NULL;
    ct_array *products = ct_own(&s, ct_cumprod(powers, 1, dtype));
    if (!products || ct_copyto(powers, products, CT_CASTING_UNSAFE, NULL))
        return NULL;
    return ct_retain(result);
}
