/* element.h: what element.c, text.c and scalar.c share: one element as a number or as text. */
#ifndef CT_ELEMENT_H
#define CT_ELEMENT_H

#include "dtype.h"
#include "object/object.h"

/* An element's value, exact in every dtype: `whole` for bool and integers, else the parts. */
typedef struct ct_number {
    char kind; /* b i f c */
    ct_int128 whole;
    double real, imag;
} ct_number;
ct_number ct_element_number(const ct_dtype *dtype, const char *p); /* numeric dtypes */
/* Stores as C casts do: no error, integers wrap, fractions are cut, imaginary parts are lost. */
void ct_element_put(const ct_dtype *dtype, char *p, const ct_number *value);
/* Stores as Python's int() and float() do: OverflowError outside the dtype, ValueError for NaN. */
ct_status ct_element_put_checked(const ct_dtype *dtype, char *p, const ct_number *value);

/* str() of a numeric element; NUL-ended. Returns the length. */
enum { CT_ELEMENT_TEXT = 2 * CT_REPR_ROOM };
int ct_element_text(char out[CT_ELEMENT_TEXT], const ct_dtype *dtype, const char *p);

/* A list, tuple or array: never an element. (Text has been looked at before.) */
CT_INLINE bool ct_is_sequence(const ct_object *box)
{
    return box->type->item && box->type != &ct_dict_type;
}

/* Characters (str) or bytes of a text element without the trailing NULs. */
int64_t ct_text_used(const ct_dtype *dtype, const char *p);
/* A str, bytes, or text scalar into a text element, cut to the width; ValueError where ASCII does
 * not do. Other boxes go in as str(box). */
ct_status ct_text_store(const ct_dtype *dtype, char *p, const ct_object *box);

/* The number of kind i, f or c that Python's int(), float(), complex() read in the text, blanks
 * around it and underscores between digits included. 1, or 0 when it is none; -1: no memory. An
 * integer that 128 bits cannot hold is the nearest that they can. */
int ct_number_in_text(char kind, const char *text, int64_t bytes, ct_number *out);
/* Records the ValueError for text that is no number; `box` is shown. */
ct_status ct_not_a_number(const ct_dtype *to, const ct_object *box);

#endif
