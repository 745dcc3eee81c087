/* layout.c: shapes and memory layout of results, and the casts that operands need. */
#include <stdio.h>
#include <string.h>

#include "array/meter.h"
#include "ufunc.h"

ct_status ct_broadcast_failed(const char *op, int count, const ct_array *const *operands)
{
    char text[300] = "", one[CT_SHAPE_TEXT];
    size_t used = 0;
    for (int i = 0; i < count && used + 1 < sizeof text; i++) {
        int n = snprintf(text + used, sizeof text - used, "%s ",
                         ct_shape_text(one, operands[i]->ndim, operands[i]->shape));
        used += n > 0 ? (size_t)n : 0;
    }
    return CT_FAIL_STATUS(CT_VALUE_ERROR, op, 0,
                          "operands could not be broadcast together with shapes %s", text);
}

/* Folds the shape of `a` into a common one; false when they do not fit. */
static bool fold_shape(int *ndim, int64_t *shape, const ct_array *a)
{
    if (a->ndim > *ndim) {
        int more = a->ndim - *ndim;
        memmove(shape + more, shape, (size_t)*ndim * sizeof *shape);
        for (int i = 0; i < more; i++)
            shape[i] = 1;
        *ndim = a->ndim;
    }
    shape += *ndim - a->ndim;
    for (int i = 0; i < a->ndim; i++) {
        if (shape[i] == 1)
            shape[i] = a->shape[i];
        else if (a->shape[i] != 1 && a->shape[i] != shape[i])
            return false;
    }
    return true;
}

ct_status ct_broadcast_all(const char *op, int count, const ct_array *const *operands, int *ndim,
                           int64_t *shape)
{
    *ndim = 0;
    for (int k = 0; k < count; k++)
        if (!fold_shape(ndim, shape, operands[k]))
            return ct_broadcast_failed(op, count, operands);
    return CT_OK;
}

/* Axes fastest first, as the order asks. */
static void axis_order(ct_order order, int count, int ndim, const int64_t *shape,
                       const int64_t *const *strides, int *axes)
{
    if (order == CT_ORDER_K || order == CT_ORDER_DEFAULT) {
        ct_nest_axis_order(count, ndim, shape, strides, axes);
        return;
    }
    for (int i = 0; i < ndim; i++)
        axes[i] = order == CT_ORDER_F ? i : ndim - 1 - i;
}

ct_array *ct_result_new(ct_order order, int count, int ndim, const int64_t *shape,
                        const int64_t *const *strides, const bool *dropped, const ct_dtype *dtype)
{
    int axes[CT_MAX_NDIM], place[CT_MAX_NDIM], n = 0;
    int64_t lengths[CT_MAX_NDIM], steps[CT_MAX_NDIM];
    for (int i = 0; i < ndim; i++) {
        place[i] = n;
        if (!dropped || !dropped[i])
            lengths[n++] = shape[i];
    }
    if (n <= 1)
        return ct_empty(n, lengths, dtype);
    int64_t size = ct_shape_size("ufunc", n, lengths, dtype->itemsize);
    if (size < 0)
        return NULL;
    axis_order(order, count, ndim, shape, strides, axes);
    bool c_order = true;
    int64_t step = dtype->itemsize;
    for (int i = 0, last = n; i < ndim; i++) {
        if (dropped && dropped[axes[i]])
            continue;
        int to = place[axes[i]];
        c_order &= to == --last;
        steps[to] = step;
        step *= lengths[to] > 0 ? lengths[to] : 1;
    }
    if (c_order)
        return ct_empty(n, lengths, dtype);
    return ct_array_new(n, lengths, steps, size, dtype, false);
}

bool ct_is_cast_before(const ct_array *a, const ct_dtype *to)
{
    return a->size == 1 && a->dtype->num != to->num && to->num < CT_NUM_STR && !ct_metered() &&
           !ct_can_cast(a->dtype, to, CT_CASTING_SAFE);
}

int ct_program_input(ct_program *p, int k, const ct_array *a, const ct_dtype *to)
{
    const ct_dtype *from = a->dtype;
    int slot = ct_program_operand(p, k, from->itemsize);
    if (!p->failed)
        p->slots[slot].truth = from->num == CT_NUM_BOOL;
    bool aligned = a->flags & CT_ALIGNED;
    if (!aligned) {
        int copy = ct_program_scratch(p, from->itemsize);
        ct_program_add(p, ct_kernel_copy(from->itemsize), 1, 2, (int[]){slot, copy});
        slot = copy;
    }
    if (from->num == to->num)
        return slot;
    if (ct_cast_drops(from, to))
        ct_warning_add(CT_COMPLEX_WARNING);
    int cast = ct_program_scratch(p, to->itemsize);
    ct_program_add(p, ct_kernel_cast(from->num, to->num), 1, 2, (int[]){slot, cast});
    return cast;
}

void ct_program_output(ct_program *p, int slot, const ct_dtype *from, int operand,
                       const ct_array *out)
{
    const ct_dtype *to = out->dtype;
    bool aligned = out->flags & CT_ALIGNED;
    if (from->num != to->num) {
        if (ct_cast_drops(from, to))
            ct_warning_add(CT_COMPLEX_WARNING);
        int cast = aligned ? operand : ct_program_scratch(p, to->itemsize);
        ct_program_add(p, ct_kernel_cast(from->num, to->num), 1, 2, (int[]){slot, cast});
        slot = cast;
    }
    if (slot != operand)
        ct_program_add(p, ct_kernel_copy(to->itemsize), 1, 2, (int[]){slot, operand});
}
