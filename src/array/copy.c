/* copy.c: copies and casts of whole arrays, and storing values into them.
 *
 * Casting rules are checked here, before ct_array_assign does the work. */
#include "array.h"

#include "dtype/dtype.h"
#include "kernels/kernels.h"
#include "nest.h"

#include <string.h>

ct_array *ct_copy(const ct_array *a, ct_order order)
{
    ct_array *copy = ct_empty_after(a, NULL, order == CT_ORDER_DEFAULT ? CT_ORDER_K : order);
    if (copy && ct_array_assign(copy, a) != CT_OK) {
        ct_release(copy);
        return NULL;
    }
    return copy;
}

ct_array *ct_ascontiguousarray(const ct_array *a)
{
    if (!a)
        return ct_null_input("ascontiguousarray", 1), NULL;
    if (a->ndim == 0)
        return ct_reshape(a, CT_SHAPE(1));
    return a->flags & CT_C_CONTIGUOUS ? ct_retain(a) : ct_copy(a, CT_ORDER_C);
}

ct_status ct_array_check_cast(const char *op, const ct_array *from, const ct_dtype *to,
                              ct_casting casting)
{
    static const char kinds[] = "buifc";
    if (ct_check_choice(op, 3, "casting", casting, CT_CASTING_UNSAFE + 1))
        return ct_error_pending();
    if (from->flags & CT_WEAK && casting >= CT_CASTING_SAFE && strchr(kinds, to->kind)) {
        char kind = from->dtype->kind == 'u' ? 'i' : from->dtype->kind;
        if (strchr(kinds, to->kind) >= strchr(kinds, kind) || (kind == 'i' && to->kind == 'u'))
            return CT_OK;
    }
    if (ct_can_cast(from->dtype, to, casting))
        return CT_OK;
    ct_object *a = (ct_object *)(uintptr_t)from->dtype, *b = (ct_object *)(uintptr_t)to;
    char *first = ct_repr(a, NULL), *second = ct_repr(b, NULL);
    ct_status status = ct_error_pending();
    if (first && second)
        status = ct_error_set(
            CT_TYPE_ERROR, op, 0, "Cannot cast %s from %s to %s according to the rule '%s'",
            from->ndim ? "array data" : "scalar", first, second, ct_casting_name(casting));
    ct_free(first);
    ct_free(second);
    return status;
}

/* A text dtype of width 0 takes the width the data needs. Owned. */
static const ct_dtype *fitted(const ct_dtype *from, const ct_dtype *to)
{
    if (to->itemsize > 0 || (to->kind != 'U' && to->kind != 'S'))
        return ct_retain(to);
    if (from->kind == 'U' || from->kind == 'S')
        return ct_dtype_text(to->num, from->itemsize / (from->kind == 'U' ? 4 : 1));
    return ct_promote_types(from, to);
}

ct_array *ct_astype(const ct_array *a, const ct_dtype *dtype, ct_casting casting)
{
    if (!a || !dtype)
        return ct_null_input("astype", a ? 2 : 1), NULL;
    if (ct_array_check_cast("astype", a, dtype, casting ? casting : CT_CASTING_UNSAFE) != CT_OK)
        return NULL;
    const ct_dtype *to = fitted(a->dtype, dtype);
    ct_array *result = to ? ct_empty_after(a, to, CT_ORDER_K) : NULL;
    ct_release(to);
    if (result && ct_array_assign(result, a) != CT_OK) {
        ct_release(result);
        return NULL;
    }
    return result;
}

ct_status ct_array_store(ct_array *dst, const ct_array *value)
{
    char kind = dst->dtype->kind;
    bool integer = kind == 'i' || kind == 'u';
    bool complex = kind == 'f' && value->dtype->kind == 'c'; /* refused for Python's alone */
    if (!(value->flags & CT_WEAK) || (!integer && !complex) || value->dtype == dst->dtype)
        return ct_array_assign(dst, value);
    ct_array *cast = ct_empty(0, NULL, dst->dtype);
    ct_object *box = cast ? ct_item(value) : NULL;
    ct_status status = box ? ct_element_store(dst->dtype, cast->data, box) : ct_error_pending();
    if (status == CT_OK)
        status = ct_array_assign(dst, cast);
    ct_release(box);
    ct_release(cast);
    return status;
}

