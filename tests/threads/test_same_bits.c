/* test_same_bits.c: every ufunc, reduction and a few fused programs on enough elements for several
 * threads give the same bits and warnings for 1, 2, 3 and 7 threads at every instruction-set level;
 * errors and interruptions of helpers reach the caller; a forked child starts helpers of its own.
 */
#include "ct_test.h"

#include <carton/expr.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N = 100000, ROWS = 400 };
static const int thread_counts[] = {1, 2, 3, 7};
static const char *const levels[] = {"v2", "v3", "v4"};

typedef ct_array *make(const void *context);

/* What `function` gives must be the same each time. */
static void check(const char *what, make *function, const void *context)
{
    ct_array *first = NULL;
    char said[4][128] = {{0}};
    for (size_t level = 0; level < sizeof levels / sizeof *levels; level++) {
        if (ct_set_isa(levels[level]) != CT_OK) {
            ct_error_take(NULL);
            continue;
        }
        for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++) {
            assert_int_equal(ct_set_threads(thread_counts[i]), CT_OK);
            ct_array *again = function(context);
            char text[4][128] = {{0}};
            for (int k = 0; k < 4; k++)
                ct_warning_take(text[k], sizeof text[k]);
            if (ct_error_take(NULL) == CT_TYPE_ERROR || !again)
                goto done; /* no such loop */
            if (!first) {
                first = ct_retain(again);
                memcpy(said, text, sizeof said);
            }
            bool same = !memcmp(ct_data(first), ct_data(again), (size_t)ct_nbytes(first)) &&
                        !memcmp(said, text, sizeof said);
            ct_release(again);
            if (!same)
                fail_msg("%s differs: %s, %d threads (%s)", what, levels[level], thread_counts[i],
                         text[0]);
        }
    }
done:
    ct_release(first);
    ct_set_threads(1);
}

/* Of many magnitudes and signs, so that the order of additions shows; both zeros. */
static ct_array *numbers(int64_t n, const ct_dtype *dtype, int seed)
{
    ct_array *x = ct_empty(1, &n, CT_FLOAT64);
    double *data = ct_data_mut(x);
    uint64_t state = (uint64_t)seed;
    for (int64_t i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        double unit = (double)(state >> 11) * 0x1p-53 - 0.5;
        data[i] = i % 97 == 0 ? copysign(0.0, unit) : ldexp(unit, (int)(state % 20) - 8);
    }
    ct_array *cast = ct_astype(x, dtype, CT_CASTING_UNSAFE);
    ct_release(x);
    return cast;
}

typedef struct operation {
    ct_op op;
    ct_array *in[3];
    ct_array *(*reduction)(const ct_array *a, const ct_reduce_opts *opts);
    int axis;
} operation;

static ct_array *apply(const void *context)
{
    const operation *o = context;
    ct_array *out[2] = {NULL, NULL};
    ct_ufunc_call(o->op, o->in, NULL, out);
    ct_release(out[1]);
    return out[0];
}

static ct_array *reduce(const void *context)
{
    const operation *o = context;
    ct_reduce_opts opts = {.axis = o->axis};
    return o->reduction ? o->reduction(o->in[0], &opts) : ct_ufunc_reduce(o->op, o->in[0], &opts);
}

static void ufuncs(void **state)
{
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT32};
    for (int t = 0; t < 3; t++) {
        CT_SCOPE(s);
        const ct_dtype *dtype = ct_dtype_builtin(types[t]);
        ct_array *x = ct_own(&s, numbers(N, dtype, 1)), *y = ct_own(&s, numbers(N, dtype, 2));
        for (int op = 0; op < CT_OP_COUNT; op++)
            check(ct_ufunc_get((ct_op)op)->name, apply,
                  &(operation){.op = (ct_op)op, .in = {x, y, x}});
    }
}

static void reductions(void **state)
{
    static const ct_type_num types[] = {CT_NUM_FLOAT64, CT_NUM_FLOAT32, CT_NUM_INT32,
                                        CT_NUM_COMPLEX128};
    for (int t = 0; t < 4; t++) {
        CT_SCOPE(s);
        const ct_dtype *dtype = ct_dtype_builtin(types[t]);
        ct_array *x = ct_own(&s, numbers(2 * N, dtype, 3));
        ct_array *table = ct_own(&s, ct_reshape(x, CT_SHAPE(ROWS, 2 * N / ROWS)));
        ct_array *turned = ct_own(&s, ct_transpose(table)), *odd = ct_own(&s, ct_slice(x, "::-2"));
        ct_array *shapes[] = {x, table, turned, odd};
        for (int k = 0; k < 4; k++)
            for (int axis = -1; axis < 2; axis++) {
                operation o = {.in = {shapes[k]}, .axis = axis < 0 ? CT_FLAT : axis};
                if (axis > 0 && ct_ndim(shapes[k]) < 2)
                    continue;
                const ct_op ops[] = {CT_OP_add, CT_OP_multiply, CT_OP_maximum, CT_OP_minimum,
                                     CT_OP_logical_or};
                for (int i = 0; i < 5; i++) {
                    o.op = ops[i];
                    check(ct_ufunc_get(o.op)->name, reduce, &o);
                }
                o.reduction = ct_mean_opts;
                check("mean", reduce, &o);
                o.reduction = ct_std_opts;
                check("std", reduce, &o);
            }
    }
}

