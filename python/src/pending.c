/* pending.c: the smallest form of parts that have no file of their own yet; each goes when its file
 * comes. */
#include "binding.h"

/* -- array_make.c */
ct_array *cpy_array_from_sequence(PyObject *sequence, const ct_dtype *dtype)
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
