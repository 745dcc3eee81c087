/* test_formula.c: ct_compile: a formula gives the bits and warnings of the eager evaluation, on few
 * elements and many, when dtypes change between runs, and refuses what it cannot hold. */
#include "ct_test.h"

#include <string.h>

static const char *const names[] = {"x", "y"};

static void same(const ct_array *a, const ct_array *b, const char *text)
{
    if (!a || !b || ct_dtype_of(a) != ct_dtype_of(b) || ct_ndim(a) != ct_ndim(b) ||
        ct_nbytes(a) != ct_nbytes(b) || memcmp(ct_data(a), ct_data(b), (size_t)ct_nbytes(a)) != 0)
        fail_msg("%s", text);
}

static void formulas_are_the_eager_calls(void **state)
{
    static const char *const texts[] = {"2*x + 3*y",
                                        "sqrt(x*x + y*y)",
                                        "x**2 - y",
                                        "where(x < y, x, -y)",
                                        "np.exp(-x)",
                                        "sum(x*y)",
                                        "(x - mean(x)) / std(x)",
                                        "x",
                                        "2 * pi * x",
                                        "x // y",
                                        "maximum(x, 1)",
                                        "x > 2",
                                        "abs(x - y) < 1e3",
                                        "1 / (x - x)",
                                        "+x ** 2.5"};
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT32, CT_NUM_INT8,
                                        CT_NUM_FLOAT64};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        ct_formula *formula = ct_compile(texts[t], 2, names);
        if (!formula) {
            ct_error error;
            ct_error_take(&error);
            fail_msg("%s: %s", texts[t], error.message);
        }
        for (int i = 0; i < 60; i++) {
            CT_SCOPE(s);
            int64_t n = i % 3 == 2 ? 5000 : 7;
            ct_array *wide = ct_own(&s, ct_arange(1, (double)n + 1, 1, NULL));
            ct_array *x =
                ct_own(&s, ct_astype(wide, ct_dtype_builtin(types[i % 5]), CT_CASTING_UNSAFE));
            ct_array *y =
                ct_own(&s, ct_astype(wide, ct_dtype_builtin(types[i / 5 % 5]), CT_CASTING_UNSAFE));
            if (i % 4 == 1)
                y = ct_own(&s, ct_get(y, ct_at(1)));
            ct_array *in[] = {x, y};
            char one[2][128] = {{0}}, other[2][128] = {{0}};
            ct_array *got = ct_own(&s, ct_formula_run(formula, in, NULL));
            for (int k = 0; k < 2; k++)
                ct_warning_take(one[k], sizeof one[k]);
            ct_array *eager = ct_own(&s, ct_calc(texts[t], 2, names, in));
            for (int k = 0; k < 2; k++)
                ct_warning_take(other[k], sizeof other[k]);
            same(got, eager, texts[t]);
            if ((one[0][0] != 0) != (other[0][0] != 0))
                fail_msg("%s: warned of '%s', not '%s'", texts[t], one[0], other[0]);
            if (ct_ndim(got) == 0)
                continue;
            ct_array *out = ct_own(&s, ct_zeros(ct_ndim(got), ct_shape(got), ct_dtype_of(got)));
            ct_release(ct_formula_run(formula, in, out));
            same(out, eager, texts[t]);
            while (ct_warning_take(NULL, 0))
                ;
        }
        ct_formula_free(formula);
    }
}

static void others_are_refused(void **state)
{
    static const char *const texts[] = {"x[0]",      "x and y",   "[x]",      "z + 1",
                                        "x = 1",     "x.sum()",   "'text'",   "f(x)",
                                        "sin(x, y)", "sum(x, 0)", "x < y < 1"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        assert_null(ct_compile(texts[t], 2, names));
        assert_error(CT_NOT_IMPLEMENTED_ERROR);
    }
    assert_null(ct_compile("x +", 2, names));
    assert_error(CT_SYNTAX_ERROR);
    assert_null(ct_compile(NULL, 0, NULL));
    assert_error(CT_TYPE_ERROR);
    ct_formula *formula = ct_compile("x + y", 2, names);
    ct_array *three = ct_ones(CT_SHAPE(3), CT_FLOAT64), *four = ct_ones(CT_SHAPE(4), CT_FLOAT64);
    assert_null(ct_formula_run(formula, (ct_array *[]){three, four}, NULL));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_formula_run(formula, (ct_array *[]){three, NULL}, NULL));
    assert_error(CT_TYPE_ERROR);
    ct_release(three);
    ct_release(four);
    ct_formula_free(formula);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(formulas_are_the_eager_calls),
                                       cmocka_unit_test(others_are_refused)};
    return cmocka_run_group_tests_name("formula", tests, NULL, NULL);
}
