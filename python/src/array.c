/* array.c: carton.ndarray, the Python object of a ct_array: its life, its text, its protocols.
 *
 * Invariant: while a Python object of an array lives, ct_array_binding names it (a borrowed
 * pointer), and it holds the one reference to the array that Python has. Operators are in
 * array_number.c, x[key] in array_index.c, what has no row in the registry in array_method.c. */
#include "array.h"

/* -- life ----------------------------------------------------------------------------------------
 */

/* Dead objects that wait to be used again: most arrays of a program are short-lived results. Only
 * touched while the GIL is held. */
enum { SPARE = 64 };
static cpy_array *spare[SPARE];
static int spare_count;

static void array_dealloc(PyObject *self)
{
    cpy_array *array = (cpy_array *)self;
    ct_array_bind(array->a, NULL); /* first: what runs below may ask for the array's object */
    if (array->weakrefs)
        PyObject_ClearWeakRefs(self);
    ct_release(array->a);
    while (array->former) {
        cpy_former *former = array->former;
        array->former = former->next;
        ct_release(former->a);
        PyMem_Free(former);
    }
    if (spare_count < SPARE)
        spare[spare_count++] = array;
    else
        PyObject_Free(array);
}

PyObject *cpy_array_wrap(CT_TAKE ct_array *a)
{
    if (!a)
        return cpy_raise();
    PyObject *known = ct_array_binding(a);
    if (known) {
        Py_INCREF(known);
        ct_release(a);
        return known;
    }
    cpy_array *self;
    if (spare_count > 0)
        self = (cpy_array *)PyObject_Init((PyObject *)spare[--spare_count], &cpy_array_type);
    else
        self = PyObject_New(cpy_array, &cpy_array_type);
    if (!self) {
        ct_release(a);
        return NULL;
    }
    self->a = a;
    self->weakrefs = NULL;
    self->former = NULL;
    ct_array_bind(a, self);
    return (PyObject *)self;
}

PyObject *cpy_result(CT_TAKE ct_array *a)
{
    if (!a || ct_ndim(a) > 0)
        return cpy_array_wrap(a);
    PyObject *scalar = cpy_scalar_new(ct_dtype_of(a), ct_data(a));
    ct_release(a);
    return scalar;
}

PyObject *cpy_finish(CT_TAKE ct_array *a)
{
    if (!a)
        return cpy_raise();
    if (cpy_warn() < 0) {
        ct_release(a);
        return NULL;
    }
    return cpy_result(a);
}

/* -- text ----------------------------------------------------------------------------------------
 */

static PyObject *text_of(CT_TAKE char *text, int64_t bytes)
{
    PyObject *result =
        text ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)bytes, "surrogatepass") : cpy_raise();
    ct_free(text);
    return result;
}

static PyObject *array_repr(PyObject *self)
{
    int64_t bytes = 0;
    char *text = ct_repr(CPY_ARRAY(self), &bytes);
    return text_of(text, bytes);
}

static PyObject *array_str(PyObject *self)
{
    int64_t bytes = 0;
    char *text = ct_str(CPY_ARRAY(self), &bytes);
    return text_of(text, bytes);
}

/* -- protocols -----------------------------------------------------------------------------------
 */

static PyObject *array_iter(PyObject *self)
{
    if (ct_ndim(CPY_ARRAY(self)) == 0) {
        PyErr_SetString(PyExc_TypeError, "iteration over a 0-d array");
        return NULL;
    }
    return PySeqIter_New(self);
}

PyTypeObject cpy_array_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.ndarray",
    .tp_doc = "ndarray(shape, dtype=float, buffer=None, offset=0, strides=None, order=None)\n\n"
              "An array: one block of equal elements and the shape and strides that walk it.\n"
              "Made with carton.array, zeros, arange and their like.",
    .tp_basicsize = sizeof(cpy_array),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_weaklistoffset = offsetof(cpy_array, weakrefs),
    .tp_dealloc = array_dealloc,
    .tp_repr = array_repr,
    .tp_str = array_str,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_iter = array_iter,
    .tp_richcompare = cpy_array_compare,
    .tp_as_number = &cpy_array_number,
    .tp_as_mapping = &cpy_array_mapping,
    .tp_as_sequence = &cpy_array_sequence,
    .tp_as_buffer = &cpy_array_buffer,
    .tp_methods = cpy_array_methods,
    .tp_getset = cpy_array_attributes,
    .tp_new = cpy_array_new,
};

int cpy_init_array(PyObject *module)
{
    if (PyType_Ready(&cpy_array_type) < 0 || cpy_add_python_methods(&cpy_array_type) < 0 ||
        cpy_init_array_python(module) < 0 || cpy_add_methods(&cpy_array_type, "ndarray") < 0 ||
        cpy_init_array_method(module) < 0 || cpy_init_array_flags(module) < 0 ||
        cpy_init_array_flat(module) < 0 || cpy_init_dlpack(module) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "ndarray", (PyObject *)&cpy_array_type);
}
