/* convert.h: text to one element. */
#ifndef CT_CONVERT_H
#define CT_CONVERT_H

#include "io.h"

/* Reads a number of a numeric dtype at the start of [p, end) into `out`. Returns its end, or `p`
 * when there is none or it does not fit. */
const char *ct_convert_number(const ct_dtype *dtype, const char *p, const char *end, char *out);

#endif
