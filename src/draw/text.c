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
static void put_value(ct_picture *p, const ct_memory_block *box)
{
    char shown[4 * VALUE_ROOM + 4];
    ct_fit(shown, sizeof shown, box->text ? box->text : "", VALUE_ROOM, p->glyphs->dots);
    ct_put(p, shown);
}

static void put_refs(ct_picture *p, const ct_memory_block *block)
{
    if (block->refs == INT64_MAX)
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

enum {
    FIELD_NAME = 10,
    INDENT = 4,
    LONGEST_FIELD = 64,
    FRAME = 12, /* the arrow and what it leads to, so that the line stays within 80 columns */
    MOST_COMPARED = 100000
};

static void frame_line(ct_picture *p, const char *left, const char *right, int64_t width)
{
    ct_put_times(p, " ", INDENT);
    ct_put(p, left);
    ct_put_times(p, p->glyphs->line, width);
    ct_put(p, right);
    ct_put(p, "\n");
}

/* A field as text, with its place when bytes are asked for. */
static void fit_field(const ct_picture *p, const ct_memory_field *field, char out[LONGEST_FIELD])
{
    char place[40] = "";
    if (p->bytes)
        snprintf(place, sizeof place, "%+-5lld%4lld  ", (long long)field->offset,
                 (long long)field->bytes);
    snprintf(out, LONGEST_FIELD, "%s", place);
    size_t used = strlen(out);
    ct_fit(out + used, LONGEST_FIELD - used, field->text, LONGEST_FIELD - FRAME - (int64_t)used,
           p->glyphs->dots);
}

/* The fields of a record in a frame; one that points to a drawn block ends in an arrow. */
static void put_frame(ct_picture *p, const ct_memory_block *block)
{
    char text[LONGEST_FIELD];
    const ct_memory_field *fields[CT_MOST_FIELDS];
    int n = ct_block_fields(block, p->bytes, fields);
    int64_t width = 0;
    for (int i = 0; i < n; i++) {
        fit_field(p, fields[i], text);
        int64_t wide = FIELD_NAME + 2 + ct_columns(text) + (fields[i]->target >= 0 ? 2 : 0);
        width = wide > width ? wide : width;
    }
    if (!width)
        return;
    frame_line(p, p->glyphs->top_left, p->glyphs->top_right, width);
    for (int i = 0; i < n; i++) {
        const ct_memory_field *field = fields[i];
        fit_field(p, field, text);
        ct_put_times(p, " ", INDENT);
        ct_put(p, p->glyphs->bar);
        ct_put(p, " ");
        ct_put_wide(p, field->name, FIELD_NAME);
        if (field->target < 0) {
            ct_put_wide(p, text, width - FIELD_NAME - 1);
            ct_put(p, p->glyphs->bar);
        } else {
            ct_put(p, text);
            ct_put(p, " ");
            ct_put_times(p, p->glyphs->line, width - FIELD_NAME - 2 - ct_columns(text));
            ct_put(p, p->glyphs->cross);
            ct_put(p, p->glyphs->arrow);
            ct_putf(p, " %s", p->graph->blocks[field->target].title);
        }
        ct_put(p, "\n");
    }
    frame_line(p, p->glyphs->bottom_left, p->glyphs->bottom_right, width);
    if (p->bytes && block->padding) {
        ct_put_times(p, " ", INDENT);
        ct_putf(p, "%lld bytes of padding\n", (long long)block->padding);
    }
}

/* -- tables of pointers ----------------------------------------------------------------------- */

/* "list #0  0x55...  40 bytes, refs 1" */
static void put_title(ct_picture *p, const ct_memory_block *block)
{
    paint(p, "\033[1m");
    ct_put(p, block->title);
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
        ct_putf(p, "%s #%d", block->title, index);
        return;
    }
    paint(p, "\033[36m");
    ct_putf(p, "%s ", block->title);
    put_value(p, block);
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
    bool dict = !strcmp(table->title, "dict");
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
    put_frame(p, block);
    int first = block->nlinks ? block->links[0].target : -1;
    if (first < 0 || p->graph->blocks[first].role != CT_BLOCK_TABLE) {
        draw_slots(p, block);
        return;
    }
    const ct_memory_block *table = &p->graph->blocks[first];
    p->drawn[first] = true;
    draw_title(p, table);
    ct_putf(p, ", %lld slot%s\n", (long long)table->slots, table->slots == 1 ? "" : "s");
    draw_slots(p, table);
}

/* "a walk touches 4 cache lines in 1 page and changes the line 3 times" */
static void draw_walk(ct_picture *p, int index)
{
    ct_memory_walk_counts walk;
    if (p->status || (p->status = ct_memory_walk(p->graph, index, &walk)))
        return;
    ct_put_times(p, " ", INDENT);
    ct_putf(p, "a walk touches %lld cache line%s in %lld page%s", (long long)walk.lines,
            walk.lines == 1 ? "" : "s", (long long)walk.pages, walk.pages == 1 ? "" : "s");
    if (walk.line_changes >= 0)
        ct_putf(p, ", changing the line %lld time%s", (long long)walk.line_changes,
                walk.line_changes == 1 ? "" : "s");
    ct_put(p, "\n");
}

static void draw_array(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    put_frame(p, block);
    if (p->cache_lines)
        draw_walk(p, index);
    if (!block->nlinks)
        return;
    int target = block->links[0].target;
    const ct_memory_block *buffer = &p->graph->blocks[target];
    if (p->drawn[target]) {
        ct_put_times(p, " ", INDENT);
        ct_putf(p, "the same buffer #%d\n", target);
        return;
    }
    p->drawn[target] = true;
    draw_title(p, buffer);
    if (buffer->owner != CT_OWNER_SELF)
        ct_put(p, buffer->owner == CT_OWNER_MAPPED ? ", a mapped file" : ", foreign memory");
    if (buffer->slots > buffer->used)
        ct_putf(p, ", %lld in use", (long long)buffer->used);
    if (p->bytes && buffer->padding)
        ct_putf(p, ", %lld of padding", (long long)buffer->padding);
    ct_put(p, "\n");
    ct_draw_cells(p, target);
}

static void draw_block(ct_picture *p, int index)
{
    const ct_memory_block *block = &p->graph->blocks[index];
    p->drawn[index] = true;
    put_title(p, block);
    if (block->role == CT_BLOCK_BOX) {
        ct_put(p, "  ");
        put_value(p, block);
    }
    ct_put(p, "\n");
    if (block->role == CT_BLOCK_LIST)
        draw_list(p, block);
    else if (block->role == CT_BLOCK_BOX && p->bytes)
        put_frame(p, block);
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
            if (g->values[i] && g->values[i]->type == &ct_list_type && ct_is_array(g->values[k]))
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
        ct_putf(p, "%s #%d, drawn above\n", g->blocks[target].title, target);
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
                    .color = opts && opts->color,
                    .bytes = opts && opts->bytes,
                    .cache_lines = opts && opts->cache_lines};
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
