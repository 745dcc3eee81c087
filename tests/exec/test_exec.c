/* The engine: programs over blocks, hoisting, shared scratch. */
#include "ct_test.h"
#include "exec/exec.h"

static ct_loop *loop(ct_op op, ct_type_num type)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    for (int i = 0; i < count; i++)
        if (rows[i].types[0] == type)
            return rows[i].loop;
    return NULL;
}

enum { N = 3 * CT_EXEC_BLOCK + 7 };

/* out = (x + y) * (x + y) + k, with x an int32 that is cast. */
static void long_rows_run_block_by_block(void **state)
{
    static int32_t x[N];
    static double y[N], out[N];
    double k = 0.5;
    for (int i = 0; i < N; i++) {
        x[i] = i;
        y[i] = 0.25 * i;
    }
    ct_program p;
    ct_program_init(&p);
    int sx = ct_program_operand(&p, 0, 4), sy = ct_program_operand(&p, 1, 8);
    int sk = ct_program_operand(&p, 2, 8), so = ct_program_operand(&p, 3, 8);
    int wide = ct_program_scratch(&p, 8), sum = ct_program_scratch(&p, 8);
    int square = ct_program_scratch(&p, 8);
    ct_program_add(&p, ct_kernel_cast(CT_NUM_INT32, CT_NUM_FLOAT64), 1, 2, (int[]){sx, wide});
    ct_program_add(&p, loop(CT_OP_add, CT_NUM_FLOAT64), 2, 3, (int[]){wide, sy, sum});
    ct_program_add(&p, loop(CT_OP_multiply, CT_NUM_FLOAT64), 2, 3, (int[]){sum, sum, square});
    ct_program_add(&p, loop(CT_OP_add, CT_NUM_FLOAT64), 2, 3, (int[]){square, sk, so});
    ct_nest nest;
    ct_nest_init(
        &nest, 4, 1, (int64_t[]){N}, (char *[]){(char *)x, (char *)y, (char *)&k, (char *)out},
        (const int64_t *[]){(int64_t[]){4}, (int64_t[]){8}, (int64_t[]){0}, (int64_t[]){8}},
        CT_NEST_ANY_ORDER);
    assert_int_equal(ct_program_run(&p, &nest), CT_OK);
    for (int i = 0; i < N; i++)
        assert_true(out[i] == (1.25 * i) * (1.25 * i) + 0.5);
    ct_program_close(&p);
}

static void constant_instructions_run_once(void **state)
{
    double k = 3, x[4] = {1, 2, 3, 4}, out[4];
    ct_program p;
    ct_program_init(&p);
    int sk = ct_program_operand(&p, 0, 8), sx = ct_program_operand(&p, 1, 8);
    int so = ct_program_operand(&p, 2, 8), twice = ct_program_scratch(&p, 8);
    ct_program_add(&p, loop(CT_OP_add, CT_NUM_FLOAT64), 2, 3, (int[]){sk, sk, twice});
    ct_program_add(&p, loop(CT_OP_multiply, CT_NUM_FLOAT64), 2, 3, (int[]){twice, sx, so});
    ct_frame frame;
    assert_int_equal(ct_frame_start(&frame, &p, (int64_t[]){0, 8, 8}), CT_OK);
    assert_int_equal(frame.hoisted, 1);
    ct_frame_row(&frame, (char *[]){(char *)&k, (char *)x, (char *)out}, 4);
    for (int i = 0; i < 4; i++)
        assert_true(out[i] == 6 * x[i]);
    ct_frame_close(&frame);
    ct_program_close(&p);
}

