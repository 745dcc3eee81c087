/* The table of routines, and Python's rules of binding in Python's words. */
#include "ct_test.h"

#include "registry/registry.h"

#include <string.h>

static void every_row_reads(void **state)
{
    ct_param items[CT_MOST_PARAMS];
    assert_true(ct_routine_count() > 300);
    for (int i = 0; i < ct_routine_count(); i++) {
        const ct_routine *row = ct_routine_at(i);
        assert_ptr_equal(ct_routine_find(row->name), row);
        assert_int_equal(ct_routine_index(row), i);
        assert_true(row->doc && row->area && row->entry);
        if (!ct_routine_is_attribute(row) && ct_params_parse(row->signature, items) < 0)
            fail_msg("%s%s", row->name, row->signature);
    }
    assert_null(ct_routine_find("nosuch"));
    assert_non_null(ct_routine_method(&ct_list_type, "append"));
    assert_null(ct_routine_method(&ct_list_type, "nosuch"));
}

/* Binds `n` ints and keywords to a signature; the message of the error, or "". */
static const char *bind(const char *signature, int n, int nkeywords, const char *const *names)
{
    static ct_error error;
    ct_param items[CT_MOST_PARAMS];
    ct_params params = {ct_params_parse(signature, items), items};
    ct_object *one = ct_int(1), *args[8], *slots[CT_MOST_PARAMS], *rest, *keywords;
    for (int i = 0; i < 8; i++)
        args[i] = one;
    ct_params_bind(&params, "f", n, args, nkeywords, names, args, slots, &rest, &keywords);
    ct_release(rest);
    ct_release(keywords);
    ct_release(one);
    ct_error_take(&error);
    return error.message;
}

static void binding(void **state)
{
    const char *x[] = {"x"}, *a[] = {"a"};
    assert_string_equal(bind("(a, b=')', /, c=(1, 2), *, d=<no value>)", 3, 0, NULL), "");
    assert_string_equal(bind("(a, *b, **c)", 5, 1, x), "");
    assert_string_equal(bind("(a)", 0, 0, NULL), "f() missing 1 required positional argument: 'a'");
    assert_string_equal(bind("(a, b, c)", 0, 0, NULL),
                        "f() missing 3 required positional arguments: 'a', 'b', and 'c'");
    assert_string_equal(bind("(a, *, b)", 1, 0, NULL),
                        "f() missing 1 required keyword-only argument: 'b'");
    assert_string_equal(bind("(a)", 2, 0, NULL),
                        "f() takes 1 positional argument but 2 were given");
    assert_string_equal(bind("(a, b=1)", 3, 0, NULL),
                        "f() takes from 1 to 2 positional arguments but 3 were given");
    assert_string_equal(bind("(a)", 1, 1, x), "f() got an unexpected keyword argument 'x'");
    assert_string_equal(bind("(a)", 1, 1, a), "f() got multiple values for argument 'a'");
    assert_string_equal(bind("(a=1, /)", 0, 1, a),
                        "f() got some positional-only arguments passed as keyword arguments: 'a'");
}

static const char *message(void)
{
    static ct_error error;
    ct_error_take(&error);
    assert_int_equal(error.code, CT_TYPE_ERROR);
    return error.message;
}

static void no_routine(void **state)
{
    const ct_routine *none = ct_routine_find("percentil");
    ct_object *one = ct_int(1);
    ct_routine_info info;
    assert_null(none);
    assert_no_error(); /* looking for a name is no failure; calling what was not found is */
    assert_null(ct_routine_call(none, 1, &one, 0, NULL, NULL));
    assert_non_null(strstr(message(), "no such routine"));
    assert_null(ct_routine_call_self(none, one, 0, NULL, 0, NULL, NULL));
    assert_non_null(strstr(message(), "no such routine"));
    assert_null(ct_routine_object(none));
    assert_non_null(strstr(message(), "no such routine"));
    ct_routine_describe(none, &info);
    assert_non_null(strstr(message(), "no such routine"));
    assert_string_equal(info.name, "");
    assert_null(ct_routine_call_self(ct_routine_find("list.append"), NULL, 1, &one, 0, NULL, NULL));
    assert_string_equal(message(), "argument 2 is NULL");
    ct_release(one);
}

static void null_arguments(void **state)
{
    ct_object *none = NULL;
    for (int i = 0; i < ct_routine_count(); i++) {
        ct_error error;
        if (ct_routine_is_attribute(ct_routine_at(i)) && !strchr(ct_routine_at(i)->name, '.'))
            continue; /* a constant */
        assert_null(ct_routine_call(ct_routine_at(i), 1, &none, 0, NULL, NULL));
        assert_int_equal(ct_error_take(&error), CT_TYPE_ERROR);
        assert_string_equal(error.message, "argument 1 is NULL");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_reads),
        cmocka_unit_test(binding),
        cmocka_unit_test(no_routine),
        cmocka_unit_test(null_arguments),
    };
    return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
