/* loops.c: the loops of all ufuncs at one ISA level, and the level's table. */
#define CT_LOOPS_ISA
#include "level.h"

const ct_kernel_set CT_LEVEL(ct_kernels) = {
    rows,
    CT_LEVEL(ct_casts),
    CT_LEVEL(ct_folds),
    CT_LEVEL(ct_arg_folds),
    CT_LEVEL(ct_moves),
    CT_LEVEL(ct_count_true),
    CT_LEVEL(ct_arg_row_folds),
    CT_LEVEL(ct_running),
    CT_LEVEL(ct_selects),
    CT_LEVEL(ct_places),
    CT_LEVEL(ct_expanders),
    CT_LEVEL(ct_gatherers),
    CT_LEVEL(ct_transposes),
    CT_LEVEL(ct_dots),
    CT_LEVEL(ct_sorters),
    CT_LEVEL(ct_unpack),
    CT_LEVEL(ct_matmul_kernels),
    CT_LEVEL(ct_stream),
    CT_LEVEL(ct_sums),
    CT_LEVEL(ct_squares_of),
    CT_LEVEL(ct_row_folds),
    CT_LEVEL(ct_row_sums),
};
