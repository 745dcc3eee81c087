/* select.h: what a mask takes, moved in registers, for moves.c. */
#ifndef CT_KERNELS_SELECT_H
#define CT_KERNELS_SELECT_H

#if defined(__AVX512VL__) && defined(__AVX512BW__)
#include <immintrin.h>

/* Sixteen elements: what the mask takes moves together in a register. */
#define SELECT_BY_REGISTERS(size, STORE_TAKEN)                                                     \
    for (; i + 16 <= n && stride == (size) && end - out >= 16 * (size); i += 16) {                 \
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(mask + i));                        \
        const unsigned take = _mm_test_epi8_mask(bytes, bytes);                                    \
        if (take) {                                                                                \
            STORE_TAKEN                                                                            \
        }                                                                                          \
    }
#define TAKE_EIGHT(taken, from)                                                                    \
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi64((__mmask8)(taken), from));                \
    out += 8 * __builtin_popcount((taken)&0xff);
#define SELECT_REGISTERS_4                                                                         \
    SELECT_BY_REGISTERS(                                                                           \
        4, _mm512_storeu_si512(                                                                    \
               out, _mm512_maskz_compress_epi32((__mmask16)take, _mm512_loadu_si512(x + i * 4)));  \
        out += 4 * __builtin_popcount(take);)
#define SELECT_REGISTERS_8                                                                         \
    SELECT_BY_REGISTERS(8, TAKE_EIGHT(take, _mm512_loadu_si512(x + i * 8))                         \
                               TAKE_EIGHT(take >> 8, _mm512_loadu_si512(x + i * 8 + 64)))
#define PLACES_BY_REGISTERS                                                                        \
    const __m512i first = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);                               \
    const int64_t stride = 8;                                                                      \
    SELECT_BY_REGISTERS(                                                                           \
        8, TAKE_EIGHT(take, _mm512_add_epi64(_mm512_set1_epi64(from + i), first))                  \
               TAKE_EIGHT(take >> 8, _mm512_add_epi64(_mm512_set1_epi64(from + i + 8), first)))
#elif defined(__AVX2__)
#include <immintrin.h>

/* Entry m: the places of the bits of m, lowest first, a byte each. */
#define TAKEN_BIT(m, bit)                                                                          \
    ((uint64_t)((m) >> (bit)&1) * (bit) << 8 * __builtin_popcount((m) & ((1 << (bit)) - 1)))
#define TAKEN_1(m)                                                                                 \
    TAKEN_BIT(m, 1) | TAKEN_BIT(m, 2) | TAKEN_BIT(m, 3) | TAKEN_BIT(m, 4) | TAKEN_BIT(m, 5) |      \
        TAKEN_BIT(m, 6) | TAKEN_BIT(m, 7)
#define TAKEN_4(m)  TAKEN_1(m), TAKEN_1((m) + 1), TAKEN_1((m) + 2), TAKEN_1((m) + 3)
#define TAKEN_16(m) TAKEN_4(m), TAKEN_4((m) + 4), TAKEN_4((m) + 8), TAKEN_4((m) + 12)
#define TAKEN_64(m) TAKEN_16(m), TAKEN_16((m) + 16), TAKEN_16((m) + 32), TAKEN_16((m) + 48)
static const uint64_t places_taken[256] = {TAKEN_64(0), TAKEN_64(64), TAKEN_64(128), TAKEN_64(192)};

/* Sixteen elements, eight bits of `take` at a time. */
#define SELECT_BY_REGISTERS(size, STORE_TAKEN)                                                     \
    for (; i + 16 <= n && stride == (size) && end - out >= 16 * (size); i += 16) {                 \
        const __m128i rest =                                                                       \
            _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(mask + i)), _mm_setzero_si128());     \
        if (_mm_movemask_epi8(rest) != 0xffff) {                                                   \
            STORE_TAKEN                                                                            \
        }                                                                                          \
    }
#define TAKE_EIGHT(bits, width, store)                                                             \
    {                                                                                              \
        const uint8_t taken = (uint8_t)(bits);                                                     \
        const __m128i places = _mm_loadl_epi64((const __m128i *)&places_taken[taken]);             \
        store;                                                                                     \
        out += (width)*__builtin_popcount(taken);                                                  \
    }
