/* Loop nests and assignment: axes are merged and ordered, overlap behaves as if copied. */
#include "array/nest.h"
#include "ct_test.h"
#include "dtype/dtype.h"
#include "kernels/kernels.h"

static void merges_contiguous_axes(void **state)
{
    double data[24];
    ct_nest nest;
    ct_nest_init(&nest, 1, 3, (int64_t[]){2, 3, 4}, (char *[]){(char *)data},
                 (const int64_t *[]){(int64_t[]){96, 32, 8}}, CT_NEST_ANY_ORDER);
    assert_int_equal(nest.ndim, 0);
    assert_int_equal(nest.inner, 24);
    assert_int_equal(nest.inner_strides[0], 8);
    assert_false(ct_nest_next(&nest));
}

static void orders_and_flips(void **state)
{
    double data[12];
    ct_nest nest; /* Fortran order, walked backwards along the second axis */
    ct_nest_init(&nest, 1, 2, (int64_t[]){3, 4}, (char *[]){(char *)(data + 9)},
                 (const int64_t *[]){(int64_t[]){8, -24}}, CT_NEST_ANY_ORDER);
    assert_int_equal(nest.inner, 12);
    assert_ptr_equal(nest.at[0], data);
    ct_nest_init(&nest, 1, 2, (int64_t[]){3, 4}, (char *[]){(char *)data},
                 (const int64_t *[]){(int64_t[]){8, 24}}, CT_NEST_KEEP_ORDER);
    assert_int_equal(nest.inner, 4);
    assert_int_equal(nest.ndim, 1);
}

static void walks_every_element_once(void **state)
{
    int64_t counts[60] = {0}, steps[2][3] = {{160, 32, 8}, {0, 8, 0}};
    ct_nest nest;
    ct_nest_init(&nest, 2, 3, (int64_t[]){3, 5, 4}, (char *[]){(char *)counts, (char *)counts},
                 (const int64_t *[]){steps[0], steps[1]}, CT_NEST_ANY_ORDER);
    do
        for (int64_t i = 0; i < nest.inner; i++)
            ++*(int64_t *)(nest.at[0] + i * nest.inner_strides[0]);
    while (ct_nest_next(&nest));
    for (int i = 0; i < 60; i++)
        assert_int_equal(counts[i], 1);
    assert_ptr_equal(nest.at[0], counts); /* back at the start */
}

static void empty_runs_once_with_nothing(void **state)
{
    ct_nest nest;
    ct_nest_init(&nest, 1, 2, (int64_t[]){3, 0}, (char *[]){(char *)&nest},
                 (const int64_t *[]){(int64_t[]){8, 8}}, CT_NEST_ANY_ORDER);
    assert_int_equal(nest.inner, 0);
    assert_false(ct_nest_next(&nest));
}

static void overlap_behaves_as_copied(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_arange_i64(0, 8, 1, NULL));
    ct_array *tail = ct_own(&s, ct_get(a, ct_from(1))), *head = ct_own(&s, ct_get(a, ct_upto(-1)));
    assert_int_equal(ct_array_assign(tail, head), CT_OK);
    const int64_t expected[] = {0, 0, 1, 2, 3, 4, 5, 6};
    assert_memory_equal(ct_data(a), expected, sizeof expected);
    ct_array *back = ct_own(&s, ct_get(a, ct_every(-1)));
    assert_int_equal(ct_array_assign(a, back), CT_OK);
    const int64_t reversed[] = {6, 5, 4, 3, 2, 1, 0, 0};
    assert_memory_equal(ct_data(a), reversed, sizeof reversed);
    assert_no_error();
}

static void refuses_shapes_and_read_only(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_zeros(CT_SHAPE(3), CT_FLOAT64));
    ct_array *b = ct_own(&s, ct_zeros(CT_SHAPE(2), CT_FLOAT64));
    assert_int_equal(ct_array_assign(a, b), CT_VALUE_ERROR);
    ct_error error;
    ct_error_take(&error);
    assert_string_equal(error.message,
                        "could not broadcast input array from shape (2,) into shape (3,)");
    ct_set_writeable(a, false);
    assert_int_equal(ct_array_assign(a, a), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
}

static bool assign_overlapping(void *context)
{
    return ct_array_assign(((ct_array **)context)[0], ((ct_array **)context)[1]) == CT_OK;
}

