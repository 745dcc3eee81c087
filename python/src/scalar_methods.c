/* scalar_methods.c: what scalars have of their own: indexing, the buffer protocol, item, pickling,
 * format; the methods of arrays come from the registry. */
#include "scalar.h"

#include <stdio.h>
#include <string.h>

#include "array.h"

PyObject *cpy_ComplexWarning;

/* -- indexing and memory ----------------------------------------------------------------------- */

/* The scalar as an array with `n` axes of one element. */
static PyObject *with_axes(PyObject *self, int n)
{
    int64_t ones[CT_MAX_NDIM];
    for (int i = 0; i < n; i++)
        ones[i] = 1;
    const ct_dtype *dtype = cpy_scalar_dtype(self);
    const void *element = dtype ? cpy_scalar_data(self) : NULL;
    return element ? cpy_array_wrap(ct_from_data(element, n, ones, dtype)) : NULL;
}

/* What a 0-d array takes, masks say. Of any error NumPy only says that the index is none. */
static PyObject *subscript_array(PyObject *self, PyObject *key)
{
    PyObject *array = with_axes(self, 0);
    if (!array)
        return NULL;
    PyObject *result = cpy_array_mapping.mp_subscript(array, key);
    Py_DECREF(array);
    if (!result && !PyErr_ExceptionMatches(PyExc_MemoryError))
        PyErr_SetString(PyExc_IndexError, "invalid index to scalar variable.");
    return result;
}

/* x[()] is x, x[...] an array, x[None] one with an axis; these without a way through an index. */
static PyObject *subscript(PyObject *self, PyObject *key)
{
    if (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0)
        return Py_NewRef(self);
    PyObject *const *keys = &key;
    Py_ssize_t n = 1, ellipses = 0;
    if (PyTuple_Check(key)) {
        keys = ((PyTupleObject *)key)->ob_item;
        n = PyTuple_GET_SIZE(key);
    }
    bool axes = true;
    for (Py_ssize_t i = 0; i < n && axes; i++) {
        ellipses += keys[i] == Py_Ellipsis;
        axes = keys[i] == Py_Ellipsis || keys[i] == Py_None;
    }
    if (axes && ellipses <= 1 && n - ellipses <= CT_MAX_NDIM)
        return with_axes(self, (int)(n - ellipses));
    return subscript_array(self, key);
}

PyMappingMethods cpy_scalar_mapping = {.mp_subscript = subscript};

/* One element without axes; str_ shows its UCS-4 characters. */
static int get_buffer(PyObject *self, Py_buffer *view, int flags)
{
    static char formats[CT_NUM_STR][3];
    const ct_dtype *dtype = cpy_scalar_dtype(self);
    const void *element = dtype ? cpy_scalar_data(self) : NULL;
    if (!element)
        return -1;
    if (flags & PyBUF_WRITABLE) {
        PyErr_SetString(PyExc_BufferError, "scalar buffer is readonly");
        return -1;
    }
    int num = (int)ct_dtype_num(dtype);
    *view = (Py_buffer){.obj = Py_NewRef(self),
                        .buf = (void *)(uintptr_t)element,
                        .len = (Py_ssize_t)ct_dtype_itemsize(dtype),
                        .itemsize = (Py_ssize_t)ct_dtype_itemsize(dtype),
                        .readonly = 1};
    if (flags & PyBUF_FORMAT && num < CT_NUM_STR) {
        char letter = ct_dtype_char(dtype), *format = formats[num];
        bool complex = num >= CT_NUM_COMPLEX64;
        format[0] = complex ? 'Z' : letter;
        format[1] = complex ? (num == CT_NUM_COMPLEX64 ? 'f' : 'd') : 0;
        view->format = format;
    } else if (flags & PyBUF_FORMAT) {
        char text[32];
        snprintf(text, sizeof text, "%lldw", (long long)ct_dtype_itemsize(dtype) / 4);
        char *format = PyMem_Malloc(sizeof text);
        if (!format) {
            Py_CLEAR(view->obj);
            PyErr_NoMemory();
            return -1;
        }
        view->format = view->internal = memcpy(format, text, sizeof text);
    }
    return 0;
}

static void release_buffer(PyObject *self, Py_buffer *view)
{
    PyMem_Free(view->internal);
}

PyBufferProcs cpy_scalar_buffer = {.bf_getbuffer = get_buffer, .bf_releasebuffer = release_buffer};

/* -- methods ----------------------------------------------------------------------------------- */