/* Bits of which each is for `width` bytes: an element's, or some for each element. */
#define TAKE_REGISTERS(width, bits, at, store)                                                     \
    const unsigned take = ~(unsigned)_mm_movemask_epi8(bits);                                      \
    const char *from = at;                                                                         \
    TAKE_EIGHT(take, width, store) from += 8 * (width);                                            \
    TAKE_EIGHT(take >> 8, width, store)

#define STORE_BYTES                                                                                \
    _mm_storel_epi64((__m128i *)out,                                                               \
                     _mm_shuffle_epi8(_mm_loadl_epi64((const __m128i *)from), places))
#define STORE_PAIRS                                                                                \
    _mm_storeu_si128(                                                                              \
        (__m128i *)out,                                                                            \
        _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)from),                                   \
                         _mm_add_epi8(_mm_slli_epi16(_mm_unpacklo_epi8(places, places), 1),        \
                                      _mm_set1_epi16(0x100))))
#define STORE_FOURS                                                                                \
    _mm256_storeu_si256((__m256i *)out,                                                            \
                        _mm256_permutevar8x32_epi32(_mm256_loadu_si256((const __m256i *)from),     \
                                                    _mm256_cvtepu8_epi32(places)))
#define SELECT_REGISTERS_1  SELECT_BY_REGISTERS(1, TAKE_REGISTERS(1, rest, x + i, STORE_BYTES))
#define SELECT_REGISTERS_2  SELECT_BY_REGISTERS(2, TAKE_REGISTERS(2, rest, x + i * 2, STORE_PAIRS))
#define SELECT_REGISTERS_4  SELECT_BY_REGISTERS(4, TAKE_REGISTERS(4, rest, x + i * 4, STORE_FOURS))
#define TAKE_TWICE(low, at) TAKE_REGISTERS(4, low, at, STORE_FOURS)
#define SELECT_REGISTERS_8                                                                         \
    SELECT_BY_REGISTERS(8, {TAKE_TWICE(_mm_unpacklo_epi8(rest, rest), x + i * 8)} {                \
                               TAKE_TWICE(_mm_unpackhi_epi8(rest, rest), x + i * 8 + 64)})
#define TAKE_FOURFOLD(low, at)                                                                     \
    {TAKE_TWICE(_mm_unpacklo_epi8(low, low), at)} {                                                \
        TAKE_TWICE(_mm_unpackhi_epi8(low, low), (at) + 64)                                         \
    }
#define SELECT_REGISTERS_16                                                                        \
    SELECT_BY_REGISTERS(16, const __m128i low = _mm_unpacklo_epi8(rest, rest);                     \
                        const __m128i high = _mm_unpackhi_epi8(rest, rest);                        \
                        TAKE_FOURFOLD(low, x + i * 16) TAKE_FOURFOLD(high, x + i * 16 + 128))
#define STORE_PLACES                                                                               \
    _mm256_storeu_si256((__m256i *)out, _mm256_add_epi64(at, _mm256_cvtepu8_epi64(places)));       \
    _mm256_storeu_si256((__m256i *)(out + 32),                                                     \
                        _mm256_add_epi64(at, _mm256_cvtepu8_epi64(_mm_srli_si128(places, 4))))
#define PLACES_BY_REGISTERS                                                                        \
    const int64_t stride = 8;                                                                      \
    SELECT_BY_REGISTERS(8, const unsigned take = ~(unsigned)_mm_movemask_epi8(rest);               \
                        __m256i at = _mm256_set1_epi64x(from + i);                                 \
                        TAKE_EIGHT(take, 8, STORE_PLACES) at =                                     \
                            _mm256_add_epi64(at, _mm256_set1_epi64x(8));                           \
                        TAKE_EIGHT(take >> 8, 8, STORE_PLACES))
#endif

#ifndef SELECT_REGISTERS_1
#define SELECT_REGISTERS_1
#define SELECT_REGISTERS_2
#define SELECT_REGISTERS_16
#endif
#ifndef SELECT_REGISTERS_4
#define SELECT_REGISTERS_4
#define SELECT_REGISTERS_8
#define PLACES_BY_REGISTERS
#endif

#endif
