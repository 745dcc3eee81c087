/* threads.c: how many threads one call may use. */
#include "base.h"

#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

static _Atomic int setting; /* 0: not decided yet */

/* Processors that this process may run on. */
static long processors(void)
{
#if defined(__linux__)
    cpu_set_t own;
    if (sched_getaffinity(0, sizeof own, &own) == 0)
        return CPU_COUNT(&own);
#endif
    return sysconf(_SC_NPROCESSORS_ONLN);
}

int ct_threads(void)
{
    int n = atomic_load_explicit(&setting, memory_order_relaxed);
    if (n)
        return n;
    int64_t count;
    if (!ct_environment_number("CARTON_NUM_THREADS", 1, CT_MOST_THREADS, &count))
        count = processors();
    n = count < 1 ? 1 : count > CT_MOST_THREADS ? CT_MOST_THREADS : (int)count;
    atomic_store_explicit(&setting, n, memory_order_relaxed);
    return n;
}

ct_status ct_set_threads(int n)
{
    if (n < 1 || n > CT_MOST_THREADS)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "set_threads", 1, "%d threads: choose 1 to %d", n,
                              CT_MOST_THREADS);
    atomic_store_explicit(&setting, n, memory_order_relaxed);
    return CT_OK;
}
