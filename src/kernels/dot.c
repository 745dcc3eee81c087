/* dot.c: sums of products of two runs of float32 or float64, in float64. */
#include "level.h"

/* 32 lanes at every level, then 8, added in pairs; the last few one after the other. A product of
 * two float32 is exact, so that fusing its addition changes no bit. */
#if defined(__FMA__)
#define ADD_PRODUCT_f32(sum, x, y) __builtin_fma(x, y, sum)
#else
#define ADD_PRODUCT_f32(sum, x, y) ((sum) + (x) * (y))
#endif
#define ADD_PRODUCT_f64(sum, x, y) ((sum) + (x) * (y))
#define DOT_LANES(t, lanes)                                                                        \
    for (; i + (lanes) <= n; i += (lanes))                                                         \
        for (int k = 0; k < (lanes); k++)                                                          \
            sum[k] = ADD_PRODUCT_##t(sum[k], (double)LOAD(t, x + (i + k) * sx),                    \
                                     (double)LOAD(t, y + (i + k) * sy));
#define DOT(t)                                                                                     \
    CT_INLINE double dot_run_##t(const char *x, int64_t sx, const char *y, int64_t sy, int64_t n)  \
    {                                                                                              \
        double sum[32] = {0}, rest = 0;                                                            \
        int64_t i = 0;                                                                             \
        DOT_LANES(t, 32)                                                                           \
        for (int half = 16; half >= 8; half /= 2)                                                  \
            for (int k = 0; k < half; k++)                                                         \
                sum[k] += sum[k + half];                                                           \
        DOT_LANES(t, 8)                                                                            \
        for (int half = 4; half > 0; half /= 2)                                                    \
            for (int k = 0; k < half; k++)                                                         \
                sum[k] += sum[k + half];                                                           \
        for (; i < n; i++)                                                                         \
            rest =                                                                                 \
                ADD_PRODUCT_##t(rest, (double)LOAD(t, x + i * sx), (double)LOAD(t, y + i * sy));   \
        return sum[0] + rest;                                                                      \
    }                                                                                              \
    static double dot_##t(const char *x, int64_t sx, const char *y, int64_t sy, int64_t n)         \
    {                                                                                              \
        return sx == WIDTH(t) && sy == WIDTH(t) ? dot_run_##t(x, WIDTH(t), y, WIDTH(t), n)         \
                                                : dot_run_##t(x, sx, y, sy, n);                    \
    }
DOT(f32)
DOT(f64)

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>

/* float32 that lie together, in the same lanes: a compiler loads whole registers and takes them
 * apart, where the conversion can read half of one. */
#if defined(__AVX512F__)
typedef __m512d wide;
#define WIDE(name) _mm512_##name
#define TAKE(p)    _mm512_cvtps_pd(_mm256_loadu_ps(p))
#else
typedef __m256d wide;
#define WIDE(name) _mm256_##name
#define TAKE(p)    _mm256_cvtps_pd(_mm_loadu_ps(p))
#endif
static double dot_f32_wide(const char *x, int64_t sx, const char *y, int64_t sy, int64_t n)
{
    enum { WIDTH_HERE = sizeof(wide) / sizeof(double), COUNT = 32 / WIDTH_HERE, FEW = COUNT / 4 };
    if (sx != WIDTH(f32) || sy != WIDTH(f32))
        return dot_f32(x, sx, y, sy, n);
    const float *a = (const float *)(const void *)x, *b = (const float *)(const void *)y;
    wide sum[COUNT];
    double lanes[8], rest = 0;
    int64_t i = 0;
    CT_UNROLL
    for (int k = 0; k < COUNT; k++)
        sum[k] = WIDE(setzero_pd)();
    for (; i + 32 <= n; i += 32) {
        CT_UNROLL
        for (int k = 0; k < COUNT; k++)
            sum[k] =
                WIDE(fmadd_pd)(TAKE(a + i + k * WIDTH_HERE), TAKE(b + i + k * WIDTH_HERE), sum[k]);
    }
    CT_UNROLL
    for (int k = 0; k < COUNT / 2; k++)
        sum[k] = WIDE(add_pd)(sum[k], sum[k + COUNT / 2]);
    CT_UNROLL
    for (int k = 0; k < FEW; k++)
        sum[k] = WIDE(add_pd)(sum[k], sum[k + FEW]);
    for (; i + 8 <= n; i += 8) {
        CT_UNROLL
        for (int k = 0; k < FEW; k++)
            sum[k] =
                WIDE(fmadd_pd)(TAKE(a + i + k * WIDTH_HERE), TAKE(b + i + k * WIDTH_HERE), sum[k]);
    }
    CT_UNROLL
    for (int k = 0; k < FEW; k++)
        WIDE(storeu_pd)(lanes + k * WIDTH_HERE, sum[k]);
    for (int half = 4; half > 0; half /= 2)
        for (int k = 0; k < half; k++)
            lanes[k] += lanes[k + half];
    for (; i < n; i++)
        rest = ADD_PRODUCT_f32(rest, (double)a[i], (double)b[i]);
    return lanes[0] + rest;
}
#define dot_f32 dot_f32_wide /* in the table */
#endif

ct_dot_kernel *const CT_LEVEL(ct_dots)[2] = {dot_f32, dot_f64};
