/* Plans of expressions with reductions, and short rows that run as long ones: what evaluation
 * gives, with and without generated code, by any number of threads. */
#include "ct_test.h"
#include "exec/exec.h"

static void assert_same(ct_array *got, ct_array *expected)
{
    assert_non_null(got);
    assert_non_null(expected);
    assert_true(ct_dtype_of(got) == ct_dtype_of(expected));
    assert_int_equal(ct_ndim(got), ct_ndim(expected));
    assert_int_equal(ct_size(got), ct_size(expected));
    assert_memory_equal(ct_data(got), ct_data(expected), (size_t)ct_nbytes(expected));
}

/* -- plans with reductions --------------------------------------------------------------------- */

typedef ct_array *const *arrays;

static cx *squares(void *context, arrays in)
{
    cx *d = cx_subtract(CX(in[0]), CX(in[1]));
    return cx_sum(cx_multiply(cx_dup(d), d), CT_FLAT);
}

static cx *masked_mean(void *context, arrays in)
{
    cx *k = cx_greater(CX(in[0]), CX(in[1]));
    cx *sum = cx_sum(cx_where(cx_dup(k), CX(in[0]), CX(0.0)), CT_FLAT);
    return cx_divide(sum, cx_sum(k, CT_FLAT));
}

static cx *distances(void *context, arrays in) /* a reduction inside a reduction, and elements */
{
    cx *mean = cx_divide(cx_sum(CX(in[0]), CT_FLAT), CX(3.0));
    cx *far = cx_max(cx_absolute(cx_subtract(CX(in[1]), cx_dup(mean))), CT_FLAT);
    return cx_divide(cx_subtract(CX(in[0]), mean), far);
}

static cx *extremes(void *context, arrays in)
{
    cx *high = cx_max(CX(in[0]), CT_FLAT), *low = cx_min(CX(in[1]), CT_FLAT);
    return cx_subtract(high, low);
}

static cx *any_larger(void *context, arrays in)
{
    return cx_any(cx_greater(CX(in[0]), CX(in[1])), CT_FLAT);
}

static cx *product(void *context, arrays in)
{
    return cx_prod(cx_add(CX(in[0]), CX(in[1])), CT_FLAT);
}

static cx_builder *const builders[] = {squares,  masked_mean, distances,
                                       extremes, any_larger,  product};
static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT64, CT_NUM_INT32,
                                    CT_NUM_UINT8};

static int64_t usual;

static int generate_at_once(void **state)
{
    usual = ct_native_enough;
    ct_native_enough = 0;
    return 0;
}

static int restore(void **state)
{
    ct_native_enough = usual;
    ct_set_jit(true);
    ct_set_threads(0);
    ct_error_take(NULL);
    return 0;
}

static void reductions_are_those_of_evaluation(void **state)
{
    static const int64_t sizes[] = {1, 2, 7, 8, 9, 127, 128, 129, 517, 1000, 4099, 100003};
    for (size_t b = 0; b < sizeof builders / sizeof *builders; b++)
        for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
            cx_plan *plan = cx_plan_new(2, builders[b], NULL);
            for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
                CT_SCOPE(s);
                const ct_dtype *type = ct_dtype_builtin(types[t]);
                ct_array *x = ct_own(&s, ct_linspace(1, 100, sizes[i]));
                ct_array *in[] = {ct_own(&s, ct_astype(x, type, CT_CASTING_UNSAFE)),
                                  ct_own(&s, ct_slice(x, "::-1"))};
                in[1] = ct_own(&s, ct_astype(in[1], type, CT_CASTING_UNSAFE));
                ct_set_jit(false);
                ct_set_threads(1);
                ct_array *expected = ct_own(&s, cx_eval(builders[b](NULL, in)));
                ct_set_jit(true);
                for (int threads = 1; threads < 4; threads++) {
                    ct_set_threads(threads);
                    assert_same(ct_own(&s, cx_plan_run(plan, in, NULL)), expected);
                }
                ct_array *out = ct_own(&s, ct_empty_like(expected, NULL));
                assert_same(ct_own(&s, cx_plan_run(plan, in, out)), expected);
                assert_same(out, expected);
            }
            cx_plan_free(plan);
            while (ct_warning_take(NULL, 0))
                ;
        }
}

static cx *inverse_sum(void *context, arrays in)
{
    return cx_sum(cx_divide(CX(1.0), cx_subtract(CX(in[0]), CX(1.0))), CT_FLAT);
}

/* Stand-ins of ones would divide by zero; zeros among the elements do. */
static void only_the_elements_warn(void **state)
{
    CT_SCOPE(s);
    char text[256];
    cx_plan *plan = cx_plan_new(1, inverse_sum, NULL);
    ct_array *x = ct_own(&s, ct_linspace(2, 3, 100)), *ones = ct_own(&s, ct_linspace(1, 1, 100));
    for (int i = 0; i < 3; i++) {
        assert_non_null(ct_own(&s, cx_plan_run(plan, &x, NULL)));
        assert_false(ct_warning_take(text, sizeof text));
        assert_non_null(ct_own(&s, cx_plan_run(plan, &ones, NULL)));
        assert_true(ct_warning_take(text, sizeof text));
        assert_string_equal(text, "divide by zero encountered in reduce");
        assert_false(ct_warning_take(text, sizeof text));
    }
    ct_array *empty = ct_own(&s, ct_empty(1, (int64_t[]){0}, CT_FLOAT64));
    assert_true(*(double *)ct_data(ct_own(&s, cx_plan_run(plan, &empty, NULL))) == 0);
    cx_plan_free(plan);
}

