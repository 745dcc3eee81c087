/* rows.c: reductions across the walk: whole rows of accumulators at once, a block of columns at a
 * time. Each column goes through the same tree as in reduce.c, so it has the same bits. */
#include "exec.h"

#include <string.h>

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
    if (++x->used == x->inside.inner) {
        x->used = 0;
        for (int k = 0; k < r->operands; k++)
            x->inside.at[k] -= (x->inside.inner - 1) * x->inside.inner_strides[k];
        ct_nest_next(&x->inside);
    } else {
        for (int k = 0; k < r->operands; k++)
            x->inside.at[k] += x->inside.inner_strides[k];
    }
    return row;
}

static void copy_row(ct_reducer *x, char *to, int64_t to_stride)
{
    int64_t stride, size = x->how->itemsize;
    char *row = next_row(x, &stride);
    x->copy((char *[]){row, to}, (int64_t[]){stride, to_stride}, x->width, &size);
}

static void fold_row(ct_reducer *x, char *into, int64_t into_stride, char *row, int64_t stride)
{
    int64_t size = x->how->itemsize;
    x->how->loop((char *[]){into, row, into}, (int64_t[]){into_stride, stride, into_stride},
                 x->width, (int64_t[]){size, size, size});
}

static void fold_next(ct_reducer *x, char *into, int64_t into_stride)
{
    int64_t stride;
    char *row = next_row(x, &stride);
    fold_row(x, into, into_stride, row, stride);
}

/* A leaf: lane j takes rows j, j + lanes, ...; lanes are added in pairs; the rest follows. */
static void sum_leaf(ct_reducer *x, int64_t n, char *out)
{
    int lanes = x->how->lanes;
    int64_t size = x->how->itemsize, row = CT_REDUCE_COLUMNS * size, whole = n - n % lanes;
    if (n < lanes) {
        copy_row(x, out, size);
        for (int64_t i = 1; i < n; i++)
            fold_next(x, out, size);
        return;
    }
    for (int64_t i = 0; i < whole; i++) {
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
    sum_tree(x, n - half, spare, spare + CT_REDUCE_COLUMNS * size);
    fold_row(x, out, size, spare, size);
}

static void reduce_columns(ct_reducer *x, char *acc, int64_t stride)
{
    const ct_reduction *r = x->how;
    int64_t i = 0, size = r->itemsize;
    if (r->lanes) {
        char *sum = x->lanes + r->lanes * CT_REDUCE_COLUMNS * size;
        sum_tree(x, x->count, sum, sum + CT_REDUCE_COLUMNS * size);
        if (r->preset)
            fold_row(x, acc, stride, sum, size);
        else
            x->copy((char *[]){sum, acc}, (int64_t[]){size, stride}, x->width, &size);
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
    int64_t columns = r->lanes ? CT_REDUCE_COLUMNS : CT_EXEC_BLOCK;
    for (int64_t n = x->count; n > 8; n -= n / 2)
        levels++;
    x->lanes =
        ct_alloc_aligned((r->lanes ? r->lanes + 1 + levels : 1) * CT_REDUCE_COLUMNS * r->itemsize);
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
    ct_dealloc(x->lanes);
    return x->status;
}
