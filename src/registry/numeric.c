/* numeric.c: rows of isclose and its like, of angle, sinc, nan_to_num and the windows. */
#include <carton/routines.h>
#include <math.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* -- comparing --------------------------------------------------------------------------------- */

ENTRY(isclose)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    ct_array *rtol, *atol;
    bool equal_nan = false;
    if (!ct_args_read(args, &s, "OO--b", &a, &b, &equal_nan))
        return NULL;
    rtol = ct_own(&s, args[2] ? ct_operand(args[2]) : ct_weak_float(1e-5));
    atol = rtol ? ct_own(&s, args[3] ? ct_operand(args[3]) : ct_weak_float(1e-8)) : NULL;
    ct_array *close = atol ? ct_isclose_within(a, b, rtol, atol, equal_nan) : NULL;
    if (!routine->op || !close)
        return ct_result(close);
    ct_own(&s, close);
    ct_array *all = ct_own(&s, ct_all(close, CT_FLAT));
    return ct_bool_result(all ? ct_truth(all) : -1);
}

ENTRY(array_equal)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    bool equal_nan = false;
    if (!ct_args_read(args, &s, "AAb", &a, &b, &equal_nan))
        return NULL;
    return ct_bool_result(ct_array_equal(a, b, equal_nan));
}

ENTRY(array_equiv)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    return ct_args_read(args, &s, "AA", &a, &b) ? ct_bool_result(ct_array_equiv(a, b)) : NULL;
}

/* -- kinds ------------------------------------------------------------------------------------- */

static ct_object *of_one(ct_object *const *args, ct_array *(*f)(const ct_array *))
{
    CT_SCOPE(s);
    ct_array *a;
    return ct_args_read(args, &s, "A", &a) ? ct_result(f(a)) : NULL;
}

ENTRY(iscomplex)
{
    return of_one(args, ct_iscomplex);
}

ENTRY(isreal)
{
    return of_one(args, ct_isreal);
}

/* iscomplexobj, and for an op of 1 its opposite */
ENTRY(iscomplexobj)
{
    CT_SCOPE(s);
    ct_array *a;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    return ct_bool((ct_dtype_kind(ct_dtype_of(a)) == 'c') != routine->op);
}

ENTRY(isscalar)
{
    return ct_bool(ct_arg_is_scalar(args[0]));
}

ENTRY(isfortran)
{
    CT_SCOPE(s);
    ct_array *a;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    unsigned flags = ct_flags(a);
    return ct_bool((flags & CT_F_CONTIGUOUS) && !(flags & CT_C_CONTIGUOUS));
}

ENTRY(fix)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    if (!ct_args_read(args, &s, "Ap", &a, &out))
        return NULL;
    return ct_result_of(ct_into_out(ct_trunc(a), out), out);
}

ENTRY(infinite)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    if (!ct_args_read(args, &s, "Ap", &a, &out))
        return NULL;
    return ct_result_of(ct_into_out((routine->op ? ct_isneginf : ct_isposinf)(a), out), out);
}

ENTRY(iterable)
{
    const ct_type *type = ct_type_of(args[0]);
    if (type == &ct_array_type)
        return ct_bool(ct_ndim((const ct_array *)args[0]) > 0);
    return ct_bool(type->item || type->next);
}

/* -- functions of numbers ---------------------------------------------------------------------- */

ENTRY(angle)
{
    CT_SCOPE(s);
    ct_array *z;
    bool degrees = false;
    return ct_args_read(args, &s, "Ob", &z, &degrees) ? ct_result(ct_angle(z, degrees)) : NULL;
}

ENTRY(real_if_close)
{
    CT_SCOPE(s);
    ct_array *z;
    double tolerance = 100;
    if (!ct_args_read(args, &s, "Af", &z, &tolerance))
        return NULL;
    return ct_array_result(ct_real_if_close(z, tolerance));
}

ENTRY(sinc)
{
    return of_one(args, ct_sinc);
}

/* Of a number an array without axes, as NumPy's. */
ENTRY(i0)
{
    CT_SCOPE(s);
    ct_array *a;
    return ct_args_read(args, &s, "A", &a) ? ct_array_result(ct_i0(a)) : NULL;
}

ENTRY(unwrap)
{
    CT_SCOPE(s);
    ct_array *p;
    double limit = NAN, period = 2 * 3.14159265358979323846;
    int axis = -1;
    if (!ct_args_read(args, &s, "Afxf", &p, &limit, &axis, &period))
        return NULL;
    ct_array *wide = NULL; /* a whole period of type float makes floats of integers */
    if (args[3] && ct_type_of(args[3]) == &ct_float_type && period == floor(period))
        if (strchr("biu", ct_dtype_kind(ct_dtype_of(p))) &&
            !(wide = ct_own(&s, ct_astype(p, CT_FLOAT64, CT_CASTING_UNSAFE))))
            return NULL;
    return ct_array_result(ct_unwrap(wide ? wide : p, limit, axis, period));
}

/* A value of nan=, posinf=, neginf=; None and left out give NULL. */
static bool replacement(const ct_object *arg, ct_scope *scope, ct_array **out)
{
    *out = ct_arg_given(arg) ? ct_operand_in(scope, arg) : NULL;
    return *out || !ct_arg_given(arg);
}

