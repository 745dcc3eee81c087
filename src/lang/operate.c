/* operate.c: operators. Boxes go to src/object, arrays and NumPy scalars to ufuncs; a Python number
 * that meets an array is weak (NEP 50), and a result without axes is a NumPy scalar. */
#include "eval.h"

#include "array/array.h"
#include "registry/args.h"
#include "ufunc/resolve.h"

#include <carton/products.h>

#include <string.h>

/* The ufunc behind each operator. */
static const int16_t ufuncs[CT_OPERATOR_COUNT] = {
    [CT_ADD_OP] = CT_OP_add,
    [CT_SUBTRACT_OP] = CT_OP_subtract,
    [CT_MULTIPLY_OP] = CT_OP_multiply,
    [CT_TRUE_DIVIDE_OP] = CT_OP_divide,
    [CT_FLOOR_DIVIDE_OP] = CT_OP_floor_divide,
    [CT_REMAINDER_OP] = CT_OP_remainder,
    [CT_POWER_OP] = CT_OP_power,
    [CT_LEFT_SHIFT_OP] = CT_OP_left_shift,
    [CT_RIGHT_SHIFT_OP] = CT_OP_right_shift,
    [CT_AND_OP] = CT_OP_bitwise_and,
    [CT_XOR_OP] = CT_OP_bitwise_xor,
    [CT_OR_OP] = CT_OP_bitwise_or,
    [CT_LESS_OP] = CT_OP_less,
    [CT_LESS_EQUAL_OP] = CT_OP_less_equal,
    [CT_EQUAL_OP] = CT_OP_equal,
    [CT_NOT_EQUAL_OP] = CT_OP_not_equal,
    [CT_GREATER_OP] = CT_OP_greater,
    [CT_GREATER_EQUAL_OP] = CT_OP_greater_equal,
    [CT_NEGATIVE_OP] = CT_OP_negative,
    [CT_POSITIVE_OP] = CT_OP_positive,
    [CT_INVERT_OP] = CT_OP_invert,
};

static char scalar_kind(const ct_object *a)
{
    return a->type == &ct_scalar_type ? ct_dtype_kind(ct_scalar_dtype(a)) : '\0';
}

/* A NumPy scalar as the box that Python's own operators know; anything else retained. */
static ct_object *unboxed(ct_object *a)
{
    if (a->type != &ct_scalar_type)
        return ct_retain(a);
    ct_array *array = ct_scalar_array(a);
    ct_object *box = ct_item(array);
    ct_release(array);
    return box;
}

static bool is_text(const ct_object *a)
{
    char kind = scalar_kind(a);
    return a->type == &ct_str_type || a->type == &ct_bytes_type || kind == 'U' || kind == 'S';
}

static bool is_sequence(const ct_object *a)
{
    return a->type == &ct_list_type || a->type == &ct_tuple_type || is_text(a);
}

static bool is_whole_scalar(const ct_object *a)
{
    char kind = scalar_kind(a);
    return kind == 'i' || kind == 'u';
}

/* Python's own operators also serve NumPy scalars beside text, and sequences times an int. */
static bool is_python_pair(ct_operator op, const ct_object *a, const ct_object *b)
{
    if (!ct_is_arrayish(a) && !ct_is_arrayish(b))
        return true;
    if (op >= CT_IN_OP)
        return !(op <= CT_NOT_IN_OP && b->type == &ct_array_type);
    if (op == CT_REMAINDER_OP && (a->type == &ct_str_type || a->type == &ct_bytes_type))
        return true; /* formatting */
    if (a->type == &ct_array_type || b->type == &ct_array_type)
        return false;
    if (is_text(a) && (is_text(b) || op == CT_REMAINDER_OP))
        return true;
    return op == CT_MULTIPLY_OP &&
           ((is_sequence(a) && is_whole_scalar(b)) || (is_sequence(b) && is_whole_scalar(a)));
}

static ct_object *python_pair(ct_operator op, ct_object *a, ct_object *b)
{
    if (op >= CT_IN_OP || (!ct_is_arrayish(a) && !ct_is_arrayish(b)))
        return ct_binary(op, a, b);
    CT_SCOPE(s);
    bool format = op == CT_REMAINDER_OP; /* '%r' shows the scalar itself */
    ct_object *x = ct_own(&s, unboxed(a));
    ct_object *y = format ? b : x ? ct_own(&s, unboxed(b)) : NULL;
    return x && y ? ct_binary(op, x, y) : NULL;
}

