/* wide.c: checked 128-bit arithmetic. */
#include "wide.h"

#include <math.h>

#define WIDE_MIN ((ct_int128)((ct_uint128)1 << 127))

ct_status ct_wide_overflow(void)
{
    return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0,
                          "int too large: integers have 128 bits in Carton");
}

static ct_uint128 magnitude(ct_int128 a)
{
    return a < 0 ? -(ct_uint128)a : (ct_uint128)a;
}

/* Not __builtin_mul_overflow: Clang calls compiler-rt for it, which GCC's runtime lacks. */
ct_status ct_wide_multiply(ct_int128 a, ct_int128 b, ct_int128 *out)
{
    if (a == (int64_t)a && b == (int64_t)b) {
        *out = a * b;
        return CT_OK;
    }
    ct_uint128 x = magnitude(a), y = magnitude(b);
    ct_uint128 most = ((ct_uint128)1 << 127) - ((a < 0) == (b < 0));
    if (y && x > most / y)
        return ct_wide_overflow();
    *out = (ct_int128)((a < 0) == (b < 0) ? x * y : -(x * y));
    return CT_OK;
}

ct_status ct_wide_divide(ct_int128 a, ct_int128 b, ct_int128 *quotient, ct_int128 *remainder)
{
    if (b == -1) { /* the one case where a / b overflows */
        if (quotient && a == WIDE_MIN)
            return ct_wide_overflow();
        if (quotient)
            *quotient = -a;
        if (remainder)
            *remainder = 0;
        return CT_OK;
    }
    ct_int128 q = a / b, r = a % b;
    if (r && (r < 0) != (b < 0)) {
        q--;
        r += b;
    }
    if (quotient)
        *quotient = q;
    if (remainder)
        *remainder = r;
    return CT_OK;
}

ct_status ct_wide_power(ct_int128 base, ct_int128 exponent, ct_int128 *out)
{
    ct_int128 result = 1;
    if (base == 0 || base == 1 || base == -1) {
        *out = exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base;
        return CT_OK;
    }
    if (exponent > 127)
        return ct_wide_overflow();
    for (;;) {
        if ((exponent & 1) && ct_wide_multiply(result, base, &result))
            return CT_OVERFLOW_ERROR;
        exponent >>= 1;
        if (!exponent)
            break;
        if (ct_wide_multiply(base, base, &base))
            return CT_OVERFLOW_ERROR;
    }
    *out = result;
    return CT_OK;
}

static ct_uint128 add_modulo(ct_uint128 a, ct_uint128 b, ct_uint128 modulus)
{
    return a >= modulus - b ? a - (modulus - b) : a + b;
}

static ct_uint128 multiply_modulo(ct_uint128 a, ct_uint128 b, ct_uint128 modulus)
{
    if (modulus <= (ct_uint128)1 << 64)
        return a * b % modulus;
    ct_uint128 result = 0;
    for (; b; b >>= 1) {
        if (b & 1)
            result = add_modulo(result, a, modulus);
        a = add_modulo(a, a, modulus);
    }
    return result;
}

ct_int128 ct_wide_power_modulo(ct_int128 base, ct_int128 exponent, ct_int128 modulus)
{
    ct_uint128 m = magnitude(modulus);
    ct_uint128 factor = magnitude(base) % m, result = 1 % m;
    if (base < 0 && factor)
        factor = m - factor;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = multiply_modulo(result, factor, m);
        factor = multiply_modulo(factor, factor, m);
    }
    return (ct_int128)(modulus < 0 && result ? result - m : result);
}

ct_status ct_wide_shift_left(ct_int128 a, ct_int128 by, ct_int128 *out)
{
    if (a == 0) {
        *out = 0;
        return CT_OK;
    }
    if (by > 127)
        return ct_wide_overflow();
    ct_int128 shifted = (ct_int128)((ct_uint128)a << (int)by);
    if (shifted >> (int)by != a)
        return ct_wide_overflow();
    *out = shifted;
    return CT_OK;
}

ct_int128 ct_wide_shift_right(ct_int128 a, ct_int128 by)
{
    return a >> (int)(by > 127 ? 127 : by);
}

static int bit_length(ct_uint128 a)
{
    uint64_t high = (uint64_t)(a >> 64), low = (uint64_t)a;
    return high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
}

/* A quotient of 56 or 57 bits and a sticky last bit round as the exact one does. */
double ct_wide_true_divide(ct_int128 a, ct_int128 b)
{
    const int64_t exact = INT64_C(1) << 53;
    if (a <= exact && a >= -exact && b <= exact && b >= -exact)
        return (double)a / (double)b;
    ct_uint128 x = magnitude(a), y = magnitude(b);
    int shift = 56 - (bit_length(x) - bit_length(y));
    if (shift < 0)
        y <<= -shift;
    ct_uint128 quotient = x / y, rest = x % y;
    for (int i = 0; i < shift; i++) {
        bool carry = rest >> 127;
        rest <<= 1;
        bool one = carry || rest >= y;
        if (one)
            rest -= y;
        quotient = quotient << 1 | one;
    }
    double result = ldexp((double)(uint64_t)(quotient | (rest != 0)), -shift);
    return (a < 0) == (b < 0) ? result : -result;
}
