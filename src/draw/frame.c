/* frame.c: records, tables of pointers and boxes in an SVG picture. */
#include "svg.h"

#include "text.h"

#include <string.h>

enum {
    HEADER = 44, /* two lines: title, address */
    ROW = 22,
    FIELD = 78, /* the names of fields */
    PLACE = 66, /* their offsets and sizes */
    WIDEST = 400,
    TABLE_WIDTH = 180,
    NARROW_TABLE = 130,
    SLOT = 48, /* a slot and the box beside it */
    BOX = 40,
    GUTTER = 52, /* between slots and boxes */
    LANE = 9,
    MOST_LANES = 6,
    SPARE = 30
};

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

/* "40 bytes, refs 1" */
static void size_text(char *out, size_t size, const ct_memory_block *block, bool brief)
{
    int at = snprintf(out, size,
                      brief               ? "%lld B"
                      : block->bytes == 1 ? "%lld byte"
                                          : "%lld bytes",
                      (long long)block->bytes);
    if (block->refs == INT64_MAX)
        snprintf(out + at, size - (size_t)at, brief ? ", shared" : ", immortal");
    else if (block->refs >= 0)
        snprintf(out + at, size - (size_t)at, ", refs %lld", (long long)block->refs);
}

/* -- records ----------------------------------------------------------------------------------- */

int ct_frame_width(const ct_svg *s, const ct_memory_block *block)
{
    const ct_memory_field *fields[CT_MOST_FIELDS];
    char size[64];
    size_text(size, sizeof size, block, false);
    int n = ct_block_fields(block, s->bytes, fields), most = s->width - 40 - (s->narrow ? 20 : 0);
    int w = ct_svg_width(block->title, CT_WIDE) + ct_svg_width(size, CT_SMALL) + 48;
    w = max_int(w, 170);
    if (block->text)
        w = max_int(w, ct_svg_width(block->text, CT_WIDE) + 24);
    for (int i = 0; i < n; i++)
        w = max_int(w, 12 + FIELD + (s->bytes ? PLACE : 0) +
                           ct_svg_width(fields[i]->text, CT_WIDE) +
                           (fields[i]->target >= 0 ? 30 : 12));
    int widest = s->bytes ? WIDEST + PLACE : WIDEST;
    w = w < widest ? w : widest;
    return w < most ? w : most;
}

static void draw_header(ct_svg *s, int x, int y, int w, const ct_memory_block *block)
{
    char text[64];
    ct_svg_text(s, x + 12, y + 18, "b", w - 24, block->title);
    size_text(text, sizeof text, block, false);
    int title = ct_svg_width(block->title, CT_WIDE) + 36;
    if (w - title >= ct_svg_width(text, CT_SMALL))
        ct_svg_text(s, x + w - 12, y + 18, "s d e", w - title, text);
    snprintf(text, sizeof text, "0x%llx", (unsigned long long)(uintptr_t)block->address);
    ct_svg_text(s, x + 12, y + 36, "s d", w - 24, text);
}

ct_frame ct_svg_record(ct_svg *s, int x, int y, int w, int index, const char *dot)
{
    const ct_memory_block *block = &s->graph->blocks[index];
    const ct_memory_field *fields[CT_MOST_FIELDS];
    bool box = block->role == CT_BLOCK_BOX;
    int n = ct_block_fields(block, s->bytes, fields);
    int body = n ? n * ROW + 8 : 0, value = box ? ROW + 4 : 0;
    int padding = s->bytes && block->padding ? ROW : 0;
    ct_frame f = {x, y, w, HEADER + value + body + padding, -1};
    const char *text = block->text ? block->text : block->title;
    ct_svg_open(s, index, block->address, NULL, text, NULL, block->bytes);
    ct_svg_rect(s, x, y, w, f.h, 8, box ? "box" : "record");
    draw_header(s, x, y, w, block);
    if (box)
        ct_svg_text(s, x + 12, y + HEADER + 14, "b", w - 24, text);
    if (n)
        ct_svg_put(s, "<path class=\"rule\" d=\"M%d %dH%d\"/>\n", x, y + HEADER + value, x + w);
    for (int i = 0; i < n; i++) {
        int middle = y + HEADER + value + 4 + i * ROW + ROW / 2, left = x + 12;
        if (s->bytes) {
            char place[48];
            snprintf(place, sizeof place, "%+lld", (long long)fields[i]->offset);
            ct_svg_text(s, left, middle + 4, "s d", 34, place);
            snprintf(place, sizeof place, "%lld", (long long)fields[i]->bytes);
            ct_svg_text(s, left + PLACE - 10, middle + 4, "s d e", 28, place);
            left += PLACE;
        }
        ct_svg_text(s, left, middle + 4, "d", FIELD - 6, fields[i]->name);
        bool pointer = fields[i]->target >= 0;
        ct_svg_text(s, left + FIELD, middle + 4, "", x + w - left - FIELD - (pointer ? 22 : 6),
                    fields[i]->text);
        if (pointer) {
            ct_svg_dot(s, x + w - 12, middle, dot);
            f.pointer = middle;
        }
    }
    if (padding) {
        char note[64];
        snprintf(note, sizeof note, "%lld bytes of padding", (long long)block->padding);
        ct_svg_text(s, x + 12, y + f.h - 10, "s d", w - 24, note);
    }
    ct_svg_put(s, "</g>\n");
    return f;
}

