/* where.c: numpy.where(condition, x, y): casts and one select instruction. */
#include "array/meter.h"
#include "ufunc.h"

#include <string.h>

/* A Python int beside an array is taken modulo its dtype, not refused: a zero has the same type. */
static ct_array *typed(ct_scope *scope, const ct_array *a, const ct_array *other)
{
    bool integer = a->flags & CT_WEAK && strchr("iu", a->dtype->kind) && !ct_is_weak(other);
    return integer ? ct_own(scope, ct_weak_int(0)) : (ct_array *)(uintptr_t)a;
}

/* The dtype of the result; the numeric rule, weak scalars included, is that of addition. */
const ct_dtype *ct_where_type(const ct_array *x, const ct_array *y)
{
    const ct_loop_row *row;
    CT_SCOPE(s);
    ct_array *in[] = {typed(&s, x, y), typed(&s, y, x)};
    if (!in[0] || !in[1])
        return NULL;
    if (x->dtype->num >= CT_NUM_STR || y->dtype->num >= CT_NUM_STR)
        return ct_promote_types(x->dtype, y->dtype);
    if (ct_resolve(CT_OP_add, 2, in, NULL, CT_CASTING_DEFAULT, NULL, &row) != CT_OK)
        return NULL;
    return ct_dtype_builtin(row->types[2]);
}

/* operands: condition, x, y. */
static ct_array *select_elements(const ct_array *const *operands, const ct_dtype *type)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM], strides[4][CT_MAX_NDIM];
    const int64_t *rows[] = {strides[0], strides[1], strides[2], strides[3]};
    if (ct_broadcast_all("where", 3, operands, &ndim, shape) != CT_OK)
        return NULL;
    for (int k = 0; k < 3; k++)
        ct_broadcast_strides(operands[k], ndim, shape, strides[k]);
    ct_array *out = ct_result_new(CT_ORDER_K, 3, ndim, shape, rows, NULL, type);
    if (!out)
        return NULL;
    ct_broadcast_strides(out, ndim, shape, strides[3]);
    if (ct_metered())
        ct_meter_name("where", type);
    ct_nest nest;
    ct_nest_init(&nest, 4, ndim, shape,
                 (char *[]){operands[0]->data, operands[1]->data, operands[2]->data, out->data},
                 rows, CT_NEST_SHORT_ROWS);
    ct_program p;
    ct_program_init(&p);
    int slots[4];
    for (int k = 0; k < 3; k++)
        slots[k] = ct_program_input(&p, k, operands[k], k == 0 ? CT_BOOL : type);
    slots[3] = ct_program_operand(&p, 3, type->itemsize);
    ct_program_add(&p, ct_kernel_where(type->itemsize), 3, 4, slots);
    ct_status status = ct_program_run(&p, &nest);
    ct_program_close(&p);
    if (status == CT_OK)
        return out;
    ct_release(out);
    return NULL;
}

static bool in_one_piece(const ct_array *a)
{
    enum { WHOLE = CT_C_CONTIGUOUS | CT_ALIGNED };
    return (a->flags & WHOLE) == WHOLE;
}

/* Few elements, single ones of x and y for all of them, of one dtype: one call of the loop. False
 * for all else. */
static bool where_few(const ct_array *const *operands, ct_array **out)
{
    enum { FEW = 8192 }; /* what no thread shares */
    const ct_array *mask = operands[0];
    const ct_dtype *type = operands[1]->dtype;
    char *at[4] = {mask->data};
    int64_t size = type->itemsize, steps[] = {1, size, size, size};
    if (mask->dtype->num != CT_NUM_BOOL || type != operands[2]->dtype || type->num >= CT_NUM_STR ||
        (uint64_t)mask->size - 1 >= FEW || !in_one_piece(mask) || ct_metered())
        return false;
    for (int k = 1; k < 3; k++) {
        const ct_array *a = operands[k];
        bool alike = a->ndim == mask->ndim && in_one_piece(a) &&
                     !memcmp(a->shape, mask->shape, (size_t)a->ndim * sizeof *a->shape);
        if (!alike && (a->ndim > 0 || !(a->flags & CT_ALIGNED)))
            return false;
        at[k] = a->data;
        steps[k] = alike ? size : 0;
    }
    *out = ct_array_new_like(mask, type);
    if (*out) {
        at[3] = (*out)->data;
        ct_kernel_where(size)(at, steps, mask->size, steps);
    }
    return true;
}

ct_array *ct_where(const ct_array *condition, const ct_array *x, const ct_array *y)
{
    CT_SCOPE(s);
    const ct_array *operands[] = {condition, x, y};
    for (int k = 0; k < 3; k++)
        if (!operands[k])
            return ct_null_input("where", k + 1), NULL;
    if (ct_interrupted())
        return NULL;
    ct_array *few;
    if (where_few(operands, &few))
        return few;
    const ct_dtype *type = ct_own(&s, ct_where_type(x, y));
    if (!type)
        return NULL;
    for (int k = 0; k < 3; k++) { /* text is converted before, at its own width */
        const ct_dtype *to = k == 0 ? CT_BOOL : type, *from = operands[k]->dtype;
        bool text = from->num >= CT_NUM_STR || to->num >= CT_NUM_STR;
        bool before = text ? !ct_dtype_equal(from, to) : ct_is_cast_before(operands[k], to);
        if (before && ct_is_weak(operands[k])) /* an array's cast: it may tell of an underflow */
            operands[k] = ct_own(&s, ct_reshape(operands[k], CT_0D));
        if (!operands[k])
            return NULL;
        if (before && !(operands[k] = ct_own(&s, ct_astype(operands[k], to, CT_CASTING_UNSAFE))))
            return NULL;
    }
    return select_elements(operands, type);
}
