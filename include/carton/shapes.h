/* carton/shapes.h: arrays grown by borders, cut of zeros, seen through windows. */
#ifndef CARTON_SHAPES_H
#define CARTON_SHAPES_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

typedef enum ct_pad_mode {
    CT_PAD_CONSTANT,
    CT_PAD_EDGE,
    CT_PAD_LINEAR_RAMP,
    CT_PAD_MAXIMUM,
    CT_PAD_MEAN,
    CT_PAD_MEDIAN,
    CT_PAD_MINIMUM,
    CT_PAD_REFLECT,
    CT_PAD_SYMMETRIC,
    CT_PAD_WRAP,
    CT_PAD_EMPTY
} ct_pad_mode;
CT_API int ct_pad_mode_parse(const char *name); /* -1 and ValueError for an unknown name */
/* Pairs (before, after) for each axis; what broadcasts to (ndim, 2) will do. */
typedef struct ct_pad_opts {
    size_t size_;
    ct_pad_mode mode;
    const ct_array *values;      /* CONSTANT and LINEAR_RAMP: NULL is 0 */
    const ct_array *stat_length; /* MAXIMUM, MEAN, MINIMUM: NULL is the whole axis */
    bool odd;                    /* REFLECT, SYMMETRIC: 2 * edge - value */
} ct_pad_opts;
CT_API CT_GIVE ct_array *ct_pad(const ct_array *a, const ct_array *widths, const ct_pad_opts *opts);

/* Without the zeros before (front) and behind (back) the others, along axes; n = -1: all. A view.
 */
CT_API CT_GIVE ct_array *ct_trim_zeros(const ct_array *a, bool front, bool back, int n,
                                       const int *axes);
/* Every window of a shape along axes (n = the lengths given; axes NULL: all): a view, with the
 * windows' axes last. */
CT_API CT_GIVE ct_array *ct_sliding_window_view(const ct_array *a, int n, const int64_t *lengths,
                                                const int *axes, bool writeable);
/* The same memory with other shape and strides (in bytes); ValueError where an element would lie
 * outside the buffer. */
CT_API CT_GIVE ct_array *ct_as_strided(const ct_array *a, int ndim, const int64_t *shape,
                                       const int64_t *strides, bool writeable);
/* Powers of x as columns, falling unless `increasing`. */
CT_API CT_GIVE ct_array *ct_vander(const ct_array *x, int64_t columns, bool increasing);

CT_END_DECLS
#endif
