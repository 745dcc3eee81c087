/* elementwise.c: where, clip and round: element by element, but with arguments of their own. */
#include "args.h"
#include "object/object.h"

#include <math.h>
#include <string.h>

/* A Python number has no common dtype with text. */
static bool is_mixed(const ct_object *number, const ct_array *text)
{
    const ct_type *type = number->type;
    return (type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type) &&
           strchr("US", ct_dtype_kind(ct_dtype_of(text)));
}

static ct_object *where(const ct_routine *routine, ct_object *const *args)
{
    if (!args[1] && !args[2]) {
        const ct_routine *nonzero = ct_routine_find("nonzero");
        if (nonzero)
            return ct_routine_call(nonzero, 1, args, 0, NULL, NULL);
    }
    if (!args[1] || !args[2])
        return CT_FAIL(CT_VALUE_ERROR, "where", 0,
                       "either both or neither of x and y should be given");
    CT_SCOPE(s);
    ct_array *condition = ct_arg_array_in(&s, args[0]);
    ct_array *x = ct_operand_in(&s, args[1]), *y = ct_operand_in(&s, args[2]);
    if (!condition || !x || !y)
        return NULL;
    if (is_mixed(args[1], y) || is_mixed(args[2], x))
        return CT_FAIL(CT_TYPE_ERROR, "where", 0, "a Python number and text have no common dtype");
    return ct_array_result(ct_where(condition, x, y));
}

/* A Python int at or beyond the end of the integer dtype of `a` does not bind. */
static bool beyond(const ct_object *bound, const ct_array *a, bool above)
{
    const ct_dtype *dtype = ct_dtype_of(a);
    if (ct_type_of(bound) != &ct_int_type || !strchr("iu", ct_dtype_kind(dtype)))
        return false;
    int bits = 8 * (int)ct_dtype_itemsize(dtype);
    bool is_unsigned = ct_dtype_kind(dtype) == 'u';
    ct_int128 value = ct_int_value(bound), end = (ct_int128)1 << (bits - !is_unsigned);
    return above ? value >= end - 1 : value <= (is_unsigned ? 0 : -end);
}

/* clip(a, min, max, out=None, *, a_min, a_max, where, casting, order, dtype): the array API's order
 * of NumPy's names, which takes the same calls. A bound of None does not bind. */
static ct_object *clip(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    bool method = routine->op;
    ct_object *low = args[1] ? args[1] : method ? NULL : args[4];
    ct_object *high = args[2] ? args[2] : method ? NULL : args[5];
    ct_array *out, *a = ct_operand_in(&s, args[0]);
    if (!a || ct_arg_out(args[3], &out))
        return NULL;
    ct_array *in[3] = {a}, *result = NULL;
    ct_ufunc_opts opts = {.size_ = sizeof opts, .out = {out, NULL}};
    if (ct_arg_ufunc_opts(args + (method ? 4 : 6), &s, &opts))
        return NULL;
    bool from = ct_arg_given(low) && (opts.dtype || !beyond(low, a, false));
    bool to = ct_arg_given(high) && (opts.dtype || !beyond(high, a, true));
    if (from && !(in[1] = ct_operand_in(&s, low)))
        return NULL;
    if (to && !(in[1 + from] = ct_operand_in(&s, high)))
        return NULL;
    ct_op op = from && to ? CT_OP_clip : from ? CT_OP_maximum : to ? CT_OP_minimum : CT_OP_positive;
    if (ct_ufunc_call(op, in, &opts, &result))
        return NULL;
    return out ? ct_array_result(result) : ct_result(result);
}

/* x op y into a new array; y a Python number. */
static ct_array *scaled(ct_op op, ct_array *x, double factor)
{
    ct_array *y = ct_weak_float(factor);
    ct_array *result = y ? ct_apply2(op, x, y, NULL) : NULL;
    ct_release(y);
    return result;
}

