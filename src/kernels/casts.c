/* casts.c: conversions between numeric types.
 *
 * Conversions of floats to integers give what x86's instructions give in NumPy's loops: through
 * int32 for narrower types, through int64 for uint32, and the lowest value of that type for nan and
 * what does not fit, which raises the invalid flag. They go block by block: floats (a block of
 * their own unless they lie together), then int32 or int64, then the result. */
#include "level.h"

enum { CAST_BLOCK = 128 }; /* elements; a multiple of every register's lanes */

/* Without instructions for 64-bit integers, whole numbers below 2^51 in magnitude are the low bits
 * of 3 * 2^51 plus them; blocks with others go one by one. */
#if defined(__x86_64__) && !defined(__AVX512DQ__)
enum { SMALL_FIRST = 1 };
#else
enum { SMALL_FIRST = 0 };
#endif
#define SMALL_BASE      0x1.8p52
#define SMALL_BASE_BITS UINT64_C(0x4338000000000000)

/* Whether all magnitudes are below 2^power. */
CT_INLINE bool all_small_f64(const double *x, int power)
{
    const uint64_t most = ((uint64_t)(1023 + power) << 52) - 1;
    uint64_t signs = 0;
    for (int i = 0; i < CAST_BLOCK; i++)
        signs |= most - (double_bits(x[i]) & INT64_MAX);
    return !(signs >> 63);
}
CT_INLINE bool all_small_f32(const float *x, int power)
{
    const uint32_t most = ((uint32_t)(127 + power) << 23) - 1;
    uint32_t signs = 0;
    for (int i = 0; i < CAST_BLOCK; i++)
        signs |= most - (float_bits(x[i]) & INT32_MAX);
    return !(signs >> 31);
}
#if defined(__x86_64__)
#include <immintrin.h>

