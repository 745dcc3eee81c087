/* moves.c: elements moved by their size: copies, choices, masks. */
#include "level.h"
#include "select.h"

typedef struct pair16 {
    uint64_t low, high;
} pair16;

/* No element of the one shares a byte with one of the other, nor lies between two of them. */
CT_INLINE bool lie_apart(const char *a, int64_t sa, const char *b, int64_t sb, int64_t n,
                         int64_t size)
{
    const char *low_a = sa < 0 ? a + (n - 1) * sa : a, *low_b = sb < 0 ? b + (n - 1) * sb : b;
    const int64_t span_a = (n - 1) * (sa < 0 ? -sa : sa) + size;
    const int64_t span_b = (n - 1) * (sb < 0 ? -sb : sb) + size;
    return low_a + span_a <= low_b || low_b + span_b <= low_a;
}

/* Elements of one dtype are copied wherever they lie. */
typedef uint16_t loose_2 __attribute__((aligned(1)));
typedef uint32_t loose_4 __attribute__((aligned(1)));
typedef uint64_t loose_8 __attribute__((aligned(1)));
typedef pair16 loose_16 __attribute__((aligned(1)));

#define MOVES(size, B)                                                                             \
    CT_INLINE void copy_##size##_run(char *o, const char *x, int64_t sx, int64_t n)                \
    {                                                                                              \
        CT_INDEPENDENT                                                                             \
        for (int64_t i = 0; i < n; i++)                                                            \
            *(B *)(o + i * (size)) = *(const B *)(x + i * sx);                                     \
    }                                                                                              \
    /* Four in a turn: in a loop of one load and one store some processors let each load wait for  \
     * the store before. */                                                                        \
    CT_INLINE void copy_##size##_apart(char *o, int64_t so, const char *x, int64_t sx, int64_t n)  \
    {                                                                                              \
        for (int64_t i = 0; i + 4 <= n; i += 4, x += 4 * sx, o += 4 * so) {                        \
            const B a = *(const B *)x, b = *(const B *)(x + sx);                                   \
            const B c = *(const B *)(x + 2 * sx), d = *(const B *)(x + 3 * sx);                    \
            *(B *)o = a;                                                                           \
            *(B *)(o + so) = b;                                                                    \
            *(B *)(o + 2 * so) = c;                                                                \
            *(B *)(o + 3 * so) = d;                                                                \
        }                                                                                          \
        for (int64_t i = n % 4; i > 0; i--, x += sx, o += so)                                      \
            *(B *)o = *(const B *)x;                                                               \
    }                                                                                              \
    static void copy_##size(PARAMETERS)                                                            \
    {                                                                                              \
        char *o = args[1];                                                                         \
        const char *x = args[0];                                                                   \
        const int64_t sx = strides[0], so = strides[1];                                            \
        if (n <= 0)                                                                                \
            return;                                                                                \
        if (sx == (size) && so == (size)) {                                                        \
            memmove(o, x, (size_t)n *(size));                                                      \
            return;                                                                                \
        }                                                                                          \
        if (so == (size) && sx == 0) {                                                             \
            const B value = *(const B *)x;                                                         \
            CT_INDEPENDENT                                                                         \
            for (int64_t i = 0; i < n; i++)                                                        \
                *(B *)(o + i * (size)) = value;                                                    \
            return;                                                                                \
        }                                                                                          \
        const char *low = sx < 0 ? x + (n - 1) * sx : x;                                           \
        if (so == (size) && !feeds(o, low - (size), n * (sx < 0 ? -sx : sx) + (size))) {           \
            if (sx == -(size))                                                                     \
                copy_##size##_run(o, x, -(size), n);                                               \
            else if (sx == 2 * (size))                                                             \
                copy_##size##_run(o, x, 2 * (size), n);                                            \
            else                                                                                   \
                copy_##size##_apart(o, size, x, sx, n);                                            \
            return;                                                                                \
        }                                                                                          \
        if (lie_apart(o, so, x, sx, n, size)) {                                                    \
            copy_##size##_apart(o, so, x, sx, n);                                                  \
            return;                                                                                \
        }                                                                                          \
        for (int64_t i = 0; i < n; i++, x += sx, o += so) {                                        \
            *(B *)o = *(const B *)x;                                                               \
            CT_KEEP_SCALAR();                                                                      \
        }                                                                                          \
    }                                                                                              \
    CT_INLINE void where_##size##_run(char *o, const char *mask, const char *x, const char *y,     \
                                      int64_t sx, int64_t sy, int64_t n)                           \
    {                                                                                              \
        CT_INDEPENDENT                                                                             \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const B a = *(const B *)(x + i * sx), b = *(const B *)(y + i * sy);                    \
            *(B *)(o + i * (size)) = mask[i] ? a : b;                                              \
        }                                                                                          \
    }                                                                                              \
    static void where_##size(PARAMETERS)                                                           \
    {                                                                                              \
        char *o = args[3];                                                                         \
        const char *mask = args[0], *x = args[1], *y = args[2];                                    \
        const int64_t sx = strides[1], sy = strides[2];                                            \
        if (strides[0] == 1 && strides[3] == (size)) {                                             \
            if (sx == (size) && sy == (size)) {                                                    \
                where_##size##_run(o, mask, x, y, (size), (size), n);                              \
                return;                                                                            \
            }                                                                                      \
            if (sx == 0 && sy == (size)) {                                                         \
                where_##size##_run(o, mask, x, y, 0, (size), n);                                   \
                return;                                                                            \
            }                                                                                      \
            if (sx == (size) && sy == 0) {                                                         \
                where_##size##_run(o, mask, x, y, (size), 0, n);                                   \
                return;                                                                            \
            }                                                                                      \
        }                                                                                          \
        const int64_t sm = strides[0], so = strides[3];                                            \
        for (int64_t i = 0; i < n; i++, mask += sm, x += sx, y += sy, o += so) {                   \
            *(B *)o = *(const B *)(*mask ? x : y);                                                 \
            CT_KEEP_SCALAR();                                                                      \
        }                                                                                          \
    }                                                                                              \
    /* What the mask leaves out is not written: another thread may be writing it. */               \
    CT_INLINE void masked_##size##_fill(char *o, const char *mask, const B value, int64_t n)       \
    {                                                                                              \
        CT_INDEPENDENT                                                                             \
        for (int64_t i = 0; i < n; i++)                                                            \
            if (mask[i])                                                                           \
                *(B *)(o + i * (size)) = value;                                                    \
    }                                                                                              \
    static void masked_##size(PARAMETERS)                                                          \
    {                                                                                              \
        char *o = args[2];                                                                         \
        const char *mask = args[0], *x = args[1];                                                  \
        const int64_t sm = strides[0], sx = strides[1], so = strides[2];                           \
        if (n > 0 && sm == 1 && sx == 0 && so == (size)) {                                         \
            masked_##size##_fill(o, mask, *(const B *)x, n);                                       \
            return;                                                                                \
        }                                                                                          \
        for (int64_t i = 0; i < n; i++, mask += sm, x += sx, o += so)                              \
            if (*mask)                                                                             \
                *(B *)o = *(const B *)x;                                                           \
    }
