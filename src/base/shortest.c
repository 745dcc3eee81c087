/* shortest.c: the shortest decimal digits that read back as the same float.
 *
 * The method is Schubfach (R. Giulietti, "The Schubfach way to render doubles"): scale the float
 * and the two ends of its rounding interval by one power of ten so that the interval holds at most
 * one multiple of 10 and at least one integer, then pick. The scaled values carry two extra bits
 * and are rounded to odd, which keeps every comparison exact. The same steps serve all three
 * formats, because a narrower one only has shorter significands. */
#include "powers.h"

#include <string.h>

/* value = significand * 2^exponent; `uneven`: a power of two, whose lower neighbour is half as far
 * away. */
typedef struct binary {
    uint64_t significand;
    int exponent;
    bool uneven;
} binary;

static binary take_apart(double value, int bits)
{
    uint64_t pattern;
    int fraction = bits == 64 ? 52 : bits == 32 ? 23 : 10;
    if (bits == 64) {
        memcpy(&pattern, &value, sizeof pattern);
        pattern &= INT64_MAX;
    } else if (bits == 32) {
        float single = (float)value;
        uint32_t narrow;
        memcpy(&narrow, &single, sizeof narrow);
        pattern = narrow & INT32_MAX;
    } else {
        pattern = ct_double_to_half(value) & INT16_MAX;
    }
    int bias = (1 << (bits - fraction - 2)) - 1 + fraction;
    uint64_t low = pattern & (((uint64_t)1 << fraction) - 1);
    int exponent = (int)(pattern >> fraction);
    if (exponent == 0)
        return (binary){low, 1 - bias, false};
    return (binary){low | (uint64_t)1 << fraction, exponent - bias, low == 0 && exponent > 1};
}

/* power * scaled / 2^128, whose last bit is set when anything was cut off. */
static uint64_t times_to_odd(ct_wide power, uint64_t scaled)
{
    ct_uint128 low = (ct_uint128)power.low * scaled;
    ct_uint128 high = (ct_uint128)power.high * scaled + (uint64_t)(low >> 64);
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

/* The decimal significand; *exponent is its power of ten. */
static uint64_t shortest(binary b, int *exponent)
{
    /* floor(log10(2^e)), and floor(log10(3/4 * 2^e)) for an uneven interval; 1262611 / 2^22 is
     * log10(2). */
    int k = (b.exponent * 1262611 - (b.uneven ? 524031 : 0)) >> 22;
    int shift = b.exponent + ct_log2_power(-k) + 1;
    ct_wide power = ct_power_of_ten(-k);
    /* The method wants the power rounded up. */
    if (-k < 0 || -k > CT_POWER_EXACT)
        power.high += ++power.low == 0;
    uint64_t middle = 4 * b.significand, odd = b.significand & 1;
    uint64_t lower = times_to_odd(power, (middle - (b.uneven ? 1 : 2)) << shift) + odd;
    uint64_t scaled = times_to_odd(power, middle << shift);
    uint64_t upper = times_to_odd(power, (middle + 2) << shift) - odd;

    uint64_t s = scaled / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) {
            *exponent = k + 1;
            return tens + above;
        }
    }
    *exponent = k;
    bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above)
        return s + above;
    uint64_t half = 4 * s + 2;
    return s + (scaled > half || (scaled == half && (s & 1)));
}

int ct_shortest_digits(double value, int bits, char digits[CT_MOST_DIGITS], int *point)
{
    binary b = take_apart(value, bits);
    if (b.significand == 0) {
        digits[0] = '0';
        *point = 1;
        return 1;
    }
    int exponent;
    uint64_t decimal = shortest(b, &exponent);
    while (decimal % 10 == 0) {
        decimal /= 10;
        exponent++;
    }
    char reversed[CT_MOST_DIGITS + 3];
    int n = 0;
    for (; decimal; decimal /= 10)
        reversed[n++] = (char)('0' + decimal % 10);
    for (int i = 0; i < n; i++)
        digits[i] = reversed[n - 1 - i];
    *point = exponent + n;
    return n;
}
