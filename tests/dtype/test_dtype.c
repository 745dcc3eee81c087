/* The table of dtypes, spellings, promotion and casting rules, against NumPy's answers. */
#include "ct_test.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *from, *rules, *promoted;
} rows[] = {
#include "rules.inc"
};
enum { ROWS = sizeof rows / sizeof *rows };

static char rule(const ct_dtype *from, const ct_dtype *to)
{
    assert_int_equal(ct_can_cast(from, to, CT_CASTING_NO), ct_can_cast(from, to, CT_CASTING_EQUIV));
    assert_true(ct_can_cast(from, to, CT_CASTING_UNSAFE));
    return ct_can_cast(from, to, CT_CASTING_NO)          ? 'n'
           : ct_can_cast(from, to, CT_CASTING_SAFE)      ? 's'
           : ct_can_cast(from, to, CT_CASTING_SAME_KIND) ? 'k'
                                                         : 'u';
}

static void casting_and_promotion(void **state)
{
    for (int i = 0; i < ROWS; i++) {
        const ct_dtype *from = ct_dtype_parse(rows[i].from);
        char rules[ROWS + 1] = "", promoted[400] = "";
        for (int j = 0; j < ROWS; j++) {
            const ct_dtype *to = ct_dtype_parse(rows[j].from);
            assert_non_null(to);
            rules[j] = rule(from, to);
            const ct_dtype *both = ct_promote_types(from, to);
            assert_non_null(both);
            strcat(promoted, j ? " " : "");
            strcat(promoted, ct_dtype_str(both));
            ct_release(to), ct_release(both);
        }
        assert_string_equal(rules, rows[i].rules);
        assert_string_equal(promoted, rows[i].promoted);
        ct_release(from);
    }
    assert_no_error();
}

static void spellings(void **state)
{
    static const char *const pairs[][2] = {
        {"bool", "|b1"},     {"?", "|b1"},         {"b1", "|b1"},
        {"bool_", "|b1"},    {"b", "|i1"},         {"byte", "|i1"},
        {"i", "<i4"},        {">i4", "<i4"},       {"=u2", "<u2"},
        {"|f4", "<f4"},      {"int", "<i8"},       {"int_", "<i8"},
        {"uint", "<u8"},     {"intp", "<i8"},      {"long", "<i8"},
        {"longlong", "<i8"}, {"q", "<i8"},         {"Q", "<u8"},
        {"p", "<i8"},        {"single", "<f4"},    {"half", "<f2"},
        {"e", "<f2"},        {"double", "<f8"},    {"float", "<f8"},
        {"<d", "<f8"},       {"f08", "<f8"},       {"csingle", "<c8"},
        {"complex", "<c16"}, {"D", "<c16"},        {"c16", "<c16"},
        {"str", "<U0"},      {"str_", "<U0"},      {"U10", "<U10"},
        {">U3", "<U3"},      {"10U", "<U10"},      {"bytes", "|S0"},
        {"S3", "|S3"},       {"a3", "|S3"},        {"|S3", "|S3"},
        {"uint8", "|u1"},    {"complex64", "<c8"}, {"float16", "<f2"},
        {"intc", "<i4"},     {"ushort", "<u2"},    {"U536870911", "<U536870911"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const ct_dtype *dtype = ct_dtype_parse(pairs[i][0]);
        assert_non_null(dtype);
        assert_string_equal(ct_dtype_str(dtype), pairs[i][1]);
        ct_release(dtype);
    }
    static const char *const wrong[] = {
        "",       "foo", "i3", "f3",  "c4", "Float64", " float64", "float64 ",   "int0",
        "<int32", "s",   "u",  "U-1", "B1", "str3",    "=float64", "U536870912", "S2147483648",
        "3f8",    "f8,", "?1", ">",   "d8", "f0",      "U1_0",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(ct_dtype_parse(wrong[i]));
        ct_error error;
        assert_int_equal(ct_error_take(&error), CT_TYPE_ERROR);
        if (strcmp(wrong[i], "foo") == 0)
            assert_string_equal(error.message, "data type 'foo' not understood");
    }
}

static void attributes(void **state)
{
    assert_string_equal(ct_dtype_name(CT_COMPLEX64), "complex64");
    assert_int_equal(ct_dtype_alignment(CT_COMPLEX64), 4);
    assert_int_equal(ct_dtype_char(CT_UINT64), 'L');
    assert_int_equal(ct_dtype_kind(CT_FLOAT16), 'f');
    const ct_dtype *text = ct_dtype_text(CT_NUM_STR, 10);
    assert_string_equal(ct_dtype_name(text), "str320");
    assert_int_equal(ct_dtype_itemsize(text), 40);
    ct_release(text);
    assert_null(ct_dtype_text(CT_NUM_STR, -1));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_dtype_builtin(CT_NUM_STR));
    assert_error(CT_TYPE_ERROR);
    assert_null(ct_promote_types(NULL, CT_BOOL));
    assert_error(CT_TYPE_ERROR);
}

static void casting_names(void **state)
{
    for (ct_casting c = CT_CASTING_NO; c <= CT_CASTING_UNSAFE; c++)
        assert_int_equal(ct_casting_parse(ct_casting_name(c)), c);
    assert_int_equal(ct_casting_parse("foo"), CT_CASTING_DEFAULT);
    ct_error error;
    assert_int_equal(ct_error_take(&error), CT_VALUE_ERROR);
    assert_string_equal(
        error.message,
        "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got 'foo')");
}

static void limits(void **state)
{
    const ct_finfo *f = ct_finfo_of(CT_COMPLEX64);
    assert_ptr_equal(f->dtype, CT_FLOAT32);
    assert_true(f->eps == 0x1p-23 && f->precision == 6 && f->maxexp == 128);
    assert_null(ct_finfo_of(CT_INT32));
    assert_error(CT_VALUE_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(casting_and_promotion),
        cmocka_unit_test(spellings),
        cmocka_unit_test(attributes),
        cmocka_unit_test(casting_names),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests_name("dtype", tests, NULL, NULL);
}
