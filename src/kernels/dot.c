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

ct_dot_kernel *const CT_LEVEL(ct_dots)[2] = {dot_f32, dot_f64};
