/* histogramdd.c: how many points lie in each box of a grid. */
#include "routines.h"

#include <math.h>
#include <string.h>

static ct_status check_edges(const ct_array *edges, int axis)
{
    if (edges->ndim != 1)
        return ct_error_set(CT_VALUE_ERROR, "histogramdd", 2,
                            "`bins[%d]` must be a scalar or 1d array", axis);
    int rising = edges->size < 2 ? 1 : ct_all_steps(CT_OP_greater_equal, edges);
    if (rising == 0)
        ct_error_set(CT_VALUE_ERROR, "histogramdd", 2,
                     "`bins[%d]` must be monotonically increasing, when an array", axis);
    else if (rising > 0 && edges->size == 0)
        ct_error_set(CT_INDEX_ERROR, "histogramdd", 2,
                     "index -1 is out of bounds for axis 0 with size 0");
    return rising > 0 && edges->size ? CT_OK : ct_error_pending();
}

/* The edges along one axis, owned by the scope. */
static ct_array *edges_of(ct_scope *scope, const ct_array *column, const ct_histogram_opts *opts,
                          int axis)
{
    double outer[2];
    if (opts->edges)
        return check_edges(opts->edges, axis) ? NULL : ct_own(scope, ct_retain(opts->edges));
    int64_t bins = opts->bins ? opts->bins : 10;
    if (bins < 1)
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 2,
                       "`bins[%d]` must be positive, when an integer", axis);
    if (bins == INT64_MAX)
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 2, "Maximum allowed dimension exceeded");
    if (ct_outer_edges(column, opts->range, outer))
        return NULL;
    ct_array *edges = ct_own(scope, ct_equal_edges(column, !opts->range, outer, bins, NULL));
    ct_array *finite = edges ? ct_own(scope, ct_isfinite(edges)) : NULL;
    int held = ct_truth_of(finite ? ct_all(finite, CT_FLAT) : NULL);
    if (held == 0 && bins > 1)
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 3,
                       "what lies between the edges of axis %d is more than %s can hold", axis,
                       edges->dtype->name);
    return held < 0 ? NULL : edges;
}

/* Folds the bins along one axis into the place of each point among all boxes; -1 is outside. */
static ct_status place_points(const ct_array *column, const ct_array *edges, int64_t n,
                              ct_array *places)
{
    CT_SCOPE(s);
    ct_array *values = ct_own(&s, ct_packed(column, CT_FLOAT64));
    ct_array *marks = values ? ct_own(&s, ct_packed(edges, CT_FLOAT64)) : NULL;
    ct_array *bins = marks ? ct_own(&s, ct_empty(1, &places->size, CT_INT64)) : NULL;
    if (!bins)
        return ct_error_pending();
    ct_find_bins(ct_doubles(values), places->size, ct_doubles(marks), n, ct_longs(bins));
    int64_t *place = ct_longs(places);
    for (int64_t i = 0; i < places->size; i++) {
        int64_t own = ct_longs(bins)[i];
        place[i] = own < 0 || place[i] < 0 ? -1 : place[i] * n + own;
    }
    return CT_OK;
}

/* counts / (volume of each box * sum of all) */
static ct_array *as_density(ct_scope *scope, ct_array *counts, int n, ct_array *const *edges)
{
    ct_array *all = ct_own(scope, ct_sum(counts, CT_FLAT));
    for (int i = 0; i < n && all && counts; i++) {
        int64_t shape[CT_MAX_NDIM];
        for (int k = 0; k < n; k++)
            shape[k] = k == i ? -1 : 1;
        ct_array *widths = ct_own(scope, ct_diff(edges[i], 1, -1, NULL, NULL));
        widths = widths ? ct_own(scope, ct_reshape(widths, n, shape)) : NULL;
        counts = widths ? ct_own(scope, ct_divide(counts, widths)) : NULL;
    }
    return all && counts ? ct_own(scope, ct_divide(counts, all)) : NULL;
}

static ct_array *count(ct_scope *scope, int n, ct_array *const *columns, ct_array *const *edges,
                       const ct_array *weights)
{
    int64_t shape[CT_MAX_NDIM], points = columns[0]->size;
    for (int i = 0; i < n; i++)
        shape[i] = edges[i]->size - 1;
    ct_array *w = weights ? ct_own(scope, ct_packed(weights, CT_FLOAT64)) : NULL;
    ct_array *places = weights && !w ? NULL : ct_own(scope, ct_zeros(1, &points, CT_INT64));
    ct_array *counts = places ? ct_own(scope, ct_zeros(n, shape, CT_FLOAT64)) : NULL;
    for (int i = 0; i < n && counts; i++)
        if (place_points(columns[i], edges[i], shape[i], places))
            return NULL;
    for (int64_t i = 0; counts && i < points; i++)
        if (ct_longs(places)[i] >= 0)
            ct_doubles(counts)[ct_longs(places)[i]] += w ? ct_doubles(w)[i] : 1;
    return counts;
}

ct_array *ct_histogramdd(int n, ct_array *const *columns, const ct_histogram_opts *each,
                         const ct_array *weights, bool density, ct_array **edges)
{
    CT_SCOPE(s);
    ct_array *own[CT_MAX_NDIM];
    for (int i = 0; edges && i < n; i++)
        edges[i] = NULL;
    if (n < 1 || n > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 1, "a sample has 1 to %d columns, not %d",
                       CT_MAX_NDIM, n);
    for (int i = 0; i < n; i++) {
        if (!columns[i])
            return ct_null_input("histogramdd", 1), NULL;
        if (columns[i]->ndim != 1 || columns[i]->size != columns[0]->size)
            return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 1,
                           "the columns of a sample have one axis and the same length");
        if (!(own[i] = edges_of(&s, columns[i], &each[i], i)))
            return NULL;
    }
    if (weights && weights->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "histogramdd", 0,
                       "Cannot cast array data from dtype('complex128') to dtype('float64') "
                       "according to the rule 'safe'");
    if (weights && (weights->ndim != 1 || weights->size != columns[0]->size))
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 0,
                       "The weights and list don't have the same length.");
    ct_array *counts = count(&s, n, columns, own, weights);
    if (counts && density)
        counts = as_density(&s, counts, n, own);
    for (int i = 0; counts && edges && i < n; i++)
        edges[i] = ct_retain(own[i]);
    return ct_retain(counts);
}
