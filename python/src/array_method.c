/* array_method.c: what ndarray has that no row of the registry can give: the constructor, the
 * protocols of Python and of the array API, pickling, and the attributes that are read most. */
#include "array.h"

#include <string.h>

/* -- attributes ----------------------------------------------------------------------------------
 */

PyObject *cpy_lengths(int n, const int64_t *values)
{
    PyObject *tuple = PyTuple_New(n);
    for (int i = 0; tuple && i < n; i++) {
        PyObject *item = PyLong_FromLongLong(values[i]);
        if (!item)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, i, item);
    }
    return tuple;
}

static PyObject *get_shape(PyObject *self, void *unused)
{
    return cpy_lengths(ct_ndim(CPY_ARRAY(self)), ct_shape(CPY_ARRAY(self)));
}

static PyObject *get_strides(PyObject *self, void *unused)
{
    return cpy_lengths(ct_ndim(CPY_ARRAY(self)), ct_strides(CPY_ARRAY(self)));
}

static PyObject *get_dtype(PyObject *self, void *unused)
{
    return cpy_dtype_object(ct_dtype_of(CPY_ARRAY(self)));
}

#define NUMBER(name, expression)                                                                   \
    static PyObject *get_##name(PyObject *self, void *unused)                                      \
    {                                                                                              \
        const ct_array *a = CPY_ARRAY(self);                                                       \
        return PyLong_FromLongLong(expression);                                                    \
    }
NUMBER(ndim, ct_ndim(a))
NUMBER(size, ct_size(a))
NUMBER(nbytes, ct_nbytes(a))
NUMBER(itemsize, ct_dtype_itemsize(ct_dtype_of(a)))

static PyObject *get_transposed(PyObject *self, void *unused)
{
    return cpy_array_wrap(ct_transpose(CPY_ARRAY(self)));
}

static PyObject *get_data(PyObject *self, void *unused)
{
    return PyMemoryView_FromObject(self);
}

static PyObject *get_priority(PyObject *self, void *unused)
{
    return PyFloat_FromDouble(CPY_ARRAY_PRIORITY);
}

static PyObject *get_flags(PyObject *self, void *unused)
{
    return cpy_flags_new(self);
}

static PyObject *get_flat(PyObject *self, void *unused)
{
    return cpy_flat_new(self);
}

static int refuse_delete(PyObject *value, const char *name)
{
    if (value)
        return 0;
    PyErr_Format(PyExc_AttributeError, "Cannot delete array %s", name);
    return -1;
}

static int set_flat(PyObject *self, PyObject *value, void *unused)
{
    return refuse_delete(value, "flat") < 0 ? -1 : cpy_flat_assign(self, value);
}

/* Through the row of the attribute. */
static int set_shape(PyObject *self, PyObject *value, void *unused)
{
    if (refuse_delete(value, "shape") < 0)
        return -1;
    PyObject *none = cpy_call_routine(ct_routine_find("ndarray.shape"), self, &value, 1, NULL);
    Py_XDECREF(none);
    return none ? 0 : -1;
}

static int set_dtype(PyObject *self, PyObject *value, void *unused)
{
    const ct_dtype *dtype;
    if (refuse_delete(value, "dtype") < 0 || cpy_dtype_arg(value, &dtype) < 0)
        return -1;
    int status = cpy_wait_alone();
    if (status == 0 && ct_array_set_dtype(CPY_ARRAY(self), dtype ? dtype : CT_FLOAT64)) {
        cpy_raise();
        status = -1;
    }
    ct_release(dtype);
    return status;
}

/* A tuple of ints, or one int. Their number, or -1. */
static int read_lengths(PyObject *object, int64_t *out)
{
    if (!PySequence_Check(object) || CPY_IS_ARRAY(object)) {
        out[0] = PyNumber_AsSsize_t(object, PyExc_ValueError);
        return PyErr_Occurred() ? -1 : 1;
    }
    PyObject *items =
        PySequence_Fast(object, "expected a sequence of integers or a single integer");
    Py_ssize_t n = items ? PySequence_Fast_GET_SIZE(items) : -1;
    if (n > CT_MAX_NDIM) {
        PyErr_Format(PyExc_ValueError,
                     "maximum supported dimension for an ndarray is %d, found %zd", CT_MAX_NDIM, n);
        n = -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        out[i] = PyNumber_AsSsize_t(PySequence_Fast_GET_ITEM(items, i), PyExc_ValueError);
        if (out[i] == -1 && PyErr_Occurred())
            n = -1;
    }
    Py_XDECREF(items);
    return (int)n;
}

