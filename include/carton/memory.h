/* carton/memory.h: how values lie in memory, read from the live objects, and drawn.
 *
 * A graph holds blocks (records, pointer tables, boxes, buffers) with their real addresses and
 * sizes, and the pointers between them. It keeps the objects alive and is a picture of the moment
 * it was made. */
#ifndef CARTON_MEMORY_H
#define CARTON_MEMORY_H

#include <carton/array.h>

CT_BEGIN_DECLS

typedef struct ct_memory_graph ct_memory_graph;

typedef enum ct_block_role {
    CT_BLOCK_BOX,    /* one boxed value: number, text, None, ... */
    CT_BLOCK_LIST,   /* header of a list, tuple or dict */
    CT_BLOCK_TABLE,  /* table of pointers to boxes */
    CT_BLOCK_ARRAY,  /* record of an array: shape, dtype, strides, data */
    CT_BLOCK_BUFFER, /* raw cells */
    CT_BLOCK_ROLE_COUNT
} ct_block_role;

typedef struct ct_memory_link {
    int64_t slot; /* index in the table; 0 for the one pointer of a header or record */
    int target;   /* index of a block */
} ct_memory_link;

typedef struct ct_memory_block {
    ct_block_role role;
    const void *address;
    int64_t bytes;           /* of this block alone */
    int64_t refs;            /* reference count without the graph's own; -1 for tables */
    int64_t slots, used;     /* tables: capacity and length; buffers: capacity and bytes in use */
    const ct_object *object; /* borrowed; NULL for tables and buffers */
    const ct_memory_link *links;
    int64_t nlinks;
    int64_t left_out; /* items of a table that the graph leaves out (long tables keep both ends) */
} ct_memory_block;

/* The graph of named values. `most` is how many items of one container get blocks (0: 64); bytes
 * count all. */
CT_API CT_GIVE ct_memory_graph *ct_memory(int n, const char *const *names, ct_object *const *values,
                                          int64_t most);
CT_API void ct_memory_free(ct_memory_graph *graph);
CT_API int ct_memory_blocks(const ct_memory_graph *graph, const ct_memory_block **blocks);
CT_API int ct_memory_names(const ct_memory_graph *graph);
/* Block and name of the i-th value. */
CT_API int ct_memory_name(const ct_memory_graph *graph, int i, const char **name);
/* Bytes of all blocks that the i-th value reaches, shared ones counted once; and how many elements
 * it holds. */
CT_API int64_t ct_memory_bytes(const ct_memory_graph *graph, int i, int64_t *elements);

typedef struct ct_draw_opts {
    size_t size_;
    int width;  /* columns; 0: 80 */
    bool ascii; /* no box-drawing characters */
    bool color; /* ANSI colours */
} ct_draw_opts;
/* The picture as text, with a line of totals (free with ct_free). */
CT_API CT_GIVE char *ct_draw_text(const ct_memory_graph *graph, const ct_draw_opts *opts,
                                  int64_t *length);

CT_END_DECLS
#endif
