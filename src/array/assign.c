/* assign.c: dst[...] = src, the one way elements are copied and cast between arrays.
 *
 * Source and destination are walked by one nest. Elements that are not aligned pass through an
 * aligned block on the stack, since cast kernels load whole elements. An overlap other than the
 * very same elements is broken by copying the source first. What a cast loses is a warning:
 * "invalid value encountered in cast", and that of complex values made real. */
#include <string.h>

#include "base/errstate.h"
#include "dtype/dtype.h"
#include "kernels/kernels.h"
#include "meter.h"
#include "nest.h"

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

static ct_status assign_piece(void *context, ct_nest *nest)
{
    int across = transposed_axis(context, nest);
    if (across >= 0) {
        assign_transposed(context, nest, across);
        return CT_OK;
    }
    const copier *c = context;
    const int64_t *step = nest->inner_strides;
    int64_t itemsize = c->to->itemsize;
    bool block = c->same && step[0] == itemsize && step[1] == itemsize;
    ct_status status = CT_OK;
    do {
        if (block && c->past)
            ct_kernel_stream()(nest->at, step, nest->inner, &itemsize);
        else if (block)
            memcpy(nest->at[1], nest->at[0], (size_t)(nest->inner * itemsize));
        else
            status = convert_staged(c, nest->at[0], step[0], nest->at[1], step[1], nest->inner);
    } while (status == CT_OK && ct_nest_next(nest));
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

static bool walk_skipped(const ct_array *dst, const ct_array *src, const int64_t *strides)
{
    ct_meter_operand seen[] = {{src->data, strides, src->dtype->itemsize, false},
                               {dst->data, dst->strides, dst->dtype->itemsize, true}};
    ct_meter_name(ct_dtype_equal(src->dtype, dst->dtype) ? "copy" : "cast", dst->dtype);
    return ct_meter_walk(dst->ndim, dst->shape, 2, seen);
}

static ct_status run(copier *c, const ct_array *dst, ct_nest *nest)
{
    enum { UNIT = 512, FEW = 8192 }; /* a page of numbers; what never pays for two threads */
    if (dst->size < FEW || !c->loop)
        return assign_piece(c, nest);
    go_past(c, dst, nest);
    double cost = 0.1 + 0.03 * (double)(c->from->itemsize + c->to->itemsize);
    return ct_nest_parallel(nest, UNIT, cost, assign_piece, c);
}

static ct_status assign_apart(ct_array *dst, const ct_array *src, const int64_t *strides)
{
    copier c;
    ct_status status = copier_init(&c, dst, src);
    if (ct_metered() && status == CT_OK && walk_skipped(dst, src, strides))
        return CT_OK;
    if (ct_cast_drops(src->dtype, dst->dtype))
        ct_warning_add(CT_COMPLEX_WARNING);
    ct_nest nest;
    ct_nest_init(&nest, 2, dst->ndim, dst->shape, (char *[]){src->data, dst->data},
                 (const int64_t *[]){strides, dst->strides}, CT_NEST_ANY_ORDER);
    if (nest.inner == 0 || status != CT_OK)
        return status;
    if (!c.signals)
        return run(&c, dst, &nest);
    unsigned before = ct_fp_begin();
    status = run(&c, dst, &nest);
    return status ? status : ct_fp_end("cast", before);
}

ct_status ct_array_assign(ct_array *dst, const ct_array *src)
{
    int64_t strides[CT_MAX_NDIM];
    if (!dst || !src)
        return ct_null_input("assign", dst ? 2 : 1);
    if (!(dst->flags & CT_WRITEABLE))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "assign", 1, "assignment destination is read-only");
    ct_status status = source_strides(dst, src, strides);
    if (status != CT_OK)
        return status;
    bool same = ct_array_same_elements(dst, src);
    if (same && ct_dtype_equal(dst->dtype, src->dtype))
        return CT_OK;
    if (!ct_array_overlaps(dst, src))
        return assign_apart(dst, src, strides);
    ct_array *copy = ct_copy(src, CT_ORDER_K);
    if (!copy)
        return ct_error_pending();
    status = source_strides(dst, copy, strides);
    if (status == CT_OK)
        status = assign_apart(dst, copy, strides);
    ct_release(copy);
    return status;
}
