/* products.c: sums of products, of float32 and float64: dot, and the tile that matrix products are
 * made of.
 *
 * An element of a tile is one chain of fused multiply-adds over k, whatever the size of the tile,
 * so every ISA level gives the same bits. A level without the instruction calls fma() of libm. */
#include "level.h"

#if defined(__AVX512F__)
#include <immintrin.h>
enum { TILE_ROWS = 8, TILE_VECTORS = 3 };
typedef __m512d vector_f64;
typedef __m512 vector_f32;
#define VECTOR(op, t)    VECTOR_##op##_##t
#define VECTOR_FMA_f64   _mm512_fmadd_pd
#define VECTOR_LOAD_f64  _mm512_loadu_pd
#define VECTOR_STORE_f64 _mm512_storeu_pd
#define VECTOR_ALL_f64   _mm512_set1_pd
#define VECTOR_ADD_f64   _mm512_add_pd
#define VECTOR_FMA_f32   _mm512_fmadd_ps
#define VECTOR_LOAD_f32  _mm512_loadu_ps
#define VECTOR_STORE_f32 _mm512_storeu_ps
#define VECTOR_ALL_f32   _mm512_set1_ps
#define VECTOR_ADD_f32   _mm512_add_ps
#elif defined(__FMA__)
#include <immintrin.h>
enum { TILE_ROWS = 4, TILE_VECTORS = 3 };
typedef __m256d vector_f64;
typedef __m256 vector_f32;
#define VECTOR(op, t)    VECTOR_##op##_##t
#define VECTOR_FMA_f64   _mm256_fmadd_pd
#define VECTOR_LOAD_f64  _mm256_loadu_pd
#define VECTOR_STORE_f64 _mm256_storeu_pd
#define VECTOR_ALL_f64   _mm256_set1_pd
#define VECTOR_ADD_f64   _mm256_add_pd
#define VECTOR_FMA_f32   _mm256_fmadd_ps
#define VECTOR_LOAD_f32  _mm256_loadu_ps
#define VECTOR_STORE_f32 _mm256_storeu_ps
#define VECTOR_ALL_f32   _mm256_set1_ps
#define VECTOR_ADD_f32   _mm256_add_ps
#else
enum { TILE_ROWS = 4, TILE_VECTORS = 4 };
typedef double vector_f64;
typedef float vector_f32;
#define VECTOR(op, t) VECTOR_##op
#define VECTOR_FMA(a, b, c)                                                                        \
    _Generic((a), float : __builtin_fmaf, default : __builtin_fma)((a), (b), (c))
#define VECTOR_LOAD(p)     (*(p))
#define VECTOR_STORE(p, v) (*(p) = (v))
#define VECTOR_ALL(x)      (x)
#define VECTOR_ADD(a, b)   ((a) + (b))
#endif
#define VECTOR_LANES(t) ((int)sizeof(vector_##t) / (int)WIDTH(t))

/* out[i][j] = a[0][i] * b[0][j] + a[1][i] * b[1][j] + ..., of packed panels; or added to it. */
#define TILE(t)                                                                                    \
    static void tile_##t(int64_t k, const void *panel_a, const void *panel_b, char *out,           \
                         int64_t out_row, bool adds)                                               \
    {                                                                                              \
        enum { LANES = VECTOR_LANES(t) };                                                          \
        const STORED(t) *a = panel_a, *b = panel_b;                                                \
        vector_##t sum[TILE_ROWS][TILE_VECTORS];                                                   \
        for (int i = 0; i < TILE_ROWS; i++)                                                        \
            for (int j = 0; j < TILE_VECTORS; j++)                                                 \
                sum[i][j] = VECTOR(ALL, t)(0);                                                     \
        for (int64_t p = 0; p < k; p++, a += TILE_ROWS, b += TILE_VECTORS * LANES) {               \
            vector_##t row[TILE_VECTORS];                                                          \
            for (int j = 0; j < TILE_VECTORS; j++)                                                 \
                row[j] = VECTOR(LOAD, t)(b + j * LANES);                                           \
            for (int i = 0; i < TILE_ROWS; i++) {                                                  \
                const vector_##t one = VECTOR(ALL, t)(a[i]);                                       \
                for (int j = 0; j < TILE_VECTORS; j++)                                             \
                    sum[i][j] = VECTOR(FMA, t)(one, row[j], sum[i][j]);                            \
            }                                                                                      \
        }                                                                                          \
        for (int i = 0; i < TILE_ROWS; i++)                                                        \
            for (int j = 0; j < TILE_VECTORS; j++) {                                               \
                STORED(t) *to = (STORED(t) *)(out + i * out_row) + j * LANES;                      \
                VECTOR(STORE, t)                                                                   \
                (to, adds ? VECTOR(ADD, t)(VECTOR(LOAD, t)(to), sum[i][j]) : sum[i][j]);           \
            }                                                                                      \
    }
