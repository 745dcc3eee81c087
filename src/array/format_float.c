/* format_float.c: one finite number as text, positional or scientific, with NumPy's rules for
 * precision, trimming and padding.
 *
 * Digits: unique style starts from the shortest digits that identify the number. Where precision
 * cuts them, or min_digits asks for more, the exact binary value is rounded (half to even) at that
 * place instead. */
#include "print.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The longest double has 309 digits before the point or 1074 after it; the rest are zeros. */
enum { MOST_EXACT = 1400 };

typedef struct digits {
    char d[MOST_EXACT];
    int count; /* of d */
    int point; /* value = 0.d * 10^point */
    bool negative;
} digits;

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* Exactly rounded digits; a value that rounds to nothing has the single digit 0. */
static void take_exact(digits *out, double x, int count, bool after_point)
{
    out->count = ct_exact_digits(fabs(x), count, after_point, out->d, MOST_EXACT, &out->point);
    if (out->count == 0 || x == 0) {
        out->d[0] = '0';
        out->count = 1;
        out->point = 1;
    }
}

/* `after` counts places after the point (positional) or significant digits. */
static void take_digits(digits *out, double x, const ct_float_style *style, bool after, int extra)
{
    out->negative = signbit(x);
    int precision = style->precision < 0 ? -1 : style->precision + extra;
    int least = style->min_digits < 0 ? -1 : style->min_digits + extra;
    if (!style->unique) {
        take_exact(out, x, precision < 0 ? 0 : precision, after);
        return;
    }
    if (x == 0) {
        out->d[0] = '0';
        out->count = out->point = 1;
        return;
    }
    out->count = ct_shortest_digits(fabs(x), style->bits, out->d, &out->point);
    int have = after ? larger(out->count - out->point, 0) : out->count;
    if (precision >= 0 && have > precision)
        take_exact(out, x, precision, after);
    else if (least > have)
        take_exact(out, x, least, after);
}

ct_status ct_text_pad(ct_text *out, char c, int64_t count)
{
    char block[32];
    memset(block, c, sizeof block);
    while (count > 0) {
        int64_t part = count < (int64_t)sizeof block ? count : (int64_t)sizeof block;
        ct_status status = ct_text_add(out, block, part);
        if (status)
            return status;
        count -= part;
    }
    return CT_OK;
}

/* Trailing zeros that the style drops are not counted in the result; `shown` is at most `have`. */
static int trimmed(const digits *x, int from, int have, char trim)
{
    if (trim == 'k')
        return have;
    while (have > 0 && (from + have > x->count || from + have <= 0 || x->d[from + have - 1] == '0'))
        have--;
    return have;
}

/* The digits [from, from + count) of 0.d, zeros outside of what is stored. */
static ct_status write_digits(ct_text *out, const digits *x, int from, int count)
{
    ct_status status = CT_OK;
    if (from < 0) {
        int zeros = smaller(-from, count);
        status = ct_text_pad(out, '0', zeros);
        from += zeros, count -= zeros;
    }
    int stored = larger(smaller(count, x->count - from), 0);
    if (!status && stored)
        status = ct_text_add(out, x->d + from, stored);
    return status ? status : ct_text_pad(out, '0', count - stored);
}

/* "." and the fraction with its padding. `from` is the index of its first digit in x->d. */
static ct_status write_fraction(ct_text *out, const digits *x, int from, int have, int pad_zeros,
                                char trim)
{
    bool one_zero = trim == '0' && have == 0;
    if (trim == '-' && have == 0)
        return CT_OK;
    ct_status status = ct_text_add(out, ".", 1);
    if (!status)
        status = write_digits(out, x, from, have);
    if (!status)
        status = ct_text_pad(out, '0', one_zero ? 1 : pad_zeros);
    return status;
}

static ct_status write_sign(ct_text *out, const digits *x, bool plus)
{
    return x->negative ? ct_text_add(out, "-", 1) : plus ? ct_text_add(out, "+", 1) : CT_OK;
}

