/* Loops: the same bits at every ISA level and stride; sums in NumPy's order; integers and casts at
 * their edges. Expected values come from NumPy 2.4. */
#include "ct_test.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

#include "base/base.h"
#include "kernels/kernels.h"

enum { COUNT = 203, ROOM = COUNT * 16 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 11;
}

/* Random numbers, and every special one, as float64; the kernels' own casts make the operands. */
static void fill(double *x, uint64_t seed)
{
    static const double special[] = {0.0, -0.0,  1.0,     -1.0, 0.5, 2.0,  INFINITY, -INFINITY,
                                     NAN, 1e300, -1e-300, 127,  128, -129, 3,        65504};
    for (int i = 0; i < COUNT; i++) {
        uint64_t r = next_random(&seed);
        x[i] = r % 4 == 0 ? special[r / 4 % 16] : (double)(int64_t)(r % 20001 - 10000) / 64;
    }
}

static bool is_nan(ct_type_num type, const char *p, int part)
{
    double value;
    float single;
    if (type == CT_NUM_FLOAT16)
        return (*(const uint16_t *)p & 0x7fffu) > 0x7c00u;
    if (type == CT_NUM_FLOAT32 || type == CT_NUM_COMPLEX64) {
        memcpy(&single, p + 4 * part, 4);
        return single != single;
    }
    memcpy(&value, p + 8 * part, 8);
    return value != value;
}

/* Equal bits; any nan equals any nan, whose bits IEEE leaves open. */
static bool same(ct_type_num type, const char *x, const char *y)
{
    int64_t size = ct_dtype_itemsize(ct_dtype_builtin(type));
    if (type < CT_NUM_FLOAT16)
        return !memcmp(x, y, (size_t)size);
    int parts = type >= CT_NUM_COMPLEX64 ? 2 : 1;
    for (int i = 0; i < parts; i++)
        if (!(is_nan(type, x, i) && is_nan(type, y, i)) &&
            memcmp(x + i * size / parts, y + i * size / parts, (size_t)(size / parts)))
            return false;
    return true;
}

static void run(const ct_loop_row *row, int nin, int nout, double (*numbers)[COUNT],
                char (*results)[2 * ROOM], int spread)
{
    static char inputs[3][2 * ROOM];
    char *args[CT_MAX_OPERANDS];
    int64_t strides[CT_MAX_OPERANDS], plain[2] = {8, 0};
    for (int i = 0; i < nin + nout; i++) {
        strides[i] = spread * ct_dtype_itemsize(ct_dtype_builtin(row->types[i]));
        args[i] = i < nin ? inputs[i] : results[i - nin];
        if (i >= nin)
            continue;
        char *cast[2] = {(char *)numbers[i], inputs[i]};
        plain[1] = strides[i];
        ct_kernel_cast(CT_NUM_FLOAT64, row->types[i])(cast, plain, COUNT, NULL);
    }
    row->loop(args, strides, COUNT, NULL);
}

static void every_level_gives_the_same_bits(void **state)
{
    static double numbers[3][COUNT];
    static char first[2][2 * ROOM], other[2][2 * ROOM];
    static const char *const levels[] = {"v2", "v3", "v4"};
    for (int i = 0; i < 3; i++)
        fill(numbers[i], (uint64_t)i + 1);
    for (int op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
        int count, again;
        assert_int_equal(ct_set_isa("v2"), CT_OK);
        const ct_loop_row *rows = ct_kernel_rows((ct_op)op, &count);
        assert_true(count > 0);
        for (int r = 0; r < count; r++) {
            if (rows[r].types[0] >= CT_NUM_STR)
                continue;
            run(&rows[r], info->nin, info->nout, numbers, first, 1);
            for (int trial = 0; trial < 6; trial++) {
                if (ct_set_isa(levels[trial / 2])) {
                    ct_error_take(NULL); /* this CPU lacks it */
                    continue;
                }
                int spread = 1 + trial % 2;
                run(&ct_kernel_rows((ct_op)op, &again)[r], info->nin, info->nout, numbers, other,
                    spread);
                for (int k = 0; k < info->nout; k++) {
                    ct_type_num type = rows[r].types[info->nin + k];
                    int64_t size = ct_dtype_itemsize(ct_dtype_builtin(type));
                    for (int i = 0; i < COUNT; i++)
                        if (!same(type, first[k] + i * size, other[k] + i * size * spread))
                            fail_msg("%s, row %d, element %d, trial %d", info->name, r, i, trial);
                }
            }
        }
    }
}

