/* vector_base.h: bits of doubles, and which arguments a function of vector_math.h takes. */
#ifndef CT_VECTOR_BASE_H
#define CT_VECTOR_BASE_H
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <carton/compiler.h>

#include "vector_tails.h"

#define FMA(a, b, c) __builtin_fma(a, b, c)

CT_INLINE uint64_t vm_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE double vm_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
#define vm_real vm_double
/* |x| as bits: ordered like the numbers, without the flags that comparing a nan raises. */
CT_INLINE uint64_t vm_size(double x)
{
    return vm_bits(x) & ~(UINT64_C(1) << 63);
}
#define VM_SIZE_OF(limit) vm_size(limit)
#define VM_TINY           VM_SIZE_OF(0x1p-60) /* x + x**2 is x below, and the sign of zero stays */
CT_INLINE double vm_copysign(double size, double sign)
{
    return vm_double((vm_bits(size) & ~(UINT64_C(1) << 63)) |
                     (vm_bits(sign) & (UINT64_C(1) << 63)));
}
CT_INLINE double vm_pick(bool first, double a, double b)
{
    uint64_t mask = -(uint64_t)first;
    return vm_double((vm_bits(a) & mask) | (vm_bits(b) & ~mask));
}

/* The arguments that a function takes are those whose `key`, an unsigned number, is below `end`.
 * NAME_common(x) asks for one; NAME_all(at, n) for many, by their largest key where the level can
 * take the larger of two keys at once. */
#if defined(__AVX512F__)
#define VM_LARGER_KEY(worst, key, end) ((key) > (worst) ? (key) : (worst))
#else
#define VM_LARGER_KEY(worst, key, end)                                                             \
    (sizeof(worst) == 4 ? (key) > (worst) ? (key) : (worst)                                        \
                        : (worst) | (0 - (uint64_t)((key) >= (end))))
#endif
#define VM_TAKES(name, T, U, key, end)                                                             \
    CT_INLINE bool vm_##name##_common(T x)                                                         \
    {                                                                                              \
        return (key) < (end);                                                                      \
    }                                                                                              \
    CT_INLINE bool vm_##name##_all(const T *at, int64_t n)                                         \
    {                                                                                              \
        U worst = 0;                                                                               \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T x = at[i];                                                                     \
            const U next = (key);                                                                  \
            worst = (U)VM_LARGER_KEY(worst, next, end);                                            \
        }                                                                                          \
        return worst < (end);                                                                      \
    }
/* NAME_all where a key below `end` is enough for NAME_common, of one argument or two. */
#define VM_ALL(name, U, key, end, ARGUMENTS, EACH, ...)                                            \
    CT_INLINE bool vm_##name##_all ARGUMENTS                                                       \
    {                                                                                              \
        U worst = 0, rare = 0;                                                                     \
        for (int64_t i = 0; i < n; i++) {                                                          \
            EACH;                                                                                  \
            const U next = (key);                                                                  \
            worst = (U)VM_LARGER_KEY(worst, next, end);                                            \
        }                                                                                          \
        for (int64_t i = 0; worst >= (end) && i < n; i++) {                                        \
            EACH;                                                                                  \
            rare |= !vm_##name##_common(__VA_ARGS__);                                              \
        }                                                                                          \
        return !rare;                                                                              \
    }
#define VM_SURELY(name, T, U, key, end)                                                            \
    VM_ALL(name, U, key, end, (const T *x_at, int64_t n), const T x = x_at[i], x)
#define VM_SURELY2(name, T, U, key, end)                                                           \
    VM_ALL(name, U, key, end, (const T *x_at, const T *y_at, int64_t n), const T x = x_at[i];      \
           const T y = y_at[i], x, y)
#define VM_TAKES_F64(name, key, end) VM_TAKES(name##_f64, double, uint64_t, key, end)
#define VM_TAKES_F32(name, key, end) VM_TAKES(name##_f32, float, uint32_t, key, end)

#define VM_SURELY_F64(name, key, end)  VM_SURELY(name##_f64, double, uint64_t, key, end)
#define VM_SURELY_F32(name, key, end)  VM_SURELY(name##_f32, float, uint32_t, key, end)
#define VM_SURELY2_F64(name, key, end) VM_SURELY2(name##_f64, double, uint64_t, key, end)
#define VM_SURELY2_F32(name, key, end) VM_SURELY2(name##_f32, float, uint32_t, key, end)

/* Adding it leaves a double's whole part, rounded to even, in the low bits. */
#define VM_SHIFT 0x1.8p52

#endif
