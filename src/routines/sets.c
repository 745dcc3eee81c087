/* sets.c: what stands on sorted values without repeats: unique by rows, isin, unions, differences.
 *
 * All of it is sorting, comparing neighbours, and picking. */
#include "routines.h"

/* -- unique along an axis ---------------------------------------------------------------------- */

/* The rows of `x` in lexicographic order: their indices. */
static ct_array *row_order(const ct_array *x)
{
    CT_SCOPE(s);
    ct_array *order = ct_own(&s, ct_arange_i64(0, x->shape[0], 1, CT_INT64));
    for (int64_t k = x->shape[1]; order && k-- > 0;) {
        ct_array *column = ct_own(&s, ct_get(x, ct_colon, ct_at(k)));
        ct_array *turned = column ? ct_own(&s, ct_get(column, ct_pick(order))) : NULL;
        ct_array *then = turned ? ct_own(&s, ct_argsort(turned, 0)) : NULL;
        order = then ? ct_own(&s, ct_get(order, ct_pick(then))) : NULL;
    }
    return ct_retain(order);
}

/* Whether each row differs from the one before; true for the first. */
static ct_array *starts_run(const ct_array *rows)
{
    CT_SCOPE(s);
    ct_array *result = ct_own(&s, ct_ones(1, rows->shape, CT_BOOL));
    ct_array *next = result ? ct_own(&s, ct_get(rows, ct_from(1))) : NULL;
    ct_array *last = next ? ct_own(&s, ct_get(rows, ct_upto(-1))) : NULL;
    ct_array *differ = last ? ct_own(&s, ct_not_equal(next, last)) : NULL;
    ct_array *any = differ ? ct_own(&s, ct_any(differ, 1)) : NULL;
    return any && ct_set(result, any, ct_from(1)) == CT_OK ? ct_retain(result) : NULL;
}

/* run - 1 at the place where each row came from. */
static ct_array *inverse_of(const ct_array *order, const ct_array *new_run)
{
    CT_SCOPE(s);
    ct_array *runs = ct_own(&s, ct_cumsum(new_run, 0, CT_INT64));
    ct_array *index = runs ? ct_own(&s, ct_with_int(CT_OP_subtract, runs, 1)) : NULL;
    ct_array *result = index ? ct_own(&s, ct_empty(1, order->shape, CT_INT64)) : NULL;
    return result && ct_set(result, index, ct_pick(order)) == CT_OK ? ct_retain(result) : NULL;
}

static ct_array *counts_of(const ct_array *starts, int64_t n)
{
    CT_SCOPE(s);
    ct_array *end = ct_own(&s, ct_scalar_i64(n));
    ct_array *all = end ? ct_own(&s, ct_append(starts, end, CT_FLAT)) : NULL;
    return all ? ct_diff(all, 1, 0, NULL, NULL) : NULL;
}

/* The rows of the matrix `x` without repeats; what is wanted goes to out[1..3]. */
static ct_array *unique_rows(const ct_array *x, ct_array **index, ct_array **inverse,
                             ct_array **counts)
{
    CT_SCOPE(s);
    ct_array *order = ct_own(&s, row_order(x));
    ct_array *rows = order ? ct_own(&s, ct_get(x, ct_pick(order))) : NULL;
    ct_array *new_run = rows ? ct_own(&s, starts_run(rows)) : NULL;
    ct_array *starts = NULL;
    if (!new_run || ct_nonzero(new_run, &starts))
        return NULL;
    starts = ct_own(&s, starts);
    ct_array *values = starts ? ct_own(&s, ct_get(rows, ct_pick(starts))) : NULL;
    if (!values)
        return NULL;
    ct_array *first = index ? ct_own(&s, ct_get(order, ct_pick(starts))) : values;
    ct_array *back = first && inverse ? ct_own(&s, inverse_of(order, new_run)) : first;
    ct_array *count = back && counts ? ct_own(&s, counts_of(starts, x->shape[0])) : back;
    if (!count)
        return NULL;
    if (index)
        *index = ct_retain(first);
    if (inverse)
        *inverse = ct_retain(back);
    if (counts)
        *counts = ct_retain(count);
    return ct_retain(values);
}

