/* Arrays: sizes, views, indexing, joining, growing, overlap, failing allocations. */
#include "ct_test.h"

#include <string.h>

static ct_array *counting(int ndim, const int64_t *shape)
{
    int64_t n = 1;
    for (int i = 0; i < ndim; i++)
        n *= shape[i];
    ct_array *line = ct_arange_i64(0, n, 1, NULL), *a = ct_reshape(line, ndim, shape);
    ct_release(line);
    return a;
}

static void expect_ints(CT_TAKE ct_array *a, int64_t n, const int64_t *values)
{
    assert_non_null(a);
    assert_int_equal(ct_size(a), n);
    ct_array *flat = ct_ravel(a, CT_ORDER_C);
    for (int64_t i = 0; i < n; i++) {
        int64_t value;
        assert_int_equal(ct_get_i64(flat, &i, &value), CT_OK);
        assert_int_equal(value, values[i]);
    }
    ct_release(flat);
    ct_release(a);
}
#define EXPECT(a, ...)                                                                             \
    expect_ints(a, (int64_t)(sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)),                  \
                (const int64_t[]){__VA_ARGS__})

static void shape_product_that_wraps_is_refused(void **state)
{
    const int64_t wraps[] = {INT64_C(1) << 62, 4}, empty[] = {0, INT64_C(1) << 62, 4};
    assert_null(ct_zeros(2, wraps, CT_INT8));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_empty(3, empty, CT_FLOAT64));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_zeros(CT_SHAPE(2, -1), CT_FLOAT64));
    assert_error(CT_VALUE_ERROR);
}

static void many_axes_work(void **state)
{
    int64_t shape[CT_MAX_NDIM + 1];
    for (int i = 0; i <= CT_MAX_NDIM; i++)
        shape[i] = i < 16 ? 2 : 1;
    ct_array *a = counting(32, shape), *t = ct_transpose(a), *flat = ct_ravel(t, CT_ORDER_C);
    int64_t value;
    assert_int_equal(ct_ndim(t), 32);
    assert_int_equal(ct_get_i64(flat, &(int64_t){1}, &value), CT_OK);
    assert_int_equal(value, 1 << 15);
    ct_release(a), ct_release(t), ct_release(flat);
    assert_null(ct_zeros(CT_MAX_NDIM + 1, shape, NULL));
    assert_error(CT_VALUE_ERROR);
}

static void axis_errors_name_axis_and_ndim(void **state)
{
    ct_error error;
    ct_array *a = ct_zeros(CT_SHAPE(2, 3), NULL);
    assert_null(ct_squeeze(a, 1, (int[]){5}));
    assert_int_equal(ct_error_take(&error), CT_AXIS_ERROR);
    assert_string_equal(error.message, "axis 5 is out of bounds for array of dimension 2");
    assert_null(ct_moveaxis(a, 1, (int[]){-3}, (int[]){0}));
    assert_int_equal(ct_error_take(&error), CT_AXIS_ERROR);
    assert_string_equal(error.message, "source: axis -3 is out of bounds for array of dimension 2");
    ct_release(a);
}

static void reshape_is_a_view_where_strides_allow(void **state)
{
    ct_array *a = counting(2, (int64_t[]){4, 6});
    ct_array *part = ct_get(a, ct_colon, ct_every(2)); /* steps of 2: (4, 3) */
    ct_array *split = ct_reshape_order(part, CT_SHAPE(2, 2, 3), CT_ORDER_C, 0);
    assert_non_null(split);
    assert_ptr_equal(ct_base(split), ct_base(a));
    EXPECT(ct_get(split, ct_at(1), ct_at(1)), 18, 20, 22);
    ct_array *t = ct_transpose(a);
    assert_null(ct_reshape_order(t, CT_SHAPE(24), CT_ORDER_C, 0));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_reshape(a, CT_SHAPE(5, -1)));
    ct_error error;
    ct_error_take(&error);
    assert_string_equal(error.message, "cannot reshape array of size 24 into shape (5,newaxis)");
    ct_release(a), ct_release(part), ct_release(split), ct_release(t);
}

