/* histogram.c: bincount, digitize, histogram and the rules that choose bins. */
#include "routines.h"
#include "ufunc/ufunc.h"

#include <math.h>
#include <string.h>

/* -- bincount, digitize ------------------------------------------------------------------------ */

static void add_to_bins(double *bins, const int64_t *at, const double *weights, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        bins[at[i]] += weights[i];
}

static void count_in_bins(int64_t *bins, const int64_t *at, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        bins[at[i]]++;
}

ct_array *ct_bincount(const ct_array *x, const ct_array *weights, int64_t least)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("bincount", 1), NULL;
    if (x->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "bincount", 1,
                       "object of too small depth for desired array");
    if (least < 0)
        return CT_FAIL(CT_VALUE_ERROR, "bincount", 3, "'minlength' must not be negative");
    if (x->size && !ct_can_cast(x->dtype, CT_INT64, CT_CASTING_SAFE) && x->dtype->kind != 'u')
        return CT_FAIL(CT_TYPE_ERROR, "bincount", 1,
                       "Cannot cast array data from dtype('%s') to dtype('int64') according to the "
                       "rule 'safe'",
                       x->dtype->name);
    if (!x->size) /* NumPy does not look at the weights then */
        return ct_zeros(1, &least, CT_INT64);
    ct_array *at = ct_own(&s, ct_packed(x, CT_INT64));
    if (weights && weights->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "bincount", 2,
                       "Cannot cast array data from dtype('complex128') to dtype('float64') "
                       "according to the rule 'safe'");
    ct_array *w = weights ? ct_own(&s, ct_packed(weights, CT_FLOAT64)) : at;
    if (!at || !w)
        return NULL;
    if (w->ndim != 1 || w->size != at->size)
        return CT_FAIL(CT_VALUE_ERROR, "bincount", 2,
                       "The weights and list don't have the same length.");
    const int64_t *p = ct_longs(at);
    int64_t most = -1, signs = 0;
    for (int64_t i = 0; i < at->size; i++) {
        signs |= p[i];
        most = p[i] > most ? p[i] : most;
    }
    if (signs < 0)
        return CT_FAIL(CT_VALUE_ERROR, "bincount", 1,
                       "'list' argument must have no negative elements");
    if (most >= least)
        least = most == INT64_MAX ? most : most + 1;
    ct_array *result = ct_zeros(1, &least, weights ? CT_FLOAT64 : CT_INT64);
    if (!result)
        return NULL;
    if (weights)
        add_to_bins(ct_doubles(result), p, ct_doubles(w), at->size);
    else
        count_in_bins(ct_longs(result), p, at->size);
    return result;
}

int ct_all_steps(ct_op op, const ct_array *x)
{
    CT_SCOPE(s);
    ct_array *next = ct_own(&s, ct_get(x, ct_from(1)));
    ct_array *last = next ? ct_own(&s, ct_get(x, ct_upto(-1))) : NULL;
    ct_array *holds = last ? ct_own(&s, ct_apply2(op, next, last, NULL)) : NULL;
    return ct_truth_of(holds ? ct_all(holds, CT_FLAT) : NULL);
}

ct_array *ct_digitize(const ct_array *x, const ct_array *bins, bool right)
{
    CT_SCOPE(s);
    if (!x || !bins)
        return ct_null_input("digitize", x ? 2 : 1), NULL;
    if (x->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "digitize", 1, "x may not be complex");
    if (bins->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "digitize", 2,
                       "Cannot cast array data from dtype('%s') to dtype('float64') according to "
                       "the rule 'safe'",
                       bins->dtype->name);
    if (bins->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "digitize", 2, "object too deep for desired array");
    int rising = bins->size < 2 ? 1 : ct_all_steps(CT_OP_greater_equal, bins);
    int falling = rising ? 0 : ct_all_steps(CT_OP_less_equal, bins);
    if (rising < 0 || falling < 0)
        return NULL;
    if (!rising && !falling)
        return CT_FAIL(CT_VALUE_ERROR, "digitize", 2,
                       "bins must be monotonically increasing or decreasing");
    if (rising)
        return ct_searchsorted(bins, x, !right, NULL);
    ct_array *turned = ct_own(&s, ct_get(bins, ct_every(-1)));
    ct_array *found = turned ? ct_own(&s, ct_searchsorted(turned, x, !right, NULL)) : NULL;
    ct_array *count = found ? ct_own(&s, ct_weak_int(bins->size)) : NULL;
    return count ? ct_subtract(count, found) : NULL;
}

