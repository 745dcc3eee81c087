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

/* -- by flat index -------------------------------------------------------------------------------
 */

static ct_status not_integers(const char *op, const ct_array *indices)
{
    return ct_error_set(
        CT_TYPE_ERROR, op, 2,
        "Cannot cast array data from dtype('%s') to dtype('int64') according to the "
        "rule 'safe'",
        indices->dtype->name);
}

/* Indices as int64 of one axis, in range by the mode. Owned by the scope. */
static ct_array *flat_indices(ct_scope *scope, const char *op, const ct_array *indices, int64_t n,
                              ct_index_mode mode)
{
    ct_array *line = ct_own(scope, ct_ravel(indices, CT_ORDER_C));
    ct_array *at = line ? ct_own(scope, ct_astype(line, CT_INT64, CT_CASTING_UNSAFE)) : NULL;
    uint64_t rare = mode != CT_INDEX_RAISE; /* wrapped, clipped, negative, outside */
    for (int64_t i = 0; at && i < at->size; i++)
        rare |= (uint64_t)ct_longs(at)[i] >= (uint64_t)n;
    for (int64_t i = 0; at && rare && i < at->size; i++) {
        int64_t *p = ct_longs(at) + i, given = *p;
        if (mode == CT_INDEX_CLIP)
            *p = given < 0 ? 0 : given >= n ? n - 1 : given;
        else if (mode == CT_INDEX_WRAP && n > 0)
            *p = (given % n + n) % n;
        else
            *p = given < 0 ? given + n : given;
        if (*p < 0 || *p >= n)
            return CT_FAIL(CT_INDEX_ERROR, op, 2,
                           "index %lld is out of bounds for axis 0 with size %lld",
                           (long long)given, (long long)n);
    }
    return at;
}

/* `n` values: the given ones cast to the dtype of `a`, repeated. Owned by the scope. */
static ct_array *repeated(ct_scope *scope, const ct_array *a, const ct_array *values, int64_t n)
{
    ct_array *line = ct_own(scope, ct_ravel(values, CT_ORDER_C));
    ct_array *cast = line ? ct_own(scope, ct_astype(line, a->dtype, CT_CASTING_UNSAFE)) : NULL;
    return cast && cast->size != n ? ct_own(scope, ct_resize(cast, 1, &n)) : cast;
}

/* Stores `values` at the flat places of `a`, which may lie in any order in memory. */
static ct_status store_flat(ct_array *a, const ct_array *places, const ct_array *values)
{
    CT_SCOPE(s);
    ct_array *line = ct_own(&s, ct_ravel(a, CT_ORDER_C));
    if (!line || ct_set(line, values, ct_pick(places)))
        return ct_error_pending();
    if (ct_shares_memory(line, a))
        return CT_OK;
    ct_array *back = ct_own(&s, ct_reshape(line, a->ndim, a->shape)); /* ravel copied */
    return back ? ct_copyto(a, back, CT_CASTING_NO, NULL) : ct_error_pending();
}

ct_status ct_array_put(ct_array *a, const ct_array *indices, const ct_array *values,
                       ct_index_mode mode)
{
    CT_SCOPE(s);
    if (!a || !indices || !values)
        return ct_null_input("put", !a ? 1 : indices ? 3 : 2);
    if (ct_check_choice("put", 4, "mode", mode, CT_INDEX_CLIP + 1))
        return ct_error_pending();
    ct_status status = ct_array_check_writeable("put", a);
    if (status || values->size == 0 || indices->size == 0)
        return status;
    if (a->size == 0)
        return ct_error_set(CT_INDEX_ERROR, "put", 2, "cannot replace elements of an empty array");
    ct_array *places = flat_indices(&s, "put", indices, a->size, mode);
    ct_array *source = places ? repeated(&s, a, values, places->size) : NULL;
    return source ? store_flat(a, places, source) : ct_error_pending();
}

/* A mask of a's size as its true flat places. Owned by the scope. */
static ct_array *true_places(ct_scope *scope, const char *op, const ct_array *a,
                             const ct_array *mask)
{
    ct_array *line = ct_own(scope, ct_ravel(mask, CT_ORDER_C)), *out = NULL;
    if (line && line->size != a->size)
        return CT_FAIL(CT_VALUE_ERROR, op, 2, "%s: mask and data must be the same size", op);
    return line && !ct_nonzero(line, &out) ? ct_own(scope, out) : NULL;
}

ct_status ct_array_putmask(ct_array *a, const ct_array *mask, const ct_array *values)
{
    CT_SCOPE(s);
    if (!a || !mask || !values)
        return ct_null_input("putmask", !a ? 1 : mask ? 3 : 2);
    ct_status status = ct_array_check_writeable("putmask", a);
    ct_array *places = status ? NULL : true_places(&s, "putmask", a, mask);
    if (!places || values->size == 0)
        return ct_error_pending();
    ct_array *all = repeated(&s, a, values, a->size);
    ct_array *source = all ? ct_own(&s, ct_get(all, ct_pick(places))) : NULL;
    return source ? store_flat(a, places, source) : ct_error_pending();
}

