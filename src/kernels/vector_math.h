/* vector_math.h: exp, log, sin and their like as straight lines of arithmetic, so that the compiler
 * turns a loop over them into vector code, and every instruction-set level gives the same bits:
 * each fused multiply-add is written as one (FMA) and none is left to the compiler.
 *
 * Each function NAME has two parts: NAME_common(x, single) says for which arguments it holds (the
 * others are rare: huge, subnormal, nan, and go to libm), and vm_NAME(x, single) computes in
 * double; `single` (constant) is for results that are rounded to float, where shorter polynomials
 * will do. Largest errors seen, in ulp: exp, expm1 1.25, exp2 0.9, log 0.85, log2, log10, log1p
 * 0.75, sin, cos 0.9, tan 1.1, tanh 0.9; float results, rounded from double, 0.51.
 *
 * Methods: arguments are reduced by Cody and Waite's way with fused multiply-adds; polynomials are
 * Chebyshev interpolations of the named function (script/coefficients prints them); sums that must
 * not lose bits are Dekker's and Knuth's error-free ones. */
#ifndef CT_VECTOR_MATH_H
#define CT_VECTOR_MATH_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <carton/compiler.h>

#define FMA(a, b, c) __builtin_fma(a, b, c)

CT_INLINE uint64_t vm_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE double vm_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
/* |x| as bits: ordered like the numbers, without the flags that comparing a nan raises. */
CT_INLINE uint64_t vm_size(double x)
{
    return vm_bits(x) & ~(UINT64_C(1) << 63);
}
#define VM_SIZE_OF(limit) vm_size(limit)
#define VM_TINY           VM_SIZE_OF(0x1p-60) /* x + x**2 is x below, and the sign of zero stays */
CT_INLINE double vm_copysign(double size, double sign)
{
    return vm_double((vm_bits(size) & ~(UINT64_C(1) << 63)) |
                     (vm_bits(sign) & (UINT64_C(1) << 63)));
}
CT_INLINE double vm_pick(bool first, double a, double b)
{
    uint64_t mask = -(uint64_t)first;
    return vm_double((vm_bits(a) & mask) | (vm_bits(b) & ~mask));
}

/* Adding it leaves a double's whole part, rounded to even, in the low bits. */
#define VM_SHIFT 0x1.8p52
/* A polynomial with n + 1 coefficients, the lowest first. Estrin's order: pairs, then pairs of
 * pairs. */
#define VM_P1(x, a, b)           FMA(b, x, a)
#define VM_P3(x, x2, a, b, c, d) FMA(VM_P1(x, c, d), x2, VM_P1(x, a, b))
#define VM_P7(x, x2, x4, a, b, c, d, e, f, g, h)                                                   \
    FMA(VM_P3(x, x2, e, f, g, h), x4, VM_P3(x, x2, a, b, c, d))

/* -- exp ----------------------------------------------------------------------------------------
 */

#define VM_LOG2E  0x1.71547652b82fep+0
#define VM_LN2_HI 0x1.62e42fefa39efp-1
#define VM_LN2_LO 0x1.abc9e3b39803fp-56

