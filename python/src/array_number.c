/* array_number.c: the operators of carton.ndarray.
 *
 * Each goes straight to the C function of its ufunc. The other operand may be anything; what no
 * array can be made of gets its turn through NotImplemented, and so does what asks for it:
 * `__array_ufunc__ = None`, or a higher `__array_priority__` (NEP 13's rule for binary operators).
 */
#include "array.h"

#include <string.h>

/* -- operands ------------------------------------------------------------------------------------
 */

/* An attribute of the type, as special methods are looked up. New reference or NULL, no exception.
 */
static PyObject *special(PyObject *object, const char *name)
{
    PyObject *value = PyObject_GetAttrString((PyObject *)Py_TYPE(object), name);
    if (!value)
        PyErr_Clear();
    return value;
}

bool cpy_is_plain(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    return type == &cpy_array_type || type == &PyFloat_Type || type == &PyLong_Type ||
           type == &PyBool_Type || type == &PyComplex_Type || type == &PyList_Type ||
           type == &PyTuple_Type || type == &PyUnicode_Type || object == Py_None ||
           CPY_IS_SCALAR(object);
}

/* Whether the array on the left leaves an operator to the object on its right. */
bool cpy_defers_to(PyObject *other, bool in_place)
{
    if (cpy_is_plain(other))
        return false;
    PyObject *ufunc = special(other, "__array_ufunc__");
    bool refuses = ufunc == Py_None;
    Py_XDECREF(ufunc);
    if (refuses)
        return !in_place;
    PyObject *priority = special(other, "__array_priority__");
    double value = priority ? PyFloat_AsDouble(priority) : -1;
    Py_XDECREF(priority);
    if (PyErr_Occurred()) {
        PyErr_Clear();
        return false;
    }
    return value > CPY_ARRAY_PRIORITY;
}

/* An operand, borrowed when it is an array (*owned stays NULL), else owned. NULL: what
 * cpy_not_implemented says. */
CT_INLINE ct_array *operand(PyObject *object, ct_array **owned)
{
    if (Py_IS_TYPE(object, &cpy_array_type))
        return CPY_ARRAY(object);
    if (PyFloat_CheckExact(object)) {
        *owned = ct_weak_float(PyFloat_AS_DOUBLE(object));
    } else if (PyLong_CheckExact(object)) {
        int overflow;
        long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
        *owned = overflow ? cpy_operand(object) : ct_weak_int(value);
    } else {
        *owned = cpy_operand(object);
    }
    return *owned;
}

/* After operand() gave NULL: a TypeError means that the object is no array, so that it may answer
 * itself; other errors stand. */
static PyObject *no_operand(void)
{
    if (!PyErr_Occurred())
        cpy_raise();
    if (!PyErr_ExceptionMatches(PyExc_TypeError))
        return NULL;
    PyErr_Clear();
    Py_RETURN_NOTIMPLEMENTED;
}

/* -- two operands --------------------------------------------------------------------------------
 */

typedef ct_array *binary_function(const ct_array *x1, const ct_array *x2);

CT_INLINE int64_t larger_size(const ct_array *x, const ct_array *y)
{
    int64_t nx = ct_size(x), ny = ct_size(y);
    return nx > ny ? nx : ny;
}

CT_INLINE PyObject *binary(PyObject *a, PyObject *b, binary_function *function)
{
    ct_array *x_owned = NULL, *y_owned = NULL, *result;
    if (!Py_IS_TYPE(b, &cpy_array_type) && CPY_IS_ARRAY(a) && cpy_defers_to(b, false))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *x = operand(a, &x_owned), *y = x ? operand(b, &y_owned) : NULL;
    if (!y) {
        ct_release(x_owned);
        return no_operand();
    }
    CPY_WORK(larger_size(x, y), result = function(x, y));
    ct_release(x_owned);
    ct_release(y_owned);
    return cpy_finish(result);
}

