/* sort_lanes.h: the vectors that sort.c is written with, for AVX2 and AVX-512: elements to and
 * from registers, the smaller and the larger of two, and the two halves of a partition. Included
 * by sort.c; CT_SORT_VECTORS says whether there are any.
 *
 * For each tag: V_ a register, L_ its elements, P_ a register that partitions (at most 8 elements,
 * so that a table can hold its permutations) and Q_ its elements. No element is nan. */
#if defined(__AVX2__) && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define CT_SORT_VECTORS
#endif
#endif

#ifdef CT_SORT_VECTORS
#include <immintrin.h>

#include "sanitized.h"

#if defined(__AVX512DQ__) && defined(__AVX512VL__)
#define BITS        512
#define SI          __m512i
#define VECTOR_f64  __m512d
#define VECTOR_f32  __m512
#define LANES_f64   8
#define LANES_i64   8
#define LANES_u64   8
#define LANES_f32   16
#define LANES_i32   16
#define LANES_u32   16
#define CHOICES_64  8
#define SMALLER_f64 _mm512_min_pd
#define LARGER_f64  _mm512_max_pd
#define SMALLER_f32 _mm512_min_ps
#define LARGER_f32  _mm512_max_ps
#define SMALLER_i64 _mm512_min_epi64
#define LARGER_i64  _mm512_max_epi64
#define SMALLER_u64 _mm512_min_epu64
#define LARGER_u64  _mm512_max_epu64
#define SMALLER_i32 _mm512_min_epi32
#define LARGER_i32  _mm512_max_epi32
#define SMALLER_u32 _mm512_min_epu32
#define LARGER_u32  _mm512_max_epu32
#define FIRST(size, n)                                                                             \
    ((n) >= 64 / (size) ? (1u << 64 / (size)) - 1 : (n) <= 0 ? 0 : (1u << (n)) - 1)
#define GET_8(x, n, fill) _mm512_mask_loadu_epi64((SI)(fill), (__mmask8)FIRST(8, n), x)
#define GET_4(x, n, fill) _mm512_mask_loadu_epi32((SI)(fill), (__mmask16)FIRST(4, n), x)
#define PUT_8(x, n, v)    _mm512_mask_storeu_epi64(x, (__mmask8)FIRST(8, n), (SI)(v))
#define PUT_4(x, n, v)    _mm512_mask_storeu_epi32(x, (__mmask16)FIRST(4, n), (SI)(v))
/* bit i: whether element i of x is after the pivot, or at least not before it */
#define NOT_BEFORE_f64(x, p) _mm512_cmp_pd_mask((__m512d)(x), (__m512d)(p), _CMP_GE_OQ)
#define AFTER_f64(x, p)      _mm512_cmp_pd_mask((__m512d)(x), (__m512d)(p), _CMP_GT_OQ)
#define NOT_BEFORE_i64(x, p) _mm512_cmpge_epi64_mask((SI)(x), (SI)(p))
#define AFTER_i64(x, p)      _mm512_cmpgt_epi64_mask((SI)(x), (SI)(p))
#define NOT_BEFORE_u64(x, p) _mm512_cmpge_epu64_mask((SI)(x), (SI)(p))
#define AFTER_u64(x, p)      _mm512_cmpgt_epu64_mask((SI)(x), (SI)(p))
#define NOT_BEFORE_f32(x, p) _mm256_cmp_ps_mask((__m256)(x), (__m256)(p), _CMP_GE_OQ)
#define AFTER_f32(x, p)      _mm256_cmp_ps_mask((__m256)(x), (__m256)(p), _CMP_GT_OQ)
#define NOT_BEFORE_i32(x, p) _mm256_cmpge_epi32_mask((__m256i)(x), (__m256i)(p))
#define AFTER_i32(x, p)      _mm256_cmpgt_epi32_mask((__m256i)(x), (__m256i)(p))
#define NOT_BEFORE_u32(x, p) _mm256_cmpge_epu32_mask((__m256i)(x), (__m256i)(p))
#define AFTER_u32(x, p)      _mm256_cmpgt_epu32_mask((__m256i)(x), (__m256i)(p))
/* the elements whose bit is set, first */
#define FRONT_64(x, m)            _mm512_maskz_compress_epi64((__mmask8)(m), (SI)(x))
#define FRONT_32(x, m)            _mm512_maskz_compress_epi32((__mmask16)(m), (SI)(x))
#define WIDE_NOT_BEFORE_f64       NOT_BEFORE_f64
#define WIDE_NOT_BEFORE_i64       NOT_BEFORE_i64
#define WIDE_NOT_BEFORE_u64       NOT_BEFORE_u64
#define WIDE_AFTER_f64            AFTER_f64
#define WIDE_AFTER_i64            AFTER_i64
#define WIDE_AFTER_u64            AFTER_u64
#define WIDE_NOT_BEFORE_f32(x, p) _mm512_cmp_ps_mask((__m512)(x), (__m512)(p), _CMP_GE_OQ)
#define WIDE_AFTER_f32(x, p)      _mm512_cmp_ps_mask((__m512)(x), (__m512)(p), _CMP_GT_OQ)
#define WIDE_NOT_BEFORE_i32(x, p) _mm512_cmpge_epi32_mask((SI)(x), (SI)(p))
#define WIDE_AFTER_i32(x, p)      _mm512_cmpgt_epi32_mask((SI)(x), (SI)(p))
#define WIDE_NOT_BEFORE_u32(x, p) _mm512_cmpge_epu32_mask((SI)(x), (SI)(p))
#define WIDE_AFTER_u32(x, p)      _mm512_cmpgt_epu32_mask((SI)(x), (SI)(p))
#define DIVIDE_64(x, m)                                                                            \
    _mm512_permutexvar_epi64(                                                                      \
        _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)&sort_places[m])), (SI)(x))
