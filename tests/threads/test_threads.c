/* Several threads use the library, and read one array, at the same time. Says most under the thread
 * sanitizer, which .ci/run builds it with: tables filled at first use, reference counts, the cache
 * of freed blocks. */
#include "ct_test.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 50 };

/* NULL when every call succeeded. */
static void *compute(void *shared)
{
    ct_array *x = shared;
    for (int i = 0; i < ROUNDS; i++) {
        CT_SCOPE(s);
        ct_array *twice = ct_own(&s, ct_add(x, x));
        ct_array *total = ct_own(&s, ct_sum_opts(twice, NULL));
        ct_array *calc =
            ct_own(&s, ct_calc("sqrt(x * x + 1).sum() + mean(x)", 1, (const char *[]){"x"}, &x));
        ct_array *view = ct_own(&s, ct_slice(x, "::2"));
        ct_list *list = ct_own(&s, ct_list_new());
        ct_object *few = ct_own(&s, ct_int(5)), *many = ct_own(&s, ct_int(5000));
        const ct_dtype *text = ct_own(&s, ct_dtype_parse("U7"));
        char *printed = ct_str(calc, NULL);
        bool good = total && view && text && printed && !ct_list_append(list, few) &&
                    !ct_list_append(list, many) && ct_error_pending() == CT_OK;
        ct_free(printed);
        if (!good)
            return shared;
    }
    return NULL;
}

static void threads_share_an_array(void **state)
{
    ct_array *x = ct_arange(0, 20000, 1, CT_FLOAT64);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, compute, x), 0);
    for (int i = 0; i < THREADS; i++) {
        void *failed = x;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    assert_int_equal(ct_refcount(x), 1);
    ct_release(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_share_an_array)};
    return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