static void plans_of_reductions_outlive_failures(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_linspace(1, 2, 1000)), *y = ct_own(&s, ct_linspace(2, 1, 1000));
    ct_array *in[] = {x, y}, *expected = ct_own(&s, cx_eval(distances(NULL, in)));
    for (int64_t nth = 1, made = nth; made >= nth - 1; nth++) {
        cx_plan *plan = cx_plan_new(2, distances, NULL);
        ct_fail_allocation(nth);
        ct_release(cx_plan_run(plan, in, NULL));
        made = ct_fail_allocation(0);
        ct_error_take(NULL);
        assert_same(ct_own(&s, cx_plan_run(plan, in, NULL)), expected);
        cx_plan_free(plan);
    }
}

/* -- short rows -------------------------------------------------------------------------------- */

static ct_array *table(int64_t rows, int64_t width)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_linspace(-3, 7, rows * width));
    x = ct_own(&s, ct_multiply(x, x));
    return ct_reshape(x, CT_SHAPE(rows, width));
}

/* (t - m) / s with a row m, backwards, and a row s. */
static void rows_are_repeated(void **state)
{
    static const int64_t heights[] = {1, 2, 9, 50, 333, 9000};
    for (int64_t width = 1; width < 300; width = width < 18 ? width + 1 : 2 * width)
        for (size_t i = 0; i < sizeof heights / sizeof *heights; i++) {
            CT_SCOPE(s);
            ct_array *t = ct_own(&s, table(heights[i], width));
            ct_array *m = ct_own(&s, ct_slice(ct_own(&s, ct_linspace(1, 2, width)), "::-1"));
            ct_array *d = ct_own(
                &s, ct_astype(ct_own(&s, ct_linspace(3, 90, width)), CT_INT32, CT_CASTING_UNSAFE));
            ct_array *wide_m = ct_own(&s, ct_broadcast_to(m, 2, ct_shape(t)));
            ct_array *wide_d = ct_own(&s, ct_broadcast_to(d, 2, ct_shape(t)));
            ct_array *copy_m = ct_own(&s, ct_copy(wide_m, CT_ORDER_C));
            ct_array *copy_d = ct_own(&s, ct_copy(wide_d, CT_ORDER_C));
            ct_array *expected =
                ct_own(&s, cx_eval(cx_divide(cx_subtract(CX(t), CX(copy_m)), CX(copy_d))));
            for (int threads = 1; threads < 4; threads++) {
                ct_set_threads(threads);
                assert_same(ct_own(&s, cx_eval(cx_divide(cx_subtract(CX(t), CX(m)), CX(d)))),
                            expected);
            }
            ct_array *out = ct_own(&s, ct_copy(t, CT_ORDER_C)); /* into an operand */
            assert_int_equal(cx_eval_into(cx_divide(cx_subtract(CX(out), CX(m)), CX(d)), out),
                             CT_OK);
            assert_same(out, expected);
        }
}

/* A column's sum has the bits of the same numbers in one row. */
static void sums_of_few_columns(void **state)
{
    static const int64_t heights[] = {16, 17, 100, 128, 137, 1001, 33000};
    for (int64_t width = 4; width < 100; width = 3 * width / 2)
        for (size_t i = 0; i < sizeof heights / sizeof *heights; i++)
            for (int threads = 1; threads < 4; threads++) {
                CT_SCOPE(s);
                ct_set_threads(threads);
                ct_array *t = ct_own(&s, table(heights[i], width));
                ct_array *m = ct_own(&s, ct_linspace(1, 2, width));
                ct_array *d = ct_own(&s, ct_subtract(t, m));
                ct_array *columns = ct_own(&s, ct_copy(ct_own(&s, ct_transpose(d)), CT_ORDER_C));
                ct_array *expected = ct_own(&s, ct_sum(columns, 1));
                assert_same(ct_own(&s, ct_sum(d, 0)), expected);
                assert_same(ct_own(&s, cx_eval(cx_sum(cx_subtract(CX(t), CX(m)), 0))), expected);
                ct_array *std = ct_own(&s, ct_std(t, 0)), *mean = ct_own(&s, ct_mean(t, 0));
                cx *both = cx_add(cx_mean(CX(t), 0), cx_std(CX(t), 0));
                assert_same(ct_own(&s, cx_eval(both)), ct_own(&s, ct_add(mean, std)));
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reductions_are_those_of_evaluation, generate_at_once,
                                        restore),
        cmocka_unit_test_setup_teardown(only_the_elements_warn, generate_at_once, restore),
        cmocka_unit_test_setup_teardown(plans_of_reductions_outlive_failures, generate_at_once,
                                        restore),
        cmocka_unit_test_setup_teardown(rows_are_repeated, generate_at_once, restore),
        cmocka_unit_test_setup_teardown(sums_of_few_columns, generate_at_once, restore)};
    return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