static void basic_indexing(void **state)
{
    ct_array *a = counting(2, (int64_t[]){3, 4});
    EXPECT(ct_slice(a, "1, ::-2"), 7, 5);
    EXPECT(ct_slice(a, "..., -1"), 3, 7, 11);
    EXPECT(ct_slice(a, "None, 2, 10:0:-3"), 11);
    EXPECT(ct_get(a, ct_upto(-1), ct_at(0)), 0, 4);
    assert_null(ct_slice(a, "1, x"));
    assert_error(CT_SYNTAX_ERROR);
    assert_null(ct_get(a, ct_at(3)));
    ct_error error;
    ct_error_take(&error);
    assert_string_equal(error.message, "index 3 is out of bounds for axis 0 with size 3");
    assert_null(ct_get(a, ct_at(0), ct_at(0), ct_at(0)));
    assert_error(CT_INDEX_ERROR);
    ct_array *nine = ct_scalar_i64(9);
    assert_int_equal(ct_set(a, nine, ct_every(2), ct_from(3)), CT_OK);
    EXPECT(ct_get(a, ct_colon, ct_at(3)), 9, 7, 9);
    ct_release(a), ct_release(nine);
}

static void index_arrays_and_masks(void **state)
{
    ct_array *a = counting(3, (int64_t[]){2, 3, 4});
    ct_array *two = ct_from_data((int64_t[]){1, -1}, CT_SHAPE(2), CT_INT64);
    ct_array *mask = ct_from_data((bool[]){true, false, true}, CT_SHAPE(3), CT_BOOL);
    ct_array *together = ct_get(a, ct_colon, ct_pick(two), ct_pick(two));
    assert_int_equal(ct_ndim(together), 2);
    EXPECT(together, 5, 11, 17, 23);
    ct_array *apart = ct_get(a, ct_pick(two), ct_colon, ct_at(0));
    assert_int_equal(ct_shape(apart)[1], 3);
    EXPECT(apart, 12, 16, 20, 12, 16, 20);
    EXPECT(ct_get(a, ct_at(0), ct_pick(mask), ct_at(1)), 1, 9);
    ct_array *values = ct_from_data((int64_t[]){-1, -2}, CT_SHAPE(2), CT_INT64);
    assert_int_equal(ct_set(a, values, ct_at(1), ct_pick(mask), ct_at(0)), CT_OK);
    EXPECT(ct_get(a, ct_at(1), ct_colon, ct_at(0)), -1, 16, -2);
    assert_int_equal(ct_set(a, values, ct_pick(mask)), CT_INDEX_ERROR);
    assert_error(CT_INDEX_ERROR);
    ct_release(a), ct_release(two), ct_release(mask), ct_release(values);
}

static void appends_take_linear_time(void **state)
{
    enum { MANY = 1000000 };
    ct_array *a = ct_empty(CT_SHAPE(0), CT_FLOAT64), *one = ct_scalar_f64(1.5);
    int moves = 0;
    for (int i = 0; i < MANY; i++) {
        int64_t before = ct_array_capacity(a);
        assert_int_equal(ct_array_append(a, one), CT_OK);
        moves += ct_array_capacity(a) != before;
    }
    assert_int_equal(ct_size(a), MANY);
    assert_true(moves < 200); /* log(MANY) / log(9 / 8) is 117: not one move per append */
    double last;
    assert_int_equal(ct_get_f64(a, &(int64_t){-1}, &last), CT_OK);
    assert_true(last == 1.5);
    assert_int_equal(ct_array_shrink_to_fit(a), CT_OK);
    assert_int_equal(ct_array_capacity(a), MANY * 8);
    ct_release(a), ct_release(one);
}

