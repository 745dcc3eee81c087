/* accumulate.c: running folds along one axis: cumsum, cumprod and any binary operation.
 *
 * out[0] = a[0], out[i] = out[i - 1] op a[i]. The result is made in the loop's own dtype; when
 * `a` cannot be read in that dtype in place it is cast first, so a loop sees (out - 1, a, out), one
 * element at a time along the axis and a whole row of elements across it. */
#include "array/meter.h"
#include "ufunc.h"

typedef struct runner {
    ct_op op;
    ct_loop *loop;
    ct_type_num type;
    int64_t size;
} runner;

/* One line along the axis. Between its steps, and between lines, an interrupt ends the run. */
static void run_line(const runner *r, char *x, int64_t x_step, char *out, int64_t out_step,
                     int64_t n)
{
    int64_t sizes[3] = {r->size, r->size, r->size};
    ct_loop *whole = ct_kernel_running(r->op, r->type);
    if (whole) {
        whole((char *[]){x, out}, (int64_t[]){x_step, out_step}, n, sizes);
        return;
    }
    ct_kernel_copy(r->size)((char *[]){x, out}, (int64_t[]){x_step, out_step}, 1, sizes);
    for (int64_t i = 1; i < n && !ct_interrupt_pending(); i++)
        r->loop((char *[]){out + (i - 1) * out_step, x + i * x_step, out + i * out_step},
                (int64_t[]){out_step, x_step, out_step}, 1, sizes);
}

/* Lines side by side: rows of the nest's inner axis, which is not the accumulated one. */
static void run_rows(const runner *r, ct_nest *nest, int64_t x_step, int64_t out_step, int64_t n)
{
    const int64_t *step = nest->inner_strides;
    int64_t sizes[3] = {r->size, r->size, r->size};
    do {
        char *x = nest->at[0], *out = nest->at[1];
        ct_kernel_copy(r->size)((char *[]){x, out}, (int64_t[]){step[0], step[1]}, nest->inner,
                                sizes);
        for (int64_t i = 1; i < n && !ct_interrupt_pending(); i++)
            r->loop((char *[]){out + (i - 1) * out_step, x + i * x_step, out + i * out_step},
                    (int64_t[]){step[1], step[0], step[1]}, nest->inner, sizes);
    } while (ct_nest_next(nest));
}

static void run(const runner *r, const ct_array *a, ct_array *out, int axis)
{
    int64_t shape[CT_MAX_NDIM], x_step = a->strides[axis], out_step = out->strides[axis];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = i == axis ? 1 : a->shape[i];
    ct_nest nest;
    ct_nest_init(&nest, 2, a->ndim, shape, (char *[]){a->data, out->data},
                 (const int64_t *[]){a->strides, out->strides}, CT_NEST_ANY_ORDER);
    if (out->size == 0)
        return;
    ct_meter_operand seen[] = {{a->data, a->strides, a->dtype->itemsize, false},
                               {out->data, out->strides, out->dtype->itemsize, true}};
    if (ct_metered() && ct_meter_walk(a->ndim, a->shape, 2, seen))
        return;
    int64_t along = x_step < 0 ? -x_step : x_step, across = nest.inner_strides[0];
    if (nest.inner >= 4 && (across < 0 ? -across : across) < along) {
        run_rows(r, &nest, x_step, out_step, a->shape[axis]);
        return;
    }
    do
        for (int64_t i = 0; i < nest.inner && !ct_interrupt_pending(); i++)
            run_line(r, nest.at[0] + i * nest.inner_strides[0], x_step,
                     nest.at[1] + i * nest.inner_strides[1], out_step, a->shape[axis]);
    while (ct_nest_next(&nest));
}

static ct_status check_out(const char *name, const ct_array *out, const ct_array *a)
{
    bool fits = out->ndim == a->ndim;
    for (int i = 0; i < a->ndim && fits; i++)
        fits = out->shape[i] == a->shape[i];
    char one[CT_SHAPE_TEXT], other[CT_SHAPE_TEXT];
    if (out->ndim != a->ndim)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                              "provided out is the wrong size for the accumulation.");
    if (!fits)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                              "non-broadcastable output operand with shape %s doesn't match the "
                              "broadcast shape %s",
                              ct_shape_text(one, out->ndim, out->shape),
                              ct_shape_text(other, a->ndim, a->shape));
    if (!(out->flags & CT_WRITEABLE))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0, "output array is read-only");
    return CT_OK;
}

static ct_status check_method(const ct_ufunc_info *info, const ct_array *a)
{
    if (info->nin != 2)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 0,
                              "accumulate only supported for binary functions");
    if (info->nout != 1)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 0,
                              "accumulate only supported for functions returning a single value");
    if (!a)
        return ct_null_input(info->name, 1);
    if (a->ndim == 0)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, info->name, 1, "cannot accumulate on a scalar");
    return CT_OK;
}

ct_array *ct_ufunc_accumulate(ct_op op, const ct_array *a, int axis, const ct_dtype *dtype,
                              ct_array *out)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    CT_SCOPE(s);
    if (!info || check_method(info, a) != CT_OK)
        return NULL;
    axis = ct_normalize_axis(info->name, axis, a->ndim);
    const ct_dtype *type = axis < 0 ? NULL : ct_reduce_type(op, a->dtype, dtype, out);
    if (!type || ct_check_exponents(op, a, axis) != CT_OK ||
        (out && check_out(info->name, out, a) != CT_OK))
        return NULL;
    bool ready = a->dtype->num == type->num && (a->flags & CT_ALIGNED);
    const ct_array *x = ready ? a : ct_own(&s, ct_astype(a, type, CT_CASTING_UNSAFE));
    ct_array *made = x ? ct_empty_like(x, type) : NULL;
    if (!made)
        return NULL;
    bool signals = ct_resolve_flags(op) != 0;
    if (signals)
        ct_fp_clear();
    run(&(runner){op, ct_fold_loop(op, type), type->num, type->itemsize}, x, made, axis);
    bool failed = ct_interrupted() || (signals && ct_fp_check("accumulate") != CT_OK);
    failed = failed || (out && ct_array_assign(out, made) != CT_OK);
    if (!failed && !out)
        return made;
    ct_release(made);
    return failed ? NULL : ct_retain(out);
}

static ct_array *running(ct_op op, const ct_array *a, int axis, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input(ct_ufunc_get(op)->name, 1), NULL;
    const ct_array *flat = a;
    if (axis == CT_FLAT || a->ndim == 0) {
        if (axis != CT_FLAT && axis != 0 && axis != -1) {
            ct_normalize_axis(ct_ufunc_get(op)->name, axis, 0);
            return NULL;
        }
        flat = a->ndim == 1 ? a : ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    return flat ? ct_ufunc_accumulate(op, flat, axis, dtype, NULL) : NULL;
}

ct_array *ct_cumsum(const ct_array *a, int axis, const ct_dtype *dtype)
{
    return running(CT_OP_add, a, axis, dtype);
}

ct_array *ct_cumprod(const ct_array *a, int axis, const ct_dtype *dtype)
{
    return running(CT_OP_multiply, a, axis, dtype);
}
