/* carton/indexing.h: routines that read and write elements by index, and make indices. */
#ifndef CARTON_INDEXING_H
#define CARTON_INDEXING_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

typedef enum ct_index_mode { CT_INDEX_RAISE, CT_INDEX_WRAP, CT_INDEX_CLIP } ct_index_mode;

/* -- reading and writing ----- indexing.c -------------------------------------------------------
 */

/* Elements by an index array of the same number of axes, which broadcasts but along `axis`;
 * CT_FLAT: over the flattened array. What argsort and argmin with keepdims return. */
CT_API CT_GIVE ct_array *ct_take_along_axis(const ct_array *a, const ct_array *indices, int axis);
CT_API ct_status ct_put_along_axis(ct_array *a, const ct_array *indices, const ct_array *values,
                                   int axis);
/* a.flat[indices] = values, which repeat as needed. */
CT_API ct_status ct_array_put(ct_array *a, const ct_array *indices, const ct_array *values,
                              ct_index_mode mode);
/* Where the mask is true: the values of the same place (repeated), or one value after the other. */
CT_API ct_status ct_array_putmask(ct_array *a, const ct_array *mask, const ct_array *values);
CT_API ct_status ct_array_place(ct_array *a, const ct_array *mask, const ct_array *values);
CT_API CT_GIVE ct_array *ct_extract(const ct_array *condition, const ct_array *a);
/* The items along an axis (CT_FLAT: elements) for which the condition holds. */
CT_API CT_GIVE ct_array *ct_compress(const ct_array *condition, const ct_array *a, int axis);
/* choices[a[i]][i], all broadcast. */
CT_API CT_GIVE ct_array *ct_choose(const ct_array *a, int n, ct_array *const *choices,
                                   ct_index_mode mode);
/* The first choice whose condition holds, else the fallback. */
CT_API CT_GIVE ct_array *ct_select(int n, ct_array *const *conditions, ct_array *const *choices,
                                   const ct_array *fallback);
/* Values along the diagonal; `wrap` goes on below it in tall matrices. */
CT_API ct_status ct_fill_diagonal(ct_array *a, const ct_array *value, bool wrap);
CT_API CT_GIVE ct_array *ct_argwhere(const ct_array *a); /* (count, ndim) */
CT_API CT_GIVE ct_array *ct_flatnonzero(const ct_array *a);

/* -- making indices ----- index_maps.c -----------------------------------------------------------
 */

/* Flat indices from one index array per axis, and back (out[ndim], all NULL on failure). `modes`:
 * one per axis; NULL is raise. */
CT_API CT_GIVE ct_array *ct_ravel_multi_index(int ndim, ct_array *const *indices,
                                              const int64_t *shape, const ct_index_mode *modes,
                                              ct_order order);
CT_API ct_status ct_unravel_index(const ct_array *indices, int ndim, const int64_t *shape,
                                  ct_order order, ct_array **out);
/* An open grid of n vectors (true elements of masks): out[i] runs along axis i. */
CT_API ct_status ct_ix(int n, ct_array *const *vectors, ct_array **out);
/* Rows and columns of the lower (upper) triangle of an n by m matrix. */
CT_API ct_status ct_tril_indices(int64_t n, int64_t k, int64_t m, ct_array *out[2]);
CT_API ct_status ct_triu_indices(int64_t n, int64_t k, int64_t m, ct_array *out[2]);

CT_END_DECLS
#endif
