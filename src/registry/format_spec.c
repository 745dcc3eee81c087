/* format_spec.c: format(value, spec): [[fill]align][sign][#][0][width][,][.precision][type]. */
#include "args.h"
#include "array/array.h"
#include "object/object.h"

#include <math.h>
#include <string.h>

typedef struct spec {
    uint32_t fill;
    char align, sign, type, group;
    bool alternate, zeros;    /* zeros: filled with 0 behind the sign */
    int64_t width, precision; /* precision -1: not given */
} spec;

static ct_object *invalid(const char *text, int64_t length, const ct_object *value)
{
    return CT_FAIL(CT_VALUE_ERROR, NULL, 0,
                   "Invalid format specifier '%.*s' for object of type '%s'",
                   (int)(length < 40 ? length : 40), text, value->type->name);
}

static bool read_number(const char **p, const char *end, int64_t *out)
{
    int64_t n = 0;
    for (; *p < end && **p >= '0' && **p <= '9'; ++*p)
        if ((n = n * 10 + (**p - '0')) > 100000)
            return false;
    *out = n;
    return true;
}

static bool is_align(char c)
{
    return c == '<' || c == '>' || c == '=' || c == '^';
}

static bool read_spec(const char *p, const char *end, spec *s)
{
    *s = (spec){.fill = ' ', .precision = -1};
    const char *next = p;
    if (p < end)
        ct_utf8_next(&next);
    bool filled = next < end && is_align(*next);
    if (filled) {
        s->fill = ct_utf8_next(&p);
        s->align = *p++;
    } else if (p < end && is_align(*p)) {
        s->align = *p++;
    }
    if (p < end && (*p == '+' || *p == '-' || *p == ' '))
        s->sign = *p++;
    if (p < end && *p == '#')
        p++, s->alternate = true;
    if (p < end && *p == '0' && !filled) {
        p++;
        s->fill = '0';
        s->zeros = !s->align;
    }
    if (!read_number(&p, end, &s->width))
        return false;
    if (p < end && (*p == ',' || *p == '_'))
        s->group = *p++;
    if (p < end && *p == '.') {
        const char *digits = ++p;
        if (!read_number(&p, end, &s->precision) || p == digits)
            return false;
    }
    if (p < end)
        s->type = *p++;
    return p == end;
}

/* -- digits --------------------------------------------------------------------------------------
 */

enum { ROOM = 1200 }; /* 309 digits before the point, MOST_PRECISION behind it */
enum { MOST_PRECISION = 800 };

/* The digits with the decimal point after `point` of them, zeros where there are none. */
static int place_point(char *out, const char *digits, int n, int point, int decimals, bool always)
{
    char *p = out;
    if (point <= 0)
        *p++ = '0';
    for (int i = 0; i < point; i++)
        *p++ = i < n ? digits[i] : '0';
    if (decimals > 0 || always)
        *p++ = '.';
    for (int i = 0; i < decimals; i++) {
        int at = point + i;
        *p++ = at >= 0 && at < n ? digits[at] : '0';
    }
    return (int)(p - out);
}

static int write_exponent(char *out, char letter, int exponent)
{
    int n = 0;
    out[n++] = letter;
    out[n++] = exponent < 0 ? '-' : '+';
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100)
        out[n++] = (char)('0' + exponent / 100);
    out[n++] = (char)('0' + exponent / 10 % 10);
    out[n++] = (char)('0' + exponent % 10);
    return n;
}

static int write_scientific(char *out, const char *digits, int n, int point, char letter,
                            bool always)
{
    int length = place_point(out, digits, n, 1, n - 1, always);
    return length + write_exponent(out + length, letter, point - 1);
}

