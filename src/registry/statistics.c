/* statistics.c: rows of medians, quantiles, averages, histograms and covariance. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* -- order ------------------------------------------------------------------------------------- */

/* median, and for an op of 1 nanmedian: (a, axis, out, overwrite_input, keepdims). */
ENTRY(median)
{
    CT_SCOPE(s);
    static const ct_reduce_slots slots = {0, 1, -1, 2, 4, -1, -1, -1};
    ct_reduce_args r;
    if (ct_arg_reduce(args, &slots, CT_FLAT, &s, &r))
        return NULL;
    ct_array *result = (routine->op ? ct_nanmedian_opts : ct_median_opts)(r.a, &r.opts);
    return r.opts.out ? ct_array_result(result) : ct_result(result);
}

/* q / 100, weak when q is one of Python's numbers. Owned by the scope. */
static ct_array *percents(ct_scope *scope, const ct_array *q)
{
    CT_SCOPE(s);
    double value;
    if (ct_is_weak(q))
        return ct_item_f64(q, &value) ? NULL : ct_own(scope, ct_weak_float(value / 100));
    ct_array *hundred = ct_own(&s, ct_weak_int(100));
    return hundred ? ct_own(scope, ct_divide(q, hundred)) : NULL;
}

static bool is_in_range(const ct_array *q)
{
    CT_SCOPE(s);
    ct_array *low = ct_own(&s, ct_weak_int(0)), *high = ct_own(&s, ct_weak_int(1));
    ct_array *from = low && high ? ct_own(&s, ct_greater_equal(q, low)) : NULL;
    ct_array *to = from ? ct_own(&s, ct_less_equal(q, high)) : NULL;
    ct_array *both = to ? ct_own(&s, ct_logical_and(from, to)) : NULL;
    ct_array *all = both ? ct_own(&s, ct_all(both, CT_FLAT)) : NULL;
    return all && ct_truth(all) == 1;
}

enum { PERCENT = 1, SKIP_NAN = 2 }; /* bits of a row's op */

/* (a, q, axis, out, overwrite_input, method, keepdims, *, weights) */
ENTRY(quantile)
{
    CT_SCOPE(s);
    ct_array *a, *q, *out, *weights;
    ct_axes axes;
    const char *name = "linear";
    ct_quantile_options opts = {.size_ = sizeof opts, .axis = CT_FLAT};
    if (!ct_args_read(args, &s, "AOXp-sba", &a, &q, &axes, &out, &name, &opts.keepdims, &weights))
        return NULL;
    int method = ct_quantile_method_parse(name);
    if (method < 0)
        return NULL;
    if (routine->op & PERCENT && !(q = percents(&s, q)))
        return NULL;
    if (routine->op & PERCENT && !is_in_range(q))
        return ct_error_pending() ? NULL
                                  : CT_FAIL(CT_VALUE_ERROR, "percentile", 2,
                                            "Percentiles must be in the range [0, 100]");
    opts.method = (ct_quantile_method)method;
    opts.skip_nan = routine->op & SKIP_NAN;
    opts.weights = weights;
    if (axes.n == 0) { /* each element by itself */
        a = ct_own(&s, ct_get(a, ct_rest, ct_newaxis));
        opts.axis = -1;
        opts.keepdims = false;
    } else if (axes.n > 0) {
        opts.naxes = axes.n;
        opts.axes = axes.axes;
    }
    ct_array *result = ct_into_out(ct_quantile(a, q, &opts), out);
    return out ? ct_array_result(result) : ct_result(result);
}

/* An int, which goes to *one, or several of them, owned by the scope. */
static const int64_t *read_kth(ct_scope *scope, const ct_object *arg, int64_t *one, int *count)
{
    *count = 1;
    if (arg && ct_type_of(arg) == &ct_int_type)
        return ct_as_int(arg, one) ? NULL : one;
    ct_array *kth = ct_arg_array_in(scope, arg);
    if (kth && !strchr("biu", ct_dtype_kind(ct_dtype_of(kth))) && ct_size(kth) > 0)
        return CT_FAIL(CT_TYPE_ERROR, "partition", 2, "Partition index must be integer");
    ct_array *whole = kth ? ct_own(scope, ct_astype(kth, CT_INT64, CT_CASTING_UNSAFE)) : NULL;
    ct_array *line = whole ? ct_own(scope, ct_ravel(whole, CT_ORDER_C)) : NULL;
    if (!line)
        return NULL;
    *count = (int)ct_size(line);
    return ct_data(line);
}

