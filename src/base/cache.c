/* cache.c: large blocks that were freed, kept for the next of their size. Touching fresh pages
 * costs several times what adding two arrays does, and programs free results of one size to ask for
 * the next. (Small ones: blocks.c.)
 *
 * Kept blocks are not live. The limits: eight blocks, what an expression of a few temporaries frees
 * at once; 128 MiB in all, or a 16th of the machine's memory where that is more, at most 1 GiB, or
 * what ct_set_cache_limit says; a block serves a request that fills three quarters of it. When an
 * allocation fails everything is given back first.
 *
 * The lock is only ever tried: who does not get it goes to malloc. So nobody waits, and a child
 * forked while another thread held it works, without the cache. */
#include "memory.h"

#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CT_CACHE_OFF 1 /* a kept block would hide its use after free */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define CT_CACHE_OFF 1
#endif
#endif

enum { BLOCKS = 8 };
static const int64_t least = CT_BLOCK_MOST;
static const int64_t huge = (int64_t)1 << 21; /* a huge page of x86-64 */

static atomic_flag busy = ATOMIC_FLAG_INIT;
static void *kept[BLOCKS]; /* oldest first */
static int count;
static int64_t total;

/* Bytes that may be kept; -1: not decided yet. */
static _Atomic int64_t limit = -1;

#ifdef CT_CACHE_OFF
static int64_t first_limit(void)
{
    return 0;
}
#else
/* CARTON_CACHE gives the limit in MiB; 0 keeps nothing. */
static int64_t first_limit(void)
{
    const int64_t small = (int64_t)1 << 27, large = (int64_t)1 << 30;
    int64_t mib;
    if (ct_environment_number("CARTON_CACHE", 0, INT64_MAX, &mib))
        return mib < (INT64_MAX >> 20) ? mib << 20 : INT64_MAX;
    int64_t sixteenth = (int64_t)sysconf(_SC_PHYS_PAGES) / 16 * (int64_t)sysconf(_SC_PAGESIZE);
    return sixteenth < small ? small : sixteenth > large ? large : sixteenth;
}
#endif

int64_t ct_cache_limit(void)
{
    int64_t most = atomic_load_explicit(&limit, memory_order_relaxed);
    if (CT_LIKELY(most >= 0))
        return most;
    most = first_limit();
    atomic_store_explicit(&limit, most, memory_order_relaxed);
    return most;
}

ct_status ct_set_cache_limit(int64_t bytes)
{
    if (bytes < 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "set_cache_limit", 1, "%lld bytes: choose 0 or more",
                              (long long)bytes);
#ifdef CT_CACHE_OFF
    bytes = 0;
#endif
    atomic_store_explicit(&limit, bytes, memory_order_relaxed);
    ct_trim();
    return CT_OK;
}

static bool take_lock(void)
{
    return !atomic_flag_test_and_set_explicit(&busy, memory_order_acquire);
}

static void drop_lock(void)
{
    atomic_flag_clear_explicit(&busy, memory_order_release);
}

static void *take_out(int at)
{
    void *block = kept[at];
    total -= (int64_t)malloc_usable_size(block);
    count--;
    for (int i = at; i < count; i++)
        kept[i] = kept[i + 1];
    return block;
}

static void *find(int64_t bytes)
{
    void *found = NULL;
    if (bytes < least || !take_lock())
        return NULL;
    for (int i = count; i-- > 0 && !found;) {
        int64_t size = (int64_t)malloc_usable_size(kept[i]);
        if (bytes <= size && bytes >= size - size / 4)
            found = take_out(i); /* the youngest: the likeliest to be in a processor's cache */
    }
    drop_lock();
    return found;
}

void *ct_cache_take(int64_t bytes)
{
    void *block = find(bytes);
    if (block && ct_is_counting())
        ct_count_reused((int64_t)malloc_usable_size(block));
    return block;
}

void *ct_cache_alloc(int64_t bytes)
{
    void *block = ct_cache_take(bytes);
    if (block)
        return block;
    block = malloc(bytes ? (size_t)bytes : 1);
    if (!block) {
        ct_trim();
        block = malloc(bytes ? (size_t)bytes : 1);
    }
    if (block && bytes >= 2 * huge) {
        uintptr_t first = ((uintptr_t)block + (uintptr_t)huge - 1) & ~((uintptr_t)huge - 1);
        uintptr_t last = ((uintptr_t)block + (uintptr_t)bytes) & ~((uintptr_t)huge - 1);
        madvise((char *)block + (first - (uintptr_t)block), last - first, MADV_HUGEPAGE);
    }
    return block;
}

void ct_cache_free(void *block)
{
    int64_t size = (int64_t)malloc_usable_size(block);
    if (size < least || size > ct_cache_limit() || !take_lock()) {
        free(block);
        return;
    }
    void *out[BLOCKS];
    int leaving = 0;
    int64_t most = ct_cache_limit();
    while (count == BLOCKS || (count > 0 && total + size > most))
        out[leaving++] = take_out(0);
    kept[count++] = block;
    total += size;
    drop_lock();
    while (leaving > 0)
        free(out[--leaving]);
}

/* Also when the library is unloaded. */
__attribute__((destructor)) void ct_trim(void)
{
    if (ct_thread_known)
        ct_blocks_trim(ct_thread_known);
    if (!take_lock())
        return;
    while (count > 0)
        free(take_out(count - 1));
    drop_lock();
}
