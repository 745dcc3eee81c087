/* Digits, text and reading of numbers; expected values are CPython's and NumPy's. */
#include "ct_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/powers.h"

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void python_repr(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {0.1, "0.1"},
        {0x1p-44, "5.684341886080802e-14"},
        {5e-324, "5e-324"},
        {0x1.fffffffffffffp1023, "1.7976931348623157e+308"},
        {0x1p-1022, "2.2250738585072014e-308"},
        {1e16, "1e+16"},
        {9999999999999998, "9999999999999998.0"},
        {1e15, "1000000000000000.0"},
        {1e-4, "0.0001"},
        {1e-5, "1e-05"},
        {123456.789, "123456.789"},
        {(double)9007199254740993, "9007199254740992.0"},
        {0x1p89, "6.189700196426902e+26"},
        {2e23, "2e+23"},
        {9.5367431640625e-07, "9.5367431640625e-07"},
        {INFINITY, "inf"},
        {-INFINITY, "-inf"},
        {-NAN, "nan"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[CT_REPR_ROOM];
        assert_int_equal(ct_repr_double(text, rows[i].value), strlen(rows[i].text));
        assert_string_equal(text, rows[i].text);
    }
}

static void narrow_repr(void **state)
{
    static const struct {
        double value;
        int bits;
        const char *text;
    } rows[] = {
        {0.1f, 32, "0.1"},           {999999.94f, 32, "999999.94"},
        {1e6f, 32, "1e+06"},         {1234567, 32, "1.234567e+06"},
        {1e-4f, 32, "1e-04"},        {1.0001e-4f, 32, "0.00010001"},
        {0x1p-149, 32, "1e-45"},     {0x1.fffffep127, 32, "3.4028235e+38"},
        {999.5, 16, "999.5"},        {1000, 16, "1e+03"},
        {0x1.a38p-14, 16, "0.0001"}, {0x1.a3p-14, 16, "9.99e-05"},
        {0x1p-24, 16, "6e-08"},      {65504, 16, "6.55e+04"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[CT_REPR_ROOM];
        ct_repr_real(text, rows[i].value, rows[i].bits, true);
        assert_string_equal(text, rows[i].text);
    }
}

static void complex_and_int_repr(void **state)
{
    char text[2 * CT_REPR_ROOM];
    ct_repr_complex(text, 0, 2);
    assert_string_equal(text, "2j");
    ct_repr_complex(text, -0.0, -0.0);
    assert_string_equal(text, "(-0-0j)");
    ct_repr_complex(text, NAN, -INFINITY);
    assert_string_equal(text, "(nan-infj)");
    ct_repr_complex(text, 1e16, 0.5);
    assert_string_equal(text, "(1e+16+0.5j)");
    ct_int128 most = (ct_int128)(((ct_uint128)1 << 127) - 1);
    ct_repr_int(text, most);
    assert_string_equal(text, "170141183460469231731687303715884105727");
    ct_repr_int(text, -most - 1);
    assert_string_equal(text, "-170141183460469231731687303715884105728");
    ct_repr_int(text, 0);
    assert_string_equal(text, "0");
}

static void exact_digits(void **state)
{
    static const struct {
        double value;
        int count;
        bool after_point;
        const char *digits;
        int point;
    } rows[] = {
        {0.5, 0, true, "", 0},           {1.5, 0, true, "2", 1},
        {2.5, 0, true, "2", 1},          {0.125, 2, true, "12", 0},
        {0.375, 2, true, "38", 0},       {9.996, 2, true, "1000", 2},
        {0.996, 2, true, "100", 1},      {0.6, 0, true, "1", 1},
        {0.05, 1, true, "1", 0},         {0.001, 2, true, "", -2},
        {1e22, 3, false, "100", 23},     {0.1, 20, false, "10000000000000000555", 0},
        {0, 3, true, "000", 0},          {99.5, 2, false, "10", 3},
        {5e-324, 3, false, "494", -323},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char digits[64];
        int point, n = ct_exact_digits(rows[i].value, rows[i].count, rows[i].after_point, digits,
                                       sizeof digits, &point);
        assert_int_equal(n, strlen(rows[i].digits));
        assert_memory_equal(digits, rows[i].digits, (size_t)n);
        assert_int_equal(point, rows[i].point);
    }
    /* All 751 digits of the largest subnormal's half ulp; the C library is the judge. */
    static char expected[1100], digits[1100];
    snprintf(expected, sizeof expected, "%.1074f", 0x1.fffffffffffffp-1023);
    int point, n = ct_exact_digits(0x1.fffffffffffffp-1023, 1074, true, digits, 1074, &point);
    assert_int_equal(n - point, 1074);
    assert_memory_equal(digits, expected + strlen(expected) - (size_t)n, (size_t)n);
}

static void reads_doubles(void **state)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "1",
        "+1.5",
        ".5",
        "5.",
        "1e5",
        "1E-5",
        "9007199254740993",
        "9007199254740992.99999999999999999",
        "9007199254740993.0000000000000000000000000001",
        "5e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e-400",
        "100000000000000016777215",
        "100000000000000016777216",
        "6.631236846766476e-316",
        "123456789012345678901234567890e-10",
        "0.000000000000000000000000000000000000012345",
        "8.9884656743115795e307",
        "7.2057594037927933e16",
        "3.14159265358979323846264338327950288",
        "1448997445238699",
        "0e999999999999999999999",
        "1e-99999999999999999999",
        "1e99999999999",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double got;
        const char *end = texts[i] + strlen(texts[i]);
        assert_ptr_equal(ct_read_double(texts[i], end, &got), end);
        assert_int_equal(bits_of(got), bits_of(strtod(texts[i], NULL)));
    }
}

