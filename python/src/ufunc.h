/* ufunc.h: carton.ufunc and who may answer in its place. */
#ifndef CARTON_BINDING_UFUNC_H
#define CARTON_BINDING_UFUNC_H

#include "function.h"

typedef struct cpy_ufunc {
    cpy_callable callable;
    ct_op op;
    int nin, nout;
} cpy_ufunc;
extern PyTypeObject cpy_ufunc_type;
PyObject *cpy_ufunc_new(const ct_routine *routine);

/* Whether an operand has an __array_ufunc__ of its own (NEP 13): then it answers, and *answer is
 * its result, or NULL with an exception. The first `operands` arguments are inputs, the positional
 * ones behind them and out= are outputs. */
bool cpy_ufunc_override(PyObject *ufunc, const char *method, Py_ssize_t operands,
                        PyObject *const *args, Py_ssize_t nargs, PyObject *keywords,
                        PyObject **answer);

#endif
