/* Generated code beside the block interpreter: random expressions over dtypes, strides and special
 * values give the same bits and the same warnings, at every instruction-set level and with any
 * number of threads. The seed of an expression that differs is printed. */
#include "ct_test.h"
#include "exec/exec.h"

#include <carton/expr.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LEAVES = 5, MOST_NODES = 64, EXPRESSIONS = 300 };
static const char *const levels[] = {"v2", "v3", "v4"};

/* -- random things ----------------------------------------------------------------------------- */

static uint64_t random_state;

static int draw(int n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int)(random_state % (uint64_t)n);
}

static const ct_dtype *type_of(int i)
{
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT64, CT_NUM_INT32,
                                        CT_NUM_BOOL,    CT_NUM_INT8,    CT_NUM_UINT16};
    return ct_dtype_builtin(types[i]);
}

static double number(void)
{
    static const double special[] = {0.0,       -0.0,  1,      -1,  2,    0.5,  NAN,  INFINITY,
                                     -INFINITY, 1e308, 1e-308, 3e9, -3e9, 1e19, 1e38, 5e-324};
    return draw(6) ? (double)draw(20000) / 1000 - 10 : special[draw(16)];
}

/* n elements, one, or every second one of 2n, some backwards. */
static ct_array *leaf(int64_t n)
{
    const ct_dtype *type = type_of(draw(2) ? 0 : draw(7));
    int kind = draw(8);
    int64_t length = kind == 1 ? 2 * n : n;
    double *values = calloc((size_t)length, sizeof *values);
    for (int64_t i = 0; i < length; i++)
        values[i] = type_of(0) == type || type_of(1) == type ? number() : draw(200) - 100;
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_from_data(values, kind != 0, &length, CT_FLOAT64));
    a = ct_own(&s, ct_astype(a, type, CT_CASTING_UNSAFE));
    if (kind == 1)
        a = ct_own(&s, ct_slice(a, draw(2) ? "::2" : "::-2"));
    free(values);
    while (ct_warning_take(NULL, 0))
        ;
    return ct_retain(a);
}

static const ct_op one[] = {CT_OP_negative, CT_OP_absolute, CT_OP_square,   CT_OP_sqrt,
                            CT_OP_rint,     CT_OP_floor,    CT_OP_ceil,     CT_OP_trunc,
                            CT_OP_isnan,    CT_OP_isinf,    CT_OP_isfinite, CT_OP_logical_not,
                            CT_OP_degrees,  CT_OP_exp,      CT_OP_invert,   CT_OP_reciprocal};
static const ct_op two[] = {
    CT_OP_add,        CT_OP_subtract,    CT_OP_multiply,    CT_OP_divide,        CT_OP_maximum,
    CT_OP_minimum,    CT_OP_fmax,        CT_OP_fmin,        CT_OP_equal,         CT_OP_not_equal,
    CT_OP_less,       CT_OP_less_equal,  CT_OP_greater,     CT_OP_greater_equal, CT_OP_logical_and,
    CT_OP_logical_or, CT_OP_logical_xor, CT_OP_bitwise_and, CT_OP_bitwise_or,    CT_OP_bitwise_xor,
    CT_OP_copysign};

typedef struct recipe {
    uint64_t seed;
    int leaves, nodes;
    bool folded; /* the top is a reduction */
    ct_array *leaf[MOST_LEAVES];
} recipe;

