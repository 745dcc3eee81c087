/* spaces.c: linspace, logspace, geomspace.
 *
 * The formulas are NumPy's, step by step, since their roundings are part of the result:
 * sample = i * step + start, and the last one is stop itself. */
#include <math.h>
#include <string.h>

#include "array/meter.h"
#include "ufunc/ufunc.h"

/* The inexact dtype of a sequence from start to stop: weak scalars only bring their kind. Owned. */
static const ct_dtype *space_dtype(const ct_array *start, const ct_array *stop)
{
    const ct_array *both[2] = {start, stop};
    const ct_dtype *dtype = NULL;
    bool complex = false;
    for (int i = 0; i < 2; i++) {
        const ct_dtype *own = both[i]->dtype;
        complex |= own->kind == 'c';
        if (both[i]->flags & CT_WEAK)
            continue;
        const ct_dtype *next = dtype ? ct_promote_types(dtype, own) : ct_retain(own);
        ct_release(dtype);
        dtype = next;
        if (!dtype)
            return NULL;
    }
    if (!dtype || strchr("biu", dtype->kind)) {
        ct_release(dtype);
        dtype = ct_retain(CT_FLOAT64);
    }
    if (!complex || dtype->kind == 'c')
        return dtype;
    const ct_dtype *wide = ct_promote_types(dtype, CT_COMPLEX64);
    ct_release(dtype);
    return wide;
}

static ct_status check_count(const char *op, int64_t num)
{
    return num >= 0
               ? CT_OK
               : ct_error_set(CT_VALUE_ERROR, op, 3,
                              "Number of samples, %lld, must be non-negative.", (long long)num);
}

/* 0, 1, ..., num - 1 along the first of 1 + ndim axes. */
static ct_array *counting(int64_t num, int ndim, const ct_dtype *dtype)
{
    int64_t shape[CT_MAX_NDIM];
    if (ndim >= CT_MAX_NDIM)
        return ct_shape_size("linspace", ndim + 1, NULL, 1), NULL;
    shape[0] = num;
    for (int i = 1; i <= ndim; i++)
        shape[i] = 1;
    ct_array *line = ct_arange_i64(0, num, 1, dtype);
    if (ndim == 0)
        return line;
    ct_array *result = line ? ct_reshape(line, ndim + 1, shape) : NULL;
    ct_release(line);
    return result;
}

/* start + i * step of float64 in one pass over memory, as a block in L1 goes through the same three
 * loops. */
typedef struct straight {
    double *y, start, step;
    int64_t num;
    ct_loop *add, *multiply;
    double counts[CT_EXEC_BLOCK];
} straight;
enum { STRAIGHT_UNIT = 1 << 14 };

static ct_status fill_straight(void *context, int64_t piece)
{
    straight *s = context;
    const int64_t one[] = {8, 0, 8};
    int64_t from = piece * STRAIGHT_UNIT, left = s->num - from;
    int64_t end = left < STRAIGHT_UNIT ? s->num : from + STRAIGHT_UNIT;
    for (int64_t i = from, n; i < end; i += n) {
        char *y = (char *)(s->y + i), *counts = (char *)s->counts;
        double first = (double)i;
        n = end - i < CT_EXEC_BLOCK ? end - i : CT_EXEC_BLOCK;
        s->add((char *[]){counts, (char *)&first, y}, one, n, NULL);
        s->multiply((char *[]){y, (char *)&s->step, y}, one, n, NULL);
        s->add((char *[]){y, (char *)&s->start, y}, one, n, NULL);
        if (ct_interrupted())
            return CT_INTERRUPTED;
    }
    return CT_OK;
}

/* False: numbers so large or small that the loops may have something to say. Else *y is owned, or
 * NULL after an error. */
static bool straight_line(const ct_array *start, const ct_array *step, int64_t num, ct_array **y)
{
    straight s = {.num = num};
    if (ct_metered() || start->dtype->kind == 'c' || ct_item_f64(start, &s.start) != CT_OK ||
        ct_item_f64(step, &s.step) != CT_OK || !(fabs(s.start) < 1e300) ||
        !(fabs(s.step) * (double)num < 1e300) || !(fabs(s.step) > 1e-290))
        return false;
    *y = ct_empty(1, &num, CT_FLOAT64);
    if (!*y)
        return true;
    s.y = (double *)(void *)(*y)->data;
    s.add = ct_fold_loop(CT_OP_add, CT_FLOAT64);
    s.multiply = ct_fold_loop(CT_OP_multiply, CT_FLOAT64);
    for (int i = 0; i < CT_EXEC_BLOCK; i++)
        s.counts[i] = i;
    if (ct_parallel((num + STRAIGHT_UNIT - 1) / STRAIGHT_UNIT, num, fill_straight, &s) != CT_OK) {
        ct_release(*y);
        *y = NULL;
    }
    return true;
}

