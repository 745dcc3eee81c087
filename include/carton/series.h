/* carton/series.h: arrays as samples of a function: differences, running totals, slopes, areas,
 * interpolation, convolution. */
#ifndef CARTON_SERIES_H
#define CARTON_SERIES_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* -- neighbours ----- series.c ------------------------------------------------------------------
 */

/* The n-th difference along an axis; prepend and append (NULL: nothing) are put on first. */
CT_API CT_GIVE ct_array *ct_diff(const ct_array *a, int64_t n, int axis, const ct_array *prepend,
                                 const ct_array *append);
/* Differences of the flattened array between `begin` and `end` (NULL: nothing), in its dtype. */
CT_API CT_GIVE ct_array *ct_ediff1d(const ct_array *a, const ct_array *end, const ct_array *begin);
/* cumulative_sum and cumulative_prod: CT_FLAT only for one axis; `initial` puts 0 or 1 first. */
CT_API CT_GIVE ct_array *ct_cumulative_sum(const ct_array *a, int axis, const ct_dtype *dtype,
                                           bool initial);
CT_API CT_GIVE ct_array *ct_cumulative_prod(const ct_array *a, int axis, const ct_dtype *dtype,
                                            bool initial);

/* -- functions ----- calculus.c ------------------------------------------------------------------
 */

/* The slope along one axis by central differences. `spacing` is a number or the coordinates (NULL:
 * 1); edge_order 1 or 2. */
CT_API CT_GIVE ct_array *ct_gradient(const ct_array *f, int axis, const ct_array *spacing,
                                     int edge_order);
/* The area by the trapezoidal rule; x NULL: samples stand dx apart. */
CT_API CT_GIVE ct_array *ct_trapezoid(const ct_array *y, const ct_array *x, double dx, int axis);
typedef struct ct_interp_options {
    size_t size_;
    const double *left, *right;   /* beyond the points; NULL: the first and last of fp */
    double period;                /* not 0: of xp */
    double left_imag, right_imag; /* of left and right, when fp is complex */
} ct_interp_options;
/* The line through the points (xp, fp), xp increasing, at each x. */
CT_API CT_GIVE ct_array *ct_interp1d(const ct_array *x, const ct_array *xp, const ct_array *fp,
                                     const ct_interp_options *opts);
typedef enum ct_overlap { CT_OVERLAP_FULL, CT_OVERLAP_SAME, CT_OVERLAP_VALID } ct_overlap;
CT_API CT_GIVE ct_array *ct_convolve(const ct_array *a, const ct_array *v, ct_overlap mode);
CT_API CT_GIVE ct_array *ct_correlate(const ct_array *a, const ct_array *v, ct_overlap mode);

CT_END_DECLS
#endif