/* A chain of a hundred additions needs two blocks, and more slots than the record holds. */
static bool run_chain(void *context)
{
    double x[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[8];
    ct_program p;
    ct_program_init(&p);
    int sx = ct_program_operand(&p, 0, 8), so = ct_program_operand(&p, 1, 8), last = sx;
    for (int i = 0; i < 100; i++) {
        int next = i == 99 ? so : ct_program_scratch(&p, 8);
        ct_program_add(&p, loop(CT_OP_add, CT_NUM_FLOAT64), 2, 3, (int[]){last, sx, next});
        last = next;
    }
    ct_nest nest;
    ct_nest_init(&nest, 2, 1, (int64_t[]){8}, (char *[]){(char *)x, (char *)out},
                 (const int64_t *[]){(int64_t[]){8}, (int64_t[]){8}}, CT_NEST_ANY_ORDER);
    bool done = ct_program_run(&p, &nest) == CT_OK;
    for (int i = 0; i < 8 && done; i++)
        assert_true(out[i] == 101 * x[i]);
    ct_program_close(&p);
    return done;
}

/* out and out2 of modf(x), or out = x + k; whether it streamed. */
static bool run_once(bool two, const double *x, int64_t step, double *out, double *out2)
{
    double k = 0.25;
    ct_program p;
    ct_program_init(&p);
    int sx = ct_program_operand(&p, 0, 8), sk = ct_program_operand(&p, 1, 8);
    int so = ct_program_operand(&p, 2, 8), other = ct_program_operand(&p, 3, 8);
    if (two)
        ct_program_add(&p, loop(CT_OP_modf, CT_NUM_FLOAT64), 1, 3, (int[]){sx, so, other});
    else
        ct_program_add(&p, loop(CT_OP_add, CT_NUM_FLOAT64), 2, 3, (int[]){sx, sk, so});
    ct_nest nest;
    char *data[] = {(char *)(uintptr_t)x, (char *)&k, (char *)out, (char *)out2};
    const int64_t eight = 8, zero = 0, n = N;
    ct_nest_init(&nest, 4, 1, &n, data, (const int64_t *[]){&step, &zero, &eight, &eight},
                 CT_NEST_ANY_ORDER);
    bool streams = ct_program_streams(&p, &nest);
    assert_int_equal(ct_program_run(&p, &nest), CT_OK);
    ct_program_close(&p);
    return streams;
}

static void large_results_go_past_the_cache(void **state)
{
    static _Alignas(64) double x[N], plain[2][N + 1], past[2][N + 9];
    for (int i = 0; i < N; i++)
        x[i] = 1.75 * i - 300;
    int64_t enough = ct_stream_enough;
    for (int two = 0; two < 2; two++)
        for (int64_t step = 0; step <= 8; step += 8)
            for (int at = 0; at < 9; at++) {
                ct_stream_enough = enough;
                assert_false(run_once(two, x, step, plain[0], plain[1]));
                ct_stream_enough = 1;
                past[0][at + N - 1] = past[1][at + N - 1] = -1;
                assert_true(run_once(two, x, step, past[0] + at, past[1] + at));
                assert_memory_equal(past[0] + at, plain[0], sizeof x);
                if (two)
                    assert_memory_equal(past[1] + at, plain[1], sizeof x);
            }
    assert_false(run_once(false, x, 8, x, plain[1])); /* in place */
    for (int i = 0; i < N; i++)
        assert_true(x[i] == 1.75 * i - 299.75);
    ct_stream_enough = enough;
}

static double cost_of(ct_op op, ct_type_num type, int64_t itemsize)
{
    ct_program p;
    ct_program_init(&p);
    int x = ct_program_operand(&p, 0, itemsize), out = ct_program_operand(&p, 1, itemsize);
    ct_program_add(&p, loop(op, type), 1, 2, (int[]){x, out});
    ct_program_weigh(&p, out, ct_kernel_cost(op, type));
    double cost = ct_program_cost(&p);
    ct_program_close(&p);
    return cost;
}

/* 1e4 sines are worth a second thread, 1e4 negated numbers are not. */
static void functions_cost_more_than_moves(void **state)
{
    assert_true(cost_of(CT_OP_sin, CT_NUM_FLOAT64, 8) >
                2 * cost_of(CT_OP_negative, CT_NUM_FLOAT64, 8));
    assert_true(cost_of(CT_OP_sin, CT_NUM_FLOAT32, 4) < cost_of(CT_OP_sin, CT_NUM_FLOAT64, 8));
    assert_true(cost_of(CT_OP_sin, CT_NUM_COMPLEX128, 16) > cost_of(CT_OP_sin, CT_NUM_FLOAT64, 8));
}

static void programs_grow_and_survive_failing_allocation(void **state)
{
    for_each_failing_allocation(run_chain, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_rows_run_block_by_block),
        cmocka_unit_test(constant_instructions_run_once),
        cmocka_unit_test(large_results_go_past_the_cache),
        cmocka_unit_test(functions_cost_more_than_moves),
        cmocka_unit_test(programs_grow_and_survive_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
