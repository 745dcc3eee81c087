/* The language: values against Python's, errors with their place, cycles, depth, failing memory. */
#include "ct_test.h"

#include <stdio.h>
#include <string.h>

/* repr of the last value, or the error's name. */
static void check(const char *program, const char *expected)
{
    ct_interp *interp = ct_interp_new();
    assert_non_null(interp);
    ct_object *value = ct_interp_run(interp, program, -1, "test");
    char *text = value ? ct_repr(value, NULL) : NULL;
    const char *got = text ? text : ct_status_name(ct_error_take(NULL));
    if (strcmp(got, expected))
        print_error("%s\n  gave %s\n  not  %s\n", program, got, expected);
    assert_string_equal(got, expected);
    ct_free(text);
    ct_release(value);
    ct_interp_destroy(interp);
}

/* Programs and what CPython 3.13 with NumPy 2.4 says. */
static void values(void **state)
{
    static const char *const rows[][2] = {
        {"2 + 3 * 4 ** 2 // 5 % 7", "4"},
        {"-2 ** 2, 2 ** -1, not 1 == 2", "(-4, 0.5, True)"},
        {"1 < 2 < 3, 1 < 3 < 2, 1 is not 2", "(True, False, True)"},
        {"0x_ff, 0b101, 0o17, 1_000, 1e3, 2.5j", "(255, 5, 15, 1000, 1000.0, 2.5j)"},
        {"'a' \"b\" r'\\n' '\\x41\\u00e9'", "'ab\\\\nA\xc3\xa9'"},
        {"a, *b, c = [1, 2, 3, 4]; (a, b, c)", "(1, [2, 3], 4)"},
        {"a = b = [1]; b.append(2); a", "[1, 2]"},
        {"x = [1, 2, 3]; x[1:2] = [7, 8]; del x[0]; x", "[7, 8, 3]"},
        {"(lambda x, *y, k=1, **z: (x, y, k, z))(1, 2, k=3, q=4)", "(1, (2,), 3, {'q': 4})"},
        {"def f(x, n=2):\n    y = x ** n\n    return y\nf(3), f(2, n=3)", "(9, 8)"},
        {"s = 0\nfor i in range(10):\n  if i == 3: continue\n  if i == 6: break\n  s += i\nelse:\n "
         " "
         "s = -1\ns",
         "12"},
        {"[x * y for x in [1, 2] for y in [3, 4] if x != y]", "[3, 4, 6, 8]"},
        {"{k: v for k, v in [('a', 1)]}", "{'a': 1}"},
        {"t = {'Mean': 2.0}; f\"{t[\"Mean\"]:.3f}\"", "'2.000'"},
        {"f'{f'{'a' + 'b'}{{'}|{1:{'>' + '3'}}'", "'ab{|  1'"},
        {"f'''{'x' + f\"{'}'}\"}\n{\"q\"!r}'''", "\"x}\\n'q'\""},
        {"f'{3.14159:8.3f}|{\"x\":>3}|{1+1=}'", "'   3.142|  x|1+1=2'"},
        {"x = arange(6).reshape(2, 3); x[1, ::-1]", "array([5, 4, 3])"},
        {"x = ones(3, dtype=int8); x += 1; x * 2.0", "array([4., 4., 4.])"},
        {"x = arange(4); y = x; y += 1; x", "array([1, 2, 3, 4])"},
        {"array([1, 2]) @ array([3, 4])", "np.int64(11)"},
        {"np.add.reduce([1, 2, 3]), add.nin", "(np.int64(6), 2)"},
        {"import numpy as np; np.pi", "3.141592653589793"},
        {"3 in arange(4), array(1) in [1]", "(True, True)"},
        {"x = 1 if [] else 2; x and 0 or 'z'", "'z'"},
        {"nan in [nan], nan == nan", "(True, False)"},
        {"range(5)[1], list(range(5)[::2])", "(1, [0, 2, 4])"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i][0], rows[i][1]);
}

static void failures(void **state)
{
    static const char *const rows[][2] = {
        {"f(", "SyntaxError"},
        {"1 = 2", "SyntaxError"},
        {"x = ", "SyntaxError"},
        {"'abc", "SyntaxError"},
        {"012", "SyntaxError"},
        {"return 1", "SyntaxError"},
        {"if 1:\nx", "SyntaxError"},
        {"nosuch", "NameError"},
        {"[1].nosuch", "AttributeError"},
        {"a, b = [1, 2, 3]", "ValueError"},
        {"not arange(3)", "ValueError"},
        {"arange(3)[5]", "IndexError"},
        {"{}['a']", "KeyError"},
        {"1 / 0", "ZeroDivisionError"},
        {"f = lambda n: f(n + 1)\nf(0)", "RecursionError"},
        {"sqrt()", "TypeError"},
        {"sum([1], nosuch=1)", "TypeError"},
        {"import os", "SyntaxError"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i][0], rows[i][1]);
}

static void place_of_errors(void **state)
{
    ct_interp *interp = ct_interp_new();
    ct_place place;
    assert_false(ct_interp_error(interp, &place));
    assert_null(ct_interp_run(interp, "x = 1\ny = '\xc3\xa9' + (x + nosuch)\n", -1, "file.ct"));
    assert_error(CT_NAME_ERROR);
    assert_true(ct_interp_error(interp, &place));
    assert_string_equal(place.file, "file.ct");
    assert_string_equal(place.source, "y = '\xc3\xa9' + (x + nosuch)");
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 16);
    ct_release(ct_interp_run(interp, "x", -1, NULL));
    assert_false(ct_interp_error(interp, &place));
    ct_interp_destroy(interp);
}