/* -- tables and boxes -------------------------------------------------------------------------- */

typedef struct slots {
    ct_svg *s;
    const ct_memory_block *table;
    int index, x, y, w; /* the column of slots */
    int box_x, box_w;
    int lanes;                   /* in use */
    int lane_target[MOST_LANES]; /* the box that a lane leads to */
    int lane_y[MOST_LANES];      /* and its height */
    int *height;                 /* per block: where its box stands in this table; 0: nowhere */
} slots;

static void draw_box(const slots *t, int target, int y)
{
    ct_svg *s = t->s;
    const ct_memory_block *box = &s->graph->blocks[target];
    const char *value = box->text ? box->text : "";
    char address[32], size[64];
    int left = ct_svg_width(box->title, CT_SMALL) + 10;
    ct_svg_open(s, target, box->address, NULL, value, NULL, box->bytes);
    ct_svg_rect(s, t->box_x, y, t->box_w, BOX, 10, "box");
    ct_svg_text(s, t->box_x + 12, y + 16, "s d", 100, box->title);
    ct_svg_text(s, t->box_x + 12 + left, y + 17, "b", t->box_w - 24 - left, value);
    snprintf(address, sizeof address, "0x%llx", (unsigned long long)(uintptr_t)box->address);
    ct_svg_text(s, t->box_x + 12, y + 33, "s d", t->box_w - 24, address);
    size_text(size, sizeof size, box, s->narrow);
    int room = t->box_w - 36 - ct_svg_width(address, CT_SMALL);
    if (room >= ct_svg_width(size, CT_SMALL))
        ct_svg_text(s, t->box_x + t->box_w - 12, y + 33, "s d e", room, size);
    ct_svg_put(s, "</g>\n");
    s->drawn[target] = true;
}

/* What stands elsewhere: its number, and the value of a box. */
static void draw_reference(const slots *t, int target, int y)
{
    const ct_memory_block *b = &t->s->graph->blocks[target];
    char text[160];
    ct_block_role role = b->role;
    ct_svg_rect(t->s, t->box_x, y + 6, t->box_w, BOX - 12, 14, "ref");
    if (role == CT_BLOCK_BOX)
        snprintf(text, sizeof text, "%s %.80s, the same box", b->title, b->text ? b->text : "");
    else
        snprintf(text, sizeof text, "%s #%d", b->title, target);
    ct_svg_text(t->s, t->box_x + 14, y + 25, "d", t->box_w - 28, text);
}

static void draw_pointer(slots *t, const ct_memory_link *link, int y)
{
    ct_svg *s = t->s;
    const ct_memory_block *b = &s->graph->blocks[link->target];
    int middle = y + SLOT / 2, top = y + (SLOT - BOX) / 2, from = t->x + t->w - 14;
    ct_svg_dot(s, from, middle, "h");
    if (t->height[link->target]) { /* a box of this table: its lane joins the arrow to it */
        int k = 0;
        while (k < t->lanes && t->lane_target[k] != link->target)
            k++;
        if (k < MOST_LANES) {
            int lane = t->x + t->w + 12 + k * LANE, to = t->height[link->target];
            if (k == t->lanes)
                t->lane_target[t->lanes++] = link->target;
            ct_svg_put(s, "<path class=\"a\" d=\"M%d %dH%dq6 0 6 -6V%d\"/>\n", from, middle,
                       lane - 6, to);
            ct_svg_dot(s, lane, to, "h");
            return;
        }
    }
    ct_svg_elbow(s, from, middle, from, t->box_x, middle, "a");
    if (b->role == CT_BLOCK_BOX && !s->drawn[link->target]) {
        draw_box(t, link->target, top);
        t->height[link->target] = middle;
    } else {
        draw_reference(t, link->target, top);
    }
}

static int box_width(const slots *t)
{
    const ct_memory_graph *g = t->s->graph;
    int w = 150, most = t->s->width - 20 - t->box_x;
    for (int64_t i = 0; i < t->table->nlinks; i++) {
        const ct_memory_block *b = &g->blocks[t->table->links[i].target];
        char size[64];
        size_text(size, sizeof size, b, t->s->narrow);
        w = max_int(w,
                    36 + ct_svg_width("0x000000000000", CT_SMALL) + ct_svg_width(size, CT_SMALL));
        if (b->text)
            w = max_int(w, 40 + ct_svg_width(b->title, CT_SMALL) + ct_svg_width(b->text, CT_WIDE));
    }
    return w < most ? w : most;
}