static int set_strides(PyObject *self, PyObject *value, void *unused)
{
    int64_t strides[CT_MAX_NDIM];
    ct_array *a = CPY_ARRAY(self);
    if (refuse_delete(value, "strides") < 0)
        return -1;
    int n = read_lengths(value, strides);
    if (n < 0)
        return -1;
    if (n != ct_ndim(a)) {
        PyErr_Format(PyExc_ValueError, "strides must be  same length as shape (%d)", ct_ndim(a));
        return -1;
    }
    if (cpy_wait_alone() < 0)
        return -1;
    if (ct_array_set_strides(a, strides)) {
        cpy_raise();
        return -1;
    }
    return 0;
}

PyGetSetDef cpy_array_attributes[] = {
    {"shape", get_shape, set_shape, "Lengths of the axes.", NULL},
    {"strides", get_strides, set_strides, "Bytes to step along each axis.", NULL},
    {"dtype", get_dtype, set_dtype, "Type of the elements.", NULL},
    {"ndim", get_ndim, NULL, "Number of axes.", NULL},
    {"size", get_size, NULL, "Number of elements.", NULL},
    {"nbytes", get_nbytes, NULL, "Bytes of all elements.", NULL},
    {"itemsize", get_itemsize, NULL, "Bytes of one element.", NULL},
    {"T", get_transposed, NULL, "The transposed array: a view.", NULL},
    {"data", get_data, NULL, "The memory of the array, as a memoryview.", NULL},
    {"flags", get_flags, NULL, "How the array lies in memory.", NULL},
    {"flat", get_flat, set_flat, "The elements in C order: an iterator that can be indexed.", NULL},
    {"__array_interface__", cpy_array_interface, NULL, "The array protocol, version 3.", NULL},
    {"__array_priority__", get_priority, NULL, "Decides who answers a mixed operator.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* -- the constructor -----------------------------------------------------------------------------
 */

/* "C" or "F" by the first letter; CT_ORDER_DEFAULT raises. */
static ct_order read_order(PyObject *object)
{
    const char *text = object == Py_None         ? "C"
                       : PyUnicode_Check(object) ? PyUnicode_AsUTF8(object)
                                                 : NULL;
    if (text && text[0] && !text[1] && strchr("CcFfAaKk", text[0]))
        return strchr("Ff", text[0]) ? CT_ORDER_F : CT_ORDER_C;
    if (!PyErr_Occurred()) {
        if (PyUnicode_Check(object))
            PyErr_Format(PyExc_ValueError, "order must be one of 'C', 'F', 'A', or 'K' (got '%U')",
                         object);
        else
            PyErr_Format(PyExc_TypeError, "order must be str, not %s", Py_TYPE(object)->tp_name);
    }
    return CT_ORDER_DEFAULT;
}

/* Strides of an order, in bytes. False when they overflow. */
static bool make_strides(int ndim, const int64_t *shape, int64_t itemsize, ct_order order,
                         int64_t *strides)
{
    int64_t step = itemsize;
    for (int i = 0; i < ndim; i++) {
        int axis = order == CT_ORDER_F ? i : ndim - 1 - i;
        strides[axis] = step;
        if (__builtin_mul_overflow(step, shape[axis] > 0 ? shape[axis] : 1, &step))
            return false;
    }
    return true;
}

/* An array over a part of the memory of `buffer`; `stepped`: the caller named the strides. */
static ct_array *over_buffer(PyObject *buffer, Py_ssize_t offset, int ndim, const int64_t *shape,
                             const int64_t *strides, bool stepped, const ct_dtype *dtype)
{
    PyObject *view = PyMemoryView_FromObject(buffer);
    if (!view)
        return NULL;
    const Py_buffer *b = PyMemoryView_GET_BUFFER(view);
    if (!PyBuffer_IsContiguous(b, 'A')) {
        PyErr_SetString(PyExc_ValueError, "ndarray is not contiguous");
    } else if (offset < 0 || offset > b->len) {
        PyErr_SetString(PyExc_TypeError, "buffer is too small for requested array");
    } else {
        ct_array *a = ct_from_memory((char *)b->buf + offset, b->len - offset, ndim, shape, strides,
                                     dtype, !b->readonly, cpy_give_back, view);
        if (a)
            return a;
        ct_error error;
        ct_error_take(&error);
        if (error.code != CT_VALUE_ERROR)
            PyErr_SetString(PyExc_MemoryError, error.message);
        else if (stepped)
            PyErr_SetString(PyExc_ValueError, "strides is incompatible with shape of requested "
                                              "array and size of buffer");
        else
            PyErr_SetString(PyExc_TypeError, "buffer is too small for requested array");
        return NULL;
    }
    Py_DECREF(view);
    return NULL;
}

static ct_array *construct(PyObject *shape_arg, const ct_dtype *dtype, PyObject *buffer,
                           Py_ssize_t offset, PyObject *strides_arg, ct_order order)
{
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    int ndim = read_lengths(shape_arg, shape);
    if (ndim < 0)
        return NULL;
    int given = strides_arg == Py_None ? ndim : read_lengths(strides_arg, strides);
    if (given != ndim) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError,
                            "strides, if given, must be the same length as shape");
        return NULL;
    }
    if (buffer == Py_None && strides_arg == Py_None) {
        ct_array *a = ct_empty_order(ndim, shape, dtype, order);
        return a ? a : cpy_raise();
    }
    if (strides_arg == Py_None &&
        !make_strides(ndim, shape, ct_dtype_itemsize(dtype), order, strides)) {
        PyErr_SetString(PyExc_ValueError, "array is too big");
        return NULL;
    }
    if (buffer != Py_None)
        return over_buffer(buffer, offset, ndim, shape, strides, strides_arg != Py_None, dtype);
    ct_array *a = ct_empty_order(ndim, shape, dtype, CT_ORDER_C);
    if (a && !ct_array_set_strides(a, strides))
        return a;
    ct_release(a);
    return cpy_raise();
}