/* (e**r - 1 - r) / r**2 for |r| <= ln(2) / 2. */
CT_INLINE double vm_exp_tail(double r, bool single)
{
    double r2 = r * r, r4 = r2 * r2;
    if (single)
        return FMA(VM_P1(r, 0x1.6d431504c53d3p-10, 0x1.a124e3f154d32p-13), r4,
                   VM_P3(r, r2, 0x1.0000000b8f62bp-1, 0x1.5555555a78232p-3, 0x1.5554e9114ecf9p-5,
                         0x1.1110e0f726534p-7));
    double high =
        FMA(0x1.1f72fc730b4ffp-29, r2, VM_P1(r, 0x1.27e4db67b4303p-22, 0x1.af4ddd84882fep-26));
    return FMA(high, r4 * r4,
               VM_P7(r, r2, r4, 0x1.0000000000000p-1, 0x1.5555555555557p-3, 0x1.5555555555556p-5,
                     0x1.11111111100dfp-7, 0x1.6c16c16c162d6p-10, 0x1.a01a01abe62ddp-13,
                     0x1.a01a01a6d7808p-16, 0x1.71de02375656cp-19));
}
/* x = k ln(2) + r; k in the low bits of *shifted. */
CT_INLINE double vm_exp_reduce(double x, double *shifted)
{
    *shifted = FMA(x, VM_LOG2E, VM_SHIFT);
    double k = *shifted - VM_SHIFT;
    return FMA(-k, VM_LN2_LO, FMA(-k, VM_LN2_HI, x));
}
/* x * 2**k, both normal. */
CT_INLINE double vm_scale(double x, double shifted)
{
    return vm_double(vm_bits(x) + (vm_bits(shifted) << 52));
}
CT_INLINE bool vm_exp_common(double x, bool single)
{
    return vm_size(x) <= VM_SIZE_OF(single ? 87.0 : 708.0);
}
CT_INLINE double vm_exp(double x, bool single)
{
    double shifted, r = vm_exp_reduce(x, &shifted);
    return vm_scale(1 + FMA(vm_exp_tail(r, single), r * r, r), shifted);
}
CT_INLINE bool vm_exp2_common(double x, bool single)
{
    return vm_size(x) <= VM_SIZE_OF(single ? 125.0 : 1021.0);
}
CT_INLINE double vm_exp2(double x, bool single)
{
    double shifted = x + VM_SHIFT, f = x - (shifted - VM_SHIFT);
    double r = f * VM_LN2_HI, low = FMA(f, VM_LN2_LO, FMA(f, VM_LN2_HI, -r));
    return vm_scale(1 + (r + FMA(vm_exp_tail(r, single), r * r, low)), shifted);
}
/* e**x - 1 as s r + (s - 1) + s q, where s = 2**k. */
CT_INLINE bool vm_expm1_common(double x, bool single)
{
    return vm_size(x) <= VM_SIZE_OF(single ? 87.0 : 708.0);
}
CT_INLINE double vm_expm1(double x, bool single)
{
    double shifted = FMA(x, VM_LOG2E, VM_SHIFT), k = shifted - VM_SHIFT;
    double h = FMA(-k, VM_LN2_HI, x), r = FMA(-k, VM_LN2_LO, h), low = FMA(-k, VM_LN2_LO, h - r);
    double s = vm_scale(1, shifted), q = FMA(vm_exp_tail(r, single), r * r, low);
    return vm_pick(vm_size(x) < VM_TINY, x, FMA(s, q, FMA(s, r, s - 1)));
}

/* -- log ----------------------------------------------------------------------------------------
 */

