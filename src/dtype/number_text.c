/* number_text.c: the text of a numeric element, and the number in a text, by Python's rules. */
#include "element.h"

#include <string.h>

int ct_element_text(char out[CT_ELEMENT_TEXT], const ct_dtype *dtype, const char *p)
{
    ct_number value = ct_element_number(dtype, p);
    /* Bits of a float, or of each part of a complex. */
    int bits = (int)dtype->itemsize * (value.kind == 'c' ? 4 : 8);
    switch (value.kind) {
    case 'b':
        strcpy(out, value.whole ? "True" : "False");
        return value.whole ? 4 : 5;
    case 'i':
        return ct_repr_int(out, value.whole);
    case 'f':
        return ct_repr_real(out, value.real, bits, true);
    default:
        return ct_repr_complex_of(out, value.real, value.imag, bits);
    }
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Copies without underscores; -1 when one does not stand between two digits. */
static int64_t drop_underscores(char *out, const char *p, const char *end)
{
    int64_t n = 0;
    for (const char *at = p; at < end; at++) {
        if (*at != '_')
            out[n++] = *at;
        else if (at == p || at + 1 == end || !is_digit(at[-1]) || !is_digit(at[1]))
            return -1;
    }
    return n;
}

/* real, imag j, or both; "j" alone counts as 1j. */
static bool read_complex(const char *p, const char *end, ct_number *out)
{
    if (p < end && *p == '(' && end[-1] == ')') {
        p++, end--;
        while (p < end && is_blank(*p))
            p++;
        while (p < end && is_blank(end[-1]))
            end--;
    }
    if (p == end)
        return false;
    const char *at = ct_read_double(p, end, &out->real);
    out->imag = 0;
    if (at == end)
        return true;
    if (at > p && (*at == '+' || *at == '-')) {
        const char *start = at;
        at = ct_read_double(start, end, &out->imag);
        if (at == start) {
            out->imag = *start == '-' ? -1 : 1;
            at = start + 1;
        }
    } else {
        if (at == p) {
            out->real = *p == '-' ? -1 : 1;
            at = p + (*p == '+' || *p == '-');
        }
        out->imag = out->real;
        out->real = 0;
    }
    return at + 1 == end && (*at | 32) == 'j';
}

static bool read_plain(char kind, const char *p, const char *end, ct_number *out)
{
    out->kind = kind;
    if (p == end)
        return false;
    if (kind == 'f')
        return ct_read_double(p, end, &out->real) == end;
    if (kind == 'c')
        return read_complex(p, end, out);
    bool overflow;
    if (ct_read_int(p, end, &out->whole, &overflow) != end)
        return false;
    if (overflow)
        out->whole =
            *p == '-' ? (ct_int128)((ct_uint128)1 << 127) : (ct_int128)(~(ct_uint128)0 >> 1);
    return true;
}

int ct_number_in_text(char kind, const char *text, int64_t bytes, ct_number *out)
{
    const char *p = text, *end = text + bytes;
    while (p < end && is_blank(*p))
        p++;
    while (p < end && is_blank(end[-1]))
        end--;
    if (!memchr(p, '_', (size_t)(end - p)))
        return read_plain(kind, p, end, out);
    char few[128], *copy = end - p <= (int64_t)sizeof few ? few : ct_alloc(end - p);
    if (!copy)
        return -1;
    int64_t n = drop_underscores(copy, p, end);
    int found = n >= 0 && read_plain(kind, copy, copy + n, out);
    if (copy != few)
        ct_dealloc(copy);
    return found;
}

ct_status ct_not_a_number(const ct_dtype *to, const ct_object *box)
{
    if (to->kind == 'c')
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "complex() arg is a malformed string");
    char *text = ct_repr(box, NULL);
    if (!text)
        return ct_error_pending();
    ct_error_set(CT_VALUE_ERROR, NULL, 0,
                 to->kind == 'f' ? "could not convert string to float: %s"
                                 : "invalid literal for int() with base 10: %s",
                 text);
    ct_free(text);
    return CT_VALUE_ERROR;
}
