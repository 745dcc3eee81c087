/* creation.c: arrays from a shape, from memory and from one value.
 *
 * Every shape goes through ct_shape_size before anything is allocated. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <stdlib.h>
#include <string.h>

/* The dtype of new elements: float64 for none, text of at least one character. */
static const ct_dtype *own_dtype(ct_scope *scope, const ct_dtype *dtype)
{
    if (!dtype)
        return CT_FLOAT64;
    return dtype->itemsize ? dtype : ct_own(scope, ct_dtype_text(dtype->num, 1));
}

static ct_array *create(const char *op, int ndim, const int64_t *shape, const int64_t *strides,
                        const ct_dtype *dtype, bool zeroed)
{
    if (CT_UNLIKELY(!dtype || !dtype->itemsize)) {
        CT_SCOPE(s);
        dtype = own_dtype(&s, dtype);
        return dtype ? create(op, ndim, shape, strides, dtype, zeroed) : NULL;
    }
    int64_t size = ct_shape_size(op, ndim, shape, dtype->itemsize);
    if (size < 0)
        return NULL;
    int64_t none[CT_MAX_NDIM];
    bool plain = !strides && ndim <= CT_FEW_AXES && dtype->num < CT_NUM_STR;
    if (size == 0 && !plain) { /* NumPy's strides for an array without elements */
        memset(none, 0, (size_t)ndim * sizeof *none);
        strides = none;
    }
    bool clean = ct_error_pending() == CT_OK;
    ct_array *a = ct_array_new(ndim, shape, strides, size, dtype, zeroed);
    if (CT_UNLIKELY(!a)) { /* say how much, unless an older error waits to be taken */
        char text[CT_SHAPE_TEXT];
        if (clean && ct_error_take(NULL) == CT_MEMORY_ERROR)
            ct_error_set(CT_MEMORY_ERROR, op, 0,
                         "Unable to allocate %.3g MiB for an array with shape %s and data type %s",
                         (double)size * (double)dtype->itemsize / (1 << 20),
                         ct_shape_text(text, ndim, shape), dtype->name);
    }
    return a;
}

ct_array *ct_empty(int ndim, const int64_t *shape, const ct_dtype *dtype)
{
    return create("empty", ndim, shape, NULL, dtype, false);
}

ct_array *ct_empty_order(int ndim, const int64_t *shape, const ct_dtype *dtype, ct_order order)
{
    if (ct_check_choice("empty", 4, "order", order, CT_ORDER_K + 1))
        return NULL;
    if (order != CT_ORDER_F)
        return create("empty", ndim, shape, NULL, dtype, false);
    CT_SCOPE(s);
    if (!(dtype = own_dtype(&s, dtype)))
        return NULL;
    int64_t strides[CT_MAX_NDIM];
    if (ct_shape_size("empty", ndim, shape, dtype->itemsize) < 0)
        return NULL;
    ct_fill_strides(ndim, shape, dtype->itemsize, true, strides);
    return create("empty", ndim, shape, strides, dtype, false);
}

ct_array *ct_zeros(int ndim, const int64_t *shape, const ct_dtype *dtype)
{
    return create("zeros", ndim, shape, NULL, dtype, true);
}

/* Stores `value` everywhere in the new array `a`, which is released on failure. */
static ct_array *filled(ct_array *a, const ct_array *value)
{
    if (a && value && ct_array_store(a, value) == CT_OK)
        return a;
    ct_release(a);
    return NULL;
}

static ct_array *filled_with_one(ct_array *a)
{
    ct_array *one = a ? ct_weak_int(1) : NULL;
    a = filled(a, one);
    ct_release(one);
    return a;
}

ct_array *ct_ones(int ndim, const int64_t *shape, const ct_dtype *dtype)
{
    return filled_with_one(create("ones", ndim, shape, NULL, dtype, false));
}

ct_array *ct_full(int ndim, const int64_t *shape, const ct_array *value, const ct_dtype *dtype)
{
    if (!value)
        return ct_null_input("full", 3), NULL;
    return filled(create("full", ndim, shape, NULL, dtype ? dtype : value->dtype, false), value);
}

/* -- after a prototype ------------------------------------------------------------------------- */

/* Axes of `a` from the widest stride to the tightest; equal ones keep their order. */
static void axes_by_stride(const ct_array *a, int *axes)
{
    for (int i = 0; i < a->ndim; i++) {
        int at = i;
        while (at > 0 && llabs(a->strides[axes[at - 1]]) < llabs(a->strides[i])) {
            axes[at] = axes[at - 1];
            at--;
        }
        axes[at] = i;
    }
}

/* Whose size a MemoryError need not say. */
enum { FEW_ELEMENTS = 4096 };