/* A block, by the instructions themselves: in C a value that does not fit has no result. */
static void f64_to_int32(int32_t *out, const double *x)
{
#if defined(__AVX512F__)
    for (int i = 0; i < CAST_BLOCK; i += 8)
        _mm256_storeu_si256((__m256i *)(out + i), _mm512_cvttpd_epi32(_mm512_loadu_pd(x + i)));
#elif defined(__AVX__)
    _Pragma("GCC unroll 4") for (int i = 0; i < CAST_BLOCK; i += 4)
        _mm_storeu_si128((__m128i *)(out + i), _mm256_cvttpd_epi32(_mm256_loadu_pd(x + i)));
#else
    for (int i = 0; i < CAST_BLOCK; i += 2)
        _mm_storel_epi64((__m128i *)(out + i), _mm_cvttpd_epi32(_mm_loadu_pd(x + i)));
#endif
}
static void f32_to_int32(int32_t *out, const float *x)
{
#if defined(__AVX512F__)
    for (int i = 0; i < CAST_BLOCK; i += 16)
        _mm512_storeu_si512(out + i, _mm512_cvttps_epi32(_mm512_loadu_ps(x + i)));
#elif defined(__AVX__)
    for (int i = 0; i < CAST_BLOCK; i += 8)
        _mm256_storeu_si256((__m256i *)(out + i), _mm256_cvttps_epi32(_mm256_loadu_ps(x + i)));
#else
    for (int i = 0; i < CAST_BLOCK; i += 4)
        _mm_storeu_si128((__m128i *)(out + i), _mm_cvttps_epi32(_mm_loadu_ps(x + i)));
#endif
}
/* Blocks of small ones. */
#if defined(__AVX__)
CT_INLINE void store_small(int64_t *out, __m256d x)
{
    __m256d whole = _mm256_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    __m256d sum = _mm256_add_pd(whole, _mm256_set1_pd(SMALL_BASE));
    _mm256_storeu_si256(
        (__m256i *)out,
        _mm256_sub_epi64(_mm256_castpd_si256(sum), _mm256_set1_epi64x((int64_t)SMALL_BASE_BITS)));
}
#define SMALL_LANES  4
#define LOAD_F64S(x) _mm256_loadu_pd(x)
#define LOAD_F32S(x) _mm256_cvtps_pd(_mm_loadu_ps(x))
#else
CT_INLINE void store_small(int64_t *out, __m128d x)
{
    __m128d whole = _mm_round_pd(x, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
    __m128d sum = _mm_add_pd(whole, _mm_set1_pd(SMALL_BASE));
    _mm_storeu_si128((__m128i *)out, _mm_sub_epi64(_mm_castpd_si128(sum),
                                                   _mm_set1_epi64x((int64_t)SMALL_BASE_BITS)));
}
#define SMALL_LANES  2
#define LOAD_F64S(x) _mm_loadu_pd(x)
#define LOAD_F32S(x) _mm_cvtps_pd(_mm_castpd_ps(_mm_load_sd((const double *)(const void *)(x))))
#endif
static void small_f64_to_int64(int64_t *out, const double *x)
{
    for (int i = 0; i < CAST_BLOCK; i += SMALL_LANES)
        store_small(out + i, LOAD_F64S(x + i));
}
static void small_f32_to_int64(int64_t *out, const float *x)
{
    for (int i = 0; i < CAST_BLOCK; i += SMALL_LANES)
        store_small(out + i, LOAD_F32S(x + i));
}
static void f64_to_int64(int64_t *out, const double *x)
{
#if defined(__AVX512DQ__)
    for (int i = 0; i < CAST_BLOCK; i += 8)
        _mm512_storeu_si512(out + i, _mm512_cvttpd_epi64(_mm512_loadu_pd(x + i)));
#else
    if (all_small_f64(x, 51))
        small_f64_to_int64(out, x);
    else
        for (int i = 0; i < CAST_BLOCK; i++)
            out[i] = _mm_cvttsd_si64(_mm_set_sd(x[i]));
#endif
}
#else
static void f64_to_int32(int32_t *out, const double *x)
{
    bool bad = false;
    for (int i = 0; i < CAST_BLOCK; i++) {
        bool fits = (x[i] > -2147483649.0) & (x[i] < 2147483648.0);
        out[i] = fits ? (int32_t)x[i] : INT32_MIN;
        bad |= !fits;
    }
    if (bad)
        feraiseexcept(FE_INVALID);
}
static void f32_to_int32(int32_t *out, const float *x)
{
    double wide[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        wide[i] = x[i];
    f64_to_int32(out, wide);
}
static void f64_to_int64(int64_t *out, const double *x)
{
    bool bad = false;
    for (int i = 0; i < CAST_BLOCK; i++) {
        bool fits = (x[i] >= -0x1p63) & (x[i] < 0x1p63);
        out[i] = fits ? (int64_t)x[i] : INT64_MIN;
        bad |= !fits;
    }
    if (bad)
        feraiseexcept(FE_INVALID);
}
#endif
static void f32_to_int64(int64_t *out, const float *x)
{
#if defined(__x86_64__) && !defined(__AVX512DQ__)
    if (all_small_f32(x, 51)) {
        small_f32_to_int64(out, x);
        return;
    }
#endif
    double wide[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        wide[i] = x[i];
    f64_to_int64(out, wide);
}
static void f64_to_uint32(uint32_t *out, const double *x)
{
    if (SMALL_FIRST && all_small_f64(x, 31)) {
        f64_to_int32((int32_t *)out, x);
        return;
    }
    int64_t wide[CAST_BLOCK];
    f64_to_int64(wide, x);
    for (int i = 0; i < CAST_BLOCK; i++)
        out[i] = (uint32_t)wide[i];
}
static void f32_to_uint32(uint32_t *out, const float *x)
{
    if (SMALL_FIRST && all_small_f32(x, 31)) {
        f32_to_int32((int32_t *)out, x);
        return;
    }
    int64_t wide[CAST_BLOCK];
    f32_to_int64(wide, x);
    for (int i = 0; i < CAST_BLOCK; i++)
        out[i] = (uint32_t)wide[i];
}
/* From 2^63 on less that, and the top bit put back. */
static void f64_to_uint64(int64_t *out, const double *x)
{
    if (SMALL_FIRST && all_small_f64(x, 51)) {
        f64_to_int64(out, x);
        return;
    }
    double low[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        low[i] = x[i] - (x[i] >= 0x1p63 ? 0x1p63 : 0.0);
    f64_to_int64(out, low);
    for (int i = 0; i < CAST_BLOCK; i++)
        out[i] = (int64_t)((uint64_t)out[i] ^ (uint64_t)(x[i] >= 0x1p63) << 63);
}
static void f32_to_uint64(int64_t *out, const float *x)
{
    if (SMALL_FIRST && all_small_f32(x, 51)) {
        f32_to_int64(out, x);
        return;
    }
    double wide[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        wide[i] = x[i];
    f64_to_uint64(out, wide);
}
#define VIA_i8       int32
#define VIA_u8       int32
#define VIA_i16      int32
#define VIA_u16      int32
#define VIA_i32      int32
#define VIA_u32      uint32
#define VIA_i64      int64
#define VIA_u64      uint64
#define HOLDS_int32  int32_t
#define HOLDS_uint32 uint32_t
#define HOLDS_int64  int64_t
#define HOLDS_uint64 int64_t
#define WIDE_f16     f32
#define WIDE_f32     f32
#define WIDE_f64     f64

#define FLOAT_TO_INT(from, to)                                                                     \
    static void cast_##from##_##to(PARAMETERS)                                                     \
    {                                                                                              \
        const int64_t sx = strides[0], so = strides[1];                                            \
        const bool ready = sx == WIDTH(from) && sizeof(STORED(from)) == sizeof(COMPUTED(from));    \
        COMPUTED(from) floats[CAST_BLOCK] = {0};                                                   \
        PASTE(HOLDS_, VIA_##to) whole[CAST_BLOCK];                                                 \
        for (int64_t done = 0, count; done < n; done += count) {                                   \
            const char *x = args[0] + done * sx;                                                   \
            char *o = args[1] + done * so;                                                         \
            count = n - done < CAST_BLOCK ? n - done : CAST_BLOCK;                                 \
            const bool direct = ready && count == CAST_BLOCK && args[0] != args[1];                \
            const bool straight =                                                                  \
                so == WIDTH(to) && WIDTH(to) == (int64_t)sizeof whole[0] && count == CAST_BLOCK;   \
            for (int64_t i = 0; i < count && !direct; i++)                                         \
                floats[i] = LOAD(from, x + i * sx);                                                \
            PASTE(PASTE(WIDE_##from, _to_), VIA_##to)                                              \
            (straight ? (PASTE(HOLDS_, VIA_##to) *)o : whole,                                      \
             direct ? (const COMPUTED(from) *)x : floats);                                         \
            if (straight)                                                                          \
                continue;                                                                          \
            if (so == WIDTH(to))                                                                   \
                for (int64_t i = 0; i < count; i++)                                                \
                    STORE(to, o + i * WIDTH(to), whole[i]);                                        \
            else                                                                                   \
                for (int64_t i = 0; i < count; i++)                                                \
                    STORE(to, o + i * so, whole[i]);                                               \
        }                                                                                          \
    }
/* To float16 the way float_to_half goes for ordinary values (zero; normal, and not too large), when
 * a block has no others. float64 becomes float32 first, rounded to odd: towards zero, with the last
 * bit set when that lost something, so that the second rounding sees what the first one dropped. */
CT_INLINE bool is_common_f32(float x)
{
    uint32_t magnitude = float_bits(x) & 0x7fffffffu;
    return (magnitude == 0) | (magnitude - 0x38800000u < 0x477ff000u - 0x38800000u);
}
CT_INLINE bool is_common_f64(double x)
{
    const uint64_t least = UINT64_C(0x3f10000000000000), end = UINT64_C(0x40effe0000000000);
    uint64_t magnitude = double_bits(x) & UINT64_C(0x7fffffffffffffff);
    return (magnitude == 0) | (magnitude - least < end - least);
}
CT_INLINE uint32_t odd_single_f32(float x)
{
    return float_bits(x);
}
CT_INLINE uint32_t odd_single_f64(double x)
{
    float near = (float)x;
    double back = near;
    return (float_bits(near) - (fabs(back) > fabs(x))) | (back != x);
}
CT_INLINE uint16_t common_to_half(uint32_t bits)
{
    uint32_t magnitude = bits & 0x7fffffffu, odd = magnitude >> 13 & 1;
    uint32_t rounded = (magnitude - 0x38000000u + 0xfffu + odd) >> 13;
    return (uint16_t)((bits >> 16 & 0x8000u) | (magnitude ? rounded : 0));
}
#define FLOAT_TO_HALF(from, slow)                                                                  \
    CT_INLINE bool all_common_##from(const char *x, int64_t n)                                     \
    {                                                                                              \
        uint64_t rare = 0;                                                                         \
        for (int64_t i = 0; i < n; i++)                                                            \
            rare |= !is_common_##from(LOAD(from, x + i * WIDTH(from)));                            \
        return !rare;                                                                              \
    }                                                                                              \
    static void cast_##from##_f16(PARAMETERS)                                                      \
    {                                                                                              \
        const int64_t sx = strides[0], so = strides[1];                                            \
        const bool together = sx == WIDTH(from) && so == WIDTH(f16);                               \
        for (int64_t done = 0, count; done < n; done += count) {                                   \
            const char *x = args[0] + done * sx;                                                   \
            char *o = args[1] + done * so;                                                         \
            count = n - done < CAST_BLOCK ? n - done : CAST_BLOCK;                                 \
            if (together && all_common_##from(x, count)) {                                         \
                IN_PAIRS                                                                           \
                for (int64_t i = 0; i < count; i++) {                                              \
                    const uint32_t bits = odd_single_##from(LOAD(from, x + i * WIDTH(from)));      \
                    STORE(raw16, o + i * WIDTH(f16), common_to_half(bits));                        \
                }                                                                                  \
                continue;                                                                          \
            }                                                                                      \
            for (int64_t i = 0; i < count; i++)                                                    \
                STORE(raw16, o + i * so, slow(LOAD(from, x + i * sx)));                            \
        }                                                                                          \
    }
FLOAT_TO_HALF(f32, float_to_half)
FLOAT_TO_HALF(f64, double_to_half)
#define CAST(from, to) LOOP1_FN(cast_##from##_##to, from, to, (COMPUTED(to))a)

/* `base` makes small ones nonnegative. */
#define LONG_TO_FLOAT(from, to, base)                                                              \
    CT_INLINE void cast_##from##_##to##_fast(char *o, const char *x, int64_t n)                    \
    {                                                                                              \
        const STORED(from) *a = (const void *)x;                                                   \
        STORED(to) *out = (void *)o;                                                               \
        for (int64_t count; n > 0; n -= count, a += count, out += count) {                         \
            count = n < CAST_BLOCK ? n : CAST_BLOCK;                                               \
            uint64_t bits = 0;                                                                     \
            for (int64_t i = 0; SMALL_FIRST && i < count; i++)                                     \
                bits |= (uint64_t)a[i] + (base);                                                   \
            if (SMALL_FIRST && bits < (UINT64_C(1) << 51) + (base)) {                              \
                IN_PAIRS                                                                           \
                for (int64_t i = 0; i < count; i++)                                                \
                    out[i] = (COMPUTED(to))(bits_double((uint64_t)a[i] + SMALL_BASE_BITS) -        \
                                            SMALL_BASE);                                           \
                continue;                                                                          \
            }                                                                                      \
            IN_PAIRS                                                                               \
            for (int64_t i = 0; i < count; i++)                                                    \
                out[i] = (COMPUTED(to))a[i];                                                       \
        }                                                                                          \
    }                                                                                              \
    LOOP1_ANY_FN(cast_##from##_##to, from, to, (COMPUTED(to))a)

/* Through float32, as NumPy. */
#define INT_TO_HALF(from)                                                                          \
    static void cast_##from##_f16(PARAMETERS)                                                      \
    {                                                                                              \
        const int64_t sx = strides[0], so = strides[1];                                            \
        float floats[CAST_BLOCK] = {0};                                                            \
        uint16_t halves[CAST_BLOCK];                                                               \
        for (int64_t done = 0, count; done < n; done += count) {                                   \
            const char *x = args[0] + done * sx;                                                   \
            char *o = args[1] + done * so;                                                         \
            count = n - done < CAST_BLOCK ? n - done : CAST_BLOCK;                                 \
            cast_##from##_f32((char *[]){(char *)x, (char *)floats}, (int64_t[]){sx, WIDTH(f32)},  \
                              count, NULL);                                                        \
            floats_to_halves(halves, floats, CAST_BLOCK);                                          \
            if (so == WIDTH(f16))                                                                  \
                memcpy(o, halves, (size_t)count * sizeof halves[0]);                               \
            else                                                                                   \
                for (int64_t i = 0; i < count; i++)                                                \
                    STORE(raw16, o + i * so, halves[i]);                                           \
        }                                                                                          \
    }

#define CASTS_FROM_INT(t)                                                                          \
    CAST(t, u8)                                                                                    \
    CAST(t, u16)                                                                                   \
    CAST(t, u32)                                                                                   \
    CAST(t, u64)                                                                                   \
    CAST(t, c64)                                                                                   \
    CAST(t, c128)                                                                                  \
    INT_TO_HALF(t)
#define CASTS_TO_FLOAT(t) CAST(t, f32) CAST(t, f64)
CASTS_TO_FLOAT(i8)
CASTS_TO_FLOAT(u8)
CASTS_TO_FLOAT(i16)
CASTS_TO_FLOAT(u16)
CASTS_TO_FLOAT(i32)
CASTS_TO_FLOAT(u32)
LONG_TO_FLOAT(i64, f32, UINT64_C(1) << 51)
LONG_TO_FLOAT(i64, f64, UINT64_C(1) << 51)
LONG_TO_FLOAT(u64, f32, 0)
LONG_TO_FLOAT(u64, f64, 0)
CASTS_FROM_INT(i8)
CASTS_FROM_INT(u8)
CASTS_FROM_INT(i16)
CASTS_FROM_INT(u16)
CASTS_FROM_INT(i32)
CASTS_FROM_INT(u32)
CASTS_FROM_INT(i64)
CASTS_FROM_INT(u64)
#define CASTS_FROM_FLOAT(t)                                                                        \
    FLOAT_TO_INT(t, i8)                                                                            \
    FLOAT_TO_INT(t, u8)                                                                            \
    FLOAT_TO_INT(t, i16)                                                                           \
    FLOAT_TO_INT(t, u16)                                                                           \
    FLOAT_TO_INT(t, i32)                                                                           \
    FLOAT_TO_INT(t, u32) FLOAT_TO_INT(t, i64) FLOAT_TO_INT(t, u64)
CASTS_FROM_FLOAT(f16)
CASTS_FROM_FLOAT(f32)
CASTS_FROM_FLOAT(f64)
/* Blocks of float16 by the instruction, which would change signalling nans: those go one by one. */
CT_INLINE bool all_quiet(const char *x, int64_t n)
{
    uint16_t signalling = 0;
    for (int64_t i = 0; i < n; i++) {
        uint16_t magnitude = LOAD(raw16, x + i * WIDTH(f16)) & 0x7fff;
        signalling |= (uint16_t)((magnitude > 0x7c00) & (magnitude < 0x7e00));
    }
    return !signalling;
}
CT_INLINE void halves_to_f32(char *o, const char *x)
{
    halves_to_floats((float *)o, (const uint16_t *)x, CAST_BLOCK);
}
#define THROUGH_FLOATS(to)                                                                         \
    CT_INLINE void halves_to_##to(char *o, const char *x)                                          \
    {                                                                                              \
        float floats[CAST_BLOCK];                                                                  \
        halves_to_floats(floats, (const uint16_t *)x, CAST_BLOCK);                                 \
        for (int64_t i = 0; i < CAST_BLOCK; i++)                                                   \
            STORE(to, o + i * WIDTH(to), (COMPUTED(to))floats[i]);                                 \
    }
THROUGH_FLOATS(f64)
THROUGH_FLOATS(c64)
THROUGH_FLOATS(c128)
#define HALF_TO_FLOAT(to, one)                                                                     \
    static void cast_f16_##to(PARAMETERS)                                                          \
    {                                                                                              \
        const int64_t sx = strides[0], so = strides[1];                                            \
        const bool together = sx == WIDTH(f16) && so == WIDTH(to) &&                               \
                              !meets(args[1], n * WIDTH(to), args[0], n * WIDTH(f16));             \
        for (int64_t done = 0, count; done < n; done += count) {                                   \
            const char *x = args[0] + done * sx;                                                   \
            char *o = args[1] + done * so;                                                         \
            count = n - done < CAST_BLOCK ? n - done : CAST_BLOCK;                                 \
            if (together && count == CAST_BLOCK && all_quiet(x, count))                            \
                halves_to_##to(o, x);                                                              \
            else                                                                                   \
                for (int64_t i = 0; i < count; i++)                                                \
                    STORE(to, o + i * so, one(LOAD(raw16, x + i * sx)));                           \
        }                                                                                          \
    }
HALF_TO_FLOAT(f32, half_to_float)
HALF_TO_FLOAT(f64, half_to_double)
HALF_TO_FLOAT(c64, half_to_float)
HALF_TO_FLOAT(c128, half_to_double)
CAST(f32, c64)
CAST(f32, c128)
CAST(f64, c64)
CAST(f64, c128)
CAST(f32, f64)
CAST(f64, f32)
CAST(c64, c128)
CAST(c128, c128)
CAST(c128, c64)
#define TRUTH(t) LOOP1_BOOL_FN(cast_##t##_b1, t, b1, a != 0)
TRUTH(u8)
TRUTH(u16)
TRUTH(u32)
TRUTH(u64)
LOOP1_FN(cast_f16_b1, raw16, b1, (a & 0x7fff) != 0)
TRUTH(f32)
TRUTH(f64)
TRUTH(c64)
TRUTH(c128)

#define INTS_OF(f, a, b, c, d, e, g, h, i)                                                         \
    [CT_NUM_INT8] = f##_##a, [CT_NUM_UINT8] = f##_##b, [CT_NUM_INT16] = f##_##c,                   \
    [CT_NUM_UINT16] = f##_##d, [CT_NUM_INT32] = f##_##e, [CT_NUM_UINT32] = f##_##g,                \
    [CT_NUM_INT64] = f##_##h, [CT_NUM_UINT64] = f##_##i
#define FLOATS_OF(f)                                                                               \
    [CT_NUM_FLOAT32] = f##_f32, [CT_NUM_FLOAT64] = f##_f64, [CT_NUM_COMPLEX64] = f##_c64,          \
    [CT_NUM_COMPLEX128] = f##_c128
#define FROM_INT(f, truth)                                                                         \
    {                                                                                              \
        [CT_NUM_BOOL] = truth,                                                                     \
        INTS_OF(f, u8, u8, u16, u16, u32, u32, u64, u64), [CT_NUM_FLOAT16] = f##_f16, FLOATS_OF(f) \
    }
#define FLOAT_INTS(f) INTS_OF(f, i8, u8, i16, u16, i32, u32, i64, u64)

/* The real part stands first, so complex to real is the cast of floats at complex strides. */
ct_loop *const CT_LEVEL(ct_casts)[CT_NUMERIC_COUNT][CT_NUMERIC_COUNT] = {
    FROM_INT(cast_u8, cast_u8_u8),
    FROM_INT(cast_i8, cast_u8_b1),
    FROM_INT(cast_u8, cast_u8_b1),
    FROM_INT(cast_i16, cast_u16_b1),
    FROM_INT(cast_u16, cast_u16_b1),
    FROM_INT(cast_i32, cast_u32_b1),
    FROM_INT(cast_u32, cast_u32_b1),
    FROM_INT(cast_i64, cast_u64_b1),
    FROM_INT(cast_u64, cast_u64_b1),
    {[CT_NUM_BOOL] = cast_f16_b1,
     FLOAT_INTS(cast_f16),
     [CT_NUM_FLOAT16] = cast_u16_u16,
     FLOATS_OF(cast_f16)},
    {[CT_NUM_BOOL] = cast_f32_b1,
     FLOAT_INTS(cast_f32),
     [CT_NUM_FLOAT16] = cast_f32_f16,
     [CT_NUM_FLOAT32] = cast_u32_u32,
     [CT_NUM_FLOAT64] = cast_f32_f64,
     [CT_NUM_COMPLEX64] = cast_f32_c64,
     [CT_NUM_COMPLEX128] = cast_f32_c128},
    {[CT_NUM_BOOL] = cast_f64_b1,
     FLOAT_INTS(cast_f64),
     [CT_NUM_FLOAT16] = cast_f64_f16,
     [CT_NUM_FLOAT32] = cast_f64_f32,
     [CT_NUM_FLOAT64] = cast_u64_u64,
     [CT_NUM_COMPLEX64] = cast_f64_c64,
     [CT_NUM_COMPLEX128] = cast_f64_c128},
    {[CT_NUM_BOOL] = cast_c64_b1,
     FLOAT_INTS(cast_f32),
     [CT_NUM_FLOAT16] = cast_f32_f16,
     [CT_NUM_FLOAT32] = cast_u32_u32,
     [CT_NUM_FLOAT64] = cast_f32_f64,
     [CT_NUM_COMPLEX64] = cast_u64_u64,
     [CT_NUM_COMPLEX128] = cast_c64_c128},
    {[CT_NUM_BOOL] = cast_c128_b1,
     FLOAT_INTS(cast_f64),
     [CT_NUM_FLOAT16] = cast_f64_f16,
     [CT_NUM_FLOAT32] = cast_f64_f32,
     [CT_NUM_FLOAT64] = cast_u64_u64,
     [CT_NUM_COMPLEX64] = cast_c128_c64,
     [CT_NUM_COMPLEX128] = cast_c128_c128},
};
