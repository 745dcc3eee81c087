/* graph.c: the graph itself: blocks, links, fields, cells and names, added one by one.
 *
 * Both the walk over live objects (live.c) and blocks from outside come through here. A failed call
 * leaves the graph as it was, but for memory in its pool. */
#include "graph.h"

#include "dtype/dtype.h"

#include <stdio.h>
#include <string.h>

enum { MOST_BLOCKS = 1 << 20, CHUNK = 4000, LONGEST_TEXT = 96 };
#define MOST_BYTES (INT64_C(1) << 56) /* no address space is larger; sums do not overflow */

/* -- the pool ---------------------------------------------------------------------------------- */

struct ct_pool_chunk {
    ct_pool_chunk *next;
    int64_t used, size;
    char bytes[];
};

void *ct_graph_copy(ct_memory_graph *g, const void *from, int64_t bytes)
{
    ct_pool_chunk *chunk = g->pool;
    int64_t rounded = (bytes + 7) & ~INT64_C(7);
    if (!chunk || chunk->size - chunk->used < rounded) {
        int64_t size = rounded > CHUNK ? rounded : CHUNK;
        chunk = ct_alloc((int64_t)sizeof *chunk + size);
        if (!chunk)
            return NULL;
        *chunk = (ct_pool_chunk){.next = g->pool, .size = size};
        g->pool = chunk;
    }
    char *copy = chunk->bytes + chunk->used;
    chunk->used += rounded;
    if (from)
        memcpy(copy, from, (size_t)bytes);
    return copy;
}

static const char *copy_text(ct_memory_graph *g, const char *text)
{
    return ct_graph_copy(g, text, (int64_t)strlen(text) + 1);
}

/* *text becomes its copy; false for what is no UTF-8, or when memory is short. NULL stays. */
static bool keep_text(ct_memory_graph *g, const char **text)
{
    int64_t bad;
    if (*text && ct_utf8_decode(*text, (int64_t)strlen(*text), NULL, &bad) < 0) {
        ct_error_set(CT_VALUE_ERROR, "memory", 0, "a text to draw is no UTF-8 at byte %lld",
                     (long long)bad);
        return false;
    }
    return !*text || (*text = copy_text(g, *text));
}

const char *ct_graph_repr(ct_memory_graph *g, const ct_object *object)
{
    int64_t length;
    char *text = ct_repr(object, &length);
    if (!text)
        return NULL;
    if (length > LONGEST_TEXT) { /* both ends, cut between characters */
        int64_t head = LONGEST_TEXT / 2, tail = length - LONGEST_TEXT / 3;
        while (((unsigned char)text[head] & 0xC0) == 0x80)
            head--;
        while (((unsigned char)text[tail] & 0xC0) == 0x80)
            tail++;
        memmove(text + head + 3, text + tail, (size_t)(length - tail) + 1);
        memcpy(text + head, "...", 3);
    }
    const char *copy = copy_text(g, text);
    ct_free(text);
    return copy;
}

void ct_tuple_text(char *out, size_t size, int n, const int64_t *values, const char *unit)
{
    size_t at = 0, room = size - strlen(unit) - sizeof "...),";
    char one[24];
    out[at++] = '(';
    for (int i = 0; i < n; i++) {
        size_t length =
            (size_t)snprintf(one, sizeof one, i ? ", %lld" : "%lld", (long long)values[i]);
        if (at + length > room) {
            at += (size_t)sprintf(out + at, "...");
            break;
        }
        memcpy(out + at, one, length);
        at += length;
    }
    sprintf(out + at, n == 1 ? ",)%s" : ")%s", unit);
}

/* -- growing ----------------------------------------------------------------------------------- */

/* Room for one item more than `used` in a table of `size`-byte items. */
static ct_status make_room(void **items, int64_t *room, int64_t used, int64_t size)
{
    if (used < *room)
        return CT_OK;
    int64_t larger = *room ? 2 * *room : 4;
    void *moved = ct_realloc(*items, larger * size);
    if (!moved)
        return CT_MEMORY_ERROR;
    *items = moved;
    *room = larger;
    return CT_OK;
}

