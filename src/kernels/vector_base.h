/* vector_base.h */
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
#define VM_SHIFT 0x1.8p52

#endif
