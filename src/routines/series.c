/* series.c: diff and its like: neighbours along an axis, subtracted or summed. */
#include "routines.h"

#include <string.h>

/* `end` as something to join to `a` along `axis`: a number is one item. */
static ct_array *joinable(ct_scope *scope, const ct_array *end, const ct_array *a, int axis)
{
    if (end->ndim > 0)
        return (ct_array *)(uintptr_t)end;
    int64_t shape[CT_MAX_NDIM];
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    shape[axis] = 1;
    return ct_own(scope, ct_broadcast_to(end, a->ndim, shape));
}

/* op(a[1:], a[:-1]) along an axis. */
static ct_array *step(ct_op op, const ct_array *a, int axis)
{
    CT_SCOPE(s);
    ct_array *next = ct_own(&s, ct_get_along(a, axis, ct_from(1)));
    ct_array *last = next ? ct_own(&s, ct_get_along(a, axis, ct_upto(-1))) : NULL;
    return last ? ct_apply2(op, next, last, NULL) : NULL;
}

ct_array *ct_diff(const ct_array *a, int64_t n, int axis, const ct_array *prepend,
                  const ct_array *append)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input("diff", 1), NULL;
    if (n == 0)
        return ct_retain(a);
    if (n < 0)
        return CT_FAIL(CT_VALUE_ERROR, "diff", 2, "order must be non-negative but got %lld",
                       (long long)n);
    if (a->ndim == 0)
        return CT_FAIL(CT_VALUE_ERROR, "diff", 1,
                       "diff requires input that is at least one dimensional");
    if ((axis = ct_normalize_axis("diff", axis, a->ndim)) < 0)
        return NULL;
    ct_array *parts[3], *x = (ct_array *)(uintptr_t)a;
    int count = 0;
    if (prepend)
        parts[count++] = joinable(&s, prepend, a, axis);
    parts[count++] = x;
    if (append)
        parts[count++] = joinable(&s, append, a, axis);
    for (int i = 0; i < count; i++)
        if (!parts[i])
            return NULL;
    if (count > 1)
        x = ct_own(&s, ct_concatenate(count, parts, axis));
    ct_op op = x && x->dtype->kind == 'b' ? CT_OP_not_equal : CT_OP_subtract;
    for (int64_t i = 0; i < n && x; i++) {
        if (x->shape[axis] == 0)
            break;
        x = ct_own(&s, step(op, x, axis));
    }
    return ct_retain(x);
}

/* An end of ediff1d as elements of the same dtype; an empty array for none. Owned by the scope. */
static ct_array *difference_end(ct_scope *scope, const char *name, const ct_array *end,
                                const ct_dtype *dtype)
{
    if (!end)
        return ct_own(scope, ct_empty(CT_SHAPE(0), dtype));
    if (!ct_can_cast(end->dtype, dtype, CT_CASTING_SAME_KIND))
        return CT_FAIL(CT_TYPE_ERROR, "ediff1d", 0,
                       "dtype of `%s` must be compatible with input `ary` under the `same_kind` "
                       "rule.",
                       name);
    ct_array *line = ct_own(scope, ct_ravel(end, CT_ORDER_C));
    return line ? ct_own(scope, ct_astype(line, dtype, CT_CASTING_UNSAFE)) : NULL;
}

ct_array *ct_ediff1d(const ct_array *a, const ct_array *end, const ct_array *begin)
{
    CT_SCOPE(s);
    ct_array *line = ct_own(&s, ct_ravel(a, CT_ORDER_C));
    ct_array *middle = line ? ct_own(&s, step(CT_OP_subtract, line, 0)) : NULL;
    if (!middle || (!end && !begin))
        return ct_retain(middle);
    ct_array *first = difference_end(&s, "to_begin", begin, a->dtype);
    ct_array *last = first ? difference_end(&s, "to_end", end, a->dtype) : NULL;
    return last ? ct_concatenate(3, (ct_array *[]){first, middle, last}, 0) : NULL;
}

/* -- running totals ---------------------------------------------------------------------------- */

static ct_array *cumulative(const char *op, const ct_array *a, int axis, const ct_dtype *dtype,
                            bool initial, int64_t identity)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input(op, 1), NULL;
    a = ct_own(&s, ct_atleast(a, 1));
    if (!a)
        return NULL;
    if (axis == CT_FLAT && a->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, op, 2,
                       "For arrays which have more than one dimension ``axis`` argument is "
                       "required.");
    axis = axis == CT_FLAT ? 0 : ct_normalize_axis(op, axis, a->ndim);
    ct_array *total = axis < 0   ? NULL
                      : identity ? ct_cumprod(a, axis, dtype)
                                 : ct_cumsum(a, axis, dtype);
    total = ct_own(&s, total);
    if (!total || !initial)
        return ct_retain(total);
    int64_t shape[CT_MAX_NDIM];
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    shape[axis] = 1;
    ct_array *value = ct_own(&s, ct_weak_int(identity));
    ct_array *first = value ? ct_own(&s, ct_full(a->ndim, shape, value, total->dtype)) : NULL;
    return first ? ct_concatenate(2, (ct_array *[]){first, total}, axis) : NULL;
}

ct_array *ct_cumulative_sum(const ct_array *a, int axis, const ct_dtype *dtype, bool initial)
{
    return cumulative("cumulative_sum", a, axis, dtype, initial, 0);
}

ct_array *ct_cumulative_prod(const ct_array *a, int axis, const ct_dtype *dtype, bool initial)
{
    return cumulative("cumulative_prod", a, axis, dtype, initial, 1);
}
