/* widen.c: short rows side by side run as long ones. What is the same in every row, as the means of
 * ten columns, is repeated into a block of as many elements as pay for a call; what is one number
 * for each row, as the means of rows of ten, is spread over its rows before, some rows at a time.
 */
#include "array/meter.h"
#include "array/short_rows.h"
#include "exec.h"

#include <string.h>

static bool is_repeated(const ct_nest *nest, int k)
{
    return nest->strides[0][k] == 0 && nest->inner_strides[k] != 0;
}

/* Rows of a wide one: a multiple of 8 where that fits, so that rows begin as vectors do. */
int64_t ct_rows_together(int64_t width)
{
    int64_t rows = CT_EXEC_BLOCK / width;
    return rows < 8 ? rows : rows - rows % 8;
}

/* Operands that nothing reads (itemsize 0) are in nobody's way, and text is too long. */
static bool is_short(const ct_program *p, int k)
{
    return ct_operand_itemsize(p, k) <= 16;
}

/* Every operand goes on from row to row, or is the same in all rows. */
static bool fits(const ct_program *p, const ct_nest *nest, int64_t rows)
{
    bool good = !p->failed && rows > 1 && !ct_metered();
    for (int k = 0; k < nest->count && good; k++) {
        bool repeated = is_repeated(nest, k);
        good = repeated || nest->strides[0][k] == nest->inner * nest->inner_strides[k];
        good &= !repeated || (is_short(p, k) && !ct_operand_is_written(p, k));
        for (int axis = 1; axis < nest->ndim && repeated; axis++)
            good &= nest->strides[axis][k] == 0;
    }
    return good;
}

static ct_status run_wide(const ct_program *p, ct_nest *nest, int64_t rows, char *room)
{
    ct_nest wide, rest;
    ct_nest_copy(&wide, nest);
    int64_t width = nest->inner, left = nest->shape[0] % rows;
    wide.inner = rows * width;
    wide.shape[0] = nest->shape[0] / rows;
    for (int k = 0; k < nest->count; k++) {
        int64_t itemsize = ct_operand_itemsize(p, k);
        wide.strides[0][k] *= rows;
        if (!is_repeated(nest, k) || !itemsize)
            continue;
        wide.at[k] = room;
        wide.inner_strides[k] = itemsize;
        room = ct_repeat_row(room, nest->at[k], nest->inner_strides[k], itemsize, width, rows);
    }
    ct_nest_copy(&rest, &wide);
    ct_status status = ct_nest_run(p, &wide);
    if (!left || status != CT_OK)
        return status;
    rest.inner = left * width;
    rest.shape[0] = 1;
    for (int k = 0; k < nest->count; k++)
        rest.at[k] += rest.strides[0][k] * (nest->shape[0] / rows);
    return ct_nest_run(p, &rest);
}

static bool is_spread(const ct_nest *nest, int k)
{
    return nest->strides[0][k] != 0 && nest->inner_strides[k] == 0;
}

/* Whether there are numbers to be spread, and rows run as long ones then. A call of an instruction
 * for a row costs what spreading 160 bytes does (`table * column` of float32 and float64, AVX2);
 * whatever the instructions, rows are shorter than a part of run_spread. */
static bool spreads(const ct_program *p, const ct_nest *nest)
{
    enum { CALL = 160, SHORT = 64, ROWS = 16 };
    bool good = !p->failed && nest->ndim == 1 && nest->inner > 1 && nest->inner < SHORT &&
                nest->shape[0] >= ROWS && !ct_metered() && !ct_program_writes_twice(p, nest);
    bool any = false;
    for (int k = 0; k < nest->count && good; k++) {
        int64_t itemsize = ct_operand_itemsize(p, k);
        bool one = is_spread(nest, k) && itemsize;
        good = one ? ct_spreader_of(itemsize) && !ct_operand_is_written(p, k) &&
                         nest->inner * itemsize <= CALL * (int64_t)p->length
                   : is_repeated(nest, k) ||
                         nest->strides[0][k] == nest->inner * nest->inner_strides[k];
        any |= one;
    }
    return good && any;
}

static ct_status run_spread(void *context, ct_nest *nest)
{
    enum { MOST = 1 << 12 }; /* elements at a time: 32 KiB of float64 */
    const ct_program *p = context;
    int64_t width = nest->inner, rows = nest->shape[0], most = MOST / width, bytes = 0;
    most = most < rows ? most : rows;
    for (int k = 0; k < nest->count; k++)
        bytes += is_spread(nest, k) ? most * width * ct_operand_itemsize(p, k) + 64 : 0;
    char *room = ct_block_alloc(bytes + 64);
    ct_status status = room ? CT_OK : CT_MEMORY_ERROR;
    for (int64_t done = 0, n; done < rows && status == CT_OK; done += n) {
        ct_nest part;
        char *to = room;
        ct_nest_copy(&part, nest);
        part.shape[0] = n = rows - done < most ? rows - done : most;
        for (int k = 0; k < nest->count; k++) {
            int64_t itemsize = ct_operand_itemsize(p, k), stride = nest->strides[0][k];
            part.at[k] += done * stride;
            if (!is_spread(nest, k) || !itemsize)
                continue;
            ct_spreader_of(itemsize)(to, part.at[k], stride, width, n);
            part.at[k] = to;
            part.inner_strides[k] = itemsize;
            part.strides[0][k] = width * itemsize;
            to += (n * width * itemsize + 63) & ~(int64_t)63;
        }
        status = ct_program_run(p, &part);
    }
    if (room)
        ct_block_free(room, bytes + 64);
    return status;
}

ct_status ct_program_run(const ct_program *p, ct_nest *nest)
{
    enum { FEW = 4 }; /* rows that are not worth a block */
    if (nest->ndim == 0 || nest->inner < 2)
        return ct_nest_run(p, nest);
    if (spreads(p, nest))
        return ct_nest_parallel(nest, CT_EXEC_BLOCK, ct_program_cost(p), run_spread,
                                (void *)(uintptr_t)p);
    int64_t rows = ct_rows_together(nest->inner), bytes = 0;
    if (rows > nest->shape[0])
        rows = nest->shape[0] < FEW ? 0 : nest->shape[0];
    if (!fits(p, nest, rows)) {
        ct_nest_lengthen(nest);
        return ct_nest_run(p, nest);
    }
    for (int k = 0; k < nest->count; k++)
        bytes += is_repeated(nest, k) ? rows * nest->inner * ct_operand_itemsize(p, k) + 64 : 0;
    char *room = ct_block_alloc(bytes + 64);
    if (!room)
        return CT_MEMORY_ERROR;
    ct_status status = run_wide(p, nest, rows, room);
    ct_block_free(room, bytes + 64);
    return status;
}
