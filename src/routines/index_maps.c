/* index_maps.c: from indices per axis to flat indices and back, open grids, triangles. */
#include "routines.h"

#include <string.h>

static ct_status check_integers(const char *op, const ct_array *a)
{
    if (a->size == 0 || strchr("iu", a->dtype->kind))
        return CT_OK;
    return ct_error_set(CT_TYPE_ERROR, op, 1, "only int indices permitted");
}

/* An index of one axis by the mode; false when it is out of range. */
static bool fit(int64_t *at, int64_t n, ct_index_mode mode)
{
    if (mode == CT_INDEX_WRAP && n > 0)
        *at = (*at % n + n) % n;
    else if (mode == CT_INDEX_CLIP)
        *at = *at < 0 ? 0 : *at >= n ? n - 1 : *at;
    return *at >= 0 && *at < n;
}

ct_array *ct_ravel_multi_index(int ndim, ct_array *const *indices, const int64_t *shape,
                               const ct_index_mode *modes, ct_order order)
{
    CT_SCOPE(s);
    ct_array *wide[CT_MAX_NDIM];
    if (ct_check_choice("ravel_multi_index", 5, "order", order, CT_ORDER_K + 1))
        return NULL;
    for (int i = 0; modes && i < ndim; i++)
        if (ct_check_choice("ravel_multi_index", 4, "mode", modes[i], CT_INDEX_CLIP + 1))
            return NULL;
    if (ndim < 1 || ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "ravel_multi_index", 1, "need at least one axis, at most %d",
                       CT_MAX_NDIM);
    if (ct_shape_size("ravel_multi_index", ndim, shape, 1) < 0) {
        ct_error_take(NULL);
        return CT_FAIL(CT_VALUE_ERROR, "ravel_multi_index", 2,
                       "invalid dims: array size defined by dims is larger than the maximum "
                       "possible size.");
    }
    for (int i = 0; i < ndim; i++)
        if (!indices[i] || check_integers("ravel_multi_index", indices[i]))
            return ct_null_input("ravel_multi_index", 1), NULL;
    if (ct_broadcast_arrays(ndim, indices, wide))
        return NULL;
    bool good = true;
    for (int i = 0; i < ndim; i++)
        good = (wide[i] = ct_own(&s, wide[i])) && good;
    ct_array *result = good ? ct_own(&s, ct_zeros(wide[0]->ndim, wide[0]->shape, CT_INT64)) : NULL;
    for (int k = 0; result && k < ndim; k++) {
        int axis = order == CT_ORDER_F ? ndim - 1 - k : k;
        ct_array *at = ct_own(&s, ct_packed(wide[axis], CT_INT64));
        if (!at)
            return NULL;
        for (int64_t i = 0; i < at->size; i++) {
            int64_t index = ct_longs(at)[i];
            if (!fit(&index, shape[axis], modes ? modes[axis] : CT_INDEX_RAISE))
                return CT_FAIL(CT_VALUE_ERROR, "ravel_multi_index", 1,
                               "invalid entry in coordinates array");
            ct_longs(result)[i] = ct_longs(result)[i] * shape[axis] + index;
        }
    }
    return ct_retain(result);
}

ct_status ct_unravel_index(const ct_array *indices, int ndim, const int64_t *shape, ct_order order,
                           ct_array **out)
{
    CT_SCOPE(s);
    ct_array *made[CT_MAX_NDIM];
    for (int i = 0; i < ndim; i++)
        out[i] = NULL;
    if (!indices)
        return ct_null_input("unravel_index", 1);
    if (ct_check_choice("unravel_index", 4, "order", order, CT_ORDER_K + 1))
        return ct_error_pending();
    int64_t total = ct_shape_size("unravel_index", ndim, shape, 1);
    if (total < 0 || check_integers("unravel_index", indices))
        return ct_error_pending();
    ct_array *at = ct_own(&s, ct_packed(indices, CT_INT64));
    for (int i = 0; at && i < ndim; i++)
        if (!(made[i] = ct_own(&s, ct_empty(indices->ndim, indices->shape, CT_INT64))))
            return ct_error_pending();
    for (int64_t i = 0; at && i < at->size; i++) {
        int64_t rest = ct_longs(at)[i];
        if (rest < 0 || rest >= total)
            return ct_error_set(CT_VALUE_ERROR, "unravel_index", 1,
                                "index %lld is out of bounds for array with size %lld",
                                (long long)rest, (long long)total);
        for (int k = ndim - 1; k >= 0; k--) {
            int axis = order == CT_ORDER_F ? ndim - 1 - k : k;
            ct_longs(made[axis])[i] = rest % shape[axis];
            rest /= shape[axis];
        }
    }
    for (int i = 0; at && i < ndim; i++)
        out[i] = ct_retain(made[i]);
    return at ? CT_OK : ct_error_pending();
}

ct_status ct_ix(int n, ct_array *const *vectors, ct_array **out)
{
    int made = 0;
    ct_status status = CT_OK;
    for (; made < n && !status; made++) {
        CT_SCOPE(s);
        const ct_array *v = vectors[made];
        int64_t shape[CT_MAX_NDIM];
        out[made] = NULL;
        if (!v)
            status = ct_null_input("ix_", made + 1);
        else if (v->ndim != 1)
            status =
                ct_error_set(CT_VALUE_ERROR, "ix_", made + 1, "Cross index must be 1 dimensional");
        if (status)
            break;
        ct_array *line =
            ct_own(&s, v->dtype->kind == 'b' ? ct_flatnonzero(v) : (ct_array *)ct_retain(v));
        for (int i = 0; i < n; i++)
            shape[i] = line && i == made ? line->size : 1;
        out[made] = line ? ct_reshape(line, n, shape) : NULL;
        if (!out[made])
            status = ct_error_pending();
    }
    for (int i = 0; status && i < n; i++) {
        if (i < made)
            ct_release(out[i]);
        out[i] = NULL;
    }
    return status;
}

/* The places where a lower triangle is true (false for `upper`). */
static ct_status triangle(int64_t n, int64_t k, int64_t m, bool upper, ct_array *out[2])
{
    CT_SCOPE(s);
    out[0] = out[1] = NULL;
    ct_array *tri = ct_own(&s, ct_tri(n, m, upper ? k - 1 : k, CT_BOOL));
    if (tri && upper)
        tri = ct_own(&s, ct_logical_not(tri));
    return tri ? ct_nonzero(tri, out) : ct_error_pending();
}

ct_status ct_tril_indices(int64_t n, int64_t k, int64_t m, ct_array *out[2])
{
    return triangle(n, k, m, false, out);
}

ct_status ct_triu_indices(int64_t n, int64_t k, int64_t m, ct_array *out[2])
{
    return triangle(n, k, m, true, out);
}
