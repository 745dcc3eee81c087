/* repr.c: Python's text of int, float and complex. */
#include "number.h"

#include <math.h>
#include <string.h>

int ct_repr_int(char out[CT_REPR_ROOM], ct_int128 value)
{
    char digits[CT_REPR_ROOM];
    ct_uint128 rest = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    int n = 0, length = 0;
    while (rest > UINT64_MAX) {
        digits[n++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    uint64_t low = (uint64_t)rest;
    do {
        digits[n++] = (char)('0' + low % 10);
        low /= 10;
    } while (low);
    if (value < 0)
        out[length++] = '-';
    while (n)
        out[length++] = digits[--n];
    out[length] = '\0';
    return length;
}

static int put(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length + 1);
    return (int)length;
}

static int put_exponent(char *out, int exponent)
{
    int length = 0;
    out[length++] = 'e';
    out[length++] = exponent < 0 ? '-' : '+';
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);
    if (size >= 100)
        out[length++] = (char)('0' + size / 100);
    out[length++] = (char)('0' + size / 10 % 10);
    out[length++] = (char)('0' + size % 10);
    out[length] = '\0';
    return length;
}

static int put_zeros(char *out, int count)
{
    if (count > 0)
        memset(out, '0', (size_t)count);
    return count > 0 ? count : 0;
}

int ct_repr_real(char out[CT_REPR_ROOM], double value, int bits, bool point_zero)
{
    if (isnan(value))
        return put(out, "nan");
    int length = 0;
    if (signbit(value))
        out[length++] = '-';
    if (isinf(value))
        return length + put(out + length, "inf");
    char digits[CT_MOST_DIGITS];
    int point, n = ct_shortest_digits(value, bits, digits, &point);
    /* NumPy looks at the value, not the digits: float32(1e-4) is a little less and prints as 1e-04.
     * Whole numbers stay plain as long as the format holds all their digits. For float64 this is
     * Python's rule too. */
    double size = fabs(value), large = bits == 64 ? 1e16 : bits == 32 ? 1e6 : 1e3;
    if (size != 0 && (size >= large || size < 1e-4)) {
        out[length++] = digits[0];
        if (n > 1) {
            out[length++] = '.';
            memcpy(out + length, digits + 1, (size_t)(n - 1));
            length += n - 1;
        }
        return length + put_exponent(out + length, point - 1);
    }
    if (point <= 0) {
        out[length++] = '0';
        out[length++] = '.';
        length += put_zeros(out + length, -point);
        memcpy(out + length, digits, (size_t)n);
        length += n;
    } else if (n <= point) {
        memcpy(out + length, digits, (size_t)n);
        length += n;
        length += put_zeros(out + length, point - n);
        if (point_zero) {
            out[length++] = '.';
            out[length++] = '0';
        }
    } else {
        memcpy(out + length, digits, (size_t)point);
        length += point;
        out[length++] = '.';
        memcpy(out + length, digits + point, (size_t)(n - point));
        length += n - point;
    }
    out[length] = '\0';
    return length;
}

int ct_repr_double(char out[CT_REPR_ROOM], double value)
{
    return ct_repr_real(out, value, 64, true);
}

int ct_repr_complex_of(char out[2 * CT_REPR_ROOM], double real, double imag, int bits)
{
    bool pure = real == 0 && !signbit(real);
    int length = 0;
    if (!pure) {
        out[length++] = '(';
        length += ct_repr_real(out + length, real, bits, false);
        if (isnan(imag) || !signbit(imag))
            out[length++] = '+';
    }
    length += ct_repr_real(out + length, imag, bits, false);
    out[length++] = 'j';
    if (!pure)
        out[length++] = ')';
    out[length] = '\0';
    return length;
}

int ct_repr_complex(char out[2 * CT_REPR_ROOM], double real, double imag)
{
    return ct_repr_complex_of(out, real, imag, 64);
}