/* y op x, in y's place when it has the shape of the result already. */
static ct_array *onto(ct_scope *scope, ct_op op, ct_array *y, const ct_array *x)
{
    ct_ufunc_opts in_place = {.size_ = sizeof in_place, .out = {y}};
    bool fits = x->ndim == 0 && y->ndim > 0 && x->dtype->num == y->dtype->num;
    return ct_own(scope, ct_apply2(op, y, x, fits ? &in_place : NULL));
}

/* The samples along axis 0, in `dt`. */
static ct_array *samples(const ct_array *start, const ct_array *stop, int64_t num, bool open,
                         const ct_dtype *dt, double *step_out, ct_array **steps)
{
    CT_SCOPE(s);
    int64_t div = open ? num : num - 1;
    *step_out = NAN;
    if (steps)
        *steps = NULL;
    ct_ufunc_opts in_dt = {.size_ = sizeof in_dt, .dtype = dt};
    ct_array *delta = ct_own(&s, ct_apply2(CT_OP_subtract, stop, start, &in_dt));
    ct_array *y = NULL, *step = NULL;
    bool made = false;
    if (!delta)
        return NULL;
    if (div > 0) {
        ct_array *n = ct_own(&s, ct_weak_int(div));
        step = n ? ct_own(&s, ct_divide(delta, n)) : NULL;
        ct_array *zero = step ? ct_own(&s, ct_weak_int(0)) : NULL;
        ct_array *still = zero ? ct_own(&s, ct_equal(step, zero)) : NULL;
        ct_array *any = still ? ct_own(&s, ct_any_opts(still, NULL)) : NULL;
        double none;
        if (!any || ct_item_f64(any, &none) != CT_OK)
            return NULL;
        if (step->size == 1 && step->dtype->kind != 'c')
            ct_item_f64(step, step_out);
        made = none == 0 && delta->ndim == 0 && dt->num == CT_NUM_FLOAT64 && step->dtype == dt &&
               start->ndim == 0 && straight_line(start, step, num, &y);
        if (made) {
            ct_own(&s, y);
        } else {
            y = ct_own(&s, counting(num, delta->ndim, dt));
            /* A step that underflows to zero: divide first. */
            y = y && none != 0 ? ct_own(&s, ct_divide(y, n)) : y;
            y = y ? onto(&s, CT_OP_multiply, y, none != 0 ? delta : step) : NULL;
        }
    } else {
        y = ct_own(&s, counting(num, delta->ndim, dt));
        y = y ? onto(&s, CT_OP_multiply, y, delta) : NULL;
    }
    y = y && !made ? onto(&s, CT_OP_add, y, start) : y;
    if (!y || (!open && num > 1 && ct_set(y, stop, ct_at(-1)) != CT_OK))
        return NULL;
    if (steps)
        *steps = ct_retain(step);
    return ct_retain(y);
}

/* Moves the samples' axis to its place and casts; takes y. */
static ct_array *finished(CT_TAKE ct_array *y, int axis, const ct_dtype *dtype, bool round_down)
{
    if (y && axis != 0) {
        ct_array *moved = ct_moveaxis(y, 1, (int[]){0}, &axis);
        ct_release(y);
        y = moved;
    }
    if (y && dtype && round_down && strchr("iu", dtype->kind)) {
        ct_array *whole = ct_floor(y);
        ct_release(y);
        y = whole;
    }
    if (y && dtype && !ct_dtype_equal(y->dtype, dtype)) {
        ct_array *cast = ct_astype(y, dtype, CT_CASTING_UNSAFE);
        ct_release(y);
        y = cast;
    }
    return y;
}

ct_array *ct_linspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                           const ct_space_opts *opts, double *step)
{
    static const ct_space_opts none = {0};
    double ignored;
    if (!start || !stop)
        return ct_null_input("linspace", start ? 2 : 1), NULL;
    if (!opts)
        opts = &none;
    if (check_count("linspace", num) != CT_OK)
        return NULL;
    const ct_dtype *dt = space_dtype(start, stop);
    ct_array *y =
        dt ? samples(start, stop, num, opts->open, dt, step ? step : &ignored, opts->steps) : NULL;
    ct_release(dt);
    y = finished(y, opts->axis, opts->dtype, true);
    if (!y && opts->steps) {
        ct_release(*opts->steps);
        *opts->steps = NULL;
    }
    return y;
}

ct_array *ct_linspace(double start, double stop, int64_t num)
{
    ct_array *a = ct_weak_float(start), *b = ct_weak_float(stop);
    ct_array *y = a && b ? ct_linspace_opts(a, b, num, NULL, NULL) : NULL;
    ct_release(a);
    ct_release(b);
    return y;
}

