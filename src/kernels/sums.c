/* sums.c: sums of a run of elements, in the dtype that sums are kept in; rows of elements folded
 * into a row of accumulators. The order of operations is fixed, so every ISA level gives the same
 * bits. */
#include "level.h"

/* -- real numbers: NumPy's pairwise tree ------------------------------------------------------ */

#define VALUE_sum(b)     (b)
#define VALUE_squares(b) (((b)-mean) * ((b)-mean))
/* Below 8 elements one after the other; up to 128 in eight lanes; else two halves, the first
 * rounded down to a multiple of 8. */
#define PAIRWISE(f, kind)                                                                          \
    CT_INLINE double kind##_##f##_leaf(const char *x, int64_t stride, int64_t n, double mean)      \
    {                                                                                              \
        double r[8];                                                                               \
        int64_t i = 8;                                                                             \
        for (int k = 0; k < 8; k++)                                                                \
            r[k] = VALUE_##kind((double)LOAD(f, x + k * stride));                                  \
        for (; i + 8 <= n; i += 8)                                                                 \
            for (int k = 0; k < 8; k++)                                                            \
                r[k] += VALUE_##kind((double)LOAD(f, x + (i + k) * stride));                       \
        double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));            \
        for (; i < n; i++)                                                                         \
            sum += VALUE_##kind((double)LOAD(f, x + i * stride));                                  \
        return sum;                                                                                \
    }                                                                                              \
    static double kind##_##f##_tree(const char *x, int64_t stride, int64_t n, double mean)         \
    {                                                                                              \
        if (n < 8) {                                                                               \
            double sum = -0.0; /* adding it changes nothing, also not the sign of zero */          \
            for (int64_t i = 0; i < n; i++)                                                        \
                sum += VALUE_##kind((double)LOAD(f, x + i * stride));                              \
            return sum;                                                                            \
        }                                                                                          \
        if (n <= 128)                                                                              \
            return stride == WIDTH(f) ? LEAF_##f(kind)(x, WIDTH(f), n, mean)                       \
                                      : kind##_##f##_leaf(x, stride, n, mean);                     \
        int64_t half = n / 2 - n / 2 % 8;                                                          \
        return kind##_##f##_tree(x, stride, half, mean) +                                          \
               kind##_##f##_tree(x + half * stride, stride, n - half, mean);                       \
    }
#define LEAF_f16(kind) kind##_f16_leaf
#if defined(__AVX2__) && !defined(__AVX512F__)
#include <immintrin.h>

/* The same lanes in two registers from the start: a compiler brings them there through memory. */
typedef struct eight {
    __m256d low, high;
} eight;
CT_INLINE eight eight_f64(const char *x, int64_t i)
{
    const double *p = (const double *)x + i;
    return (eight){_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)};
}
CT_INLINE eight eight_f32(const char *x, int64_t i)
{
    const float *p = (const float *)x + i;
    return (eight){_mm256_cvtps_pd(_mm_loadu_ps(p)), _mm256_cvtps_pd(_mm_loadu_ps(p + 4))};
}
#define WIDE_VALUE_sum(b)     (b)
#define WIDE_VALUE_squares(b) (((b)-from) * ((b)-from))
#define EIGHT_LANES(f, kind)                                                                       \
    CT_INLINE eight kind##_##f##_eight(const char *x, int64_t n, double mean)                      \
    {                                                                                              \
        const __m256d from = _mm256_set1_pd(mean);                                                 \
        const eight a = eight_##f(x, 0);                                                           \
        __m256d low = WIDE_VALUE_##kind(a.low), high = WIDE_VALUE_##kind(a.high);                  \
        (void)from;                                                                                \
        for (int64_t i = 8; i + 8 <= n; i += 8) {                                                  \
            const eight b = eight_##f(x, i);                                                       \
            low += WIDE_VALUE_##kind(b.low);                                                       \
            high += WIDE_VALUE_##kind(b.high);                                                     \
        }                                                                                          \
        return (eight){low, high};                                                                 \
    }
