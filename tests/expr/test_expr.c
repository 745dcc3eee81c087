/* Expressions: the same dtypes and bits as the eager calls, in one pass. */
#include "ct_test.h"

static void assert_same(ct_array *got, ct_array *expected)
{
    assert_non_null(got);
    assert_non_null(expected);
    assert_true(ct_dtype_of(got) == ct_dtype_of(expected));
    assert_int_equal(ct_ndim(got), ct_ndim(expected));
    for (int i = 0; i < ct_ndim(got); i++)
        assert_int_equal(ct_shape(got)[i], ct_shape(expected)[i]);
    assert_memory_equal(ct_data(got), ct_data(expected), (size_t)ct_nbytes(expected));
}

typedef struct inputs {
    ct_scope s;
    ct_array *x, *y, *i;
} inputs;

static int set_up(void **state)
{
    static inputs in;
    in.s = (ct_scope){0};
    in.x = ct_own(&in.s, ct_linspace(0.1, 5, 40 * 30));
    in.x = ct_own(&in.s, ct_reshape(in.x, CT_SHAPE(40, 30)));
    in.y = ct_own(&in.s, ct_linspace(-1, 1, 30));
    in.i = ct_own(&in.s, ct_arange_i64(0, 30, 1, CT_INT32));
    *state = &in;
    return 0;
}

static int tear_down(void **state)
{
    ct_scope_close(&((inputs *)*state)->s);
    return 0;
}

static void matches_eager_calls(void **state)
{
    inputs *in = *state;
    CT_SCOPE(s);
    ct_array *got =
        ct_own(&s, cx_eval(cx_add(cx_multiply(CX(2), CX(in->x)),
                                  cx_sqrt(cx_absolute(cx_subtract(CX(in->y), CX(in->i)))))));
    ct_array *two = ct_own(&s, ct_weak_int(2)), *twice = ct_own(&s, ct_multiply(two, in->x));
    ct_array *d = ct_own(&s, ct_subtract(in->y, in->i)), *a = ct_own(&s, ct_absolute(d));
    assert_same(got, ct_own(&s, ct_add(twice, ct_own(&s, ct_sqrt(a)))));
    ct_array *narrow = ct_own(&s, cx_eval(cx_add(cx_astype(CX(in->i), CT_INT8), CX(1))));
    assert_true(ct_dtype_of(narrow) == CT_INT8);
}

static void reductions_fold_computed_blocks(void **state)
{
    inputs *in = *state;
    CT_SCOPE(s);
    ct_array *d = ct_own(&s, ct_subtract(in->x, in->y)), *q = ct_own(&s, ct_square(d));
    const int axes[] = {CT_FLAT, 0, 1, -1};
    for (int k = 0; k < 4; k++) {
        cx *e = cx_square(cx_subtract(CX(in->x), CX(in->y)));
        assert_same(ct_own(&s, cx_eval(cx_sum(cx_dup(e), axes[k]))),
                    ct_own(&s, ct_sum(q, axes[k])));
        assert_same(ct_own(&s, cx_eval(cx_max(cx_dup(e), axes[k]))),
                    ct_own(&s, ct_max(q, axes[k])));
        assert_same(ct_own(&s, cx_eval(cx_std(e, axes[k]))), ct_own(&s, ct_std(q, axes[k])));
    }
    ct_array *centred = ct_own(&s, cx_eval(cx_subtract(CX(in->x), cx_mean(CX(in->x), 0))));
    assert_same(centred, ct_own(&s, ct_subtract(in->x, ct_own(&s, ct_mean(in->x, 0)))));
}

static void more_leaves_than_operands(void **state)
{
    CT_SCOPE(s);
    cx *e = CX(0.0);
    ct_array *sum = ct_own(&s, ct_weak_float(0));
    for (int k = 0; k < 50; k++) {
        ct_array *a = ct_own(&s, ct_arange(k, k + 9, 1, CT_FLOAT64));
        e = cx_add(e, CX(a));
        sum = ct_own(&s, ct_add(sum, a));
    }
    assert_same(ct_own(&s, cx_eval(e)), sum);
}

static void second_take_is_refused(void **state)
{
    inputs *in = *state;
    CT_SCOPE(s);
    cx *e = cx_sin(CX(in->x));
    assert_null(cx_add(e, e));
    assert_error(CT_VALUE_ERROR);
    cx *f = cx_sin(CX(in->x));
    ct_array *sine = ct_own(&s, ct_sin(in->x));
    assert_same(ct_own(&s, cx_eval(cx_add(cx_dup(f), f))), ct_own(&s, ct_add(sine, sine)));
    assert_null(cx_add(CX(1), NULL));
    assert_error(CT_TYPE_ERROR);
}