ct_array *ct_unique_along(const ct_array *a, const ct_unique_opts *opts, ct_array **index,
                          ct_array **inverse, ct_array **counts)
{
    CT_SCOPE(s);
    int axis = opts ? opts->axis : CT_FLAT;
    ct_array **all[3] = {index, inverse, counts};
    for (int i = 0; i < 3; i++)
        if (all[i])
            *all[i] = NULL;
    if (!a)
        return ct_null_input("unique", 1), NULL;
    if (axis != CT_FLAT && (axis = ct_normalize_axis("unique", axis, a->ndim)) < 0)
        return NULL;
    bool flat = axis == CT_FLAT || a->ndim == 1;
    if (flat && !(opts && opts->each_nan && ct_is_inexact(a)))
        return ct_unique(a, index, inverse, counts);
    int64_t shape[CT_MAX_NDIM], n = flat ? a->size : a->shape[axis], m = 1;
    ct_array *first = flat ? ct_retain(a) : ct_moveaxis(a, 1, &axis, (int[]){0});
    first = ct_own(&s, first);
    for (int i = 0; first && i < first->ndim; i++) {
        shape[i] = first->shape[i];
        m *= i > 0 ? shape[i] : 1;
    }
    ct_array *x = first ? ct_own(&s, ct_reshape(first, CT_SHAPE(n, flat ? 1 : m))) : NULL;
    ct_array *rows = x ? ct_own(&s, unique_rows(x, index, inverse, counts)) : NULL;
    ct_array *result = NULL;
    if (rows) {
        shape[0] = rows->shape[0];
        result = ct_own(&s, ct_reshape(rows, flat ? 1 : a->ndim, shape));
    }
    if (result && !flat)
        result = ct_own(&s, ct_moveaxis(result, 1, (int[]){0}, &axis));
    if (result && inverse && flat) {
        ct_array *shaped = ct_reshape(*inverse, a->ndim, a->shape);
        ct_release(*inverse);
        *inverse = shaped;
        result = shaped ? result : NULL;
    }
    for (int i = 0; !result && i < 3; i++)
        if (all[i]) {
            ct_release(*all[i]);
            *all[i] = NULL;
        }
    return ct_retain(result);
}

/* -- membership -------------------------------------------------------------------------------- */

ct_array *ct_isin(const ct_array *elements, const ct_array *among, bool invert)
{
    CT_SCOPE(s);
    if (!elements || !among)
        return ct_null_input("isin", elements ? 2 : 1), NULL;
    if (among->size == 0)
        return invert ? ct_ones(elements->ndim, elements->shape, CT_BOOL)
                      : ct_zeros(elements->ndim, elements->shape, CT_BOOL);
    ct_array *sorted = ct_own(&s, ct_sort(among, CT_FLAT));
    ct_array *places = sorted ? ct_own(&s, ct_searchsorted(sorted, elements, false, NULL)) : NULL;
    ct_array *nearest = places ? ct_own(&s, ct_take(sorted, places, 0, CT_INDEX_CLIP)) : NULL;
    return !nearest ? NULL : invert ? ct_not_equal(nearest, elements) : ct_equal(nearest, elements);
}

/* -- two sets ---------------------------------------------------------------------------------- */

static ct_array *flat_set(ct_scope *scope, const ct_array *a, bool is_unique, ct_array **index)
{
    ct_array *values = is_unique ? ct_ravel(a, CT_ORDER_C) : ct_unique(a, index, NULL, NULL);
    if (values && index && !is_unique && !(*index = ct_own(scope, *index))) {
        ct_release(values);
        return NULL;
    }
    return ct_own(scope, values);
}

/* Both flattened, one behind the other. */
static ct_array *joined(const ct_array *a, const ct_array *b)
{
    return a && b
               ? ct_concatenate(
                     2, (ct_array *[]){(ct_array *)(uintptr_t)a, (ct_array *)(uintptr_t)b}, CT_FLAT)
               : NULL;
}

/* op(x[1:], x[:-1]) of one axis. */
static ct_array *neighbours(ct_op op, const ct_array *x)
{
    CT_SCOPE(s);
    ct_array *next = ct_own(&s, ct_get(x, ct_from(1)));
    ct_array *last = next ? ct_own(&s, ct_get(x, ct_upto(-1))) : NULL;
    return last ? ct_apply2(op, next, last, NULL) : NULL;
}

