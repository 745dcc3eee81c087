/* fold.c: a group whose result is not stored but folded, as one loop in machine code.
 *
 * Values go into eight lanes in registers: one vector with AVX-512, two with AVX2. A sum of float64
 * follows the pairwise tree of src/kernels/folds.c: the code calls itself for both halves of what
 * is longer than a leaf; a leaf adds its lanes in pairs, then the values that fill no lanes, which
 * the caller has computed already. What may be folded in any order leaves its lanes to the caller.
 *
 * Arguments: the inputs, where the result goes (one number, or eight), and those last values. */
#include "maker.h"

typedef struct folding {
    ct_op op;
    uint8_t type;
    bool tree, wide; /* wide: only AVX-512 has the instruction */
    uint16_t opcode;
    uint64_t start; /* changes no value */
} folding;
static const folding foldings[] = {
    {CT_OP_add, CT_NUM_FLOAT64, true, false, CT_OPCODE(1, 1, 1, 0x58), UINT64_C(1) << 63},
    {CT_OP_add, CT_NUM_INT64, false, false, CT_OPCODE(1, 1, 1, 0xD4), 0},
    {CT_OP_maximum, CT_NUM_INT64, false, true, CT_OPCODE(2, 1, 1, 0x3D), UINT64_C(1) << 63},
    {CT_OP_minimum, CT_NUM_INT64, false, true, CT_OPCODE(2, 1, 1, 0x39), INT64_MAX}};

static const folding *find(const ct_meaning *m, ct_isa_level level)
{
    for (size_t i = 0; i < sizeof foldings / sizeof *foldings; i++) {
        const folding *f = &foldings[i];
        if (m->what == CT_MEANS_UFUNC && m->op == f->op && m->from == f->type &&
            (level == CT_ISA_V4 || !f->wide))
            return f;
    }
    return NULL;
}

bool ct_folds(const ct_meaning *m, ct_isa_level level)
{
    return find(m, level) != NULL;
}

enum { LANES = CT_FOLD_LANES, LEAF = 128 /* values, at most: folds.c */ };

/* RAX values, a multiple of the lanes and a rest, which stays in RAX. */
static void put_lanes(ct_maker *m, int32_t start)
{
    int step = m->sums, repeat = ct_maker_vectors_at_once(m->g);
    for (int i = 0; i < m->sums; i++) {
        ct_vector x = {.opcode = CT_OPCODE(2, 1, m->wide, 0x19), /* vbroadcastsd */
                       .bytes = (uint8_t)m->full,
                       .reg = (uint8_t)i,
                       .evex = m->wide,
                       .unit = 8,
                       .last = CT_MEMORY(CT_CODE, start)};
        ct_put_vector(m->code, x);
    }
    if (repeat > step)
        ct_maker_put_loop(m, repeat);
    ct_maker_put_loop(m, step);
}

enum {
    ADD_ONE = CT_OPCODE(1, 3, 0, 0x58),  /* vaddsd */
    SUM_OUT = CT_OPCODE(1, 3, 0, 0x11),  /* vmovsd */
    LANES_OUT = CT_OPCODE(1, 0, 0, 0x11) /* vmovups */
};

static void put_call(ct_maker *m, int32_t to)
{
    ct_put_bytes(m->code, 5, (const uint8_t[]){0xE8, 0, 0, 0, 0});
    ct_set_jump(m->code, m->code->length, to);
}

/* Register 0 = ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)). */
static void put_pairs(ct_maker *m)
{
    enum {
        UPPER_FOUR = CT_OPCODE(3, 1, 1, 0x1B), /* vextractf64x4 */
        UPPER_TWO = CT_OPCODE(3, 1, 0, 0x19),  /* vextractf128 */
        ADD_PAIRS = CT_OPCODE(1, 1, 0, 0x7C),  /* vhaddpd */
        ADD = CT_OPCODE(1, 1, 0, 0x58),
        UPPER_ONE = CT_OPCODE(1, 1, 0, 0x15) /* vunpckhpd */
    };
    if (m->wide)
        ct_maker_put_immediate(m, UPPER_FOUR, 64, 0, 0, CT_IN(1), 1);
    ct_maker_put_vex(m, ADD_PAIRS, 32, 0, 0, CT_IN(1));
    ct_vector x = {
        .opcode = UPPER_TWO, .bytes = 32, .last = CT_IN(1), .immediate = true, .value = 1};
    ct_put_vector(m->code, x);
    ct_maker_put_vex(m, ADD, 16, 0, 0, CT_IN(1));
    ct_maker_put_vex(m, UPPER_ONE, 16, 1, 0, CT_IN(0));
    ct_maker_put_vex(m, ADD_ONE, 16, 0, 0, CT_IN(1));
}