MOVES(1, uint8_t)
MOVES(2, loose_2)
MOVES(4, loose_4)
MOVES(8, loose_8)
MOVES(16, loose_16)
#undef MOVES

/* Elements of any size: that of the result, which stands at its own place of the itemsizes. */
static void copy_any(PARAMETERS)
{
    for (int64_t i = 0; i < n; i++)
        memmove(args[1] + i * strides[1], args[0] + i * strides[0], (size_t)itemsizes[1]);
}
static void where_any(PARAMETERS)
{
    for (int64_t i = 0; i < n; i++)
        memmove(args[3] + i * strides[3],
                args[0][i * strides[0]] ? args[1] + i * strides[1] : args[2] + i * strides[2],
                (size_t)itemsizes[3]);
}
static void masked_any(PARAMETERS)
{
    for (int64_t i = 0; i < n; i++)
        if (args[0][i * strides[0]])
            memmove(args[2] + i * strides[2], args[1] + i * strides[1], (size_t)itemsizes[2]);
}

ct_loop *const CT_LEVEL(ct_moves)[3][CT_MOVE_COUNT] = {
    {copy_1, copy_2, copy_4, copy_8, copy_16, copy_any},
    {where_1, where_2, where_4, where_8, where_16, where_any},
    {masked_1, masked_2, masked_4, masked_8, masked_16, masked_any}};

