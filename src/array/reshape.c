/* reshape.c: the same elements under another shape: reshape, ravel, flatten.
 *
 * A reshape is a view whenever strides can express it, and a copy otherwise. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <stdlib.h>
#include <string.h>

/* Replaces the one negative length. */
static ct_status complete_shape(const ct_array *a, int ndim, const int64_t *wanted, int64_t *shape)
{
    int unknown = -1;
    if (ndim < 0 || ndim > CT_MAX_NDIM)
        return ct_shape_size("reshape", ndim, NULL, 1) < 0 ? ct_error_pending() : CT_OK;
    int64_t known = 1;
    bool fits = true;
    for (int i = 0; i < ndim; i++) {
        shape[i] = wanted[i];
        if (wanted[i] < 0) {
            if (unknown >= 0)
                return ct_error_set(CT_VALUE_ERROR, "reshape", 2,
                                    "can only specify one unknown dimension");
            unknown = i;
        } else if (wanted[i] == 0) {
            known = 0;
        } else if (known && ct_mul_overflow(known, wanted[i], &known)) {
            fits = false;
            known = 1;
        }
    }
    if (unknown >= 0) {
        fits = fits && known > 0 && a->size % known == 0;
        shape[unknown] = fits ? a->size / known : -1;
    } else {
        fits = known == 0 ? a->size == 0 : fits && known == a->size;
    }
    if (fits)
        return ct_shape_size("reshape", ndim, shape, a->dtype->itemsize) < 0 ? ct_error_pending()
                                                                             : CT_OK;
    char text[CT_SHAPE_TEXT];
    return ct_error_set(CT_VALUE_ERROR, "reshape", 2,
                        "cannot reshape array of size %lld into shape %s", (long long)a->size,
                        ct_shape_text(text, ndim, wanted));
}

/* Strides for the new shape over the same memory; false when there are none. Both shapes are read
 * from the axis that runs fastest. Old axes that continue each other in memory form a run, and new
 * axes must fill each run exactly. */
static bool view_strides(const ct_array *a, int ndim, const int64_t *shape, bool fortran,
                         int64_t *strides)
{
    if (a->size == 0) {
        ct_fill_strides(ndim, shape, a->dtype->itemsize, fortran, strides);
        return true;
    }
    int old = 0, made = 0;
    while (old < a->ndim) {
        int axis = fortran ? old : a->ndim - 1 - old;
        old++;
        if (a->shape[axis] == 1)
            continue;
        int64_t run = a->shape[axis], step = a->strides[axis];
        for (; old < a->ndim; old++) {
            int next = fortran ? old : a->ndim - 1 - old;
            if (a->shape[next] != 1 && a->strides[next] != run * step)
                break;
            run *= a->shape[next];
        }
        int64_t filled = 1;
        while (filled < run) {
            if (made == ndim)
                return false;
            int at = fortran ? made : ndim - 1 - made;
            strides[at] = filled * step;
            filled *= shape[at];
            made++;
        }
        if (filled != run)
            return false;
    }
    for (; made < ndim; made++) { /* lengths of 1 that are left continue the last stride */
        int at = fortran ? made : ndim - 1 - made;
        int before = fortran ? at - 1 : at + 1;
        strides[at] = made == 0 ? a->dtype->itemsize : strides[before] * shape[before];
    }
    return true;
}

static ct_order real_order(const ct_array *a, ct_order order)
{
    bool only_f = (a->flags & CT_F_CONTIGUOUS) && !(a->flags & CT_C_CONTIGUOUS);
    if (order == CT_ORDER_A)
        return only_f ? CT_ORDER_F : CT_ORDER_C;
    return order == CT_ORDER_DEFAULT ? CT_ORDER_C : order;
}

