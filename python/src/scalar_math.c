/* scalar_math.c: the operators of scalars.
 *
 * Integers of all sizes are computed here in 128 bits, where only the result can overflow; floats
 * in double, whose rounding to the narrower types rounds once (2p + 2 bits suffice for + - * /:
 * S. Figueroa, "When is double rounding innocuous?"). The rest goes through the ufunc, as arrays
 * without axes. Warnings say "scalar add" where those of arrays say "add". */
#include "scalar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"

/* -- through the ufunc ------------------------------------------------------------------------- */

/* "overflow encountered in add" as "overflow encountered in scalar add". */
static int warn_scalar(void)
{
    static const char mark[] = " encountered in ";
    char text[128], scalar[144];
    int status = 0;
    while (ct_warning_take(text, sizeof text)) {
        char *name = strstr(text, mark);
        if (status || !name)
            continue;
        name += sizeof mark - 1;
        bool cast = strncmp(name, "cast", 4) == 0;
        snprintf(scalar, sizeof scalar, "%.*s%s%s", (int)(name - text), text, cast ? "" : "scalar ",
                 name);
        status = PyErr_WarnEx(PyExc_RuntimeWarning, scalar, 1);
    }
    return status;
}

static PyObject *finish(ct_status status, int n, ct_array **out, bool scalar)
{
    PyObject *result[2] = {NULL, NULL};
    bool ok = status == CT_OK && (scalar ? warn_scalar() : cpy_warn()) == 0;
    if (status != CT_OK)
        cpy_raise();
    for (int i = 0; i < n; i++) {
        if (ok)
            ok = (result[i] = cpy_result(out[i])) != NULL;
        else
            ct_release(out[i]);
    }
    if (n == 2 && ok) {
        PyObject *pair = PyTuple_Pack(2, result[0], result[1]);
        Py_DECREF(result[0]);
        Py_DECREF(result[1]);
        return pair;
    }
    if (!ok)
        Py_CLEAR(result[0]);
    return result[0];
}

/* Something that becomes an array, unless it answers operators itself. */
static bool is_operand(PyObject *object)
{
    if (CPY_IS_SCALAR(object) || CPY_IS_ARRAY(object) || PyLong_Check(object) ||
        PyFloat_Check(object) || PyComplex_Check(object) || PyList_Check(object) ||
        PyTuple_Check(object))
        return true;
    PyObject *type = (PyObject *)Py_TYPE(object);
    return PyObject_CheckBuffer(object) || PyObject_HasAttrString(type, "__array__") ||
           PyObject_HasAttrString(type, "__array_interface__");
}

PyObject *cpy_scalar_ufunc2(ct_op op, PyObject *a, PyObject *b, bool scalar)
{
    if (!is_operand(a) || !is_operand(b) || cpy_defers_to(b, false))
        Py_RETURN_NOTIMPLEMENTED;
    ct_array *in[2] = {cpy_operand(a), NULL}, *out[2] = {NULL, NULL};
    PyObject *result = NULL;
    if (in[0] && (in[1] = cpy_operand(b)))
        result = finish(ct_ufunc_call(op, in, NULL, out), ct_ufunc_get(op)->nout, out, scalar);
    ct_release(in[0]);
    ct_release(in[1]);
    return result;
}

static PyObject *ufunc1(ct_op op, PyObject *a)
{
    ct_array *in = cpy_operand(a), *out[2] = {NULL, NULL};
    if (!in)
        return NULL;
    PyObject *result = finish(ct_ufunc_call(op, &in, NULL, out), 1, out, true);
    ct_release(in);
    return result;
}

/* -- integers ---------------------------------------------------------------------------------- */

/* The low bytes of a value: little-endian, as the core is. */
static PyObject *integer(int num, cpy_wide value)
{
    PyObject *self = cpy_scalar_alloc(num);
    uint64_t low = (uint64_t)value;
    if (self)
        memcpy(cpy_scalar_element(self), &low, (size_t)ct_dtype_itemsize(ct_dtype_builtin(num)));
    return self;
}