/* -- with arrays ---------------------------------------------------------------------------------
 */

/* Powers by a Python number that have a ufunc of their own, as in ndarray.__pow__. */
static int power_ufunc(char kind, const ct_object *exponent)
{
    if (exponent->type != &ct_int_type && exponent->type != &ct_float_type)
        return CT_OP_power;
    double e;
    if (ct_as_float(exponent, &e))
        return ct_error_take(NULL), CT_OP_power;
    return (int)ct_power_op(kind, exponent->type == &ct_int_type, e);
}

int ct_operator_ufunc(ct_operator op, char kind, const ct_object *second)
{
    if ((op >= CT_IN_OP && op <= CT_IS_NOT_OP) || op == CT_MATMUL_OP || op == CT_NOT_OP)
        return -1;
    return op == CT_POWER_OP && second ? power_ufunc(kind, second) : ufuncs[op];
}

static ct_array *elementwise(int op, ct_array *a, ct_array *b, ct_array *out)
{
    ct_array *in[2] = {a, b}, *result[2] = {NULL, NULL};
    ct_ufunc_opts opts = {.size_ = sizeof opts, .out = {out, NULL}};
    return ct_ufunc_call((ct_op)op, in, &opts, result) ? NULL : result[0];
}

/* == and != of things that have no common dtype: nothing is equal. */
static ct_object *unequal(ct_operator op, const ct_array *a)
{
    bool value = op == CT_NOT_EQUAL_OP;
    if (ct_ndim(a) == 0)
        return ct_bool(value);
    ct_error_take(NULL);
    return (ct_object *)(value ? ct_ones(ct_ndim(a), ct_shape(a), CT_BOOL)
                               : ct_zeros(ct_ndim(a), ct_shape(a), CT_BOOL));
}

/* One operand; the failure of == to make an array of it is "not equal", not an error. */
static ct_object *with_arrays(ct_operator op, ct_object *a, ct_object *b, ct_array *out)
{
    CT_SCOPE(s);
    bool equality = op == CT_EQUAL_OP || op == CT_NOT_EQUAL_OP;
    ct_array *x = ct_own(&s, ct_operand(a)), *y = ct_own(&s, ct_operand(b));
    if (!x || !y) {
        if (equality && ct_error_pending() == CT_TYPE_ERROR) {
            ct_array *known = x ? x : y ? y : NULL;
            ct_error_take(NULL);
            return known ? unequal(op, known) : ct_bool(op == CT_NOT_EQUAL_OP);
        }
        return NULL;
    }
    if (op == CT_MATMUL_OP)
        return ct_result(ct_matmul(x, y));
    bool array = a->type == &ct_array_type; /* scalars have no powers of their own */
    int ufunc = ct_operator_ufunc(op, ct_dtype_kind(ct_dtype_of(x)), array ? b : NULL);
    bool alone = ct_ufunc_get((ct_op)ufunc)->nin == 1;
    ct_array *result = elementwise(ufunc, x, alone ? NULL : y, out);
    if (!result && equality && ct_error_pending() == CT_TYPE_ERROR) {
        ct_error_take(NULL);
        return unequal(op, ct_ndim(x) >= ct_ndim(y) ? x : y);
    }
    return out ? (ct_object *)result : ct_result(result);
}

/* value in array: (array == value).any() */
static ct_object *contained(ct_operator op, ct_object *value, ct_object *array)
{
    CT_SCOPE(s);
    ct_object *same = ct_own(&s, ct_operate(CT_EQUAL_OP, array, value));
    ct_array *each = same ? ct_own(&s, ct_asarray(same, NULL)) : NULL;
    ct_array *any = each ? ct_own(&s, ct_any_opts(each, NULL)) : NULL;
    int truth = any ? ct_truth(any) : -1;
    return truth < 0 ? NULL : ct_bool(truth == (op == CT_IN_OP));
}

/* array in list: item == array for each, as Python compares. */
static ct_object *among(ct_operator op, ct_object *value, const ct_object *sequence)
{
    ct_iter iter;
    ct_object *item;
    int more, found = 0;
    if (ct_iter_start(&iter, sequence))
        return NULL;
    while (!found && (more = ct_iter_next(&iter, &item)) != 0) {
        if (more < 0)
            return NULL;
        ct_object *same = item == value ? ct_bool(true) : ct_operate(CT_EQUAL_OP, item, value);
        found = same ? ct_truth(same) : -1;
        ct_release(same);
        ct_release(item);
    }
    return found < 0 ? NULL : ct_bool(found == (op == CT_IN_OP));
}