#else /* AVX2 */
#define BITS                     256
#define SI                       __m256i
#define VECTOR_f64               __m256d
#define VECTOR_f32               __m256
#define LANES_f64                4
#define LANES_i64                4
#define LANES_u64                4
#define LANES_f32                8
#define LANES_i32                8
#define LANES_u32                8
#define CHOICES_64               4
#define LARGER_BITS(x, y, later) _mm256_blendv_epi8((SI)(x), (SI)(y), later)
#define TOP(x)                   _mm256_xor_si256((SI)(x), _mm256_set1_epi64x(INT64_MIN))
#define TOP_32(x)                _mm256_xor_si256((SI)(x), _mm256_set1_epi32(INT32_MIN))
#define LATER_i64(x, y)          _mm256_cmpgt_epi64((SI)(x), (SI)(y))
#define LATER_u64(x, y)          _mm256_cmpgt_epi64(TOP(x), TOP(y))
#define SMALLER_f64              _mm256_min_pd
#define LARGER_f64               _mm256_max_pd
#define SMALLER_f32              _mm256_min_ps
#define LARGER_f32               _mm256_max_ps
#define SMALLER_i64(x, y)        LARGER_BITS(x, y, LATER_i64(x, y))
#define LARGER_i64(x, y)         LARGER_BITS(y, x, LATER_i64(x, y))
#define SMALLER_u64(x, y)        LARGER_BITS(x, y, LATER_u64(x, y))
#define LARGER_u64(x, y)         LARGER_BITS(y, x, LATER_u64(x, y))
#define SMALLER_i32              _mm256_min_epi32
#define LARGER_i32               _mm256_max_epi32
#define SMALLER_u32              _mm256_min_epu32
#define LARGER_u32               _mm256_max_epu32
#define FIRST_8(n)               _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_set_epi64x(3, 2, 1, 0))
#define FIRST_4(n)                                                                                 \
    _mm256_cmpgt_epi32(_mm256_set1_epi32((int)(n)), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0))
