/* Calls of ufuncs: broadcasting, outputs, masks, overlap, errors, floating-point status. Expected
 * values are NumPy's. */
#include "ct_test.h"

#include <math.h>

static ct_array *f64(int64_t n, const double *values)
{
    return ct_from_data(values, 1, &n, CT_FLOAT64);
}
#define F64(...)                                                                                   \
    f64((int64_t)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

static void assert_f64(const ct_array *a, int64_t n, const double *expected)
{
    assert_non_null(a);
    assert_int_equal(ct_size(a), n);
    assert_true(ct_dtype_of(a) == CT_FLOAT64);
    assert_memory_equal(ct_data(a), expected, (size_t)n * sizeof(double));
}
#define ASSERT_F64(a, ...)                                                                         \
    assert_f64((a), (int64_t)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)),                   \
               (double[]){__VA_ARGS__})

static void assert_message(ct_status code, const char *message)
{
    ct_error error;
    assert_int_equal(ct_error_take(&error), code);
    assert_string_equal(error.message, message);
}

static void casts_and_broadcasts(void **state)
{
    CT_SCOPE(s);
    ct_array *i = ct_own(&s, ct_arange_i64(0, 3, 1, CT_INT32)), *x = ct_own(&s, F64(0.5, 1, 2));
    ASSERT_F64(ct_own(&s, ct_add(i, x)), 0.5, 2, 4);
    ct_array *column = ct_own(&s, ct_reshape(i, CT_SHAPE(3, 1)));
    ASSERT_F64(ct_own(&s, ct_multiply(column, x)), 0, 0, 0, 0.5, 1, 2, 1, 2, 4);
    ct_array *weak = ct_own(&s, ct_weak_int(2)), *small = ct_own(&s, ct_astype(i, CT_INT8, 0));
    assert_true(ct_dtype_of(ct_own(&s, ct_multiply(small, weak))) == CT_INT8);
    assert_no_error();
}

static void result_keeps_fortran_order(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_empty_order(CT_SHAPE(3, 4), CT_FLOAT64, CT_ORDER_F));
    ct_fill(a, ct_own(&s, ct_scalar_f64(1)));
    ct_array *b = ct_own(&s, ct_negative(a));
    assert_int_equal(ct_strides(b)[0], 8);
    assert_int_equal(ct_strides(b)[1], 24);
}

static void overlapping_output_behaves_as_copied(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, F64(1, 2, 3, 4, 5));
    ct_array *head = ct_own(&s, ct_get(a, ct_upto(-1))), *tail = ct_own(&s, ct_get(a, ct_from(1)));
    assert_non_null(ct_own(&s, ct_apply2(CT_OP_add, head, tail, &(ct_ufunc_opts){.out = {tail}})));
    ASSERT_F64(a, 1, 3, 5, 7, 9);
    ct_array *back = ct_own(&s, ct_get(a, ct_every(-1)));
    assert_non_null(ct_own(&s, ct_apply2(CT_OP_add, a, back, &(ct_ufunc_opts){.out = {a}})));
    ASSERT_F64(a, 10, 10, 10, 10, 10);
    assert_no_error();
}

static void mask_leaves_elements_alone(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, F64(1, 2, 3)), *y = ct_own(&s, F64(0, 2, 0));
    ct_array *zero = ct_own(&s, ct_weak_int(0)), *out = ct_own(&s, F64(7, 7, 7));
    ct_errstate before = ct_seterr((ct_errstate){.divide = CT_FP_RAISE});
    ct_ufunc_opts opts = {.out = {out}, .where = ct_own(&s, ct_not_equal(y, zero))};
    assert_non_null(ct_own(&s, ct_apply2(CT_OP_divide, x, y, &opts))); /* nothing is divided by 0 */
    ASSERT_F64(out, 7, 1, 7);
    ct_seterr(before);
    assert_no_error();
}

