/* views.c: other arrangements of an array's axes over the same memory. Nothing here copies an
 * element. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* As ct_normalize_axis, for functions with several axis parameters: the message names which. */
static int named_axis(const char *op, const char *name, int axis, int ndim)
{
    if (axis >= -ndim && axis < ndim)
        return axis < 0 ? axis + ndim : axis;
    ct_error_set(CT_AXIS_ERROR, op, 0, "%s: axis %d is out of bounds for array of dimension %d",
                 name, axis, ndim);
    return -1;
}

ct_array *ct_view(const ct_array *a)
{
    return a ? ct_array_view(a, a->data, a->ndim, a->shape, a->strides, a->dtype)
             : (ct_null_input("view", 1), NULL);
}

ct_array *ct_view_dtype(const ct_array *a, const ct_dtype *dtype)
{
    if (!a || !dtype)
        return ct_null_input("view", a ? 2 : 1), NULL;
    int64_t from = a->dtype->itemsize, to = dtype->itemsize;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    memcpy(strides, a->strides, (size_t)a->ndim * sizeof *strides);
    if (from != to) {
        int last = a->ndim - 1;
        const char *reason = NULL;
        if (a->ndim == 0)
            reason = "Changing the dtype of a 0d array is only supported if the itemsize is "
                     "unchanged";
        else if (a->shape[last] != 1 && a->strides[last] != from && a->size > 0)
            reason = "To change to a dtype of a different size, the last axis must be contiguous";
        else if (to < from && (to == 0 || from % to != 0))
            reason = "When changing to a smaller dtype, its size must be a divisor of the size of "
                     "original dtype";
        else if (to > from && (shape[last] * from) % to != 0)
            reason = "When changing to a larger dtype, its size must be a divisor of the total "
                     "size in bytes of the last axis of the array.";
        if (reason)
            return CT_FAIL(CT_VALUE_ERROR, "view", 2, "%s", reason);
        shape[last] = shape[last] * from / to;
        strides[last] = to;
    }
    return ct_array_view(a, a->data, a->ndim, shape, strides, dtype);
}

/* -- in place ---------------------------------------------------------------------------------- */

ct_status ct_array_set_dtype(ct_array *a, const ct_dtype *dtype)
{
    ct_array *view = ct_view_dtype(a, dtype);
    if (!view)
        return ct_error_pending();
    const ct_dtype *before = a->dtype;
    a->dtype = ct_retain(dtype);
    ct_release(before);
    memcpy(a->shape, view->shape, (size_t)a->ndim * sizeof *a->shape);
    memcpy(a->strides, view->strides, (size_t)a->ndim * sizeof *a->strides);
    a->size = view->size;
    ct_release(view);
    ct_array_update_flags(a);
    return CT_OK;
}

ct_status ct_array_set_strides(ct_array *a, const int64_t *strides)
{
    if (!a || !strides)
        return ct_null_input("strides", a ? 2 : 1);
    int64_t low = a->data - a->buffer->address, high = low + a->dtype->itemsize, reach;
    bool inside = true;
    for (int i = 0; i < a->ndim && a->size > 0; i++) {
        if (__builtin_mul_overflow(a->shape[i] - 1, strides[i], &reach) ||
            __builtin_add_overflow(reach < 0 ? low : high, reach, reach < 0 ? &low : &high)) {
            inside = false;
            break;
        }
    }
    if (a->size > 0 && (!inside || low < 0 || high > a->buffer->size))
        return ct_error_set(CT_VALUE_ERROR, "strides", 2,
                            "strides is not compatible with available memory");
    memcpy(a->strides, strides, (size_t)a->ndim * sizeof *strides);
    ct_array_update_flags(a);
    return CT_OK;
}

/* -- permuted axes ----------------------------------------------------------------------------- */

ct_array *ct_transpose_axes(const ct_array *a, int n, const int *axes)
{
    if (!a)
        return ct_null_input("transpose", 1), NULL;
    if (n != a->ndim)
        return CT_FAIL(CT_VALUE_ERROR, "transpose", 2, "axes don't match array");
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    bool seen[CT_MAX_NDIM] = {false};
    for (int i = 0; i < n; i++) {
        int axis = ct_normalize_axis("transpose", axes[i], n);
        if (axis < 0)
            return NULL;
        if (seen[axis])
            return CT_FAIL(CT_VALUE_ERROR, "transpose", 2, "repeated axis in transpose");
        seen[axis] = true;
        shape[i] = a->shape[axis];
        strides[i] = a->strides[axis];
    }
    return ct_array_view(a, a->data, n, shape, strides, a->dtype);
}