#define WIDE_LEAF(f, kind)                                                                         \
    EIGHT_LANES(f, kind)                                                                           \
    CT_INLINE double kind##_##f##_wide(const char *x, int64_t stride, int64_t n, double mean)      \
    {                                                                                              \
        const eight r = kind##_##f##_eight(x, n, mean);                                            \
        const __m256d pairs = _mm256_hadd_pd(r.low, r.high);                                       \
        const __m128d fours = _mm256_castpd256_pd128(pairs) + _mm256_extractf128_pd(pairs, 1);     \
        double sum = fours[0] + fours[1];                                                          \
        for (int64_t i = n / 8 * 8; i < n; i++)                                                    \
            sum += VALUE_##kind((double)LOAD(f, x + i * stride));                                  \
        return sum;                                                                                \
    }
WIDE_LEAF(f32, sum)
WIDE_LEAF(f64, sum)
WIDE_LEAF(f32, squares)
WIDE_LEAF(f64, squares)
#define LEAF_f32(kind) kind##_f32_wide
#define LEAF_f64(kind) kind##_f64_wide
#else
#define LEAF_f32(kind) kind##_f32_leaf
#define LEAF_f64(kind) kind##_f64_leaf
#endif
#define SUM_REAL(t, f, ...)                                                                        \
    PAIRWISE(f, sum)                                                                               \
    static void sum_##f(char *acc, const char *x, int64_t stride, int64_t n)                       \
    {                                                                                              \
        *(double *)acc += sum_##f##_tree(x, stride, n, 0);                                         \
    }
#define SQUARES_REAL(t, f, ...)                                                                    \
    PAIRWISE(f, squares)                                                                           \
    static double squares_##f(const char *x, int64_t stride, int64_t n, double mean)               \
    {                                                                                              \
        return squares_##f##_tree(x, stride, n, mean);                                             \
    }
FOR_FLOATS(SUM_REAL, )
FOR_SINGLE_DOUBLE(SQUARES_REAL, )

/* -- complex numbers: four of them, eight parts, make a round of lanes; leaves hold 64 --------- */

/* Part k of the numbers from x on; side by side they are one run of parts. */
#define PART(S, P, x, k)                                                                           \
    ((P)(together ? ((const S *)(x))[k] : ((const S *)((x) + (k) / 2 * stride))[(k) % 2]))
#define SUM_COMPLEX(name, S, P)                                                                    \
    CT_INLINE void name##_leaf(P *re, P *im, const char *x, int64_t stride, int64_t n,             \
                               bool together)                                                      \
    {                                                                                              \
        P r[8];                                                                                    \
        int64_t i = 4;                                                                             \
        for (int k = 0; k < 8; k++)                                                                \
            r[k] = PART(S, P, x, k);                                                               \
        for (; i + 4 <= n; i += 4)                                                                 \
            for (int k = 0; k < 8; k++)                                                            \
                r[k] += PART(S, P, x + i * stride, k);                                             \
        *re = (r[0] + r[2]) + (r[4] + r[6]);                                                       \
        *im = (r[1] + r[3]) + (r[5] + r[7]);                                                       \
        for (; i < n; i++) {                                                                       \
            *re += PART(S, P, x + i * stride, 0);                                                  \
            *im += PART(S, P, x + i * stride, 1);                                                  \
        }                                                                                          \
    }                                                                                              \
    static void name##_tree(P *re, P *im, const char *x, int64_t stride, int64_t n)                \
    {                                                                                              \
        const bool together = stride == 2 * (int64_t)sizeof(S);                                    \
        if (n < 4) {                                                                               \
            *re = *im = (P)-0.0;                                                                   \
            for (int64_t i = 0; i < n; i++) {                                                      \
                *re += PART(S, P, x + i * stride, 0);                                              \
                *im += PART(S, P, x + i * stride, 1);                                              \
            }                                                                                      \
        } else if (n <= 64 && together) {                                                          \
            LEAF_##name(re, im, x, 2 * (int64_t)sizeof(S), n, true);                               \
        } else if (n <= 64) {                                                                      \
            name##_leaf(re, im, x, stride, n, false);                                              \
        } else {                                                                                   \
            int64_t half = (n - n % 8) / 2; /* in numbers: n parts, rounded down to 8 */           \
            P re2, im2;                                                                            \
            name##_tree(re, im, x, stride, half);                                                  \
            name##_tree(&re2, &im2, x + half * stride, stride, n - half);                          \
            *re += re2;                                                                            \
            *im += im2;                                                                            \
        }                                                                                          \
    }                                                                                              \
    static void name(char *acc, const char *x, int64_t stride, int64_t n)                          \
    {                                                                                              \
        P re, im;                                                                                  \
        name##_tree(&re, &im, x, stride, n);                                                       \
        ((P *)acc)[0] += re;                                                                       \
        ((P *)acc)[1] += im;                                                                       \
    }
