/* set.h: everything that is compiled per ISA level, as one table per level, and the functions that
 * are compiled once. Included inside src/kernels only. */
#ifndef CT_KERNELS_SET_H
#define CT_KERNELS_SET_H

#include "kernels.h"
#include "matmul.h"

enum { CT_MAX_ROWS = 19, CT_NUMERIC_COUNT = CT_NUM_COMPLEX128 + 1, CT_MOVE_COUNT = 6 };

typedef struct ct_kernel_set {
    const ct_loop_row (*rows)[CT_MAX_ROWS]; /* by ct_op; a row without a loop ends each */
    ct_loop *const (*casts)[CT_NUMERIC_COUNT];
    ct_fold *const (*folds)[CT_NUMERIC_COUNT];         /* by ct_op; rows of NULL for most */
    ct_arg_fold *const (*arg_folds)[CT_NUMERIC_COUNT]; /* argmin, argmax */
    ct_loop *const (
        *moves)[CT_MOVE_COUNT]; /* copy, where, masked copy: 1, 2, 4, 8, 16 bytes, any */
    int64_t (*count_true)(const char *x, int64_t stride, int64_t n);
    ct_arg_rows *const (*arg_rows)[CT_NUMERIC_COUNT]; /* argmin, argmax */
    ct_loop *const (*running)[CT_NUMERIC_COUNT];      /* by ct_op */
    ct_selector *const *selects;                      /* by size, as moves */
    int64_t *(*places)(const char *mask, int64_t n, int64_t from, int64_t *out, const int64_t *end);
    ct_expander *const *expanders;         /* 1, 2, 4, 8, 16 bytes */
    ct_gatherer *const *gatherers;         /* 1, 2, 4, 8, 16 bytes */
    ct_transpose_block *const *transposes; /* 1, 2, 4, 8, 16 bytes */
    ct_dot_kernel *const *dots;            /* float32, float64 */
    const ct_sorter *sorters;
    int64_t (*unpack)(uint64_t *words, int64_t n, int bits, bool exact);
    const ct_matmul_kernel *matmul; /* by type */
    ct_loop *stream;
    ct_fold *const *sums;
    ct_squares *const *squares;                        /* float32, float64 */
    ct_row_fold *const (*row_folds)[CT_NUMERIC_COUNT]; /* by ct_op */
    ct_row_fold *const *row_sums;
} ct_kernel_set;

extern const ct_kernel_set ct_kernels_base, ct_kernels_v3, ct_kernels_v4;

ct_arg_fold ct_text_argmin_str, ct_text_argmin_byt, ct_text_argmax_str, ct_text_argmax_byt;

#endif
