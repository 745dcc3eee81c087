/* positions.h: the place of the first extreme among numbers side by side, in AVX-512 registers, or
 * that of a number that is known to be there, in those of AVX2: folds.c uses what the level has. */
#ifndef CT_KERNELS_POSITIONS_H
#define CT_KERNELS_POSITIONS_H

#if defined(__AVX512VL__) && defined(__AVX512BW__) && defined(__AVX512DQ__)
#include <immintrin.h>

#include "types.h"

/* Whether one of two registers has a nan. */
#define NO_NAN(a, b)  0
#define NAN_PD(a, b)  _mm512_cmp_pd_mask(a, b, _CMP_UNORD_Q)
#define NAN_PS(a, b)  _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q)
#define SAME_PD(a, b) _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ)
#define SAME_PS(a, b) _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ)

/* The extreme of n numbers; *odd: there is a nan among them. V a register, `s` the suffix of its
 * loads, `extreme` the suffix of the operation. */
#define PLACE_REGISTERS(f, name, V, s, extreme, reduce, worst, nan_, same)                         \
    CT_INLINE COMPUTED(f) name##_best_##f(const char *x, int64_t n, bool *odd)                     \
    {                                                                                              \
        enum { WIDE = 64 / (int)sizeof(STORED(f)) };                                               \
        const STORED(f) *p = (const STORED(f) *)x;                                                 \
        const V none = _mm512_set1_##s(worst);                                                     \
        V a0 = none, a1 = none, a2 = none, a3 = none;                                              \
        unsigned nans = 0;                                                                         \
        int64_t i = 0;                                                                             \
        for (; i + 4 * WIDE <= n; i += 4 * WIDE) {                                                 \
            V b0 = _mm512_loadu_##s(p + i), b1 = _mm512_loadu_##s(p + i + WIDE),                   \
              b2 = _mm512_loadu_##s(p + i + 2 * WIDE), b3 = _mm512_loadu_##s(p + i + 3 * WIDE);    \
            CT_IN_REGISTER(b0);                                                                    \
            CT_IN_REGISTER(b1);                                                                    \
            CT_IN_REGISTER(b2);                                                                    \
            CT_IN_REGISTER(b3);                                                                    \
            nans |= nan_(b0, b1) | nan_(b2, b3);                                                   \
            a0 = _mm512_##extreme(b0, a0);                                                         \
            a1 = _mm512_##extreme(b1, a1);                                                         \
            a2 = _mm512_##extreme(b2, a2);                                                         \
            a3 = _mm512_##extreme(b3, a3);                                                         \
        }                                                                                          \
        for (; i + WIDE <= n; i += WIDE) {                                                         \
            const V b = _mm512_loadu_##s(p + i);                                                   \
            nans |= nan_(b, b);                                                                    \
            a0 = _mm512_##extreme(b, a0);                                                          \
        }                                                                                          \
        if (i < n) {                                                                               \
            const unsigned taken = (1u << (n - i)) - 1;                                            \
            const V b = _mm512_mask_loadu_##s(none, (PLACE_MASK_##f)taken, p + i);                 \
            nans |= nan_(b, b);                                                                    \
            a1 = _mm512_##extreme(b, a1);                                                          \
        }                                                                                          \
        *odd = nans;                                                                               \
        return _mm512_##reduce(                                                                    \
            _mm512_##extreme(_mm512_##extreme(a0, a1), _mm512_##extreme(a2, a3)));                 \
    }                                                                                              \
    /* Which of the first 64 are the extreme. */                                                   \
    CT_INLINE uint64_t name##_same_##f(const STORED(f) * p, int64_t n, V all)                      \
    {                                                                                              \
        enum { WIDE = 64 / (int)sizeof(STORED(f)) };                                               \
        uint64_t here = 0;                                                                         \
        int64_t k = 0;                                                                             \
        if (n >= 64) {                                                                             \
            CT_UNROLL                                                                              \
            for (int v = 0; v < 64; v += WIDE)                                                     \
                here |= (uint64_t)same(_mm512_loadu_##s(p + v), all) << v;                         \
            return here;                                                                           \
        }                                                                                          \
        for (; k + WIDE <= n; k += WIDE)                                                           \
            here |= (uint64_t)same(_mm512_loadu_##s(p + k), all) << k;                             \
        if (k < n) {                                                                               \
            const unsigned taken = (1u << (n - k)) - 1;                                            \
            const V b = _mm512_maskz_loadu_##s((PLACE_MASK_##f)taken, p + k);                      \
            here |= (uint64_t)(same(b, all) & taken) << k;                                         \
        }                                                                                          \
        return here;                                                                               \
    }                                                                                              \
    /* Two words at a time: which of them has it is not foreseen. */                               \
    CT_INLINE int64_t name##_at_##f(const char *x, int64_t n, COMPUTED(f) best)                    \
    {                                                                                              \
        const STORED(f) *p = (const STORED(f) *)x;                                                 \
        const V all = _mm512_set1_##s(best);                                                       \
        for (int64_t i = 0; i < n; i += 128) {                                                     \
            const uint64_t low = name##_same_##f(p + i, n - i, all);                               \
            const uint64_t high = n - i > 64 ? name##_same_##f(p + i + 64, n - i - 64, all) : 0;   \
            const int64_t word = low ? 0 : 64;                                                     \
            if (low | high)                                                                        \
                return i + word + __builtin_ctzll(low ? low : high);                               \
        }                                                                                          \
        return 0;                                                                                  \
    }                                                                                              \
    /* By blocks: the place is looked up in the one that has the best. */                          \
    static CT_APART int64_t name##_blocks_##f(const char *x, int64_t n)                            \
    {                                                                                              \
        int64_t at = 0;                                                                            \
        COMPUTED(f) found = worst;                                                                 \
        for (int64_t i = 0; i < n; i += PLACE_BLOCK_REGISTERS) {                                   \
            const int64_t m = n - i < PLACE_BLOCK_REGISTERS ? n - i : PLACE_BLOCK_REGISTERS;       \
            bool odd;                                                                              \
            const COMPUTED(f) best = name##_best_##f(x + i * WIDTH(f), m, &odd);                   \
            if (CT_UNLIKELY(odd)) {                                                                \
                const STORED(f) *p = (const STORED(f) *)x;                                         \
                while (!(p[i] != p[i]))                                                            \
                    i++;                                                                           \
                return i;                                                                          \
            }                                                                                      \
            if (best PLACE_BEATS_##name found) {                                                   \
                found = best;                                                                      \
                at = i;                                                                            \
            }                                                                                      \
        }                                                                                          \
        return at + name##_at_##f(x + at * WIDTH(f), n - at, found);                               \
    }                                                                                              \
    static int64_t name##_registers_##f(const char *x, int64_t n)                                  \
    {                                                                                              \
        bool odd = n > PLACE_BLOCK_REGISTERS;                                                      \
        const COMPUTED(f) best = odd ? worst : name##_best_##f(x, n, &odd);                        \
        return CT_UNLIKELY(odd) ? name##_blocks_##f(x, n) : name##_at_##f(x, n, best);             \
    }
enum { PLACE_BLOCK_REGISTERS = 4096 };
#define PLACE_BEATS_argmin <
#define PLACE_BEATS_argmax >
#define PLACE_MASK_f64     __mmask8
#define PLACE_MASK_f32     __mmask16
#define PLACE_MASK_i64     __mmask8
#define PLACE_MASK_i32     __mmask16
PLACE_REGISTERS(f64, argmin, __m512d, pd, min_pd, reduce_min_pd, INFINITY, NAN_PD, SAME_PD)
PLACE_REGISTERS(f64, argmax, __m512d, pd, max_pd, reduce_max_pd, -INFINITY, NAN_PD, SAME_PD)
PLACE_REGISTERS(f32, argmin, __m512, ps, min_ps, reduce_min_ps, INFINITY, NAN_PS, SAME_PS)
PLACE_REGISTERS(f32, argmax, __m512, ps, max_ps, reduce_max_ps, -INFINITY, NAN_PS, SAME_PS)
PLACE_REGISTERS(i64, argmin, __m512i, epi64, min_epi64, reduce_min_epi64, INT64_MAX, NO_NAN,
                _mm512_cmpeq_epi64_mask)
PLACE_REGISTERS(i64, argmax, __m512i, epi64, max_epi64, reduce_max_epi64, INT64_MIN, NO_NAN,
                _mm512_cmpeq_epi64_mask)
PLACE_REGISTERS(i32, argmin, __m512i, epi32, min_epi32, reduce_min_epi32, INT32_MAX, NO_NAN,
                _mm512_cmpeq_epi32_mask)
PLACE_REGISTERS(i32, argmax, __m512i, epi32, max_epi32, reduce_max_epi32, INT32_MIN, NO_NAN,
                _mm512_cmpeq_epi32_mask)

#define BY_REGISTERS(f, name)                                                                      \
    if (stride == WIDTH(f))                                                                        \
        return name##_registers_##f(x, n);
#else
#define BY_REGISTERS(f, name)
#endif

#if defined(__AVX2__) && !defined(__AVX512F__)
/* The first that equals b, which is there. Four registers at a time; the last four overlap those
 * before, where it is not. What follows is mostly the next row: it is on its way meanwhile. */
#define PLACE_OF_REGISTERS(f, EVERY, SAME)                                                         \
    CT_INLINE int64_t place_of_##f(const char *x, int64_t n, STORED(f) b)                          \
    {                                                                                              \
        enum { REGISTER = 32, COUNT = 4, ROUND = REGISTER * COUNT, LINE = 64 };                    \
        const __m256i all = EVERY(b);                                                              \
        const int64_t bytes = n * WIDTH(f);                                                        \
        __m256i same[COUNT];                                                                       \
        for (int64_t i = 0; bytes >= ROUND;) {                                                     \
            CT_UNROLL                                                                              \
            for (int r = 0; r < COUNT; r++)                                                        \
                same[r] = SAME(_mm256_loadu_si256((const __m256i *)(x + i + r * REGISTER)), all);  \
            __builtin_prefetch((const void *)((uintptr_t)x + (uintptr_t)(bytes + i)));             \
            __builtin_prefetch((const void *)((uintptr_t)x + (uintptr_t)(bytes + i + LINE)));      \
            const __m256i any = _mm256_or_si256(_mm256_or_si256(same[0], same[1]),                 \
                                                _mm256_or_si256(same[2], same[3]));                \
            if (_mm256_movemask_epi8(any))                                                         \
                return (i + first_of_four(same)) / WIDTH(f);                                       \
            i += ROUND;                                                                            \
            i = i > bytes - ROUND ? bytes - ROUND : i;                                             \
        }                                                                                          \
        if (bytes >= REGISTER && bytes <= 2 * REGISTER) {                                          \
            const int64_t end = bytes - REGISTER;                                                  \
            same[0] = SAME(_mm256_loadu_si256((const __m256i *)x), all);                           \
            same[1] = SAME(_mm256_loadu_si256((const __m256i *)(x + end)), all);                   \
            const uint64_t low = (uint32_t)_mm256_movemask_epi8(same[0]);                          \
            const uint64_t high = (uint32_t)_mm256_movemask_epi8(same[1]);                         \
            return __builtin_ctzll(low | high << end) / WIDTH(f);                                  \
        }                                                                                          \
        if (bytes >= REGISTER) { /* the last again and again where the row has ended */            \
            CT_UNROLL                                                                              \
            for (int r = 0; r < COUNT; r++)                                                        \
                same[r] = SAME(_mm256_loadu_si256((const __m256i *)(x + in_row(r, bytes))), all);  \
            const int64_t at = first_of_four(same), r = at / REGISTER;                             \
            return (in_row(r, bytes) + at % REGISTER) / WIDTH(f);                                  \
        }                                                                                          \
        int64_t first = n - 1; /* which one is not foreseen */                                     \
        for (int64_t i = n - 1; i-- > 0;)                                                          \
            first = ((const STORED(f) *)x)[i] == b ? i : first;                                    \
        return first;                                                                              \
    }
/* Where register r of a short row begins. */
CT_INLINE int64_t in_row(int64_t r, int64_t bytes)
{
    return r * 32 < bytes - 32 ? r * 32 : bytes - 32;
}
CT_INLINE int64_t first_of_four(const __m256i *same)
{
    const uint64_t low = (uint32_t)_mm256_movemask_epi8(same[0]) |
                         (uint64_t)(uint32_t)_mm256_movemask_epi8(same[1]) << 32;
    const uint64_t high = (uint32_t)_mm256_movemask_epi8(same[2]) |
                          (uint64_t)(uint32_t)_mm256_movemask_epi8(same[3]) << 32;
    const uint64_t in_low = 0 - (uint64_t)(low != 0); /* which one is not foreseen */
    return (int64_t)(~in_low & 64) + __builtin_ctzll((low & in_low) | (high & ~in_low));
}
#define EVERY_PS(b) _mm256_castps_si256(_mm256_set1_ps(b))
#define EVERY_PD(b) _mm256_castpd_si256(_mm256_set1_pd(b))
#define SAME_PS(a, b)                                                                              \
    _mm256_castps_si256(_mm256_cmp_ps(_mm256_castsi256_ps(a), _mm256_castsi256_ps(b), _CMP_EQ_OQ))
#define SAME_PD(a, b)                                                                              \
    _mm256_castpd_si256(_mm256_cmp_pd(_mm256_castsi256_pd(a), _mm256_castsi256_pd(b), _CMP_EQ_OQ))
#define EVERY_8(b)  _mm256_set1_epi8((char)(b))
#define EVERY_16(b) _mm256_set1_epi16((short)(b))
#define EVERY_32(b) _mm256_set1_epi32((int)(b))
#define EVERY_64(b) _mm256_set1_epi64x((long long)(b))
PLACE_OF_REGISTERS(i8, EVERY_8, _mm256_cmpeq_epi8)
PLACE_OF_REGISTERS(u8, EVERY_8, _mm256_cmpeq_epi8)
PLACE_OF_REGISTERS(i16, EVERY_16, _mm256_cmpeq_epi16)
PLACE_OF_REGISTERS(u16, EVERY_16, _mm256_cmpeq_epi16)
PLACE_OF_REGISTERS(i32, EVERY_32, _mm256_cmpeq_epi32)
PLACE_OF_REGISTERS(u32, EVERY_32, _mm256_cmpeq_epi32)
PLACE_OF_REGISTERS(i64, EVERY_64, _mm256_cmpeq_epi64)
PLACE_OF_REGISTERS(u64, EVERY_64, _mm256_cmpeq_epi64)
PLACE_OF_REGISTERS(f32, EVERY_PS, SAME_PS)
PLACE_OF_REGISTERS(f64, EVERY_PD, SAME_PD)
#define FOR_PLACES(M, ...) FOR_HALF(M, __VA_ARGS__) /* by the compiler */
#else
#define FOR_PLACES(M, ...) FOR_INTS(M, __VA_ARGS__) FOR_FLOATS(M, __VA_ARGS__)
#endif

#define PLACE_FIRST_i8(name)
#define PLACE_FIRST_u8(name)
#define PLACE_FIRST_i16(name)
#define PLACE_FIRST_u16(name)
#define PLACE_FIRST_u32(name)
#define PLACE_FIRST_u64(name)
#define PLACE_FIRST_f16(name)
#define PLACE_FIRST_i32(name) BY_REGISTERS(i32, name)
#define PLACE_FIRST_i64(name) BY_REGISTERS(i64, name)
#define PLACE_FIRST_f32(name) BY_REGISTERS(f32, name)
#define PLACE_FIRST_f64(name) BY_REGISTERS(f64, name)

#endif
