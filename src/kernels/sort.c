/* sort.c: sorting rows of numbers: the element types of 32 and 64 bits from sort_type.inc, those
 * of 8 and 16 bits by counting or as wider ones; and order as an unsigned key. */
#include "level.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)
#include "sort_lanes.h"

enum {
    SELECT_SAMPLE = 1024,  /* elements that selection takes its pivot from, of many */
    SELECT_FEW = 256,      /* elements below which selection sorts */
    FAR_ELEMENTS = 1 << 16 /* above which a row does not stay in the nearest caches */
};

CT_INLINE int sort_log2(int64_t n)
{
    return n > 1 ? 64 - __builtin_clzll((unsigned long long)n - 1) : 0;
}

#define VECTOR JOIN(VECTOR_, tag)
#define GET    GET_8
#define PUT    PUT_8
#define DIVIDE DIVIDE_64
#define FRONT  FRONT_64
#define tag    f64
#define T      double
#define LAST   (double)INFINITY
#include "sort_type.inc"
#define tag  i64
#define T    int64_t
#define LAST INT64_MAX
#include "sort_type.inc"
#define tag  u64
#define T    uint64_t
#define LAST UINT64_MAX
#include "sort_type.inc"
#undef GET
#undef PUT
#undef DIVIDE
#undef FRONT
#define GET    GET_4
#define PUT    PUT_4
#define DIVIDE DIVIDE_32
#define FRONT  FRONT_32
#define tag    f32
#define T      float
#define LAST   (float)INFINITY
#include "sort_type.inc"
#define tag  i32
#define T    int32_t
#define LAST INT32_MAX
#include "sort_type.inc"
#define tag  u32
#define T    uint32_t
#define LAST UINT32_MAX
#include "sort_type.inc"
#undef VECTOR

/* -- 8 and 16 bits ----------------------------------------------------------------------------- */

/* The place of an element among all values of its type, and back. */
#define SAME(v)     (v)
#define ABOVE_8(v)  ((v) ^ 0x80u)
#define ABOVE_16(v) ((v) ^ 0x8000u)
#define KEY_HALF(v) ((v)&0x8000u ? (v) ^ 0xffffu : (v) ^ 0x8000u)
#define HALF_OF(v)  ((v)&0x8000u ? (v) ^ 0x8000u : (v) ^ 0xffffu)

/* n elements through a row of 32-bit keys. */
#define AS_WIDER(T, K, E)                                                                          \
    do {                                                                                           \
        for (int64_t i = 0; i < n; i++)                                                            \
            keys[i] = (uint32_t)K((uint32_t)x[i]);                                                 \
        quick_u32(keys, n, 2 * sort_log2(n) + 4);                                                  \
        for (int64_t i = 0; i < n; i++)                                                            \
            x[i] = (T)E(keys[i]);                                                                  \
    } while (0)

/* Writes each value as often as it was counted. Runs begin with a store of fixed length, which
 * costs less than a loop of unknown length, as long as there is room for it. */
#define WRITE_COUNTED(T, VALUES, E)                                                                \
    enum { RUN = 32 / sizeof(T) };                                                                 \
    T *end = x + n;                                                                                \
    for (int64_t key = 0; key < VALUES; key++) {                                                   \
        const int64_t many = counts[key];                                                          \
        const T value = (T)E((uint32_t)key);                                                       \
        int64_t k = 0;                                                                             \
        if (end - x >= RUN)                                                                        \
            for (; k < RUN; k++)                                                                   \
                x[k] = value;                                                                      \
        for (; k < many; k++)                                                                      \
            x[k] = value;                                                                          \
        x += many;                                                                                 \
    }

#define SORT_BYTES(tag, K)                                                                         \
    static void sort_##tag(void *row, int64_t n, void *scratch)                                    \
    {                                                                                              \
        uint8_t *x = row;                                                                          \
        uint32_t keys[64];                                                                         \
        if (n <= 64) {                                                                             \
            AS_WIDER(uint8_t, K, K);                                                               \
            return;                                                                                \
        }                                                                                          \
        /* four tables: equal neighbours do not wait for each other */                             \
        int64_t each[4][256] = {{0}}, counts[256], i = 0;                                          \
        for (; i + 4 <= n; i += 4) {                                                               \
            each[0][x[i]]++;                                                                       \
            each[1][x[i + 1]]++;                                                                   \
            each[2][x[i + 2]]++;                                                                   \
            each[3][x[i + 3]]++;                                                                   \
        }                                                                                          \
        for (; i < n; i++)                                                                         \
            each[0][x[i]]++;                                                                       \
        for (uint32_t k = 0; k < 256; k++)                                                         \
            counts[k] = each[0][K(k)] + each[1][K(k)] + each[2][K(k)] + each[3][K(k)];             \
        WRITE_COUNTED(uint8_t, 256, K)                                                             \
    }                                                                                              \
    static void select_##tag(const void *from, void *row, int64_t n, const int64_t *kth,           \
                             int count, void *scratch)                                             \
    {                                                                                              \
        memmove(row, from, (size_t)n);                                                             \
        sort_##tag(row, n, scratch);                                                               \
    }