static ct_status room_for_block(ct_memory_graph *g)
{
    if (g->nblocks < g->capacity)
        return CT_OK;
    int capacity = g->capacity ? 2 * g->capacity : 16;
    if (capacity > MOST_BLOCKS)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory", 0, "more than %d blocks to draw",
                              MOST_BLOCKS);
    ct_memory_block *blocks = ct_realloc(g->blocks, capacity * (int64_t)sizeof *blocks);
    if (!blocks)
        return CT_MEMORY_ERROR;
    g->blocks = blocks;
    int64_t(*room)[3] = ct_realloc(g->room, capacity * (int64_t)sizeof *room);
    if (!room)
        return CT_MEMORY_ERROR;
    g->room = room;
    g->capacity = capacity;
    return CT_OK;
}

/* The block, or NULL with an error about argument 2 of `op`. */
static ct_memory_block *block_of(const ct_memory_graph *g, const char *op, int block)
{
    if (!g)
        return ct_null_input(op, 1), NULL;
    if (block < 0 || block >= g->nblocks)
        return CT_FAIL(CT_INDEX_ERROR, op, 2, "there is no block %d: the graph has %d", block,
                       g->nblocks);
    return &g->blocks[block];
}

/* -- adding ------------------------------------------------------------------------------------ */

ct_memory_graph *ct_memory_new(void)
{
    return ct_alloc_zero(1, sizeof(ct_memory_graph));
}

static ct_status check_block(const ct_memory_block *b)
{
    if ((unsigned)b->role >= CT_BLOCK_ROLE_COUNT || (unsigned)b->owner >= CT_OWNER_COUNT)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2, "no such role or owner");
    if (b->bytes > MOST_BYTES || b->slots > MOST_BYTES || b->left_out > MOST_BYTES ||
        b->left_out_bytes > MOST_BYTES)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2, "more than 2^56 bytes");
    if (b->bytes < 0 || b->padding < 0 || b->slots < 0 || b->used < 0 || b->left_out < 0 ||
        b->itemsize < 0 || b->left_out_bytes < 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2, "a count below 0");
    if (b->role == CT_BLOCK_TABLE && b->used > b->slots)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2,
                              "%lld items in a table of %lld slots", (long long)b->used,
                              (long long)b->slots);
    if (b->ndim < 0 || b->ndim > CT_MAX_NDIM || (b->ndim && (!b->shape || !b->strides)))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2,
                              "%d axes need a shape and strides", b->ndim);
    if (b->role == CT_BLOCK_ARRAY && (b->itemsize < 1 || !b->dtype))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2,
                              "an array needs a dtype and an itemsize");
    int64_t size = b->itemsize ? b->itemsize : 1, reach = size, axis;
    bool fits = b->offset >= 0;
    for (int k = 0; k < b->ndim && fits; k++) {
        int64_t n = b->shape[k], step = b->strides[k];
        fits = n >= 0 && step != INT64_MIN && !(n && ct_mul_overflow(size, n, &size)) &&
               !(n && ct_mul_overflow(step < 0 ? -step : step, n, &axis)) &&
               !(n && ct_add_overflow(reach, axis, &reach));
    }
    if (!fits || reach > MOST_BYTES || b->offset > MOST_BYTES)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_block", 2, "array is too big");
    return CT_OK;
}

int ct_memory_add_block(ct_memory_graph *g, const ct_memory_block *given)
{
    static const char *const titles[] = {"object", "list", "pointer table", "array", "buffer"};
    if (!g || !given)
        return ct_null_input("memory_add_block", g ? 2 : 1), -1;
    if (check_block(given) || room_for_block(g))
        return -1;
    ct_memory_block b = *given;
    int64_t axes = b.ndim * (int64_t)sizeof *b.shape;
    b.links = NULL, b.fields = NULL, b.cells = NULL;
    b.nlinks = b.nfields = b.ncells = 0;
    b.title = b.title ? b.title : titles[b.role];
    b.shape = b.ndim ? ct_graph_copy(g, b.shape, axes) : NULL;
    b.strides = b.ndim ? ct_graph_copy(g, b.strides, axes) : NULL;
    if ((b.ndim && (!b.shape || !b.strides)) || !keep_text(g, &b.title) || !keep_text(g, &b.text) ||
        !keep_text(g, &b.dtype))
        return -1;
    /* A member drawn apart may stand at its owner's address: the role keeps them apart. */
    const void *key = (const void *)((uintptr_t)b.address << 3 | (unsigned)(b.role + 1));
    int index;
    int found = ct_seen_add(&g->seen, key, g->nblocks, &index);
    if (found <= 0)
        return found < 0 ? -1 : index;
    memset(g->room[g->nblocks], 0, sizeof *g->room);
    g->blocks[g->nblocks] = b;
    return g->nblocks++;
}

