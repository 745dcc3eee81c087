/* Programs under failing allocations: some of the parity lines (given as files), each run with its
 * 1st, 2nd, ... allocation failing. Every run ends in MemoryError or as it does without, and leaves
 * no block behind. */
#include "ct_test.h"

#include <carton/print.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVERY = 5, MOST_ALLOCATIONS = 400, ROOM = 1 << 12 };

static char **files;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What the program gives: repr of its value or the error's name. Returns its allocations. */
static int64_t run(const char *program, int64_t nth, char *out, size_t size)
{
    static const ct_limits limits = {.size_ = sizeof limits, .no_files = true};
    ct_printoptions options = ct_get_printoptions();
    ct_errstate state = ct_geterr();
    ct_fail_allocation(nth);
    ct_interp *interp = ct_interp_new();
    ct_interp_limits(interp, &limits);
    ct_object *value = ct_interp_run(interp, program, -1, "failing");
    int64_t made = ct_fail_allocation(0);
    ct_error error;
    ct_error_take(&error);
    char *text = value ? ct_repr(value, NULL) : NULL;
    snprintf(out, size, "%s", text ? text : ct_status_name(error.code));
    ct_free(text);
    if (error.code == CT_MEMORY_ERROR)
        snprintf(out, size, "MemoryError");
    ct_release(value);
    ct_interp_destroy(interp);
    ct_set_printoptions(&options);
    ct_seterr(state);
    char warning[256];
    while (ct_warning_take(warning, sizeof warning))
        ;
    return made;
}

static bool check(const char *program)
{
    char expected[ROOM], got[ROOM];
    int64_t before, after, most = run(program, 0, expected, sizeof expected);
    double start = seconds();
    /* A list that cannot shrink keeps its capacity. */
    if (most > MOST_ALLOCATIONS || strstr(expected, " at 0x") || strstr(program, "__sizeof__"))
        return true;
    for (int64_t nth = 1; nth <= most && seconds() - start < 0.5; nth++) {
        ct_memory_in_use(&before, NULL);
        run(program, nth, got, sizeof got);
        ct_memory_in_use(&after, NULL);
        if (before != after || (strcmp(got, "MemoryError") && strcmp(got, expected))) {
            print_error("allocation %lld of: %s\n  %lld blocks left, gave %s\n", (long long)nth,
                        program, (long long)(after - before), got);
            return false;
        }
    }
    return true;
}

static void lines_of(const char *path, int64_t *count, int64_t *failed)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[ROOM], *mark;
    while (fgets(line, sizeof line, file)) {
        if (*line == '#' || *line == '\n' || (*count)++ % EVERY)
            continue;
        while ((mark = strstr(line, "\xe2\x8f\x8e"))) { /* the sign of a new line */
            *mark = '\n';
            memmove(mark + 1, mark + 3, strlen(mark + 3) + 1);
        }
        *failed += !check(line);
    }
    fclose(file);
}

static void programs(void **state)
{
    int64_t count = 0, failed = 0;
    for (char **path = files; *path; path++)
        lines_of(*path, &count, &failed);
    assert_true(count > EVERY);
    assert_int_equal(failed, 0);
}

int main(int argc, char **argv)
{
    files = argv + 1;
    if (argc < 2)
        return 77; /* skipped */
    const struct CMUnitTest tests[] = {cmocka_unit_test(programs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
