/* scalar_convert.c: scalars as Python's numbers and text: item, int, float, bool, repr, str, hash.
 */
#include "scalar.h"

#include <math.h>

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
        return PyFloat_FromDouble((double)ct_half_to_float(*(const uint16_t *)p));
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

PyObject *cpy_text_of(const ct_object *value, cpy_writer *write)
{
    int64_t n;
    char *text = write(value, &n);
    PyObject *result =
        text ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)n, "surrogatepass") : cpy_raise();
    ct_free(text);
    return result;
}

static PyObject *text_of(PyObject *self, cpy_writer *write)
{
    ct_object *value = cpy_unwrap(self);
    PyObject *result = value ? cpy_text_of(value, write) : NULL;
    ct_release(value);
    return result;
}

/* A class derived from an integer one shows its own name, as in NumPy. */
PyObject *cpy_scalar_repr(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self), *own = &cpy_scalar_types[cpy_scalar_num(self)];
    if (type == own || !strchr("iu", ct_dtype_kind(cpy_scalar_dtype(self))))
        return text_of(self, ct_repr);
    PyObject *text = text_of(self, ct_str);
    PyObject *result = text ? PyUnicode_FromFormat("%s(%U)", type->tp_name, text) : NULL;
    Py_XDECREF(text);
    return result;
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

int cpy_scalar_truth(PyObject *self)
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

PyObject *cpy_scalar_int(PyObject *self)
{
    PyObject *item = real_item(self), *result = item ? PyNumber_Long(item) : NULL;
    Py_XDECREF(item);
    return result;
}

PyObject *cpy_scalar_float(PyObject *self)
{
    if (cpy_scalar_num(self) == CT_NUM_FLOAT64)
        return PyFloat_FromDouble(*(const double *)cpy_scalar_element(self));
    PyObject *item = real_item(self), *result = item ? PyNumber_Float(item) : NULL;
    Py_XDECREF(item);
    return result;
}

/* Integers alone have it: whatever has the slot counts as an index. */
PyNumberMethods cpy_integer_number = {.nb_index = cpy_scalar_item};
