/* quantile.c: median, quantile and their versions that pass over nan.
 *
 * Samples are brought to the last axis, split at the places that are needed, and read off there.
 * The methods follow Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996). */
#include "routines.h"
#include "ufunc/ufunc.h"

#include <math.h>
#include <string.h>

/* -- the samples last ----------------------------------------------------------------------------
 */

typedef struct samples {
    ct_array *array; /* (kept axes..., n), owned by the scope */
    int kept;
    int64_t shape[CT_MAX_NDIM]; /* of the kept axes */
    int full_ndim;              /* with keepdims */
    int64_t full[CT_MAX_NDIM];
} samples;

static ct_status read_samples(ct_scope *scope, const char *op, const ct_array *a, int axis,
                              int naxes, const int *axes, samples *out)
{
    bool sampled[CT_MAX_NDIM] = {false};
    int order[CT_MAX_NDIM], at = 0, count = naxes > 0 ? naxes : 1;
    bool all = naxes <= 0 && axis == CT_FLAT;
    for (int i = 0; i < a->ndim; i++)
        sampled[i] = all;
    for (int i = 0; !all && i < count; i++) {
        int one = ct_normalize_axis(op, naxes > 0 ? axes[i] : axis, a->ndim);
        if (one < 0)
            return ct_error_pending();
        if (sampled[one])
            return ct_error_set(CT_VALUE_ERROR, op, 0, "repeated axis");
        sampled[one] = true;
    }
    int64_t n = 1;
    out->kept = 0;
    out->full_ndim = a->ndim;
    for (int i = 0; i < a->ndim; i++) {
        out->full[i] = sampled[i] ? 1 : a->shape[i];
        if (sampled[i]) {
            n *= a->shape[i];
            continue;
        }
        out->shape[out->kept++] = a->shape[i];
        order[at++] = i;
    }
    for (int i = 0; i < a->ndim; i++)
        if (sampled[i])
            order[at++] = i;
    ct_array *turned = ct_own(scope, ct_transpose_axes(a, a->ndim, order));
    out->shape[out->kept] = n;
    out->array = turned ? ct_own(scope, ct_reshape(turned, out->kept + 1, out->shape)) : NULL;
    return out->array ? CT_OK : ct_error_pending();
}

/* Whether each row's last element is nan, as (kept..., 1). Owned by the scope. */
static ct_array *last_is_nan(ct_scope *scope, const ct_array *rows)
{
    ct_array *last = ct_own(scope, ct_get_along(rows, rows->ndim - 1, ct_from(-1)));
    return last ? ct_own(scope, ct_isnan(last)) : NULL;
}

/* -- median --------------------------------------------------------------------------------------
 */

/* The mean of the middle elements of rows without nan. */
static ct_array *middle_mean(ct_scope *scope, const ct_array *x)
{
    int64_t n = x->shape[x->ndim - 1], kth[3] = {(n - 1) / 2, n / 2, n - 1};
    if (n == 0)
        return ct_own(scope, ct_mean(x, -1));
    ct_array *rows = ct_own(scope, ct_partition(x, 3, kth, -1));
    ct_array *middle =
        rows ? ct_own(scope, ct_get_along(rows, rows->ndim - 1, ct_range(kth[0], kth[1] + 1)))
             : NULL;
    ct_array *mean = middle ? ct_own(scope, ct_mean(middle, -1)) : NULL;
    if (!mean || !ct_is_inexact(rows))
        return mean;
    ct_array *bad = last_is_nan(scope, rows);
    ct_array *flat = bad ? ct_own(scope, ct_reshape(bad, mean->ndim, mean->shape)) : NULL;
    ct_array *nan = flat ? ct_own(scope, ct_weak_float(NAN)) : NULL;
    return nan ? ct_own(scope, ct_where(flat, nan, mean)) : NULL;
}