#if defined(__AVX2__) && !defined(__AVX512F__)
#define WIDE_COMPLEX(f, part)                                                                      \
    CT_INLINE void sum_##f##_wide(double *re, double *im, const char *x, int64_t stride,           \
                                  int64_t n, bool together)                                        \
    {                                                                                              \
        const eight r = sum_##part##_eight(x, 2 * n, 0);                                           \
        const __m128d low = _mm256_castpd256_pd128(r.low) + _mm256_extractf128_pd(r.low, 1);       \
        const __m128d high = _mm256_castpd256_pd128(r.high) + _mm256_extractf128_pd(r.high, 1);    \
        __m128d sum = low + high;                                                                  \
        for (int64_t i = n / 4 * 4; i < n; i++)                                                    \
            sum += (__m128d){(double)LOAD(part, x + 2 * i * WIDTH(part)),                          \
                             (double)LOAD(part, x + (2 * i + 1) * WIDTH(part))};                   \
        *re = sum[0];                                                                              \
        *im = sum[1];                                                                              \
    }
WIDE_COMPLEX(c64, f32)
WIDE_COMPLEX(c128, f64)
#define LEAF_sum_c64  sum_c64_wide
#define LEAF_sum_c128 sum_c128_wide
#else
#define LEAF_sum_c64  sum_c64_leaf
#define LEAF_sum_c128 sum_c128_leaf
#endif
#define LEAF_sum_c64_short sum_c64_short_leaf
SUM_COMPLEX(sum_c64, float, double)
SUM_COMPLEX(sum_c128, double, double)
SUM_COMPLEX(sum_c64_short, float, float)

/* -- integers ---------------------------------------------------------------------------------- */

#define SUM_WHOLE(t, f, ...)                                                                       \
    static void sum_##f(char *acc, const char *x, int64_t stride, int64_t n)                       \
    {                                                                                              \
        uint64_t sum = *(uint64_t *)acc;                                                           \
        if (stride == WIDTH(f))                                                                    \
            for (int64_t i = 0; i < n; i++)                                                        \
                sum += (uint64_t)LOAD(f, x + i * WIDTH(f));                                        \
        else                                                                                       \
            for (int64_t i = 0; i < n; i++) {                                                      \
                sum += (uint64_t)LOAD(f, x + i * stride);                                          \
                CT_KEEP_SCALAR();                                                                  \
            }                                                                                      \
        *(uint64_t *)acc = sum;                                                                    \
    }
FOR_INTS(SUM_WHOLE, )
static void sum_b1(char *acc, const char *x, int64_t stride, int64_t n)
{
    *(int64_t *)acc += CT_LEVEL(ct_count_true)(x, stride, n);
}

#define SUM_ROW(t, f, ...) [NUM(t)] = sum_##f,
ct_fold *const CT_LEVEL(ct_sums)[CT_NUMERIC_COUNT] = {
    [CT_NUM_BOOL] = sum_b1, FOR_INTS(SUM_ROW, ) FOR_FLOATS(SUM_ROW, ) FOR_COMPLEX(SUM_ROW, )};
ct_fold *const CT_LEVEL(ct_sum_short_complex) = sum_c64_short;
ct_squares *const CT_LEVEL(ct_squares_of)[2] = {squares_f32, squares_f64};

