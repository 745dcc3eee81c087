/* complex_math.h: complex arithmetic as NumPy defines it: no recovery of infinities in products
 * (C's annex G), Smith's division, small integer powers by multiplication. */
#ifndef CT_KERNELS_COMPLEX_H
#define CT_KERNELS_COMPLEX_H

#include "scalar.h"

/* C11's constructors, which glibc's header keeps from Clang. */
#ifndef CMPLX
#define CMPLX(re, im)  CT_COMPLEX((double)(re), (double)(im))
#define CMPLXF(re, im) CT_COMPLEX((float)(re), (float)(im))
#endif

/* The plain order of clip, by the real part, whatever the imaginary one is. */
#define COMPLEX_BEFORE(x, y) (creal(x) == creal(y) ? cimag(x) < cimag(y) : creal(x) < creal(y))

#define DEFINE_COMPLEX(C, P, tag, f, MAKE)                                                         \
    CT_INLINE C complex_product_##tag(C a, C b)                                                    \
    {                                                                                              \
        P ar = creal##f(a), ai = cimag##f(a), br = creal##f(b), bi = cimag##f(b);                  \
        return MAKE(ar * br - ai * bi, ar * bi + ai * br);                                         \
    }                                                                                              \
    CT_INLINE C complex_multiply_##tag(C a, C b)                                                   \
    {                                                                                              \
        P ar = creal##f(a), ai = cimag##f(a), br = creal##f(b), bi = cimag##f(b);                  \
        return MAKE(fma##f(ar, br, -(ai * bi)), fma##f(ar, bi, ai * br));                          \
    }                                                                                              \
    CT_INLINE C complex_square_##tag(C a)                                                          \
    {                                                                                              \
        return complex_multiply_##tag(a, a);                                                       \
    }                                                                                              \
    CT_INLINE P complex_absolute_##tag(C a)                                                        \
    {                                                                                              \
        P re = fabs##f(creal##f(a)), im = fabs##f(cimag##f(a));                                    \
        bool infinite = (re == INFINITY) | (im == INFINITY);                                       \
        P most = re > im ? re : im, least = re > im ? im : re;                                     \
        P ratio = least / (most == 0 ? 1 : most), size = sqrt##f(fma##f(ratio, ratio, 1)) * most;  \
        return infinite ? (P)INFINITY : ((re != re) | (im != im)) ? (P)NAN : size;                 \
    }                                                                                              \
    static inline C complex_divide_##tag(C a, C b)                                                 \
    {                                                                                              \
        CT_KEEP_SCALAR(); /* of the two branches only one may raise flags */                       \
        P ar = creal##f(a), ai = cimag##f(a), br = creal##f(b), bi = cimag##f(b);                  \
        if (fabs##f(br) >= fabs##f(bi)) {                                                          \
            if (br == 0 && bi == 0)                                                                \
                return MAKE(ar / fabs##f(br), ai / fabs##f(br));                                   \
            P ratio = bi / br, scale = 1 / (br + bi * ratio);                                      \
            return MAKE((ar + ai * ratio) * scale, (ai - ar * ratio) * scale);                     \
        }                                                                                          \
        P ratio = br / bi, scale = 1 / (bi + br * ratio);                                          \
        return MAKE((ar * ratio + ai) * scale, (ai * ratio - ar) * scale);                         \
    }                                                                                              \
    static inline C complex_reciprocal_##tag(C a)                                                  \
    {                                                                                              \
        CT_KEEP_SCALAR();                                                                          \
        P re = creal##f(a), im = cimag##f(a);                                                      \
        if (fabs##f(im) <= fabs##f(re)) {                                                          \
            P ratio = im / re, scale = re + im * ratio;                                            \
            return MAKE(1 / scale, -ratio / scale);                                                \
        }                                                                                          \
        P ratio = re / im, scale = re * ratio + im;                                                \
        return MAKE(ratio / scale, -1 / scale);                                                    \
    }                                                                                              \
    static inline C complex_power_##tag(C a, C b)                                                  \
    {                                                                                              \
        P ar = creal##f(a), ai = cimag##f(a), br = creal##f(b), bi = cimag##f(b);                  \
        if (br == 0 && bi == 0)                                                                    \
            return MAKE(1, 0);                                                                     \
        if (ar == 0 && ai == 0) {                                                                  \
            if (br > 0)                                                                            \
                return MAKE(0, 0);                                                                 \
            feraiseexcept(FE_INVALID);                                                             \
            return MAKE(NAN, NAN);                                                                 \
        }                                                                                          \
        if (bi != 0 || !(br > -100 && br < 100) || br != (P)(int)br)                               \
            return cpow##f(a, b);                                                                  \
        int n = (int)br, rest = n < 0 ? -n : n;                                                    \
        if (n == 1)                                                                                \
            return a;                                                                              \
        if (n == 2)                                                                                \
            return complex_product_##tag(a, a);                                                    \
        if (n == 3)                                                                                \
            return complex_product_##tag(a, complex_product_##tag(a, a));                          \
        C result = MAKE(1, 0), square = a;                                                         \
        for (; rest; rest >>= 1) {                                                                 \
            if (rest & 1)                                                                          \
                result = complex_product_##tag(result, square);                                    \
            if (rest > 1)                                                                          \
                square = complex_product_##tag(square, square);                                    \
        }                                                                                          \
        return n < 0 ? complex_divide_##tag(MAKE(1, 0), result) : result;                          \
    }                                                                                              \
    static inline C complex_sign_##tag(C a)                                                        \
    {                                                                                              \
        P re = creal##f(a), im = cimag##f(a), size = hypot##f(re, im);                             \
        if (size != size)                                                                          \
            return MAKE(NAN, NAN);                                                                 \
        if (size == 0)                                                                             \
            return MAKE(0, 0);                                                                     \
        if (!isinf(size))                                                                          \
            return MAKE(re / size, im / size);                                                     \
        if (isinf(re) && isinf(im))                                                                \
            return MAKE(NAN, NAN);                                                                 \
        return isinf(re) ? MAKE(copysign##f(1, re), 0) : MAKE(0, copysign##f(1, im));              \
    }                                                                                              \
    static inline C complex_exp2_##tag(C a)                                                        \
    {                                                                                              \
        return cexp##f(MAKE(creal##f(a) * (P)M_LN2, cimag##f(a) * (P)M_LN2));                      \
    }                                                                                              \
    /* The array API's values where a part is zero or not finite: those of exp(a) - 1. */          \
    static inline C complex_expm1_##tag(C a)                                                       \
    {                                                                                              \
        P re = creal##f(a), im = cimag##f(a), half = sin##f(im / 2), size = exp##f(re);            \
        if (!isfinite(re) || !isfinite(im)) {                                                      \
            C z = cexp##f(a);                                                                      \
            return MAKE(creal##f(z) - 1, cimag##f(z));                                             \
        }                                                                                          \
        return MAKE((0 - 2 * half * half) + expm1##f(re) * cos##f(im), size * sin##f(im));         \
    }                                                                                              \
    /* At the ends of the real axis the imaginary part keeps its sign, as the array API has it. */ \
    static inline C complex_tanh_##tag(C a)                                                        \
    {                                                                                              \
        P re = creal##f(a), im = cimag##f(a);                                                      \
        return isinf(re) && isfinite(im) ? MAKE(copysign##f(1, re), copysign##f(0, im))            \
                                         : ctanh##f(a);                                            \
    }                                                                                              \
    static inline C complex_log2_##tag(C a)                                                        \
    {                                                                                              \
        C z = clog##f(a);                                                                          \
        return MAKE(creal##f(z) * (P)M_LOG2E, cimag##f(z) * (P)M_LOG2E);                           \
    }                                                                                              \
    static inline C complex_log10_##tag(C a)                                                       \
    {                                                                                              \
        C z = clog##f(a);                                                                          \
        return MAKE(creal##f(z) * (P)M_LOG10E, cimag##f(z) * (P)M_LOG10E);                         \
    }                                                                                              \
    static inline C complex_log1p_##tag(C a)                                                       \
    {                                                                                              \
        P size = hypot##f(creal##f(a) + 1, cimag##f(a));                                           \
        return MAKE(log##f(size), atan2##f(cimag##f(a), creal##f(a) + 1));                         \
    }                                                                                              \
    static inline C complex_clip_##tag(C x, C low, C high)                                         \
    {                                                                                              \
        C y = COMPLEX_NAN(x) || COMPLEX_BEFORE(low, x) ? x : low;                                  \
        return COMPLEX_NAN(y) || COMPLEX_BEFORE(y, high) ? y : high;                               \
    }
DEFINE_COMPLEX(ct_c64, float, c64, f, CMPLXF)
DEFINE_COMPLEX(ct_c128, double, c128, , CMPLX)
#undef DEFINE_COMPLEX

#endif