/* The text of the point halfway between two floats, with 700 and more digits, and its neighbours in
 * the last digit: ties go to even, anything beyond decides. */
static void reads_halfway_points(void **state)
{
    static const uint64_t lows[] = {0, 1, 2, 0xfffffffffffff, 0x10000000000000, 0x123456789abcde,
                                    77};
    for (size_t i = 0; i < sizeof lows / sizeof *lows; i++) {
        uint64_t significand = lows[i] & 0xfffffffffffff, exponent = lows[i] >> 52;
        long double halfway =
            ldexpl((long double)(2 * (significand | (exponent ? 1ull << 52 : 0)) + 1),
                   (int)(exponent ? exponent : 1) - 1076);
        static char text[1400];
        int length = snprintf(text, sizeof text - 8, "%.1080Lf", halfway);
        double got;
        ct_read_double(text, text + length, &got);
        assert_int_equal(bits_of(got), lows[i] + (lows[i] & 1));
        text[length++] = '1';
        ct_read_double(text, text + length, &got);
        assert_int_equal(bits_of(got), lows[i] + 1);
        char *last = text + length - 2;
        while (*last == '0')
            last--;
        --*last;
        ct_read_double(text, text + length, &got);
        assert_int_equal(bits_of(got), lows[i]);
    }
}

