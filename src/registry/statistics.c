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

/* An int, or several of them. Owned by the scope. */
static const int64_t *read_kth(ct_scope *scope, const ct_object *arg, int *count)
{
    ct_array *kth = ct_own(scope, ct_arg_array(arg));
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
    int axis = -1, count = 0;
    const int64_t *kth = read_kth(&s, args[1], &count);
    if (!kth || !ct_args_read(args, &s, "A-x", &a, &axis))
        return NULL;
    return ct_array_result((routine->op ? ct_argpartition : ct_partition)(a, count, kth, axis));
}

ENTRY(partition_in_place)
{
    CT_SCOPE(s);
    int axis = -1, count = 0;
    const int64_t *kth = read_kth(&s, args[1], &count);
    if (!kth || ct_arg_axis(args[2], -1, &axis))
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
        ct_array *given = ct_own(scope, ct_arg_array(bins));
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
};
CT_ROUTINES_END(statistics);
