/* scalar_kinds.c: what only some families of scalars have: is_integer, bit_count, round(x, n). */
#include "scalar.h"

/* A method of the Python number with the same value. */
static PyObject *of_item(PyObject *self, const char *name)
{
    PyObject *item = cpy_scalar_item(self);
    PyObject *result = item ? PyObject_CallMethod(item, name, NULL) : NULL;
    Py_XDECREF(item);
    return result;
}

/* round(x) is an int, round(x, n) of the same type. */
static PyObject *scalar_round(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"ndigits", NULL};
    PyObject *digits = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|O:__round__", (char **)(uintptr_t)names,
                                     &digits))
        return NULL;
    PyObject *rounded = digits == Py_None ? PyObject_CallMethod(self, "round", NULL)
                                          : PyObject_CallMethod(self, "round", "O", digits);
    if (!rounded || digits != Py_None)
        return rounded;
    PyObject *whole = PyNumber_Long(rounded);
    Py_DECREF(rounded);
    return whole;
}

/* carton.floating[Any]: one parameter, two for complexfloating; the types of elements have none. */
static PyObject *class_getitem(PyObject *class, PyObject *parameters)
{
    Py_ssize_t n = PyTuple_Check(parameters) ? PyTuple_GET_SIZE(parameters) : 1, most = 1;
    if (cpy_type_dtype((PyTypeObject *)class) &&
        class != (PyObject *)&cpy_scalar_types[CT_NUM_BOOL])
        return PyErr_Format(PyExc_TypeError, "There are no type variables left in %R", class);
    for (PyTypeObject *type = (PyTypeObject *)class; type; type = type->tp_base)
        if (type == cpy_scalar_types[CT_NUM_COMPLEX64].tp_base)
            most = 2;
    if (n < 1 || n > most)
        return PyErr_Format(PyExc_TypeError, "Too %s arguments for %R", n < 1 ? "few" : "many",
                            class);
    return Py_GenericAlias(class, parameters);
}

PyMethodDef cpy_number_methods[] = {
    {"__class_getitem__", class_getitem, METH_O | METH_CLASS, NULL},
    {NULL},
};

/* numpy.dtype(carton.float32): NumPy asks the class. What a class has for its instances it would
 * pass by, so this is an object that gives the dtype itself. */
static PyObject *numpy_dtype_of(PyObject *self, PyObject *object, PyObject *class)
{
    const ct_dtype *dtype = cpy_type_dtype((PyTypeObject *)class);
    if (!dtype || object) {
        PyErr_SetString(PyExc_AttributeError, "__numpy_dtype__");
        return NULL;
    }
    return PyObject_GetAttrString(cpy_dtype_object(dtype), "__numpy_dtype__");
}

static PyTypeObject numpy_dtype_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton._numpy_dtype",
    .tp_basicsize = sizeof(PyObject), .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "The dtype that NumPy has for a class of scalars.", .tp_descr_get = numpy_dtype_of};

int cpy_add_numpy_dtype(PyTypeObject *type)
{
    PyObject *made =
        PyType_Ready(&numpy_dtype_type) < 0 ? NULL : PyObject_New(PyObject, &numpy_dtype_type);
    int status = made ? PyDict_SetItemString(type->tp_dict, "__numpy_dtype__", made) : -1;
    Py_XDECREF(made);
    return status;
}

static PyObject *float_is_integer(PyObject *self, PyObject *unused)
{
    return of_item(self, "is_integer");
}

static PyObject *as_integer_ratio(PyObject *self, PyObject *unused)
{
    return of_item(self, "as_integer_ratio");
}

#define ROUND                                                                                      \
    {                                                                                              \
        "__round__", (PyCFunction)(void *)scalar_round, METH_VARARGS | METH_KEYWORDS, NULL         \
    }
PyMethodDef cpy_floating_methods[] = {
    ROUND,
    {"is_integer", float_is_integer, METH_NOARGS,
     "is_integer($self, /)\n--\n\nWhether the value is whole."},
    {"as_integer_ratio", as_integer_ratio, METH_NOARGS,
     "as_integer_ratio($self, /)\n--\n\nThe value as a fraction of two ints."},
    {NULL},
};

static PyObject *integer_is_integer(PyObject *self, PyObject *unused)
{
    Py_RETURN_TRUE;
}

static PyObject *bit_count(PyObject *self, PyObject *unused)
{
    return of_item(self, "bit_count");
}

PyMethodDef cpy_integer_methods[] = {
    ROUND,
    {"is_integer", integer_is_integer, METH_NOARGS, "is_integer($self, /)\n--\n\nTrue."},
    {"bit_count", bit_count, METH_NOARGS, "bit_count($self, /)\n--\n\nOnes in the absolute value."},
    {NULL},
};

static PyObject *get_numerator(PyObject *self, void *unused)
{
    return Py_NewRef(self);
}

static PyObject *get_denominator(PyObject *self, void *unused)
{
    return PyLong_FromLong(1);
}

PyGetSetDef cpy_integer_getset[] = {
    {"numerator", get_numerator, NULL, "The number itself.", NULL},
    {"denominator", get_denominator, NULL, "1.", NULL},
    {NULL},
};
