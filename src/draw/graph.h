/* graph.h: the memory graph as its own files see it. */
#ifndef CT_GRAPH_H
#define CT_GRAPH_H

#include <carton/memory.h>

#include "array/array.h"
#include "object/object.h"

/* Addresses seen so far, each with a number: open addressing, a power of two of slots, at most half
 * used. */
typedef struct ct_seen {
    const void **keys;
    int *values;
    int64_t slots, used;
} ct_seen;
/* *value is set to the number stored under key, after storing `fresh` if the key is new. 1 new, 0
 * known, -1. */
int ct_seen_add(ct_seen *seen, const void *key, int fresh, int *value);
void ct_seen_close(ct_seen *seen);

struct ct_memory_graph {
    ct_memory_block *blocks;
    int nblocks, capacity;
    int nnames;
    char **names;
    ct_object **values; /* retained */
    int *targets;
    int64_t most;
    ct_seen seen;
};

CT_INLINE bool ct_is_array(const ct_object *object)
{
    return object && object->type == &ct_array_type;
}
const char *ct_block_title(const ct_memory_block *block); /* "list", "float", "ndarray", ... */

#endif
