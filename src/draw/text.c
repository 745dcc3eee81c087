/* text.c: the memory graph as text: frames for records and tables, arrows for pointers.
 *
 * Each name is drawn with what it points to. A block that stands in the picture already is referred
 * to by its number. The picture keeps to opts.width columns by shortening values and leaving out
 * the middle of buffers. */
#include "text.h"

#include "dtype/dtype.h"

#include <string.h>

static const ct_glyphs unicode = {"─", "│", "┌", "┐", "└", "┘", "┬", "┴", "┼", "──▶", "▼", "…"};
static const ct_glyphs ascii = {"-", "|", "+", "+", "+", "+", "+", "+", "+", "-->", "v", "..."};

/* -- pieces ----------------------------------------------------------------------------------- */

int64_t ct_columns(const char *utf8)
{
    int64_t n = 0;
    for (; *utf8; utf8++)
        n += ((unsigned char)*utf8 & 0xC0) != 0x80;
    return n;
}

void ct_put(ct_picture *p, const char *text)
{
    if (!p->status)
        p->status = ct_text_add(p->out, text, -1);
}

void ct_put_wide(ct_picture *p, const char *text, int64_t width)
{
    ct_put(p, text);
    for (int64_t i = ct_columns(text); i < width; i++)
        ct_put(p, " ");
}

void ct_put_times(ct_picture *p, const char *text, int64_t times)
{
    for (int64_t i = 0; i < times; i++)
        ct_put(p, text);
}

static void paint(ct_picture *p, const char *code)
{
    if (p->color)
        ct_put(p, code);
}

void ct_fit(char *out, size_t size, const char *utf8, int64_t columns, const char *dots)
{
    size_t end = strlen(utf8), room = size - 1 - strlen(dots);
    bool cut = ct_columns(utf8) > columns || end >= size;
    if (cut) {
        int64_t kept = columns - ct_columns(dots);
        for (end = 0; utf8[end] && kept > 0; kept--) {
            size_t next = end + 1;
            while (((unsigned char)utf8[next] & 0xC0) == 0x80)
                next++;
            if (next > room)
                break;
            end = next;
        }
    }
    memcpy(out, utf8, end);
    strcpy(out + end, cut ? dots : "");
}

/* The value of a box, cut to VALUE_ROOM columns. */
static void put_value(ct_picture *p, const ct_object *object)
{
    char shown[4 * VALUE_ROOM + 4];
    int64_t length = 0;
    char *text = p->status ? NULL : ct_repr(object, &length);
    if (!text) {
        p->status = p->status ? p->status : ct_error_pending();
        return;
    }
    ct_fit(shown, sizeof shown, text, VALUE_ROOM, p->glyphs->dots);
    ct_put(p, shown);
    ct_free(text);
}

static void put_refs(ct_picture *p, const ct_memory_block *block)
{
    if (block->refs >= INT64_MAX / 2)
        ct_putf(p, ", immortal");
    else if (block->refs >= 0)
        ct_putf(p, ", refs %lld", (long long)block->refs);
}

static void put_size(ct_picture *p, const ct_memory_block *block)
{
    ct_putf(p, "  %lld byte%s", (long long)block->bytes, block->bytes == 1 ? "" : "s");
    put_refs(p, block);
}

/* -- frames with fields ------------------------------------------------------------------------ */

enum { FIELD_NAME = 10, INDENT = 4, MOST_COMPARED = 100000 };

static void frame_line(ct_picture *p, const char *left, const char *right, int64_t width)
{
    ct_put_times(p, " ", INDENT);
    ct_put(p, left);
    ct_put_times(p, p->glyphs->line, width);
    ct_put(p, right);
    ct_put(p, "\n");
}

static void put_frame(ct_picture *p, const ct_field *fields, int n, const ct_memory_block *target)
{
    int64_t width = 0;
    for (int i = 0; i < n; i++) {
        int64_t wide = FIELD_NAME + 2 + ct_columns(fields[i].value) + (fields[i].pointer ? 2 : 0);
        width = wide > width ? wide : width;
    }
    frame_line(p, p->glyphs->top_left, p->glyphs->top_right, width);
    for (int i = 0; i < n; i++) {
        bool pointer = fields[i].pointer && target;
        ct_put_times(p, " ", INDENT);
        ct_put(p, p->glyphs->bar);
        ct_put(p, " ");
        ct_put_wide(p, fields[i].name, FIELD_NAME);
        if (!pointer) {
            ct_put_wide(p, fields[i].value, width - FIELD_NAME - 1);
            ct_put(p, p->glyphs->bar);
        } else {
            ct_put(p, fields[i].value);
            ct_put(p, " ");
            ct_put_times(p, p->glyphs->line, width - FIELD_NAME - 2 - ct_columns(fields[i].value));
            ct_put(p, p->glyphs->cross);
            ct_put(p, p->glyphs->arrow);
            ct_putf(p, " %s", ct_block_title(target));
        }
        ct_put(p, "\n");
    }
    frame_line(p, p->glyphs->bottom_left, p->glyphs->bottom_right, width);
}

