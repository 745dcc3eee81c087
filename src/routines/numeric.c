/* numeric.c: angle, sinc, i0, unwrap and the windows, each one pass of ufuncs where that is
 * possible. */
#include "routines.h"

#include <carton/expr.h>
#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

ct_array *ct_angle(const ct_array *z, bool degrees)
{
    CT_SCOPE(s);
    if (!z)
        return ct_null_input("angle", 1), NULL;
    bool complex = z->dtype->kind == 'c';
    ct_array *imag = complex ? ct_own(&s, ct_imag(z)) : NULL;
    ct_array *real = complex ? ct_own(&s, ct_real(z)) : NULL;
    if (complex && (!imag || !real))
        return NULL;
    cx *angle = complex ? cx_arctan2(CX(imag), CX(real)) : cx_arctan2(CX(0), CX(z));
    return cx_eval(degrees ? cx_multiply(angle, CX(180 / pi)) : angle);
}

ct_array *ct_real_if_close(const ct_array *z, double tolerance)
{
    CT_SCOPE(s);
    if (!z)
        return ct_null_input("real_if_close", 1), NULL;
    if (z->dtype->kind != 'c')
        return ct_retain(z);
    if (tolerance > 1)
        tolerance *= ct_finfo_of(z->dtype)->eps;
    ct_array *imag = ct_own(&s, ct_imag(z));
    int close = ct_truth_of(
        imag ? cx_eval(cx_all(cx_less(cx_absolute(CX(imag)), CX(tolerance)), CT_FLAT)) : NULL);
    return close < 0 ? NULL : close ? ct_real(z) : ct_retain(z);
}

ct_array *ct_sinc(const ct_array *x)
{
    CT_SCOPE(s);
    ct_array *turns = ct_own(&s, ct_with_float(CT_OP_multiply, x, pi));
    if (!turns)
        return ct_null_input("sinc", 1), NULL;
    double least = turns->dtype->kind == 'f' ? ct_finfo_of(turns->dtype)->eps : 1e-20;
    ct_array *tiny = ct_own(&s, ct_weak_float(least));
    ct_array *nonzero = tiny ? ct_own(&s, ct_with_int(CT_OP_not_equal, turns, 0)) : NULL;
    ct_array *y = nonzero ? ct_own(&s, ct_where(nonzero, turns, tiny)) : NULL;
    return y ? cx_eval(cx_divide(cx_sin(CX(y)), CX(y))) : NULL;
}

/* -- i0: Chebyshev series of exp(-x) I0(x) on [0, 8], and of exp(-x) sqrt(x) I0(x) in 1/x beyond.
 * The coefficients are those of Cephes (S. L. Moshier). */

static const double near_zero[] = {
    -4.4153416464793395e-18, 3.3307945188222384e-17, -2.431279846547955e-16, 1.715391285555133e-15,
    -1.1685332877993451e-14, 7.676185498604936e-14,  -4.856446783111929e-13, 2.95505266312964e-12,
    -1.726826291441556e-11,  9.675809035373237e-11,  -5.189795601635263e-10, 2.6598237246823866e-09,
    -1.300025009986248e-08,  6.046995022541919e-08,  -2.670793853940612e-07, 1.1173875391201037e-06,
    -4.4167383584587505e-06, 1.6448448070728896e-05, -5.754195010082104e-05, 0.00018850288509584165,
    -0.0005763755745385824,  0.0016394756169413357,  -0.004324309995050576,  0.010546460394594998,
    -0.02373741480589947,    0.04930528423967071,    -0.09490109704804764,   0.17162090152220877,
    -0.3046826723431984,     0.6767952744094761};
