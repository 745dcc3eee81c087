/* place.h: errors that say where in a text they are. */
#ifndef CARTON_LANG_PLACE_H
#define CARTON_LANG_PLACE_H

#include <carton/base.h>

/* Records `what` with the line (when there are several) and the column of byte `at`, and under it
 * that line, or what of it is around the place, with a mark. */
void ct_error_point(ct_status code, const char *op, int arg, const char *what, const char *text,
                    int32_t length, int32_t at);

#endif
