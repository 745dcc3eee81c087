/* loop.c: the loops in which a C program would run Carton's fused expressions, in seconds for
 * `times` runs; negative when one fails. Loaded by fused.py. */
#include <carton.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* `out` is written where there is one; scalar results come as new arrays. */
double bench_formula(ct_formula *formula, ct_array *const *in, ct_array *out, int64_t times)
{
    double start = now();
    for (int64_t i = 0; i < times; i++) {
        ct_array *result = ct_formula_run(formula, in, out);
        if (!result)
            return -1;
        ct_release(result);
    }
    return now() - start;
}

/* Columns of mean 0 and standard deviation 1: more than a formula can say. */
double bench_standardise(ct_formula *unused, ct_array *const *in, ct_array *out, int64_t times)
{
    (void)unused;
    double start = now();
    for (int64_t i = 0; i < times; i++) {
        cx *columns = cx_subtract(cx_array(in[0]), cx_mean(cx_array(in[0]), 0));
        if (cx_eval_into(cx_divide(columns, cx_std(cx_array(in[0]), 0)), out) < 0)
            return -1;
    }
    return now() - start;
}
