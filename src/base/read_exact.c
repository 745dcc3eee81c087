/* read_exact.c: which of two neighbouring floats a long decimal is nearest to, by whole numbers.
 *
 * The decimal D * 10^e is compared with the point halfway between the floats, H * 2^b. Multiplying
 * both by the missing powers of 2 and 5 leaves two integers. No halfway point has more than 767
 * significant digits, so digits beyond MOST_DIGITS only say that the decimal is a little larger. */
#include "read_number.h"

#include <string.h>

/* 800 digits are 2658 bits. On the other side stands 5^(342 + 800) or 2^1075 * 5^... of the same
 * magnitude; 96 words of 64 bits hold either with a word to spare for each step. */
enum { MOST_DIGITS = 800, WORDS = 96 };

typedef struct whole {
    int count;
    uint64_t words[WORDS]; /* lowest first, no leading zero word */
} whole;

static void multiply_add(whole *a, uint64_t factor, uint64_t carry)
{
    for (int i = 0; i < a->count; i++) {
        ct_uint128 t = (ct_uint128)a->words[i] * factor + carry;
        a->words[i] = (uint64_t)t;
        carry = (uint64_t)(t >> 64);
    }
    if (carry && a->count < WORDS)
        a->words[a->count++] = carry;
}

static void multiply_power_of_5(whole *a, int64_t n)
{
    for (; n >= 27; n -= 27)
        multiply_add(a, 7450580596923828125u, 0); /* 5^27, the last below 2^64 */
    for (; n > 0; n--)
        multiply_add(a, 5, 0);
}

static void shift_left(whole *a, int64_t n)
{
    int whole_words = (int)(n / 64);
    multiply_add(a, (uint64_t)1 << n % 64, 0);
    if (whole_words == 0 || a->count == 0 || a->count + whole_words > WORDS)
        return;
    memmove(a->words + whole_words, a->words, (size_t)a->count * sizeof *a->words);
    memset(a->words, 0, (size_t)whole_words * sizeof *a->words);
    a->count += whole_words;
}

static int compare(const whole *a, const whole *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (int i = a->count; i-- > 0;)
        if (a->words[i] != b->words[i])
            return a->words[i] < b->words[i] ? -1 : 1;
    return 0;
}

/* The digits as an integer; returns the power of ten that belongs to it. */
static int64_t gather(const ct_decimal_text *d, whole *a)
{
    int used = 0;
    bool point = false, more = false;
    int64_t exponent = d->exponent;
    for (const char *p = d->digits; p < d->digits_end; p++) {
        if (*p == '.') {
            point = true;
        } else if (used < MOST_DIGITS) {
            multiply_add(a, 10, (uint64_t)(*p - '0'));
            used += a->count > 0;
            exponent -= point;
        } else {
            more |= *p != '0';
            exponent += !point;
        }
    }
    if (more) {
        multiply_add(a, 10, 1);
        exponent--;
    }
    return exponent;
}

uint64_t ct_round_exactly(const ct_decimal_text *d, uint64_t low, const ct_float_format *format)
{
    whole decimal = {0}, halfway = {0};
    int64_t tens = gather(d, &decimal);
    /* Halfway above `low`: twice its significand plus one, at half its unit. */
    uint64_t hidden = (uint64_t)1 << format->fraction, significand = low & (hidden - 1);
    int exponent = (int)(low >> format->fraction);
    if (exponent)
        significand |= hidden;
    else
        exponent = 1;
    int64_t twos = exponent - format->bias - format->fraction - 1;
    multiply_add(&halfway, 1, 2 * significand + 1);
    if (tens >= 0)
        multiply_power_of_5(&decimal, tens);
    else
        multiply_power_of_5(&halfway, -tens);
    if (tens >= twos)
        shift_left(&decimal, tens - twos);
    else
        shift_left(&halfway, twos - tens);
    int order = compare(&decimal, &halfway);
    return low + (order > 0 || (order == 0 && (low & 1)));
}