/* -- rows -------------------------------------------------------------------------------------- */

/* Several rows in one pass: the accumulators are loaded and stored once for them all. */
#define ROW_STEP(f, k, ...)                                                                        \
    {                                                                                              \
        const T b = (T)LOAD(f, x + (k)*row + i * WIDTH(f));                                        \
        a = (__VA_ARGS__);                                                                         \
    }
#define ROWS(name, f, g, ...)                                                                      \
    CT_INLINE void name##_pass(char *acc, const char *x, int64_t row, int64_t n, int more,         \
                               bool fresh)                                                         \
    {                                                                                              \
        typedef COMPUTED(g) T;                                                                     \
        typedef PASTE(U_, g) U;                                                                    \
        IN_PAIRS                                                                                   \
        for (int64_t i = 0; i < n; i++) {                                                          \
            T a = fresh ? (T)LOAD(f, x + i * WIDTH(f)) : LOAD(g, acc + i * WIDTH(g));              \
            if (!fresh)                                                                            \
                ROW_STEP(f, 0, __VA_ARGS__)                                                        \
            if (more >= 3) {                                                                       \
                ROW_STEP(f, 1, __VA_ARGS__)                                                        \
                ROW_STEP(f, 2, __VA_ARGS__)                                                        \
                ROW_STEP(f, 3, __VA_ARGS__)                                                        \
            }                                                                                      \
            if (more >= 7) {                                                                       \
                ROW_STEP(f, 4, __VA_ARGS__)                                                        \
                ROW_STEP(f, 5, __VA_ARGS__)                                                        \
                ROW_STEP(f, 6, __VA_ARGS__)                                                        \
                ROW_STEP(f, 7, __VA_ARGS__)                                                        \
            }                                                                                      \
            STORE(g, acc + i * WIDTH(g), a);                                                       \
        }                                                                                          \
    }                                                                                              \
    CT_INLINE void name##_apart(char *acc, const char *x, int64_t step, int64_t n, bool fresh)     \
    {                                                                                              \
        typedef COMPUTED(g) T;                                                                     \
        typedef PASTE(U_, g) U;                                                                    \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T b = (T)LOAD(f, x + i * step), a = fresh ? b : LOAD(g, acc + i * WIDTH(g));     \
            STORE(g, acc + i * WIDTH(g), fresh ? b : (__VA_ARGS__));                               \
            CT_KEEP_SCALAR();                                                                      \
        }                                                                                          \
    }                                                                                              \
    static void name(char *acc, const char *x, int64_t step, int64_t row, int64_t rows, int64_t n, \
                     bool fresh)                                                                   \
    {                                                                                              \
        int64_t done = 0;                                                                          \
        for (; step != WIDTH(f) && done < rows; done++)                                            \
            name##_apart(acc, x + done * row, step, n, fresh && !done);                            \
        if (fresh && !done && rows >= 4) {                                                         \
            name##_pass(acc, x, row, n, 3, true);                                                  \
            done = 4;                                                                              \
        } else if (fresh && !done && rows > 0) {                                                   \
            name##_pass(acc, x, row, n, 0, true);                                                  \
            done = 1;                                                                              \
        }                                                                                          \
        for (; done + 8 <= rows; done += 8)                                                        \
            name##_pass(acc, x + done * row, row, n, 7, false);                                    \
        for (; done + 4 <= rows; done += 4)                                                        \
            name##_pass(acc, x + done * row, row, n, 3, false);                                    \
        for (; done < rows; done++)                                                                \
            name##_pass(acc, x + done * row, row, n, 0, false);                                    \
    }
