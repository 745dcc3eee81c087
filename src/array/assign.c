/* assign.c: dst[...] = src, the one way elements are copied and cast between arrays.
 *
 * Source and destination are walked by one nest; a few elements in one run on either side need
 * none. Elements that are not aligned pass through an aligned block on the stack, since cast
 * kernels load whole elements. An overlap other than the very same elements is broken by copying
 * the source first. What a cast loses is a warning: "invalid value encountered in cast", and that
 * of complex values made real. */
#include <stdlib.h>
#include <string.h>

#include "base/errstate.h"
#include "dtype/dtype.h"
#include "kernels/kernels.h"
#include "meter.h"
#include "nest.h"
#include "short_rows.h"

/* 4 KiB: stays in L1 beside its source and destination. */
enum { BLOCK_BYTES = 4096 };

typedef struct copier {
    const ct_dtype *from, *to;
    ct_loop *loop;         /* copy or numeric cast; NULL: text */
    ct_loop *load, *store; /* through the block first, when not aligned */
    bool same;
    bool signals; /* the loop may raise floating-point flags */
    bool past;    /* stores go past the cache */
} copier;

static bool aligned(const ct_array *a)
{
    return a->flags & CT_ALIGNED;
}

static ct_status copier_init(copier *c, const ct_array *dst, const ct_array *src)
{
    *c = (copier){.from = src->dtype, .to = dst->dtype};
    c->same = src->dtype == dst->dtype || ct_dtype_equal(src->dtype, dst->dtype);
    if (c->same) {
        c->loop = ct_kernel_copy(dst->dtype->itemsize);
        return CT_OK;
    }
    if (src->dtype->num < CT_NUM_STR && dst->dtype->num < CT_NUM_STR) {
        c->loop = ct_kernel_cast(src->dtype->num, dst->dtype->num);
        c->signals = src->dtype->num >= CT_NUM_FLOAT16 || dst->dtype->num == CT_NUM_FLOAT16;
    }
    if (!aligned(src) && src->dtype->num < CT_NUM_STR)
        c->load = ct_kernel_copy(src->dtype->itemsize);
    if (!aligned(dst) && dst->dtype->num < CT_NUM_STR)
        c->store = ct_kernel_copy(dst->dtype->itemsize);
    return CT_OK;
}

static ct_status convert(const copier *c, char *src, int64_t src_stride, char *dst,
                         int64_t dst_stride, int64_t n)
{
    if (!c->loop)
        return ct_cast_text(c->from, src, src_stride, c->to, dst, dst_stride, n);
    int64_t itemsizes[2] = {c->from->itemsize, c->to->itemsize};
    c->loop((char *[]){src, dst}, (int64_t[]){src_stride, dst_stride}, n, itemsizes);
    return CT_OK;
}

/* As convert, with the unaligned side staged block by block. */
static ct_status convert_staged(const copier *c, char *src, int64_t src_stride, char *dst,
                                int64_t dst_stride, int64_t n)
{
    _Alignas(64) char in[BLOCK_BYTES], out[BLOCK_BYTES];
    int64_t from = c->from->itemsize, to = c->to->itemsize;
    if ((!c->load && !c->store) || from > BLOCK_BYTES || to > BLOCK_BYTES)
        return convert(c, src, src_stride, dst, dst_stride, n);
    int64_t block = BLOCK_BYTES / (from > to ? from : to);
    for (int64_t i = 0; i < n; i += block) {
        int64_t m = n - i < block ? n - i : block;
        char *x = src + i * src_stride, *y = dst + i * dst_stride;
        char *a = c->load ? in : x, *b = c->store ? out : y;
        if (c->load)
            c->load((char *[]){x, in}, (int64_t[]){src_stride, from}, m, &from);
        ct_status status =
            convert(c, a, c->load ? from : src_stride, b, c->store ? to : dst_stride, m);
        if (status != CT_OK)
            return status;
        if (c->store)
            c->store((char *[]){out, y}, (int64_t[]){to, dst_stride}, m, &to);
    }
    return CT_OK;
}

/* Leading axes of length 1 that dst lacks are left out, as NumPy does in assignments. */
static ct_status source_strides(const ct_array *dst, const ct_array *src, int64_t *strides)
{
    int extra = src->ndim > dst->ndim ? src->ndim - dst->ndim : 0;
    bool fits = true;
    for (int i = 0; i < extra; i++)
        fits &= src->shape[i] == 1;
    int lead = dst->ndim - (src->ndim - extra);
    for (int i = 0; i < dst->ndim && fits; i++) {
        int64_t length = i < lead ? 1 : src->shape[i - lead + extra];
        fits = length == dst->shape[i] || length == 1;
        strides[i] = length == 1 ? 0 : src->strides[i - lead + extra];
    }
    if (fits)
        return CT_OK;
    char from[CT_SHAPE_TEXT], to[CT_SHAPE_TEXT];
    return CT_FAIL_STATUS(
        CT_VALUE_ERROR, "assign", 2, "could not broadcast input array from shape %s into shape %s",
        ct_shape_text(from, src->ndim, src->shape), ct_shape_text(to, dst->ndim, dst->shape));
}

