/* emath.c: rows of emath: functions that answer with complex numbers where the real ones have none.
 */
#include <string.h>

#include "args.h"
#include "object/object.h"

/* Real numbers become complex where `op` holds between one of them (or its size) and the bound.
 * Owned by the scope. */
static ct_array *widened(ct_scope *scope, const ct_object *arg, ct_op op, int64_t limit, bool size)
{
    ct_array *x = ct_arg_array_in(scope, arg);
    if (!x || ct_dtype_kind(ct_dtype_of(x)) == 'c')
        return x;
    ct_array *bound = ct_own(scope, ct_weak_int(limit));
    ct_array *measured = size ? ct_own(scope, ct_absolute(x)) : x;
    ct_array *beyond =
        measured && bound ? ct_own(scope, ct_apply2(op, measured, bound, NULL)) : NULL;
    ct_array *any = beyond ? ct_own(scope, ct_any(beyond, CT_FLAT)) : NULL;
    int truth = any ? ct_truth(any) : -1;
    if (truth <= 0)
        return truth < 0 ? NULL : x;
    bool small = strchr("bBhHf", ct_dtype_char(ct_dtype_of(x))) != NULL;
    return ct_own(scope, ct_astype(x, small ? CT_COMPLEX64 : CT_COMPLEX128, CT_CASTING_UNSAFE));
}

enum { BEYOND_ONE = 1 << 16 }; /* a row's op: the ufunc, and whether sizes above 1 are the bound */

static ct_object *of_one(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    bool size = routine->op & BEYOND_ONE;
    ct_array *x = widened(&s, args[0], size ? CT_OP_greater : CT_OP_less, size ? 1 : 0, size);
    return x ? ct_result(ct_apply1((ct_op)(routine->op & ~BEYOND_ONE), x, NULL)) : NULL;
}

static ct_object *logn(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_array *n = widened(&s, args[0], CT_OP_less, 0, false);
    ct_array *x = n ? widened(&s, args[1], CT_OP_less, 0, false) : NULL;
    ct_array *above = x ? ct_own(&s, ct_log(x)) : NULL;
    ct_array *below = above ? ct_own(&s, ct_log(n)) : NULL;
    return below ? ct_result(ct_divide(above, below)) : NULL;
}

/* Negative integer exponents are floats. */
static ct_object *power(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_array *x = widened(&s, args[0], CT_OP_less, 0, false);
    ct_array *p = x ? ct_arg_array_in(&s, args[1]) : NULL;
    if (p && strchr("iu", ct_dtype_kind(ct_dtype_of(p)))) {
        ct_array *complex = widened(&s, args[1], CT_OP_less, 0, false);
        if (complex && ct_dtype_kind(ct_dtype_of(complex)) == 'c')
            p = ct_own(&s, ct_astype(p, CT_FLOAT64, CT_CASTING_UNSAFE));
    }
    return p ? ct_result(ct_power(x, p)) : NULL;
}

#define ONE(name, ufunc, bits)                                                                     \
    {                                                                                              \
        "emath." name, "math", "(x)", "As " name ", complex where no real number answers.",        \
            of_one, CT_OP_##ufunc | (bits), 0, NULL                                                \
    }
const ct_routine ct_routines_emath[] = {
    ONE("sqrt", sqrt, 0),
    ONE("log", log, 0),
    ONE("log2", log2, 0),
    ONE("log10", log10, 0),
    ONE("arccos", arccos, BEYOND_ONE),
    ONE("arcsin", arcsin, BEYOND_ONE),
    ONE("arctanh", arctanh, BEYOND_ONE),
    CT_ROW("emath.logn", "math", "(n, x)", "Logarithm of x to base n.", logn),
    CT_ROW("emath.power", "math", "(x, p)", "As power, complex where no real number answers.",
           power),
};
CT_ROUTINES_END(emath);