PyObject *cpy_array_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"shape",   "dtype", "buffer", "offset",
                                        "strides", "order", NULL};
    PyObject *shape, *dtype_arg = Py_None, *buffer = Py_None, *strides = Py_None, *order = Py_None;
    Py_ssize_t offset = 0;
    const ct_dtype *dtype;
    if (!CPY_PARSE(args, keywords, "O|OOnOO:ndarray", names, &shape, &dtype_arg, &buffer, &offset,
                   &strides, &order))
        return NULL;
    ct_order layout = read_order(order);
    if (layout == CT_ORDER_DEFAULT || cpy_dtype_arg(dtype_arg, &dtype) < 0)
        return NULL;
    ct_array *a = construct(shape, dtype ? dtype : CT_FLOAT64, buffer, offset, strides, layout);
    ct_release(dtype);
    return a ? cpy_array_wrap(a) : NULL;
}

/* -- copying and pickling ------------------------------------------------------------------------
 */

static PyObject *deepcopy(PyObject *self, PyObject *memo)
{
    return cpy_array_wrap(ct_copy(CPY_ARRAY(self), CT_ORDER_K));
}

/* The elements in memory order as bytes, or as a buffer that pickle may send out of band. */
static PyObject *payload(PyObject *self, ct_order order, bool buffer)
{
    ct_array *a = CPY_ARRAY(self);
    if (buffer && (ct_flags(a) & (CT_C_CONTIGUOUS | CT_F_CONTIGUOUS)))
        return PyPickleBuffer_FromObject(self);
    ct_array *flat = ct_ravel(a, order);
    PyObject *bytes =
        flat ? PyBytes_FromStringAndSize(ct_data(flat), (Py_ssize_t)ct_nbytes(flat)) : cpy_raise();
    ct_release(flat);
    return bytes;
}

static PyObject *reduce(PyObject *self, int protocol)
{
    const ct_array *a = CPY_ARRAY(self);
    unsigned flags = ct_flags(a);
    bool fortran = (flags & CT_F_CONTIGUOUS) && !(flags & CT_C_CONTIGUOUS);
    PyObject *module = PyImport_ImportModule("carton._carton");
    PyObject *rebuild = module ? PyObject_GetAttrString(module, "_rebuild") : NULL;
    PyObject *data =
        rebuild ? payload(self, fortran ? CT_ORDER_F : CT_ORDER_C, protocol >= 5) : NULL;
    Py_XDECREF(module);
    if (!data) {
        Py_XDECREF(rebuild);
        return NULL;
    }
    return Py_BuildValue("N(NNss)", rebuild, data, get_shape(self, NULL),
                         ct_dtype_str(ct_dtype_of(a)), fortran ? "F" : "C");
}