bool ct_array_same_elements(const ct_array *a, const ct_array *b)
{
    if (a->data != b->data || a->ndim != b->ndim || a->dtype->itemsize != b->dtype->itemsize)
        return false;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i] || (a->shape[i] > 1 && a->strides[i] != b->strides[i]))
            return false;
    return true;
}

bool ct_array_overlaps(const ct_array *a, const ct_array *b)
{
    const char *low_a, *high_a, *low_b, *high_b;
    if (a->size == 0 || b->size == 0)
        return false;
    ct_array_bounds(a, &low_a, &high_a);
    ct_array_bounds(b, &low_b, &high_b);
    return low_a < high_b && low_b < high_a && ct_shares_memory(a, b);
}

/* Copies of which one side is walked across: the axis along which it lies together, while the other
 * does along the inner one. -1: no such copy. */
static int transposed_axis(const copier *c, const ct_nest *nest)
{
    int64_t size = c->to->itemsize;
    const int64_t *step = nest->inner_strides;
    int across = step[0] == size ? 1 : 0; /* of the operands */
    if (!c->same || nest->inner < 8 || step[0] == step[1] || step[across] == 0 ||
        step[!across] != size || !ct_kernel_transpose(size))
        return -1;
    for (int i = 0; i < nest->ndim; i++)
        if (nest->strides[i][across] == size && nest->shape[i] >= 8)
            return i;
    return -1;
}

/* ... by blocks: the lines that a block reads stay in the cache until they are used up. */
static void assign_transposed(const copier *c, ct_nest *nest, int axis)
{
    enum { COLUMNS = 128 };
    int64_t size = c->to->itemsize, outer = nest->shape[axis];
    bool inner_reads = nest->inner_strides[0] == size; /* the inner axis runs along the source */
    int64_t row = inner_reads ? nest->strides[axis][0] : nest->inner_strides[0];
    int64_t to_row = inner_reads ? nest->inner_strides[1] : nest->strides[axis][1];
    int64_t rows = inner_reads ? outer : nest->inner, columns = inner_reads ? nest->inner : outer;
    ct_transpose_block *block = ct_kernel_transpose(size);
    nest->shape[axis] = 1;
    do
        for (int64_t j = 0; j < columns; j += COLUMNS)
            block(nest->at[0] + j * size, row, nest->at[1] + j * to_row, to_row, rows,
                  columns - j < COLUMNS ? columns - j : COLUMNS);
    while (ct_nest_next(nest));
}

/* Whether one side's lines are gone through again and again, once for each step of a short axis, as
 * in a repetition, or when columns are brought together. */
static bool is_comb(const ct_nest *nest)
{
    bool comb = false;
    for (int k = 0; k < 2 && nest->ndim > 0; k++)
        comb |= llabs(nest->strides[0][k]) < llabs(nest->inner_strides[k]) && nest->strides[0][k];
    return comb && nest->inner > BLOCK_BYTES;
}

/* ... by blocks, for which the lines stay in the cache. */
static ct_status assign_comb(const copier *c, ct_nest *nest)
{
    enum { BLOCK = 1024 };
    const int64_t *step = nest->inner_strides, *tooth = nest->strides[0], teeth = nest->shape[0];
    ct_status status = CT_OK;
    nest->shape[0] = 1;
    do
        for (int64_t i = 0; i < nest->inner && status == CT_OK; i += BLOCK)
            for (int64_t k = 0; k < teeth && status == CT_OK; k++)
                status = convert_staged(c, nest->at[0] + i * step[0] + k * tooth[0], step[0],
                                        nest->at[1] + i * step[1] + k * tooth[1], step[1],
                                        nest->inner - i < BLOCK ? nest->inner - i : BLOCK);
    while (status == CT_OK && ct_nest_next(nest));
    return status;
}

/* Rows side by side that all hold one source row; so short that they never go past the cache. */
static bool holds_one_row(const copier *c, const ct_nest *nest)
{
    int64_t row = nest->inner * c->to->itemsize;
    return nest->ndim > 0 && nest->strides[0][0] == 0 && row > 0 && row < BLOCK_BYTES / 2 &&
           nest->inner_strides[1] == c->to->itemsize && nest->strides[0][1] == row;
}

