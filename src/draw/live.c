/* live.c: walking Carton's live objects into a graph.
 *
 * Blocks are found breadth first from the named values. Each address becomes one block, so sharing
 * and cycles end the walk. A long table keeps the items at both ends. The graph retains the named
 * values, and the rest lives as long as they do. */
#include "graph.h"

#include "dtype/dtype.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

enum { MOST_DEFAULT = 64, FIELD_TEXT = 160 };

static bool is_container(const ct_object *object)
{
    return object->type == &ct_list_type || object->type == &ct_tuple_type ||
           object->type == &ct_dict_type;
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
    int64_t refs = ct_refcount(object);
    ct_memory_block block = {
        .address = object,
        .object = object,
        .title = ct_is_array(object) ? "ndarray" : object->type->name,
        .refs = refs >= INT64_MAX / 2 ? INT64_MAX : refs,
        .bytes = own_bytes(object),
        .base = -1,
        .role = is_container(object)  ? CT_BLOCK_LIST
                : ct_is_array(object) ? CT_BLOCK_ARRAY
                                      : CT_BLOCK_BOX,
    };
    if (block.role == CT_BLOCK_BOX && !(block.text = ct_graph_repr(g, object)))
        return -1;
    if (block.role == CT_BLOCK_ARRAY) {
        const ct_array *a = (const ct_array *)object;
        block.dtype = a->dtype->name;
        block.itemsize = a->dtype->itemsize > 0 ? a->dtype->itemsize : 1;
        block.ndim = a->ndim;
        block.shape = a->shape;
        block.strides = a->strides;
        block.offset = a->data - a->buffer->address;
    }
    return ct_memory_add_block(g, &block);
}

/* -- fields ------------------------------------------------------------------------------------ */

/* A member of a struct: its place and its text. */
#define MEMBER(type, member) (int64_t) offsetof(type, member), (int64_t)sizeof(((type *)0)->member)

static ct_status add_field(ct_memory_graph *g, int block, const char *name, int64_t offset,
                           int64_t bytes, bool detail, int target, const char *format, ...)
    CT_PRINTF(8, 9);