/* -- tables of pointers ----------------------------------------------------------------------- */

/* "list #0  0x55...  40 bytes, refs 1" */
static void put_title(ct_picture *p, const ct_memory_block *block)
{
    paint(p, "\033[1m");
    ct_put(p, ct_block_title(block));
    paint(p, "\033[0m");
    ct_putf(p, " #%d  0x%llx", (int)(block - p->graph->blocks),
            (unsigned long long)(uintptr_t)block->address);
    put_size(p, block);
}

static void draw_title(ct_picture *p, const ct_memory_block *block)
{
    ct_put_times(p, " ", INDENT);
    put_title(p, block);
}

/* What a slot points to: the box itself, or the number of a container that is drawn apart. */
static void put_target(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    ct_put(p, p->glyphs->arrow);
    ct_put(p, " ");
    if (block->role != CT_BLOCK_BOX) {
        ct_putf(p, "%s #%d", ct_block_title(block), index);
        return;
    }
    paint(p, "\033[36m");
    ct_putf(p, "%s ", ct_block_title(block));
    put_value(p, block->object);
    paint(p, "\033[0m");
    if (p->drawn[index])
        ct_put(p, "  the same box");
    else
        put_size(p, block);
    p->drawn[index] = true;
}

/* What stands before a slot's pointer: its index, or in a dict whether it is a key or a value. */
static void put_slot(ct_picture *p, const ct_memory_block *table, int64_t slot)
{
    bool dict = table->object && table->object->type == &ct_dict_type;
    ct_put_times(p, " ", INDENT);
    if (dict)
        ct_putf(p, "%s %-6s", p->glyphs->bar, slot % 2 ? "value" : "key");
    else
        ct_putf(p, "%s %-6lld", p->glyphs->bar, (long long)slot);
    ct_putf(p, "%s ", p->glyphs->bar);
}

static void draw_slots(ct_picture *p, const ct_memory_block *table)
{
    int64_t last = -1;
    for (int64_t i = 0; i < table->nlinks; i++) {
        const ct_memory_link *link = &table->links[i];
        if (link->slot != last + 1) {
            ct_put_times(p, " ", INDENT);
            ct_putf(p, "%s %s %lld more\n", p->glyphs->bar, p->glyphs->dots,
                    (long long)(link->slot - last - 1));
        }
        last = link->slot;
        put_slot(p, table, link->slot);
        ct_putf(p, "0x%llx ",
                (unsigned long long)(uintptr_t)p->graph->blocks[link->target].address);
        ct_put(p, p->glyphs->line);
        put_target(p, link->target);
        ct_put(p, "\n");
    }
    if (table->slots > table->used) {
        int64_t spare = table->slots - table->used;
        put_slot(p, table, table->used);
        ct_putf(p, "spare: %lld free slot%s of %lld\n", (long long)spare, spare == 1 ? "" : "s",
                (long long)table->slots);
    }
}

/* -- blocks ------------------------------------------------------------------------------------ */

static void draw_list(ct_picture *p, const ct_memory_block *block)
{
    const ct_memory_block *table = NULL;
    if (block->object->type == &ct_list_type) {
        const ct_list *list = (const ct_list *)block->object;
        char length[32], capacity[32], items[32];
        table = block->nlinks ? &p->graph->blocks[block->links[0].target] : NULL;
        snprintf(length, sizeof length, "%lld", (long long)list->length);
        snprintf(capacity, sizeof capacity, "%lld", (long long)list->capacity);
        snprintf(items, sizeof items, "0x%llx", (unsigned long long)(uintptr_t)list->items);
        const ct_field fields[] = {
            {"length", length, false}, {"capacity", capacity, false}, {"items", items, true}};
        put_frame(p, fields, 3, table);
        if (!table)
            return;
        p->drawn[block->links[0].target] = true;
        draw_title(p, table);
        ct_putf(p, ", %lld slot%s\n", (long long)table->slots, table->slots == 1 ? "" : "s");
    }
    draw_slots(p, table ? table : block);
}

