/* level.h: what casts.c, dot.c, folds.c, loops.c, matmul.c, moves.c, sort.c, stream.c and sums.c
 * share. Each is compiled once per ISA level, with the level's flags and CT_ISA_LEVEL as its name
 * (meson.build). */
#ifndef CT_KERNELS_LEVEL_H
#define CT_KERNELS_LEVEL_H

#include "loops.inc"

#define CT_LEVEL(name) PASTE(name##_, CT_ISA_LEVEL)

extern ct_loop *const CT_LEVEL(ct_casts)[CT_NUMERIC_COUNT][CT_NUMERIC_COUNT];
extern ct_fold *const CT_LEVEL(ct_folds)[CT_OP_COUNT][CT_NUMERIC_COUNT];
extern ct_arg_fold *const CT_LEVEL(ct_arg_folds)[2][CT_NUMERIC_COUNT];
extern ct_loop *const CT_LEVEL(ct_moves)[3][CT_MOVE_COUNT];
extern ct_fold *const CT_LEVEL(ct_sums)[CT_NUMERIC_COUNT];
extern ct_fold *const CT_LEVEL(ct_sum_short_complex);
extern ct_squares *const CT_LEVEL(ct_squares_of)[2];
extern ct_row_fold *const CT_LEVEL(ct_row_folds)[CT_OP_COUNT][CT_NUMERIC_COUNT];
extern ct_row_fold *const CT_LEVEL(ct_row_sums)[CT_NUMERIC_COUNT];
int64_t CT_LEVEL(ct_count_true)(const char *x, int64_t stride, int64_t n);
extern ct_arg_rows *const CT_LEVEL(ct_arg_row_folds)[2][CT_NUMERIC_COUNT];
extern ct_loop *const CT_LEVEL(ct_running)[CT_OP_COUNT][CT_NUMERIC_COUNT];
extern ct_selector *const CT_LEVEL(ct_selects)[CT_MOVE_COUNT];
int64_t *CT_LEVEL(ct_places)(const char *mask, int64_t n, int64_t from, int64_t *to,
                             const int64_t *to_end);
extern ct_expander *const CT_LEVEL(ct_expanders)[CT_MOVE_COUNT - 1];
extern ct_gatherer *const CT_LEVEL(ct_gatherers)[CT_MOVE_COUNT - 1];
extern ct_transpose_block *const CT_LEVEL(ct_transposes)[CT_MOVE_COUNT - 1];
extern ct_dot_kernel *const CT_LEVEL(ct_dots)[2];
extern const ct_sorter CT_LEVEL(ct_sorters)[CT_NUMERIC_COUNT];
int64_t CT_LEVEL(ct_unpack)(uint64_t *words, int64_t n, int bits, bool exact);
ct_loop CT_LEVEL(ct_stream);
extern const ct_matmul_kernel CT_LEVEL(ct_matmul_kernels)[CT_NUMERIC_COUNT];

#endif
