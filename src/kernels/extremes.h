/* extremes.h: the extreme of a run of numbers side by side, over the same lanes at every ISA level:
 * part of folds.c.
 *
 * As many lanes as fill four registers of the widest level. What is left goes through a quarter of
 * them, and ends with a quarter that overlaps the one before: an extreme may meet a number twice.
 * Then the upper half of the lanes meets the lower one, down to one lane.
 * Lanes pass over a nan, which compares with nothing; `note` is collected in the same pass, and
 * when `good` does not follow from it, the numbers have to be looked at one by one: false.
 *
 * extreme_OP_TYPE(x, n, &result): n >= FEW_LANES(TYPE) numbers. */
#ifndef CT_EXTREMES_H
#define CT_EXTREMES_H

#include "types.h"

enum { LANE_BYTES = 256 };
#define LANES(f)     (LANE_BYTES / (int)WIDTH(f))
#define FEW_LANES(f) (LANES(f) / 4)

/* `first`: what every number beats. Noted: whether there is a nan; for fmax and fmin, a number. */
#define EXTREME_RUN(t, f, op, beats, first, note, good)                                            \
    CT_INLINE bool extreme_##op##_##f(const char *x, int64_t n, COMPUTED(f) * result)              \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        T lanes[LANES(f)];                                                                         \
        PASTE(U_, f) noted[LANES(f)], any = 0;                                                     \
        int64_t i = 0;                                                                             \
        for (int k = 0; k < LANES(f); k++) {                                                       \
            lanes[k] = (first);                                                                    \
            noted[k] = 0;                                                                          \
        }                                                                                          \
        for (; i + LANES(f) <= n; i += LANES(f))                                                   \
            EXTREME_STEP(f, i, LANES(f), beats, note)                                              \
        while (i < n) {                                                                            \
            i = i + FEW_LANES(f) < n ? i : n - FEW_LANES(f);                                       \
            EXTREME_STEP(f, i, FEW_LANES(f), beats, note)                                          \
            i += FEW_LANES(f);                                                                     \
        }                                                                                          \
        CT_UNROLL                                                                                  \
        for (int half = LANES(f) / 2; half > 0; half /= 2)                                         \
            for (int k = 0; k < half; k++)                                                         \
                lanes[k] = lanes[k + half] beats lanes[k] ? lanes[k + half] : lanes[k];            \
        for (int k = 0; k < LANES(f); k++)                                                         \
            any |= noted[k];                                                                       \
        (void)any; /* integers have nothing to note */                                             \
        *result = lanes[0];                                                                        \
        return good;                                                                               \
    }
#define EXTREME_STEP(f, at, count, beats, note)                                                    \
    for (int k = 0; k < (count); k++) {                                                            \
        const T b = LOAD(f, x + ((at) + k) * WIDTH(f));                                            \
        noted[k] |= (PASTE(U_, f))(note);                                                          \
        lanes[k] = b beats lanes[k] ? b : lanes[k];                                                \
    }

/* -- float32 and float64 in registers, which a compiler does not find by itself ------------------
 */

#if defined(__SSE2__)
#include <immintrin.h>

/* V: a register; N: what is noted. */
#if defined(__AVX512F__)
#define WIDE(name, s)      PASTE(PASTE(_mm512_, name), PASTE(_, s))
#define WIDE_V_ps          __m512
#define WIDE_V_pd          __m512d
#define WIDE_N(s)          unsigned
#define WIDE_NONE(s)       0
#define WIDE_OR(s, a, b)   ((a) | (b))
#define WIDE_ANY(s, noted) ((noted) != 0)
#define WIDE_NAN(s, b, c)  (unsigned)_mm512_cmp_##s##_mask(b, c, _CMP_UNORD_Q)
#define WIDE_ORDER(s, b)   (unsigned)_mm512_cmp_##s##_mask(b, b, _CMP_ORD_Q)
#elif defined(__AVX__)
#define WIDE(name, s)     PASTE(PASTE(_mm256_, name), PASTE(_, s))
#define WIDE_V_ps         __m256
#define WIDE_V_pd         __m256d
#define WIDE_NAN(s, b, c) _mm256_cmp_##s(b, c, _CMP_UNORD_Q)
#define WIDE_ORDER(s, b)  _mm256_cmp_##s(b, b, _CMP_ORD_Q)
#else
#define WIDE(name, s)     PASTE(PASTE(_mm_, name), PASTE(_, s))
#define WIDE_V_ps         __m128
#define WIDE_V_pd         __m128d
#define WIDE_NAN(s, b, c) _mm_cmpunord_##s(b, c)
#define WIDE_ORDER(s, b)  _mm_cmpord_##s(b, b)
#endif
#if !defined(__AVX512F__)
#define WIDE_N(s)          WIDE_V_##s
#define WIDE_NONE(s)       WIDE(setzero, s)()
#define WIDE_OR(s, a, b)   WIDE(or, s)(a, b)
#define WIDE_ANY(s, noted) (WIDE(movemask, s)(noted) != 0)
#endif
#define WIDE_NUMBER(s, b, c) WIDE_OR(s, WIDE_ORDER(s, b), WIDE_ORDER(s, c))
#define WIDE_SUFFIX_f32      ps
#define WIDE_SUFFIX_f64      pd
#define WIDE_SUFFIX(f)       PASTE(WIDE_SUFFIX_, f)

