/* widen.c: short rows side by side run as long ones. What is the same in every row, as the means of
 * ten columns, is repeated into a block of as many elements as pay for a call; what is one number
 * for each row, as the means of rows of ten, is spread over its rows before, some rows at a time.
 */
#include "array/meter.h"
#include "exec.h"

#include <string.h>

char *ct_repeat_row(char *to, const char *from, int64_t stride, int64_t itemsize, int64_t n,
                    int64_t times)
{
    int64_t row = n * itemsize, all = row * times;
    ct_kernel_copy(itemsize)((char *[]){(char *)(uintptr_t)from, to}, (int64_t[]){stride, itemsize},
                             n, &itemsize);
    for (int64_t done = row, more; done < all; done += more) {
        more = done < all - done ? done : all - done;
        memcpy(to + done, to, (size_t)more);
    }
    return to + ((all + 63) & ~(int64_t)63);
}

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

/* Every operand goes on from row to row, or is the same in all rows. */
static bool fits(const ct_program *p, const ct_nest *nest, int64_t rows)
{
    bool good = !p->failed && nest->ndim > 0 && nest->inner > 1 && rows > 1 &&
                nest->shape[0] >= rows && !ct_metered();
    for (int k = 0; k < nest->count && good; k++) {
        bool repeated = is_repeated(nest, k);
        good = repeated || nest->strides[0][k] == nest->inner * nest->inner_strides[k];
        good &= !repeated || !ct_operand_is_written(p, k);
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

/* Whether there are numbers to be spread, and rows run as long ones then. One instruction costs no
 * more for each row than spreading. */
static bool spreads(const ct_program *p, const ct_nest *nest)
{
    enum { SHORT = 64, ROWS = 16 };
    bool good = !p->failed && nest->ndim == 1 && nest->inner > 1 && nest->inner < SHORT &&
                nest->shape[0] >= ROWS && p->length > 1 && !ct_metered();
    bool any = false;
    for (int k = 0; k < nest->count && good; k++) {
        bool one = is_spread(nest, k);
        good = one ? !ct_operand_is_written(p, k)
                   : is_repeated(nest, k) ||
                         nest->strides[0][k] == nest->inner * nest->inner_strides[k];
        any |= one;
    }
    return good && any;
}

static ct_status run_spread(const ct_program *p, ct_nest *nest)
{
    enum { MOST = 1 << 16 }; /* elements: half a MiB of float64 stays in L2 */
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
            ct_loop *copy = ct_kernel_copy(itemsize);
            for (int64_t i = 0; i < n; i++)
                copy((char *[]){part.at[k] + i * stride, to + i * width * itemsize},
                     (int64_t[]){0, itemsize}, width, &itemsize);
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
    if (spreads(p, nest))
        return run_spread(p, nest);
    int64_t rows = nest->inner > 1 ? ct_rows_together(nest->inner) : 0, bytes = 0;
    if (!fits(p, nest, rows))
        return ct_nest_run(p, nest);
    for (int k = 0; k < nest->count; k++)
        bytes += is_repeated(nest, k) ? rows * nest->inner * ct_operand_itemsize(p, k) + 64 : 0;
    char *room = ct_block_alloc(bytes + 64);
    if (!room)
        return CT_MEMORY_ERROR;
    ct_status status = run_wide(p, nest, rows, room);
    ct_block_free(room, bytes + 64);
    return status;
}
