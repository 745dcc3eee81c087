/* reduce.c: reductions, and the way along the walk: the values of one accumulator after the other.
 *
 * Values come in pieces: straight from the operand where they lie in one row, otherwise through a
 * block that the program (or a copy) fills. Pieces follow the tree, so they never change the bits.
 *
 * Threads share the accumulators when there are many, and the values of each when they are many:
 * then a sum's values are cut where its tree is, others' at even distances. That depends on their
 * number alone and is done on one thread too, so the number of threads never shows. */
#include "exec.h"

#include "array/meter.h"

#include <stddef.h>
#include <string.h>

int64_t ct_tree_half(int lanes, int64_t n)
{
    if (n <= 16 * lanes)
        return 0;
    if (lanes == 8)
        return n / 2 - (n / 2) % 8;
    return (n - n % 8) / 2; /* complex: halves of 2n numbers, whole vectors of 8 */
}

/* The walk goes on by n values of its row. */
static void pass(ct_reducer *x, int64_t n)
{
    x->used += n;
    if (x->used == x->inside.inner) {
        x->used = 0;
        ct_nest_next(&x->inside);
    }
}

/* Up to n values of the inside row from where the walk stands; *got says how many, and *stride is
 * the step between them. Computed values go to `room`. */
static char *pull_piece(ct_reducer *x, char *room, int64_t n, int64_t *got, int64_t *stride)
{
    ct_nest *nest = &x->inside;
    int64_t left = nest->inner - x->used;
    *got = n < left ? n : left;
    char *at[CT_NEST_OPERANDS + 1], *piece;
    int count = x->how->operands;
    for (int k = 0; k < count; k++)
        at[k] = nest->at[k] + x->used * nest->inner_strides[k];
    if (x->how->program) {
        at[CT_VALUE_OPERAND] = piece = room;
        *stride = x->how->itemsize;
        if (!x->status)
            x->status = ct_frame_row(x->frame, at, *got);
    } else {
        piece = at[0];
        *stride = nest->inner_strides[0];
    }
    pass(x, *got);
    return piece;
}

/* Exactly n <= CT_EXEC_BLOCK values side by side, or any n that one row holds uncomputed. */
static char *pull(ct_reducer *x, int64_t n, int64_t *stride)
{
    bool direct = !x->how->program && x->inside.inner - x->used >= n;
    int64_t size = x->how->given, got;
    if (direct)
        return pull_piece(x, NULL, n, &got, stride);
    for (int64_t done = 0; done < n; done += got) {
        char *room = x->block + done * size;
        char *piece = pull_piece(x, room, n - done, &got, stride);
        if (piece != room)
            x->copy((char *[]){piece, room}, (int64_t[]){*stride, size}, got, &size);
    }
    *stride = size;
    return x->block;
}

/* How many of the next n values the frame folds by itself: all of a tree, or as many as it can. */
static int64_t foldable(const ct_reducer *x, int64_t n)
{
    int64_t left = x->inside.inner - x->used, most = x->how->program ? x->frame->folds : 0;
    int64_t m = n < left ? n : left;
    m = m < most ? m : most;
    return m < CT_FOLD_LANES || (x->how->lanes && m < n) ? 0 : m;
}

static void fold_piece(ct_reducer *x, int64_t n, char room[static 16 * CT_FOLD_LANES])
{
    ct_nest *nest = &x->inside;
    char *at[CT_NEST_OPERANDS + 1];
    for (int k = 0; k < x->how->operands; k++)
        at[k] = nest->at[k] + x->used * nest->inner_strides[k];
    at[CT_VALUE_OPERAND] = room;
    x->status = ct_frame_fold(x->frame, at, n, room);
    pass(x, n);
}

static void apply(const ct_reduction *r, char *acc, char *value)
{
    int64_t size = r->itemsize;
    r->loop((char *[]){acc, value, acc}, (int64_t[]){size, size, size}, 1,
            (int64_t[]){size, size, size});
}

