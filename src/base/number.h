/* number.h: numbers to text and back, exactly, independent of the locale.
 *
 * Shortest digits: the fewest decimal digits that read back as the same number, the closest of
 * those. Reading is correctly rounded (ties to even) for any number of digits. */
#ifndef CT_NUMBER_H
#define CT_NUMBER_H

#include "base.h"

__extension__ typedef __int128 ct_int128;
__extension__ typedef unsigned __int128 ct_uint128;

/* Digits d1 d2 ... dn of |value| = 0.d1d2...dn * 10^*point, shortest for a format of 16, 32 or 64
 * bits. Returns n (1 for zero: "0", *point = 1). Finite values only. No NUL is written. */
enum { CT_MOST_DIGITS = 17 };
int ct_shortest_digits(double value, int bits, char digits[CT_MOST_DIGITS], int *point);
/* Exactly rounded (half to even on the exact binary value): `count` digits in all, or `count`
 * digits after the decimal point. Returns how many digits were written (at most room); trailing
 * zeros are kept. */
int ct_exact_digits(double value, int count, bool after_point, char *digits, int room, int *point);

/* Python's repr(float): "1.0", "1e-05", "inf", "nan". Returns the length; out has CT_REPR_ROOM
 * bytes. */
enum { CT_REPR_ROOM = 48 };
int ct_repr_double(char out[CT_REPR_ROOM], double value);
/* Python's repr(complex): "(1+2j)", "2j". */
int ct_repr_complex(char out[2 * CT_REPR_ROOM], double real, double imag);
/* The same for floats of 16, 32 or 64 bits, as NumPy's scalars print; `point_zero` ends whole
 * numbers in ".0". */
int ct_repr_real(char out[CT_REPR_ROOM], double value, int bits, bool point_zero);
int ct_repr_complex_of(char out[2 * CT_REPR_ROOM], double real, double imag, int bits);
int ct_repr_int(char out[CT_REPR_ROOM], ct_int128 value);

/* Reads a number at the start of [text, end). Returns the first character that does not belong to
 * it, or `text` when there is none. Accepts [+-] digits . digits e[+-]digits, inf, infinity, nan in
 * any case; no spaces. */
const char *ct_read_double(const char *text, const char *end, double *out);
const char *ct_read_float(const char *text, const char *end,
                          float *out); /* rounded once, to float32 */
/* Decimal integer; *overflow is set when it does not fit in 128 bits. */
const char *ct_read_int(const char *text, const char *end, ct_int128 *out, bool *overflow);

/* IEEE binary16; its two companions are public. */
uint16_t ct_float_to_half(float value);

#endif