/* The same expression for the same seed. */
static cx *cook(const recipe *r)
{
    cx *pool[MOST_NODES];
    int n = 0;
    random_state = r->seed;
    for (; n < r->leaves; n++)
        pool[n] = CX(r->leaf[n]);
    while (n < r->nodes) {
        cx *in[3];
        int kind = draw(10);
        for (int k = 0; k < 3; k++)
            in[k] = pool[draw(n)];
        if (kind < 3)
            pool[n++] = cx_apply(one[draw(sizeof one / sizeof *one)], 1, (cx *[]){cx_dup(in[0])});
        else if (kind < 8)
            pool[n++] = cx_apply(two[draw(sizeof two / sizeof *two)], 2,
                                 (cx *[]){cx_dup(in[0]), cx_dup(in[1])});
        else if (kind < 9)
            pool[n++] = cx_where(cx_dup(in[0]), cx_dup(in[1]), cx_dup(in[2]));
        else
            pool[n++] = cx_astype(cx_dup(in[0]), type_of(draw(6)));
    }
    cx *top = pool[n - 1];
    for (int i = 0; i < n - 1; i++)
        cx_free(pool[i]);
    int end = r->folded ? draw(4) : draw(8);
    return end == 0   ? cx_max(top, CT_FLAT)
           : end == 1 ? cx_min(top, CT_FLAT)
           : end < 4  ? cx_sum(top, CT_FLAT)
                      : top;
}

/* -- comparing --------------------------------------------------------------------------------- */

typedef struct outcome {
    ct_array *value;
    char text[1024]; /* the error, or the warnings */
} outcome;

static outcome run(const recipe *r, const char *level, bool jit, int threads)
{
    outcome result = {NULL, ""};
    ct_set_isa(level);
    ct_set_jit(jit);
    ct_set_threads(threads);
    result.value = cx_eval(cook(r));
    size_t used = 0;
    ct_error error;
    if (ct_error_take(&error))
        snprintf(result.text, sizeof result.text, "%s", error.message);
    while (used < sizeof result.text - 256 &&
           ct_warning_take(result.text + used, sizeof result.text - used))
        used = strlen(result.text);
    return result;
}

static bool same_number(const char *a, const char *b, const ct_dtype *type)
{
    size_t size = (size_t)ct_dtype_itemsize(type);
    if (!memcmp(a, b, size))
        return true;
    double x = 0, y = 0;
    if (ct_dtype_kind(type) == 'f' && size == 8) {
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
    } else if (ct_dtype_kind(type) == 'f' && size == 4) {
        float u, v;
        memcpy(&u, a, 4);
        memcpy(&v, b, 4);
        x = u;
        y = v;
    }
    return isnan(x) && isnan(y); /* which nan is up to the order of operands */
}

static void compare(const recipe *r, const outcome *a, const outcome *b, const char *where)
{
    bool same = !a->value == !b->value && !strcmp(a->text, b->text);
    if (same && a->value) {
        const ct_dtype *type = ct_dtype_of(a->value);
        int64_t size = ct_dtype_itemsize(type);
        same =
            ct_size(a->value) == ct_size(b->value) && ct_dtype_equal(type, ct_dtype_of(b->value));
        const char *x = ct_data(a->value), *y = ct_data(b->value);
        for (int64_t i = 0; same && i < ct_size(a->value); i++)
            same = same_number(x + i * size, y + i * size, type);
    }
    if (!same)
        fail_msg("seed %llu of %d leaves, %d nodes: %s differs (\"%s\", \"%s\")",
                 (unsigned long long)r->seed, r->leaves, r->nodes, where, a->text, b->text);
}

static void check(uint64_t seed, int64_t n, int nodes, bool folded)
{
    random_state = seed * UINT64_C(0x9E3779B97F4A7C15) | 1;
    for (int i = 0; i < 8; i++)
        draw(2);
    recipe r = {.leaves = 1 + draw(MOST_LEAVES), .nodes = nodes, .folded = folded};
    for (int i = 0; i < r.leaves; i++)
        r.leaf[i] = leaf(n);
    r.seed = random_state;
    outcome expected = run(&r, "v2", false, 1);
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        if (ct_set_isa(levels[l])) {
            ct_error_take(NULL);
            continue;
        }
        static const int threads[] = {1, 2, 3, 7};
        for (int t = 0; t < (n > 10000 ? 4 : 1); t++) {
            outcome got = run(&r, levels[l], true, threads[t]);
            compare(&r, &expected, &got, levels[l]);
            ct_release(got.value);
        }
    }
    ct_release(expected.value);
    for (int i = 0; i < r.leaves; i++)
        ct_release(r.leaf[i]);
}