static bool stopped(ct_reducer *x)
{
    if (!x->status)
        x->status = ct_interrupted();
    return x->status != CT_OK;
}

/* *acc = the sum of the next n values. */
static void sum_tree(ct_reducer *x, int64_t n, char *acc)
{
    if (stopped(x))
        return;
    if (foldable(x, n)) {
        _Alignas(64) char room[16 * CT_FOLD_LANES];
        fold_piece(x, n, room);
        memcpy(acc, room, sizeof(double));
        return;
    }
    int64_t stride;
    bool direct = !x->how->program && x->inside.inner - x->used >= n && n <= CT_EXEC_STRETCH;
    if (direct || n <= CT_EXEC_BLOCK) {
        char *values = pull(x, n, &stride);
        for (int64_t i = 0; i < x->how->itemsize; i += (int64_t)sizeof(double))
            memcpy(acc + i, &(double){-0.0}, sizeof(double)); /* -0.0 + s is s, also for -0.0 */
        x->how->take(acc, values, stride, n);
        return;
    }
    _Alignas(16) char right[16];
    int64_t half = ct_tree_half(x->how->lanes, n);
    sum_tree(x, half, acc);
    sum_tree(x, n - half, right);
    apply(x->how, acc, right);
}

/* *acc = *acc op value op value ... */
static void fold_in_order(ct_reducer *x, int64_t n, char *acc)
{
    const ct_reduction *r = x->how;
    bool first = !r->preset;
    for (int64_t got, stride; n > 0 && !stopped(x); n -= got) {
        int64_t most = r->program ? CT_EXEC_BLOCK : CT_EXEC_STRETCH, m;
        _Alignas(64) char room[16 * CT_FOLD_LANES];
        char *values = room;
        if ((got = foldable(x, n)) > 0) {
            fold_piece(x, got, room);
            stride = r->itemsize;
            m = CT_FOLD_LANES + got % CT_FOLD_LANES;
        } else {
            most = r->program && x->block == x->few ? CT_FOLD_LANES : most;
            values = pull_piece(x, x->block, n < most ? n : most, &got, &stride);
            m = got;
        }
        if (first) {
            memcpy(acc, values, (size_t)r->itemsize);
            values += r->idempotent ? 0 : stride;
            m -= !r->idempotent;
            first = false;
        }
        if (r->take) {
            if (m > 0)
                r->take(acc, values, stride, m);
            continue;
        }
        for (int64_t i = 0; i < m; i++)
            apply(r, acc, values + i * stride);
    }
}

/* -- the values of one accumulator among threads ----------------------------------------------- */

enum { GRAIN = 1 << 14, MOST_LEAVES = 1 << 12 };

typedef struct leaf {
    int64_t from, count;
    _Alignas(16) char acc[16];
} leaf;
typedef struct grove {
    const ct_reducer *x; /* at the first value */
    leaf *leaves;
    int64_t count, grain; /* values of a leaf, at most */
} grove;

static ct_status share_reducer(ct_reducer *x, const ct_reducer *with);
static void close_reducer(ct_reducer *x);

static void seek(ct_reducer *x, int64_t value)
{
    ct_nest *nest = &x->inside;
    int64_t row = value / nest->inner;
    x->used = value % nest->inner;
    for (int i = 0; i < nest->ndim; i++) {
        nest->index[i] = row % nest->shape[i];
        row /= nest->shape[i];
        for (int k = 0; k < nest->count; k++)
            nest->at[k] += nest->index[i] * nest->strides[i][k];
    }
}

/* Counts the leaves of a range, and notes them when there is room. */
static void cut_tree(grove *g, int lanes, int64_t from, int64_t n)
{
    int64_t half = n > g->grain ? ct_tree_half(lanes, n) : 0;
    if (half) {
        cut_tree(g, lanes, from, half);
        cut_tree(g, lanes, from + half, n - half);
        return;
    }
    if (g->leaves)
        g->leaves[g->count] = (leaf){from, n, {0}};
    g->count++;
}

