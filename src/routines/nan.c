/* nan.c: reductions that pass over nan.
 *
 * A sum or product leaves nan out by the mask that reductions take anyway; mean and variance divide
 * by the number of elements that are left. */
#include "routines.h"
#include "ufunc/ufunc.h"

#include <carton/expr.h>
#include <math.h>
#include <string.h>

static ct_reduce_opts own_options(const ct_reduce_opts *opts)
{
    return opts ? *opts : (ct_reduce_opts){.size_ = sizeof *opts, .axis = CT_FLAT};
}

/* Where `a` is a number, and opts->where holds. Owned by the scope. */
static ct_array *numbers_of(ct_scope *scope, const ct_array *a, const ct_array *where)
{
    cx *number = cx_logical_not(cx_isnan(CX(a)));
    return ct_own(scope, cx_eval(where ? cx_logical_and(number, CX(where)) : number));
}

static ct_array *folded(ct_op op, const ct_array *a, const ct_reduce_opts *opts)
{
    CT_SCOPE(s);
    ct_reduce_opts masked = own_options(opts);
    if (a && ct_is_inexact(a) && !(masked.where = numbers_of(&s, a, masked.where)))
        return NULL;
    return ct_ufunc_reduce(op, a, &masked);
}

ct_array *ct_nansum_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return folded(CT_OP_add, a, opts);
}

ct_array *ct_nanprod_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return folded(CT_OP_multiply, a, opts);
}

/* Whether an element is true. Takes `a`. -1: error. */
static int any_of(CT_TAKE ct_array *a)
{
    int truth = ct_truth_of(a ? ct_any(a, CT_FLAT) : NULL);
    ct_release(a);
    return truth;
}

static ct_array *extreme(ct_op op, const ct_array *a, const ct_reduce_opts *opts)
{
    ct_array *result = ct_ufunc_reduce(op, a, opts);
    if (!result || !ct_is_inexact(result))
        return result;
    int bad = any_of(ct_isnan(result));
    if (bad > 0)
        ct_warning_add("All-NaN slice encountered");
    if (bad >= 0)
        return result;
    ct_release(result);
    return NULL;
}

ct_array *ct_nanmin_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return extreme(CT_OP_fmin, a, opts);
}

ct_array *ct_nanmax_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return extreme(CT_OP_fmax, a, opts);
}

static ct_array *arg_extreme(const ct_array *a, const ct_reduce_opts *opts, double instead,
                             ct_array *(*search)(const ct_array *, const ct_reduce_opts *))
{
    CT_SCOPE(s);
    if (!a || !ct_is_inexact(a) || !a->size)
        return search(a, opts);
    ct_reduce_opts all = own_options(opts);
    all.out = NULL;
    ct_array *bad = ct_own(&s, ct_isnan(a));
    int none = bad ? any_of(ct_all_opts(bad, &all)) : -1;
    if (none > 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 1, "All-NaN slice encountered");
    ct_array *limit = none < 0 ? NULL : ct_own(&s, ct_weak_float(instead));
    ct_array *numbers = limit ? ct_own(&s, ct_where(bad, limit, a)) : NULL;
    return numbers ? search(numbers, opts) : NULL;
}

ct_array *ct_nanargmin_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return arg_extreme(a, opts, INFINITY, ct_argmin_opts);
}

ct_array *ct_nanargmax_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return arg_extreme(a, opts, -INFINITY, ct_argmax_opts);
}

/* -- mean and variance ------------------------------------------------------------------------- */

static ct_status check_inexact(const ct_reduce_opts *opts)
{
    bool exact = opts->dtype && !strchr("fc", opts->dtype->kind);
    if (exact || (opts->out && !ct_is_inexact(opts->out)))
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "If a is inexact, then %s must be inexact",
                            exact ? "dtype" : "out");
    return CT_OK;
}

