/* What the fuzzer found in the language: each program ends, within limits, without a leak. Run
 * under the sanitizers these rows say most. */
#include "ct_test.h"

#include <string.h>

static void ends(const char *program, int64_t bytes)
{
    static const ct_limits limits = {
        .size_ = sizeof limits, .steps = 20000, .bytes = 1 << 18, .no_files = true};
    int64_t before, after;
    ct_memory_in_use(&before, NULL);
    ct_interp *interp = ct_interp_new();
    assert_non_null(interp);
    ct_interp_limits(interp, &limits);
    ct_object *value = ct_interp_run(interp, program, bytes, "fuzz");
    assert_true((value == NULL) == (ct_error_take(NULL) != CT_OK));
    ct_release(value);
    ct_interp_destroy(interp);
    ct_memory_in_use(&after, NULL);
    if (before != after)
        print_error("%lld blocks left by: %s\n", (long long)(after - before), program);
    assert_int_equal(before, after);
}

static void programs(void **state)
{
    static const char *const rows[] = {
        "",
        "[f(2) for f in [lambda v: v + 1, lambda v: v * 10]]",
        "def f():\n  g = lambda: g\n  return 1\nf()",
        "negative.at(arange(4), [0, 1])",
        "array(['\xc3\xa9', '\xe6\x97\xa5\xe6\x9c\xac'])",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ends(rows[i], -1);
}

/* The program fails for want of what a host allows it. */
static void stopped(const char *program, const ct_limits *limits, ct_status code)
{
    ct_interp *interp = ct_interp_new();
    ct_interp_limits(interp, limits);
    assert_null(ct_interp_run(interp, program, -1, "limits"));
    ct_error error;
    ct_error_take(&error);
    if (error.code != code)
        print_error("%s: %s: %s\n", program, ct_status_name(error.code), error.message);
    assert_int_equal(error.code, code);
    ct_interp_limits(interp, NULL); /* and goes on without */
    ct_object *value = ct_interp_run(interp, "zeros(10 ** 5)", -1, "limits");
    assert_non_null(value);
    ct_release(value);
    ct_interp_destroy(interp);
}

static void limits_hold(void **state)
{
    static const struct {
        const char *program;
        ct_limits limits;
        ct_status code;
    } rows[] = {
        {"while True: pass", {.steps = 1000}, CT_RUNTIME_ERROR},
        {"f = lambda: f()\nf()", {.steps = 100}, CT_RUNTIME_ERROR},
        {"sum(range(10 ** 15))", {.steps = 1000}, CT_RUNTIME_ERROR},
        {"10 ** 15 + 0.5 in range(10 ** 16)", {.steps = 1000}, CT_RUNTIME_ERROR},
        {"a = [1]; b = [1]\nfor i in range(40): a = [a, a]; b = [b, b]\na == b",
         {.steps = 1000},
         CT_RUNTIME_ERROR},
        {"zeros(10 ** 6)", {.bytes = 1 << 20}, CT_MEMORY_ERROR},
        {"[0] * 10 ** 6", {.bytes = 1 << 20}, CT_MEMORY_ERROR},
        {"x = []\nwhile True: x.append([])", {.bytes = 1 << 20}, CT_MEMORY_ERROR},
        {"broadcast_to(1, (10 ** 6, 10 ** 6)).sum()", {.bytes = 1 << 20}, CT_MEMORY_ERROR},
        {"load('x.npy')", {.no_files = true}, CT_OS_ERROR},
        {"save('x.npy', 1)", {.no_files = true}, CT_OS_ERROR},
        {"savetxt('x.txt', [1])", {.no_files = true}, CT_OS_ERROR},
        {"fromfile('x.npy')", {.no_files = true}, CT_OS_ERROR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        stopped(rows[i].program, &rows[i].limits, rows[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
