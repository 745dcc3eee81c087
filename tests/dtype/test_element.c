/* Boxes into elements and back, casts of text, NumPy scalars. Expected values and messages are
 * NumPy 2.4's: a = zeros(1, dtype); a[0] = box; repr(a[0].item()). */
#include "ct_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dtype/dtype.h"

/* "i 5", "f 1.5", "s text", "y bytes", "c 1 2" (complex), "N", "T", "L" (a list); "int64 5": a
 * scalar. */
static ct_object *box(const char *spec)
{
    const char *text = spec + 2;
    char *end;
    if (spec[1] == '\0')
        return *spec == 'N' ? ct_none() : *spec == 'T' ? ct_bool(true) : (ct_object *)ct_list_new();
    if (spec[1] == ' ') {
        switch (*spec) {
        case 'i':
            return *text == '-' ? ct_int(strtoll(text, NULL, 10))
                                : ct_uint(strtoull(text, NULL, 10));
        case 'f':
            return ct_float(strtod(text, NULL));
        case 's':
            return ct_string(text, -1);
        case 'y':
            return ct_bytes(text, (int64_t)strlen(text));
        default: {
            double real = strtod(text, &end);
            return ct_complex(real, strtod(end, NULL));
        }
        }
    }
    char name[24], element[256] = "";
    text = strchr(spec, ' ') + 1;
    snprintf(name, sizeof name, "%.*s", (int)(text - 1 - spec), spec);
    const ct_dtype *dtype = ct_dtype_parse(name);
    ct_object *plain = ct_string(text, -1);
    assert_int_equal(ct_element_store(dtype, element, plain), CT_OK);
    ct_object *scalar = ct_scalar_new(dtype, element);
    ct_release(plain), ct_release(dtype);
    return scalar;
}

static void check_result(ct_status status, const ct_dtype *dtype, const char *element,
                         const char *expected, const char *what)
{
    char got[600];
    if (status == CT_OK) {
        ct_object *stored = ct_element_box(dtype, element);
        char *text = ct_repr(stored, NULL);
        snprintf(got, sizeof got, "%s", text);
        ct_free(text);
        ct_release(stored);
    } else {
        ct_error error;
        ct_error_take(&error);
        snprintf(got, sizeof got, "%s: %s", ct_status_name(error.code), error.message);
    }
    if (strcmp(got, expected) != 0)
        print_error("%s into %s\n", what, ct_dtype_str(dtype));
    assert_string_equal(got, expected);
    assert_no_error();
}

#define TOO_LARGE   "OverflowError: Python int too large to convert to C long"
#define NO_INT(x)   "ValueError: invalid literal for int() with base 10: " x
#define NO_FLOAT(x) "ValueError: could not convert string to float: " x