static PyObject *scalar_format(PyObject *self, PyObject *spec)
{
    bool text = cpy_scalar_num(self) >= CT_NUM_STR;
    PyObject *value = text ? PyObject_Str(self) : cpy_scalar_item(self);
    PyObject *result = value ? PyObject_Format(value, spec) : NULL;
    Py_XDECREF(value);
    return result;
}

static PyObject *scalar_complex(PyObject *self, PyObject *unused)
{
    PyObject *item = cpy_scalar_item(self);
    PyObject *result = item ? PyObject_CallOneArg((PyObject *)&PyComplex_Type, item) : NULL;
    Py_XDECREF(item);
    return result;
}

/* item(), item(0), item(()) and item(-1). */
static PyObject *scalar_item(PyObject *self, PyObject *args)
{
    PyObject *index = PyTuple_GET_SIZE(args) == 1 ? PyTuple_GET_ITEM(args, 0) : args;
    if (PyTuple_Check(index) && PyTuple_GET_SIZE(index) == 1)
        index = PyTuple_GET_ITEM(index, 0);
    if (!PyTuple_Check(index)) {
        Py_ssize_t i = PyNumber_AsSsize_t(index, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred())
            return NULL;
        if (i != 0 && i != -1)
            return PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for size 1", i);
    } else if (PyTuple_GET_SIZE(index)) {
        PyErr_SetString(PyExc_ValueError, "incorrect number of indices for array");
        return NULL;
    }
    return cpy_scalar_item(self);
}

static PyObject *scalar_tolist(PyObject *self, PyObject *unused)
{
    return cpy_scalar_item(self);
}

static PyObject *itself(PyObject *self, PyObject *unused)
{
    return Py_NewRef(self);
}

/* The array's method says whether the arguments are right. */
static PyObject *to_device(PyObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *a = PyObject_CallMethod(self, "__array__", NULL);
    PyObject *method = a ? PyObject_GetAttrString(a, "to_device") : NULL;
    PyObject *moved = method ? PyObject_Call(method, args, keywords) : NULL;
    Py_XDECREF(a);
    Py_XDECREF(method);
    Py_XDECREF(moved);
    return moved ? Py_NewRef(self) : NULL;
}

static PyObject *get_flags(PyObject *self, void *unused)
{
    PyObject *a = PyObject_CallMethod(self, "__array__", NULL);
    PyObject *flags = a ? PyObject_GetAttrString(a, "flags") : NULL;
    if (flags && PyObject_SetAttrString(flags, "writeable", Py_False) < 0)
        Py_CLEAR(flags);
    Py_XDECREF(a);
    return flags;
}

/* (carton._carton._scalar, (dtype, bytes of the element)) */
static PyObject *scalar_reduce(PyObject *self, PyObject *unused)
{
    const ct_dtype *dtype = cpy_scalar_dtype(self);
    const void *element = dtype ? cpy_scalar_data(self) : NULL;
    PyObject *package = element ? PyImport_ImportModule("carton._carton") : NULL;
    PyObject *maker = package ? PyObject_GetAttrString(package, "_scalar") : NULL;
    Py_XDECREF(package);
    PyObject *wrapped = maker ? cpy_dtype_wrap(ct_retain(dtype)) : NULL;
    if (!wrapped) {
        Py_XDECREF(maker);
        return NULL;
    }
    return Py_BuildValue("N(Ny#)", maker, wrapped, (const char *)element,
                         (Py_ssize_t)ct_dtype_itemsize(dtype));
}

static PyObject *scalar_from_bytes(PyObject *module, PyObject *args)
{
    PyObject *dtype;
    const char *bytes;
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "O!y#:_scalar", &cpy_dtype_type, &dtype, &bytes, &n))
        return NULL;
    const ct_dtype *own = ((cpy_dtype *)dtype)->dtype;
    if (n != ct_dtype_itemsize(own)) {
        PyErr_SetString(PyExc_ValueError, "initialization string is too small");
        return NULL;
    }
    return cpy_scalar_new(own, bytes);
}

static PyObject *scalar_array(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"dtype", "copy", NULL};
    PyObject *type = Py_None, *copy = Py_None;
    const ct_dtype *dtype;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|OO:__array__", (char **)(uintptr_t)names,
                                     &type, &copy) ||
        cpy_dtype_arg(type, &dtype) < 0)
        return NULL;
    ct_array *a = cpy_asarray(self, dtype);
    ct_release(dtype);
    return a ? cpy_array_wrap(a) : NULL;
}

