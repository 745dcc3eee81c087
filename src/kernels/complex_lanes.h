/* complex_lanes.h: complex numbers that lie together, by AVX2, with the bits of complex_math.h
 * but for the sign of a nan: part of loops.inc.
 *
 * Two registers of numbers become one of real and one of imaginary parts, in an order that costs
 * one instruction each way. A compiler restores the order of memory first, across the halves of
 * registers, which takes longer than the arithmetic; and where numbers choose their branch it makes
 * none of this. LANED_OP_TYPE marks a loop that is here. */
#ifndef CT_COMPLEX_LANES_H
#define CT_COMPLEX_LANES_H

#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__)
#include <immintrin.h>

/* What the two sizes of numbers differ in: s, the suffix, P, a part, V, a register of them. */
#define V_ps                __m256
#define V_pd                __m256d
#define P_ps                float
#define P_pd                double
#define AVX(name, s)        PASTE(PASTE(_mm256_, name), PASTE(_, s))
#define REAL_PARTS_pd(a, b) _mm256_unpacklo_pd(a, b)
#define IMAG_PARTS_pd(a, b) _mm256_unpackhi_pd(a, b)
#define REAL_PARTS_ps(a, b) _mm256_shuffle_ps(a, b, 0x88)
#define IMAG_PARTS_ps(a, b) _mm256_shuffle_ps(a, b, 0xdd)
#define FROM_BITS_pd(x)     _mm256_castsi256_pd(x)
#define FROM_BITS_ps(x)     _mm256_castsi256_ps(x)
#define BITS_pd(x)          _mm256_castpd_si256(x)
#define BITS_ps(x)          _mm256_castps_si256(x)
#define AS_PAIRS_pd(x)      (x)
#define AS_PAIRS_ps(x)      _mm256_castps_pd(x)
/* first ? a : b by the sign bits of `first` */
#define CHOOSE(s, first, a, b)  AVX(blendv, s)(b, a, first)
#define LESS_BITS(s, epi, a, b) FROM_BITS_##s(_mm256_cmpgt_##epi(b, a))
#define SAME_BITS(s, epi, a, b) FROM_BITS_##s(_mm256_cmpeq_##epi(a, b))