static void cut_evenly(grove *g, int64_t n)
{
    for (int64_t from = 0, size; from < n; from += size) {
        size = n - from < g->grain ? n - from : g->grain;
        if (g->leaves)
            g->leaves[g->count] = (leaf){from, size, {0}};
        g->count++;
    }
}

static void cut(grove *g)
{
    int64_t fair = g->x->count / MOST_LEAVES; /* a broadcast array has any number of values */
    g->grain = fair > GRAIN ? fair : GRAIN;
    g->count = 0;
    if (g->x->how->lanes)
        cut_tree(g, g->x->how->lanes, 0, g->x->count);
    else
        cut_evenly(g, g->x->count);
}

static ct_status fold_leaf(void *context, int64_t i)
{
    const grove *g = context;
    leaf *to = &g->leaves[i]; /* zeros */
    ct_reducer x;             /* filled in as far as this way reads it: nests are large */
    ct_reduction how = *g->x->how;
    how.preset = how.wide; /* from 0 */
    x.how = &how;
    x.status = CT_OK;
    x.across = false;
    x.count = g->x->count; /* of them all: what the program is worth */
    x.used = 0;
    ct_nest_copy(&x.inside, &g->x->inside);
    ct_status status = share_reducer(&x, g->x);
    if (status != CT_OK)
        return status;
    seek(&x, to->from);
    if (how.lanes)
        sum_tree(&x, to->count, to->acc);
    else
        fold_in_order(&x, to->count, to->acc);
    close_reducer(&x);
    return x.status;
}

/* acc = the leaves from *next on that stand for n values, added as the tree is. */
static void add_leaves(const grove *g, int64_t n, int64_t *next, char *acc)
{
    const ct_reduction *r = g->x->how;
    int64_t half = n > g->grain ? ct_tree_half(r->lanes, n) : 0;
    if (!half) {
        memcpy(acc, g->leaves[(*next)++].acc, (size_t)r->itemsize);
        return;
    }
    _Alignas(16) char right[16];
    add_leaves(g, half, next, acc);
    add_leaves(g, n - half, next, right);
    apply(r, acc, right);
}

/* Products of floats depend on the order; what has no fold is rare. */
static bool splits(const ct_reducer *x)
{
    const ct_reduction *r = x->how;
    return x->count >= 2 * GRAIN && r->itemsize <= 16 && (r->lanes || (r->fold && r->any_order));
}

/* `acc` becomes the fold of all values; when they are no sum, it may hold an initial value. */
static ct_status fold_together(ct_reducer *x, char *acc)
{
    const ct_reduction *r = x->how;
    grove g = {.x = x};
    cut(&g);
    int64_t bytes = g.count * (int64_t)sizeof *g.leaves;
    g.leaves = ct_block_alloc(bytes);
    if (!g.leaves)
        return CT_MEMORY_ERROR;
    cut(&g);
    double cost = 0.1 + 0.02 * (double)r->itemsize + (r->program ? ct_program_cost(r->program) : 0);
    double work = cost * (double)x->count;
    ct_status status =
        ct_parallel(g.count, work < 1e15 ? (int64_t)work : INT64_MAX / 2, fold_leaf, &g);
    int64_t next = 0;
    if (status == CT_OK && r->lanes) {
        add_leaves(&g, x->count, &next, acc);
    } else if (status == CT_OK) {
        if (!r->preset)
            memcpy(acc, g.leaves[next++].acc, (size_t)r->itemsize);
        r->fold(acc, g.leaves[next].acc, sizeof *g.leaves, g.count - next);
    }
    ct_block_free(g.leaves, bytes);
    return status;
}

/* -- one accumulator after the other ----------------------------------------------------------- */

