/* cells.c: a buffer as rows of cells.
 *
 * Under the cells stand their byte offsets, and for each array over the buffer the index of the
 * element that it sees in a cell: strides, steps and negative order become visible. A long buffer
 * shows its first and its last row. */
#include "text.h"

#include <string.h>

enum {
    MOST_COLUMNS = 40, /* cells in a row at most, whatever the width */
    MOST_ROWS = 4,     /* a buffer of more rows shows two */
    MOST_CELLS = MOST_ROWS * MOST_COLUMNS,
    CELL_TEXT = 64,  /* bytes of one cell's text */
    CELL_ROOM = 12,  /* its columns */
    WIDEST_HEX = 16, /* bytes of the cells that are shown whole */
    MARGIN = 10,     /* columns for the names of the lines under the cells */
};
typedef char cell_text[CELL_TEXT];
_Static_assert((int)CELL_TEXT == (int)CT_LABEL_TEXT, "labels fit");

typedef struct cells {
    ct_picture *p;
    const ct_memory_block *buffer;
    int64_t width, columns;
    int64_t shown, head, left_out; /* left out behind the first `head` */
    const ct_memory_cell *cell[MOST_CELLS];
    cell_text values[MOST_CELLS];
} cells;

/* -- layout ------------------------------------------------------------------------------------ */

/* How many cells of the present width a row has, and which cells are shown: all, or a row at each
 * end. The graph may hold only the ends. */
static void lay_out(cells *c)
{
    const ct_memory_block *b = c->buffer;
    int64_t fit = (c->p->width - MARGIN - 1) / (c->width + 3);
    c->columns = fit < 2 ? 2 : fit > MOST_COLUMNS ? MOST_COLUMNS : fit;
    bool all = b->ncells == b->cells_in_all && b->ncells <= MOST_ROWS * c->columns;
    int64_t head = 0, tail = 0;
    while (head < b->ncells && (all || head < c->columns) && b->cells[head].index == head)
        head++;
    while (tail < b->ncells - head && tail < c->columns &&
           b->cells[b->ncells - 1 - tail].index == b->cells_in_all - 1 - tail)
        tail++;
    c->head = head;
    c->shown = head + tail;
    c->left_out = b->cells_in_all - c->shown;
    for (int64_t i = 0; i < c->shown; i++)
        c->cell[i] = &b->cells[i < head ? i : b->ncells - c->shown + i];
}

static void read_values(cells *c)
{
    for (int64_t i = 0; i < c->shown; i++)
        ct_fit(c->values[i], CELL_TEXT, c->cell[i]->text, CELL_ROOM, c->p->glyphs->dots);
}

/* Labels the shown cells with the index of the element that `view` has there, "1" or "0,1". */
static bool label_cells(const cells *c, int view, cell_text *labels)
{
    bool any = false;
    for (int64_t i = 0; i < c->shown; i++)
        any |= ct_view_label(&c->p->graph->blocks[view], c->cell[i]->index * c->buffer->itemsize,
                             labels[i], CELL_ROOM);
    return any;
}

/* The widest text decides how many cells there are, and that which texts there are. */
static void fit(cells *c, int buffer, cell_text *labels)
{
    const ct_memory_graph *g = c->p->graph;
    for (int64_t before = 0; before != c->width;) {
        before = c->width;
        lay_out(c);
        read_values(c);
        for (int64_t i = 0; i < c->shown; i++)
            if (ct_columns(c->values[i]) > c->width)
                c->width = ct_columns(c->values[i]);
        for (int v = ct_next_view(g, buffer, 0); v >= 0; v = ct_next_view(g, buffer, v + 1)) {
            label_cells(c, v, labels);
            for (int64_t i = 0; i < c->shown; i++)
                if ((int64_t)strlen(labels[i]) > c->width + 2)
                    c->width = (int64_t)strlen(labels[i]) - 2;
        }
    }
}

/* -- drawing ----------------------------------------------------------------------------------- */

static void border(const cells *c, int64_t n, const char *left, const char *middle,
                   const char *right)
{
    ct_picture *p = c->p;
    ct_put_times(p, " ", MARGIN);
    for (int64_t i = 0; i < n; i++) {
        ct_put(p, i ? middle : left);
        ct_put_times(p, p->glyphs->line, c->width + 2);
    }
    ct_put(p, right);
    ct_put(p, "\n");
}

/* One text under each cell of a row. */
static void labels_line(const cells *c, const char *name, const cell_text *labels, int64_t n)
{
    ct_picture *p = c->p;
    ct_put_wide(p, name, MARGIN + 1);
    for (int64_t i = 0; i < n; i++) {
        ct_put(p, " ");
        ct_put_wide(p, labels[i], c->width + 2);
    }
    while (p->out->length > 0 && p->out->data[p->out->length - 1] == ' ')
        p->out->length--;
    ct_put(p, "\n");
}

static void view_name(const ct_memory_graph *g, int block, const char *dots, cell_text out)
{
    char name[CELL_TEXT], cut[CELL_TEXT - 4];
    ct_block_name(g, block, name, sizeof name);
    ct_fit(cut, sizeof cut, name, MARGIN - 2, dots);
    snprintf(out, CELL_TEXT, "  %s", cut);
}

