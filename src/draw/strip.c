/* strip.c: raw cells in an SVG picture.
 *
 * Rows of equal cells without gaps. Above a row stand the cache lines, under it the bytes' offsets,
 * then a row for each array: the index of the element that it has in a cell, with an arrow to the
 * next element where nothing stands between. A long buffer shows its first and last row. */
#include "svg.h"

#include "text.h"

#include <string.h>

enum {
    LABELS = 58, /* the names left of the rows */
    HEADER = 44,
    CELL = 40,
    PLACE = 18,
    VIEW = 22,
    LEAST = 44, /* the width of a cell */
    MOST = 190,
    MOST_COLUMNS = 32,
    MOST_ROWS = 4, /* a buffer of more rows shows two */
    LEFT_OUT = 34
};

typedef struct strip {
    ct_svg *s;
    const ct_memory_block *buffer;
    int index, x, w; /* the first cell, room for cells */
    int cell;        /* its width */
    int64_t columns, head, shown;
    ct_point *entry;
    int n;
    bool spare_drawn;
    bool direct; /* the first array starts at the first cell: its arrow goes there */
} strip;

static const ct_memory_cell *cell_at(const strip *t, int64_t i)
{
    return &t->buffer->cells[i < t->head ? i : t->buffer->ncells - t->shown + i];
}

/* Rows of equal length; of whole rows of the first array where those fit. */
static int64_t even_columns(const strip *t)
{
    int first = ct_next_view(t->s->graph, t->index, 0);
    const ct_memory_block *a = first < 0 ? NULL : &t->s->graph->blocks[first];
    int64_t n = t->buffer->ncells, last = a && a->ndim > 1 ? a->shape[a->ndim - 1] : 0;
    if (n <= t->columns)
        return t->columns;
    if (last > 1 && last <= t->columns && n % last == 0 && n / last <= MOST_ROWS)
        return t->columns - t->columns % last;
    int64_t rows = (n + t->columns - 1) / t->columns;
    return (n + rows - 1) / rows;
}

/* How wide a cell is, how many stand in a row, which are shown. */
static void lay_out(strip *t)
{
    const ct_memory_block *b = t->buffer;
    int wide = LEAST;
    char text[CT_LABEL_TEXT];
    for (int64_t i = 0; i < b->ncells; i++) {
        int w = ct_svg_width(b->cells[i].text, CT_WIDE) + 16;
        wide = w > wide ? w : wide;
        snprintf(text, sizeof text, "+%lld", (long long)(b->cells[i].index * b->itemsize));
        w = ct_svg_width(text, CT_SMALL) + 10;
        wide = w > wide ? w : wide;
        for (int v = ct_next_view(t->s->graph, t->index, 0), k = 0; v >= 0 && k < t->n;
             v = ct_next_view(t->s->graph, t->index, v + 1), k++) {
            ct_view_label(&t->s->graph->blocks[v], b->cells[i].index * b->itemsize, text, 12);
            w = ct_svg_width(text, CT_SMALL) + 22; /* an arrow fits beside it */
            wide = w > wide ? w : wide;
        }
    }
    if (t->s->bytes) {
        int w = (int)(b->itemsize < 16 ? b->itemsize : 16) * 2 * CT_SMALL / 100 + 14;
        wide = w > wide ? w : wide;
    }
    wide = wide < MOST ? wide : MOST;
    t->cell = wide < t->w ? wide : t->w;
    t->columns = t->w / t->cell < MOST_COLUMNS ? t->w / t->cell : MOST_COLUMNS;
    bool all = b->ncells == b->cells_in_all && b->ncells <= MOST_ROWS * t->columns;
    if (all)
        t->columns = even_columns(t);
    int64_t head = 0, tail = 0;
    while (head < b->ncells && (all || head < t->columns) && b->cells[head].index == head)
        head++;
    while (tail < b->ncells - head && tail < t->columns &&
           b->cells[b->ncells - 1 - tail].index == b->cells_in_all - 1 - tail)
        tail++;
    t->head = head;
    t->shown = head + tail;
}

