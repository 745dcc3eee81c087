/* index.h: an index list, worked out against one array: shared by index.c and pick.c. */
#ifndef CT_ARRAY_INDEX_H
#define CT_ARRAY_INDEX_H

#include "array.h"

typedef struct ct_pick_part {
    const ct_array *array; /* a boolean mask or integers; borrowed */
    int axis;              /* the first axis of the indexed array it speaks of */
} ct_pick_part;

/* The axes that the list keeps (slices, new axes, axes not mentioned), where they start, and the
 * index arrays in between. */
typedef struct ct_index_plan {
    char *data;
    int ndim;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    int picks;
    ct_pick_part pick[CT_MAX_NDIM];
    int place; /* kept axes that stand before the picked ones in the result */
} ct_index_plan;

/* a[...] through index arrays: a copy. And assignment through them. pick.c */
ct_array *ct_pick_get(const ct_array *a, const ct_index_plan *plan);
ct_status ct_pick_set(ct_array *a, const ct_index_plan *plan, const ct_array *value);

#endif
