/* reduceat.c: op.reduceat(a, indices, axis): folds over a[indices[i]:indices[i + 1]], the last one
 * to the end; where a slice would be empty, the element at indices[i] itself. */
#include "ufunc.h"

static ct_status check(const ct_ufunc_info *info, const ct_array *a, const ct_array *indices)
{
    if (info->nin != 2)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 0,
                              "reduceat only supported for binary functions");
    if (info->nout != 1)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 0,
                              "reduceat only supported for functions returning a single value");
    if (!a || !indices)
        return ct_null_input(info->name, a ? 2 : 1);
    if (a->ndim == 0)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, info->name, 1, "cannot reduceat on a scalar");
    if (indices->ndim != 1)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 2, "object %s for desired array",
                              indices->ndim ? "too deep" : "of too small depth");
    return CT_OK;
}

/* Elements [from, to) of an axis. */
static ct_array *part(const ct_array *a, int axis, int64_t from, int64_t to)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = i == axis ? to - from : a->shape[i];
    return ct_array_view(a, a->data + from * a->strides[axis], a->ndim, shape, a->strides,
                         a->dtype);
}

static ct_status fold_part(ct_op op, const ct_array *a, int axis, int64_t from, int64_t to,
                           ct_array *result, int64_t at)
{
    CT_SCOPE(s);
    ct_reduce_opts opts = {.axis = axis, .keepdims = true, .no_initial = true};
    opts.dtype = result->dtype;
    opts.out = ct_own(&s, part(result, axis, at, at + 1));
    ct_array *values = ct_own(&s, part(a, axis, from, to));
    if (!opts.out || !values || !ct_own(&s, ct_ufunc_reduce(op, values, &opts)))
        return ct_error_pending();
    return CT_OK;
}

ct_array *ct_ufunc_reduceat(ct_op op, const ct_array *a, const ct_array *indices, int axis,
                            const ct_dtype *dtype)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    CT_SCOPE(s);
    if (!info || check(info, a, indices) != CT_OK ||
        (axis = ct_normalize_axis(info->name, axis, a->ndim)) < 0)
        return NULL;
    ct_array *starts = ct_own(&s, ct_astype(indices, CT_INT64, CT_CASTING_SAFE));
    if (!starts)
        return NULL;
    int64_t n = starts->shape[0], length = a->shape[axis], shape[CT_MAX_NDIM];
    const int64_t *start = (const int64_t *)starts->data;
    for (int64_t i = 0; i < n; i++)
        if (start[i] < 0 || start[i] >= length)
            return CT_FAIL(CT_INDEX_ERROR, info->name, 2,
                           "index %lld out-of-bounds in %s.reduceat [0, %lld)", (long long)start[i],
                           info->name, (long long)length);
    const ct_dtype *type = ct_reduce_type(op, a->dtype, dtype, NULL);
    for (int i = 0; i < a->ndim; i++)
        shape[i] = i == axis ? n : a->shape[i];
    ct_array *result = type ? ct_empty(a->ndim, shape, type) : NULL;
    for (int64_t i = 0; i < n && result; i++) {
        int64_t end = i + 1 < n ? start[i + 1] : length;
        end = end > start[i] ? end : start[i] + 1;
        if (result->size > 0 && fold_part(op, a, axis, start[i], end, result, i) != CT_OK) {
            ct_release(result);
            result = NULL;
        }
    }
    return result;
}