ENTRY(nan_to_num)
{
    CT_SCOPE(s);
    ct_array *x, *nan, *above, *below;
    bool copy = true;
    if (!ct_args_read(args, &s, "Ab", &x, &copy) || !replacement(args[2], &s, &nan) ||
        !replacement(args[3], &s, &above) || !replacement(args[4], &s, &below))
        return NULL;
    if (!copy && ct_array_nan_to_num(x, nan, above, below))
        return NULL;
    return ct_result(copy ? ct_nan_to_num(x, nan, above, below) : ct_retain(x));
}

/* -- windows ----------------------------------------------------------------------------------- */

ENTRY(window)
{
    static ct_array *(*const windows[])(double) = {ct_bartlett, ct_blackman, ct_hamming,
                                                   ct_hanning};
    double m = 0;
    return ct_arg_float(args[0], 0, &m) ? NULL : ct_array_result(windows[routine->op](m));
}

ENTRY(kaiser)
{
    double m = 0, beta = 0;
    if (ct_arg_float(args[0], 0, &m) || ct_arg_float(args[1], 0, &beta))
        return NULL;
    return ct_array_result(ct_kaiser(m, beta));
}

#define OP_ROW(name_, area_, signature_, doc_, entry_, op_)                                        \
    {                                                                                              \
        .name = name_, .area = area_, .signature = signature_, .doc = doc_, .entry = entry_,       \
        .op = op_                                                                                  \
    }
#define CLOSE "(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)"
/* packbits, and for an op of 1 unpackbits, which has `count` before the order. */
ENTRY(bits)
{
    CT_SCOPE(s);
    ct_array *a;
    int axis = CT_FLAT;
    int64_t count = CT_OMIT;
    const char *order = "big";
    const bool unpack = routine->op;
    if (!ct_args_read(args, &s, "Ax", &a, &axis) ||
        !(unpack ? ct_args_read(args + 2, &s, "is", &count, &order)
                 : ct_args_read(args + 2, &s, "s", &order)))
        return NULL;
    if (*order != 'b' && *order != 'l')
        return CT_FAIL(CT_VALUE_ERROR, unpack ? "unpackbits" : "packbits", unpack ? 4 : 3,
                       "'order' must be either 'little' or 'big'");
    const bool little = *order == 'l';
    return ct_array_result(unpack ? ct_unpackbits(a, axis, count, little)
                                  : ct_packbits(a, axis, little));
}

const ct_routine ct_routines_numeric[] = {
    OP_ROW("isclose", "logic", CLOSE, "Which elements are equal within tolerances.", isclose, 0),
    OP_ROW("allclose", "logic", CLOSE, "Whether all elements are equal within tolerances.", isclose,
           1),
    CT_ROW("array_equal", "logic", "(a1, a2, equal_nan=False)",
           "Whether shapes and elements are equal.", array_equal),
    CT_ROW("array_equiv", "logic", "(a1, a2)", "Whether elements are equal once broadcast.",
           array_equiv),
    CT_ROW("iscomplex", "logic", "(x)", "Which elements have an imaginary part that is not zero.",
           iscomplex),
    CT_ROW("isreal", "logic", "(x)", "Which elements have no imaginary part.", isreal),
    OP_ROW("iscomplexobj", "logic", "(x)", "Whether the dtype is complex.", iscomplexobj, 0),
    OP_ROW("isrealobj", "logic", "(x)", "Whether the dtype is not complex.", iscomplexobj, 1),
    CT_ROW("isscalar", "logic", "(element)", "Whether it is a number or text, no array.", isscalar),
    CT_ROW("isfortran", "logic", "(a)", "Whether it is in Fortran order, and not in C order.",
           isfortran),
    CT_ROW("fix", "math", "(x, out=None)", "The integer part: rounds towards zero.", fix),
    OP_ROW("isposinf", "math", "(x, out=None)", "Which elements are positive infinity.", infinite,
           0),
    OP_ROW("isneginf", "math", "(x, out=None)", "Which elements are negative infinity.", infinite,
           1),
    CT_ROW("iterable", "indexing", "(y)", "Whether an object can be walked.", iterable),
    CT_ROW("angle", "math", "(z, deg=False)", "Angle of complex numbers.", angle),
    CT_ROW("real_if_close", "math", "(a, tol=100)", "The real part when the other is near zero.",
           real_if_close),
    CT_ROW("sinc", "math", "(x)", "sin(pi x) / (pi x).", sinc),
    CT_ROW("i0", "math", "(x)", "Modified Bessel function of the first kind, order 0.", i0),
    CT_ROW("unwrap", "math", "(p, discont=None, axis=-1, *, period=2 * pi)",
           "Jumps of a phase taken out.", unwrap),
    CT_ROW("nan_to_num", "math", "(x, copy=True, nan=0.0, posinf=None, neginf=None)",
           "Numbers in place of nan and infinities.", nan_to_num),
    OP_ROW("packbits", "logic", "(a, /, axis=None, bitorder='big')",
           "Truth values, eight to a byte.", bits, 0),
    OP_ROW("unpackbits", "logic", "(a, /, axis=None, count=None, bitorder='big')",
           "The bits of bytes, an element each.", bits, 1),
    OP_ROW("bartlett", "math", "(M)", "A triangle of M samples.", window, 0),
    OP_ROW("blackman", "math", "(M)", "A Blackman window of M samples.", window, 1),
    OP_ROW("hamming", "math", "(M)", "A Hamming window of M samples.", window, 2),
    OP_ROW("hanning", "math", "(M)", "A von Hann window of M samples.", window, 3),
    CT_ROW("kaiser", "math", "(M, beta)", "A Kaiser window of M samples.", kaiser),
};
CT_ROUTINES_END(numeric);