static PyObject *array_reduce(PyObject *self, PyObject *unused)
{
    return reduce(self, 2);
}

static PyObject *array_reduce_ex(PyObject *self, PyObject *protocol)
{
    int number = (int)PyLong_AsLong(protocol);
    return PyErr_Occurred() ? NULL : reduce(self, number);
}

/* _rebuild(data, shape, dtype, order): bytes are copied, any other buffer is used as it is. */
static PyObject *rebuild(PyObject *module, PyObject *args)
{
    PyObject *data, *shape;
    const char *text, *order;
    if (!PyArg_ParseTuple(args, "OO!ss:_rebuild", &data, &PyTuple_Type, &shape, &text, &order))
        return NULL;
    const ct_dtype *dtype = ct_dtype_parse(text);
    if (!dtype)
        return cpy_raise();
    ct_array *a =
        construct(shape, dtype, data, 0, Py_None, *order == 'F' ? CT_ORDER_F : CT_ORDER_C);
    ct_release(dtype);
    if (a && PyBytes_Check(data)) {
        ct_array *copy = ct_copy(a, CT_ORDER_K);
        ct_release(a);
        a = copy ? copy : cpy_raise();
    }
    return a ? cpy_array_wrap(a) : NULL;
}

/* __setstate__((version, shape, dtype, fortran, data)), NumPy's state: the array becomes that. */
static PyObject *array_setstate(PyObject *self, PyObject *args)
{
    int version = 1, fortran;
    PyObject *shape, *dtype_arg, *data;
    const ct_dtype *dtype;
    if (!PyArg_ParseTuple(args, "(iO!OpS):__setstate__", &version, &PyTuple_Type, &shape,
                          &dtype_arg, &fortran, &data) ||
        cpy_dtype_arg(dtype_arg, &dtype) < 0)
        return NULL;
    ct_array *over = construct(shape, dtype ? dtype : CT_FLOAT64, data, 0, Py_None,
                               fortran ? CT_ORDER_F : CT_ORDER_C);
    ct_release(dtype);
    ct_array *a = over ? ct_copy(over, CT_ORDER_K) : NULL;
    ct_release(over);
    if (!a)
        return cpy_raise();
    cpy_array *array = (cpy_array *)self;
    cpy_former *former = PyMem_Malloc(sizeof *former);
    if (!former) {
        ct_release(a);
        return PyErr_NoMemory();
    }
    *former = (cpy_former){array->a, array->former};
    array->former = former;
    ct_array_bind(former->a, NULL);
    array->a = a;
    ct_array_bind(a, self);
    Py_RETURN_NONE;
}

/* -- protocols -----------------------------------------------------------------------------------
 */

static PyObject *array_format(PyObject *self, PyObject *spec)
{
    if (!PyUnicode_Check(spec)) {
        PyErr_Format(PyExc_TypeError, "__format__() argument must be str, not %s",
                     Py_TYPE(spec)->tp_name);
        return NULL;
    }
    if (ct_ndim(CPY_ARRAY(self)) == 0) {
        PyObject *item = cpy_wrap(ct_item(CPY_ARRAY(self)));
        PyObject *text = item ? PyObject_Format(item, spec) : NULL;
        Py_XDECREF(item);
        return text;
    }
    if (PyUnicode_GET_LENGTH(spec) == 0)
        return PyObject_Str(self);
    PyErr_SetString(PyExc_TypeError,
                    "unsupported format string passed to carton.ndarray.__format__");
    return NULL;
}

static PyObject *array_sizeof(PyObject *self, PyObject *unused)
{
    const ct_array *a = CPY_ARRAY(self);
    int64_t own = ct_flags(a) & CT_OWNDATA ? ct_nbytes(a) : 0;
    return PyLong_FromLongLong((long long)sizeof(cpy_array) + own);
}