static void writes_into_an_overlapping_output(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_arange_i64(0, 6, 1, NULL));
    ct_array *back = ct_own(&s, ct_get(a, ct_every(-1)));
    assert_int_equal(cx_eval_into(cx_add(cx_multiply(CX(10), CX(a)), CX(back)), a), CT_OK);
    const int64_t expected[] = {5, 14, 23, 32, 41, 50};
    assert_memory_equal(ct_data(a), expected, sizeof expected);
    assert_int_equal(cx_eval_into(cx_sin(CX(a)), a), CT_TYPE_ERROR);
    assert_error(CT_TYPE_ERROR);
}

static bool evaluate(void *context)
{
    inputs *in = context;
    cx *e = cx_sqrt(cx_add(cx_square(CX(in->x)), cx_exp(cx_multiply(CX(in->i), CX(0.5)))));
    ct_array *r = cx_eval(cx_sum(cx_where(cx_greater(CX(in->y), CX(0)), e, CX(1.5)), 0));
    ct_release(r);
    return r != NULL;
}

static void survives_failing_allocation(void **state)
{
    for_each_failing_allocation(evaluate, *state);
}

static void shapes_too_large_are_refused(void **state)
{
    ct_array *one = ct_scalar_f64(1);
    ct_array *tall = ct_broadcast_to(one, CT_SHAPE(INT64_C(1) << 35, 1));
    ct_array *wide = ct_broadcast_to(one, CT_SHAPE(1, INT64_C(1) << 35));
    assert_null(cx_eval(cx_add(cx_array(tall), cx_array(wide))));
    assert_error(CT_VALUE_ERROR);
    ct_release(one), ct_release(tall), ct_release(wide);
}

/* A chain as long as a program likes to build: no walk over it may use up the stack. */
static void deep_chains(void **state)
{
    ct_array *x = ct_ones(CT_SHAPE(3), CT_FLOAT64);
    cx *left = CX(x), *right = CX(x);
    for (int i = 0; i < 100000; i++) {
        left = cx_add(left, CX(1));
        right = cx_add(CX(1), right);
    }
    ct_array *both = cx_eval(cx_subtract(left, cx_negative(right)));
    double value = 0;
    assert_non_null(both);
    assert_int_equal(ct_get_f64(both, (const int64_t[]){2}, &value), CT_OK);
    assert_true(value == 200002);
    ct_release(both);
    ct_release(x);
}

/* x ** 2 becomes a product, with the bits of the power. */
static void squares_are_powers_of_two(void **state)
{
    inputs *in = *state;
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_FLOAT16,
                                        CT_NUM_INT64,   CT_NUM_INT8,    CT_NUM_COMPLEX128};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        CT_SCOPE(s);
        const ct_dtype *type = ct_dtype_builtin(types[t]);
        ct_array *x = ct_own(&s, ct_astype(in->i, type, CT_CASTING_UNSAFE));
        ct_array *two = ct_own(&s, ct_weak_int(2)), *real = ct_own(&s, ct_weak_float(2));
        assert_same(ct_own(&s, cx_eval(cx_power(CX(x), CX(2)))), ct_own(&s, ct_power(x, two)));
        assert_same(ct_own(&s, cx_eval(cx_power(CX(x), CX(2.0)))), ct_own(&s, ct_power(x, real)));
        assert_same(ct_own(&s, cx_eval(cx_power(CX(2), CX(x)))), ct_own(&s, ct_power(two, x)));
    }
}

static cx *half_sum(void *context, ct_array *const *arrays)
{
    ++*(int *)context;
    return cx_multiply(cx_add(CX(arrays[0]), CX(arrays[1])), CX(0.5));
}