static ct_array *powers(const ct_array *start, const ct_array *stop, int64_t num, bool open,
                        double base)
{
    ct_space_opts opts = {.size_ = sizeof opts, .open = open};
    ct_array *y = ct_linspace_opts(start, stop, num, &opts, NULL);
    ct_array *b = y ? ct_weak_float(base) : NULL, *result = b ? ct_power(b, y) : NULL;
    ct_release(y);
    ct_release(b);
    return result;
}

/* bases ** samples: each base has a line of its own. */
static ct_array *powers_of(const ct_array *start, const ct_array *stop, int64_t num,
                           const ct_space_opts *opts)
{
    CT_SCOPE(s);
    const ct_array *given[3] = {start, stop, opts->bases};
    ct_array *in[3];
    int ndim = 0, axis = opts->axis;
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < 3; i++)
        if (ct_broadcast_into("logspace", &ndim, shape, given[i]->ndim, given[i]->shape))
            return NULL;
    for (int i = 0; i < 3; i++) {
        int64_t own[CT_MAX_NDIM];
        for (int k = 0; k < ndim; k++)
            own[k] = k < ndim - given[i]->ndim ? 1 : given[i]->shape[k - ndim + given[i]->ndim];
        if (!(in[i] = ct_own(&s, ct_reshape(given[i], ndim, own))))
            return NULL;
    }
    ct_space_opts plain = {.size_ = sizeof plain, .open = opts->open, .axis = axis};
    ct_array *y = ct_own(&s, ct_linspace_opts(in[0], in[1], num, &plain, NULL));
    ct_array *bases = y ? ct_own(&s, ct_expand_dims(in[2], 1, &axis)) : NULL;
    ct_array *result = bases ? ct_power(bases, y) : NULL;
    return finished(result, 0, opts->dtype, false);
}

ct_array *ct_logspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                           const ct_space_opts *opts)
{
    static const ct_space_opts none = {0};
    if (!start || !stop)
        return ct_null_input("logspace", start ? 2 : 1), NULL;
    if (!opts)
        opts = &none;
    if (opts->bases && opts->bases->ndim)
        return powers_of(start, stop, num, opts);
    ct_array *y = powers(start, stop, num, opts->open, opts->base == 0 ? 10 : opts->base);
    return finished(y, opts->axis, opts->dtype, false);
}

static ct_status refuse_zero(const ct_array *a)
{
    int64_t zeros = 0;
    ct_array *count = ct_count_nonzero_opts(a, NULL);
    ct_status status = count ? ct_item_i64(count, &zeros) : ct_error_pending();
    ct_release(count);
    if (status == CT_OK && zeros != a->size)
        status =
            ct_error_set(CT_VALUE_ERROR, "geomspace", 0, "Geometric sequence cannot include zero");
    return status;
}

ct_array *ct_geomspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                            const ct_space_opts *opts)
{
    static const ct_space_opts none = {0};
    CT_SCOPE(s);
    if (!start || !stop)
        return ct_null_input("geomspace", start ? 2 : 1), NULL;
    if (!opts)
        opts = &none;
    if (check_count("geomspace", num) || refuse_zero(start) || refuse_zero(stop))
        return NULL;
    const ct_dtype *dt = ct_own(&s, space_dtype(start, stop));
    if (dt && opts->dtype && ct_dtype_kind(opts->dtype) == 'c') /* a spiral between real ends */
        dt = ct_own(&s, ct_promote_types(dt, opts->dtype));
    /* Start is turned to the positive real axis, and the result turned back. */
    ct_array *first = dt ? ct_own(&s, ct_astype(start, dt, CT_CASTING_UNSAFE)) : NULL;
    ct_array *last = first ? ct_own(&s, ct_astype(stop, dt, CT_CASTING_UNSAFE)) : NULL;
    ct_array *sign = last ? ct_own(&s, ct_sign(first)) : NULL;
    first = sign ? ct_own(&s, ct_divide(first, sign)) : NULL;
    last = first ? ct_own(&s, ct_divide(last, sign)) : NULL;
    ct_array *low = last ? ct_own(&s, ct_log10(first)) : NULL;
    ct_array *high = low ? ct_own(&s, ct_log10(last)) : NULL;
    ct_array *y = high ? ct_own(&s, powers(low, high, num, opts->open, 10)) : NULL;
    y = y ? ct_own(&s, ct_astype(y, dt, CT_CASTING_UNSAFE)) : NULL;
    if (!y || (num > 0 && ct_set(y, first, ct_at(0)) != CT_OK) ||
        (num > 1 && !opts->open && ct_set(y, last, ct_at(-1)) != CT_OK))
        return NULL;
    return finished(ct_multiply(y, sign), opts->axis, opts->dtype, false);
}
