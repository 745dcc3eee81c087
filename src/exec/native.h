/* native.h: generated machine code for groups of instructions, inside src/exec.
 *
 * The way of a program: group.c finds instructions that may run together in registers, lower.c says
 * what each of them does as values of a group, generate.c writes the group as one loop (ct_loop)
 * for AVX2 or AVX-512, native.c keeps what was made. The operations are those of the loops they
 * replace, one rounding each, so bits and floating-point flags are the same. Where any step says
 * no, the program runs as it is. */
#ifndef CT_NATIVE_H
#define CT_NATIVE_H

#include "assemble.h"
#include "exec.h"

enum {
    CT_GROUP_VALUES = 96,   /* of one loop */
    CT_GROUP_OPERANDS = 11, /* arrays: general registers that are free for addresses */
    CT_NATIVE_LENGTH = 128, /* instructions and slots of a program that is looked at */
    CT_NATIVE_SLOTS = 384
};

/* What computes a value. Numbers are known by their size alone (1: a truth value, which is a mask
 * in a register); `type` says what an operation takes them for. */
typedef enum ct_act {
    CT_ACT_LOAD,   /* an operand's elements; bytes of truth values stay bytes */
    CT_ACT_SCALAR, /* an operand that does not vary */
    CT_ACT_CONST,
    CT_ACT_BINARY,
    CT_ACT_UNARY,
    CT_ACT_COMPARE,
    CT_ACT_TRUTH,  /* of an integer, or of a byte */
    CT_ACT_SELECT, /* mask, where true, where false */
    CT_ACT_AND,    /* of masks, and what follows */
    CT_ACT_OR,
    CT_ACT_XOR,
    CT_ACT_NOT,
    CT_ACT_NUMBER, /* a mask, and what stands for true; 0 elsewhere */
    CT_ACT_BYTES,  /* a mask as bytes of 0 and 1, and the constant of ones */
    CT_ACT_NARROW, /* AVX2: a mask of 8-byte lanes for 4-byte ones */
    CT_ACT_ROOT    /* of float64: by the opcode where the mask is set, else from products; 0.5 */
} ct_act;

typedef struct ct_value {
    uint8_t act, size;            /* bytes of one element */
    uint8_t from;                 /* UNARY: size of the input's elements, where it differs */
    uint8_t immediate;            /* COMPARE, and UNARY with `has_immediate` */
    bool has_immediate, reversed; /* the register stands last: narrowing moves */
    bool exact;                   /* cannot raise a flag: lanes beyond the end may hold anything */
    uint16_t opcode;
    int16_t in[3]; /* values; -1: none */
    int16_t slot;  /* LOAD, SCALAR */
    uint64_t bits; /* CONST */
} ct_value;

typedef struct ct_group {
    ct_isa_level level;
    int count, outputs;
    ct_value values[CT_GROUP_VALUES];
    struct {
        int16_t value, slot;
        uint8_t size;
    } output[CT_GROUP_OPERANDS];
    int widest; /* bytes of the widest number: a vector has as many lanes */
    bool failed;
} ct_group;

/* What a kernel loop does, as far as it can be written in registers. lower.c */
typedef struct ct_meaning {
    enum { CT_MEANS_NOTHING, CT_MEANS_UFUNC, CT_MEANS_CAST, CT_MEANS_COPY, CT_MEANS_WHERE } what;
    ct_op op;
    uint8_t from, to; /* ct_type_num of inputs, and of the result */
} ct_meaning;
ct_meaning ct_loop_meaning(ct_loop *loop);
/* Whether the result is a truth value, 0 or 1 in its byte; and whether an input must be one. */
bool ct_meaning_is_truth(const ct_meaning *m, bool of_truths);
bool ct_meaning_takes_truth(const ct_meaning *m, int input);

void ct_group_start(ct_group *g, ct_isa_level level, int widest);
/* The elements of an operand; `scalar`: one that does not vary. */
int ct_group_load(ct_group *g, int slot, int size, bool scalar);
/* The value of an instruction with this meaning; the group fails when it has none. */
int ct_group_apply(ct_group *g, const ct_meaning *m, const int *in);
void ct_group_output(ct_group *g, int value, int slot, int size);

/* The end of a loop for AVX2: the elements that fill no vector. */
void ct_native_rest(char *const *args, const int64_t *strides, int64_t n, const int64_t *itemsizes,
                    ct_loop *loop, uint64_t shape);
/* Writes the loop; its operands stand in the order of `slots`: *inputs, then the outputs. Returns
 * where it starts, -1 when it cannot be written. */
int32_t ct_generate(const ct_group *g, ct_code *code, int *slots, int *inputs, int *count);

/* The same of one result that is stored past the cache; `other`: the plain loop in this code. */
int32_t ct_generate_past(const ct_group *g, ct_code *code, int32_t other);

/* Whether results may be folded by this operation in registers; and the loop that does so, with the
 * operands of the other. Its result is one number for sums over a tree, else CT_FOLD_LANES numbers
 * that are to be folded; behind its operands follows an address: of the n % CT_FOLD_LANES last
 * values, computed already. Other than a loop it is given at least CT_FOLD_LANES elements. fold.c
 */
bool ct_folds(const ct_meaning *how, ct_isa_level level);
int32_t ct_generate_fold(const ct_group *g, const ct_meaning *how, ct_code *code);

/* A program with its groups replaced, and room for it. The code is at its place when it runs. */
typedef struct ct_rewriting {
    ct_program program; /* its slots and code are the arrays below */
    ct_slot slots[CT_NATIVE_SLOTS];
    ct_instruction code[2 * CT_NATIVE_LENGTH];
    int32_t start[2 * CT_NATIVE_LENGTH]; /* of generated loops, in `bytes`; -1: a kernel */
    int32_t fold, past; /* the last one, folding, and storing past the cache; -1: none */
    ct_code out;
} ct_rewriting;
/* `fold`: how values are folded, may be NULL. False: nothing can be gained. group.c */
bool ct_rewrite(ct_rewriting *to, const ct_program *p, const int64_t *strides, ct_loop *fold,
                ct_isa_level level);

#endif