/* In place: the ufunc with the array as its output. */
static PyObject *in_place(PyObject *self, PyObject *other, ct_op op)
{
    ct_array *owned = NULL, *result;
    if (!CPY_IS_ARRAY(self) || cpy_defers_to(other, true))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *a = CPY_ARRAY(self), *y = operand(other, &owned);
    if (!y)
        return no_operand();
    ct_ufunc_opts opts = {.size_ = sizeof opts, .out = {a, NULL}};
    bool alone = ct_ufunc_get(op)->nin == 1; /* a power that has a ufunc of its own */
    CPY_WORK(ct_size(a), result = alone ? ct_apply1(op, a, &opts) : ct_apply2(op, a, y, &opts));
    ct_release(owned);
    if (!result)
        return cpy_raise();
    ct_release(result); /* the same array */
    return cpy_warn() < 0 ? NULL : Py_NewRef(self);
}

#define BINARY(name, function)                                                                     \
    static PyObject *array_##name(PyObject *a, PyObject *b)                                        \
    {                                                                                              \
        return binary(a, b, ct_##function);                                                        \
    }                                                                                              \
    static PyObject *array_inplace_##name(PyObject *self, PyObject *other)                         \
    {                                                                                              \
        return in_place(self, other, CT_OP_##function);                                            \
    }
BINARY(add, add)
BINARY(subtract, subtract)
BINARY(multiply, multiply)
BINARY(true_divide, divide)
BINARY(floor_divide, floor_divide)
BINARY(remainder, remainder)
BINARY(lshift, left_shift)
BINARY(rshift, right_shift)
BINARY(and, bitwise_and)
BINARY(or, bitwise_or)
BINARY(xor, bitwise_xor)

static PyObject *array_divmod(PyObject *a, PyObject *b)
{
    ct_array *x_owned = NULL, *y_owned = NULL, *out[2] = {NULL, NULL};
    ct_status status;
    if (CPY_IS_ARRAY(a) && cpy_defers_to(b, false))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *x = operand(a, &x_owned), *y = x ? operand(b, &y_owned) : NULL;
    if (!y) {
        ct_release(x_owned);
        return no_operand();
    }
    CPY_WORK(larger_size(x, y), status = ct_divmod(x, y, &out[0], &out[1]));
    ct_release(x_owned);
    ct_release(y_owned);
    if (status)
        return cpy_raise();
    PyObject *quotient = cpy_finish(out[0]), *rest = cpy_finish(out[1]);
    PyObject *pair = quotient && rest ? PyTuple_Pack(2, quotient, rest) : NULL;
    Py_XDECREF(quotient);
    Py_XDECREF(rest);
    return pair;
}

/* -- powers --------------------------------------------------------------------------------------
 */

/* The ufunc that a power by a Python number means: ndarray.__pow__ has faster ones for some. */
static ct_op power_op(const ct_array *x, PyObject *exponent)
{
    bool whole = PyLong_CheckExact(exponent);
    double e;
    if (whole) {
        int overflow;
        long value = PyLong_AsLongAndOverflow(exponent, &overflow);
        e = overflow ? 0 : (double)value;
    } else if (PyFloat_CheckExact(exponent)) {
        e = PyFloat_AS_DOUBLE(exponent);
    } else {
        return CT_OP_power;
    }
    char kind = ct_dtype_kind(ct_dtype_of(x));
    bool inexact = kind == 'f' || kind == 'c';
    if (e == 2.0 && (whole || inexact))
        return CT_OP_square;
    if (!inexact)
        return CT_OP_power;
    return e == 0.5    ? CT_OP_sqrt
           : e == -1.0 ? CT_OP_reciprocal
           : e == 1.0  ? CT_OP_positive
                       : CT_OP_power;
}

static PyObject *array_power(PyObject *a, PyObject *b, PyObject *modulo)
{
    if (modulo != Py_None)
        Py_RETURN_NOTIMPLEMENTED;
    ct_op op = CPY_IS_ARRAY(a) ? power_op(CPY_ARRAY(a), b) : CT_OP_power;
    if (op == CT_OP_power)
        return binary(a, b, ct_power);
    ct_array *x = CPY_ARRAY(a), *result;
    CPY_WORK(ct_size(x), result = ct_apply1(op, x, NULL));
    return cpy_finish(result);
}

static PyObject *array_inplace_power(PyObject *self, PyObject *other, PyObject *modulo)
{
    if (modulo != Py_None || !CPY_IS_ARRAY(self))
        Py_RETURN_NOTIMPLEMENTED;
    return in_place(self, other, power_op(CPY_ARRAY(self), other));
}

/* -- matrix products -----------------------------------------------------------------------------
 */

static PyObject *array_matmul(PyObject *a, PyObject *b)
{
    return binary(a, b, ct_matmul);
}

/* a @= b: the product must have the shape of a. */
static PyObject *array_inplace_matmul(PyObject *self, PyObject *other)
{
    PyObject *product = array_matmul(self, other);
    if (!product || product == Py_NotImplemented)
        return product;
    ct_array *a = CPY_ARRAY(self), *result = cpy_asarray(product, NULL);
    Py_DECREF(product);
    bool same = result && ct_ndim(result) == ct_ndim(a) &&
                !memcmp(ct_shape(result), ct_shape(a), sizeof(int64_t) * (size_t)ct_ndim(a));
    ct_status status = CT_OK;
    if (result && !same)
        PyErr_SetString(PyExc_ValueError,
                        "inplace matrix multiplication requires the first operand to have at "
                        "least one and the second at least two dimensions, and the product to "
                        "have the shape of the first");
    else if (result)
        status = ct_copyto(a, result, CT_CASTING_SAME_KIND, NULL);
    ct_release(result);
    if (!same)
        return NULL;
    return status ? cpy_raise() : Py_NewRef(self);
}

/* -- comparisons ---------------------------------------------------------------------------------
 */

static bool is_equality(int operation)
{
    return operation == Py_EQ || operation == Py_NE;
}

/* == and != of what has no common dtype: nothing is equal. */
static PyObject *unequal(int operation, int n, ct_array *const *in)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    PyErr_Clear();
    ct_error_take(NULL);
    if (ct_broadcast_shape(n, in, &ndim, shape))
        return cpy_raise();
    return cpy_result(operation == Py_NE ? ct_ones(ndim, shape, CT_BOOL)
                                         : ct_zeros(ndim, shape, CT_BOOL));
}

/* Whether the error is one that the object's own __array__ raised. */
static bool fails_as_array(PyObject *object)
{
    PyObject *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    bool own = error && PyObject_HasAttrString((PyObject *)Py_TYPE(object), "__array__");
    PyErr_Restore(type, error, trace);
    return own;
}

PyObject *cpy_array_compare(PyObject *self, PyObject *other, int operation)
{
    static binary_function *const functions[] = {
        [Py_LT] = ct_less,      [Py_LE] = ct_less_equal, [Py_EQ] = ct_equal,
        [Py_NE] = ct_not_equal, [Py_GT] = ct_greater,    [Py_GE] = ct_greater_equal};
    ct_array *owned = NULL, *result, *x = CPY_ARRAY(self);
    if (cpy_defers_to(other, false))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *y = operand(other, &owned);
    if (!y && fails_as_array(other)) /* which is no answer to the comparison */
        return NULL;
    if (!y) {
        PyObject *answer = no_operand();
        if (answer != Py_NotImplemented || !is_equality(operation))
            return answer;
        Py_DECREF(answer);
        return unequal(operation, 1, &x);
    }
    CPY_WORK(larger_size(x, y), result = functions[operation](x, y));
    PyObject *answer = !result && is_equality(operation) && ct_error_pending() == CT_TYPE_ERROR
                           ? unequal(operation, 2, (ct_array *[]){x, y})
                           : cpy_finish(result);
    ct_release(owned);
    return answer;
}

/* -- one operand ---------------------------------------------------------------------------------
 */

#define UNARY(name, function)                                                                      \
    static PyObject *array_##name(PyObject *self)                                                  \
    {                                                                                              \
        ct_array *a = CPY_ARRAY(self), *result;                                                    \
        CPY_WORK(ct_size(a), result = ct_##function(a));                                           \
        return cpy_finish(result);                                                                 \
    }
UNARY(negative, negative)
UNARY(positive, positive)
UNARY(absolute, absolute)
UNARY(invert, invert)

static int array_bool(PyObject *self)
{
    int truth = ct_truth(CPY_ARRAY(self));
    if (truth < 0)
        cpy_raise();
    return truth;
}

/* The element of an array without axes as a Python object; TypeError for other arrays. */
static PyObject *only_item(PyObject *self)
{
    if (ct_ndim(CPY_ARRAY(self)) > 0) {
        PyErr_SetString(PyExc_TypeError,
                        "only 0-dimensional arrays can be converted to Python scalars");
        return NULL;
    }
    return cpy_wrap(ct_item(CPY_ARRAY(self)));
}

static PyObject *array_int(PyObject *self)
{
    PyObject *item = only_item(self), *value = item ? PyNumber_Long(item) : NULL;
    Py_XDECREF(item);
    return value;
}

static PyObject *array_float(PyObject *self)
{
    PyObject *item = only_item(self);
    if (item && PyComplex_Check(item)) {
        PyErr_SetString(PyExc_TypeError,
                        "float() argument must be a string or a real number, not 'complex'");
        Py_CLEAR(item);
    }
    PyObject *value = item ? PyNumber_Float(item) : NULL;
    Py_XDECREF(item);
    return value;
}

static PyObject *array_index(PyObject *self)
{
    const ct_array *a = CPY_ARRAY(self);
    char kind = ct_dtype_kind(ct_dtype_of(a));
    if (ct_ndim(a) == 0 && (kind == 'i' || kind == 'u'))
        return cpy_wrap(ct_item(a));
    PyErr_SetString(PyExc_TypeError,
                    "only integer scalar arrays can be converted to a scalar index");
    return NULL;
}

PyObject *cpy_array_complex(PyObject *self, PyObject *ignored)
{
    PyObject *item = only_item(self);
    if (item && !PyNumber_Check(item)) {
        PyErr_Format(PyExc_TypeError, "Unable to convert dtype('%s') to complex",
                     ct_dtype_str(ct_dtype_of(CPY_ARRAY(self))));
        Py_CLEAR(item);
    }
    PyObject *value = item ? PyObject_CallOneArg((PyObject *)&PyComplex_Type, item) : NULL;
    Py_XDECREF(item);
    return value;
}

PyNumberMethods cpy_array_number = {
    .nb_add = array_add,
    .nb_subtract = array_subtract,
    .nb_multiply = array_multiply,
    .nb_remainder = array_remainder,
    .nb_divmod = array_divmod,
    .nb_power = array_power,
    .nb_negative = array_negative,
    .nb_positive = array_positive,
    .nb_absolute = array_absolute,
    .nb_bool = array_bool,
    .nb_invert = array_invert,
    .nb_lshift = array_lshift,
    .nb_rshift = array_rshift,
    .nb_and = array_and,
    .nb_xor = array_xor,
    .nb_or = array_or,
    .nb_int = array_int,
    .nb_float = array_float,
    .nb_inplace_add = array_inplace_add,
    .nb_inplace_subtract = array_inplace_subtract,
    .nb_inplace_multiply = array_inplace_multiply,
    .nb_inplace_remainder = array_inplace_remainder,
    .nb_inplace_power = array_inplace_power,
    .nb_inplace_lshift = array_inplace_lshift,
    .nb_inplace_rshift = array_inplace_rshift,
    .nb_inplace_and = array_inplace_and,
    .nb_inplace_xor = array_inplace_xor,
    .nb_inplace_or = array_inplace_or,
    .nb_floor_divide = array_floor_divide,
    .nb_true_divide = array_true_divide,
    .nb_inplace_floor_divide = array_inplace_floor_divide,
    .nb_inplace_true_divide = array_inplace_true_divide,
    .nb_index = array_index,
    .nb_matrix_multiply = array_matmul,
    .nb_inplace_matrix_multiply = array_inplace_matmul,
};
