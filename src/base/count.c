/* count.c: what was allocated while somebody counts. All threads add to one set of counters; off,
 * the price is one look at `ct_counting` per allocation. */
#include "memory.h"

#include <string.h>

_Atomic int ct_counting;

/* The fields of ct_memory_counts in their order, and what is live now beyond the start. */
enum { BLOCKS, BYTES, RESIZED, REUSED, REUSED_BYTES, FREED, FREED_BYTES, PEAK, FIELDS };
static _Atomic int64_t counts[FIELDS], live;

static void add(int field, int64_t value)
{
    atomic_fetch_add_explicit(&counts[field], value, memory_order_relaxed);
}

void ct_count_note(int64_t blocks, int64_t bytes)
{
    int64_t now = atomic_fetch_add_explicit(&live, bytes, memory_order_relaxed) + bytes;
    int64_t peak = atomic_load_explicit(&counts[PEAK], memory_order_relaxed);
    while (now > peak && !atomic_compare_exchange_weak_explicit(
                             &counts[PEAK], &peak, now, memory_order_relaxed, memory_order_relaxed))
        ;
    if (blocks > 0)
        add(BLOCKS, blocks);
    else if (blocks < 0)
        add(FREED, -blocks);
    else
        add(RESIZED, 1);
    if (bytes > 0)
        add(BYTES, bytes);
    else
        add(FREED_BYTES, -bytes);
}

void ct_count_reused(int64_t bytes)
{
    add(REUSED, 1);
    add(REUSED_BYTES, bytes);
}

void ct_memory_count(bool on)
{
    if (!on) {
        atomic_fetch_sub(&ct_counting, 1);
        return;
    }
    if (atomic_fetch_add(&ct_counting, 1) == 0) {
        atomic_store_explicit(&live, 0, memory_order_relaxed);
        atomic_store_explicit(&counts[PEAK], 0, memory_order_relaxed);
    }
}

void ct_memory_counted(ct_memory_counts *out)
{
    int64_t now[FIELDS];
    for (int i = 0; i < FIELDS; i++)
        now[i] = atomic_load_explicit(&counts[i], memory_order_relaxed);
    *out = (ct_memory_counts){.blocks = now[BLOCKS],
                              .bytes = now[BYTES],
                              .resized = now[RESIZED],
                              .reused = now[REUSED],
                              .reused_bytes = now[REUSED_BYTES],
                              .freed = now[FREED],
                              .freed_bytes = now[FREED_BYTES],
                              .peak = now[PEAK]};
}
