/* mean_var_std.c: mean, var and std.
 *
 * Everything is computed in float64 (complex128 for complex means) and rounded to the result's
 * dtype once. The variance takes two passes: the mean, then the tree sum of squared deviations,
 * which are computed block by block and never stored. For float64 the bits are NumPy's wherever
 * NumPy sums a contiguous axis. */
#include "array/meter.h"
#include "ufunc.h"

#include <math.h>

/* The dtype of the result: integers give float64. */
static const ct_dtype *mean_type(const ct_dtype *type, const ct_reduce_opts *opts)
{
    if (opts && opts->dtype)
        return opts->dtype;
    return type->kind == 'b' || type->kind == 'i' || type->kind == 'u' ? CT_FLOAT64 : type;
}

static ct_status check_number(const char *name, const ct_array *a, const ct_reduce_opts *opts)
{
    if (!a)
        return ct_null_input(name, 1);
    if (a->ndim == 0 && opts && !opts->axes && opts->axis != CT_FLAT && !opts->where) {
        ct_normalize_axis(name, opts->axis, 0); /* not even axis 0, unlike other reductions */
        return ct_error_pending();
    }
    if (a->dtype->num < CT_NUM_STR)
        return CT_OK;
    return CT_FAIL_STATUS(CT_TYPE_ERROR, name, 1,
                          "the resolved dtypes are not compatible with add.reduce. Resolved "
                          "(dtype('%s'), dtype('%s'), dtype('%s'))",
                          a->dtype->str, a->dtype->str, a->dtype->str);
}

/* How many values each result stands for, broadcast to the results: the count, or the true elements
 * of the mask. Owned; a 0-d float64 without a mask. */
static ct_array *counts(const ct_job *job)
{
    const ct_array *mask = job->opts ? job->opts->where : NULL;
    if (!mask)
        return ct_scalar_f64((double)job->count);
    CT_SCOPE(s);
    ct_array *spread = ct_own(&s, ct_broadcast_to(mask, job->a->ndim, job->a->shape));
    ct_reduce_opts opts = *job->opts;
    opts.out = NULL;
    opts.where = opts.initial = NULL;
    opts.dtype = CT_FLOAT64;
    return spread ? ct_sum_opts(spread, &opts) : NULL;
}

/* sums[i] /= max(n[i] - ddof, 0), by the numbers of fresh accumulators. Complex numbers are divided
 * as NumPy divides them: by the reciprocal of a real divisor. */
static void divide_by_counts(ct_array *sums, const ct_array *n, double ddof)
{
    ct_nest nest;
    int64_t steps[CT_MAX_NDIM];
    bool complex = sums->dtype->kind == 'c';
    ct_broadcast_strides(n, sums->ndim, sums->shape, steps);
    ct_nest_init(&nest, 2, sums->ndim, sums->shape, (char *[]){sums->data, n->data},
                 (const int64_t *[]){sums->strides, steps}, CT_NEST_ANY_ORDER);
    do
        for (int64_t i = 0; i < nest.inner; i++) {
            double *x = (double *)(nest.at[0] + i * nest.inner_strides[0]);
            double d = *(double *)(nest.at[1] + i * nest.inner_strides[1]) - ddof;
            d = d > 0 ? d : 0;
            if (!complex) {
                *x /= d;
                continue;
            }
            double scale = 1.0 / d, re = x[0], im = x[1];
            x[0] = (re + im * 0.0) * scale;
            x[1] = (im - re * 0.0) * scale;
        }
    while (ct_nest_next(&nest));
}

/* Sums of `a` over the job's axes divided by the counts, in float64 or complex128. */
static ct_array *mean_of(const ct_array *a, const ct_reduce_opts *opts, const ct_dtype *type,
                         const ct_array *n)
{
    ct_job job;
    if (ct_job_start(&job, "mean", CT_OP_add, a, opts) != CT_OK)
        return NULL;
    job.name = "add";
    job.type = type;
    ct_job_values(&job);
    ct_array *sums = ct_job_run(&job);
    if (sums)
        divide_by_counts(sums, n, 0);
    ct_job_close(&job);
    return sums;
}

static void warn_if_short(const ct_array *n, double ddof, const char *text)
{
    bool is_short = false;
    for (int64_t i = 0; i < n->size; i++)
        is_short |= ((const double *)n->data)[i] <= ddof;
    if (is_short)
        ct_warning_add(text);
}

ct_array *ct_mean_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    ct_array *quick;
    if (ct_quick_moment(CT_MEAN, a, opts, &quick))
        return quick;
    CT_SCOPE(s);
    ct_job job; /* for the axes and the result only */
    if (check_number("mean", a, opts) != CT_OK ||
        ct_job_start(&job, "mean", CT_OP_add, a, opts) != CT_OK)
        return NULL;
    ct_array *result = NULL, *n = ct_own(&s, counts(&job));
    if (n) {
        const ct_dtype *type = mean_type(a->dtype, opts);
        warn_if_short(n, 0, "Mean of empty slice");
        ct_fp_clear();
        ct_array *mean = mean_of(a, opts, type->kind == 'c' ? CT_COMPLEX128 : CT_FLOAT64, n);
        result = ct_job_finish(&job, mean, type);
        if (result && ct_fp_check("divide") != CT_OK) {
            ct_release(result);
            result = NULL;
        }
    }
    ct_job_close(&job);
    return result;
}

/* -- var and std ----------------------------------------------------------------------------- */

