/* rows.c: reductions across the walk: whole rows of accumulators at once, a block of columns at a
 * time. Each column goes through the same tree as in reduce.c, so it has the same bits. */
#include "exec.h"

#include <string.h>

/* Columns whose rows need no block of their own. Long rows are read as they lie in memory, which
 * is what processors fetch ahead. */
enum { ROW_COLUMNS = 1024 };

/* The walk goes on by n rows of those that lie at one distance. */
static void pass(ct_reducer *x, int64_t n)
{
    ct_nest *nest = &x->inside;
    int64_t steps = x->used + n == nest->inner ? -x->used : n;
    for (int k = 0; k < x->how->operands; k++)
        nest->at[k] += steps * nest->inner_strides[k];
    x->used += steps;
    if (steps <= 0)
        ct_nest_next(nest);
}

/* The next row: `width` values from column `first` on; *stride is the step between them. */
static char *next_row(ct_reducer *x, int64_t *stride)
{
    const ct_reduction *r = x->how;
    char *at[CT_NEST_OPERANDS + 1], *row;
    for (int k = 0; k < r->operands; k++)
        at[k] = x->inside.at[k] + x->first * x->kept.inner_strides[k];
    if (r->program) {
        at[CT_VALUE_OPERAND] = row = x->block;
        *stride = r->itemsize;
        if (!x->status)
            x->status = ct_frame_row(x->frame, at, x->width);
    } else {
        row = at[0];
        *stride = x->kept.inner_strides[0];
    }
    pass(x, 1);
    return row;
}

/* The next n rows of those `every` rows apart, all at one distance, without going on. */
static void take_rows(const ct_reducer *x, int64_t from, int64_t every, int64_t n, char *into,
                      bool fresh)
{
    int64_t step = x->kept.inner_strides[0], row = x->inside.inner_strides[0];
    x->how->rows(into, x->inside.at[0] + x->first * step + from * row, step, every * row, n,
                 x->width, fresh);
}

static void fold_row(ct_reducer *x, char *into, int64_t into_stride, char *row, int64_t stride)
{
    int64_t size = x->how->itemsize;
    x->how->loop((char *[]){into, row, into}, (int64_t[]){into_stride, stride, into_stride},
                 x->width, (int64_t[]){size, size, size});
}

static void copy_row(ct_reducer *x, char *to, int64_t to_stride)
{
    int64_t stride, size = x->how->itemsize;
    char *row = next_row(x, &stride);
    if (x->how->rows && to_stride == size)
        x->how->rows(to, row, stride, 0, 1, x->width, true);
    else
        x->copy((char *[]){row, to}, (int64_t[]){stride, to_stride}, x->width, &size);
}

static void fold_next(ct_reducer *x, char *into, int64_t into_stride)
{
    int64_t stride;
    char *row = next_row(x, &stride);
    if (x->how->rows && into_stride == x->how->itemsize)
        x->how->rows(into, row, stride, 0, 1, x->width, false);
    else
        fold_row(x, into, into_stride, row, stride);
}

/* A leaf: lane j takes rows j, j + lanes, ...; lanes are added in pairs; the rest follows. */
static void sum_leaf(ct_reducer *x, int64_t n, char *out)
{
    int lanes = x->how->lanes;
    int64_t size = x->how->itemsize, row = x->columns * size, whole = n - n % lanes;
    bool together = x->how->rows && x->inside.inner - x->used >= n;
    if (n < lanes) {
        copy_row(x, out, size);
        for (int64_t i = 1; i < n; i++)
            fold_next(x, out, size);
        return;
    }
    for (int64_t j = 0; j < lanes && together; j++)
        take_rows(x, j, lanes, n / lanes, x->lanes + j * row, true);
    for (int64_t i = 0; i < whole && !together; i++) {
        char *lane = x->lanes + i % lanes * row;
        if (i < lanes)
            copy_row(x, lane, size);
        else
            fold_next(x, lane, size);
    }
    for (int step = 1; step < lanes; step *= 2)
        for (int j = 0; j < lanes; j += 2 * step)
            fold_row(x, x->lanes + j * row, size, x->lanes + (j + step) * row, size);
    memcpy(out, x->lanes, (size_t)(x->width * size));
    if (together) {
        take_rows(x, whole, 1, n - whole, out, false);
        pass(x, n);
        return;
    }
    for (int64_t i = whole; i < n; i++)
        fold_next(x, out, size);
}

