/* vector_math.h: exp, log, sin and their like as straight lines of arithmetic, so that the compiler
 * turns a loop over them into vector code, and every instruction-set level gives the same bits:
 * each fused multiply-add is written as one (FMA) and none is left to the compiler.
 *
 * Each function NAME of a type has two parts: vm_NAME_f64_common(x) says for which arguments it
 * holds (the others are rare: huge, subnormal, nan, and go to libm), and vm_NAME_f64(x) computes.
 * Here is float64, in vector_float.h float32; tan, arctan, power and tanh of float32 are in
 * vector_lanes.inc. The largest errors are in docs/accuracy.md.
 *
 * Methods: arguments are reduced by Cody and Waite's way with fused multiply-adds; sums that must
 * not lose bits are Dekker's and Knuth's error-free ones. Polynomials (vector_tails.h) are in
 * Horner's form: a loop is bound by how many operations it has, not by how long they take, and a
 * polynomial raises no flag for tiny arguments. Long ones, and those next to a division, are
 * several chains side by side, since a processor holds only so many operations that wait. */
#ifndef CT_VECTOR_MATH_H
#define CT_VECTOR_MATH_H

#include "vector_base.h"
#include "vector_lanes.h"

#include "vector_float.h"

/* -- exp ----------------------------------------------------------------------------------------
 */

/* x = k ln(2) + r; k in the low bits of *shifted. */
CT_INLINE double vm_exp_reduce(double x, double *shifted)
{
    *shifted = FMA(x, VM_LOG2E, VM_SHIFT);
    double k = *shifted - VM_SHIFT;
    return FMA(-k, VM_LN2_LO, FMA(-k, VM_LN2_HI, x));
}
#define VM_EXP_REACH vm_size(x), VM_SIZE_OF(708.0) + 1
VM_TAKES_F64(exp, VM_EXP_REACH)
CT_INLINE double vm_exp_f64(double x)
{
    double shifted, r = vm_exp_reduce(x, &shifted);
    return vm_scale(FMA(FMA(VM_EXP_TAIL(r), r, 1), r, 1), shifted);
}
VM_TAKES_F64(exp2, vm_size(x), VM_SIZE_OF(1021.0) + 1)
CT_INLINE double vm_exp2_f64(double x)
{
    double shifted = x + VM_SHIFT, f = x - (shifted - VM_SHIFT);
    return vm_scale(FMA(VM_EXP2_TAIL(f), f, 1), shifted);
}
/* e**x - 1 as s r + (s - 1) + s q, where s = 2**k. */
VM_TAKES_F64(expm1, VM_EXP_REACH)
CT_INLINE double vm_expm1_f64(double x)
{
    double y = vm_settle(x), shifted = FMA(y, VM_LOG2E, VM_SHIFT), k = shifted - VM_SHIFT;
    double h = FMA(-k, VM_LN2_HI, y), r = FMA(-k, VM_LN2_LO, h), low = FMA(-k, VM_LN2_LO, h - r);
    double s = vm_scale(1, shifted), q = FMA(VM_EXP_TAIL(r) * r, r, low);
    return vm_pick(vm_size(x) < VM_TINY, x, FMA(s, q, FMA(s, r, s - 1)));
}

/* -- log ----------------------------------------------------------------------------------------
 */

/* x = 2**k (1 + f) with f in [sqrt(1/2) - 1, sqrt(2) - 1], for normal x > 0; *e is k in the place
 * of an exponent. */
CT_INLINE double vm_log_reduce(double x, uint64_t *e)
{
    uint64_t bits = vm_bits(x);
    *e = (bits - UINT64_C(0x3fe6a09e667f3bcd)) & UINT64_C(0xfff) << 52;
    return vm_double(bits - *e) - 1;
}
/* and positive */
#define VM_NORMAL vm_bits(x) - VM_SIZE_OF(0x1p-1022), VM_SIZE_OF(INFINITY) - VM_SIZE_OF(0x1p-1022)
VM_TAKES_F64(log, VM_NORMAL)
VM_TAKES_F64(log2, VM_NORMAL)
VM_TAKES_F64(log10, VM_NORMAL)
/* k ln(2) + log1p(f) + low */
CT_INLINE double vm_log_sum(double k, double f, double low)
{
    double f2 = f * f, rest = FMA(VM_LOG_TAIL(f, f2, f2 * f2) * f, f, FMA(k, VM_LN2_LO, low));
    return FMA(k, VM_LN2_HI, f + rest);
}
CT_INLINE double vm_log_f64(double x)
{
    uint64_t e;
    double f = vm_log_reduce(x, &e);
    return vm_log_sum(vm_log_k(e), f, 0);
}
CT_INLINE double vm_log2_f64(double x)
{
    uint64_t e;
    double f = vm_log_reduce(x, &e), f2 = f * f;
    return vm_log_k(e) + FMA(VM_LOG2_TAIL(f, f2, f2 * f2), f, f);
}
CT_INLINE double vm_log10_f64(double x)
{
    uint64_t e;
    double f = vm_log_reduce(x, &e), k = vm_log_k(e), f2 = f * f;
    double rest =
        FMA(VM_LOG10_TAIL(f, f2, f2 * f2), f, 0x1.95355baaafad3p-57); /* log10(e) in two parts */
    double near = FMA(f, 0x1.bcb7b1526e50ep-2, rest * f);
    return FMA(k, 0x1.34413509f79ffp-2, FMA(k, -0x1.9dc1da994fd21p-59, near));
}
/* x > -1: both a double's bits and those of a positive one have an end. */
VM_TAKES_F64(log1p,
             vm_size(x) + ((0 - (vm_bits(x) >> 63)) & (VM_SIZE_OF(0x1p1000) - VM_SIZE_OF(1.0))),
             VM_SIZE_OF(0x1p1000))