static PyObject *array_namespace(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"api_version", NULL};
    static const char *const versions[] = {"2021.12", "2022.12", "2023.12", "2024.12", "2025.12"};
    PyObject *version = Py_None;
    if (!CPY_PARSE(args, keywords, "|O:__array_namespace__", names, &version))
        return NULL;
    bool known = version == Py_None;
    if (!known && !PyUnicode_Check(version)) {
        PyErr_Format(
            PyExc_ValueError,
            "Only None and strings are allowed as the Array API version, but received: %S.",
            version);
        return NULL;
    }
    for (size_t i = 0; !known && i < sizeof versions / sizeof *versions; i++)
        known = PyUnicode_CompareWithASCIIString(version, versions[i]) == 0;
    if (known)
        return PyImport_ImportModule("carton");
    PyErr_Format(PyExc_ValueError, "Version \"%U\" of the Array API Standard is not supported.",
                 version);
    return NULL;
}

static PyObject *to_device(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"", "stream", NULL};
    const char *device;
    PyObject *stream = Py_None;
    if (!CPY_PARSE(args, keywords, "s|$O:to_device", names, &device, &stream))
        return NULL;
    if (stream != Py_None) {
        PyErr_SetString(PyExc_ValueError, "The stream argument in to_device() is not supported");
        return NULL;
    }
    if (strcmp(device, "cpu") != 0) {
        PyErr_Format(PyExc_ValueError, "Unsupported device: %s. Only 'cpu' is accepted.", device);
        return NULL;
    }
    return Py_NewRef(self);
}

#define WITH_KEYWORDS(function) ((PyCFunction)(void (*)(void))(function))

PyMethodDef cpy_array_methods[] = {
    {"__array__", WITH_KEYWORDS(cpy_array_dunder), METH_VARARGS | METH_KEYWORDS,
     "__array__($self, dtype=None, *, copy=None)\n--\n\nNumPy's array over the same memory."},
    {"__array_namespace__", WITH_KEYWORDS(array_namespace), METH_VARARGS | METH_KEYWORDS,
     "__array_namespace__($self, /, *, api_version=None)\n--\n\n"
     "The module with the functions of the array API standard: carton."},
    {"__dlpack__", WITH_KEYWORDS(cpy_array_dlpack), METH_VARARGS | METH_KEYWORDS,
     "__dlpack__($self, /, *, stream=None, max_version=None, dl_device=None, copy=None)\n--\n\n"
     "The array as a DLPack capsule over the same memory."},
    {"__dlpack_device__", cpy_array_dlpack_device, METH_NOARGS,
     "__dlpack_device__($self, /)\n--\n\nWhere the elements are, in DLPack's terms: (1, 0)."},
    {"__complex__", cpy_array_complex, METH_NOARGS, "__complex__($self, /)\n--\n\ncomplex(self)"},
    {"__copy__", deepcopy, METH_NOARGS, "__copy__($self, /)\n--\n\nA copy."},
    {"__deepcopy__", deepcopy, METH_O, "__deepcopy__($self, memo, /)\n--\n\nA copy."},
    {"__reduce__", array_reduce, METH_NOARGS, "__reduce__($self, /)\n--\n\nFor pickle."},
    {"__reduce_ex__", array_reduce_ex, METH_O,
     "__reduce_ex__($self, protocol, /)\n--\n\nFor pickle."},
    {"__setstate__", array_setstate, METH_VARARGS,
     "__setstate__($self, state, /)\n--\n\nTakes NumPy's state of a pickled array."},
    {"__format__", array_format, METH_O, "__format__($self, spec, /)\n--\n\nformat(self, spec)"},
    {"__sizeof__", array_sizeof, METH_NOARGS,
     "__sizeof__($self, /)\n--\n\nBytes of the object and of the elements it owns."},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS,
     "__class_getitem__($type, item, /)\n--\n\nndarray[shape, dtype] in annotations."},
    {"to_device", WITH_KEYWORDS(to_device), METH_VARARGS | METH_KEYWORDS,
     "to_device($self, device, /, *, stream=None)\n--\n\nThe array itself: the device is the CPU."},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef functions[] = {
    {"_rebuild", rebuild, METH_VARARGS, "The array that a pickle holds."},
    {NULL, NULL, 0, NULL},
};

int cpy_init_array_method(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
