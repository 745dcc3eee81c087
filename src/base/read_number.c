/* read_number.c: text to numbers, correctly rounded.
 *
 * The text becomes w * 10^q with w of at most 19 digits. Small cases are exact in float64
 * arithmetic (Clinger). The others go through one multiplication by a 128-bit power of ten
 * (Eisel-Lemire; Mushtak and Lemire proved that it always decides for an exact w). When digits were
 * cut off, w and w + 1 bracket the value: if both give one float, that is it, else exact integers
 * decide (read_exact.c). */
#include "read_number.h"

#include <math.h>
#include <string.h>

const ct_float_format ct_format_float64 = {52, 1023, -4, 23},
                      ct_format_float32 = {23, 127, -17, 10};

/* -- Eisel-Lemire ---------------------------------------------------------------------------- */

uint64_t ct_round_decimal(uint64_t w, int64_t q, const ct_float_format *format)
{
    uint64_t infinity = (uint64_t)(2 * format->bias + 1) << format->fraction;
    if (w == 0 || q < CT_POWER_MIN)
        return 0;
    if (q > 308)
        return infinity;
    int zeros = __builtin_clzll(w);
    w <<= zeros;
    /* The product's high bits: enough for the fraction, two bits for rounding and one for the
     * product's own leading zero. The low word of the power matters only when the bits below
     * are all ones. The power is rounded down, but up where its inverse is short (q >= -27). */
    ct_wide power = ct_power_of_ten((int)q);
    if (q < 0 && q >= -27)
        power.high += ++power.low == 0;
    ct_uint128 product = (ct_uint128)w * power.high;
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    uint64_t below = UINT64_MAX >> (format->fraction + 3);
    if ((high & below) == below) {
        uint64_t second = (uint64_t)((ct_uint128)w * power.low >> 64);
        low += second;
        high += low < second;
    }
    int top = (int)(high >> 63), shift = top + 64 - format->fraction - 3;
    uint64_t m = high >> shift;
    int exponent = ct_log2_power((int)q) + 63 + top - zeros + format->bias;
    if (exponent <= 0) {
        if (1 - exponent >= 64)
            return 0;
        m >>= 1 - exponent;
        m += m & 1;
        return m >> 1; /* a carry into the exponent's lowest bit is the smallest normal number */
    }
    /* A tie is possible only where 5^q divides or fits: then round to even. */
    if (low <= 1 && q >= format->tie_min && q <= format->tie_max && (m & 3) == 1 &&
        m << shift == high)
        m &= ~(uint64_t)1;
    m += m & 1;
    m >>= 1;
    uint64_t hidden = (uint64_t)1 << format->fraction;
    if (m >= 2 * hidden) {
        m = hidden;
        exponent++;
    }
    if (exponent >= 2 * format->bias + 1)
        return infinity;
    return (m - hidden) | (uint64_t)exponent << format->fraction;
}

/* -- scanning -------------------------------------------------------------------------------- */

/* Whether the eight bytes are digits; their value. All bytes at once: no add or subtract carries
 * from one into the next unless a byte is no digit. */
static inline bool eight_digits(uint64_t v)
{
    return !(((v + 0x4646464646464646u) | (v - 0x3030303030303030u)) & 0x8080808080808080u);
}

static inline uint64_t value_of_eight(uint64_t v)
{
    v -= 0x3030303030303030u;
    v = v * 10 + (v >> 8);
    return (((v & 0x000000ff000000ffu) * 0x000f424000000064u +
             (v >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u) >>
            32) &
           0xffffffffu;
}

static inline const char *scan_digits(const char *p, const char *end, uint64_t *w)
{
    uint64_t sum = *w;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (uint64_t v; end - p >= 8; p += 8) {
        memcpy(&v, p, sizeof v);
        if (!eight_digits(v))
            break;
        sum = sum * 100000000 + value_of_eight(v);
    }
#endif
    for (; p < end && (unsigned)(*p - '0') <= 9; p++)
        sum = sum * 10 + (unsigned)(*p - '0');
    *w = sum;
    return p;
}

static const char *scan_exponent(const char *p, const char *end, int64_t *q)
{
    const char *at = p + 1;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at >= end || (unsigned)(*at - '0') > 9)
        return p; /* "1e" is the number 1 before an e */
    int64_t e = 0;
    for (; at < end && (unsigned)(*at - '0') <= 9; at++)
        if (e < INT64_MAX / 32)
            e = e * 10 + (*at - '0');
    *q += negative ? -e : e;
    return at;
}

