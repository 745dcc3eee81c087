/* logic.c: isclose, array_equal and their like. */
#include "routines.h"

#include <carton/expr.h>
#include <math.h>
#include <string.h>

/* cx_eval with invalid values (inf - inf) not worth a warning. */
static ct_array *eval_quietly(CT_TAKE cx *e)
{
    ct_errstate before = ct_geterr(), quiet = before;
    quiet.invalid = CT_FP_IGNORE;
    ct_seterr(quiet);
    ct_array *result = cx_eval(e);
    ct_seterr(before);
    return result;
}

ct_array *ct_isclose(const ct_array *a, const ct_array *b, double rtol, double atol, bool equal_nan)
{
    CT_SCOPE(s);
    ct_array *relative = ct_own(&s, ct_weak_float(rtol));
    ct_array *absolute = relative ? ct_own(&s, ct_weak_float(atol)) : NULL;
    return absolute ? ct_isclose_within(a, b, relative, absolute, equal_nan) : NULL;
}

ct_array *ct_isclose_within(const ct_array *a, const ct_array *b, const ct_array *rtol,
                            const ct_array *atol, bool equal_nan)
{
    CT_SCOPE(s);
    if (!a || !b || !rtol || !atol)
        return ct_null_input("isclose", !a ? 1 : !b ? 2 : rtol ? 4 : 3), NULL;
    ct_array *y = ct_is_inexact(b) || ct_is_weak(b)
                      ? ct_own(&s, ct_retain(b))
                      : ct_own(&s, ct_astype(b, CT_FLOAT64, CT_CASTING_UNSAFE));
    if (!y)
        return NULL;
    bool number = ct_is_weak(y) && ct_is_weak(rtol) && ct_is_weak(atol) && y->dtype->kind != 'c';
    double size, by, more;
    if (number && (ct_item_f64(y, &size) || ct_item_f64(rtol, &by) || ct_item_f64(atol, &more)))
        return NULL;
    /* Of Python's numbers the bound is one too, and takes the dtype of the distance. */
    cx *bound = number ? cx_float(more + by * fabs(size))
                       : cx_add(CX(atol), cx_multiply(CX(rtol), cx_absolute(CX(y))));
    cx *near = cx_less_equal(cx_absolute(cx_subtract(CX(a), CX(y))), bound);
    cx *close = cx_logical_or(cx_logical_and(near, cx_isfinite(CX(y))), cx_equal(CX(a), CX(y)));
    if (equal_nan)
        close = cx_logical_or(close, cx_logical_and(cx_isnan(CX(a)), cx_isnan(CX(y))));
    return eval_quietly(close);
}

/* Whether every element is true. Takes `a`. */
static int all_of(CT_TAKE ct_array *a)
{
    int truth = ct_truth_of(a ? ct_all(a, CT_FLAT) : NULL);
    ct_release(a);
    return truth;
}

int ct_allclose(const ct_array *a, const ct_array *b, double rtol, double atol, bool equal_nan)
{
    return all_of(ct_isclose(a, b, rtol, atol, equal_nan));
}

/* Text and numbers are never equal. */
static bool is_comparable(const ct_array *a, const ct_array *b)
{
    return (a->dtype->num >= CT_NUM_STR) == (b->dtype->num >= CT_NUM_STR);
}

static bool is_same_shape(const ct_array *a, const ct_array *b)
{
    return a->ndim == b->ndim && !memcmp(a->shape, b->shape, (size_t)a->ndim * sizeof *a->shape);
}

int ct_array_equal(const ct_array *a, const ct_array *b, bool equal_nan)
{
    if (!a || !b)
        return ct_null_input("array_equal", a ? 2 : 1), -1;
    if (!is_same_shape(a, b) || (a->size && !is_comparable(a, b)))
        return 0;
    if (a->size == 0)
        return 1;
    if (!equal_nan || !ct_is_inexact(a) || !ct_is_inexact(b))
        return all_of(ct_equal(a, b));
    return all_of(eval_quietly(
        cx_logical_or(cx_equal(CX(a), CX(b)), cx_logical_and(cx_isnan(CX(a)), cx_isnan(CX(b))))));
}

int ct_array_equiv(const ct_array *a, const ct_array *b)
{
    int ndim = 0;
    int64_t shape[CT_MAX_NDIM];
    if (!a || !b)
        return ct_null_input("array_equiv", a ? 2 : 1), -1;
    if (ct_error_pending())
        return -1;
    if (ct_broadcast_into("array_equiv", &ndim, shape, a->ndim, a->shape) ||
        ct_broadcast_into("array_equiv", &ndim, shape, b->ndim, b->shape)) {
        ct_error_take(NULL);
        return 0;
    }
    return is_comparable(a, b) ? all_of(ct_equal(a, b)) : 0;
}

/* -- kinds of numbers -------------------------------------------------------------------------- */

ct_array *ct_iscomplex(const ct_array *x)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("iscomplex", 1), NULL;
    if (x->dtype->kind != 'c')
        return ct_zeros(x->ndim, x->shape, CT_BOOL);
    return ct_with_int(CT_OP_not_equal, ct_own(&s, ct_imag(x)), 0);
}

ct_array *ct_isreal(const ct_array *x)
{
    CT_SCOPE(s);
    if (!x)
        return ct_null_input("isreal", 1), NULL;
    if (x->dtype->kind != 'c')
        return ct_ones(x->ndim, x->shape, CT_BOOL);
    return ct_with_int(CT_OP_equal, ct_own(&s, ct_imag(x)), 0);
}

static ct_array *infinite(const char *op, const ct_array *x, bool below)
{
    if (!x)
        return ct_null_input(op, 1), NULL;
    if (x->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, op, 1,
                       "This operation is not supported for %s values because it would be "
                       "ambiguous.",
                       x->dtype->name);
    if (x->dtype->kind != 'f' && x->dtype->num < CT_NUM_STR)
        return ct_zeros(x->ndim, x->shape, CT_BOOL);
    cx *sign = cx_signbit(CX(x));
    return cx_eval(cx_logical_and(cx_isinf(CX(x)), below ? sign : cx_logical_not(sign)));
}

ct_array *ct_isposinf(const ct_array *x)
{
    return infinite("isposinf", x, false);
}

ct_array *ct_isneginf(const ct_array *x)
{
    return infinite("isneginf", x, true);
}
