/* join.c: several arrays into one new array: concatenate, stack, append. */
#include "array.h"

#include "base/errstate.h"
#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* Lengths must agree but along `axis`, whose lengths add up in shape[axis]. */
static ct_status joined_shape(int n, ct_array *const *arrays, int axis, int64_t *shape)
{
    const ct_array *first = arrays[0];
    memcpy(shape, first->shape, (size_t)first->ndim * sizeof *shape);
    for (int k = 1; k < n; k++) {
        const ct_array *a = arrays[k];
        if (a->ndim != first->ndim)
            return ct_error_set(CT_VALUE_ERROR, "concatenate", k + 1,
                                "all the input arrays must have same number of dimensions, but the "
                                "array at index 0 has %d dimension(s) and the array at index %d "
                                "has %d dimension(s)",
                                first->ndim, k, a->ndim);
        for (int i = 0; i < a->ndim; i++) {
            if (i == axis) {
                if (ct_add_overflow(shape[i], a->shape[i], &shape[i]))
                    return ct_error_set(CT_VALUE_ERROR, "concatenate", 0, "array is too big");
            } else if (a->shape[i] != shape[i]) {
                return ct_error_set(
                    CT_VALUE_ERROR, "concatenate", k + 1,
                    "all the input array dimensions except for the concatenation axis must match "
                    "exactly, but along dimension %d, the array at index 0 has size %lld and the "
                    "array at index %d has size %lld",
                    i, (long long)shape[i], k, (long long)a->shape[i]);
            }
        }
    }
    return CT_OK;
}

static const ct_dtype *joined_dtype(int n, ct_array *const *arrays)
{
    int first = 0; /* inexact, where there is one: it takes the others one by one */
    for (int k = n - 1; k >= 0; k--)
        if (arrays[k]->dtype->kind == 'f' || arrays[k]->dtype->kind == 'c')
            first = k;
    const ct_dtype *dtype = ct_retain(arrays[first]->dtype);
    for (int k = 0; dtype && k < n; k++) {
        if (arrays[k]->dtype == dtype)
            continue;
        const ct_dtype *both = ct_promote_types(dtype, arrays[k]->dtype);
        ct_release(dtype);
        dtype = both;
    }
    return dtype;
}

/* The new array, or `out` after its checks. Owned. */
static ct_array *joined_result(int n, ct_array *const *arrays, int axis, ct_array *out,
                               const ct_dtype *dtype)
{
    int64_t shape[CT_MAX_NDIM];
    int ndim = arrays[0]->ndim;
    if (joined_shape(n, arrays, axis, shape) != CT_OK)
        return NULL;
    if (out) {
        if (out->ndim != ndim || memcmp(out->shape, shape, (size_t)ndim * sizeof *shape) != 0)
            return CT_FAIL(CT_VALUE_ERROR, "concatenate", 0, "Output array is the wrong shape");
        return ct_array_check_writeable("concatenate", out) ? NULL : ct_retain(out);
    }
    bool fortran = true;
    for (int k = 0; k < n; k++)
        fortran &= (arrays[k]->flags & CT_F_CONTIGUOUS) && !(arrays[k]->flags & CT_C_CONTIGUOUS);
    const ct_dtype *made = dtype ? ct_retain(dtype) : joined_dtype(n, arrays);
    ct_array *result =
        made ? ct_empty_order(ndim, shape, made, fortran ? CT_ORDER_F : CT_ORDER_C) : NULL;
    ct_release(made);
    return result;
}

/* None of them shares memory with the result. */
static ct_status copy_parts(ct_array *result, int n, ct_array *const *arrays, int axis)
{
    char *at = result->data;
    int64_t shape[CT_MAX_NDIM];
    memcpy(shape, result->shape, (size_t)result->ndim * sizeof *shape);
    for (int k = 0; k < n; k++) {
        if (arrays[k]->size == 0)
            continue;
        shape[axis] = arrays[k]->shape[axis];
        ct_status status = ct_array_lay(result, at, result->ndim, shape, result->strides, arrays[k],
                                        arrays[k]->strides);
        if (status != CT_OK)
            return status;
        at += shape[axis] * result->strides[axis];
    }
    return CT_OK;
}

/* A text dtype without a width takes that of the widest text: owned. */
static const ct_dtype *wide_enough(int n, ct_array *const *arrays, const ct_dtype *dtype)
{
    int64_t width = 0;
    if (dtype->num < CT_NUM_STR || dtype->itemsize)
        return ct_retain(dtype);
    for (int k = 0; k < n; k++)
        if (ct_text_width(arrays[k]->dtype) > width)
            width = ct_text_width(arrays[k]->dtype);
    return ct_dtype_text(dtype->num, width);
}

