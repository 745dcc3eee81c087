/* read_number.h: between the reader and its exact fallback. */
#ifndef CT_READ_NUMBER_H
#define CT_READ_NUMBER_H

#include "powers.h"

typedef struct ct_float_format {
    int fraction, bias;
    int tie_min, tie_max; /* w * 10^q can lie halfway between two floats for these q only */
} ct_float_format;
extern const ct_float_format ct_format_float64, ct_format_float32;

/* A number as scanned: w * 10^q, and its text when w has lost digits (`cut`: nonzero ones). */
typedef struct ct_decimal_text {
    uint64_t w;
    int64_t q, exponent;             /* exponent: the one written after the e */
    const char *digits, *digits_end; /* digits with at most one point among them */
    bool cut;
} ct_decimal_text;

/* Bits of the float nearest to w * 10^q, for an exact w. */
uint64_t ct_round_decimal(uint64_t w, int64_t q, const ct_float_format *format);
/* Bits of the float nearest to the text, which lies between `low` and the float above it. */
uint64_t ct_round_exactly(const ct_decimal_text *d, uint64_t low, const ct_float_format *format);

#endif
