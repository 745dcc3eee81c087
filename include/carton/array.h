/* carton/array.h: the ndarray. A small record (dtype, shape, strides, data) over one counted
 * buffer; several arrays, called views, may share a buffer. Up to 64 axes, any strides, zero sizes,
 * 0-d.
 *
 * Shapes and strides are int64_t; strides count bytes. Every function that may return a view says
 * so. */
#ifndef CARTON_ARRAY_H
#define CARTON_ARRAY_H

#include <carton/dtype.h>
#include <carton/list.h>

CT_BEGIN_DECLS

typedef struct ct_array ct_array;
enum { CT_MAX_NDIM = 64 };

/* `CT_SHAPE(3, 4)` passes an axis count and the lengths: ct_zeros(CT_SHAPE(3, 4), CT_FLOAT64). */
#ifndef __cplusplus
#define CT_SHAPE(...)                                                                              \
    ((int)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))),                             \
        ((const int64_t[]){__VA_ARGS__})
#define CT_0D 0, ((const int64_t *)NULL)
#endif

/* 0 as an order means the function's own default ('K' or 'C'). */
typedef enum ct_order { CT_ORDER_DEFAULT, CT_ORDER_C, CT_ORDER_F, CT_ORDER_A, CT_ORDER_K } ct_order;

/* -- What an array is ---------------------------------------------------------------------- */

enum { /* ct_flags */
       CT_C_CONTIGUOUS = 1,
       CT_F_CONTIGUOUS = 2,
       CT_OWNDATA = 4, /* not a view made from another array */
       CT_WRITEABLE = 8,
       CT_ALIGNED = 16
};
CT_API int ct_ndim(const ct_array *a);                 /* -1 for NULL */
CT_API const int64_t *ct_shape(const ct_array *a);     /* borrowed, ct_ndim entries */
CT_API const int64_t *ct_strides(const ct_array *a);   /* borrowed, bytes */
CT_API int64_t ct_size(const ct_array *a);             /* number of elements, -1 for NULL */
CT_API int64_t ct_nbytes(const ct_array *a);           /* size times itemsize */
CT_API const ct_dtype *ct_dtype_of(const ct_array *a); /* borrowed */
CT_API unsigned ct_flags(const ct_array *a);
CT_API const void *ct_data(const ct_array *a); /* first element; not NULL even for size 0 */
CT_API void *ct_data_mut(ct_array *a);         /* ValueError when not writeable */
CT_API ct_status ct_set_writeable(ct_array *a, bool writeable);
CT_API const ct_array *
ct_base(const ct_array *a); /* borrowed: the array this is a view of, or NULL */
CT_API bool ct_shares_memory(const ct_array *a,
                             const ct_array *b); /* exact; False if unsure never */
CT_API bool ct_may_share_memory(const ct_array *a, const ct_array *b); /* bounds only */

/* One word for a binding to another language: its object for this array, so that the same array
 * always shows up as the same object. The library only keeps it; NULL at first. */
CT_API void *ct_array_binding(const ct_array *a);
CT_API void ct_array_bind(ct_array *a, void *binding);

/* -- Creation: each returns a new array ------------------------------------------------------ */

