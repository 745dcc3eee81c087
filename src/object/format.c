/* format.c: format % values, and floats with a given number of digits. Locale plays no part. */
#include <math.h>
#include <string.h>

#include "object.h"
#include "operators.h"

enum { MOST_PRECISION = 100000, MOST_WIDTH = 10000000 };

/* -- floats ------------------------------------------------------------------------------------ */

/* Digit number i of 0.d0d1d2...; zeros on both sides. */
static char digit_at(const char *digits, int n, int64_t i)
{
    return i >= 0 && i < n ? digits[i] : '0';
}

static ct_status put_fixed(ct_text *text, const char *digits, int n, int point, int fraction,
                           bool alternate)
{
    ct_status status = point <= 0 ? ct_text_add(text, "0", 1) : CT_OK;
    for (int i = 0; !status && i < point; i++)
        status = ct_text_char(text, (uint32_t)digit_at(digits, n, i));
    if (!status && (fraction > 0 || alternate))
        status = ct_text_add(text, ".", 1);
    for (int i = 0; !status && i < fraction; i++)
        status = ct_text_char(text, (uint32_t)digit_at(digits, n, (int64_t)point + i));
    return status;
}

static ct_status put_exponent(ct_text *text, const char *digits, int n, int point, int fraction,
                              bool alternate, bool upper)
{
    ct_status status = put_fixed(text, digits, n, 1, fraction, alternate);
    int exponent = point - 1;
    if (status)
        return status;
    return ct_text_format(text, "%c%c%02d", upper ? 'E' : 'e', exponent < 0 ? '-' : '+',
                          exponent < 0 ? -exponent : exponent);
}

static ct_status put_general(ct_text *text, const char *digits, int n, int point, int precision,
                             bool alternate, bool upper)
{
    if (!alternate)
        while (n > 1 && digits[n - 1] == '0')
            n--;
    int wanted = alternate ? precision : n, exponent = point - 1;
    if (exponent < -4 || exponent >= precision)
        return put_exponent(text, digits, n, point, wanted - 1, alternate, upper);
    int fraction = wanted > point ? wanted - point : 0;
    return put_fixed(text, digits, n, point, fraction, alternate);
}

ct_status ct_text_double(ct_text *text, double value, char type, int precision, bool alternate)
{
    bool upper = type >= 'A' && type <= 'Z';
    char kind = upper ? (char)(type + 32) : type;
    ct_status status = signbit(value) && !isnan(value) ? ct_text_add(text, "-", 1) : CT_OK;
    if (status)
        return status;
    if (!isfinite(value))
        return ct_text_add(text, isnan(value) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf", 3);
    if (precision < 0)
        precision = 6;
    if (kind == 'g' && precision == 0)
        precision = 1;
    int count = kind == 'e' ? precision + 1 : precision, point;
    int room = precision + 320; /* 309 digits before the point */
    char *digits = ct_alloc(room);
    if (!digits)
        return CT_MEMORY_ERROR;
    int n = ct_exact_digits(fabs(value), count, kind == 'f', digits, room, &point);
    status = kind == 'f'   ? put_fixed(text, digits, n, point, precision, alternate)
             : kind == 'e' ? put_exponent(text, digits, n, point, precision, alternate, upper)
                           : put_general(text, digits, n, point, precision, alternate, upper);
    ct_dealloc(digits);
    return status;
}

/* -- one conversion ---------------------------------------------------------------------------- */

typedef struct conversion {
    bool left, plus, space, alternate, zero;
    int64_t width, precision; /* precision -1: none */
    char type;
} conversion;

/* Pads text behind `from` to the width; zeros go behind the sign and the base. */
static ct_status pad(ct_text *text, int64_t from, const conversion *c, int64_t prefix)
{
    int64_t bad, bytes = text->length - from;
    int64_t fill = c->width - ct_utf8_decode(text->data + from, bytes, NULL, &bad);
    if (fill <= 0)
        return CT_OK;
    bool zeros = c->zero && !c->left && prefix >= 0;
    char filler = zeros ? '0' : ' ';
    for (int64_t i = 0; i < fill; i++) {
        ct_status status = ct_text_add(text, &filler, 1);
        if (status)
            return status;
    }
    if (!c->left) {
        char *start = text->data + from + (zeros ? prefix : 0);
        int64_t moved = bytes - (zeros ? prefix : 0);
        memmove(start + fill, start, (size_t)moved);
        memset(start, filler, (size_t)fill);
    }
    return CT_OK;
}

static ct_status put_sign(ct_text *text, const conversion *c, bool negative)
{
    const char *sign = negative ? "-" : c->plus ? "+" : c->space ? " " : "";
    return ct_text_add(text, sign, -1);
}

static ct_status put_int(ct_text *text, const conversion *c, ct_int128 value)
{
    char digits[136]; /* 128 bits in octal, and to spare */
    int n = (int)sizeof digits, from = n;
    unsigned base = c->type == 'o' ? 8 : c->type == 'x' || c->type == 'X' ? 16 : 10;
    const char *figures = c->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    ct_uint128 rest = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    do
        digits[--from] = figures[(int)(rest % base)];
    while (rest /= base);
    int64_t start = text->length;
    ct_status status = put_sign(text, c, value < 0);
    if (!status && c->alternate && base != 10)
        status = ct_text_add(text, (const char[]){'0', c->type}, 2);
    int64_t prefix = text->length - start;
    for (int64_t i = n - from; !status && i < c->precision; i++)
        status = ct_text_add(text, "0", 1);
    if (!status)
        status = ct_text_add(text, digits + from, n - from);
    return status ? status : pad(text, start, c, prefix);
}

static ct_status convert_int(ct_text *text, const conversion *c, const ct_object *value)
{
    ct_object *number = NULL;
    bool decimal = c->type == 'd' || c->type == 'i' || c->type == 'u';
    if (ct_is_int(value) || value->type->number || (decimal && value->type == &ct_float_type))
        number = ct_to_int(value);
    else
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     decimal ? "%%%c format: a real number is required, not %s"
                             : "%%%c format: an integer is required, not %s",
                     c->type, value->type->name);
    ct_status status = number ? put_int(text, c, ct_int_value(number)) : ct_error_pending();
    ct_release(number);
    return status;
}

