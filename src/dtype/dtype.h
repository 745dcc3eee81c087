/* dtype.h: the table of element types, and what can be done with one element.
 *
 * A new dtype is one row in table.c (and its loops in src/kernels). */
#ifndef CT_DTYPE_INTERNAL_H
#define CT_DTYPE_INTERNAL_H

#include <carton/dtype.h>

#include "base/number.h"

struct ct_dtype {
    ct_object object;
    ct_type_num num;
    char kind, letter;
    int alignment;
    int64_t itemsize; /* bytes; width * 4 for str */
    char name[24];    /* "float64" */
    char str[24];     /* "<f8" */
};

extern const ct_dtype ct_dtype_table[CT_NUM_STR]; /* the numeric ones, by number */
/* Looks a spelling up: *out is owned, or NULL without an error when NumPy's spellings have none. */
ct_status ct_dtype_find(const char *text, const ct_dtype **out);
/* Characters of the widest text an element can become; the width of a text dtype. */
int64_t ct_text_width(const ct_dtype *dtype);

/* -- one element <-> a box ----- element.c -------------------------------------------------------
 */

/* Python's box of the element at p: int, float, complex, bool, str, bytes. */
ct_object *ct_element_box(const ct_dtype *dtype, const char *p);
/* Stores a box (any number, str, bytes, NumPy scalar) as NumPy's item assignment does: Python ints
 * outside the dtype are an OverflowError ("Python integer 300 out of bounds for uint8"), text is
 * parsed or cut to the width. */
ct_status ct_element_store(const ct_dtype *dtype, char *p, const ct_object *box);
/* The dtype that array() discovers for one box, weak kinds resolved: int -> int64 (uint64 above),
 * float -> float64, ... */
const ct_dtype *
ct_dtype_of_box(const ct_object *box); /* owned; TypeError for what cannot be an element */

/* Whether a cast drops imaginary parts, and the text of NumPy's ComplexWarning for it. */
#define CT_COMPLEX_WARNING "Casting complex values to real discards the imaginary part"
CT_INLINE bool ct_cast_drops(const ct_dtype *from, const ct_dtype *to)
{
    return from->kind == 'c' && to->kind != 'c' && to->num != CT_NUM_BOOL && to->num < CT_NUM_STR;
}
/* Casts n elements where at least one side is text; ValueError for text that is no number. */
ct_status ct_cast_text(const ct_dtype *from, const char *src, int64_t src_stride,
                       const ct_dtype *to, char *dst, int64_t dst_stride, int64_t n);
/* -1, 0, 1 for two elements of text dtypes of the same kind (widths may differ; trailing NULs do
 * not count). */
int ct_compare_text(const ct_dtype *a, const char *x, const ct_dtype *b, const char *y);

/* -- NumPy scalars ----- scalar.c: a box of one element; ct_scalar_type
 * ------------------------------ */
typedef struct ct_scalar {
    ct_object object;
    const ct_dtype *dtype;
    union {
        char bytes[16];
        double align;
    } value;    /* numbers */
    char *text; /* str and bytes: dtype->itemsize bytes */
} ct_scalar;
ct_object *ct_scalar_new(const ct_dtype *dtype, const char *element); /* copies the element */
const char *ct_scalar_data(const ct_scalar *scalar);

#endif
