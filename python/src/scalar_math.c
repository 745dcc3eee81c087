/* scalar_math.c: the operators of scalars.
 *
 * Numbers of the commonest dtypes are computed here; everything else goes through the ufunc, as
 * arrays without axes. Warnings say "scalar add" where those of arrays say "add". */
#include "scalar.h"

#include <stdio.h>
#include <string.h>

/* A number, scalar or array, or something that becomes one; others answer for themselves. */
static bool is_operand(PyObject *object)
{
    return CPY_IS_SCALAR(object) || CPY_IS_ARRAY(object) || PyLong_Check(object) ||
           PyFloat_Check(object) || PyComplex_Check(object) || PyList_Check(object) ||
           PyTuple_Check(object) || PyObject_CheckBuffer(object) ||
           PyObject_HasAttrString((PyObject *)Py_TYPE(object), "__array__");
}

/* "overflow encountered in add" as "overflow encountered in scalar add". */
static int warn_scalar(void)
{
    static const char mark[] = " encountered in ";
    char text[128], scalar[144];
    int status = 0;
    while (ct_warning_take(text, sizeof text)) {
        char *name = strstr(text, mark);
        if (status || !name)
            continue;
        name += sizeof mark - 1;
        bool cast = strncmp(name, "cast", 4) == 0;
        snprintf(scalar, sizeof scalar, "%.*s%s%s", (int)(name - text), text, cast ? "" : "scalar ",
                 name);
        status = PyErr_WarnEx(PyExc_RuntimeWarning, scalar, 1);
    }
    return status;
}

static PyObject *finish(ct_status status, int n, ct_array **out)
{
    PyObject *result[2] = {NULL, NULL};
    bool ok = status == CT_OK && warn_scalar() == 0;
    if (status != CT_OK)
        cpy_raise();
    for (int i = 0; i < n; i++) {
        if (ok)
            ok = (result[i] = cpy_result(out[i])) != NULL;
        else
            ct_release(out[i]);
    }
    if (n == 1 || !ok) {
        if (!ok)
            Py_CLEAR(result[0]);
        return result[0];
    }
    PyObject *pair = PyTuple_Pack(2, result[0], result[1]);
    Py_DECREF(result[0]);
    Py_DECREF(result[1]);
    return pair;
}

PyObject *cpy_scalar_ufunc2(ct_op op, PyObject *a, PyObject *b)
{
    if (!is_operand(a) || !is_operand(b))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *in[2] = {cpy_operand(a), NULL}, *out[2] = {NULL, NULL};
    PyObject *result = NULL;
    if (in[0] && (in[1] = cpy_operand(b)))
        result = finish(ct_ufunc_call(op, in, NULL, out), ct_ufunc_get(op)->nout, out);
    ct_release(in[0]);
    ct_release(in[1]);
    return result;
}

static PyObject *ufunc1(ct_op op, PyObject *a)
{
    ct_array *in = cpy_operand(a), *out[2] = {NULL, NULL};
    if (!in)
        return NULL;
    PyObject *result = finish(ct_ufunc_call(op, &in, NULL, out), 1, out);
    ct_release(in);
    return result;
}

/* Python's text has its own + and *. */
static PyObject *binary(ct_op op, PyObject *a, PyObject *b)
{
    if (PyUnicode_Check(a) || PyBytes_Check(a) || PyUnicode_Check(b) || PyBytes_Check(b))
        Py_RETURN_NOTIMPLEMENTED;
    return cpy_scalar_ufunc2(op, a, b);
}

#define BINARY(name, op)                                                                           \
    static PyObject *scalar_##name(PyObject *a, PyObject *b)                                       \
    {                                                                                              \
        return binary(CT_OP_##op, a, b);                                                           \
    }
BINARY(add, add)
BINARY(subtract, subtract)
BINARY(multiply, multiply)
BINARY(divide, divide)
BINARY(floor_divide, floor_divide)
BINARY(remainder, remainder)
BINARY(divmod, divmod)
BINARY(and, bitwise_and)
BINARY(or, bitwise_or)
BINARY(xor, bitwise_xor)
BINARY(lshift, left_shift)
BINARY(rshift, right_shift)

static PyObject *scalar_power(PyObject *a, PyObject *b, PyObject *modulus)
{
    if (modulus != Py_None)
        Py_RETURN_NOTIMPLEMENTED;
    return binary(CT_OP_power, a, b);
}

#define UNARY(name, op)                                                                            \
    static PyObject *scalar_##name(PyObject *a)                                                    \
    {                                                                                              \
        return ufunc1(CT_OP_##op, a);                                                              \
    }
UNARY(negative, negative)
UNARY(positive, positive)
UNARY(absolute, absolute)
UNARY(invert, invert)

static int scalar_bool(PyObject *self)
{
    PyObject *item = cpy_scalar_item(self);
    int truth = item ? PyObject_IsTrue(item) : -1;
    Py_XDECREF(item);
    return truth;
}

/* int() and float() of a complex number lose its imaginary part, with a warning. */
static PyObject *real_item(PyObject *self)
{
    PyObject *item = cpy_scalar_item(self);
    if (!item || !PyComplex_CheckExact(item))
        return item;
    double real = PyComplex_RealAsDouble(item);
    Py_DECREF(item);
    if (PyErr_WarnEx(cpy_ComplexWarning,
                     "Casting complex values to real discards the imaginary part", 1) < 0)
        return NULL;
    return PyFloat_FromDouble(real);
}

static PyObject *scalar_int(PyObject *self)
{
    PyObject *item = real_item(self), *result = item ? PyNumber_Long(item) : NULL;
    Py_XDECREF(item);
    return result;
}

static PyObject *scalar_float(PyObject *self)
{
    PyObject *item = real_item(self), *result = item ? PyNumber_Float(item) : NULL;
    Py_XDECREF(item);
    return result;
}

static PyObject *scalar_index(PyObject *self)
{
    int num = cpy_scalar_num(self);
    if (num < CT_NUM_INT8 || num > CT_NUM_UINT64)
        return PyErr_Format(PyExc_TypeError, "'%.200s' object cannot be interpreted as an integer",
                            Py_TYPE(self)->tp_name);
    return cpy_scalar_item(self);
}

PyNumberMethods cpy_scalar_number = {
    .nb_add = scalar_add,
    .nb_subtract = scalar_subtract,
    .nb_multiply = scalar_multiply,
    .nb_remainder = scalar_remainder,
    .nb_divmod = scalar_divmod,
    .nb_power = scalar_power,
    .nb_negative = scalar_negative,
    .nb_positive = scalar_positive,
    .nb_absolute = scalar_absolute,
    .nb_bool = scalar_bool,
    .nb_invert = scalar_invert,
    .nb_lshift = scalar_lshift,
    .nb_rshift = scalar_rshift,
    .nb_and = scalar_and,
    .nb_xor = scalar_xor,
    .nb_or = scalar_or,
    .nb_int = scalar_int,
    .nb_float = scalar_float,
    .nb_floor_divide = scalar_floor_divide,
    .nb_true_divide = scalar_divide,
};

/* Integers alone: whatever has the slot counts as an index. */
PyNumberMethods cpy_integer_number = {.nb_index = scalar_index};