SORT_BYTES(u8, SAME)
SORT_BYTES(i8, ABOVE_8)

/* Up to FEW_16 as wider elements, up to MANY_16 by two passes over their bytes (the scratch holds
 * the row between them), more by counting (it holds the counts). */
enum { FEW_16 = 2048, MANY_16 = 50000 };
static int64_t scratch_16(int64_t n)
{
    return n <= FEW_16 ? 0 : n <= MANY_16 ? 2 * n : 65536 * (int64_t)sizeof(int64_t);
}
#define SORT_16(tag, T, K, E)                                                                      \
    static void bytes_##tag(T *x, int64_t n, uint16_t *turned)                                     \
    {                                                                                              \
        uint32_t low[256] = {0}, high[256] = {0}, at_low = 0, at_high = 0;                         \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const uint32_t key = (uint16_t)K((uint32_t)(uint16_t)x[i]);                            \
            low[key & 255]++;                                                                      \
            high[key >> 8]++;                                                                      \
        }                                                                                          \
        for (int i = 0; i < 256; i++) {                                                            \
            const uint32_t l = low[i], h = high[i];                                                \
            low[i] = at_low;                                                                       \
            high[i] = at_high;                                                                     \
            at_low += l;                                                                           \
            at_high += h;                                                                          \
        }                                                                                          \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const uint32_t key = (uint16_t)K((uint32_t)(uint16_t)x[i]);                            \
            turned[low[key & 255]++] = (uint16_t)key;                                              \
        }                                                                                          \
        for (int64_t i = 0; i < n; i++)                                                            \
            x[high[turned[i] >> 8]++] = (T)E((uint32_t)turned[i]);                                 \
    }                                                                                              \
    static void sort_##tag(void *row, int64_t n, void *scratch)                                    \
    {                                                                                              \
        T *x = row;                                                                                \
        uint32_t keys[FEW_16];                                                                     \
        int64_t *counts = scratch;                                                                 \
        if (n <= FEW_16) {                                                                         \
            AS_WIDER(T, (uint16_t)K, E);                                                           \
        } else if (n <= MANY_16) {                                                                 \
            bytes_##tag(x, n, scratch);                                                            \
        } else {                                                                                   \
            memset(counts, 0, 65536 * sizeof *counts);                                             \
            for (int64_t i = 0; i < n; i++)                                                        \
                counts[(uint16_t)K((uint32_t)(uint16_t)x[i])]++;                                   \
            WRITE_COUNTED(T, 65536, E)                                                             \
        }                                                                                          \
    }                                                                                              \
    static void select_##tag(const void *from, void *row, int64_t n, const int64_t *kth,           \
                             int count, void *scratch)                                             \
    {                                                                                              \
        memmove(row, from, 2 * (size_t)n);                                                         \
        sort_##tag(row, n, scratch);                                                               \
    }
SORT_16(u16, uint16_t, SAME, SAME)
SORT_16(i16, int16_t, ABOVE_16, ABOVE_16)
SORT_16(f16, uint16_t, KEY_HALF, HALF_OF)

/* -- keys -------------------------------------------------------------------------------------- */

/* Unsigned numbers in the order of the elements; zeros are equal, nan are equal and last. */
#define KEY_FLOAT(tag, T, SIGNED, INFINITE)                                                        \
    CT_INLINE T key_##tag(T u)                                                                     \
    {                                                                                              \
        const T sign = (T)1 << (8 * sizeof(T) - 1), size = u << 1;                                 \
        T key = u ^ ((T)((SIGNED)u >> (8 * sizeof(T) - 1)) | sign);                                \
        key = size == 0 ? sign : key;                                                              \
        return size > INFINITE << 1 ? ~(T)0 : key;                                                 \
    }