static ct_array *create_after(const char *op, const ct_array *a, const ct_dtype *dtype,
                              ct_order order, bool zeroed)
{
    if (!a)
        return ct_null_input(op, 1), NULL;
    if (ct_check_choice(op, 2, "order", order, CT_ORDER_K + 1))
        return NULL;
    dtype = dtype ? dtype : a->dtype;
    bool c = order == CT_ORDER_C || a->ndim <= 1 || (a->flags & CT_C_CONTIGUOUS);
    if (c && order != CT_ORDER_F && !zeroed && dtype->num < CT_NUM_STR &&
        (uint64_t)a->size - 1 < FEW_ELEMENTS)
        return ct_array_new_like(a, dtype);
    CT_SCOPE(s);
    if (!(dtype = own_dtype(&s, dtype)))
        return NULL;
    bool only_f = (a->flags & CT_F_CONTIGUOUS) && !(a->flags & CT_C_CONTIGUOUS);
    if (order == CT_ORDER_A)
        order = only_f ? CT_ORDER_F : CT_ORDER_C;
    if (order != CT_ORDER_C && order != CT_ORDER_F) /* K */
        order = a->ndim <= 1 || (a->flags & CT_C_CONTIGUOUS) ? CT_ORDER_C
                : only_f                                     ? CT_ORDER_F
                                                             : CT_ORDER_K;
    int64_t strides[CT_MAX_NDIM];
    if (ct_shape_size(op, a->ndim, a->shape, dtype->itemsize) < 0)
        return NULL;
    if (order == CT_ORDER_K) {
        int axes[CT_MAX_NDIM];
        axes_by_stride(a, axes);
        int64_t step = dtype->itemsize;
        for (int k = a->ndim; k-- > 0;) {
            strides[axes[k]] = step;
            if (a->shape[axes[k]] > 0)
                step *= a->shape[axes[k]];
        }
    } else {
        ct_fill_strides(a->ndim, a->shape, dtype->itemsize, order == CT_ORDER_F, strides);
    }
    return create(op, a->ndim, a->shape, strides, dtype, zeroed);
}

ct_array *ct_empty_after(const ct_array *a, const ct_dtype *dtype, ct_order order)
{
    return create_after("empty_like", a, dtype, order, false);
}

ct_array *ct_empty_like(const ct_array *a, const ct_dtype *dtype)
{
    return create_after("empty_like", a, dtype, CT_ORDER_K, false);
}

ct_array *ct_zeros_like(const ct_array *a, const ct_dtype *dtype)
{
    return create_after("zeros_like", a, dtype, CT_ORDER_K, true);
}

ct_array *ct_ones_like(const ct_array *a, const ct_dtype *dtype)
{
    return filled_with_one(create_after("ones_like", a, dtype, CT_ORDER_K, false));
}

ct_array *ct_full_like(const ct_array *a, const ct_array *value, const ct_dtype *dtype)
{
    if (!value)
        return ct_null_input("full_like", 2), NULL;
    return filled(create_after("full_like", a, dtype, CT_ORDER_K, false), value);
}

/* -- from memory ------------------------------------------------------------------------------- */

ct_array *ct_from_data(const void *data, int ndim, const int64_t *shape, const ct_dtype *dtype)
{
    if (!data)
        return ct_null_input("from_data", 1), NULL;
    ct_array *a = create("from_data", ndim, shape, NULL, dtype, false);
    if (a && a->size > 0)
        memcpy(a->data, data, (size_t)ct_nbytes(a));
    return a;
}

/* True when every element that shape and strides reach lies in `bytes` bytes from the start; no
 * step of the sum may wrap. */
static bool inside(int64_t bytes, int ndim, const int64_t *shape, const int64_t *strides,
                   int64_t itemsize)
{
    int64_t low = 0, high = itemsize, reach;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] == 0)
            return true;
        if (__builtin_mul_overflow(shape[i] - 1, strides[i], &reach) ||
            __builtin_add_overflow(reach < 0 ? low : high, reach, reach < 0 ? &low : &high))
            return false;
    }
    return low >= 0 && high <= bytes;
}

ct_array *ct_from_memory(void *data, int64_t bytes, int ndim, const int64_t *shape,
                         const int64_t *strides, const ct_dtype *dtype, bool writeable,
                         void (*release)(void *context), void *context)
{
    int64_t own[CT_MAX_NDIM];
    bool good = data != NULL;
    if (!dtype)
        dtype = CT_FLOAT64;
    if (!good)
        ct_null_input("from_memory", 1);
    good = good && ct_shape_size("from_memory", ndim, shape, dtype->itemsize) >= 0;
    if (good && !strides) {
        ct_fill_strides(ndim, shape, dtype->itemsize, false, own);
        strides = own;
    }
    if (good && !inside(bytes, ndim, shape, strides, dtype->itemsize)) {
        ct_error_set(CT_VALUE_ERROR, "from_memory", 2, "buffer is smaller than requested size");
        good = false;
    }
    if (!good) {
        if (release)
            release(context);
        return NULL;
    }
    ct_buffer *buffer = ct_buffer_foreign(data, bytes, release, context);
    if (!buffer)
        return NULL;
    buffer->readonly = !writeable;
    return ct_array_make(buffer, data, ndim, shape, strides, dtype, writeable ? CT_WRITEABLE : 0u);
}

/* -- one value --------------------------------------------------------------------------------- */

static ct_array *scalar(const ct_dtype *dtype, const void *value, unsigned flags)
{
    ct_array *a = create("scalar", 0, NULL, NULL, dtype, false);
    if (a) {
        memcpy(a->data, value, (size_t)dtype->itemsize);
        a->flags |= flags;
    }
    return a;
}

ct_array *ct_scalar_f64(double value)
{
    return scalar(CT_FLOAT64, &value, 0);
}

ct_array *ct_scalar_i64(int64_t value)
{
    return scalar(CT_INT64, &value, 0);
}

ct_array *ct_weak_float(double value)
{
    return scalar(CT_FLOAT64, &value, CT_WEAK);
}

ct_array *ct_weak_int(int64_t value)
{
    return scalar(CT_INT64, &value, CT_WEAK);
}

ct_array *ct_weak_complex(double real, double imag)
{
    double value[2] = {real, imag};
    return scalar(CT_COMPLEX128, value, CT_WEAK);
}
