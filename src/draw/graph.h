/* graph.h: the memory graph as its own files see it.
 *
 * Invariants: every text, shape, stride and raw byte that a block points to lies in the graph's
 * pool and lives as long as the graph; targets are indices of blocks that exist; an array's first
 * link leads to its buffer. */
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

typedef struct ct_pool_chunk ct_pool_chunk;

struct ct_memory_graph {
    ct_memory_block *blocks;
    int64_t (*room)[3]; /* per block: room for links, fields, cells */
    int nblocks, capacity;
    int nnames, names_capacity;
    char **names;
    ct_object **values; /* retained; NULL for blocks from outside */
    int *targets;
    int64_t most;
    ct_seen seen;
    ct_pool_chunk *pool;
};

/* So many bytes behind an address that may be somebody else's, or nobody's. */
CT_INLINE const void *ct_behind(const void *address, int64_t bytes)
{
    return (const void *)((uintptr_t)address + (uintptr_t)bytes);
}
CT_INLINE bool ct_is_array(const ct_object *object)
{
    return object && object->type == &ct_array_type;
}

/* -- graph.c ---------------------------------------------------------------------------------- */

enum { CT_CELLS_KEPT = 256 }; /* a buffer of more cells keeps half as many at each end */

/* Memory that lives as long as the graph; `from` (or NULL) is copied into it. */
void *ct_graph_copy(ct_memory_graph *g, const void *from, int64_t bytes);
/* The value of an object as text, its middle left out when it is long. In the pool. */
const char *ct_graph_repr(ct_memory_graph *g, const ct_object *object);
/* The fields to draw: the main ones, or with `all` every one in the order of their place. Returns
 * how many. */
enum { CT_MOST_FIELDS = 32 };
int ct_block_fields(const ct_memory_block *block, bool all,
                    const ct_memory_field *out[CT_MOST_FIELDS]);
/* "(2, 3)", as Python shows it; long ones lose their end. */
void ct_tuple_text(char *out, size_t size, int n, const int64_t *values, const char *unit);

/* -- view.c ------------------------------------------------------------------------------------ */

/* Which element of an array covers a byte of its buffer: false for none. `several` when more than
 * one does (a broadcast or a sliding view): then the first in the order of axes is given. */
bool ct_view_find(const ct_memory_block *array, int64_t byte, int64_t *index, bool *several);
int64_t ct_view_size(const ct_memory_block *array);
/* "1", "0,1", "()", with dots behind it when several elements share the cell; "" for none. */
enum { CT_LABEL_TEXT = 64 };
bool ct_view_label(const ct_memory_block *array, int64_t byte, char out[CT_LABEL_TEXT],
                   int64_t room);
/* The next array over a buffer, from block i on; -1. */
int ct_next_view(const ct_memory_graph *g, int buffer, int i);
/* The name that leads to a block, or "#5". */
void ct_block_name(const ct_memory_graph *g, int block, char *out, size_t size);

#endif