/* Arrays of equal ndim >= 1, axis in [0, ndim). */
static ct_array *join(int n, ct_array *const *arrays, int axis, ct_array *out,
                      const ct_dtype *dtype, ct_casting casting)
{
    const ct_dtype *wide = dtype ? wide_enough(n, arrays, dtype) : NULL;
    ct_array *result = dtype && !wide ? NULL : joined_result(n, arrays, axis, out, wide);
    ct_release(wide);
    ct_status status = result ? CT_OK : ct_error_pending();
    bool overlap = false;
    for (int k = 0; k < n && status == CT_OK; k++) {
        if (arrays[k]->dtype != result->dtype)
            status = ct_array_check_cast("concatenate", arrays[k], result->dtype,
                                         casting ? casting : CT_CASTING_SAME_KIND);
        overlap |= out && ct_array_overlaps(out, arrays[k]);
    }
    if (status == CT_OK && overlap) { /* an input changes while others are still to be read */
        ct_array *apart = ct_empty_like(out, NULL);
        status = apart ? copy_parts(apart, n, arrays, axis) : ct_error_pending();
        if (status == CT_OK)
            status = ct_array_assign(out, apart);
        ct_release(apart);
    } else if (status == CT_OK) {
        status = copy_parts(result, n, arrays, axis);
    }
    if (status == CT_OK)
        return result;
    ct_release(result);
    return NULL;
}

static ct_status check_inputs(const char *op, int n, ct_array *const *arrays)
{
    if (n < 1)
        return ct_error_set(CT_VALUE_ERROR, op, 0, "need at least one array to %s", op);
    for (int k = 0; k < n; k++)
        if (!arrays[k])
            return ct_null_input(op, k + 1);
    return CT_OK;
}

/* Applies `make` to each array and joins the results. */
typedef ct_array *maker(const ct_array *a, int axis);

static ct_array *join_made(int n, ct_array *const *arrays, maker *make, int make_axis, int axis,
                           ct_array *out, const ct_dtype *dtype, ct_casting casting)
{
    ct_array **made = ct_alloc_many(n, sizeof *made), *result = NULL;
    int done = 0;
    while (made && done < n && (made[done] = make(arrays[done], make_axis)))
        done++;
    if (made && done == n)
        result = join(n, made, axis, out, dtype, casting);
    for (int k = 0; k < done; k++)
        ct_release(made[k]);
    ct_dealloc(made);
    return result;
}

static ct_array *raveled(const ct_array *a, int axis)
{
    return ct_ravel(a, CT_ORDER_C);
}

static ct_array *expanded(const ct_array *a, int axis)
{
    return ct_expand_dims(a, 1, &axis);
}

ct_array *ct_concatenate_opts(int n, ct_array *const *arrays, int axis, ct_array *out,
                              const ct_dtype *dtype, ct_casting casting)
{
    if (check_inputs("concatenate", n, arrays) != CT_OK)
        return NULL;
    if (out && dtype)
        return CT_FAIL(CT_TYPE_ERROR, "concatenate", 0,
                       "concatenate() only takes `out` or `dtype` as an argument, but both were "
                       "provided.");
    if (axis == CT_FLAT)
        return join_made(n, arrays, raveled, 0, 0, out, dtype, casting);
    for (int k = 0; k < n; k++)
        if (arrays[k]->ndim == 0)
            return CT_FAIL(CT_VALUE_ERROR, "concatenate", k + 1,
                           "zero-dimensional arrays cannot be concatenated");
    axis = ct_normalize_axis("concatenate", axis, arrays[0]->ndim);
    ct_array *result = axis < 0 ? NULL : join(n, arrays, axis, out, dtype, casting);
    for (int k = 0; k < n && result; k++) /* of those that were not copied */
        if (arrays[k]->size == 0 && ct_cast_drops(arrays[k]->dtype, result->dtype))
            ct_warning_add(CT_COMPLEX_WARNING);
    return result;
}

ct_array *ct_concatenate(int n, ct_array *const *arrays, int axis)
{
    return ct_concatenate_opts(n, arrays, axis, NULL, NULL, CT_CASTING_DEFAULT);
}

ct_array *ct_stack(int n, ct_array *const *arrays, int axis)
{
    if (check_inputs("stack", n, arrays) != CT_OK)
        return NULL;
    for (int k = 1; k < n; k++)
        if (arrays[k]->ndim != arrays[0]->ndim ||
            memcmp(arrays[k]->shape, arrays[0]->shape, (size_t)arrays[0]->ndim * sizeof(int64_t)) !=
                0)
            return CT_FAIL(CT_VALUE_ERROR, "stack", k + 1,
                           "all input arrays must have the same shape");
    axis = ct_normalize_axis("stack", axis, arrays[0]->ndim + 1);
    if (axis < 0)
        return NULL;
    return join_made(n, arrays, expanded, axis, axis, NULL, NULL, CT_CASTING_DEFAULT);
}

ct_array *ct_append(const ct_array *a, const ct_array *values, int axis)
{
    ct_array *both[2] = {(ct_array *)(uintptr_t)a, (ct_array *)(uintptr_t)values};
    if (!a || !values)
        return ct_null_input("append", a ? 2 : 1), NULL;
    return ct_concatenate(2, both, axis);
}
