/* kernels.c: finds loops in the table of the current ISA level. */
#include "set.h"

#include "base/base.h"

/* A level that was not built is never current (cpu.c). */
static const ct_kernel_set *const sets[CT_ISA_COUNT] = {
    [CT_ISA_BASE] = &ct_kernels_base,
#ifdef CT_HAS_V3
    [CT_ISA_V3] = &ct_kernels_v3,
#endif
#ifdef CT_HAS_V4
    [CT_ISA_V4] = &ct_kernels_v4,
#endif
};

static const ct_kernel_set *current(void)
{
    return sets[ct_isa_current];
}

const ct_loop_row *ct_kernel_rows(ct_op op, int *count)
{
    const ct_loop_row *rows = current()->rows[op];
    int n = 0;
    while (rows[n].loop)
        n++;
    *count = n;
    return rows;
}

const ct_loop_row *ct_kernel_row(ct_op op, int index)
{
    return &current()->rows[op][index];
}

ct_loop *ct_kernel_cast(ct_type_num from, ct_type_num to)
{
    return (int)from < CT_NUMERIC_COUNT && (int)to < CT_NUMERIC_COUNT ? current()->casts[from][to]
                                                                      : NULL;
}

static int by_size(int64_t itemsize)
{
    switch (itemsize) {
    case 1:
        return 0;
    case 2:
        return 1;
    case 4:
        return 2;
    case 8:
        return 3;
    case 16:
        return 4;
    default:
        return CT_MOVE_COUNT - 1;
    }
}

ct_loop *ct_kernel_copy(int64_t itemsize)
{
    return current()->moves[0][by_size(itemsize)];
}

ct_loop *ct_kernel_where(int64_t itemsize)
{
    return current()->moves[1][by_size(itemsize)];
}

ct_loop *ct_kernel_masked_copy(int64_t itemsize)
{
    return current()->moves[2][by_size(itemsize)];
}

ct_fold *ct_kernel_fold(ct_op op, ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->folds[op][type] : NULL;
}

ct_fold *ct_kernel_sum(ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->sums[type] : NULL;
}

ct_squares *ct_kernel_squares(ct_type_num type)
{
    if (type != CT_NUM_FLOAT32 && type != CT_NUM_FLOAT64)
        return NULL;
    return current()->squares[type == CT_NUM_FLOAT64];
}

ct_row_fold *ct_kernel_row_fold(ct_op op, ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->row_folds[op][type] : NULL;
}

ct_row_fold *ct_kernel_row_sum(ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->row_sums[type] : NULL;
}

ct_arg_fold *ct_kernel_argmin(ct_type_num type)
{
    if ((int)type < CT_NUMERIC_COUNT)
        return current()->arg_folds[0][type];
    return type == CT_NUM_STR ? ct_text_argmin_str : ct_text_argmin_byt;
}

ct_arg_fold *ct_kernel_argmax(ct_type_num type)
{
    if ((int)type < CT_NUMERIC_COUNT)
        return current()->arg_folds[1][type];
    return type == CT_NUM_STR ? ct_text_argmax_str : ct_text_argmax_byt;
}

ct_arg_rows *ct_kernel_argmin_rows(ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->arg_rows[0][type] : NULL;
}

ct_arg_rows *ct_kernel_argmax_rows(ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->arg_rows[1][type] : NULL;
}

ct_loop *ct_kernel_running(ct_op op, ct_type_num type)
{
    return (int)type < CT_NUMERIC_COUNT ? current()->running[op][type] : NULL;
}

ct_selector *ct_kernel_select(int64_t itemsize)
{
    return current()->selects[by_size(itemsize)];
}

int64_t *ct_kernel_places(const char *mask, int64_t n, int64_t from, int64_t *out,
                          const int64_t *end)
{
    return current()->places(mask, n, from, out, end);
}

ct_expander *ct_kernel_expand(int64_t itemsize)
{
    int size = by_size(itemsize);
    return size < CT_MOVE_COUNT - 1 ? current()->expanders[size] : NULL;
}

ct_gatherer *ct_kernel_gather(int64_t itemsize)
{
    int size = by_size(itemsize);
    return size < CT_MOVE_COUNT - 1 ? current()->gatherers[size] : NULL;
}

ct_transpose_block *ct_kernel_transpose(int64_t itemsize)
{
    int size = by_size(itemsize);
    return size < CT_MOVE_COUNT - 1 ? current()->transposes[size] : NULL;
}

ct_dot_kernel *ct_kernel_dot(ct_type_num type)
{
    if (type != CT_NUM_FLOAT32 && type != CT_NUM_FLOAT64)
        return NULL;
    return current()->dots[type == CT_NUM_FLOAT64];
}

int64_t ct_kernel_count_true(const char *x, int64_t stride, int64_t n)
{
    return current()->count_true(x, stride, n);
}

const ct_sorter *ct_kernel_sorter(ct_type_num type)
{
    const ct_sorter *s = (int)type < CT_NUMERIC_COUNT ? &current()->sorters[type] : NULL;
    return s && s->sort ? s : NULL;
}

int64_t ct_kernel_unpack(uint64_t *words, int64_t n, int bits, bool exact)
{
    return current()->unpack(words, n, bits, exact);
}

const ct_matmul_kernel *ct_kernel_matmul(ct_type_num type)
{
    const ct_matmul_kernel *k = (int)type < CT_NUMERIC_COUNT ? &current()->matmul[type] : NULL;
    return k && k->tile ? k : NULL;
}

/* 16 MiB: half of the last cache of the smallest processors that this was measured on (32 MiB). A
 * result below that is often read again soon. */
_Atomic int64_t ct_stream_enough = 16 << 20;

ct_loop *ct_kernel_stream(void)
{
    return current()->stream;
}

void ct_kernel_stream_end(void)
{
#if defined(__x86_64__)
    __builtin_ia32_sfence();
#endif
}
