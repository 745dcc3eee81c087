/* vector_lanes.h: functions that exist twice, from one text: of one number, and at a level with
 * registers of 512 bits of all the numbers in one. There a choice is one instruction, a table of
 * two registers is looked up in one, and neither is what a compiler makes of a loop over numbers.
 * Of 256 bits, float32 alone: a table is four registers, which is still less than gathering it.
 * The arithmetic is the same, and so are the bits.
 *
 * The text is vector_lanes.inc, included for each type and form. What it is written with:
 *   REAL, UINT           numbers, and their bits
 *   FN(name), H(name)    the function's name, a helper's: vm_NAME_f32, vl_NAME_f32 ...;
 *                        PART(name, part) what belongs to a function
 *   V(x), U(x)           a constant as REAL and as UINT
 *   TAKES(name, ...)     VM_TAKES; in registers only NAME_look and NAME_fine
 *   SURELY(name, ...)    VM_SURELY, the same
 *   TAKES2(name)         VM_ALL2
 *   SINGLE               in float32, IN_LANES in registers
 * and the helpers of the type, which are defined here for registers: H(less) and H(odd) make a
 * condition for H(pick), H(entry) is an entry of a table. VM_LANED_NAME_TYPE marks a function that
 * has both forms, for loops_math.inc. */
#ifndef CT_VECTOR_LANES_H
#define CT_VECTOR_LANES_H

#include "vector_base.h"

/* -- one number: what vector_base.h and vector_float.h lack --------------------------------------
 */

#define DEFINE_ONE(p, REAL, UINT, ENTRIES)                                                         \
    CT_INLINE bool p##_less(UINT a, UINT b)                                                        \
    {                                                                                              \
        return a < b;                                                                              \
    }                                                                                              \
    CT_INLINE bool p##_odd(UINT a)                                                                 \
    {                                                                                              \
        return a & 1;                                                                              \
    }                                                                                              \
    CT_INLINE UINT p##_lesser(UINT a, UINT b)                                                      \
    {                                                                                              \
        return a < b ? a : b;                                                                      \
    }                                                                                              \
    CT_INLINE UINT p##_larger(UINT a, UINT b)                                                      \
    {                                                                                              \
        return a > b ? a : b;                                                                      \
    }                                                                                              \
    CT_INLINE UINT p##_largest(UINT a)                                                             \
    {                                                                                              \
        return a;                                                                                  \
    }                                                                                              \
    CT_INLINE REAL p##_entry(const REAL *table, UINT i)                                            \
    {                                                                                              \
        return table[i & (ENTRIES - 1)];                                                           \
    }                                                                                              \
    /* how far the bits are beyond those of 1; what is negative, beyond all that is not */         \
    CT_INLINE UINT p##_beyond(REAL x)                                                              \
    {                                                                                              \
        UINT far = p##_bits(x) - p##_bits(1);                                                      \
        return far >> (sizeof far * 8 - 1) ? 0 - far : far;                                        \
    }
DEFINE_ONE(vf, float, uint32_t, 32)
DEFINE_ONE(vm, double, uint64_t, 16)

/* -- all the numbers in a register ----------------------------------------------------------------
 */

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define CT_LANES 64 /* bytes of a register */
#include <immintrin.h>

typedef float lanes_f32 __attribute__((vector_size(64)));
typedef double lanes_f64 __attribute__((vector_size(64)));
typedef uint32_t keys_f32 __attribute__((vector_size(64)));
typedef uint64_t keys_f64 __attribute__((vector_size(64)));