static const double far_out[] = {
    -7.233180487874754e-18,  -4.830504485944182e-18,  4.46562142029676e-17,
    3.461222867697461e-17,   -2.8276239805165836e-16, -3.425485619677219e-16,
    1.7725601330565263e-15,  3.8116806693526224e-15,  -9.554846698828307e-15,
    -4.150569347287222e-14,  1.54008621752141e-14,    3.8527783827421426e-13,
    7.180124451383666e-13,   -1.7941785315068062e-12, -1.3215811840447713e-11,
    -3.1499165279632416e-11, 1.1889147107846439e-11,  4.94060238822497e-10,
    3.3962320257083865e-09,  2.266668990498178e-08,   2.0489185894690638e-07,
    2.8913705208347567e-06,  6.889758346916825e-05,   0.0033691164782556943,
    0.8044904110141088};

static double chebyshev(double x, const double *c, int n)
{
    double b0 = c[0], b1 = 0, b2 = 0;
    for (int i = 1; i < n; i++) {
        b2 = b1;
        b1 = b0;
        b0 = x * b1 - b2 + c[i];
    }
    return 0.5 * (b0 - b2);
}

ct_array *ct_i0(const ct_array *x)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("i0", 1), NULL;
    if (x->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "i0", 1, "i0 not supported for complex values");
    const ct_dtype *dtype = x->dtype->kind == 'f' ? x->dtype : CT_FLOAT64;
    ct_array *wide = ct_own(&s, ct_astype(x, CT_FLOAT64, CT_CASTING_UNSAFE));
    ct_array *size = wide ? ct_own(&s, ct_absolute(wide)) : NULL;
    ct_array *packed = ct_own(&s, ct_packed(size, CT_FLOAT64));
    ct_array *series = packed ? ct_own(&s, ct_copy(packed, CT_ORDER_C)) : NULL;
    if (!series)
        return NULL;
    double *y = ct_doubles(series);
    for (int64_t i = 0; i < series->size; i++)
        y[i] = y[i] <= 8 ? chebyshev(y[i] / 2 - 2, near_zero, sizeof near_zero / sizeof *near_zero)
                         : chebyshev(32 / y[i] - 2, far_out, sizeof far_out / sizeof *far_out) /
                               sqrt(y[i]);
    ct_array *result = ct_own(&s, cx_eval(cx_multiply(cx_exp(CX(packed)), CX(series))));
    return result ? ct_astype(result, dtype, CT_CASTING_UNSAFE) : NULL;
}

/* -- unwrap ------------------------------------------------------------------------------------ */

/* The period as a weak number: whole ones leave integers integers. */
static cx *number(double value)
{
    return value == floor(value) && fabs(value) < 9e15 ? cx_int((int64_t)value) : cx_float(value);
}

ct_array *ct_unwrap(const ct_array *p, double discontinuity, int axis, double period)
{
    CT_SCOPE(s);
    ct_array *jumps = ct_own(&s, ct_diff(p, 1, axis, NULL, NULL));
    if (!jumps)
        return ct_null_input("unwrap", 1), NULL;
    axis = ct_normalize_axis("unwrap", axis, p->ndim);
    bool whole = strchr("biu", jumps->dtype->kind) && period == floor(period);
    double high = whole ? floor(period / 2) : period / 2;
    bool ambiguous = !whole || 2 * high == period;
    double limit = isnan(discontinuity) ? period / 2 : discontinuity;
#define N(value) (whole ? number(value) : cx_float(value))
    ct_array *inside = ct_own(
        &s, cx_eval(cx_add(cx_remainder(cx_subtract(CX(jumps), N(-high)), N(period)), N(-high))));
    if (inside && ambiguous) {
        ct_array *edge = ct_own(&s, cx_eval(cx_logical_and(cx_equal(CX(inside), N(-high)),
                                                           cx_greater(CX(jumps), CX(0)))));
        ct_array *value =
            edge ? ct_own(&s, whole ? ct_weak_int((int64_t)high) : ct_weak_float(high)) : NULL;
        if (!value || ct_copyto(inside, value, CT_CASTING_SAME_KIND, edge))
            return NULL;
    }
#undef N
    if (!inside)
        return NULL;
    ct_array *small = ct_own(&s, cx_eval(cx_less(cx_absolute(CX(jumps)), CX(limit))));
    ct_array *correction = small ? ct_own(&s, cx_eval(cx_subtract(CX(inside), CX(jumps)))) : NULL;
    ct_array *zero = correction ? ct_own(&s, ct_weak_int(0)) : NULL;
    if (!zero || ct_copyto(correction, zero, CT_CASTING_SAME_KIND, small))
        return NULL;
    ct_array *total = ct_own(&s, ct_cumsum(correction, axis, NULL));
    ct_array *result = total ? ct_own(&s, ct_astype(p, inside->dtype, CT_CASTING_UNSAFE)) : NULL;
    ct_array *rest = result ? ct_own(&s, ct_get_along(p, axis, ct_from(1))) : NULL;
    ct_array *moved = rest ? ct_own(&s, ct_add(rest, total)) : NULL;
    if (!moved || ct_set_along(result, axis, ct_from(1), moved))
        return NULL;
    return ct_retain(result);
}

