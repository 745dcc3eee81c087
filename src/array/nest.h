/* nest.h: loop nests. Several operands are walked together over one shape; unit axes are dropped,
 * axes that are contiguous together are merged, axes are ordered by stride so that the inner one is
 * the tightest, and negative strides are flipped where every operand allows it.
 *
 * Use:
 *     ct_nest nest;
 *     ct_nest_init(&nest, 2, ndim, shape, data, strides, CT_NEST_ANY_ORDER);
 *     do loop(nest.at, nest.inner_strides, nest.inner, ...); while (ct_nest_next(&nest));
 * A nest over zero elements has nest.inner == 0 and runs its body once with n = 0. No allocation,
 * cannot fail. NO_FLIP sorts axes but walks each in its own direction. */
#ifndef CT_NEST_H
#define CT_NEST_H

#include "array.h"

#include <stddef.h>
#include <string.h>

enum { CT_NEST_OPERANDS = 24 };
/* SHORT_ROWS: any order, but a short inner axis stays, until ct_nest_lengthen. */
enum { CT_NEST_ANY_ORDER, CT_NEST_KEEP_ORDER, CT_NEST_NO_FLIP, CT_NEST_SHORT_ROWS };

typedef struct ct_nest {
    int count;     /* operands */
    int ndim;      /* outer axes left, fastest first; the inner axis is apart */
    int64_t inner; /* elements of the inner axis */
    int64_t inner_strides[CT_NEST_OPERANDS];
    char *at[CT_NEST_OPERANDS]; /* where each operand stands now */
    int64_t shape[CT_MAX_NDIM], index[CT_MAX_NDIM];
    int64_t strides[CT_MAX_NDIM][CT_NEST_OPERANDS];
} ct_nest;

void ct_nest_init(ct_nest *nest, int count, int ndim, const int64_t *shape, char *const *data,
                  const int64_t *const *strides, int order);
/* A short inner axis would pay for a call of the loop every few elements: a much longer one outside
 * it takes its place, though its steps are wider. */
void ct_nest_lengthen(ct_nest *nest);
/* Steps the outer axes; false after the last. */
bool ct_nest_next(ct_nest *nest);
/* *to = *from as far as it is in use: a nest has room for some 13 KB. */
CT_INLINE void ct_nest_copy(ct_nest *to, const ct_nest *from)
{
    size_t row = (size_t)from->count * sizeof **to->strides;
    to->count = from->count;
    to->ndim = from->ndim;
    to->inner = from->inner;
    memcpy(to->inner_strides, from->inner_strides, row);
    memcpy(to->at, from->at, row);
    for (int i = 0; i < from->ndim; i++) {
        to->shape[i] = from->shape[i];
        to->index[i] = from->index[i];
        memcpy(to->strides[i], from->strides[i], row);
    }
}
/* Runs task(context, piece) for pieces of the nest that together are all of it, on as many threads
 * as pay (base.h); the inner axis is cut at multiples of `unit` elements. A piece may be changed.
 * nest_parallel.c */
typedef ct_status ct_nest_task(void *context, ct_nest *piece);
ct_status ct_nest_parallel(const ct_nest *nest, int64_t unit, double nanoseconds_per_element,
                           ct_nest_task *task, void *context);
/* The axes fastest first, as a nest over these operands would order them: the layout of a new
 * result (order K). Unit axes have no say. `order` has ndim entries. */
void ct_nest_axis_order(int count, int ndim, const int64_t *shape, const int64_t *const *strides,
                        int *order);
/* Strides of `a` as if broadcast to (ndim, shape): 0 along stretched axes. The shapes must fit. */
void ct_broadcast_strides(const ct_array *a, int ndim, const int64_t *shape, int64_t *strides);

/* dst[...] = src, broadcast and cast element by element, any overlap as if src had been copied
 * first. The casting rule is not checked here; text that is no number is a ValueError. assign.c */
ct_status ct_array_assign(ct_array *dst, const ct_array *src);
/* The elements of src that `strides` reach into dst's memory from `to` on, where `to_strides`
 * reach: the same work for parts that have no record of their own. Nothing of either is shared.
 * assign.c
 */
ct_status ct_array_lay(ct_array *dst, char *to, int ndim, const int64_t *shape,
                       const int64_t *to_strides, const ct_array *src, const int64_t *strides);
/* The very same elements in the same order (what a loop may read and write at once). */
bool ct_array_same_elements(const ct_array *a, const ct_array *b);
/* Whether a byte of one is a byte of the other: bounds first, then the exact test. */
bool ct_array_overlaps(const ct_array *a, const ct_array *b);

#endif
