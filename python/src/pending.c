/* pending.c: the smallest form of parts that have no file of their own yet; each goes when its file
 * comes. */
#include "binding.h"

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
