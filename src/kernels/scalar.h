/* scalar.h: what the expressions of loops.def call for one element. No hidden undefined behaviour;
 * divisions by zero raise the floating-point flag that NumPy's loops raise. */
#ifndef CT_KERNELS_SCALAR_H
#define CT_KERNELS_SCALAR_H

#include <limits.h>

#include "types.h"

/* The variants of a function for float and double, or for the two complex types. */
#define FLOAT_FN(name, x)   _Generic((x), float : name##_f32, default : name##_f64)
#define FLOAT_MATH(name, x) _Generic((x), float : name##f, default : name)
#define COMPLEX_FN(name, x)                                                                        \
    _Generic((x), ct_c64 : complex_##name##_c64, default : complex_##name##_c128)
#define COMPLEX_MATH(name, x) _Generic((x), ct_c64 : name##f, default : name)
#define FLOAT_MOST(x)                                                                              \
    _Generic((x), float : 3.40282346638528859812e+38F, default : 1.79769313486231570815e+308)
#define REAL_PART(x)   COMPLEX_MATH(creal, x)(x)
#define IMAG_PART(x)   COMPLEX_MATH(cimag, x)(x)
#define COMPLEX_NAN(x) (creal(x) != creal(x) || cimag(x) != cimag(x))
/* NumPy's order of complex numbers: by the real part, then by the imaginary; nan is unordered. */
#define COMPLEX_ORDER(by_real, by_imag)                                                            \
    ((creal(a) by_real creal(b) && cimag(a) == cimag(a) && cimag(b) == cimag(b)) ||                \
     (creal(a) == creal(b) && cimag(a) by_imag cimag(b)))
#define INTEGER(for_signed, for_unsigned) ((T)-1 < 1 ? (T)(for_signed) : (T)(for_unsigned))
#define SHIFT_FITS(b)                     ((U)(b) < 8 * sizeof(T))
#define SHIFT_BITS(b)                     ((U)(b) & (8 * sizeof(T) - 1))

/* -- integers -------------------------------------------------------------------------------- */

CT_INLINE uint64_t magnitude(int64_t a)
{
    return a < 0 ? 0 - (uint64_t)a : (uint64_t)a;
}
/* The lowest int of `size` bytes divided by -1 has no quotient in its type: overflow, itself. */
CT_INLINE int64_t signed_floor_divide(int64_t a, int64_t b, size_t size)
{
    if (b == 0) {
        feraiseexcept(FE_DIVBYZERO);
        return 0;
    }
    if (b == -1) {
        if (a == INT64_MIN >> (64 - 8 * size))
            feraiseexcept(FE_OVERFLOW);
        return (int64_t)(0 - (uint64_t)a);
    }
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}
CT_INLINE int64_t signed_fmod(int64_t a, int64_t b)
{
    if (b == 0) {
        feraiseexcept(FE_DIVBYZERO);
        return 0;
    }
    return b == -1 ? 0 : a % b;
}
CT_INLINE int64_t signed_remainder(int64_t a, int64_t b)
{
    int64_t rest = signed_fmod(a, b);
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}
CT_INLINE uint64_t unsigned_divide(uint64_t a, uint64_t b)
{
    if (b == 0) {
        feraiseexcept(FE_DIVBYZERO);
        return 0;
    }
    return a / b;
}
CT_INLINE uint64_t unsigned_remainder(uint64_t a, uint64_t b)
{
    if (b == 0) {
        feraiseexcept(FE_DIVBYZERO);
        return 0;
    }
    return a % b;
}
#define integer_floor_divide(a, b)                                                                 \
    INTEGER(signed_floor_divide(a, b, sizeof(T)), unsigned_divide(a, b))
#define integer_remainder(a, b) INTEGER(signed_remainder(a, b), unsigned_remainder(a, b))
/* 1 / 0 is what x86 converts infinity to, as in the casts of casts.c. */
CT_INLINE int64_t signed_reciprocal(int64_t a, size_t size)
{
    if (a == 0) {
        feraiseexcept(FE_DIVBYZERO | FE_INVALID);
        return size < 4 ? 0 : INT64_MIN >> (64 - 8 * size);
    }
    return a == 1 || a == -1 ? a : 0;
}
CT_INLINE uint64_t unsigned_reciprocal(uint64_t a)
{
    if (a == 0)
        feraiseexcept(FE_DIVBYZERO | FE_INVALID);
    return a == 1;
}
/* Modulo 2^64, so right in every narrower type. Negative exponents are refused before. */
CT_INLINE uint64_t integer_power(uint64_t base, uint64_t exponent)
{
    uint64_t result = 1;
    for (; exponent; exponent >>= 1, base *= base)
        if (exponent & 1)
            result *= base;
    return result;
}
CT_INLINE uint64_t integer_gcd(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}
CT_INLINE uint64_t integer_lcm(uint64_t a, uint64_t b)
{
    uint64_t divisor = integer_gcd(a, b);
    return divisor ? a / divisor * b : 0;
}
CT_INLINE int clamp_to_int(int64_t x)
{
    return x > INT_MAX ? INT_MAX : x < INT_MIN ? INT_MIN : (int)x;
}

/* -- floats ---------------------------------------------------------------------------------- */

/* fmod. For an ordinary quotient below 2^52: rounded, it is its whole part or one more, and never
 * less; so what the fused multiply-add leaves is exact, and negative by less than b in the second
 * case. */
static inline double double_fmod(double a, double b)
{
    uint64_t x = double_bits(a) << 1 >> 53, y = double_bits(b) << 1 >> 53; /* exponents */
    if (x >= 0x7ff || y == 0 || y >= 0x7ff || x >= y + 52)
        return fmod(a, b);
    double size = fabs(a), by = fabs(b);
    if (size < by)
        return a;
    double rest = __builtin_fma(-trunc(size / by), by, size);
    return copysign(rest < 0 ? rest + by : rest, a);
}
/* So near 0 the result is the argument; the C library's functions would underflow. */
static inline double rare_tan(double x)
{
    return isless(fabs(x), 0x1p-80) ? x : tan(x);
}
static inline double rare_arctan(double x)
{
    return isless(fabs(x), 0x1p-80) ? x : atan(x);
}

/* 1 where a > b, else 0, of a number and the whole number it was rounded to. Without masks an
 * operation under a condition is a branch for each element, so bits are compared (of numbers of one
 * sign, as integers) and 1 is masked; a nan raises no flag. */
#if defined(__AVX512F__)
#define DEFINE_GREATER(T, tag, I, bits, real)                                                      \
    CT_INLINE T one_if_greater_##tag(T a, T b)                                                     \
    {                                                                                              \
        return __builtin_isgreater(a, b) ? 1 : 0;                                                  \
    }
#else
#define DEFINE_GREATER(T, tag, I, bits, real)                                                      \
    CT_INLINE T one_if_greater_##tag(T a, T b)                                                     \
    {                                                                                              \
        I x = (I)bits(a), y = (I)bits(b), below = -(I)(y < 0);                                     \
        return real((-(I)(((x - y) ^ below) > below)) & (I)bits(1));                               \
    }
#endif
DEFINE_GREATER(float, f32, int32_t, float_bits, bits_float)
DEFINE_GREATER(double, f64, int64_t, double_bits, bits_double)

/* Quotient and remainder from the exact remainder of fmod; the rest has the divisor's sign. Whole
 * numbers by way of rint, which every level has as an instruction for a whole register. */
#define DEFINE_FLOAT(T, tag, f)                                                                    \
    CT_INLINE T float_floor_##tag(T a)                                                             \
    {                                                                                              \
        T near = rint##f(a);                                                                       \
        return near - one_if_greater_##tag(near, a);                                               \
    }                                                                                              \
    CT_INLINE T float_ceil_##tag(T a)                                                              \
    {                                                                                              \
        T near = rint##f(a);                                                                       \
        return copysign##f(near + one_if_greater_##tag(a, near), a);                               \
    }                                                                                              \
    CT_INLINE T float_trunc_##tag(T a)                                                             \
    {                                                                                              \
        return copysign##f(float_floor_##tag(fabs##f(a)), a);                                      \
    }                                                                                              \
    static inline T float_divmod_##tag(T a, T b, T *rest)                                          \
    {                                                                                              \
        T mod = (T)double_fmod(a, b);                                                              \
        if (b == 0) {                                                                              \
            *rest = mod;                                                                           \
            return a / b;                                                                          \
        }                                                                                          \
        T quotient = (a - mod) / b;                                                                \
        if (mod != mod) { /* nan: not compared, which would be an invalid operation */             \
            *rest = mod;                                                                           \
            return quotient;                                                                       \
        }                                                                                          \
        if (mod != 0) {                                                                            \
            if ((b < 0) != (mod < 0)) {                                                            \
                mod += b;                                                                          \
                quotient -= 1;                                                                     \
            }                                                                                      \
        } else {                                                                                   \
            mod = copysign##f(0, b);                                                               \
        }                                                                                          \
        *rest = mod;                                                                               \
        if (quotient == 0)                                                                         \
            return copysign##f(0, a / b);                                                          \
        T whole = floor##f(quotient);                                                              \
        return quotient - whole > (T)0.5 ? whole + 1 : whole;                                      \
    }                                                                                              \
    /* floor(a / b): with an infinite operand the array API's value, not what belongs to a % b */  \
    static inline T float_floor_divide_##tag(T a, T b)                                             \
    {                                                                                              \
        T rest;                                                                                    \
        bool quotient = b == 0 || isinf(a) || isinf(b);                                            \
        return quotient ? a / b : float_divmod_##tag(a, b, &rest);                                 \
    }                                                                                              \
    static inline T float_remainder_##tag(T a, T b)                                                \
    {                                                                                              \
        T rest;                                                                                    \
        float_divmod_##tag(a, b, &rest);                                                           \
        return rest;                                                                               \
    }                                                                                              \
    CT_INLINE T float_clip_##tag(T x, T low, T high)                                               \
    {                                                                                              \
        T y = ((x < low) | (low != low)) ? low : x;                                                \
        return ((y > high) | (high != high)) ? high : y;                                           \
    }
DEFINE_FLOAT(float, f32, f)
DEFINE_FLOAT(double, f64, )
#undef DEFINE_FLOAT

static inline double log_add_exp(double a, double b)
{
    double difference = a - b;
    if (a == b) /* also infinities of one sign */
        return a + M_LN2;
    if (difference > 0)
        return a + log1p(exp(-difference));
    return difference <= 0 ? b + log1p(exp(difference)) : difference;
}
static inline double log_add_exp2(double a, double b)
{
    double difference = a - b;
    if (a == b)
        return a + 1;
    if (difference > 0)
        return a + M_LOG2E * log1p(exp2(-difference));
    return difference <= 0 ? b + M_LOG2E * log1p(exp2(difference)) : difference;
}
static inline double double_spacing(double x)
{
    return isinf(x) ? x - x : nextafter(x, x < 0 ? -INFINITY : INFINITY) - x;
}
static inline float float_spacing(float x)
{
    return isinf(x) ? x - x : nextafterf(x, x < 0 ? -INFINITY : INFINITY) - x;
}
static inline uint16_t half_next_after(uint16_t x, uint16_t y)
{
    float from = half_to_float(x), to = half_to_float(y);
    if (from != from || to != to)
        return 0x7e00;
    if (from == to)
        return x;
    if (from == 0)
        return (uint16_t)((y & 0x8000u) + 1);
    uint16_t next = (uint16_t)((from < to) == (from > 0) ? x + 1 : x - 1);
    if ((next & 0x7c00u) == 0x7c00u)
        feraiseexcept(FE_OVERFLOW);
    return next;
}
/* Towards plus infinity, also for negative numbers. */
static inline uint16_t half_spacing(uint16_t x)
{
    float value = half_to_float(x);
    if (!isfinite(value)) {
        feraiseexcept(FE_INVALID);
        return 0x7e00;
    }
    if (x == 0x7bffu) {
        feraiseexcept(FE_OVERFLOW);
        return 0x7c00u;
    }
    return float_to_half(half_to_float(half_next_after(x, 0x7c00)) - value);
}

#endif
