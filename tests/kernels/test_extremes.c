/* Extremes of runs of every length and stride, at every ISA level: the values of a plain loop, the
 * first nan where one counts, and the same bits, also of zeros of both signs. */
#include "ct_test.h"

#include <math.h>
#include <string.h>

#include "kernels/kernels.h"

static const char *const levels[] = {"v2", "v3", "v4"};
enum { MOST = 700, LONG = 9001 };

static uint32_t next_random(void)
{
    static uint32_t seed = 7;
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

static double plain(ct_op op, const double *x, int64_t step, int64_t n, double from)
{
    bool high = op == CT_OP_maximum || op == CT_OP_fmax,
         skips = op == CT_OP_fmax || op == CT_OP_fmin;
    double found = from;
    for (int64_t i = 0; i < n; i++) {
        double y = x[i * step];
        if (isnan(y) ? !skips : isnan(found) ? skips : high ? y > found : y < found)
            found = y;
    }
    return found;
}

static void check(const double *x, int64_t step, int64_t n)
{
    static const ct_op ops[] = {CT_OP_maximum, CT_OP_minimum, CT_OP_fmax, CT_OP_fmin};
    static float single[2 * LONG];
    for (int64_t i = 0; i < (n - 1) * step + 1; i++)
        single[i] = (float)x[i];
    for (size_t o = 0; o < sizeof ops / sizeof *ops; o++) {
        double expected = plain(ops[o], x, step, n, x[0]), first = 0;
        float first_single = 0;
        for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
            ct_set_isa(levels[l]);
            double wide = x[0];
            float narrow = single[0];
            ct_kernel_fold(ops[o], CT_NUM_FLOAT64)((char *)&wide, (const char *)x, 8 * step, n);
            ct_kernel_fold(ops[o], CT_NUM_FLOAT32)((char *)&narrow, (const char *)single, 4 * step,
                                                   n);
            first = l ? first : wide;
            first_single = l ? first_single : narrow;
            assert_true(isnan(expected) ? isnan(wide) : wide == expected);
            assert_true(isnan(expected) ? isnan(narrow) : (double)narrow == expected);
            assert_memory_equal(&wide, &first, sizeof wide);
            assert_memory_equal(&narrow, &first_single, sizeof narrow);
        }
    }
}

static void extremes(void **state)
{
    static double x[2 * LONG];
    for (int64_t n = 1; n <= MOST + 2; n++)
        for (int way = 0; way < 4; way++) {
            int64_t count = n <= MOST ? n : n == MOST + 1 ? 4097 : LONG, step = 1 + way % 2;
            for (int64_t i = 0; i < count * step; i++)
                x[i] = next_random() % 2 ? (double)(next_random() % 5) - 2 : -0.0;
            if (way >= 2) /* one nan, or more of them than numbers */
                for (uint32_t k = 0; k < (n % 3 ? 1 : 2 * (uint32_t)count); k++)
                    x[next_random() % (uint32_t)(count * step)] = NAN;
            check(x, step, count);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(extremes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
