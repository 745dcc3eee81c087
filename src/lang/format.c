/* format.c: format(value, spec): [[fill]align][sign][#][0][width][,][.precision][type]. */
#include "eval.h"

#include "registry/args.h"

#include <math.h>
#include <string.h>

typedef struct spec {
    uint32_t fill;
    char align, sign, type, group;
    bool alternate;
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
    if (next < end && is_align(*next)) {
        s->fill = ct_utf8_next(&p);
        s->align = *p++;
    } else if (p < end && is_align(*p)) {
        s->align = *p++;
    }
    if (p < end && (*p == '+' || *p == '-' || *p == ' '))
        s->sign = *p++;
    if (p < end && *p == '#')
        p++, s->alternate = true;
    if (p < end && *p == '0') {
        p++;
        if (!s->align) {
            s->align = '=';
            s->fill = '0';
        }
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
static int place_point(char *out, const char *digits, int n, int point, int decimals)
{
    char *p = out;
    if (point <= 0)
        *p++ = '0';
    for (int i = 0; i < point; i++)
        *p++ = i < n ? digits[i] : '0';
    if (decimals > 0)
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

static int write_scientific(char *out, const char *digits, int n, int point, char letter)
{
    int length = place_point(out, digits, n, 1, n - 1);
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
        int length = place_point(out, digits, n, point, precision);
        if (s->type == '%')
            out[length++] = '%';
        return length;
    }
    char letter = s->type >= 'A' && s->type <= 'Z' ? 'E' : 'e';
    if (lower == 'e') {
        int n = ct_exact_digits(value, precision + 1, false, digits, ROOM, &point);
        return write_scientific(out, digits, n, value == 0 ? 1 : point, letter);
    }
    int wanted = precision ? precision : 1;
    int n = ct_exact_digits(value, wanted, false, digits, ROOM, &point);
    if (value == 0)
        point = 1;
    while (n > 1 && digits[n - 1] == '0' && !s->alternate)
        n--;
    int shift = s->type == '\0' ? 1 : 0; /* without a type 1e+02 needs one digit less */
    if (point - 1 < -4 || point - 1 >= wanted)
        return write_scientific(out, digits, n, point, letter);
    int decimals = n > point ? n - point : 0;
    if (shift && decimals == 0)
        decimals = 1;
    return place_point(out, digits, n, point, decimals);
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

/* Inserts separators between groups of digits before the point. */
static int grouped(char *out, const char *digits, int n, char separator, int size)
{
    int whole = 0, length = 0;
    while (whole < n && ((digits[whole] >= '0' && digits[whole] <= '9') || size == 4))
        whole++;
    for (int i = 0; i < n; i++) {
        if (i > 0 && i < whole && (whole - i) % size == 0)
            out[length++] = separator;
        out[length++] = digits[i];
    }
    return length;
}

static ct_object *number(const spec *s, bool negative, const char *marker, const char *digits,
                         int n, int group)
{
    char body[2 * ROOM], prefix[4] = "";
    if (negative || s->sign == '+' || s->sign == ' ')
        prefix[0] = negative ? '-' : s->sign;
    strcat(prefix, marker);
    if (s->group)
        n = grouped(body, digits, n, s->group, group);
    else
        memcpy(body, digits, (size_t)n);
    return aligned(s, '>', prefix, body, n, n + (int64_t)strlen(prefix));
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
    int64_t length = ct_utf8_length(all, bytes, &(int64_t){0});
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

static ct_object *plain(ct_object *value)
{
    if (!ct_is_arrayish(value))
        return ct_retain(value);
    ct_array *a = ct_asarray(value, NULL);
    ct_object *box = a ? ct_item(a) : NULL;
    ct_release(a);
    return box;
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
    if (value->type == &ct_array_type && ct_ndim((ct_array *)value) > 0)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                       "unsupported format string passed to numpy.ndarray.__format__");
    if (!read_spec(given, given + length, &s) || s.precision > MOST_PRECISION)
        return invalid(given, length, value);
    ct_object *box = plain(value), *result = NULL;
    if (!box)
        return NULL;
    bool real = box->type == &ct_float_type, exact = ct_is_int(box);
    if (exact && box->type == &ct_bool_type && !s.type) {
        result = text(&s, box);
    } else if (exact && (!s.type || strchr("dboxXn", s.type))) {
        result = whole(&s, ct_int_value(box));
    } else if ((real && (!s.type || strchr("eEfFgG%n", s.type))) ||
               (exact && strchr("eEfFgG%", s.type))) {
        char digits[ROOM];
        double v = real ? ct_float_value(box) : ct_wide_to_double(ct_int_value(box));
        int n = write_float(digits, fabs(v), &s);
        result = number(&s, signbit(v) && !isnan(v), "", digits, n, 3);
    } else if (!real && !exact && (!s.type || s.type == 's')) {
        result = text(&s, box);
    } else {
        ct_error_set(CT_VALUE_ERROR, NULL, 0, "Unknown format code '%c' for object of type '%s'",
                     s.type, box->type->name);
    }
    ct_release(box);
    return result;
}
