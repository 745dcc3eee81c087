/* reductions.c: sum, prod, min, max, any, all, ptp, count_nonzero, argmin, argmax by their names.
 * The mean and what rests on it are in mean_var_std.c. */
#include <stdatomic.h>
#include <string.h>

#include "array/meter.h"
#include "ufunc.h"

#define REDUCTION(name, op)                                                                        \
    ct_array *ct_##name##_opts(const ct_array *a, const ct_reduce_opts *opts)                      \
    {                                                                                              \
        return ct_ufunc_reduce(CT_OP_##op, a, opts);                                               \
    }
REDUCTION(sum, add)
REDUCTION(prod, multiply)
REDUCTION(min, minimum)
REDUCTION(max, maximum)
REDUCTION(any, logical_or)
REDUCTION(all, logical_and)

ct_array *ct_ptp_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    CT_SCOPE(s);
    ct_reduce_opts inner = opts ? *opts : (ct_reduce_opts){.axis = CT_FLAT};
    inner.out = NULL;
    ct_array *high = ct_own(&s, ct_max_opts(a, &inner));
    ct_array *low = high ? ct_own(&s, ct_min_opts(a, &inner)) : NULL;
    if (!low)
        return NULL;
    ct_ufunc_opts out = {.out = {opts ? opts->out : NULL}, .casting = CT_CASTING_UNSAFE};
    return ct_apply2(CT_OP_subtract, high, low, &out);
}

/* All elements in one piece, numbers: cast to bool block by block and counted. */
typedef struct counter {
    const ct_array *a;
    ct_loop *truth;
    _Atomic int64_t count;
} counter;
enum { COUNT_UNIT = 1 << 15 };

static ct_status count_piece(void *context, int64_t piece)
{
    counter *c = context;
    char room[CT_EXEC_BLOCK];
    int64_t size = c->a->dtype->itemsize, i = piece * COUNT_UNIT, count = 0, n;
    int64_t end = c->a->size - i < COUNT_UNIT ? c->a->size : i + COUNT_UNIT;
    if (c->a->dtype->num == CT_NUM_BOOL) {
        count = ct_kernel_count_true(c->a->data + i, 1, end - i);
        i = end;
    }
    for (; i < end; i += n) {
        n = end - i < CT_EXEC_BLOCK ? end - i : CT_EXEC_BLOCK;
        c->truth((char *[]){c->a->data + i * size, room}, (int64_t[]){size, 1}, n, NULL);
        count += ct_kernel_count_true(room, 1, n);
    }
    c->count += count;
    return CT_OK;
}

static ct_array *count_all(const ct_array *a)
{
    counter c = {a, ct_kernel_cast(a->dtype->num, CT_NUM_BOOL), 0};
    ct_array *result = ct_empty(0, NULL, CT_INT64);
    if (result) {
        ct_parallel((a->size + COUNT_UNIT - 1) / COUNT_UNIT, a->size / 8 * a->dtype->itemsize / 4,
                    count_piece, &c);
        *(int64_t *)(void *)result->data = c.count;
    }
    return result;
}

/* True elements counted: bool, then int64 sums. */
ct_array *ct_count_nonzero_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    const unsigned plain = CT_C_CONTIGUOUS | CT_ALIGNED;
    if (a && !opts && (a->flags & plain) == plain && a->dtype->num < CT_NUM_STR && !ct_metered())
        return count_all(a);
    ct_job job;
    CT_SCOPE(s);
    if (a && a->dtype->num >= CT_NUM_STR)
        a = ct_own(&s, ct_astype(a, CT_BOOL, CT_CASTING_UNSAFE));
    if (ct_job_start(&job, "count_nonzero", CT_OP_add, a, opts) != CT_OK)
        return NULL;
    job.type = CT_INT64;
    if (a->dtype->num == CT_NUM_BOOL) {
        ct_job_values(&job);
    } else {
        int truth = ct_job_operand(&job, a, CT_BOOL);
        job.value = ct_program_scratch(&job.program, job.type->itemsize);
        ct_program_add(&job.program, ct_kernel_cast(CT_NUM_BOOL, CT_NUM_INT64), 1, 2,
                       (int[]){truth, job.value});
    }
    ct_array *result = ct_job_finish(&job, ct_job_run(&job), CT_INT64);
    ct_job_close(&job);
    return result;
}

/* -- argmin, argmax -------------------------------------------------------------------------- */

