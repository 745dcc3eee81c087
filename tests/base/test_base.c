/* Errors, allocation failure, scopes, ISA levels and threads. */
#include "ct_test.h"

#include "base/base.h"

#include <string.h>

static void first_error_stays(void **state)
{
    ct_error_set(CT_VALUE_ERROR, "one", 1, "first %d", 1);
    ct_error_set(CT_TYPE_ERROR, "two", 2, "second");
    ct_error error;
    assert_int_equal(ct_error_take(&error), CT_VALUE_ERROR);
    assert_string_equal(error.message, "first 1");
    assert_string_equal(error.op, "one");
    assert_int_equal(ct_error_take(&error), CT_OK);
    assert_string_equal(error.message, "");
}

static void names_of_codes(void **state)
{
    assert_string_equal(ct_status_name(CT_VALUE_ERROR), "ValueError");
    assert_string_equal(ct_status_name(CT_INTERRUPTED), "KeyboardInterrupt");
    assert_string_equal(ct_status_name(CT_NOT_IMPLEMENTED_ERROR), "NotImplementedError");
}

static void allocation_counts_and_fails(void **state)
{
    int64_t blocks, later;
    ct_memory_in_use(&blocks, NULL);
    void *a = ct_alloc(10), *b = ct_alloc_aligned(100);
    assert_int_equal((uintptr_t)b % 64, 0);
    ct_memory_in_use(&later, NULL);
    assert_int_equal(later, blocks + 2);
    ct_fail_allocation(2);
    void *c = ct_alloc(1);
    assert_non_null(c);
    assert_null(ct_realloc(a, 1000));
    assert_error(CT_MEMORY_ERROR);
    a = ct_realloc(a, 1000);
    assert_non_null(a);
    assert_null(ct_alloc_many(INT64_MAX / 2, 4));
    assert_error(CT_MEMORY_ERROR);
    ct_dealloc(a), ct_dealloc(b), ct_dealloc(c);
    ct_memory_in_use(&later, NULL);
    assert_int_equal(later, blocks);
}

/* Small blocks are aligned, come back, and a limit of 0 keeps none. */
static void small_blocks_come_back(void **state)
{
    int64_t limit = ct_cache_limit(), blocks, bytes, later[2];
    ct_memory_in_use(&blocks, &bytes);
    for (int64_t size = 1; size <= CT_BLOCK_MOST; size += 1 + size / 5) {
        char *a = ct_block_alloc(size), *b = ct_block_alloc(size);
        assert_true(a && b && (uintptr_t)a % 64 == 0 && (uintptr_t)b % 64 == 0);
        assert_true(a + size <= b || b + size <= a);
        memset(a, 1, (size_t)size), memset(b, 2, (size_t)size);
        ct_block_free(a, size), ct_block_free(b, size);
    }
    assert_null(ct_block_alloc(-1));
    assert_error(CT_MEMORY_ERROR);
    ct_memory_in_use(&later[0], &later[1]);
    assert_int_equal(later[0], blocks);
    assert_int_equal(later[1], bytes);
    if (limit > 0) { /* not under a sanitizer */
        void *a = ct_block_alloc(1000);
        ct_block_free(a, 1000);
        assert_ptr_equal(ct_block_alloc(1000), a);
        ct_block_free(a, 1000);
        assert_int_equal(ct_set_cache_limit(0), CT_OK);
        assert_int_equal(ct_cache_limit(), 0);
        assert_int_equal(ct_set_cache_limit(limit), CT_OK);
    }
    assert_int_equal(ct_set_cache_limit(-1), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
}

/* A large block that was freed serves the next request of its size, and is not live meanwhile. */
static void large_blocks_come_back(void **state)
{
    enum { LARGE = 1 << 20 };
    int64_t blocks, bytes, blocks_later, bytes_later;
    ct_trim();
    ct_memory_in_use(&blocks, &bytes);
    for (int i = 0; i < 20; i++) {
        char *a = ct_alloc(LARGE + i), *b = ct_alloc(LARGE);
        assert_true(a && b && a != b);
        a[0] = b[0] = a[LARGE - 1] = b[LARGE - 1] = 1;
        ct_fail_allocation(1);
        assert_null(ct_alloc(LARGE));
        assert_error(CT_MEMORY_ERROR);
        ct_dealloc(a), ct_dealloc(b);
        ct_memory_in_use(&blocks_later, &bytes_later);
        assert_int_equal(blocks_later, blocks);
        assert_int_equal(bytes_later, bytes);
    }
    void *many[20];
    for (int i = 0; i < 20; i++)
        assert_non_null(many[i] = ct_alloc((int64_t)LARGE * (i + 1)));
    for (int i = 0; i < 20; i++)
        ct_dealloc(many[i]);
    ct_trim();
    ct_memory_in_use(&blocks_later, &bytes_later);
    assert_int_equal(bytes_later, bytes);
}

static void isa_levels(void **state)
{
    assert_int_equal(ct_set_isa("v9"), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    static const char *const levels[] = {"v2", "v3", "v4"};
    const char *before = ct_isa();
    for (int i = 0; i < 3; i++) {
        const char *level = ct_isa();
        if (ct_set_isa(levels[i]) == CT_OK) {
            assert_true(strstr(ct_isa(), levels[i]) || !strcmp(ct_isa(), "baseline"));
        } else { /* this CPU or this build lacks it */
            assert_error(CT_VALUE_ERROR);
            assert_ptr_equal(ct_isa(), level);
        }
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
    assert_ptr_equal(ct_isa(), before);
}

static void threads(void **state)
{
    assert_true(ct_threads() >= 1);
    assert_int_equal(ct_set_threads(0), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(ct_set_threads(3), CT_OK);
    assert_int_equal(ct_threads(), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_error_stays),
        cmocka_unit_test(names_of_codes),
        cmocka_unit_test(allocation_counts_and_fails),
        cmocka_unit_test(small_blocks_come_back),
        cmocka_unit_test(large_blocks_come_back),
        cmocka_unit_test(isa_levels),
        cmocka_unit_test(threads),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
