/* Python's operators on boxes; expected text from CPython 3.13. */
#include "object_test.h"

#define F ct_float
#define I ct_int

static ct_object *S(const char *text)
{
    return ct_string(text, -1);
}

static ct_object *wide(const char *digits)
{
    ct_object *text = S(digits), *out = ct_to_int(text);
    ct_release(text);
    return out;
}

static void numbers(void **state)
{
    assert_repr(binary(CT_FLOOR_DIVIDE_OP, I(-7), I(2)), "-4");
    assert_repr(binary(CT_REMAINDER_OP, I(-7), I(2)), "1");
    assert_repr(binary(CT_REMAINDER_OP, F(-7), F(2.5)), "0.5");
    assert_repr(binary(CT_REMAINDER_OP, F(-0.0), I(3)), "0.0");
    assert_repr(binary(CT_FLOOR_DIVIDE_OP, F(1), F(0.1)), "9.0");
    assert_repr(binary(CT_TRUE_DIVIDE_OP, wide("100000000000000000000000000000000000001"), I(3)),
                "3.3333333333333333e+37");
    assert_repr(binary(CT_POWER_OP, I(2), I(-1)), "0.5");
    assert_repr(binary(CT_POWER_OP, I(-3), I(79)), "-49269609804781974438694403402127765867");
    assert_repr(binary(CT_POWER_OP, F(-8), F(0.5)), "(1.7319121124709868e-16+2.8284271247461903j)");
    assert_repr(binary(CT_AND_OP, ct_bool(true), ct_bool(false)), "False");
    assert_repr(binary(CT_ADD_OP, ct_bool(true), ct_bool(true)), "2");
    assert_repr(binary(CT_RIGHT_SHIFT_OP, I(-1), I(500)), "-1");
    assert_repr(binary(CT_TRUE_DIVIDE_OP, ct_complex(1, 2), ct_complex(3, -1)),
                "(0.1+0.7000000000000001j)");
    assert_repr(binary(CT_LESS_OP, I(1), F(__builtin_nan(""))), "False");
    assert_repr(binary(CT_SUBTRACT_OP, wide("-170141183460469231731687303715884105728"), I(0)),
                "-170141183460469231731687303715884105728");
}

static void number_errors(void **state)
{
    assert_null(binary(CT_TRUE_DIVIDE_OP, I(1), I(0)));
    assert_message(CT_ZERO_DIVISION_ERROR, "division by zero");
    assert_null(binary(CT_REMAINDER_OP, I(1), I(0)));
    assert_message(CT_ZERO_DIVISION_ERROR, "integer modulo by zero");
    assert_null(
        binary(CT_MULTIPLY_OP, wide("100000000000000000000"), wide("100000000000000000000")));
    assert_message(CT_OVERFLOW_ERROR, "int too large: integers have 128 bits in Carton");
    assert_null(binary(CT_LEFT_SHIFT_OP, I(1), I(127)));
    assert_error(CT_OVERFLOW_ERROR);
    assert_null(binary(CT_LEFT_SHIFT_OP, I(1), I(-1)));
    assert_message(CT_VALUE_ERROR, "negative shift count");
    assert_null(binary(CT_POWER_OP, F(1e200), I(2)));
    assert_message(CT_OVERFLOW_ERROR, "(34, 'Numerical result out of range')");
    assert_null(binary(CT_LESS_OP, ct_complex(0, 1), I(1)));
    assert_message(CT_TYPE_ERROR, "'<' not supported between instances of 'complex' and 'int'");
    assert_null(binary(CT_ADD_OP, ct_none(), I(1)));
    assert_message(CT_TYPE_ERROR, "unsupported operand type(s) for +: 'NoneType' and 'int'");
    assert_null(binary(CT_POWER_OP, S("a"), I(1)));
    assert_message(CT_TYPE_ERROR, "unsupported operand type(s) for ** or pow(): 'str' and 'int'");
}

static void sequences(void **state)
{
    assert_repr(binary(CT_ADD_OP, S("a"), S("b")), "'ab'");
    assert_repr(binary(CT_MULTIPLY_OP, I(3), S("ab")), "'ababab'");
    assert_repr(binary(CT_IN_OP, S("b"), S("abc")), "True");
    assert_repr(binary(CT_NOT_IN_OP, I(2), (ct_object *)INTS(1, 2)), "False");
    assert_repr(binary(CT_MULTIPLY_OP, (ct_object *)INTS(1), I(-1)), "[]");
    assert_null(binary(CT_ADD_OP, (ct_object *)INTS(1), I(1)));
    assert_message(CT_TYPE_ERROR, "can only concatenate list (not \"int\") to list");
    assert_null(binary(CT_MULTIPLY_OP, S("a"), F(2)));
    assert_message(CT_TYPE_ERROR, "can't multiply sequence by non-int of type 'float'");
    assert_null(binary(CT_IN_OP, I(1), S("a")));
    assert_message(CT_TYPE_ERROR, "'in <string>' requires string as left operand, not int");
}

