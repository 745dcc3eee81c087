/* masks.h: loops whose result is bool, for elements of 4 and 8 bytes. AVX2 compares into lanes as
 * wide as the elements; 32 of them are narrowed at once, and put into order only at the end, where
 * a compiler orders them at each step. Included by loops.inc. */

#if defined(__AVX2__) && !defined(__AVX512BW__)
#include <immintrin.h>

/* Elements may lie anywhere, and GCC loads through a pointer to vectors as if they were aligned. */
#define LOAD_LANES(p) _mm256_loadu_si256((const __m256i *)(p))
#define MASK_LANES(t) typedef STORED(t) lanes_##t __attribute__((vector_size(32)));
MASK_LANES(i32)
MASK_LANES(u32)
MASK_LANES(f32)
MASK_LANES(i64)
MASK_LANES(u64)
MASK_LANES(f64)
#undef MASK_LANES

/* 32 truths from as many vectors as an element has bytes. */
CT_INLINE void store_masks(char *o, const __m256i *m, int64_t width)
{
    __m256i low = _mm256_packs_epi32(m[0], m[1]), high = _mm256_packs_epi32(m[2], m[3]);
    if (width == 8) {
        const __m256i third = _mm256_packs_epi32(m[4], m[5]), last = _mm256_packs_epi32(m[6], m[7]);
        low = _mm256_packs_epi32(low, high);
        high = _mm256_packs_epi32(third, last);
    }
    const __m256i bytes = _mm256_and_si256(_mm256_packs_epi16(low, high), _mm256_set1_epi8(1));
    const __m128i even = _mm256_castsi256_si128(bytes), odd = _mm256_extracti128_si256(bytes, 1);
    __m128i *to = (__m128i *)o;
    _mm_storeu_si128(to,
                     width == 8 ? _mm_unpacklo_epi16(even, odd) : _mm_unpacklo_epi32(even, odd));
    _mm_storeu_si128(to + 1,
                     width == 8 ? _mm_unpackhi_epi16(even, odd) : _mm_unpackhi_epi32(even, odd));
}

/* Before the loop over the elements that are left. */
#define MASKS1(t, ...)                                                                             \
    for (; i + 32 <= n; i += 32) {                                                                 \
        __m256i masks[8];                                                                          \
        _Pragma("GCC unroll 8") for (int64_t k = 0; k < WIDTH(t); k++)                             \
        {                                                                                          \
            const lanes_##t a = (lanes_##t)LOAD_LANES(x + i * WIDTH(t) + 32 * k);                  \
            masks[k] = (__m256i)(__VA_ARGS__);                                                     \
        }                                                                                          \
        store_masks(o + i, masks, WIDTH(t));                                                       \
    }
#define MASKS2(t, ...)                                                                             \
    const lanes_##t all_a = LOAD(t, x) - (lanes_##t){0}, all_b = LOAD(t, y) - (lanes_##t){0};      \
    for (; i + 32 <= n; i += 32) {                                                                 \
        __m256i masks[8];                                                                          \
        _Pragma("GCC unroll 8") for (int64_t k = 0; k < WIDTH(t); k++)                             \
        {                                                                                          \
            const int64_t at = i * WIDTH(t) + 32 * k;                                              \
            const lanes_##t a = scalar_x ? all_a : (lanes_##t)LOAD_LANES(x + at);                  \
            const lanes_##t b = scalar_y ? all_b : (lanes_##t)LOAD_LANES(y + at);                  \
            masks[k] = (__m256i)(__VA_ARGS__);                                                     \
        }                                                                                          \
        store_masks(o + i, masks, WIDTH(t));                                                       \
    }
#else
#define MASKS1(t, ...)
#define MASKS2(t, ...)
#endif

#define MASKS1_u32(...) MASKS1(u32, __VA_ARGS__)
#define MASKS1_f32(...) MASKS1(f32, __VA_ARGS__)
#define MASKS1_u64(...) MASKS1(u64, __VA_ARGS__)
#define MASKS1_f64(...) MASKS1(f64, __VA_ARGS__)
#define MASKS2_i32(...) MASKS2(i32, __VA_ARGS__)
#define MASKS2_u32(...) MASKS2(u32, __VA_ARGS__)
#define MASKS2_f32(...) MASKS2(f32, __VA_ARGS__)
#define MASKS2_i64(...) MASKS2(i64, __VA_ARGS__)
#define MASKS2_u64(...) MASKS2(u64, __VA_ARGS__)
#define MASKS2_f64(...) MASKS2(f64, __VA_ARGS__)
#define NO_MASKS(...)
#define MASKS1_u8   NO_MASKS
#define MASKS1_u16  NO_MASKS
#define MASKS1_f16  NO_MASKS
#define MASKS1_c64  NO_MASKS
#define MASKS1_c128 NO_MASKS
#define MASKS2_u8   NO_MASKS
#define MASKS2_i8   NO_MASKS
#define MASKS2_u16  NO_MASKS
#define MASKS2_i16  NO_MASKS
#define MASKS2_f16  NO_MASKS
