/* assemble.h: x86-64 instructions as bytes: the vector instructions of AVX2 (VEX) and AVX-512
 * (EVEX), and the few others that a loop needs. Facts: Intel SDM volume 2, chapters 2 and 3.
 *
 * Bytes go to a buffer of fixed room. What does not fit is not written, but counted: `length`
 * beyond `room` says that the code did not fit. */
#ifndef CT_ASSEMBLE_H
#define CT_ASSEMBLE_H

#include "base/base.h"

typedef struct ct_code {
    uint8_t *bytes;
    int32_t length, room;
} ct_code;

enum {
    CT_RAX,
    CT_RCX,
    CT_RDX,
    CT_RBX,
    CT_RSP,
    CT_RBP,
    CT_RSI,
    CT_RDI,
    CT_R8,
    CT_R9,
    CT_R10,
    CT_R11,
    CT_R12,
    CT_R13,
    CT_R14,
    CT_R15,
    CT_REGISTER = -1, /* `at` is a register */
    CT_CODE = -2      /* `at` is an offset in this code */
};

/* What the last operand of an instruction may be: a register, or memory at base + at. */
typedef struct ct_spot {
    int base, at;
} ct_spot;
#define CT_IN(register_)      ((ct_spot){CT_REGISTER, register_})
#define CT_MEMORY(base_, at_) ((ct_spot){base_, at_})

/* Map (1: 0F, 2: 0F38, 3: 0F3A), prefix (0, 1: 66, 2: F3, 3: F2), W, opcode. */
#define CT_OPCODE(map, prefix, w, opcode)                                                          \
    ((uint16_t)((map) << 12 | (prefix) << 10 | (w) << 8 | (opcode)))

typedef struct ct_vector {
    uint16_t opcode;
    uint8_t bytes;       /* of a vector: 16, 32, 64 */
    uint8_t reg, second; /* first and second operand */
    bool evex, zero;     /* zero: the lanes that the mask leaves out become 0 */
    uint8_t mask;        /* k1 .. k7; 0: all lanes */
    uint8_t unit;        /* bytes of memory that an EVEX instruction reads; 0: `bytes` */
    bool immediate;      /* a byte follows: */
    uint8_t value;
    ct_spot last;
} ct_vector;
void ct_put_vector(ct_code *code, ct_vector x);

void ct_put_bytes(ct_code *code, int count, const uint8_t *bytes);
void ct_put_push(ct_code *code, int reg);
void ct_put_pop(ct_code *code, int reg);
void ct_put_load(ct_code *code, int reg, ct_spot from); /* 64 bits */
void ct_put_move(ct_code *code, int to, int from);
void ct_put_add(ct_code *code, int reg, int32_t value);
void ct_put_sub(ct_code *code, int reg, int32_t value);
void ct_put_compare(ct_code *code, int reg, int32_t value);
void ct_put_number(ct_code *code, int reg, uint64_t value);
void ct_put_address(ct_code *code, int reg, int32_t offset); /* of this code */
/* A jump to a place in the code that may be set later: ct_set_jump. Conditions as in Jcc. */
enum { CT_IF_BELOW = 2, CT_IF_NOT_BELOW = 3, CT_IF_ZERO = 4, CT_IF_NOT_ZERO = 5, CT_IF_ABOVE = 7 };
int32_t ct_put_jump(ct_code *code, int condition);
void ct_set_jump(ct_code *code, int32_t jump, int32_t to);

#endif