/* partition, and for an op of 1 argpartition: (a, kth, axis, ...). */
ENTRY(partition)
{
    CT_SCOPE(s);
    ct_array *a;
    int axis = -1, count;
    int64_t one;
    const int64_t *kth = read_kth(&s, args[1], &one, &count);
    if (!kth || !ct_args_read(args, &s, "A-x", &a, &axis) || ct_arg_select_kind(args[3], args[4]))
        return NULL;
    return ct_array_result((routine->op ? ct_argpartition : ct_partition)(a, count, kth, axis));
}

ENTRY(partition_in_place)
{
    CT_SCOPE(s);
    int axis = -1, count;
    int64_t one;
    const int64_t *kth = read_kth(&s, args[1], &one, &count);
    if (!kth || ct_arg_axis(args[2], -1, &axis) || ct_arg_select_kind(args[3], args[4]))
        return NULL;
    if (ct_type_of(args[0]) != &ct_array_type)
        return CT_FAIL(CT_TYPE_ERROR, "partition", 0,
                       "partition() changes an array in place; this is a scalar");
    return ct_none_result(ct_array_partition((ct_array *)args[0], count, kth, axis));
}

/* -- averages ---------------------------------------------------------------------------------- */

static ct_object *pair(CT_TAKE ct_object *one, CT_TAKE ct_object *two)
{
    ct_object *items[2] = {one, two}, *tuple = one && two ? ct_tuple(2, items) : NULL;
    ct_release(one);
    ct_release(two);
    return tuple;
}

/* (a, axis, weights, returned, *, keepdims) */
ENTRY(average)
{
    CT_SCOPE(s);
    static const ct_reduce_slots slots = {0, 1, -1, -1, 4, -1, -1, -1};
    ct_reduce_args r;
    ct_array *weights, *sum = NULL;
    bool returned = false;
    if (ct_arg_reduce(args, &slots, CT_FLAT, &s, &r) ||
        !ct_args_read(args + 2, &s, "ab", &weights, &returned))
        return NULL;
    ct_array *result = ct_average(r.a, weights, &r.opts, returned ? &sum : NULL);
    return result && returned ? pair(ct_result(result), ct_result(sum)) : ct_result(result);
}

/* (m, y, rowvar, bias, ddof, fweights, aweights, *, dtype) */
ENTRY(cov)
{
    CT_SCOPE(s);
    ct_array *m, *y, *fweights, *aweights;
    bool rows = true;
    int64_t ddof = 0;
    double given = 0;
    const ct_dtype *dtype;
    ct_cov_opts opts = {.size_ = sizeof opts};
    if (!ct_args_read(args, &s, "Aabbfaad", &m, &y, &rows, &opts.bias, &given, &fweights, &aweights,
                      &dtype))
        return NULL;
    ddof = (int64_t)given;
    if ((double)ddof != given)
        return CT_FAIL(CT_VALUE_ERROR, "cov", 5, "ddof must be integer");
    opts.y = y;
    opts.columns = !rows;
    opts.ddof = ct_arg_given(args[4]) ? &ddof : NULL;
    opts.fweights = fweights;
    opts.aweights = aweights;
    opts.dtype = dtype;
    return ct_array_result(ct_cov(m, &opts));
}

ENTRY(corrcoef)
{
    CT_SCOPE(s);
    ct_array *m, *y;
    bool rows = true;
    const ct_dtype *dtype;
    if (!ct_args_read(args, &s, "Aabd", &m, &y, &rows, &dtype))
        return NULL;
    ct_cov_opts opts = {.size_ = sizeof opts, .y = y, .columns = !rows, .dtype = dtype};
    return ct_result(ct_corrcoef(m, &opts));
}

/* -- counting ---------------------------------------------------------------------------------- */

ENTRY(bincount)
{
    CT_SCOPE(s);
    ct_array *x, *weights;
    int64_t least = 0;
    if (!ct_args_read(args, &s, "Aai", &x, &weights, &least))
        return NULL;
    return ct_array_result(ct_bincount(x, weights, least));
}

