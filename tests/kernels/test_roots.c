/* Square roots at every ISA level, by the loop and in generated code, beside the C library's: any
 * bits, all special values, the numbers whose roots lie nearest to the middle of two numbers (where
 * a last rounding would go wrong first), and the flags; of float32, all numbers from 1 to 4. */
#include "ct_test.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "exec/exec.h"

enum { COUNT = 4096 + 5 };
static const char *const levels[] = {"v2", "v3", "v4"};
static double values[COUNT], expected[COUNT];
static int count;

static uint64_t next_random(void)
{
    static uint64_t seed = 17;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed ^ seed >> 29;
}

static void assert_roots(const double *got, int n, const char *way)
{
    for (int i = 0; i < n; i++)
        if (memcmp(&got[i], &expected[i], sizeof *got) != 0)
            fail_msg("%s: sqrt(%a) is %a, not %a", way, values[i], got[i], expected[i]);
}

/* All of `values` so far at every level, and empties them. */
static void check(void)
{
    static double made[COUNT];
    for (int i = 0; i < count; i++)
        expected[i] = sqrt(values[i]);
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        CT_SCOPE(s);
        ct_set_isa(levels[l]);
        int rows;
        const ct_loop_row *row = ct_kernel_rows(CT_OP_sqrt, &rows);
        while (row->types[0] != CT_NUM_FLOAT64)
            row++;
        row->loop((char *[]){(char *)values, (char *)made}, (int64_t[]){8, 8}, count, NULL);
        assert_roots(made, count, levels[l]);
        for (int n = 1; n < 20 && n <= count; n++) {
            made[n] = 77;
            row->loop((char *[]){(char *)values, (char *)made}, (int64_t[]){8, 8}, n, NULL);
            assert_roots(made, n, levels[l]);
            assert_true(made[n] == 77);
        }
        ct_array *x = ct_own(&s, ct_from_data(values, 1, (int64_t[]){count}, CT_FLOAT64));
        ct_array *y = ct_own(&s, cx_eval(cx_sqrt(cx_multiply(CX(x), CX(1.0)))));
        assert_roots(ct_data(y), count, "generated");
        while (ct_warning_take(NULL, 0))
            ;
    }
    count = 0;
}

static void add(double x)
{
    values[count++] = x;
    if (count == COUNT)
        check();
}

static void any_bits(void **state)
{
    for (int i = 0; i < 40 * COUNT; i++) {
        uint64_t bits = next_random();
        if (i % 3)
            bits = bits >> 12 | (1022 + (bits & 1)) << 52;
        double x;
        memcpy(&x, &bits, sizeof x);
        add(isnan(x) ? 1 : x);
    }
    check();
}

static void special_values(void **state)
{
    static const double special[] = {0.0,      -0.0,    INFINITY,  -INFINITY, -1,       -5e-324,
                                     5e-324,   1e-310,  0x1p-1022, 0x1p-928,  0x1p-927, 0x1.8p-927,
                                     0x1p-926, DBL_MAX, 0x1p1023,  1,         4,        2};
    enum { MANY = sizeof special / sizeof *special };
    for (int i = 0; i < MANY * 40; i++)
        add(i % 3 ? (double)(i + 1) : special[i / 3 % MANY]);
    for (int i = 0; i < MANY; i++)
        add(special[i]);
    check();
    double x[16], y[16];
    for (int i = 0; i < 16; i++)
        x[i] = i == 5 ? NAN : -i - 1.0;
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        ct_set_isa(levels[l]);
        int rows;
        const ct_loop_row *row = ct_kernel_rows(CT_OP_sqrt, &rows);
        while (row->types[0] != CT_NUM_FLOAT64)
            row++;
        row->loop((char *[]){(char *)x, (char *)y}, (int64_t[]){8, 8}, 16, NULL);
        for (int i = 0; i < 16; i++)
            assert_true(isnan(y[i]));
    }
}

/* (m + 1/2)**2 = m*m + m + 1/4 is nearest to those x = m*m + m + k, k small and even, that have 53
 * bits: m is found bit by bit, so that enough of the last ones of x are 0. */