/* Bytes count as far as a byte reaches, side by side. */
int64_t CT_LEVEL(ct_count_true)(const char *x, int64_t stride, int64_t n)
{
    enum { LANES = 256, ROUNDS = 255 };
    int64_t count = 0, i = 0;
    while (stride == 1 && i + LANES <= n) {
        uint8_t lanes[LANES] = {0};
        int64_t rounds = (n - i) / LANES < ROUNDS ? (n - i) / LANES : ROUNDS;
        for (int64_t r = 0; r < rounds; r++, i += LANES)
            for (int k = 0; k < LANES; k++)
                lanes[k] += x[i + k] != 0;
        for (int k = 0; k < LANES; k++)
            count += lanes[k];
    }
    if (stride == 1)
        for (; i < n; i++)
            count += x[i] != 0;
    for (; i < n; i++)
        count += x[i * stride] != 0;
    return count;
}

/* -- true elements ----------------------------------------------------------------------------- */

/* Masks are mostly sparse or dense: eight bytes at a time need no further look when all are 0. */
CT_INLINE bool none_of_eight(const char *mask)
{
    uint64_t bytes;
    memcpy(&bytes, mask, sizeof bytes);
    return !bytes;
}

/* Without a branch on each element: a place is written before it is known to be taken, while there
 * is room for all eight. */
#define SELECT_STEPS(size, value, store)                                                           \
    for (; i + 8 <= n && end - out >= 8 * (size); i += 8) {                                        \
        if (none_of_eight(mask + i))                                                               \
            continue;                                                                              \
        for (int k = 0; k < 8; k++) {                                                              \
            const int64_t at = i + k;                                                              \
            store(out, value);                                                                     \
            out += mask[at] ? (size) : 0;                                                          \
        }                                                                                          \
    }                                                                                              \
    for (; i < n && out < end; i++) {                                                              \
        if (i + 8 <= n && none_of_eight(mask + i)) {                                               \
            i += 7;                                                                                \
            continue;                                                                              \
        }                                                                                          \
        const int64_t at = i;                                                                      \
        if (mask[at]) {                                                                            \
            store(out, value);                                                                     \
            out += (size);                                                                         \
        }                                                                                          \
    }
#define SELECT(size, B)                                                                            \
    static char *select_##size(const char *mask, const char *x, int64_t stride, int64_t n,         \
                               char *out, const char *end, int64_t itemsize)                       \
    {                                                                                              \
        int64_t i = 0;                                                                             \
        SELECT_REGISTERS_##size SELECT_STEPS(size, (const B *)(x + at * stride),                   \
                                             STORE_ITEM) return out;                               \
    }
#define STORE_ITEM(out, from) memcpy(out, from, sizeof *(from))
SELECT(1, uint8_t)
SELECT(2, uint16_t)
SELECT(4, uint32_t)
SELECT(8, uint64_t)
SELECT(16, pair16)
static char *select_any(const char *mask, const char *x, int64_t stride, int64_t n, char *out,
                        const char *end, int64_t itemsize)
{
    for (int64_t i = 0; i < n && out < end; i++)
        if (mask[i]) {
            memcpy(out, x + i * stride, (size_t)itemsize);
            out += itemsize;
        }
    return out;
}
ct_selector *const CT_LEVEL(ct_selects)[CT_MOVE_COUNT] = {select_1, select_2,  select_4,
                                                          select_8, select_16, select_any};

int64_t *CT_LEVEL(ct_places)(const char *mask, int64_t n, int64_t from, int64_t *to,
                             const int64_t *to_end)
{
    int64_t i = 0;
    char *out = (char *)to;
    const char *end = (const char *)to_end;
    PLACES_BY_REGISTERS
#define STORE_PLACE(out, value) (*(int64_t *)(out) = (value))
    SELECT_STEPS(8, from + at, STORE_PLACE)
    return (int64_t *)out;
}

/* Back to where they came from. What the mask leaves out is written as it was. */
#define EXPAND(size, B)                                                                            \
    static void expand_##size(const char *mask, const char *x, char *out, int64_t stride,          \
                              int64_t n)                                                           \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++, out += stride) {                                           \
            const B next = *(const B *)x, old = *(const B *)out;                                   \
            *(B *)out = mask[i] ? next : old;                                                      \
            x += mask[i] ? (size) : 0;                                                             \
        }                                                                                          \
    }
EXPAND(1, uint8_t)
EXPAND(2, loose_2)
EXPAND(4, loose_4)
EXPAND(8, loose_8)
EXPAND(16, loose_16)
ct_expander *const CT_LEVEL(ct_expanders)[CT_MOVE_COUNT - 1] = {expand_1, expand_2, expand_4,
                                                                expand_8, expand_16};