static void bits_and_warnings_are_the_interpreters(void **state)
{
    for (uint64_t seed = 1; seed <= EXPRESSIONS; seed++)
        check(seed, seed % 3 ? (int64_t)(seed * 7) % 71 + 1 : (int64_t)(seed * 131) % 2900 + 1,
              seed % 5 ? 8 + (int)seed % 9 : 60, false);
}

/* Trees of all sizes, with and without values that fill no lanes. */
static void folds_have_the_interpreters_bits(void **state)
{
    for (uint64_t seed = 2001; seed <= 2000 + EXPRESSIONS; seed++)
        check(seed, (int64_t)(seed * seed) % (seed % 9 ? 700 : 9000) + 1,
              seed % 3 ? 2 + (int)seed % 7 : 12, true);
}

static void threads_do_not_show(void **state)
{
    int64_t usual = ct_stream_enough;
    for (uint64_t seed = 1001; seed <= 1016; seed++) {
        ct_stream_enough = seed % 4 < 2 ? 0 : usual; /* results of all sizes past the cache */
        check(seed, 60000 + (int64_t)seed, 14, seed % 2);
    }
    ct_stream_enough = usual;
}

/* -- the cache --------------------------------------------------------------------------------- */

static void code_is_made_when_it_pays(void **state)
{
    if (!strcmp(ct_isa(), "x86-64-v2") || !strcmp(ct_isa(), "baseline"))
        skip();
    int count;
    ct_program p;
    double x[16] = {4}, y[16];
    ct_program_init(&p);
    ct_loop *multiply = NULL;
    const ct_loop_row *rows = ct_kernel_rows(CT_OP_multiply, &count);
    for (int i = 0; i < count; i++)
        if (rows[i].types[0] == CT_NUM_FLOAT64)
            multiply = rows[i].loop;
    int in = ct_program_operand(&p, 0, 8), out = ct_program_operand(&p, 1, 8);
    int a = ct_program_scratch(&p, 8), b = ct_program_scratch(&p, 8);
    ct_program_add(&p, multiply, 2, 3, (int[]){in, in, a});
    ct_program_add(&p, multiply, 2, 3, (int[]){a, in, b});
    ct_program_add(&p, multiply, 2, 3, (int[]){b, a, out});
    static const struct {
        bool jit;
        int64_t elements;
        bool generated;
    } steps[] = {{true, 100, false}, {false, 1 << 20, false}, {true, 1 << 20, true},
                 {true, 100, true},  {false, 1 << 20, false}, {true, 1, true}};
    int64_t usual = ct_native_enough;
    ct_native_enough = 100000;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ct_frame frame;
        ct_set_jit(steps[i].jit);
        assert_int_equal(ct_frame_open(&frame, &p, (int64_t[]){8, 8}, steps[i].elements), CT_OK);
        assert_int_equal(frame.held != 0, steps[i].generated);
        assert_int_equal(ct_frame_row(&frame, (char *[]){(char *)x, (char *)y}, 1), CT_OK);
        assert_true(y[0] == 1024);
        ct_frame_close(&frame);
    }
    ct_native_enough = usual;
    ct_set_jit(true);
    ct_program_close(&p);
}

/* More shapes of programs than the cache has room for: the oldest go. */
static void the_cache_is_bounded(void **state)
{
    ct_array *x = ct_arange(0, 40, 1, CT_FLOAT64);
    for (int round = 0; round < 2; round++)
        for (int length = 2; length < 40; length++)
            for (int kind = 0; kind < 8; kind++) {
                cx *e = CX(x);
                double expected = 3;
                for (int i = 0; i < length; i++) {
                    bool add = i < 3 ? kind >> i & 1 : i % 2;
                    e = add ? cx_add(e, CX(1.0)) : cx_subtract(e, CX(0.5));
                    expected += add ? 1 : -0.5;
                }
                ct_array *y = cx_eval(e);
                assert_non_null(y);
                assert_true(((double *)ct_data(y))[3] == expected);
                ct_release(y);
            }
    ct_release(x);
}

/* Sums of a number: the previous one and it, or the previous one twice, as the bits of `which` say.
 */
