/* graph.c: walking live objects into blocks and pointers.
 *
 * Blocks are found breadth first from the named values. Each address becomes one block, so sharing
 * and cycles end the walk. A long table keeps the items at both ends. Nothing is copied from the
 * objects: the graph retains the named values, and the rest lives as long as they do. */
#include "graph.h"

#include <string.h>

enum { MOST_DEFAULT = 64, MOST_BLOCKS = 1 << 20 };

const char *ct_block_title(const ct_memory_block *block)
{
    switch (block->role) {
    case CT_BLOCK_TABLE:
        return "pointer table";
    case CT_BLOCK_BUFFER:
        return "buffer";
    default:
        return ct_is_array(block->object) ? "ndarray" : block->object->type->name;
    }
}

/* -- adding blocks ---------------------------------------------------------------------------- */

/* The index of the block at `address`, made if it is new; -1. */
static int block_at(ct_memory_graph *g, const void *address, const ct_memory_block *fresh)
{
    int index;
    int found = ct_seen_add(&g->seen, address, g->nblocks, &index);
    if (found <= 0)
        return found < 0 ? -1 : index;
    if (g->nblocks == g->capacity) {
        int capacity = g->capacity ? 2 * g->capacity : 16;
        ct_memory_block *blocks =
            capacity > MOST_BLOCKS
                ? CT_FAIL(CT_VALUE_ERROR, "memory", 0, "more than %d blocks to draw", MOST_BLOCKS)
                : ct_realloc(g->blocks, capacity * (int64_t)sizeof *blocks);
        if (!blocks)
            return -1;
        g->blocks = blocks;
        g->capacity = capacity;
    }
    g->blocks[g->nblocks] = *fresh;
    g->blocks[g->nblocks].address = address;
    return g->nblocks++;
}

static int64_t own_bytes(const ct_object *object)
{
    if (object->type == &ct_list_type)
        return (int64_t)sizeof(ct_list);
    if (ct_is_array(object)) {
        const ct_array *a = (const ct_array *)object;
        return (int64_t)sizeof *a +
               (a->shape == a->few ? 0 : 2 * a->ndim * (int64_t)sizeof(int64_t));
    }
    return (int64_t)(object->type->bytes ? object->type->bytes(object) : sizeof *object);
}

static int object_block(ct_memory_graph *g, const ct_object *object)
{
    ct_memory_block block = {.object = object,
                             .refs = ct_refcount(object),
                             .bytes = own_bytes(object),
                             .role = object->type == &ct_list_type ||
                                             object->type == &ct_tuple_type ||
                                             object->type == &ct_dict_type
                                         ? CT_BLOCK_LIST
                                     : ct_is_array(object) ? CT_BLOCK_ARRAY
                                                           : CT_BLOCK_BOX};
    return block_at(g, object, &block);
}

/* -- their pointers --------------------------------------------------------------------------- */

typedef struct collect {
    ct_memory_graph *graph;
    ct_memory_link *links;
    int64_t n, room, total, seen;
} collect;

/* Keeps the first and last items of a long container. */
static int collect_child(ct_object *child, void *context)
{
    collect *c = context;
    int64_t slot = c->seen++;
    int64_t head = c->room / 2 + c->room % 2, tail = c->room - head;
    if (c->total > c->room && slot >= head && slot < c->total - tail)
        return 0;
    int target = object_block(c->graph, child);
    if (target < 0)
        return -1;
    c->links[c->n++] = (ct_memory_link){slot, target};
    return 0;
}

static int count_child(ct_object *child, void *context)
{
    ++*(int64_t *)context;
    return 0;
}

/* Links block `index` to the items of `object`. */
static ct_status link_items(ct_memory_graph *g, int index, const ct_object *object)
{
    int64_t total = 0;
    if (!object->type->visit || object->type->visit(object, count_child, &total))
        return CT_OK;
    collect c = {.graph = g, .total = total, .room = total < g->most ? total : g->most};
    c.links = ct_alloc_many(c.room, sizeof *c.links);
    if (!c.links)
        return CT_MEMORY_ERROR;
    g->blocks[index].links = c.links;
    int stopped = object->type->visit(object, collect_child, &c);
    g->blocks[index].nlinks = c.n;
    g->blocks[index].left_out = total - c.room;
    return stopped ? ct_error_pending() : CT_OK;
}

/* One pointer from block `index` to `target`. */
static ct_status link_one(ct_memory_graph *g, int index, int target)
{
    ct_memory_link *link = target < 0 ? NULL : ct_alloc(sizeof *link);
    if (!link)
        return ct_error_pending();
    *link = (ct_memory_link){0, target};
    g->blocks[index].links = link;
    g->blocks[index].nlinks = 1;
    return CT_OK;
}

static ct_status link_list(ct_memory_graph *g, int index, const ct_list *list)
{
    if (!list->items)
        return CT_OK;
    ct_memory_block table = {.role = CT_BLOCK_TABLE,
                             .refs = -1,
                             .slots = list->capacity,
                             .used = list->length,
                             .bytes = list->capacity * (int64_t)sizeof *list->items};
    int target = block_at(g, list->items, &table);
    ct_status status = link_one(g, index, target);
    return status ? status : link_items(g, target, &list->object);
}