/* Marks where cache lines begin, numbered from that of the buffer's first byte. */
static void draw_lines(const strip *t, int64_t from, int64_t n, int y)
{
    uintptr_t start = (uintptr_t)t->buffer->address, before = UINTPTR_MAX;
    ct_svg_text(t->s, t->x - 8, y + 12, "s d e", LABELS - 8, "line");
    for (int64_t i = 0; i < n; i++) {
        uintptr_t at = start + (uintptr_t)(cell_at(t, from + i)->index * t->buffer->itemsize);
        uintptr_t line = at / CT_CACHE_LINE - start / CT_CACHE_LINE;
        int x = t->x + (int)i * t->cell;
        char text[32];
        if (line != before) {
            snprintf(text, sizeof text, "%llu", (unsigned long long)line);
            ct_svg_put(t->s, "<path class=\"line\" d=\"M%d %dV%d\"/>", x, y, y + PLACE + CELL);
            ct_svg_text(t->s, x + 5, y + 12, "s d", t->cell, text);
        }
        before = line;
    }
}

static void draw_cells(const strip *t, int64_t from, int64_t n, int y)
{
    ct_svg *s = t->s;
    const ct_memory_block *b = t->buffer;
    char text[CT_LABEL_TEXT];
    int first = ct_next_view(s->graph, t->index, 0);
    for (int64_t i = 0; i < n; i++) {
        const ct_memory_cell *cell = cell_at(t, from + i);
        int x = t->x + (int)i * t->cell, middle = x + t->cell / 2;
        int64_t byte = cell->index * b->itemsize;
        text[0] = '\0';
        if (first >= 0)
            ct_view_label(&s->graph->blocks[first], byte, text, CT_LABEL_TEXT - 4);
        ct_svg_open(s, t->index, ct_behind(b->address, byte), text[0] ? text : NULL, cell->text,
                    cell->raw, b->itemsize);
        ct_svg_rect(s, x, y, t->cell, CELL, 0, "raw");
        ct_svg_text(s, middle, y + CELL / 2 + 5, "b m", t->cell - 8, cell->text);
        ct_svg_put(s, "</g>\n");
        snprintf(text, sizeof text, "+%lld", (long long)byte);
        ct_svg_text(s, middle, y + CELL + 13, "s d m", t->cell - 2, text);
        if (!s->bytes)
            continue;
        int at = 0;
        for (int64_t k = 0; k < b->itemsize && k < 16; k++)
            at += sprintf(text + at, "%02x", cell->raw[k]);
        ct_svg_text(s, middle, y + CELL + PLACE + 13, "s d m", t->cell - 4, text);
    }
}

/* The place of the next element along the last axis that has more than one; -1 at its end. */
static int64_t next_byte(const ct_memory_block *a, int64_t byte)
{
    int64_t index[CT_MAX_NDIM];
    bool several;
    if (!ct_view_find(a, byte, index, &several) || several)
        return -1;
    for (int k = a->ndim; k-- > 0;)
        if (a->shape[k] > 1)
            return index[k] + 1 < a->shape[k] ? byte + a->strides[k] : -1;
    return -1;
}

