/* array.c: the record: making and destroying it, its flags, its attributes, and what every file of
 * this layer needs to know about shapes.
 *
 * Invariants: see array.h. A view's base is the owner at the end of the chain, never another view.
 */
#include "array.h"

#include "base/limits.h"
#include "dtype/dtype.h"

#include <stdio.h>
#include <string.h>

/* -- shapes ------------------------------------------------------------------------------------ */

int64_t ct_shape_size(const char *op, int ndim, const int64_t *shape, int64_t itemsize)
{
    if (ndim < 0 || ndim > CT_MAX_NDIM) {
        ct_error_set(CT_VALUE_ERROR, op, 0,
                     "maximum supported dimension for an ndarray is currently %d, found %d",
                     CT_MAX_NDIM, ndim);
        return -1;
    }
    int64_t bytes = itemsize > 0 ? itemsize : 1, size = 1;
    bool empty = false;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0) {
            ct_error_set(CT_VALUE_ERROR, op, 0, "negative dimensions are not allowed");
            return -1;
        }
        if (shape[i] == 0) {
            empty = true;
            continue; /* the other lengths must fit all the same: strides are made of them */
        }
        if (ct_mul_overflow(bytes, shape[i], &bytes)) {
            ct_error_set(CT_VALUE_ERROR, op, 0,
                         "array is too big; `arr.size * arr.dtype.itemsize` is larger than the "
                         "maximum possible size.");
            return -1;
        }
        size *= shape[i];
    }
    return empty ? 0 : size;
}

void ct_fill_strides(int ndim, const int64_t *shape, int64_t itemsize, bool fortran,
                     int64_t *strides)
{
    int64_t step = itemsize;
    for (int k = 0; k < ndim; k++) {
        int i = fortran ? k : ndim - 1 - k;
        strides[i] = step;
        /* A zero length leaves the step, as NumPy does; nothing is ever read through it. */
        if (shape[i] > 0)
            step *= shape[i];
    }
}

int ct_normalize_axis(const char *op, int axis, int ndim)
{
    if (axis < -ndim || axis >= ndim) {
        ct_error_set(CT_AXIS_ERROR, op, 0, "axis %d is out of bounds for array of dimension %d",
                     axis, ndim);
        return -1;
    }
    return axis < 0 ? axis + ndim : axis;
}

const char *ct_shape_text(char *text, int ndim, const int64_t *shape)
{
    int at = 0;
    text[at++] = '(';
    for (int i = 0; i < ndim; i++) {
        char number[24];
        const char *comma = at > 1 ? "," : "";
        if (shape[i] < 0 && at == 1)
            continue; /* as NumPy's text of a shape that reshape is to complete */
        int n = shape[i] < 0
                    ? snprintf(number, sizeof number, "%snewaxis", comma)
                    : snprintf(number, sizeof number, "%s%lld", comma, (long long)shape[i]);
        if (at + n + (int)sizeof ",...)" > CT_SHAPE_TEXT) {
            at += snprintf(text + at, sizeof ",...", ",...");
            break;
        }
        memcpy(text + at, number, (size_t)n);
        at += n;
    }
    snprintf(text + at, sizeof ",)", ndim == 1 ? ",)" : ")");
    return text;
}

ct_status ct_broadcast_into(const char *op, int *ndim, int64_t *out, int n, const int64_t *shape)
{
    int64_t result[CT_MAX_NDIM];
    int total = *ndim > n ? *ndim : n;
    for (int i = 0; i < total; i++) { /* i counts from the last axis */
        int64_t a = i < *ndim ? out[*ndim - 1 - i] : 1, b = i < n ? shape[n - 1 - i] : 1;
        if (a != b && a != 1 && b != 1) {
            char first[CT_SHAPE_TEXT], second[CT_SHAPE_TEXT];
            return ct_error_set(CT_VALUE_ERROR, op, 0,
                                "operands could not be broadcast together with shapes %s %s",
                                ct_shape_text(first, *ndim, out), ct_shape_text(second, n, shape));
        }
        result[total - 1 - i] = a == 1 ? b : a;
    }
    *ndim = total;
    memcpy(out, result, (size_t)total * sizeof *out);
    return CT_OK;
}

/* -- the record -------------------------------------------------------------------------------- */

void ct_array_update_flags(ct_array *a)
{
    bool c = true, f = true;
    int64_t alignment = a->dtype->alignment;
    uintptr_t bits = (uintptr_t)a->data;
    if (a->size > 0) {
        int64_t step = a->dtype->itemsize;
        for (int i = a->ndim; i-- > 0;) {
            if (a->shape[i] == 1)
                continue;
            c = c && a->strides[i] == step;
            step *= a->shape[i];
            bits |= (uintptr_t)a->strides[i];
        }
        step = a->dtype->itemsize;
        for (int i = 0; i < a->ndim; i++) {
            if (a->shape[i] == 1)
                continue;
            f = f && a->strides[i] == step;
            step *= a->shape[i];
        }
    }
    a->flags &= ~(unsigned)(CT_C_CONTIGUOUS | CT_F_CONTIGUOUS | CT_ALIGNED);
    a->flags |= (c ? CT_C_CONTIGUOUS : 0u) | (f ? CT_F_CONTIGUOUS : 0u);
    if (alignment <= 1 || (bits & (uintptr_t)(alignment - 1)) == 0)
        a->flags |= CT_ALIGNED;
}