ct_status ct_memory_add_link(ct_memory_graph *g, int block, int64_t slot, int target)
{
    ct_memory_block *b = block_of(g, "memory_add_link", block);
    if (!b || !block_of(g, "memory_add_link", target))
        return ct_error_pending();
    if (slot < 0 || slot > MOST_BYTES / (int64_t)sizeof(void *))
        return CT_FAIL_STATUS(CT_INDEX_ERROR, "memory_add_link", 3, "no table has a slot %lld",
                              (long long)slot);
    if (b->role == CT_BLOCK_ARRAY && g->blocks[target].role != CT_BLOCK_BUFFER)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_link", 4,
                              "an array's pointer leads to a buffer");
    ct_status status =
        make_room((void **)&b->links, &g->room[block][0], b->nlinks, (int64_t)sizeof *b->links);
    if (status)
        return status;
    ((ct_memory_link *)b->links)[b->nlinks++] = (ct_memory_link){slot, target};
    return CT_OK;
}

ct_status ct_memory_add_field(ct_memory_graph *g, int block, const ct_memory_field *given)
{
    ct_memory_block *b = block_of(g, "memory_add_field", block);
    if (!b)
        return ct_error_pending();
    if (!given || !given->name || !given->text)
        return ct_null_input("memory_add_field", 3);
    if (given->target >= g->nblocks)
        return CT_FAIL_STATUS(CT_INDEX_ERROR, "memory_add_field", 3, "there is no block %d",
                              given->target);
    ct_memory_field field = *given;
    if (!keep_text(g, &field.name) || !keep_text(g, &field.text))
        return ct_error_pending();
    ct_status status =
        make_room((void **)&b->fields, &g->room[block][1], b->nfields, (int64_t)sizeof field);
    if (!status)
        ((ct_memory_field *)b->fields)[b->nfields++] = field;
    return status;
}

ct_status ct_memory_add_cell(ct_memory_graph *g, int block, const ct_memory_cell *given)
{
    ct_memory_block *b = block_of(g, "memory_add_cell", block);
    if (!b)
        return ct_error_pending();
    if (!given || !given->text || !given->raw)
        return ct_null_input("memory_add_cell", 3);
    int64_t end;
    if (given->index < 0 || given->index > MOST_BYTES || b->itemsize < 1 ||
        ct_mul_overflow(given->index + 1, b->itemsize, &end) || end > b->bytes ||
        (b->ncells && given->index <= b->cells[b->ncells - 1].index))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_cell", 3,
                              "cell %lld is outside the buffer or out of order",
                              (long long)given->index);
    ct_memory_cell cell = *given;
    cell.raw = ct_graph_copy(g, cell.raw, b->itemsize);
    if (!cell.raw || !keep_text(g, &cell.text))
        return ct_error_pending();
    ct_status status =
        make_room((void **)&b->cells, &g->room[block][2], b->ncells, (int64_t)sizeof cell);
    if (status)
        return status;
    ((ct_memory_cell *)b->cells)[b->ncells++] = cell;
    if (b->cells_in_all <= cell.index)
        b->cells_in_all = cell.index + 1;
    return CT_OK;
}

ct_status ct_memory_add_cells(ct_memory_graph *g, int block, const ct_dtype *dtype,
                              const void *data, int64_t n)
{
    ct_memory_block *b = block_of(g, "memory_add_cells", block);
    if (!b || !dtype || !data)
        return b ? ct_null_input("memory_add_cells", dtype ? 4 : 3) : ct_error_pending();
    int64_t bytes;
    if (ct_mul_overflow(n, dtype->itemsize, &bytes) || bytes > b->bytes || !dtype->itemsize)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_cells", 5,
                              "%lld cells of %s are no part of a buffer of %lld bytes",
                              (long long)n, dtype->name, (long long)b->bytes);
    if (b->ncells)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "memory_add_cells", 2, "block %d has cells", block);
    const char *name = copy_text(g, dtype->name);
    if (!name)
        return CT_MEMORY_ERROR;
    b->dtype = name;
    b->itemsize = dtype->itemsize;
    b->cells_in_all = n;
    ct_status status = CT_OK;
    for (int64_t i = 0; i < n && !status; i++) {
        if (n > CT_CELLS_KEPT && i == CT_CELLS_KEPT / 2)
            i = n - CT_CELLS_KEPT / 2;
        const char *element = (const char *)data + i * dtype->itemsize;
        ct_object *box = ct_element_box(dtype, element);
        const char *text = box ? ct_graph_repr(g, box) : NULL;
        ct_release(box);
        status = text ? ct_memory_add_cell(
                            g, block, &(ct_memory_cell){i, text, (const unsigned char *)element})
                      : ct_error_pending();
    }
    return status;
}

