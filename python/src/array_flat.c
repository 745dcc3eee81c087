/* array_flat.c: ndarray.flat: the elements in C order, as an iterator that can also be indexed and
 * assigned to. */
#include "array.h"

typedef struct flat_object {
    PyObject_HEAD PyObject *array;
    int64_t next; /* the element that comes next */
} flat_object;

static ct_array *array_of(PyObject *self)
{
    return CPY_ARRAY(((flat_object *)self)->array);
}

/* Address of an element in C order. */
static const char *address(const ct_array *a, int64_t at)
{
    const char *p = ct_data(a);
    for (int i = ct_ndim(a) - 1; i >= 0; i--) {
        int64_t length = ct_shape(a)[i];
        p += at % length * ct_strides(a)[i];
        at /= length;
    }
    return p;
}

static PyObject *next(PyObject *object)
{
    flat_object *self = (flat_object *)object;
    const ct_array *a = array_of(object);
    if (self->next >= ct_size(a))
        return NULL;
    return cpy_scalar_new(ct_dtype_of(a), address(a, self->next++));
}

static Py_ssize_t length(PyObject *self)
{
    return (Py_ssize_t)ct_size(array_of(self));
}

/* The elements as a Python array of one axis: a view where possible. */
static PyObject *flattened(PyObject *self)
{
    return cpy_array_wrap(ct_ravel(array_of(self), CT_ORDER_C));
}

/* Keys that an iterator of one axis takes; the one in a tuple of one. -1 raises. */
static int check_key(PyObject *self, PyObject **key)
{
    if (PyTuple_Check(*key) && PyTuple_GET_SIZE(*key) == 1)
        *key = PyTuple_GET_ITEM(*key, 0);
    if (PyTuple_Check(*key) && PyTuple_GET_SIZE(*key) > 1) {
        PyErr_Format(PyExc_IndexError,
                     "too many indices for flat iterator: flat iterator is 1-dimensional, but %zd "
                     "were indexed",
                     PyTuple_GET_SIZE(*key));
        return -1;
    }
    if (*key == Py_None || PyUnicode_Check(*key) || PyFloat_Check(*key)) {
        PyErr_SetString(PyExc_IndexError, "only integers, slices (`:`), ellipsis (`...`) and "
                                          "integer or boolean arrays are valid indices");
        return -1;
    }
    if (PyLong_CheckExact(*key)) {
        Py_ssize_t at = PyNumber_AsSsize_t(*key, PyExc_IndexError), n = length(self);
        if (at == -1 && PyErr_Occurred())
            return -1;
        if (at < -n || at >= n) {
            PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for size %zd", at, n);
            return -1;
        }
    }
    return 0;
}

/* Indexing gives copies, not views. */
static PyObject *subscript(PyObject *self, PyObject *key)
{
    if (check_key(self, &key) < 0)
        return NULL;
    PyObject *flat = flattened(self);
    PyObject *part = flat ? PyObject_GetItem(flat, key) : NULL;
    Py_XDECREF(flat);
    if (!part || !CPY_IS_ARRAY(part))
        return part;
    PyObject *copy = cpy_array_wrap(ct_copy(CPY_ARRAY(part), CT_ORDER_C));
    Py_DECREF(part);
    return copy;
}

/* The values repeated, or cut off, to `count` elements. */
static ct_array *repeated(PyObject *value, const ct_dtype *dtype, int64_t count)
{
    bool own = CPY_IS_ARRAY(value) || CPY_IS_SCALAR(value);
    ct_array *a = cpy_asarray(value, own ? NULL : dtype);
    if (!a)
        return NULL;
    ct_array *result = ct_size(a) == 0 ? ct_retain(a) : ct_resize(a, 1, &count);
    ct_release(a);
    return result ? result : cpy_raise();
}

/* flat[key] = value for a flattened array. */
static int store(PyObject *flat, PyObject *key, PyObject *value)
{
    PyObject *part = PyObject_GetItem(flat, key);
    if (!part)
        return -1;
    bool one = !CPY_IS_ARRAY(part);
    int64_t count = one ? 1 : ct_size(CPY_ARRAY(part));
    ct_array *line = repeated(value, ct_dtype_of(CPY_ARRAY(flat)), count);
    ct_array *values = line && !one && ct_ndim(CPY_ARRAY(part)) > 1 && ct_size(line) == count
                           ? ct_reshape(line, ct_ndim(CPY_ARRAY(part)), ct_shape(CPY_ARRAY(part)))
                           : ct_retain(line);
    ct_release(line);
    Py_DECREF(part);
    if (!values)
        return line ? (cpy_raise(), -1) : -1;
    if (ct_size(values) == 0 || count == 0) {
        ct_release(values);
        return 0;
    }
    PyObject *source = one ? cpy_result(ct_get(values, ct_at(0))) : cpy_array_wrap(values);
    if (one)
        ct_release(values);
    int status = source ? PyObject_SetItem(flat, key, source) : -1;
    Py_XDECREF(source);
    return status;
}