/* total / count in the dtype of `total`; 0 / 0 says nothing. Owned by the scope. */
static ct_array *divided(ct_scope *scope, const ct_array *total, const ct_array *count)
{
    if (!total || !count)
        return NULL;
    ct_errstate before = ct_geterr(), quiet = before;
    quiet.invalid = quiet.divide = CT_FP_IGNORE;
    ct_seterr(quiet);
    ct_array *ratio = ct_own(scope, ct_divide(total, count));
    ct_seterr(before);
    return ratio ? ct_own(scope, ct_astype(ratio, total->dtype, CT_CASTING_UNSAFE)) : NULL;
}

static ct_array *finish(const ct_reduce_opts *opts, ct_array *result)
{
    if (!result || !opts->out)
        return ct_retain(result);
    return ct_copyto(opts->out, result, CT_CASTING_UNSAFE, NULL) ? NULL : ct_retain(opts->out);
}

ct_array *ct_nanmean_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    CT_SCOPE(s);
    if (!a || !ct_is_inexact(a))
        return ct_mean_opts(a, opts);
    ct_reduce_opts own = own_options(opts), sums = own, counts;
    if (check_inexact(&own))
        return NULL;
    sums.out = NULL;
    sums.where = numbers_of(&s, a, own.where);
    counts = sums;
    counts.where = NULL;
    counts.dtype = CT_INT64;
    ct_array *count = sums.where ? ct_own(&s, ct_sum_opts(sums.where, &counts)) : NULL;
    ct_array *total = count ? ct_own(&s, ct_sum_opts(a, &sums)) : NULL;
    ct_array *mean = divided(&s, total, count);
    int none = mean ? any_of(ct_with_int(CT_OP_equal, count, 0)) : -1;
    if (none > 0)
        ct_warning_add("Mean of empty slice");
    return none < 0 ? NULL : finish(&own, mean);
}

/* The squared distances from the mean of the numbers, 0 for nan. Owned by the scope. */
static ct_array *squares(ct_scope *scope, const ct_array *a, const ct_reduce_opts *opts,
                         const ct_array *numbers, const ct_array *count)
{
    ct_reduce_opts sums = *opts;
    sums.out = NULL;
    sums.keepdims = true;
    sums.where = numbers;
    ct_array *total = opts->mean ? NULL : ct_own(scope, ct_sum_opts(a, &sums));
    const ct_array *mean = opts->mean ? opts->mean : divided(scope, total, count);
    ct_array *distance = mean ? ct_own(scope, ct_subtract(a, mean)) : NULL;
    if (distance && !ct_dtype_equal(distance->dtype, a->dtype))
        distance = ct_own(scope, ct_astype(distance, a->dtype, CT_CASTING_UNSAFE));
    ct_array *zero = distance ? ct_own(scope, ct_weak_int(0)) : NULL;
    distance = zero ? ct_own(scope, ct_where(numbers, distance, zero)) : NULL;
    if (!distance || a->dtype->kind != 'c')
        return distance ? ct_own(scope, ct_multiply(distance, distance)) : NULL;
    ct_array *other = ct_own(scope, ct_conjugate(distance));
    ct_array *product = other ? ct_own(scope, ct_multiply(distance, other)) : NULL;
    return product ? ct_own(scope, ct_real(product)) : NULL;
}

/* nanvar, and its root. */
static ct_array *spread(const ct_array *a, const ct_reduce_opts *opts, bool root)
{
    CT_SCOPE(s);
    if (!a || !ct_is_inexact(a))
        return (root ? ct_std_opts : ct_var_opts)(a, opts);
    ct_reduce_opts own = own_options(opts), sums = own, counts;
    if (check_inexact(&own))
        return NULL;
    ct_array *numbers = numbers_of(&s, a, own.where);
    sums.out = NULL;
    sums.mean = NULL;
    counts = sums;
    counts.where = NULL;
    counts.dtype = CT_INT64;
    counts.keepdims = true;
    ct_array *kept = numbers ? ct_own(&s, ct_sum_opts(numbers, &counts)) : NULL;
    ct_array *square = kept ? squares(&s, a, &own, numbers, kept) : NULL;
    ct_array *total = square ? ct_own(&s, ct_sum_opts(square, &sums)) : NULL;
    ct_array *count = total ? ct_own(&s, ct_reshape(kept, total->ndim, total->shape)) : NULL;
    ct_array *freedom = own.ddof == floor(own.ddof)
                            ? ct_with_int(CT_OP_subtract, count, (int64_t)own.ddof)
                            : ct_with_float(CT_OP_subtract, count, own.ddof);
    freedom = ct_own(&s, freedom);
    ct_array *variance = divided(&s, total, freedom);
    ct_array *bad = variance ? ct_own(&s, ct_with_int(CT_OP_less_equal, freedom, 0)) : NULL;
    int any = any_of(ct_retain(bad));
    if (any > 0) {
        ct_warning_add("Degrees of freedom <= 0 for slice.");
        ct_array *nan = ct_own(&s, ct_weak_float(NAN));
        variance = nan ? ct_own(&s, ct_where(bad, nan, variance)) : NULL;
    }
    if (any < 0 || !variance)
        return NULL;
    return finish(&own, root ? ct_own(&s, ct_sqrt(variance)) : variance);
}