/* Wraps, with a warning. */
static PyObject *checked_integer(int num, cpy_wide value, bool overflow, const char *operation)
{
    if ((overflow || !cpy_fits(num, value)) && cpy_float_error(CPY_OVERFLOW, operation) < 0)
        return NULL;
    return integer(num, value);
}

/* The quotient rounded down and its remainder, in 64 bits where they do. */
static cpy_wide floor_quotient(cpy_wide a, cpy_wide b, cpy_wide *remainder)
{
    bool narrow = (int64_t)a == a && (int64_t)b == b && b != -1;
    cpy_wide quotient = narrow ? (int64_t)a / (int64_t)b : a / b;
    *remainder = a - quotient * b;
    if (*remainder && (*remainder < 0) != (b < 0)) {
        *remainder += b;
        quotient--;
    }
    return quotient;
}

static PyObject *divide_integers(ct_op op, int num, cpy_wide a, cpy_wide b)
{
    const char *name = op == CT_OP_floor_divide ? "scalar floor_divide"
                       : op == CT_OP_remainder  ? "scalar remainder"
                                                : "scalar divmod";
    cpy_wide quotient = 0, remainder = 0;
    if (b == 0 && cpy_float_error(CPY_DIVIDE, name) < 0)
        return NULL;
    if (b != 0)
        quotient = floor_quotient(a, b, &remainder);
    if (op == CT_OP_remainder)
        return integer(num, remainder);
    PyObject *first = checked_integer(num, quotient, false, name);
    if (!first || op == CT_OP_floor_divide)
        return first;
    PyObject *second = integer(num, remainder);
    return second ? Py_BuildValue("(NN)", first, second) : (Py_DECREF(first), NULL);
}

/* A count of no place, or of more than there are, shifts all bits out. */
static cpy_wide shifted(ct_op op, int num, cpy_wide a, cpy_wide b)
{
    bool out = b < 0 || b >= ct_dtype_itemsize(ct_dtype_builtin(num)) * 8;
    if (op == CT_OP_left_shift)
        return out ? 0 : (cpy_wide)((cpy_unsigned_wide)a << (int)b);
    return out ? (a < 0 ? -1 : 0) : a >> (int)b;
}

static PyObject *integers(ct_op op, int num, cpy_wide a, cpy_wide b)
{
    cpy_wide value;
    bool overflow;
    switch (op) {
    case CT_OP_add:
        return checked_integer(num, a + b, false, "scalar add");
    case CT_OP_subtract:
        return checked_integer(num, a - b, false, "scalar subtract");
    case CT_OP_multiply:
        overflow = __builtin_mul_overflow(a, b, &value);
        return checked_integer(num, value, overflow, "scalar multiply");
    case CT_OP_floor_divide:
    case CT_OP_remainder:
    case CT_OP_divmod:
        return divide_integers(op, num, a, b);
    case CT_OP_bitwise_and:
        return integer(num, a & b);
    case CT_OP_bitwise_or:
        return integer(num, a | b);
    case CT_OP_bitwise_xor:
        return integer(num, a ^ b);
    default:
        return integer(num, shifted(op, num, a, b));
    }
}

/* -- floats ------------------------------------------------------------------------------------ */

static PyObject *real(int num, double value)
{
    PyObject *self = cpy_scalar_alloc(num);
    void *p = self ? cpy_scalar_element(self) : NULL;
    if (p && num == CT_NUM_FLOAT64)
        *(double *)p = value;
    else if (p && num == CT_NUM_FLOAT32)
        *(float *)p = (float)value;
    else if (p)
        *(uint16_t *)p = ct_double_to_half(value);
    return self;
}

/* What went wrong is seen from the operands and the result; finite results are quick. */
static int report(ct_op op, double a, double b, double value)
{
    static const char *const names[] = {[CT_OP_add] = "scalar add",
                                        [CT_OP_subtract] = "scalar subtract",
                                        [CT_OP_multiply] = "scalar multiply",
                                        [CT_OP_divide] = "scalar divide"};
    if (isnan(a) || isnan(b))
        return 0;
    if (isnan(value))
        return cpy_float_error(CPY_INVALID, names[op]);
    if (isinf(a) || isinf(b))
        return 0;
    return cpy_float_error(op == CT_OP_divide && b == 0 ? CPY_DIVIDE : CPY_OVERFLOW, names[op]);
}