/* x = 2**k (1 + f) with f in [sqrt(1/2) - 1, sqrt(2) - 1], for normal x > 0. */
CT_INLINE double vm_log_reduce(double x, double *k)
{
    const uint64_t low = UINT64_C(0x3fe6a09e667f3bcd), bias = UINT64_C(1024) << 52;
    uint64_t bits = vm_bits(x), e = (bits - low + bias) >> 52;
    *k = vm_double(UINT64_C(0x4330000000000000) | e) - (0x1p52 + 1024);
    return vm_double(bits - (e << 52) + bias) - 1;
}
/* (log1p(f) - f + f**2 / 2) / f**3. */
CT_INLINE double vm_log_tail(double f, bool single)
{
    double f2 = f * f, f4 = f2 * f2, f8 = f4 * f4;
    if (single)
        return FMA(VM_P1(f, 0x1.af581ec85fd64p-4, -0x1.fc06e23f24c52p-5), f8,
                   VM_P7(f, f2, f4, 0x1.5555554c6073bp-2, -0x1.fffff2f287aa1p-3,
                         0x1.9999a71335a12p-3, -0x1.555c54f28073fp-3, 0x1.249688a87fe4dp-3,
                         -0x1.fdfb819bdf7d6p-4, 0x1.c41b8c17988c8p-4, -0x1.b41169121523ap-4));
    double high = FMA(0x1.7d29370356709p-6, f4,
                      VM_P3(f, f2, 0x1.9ef55712af986p-5, -0x1.a4f2cb642aed7p-5,
                            0x1.e4de09bbb15acp-5, -0x1.ba0db7c5ec460p-5));
    double middle = VM_P7(f, f2, f4, 0x1.745d1806bdea4p-4, -0x1.555582293998ep-4,
                          0x1.3b13c73c82083p-4, -0x1.248da6617d7e1p-4, 0x1.110a3cb814e7cp-4,
                          -0x1.00471d25a052ap-4, 0x1.e3351b0b8a06ap-5, -0x1.c29e22cde6a1cp-5);
    return FMA(FMA(high, f8, middle), f8,
               VM_P7(f, f2, f4, 0x1.5555555555555p-2, -0x1.0000000000007p-2, 0x1.99999999998d7p-3,
                     -0x1.5555555553457p-3, 0x1.249249249e4a9p-3, -0x1.000000017c4eap-3,
                     0x1.c71c71bf5db12p-4, -0x1.9999989e9f8b5p-4));
}
/* a + log1p(f) + low as the sum of two, where a is 0 or larger than f. */
CT_INLINE double vm_log_sum(double a, double f, double low, bool single, double *rest)
{
    double half = 0.5 * f, square = f * half, lost = FMA(f, half, -square);
    double s = a + f, t = s - square;
    *rest =
        ((a - s) + f) + ((s - t) - square) + (FMA(vm_log_tail(f, single), f * f * f, low) - lost);
    return t;
}
#define VM_LN2_42    0x1.62e42fefa3800p-1 /* 42 bits: k times it is exact */
#define VM_LN2_42_LO 0x1.ef35793c76730p-45

CT_INLINE bool vm_log_common(double x, bool single)
{
    return vm_bits(x) - VM_SIZE_OF(0x1p-1022) < VM_SIZE_OF(INFINITY) - VM_SIZE_OF(0x1p-1022);
}
/* log1p(f), to 50 bits: enough for a float. */
CT_INLINE double vm_log_float(double f)
{
    double f2 = f * f;
    return FMA(vm_log_tail(f, true), f2 * f, FMA(f2, -0.5, f));
}
CT_INLINE double vm_log(double x, bool single)
{
    double k, f = vm_log_reduce(x, &k), f2 = f * f;
    if (single)
        return FMA(k, VM_LN2_HI, vm_log_float(f));
    double rest = FMA(vm_log_tail(f, single), f * f2, k * VM_LN2_42_LO);
    return FMA(k, VM_LN2_42, f - FMA(f2, 0.5, -rest));
}
/* log(x) / log(base): k times the base's logarithm of 2, and log1p(f) times 1 / ln(base). */
CT_INLINE double vm_log_base(double x, double two_hi, double two_lo, double per_hi, double per_lo,
                             bool single)
{
    double k, f = vm_log_reduce(x, &k), rest;
    if (single)
        return FMA(k, two_hi, FMA(vm_log_float(f), per_hi, k * two_lo));
    double log = vm_log_sum(0, f, 0, single, &rest);
    double high = log + rest, low = (log - high) + rest;
    double p = high * per_hi, tail = FMA(high, per_hi, -p) + FMA(high, per_lo, low * per_hi);
    double a = k * two_hi, sum = a + p;
    return sum + (((a - sum) + p) + FMA(k, two_lo, tail));
}
#define vm_log2_common  vm_log_common
#define vm_log10_common vm_log_common
CT_INLINE double vm_log2(double x, bool single)
{
    return vm_log_base(x, 1, 0, VM_LOG2E, 0x1.777d0ffda0d24p-56, single);
}
CT_INLINE double vm_log10(double x, bool single)
{
    return vm_log_base(x, 0x1.34413509f7000p-2, 0x1.3fde623e2566bp-43, 0x1.bcb7b1526e50ep-2,
                       0x1.95355baaafad3p-57, single);
}
CT_INLINE bool vm_log1p_common(double x, bool single) /* x > -1 */
{
    uint64_t most = vm_bits(x) >> 63 ? VM_SIZE_OF(1.0) : VM_SIZE_OF(0x1p1000);
    return vm_size(x) < most;
}
CT_INLINE double vm_log1p(double x, bool single)
{
    double u = 1 + x, b = u - x, lost = (x - (u - b)) + (1 - b);
    double k, f = vm_log_reduce(u, &k), rest;
    /* lost / u: both scaled by 2**-k, as u was */
    double sum = vm_log_sum(k * VM_LN2_42, f, FMA(k, VM_LN2_42_LO, lost / u), single, &rest);
    return vm_pick(vm_size(x) < VM_TINY, x, sum + rest);
}

