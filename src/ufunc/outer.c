/* outer.c: op.outer(a, b): every element of a with every element of b, a view of `a` with new unit
 * axes at its end against `b`. */
#include "ufunc.h"

ct_array *ct_ufunc_outer(ct_op op, const ct_array *a, const ct_array *b, const ct_ufunc_opts *opts)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    if (!info)
        return NULL;
    if (info->nin != 2)
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0,
                       "outer product only supported for binary functions");
    if (info->nout != 1)
        return CT_FAIL(CT_NOT_IMPLEMENTED_ERROR, info->name, 0,
                       "outer of a function with several results");
    if (!a || !b)
        return ct_null_input(info->name, a ? 2 : 1), NULL;
    if (a->ndim + b->ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0, "too many dimensions: %d, at most %d",
                       a->ndim + b->ndim, CT_MAX_NDIM);
    if (a->ndim == 0 || b->ndim == 0)
        return ct_apply2(op, a, b, opts);
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    for (int i = 0; i < a->ndim + b->ndim; i++) {
        shape[i] = i < a->ndim ? a->shape[i] : 1;
        strides[i] = i < a->ndim ? a->strides[i] : 0;
    }
    ct_array *wide = ct_array_view(a, a->data, a->ndim + b->ndim, shape, strides, a->dtype);
    ct_array *result = wide ? ct_apply2(op, wide, b, opts) : NULL;
    ct_release(wide);
    return result;
}
