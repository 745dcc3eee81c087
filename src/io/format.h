/* format.h: one element as text for savetxt and CSV, independent of the locale. */
#ifndef CT_FORMAT_H
#define CT_FORMAT_H

#include "dtype/element.h"
#include "io.h"

/* A conversion of Python's % operator: %[-+ 0#][width][.precision]letter. */
typedef struct ct_spec {
    bool left, plus, space, zero, alternate;
    int width, precision; /* precision -1: not given */
    char letter;          /* d i u e E f F g G s r x X o */
} ct_spec;
enum { CT_WIDTH_MOST = 256, CT_PRECISION_MOST = 128, CT_NUMBER_ROOM = 800 };

/* Reads one conversion behind its '%'. ValueError when there is none. */
const char *ct_spec_parse(const char *op, const char *text, ct_spec *out);
/* Writes a float by an e, f or g conversion, or an integer by d; returns the length. */
int ct_format_real(char out[CT_NUMBER_ROOM], const ct_spec *spec, double value);
int ct_format_int(char out[CT_NUMBER_ROOM], const ct_spec *spec, ct_int128 value);

/* Numbers out of elements; nan for text, and for the imaginary part of a real. */
double ct_element_real(const ct_dtype *dtype, const char *p); /* the real part */
double ct_element_imag(const ct_dtype *dtype, const char *p);
bool ct_element_int(const ct_dtype *dtype, const char *p, ct_int128 *out); /* false: a float */

/* The UTF-8 of a str or bytes element (bytes as Latin-1), without trailing NULs; free with
 * ct_dealloc. */
char *ct_format_text(const ct_dtype *dtype, const char *p, int64_t *length);

#endif
