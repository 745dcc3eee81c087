/* convert.c: int(), float(), complex(), abs() and round() of boxes. */
#include <math.h>
#include <string.h>

#include "object.h"
#include "operators.h"
#include "wide.h"

/* -- text without spaces and with its underscores taken out -------------------------------------
 */

typedef struct digits {
    char *copy; /* NULL: the text itself was fit */
    const char *start, *end;
} digits;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Underscores may stand between digits; elsewhere they stay and make the number invalid. */
static ct_status digits_start(digits *d, const ct_object *value)
{
    const ct_string_box *s = (const ct_string_box *)value;
    const char *p = s->text, *end = p + s->bytes;
    while (p < end && is_space(*p))
        p++;
    while (end > p && is_space(end[-1]))
        end--;
    *d = (digits){NULL, p, end};
    if (!memchr(p, '_', (size_t)(end - p)))
        return CT_OK;
    char *to = d->copy = ct_alloc(end - p);
    if (!to)
        return CT_MEMORY_ERROR;
    for (const char *q = p; q < end; q++)
        if (*q != '_' || q == p || q + 1 == end || !is_digit(q[-1]) || !is_digit(q[1]))
            *to++ = *q;
    d->start = d->copy;
    d->end = to;
    return CT_OK;
}

static ct_object *invalid(const ct_object *value, const char *format)
{
    char *text = ct_repr(value, NULL);
    if (text)
        ct_error_set(CT_VALUE_ERROR, NULL, 0, format, text);
    ct_free(text);
    return NULL;
}

/* A NumPy scalar or 0-d array as Python's number; others retained. */
static ct_object *plain(const ct_object *value)
{
    return value->type->number ? value->type->number(value) : ct_retain(value);
}

/* -- int --------------------------------------------------------------------------------------- */

static ct_object *int_of_double(double value)
{
    if (isnan(value))
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "cannot convert float NaN to integer");
    if (isinf(value))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "cannot convert float infinity to integer");
    if (value >= 0x1p127 || value < -0x1p127)
        return ct_wide_overflow(), NULL;
    return ct_int_wide((ct_int128)value);
}

static ct_object *int_of_text(const ct_object *value)
{
    digits d;
    if (digits_start(&d, value))
        return NULL;
    ct_int128 number = 0;
    bool overflow = false;
    bool fits = d.start < d.end && ct_read_int(d.start, d.end, &number, &overflow) == d.end;
    ct_dealloc(d.copy);
    if (!fits)
        return invalid(value, "invalid literal for int() with base 10: %s");
    return overflow ? (ct_wide_overflow(), NULL) : ct_int_wide(number);
}

ct_object *ct_to_int(const ct_object *value)
{
    if (!value)
        return ct_null_input("int", 1), NULL;
    ct_object *o = plain(value), *out = NULL;
    if (!o)
        return NULL;
    if (ct_is_int(o))
        out = ct_int_wide(ct_int_value(o));
    else if (o->type == &ct_float_type)
        out = int_of_double(ct_float_value(o));
    else if (o->type == &ct_str_type)
        out = int_of_text(o);
    else
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "int() argument must be a string, a bytes-like object or a real number, not "
                     "'%s'",
                     value->type->name);
    ct_release(o);
    return out;
}

/* -- float and complex ------------------------------------------------------------------------- */

static ct_object *float_of_text(const ct_object *value)
{
    digits d;
    if (digits_start(&d, value))
        return NULL;
    double number = 0;
    bool fits = d.start < d.end && ct_read_double(d.start, d.end, &number) == d.end;
    ct_dealloc(d.copy);
    return fits ? ct_float(number) : invalid(value, "could not convert string to float: %s");
}

ct_object *ct_to_float(const ct_object *value)
{
    if (!value)
        return ct_null_input("float", 1), NULL;
    ct_object *o = plain(value), *out = NULL;
    if (!o)
        return NULL;
    if (ct_is_int(o))
        out = ct_float(ct_wide_to_double(ct_int_value(o)));
    else if (o->type == &ct_float_type)
        out = ct_float(ct_float_value(o));
    else if (o->type == &ct_str_type)
        out = float_of_text(o);
    else
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "float() argument must be a string or a real number, not '%s'",
                     value->type->name);
    ct_release(o);
    return out;
}

static bool is_j(const char *p, const char *end)
{
    return p + 1 == end && (*p == 'j' || *p == 'J');
}

