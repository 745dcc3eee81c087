/* limits.c: see limits.h. Whoever sets limits puts the record before back, so that runs nest. */
#include "limits.h"

CT_PER_THREAD ct_limited ct_limits_now = {INT64_MAX, false, INT64_MAX, INT64_MAX, false};

bool ct_pay_end(void)
{
    if (!ct_limits_now.few) {
        ct_limits_now.steps = INT64_MAX;
        return true;
    }
    ct_limits_now.steps = -1; /* far from overflow, however often it is asked */
    ct_error_set(CT_RUNTIME_ERROR, NULL, 0, "the run used up its steps");
    return false;
}

ct_status ct_limits_refuse(int64_t bytes)
{
    return ct_error_set(CT_MEMORY_ERROR, NULL, 0,
                        "an array of %lld bytes is more than this run may use", (long long)bytes);
}

ct_status ct_limits_file(const char *op)
{
    return ct_limits_now.no_files ? ct_error_set(CT_OS_ERROR, op, 0, "this run may not use files")
                                  : CT_OK;
}