/* "60.." : the first bytes of a cell in hexadecimal, as many as fit. */
static void hex_text(const cells *c, const ct_memory_cell *cell, cell_text out)
{
    int64_t n = c->buffer->itemsize, fits = (c->width + 2) / 2;
    bool cut = n > fits;
    int at = 0;
    for (int64_t i = 0; i < (cut ? fits - 1 : n) && at < CELL_TEXT - 6; i++)
        at += sprintf(out + at, "%02x", cell->raw[i]);
    strcpy(out + at, cut ? ".." : "");
}

/* The lines under a row that do not depend on views: byte offsets, bytes, cache lines. */
static void draw_places(const cells *c, int64_t from, int64_t n, cell_text *labels)
{
    int64_t itemsize = c->buffer->itemsize;
    for (int64_t i = 0; i < n; i++)
        snprintf(labels[i], CELL_TEXT, "+%lld", (long long)(c->cell[from + i]->index * itemsize));
    labels_line(c, "  byte", (const cell_text *)labels, n);
    if (c->p->bytes) {
        for (int64_t i = 0; i < n; i++)
            hex_text(c, c->cell[from + i], labels[i]);
        labels_line(c, "  hex", (const cell_text *)labels, n);
    }
    if (!c->p->cache_lines)
        return;
    for (int64_t i = 0; i < n; i++) {
        uintptr_t start = (uintptr_t)c->buffer->address;
        uintptr_t at = start + (uintptr_t)(c->cell[from + i]->index * itemsize);
        uintptr_t line = at / CT_CACHE_LINE - start / CT_CACHE_LINE;
        bool begins = !i || (at - (uintptr_t)itemsize) / CT_CACHE_LINE != at / CT_CACHE_LINE;
        labels[i][0] = '\0';
        if (begins)
            snprintf(labels[i], CELL_TEXT, "L%lld", (long long)line);
    }
    labels_line(c, "  line", (const cell_text *)labels, n);
}

static void draw_row(const cells *c, int buffer, int64_t from, int64_t n, cell_text *labels)
{
    ct_picture *p = c->p;
    const ct_memory_graph *g = p->graph;
    border(c, n, p->glyphs->top_left, p->glyphs->tee_down, p->glyphs->top_right);
    ct_put_times(p, " ", MARGIN);
    for (int64_t i = 0; i < n; i++) {
        ct_put(p, p->glyphs->bar);
        ct_put(p, " ");
        ct_put_wide(p, c->values[from + i], c->width + 1);
    }
    ct_put(p, p->glyphs->bar);
    ct_put(p, "\n");
    border(c, n, p->glyphs->bottom_left, p->glyphs->tee_up, p->glyphs->bottom_right);
    draw_places(c, from, n, labels);
    for (int v = ct_next_view(g, buffer, 0); v >= 0; v = ct_next_view(g, buffer, v + 1)) {
        bool any = false;
        label_cells(c, v, labels);
        for (int64_t i = 0; i < n; i++)
            any |= labels[from + i][0] != '\0';
        cell_text name;
        view_name(g, v, p->glyphs->dots, name);
        if (any)
            labels_line(c, name, (const cell_text *)labels + from, n);
    }
}

/* Says which arrays have no element among the cells that are shown. */
static void name_hidden(const cells *c, int buffer, cell_text *labels)
{
    const ct_memory_graph *g = c->p->graph;
    for (int v = ct_next_view(g, buffer, 0); v >= 0; v = ct_next_view(g, buffer, v + 1)) {
        if (label_cells(c, v, labels) || !ct_view_size(&g->blocks[v]))
            continue;
        cell_text name;
        view_name(g, v, c->p->glyphs->dots, name);
        ct_put_wide(c->p, name, MARGIN);
        ct_put(c->p, "sees none of these cells\n");
    }
}

void ct_draw_cells(ct_picture *p, int buffer)
{
    const ct_memory_block *block = &p->graph->blocks[buffer];
    if (p->status)
        return;
    if (!block->ncells) {
        ct_put_times(p, " ", MARGIN);
        ct_put(p, "no cells\n");
        return;
    }
    cells *c = ct_alloc_zero(1, sizeof *c);
    cell_text *labels = c ? ct_alloc_many(MOST_CELLS, sizeof *labels) : NULL;
    if (labels) {
        *c = (cells){.p = p, .buffer = block, .width = 4};
        if (p->bytes && block->itemsize <= WIDEST_HEX && 2 * block->itemsize > c->width + 2)
            c->width = 2 * block->itemsize - 2;
        fit(c, buffer, labels);
        for (int64_t from = 0, n; from < c->shown; from += n) {
            int64_t left = (from < c->head ? c->head : c->shown) - from;
            if (from == c->head && c->left_out) {
                ct_put_times(p, " ", MARGIN);
                ct_putf(p, "%s %lld cells more %s\n", p->glyphs->dots, (long long)c->left_out,
                        p->glyphs->dots);
            }
            n = left < c->columns ? left : c->columns;
            draw_row(c, buffer, from, n, labels);
        }
        name_hidden(c, buffer, labels);
    } else {
        p->status = CT_MEMORY_ERROR;
    }
    ct_dealloc(labels);
    ct_dealloc(c);
}