static void plans_keep_what_dtypes_decide(void **state)
{
    CT_SCOPE(s);
    int built = 0;
    cx_plan *plan = cx_plan_new(2, half_sum, &built);
    for (int64_t n = 1; n < 40000; n = 3 * n + 1) {
        ct_array *x = ct_own(&s, ct_arange(0, (double)n, 1, NULL)), *y = ct_own(&s, ct_square(x));
        ct_array *sum = ct_own(&s, ct_add(x, y)), *half = ct_own(&s, ct_weak_float(0.5));
        ct_array *expected = ct_own(&s, ct_multiply(sum, half));
        ct_array *in[] = {x, y}, *turned[] = {ct_own(&s, ct_slice(x, "::-1")), y};
        ct_array *singles[] = {x, half};
        assert_same(ct_own(&s, cx_plan_run(plan, in, NULL)), expected);
        ct_array *back = ct_own(&s, cx_plan_run(plan, turned, NULL));
        assert_true(((double *)ct_data(back))[0] == 0.5 * (double)(n - 1));
        assert_int_equal(ct_size(ct_own(&s, cx_plan_run(plan, singles, NULL))), n);
        assert_same(ct_own(&s, cx_plan_run(plan, in, y)), expected); /* into an operand */
        assert_same(y, expected);
    }
    int before = built;
    ct_array *few = ct_own(&s, ct_ones(CT_SHAPE(3), CT_FLOAT64)), *in[] = {few, few};
    for (int i = 0; i < 10; i++)
        ct_own(&s, cx_plan_run(plan, in, NULL));
    assert_true(built <= before + 1);
    ct_array *four = ct_own(&s, ct_ones(CT_SHAPE(4), CT_FLOAT64)), *bad[] = {few, four};
    assert_null(cx_plan_run(plan, bad, NULL));
    assert_error(CT_VALUE_ERROR);
    cx_plan_free(plan);
}

static void indices_and_options(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_reshape(ct_own(&s, ct_linspace(-2, 3, 35)), CT_SHAPE(7, 5)));
    ct_array *mean = ct_own(&s, ct_mean(x, 1, .keepdims = true));
    ct_array *std = ct_own(&s, ct_std(x, 1, .keepdims = true, .ddof = 1));
    cx *centred = cx_subtract(CX(x), cx_reduce(CX(x), "mean", CT_REDUCE_OPTS(1, .keepdims = true)));
    cx *spread = cx_reduce(CX(x), "std", CT_REDUCE_OPTS(1, .keepdims = true, .ddof = 1));
    assert_same(ct_own(&s, cx_eval(cx_divide(centred, spread))),
                ct_own(&s, ct_divide(ct_own(&s, ct_subtract(x, mean)), std)));
    const int both[] = {0, 1};
    ct_array *twice = ct_own(&s, ct_add(x, x));
    const ct_reduce_opts all = {
        .size_ = sizeof all, .axes = both, .naxes = 2, .keepdims = true, .dtype = CT_FLOAT32};
    assert_same(ct_own(&s, cx_eval(cx_reduce(cx_add(CX(x), CX(x)), "sum", &all))),
                ct_own(&s, ct_sum_opts(twice, &all)));
    cx *part =
        cx_index(cx_add(CX(x), CX(x)), (ct_index[]){ct_every(2), ct_newaxis, ct_at(1), ct_end});
    ct_array *view = ct_own(&s, ct_get(twice, ct_every(2), ct_newaxis, ct_at(1)));
    assert_same(ct_own(&s, cx_eval(part)), ct_own(&s, ct_copy(view, CT_ORDER_C)));
    ct_array *row = ct_own(&s, cx_eval(cx_index(CX(x), (ct_index[]){ct_at(0), ct_end})));
    assert_false(ct_shares_memory(row, x));
    assert_null(cx_eval(cx_index(CX(x), (ct_index[]){ct_at(7), ct_end})));
    assert_error(CT_INDEX_ERROR);
    assert_null(cx_index(CX(x), (ct_index[]){ct_pick(x), ct_end}));
    assert_error(CT_NOT_IMPLEMENTED_ERROR);
    assert_null(cx_reduce(CX(x), "median", NULL));
    assert_error(CT_VALUE_ERROR);
    assert_null(cx_reduce(CX(x), "sum", CT_REDUCE_OPTS(0, .where = x)));
    assert_error(CT_VALUE_ERROR);
}

static cx *scaled(void *context, ct_array *const *arrays)
{
    ++*(int *)context;
    return cx_add(cx_multiply(CX(arrays[0]), CX(arrays[1])), CX(arrays[2]));
}

static cx *powers(void *context, ct_array *const *arrays)
{
    return cx_pow(cx_add(CX(arrays[0]), CX(arrays[0])), CX(arrays[1]));
}

