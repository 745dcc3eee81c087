/* test_process.c: a good guest: the library can be loaded and unloaded again and again, and works
 * in a forked child. Argument: the shared library. */
#include "ct_test.h"

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *library;

static void loaded_and_unloaded_a_hundred_times(void **state)
{
    for (int i = 0; i < 100; i++) {
        void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            fail_msg("%s", dlerror());
        ct_array *(*scalar)(double) = (ct_array * (*)(double)) dlsym(handle, "ct_scalar_f64");
        ct_array *(*add)(const ct_array *, const ct_array *) =
            (ct_array * (*)(const ct_array *, const ct_array *)) dlsym(handle, "ct_add");
        ct_status (*item)(const ct_array *, double *) =
            (ct_status(*)(const ct_array *, double *))dlsym(handle, "ct_item_f64");
        void (*release)(const void *) = (void (*)(const void *))dlsym(handle, "ct_release");
        ct_array *one = scalar(i), *two = add(one, one);
        double value = -1;
        assert_int_equal(item(two, &value), CT_OK);
        assert_true(value == 2.0 * i);
        release(two);
        release(one);
        assert_int_equal(dlclose(handle), 0);
    }
}

static bool sums(void)
{
    ct_array *x = ct_ones(CT_SHAPE(1000000), CT_FLOAT64), *sum = ct_sum(x, CT_FLAT);
    double value = 0;
    bool right = ct_item_f64(sum, &value) == CT_OK && value == 1e6;
    ct_release(sum);
    ct_release(x);
    return right;
}

static void a_forked_child_works(void **state)
{
    assert_true(sums());
    pid_t child = fork();
    if (child == 0)
        _exit(sums() ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv)
{
    library = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loaded_and_unloaded_a_hundred_times),
        cmocka_unit_test(a_forked_child_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
