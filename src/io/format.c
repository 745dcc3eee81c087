/* format.c: see format.h. The digits come from base/number.h; this file only lays them out. */
#include "format.h"

#include <math.h>
#include <string.h>

const char *ct_spec_parse(const char *op, const char *text, ct_spec *out)
{
    const char *p = text;
    *out = (ct_spec){.precision = -1};
    for (bool flag = true; flag; p += flag) {
        flag = true;
        switch (*p) {
        case '-':
            out->left = true;
            break;
        case '+':
            out->plus = true;
            break;
        case ' ':
            out->space = true;
            break;
        case '0':
            out->zero = true;
            break;
        case '#':
            out->alternate = true;
            break;
        default:
            flag = false;
        }
    }
    while (*p >= '0' && *p <= '9' && out->width <= CT_WIDTH_MOST)
        out->width = out->width * 10 + (*p++ - '0');
    if (*p == '.') {
        out->precision = 0;
        for (p++; *p >= '0' && *p <= '9' && out->precision <= CT_PRECISION_MOST; p++)
            out->precision = out->precision * 10 + (*p - '0');
    }
    if (out->width > CT_WIDTH_MOST || out->precision > CT_PRECISION_MOST)
        return CT_FAIL(CT_VALUE_ERROR, op, 0,
                       "a width above %d or a precision above %d in '%%%.20s'", CT_WIDTH_MOST,
                       CT_PRECISION_MOST, text);
    if (!*p)
        return CT_FAIL(CT_VALUE_ERROR, op, 0, "incomplete format");
    if (!strchr("diueEfFgGsrxXo", *p))
        return CT_FAIL(CT_VALUE_ERROR, op, 0, "unsupported format character '%c' (0x%x)", *p,
                       (unsigned char)*p);
    out->letter = *p;
    return p + 1;
}

/* Sign, zeros or spaces, body. */
static int pad(char *out, const ct_spec *spec, char sign, const char *body, int length, bool zeros)
{
    int n = 0, fill = spec->width - length - (sign != 0);
    bool zero = zeros && spec->zero && !spec->left;
    while (!zero && !spec->left && fill-- > 0)
        out[n++] = ' ';
    if (sign)
        out[n++] = sign;
    while (zero && fill-- > 0)
        out[n++] = '0';
    memcpy(out + n, body, (size_t)length);
    n += length;
    while (spec->left && fill-- > 0)
        out[n++] = ' ';
    out[n] = '\0';
    return n;
}

static char sign_of(const ct_spec *spec, bool negative)
{
    return negative ? '-' : spec->plus ? '+' : spec->space ? ' ' : '\0';
}

/* d.ddde+XX from n digits with the point behind the first. */
static int exponent_form(char *out, const char *digits, int n, int exponent, bool point,
                         char letter)
{
    int at = 0;
    out[at++] = digits[0];
    if (n > 1 || point)
        out[at++] = '.';
    for (int i = 1; i < n; i++)
        out[at++] = digits[i];
    out[at++] = letter;
    out[at++] = exponent < 0 ? '-' : '+';
    int size = exponent < 0 ? -exponent : exponent;
    if (size >= 100)
        out[at++] = (char)('0' + size / 100);
    out[at++] = (char)('0' + size / 10 % 10);
    out[at++] = (char)('0' + size % 10);
    return at;
}

/* Digits 0.d1d2... * 10^point with `after` places behind the point. */
static int fixed_form(char *out, const char *digits, int n, int point, int after, bool keep_point)
{
    int at = 0;
    if (point <= 0)
        out[at++] = '0';
    for (int i = 0; i < point; i++)
        out[at++] = i < n ? digits[i] : '0';
    if (after > 0 || keep_point)
        out[at++] = '.';
    for (int i = point; i < point + after; i++)
        out[at++] = i >= 0 && i < n ? digits[i] : '0';
    return at;
}