/* |value| by one of the types e f g % (upper case too), or as repr when there is none. */
static int write_float(char *out, double value, const spec *s)
{
    char digits[ROOM], lower = (char)(s->type | 0x20);
    int point = 0, precision = s->precision < 0 ? 6 : (int)s->precision;
    if (!isfinite(value)) {
        memcpy(out, isnan(value) ? "nan" : "inf", 3);
        if (s->type >= 'A' && s->type <= 'Z')
            memcpy(out, isnan(value) ? "NAN" : "INF", 3);
        if (s->type == '%')
            out[3] = '%';
        return s->type == '%' ? 4 : 3;
    }
    if (s->type == '\0' && s->precision < 0)
        return ct_repr_double(out, value);
    if (s->type == '%')
        value *= 100;
    if (lower == 'f' || s->type == '%') {
        int n = ct_exact_digits(value, precision, true, digits, ROOM, &point);
        int length = place_point(out, digits, n, point, precision, s->alternate);
        if (s->type == '%')
            out[length++] = '%';
        return length;
    }
    char letter = s->type >= 'A' && s->type <= 'Z' ? 'E' : 'e';
    if (lower == 'e') {
        int n = ct_exact_digits(value, precision + 1, false, digits, ROOM, &point);
        return write_scientific(out, digits, n, value == 0 ? 1 : point, letter, s->alternate);
    }
    int wanted = precision ? precision : 1;
    int n = ct_exact_digits(value, wanted, false, digits, ROOM, &point);
    if (value == 0)
        point = 1;
    while (n > 1 && digits[n - 1] == '0' && !s->alternate)
        n--;
    int shift = s->type == '\0' ? 1 : 0; /* without a type 1e+02 needs one digit less */
    if (point - 1 < -4 || point - 1 >= wanted)
        return write_scientific(out, digits, n, point, letter, s->alternate);
    int decimals = n > point ? n - point : 0;
    if (shift && decimals == 0)
        decimals = 1;
    return place_point(out, digits, n, point, decimals, s->alternate);
}

static int write_whole(char *out, ct_uint128 value, int base, bool upper)
{
    char reversed[130];
    int n = 0, length;
    do
        reversed[n++] = (upper ? "0123456789ABCDEF" : "0123456789abcdef")[value % (unsigned)base];
    while (value /= (unsigned)base);
    for (length = 0; n > 0;)
        out[length++] = reversed[--n];
    return length;
}

/* -- the result ----------------------------------------------------------------------------------
 */

static ct_status fill(ct_text *out, uint32_t c, int64_t n)
{
    ct_status status = CT_OK;
    for (; n > 0 && !status; n--)
        status = ct_text_char(out, c);
    return status;
}

/* prefix (sign, 0x) and body, `length` characters in all, aligned to the width. */
static ct_object *aligned(const spec *s, char align, const char *prefix, const char *body,
                          int64_t bytes, int64_t length)
{
    ct_text out = CT_TEXT_START;
    int64_t space = s->width - length, before = 0;
    if (space < 0)
        space = 0;
    align = s->align ? s->align : align;
    if (align == '>')
        before = space;
    if (align == '^')
        before = space / 2;
    int64_t inside = align == '=' ? space : 0;
    ct_status status = fill(&out, s->fill, before);
    status = status ? status : ct_text_add(&out, prefix, -1);
    status = status ? status : fill(&out, s->fill, inside);
    status = status ? status : ct_text_add(&out, body, bytes);
    status = status ? status : fill(&out, s->fill, space - before - inside);
    if (status) {
        ct_text_close(&out);
        return NULL;
    }
    return ct_text_box(&out);
}

/* Inserts separators between groups of digits before the point, zeros in front up to `least`
 * characters in all. */
static int grouped(char *out, const char *digits, int n, char separator, int size, int64_t least)
{
    int whole = 0, length = 0;
    while (whole < n && ((digits[whole] >= '0' && digits[whole] <= '9') || size == 4))
        whole++;
    int padded = whole;
    while (padded > 0 && padded + (padded - 1) / size + n - whole < least)
        padded++;
    for (int i = whole - padded; i < n; i++) {
        if (i > whole - padded && i < whole && (whole - i) % size == 0)
            out[length++] = separator;
        out[length++] = i < 0 ? '0' : digits[i];
    }
    return length;
}