/* As ndarray.round: scale by a power of ten, round half to even, scale back. */
static ct_array *rounded(ct_array *a, int64_t decimals)
{
    CT_SCOPE(s);
    bool whole = strchr("iu", ct_dtype_kind(ct_dtype_of(a))) != NULL;
    if (ct_dtype_num(ct_dtype_of(a)) == CT_NUM_BOOL && decimals != 0)
        return CT_FAIL(CT_TYPE_ERROR, "round", 1,
                       "Cannot cast ufunc 'multiply' output from dtype('float64') to dtype('bool') "
                       "with casting rule 'same_kind'");
    if (whole && decimals >= 0)
        return ct_copy(a, CT_ORDER_K);
    if (decimals == 0)
        return ct_rint(a);
    double factor = pow(10.0, (double)(decimals < 0 ? -decimals : decimals));
    ct_array *source = whole ? ct_own(&s, ct_astype(a, CT_FLOAT64, CT_CASTING_UNSAFE)) : a;
    ct_array *up = ct_own(&s, scaled(decimals > 0 ? CT_OP_multiply : CT_OP_divide, source, factor));
    ct_array *flat = ct_own(&s, ct_rint(up));
    ct_array *down = scaled(decimals > 0 ? CT_OP_divide : CT_OP_multiply, flat, factor);
    if (!whole || !down)
        return down;
    ct_own(&s, down);
    return ct_astype(down, ct_dtype_of(a), CT_CASTING_UNSAFE);
}

/* Complex numbers are rounded by their parts. */
static ct_array *rounded_parts(ct_array *a, int64_t decimals)
{
    if (ct_dtype_kind(ct_dtype_of(a)) != 'c')
        return rounded(a, decimals);
    CT_SCOPE(s);
    ct_array *result = ct_copy(a, CT_ORDER_K);
    ct_array *parts[2] = {ct_own(&s, ct_real(result)), ct_own(&s, ct_imag(result))};
    for (int i = 0; i < 2; i++) {
        ct_array *part = parts[i] ? ct_own(&s, rounded(parts[i], decimals)) : NULL;
        if (!part || ct_copyto(parts[i], part, CT_CASTING_UNSAFE, NULL)) {
            ct_release(result);
            return NULL;
        }
    }
    return result;
}

static ct_object *round_(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_array *out, *a = ct_arg_array_in(&s, args[0]);
    int64_t decimals;
    if (!a || ct_arg_int(args[1], 0, &decimals) || ct_arg_out(args[2], &out))
        return NULL;
    ct_array *result = rounded_parts(a, decimals);
    if (!out)
        return ct_result(result);
    ct_own(&s, result);
    return !result || ct_copyto(out, result, CT_CASTING_SAME_KIND, NULL) ? NULL : ct_retain(out);
}

#define UFUNC_OPTIONS "where=True, casting='same_kind', order='K', dtype=None"
const ct_routine ct_routines_elementwise[] = {
    {"where", "searching", "(condition, x=<no value>, y=<no value>, /)",
     "Elements of x where the condition holds, of y elsewhere.", where, 0, 0, NULL},
    {"clip", "math",
     "(a, min=<no value>, max=<no value>, out=None, *, a_min=<no value>, a_max=<no "
     "value>, " UFUNC_OPTIONS ")",
     "The elements limited to an interval.", clip, 0, 0, NULL},
    {"ndarray.clip", "ndarray", "(min=None, max=None, out=None, *, " UFUNC_OPTIONS ")",
     "The elements limited to an interval.", clip, 1, 0, NULL},
    {"round", "math", "(a, decimals=0, out=None)", "Rounded to decimals, halves to even.", round_,
     0, 0, NULL},
    {"around", "math", "(a, decimals=0, out=None)", "Another name of round.", round_, 0, 0, NULL},
    {"ndarray.round", "ndarray", "(decimals=0, out=None)", "Rounded to decimals, halves to even.",
     round_, 0, 0, NULL},
};
CT_ROUTINES_END(elementwise);
