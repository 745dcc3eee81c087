/* carton/indexing.h: routines that read and write elements by index, and make indices. */
#ifndef CARTON_INDEXING_H
#define CARTON_INDEXING_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

typedef enum ct_index_mode { CT_INDEX_RAISE, CT_INDEX_WRAP, CT_INDEX_CLIP } ct_index_mode;

/* Elements by an index array of the same number of axes, which broadcasts but along `axis`;
 * CT_FLAT: over the flattened array. What argsort and argmin with keepdims return. */
CT_API CT_GIVE ct_array *ct_take_along_axis(const ct_array *a, const ct_array *indices, int axis);
CT_API ct_status ct_put_along_axis(ct_array *a, const ct_array *indices, const ct_array *values,
                                   int axis);

CT_END_DECLS
#endif
