/* list.h: what the files of carton.List share. */
#ifndef CARTON_BINDING_LIST_H
#define CARTON_BINDING_LIST_H

#include "binding.h"

/* A new List around a Carton list, which is taken. NULL in raises. */
PyObject *cpy_list_wrap(CT_TAKE ct_list *list);
/* The items of an iterable, each in a box of its own, as CPython would read them. `refusal` is the
 * TypeError for what cannot be iterated, NULL for Python's own. Owned; NULL raises. */
ct_list *cpy_list_boxes(PyObject *iterable, const char *refusal);
/* A new reference to the Python object at an index that is in range. */
PyObject *cpy_list_value(const ct_list *list, Py_ssize_t index);
/* Gives every item a box of its own: two lists that share one could not both tell the garbage
 * collector about it. Takes the list; NULL in raises, and so does running out of memory. */
ct_list *cpy_list_unshare(CT_TAKE ct_list *list);
int cpy_list_extend(cpy_list *self, PyObject *iterable);

#define CPY_LIST(object)        (((cpy_list *)(object))->list)
#define CPY_LIST_LENGTH(object) ((Py_ssize_t)ct_list_length(CPY_LIST(object)))
#define CPY_IS_LIST(object)     PyObject_TypeCheck((object), &cpy_list_type)

extern PySequenceMethods cpy_list_sequence; /* list_sequence.c */
extern PyMappingMethods cpy_list_mapping;
PyObject *cpy_list_compare(PyObject *self, PyObject *other, int operation);
PyObject *cpy_list_iter(PyObject *self); /* list_iterator.c */
PyObject *cpy_list_reversed(PyObject *self, PyObject *none);
int cpy_init_list_iterator(void);

#endif