static void roots_near_the_middle(void **state)
{
    const ct_int128 one = 1;
    int found = 0;
    for (int k = -400; k <= 400; k += 2)
        for (int start = 0; start < 2; start++) {
            ct_int128 m = start;
            bool good = true;
            for (int j = 1; j <= 53 && good; j++) {
                if ((m * m + m + k) % (one << j) != 0)
                    m += one << (j - 1);
                good = (m * m + m + k) % (one << j) == 0;
            }
            for (int bits = 51; bits <= 53 && good; bits++)
                for (int above = 0; above < 4; above++) {
                    ct_int128 root = (m & ((one << bits) - 1)) + ((ct_int128)above << bits), x;
                    int shift = 0;
                    if (root < one << 52 || root >= one << 53)
                        continue;
                    for (x = root * root + root + k; x % 2 == 0; x /= 2)
                        shift++;
                    if (x >= one << 53)
                        continue;
                    found++;
                    add(ldexp((double)(int64_t)x, shift - 104));
                    add(ldexp((double)(int64_t)x, shift + 200));
                }
        }
    check();
    assert_true(found > 500);
}

/* Nothing but what is negative is invalid, and nothing else shows. */
static void flags_are_those_of_the_instruction(void **state)
{
    static const double ones[] = {2, 0x1p-1000, 5e-324, 0, INFINITY, 3e300, -2};
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (size_t i = 0; i < sizeof ones / sizeof *ones; i++) {
            enum { MANY = 83 };
            double x[MANY], y[MANY];
            for (int k = 0; k < MANY; k++)
                x[k] = k == 61 ? ones[i] : 1.25 + k;
            ct_set_isa(levels[l]);
            int rows;
            const ct_loop_row *row = ct_kernel_rows(CT_OP_sqrt, &rows);
            while (row->types[0] != CT_NUM_FLOAT64)
                row++;
            feclearexcept(FE_ALL_EXCEPT);
            row->loop((char *[]){(char *)x, (char *)y}, (int64_t[]){8, 8}, MANY, NULL);
            int raised = fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW);
            assert_int_equal(raised, ones[i] < 0 ? FE_INVALID : 0);
        }
}

static int set_up(void **state)
{
    ct_native_enough = 0;
    return 0;
}

/* Two binades hold every root; and any bits, strided too. */
static void single(void **state)
{
    enum { MANY = 1 << 14 };
    static float x[2 * MANY], y[MANY], right[MANY];
    for (uint32_t from = 0x3F800000; from < 0x40900000; from += MANY) {
        bool any = from >= 0x40800000; /* beyond the two binades */
        for (uint32_t i = 0; i < MANY; i++) {
            uint32_t bits = any ? (uint32_t)(next_random() >> 32) : from + i;
            memcpy(&x[2 * i], &bits, sizeof bits);
            if (isnan(x[2 * i]) || (any && x[2 * i] < 0 && i % 4))
                x[2 * i] = 0x1.8p-71f * (float)(i + 1);
            right[i] = sqrtf(x[2 * i]);
        }
        for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
            ct_set_isa(levels[l]);
            int rows;
            const ct_loop_row *row = ct_kernel_rows(CT_OP_sqrt, &rows);
            while (row->types[0] != CT_NUM_FLOAT32)
                row++;
            float line[MANY];
            for (int i = 0; i < MANY; i++)
                line[i] = x[2 * i];
            for (int strided = 0; strided < 2; strided++) {
                const int n = MANY - (int)(from >> 14) % 40;
                y[MANY - 1] = 77;
                row->loop((char *[]){(char *)(strided ? x : line), (char *)y},
                          (int64_t[]){strided ? 8 : 4, 4}, n, NULL);
                for (int i = 0; i < n; i++)
                    if (memcmp(&y[i], &right[i], sizeof *y) != 0)
                        fail_msg("%s: sqrt(%a) is %a, not %a", levels[l], (double)x[2 * i],
                                 (double)y[i], (double)right[i]);
                assert_true(n == MANY || y[MANY - 1] == 77);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_bits), cmocka_unit_test(special_values),
                                       cmocka_unit_test(roots_near_the_middle),
                                       cmocka_unit_test(single),
                                       cmocka_unit_test(flags_are_those_of_the_instruction)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
