/* generate.c: a group as one loop in machine code.
 *
 * The loop is a ct_loop. It keeps an address for each array, a count of elements to go, and
 * everything else in vector registers: scalars and constants throughout as far as there is room,
 * values from their first use to their last. When registers run out the value that is needed last
 * goes to the stack, or is loaded again when memory has it. Results are stored when all is
 * computed, so an output may be one of the inputs.
 *
 * First comes a loop over several vectors, then over one. The elements that are left are done under
 * a mask with AVX-512; lanes outside of it neither touch memory nor raise flags. With AVX2 they go
 * through ct_native_rest, which fills a vector up with copies of the last one. */
#include "native.h"

#include <string.h>

enum {
    ADDRESSES_V3 = 9,
    REST_MASK = 1, /* k1 */
    FIRST_MASK = 2,
    MASKS = 8,
    VECTORS = 32,
    NOWHERE = -1
};
/* Addresses; with AVX2 the arguments stay where they are, for ct_native_rest. */
static const uint8_t address_registers[CT_GROUP_OPERANDS] = {
    CT_R8, CT_R9, CT_R10, CT_RBX, CT_RBP, CT_R12, CT_R13, CT_R14, CT_R15, CT_RSI, CT_RCX};

typedef struct maker {
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
    int16_t vector[VECTORS], mask[MASKS]; /* the value in a register */
    uint32_t locked, locked_masks;        /* at work in this instruction */
    int8_t out_address[CT_GROUP_OPERANDS];
    int now, blocks, addresses;
    int64_t done; /* elements before this vector, of an unrolled loop */
    bool rest, failed;
} maker;

static bool is_mask(const maker *m, int v)
{
    const ct_value *x = &m->g->values[v];
    return m->wide && x->size == 1 && x->act != CT_ACT_LOAD && x->act != CT_ACT_BYTES;
}

static bool is_array(const maker *m, int v)
{
    return m->g->values[v].act == CT_ACT_LOAD;
}

static bool is_fixed(const maker *m, int v)
{
    return m->g->values[v].act == CT_ACT_SCALAR || m->g->values[v].act == CT_ACT_CONST;
}

/* Bytes of a vector of elements of this size; masks fill a register with AVX2. */
static int width(const maker *m, int size)
{
    int bytes = size == 1 ? m->full : m->lanes * size;
    return bytes < m->full ? bytes : m->full;
}

