/* roots.h: square roots by AVX-512, with the bits of the instruction, which needs three times as
 * long.
 *
 * From rsqrt14 (14 bits) steps by Goldschmidt, two in float64 and one in float32, give g near
 * sqrt(x) and h near 1 / (2 sqrt(x)), both to about an ulp. d = x - g * g is exact, and g + d * h,
 * rounded once, is the root (Markstein): what it is off before rounding is less than the distance
 * of any root to the middle of two numbers. tests/kernels has the numbers that come nearest, and
 * every float32. Where d would be subnormal, and for all that is no positive number, the
 * instruction itself answers (and raises its flags); and for the first register of each group,
 * since the unit that divides has nothing else to do: it takes as long for one as the others do
 * together. */
#ifndef CT_ROOTS_H
#define CT_ROOTS_H

#if defined(__AVX512F__)
#include <immintrin.h>

/* Bits of the float32 whose roots are computed by products: from 2**-70 to the largest. */
#define ROOT_LEAST_f32 0x1C800000
#define ROOT_SPAN_f32  (0x7F800000 - ROOT_LEAST_f32)
#define ROOT_LEAST_f64 CT_ROOT_LEAST
#define ROOT_SPAN_f64  CT_ROOT_SPAN

#define ROOTS(f, V, s, epi, epu, MASK, STEPS, GROUP)                                               \
    CT_INLINE __m512i vm_root_key_##f(V x)                                                         \
    {                                                                                              \
        return _mm512_sub_##epi(_mm512_cast##s##_si512(x), _mm512_set1_##epi(ROOT_LEAST_##f));     \
    }                                                                                              \
    CT_INLINE bool vm_root_fine_##f(__m512i key)                                                   \
    {                                                                                              \
        return !_mm512_cmpge_##epu##_mask(key, _mm512_set1_##epi(ROOT_SPAN_##f));                  \
    }                                                                                              \
    CT_INLINE V vm_root_##f(V x)                                                                   \
    {                                                                                              \
        const V half = _mm512_set1_##s(0.5);                                                       \
        V h = _mm512_rsqrt14_##s(x), g = _mm512_mul_##s(x, h);                                     \
        h = _mm512_mul_##s(h, half);                                                               \
        for (int i = 0; i < STEPS; i++) {                                                          \
            V r = _mm512_fnmadd_##s(g, h, half);                                                   \
            g = _mm512_fmadd_##s(g, r, g);                                                         \
            h = _mm512_fmadd_##s(h, r, h);                                                         \
        }                                                                                          \
        return _mm512_fmadd_##s(_mm512_fnmadd_##s(g, g, x), h, g);                                 \
    }                                                                                              \
    CT_INLINE void roots_run_##f(char *o, const char *x, int64_t n)                                \
    {                                                                                              \
        enum { LANES_HERE = 64 / (int)WIDTH(f) };                                                  \
        const char *whole = x + n / LANES_HERE * 64;                                               \
        for (; whole - x >= GROUP * 64; x += GROUP * 64, o += GROUP * 64) {                        \
            V v[GROUP];                                                                            \
            __m512i key = _mm512_setzero_si512();                                                  \
            CT_UNROLL                                                                              \
            for (int i = 0; i < GROUP; i++)                                                        \
                v[i] = _mm512_loadu_##s(x + i * 64);                                               \
            CT_UNROLL                                                                              \
            for (int i = 1; i < GROUP; i++)                                                        \
                key = _mm512_max_##epu(key, vm_root_key_##f(v[i]));                                \
            const bool fine = vm_root_fine_##f(key);                                               \
            CT_UNROLL                                                                              \
            for (int i = 0; i < GROUP; i++)                                                        \
                _mm512_storeu_##s(o + i * 64,                                                      \
                                  i && fine ? vm_root_##f(v[i]) : _mm512_sqrt_##s(v[i]));          \
        }                                                                                          \
        for (; x < whole; x += 64, o += 64)                                                        \
            _mm512_storeu_##s(o, _mm512_sqrt_##s(_mm512_loadu_##s(x)));                            \
        const MASK rest = (MASK)((1U << n % LANES_HERE) - 1);                                      \
        if (rest)                                                                                  \
            _mm512_mask_storeu_##s(                                                                \
                o, rest, _mm512_sqrt_##s(_mm512_mask_loadu_##s(_mm512_set1_##s(1), rest, x)));     \
    }                                                                                              \
    /* sqrt where results lie together. */                                                         \
    static void roots_##f(PARAMETERS)                                                              \
    {                                                                                              \
        const bool together = strides[1] == WIDTH(f);                                              \
        if (together && strides[0] == WIDTH(f) && !feeds(args[1], args[0], WIDTH(f) * n)) {        \
            roots_run_##f(args[1], args[0], n);                                                    \
        } else if (together && n >= GATHER_LEAST &&                                                \
                   is_apart(args[1], WIDTH(f) * n, args[0], strides[0], n)) {                      \
            STORED(f) room[GATHER_BLOCK];                                                          \
            for (int64_t done = 0, m; done < n; done += m) {                                       \
                m = n - done < GATHER_BLOCK ? n - done : GATHER_BLOCK;                             \
                bring_together(room, args[0] + done * strides[0], strides[0], m, WIDTH(f));        \
                roots_run_##f(args[1] + done * WIDTH(f), (const char *)room, m);                   \
            }                                                                                      \
        } else {                                                                                   \
            sqrt_##f(args, strides, n, itemsizes);                                                 \
        }                                                                                          \
    }
ROOTS(f32, __m512, ps, epi32, epu32, __mmask16, 1, 3)
ROOTS(f64, __m512d, pd, epi64, epu64, __mmask8, 2, 5)
#define sqrt_f32 roots_f32 /* in the table */
#define sqrt_f64 roots_f64
#endif

#endif