/* -- elements by their indices ----------------------------------------------------------------- */

#if defined(__AVX512VL__) && defined(__AVX512DQ__)
/* Eight at a time; what is outside is not read. */
#define GATHER_REGISTERS(size, V, gather, store)                                                   \
    CT_INLINE bool gather_##size##_registers(const char *x, int64_t length, const int64_t *at,     \
                                             int64_t n, char *out)                                 \
    {                                                                                              \
        const __m512i end = _mm512_set1_epi64(length);                                             \
        unsigned bad = 0;                                                                          \
        for (int64_t i = 0; i < n; i += 8) {                                                       \
            const __mmask8 wanted = (__mmask8)(n - i < 8 ? (1u << (n - i)) - 1 : 255);             \
            __m512i place = _mm512_maskz_loadu_epi64(wanted, at + i);                              \
            place = _mm512_mask_add_epi64(place, _mm512_movepi64_mask(place), place, end);         \
            const __mmask8 inside = _mm512_mask_cmplt_epu64_mask(wanted, place, end);              \
            bad |= wanted ^ inside;                                                                \
            store(out + i * (size), wanted, gather((V){0}, inside, place, x, size));               \
        }                                                                                          \
        return !bad;                                                                               \
    }
GATHER_REGISTERS(4, __m256i, _mm512_mask_i64gather_epi32, _mm256_mask_storeu_epi32)
GATHER_REGISTERS(8, __m512i, _mm512_mask_i64gather_epi64, _mm512_mask_storeu_epi64)
#define GATHER_FIRST(size)                                                                         \
    if (stride == (size))                                                                          \
        return gather_##size##_registers(x, length, at, n, out);
#define GATHER_FIRST_4 GATHER_FIRST(4)
#define GATHER_FIRST_8 GATHER_FIRST(8)
#else
#define GATHER_FIRST_4
#define GATHER_FIRST_8
#endif
#define GATHER_FIRST_1
#define GATHER_FIRST_2
#define GATHER_FIRST_16

/* Indices are mostly all from 0 on and inside: a block of them is looked through first. */
enum { INDICES_AT_ONCE = 256 };
CT_INLINE bool all_plain(const int64_t *at, int64_t n, int64_t length)
{
    int64_t signs = 0;
    for (int64_t i = 0; i < n; i++)
        signs |= at[i] | (length - 1 - (at[i] & INT64_MAX));
    return signs >= 0;
}
/* Else every index is checked and, if it is outside, taken for 0, so that the loop has no branch.
 */
#define GATHER(size, B)                                                                            \
    CT_INLINE bool gather_##size##_run(const char *x, int64_t stride, int64_t length,              \
                                       const int64_t *at, int64_t n, char *out)                    \
    {                                                                                              \
        uint64_t bad = 0;                                                                          \
        CT_INDEPENDENT                                                                             \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const uint64_t place = (uint64_t)(at[i] + (at[i] < 0 ? length : 0));                   \
            const bool outside = place >= (uint64_t)length;                                        \
            bad |= outside;                                                                        \
            ((B *)out)[i] = *(const B *)(x + (int64_t)(outside ? 0 : place) * stride);             \
        }                                                                                          \
        return !bad;                                                                               \
    }                                                                                              \
    CT_INLINE bool gather_##size##_all(const char *x, int64_t stride, int64_t length,              \
                                       const int64_t *at, int64_t n, char *out)                    \
    {                                                                                              \
        bool fine = true;                                                                          \
        for (int64_t m; n > 0; n -= m, at += m, out += m * (size)) {                               \
            m = n < INDICES_AT_ONCE ? n : INDICES_AT_ONCE;                                         \
            if (!all_plain(at, m, length)) {                                                       \
                fine &= gather_##size##_run(x, stride, length, at, m, out);                        \
                continue;                                                                          \
            }                                                                                      \
            _Pragma("GCC unroll 4") for (int64_t i = 0; i < m; i++)                                \
            {                                                                                      \
                ((B *)out)[i] = *(const B *)(x + at[i] * stride);                                  \
                CT_KEEP_SCALAR();                                                                  \
            }                                                                                      \
        }                                                                                          \
        return fine;                                                                               \
    }                                                                                              \
    static bool gather_##size(const char *x, int64_t stride, int64_t length, const int64_t *at,    \
                              int64_t n, char *out)                                                \
    {                                                                                              \
        GATHER_FIRST_##size return stride == (size)                                                \
            ? gather_##size##_all(x, (size), length, at, n, out)                                   \
            : gather_##size##_all(x, stride, length, at, n, out);                                  \
    }
