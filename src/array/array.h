/* array.h: the record of an ndarray and its buffer, for the layers from array upwards.
 *
 * Invariants:
 *   every element that shape and strides reach lies inside [buffer->address, buffer->address +
 * buffer->size); size is the product of shape, which never overflows, nor does size * itemsize; the
 * contiguity flags are always current (ct_array_update_flags after any change of shape or strides);
 *   data is never NULL; shape and strides stand one behind the other in one block (or in `few`). */
#ifndef CT_ARRAY_INTERNAL_H
#define CT_ARRAY_INTERNAL_H

#include <carton/array.h>

#include "base/base.h"

typedef enum ct_buffer_kind { CT_BUFFER_OWNED, CT_BUFFER_MAPPED, CT_BUFFER_FOREIGN } ct_buffer_kind;

/* Memory that arrays share. `size` bytes are in use, `capacity` can be used without moving. */
typedef struct ct_buffer {
    int64_t refs;
    char *address;
    int64_t size, capacity;
    ct_buffer_kind kind;
    bool readonly; /* foreign memory that nobody may write to */
    int32_t room;  /* OWNED: bytes of the block in which an array's record, this and, when
                      `block` is NULL, the elements stand */
    void *block;   /* OWNED: what the allocator gave; address is the next cache line in it */
    void (*release)(void *context); /* FOREIGN and MAPPED */
    void *context;
} ct_buffer;

ct_buffer *ct_buffer_foreign(void *address, int64_t size, void (*release)(void *), void *context);
ct_buffer *ct_buffer_retain(ct_buffer *buffer);
void ct_buffer_release(ct_buffer *buffer);
/* More than one array holds it. */
CT_INLINE bool ct_buffer_shared(const ct_buffer *buffer)
{
    return __atomic_load_n(&buffer->refs, __ATOMIC_ACQUIRE) > 1;
}
ct_status ct_buffer_resize(ct_buffer *buffer, int64_t capacity); /* may move; not when shared */

enum {
    CT_WEAK = 1 << 8, /* a Python scalar: 0-d bool never, int64/uint64, float64 or complex128 */
    CT_WEAK_BIG =
        1 << 9, /* a Python int outside int64 and uint64, as float64; infinite: outside that too */
    /* A weak number in the place of others, and one whose value decided about something. */
    CT_STAND_IN = 1 << 10,
    CT_LOOKED_AT = 1 << 11
};
enum { CT_FEW_AXES = 4 }; /* axes kept inside the record: most arrays need no second block */

struct ct_array {
    ct_object object;
    const ct_dtype *dtype;
    ct_buffer *buffer;
    ct_array *base; /* the array this one is a view of, retained; NULL for an owner */
    char *data;
    int64_t size;
    int ndim;
    unsigned flags;
    void *binding; /* another language's object for this array: see ct_array_binding */
    int64_t *shape, *strides;
    int64_t few[2 * CT_FEW_AXES];
};

/* numpy.arange of complex bounds, {real, imaginary}: as long as the shorter part. arange.c */
ct_array *ct_arange_complex(const double start[2], const double stop[2], const double step[2],
                            const ct_dtype *dtype);

/* A new array that owns its elements, `size` of them as ct_shape_size said; strides NULL gives C
 * order. Record, buffer and few elements are one block (buffer.c). */
ct_array *ct_array_new(int ndim, const int64_t *shape, const int64_t *strides, int64_t size,
                       const ct_dtype *dtype, bool zeroed);
/* The same in C order with the shape of `a`; numeric dtypes. */
ct_array *ct_array_new_like(const ct_array *a, const ct_dtype *dtype);
/* Fills in dtype (retained), shape, strides and what follows from them; size, data and other flags
 * are set. `lengths` is a block for more than CT_FEW_AXES axes. */
void ct_array_describe(ct_array *a, const ct_dtype *dtype, int ndim, int64_t *lengths,
                       const int64_t *shape, const int64_t *strides);
void ct_array_free(ct_array *a); /* the record, without its shape and references */
/* A new record with room for ndim axes over `buffer` (whose reference is taken, also on failure).
 * Shape and strides are copied; strides NULL gives C order. The dtype is retained. */
ct_array *ct_array_make(ct_buffer *buffer, char *data, int ndim, const int64_t *shape,
                        const int64_t *strides, const ct_dtype *dtype, unsigned flags);
/* A view of `a` with its own shape and strides over the same buffer; base is set, flags follow a.
 */
ct_array *ct_array_view(const ct_array *a, char *data, int ndim, const int64_t *shape,
                        const int64_t *strides, const ct_dtype *dtype);
/* The same without its shape, strides, data, size and flags: of at most CT_FEW_AXES axes, and no
 * larger than `a`. The caller fills them in. */
ct_array *ct_array_face(const ct_array *a, int ndim);
/* a.shape = shape: in place, AttributeError when that needs a copy. reshape.c */
ct_status ct_array_set_shape(ct_array *a, int ndim, const int64_t *shape);
void ct_array_update_flags(ct_array *a);
/* Product of a shape; -1 and ValueError ("array is too big", "negative dimensions are not
 * allowed"). */
int64_t ct_shape_size(const char *op, int ndim, const int64_t *shape, int64_t itemsize);
void ct_fill_strides(int ndim, const int64_t *shape, int64_t itemsize, bool fortran,
                     int64_t *strides);
/* Axis in [-ndim, ndim) to [0, ndim); AxisError that names the axis and ndim otherwise (-1). */
int ct_normalize_axis(const char *op, int axis, int ndim);
/* "(3,4)", as NumPy's messages have it. `text` has room for CT_SHAPE_TEXT bytes; longer shapes end
 * in "...". */
enum { CT_SHAPE_TEXT = 120 };
const char *ct_shape_text(char *text, int ndim, const int64_t *shape);
/* NumPy's broadcasting rule over shapes given one by one: folds `shape` into (*ndim, out).
 * ValueError. */
ct_status ct_broadcast_into(const char *op, int *ndim, int64_t *out, int n, const int64_t *shape);
/* A new array laid out after `a` (order K: axes sorted by a's strides), but with its own dtype.
 */
ct_array *ct_empty_after(const ct_array *a, const ct_dtype *dtype, ct_order order);
/* ValueError "assignment destination is read-only" when `a` may not be written to. */
ct_status ct_array_check_writeable(const char *op, const ct_array *a);
/* TypeError unless the rule allows the cast; a weak scalar goes where its kind fits. copy.c */
ct_status ct_array_check_cast(const char *op, const ct_array *from, const ct_dtype *to,
                              ct_casting casting);
/* ct_array_assign, but a weak scalar that dst cannot hold is an OverflowError, as for item
 * assignment. copy.c */
ct_status ct_array_store(ct_array *dst, const ct_array *value);
/* An error of `code` unless `a` alone holds its memory, and may write to it: what growing in place
 * needs. grow.c */
ct_status ct_array_check_sole_owner(const char *op, ct_status code, const ct_array *a);
/* `values` as an append to `a` along an axis needs them: in a's dtype and memory order, not in a's
 * memory; how far they reach along the axis. Only dtype, shape and flags of `a` are looked at.
 * grow.c */
ct_array *ct_array_appendable(const ct_array *a, const ct_array *values, int axis, int64_t *length);
/* Lowest and one past the highest byte that the elements occupy. */
void ct_array_bounds(const ct_array *a, const char **low, const char **high);

#endif