#define DEFINE_LANES(p, t, ONE, BITS, ps, epi32, epu32, SIGN, PLACES, MASK, REGISTER)              \
    CT_INLINE lanes_##t p##_every(ONE x)                                                           \
    {                                                                                              \
        return (lanes_##t)_mm512_set1_##ps(x);                                                     \
    }                                                                                              \
    CT_INLINE lanes_##t p##_same(lanes_##t x)                                                      \
    {                                                                                              \
        return x;                                                                                  \
    }                                                                                              \
    CT_INLINE keys_##t p##_bits(lanes_##t x)                                                       \
    {                                                                                              \
        return (keys_##t)x;                                                                        \
    }                                                                                              \
    CT_INLINE lanes_##t p##_real(keys_##t x)                                                       \
    {                                                                                              \
        return (lanes_##t)x;                                                                       \
    }                                                                                              \
    CT_INLINE keys_##t p##_size(lanes_##t x)                                                       \
    {                                                                                              \
        return (keys_##t)x & ~(SIGN);                                                              \
    }                                                                                              \
    CT_INLINE lanes_##t p##_copysign(lanes_##t size, lanes_##t sign)                               \
    {                                                                                              \
        return (lanes_##t)(((keys_##t)size & ~(SIGN)) | ((keys_##t)sign & (SIGN)));                \
    }                                                                                              \
    CT_INLINE lanes_##t p##_pick(MASK first, lanes_##t a, lanes_##t b)                             \
    {                                                                                              \
        return (lanes_##t)_mm512_mask_blend_##ps(first, (REGISTER)b, (REGISTER)a);                 \
    }                                                                                              \
    CT_INLINE MASK p##_less(keys_##t a, BITS b)                                                    \
    {                                                                                              \
        return _mm512_cmplt_##epu32##_mask((__m512i)a, (__m512i)(a - a + b));                      \
    }                                                                                              \
    CT_INLINE MASK p##_odd(keys_##t a)                                                             \
    {                                                                                              \
        return _mm512_test_##epi32##_mask((__m512i)a, (__m512i)(a - a + 1));                       \
    }                                                                                              \
    CT_INLINE keys_##t p##_lesser(keys_##t a, BITS b)                                              \
    {                                                                                              \
        return (keys_##t)_mm512_min_##epu32((__m512i)a, (__m512i)(a - a + b));                     \
    }                                                                                              \
    CT_INLINE keys_##t p##_larger(keys_##t a, keys_##t b)                                          \
    {                                                                                              \
        return (keys_##t)_mm512_max_##epu32((__m512i)a, (__m512i)b);                               \
    }                                                                                              \
    CT_INLINE BITS p##_largest(keys_##t a)                                                         \
    {                                                                                              \
        return (BITS)_mm512_reduce_max_##epu32((__m512i)a);                                        \
    }                                                                                              \
    CT_INLINE lanes_##t p##_fma(lanes_##t a, lanes_##t b, lanes_##t c)                             \
    {                                                                                              \
        return (lanes_##t)_mm512_fmadd_##ps((REGISTER)a, (REGISTER)b, (REGISTER)c);                \
    }                                                                                              \
    CT_INLINE lanes_##t p##_entry(const ONE *table, keys_##t i)                                    \
    {                                                                                              \
        REGISTER low = _mm512_loadu_##ps(table),                                                   \
                 high = _mm512_loadu_##ps(table + 64 / sizeof(ONE));                               \
        return (lanes_##t)_mm512_permutex2var_##ps(low, (__m512i)i, high);                         \
    }                                                                                              \
    CT_INLINE keys_##t p##_beyond(lanes_##t x)                                                     \
    {                                                                                              \
        keys_##t far = (keys_##t)x - (((BITS)1 << (sizeof(BITS) * 8 - 2)) - ((BITS)1 << PLACES));  \
        return (keys_##t)_mm512_abs_##epi32((__m512i)far);                                         \
    }                                                                                              \
    CT_INLINE lanes_##t p##_get(const char *from)                                                  \
    {                                                                                              \
        return (lanes_##t)_mm512_loadu_##ps(from);                                                 \
    }                                                                                              \
    CT_INLINE void p##_put(char *to, lanes_##t x)                                                  \
    {                                                                                              \
        _mm512_storeu_##ps(to, (REGISTER)x);                                                       \
    }
DEFINE_LANES(wf, f32, float, uint32_t, ps, epi32, epu32, 0x80000000u, 23, __mmask16, __m512)
DEFINE_LANES(wm, f64, double, uint64_t, pd, epi64, epu64, UINT64_C(1) << 63, 52, __mmask8, __m512d)
#undef DEFINE_LANES

/* What vm_log_k and vf_log_k give. */
CT_INLINE lanes_f32 wf_log_k(keys_f32 e)
{
    return (lanes_f32)_mm512_cvtepi32_ps(_mm512_srai_epi32((__m512i)e, 23));
}
CT_INLINE lanes_f64 wm_log_k(keys_f64 e)
{
    return (lanes_f64)_mm512_cvtepi64_pd(_mm512_srai_epi64((__m512i)e, 52));
}

#define CONDITION_f32 __mmask16
#define CONDITION_f64 __mmask8

#elif defined(__AVX2__) && defined(__FMA__)
#define CT_LANES 32
#include <immintrin.h>

typedef float lanes_f32 __attribute__((vector_size(32)));
typedef uint32_t keys_f32 __attribute__((vector_size(32)));
#define CONDITION_f32 keys_f32 /* all bits of a number, or none */

CT_INLINE lanes_f32 wf_every(float x)
{
    return (lanes_f32)_mm256_set1_ps(x);
}
CT_INLINE lanes_f32 wf_same(lanes_f32 x)
{
    return x;
}
CT_INLINE keys_f32 wf_bits(lanes_f32 x)
{
    return (keys_f32)x;
}
CT_INLINE lanes_f32 wf_real(keys_f32 x)
{
    return (lanes_f32)x;
}
CT_INLINE keys_f32 wf_size(lanes_f32 x)
{
    return (keys_f32)x & 0x7fffffffu;
}
CT_INLINE lanes_f32 wf_copysign(lanes_f32 size, lanes_f32 sign)
{
    return (lanes_f32)(((keys_f32)size & 0x7fffffffu) | ((keys_f32)sign & 0x80000000u));
}
CT_INLINE lanes_f32 wf_pick(keys_f32 first, lanes_f32 a, lanes_f32 b)
{
    return (lanes_f32)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)first);
}
CT_INLINE keys_f32 wf_less(keys_f32 a, uint32_t b)
{
    return (keys_f32)(a < a - a + b);
}
CT_INLINE keys_f32 wf_odd(keys_f32 a)
{
    return 0 - (a & 1);
}
CT_INLINE keys_f32 wf_lesser(keys_f32 a, uint32_t b)
{
    return (keys_f32)_mm256_min_epu32((__m256i)a, (__m256i)(a - a + b));
}
CT_INLINE keys_f32 wf_larger(keys_f32 a, keys_f32 b)
{
    return (keys_f32)_mm256_max_epu32((__m256i)a, (__m256i)b);
}
CT_INLINE uint32_t wf_largest(keys_f32 a)
{
    uint32_t most = 0;
    for (int i = 0; i < 8; i++)
        most = a[i] > most ? a[i] : most;
    return most;
}
CT_INLINE lanes_f32 wf_fma(lanes_f32 a, lanes_f32 b, lanes_f32 c)
{
    return (lanes_f32)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
/* Of each eight by the last three bits, then by the two before, which choose as signs. */
CT_INLINE lanes_f32 wf_entry(const float *table, keys_f32 i)
{
    const __m256i at = (__m256i)i;
    const __m256 third = (__m256)(i << 28), fourth = (__m256)(i << 27);
    const __m256 a = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), at);
    const __m256 b = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), at);
    const __m256 c = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 16), at);
    const __m256 d = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 24), at);
    return (lanes_f32)_mm256_blendv_ps(_mm256_blendv_ps(a, b, third), _mm256_blendv_ps(c, d, third),
                                       fourth);
}
CT_INLINE keys_f32 wf_beyond(lanes_f32 x)
{
    return (keys_f32)_mm256_abs_epi32((__m256i)((keys_f32)x - 0x3f800000u));
}
CT_INLINE lanes_f32 wf_get(const char *from)
{
    return (lanes_f32)_mm256_loadu_ps((const float *)(const void *)from);
}
CT_INLINE void wf_put(char *to, lanes_f32 x)
{
    _mm256_storeu_ps((float *)(void *)to, (__m256)x);
}
CT_INLINE lanes_f32 wf_log_k(keys_f32 e)
{
    return (lanes_f32)_mm256_cvtepi32_ps(_mm256_srai_epi32((__m256i)e, 23));
}
#endif

/* -- the text ------------------------------------------------------------------------------------
 */

#define VF_TOP         0xff800000u /* sign and exponent */
#define VM_TOP         (UINT64_C(0xfff) << 52)
#define VF_CIRCLE_END  1e5f /* beyond, n would need more bits of pi */
#define VM_CIRCLE_END  1e6
#define VF_TWO_OVER_PI 0x1.45f306p-1f
#define VM_TWO_OVER_PI 0x1.45f306dc9c883p-1
#define VF_LEAST                                                                                   \
    0x1p-80f /* times a square that is no smaller than STILL, it does not underflow                \
              */
#define VM_LEAST 0x1p-900
#define VF_STILL 0x1p-30f
#define VM_STILL 0x1p-100
/* power: ln(2) in so few bits that k times it is exact, and the rest; bits below those that tell
 * the part of the table; bounds of |y|, and of |log2| of the result */
#define VF_LN2_FEW   0x1.62e4p-1f
#define VF_LN2_REST  0x1.7f7d1cp-20f
#define VM_LN2_FEW   0x1.62e42fefa3800p-1
#define VM_LN2_REST  0x1.ef35793c76730p-45
#define VF_POW_PART  18
#define VM_POW_PART  48
#define VF_POW_LEAST 0x1p-40f
#define VM_POW_LEAST 0x1p-200
#define VF_POW_MOST  0x1p60f
#define VM_POW_MOST  0x1p200
#define VF_POW_END   125
#define VM_POW_END   1020
#define VF_BITS      uint32_t
#define VM_BITS      uint64_t
#include "vector_power.h"

#define FN(name)         vm_##name##_f32
#define PART(name, part) vm_##name##_f32_##part
#define H(name)          vf_##name
#define REAL             float
#define UINT             uint32_t
#define CONDITION        bool
#define V(x)             (x)
#define U(x)             (x)
#define TAKES(...)       VM_TAKES_F32(__VA_ARGS__)
#define SURELY(...)      VM_SURELY_F32(__VA_ARGS__)
#define TAKES2(name)     VM_ALL2(name##_f32, float, true)
#define SINGLE
#include "vector_lanes.inc"
#define FN(name)         vm_##name##_f64
#define PART(name, part) vm_##name##_f64_##part
#define H(name)          vm_##name
#define REAL             double
#define UINT             uint64_t
#define CONDITION        bool
#define V(x)             (x)
#define U(x)             (x)
#define TAKES(...)       VM_TAKES_F64(__VA_ARGS__)
#define SURELY(...)      VM_SURELY_F64(__VA_ARGS__)
#define TAKES2(name)     VM_ALL2(name##_f64, double, true)
#include "vector_lanes.inc"

#ifdef CT_LANES
#define VM_LANED_tan_f32    ~, 1
#define VM_LANED_tanh_f32   ~, 1
#define VM_LANED_arctan_f32 ~, 1
#define VM_LANED_power_f32  ~, 1
#if CT_LANES == 64
#define VM_LANED_tan_f64    ~, 1
#define VM_LANED_arctan_f64 ~, 1
#define VM_LANED_power_f64  ~, 1
#endif

#undef FMA
#undef FMAF
#define LANES32(x)    _Generic((x), lanes_f32 : wf_same, default : wf_every)(x)
#define LANES64(x)    _Generic((x), lanes_f64 : wm_same, default : wm_every)(x)
#define FMAF(a, b, c) wf_fma(LANES32(a), LANES32(b), LANES32(c))
#define FMA(a, b, c)  wm_fma(LANES64(a), LANES64(b), LANES64(c))
/* NAME_look and NAME_fine, as VM_TAKES has them for one number */
#define LANES_TAKE(name, t, key, end)                                                              \
    typedef keys_##t vl_##name##_##t##_worst;                                                      \
    CT_INLINE void vl_##name##_##t##_look(keys_##t *worst, lanes_##t x)                            \
    {                                                                                              \
        *worst = H(larger)(*worst, key);                                                           \
    }                                                                                              \
    CT_INLINE bool vl_##name##_##t##_fine(keys_##t worst)                                          \
    {                                                                                              \
        return H(largest)(worst) < (end);                                                          \
    }
#define LANES_TAKE32(name, ...) LANES_TAKE(name, f32, __VA_ARGS__)
#define LANES_TAKE64(name, ...) LANES_TAKE(name, f64, __VA_ARGS__)

#define IN_LANES
#define FN(name)         vl_##name##_f32
#define PART(name, part) vl_##name##_f32_##part
#define H(name)          wf_##name
#define REAL             lanes_f32
#define UINT             keys_f32
#define CONDITION        CONDITION_f32
#define V(x)             LANES32(x)
#define U(x)             ((keys_f32){0} + (x))
#define TAKES(...)       LANES_TAKE32(__VA_ARGS__)
#define SURELY(...)      LANES_TAKE32(__VA_ARGS__)
#define TAKES2(name)
#define SINGLE
#include "vector_lanes.inc"
#if CT_LANES == 64
#define FN(name)         vl_##name##_f64
#define PART(name, part) vl_##name##_f64_##part
#define H(name)          wm_##name
#define REAL             lanes_f64
#define UINT             keys_f64
#define CONDITION        CONDITION_f64
#define V(x)             LANES64(x)
#define U(x)             ((keys_f64){0} + (x))
#define TAKES(...)       LANES_TAKE64(__VA_ARGS__)
#define SURELY(...)      LANES_TAKE64(__VA_ARGS__)
#define TAKES2(name)
#include "vector_lanes.inc"
#endif
#undef IN_LANES

#undef FMA
#undef FMAF
#define FMA(a, b, c)  __builtin_fma(a, b, c)
#define FMAF(a, b, c) __builtin_fmaf(a, b, c)
#endif

#endif
