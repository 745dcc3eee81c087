/* operators.h: Python's operators on boxes: None, bool, int, float, complex, str, bytes, tuple,
 * list, dict. Arrays and NumPy scalars are not known here; the caller sends those to ufuncs.
 *
 * Results are owned. A pair of types that an operator does not know is a TypeError in CPython's
 * words. */
#ifndef CT_OPERATORS_H
#define CT_OPERATORS_H

#include <carton/object.h>

typedef enum ct_operator {
    CT_ADD_OP,
    CT_SUBTRACT_OP,
    CT_MULTIPLY_OP,
    CT_TRUE_DIVIDE_OP,
    CT_FLOOR_DIVIDE_OP,
    CT_REMAINDER_OP,
    CT_POWER_OP,
    CT_MATMUL_OP, /* always a TypeError for boxes */
    CT_LEFT_SHIFT_OP,
    CT_RIGHT_SHIFT_OP,
    CT_AND_OP,
    CT_XOR_OP,
    CT_OR_OP,
    CT_LESS_OP,
    CT_LESS_EQUAL_OP,
    CT_EQUAL_OP,
    CT_NOT_EQUAL_OP,
    CT_GREATER_OP,
    CT_GREATER_EQUAL_OP,
    CT_IN_OP,
    CT_NOT_IN_OP,
    CT_IS_OP,
    CT_IS_NOT_OP,
    CT_NEGATIVE_OP, /* unary from here */
    CT_POSITIVE_OP,
    CT_INVERT_OP,
    CT_NOT_OP,
    CT_OPERATOR_COUNT
} ct_operator;

extern const char *const ct_operator_text[CT_OPERATOR_COUNT]; /* "+", "not in", "~" */

/* Any binary operator above on any two boxes: numbers, str + * %, tuples and lists + *, orders,
 * equality, in, is. */
ct_object *ct_binary(ct_operator op, const ct_object *a, const ct_object *b);
ct_object *ct_unary(ct_operator op, const ct_object *a);
/* The same, in place for a list (+=, *=); returns a retained `a` then. Otherwise ct_binary. */
ct_object *ct_binary_in_place(ct_operator op, ct_object *a, const ct_object *b);

/* Numbers only; both must be bool, int, float or complex (ct_is_number). */
ct_object *ct_number_binary(ct_operator op, const ct_object *a, const ct_object *b);
ct_object *ct_number_unary(ct_operator op, const ct_object *a);
bool ct_is_number(const ct_object *a);

/* The order operators and equality as a truth value: 1, 0, -1. */
int ct_compare_objects(ct_operator op, const ct_object *a, const ct_object *b);
/* value in container: 1, 0, -1. */
int ct_contains(const ct_object *container, const ct_object *value);
/* container[key] for str, bytes, list, tuple, dict; key an int, a slice, or a dict's key. */
ct_object *ct_subscript(const ct_object *container, const ct_object *key);
ct_status ct_subscript_set(ct_object *container, const ct_object *key, const ct_object *value);
ct_status ct_subscript_delete(ct_object *container, const ct_object *key);

/* Python's conversions: int("12"), float("1e3"), int(2.7), complex(1), abs, round, divmod, pow. */
ct_object *ct_to_int(const ct_object *value);
ct_object *ct_to_float(const ct_object *value);
ct_object *ct_to_complex(const ct_object *value);
ct_object *ct_absolute_value(const ct_object *value);
ct_object *ct_round_number(const ct_object *value, const ct_object *digits); /* NULL: to int */

#endif
