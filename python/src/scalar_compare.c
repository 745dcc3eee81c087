/* scalar_compare.c: comparisons of scalars with numbers, scalars and arrays. */
#include "scalar.h"

PyObject *cpy_scalar_compare(PyObject *a, PyObject *b, int operation)
{
    static const ct_op ops[] = {
        [Py_LT] = CT_OP_less,      [Py_LE] = CT_OP_less_equal, [Py_EQ] = CT_OP_equal,
        [Py_NE] = CT_OP_not_equal, [Py_GT] = CT_OP_greater,    [Py_GE] = CT_OP_greater_equal};
    if (b == Py_None)
        Py_RETURN_NOTIMPLEMENTED;
    return cpy_scalar_ufunc2(ops[operation], a, b);
}