static ct_object *formatted(const char *format, ct_object *value)
{
    return binary(CT_REMAINDER_OP, S(format), value);
}

static void formats(void **state)
{
    assert_repr(formatted("%5.2f|", F(3.14159)), "' 3.14|'");
    assert_repr(formatted("%-8.3e|", F(12345.678)), "'1.235e+04|'");
    assert_repr(formatted("%g", F(1e-5)), "'1e-05'");
    assert_repr(formatted("%g", F(100000)), "'100000'");
    assert_repr(formatted("%+06d", I(42)), "'+00042'");
    assert_repr(formatted("%#x %%", I(255)), "'0xff %'");
    assert_repr(formatted("%r", S("a")), "\"'a'\"");
    assert_repr(formatted("%.0f", F(0.5)), "'0'");
    assert_repr(formatted("%.1s", S("\xc3\xa9t")), "'\xc3\xa9'");
    assert_null(formatted("%d", S("a")));
    assert_message(CT_TYPE_ERROR, "%d format: a real number is required, not str");
    assert_null(formatted("%d %d", I(1)));
    assert_message(CT_TYPE_ERROR, "not enough arguments for format string");
}

static ct_object *subscript(ct_object *container, ct_object *key)
{
    ct_object *out = ct_subscript(container, key);
    ct_release(container);
    ct_release(key);
    return out;
}

static void subscripts(void **state)
{
    ct_object *every_back = ct_slice_object(NULL, NULL, I(-1));
    assert_repr(subscript(S("a\xc3\xa9z"), I(1)), "'\xc3\xa9'");
    assert_repr(subscript(S("a\xc3\xa9z"), ct_retain(every_back)), "'z\xc3\xa9"
                                                                   "a'");
    assert_repr(subscript(ct_bytes("ab", 2), I(-1)), "98");
    assert_repr(subscript((ct_object *)INTS(1, 2, 3), every_back), "[3, 2, 1]");
    assert_null(subscript(ct_tuple(0, NULL), I(0)));
    assert_message(CT_INDEX_ERROR, "tuple index out of range");
    assert_null(subscript((ct_object *)INTS(1), S("a")));
    assert_message(CT_TYPE_ERROR, "list indices must be integers or slices, not str");
    assert_null(subscript(ct_dict(), S("a")));
    assert_message(CT_KEY_ERROR, "'a'");
    assert_null(subscript(I(1), I(1)));
    assert_message(CT_TYPE_ERROR, "'int' object is not subscriptable");
}

static ct_object *rounded(double value, int64_t places)
{
    ct_object *x = F(value), *n = I(places), *out = ct_round_number(x, n);
    ct_release(x), ct_release(n);
    return out;
}

static ct_object *converted(ct_object *(*convert)(const ct_object *), ct_object *value)
{
    ct_object *out = convert(value);
    ct_release(value);
    return out;
}

static void conversions(void **state)
{
    assert_repr(rounded(2.675, 2), "2.67");
    assert_repr(rounded(1234.5, -2), "1200.0");
    assert_repr(rounded(0.5, 0), "0.0");
    assert_repr(ct_round_number(I(25), I(-1)), "20");
    assert_repr(converted(ct_to_int, F(-2.7)), "-2");
    assert_repr(converted(ct_to_int, S(" -1_000 ")), "-1000");
    assert_repr(converted(ct_to_float, S("1e3")), "1000.0");
    assert_repr(converted(ct_to_complex, S("1-2j")), "(1-2j)");
    assert_null(converted(ct_to_int, S("1x")));
    assert_message(CT_VALUE_ERROR, "invalid literal for int() with base 10: '1x'");
    assert_null(converted(ct_to_int, F(__builtin_nan(""))));
    assert_message(CT_VALUE_ERROR, "cannot convert float NaN to integer");
}

static void formats_refuse_what_cannot_be(void **state)
{
    ct_object *items[] = {I(-1000000000000000000), I(5)};
    ct_object *pair = ct_tuple(2, items), *format = S("%*d"), *one = S("%c");
    assert_null(ct_binary(CT_REMAINDER_OP, format, pair));
    assert_error(CT_VALUE_ERROR);
    assert_repr(binary(CT_REMAINDER_OP, S("%c"), I(0x1f600)), "'\xf0\x9f\x98\x80'");
    assert_null(ct_binary(CT_REMAINDER_OP, one, items[0]));
    assert_error(CT_OVERFLOW_ERROR);
    ct_release(pair), ct_release(format), ct_release(one);
    ct_release(items[0]), ct_release(items[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(number_errors),
        cmocka_unit_test(sequences),
        cmocka_unit_test(formats),
        cmocka_unit_test(subscripts),
        cmocka_unit_test(conversions),
        cmocka_unit_test(formats_refuse_what_cannot_be),
    };
    return cmocka_run_group_tests_name("operators", tests, NULL, NULL);
}