/* ... the first of them is made, a block is filled with it, and the others with the block. */
static ct_status assign_one_row(const copier *c, ct_nest *nest)
{
    int64_t size = c->to->itemsize, row = nest->inner * size, all = nest->shape[0] * row;
    ct_status status;
    nest->shape[0] = 1;
    do {
        char *to = nest->at[1];
        status = convert_staged(c, nest->at[0], nest->inner_strides[0], to, size, nest->inner);
        for (int64_t done = row, n; done < all && status == CT_OK; done += n) {
            n = done < BLOCK_BYTES ? done : BLOCK_BYTES - BLOCK_BYTES % row;
            n = n < all - done ? n : all - done;
            memcpy(to + done, to, (size_t)n);
        }
    } while (status == CT_OK && ct_nest_next(nest));
    return status;
}

/* Numbers that each fill a row of those side by side; short ones too. */
static bool holds_numbers(const copier *c, const ct_nest *nest)
{
    enum { SHORT = 64 };
    int64_t size = c->to->itemsize;
    return nest->ndim > 0 && c->same && nest->inner_strides[0] == 0 &&
           nest->inner_strides[1] == size && nest->strides[0][1] == nest->inner * size &&
           nest->inner > 1 && nest->inner < SHORT && ct_spreader_of(size);
}

/* ... but the last rows one by one: what is written after the rows of a spreader must be theirs. */
static void assign_numbers(const copier *c, ct_nest *nest)
{
    int64_t size = c->to->itemsize, width = nest->inner, row = width * size;
    int64_t last = 1 + 15 / row; /* which hold at least 15 bytes */
    int64_t from = nest->strides[0][0], n = nest->shape[0] > last ? nest->shape[0] - last : 0;
    int64_t rest = nest->shape[0] - n;
    nest->shape[0] = 1;
    do {
        ct_spreader_of(size)(nest->at[1], nest->at[0], from, width, n);
        for (int64_t i = n; i < n + rest; i++)
            convert(c, nest->at[0] + i * from, 0, nest->at[1] + i * row, size, width);
    } while (ct_nest_next(nest));
}

static ct_status assign_lines(const copier *c, ct_nest *nest)
{
    const int64_t *step = nest->inner_strides;
    int64_t itemsize = c->to->itemsize;
    const int64_t itemsizes[] = {c->from->itemsize, itemsize};
    bool block = c->same && step[0] == itemsize && step[1] == itemsize;
    bool plain = c->loop && !c->load && !c->store;
    ct_status status = CT_OK;
    do {
        if (block && c->past)
            ct_kernel_stream()(nest->at, step, nest->inner, &itemsize);
        else if (block)
            memcpy(nest->at[1], nest->at[0], (size_t)(nest->inner * itemsize));
        else if (plain)
            c->loop(nest->at, step, nest->inner, itemsizes);
        else
            status = convert_staged(c, nest->at[0], step[0], nest->at[1], step[1], nest->inner);
    } while (status == CT_OK && ct_nest_next(nest));
    return status;
}

static ct_status assign_piece(void *context, ct_nest *nest)
{
    const copier *c = context;
    if (holds_one_row(c, nest))
        return assign_one_row(c, nest);
    if (holds_numbers(c, nest)) {
        assign_numbers(c, nest);
        return CT_OK;
    }
    if (!c->past) /* whose stores are for rows that lie together (go_past) */
        ct_nest_lengthen(nest);
    int across = transposed_axis(c, nest);
    if (across >= 0) {
        assign_transposed(c, nest, across);
        return CT_OK;
    }
    ct_status status = is_comb(nest) ? assign_comb(c, nest) : assign_lines(c, nest);
    if (c->past)
        ct_kernel_stream_end();
    return status;
}

/* Rows of a destination that no cache holds; short ones would leave parts of lines. */
static void go_past(copier *c, const ct_array *dst, const ct_nest *nest)
{
    int64_t size = c->to->itemsize;
    c->past = c->loop && !c->store && nest->inner_strides[1] == size &&
              nest->inner * size >= BLOCK_BYTES && ct_nbytes(dst) >= ct_stream_enough;
    if (c->past)
        c->store = ct_kernel_stream();
}

static bool walk_skipped(const copier *c, int ndim, const int64_t *shape, char *const *at,
                         const int64_t *const *strides)
{
    ct_meter_operand seen[] = {{at[0], strides[0], c->from->itemsize, false},
                               {at[1], strides[1], c->to->itemsize, true}};
    ct_meter_name(c->same ? "copy" : "cast", c->to);
    return ct_meter_walk(ndim, shape, 2, seen);
}

/* What never pays for two threads. */
enum { FEW = 8192 };

static ct_status assign_run(const copier *c, char *const *at, int64_t from, int64_t to, int64_t n)
{
    int64_t size = c->to->itemsize;
    if (!c->same || from != size || to != size)
        return convert_staged(c, at[0], from, at[1], to, n);
    memcpy(at[1], at[0], (size_t)(n * size));
    return CT_OK;
}

