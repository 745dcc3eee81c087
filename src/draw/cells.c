/* cells.c: a buffer as rows of cells.
 *
 * Under the cells stand their byte offsets, and for each array over the buffer the index of the
 * element that it sees in a cell: strides, steps and negative order become visible. A long buffer
 * shows its first and its last row. */
#include "text.h"

#include "dtype/dtype.h"

#include <string.h>

enum {
    MOST_COLUMNS = 40, /* cells in a row at most, whatever the width */
    MOST_ROWS = 4,     /* a buffer of more rows shows two */
    MOST_CELLS = MOST_ROWS * MOST_COLUMNS,
    CELL_TEXT = 64,       /* bytes of one cell's text */
    CELL_ROOM = 12,       /* its columns */
    MARGIN = 10,          /* columns for the names of the lines under the cells */
    MOST_LOOKED = 1 << 20 /* elements of one view that are looked at to label the cells */
};
typedef char cell_text[CELL_TEXT];

typedef struct cells {
    ct_picture *p;
    const char *address;
    int64_t itemsize, total, width, columns;
    int64_t shown, left_out; /* after the first row */
    int64_t cell[MOST_CELLS];
    cell_text values[MOST_CELLS];
} cells;

/* -- layout ------------------------------------------------------------------------------------ */

/* How many cells of the present width a row has, and which cells are shown. */
static void lay_out(cells *c)
{
    int64_t fit = (c->p->width - MARGIN - 1) / (c->width + 3);
    c->columns = fit < 2 ? 2 : fit > MOST_COLUMNS ? MOST_COLUMNS : fit;
    c->left_out = c->total <= MOST_ROWS * c->columns ? 0 : c->total - 2 * c->columns;
    c->shown = c->total - c->left_out;
    for (int64_t i = 0; i < c->shown; i++)
        c->cell[i] = i < c->columns ? i : i + c->left_out;
}

/* Where a cell of the buffer is shown; -1. */
static int64_t place_of(const cells *c, int64_t cell)
{
    if (cell >= c->columns)
        cell = cell < c->columns + c->left_out ? -1 : cell - c->left_out;
    return cell < c->shown ? cell : -1;
}

static ct_status read_values(cells *c, const ct_dtype *dtype)
{
    for (int64_t i = 0; i < c->shown; i++) {
        ct_object *box = ct_element_box(dtype, c->address + c->cell[i] * c->itemsize);
        char *text = box ? ct_repr(box, NULL) : NULL;
        ct_release(box);
        if (!text)
            return ct_error_pending();
        ct_fit(c->values[i], CELL_TEXT, text, CELL_ROOM, c->p->glyphs->dots);
        ct_free(text);
    }
    return CT_OK;
}

/* -- what an array sees ------------------------------------------------------------------------ */

static void index_text(cell_text out, int ndim, const int64_t *index)
{
    int at = 0;
    for (int k = 0; k < ndim && at < CELL_TEXT - 24; k++)
        at +=
            snprintf(out + at, (size_t)(CELL_TEXT - at), k ? ",%lld" : "%lld", (long long)index[k]);
    if (!ndim)
        strcpy(out, "()");
    if (at > CELL_ROOM)
        strcpy(out + CELL_ROOM - 2, "..");
}

static void add_label(const cells *c, const ct_array *a, const int64_t *index, cell_text *labels)
{
    int64_t offset = a->data - c->address;
    for (int k = 0; k < a->ndim; k++)
        offset += index[k] * a->strides[k];
    int64_t place = offset < 0 ? -1 : place_of(c, offset / c->itemsize);
    if (place < 0)
        return;
    size_t used = strlen(labels[place]);
    if (!used)
        index_text(labels[place], a->ndim, index);
    else if (labels[place][used - 1] != '.')
        strcpy(labels[place] + used, ".."); /* several elements share the cell: a broadcast view */
}

static void next_index(const ct_array *a, int64_t *index)
{
    for (int k = a->ndim; k-- > 0;) {
        if (++index[k] < a->shape[k])
            break;
        index[k] = 0;
    }
}

/* Labels the shown cells with the index of the element that `a` has there, "1" or "0,1". */
static void label_cells(const cells *c, const ct_array *a, cell_text *labels)
{
    int64_t index[CT_MAX_NDIM] = {0};
    memset(labels, 0, (size_t)c->shown * sizeof *labels);
    if (a->size <= MOST_LOOKED) {
        for (int64_t n = 0; n < a->size; n++, next_index(a, index))
            add_label(c, a, index, labels);
        return;
    }
    int64_t step = a->flags & CT_C_CONTIGUOUS ? a->dtype->itemsize : a->ndim == 1 ? *a->strides : 0;
    for (int64_t i = 0; i < c->shown && step; i++) {
        int64_t bytes = c->cell[i] * c->itemsize - (a->data - c->address), left = bytes / step;
        if (bytes % step || left < 0 || left >= a->size)
            continue;
        for (int k = a->ndim; k-- > 0; left /= a->shape[k])
            index[k] = left % a->shape[k];
        add_label(c, a, index, labels);
    }
}