/* Indices into the unique values of a common value become indices into the input. */
static ct_array *index_of_common(const ct_array *order, ct_index which, const ct_array *same,
                                 int64_t offset, const ct_array *first)
{
    CT_SCOPE(s);
    ct_array *part = ct_own(&s, ct_index_get(order, (ct_index[]){which, ct_end}));
    ct_array *picked = part ? ct_own(&s, ct_get(part, ct_pick(same))) : NULL;
    ct_array *index = picked ? ct_own(&s, ct_with_int(CT_OP_subtract, picked, offset)) : NULL;
    return index && first ? ct_get(first, ct_pick(index)) : ct_retain(index);
}

ct_array *ct_intersect1d(const ct_array *a, const ct_array *b, bool is_unique, ct_array **index_a,
                         ct_array **index_b)
{
    CT_SCOPE(s);
    ct_array *first_a = NULL, *first_b = NULL, *in_a = NULL, *in_b = NULL;
    bool wanted = index_a || index_b;
    if (index_a)
        *index_a = NULL;
    if (index_b)
        *index_b = NULL;
    if (!a || !b)
        return ct_null_input("intersect1d", a ? 2 : 1), NULL;
    ct_array *x = flat_set(&s, a, is_unique, wanted ? &first_a : NULL);
    ct_array *y = x ? flat_set(&s, b, is_unique, wanted ? &first_b : NULL) : NULL;
    ct_array *both = ct_own(&s, joined(x, y));
    ct_array *order = both ? ct_own(&s, ct_argsort(both, 0)) : NULL;
    ct_array *sorted = order ? ct_own(&s, ct_get(both, ct_pick(order))) : NULL;
    ct_array *same = sorted ? ct_own(&s, neighbours(CT_OP_equal, sorted)) : NULL;
    ct_array *head = same ? ct_own(&s, ct_get(sorted, ct_upto(-1))) : NULL;
    ct_array *common = head ? ct_own(&s, ct_get(head, ct_pick(same))) : NULL;
    if (!common)
        return NULL;
    if (index_a && !(in_a = index_of_common(order, ct_upto(-1), same, 0, first_a)))
        return NULL;
    if (index_b && !(in_b = index_of_common(order, ct_from(1), same, x->size, first_b))) {
        ct_release(in_a);
        return NULL;
    }
    if (index_a)
        *index_a = in_a;
    if (index_b)
        *index_b = in_b;
    return ct_retain(common);
}

ct_array *ct_union1d(const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    if (!a || !b)
        return ct_null_input("union1d", a ? 2 : 1), NULL;
    ct_array *both = ct_own(&s, joined(a, b));
    return both ? ct_unique(both, NULL, NULL, NULL) : NULL;
}

ct_array *ct_setdiff1d(const ct_array *a, const ct_array *b, bool is_unique)
{
    CT_SCOPE(s);
    if (!a || !b)
        return ct_null_input("setdiff1d", a ? 2 : 1), NULL;
    ct_array *x = flat_set(&s, a, is_unique, NULL);
    ct_array *keep = x ? ct_own(&s, ct_isin(x, b, true)) : NULL;
    return keep ? ct_get(x, ct_pick(keep)) : NULL;
}

ct_array *ct_setxor1d(const ct_array *a, const ct_array *b, bool is_unique)
{
    CT_SCOPE(s);
    if (!a || !b)
        return ct_null_input("setxor1d", a ? 2 : 1), NULL;
    ct_array *x = flat_set(&s, a, is_unique, NULL), *y = flat_set(&s, b, is_unique, NULL);
    ct_array *both = ct_own(&s, joined(x, y));
    if (!both || both->size == 0)
        return ct_retain(both);
    ct_array *sorted = ct_own(&s, ct_sort(both, 0));
    ct_array *differ = sorted ? ct_own(&s, neighbours(CT_OP_not_equal, sorted)) : NULL;
    ct_array *true_ = ct_own(&s, ct_ones(CT_SHAPE(1), CT_BOOL));
    ct_array *flags = differ && true_
                          ? ct_own(&s, ct_concatenate(3, (ct_array *[]){true_, differ, true_}, 0))
                          : NULL;
    ct_array *next = flags ? ct_own(&s, ct_get(flags, ct_from(1))) : NULL;
    ct_array *last = next ? ct_own(&s, ct_get(flags, ct_upto(-1))) : NULL;
    ct_array *alone = last ? ct_own(&s, ct_logical_and(next, last)) : NULL;
    return alone ? ct_get(sorted, ct_pick(alone)) : NULL;
}
