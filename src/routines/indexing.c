/* indexing.c: reading and writing elements by index arrays. */
#include "routines.h"

#include <string.h>

/* -- along an axis ----------------------------------------------------------------------------- */

/* One index array per axis: `indices` along `axis`, 0 .. n - 1 along each other one. */
static ct_status along(ct_scope *scope, const char *op, const ct_array *a, const ct_array *indices,
                       int axis, ct_index list[CT_MAX_NDIM + 1])
{
    if (!strchr("iu", indices->dtype->kind))
        return ct_error_set(CT_INDEX_ERROR, op, 2, "`indices` must be an integer array");
    if (indices->ndim != a->ndim)
        return ct_error_set(CT_VALUE_ERROR, op, 2,
                            "`indices` and `arr` must have the same number of dimensions");
    for (int i = 0; i < a->ndim; i++) {
        int64_t shape[CT_MAX_NDIM];
        for (int k = 0; k < a->ndim; k++)
            shape[k] = k == i ? a->shape[i] : 1;
        ct_array *line = i == axis ? NULL : ct_own(scope, ct_arange_i64(0, shape[i], 1, CT_INT64));
        ct_array *turned = line ? ct_own(scope, ct_reshape(line, a->ndim, shape)) : NULL;
        if (i != axis && !turned)
            return ct_error_pending();
        list[i] = ct_pick(i == axis ? indices : turned);
    }
    list[a->ndim] = ct_end;
    return CT_OK;
}

/* The axis, and for CT_FLAT the flattened array in place of `a`. */
static ct_status flat_or_axis(const char *op, const ct_array **a, const ct_array *indices,
                              int *axis, ct_scope *scope)
{
    if (*axis == CT_FLAT) {
        if (indices->ndim != 1)
            return ct_error_set(CT_VALUE_ERROR, op, 2,
                                "when axis=None, `indices` must have a single dimension.");
        *a = ct_own(scope, ct_ravel(*a, CT_ORDER_C));
        *axis = 0;
        return *a ? CT_OK : ct_error_pending();
    }
    *axis = ct_normalize_axis(op, *axis, (*a)->ndim);
    return *axis < 0 ? ct_error_pending() : CT_OK;
}

ct_array *ct_take_along_axis(const ct_array *a, const ct_array *indices, int axis)
{
    CT_SCOPE(s);
    ct_index list[CT_MAX_NDIM + 1];
    if (!a || !indices)
        return ct_null_input("take_along_axis", a ? 2 : 1), NULL;
    if (flat_or_axis("take_along_axis", &a, indices, &axis, &s) ||
        along(&s, "take_along_axis", a, indices, axis, list))
        return NULL;
    return ct_index_get(a, list);
}

ct_status ct_put_along_axis(ct_array *a, const ct_array *indices, const ct_array *values, int axis)
{
    CT_SCOPE(s);
    ct_index list[CT_MAX_NDIM + 1];
    if (!a || !indices || !values)
        return ct_null_input("put_along_axis", !a ? 1 : indices ? 3 : 2);
    const ct_array *line = a;
    ct_status status = flat_or_axis("put_along_axis", &line, indices, &axis, &s);
    status = status ? status : along(&s, "put_along_axis", line, indices, axis, list);
    if (status)
        return status;
    status = ct_index_set((ct_array *)(uintptr_t)line, list, values);
    if (status || line == a || ct_shares_memory(line, a))
        return status;
    ct_array *back = ct_own(&s, ct_reshape(line, a->ndim, a->shape)); /* ravel copied */
    return back ? ct_copyto(a, back, CT_CASTING_NO, NULL) : ct_error_pending();
}