ct_array *ct_transpose(const ct_array *a)
{
    enum { KEPT = CT_WRITEABLE | CT_ALIGNED };
    int axes[CT_MAX_NDIM];
    if (!a)
        return ct_null_input("transpose", 1), NULL;
    int n = a->ndim;
    for (int i = 0; i < n; i++)
        axes[i] = n - 1 - i;
    if (n > CT_FEW_AXES)
        return ct_transpose_axes(a, n, axes);
    ct_array *view = ct_array_face(a, n);
    if (!view)
        return NULL;
    view->data = a->data;
    view->size = a->size;
    view->flags = (a->flags & KEPT) | (a->flags & CT_C_CONTIGUOUS ? CT_F_CONTIGUOUS : 0u) |
                  (a->flags & CT_F_CONTIGUOUS ? CT_C_CONTIGUOUS : 0u);
    for (int i = 0; i < n; i++) {
        view->shape[i] = a->shape[axes[i]];
        view->strides[i] = a->strides[axes[i]];
    }
    return view;
}

ct_array *ct_swapaxes(const ct_array *a, int axis1, int axis2)
{
    int axes[CT_MAX_NDIM];
    if (!a)
        return ct_null_input("swapaxes", 1), NULL;
    axis1 = named_axis("swapaxes", "axis1", axis1, a->ndim);
    axis2 = axis1 < 0 ? -1 : named_axis("swapaxes", "axis2", axis2, a->ndim);
    if (axis2 < 0)
        return NULL;
    for (int i = 0; i < a->ndim; i++)
        axes[i] = i == axis1 ? axis2 : i == axis2 ? axis1 : i;
    return ct_transpose_axes(a, a->ndim, axes);
}

/* Normalizes n axes of moveaxis; -1 on an axis outside, or one named twice. */
static int moved_axes(const char *name, int n, const int *axes, int ndim, int *out, bool *used)
{
    for (int i = 0; i < n; i++) {
        out[i] = named_axis("moveaxis", name, axes[i], ndim);
        if (out[i] < 0)
            return -1;
        if (used[out[i]])
            return ct_error_set(CT_VALUE_ERROR, "moveaxis", 0, "repeated axis in `%s` argument",
                                name),
                   -1;
        used[out[i]] = true;
    }
    return 0;
}

ct_array *ct_moveaxis(const ct_array *a, int n, const int *source, const int *destination)
{
    if (!a)
        return ct_null_input("moveaxis", 1), NULL;
    int from[CT_MAX_NDIM], to[CT_MAX_NDIM], axes[CT_MAX_NDIM];
    bool moved[CT_MAX_NDIM] = {false}, taken[CT_MAX_NDIM] = {false};
    if (moved_axes("source", n, source, a->ndim, from, moved) < 0 ||
        moved_axes("destination", n, destination, a->ndim, to, taken) < 0)
        return NULL;
    for (int i = 0; i < n; i++)
        axes[to[i]] = from[i];
    for (int i = 0, rest = 0; i < a->ndim; i++) {
        if (taken[i])
            continue;
        while (moved[rest])
            rest++;
        axes[i] = rest++;
    }
    return ct_transpose_axes(a, a->ndim, axes);
}

/* -- axes of length 1 -------------------------------------------------------------------------- */

ct_array *ct_squeeze(const ct_array *a, int n, const int *axes)
{
    if (!a)
        return ct_null_input("squeeze", 1), NULL;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    bool drop[CT_MAX_NDIM] = {false};
    for (int i = 0; i < a->ndim && n < 0; i++)
        drop[i] = a->shape[i] == 1;
    for (int i = 0; i < n; i++) {
        if (n == 1 && a->ndim == 0 && (axes[i] == 0 || axes[i] == -1))
            break; /* NumPy lets a 0-d array have one axis here */
        int axis = ct_normalize_axis("squeeze", axes[i], a->ndim);
        if (axis < 0)
            return NULL;
        if (drop[axis])
            return CT_FAIL(CT_VALUE_ERROR, "squeeze", 2, "duplicate value in 'axis'");
        if (a->shape[axis] != 1)
            return CT_FAIL(CT_VALUE_ERROR, "squeeze", 2,
                           "cannot select an axis to squeeze out which has size not equal to one");
        drop[axis] = true;
    }
    int kept = 0;
    for (int i = 0; i < a->ndim; i++) {
        if (drop[i])
            continue;
        shape[kept] = a->shape[i];
        strides[kept++] = a->strides[i];
    }
    return ct_array_view(a, a->data, kept, shape, strides, a->dtype);
}