static ct_object *number(const spec *s, bool negative, const char *marker, const char *digits,
                         int n, int group)
{
    char sign[4] = "";
    if (negative || s->sign == '+' || s->sign == ' ')
        sign[0] = negative ? '-' : s->sign;
    strcat(sign, marker);
    int64_t used = (int64_t)strlen(sign);
    char align = s->zeros ? '=' : '>';
    if (!s->group)
        return aligned(s, align, sign, digits, n, n + used);
    bool padded = s->fill == '0' && (s->align ? s->align : align) == '=';
    int64_t least = padded ? s->width - used : 0;
    char *body = ct_alloc(2 * (n + least) + 8);
    if (!body)
        return NULL;
    n = grouped(body, digits, n, s->group, group, least);
    ct_object *result = aligned(s, align, sign, body, n, n + used);
    ct_dealloc(body);
    return result;
}

static ct_object *whole(const spec *s, ct_int128 value)
{
    char digits[136], marker[3] = "";
    int base = s->type == 'b' ? 2 : s->type == 'o' ? 8 : (s->type | 0x20) == 'x' ? 16 : 10;
    ct_uint128 magnitude = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    if (s->alternate && base != 10) {
        marker[0] = '0';
        marker[1] = s->type;
    }
    int n = write_whole(digits, magnitude, base, s->type == 'X');
    return number(s, value < 0, marker, digits, n, base == 10 ? 3 : 4);
}

static ct_object *text(const spec *s, ct_object *value)
{
    int64_t bytes;
    char *all = ct_str(value, &bytes);
    if (!all)
        return NULL;
    int64_t length = ct_utf8_decode(all, bytes, NULL, &(int64_t){0});
    if (s->precision >= 0 && s->precision < length) {
        const char *p = all;
        for (length = 0; length < s->precision; length++)
            ct_utf8_next(&p);
        bytes = p - all;
    }
    ct_object *result = aligned(s, '<', "", all, bytes, length);
    ct_free(all);
    return result;
}

/* A NumPy scalar as the box inside; anything else retained. */
static ct_object *plain(ct_object *value)
{
    if (value->type != &ct_scalar_type && value->type != &ct_array_type)
        return ct_retain(value);
    ct_array *a = ct_asarray(value, NULL);
    ct_object *box = a ? ct_item(a) : NULL;
    ct_release(a);
    return box;
}

static ct_object *character(const spec *s, const ct_object *value)
{
    char text[4];
    ct_int128 code = ct_int_value(value);
    if (s->sign || s->alternate)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "%s not allowed with integer format specifier 'c'",
                       s->sign ? "Sign" : "Alternate form (#)");
    if (code < 0 || code > 0x10FFFF)
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "%%c arg not in range(0x110000)");
    return aligned(s, s->zeros ? '=' : '>', "", text, ct_utf8_encode((uint32_t)code, text), 1);
}

/* Both parts by the same rules, the imaginary one always with a sign. Without a type a part that is
 * +0 is left out, and two parts stand in brackets. */
