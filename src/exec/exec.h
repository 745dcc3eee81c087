/* exec.h: the one engine. A program is a list of instructions over slots; a frame runs it over rows
 * of elements, block by block.
 *
 * A slot is an operand's own memory (operand k of the nest that is walked) or scratch. An
 * instruction is a kernel loop with its slots, inputs first; casts and copies are instructions like
 * any other. A program of one instruction without scratch runs as a plain loop over the whole inner
 * axis. A reduction is not an instruction: its runner (src/ufunc) hands the program a block as the
 * last operand and folds what it finds there, so computed values are never stored in full.
 *
 * A program does not change while it runs, and all that changes is in the frame: threads run one
 * program with a frame each. An instruction whose inputs do not vary along the inner axis runs once
 * per row for one element. Instructions are in an order in which every input is there. */
#ifndef CT_EXEC_H
#define CT_EXEC_H

#include "array/nest.h"
#include "kernels/kernels.h"

/* Elements of a block: 4 KiB of float64. A binary instruction touches three blocks, 12 KiB, and a
 * long expression about eight, which fits the 32-48 KiB of L1 beside the operands' lines; shorter
 * blocks pay the indirect call (some 5 ns) on fewer elements. Also the longest subtree of a sum
 * (pairwise.c) that is folded at once. */
enum { CT_EXEC_BLOCK = 512, CT_EXEC_FEW = 16 };
/* The same where results go past the cache: loading waits for a long burst of such stores (512
 * elements cost a fifth more than 128 or 256). */
enum { CT_STREAM_BLOCK = 256 };
/* Slots of an instruction: generated loops (native.h) have more than kernels. */
enum { CT_EXEC_OPERANDS = CT_NEST_OPERANDS };
/* A plain loop stops after so many elements, some milliseconds of work, to see whether it is
 * interrupted. */
enum { CT_EXEC_STRETCH = 1 << 20 };

typedef struct ct_slot {
    int operand; /* of the nest; -1: scratch */
    bool truth;  /* an operand of dtype bool */
    int64_t itemsize;
} ct_slot;

typedef struct ct_instruction {
    ct_loop *loop;
    int inputs, count; /* operands in all */
    float cost;        /* nanoseconds of an element, beyond moving it */
    bool silent;       /* its floating-point flags mean nothing, those of others do */
    int slots[CT_EXEC_OPERANDS];
} ct_instruction;

typedef struct ct_program {
    int nslots, nslots_max, length, length_max;
    ct_slot *slots;
    ct_instruction *code;
    bool failed;  /* an allocation failed while building; MemoryError is recorded */
    bool native;  /* made by native.c: runs as it is */
    bool streams; /* made by stream.c: short blocks, results past the cache */
    bool silent;  /* some instruction is */
    /* Of native ones: the last instruction, which folds its result; or stores it past the cache. */
    ct_loop *fold, *past;
    ct_slot few_slots[CT_EXEC_FEW];
    ct_instruction few_code[CT_EXEC_FEW];
} ct_program;

/* Building cannot fail visibly: after a failed allocation every call is a no-op and
 * ct_frame_start reports it. A program may not be moved (it may point into itself). */
void ct_program_init(ct_program *p);
void ct_program_close(ct_program *p);
int ct_program_operand(ct_program *p, int operand, int64_t itemsize);
int ct_program_scratch(ct_program *p, int64_t itemsize);
void ct_program_add(ct_program *p, ct_loop *loop, int inputs, int count, const int *slots);
void ct_program_hush(ct_program *p); /* the last instruction is silent */
/* Says what the instruction that writes `slot` costs: 0 unless it is said. */
void ct_program_weigh(ct_program *p, int slot, double cost);
/* The output slot of an instruction that makes the same of the same inputs; -1: there is none. */
int ct_program_find(const ct_program *p, ct_loop *loop, int inputs, const int *slots);
int64_t ct_operand_itemsize(const ct_program *p, int operand); /* 0: no slot has it */
bool ct_operand_is_written(const ct_program *p, int operand);

typedef struct ct_frame {
    const ct_program *program;
    int held;         /* the number of a generated program; 0: the caller's runs */
    bool plain;       /* one instruction, no scratch */
    bool past;        /* results go past the caches, by program->past */
    int64_t folds;    /* values that ct_frame_fold takes at once; 0: none */
    int hoisted;      /* the first instructions of `order`: once per row */
    int64_t *strides; /* of each slot */
    char **scratch;   /* of each slot; NULL for operands */
    int *order;       /* instructions, hoisted ones first */
    char *memory;     /* one block of so many bytes for all scratch */
    int64_t bytes;
    int64_t few[4 * CT_MAX_OPERANDS];
} ct_frame;

/* Readies `p` for rows with these operand strides. A frame may not be moved. */
ct_status ct_frame_start(ct_frame *frame, const ct_program *p, const int64_t *strides);
/* The same for so many elements: when that pays, groups of instructions become generated code. */
ct_status ct_frame_open(ct_frame *frame, const ct_program *p, const int64_t *strides,
                        int64_t elements);
/* The same of a program whose values in CT_VALUE_OPERAND are folded by a loop (acc, x) -> acc. */
ct_status ct_frame_open_fold(ct_frame *frame, const ct_program *p, const int64_t *strides,
                             int64_t elements, ct_loop *fold);
void ct_frame_close(ct_frame *frame);
/* Runs n elements from at[k], operand by operand. Fails when it is interrupted, only then. */
ct_status ct_frame_row(const ct_frame *frame, char *const *at, int64_t n);
/* Folds n >= CT_FOLD_LANES values of one row, at most frame->folds, without storing them: `room`
 * begins with the sum of a tree, or with CT_FOLD_LANES + n % CT_FOLD_LANES values that are left to
 * be folded. */