ct_array *ct_expand_dims(const ct_array *a, int n, const int *axes)
{
    if (!a)
        return ct_null_input("expand_dims", 1), NULL;
    int ndim = a->ndim + n;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    bool fresh[CT_MAX_NDIM] = {false};
    if (n > CT_MAX_NDIM || ndim > CT_MAX_NDIM)
        return ct_shape_size("expand_dims", ndim, NULL, 1), NULL;
    for (int i = 0; i < n; i++) {
        int axis = ct_normalize_axis("expand_dims", axes[i], ndim);
        if (axis < 0)
            return NULL;
        if (fresh[axis])
            return CT_FAIL(CT_VALUE_ERROR, "expand_dims", 2, "repeated axis");
        fresh[axis] = true;
    }
    for (int i = ndim, old = a->ndim; i-- > 0;) {
        old -= !fresh[i];
        shape[i] = fresh[i] ? 1 : a->shape[old];
        /* A unit axis gets the stride of one that is contiguous with the next. */
        strides[i] = !fresh[i]       ? a->strides[old]
                     : i == ndim - 1 ? a->dtype->itemsize
                                     : strides[i + 1] * shape[i + 1];
    }
    return ct_array_view(a, a->data, ndim, shape, strides, a->dtype);
}

/* -- broadcasting ------------------------------------------------------------------------------ */

ct_array *ct_broadcast_to(const ct_array *a, int ndim, const int64_t *shape)
{
    if (!a)
        return ct_null_input("broadcast_to", 1), NULL;
    int64_t strides[CT_MAX_NDIM];
    if (ndim < a->ndim)
        return CT_FAIL(CT_VALUE_ERROR, "broadcast_to", 2,
                       "input operand has more dimensions than allowed by the axis remapping");
    for (int i = 0; i < ndim && ndim <= CT_MAX_NDIM; i++)
        if (shape[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "broadcast_to", 2,
                           "all elements of broadcast shape must be non-negative");
    if (ct_shape_size("broadcast_to", ndim, shape, 1) < 0)
        return NULL;
    for (int i = 0; i < a->ndim; i++) {
        if (a->shape[i] == 1 || a->shape[i] == shape[ndim - a->ndim + i])
            continue;
        char from[CT_SHAPE_TEXT], to[CT_SHAPE_TEXT];
        return CT_FAIL(CT_VALUE_ERROR, "broadcast_to", 2,
                       "operands could not be broadcast together with remapped shapes "
                       "[original->remapped]: %s  and requested shape %s",
                       ct_shape_text(from, a->ndim, a->shape), ct_shape_text(to, ndim, shape));
    }
    ct_broadcast_strides(a, ndim, shape, strides);
    for (int i = 0; i < ndim; i++)
        strides[i] = shape[i] == 1 ? 0 : strides[i];
    ct_array *view = ct_array_view(a, a->data, ndim, shape, strides, a->dtype);
    if (view)
        view->flags &= ~(unsigned)CT_WRITEABLE;
    return view;
}

ct_status ct_broadcast_shape(int n, ct_array *const *in, int *ndim, int64_t *shape)
{
    int setter[CT_MAX_NDIM] = {0}; /* the argument that gave an axis its length, from the last */
    *ndim = 0;
    for (int k = 0; k < n; k++) {
        if (!in[k])
            return ct_null_input("broadcast", k + 1);
        if (in[k]->ndim > *ndim)
            *ndim = in[k]->ndim;
    }
    int64_t from_last[CT_MAX_NDIM];
    for (int i = 0; i < *ndim; i++)
        from_last[i] = 1;
    for (int k = 0; k < n; k++) {
        for (int i = 0; i < in[k]->ndim; i++) {
            int64_t length = in[k]->shape[in[k]->ndim - 1 - i];
            if (length == 1 || length == from_last[i])
                continue;
            if (from_last[i] != 1) {
                const ct_array *a = in[setter[i]], *b = in[k];
                char one[CT_SHAPE_TEXT], two[CT_SHAPE_TEXT];
                return CT_FAIL_STATUS(CT_VALUE_ERROR, "broadcast", k + 1,
                                      "shape mismatch: objects cannot be broadcast to a single "
                                      "shape.  Mismatch is between arg %d with shape %s and arg %d "
                                      "with shape %s.",
                                      setter[i], ct_shape_text(one, a->ndim, a->shape), k,
                                      ct_shape_text(two, b->ndim, b->shape));
            }
            from_last[i] = length;
            setter[i] = k;
        }
    }
    for (int i = 0; i < *ndim; i++)
        shape[*ndim - 1 - i] = from_last[i];
    return ct_shape_size("broadcast", *ndim, shape, 1) < 0 ? ct_error_pending() : CT_OK;
}

ct_status ct_broadcast_arrays(int n, ct_array *const *in, ct_array **out)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < n; i++)
        out[i] = NULL;
    ct_status status = ct_broadcast_shape(n, in, &ndim, shape);
    for (int i = 0; i < n && status == CT_OK; i++) {
        bool same =
            in[i]->ndim == ndim && memcmp(in[i]->shape, shape, (size_t)ndim * sizeof *shape) == 0;
        out[i] = same ? ct_retain(in[i]) : ct_broadcast_to(in[i], ndim, shape);
        status = out[i] ? CT_OK : ct_error_pending();
    }
    for (int i = 0; i < n && status != CT_OK; i++) {
        ct_release(out[i]);
        out[i] = NULL;
    }
    return status;
}

