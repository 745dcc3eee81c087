/* carton/series.h: arrays as samples of a function: differences, running totals, sums of areas. */
#ifndef CARTON_SERIES_H
#define CARTON_SERIES_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* The n-th difference along an axis; prepend and append (NULL: nothing) are put on first. */
CT_API CT_GIVE ct_array *ct_diff(const ct_array *a, int64_t n, int axis, const ct_array *prepend,
                                 const ct_array *append);
/* cumulative_sum and cumulative_prod: CT_FLAT only for one axis; `initial` puts 0 or 1 first. */
CT_API CT_GIVE ct_array *ct_cumulative_sum(const ct_array *a, int axis, const ct_dtype *dtype,
                                           bool initial);
CT_API CT_GIVE ct_array *ct_cumulative_prod(const ct_array *a, int axis, const ct_dtype *dtype,
                                            bool initial);

CT_END_DECLS
#endif