KEY_FLOAT(f64, uint64_t, int64_t, UINT64_C(0x7ff0000000000000))
KEY_FLOAT(f32, uint32_t, int32_t, UINT32_C(0x7f800000))
CT_INLINE uint32_t key_f16(uint32_t u)
{
    const uint32_t size = u << 1 & 0xffff;
    return size > 0xf800u ? 0xffffu : size == 0 ? 0x8000u : KEY_HALF(u);
}
#define KEY_SIGNED(v, T) ((v) ^ (T)1 << (8 * sizeof(T) - 1))
#define KEY_i64(v)       KEY_SIGNED(v, uint64_t)
#define KEY_i32(v)       KEY_SIGNED(v, uint32_t)

#define RANGE(tag, T, K)                                                                           \
    static void range_##tag(const void *row, int64_t n, uint64_t *least, uint64_t *most)           \
    {                                                                                              \
        const T *x = row;                                                                          \
        T low = (T) ~(T)0, high = 0;                                                               \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T key = (T)K(x[i]);                                                              \
            low = key < low ? key : low;                                                           \
            high = key > high ? key : high;                                                        \
        }                                                                                          \
        *least = low;                                                                              \
        *most = high;                                                                              \
    }
/* Floats compare as their keys do; lanes pass over nan. */
#define RANGE_FLOAT(tag, F, T)                                                                     \
    static void range_##tag(const void *row, int64_t n, uint64_t *least, uint64_t *most)           \
    {                                                                                              \
        enum { LANES = 256 / sizeof(F) };                                                          \
        const F *x = row;                                                                          \
        F low[LANES], high[LANES], ends[2] = {(F)INFINITY, -(F)INFINITY};                          \
        T odd[LANES] = {0}, nan = 0, bits[2];                                                      \
        int64_t i = 0;                                                                             \
        for (int k = 0; k < LANES; k++) {                                                          \
            low[k] = ends[0];                                                                      \
            high[k] = ends[1];                                                                     \
        }                                                                                          \
        for (; i + LANES <= n; i += LANES)                                                         \
            for (int k = 0; k < LANES; k++) {                                                      \
                const F v = x[i + k];                                                              \
                odd[k] |= v != v;                                                                  \
                low[k] = v < low[k] ? v : low[k];                                                  \
                high[k] = v > high[k] ? v : high[k];                                               \
            }                                                                                      \
        for (int k = 0; k < LANES; k++) {                                                          \
            nan |= odd[k];                                                                         \
            ends[0] = low[k] < ends[0] ? low[k] : ends[0];                                         \
            ends[1] = high[k] > ends[1] ? high[k] : ends[1];                                       \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            nan |= x[i] != x[i];                                                                   \
            ends[0] = x[i] < ends[0] ? x[i] : ends[0];                                             \
            ends[1] = x[i] > ends[1] ? x[i] : ends[1];                                             \
        }                                                                                          \
        memcpy(bits, ends, sizeof bits);                                                           \
        *least = key_##tag(bits[0]);                                                               \
        *most = nan ? (T) ~(T)0 : key_##tag(bits[1]);                                              \
    }
RANGE(u8, uint8_t, SAME)
RANGE(i8, uint8_t, ABOVE_8)
RANGE(u16, uint16_t, SAME)
RANGE(i16, uint16_t, ABOVE_16)
RANGE(f16, uint16_t, key_f16)
RANGE(u32, uint32_t, SAME)
RANGE(i32, uint32_t, KEY_i32)
RANGE_FLOAT(f32, float, uint32_t)
RANGE(u64, uint64_t, SAME)
RANGE(i64, uint64_t, KEY_i64)
RANGE_FLOAT(f64, double, uint64_t)

#define KEYS(tag, T, K)                                                                            \
    static void pack_##tag(const void *row, int64_t from, int64_t n, const ct_packing *how,        \
                           uint64_t *words)                                                        \
    {                                                                                              \
        const T *x = row;                                                                          \
        const uint64_t least = how->least, shift = how->shift, bits = how->bits;                   \
        for (int64_t i = from; i < from + n; i++)                                                  \
            words[i] = CT_WORD((uint64_t)(T)K(x[i]), least, shift, bits, (uint64_t)i);             \
    }                                                                                              \
    static uint64_t key_at_##tag(const void *row, int64_t i)                                       \
    {                                                                                              \
        return (T)K(((const T *)row)[i]);                                                          \
    }
KEYS(u8, uint8_t, SAME)
KEYS(i8, uint8_t, ABOVE_8)
KEYS(u16, uint16_t, SAME)
KEYS(i16, uint16_t, ABOVE_16)
KEYS(f16, uint16_t, key_f16)
KEYS(u32, uint32_t, SAME)
KEYS(i32, uint32_t, KEY_i32)
KEYS(f32, uint32_t, key_f32)
KEYS(u64, uint64_t, SAME)
KEYS(i64, uint64_t, KEY_i64)
KEYS(f64, uint64_t, key_f64)