static PyObject *reals(ct_op op, int num, double a, double b, bool own, bool *handled)
{
    double value = op == CT_OP_add        ? a + b
                   : op == CT_OP_subtract ? a - b
                   : op == CT_OP_multiply ? a * b
                                          : a / b;
    double stored = cpy_round_to(num, value);
    *handled = own || isfinite(stored);
    if (!*handled)
        return NULL;
    if (CT_UNLIKELY(!isfinite(stored)) && report(op, a, b, stored) < 0)
        return NULL;
    return real(num, value);
}

/* Python's // and %, each step rounded to the type; float16 works in float32. */
static double floor_real(int num, double a, double b, double *remainder)
{
    int step = num == CT_NUM_FLOAT16 ? CT_NUM_FLOAT32 : num;
    double rest = fmod(a, b), quotient = cpy_round_to(step, cpy_round_to(step, a - rest) / b);
    if (rest == 0) {
        rest = copysign(0, b);
    } else if ((b < 0) != (rest < 0)) {
        rest = cpy_round_to(step, rest + b);
        quotient = cpy_round_to(step, quotient - 1);
    }
    *remainder = rest;
    if (quotient == 0)
        return copysign(0, a / b);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1 : whole;
}

/* The flags that C's steps would leave: fmod of an infinity or by 0, a / 0, a quotient too large
 * (and its fraction, inf - inf). NumPy's float16 takes both results, but for x // 0.0. */
static PyObject *floor_reals(ct_op op, int num, double a, double b)
{
    const char *name = op == CT_OP_floor_divide ? "scalar floor_divide"
                       : op == CT_OP_remainder  ? "scalar remainder"
                                                : "scalar divmod";
    bool both = op == CT_OP_divmod ||
                (num == CT_NUM_FLOAT16 && (op == CT_OP_remainder || b != 0 || signbit(b)));
    bool known = !isnan(a) && !isnan(b);
    double remainder = (double)NAN, quotient = a / b;
    if (known && b != 0)
        quotient = floor_real(num, a, b, &remainder);
    if (isinf(a) && b != 0)
        remainder = quotient = (double)NAN;
    bool divides = known && b == 0 && a != 0 && !isinf(a);
    bool invalid = known && (isinf(a) ? b != 0 || both || op == CT_OP_remainder
                                      : b == 0 && (a == 0 || both || op == CT_OP_remainder));
    if (op == CT_OP_floor_divide && (isinf(a) || isinf(b))) { /* as float_floor_divide */
        quotient = a / b;
        invalid = isinf(a) && isinf(b);
    }
    bool wide_over = known && isinf(quotient) && !isinf(a) && b != 0;
    quotient = cpy_round_to(num, quotient);
    bool over = known && isinf(quotient) && !isinf(a) && b != 0;
    if ((both || op == CT_OP_floor_divide) && ((divides && cpy_float_error(CPY_DIVIDE, name) < 0) ||
                                               (over && cpy_float_error(CPY_OVERFLOW, name) < 0)))
        return NULL;
    invalid = invalid || (wide_over && op != CT_OP_remainder);
    if (invalid && cpy_float_error(CPY_INVALID, name) < 0)
        return NULL;
    if (op != CT_OP_divmod)
        return real(num, op == CT_OP_remainder ? remainder : quotient);
    PyObject *first = real(num, quotient), *second = first ? real(num, remainder) : NULL;
    return second ? Py_BuildValue("(NN)", first, second) : (Py_XDECREF(first), NULL);
}

/* -- two operands ------------------------------------------------------------------------------ */

static bool is_real_op(ct_op op)
{
    return op == CT_OP_add || op == CT_OP_subtract || op == CT_OP_multiply || op == CT_OP_divide ||
           op == CT_OP_floor_divide || op == CT_OP_remainder || op == CT_OP_divmod;
}

/* Two scalars of which neither has the dtype they meet in are arrays to NumPy, and so are the
 * warnings: those are left to the ufunc (*own is false, *handled too). */