#define GET_8(x, n, fill)                                                                          \
    _mm256_blendv_epi8((SI)(fill), _mm256_maskload_epi64((const long long *)(x), FIRST_8(n)),      \
                       FIRST_8(n))
#define GET_4(x, n, fill)                                                                          \
    _mm256_blendv_epi8((SI)(fill), _mm256_maskload_epi32((const int *)(x), FIRST_4(n)), FIRST_4(n))
#define PUT_8(x, n, v)       _mm256_maskstore_epi64((long long *)(x), FIRST_8(n), (SI)(v))
#define PUT_4(x, n, v)       _mm256_maskstore_epi32((int *)(x), FIRST_4(n), (SI)(v))
#define SIGNS_8(v)           ((unsigned)_mm256_movemask_pd((__m256d)(v)))
#define SIGNS_4(v)           ((unsigned)_mm256_movemask_ps((__m256)(v)))
#define GT_32(x, y)          _mm256_cmpgt_epi32((SI)(x), (SI)(y))
#define NOT_BEFORE_f64(x, p) SIGNS_8(_mm256_cmp_pd((__m256d)(x), (__m256d)(p), _CMP_GE_OQ))
#define AFTER_f64(x, p)      SIGNS_8(_mm256_cmp_pd((__m256d)(x), (__m256d)(p), _CMP_GT_OQ))
#define NOT_BEFORE_i64(x, p) (SIGNS_8(LATER_i64(p, x)) ^ 15)
#define AFTER_i64(x, p)      SIGNS_8(LATER_i64(x, p))
#define NOT_BEFORE_u64(x, p) (SIGNS_8(LATER_u64(p, x)) ^ 15)
#define AFTER_u64(x, p)      SIGNS_8(LATER_u64(x, p))
#define NOT_BEFORE_f32(x, p) SIGNS_4(_mm256_cmp_ps((__m256)(x), (__m256)(p), _CMP_GE_OQ))
#define AFTER_f32(x, p)      SIGNS_4(_mm256_cmp_ps((__m256)(x), (__m256)(p), _CMP_GT_OQ))
#define NOT_BEFORE_i32(x, p) (SIGNS_4(GT_32(p, x)) ^ 255)
#define AFTER_i32(x, p)      SIGNS_4(GT_32(x, p))
#define NOT_BEFORE_u32(x, p) (SIGNS_4(GT_32(TOP_32(p), TOP_32(x))) ^ 255)
#define AFTER_u32(x, p)      SIGNS_4(GT_32(TOP_32(x), TOP_32(p)))
#define WIDE_NOT_BEFORE_f64  NOT_BEFORE_f64
#define WIDE_NOT_BEFORE_i64  NOT_BEFORE_i64
#define WIDE_NOT_BEFORE_u64  NOT_BEFORE_u64
#define WIDE_NOT_BEFORE_f32  NOT_BEFORE_f32
#define WIDE_NOT_BEFORE_i32  NOT_BEFORE_i32
#define WIDE_NOT_BEFORE_u32  NOT_BEFORE_u32
#define WIDE_AFTER_f64       AFTER_f64
#define WIDE_AFTER_i64       AFTER_i64
#define WIDE_AFTER_u64       AFTER_u64
#define WIDE_AFTER_f32       AFTER_f32
#define WIDE_AFTER_i32       AFTER_i32
#define WIDE_AFTER_u32       AFTER_u32
#define FRONT_64(x, m)       DIVIDE_64(x, (m) ^ 15)
#define FRONT_32(x, m)       DIVIDE_32(x, (m) ^ 255)
/* four elements of 8 bytes move as eight of 4 */
#define DIVIDE_64(x, m)      divide_4((SI)(x), sort_pairs[m])
#endif
/* Registers of a run that is sorted in them: of AVX-512's some spill, which costs less than a
 * partition. */
