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

/* The value of a box, cut to `room` columns. */
static void put_value(ct_picture *p, const ct_object *object, int64_t room)
{
    int64_t length = 0;
    char *text = p->status ? NULL : ct_repr(object, &length);
    if (!text) {
        p->status = p->status ? p->status : ct_error_pending();
        return;
    }
    if (ct_columns(text) > room) {
        int64_t kept = 0, end = 0;
        while (end < length && kept < room - 1) {
            end++;
            while (end < length && ((unsigned char)text[end] & 0xC0) == 0x80)
                end++;
            kept++;
        }
        text[end] = '\0';
        ct_put(p, text);
        ct_put(p, p->glyphs->dots);
    } else {
        ct_put(p, text);
    }
    ct_free(text);
}

static void put_refs(ct_picture *p, const ct_memory_block *block)
{
    if (block->refs >= INT64_MAX / 2)
        ct_putf(p, ", lives as long as the process");
    else if (block->refs >= 0)
        ct_putf(p, ", refs %lld", (long long)block->refs);
}

static void put_where(ct_picture *p, const ct_memory_block *block)
{
    ct_putf(p, "  0x%llx  %lld bytes", (unsigned long long)(uintptr_t)block->address,
            (long long)block->bytes);
    put_refs(p, block);
}

/* -- frames with fields ------------------------------------------------------------------------ */

enum { FIELD_NAME = 10, INDENT = 4 };

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

static void draw_title(ct_picture *p, const ct_memory_block *block)
{
    ct_put_times(p, " ", INDENT);
    paint(p, "\033[1m");
    ct_put(p, ct_block_title(block));
    paint(p, "\033[0m");
    ct_putf(p, " #%d", (int)(block - p->graph->blocks));
    put_where(p, block);
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
    put_value(p, block->object, VALUE_ROOM);
    paint(p, "\033[0m");
    if (p->drawn[index])
        ct_put(p, "  the same box");
    else
        put_where(p, block);
    p->drawn[index] = true;
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
        ct_put_times(p, " ", INDENT);
        ct_putf(p, "%s %-5lld%s 0x%llx ", p->glyphs->bar, (long long)link->slot, p->glyphs->bar,
                (unsigned long long)(uintptr_t)p->graph->blocks[link->target].address);
        ct_put(p, p->glyphs->line);
        put_target(p, link->target);
        ct_put(p, "\n");
    }
    if (table->slots > table->used) {
        ct_put_times(p, " ", INDENT);
        ct_putf(p, "%s %-5lld%s spare: %lld free slots of %lld\n", p->glyphs->bar,
                (long long)table->used, p->glyphs->bar, (long long)(table->slots - table->used),
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
        draw_title(p, table);
        ct_putf(p, ", %lld slots\n", (long long)table->slots);
    }
    draw_slots(p, table ? table : block);
}

static void draw_array(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    const ct_array *a = (const ct_array *)block->object;
    const ct_memory_block *buffer = &p->graph->blocks[block->links[0].target];
    char shape[CT_SHAPE_TEXT], strides[CT_SHAPE_TEXT + 8], dtype[64], flags[64], data[64];
    ct_shape_text(shape, a->ndim, a->shape);
    ct_shape_text(strides, a->ndim, a->strides);
    strcat(strides, " bytes");
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
    ct_putf(p, ", %lld in use\n", (long long)buffer->used);
    ct_draw_cells(p, target, a->dtype);
}

static void draw_block(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    p->drawn[index] = true;
    draw_title(p, block);
    if (block->role == CT_BLOCK_BOX) {
        ct_put(p, "  ");
        put_value(p, block->object, VALUE_ROOM);
    }
    ct_put(p, "\n");
    if (block->role == CT_BLOCK_LIST)
        draw_list(p, block);
    else if (block->role == CT_BLOCK_ARRAY)
        draw_array(p, index);
}

/* -- the picture ------------------------------------------------------------------------------- */

static void draw_totals(ct_picture *p)
{
    const ct_memory_graph *g = p->graph;
    for (int i = 0; i < g->nnames && !p->status; i++) {
        int64_t elements, bytes = ct_memory_bytes(g, i, &elements);
        if (bytes < 0) {
            p->status = ct_error_pending();
            return;
        }
        ct_putf(p, "%s: %lld bytes in all", g->names[i], (long long)bytes);
        if (elements > 1)
            ct_putf(p, ", %.1f for each of %lld elements", (double)bytes / (double)elements,
                    (long long)elements);
        ct_put(p, "\n");
    }
}

/* Containers inside containers follow the name that reaches them first. */
static void draw_name(ct_picture *p, int i)
{
    const ct_memory_graph *g = p->graph;
    paint(p, "\033[1;32m");
    ct_put(p, g->names[i]);
    paint(p, "\033[0m");
    ct_putf(p, " %s ", p->glyphs->arrow);
    int target = g->targets[i];
    ct_putf(p, "%s #%d", ct_block_title(&g->blocks[target]), target);
    ct_put(p, p->drawn[target] ? ", drawn above\n" : "\n");
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
        if (!p.drawn[graph->targets[i]])
            draw_block(&p, graph->targets[i]);
        ct_put(&p, "\n");
    }
    for (int i = 0; i < graph->nblocks; i++) {
        ct_block_role role = graph->blocks[i].role;
        if (!p.drawn[i] && (role == CT_BLOCK_LIST || role == CT_BLOCK_ARRAY)) {
            draw_block(&p, i);
            ct_put(&p, "\n");
        }
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
