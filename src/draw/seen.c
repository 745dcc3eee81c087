/* seen.c: a set of addresses with a number for each. */
#include "graph.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

static int64_t place(const ct_seen *seen, const void *key)
{
    /* Fibonacci hashing: the low bits of an address say little. */
    uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
    int64_t mask = seen->slots - 1, i = (int64_t)(hash >> 20) & mask;
    while (seen->keys[i] && seen->keys[i] != key)
        i = (i + 1) & mask;
    return i;
}

static ct_status grow(ct_seen *seen)
{
    ct_seen larger = {.slots = seen->slots ? seen->slots * 2 : FIRST_SLOTS, .used = seen->used};
    larger.keys = ct_alloc_zero(larger.slots, sizeof *larger.keys);
    larger.values = larger.keys ? ct_alloc_many(larger.slots, sizeof *larger.values) : NULL;
    if (!larger.values) {
        ct_dealloc((void *)larger.keys);
        return CT_MEMORY_ERROR;
    }
    for (int64_t i = 0; i < seen->slots; i++)
        if (seen->keys[i]) {
            int64_t at = place(&larger, seen->keys[i]);
            larger.keys[at] = seen->keys[i];
            larger.values[at] = seen->values[i];
        }
    ct_seen_close(seen);
    *seen = larger;
    return CT_OK;
}

int ct_seen_add(ct_seen *seen, const void *key, int fresh, int *value)
{
    if (2 * seen->used >= seen->slots && grow(seen))
        return -1;
    int64_t at = place(seen, key);
    bool new = !seen->keys[at];
    if (new) {
        seen->keys[at] = key;
        seen->values[at] = fresh;
        seen->used++;
    }
    *value = seen->values[at];
    return new;
}

void ct_seen_close(ct_seen *seen)
{
    ct_dealloc((void *)seen->keys);
    ct_dealloc(seen->values);
    *seen = (ct_seen){0};
}