static void reduce_one(ct_reducer *x, char *acc)
{
    const ct_reduction *r = x->how;
    bool together = splits(x) && (!r->lanes || ct_threads() > 1);
    _Alignas(16) char sum[16];
    if (!r->lanes && together)
        x->status = fold_together(x, acc);
    else if (!r->lanes)
        fold_in_order(x, x->count, acc);
    else if (together)
        x->status = fold_together(x, sum);
    else
        sum_tree(x, x->count, sum);
    if (!r->lanes || x->status)
        return;
    if (r->preset)
        apply(r, acc, sum);
    else
        memcpy(acc, sum, (size_t)r->itemsize);
}

/* Values that lie in one row as they are: nothing has to be pulled together. */
static void take_rows(ct_reducer *x)
{
    const ct_reduction *r = x->how;
    ct_nest *kept = &x->kept;
    int64_t stride = x->inside.inner_strides[0];
    do {
        for (int64_t i = 0; i < kept->inner && !stopped(x); i++) {
            char *acc = kept->at[1] + i * kept->inner_strides[1];
            for (int64_t k = 0; k < r->itemsize && !r->preset; k += (int64_t)sizeof(double))
                memcpy(acc + k, &(double){-0.0}, sizeof(double));
            r->take(acc, kept->at[0] + i * kept->inner_strides[0], stride, x->count);
        }
    } while (!x->status && ct_nest_next(kept));
}

static void reduce_along(ct_reducer *x)
{
    ct_nest *kept = &x->kept;
    int out = x->how->operands;
    bool as_they_are = !x->how->program && x->how->take && (x->how->lanes || x->how->preset);
    if (as_they_are && x->inside.ndim == 0 && x->count <= CT_EXEC_STRETCH && !splits(x)) {
        take_rows(x);
        return;
    }
    char *stand[CT_NEST_OPERANDS];
    memcpy(stand, kept->at, sizeof stand);
    do {
        for (int64_t i = 0; i < kept->inner && !x->status; i++) {
            for (int k = 0; k < out; k++) {
                char *now = kept->at[k] + i * kept->inner_strides[k];
                x->inside.at[k] += now - stand[k];
                stand[k] = now;
            }
            reduce_one(x, kept->at[out] + i * kept->inner_strides[out]);
        }
    } while (!x->status && ct_nest_next(kept));
}

/* One nest over the axes whose mark is `mark`; returns the number of elements. */
static int64_t nest_over(ct_nest *nest, bool mark, int count, int ndim, const int64_t *shape,
                         const bool *reduced, char *const *data, const int64_t *const *strides,
                         int order)
{
    int64_t lengths[CT_MAX_NDIM], own[CT_NEST_OPERANDS][CT_MAX_NDIM], total = 1;
    const int64_t *rows[CT_NEST_OPERANDS];
    int n = 0;
    lengths[0] = 1; /* defined when no axis is taken */
    rows[0] = own[0];
    for (int axis = 0; axis < ndim; axis++) {
        if (reduced[axis] != mark)
            continue;
        lengths[n] = shape[axis];
        total *= shape[axis];
        for (int k = 0; k < count; k++)
            own[k][n] = strides[k][axis];
        n++;
    }
    for (int k = 0; k < count; k++)
        rows[k] = own[k];
    ct_nest_init(nest, count, n, lengths, data, rows, order);
    return total;
}

static int64_t tightest(const ct_nest *nest, int operands)
{
    int64_t least = INT64_MAX;
    for (int k = 0; k < operands; k++) {
        int64_t stride =
            nest->inner_strides[k] < 0 ? -nest->inner_strides[k] : nest->inner_strides[k];
        if (stride && stride < least)
            least = stride;
    }
    return least;
}

/* Whole rows at a time pay when memory runs that way, or when a reduced run is too short to carry a
 * call of the kernel. */