#if BITS == 512 && !defined(CT_SANITIZED)
#define SORT_MOST 32
#else
#define SORT_MOST 16
#endif
#define VECTOR_i64 SI
#define VECTOR_u64 SI
#define VECTOR_i32 SI
#define VECTOR_u32 SI
#define DIVIDE_32(x, m)                                                                            \
    _mm256_permutevar8x32_epi32(                                                                   \
        (__m256i)(x), _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&sort_places[m])))

/* Byte k of entry m: which of eight elements comes to place k when those whose bit in m is clear go
 * first, all in order. */
#define ONES(m)     ((uint64_t)__builtin_popcount(m))
#define BELOW(m, i) ONES((m) & ((1u << (i)) - 1))
#define PLACE(m, i)                                                                                \
    ((uint64_t)(i) << 8 * ((m) >> (i)&1 ? 8 - ONES(m) + BELOW(m, i) : (i)-BELOW(m, i)))
#define PLACES(m)                                                                                  \
    (PLACE(m, 0u) | PLACE(m, 1u) | PLACE(m, 2u) | PLACE(m, 3u) | PLACE(m, 4u) | PLACE(m, 5u) |     \
     PLACE(m, 6u) | PLACE(m, 7u))
#define PLACES_4(m)  PLACES(m), PLACES(m + 1), PLACES(m + 2), PLACES(m + 3)
#define PLACES_16(m) PLACES_4(m), PLACES_4(m + 4), PLACES_4(m + 8), PLACES_4(m + 12)
#define PLACES_64(m) PLACES_16(m), PLACES_16(m + 16), PLACES_16(m + 32), PLACES_16(m + 48)
static const uint64_t sort_places[256] = {PLACES_64(0u), PLACES_64(64u), PLACES_64(128u),
                                          PLACES_64(192u)};
#if BITS == 256
#define TWICE(m) ((m & 1) * 3 | (m >> 1 & 1) * 12 | (m >> 2 & 1) * 48 | (m >> 3) * 192)
static const uint8_t sort_pairs[16] = {
    TWICE(0), TWICE(1), TWICE(2),  TWICE(3),  TWICE(4),  TWICE(5),  TWICE(6),  TWICE(7),
    TWICE(8), TWICE(9), TWICE(10), TWICE(11), TWICE(12), TWICE(13), TWICE(14), TWICE(15)};
CT_INLINE __m256i divide_4(__m256i x, unsigned m)
{
    return DIVIDE_32(x, m);
}
#endif

/* Constant permutations of the elements of one register, or of two. */
#define EACH_4(F, k)      F(0, k, 4), F(1, k, 4), F(2, k, 4), F(3, k, 4)
#define HALF_8(F, k, i)   F(i, k, 8), F(i + 1, k, 8), F(i + 2, k, 8), F(i + 3, k, 8)
#define EACH_8(F, k)      HALF_8(F, k, 0), HALF_8(F, k, 4)
#define PART_16(F, k, i)  F(i, k, 16), F(i + 1, k, 16), F(i + 2, k, 16), F(i + 3, k, 16)
#define EACH_16(F, k)     PART_16(F, k, 0), PART_16(F, k, 4), PART_16(F, k, 8), PART_16(F, k, 12)
#define ACROSS(i, k, n)   ((i) ^ ((k) & ((n)-1)))
#define UPPER_OF(i, k, n) ((i) & (k) ? (i) + (n) : (i))
#define ZIP_LOW(i, k, n)  ((i) / 2 + ((i)&1) * (n))
#define ZIP_HIGH(i, k, n) ((i) / 2 + ((i)&1) * (n) + (n) / 2)
#define SHUFFLED(tag, a, b, F, k)                                                                  \
    __builtin_shufflevector(a, b, JOIN(EACH_, JOIN(LANES_, tag))(F, k))
#endif