/* -- sin, cos, tan -------------------------------------------------------------------------------
 */

/* x = n pi/2 + r + *low, |r| <= pi/4; n in the low bits of *shifted. pi/2 in three parts. */
CT_INLINE double vm_trig_reduce(double x, double *low, uint64_t *quadrant, bool single)
{
    const double p1 = 0x1.921fb54442d18p+0, p2 = 0x1.1a62633145c07p-54,
                 p3 = -0x1.f1976b7ed8fbcp-110;
    double shifted = FMA(x, 0x1.45f306dc9c883p-1, VM_SHIFT), n = shifted - VM_SHIFT;
    *quadrant = vm_bits(shifted);
    *low = 0;
    if (single)
        return FMA(-n, p2, FMA(-n, p1, x));
    double h = FMA(-n, p1, x), r = FMA(-n, p2, h);
    *low = FMA(-n, p3, FMA(-n, p2, h - r));
    return r;
}
CT_INLINE double vm_sin_tail(double z, bool single) /* (sin(r) / r - 1) / r**2, z = r**2 */
{
    double z2 = z * z;
    if (single)
        return VM_P3(z, z2, -0x1.555555545e0acp-3, 0x1.11110def2e1c9p-7, -0x1.a013a793b98cep-13,
                     0x1.6dbe0838a06e9p-19);
    double high =
        FMA(-0x1.ab17d404de5b3p-41, z2, VM_P1(z, -0x1.ae645412c560cp-26, 0x1.61217f0b800d5p-33));
    return FMA(high, z2 * z2,
               VM_P3(z, z2, -0x1.5555555555555p-3, 0x1.1111111111110p-7, -0x1.a01a01a019938p-13,
                     0x1.71de3a546095bp-19));
}
CT_INLINE double vm_cos_tail(double z, bool single) /* (cos(r) - 1 + z / 2) / z**2 */
{
    double z2 = z * z;
    if (single)
        return VM_P3(z, z2, 0x1.5555555502cf4p-5, -0x1.6c16bf54e7232p-10, 0x1.a015c47d920acp-16,
                     -0x1.25244e23e6e3ap-22);
    double high =
        FMA(0x1.ab785b00b4646p-45, z2, VM_P1(z, 0x1.1eed8deb97a97p-29, -0x1.9394ba0cd6ed5p-37));
    return FMA(high, z2 * z2,
               VM_P3(z, z2, 0x1.5555555555555p-5, -0x1.6c16c16c16c16p-10, 0x1.a01a01a019d0ap-16,
                     -0x1.27e4fb7712d65p-22));
}
CT_INLINE double vm_sin_part(double r, double low, double *rest, bool single)
{
    double z = r * r;
    if (single) {
        *rest = vm_sin_tail(z, single) * z * r;
        return r;
    }
    *rest = FMA(vm_sin_tail(z, single) * z, r, low);
    return r;
}
CT_INLINE double vm_cos_part(double r, double low, double *rest, bool single)
{
    double z = r * r, half = 0.5 * z, w = 1 - half;
    if (single) {
        *rest = vm_cos_tail(z, single) * (z * z);
        return w;
    }
    *rest = ((1 - w) - half) + FMA(vm_cos_tail(z, single), z * z, -r * low);
    return w;
}
/* Beyond: n would need more bits of pi. */
CT_INLINE bool vm_sin_common(double x, bool single)
{
    return vm_size(x) <= VM_SIZE_OF(1e6);
}
#define vm_cos_common vm_sin_common
#define vm_tan_common vm_sin_common
/* sin(x + ahead pi/2) */
CT_INLINE double vm_circle(double x, uint64_t ahead, bool single)
{
    double low, s, c;
    uint64_t quadrant;
    double r = vm_trig_reduce(x, &low, &quadrant, single);
    quadrant += ahead;
    double sine = vm_sin_part(r, low, &s, single), cosine = vm_cos_part(r, low, &c, single);
    double y = vm_pick(quadrant & 1, cosine + c, sine + s);
    return vm_double(vm_bits(y) ^ (quadrant >> 1 << 63));
}
CT_INLINE double vm_sin(double x, bool single)
{
    return vm_pick(vm_size(x) < VM_TINY, x, vm_circle(x, 0, single));
}
CT_INLINE double vm_cos(double x, bool single)
{
    return vm_circle(x, 1, single);
}
CT_INLINE double vm_divide_pairs(double a, double a_low, double b, double b_low, bool single)
{
    double q = a / b;
    if (single)
        return q;
    return q + (FMA(-q, b, a) + FMA(-q, b_low, a_low)) / b;
}
CT_INLINE double vm_tan(double x, bool single)
{
    double low, s, c;
    uint64_t quadrant;
    double r = vm_trig_reduce(x, &low, &quadrant, single);
    double sine = vm_sin_part(r, low, &s, single), cosine = vm_cos_part(r, low, &c, single);
    double high = sine + s, rest = (sine - high) + s, other = cosine + c,
           other_rest = (cosine - other) + c;
    bool odd = quadrant & 1;
    double q = vm_divide_pairs(vm_pick(odd, -other, high), vm_pick(odd, -other_rest, rest),
                               vm_pick(odd, high, other), vm_pick(odd, rest, other_rest), single);
    return vm_pick(vm_size(x) < VM_TINY, x, q);
}

