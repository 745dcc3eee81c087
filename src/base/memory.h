/* memory.h: what the library knows of each thread: its part of the allocator (alloc.c, blocks.c)
 * and what is too large to stand at a fixed distance from the thread pointer.
 *
 * A record is made at a thread's first allocation and never freed: at the thread's end it waits for
 * the next new one, so that its counts stay in the sums of ct_memory_in_use, and a forked child
 * finds whole records of threads that it does not have. Only the owner writes; others read the
 * counts. Without memory for a record a thread uses `lost`, which keeps no blocks. */
#ifndef CT_MEMORY_H
#define CT_MEMORY_H

#include "limits.h"

#include <stdatomic.h>

/* Classes of blocks by 64-byte units: one each up to 8, then four for each doubling. */
enum { CT_BLOCK_CLASSES = 40 };
/* A call raises some five different warnings at most; a program that never takes them keeps the
 * first ones. */
enum { CT_WARNINGS_KEPT = 8, CT_WARNING_TEXT = 128 };

typedef struct ct_thread {
    _Atomic int64_t blocks, bytes; /* live, of what this thread allocated and freed */
    int64_t allocations, fail_at;
    int64_t kept; /* bytes in `spare` */
    struct {
        void *first; /* linked through their first word */
        int count;
    } spare[CT_BLOCK_CLASSES];
    ct_error error;                                   /* error.c */
    char warnings[CT_WARNINGS_KEPT][CT_WARNING_TEXT]; /* errstate.c */
    atomic_flag taken;
    struct ct_thread *next;
} ct_thread;

extern CT_PER_THREAD ct_thread *ct_thread_known;
ct_thread *ct_thread_start(void); /* the record of a thread that has none; never NULL */
void ct_blocks_trim(ct_thread *thread);

CT_INLINE ct_thread *ct_thread_now(void)
{
    return CT_LIKELY(ct_thread_known != NULL) ? ct_thread_known : ct_thread_start();
}

/* While ct_memory_count is on. count.c */
extern _Atomic int ct_counting;
void ct_count_note(int64_t blocks, int64_t bytes);
void ct_count_reused(int64_t bytes);
CT_INLINE bool ct_is_counting(void)
{
    return CT_UNLIKELY(atomic_load_explicit(&ct_counting, memory_order_relaxed) > 0);
}

/* Adds to the counts. A plain addition: the owner alone writes. */
CT_INLINE void ct_thread_count(ct_thread *t, int64_t blocks, int64_t bytes)
{
    int64_t n = atomic_load_explicit(&t->blocks, memory_order_relaxed);
    int64_t held = atomic_load_explicit(&t->bytes, memory_order_relaxed);
    atomic_store_explicit(&t->blocks, n + blocks, memory_order_relaxed);
    atomic_store_explicit(&t->bytes, held + bytes, memory_order_relaxed);
    if (ct_is_counting())
        ct_count_note(blocks, bytes);
}

/* Whether an allocation is to fail: it is the nth, or beyond the limits of the run. */
CT_INLINE bool ct_alloc_refused(ct_thread *t, int64_t bytes)
{
    t->allocations++;
    if (CT_UNLIKELY(t->fail_at > 0) && --t->fail_at == 0)
        return true;
    ct_pay_bytes(bytes);
    const ct_limited *now = &ct_limits_now;
    return bytes > now->bytes ||
           atomic_load_explicit(&t->bytes, memory_order_relaxed) > now->bytes - bytes;
}

#endif