/* The same over the elements of each row that are numbers: in sorted rows they stand first. */
static ct_array *middle_of_numbers(ct_scope *scope, const ct_array *x)
{
    ct_array *rows = ct_own(scope, ct_sort(x, -1));
    ct_array *nan = rows ? ct_own(scope, ct_isnan(rows)) : NULL;
    ct_array *number = nan ? ct_own(scope, ct_logical_not(nan)) : NULL;
    ct_array *count = number ? ct_own(scope, ct_count_nonzero(number, -1, .keepdims = true)) : NULL;
    ct_array *before = ct_own(scope, ct_with_int(CT_OP_subtract, count, 1));
    ct_array *low = ct_own(scope, ct_with_int(CT_OP_floor_divide, before, 2));
    ct_array *high = low ? ct_own(scope, ct_with_int(CT_OP_floor_divide, count, 2)) : NULL;
    ct_array *middle =
        high ? ct_own(scope, ct_concatenate(2, (ct_array *[]){low, high}, -1)) : NULL;
    ct_array *two = middle ? ct_own(scope, ct_take_along_axis(rows, middle, -1)) : NULL;
    int none = ct_truth_of(two ? ct_any(nan, CT_FLAT) : NULL);
    if (none > 0) {
        ct_array *empty = ct_own(scope, ct_with_int(CT_OP_equal, count, 0));
        if (ct_truth_of(empty ? ct_any(empty, CT_FLAT) : NULL) > 0)
            ct_warning_add("All-NaN slice encountered");
    }
    return ct_error_pending() ? NULL : ct_own(scope, ct_mean(two, -1));
}

static ct_array *median(const char *op, const ct_array *a, const ct_reduce_opts *opts, bool skip)
{
    CT_SCOPE(s);
    samples x;
    if (!a)
        return ct_null_input(op, 1), NULL;
    if (read_samples(&s, op, a, opts ? opts->axis : CT_FLAT, opts ? opts->naxes : 0,
                     opts ? opts->axes : NULL, &x))
        return NULL;
    ct_array *result = skip && ct_is_inexact(a) && a->size ? middle_of_numbers(&s, x.array)
                                                           : middle_mean(&s, x.array);
    if (result && opts && opts->keepdims)
        result = ct_own(&s, ct_reshape(result, x.full_ndim, x.full));
    if (!result || !opts || !opts->out)
        return ct_retain(result);
    return ct_copyto(opts->out, result, CT_CASTING_SAME_KIND, NULL) ? NULL : ct_retain(opts->out);
}

ct_array *ct_median_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return median("median", a, opts, false);
}

ct_array *ct_nanmedian_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return a && a->size == 0 ? ct_nanmean_opts(a, opts) : median("nanmedian", a, opts, true);
}

/* -- where a quantile lies -----------------------------------------------------------------------
 */

static const char *const names[] = {"linear",
                                    "inverted_cdf",
                                    "averaged_inverted_cdf",
                                    "closest_observation",
                                    "interpolated_inverted_cdf",
                                    "hazen",
                                    "weibull",
                                    "median_unbiased",
                                    "normal_unbiased",
                                    "lower",
                                    "higher",
                                    "midpoint",
                                    "nearest"};

int ct_quantile_method_parse(const char *name)
{
    for (int i = 0; name && i <= CT_QUANTILE_NEAREST; i++)
        if (!strcmp(name, names[i]))
            return i;
    return ct_error_set(CT_VALUE_ERROR, "quantile", 0,
                        "'%s' is not a valid method. Use one of: inverted_cdf, "
                        "averaged_inverted_cdf, closest_observation, interpolated_inverted_cdf, "
                        "hazen, weibull, linear, median_unbiased, normal_unbiased, lower, higher, "
                        "midpoint, nearest",
                        name ? name : ""),
           -1;
}

/* The place of the q-quantile among n sorted elements, counted from 0. */
static double place_of(double n, double q, double alpha, double beta)
{
    return n * q + (alpha + q * (1 - alpha - beta)) - 1;
}