#define ROWS_OF(t, f, op, ...) ROWS(rows_##op##_##f, f, f, __VA_ARGS__)
ROWS(rows_add_u64, u64, u64, a + b)
ROWS(rows_add_f64, f64, f64, a + b)
ROWS(rows_add_c128, c128, c128, a + b)
FOR_SINGLE_DOUBLE(ROWS_OF, multiply, a *b)
ROWS_OF(u8, u8, maximum, a > b ? a : b)
ROWS_OF(u8, u8, minimum, a < b ? a : b)
ROWS_OF(i32, i32, maximum, a > b ? a : b)
ROWS_OF(i32, i32, minimum, a < b ? a : b)
ROWS_OF(i64, i64, maximum, a > b ? a : b)
ROWS_OF(i64, i64, minimum, a < b ? a : b)
FOR_SINGLE_DOUBLE(ROWS_OF, maximum, a != a ? a : a > b ? a : b)
FOR_SINGLE_DOUBLE(ROWS_OF, minimum, a != a ? a : a < b ? a : b)
ROWS(rows_or, u8, u8, (T)((a != 0) | (b != 0)))
ROWS(rows_and, u8, u8, (T)((a != 0) & (b != 0)))

/* Sums kept in another dtype. */
#define SUM_ROWS(f, g, ...) ROWS(rows_sum_##f, f, g, __VA_ARGS__)
SUM_ROWS(i8, u64, a + b)
SUM_ROWS(u8, u64, a + b)
SUM_ROWS(i16, u64, a + b)
SUM_ROWS(u16, u64, a + b)
SUM_ROWS(i32, u64, a + b)
SUM_ROWS(u32, u64, a + b)
SUM_ROWS(f16, f64, a + b)
SUM_ROWS(f32, f64, a + b)
SUM_ROWS(c64, c128, a + b)
ct_row_fold *const CT_LEVEL(ct_row_sums)[CT_NUMERIC_COUNT] = {
    [CT_NUM_BOOL] = rows_sum_u8,       [CT_NUM_INT8] = rows_sum_i8,
    [CT_NUM_UINT8] = rows_sum_u8,      [CT_NUM_INT16] = rows_sum_i16,
    [CT_NUM_UINT16] = rows_sum_u16,    [CT_NUM_INT32] = rows_sum_i32,
    [CT_NUM_UINT32] = rows_sum_u32,    [CT_NUM_INT64] = rows_add_u64,
    [CT_NUM_UINT64] = rows_add_u64,    [CT_NUM_FLOAT16] = rows_sum_f16,
    [CT_NUM_FLOAT32] = rows_sum_f32,   [CT_NUM_FLOAT64] = rows_add_f64,
    [CT_NUM_COMPLEX64] = rows_sum_c64, [CT_NUM_COMPLEX128] = rows_add_c128};

#define ROWS_ROW(t, f, op, ...) [NUM(t)] = rows_##op##_##f,
ct_row_fold *const CT_LEVEL(ct_row_folds)[CT_OP_COUNT][CT_NUMERIC_COUNT] = {
    [CT_OP_add] = {[CT_NUM_BOOL] = rows_or,
                   [CT_NUM_INT64] = rows_add_u64,
                   [CT_NUM_UINT64] = rows_add_u64,
                   [CT_NUM_FLOAT64] = rows_add_f64,
                   [CT_NUM_COMPLEX128] = rows_add_c128},
    [CT_OP_multiply] = {[CT_NUM_BOOL] = rows_and, FOR_SINGLE_DOUBLE(ROWS_ROW, multiply, )},
    [CT_OP_maximum] = {[CT_NUM_BOOL] = rows_or,
                       ROWS_ROW(u8, u8, maximum) ROWS_ROW(i32, i32, maximum)
                           ROWS_ROW(i64, i64, maximum) FOR_SINGLE_DOUBLE(ROWS_ROW, maximum, )},
    [CT_OP_minimum] = {[CT_NUM_BOOL] = rows_and,
                       ROWS_ROW(u8, u8, minimum) ROWS_ROW(i32, i32, minimum)
                           ROWS_ROW(i64, i64, minimum) FOR_SINGLE_DOUBLE(ROWS_ROW, minimum, )},
    [CT_OP_logical_or] = {[CT_NUM_BOOL] = rows_or},
    [CT_OP_logical_and] = {[CT_NUM_BOOL] = rows_and}};