int ct_format_real(char out[CT_NUMBER_ROOM], const ct_spec *spec, double value)
{
    char digits[CT_NUMBER_ROOM], body[CT_NUMBER_ROOM];
    char letter = (char)(spec->letter | 32), sign = sign_of(spec, signbit(value) && !isnan(value));
    bool upper = spec->letter < 'a';
    if (!isfinite(value)) {
        const char *word = isnan(value) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf");
        return pad(out, spec, sign, word, 3, false);
    }
    int precision = spec->precision < 0 ? 6 : spec->precision, point, length;
    if (letter == 'f') {
        int n = ct_exact_digits(value, precision, true, digits, CT_NUMBER_ROOM, &point);
        length = fixed_form(body, digits, n, point, precision, spec->alternate);
    } else if (letter == 'e') {
        int n = ct_exact_digits(value, precision + 1, false, digits, CT_NUMBER_ROOM, &point);
        length = exponent_form(body, digits, n, value == 0 ? 0 : point - 1, spec->alternate,
                               upper ? 'E' : 'e');
    } else {
        if (!precision)
            precision = 1;
        int n = ct_exact_digits(value, precision, false, digits, CT_NUMBER_ROOM, &point);
        int exponent = value == 0 ? 0 : point - 1;
        while (!spec->alternate && n > 1 && digits[n - 1] == '0')
            n--;
        if (exponent < -4 || exponent >= precision)
            length = exponent_form(body, digits, n, exponent, spec->alternate, upper ? 'E' : 'e');
        else
            length = fixed_form(body, digits, n, exponent + 1,
                                n > exponent + 1 ? n - exponent - 1 : 0, spec->alternate);
    }
    return pad(out, spec, sign, body, length, true);
}

int ct_format_int(char out[CT_NUMBER_ROOM], const ct_spec *spec, ct_int128 value)
{
    char body[CT_NUMBER_ROOM];
    ct_uint128 size = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    unsigned base = spec->letter == 'o' ? 8 : (spec->letter | 32) == 'x' ? 16 : 10;
    const char *digits = spec->letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    int start = CT_NUMBER_ROOM, least = spec->precision > 0 ? spec->precision : 1;
    do
        body[--start] = digits[(unsigned)(size % base)];
    while (size /= base);
    while (CT_NUMBER_ROOM - start < least)
        body[--start] = '0';
    if (spec->alternate && base != 10) {
        body[--start] = base == 8 ? 'o' : spec->letter;
        body[--start] = '0';
    }
    return pad(out, spec, sign_of(spec, value < 0), body + start, CT_NUMBER_ROOM - start, true);
}

/* -- elements ------------------------------------------------------------------------------------
 */

bool ct_element_int(const ct_dtype *dtype, const char *p, ct_int128 *out)
{
    char kind = ct_dtype_kind(dtype);
    bool whole = kind == 'b' || kind == 'i' || kind == 'u';
    *out = whole ? ct_element_number(dtype, p).whole : 0;
    return whole;
}

double ct_element_real(const ct_dtype *dtype, const char *p)
{
    ct_int128 whole;
    if (ct_dtype_num(dtype) >= CT_NUM_STR)
        return NAN;
    return ct_element_int(dtype, p, &whole) ? (double)whole : ct_element_number(dtype, p).real;
}

double ct_element_imag(const ct_dtype *dtype, const char *p)
{
    return ct_dtype_kind(dtype) == 'c' ? ct_element_number(dtype, p).imag : NAN;
}

char *ct_format_text(const ct_dtype *dtype, const char *p, int64_t *length)
{
    bool wide = ct_dtype_kind(dtype) == 'U';
    int64_t unit = wide ? 4 : 1, n = ct_dtype_itemsize(dtype) / unit, bytes = 0;
    uint32_t c;
    for (; n > 0; n--) {
        c = 0;
        memcpy(&c, p + (n - 1) * unit, (size_t)unit);
        if (c)
            break;
    }
    char *text = ct_alloc(4 * n + 1);
    for (int64_t i = 0; text && i < n; i++) {
        c = wide ? 0 : (unsigned char)p[i];
        if (wide)
            memcpy(&c, p + i * 4, 4);
        bytes += ct_utf8_encode(c, text + bytes);
    }
    if (text)
        text[bytes] = '\0';
    *length = bytes;
    return text;
}