/* -- around sorting ---------------------------------------------------------------------------- */

int64_t CT_LEVEL(ct_unpack)(uint64_t *words, int64_t n, int bits, bool exact)
{
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    int64_t ties = 0;
    for (int64_t i = 0; !exact && i + 1 < n; i++)
        ties += (words[i] ^ words[i + 1]) <= mask;
    for (int64_t i = 0; !ties && i < n; i++)
        words[i] &= mask;
    return ties;
}

/* How many are nan, and how many the negative zero. */
#define ODD_ONES(tag, T, INFINITE)                                                                 \
    static void odd_##tag(const void *row, int64_t n, int64_t *nans, int64_t *zeros)               \
    {                                                                                              \
        const T *x = row, sign = (T)((T)1 << (8 * sizeof(T) - 1));                                 \
        for (int64_t start = 0; start < n; start += 1024) {                                        \
            const int64_t end = n - start < 1024 ? n : start + 1024;                               \
            T nan = 0, zero = 0; /* at most 1024 of each */                                        \
            for (int64_t i = start; i < end; i++) {                                                \
                nan += (T)(x[i] << 1) > (T)(INFINITE << 1);                                        \
                zero += x[i] == sign;                                                              \
            }                                                                                      \
            *nans += nan;                                                                          \
            *zeros += zero;                                                                        \
        }                                                                                          \
    }
ODD_ONES(f16, uint16_t, (uint16_t)0x7c00u)
ODD_ONES(f32, uint32_t, UINT32_C(0x7f800000))
ODD_ONES(f64, uint64_t, UINT64_C(0x7ff0000000000000))

/* Whether no element comes before the one that it follows. Looks at a few first. */
#define IN_ORDER(tag, T, K)                                                                        \
    static bool ordered_##tag(const void *row, int64_t n)                                          \
    {                                                                                              \
        const T *x = row;                                                                          \
        for (int64_t start = 0, step = 16; start + 1 < n; start += step, step = 1024) {            \
            const int64_t end = n - 1 - start < step ? n - 1 : start + step;                       \
            int wrong = 0;                                                                         \
            for (int64_t i = start; i < end; i++)                                                  \
                wrong |= !(K(x[i]) <= K(x[i + 1]));                                                \
            if (wrong)                                                                             \
                return false;                                                                      \
        }                                                                                          \
        return true;                                                                               \
    }
IN_ORDER(u8, uint8_t, SAME)
IN_ORDER(i8, int8_t, SAME)
IN_ORDER(u16, uint16_t, SAME)
IN_ORDER(i16, int16_t, SAME)
IN_ORDER(f16, uint16_t, key_f16)
IN_ORDER(u32, uint32_t, SAME)
IN_ORDER(i32, int32_t, SAME)
IN_ORDER(u64, uint64_t, SAME)
IN_ORDER(i64, int64_t, SAME)
IN_ORDER(f32, float, SAME)
IN_ORDER(f64, double, SAME)

#define SORTER(tag, cut, odd, scratch)                                                             \
    {                                                                                              \
        sort_##tag, cut, select_##tag, ordered_##tag, odd, range_##tag, pack_##tag, key_at_##tag,  \
            scratch                                                                                \
    }
const ct_sorter CT_LEVEL(ct_sorters)[CT_NUMERIC_COUNT] = {
    [CT_NUM_BOOL] = SORTER(u8, NULL, NULL, NULL),
    [CT_NUM_INT8] = SORTER(i8, NULL, NULL, NULL),
    [CT_NUM_UINT8] = SORTER(u8, NULL, NULL, NULL),
    [CT_NUM_INT16] = SORTER(i16, NULL, NULL, scratch_16),
    [CT_NUM_UINT16] = SORTER(u16, NULL, NULL, scratch_16),
    [CT_NUM_INT32] = SORTER(i32, cut_i32, NULL, NULL),
    [CT_NUM_UINT32] = SORTER(u32, cut_u32, NULL, NULL),
    [CT_NUM_INT64] = SORTER(i64, cut_i64, NULL, NULL),
    [CT_NUM_UINT64] = SORTER(u64, cut_u64, NULL, NULL),
    [CT_NUM_FLOAT16] = SORTER(f16, NULL, odd_f16, scratch_16),
    [CT_NUM_FLOAT32] = SORTER(f32, cut_f32, odd_f32, NULL),
    [CT_NUM_FLOAT64] = SORTER(f64, cut_f64, odd_f64, NULL),
};
