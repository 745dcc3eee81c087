/* at.c: op.at(a, index, b): in place and unbuffered, so an element named twice is changed twice.
 *
 * The index is applied to an array of byte offsets of the shape of `a`; what it gives says, in the
 * index's own order, which elements to change. */
#include "ufunc.h"

static ct_array *offsets_of(const ct_array *a)
{
    ct_array *offsets = ct_empty(a->ndim, a->shape, CT_INT64);
    if (!offsets || a->size == 0)
        return offsets;
    int64_t index[CT_MAX_NDIM] = {0}, *out = (int64_t *)offsets->data, at = 0;
    for (int64_t i = 0; i < a->size; i++) {
        out[i] = at;
        for (int k = a->ndim; k-- > 0;) {
            at += a->strides[k];
            if (++index[k] < a->shape[k])
                break;
            at -= a->strides[k] * a->shape[k];
            index[k] = 0;
        }
    }
    return offsets;
}

typedef struct applier {
    const ct_loop_row *row;
    ct_loop *in, *out; /* casts of an element of `a`; NULL: none */
    ct_array *a;
    int nin;
    int64_t size; /* of the loop's elements */
} applier;

static void apply(const applier *x, int64_t offset, char *b)
{
    _Alignas(16) char value[16], result[16];
    char *element = x->a->data + offset;
    int64_t steps[3] = {0, 0, 0}, sizes[3] = {x->size, x->size, x->size};
    if (x->in)
        x->in((char *[]){element, value}, steps, 1, sizes);
    char *from = x->in ? value : element, *to = x->out ? result : element;
    if (x->nin == 1)
        x->row->loop((char *[]){from, to}, steps, 1, sizes);
    else
        x->row->loop((char *[]){from, b, to}, steps, 1, sizes);
    if (x->out)
        x->out((char *[]){result, element}, steps, 1, sizes);
}

/* `b` is C-ordered values of the loop's dtype, one for each offset; NULL for unary functions. */
static void apply_all(const applier *x, const ct_array *offsets, const ct_array *b)
{
    ct_nest nest;
    char *values = b ? b->data : NULL;
    int64_t step = b ? b->dtype->itemsize : 0;
    ct_nest_init(&nest, 1, offsets->ndim, offsets->shape, (char *[]){offsets->data},
                 (const int64_t *[]){offsets->strides}, CT_NEST_KEEP_ORDER);
    do
        for (int64_t i = 0; i < nest.inner; i++, values = step ? values + step : NULL)
            apply(x, *(int64_t *)(nest.at[0] + i * nest.inner_strides[0]), values);
    while (ct_nest_next(&nest));
}

static ct_array *values_for(const ct_array *b, const ct_array *offsets, ct_type_num type)
{
    ct_array *values = ct_empty(offsets->ndim, offsets->shape, ct_dtype_builtin(type));
    if (values && ct_array_assign(values, b) != CT_OK) {
        ct_release(values);
        return NULL;
    }
    return values;
}

/* Loops read whole elements: an array that is not aligned is worked on as a copy. */
static ct_status at_unaligned(ct_op op, ct_array *a, const ct_index *list, const ct_array *b)
{
    ct_array *copy = ct_copy(a, CT_ORDER_K);
    ct_status status = copy ? ct_ufunc_at(op, copy, list, b) : ct_error_pending();
    if (status == CT_OK)
        status = ct_array_assign(a, copy);
    ct_release(copy);
    return status;
}

ct_status ct_ufunc_at(ct_op op, ct_array *a, const ct_index *list, const ct_array *b)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    CT_SCOPE(s);
    if (!info || !a)
        return ct_null_input(info ? info->name : "ufunc", 1);
    if (info->nin > 2 || info->nout != 1)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 0,
                              "Only single output ufuncs supported at this time");
    if (info->nin == 2 && !b)
        return ct_error_pending() ? ct_error_pending()
                                  : CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 3,
                                                   "second operand needed for ufunc");
    if (!(a->flags & CT_WRITEABLE))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, info->name, 1, "array is read-only");
    if (!(a->flags & CT_ALIGNED))
        return at_unaligned(op, a, list, b);
    applier x = {.a = a, .nin = info->nin};
    ct_array *in[] = {a, (ct_array *)(uintptr_t)b}, *out[] = {a};
    ct_status status = ct_resolve(op, info->nin, in, NULL, CT_CASTING_UNSAFE, out, &x.row);
    if (status == CT_OK)
        status = ct_resolve_check_values(op, x.row, in, NULL);
    if (status != CT_OK)
        return status;
    if (x.row->types[0] >= CT_NUM_STR)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, info->name, 1, "at is not supported for text");
    ct_type_num from = x.row->types[0], to = x.row->types[info->nin], own = a->dtype->num;
    x.size = ct_dtype_builtin(from)->itemsize;
    x.in = own == from ? NULL : ct_kernel_cast(own, from);
    x.out = own == to ? NULL : ct_kernel_cast(to, own);
    ct_array *all = ct_own(&s, offsets_of(a));
    ct_array *offsets = all ? ct_own(&s, ct_index_get(all, list)) : NULL, *values = NULL;
    if (!offsets)
        return ct_error_pending();
    if (info->nin == 2 && !(values = ct_own(&s, values_for(b, offsets, x.row->types[1]))))
        return ct_error_pending();
    ct_fp_clear();
    if (offsets->size > 0)
        apply_all(&x, offsets, values);
    return ct_resolve_flags(op) ? ct_fp_check(info->name) : CT_OK;
}
