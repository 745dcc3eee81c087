/* Accuracy: correctly rounded values of 20 functions within the ulps allowed, in float32 and
 * float64, at every ISA level. arguments: files of function,dtype,input,output,ulps; CARTON_UMATH
 * may name a folder with one file for each function (dtype,input,output,ulps). */
#include "ct_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kernels/kernels.h"

static const char *rows_file;

/* The bits as an integer that counts floating-point numbers in order. */
static int64_t place(uint64_t bits, int width)
{
    uint64_t sign = UINT64_C(1) << (width - 1);
    return bits & sign ? -(int64_t)(bits & (sign - 1)) : (int64_t)bits;
}

static bool check(const char *function, bool is_double, uint64_t input, uint64_t want, int64_t ulps)
{
    int op = ct_ufunc_find(function), count;
    assert_true(op >= 0);
    const ct_loop_row *rows = ct_kernel_rows((ct_op)op, &count);
    ct_type_num type = is_double ? CT_NUM_FLOAT64 : CT_NUM_FLOAT32;
    uint64_t got = 0;
    char *args[2] = {(char *)&input, (char *)&got};
    int64_t strides[2] = {8, 8};
    for (int r = 0; r < count; r++)
        if (rows[r].types[0] == type)
            rows[r].loop(args, strides, 1, NULL);
    uint64_t infinite = is_double ? UINT64_C(0x7ff) << 52 : UINT64_C(0xff) << 23,
             magnitude = is_double ? INT64_MAX : INT32_MAX;
    if ((want & magnitude) > infinite)
        return (got & magnitude) > infinite;
    int width = is_double ? 64 : 32;
    int64_t distance = place(got, width) - place(want, width);
    return (got & magnitude) <= infinite && distance <= ulps && -distance <= ulps;
}

static void check_file(const char *path, const char *function)
{
    FILE *file = fopen(path, "r");
    if (!file)
        skip();
    char line[200], name[40], dtype[40];
    unsigned long long input, want;
    int ulps, checked = 0;
    while (fgets(line, sizeof line, file)) {
        if (function ? sscanf(line, "%39[^,],%llx,%llx,%d", dtype, &input, &want, &ulps) != 4
                     : sscanf(line, "%39[^,],%39[^,],%llx,%llx,%d", name, dtype, &input, &want,
                              &ulps) != 5)
            continue;
        checked++;
        if (!check(function ? function : name, !strcmp(dtype, "np.float64"), input, want, ulps))
            fail_msg("%s %s", path, line);
    }
    fclose(file);
    assert_true(checked > 100);
}

static void at_every_level(const char *path, const char *function)
{
    static const char *const levels[] = {"v2", "v3", "v4"};
    for (int i = 0; i < 3; i++)
        if (ct_set_isa(levels[i]))
            ct_error_take(NULL); /* this CPU lacks it */
        else
            check_file(path, function);
}

static void tight_rows(void **state)
{
    if (!rows_file)
        skip();
    at_every_level(rows_file, NULL);
}

static void all_rows(void **state)
{
    static const char *const functions[] = {"arccos",  "arccosh", "arcsin", "arcsinh", "arctan",
                                            "arctanh", "cbrt",    "cos",    "cosh",    "exp",
                                            "exp2",    "expm1",   "log",    "log10",   "log1p",
                                            "log2",    "sin",     "sinh",   "tan",     "tanh"};
    const char *folder = getenv("CARTON_UMATH");
    if (!folder)
        skip();
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        char path[1000];
        snprintf(path, sizeof path, "%s/%s.csv", folder, functions[i]);
        at_every_level(path, functions[i]);
    }
}

int main(int argc, char **argv)
{
    rows_file = argc > 1 ? argv[1] : NULL;
    const struct CMUnitTest tests[] = {cmocka_unit_test(tight_rows), cmocka_unit_test(all_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
