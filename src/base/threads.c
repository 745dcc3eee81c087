/* threads.c: how many threads one call may use. */
#include "base.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static _Atomic int setting; /* 0: not decided yet */

/* More threads than any machine has cores help nobody and would size per-thread tables absurdly. */
enum { MOST_THREADS = 4096 };

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
    const char *wanted = getenv("CARTON_NUM_THREADS");
    long count = wanted ? strtol(wanted, NULL, 10) : 0;
    if (count < 1)
        count = processors();
    n = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : (int)count;
    atomic_store_explicit(&setting, n, memory_order_relaxed);
    return n;
}

ct_status ct_set_threads(int n)
{
    if (n < 1 || n > MOST_THREADS)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "set_threads", 1, "%d threads: choose 1 to %d", n,
                              MOST_THREADS);
    atomic_store_explicit(&setting, n, memory_order_relaxed);
    return CT_OK;
}