/* Registers of numbers, and back. */
#define DEFINE_PARTS(f, s)                                                                         \
    typedef struct parts_##f {                                                                     \
        V_##s re, im;                                                                              \
    } parts_##f;                                                                                   \
    enum { PARTS_##f = 32 / (int)sizeof(P_##s) };                                                  \
    CT_INLINE parts_##f parts_get_##f(const char *x, bool scalar)                                  \
    {                                                                                              \
        const P_##s *p = (const P_##s *)x;                                                         \
        if (scalar)                                                                                \
            return (parts_##f){AVX(set1, s)(p[0]), AVX(set1, s)(p[1])};                            \
        const V_##s a = AVX(loadu, s)(p), b = AVX(loadu, s)(p + PARTS_##f);                        \
        return (parts_##f){REAL_PARTS_##s(a, b), IMAG_PARTS_##s(a, b)};                            \
    }                                                                                              \
    CT_INLINE void parts_put_##f(char *o, parts_##f x)                                             \
    {                                                                                              \
        P_##s *p = (P_##s *)o;                                                                     \
        AVX(storeu, s)(p, AVX(unpacklo, s)(x.re, x.im));                                           \
        AVX(storeu, s)(p + PARTS_##f, AVX(unpackhi, s)(x.re, x.im));                               \
    }                                                                                              \
    CT_INLINE void parts_put_real_##f(char *o, V_##s x)                                            \
    {                                                                                              \
        _mm256_storeu_pd((double *)o, _mm256_permute4x64_pd(AS_PAIRS_##s(x), 0xd8));               \
    }                                                                                              \
    CT_INLINE bool parts_zero_##f(parts_##f x) /* one of them is */                                \
    {                                                                                              \
        const V_##s none = AVX(setzero, s)();                                                      \
        return AVX(movemask, s)(AVX(and, s)(AVX(cmp, s)(x.re, none, _CMP_EQ_OQ),                   \
                                            AVX(cmp, s)(x.im, none, _CMP_EQ_OQ)));                 \
    }
DEFINE_PARTS(c64, ps)
DEFINE_PARTS(c128, pd)

/* The arithmetic; a quotient's divisor is not 0. */
#define DEFINE_PARTS_MATH(f, s, epi, epi_set, INFINITE)                                            \
    CT_INLINE parts_##f parts_multiply_##f(parts_##f a, parts_##f b)                               \
    {                                                                                              \
        return (parts_##f){AVX(fmsub, s)(a.re, b.re, a.im * b.im),                                 \
                           AVX(fmadd, s)(a.re, b.im, a.im * b.re)};                                \
    }                                                                                              \
    CT_INLINE parts_##f parts_square_##f(parts_##f a)                                              \
    {                                                                                              \
        return parts_multiply_##f(a, a);                                                           \
    }                                                                                              \
    CT_INLINE V_##s parts_by_real_##f(parts_##f a)                                                 \
    {                                                                                              \
        const V_##s sign = AVX(set1, s)(-0.0);                                                     \
        return AVX(cmp, s)(AVX(andnot, s)(sign, a.re), AVX(andnot, s)(sign, a.im), _CMP_GE_OS);    \
    }                                                                                              \
    CT_INLINE parts_##f parts_divide_##f(parts_##f a, parts_##f b)                                 \
    {                                                                                              \
        const V_##s one = AVX(set1, s)(1), by = parts_by_real_##f(b);                              \
        const V_##s more = CHOOSE(s, by, b.re, b.im), less = CHOOSE(s, by, b.im, b.re);            \
        const V_##s p = CHOOSE(s, by, a.re, a.im), q = CHOOSE(s, by, a.im, a.re);                  \
        const V_##s ratio = less / more, scale = one / (more + less * ratio), far = p * ratio;     \
        const V_##s im = CHOOSE(s, by, q, far) - CHOOSE(s, by, far, q);                            \
        return (parts_##f){(p + q * ratio) * scale, im * scale};                                   \
    }                                                                                              \
    CT_INLINE parts_##f parts_reciprocal_##f(parts_##f a)                                          \
    {                                                                                              \
        const V_##s one = AVX(set1, s)(1), sign = AVX(set1, s)(-0.0), by = parts_by_real_##f(a);   \
        const V_##s more = CHOOSE(s, by, a.re, a.im), less = CHOOSE(s, by, a.im, a.re);            \
        const V_##s ratio = less / more, scale = more + less * ratio;                              \
        return (parts_##f){CHOOSE(s, by, one, ratio) / scale,                                      \
                           AVX(xor, s)(sign, CHOOSE(s, by, ratio, one)) / scale};                  \
    }                                                                                              \
    /* Bits of sizes are in their order, and nan is above infinity. */                             \
    CT_INLINE V_##s parts_absolute_##f(parts_##f a)                                                \
    {                                                                                              \
        const V_##s one = AVX(set1, s)(1), sign = AVX(set1, s)(-0.0);                              \
        const V_##s re = AVX(andnot, s)(sign, a.re), im = AVX(andnot, s)(sign, a.im);              \
        const __m256i top = epi_set(INFINITE), below = epi_set((INFINITE)-1);                      \
        const V_##s by = LESS_BITS(s, epi, BITS_##s(im), BITS_##s(re));                            \
        const V_##s most = CHOOSE(s, by, re, im), least = CHOOSE(s, by, im, re);                   \
        const V_##s rare = LESS_BITS(s, epi, below, BITS_##s(most));                               \
        const V_##s none = SAME_BITS(s, epi, BITS_##s(most), _mm256_setzero_si256());              \
        const V_##s infinite = AVX(or, s)(SAME_BITS(s, epi, BITS_##s(re), top),                    \
                                          SAME_BITS(s, epi, BITS_##s(im), top));                   \
        /* rare ones are divided as 0 / 1, so that they overflow nowhere */                        \
        const V_##s ratio =                                                                        \
            AVX(andnot, s)(rare, least) / CHOOSE(s, AVX(or, s)(rare, none), one, most);            \
        const V_##s size = AVX(sqrt, s)(AVX(fmadd, s)(ratio, ratio, one)) * most;                  \
        const V_##s odd = CHOOSE(s, infinite, FROM_BITS_##s(top), AVX(set1, s)((P_##s)NAN));       \
        return CHOOSE(s, rare, odd, size);                                                         \
    }
DEFINE_PARTS_MATH(c64, ps, epi32, _mm256_set1_epi32, 0x7f800000)
DEFINE_PARTS_MATH(c128, pd, epi64, _mm256_set1_epi64x, INT64_C(0x7ff0000000000000))

/* The loops. A register's numbers may be rare, and go one by one, as the last ones do. */
#define COMPLEX_LANES1(f, op, r_, put)                                                             \
    CT_INLINE void op##_lanes_##f(char *o, const char *x, int64_t n)                               \
    {                                                                                              \
        int64_t i = 0;                                                                             \
        for (; i + PARTS_##f <= n; i += PARTS_##f)                                                 \
            put(o + i * WIDTH(r_), parts_##op##_##f(parts_get_##f(x + i * WIDTH(f), false)));      \
        for (; i < n; i++) {                                                                       \
            STORE(r_, o + i * WIDTH(r_), complex_##op##_##f(LOAD(f, x + i * WIDTH(f))));           \
            CT_KEEP_SCALAR();                                                                      \
        }                                                                                          \
    }
#define COMPLEX_LANES2(f, op, rare)                                                                \
    CT_INLINE void op##_lanes_##f(char *o, const char *x, const char *y, bool scalar_x,            \
                                  bool scalar_y, int64_t n)                                        \
    {                                                                                              \
        const int64_t step_x = scalar_x ? 0 : WIDTH(f), step_y = scalar_y ? 0 : WIDTH(f);          \
        const parts_##f a0 = parts_get_##f(x, true), b0 = parts_get_##f(y, true);                  \
        for (int64_t i = 0; i < n;) {                                                              \
            if (i + PARTS_##f <= n) {                                                              \
                const parts_##f a = scalar_x ? a0 : parts_get_##f(x + i * step_x, false);          \
                const parts_##f b = scalar_y ? b0 : parts_get_##f(y + i * step_y, false);          \
                if (CT_LIKELY(!rare(b))) {                                                         \
                    parts_put_##f(o + i * WIDTH(f), parts_##op##_##f(a, b));                       \
                    i += PARTS_##f;                                                                \
                    continue;                                                                      \
                }                                                                                  \
            }                                                                                      \
            for (int k = 0; k < PARTS_##f && i < n; k++, i++) {                                    \
                const COMPUTED(f) a = LOAD(f, x + i * step_x), b = LOAD(f, y + i * step_y);        \
                STORE(f, o + i * WIDTH(f), complex_##op##_##f(a, b));                              \
                CT_KEEP_SCALAR();                                                                  \
            }                                                                                      \
        }                                                                                          \
    }
#define NEVER(b) false
#define COMPLEX_LANES(t, f, ...)                                                                   \
    COMPLEX_LANES1(f, absolute, OUT_REAL(f), parts_put_real_##f)                                   \
    COMPLEX_LANES1(f, reciprocal, f, parts_put_##f)                                                \
    COMPLEX_LANES1(f, square, f, parts_put_##f)                                                    \
    COMPLEX_LANES2(f, multiply, NEVER)                                                             \
    COMPLEX_LANES2(f, divide, parts_zero_##f)
FOR_COMPLEX(COMPLEX_LANES, )
#define LANED_absolute_c64    ~, absolute_lanes_c64
#define LANED_absolute_c128   ~, absolute_lanes_c128
#define LANED_reciprocal_c64  ~, reciprocal_lanes_c64
#define LANED_reciprocal_c128 ~, reciprocal_lanes_c128
#define LANED_square_c64      ~, square_lanes_c64
#define LANED_square_c128     ~, square_lanes_c128
#define LANED_multiply_c64    ~, multiply_lanes_c64
#define LANED_multiply_c128   ~, multiply_lanes_c128
#define LANED_divide_c64      ~, divide_lanes_c64
#define LANED_divide_c128     ~, divide_lanes_c128
#endif

#endif