static PyObject *array_namespace(PyObject *self, PyObject *args, PyObject *keywords)
{
    return PyImport_ImportModule("carton");
}

static PyObject *scalar_setstate(PyObject *self, PyObject *unused)
{
    Py_RETURN_NONE;
}

PyMethodDef cpy_scalar_methods[] = {
    {"__array__", (PyCFunction)(void *)scalar_array, METH_VARARGS | METH_KEYWORDS, NULL},
    {"__array_namespace__", (PyCFunction)(void *)array_namespace, METH_VARARGS | METH_KEYWORDS,
     "__array_namespace__($self, /, *, api_version=None)\n--\n\nThe module."},
    {"__setstate__", scalar_setstate, METH_O, NULL},
    {"__format__", scalar_format, METH_O, NULL},
    {"__complex__", scalar_complex, METH_NOARGS, NULL},
    {"item", scalar_item, METH_VARARGS,
     "item($self, /, *args)\n--\n\nThe value as Python's number or text."},
    {"tolist", scalar_tolist, METH_NOARGS,
     "tolist($self, /)\n--\n\nThe value as Python's number or text."},
    {"__copy__", itself, METH_NOARGS, "__copy__($self, /)\n--\n\nThe scalar itself."},
    {"__deepcopy__", itself, METH_O, "__deepcopy__($self, memo, /)\n--\n\nThe scalar itself."},
    {"to_device", (PyCFunction)(void *)to_device, METH_VARARGS | METH_KEYWORDS,
     "to_device($self, device, /, *, stream=None)\n--\n\nThe scalar itself: the device is the "
     "CPU."},
    {"__reduce__", scalar_reduce, METH_NOARGS, NULL},
    {NULL},
};

static PyObject *get_dtype(PyObject *self, void *unused)
{
    const ct_dtype *dtype = cpy_scalar_dtype(self);
    return dtype ? cpy_dtype_wrap(ct_retain(dtype)) : NULL;
}

static PyObject *get_priority(PyObject *self, void *unused)
{
    return PyFloat_FromDouble(CPY_ARRAY_PRIORITY);
}

static PyObject *get_data(PyObject *self, void *unused)
{
    return PyMemoryView_FromObject(self);
}

/* The address stays good while the scalar lives, so an array of it holds the scalar. */
static PyObject *get_interface(PyObject *self, void *unused)
{
    PyObject *a = PyObject_CallMethod(self, "__array__", NULL);
    PyObject *interface = a ? PyObject_GetAttrString(a, "__array_interface__") : NULL;
    if (interface && PyDict_Check(interface) && PyDict_SetItemString(interface, "__ref", a) < 0)
        Py_CLEAR(interface);
    Py_XDECREF(a);
    return interface;
}

PyGetSetDef cpy_scalar_getset[] = {
    {"data", get_data, NULL, "The memory of the element.", NULL},
    {"__array_interface__", get_interface, NULL, "Address, shape and type for others.", NULL},
    {"flags", get_flags, NULL, "As of a 0-d array that cannot be written.", NULL},
    {"dtype", get_dtype, NULL, "The element type.", NULL},
    {"__array_priority__", get_priority, NULL, "Above NumPy's, so that Carton answers.", NULL},
    {NULL},
};

static PyMethodDef module_functions[] = {
    {"_scalar", scalar_from_bytes, METH_VARARGS, "A scalar from a pickle."},
    {NULL},
};

int cpy_add_scalar_rows(PyTypeObject *type)
{
    static const char *const of_arrays[] = {"append",        "capacity", "reserve",
                                            "shrink_to_fit", "dot",      "mT"};
    if (cpy_add_python_methods(type) < 0 || cpy_add_methods(type, "ndarray") < 0)
        return -1;
    for (size_t i = 0; i < sizeof of_arrays / sizeof *of_arrays; i++)
        if (PyDict_GetItemString(type->tp_dict, of_arrays[i]) &&
            PyDict_DelItemString(type->tp_dict, of_arrays[i]) < 0)
            return -1;
    return 0;
}

int cpy_init_scalar_methods(PyObject *module)
{
    cpy_ComplexWarning = PyErr_NewExceptionWithDoc(
        "carton.exceptions.ComplexWarning",
        "The imaginary part of a complex number was thrown away.", PyExc_RuntimeWarning, NULL);
    if (!cpy_ComplexWarning || cpy_put(module, "exceptions.ComplexWarning", cpy_ComplexWarning) < 0)
        return -1;
    return PyModule_AddFunctions(module, module_functions);
}
