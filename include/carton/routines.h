/* carton/routines.h: NumPy's routines that stand on arrays and ufuncs: rearranging, sorting,
 * searching. Axis: CT_FLAT is None. Names, defaults and results are NumPy's. */
#ifndef CARTON_ROUTINES_H
#define CARTON_ROUTINES_H

#include <carton/indexing.h>
#include <carton/logic.h>
#include <carton/nan.h>
#include <carton/numeric.h>
#include <carton/polynomial.h>
#include <carton/products.h>
#include <carton/series.h>
#include <carton/sets.h>
#include <carton/shapes.h>
#include <carton/statistics.h>

CT_BEGIN_DECLS

/* -- joining and splitting ----- manipulation.c ------------------------------------------------ */

CT_API CT_GIVE ct_array *ct_atleast(const ct_array *a, int ndim); /* atleast_1d, _2d, _3d */
CT_API CT_GIVE ct_array *ct_vstack(int n, ct_array *const *arrays);
CT_API CT_GIVE ct_array *ct_hstack(int n, ct_array *const *arrays);
CT_API CT_GIVE ct_array *ct_dstack(int n, ct_array *const *arrays);
CT_API CT_GIVE ct_array *ct_column_stack(int n, ct_array *const *arrays);
/* A list of views, cut before the given indices. */
CT_API CT_GIVE ct_list *ct_split_at(const ct_array *a, int64_t n, const int64_t *cuts, int axis);
/* Into equal sections; when that does not come out even: an error (exact), or longer first ones. */
CT_API CT_GIVE ct_list *ct_split_into(const ct_array *a, int64_t sections, int axis, bool exact);

/* -- rearranging ----- manipulation.c ---------------------------------------------------------- */

CT_API CT_GIVE ct_array *ct_tile(const ct_array *a, int n, const int64_t *reps);
CT_API CT_GIVE ct_array *ct_repeat(const ct_array *a, const ct_array *repeats, int axis);
CT_API CT_GIVE ct_array *ct_flip(const ct_array *a, int n, const int *axes); /* view; n -1: all */
CT_API CT_GIVE ct_array *ct_roll(const ct_array *a, int64_t shift, int axis);
CT_API CT_GIVE ct_array *ct_rot90(const ct_array *a, int64_t k, int axis1, int axis2); /* view */
/* Without the items that `where` (one index) picks. */
CT_API CT_GIVE ct_array *ct_delete(const ct_array *a, ct_index where, int axis);
CT_API CT_GIVE ct_array *ct_insert(const ct_array *a, const ct_array *indices,
                                   const ct_array *values, int axis);

/* -- searching ----- manipulation.c, sorting.c ------------------------------------------------- */

/* One int64 array per axis in `out`; all NULL on failure. */
CT_API ct_status ct_nonzero(const ct_array *a, ct_array **out);
CT_API CT_GIVE ct_array *ct_take(const ct_array *a, const ct_array *indices, int axis,
                                 ct_index_mode mode);
/* Stable; nan last. */
CT_API CT_GIVE ct_array *ct_argsort(const ct_array *a, int axis);
CT_API CT_GIVE ct_array *ct_sort(const ct_array *a, int axis);
CT_API ct_status ct_array_sort(ct_array *a, int axis); /* in place */
/* Indices that sort by the last key, then by the one before it, ...: keys of one shape. */
CT_API CT_GIVE ct_array *ct_lexsort(int n, ct_array *const *keys, int axis);
/* The kth smallest elements at their places, smaller ones before them; nan last. A copy, the
 * indices, and in place. */
CT_API CT_GIVE ct_array *ct_partition(const ct_array *a, int count, const int64_t *kth, int axis);
CT_API CT_GIVE ct_array *ct_argpartition(const ct_array *a, int count, const int64_t *kth,
                                         int axis);
CT_API ct_status ct_array_partition(ct_array *a, int count, const int64_t *kth, int axis);
/* Where values would go into sorted 1-D `a` (in the order of `sorter`, which may be NULL). */
CT_API CT_GIVE ct_array *ct_searchsorted(const ct_array *a, const ct_array *values, bool right,
                                         const ct_array *sorter);

CT_END_DECLS
#endif
