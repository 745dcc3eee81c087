/* vector_float.h: the functions of vector_math.h in float32, by the same rules: VM_COMMON tells the
 * arguments, straight lines compute, libm takes the rest in double. Polynomials are in Horner's
 * form: loops over them are bound by the number of instructions, not by their latency, and a
 * polynomial raises no flag for tiny arguments. Largest error over all float32 values:
 * docs/accuracy.md. */
#ifndef CT_VECTOR_FLOAT_H
#define CT_VECTOR_FLOAT_H

#include "vector_lanes.h"

/* -- exp ----------------------------------------------------------------------------------------
 */

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
VM_TAKES_F32(log1p, vf_size(x) + ((0 - (vf_bits(x) >> 31)) & (vf_size(0x1p120f) - vf_size(1.0f))),
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

/* -- sin, cos ------------------------------------------------------------------------------
 */

#define VF_CIRCLE vf_size(x), vf_size(VF_CIRCLE_END) + 1
VM_TAKES_F32(sin, VF_CIRCLE)
VM_TAKES_F32(cos, VF_CIRCLE)
/* sin(x + ahead pi/2) */
CT_INLINE float vf_circle(float x, uint32_t ahead)
{
    float low, r, z;
    uint32_t quadrant;
    r = vf_trig_reduce(x, &low, &quadrant), z = r * r;
    float s = VF_SIN_TAIL(z), c = VF_COS_TAIL(z);
    quadrant += ahead;
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

#endif