ct_status ct_fill(ct_array *a, const ct_array *value)
{
    if (!a || !value)
        return ct_null_input("fill", a ? 2 : 1);
    if (value->size != 1)
        return ct_error_set(CT_VALUE_ERROR, "fill", 2, "setting an array element with a sequence.");
    ct_status status = ct_array_check_writeable("fill", a);
    ct_array *one = status == CT_OK ? ct_reshape(value, CT_0D) : NULL;
    if (one) {
        one->flags |= value->flags & (CT_WEAK | CT_WEAK_BIG);
        status = ct_array_store(a, one);
        ct_release(one);
        return status;
    }
    return ct_error_pending();
}

/* -- copyto with a mask ------------------------------------------------------------------------ */

static ct_status copy_where(ct_array *dst, const ct_array *src, const ct_array *where)
{
    ct_nest nest;
    ct_nest_init(&nest, 3, dst->ndim, dst->shape, (char *[]){where->data, src->data, dst->data},
                 (const int64_t *[]){where->strides, src->strides, dst->strides},
                 CT_NEST_ANY_ORDER);
    int64_t itemsizes[3] = {1, src->dtype->itemsize, dst->dtype->itemsize};
    ct_loop *loop = ct_kernel_masked_copy(dst->dtype->itemsize);
    do {
        if (nest.inner > 0)
            loop(nest.at, nest.inner_strides, nest.inner, itemsizes);
    } while (ct_nest_next(&nest));
    return CT_OK;
}

/* The source as dst's dtype, in memory of its own where it is cast or overlaps dst. Owned. */
static ct_array *source_like(const ct_array *dst, const ct_array *src)
{
    if (ct_dtype_equal(dst->dtype, src->dtype) && !ct_array_overlaps(dst, src))
        return ct_retain(src);
    ct_array *copy = ct_empty_after(src, dst->dtype, CT_ORDER_K);
    if (copy && ct_array_store(copy, src) != CT_OK) {
        ct_release(copy);
        return NULL;
    }
    return copy;
}

ct_status ct_copyto(ct_array *dst, const ct_array *src, ct_casting casting, const ct_array *where)
{
    if (!dst || !src)
        return ct_null_input("copyto", dst ? 2 : 1);
    CT_SCOPE(s);
    ct_status status = ct_array_check_writeable("copyto", dst);
    if (status == CT_OK)
        status = ct_array_check_cast("copyto", src, dst->dtype,
                                     casting ? casting : CT_CASTING_SAME_KIND);
    if (status != CT_OK)
        return status;
    if (!where)
        return ct_array_store(dst, src);
    status = ct_array_check_cast("copyto", where, CT_BOOL, CT_CASTING_SAFE);
    if (status != CT_OK)
        return status;
    ct_array *apart = ct_array_overlaps(dst, where) ? ct_own(&s, ct_copy(where, CT_ORDER_K))
                                                    : ct_own(&s, ct_retain(where));
    ct_array *mask = apart ? ct_own(&s, ct_broadcast_to(apart, dst->ndim, dst->shape)) : NULL;
    if (!mask)
        return ct_error_pending();
    /* What the mask leaves out is not cast either: it could not be without a warning. */
    bool picked =
        dst->ndim > 0 && src->size > 1 && !ct_can_cast(src->dtype, dst->dtype, CT_CASTING_SAFE);
    ct_array *all = picked ? ct_own(&s, ct_broadcast_to(src, dst->ndim, dst->shape)) : NULL;
    ct_array *values = all ? ct_own(&s, ct_get(all, ct_pick(mask))) : NULL;
    if (picked)
        return values ? ct_set(dst, values, ct_pick(mask)) : ct_error_pending();
    ct_array *plain = ct_own(&s, source_like(dst, src));
    ct_array *from = plain ? ct_own(&s, ct_broadcast_to(plain, dst->ndim, dst->shape)) : NULL;
    return from ? copy_where(dst, from, mask) : ct_error_pending();
}