static void draw_slot(slots *t, int64_t slot, int y, const ct_memory_link *link)
{
    ct_svg *s = t->s;
    char label[32], value[32];
    bool dict = !strcmp(t->table->title, "dict");
    snprintf(label, sizeof label, "%lld", (long long)slot);
    if (dict)
        snprintf(label, sizeof label, slot % 2 ? "value" : "key");
    const void *target = s->graph->blocks[link->target].address;
    snprintf(value, sizeof value, "0x%llx", (unsigned long long)(uintptr_t)target);
    ct_svg_open(s, t->index, ct_behind(t->table->address, 8 * slot), label, value,
                (const unsigned char *)&target, (int64_t)sizeof target);
    ct_svg_rect(s, t->x, y, t->w, SLOT, 0, "table");
    ct_svg_text(s, t->x + 12, y + SLOT / 2 + 5, "", s->narrow ? t->w - 40 : 40, label);
    if (!s->narrow)
        ct_svg_text(s, t->x + t->w - 26, y + SLOT / 2 + 4, "s d e", t->w - 76, value);
    ct_svg_put(s, "</g>\n");
    draw_pointer(t, link, y);
}

/* The slots from the header down; returns the height where they end. */
static int draw_all(slots *t)
{
    ct_svg *s = t->s;
    int y = t->y + HEADER + 6;
    int64_t last = -1;
    char note[64];
    for (int64_t i = 0; i < t->table->nlinks && !s->status; i++) {
        const ct_memory_link *link = &t->table->links[i];
        if (link->slot > last + 1) {
            snprintf(note, sizeof note, "⋮ %lld more", (long long)(link->slot - last - 1));
            ct_svg_text(s, t->x + 12, y + 21, "d", t->w - 24, note);
            y += 34;
        }
        last = link->slot;
        draw_slot(t, link->slot, y, link);
        y += SLOT;
    }
    int64_t spare = t->table->role == CT_BLOCK_TABLE ? t->table->slots - t->table->used : 0;
    if (spare > 0) {
        snprintf(note, sizeof note, "%lld spare", (long long)spare);
        ct_svg_rect(s, t->x, y, t->w, SPARE, 0, "spare");
        ct_svg_text(s, t->x + 12, y + 20, "d", t->w - 24, note);
        y += SPARE;
    }
    return y;
}

int ct_svg_slots(ct_svg *s, int x, int y, int block)
{
    const ct_memory_block *table = &s->graph->blocks[block];
    slots t = {.s = s, .table = table, .index = block, .x = x, .y = y};
    t.w = s->narrow ? NARROW_TABLE : TABLE_WIDTH;
    t.box_x = x + t.w + (s->narrow ? GUTTER - 16 : GUTTER);
    t.height = ct_alloc_zero(s->graph->nblocks, sizeof *t.height);
    if (!t.height) {
        s->status = CT_MEMORY_ERROR;
        return 0;
    }
    char note[64];
    ct_svg_open(s, block, table->address, NULL, table->title, NULL, table->bytes);
    ct_svg_rect(s, x, y, t.w, HEADER, 8, table->role == CT_BLOCK_TABLE ? "table" : "record");
    ct_svg_text(s, x + 12, y + 18, "b", t.w - 24, table->title);
    snprintf(note, sizeof note, "0x%llx", (unsigned long long)(uintptr_t)table->address);
    ct_svg_text(s, x + 12, y + 36, "s d", t.w - 24, note);
    ct_svg_put(s, "</g>\n");
    if (table->role == CT_BLOCK_TABLE)
        snprintf(note, sizeof note, "%lld bytes, %lld slot%s", (long long)table->bytes,
                 (long long)table->slots, table->slots == 1 ? "" : "s");
    else
        size_text(note, sizeof note, table, false);
    ct_svg_text(s, t.box_x, y + 18, "s d", s->width - 20 - t.box_x, note);
    int used = 0, seen = 0; /* lanes that will be needed */
    for (int64_t i = 0; i < table->nlinks; i++) {
        int *times = &t.height[table->links[i].target];
        seen += ++*times == 2;
    }
    for (int64_t i = 0; i < table->nlinks; i++)
        t.height[table->links[i].target] = 0;
    used = seen < MOST_LANES ? seen : MOST_LANES;
    t.box_x += used * LANE;
    t.box_w = box_width(&t);
    int bottom = draw_all(&t);
    ct_dealloc(t.height);
    return bottom - y;
}