/* w again, now without the leading zeros and stopped at 19 digits. */
static void cut_digits(ct_decimal_text *d)
{
    int used = 0;
    int64_t after_point = 0, skipped = 0;
    uint64_t w = 0;
    bool point = false;
    for (const char *p = d->digits; p < d->digits_end; p++) {
        if (*p == '.') {
            point = true;
            continue;
        }
        if (used < 19) {
            w = w * 10 + (unsigned)(*p - '0');
            used += w != 0;
            after_point += point;
        } else {
            skipped += !point;
            d->cut |= *p != '0';
        }
    }
    d->w = w;
    d->q = d->exponent - after_point + skipped;
}

/* [digits][.digits][e[+-]digits] at p; p itself when there are no digits. */
static inline const char *scan(const char *p, const char *end, ct_decimal_text *d)
{
    d->w = 0;
    d->q = d->exponent = 0;
    d->cut = false;
    d->digits = p;
    const char *start = p;
    p = scan_digits(p, end, &d->w);
    int64_t count = p - start;
    if (p < end && *p == '.') {
        const char *fraction = ++p;
        p = scan_digits(p, end, &d->w);
        d->q = fraction - p;
        count += p - fraction;
    }
    if (count == 0)
        return start;
    d->digits_end = p;
    if (p < end && (*p | 32) == 'e') {
        p = scan_exponent(p, end, &d->exponent);
        d->q += d->exponent;
    }
    if (CT_UNLIKELY(count > 19))
        cut_digits(d);
    return p;
}

static bool same_letters(const char *p, const char *end, const char *word, int n)
{
    if (end - p < n)
        return false;
    for (int i = 0; i < n; i++)
        if ((p[i] | 32) != word[i])
            return false;
    return true;
}

/* inf, infinity, nan. */
static const char *scan_word(const char *p, const char *end, double *out)
{
    if (same_letters(p, end, "nan", 3)) {
        *out = NAN;
        return p + 3;
    }
    if (same_letters(p, end, "inf", 3)) {
        *out = INFINITY;
        return p + (same_letters(p, end, "infinity", 8) ? 8 : 3);
    }
    return p;
}

static uint64_t round_text(const ct_decimal_text *d, const ct_float_format *format)
{
    uint64_t bits = ct_round_decimal(d->w, d->q, format);
    if (!d->cut)
        return bits;
    uint64_t above = ct_round_decimal(d->w + 1, d->q, format);
    return bits == above ? bits : ct_round_exactly(d, bits, format);
}

/* Powers of ten that float64 holds exactly. */
static const double small_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

const char *ct_read_double(const char *text, const char *end, double *out)
{
    const char *start = text + (text < end && (*text == '-' || *text == '+'));
    bool negative = start > text && *text == '-';
    ct_decimal_text d;
    const char *p = scan(start, end, &d);
    double value;
    if (CT_UNLIKELY(p == start)) {
        p = scan_word(start, end, &value);
        if (p == start)
            return text;
    } else if (d.w <= (uint64_t)1 << 53 && d.q >= -22 && d.q <= 22 && !d.cut) {
        /* Both factors are exact, so one operation rounds once. */
        value = d.q < 0 ? (double)d.w / small_powers[-d.q] : (double)d.w * small_powers[d.q];
    } else {
        uint64_t bits = round_text(&d, &ct_format_float64);
        memcpy(&value, &bits, sizeof value);
    }
    *out = negative ? -value : value;
    return p;
}

const char *ct_read_float(const char *text, const char *end, float *out)
{
    const char *start = text + (text < end && (*text == '-' || *text == '+'));
    bool negative = start > text && *text == '-';
    ct_decimal_text d;
    const char *p = scan(start, end, &d);
    float value;
    if (p == start) {
        double word;
        p = scan_word(start, end, &word);
        if (p == start)
            return text;
        value = (float)word;
    } else {
        uint32_t bits = (uint32_t)round_text(&d, &ct_format_float32);
        memcpy(&value, &bits, sizeof value);
    }
    *out = negative ? -value : value;
    return p;
}

const char *ct_read_int(const char *text, const char *end, ct_int128 *out, bool *overflow)
{
    const char *p = text + (text < end && (*text == '-' || *text == '+'));
    const char *start = p;
    bool negative = p > text && *text == '-';
    ct_uint128 sum = 0, most = ((ct_uint128)1 << 127) - !negative;
    *overflow = false;
    for (; p < end && (unsigned)(*p - '0') <= 9; p++) {
        unsigned digit = (unsigned)(*p - '0');
        if (sum > (most - digit) / 10)
            *overflow = true;
        else
            sum = sum * 10 + digit;
    }
    if (p == start)
        return text;
    *out = (ct_int128)(negative ? -sum : sum);
    return p;
}