static double virtual_index(ct_quantile_method method, double n, double q)
{
    switch (method) {
    case CT_QUANTILE_INVERTED_CDF:
    case CT_QUANTILE_AVERAGED_INVERTED_CDF:
        return n * q - 1;
    case CT_QUANTILE_CLOSEST_OBSERVATION:
        return n * q - 1 - 0.5;
    case CT_QUANTILE_INTERPOLATED_INVERTED_CDF:
        return place_of(n, q, 0, 1);
    case CT_QUANTILE_HAZEN:
        return place_of(n, q, 0.5, 0.5);
    case CT_QUANTILE_WEIBULL:
        return place_of(n, q, 0, 0);
    case CT_QUANTILE_MEDIAN_UNBIASED:
        return place_of(n, q, 1 / 3.0, 1 / 3.0);
    case CT_QUANTILE_NORMAL_UNBIASED:
        return place_of(n, q, 3 / 8.0, 3 / 8.0);
    case CT_QUANTILE_LOWER:
        return floor((n - 1) * q);
    case CT_QUANTILE_HIGHER:
        return ceil((n - 1) * q);
    case CT_QUANTILE_MIDPOINT:
        return 0.5 * (floor((n - 1) * q) + ceil((n - 1) * q));
    case CT_QUANTILE_NEAREST:
        return rint((n - 1) * q);
    case CT_QUANTILE_LINEAR:
        break;
    }
    return (n - 1) * q;
}

/* Methods that pick one element. */
static bool is_discrete(ct_quantile_method method)
{
    return method == CT_QUANTILE_INVERTED_CDF || method == CT_QUANTILE_CLOSEST_OBSERVATION ||
           method == CT_QUANTILE_LOWER || method == CT_QUANTILE_HIGHER ||
           method == CT_QUANTILE_NEAREST;
}

/* Two neighbours and the weight of the second. */
static void neighbours(ct_quantile_method method, int64_t n, double q, int64_t *low, int64_t *high,
                       double *gamma)
{
    double at = virtual_index(method, (double)n, q), below = floor(at);
    *gamma = at - below;
    if (method == CT_QUANTILE_INVERTED_CDF || method == CT_QUANTILE_CLOSEST_OBSERVATION) {
        bool first =
            *gamma == 0 && (method == CT_QUANTILE_INVERTED_CDF || fmod(fabs(below), 2) == 1);
        at = below = first ? below : below + 1;
    }
    *low = at >= (double)(n - 1) ? n - 1 : at < 0 ? 0 : (int64_t)below;
    *high = at >= (double)(n - 1) ? n - 1 : at < 0 ? 0 : (int64_t)below + 1;
    if (at >= (double)(n - 1)) /* the last element, from -1 on */
        *gamma = at + 1;
    if (at < 0)
        *gamma = at;
    if (method == CT_QUANTILE_AVERAGED_INVERTED_CDF)
        *gamma = *gamma == 0 ? 0.5 : 1;
    if (method == CT_QUANTILE_MIDPOINT)
        *gamma = at == floor(at) ? 0 : 0.5;
}

/* -- quantiles of rows
 * ------------------------------------------------------------------------------ */

typedef struct wanted {
    const ct_array *q; /* as given: its dtype, and whether it is weak, decide the result's dtype */
    const double *values;
    int count;
    ct_quantile_method method;
} wanted;

/* 1 - t, weak if t is. */
static ct_array *complement(const ct_array *t)
{
    CT_SCOPE(s);
    double value;
    if (ct_is_weak(t))
        return ct_item_f64(t, &value) ? NULL : ct_weak_float(1 - value);
    ct_array *one = ct_own(&s, ct_weak_int(1));
    return one ? ct_subtract(one, t) : NULL;
}

/* a + (b - a) * t, from the nearer end. Owned by the scope. */
static ct_array *interpolated(ct_scope *scope, const ct_array *a, const ct_array *b,
                              const ct_array *t)
{
    ct_array *span = ct_own(scope, ct_subtract(b, a));
    ct_array *step = span ? ct_own(scope, ct_multiply(span, t)) : NULL;
    ct_array *from_a = step ? ct_own(scope, ct_add(a, step)) : NULL;
    ct_array *rest = from_a ? ct_own(scope, complement(t)) : NULL;
    ct_array *back = rest ? ct_own(scope, ct_multiply(span, rest)) : NULL;
    ct_array *from_b = back ? ct_own(scope, ct_subtract(b, back)) : NULL;
    ct_array *late = ct_own(scope, ct_with_float(CT_OP_greater_equal, t, 0.5));
    return from_b && late ? ct_own(scope, ct_where(late, from_b, from_a)) : NULL;
}