static void append_one_number(void **state)
{
    ct_array *a = ct_empty(CT_SHAPE(0), CT_FLOAT64), *b = ct_empty(CT_SHAPE(0), CT_INT8);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(ct_array_append_f64(a, i), CT_OK);
    assert_int_equal(ct_array_append_i64(a, 1000), CT_OK); /* cast */
    for (int64_t i = 0; i <= 1000; i++) {
        double value;
        assert_int_equal(ct_get_f64(a, &i, &value), CT_OK);
        assert_true(value == (double)i);
    }
    assert_int_equal(ct_array_append_f64(b, 1.5), CT_TYPE_ERROR);
    assert_error(CT_TYPE_ERROR);
    assert_int_equal(ct_array_append_i64(b, 128), CT_OVERFLOW_ERROR);
    assert_error(CT_OVERFLOW_ERROR);
    assert_int_equal(ct_size(b), 0);
    assert_int_equal(ct_array_append_data(b, "\1\2\3", 3), CT_OK);
    EXPECT(ct_copy(b, 0), 1, 2, 3);
    ct_array *view = ct_view(a);
    assert_int_equal(ct_array_append_f64(a, 1), CT_BUFFER_ERROR);
    assert_error(CT_BUFFER_ERROR);
    ct_release(view);
    ct_set_writeable(a, false);
    assert_int_equal(ct_array_append_f64(a, 1), CT_BUFFER_ERROR);
    assert_error(CT_BUFFER_ERROR);
    ct_release(a), ct_release(b);
}

