/* vector_float.h: the functions of vector_math.h in float32, by the same rules: VM_COMMON tells the
 * arguments, straight lines compute, libm takes the rest in double. Polynomials are in Horner's
 * form: loops over them are bound by the number of instructions, not by their latency, and a
 * polynomial raises no flag for tiny arguments. Largest error over all float32 values:
 * docs/accuracy.md. */
#ifndef CT_VECTOR_FLOAT_H
#define CT_VECTOR_FLOAT_H

#include "vector_base.h"

#define FMAF(a, b, c) __builtin_fmaf(a, b, c)

CT_INLINE uint32_t vf_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE float vf_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
#define vf_real vf_float
CT_INLINE uint32_t vf_size(float x)
{
    return vf_bits(x) & 0x7fffffffu;
}
CT_INLINE float vf_pick(bool first, float a, float b)
{
    uint32_t mask = -(uint32_t)first;
    return vf_float((vf_bits(a) & mask) | (vf_bits(b) & ~mask));
}
CT_INLINE float vf_copysign(float size, float sign)
{
    return vf_float((vf_bits(size) & 0x7fffffffu) | (vf_bits(sign) & 0x80000000u));
}
/* x, or 0 where x**2 would underflow: below, each function that uses it is x. */
#define VF_TINY vf_size(0x1p-40f)
CT_INLINE float vf_settle(float x)
{
    return vf_pick(vf_size(x) < VF_TINY, 0, x);
}

#define VF_SHIFT  0x1.8p23f /* adding it leaves the whole part, rounded to even, in the low bits */
#define VF_LOG2E  0x1.715476p+0f
#define VF_LN2_HI 0x1.62e430p-1f
#define VF_LN2_LO -0x1.05c610p-29f

/* -- exp ----------------------------------------------------------------------------------------
 */

CT_INLINE float vf_scale(float x, float shifted)
{
    return vf_float(vf_bits(x) + (vf_bits(shifted) << 23));
}
CT_INLINE float vf_exp_reduce(float x, float *shifted)
{
    *shifted = FMAF(x, VF_LOG2E, VF_SHIFT);
    float k = *shifted - VF_SHIFT;
    return FMAF(-k, VF_LN2_LO, FMAF(-k, VF_LN2_HI, x));
}
/* (e**r - 1 - r) / r**2 for |r| <= ln(2) / 2. */
CT_INLINE float vf_exp_tail(float r)
{
    return VF_EXP_TAIL(r);
}
VM_TAKES_F32(exp, vf_size(x), vf_size(87.0f) + 1)
CT_INLINE float vm_exp_f32(float x)
{
    float shifted, r = vf_exp_reduce(x, &shifted);
    float p = FMAF(vf_exp_tail(r), r, 1);
    return vf_scale(FMAF(p, r, 1), shifted);
}
VM_TAKES_F32(exp2, vf_size(x), vf_size(125.0f) + 1)
CT_INLINE float vm_exp2_f32(float x)
{
    float shifted = x + VF_SHIFT, f = x - (shifted - VF_SHIFT);
    return vf_scale(FMAF(VF_EXP2_TAIL(f), f, 1), shifted);
}
/* s r + (s - 1) + s q with s = 2**k, r + q = e**r - 1 */
VM_TAKES_F32(expm1, vf_size(x), vf_size(87.0f) + 1)
CT_INLINE float vm_expm1_f32(float x)
{
    float shifted, r = vf_exp_reduce(vf_settle(x), &shifted), s = vf_scale(1, shifted);
    float q = vf_exp_tail(r) * r * r;
    return vf_pick(vf_size(x) < VF_TINY, x, FMAF(s, q, FMAF(s, r, s - 1)));
}

/* -- log ----------------------------------------------------------------------------------------
 */

/* x = 2**k (1 + f) with f in [sqrt(1/2) - 1, sqrt(2) - 1], for normal x > 0; *e is k as bits of an
 * exponent. */
CT_INLINE float vf_log_reduce(float x, uint32_t *e)
{
    const uint32_t low = 0x3f3504f3u;
    uint32_t bits = vf_bits(x);
    *e = (bits - low) & 0xff800000u;
    return vf_float(bits - *e) - 1;
}
CT_INLINE float vf_log_k(uint32_t e)
{
    return (float)((int32_t)e >> 23);
}
#define VF_NORMAL vf_bits(x) - 0x00800000u, 0x7f800000u - 0x00800000u /* and positive */
VM_TAKES_F32(log, VF_NORMAL)
VM_TAKES_F32(log2, VF_NORMAL)
VM_TAKES_F32(log10, VF_NORMAL)
/* k ln(2) + log1p(f) + low */
CT_INLINE float vf_log_sum(float k, float f, float low)
{
    float rest = FMAF(VF_LOG_TAIL(f) * f, f, FMAF(k, VF_LN2_LO, low));
    return FMAF(k, VF_LN2_HI, f + rest);
}
CT_INLINE float vm_log_f32(float x)
{
    uint32_t e;
    float f = vf_log_reduce(x, &e);
    return vf_log_sum(vf_log_k(e), f, 0);
}
CT_INLINE float vm_log2_f32(float x)
{
    uint32_t e;
    float f = vf_log_reduce(x, &e), k = vf_log_k(e);
    return k + FMAF(VF_LOG2_TAIL(f), f, f);
}
CT_INLINE float vm_log10_f32(float x)
{
    uint32_t e;
    float f = vf_log_reduce(x, &e), k = (float)(int32_t)e; /* 2**23 times the exponent */
    float p = FMAF(VF_LOG10_TAIL(f), f, -0x1.5b235ep-27f); /* log10(e): the rest */
    float near = FMAF(f, 0x1.bcb7b2p-2f, p * f);
    return FMAF(k, 0x1.344136p-25f, FMAF(k, -0x1.ec10c0p-50f, near));
}
/* x > -1 */
VM_TAKES_F32(log1p, vf_size(x) + (vf_bits(x) >> 31) * (vf_size(0x1p120f) - vf_size(1.0f)),
             vf_size(0x1p120f))
