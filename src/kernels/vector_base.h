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
 * NAME_common(x) asks for one. For many, NAME_look(&worst, x) keeps the largest key, where the
 * level can take the larger of two keys at once, in a NAME_worst that begins as {0};
 * NAME_fine(worst) says whether all of them are taken, and NAME_all(at, n) looks at n. VM_SURELY is
 * for functions with a NAME_common of their own, for which a key below `end` is enough, not
 * needed; VM_SURELY2 for those of two arguments. */
#if defined(__AVX512F__)
#define VM_LARGER_KEY(worst, key, end) ((key) > (worst) ? (key) : (worst))
#else
#define VM_LARGER_KEY(worst, key, end)                                                             \
    (sizeof(worst) == 4 ? (key) > (worst) ? (key) : (worst)                                        \
                        : (worst) | (0 - (uint64_t)((key) >= (end))))
#endif
#define VM_ALL(name, ARGUMENTS, surely, ...)                                                       \
    CT_INLINE bool vm_##name##_all ARGUMENTS                                                       \
    {                                                                                              \
        vm_##name##_worst worst = {0};                                                             \
        unsigned rare = 0;                                                                         \
        for (int64_t i = 0; i < n; i++)                                                            \
            vm_##name##_look(&worst, __VA_ARGS__);                                                 \
        if (!(surely) || vm_##name##_fine(worst))                                                  \
            return vm_##name##_fine(worst);                                                        \
        for (int64_t i = 0; i < n; i++)                                                            \
            rare |= !vm_##name##_common(__VA_ARGS__);                                              \
        return !rare;                                                                              \
    }
#define VM_ALL1(name, T, surely) VM_ALL(name, (const T *x, int64_t n), surely, x[i])
#define VM_ALL2(name, T, surely)                                                                   \
    VM_ALL(name, (const T *x, const T *y, int64_t n), surely, x[i], y[i])
#define VM_LOOK(name, U, ARGUMENTS, key, end)                                                      \
    typedef U vm_##name##_worst;                                                                   \
    CT_INLINE void vm_##name##_look ARGUMENTS                                                      \
    {                                                                                              \
        const U next = (key);                                                                      \
        *worst = (U)VM_LARGER_KEY(*worst, next, end);                                              \
    }                                                                                              \
    CT_INLINE bool vm_##name##_fine(U worst)                                                       \
    {                                                                                              \
        return worst < (end);                                                                      \
    }
#define VM_SURELY(name, T, U, key, end)                                                            \
    VM_LOOK(name, U, (U * worst, T x), key, end)                                                   \
    VM_ALL1(name, T, true)
#define VM_SURELY2(name, T, U, key, end)                                                           \
    VM_LOOK(name, U, (U * worst, T x, T y), key, end)                                              \
    VM_ALL2(name, T, true)
#define VM_TAKES(name, T, U, key, end)                                                             \
    CT_INLINE bool vm_##name##_common(T x)                                                         \
    {                                                                                              \
        return (key) < (end);                                                                      \
    }                                                                                              \
    VM_LOOK(name, U, (U * worst, T x), key, end)                                                   \
    VM_ALL1(name, T, false)
/* `...`: key, end */
#define VM_TAKES_F64(name, ...)   VM_TAKES(name##_f64, double, uint64_t, __VA_ARGS__)
#define VM_TAKES_F32(name, ...)   VM_TAKES(name##_f32, float, uint32_t, __VA_ARGS__)
#define VM_SURELY_F64(name, ...)  VM_SURELY(name##_f64, double, uint64_t, __VA_ARGS__)
#define VM_SURELY_F32(name, ...)  VM_SURELY(name##_f32, float, uint32_t, __VA_ARGS__)
#define VM_SURELY2_F64(name, ...) VM_SURELY2(name##_f64, double, uint64_t, __VA_ARGS__)
#define VM_SURELY2_F32(name, ...) VM_SURELY2(name##_f32, float, uint32_t, __VA_ARGS__)

/* Adding it leaves a double's whole part, rounded to even, in the low bits. */
#define VM_SHIFT 0x1.8p52

#endif