ct_array *ct_nanvar_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return spread(a, opts, false);
}

ct_array *ct_nanstd_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return spread(a, opts, true);
}

/* -- running totals, and numbers in place of nan ----------------------------------------------- */

static ct_array *running(const ct_array *a, int axis, const ct_dtype *dtype, int64_t instead,
                         ct_array *(*run)(const ct_array *, int, const ct_dtype *))
{
    CT_SCOPE(s);
    if (!a || !ct_is_inexact(a))
        return run(a, axis, dtype);
    ct_array *nan = ct_own(&s, ct_isnan(a)), *value = nan ? ct_own(&s, ct_weak_int(instead)) : NULL;
    ct_array *numbers = value ? ct_own(&s, ct_where(nan, value, a)) : NULL;
    return numbers ? run(numbers, axis, dtype) : NULL;
}

ct_array *ct_nancumsum(const ct_array *a, int axis, const ct_dtype *dtype)
{
    return running(a, axis, dtype, 0, ct_cumsum);
}

ct_array *ct_nancumprod(const ct_array *a, int axis, const ct_dtype *dtype)
{
    return running(a, axis, dtype, 1, ct_cumprod);
}

/* Elements where `mask` (taken) is true become `value`, or else `fallback`. */
static ct_status replace(ct_array *x, CT_TAKE ct_array *mask, const ct_array *value,
                         double fallback)
{
    CT_SCOPE(s);
    mask = ct_own(&s, mask);
    const ct_array *put = mask && !value ? ct_own(&s, ct_weak_float(fallback)) : value;
    return mask && put ? ct_copyto(x, put, CT_CASTING_SAME_KIND, mask) : ct_error_pending();
}

ct_status ct_array_nan_to_num(ct_array *x, const ct_array *nan, const ct_array *posinf,
                              const ct_array *neginf)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("nan_to_num", 1);
    if (!ct_is_inexact(x))
        return CT_OK;
    int parts = x->dtype->kind == 'c' ? 2 : 1;
    const ct_finfo *info = ct_finfo_of(x->dtype);
    ct_status status = ct_array_check_writeable("nan_to_num", x);
    for (int i = 0; i < parts && !status; i++) {
        ct_array *part =
            parts == 1 ? ct_own(&s, ct_retain(x)) : ct_own(&s, i ? ct_imag(x) : ct_real(x));
        ct_array *above = part ? ct_isposinf(part) : NULL;
        ct_array *below = above ? ct_own(&s, ct_isneginf(part)) : NULL;
        above = ct_own(&s, above);
        if (!above || !below)
            return ct_error_pending();
        status = replace(part, ct_isnan(part), nan, 0);
        status = status ? status : replace(part, ct_retain(above), posinf, info->max);
        status = status ? status : replace(part, ct_retain(below), neginf, info->min);
    }
    return status;
}

ct_array *ct_nan_to_num(const ct_array *x, const ct_array *nan, const ct_array *posinf,
                        const ct_array *neginf)
{
    ct_array *copy = x ? ct_copy(x, CT_ORDER_K) : (ct_null_input("nan_to_num", 1), NULL);
    if (copy && ct_array_nan_to_num(copy, nan, posinf, neginf) == CT_OK)
        return copy;
    ct_release(copy);
    return NULL;
}
