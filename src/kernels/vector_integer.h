/* vector_integer.h: floor division and remainder of integers through a floating-point quotient, as
 * straight lines like those of vector_math.h. |a / b| that is no integer is at least 1 / |b| away
 * from one, and the quotient is off by less than that while |a| fits the significand: its floor is
 * right. So 8 and 16 bits go through float32, the others through float64; 64 bits only while both
 * stay below 2**51, where VM_SHIFT makes them doubles. Arguments that `_common` leaves out
 * (divisors of 0, quotients beyond the type) are for the scalar functions. */
#ifndef CT_VECTOR_INTEGER_H
#define CT_VECTOR_INTEGER_H

#include "vector_float.h"

/* Integers below 2**51 in size, as a double. */
CT_INLINE double vm_from_int(uint64_t a)
{
    return vm_double(a + vm_bits(VM_SHIFT)) - VM_SHIFT;
}
/* The shift leaves the nearest integer in the low bits, which may be one above the floor. */
#define VM_FLOOR(quotient, shift, bits)                                                            \
    (bits(quotient + shift) - bits(shift) - ((quotient + shift) - shift > quotient))
CT_INLINE uint32_t vf_floor_divide(float a, float b)
{
    float quotient = a / b;
    return VM_FLOOR(quotient, VF_SHIFT, vf_bits);
}
CT_INLINE uint64_t vm_floor_divide(double a, double b)
{
    double quotient = a / b;
    return VM_FLOOR(quotient, VM_SHIFT, vm_bits);
}

#define VM_DIVISORS(name, T, U, COMMON)                                                            \
    typedef U vm_##name##_worst; /* is one left out? */                                            \
    CT_INLINE bool vm_##name##_common(T a, T b)                                                    \
    {                                                                                              \
        return COMMON;                                                                             \
    }                                                                                              \
    CT_INLINE void vm_##name##_look(U *worst, T a, T b)                                            \
    {                                                                                              \
        *worst |= !(COMMON);                                                                       \
    }                                                                                              \
    CT_INLINE bool vm_##name##_fine(U worst)                                                       \
    {                                                                                              \
        return !worst;                                                                             \
    }                                                                                              \
    VM_ALL2(name, T, false)
#define VM_DIVIDE(tag, T, U, COMMON, FLOOR)                                                        \
    VM_DIVISORS(floor_divide_##tag, T, U, COMMON)                                                  \
    VM_DIVISORS(remainder_##tag, T, U, COMMON)                                                     \
    CT_INLINE T vm_floor_divide_##tag(T a, T b)                                                    \
    {                                                                                              \
        return (T)FLOOR;                                                                           \
    }                                                                                              \
    CT_INLINE T vm_remainder_##tag(T a, T b)                                                       \
    {                                                                                              \
        return (T)((U)a - (U)vm_floor_divide_##tag(a, b) * (U)b);                                  \
    }
#define VM_SIGNED(lowest) ((b != 0) & ((a != (lowest)) | (b != -1)))
#define VM_HALF_SPAN      (UINT64_C(1) << 51)
VM_DIVIDE(i8, int8_t, uint32_t, VM_SIGNED(INT8_MIN), vf_floor_divide(a, b))
VM_DIVIDE(u8, uint8_t, uint32_t, b != 0, vf_floor_divide(a, b))
VM_DIVIDE(i16, int16_t, uint32_t, VM_SIGNED(INT16_MIN), vf_floor_divide(a, b))
VM_DIVIDE(u16, uint16_t, uint32_t, b != 0, vf_floor_divide(a, b))
VM_DIVIDE(i32, int32_t, uint32_t, VM_SIGNED(INT32_MIN), vm_floor_divide(a, b))
VM_DIVIDE(u32, uint32_t, uint32_t, b != 0, vm_floor_divide(a, b))
VM_DIVIDE(i64, int64_t, uint64_t,
          (b != 0) & ((uint64_t)a + VM_HALF_SPAN < 2 * VM_HALF_SPAN) &
              ((uint64_t)b + VM_HALF_SPAN < 2 * VM_HALF_SPAN),
          vm_floor_divide(vm_from_int((uint64_t)a), vm_from_int((uint64_t)b)))
VM_DIVIDE(u64, uint64_t, uint64_t, (b != 0) & (a < VM_HALF_SPAN) & (b < VM_HALF_SPAN),
          vm_floor_divide(vm_from_int(a), vm_from_int(b)))

#endif