/* -- edges ---------------------------------------------------------------------------------------
 */

ct_status ct_outer_edges(const ct_array *a, const double *range, double edges[2])
{
    CT_SCOPE(s);
    const char *how = range ? "supplied" : "autodetected";
    edges[0] = range ? range[0] : 0;
    edges[1] = range ? range[1] : 1;
    if (range && range[0] > range[1])
        return ct_error_set(CT_VALUE_ERROR, "histogram", 3,
                            "max must be larger than min in range parameter.");
    if (!range && a->size) {
        ct_array *low = ct_own(&s, ct_min(a, CT_FLAT)), *high = ct_own(&s, ct_max(a, CT_FLAT));
        if (ct_item_f64(low, &edges[0]) || ct_item_f64(high, &edges[1]))
            return ct_error_pending();
    }
    if (!isfinite(edges[0]) || !isfinite(edges[1]))
        return ct_error_set(CT_VALUE_ERROR, "histogram", 3, "%s range of [%g, %g] is not finite",
                            how, edges[0], edges[1]);
    if (edges[0] == edges[1]) {
        edges[0] -= 0.5;
        edges[1] += 0.5;
    }
    return CT_OK;
}

/* Edges found in the elements have their dtype, and so has what lies between them. */
ct_array *ct_equal_edges(const ct_array *a, bool found, const double outer[2], int64_t bins,
                         const ct_dtype *dtype)
{
    CT_SCOPE(s);
    const ct_dtype *kept = found && a->size && a->dtype->kind == 'f' ? a->dtype : CT_FLOAT64;
    ct_array *ends[2];
    for (int k = 0; k < 2; k++) {
        ct_array *end = ct_own(&s, ct_scalar_f64(outer[k]));
        ends[k] = end ? ct_own(&s, ct_astype(end, kept, CT_CASTING_UNSAFE)) : NULL;
        if (!ends[k])
            return NULL;
    }
    ct_space_opts space = {.size_ = sizeof space, .dtype = dtype ? dtype : kept};
    return ct_linspace_opts(ends[0], ends[1], bins + 1, &space, NULL);
}

/* One number of `a`: f over all elements. */
static double number_of(ct_array *(*f)(const ct_array *, const ct_reduce_opts *), const ct_array *a)
{
    double value = NAN;
    ct_array *result = f(a, NULL);
    if (result)
        ct_item_f64(result, &value);
    ct_release(result);
    return value;
}

static double quartile_range(const ct_array *a)
{
    CT_SCOPE(s);
    ct_array *q = ct_own(&s, ct_from_data((const double[]){0.75, 0.25}, CT_SHAPE(2), CT_FLOAT64));
    ct_array *two = q ? ct_own(&s, ct_quantile(a, q, NULL)) : NULL;
    ct_array *wide = ct_own(&s, ct_packed(two, CT_FLOAT64));
    return wide ? ct_doubles(wide)[0] - ct_doubles(wide)[1] : NAN;
}

static double doane_width(const ct_array *a, double n, double spread)
{
    CT_SCOPE(s);
    if (n <= 2)
        return 0;
    double unit = sqrt(6 * (n - 2) / ((n + 1) * (n + 3))), sigma = number_of(ct_std_opts, a);
    if (!(sigma > 0))
        return 0;
    ct_array *away = ct_own(&s, ct_with_float(CT_OP_subtract, a, number_of(ct_mean_opts, a)));
    ct_array *scaled = ct_own(&s, ct_with_float(CT_OP_divide, away, sigma));
    ct_array *cube = ct_own(&s, ct_with_int(CT_OP_power, scaled, 3));
    double skew = cube ? number_of(ct_mean_opts, cube) : NAN;
    return spread / (1 + log2(n) + log2(1 + fabs(skew) / unit));
}

/* The width that makes the estimated error of the histogram smallest, among numbers of bins up to a
 * bound: Stone's rule, by leave-one-out cross-validation. */
