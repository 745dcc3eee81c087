/* nest_parallel.c: one walk shared among threads. The nest is cut along its longest axis into
 * pieces that are nests themselves. How it is cut depends on the shape alone, not on the number of
 * threads. */
#include "nest.h"

/* Pieces at most, and work of each at least: enough to spread well over a few threads, large enough
 * that a claim (some 100 ns) does not show. */
enum { MOST_PIECES = 64, PIECE_NANOSECONDS = CT_PARALLEL_PAYS / 2 };

typedef struct cutter {
    const ct_nest *nest;
    int axis;             /* of the outer ones; -1: the inner */
    int64_t length, unit; /* of the axis; pieces begin at multiples */
    int64_t units, chunks;
    ct_nest_task *task;
    void *context;
} cutter;

/* Evenly: chunk / chunks of all units, rounded down. */
static int64_t begin(const cutter *c, int64_t chunk)
{
    int64_t each = c->units / c->chunks, rest = c->units % c->chunks;
    return (chunk * each + chunk * rest / c->chunks) * c->unit;
}

static ct_status run_piece(void *context, int64_t chunk)
{
    const cutter *c = context;
    ct_nest piece;
    ct_nest_copy(&piece, c->nest);
    int64_t from = begin(c, chunk), end = begin(c, chunk + 1);
    int64_t n = end < c->length ? end - from : c->length - from;
    const int64_t *strides = c->axis < 0 ? piece.inner_strides : piece.strides[c->axis];
    for (int k = 0; k < piece.count; k++)
        piece.at[k] += from * strides[k];
    *(c->axis < 0 ? &piece.inner : &piece.shape[c->axis]) = n;
    return c->task(c->context, &piece);
}

ct_status ct_nest_parallel(const ct_nest *nest, int64_t unit, double nanoseconds_per_element,
                           ct_nest_task *task, void *context)
{
    cutter c = {nest, -1, nest->inner, unit, 0, 0, task, context};
    double elements = (double)nest->inner;
    int64_t pieces = (nest->inner + unit - 1) / unit;
    for (int i = 0; i < nest->ndim; i++) {
        elements *= (double)nest->shape[i];
        if (nest->shape[i] >= pieces) {
            pieces = c.length = nest->shape[i];
            c.unit = 1;
            c.axis = i;
        }
    }
    double work = elements * nanoseconds_per_element;
    int64_t most = work > 1e15 ? MOST_PIECES : (int64_t)(work / PIECE_NANOSECONDS);
    most = most < MOST_PIECES ? most - most % 2 : MOST_PIECES;
    if (most < 2 || pieces < 2 || ct_threads() == 1) {
        ct_nest all;
        ct_nest_copy(&all, nest);
        return task(context, &all);
    }
    c.units = pieces;
    c.chunks = most < pieces ? most : pieces;
    return ct_parallel(c.chunks, work > 1e15 ? INT64_MAX / 2 : (int64_t)work, run_piece, &c);
}