static ct_status check_arg_out(const char *name, const ct_array *out, const ct_array *result)
{
    bool fits = out->ndim == result->ndim;
    for (int i = 0; i < out->ndim && fits; i++)
        fits = out->shape[i] == result->shape[i];
    if (!fits)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                              "output array does not match result of np.%s.", name);
    /* NumPy computes in a copy of `out` as int64 and writes that back. */
    if (!ct_can_cast(out->dtype, CT_INT64, CT_CASTING_SAFE))
        return CT_FAIL_STATUS(CT_TYPE_ERROR, name, 0,
                              "Cannot cast array data from dtype('%s') to dtype('int64') according "
                              "to the rule 'safe'",
                              out->dtype->name);
    return CT_OK;
}

/* One search along an axis of `a`; `result` has the shape of the others, C order. Lines that
 * lie side by side are searched together, a block of columns at a time. Threads share the lines. */
typedef struct finder {
    ct_arg_fold *line;
    ct_arg_rows *rows; /* may be NULL */
    int64_t length, step, itemsize;
} finder;

static void search_columns(const finder *f, const char *x, char *found, int64_t n)
{
    enum { COLUMNS = 256 };
    _Alignas(64) char best[COLUMNS * 8];
    int64_t place[COLUMNS];
    for (int64_t first = 0, width; first < n; first += width) {
        width = n - first < COLUMNS ? n - first : COLUMNS;
        memcpy(best, x + first * f->itemsize, (size_t)(width * f->itemsize));
        memset(place, 0, sizeof place);
        for (int64_t i = 1; i < f->length; i++)
            f->rows(best, place, x + first * f->itemsize + i * f->step, width, i);
        memcpy(found + first * 8, place, (size_t)width * sizeof *place);
    }
}

static ct_status search_piece(void *context, ct_nest *nest)
{
    const finder *f = context;
    const int64_t *step = nest->inner_strides;
    bool together = f->rows && nest->inner >= 4 && step[0] == f->itemsize && step[1] == 8;
    do {
        if (together)
            search_columns(f, nest->at[0], nest->at[1], nest->inner);
        for (int64_t i = 0; i < nest->inner && !together; i++)
            *(int64_t *)(void *)(nest->at[1] + i * step[1]) =
                f->line(nest->at[0] + i * step[0], f->step, f->length, &f->itemsize);
    } while (ct_nest_next(nest));
    return CT_OK;
}

static void search(bool least, const ct_array *a, int axis, ct_array *result)
{
    int64_t strides[CT_MAX_NDIM];
    for (int i = 0; i < result->ndim; i++)
        strides[i] = a->strides[i < axis ? i : i + 1];
    finder f = {(least ? ct_kernel_argmin : ct_kernel_argmax)(a->dtype->num),
                (least ? ct_kernel_argmin_rows : ct_kernel_argmax_rows)(a->dtype->num),
                a->shape[axis], a->strides[axis], a->dtype->itemsize};
    ct_nest nest;
    ct_nest_init(&nest, 2, result->ndim, result->shape, (char *[]){a->data, result->data},
                 (const int64_t *[]){strides, result->strides}, CT_NEST_KEEP_ORDER);
    double cost = (0.2 + 0.03 * (double)f.itemsize) * (double)f.length;
    enum { FEW = 1024 }; /* what no thread shares */
    if (a->size < FEW)
        search_piece(&f, &nest);
    else
        ct_nest_parallel(&nest, 1, cost, search_piece, &f);
}

static ct_array *keep_axes(const ct_array *result, const ct_array *a, int axis)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = i == axis || axis == CT_FLAT ? 1 : a->shape[i];
    return ct_reshape(result, a->ndim, shape);
}

/* All elements in one piece, as most searches are. */
static bool is_line(const ct_array *a, const ct_reduce_opts *o)
{
    enum { WHOLE = CT_C_CONTIGUOUS | CT_ALIGNED };
    bool flat = !o || o->axis == CT_FLAT || (a->ndim == 1 && (o->axis == 0 || o->axis == -1));
    return flat && (a->flags & WHOLE) == WHOLE && a->size > 0 && !(o && (o->keepdims || o->out));
}

/* A long line: threads find the best of pieces, among which the first is the best of all. */
enum { MOST_PIECES = 64, PIECE_LEAST = 1 << 14 };
typedef struct pieces {
    ct_arg_fold *line;
    const ct_array *a;
    int64_t length; /* of a piece */
    int64_t place[MOST_PIECES];
} pieces;

