/* test_sums.c: kernels that do several steps at once give what the steps give: sums of elements of
 * another dtype, of squares, rows folded together, places of extremes, counts, squares turned. At
 * every ISA level. */
#include "ct_test.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "kernels/kernels.h"

enum { MOST = 1400, WIDEST = 16, NUMERIC = CT_NUM_STR };

static const char *const levels[] = {"v2", "v3", "v4"};
static uint64_t seed = 11;

static int64_t below(int64_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* Runs a check at each level that this CPU has. */
static void at_each_level(void (*check)(void))
{
    char before[32];
    strcpy(before, ct_isa());
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (ct_set_isa(levels[i]))
            ct_error_take(NULL); /* this CPU lacks it */
        else
            check();
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

static int64_t size_of(ct_type_num num)
{
    return ct_dtype_itemsize(ct_dtype_builtin(num));
}

static _Alignas(64) char memory[MOST * WIDEST * 2], wide[MOST * WIDEST];

/* Numbers of a dtype, `step` items apart: small ones with halves, of both signs if it has them. */
static void fill(ct_type_num num, int64_t n, int64_t step)
{
    int64_t size = size_of(num);
    bool positive = num > CT_NUM_BOOL && num < CT_NUM_FLOAT16 && (num - CT_NUM_INT8) % 2;
    for (int64_t i = 0; i < n; i++) {
        double value = (double)(below(200) - (positive ? 0 : 100)) / 8;
        ct_kernel_cast(CT_NUM_FLOAT64, num)((char *[]){(char *)&value, memory + i * step * size},
                                            (int64_t[]){8, size}, 1, NULL);
    }
}

static void widen(ct_type_num from, const char *x, int64_t stride, ct_type_num to, int64_t n)
{
    ct_kernel_cast(from, to)((char *[]){(char *)(uintptr_t)x, wide},
                             (int64_t[]){stride, size_of(to)}, n, NULL);
}

static ct_type_num sum_type(ct_type_num num)
{
    static const ct_type_num kept[] = {
        [CT_NUM_BOOL] = CT_NUM_INT64,           [CT_NUM_INT8] = CT_NUM_INT64,
        [CT_NUM_UINT8] = CT_NUM_UINT64,         [CT_NUM_INT16] = CT_NUM_INT64,
        [CT_NUM_UINT16] = CT_NUM_UINT64,        [CT_NUM_INT32] = CT_NUM_INT64,
        [CT_NUM_UINT32] = CT_NUM_UINT64,        [CT_NUM_INT64] = CT_NUM_INT64,
        [CT_NUM_UINT64] = CT_NUM_UINT64,        [CT_NUM_FLOAT16] = CT_NUM_FLOAT64,
        [CT_NUM_FLOAT32] = CT_NUM_FLOAT64,      [CT_NUM_FLOAT64] = CT_NUM_FLOAT64,
        [CT_NUM_COMPLEX64] = CT_NUM_COMPLEX128, [CT_NUM_COMPLEX128] = CT_NUM_COMPLEX128};
    return kept[num];
}

static void check_sums(void)
{
    for (int num = 0; num < NUMERIC; num++)
        for (int64_t n = 0; n < MOST; n += 1 + n / 9)
            for (int64_t step = 1; step <= 2; step++) {
                ct_type_num from = (ct_type_num)num, to = sum_type(from);
                _Alignas(16) char one[16] = {0}, other[16] = {0};
                fill(from, n, step);
                widen(from, memory, step * size_of(from), to, n);
                ct_kernel_sum(from)(one, memory, step * size_of(from), n);
                ct_kernel_fold(CT_OP_add, to)(other, wide, size_of(to), n);
                assert_memory_equal(one, other, 16);
            }
}
static void sums(void **state)
{
    at_each_level(check_sums);
}

static void check_squares(void)
{
    for (int num = CT_NUM_FLOAT32; num <= CT_NUM_FLOAT64; num++)
        for (int64_t n = 1; n < MOST; n += 1 + n / 9)
            for (int64_t step = 1; step <= 2; step++) {
                const double mean = 0.3;
                double sum = 0, *x = (double *)(void *)wide;
                fill((ct_type_num)num, n, step);
                widen((ct_type_num)num, memory, step * size_of((ct_type_num)num), CT_NUM_FLOAT64,
                      n);
                for (int64_t i = 0; i < n; i++)
                    x[i] = (x[i] - mean) * (x[i] - mean);
                ct_kernel_fold(CT_OP_add, CT_NUM_FLOAT64)((char *)&sum, wide, 8, n);
                double got = ct_kernel_squares((ct_type_num)num)(
                    memory, step * size_of((ct_type_num)num), n, mean);
                assert_true(got == sum);
            }
    assert_null(ct_kernel_squares(CT_NUM_INT32));
}
static void squares(void **state)
{
    at_each_level(check_squares);
}

static ct_loop *loop_of(ct_op op, ct_type_num num)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    for (int i = 0; i < count; i++)
        if (rows[i].types[0] == num && rows[i].types[1] == num && rows[i].types[2] == num)
            return rows[i].loop;
    return NULL;
}

/* Rows of 19 elements, `fold` over accumulators of type `to` beside the loop row by row. */
static void check_rows_of(ct_row_fold *fold, ct_op op, ct_type_num from, ct_type_num to)
{
    enum { N = 19, ROOM = 40 };
    int64_t size = size_of(to), own = size_of(from);
    for (int64_t rows = 1; rows <= 27; rows++)
        for (int64_t step = 1; step <= 2; step++)
            for (int fresh = 0; fresh <= 1; fresh++) {
                _Alignas(64) char got[N * WIDEST], expected[N * WIDEST];
                int64_t row = ROOM * own;
                fill(from, rows * ROOM, 1);
                widen(from, memory + (rows / 2) * row, step * own, to, N);
                memcpy(got, wide, sizeof got);
                memcpy(expected, wide, sizeof expected);
                fold(got, memory, step * own, row, rows, N, fresh);
                for (int64_t i = 0; i < rows; i++) {
                    widen(from, memory + i * row, step * own, to, N);
                    if (fresh && i == 0)
                        memcpy(expected, wide, (size_t)(N * size));
                    else
                        loop_of(op, to)((char *[]){expected, wide, expected},
                                        (int64_t[]){size, size, size}, N, NULL);
                }
                assert_memory_equal(got, expected, (size_t)(N * size));
            }
}
static void check_rows(void)
{
    for (int num = 0; num < NUMERIC; num++) {
        ct_type_num type = (ct_type_num)num;
        check_rows_of(ct_kernel_row_sum(type), CT_OP_add, type, sum_type(type));
        for (int op = 0; op < CT_OP_COUNT; op++) {
            ct_row_fold *fold = ct_kernel_row_fold((ct_op)op, type);
            if (fold)
                check_rows_of(fold, (ct_op)op, type, type);
        }
    }
    assert_non_null(ct_kernel_row_fold(CT_OP_maximum, CT_NUM_FLOAT64));
    assert_non_null(ct_kernel_row_fold(CT_OP_logical_or, CT_NUM_BOOL));
}
static void rows(void **state)
{
    at_each_level(check_rows);
}

/* By the definition: the first nan, else the first that beats what came before. */
static int64_t place(const double *x, int64_t n, bool most)
{
    int64_t best = 0;
    for (int64_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            return i;
        if (most ? x[i] > x[best] : x[i] < x[best])
            best = i;
    }
    return best;
}
static void check_place(ct_type_num num, int64_t n, int64_t step)
{
    int64_t size = size_of(num);
    widen(num, memory, step * size, CT_NUM_FLOAT64, n);
    const double *x = (const double *)(const void *)wide;
    assert_int_equal(ct_kernel_argmax(num)(memory, step * size, n, &size), place(x, n, true));
    assert_int_equal(ct_kernel_argmin(num)(memory, step * size, n, &size), place(x, n, false));
}
static void check_places(void)
{
    for (int num = CT_NUM_INT8; num <= CT_NUM_FLOAT64; num++)
        for (int64_t n = 1; n < 300; n++)
            for (int64_t step = 1; step <= 2; step++) {
                int64_t size = size_of((ct_type_num)num);
                fill((ct_type_num)num, n, step);
                check_place((ct_type_num)num, n, step);
                memset(memory, 0, (size_t)(n * step * size)); /* all equal */
                check_place((ct_type_num)num, n, step);
                double odd[] = {-INFINITY, INFINITY, NAN, -0.0};
                for (int i = 0; i < 4 && num >= CT_NUM_FLOAT16; i++) {
                    fill((ct_type_num)num, n, step);
                    for (int turn = 0; turn < 2; turn++)
                        ct_kernel_cast(CT_NUM_FLOAT64, (ct_type_num)num)(
                            (char *[]){(char *)&odd[i], memory + below(n) * step * size},
                            (int64_t[]){8, size}, 1, NULL);
                    check_place((ct_type_num)num, n, step);
                }
            }
}
/* Longer than the blocks: the extreme, then a nan, at every distance from their ends. */
static void check_far_places(void)
{
    enum { LONG = 3 * 4096 + 77 };
    static double x[LONG];
    const int64_t size = 8;
    for (int64_t at = 4000; at < LONG; at += 61)
        for (int turn = 0; turn < 2; turn++) {
            for (int64_t i = 0; i < LONG; i++)
                x[i] = (double)(i % 7);
            x[at] = turn ? NAN : 9;
            x[(at + 4097) % LONG] = 9;
            assert_int_equal(ct_kernel_argmax(CT_NUM_FLOAT64)((char *)x, 8, LONG, &size),
                             place(x, LONG, true));
        }
}
static void places(void **state)
{
    at_each_level(check_places);
    at_each_level(check_far_places);
}

static void check_counts(void)
{
    enum { LONG = 70000 };
    static char x[LONG];
    for (int64_t n = 0; n <= LONG; n += 1 + n / 3)
        for (int kind = 0; kind < 3; kind++) {
            int64_t count = 0;
            for (int64_t i = 0; i < n; i++)
                count += x[i] = (char)(kind == 2 ? below(2) : kind);
            assert_int_equal(ct_kernel_count_true(x, 1, n), count);
            int64_t second = 0;
            for (int64_t i = 0; i < n; i += 2)
                second += x[i];
            assert_int_equal(ct_kernel_count_true(x, 2, (n + 1) / 2), second);
            const ct_type_num b = CT_NUM_BOOL;
            int64_t first = 0;
            while (first < n && !x[first])
                first++;
            assert_int_equal(n ? ct_kernel_argmax(b)(x, 1, n, NULL) : 0, first < n ? first : 0);
        }
}
static void counts(void **state)
{
    at_each_level(check_counts);
}

/* Squares of every size and shape, and one value where a mask is true. */
static void check_moves(void)
{
    static const int64_t sizes[] = {1, 2, 4, 8, 16};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        enum { SIDE = 21, ROOM = 23 };
        int64_t size = sizes[s];
        _Alignas(16) static char x[SIDE * ROOM * 16], out[SIDE * ROOM * 16], mask[SIDE];
        for (size_t i = 0; i < sizeof x; i++)
            x[i] = (char)below(256);
        for (int64_t n = 0; n <= SIDE; n++)
            for (int64_t m = 0; m <= SIDE; m += 1 + m / 5) {
                memset(out, 0, sizeof out);
                ct_kernel_transpose(size)(x, ROOM * size, out, ROOM * size, n, m);
                for (int64_t i = 0; i < SIDE; i++)
                    for (int64_t j = 0; j < ROOM; j++) {
                        static const char none[16];
                        bool there = i < m && j < n;
                        assert_memory_equal(out + (i * ROOM + j) * size,
                                            there ? x + (j * ROOM + i) * size : none, (size_t)size);
                    }
            }
        for (int64_t i = 0; i < SIDE; i++)
            mask[i] = (char)below(2);
        memcpy(out, x, sizeof out);
        ct_kernel_masked_copy(size)((char *[]){mask, x + size, out}, (int64_t[]){1, 0, size}, SIDE,
                                    NULL);
        for (int64_t i = 0; i < SIDE; i++)
            assert_memory_equal(out + i * size, mask[i] ? x + size : x + i * size, (size_t)size);
    }
}
static void moves(void **state)
{
    at_each_level(check_moves);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sums),   cmocka_unit_test(squares),
                                       cmocka_unit_test(rows),   cmocka_unit_test(places),
                                       cmocka_unit_test(counts), cmocka_unit_test(moves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