GATHER(1, uint8_t)
GATHER(2, uint16_t)
GATHER(4, uint32_t)
GATHER(8, uint64_t)
GATHER(16, pair16)
ct_gatherer *const CT_LEVEL(ct_gatherers)[CT_MOVE_COUNT - 1] = {gather_1, gather_2, gather_4,
                                                                gather_8, gather_16};

/* -- transposed blocks ------------------------------------------------------------------------- */

#if defined(__AVX2__)
#include <immintrin.h>

/* Halves of two rows in one register, so that no step crosses its middle. */
CT_INLINE __m256 halves(const char *low, const char *high)
{
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps((const float *)low)),
                                _mm_loadu_ps((const float *)high), 1);
}
#define PAIR_LOW(a, b)                                                                             \
    _mm256_castpd_ps(_mm256_unpacklo_pd(_mm256_castps_pd(a), _mm256_castps_pd(b)))
#define PAIR_HIGH(a, b)                                                                            \
    _mm256_castpd_ps(_mm256_unpackhi_pd(_mm256_castps_pd(a), _mm256_castps_pd(b)))
/* Four columns of eight rows. */
CT_INLINE void square_4(const char *x, int64_t row, char *out, int64_t out_row)
{
    const __m256 a = halves(x, x + 4 * row), b = halves(x + row, x + 5 * row),
                 c = halves(x + 2 * row, x + 6 * row), d = halves(x + 3 * row, x + 7 * row);
    const __m256 ab = _mm256_unpacklo_ps(a, b), cd = _mm256_unpacklo_ps(c, d),
                 ab2 = _mm256_unpackhi_ps(a, b), cd2 = _mm256_unpackhi_ps(c, d);
    _mm256_storeu_ps((float *)out, PAIR_LOW(ab, cd));
    _mm256_storeu_ps((float *)(out + out_row), PAIR_HIGH(ab, cd));
    _mm256_storeu_ps((float *)(out + 2 * out_row), PAIR_LOW(ab2, cd2));
    _mm256_storeu_ps((float *)(out + 3 * out_row), PAIR_HIGH(ab2, cd2));
}
/* Two columns of eight rows. */
CT_INLINE void square_8(const char *x, int64_t row, char *out, int64_t out_row)
{
    for (int i = 0; i < 8; i += 4, x += 4 * row, out += 32) {
        const __m256 a = halves(x, x + 2 * row), b = halves(x + row, x + 3 * row);
        _mm256_storeu_ps((float *)out, PAIR_LOW(a, b));
        _mm256_storeu_ps((float *)(out + out_row), PAIR_HIGH(a, b));
    }
}
#define SQUARES(size, columns)                                                                     \
    for (; j + 16 / (size) <= columns; j += 16 / (size))                                           \
        square_##size(x + i * row + j * (size), row, out + j * out_row + i * (size), out_row);
#define SQUARES_4 SQUARES(4, columns)
#define SQUARES_8 SQUARES(8, columns)
#else
#define SQUARES_4
#define SQUARES_8
#endif
#define SQUARES_1
#define SQUARES_2
#define SQUARES_16

#define TRANSPOSE(size, B)                                                                         \
    static void transpose_##size(const char *x, int64_t row, char *out, int64_t out_row,           \
                                 int64_t rows, int64_t columns)                                    \
    {                                                                                              \
        int64_t i = 0;                                                                             \
        for (; i + 8 <= rows; i += 8) {                                                            \
            int64_t j = 0;                                                                         \
            SQUARES_##size for (; j < columns; j++) for (int k = 0; k < 8; k++)(                   \
                (B *)(out + j * out_row))[i + k] = ((const B *)(x + (i + k) * row))[j];            \
        }                                                                                          \
        for (; i < rows; i++)                                                                      \
            for (int64_t j = 0; j < columns; j++)                                                  \
                ((B *)(out + j * out_row))[i] = ((const B *)(x + i * row))[j];                     \
    }
TRANSPOSE(1, uint8_t)
TRANSPOSE(2, loose_2)
TRANSPOSE(4, loose_4)
TRANSPOSE(8, loose_8)
TRANSPOSE(16, loose_16)
ct_transpose_block *const CT_LEVEL(ct_transposes)[CT_MOVE_COUNT - 1] = {
    transpose_1, transpose_2, transpose_4, transpose_8, transpose_16};
