/* vector_power.h: the arguments that power of vector_lanes.inc takes. */
#ifndef CT_VECTOR_POWER_H
#define CT_VECTOR_POWER_H

#include "vector_base.h"

/* y as an integer: is it one, and is it odd? Whole numbers beyond 2**51 are left out. */
CT_INLINE bool vm_whole(double y)
{
    return (y + VM_SHIFT) - VM_SHIFT == y;
}
/* log2(size), within 0.09: the exponent, and the fraction as if the logarithm were straight. */
CT_INLINE double vm_near_log2(double size)
{
    return FMA(vm_double(vm_bits(size) >> 12 | VM_SIZE_OF(0x1p52)) - 0x1p52, 0x1p-40, -1023);
}
/* The result is normal, and |y| is 0 or above 2**-200. */
CT_INLINE bool vm_power_f64_common(double x, double y)
{
    const uint64_t low = VM_SIZE_OF(VM_POW_LEAST), one = VM_SIZE_OF(0x1p-1022);
    uint64_t size = vm_size(x), exponent = vm_size(y), least = exponent < low ? low : exponent;
    least = least < VM_SIZE_OF(VM_POW_MOST) ? least : VM_SIZE_OF(VM_POW_MOST);
    double log = vm_double(vm_size(vm_near_log2(vm_double(size)))) + 0.09;
    return (size - one < VM_SIZE_OF(INFINITY) - one) & (exponent - 1 >= low - 1) &
           (vm_bits(vm_double(least) * log) < VM_SIZE_OF(VM_POW_END)) &
           ((vm_bits(x) >> 63 == 0) | ((vm_size(y) < VM_SIZE_OF(0x1p51)) & vm_whole(y)));
}
/* The same bounds for a float's results. */
CT_INLINE bool vm_power_f32_common(float x, float y)
{
    const uint32_t low = vf_size(VF_POW_LEAST), one = vf_size(0x1p-126f);
    uint32_t size = vf_size(x), exponent = vf_size(y), least = exponent < low ? low : exponent;
    least = least < vf_size(VF_POW_MOST) ? least : vf_size(VF_POW_MOST);
    float log = FMAF(vf_float(size >> 8 | vf_size(0x1p23f)) - 0x1p23f, 0x1p-15f, -127);
    log = vf_float(vf_size(log)) + 0.09f;
    return (size - one < vf_size(INFINITY) - one) & (exponent - 1 >= low - 1) &
           (vf_bits(vf_float(least) * log) < vf_size(VF_POW_END)) &
           ((vf_bits(x) >> 31 == 0) |
            ((exponent < vf_size(0x1p22f)) & ((y + VF_SHIFT) - VF_SHIFT == y)));
}

#endif