static double stone_width(const ct_array *a, const double *range, double n, double spread)
{
    if (n <= 1 || spread == 0)
        return 0;
    int64_t most = (int64_t)sqrt(n) > 100 ? (int64_t)sqrt(n) : 100, best = 1;
    double least = INFINITY;
    for (int64_t bins = 1; bins <= most; bins++) {
        CT_SCOPE(s);
        ct_histogram_opts opts = {.size_ = sizeof opts, .bins = bins, .range = range};
        ct_array *counts = ct_own(&s, ct_histogram(a, &opts, NULL));
        if (!counts)
            return NAN;
        double squares = 0;
        for (int64_t i = 0; i < bins; i++) {
            double share = (double)ct_longs(counts)[i] / n;
            squares += share * share;
        }
        double error = (2 - (n + 1) * squares) / (spread / (double)bins);
        if (error < least) {
            least = error;
            best = bins;
        }
    }
    if (best == most)
        ct_warning_add("The number of bins estimated may be suboptimal.");
    return spread / (double)best;
}

static bool is_rule(const char *rule)
{
    static const char *const rules[] = {"stone", "auto",  "doane", "fd",
                                        "rice",  "scott", "sqrt",  "sturges"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(rule, rules[i]))
            return true;
    return false;
}

/* The width of bins by a rule; NAN with an error for an unknown one. */
static double rule_width(const char *rule, const ct_array *a, const double *range)
{
    if (!is_rule(rule))
        return ct_error_set(CT_VALUE_ERROR, "histogram", 2,
                            "'%s' is not a valid estimator for `bins`", rule),
               NAN;
    if (a->size == 0)
        return 0;
    double n = (double)a->size;
    double spread = a->dtype->kind == 'i' /* whose own difference may overflow */
                        ? number_of(ct_max_opts, a) - number_of(ct_min_opts, a)
                        : number_of(ct_ptp_opts, a);
    if (!strcmp(rule, "stone"))
        return stone_width(a, range, n, spread);
    double sturges = spread / (log2(n) + 1), root = spread / sqrt(n);
    if (!strcmp(rule, "sturges"))
        return sturges;
    if (!strcmp(rule, "sqrt"))
        return root;
    if (!strcmp(rule, "rice"))
        return spread / (2 * pow(n, 1.0 / 3));
    if (!strcmp(rule, "scott"))
        return pow(24 * sqrt(3.14159265358979323846) / n, 1.0 / 3) * number_of(ct_std_opts, a);
    if (!strcmp(rule, "doane"))
        return doane_width(a, n, spread);
    double fd = 2 * quartile_range(a) * pow(n, -1.0 / 3);
    if (!strcmp(rule, "fd"))
        return fd;
    double least = fd > root / 2 ? fd : root / 2;
    return least < sturges ? least : sturges;
}

/* The elements inside the range. Owned by the scope. */
static ct_array *inside(ct_scope *scope, const ct_array *a, const double edges[2])
{
    ct_array *from = ct_own(scope, ct_with_float(CT_OP_greater_equal, a, edges[0]));
    ct_array *to = ct_own(scope, ct_with_float(CT_OP_less_equal, a, edges[1]));
    ct_array *both = from && to ? ct_own(scope, ct_logical_and(from, to)) : NULL;
    return both ? ct_own(scope, ct_get(a, ct_pick(both))) : NULL;
}

/* The number of equal bins; 0 is an error. */
static int64_t count_bins(ct_scope *scope, const ct_array *a, const ct_histogram_opts *opts,
                          const double edges[2])
{
    if (!opts->rule) {
        int64_t bins = opts->bins ? opts->bins : 10;
        if (bins < 1)
            return ct_error_set(CT_VALUE_ERROR, "histogram", 2,
                                "`bins` must be positive, when an integer"),
                   0;
        return bins;
    }
    if (opts->weights)
        return ct_error_set(CT_TYPE_ERROR, "histogram", 2,
                            "Automated estimation of the number of bins is not supported for "
                            "weighted data"),
               0;
    ct_array *x = opts->range ? inside(scope, a, edges) : ct_own(scope, ct_retain(a));
    if (!x)
        return 0;
    double width = rule_width(opts->rule, x, opts->range);
    if (ct_error_pending())
        return 0;
    if (x->size == 0 || !(width > 0))
        return 1;
    if (strchr("iu", x->dtype->kind) && width < 1)
        width = 1;
    double count = ceil((edges[1] - edges[0]) / width);
    return count < 1 ? 1 : count > 1e15 ? (int64_t)1e15 : (int64_t)count;
}

