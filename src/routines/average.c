/* average.c: weighted means, covariance and correlation. */
#include "routines.h"

#include "ufunc/ufunc.h"

#include <string.h>

static ct_reduce_opts axes_of(const ct_reduce_opts *opts)
{
    ct_reduce_opts own = {.size_ = sizeof own, .axis = CT_FLAT};
    if (opts) {
        own.axis = opts->axis;
        own.naxes = opts->naxes;
        own.axes = opts->axes;
        own.keepdims = opts->keepdims;
    }
    return own;
}

/* Weights as they broadcast against `a`: of its shape, or of the shape of the averaged axes. Owned
 * by the scope. */
static ct_array *fit_weights(ct_scope *scope, const ct_array *a, const ct_array *weights,
                             const ct_reduce_opts *opts)
{
    bool same = weights->ndim == a->ndim &&
                !memcmp(weights->shape, a->shape, (size_t)a->ndim * sizeof *a->shape);
    if (same)
        return ct_own(scope, ct_retain(weights));
    int count = opts->naxes > 0 ? opts->naxes : 1, order[CT_MAX_NDIM], axes[CT_MAX_NDIM];
    if (opts->naxes <= 0 && opts->axis == CT_FLAT)
        return CT_FAIL(CT_TYPE_ERROR, "average", 3,
                       "Axis must be specified when shapes of a and weights differ.");
    bool fits = weights->ndim == count;
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = 1;
    for (int i = 0; i < count; i++) {
        axes[i] =
            ct_normalize_axis("average", opts->naxes > 0 ? opts->axes[i] : opts->axis, a->ndim);
        if (axes[i] < 0)
            return NULL;
        fits = fits && weights->shape[i] == a->shape[axes[i]];
        shape[axes[i]] = a->shape[axes[i]];
        int j = i; /* order: the weights' axes by the axes of `a` they belong to */
        for (; j > 0 && axes[order[j - 1]] > axes[i]; j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    if (!fits)
        return CT_FAIL(CT_VALUE_ERROR, "average", 3,
                       "Shape of weights must be consistent with shape of a along specified axis.");
    ct_array *turned = ct_own(scope, ct_transpose_axes(weights, count, order));
    return turned ? ct_own(scope, ct_reshape(turned, a->ndim, shape)) : NULL;
}

/* The sum of the weights and the average; both owned by the scope. */
static ct_array *weighted(ct_scope *scope, const ct_array *a, const ct_array *weights,
                          const ct_reduce_opts *opts, ct_array **sum)
{
    ct_array *w = fit_weights(scope, a, weights, opts);
    const ct_dtype *dtype = w ? ct_own(scope, ct_promote_types(a->dtype, w->dtype)) : NULL;
    if (dtype && !ct_is_inexact(a))
        dtype = ct_own(scope, ct_promote_types(dtype, CT_FLOAT64));
    if (!dtype)
        return NULL;
    ct_reduce_opts sums = *opts;
    sums.dtype = dtype;
    bool partial = w->ndim == a->ndim;
    for (int i = 0; partial && i < a->ndim; i++)
        partial = w->shape[i] == a->shape[i] || w->shape[i] == 1;
    *sum = partial ? ct_own(scope, ct_sum_opts(w, &sums)) : NULL;
    int zero = ct_truth_of(*sum ? ct_any(ct_own(scope, ct_with_int(CT_OP_equal, *sum, 0)), CT_FLAT)
                                : NULL);
    if (zero > 0)
        return CT_FAIL(CT_ZERO_DIVISION_ERROR, "average", 3,
                       "Weights sum to zero, can't be normalized");
    ct_ufunc_opts loop = {.size_ = sizeof loop, .dtype = dtype};
    ct_array *product = zero ? NULL : ct_own(scope, ct_apply2(CT_OP_multiply, a, w, &loop));
    sums.dtype = NULL;
    ct_array *total = product ? ct_own(scope, ct_sum_opts(product, &sums)) : NULL;
    return total ? ct_own(scope, ct_divide(total, *sum)) : NULL;
}

ct_array *ct_average(const ct_array *a, const ct_array *weights, const ct_reduce_opts *opts,
                     ct_array **sum)
{
    CT_SCOPE(s);
    ct_reduce_opts own = axes_of(opts);
    ct_array *total = NULL, *result = NULL;
    if (sum)
        *sum = NULL;
    if (!a)
        return ct_null_input("average", 1), NULL;
    if (weights) {
        result = weighted(&s, a, weights, &own, &total);
    } else if ((result = ct_own(&s, ct_mean_opts(a, &own))) && sum) {
        ct_array *count =
            ct_own(&s, ct_weak_float((double)a->size / (double)(result->size ? result->size : 1)));
        total = count ? ct_own(&s, ct_full(CT_0D, count, result->dtype)) : NULL;
        result = total ? result : NULL;
    }
    if (result && !weights && result->size == 0) /* NumPy divides the sizes */
        return CT_FAIL(CT_ZERO_DIVISION_ERROR, "average", 0, "division by zero");
    if (!result || !sum)
        return ct_retain(result);
    ct_array *wide = ct_own(&s, ct_broadcast_to(total, result->ndim, result->shape));
    *sum = wide ? ct_copy(wide, CT_ORDER_C) : NULL;
    return *sum ? ct_retain(result) : NULL;
}

/* -- covariance -------------------------------------------------------------------------------- */

/* Variables as rows. Owned by the scope. */
static ct_array *variables(ct_scope *scope, const ct_array *m, const ct_dtype *dtype, bool turn)
{
    ct_array *x = ct_own(scope, ct_astype(m, dtype, CT_CASTING_UNSAFE));
    x = x ? ct_own(scope, ct_atleast(x, 2)) : NULL;
    return x && turn ? ct_own(scope, ct_transpose(x)) : x;
}

static ct_array *read_weights(ct_scope *scope, const ct_array *weights, const char *name,
                              int64_t samples)
{
    ct_array *w = ct_own(scope, ct_packed(weights, CT_FLOAT64));
    if (!w)
        return NULL;
    if (w->ndim > 1)
        return CT_FAIL(CT_RUNTIME_ERROR, "cov", 0, "cannot handle multidimensional %s", name);
    if (w->ndim < 1 || w->shape[0] != samples)
        return CT_FAIL(CT_RUNTIME_ERROR, "cov", 0, "incompatible numbers of samples and %s", name);
    for (int64_t i = 0; i < samples; i++)
        if (ct_doubles(w)[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "cov", 0, "%s cannot be negative", name);
    return w;
}

/* The product of both kinds of weights; NULL without an error when there are none. */
static ct_array *sample_weights(ct_scope *scope, const ct_cov_opts *opts, int64_t samples)
{
    ct_array *w = NULL, *other = NULL;
    if (opts->fweights) {
        ct_array *whole = ct_own(scope, ct_rint(opts->fweights));
        if (ct_array_equal(whole, opts->fweights, false) == 0)
            return CT_FAIL(CT_TYPE_ERROR, "cov", 0, "fweights must be integer");
        if (!(w = read_weights(scope, opts->fweights, "fweights", samples)))
            return NULL;
    }
    if (opts->aweights && !(other = read_weights(scope, opts->aweights, "aweights", samples)))
        return NULL;
    return w && other ? ct_own(scope, ct_multiply(w, other)) : w ? w : other;
}

/* What sums of products are divided by. */
static double divisor(ct_scope *scope, const ct_cov_opts *opts, const ct_array *w, int64_t samples)
{
    double ddof = opts->ddof ? (double)*opts->ddof : opts->bias ? 0 : 1, sum = 0, squares = 0;
    if (!w)
        return (double)samples - ddof;
    ct_array *a = opts->aweights ? ct_own(scope, ct_multiply(w, opts->aweights)) : NULL;
    ct_array *parts[2] = {ct_own(scope, ct_sum(w, CT_FLAT)),
                          a ? ct_own(scope, ct_sum(a, CT_FLAT)) : NULL};
    if (ct_item_f64(parts[0], &sum) || (a && ct_item_f64(parts[1], &squares)))
        return 0;
    return ddof == 0 ? sum : !opts->aweights ? sum - ddof : sum - ddof * squares / sum;
}

static ct_array *squeezed(ct_scope *scope, CT_TAKE ct_array *a)
{
    a = ct_own(scope, a);
    return a ? ct_squeeze(a, -1, NULL) : NULL;
}

ct_array *ct_cov(const ct_array *m, const ct_cov_opts *opts)
{
    CT_SCOPE(s);
    static const ct_cov_opts plain = {0};
    opts = opts ? opts : &plain;
    const ct_array *y = opts->y;
    if (!m)
        return ct_null_input("cov", 1), NULL;
    if (m->ndim > 2 || (y && y->ndim > 2))
        return CT_FAIL(CT_VALUE_ERROR, "cov", 0, "%s has more than 2 dimensions",
                       m->ndim > 2 ? "m" : "y");
    const ct_dtype *dtype =
        opts->dtype ? opts->dtype : ct_own(&s, ct_promote_types(m->dtype, CT_FLOAT64));
    if (dtype && y && !opts->dtype)
        dtype = ct_own(&s, ct_promote_types(dtype, y->dtype));
    ct_array *x = dtype ? variables(&s, m, dtype, opts->columns && m->ndim != 1) : NULL;
    if (x && x->shape[0] == 0)
        return ct_zeros(CT_SHAPE(0, 0), CT_FLOAT64);
    if (x && y) {
        bool turn = opts->columns && y->ndim == 2 && y->shape[0] != 1;
        ct_array *more = variables(&s, y, dtype, turn);
        x = more ? ct_own(&s, ct_concatenate(2, (ct_array *[]){x, more}, 0)) : NULL;
    }
    ct_array *w = x ? sample_weights(&s, opts, x->shape[1]) : NULL;
    if (!x || ct_error_pending())
        return NULL;
    double by = divisor(&s, opts, w, x->shape[1]);
    if (by <= 0 && !ct_error_pending()) {
        ct_warning_add("Degrees of freedom <= 0 for slice");
        by = 0;
    }
    ct_reduce_opts rows = {.size_ = sizeof rows, .axis = 1, .keepdims = true};
    ct_array *mean = ct_own(&s, ct_average(x, w, &rows, NULL));
    ct_array *away = mean ? ct_own(&s, ct_subtract(x, mean)) : NULL;
    ct_array *heavy = away && w ? ct_own(&s, ct_multiply(away, w)) : away;
    ct_array *other = heavy && dtype->kind == 'c' ? ct_own(&s, ct_conjugate(heavy)) : heavy;
    ct_array *sums = other ? ct_own(&s, ct_inner(away, other)) : NULL;
    ct_array *scale = sums ? ct_own(&s, ct_weak_float(1 / by)) : NULL;
    return squeezed(&s, scale ? ct_multiply(sums, scale) : NULL);
}

/* A part of `c`, limited to -1 ... 1 in place. */
static ct_status limit(CT_TAKE ct_array *part)
{
    CT_SCOPE(s);
    part = ct_own(&s, part);
    ct_array *low = part ? ct_own(&s, ct_weak_int(-1)) : NULL;
    ct_array *high = low ? ct_own(&s, ct_weak_int(1)) : NULL;
    ct_array *clipped = high ? ct_own(&s, ct_clip(part, low, high)) : NULL;
    return clipped ? ct_copyto(part, clipped, CT_CASTING_UNSAFE, NULL) : ct_error_pending();
}

ct_array *ct_corrcoef(const ct_array *m, const ct_cov_opts *opts)
{
    CT_SCOPE(s);
    ct_array *c = ct_own(&s, ct_cov(m, opts));
    if (c && c->ndim == 0)
        return ct_divide(c, c);
    ct_array *line = c ? ct_own(&s, ct_diagonal(c, 0, 0, 1)) : NULL;
    ct_array *real = line ? ct_own(&s, ct_real(line)) : NULL;
    ct_array *spread = real ? ct_own(&s, ct_sqrt(real)) : NULL;
    ct_array *column = spread ? ct_own(&s, ct_get(spread, ct_colon, ct_newaxis)) : NULL;
    ct_array *half = column ? ct_own(&s, ct_divide(c, column)) : NULL;
    ct_array *result = half ? ct_own(&s, ct_divide(half, spread)) : NULL;
    if (!result || limit(ct_real(result)) || (result->dtype->kind == 'c' && limit(ct_imag(result))))
        return NULL;
    return ct_retain(result);
}
