/* blocks.c: blocks of up to 64 KiB that come and go with every call on small arrays. What a thread
 * frees it keeps, by size class, for the next of that class: taking one is a handful of
 * instructions, without a lock and without touching fresh memory. Larger ones are alloc.c's.
 *
 * Bounded: at most KEPT_MOST bytes for each thread, and of each class as many blocks as fill
 * CLASS_MOST bytes (four at least). Nothing is kept when the cache is off. */
#include "memory.h"

#include <stdlib.h>

enum { UNIT = 64, KEPT_MOST = 1 << 20, CLASS_MOST = 1 << 15, CLASS_LEAST = 4 };

/* The class of a size; *bytes becomes what a block of that class has. */
CT_INLINE int class_of(int64_t *bytes)
{
    uint64_t units = ((uint64_t)*bytes + UNIT - 1) / UNIT, last = units ? units - 1 : 0;
    if (last < 8) {
        *bytes = (int64_t)(last + 1) * UNIT;
        return (int)last;
    }
    int shift = 61 - __builtin_clzll(last); /* keeps three bits: 4 to 7 */
    uint64_t top = last >> shift;
    *bytes = (int64_t)((top + 1) << shift) * UNIT;
    return 4 + 4 * shift + (int)top - 4;
}

static void *fresh(int64_t bytes)
{
    void *block = NULL;
    if (posix_memalign(&block, UNIT, (size_t)bytes) == 0)
        return block;
    ct_trim();
    return posix_memalign(&block, UNIT, (size_t)bytes) == 0 ? block : NULL;
}

void *ct_block_alloc(int64_t bytes)
{
    if (bytes > CT_BLOCK_MOST)
        return ct_alloc_aligned(bytes);
    ct_thread *t = ct_thread_now();
    bool fits = bytes >= 0;
    int class = fits ? class_of(&bytes) : 0;
    void *block = NULL;
    if (fits && !ct_alloc_refused(t, bytes)) {
        block = t->spare[class].first;
        if (CT_LIKELY(block != NULL)) {
            t->spare[class].first = *(void **)block;
            t->spare[class].count--;
            t->kept -= bytes;
            if (ct_is_counting())
                ct_count_reused(bytes);
        } else {
            block = fresh(bytes);
        }
    }
    if (CT_UNLIKELY(!block)) {
        ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
        return NULL;
    }
    ct_thread_count(t, 1, bytes);
    return block;
}

void ct_block_free(void *block, int64_t bytes)
{
    if (bytes > CT_BLOCK_MOST) {
        ct_dealloc(block);
        return;
    }
    ct_thread *t = ct_thread_now();
    int class = class_of(&bytes);
    ct_thread_count(t, -1, -bytes);
    int count = t->spare[class].count;
    bool room = count < CLASS_LEAST || count * bytes < CLASS_MOST;
    int64_t limit = ct_cache_limit(), most = limit < KEPT_MOST ? limit : KEPT_MOST;
    if (CT_UNLIKELY(!room || t->kept + bytes > most || t != ct_thread_known)) {
        free(block);
        return;
    }
    *(void **)block = t->spare[class].first;
    t->spare[class].first = block;
    t->spare[class].count = count + 1;
    t->kept += bytes;
}

void ct_blocks_trim(ct_thread *t)
{
    for (int class = 0; class < CT_BLOCK_CLASSES; class ++) {
        while (t->spare[class].first) {
            void *block = t->spare[class].first;
            t->spare[class].first = *(void **)block;
            free(block);
        }
        t->spare[class].count = 0;
    }
    t->kept = 0;
}
