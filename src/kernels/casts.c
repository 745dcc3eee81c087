/* casts.c: conversions between numeric types.
 *
 * Conversions of floats to integers give what x86's instructions give in NumPy's loops: through
 * int32 for narrower types, through int64 for uint32, and the lowest value of that type for nan and
 * what does not fit, which raises the invalid flag. They go block by block: floats (a block of
 * their own unless they lie together), then int32 or int64, then the result. */
#include "level.h"

enum { CAST_BLOCK = 128 }; /* elements; a multiple of every register's lanes */

#if defined(__x86_64__)
#include <immintrin.h>

/* A block, by the instructions themselves: in C a value that does not fit has no result. */
static void f64_to_int32(int32_t *out, const double *x)
{
#if defined(__AVX512F__)
    for (int i = 0; i < CAST_BLOCK; i += 8)
        _mm256_storeu_si256((__m256i *)(out + i), _mm512_cvttpd_epi32(_mm512_loadu_pd(x + i)));
#elif defined(__AVX__)
    for (int i = 0; i < CAST_BLOCK; i += 4)
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
static void f64_to_int64(int64_t *out, const double *x)
{
#if defined(__AVX512DQ__)
    for (int i = 0; i < CAST_BLOCK; i += 8)
        _mm512_storeu_si512(out + i, _mm512_cvttpd_epi64(_mm512_loadu_pd(x + i)));
#else
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
    double wide[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        wide[i] = x[i];
    f64_to_int64(out, wide);
}
/* From 2^63 on less that, and the top bit put back. */
static void f64_to_uint64(int64_t *out, const double *x)
{
    double low[CAST_BLOCK];
    for (int i = 0; i < CAST_BLOCK; i++)
        low[i] = x[i] - (x[i] >= 0x1p63 ? 0x1p63 : 0.0);
    f64_to_int64(out, low);
    for (int i = 0; i < CAST_BLOCK; i++)
        out[i] = (int64_t)((uint64_t)out[i] ^ (uint64_t)(x[i] >= 0x1p63) << 63);
}
static void f32_to_uint64(int64_t *out, const float *x)
{
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
#define VIA_u32      int64
#define VIA_i64      int64
#define VIA_u64      uint64
#define HOLDS_int32  int32_t
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
            const bool direct = ready && count == CAST_BLOCK;                                      \
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
                CT_INDEPENDENT                                                                     \
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

#define CASTS_FROM_INT(t)                                                                          \
    CAST(t, u8)                                                                                    \
    CAST(t, u16)                                                                                   \
    CAST(t, u32)                                                                                   \
    CAST(t, u64)                                                                                   \
    CAST(t, f32)                                                                                   \
    CAST(t, f64)                                                                                   \
    CAST(t, c64)                                                                                   \
    CAST(t, c128) CAST(t, f16)
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
    FLOAT_TO_INT(t, u32) FLOAT_TO_INT(t, i64) FLOAT_TO_INT(t, u64) CAST(t, c64) CAST(t, c128)
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
CT_INLINE void halves_to_f64(char *o, const char *x)
{
    float floats[CAST_BLOCK];
    halves_to_floats(floats, (const uint16_t *)x, CAST_BLOCK);
    for (int64_t i = 0; i < CAST_BLOCK; i++)
        STORE(f64, o + i * WIDTH(f64), floats[i]);
}
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
CAST(f32, f64)
CAST(f64, f32)
CAST(c64, c128)
CAST(c128, c128)
CAST(c128, c64)
#define TRUTH(t) LOOP1_FN(cast_##t##_b1, t, b1, a != 0)
TRUTH(u8)
TRUTH(u16)
TRUTH(u32)
TRUTH(u64)
TRUTH(f16)
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