static void sums_follow_numpys_tree(void **state)
{
    /* sum(1 / arange(1, n + 1)) */
    static const struct {
        int n;
        double sum;
    } cases[] = {{1, 1.0},
                 {7, 2.5928571428571425},
                 {8, 2.7178571428571425},
                 {9, 2.8289682539682537},
                 {100, 5.187377517639621},
                 {128, 5.433147092589173},
                 {129, 5.440899030573669},
                 {1000, 7.485470860550345},
                 {5000, 9.094508852984436}};
    static double x[3 * 5000];
    ct_fold *fold = ct_kernel_fold(CT_OP_add, CT_NUM_FLOAT64);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int spread = 1; spread <= 3; spread++) {
            for (int i = 0; i < cases[c].n; i++)
                x[i * spread] = 1.0 / (i + 1);
            double sum = 0;
            fold((char *)&sum, (const char *)x, 8 * spread, cases[c].n);
            assert_true(sum == cases[c].sum);
        }
}

static int64_t int64_loop(ct_op op, int64_t a, int64_t b)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    int64_t out = 0, strides[3] = {8, 8, 8};
    char *args[3] = {(char *)&a, (char *)&b, (char *)&out};
    for (int r = 0; r < count; r++)
        if (rows[r].types[0] == CT_NUM_INT64 && rows[r].types[1] == CT_NUM_INT64)
            rows[r].loop(args, strides, 1, NULL);
    return out;
}

static void integers_at_their_edges(void **state)
{
    assert_int_equal(int64_loop(CT_OP_floor_divide, 7, 0), 0);
    assert_int_equal(int64_loop(CT_OP_floor_divide, -7, 2), -4);
    assert_true(int64_loop(CT_OP_floor_divide, INT64_MIN, -1) == INT64_MIN);
    assert_int_equal(int64_loop(CT_OP_remainder, -7, 2), 1);
    assert_int_equal(int64_loop(CT_OP_remainder, INT64_MIN, -1), 0);
    assert_int_equal(int64_loop(CT_OP_fmod, -7, 2), -1);
    assert_true(int64_loop(CT_OP_add, INT64_MAX, 1) == INT64_MIN);
    assert_int_equal(int64_loop(CT_OP_left_shift, 1, 64), 0);
    assert_int_equal(int64_loop(CT_OP_right_shift, -5, 200), -1);
    assert_int_equal(int64_loop(CT_OP_lcm, -4, 6), 12);
    assert_int_equal(int64_loop(CT_OP_power, 3, 4), 81);
}

