/* narrow.c: sums of few columns. Rows are short and lie side by side, so the eight rows that a leaf
 * of the tree (rows.c) takes at a time are one long row; operands that are the same in every row
 * are repeated. Threads share the parts of the tree. The bits are those of rows.c. */
#include "array/short_rows.h"
#include "exec.h"

#include <string.h>

enum {
    LINE = 64,
    LANES = 8,
    MOST_COLUMNS = CT_EXEC_BLOCK / LANES,
    GRAIN = 1 << 14,
    MOST_PARTS = 1 << 10
};

typedef struct narrow {
    const ct_reduction *how;
    ct_row_fold *add; /* of float64: real sums have no other accumulators */
    int64_t width;    /* of a row */
    int64_t rows;     /* of all values */
    char *at[CT_NEST_OPERANDS];
    int64_t strides[CT_VALUE_OPERAND + 1], steps[CT_NEST_OPERANDS]; /* elements, rows */
    const ct_frame *frame;
    double *parts; /* sums of parts of the tree */
    int64_t grain, count;
    int64_t *from; /* of each part; NULL: they are counted */
} narrow;

/* Where one thread stands. */
typedef struct walk {
    const narrow *all;
    const ct_frame *frame;
    ct_frame own;
    char *block;   /* of computed values */
    double *lanes; /* and a row for each level of the tree */
    int64_t next;  /* row */
    ct_status status;
} walk;

bool ct_reduce_is_narrow(const ct_reducer *x)
{
    const ct_reduction *r = x->how;
    int64_t width = x->kept.inner;
    bool good = r->lanes == LANES && r->given == r->itemsize && x->kept.ndim == 0 &&
                x->inside.ndim == 0 && width <= MOST_COLUMNS && x->count >= 2 * LANES;
    for (int k = 0; k < r->operands && good; k++) {
        int64_t step = x->inside.inner_strides[k];
        good = step == width * x->kept.inner_strides[k] || (step == 0 && r->program);
    }
    return good;
}

/* The next `rows` rows of values, at most a block when they are computed. */
static char *values(walk *w, int64_t rows, int64_t *stride)
{
    const narrow *all = w->all;
    char *at[CT_VALUE_OPERAND + 1];
    for (int k = 0; k < all->how->operands; k++)
        at[k] = all->at[k] + w->next * all->steps[k];
    w->next += rows;
    *stride = all->strides[all->how->program ? CT_VALUE_OPERAND : 0];
    if (!all->how->program)
        return at[0];
    at[CT_VALUE_OPERAND] = w->block;
    if (!w->status)
        w->status = ct_frame_row(w->frame, at, rows * all->width);
    return w->block;
}

/* into[i] += x[i] */
static void add(double *into, const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        into[i] += x[i];
}

/* out = or += rows of n numbers, `stride` apart, one after the other. */
static void add_rows(const narrow *all, double *out, char *x, int64_t stride, int64_t rows,
                     int64_t n, bool fresh)
{
    all->add((char *)out, x, stride, n * stride, rows, n, fresh);
}

/* out = the lanes added in pairs. */
static void add_lanes(const double *lanes, int64_t n, double *out)
{
    for (int64_t i = 0; i < n; i++) {
        const double *x = lanes + i;
        out[i] = ((x[0] + x[n]) + (x[2 * n] + x[3 * n])) +
                 ((x[4 * n] + x[5 * n]) + (x[6 * n] + x[7 * n]));
    }
}

static void sum_leaf(walk *w, int64_t n, double *out)
{
    const narrow *all = w->all;
    int64_t whole = n - n % LANES, stride;
    int64_t most = all->how->program ? ct_rows_together(all->width) : n;
    for (int64_t i = 0, rows; i < whole; i += rows) {
        rows = whole - i < most ? whole - i : most;
        char *x = values(w, rows, &stride);
        add_rows(all, w->lanes, x, stride, rows / LANES, LANES * all->width, i == 0);
    }
    if (whole)
        add_lanes(w->lanes, all->width, out);
    if (n > whole) {
        char *x = values(w, n - whole, &stride);
        add_rows(all, out, x, stride, n - whole, all->width, !whole);
    }
}

static void sum_tree(walk *w, int64_t n, double *out, double *spare)
{
    if (w->status || (w->status = ct_interrupted()))
        return;
    int64_t half = ct_tree_half(LANES, n);
    if (!half) {
        sum_leaf(w, n, out);
        return;
    }
    sum_tree(w, half, out, spare);
    sum_tree(w, n - half, spare, spare + w->all->width);
    add(out, spare, w->all->width);
}

/* -- parts of the tree ------------------------------------------------------------------------- */

static void cut(narrow *all, int64_t from, int64_t n)
{
    int64_t half = n > all->grain ? ct_tree_half(LANES, n) : 0;
    if (half) {
        cut(all, from, half);
        cut(all, from + half, n - half);
        return;
    }
    if (all->from)
        all->from[all->count] = from;
    all->count++;
}