static void shape_and_output_errors(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, F64(1, 2, 3)), *y = ct_own(&s, F64(1, 2, 3, 4));
    assert_null(ct_add(x, y));
    assert_message(CT_VALUE_ERROR,
                   "operands could not be broadcast together with shapes (3,) (4,) ");
    ct_array *one = ct_own(&s, F64(1));
    assert_null(ct_apply2(CT_OP_add, x, x, &(ct_ufunc_opts){.out = {one}}));
    assert_message(CT_VALUE_ERROR, "non-broadcastable output operand with shape (1,) doesn't match "
                                   "the broadcast shape (3,)");
    ct_array *view = ct_own(&s, ct_broadcast_to(one, CT_SHAPE(3)));
    assert_null(ct_apply2(CT_OP_add, x, x, &(ct_ufunc_opts){.out = {view}}));
    assert_message(CT_VALUE_ERROR, "output array is read-only");
    ct_array *ints = ct_own(&s, ct_zeros(CT_SHAPE(3), CT_INT64));
    assert_null(ct_apply2(CT_OP_add, x, x, &(ct_ufunc_opts){.out = {ints}}));
    assert_message(CT_TYPE_ERROR, "Cannot cast ufunc 'add' output from dtype('float64') to "
                                  "dtype('int64') with casting rule 'same_kind'");
    assert_null(ct_add(NULL, x));
    assert_error(CT_TYPE_ERROR);
}

static void negative_integer_powers(void **state)
{
    CT_SCOPE(s);
    ct_array *two = ct_own(&s, ct_arange_i64(2, 4, 1, NULL));
    assert_null(ct_power(two, ct_own(&s, ct_weak_int(-1))));
    assert_message(CT_VALUE_ERROR, "Integers to negative integer powers are not allowed.");
}

static void floating_point_modes(void **state)
{
    CT_SCOPE(s);
    char text[128];
    ct_array *one = ct_own(&s, F64(1)), *zero = ct_own(&s, F64(0));
    while (ct_warning_take(text, sizeof text))
        ;
    ct_array *r = ct_own(&s, ct_divide(one, zero));
    assert_true(isinf(*(const double *)ct_data(r)));
    assert_true(ct_warning_take(text, sizeof text));
    assert_string_equal(text, "divide by zero encountered in divide");
    assert_false(ct_warning_take(text, sizeof text));
    ct_errstate before = ct_seterr((ct_errstate){.invalid = CT_FP_RAISE});
    assert_null(ct_divide(zero, zero));
    assert_message(CT_FLOATING_POINT_ERROR, "invalid value encountered in divide");
    ct_array *nan = ct_own(&s, F64(NAN));
    assert_non_null(ct_own(&s, ct_less(nan, one))); /* comparisons of nan are quiet */
    ct_seterr(before);
    assert_no_error();
}

static void two_results(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, F64(7, -7)), *y = ct_own(&s, F64(2, 2)), *q, *r;
    assert_int_equal(ct_divmod(x, y, &q, &r), CT_OK);
    ASSERT_F64(ct_own(&s, q), 3, -4);
    ASSERT_F64(ct_own(&s, r), 1, 1);
}

static void methods(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, F64(8, 2, 2));
    ASSERT_F64(ct_own(&s, ct_ufunc_reduce(CT_OP_divide, x, &(ct_reduce_opts){0})), 2);
    ASSERT_F64(ct_own(&s, ct_ufunc_accumulate(CT_OP_subtract, x, 0, NULL, NULL)), 8, 6, 4);
    ASSERT_F64(ct_own(&s, ct_cumsum(x, CT_FLAT, NULL)), 8, 10, 12);
    ASSERT_F64(ct_own(&s, ct_ufunc_outer(CT_OP_multiply, x, x, NULL)), 64, 16, 16, 16, 4, 4, 16, 4,
               4);
    ct_array *where = ct_own(&s, ct_from_data((int64_t[]){0, 0, -1}, CT_SHAPE(3), CT_INT64));
    ct_array *one = ct_own(&s, ct_weak_int(1));
    assert_int_equal(ct_ufunc_at(CT_OP_add, x, (ct_index[]){ct_pick(where), ct_end}, one), CT_OK);
    ASSERT_F64(x, 10, 2, 3);
    assert_null(ct_ufunc_reduce(CT_OP_sin, x, NULL));
    assert_message(CT_VALUE_ERROR, "reduce only supported for binary functions");
    assert_null(ct_ufunc_accumulate(CT_OP_divmod, x, 0, NULL, NULL));
    assert_message(CT_VALUE_ERROR,
                   "accumulate only supported for functions returning a single value");
}