void ct_array_describe(ct_array *a, const ct_dtype *dtype, int ndim, int64_t *lengths,
                       const int64_t *shape, const int64_t *strides)
{
    a->object.refs = 1;
    a->object.type = &ct_array_type;
    a->dtype = ct_retain(dtype);
    a->binding = NULL;
    a->ndim = ndim;
    a->shape = lengths ? lengths : a->few;
    a->strides = a->shape + ndim;
    for (int i = 0; i < ndim; i++)
        a->shape[i] = shape[i];
    if (strides) {
        for (int i = 0; i < ndim; i++)
            a->strides[i] = strides[i];
    } else {
        ct_fill_strides(ndim, shape, dtype->itemsize, false, a->strides);
    }
    ct_array_update_flags(a);
}

ct_array *ct_array_make(ct_buffer *buffer, char *data, int ndim, const int64_t *shape,
                        const int64_t *strides, const ct_dtype *dtype, unsigned flags)
{
    if (!buffer)
        return NULL;
    int64_t size = ct_shape_size(NULL, ndim, shape, dtype->itemsize), *lengths = NULL;
    bool refused = size < 0 || ct_limits_show(size * dtype->itemsize);
    if (!refused && ndim > CT_FEW_AXES)
        refused = !(lengths = ct_alloc_many(2 * ndim, sizeof *lengths));
    ct_array *a = refused ? NULL : ct_block_alloc(sizeof *a);
    if (!a) {
        ct_dealloc(lengths);
        ct_buffer_release(buffer);
        return NULL;
    }
    a->buffer = buffer;
    a->base = NULL;
    a->data = data;
    a->size = size;
    a->flags = flags;
    ct_array_describe(a, dtype, ndim, lengths, shape, strides);
    return a;
}

void *ct_array_binding(const ct_array *a)
{
    return a ? a->binding : NULL;
}

void ct_array_bind(ct_array *a, void *binding)
{
    if (a)
        a->binding = binding;
}

ct_array *ct_array_view(const ct_array *a, char *data, int ndim, const int64_t *shape,
                        const int64_t *strides, const ct_dtype *dtype)
{
    unsigned flags = a->flags & ~(unsigned)(CT_OWNDATA | CT_WEAK | CT_WEAK_BIG);
    ct_array *view =
        ct_array_make(ct_buffer_retain(a->buffer), data, ndim, shape, strides, dtype, flags);
    if (view)
        view->base = ct_retain(a->base ? a->base : a);
    return view;
}

ct_array *ct_array_face(const ct_array *a, int ndim)
{
    ct_array *view = ct_block_alloc(sizeof *view);
    if (CT_UNLIKELY(!view))
        return NULL;
    view->object = (ct_object){1, &ct_array_type};
    view->dtype = ct_retain(a->dtype);
    view->buffer = ct_buffer_retain(a->buffer);
    view->base = ct_retain(a->base ? a->base : a);
    view->binding = NULL;
    view->ndim = ndim;
    view->shape = view->few;
    view->strides = view->few + ndim;
    return view;
}

void ct_array_bounds(const ct_array *a, const char **low, const char **high)
{
    const char *first = a->data, *last = a->data;
    for (int i = 0; i < a->ndim && a->size > 0; i++) {
        int64_t reach = (a->shape[i] - 1) * a->strides[i];
        if (reach < 0)
            first += reach;
        else
            last += reach;
    }
    *low = first;
    *high = a->size > 0 ? last + a->dtype->itemsize : first;
}

/* -- attributes -------------------------------------------------------------------------------- */

int ct_ndim(const ct_array *a)
{
    return a ? a->ndim : (ct_null_input("ndim", 1), -1);
}

const int64_t *ct_shape(const ct_array *a)
{
    return a ? a->shape : (ct_null_input("shape", 1), NULL);
}

const int64_t *ct_strides(const ct_array *a)
{
    return a ? a->strides : (ct_null_input("strides", 1), NULL);
}

int64_t ct_size(const ct_array *a)
{
    return a ? a->size : (ct_null_input("size", 1), -1);
}

int64_t ct_nbytes(const ct_array *a)
{
    return a ? a->size * a->dtype->itemsize : (ct_null_input("nbytes", 1), -1);
}

const ct_dtype *ct_dtype_of(const ct_array *a)
{
    return a ? a->dtype : (ct_null_input("dtype", 1), NULL);
}

unsigned ct_flags(const ct_array *a)
{
    enum { PUBLIC = CT_C_CONTIGUOUS | CT_F_CONTIGUOUS | CT_OWNDATA | CT_WRITEABLE | CT_ALIGNED };
    return a ? a->flags & PUBLIC : (ct_null_input("flags", 1), 0);
}

bool ct_is_weak(const ct_array *a)
{
    return a && (a->flags & CT_WEAK);
}

const void *ct_data(const ct_array *a)
{
    return a ? a->data : (ct_null_input("data", 1), NULL);
}

ct_status ct_array_check_writeable(const char *op, const ct_array *a)
{
    if (a->flags & CT_WRITEABLE)
        return CT_OK;
    return ct_error_set(CT_VALUE_ERROR, op, 0, "assignment destination is read-only");
}

void *ct_data_mut(ct_array *a)
{
    if (!a)
        return ct_null_input("data", 1), NULL;
    return ct_array_check_writeable("data", a) ? NULL : a->data;
}

ct_status ct_set_writeable(ct_array *a, bool writeable)
{
    if (!a)
        return ct_null_input("setflags", 1);
    if (!writeable) {
        a->flags &= ~(unsigned)CT_WRITEABLE;
        return CT_OK;
    }
    if (a->buffer->readonly || (a->base && !(a->base->flags & CT_WRITEABLE)))
        return ct_error_set(CT_VALUE_ERROR, "setflags", 0,
                            "cannot set WRITEABLE flag to True of this array");
    a->flags |= CT_WRITEABLE;
    return CT_OK;
}

const ct_array *ct_base(const ct_array *a)
{
    return a ? a->base : (ct_null_input("base", 1), NULL);
}
