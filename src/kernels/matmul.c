/* matmul.c: the inner steps of matrix products, per ISA level; matmul_type.inc is their template.
 *
 * An element of a tile is one chain of fused multiply-adds in the order of k (integers wrap; bool
 * is "or" of "and"), so neither the size of tiles nor the ISA level shows in it. A dot product runs
 * in CT_DOT_LANES such chains, element i in chain i modulo CT_DOT_LANES, added as a tree; so the
 * same holds. Without fused multiply-adds in hardware (x86-64-v2) libm's function takes their
 * place: slowly, with the same bits. */
#include "level.h"
#include "sanitized.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#define MM_WIDTH            64
#define MM_FMA_f64(a, b, c) (mm_f64) _mm512_fmadd_pd((__m512d)(a), (__m512d)(b), (__m512d)(c))
#define MM_FMA_f32(a, b, c) (mm_f32) _mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c))
#elif defined(__FMA__)
#include <immintrin.h>
#define MM_WIDTH            32
#define MM_FMA_f64(a, b, c) (mm_f64) _mm256_fmadd_pd((__m256d)(a), (__m256d)(b), (__m256d)(c))
#define MM_FMA_f32(a, b, c) (mm_f32) _mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c))
#else
#define MM_WIDTH            16
#define MM_FMA_f64(a, b, c) mm_fma_f64(a, b, c)
#define MM_FMA_f32(a, b, c) mm_fma_f32(a, b, c)
#endif
/* A tile's rows times MM_VECTORS sums, as many vectors of the other factor and one number spread
 * over a vector fill the registers (32 of AVX-512, else 16) and keep two multipliers busy. A tile
 * of one row has registers for more, and walks memory in longer runs. */
enum { MM_ROWS = MM_WIDTH == 64 ? 8 : 4, MM_VECTORS = 3, MM_LONG = 12 };

#define MM_FMA_b1(a, b, c)  (((a) & (b)) | (c))
#define MM_FMA_u8(a, b, c)  ((a) * (b) + (c))
#define MM_FMA_u16(a, b, c) ((a) * (b) + (c))
#define MM_FMA_u32(a, b, c) ((a) * (b) + (c))
#define MM_FMA_u64(a, b, c) ((a) * (b) + (c))
#define MM_ADD_b1(a, b)     ((a) | (b))
#define MM_ADD_u8(a, b)     ((a) + (b))
#define MM_ADD_u16(a, b)    ((a) + (b))
#define MM_ADD_u32(a, b)    ((a) + (b))
#define MM_ADD_u64(a, b)    ((a) + (b))
#define MM_ADD_f32(a, b)    ((a) + (b))
#define MM_ADD_f64(a, b)    ((a) + (b))

/* Registers hold arrays of vectors only when their loops are gone. */
#if defined(CT_SANITIZED)
#define MM_UNROLL
#elif defined(__clang__)
#define MM_UNROLL _Pragma("clang loop unroll(full)")
#else
#define MM_UNROLL _Pragma("GCC unroll 16")
#endif

/* In registers, and anywhere in memory. */
#define MM_VECTOR(tag)                                                                             \
    typedef S_##tag mm_##tag __attribute__((vector_size(MM_WIDTH)));                               \
    typedef S_##tag mm_any_##tag                                                                   \
        __attribute__((vector_size(MM_WIDTH), aligned(sizeof(S_##tag)), may_alias))
MM_VECTOR(f32);
MM_VECTOR(f64);
#if !defined(__FMA__)
CT_INLINE mm_f64 mm_fma_f64(mm_f64 a, mm_f64 b, mm_f64 c)
{
    for (int i = 0; i < MM_WIDTH / 8; i++)
        c[i] = __builtin_fma(a[i], b[i], c[i]);
    return c;
}
CT_INLINE mm_f32 mm_fma_f32(mm_f32 a, mm_f32 b, mm_f32 c)
{
    for (int i = 0; i < MM_WIDTH / 4; i++)
        c[i] = __builtin_fmaf(a[i], b[i], c[i]);
    return c;
}
#endif
MM_VECTOR(b1);
MM_VECTOR(u8);
MM_VECTOR(u16);
MM_VECTOR(u32);
MM_VECTOR(u64);

#define MM_JOIN_(a, b) a##b
#define MM_JOIN(a, b)  MM_JOIN_(a, b)
#define TAG            b1
#include "matmul_type.inc"
#define TAG u8
#include "matmul_type.inc"
#define TAG u16
#include "matmul_type.inc"
#define TAG u32
#include "matmul_type.inc"
#define TAG u64
#include "matmul_type.inc"
#define TAG f32
#include "matmul_type.inc"
#define TAG f64
#include "matmul_type.inc"

#define MM_ROW(tag, type)                                                                          \
    [N_##type] = {mm_tile_##tag, mm_dots_##tag, MM_ROWS, MM_WIDTH / (int)sizeof(S_##tag),          \
                  MM_VECTORS,    MM_LONG}
const ct_matmul_kernel CT_LEVEL(ct_matmul_kernels)[CT_NUMERIC_COUNT] = {
    MM_ROW(b1, b1),   MM_ROW(u8, u8),   MM_ROW(u8, i8),   MM_ROW(u16, u16),
    MM_ROW(u16, i16), MM_ROW(u32, u32), MM_ROW(u32, i32), MM_ROW(u64, u64),
    MM_ROW(u64, i64), MM_ROW(f32, f32), MM_ROW(f64, f64)};