/* One axis, and numbers that can be subtracted. Owned by the scope. */
static ct_array *flat_numbers(ct_scope *scope, const ct_array *a)
{
    ct_array *line = ct_own(scope, ct_ravel(a, CT_ORDER_C));
    if (line && line->dtype->kind == 'b')
        return ct_own(scope, ct_astype(line, CT_UINT8, CT_CASTING_UNSAFE));
    return line;
}

/* Edges (owned by the scope) and, for equal bins, what they lie between: *equal is their number. */
static ct_array *bin_edges(ct_scope *scope, const ct_array *a, const ct_histogram_opts *opts,
                           double outer[2], int64_t *equal)
{
    *equal = 0;
    if (opts->edges) {
        if (opts->edges->ndim != 1)
            return CT_FAIL(CT_VALUE_ERROR, "histogram", 2, "`bins` must be 1d, when an array");
        int rising = opts->edges->size < 2 ? 1 : ct_all_steps(CT_OP_greater_equal, opts->edges);
        if (!rising)
            ct_error_set(CT_VALUE_ERROR, "histogram", 2,
                         "`bins` must increase monotonically, when an array");
        return rising > 0 ? ct_own(scope, ct_retain(opts->edges)) : NULL;
    }
    if (!opts->rule && opts->bins < 0)
        return count_bins(scope, a, opts, outer), NULL;
    if (ct_outer_edges(a, opts->range, outer) || !(*equal = count_bins(scope, a, opts, outer)))
        return NULL;
    const ct_dtype *dtype = a->dtype->kind == 'f' ? a->dtype : CT_FLOAT64;
    ct_array *edges = ct_own(scope, ct_equal_edges(a, !opts->range, outer, *equal, dtype));
    int falls = edges ? ct_all_steps(CT_OP_greater, edges) : -1;
    if (falls == 0)
        return CT_FAIL(CT_VALUE_ERROR, "histogram", 2,
                       "Too many bins for data range. Cannot create %lld finite-sized bins.",
                       (long long)*equal);
    return falls < 0 ? NULL : edges;
}

ct_array *ct_histogram_edges(const ct_array *a, const ct_histogram_opts *opts)
{
    CT_SCOPE(s);
    static const ct_histogram_opts plain = {0};
    double outer[2];
    int64_t equal;
    ct_array *x = a ? flat_numbers(&s, a) : (ct_null_input("histogram_bin_edges", 1), NULL);
    return x ? ct_retain(bin_edges(&s, x, opts ? opts : &plain, outer, &equal)) : NULL;
}

/* -- counting ------------------------------------------------------------------------------------
 */

/* The bin of each number among `n` equal ones, -1 outside; corrected by the edges themselves. The
 * outermost are compared as they were rounded to the elements' dtype, which NumPy does too. */
static void find_equal(const double *x, int64_t size, const double *edges, int64_t n, int64_t *out)
{
    double span = edges[n] - edges[0];
    for (int64_t i = 0; i < size; i++) {
        if (!(x[i] >= edges[0] && x[i] <= edges[n])) {
            out[i] = -1;
            continue;
        }
        int64_t at = (int64_t)((x[i] - edges[0]) / span * (double)n);
        at -= at >= n;
        at -= at > 0 && x[i] < edges[at];
        at += at < n - 1 && x[i] >= edges[at + 1];
        out[i] = at;
    }
}

void ct_find_bins(const double *x, int64_t size, const double *edges, int64_t n, int64_t *out)
{
    for (int64_t i = 0; i < size; i++) {
        int64_t low = 0, high = n + 1;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (edges[middle] <= x[i])
                low = middle + 1;
            else
                high = middle;
        }
        if (n >= 1 && x[i] == edges[n]) /* the last bin that ends there */
            low = n;
        out[i] = low >= 1 && low <= n ? low - 1 : -1;
    }
}