/* Copies what was stored in a flattened copy back into the array. */
static int copy_back(ct_array *a, ct_array *flat)
{
    ct_array *shaped = ct_reshape(flat, ct_ndim(a), ct_shape(a));
    ct_status status = shaped ? ct_copyto(a, shaped, CT_CASTING_NO, NULL) : ct_error_pending();
    ct_release(shaped);
    if (status)
        cpy_raise();
    return status ? -1 : 0;
}

static int assign_part(ct_array *a, PyObject *key, PyObject *value)
{
    if (!(ct_flags(a) & CT_WRITEABLE)) {
        PyErr_SetString(PyExc_ValueError, "underlying array is read-only");
        return -1;
    }
    PyObject *flat = cpy_array_wrap(ct_ravel(a, CT_ORDER_C));
    if (!flat)
        return -1;
    int status = store(flat, key, value);
    if (status == 0 && !(ct_flags(a) & CT_C_CONTIGUOUS) && !ct_shares_memory(CPY_ARRAY(flat), a))
        status = copy_back(a, CPY_ARRAY(flat));
    Py_DECREF(flat);
    return status;
}

static int assign(PyObject *self, PyObject *key, PyObject *value)
{
    if (!value) {
        PyErr_SetString(PyExc_TypeError, "Cannot delete iterator elements");
        return -1;
    }
    if (check_key(self, &key) < 0)
        return -1;
    if (PyLong_CheckExact(key) && (PyList_Check(value) || PyTuple_Check(value))) {
        PyErr_SetString(PyExc_ValueError, "Error setting single item of array.");
        return -1;
    }
    return assign_part(array_of(self), key, value);
}

int cpy_flat_assign(PyObject *array, PyObject *value)
{
    return assign_part(CPY_ARRAY(array), Py_Ellipsis, value);
}

static PyObject *compare(PyObject *self, PyObject *other, int operation)
{
    PyObject *flat = flattened(self);
    PyObject *result = flat ? PyObject_RichCompare(flat, other, operation) : NULL;
    Py_XDECREF(flat);
    return result;
}

static PyObject *copy(PyObject *self, PyObject *unused)
{
    return cpy_array_wrap(ct_flatten(array_of(self), CT_ORDER_C));
}

static PyObject *to_array(PyObject *self, PyObject *args, PyObject *keywords)
{
    PyObject *flat = flattened(self);
    /* Of an array in pieces a copy, in which writing would be lost. */
    if (flat && !ct_shares_memory(CPY_ARRAY(flat), array_of(self)))
        ct_set_writeable(CPY_ARRAY(flat), false);
    PyObject *array = flat ? cpy_array_dunder(flat, args, keywords) : NULL;
    Py_XDECREF(flat);
    return array;
}

static PyObject *get_base(PyObject *self, void *unused)
{
    return Py_NewRef(((flat_object *)self)->array);
}

static PyObject *get_index(PyObject *self, void *unused)
{
    return PyLong_FromLongLong(((flat_object *)self)->next);
}

static PyObject *get_coords(PyObject *self, void *unused)
{
    const ct_array *a = array_of(self);
    int64_t at = ((flat_object *)self)->next;
    PyObject *tuple = PyTuple_New(ct_ndim(a));
    for (int i = ct_ndim(a) - 1; tuple && i >= 0; i--) {
        int64_t n = ct_shape(a)[i];
        PyObject *item = PyLong_FromLongLong(i > 0 && n > 0 ? at % n : at);
        if (!item) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, i, item);
        at = n > 0 ? at / n : 0;
    }
    return tuple;
}

static void dealloc(PyObject *self)
{
    Py_DECREF(((flat_object *)self)->array);
    PyObject_Free(self);
}

static PyMappingMethods mapping = {
    .mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = assign};
static PySequenceMethods sequence = {.sq_length = length};

static PyGetSetDef attributes[] = {
    {"base", get_base, NULL, "The array.", NULL},
    {"index", get_index, NULL, "Number of the next element.", NULL},
    {"coords", get_coords, NULL, "Indices of the next element.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef methods[] = {
    {"copy", copy, METH_NOARGS, "copy($self, /)\n--\n\nThe elements as a new array of one axis."},
    {"__array__", (PyCFunction)(void (*)(void))to_array, METH_VARARGS | METH_KEYWORDS,
     "__array__($self, dtype=None, *, copy=None)\n--\n\nThe elements as NumPy's array."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject flat_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.flatiter",
    .tp_doc = "The elements of an array in C order.",
    .tp_basicsize = sizeof(flat_object),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = dealloc,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_richcompare = compare,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = next,
    .tp_as_mapping = &mapping,
    .tp_as_sequence = &sequence,
    .tp_getset = attributes,
    .tp_methods = methods,
};

PyObject *cpy_flat_new(PyObject *array)
{
    flat_object *self = PyObject_New(flat_object, &flat_type);
    if (self) {
        self->array = Py_NewRef(array);
        self->next = 0;
    }
    return (PyObject *)self;
}

int cpy_init_array_flat(PyObject *module)
{
    if (PyType_Ready(&flat_type) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "flatiter", (PyObject *)&flat_type);
}