static void stores(void **state)
{
    static const char *const rows[][3] = {
        {"u1", "i 300", "OverflowError: Python integer 300 out of bounds for uint8"},
        {"u1", "i -1", "OverflowError: Python integer -1 out of bounds for uint8"},
        {"i8", "i 9223372036854775808", TOO_LARGE},
        {"u4", "i 9223372036854775808",
         "OverflowError: Python integer 9223372036854775808 out of bounds for uint32"},
        {"u2", "i 9223372036854775808", TOO_LARGE},
        {"u8", "i 18446744073709551615", "18446744073709551615"},
        {"i8", "i -9223372036854775808", "-9223372036854775808"},
        {"i1", "f 3.7", "3"},
        {"i1", "f -3.7", "-3"},
        {"i1", "f 300.7", "OverflowError: Python integer 300 out of bounds for int8"},
        {"i4", "f 1e300", TOO_LARGE},
        {"i8", "f nan", "ValueError: cannot convert float NaN to integer"},
        {"i8", "f inf", "OverflowError: cannot convert float infinity to integer"},
        {"u8", "f 1e19", "10000000000000000000"},
        {"?", "f nan", "True"},
        {"?", "s 0", "True"},
        {"?", "s ", "False"},
        {"?", "N", "False"},
        {"i4", "s  1_2 ", "12"},
        {"i4", "s 007", "7"},
        {"i4", "s 1.5", NO_INT("'1.5'")},
        {"i4", "s 1__0", NO_INT("'1__0'")},
        {"i4", "s ", NO_INT("''")},
        {"i4", "y abc", NO_INT("b'abc'")},
        {"i1", "s 300", "OverflowError: Python integer 300 out of bounds for int8"},
        {"i4", "s 99999999999999999999", TOO_LARGE},
        {"i4", "s 9999999999999999999999999999999999999999999999", TOO_LARGE},
        {"f8", "s  1_0.5 ", "10.5"},
        {"f8", "s 1_.5", NO_FLOAT("'1_.5'")},
        {"f8", "s abc", NO_FLOAT("'abc'")},
        {"f8", "y 1e5 x", NO_FLOAT("b'1e5 x'")},
        {"f8", "s -Infinity", "-inf"},
        {"c16", "s  ( 1+2j ) ", "(1+2j)"},
        {"c16", "s 1-j", "(1-1j)"},
        {"c16", "s -1e5j", "-100000j"},
        {"c16", "s nan+infj", "(nan+infj)"},
        {"c16", "s 1 + 2j", "ValueError: complex() arg is a malformed string"},
        {"c16", "N", "(nan+nanj)"},
        {"c8", "c 0.1 1e300", "(0.10000000149011612+infj)"},
        {"i4", "c 1 2",
         "TypeError: int() argument must be a string, a bytes-like object or a real number, not "
         "'complex'"},
        {"f8", "c 1 2",
         "TypeError: float() argument must be a string or a real number, not 'complex'"},
        {"i4", "N",
         "TypeError: int() argument must be a string, a bytes-like object or a real number, not "
         "'NoneType'"},
        {"f8", "N", "nan"},
        {"f8", "L", "ValueError: setting an array element with a sequence."},
        {"f4", "f 0.1", "0.10000000149011612"},
        {"f2", "i 2049", "2048.0"},
        {"U3", "i 12345", "'123'"},
        {"U10", "T", "'True'"},
        {"U10", "c 1 2", "'(1+2j)'"},
        {"U3", "N", "'Non'"},
        {"U10", "y ab", "'ab'"},
        {"U10", "y \xff",
         "ValueError: 'ascii' codec can't decode byte 0xff in position 0: ordinal not in "
         "range(128)"},
        {"U2", "s \xc3\xa9\xe2\x82\xac!", "'\xc3\xa9\xe2\x82\xac'"},
        {"S3", "s abcd", "b'abc'"},
        {"S3", "s \xc3\xa9",
         "ValueError: 'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in "
         "range(128)"},
        {"S5", "f 1.5", "b'1.5'"},
        {"U3", "L", "ValueError: setting an array element with a sequence"},
        {"u1", "int64 300", "44"},
        {"u1", "int8 -1", "255"},
        {"i1", "int64 300", "OverflowError: Python integer 300 out of bounds for int8"},
        {"i8", "uint64 9223372036854775808", TOO_LARGE},
        {"u1", "float64 -1.5", "255"},
        {"i4", "float32 3.5", "3"},
        {"i4", "complex64 3.5+1j", "3"},
        {"f4", "complex128 1+1j", "1.0"},
        {"?", "float64 0", "False"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ct_dtype *dtype = ct_dtype_parse(rows[i][0]);
        ct_object *given = box(rows[i][1]);
        char element[64];
        ct_status status = ct_element_store(dtype, element, given);
        check_result(status, dtype, element, rows[i][2], rows[i][1]);
        ct_release(given), ct_release(dtype);
    }
}

static void text_scalars_store(void **state)
{
    static const char *const rows[][3] = {
        {"?", "U3 a", "True"},
        {"i4", "U3 7", "7"},
        {"f8", "U3 x", NO_FLOAT("np.str_('x')")},
        {"f8", "S3 x", NO_FLOAT("np.bytes_(b'x')")},
        {"i4", "U3 x", NO_INT("np.str_('x')")},
        {"U2", "U5 abcde", "'ab'"},
        {"S5", "S7 abcdefg", "b'abcde'"},
        {"U4", "float64 1234567", "'1234'"},
        {"U9", "float32 0.1", "'0.1'"},
        {"S3", "int64 12345", "b'123'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ct_dtype *dtype = ct_dtype_parse(rows[i][0]);
        ct_object *given = box(rows[i][1]);
        char element[64];
        ct_status status = ct_element_store(dtype, element, given);
        check_result(status, dtype, element, rows[i][2], rows[i][1]);
        ct_release(given), ct_release(dtype);
    }
}

/* From text (or a number) of one dtype into another, as array([x], from).astype(to)[0].item(). */
static void casts_text(void **state)
{
    static const char *const rows[][4] = {
        {"U9", "s 1.5", "f8", "1.5"},
        {"U9", "s x", "f8", NO_FLOAT("np.str_('x')")},
        {"U9", "s 1.5", "i4", NO_INT("np.str_('1.5')")},
        {"S9", "y x", "f8", NO_FLOAT("np.bytes_(b'x')")},
        {"S9", "y x", "i4", NO_INT("b'x'")},
        {"U9", "s -1", "u1", "OverflowError: Python integer -1 out of bounds for uint8"},
        {"U9", "s False", "?", "True"},
        {"U9", "s ", "?", "False"},
        {"U9", "s ", "f8", NO_FLOAT("np.str_('')")},
        {"U9", "s 1e39", "f4", "inf"},
        {"U9", "s \xc3\xa9", "f8", NO_FLOAT("np.str_('\xc3\xa9')")},
        {"U300", "s  7", "i8", "7"},
        {"f8", "f 1.5", "U2", "'1.'"},
        {"f8", "f 1e16", "U32", "'1e+16'"},
        {"f4", "f 0.1", "S32", "b'0.1'"},
        {"f2", "f 1000.5", "U32", "'1.0005e+03'"},
        {"?", "T", "U5", "'True'"},
        {"i2", "i -300", "U2", "'-3'"},
        {"c16", "c 0 2", "U64", "'2j'"},
        {"c8", "c 1000000 2", "U64", "'(1e+06+2j)'"},
        {"U3", "s abc", "U2", "'ab'"},
        {"U3", "s abc", "S5", "b'abc'"},
        {"S3", "y abc", "U2", "'ab'"},
        {"S3", "y \xe9", "U2",
         "ValueError: 'ascii' codec can't decode byte 0xe9 in position 0: ordinal not in "
         "range(128)"},
        {"U3", "s a\xf0\x9f\x98\x80", "S5",
         "ValueError: 'ascii' codec can't encode character '\\U0001f600' in position 1: ordinal "
         "not "
         "in range(128)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ct_dtype *from = ct_dtype_parse(rows[i][0]), *to = ct_dtype_parse(rows[i][2]);
        ct_object *given = box(rows[i][1]);
        char src[1300], dst[300];
        assert_int_equal(ct_element_store(from, src, given), CT_OK);
        ct_status status = ct_cast_text(from, src, 0, to, dst, 0, 1);
        check_result(status, to, dst, rows[i][3], rows[i][1]);
        ct_release(given), ct_release(from), ct_release(to);
    }
}

static void text_order(void **state)
{
    const ct_dtype *s2 = ct_dtype_text(CT_NUM_BYTES, 2), *s4 = ct_dtype_text(CT_NUM_BYTES, 4);
    assert_int_equal(ct_compare_text(s2, "ab", s4, "ab\0"), 0);
    assert_int_equal(ct_compare_text(s2, "ab", s4, "abc"), -1);
    assert_int_equal(ct_compare_text(s2, "b\0", s4, "abcd"), 1);
    assert_int_equal(ct_compare_text(s2, "\xff", s4, "a\0\0"), 1);
    ct_release(s2), ct_release(s4);
    const ct_dtype *u1 = ct_dtype_text(CT_NUM_STR, 1);
    uint32_t wide = 0x1f600, narrow = 0xe9;
    assert_int_equal(ct_compare_text(u1, (char *)&wide, u1, (char *)&narrow), 1);
    ct_release(u1);
}

static void dtypes_of_boxes(void **state)
{
    static const char *const rows[][2] = {
        {"i 1", "<i8"},       {"i 9223372036854775808", "<u8"},
        {"f 1", "<f8"},       {"c 1 1", "<c16"},
        {"T", "|b1"},         {"s \xc3\xa9", "<U1"},
        {"s ", "<U1"},        {"y abc", "|S3"},
        {"float32 1", "<f4"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_object *given = box(rows[i][0]);
        const ct_dtype *dtype = ct_dtype_of_box(given);
        assert_string_equal(ct_dtype_str(dtype), rows[i][1]);
        ct_release(given), ct_release(dtype);
    }
    ct_object *none = ct_none();
    assert_null(ct_dtype_of_box(none));
    assert_error(CT_TYPE_ERROR);
}

static void scalar_text(void **state)
{
    static const char *const rows[][3] = {
        {"float64 1.5", "np.float64(1.5)", "1.5"},
        {"float32 0.1", "np.float32(0.1)", "0.1"},
        {"float32 1e6", "np.float32(1e+06)", "1e+06"},
        {"float16 1000", "np.float16(1e+03)", "1e+03"},
        {"float64 nan", "np.float64(nan)", "nan"},
        {"int64 3", "np.int64(3)", "3"},
        {"bool x", "np.True_", "True"},
        {"complex128 1+2j", "np.complex128(1+2j)", "(1+2j)"},
        {"complex64 2j", "np.complex64(2j)", "2j"},
        {"U3 a'b", "np.str_(\"a'b\")", "a'b"},
        {"S3 a", "np.bytes_(b'a')", "b'a'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_object *scalar = box(rows[i][0]);
        char *repr = ct_repr(scalar, NULL), *str = ct_str(scalar, NULL);
        assert_string_equal(repr, rows[i][1]);
        assert_string_equal(str, rows[i][2]);
        ct_free(repr), ct_free(str);
        ct_release(scalar);
    }
}

static void scalar_comparison(void **state)
{
    /* NumPy's a == b and, where they order, the sign of a - b (2: neither). */
    static const struct {
        const char *a, *b;
        int equal, order;
    } rows[] = {
        {"float64 1", "i 1", 1, 0},
        {"float32 0.1", "f 0.1", 1, 0},
        {"float16 0.1", "f 0.1", 1, 0},
        {"float32 0.1", "float64 0.1", 0, 1},
        {"int64 9007199254740993", "f 9007199254740992", 1, 0},
        {"int64 9007199254740993", "i 9007199254740992", 0, 1},
        {"float64 9007199254740992", "i 9007199254740993", 1, 0},
        {"float32 16777217", "i 16777217", 1, 0},
        {"int8 5", "i 300", 0, -1},
        {"float32 1", "f 1e300", 0, -1},
        {"int64 -1", "uint64 18446744073709551615", 0, -1},
        {"float64 nan", "float64 nan", 0, 2},
        {"bool x", "T", 1, 0},
        {"complex64 1", "complex64 2", 0, -1},
        {"complex64 1+1j", "c 1 1", 1, 0},
        {"U3 a", "s a", 1, 0},
        {"U3 a", "U1 b", 0, -1},
        {"S3 a", "y a", 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ct_object *a = box(rows[i].a), *b = box(rows[i].b);
        int order;
        assert_int_equal(ct_equal_objects(a, b), rows[i].equal);
        assert_int_equal(ct_equal_objects(b, a), rows[i].equal);
        assert_int_equal(ct_order_objects(a, b, &order), 0);
        assert_int_equal(order, rows[i].order);
        assert_int_equal(ct_order_objects(b, a, &order), 0);
        assert_int_equal(order, rows[i].order == 2 ? 2 : -rows[i].order);
        ct_release(a), ct_release(b);
    }
    ct_object *number = box("float64 1"), *text = box("s a"), *none = box("N");
    assert_int_equal(ct_equal_objects(number, text), 0);
    assert_int_equal(ct_equal_objects(number, none), 0);
    int order;
    assert_int_equal(ct_order_objects(number, text, &order), -1);
    assert_error(CT_TYPE_ERROR);
    ct_release(number), ct_release(text), ct_release(none);
}

static void scalar_hash_and_truth(void **state)
{
    static const char *const pairs[][2] = {
        {"float64 1", "i 1"}, {"complex64 1+2j", "c 1 2"}, {"bool x", "T"},
        {"U3 ab", "s ab"},    {"float32 0.5", "f 0.5"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ct_object *a = box(pairs[i][0]), *b = box(pairs[i][1]);
        uint64_t x, y;
        assert_int_equal(ct_hash(a, &x), CT_OK);
        assert_int_equal(ct_hash(b, &y), CT_OK);
        assert_true(x == y);
        assert_int_equal(ct_truth(a), 1);
        ct_release(a), ct_release(b);
    }
    ct_object *zero = box("complex128 0"), *empty = box("U3 "), *text = box("U9 abc");
    assert_int_equal(ct_truth(zero), 0);
    assert_int_equal(ct_truth(empty), 0);
    assert_int_equal(ct_length(text), 3);
    assert_int_equal(ct_length(zero), -1);
    assert_error(CT_TYPE_ERROR);
    ct_release(zero), ct_release(empty), ct_release(text);
}

static bool make_scalar(void *context)
{
    (void)context;
    const ct_dtype *dtype = ct_dtype_text(CT_NUM_BYTES, 200);
    char element[200] = "abc";
    ct_object *scalar = dtype ? ct_scalar_new(dtype, element) : NULL;
    char *text = scalar ? ct_repr(scalar, NULL) : NULL;
    bool done = text != NULL;
    ct_free(text);
    ct_release(scalar), ct_release(dtype);
    return done;
}

static bool cast_wide(void *context)
{
    (void)context;
    const ct_dtype *from = ct_dtype_text(CT_NUM_STR, 400);
    char element[1600] = "";
    double out;
    for (int i = 0; i < 300; i++)
        element[4 * i] = (char)(i % 2 ? '_' : '1');
    element[4 * 299] = '0';
    bool done = from && ct_cast_text(from, element, 0, CT_FLOAT64, (char *)&out, 0, 1) == CT_OK;
    ct_release(from);
    return done;
}

static void allocation_failures(void **state)
{
    /* The first boxes fill the slabs, which stay. */
    make_scalar(NULL);
    for_each_failing_allocation(make_scalar, NULL);
    for_each_failing_allocation(cast_wide, NULL);
}

static void dtype_objects(void **state)
{
    static const char *const rows[][3] = {
        {"f8", "dtype('float64')", "float64"},
        {"U10", "dtype('<U10')", "<U10"},
        {"S3", "dtype('S3')", "|S3"},
        {"U", "dtype('<U')", "<U0"},
        {"S", "dtype('S')", "|S0"},
        {"?", "dtype('bool')", "bool"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ct_dtype *dtype = ct_dtype_parse(rows[i][0]);
        char *repr = ct_repr(dtype, NULL), *str = ct_str(dtype, NULL);
        assert_string_equal(repr, rows[i][1]);
        assert_string_equal(str, rows[i][2]);
        ct_free(repr), ct_free(str);
        ct_object *spelt = ct_string(rows[i][0], -1), *other = ct_string("foo", 3);
        assert_int_equal(ct_equal_objects(dtype, spelt), 1);
        assert_int_equal(ct_equal_objects(dtype, other), 0);
        ct_release(spelt), ct_release(other), ct_release(dtype);
    }
    const ct_dtype *a = ct_dtype_parse("U3"), *b = ct_dtype_parse("<U3");
    uint64_t x, y;
    assert_true(ct_hash(a, &x) == CT_OK && ct_hash(b, &y) == CT_OK && x == y);
    assert_int_equal(ct_equal_objects(a, b), 1);
    ct_release(a), ct_release(b);
    assert_no_error();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stores),
        cmocka_unit_test(text_scalars_store),
        cmocka_unit_test(casts_text),
        cmocka_unit_test(text_order),
        cmocka_unit_test(dtypes_of_boxes),
        cmocka_unit_test(scalar_text),
        cmocka_unit_test(scalar_comparison),
        cmocka_unit_test(scalar_hash_and_truth),
        cmocka_unit_test(dtype_objects),
        cmocka_unit_test(allocation_failures),
    };
    return cmocka_run_group_tests_name("element", tests, NULL, NULL);
}