/* The same of float32 and float64; `note` is of two registers. */
#define EXTREME_WIDE(t, f, op, beats, first, note, good)                                           \
    EXTREME_WIDE_(f, WIDE_SUFFIX(f), op, beats, first, note, good)
#define EXTREME_WIDE_(...) EXTREME_WIDE__(__VA_ARGS__)
#define EXTREME_WIDE__(f, s, op, beats, first, note, good)                                         \
    CT_INLINE bool extreme_##op##_##f(const char *x, int64_t n, COMPUTED(f) * result)              \
    {                                                                                              \
        typedef WIDE_V_##s V;                                                                      \
        enum { ALL = LANE_BYTES / (int)sizeof(V), FEW = ALL / 4, HALF = ALL / 2 };                 \
        const STORED(f) *p = (const STORED(f) *)x, *end = p + n;                                   \
        const V none = WIDE(set1, s)(first);                                                       \
        V lanes[ALL];                                                                              \
        WIDE_N(s) noted = WIDE_NONE(s);                                                            \
        CT_UNROLL                                                                                  \
        for (int r = 0; r < ALL; r++)                                                              \
            lanes[r] = none;                                                                       \
        for (; end - p >= LANES(f); p += LANES(f)) {                                               \
            CT_UNROLL                                                                              \
            for (int r = 0; r < ALL; r += 2) {                                                     \
                V b = WIDE(loadu, s)(p + r * LANES(f) / ALL);                                      \
                V c = WIDE(loadu, s)(p + (r + 1) * LANES(f) / ALL);                                \
                CT_IN_REGISTER(b);                                                                 \
                CT_IN_REGISTER(c);                                                                 \
                noted = WIDE_OR(s, noted, note(s, b, c));                                          \
                lanes[r] = WIDE(EXTREME_OF_##op, s)(b, lanes[r]);                                  \
                lanes[r + 1] = WIDE(EXTREME_OF_##op, s)(c, lanes[r + 1]);                          \
            }                                                                                      \
        }                                                                                          \
        for (; p < end; p += FEW_LANES(f)) {                                                       \
            p = end - p < FEW_LANES(f) ? end - FEW_LANES(f) : p;                                   \
            CT_UNROLL                                                                              \
            for (int r = 0; r < FEW; r++) {                                                        \
                const V b = WIDE(loadu, s)(p + r * LANES(f) / ALL);                                \
                noted = WIDE_OR(s, noted, note(s, b, b));                                          \
                lanes[r] = WIDE(EXTREME_OF_##op, s)(b, lanes[r]);                                  \
            }                                                                                      \
        }                                                                                          \
        CT_UNROLL                                                                                  \
        for (int half = HALF; half > 0; half /= 2)                                                 \
            CT_UNROLL                                                                              \
        for (int r = 0; r < half; r++)                                                             \
            lanes[r] = WIDE(EXTREME_OF_##op, s)(lanes[r + half], lanes[r]);                        \
        COMPUTED(f) last[LANES(f) / ALL];                                                          \
        WIDE(storeu, s)(last, lanes[0]);                                                           \
        CT_UNROLL                                                                                  \
        for (int half = LANES(f) / ALL / 2; half > 0; half /= 2)                                   \
            CT_UNROLL                                                                              \
        for (int k = 0; k < half; k++)                                                             \
            last[k] = last[k + half] beats last[k] ? last[k + half] : last[k];                     \
        *result = last[0];                                                                         \
        const bool any = WIDE_ANY(s, noted);                                                       \
        return good;                                                                               \
    }
#define EXTREME_OF_maximum max
#define EXTREME_OF_minimum min
#define EXTREME_OF_fmax    max
#define EXTREME_OF_fmin    min
FOR_SINGLE_DOUBLE(EXTREME_WIDE, maximum, >, -INFINITY, WIDE_NAN, !any)
FOR_SINGLE_DOUBLE(EXTREME_WIDE, minimum, <, INFINITY, WIDE_NAN, !any)
FOR_SINGLE_DOUBLE(EXTREME_WIDE, fmax, >, -INFINITY, WIDE_NUMBER, any)
FOR_SINGLE_DOUBLE(EXTREME_WIDE, fmin, <, INFINITY, WIDE_NUMBER, any)
#define FOR_RUNS FOR_HALF
#else
#define FOR_RUNS FOR_FLOATS
#endif

/* -- by the compiler ------------------------------------------------------------------------------
 */

#define LEAST_INT(T) ((T)-1 < 1 ? (T)(UINT64_C(1) << (8 * sizeof(T) - 1)) : (T)0)
#define MOST_INT(T)  ((T)~LEAST_INT(T))
#if defined(__AVX2__) && !defined(__AVX512F__)
/* Integers in registers: the ends of short rows take what a compiler makes longer than the rows. */
CT_INLINE __m256i larger_i64(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(b, a, _mm256_cmpgt_epi64(a, b));
}
CT_INLINE __m256i lesser_i64(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b));
}
CT_INLINE __m256i above_u64(__m256i a, __m256i b)
{
    const __m256i sign = _mm256_set1_epi64x(INT64_MIN);
    return _mm256_cmpgt_epi64(_mm256_xor_si256(a, sign), _mm256_xor_si256(b, sign));
}
CT_INLINE __m256i larger_u64(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(b, a, above_u64(a, b));
}
CT_INLINE __m256i lesser_u64(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(a, b, above_u64(a, b));
}
#define REGISTER_AT(x) _mm256_loadu_si256((const __m256i *)(x))
/* The first 32 bytes stand for what is not there: an extreme may meet a number twice. */
#define EXTREME_INTS(f, op, best)                                                                  \
    CT_INLINE bool extreme_##op##_##f(const char *x, int64_t n, STORED(f) * result)                \
    {                                                                                              \
        enum { ALL = LANE_BYTES / 32 };                                                            \
        const char *end = x + n * WIDTH(f);                                                        \
        __m256i a[ALL];                                                                            \
        CT_UNROLL                                                                                  \
        for (int r = 0; r < ALL; r++)                                                              \
            a[r] = REGISTER_AT(x);                                                                 \
        for (; end - x >= LANE_BYTES; x += LANE_BYTES) {                                           \
            CT_UNROLL                                                                              \
            for (int r = 0; r < ALL; r++)                                                          \
                a[r] = best(REGISTER_AT(x + r * 32), a[r]);                                        \
        }                                                                                          \
        for (; end - x >= 32; x += 32)                                                             \
            a[0] = best(REGISTER_AT(x), a[0]);                                                     \
        a[1] = best(REGISTER_AT(end - 32), a[1]);                                                  \
        CT_UNROLL                                                                                  \
        for (int half = ALL / 2; half > 0; half /= 2)                                              \
            CT_UNROLL                                                                              \
        for (int r = 0; r < half; r++)                                                             \
            a[r] = best(a[r + half], a[r]);                                                        \
        a[0] = best(a[0], _mm256_permute2x128_si256(a[0], a[0], 1));                               \
        a[0] = best(a[0], _mm256_shuffle_epi32(a[0], 0x4e));                                       \
        if (WIDTH(f) < 8)                                                                          \
            a[0] = best(a[0], _mm256_shuffle_epi32(a[0], 0xb1));                                   \
        if (WIDTH(f) < 4)                                                                          \
            a[0] = best(a[0], _mm256_srli_epi32(a[0], 16));                                        \
        if (WIDTH(f) < 2)                                                                          \
            a[0] = best(a[0], _mm256_srli_epi16(a[0], 8));                                         \
        *result = (STORED(f))_mm_cvtsi128_si64(_mm256_castsi256_si128(a[0]));                      \
        return true;                                                                               \
    }
#define EXTREMES_INTS(f, larger, lesser)                                                           \
    EXTREME_INTS(f, maximum, larger)                                                               \
    EXTREME_INTS(f, minimum, lesser)
EXTREMES_INTS(i8, _mm256_max_epi8, _mm256_min_epi8)
EXTREMES_INTS(u8, _mm256_max_epu8, _mm256_min_epu8)
EXTREMES_INTS(i16, _mm256_max_epi16, _mm256_min_epi16)
EXTREMES_INTS(u16, _mm256_max_epu16, _mm256_min_epu16)
EXTREMES_INTS(i32, _mm256_max_epi32, _mm256_min_epi32)
EXTREMES_INTS(u32, _mm256_max_epu32, _mm256_min_epu32)
EXTREMES_INTS(i64, larger_i64, lesser_i64)
EXTREMES_INTS(u64, larger_u64, lesser_u64)
#else
FOR_INTS(EXTREME_RUN, maximum, >, LEAST_INT(T), 0, 1)
FOR_INTS(EXTREME_RUN, minimum, <, MOST_INT(T), 0, 1)
#endif
FOR_RUNS(EXTREME_RUN, maximum, >, -INFINITY, b != b, !any)
FOR_RUNS(EXTREME_RUN, minimum, <, INFINITY, b != b, !any)
FOR_RUNS(EXTREME_RUN, fmax, >, -INFINITY, b == b, any)
FOR_RUNS(EXTREME_RUN, fmin, <, INFINITY, b == b, any)

#endif
