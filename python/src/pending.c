/* pending.c: the smallest form of parts that have no file of their own yet; each goes when its file
 * comes. */
#include "binding.h"

#include <string.h>

/* -- array_make.c */
ct_array *cpy_array_from_sequence(PyObject *sequence, const ct_dtype *dtype)
{
    return NULL;
}

/* -- buffer.c */
ct_array *cpy_array_from_foreign(PyObject *object)
{
    return NULL;
}

/* -- object.c */
PyObject *cpy_object_wrap(CT_TAKE ct_object *object)
{
    ct_release(object);
    return Py_NewRef(Py_None);
}
ct_object *cpy_object_value(PyObject *object)
{
    return NULL;
}

/* -- scalar.c */
typedef struct scalar {
    PyObject_HEAD const ct_dtype *dtype;
    char data[16];
} scalar;
PyTypeObject cpy_generic_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.generic",
                                 .tp_basicsize = sizeof(scalar), .tp_flags = Py_TPFLAGS_DEFAULT};
PyObject *cpy_scalar_new(const ct_dtype *dtype, const void *element)
{
    PyType_Ready(&cpy_generic_type);
    scalar *self = (scalar *)cpy_generic_type.tp_alloc(&cpy_generic_type, 0);
    self->dtype = dtype;
    memcpy(self->data, element, (size_t)ct_dtype_itemsize(dtype));
    return (PyObject *)self;
}
const ct_dtype *cpy_scalar_dtype(PyObject *self)
{
    return ((scalar *)self)->dtype;
}
const void *cpy_scalar_data(PyObject *self)
{
    return ((scalar *)self)->data;
}
PyTypeObject *cpy_scalar_type(const ct_dtype *dtype)
{
    return &cpy_generic_type;
}
const ct_dtype *cpy_type_dtype(PyTypeObject *type)
{
    return NULL;
}

/* -- dtype.c */
PyTypeObject cpy_dtype_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.dtype",
                               .tp_basicsize = sizeof(cpy_dtype), .tp_flags = Py_TPFLAGS_DEFAULT};
PyObject *cpy_dtype_wrap(CT_TAKE const ct_dtype *dtype)
{
    PyType_Ready(&cpy_dtype_type);
    cpy_dtype *self = (cpy_dtype *)cpy_dtype_type.tp_alloc(&cpy_dtype_type, 0);
    self->dtype = dtype;
    return (PyObject *)self;
}

int cpy_dtype_arg(PyObject *object, const ct_dtype **out)
{
    *out = NULL;
    PyErr_SetString(PyExc_TypeError, "Cannot interpret the object as a data type");
    return -1;
}