static ct_vector form(const maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
{
    return (ct_vector){.opcode = (uint16_t)opcode,
                       .bytes = (uint8_t)bytes,
                       .reg = (uint8_t)reg,
                       .second = (uint8_t)second,
                       .evex = m->wide,
                       .last = last};
}

static void put(maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
{
    ct_put_vector(m->code, form(m, opcode, bytes, reg, second, last));
}

static void put_immediate(maker *m, int opcode, int bytes, int reg, int second, ct_spot last,
                          int value)
{
    ct_vector x = form(m, opcode, bytes, reg, second, last);
    x.immediate = true;
    x.value = (uint8_t)value;
    ct_put_vector(m->code, x);
}

/* Instructions on masks are VEX-encoded; `bytes` 32 sets L. */
static void put_mask(maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
{
    ct_vector x = form(m, opcode, bytes, reg, second, last);
    x.evex = false;
    ct_put_vector(m->code, x);
}

enum {
    MOVE_IN_8 = CT_OPCODE(1, 1, 1, 0x10),
    MOVE_IN_4 = CT_OPCODE(1, 0, 0, 0x10),
    MOVE_OUT_8 = CT_OPCODE(1, 1, 1, 0x11),
    MOVE_OUT_4 = CT_OPCODE(1, 0, 0, 0x11),
    BYTES_IN = CT_OPCODE(1, 3, 0, 0x6F),
    BYTES_OUT = CT_OPCODE(1, 3, 0, 0x7F),
    HALF = CT_OPCODE(3, 1, 0, 0x39) /* vextracti128 */
};

/* -- registers --------------------------------------------------------------------------------- */

static int next_use(const maker *m, int v)
{
    const ct_group *g = m->g;
    for (int i = m->now + 1; i < g->count; i++)
        if (g->values[i].in[0] == v || g->values[i].in[1] == v || g->values[i].in[2] == v)
            return i;
    return g->count;
}

static ct_spot block_of(maker *m, int v)
{
    if (m->stack[v] == NOWHERE)
        m->stack[v] = (int16_t)m->blocks++;
    return CT_MEMORY(CT_RSP, 64 * m->stack[v]);
}

static void evict(maker *m, int v)
{
    bool kept = is_array(m, v) || is_fixed(m, v) || m->stack[v] != NOWHERE;
    int from = m->place[v];
    if (!kept && is_mask(m, v))
        put_mask(m, CT_OPCODE(1, 0, 0, 0x91), 16, from, 0, block_of(m, v));
    else if (!kept)
        put(m, MOVE_OUT_4, m->full, from, 0, block_of(m, v));
    m->place[v] = NOWHERE;
}

/* A register for `v`, which then has it; locked. */
static int take(maker *m, int v)
{
    bool mask = is_mask(m, v);
    int16_t *holds = mask ? m->mask : m->vector;
    uint32_t *locked = mask ? &m->locked_masks : &m->locked;
    int from = mask ? FIRST_MASK : 0, end = mask ? MASKS : m->registers, best = NOWHERE, far = -1;
    for (int r = from; r < end; r++) {
        int other = holds[r];
        int use = other == NOWHERE ? INT16_MAX : next_use(m, other);
        if (*locked >> r & 1 || (other != NOWHERE && m->pinned[other]) || use <= far)
            continue;
        best = r;
        far = use;
    }
    if (best == NOWHERE) {
        m->failed = true;
        return 0;
    }
    if (holds[best] != NOWHERE)
        evict(m, holds[best]);
    holds[best] = (int16_t)v;
    m->place[v] = (int16_t)best;
    *locked |= (uint32_t)1 << best;
    return best;
}

static void give_back(maker *m, int v)
{
    if (v == NOWHERE || m->place[v] == NOWHERE || m->pinned[v] || m->last_use[v] > m->now)
        return;
    (is_mask(m, v) ? m->mask : m->vector)[m->place[v]] = NOWHERE;
    m->place[v] = NOWHERE;
}

static ct_spot array_place(const maker *m, int v)
{
    return CT_MEMORY(m->address[v], (int)(m->done * m->g->values[v].size));
}

static void load_array(maker *m, int v, int to)
{
    int size = m->g->values[v].size;
    ct_vector x;
    if (size > 1)
        x = form(m, size == 8 ? MOVE_IN_8 : MOVE_IN_4, width(m, size), to, 0, array_place(m, v));
    else if (!m->wide)
        x = form(m, m->lanes == 4 ? CT_OPCODE(2, 1, 0, 0x32) : CT_OPCODE(2, 1, 0, 0x31), 32, to, 0,
                 array_place(m, v));
    else if (m->rest || m->lanes == 16)
        x = form(m, BYTES_IN, 16, to, 0, array_place(m, v));
    else
        x = form(m, CT_OPCODE(1, 2, 1, 0x7E), 16, to, 0, array_place(m, v)), x.unit = 8;
    x.mask = m->rest ? REST_MASK : 0;
    x.zero = m->rest;
    ct_put_vector(m->code, x);
}

static void load_fixed(maker *m, int v, int to)
{
    const ct_value *x = &m->g->values[v];
    ct_spot from = CT_MEMORY(CT_CODE, m->constant[v]);
    if (x->act == CT_ACT_SCALAR) {
        ct_put_load(m->code, CT_R11, CT_MEMORY(CT_RDI, 8 * m->operand[v]));
        from = CT_MEMORY(CT_R11, 0);
    }
    int opcode = x->size == 8 ? CT_OPCODE(2, 1, m->wide, 0x19) : CT_OPCODE(2, 1, 0, 0x18);
    ct_vector made = form(m, opcode, width(m, x->size), to, 0, from);
    made.unit = x->size;
    ct_put_vector(m->code, made);
}

/* The register of a value that is computed, or can be fetched; locked. */
static int get(maker *m, int v)
{
    bool mask = is_mask(m, v);
    int r = m->place[v];
    if (r == NOWHERE) {
        r = take(m, v);
        if (is_array(m, v))
            load_array(m, v, r);
        else if (is_fixed(m, v))
            load_fixed(m, v, r);
        else if (mask)
            put_mask(m, CT_OPCODE(1, 0, 0, 0x90), 16, r, 0, block_of(m, v));
        else
            put(m, MOVE_IN_4, m->full, r, 0, block_of(m, v));
    }
    *(mask ? &m->locked_masks : &m->locked) |= (uint32_t)1 << r;
    return r;
}

/* -- values ------------------------------------------------------------------------------------ */

/* An array that is read here alone may stay in memory. */
static ct_spot last_operand(maker *m, int v)
{
    bool direct =
        is_array(m, v) && m->g->values[v].size > 1 && m->uses[v] == 1 && m->place[v] == NOWHERE;
    return direct ? array_place(m, v) : CT_IN(get(m, v));
}

static void put_masked(maker *m, ct_vector x, bool zero)
{
    if (m->rest) {
        x.mask = REST_MASK;
        x.zero = zero;
    }
    ct_put_vector(m->code, x);
}

static void put_compare(maker *m, const ct_value *x, int to, int a, ct_spot b)
{
    ct_vector made = form(m, x->opcode, width(m, x->from), to, a, b);
    made.immediate = x->has_immediate;
    made.value = x->immediate;
    put_masked(m, made, false);
    if (!m->wide && x->from < m->g->widest)
        put(m, CT_OPCODE(2, 1, 0, 0x25), 32, to, 0, CT_IN(to));
}

static void put_unary(maker *m, const ct_value *x, int to, int a)
{
    int wider = x->from > x->size ? x->from : x->size;
    ct_vector made = form(m, x->opcode, width(m, wider), to, 0, CT_IN(a));
    if (x->reversed) {
        made.reg = (uint8_t)a;
        made.last = CT_IN(to);
    }
    made.immediate = x->has_immediate;
    made.value = x->immediate;
    put_masked(m, made, true);
}

static void put_select(maker *m, const ct_value *x, int to, int mask, int yes, int no)
{
    if (!m->wide) {
        put_immediate(m, x->size == 8 ? CT_OPCODE(3, 1, 0, 0x4B) : CT_OPCODE(3, 1, 0, 0x4A),
                      width(m, x->size), to, no, CT_IN(yes), mask << 4);
        return;
    }
    ct_vector made =
        form(m, CT_OPCODE(2, 1, x->size == 8, 0x65), width(m, x->size), to, no, CT_IN(yes));
    made.mask = (uint8_t)mask;
    ct_put_vector(m->code, made);
}

/* Where `mask` is set what `from` has, 0 elsewhere. */
static void put_where_set(maker *m, int opcode, int bytes, int to, int mask, int from)
{
    ct_vector made = form(m, opcode, bytes, to, 0, CT_IN(from));
    made.mask = (uint8_t)mask;
    made.zero = true;
    ct_put_vector(m->code, made);
}

/* AVX2: the lower halves of lanes; and lanes of -1 as bytes of 1. */
static void put_narrow(maker *m, int to, int a)
{
    put_immediate(m, HALF, 32, a, 0, CT_IN(to), 1);
    put_immediate(m, CT_OPCODE(1, 0, 0, 0xC6), 16, to, a, CT_IN(to), 0x88);
}

static void put_bytes(maker *m, int to, int a)
{
    if (m->lanes == 8)
        put_immediate(m, HALF, 32, a, 0, CT_IN(to), 1);
    put(m, CT_OPCODE(1, 1, 0, 0x6B), 16, to, a, CT_IN(m->lanes == 8 ? to : a));
    put(m, CT_OPCODE(1, 1, 0, 0x63), 16, to, to, CT_IN(to));
    put(m, CT_OPCODE(2, 1, 0, 0x1C), 16, to, 0, CT_IN(to));
}

static void put_truth(maker *m, int to, int a, int zero)
{
    if (m->wide)
        put(m, CT_OPCODE(2, 1, 0, 0x26), 16, to, a, CT_IN(a));
    else
        put(m, m->lanes == 4 ? CT_OPCODE(2, 1, 0, 0x37) : CT_OPCODE(1, 1, 0, 0x66), 32, to, a,
            CT_IN(zero));
}

static void compute(maker *m, int v)
{
    const ct_value *x = &m->g->values[v];
    ct_spot last = {0, 0};
    int in[3] = {0, 0, 0};
    bool memory = x->act == CT_ACT_BINARY || x->act == CT_ACT_COMPARE;
    m->now = v;
    m->locked = m->locked_masks = 0;
    for (int k = 0; k < 3 && x->in[k] != NOWHERE; k++) {
        if (memory && k == 1)
            last = last_operand(m, x->in[k]);
        else
            in[k] = get(m, x->in[k]);
    }
    /* What takes two instructions with AVX2 still reads its input in the second. */
    bool apart = x->act == CT_ACT_NARROW || x->act == CT_ACT_BYTES;
    int to = apart ? take(m, v) : 0;
    for (int k = 0; k < 3; k++)
        give_back(m, x->in[k]);
    m->locked = m->locked_masks = 0;
    if (!apart) {
        for (int k = 0; k < 3; k++) /* an input that lives on may not be evicted for the result */
            if (x->in[k] != NOWHERE && m->place[x->in[k]] != NOWHERE)
                *(is_mask(m, x->in[k]) ? &m->locked_masks : &m->locked) |= (uint32_t)1
                                                                           << m->place[x->in[k]];
        to = take(m, v);
    }
    switch (x->act) {
    case CT_ACT_BINARY: {
        ct_vector made = form(m, x->opcode, width(m, x->size), to, in[0], last);
        if (x->exact && last.base == CT_REGISTER)
            ct_put_vector(m->code, made);
        else
            put_masked(m, made, true);
        break;
    }
    case CT_ACT_UNARY:
        put_unary(m, x, to, in[0]);
        break;
    case CT_ACT_COMPARE:
        put_compare(m, x, to, in[0], last);
        break;
    case CT_ACT_TRUTH:
        put_truth(m, to, in[0], in[1]);
        break;
    case CT_ACT_SELECT:
        put_select(m, x, to, in[0], in[1], in[2]);
        break;
    case CT_ACT_AND:
        put_mask(m, CT_OPCODE(1, 0, 0, 0x41), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_OR:
        put_mask(m, CT_OPCODE(1, 0, 0, 0x45), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_XOR:
        put_mask(m, CT_OPCODE(1, 0, 0, 0x47), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_NOT:
        put_mask(m, CT_OPCODE(1, 0, 0, 0x44), 16, to, 0, CT_IN(in[0]));
        break;
    case CT_ACT_NUMBER:
        put_where_set(m, x->size == 8 ? CT_OPCODE(1, 1, 1, 0x28) : CT_OPCODE(1, 0, 0, 0x28),
                      width(m, x->size), to, in[0], in[1]);
        break;
    case CT_ACT_BYTES:
        if (m->wide)
            put_where_set(m, BYTES_IN, 16, to, in[0], in[1]);
        else
            put_bytes(m, to, in[0]);
        break;
    case CT_ACT_NARROW:
        put_narrow(m, to, in[0]);
        break;
    default:
        m->failed = true;
    }
}

static void store(maker *m, int k)
{
    int v = m->g->output[k].value, size = m->g->output[k].size;
    m->now = m->g->count;
    m->locked = m->locked_masks = 0;
    ct_vector x;
    int from = get(m, v);
    ct_spot to = CT_MEMORY(m->out_address[k], (int)(m->done * size));
    if (size > 1)
        x = form(m, size == 8 ? MOVE_OUT_8 : MOVE_OUT_4, width(m, size), from, 0, to);
    else if (m->wide && (m->rest || m->lanes == 16))
        x = form(m, BYTES_OUT, 16, from, 0, to);
    else if (m->lanes == 8)
        x = form(m, CT_OPCODE(1, 1, m->wide, 0xD6), 16, from, 0, to), x.unit = 8;
    else
        x = form(m, CT_OPCODE(1, 1, 0, 0x7E), 16, from, 0, to);
    put_masked(m, x, false);
}

/* One vector of elements. */
static void body(maker *m)
{
    const ct_group *g = m->g;
    for (int r = 0; r < VECTORS; r++)
        if (m->vector[r] != NOWHERE && !m->pinned[m->vector[r]])
            m->vector[r] = NOWHERE;
    for (int r = 0; r < MASKS; r++)
        m->mask[r] = NOWHERE;
    for (int v = 0; v < g->count; v++) {
        if (!m->pinned[v])
            m->place[v] = NOWHERE;
        m->stack[v] = NOWHERE;
    }
    for (int v = 0; v < g->count; v++)
        if (!is_array(m, v) && !is_fixed(m, v) && m->last_use[v] > 0)
            compute(m, v);
    for (int k = 0; k < g->outputs; k++)
        store(m, k);
}

/* -- the loop ---------------------------------------------------------------------------------- */

static void count_uses(maker *m)
{
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++) {
        m->uses[v] = m->last_use[v] = 0;
        for (int k = 0; k < 3; k++)
            if (g->values[v].in[k] != NOWHERE) {
                m->uses[g->values[v].in[k]]++;
                m->last_use[g->values[v].in[k]] = (int16_t)v;
            }
    }
    for (int k = 0; k < g->outputs; k++) {
        m->uses[g->output[k].value]++;
        m->last_use[g->output[k].value] = (int16_t)(g->count + 1);
    }
}

/* Vectors that are alive at once, at most. */
static int pressure(const maker *m)
{
    int most = 0, first[CT_GROUP_VALUES];
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++) {
        first[v] = v;
        for (int i = v + 1; is_array(m, v) && i < g->count; i++)
            if (g->values[i].in[0] == v || g->values[i].in[1] == v || g->values[i].in[2] == v) {
                first[v] = i;
                break;
            }
    }
    for (int i = 0; i <= g->count; i++) {
        int alive = 0;
        for (int v = 0; v < g->count; v++)
            alive += !is_fixed(m, v) && !is_mask(m, v) && first[v] <= i && m->last_use[v] >= i;
        most = alive > most ? alive : most;
    }
    return most;
}

/* Scalars and constants that stay in registers. */
static void pin(maker *m)
{
    int room = m->registers - 2 - pressure(m), next = m->registers;
    for (int v = 0; v < m->g->count && room > 0; v++) {
        if (!is_fixed(m, v) || !m->uses[v])
            continue;
        room--;
        m->pinned[v] = true;
        m->place[v] = (int16_t)--next;
        m->vector[next] = (int16_t)v;
        load_fixed(m, v, next);
    }
}

static void put_constants(maker *m)
{
    for (int v = 0; v < m->g->count; v++) {
        m->constant[v] = m->code->length;
        if (m->g->values[v].act == CT_ACT_CONST)
            ct_put_bytes(m->code, 8, (const uint8_t *)&m->g->values[v].bits);
    }
    while (m->code->length % 64)
        ct_put_bytes(m->code, 1, (const uint8_t[]){0xCC});
}

/* Numbers the operands: arrays and scalars as they come, then results. */
static bool number_operands(maker *m, int *slots, int *inputs, int *count)
{
    const ct_group *g = m->g;
    int n = 0;
    for (int v = 0; v < g->count; v++)
        if (is_array(m, v) || g->values[v].act == CT_ACT_SCALAR) {
            if (n == CT_EXEC_OPERANDS)
                return false;
            m->operand[v] = (int16_t)n;
            slots[n++] = g->values[v].slot;
        }
    *inputs = n;
    if (n + g->outputs > CT_EXEC_OPERANDS)
        return false;
    for (int k = 0; k < g->outputs; k++)
        slots[n++] = g->output[k].slot;
    *count = n;
    return true;
}

static bool give_addresses(maker *m)
{
    const ct_group *g = m->g;
    int n = 0, most = m->wide ? CT_GROUP_OPERANDS : ADDRESSES_V3;
    for (int v = 0; v < g->count; v++)
        if (is_array(m, v)) {
            if (n == most)
                return false;
            m->address[v] = (int8_t)address_registers[n++];
        }
    for (int k = 0; k < g->outputs; k++) {
        if (n == most)
            return false;
        m->out_address[k] = (int8_t)address_registers[n++];
    }
    m->addresses = n;
    return true;
}

static bool is_preserved(int reg)
{
    return reg == CT_RBX || reg == CT_RBP || reg >= CT_R12;
}

/* `last` first: the arguments' own registers are overwritten at the end. */
static void load_addresses(maker *m, int inputs)
{
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++)
        if (is_array(m, v))
            ct_put_load(m->code, m->address[v], CT_MEMORY(CT_RDI, 8 * m->operand[v]));
    for (int k = 0; k < g->outputs; k++)
        ct_put_load(m->code, m->out_address[k], CT_MEMORY(CT_RDI, 8 * (inputs + k)));
}

static void step_addresses(maker *m, int vectors)
{
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++)
        if (is_array(m, v))
            ct_put_add(m->code, m->address[v], vectors * m->lanes * g->values[v].size);
    for (int k = 0; k < g->outputs; k++)
        ct_put_add(m->code, m->out_address[k], vectors * m->lanes * g->output[k].size);
}

/* While as many elements are left: RAX counts them. */
static void put_loop(maker *m, int vectors)
{
    int elements = vectors * m->lanes;
    ct_put_sub(m->code, CT_RAX, elements);
    int32_t none = ct_put_jump(m->code, CT_IF_BELOW), top = m->code->length;
    for (int u = 0; u < vectors; u++) {
        m->done = u * m->lanes;
        body(m);
    }
    m->done = 0;
    step_addresses(m, vectors);
    ct_put_sub(m->code, CT_RAX, elements);
    ct_set_jump(m->code, ct_put_jump(m->code, CT_IF_NOT_BELOW), top);
    ct_set_jump(m->code, none, m->code->length);
    ct_put_add(m->code, CT_RAX, elements);
}

/* The elements that are left, under a mask of as many lanes. */
static void put_rest(maker *m)
{
    int32_t none = ct_put_jump(m->code, CT_IF_ZERO);
    ct_put_number(m->code, CT_R11, UINT32_MAX);
    put_mask(m, CT_OPCODE(2, 0, 0, 0xF5), 16, CT_R11, CT_RAX, CT_IN(CT_R11)); /* bzhi */
    put_mask(m, CT_OPCODE(1, 0, 0, 0x92), 16, REST_MASK, 0, CT_IN(CT_R11));   /* kmovw */
    m->rest = true;
    body(m);
    m->rest = false;
    ct_set_jump(m->code, none, m->code->length);
}

static void put_return(maker *m, int32_t start, int inputs, int count)
{
    static const uint8_t zero_upper[] = {0xC5, 0xF8, 0x77}, give[] = {0xC3},
                         test[] = {0x48, 0x85, 0xC0}, jump[] = {0xFF, 0xE0};
    ct_put_bytes(m->code, 3, zero_upper);
    if (!m->wide) {
        ct_put_bytes(m->code, 3, test); /* RAX */
        int32_t none = ct_put_jump(m->code, CT_IF_ZERO);
        ct_put_address(m->code, CT_R8, start);
        ct_put_number(m->code, CT_R9, (uint64_t)(m->lanes << 16 | inputs << 8 | count));
        ct_put_number(m->code, CT_RAX, (uint64_t)(uintptr_t)ct_native_rest);
        ct_put_bytes(m->code, 2, jump);
        ct_set_jump(m->code, none, m->code->length);
    }
    ct_put_bytes(m->code, 1, give);
}

static void start_maker(maker *m, const ct_group *g, ct_code *code)
{
    memset(m, 0, sizeof *m);
    m->g = g;
    m->code = code;
    m->wide = g->level == CT_ISA_V4;
    m->full = m->wide ? 64 : 32;
    m->lanes = m->full / g->widest;
    m->registers = m->wide ? VECTORS : VECTORS / 2;
    memset(m->place, 0xFF, sizeof m->place);
    memset(m->stack, 0xFF, sizeof m->stack);
    memset(m->vector, 0xFF, sizeof m->vector);
    memset(m->mask, 0xFF, sizeof m->mask);
}

/* Short bodies are repeated, so that counting costs less than they do. */
static int vectors_at_once(const ct_group *g)
{
    return g->count <= 12 ? 4 : g->count <= 28 ? 2 : 1;
}

int32_t ct_generate(const ct_group *g, ct_code *code, int *slots, int *inputs, int *count)
{
    maker m;
    start_maker(&m, g, code);
    if (g->failed || !number_operands(&m, slots, inputs, count) || !give_addresses(&m))
        return -1;
    count_uses(&m);
    put_constants(&m);
    int32_t start = code->length;
    for (int i = 0; i < m.addresses; i++)
        if (is_preserved(address_registers[i]))
            ct_put_push(code, address_registers[i]);
    ct_put_sub(code, CT_RSP, 0);
    int32_t frame = code->length;
    pin(&m);
    load_addresses(&m, *inputs);
    ct_put_move(code, CT_RAX, CT_RDX);
    if (vectors_at_once(g) > 1)
        put_loop(&m, vectors_at_once(g));
    put_loop(&m, 1);
    if (m.wide)
        put_rest(&m);
    int32_t bytes = 64 * m.blocks;
    if (frame <= code->room)
        memcpy(code->bytes + frame - 4, &bytes, 4);
    ct_put_add(code, CT_RSP, bytes);
    for (int i = m.addresses; i-- > 0;)
        if (is_preserved(address_registers[i]))
            ct_put_pop(code, address_registers[i]);
    put_return(&m, start, *inputs, *count);
    return m.failed || code->length > code->room ? -1 : start;
}

/* -- what AVX2 leaves -------------------------------------------------------------------------- */

/* A vector of copies of the last element has no flags that the element has not. */
void ct_native_rest(char *const *args, const int64_t *strides, int64_t n, const int64_t *itemsizes,
                    ct_loop *loop, uint64_t shape)
{
    enum { MOST_LANES = 8 };
    int lanes = (int)(shape >> 16), inputs = (int)(shape >> 8 & 255), count = (int)(shape & 255);
    int64_t left = n % lanes, done = n - left;
    _Alignas(32) char room[CT_EXEC_OPERANDS][MOST_LANES * 8];
    char *own[CT_EXEC_OPERANDS] = {NULL};
    for (int k = 0; k < count; k++) {
        size_t size = (size_t)itemsizes[k];
        own[k] = strides[k] ? room[k] : args[k];
        for (int64_t i = 0; i < lanes && k < inputs && strides[k]; i++) {
            int64_t from = done + (i < left ? i : left - 1);
            memcpy(room[k] + (size_t)i * size, args[k] + from * strides[k], size);
        }
    }
    loop(own, strides, lanes, itemsizes);
    for (int k = inputs; k < count; k++)
        memcpy(args[k] + done * strides[k], room[k], (size_t)left * (size_t)itemsizes[k]);
}