/* Quantiles of each row of x (kept..., n): (kept..., count). Owned by the scope. */
static ct_array *quantile_rows(ct_scope *scope, const ct_array *x, const wanted *w)
{
    int last = x->ndim - 1;
    int64_t n = x->shape[last], count = w->count;
    bool whole = strchr("biu", w->q->dtype->kind) && w->method == CT_QUANTILE_LINEAR;
    bool discrete = is_discrete(w->method) || whole;
    if (n == 0)
        return CT_FAIL(CT_INDEX_ERROR, "quantile", 1,
                       "index -1 is out of bounds for axis 0 with size 0");
    ct_array *places = ct_own(scope, ct_empty(1, &(int64_t){2 * count + 1}, CT_INT64));
    ct_array *gammas = places ? ct_own(scope, ct_empty(1, &count, CT_FLOAT64)) : NULL;
    if (!gammas)
        return NULL;
    int64_t *low = ct_longs(places), *high = low + count;
    for (int64_t i = 0; i < count; i++)
        neighbours(w->method, n, w->values[i], &low[i], &high[i], &ct_doubles(gammas)[i]);
    low[2 * count] = n - 1;
    ct_array *rows = ct_own(scope, ct_partition(x, (int)(2 * count + 1), low, -1));
    ct_array *first = ct_own(scope, ct_get(places, ct_upto(count)));
    ct_array *a = rows && first ? ct_own(scope, ct_take(rows, first, last, CT_INDEX_RAISE)) : NULL;
    ct_array *result = a;
    if (a && !discrete) {
        const ct_dtype *kind = ct_is_inexact(w->q) ? w->q->dtype : CT_FLOAT64;
        ct_array *second = ct_own(scope, ct_get(places, ct_range(count, 2 * count)));
        ct_array *b = second ? ct_own(scope, ct_take(rows, second, last, CT_INDEX_RAISE)) : NULL;
        ct_array *t = ct_is_weak(w->q) ? ct_weak_float(ct_doubles(gammas)[0])
                                       : ct_astype(gammas, kind, CT_CASTING_UNSAFE);
        t = ct_own(scope, t);
        result = b && t ? interpolated(scope, a, b, t) : NULL;
    }
    if (!result || !ct_is_inexact(rows))
        return result;
    ct_array *bad = last_is_nan(scope, rows);
    ct_array *nan = bad ? ct_own(scope, ct_weak_float(NAN)) : NULL;
    return nan ? ct_own(scope, ct_where(bad, nan, result)) : NULL;
}

/* The row without its nan; its weights too. */
static ct_array *numbers_in(ct_scope *scope, const ct_array *row, ct_array **weights)
{
    ct_array *nan = ct_is_inexact(row) ? ct_own(scope, ct_isnan(row)) : NULL;
    if (!nan)
        return ct_error_pending() ? NULL : ct_own(scope, ct_retain(row));
    ct_array *keep = ct_own(scope, ct_logical_not(nan));
    if (keep && *weights)
        *weights = ct_own(scope, ct_get(*weights, ct_pick(keep)));
    return keep ? ct_own(scope, ct_get(row, ct_pick(keep))) : NULL;
}

/* Quantiles of one row by its weights: the first element at which the share of the weights reaches
 * q. */
static ct_array *weighted_row(ct_scope *scope, const ct_array *row, const ct_array *weights,
                              const wanted *w)
{
    ct_array *order = ct_own(scope, ct_argsort(row, 0));
    ct_array *sorted = order ? ct_own(scope, ct_get(row, ct_pick(order))) : NULL;
    ct_array *heavy = sorted ? ct_own(scope, ct_get(weights, ct_pick(order))) : NULL;
    ct_array *total = heavy ? ct_own(scope, ct_cumsum(heavy, 0, CT_FLOAT64)) : NULL;
    ct_array *picked = total ? ct_own(scope, ct_empty(1, &(int64_t){w->count}, CT_INT64)) : NULL;
    if (!picked)
        return NULL;
    int64_t n = row->size, *out = ct_longs(picked);
    const double *share = ct_doubles(total);
    double all = n ? share[n - 1] : 0;
    if (!(all > 0) || isinf(all))
        return CT_FAIL(CT_VALUE_ERROR, "quantile", 0,
                       "Weights included NaN, inf or were all zero.");
    for (int i = 0; i < w->count; i++) {
        int64_t low = 0, high = n;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            double at = share[middle] == 0 ? -1 : share[middle] / all;
            if (at < w->values[i])
                low = middle + 1;
            else
                high = middle;
        }
        out[i] = low < n ? low : n - 1;
    }
    ct_array *result = ct_own(scope, ct_get(sorted, ct_pick(picked)));
    ct_array *last = ct_is_inexact(row) ? ct_own(scope, ct_get(sorted, ct_from(-1))) : NULL;
    ct_array *bad = last ? ct_own(scope, ct_isnan(last)) : NULL;
    return bad && result ? ct_own(scope, ct_where(bad, last, result)) : result;
}

