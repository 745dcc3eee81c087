/* print.h: what the printing files share.
 *
 * format_float.c lays out one number, print_element.c finds a common width for the elements that
 * will be shown, print.c arranges them in rows and brackets, print_options.c keeps the options. */
#ifndef CT_PRINT_H
#define CT_PRINT_H

#include <carton/print.h>

#include "array/array.h"
#include "object/object.h"

/* Sizes of a laid-out number, for the common width. */
typedef struct ct_float_size {
    int whole; /* characters before the point, with the sign */
    int fraction;
    int exponent; /* digits of the exponent, without its sign; scientific only */
} ct_float_size;
/* Writes a finite number; out NULL only measures. */
ct_status ct_format_positional(double x, const ct_float_style *style, ct_text *out,
                               ct_float_size *size);
ct_status ct_format_scientific(double x, const ct_float_style *style, ct_text *out,
                               ct_float_size *size);
ct_status ct_text_pad(ct_text *out, char c, int64_t count);

/* How the elements of one array are written. */
typedef struct ct_float_format {
    ct_float_style style;
    bool scientific;
    char sign;
    int nonfinite_width;
    const ct_printoptions *options;
} ct_float_format;

typedef struct ct_element_format {
    const ct_printoptions *options;
    const ct_dtype *dtype;
    ct_float_format real, imag;
    int width; /* integers */
    char sign;
    bool lone; /* a 0-d array: no padding of True */
    bool custom;
} ct_element_format;
ct_status ct_element_format_init(ct_element_format *format, const ct_array *a,
                                 const ct_printoptions *options);
ct_status ct_element_format_write(const ct_element_format *format, const char *element,
                                  ct_text *out);

/* Calls `visit` for each element that will be shown. */
typedef void ct_shown_visit(void *context, const char *element);
void ct_each_shown(const ct_array *a, const ct_printoptions *options, ct_shown_visit *visit,
                   void *context);
/* Which CT_PRINT_* class a dtype belongs to. */
unsigned ct_print_class(const ct_dtype *dtype);
/* repr and str of ct_array_type. */
ct_status ct_array_write_repr(const ct_object *self, ct_text *out);
ct_status ct_array_write_str(const ct_object *self, ct_text *out);
bool ct_is_summarised(const ct_array *a, const ct_printoptions *options);

#endif