/* Sums of the weights (of any number type, NULL: ones) per bin. */
static ct_array *totals(ct_scope *scope, const ct_array *bins, const ct_array *weights, int64_t n)
{
    const int64_t *at = ct_longs((ct_array *)(uintptr_t)bins);
    bool complex = weights && weights->dtype->kind == 'c';
    const ct_dtype *dtype = !weights ? CT_INT64 : complex ? CT_COMPLEX128 : CT_FLOAT64;
    ct_array *w = weights ? ct_own(scope, ct_packed(weights, dtype)) : NULL;
    ct_array *sums = weights && !w ? NULL : ct_own(scope, ct_zeros(1, &n, dtype));
    for (int64_t i = 0; sums && i < bins->size; i++) {
        if (at[i] < 0)
            continue;
        if (!w) {
            ct_longs(sums)[at[i]]++;
        } else if (complex) {
            ct_doubles(sums)[2 * at[i]] += ct_doubles(w)[2 * i];
            ct_doubles(sums)[2 * at[i] + 1] += ct_doubles(w)[2 * i + 1];
        } else {
            ct_doubles(sums)[at[i]] += ct_doubles(w)[i];
        }
    }
    return sums && w ? ct_own(scope, ct_astype(sums, weights->dtype, CT_CASTING_UNSAFE)) : sums;
}

static ct_array *as_density(ct_scope *scope, const ct_array *counts, const ct_array *edges)
{
    ct_array *widths = ct_own(scope, ct_diff(edges, 1, -1, NULL, NULL));
    widths = widths ? ct_own(scope, ct_astype(widths, CT_FLOAT64, CT_CASTING_UNSAFE)) : NULL;
    ct_array *each = widths ? ct_own(scope, ct_divide(counts, widths)) : NULL;
    ct_array *all = each ? ct_own(scope, ct_sum(counts, CT_FLAT)) : NULL;
    return all ? ct_own(scope, ct_divide(each, all)) : NULL;
}

ct_array *ct_histogram(const ct_array *a, const ct_histogram_opts *opts, ct_array **edges_out)
{
    CT_SCOPE(s);
    static const ct_histogram_opts plain = {0};
    double outer[2];
    int64_t equal;
    if (edges_out)
        *edges_out = NULL;
    if (!a)
        return ct_null_input("histogram", 1), NULL;
    opts = opts ? opts : &plain;
    ct_array *x = flat_numbers(&s, a), *weights = NULL;
    if (x && opts->weights) {
        if (opts->weights->ndim != a->ndim ||
            memcmp(opts->weights->shape, a->shape, (size_t)a->ndim * sizeof *a->shape))
            return CT_FAIL(CT_VALUE_ERROR, "histogram", 5,
                           "weights should have the same shape as a.");
        if (!(weights = ct_own(&s, ct_ravel(opts->weights, CT_ORDER_C))))
            return NULL;
    }
    ct_array *edges = x ? bin_edges(&s, x, opts, outer, &equal) : NULL;
    ct_array *values = ct_own(&s, edges ? ct_packed(x, CT_FLOAT64) : NULL);
    ct_array *marks = ct_own(&s, values ? ct_packed(edges, CT_FLOAT64) : NULL);
    ct_array *bins = marks ? ct_own(&s, ct_empty(1, &x->size, CT_INT64)) : NULL;
    if (!bins)
        return NULL;
    int64_t n = marks->size > 0 ? marks->size - 1 : 0;
    if (equal)
        find_equal(ct_doubles(values), x->size, ct_doubles(marks), n, ct_longs(bins));
    else if (marks->size > 0)
        ct_find_bins(ct_doubles(values), x->size, ct_doubles(marks), n, ct_longs(bins));
    ct_array *counts = marks->size > 0 ? totals(&s, bins, weights, n)
                                       : ct_own(&s, ct_zeros(CT_SHAPE(0), CT_INT64));
    if (counts && opts->density)
        counts = as_density(&s, counts, edges);
    if (counts && edges_out)
        *edges_out = ct_retain(edges);
    return ct_retain(counts);
}