static void survives_failing_allocation(void **state)
{
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_arange_i64(0, 8, 1, NULL));
    ct_array *pair[] = {ct_own(&s, ct_get(a, ct_from(1))), ct_own(&s, ct_get(a, ct_upto(-1)))};
    for_each_failing_allocation(assign_overlapping, pair);
}

/* The same elements whether stores go past the cache or not: copies, casts, one element repeated,
 * rows of a wider array, and places that are no multiple of a line. */
static void large_copies_go_past_the_cache(void **state)
{
    enum { WAYS = 5 };
    static const char *const parts[WAYS] = {"...", ":, 3:", "1:, :-5", "::-1", "..."};
    ct_array *line = ct_arange(0, 3 * 1500, 1, CT_FLOAT64);
    ct_array *x = ct_reshape(line, CT_SHAPE(3, 1500)), *one = ct_slice(x, "2, 7");
    int64_t enough = ct_stream_enough;
    for (int way = 0; way < WAYS; way++)
        for (int num = CT_NUM_INT16; num <= CT_NUM_COMPLEX128; num++) {
            ct_array *made[2];
            for (int past = 0; past < 2; past++) {
                ct_stream_enough = past ? 1 : enough;
                made[past] = ct_zeros(2, (int64_t[]){3, 1500}, ct_dtype_builtin((ct_type_num)num));
                ct_array *to = ct_slice(made[past], parts[way]), *from = ct_slice(x, parts[way]);
                assert_int_equal(ct_array_assign(to, way == WAYS - 1 ? one : from), CT_OK);
                ct_release(to);
                ct_release(from);
            }
            assert_memory_equal(ct_data(made[1]), ct_data(made[0]), (size_t)ct_nbytes(made[0]));
            ct_release(made[0]);
            ct_release(made[1]);
        }
    ct_stream_enough = enough;
    ct_release(one);
    ct_release(x);
    ct_release(line);
}

/* ... and rows of a few wide texts, which are as long as many numbers. */
static void wide_texts_go_past_the_cache(void **state)
{
    enum { ROWS = 1700, WIDTH = 1024 };
    const ct_dtype *text = ct_dtype_text(CT_NUM_BYTES, WIDTH);
    ct_array *x = ct_empty(2, (int64_t[]){ROWS, 6}, text), *part = ct_slice(x, ":, :5");
    int64_t enough = ct_stream_enough, row = 5 * WIDTH;
    for (int64_t i = 0; i < ct_nbytes(x); i++)
        ((char *)ct_data(x))[i] = (char)(1 + i * 7 % 101);
    int threads = ct_threads();
    ct_set_threads(1); /* one piece of many rows */
    ct_stream_enough = 1;
    ct_array *flat = ct_copy(part, CT_ORDER_C);
    ct_array *guarded = ct_zeros(2, (int64_t[]){ROWS + 1, 5}, text);
    ct_array *turned = ct_slice(guarded, "-2::-1");
    assert_int_equal(ct_array_assign(turned, part), CT_OK);
    ct_stream_enough = enough;
    ct_set_threads(threads);
    for (int64_t i = 0; i < ROWS; i++) {
        const char *from = (char *)ct_data(x) + i * 6 * WIDTH;
        assert_memory_equal((char *)ct_data(flat) + i * row, from, row);
        assert_memory_equal((char *)ct_data(guarded) + (ROWS - 1 - i) * row, from, row);
    }
    for (int64_t i = 0; i < row; i++)
        assert_int_equal(((char *)ct_data(guarded))[ROWS * row + i], 0);
    ct_release(x);
    ct_release(part);
    ct_release(flat);
    ct_release(guarded);
    ct_release(turned);
    ct_release(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_contiguous_axes),
        cmocka_unit_test(orders_and_flips),
        cmocka_unit_test(walks_every_element_once),
        cmocka_unit_test(empty_runs_once_with_nothing),
        cmocka_unit_test(overlap_behaves_as_copied),
        cmocka_unit_test(refuses_shapes_and_read_only),
        cmocka_unit_test(survives_failing_allocation),
        cmocka_unit_test(large_copies_go_past_the_cache),
        cmocka_unit_test(wide_texts_go_past_the_cache),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
