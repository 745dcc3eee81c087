/* scalar.h: what the files of the scalars share.
 *
 * A numeric scalar is its element behind the Python header, so float64 has the layout of Python's
 * float and complex128 that of complex; str_ and bytes_ are Python's str and bytes with their dtype
 * behind. */
#ifndef CARTON_SCALAR_H
#define CARTON_SCALAR_H

#include "binding.h"

extern PyTypeObject cpy_scalar_types[CT_NUM_COUNT];

/* The element type of a scalar of an own type or of a subclass of one; -1 for any other object. */
CT_INLINE int cpy_scalar_num(PyObject *object)
{
    for (PyTypeObject *type = Py_TYPE(object); type; type = type->tp_base)
        if (type >= cpy_scalar_types && type < cpy_scalar_types + CT_NUM_COUNT)
            return (int)(type - cpy_scalar_types);
    return -1;
}

CT_INLINE void *cpy_scalar_element(PyObject *numeric)
{
    return (char *)numeric + sizeof(PyObject);
}

/* The bool, int, float, complex, str or bytes of its value: scalar.item(). New reference. */
PyObject *cpy_scalar_item(PyObject *scalar);
/* A number whose element has not been written yet. */
PyObject *cpy_scalar_alloc(int num);

/* ct_repr or ct_str of a Carton object, as Python's text. */
typedef char *cpy_writer(const void *object, int64_t *length);
PyObject *cpy_text_of(const ct_object *value, cpy_writer *write);
extern PyObject *cpy_scalar_bools[2]; /* False_ and True_: there are no others */

/* -- numbers as operands (scalar_operand.c) ---------------------------------------------------- */

__extension__ typedef __int128 cpy_wide;
__extension__ typedef unsigned __int128 cpy_unsigned_wide;

typedef struct cpy_number {
    int num;   /* of the dtype; -1: Python's, weak */
    char kind; /* i (bool too) f c: complex parts are not read */
    bool huge; /* Python's int, beyond 64 bits: `whole` is far outside of all dtypes */
    cpy_wide whole;
    double real;
    PyObject *object; /* borrowed: Python's int */
} cpy_number;
/* Whether the object on the right, of a class written in Python, wants no operators of Carton's. */
bool cpy_scalar_defers(PyObject *other);
/* False, without an exception, for any object but a number. */
bool cpy_read_number(PyObject *object, cpy_number *out);
/* The dtype that two numbers meet in; one of them is a scalar. */
int cpy_common_num(const cpy_number *x, const cpy_number *y);
bool cpy_fits(int num, cpy_wide value);
/* The number in an integer dtype; -1: OverflowError for Python's int outside of it. */
int cpy_as_integer(const cpy_number *x, int num, cpy_wide *out);
/* The number rounded to a floating dtype; warns when that overflows. */
int cpy_as_real(const cpy_number *x, int num, double *out);
double cpy_round_to(int num, double value);

/* Warns, raises (-1) or does nothing, as the error state says. */
typedef enum cpy_fp_error { CPY_DIVIDE, CPY_OVERFLOW, CPY_INVALID } cpy_fp_error;
int cpy_float_error(cpy_fp_error error, const char *operation);
int cpy_init_scalar_operand(void);

/* An operator through its ufunc, its warnings in the words of scalars. NotImplemented for operands
 * that are no numbers. */
PyObject *cpy_scalar_ufunc2(ct_op op, PyObject *a, PyObject *b, bool scalar);

/* -- slots ------------------------------------------------------------------------------------- */

extern PyNumberMethods cpy_scalar_number;   /* scalar_math.c */
extern PyNumberMethods cpy_integer_number;  /* __index__ */
extern PyMappingMethods cpy_scalar_mapping; /* scalar_methods.c */
extern PyBufferProcs cpy_scalar_buffer;
extern PyMethodDef cpy_scalar_methods[], cpy_number_methods[];
extern PyMethodDef cpy_integer_methods[], cpy_floating_methods[]; /* scalar_kinds.c */
extern PyGetSetDef cpy_integer_getset[];
extern PyGetSetDef cpy_scalar_getset[];
PyObject *cpy_scalar_compare(PyObject *a, PyObject *b, int operation); /* scalar_compare.c */
int cpy_scalar_truth(PyObject *self);                                  /* scalar_convert.c */
PyObject *cpy_scalar_int(PyObject *self);
PyObject *cpy_scalar_float(PyObject *self);
PyObject *cpy_scalar_repr(PyObject *self); /* scalar_convert.c */
PyObject *cpy_scalar_str(PyObject *self);
Py_hash_t cpy_scalar_hash(PyObject *self);
/* The rows of arrays that scalars have too. */
int cpy_add_scalar_rows(PyTypeObject *type);
int cpy_add_numpy_dtype(PyTypeObject *type); /* scalar_kinds.c */
int cpy_init_scalar_methods(PyObject *module);

#endif
