/* What the parity lines cannot see of src/routines: the C functions' options, views, in-place
 * calls, and order statistics against full sorts of awkward rows. Expected values are NumPy 2.4's.
 */
#include "ct_test.h"

#include <carton/routines.h>

#include <math.h>
#include <string.h>

static ct_array *line(int64_t n, const double *values)
{
    ct_array *a = ct_from_data(values, 1, &n, CT_FLOAT64);
    assert_non_null(a);
    return a;
}

static double number(CT_TAKE ct_array *a)
{
    double value = NAN;
    assert_non_null(a);
    assert_int_equal(ct_item_f64(a, &value), CT_OK);
    ct_release(a);
    return value;
}

/* Rows that make pivots poor: sorted, reversed, all equal, two values, organ pipes, random, with
 * nan. */
static double element(int shape, int64_t i, int64_t n)
{
    uint64_t x = (uint64_t)i * 6364136223846793005u + 1442695040888963407u;
    switch (shape) {
    case 0:
        return (double)i;
    case 1:
        return (double)(n - i);
    case 2:
        return 7;
    case 3:
        return (double)(i & 1);
    case 4:
        return (double)(i < n / 2 ? i : n - i);
    case 5:
        return (double)(x >> 40);
    default:
        return i % 5 == 0 ? NAN : (double)(x >> 50);
    }
}

static void partition_agrees_with_sort(void **state)
{
    static double values[1000];
    for (int shape = 0; shape < 7; shape++)
        for (int64_t n = 1; n <= 1000; n = n * 3 + 1) {
            for (int64_t i = 0; i < n; i++)
                values[i] = element(shape, i, n);
            ct_array *a = line(n, values), *sorted = ct_sort(a, 0);
            assert_non_null(sorted);
            const double *s = ct_data(sorted);
            for (int64_t k = 0; k < n; k += 1 + n / 7) {
                ct_array *split = ct_partition(a, 1, &k, 0);
                assert_non_null(split);
                const double *p = ct_data(split);
                assert_true(p[k] == s[k] || (isnan(p[k]) && isnan(s[k])));
                for (int64_t i = 0; i < n; i++)
                    assert_false(i < k ? p[i] > p[k] : p[i] < p[k]);
                ct_release(split);
            }
            for (int64_t i = 1; i < n; i++)
                assert_false(s[i] < s[i - 1] || (isnan(s[i - 1]) && !isnan(s[i])));
            ct_release(sorted);
            ct_release(a);
        }
}

static void options_by_name(void **state)
{
    ct_array *a = line(4, (const double[]){1, NAN, 4, 2});
    assert_true(number(ct_nansum(a, CT_FLAT)) == 7);
    assert_true(number(ct_nanmedian(a, 0)) == 2);
    assert_true(isnan(number(ct_median(a, 0))));
    ct_array *kept = ct_nanmax(a, 0, .keepdims = true);
    assert_int_equal(ct_ndim(kept), 1);
    assert_true(number(kept) == 4);
    ct_array *q = line(1, (const double[]){0.5});
    ct_quantile_options opts = {
        .size_ = sizeof opts, .skip_nan = true, .method = CT_QUANTILE_LOWER};
    assert_true(number(ct_quantile(a, q, &opts)) == 2);
    assert_null(ct_median(a, 3));
    assert_error(CT_AXIS_ERROR);
    assert_int_equal(ct_quantile_method_parse("none of them"), -1);
    assert_error(CT_VALUE_ERROR);
    ct_release(q);
    ct_release(a);
}

static void null_gives_null(void **state)
{
    assert_null(ct_dot(NULL, NULL));
    assert_error(CT_TYPE_ERROR);
    assert_int_equal(ct_allclose(NULL, NULL, 0, 0, false), -1);
    assert_int_not_equal(ct_error_take(NULL), CT_OK);
    assert_null(ct_histogram(NULL, NULL, NULL));
    assert_int_not_equal(ct_error_take(NULL), CT_OK);
}

/* A strided view never reaches outside the buffer, whatever the numbers. */
static void as_strided_stays_inside(void **state)
{
    ct_array *a = line(6, (const double[]){0, 1, 2, 3, 4, 5});
    const int64_t shape[] = {2, 3}, good[] = {8, 16}, wide[] = {32, 16}, back[] = {-8, 8};
    const int64_t huge[] = {INT64_MAX, 8};
    ct_array *view = ct_as_strided(a, 2, shape, good, true);
    double last = 0;
    assert_int_equal(ct_get_f64(view, (const int64_t[]){1, 2}, &last), CT_OK);
    assert_true(last == 5);
    assert_true(ct_shares_memory(view, a));
    ct_release(view);
    assert_null(ct_as_strided(a, 2, shape, wide, true));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_as_strided(a, 2, shape, back, true));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_as_strided(a, 2, shape, huge, true));
    assert_error(CT_VALUE_ERROR);
    view = ct_sliding_window_view(a, 1, (const int64_t[]){4}, NULL, false);
    assert_int_equal(ct_shape(view)[0], 3);
    assert_null(ct_data_mut(view)); /* read-only */
    assert_error(CT_VALUE_ERROR);
    ct_release(view);
    ct_release(a);
}

