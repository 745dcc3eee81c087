/* alloc.c: the library's only door to malloc. Counts live blocks and bytes, and can fail the nth
 * allocation of a thread once, so that tests walk every failure path. */
#include "limits.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define CT_SINGLE_THREADED __libc_single_threaded
#endif
#endif

static _Atomic int64_t live_blocks, live_bytes;
static _Thread_local int64_t allocations, fail_at;

/* One cache line and one AVX-512 register: no element straddles either. */
enum { ALIGNMENT = 64 };

static bool refused(int64_t bytes)
{
    allocations++;
    if (fail_at > 0 && --fail_at == 0)
        return true;
    ct_pay_bytes(bytes);
    const ct_limited *now = &ct_limits_now;
    return bytes > now->bytes || now->held > now->bytes - bytes;
}

/* A locked addition costs as much as a small malloc; while there is one thread, none is needed. */
static void add(_Atomic int64_t *sum, int64_t value)
{
#ifdef CT_SINGLE_THREADED
    if (CT_SINGLE_THREADED) {
        int64_t now = atomic_load_explicit(sum, memory_order_relaxed);
        atomic_store_explicit(sum, now + value, memory_order_relaxed);
        return;
    }
#endif
    atomic_fetch_add_explicit(sum, value, memory_order_relaxed);
}

static void *counted(void *block)
{
    if (!block) {
        ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
        return NULL;
    }
    add(&live_blocks, 1);
    int64_t bytes = (int64_t)malloc_usable_size(block);
    ct_limits_now.held += bytes;
    add(&live_bytes, bytes);
    return block;
}

static void uncount(void *block)
{
    add(&live_blocks, -1);
    int64_t bytes = (int64_t)malloc_usable_size(block);
    ct_limits_now.held -= bytes;
    add(&live_bytes, -bytes);
}

void *ct_alloc(int64_t bytes)
{
    if (bytes < 0 || refused(bytes))
        return counted(NULL);
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
        return counted(NULL);
    return counted(calloc(bytes ? (size_t)bytes : 1, 1));
}

void *ct_alloc_aligned(int64_t bytes)
{
    if (bytes < 0 || bytes > INT64_MAX - ALIGNMENT || refused(bytes))
        return counted(NULL);
    void *block = NULL;
    if (posix_memalign(&block, ALIGNMENT, bytes ? (size_t)bytes : 1))
        block = NULL;
    return counted(block);
}

void *ct_realloc(void *memory, int64_t bytes)
{
    if (!memory)
        return ct_alloc(bytes);
    if (bytes < 0 || refused(bytes)) {
        ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
        return NULL;
    }
    uncount(memory);
    void *block = realloc(memory, bytes ? (size_t)bytes : 1);
    if (!block) {
        counted(memory);
        ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
        return NULL;
    }
    return counted(block);
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

void ct_memory_in_use(int64_t *blocks, int64_t *bytes)
{
    if (blocks)
        *blocks = atomic_load_explicit(&live_blocks, memory_order_relaxed);
    if (bytes)
        *bytes = atomic_load_explicit(&live_bytes, memory_order_relaxed);
}

int64_t ct_fail_allocation(int64_t nth)
{
    int64_t made = allocations;
    allocations = 0;
    fail_at = nth;
    return made;
}