#define PACK(t)                                                                                    \
    static void pack_##t(char *out, const char *in, int64_t lines, int64_t line, int lanes,        \
                         int64_t step, int64_t depth)                                              \
    {                                                                                              \
        STORED(t) *to = (STORED(t) *)out;                                                          \
        if (line == WIDTH(t) && lines >= lanes && lanes == TILE_VECTORS * VECTOR_LANES(t)) {       \
            for (int64_t p = 0; p < depth; p++)                                                    \
                memcpy(to + p * lanes, in + p * step, TILE_VECTORS * sizeof(vector_##t));          \
            return;                                                                                \
        }                                                                                          \
        for (int i = 0; i < lanes; i++) {                                                          \
            const char *from = in + (i < lines ? i : lines - 1) * line;                            \
            if (step == WIDTH(t))                                                                  \
                for (int64_t p = 0; p < depth; p++)                                                \
                    to[p * lanes + i] = LOAD(t, from + p * WIDTH(t));                              \
            else                                                                                   \
                for (int64_t p = 0; p < depth; p++)                                                \
                    to[p * lanes + i] = LOAD(t, from + p * step);                                  \
        }                                                                                          \
    }
PACK(f32)
PACK(f64)
TILE(f32)
TILE(f64)

/* Products and sums in float64: 32 lanes at every level, then 8, added in pairs; the last few one
 * after the other. A product of two float32 is exact, so that fusing its addition changes no bit.
 */
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

/* Rows of a matrix, each times a number, added up: one column after the other, from row 0 on. */
#define ADD_ROWS(t)                                                                                \
    static void add_rows_##t(char *out, const char *x, int64_t sx, const char *rows, int64_t row,  \
                             int64_t depth, int64_t n)                                             \
    {                                                                                              \
        STORED(t) *restrict to = (STORED(t) *)out;                                                 \
        int64_t p = 0;                                                                             \
        for (int64_t i = 0; i < n; i++)                                                            \
            to[i] = 0;                                                                             \
        for (; p + 4 <= depth; p += 4) {                                                           \
            STORED(t) a[4];                                                                        \
            const STORED(t) *restrict from[4];                                                     \
            for (int k = 0; k < 4; k++) {                                                          \
                a[k] = LOAD(t, x + (p + k) * sx);                                                  \
                from[k] = (const STORED(t) *)(rows + (p + k) * row);                               \
            }                                                                                      \
            for (int64_t i = 0; i < n; i++)                                                        \
                to[i] = (((to[i] + a[0] * from[0][i]) + a[1] * from[1][i]) + a[2] * from[2][i]) +  \
                        a[3] * from[3][i];                                                         \
        }                                                                                          \
        for (; p < depth; p++) {                                                                   \
            const STORED(t) a = LOAD(t, x + p * sx), *restrict from =                              \
                                                         (const STORED(t) *)(rows + p * row);      \
            for (int64_t i = 0; i < n; i++)                                                        \
                to[i] += a * from[i];                                                              \
        }                                                                                          \
    }
ADD_ROWS(f32)
ADD_ROWS(f64)

const ct_product_kernel CT_LEVEL(ct_products)[2] = {
    {TILE_ROWS, TILE_VECTORS *VECTOR_LANES(f32), pack_f32, tile_f32, dot_f32, add_rows_f32},
    {TILE_ROWS, TILE_VECTORS *VECTOR_LANES(f64), pack_f64, tile_f64, dot_f64, add_rows_f64}};
