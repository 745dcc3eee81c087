/* alloc.c: the library's only door to malloc. Counts live blocks and bytes of each thread, and can
 * fail the nth allocation of a thread once, so that tests walk every failure path. */
#include "memory.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* One cache line and one AVX-512 register: no element straddles either. */
enum { ALIGNMENT = 64 };

/* -- threads ----------------------------------------------------------------------------------- */

CT_PER_THREAD ct_thread *ct_thread_known;
static ct_thread lost = {.taken = ATOMIC_FLAG_INIT};
static _Atomic(ct_thread *) threads = &lost;
static pthread_key_t at_end;
static bool has_end;

/* A thread ends; its record waits for the next. */
static void end(void *record)
{
    ct_thread *t = record;
    ct_blocks_trim(t);
    ct_thread_known = NULL;
    atomic_flag_clear_explicit(&t->taken, memory_order_release);
}

__attribute__((constructor)) static void open_threads(void)
{
    has_end = pthread_key_create(&at_end, end) == 0;
    atomic_flag_test_and_set(&lost.taken);
}

/* The library is unloaded: a thread's end must not call into it. */
__attribute__((destructor)) static void close_threads(void)
{
    if (has_end)
        pthread_key_delete(at_end);
    has_end = false;
}

ct_thread *ct_thread_start(void)
{
    ct_thread *t = atomic_load_explicit(&threads, memory_order_acquire);
    while (t && atomic_flag_test_and_set_explicit(&t->taken, memory_order_acquire))
        t = t->next;
    if (!t && (t = calloc(1, sizeof *t))) {
        atomic_flag_test_and_set(&t->taken);
        t->next = atomic_load_explicit(&threads, memory_order_relaxed);
        while (!atomic_compare_exchange_weak_explicit(&threads, &t->next, t, memory_order_release,
                                                      memory_order_relaxed))
            ;
    }
    if (!t)
        return &lost;
    if (has_end)
        pthread_setspecific(at_end, t);
    return ct_thread_known = t;
}

void ct_memory_in_use(int64_t *blocks, int64_t *bytes)
{
    int64_t all[2] = {0, 0};
    for (ct_thread *t = atomic_load_explicit(&threads, memory_order_acquire); t; t = t->next) {
        all[0] += atomic_load_explicit(&t->blocks, memory_order_relaxed);
        all[1] += atomic_load_explicit(&t->bytes, memory_order_relaxed);
    }
    if (blocks)
        *blocks = all[0];
    if (bytes)
        *bytes = all[1];
}

int64_t ct_bytes_held(void)
{
    return atomic_load_explicit(&ct_thread_now()->bytes, memory_order_relaxed);
}

int64_t ct_fail_allocation(int64_t nth)
{
    ct_thread *t = ct_thread_now();
    int64_t made = t->allocations;
    t->allocations = 0;
    t->fail_at = nth;
    return made;
}

/* -- allocation -------------------------------------------------------------------------------- */

static bool refused(int64_t bytes)
{
    return ct_alloc_refused(ct_thread_now(), bytes);
}

static void *failed(void)
{
    ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    return NULL;
}

static void *counted(void *block)
{
    if (!block)
        return failed();
    ct_thread_count(ct_thread_now(), 1, (int64_t)malloc_usable_size(block));
    return block;
}

static void uncount(void *block)
{
    ct_thread_count(ct_thread_now(), -1, -(int64_t)malloc_usable_size(block));
}

void *ct_alloc(int64_t bytes)
{
    if (bytes < 0 || refused(bytes))
        return failed();
    return counted(ct_cache_alloc(bytes));
}

void *ct_alloc_many(int64_t count, int64_t size)
{
    int64_t bytes;
    return ct_alloc(ct_mul_overflow(count, size, &bytes) ? -1 : bytes);
}

void *ct_alloc_zero(int64_t count, int64_t size)
{
    int64_t bytes;
    if (ct_mul_overflow(count, size, &bytes) || refused(bytes))
        return failed();
    enum { MOST = 1 << 25 }; /* more is cleared by the system, page by page as it is touched */
    void *block = bytes <= MOST ? ct_cache_take(bytes) : NULL;
    return counted(block ? memset(block, 0, (size_t)bytes) : calloc(bytes ? (size_t)bytes : 1, 1));
}

void *ct_alloc_aligned(int64_t bytes)
{
    if (bytes < 0 || bytes > INT64_MAX - ALIGNMENT || refused(bytes))
        return failed();
    void *block = NULL;
    if (posix_memalign(&block, ALIGNMENT, bytes ? (size_t)bytes : 1))
        block = NULL;
    return counted(block);
}

void *ct_realloc(void *memory, int64_t bytes)
{
    if (!memory)
        return ct_alloc(bytes);
    if (bytes < 0 || refused(bytes))
        return failed();
    int64_t before = (int64_t)malloc_usable_size(memory);
    void *block = realloc(memory, bytes ? (size_t)bytes : 1);
    if (!block)
        return failed();
    ct_thread_count(ct_thread_now(), 0, (int64_t)malloc_usable_size(block) - before);
    return block;
}

void *ct_realloc_aligned(void *memory, int64_t old_bytes, int64_t bytes)
{
    void *block = ct_alloc_aligned(bytes);
    if (block && memory) {
        memcpy(block, memory, (size_t)(old_bytes < bytes ? old_bytes : bytes));
        ct_dealloc(memory);
    }
    return block;
}

void ct_dealloc(void *memory)
{
    if (memory) {
        uncount(memory);
        ct_cache_free(memory);
    }
}