ENTRY(digitize)
{
    CT_SCOPE(s);
    ct_array *x, *bins;
    bool right = false;
    if (!ct_args_read(args, &s, "AAb", &x, &bins, &right))
        return NULL;
    return ct_result(ct_digitize(x, bins, right));
}

/* bins= and range=. What is made is owned by the scope. */
static bool read_bins(ct_scope *scope, const ct_object *bins, const ct_object *range,
                      ct_histogram_opts *opts, double ends[2])
{
    if (ct_arg_given(bins) && ct_type_of(bins) == &ct_str_type) {
        opts->rule = ct_as_string(bins, NULL);
    } else if (ct_arg_given(bins)) {
        ct_array *given = ct_arg_array_in(scope, bins);
        if (!given)
            return false;
        if (ct_ndim(given) > 0) {
            opts->edges = given;
        } else if (!strchr("iu", ct_dtype_kind(ct_dtype_of(given)))) {
            ct_error_set(CT_TYPE_ERROR, "histogram", 2,
                         "`bins` must be an integer, a string, or an array");
            return false;
        } else if (ct_item_i64(given, &opts->bins)) {
            return false;
        }
        if (!opts->edges && opts->bins == 0)
            opts->bins = -1; /* refused; the option's 0 means the default */
    }
    if (!ct_arg_given(range))
        return true;
    ct_array *two = ct_own(scope, ct_asarray(range, CT_FLOAT64));
    ct_array *line = two ? ct_own(scope, ct_ravel(two, CT_ORDER_C)) : NULL;
    if (line && ct_size(line) != 2)
        ct_error_set(CT_VALUE_ERROR, "histogram", 3, "too many values to unpack (expected 2)");
    if (!line || ct_size(line) != 2)
        return false;
    memcpy(ends, ct_data(line), 2 * sizeof *ends);
    opts->range = ends;
    return true;
}

/* (a, bins, range, density, weights) */
ENTRY(histogram)
{
    CT_SCOPE(s);
    ct_array *a, *weights, *edges;
    double ends[2];
    ct_histogram_opts opts = {.size_ = sizeof opts};
    if (!ct_args_read(args, &s, "A--ba", &a, &opts.density, &weights) ||
        !read_bins(&s, args[1], args[2], &opts, ends))
        return NULL;
    opts.weights = weights;
    ct_array *counts = ct_histogram(a, &opts, &edges);
    return counts ? pair((ct_object *)counts, (ct_object *)edges) : NULL;
}

ENTRY(histogram_bin_edges)
{
    CT_SCOPE(s);
    ct_array *a, *weights;
    double ends[2];
    ct_histogram_opts opts = {.size_ = sizeof opts};
    if (!ct_args_read(args, &s, "A--a", &a, &weights) ||
        !read_bins(&s, args[1], args[2], &opts, ends))
        return NULL;
    opts.weights = weights;
    return ct_array_result(ct_histogram_edges(a, &opts));
}

/* The length of a sequence or array, -1 of anything else; and one item, owned. */
static int64_t length_of(const ct_object *arg)
{
    const ct_array *a = arg && ct_type_of(arg) == &ct_array_type ? (const ct_array *)arg : NULL;
    return a && ct_ndim(a) > 0 ? ct_shape(a)[0] : ct_arg_count(arg);
}

static ct_object *nth(const ct_object *arg, int i)
{
    return ct_type_of(arg) == &ct_array_type ? (ct_object *)ct_get((const ct_array *)arg, ct_at(i))
                                             : ct_arg_item(arg, i);
}

/* One dimension's part of bins= and range=; `i` counts for the messages. */
static bool read_bins_of(ct_scope *scope, const ct_object *bins, const ct_object *range, int i,
                         ct_histogram_opts *opts, double ends[2])
{
    ct_array *given = ct_arg_array_in(scope, bins);
    if (!given)
        return false;
    bool whole = ct_ndim(given) > 0 || strchr("iu", ct_dtype_kind(ct_dtype_of(given)));
    double number = 1;
    if (!whole && (ct_item_f64(given, &number) || number < 1)) {
        ct_error_set(CT_VALUE_ERROR, "histogramdd", 2,
                     "`bins[%d]` must be positive, when an integer", i);
        return false;
    }
    if (!whole)
        ct_error_set(CT_TYPE_ERROR, "histogramdd", 2,
                     "`bins[%d]` must be an integer, when a scalar", i);
    return whole && read_bins(scope, bins, range, opts, ends);
}