static bool across_pays(const ct_reducer *x)
{
    int operands = x->how->operands;
    if (x->kept.inner < 4)
        return false;
    if (x->count < (x->how->program ? 16 : 4))
        return true;
    return tightest(&x->kept, operands) < tightest(&x->inside, operands);
}

ct_loop *ct_reduction_fold(const ct_reduction *r)
{
    bool folds = r->lanes == CT_FOLD_LANES || (!r->lanes && r->any_order);
    return folds && r->fold ? r->loop : NULL;
}

/* A frame and a block of its own. */
static ct_status open_reducer(ct_reducer *x)
{
    const ct_reduction *r = x->how;
    const ct_nest *walk = x->across ? &x->kept : &x->inside;
    int64_t strides[CT_NEST_OPERANDS + 1];
    memcpy(strides, walk->inner_strides, (size_t)r->operands * sizeof *strides);
    strides[CT_VALUE_OPERAND] = r->itemsize;
    x->copy = ct_kernel_copy(x->across ? r->itemsize : r->given);
    if (r->program) {
        int64_t elements = x->count;
        if (x->across && __builtin_mul_overflow(elements, x->kept.inner, &elements))
            elements = INT64_MAX;
        ct_status status = ct_frame_open_fold(&x->own, r->program, strides, elements,
                                              x->across ? NULL : ct_reduction_fold(r));
        if (status != CT_OK)
            return status;
    }
    x->frame = &x->own;
    x->block = ct_block_alloc(CT_EXEC_BLOCK * r->itemsize);
    if (x->block)
        return CT_OK;
    if (r->program)
        ct_frame_close(&x->own);
    return CT_MEMORY_ERROR;
}

/* Not when all values lie in one row, which is folded where it is. */
static bool needs_block(const ct_reducer *x)
{
    return x->inside.ndim > 0 || (x->how->program && !x->frame->folds);
}

/* A frame without scratch serves several threads. */
static ct_status share_reducer(ct_reducer *x, const ct_reducer *with)
{
    x->frame = with->frame;
    if (needs_block(x) || (x->how->program && !x->frame->plain))
        return open_reducer(x);
    x->copy = with->copy;
    x->block = x->few;
    return CT_OK;
}

static void drop_block(ct_reducer *x)
{
    if (x->block != x->few)
        ct_block_free(x->block, CT_EXEC_BLOCK * x->how->itemsize);
}

static void close_reducer(ct_reducer *x)
{
    drop_block(x);
    if (x->how->program && x->frame == &x->own)
        ct_frame_close(&x->own);
}

static ct_status run(ct_reducer *x)
{
    if (x->across && ct_reduce_is_narrow(x))
        return ct_reduce_narrow(x);
    ct_status status = open_reducer(x);
    if (status != CT_OK)
        return status;
    if (x->across)
        status = ct_reduce_rows(x);
    else
        reduce_along(x), status = x->status;
    close_reducer(x);
    return status;
}

/* All of a sum, of which no thread takes a part, in one fold of the frame's. */
static bool folds_at_once(const ct_reduction *r, const ct_frame *frame, int64_t n)
{
    return r->lanes == CT_FOLD_LANES && r->program && n >= CT_FOLD_LANES && n <= frame->folds &&
           n < 2 * GRAIN;
}

static ct_status fold_at_once(const ct_reduction *r, const ct_frame *frame, char *const *at,
                              int64_t n, double *acc)
{
    _Alignas(64) char room[16 * CT_FOLD_LANES];
    char *all[CT_NEST_OPERANDS + 1];
    for (int k = 0; k < r->operands; k++)
        all[k] = at[k];
    all[CT_VALUE_OPERAND] = room;
    ct_status status = ct_frame_fold(frame, all, n, room);
    if (status != CT_OK)
        return status;
    double sum = *(double *)(void *)room;
    *acc = r->preset ? *acc + sum : sum;
    return CT_OK;
}