static void draw_view(const strip *t, int view, int color, int64_t from, int64_t n, int y)
{
    ct_svg *s = t->s;
    const ct_memory_block *a = &s->graph->blocks[view];
    char name[64], labels[MOST_COLUMNS][CT_LABEL_TEXT], class[24];
    ct_block_name(s->graph, view, name, sizeof name);
    snprintf(class, sizeof class, "s b v c%d e", color);
    ct_svg_text(s, t->x - 8, y + 15, class, LABELS - 8, name);
    snprintf(class, sizeof class, "s b v c%d m", color);
    for (int64_t i = 0; i < n; i++)
        if (ct_view_label(a, cell_at(t, from + i)->index * t->buffer->itemsize, labels[i], 12))
            ct_svg_text(s, t->x + (int)i * t->cell + t->cell / 2, y + 15, class, t->cell,
                        labels[i]);
    for (int64_t i = 0; i < n; i++) {
        int64_t byte = cell_at(t, from + i)->index * t->buffer->itemsize, to = -1, step;
        int64_t next = labels[i][0] ? next_byte(a, byte) : -1;
        for (int64_t k = 0; k < n && next >= 0; k++)
            if (cell_at(t, from + k)->index * t->buffer->itemsize == next)
                to = k;
        if (to < 0 || to == i)
            continue;
        step = to > i ? 1 : -1;
        int64_t k = i + step;
        while (k != to && !labels[k][0])
            k += step;
        if (k != to) /* something stands between */
            continue;
        int x1 = t->x + (int)i * t->cell + t->cell / 2, x2 = t->x + (int)to * t->cell + t->cell / 2;
        int half1 = ct_svg_width(labels[i], CT_SMALL) / 2 + 3;
        int half2 = ct_svg_width(labels[to], CT_SMALL) / 2 + 3;
        int start = x1 + (int)step * half1, end = x2 - (int)step * half2;
        if ((end - start) * step < 10)
            continue;
        ct_svg_put(s,
                   "<path class=\"av c%d\" d=\"M%d %dH%d\"/><path class=\"v c%d\" d=\"M%d %dl%d "
                   "-3v6z\"/>\n",
                   color, start, y + 11, end - 4 * (int)step, color, end, y + 11, -6 * (int)step);
    }
}

/* Room behind the n-th cell, when it fits. Returns the height it takes. */
static int draw_spare(const strip *t, int64_t n, int y)
{
    const ct_memory_block *b = t->buffer;
    char text[64];
    int x = t->x + (int)n * t->cell;
    snprintf(text, sizeof text, "%lld bytes spare", (long long)(b->slots - b->used));
    int w = ct_svg_width(text, CT_SMALL) + 24;
    if (b->slots <= b->used || x + w > t->x + t->w)
        return 0;
    ct_svg_rect(t->s, x, y, w, CELL, 0, "spare");
    ct_svg_text(t->s, x + w / 2, y + CELL / 2 + 4, "s d m", w, text);
    return CELL + 10;
}

/* One row of cells with all that belongs to it; returns its height. */
static int draw_row(strip *t, int64_t from, int64_t n, int y)
{
    const ct_memory_graph *g = t->s->graph;
    int top = y, k = 0;
    if (t->s->cache_lines) {
        draw_lines(t, from, n, y);
        y += PLACE;
    }
    draw_cells(t, from, n, y);
    if (from + n == t->shown)
        t->spare_drawn = draw_spare(t, n, y) > 0;
    if (!from && t->n && t->direct)
        t->entry[0] = (ct_point){t->x, y + CELL / 2};
    y += CELL + 4;
    ct_svg_text(t->s, t->x - 8, y + 9, "s d e", LABELS - 8, "byte");
    y += PLACE * (t->s->bytes ? 2 : 1);
    for (int v = ct_next_view(g, t->index, 0); v >= 0 && k < t->n;
         v = ct_next_view(g, t->index, v + 1), k++) {
        char text[CT_LABEL_TEXT];
        bool any = false;
        for (int64_t i = 0; i < n; i++)
            any |= ct_view_label(&g->blocks[v], cell_at(t, from + i)->index * t->buffer->itemsize,
                                 text, 12);
        if (!any)
            continue;
        draw_view(t, v, k % CT_VIEW_COLORS, from, n, y);
        if (t->entry[k].y < 0) {
            char name[64];
            ct_block_name(g, v, name, sizeof name);
            int wide = ct_svg_width(name, CT_SMALL);
            t->entry[k] = (ct_point){t->x - 13 - (wide < LABELS - 8 ? wide : LABELS - 8), y + 11};
        }
        y += VIEW;
    }
    return y - top + 8;
}

