/* short_rows.h: what broadcasting makes of short rows, written out: a call for each of them would
 * cost more than its elements do. */
#ifndef CT_SHORT_ROWS_H
#define CT_SHORT_ROWS_H

#include "base/base.h"

/* A row of n elements, `times` side by side; where the next such block may begin. */
char *ct_repeat_row(char *to, const char *from, int64_t stride, int64_t itemsize, int64_t n,
                    int64_t times);
/* Each of n numbers `width` times, side by side. Writes in pieces of 16 bytes: up to 15 bytes after
 * the last row are overwritten too, and must be the caller's. NULL: no such itemsize. */
typedef void ct_spreader(char *to, const char *from, int64_t stride, int64_t width, int64_t n);
ct_spreader *ct_spreader_of(int64_t itemsize);

#endif
