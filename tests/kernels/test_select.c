/* Elements by masks and by indices, at every ISA level: the right ones, and nothing behind them. */
#include "ct_test.h"

#include <string.h>

#include "kernels/kernels.h"

enum { COUNT = 1000, WIDEST = 16, BEHIND = 64 };
static const char *const levels[] = {"v2", "v3", "v4"};
static const int lengths[] = {0, 1, 7, 8, 15, 16, 17, 33, 100, COUNT};

static uint64_t seed = 3;
static char mask[COUNT], data[COUNT * WIDEST], got[COUNT * WIDEST + BEHIND],
    want[COUNT * WIDEST + BEHIND];

static int below(int end)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((seed >> 33) % (uint64_t)end);
}

static void for_levels(void (*check)(int n))
{
    const char *before = ct_isa();
    for (int i = 0; i < COUNT * WIDEST; i++)
        data[i] = (char)below(256);
    for (int level = 0; level < 3; level++) {
        if (ct_set_isa(levels[level])) {
            ct_error_take(NULL); /* this CPU lacks it */
            continue;
        }
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            check(lengths[i]);
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

static void check_masks(int n)
{
    for (int one_in = 1; one_in < 200; one_in = 3 * one_in + 1)
        for (int size = 1; size <= WIDEST; size *= 2) {
            int64_t count = 0;
            memset(want, 7, sizeof want);
            memset(got, 7, sizeof got);
            for (int i = 0; i < n; i++) {
                mask[i] = (char)(below(one_in) == 0);
                if (mask[i])
                    memcpy(want + size * count++, data + i * size, (size_t)size);
            }
            char *end = ct_kernel_select(size)(mask, data, size, n, got, got + count * size, size);
            assert_true(end == got + count * size);
            assert_memory_equal(got, want, sizeof want);
            if (size != 8)
                continue;
            int64_t *places = (int64_t *)(void *)got, at = 0;
            memset(got, 7, sizeof got);
            assert_true(ct_kernel_places(mask, n, 5, places, places + count) == places + count);
            for (int i = 0; i < n; i++)
                if (mask[i])
                    assert_int_equal(places[at++], 5 + i);
            assert_int_equal(got[count * size], 7);
        }
}
static void masks(void **state)
{
    for_levels(check_masks);
}

/* kind 0: all from 0 on; 1: some count from the end; 2: one is outside */
static void check_indices(int n)
{
    static int64_t at[COUNT];
    for (int kind = 0; kind < 3 && n; kind++)
        for (int size = 1; size <= WIDEST; size *= 2) {
            memset(want, 7, sizeof want);
            memset(got, 7, sizeof got);
            for (int i = 0; i < n; i++) {
                int64_t place = below(COUNT);
                at[i] = kind && i % 3 == 0 ? place - COUNT : place;
                memcpy(want + i * size, data + place * size, (size_t)size);
            }
            if (kind == 2)
                at[below(n)] = below(2) ? COUNT : -COUNT - 1;
            assert_int_equal(ct_kernel_gather(size)(data, size, COUNT, at, n, got), kind < 2);
            if (kind < 2)
                assert_memory_equal(got, want, sizeof want);
        }
}
static void indices(void **state)
{
    for_levels(check_indices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(masks), cmocka_unit_test(indices)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