/* Row by row: x (kept..., n), weights of the same shape or NULL. Owned by the scope. */
static ct_array *each_row(ct_scope *scope, const ct_array *x, const ct_array *weights,
                          const wanted *w, bool skip_nan)
{
    int64_t n = x->shape[x->ndim - 1], rows = n ? x->size / n : 0, shape[CT_MAX_NDIM];
    ct_array *flat = ct_own(scope, ct_reshape(x, CT_SHAPE(rows, n)));
    ct_array *heavy = weights ? ct_own(scope, ct_reshape(weights, CT_SHAPE(rows, n))) : NULL;
    ct_array *result = NULL;
    for (int64_t i = 0; flat && i < rows; i++) {
        CT_SCOPE(s);
        ct_array *row = ct_own(&s, ct_get(flat, ct_at(i)));
        ct_array *own = heavy && row ? ct_own(&s, ct_get(heavy, ct_at(i))) : NULL;
        if (row && skip_nan)
            row = numbers_in(&s, row, &own);
        if (!row || (heavy && !own))
            return NULL;
        bool none = row->size == 0 && skip_nan;
        if (none)
            ct_warning_add("All-NaN slice encountered");
        ct_array *one = none    ? ct_own(&s, ct_weak_float(NAN))
                        : heavy ? weighted_row(&s, row, own, w)
                                : quantile_rows(&s, row, w);
        if (one && !result) {
            const ct_dtype *dtype =
                none ? (x->dtype->kind == 'f' ? x->dtype : CT_FLOAT64) : one->dtype;
            result = ct_own(scope, ct_empty(CT_SHAPE(rows, w->count), dtype));
        }
        if (!one || !result || ct_set(result, one, ct_at(i)))
            return NULL;
    }
    if (!result)
        return flat && !rows ? CT_FAIL(CT_INDEX_ERROR, "quantile", 1,
                                       "index -1 is out of bounds for axis 0 with size 0")
                             : NULL;
    memcpy(shape, x->shape, (size_t)x->ndim * sizeof *shape);
    shape[x->ndim - 1] = w->count;
    return ct_own(scope, ct_reshape(result, x->ndim, shape));
}

/* Weights in the shape of `a`: as they are, or along the one axis. Owned by the scope. */
static ct_array *spread_weights(ct_scope *scope, const ct_array *a, const ct_quantile_options *opts)
{
    const ct_array *w = opts->weights;
    bool same =
        w->ndim == a->ndim && !memcmp(w->shape, a->shape, (size_t)a->ndim * sizeof *w->shape);
    if (same)
        return ct_own(scope, ct_retain(w));
    if (opts->naxes <= 0 && opts->axis == CT_FLAT)
        return CT_FAIL(CT_TYPE_ERROR, "quantile", 0,
                       "Axis must be specified when shapes of a and weights differ.");
    int axis = ct_normalize_axis("quantile", opts->naxes > 0 ? opts->axes[0] : opts->axis, a->ndim);
    if (axis < 0)
        return NULL;
    if (opts->naxes > 1 || w->ndim != 1 || w->shape[0] != a->shape[axis])
        return CT_FAIL(CT_VALUE_ERROR, "quantile", 0,
                       "Shape of weights must be consistent with shape of a along specified axis.");
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = i == axis ? w->shape[0] : 1;
    ct_array *turned = ct_own(scope, ct_reshape(w, a->ndim, shape));
    return turned ? ct_own(scope, ct_broadcast_to(turned, a->ndim, a->shape)) : NULL;
}

