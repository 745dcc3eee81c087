/* numeric.c: Python's operators on bool, int, float and complex. The wider kind of the two decides:
 * int, float, complex. */
#include <math.h>
#include <stdlib.h>

#include "object.h"
#include "operators.h"
#include "wide.h"

typedef enum kind { NOT_A_NUMBER, INT, FLOAT, COMPLEX } kind;

static kind kind_of(const ct_object *a)
{
    return ct_is_int(a)                  ? INT
           : a->type == &ct_float_type   ? FLOAT
           : a->type == &ct_complex_type ? COMPLEX
                                         : NOT_A_NUMBER;
}

bool ct_is_number(const ct_object *a)
{
    return a && kind_of(a) != NOT_A_NUMBER;
}

static ct_object *zero_division(const char *message)
{
    return CT_FAIL(CT_ZERO_DIVISION_ERROR, NULL, 0, "%s", message);
}

/* -- float ------------------------------------------------------------------------------------- */

/* The remainder has the divisor's sign; zero gets it too. */
static double float_remainder(double a, double b)
{
    double rest = fmod(a, b);
    if (rest == 0)
        return copysign(0.0, b);
    return (b < 0) != (rest < 0) ? rest + b : rest;
}

static double float_floor_divide(double a, double b)
{
    double rest = fmod(a, b), quotient = (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0))
        quotient -= 1;
    if (quotient == 0)
        return copysign(0.0, a / b);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1 : whole;
}

static ct_object *complex_power(const double a[2], const double b[2]);

static ct_object *float_power(double a, double b)
{
    if (a == 0 && b < 0 && isfinite(b))
        return zero_division("0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b))
        return complex_power((double[]){a, 0}, (double[]){b, 0});
    double result = pow(a, b);
    if (isinf(result) && isfinite(a) && isfinite(b))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "(34, 'Numerical result out of range')");
    return ct_float(result);
}

static ct_object *float_binary(ct_operator op, double a, double b)
{
    switch (op) {
    case CT_ADD_OP:
        return ct_float(a + b);
    case CT_SUBTRACT_OP:
        return ct_float(a - b);
    case CT_MULTIPLY_OP:
        return ct_float(a * b);
    case CT_TRUE_DIVIDE_OP:
        return b == 0 ? zero_division("float division by zero") : ct_float(a / b);
    case CT_FLOOR_DIVIDE_OP:
        return b == 0 ? zero_division("float floor division by zero")
                      : ct_float(float_floor_divide(a, b));
    case CT_REMAINDER_OP:
        return b == 0 ? zero_division("float modulo by zero") : ct_float(float_remainder(a, b));
    case CT_POWER_OP:
        return float_power(a, b);
    default:
        return NULL; /* the caller knows the types to name */
    }
}

/* -- complex ----------------------------------------------------------------------------------- */

static void multiply(const double a[2], const double b[2], double out[2])
{
    double real = a[0] * b[0] - a[1] * b[1], imag = a[0] * b[1] + a[1] * b[0];
    out[0] = real;
    out[1] = imag;
}

/* Divided by the larger part of b first, so that squares cannot overflow. */
static void divide(const double a[2], const double b[2], double out[2])
{
    if (fabs(b[0]) >= fabs(b[1])) {
        double ratio = b[1] / b[0], scale = b[0] + b[1] * ratio;
        double real = (a[0] + a[1] * ratio) / scale;
        out[1] = (a[1] - a[0] * ratio) / scale;
        out[0] = real;
    } else if (fabs(b[1]) >= fabs(b[0])) {
        double ratio = b[0] / b[1], scale = b[0] * ratio + b[1];
        double real = (a[0] * ratio + a[1]) / scale;
        out[1] = (a[1] * ratio - a[0]) / scale;
        out[0] = real;
    } else {
        out[0] = out[1] = NAN;
    }
}