enum { LONGEST_FIELD = 56 }; /* with its frame it stays within 80 columns */

/* "(2, 3)", as Python shows it; long ones lose their end. */
static void tuple_text(char *out, size_t size, int n, const int64_t *values, const char *unit)
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

static void draw_array(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    const ct_array *a = (const ct_array *)block->object;
    const ct_memory_block *buffer = &p->graph->blocks[block->links[0].target];
    char shape[LONGEST_FIELD], strides[LONGEST_FIELD], dtype[64], flags[64], data[64];
    tuple_text(shape, sizeof shape, a->ndim, a->shape, "");
    tuple_text(strides, sizeof strides, a->ndim, a->strides, " bytes");
    snprintf(dtype, sizeof dtype, "%s, %lld bytes", a->dtype->name, (long long)a->dtype->itemsize);
    snprintf(flags, sizeof flags, "%s%s%s%s%s", a->flags & CT_C_CONTIGUOUS ? "C " : "",
             a->flags & CT_F_CONTIGUOUS ? "F " : "", a->flags & CT_OWNDATA ? "OWNDATA " : "",
             a->flags & CT_WRITEABLE ? "WRITEABLE " : "", a->flags & CT_ALIGNED ? "ALIGNED" : "");
    int64_t offset = a->data - a->buffer->address;
    snprintf(data, sizeof data, offset ? "0x%llx, %+lld in" : "0x%llx",
             (unsigned long long)(uintptr_t)a->data, (long long)offset);
    const ct_field fields[] = {{"shape", shape, false},
                               {"dtype", dtype, false},
                               {"strides", strides, false},
                               {"flags", flags, false},
                               {"data", data, true}};
    put_frame(p, fields, 5, buffer);
    int target = block->links[0].target;
    if (p->drawn[target]) {
        ct_put_times(p, " ", INDENT);
        ct_putf(p, "the same buffer #%d\n", target);
        return;
    }
    p->drawn[target] = true;
    draw_title(p, buffer);
    if (a->buffer->kind != CT_BUFFER_OWNED)
        ct_put(p, a->buffer->kind == CT_BUFFER_MAPPED ? ", a mapped file" : ", foreign memory");
    if (buffer->slots > buffer->used)
        ct_putf(p, ", %lld in use", (long long)buffer->used);
    ct_put(p, "\n");
    ct_draw_cells(p, target, a->dtype);
}

static void draw_block(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    p->drawn[index] = true;
    put_title(p, block);
    if (block->role == CT_BLOCK_BOX) {
        ct_put(p, "  ");
        put_value(p, block->object);
    }
    ct_put(p, "\n");
    if (block->role == CT_BLOCK_LIST)
        draw_list(p, block);
    else if (block->role == CT_BLOCK_ARRAY)
        draw_array(p, index);
}

/* -- the picture ------------------------------------------------------------------------------- */

static void put_name(ct_picture *p, int i)
{
    char name[4 * NAME_ROOM];
    ct_fit(name, sizeof name, p->graph->names[i], NAME_ROOM, p->glyphs->dots);
    ct_put(p, name);
}

/* "a: 136 bytes in all, 45.3 for each of 3 elements" */
static ct_status draw_total(ct_picture *p, int i)
{
    int64_t elements, bytes = ct_memory_bytes(p->graph, i, &elements);
    if (bytes < 0)
        return ct_error_pending();
    put_name(p, i);
    ct_putf(p, ": %lld bytes in all", (long long)bytes);
    if (elements > 1)
        ct_putf(p, ", %.1f for each of %lld elements", (double)bytes / (double)elements,
                (long long)elements);
    ct_put(p, "\n");
    return p->status;
}

/* Whether a list holds what an array holds: 1, 0, -1. */
static int same_elements(const ct_list *list, const ct_array *a)
{
    if (a->ndim != 1 || list->length != a->size || a->size < 1 || a->size > MOST_COMPARED)
        return 0;
    ct_object *items = ct_tolist(a);
    int same = items ? ct_equal_objects(items, list) : -1;
    ct_release(items);
    return same;
}