static ct_status convert_float(ct_text *text, const conversion *c, const ct_object *value)
{
    double number;
    ct_status status = ct_as_float(value, &number);
    int64_t start = text->length;
    bool minus = signbit(number) && !isnan(number);
    if (!status && !minus)
        status = put_sign(text, c, false);
    if (!status)
        status = ct_text_double(text, number, c->type, (int)c->precision, c->alternate);
    if (status)
        return status;
    char first = text->data[start];
    return pad(text, start, c, first == '-' || first == '+' || first == ' ');
}

static ct_status convert_char(ct_text *text, const conversion *c, const ct_object *value)
{
    int64_t start = text->length;
    const ct_string_box *s = (const ct_string_box *)value;
    ct_status status;
    if (value->type == &ct_str_type && s->length == 1)
        status = ct_text_add(text, s->text, s->bytes);
    else if (ct_is_int(value) && (ct_int_value(value) < 0 || ct_int_value(value) > 0x10ffff))
        status = CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0, "%%c arg not in range(0x110000)");
    else if (ct_is_int(value) && ct_int_value(value) >> 11 != 0xd800 >> 11) /* no surrogate */
        status = ct_text_char(text, (uint32_t)ct_int_value(value));
    else
        status = CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "%%c requires int or char");
    return status ? status : pad(text, start, c, -1);
}

static ct_status convert_text(ct_text *text, const conversion *c, const ct_object *value)
{
    int64_t start = text->length;
    ct_status status = c->type == 's' ? ct_text_str(text, value) : ct_text_repr(text, value);
    if (status)
        return status;
    const char *p = text->data + start, *end = text->data + text->length;
    for (int64_t i = 0; c->precision >= 0 && i < c->precision && p < end; i++)
        ct_utf8_next(&p);
    if (c->precision >= 0 && text->data)
        text->length = p - text->data;
    return pad(text, start, c, -1);
}

static ct_status convert(ct_text *text, const conversion *c, const ct_object *value, int64_t at)
{
    switch (c->type) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return convert_int(text, c, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return convert_float(text, c, value);
    case 'c':
        return convert_char(text, c, value);
    case 's':
    case 'r':
    case 'a':
        return convert_text(text, c, value);
    default:
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                              "unsupported format character '%c' (0x%x) at index %lld", c->type,
                              (unsigned char)c->type, (long long)at);
    }
}

/* -- the whole format -------------------------------------------------------------------------- */

typedef struct arguments {
    const ct_object *values; /* a tuple: one after the other; else a single value */
    const char *start, *p, *end;
    int64_t used;
    bool mapped; /* a %(name) was seen */
} arguments;

static int64_t argument_count(const arguments *a)
{
    return a->values->type == &ct_tuple_type ? ((const ct_tuple_box *)a->values)->length : 1;
}

