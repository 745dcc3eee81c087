/* carton/statistics.h: order statistics, averages, histograms, covariance. */
#ifndef CARTON_STATISTICS_H
#define CARTON_STATISTICS_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* -- order ----- quantile.c -------------------------------------------------------------------- */

/* As ct_mean: axis or axes, keepdims and out count. A nan in a slice makes its median nan; the
 * second passes over nan. */
CT_API CT_GIVE ct_array *ct_median_opts(const ct_array *a, const ct_reduce_opts *opts);
CT_API CT_GIVE ct_array *ct_nanmedian_opts(const ct_array *a, const ct_reduce_opts *opts);
#ifndef __cplusplus
#define ct_median(a, ...)    ct_median_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanmedian(a, ...) ct_nanmedian_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#endif

/* Where a quantile lies between two elements, by NumPy's names (Hyndman and Fan's, and four more).
 */
typedef enum ct_quantile_method {
    CT_QUANTILE_LINEAR,
    CT_QUANTILE_INVERTED_CDF,
    CT_QUANTILE_AVERAGED_INVERTED_CDF,
    CT_QUANTILE_CLOSEST_OBSERVATION,
    CT_QUANTILE_INTERPOLATED_INVERTED_CDF,
    CT_QUANTILE_HAZEN,
    CT_QUANTILE_WEIBULL,
    CT_QUANTILE_MEDIAN_UNBIASED,
    CT_QUANTILE_NORMAL_UNBIASED,
    CT_QUANTILE_LOWER,
    CT_QUANTILE_HIGHER,
    CT_QUANTILE_MIDPOINT,
    CT_QUANTILE_NEAREST
} ct_quantile_method;
/* -1 and ValueError for an unknown name. */
CT_API int ct_quantile_method_parse(const char *name);
typedef struct ct_quantile_options {
    size_t size_;
    int axis; /* CT_FLAT: all elements */
    int naxes;
    const int *axes; /* with `naxes`: several, in place of `axis` */
    bool keepdims, skip_nan;
    ct_quantile_method method;
    const ct_array *weights; /* of a's shape, or of one axis; only for INVERTED_CDF */
} ct_quantile_options;
/* The quantiles q in [0, 1]; q's axes come first in the result. NULL options: over all elements. */
CT_API CT_GIVE ct_array *ct_quantile(const ct_array *a, const ct_array *q,
                                     const ct_quantile_options *opts);

/* -- averages ----- average.c -------------------------------------------------------------------
 */

/* Mean by weights (NULL: all alike), of a's shape or of one axis. *sum (may be NULL) gets the sum
 * of the weights. axis, naxes, axes and keepdims of the options count. */
CT_API CT_GIVE ct_array *ct_average(const ct_array *a, const ct_array *weights,
                                    const ct_reduce_opts *opts, ct_array **sum);
typedef struct ct_cov_opts {
    size_t size_;
    const ct_array *y; /* more variables */
    bool columns;      /* each column is a variable, not each row */
    bool bias;         /* divide by n, not n - 1 */
    const int64_t *ddof;
    const ct_array *fweights, *aweights;
    const ct_dtype *dtype;
} ct_cov_opts;
CT_API CT_GIVE ct_array *ct_cov(const ct_array *m, const ct_cov_opts *opts);
CT_API CT_GIVE ct_array *ct_corrcoef(const ct_array *m, const ct_cov_opts *opts);

/* -- counting ----- histogram.c ------------------------------------------------------------------
 */

/* How often each of 0, 1, 2, ... occurs, or the sums of their weights (may be NULL). */
CT_API CT_GIVE ct_array *ct_bincount(const ct_array *x, const ct_array *weights, int64_t least);
/* The bin of each element; `right`: bins include their right edge. */
CT_API CT_GIVE ct_array *ct_digitize(const ct_array *x, const ct_array *bins, bool right);
typedef struct ct_histogram_opts {
    size_t size_;
    int64_t bins;          /* 0: 10 */
    const char *rule;      /* "auto", "fd", "sturges", ...: in place of a number */
    const ct_array *edges; /* given edges, in place of both */
    const double *range;   /* two numbers */
    const ct_array *weights;
    bool density;
} ct_histogram_opts;
CT_API CT_GIVE ct_array *ct_histogram_edges(const ct_array *a, const ct_histogram_opts *opts);
/* *edges (may be NULL) gets one element more than there are bins. */
CT_API CT_GIVE ct_array *ct_histogram(const ct_array *a, const ct_histogram_opts *opts,
                                      ct_array **edges);
/* Of points in n dimensions, a column of coordinates each; `each` has bins, edges and range of one
 * dimension. float64; `edges` (may be NULL) has room for n. */
CT_API CT_GIVE ct_array *ct_histogramdd(int n, ct_array *const *columns,
                                        const ct_histogram_opts *each, const ct_array *weights,
                                        bool density, ct_array **edges);

CT_END_DECLS
#endif