static ct_status room_for_name(ct_memory_graph *g)
{
    if (g->nnames < g->names_capacity)
        return CT_OK;
    int64_t n = g->names_capacity ? 2 * (int64_t)g->names_capacity : 4;
    char **names = ct_realloc(g->names, n * (int64_t)sizeof *names);
    if (!names)
        return CT_MEMORY_ERROR;
    g->names = names;
    ct_object **values = ct_realloc(g->values, n * (int64_t)sizeof *values);
    if (!values)
        return CT_MEMORY_ERROR;
    g->values = values;
    int *targets = ct_realloc(g->targets, n * (int64_t)sizeof *targets);
    if (!targets)
        return CT_MEMORY_ERROR;
    g->targets = targets;
    g->names_capacity = (int)n;
    return CT_OK;
}

ct_status ct_memory_add_name(ct_memory_graph *g, const char *name, int block)
{
    if (!block_of(g, "memory_add_name", block))
        return ct_error_pending();
    if (!name)
        return ct_null_input("memory_add_name", 2);
    if (!keep_text(g, &name) || room_for_name(g))
        return ct_error_pending();
    g->names[g->nnames] = (char *)name;
    g->values[g->nnames] = NULL;
    g->targets[g->nnames++] = block;
    return CT_OK;
}

int ct_block_fields(const ct_memory_block *block, bool all,
                    const ct_memory_field *out[CT_MOST_FIELDS])
{
    int n = 0;
    for (int64_t i = 0; i < block->nfields && n < CT_MOST_FIELDS; i++) {
        const ct_memory_field *field = &block->fields[i];
        if (field->detail && !all)
            continue;
        int at = n++;
        for (; all && at > 0 && out[at - 1]->offset > field->offset; at--)
            out[at] = out[at - 1];
        out[at] = field;
    }
    return n;
}

/* -- the end, and reading ---------------------------------------------------------------------- */

void ct_memory_free(ct_memory_graph *g)
{
    if (!g)
        return;
    for (int i = 0; i < g->nblocks; i++) {
        ct_dealloc((void *)g->blocks[i].links);
        ct_dealloc((void *)g->blocks[i].fields);
        ct_dealloc((void *)g->blocks[i].cells);
    }
    for (int i = 0; i < g->nnames; i++)
        ct_release(g->values[i]);
    ct_seen_close(&g->seen);
    ct_dealloc(g->blocks);
    ct_dealloc(g->room);
    ct_dealloc(g->names);
    ct_dealloc(g->values);
    ct_dealloc(g->targets);
    for (ct_pool_chunk *chunk = g->pool, *next; chunk; chunk = next) {
        next = chunk->next;
        ct_dealloc(chunk);
    }
    ct_dealloc(g);
}

int ct_memory_blocks(const ct_memory_graph *g, const ct_memory_block **blocks)
{
    if (blocks)
        *blocks = g ? g->blocks : NULL;
    return g ? g->nblocks : (ct_null_input("memory_blocks", 1), -1);
}

int ct_memory_names(const ct_memory_graph *g)
{
    return g ? g->nnames : (ct_null_input("memory_names", 1), -1);
}

int ct_memory_name(const ct_memory_graph *g, int i, const char **name)
{
    if (!g)
        return ct_null_input("memory_name", 1), -1;
    if (i < 0 || i >= g->nnames)
        return ct_error_set(CT_INDEX_ERROR, "memory_name", 2, "there are %d names", g->nnames), -1;
    if (name)
        *name = g->names[i];
    return g->targets[i];
}