static ct_array *fused(const void *context)
{
    const operation *o = context;
    cx *x = cx_array(o->in[0]), *y = cx_array(o->in[1]);
    cx *e = cx_sqrt(cx_add(cx_multiply(cx_dup(x), x), cx_multiply(cx_dup(y), y)));
    return o->axis ? cx_eval(cx_sum(e, CT_FLAT)) : cx_eval(cx_subtract(e, cx_float(2.5)));
}

static void programs(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, numbers(2 * N, CT_FLOAT64, 5));
    ct_array *y = ct_own(&s, numbers(2 * N, CT_FLOAT32, 6));
    check("sqrt(x*x + y*y) - 2.5", fused, &(operation){.in = {x, y}});
    check("sum(sqrt(x*x + y*y))", fused, &(operation){.in = {x, y}, .axis = 1});
}

static ct_array *copy(const void *context)
{
    const operation *o = context;
    return ct_astype(o->in[0], CT_FLOAT32, CT_CASTING_UNSAFE);
}

static void copies(void **state)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, numbers(2 * N, CT_FLOAT64, 7)), *odd = ct_own(&s, ct_slice(x, "::3"));
    check("astype", copy, &(operation){.in = {x}});
    check("astype of a view", copy, &(operation){.in = {odd}});
}

static ct_array *place(const void *context)
{
    const operation *o = context;
    return ct_argmax_opts(o->in[0], NULL);
}

static ct_array *search(const void *context)
{
    const operation *o = context;
    return ct_searchsorted(o->in[0], o->in[1], true, NULL);
}

static ct_array *range(const void *context)
{
    const operation *o = context;
    bool whole = ct_dtype_of(o->in[0]) == CT_INT64;
    return whole ? ct_arange_i64(-5, 7 * (int64_t)N, 7, NULL) : ct_arange(0.1, N, 0.7, CT_FLOAT32);
}

/* What is cut into pieces by hand. The first of equal elements is found, and the first nan. */
static void pieces(void **state)
{
    CT_SCOPE(s);
    const int64_t first = 2 * N / 3;
    ct_array *x = ct_own(&s, numbers(2 * N, CT_FLOAT64, 3));
    ct_array *few = ct_own(&s, numbers(2 * N, CT_INT8, 4));
    ct_array *sorted = ct_own(&s, ct_sort(x, 0));
    check("searchsorted", search, &(operation){.in = {sorted, x}});
    check("arange", range, &(operation){.in = {few}});
    check("arange of integers", range,
          &(operation){.in = {ct_own(&s, ct_astype(few, CT_INT64, CT_CASTING_SAFE))}});
    check("argmax", place, &(operation){.in = {x}});
    check("argmax of few values", place, &(operation){.in = {few}});
    double *data = ct_data_mut(x);
    data[first] = data[first + 1] = data[N + first] = (double)NAN;
    for (size_t i = 0; i < sizeof thread_counts / sizeof *thread_counts; i++) {
        ct_set_threads(thread_counts[i]);
        ct_array *found = ct_own(&s, ct_argmax_opts(x, NULL));
        assert_int_equal(*(const int64_t *)ct_data(found), first);
    }
    ct_set_threads(1);
}

static ct_array *product(const void *context)
{
    const operation *o = context;
    return ct_matmul(o->in[0], o->in[1]);
}

/* Of every layout, with columns that fill vectors and columns that do not. */
static void products(void **state)
{
    static const int64_t sizes[][3] = {{1, 70, 1},  {1, 70, 3},   {1, 70, 23},  {1, 100, 1700},
                                       {30, 70, 1}, {2, 300, 23}, {37, 500, 41}};
    for (int t = 0; t < 2; t++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            CT_SCOPE(s);
            const int64_t m = sizes[i][0], k = sizes[i][1], n = sizes[i][2];
            const ct_dtype *dtype = t ? CT_FLOAT32 : CT_FLOAT64;
            ct_array *x = ct_own(&s, numbers(m * k, dtype, 8));
            ct_array *y = ct_own(&s, numbers(k * n, dtype, 9));
            for (int way = 0; way < 4; way++) {
                ct_array *a = ct_own(&s, ct_reshape(x, CT_SHAPE(way & 1 ? k : m, way & 1 ? m : k)));
                ct_array *b = ct_own(&s, ct_reshape(y, CT_SHAPE(way & 2 ? n : k, way & 2 ? k : n)));
                a = way & 1 ? ct_own(&s, ct_transpose(a)) : a;
                b = way & 2 ? ct_own(&s, ct_transpose(b)) : b;
                check("matmul", product, &(operation){.in = {a, b}});
            }
        }
}

