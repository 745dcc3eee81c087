/* scalar_convert.c: scalars as Python's numbers and text: item, repr, str, hash. */
#include "scalar.h"

#include <math.h>

static double half_value(uint16_t bits)
{
    int exponent = bits >> 10 & 31, digits = bits & 1023;
    double size = exponent == 31 ? (digits ? (double)NAN : (double)INFINITY)
                  : exponent     ? ldexp(digits + 1024, exponent - 25)
                                 : ldexp(digits, -24);
    return bits >> 15 ? -size : size;
}

PyObject *cpy_scalar_item(PyObject *scalar)
{
    const void *p = cpy_scalar_element(scalar);
    switch (cpy_scalar_num(scalar)) {
    case CT_NUM_BOOL:
        return PyBool_FromLong(*(const char *)p);
    case CT_NUM_INT8:
        return PyLong_FromLong(*(const int8_t *)p);
    case CT_NUM_UINT8:
        return PyLong_FromLong(*(const uint8_t *)p);
    case CT_NUM_INT16:
        return PyLong_FromLong(*(const int16_t *)p);
    case CT_NUM_UINT16:
        return PyLong_FromLong(*(const uint16_t *)p);
    case CT_NUM_INT32:
        return PyLong_FromLong(*(const int32_t *)p);
    case CT_NUM_UINT32:
        return PyLong_FromUnsignedLong(*(const uint32_t *)p);
    case CT_NUM_INT64:
        return PyLong_FromLongLong(*(const int64_t *)p);
    case CT_NUM_UINT64:
        return PyLong_FromUnsignedLongLong(*(const uint64_t *)p);
    case CT_NUM_FLOAT16:
        return PyFloat_FromDouble(half_value(*(const uint16_t *)p));
    case CT_NUM_FLOAT32:
        return PyFloat_FromDouble((double)*(const float *)p);
    case CT_NUM_FLOAT64:
        return PyFloat_FromDouble(*(const double *)p);
    case CT_NUM_COMPLEX64:
        return PyComplex_FromDoubles((double)((const float *)p)[0], (double)((const float *)p)[1]);
    case CT_NUM_COMPLEX128:
        return PyComplex_FromDoubles(((const double *)p)[0], ((const double *)p)[1]);
    case CT_NUM_STR:
        return PyUnicode_FromObject(scalar);
    case CT_NUM_BYTES:
        return PyBytes_FromStringAndSize(PyBytes_AS_STRING(scalar), PyBytes_GET_SIZE(scalar));
    default:
        return PyErr_Format(PyExc_TypeError, "'%.200s' has no element", Py_TYPE(scalar)->tp_name);
    }
}

static PyObject *text_of(PyObject *self, char *write(const void *object, int64_t *length))
{
    ct_object *value = cpy_unwrap(self);
    if (!value)
        return NULL;
    int64_t n;
    char *text = write(value, &n);
    ct_release(value);
    PyObject *result =
        text ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)n, "surrogatepass") : cpy_raise();
    ct_free(text);
    return result;
}

PyObject *cpy_scalar_repr(PyObject *self)
{
    return text_of(self, ct_repr);
}

PyObject *cpy_scalar_str(PyObject *self)
{
    return text_of(self, ct_str);
}

/* That of the Python value; a nan has its own, as in Python. */
Py_hash_t cpy_scalar_hash(PyObject *self)
{
    PyObject *item = cpy_scalar_item(self);
    if (!item)
        return -1;
    bool nan = PyFloat_CheckExact(item) && isnan(PyFloat_AS_DOUBLE(item));
    Py_hash_t hash = nan ? _Py_HashPointer(self) : PyObject_Hash(item);
    Py_DECREF(item);
    return hash;
}