static void where_selects(void **state)
{
    CT_SCOPE(s);
    ct_array *mask = ct_own(&s, ct_from_data((bool[]){true, false, true}, CT_SHAPE(3), CT_BOOL));
    ct_array *x = ct_own(&s, ct_arange_i64(1, 4, 1, CT_INT32)), *y = ct_own(&s, F64(0.5, 1.5, 2.5));
    ASSERT_F64(ct_own(&s, ct_where(mask, x, y)), 1, 1.5, 3);
}

static bool call_everything(void *context)
{
    ct_array **in = context;
    CT_SCOPE(s);
    ct_array *sum = ct_own(&s, ct_add(in[0], in[1]));
    ct_array *wide = sum ? ct_own(&s, ct_ufunc_outer(CT_OP_multiply, in[0], sum, NULL)) : NULL;
    ct_array *part = wide ? ct_own(&s, ct_std(wide, 0, .keepdims = true)) : NULL;
    ct_array *run = part ? ct_own(&s, ct_cumsum(wide, 1, CT_FLOAT32)) : NULL;
    ct_array *top = run ? ct_own(&s, ct_argmax(run, 1)) : NULL;
    ct_array *mean = top ? ct_own(&s, ct_mean(wide, CT_FLAT, .dtype = CT_FLOAT32)) : NULL;
    return mean && ct_own(&s, ct_where(in[2], in[0], in[1]));
}

static void survives_failing_allocation(void **state)
{
    CT_SCOPE(s);
    ct_array *in[] = {ct_own(&s, ct_arange_i64(0, 20, 1, CT_INT16)),
                      ct_own(&s, ct_arange(0, 20, 1, CT_FLOAT64)),
                      ct_own(&s, ct_ones(CT_SHAPE(20), CT_BOOL))};
    for_each_failing_allocation(call_everything, in);
}

/* A short way that finds an interrupt leaves it to whoever reports it: no result, and one error. */
static void short_ways_can_be_stopped(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_arange(0, 5, 1, CT_FLOAT64));
    ct_array *mask = ct_own(&s, ct_less(x, x));
    assert_true(x && mask);
    for (int call = 0; call < 4; call++) {
        ct_interrupt();
        ct_array *got = call == 0   ? ct_where(mask, x, x)
                        : call == 1 ? ct_sum(x, CT_FLAT)
                        : call == 2 ? ct_mean(x, CT_FLAT)
                                    : ct_add(x, x);
        assert_null(got);
        assert_error(CT_INTERRUPTED);
        assert_int_equal(ct_error_take(NULL), CT_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_ways_can_be_stopped),
        cmocka_unit_test(casts_and_broadcasts),
        cmocka_unit_test(result_keeps_fortran_order),
        cmocka_unit_test(overlapping_output_behaves_as_copied),
        cmocka_unit_test(mask_leaves_elements_alone),
        cmocka_unit_test(shape_and_output_errors),
        cmocka_unit_test(negative_integer_powers),
        cmocka_unit_test(floating_point_modes),
        cmocka_unit_test(two_results),
        cmocka_unit_test(methods),
        cmocka_unit_test(where_selects),
        cmocka_unit_test(survives_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