ct_status ct_array_place(ct_array *a, const ct_array *mask, const ct_array *values)
{
    CT_SCOPE(s);
    if (!a || !mask || !values)
        return ct_null_input("place", !a ? 1 : mask ? 3 : 2);
    ct_status status = ct_array_check_writeable("place", a);
    ct_array *places = status ? NULL : true_places(&s, "place", a, mask);
    if (!places || places->size == 0)
        return ct_error_pending();
    if (values->size == 0)
        return ct_error_set(CT_VALUE_ERROR, "place", 3, "Cannot insert from an empty array!");
    ct_array *source = repeated(&s, a, values, places->size);
    return source ? store_flat(a, places, source) : ct_error_pending();
}

ct_array *ct_flatnonzero(const ct_array *a)
{
    CT_SCOPE(s);
    ct_array *line = ct_own(&s, ct_ravel(a, CT_ORDER_C)), *out = NULL;
    return line && !ct_nonzero(line, &out) ? out : NULL;
}

ct_array *ct_extract(const ct_array *condition, const ct_array *a)
{
    CT_SCOPE(s);
    if (condition && a && condition->dtype->num == CT_NUM_BOOL && condition->ndim == a->ndim &&
        a->ndim > 0 && !memcmp(condition->shape, a->shape, (size_t)a->ndim * sizeof *a->shape))
        return ct_get(a, ct_pick(condition));
    ct_array *places = ct_own(&s, ct_flatnonzero(condition));
    ct_array *line = places ? ct_own(&s, ct_ravel(a, CT_ORDER_C)) : NULL;
    return line ? ct_take(line, places, 0, CT_INDEX_RAISE) : NULL;
}

ct_array *ct_compress(const ct_array *condition, const ct_array *a, int axis)
{
    CT_SCOPE(s);
    if (!condition || !a)
        return ct_null_input("compress", condition ? 2 : 1), NULL;
    if (condition->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "compress", 1, "condition must be a 1-d array");
    if (condition->dtype->num == CT_NUM_BOOL && a->ndim == 1 && condition->size == a->size &&
        (axis == CT_FLAT || axis == 0 || axis == -1))
        return ct_get(a, ct_pick(condition));
    ct_array *places = ct_own(&s, ct_flatnonzero(condition));
    return places ? ct_take(a, places, axis, CT_INDEX_RAISE) : NULL;
}

ct_array *ct_argwhere(const ct_array *a)
{
    CT_SCOPE(s);
    ct_array *out[CT_MAX_NDIM], *line = NULL;
    if (!a)
        return ct_null_input("argwhere", 1), NULL;
    if (a->ndim == 0) {
        ct_array *flat = ct_own(&s, ct_flatnonzero(a));
        return flat ? ct_empty(CT_SHAPE(flat->size, 0), CT_INT64) : NULL;
    }
    if (ct_nonzero(a, out))
        return NULL;
    for (int i = 0; i < a->ndim; i++)
        out[i] = ct_own(&s, out[i]);
    line = ct_own(&s, ct_stack(a->ndim, out, 0));
    ct_array *turned = line ? ct_own(&s, ct_transpose(line)) : NULL;
    return turned ? ct_copy(turned, CT_ORDER_C) : NULL;
}

/* -- choices -------------------------------------------------------------------------------------
 */

enum { MOST_CHOICES = 256 };

ct_array *ct_choose(const ct_array *a, int n, ct_array *const *choices, ct_index_mode mode)
{
    CT_SCOPE(s);
    ct_array *in[MOST_CHOICES + 1], *wide[MOST_CHOICES + 1];
    if (!a)
        return ct_null_input("choose", 1), NULL;
    if (ct_check_choice("choose", 4, "mode", mode, CT_INDEX_CLIP + 1))
        return NULL;
    if (n < 1 || n > MOST_CHOICES)
        return CT_FAIL(CT_VALUE_ERROR, "choose", 2,
                       n < 1 ? "a sequence of arrays is required" : "too many choices");
    if (!strchr("biu", a->dtype->kind))
        return not_integers("choose", a), NULL;
    const ct_dtype *dtype = NULL;
    in[n] = ct_own(&s, ct_astype(a, CT_INT64, CT_CASTING_UNSAFE));
    for (int i = 0; i < n; i++) {
        if (!(in[i] = choices[i]))
            return ct_null_input("choose", 2), NULL;
        dtype = dtype ? ct_own(&s, ct_promote_types(dtype, in[i]->dtype))
                      : ct_own(&s, ct_retain(in[i]->dtype));
        if (!dtype)
            return NULL;
    }
    if (!in[n] || ct_broadcast_arrays(n + 1, in, wide))
        return NULL;
    bool good = true;
    for (int i = 0; i <= n; i++)
        good = (wide[i] = ct_own(&s, wide[i])) && good;
    ct_array *which = good ? ct_own(&s, ct_copy(wide[n], CT_ORDER_C)) : NULL;
    ct_array *result = which ? ct_own(&s, ct_empty(which->ndim, which->shape, dtype)) : NULL;
    for (int64_t i = 0; result && i < which->size; i++) {
        int64_t *at = ct_longs(which) + i;
        if (mode == CT_INDEX_WRAP)
            *at = (*at % n + n) % n;
        else if (mode == CT_INDEX_CLIP)
            *at = *at < 0 ? 0 : *at >= n ? n - 1 : *at;
        if (*at < 0 || *at >= n)
            return CT_FAIL(CT_VALUE_ERROR, "choose", 1, "invalid entry in choice array");
    }
    for (int i = 0; result && i < n; i++) {
        ct_array *here = ct_own(&s, ct_with_int(CT_OP_equal, which, i));
        if (!here || ct_copyto(result, wide[i], CT_CASTING_UNSAFE, here))
            return NULL;
    }
    return ct_retain(result);
}

