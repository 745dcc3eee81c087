/* test_sort.c: sort, argsort, partition and argpartition of every real dtype at every ISA level:
 * all lengths around the sizes of networks and partitions, rows that make pivots poor, nan and both
 * zeros; long rows for several numbers of threads; interruption. The judge is the C library's qsort
 * of (value, index) pairs. */
#include "ct_test.h"

#include <carton/routines.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const levels[] = {"v2", "v3", "v4"};
static const double *judged; /* the values whose indices `order` compares */

static int order(const void *x, const void *y)
{
    int64_t i = *(const int64_t *)x, j = *(const int64_t *)y;
    double a = judged[i], b = judged[j];
    if (a < b || (b != b && a == a))
        return -1;
    if (b < a || (a != a && b == b))
        return 1;
    return i < j ? -1 : i > j;
}

enum { RANDOM, FEW, SORTED, REVERSED, ORGAN_PIPE, EQUAL, PATTERNS };

static double element(int pattern, int64_t i, int64_t n, uint64_t *state)
{
    static const double special[] = {0.0, -0.0, NAN, INFINITY, -INFINITY, -NAN, 1, -1};
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    uint64_t r = *state >> 33;
    switch (pattern) {
    case RANDOM:
        return r % 8 == 0 ? special[r / 8 % 8] : (double)(r % 60000) - 30000;
    case FEW:
        return (double)(r % 5);
    case SORTED:
        return (double)i;
    case REVERSED:
        return (double)(n - i);
    case ORGAN_PIPE:
        return (double)(i < n - i ? i : n - i);
    default:
        return 3;
    }
}

static ct_array *row(const ct_dtype *dtype, int pattern, int64_t n)
{
    ct_array *x = ct_empty(1, &n, CT_FLOAT64);
    double *data = ct_data_mut(x);
    uint64_t state = (uint64_t)n;
    bool is_float = ct_dtype_kind(dtype) == 'f';
    for (int64_t i = 0; i < n; i++) {
        data[i] = element(pattern, i, n, &state);
        if (!is_float) /* inside what each integer has */
            data[i] = isfinite(data[i]) ? (double)(int8_t)fmod(data[i], 128) : 7;
        if (ct_dtype_kind(dtype) == 'u')
            data[i] = fabs(data[i]);
    }
    ct_array *cast = ct_astype(x, dtype, CT_CASTING_UNSAFE);
    ct_release(x);
    assert_non_null(cast);
    return cast;
}

static void check_partition(const ct_array *x, const double *values, const int64_t *sorted)
{
    CT_SCOPE(s);
    int64_t n = ct_size(x), kth[2] = {n / 3, n - 1 - n / 7};
    ct_array *parts = ct_own(&s, ct_partition(x, 2, kth, 0));
    ct_array *places = ct_own(&s, ct_argpartition(x, 2, kth, 0));
    ct_array *numbers = parts ? ct_own(&s, ct_astype(parts, CT_FLOAT64, CT_CASTING_UNSAFE)) : NULL;
    ct_array *again = parts ? ct_own(&s, ct_sort(parts, 0)) : NULL;
    ct_array *all = ct_own(&s, ct_sort(x, 0));
    assert_true(numbers && places && again && all);
    assert_memory_equal(ct_data(again), ct_data(all),
                        (size_t)(n * ct_dtype_itemsize(ct_dtype_of(x))));
    const double *got = ct_data(numbers);
    const int64_t *at = ct_data(places);
    for (int k = 0; k < 2; k++) {
        double pivot = values[sorted[kth[k]]];
        assert_true(got[kth[k]] == pivot || (got[kth[k]] != got[kth[k]] && pivot != pivot));
        for (int64_t i = 0; i < n; i++) {
            double mine = values[at[i]];
            bool first = i < kth[k];
            assert_false(first ? got[i] > pivot || (got[i] != got[i] && pivot == pivot)
                               : got[i] < pivot);
            assert_false(first ? mine > pivot || (mine != mine && pivot == pivot) : mine < pivot);
        }
    }
}

static void check_row(const ct_dtype *dtype, int pattern, int64_t n)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, row(dtype, pattern, n));
    ct_array *numbers = ct_own(&s, ct_astype(x, CT_FLOAT64, CT_CASTING_UNSAFE));
    int64_t *expected = malloc((size_t)(n + 1) * sizeof *expected);
    for (int64_t i = 0; i < n; i++)
        expected[i] = i;
    judged = ct_data(numbers);
    qsort(expected, (size_t)n, sizeof *expected, order);
    ct_array *index = ct_own(&s, ct_argsort(x, 0)), *sorted = ct_own(&s, ct_sort(x, 0));
    assert_true(index && sorted);
    assert_memory_equal(ct_data(index), expected, (size_t)n * sizeof *expected);
    size_t size = (size_t)ct_dtype_itemsize(dtype);
    const char *from = ct_data(x), *to = ct_data(sorted);
    for (int64_t i = 0; i < n; i++)
        if (memcmp(to + (size_t)i * size, from + (size_t)expected[i] * size, size))
            fail_msg("type %d, pattern %d, n %d: element %d", (int)ct_dtype_num(dtype), pattern,
                     (int)n, (int)i);
    if (n > 0 && n % 5 == 0)
        check_partition(x, judged, expected);
    free(expected);
}