/* Numbers of a run are no part of a plan, except where their values decide about dtypes. */
static void plans_take_other_numbers(void **state)
{
    static const ct_type_num types[] = {CT_NUM_FLOAT32, CT_NUM_INT8, CT_NUM_UINT8, CT_NUM_BOOL};
    static const int64_t wholes[] = {3, 5, -3, 127, 128, -128, -129, 255, 256, 70000, INT64_MIN};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        CT_SCOPE(s);
        int built = 0;
        cx_plan *plan = cx_plan_new(3, scaled, &built), *power = cx_plan_new(2, powers, NULL);
        ct_array *x = ct_own(&s, ct_ones(CT_SHAPE(9), ct_dtype_builtin(types[t])));
        for (int i = 0; i < 20; i++) {
            ct_array *in[] = {x, ct_own(&s, ct_weak_float(0.1 * i)), ct_own(&s, ct_weak_float(1))};
            ct_array *scale = ct_own(&s, ct_multiply(x, in[1]));
            assert_same(ct_own(&s, cx_plan_run(plan, in, NULL)), ct_own(&s, ct_add(scale, in[2])));
        }
        assert_int_equal(built, 1);
        for (size_t i = 0; i < 3 * (sizeof wholes / sizeof *wholes); i++) {
            ct_array *in[] = {x, ct_own(&s, ct_weak_int(wholes[i % 11])),
                              ct_own(&s, ct_weak_int(wholes[i / 3]))};
            ct_array *got = ct_own(&s, cx_plan_run(plan, in, NULL));
            ct_status status = ct_error_take(NULL);
            ct_array *scale = ct_own(&s, ct_multiply(x, in[1]));
            ct_array *sum = scale ? ct_own(&s, ct_add(scale, in[2])) : NULL;
            assert_int_equal(ct_error_take(NULL), status);
            if (sum || got)
                assert_same(got, sum);
        }
        for (int i = 0; i < 12; i++) {
            ct_array *twice = ct_own(&s, ct_add(x, x)), *in[] = {x, ct_own(&s, ct_weak_int(i % 4))};
            ct_array *expected = i % 4 == 2 ? ct_square(twice) : ct_power(twice, in[1]);
            assert_same(ct_own(&s, cx_plan_run(power, in, NULL)), ct_own(&s, expected));
        }
        cx_plan_free(plan);
        cx_plan_free(power);
        while (ct_warning_take(NULL, 0))
            ;
    }
}

static void steps_are_refused(void **state)
{
    cx_steps *steps = cx_steps_new();
    int x = cx_steps_argument(steps, 1), later = 5;
    assert_int_equal(x, 0);
    assert_int_equal(cx_steps_argument(steps, 1), 0); /* what is said twice is one step */
    assert_int_equal(cx_steps_add(steps, CX(1.5), NULL), 1);
    assert_int_equal(cx_steps_add(steps, CX(1.5), NULL), 1);
    assert_int_equal(cx_steps_add(steps, cx_sin(cx_input(0)), &x), 2);
    assert_int_equal(cx_steps_add(steps, cx_sin(cx_input(0)), &x), 2);
    assert_int_equal(cx_steps_add(steps, cx_sin(cx_input(0)), &later), -1);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(cx_steps_add(steps, cx_sin(CX(1.0)), &x), -1);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(cx_steps_add(steps, NULL, &x), -1);
    assert_error(CT_TYPE_ERROR);
    assert_int_equal(cx_steps_argument(steps, -1), -1);
    assert_error(CT_VALUE_ERROR);
    assert_null(cx_input(3));
    assert_error(CT_VALUE_ERROR);
    assert_null(cx_eval(cx_sin(cx_input(0))));
    assert_error(CT_VALUE_ERROR);
    assert_null(cx_steps_plan(steps, 2, 1)); /* takes the steps all the same */
    assert_error(CT_VALUE_ERROR);
}

/* What is used twice doubles at each level: walks must see it once. */
static void doubled_again_and_again(void **state)
{
    cx_steps *steps = cx_steps_new();
    int x = cx_steps_argument(steps, 0);
    for (int i = 0; i < 200; i++)
        x = cx_steps_add(steps, cx_maximum(cx_input(0), cx_input(1)), (int[]){x, i ? x - 1 : x});
    x = cx_steps_add(steps, cx_sum(cx_input(0), CT_FLAT), &x);
    cx_plan *plan = cx_steps_plan(steps, x, 1);
    ct_array *ones = ct_ones(CT_SHAPE(5), CT_FLOAT64), *sum = cx_plan_run(plan, &ones, NULL);
    assert_true(*(const double *)ct_data(sum) == 5);
    ct_release(sum);
    ct_release(ones);
    cx_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_chains),
        cmocka_unit_test(indices_and_options),
        cmocka_unit_test(plans_take_other_numbers),
        cmocka_unit_test(steps_are_refused),
        cmocka_unit_test(doubled_again_and_again),
        cmocka_unit_test(squares_are_powers_of_two),
        cmocka_unit_test(plans_keep_what_dtypes_decide),
        cmocka_unit_test(matches_eager_calls),
        cmocka_unit_test(reductions_fold_computed_blocks),
        cmocka_unit_test(more_leaves_than_operands),
        cmocka_unit_test(second_take_is_refused),
        cmocka_unit_test(writes_into_an_overlapping_output),
        cmocka_unit_test(survives_failing_allocation),
        cmocka_unit_test(shapes_too_large_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