static ct_status check(const ct_array *a, const ct_array *values, const ct_quantile_options *opts)
{
    if (ct_check_choice("quantile", 3, "method", opts->method, CT_QUANTILE_NEAREST + 1))
        return ct_error_pending();
    if (a->dtype->kind == 'c')
        return ct_error_set(CT_TYPE_ERROR, "quantile", 1, "a must be an array of real numbers");
    for (int64_t i = 0; i < values->size; i++)
        if (!(((const double *)(const void *)values->data)[i] >= 0 &&
              ((const double *)(const void *)values->data)[i] <= 1))
            return ct_error_set(CT_VALUE_ERROR, "quantile", 2,
                                "Quantiles must be in the range [0, 1]");
    if (opts->weights && opts->method != CT_QUANTILE_INVERTED_CDF)
        return ct_error_set(CT_VALUE_ERROR, "quantile", 0,
                            "Only method 'inverted_cdf' supports weights. Got: %s.",
                            names[opts->method]);
    if (opts->weights) {
        ct_array *negative = ct_with_int(CT_OP_less, opts->weights, 0);
        int any = ct_truth_of(negative ? ct_any(negative, CT_FLAT) : NULL);
        ct_release(negative);
        if (any > 0)
            return ct_error_set(CT_VALUE_ERROR, "quantile", 0, "Weights must be non-negative.");
        return any < 0 ? ct_error_pending() : CT_OK;
    }
    return CT_OK;
}

ct_array *ct_quantile(const ct_array *a, const ct_array *q, const ct_quantile_options *opts)
{
    CT_SCOPE(s);
    static const ct_quantile_options plain = {.axis = CT_FLAT};
    samples x, heavy = {0};
    if (!a || !q)
        return ct_null_input("quantile", a ? 2 : 1), NULL;
    opts = opts ? opts : &plain;
    ct_array *values = ct_own(&s, ct_packed(q, CT_FLOAT64));
    if (!values || check(a, values, opts))
        return NULL;
    if (q->ndim > 2)
        return CT_FAIL(CT_VALUE_ERROR, "quantile", 2, "q must be a scalar or 1d");
    wanted w = {q, ct_doubles(values), (int)values->size, opts->method};
    if (read_samples(&s, "quantile", a, opts->axis, opts->naxes, opts->axes, &x))
        return NULL;
    if (opts->skip_nan && a->size == 0) { /* the mean of nothing, whatever q is */
        ct_reduce_opts mean = {.size_ = sizeof mean,
                               .axis = opts->axis,
                               .naxes = opts->naxes,
                               .axes = opts->axes,
                               .keepdims = opts->keepdims};
        return ct_nanmean_opts(a, &mean);
    }
    if (opts->weights) {
        ct_array *spread = spread_weights(&s, a, opts);
        if (!spread ||
            read_samples(&s, "quantile", spread, opts->axis, opts->naxes, opts->axes, &heavy))
            return NULL;
    }
    bool skip = opts->skip_nan && ct_is_inexact(a);
    if (skip && !opts->weights) { /* without nan the plain way gives the same, faster */
        ct_array *nan = ct_own(&s, ct_isnan(x.array));
        int any = ct_truth_of(nan ? ct_any(nan, CT_FLAT) : NULL);
        if (any < 0)
            return NULL;
        skip = any;
    }
    ct_array *result = skip || opts->weights ? each_row(&s, x.array, heavy.array, &w, skip)
                                             : quantile_rows(&s, x.array, &w);
    result = result ? ct_own(&s, ct_moveaxis(result, 1, (int[]){-1}, (int[]){0})) : NULL;
    if (!result)
        return NULL;
    const int64_t *rest = opts->keepdims ? x.full : x.shape;
    int count = opts->keepdims ? x.full_ndim : x.kept;
    if (q->ndim + count > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "quantile", 2, "too many axes");
    int64_t shape[CT_MAX_NDIM];
    memcpy(shape, q->shape, (size_t)q->ndim * sizeof *shape);
    memcpy(shape + q->ndim, rest, (size_t)count * sizeof *shape);
    ct_array *shaped = ct_own(&s, ct_reshape(result, q->ndim + count, shape));
    return shaped && shaped->base ? ct_copy(shaped, CT_ORDER_C) : ct_retain(shaped);
}
