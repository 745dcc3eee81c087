/* literal.c: the values of number and string tokens. */
#include "ast.h"

#include "base/number.h"
#include "lexer.h"
#include "object/object.h"

#include <string.h>

/* -- numbers ----------------------------------------------------------------------------------- */

static int digit_value(char c)
{
    if (ct_is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

static ct_object *bad(const char *what)
{
    return CT_FAIL(CT_SYNTAX_ERROR, NULL, 0, "invalid %s literal", what);
}

static ct_object *whole(const char *digits, int32_t length, int base, const char *what)
{
    ct_int128 value = 0;
    bool any = false;
    for (int32_t i = 0; i < length; i++) {
        if (digits[i] == '_') {
            if (i + 1 == length || digits[i + 1] == '_' || (i == 0 && base == 10))
                return bad(what);
            continue;
        }
        int digit = digit_value(digits[i]);
        if (digit >= base)
            return bad(what);
        any = true;
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit, &value))
            return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "integers have at most 128 bits here: %.*s",
                           length, digits);
    }
    return any ? ct_int_wide(value) : bad(what);
}

ct_object *ct_literal_number(const char *text, int32_t length)
{
    static const char letters[] = "xob", *const names[] = {"hexadecimal", "octal", "binary"};
    static const int bases[] = {16, 8, 2};
    char second = length > 1 ? (char)(text[1] | 0x20) : '\0';
    const char *base = second ? strchr(letters, second) : NULL;
    if (text[0] == '0' && base)
        return whole(text + 2, length - 2, bases[base - letters], names[base - letters]);
    bool imaginary = (text[length - 1] | 0x20) == 'j';
    if (!imaginary && !memchr(text, '.', (size_t)length) && !memchr(text, 'e', (size_t)length) &&
        !memchr(text, 'E', (size_t)length)) {
        if (text[0] == '0' && strspn(text, "0_") < (size_t)length && length > 1)
            return CT_FAIL(CT_SYNTAX_ERROR, NULL, 0,
                           "leading zeros in decimal integer literals are not permitted; use an "
                           "0o prefix for octal integers");
        return whole(text, length, 10, "decimal");
    }
    ct_bytes_buffer digits = {0};
    ct_status status = CT_OK;
    for (int32_t i = 0; i < length - imaginary && !status; i++)
        if (text[i] != '_')
            status = ct_buffer_add(&digits, text + i, 1);
    double value = 0;
    if (!status && ct_read_double(digits.data, digits.data + digits.length, &value) !=
                       digits.data + digits.length)
        status = ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "invalid decimal literal");
    ct_dealloc(digits.data);
    return status ? NULL : imaginary ? ct_complex(0, value) : ct_float(value);
}

/* -- strings ----------------------------------------------------------------------------------- */

ct_status ct_buffer_add(ct_bytes_buffer *b, const char *data, int64_t length)
{
    if (b->length + length > b->capacity || !b->data) {
        int64_t wanted = 2 * b->capacity + length + 16;
        char *grown = ct_realloc(b->data, wanted);
        if (!grown)
            return CT_MEMORY_ERROR;
        b->data = grown;
        b->capacity = wanted;
    }
    memcpy(b->data + b->length, data, (size_t)length);
    b->length += length;
    return CT_OK;
}

static ct_status add_code_point(ct_bytes_buffer *out, uint32_t c)
{
    char u[4];
    if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "illegal Unicode character in string");
    if (c < 0x80)
        return u[0] = (char)c, ct_buffer_add(out, u, 1);
    int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (int i = n - 1; i > 0; i--, c >>= 6)
        u[i] = (char)(0x80 | (c & 0x3F));
    u[0] = (char)((0xF00 >> n) | c);
    return ct_buffer_add(out, u, n);
}

static ct_status add_code(ct_bytes_buffer *out, uint32_t c, bool bytes)
{
    char byte = (char)c;
    return bytes ? ct_buffer_add(out, &byte, 1) : add_code_point(out, c);
}

/* \xhh, \uhhhh, \Uhhhhhhhh: `count` digits must follow. */
static ct_status hex_escape(ct_bytes_buffer *out, const char *p, const char *end, int count,
                            bool bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < count; i++) {
        if (p + i >= end || digit_value(p[i]) >= 16)
            return ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "truncated \\%c escape in string",
                                count == 2   ? 'x'
                                : count == 4 ? 'u'
                                             : 'U');
        value = value * 16 + (uint32_t)digit_value(p[i]);
    }
    return add_code(out, value, bytes);
}

/* One escape; *p stands behind the backslash and moves past it. */
static ct_status escape(ct_bytes_buffer *out, const char **p, const char *end, bool bytes)
{
    static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
    char c = *(*p)++;
    const char *simple = c ? strchr(from, c) : NULL;
    if (simple)
        return ct_buffer_add(out, to + (simple - from), 1);
    if (c == '\n')
        return CT_OK;
    if (c >= '0' && c <= '7') {
        uint32_t value = (uint32_t)(c - '0');
        for (int i = 0; i < 2 && *p < end && **p >= '0' && **p <= '7'; i++)
            value = value * 8 + (uint32_t)(*(*p)++ - '0');
        return add_code(out, value, bytes);
    }
    int digits = c == 'x' ? 2 : bytes ? 0 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits) {
        ct_status status = hex_escape(out, *p, end, digits, bytes);
        *p += digits;
        return status;
    }
    ct_status status = ct_buffer_add(out, "\\", 1);
    return status ? status : ct_buffer_add(out, &c, 1);
}

ct_status ct_literal_unescape(ct_bytes_buffer *out, const char *text, int32_t length, bool raw,
                              bool bytes)
{
    const char *p = text, *end = text + length;
    ct_status status = ct_buffer_add(out, "", 0);
    while (p < end && !status) {
        const char *stop = raw ? NULL : memchr(p, '\\', (size_t)(end - p));
        if (!stop)
            return ct_buffer_add(out, p, end - p);
        status = ct_buffer_add(out, p, stop - p);
        p = stop + 1;
        if (!status && p < end)
            status = escape(out, &p, end, bytes);
    }
    return status;
}