static PyObject *numbers(ct_op op, const cpy_number *x, const cpy_number *y, bool *own,
                         bool *handled)
{
    int num = cpy_common_num(x, y);
    *own = num == x->num || num == y->num;
    *handled = true;
    cpy_wide a, b;
    bool whole = num >= CT_NUM_INT8 && num <= CT_NUM_UINT64;
    if (whole && op != CT_OP_power && op != CT_OP_divide) {
        if (cpy_as_integer(x, num, &a) < 0 || cpy_as_integer(y, num, &b) < 0)
            return NULL;
        *handled = *own || b != 0;
        return *handled ? integers(op, num, a, b) : NULL;
    }
    if (whole && op == CT_OP_divide)
        num = CT_NUM_FLOAT64;
    /* What underflows is seen by the ufunc alone, which nobody asks for by default. */
    if (num >= CT_NUM_FLOAT16 && num <= CT_NUM_FLOAT64 && is_real_op(op) &&
        ct_geterr().under == CT_FP_IGNORE) {
        double p, q;
        if (cpy_as_real(x, num, &p) < 0 || cpy_as_real(y, num, &q) < 0)
            return NULL;
        bool floors = op == CT_OP_floor_divide || op == CT_OP_remainder || op == CT_OP_divmod;
        bool known = !isnan(p) && !isnan(q);
        if (floors && !*own && known && (isinf(p) || isinf(q) || q == 0))
            return *handled = false, NULL;
        return floors ? floor_reals(op, num, p, q) : reals(op, num, p, q, *own, handled);
    }
    *handled = false;
    return NULL;
}

CT_INLINE bool is_double(PyObject *object)
{
    return Py_IS_TYPE(object, &cpy_scalar_types[CT_NUM_FLOAT64]) || PyFloat_CheckExact(object);
}

/* Two doubles with a normal result: nothing to convert, nothing to warn of. float64 has the layout
 * of Python's float. NULL without an exception for all others. */
CT_INLINE PyObject *quick(ct_op op, PyObject *a, PyObject *b)
{
    if (!is_double(a) || !is_double(b) || !is_real_op(op) || op >= CT_OP_floor_divide)
        return NULL;
    double x = PyFloat_AS_DOUBLE(a), y = PyFloat_AS_DOUBLE(b);
    double value = op == CT_OP_add        ? x + y
                   : op == CT_OP_subtract ? x - y
                   : op == CT_OP_multiply ? x * y
                                          : x / y;
    return isnormal(value) ? real(CT_NUM_FLOAT64, value) : NULL;
}

CT_INLINE PyObject *binary(ct_op op, PyObject *a, PyObject *b)
{
    cpy_number x, y;
    PyObject *soon = quick(op, a, b);
    if (soon)
        return soon;
    if (cpy_scalar_defers(b))
        Py_RETURN_NOTIMPLEMENTED;
    bool both = cpy_read_number(a, &x) && cpy_read_number(b, &y), handled = false;
    /* NumPy's bool has the operators of arrays: its warnings too. */
    bool scalar = both && (CPY_IS_SCALAR(a) ? x.num : y.num) != CT_NUM_BOOL;
    if (scalar) {
        PyObject *result = numbers(op, &x, &y, &scalar, &handled);
        if (handled)
            return result;
    } else if (PyUnicode_Check(a) || PyBytes_Check(a) || PyUnicode_Check(b) || PyBytes_Check(b)) {
        Py_RETURN_NOTIMPLEMENTED; /* Python's text has its own + and % */
    }
    return cpy_scalar_ufunc2(op, a, b, scalar);
}