/* Along every axis, in both orders, items and blocks: what concatenate gives. */
static void append_along_any_axis(void **state)
{
    for (int axis = -3; axis < 3; axis++)
        for (int fortran = 0; fortran < 2; fortran++) {
            ct_array *start = counting(3, (int64_t[]){2, 3, 4});
            ct_array *a = ct_copy(start, fortran ? CT_ORDER_F : CT_ORDER_C), *want = ct_copy(a, 0);
            for (int round = 0; round < 4; round++) {
                int at = axis < 0 ? axis + 3 : axis;
                ct_array *block =
                    round % 2 ? ct_copy(start, 0) : ct_transpose_axes(start, 3, (int[]){0, 1, 2});
                ct_array *next = ct_concatenate(2, (ct_array *[]){want, block}, axis);
                ct_index one[4] = {ct_colon, ct_colon, ct_colon, ct_end};
                one[at] = ct_at(0);
                ct_array *item = ct_index_get(start, one), *wide = ct_expand_dims(item, 1, &at);
                ct_array *last = ct_concatenate(2, (ct_array *[]){next, wide}, axis);
                assert_int_equal(ct_array_append_axis(a, block, axis), CT_OK);
                assert_int_equal(ct_array_append_axis(a, item, axis), CT_OK);
                ct_array *same = ct_equal(a, last), *all = ct_all(same, CT_FLAT);
                int64_t yes = 0;
                assert_int_equal(ct_item_i64(all, &yes), CT_OK);
                assert_int_equal(yes, 1);
                assert_int_equal(!!(ct_flags(a) & CT_F_CONTIGUOUS), fortran);
                ct_release(want), ct_release(block), ct_release(next), ct_release(item);
                ct_release(wide), ct_release(same), ct_release(all);
                want = last;
            }
            ct_release(start), ct_release(a), ct_release(want);
        }
    ct_array *a = ct_zeros(CT_SHAPE(2, 3), CT_INT64), *two = ct_zeros(CT_SHAPE(2), CT_INT64);
    assert_int_equal(ct_array_append(a, two), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(ct_array_append_axis(a, two, 2), CT_AXIS_ERROR);
    assert_error(CT_AXIS_ERROR);
    assert_int_equal(ct_array_append_axis(a, two, 1), CT_OK);
    assert_int_equal(ct_array_append_axis(a, a, 1), CT_OK);
    assert_int_equal(ct_shape(a)[1], 8);
    ct_release(a), ct_release(two);
}

static void growing_under_a_live_view_is_refused(void **state)
{
    ct_array *a = ct_zeros(CT_SHAPE(3), CT_FLOAT64), *one = ct_scalar_f64(1);
    ct_array *view = ct_get(a, ct_from(1));
    const void *data = ct_data(a);
    assert_int_equal(ct_array_append(a, one), CT_BUFFER_ERROR);
    assert_error(CT_BUFFER_ERROR);
    assert_int_equal(ct_array_resize(a, CT_SHAPE(10)), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(ct_array_append(view, one), CT_BUFFER_ERROR);
    assert_error(CT_BUFFER_ERROR);
    assert_ptr_equal(ct_data(a), data);
    assert_int_equal(ct_size(a), 3);
    ct_release(view);
    assert_int_equal(ct_array_append(a, a), CT_OK);
    assert_int_equal(ct_array_resize(a, CT_SHAPE(2, 4)), CT_OK);
    assert_int_equal(ct_size(a), 8);
    ct_release(a), ct_release(one);
}

static void resize_rules(void **state)
{
    ct_array *a = counting(1, (int64_t[]){3}), *seven = ct_scalar_i64(7);
    EXPECT(ct_resize(a, CT_SHAPE(2, 4)), 0, 1, 2, 0, 1, 2, 0, 1);
    EXPECT(ct_resize_fill(a, CT_SHAPE(5), CT_FILL_ZERO, NULL), 0, 1, 2, 0, 0);
    EXPECT(ct_resize_fill(a, CT_SHAPE(5), CT_FILL_EDGE, NULL), 0, 1, 2, 2, 2);
    EXPECT(ct_resize_fill(a, CT_SHAPE(5), CT_FILL_VALUE, seven), 0, 1, 2, 7, 7);
    EXPECT(ct_resize(a, CT_SHAPE(2)), 0, 1);
    ct_array *own = ct_copy(a, 0);
    ct_release(a);
    a = own;
    assert_int_equal(ct_array_resize_fill(a, CT_SHAPE(5), CT_FILL_REPEAT, NULL), CT_OK);
    EXPECT(ct_copy(a, 0), 0, 1, 2, 0, 1);
    assert_int_equal(ct_array_resize_fill(a, CT_SHAPE(2, 3), CT_FILL_EDGE, NULL), CT_OK);
    EXPECT(ct_copy(a, 0), 0, 1, 2, 0, 1, 1);
    assert_int_equal(ct_array_resize_fill(a, CT_SHAPE(7), CT_FILL_VALUE, seven), CT_OK);
    EXPECT(ct_copy(a, 0), 0, 1, 2, 0, 1, 1, 7);
    assert_int_equal(ct_array_resize_fill(a, CT_SHAPE(8), CT_FILL_VALUE, NULL), CT_TYPE_ERROR);
    ct_error_take(NULL);
    assert_int_equal(ct_size(a), 7);
    assert_int_equal(ct_array_resize(a, CT_SHAPE(8)), CT_OK);
    assert_int_equal(ct_array_resize(a, CT_SHAPE(2)), CT_OK);
    EXPECT(ct_copy(a, 0), 0, 1);
    ct_release(a), ct_release(seven);
}

static void overlap_is_exact(void **state)
{
    ct_array *a = ct_zeros(CT_SHAPE(100), CT_INT64);
    ct_array *even = ct_get(a, ct_every(2)), *odd = ct_get(a, ct_step(1, CT_OMIT, 2));
    ct_array *third = ct_get(a, ct_step(99, CT_OMIT, -3));
    assert_true(ct_may_share_memory(even, odd));
    assert_false(ct_shares_memory(even, odd));
    assert_true(ct_shares_memory(even, third));
    ct_release(a), ct_release(even), ct_release(odd), ct_release(third);
}

static void nothing_leaves_outputs_undefined(void **state)
{
    ct_array *out[2] = {(void *)1, (void *)1}, *a = ct_zeros(CT_SHAPE(2), NULL);
    ct_array *b = ct_zeros(CT_SHAPE(3), NULL);
    assert_int_equal(ct_broadcast_arrays(2, (ct_array *[]){a, b}, out), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_null(out[0]);
    assert_null(out[1]);
    assert_null(ct_transpose(NULL));
    assert_error(CT_TYPE_ERROR);
    ct_release(a), ct_release(b);
}

static void nested_lists(void **state)
{
    ct_object *one = ct_int(1), *half = ct_float(0.5);
    ct_list *pair = ct_list_of(2, (ct_object *[]){one, half}), *single = ct_list_of(1, &one);
    ct_list *good = ct_list_of(2, (ct_object *[]){(ct_object *)pair, (ct_object *)pair});
    ct_list *ragged = ct_list_of(2, (ct_object *[]){(ct_object *)pair, (ct_object *)single});
    ct_array *a = ct_array_from(good, NULL);
    assert_int_equal(ct_ndim(a), 2);
    assert_ptr_equal(ct_dtype_of(a), CT_FLOAT64);
    assert_null(ct_array_from(ragged, NULL));
    ct_error error;
    ct_error_take(&error);
    assert_non_null(strstr(error.message, "inhomogeneous shape after 1 dimensions. The detected "
                                          "shape was (2,) + inhomogeneous part."));
    assert_non_null(strstr(error.message, "[1]"));
    ct_release(one), ct_release(half), ct_release(pair), ct_release(single);
    ct_release(good), ct_release(ragged), ct_release(a);
}

/* -- failing allocations ----------------------------------------------------------------------- */

static ct_array *matrix, *vector, *picks;

static bool with_result(ct_array *a)
{
    ct_release(a);
    return a != NULL;
}

#define FAILING(name, call)                                                                        \
    static bool name(void *context)                                                                \
    {                                                                                              \
        return with_result(call);                                                                  \
    }
FAILING(fail_reshape, ct_reshape_order(matrix, CT_SHAPE(4, 3), CT_ORDER_F, 1))
FAILING(fail_flatten, ct_flatten(matrix, CT_ORDER_F))
FAILING(fail_concatenate, ct_concatenate(2, (ct_array *[]){matrix, matrix}, CT_FLAT))
FAILING(fail_stack, ct_stack(2, (ct_array *[]){matrix, matrix}, 1))
FAILING(fail_pick, ct_get(matrix, ct_pick(picks), ct_pick(picks)))
FAILING(fail_cast, ct_astype(matrix, CT_COMPLEX64, CT_CASTING_UNSAFE))
FAILING(fail_eye, ct_eye(3, 4, 1, CT_FLOAT32))
FAILING(fail_triu, ct_triu(matrix, 1))
FAILING(fail_indices, ct_indices(CT_SHAPE(2, 3), NULL))
FAILING(fail_resize, ct_resize(matrix, CT_SHAPE(5, 5)))
FAILING(fail_sort, ct_sort(matrix, 0))
FAILING(fail_insert, ct_insert(matrix, picks, vector, 1))

static bool fail_set(void *context)
{
    return ct_set(matrix, vector, ct_pick(picks), ct_at(1)) == CT_OK;
}

static bool fail_append(void *context)
{
    ct_array *copy = ct_copy(vector, CT_ORDER_C);
    bool done = copy && ct_array_append(copy, copy) == CT_OK;
    if (copy && !done)
        assert_int_equal(ct_size(copy), 2);
    ct_release(copy);
    return done;
}

static void every_allocation_may_fail(void **state)
{
    static bool (*const bodies[])(void *) = {
        fail_reshape, fail_flatten, fail_concatenate, fail_stack,   fail_pick,
        fail_cast,    fail_eye,     fail_triu,        fail_indices, fail_resize,
        fail_sort,    fail_insert,  fail_set,         fail_append};
    matrix = counting(2, (int64_t[]){3, 4});
    vector = ct_from_data((int64_t[]){5, 6}, CT_SHAPE(2), CT_INT64);
    picks = ct_from_data((int64_t[]){0, 2}, CT_SHAPE(2), CT_INT64);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        for_each_failing_allocation(bodies[i], NULL);
    ct_release(matrix), ct_release(vector), ct_release(picks);
}

static void widths_of_nested_text_leave_nothing(void **state)
{
    int64_t before, after;
    ct_memory_in_use(&before, NULL);
    ct_object *words[] = {ct_string("a", -1), ct_string("bcd", -1), ct_string("ef", -1)};
    ct_list *list = ct_list_of(3, words);
    ct_array *a = ct_array_from(list, NULL);
    assert_non_null(a);
    assert_int_equal(ct_dtype_itemsize(ct_dtype_of(a)), 12);
    ct_release(a), ct_release(list);
    for (int i = 0; i < 3; i++)
        ct_release(words[i]);
    ct_memory_in_use(&after, NULL);
    assert_int_equal(after, before);
}

static void text_of_width_0_is_cast(void **state)
{
    const ct_dtype *str = ct_dtype_text(CT_NUM_STR, 0), *bytes = ct_dtype_text(CT_NUM_BYTES, 0);
    ct_array *a = ct_zeros(CT_SHAPE(2), str), *b = ct_zeros(CT_SHAPE(2), bytes);
    assert_int_equal(ct_copyto(b, a, CT_CASTING_UNSAFE, NULL), CT_OK);
    ct_release(a), ct_release(b), ct_release(str), ct_release(bytes);
}

static void expect_warning(const char *expected)
{
    char text[128];
    assert_true(ct_warning_take(text, sizeof text));
    assert_string_equal(text, expected);
    assert_false(ct_warning_take(text, sizeof text));
}

static void what_casts_lose_is_a_warning(void **state)
{
    enum { MANY = 100000 };
    const int64_t last = MANY - 1;
    ct_array *a = ct_zeros(CT_SHAPE(MANY), CT_FLOAT64);
    assert_int_equal(ct_set_f64(a, &last, 1e300), CT_OK);
    ct_release(ct_astype(a, CT_INT32, CT_CASTING_UNSAFE));
    expect_warning("invalid value encountered in cast");
    ct_array *narrow = ct_astype(a, CT_FLOAT32, CT_CASTING_UNSAFE);
    expect_warning("overflow encountered in cast");
    ct_errstate before = ct_seterr((ct_errstate){.over = CT_FP_RAISE});
    assert_int_equal(ct_copyto(narrow, a, CT_CASTING_UNSAFE, NULL), CT_FLOATING_POINT_ERROR);
    assert_error(CT_FLOATING_POINT_ERROR);
    ct_seterr(before);
    ct_array *z = ct_astype(a, CT_COMPLEX128, CT_CASTING_SAFE);
    ct_release(ct_astype(z, CT_FLOAT64, CT_CASTING_UNSAFE));
    expect_warning("Casting complex values to real discards the imaginary part");
    ct_release(a);
    ct_release(narrow);
    ct_release(z);
}

static void diagonal_of_one_element_with_huge_steps(void **state)
{
    int64_t step = INT64_C(1) << 59; /* the strides are 2^62 bytes, their sum is not in range */
    ct_array *a = counting(CT_SHAPE(3, 3));
    ct_array *b = ct_index_get(a, (ct_index[]){ct_step(0, 3, step), ct_step(0, 3, step), ct_end});
    EXPECT(ct_diagonal(b, 0, 0, 1), 0);
    ct_release(a), ct_release(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shape_product_that_wraps_is_refused),
        cmocka_unit_test(many_axes_work),
        cmocka_unit_test(axis_errors_name_axis_and_ndim),
        cmocka_unit_test(reshape_is_a_view_where_strides_allow),
        cmocka_unit_test(basic_indexing),
        cmocka_unit_test(index_arrays_and_masks),
        cmocka_unit_test(appends_take_linear_time),
        cmocka_unit_test(append_one_number),
        cmocka_unit_test(append_along_any_axis),
        cmocka_unit_test(growing_under_a_live_view_is_refused),
        cmocka_unit_test(resize_rules),
        cmocka_unit_test(overlap_is_exact),
        cmocka_unit_test(nothing_leaves_outputs_undefined),
        cmocka_unit_test(nested_lists),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(widths_of_nested_text_leave_nothing),
        cmocka_unit_test(text_of_width_0_is_cast),
        cmocka_unit_test(what_casts_lose_is_a_warning),
        cmocka_unit_test(diagonal_of_one_element_with_huge_steps),
    };
    return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
