/* What ct_cost and ct_explain say, beside the allocator's own counters and the arrays themselves.
 */
#include "ct_test.h"

#include <pthread.h>
#include <string.h>

/* -- counters ------------------------------------------------------------------------------------
 */

static void counters_are_the_allocators_own(void **state)
{
    static const int64_t sizes[] = {3, 1000, 100000, 3000000};
    int threads = ct_threads();
    ct_set_threads(1); /* attempts are counted in this thread alone */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ct_array *a = ct_ones(1, &sizes[i], CT_FLOAT64), *sum = NULL;
        for (int round = 0; round < 3; round++) { /* fresh blocks, then reused ones */
            ct_memory_counts before, after;
            int64_t blocks[2], bytes[2];
            ct_memory_count(true);
            ct_memory_counted(&before);
            ct_memory_in_use(&blocks[0], &bytes[0]);
            ct_fail_allocation(0);
            sum = ct_add(a, a);
            assert_int_equal(ct_array_append_f64(sum, 1), CT_OK);
            int64_t attempts = ct_fail_allocation(0);
            ct_memory_in_use(&blocks[1], &bytes[1]);
            ct_memory_counted(&after);
            ct_memory_count(false);
            int64_t made = after.blocks - before.blocks, freed = after.freed - before.freed;
            assert_int_equal(made - freed, blocks[1] - blocks[0]);
            assert_int_equal(after.bytes - before.bytes - (after.freed_bytes - before.freed_bytes),
                             bytes[1] - bytes[0]);
            assert_int_equal(made + after.resized - before.resized, attempts);
            assert_true(after.peak >= bytes[1] - bytes[0]);
            assert_true(after.reused - before.reused <= made);
            ct_release(sum);
        }
        ct_release(a);
    }
    ct_set_threads(threads);
}

static void *allocate(void *context)
{
    for (int i = 0; i < 1000; i++)
        ct_release(ct_zeros(CT_SHAPE(100), CT_FLOAT64));
    return NULL;
}

static void all_threads_are_counted(void **state)
{
    ct_memory_counts before, after;
    pthread_t threads[4];
    ct_memory_count(true);
    ct_memory_counted(&before);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, allocate, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ct_memory_counted(&after);
    ct_memory_count(false);
    assert_int_equal(after.blocks - before.blocks, 4000);
    assert_int_equal(after.freed - before.freed, 4000);
    assert_int_equal(after.bytes - before.bytes, after.freed_bytes - before.freed_bytes);
    allocate(NULL);
    ct_memory_counted(&before);
    assert_int_equal(before.blocks, after.blocks); /* off */
}

/* -- reports -------------------------------------------------------------------------------------
 */

static const char *const names[] = {"x", "y", "i"};
enum { N = 100000 };

typedef struct arrays {
    ct_array *values[3];
} arrays;

static arrays make(void)
{
    arrays a = {{ct_linspace(1, 2, N), ct_linspace(3, 4, N), ct_arange_i64(0, N, 1, CT_INT32)}};
    return a;
}

static void drop(arrays *a)
{
    for (int i = 0; i < 3; i++)
        ct_release(a->values[i]);
}

/* What both say of `code`: passes and bytes. */
static void expect(const char *code, int64_t passes, int64_t read, int64_t written)
{
    arrays a = make();
    ct_object *const *values = (ct_object *const *)a.values;
    ct_cost_opts opts = {.size_ = sizeof opts, .runs = 1};
    ct_cost_report *both[] = {ct_cost(code, 3, names, values, &opts),
                              ct_explain(code, 3, names, values)};
    for (int i = 0; i < 2; i++) {
        assert_non_null(both[i]);
        const ct_cost_totals *t = ct_cost_total(both[i]);
        if (t->passes != passes || t->read != read || t->written != written)
            fail_msg("%s, %s: %lld passes, %lld and %lld bytes", code, i ? "plan" : "run",
                     (long long)t->passes, (long long)t->read, (long long)t->written);
        ct_cost_free(both[i]);
    }
    drop(&a);
}

static void passes_and_bytes(void **state)
{
    enum { F8 = 8 * N, I4 = 4 * N };
    expect("x + y", 1, 2 * F8, F8);
    expect("x + x", 1, F8, F8); /* the same cells are read once */
    expect("sqrt(x * x + y * y) - 1", 1, 2 * F8, F8);
    expect("sum(x * y)", 1, 2 * F8, 8);
    expect("i + x", 1, I4 + F8, F8);
    expect("x < y", 1, 2 * F8, N);
    expect("x.mean()", 1, F8, 8);
    expect("x.std()", 2, 2 * F8, 16);
    expect("x[::2] + 1", 1, F8 / 2, F8 / 2);
    expect("x.reshape(1000, -1) + y[:100]", 1, F8 + 800, F8); /* a broadcast row is read once */
    expect("x.reshape(1000, -1).T[3]", 0, 0, 0);
    expect("x.astype('f4')", 1, F8, I4);
    expect("x.copy()", 1, F8, F8);
    expect("x += y", 1, 2 * F8, F8);
    expect("z = x * 2; z[::2] = y[::2]", 1, F8 / 2, F8 / 2);
    expect("x[i[::4]]", 2, I4 / 4 + F8 / 2, F8 / 2); /* offsets first, then the elements */
    expect("x[:4] + y[:4]", 1, 64, 32);
    expect("x[:4].mean()", 1, 32, 8);
    expect("where(x < y, x, y)", 2, 4 * F8 + N, F8 + N);
}