/* A function: register 0 = the sum of the next RAX values. */
static void put_tree(ct_maker *m, int inputs, int32_t start)
{
    static const uint8_t give[] = {0xC3}, halve[] = {0x49, 0x89, 0xC3,       /* mov r11, rax */
                                                     0x49, 0xD1, 0xEB,       /* shr r11, 1 */
                                                     0x49, 0x83, 0xE3, 0xF8, /* and r11, -8 */
                                                     0x4C, 0x29, 0xD8,       /* sub rax, r11 */
                                                     0x50,                   /* push rax */
                                                     0x4C, 0x89, 0xD8};      /* mov rax, r11 */
    int32_t tree = m->code->length;
    ct_put_compare(m->code, CT_RAX, LEAF);
    int32_t split = ct_put_jump(m->code, CT_IF_ABOVE);
    put_lanes(m, start);
    put_pairs(m);
    ct_put_compare(m->code, CT_RAX, 0);
    int32_t done = ct_put_jump(m->code, CT_IF_ZERO);
    ct_put_load(m->code, CT_R11, CT_MEMORY(CT_RDI, 8 * (inputs + 1)));
    int32_t next = m->code->length;
    ct_maker_put_vex(m, ADD_ONE, 16, 0, 0, CT_MEMORY(CT_R11, 0));
    ct_put_add(m->code, CT_R11, 8);
    ct_put_sub(m->code, CT_RAX, 1);
    ct_set_jump(m->code, ct_put_jump(m->code, CT_IF_NOT_ZERO), next);
    ct_set_jump(m->code, done, m->code->length);
    ct_put_bytes(m->code, sizeof give, give);
    ct_set_jump(m->code, split, m->code->length);
    ct_put_bytes(m->code, sizeof halve, halve);
    put_call(m, tree);
    ct_put_load(m->code, CT_RAX, CT_MEMORY(CT_RSP, 0));
    ct_maker_put_vex(m, SUM_OUT, 16, 0, 0, CT_MEMORY(CT_RSP, 0));
    put_call(m, tree);
    ct_maker_put_vex(m, ADD_ONE, 16, 0, 0, CT_MEMORY(CT_RSP, 0));
    ct_put_add(m->code, CT_RSP, 8);
    ct_put_bytes(m->code, sizeof give, give);
}

int32_t ct_generate_fold(const ct_group *g, const ct_meaning *how, ct_code *code)
{
    static const uint8_t give[] = {0xC3}, jump[] = {0xE9, 0, 0, 0, 0};
    ct_maker m;
    int slots[CT_EXEC_OPERANDS], inputs, count;
    const folding *f = find(how, g->level);
    if (!f || g->outputs != 1 || g->output[0].size != 8)
        return -1;
    ct_maker_start(&m, g, code);
    m.sums = LANES / m.lanes;
    m.fold = f->opcode;
    if (!ct_maker_prepare(&m, slots, &inputs, &count) || count == CT_EXEC_OPERANDS)
        return -1;
    int32_t constant = code->length;
    ct_put_bytes(code, 8, (const uint8_t *)&f->start);
    int32_t start = code->length, frame = ct_maker_enter(&m, inputs), tree = 0;
    ct_put_move(code, CT_RDX, CT_RSP);
    m.frame = CT_RDX;
    if (f->tree) {
        ct_put_bytes(code, sizeof jump, jump);
        tree = code->length;
        put_tree(&m, inputs, constant);
        ct_set_jump(code, tree, code->length);
        put_call(&m, tree);
    } else {
        put_lanes(&m, constant);
    }
    ct_put_load(code, CT_R11, CT_MEMORY(CT_RDI, 8 * inputs));
    if (f->tree)
        ct_maker_put_vex(&m, SUM_OUT, 16, 0, 0, CT_MEMORY(CT_R11, 0));
    for (int i = 0; i < m.sums && !f->tree; i++)
        ct_maker_put(&m, LANES_OUT, m.full, i, 0, CT_MEMORY(CT_R11, i * m.full));
    ct_maker_leave(&m, frame);
    ct_put_bytes(code, sizeof give, give);
    return m.failed || code->length > code->room ? -1 : start;
}