static int binary(ct_job *job, ct_op op, int x, int y)
{
    int count, out = ct_program_scratch(&job->program, CT_FLOAT64->itemsize);
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    if (ct_metered())
        ct_meter_name(ct_ufunc_get(op)->name, CT_FLOAT64);
    for (int i = 0; i < count; i++)
        if (rows[i].types[0] == CT_NUM_FLOAT64 && rows[i].types[1] == CT_NUM_FLOAT64) {
            ct_program_add(&job->program, rows[i].loop, 2, 3, (int[]){x, y, out});
            break;
        }
    return out;
}

/* (x - mean)**2 for real x. */
static int squared_deviation(ct_job *job, const ct_array *x, const ct_array *mean)
{
    int slot = ct_job_operand(job, x, CT_FLOAT64);
    int deviation = binary(job, CT_OP_subtract, slot, ct_job_operand(job, mean, CT_FLOAT64));
    return binary(job, CT_OP_multiply, deviation, deviation);
}

/* Sums of squared deviations from `mean`, which broadcasts against `a`; float64. */
static ct_array *deviations(const ct_array *a, const ct_reduce_opts *opts, const ct_array *mean)
{
    CT_SCOPE(s);
    ct_job job;
    if (ct_job_start(&job, "var", CT_OP_add, a, opts) != CT_OK)
        return NULL;
    job.type = CT_FLOAT64;
    ct_array *sums = NULL;
    if (a->dtype->kind != 'c') {
        job.value = squared_deviation(&job, a, mean);
        sums = ct_job_run(&job);
    } else {
        ct_array *parts[] = {ct_own(&s, ct_real(a)), ct_own(&s, ct_imag(a)),
                             ct_own(&s, ct_real(mean)), ct_own(&s, ct_imag(mean))};
        if (parts[0] && parts[1] && parts[2] && parts[3]) {
            int real = squared_deviation(&job, parts[0], parts[2]);
            int imag = squared_deviation(&job, parts[1], parts[3]);
            job.value = binary(&job, CT_OP_add, real, imag);
            sums = ct_job_run(&job);
        }
    }
    ct_job_close(&job);
    return sums;
}

static void take_roots(ct_array *x)
{
    for (int64_t i = 0; i < x->size; i++)
        ((double *)x->data)[i] = sqrt(((double *)x->data)[i]);
}

/* The mean to measure from: what the caller knows, or computed in float64 or complex128. A result
 * dtype that is real makes a complex mean real, as it does in NumPy. */
static ct_array *center(const char *name, const ct_array *a, const ct_reduce_opts *opts,
                        const ct_array *n, bool real)
{
    CT_SCOPE(s);
    const ct_array *known = opts->mean;
    bool complex = a->dtype->kind == 'c';
    const ct_dtype *type = complex ? CT_COMPLEX128 : CT_FLOAT64;
    if (!known) {
        ct_array *mean = mean_of(a, opts, type, n);
        if (!mean || !complex || !real)
            return mean;
        ct_own(&s, mean);
        mean = ct_own(&s, ct_astype(mean, CT_FLOAT64, CT_CASTING_UNSAFE));
        return ct_astype(mean, type, CT_CASTING_UNSAFE);
    }
    bool fits = known->ndim <= a->ndim;
    for (int i = 0; i < known->ndim && fits; i++) {
        int64_t length = known->shape[i];
        fits = length == 1 || length == a->shape[a->ndim - known->ndim + i];
    }
    if (!fits)
        return ct_broadcast_failed(name, 2, (const ct_array *[]){a, known}), NULL;
    if (!ct_can_cast(known->dtype, type, CT_CASTING_SAME_KIND))
        return CT_FAIL(CT_TYPE_ERROR, name, 0, "mean of dtype '%s' does not suit an array of '%s'",
                       known->dtype->name, a->dtype->name);
    return ct_astype(known, type, CT_CASTING_UNSAFE);
}

static ct_array *spread(const char *name, const ct_array *a, const ct_reduce_opts *opts, bool root)
{
    ct_array *quick;
    if (ct_quick_moment(root ? CT_STD : CT_VAR, a, opts, &quick))
        return quick;
    CT_SCOPE(s);
    ct_job job;
    if (check_number(name, a, opts) != CT_OK ||
        ct_job_start(&job, name, CT_OP_add, a, opts) != CT_OK)
        return NULL;
    ct_reduce_opts kept = opts ? *opts : (ct_reduce_opts){.axis = CT_FLAT};
    double ddof = kept.ddof;
    kept.out = NULL;
    kept.initial = NULL;
    const ct_dtype *type = mean_type(a->dtype, opts);
    bool complex = a->dtype->kind == 'c';
    bool real = type->kind != 'c';
    if (complex && !real && !kept.dtype)
        type = type->num == CT_NUM_COMPLEX64 ? CT_FLOAT32 : CT_FLOAT64;
    ct_fp_clear();
    ct_array *n = ct_own(&s, counts(&job)), *result = NULL;
    bool keepdims = kept.keepdims;
    kept.keepdims = true;
    job.opts = &kept;
    ct_array *wide = n ? ct_own(&s, counts(&job)) : NULL;
    job.opts = opts;
    ct_array *mean = wide ? ct_own(&s, center(name, a, &kept, wide, real)) : NULL;
    kept.keepdims = keepdims;
    ct_array *sums = mean ? deviations(a, &kept, mean) : NULL;
    if (sums) {
        warn_if_short(n, ddof, "Degrees of freedom <= 0 for slice");
        divide_by_counts(sums, n, ddof);
        if (root)
            take_roots(sums);
        result = ct_job_finish(&job, sums, type);
    }
    if (result && ct_fp_check("divide") != CT_OK) {
        ct_release(result);
        result = NULL;
    }
    ct_job_close(&job);
    return result;
}

ct_array *ct_var_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return spread("var", a, opts, false);
}

ct_array *ct_std_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return spread("std", a, opts, true);
}
