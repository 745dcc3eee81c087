/* Operands that end, or begin, where memory ends: every ufunc and reduction at every ISA level, of
 * each dtype, reads and writes its elements and nothing beside them. */
#include "ct_test.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const levels[] = {"v2", "v3", "v4"};
/* Around the widths of registers, of unrolled rounds and of blocks that are folded at once. */
static const int64_t lengths[] = {1,  2,  3,  5,  7,  8,  9,   15,  16,  17,  20,   24,   31,
                                  32, 33, 41, 63, 64, 65, 100, 127, 128, 129, 1023, 1040, 2053};
enum { LENGTHS = sizeof lengths / sizeof *lengths, ROOM = 1 << 16, REGIONS = 3 };

/* ROOM bytes between two pages that nobody may touch. */
static char *regions[REGIONS];

static int map_regions(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int r = 0; r < REGIONS; r++) {
        char *all =
            mmap(NULL, ROOM + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (all == MAP_FAILED || mprotect(all, page, PROT_NONE) ||
            mprotect(all + page + ROOM, page, PROT_NONE))
            return -1;
        regions[r] = all + page;
    }
    return 0;
}

/* n elements of a region, the last ones or the first ones; the largest stands last. */
static ct_array *at_edge(int region, bool last, int64_t n, const ct_dtype *dtype)
{
    int64_t bytes = n * ct_dtype_itemsize(dtype);
    char *data = regions[region] + (last ? ROOM - bytes : 0);
    memset(data, 0, (size_t)bytes);
    ct_array *a = ct_from_memory(data, bytes, 1, &n, NULL, dtype, true, NULL, NULL);
    if (ct_dtype_kind(dtype) == 'b')
        data[n - 1] = 1;
    else if (a) {
        ct_object *box = ct_int(3);
        ct_array *three = ct_array_from(box, dtype);
        memcpy(data + bytes - bytes / n, ct_data(three), (size_t)(bytes / n));
        ct_release(three);
        ct_release(box);
    }
    return a;
}

static void run_ufuncs(bool last, int64_t n, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    ct_array *in[2] = {ct_own(&s, at_edge(0, last, n, dtype)),
                       ct_own(&s, at_edge(1, last, n, dtype))};
    for (ct_op op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get(op);
        if (info->nin > 2 || info->nout > 1)
            continue;
        ct_array *plain = NULL, *result = NULL;
        if (ct_ufunc_call(op, in, NULL, &plain) == CT_OK) {
            ct_array *out = ct_own(&s, at_edge(2, last, n, ct_dtype_of(plain)));
            ct_ufunc_opts opts = {.out = {out}};
            assert_int_equal(ct_ufunc_call(op, in, &opts, &result), CT_OK);
            assert_memory_equal(ct_data(plain), ct_data(out), (size_t)ct_nbytes(plain));
        }
        ct_error_take(NULL);
        ct_release(plain);
        ct_release(result);
    }
}

static void run_reductions(bool last, int64_t n, const ct_dtype *dtype)
{
    static ct_array *(*const all[])(const ct_array *, const ct_reduce_opts *) = {
        ct_sum_opts,    ct_prod_opts,   ct_min_opts,          ct_max_opts,
        ct_mean_opts,   ct_var_opts,    ct_any_opts,          ct_all_opts,
        ct_argmin_opts, ct_argmax_opts, ct_count_nonzero_opts};
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, at_edge(0, last, n, dtype));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ct_array *result = all[i](a, NULL);
        if (result && all[i] == ct_argmax_opts)
            assert_int_equal(*(const int64_t *)ct_data(result), n - 1);
        ct_error_take(NULL);
        ct_release(result);
    }
    ct_release(ct_cumsum(a, CT_FLAT, NULL));
    ct_release(ct_sort(a, 0));
    ct_error_take(NULL);
}

static void nothing_beside_operands_is_touched(void **state)
{
    ct_seterr((ct_errstate){CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE});
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (int num = 0; num < CT_NUM_STR && ct_set_isa(levels[l]) == CT_OK; num++)
            for (int k = 0; k < 2 * LENGTHS; k++) {
                const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)num);
                run_ufuncs(k % 2, lengths[k / 2], dtype);
                run_reductions(k % 2, lengths[k / 2], dtype);
            }
    ct_error_take(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_beside_operands_is_touched)};
    return cmocka_run_group_tests(tests, map_regions, NULL);
}