#define BINARY(name, op)                                                                           \
    static PyObject *scalar_##name(PyObject *a, PyObject *b)                                       \
    {                                                                                              \
        return binary(CT_OP_##op, a, b);                                                           \
    }
BINARY(add, add)
BINARY(subtract, subtract)
BINARY(divide, divide)
BINARY(and, bitwise_and)
BINARY(or, bitwise_or)
BINARY(xor, bitwise_xor)
BINARY(lshift, left_shift)
BINARY(rshift, right_shift)

/* Complex numbers have no order, so no //, % and divmod: Python says so. */
#define REAL_BINARY(name, op)                                                                      \
    static PyObject *scalar_##name(PyObject *a, PyObject *b)                                       \
    {                                                                                              \
        cpy_number x, y;                                                                           \
        if (cpy_read_number(a, &x) && cpy_read_number(b, &y) && (x.kind == 'c' || y.kind == 'c'))  \
            Py_RETURN_NOTIMPLEMENTED;                                                              \
        return binary(CT_OP_##op, a, b);                                                           \
    }
REAL_BINARY(floor_divide, floor_divide)
REAL_BINARY(remainder, remainder)
REAL_BINARY(divmod, divmod)

/* A list, tuple or text times an integer is repeated, as with Python's int. */
static PyObject *scalar_multiply(PyObject *a, PyObject *b)
{
    PyObject *sequence = CPY_IS_SCALAR(a) ? b : a;
    bool repeats = PyList_Check(sequence) || PyTuple_Check(sequence) || PyUnicode_Check(sequence) ||
                   PyBytes_Check(sequence);
    if (repeats || PyUnicode_Check(a) || PyBytes_Check(a))
        Py_RETURN_NOTIMPLEMENTED; /* Python then asks the sequence, which wants an index */
    return binary(CT_OP_multiply, a, b);
}

static PyObject *scalar_power(PyObject *a, PyObject *b, PyObject *modulus)
{
    if (modulus != Py_None)
        Py_RETURN_NOTIMPLEMENTED;
    return binary(CT_OP_power, a, b);
}

/* -- one operand ------------------------------------------------------------------------------- */

static PyObject *unary(ct_op op, PyObject *a, const char *operation)
{
    cpy_number x;
    if (!cpy_read_number(a, &x))
        return PyErr_Format(PyExc_TypeError, "bad operand type for %s: '%.200s'", operation,
                            Py_TYPE(a)->tp_name);
    if (x.num == CT_NUM_BOOL || x.kind == 'c' || (x.kind == 'f' && op == CT_OP_invert))
        return ufunc1(op, a);
    if (x.kind == 'f')
        return real(x.num, op == CT_OP_negative   ? -x.real
                           : op == CT_OP_absolute ? fabs(x.real)
                                                  : x.real);
    cpy_wide value = op == CT_OP_negative   ? -x.whole
                     : op == CT_OP_absolute ? (x.whole < 0 ? -x.whole : x.whole)
                     : op == CT_OP_invert   ? ~x.whole
                                            : x.whole;
    if (op == CT_OP_invert)
        return integer(x.num, value);
    return checked_integer(x.num, value, false,
                           op == CT_OP_negative ? "scalar negative" : "scalar absolute");
}

#define UNARY(name, op, text)                                                                      \
    static PyObject *scalar_##name(PyObject *a)                                                    \
    {                                                                                              \
        return unary(CT_OP_##op, a, text);                                                         \
    }
UNARY(negative, negative, "unary -")
UNARY(positive, positive, "unary +")
UNARY(absolute, absolute, "abs()")
UNARY(invert, invert, "unary ~")

PyNumberMethods cpy_scalar_number = {
    .nb_add = scalar_add,
    .nb_subtract = scalar_subtract,
    .nb_multiply = scalar_multiply,
    .nb_remainder = scalar_remainder,
    .nb_divmod = scalar_divmod,
    .nb_power = scalar_power,
    .nb_negative = scalar_negative,
    .nb_positive = scalar_positive,
    .nb_absolute = scalar_absolute,
    .nb_bool = cpy_scalar_truth,
    .nb_invert = scalar_invert,
    .nb_lshift = scalar_lshift,
    .nb_rshift = scalar_rshift,
    .nb_and = scalar_and,
    .nb_xor = scalar_xor,
    .nb_or = scalar_or,
    .nb_int = cpy_scalar_int,
    .nb_float = cpy_scalar_float,
    .nb_floor_divide = scalar_floor_divide,
    .nb_true_divide = scalar_divide,
};