/* "v: a walk touches 4 cache lines in 1 page" */
static int draw_walks(const strip *t, int y)
{
    ct_svg *s = t->s;
    int top = y, k = 0;
    for (int v = ct_next_view(s->graph, t->index, 0); v >= 0 && k < t->n && !s->status;
         v = ct_next_view(s->graph, t->index, v + 1), k++) {
        ct_memory_walk_counts walk;
        char name[64], text[200], class[24];
        if ((s->status = ct_memory_walk(s->graph, v, &walk)))
            return 0;
        ct_block_name(s->graph, v, name, sizeof name);
        snprintf(text, sizeof text, "%.24s: a walk touches %lld cache line%s in %lld page%s", name,
                 (long long)walk.lines, walk.lines == 1 ? "" : "s", (long long)walk.pages,
                 walk.pages == 1 ? "" : "s");
        snprintf(class, sizeof class, "s v c%d", k % CT_VIEW_COLORS);
        ct_svg_text(s, t->x, y + 12, class, t->w, text);
        y += PLACE;
    }
    return y - top;
}

static void draw_title(const strip *t, int x, int y)
{
    static const char *const owners[] = {"", ", a mapped file", ", foreign memory"};
    const ct_memory_block *b = t->buffer;
    char text[160];
    ct_svg_text(t->s, x, y + 18, "b", t->w, b->title);
    int at = snprintf(text, sizeof text, "0x%llx · %lld bytes",
                      (unsigned long long)(uintptr_t)b->address, (long long)b->bytes);
    if (b->slots > b->used)
        at += snprintf(text + at, sizeof text - (size_t)at, ", %lld in use", (long long)b->used);
    at += snprintf(text + at, sizeof text - (size_t)at, "%s", owners[b->owner]);
    if (t->s->bytes && b->padding)
        snprintf(text + at, sizeof text - (size_t)at, ", %lld of padding", (long long)b->padding);
    ct_svg_text(t->s, x, y + 36, "s d", t->s->width - 20 - x, text);
}

int ct_svg_cells(ct_svg *s, int x, int y, int w, int buffer, ct_point *entry, int n)
{
    strip t = {.s = s,
               .buffer = &s->graph->blocks[buffer],
               .index = buffer,
               .x = x + LABELS,
               .w = w - LABELS,
               .entry = entry,
               .n = n};
    int top = y;
    int first = ct_next_view(s->graph, buffer, 0);
    t.direct = first >= 0 && s->graph->blocks[first].offset == 0;
    for (int k = 0; k < n; k++)
        entry[k] = (ct_point){x, -1};
    draw_title(&t, t.x, y);
    y += HEADER + 4;
    if (!t.buffer->ncells) {
        ct_svg_text(s, t.x, y + 14, "d", t.w, "no cells");
        y += 24;
    } else {
        lay_out(&t);
    }
    for (int64_t from = 0, count; from < t.shown && !s->status; from += count) {
        int64_t left = (from < t.head ? t.head : t.shown) - from;
        if (from == t.head && t.buffer->cells_in_all > t.shown) {
            char text[64];
            snprintf(text, sizeof text, "… %lld cells more …",
                     (long long)(t.buffer->cells_in_all - t.shown));
            ct_svg_text(s, t.x, y + 18, "d", t.w, text);
            y += LEFT_OUT;
        }
        count = left < t.columns ? left : t.columns;
        y += draw_row(&t, from, count, y);
    }
    if (!t.spare_drawn && t.shown)
        y += draw_spare(&t, 0, y);
    if (s->cache_lines && t.shown)
        y += draw_walks(&t, y);
    for (int k = 0; k < n; k++)
        if (entry[k].y < 0) /* sees none of these cells */
            entry[k] = (ct_point){t.x - 6, top + 14};
    return y - top;
}