static void every_length(void **state)
{
    char before[16];
    strcpy(before, ct_isa());
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        if (ct_set_isa(levels[l]) != CT_OK) {
            ct_error_take(NULL);
            continue;
        }
        for (int type = CT_NUM_BOOL; type <= CT_NUM_FLOAT64; type++) {
            const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)type);
            for (int64_t n = 0; dtype && n < 1100; n += n < 300 ? 1 : 13)
                check_row(dtype, RANDOM, n);
            for (int pattern = FEW; dtype && pattern < PATTERNS; pattern++)
                for (int64_t n = 1; n < 6000; n = n * 2 + 9)
                    check_row(dtype, pattern, n);
            check_row(dtype, RANDOM, 3001);
            check_row(dtype, RANDOM, 60001);
        }
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

/* What selection leaves beside the places that were asked for does not show the level. */
static void same_parts_at_every_level(void **state)
{
    char before[16];
    strcpy(before, ct_isa());
    for (int type = CT_NUM_BOOL; type <= CT_NUM_FLOAT64; type++) {
        const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)type);
        for (int64_t n = 250; dtype && n < 9000; n = n * 2 + 9) {
            CT_SCOPE(s);
            ct_array *x = ct_own(&s, row(dtype, RANDOM, n)), *first = NULL;
            int64_t kth[3] = {n / 9, n / 2, n - 1};
            for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
                if (ct_set_isa(levels[l]) != CT_OK) {
                    ct_error_take(NULL);
                    continue;
                }
                ct_array *parts = ct_own(&s, ct_partition(x, 3, kth, 0));
                assert_non_null(parts);
                first = first ? first : parts;
                assert_memory_equal(ct_data(parts), ct_data(first),
                                    (size_t)(n * ct_dtype_itemsize(dtype)));
            }
        }
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

/* Keys too far apart for an index beside them: two levels of runs. */
static void close_keys(void **state)
{
    enum { N = 4000 };
    CT_SCOPE(s);
    int64_t n = N, expected[N];
    ct_array *x = ct_own(&s, ct_empty(1, &n, CT_FLOAT64));
    double *data = ct_data_mut(x);
    for (int64_t i = 0; i < N; i++) {
        data[i] = i % 3 ? nextafter(1.0, 2.0) + (double)(i * 7919 % 50) * 0x1p-52 : 1.0;
        expected[i] = i;
    }
    data[5] = 1e300;
    data[6] = -1e300;
    judged = data;
    qsort(expected, N, sizeof *expected, order);
    ct_array *index = ct_own(&s, ct_argsort(x, 0));
    assert_non_null(index);
    assert_memory_equal(ct_data(index), expected, sizeof expected);
    check_partition(x, data, expected);
}

static void threads(void **state)
{
    static const int counts[] = {1, 2, 3, 7};
    static const int types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT32, CT_NUM_UINT16};
    int64_t n = 700001;
    for (int t = 0; t < 4; t++)
        for (int pattern = RANDOM; pattern < PATTERNS; pattern++) {
            CT_SCOPE(s);
            ct_array *x = ct_own(&s, row(ct_dtype_builtin((ct_type_num)types[t]), pattern, n));
            ct_array *first = NULL, *places = NULL;
            for (int k = 0; k < 4; k++) {
                assert_int_equal(ct_set_threads(counts[k]), CT_OK);
                ct_array *sorted = ct_own(&s, ct_sort(x, 0));
                ct_array *index = ct_own(&s, ct_argsort(x, 0));
                assert_true(sorted && index);
                first = first ? first : sorted;
                places = places ? places : index;
                assert_memory_equal(ct_data(sorted), ct_data(first), (size_t)ct_nbytes(first));
                assert_memory_equal(ct_data(index), ct_data(places), (size_t)ct_nbytes(places));
            }
            ct_array *taken = ct_own(&s, ct_take(x, places, 0, CT_INDEX_RAISE));
            assert_memory_equal(ct_data(taken), ct_data(first), (size_t)ct_nbytes(first));
        }
    ct_set_threads(1);
}

static void a_stopped_sort_keeps_its_elements(void **state)
{
    CT_SCOPE(s);
    int64_t n = 600000;
    ct_array *x = ct_own(&s, row(CT_FLOAT64, RANDOM, n));
    ct_array *whole = ct_own(&s, ct_sort(x, 0));
    ct_interrupt();
    assert_int_equal(ct_array_sort(x, 0), CT_INTERRUPTED);
    assert_error(CT_INTERRUPTED);
    ct_interrupt_clear();
    assert_int_equal(ct_array_sort(x, 0), CT_OK);
    double sum[2] = {0, 0};
    const double *a = ct_data(whole), *b = ct_data(x);
    for (int64_t i = 0; i < n; i++)
        if (isfinite(a[i]) || isfinite(b[i])) {
            sum[0] += a[i];
            sum[1] += b[i];
            assert_true(a[i] == b[i]);
        }
    assert_true(sum[0] == sum[1]);
}

static bool sort_odd_row(void *context)
{
    ct_array *x = context, *copy = ct_copy(x, CT_ORDER_C);
    bool done = copy && ct_array_sort(copy, 0) == CT_OK;
    ct_release(copy);
    return done;
}

static void failing_allocation(void **state)
{
    CT_SCOPE(s);
    for_each_failing_allocation(sort_odd_row, ct_own(&s, row(CT_FLOAT64, RANDOM, 5000)));
    for_each_failing_allocation(sort_odd_row, ct_own(&s, row(CT_FLOAT16, RANDOM, 5000)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length),
        cmocka_unit_test(same_parts_at_every_level),
        cmocka_unit_test(close_keys),
        cmocka_unit_test(threads),
        cmocka_unit_test(a_stopped_sort_keeps_its_elements),
        cmocka_unit_test(failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