static ct_status search_part(void *context, int64_t i)
{
    pieces *p = context;
    int64_t size = p->a->dtype->itemsize, from = i * p->length, left = p->a->size - from;
    p->place[i] =
        from + p->line(p->a->data + from * size, size, left < p->length ? left : p->length, &size);
    return CT_OK;
}

static int64_t search_parts(ct_arg_fold *line, const ct_array *a)
{
    enum { LARGEST = 16 }; /* an element */
    _Alignas(16) char best[MOST_PIECES * LARGEST];
    int64_t size = a->dtype->itemsize, fair = (a->size + MOST_PIECES - 1) / MOST_PIECES;
    pieces p = {line, a, fair > PIECE_LEAST ? fair : PIECE_LEAST, {0}};
    int64_t count = (a->size + p.length - 1) / p.length;
    ct_parallel(count, a->size / 32 * size, search_part, &p);
    for (int64_t i = 0; i < count; i++)
        memcpy(best + i * size, a->data + p.place[i] * size, (size_t)size);
    return p.place[line(best, size, count, &size)];
}

static ct_array *search_line(bool least, const ct_array *a)
{
    ct_arg_fold *line = (least ? ct_kernel_argmin : ct_kernel_argmax)(a->dtype->num);
    ct_array *result = line ? ct_array_new(0, NULL, NULL, 1, CT_INT64, false) : NULL;
    int64_t size = a->dtype->itemsize;
    bool number = a->dtype->num < CT_NUM_STR && a->dtype->num != CT_NUM_BOOL; /* true ends it */
    bool parts = number && a->size >= 2 * PIECE_LEAST && ct_threads() > 1;
    if (result)
        *(int64_t *)(void *)result->data =
            parts ? search_parts(line, a) : line(a->data, size, a->size, &size);
    return result;
}

static ct_array *search_axis(bool least, const ct_array *a, const ct_reduce_opts *opts)
{
    CT_SCOPE(s);
    const char *name = least ? "argmin" : "argmax";
    if (a && is_line(a, opts))
        return search_line(least, a);
    int axis = opts ? opts->axis : CT_FLAT;
    if (!a)
        return ct_null_input(name, 1), NULL;
    if (!ct_kernel_argmin(a->dtype->num))
        return CT_FAIL(CT_TYPE_ERROR, name, 1, "%s is not supported for dtype '%s'", name,
                       a->dtype->name);
    bool scalar = a->ndim == 0 && (axis == 0 || axis == -1);
    if (axis != CT_FLAT && !scalar && (axis = ct_normalize_axis(name, axis, a->ndim)) < 0)
        return NULL;
    bool flat = axis == CT_FLAT || a->ndim == 0;
    const ct_array *walk = flat ? ct_own(&s, ct_ravel(a, CT_ORDER_C)) : a;
    if (walk && !(walk->flags & CT_ALIGNED))
        walk = ct_own(&s, ct_copy(walk, CT_ORDER_K));
    if (!walk)
        return NULL;
    int64_t shape[CT_MAX_NDIM];
    int along = flat ? 0 : axis, rest = 0;
    for (int i = 0; i < walk->ndim; i++)
        if (i != along)
            shape[rest++] = walk->shape[i];
    ct_array *result = ct_empty(rest, shape, CT_INT64);
    if (!result)
        return NULL;
    if (walk->shape[along] == 0) {
        ct_release(result);
        return CT_FAIL(CT_VALUE_ERROR, name, 1, "attempt to get %s of an empty sequence", name);
    }
    if (result->size > 0)
        search(least, walk, along, result);
    if (opts && opts->keepdims) {
        ct_array *kept = keep_axes(result, a, a->ndim == 0 ? CT_FLAT : axis);
        ct_release(result);
        result = kept;
    }
    if (!result || !opts || !opts->out)
        return result;
    ct_own(&s, result);
    bool done = check_arg_out(name, opts->out, result) == CT_OK &&
                ct_array_assign(opts->out, result) == CT_OK;
    return done ? ct_retain(opts->out) : NULL;
}

ct_array *ct_argmin_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return search_axis(true, a, opts);
}

ct_array *ct_argmax_opts(const ct_array *a, const ct_reduce_opts *opts)
{
    return search_axis(false, a, opts);
}
