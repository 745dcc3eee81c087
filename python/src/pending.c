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

/* -- function.c: functions of positional arguments */
static PyObject *call(PyObject *capsule, PyObject *args)
{
    const ct_routine *routine = PyCapsule_GetPointer(capsule, NULL);
    ct_object *items = cpy_unwrap(args);
    if (!items)
        return NULL;
    ct_object *slots[8];
    int64_t n = ct_length(items);
    for (int64_t i = 0; i < n && i < 8; i++)
        slots[i] = ct_tuple_get(items, i);
    return cpy_wrap(cpy_checked(ct_routine_call(routine, n, slots, 0, NULL, NULL)));
}
static PyMethodDef call_definition = {"call", call, METH_VARARGS, ""};
PyObject *cpy_function(const ct_routine *routine)
{
    PyObject *capsule = PyCapsule_New((void *)(uintptr_t)routine, NULL, NULL);
    return capsule ? PyCFunction_New(&call_definition, capsule) : NULL;
}
int cpy_init_function(PyObject *module)
{
    for (int i = 0; i < ct_routine_count(); i++) {
        ct_routine_info info;
        ct_routine_describe(ct_routine_at(i), &info);
        if (info.kind == CT_ROUTINE_FUNCTION || info.kind == CT_ROUTINE_UFUNC)
            if (PyModule_AddObject(module, info.name, cpy_function(ct_routine_at(i))) < 0)
                return -1;
    }
    return 0;
}
