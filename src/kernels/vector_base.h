/* vector_base.h: bits of numbers, constants, and which arguments a function of vector_math.h
 * takes. */
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

/* Adding it leaves a double's whole part, rounded to even, in the low bits. */
#define VM_SHIFT     0x1.8p52
#define VM_LOG2E     0x1.71547652b82fep+0
#define VM_LN2_HI    0x1.62e42fefa39efp-1
#define VM_LN2_LO    0x1.abc9e3b39803fp-56
#define VM_HALF_PI_1 0x1.921fb54442d18p+0
#define VM_HALF_PI_2 0x1.1a62633145c07p-54
#define VM_HALF_PI_3 -0x1.f1976b7ed8fbcp-110
/* x, or 0 where x**2 would underflow: below, each function that uses it is x or 1. */
CT_INLINE double vm_settle(double x)
{
    return vm_pick(vm_size(x) < VM_TINY, 0, x);
}

/* x * 2**k, both normal. */
CT_INLINE double vm_scale(double x, double shifted)
{
    return vm_double(vm_bits(x) + (vm_bits(shifted) << 52));
}
/* An integer of 12 bits as a double: it lies where 2**51's lowest whole bits are. */
CT_INLINE double vm_log_k(uint64_t e)
{
    return vm_double((e >> 52 ^ 0x800) | UINT64_C(0x4330000000000000)) - (0x1p52 + 0x800);
}

/* -- the same for float ---------------------------------------------------------------------------
 */

#define FMAF(a, b, c) __builtin_fmaf(a, b, c)

CT_INLINE uint32_t vf_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CT_INLINE float vf_float(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
#define vf_real vf_float
CT_INLINE uint32_t vf_size(float x)
{
    return vf_bits(x) & 0x7fffffffu;
}
CT_INLINE float vf_pick(bool first, float a, float b)
{
    uint32_t mask = -(uint32_t)first;
    return vf_float((vf_bits(a) & mask) | (vf_bits(b) & ~mask));
}
CT_INLINE float vf_copysign(float size, float sign)
{
    return vf_float((vf_bits(size) & 0x7fffffffu) | (vf_bits(sign) & 0x80000000u));
}
/* x, or 0 where x**2 would underflow: below, each function that uses it is x. */
#define VF_TINY vf_size(0x1p-40f)
CT_INLINE float vf_settle(float x)
{
    return vf_pick(vf_size(x) < VF_TINY, 0, x);
}

#define VF_SHIFT     0x1.8p23f /* adding it leaves the whole part, rounded to even, in the low bits */
#define VF_LOG2E     0x1.715476p+0f
#define VF_LN2_HI    0x1.62e430p-1f
#define VF_LN2_LO    -0x1.05c610p-29f
#define VF_HALF_PI_1 0x1.921fb6p+0f
#define VF_HALF_PI_2 -0x1.777a5cp-25f
#define VF_HALF_PI_3 -0x1.ee59dap-50f
CT_INLINE float vf_scale(float x, float shifted)
{
    return vf_float(vf_bits(x) + (vf_bits(shifted) << 23));
}
CT_INLINE float vf_log_k(uint32_t e)
{
    return (float)((int32_t)e >> 23);
}

/* -- which arguments a function takes
 * --------------------------------------------------------------
 */

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

#endif
