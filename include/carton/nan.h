/* carton/nan.h: reductions that pass over nan. Options and results as those of ct_sum and its like;
 * dtypes without nan go the plain way. */
#ifndef CARTON_NAN_H
#define CARTON_NAN_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

#define CT_REDUCTION(name)                                                                         \
    CT_API CT_GIVE ct_array *ct_##name##_opts(const ct_array *a, const ct_reduce_opts *opts);
CT_REDUCTION(nansum)
CT_REDUCTION(nanprod)
CT_REDUCTION(nanmin)
CT_REDUCTION(nanmax)
CT_REDUCTION(nanmean)
CT_REDUCTION(nanvar)
CT_REDUCTION(nanstd)
CT_REDUCTION(nanargmin) /* ValueError for a slice of nan only */
CT_REDUCTION(nanargmax)
#undef CT_REDUCTION
#ifndef __cplusplus
#define ct_nansum(a, ...)    ct_nansum_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanprod(a, ...)   ct_nanprod_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanmin(a, ...)    ct_nanmin_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanmax(a, ...)    ct_nanmax_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanmean(a, ...)   ct_nanmean_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanvar(a, ...)    ct_nanvar_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanstd(a, ...)    ct_nanstd_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanargmin(a, ...) ct_nanargmin_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_nanargmax(a, ...) ct_nanargmax_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#endif
/* nan counts as 0, or as 1. */
CT_API CT_GIVE ct_array *ct_nancumsum(const ct_array *a, int axis, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_nancumprod(const ct_array *a, int axis, const ct_dtype *dtype);
/* The dtype's numbers in place of nan and infinities; NULL: 0, its largest, its smallest number. */
CT_API CT_GIVE ct_array *ct_nan_to_num(const ct_array *x, const ct_array *nan,
                                       const ct_array *posinf, const ct_array *neginf);
CT_API ct_status ct_array_nan_to_num(ct_array *x, const ct_array *nan, const ct_array *posinf,
                                     const ct_array *neginf); /* in place */

CT_END_DECLS
#endif
