/* powers.h: powers of ten to 128 bits, shared by the shortest digits and the reader. */
#ifndef CT_POWERS_H
#define CT_POWERS_H

#include "number.h"

/* 10^k = (high * 2^64 + low) * 2^(ct_log2_power(k) - 127), rounded down; exact for 0 <= k <= 55
 * (5^55 is the last with at most 128 bits). Rows from the smallest exponent that a decimal float64
 * of up to 19 digits needs, to the largest that scales a subnormal up. */
enum { CT_POWER_MIN = -342, CT_POWER_MAX = 324, CT_POWER_EXACT = 55 };
typedef struct ct_wide {
    uint64_t high, low;
} ct_wide;
extern const ct_wide ct_powers[CT_POWER_MAX - CT_POWER_MIN + 1];

static inline ct_wide ct_power_of_ten(int k)
{
    return ct_powers[k - CT_POWER_MIN];
}
/* floor(log2(10^k)): 1741647 / 2^19 is log2(10) to more digits than |k| <= 1233 can tell apart. */
static inline int ct_log2_power(int k)
{
    return (k * 1741647) >> 19;
}

#endif
