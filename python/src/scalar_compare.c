/* scalar_compare.c: comparisons of scalars with numbers, scalars and arrays. Integers compare
 * exactly, whatever their sizes; other numbers in the dtype they meet in. */
#include "scalar.h"

static const ct_op ops[] = {
    [Py_LT] = CT_OP_less,      [Py_LE] = CT_OP_less_equal, [Py_EQ] = CT_OP_equal,
    [Py_NE] = CT_OP_not_equal, [Py_GT] = CT_OP_greater,    [Py_GE] = CT_OP_greater_equal};

static PyObject *truth(bool value)
{
    return Py_NewRef(cpy_scalar_bools[value]);
}

#define COMPARE(a, b)                                                                              \
    (operation == Py_LT   ? (a) < (b)                                                              \
     : operation == Py_LE ? (a) <= (b)                                                             \
     : operation == Py_EQ ? (a) == (b)                                                             \
     : operation == Py_NE ? (a) != (b)                                                             \
     : operation == Py_GT ? (a) > (b)                                                              \
                          : (a) >= (b))

static PyObject *compare_numbers(const cpy_number *x, const cpy_number *y, int operation)
{
    if (x->kind == 'i' && y->kind == 'i')
        return truth(COMPARE(x->whole, y->whole));
    int num = cpy_common_num(x, y);
    double a, b;
    if (cpy_as_real(x, num, &a) < 0 || cpy_as_real(y, num, &b) < 0)
        return NULL;
    return truth(COMPARE(a, b));
}

/* Numbers and text are never equal. */
static bool is_text(PyObject *object)
{
    return PyUnicode_Check(object) || PyBytes_Check(object);
}

PyObject *cpy_scalar_compare(PyObject *a, PyObject *b, int operation)
{
    cpy_number x, y;
    if (cpy_scalar_defers(b))
        Py_RETURN_NOTIMPLEMENTED;
    bool both = cpy_read_number(a, &x) && cpy_read_number(b, &y);
    if (both && x.num == CT_NUM_BOOL && y.num < 0 && y.kind == 'i' &&
        !cpy_fits(CT_NUM_INT64, y.whole))
        return PyErr_Format(PyExc_OverflowError, "Python int too large to convert to C long");
    if (both && x.kind != 'c' && y.kind != 'c')
        return compare_numbers(&x, &y, operation);
    if (is_text(b) && (operation == Py_EQ || operation == Py_NE))
        return truth(operation == Py_NE);
    return cpy_scalar_ufunc2(ops[operation], a, b, both);
}
