/* vector_power.h: x**y = e**(y log(x)). The logarithm is a pair, from a table of 128 parts, so that
 * y times it is right to the last bits of a double: P. Tang's method. float32 is computed in
 * float64. */
#ifndef CT_VECTOR_POWER_H
#define CT_VECTOR_POWER_H

#include "vector_base.h"

/* y as an integer: is it one, and is it odd? Whole numbers beyond 2**51 are left out. */
CT_INLINE bool vm_whole(double y)
{
    return (y + VM_SHIFT) - VM_SHIFT == y;
}
/* log2(size), within 0.09: the exponent, and the fraction as if the logarithm were straight. */
CT_INLINE double vm_near_log2(double size)
{
    return FMA(vm_double(vm_bits(size) >> 12 | VM_SIZE_OF(0x1p52)) - 0x1p52, 0x1p-40, -1023);
}
/* The result is normal, and |y| is 0 or above 2**-200. */
CT_INLINE bool vm_power_f64_common(double x, double y)
{
    const uint64_t low = VM_SIZE_OF(0x1p-200), one = VM_SIZE_OF(0x1p-1022);
    uint64_t size = vm_size(x), exponent = vm_size(y), least = exponent < low ? low : exponent;
    least = least < VM_SIZE_OF(0x1p200) ? least : VM_SIZE_OF(0x1p200);
    double log = vm_double(vm_size(vm_near_log2(vm_double(size)))) + 0.09;
    return (size - one < VM_SIZE_OF(INFINITY) - one) & (exponent - 1 >= low - 1) &
           (vm_bits(vm_double(least) * log) < VM_SIZE_OF(1020.0)) &
           ((vm_bits(x) >> 63 == 0) | ((vm_size(y) < VM_SIZE_OF(0x1p51)) & vm_whole(y)));
}
/* By the largest |log2(x)|, as bits beyond those of 1, the largest |y|, and the least but 0 as how
 * far it is below 2**64. What is not positive is further from 1 than any normal number. */
typedef struct {
    uint64_t log, most, least;
} vm_power_f64_worst;
CT_INLINE void vm_power_f64_look(vm_power_f64_worst *worst, double x, double y)
{
    const int64_t beyond = (int64_t)(vm_bits(x) - VM_SIZE_OF(1.0));
    const uint64_t log = (uint64_t)(beyond < 0 ? ~beyond : beyond), size = vm_size(y);
    worst->log = log > worst->log ? log : worst->log;
    worst->most = size > worst->most ? size : worst->most;
    worst->least = 0 - size > worst->least ? 0 - size : worst->least;
}
CT_INLINE bool vm_power_f64_fine(vm_power_f64_worst worst)
{
    const uint64_t one = VM_SIZE_OF(1.0), most = worst.most > one ? worst.most : one;
    return most < VM_SIZE_OF(0x1p200) && worst.least <= 0 - VM_SIZE_OF(0x1p-200) &&
           ((double)worst.log * 0x1p-52 + 0.09) * vm_double(most) < 1020;
}
VM_ALL2(power_f64, double, true)
CT_INLINE double vm_power_f64(double x, double y)
{
    uint64_t size = vm_size(x), t = size - UINT64_C(0x3fe6955500000000);
    uint64_t part = t >> 45 & 127, e = t & UINT64_C(0xfff) << 52;
    double z = vm_double(size - e), k = vm_log_k(e);
    double c = vm_pow_c[part], r = FMA(z, c, -1);
    /* k ln(2) - log(c) is exact; then r - r**2 / 2 as a pair, and the rest */
    double a = FMA(k, VM_LN2_42, vm_pow_high[part]), b = a + r, b_low = (a - b) + r;
    double half = -0.5 * r, square = r * half, square_low = FMA(r, half, -square);
    double h = b + square, h_low = (b - h) + square;
    double rest = FMA(k, VM_LN2_42_LO, vm_pow_low[part]) + b_low + square_low + h_low;
    rest = FMA(VM_POW_TAIL(r) * r, r * r, rest);
    double log = h + rest, log_low = (h - log) + rest;
    double p = y * log, p_low = FMA(y, log_low, FMA(y, log, -p));
    /* e**p as 1 + q and what that lost, so that powers which are doubles come out as they are */
    double shifted = FMA(p, VM_LOG2E, VM_SHIFT), n = shifted - VM_SHIFT, d = FMA(-n, VM_LN2_HI, p);
    double low = FMA(-n, VM_LN2_LO, p_low), q = d + low, q_low = (d - q) + low, s = 1 + q;
    double power = vm_scale(s + ((1 - s) + q + FMA(VM_EXP_TAIL(q) * q, q, q_low)), shifted);
    return vm_double(vm_bits(power) ^ (vm_bits(x) & vm_bits(y + VM_SHIFT) << 63));
}
/* The same bounds for a float's results. */
CT_INLINE bool vm_power_f32_common(float x, float y)
{
    const uint32_t low = vf_size(0x1p-60f), one = vf_size(0x1p-126f);
    uint32_t size = vf_size(x), exponent = vf_size(y), least = exponent < low ? low : exponent;
    least = least < vf_size(0x1p60f) ? least : vf_size(0x1p60f);
    float log = FMAF(vf_float(size >> 8 | vf_size(0x1p23f)) - 0x1p23f, 0x1p-15f, -127);
    log = vf_float(vf_size(log)) + 0.09f;
    return (size - one < vf_size(INFINITY) - one) &
           (vf_bits(vf_float(least) * log) < vf_bits(125.0f)) &
           ((vf_bits(x) >> 31 == 0) |
            ((exponent < vf_size(0x1p22f)) & ((y + VF_SHIFT) - VF_SHIFT == y)));
}
typedef struct {
    uint32_t log, most;
} vm_power_f32_worst;
CT_INLINE void vm_power_f32_look(vm_power_f32_worst *worst, float x, float y)
{
    const int32_t beyond = (int32_t)(vf_bits(x) - vf_size(1.0f));
    const uint32_t log = (uint32_t)(beyond < 0 ? ~beyond : beyond), size = vf_size(y);
    worst->log = log > worst->log ? log : worst->log;
    worst->most = size > worst->most ? size : worst->most;
}
CT_INLINE bool vm_power_f32_fine(vm_power_f32_worst worst)
{
    const uint32_t one = vf_size(1.0f), most = worst.most > one ? worst.most : one;
    return most < vf_size(0x1p60f) && ((float)worst.log * 0x1p-23f + 0.09f) * vf_float(most) < 125;
}
VM_ALL2(power_f32, float, true)
CT_INLINE float vm_power_f32(float x, float y)
{
    uint32_t e;
    double f = vf_log_reduce(vf_float(vf_size(x)), &e), k = (int32_t)e >> 23;
    double log = FMA(VM_POWF_TAIL(f), f, k), p = log * y;
    double shifted = p + VM_SHIFT, q = p - (shifted - VM_SHIFT);
    float power = (float)vm_scale(FMA(VM_EXP2F_TAIL(q), q, 1), shifted);
    return vf_float(vf_bits(power) ^ (vf_bits(x) & vf_bits(y + VF_SHIFT) << 31));
}

#endif
