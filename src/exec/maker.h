/* maker.h: a loop that is being written, for generate.c and fold.c: maker.c writes what it does
 * with one vector of elements. */
#ifndef CT_MAKER_H
#define CT_MAKER_H

#include "native.h"

enum {
    CT_MAKER_MASKS = 8,
    CT_MAKER_VECTORS = 32,
    CT_MAKER_REST = 1 /* k1: the lanes at the end */
};

typedef struct ct_maker {
    const ct_group *g;
    ct_code *code;
    bool wide; /* AVX-512 */
    int lanes, full, registers;
    int32_t constant[CT_GROUP_VALUES]; /* where the code has them */
    int16_t place[CT_GROUP_VALUES];    /* register */
    int16_t stack[CT_GROUP_VALUES];    /* block on the stack */
    int16_t last_use[CT_GROUP_VALUES], uses[CT_GROUP_VALUES];
    int16_t operand[CT_GROUP_VALUES]; /* LOAD, SCALAR: number among the arguments */
    int8_t address[CT_GROUP_VALUES];  /* LOAD: register */
    bool pinned[CT_GROUP_VALUES];
    int16_t vector[CT_MAKER_VECTORS], mask[CT_MAKER_MASKS]; /* the value in a register */
    uint32_t locked, locked_masks;                          /* at work in this instruction */
    int8_t out_address[CT_GROUP_OPERANDS];
    int frame; /* general register: where the blocks on the stack are */
    int now, blocks, addresses;
    int64_t done; /* elements before this vector, of an unrolled loop */
    int sums;     /* the first registers: what values are folded into; 0: results are stored */
    int fold;     /* by this opcode */
    bool past;    /* results are stored past the cache */
    bool rest, failed;
} ct_maker;

bool ct_maker_is_mask(const ct_maker *m, int v);
bool ct_maker_is_array(const ct_maker *m, int v);
bool ct_maker_is_fixed(const ct_maker *m, int v);
/* Instructions without and with an immediate byte, and those on masks and general registers, which
 * are VEX-encoded (`bytes` 32 sets L). */
void ct_maker_put(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last);
void ct_maker_put_immediate(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last,
                            int value);
void ct_maker_put_vex(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last);
/* A scalar or constant into a register. */
void ct_maker_load_fixed(ct_maker *m, int v, int to);
/* One vector of elements. */
void ct_maker_body(ct_maker *m);

/* -- generate.c: what every loop has ----------------------------------------------------------- */

void ct_maker_start(ct_maker *m, const ct_group *g, ct_code *code);
/* Numbers operands, puts constants before the code; false: the group cannot be written. */
bool ct_maker_prepare(ct_maker *m, int *slots, int *inputs, int *count);
/* Preserves registers, loads addresses and what stays in registers, the count into RAX; the way
 * back is given the place where the size of the stack's blocks belongs. */
int32_t ct_maker_enter(ct_maker *m, int inputs);
void ct_maker_leave(ct_maker *m, int32_t frame);
/* While as many elements are left in RAX. */
void ct_maker_put_loop(ct_maker *m, int vectors);
int ct_maker_vectors_at_once(const ct_group *g);

#endif