/* sample, an array of points or a list of columns: the columns, owned by the scope. */
static int read_sample(ct_scope *scope, const ct_object *sample, ct_array *columns[CT_MAX_NDIM])
{
    bool points = ct_type_of(sample) == &ct_array_type && ct_ndim((const ct_array *)sample) == 2;
    ct_array *all = ct_arg_array_in(scope, sample);
    all = all ? ct_own(scope, ct_atleast(all, 2)) : NULL;
    if (all && ct_ndim(all) > 2)
        return ct_error_set(CT_VALUE_ERROR, "histogramdd", 1,
                            "too many values to unpack (expected 2)");
    all = all && points ? ct_own(scope, ct_transpose(all)) : all;
    int64_t n = all ? ct_shape(all)[0] : -1;
    if (n < 1 || n > CT_MAX_NDIM)
        return n < 0 ? ct_error_pending()
                     : ct_error_set(CT_VALUE_ERROR, "histogramdd", 1,
                                    "a sample has 1 to %d columns", CT_MAX_NDIM);
    for (int i = 0; i < n; i++)
        if (!(columns[i] = ct_own(scope, ct_get(all, ct_at(i)))))
            return ct_error_pending();
    return (int)n;
}

/* Both: bins and range as NumPy's histogramdd has them; the edges in edges_out. */
static ct_array *of_grid(ct_scope *scope, int n, ct_array *const *columns, ct_object *const *args,
                         ct_array **edges)
{
    ct_histogram_opts each[CT_MAX_NDIM];
    double ends[CT_MAX_NDIM][2];
    ct_array *weights;
    bool density = false;
    int64_t bins = length_of(args[0]), ranges = length_of(args[1]);
    if (!ct_args_read(args, scope, "--ba", &density, &weights))
        return NULL;
    bool text = args[0] && ct_type_of(args[0]) == &ct_str_type;
    if (text || (bins >= 0 && bins != n))
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 2,
                       "The dimension of bins must be equal to the dimension of the sample x.");
    if (ct_arg_given(args[1]) && ranges != n)
        return CT_FAIL(CT_VALUE_ERROR, "histogramdd", 3,
                       "range argument must have one entry per dimension");
    for (int i = 0; i < n; i++) {
        each[i] = (ct_histogram_opts){.size_ = sizeof *each};
        ct_object *own = bins < 0 ? args[0] : ct_own(scope, nth(args[0], i));
        ct_object *range = ct_arg_given(args[1]) ? ct_own(scope, nth(args[1], i)) : NULL;
        if (ct_error_pending() || (own && !read_bins_of(scope, own, range, i, &each[i], ends[i])) ||
            (!own && !read_bins(scope, NULL, range, &each[i], ends[i])))
            return NULL;
    }
    return ct_histogramdd(n, columns, each, weights, density, edges);
}

ENTRY(histogramdd)
{
    CT_SCOPE(s);
    ct_array *columns[CT_MAX_NDIM], *edges[CT_MAX_NDIM];
    int n = read_sample(&s, args[0], columns);
    ct_array *counts = n > 0 ? of_grid(&s, n, columns, args + 1, edges) : NULL;
    if (!counts)
        return NULL;
    ct_list *list = ct_list_of(n, (ct_object *const *)edges);
    for (int i = 0; i < n; i++)
        ct_release(edges[i]);
    return list ? pair((ct_object *)counts, (ct_object *)list) : (ct_release(counts), NULL);
}

/* bins= of histogram2d: a number, two of whatever histogramdd takes, or edges for both. */
ENTRY(histogram2d)
{
    CT_SCOPE(s);
    ct_array *columns[CT_MAX_NDIM], *all[3];
    ct_object *rest[4] = {args[2], args[3], args[4], args[5]};
    if (!ct_args_read(args, &s, "AA", &columns[0], &columns[1]))
        return NULL;
    if (ct_ndim(columns[0]) < 1 || ct_ndim(columns[1]) < 1)
        return CT_FAIL(CT_TYPE_ERROR, "histogram2d", 0, "object of type 'int' has no len()");
    if (ct_shape(columns[0])[0] != ct_shape(columns[1])[0])
        return CT_FAIL(CT_VALUE_ERROR, "histogram2d", 0, "x and y must have the same length.");
    int64_t given = length_of(rest[0]);
    if (given == 0 || given > 2) {
        ct_object *both[2] = {(ct_object *)ct_arg_array_in(&s, rest[0]), NULL};
        both[1] = both[0];
        if (!both[0] || !(rest[0] = ct_own(&s, ct_tuple(2, both))))
            return NULL;
    }
    ct_object *sample = ct_own(&s, ct_tuple(2, (ct_object *[]){args[0], args[1]}));
    if (!sample || read_sample(&s, sample, columns) < 0)
        return NULL;
    all[0] = of_grid(&s, 2, columns, rest, all + 1);
    return all[0] ? ct_tuple_of(3, all) : NULL;
}