/* -- tanh: t / (t + 2) with t = e**2x - 1 ---------------------------------------------------------
 */

CT_INLINE bool vm_tanh_common(double x, bool single)
{
    return vm_size(x) <= VM_SIZE_OF(INFINITY);
}
CT_INLINE double vm_tanh(double x, bool single)
{
    double size = vm_double(vm_size(x)), y = vm_pick(size < 22, 2 * size, 44.0);
    double shifted = FMA(y, VM_LOG2E, VM_SHIFT), k = shifted - VM_SHIFT;
    double h = FMA(-k, VM_LN2_HI, y), r = FMA(-k, VM_LN2_LO, h), low = FMA(-k, VM_LN2_LO, h - r);
    double s = vm_scale(1, shifted), q = FMA(vm_exp_tail(r, single), r * r, low);
    /* t = s r + (s - 1) + s q, in two parts; s - 1 is 0 or at least as large as s r */
    double a = s - 1, lost = (s - a) - 1, b = s * r, t = a + b;
    double t_low = FMA(s, q, ((a - t) + b) + lost), high = t + t_low, rest = (t - high) + t_low;
    double d = high + 2, big = high > 2 ? high : 2, less = high > 2 ? 2 : high;
    return vm_copysign(vm_divide_pairs(high, rest, d, ((big - d) + less) + rest, single), x);
}

#endif