ct_status ct_format_positional(double x, const ct_float_style *style, ct_text *out,
                               ct_float_size *size)
{
    digits n;
    take_digits(&n, x, style, style->fractional, 0);
    int whole = larger(n.point, 1);
    int from = n.point;
    int have = trimmed(&n, from, larger(n.count - n.point, 0), style->trim);
    if (x == 0)
        from = 1, have = 0;
    int wanted = style->unique ? style->min_digits : style->precision;
    if (!style->fractional)
        wanted -= whole;
    int zeros = style->trim == 'k' ? larger(wanted - have, 0) : 0;
    int written = have + zeros + (style->trim == '0' && !have);
    int signs = n.negative || style->sign;
    if (size)
        *size = (ct_float_size){whole + signs, written, 0};
    if (!out)
        return CT_OK;
    ct_status status = ct_text_pad(out, ' ', larger(style->pad_left - whole - signs, 0));
    if (!status)
        status = write_sign(out, &n, style->sign);
    if (!status)
        status = n.point > 0 ? write_digits(out, &n, 0, whole) : ct_text_add(out, "0", 1);
    if (!status)
        status = write_fraction(out, &n, from, have, zeros, style->trim);
    int blanks = larger(style->pad_right - written, 0);
    if (style->trim == '-' && written == 0 && style->pad_right >= 0)
        blanks++; /* in place of the point */
    return status ? status : ct_text_pad(out, ' ', blanks);
}

ct_status ct_format_scientific(double x, const ct_float_style *style, ct_text *out,
                               ct_float_size *size)
{
    digits n;
    take_digits(&n, x, style, false, 1);
    int have = trimmed(&n, 1, n.count - 1, style->trim);
    int wanted = style->unique ? style->min_digits : style->precision;
    int zeros = style->trim == 'k' ? larger(wanted - have, 0) : 0;
    int signs = n.negative || style->sign;
    int exponent = x == 0 ? 0 : n.point - 1;
    char tail[16];
    int exp_digits = snprintf(tail, sizeof tail, "%d", exponent < 0 ? -exponent : exponent);
    int exp_wanted = style->exp_digits < 0 ? 2 : style->exp_digits;
    if (size)
        *size = (ct_float_size){1 + signs, have + zeros + (style->trim == '0' && !have),
                                larger(exp_digits, exp_wanted)};
    if (!out)
        return CT_OK;
    ct_status status = ct_text_pad(out, ' ', larger(style->pad_left - 1 - signs, 0));
    if (!status)
        status = write_sign(out, &n, style->sign);
    if (!status)
        status = ct_text_add(out, n.d, 1);
    if (!status)
        status = write_fraction(out, &n, 1, have, zeros, style->trim);
    if (!status)
        status = ct_text_add(out, exponent < 0 ? "e-" : "e+", 2);
    if (!status)
        status = ct_text_pad(out, '0', larger(exp_wanted - exp_digits, 0));
    return status ? status : ct_text_add(out, tail, exp_digits);
}

/* -- the public functions --------------------------------------------------------------------- */

static char *format_alone(double x, const ct_float_style *style, int64_t *length, const char *op,
                          ct_status (*format)(double, const ct_float_style *, ct_text *,
                                              ct_float_size *))
{
    static const ct_float_style plain = CT_FLOAT_STYLE;
    if (!style)
        style = &plain;
    if (!style->unique && style->precision < 0)
        return CT_FAIL(CT_VALUE_ERROR, op, 2, "in non-unique mode `precision` must be supplied");
    if (style->precision > CT_MOST_PRECISION || style->min_digits > CT_MOST_PRECISION)
        return CT_FAIL(CT_VALUE_ERROR, op, 2, "precision must be at most %d", CT_MOST_PRECISION);
    if (style->min_digits > 0 && style->precision > 0 && style->min_digits > style->precision)
        return CT_FAIL(CT_VALUE_ERROR, op, 2, "min_digits must be less than or equal to precision");
    ct_text out = CT_TEXT_START;
    ct_status status;
    if (isfinite(x))
        status = format(x, style, &out, NULL);
    else
        status = ct_text_format(&out, "%*s", style->pad_left > 0 ? style->pad_left : 0,
                                isnan(x)      ? "nan"
                                : x < 0       ? "-inf"
                                : style->sign ? "+inf"
                                              : "inf");
    if (!status)
        return ct_text_give(&out, length);
    ct_text_close(&out);
    return NULL;
}

char *ct_format_float_positional(double x, const ct_float_style *style, int64_t *length)
{
    return format_alone(x, style, length, "format_float_positional", ct_format_positional);
}

char *ct_format_float_scientific(double x, const ct_float_style *style, int64_t *length)
{
    return format_alone(x, style, length, "format_float_scientific", ct_format_scientific);
}