static void plans_change_nothing(void **state)
{
    arrays a = make();
    double before, after;
    assert_int_equal(ct_get_f64(a.values[0], &(int64_t){5}, &before), CT_OK);
    ct_cost_report *r =
        ct_explain("x += 1; x[5] = 7; y.resize(3); save('/nowhere/x.npy', x) if 0 else x", 3, names,
                   (ct_object *const *)a.values);
    assert_non_null(r);
    assert_null(ct_cost_value(r));
    assert_int_equal(ct_get_f64(a.values[0], &(int64_t){5}, &after), CT_OK);
    assert_true(before == after);
    assert_int_equal(ct_size(a.values[1]), N);
    ct_cost_free(r);
    assert_null(ct_explain("save('x.npy', x)", 3, names, (ct_object *const *)a.values));
    assert_error(CT_OS_ERROR);
    assert_null(ct_explain("while True: pass", 0, NULL, NULL));
    assert_error(CT_RUNTIME_ERROR);
    assert_null(ct_explain("x +", 3, names, (ct_object *const *)a.values));
    assert_error(CT_SYNTAX_ERROR);
    assert_null(ct_cost("x + nosuch", 3, names, (ct_object *const *)a.values, NULL));
    assert_error(CT_NAME_ERROR);
    assert_null(ct_cost("", 0, NULL, NULL, NULL));
    assert_error(CT_VALUE_ERROR);
    drop(&a);
}

static void steps_say_what_they_give(void **state)
{
    static const struct {
        const char *code;
        ct_step_kind kind;
        const char *walks, *why;
    } cases[] = {
        {"x[::2]", CT_STEP_VIEW, "", "integers and slices"},
        {"x.reshape(10, -1)", CT_STEP_VIEW, "", "another shape and strides"},
        {"asarray(x)", CT_STEP_VIEW, "", "the same array"},
        {"broadcast_to(x, (2, 100000))", CT_STEP_VIEW, "", "stride 0"},
        {"x.reshape(10, -1).T.ravel()", CT_STEP_COPY, "copy float64", "no strides"},
        {"x[i[:3]]", CT_STEP_COPY, "pick", "one by one"},
        {"x.astype('f4')", CT_STEP_COPY, "cast float32", "another dtype"},
        {"x.copy()", CT_STEP_COPY, "copy float64", "always"},
        {"i * 2.5 + x", CT_STEP_NEW, "cast float64, multiply, add", ""},
        {"x += 1", CT_STEP_WRITE, "add float64", ""},
        {"i.sum()", CT_STEP_VALUE, "add int64", ""},
    };
    arrays a = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ct_cost_report *r = ct_explain(cases[i].code, 3, names, (ct_object *const *)a.values);
        assert_non_null(r);
        const ct_cost_step *last = ct_cost_step_at(r, ct_cost_total(r)->nsteps - 1);
        if (last->kind != cases[i].kind || !strstr(last->walks, cases[i].walks) ||
            !strstr(last->why, cases[i].why))
            fail_msg("%s: kind %d, walks '%s', why '%s'", cases[i].code, last->kind, last->walks,
                     last->why);
        assert_null(ct_cost_step_at(r, ct_cost_total(r)->nsteps));
        ct_cost_free(r);
    }
    drop(&a);
}

static void masks_pick_at_most(void **state)
{
    arrays a = make();
    ct_cost_report *r = ct_explain("x[x > 1.5]", 3, names, (ct_object *const *)a.values);
    const ct_cost_step *last = ct_cost_step_at(r, ct_cost_total(r)->nsteps - 1);
    assert_true(last->at_most && last->shape[0] == N);
    ct_cost_free(r);
    drop(&a);
}

static void measured(void **state)
{
    arrays a = make();
    ct_cost_opts opts = {.size_ = sizeof opts, .runs = 5, .beside_list = true};
    ct_cost_report *r = ct_cost("x * x + y", 3, names, (ct_object *const *)a.values, &opts);
    const ct_cost_totals *t = ct_cost_total(r);
    assert_true(t->runs == 5 && t->seconds > 0 && t->list_seconds > t->seconds);
    assert_int_equal(t->list_boxes, 2 * N);
    assert_int_equal(t->kept, t->memory.bytes - t->memory.freed_bytes);
    assert_true(t->kept >= 8 * N && t->kept < 8 * N + 8192);
    assert_true(t->memory.peak >= t->kept);
    const ct_array *value = (const ct_array *)ct_cost_value(r);
    double x, y, z;
    ct_get_f64(a.values[0], &(int64_t){7}, &x);
    ct_get_f64(a.values[1], &(int64_t){7}, &y);
    ct_get_f64(value, &(int64_t){7}, &z);
    assert_true(z == x * x + y);
    ct_cost_free(r);
    assert_null(ct_cost("cumsum(x)", 3, names, (ct_object *const *)a.values, &opts));
    assert_error(CT_NOT_IMPLEMENTED_ERROR);
    drop(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_are_the_allocators_own),
        cmocka_unit_test(all_threads_are_counted),
        cmocka_unit_test(passes_and_bytes),
        cmocka_unit_test(plans_change_nothing),
        cmocka_unit_test(steps_say_what_they_give),
        cmocka_unit_test(masks_pick_at_most),
        cmocka_unit_test(measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