static ct_status link_array(ct_memory_graph *g, int index, const ct_array *a)
{
    ct_memory_block buffer = {.role = CT_BLOCK_BUFFER,
                              .refs = a->buffer->refs,
                              .slots = a->buffer->capacity,
                              .used = a->buffer->size,
                              .bytes = a->buffer->capacity};
    return link_one(g, index, block_at(g, a->buffer->address, &buffer));
}

static ct_status link_block(ct_memory_graph *g, int index)
{
    const ct_object *object = g->blocks[index].object;
    if (!object)
        return CT_OK; /* tables are linked with their lists */
    if (object->type == &ct_list_type)
        return link_list(g, index, (const ct_list *)object);
    if (ct_is_array(object))
        return link_array(g, index, (const ct_array *)object);
    return g->blocks[index].role == CT_BLOCK_LIST ? link_items(g, index, object) : CT_OK;
}

/* -- the graph -------------------------------------------------------------------------------- */

static ct_status add_name(ct_memory_graph *g, const char *name, ct_object *value)
{
    int64_t bytes = (int64_t)strlen(name) + 1;
    char *copy = ct_alloc(bytes);
    if (!copy)
        return CT_MEMORY_ERROR;
    memcpy(copy, name, (size_t)bytes);
    int target = object_block(g, value);
    g->names[g->nnames] = copy;
    g->targets[g->nnames] = target;
    g->values[g->nnames++] = ct_retain(value);
    return target < 0 ? ct_error_pending() : CT_OK;
}

ct_memory_graph *ct_memory(int n, const char *const *names, ct_object *const *values, int64_t most)
{
    for (int i = 0; i < n; i++)
        if (!names[i] || !values[i])
            return ct_null_input("memory", names[i] ? 3 : 2), NULL;
    ct_memory_graph *g = ct_alloc_zero(1, sizeof *g);
    if (!g)
        return NULL;
    g->most = most > 0 ? most : MOST_DEFAULT;
    g->names = ct_alloc_zero(n, sizeof *g->names);
    g->values = ct_alloc_zero(n, sizeof *g->values);
    g->targets = ct_alloc_zero(n, sizeof *g->targets);
    ct_status status = g->names && g->values && g->targets ? CT_OK : CT_MEMORY_ERROR;
    for (int i = 0; i < n && !status; i++)
        status = add_name(g, names[i], values[i]);
    for (int i = 0; i < g->nblocks && !status; i++)
        status = link_block(g, i);
    if (status) {
        ct_memory_free(g);
        return NULL;
    }
    return g;
}

void ct_memory_free(ct_memory_graph *g)
{
    if (!g)
        return;
    for (int i = 0; i < g->nblocks; i++)
        ct_dealloc((void *)g->blocks[i].links);
    for (int i = 0; i < g->nnames; i++) {
        ct_dealloc(g->names[i]);
        ct_release(g->values[i]);
    }
    ct_seen_close(&g->seen);
    ct_dealloc(g->blocks);
    ct_dealloc(g->names);
    ct_dealloc(g->values);
    ct_dealloc(g->targets);
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

/* -- totals ----------------------------------------------------------------------------------- */

typedef struct total {
    ct_seen seen;
    const ct_object **stack;
    int64_t depth, room, bytes, elements;
} total;

static int push(ct_object *child, void *context)
{
    total *t = context;
    int ignored;
    if (child->type != &ct_list_type && child->type != &ct_tuple_type &&
        child->type != &ct_dict_type && !ct_is_array(child))
        t->elements++;
    int new = ct_seen_add(&t->seen, child, 0, &ignored);
    if (new <= 0)
        return new;
    if (t->depth == t->room) {
        int64_t room = t->room ? 2 * t->room : 64;
        const ct_object **stack = ct_realloc((void *)t->stack, room * (int64_t)sizeof *stack);
        if (!stack)
            return -1;
        t->stack = stack;
        t->room = room;
    }
    t->stack[t->depth++] = child;
    return 0;
}

/* Adds the bytes of one object with its table or buffer, and what it points to. */
static int add_object(total *t, const ct_object *object)
{
    t->bytes += own_bytes(object);
    if (object->type == &ct_list_type)
        t->bytes += ((const ct_list *)object)->capacity * (int64_t)sizeof(ct_object *);
    if (ct_is_array(object)) {
        const ct_array *a = (const ct_array *)object;
        int ignored, new = ct_seen_add(&t->seen, a->buffer, 0, &ignored);
        t->elements += a->size;
        t->bytes += new > 0 ? a->buffer->capacity : 0;
        return new < 0 ? -1 : 0;
    }
    bool container = object->type == &ct_list_type || object->type == &ct_tuple_type ||
                     object->type == &ct_dict_type; /* functions reach all names around them */
    return container ? object->type->visit(object, push, t) : 0;
}

int64_t ct_memory_bytes(const ct_memory_graph *g, int i, int64_t *elements)
{
    int target = ct_memory_name(g, i, NULL);
    if (target < 0)
        return -1;
    total t = {0};
    int failed = push(g->values[i], &t);
    while (!failed && t.depth > 0)
        failed = add_object(&t, t.stack[--t.depth]);
    ct_seen_close(&t.seen);
    ct_dealloc((void *)t.stack);
    if (elements)
        *elements = t.elements;
    return failed ? -1 : t.bytes;
}
