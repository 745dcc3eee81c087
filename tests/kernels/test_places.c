/* An element's result does not depend on where it stands: a loop over many, whole vectors, heads
 * and ends, near or spread, gives the bits that each alone gives, and the same at every ISA level.
 * The arguments are all usual ones, so that loops take the paths made for those; then one is not.
 */
#include "ct_test.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "kernels/kernels.h"

enum { COUNT = 1061, WIDEST = 16, SPREAD = 3 };

static uint64_t seed = 7;

static double uniform(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

typedef struct operands {
    char memory[3][COUNT * WIDEST * SPREAD];
    int64_t strides[3];
    int count;
} operands;

/* Loads numbers into both operands by the kernels' own casts, `spread` items apart. */
static void fill(operands *o, const ct_loop_row *row, int inputs, double (*numbers)[COUNT],
                 int spread)
{
    o->count = inputs;
    for (int i = 0; i <= inputs; i++) {
        o->strides[i] = spread * ct_dtype_itemsize(ct_dtype_builtin(row->types[i]));
        memset(o->memory[i], 0, sizeof o->memory[i]);
        if (i == inputs)
            continue;
        char *cast[2] = {(char *)numbers[i], o->memory[i]};
        int64_t steps[2] = {8, o->strides[i]};
        ct_kernel_cast(CT_NUM_FLOAT64, row->types[i])(cast, steps, COUNT, NULL);
    }
}

static void run(operands *o, const ct_loop_row *row, int64_t from, int64_t n)
{
    char *args[3];
    for (int i = 0; i <= o->count; i++)
        args[i] = o->memory[i] + from * o->strides[i];
    row->loop(args, o->strides, n, NULL);
}

static void check_row(const char *name, const ct_loop_row *row, int inputs,
                      double (*numbers)[COUNT], char *first)
{
    static operands one, many;
    int64_t size = ct_dtype_itemsize(ct_dtype_builtin(row->types[inputs]));
    fill(&one, row, inputs, numbers, 1);
    for (int64_t i = 0; i < COUNT; i++)
        run(&one, row, i, 1);
    if (first && memcmp(first, one.memory[inputs], (size_t)(COUNT * size)))
        fail_msg("%s: other bits at another level", name);
    for (int spread = 1; spread <= SPREAD; spread += 2)
        for (int64_t from = 0; from < 40; from += 13) {
            fill(&many, row, inputs, numbers, spread);
            run(&many, row, from, COUNT - from);
            for (int64_t i = from; i < COUNT; i++)
                if (memcmp(one.memory[inputs] + i * size,
                           many.memory[inputs] + i * many.strides[inputs], (size_t)size))
                    fail_msg("%s: element %d of those from %d, spread %d", name, (int)i, (int)from,
                             spread);
        }
}

/* Loops of floats, and integers' comparisons. */
static bool is_checked(const ct_loop_row *row, int inputs)
{
    if (row->types[0] > CT_NUM_FLOAT64)
        return false;
    return row->types[inputs] == CT_NUM_BOOL
               ? row->types[0] >= CT_NUM_INT8
               : row->types[0] >= CT_NUM_FLOAT16 && row->types[inputs - 1] >= CT_NUM_FLOAT16;
}

static void places(double low, double high, double rare)
{
    static double numbers[2][COUNT];
    static char first[COUNT * WIDEST];
    static const char *const levels[] = {"v2", "v3", "v4"};
    const char *before = ct_isa();
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < 2; k++)
            numbers[k][i] = uniform(low, high);
    if (rare != 0)
        numbers[0][500] = rare;
    for (int op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
        if (info->nout != 1 || info->nin > 2)
            continue;
        for (int r = 0;; r++) {
            const char *known = NULL;
            bool more = false;
            for (int level = 0; level < 3; level++) {
                int count;
                if (ct_set_isa(levels[level])) {
                    ct_error_take(NULL); /* this CPU lacks it */
                    continue;
                }
                const ct_loop_row *rows = ct_kernel_rows((ct_op)op, &count);
                more |= r < count;
                if (r >= count || !is_checked(&rows[r], info->nin))
                    continue;
                check_row(info->name, &rows[r], info->nin, numbers, (char *)known);
                if (!known) {
                    static operands alone;
                    fill(&alone, &rows[r], info->nin, numbers, 1);
                    run(&alone, &rows[r], 0, COUNT);
                    memcpy(first, alone.memory[info->nin], sizeof first);
                    known = first;
                }
            }
            if (!more)
                break;
        }
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

static void below_one(void **state)
{
    places(0.01, 0.99, 0);
}
static void above_one(void **state)
{
    places(1, 9, 0);
}
static void both_signs(void **state)
{
    places(-9, 9, 0);
}
static void one_is_rare(void **state)
{
    places(0.1, 0.9, 1e308);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(below_one), cmocka_unit_test(above_one),
                                       cmocka_unit_test(both_signs), cmocka_unit_test(one_is_rare)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