/* out = the sum of the next n rows; `spare` is where the vectors of deeper levels begin. */
static void sum_tree(ct_reducer *x, int64_t n, char *out, char *spare)
{
    if (x->status || (x->status = ct_interrupted()))
        return;
    int64_t half = ct_tree_half(x->how->lanes, n), size = x->how->itemsize;
    if (!half) {
        sum_leaf(x, n, out);
        return;
    }
    sum_tree(x, half, out, spare);
    sum_tree(x, n - half, spare, spare + x->columns * size);
    fold_row(x, out, size, spare, size);
}

/* As many rows at once as lie at one distance; accumulators that lie apart are added at the end. */
static void fold_together(ct_reducer *x, char *acc, int64_t stride)
{
    enum { MOST = 1024 }; /* rows between two looks at interrupts */
    const ct_reduction *r = x->how;
    bool apart = stride != r->itemsize, fresh = apart || !r->preset;
    char *into = apart ? x->lanes : acc;
    for (int64_t i = 0, n; i < x->count && !x->status; i += n) {
        int64_t ahead = x->inside.inner - x->used;
        n = ahead < MOST ? ahead : MOST;
        take_rows(x, 0, 1, n, into, fresh);
        fresh = false;
        pass(x, n);
        x->status = ct_interrupted();
    }
    if (apart)
        fold_row(x, acc, stride, x->lanes, r->itemsize);
}

static void reduce_columns(ct_reducer *x, char *acc, int64_t stride)
{
    const ct_reduction *r = x->how;
    int64_t i = 0, size = r->itemsize;
    if (r->lanes) {
        char *sum = x->lanes + r->lanes * x->columns * size;
        sum_tree(x, x->count, sum, sum + x->columns * size);
        if (r->preset)
            fold_row(x, acc, stride, sum, size);
        else
            x->copy((char *[]){sum, acc}, (int64_t[]){size, stride}, x->width, &size);
        return;
    }
    if (r->rows && (stride == size || r->wide)) {
        fold_together(x, acc, stride);
        return;
    }
    if (!r->preset) {
        copy_row(x, acc, stride);
        i = 1;
    }
    for (; i < x->count && !x->status; i++) {
        fold_next(x, acc, stride);
        if (!x->status)
            x->status = ct_interrupted();
    }
}

ct_status ct_reduce_rows(ct_reducer *x)
{
    const ct_reduction *r = x->how;
    ct_nest *kept = &x->kept;
    int out = r->operands, levels = 1;
    int64_t columns = x->how->rows ? ROW_COLUMNS : r->lanes ? CT_REDUCE_COLUMNS : CT_EXEC_BLOCK;
    for (int64_t n = x->count; n > 8; n -= n / 2)
        levels++;
    columns = x->columns = kept->inner < columns ? kept->inner : columns;
    int64_t bytes = (r->lanes ? r->lanes + 1 + levels : 1) * columns * r->itemsize;
    x->lanes = ct_block_alloc(bytes);
    if (!x->lanes)
        return CT_MEMORY_ERROR;
    char *stand[CT_NEST_OPERANDS];
    memcpy(stand, kept->at, sizeof stand);
    do {
        for (int k = 0; k < out; k++) {
            x->inside.at[k] += kept->at[k] - stand[k];
            stand[k] = kept->at[k];
        }
        for (x->first = 0; x->first < kept->inner && !x->status; x->first += columns) {
            int64_t left = kept->inner - x->first, step = kept->inner_strides[out];
            x->width = left < columns ? left : columns;
            reduce_columns(x, kept->at[out] + x->first * step, step);
        }
    } while (!x->status && ct_nest_next(kept));
    ct_block_free(x->lanes, bytes);
    return x->status;
}
