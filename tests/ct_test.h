/* ct_test.h: what every C test uses beside cmocka. */
#ifndef CT_TEST_H
#define CT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the ones above */

#include <carton.h>

/* The call failed with this code; takes the error so that the next check starts clean. */
#define assert_error(code_)                                                                        \
    do {                                                                                           \
        ct_error error_;                                                                           \
        ct_error_take(&error_);                                                                    \
        if (error_.code != (code_))                                                                \
            print_error("expected %s, got %s: %s\n", ct_status_name(code_),                        \
                        ct_status_name(error_.code), error_.message);                              \
        assert_int_equal(error_.code, (code_));                                                    \
        assert_true(error_.message[0] != '\0');                                                    \
    } while (0)
#define assert_no_error() assert_int_equal(ct_error_take(NULL), CT_OK)

/* Runs `body(context)` with its 1st, 2nd, 3rd, ... allocation failing until it succeeds. The body
 * returns true when its call succeeded and must release what it made; after each failure a
 * MemoryError is recorded and no block has leaked. */
static inline void for_each_failing_allocation(bool (*body)(void *context), void *context)
{
    for (int64_t nth = 1; nth < 100000; nth++) {
        int64_t before, after;
        ct_memory_in_use(&before, NULL);
        ct_fail_allocation(nth);
        bool done = body(context);
        ct_fail_allocation(0);
        ct_memory_in_use(&after, NULL);
        ct_status code = ct_error_take(NULL);
        assert_int_equal(before, after);
        if (done)
            return;
        assert_int_equal(code, CT_MEMORY_ERROR);
    }
    fail_msg("still failing after 100000 allocations");
}

#endif