/* Owned. */
static ct_object *next_argument(arguments *a)
{
    if (a->used >= argument_count(a))
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "not enough arguments for format string");
    a->used++;
    return ct_retain(a->values->type == &ct_tuple_type
                         ? ((const ct_tuple_box *)a->values)->items[a->used - 1]
                         : a->values);
}

/* (name) behind the per cent sign: its value, owned. */
static ct_object *named_argument(arguments *a)
{
    const char *name = ++a->p;
    if (a->values->type != &ct_dict_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "format requires a mapping");
    for (int depth = 1; a->p < a->end; a->p++) {
        depth += *a->p == '(' ? 1 : *a->p == ')' ? -1 : 0;
        if (depth)
            continue;
        ct_object *key = ct_string(name, a->p - name);
        ct_object *value = key ? ct_subscript(a->values, key) : NULL;
        ct_release(key);
        a->p++;
        a->mapped = true;
        return value;
    }
    return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "incomplete format key");
}

/* Digits, or * for the next argument; stays unset when neither stands there. */
static ct_status read_number(arguments *a, int64_t *out, int64_t most)
{
    if (a->p < a->end && *a->p == '*') {
        a->p++;
        ct_object *value = next_argument(a);
        if (!value)
            return ct_error_pending();
        bool whole = ct_is_int(value);
        if (whole)
            ct_as_index(value, out);
        ct_release(value);
        if (!whole)
            return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "* wants int");
    } else {
        for (; a->p < a->end && *a->p >= '0' && *a->p <= '9'; a->p++)
            if ((*out = (*out < 0 ? 0 : *out) * 10 + *a->p - '0') > most)
                break;
    }
    if (*out > most || *out < -most) /* a width of its own may be negative: left */
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "width or precision too big");
    return CT_OK;
}

static ct_status read_conversion(arguments *a, conversion *c)
{
    *c = (conversion){.precision = -1};
    for (; a->p < a->end && strchr("-+ #0", *a->p) && *a->p; a->p++) {
        c->left |= *a->p == '-';
        c->plus |= *a->p == '+';
        c->space |= *a->p == ' ';
        c->alternate |= *a->p == '#';
        c->zero |= *a->p == '0';
    }
    ct_status status = read_number(a, &c->width, MOST_WIDTH);
    if (status)
        return status;
    if (c->width < 0) {
        c->left = true;
        c->width = -c->width;
    }
    if (a->p < a->end && *a->p == '.') {
        a->p++;
        c->precision = 0;
        if ((status = read_number(a, &c->precision, MOST_PRECISION)))
            return status;
        if (c->precision < 0)
            c->precision = 0;
    }
    while (a->p < a->end && (*a->p == 'h' || *a->p == 'l' || *a->p == 'L'))
        a->p++; /* C's lengths mean nothing here */
    if (a->p >= a->end)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "incomplete format");
    c->type = *a->p++;
    return CT_OK;
}

/* One item that starts with a per cent sign, a->p behind it. */
static ct_status format_item(ct_text *text, arguments *a)
{
    conversion c;
    ct_object *value = NULL;
    if (a->p < a->end && *a->p == '(' && !(value = named_argument(a)))
        return ct_error_pending();
    ct_status status = read_conversion(a, &c);
    if (!status && c.type == '%') {
        status = ct_text_add(text, "%", 1);
    } else if (!status) {
        if (!value)
            value = next_argument(a);
        status = value ? convert(text, &c, value, a->p - 1 - a->start) : ct_error_pending();
    }
    ct_release(value);
    return status;
}

ct_object *ct_string_format(const ct_object *format, const ct_object *values)
{
    const ct_string_box *s = (const ct_string_box *)format;
    arguments a = {values, s->text, s->text, s->text + s->bytes, 0, false};
    ct_text text = CT_TEXT_START;
    ct_status status = CT_OK;
    while (!status && a.p < a.end) {
        const char *plain = a.p;
        a.p = memchr(plain, '%', (size_t)(a.end - plain));
        if (!a.p)
            a.p = a.end;
        status = ct_text_add(&text, plain, a.p - plain);
        if (!status && a.p < a.end) {
            a.p++;
            status = format_item(&text, &a);
        }
    }
    bool mapping = values->type == &ct_dict_type || values->type == &ct_list_type ||
                   values->type == &ct_bytes_type; /* what has subscripts counts as one in Python */
    if (!status && !mapping && a.used < argument_count(&a))
        status = CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                                "not all arguments converted during string formatting");
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}
