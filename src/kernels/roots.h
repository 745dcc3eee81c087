/* roots.h: square roots of float64 by AVX-512, with the bits of the instruction, which needs three
 * times as long.
 *
 * From rsqrt14 (14 bits) two steps by Goldschmidt give g near sqrt(x) and h near 1 / (2 sqrt(x)),
 * both to about an ulp. d = x - g * g is exact, and g + d * h, rounded once, is the root
 * (Markstein): what it is off before rounding is less than the distance of any root to the middle
 * of two numbers. tests/kernels has the numbers that come nearest. Where d would be subnormal, and
 * for all that is no positive number, the instruction itself answers (and raises its flags). */
#ifndef CT_ROOTS_H
#define CT_ROOTS_H

#if defined(__AVX512F__)
#include <immintrin.h>

CT_INLINE __m512d vm_roots(__m512d x)
{
    const __m512i least = _mm512_set1_epi64(CT_ROOT_LEAST);
    const __m512i span = _mm512_set1_epi64(CT_ROOT_SPAN);
    const __m512d half = _mm512_set1_pd(0.5);
    if (_mm512_cmpge_epu64_mask(_mm512_sub_epi64(_mm512_castpd_si512(x), least), span))
        return _mm512_sqrt_pd(x);
    __m512d h = _mm512_rsqrt14_pd(x), g = _mm512_mul_pd(x, h);
    h = _mm512_mul_pd(h, half);
    for (int i = 0; i < 2; i++) {
        __m512d r = _mm512_fnmadd_pd(g, h, half);
        g = _mm512_fmadd_pd(g, r, g);
        h = _mm512_fmadd_pd(h, r, h);
    }
    return _mm512_fmadd_pd(_mm512_fnmadd_pd(g, g, x), h, g);
}

/* sqrt_f64 where elements lie together. */
static void roots_f64(PARAMETERS)
{
    if (strides[0] != 8 || strides[1] != 8 || feeds(args[1], args[0], 8 * n)) {
        sqrt_f64(args, strides, n, itemsizes);
        return;
    }
    const char *x = args[0];
    char *o = args[1];
    const int64_t whole = n & ~INT64_C(7);
    for (int64_t i = 0; i < whole; i += 8)
        _mm512_storeu_pd(o + 8 * i, vm_roots(_mm512_loadu_pd(x + 8 * i)));
    const __mmask8 rest = (__mmask8)((1U << (n - whole)) - 1);
    if (rest)
        _mm512_mask_storeu_pd(
            o + 8 * whole, rest,
            vm_roots(_mm512_mask_loadu_pd(_mm512_set1_pd(1), rest, x + 8 * whole)));
}
#define sqrt_f64 roots_f64 /* in the table */
#endif

#endif