static void reads_what_belongs(void **state)
{
    static const struct {
        const char *text;
        int length;
        double value;
    } rows[] = {
        {"1e", 1, 1},
        {"1e+", 1, 1},
        {"1.5.2", 3, 1.5},
        {"infinit", 3, INFINITY},
        {"-Infinity", 9, -INFINITY},
        {"1_0", 1, 1},
        {"0x10", 1, 0},
        {"12,3", 2, 12},
        {".", 0, 0},
        {"-", 0, 0},
        {"e5", 0, 0},
        {"", 0, 0},
        {" 1", 0, 0},
        {"+-1", 0, 0},
        {"1.e2x", 4, 100},
        {"na", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double got = 0;
        const char *text = rows[i].text, *stop = ct_read_double(text, text + strlen(text), &got);
        assert_int_equal(stop - text, rows[i].length);
        assert_true(got == rows[i].value);
    }
    double nan;
    const char *word = "+NaN";
    assert_true(ct_read_double(word, word + 4, &nan) == word + 4);
    assert_true(isnan(nan));
    /* Nothing behind the end is looked at. */
    double got;
    char digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    ct_read_double(digits, digits + 3, &got);
    assert_true(got == 123);
}

static void reads_floats_once(void **state)
{
    /* Just above a tie of float32: through float64 it would become the tie and go to even. */
    const char *text = "1.00000005960464477550";
    float got;
    ct_read_float(text, text + strlen(text), &got);
    assert_true(got == 0x1.000002p0f);
    text = "1.000000059604644775390625";
    ct_read_float(text, text + strlen(text), &got);
    assert_true(got == 1);
    text = "1e-45";
    ct_read_float(text, text + strlen(text), &got);
    assert_true(got == 0x1p-149f);
    text = "3.4028236e38";
    ct_read_float(text, text + strlen(text), &got);
    assert_true(isinf(got));
}

static void reads_ints(void **state)
{
    ct_int128 value;
    bool overflow;
    const char *text = "-170141183460469231731687303715884105728x";
    assert_int_equal(ct_read_int(text, text + strlen(text), &value, &overflow) - text, 40);
    assert_false(overflow);
    assert_true(value == (ct_int128)((ct_uint128)1 << 127));
    text = "170141183460469231731687303715884105728";
    ct_read_int(text, text + strlen(text), &value, &overflow);
    assert_true(overflow);
    text = "+";
    assert_ptr_equal(ct_read_int(text, text + 1, &value, &overflow), text);
}

static void halves(void **state)
{
    for (unsigned h = 0; h < 65536; h++) {
        float value = ct_half_to_float((uint16_t)h);
        assert_int_equal(ct_float_to_half(value), h);
        if (!isnan(value)) /* widening makes a signalling NaN quiet */
            assert_int_equal(ct_double_to_half(value), h);
    }
    assert_int_equal(ct_double_to_half(65519.99), 0x7bff);
    assert_int_equal(ct_double_to_half(65520), 0x7c00);
    assert_int_equal(ct_double_to_half(0x1p-25), 0);
    assert_int_equal(ct_double_to_half(0x1.0000000000001p-25), 1);
    /* 1 + 2^-11 + 2^-50: a tie for float32, above the tie for float64. */
    assert_int_equal(ct_double_to_half(1 + 0x1p-11 + 0x1p-50), 0x3c01);
    assert_int_equal(ct_float_to_half(1 + 0x1p-11f), 0x3c00);
}

static void powers_of_ten(void **state)
{
    /* Each row is the one before times 10, shifted to the top: 5/4 or 5/8 of it. */
    for (int k = CT_POWER_MIN + 1; k <= CT_POWER_MAX; k++) {
        ct_wide below = ct_power_of_ten(k - 1), row = ct_power_of_ten(k);
        ct_uint128 half = ((ct_uint128)below.high << 64 | below.low) >> 1, got = row.high;
        ct_uint128 times = half + (half >> 2); /* 5/8 of the row below */
        times <<= !(times >> 127);
        got = got << 64 | row.low;
        ct_uint128 off = got > times ? got - times : times - got;
        /* The row of 1 is exact; rounded down, the one below leads to 0.99...9. */
        assert_true((off <= 8 || k == 0) && row.high >> 63);
    }
    assert_true(ct_power_of_ten(0).high == (uint64_t)1 << 63 && ct_power_of_ten(0).low == 0);
    /* 10^-342, the first row, and 10^324, the last: from Python's integers. */
    assert_int_equal(ct_power_of_ten(CT_POWER_MIN).high, 0xeef453d6923bd65a);
    assert_int_equal(ct_power_of_ten(CT_POWER_MAX).low, 0x6c07a2c26a8346d1);
    assert_int_equal(ct_log2_power(-342), -1137);
    assert_int_equal(ct_log2_power(324), 1076);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python_repr),          cmocka_unit_test(narrow_repr),
        cmocka_unit_test(complex_and_int_repr), cmocka_unit_test(exact_digits),
        cmocka_unit_test(reads_doubles),        cmocka_unit_test(reads_halfway_points),
        cmocka_unit_test(reads_what_belongs),   cmocka_unit_test(reads_floats_once),
        cmocka_unit_test(reads_ints),           cmocka_unit_test(halves),
        cmocka_unit_test(powers_of_ten),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
