/* loop.c: the loops in which a C program would run Carton's fused expressions `times`
 * times; -1 when one fails. Loaded by native.py. */
#include <carton.h>

/* `out` is written where there is one; scalar results come as new arrays. */
int bench_formula(ct_formula *formula, ct_array *const *in, ct_array *out, int64_t times)
{
    for (int64_t i = 0; i < times; i++) {
        ct_array *result = ct_formula_run(formula, in, out);
        if (!result)
            return -1;
        ct_release(result);
    }
    return 0;
}

/* Columns of mean 0 and standard deviation 1: more than a formula can say. */
int bench_standardise(ct_formula *unused, ct_array *const *in, ct_array *out, int64_t times)
{
    (void)unused;
    for (int64_t i = 0; i < times; i++) {
        cx *columns = cx_subtract(cx_array(in[0]), cx_mean(cx_array(in[0]), 0));
        if (cx_eval_into(cx_divide(columns, cx_std(cx_array(in[0]), 0)), out) < 0)
            return -1;
    }
    return 0;
}
