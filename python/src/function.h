/* function.h: what functions, methods and ufuncs share as Python objects: one row of the registry
 * each, called by vectorcall, described from the row's texts. */
#ifndef CARTON_FUNCTION_H
#define CARTON_FUNCTION_H

#include "binding.h"

/* A short way for the plainest arguments, self first for a method; NULL without an exception when
 * the call is not so plain. direct.c */
typedef PyObject *cpy_direct(PyObject *const *args, Py_ssize_t nargs);

typedef struct cpy_callable {
    PyObject_HEAD vectorcallfunc vectorcall;
    cpy_direct *direct; /* may be NULL */
    bool axis;          /* its second argument, which may be named too */
    bool file, archive,
        text; /* the first argument is a file; that may be a .npz archive; loadtxt */
    const ct_routine *routine;
    PyTypeObject *owner; /* of a method: borrowed, lives as long as the process */
    PyObject *signature; /* made when it is first asked for */
    PyObject *weakrefs;
} cpy_callable;

/* A new object of `type`, whose instances start with a cpy_callable. */
cpy_callable *cpy_callable_new(PyTypeObject *type, const ct_routine *routine,
                               vectorcallfunc vectorcall);
void cpy_callable_dealloc(PyObject *self);
PyObject *cpy_callable_reduce(PyObject *self, PyObject *none); /* pickled by name */
extern PyGetSetDef cpy_callable_attributes[]; /* __name__, __doc__, __signature__, ... */
extern PyMethodDef cpy_callable_methods[];

/* Finds the short way of a row, if there is one; goes it, or NULL without an exception. direct.c */
void cpy_direct_find(cpy_callable *callable, const char *name);
PyObject *cpy_direct_call(const cpy_callable *callable, PyObject *const *args, Py_ssize_t nargs,
                          PyObject *keywords);

/* The part of a row's name behind its last dot. */
const char *cpy_last_name(const char *name);

#endif