/* -- windows ----------------------------------------------------------------------------------- */

/* n = 1 - m, 3 - m, ..., m - 1; or for less than two samples the window itself in *done. */
static ct_array *odd_steps(ct_scope *scope, double m, ct_array **done)
{
    *done = NULL;
    if (!(m >= 1) || m == 1)
        *done = ct_ones(CT_SHAPE(m == 1), CT_FLOAT64);
    return *done || ct_error_pending() ? NULL : ct_own(scope, ct_arange(1 - m, m, 2, CT_FLOAT64));
}

/* cos(factor * n / (m - 1)) */
static cx *cosine(const ct_array *n, double factor, double m)
{
    return cx_cos(cx_divide(cx_multiply(CX(factor), CX(n)), CX(m - 1)));
}

ct_array *ct_bartlett(double m)
{
    CT_SCOPE(s);
    ct_array *done, *n = odd_steps(&s, m, &done);
    if (!n)
        return done;
    cx *ramp = cx_divide(CX(n), CX(m - 1));
    cx *falling = cx_subtract(CX(1.0), cx_dup(ramp));
    return cx_eval(cx_where(cx_less_equal(CX(n), CX(0)), cx_add(CX(1.0), ramp), falling));
}

ct_array *ct_blackman(double m)
{
    CT_SCOPE(s);
    ct_array *done, *n = odd_steps(&s, m, &done);
    if (!n)
        return done;
    cx *first = cx_add(CX(0.42), cx_multiply(CX(0.5), cosine(n, pi, m)));
    return cx_eval(cx_add(first, cx_multiply(CX(0.08), cosine(n, 2 * pi, m))));
}

/* base + share * cos */
static ct_array *raised_cosine(double m, double base, double share)
{
    CT_SCOPE(s);
    ct_array *done, *n = odd_steps(&s, m, &done);
    return n ? cx_eval(cx_add(CX(base), cx_multiply(CX(share), cosine(n, pi, m)))) : done;
}

ct_array *ct_hamming(double m)
{
    return raised_cosine(m, 0.54, 0.46);
}

ct_array *ct_hanning(double m)
{
    return raised_cosine(m, 0.5, 0.5);
}

ct_array *ct_kaiser(double m, double beta)
{
    CT_SCOPE(s);
    if (m == 1)
        return ct_ones(CT_SHAPE(1), CT_FLOAT64);
    double alpha = (m - 1) / 2;
    ct_array *n = ct_own(&s, ct_arange(0, m, 1, CT_FLOAT64));
    if (!n)
        return NULL;
    cx *place = cx_divide(cx_subtract(CX(n), CX(alpha)), CX(alpha));
    ct_array *inner =
        ct_own(&s, cx_eval(cx_multiply(CX(beta), cx_sqrt(cx_subtract(CX(1.0), cx_square(place))))));
    ct_array *limit = inner ? ct_own(&s, ct_scalar_f64(beta)) : NULL;
    ct_array *above = limit ? ct_own(&s, ct_i0(inner)) : NULL;
    ct_array *below = above ? ct_own(&s, ct_i0(limit)) : NULL;
    return below ? ct_divide(above, below) : NULL;
}
