/* compose.c: short words for what the routines are composed of. */
#include "routines.h"

ct_array *ct_with_float(ct_op op, const ct_array *a, double number)
{
    CT_SCOPE(s);
    return a ? ct_apply2(op, a, ct_own(&s, ct_weak_float(number)), NULL) : NULL;
}

ct_array *ct_with_int(ct_op op, const ct_array *a, int64_t number)
{
    CT_SCOPE(s);
    return a ? ct_apply2(op, a, ct_own(&s, ct_weak_int(number)), NULL) : NULL;
}

ct_array *ct_packed(const ct_array *a, const ct_dtype *dtype)
{
    if (!a || !dtype)
        return NULL;
    bool ready =
        ct_dtype_equal(a->dtype, dtype) && (a->flags & CT_C_CONTIGUOUS) && (a->flags & CT_ALIGNED);
    if (ready)
        return ct_retain(a);
    CT_SCOPE(s);
    ct_array *result = ct_own(&s, ct_empty(a->ndim, a->shape, dtype));
    return !result || ct_copyto(result, a, CT_CASTING_UNSAFE, NULL) ? NULL : ct_retain(result);
}

int ct_truth_of(ct_array *a)
{
    int truth = a ? ct_truth(a) : -1;
    ct_release(a);
    return truth;
}

const ct_dtype *ct_common_type(const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    if (!a || !b)
        return NULL;
    if (!ct_is_weak(a) && !ct_is_weak(b))
        return ct_promote_types(a->dtype, b->dtype);
    ct_array *sum = ct_own(&s, ct_multiply(a->size ? a : b, b->size ? b : a));
    return sum ? ct_retain(sum->dtype) : NULL;
}