static ct_status lay(copier *c, const ct_array *dst, int ndim, const int64_t *shape,
                     char *const *at, const int64_t *const *steps)
{
    if (ndim == 1 && shape[0] < FEW)
        return assign_run(c, at, steps[0][0], steps[1][0], shape[0]);
    ct_nest nest;
    ct_nest_init(&nest, 2, ndim, shape, at, steps, CT_NEST_SHORT_ROWS);
    if (nest.inner == 0)
        return CT_OK;
    enum { UNIT = 512 }; /* a page of numbers */
    if (!c->loop || ct_shape_size(NULL, ndim, shape, 1) < FEW)
        return assign_piece(c, &nest);
    go_past(c, dst, &nest);
    double cost = 0.1 + 0.03 * (double)(c->from->itemsize + c->to->itemsize);
    return ct_nest_parallel(&nest, UNIT, cost, assign_piece, c);
}

ct_status ct_array_lay(ct_array *dst, char *to, int ndim, const int64_t *shape,
                       const int64_t *to_strides, const ct_array *src, const int64_t *strides)
{
    copier c;
    char *at[] = {src->data, to};
    const int64_t *steps[] = {strides, to_strides};
    ct_status status = copier_init(&c, dst, src);
    if (status != CT_OK || (ct_metered() && walk_skipped(&c, ndim, shape, at, steps)))
        return status;
    if (ct_cast_drops(src->dtype, dst->dtype))
        ct_warning_add(CT_COMPLEX_WARNING);
    if (!c.signals)
        return lay(&c, dst, ndim, shape, at, steps);
    unsigned before = ct_fp_begin();
    status = lay(&c, dst, ndim, shape, at, steps);
    return status                 ? status
           : src->flags & CT_WEAK ? ct_fp_end_weak("cast", before)
                                  : ct_fp_end("cast", before);
}

/* What most assignments are: a few elements in one run on either side, or one for all of them.
 * Fills in the steps. */
static bool is_run(const ct_array *dst, const ct_array *src, int64_t *to, int64_t *from)
{
    const unsigned both = dst->flags & src->flags;
    *to = dst->dtype->itemsize;
    *from = src->dtype->itemsize;
    if (dst->size >= FEW || dst->size == 0)
        return false;
    if (dst->ndim == 1)
        *to = dst->strides[0];
    if (src->ndim == 0) {
        *from = 0;
        return dst->ndim <= 1 || dst->flags & (CT_C_CONTIGUOUS | CT_F_CONTIGUOUS);
    }
    if (dst->ndim != src->ndim || dst->shape[0] != src->shape[0])
        return false;
    if (dst->ndim == 1) {
        *from = src->strides[0];
        return true;
    }
    return both & (CT_C_CONTIGUOUS | CT_F_CONTIGUOUS) &&
           !memcmp(dst->shape, src->shape, (size_t)dst->ndim * sizeof *dst->shape);
}

static bool are_apart(const ct_array *dst, int64_t to, const ct_array *src, int64_t from)
{
    int64_t reach[] = {(dst->size - 1) * to, (dst->size - 1) * from};
    const char *a = dst->data + (reach[0] < 0 ? reach[0] : 0);
    const char *b = src->data + (reach[1] < 0 ? reach[1] : 0);
    return a + llabs(reach[0]) + dst->dtype->itemsize <= b ||
           b + llabs(reach[1]) + src->dtype->itemsize <= a;
}

ct_status ct_array_assign(ct_array *dst, const ct_array *src)
{
    int64_t strides[CT_MAX_NDIM], to, from;
    if (!dst || !src)
        return ct_null_input("assign", dst ? 2 : 1);
    if (!(dst->flags & CT_WRITEABLE))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "assign", 1, "assignment destination is read-only");
    if (!ct_metered() && is_run(dst, src, &to, &from) && are_apart(dst, to, src, from))
        return ct_array_lay(dst, dst->data, 1, &dst->size, &to, src, &from);
    ct_status status = source_strides(dst, src, strides);
    if (status != CT_OK)
        return status;
    bool same = ct_array_same_elements(dst, src);
    if (same && ct_dtype_equal(dst->dtype, src->dtype))
        return CT_OK;
    if (!ct_array_overlaps(dst, src))
        return ct_array_lay(dst, dst->data, dst->ndim, dst->shape, dst->strides, src, strides);
    ct_array *copy = ct_copy(src, CT_ORDER_K);
    if (!copy)
        return ct_error_pending();
    status = source_strides(dst, copy, strides);
    if (status == CT_OK)
        status = ct_array_lay(dst, dst->data, dst->ndim, dst->shape, dst->strides, copy, strides);
    ct_release(copy);
    return status;
}
