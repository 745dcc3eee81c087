/* Type resolution: NEP 50, search order, casting rules and messages; judged by NumPy 2.4. */
#include "ct_test.h"

#include <stdlib.h>
#include <string.h>

#include "ufunc/resolve.h"

/* "u1" is a one-element array of that dtype; "3", "-1", "300" a Python int, "1.5" a Python float,
 * "1j" a Python complex. */
static ct_array *operand(const char *text)
{
    if (strchr("0123456789-", text[0])) {
        if (strchr(text, 'j'))
            return ct_weak_complex(0, 1);
        if (strchr(text, '.'))
            return ct_weak_float(strtod(text, NULL));
        return ct_weak_int(strtoll(text, NULL, 10));
    }
    const ct_dtype *dtype = ct_dtype_parse(text);
    ct_array *a = ct_ones(1, (const int64_t[]){1}, dtype);
    ct_release(dtype);
    return a;
}

typedef struct resolution {
    ct_op op;
    const char *x, *y, *dtype;
    const char *types; /* the row's, or the start of the message */
} resolution;

static void check(const resolution *c)
{
    ct_array *in[2] = {operand(c->x), c->y ? operand(c->y) : NULL};
    const ct_dtype *dtype = c->dtype ? ct_dtype_parse(c->dtype) : NULL;
    const ct_loop_row *row = NULL;
    const ct_ufunc_info *info = ct_ufunc_get(c->op);
    char got[400] = "";
    if (ct_resolve(c->op, info->nin, in, dtype, CT_CASTING_DEFAULT, NULL, &row)) {
        ct_error error;
        ct_error_take(&error);
        strcpy(got, error.message);
    } else {
        for (int i = 0; i < info->nin + info->nout; i++)
            got[i] = ct_dtype_char(ct_dtype_builtin(row->types[i]));
    }
    assert_string_equal(got, c->types);
    ct_release(in[0]);
    ct_release(in[1]);
    ct_release(dtype);
}

static void numpys_choice(void **state)
{
    static const resolution cases[] = {
        {CT_OP_add, "u1", "i1", NULL, "hhh"},     {CT_OP_add, "i8", "u8", NULL, "ddd"},
        {CT_OP_add, "i4", "f4", NULL, "ddd"},     {CT_OP_add, "u1", "3", NULL, "BBB"},
        {CT_OP_add, "?", "3", NULL, "lll"},       {CT_OP_add, "f2", "3", NULL, "eee"},
        {CT_OP_add, "i1", "1.5", NULL, "ddd"},    {CT_OP_add, "f4", "1.5", NULL, "fff"},
        {CT_OP_add, "f2", "1j", NULL, "FFF"},     {CT_OP_add, "i1", "1j", NULL, "DDD"},
        {CT_OP_add, "1", "1.5", NULL, "ddd"},     {CT_OP_divide, "i1", "i1", NULL, "ddd"},
        {CT_OP_less, "i8", "u8", NULL, "lL?"},    {CT_OP_less, "u1", "300", NULL, "ll?"},
        {CT_OP_sqrt, "u1", NULL, NULL, "ee"},     {CT_OP_exp, "i2", NULL, NULL, "ff"},
        {CT_OP_absolute, "c8", NULL, NULL, "Ff"}, {CT_OP_ldexp, "f4", "3", NULL, "fif"},
        {CT_OP_ldexp, "?", "3", NULL, "ele"},     {CT_OP_square, "?", NULL, NULL, "bb"},
        {CT_OP_floor, "i4", NULL, NULL, "ii"},    {CT_OP_divide, "i8", "i8", "f4", "fff"},
        {CT_OP_less, "i8", "i8", "?", "ll?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

static void numpys_messages(void **state)
{
    static const resolution cases[] = {
        {CT_OP_add, "u1", "300", NULL, "Python integer 300 out of bounds for uint8"},
        {CT_OP_power, "u1", "-1", NULL, "Python integer -1 out of bounds for uint8"},
        {CT_OP_subtract, "?", "?", NULL,
         "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` "
         "operator, or the logical_xor function instead."},
        {CT_OP_bitwise_and, "f8", "f8", NULL,
         "ufunc 'bitwise_and' not supported for the input types, and the inputs could not be "
         "safely "
         "coerced to any supported types according to the casting rule ''safe''"},
        {CT_OP_sign, "?", NULL, NULL,
         "ufunc 'sign' did not contain a loop with signature matching types <class "
         "'numpy.dtypes.BoolDType'> -> None"},
        {CT_OP_add, "f8", "f8", "i8",
         "Cannot cast ufunc 'add' input 0 from dtype('float64') to dtype('int64') with casting "
         "rule "
         "'same_kind'"},
        {CT_OP_sqrt, "i8", NULL, "i8",
         "No loop matching the specified signature and casting was found for ufunc sqrt"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

static void negative_powers_of_integers(void **state)
{
    ct_array *base = operand("i8"), *minus = operand("-1");
    ct_array *in[2] = {base, minus};
    const ct_loop_row *row;
    assert_int_equal(ct_resolve(CT_OP_power, 2, in, NULL, CT_CASTING_DEFAULT, NULL, &row), CT_OK);
    assert_int_equal(ct_resolve_check_values(CT_OP_power, row, in, NULL), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    ct_release(base);
    ct_release(minus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numpys_choice),
                                       cmocka_unit_test(numpys_messages),
                                       cmocka_unit_test(negative_powers_of_integers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