/* In place through a view that is not contiguous: the base changes, nothing else. */
static void places_through_views(void **state)
{
    ct_array *a = ct_zeros(CT_SHAPE(3, 2), CT_FLOAT64), *turned = ct_transpose(a);
    ct_array *at = ct_arange_i64(1, 3, 1, CT_INT64), *nine = ct_scalar_f64(9);
    assert_int_equal(ct_array_put(turned, at, nine, CT_INDEX_RAISE), CT_OK);
    const double *x = ct_data(a),
                 expected[] = {0, 0, 9, 0, 9, 0}; /* flat 1, 2 of the (2, 3) view */
    assert_memory_equal(x, expected, sizeof expected);
    assert_int_equal(ct_set_writeable(a, false), CT_OK);
    ct_array *mask = ct_ones(CT_SHAPE(3, 2), CT_BOOL);
    assert_int_not_equal(ct_array_putmask(a, mask, nine), CT_OK);
    assert_error(CT_VALUE_ERROR);
    assert_memory_equal(x, expected, sizeof expected);
    ct_release(mask);
    ct_release(nine);
    ct_release(at);
    ct_release(turned);
    ct_release(a);
}

static void refused(const void *result)
{
    assert_null(result);
    assert_error(CT_VALUE_ERROR);
}

/* What no value of an enum is, must not pass for one of them. */
static void choices_that_there_are_not(void **state)
{
    static const int wrong[] = {-1, 13, 99};
    ct_array *a = ct_arange_i64(0, 6, 1, CT_INT64), *half = ct_scalar_f64(0.5);
    ct_array *widths = ct_ones(CT_SHAPE(2), CT_INT64), *out[2];
    for (int i = 0; i < 3; i++) {
        int w = wrong[i];
        ct_pad_opts pad = {.size_ = sizeof pad, .mode = (ct_pad_mode)w};
        ct_quantile_options quantile = {
            .size_ = sizeof quantile, .axis = CT_FLAT, .method = (ct_quantile_method)w};
        ct_ufunc_opts casting = {.size_ = sizeof casting, .casting = (ct_casting)w};
        ct_ufunc_opts order = {.size_ = sizeof order, .order = (ct_order)w};
        ct_index_mode modes[2] = {(ct_index_mode)w, CT_INDEX_RAISE};
        ct_array *pair[2] = {a, a};
        refused(ct_pad(a, widths, &pad));
        refused(ct_quantile(a, half, &quantile));
        refused(ct_convolve(a, a, (ct_overlap)w));
        refused(ct_correlate(a, a, (ct_overlap)w));
        refused(ct_take(a, a, 0, (ct_index_mode)w));
        refused(ct_choose(a, 2, pair, (ct_index_mode)w));
        refused(ct_ravel_multi_index(2, pair, (const int64_t[]){9, 9}, modes, CT_ORDER_C));
        refused(ct_ravel_multi_index(2, pair, (const int64_t[]){9, 9}, NULL, (ct_order)w));
        assert_int_not_equal(ct_array_put(a, a, a, (ct_index_mode)w), CT_OK);
        assert_error(CT_VALUE_ERROR);
        assert_int_not_equal(ct_unravel_index(a, 2, (const int64_t[]){9, 9}, (ct_order)w, out),
                             CT_OK);
        assert_error(CT_VALUE_ERROR);
        refused(ct_copy(a, (ct_order)w));
        refused(ct_ravel(a, (ct_order)w));
        refused(ct_flatten(a, (ct_order)w));
        refused(ct_reshape_order(a, CT_SHAPE(2, 3), (ct_order)w, -1));
        refused(ct_empty_order(CT_SHAPE(2, 3), CT_INT64, (ct_order)w));
        refused(ct_astype(a, CT_FLOAT32, (ct_casting)w));
        assert_int_not_equal(ct_copyto(a, half, (ct_casting)w, NULL), CT_OK);
        assert_error(CT_VALUE_ERROR);
        assert_false(ct_can_cast(CT_INT64, CT_FLOAT64, (ct_casting)w));
        assert_error(CT_VALUE_ERROR);
        refused(ct_resize_fill(a, CT_SHAPE(9), (ct_fill_rule)w, NULL));
        assert_int_not_equal(ct_array_resize_fill(a, CT_SHAPE(9), (ct_fill_rule)w, NULL), CT_OK);
        assert_error(CT_VALUE_ERROR);
        refused(ct_apply2(CT_OP_add, a, a, &casting));
        refused(ct_apply2(CT_OP_add, a, a, &order));
    }
    assert_int_equal(ct_size(a), 6);
    ct_release(widths);
    ct_release(half);
    ct_release(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partition_agrees_with_sort),
        cmocka_unit_test(options_by_name),
        cmocka_unit_test(null_gives_null),
        cmocka_unit_test(as_strided_stays_inside),
        cmocka_unit_test(places_through_views),
        cmocka_unit_test(choices_that_there_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
