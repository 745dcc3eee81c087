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
                                        "+x ** 2.5",
                                        "x.sum() + np.clip(y, 2, 5)",
                                        "x[..., None] * y[None]",
                                        "sum(x[::-1] * 2.5, axis=-1, keepdims=True) + y",
                                        "mean(x*y, dtype=float32) - var(x, ddof=1)",
                                        "y.astype('f4') + x.clip(max=3)",
                                        "sum((x[:, None] + x)[:5, 1:4], axis=(0, 1))",
                                        "(x > 3) ** 2"};
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT32, CT_NUM_INT8,
                                        CT_NUM_FLOAT64};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        bool square = strstr(texts[t], "[:, None]") != NULL; /* many elements of few */
        ct_formula *formula = ct_compile(texts[t], 2, names);
        if (!formula) {
            ct_error error;
            ct_error_take(&error);
            fail_msg("%s: %s", texts[t], error.message);
        }
        for (int i = 0; i < 60; i++) {
            CT_SCOPE(s);
            int64_t n = i % 3 != 2 ? 7 : square ? 130 : 5000;
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

/* Of a long line what is around the place is shown, whole characters only; of several lines, which.
 */
static void long_texts_show_the_place(void **state)
{
    (void)state;
    char text[700] = "";
    for (int i = 0; i < 40; i++)
        strcat(text, "x + ");
    strcat(text, "w + x * \"\xc3\xa4\xc3\xa4\"");
    for (int i = 0; i < 40; i++)
        strcat(text, " + x");
    ct_error error;
    assert_null(ct_compile(text, 1, names));
    assert_int_equal(ct_error_take(&error), CT_NAME_ERROR);
    assert_non_null(strstr(error.message, "(column 161)\n  ..."));
    const char *shown = strchr(error.message, '\n') + 1, *mark = strrchr(error.message, '\n') + 1;
    assert_int_equal(shown[strlen(mark) - 1], 'w');
    assert_true(strlen(mark) < 60 && !strncmp(mark - 4, "...", 3));

    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_arange(0, 3, 1, CT_FLOAT64));
    assert_null(ct_calc("y = x + 1\nz = y[5]\nz", 1, names, &x));
    ct_error_take(&error);
    assert_int_equal(error.code, CT_INDEX_ERROR);
    assert_string_equal(error.message, "index 5 is out of bounds for axis 0 with size 3 (line 2, "
                                       "column 5)\n  z = y[5]\n      ^");
}

typedef struct refusal {
    const char *text, *says;
} refusal;

static void are_refused(const refusal *rows, size_t n, ct_status as)
{
    static const char *const three_names[] = {"x", "y", "weight"};
    for (size_t t = 0; t < n; t++) {
        ct_error error;
        assert_null(ct_compile(rows[t].text, 3, three_names));
        assert_int_equal(ct_error_take(&error), as);
        if (!strstr(error.message, rows[t].says))
            fail_msg("%s: %s", rows[t].text, error.message);
    }
}

static void others_are_refused(void **state)
{
    static const refusal unknown[] = {
        {"1 + z", "'z' is not a name of this formula (column 5)\n  1 + z\n      ^"},
        {"x + weigth", "did you mean 'weight'? (column 5)"},
        {"sqtr(x)",
         "'sqtr' is not a function of arrays that can be fused: did you mean 'sqrt'? (c"},
        {"open(x)", "'open' is not a function of arrays that can be fused (column 1)"}};
    are_refused(unknown, sizeof unknown / sizeof *unknown, CT_NAME_ERROR);
    static const refusal wrong[] = {
        {"x[y]", "fixed value: a number, a slice, a dtype (column 3)\n  x[y]\n    ^"},
        {"x and y", "use & for arrays (column 3)"},
        {"not x", "use ~ for arrays (column 1)"},
        {"[x]", "a tuple, list or dict is not an array (column 1)"},
        {"x = 1", "one expression (column 1)"},
        {"x; y", "one expression (column 4)"},
        {"'text'", "not a number (column 1)"},
        {"sin(x, y)", "sin() takes 1 argument, not 2 (column 1)"},
        {"sin + 1", "'sin' is a function, not an array (column 1)"},
        {"x.T", "an attribute is not part of a formula (column 2)"},
        {"x(y)", "only a function's name can be called (column 1)"},
        {"x if y else 1", "where(condition, a, b) chooses by element (column 3)"},
        {"x < y < 1", "write (a < b) & (b < c) (column 3)"},
        {"x @ y", "the operator '@' is not element by element (column 3)"},
        {"sort(x)", "sort() is not element by element"},
        {"sum(x, where=y)", "fixed value"},
        {"sum(x, out=1)", "out= cannot be fused (column 1)"},
        {"sum(x, wide=1)", "unexpected keyword argument 'wide' (column 1)"},
        {"sum(*x)", "sum() with *"},
        {"add(x, y, dtype=int)", "add() with dtype= cannot be fused (column 1)"},
        {"clip(x, 1, 2, 3)", "clip() takes"},
        {"astype(x)", "astype() takes"},
        {"x.astype('f5')", "(column 10)"},
        {"x[1.5]", "valid indices (column 1)"}};
    are_refused(wrong, sizeof wrong / sizeof *wrong, CT_NOT_IMPLEMENTED_ERROR);
    assert_null(ct_compile("1 / 0 * x", 1, names));
    assert_error(CT_ZERO_DIVISION_ERROR);
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

static void names_of_a_text(void **state)
{
    CT_SCOPE(s);
    ct_list *found = ct_own(&s, ct_formula_names("a*sin(b) + a.sum() - np.exp(c).astype(float32)"));
    assert_int_equal(ct_list_length(found), 3);
    for (int i = 0; i < 3; i++) {
        const char letter[] = {(char)('a' + i), 0};
        assert_string_equal(ct_as_string(ct_list_items(found)[i], NULL), letter);
    }
    assert_null(ct_formula_names("a +"));
    assert_error(CT_SYNTAX_ERROR);
    assert_null(ct_formula_names(NULL));
    assert_error(CT_TYPE_ERROR);
}

/* Chains that would need a deep stack are refused, not followed. */
static void deep_texts_are_refused(void **state)
{
    enum { TERMS = 20000 };
    static char text[2 * TERMS + 2] = "x";
    for (int i = 0; i < TERMS; i++)
        memcpy(text + 1 + 2 * i, "+x", 2);
    assert_null(ct_compile(text, 1, names));
    assert_error(CT_NOT_IMPLEMENTED_ERROR);
    text[1 + 2 * 600] = 0;
    ct_formula *formula = ct_compile(text, 1, names);
    assert_non_null(formula);
    ct_array *x = ct_ones(CT_SHAPE(3), CT_FLOAT64), *sum = ct_formula_run(formula, &x, NULL);
    assert_true(((const double *)ct_data(sum))[1] == 601);
    ct_release(sum);
    ct_release(x);
    ct_formula_free(formula);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_are_the_eager_calls), cmocka_unit_test(names_of_a_text),
        cmocka_unit_test(deep_texts_are_refused), cmocka_unit_test(others_are_refused),
        cmocka_unit_test(long_texts_show_the_place)};
    return cmocka_run_group_tests_name("formula", tests, NULL, NULL);
}