ct_status ct_reduction_row(const ct_reduction *r, const ct_frame *frame, char *const *at,
                           const int64_t *strides, int64_t n, char *acc)
{
    if (folds_at_once(r, frame, n))
        return fold_at_once(r, frame, at, n, (double *)(void *)acc);
    ct_reducer x;
    x.how = r;
    x.frame = frame;
    x.used = 0;
    x.count = n;
    x.status = CT_OK;
    x.across = false;
    x.copy = ct_kernel_copy(r->given);
    x.inside.count = r->operands;
    x.inside.ndim = 0;
    x.inside.inner = n;
    memcpy(x.inside.at, at, (size_t)r->operands * sizeof *at);
    memcpy(x.inside.inner_strides, strides, (size_t)r->operands * sizeof *strides);
    x.block = needs_block(&x) ? ct_block_alloc(CT_EXEC_BLOCK * r->itemsize) : x.few;
    if (!x.block)
        return CT_MEMORY_ERROR;
    reduce_one(&x, acc);
    drop_block(&x);
    return x.status;
}

/* Some of the accumulators. */
static ct_status run_piece(void *context, ct_nest *kept)
{
    const ct_reducer *all = context;
    ct_reducer x; /* as in fold_leaf */
    x.how = all->how;
    x.used = 0;
    x.status = CT_OK;
    x.across = all->across;
    x.count = all->count;
    ct_nest_copy(&x.inside, &all->inside);
    ct_nest_copy(&x.kept, kept);
    for (int k = 0; k < x.how->operands; k++)
        x.inside.at[k] += kept->at[k] - all->kept.at[k];
    return run(&x);
}

/* Few accumulators of many values leave the threads to the values. */
static ct_status run_all(ct_reducer *x)
{
    enum { FEW_VALUES = 8192, FEW_ACCUMULATORS = 8 };
    const ct_reduction *r = x->how;
    double accumulators = (double)x->kept.inner;
    for (int i = 0; i < x->kept.ndim; i++)
        accumulators *= (double)x->kept.shape[i];
    if (accumulators * (double)x->count < FEW_VALUES ||
        (accumulators < FEW_ACCUMULATORS && !x->across && splits(x)))
        return run(x);
    double cost = 0.1 + 0.02 * (double)r->itemsize + (r->program ? ct_program_cost(r->program) : 0);
    int64_t unit = !x->across ? 1 : r->lanes ? CT_REDUCE_COLUMNS : CT_EXEC_BLOCK;
    return ct_nest_parallel(&x->kept, unit, cost * (double)x->count, run_piece, x);
}

ct_status ct_reduction_run(const ct_reduction *r, int ndim, const int64_t *shape,
                           const bool *reduced, char *const *data, const int64_t *const *strides,
                           char *acc, const int64_t *acc_strides)
{
    if (ct_metered() && ct_reduction_skipped(r, ndim, shape, data, strides, acc, acc_strides))
        return CT_OK;
    ct_reducer x;
    x.how = r;
    x.used = 0;
    x.status = CT_OK;
    char *all[CT_NEST_OPERANDS];
    const int64_t *all_strides[CT_NEST_OPERANDS];
    memcpy(all, data, (size_t)r->operands * sizeof *all);
    memcpy(all_strides, strides, (size_t)r->operands * sizeof *all_strides);
    all[r->operands] = acc;
    all_strides[r->operands] = acc_strides;
    int order = r->in_order ? CT_NEST_KEEP_ORDER : CT_NEST_NO_FLIP;
    nest_over(&x.kept, false, r->operands + 1, ndim, shape, reduced, all, all_strides,
              CT_NEST_ANY_ORDER);
    x.count =
        nest_over(&x.inside, true, r->operands, ndim, shape, reduced, x.kept.at, strides, order);
    if (x.kept.inner == 0 || x.count == 0)
        return CT_OK;
    x.across = across_pays(&x);
    return run_all(&x);
}