/* Deep texts are refused or worked off, never followed to the end of the stack. */
static void depth(void **state)
{
    enum { N = 100000 };
    static char text[2 * N + 1];
    static const char *const units[] = {"(", "-", "not ", "[", "1+", "lambda:", "f'{", "x.", "2**"};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t n = strlen(units[u]), used = 0;
        while (used + n < sizeof text - 2) {
            memcpy(text + used, units[u], n);
            used += n;
        }
        text[used] = '1';
        text[used + 1] = '\0';
        ct_interp *interp = ct_interp_new();
        assert_null(ct_interp_run(interp, text, -1, "deep"));
        assert_true(ct_error_take(NULL) != CT_OK);
        ct_interp_destroy(interp);
    }
}

static void cycles_are_released(void **state)
{
    int64_t before, after;
    ct_interp *interp = ct_interp_new();
    ct_release(ct_interp_run(interp, "1", -1, NULL));
    ct_interp_destroy(interp);
    ct_memory_in_use(&before, NULL);
    interp = ct_interp_new();
    ct_object *kept = ct_interp_run(
        interp,
        "a = [1]; a.append(a); d = {'a': a}; d['d'] = d\nf = lambda: f\nb = [a]; c = [2]; c", -1,
        NULL);
    assert_non_null(kept);
    ct_interp_destroy(interp);
    assert_int_equal(ct_length(kept), 1); /* held from outside: untouched */
    ct_release(kept);
    ct_memory_in_use(&after, NULL);
    assert_int_equal(before, after);
}

static bool run_once(void *context)
{
    ct_interp *interp = ct_interp_new();
    ct_object *value = ct_interp_run(interp,
                                     "x = arange(3) * 2.0\nf = lambda a, *b: a + len(b)\n"
                                     "[f(y, 1) for y in x], {'k': f'{x[1]:.1f}'}, x.sum(axis=0)",
                                     -1, "test");
    ct_release(value);
    ct_interp_destroy(interp);
    return value != NULL;
}

static void failing_allocations(void **state)
{
    assert_true(run_once(NULL));
    for_each_failing_allocation(run_once, NULL);
}

static void calc(void **state)
{
    ct_array *x = ct_arange_i64(0, 4, 1, CT_INT64);
    ct_array *y = ct_calc("sqrt(x * x) + 1", 1, (const char *const[]){"x"}, &x);
    double last;
    assert_non_null(y);
    assert_int_equal(ct_get_f64(y, (const int64_t[]){3}, &last), CT_OK);
    assert_true(last == 4.0);
    ct_release(x);
    ct_release(y);
}

static void calc_fails(const char *text, const char *name, ct_array *x, const char *message)
{
    ct_error error;
    assert_null(ct_calc(text, 1, &name, &x));
    assert_int_equal(ct_error_take(&error), CT_TYPE_ERROR);
    if (!strstr(error.message, message))
        fail_msg("%s", error.message);
}

static void calc_refuses(void **state)
{
    ct_array *x = ct_arange_i64(0, 4, 1, CT_INT64);
    calc_fails(NULL, "x", x, "argument 1 is NULL");
    calc_fails("x", NULL, x, "argument 3 is NULL");
    calc_fails("x", "x", NULL, "argument 4 is NULL");
    calc_fails("y = x + 1", "x", x, "the program ends without a value");
    ct_release(x);
}

/* What ct_progress_now() says whenever the program prints. */
static void look(void *context, const char *text, int64_t bytes)
{
    ct_progress work;
    char *seen = context;
    if (*text != '\n' && ct_progress_now(&work))
        snprintf(seen + strlen(seen), 128, "%s %s %lld/%lld;", work.task, work.name,
                 (long long)work.done, (long long)work.total);
}

static void loops_tell_how_far_they_are(void **state)
{
    static const char *const rows[][2] = {
        {"\nfor i in [1, 2]:\n  for j in range(9):\n    if j == 8: print(j)",
         "running line 2 0/2;running line 2 1/2;"},
        {"[print(x) for x in arange(3)]",
         "running line 1 0/3;running line 1 1/3;running line 1 2/3;"},
        {"for x in (i for i in [7]): print(x)", "running line 1 0/0;"},
        {"for i in range(2): 1 / (1 - i)\nprint(1)", ""},
        {"print(1)", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char seen[256] = "";
        ct_progress work;
        ct_interp *interp = ct_interp_new();
        ct_interp_output(interp, look, seen);
        ct_release(ct_interp_run(interp, rows[i][0], -1, "test"));
        ct_error_take(NULL);
        assert_string_equal(seen, rows[i][1]);
        assert_false(ct_progress_now(&work));
        ct_interp_destroy(interp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(failures),
        cmocka_unit_test(place_of_errors),
        cmocka_unit_test(depth),
        cmocka_unit_test(cycles_are_released),
        cmocka_unit_test(failing_allocations),
        cmocka_unit_test(calc),
        cmocka_unit_test(calc_refuses),
        cmocka_unit_test(loops_tell_how_far_they_are),
    };
    return cmocka_run_group_tests_name("lang", tests, NULL, NULL);
}
