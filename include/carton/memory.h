/* carton/memory.h: how values lie in memory, read from the live objects, and drawn.
 *
 * A graph holds blocks (records, pointer tables, boxes, buffers) with their real addresses and
 * sizes, their fields, and the pointers between them. It is a picture of the moment it was made:
 * every text and every cell in it is a copy. ct_memory() makes one from Carton's own values;
 * ct_memory_new() and the ct_memory_add_ functions build one from blocks that lie elsewhere, a
 * Python interpreter's lists or arrays for instance. */
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

typedef enum ct_block_owner {
    CT_OWNER_SELF,    /* memory of the values themselves */
    CT_OWNER_MAPPED,  /* a mapped file */
    CT_OWNER_FOREIGN, /* memory of somebody else */
    CT_OWNER_COUNT
} ct_block_owner;

typedef struct ct_memory_link {
    int64_t slot; /* index in the table; 0 for the one pointer of a header or record */
    int target;   /* index of a block */
} ct_memory_link;

/* One member of a record. */
typedef struct ct_memory_field {
    const char *name, *text; /* "capacity", "4" */
    int64_t offset, bytes;   /* where in the block */
    int target;              /* the block that it points to; -1: none */
    bool detail;             /* drawn only when bytes are asked for */
} ct_memory_field;

/* One element of a buffer. */
typedef struct ct_memory_cell {
    int64_t index;            /* it starts at byte index * itemsize */
    const char *text;         /* its value */
    const unsigned char *raw; /* its itemsize bytes */
} ct_memory_cell;

typedef struct ct_memory_block {
    ct_block_role role;
    ct_block_owner owner;
    const void *address;
    const char *title;       /* "list", "float", "pointer table", ... */
    const char *text;        /* boxes: the value as repr has it, the middle left out when long */
    int64_t bytes;           /* of this block alone */
    int64_t padding;         /* bytes of its allocation that no field, slot or cell uses */
    int64_t refs;            /* reference count without the graph's own; -1 for tables;
                                INT64_MAX: lives as long as the process */
    int64_t slots, used;     /* tables: capacity and length; buffers: capacity and bytes in use */
    const ct_object *object; /* borrowed; NULL for tables, buffers and blocks from outside */
    const ct_memory_link *links;
    int64_t nlinks;
    int64_t left_out;       /* items of a table that have no block (long ones keep both ends) */
    int64_t left_out_bytes; /* added from outside: what those items take, for the totals */
    const ct_memory_field *fields;
    int64_t nfields;
    /* Arrays: what they visit. `offset` is the byte of the buffer where the first element starts.
     * Buffers: dtype and itemsize of the cells. */
    const char *dtype;
    int64_t itemsize;
    int ndim;
    const int64_t *shape, *strides;
    int64_t offset;
    int base; /* the block of the array that this one is a view of; -1 */
    const ct_memory_cell *cells;
    int64_t ncells, cells_in_all; /* those in the graph (both ends of a long buffer), and all */
} ct_memory_block;

/* The graph of named values, which it keeps alive. `most` is how many items of one container get
 * blocks (0: 64); bytes count all. */
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

/* What a walk over all elements of an array touches, in C order. */
typedef struct ct_memory_walk_counts {
    int64_t elements, bytes; /* visited; distinct bytes among them */
    int64_t lines, pages;    /* distinct cache lines of 64 bytes, pages of 4 KiB */
    int64_t line_changes;    /* steps that leave the cache line of the element before; -1: not
                                counted, beyond 2^26 elements */
} ct_memory_walk_counts;
enum { CT_CACHE_LINE = 64, CT_PAGE = 4096 };
/* ValueError when the block is no array or has more than 2^26 runs of elements to count. */
CT_API ct_status ct_memory_walk(const ct_memory_graph *graph, int block,
                                ct_memory_walk_counts *out);

/* -- Building a graph from outside: texts are UTF-8, ValueError for anything else ------------- */

CT_API CT_GIVE ct_memory_graph *ct_memory_new(void);
/* Adds a block and returns its index, or that of the block known at the same address in the same
 * role; -1. Copies the texts, shape and strides; links, fields and cells are added one by one.
 * `refs` and `base` are -1 where there is none. */
CT_API int ct_memory_add_block(ct_memory_graph *graph, const ct_memory_block *block);
CT_API ct_status ct_memory_add_link(ct_memory_graph *graph, int block, int64_t slot, int target);
CT_API ct_status ct_memory_add_field(ct_memory_graph *graph, int block,
                                     const ct_memory_field *field);
/* Cells in the order of their index. */
CT_API ct_status ct_memory_add_cell(ct_memory_graph *graph, int block, const ct_memory_cell *cell);
/* The cells of a buffer of `n` elements of a dtype: all, or both ends of a long one. Sets the
 * buffer's dtype, itemsize and cells_in_all. */
CT_API ct_status ct_memory_add_cells(ct_memory_graph *graph, int block, const ct_dtype *dtype,
                                     const void *data, int64_t n);
CT_API ct_status ct_memory_add_name(ct_memory_graph *graph, const char *name, int block);

/* -- Drawing ---------------------------------------------------------------------------------- */

typedef enum ct_draw_format {
    CT_DRAW_TEXT, /* frames of box-drawing characters */
    CT_DRAW_SVG,  /* one picture, light or dark as the viewer prefers */
    CT_DRAW_HTML, /* one page that needs no network: pictures, values under the pointer, sliders */
    CT_DRAW_FORMAT_COUNT
} ct_draw_format;

typedef struct ct_draw_opts {
    size_t size_;
    int width;         /* columns (0: 80), or for SVG pixels (0: 960) */
    bool ascii;        /* text: no box-drawing characters */
    bool color;        /* text: ANSI colours */
    bool bytes;        /* every field with its offset, padding, the bytes of each cell */
    bool cache_lines;  /* where cache lines begin, and how many a walk touches */
    const char *title; /* SVG and HTML; NULL: none */
} ct_draw_opts;
/* The picture (free with ct_free), NUL-ended UTF-8. */
CT_API CT_GIVE char *ct_draw(const ct_memory_graph *graph, ct_draw_format format,
                             const ct_draw_opts *opts, int64_t *length);
CT_API CT_GIVE char *ct_draw_text(const ct_memory_graph *graph, const ct_draw_opts *opts,
                                  int64_t *length);
CT_API CT_GIVE char *ct_draw_svg(const ct_memory_graph *graph, const ct_draw_opts *opts,
                                 int64_t *length);
CT_API CT_GIVE char *ct_draw_html(const ct_memory_graph *graph, const ct_draw_opts *opts,
                                  int64_t *length);

CT_END_DECLS
#endif