ct_array *ct_reshape_order(const ct_array *a, int ndim, const int64_t *shape, ct_order order,
                           int copy)
{
    int64_t full[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    if (!a)
        return ct_null_input("reshape", 1), NULL;
    if (ct_check_choice("reshape", 4, "order", order, CT_ORDER_K + 1))
        return NULL;
    if (order == CT_ORDER_K)
        return CT_FAIL(CT_VALUE_ERROR, "reshape", 0, "order 'K' is not permitted for reshaping");
    bool fortran = real_order(a, order) == CT_ORDER_F;
    if (complete_shape(a, ndim, shape, full) != CT_OK)
        return NULL;
    if (copy != 1 && view_strides(a, ndim, full, fortran, strides))
        return ct_array_view(a, a->data, ndim, full, strides, a->dtype);
    if (copy == 0)
        return CT_FAIL(CT_VALUE_ERROR, "reshape", 0,
                       "Unable to avoid creating a copy while reshaping.");
    ct_array *made = ct_copy(a, fortran ? CT_ORDER_F : CT_ORDER_C);
    if (!made)
        return NULL;
    ct_fill_strides(ndim, full, a->dtype->itemsize, fortran, strides);
    ct_array *result = ct_array_view(made, made->data, ndim, full, strides, made->dtype);
    ct_release(made);
    return result;
}

ct_array *ct_reshape(const ct_array *a, int ndim, const int64_t *shape)
{
    return ct_reshape_order(a, ndim, shape, CT_ORDER_C, -1);
}

ct_status ct_array_set_shape(ct_array *a, int ndim, const int64_t *shape)
{
    int64_t full[CT_MAX_NDIM], strides[CT_MAX_NDIM], *lengths = a->few;
    ct_status status = complete_shape(a, ndim, shape, full);
    if (status != CT_OK)
        return status;
    if (!view_strides(a, ndim, full, false, strides))
        return ct_error_set(CT_ATTRIBUTE_ERROR, "shape", 0,
                            "Incompatible shape for in-place modification. Use `.reshape()` to "
                            "make a copy with the desired shape.");
    if (ndim > CT_FEW_AXES && !(lengths = ct_alloc_many(2 * ndim, sizeof *lengths)))
        return CT_MEMORY_ERROR;
    if (a->shape != a->few)
        ct_dealloc(a->shape);
    a->shape = lengths;
    a->strides = lengths + ndim;
    a->ndim = ndim;
    memcpy(a->shape, full, (size_t)ndim * sizeof *full);
    memcpy(a->strides, strides, (size_t)ndim * sizeof *strides);
    ct_array_update_flags(a);
    return CT_OK;
}

/* `a` with its axes in the order in which flatten(order) reads them. */
static ct_array *in_reading_order(const ct_array *a, ct_order order)
{
    int axes[CT_MAX_NDIM];
    if (ct_check_choice("ravel", 2, "order", order, CT_ORDER_K + 1))
        return NULL;
    order = real_order(a, order);
    if (order == CT_ORDER_C)
        return ct_view(a);
    if (order == CT_ORDER_F)
        return ct_transpose(a);
    for (int i = 0; i < a->ndim; i++) { /* K: widest stride first, equal ones as they stand */
        int at = i;
        while (at > 0 && llabs(a->strides[axes[at - 1]]) < llabs(a->strides[i])) {
            axes[at] = axes[at - 1];
            at--;
        }
        axes[at] = i;
    }
    return ct_transpose_axes(a, a->ndim, axes);
}

ct_array *ct_flatten(const ct_array *a, ct_order order)
{
    if (!a)
        return ct_null_input("flatten", 1), NULL;
    ct_array *flat = ct_empty(1, &a->size, a->dtype);
    ct_array *shaped = NULL, *source = flat ? in_reading_order(a, order) : NULL;
    if (source)
        shaped = ct_reshape(flat, source->ndim, source->shape);
    bool good = shaped && ct_array_assign(shaped, source) == CT_OK;
    ct_release(source);
    ct_release(shaped);
    if (good)
        return flat;
    ct_release(flat);
    return NULL;
}

ct_array *ct_ravel(const ct_array *a, ct_order order)
{
    if (!a)
        return ct_null_input("ravel", 1), NULL;
    ct_array *source = in_reading_order(a, order), *result = NULL;
    if (source && (source->flags & CT_C_CONTIGUOUS))
        result = ct_array_view(a, a->data, 1, &a->size, NULL, a->dtype);
    else if (source)
        result = ct_flatten(a, order);
    ct_release(source);
    return result;
}