/* A Python int is taken modulo the dtype, not refused, as in where(). */
static ct_status copy_modulo(ct_array *to, const ct_array *from, const ct_array *where)
{
    CT_SCOPE(s);
    if (from->flags & CT_WEAK && !(from->flags & CT_WEAK_BIG))
        from = ct_own(&s, ct_array_view(from, from->data, 0, NULL, NULL, from->dtype));
    return from ? ct_copyto(to, from, CT_CASTING_UNSAFE, where) : ct_error_pending();
}

ct_array *ct_select(int n, ct_array *const *conditions, ct_array *const *choices,
                    const ct_array *fallback)
{
    CT_SCOPE(s);
    int ndim = 0;
    int64_t shape[CT_MAX_NDIM];
    const ct_array *typed = fallback;
    if (n < 1)
        return CT_FAIL(CT_VALUE_ERROR, "select", 1,
                       "select with an empty condition list is not possible");
    for (int i = 0; i < n; i++) {
        if (!conditions[i] || !choices[i] || !fallback)
            return ct_null_input("select", 1), NULL;
        if (conditions[i]->dtype->kind != 'b')
            return CT_FAIL(CT_TYPE_ERROR, "select", 1,
                           "invalid entry %d in condlist: should be boolean ndarray", i);
        if (ct_broadcast_into("select", &ndim, shape, conditions[i]->ndim, conditions[i]->shape) ||
            ct_broadcast_into("select", &ndim, shape, choices[i]->ndim, choices[i]->shape))
            return NULL;
    }
    if (ct_broadcast_into("select", &ndim, shape, fallback->ndim, fallback->shape))
        return NULL;
    /* the dtype of all, by where() over their first elements: weak numbers yield */
    ct_array *yes = ct_own(&s, ct_ones(CT_0D, CT_BOOL));
    for (int i = n - 1; i >= 0 && yes && typed; i--) {
        bool both_weak = ct_is_weak(typed) && ct_is_weak(choices[i]);
        const ct_dtype *dtype = both_weak || ct_is_weak(typed) == ct_is_weak(choices[i])
                                    ? ct_own(&s, ct_promote_types(typed->dtype, choices[i]->dtype))
                                    : NULL;
        if (both_weak)
            typed = dtype && dtype->num == choices[i]->dtype->num ? choices[i] : typed;
        else if (dtype)
            typed = ct_own(&s, ct_empty(CT_SHAPE(1), dtype));
        else {
            ct_array *pair = ct_own(&s, ct_where(yes, typed, choices[i]));
            typed = pair ? ct_own(&s, ct_empty(CT_SHAPE(1), pair->dtype)) : NULL;
        }
    }
    if (!typed || ct_error_pending())
        return NULL;
    ct_array *result = ct_own(&s, ct_empty(ndim, shape, typed->dtype));
    if (!result || copy_modulo(result, fallback, NULL))
        return NULL;
    for (int i = n - 1; i >= 0; i--)
        if (copy_modulo(result, choices[i], conditions[i]))
            return NULL;
    return ct_retain(result);
}

/* -- diagonals -----------------------------------------------------------------------------------
 */

ct_status ct_fill_diagonal(ct_array *a, const ct_array *value, bool wrap)
{
    CT_SCOPE(s);
    if (!a || !value)
        return ct_null_input("fill_diagonal", a ? 2 : 1);
    if (a->ndim < 2)
        return ct_error_set(CT_VALUE_ERROR, "fill_diagonal", 1, "array must be at least 2-d");
    ct_status status = ct_array_check_writeable("fill_diagonal", a);
    int64_t step = 1, unit = 1, end = a->size;
    for (int i = 1; i < a->ndim && a->ndim > 2; i++)
        if (a->shape[i] != a->shape[0])
            return ct_error_set(CT_VALUE_ERROR, "fill_diagonal", 1,
                                "All dimensions of input must be of equal length");
    for (int i = 0; i < a->ndim - 1; i++)
        step += a->ndim == 2 ? a->shape[1] : (unit *= a->shape[i]);
    if (a->ndim == 2 && !wrap && a->shape[1] * a->shape[1] < end)
        end = a->shape[1] * a->shape[1];
    if (status || value->size == 0 || end == 0)
        return status;
    ct_array *places = ct_own(&s, ct_arange_i64(0, end, step, CT_INT64));
    ct_array *source = places ? repeated(&s, a, value, places->size) : NULL;
    return source ? store_flat(a, places, source) : ct_error_pending();
}