/* The next array over the buffer from block i on; -1. */
static int next_view(const ct_memory_graph *g, int buffer, int i)
{
    for (; i < g->nblocks; i++)
        if (g->blocks[i].role == CT_BLOCK_ARRAY && g->blocks[i].links[0].target == buffer)
            return i;
    return -1;
}

/* The widest text decides how many cells there are, and that which texts there are. */
static ct_status fit(cells *c, int buffer, const ct_dtype *dtype, cell_text *labels)
{
    const ct_memory_graph *g = c->p->graph;
    for (int64_t before = 0; before != c->width;) {
        before = c->width;
        lay_out(c);
        ct_status status = read_values(c, dtype);
        if (status)
            return status;
        for (int64_t i = 0; i < c->shown; i++)
            if (ct_columns(c->values[i]) > c->width)
                c->width = ct_columns(c->values[i]);
        for (int v = next_view(g, buffer, 0); v >= 0; v = next_view(g, buffer, v + 1)) {
            label_cells(c, (const ct_array *)g->blocks[v].object, labels);
            for (int64_t i = 0; i < c->shown; i++)
                if ((int64_t)strlen(labels[i]) > c->width + 2)
                    c->width = (int64_t)strlen(labels[i]) - 2;
        }
    }
    return CT_OK;
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
    char name[CELL_TEXT - 4];
    snprintf(name, sizeof name, "#%d", block);
    for (int k = g->nnames; k-- > 0;)
        if (g->targets[k] == block)
            ct_fit(name, sizeof name, g->names[k], MARGIN - 2, dots);
    snprintf(out, CELL_TEXT, "  %s", name);
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
    for (int64_t i = 0; i < n; i++)
        snprintf(labels[i], CELL_TEXT, "+%lld", (long long)(c->cell[from + i] * c->itemsize));
    labels_line(c, "  byte", (const cell_text *)labels, n);
    for (int v = next_view(g, buffer, 0); v >= 0; v = next_view(g, buffer, v + 1)) {
        bool any = false;
        label_cells(c, (const ct_array *)g->blocks[v].object, labels);
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
    for (int v = next_view(g, buffer, 0); v >= 0; v = next_view(g, buffer, v + 1)) {
        const ct_array *a = (const ct_array *)g->blocks[v].object;
        bool any = a->size == 0;
        label_cells(c, a, labels);
        for (int64_t i = 0; i < c->shown; i++)
            any |= labels[i][0] != '\0';
        if (any)
            continue;
        cell_text name;
        view_name(g, v, c->p->glyphs->dots, name);
        ct_put_wide(c->p, name, MARGIN);
        ct_put(c->p, "sees none of these cells\n");
    }
}

void ct_draw_cells(ct_picture *p, int buffer, const ct_dtype *dtype)
{
    const ct_memory_block *block = &p->graph->blocks[buffer];
    if (p->status)
        return;
    if (!dtype->itemsize || block->used < dtype->itemsize) {
        ct_put_times(p, " ", MARGIN);
        ct_put(p, "no cells\n");
        return;
    }
    cells *c = ct_alloc_zero(1, sizeof *c);
    cell_text *labels = c ? ct_alloc_many(MOST_CELLS, sizeof *labels) : NULL;
    if (labels) {
        *c = (cells){.p = p, .address = block->address, .itemsize = dtype->itemsize, .width = 4};
        c->total = block->used / dtype->itemsize;
        p->status = fit(c, buffer, dtype, labels);
        for (int64_t from = 0; from < c->shown && !p->status; from += c->columns) {
            if (from && c->left_out) {
                ct_put_times(p, " ", MARGIN);
                ct_putf(p, "%s %lld cells more %s\n", p->glyphs->dots, (long long)c->left_out,
                        p->glyphs->dots);
            }
            int64_t left = c->shown - from;
            draw_row(c, buffer, from, left < c->columns ? left : c->columns, labels);
        }
        name_hidden(c, buffer, labels);
    } else {
        p->status = CT_MEMORY_ERROR;
    }
    ct_dealloc(labels);
    ct_dealloc(c);
}
