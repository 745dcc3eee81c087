/* exact.c: the exact decimal expansion of a float, rounded once.
 *
 * A float is m * 2^e. For e < 0 that is m * 5^-e / 10^-e, so one big integer holds every digit:
 * at most 767 significant ones, for the largest subnormals' neighbour. Rounding then looks at
 * decimal digits only, and ties are true ties. */
#include "number.h"

#include <string.h>

/* 2^1024 * 5 and 2^53 * 5^1074 (2547 bits) both fit in 90 words of base 10^9. */
enum { WORDS = 90, WORD_DIGITS = 9, WORD_BASE = 1000000000, EXACT_ROOM = WORDS * WORD_DIGITS };

typedef struct decimal {
    int count;
    uint32_t words[WORDS]; /* base 10^9, lowest first */
} decimal;

static void multiply(decimal *d, uint32_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < d->count; i++) {
        carry += (uint64_t)d->words[i] * factor;
        d->words[i] = (uint32_t)(carry % WORD_BASE);
        carry /= WORD_BASE;
    }
    if (carry)
        d->words[d->count++] = (uint32_t)carry;
}

/* All digits of the value, no leading zero; returns their count. */
static int expand(double value, char digits[EXACT_ROOM], int *point)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t significand = bits & (((uint64_t)1 << 52) - 1);
    int exponent = (int)(bits >> 52 & 2047);
    if (exponent)
        significand |= (uint64_t)1 << 52;
    else
        exponent = 1;
    exponent -= 1075;
    while (significand && !(significand & 1) && exponent < 0) {
        significand >>= 1;
        exponent++;
    }
    decimal d = {0};
    for (; significand; significand /= WORD_BASE)
        d.words[d.count++] = (uint32_t)(significand % WORD_BASE);
    int left = exponent;
    for (; left >= 29; left -= 29)
        multiply(&d, 1u << 29);
    if (left > 0)
        multiply(&d, 1u << left);
    for (; left <= -12; left += 12)
        multiply(&d, 244140625); /* 5^12, the last below the base */
    for (; left < 0; left++)
        multiply(&d, 5);
    int n = 0;
    for (int i = d.count; i-- > 0;) {
        uint32_t word = d.words[i];
        for (int j = WORD_DIGITS; j-- > 0; word /= 10)
            digits[n + j] = (char)('0' + word % 10);
        n += WORD_DIGITS;
    }
    int zeros = 0;
    while (zeros < n && digits[zeros] == '0')
        zeros++;
    memmove(digits, digits + zeros, (size_t)(n - zeros));
    n -= zeros;
    *point = n + (exponent < 0 ? exponent : 0);
    return n;
}

/* Whether the digits from `keep` on round the ones before it up. */
static bool rounds_up(const char *digits, int n, int keep)
{
    if (keep < 0 || keep >= n)
        return false;
    if (digits[keep] != '5')
        return digits[keep] > '5';
    for (int i = keep + 1; i < n; i++)
        if (digits[i] != '0')
            return true;
    return keep > 0 && (digits[keep - 1] & 1);
}

int ct_exact_digits(double value, int count, bool after_point, char *digits, int room, int *point)
{
    char all[EXACT_ROOM + 1], *start = all + 1;
    int n = value != 0 ? expand(value, start, point) : 0;
    if (n == 0)
        *point = after_point ? 0 : 1;
    int64_t wanted = after_point ? (int64_t)*point + count : count;
    int keep = wanted > room ? room : wanted < -1 ? -1 : (int)wanted;
    if (rounds_up(start, n, keep)) {
        int i = keep;
        while (i > 0 && start[i - 1] == '9')
            start[--i] = '0';
        if (i > 0) {
            start[i - 1]++;
        } else {
            /* 999 became 1000: one place more, and after the point one digit more. */
            *--start = '1';
            n = keep + 1;
            (*point)++;
            if (after_point && keep < room)
                keep++;
        }
    }
    if (keep < 0)
        keep = 0;
    for (int i = 0; i < keep; i++)
        digits[i] = i < n ? start[i] : '0';
    if (keep == 0 && after_point)
        *point = -count; /* all zeros: nothing before the last place asked for */
    return keep;
}