/* "a", "bj", "a+bj", with a bare sign for 1 before j; parentheses around all of it. */
static bool read_complex(const char *p, const char *end, double out[2])
{
    out[0] = out[1] = 0;
    if (end - p >= 2 && *p == '(' && end[-1] == ')')
        for (p++, end--; p < end && is_space(*p);)
            p++;
    while (p < end && is_space(end[-1]))
        end--;
    double first = 1;
    const char *next = ct_read_double(p, end, &first);
    if (next == p && p < end && (*p == '+' || *p == '-'))
        first = *next++ == '-' ? -1 : 1;
    else if (next == p && !is_j(p, end))
        return false;
    if (is_j(next, end)) {
        out[1] = first;
        return true;
    }
    out[0] = first;
    if (next == end)
        return next > p && next[-1] != '+' && next[-1] != '-';
    if (*next != '+' && *next != '-')
        return false;
    double second = *next == '-' ? -1 : 1;
    const char *last = ct_read_double(next, end, &second);
    if (last == next)
        last++;
    out[1] = second;
    return is_j(last, end);
}

ct_object *ct_to_complex(const ct_object *value)
{
    if (!value)
        return ct_null_input("complex", 1), NULL;
    double z[2];
    if (value->type == &ct_str_type) {
        digits d;
        if (digits_start(&d, value))
            return NULL;
        bool fits = d.start < d.end && read_complex(d.start, d.end, z);
        ct_dealloc(d.copy);
        return fits ? ct_complex(z[0], z[1])
                    : CT_FAIL(CT_VALUE_ERROR, NULL, 0, "complex() arg is a malformed string");
    }
    if (!ct_is_number(value) && !value->type->number)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                       "complex() first argument must be a string or a number, not '%s'",
                       value->type->name);
    return ct_as_complex(value, z) ? NULL : ct_complex(z[0], z[1]);
}

/* -- abs and round ----------------------------------------------------------------------------- */

ct_object *ct_absolute_value(const ct_object *value)
{
    if (!value)
        return ct_null_input("abs", 1), NULL;
    if (ct_is_int(value))
        return ct_int_value(value) < 0 ? ct_number_unary(CT_NEGATIVE_OP, value)
                                       : ct_int_wide(ct_int_value(value));
    if (value->type == &ct_float_type)
        return ct_float(fabs(ct_float_value(value)));
    if (value->type != &ct_complex_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "bad operand type for abs(): '%s'",
                       value->type->name);
    const ct_complex_box *z = (const ct_complex_box *)value;
    double size = hypot(z->real, z->imag);
    if (isinf(size) && isfinite(z->real) && isfinite(z->imag))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "absolute value too large");
    return ct_float(size);
}

/* To a multiple of 10^places, half to even. */
static ct_object *round_int(ct_int128 value, int64_t places)
{
    if (places > 38) /* 10^38 is the last power below 2^127; half of 10^39 is above it */
        return ct_int(0);
    ct_int128 unit = 1, rest, down, doubled;
    for (int64_t i = 0; i < places; i++)
        unit *= 10;
    ct_wide_divide(value, unit, NULL, &rest);
    if (ct_wide_subtract(value, rest, &down))
        return NULL;
    doubled = rest - (unit - rest); /* sign of rest - unit / 2 */
    if (doubled > 0 || (doubled == 0 && down / unit % 2 != 0))
        return ct_wide_add(down, unit, &down) ? NULL : ct_int_wide(down);
    return ct_int_wide(down);
}

/* By the exact decimal digits, as Python does: round(2.675, 2) is 2.67. */
static ct_object *round_double(double value, int64_t places)
{
    char text[800]; /* 309 digits before the point, and up to 400 behind it */
    if (!isfinite(value) || value == 0 || places > 400)
        return ct_float(value);
    if (places < -308)
        return ct_float(copysign(0.0, value));
    int point, n = ct_exact_digits(fabs(value), (int)places, true, text, sizeof text, &point);
    ct_text number = CT_TEXT_START;
    double out = 0;
    ct_status status = n ? ct_text_format(&number, "%.*se%d", n, text, point - n) : CT_OK;
    if (!status && n)
        ct_read_double(number.data, number.data + number.length, &out);
    ct_text_close(&number);
    if (status)
        return NULL;
    if (isinf(out))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "rounded value too large to represent");
    return ct_float(copysign(out, value));
}

ct_object *ct_round_number(const ct_object *value, const ct_object *count)
{
    if (!value)
        return ct_null_input("round", 1), NULL;
    bool to_int = !count || count->type == &ct_none_type;
    int64_t places = 0;
    if (!ct_is_int(value) && value->type != &ct_float_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "type %s doesn't define __round__ method",
                       value->type->name);
    if (!to_int && ct_as_index(count, &places))
        return NULL;
    if (ct_is_int(value))
        return places < 0 ? round_int(ct_int_value(value), places < -40 ? 40 : -places)
                          : ct_int_wide(ct_int_value(value));
    double x = ct_float_value(value);
    return to_int ? int_of_double(nearbyint(x)) : round_double(x, places);
}