/* Small whole exponents by squaring, which is more exact than by logarithms. */
static void whole_power(const double a[2], int exponent, double out[2])
{
    double result[2] = {1, 0}, factor[2] = {a[0], a[1]};
    int n = abs(exponent);
    for (int bit = 1; bit <= n; bit <<= 1) {
        if (n & bit)
            multiply(result, factor, result);
        multiply(factor, factor, factor);
    }
    if (exponent > 0) {
        out[0] = result[0];
        out[1] = result[1];
    } else {
        divide((double[]){1, 0}, result, out);
    }
}

static ct_object *complex_power(const double a[2], const double b[2])
{
    double out[2] = {0, 0};
    bool zero = a[0] == 0 && a[1] == 0;
    if (zero && (b[1] != 0 || b[0] < 0))
        return zero_division("0.0 to a negative or complex power");
    if (b[1] == 0 && b[0] == floor(b[0]) && fabs(b[0]) <= 100) {
        whole_power(a, (int)b[0], out);
    } else if (b[0] == 0 && b[1] == 0) {
        out[0] = 1;
    } else if (!zero) {
        double size = hypot(a[0], a[1]), angle = atan2(a[1], a[0]);
        double length = pow(size, b[0]), phase = angle * b[0];
        if (b[1] != 0) {
            length /= exp(angle * b[1]);
            phase += b[1] * log(size);
        }
        if (isinf(phase)) /* where the C library's cos() reports a domain error */
            return zero_division("0.0 to a negative or complex power");
        out[0] = length * cos(phase);
        out[1] = length * sin(phase);
    }
    if (isinf(out[0]) || isinf(out[1]))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "complex exponentiation");
    return ct_complex(out[0], out[1]);
}

static ct_object *complex_binary(ct_operator op, const double a[2], const double b[2])
{
    double out[2];
    switch (op) {
    case CT_ADD_OP:
        return ct_complex(a[0] + b[0], a[1] + b[1]);
    case CT_SUBTRACT_OP:
        return ct_complex(a[0] - b[0], a[1] - b[1]);
    case CT_MULTIPLY_OP:
        multiply(a, b, out);
        return ct_complex(out[0], out[1]);
    case CT_TRUE_DIVIDE_OP:
        if (b[0] == 0 && b[1] == 0)
            return zero_division("complex division by zero");
        divide(a, b, out);
        return ct_complex(out[0], out[1]);
    case CT_POWER_OP:
        return complex_power(a, b);
    default:
        return NULL;
    }
}

/* -- int --------------------------------------------------------------------------------------- */

static ct_object *int_divide(ct_operator op, ct_int128 a, ct_int128 b)
{
    if (b == 0)
        return zero_division(op == CT_TRUE_DIVIDE_OP    ? "division by zero"
                             : op == CT_FLOOR_DIVIDE_OP ? "integer division or modulo by zero"
                                                        : "integer modulo by zero");
    if (op == CT_TRUE_DIVIDE_OP)
        return ct_float(ct_wide_true_divide(a, b));
    ct_int128 out;
    bool floor_divide = op == CT_FLOOR_DIVIDE_OP;
    ct_status status = ct_wide_divide(a, b, floor_divide ? &out : NULL, floor_divide ? NULL : &out);
    return status ? NULL : ct_int_wide(out);
}

static ct_object *int_shift(ct_operator op, ct_int128 a, ct_int128 b)
{
    if (b < 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "negative shift count");
    if (op == CT_RIGHT_SHIFT_OP)
        return ct_int_wide(ct_wide_shift_right(a, b));
    ct_int128 out;
    return ct_wide_shift_left(a, b, &out) ? NULL : ct_int_wide(out);
}