#define OP_ROW(name_, area_, signature_, doc_, entry_, op_)                                        \
    {                                                                                              \
        .name = name_, .area = area_, .signature = signature_, .doc = doc_, .entry = entry_,       \
        .op = op_                                                                                  \
    }
#define MEDIAN "(a, axis=None, out=None, overwrite_input=False, keepdims=False)"
#define QUANTILE                                                                                   \
    "(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, "      \
    "weights=None)"
#define PARTITION        "(a, kth, axis=-1, kind='introselect', order=None)"
#define PARTITION_METHOD "(kth, axis=-1, kind='introselect', order=None)"
const ct_routine ct_routines_statistics[] = {
    OP_ROW("median", "statistics", MEDIAN,
           "The middle element; the mean of the two for even numbers.", median, 0),
    OP_ROW("nanmedian", "statistics", MEDIAN, "The median of the elements that are not nan.",
           median, 1),
    OP_ROW("quantile", "statistics", QUANTILE, "Elements below which shares q of all lie.",
           quantile, 0),
    OP_ROW("percentile", "statistics", QUANTILE, "Elements below which q percent of all lie.",
           quantile, PERCENT),
    OP_ROW("nanquantile", "statistics", QUANTILE, "Quantiles of the elements that are not nan.",
           quantile, SKIP_NAN),
    OP_ROW("nanpercentile", "statistics", QUANTILE, "Percentiles of the elements that are not nan.",
           quantile, PERCENT | SKIP_NAN),
    OP_ROW("partition", "sorting", PARTITION,
           "A copy with the kth smallest element at its place, smaller ones before it.", partition,
           0),
    OP_ROW("argpartition", "sorting", PARTITION, "Indices that would partition.", partition, 1),
    OP_ROW("ndarray.partition", "ndarray-method", PARTITION_METHOD, "Partition in place.",
           partition_in_place, 0),
    OP_ROW("ndarray.argpartition", "ndarray-method", PARTITION_METHOD,
           "Indices that would partition.", partition, 1),
    CT_ROW("average", "statistics",
           "(a, axis=None, weights=None, returned=False, *, keepdims=False)",
           "Mean in which each element counts by its weight.", average),
    CT_ROW("cov", "statistics",
           "(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, "
           "dtype=None)",
           "Covariance of variables, which are the rows.", cov),
    CT_ROW("corrcoef", "statistics", "(x, y=None, rowvar=True, *, dtype=None)",
           "Correlation of variables, which are the rows.", corrcoef),
    CT_ROW("bincount", "statistics", "(x, /, weights=None, minlength=0)",
           "How often each of 0, 1, 2, ... occurs.", bincount),
    CT_ROW("digitize", "statistics", "(x, bins, right=False)", "The bin of each element.",
           digitize),
    CT_ROW("histogram", "statistics", "(a, bins=10, range=None, density=None, weights=None)",
           "How many elements each bin holds, and the edges of the bins.", histogram),
    CT_ROW("histogram_bin_edges", "statistics", "(a, bins=10, range=None, weights=None)",
           "The edges of bins for a histogram.", histogram_bin_edges),
    CT_ROW(
        "histogramdd", "statistics", "(sample, bins=10, range=None, density=None, weights=None)",
        "How many points each box of a grid holds, and the edges along each axis. The points are "
        "the rows of an array, or given by lists of coordinates.",
        histogramdd),
    CT_ROW("histogram2d", "statistics", "(x, y, bins=10, range=None, density=None, weights=None)",
           "How many points each rectangle of a grid holds, and the edges along x and y.",
           histogram2d),
};
CT_ROUTINES_END(statistics);