static ct_status sum_part(void *context, int64_t i)
{
    const narrow *all = context;
    int64_t end = i + 1 < all->count ? all->from[i + 1] : all->rows, levels = 1;
    walk w = {.all = all, .frame = all->frame, .next = all->from[i]};
    for (int64_t n = end - w.next; n > LANES; n -= n / 2)
        levels++;
    if (all->how->program && !all->frame->plain) { /* one with scratch serves one thread */
        w.status = ct_frame_start(&w.own, all->frame->program, all->strides);
        if (w.status != CT_OK)
            return w.status;
        w.frame = &w.own;
    }
    int64_t block = all->how->program ? CT_EXEC_BLOCK : 0, numbers = (LANES + levels) * all->width,
            bytes = (block + numbers) * (int64_t)sizeof(double);
    w.block = ct_block_alloc(bytes);
    if (w.block) {
        w.lanes = (double *)(void *)w.block + block;
        sum_tree(&w, end - w.next, all->parts + i * all->width, w.lanes + LANES * all->width);
        ct_block_free(w.block, bytes);
    } else {
        w.status = CT_MEMORY_ERROR;
    }
    if (w.frame == &w.own)
        ct_frame_close(&w.own);
    return w.status;
}

/* The parts from *next on that stand for n rows, added as the tree is; where the sum stands. */
static double *add_parts(const narrow *all, int64_t n, int64_t *next)
{
    int64_t half = n > all->grain ? ct_tree_half(LANES, n) : 0;
    if (!half)
        return all->parts + (*next)++ * all->width;
    double *left = add_parts(all, half, next);
    add(left, add_parts(all, n - half, next), all->width);
    return left;
}

static ct_status sum_all(narrow *all, ct_reducer *x)
{
    const ct_reduction *r = x->how;
    int64_t stride = x->kept.inner_strides[r->operands], next = 0, size = r->itemsize;
    char *acc = x->kept.at[r->operands];
    double cost = 0.1 + 0.02 * (double)size + (r->program ? ct_program_cost(r->program) : 0);
    double work = cost * (double)all->rows * (double)all->width;
    ct_status status =
        ct_parallel(all->count, work < 1e15 ? (int64_t)work : INT64_MAX / 2, sum_part, all);
    if (status != CT_OK)
        return status;
    char *sum = (char *)add_parts(all, all->rows, &next);
    if (r->preset)
        r->loop((char *[]){acc, sum, acc}, (int64_t[]){stride, size, stride}, all->width,
                (int64_t[]){size, size, size});
    else
        ct_kernel_copy(size)((char *[]){sum, acc}, (int64_t[]){size, stride}, all->width, &size);
    return CT_OK;
}

/* Operands that are the same in every row, repeated to `room`. */
static void place_operands(narrow *all, const ct_reducer *x, char *room)
{
    const ct_reduction *r = x->how;
    for (int k = 0; k < r->operands; k++) {
        int64_t step = x->inside.inner_strides[k], stride = x->kept.inner_strides[k];
        int64_t itemsize = step || !stride ? 0 : ct_operand_itemsize(r->program, k);
        all->at[k] = x->inside.at[k];
        all->strides[k] = stride;
        all->steps[k] = step;
        if (!itemsize)
            continue;
        all->at[k] = room;
        all->strides[k] = itemsize;
        room = ct_repeat_row(room, x->inside.at[k], stride, itemsize, all->width,
                             CT_EXEC_BLOCK / all->width);
    }
    all->strides[CT_VALUE_OPERAND] = r->itemsize;
}

ct_status ct_reduce_narrow(ct_reducer *x)
{
    const ct_reduction *r = x->how;
    narrow all = {.how = r,
                  .add = ct_kernel_row_fold(CT_OP_add, CT_NUM_FLOAT64),
                  .width = x->kept.inner,
                  .rows = x->count};
    int64_t least = GRAIN / all.width, fair = all.rows / MOST_PARTS, repeated = 0;
    all.grain = least > fair ? least : fair;
    cut(&all, 0, all.rows);
    for (int k = 0; k < r->operands && r->program; k++)
        repeated += CT_EXEC_BLOCK * ct_operand_itemsize(r->program, k) + LINE;
    int64_t each = all.width * r->itemsize + (int64_t)sizeof *all.from,
            bytes = repeated + all.count * each;
    char *room = ct_block_alloc(bytes);
    if (!room)
        return CT_MEMORY_ERROR;
    all.parts = (double *)(void *)(room + repeated);
    all.from = (int64_t *)(void *)(all.parts + all.count * all.width);
    place_operands(&all, x, room);
    all.count = 0;
    cut(&all, 0, all.rows);
    ct_frame frame;
    ct_status status = CT_OK;
    if (r->program)
        status = ct_frame_open(&frame, r->program, all.strides, all.rows * all.width);
    all.frame = &frame;
    if (status == CT_OK) {
        status = sum_all(&all, x);
        if (r->program)
            ct_frame_close(&frame);
    }
    ct_block_free(room, bytes);
    return status;
}