enum { CT_FOLD_LANES = 8 };
ct_status ct_frame_fold(const ct_frame *frame, char *const *at, int64_t n,
                        char room[static 16 * CT_FOLD_LANES]);
/* The whole of a nest, on several threads when that pays. */
ct_status ct_frame_run(const ct_frame *frame, ct_nest *nest);

/* Several elements of a result stand in one place: the walk must keep its order. */
bool ct_program_writes_twice(const ct_program *p, const ct_nest *nest);

/* Results that no cache holds: whether they pay, and the same program with stores past the cache.
 * stream.c */
bool ct_program_streams(const ct_program *p, const ct_nest *nest);
void ct_program_stream(ct_program *to, const ct_program *p);

double ct_program_cost(const ct_program *p); /* nanoseconds for each element, roughly */
/* All at once: start, run, close; the second takes a nest of CT_NEST_SHORT_ROWS and runs short rows
 * as long ones where it can. widen.c */
ct_status ct_nest_run(const ct_program *p, ct_nest *nest);
ct_status ct_program_run(const ct_program *p, ct_nest *nest);
int64_t ct_rows_together(int64_t width);

/* The number of the program that has generated code for `p`, from the cache or, when its work so
 * far pays for that, made now; 0: none. native.c */
extern _Atomic int64_t ct_native_enough; /* that work; less in tests */
int ct_native_take(const ct_program *p, const int64_t *strides, ct_loop *fold, int64_t elements);
void ct_native_drop(int number);
const ct_program *ct_native_program(int number);

/* Tells this thread's meter of a walk; true when it must not take place. Only when metered. meter.c
 */
typedef struct ct_reduction ct_reduction;
bool ct_frame_skipped(const ct_frame *frame, const ct_nest *nest);
bool ct_reduction_skipped(const ct_reduction *r, int ndim, const int64_t *shape, char *const *data,
                          const int64_t *const *strides, const char *acc,
                          const int64_t *acc_strides);

/* -- reductions ----- reduce.c (along the walk) and rows.c (across it) ------------------------ */

/* How values become one accumulator. With lanes the fold is a sum over NumPy's pairwise tree: a
 * range longer than a leaf is halved (rounded down to whole vectors of 8 numbers), a leaf sums in
 * `lanes` parallel lanes. The tree depends on the number of values alone, so the same column gives
 * the same bits along every axis, stride and computed or not. */
enum { CT_VALUE_OPERAND = CT_NEST_OPERANDS };
struct ct_reduction {
    const ct_program *program; /* leaves the value in CT_VALUE_OPERAND; NULL: operand 0 is it */
    int operands;              /* at most CT_NEST_OPERANDS - 1 */
    ct_loop *loop;             /* (acc, x) -> acc, all of one dtype */
    ct_fold *fold;             /* of accumulators; NULL: the loop, element by element */
    ct_fold *take;           /* of values: `fold`, or a sum of elements of another dtype: `wide` */
    ct_row_fold *rows;       /* the same of whole rows; NULL: the loop, row by row. Not if wide */
    bool wide;               /* values are shorter than accumulators, which hold initial values */
    int64_t itemsize, given; /* of accumulator and value */
    int lanes;               /* 8: real sums, 4: complex ones, 0: one after the other */
    bool preset;             /* accumulators hold initial values; else the first value starts */
    bool any_order;          /* values may be folded in groups: not products of floats */
    bool idempotent; /* the value that starts may be folded once more, in line with the rest */
    bool in_order;   /* the operation may not be reordered: one reduced axis */
};

/* Folds over the axes marked in `reduced`. `acc` has strides for the other axes. With no values at
 * all a preset accumulator stays, any other is left as it is. */
ct_status ct_reduction_run(const ct_reduction *r, int ndim, const int64_t *shape,
                           const bool *reduced, char *const *data, const int64_t *const *strides,
                           char *acc, const int64_t *acc_strides);

/* The same for n > 0 values of one row, with a frame of the caller's (NULL without a program) that
 * was opened for ct_reduction_fold: what values are folded by. */
ct_loop *ct_reduction_fold(const ct_reduction *r);
ct_status ct_reduction_row(const ct_reduction *r, const ct_frame *frame, char *const *at,
                           const int64_t *strides, int64_t n, char *acc);

/* Shared by both ways: where the walk stands. */
typedef struct ct_reducer {
    const ct_reduction *how;
    const ct_frame *frame;
    ct_frame own;
    ct_nest kept, inside; /* the accumulators (last operand), and the values of one of them */
    int64_t count;        /* values per accumulator */
    int64_t used;         /* of the inside row */
    bool across;          /* whole rows of accumulators at once: rows.c */
    ct_status status;     /* CT_INTERRUPTED: the rest of the walk computes nothing */
    ct_loop *copy;
    char *block; /* CT_EXEC_BLOCK values; `few` where values are folded without it */
    _Alignas(64) char few[16 * CT_FOLD_LANES];
    char *lanes; /* vectors of `width` values: lanes, then one for each level of the tree */
    int64_t first, width, columns; /* columns at work, and how many at most; rows.c */
} ct_reducer;
/* Columns at work at once: 8 lanes of 128 float64 are 8 KiB, half of what L1 has to spare. */
enum { CT_REDUCE_COLUMNS = 128 };
ct_status ct_reduce_rows(ct_reducer *x);
/* Sums of few columns that lie side by side, before the reducer is opened. narrow.c */
bool ct_reduce_is_narrow(const ct_reducer *x);
ct_status ct_reduce_narrow(ct_reducer *x);
/* First half of a range of n > leaf values; 0 when n is a leaf. */
int64_t ct_tree_half(int lanes, int64_t n);

#endif
