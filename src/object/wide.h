/* wide.h: Python's int arithmetic in 128 bits. Each returns a status and writes *out only when it
 * succeeds; a result that does not fit is an OverflowError. wide.c */
#ifndef CT_WIDE_H
#define CT_WIDE_H

#include "base/base.h"
#include "base/number.h"

ct_status ct_wide_overflow(void); /* records the error */

CT_INLINE ct_status ct_wide_add(ct_int128 a, ct_int128 b, ct_int128 *out)
{
    return __builtin_add_overflow(a, b, out) ? ct_wide_overflow() : CT_OK;
}
CT_INLINE ct_status ct_wide_subtract(ct_int128 a, ct_int128 b, ct_int128 *out)
{
    return __builtin_sub_overflow(a, b, out) ? ct_wide_overflow() : CT_OK;
}
ct_status ct_wide_multiply(ct_int128 a, ct_int128 b, ct_int128 *out);
/* Quotient rounded down, remainder with the divisor's sign; b is not 0. Either may be NULL. */
ct_status ct_wide_divide(ct_int128 a, ct_int128 b, ct_int128 *quotient, ct_int128 *remainder);
ct_status ct_wide_power(ct_int128 base, ct_int128 exponent, ct_int128 *out); /* exponent >= 0 */
/* base ** exponent % modulus, the sign the modulus's; exponent >= 0, modulus not 0 */
ct_int128 ct_wide_power_modulo(ct_int128 base, ct_int128 exponent, ct_int128 modulus);
ct_status ct_wide_shift_left(ct_int128 a, ct_int128 by, ct_int128 *out); /* by >= 0 */
ct_int128 ct_wide_shift_right(ct_int128 a, ct_int128 by);                /* by >= 0 */
double ct_wide_true_divide(ct_int128 a, ct_int128 b); /* correctly rounded; b is not 0 */

#endif
