/* array_python.c: the methods of ndarray and of scalars that carton/_methods.py says in Python: it
 * is imported by the first call of one. */
#include "array.h"

static PyObject *in_python(const char *name, PyObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *module = PyImport_ImportModule("carton._methods"), *result = NULL;
    PyObject *function = module ? PyObject_GetAttrString(module, name) : NULL;
    const bool scalar = CPY_IS_SCALAR(self);
    PyObject *array = !scalar ? Py_NewRef(self) : cpy_array_wrap(cpy_asarray(self, NULL));
    Py_ssize_t n = args ? PyTuple_GET_SIZE(args) : 0;
    PyObject *all = function && array ? PyTuple_New(n + 1) : NULL;
    if (all) {
        PyTuple_SET_ITEM(all, 0, Py_NewRef(array));
        for (Py_ssize_t i = 0; i < n; i++)
            PyTuple_SET_ITEM(all, i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
        result = PyObject_Call(function, all, keywords);
    }
    Py_XDECREF(module);
    Py_XDECREF(function);
    Py_XDECREF(array);
    Py_XDECREF(all);
    if (!scalar || !result || !CPY_IS_ARRAY(result))
        return result;
    PyObject *element = cpy_result(ct_retain(CPY_ARRAY(result)));
    Py_DECREF(result);
    return element;
}

#define METHOD(name)                                                                               \
    static PyObject *call_##name(PyObject *self, PyObject *args, PyObject *keywords)               \
    {                                                                                              \
        return in_python(#name, self, args, keywords);                                             \
    }
METHOD(__array_ufunc__)
METHOD(byteswap)
METHOD(dump)
METHOD(dumps)
METHOD(getfield)
METHOD(setfield)
METHOD(tofile)

static PyObject *get_ctypes(PyObject *self, void *unused)
{
    return in_python("ctypes", self, NULL, NULL);
}

#define ROW(name, signature, doc)                                                                  \
    {                                                                                              \
#name, (PyCFunction)(void (*)(void))call_##name, METH_VARARGS | METH_KEYWORDS,             \
            #name signature "\n--\n\n" doc                                                         \
    }
static PyMethodDef methods[] = {
    ROW(__array_ufunc__, "($self, ufunc, method, /, *inputs, **kwargs)",
        "What NumPy's ufuncs ask: an operator beside a NumPy array gives a Carton array, any other "
        "call NumPy's result, in the memory of `out` where that is given."),
    ROW(byteswap, "($self, /, inplace=False)",
        "The elements with their bytes in the other order: a copy, or in place."),
    ROW(dump, "($self, /, file)", "Pickles the array to a file."),
    ROW(dumps, "($self, /)", "The array as the bytes of a pickle."),
    ROW(getfield, "($self, /, dtype, offset=0)",
        "The bytes from an offset of each element, as another type: a view."),
    ROW(setfield, "($self, val, /, dtype, offset=0)",
        "Puts a value into the bytes from an offset of each element."),
    ROW(tofile, "($self, fid, /, sep='', format='%s')",
        "Writes the elements in C order, binary or, with sep, text."),
};
static PyGetSetDef ctypes_attribute = {"ctypes", get_ctypes, NULL,
                                       "The memory for ctypes: data, shape, strides.", NULL};

/* Takes `member`. */
static int put(PyTypeObject *type, const char *name, PyObject *member)
{
    int status = member ? PyDict_SetItemString(type->tp_dict, name, member) : -1;
    Py_XDECREF(member);
    return status;
}

int cpy_add_python_methods(PyTypeObject *type)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (put(type, methods[i].ml_name, PyDescr_NewMethod(type, &methods[i])) < 0)
            return -1;
    return type != &cpy_array_type
               ? 0
               : put(type, "ctypes", PyDescr_NewGetSet(type, &ctypes_attribute));
}

/* _tofile(array, path, sep): the row of the library, which replaces a file as a whole. */
static PyObject *tofile(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    return nargs > 0 ? cpy_call_routine(ct_routine_find("ndarray.tofile"), args[0], args + 1,
                                        nargs - 1, NULL)
                     : PyErr_Format(PyExc_TypeError, "_tofile() takes an array");
}

static PyMethodDef functions[] = {
    {"_tofile", (PyCFunction)(void (*)(void))tofile, METH_FASTCALL, "Writes an array to a file."},
    {NULL, NULL, 0, NULL},
};

int cpy_init_array_python(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