CT_INLINE double vm_log1p_f64(double x)
{
    uint64_t e;
    double big = x > 1 ? x : 1, small = x > 1 ? 1 : x, u = big + small, lost = small - (u - big);
    double f = vm_log_reduce(u, &e);
    lost *= vm_double(UINT64_C(0x3ff0000000000000) - e);
    /* lost / (1 + f), nearly; the sign is that of zero */
    return vm_copysign(vm_log_sum(vm_log_k(e), f, FMA(-lost, f, lost)), x);
}

/* -- sin, cos -------------------------------------------------------------------------------
 */

CT_INLINE double vm_sin_part(double r, double low) /* sin(r + low) - r */
{
    double z = r * r;
    return FMA(VM_SIN_TAIL(z, z * z) * z, r, low);
}
CT_INLINE double vm_cos_part(double r, double low, double *rest)
{
    double z = r * r, half = 0.5 * z, w = 1 - half;
    *rest = ((1 - w) - half) + FMA(VM_COS_TAIL(z, z * z), z * z, -r * low);
    return w;
}
/* Beyond: n would need more bits of pi. */
#define VM_CIRCLE vm_size(x), VM_SIZE_OF(VM_CIRCLE_END) + 1
VM_TAKES_F64(sin, VM_CIRCLE)
VM_TAKES_F64(cos, VM_CIRCLE)
/* sin(x + ahead pi/2) */
CT_INLINE double vm_circle(double x, uint64_t ahead)
{
    double low, c;
    uint64_t quadrant;
    double r = vm_trig_reduce(x, &low, &quadrant), s = vm_sin_part(r, low),
           w = vm_cos_part(r, low, &c);
    quadrant += ahead;
    double y = vm_pick(quadrant & 1, w + c, r + s);
    return vm_double(vm_bits(y) ^ (quadrant >> 1 << 63));
}
CT_INLINE double vm_sin_f64(double x)
{
    return vm_pick(vm_size(x) < VM_TINY, x, vm_circle(vm_settle(x), 0));
}
CT_INLINE double vm_cos_f64(double x)
{
    return vm_circle(vm_settle(x), 1);
}
/* -- tanh: x + x**3 T(x**2) near 0, 1 - 2 / (e**2x + 1) beyond ------------------------------------
 */

VM_TAKES_F64(tanh, vm_size(x), VM_SIZE_OF(INFINITY) + 1)
CT_INLINE double vm_tanh_f64(double x)
{
    double size = vm_double(vm_size(x)), shifted, y = size < 22 ? size : 22;
    double r = vm_exp_reduce(2 * y, &shifted);
    double far = 1 - 2 / (1 + vm_scale(FMA(FMA(VM_EXP_TAIL(r), r, 1), r, 1), shifted));
    double z = FMA(y, y, 0x1p-100); /* no underflow, and nothing beside 1 */
    return vm_copysign(vm_pick(size < 0.65, FMA(VM_TANH_TAIL(z, z * z) * z, y, y), far), x);
}

/* The others, from one text for both types. */
#define REAL         double
#define UINT         uint64_t
#define PLACES       52
#define SPAN         0x1p200
#define FN(name)     vm_##name##_f64
#define TAKES(...)   VM_TAKES_F64(__VA_ARGS__)
#define SURELY(...)  VM_SURELY_F64(__VA_ARGS__)
#define SURELY2(...) VM_SURELY2_F64(__VA_ARGS__)
#define COMMON(name) vm_##name##_f64_common
#define H(name)      vm_##name
#define TAIL(NAME)   VM_##NAME##_TAIL
#define F(a, b, c)   FMA(a, b, c)
#define ROOT(x)      __builtin_sqrt(x)
#define SIGN         (UINT64_C(1) << 63)
#define SHIFT        VM_SHIFT
#define MAGIC        0x1p52
#define HALF_PI      0x1.921fb54442d18p+0
#define HALF_PI_LO   0x1.1a62633145c07p-54
#include "vector_inverse.inc"
#define REAL         float
#define UINT         uint32_t
#define PLACES       23
#define SPAN         0x1p40f
#define FN(name)     vm_##name##_f32
#define TAKES(...)   VM_TAKES_F32(__VA_ARGS__)
#define SURELY(...)  VM_SURELY_F32(__VA_ARGS__)
#define SURELY2(...) VM_SURELY2_F32(__VA_ARGS__)
#define COMMON(name) vm_##name##_f32_common
#define H(name)      vf_##name
#define TAIL(NAME)   VF_##NAME##_TAIL
#define F(a, b, c)   FMAF(a, b, c)
#define ROOT(x)      __builtin_sqrtf(x)
#define SIGN         0x80000000u
#define SHIFT        VF_SHIFT
#define MAGIC        0x1p23f
#define HALF_PI      0x1.921fb6p+0f
#define HALF_PI_LO   -0x1.777a5cp-25f
#include "vector_inverse.inc"

#endif