/* A list and an array of the same elements, side by side. */
static ct_status compare(ct_picture *p, int first, int second)
{
    const ct_memory_graph *g = p->graph;
    const ct_list *list = (const ct_list *)g->values[first];
    const ct_array *a = (const ct_array *)g->values[second];
    int same = same_elements(list, a);
    if (same <= 0)
        return same ? ct_error_pending() : CT_OK;
    int64_t of_list = ct_memory_bytes(g, first, NULL), of_array = ct_memory_bytes(g, second, NULL);
    if (of_list < 0 || of_array < 0)
        return ct_error_pending();
    int64_t n = list->length, pointers = list->capacity * (int64_t)sizeof(ct_object *);
    double boxes = (double)(of_list - (int64_t)sizeof *list - pointers) / (double)n;
    double slope = (double)sizeof(ct_object *) + boxes, cell = (double)a->dtype->itemsize;
    ct_put(p, "\n");
    put_name(p, first);
    ct_put(p, " and ");
    put_name(p, second);
    ct_putf(p, " hold the same %lld element%s:\nthe list takes %lld bytes, the array %lld.\n",
            (long long)n, n == 1 ? "" : "s", (long long)of_list, (long long)of_array);
    ct_putf(p, "One more takes %.3g bytes in the list, a pointer and a box, and %.3g in the array",
            slope, cell);
    if (of_array <= of_list)
        ct_putf(p, ":\nthe list takes %.1f times the memory of the array.\n",
                (double)of_list / (double)of_array);
    else if (slope > cell)
        ct_putf(p, ":\nfrom %lld elements on the array is smaller.\n",
                (long long)((double)n + (double)(of_array - of_list) / (slope - cell)) + 1);
    else
        ct_put(p, ".\n");
    return p->status;
}

static void draw_totals(ct_picture *p)
{
    const ct_memory_graph *g = p->graph;
    for (int i = 0; i < g->nnames && !p->status; i++)
        p->status = draw_total(p, i);
    for (int i = 0; i < g->nnames; i++)
        for (int k = 0; k < g->nnames && !p->status; k++)
            if (g->values[i]->type == &ct_list_type && ct_is_array(g->values[k]))
                p->status = compare(p, i, k);
}

static void draw_name(ct_picture *p, int i)
{
    const ct_memory_graph *g = p->graph;
    paint(p, "\033[1;32m");
    put_name(p, i);
    paint(p, "\033[0m");
    ct_putf(p, " %s ", p->glyphs->arrow);
    int target = g->targets[i];
    if (p->drawn[target])
        ct_putf(p, "%s #%d, drawn above\n", ct_block_title(&g->blocks[target]), target);
    else
        draw_block(p, target);
    ct_put(p, "\n");
}

/* Containers inside containers follow the name that reaches them first. */
static bool draw_inner(ct_picture *p)
{
    const ct_memory_graph *g = p->graph;
    bool any = false;
    for (int i = 0; i < g->nblocks; i++)
        for (int64_t k = 0; k < g->blocks[i].nlinks; k++) {
            int target = g->blocks[i].links[k].target;
            ct_block_role role = g->blocks[target].role;
            bool named = false;
            for (int n = 0; n < g->nnames; n++)
                named |= g->targets[n] == target;
            if (!p->drawn[i] || p->drawn[target] || named ||
                (role != CT_BLOCK_LIST && role != CT_BLOCK_ARRAY))
                continue;
            draw_block(p, target);
            ct_put(p, "\n");
            any = true;
        }
    return any;
}

ct_status ct_draw_into(ct_text *out, const ct_memory_graph *graph, const ct_draw_opts *opts)
{
    ct_picture p = {.graph = graph,
                    .out = out,
                    .glyphs = opts && opts->ascii ? &ascii : &unicode,
                    .width = opts && opts->width > 0 ? opts->width : 80,
                    .color = opts && opts->color};
    p.drawn = ct_alloc_zero(graph->nblocks, sizeof *p.drawn);
    if (!p.drawn)
        return CT_MEMORY_ERROR;
    for (int i = 0; i < graph->nnames; i++) {
        draw_name(&p, i);
        while (draw_inner(&p))
            ;
    }
    draw_totals(&p);
    ct_dealloc(p.drawn);
    return p.status;
}

char *ct_draw_text(const ct_memory_graph *graph, const ct_draw_opts *opts, int64_t *length)
{
    if (!graph)
        return ct_null_input("draw", 1), NULL;
    ct_text out = CT_TEXT_START;
    if (!ct_draw_into(&out, graph, opts))
        return ct_text_give(&out, length);
    ct_text_close(&out);
    return NULL;
}