static ct_status add_field(ct_memory_graph *g, int block, const char *name, int64_t offset,
                           int64_t bytes, bool detail, int target, const char *format, ...)
{
    char text[FIELD_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const ct_memory_field field = {name, text, offset, bytes, target, detail};
    return ct_memory_add_field(g, block, &field);
}

/* The reference count and the type that every object starts with. */
static ct_status header_fields(ct_memory_graph *g, int block, const ct_object *object)
{
    int64_t refs = g->blocks[block].refs;
    ct_status status = refs == INT64_MAX ? add_field(g, block, "refs", MEMBER(ct_object, refs),
                                                     true, -1, "immortal")
                                         : add_field(g, block, "refs", MEMBER(ct_object, refs),
                                                     true, -1, "%lld", (long long)refs);
    return status ? status
                  : add_field(g, block, "type", MEMBER(ct_object, type), true, -1, "%s",
                              object->type->name);
}

static ct_status array_fields(ct_memory_graph *g, int block, const ct_array *a, int buffer)
{
    char shape[64], strides[64], where[32] = "";
    int64_t offset = a->data - a->buffer->address;
    ct_tuple_text(shape, sizeof shape, a->ndim, a->shape, "");
    ct_tuple_text(strides, sizeof strides, a->ndim, a->strides, " bytes");
    if (offset)
        snprintf(where, sizeof where, ", %+lld in", (long long)offset);
    ct_status status =
        add_field(g, block, "shape", MEMBER(ct_array, shape), false, -1, "%s", shape);
#define FIELD(name, member, detail, target, ...)                                                   \
    status =                                                                                       \
        status ? status                                                                            \
               : add_field(g, block, name, MEMBER(ct_array, member), detail, target, __VA_ARGS__)
    FIELD("dtype", dtype, false, -1, "%s, %lld byte%s", a->dtype->name,
          (long long)a->dtype->itemsize, a->dtype->itemsize == 1 ? "" : "s");
    FIELD("strides", strides, false, -1, "%s", strides);
    FIELD("flags", flags, false, -1, "%s%s%s%s%s", a->flags & CT_C_CONTIGUOUS ? "C " : "",
          a->flags & CT_F_CONTIGUOUS ? "F " : "", a->flags & CT_OWNDATA ? "OWNDATA " : "",
          a->flags & CT_WRITEABLE ? "WRITEABLE " : "", a->flags & CT_ALIGNED ? "ALIGNED" : "");
    FIELD("data", data, false, buffer, "0x%llx%s", (unsigned long long)(uintptr_t)a->data, where);
    status = status ? status : header_fields(g, block, &a->object);
    FIELD("buffer", buffer, true, -1, "0x%llx", (unsigned long long)(uintptr_t)a->buffer);
    if (a->base)
        FIELD("base", base, true, -1, "0x%llx", (unsigned long long)(uintptr_t)a->base);
    else
        FIELD("base", base, true, -1, "none");
    FIELD("size", size, true, -1, "%lld", (long long)a->size);
    FIELD("ndim", ndim, true, -1, "%d", a->ndim);
    FIELD("binding", binding, true, -1, a->binding ? "in use" : "none");
    FIELD("few", few, true, -1,
          a->shape == a->few ? "shape and strides" : "unused: more than %d axes", CT_FEW_AXES);
#undef FIELD
    return status;
}

static ct_status list_fields(ct_memory_graph *g, int block, const ct_list *list, int table)
{
    ct_status status = add_field(g, block, "length", MEMBER(ct_list, length), false, -1, "%lld",
                                 (long long)list->length);
    if (!status)
        status = add_field(g, block, "capacity", MEMBER(ct_list, capacity), false, -1, "%lld",
                           (long long)ct_list_capacity(list));
    if (!status && table < 0)
        status = add_field(g, block, "items", MEMBER(ct_list, items), false, -1, "none");
    else if (!status)
        status = add_field(g, block, "items", MEMBER(ct_list, items), false, table, "0x%llx",
                           (unsigned long long)(uintptr_t)list->items);
    return status ? status : header_fields(g, block, &list->object);
}

static ct_status box_fields(ct_memory_graph *g, int block, const ct_object *object)
{
    const ct_memory_block *b = &g->blocks[block];
    const int64_t head = (int64_t)sizeof(ct_object);
    ct_status status = header_fields(g, block, object);
    int64_t at = head;
    const char *name = "value";
    if (!status && object->type == &ct_str_type) {
        const ct_string_box *s = (const ct_string_box *)object;
        at = (int64_t)sizeof *s;
        name = "text";
        status = add_field(g, block, "bytes", MEMBER(ct_string_box, bytes), true, -1, "%lld",
                           (long long)s->bytes);
        if (!status)
            status = add_field(g, block, "length", MEMBER(ct_string_box, length), true, -1, "%lld",
                               (long long)s->length);
        if (!status)
            status = add_field(g, block, "hash", MEMBER(ct_string_box, hash), true, -1,
                               s->hash ? "0x%llx" : "not computed", (unsigned long long)s->hash);
    }
    return status || b->bytes <= at
               ? status
               : add_field(g, block, name, at, b->bytes - at, true, -1, "%s", b->text);
}

/* Bytes between and behind the fields of a record that has all its fields. */
static void count_padding(ct_memory_block *b)
{
    int64_t used = 0;
    for (int64_t i = 0; i < b->nfields; i++)
        used += b->fields[i].bytes;
    b->padding = used && used < b->bytes ? b->bytes - used : 0;
}

/* -- pointers ---------------------------------------------------------------------------------- */

typedef struct collect {
    ct_memory_graph *graph;
    int index;
    int64_t room, total, seen;
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
    return target < 0 || ct_memory_add_link(c->graph, c->index, slot, target) ? -1 : 0;
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
    collect c = {
        .graph = g, .index = index, .total = total, .room = total < g->most ? total : g->most};
    if (object->type->visit(object, collect_child, &c))
        return ct_error_pending();
    g->blocks[index].left_out = total - c.room;
    return CT_OK;
}

static ct_status link_list(ct_memory_graph *g, int index, const ct_list *list)
{
    if (!list->items)
        return list_fields(g, index, list, -1);
    int64_t capacity = ct_list_capacity(list);
    ct_memory_block table = {.role = CT_BLOCK_TABLE,
                             .address = list->items,
                             .refs = -1,
                             .base = -1,
                             .slots = capacity,
                             .used = list->length,
                             .bytes = capacity * (int64_t)sizeof *list->items};
    int target = ct_memory_add_block(g, &table);
    ct_status status = target < 0 ? ct_error_pending() : ct_memory_add_link(g, index, 0, target);
    if (!status)
        status = list_fields(g, index, list, target);
    return status ? status : link_items(g, target, &list->object);
}

/* The buffer of an array, with its cells in the dtype of the first array that reaches it. */
static int buffer_block(ct_memory_graph *g, const ct_array *a)
{
    static const ct_block_owner owners[] = {[CT_BUFFER_OWNED] = CT_OWNER_SELF,
                                            [CT_BUFFER_MAPPED] = CT_OWNER_MAPPED,
                                            [CT_BUFFER_FOREIGN] = CT_OWNER_FOREIGN};
    const ct_buffer *buffer = a->buffer;
    bool owned = buffer->kind == CT_BUFFER_OWNED;
    ct_memory_block block = {.role = CT_BLOCK_BUFFER,
                             .owner = owners[buffer->kind],
                             .address = buffer->address,
                             .refs = buffer->refs,
                             .base = -1,
                             .slots = buffer->capacity,
                             .used = buffer->size,
                             .bytes = buffer->capacity,
                             /* so that the cells start on a cache line */
                             .padding = owned ? CT_CACHE_LINE : 0};
    int known = g->nblocks, index = ct_memory_add_block(g, &block);
    if (index == known && a->dtype->itemsize > 0 &&
        ct_memory_add_cells(g, index, a->dtype, buffer->address, buffer->size / a->dtype->itemsize))
        return -1;
    return index;
}

static ct_status link_array(ct_memory_graph *g, int index, const ct_array *a)
{
    int buffer = buffer_block(g, a), base = -1;
    if (buffer < 0)
        return ct_error_pending();
    for (int i = 0; a->base && i < g->nblocks; i++)
        if (g->blocks[i].object == (const ct_object *)a->base)
            base = i;
    g->blocks[index].base = base;
    ct_status status = ct_memory_add_link(g, index, 0, buffer);
    return status ? status : array_fields(g, index, a, buffer);
}

static ct_status link_block(ct_memory_graph *g, int index)
{
    const ct_object *object = g->blocks[index].object;
    if (!object)
        return CT_OK; /* tables are linked with their lists */
    ct_status status;
    if (object->type == &ct_list_type)
        status = link_list(g, index, (const ct_list *)object);
    else if (ct_is_array(object))
        status = link_array(g, index, (const ct_array *)object);
    else if (g->blocks[index].role == CT_BLOCK_LIST)
        status = link_items(g, index, object);
    else
        status = box_fields(g, index, object);
    count_padding(&g->blocks[index]);
    return status;
}

/* -- the graph --------------------------------------------------------------------------------- */

static ct_status add_value(ct_memory_graph *g, const char *name, ct_object *value)
{
    int target = object_block(g, value);
    ct_status status = target < 0 ? ct_error_pending() : ct_memory_add_name(g, name, target);
    if (!status)
        g->values[g->nnames - 1] = ct_retain(value);
    return status;
}

ct_memory_graph *ct_memory(int n, const char *const *names, ct_object *const *values, int64_t most)
{
    for (int i = 0; i < n; i++)
        if (!names[i] || !values[i])
            return ct_null_input("memory", names[i] ? 3 : 2), NULL;
    ct_memory_graph *g = ct_memory_new();
    if (!g)
        return NULL;
    g->most = most > 0 ? most : MOST_DEFAULT;
    /* Counted before the graph holds them: every object is as its owners left it. */
    ct_status status = CT_OK;
    for (int i = 0; i < n && !status; i++)
        status = add_value(g, names[i], values[i]);
    for (int i = 0; i < g->nblocks && !status; i++)
        status = link_block(g, i);
    if (status) {
        ct_memory_free(g);
        return NULL;
    }
    return g;
}

/* -- totals ------------------------------------------------------------------------------------ */

typedef struct total {
    ct_seen seen;
    const ct_object **stack;
    int64_t depth, room, bytes, elements;
} total;

static int push(ct_object *child, void *context)
{
    total *t = context;
    int ignored;
    if (!is_container(child) && !ct_is_array(child))
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
    /* Functions reach all names around them. */
    return is_container(object) ? object->type->visit(object, push, t) : 0;
}

/* The same over the blocks of a graph from outside. */
static int64_t add_blocks(const ct_memory_graph *g, int start, int64_t *elements)
{
    bool *seen = ct_alloc_zero(g->nblocks, sizeof *seen);
    int *stack = seen ? ct_alloc_many(g->nblocks, sizeof *stack) : NULL;
    int64_t bytes = 0, count = 0;
    int depth = 0;
    if (stack)
        seen[stack[depth++] = start] = true;
    while (depth > 0) {
        const ct_memory_block *b = &g->blocks[stack[--depth]];
        int64_t size = b->role == CT_BLOCK_ARRAY ? ct_view_size(b) : 0;
        if (ct_add_overflow(bytes, b->bytes + b->left_out_bytes, &bytes) ||
            ct_add_overflow(count, b->left_out + size, &count)) {
            ct_error_set(CT_OVERFLOW_ERROR, "memory_bytes", 0, "more bytes than fit 64 bits");
            bytes = -1;
            break;
        }
        for (int64_t i = 0; i < b->nlinks; i++) {
            int target = b->links[i].target;
            count += g->blocks[target].role == CT_BLOCK_BOX;
            if (!seen[target])
                seen[stack[depth++] = target] = true;
        }
    }
    ct_dealloc(seen);
    bool failed = !stack;
    ct_dealloc(stack);
    *elements = count;
    return failed ? -1 : bytes;
}

int64_t ct_memory_bytes(const ct_memory_graph *g, int i, int64_t *elements)
{
    int target = ct_memory_name(g, i, NULL);
    if (target < 0)
        return -1;
    total t = {0};
    int failed = 0;
    if (g->values[i])
        failed = push(g->values[i], &t);
    else
        t.bytes = add_blocks(g, target, &t.elements);
    while (!failed && t.depth > 0)
        failed = add_object(&t, t.stack[--t.depth]);
    ct_seen_close(&t.seen);
    ct_dealloc((void *)t.stack);
    if (elements)
        *elements = t.elements;
    return failed || t.bytes < 0 ? -1 : t.bytes;
}