/* `bools`: both operands are bool, and so are the results of & ^ |. */
static ct_object *int_binary(ct_operator op, ct_int128 a, ct_int128 b, bool bools)
{
    ct_int128 out;
    switch (op) {
    case CT_ADD_OP:
        return ct_wide_add(a, b, &out) ? NULL : ct_int_wide(out);
    case CT_SUBTRACT_OP:
        return ct_wide_subtract(a, b, &out) ? NULL : ct_int_wide(out);
    case CT_MULTIPLY_OP:
        return ct_wide_multiply(a, b, &out) ? NULL : ct_int_wide(out);
    case CT_TRUE_DIVIDE_OP:
    case CT_FLOOR_DIVIDE_OP:
    case CT_REMAINDER_OP:
        return int_divide(op, a, b);
    case CT_POWER_OP:
        if (b < 0)
            return float_power(ct_wide_to_double(a), ct_wide_to_double(b));
        return ct_wide_power(a, b, &out) ? NULL : ct_int_wide(out);
    case CT_LEFT_SHIFT_OP:
    case CT_RIGHT_SHIFT_OP:
        return int_shift(op, a, b);
    case CT_AND_OP:
        return bools ? ct_bool(a & b) : ct_int_wide(a & b);
    case CT_XOR_OP:
        return bools ? ct_bool(a ^ b) : ct_int_wide(a ^ b);
    case CT_OR_OP:
        return bools ? ct_bool(a | b) : ct_int_wide(a | b);
    default:
        return NULL;
    }
}

/* -- any two numbers --------------------------------------------------------------------------- */

static ct_object *unsupported(ct_operator op, const ct_object *a, const ct_object *b)
{
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "unsupported operand type(s) for %s: '%s' and '%s'",
                   op == CT_POWER_OP ? "** or pow()" : ct_operator_text[op], a->type->name,
                   b->type->name);
}

ct_object *ct_number_binary(ct_operator op, const ct_object *a, const ct_object *b)
{
    if (!a || !b)
        return ct_null_input(ct_operator_text[op], a ? 2 : 1), NULL;
    if (op >= CT_LESS_OP && op <= CT_GREATER_EQUAL_OP) {
        int result = ct_compare_objects(op, a, b);
        return result < 0 ? NULL : ct_bool(result);
    }
    kind x = kind_of(a), y = kind_of(b), widest = x > y ? x : y;
    if (!x || !y || op > CT_OR_OP || op == CT_MATMUL_OP ||
        (widest > INT && op >= CT_LEFT_SHIFT_OP) ||
        (widest == COMPLEX && (op == CT_FLOOR_DIVIDE_OP || op == CT_REMAINDER_OP)))
        return unsupported(op, a, b);
    if (widest == INT) {
        bool bools = a->type == &ct_bool_type && b->type == &ct_bool_type;
        return int_binary(op, ct_int_value(a), ct_int_value(b), bools);
    }
    double p[2], q[2];
    if (ct_as_complex(a, p) || ct_as_complex(b, q))
        return NULL;
    return widest == FLOAT ? float_binary(op, p[0], q[0]) : complex_binary(op, p, q);
}

static ct_object *int_unary(ct_operator op, ct_int128 value)
{
    ct_int128 out = op == CT_INVERT_OP ? ~value : value;
    if (op == CT_NEGATIVE_OP && ct_wide_subtract(0, value, &out))
        return NULL;
    return ct_int_wide(out);
}

ct_object *ct_number_unary(ct_operator op, const ct_object *a)
{
    if (!a)
        return ct_null_input(ct_operator_text[op], 1), NULL;
    if (op == CT_NOT_OP) {
        int truth = ct_truth(a);
        return truth < 0 ? NULL : ct_bool(!truth);
    }
    bool negate = op == CT_NEGATIVE_OP; /* -x, not -1 * x: nan changes its sign too */
    kind x = op >= CT_NEGATIVE_OP ? kind_of(a) : NOT_A_NUMBER;
    if (x == INT)
        return int_unary(op, ct_int_value(a));
    if (x == FLOAT && op != CT_INVERT_OP)
        return ct_float(negate ? -ct_float_value(a) : ct_float_value(a));
    if (x == COMPLEX && op != CT_INVERT_OP) {
        const ct_complex_box *z = (const ct_complex_box *)a;
        return negate ? ct_complex(-z->real, -z->imag) : ct_complex(z->real, z->imag);
    }
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "bad operand type for unary %s: '%s'",
                   ct_operator_text[op], a->type->name);
}
