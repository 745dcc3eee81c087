/* half.h: IEEE binary16 to float and back inside loops; every nan keeps its sign and upper payload
 * bits, conversions raise overflow, underflow and nothing else, as a conversion in hardware. */
#ifndef CT_KERNELS_HALF_H
#define CT_KERNELS_HALF_H

#include <fenv.h>
#include <string.h>

#if defined(__F16C__)
#include <immintrin.h>
#endif

#include <carton/base.h>

CT_INLINE uint32_t float_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE float bits_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
CT_INLINE uint64_t double_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE double bits_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Without branches, so that loops over it become vector code. */
CT_INLINE float half_to_float(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16, rest = (uint32_t)(half & 0x7fffu) << 13;
    uint32_t exponent = rest & 0x0f800000u;
    uint32_t bias = exponent == 0x0f800000u ? 0x70000000u     /* infinity, nan */
                                            : 0x38000000u;    /* bias 15 to bias 127 */
    float small = (float)(int32_t)(half & 0x3ffu) * 0x1p-24f; /* zero and subnormals: exact */
    return bits_float(sign | (exponent ? rest + bias : float_bits(small)));
}

/* The same to double: a float between them would quiet signalling nans. */
CT_INLINE double half_to_double(uint16_t half)
{
    uint64_t sign = (uint64_t)(half & 0x8000u) << 48, rest = (uint64_t)(half & 0x7fffu) << 42;
    uint64_t exponent = rest & UINT64_C(0x7c00) << 42;
    uint64_t bias = exponent == UINT64_C(0x7c00) << 42 ? UINT64_C(0x7e00000000000000)
                                                       : UINT64_C(0x3f00000000000000);
    double small = (double)(int32_t)(half & 0x3ffu) * 0x1p-24;
    return bits_double(sign | (exponent ? rest + bias : double_bits(small)));
}

/* Rounds a significand of `bits` bits, value = significand * 2^exponent, to binary16. */
static inline uint16_t half_from_parts(uint16_t sign, uint64_t significand, int exponent, int bits)
{
    int top = exponent + bits - 1;         /* value in [2^top, 2^(top+1)) */
    int unit = top < -14 ? -24 : top - 10; /* exponent of the last place kept */
    int drop = unit - exponent;
    if (drop > 62) {
        feraiseexcept(FE_UNDERFLOW | FE_INEXACT);
        return sign;
    }
    uint64_t kept = significand >> drop, rest = significand & ((UINT64_C(1) << drop) - 1),
             half = UINT64_C(1) << (drop - 1);
    kept += rest > half || (rest == half && (kept & 1));
    if (top < -14 && rest)
        feraiseexcept(FE_UNDERFLOW | FE_INEXACT);
    /* The hidden bit of a normal number carries into the exponent field by itself. */
    uint64_t result = kept + (top < -14 ? 0 : (uint64_t)(top + 14) << 10);
    if (result >= 0x7c00) {
        feraiseexcept(FE_OVERFLOW | FE_INEXACT);
        result = 0x7c00;
    }
    return (uint16_t)(sign | result);
}

static inline uint16_t float_to_half(float value)
{
    uint32_t bits = float_bits(value), magnitude = bits & 0x7fffffffu;
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
    if (magnitude > 0x7f800000u) {
        uint16_t payload = (uint16_t)(magnitude >> 13 & 0x3ffu);
        return (uint16_t)(sign | 0x7c00u | (payload ? payload : 1u));
    }
    if (magnitude == 0x7f800000u)
        return sign | 0x7c00u;
    if (magnitude == 0)
        return sign;
    if (magnitude >= 0x38800000u && magnitude < 0x477ff000u) { /* normal, and stays finite */
        uint32_t odd = magnitude >> 13 & 1;
        return (uint16_t)(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
    }
    if (magnitude < 0x00800000u) { /* far below the smallest half */
        feraiseexcept(FE_UNDERFLOW | FE_INEXACT);
        return sign;
    }
    return half_from_parts(sign, (magnitude & 0x7fffffu) | 0x800000u, (int)(magnitude >> 23) - 150,
                           24);
}

static inline uint16_t double_to_half(double value)
{
    uint64_t bits = double_bits(value), magnitude = bits & 0x7fffffffffffffffu;
    uint16_t sign = (uint16_t)(bits >> 48 & 0x8000u);
    if (magnitude > 0x7ff0000000000000u) {
        uint16_t payload = (uint16_t)(magnitude >> 42 & 0x3ffu);
        return (uint16_t)(sign | 0x7c00u | (payload ? payload : 1u));
    }
    if (magnitude == 0x7ff0000000000000u)
        return sign | 0x7c00u;
    if (magnitude == 0)
        return sign;
    if (magnitude < 0x0010000000000000u) {
        feraiseexcept(FE_UNDERFLOW | FE_INEXACT);
        return sign;
    }
    return half_from_parts(sign, (magnitude & 0xfffffffffffffu) | 0x10000000000000u,
                           (int)(magnitude >> 52) - 1075, 53);
}

/* n elements, a multiple of 16, as vectors where the ISA level has the instruction. */
CT_INLINE void halves_to_floats(float *to, const uint16_t *from, int64_t n)
{
#if defined(__AVX512F__)
    for (int64_t i = 0; i < n; i += 16)
        _mm512_storeu_ps(to + i, _mm512_cvtph_ps(_mm256_loadu_si256((const void *)(from + i))));
#elif defined(__F16C__)
    for (int64_t i = 0; i < n; i += 8)
        _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128((const void *)(from + i))));
#else
    for (int64_t i = 0; i < n; i++)
        to[i] = half_to_float(from[i]);
#endif
}
CT_INLINE void floats_to_halves(uint16_t *to, const float *from, int64_t n)
{
#if defined(__AVX512F__)
    for (int64_t i = 0; i < n; i += 16)
        _mm256_storeu_si256((void *)(to + i), _mm512_cvtps_ph(_mm512_loadu_ps(from + i), 0));
#elif defined(__F16C__)
    for (int64_t i = 0; i < n; i += 8)
        _mm_storeu_si128((void *)(to + i), _mm256_cvtps_ph(_mm256_loadu_ps(from + i), 0));
#else
    for (int64_t i = 0; i < n; i++)
        to[i] = float_to_half(from[i]);
#endif
}

#endif