static void casts_of_what_does_not_fit(void **state)
{
    static const struct {
        double x;
        ct_type_num to;
        int64_t want;
    } cases[] = {{NAN, CT_NUM_INT8, 0},           {300, CT_NUM_INT8, 44},
                 {-1, CT_NUM_UINT32, 4294967295}, {NAN, CT_NUM_INT32, INT32_MIN},
                 {1e30, CT_NUM_INT64, INT64_MIN}, {1e10, CT_NUM_UINT32, 1410065408},
                 {NAN, CT_NUM_BOOL, 1},           {INFINITY, CT_NUM_UINT64, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[8] = {0};
        char *args[2] = {(char *)&cases[i].x, out};
        int64_t strides[2] = {8, ct_dtype_itemsize(ct_dtype_builtin(cases[i].to))}, wide = 0,
                steps[2] = {8, 8};
        ct_kernel_cast(CT_NUM_FLOAT64, cases[i].to)(args, strides, 1, NULL);
        char *widen[2] = {out, (char *)&wide};
        ct_kernel_cast(cases[i].to, CT_NUM_INT64)(widen, steps, 1, NULL);
        assert_true(wide == cases[i].want);
    }
}

/* A scalar input gives the same bits as its repetitions, unless the output overwrites it. */
static void scalar_inputs(void **state)
{
    static double x[COUNT], twos[COUNT], result[COUNT], expected[COUNT];
    double two = 2;
    const int64_t both[] = {8, 8, 8}, first[] = {0, 8, 8}, second[] = {8, 0, 8};
    int count;
    const ct_loop_row *row = ct_kernel_rows(CT_OP_subtract, &count);
    while (row->types[0] != CT_NUM_FLOAT64)
        row++;
    for (int i = 0; i < COUNT; i++) {
        x[i] = (double)i / 8;
        twos[i] = 2;
    }
    row->loop((char *[]){(char *)x, (char *)twos, (char *)expected}, both, COUNT, NULL);
    row->loop((char *[]){(char *)x, (char *)&two, (char *)result}, second, COUNT, NULL);
    assert_memory_equal(result, expected, sizeof result);
    row->loop((char *[]){(char *)twos, (char *)x, (char *)expected}, both, COUNT, NULL);
    row->loop((char *[]){(char *)&two, (char *)x, (char *)result}, first, COUNT, NULL);
    assert_memory_equal(result, expected, sizeof result);
    row->loop((char *[]){(char *)twos, (char *)(twos + 1), (char *)twos}, second, 4, NULL);
    assert_true(twos[0] == 0 && twos[1] == 0 && twos[2] == 2 && twos[3] == 2);
}

/* One argument that a vector function leaves out, wherever it is among many: each element as if it
 * were alone, also when the results take the arguments' place. */
static void a_rare_argument_among_many(void **state)
{
    enum { MANY = 5003 }; /* several reaches and an end */
    static const double rare[] = {NAN, INFINITY, -3.5, 0, 1e-310, 1e300};
    static const int places[] = {5, 1030, 2047, 2048, 4700, MANY - 1};
    static double x[MANY], y[MANY], alone[MANY];
    const int64_t strides[] = {8, 8, 8};
    for (int op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
        int count, r = 0;
        const ct_loop_row *rows = ct_kernel_rows((ct_op)op, &count);
        while (r < count &&
               (rows[r].types[0] != CT_NUM_FLOAT64 || rows[r].types[info->nin] != CT_NUM_FLOAT64))
            r++;
        for (int trial = 0; r < count && info->nin <= 2 && info->nout == 1 && trial < 12; trial++) {
            for (int i = 0; i < MANY; i++)
                x[i] = 0.2 + (i * 37 % 1000) / 1400.0;
            x[places[trial / 2]] = rare[(trial + op) % 6];
            for (int i = 0; i < MANY; i++) {
                char *one[] = {(char *)(x + i), (char *)((info->nin == 1 ? alone : x) + i),
                               (char *)(alone + i)};
                rows[r].loop(one, strides, 1, NULL);
            }
            char *args[] = {(char *)x, (char *)(info->nin == 1 ? y : x), (char *)y};
            if (trial % 2)
                args[info->nin] = (char *)x;
            rows[r].loop(args, strides, MANY, NULL);
            for (int i = 0; i < MANY; i++)
                if (!same(CT_NUM_FLOAT64, args[info->nin] + 8 * i, (char *)(alone + i)))
                    fail_msg("%s, element %d, trial %d", info->name, i, trial);
        }
    }
}

/* tan and arctan of the smallest numbers are these numbers, and nothing underflows. */
static void tiny_arguments(void **state)
{
    static const ct_op ops[] = {CT_OP_tan, CT_OP_arctan};
    static double x[64], y[64];
    static float small[64], result[64];
    for (int i = 0; i < 64; i++)
        x[i] = ldexp(i % 2 ? -1.5 : 1, -1074 + i * 16), small[i] = ldexpf(1, -149 + 2 * i);
    x[1] = 0, x[2] = -0.0;
    for (int k = 0; k < 2; k++) {
        int count;
        const ct_loop_row *row = ct_kernel_rows(ops[k], &count);
        feclearexcept(FE_ALL_EXCEPT);
        for (; row->types[0] != CT_NUM_FLOAT32; row++)
            ;
        row->loop((char *[]){(char *)small, (char *)result}, (int64_t[]){4, 4}, 64, NULL);
        for (; row->types[0] != CT_NUM_FLOAT64; row++)
            ;
        row->loop((char *[]){(char *)x, (char *)y}, (int64_t[]){8, 8}, 64, NULL);
        assert_false(fetestexcept(FE_UNDERFLOW));
        assert_memory_equal(x, y, sizeof x);
        assert_memory_equal(small, result, sizeof small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_level_gives_the_same_bits),
                                       cmocka_unit_test(sums_follow_numpys_tree),
                                       cmocka_unit_test(integers_at_their_edges),
                                       cmocka_unit_test(casts_of_what_does_not_fit),
                                       cmocka_unit_test(scalar_inputs),
                                       cmocka_unit_test(a_rare_argument_among_many),
                                       cmocka_unit_test(tiny_arguments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