CT_INLINE float vm_log1p_f32(float x)
{
    uint32_t e;
    float big = x > 1 ? x : 1, small = x > 1 ? 1 : x, u = big + small, lost = small - (u - big);
    float f = vf_log_reduce(u, &e);
    lost *= vf_float(0x3f800000u - e);
    /* lost / (1 + f), nearly; the sign is that of zero */
    return vf_copysign(vf_log_sum(vf_log_k(e), f, FMAF(-lost, f, lost)), x);
}

/* -- sin, cos, tan ------------------------------------------------------------------------------
 */

#define VF_HALF_PI_1 0x1.921fb6p+0f
#define VF_HALF_PI_2 -0x1.777a5cp-25f
#define VF_HALF_PI_3 -0x1.ee59dap-50f
#define VF_CIRCLE    vf_size(x), vf_size(1e5f) + 1
VM_TAKES_F32(sin, VF_CIRCLE)
VM_TAKES_F32(cos, VF_CIRCLE)
VM_TAKES_F32(tan, VF_CIRCLE)
/* x = n pi/2 + r + *low, |r| <= pi/4; n in the low bits of *shifted. The first difference is exact
 * and a multiple of 2**-23; so is what is added to r to give it. */
CT_INLINE float vf_trig_reduce(float x, float *low, float *shifted)
{
    *shifted = FMAF(x, 0x1.45f306p-1f, VF_SHIFT);
    float n = *shifted - VF_SHIFT, h = FMAF(-n, VF_HALF_PI_1, x), r = h - n * VF_HALF_PI_2;
    *low = FMAF(-n, VF_HALF_PI_3, FMAF(-n, VF_HALF_PI_2, h - r));
    return r;
}
/* sin(x + ahead pi/2) */
CT_INLINE float vf_circle(float x, uint32_t ahead)
{
    float shifted, low, r = vf_trig_reduce(x, &low, &shifted), z = r * r;
    float s = VF_SIN_TAIL(z), c = VF_COS_TAIL(z);
    uint32_t quadrant = vf_bits(shifted) + ahead;
    float y = vf_pick(quadrant & 1, FMAF(FMAF(c, z, -0.5f), z, 1), r + FMAF(s * z, r, low));
    return vf_float(vf_bits(y) ^ (quadrant >> 1 << 31));
}
CT_INLINE float vm_sin_f32(float x)
{
    return vf_pick(vf_size(x) < VF_TINY, x, vf_circle(vf_settle(x), 0));
}
CT_INLINE float vm_cos_f32(float x)
{
    return vf_circle(vf_settle(x), 1);
}
CT_INLINE float vm_tan_f32(float x)
{
    float shifted, low, r = vf_trig_reduce(vf_settle(x), &low, &shifted), z = r * r;
    float rest = FMAF(VF_TAN_TAIL(z) * z, r, FMAF(low, z, low)), t = r + rest,
          t_low = (r - t) + rest;
    bool odd = vf_bits(shifted) & 1;
    float d = vf_pick(odd, t, 1), v = -1 / d, q = FMAF(v, FMAF(v, t_low, FMAF(v, d, 1)), v);
    q = vf_pick(odd, q, t);
    return vf_pick(vf_size(x) < VF_TINY, x, q);
}

/* -- tanh ---------------------------------------------------------------------------------------
 */

VM_TAKES_F32(tanh, vf_size(x), 0x7f800001u)
/* x + x**3 T(x**2) near 0, 1 - 2 / (e**2x + 1) beyond */
CT_INLINE float vm_tanh_f32(float x)
{
    float size = vf_float(vf_size(x)), y = size < 10 ? size : 10;
    float shifted = FMAF(y, 2 * VF_LOG2E, VF_SHIFT), f = FMAF(y, 2 * VF_LOG2E, VF_SHIFT - shifted);
    float far = 1 - 2 / (1 + vf_scale(FMAF(VF_EXP2_TAIL(f), f, 1), shifted));
    float z = FMAF(y, y, 0x1p-40f); /* no underflow, and nothing beside 1 */
    return vf_copysign(vf_pick(size < 0.65f, FMAF(VF_TANH_TAIL(z) * z, y, y), far), x);
}

#endif