/* One division by zero in the last element: whoever computes it, the caller hears of it. */
static void flags_reach_the_caller(void **state)
{
    ct_set_threads(3);
    ct_array *x = ct_ones(CT_SHAPE(20 * N), CT_FLOAT64), *y = ct_ones(CT_SHAPE(20 * N), CT_FLOAT64);
    ((double *)ct_data_mut(y))[20 * N - 1] = 0;
    ct_errstate raise = {CT_FP_RAISE, CT_FP_RAISE, CT_FP_IGNORE, CT_FP_RAISE};
    ct_errstate before = ct_seterr(raise);
    for (int i = 0; i < 20; i++) {
        assert_null(ct_divide(x, y));
        assert_error(CT_FLOATING_POINT_ERROR);
        ct_release(ct_divide(x, x));
        assert_no_error();
    }
    ct_seterr(before);
    ct_interrupt();
    assert_null(ct_add(x, y));
    assert_error(CT_INTERRUPTED);
    ct_release(x);
    ct_release(y);
}

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif

/* It has none of its parent's helpers, and starts its own. */
static void a_forked_child_works(void **state)
{
    if (HAS_FEATURE(thread_sanitizer)) /* which refuses threads after a fork */
        skip();
    ct_set_threads(3);
    ct_array *x = ct_ones(CT_SHAPE(20 * N), CT_FLOAT64), *sum = ct_sum(x, CT_FLAT);
    pid_t child = fork();
    if (child == 0) {
        ct_array *again = ct_sum(x, CT_FLAT), *both = ct_add(x, x);
        _exit(both && !memcmp(ct_data(sum), ct_data(again), 8) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    ct_release(sum);
    ct_release(x);
}

/* Sums of columns of narrow tables, of elements and of what is computed, are those of each column
 * on its own. */
static void narrow_tables(void **state)
{
    (void)state;
    static const int64_t widths[] = {2, 3, 10, 64}, lengths[] = {5, 16, 100, 129, 1000, 9000};
    ct_array *(*const reductions[])(const ct_array *, const ct_reduce_opts *) = {ct_sum_opts,
                                                                                 ct_var_opts};
    const ct_reduce_opts first = {.size_ = sizeof first};
    for (int i = 0; i < 4 * 6 * 2 * 2; i++) {
        CT_SCOPE(s);
        int64_t width = widths[i % 4], length = lengths[i / 4 % 6], shape[] = {length, width};
        ct_array *(*const fold)(const ct_array *, const ct_reduce_opts *) = reductions[i / 24 % 2];
        ct_set_threads(1 + i / 48);
        ct_array *x = ct_own(&s, numbers(length * width, CT_FLOAT64, i + 1));
        ct_array *table = ct_own(&s, ct_reshape(x, 2, shape));
        ct_array *all = ct_own(&s, fold(table, &first));
        for (int64_t k = 0; k < width; k++) {
            ct_array *column =
                ct_own(&s, ct_index_get(table, (ct_index[]){ct_colon, ct_at(k), ct_end}));
            ct_array *one = ct_own(&s, fold(ct_own(&s, ct_copy(column, CT_ORDER_C)), &first));
            assert_memory_equal(ct_data(one), (const char *)ct_data(all) + 8 * k, 8);
        }
    }
    ct_set_threads(1);
}

/* Small jobs one after another, of more and fewer threads than the last: whoever still looks at
 * that one takes nothing of this, and nothing is done twice or not at all. */
static void jobs_follow_each_other(void **state)
{
    (void)state;
    enum { JOBS = 3000, SMALL = 20000 };
    ct_array *total = ct_zeros(1, (int64_t[]){SMALL}, CT_FLOAT64),
             *one = ct_ones(1, (int64_t[]){SMALL}, CT_FLOAT64);
    for (int i = 0; i < JOBS; i++) {
        ct_set_threads(thread_counts[i % 4]);
        ct_array *again =
            ct_apply2(CT_OP_add, total, one,
                      &(ct_ufunc_opts){.size_ = sizeof(ct_ufunc_opts), .out = {total}});
        assert_ptr_equal(again, total);
        ct_release(again);
    }
    for (int i = 0; i < SMALL; i++)
        assert_true(((const double *)ct_data(total))[i] == JOBS);
    ct_release(total);
    ct_release(one);
    ct_set_threads(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ufuncs),
                                       cmocka_unit_test(reductions),
                                       cmocka_unit_test(programs),
                                       cmocka_unit_test(copies),
                                       cmocka_unit_test(products),
                                       cmocka_unit_test(pieces),
                                       cmocka_unit_test(flags_reach_the_caller),
                                       cmocka_unit_test(narrow_tables),
                                       cmocka_unit_test(jobs_follow_each_other),
                                       cmocka_unit_test(a_forked_child_works)};
    return cmocka_run_group_tests_name("same_bits", tests, NULL, NULL);
}
