/* jit.c: whether machine code is generated, and pages for it. Pages are written first and run
 * afterwards, never both at once: some systems refuse even that, and then nothing is generated. */
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Atomic int setting; /* 0: not decided yet; 1: off; 2: on */

bool ct_jit(void)
{
    int now = atomic_load_explicit(&setting, memory_order_relaxed);
    if (CT_LIKELY(now != 0))
        return now == 2;
    const char *wanted = getenv("CARTON_JIT");
    bool on = !wanted || strcmp(wanted, "0") != 0;
    ct_set_jit(on);
    return on;
}

void ct_set_jit(bool on)
{
    atomic_store_explicit(&setting, on ? 2 : 1, memory_order_relaxed);
}

void *ct_jit_pages(int64_t bytes)
{
    ct_thread *t = ct_thread_now();
    t->allocations++; /* fails like any other, but nobody hears of it */
    if (t->fail_at > 0 && --t->fail_at == 0)
        return NULL;
    void *pages =
        mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

bool ct_jit_seal(void *pages, int64_t bytes)
{
    return mprotect(pages, (size_t)bytes, PROT_READ | PROT_EXEC) == 0;
}

void ct_jit_free(void *pages, int64_t bytes)
{
    munmap(pages, (size_t)bytes);
}
