/* Reductions: axes, identities, dtypes, and sums that are equally accurate along every axis, with
 * the same bits on every ISA level. */
#include "ct_test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double item(ct_array *a)
{
    double value = NAN;
    assert_non_null(a);
    assert_int_equal(ct_item_f64(a, &value), CT_OK);
    ct_release(a);
    return value;
}

static void assert_message(ct_status code, const char *message)
{
    ct_error error;
    assert_int_equal(ct_error_take(&error), code);
    assert_string_equal(error.message, message);
}

/* Pseudo-random float64 in (-1, 1) of many magnitudes: rounding differs with every order. */
static ct_array *rough(int ndim, const int64_t *shape)
{
    ct_array *a = ct_empty(ndim, shape, CT_FLOAT64);
    uint64_t state = 1;
    double *data = ct_data_mut(a);
    for (int64_t i = 0; i < ct_size(a); i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        data[i] = ldexp((double)(int64_t)state, -63 - (int)(state >> 20 & 15));
    }
    return a;
}

/* numpy#8869, over a broadcast one: ones((10000000, 4, 15), float32).mean((0, 1)) */
static void mean_of_many_float32_ones_is_one(void **state)
{
    CT_SCOPE(s);
    ct_array *one = ct_own(&s, ct_ones(CT_SHAPE(1, 1, 15), CT_FLOAT32));
    ct_array *ones = ct_own(&s, ct_broadcast_to(one, CT_SHAPE(10000000, 4, 15)));
    int axes[] = {0, 1};
    ct_array *mean = ct_own(&s, ct_mean(ones, 0, .axes = axes, .naxes = 2));
    assert_true(ct_dtype_of(mean) == CT_FLOAT32);
    for (int i = 0; i < 15; i++)
        assert_true(((const float *)ct_data(mean))[i] == 1);
}

/* numpy#20458: 2^26 float32 ones are exact along either axis. */
static void sum_of_2_to_the_26_float32_ones_is_exact(void **state)
{
    CT_SCOPE(s);
    ct_array *one = ct_own(&s, ct_ones(CT_SHAPE(1, 2), CT_FLOAT32));
    ct_array *tall = ct_own(&s, ct_broadcast_to(one, CT_SHAPE(1 << 26, 2)));
    ct_array *wide = ct_own(&s, ct_transpose(tall));
    ct_array *down = ct_own(&s, ct_sum(tall, 0)), *along = ct_own(&s, ct_sum(wide, 1));
    for (int i = 0; i < 2; i++) {
        assert_true(((const float *)ct_data(down))[i] == 67108864.0f);
        assert_true(((const float *)ct_data(along))[i] == 67108864.0f);
    }
}

/* numpy#23523: the same bits along rows and columns, and on every ISA level. */
static void same_bits_along_every_axis_and_level(void **state)
{
    CT_SCOPE(s);
    char before[32];
    snprintf(before, sizeof before, "%s", ct_isa());
    ct_array *a = ct_own(&s, rough(CT_SHAPE(1003, 37)));
    ct_array *columns = ct_own(&s, ct_ascontiguousarray(ct_own(&s, ct_transpose(a))));
    double first[3][37];
    const char *levels[] = {"v2", "v3", "v4"};
    for (int l = 0, seen = 0; l < 3; l++) {
        if (ct_set_isa(levels[l]) != CT_OK) {
            ct_error_take(NULL);
            continue;
        }
        ct_array *r[] = {ct_own(&s, ct_sum(a, 0)), ct_own(&s, ct_mean(a, 0)),
                         ct_own(&s, ct_var(a, 0))};
        ct_array *c[] = {ct_own(&s, ct_sum(columns, 1)), ct_own(&s, ct_mean(columns, 1)),
                         ct_own(&s, ct_var(columns, 1))};
        for (int k = 0; k < 3; k++) {
            assert_memory_equal(ct_data(r[k]), ct_data(c[k]), sizeof first[k]);
            if (seen)
                assert_memory_equal(ct_data(r[k]), first[k], sizeof first[k]);
            memcpy(first[k], ct_data(r[k]), sizeof first[k]);
        }
        seen++;
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

static void thirty_two_axes(void **state)
{
    CT_SCOPE(s);
    int64_t shape[32];
    for (int i = 0; i < 32; i++)
        shape[i] = i % 8 == 3 ? 3 : 1;
    ct_array *a = ct_own(&s, ct_ones(32, shape, CT_INT16));
    assert_true(item(ct_sum(a, CT_FLAT)) == 81);
    ct_array *last = ct_own(&s, ct_sum(a, -5, .keepdims = true));
    assert_int_equal(ct_ndim(last), 32);
    assert_int_equal(ct_shape(last)[27], 1);
    assert_true(ct_dtype_of(last) == CT_INT64);
}

static void axis_errors_name_the_axis(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_ones(CT_SHAPE(3), CT_FLOAT64));
    assert_null(ct_sum(a, 2));
    assert_message(CT_AXIS_ERROR, "axis 2 is out of bounds for array of dimension 1");
    int twice[] = {0, -1};
    assert_null(ct_sum(a, 0, .axes = twice, .naxes = 2));
    assert_message(CT_VALUE_ERROR, "duplicate value in 'axis'");
    ct_array *b = ct_own(&s, ct_ones(CT_SHAPE(3, 3), CT_FLOAT64));
    assert_null(ct_ufunc_reduce(CT_OP_subtract, b, NULL));
    assert_message(CT_VALUE_ERROR, "reduction operation 'subtract' is not reorderable, so at most "
                                   "one axis may be specified");
}

static void empty_inputs(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_ones(CT_SHAPE(0), CT_FLOAT64));
    assert_true(item(ct_sum(a, 0)) == 0);
    assert_true(item(ct_prod(a, 0)) == 1);
    assert_null(ct_min(a, 0));
    assert_message(CT_VALUE_ERROR,
                   "zero-size array to reduction operation minimum which has no identity");
    assert_null(ct_argmax(a, 0));
    assert_message(CT_VALUE_ERROR, "attempt to get argmax of an empty sequence");
    assert_true(isnan(item(ct_mean(a, 0))));
    while (ct_warning_take(NULL, 0))
        ;
}