/* dtype == what can be read as one: 'f8', float, float64. Others are not equal. */
static bool orders_dtypes(ct_operator op, const ct_object *a, const ct_object *b)
{
    return ((op >= CT_LESS_OP && op <= CT_LESS_EQUAL_OP) ||
            (op >= CT_GREATER_OP && op <= CT_GREATER_EQUAL_OP)) &&
           (a->type == &ct_dtype_type || b->type == &ct_dtype_type);
}

/* Dtypes are ordered by what can be cast safely: a <= b when every a fits a b. */
static ct_object *order_dtypes(ct_operator op, const ct_object *a, const ct_object *b)
{
    CT_SCOPE(s);
    const ct_dtype *x, *y;
    if (ct_arg_dtype(a, &x))
        return NULL;
    ct_own(&s, x);
    if (ct_arg_dtype(b, &y))
        return NULL;
    ct_own(&s, y);
    x = x ? x : CT_FLOAT64;
    y = y ? y : CT_FLOAT64;
    bool below = op == CT_LESS_OP || op == CT_LESS_EQUAL_OP;
    bool strict = op == CT_LESS_OP || op == CT_GREATER_OP;
    return ct_bool(ct_can_cast(below ? x : y, below ? y : x, CT_CASTING_SAFE) &&
                   !(strict && ct_dtype_equal(x, y)));
}

static ct_object *equal_dtypes(ct_operator op, const ct_object *a, const ct_object *b)
{
    CT_SCOPE(s);
    const ct_dtype *x, *y;
    bool known = !ct_arg_dtype(a, &x);
    ct_own(&s, x);
    known = known && !ct_arg_dtype(b, &y);
    if (known)
        ct_own(&s, y);
    if (!known && ct_error_pending() == CT_MEMORY_ERROR)
        return NULL;
    ct_error_take(NULL);
    return ct_bool((known && x && y && ct_dtype_equal(x, y)) == (op == CT_EQUAL_OP));
}

ct_object *ct_operate(ct_operator op, ct_object *a, ct_object *b)
{
    if ((op == CT_EQUAL_OP || op == CT_NOT_EQUAL_OP) &&
        (a->type == &ct_dtype_type || b->type == &ct_dtype_type) && !ct_is_arrayish(a) &&
        !ct_is_arrayish(b))
        return equal_dtypes(op, a, b);
    if (orders_dtypes(op, a, b))
        return order_dtypes(op, a, b);
    if ((op == CT_IN_OP || op == CT_NOT_IN_OP) && a->type == &ct_array_type && is_sequence(b) &&
        !is_text(b))
        return among(op, a, b);
    if (is_python_pair(op, a, b))
        return python_pair(op, a, b);
    return op >= CT_IN_OP ? contained(op, a, b) : with_arrays(op, a, b, NULL);
}

ct_object *ct_operate_in_place(ct_operator op, ct_object *a, ct_object *b)
{
    if (a->type == &ct_array_type && op != CT_MATMUL_OP)
        return with_arrays(op, a, b, (ct_array *)a);
    if (a->type == &ct_list_type && !(op == CT_ADD_OP && b->type == &ct_scalar_type)) {
        if (op == CT_MULTIPLY_OP && is_whole_scalar(b)) {
            ct_object *times = unboxed(b);
            ct_object *result = times ? ct_binary_in_place(op, a, times) : NULL;
            ct_release(times);
            return result;
        }
        if (op == CT_ADD_OP || !ct_is_arrayish(b))
            return ct_binary_in_place(op, a, b);
    }
    return ct_operate(op, a, b);
}

ct_object *ct_operate_unary(ct_operator op, ct_object *a)
{
    if (op == CT_NOT_OP) {
        int truth = ct_truth(a);
        return truth < 0 ? NULL : ct_bool(!truth);
    }
    if (!ct_is_arrayish(a))
        return ct_unary(op, a);
    ct_array *x = ct_asarray(a, NULL);
    ct_object *result = x ? ct_result(elementwise(ufuncs[op], x, NULL, NULL)) : NULL;
    ct_release(x);
    return result;
}