CT_API CT_GIVE ct_array *ct_empty(int ndim, const int64_t *shape, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_empty_order(int ndim, const int64_t *shape, const ct_dtype *dtype,
                                        ct_order order);
CT_API CT_GIVE ct_array *ct_zeros(int ndim, const int64_t *shape, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_ones(int ndim, const int64_t *shape, const ct_dtype *dtype);
/* `value` broadcasts to the shape; dtype NULL takes the value's. */
CT_API CT_GIVE ct_array *ct_full(int ndim, const int64_t *shape, const ct_array *value,
                                 const ct_dtype *dtype);
/* NULL dtype keeps the prototype's; layout follows it (order K). */
CT_API CT_GIVE ct_array *ct_empty_like(const ct_array *a, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_zeros_like(const ct_array *a, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_ones_like(const ct_array *a, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_full_like(const ct_array *a, const ct_array *value,
                                      const ct_dtype *dtype);
/* Copies C-ordered elements from memory. */
CT_API CT_GIVE ct_array *ct_from_data(const void *data, int ndim, const int64_t *shape,
                                      const ct_dtype *dtype);
/* An array over foreign memory (frombuffer): `release(context)` is called when the last view is
 * gone, also when this call fails. strides NULL: C order. */
CT_API CT_GIVE ct_array *ct_from_memory(void *data, int64_t bytes, int ndim, const int64_t *shape,
                                        const int64_t *strides, const ct_dtype *dtype,
                                        bool writeable, void (*release)(void *context),
                                        void *context);
/* numpy.array(object, dtype, ...): nested lists and tuples, scalars, arrays. NULL dtype is
 * discovered. Ragged nesting is a ValueError that names the position. */
CT_API CT_GIVE ct_array *ct_array_from(const void *object, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_asarray(const void *object,
                                    const ct_dtype *dtype); /* may be the same */
/* 0-d arrays. The weak ones are Python scalars: they take the dtype of what they meet (NEP 50). */
CT_API CT_GIVE ct_array *ct_scalar_f64(double value);  /* float64 */
CT_API CT_GIVE ct_array *ct_scalar_i64(int64_t value); /* int64 */
CT_API CT_GIVE ct_array *ct_weak_float(double value);
CT_API CT_GIVE ct_array *ct_weak_int(int64_t value);
CT_API CT_GIVE ct_array *ct_weak_complex(double real, double imag);
CT_API bool ct_is_weak(const ct_array *a);

CT_API CT_GIVE ct_array *ct_arange(double start, double stop, double step, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_arange_i64(int64_t start, int64_t stop, int64_t step,
                                       const ct_dtype *dtype);
typedef struct ct_space_opts {
    size_t size_;
    bool open; /* endpoint=False */
    int axis;
    const ct_dtype *dtype;
    double base;           /* logspace; 0 means 10 */
    const ct_array *bases; /* logspace: several, in place of `base` */
    ct_array **steps;      /* linspace: gets the distances of the samples, owned */
} ct_space_opts;
/* start and stop broadcast against each other; the samples run along a new axis. */
CT_API CT_GIVE ct_array *ct_linspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                                          const ct_space_opts *opts, double *step);
CT_API CT_GIVE ct_array *ct_logspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                                          const ct_space_opts *opts);
CT_API CT_GIVE ct_array *ct_geomspace_opts(const ct_array *start, const ct_array *stop, int64_t num,
                                           const ct_space_opts *opts);
CT_API CT_GIVE ct_array *ct_linspace(double start, double stop, int64_t num);
CT_API CT_GIVE ct_array *ct_eye(int64_t n, int64_t m, int64_t k, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_identity(int64_t n, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_diag(const ct_array *v, int64_t k); /* 1-D: a new matrix; 2-D: a view */
CT_API CT_GIVE ct_array *ct_tri(int64_t n, int64_t m, int64_t k, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_tril(const ct_array *m, int64_t k);
CT_API CT_GIVE ct_array *ct_triu(const ct_array *m, int64_t k);
/* out[i] gets an owned reference each; on failure all are NULL. */
CT_API ct_status ct_meshgrid(int n, ct_array *const *xi, bool ij, bool sparse, bool copy,
                             ct_array **out);
CT_API CT_GIVE ct_array *ct_indices(int ndim, const int64_t *shape, const ct_dtype *dtype);
typedef ct_array *ct_index_function(void *context, int ndim, ct_array *const *coordinates);
CT_API CT_GIVE ct_array *ct_fromfunction(ct_index_function *function, void *context, int ndim,
                                         const int64_t *shape, const ct_dtype *dtype);

/* -- Copies and casts ------------------------------------------------------------------------ */

CT_API CT_GIVE ct_array *ct_copy(const ct_array *a, ct_order order); /* default K */
CT_API CT_GIVE ct_array *ct_astype(const ct_array *a, const ct_dtype *dtype, ct_casting casting);
CT_API ct_status ct_copyto(ct_array *dst, const ct_array *src, ct_casting casting,
                           const ct_array *where); /* where may be NULL; overlap is safe */
CT_API ct_status ct_fill(ct_array *a, const ct_array *value);
CT_API CT_GIVE ct_array *ct_ascontiguousarray(const ct_array *a); /* the same array when it is */

/* -- Views: no element is copied unless a line says so --------------------------------------- */

CT_API CT_GIVE ct_array *ct_view(const ct_array *a);
CT_API CT_GIVE ct_array *ct_view_dtype(const ct_array *a,
                                       const ct_dtype *dtype); /* a.view(dtype) */
/* a.dtype = dtype and a.strides = strides (one for each axis), in place. ValueError when the last
 * axis cannot be divided so, or when an element would lie outside the buffer. */
CT_API ct_status ct_array_set_dtype(ct_array *a, const ct_dtype *dtype);
CT_API ct_status ct_array_set_strides(ct_array *a, const int64_t *strides);
/* One length may be -1. Copies when the strides cannot express it. */
CT_API CT_GIVE ct_array *ct_reshape(const ct_array *a, int ndim, const int64_t *shape);
CT_API CT_GIVE ct_array *ct_reshape_order(const ct_array *a, int ndim, const int64_t *shape,
                                          ct_order order, int copy);  /* copy: -1 if needed, 0, 1 */
CT_API CT_GIVE ct_array *ct_ravel(const ct_array *a, ct_order order); /* copies if not contiguous */
CT_API CT_GIVE ct_array *ct_flatten(const ct_array *a, ct_order order); /* always a copy */
CT_API CT_GIVE ct_array *ct_transpose(const ct_array *a);
CT_API CT_GIVE ct_array *ct_transpose_axes(const ct_array *a, int n, const int *axes);
CT_API CT_GIVE ct_array *ct_swapaxes(const ct_array *a, int axis1, int axis2);
CT_API CT_GIVE ct_array *ct_moveaxis(const ct_array *a, int n, const int *source,
                                     const int *destination);
CT_API CT_GIVE ct_array *ct_squeeze(const ct_array *a, int n, const int *axes); /* n = -1: all */
CT_API CT_GIVE ct_array *ct_expand_dims(const ct_array *a, int n, const int *axes);
CT_API CT_GIVE ct_array *ct_broadcast_to(const ct_array *a, int ndim,
                                         const int64_t *shape); /* read-only */
CT_API ct_status ct_broadcast_arrays(int n, ct_array *const *in, ct_array **out);
CT_API ct_status ct_broadcast_shape(int n, ct_array *const *in, int *ndim, int64_t *shape);
CT_API CT_GIVE ct_array *ct_diagonal(const ct_array *a, int64_t offset, int axis1, int axis2);
CT_API CT_GIVE ct_array *ct_real(const ct_array *a); /* a view for complex, the array for others */
CT_API CT_GIVE ct_array *
ct_imag(const ct_array *a); /* a view for complex, read-only zeros for others */

/* -- Indexing -------------------------------------------------------------------------------- */

typedef enum ct_index_kind {
    CT_INDEX_END,
    CT_INDEX_AT,
    CT_INDEX_RANGE,
    CT_INDEX_REST,
    CT_INDEX_NEW,
    CT_INDEX_ARRAY
} ct_index_kind;
typedef struct ct_index {
    ct_index_kind kind;
    int64_t start, stop, step; /* AT uses start; CT_OMIT is a bound left out */
    const ct_array *array;     /* boolean mask or integers; borrowed */
} ct_index;
CT_INLINE ct_index ct_at(int64_t i)
{
    ct_index x = {CT_INDEX_AT, i, 0, 0, 0};
    return x;
}
CT_INLINE ct_index ct_step(int64_t start, int64_t stop, int64_t step)
{
    ct_index x = {CT_INDEX_RANGE, start, stop, step, 0};
    return x;
}
CT_INLINE ct_index ct_range(int64_t start, int64_t stop)
{
    return ct_step(start, stop, 1);
}
CT_INLINE ct_index ct_from(int64_t start)
{
    return ct_step(start, CT_OMIT, 1);
}
CT_INLINE ct_index ct_upto(int64_t stop)
{
    return ct_step(CT_OMIT, stop, 1);
}
CT_INLINE ct_index ct_every(int64_t step)
{
    return ct_step(CT_OMIT, CT_OMIT, step);
}
CT_INLINE ct_index ct_pick(const ct_array *a)
{
    ct_index x = {CT_INDEX_ARRAY, 0, 0, 0, a};
    return x;
}
CT_INLINE ct_index ct_index_of(ct_index_kind kind)
{
    ct_index x = {kind, 0, 0, 0, 0};
    return x;
}
#define ct_colon   ct_step(CT_OMIT, CT_OMIT, 1) /* : */
#define ct_rest    ct_index_of(CT_INDEX_REST)   /* ... */
#define ct_newaxis ct_index_of(CT_INDEX_NEW)    /* None */
#define ct_end     ct_index_of(CT_INDEX_END)    /* closes every list */

/* a[list]: a view, unless an index is an array (then a copy). The list ends with ct_end. */
CT_API CT_GIVE ct_array *ct_index_get(const ct_array *a, const ct_index *list);
/* a[list] = value, cast unsafely and broadcast as NumPy does; overlap behaves as if copied. */
CT_API ct_status ct_index_set(ct_array *a, const ct_index *list, const ct_array *value);
CT_API CT_GIVE ct_array *ct_slice(const ct_array *a, const char *text); /* "3, 1:-1, ..." */
#ifndef __cplusplus
#define ct_get(a, ...)        ct_index_get((a), (const ct_index[]){__VA_ARGS__, ct_end})
#define ct_set(a, value, ...) ct_index_set((a), (const ct_index[]){__VA_ARGS__, ct_end}, (value))
#endif
/* One element, converted; `index` has ct_ndim entries, negative ones count from the end. */
CT_API ct_status ct_get_f64(const ct_array *a, const int64_t *index, double *out);
CT_API ct_status ct_get_i64(const ct_array *a, const int64_t *index, int64_t *out);
CT_API ct_status ct_set_f64(ct_array *a, const int64_t *index, double value);
CT_API ct_status ct_set_i64(ct_array *a, const int64_t *index, int64_t value);
/* The only element as a C number; ValueError for any other size. */
CT_API ct_status ct_item_f64(const ct_array *a, double *out);
CT_API ct_status ct_item_i64(const ct_array *a, int64_t *out);
CT_API CT_GIVE ct_object *ct_item(const ct_array *a);   /* Python's box: a.item() */
CT_API CT_GIVE ct_object *ct_tolist(const ct_array *a); /* nested lists of Python's boxes */

/* NumPy scalars: immutable boxes of one element (np.float64(1.5)). 0-d arrays in and out. */
CT_API CT_GIVE ct_object *ct_scalar_from(const ct_array *a);
CT_API CT_GIVE ct_array *ct_scalar_array(const ct_object *scalar);

/* -- Joining and growing --------------------------------------------------------------------- */

enum { CT_FLAT = INT32_MIN }; /* an axis: None, over the flattened array */
CT_API CT_GIVE ct_array *ct_concatenate(int n, ct_array *const *arrays, int axis);
CT_API CT_GIVE ct_array *ct_concatenate_opts(int n, ct_array *const *arrays, int axis,
                                             ct_array *out, const ct_dtype *dtype,
                                             ct_casting casting);
CT_API CT_GIVE ct_array *ct_stack(int n, ct_array *const *arrays, int axis);
/* numpy.append: a new array. */
CT_API CT_GIVE ct_array *ct_append(const ct_array *a, const ct_array *values, int axis);
/* numpy.resize: a new array, the data repeated to fill it. */
CT_API CT_GIVE ct_array *ct_resize(const ct_array *a, int ndim, const int64_t *shape);
/* What stands behind the old elements, in memory order. An empty array repeats as zeros. */
typedef enum ct_fill_rule {
    CT_FILL_DEFAULT, /* what NumPy does: ct_resize repeats, ct_array_resize fills with zeros */
    CT_FILL_REPEAT,  /* the old elements, again and again */
    CT_FILL_ZERO,
    CT_FILL_VALUE, /* `value`, broadcast over the new elements */
    CT_FILL_EDGE   /* the last old element */
} ct_fill_rule;
CT_API CT_GIVE ct_array *ct_resize_fill(const ct_array *a, int ndim, const int64_t *shape,
                                        ct_fill_rule rule, const ct_array *value);
/* In place, and only while the array holds its buffer alone: BufferError when a view shares it or
 * the memory is mapped or foreign. The buffer's capacity doubles up to 1 MiB and then grows by an
 * eighth, so appending along the slowest axis (the first in C order, the last in Fortran order) is
 * amortised O(1) per element; along another axis all elements move inside the buffer. `values` are
 * one item (without the axis) or a block, cast by the same_kind rule; they may be `a` itself. */
CT_API ct_status ct_array_append(ct_array *a, const ct_array *values); /* along axis 0 */
CT_API ct_status ct_array_append_axis(ct_array *a, const ct_array *values, int axis);
/* One number at the end of a 1-D array: a few nanoseconds in its dtype. */
CT_API ct_status ct_array_append_f64(ct_array *a, double value);
CT_API ct_status ct_array_append_i64(ct_array *a, int64_t value);
/* `rows` indices of the slowest axis from memory outside `a`, in its dtype and memory order. */
CT_API ct_status ct_array_append_data(ct_array *a, const void *data, int64_t rows);
/* Room for so many indices of the slowest axis in all; and no more than there are elements. */
CT_API ct_status ct_array_reserve(ct_array *a, int64_t rows);
CT_API ct_status ct_array_shrink_to_fit(ct_array *a);
CT_API int64_t ct_array_capacity(const ct_array *a); /* bytes of the buffer */
/* ndarray.resize: in place, new elements are zero; refuses as ct_array_append does. */
CT_API ct_status ct_array_resize(ct_array *a, int ndim, const int64_t *shape);
/* The same, and what the new elements are (CT_FILL_DEFAULT: zero). */
CT_API ct_status ct_array_resize_fill(ct_array *a, int ndim, const int64_t *shape,
                                      ct_fill_rule rule, const ct_array *value);

CT_END_DECLS
#endif