static void masks_initials_and_outputs(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_arange(0, 6, 1, CT_FLOAT64)), *ten = ct_own(&s, ct_weak_int(10));
    ct_array *odd = ct_own(&s, ct_from_data((bool[]){0, 1, 0, 1, 0, 1}, CT_SHAPE(6), CT_BOOL));
    assert_true(item(ct_sum(a, 0, .where = odd, .initial = ten)) == 19);
    assert_true(item(ct_mean(a, 0, .where = odd)) == 3);
    assert_null(ct_max(a, 0, .where = odd));
    assert_message(CT_VALUE_ERROR, "reduction operation 'maximum' does not have an identity, so to "
                                   "use a where mask one has to specify 'initial'");
    ct_array *out = ct_own(&s, ct_zeros(CT_0D, CT_INT64));
    ct_array *same = ct_own(&s, ct_sum(a, 0, .out = out));
    assert_ptr_equal(same, out);
    assert_true(item(ct_astype(out, CT_FLOAT64, 0)) == 15);
    ct_array *half = ct_own(&s, ct_astype(a, CT_FLOAT16, CT_CASTING_UNSAFE));
    assert_true(ct_dtype_of(ct_own(&s, ct_std(half, 0))) == CT_FLOAT16);
}

/* Where the sanitizers watch, a loop that reads a whole element at an odd address stops here. */
static void unaligned_inputs(void **state)
{
    CT_SCOPE(s);
    ct_array *bytes = ct_own(&s, ct_zeros(CT_SHAPE(81), CT_UINT8));
    ct_array *odd = ct_own(&s, ct_slice(bytes, "1:"));
    ct_array *a = ct_own(&s, ct_view_dtype(odd, CT_INT32));
    ct_array *two = ct_own(&s, ct_scalar_i64(2)), *line = ct_own(&s, ct_arange_i64(0, 20, 1, NULL));
    assert_int_equal(ct_flags(a) & CT_ALIGNED, 0);
    assert_int_equal(ct_set_i64(a, &(int64_t){7}, 1), CT_OK);
    assert_true(item(ct_argmax(a, 0)) == 7);
    assert_true(item(ct_sum(ct_own(&s, ct_power(line, a)), 0)) == 26); /* 19 ones and a seven */
    const ct_index twice[] = {ct_at(7), ct_end};
    assert_int_equal(ct_ufunc_at(CT_OP_multiply, a, twice, two), CT_OK);
    assert_true(item(ct_sum(a, 0)) == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_of_many_float32_ones_is_one),
        cmocka_unit_test(sum_of_2_to_the_26_float32_ones_is_exact),
        cmocka_unit_test(same_bits_along_every_axis_and_level),
        cmocka_unit_test(thirty_two_axes),
        cmocka_unit_test(axis_errors_name_the_axis),
        cmocka_unit_test(empty_inputs),
        cmocka_unit_test(masks_initials_and_outputs),
        cmocka_unit_test(unaligned_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
