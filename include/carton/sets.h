/* carton/sets.h: arrays as sets of values. Results are sorted, without repeats, of one axis. */
#ifndef CARTON_SETS_H
#define CARTON_SETS_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* Sorted values without repeats. The other results may be NULL pointers when not wanted. */
CT_API CT_GIVE ct_array *ct_unique(const ct_array *a, ct_array **index, ct_array **inverse,
                                   ct_array **counts);
/* The same with each nan a value of its own, and over the items along an axis (CT_FLAT: elements).
 */
typedef struct ct_unique_opts {
    size_t size_;
    int axis;
    bool each_nan;
} ct_unique_opts;
CT_API CT_GIVE ct_array *ct_unique_along(const ct_array *a, const ct_unique_opts *opts,
                                         ct_array **index, ct_array **inverse, ct_array **counts);
/* Which elements are (invert: are not) among the others: bool, of the shape of `elements`. */
CT_API CT_GIVE ct_array *ct_isin(const ct_array *elements, const ct_array *among, bool invert);
/* `unique` says that neither input has repeats. The indices of common values in either input (its
 * first, flattened) may be NULL pointers. */
CT_API CT_GIVE ct_array *ct_intersect1d(const ct_array *a, const ct_array *b, bool unique,
                                        ct_array **index_a, ct_array **index_b);
CT_API CT_GIVE ct_array *ct_union1d(const ct_array *a, const ct_array *b);
CT_API CT_GIVE ct_array *ct_setdiff1d(const ct_array *a, const ct_array *b, bool unique);
CT_API CT_GIVE ct_array *ct_setxor1d(const ct_array *a, const ct_array *b, bool unique);

CT_END_DECLS
#endif
