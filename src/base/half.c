/* half.c: IEEE binary16 to and from wider floats, by bits. Rounding is to nearest, ties to even,
 * once; NaNs keep their sign and the high bits of their payload. */
#include "number.h"

#include <string.h>

float ct_half_to_float(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, rest = half & 1023;
    uint32_t bits;
    if (exponent == 31) {
        bits = 0x7f800000u | rest << 13;
    } else if (exponent) {
        bits = (exponent + 112) << 23 | rest << 13;
    } else {
        /* Subnormal: rest * 2^-24 is exact in float32. */
        float value = (float)rest * 0x1p-24f;
        memcpy(&bits, &value, sizeof bits);
    }
    bits |= sign;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* `magnitude` is the bit pattern without sign of a format with `mantissa` fraction bits (23 or 52)
 * and exponent bias `bias`. */
static inline uint16_t narrow(uint64_t magnitude, int mantissa, int bias)
{
    int drop = mantissa - 10;
    uint64_t infinity = (uint64_t)(2 * bias + 1) << mantissa;
    if (magnitude >= infinity) {
        if (magnitude == infinity)
            return 0x7c00;
        uint16_t payload = (uint16_t)(magnitude >> drop & 1023);
        return (uint16_t)(0x7c00 | (payload ? payload : 1));
    }
    int exponent = (int)(magnitude >> mantissa) - bias + 15;
    if (exponent >= 31)
        return 0x7c00;
    uint64_t fraction = magnitude & (((uint64_t)1 << mantissa) - 1);
    uint64_t kept;
    if (exponent <= 0) {
        if (exponent < -10)
            return 0;
        fraction |= (uint64_t)1 << mantissa;
        drop += 1 - exponent;
        kept = 0;
    } else {
        kept = (uint64_t)exponent << 10;
    }
    kept += fraction >> drop;
    uint64_t lost = fraction & (((uint64_t)1 << drop) - 1), half = (uint64_t)1 << (drop - 1);
    /* A carry runs into the exponent and, from the largest finite half, into infinity. */
    kept += lost > half || (lost == half && (kept & 1));
    return (uint16_t)kept;
}

uint16_t ct_float_to_half(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)(bits >> 16 & 0x8000) | narrow(bits & 0x7fffffff, 23, 127);
}

uint16_t ct_double_to_half(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)(bits >> 48 & 0x8000) | narrow(bits & INT64_MAX, 52, 1023);
}