static double chain(ct_program *p, ct_loop *add, int which)
{
    ct_program_init(p);
    int in = ct_program_operand(p, 0, 8), last = in, length = 3 + which % 20;
    double value = 1;
    for (int i = 0; i < length; i++) {
        bool twice = which / 20 >> i & 1;
        bool end = i == length - 1;
        int made = end ? ct_program_operand(p, 1, 8) : ct_program_scratch(p, 8);
        ct_program_add(p, add, 2, 3, (int[]){last, twice ? last : in, made});
        value += twice ? value : 1;
        last = made;
    }
    return value;
}

/* Programs in use do not keep others from their code, whatever the table has room for. */
static void any_number_may_be_in_use(void **state)
{
    if (!strcmp(ct_isa(), "x86-64-v2") || !strcmp(ct_isa(), "baseline"))
        skip();
    enum { MANY = 600 };
    static ct_program programs[MANY];
    static ct_frame frames[MANY];
    int64_t usual = ct_native_enough;
    int count, generated = 0;
    const ct_loop_row *rows = ct_kernel_rows(CT_OP_add, &count);
    while (rows->types[0] != CT_NUM_FLOAT64)
        rows++;
    ct_native_enough = 0;
    double x = 1, y, expected[MANY];
    for (int i = 0; i < MANY; i++) {
        expected[i] = chain(&programs[i], rows->loop, i);
        assert_int_equal(ct_frame_open(&frames[i], &programs[i], (int64_t[]){8, 8}, 1 << 20),
                         CT_OK);
        generated += frames[i].held != 0;
    }
    assert_int_equal(generated, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(ct_frame_row(&frames[i], (char *[]){(char *)&x, (char *)&y}, 1), CT_OK);
        assert_true(y == expected[i]);
        ct_frame_close(&frames[i]);
        ct_program_close(&programs[i]);
    }
    ct_native_enough = usual;
}

/* exp(x * 2 + y) * (x - y) */
static cx *build(void *context, ct_array *const *in)
{
    cx *x = CX(in[0]), *y = CX(in[1]);
    cx *power = cx_exp(cx_add(cx_multiply(cx_dup(x), CX(2.0)), cx_dup(y)));
    return cx_multiply(power, cx_subtract(x, y));
}

/* A plan that meets a failing allocation, wherever, works afterwards; code or not. */
static void a_plan_outlives_failures(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_linspace(0, 1, 1000)), *in[] = {x, x};
    ct_array *expected = ct_own(&s, cx_eval(build(NULL, in)));
    for (int jit = 0; jit < 2; jit++)
        for (int64_t nth = 1, made = nth; made >= nth - 1; nth++) { /* once without any */
            cx_plan *plan = cx_plan_new(2, build, NULL);
            ct_set_jit(true);
            ct_fail_allocation(nth);
            ct_release(cx_plan_run(plan, in, NULL));
            made = ct_fail_allocation(0);
            ct_error_take(NULL);
            ct_set_jit(jit);
            ct_array *y = cx_plan_run(plan, in, NULL);
            assert_non_null(y);
            assert_memory_equal(ct_data(y), ct_data(expected), (size_t)ct_nbytes(expected));
            ct_release(y);
            cx_plan_free(plan);
        }
    ct_set_jit(true);
}

static int prepare(void **state)
{
    ct_native_enough = 0;
    return 0;
}

static int restore(void **state)
{
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        ct_set_isa(levels[l]); /* the highest there is stays */
    ct_error_take(NULL);
    ct_set_jit(true);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(bits_and_warnings_are_the_interpreters, restore),
        cmocka_unit_test_teardown(folds_have_the_interpreters_bits, restore),
        cmocka_unit_test_teardown(threads_do_not_show, restore),
        cmocka_unit_test(code_is_made_when_it_pays),
        cmocka_unit_test(the_cache_is_bounded),
        cmocka_unit_test(any_number_may_be_in_use),
        cmocka_unit_test(a_plan_outlives_failures)};
    return cmocka_run_group_tests_name("native", tests, prepare, NULL);
}