static ct_object *complex_(const spec *s, double real, double imag)
{
    char text[2 * ROOM + 8], *p = text;
    if (s->zeros || s->fill == '0' || s->align == '=')
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0,
                       s->align == '=' ? "'=' alignment flag is not allowed in complex format "
                                         "specifier"
                                       : "Zero padding is not allowed in complex format specifier");
    spec part = *s;
    part.width = 0;
    bool untyped = !s->type, both = !untyped || real != 0 || signbit(real);
    if (untyped && s->precision >= 0)
        part.type = 'g';
    if (untyped && both)
        *p++ = '(';
    for (int i = both ? 0 : 1; i < 2; i++) {
        double value = i ? imag : real;
        bool negative = signbit(value) && !isnan(value);
        if (negative || (i && both) || s->sign == '+' || s->sign == ' ')
            *p++ = negative ? '-' : i && both ? '+' : s->sign;
        char digits[ROOM];
        int n = write_float(digits, fabs(value), &part);
        if (untyped && s->precision < 0 && n > 2 && !memcmp(digits + n - 2, ".0", 2))
            n -= 2;
        n = s->group ? grouped(p, digits, n, s->group, 3, 0) : (memcpy(p, digits, (size_t)n), n);
        p += n;
    }
    *p++ = 'j';
    if (untyped && both)
        *p++ = ')';
    return aligned(s, '>', "", text, p - text, p - text);
}

/* What the format of a kind of values refuses. */
static ct_status check(const spec *s, const ct_object *value)
{
    bool exact = ct_is_int(value), text = value->type == &ct_str_type;
    if (s->group && s->type && !strchr(s->group == ',' ? "deEfFgG%" : "deEfFgG%boxX", s->type))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Cannot specify '%c' with '%c'.", s->group,
                              s->type);
    const char *known = exact                           ? "dboxXncdeEfFgG%"
                        : text                          ? "s"
                        : value->type == &ct_float_type ? "eEfFgG%n"
                                                        : "eEfFgGn";
    if (s->type && !strchr(known, s->type))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                              "Unknown format code '%c' for object of type '%s'", s->type,
                              value->type->name);
    if (exact && s->precision >= 0 && (!s->type || strchr("dboxXnc", s->type)))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                              "Precision not allowed in integer format specifier");
    if (!text)
        return CT_OK;
    const char *refused = s->sign == ' '    ? "Space"
                          : s->sign         ? "Sign"
                          : s->alternate    ? "Alternate form (#)"
                          : s->align == '=' ? "'=' alignment"
                                            : NULL;
    if (!refused && s->group)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Cannot specify '%c' with 's'.", s->group);
    return refused ? CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                                    "%s not allowed in string format specifier", refused)
                   : CT_OK;
}

static ct_object *by_type(const spec *s, ct_object *box)
{
    if (box->type == &ct_str_type)
        return text(s, box);
    if (box->type == &ct_complex_type) {
        const ct_complex_box *z = (const ct_complex_box *)box;
        return complex_(s, z->real, z->imag);
    }
    bool exact = ct_is_int(box);
    if (exact && s->type == 'c')
        return character(s, box);
    if (exact && (!s->type || strchr("dboxXn", s->type)))
        return whole(s, ct_int_value(box));
    char digits[ROOM];
    double v = exact ? ct_wide_to_double(ct_int_value(box)) : ct_float_value(box);
    int n = write_float(digits, fabs(v), s);
    return number(s, signbit(v) && !isnan(v), "", digits, n, 3);
}

ct_object *ct_format_value(ct_object *value, const char *given, int64_t length)
{
    spec s;
    if (length == 0) {
        int64_t bytes;
        char *all = ct_str(value, &bytes);
        ct_object *result = all ? ct_string(all, bytes) : NULL;
        ct_free(all);
        return result;
    }
    ct_object *box = value->type == &ct_array_type && ct_ndim((ct_array *)value) > 0
                         ? ct_retain(value)
                         : plain(value),
              *result = NULL;
    if (!box)
        return NULL;
    if (!ct_is_int(box) && box->type != &ct_float_type && box->type != &ct_complex_type &&
        box->type != &ct_str_type)
        ct_error_set(CT_TYPE_ERROR, NULL, 0, "unsupported format string passed to %s.__format__",
                     box->type->name);
    else if (!read_spec(given, given + length, &s) || s.precision > MOST_PRECISION)
        invalid(given, length, box);
    else if (!check(&s, box))
        result = by_type(&s, box);
    ct_release(box);
    return result;
}
