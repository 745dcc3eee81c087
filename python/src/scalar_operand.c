/* scalar_operand.c: the operands of a scalar's operator as numbers, and the dtype they meet in
 * (NEP 50: Python's int, float and complex are weak, a bool is not). */
#include "scalar.h"

#include <math.h>
#include <string.h>

static uint8_t promoted[CT_NUM_STR][CT_NUM_STR];

int cpy_init_scalar_operand(void)
{
    for (int a = 0; a < CT_NUM_STR; a++)
        for (int b = 0; b < CT_NUM_STR; b++) {
            const ct_dtype *dtype = ct_promote_types(ct_dtype_builtin(a), ct_dtype_builtin(b));
            if (!dtype)
                return cpy_raise(), -1;
            promoted[a][b] = (uint8_t)ct_dtype_num(dtype);
            ct_release(dtype);
        }
    return 0;
}

/* -- reading ----------------------------------------------------------------------------------- */

static cpy_wide read_integer(int num, const void *p)
{
    switch (num) {
    case CT_NUM_BOOL:
    case CT_NUM_UINT8:
        return *(const uint8_t *)p;
    case CT_NUM_INT8:
        return *(const int8_t *)p;
    case CT_NUM_INT16:
        return *(const int16_t *)p;
    case CT_NUM_UINT16:
        return *(const uint16_t *)p;
    case CT_NUM_INT32:
        return *(const int32_t *)p;
    case CT_NUM_UINT32:
        return *(const uint32_t *)p;
    case CT_NUM_INT64:
        return *(const int64_t *)p;
    default:
        return *(const uint64_t *)p;
    }
}

static double read_real(int num, const void *p)
{
    return num == CT_NUM_FLOAT64   ? *(const double *)p
           : num == CT_NUM_FLOAT32 ? (double)*(const float *)p
                                   : (double)ct_half_to_float(*(const uint16_t *)p);
}

/* Weak. Beyond 128 bits the size alone is known: `huge`, and `whole` has its sign. */
static void read_python_int(PyObject *object, cpy_number *out)
{
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(object, &overflow);
    *out = (cpy_number){.num = -1, .kind = 'i', .whole = value, .object = object};
    if (!overflow)
        return;
    unsigned long long positive = overflow > 0 ? PyLong_AsUnsignedLongLong(object) : 0;
    bool fits = overflow > 0 && !PyErr_Occurred();
    PyErr_Clear();
    out->huge = !fits;
    out->whole = fits           ? (cpy_wide)positive
                 : overflow > 0 ? (cpy_wide)1 << 100
                                : -((cpy_wide)1 << 100);
}

bool cpy_read_number(PyObject *object, cpy_number *out)
{
    int num = cpy_scalar_num(object);
    if (num >= CT_NUM_STR)
        return false;
    if (num >= 0) {
        const void *p = cpy_scalar_element(object);
        *out = (cpy_number){.num = num};
        if (num <= CT_NUM_UINT64)
            out->whole = read_integer(num, p);
        else if (num <= CT_NUM_FLOAT64)
            out->real = read_real(num, p);
        out->kind = num <= CT_NUM_UINT64 ? 'i' : num <= CT_NUM_FLOAT64 ? 'f' : 'c';
        return true;
    }
    if (PyFloat_CheckExact(object))
        *out = (cpy_number){.num = -1, .kind = 'f', .real = PyFloat_AS_DOUBLE(object)};
    else if (PyLong_CheckExact(object))
        read_python_int(object, out);
    else if (PyBool_Check(object))
        *out = (cpy_number){.num = CT_NUM_BOOL, .kind = 'i', .whole = object == Py_True};
    else if (PyComplex_CheckExact(object))
        *out = (cpy_number){.num = -1, .kind = 'c'};
    else
        return false;
    return true;
}

bool cpy_scalar_defers(PyObject *other)
{
    if (!(Py_TYPE(other)->tp_flags & Py_TPFLAGS_HEAPTYPE) || !CPY_IS_SCALAR(other))
        return false;
    PyObject *ufunc = PyObject_GetAttrString((PyObject *)Py_TYPE(other), "__array_ufunc__");
    if (!ufunc)
        PyErr_Clear();
    Py_XDECREF(ufunc);
    return ufunc == Py_None;
}

/* -- the dtype of both ------------------------------------------------------------------------- */

int cpy_common_num(const cpy_number *x, const cpy_number *y)
{
    if (x->num >= 0 && y->num >= 0)
        return promoted[x->num][y->num];
    int strong = x->num >= 0 ? x->num : y->num;
    char weak = x->num >= 0 ? y->kind : x->kind;
    if (weak == 'i')
        return strong == CT_NUM_BOOL ? CT_NUM_INT64 : strong;
    if (weak == 'f')
        return strong <= CT_NUM_UINT64 ? CT_NUM_FLOAT64 : strong;
    return strong == CT_NUM_FLOAT16 || strong == CT_NUM_FLOAT32 || strong == CT_NUM_COMPLEX64
               ? CT_NUM_COMPLEX64
               : CT_NUM_COMPLEX128;
}

bool cpy_fits(int num, cpy_wide value)
{
    int bits = (int)ct_dtype_itemsize(ct_dtype_builtin(num)) * 8;
    cpy_wide one = 1;
    if (ct_dtype_kind(ct_dtype_builtin(num)) == 'u')
        return value >= 0 && value < one << bits;
    return value >= -(one << (bits - 1)) && value < one << (bits - 1);
}

int cpy_as_integer(const cpy_number *x, int num, cpy_wide *out)
{
    *out = x->whole;
    if (x->num >= 0 || (!x->huge && cpy_fits(num, x->whole)))
        return 0;
    PyErr_Format(PyExc_OverflowError, "Python integer %S out of bounds for %s", x->object,
                 ct_dtype_name(ct_dtype_builtin(num)));
    return -1;
}

double cpy_round_to(int num, double value)
{
    return num == CT_NUM_FLOAT64   ? value
           : num == CT_NUM_FLOAT32 ? (double)(float)value
                                   : (double)ct_half_to_float(ct_double_to_half(value));
}

int cpy_as_real(const cpy_number *x, int num, double *out)
{
    *out = x->kind == 'f' ? x->real : (double)x->whole;
    if (x->huge) {
        *out = PyLong_AsDouble(x->object);
        if (*out == -1 && PyErr_Occurred())
            return -1;
    }
    if (x->num == num || num == CT_NUM_FLOAT64)
        return 0;
    double given = *out;
    *out = cpy_round_to(num, given);
    return isinf(*out) && isfinite(given) ? cpy_float_error(CPY_OVERFLOW, "cast") : 0;
}

/* -- floating-point errors --------------------------------------------------------------------- */

int cpy_float_error(cpy_fp_error error, const char *operation)
{
    static const char *const texts[] = {"divide by zero", "overflow", "invalid value"};
    ct_errstate state = ct_geterr();
    ct_fp_mode mode = error == CPY_DIVIDE     ? state.divide
                      : error == CPY_OVERFLOW ? state.over
                                              : state.invalid;
    if (mode == CT_FP_IGNORE)
        return 0;
    if (mode == CT_FP_WARN)
        return PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "%s encountered in %s", texts[error],
                                operation);
    PyErr_Format(PyExc_FloatingPointError, "%s encountered in %s", texts[error], operation);
    return -1;
}
