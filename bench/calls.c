/* calls.c: what one call costs when there is next to nothing to compute: nanoseconds for each call
 * on few elements, the release of its result included. The least of several rounds, so that a busy
 * machine changes little. usage: calls [elements] */
#include <carton.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15, TIMES = 20000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* The call is an expression that gives an owned reference. */
#define MEASURE(name, call)                                                                        \
    do {                                                                                           \
        double least = 1e30;                                                                       \
        for (int round = 0; round < ROUNDS; round++) {                                             \
            double start = now();                                                                  \
            for (int turn = 0; turn < TIMES; turn++)                                               \
                ct_release(call);                                                                  \
            double spent = (now() - start) / TIMES;                                                \
            least = spent < least ? spent : least;                                                 \
        }                                                                                          \
        printf("%-24s %8.1f ns\n", name, least);                                                   \
    } while (0)

int main(int argc, char **argv)
{
    CT_SCOPE(s);
    int64_t n = argc > 1 ? atoll(argv[1]) : 10;
    ct_array *x = ct_own(&s, ct_linspace(1, 2, n)), *y = ct_own(&s, ct_linspace(2, 3, n));
    ct_array *two = ct_own(&s, ct_weak_float(2)),
             *i = ct_own(&s, ct_astype(x, CT_INT32, CT_CASTING_UNSAFE));
    ct_array *f = ct_own(&s, ct_astype(x, CT_FLOAT32, CT_CASTING_UNSAFE));
    double three[] = {1, 2, 3};
    if (!x || !y || !two || !i || !f)
        return 1;
    printf("%lld elements, %s\n", (long long)n, ct_isa());
    MEASURE("x + y", ct_add(x, y));
    MEASURE("x * 2.0", ct_multiply(x, two));
    MEASURE("x < y", ct_less(x, y));
    MEASURE("x + int32", ct_add(x, i));
    MEASURE("int32 + int32", ct_add(i, i));
    MEASURE("sqrt(x)", ct_sqrt(x));
    MEASURE("exp(x)", ct_exp(x));
    MEASURE("x.sum()", ct_sum(x, CT_FLAT));
    MEASURE("x.max()", ct_max(x, CT_FLAT));
    MEASURE("x.mean()", ct_mean(x, CT_FLAT));
    MEASURE("x.std()", ct_std(x, CT_FLAT));
    MEASURE("float32 x.sum()", ct_sum(f, CT_FLAT));
    MEASURE("any(x < y)", ct_any(x, CT_FLAT));
    MEASURE("argmax(x)", ct_argmax(x, CT_FLAT));
    MEASURE("x[3]", ct_get(x, ct_at(3)));
    MEASURE("x[1:5]", ct_get(x, ct_range(1, 5)));
    MEASURE("empty(n)", ct_empty(1, &n, CT_FLOAT64));
    MEASURE("zeros(n)", ct_zeros(1, &n, CT_FLOAT64));
    MEASURE("array([1.0, 2.0, 3.0])", ct_from_data(three, CT_SHAPE(3), CT_FLOAT64));
    MEASURE("copy(x)", ct_copy(x, CT_ORDER_K));
    MEASURE("x.astype(float32)", ct_astype(x, CT_FLOAT32, CT_CASTING_UNSAFE));
    MEASURE("reshape(x, (n, 1))", ct_reshape(x, CT_SHAPE(n, 1)));
    ct_array *mask = ct_less(x, y);
    MEASURE("where(mask, x, y)", ct_where(mask, x, y));
    ct_release(mask);
    const char *const names[] = {"x", "y"};
    ct_array *const both[] = {x, y};
    ct_formula *formula = ct_compile("2*x + 3*y", 2, names);
    ct_formula *root = ct_compile("sqrt(x*x + y*y)", 2, names);
    MEASURE("formula 2*x + 3*y", ct_formula_run(formula, both, NULL));
    MEASURE("formula sqrt(x*x + y*y)", ct_formula_run(root, both, NULL));
    ct_formula_free(formula);
    ct_formula_free(root);
    return 0;
}