/* -- parts ------------------------------------------------------------------------------------- */

ct_array *ct_diagonal(const ct_array *a, int64_t offset, int axis1, int axis2)
{
    if (!a)
        return ct_null_input("diagonal", 1), NULL;
    if (a->ndim < 2)
        return CT_FAIL(CT_VALUE_ERROR, "diagonal", 1,
                       "diag requires an array of at least two dimensions");
    axis1 = named_axis("diagonal", "axis1", axis1, a->ndim);
    axis2 = axis1 < 0 ? -1 : named_axis("diagonal", "axis2", axis2, a->ndim);
    if (axis2 < 0)
        return NULL;
    if (axis1 == axis2)
        return CT_FAIL(CT_VALUE_ERROR, "diagonal", 0, "axis1 and axis2 cannot be the same");
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    int64_t rows = a->shape[axis1], columns = a->shape[axis2];
    int moved = offset >= 0 ? axis2 : axis1;
    /* Lengths are below 2^63, so a huge offset is clamped instead of negated. */
    int64_t skip = offset >= 0 ? offset : offset == INT64_MIN ? INT64_MAX : -offset;
    *(offset >= 0 ? &columns : &rows) -= skip;
    int64_t length = rows < columns ? rows : columns;
    char *data = a->data;
    if (length > 0)
        data += skip * a->strides[moved];
    int kept = 0;
    for (int i = 0; i < a->ndim; i++) {
        if (i == axis1 || i == axis2)
            continue;
        shape[kept] = a->shape[i];
        strides[kept++] = a->strides[i];
    }
    shape[kept] = length > 0 ? length : 0;
    /* Strides of axes that hold one element may be anything, and their sum may wrap. */
    strides[kept++] = (int64_t)((uint64_t)a->strides[axis1] + (uint64_t)a->strides[axis2]);
    ct_array *view = ct_array_view(a, data, kept, shape, strides, a->dtype);
    if (view)
        view->flags &= ~(unsigned)CT_WRITEABLE;
    return view;
}

static ct_array *component(const ct_array *a, bool imaginary)
{
    const ct_dtype *part = a->dtype->num == CT_NUM_COMPLEX64 ? CT_FLOAT32 : CT_FLOAT64;
    return ct_array_view(a, a->data + (imaginary ? part->itemsize : 0), a->ndim, a->shape,
                         a->strides, part);
}

ct_array *ct_real(const ct_array *a)
{
    if (!a)
        return ct_null_input("real", 1), NULL;
    return a->dtype->kind == 'c' ? component(a, false) : ct_retain(a);
}

ct_array *ct_imag(const ct_array *a)
{
    if (!a)
        return ct_null_input("imag", 1), NULL;
    if (a->dtype->kind == 'c')
        return component(a, true);
    ct_array *zeros = ct_zeros_like(a, NULL);
    if (zeros)
        zeros->flags &= ~(unsigned)CT_WRITEABLE;
    return zeros;
}
