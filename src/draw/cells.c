/* cells.c: a buffer as a row of cells.
 *
 * Under the cells stand their byte offsets, and for each array over the buffer the index of the
 * element that it sees in a cell: strides, steps and negative order become visible. A wide buffer
 * loses its middle cells. */
#include "text.h"

#include "dtype/dtype.h"

#include <string.h>

enum {
    MOST_CELLS = 40,      /* cells shown at most, whatever the width */
    CELL_TEXT = 24,       /* bytes of one cell's text */
    MARGIN = 10,          /* columns for the names of the lines under the cells */
    MOST_LOOKED = 1 << 20 /* elements of one view that are looked at to label the cells */
};

typedef struct cells {
    ct_picture *p;
    const char *address;
    int64_t itemsize, total, shown, head, width;
    char values[MOST_CELLS][CELL_TEXT];
} cells;

/* Which cell of the buffer stands in column i. */
static int64_t cell_of(const cells *c, int64_t i)
{
    return i < c->head ? i : c->total - c->shown + i;
}

static int64_t column_of(const cells *c, int64_t cell)
{
    if (cell < c->head)
        return cell;
    int64_t i = cell - (c->total - c->shown);
    return i >= c->head && i < c->shown ? i : -1;
}

static ct_status cell_value(const ct_dtype *dtype, const char *element, char out[CELL_TEXT])
{
    ct_object *box = ct_element_box(dtype, element);
    char *text = box ? ct_repr(box, NULL) : NULL;
    ct_release(box);
    if (!text)
        return ct_error_pending();
    snprintf(out, CELL_TEXT, "%.*s", 10, text); /* enough for a short number; longer ones are cut */
    ct_free(text);
    return CT_OK;
}

static ct_status choose_cells(cells *c, const ct_dtype *dtype)
{
    int64_t room = (c->p->width - MARGIN - 4) / 6;
    int64_t most = room < MOST_CELLS ? room : MOST_CELLS;
    c->width = 4;
    for (int64_t tries = most; tries >= 2; tries--) {
        c->shown = c->total < tries ? c->total : tries;
        c->head = c->shown == c->total ? c->shown : (c->shown + 1) / 2;
        c->width = 4;
        for (int64_t i = 0; i < c->shown; i++) {
            ct_status status =
                cell_value(dtype, c->address + cell_of(c, i) * c->itemsize, c->values[i]);
            if (status)
                return status;
            int64_t wide = ct_columns(c->values[i]);
            c->width = wide > c->width ? wide : c->width;
        }
        if (c->shown * (c->width + 3) + MARGIN + 8 <= c->p->width)
            break;
    }
    return CT_OK;
}

static bool gap_before(const cells *c, int64_t i)
{
    return i == c->head && c->shown < c->total;
}

static void border(const cells *c, const char *left, const char *middle, const char *right)
{
    ct_picture *p = c->p;
    ct_put_times(p, " ", MARGIN);
    for (int64_t i = 0; i < c->shown; i++) {
        ct_put(p, i ? middle : left);
        if (gap_before(c, i)) {
            ct_put_times(p, p->glyphs->line, 5);
            ct_put(p, middle);
        }
        ct_put_times(p, p->glyphs->line, c->width + 2);
    }
    ct_put(p, right);
    ct_put(p, "\n");
}

static void values_line(const cells *c)
{
    ct_picture *p = c->p;
    ct_put_times(p, " ", MARGIN);
    for (int64_t i = 0; i < c->shown; i++) {
        ct_put(p, p->glyphs->bar);
        if (gap_before(c, i))
            ct_put(p, " "), ct_put_wide(p, p->glyphs->dots, 4), ct_put(p, p->glyphs->bar);
        ct_put(p, " ");
        ct_put_wide(p, c->values[i], c->width + 1);
    }
    ct_put(p, p->glyphs->bar);
    ct_put(p, "\n");
}

/* One text under each cell. */
static void labels_line(const cells *c, const char *name, char labels[][CELL_TEXT])
{
    ct_picture *p = c->p;
    ct_put_wide(p, name, MARGIN + 1);
    for (int64_t i = 0; i < c->shown; i++) {
        if (gap_before(c, i))
            ct_put_times(p, " ", 6);
        ct_put(p, " ");
        ct_put_wide(p, labels[i], c->width + 2);
    }
    while (p->out->length > 0 && p->out->data[p->out->length - 1] == ' ')
        p->out->length--;
    ct_put(p, "\n");
}

/* Labels the cells that array `a` visits with the element's index, "1" or "0,1"; "0.." when several
 * elements share a cell (a broadcast view). */
static void view_labels(const cells *c, const ct_array *a, char labels[][CELL_TEXT])
{
    int64_t index[CT_MAX_NDIM] = {0}, count = a->size < MOST_LOOKED ? a->size : MOST_LOOKED;
    for (int64_t n = 0; n < count; n++) {
        int64_t offset = a->data - c->address;
        for (int k = 0; k < a->ndim; k++)
            offset += index[k] * a->strides[k];
        int64_t column = column_of(c, offset / c->itemsize);
        if (column >= 0) {
            char *label = labels[column];
            size_t used = strlen(label);
            if (used) {
                if (label[used - 1] != '.' && used + 2 < CELL_TEXT)
                    strcpy(label + used, "..");
            } else {
                int64_t at = 0;
                for (int k = 0; k < a->ndim && at < CELL_TEXT - 8; k++)
                    at += snprintf(label + at, (size_t)(CELL_TEXT - at), k ? ",%lld" : "%lld",
                                   (long long)index[k]);
                label[c->width + 1] = '\0';
            }
        }
        for (int k = a->ndim; k-- > 0;) {
            if (++index[k] < a->shape[k])
                break;
            index[k] = 0;
        }
    }
}

static void views(const cells *c, int buffer)
{
    const ct_memory_graph *g = c->p->graph;
    for (int i = 0; i < g->nblocks; i++) {
        const ct_memory_block *block = &g->blocks[i];
        if (block->role != CT_BLOCK_ARRAY || block->links[0].target != buffer)
            continue;
        char labels[MOST_CELLS][CELL_TEXT] = {{0}}, name[32];
        snprintf(name, sizeof name, "  #%d", i);
        for (int k = 0; k < g->nnames; k++)
            if (g->targets[k] == i) {
                snprintf(name, sizeof name, "  %.*s", MARGIN - 2, g->names[k]);
                break;
            }
        view_labels(c, (const ct_array *)block->object, labels);
        labels_line(c, name, labels);
    }
}

void ct_draw_cells(ct_picture *p, int buffer, const ct_dtype *dtype)
{
    const ct_memory_block *block = &p->graph->blocks[buffer];
    cells c = {.p = p, .address = block->address, .itemsize = dtype->itemsize};
    c.total = dtype->itemsize ? block->used / dtype->itemsize : 0;
    if (!c.total || p->status) {
        ct_put_times(p, " ", MARGIN);
        ct_put(p, "no cells\n");
        return;
    }
    p->status = choose_cells(&c, dtype);
    border(&c, p->glyphs->top_left, p->glyphs->tee_down, p->glyphs->top_right);
    values_line(&c);
    border(&c, p->glyphs->bottom_left, p->glyphs->tee_up, p->glyphs->bottom_right);
    char offsets[MOST_CELLS][CELL_TEXT];
    for (int64_t i = 0; i < c.shown; i++)
        snprintf(offsets[i], CELL_TEXT, "+%lld", (long long)(cell_of(&c, i) * c.itemsize));
    labels_line(&c, "  byte", offsets);
    views(&c, buffer);
}
