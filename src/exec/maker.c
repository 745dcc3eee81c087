/* maker.c: a group's instructions for one vector of elements.
 *
 * Everything is in vector registers: scalars and constants throughout as far as there is room,
 * values from their first use to their last. When registers run out the value that is needed last
 * goes to the stack, or is loaded again when memory has it. Results are stored when all is
 * computed, so an output may be one of the inputs. */
#include "maker.h"

enum { FIRST_MASK = 2, NOWHERE = -1 };

bool ct_maker_is_mask(const ct_maker *m, int v)
{
    const ct_value *x = &m->g->values[v];
    return m->wide && x->size == 1 && x->act != CT_ACT_LOAD && x->act != CT_ACT_BYTES;
}

bool ct_maker_is_array(const ct_maker *m, int v)
{
    return m->g->values[v].act == CT_ACT_LOAD;
}

bool ct_maker_is_fixed(const ct_maker *m, int v)
{
    return m->g->values[v].act == CT_ACT_SCALAR || m->g->values[v].act == CT_ACT_CONST;
}

/* Bytes of a vector of elements of this size; masks fill a register with AVX2. */
static int width(const ct_maker *m, int size)
{
    int bytes = size == 1 ? m->full : m->lanes * size;
    return bytes < m->full ? bytes : m->full;
}

static ct_vector form(const ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
{
    return (ct_vector){.opcode = (uint16_t)opcode,
                       .bytes = (uint8_t)bytes,
                       .reg = (uint8_t)reg,
                       .second = (uint8_t)second,
                       .evex = m->wide,
                       .last = last};
}

void ct_maker_put(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
{
    ct_put_vector(m->code, form(m, opcode, bytes, reg, second, last));
}

void ct_maker_put_immediate(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last,
                            int value)
{
    ct_vector x = form(m, opcode, bytes, reg, second, last);
    x.immediate = true;
    x.value = (uint8_t)value;
    ct_put_vector(m->code, x);
}

void ct_maker_put_vex(ct_maker *m, int opcode, int bytes, int reg, int second, ct_spot last)
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
    PAST_OUT_8 = CT_OPCODE(1, 1, 1, 0x2B), /* vmovntpd */
    PAST_OUT_4 = CT_OPCODE(1, 0, 0, 0x2B),
    BYTES_IN = CT_OPCODE(1, 3, 0, 0x6F),
    BYTES_OUT = CT_OPCODE(1, 3, 0, 0x7F),
    HALF = CT_OPCODE(3, 1, 0, 0x39) /* vextracti128 */
};

/* -- registers --------------------------------------------------------------------------------- */

static int next_use(const ct_maker *m, int v)
{
    const ct_group *g = m->g;
    for (int i = m->now + 1; i < g->count; i++)
        if (g->values[i].in[0] == v || g->values[i].in[1] == v || g->values[i].in[2] == v)
            return i;
    return g->count;
}

static ct_spot block_of(ct_maker *m, int v)
{
    if (m->stack[v] == NOWHERE)
        m->stack[v] = (int16_t)m->blocks++;
    return CT_MEMORY(m->frame, 64 * m->stack[v]);
}

static void evict(ct_maker *m, int v)
{
    bool kept = ct_maker_is_array(m, v) || ct_maker_is_fixed(m, v) || m->stack[v] != NOWHERE;
    int from = m->place[v];
    if (!kept && ct_maker_is_mask(m, v))
        ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x91), 16, from, 0, block_of(m, v));
    else if (!kept)
        ct_maker_put(m, MOVE_OUT_4, m->full, from, 0, block_of(m, v));
    m->place[v] = NOWHERE;
}

/* A register that nobody needs now; locked. */
static int find_free(ct_maker *m, bool mask)
{
    int16_t *holds = mask ? m->mask : m->vector;
    uint32_t *locked = mask ? &m->locked_masks : &m->locked;
    int from = mask ? FIRST_MASK : m->sums, end = mask ? CT_MAKER_MASKS : m->registers,
        best = NOWHERE, far = -1;
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
    holds[best] = NOWHERE;
    *locked |= (uint32_t)1 << best;
    return best;
}

/* A register for `v`, which then has it; locked. */
static int take(ct_maker *m, int v)
{
    bool mask = ct_maker_is_mask(m, v);
    int r = find_free(m, mask);
    if (!m->failed) {
        (mask ? m->mask : m->vector)[r] = (int16_t)v;
        m->place[v] = (int16_t)r;
    }
    return r;
}

static void give_back(ct_maker *m, int v)
{
    if (v == NOWHERE || m->place[v] == NOWHERE || m->pinned[v] || m->last_use[v] > m->now)
        return;
    (ct_maker_is_mask(m, v) ? m->mask : m->vector)[m->place[v]] = NOWHERE;
    m->place[v] = NOWHERE;
}

static ct_spot array_place(const ct_maker *m, int v)
{
    return CT_MEMORY(m->address[v], (int)(m->done * m->g->values[v].size));
}

static void load_array(ct_maker *m, int v, int to)
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
    x.mask = m->rest ? CT_MAKER_REST : 0;
    x.zero = m->rest;
    ct_put_vector(m->code, x);
}

void ct_maker_load_fixed(ct_maker *m, int v, int to)
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
static int get(ct_maker *m, int v)
{
    bool mask = ct_maker_is_mask(m, v);
    int r = m->place[v];
    if (r == NOWHERE) {
        r = take(m, v);
        if (ct_maker_is_array(m, v))
            load_array(m, v, r);
        else if (ct_maker_is_fixed(m, v))
            ct_maker_load_fixed(m, v, r);
        else if (mask)
            ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x90), 16, r, 0, block_of(m, v));
        else
            ct_maker_put(m, MOVE_IN_4, m->full, r, 0, block_of(m, v));
    }
    *(mask ? &m->locked_masks : &m->locked) |= (uint32_t)1 << r;
    return r;
}

/* -- values ------------------------------------------------------------------------------------ */

/* An array that is read here alone may stay in memory. */
static ct_spot last_operand(ct_maker *m, int v)
{
    bool direct = ct_maker_is_array(m, v) && m->g->values[v].size > 1 && m->uses[v] == 1 &&
                  m->place[v] == NOWHERE;
    return direct ? array_place(m, v) : CT_IN(get(m, v));
}

static void put_masked(ct_maker *m, ct_vector x, bool zero)
{
    if (m->rest) {
        x.mask = CT_MAKER_REST;
        x.zero = zero;
    }
    ct_put_vector(m->code, x);
}

static void put_compare(ct_maker *m, const ct_value *x, int to, int a, ct_spot b)
{
    ct_vector made = form(m, x->opcode, width(m, x->from), to, a, b);
    made.immediate = x->has_immediate;
    made.value = x->immediate;
    put_masked(m, made, false);
    if (!m->wide && x->from < m->g->widest)
        ct_maker_put(m, CT_OPCODE(2, 1, 0, 0x25), 32, to, 0, CT_IN(to));
}

static void put_unary(ct_maker *m, const ct_value *x, int to, int a)
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

static void put_select(ct_maker *m, const ct_value *x, int to, int mask, int yes, int no)
{
    if (!m->wide) {
        ct_maker_put_immediate(m,
                               x->size == 8 ? CT_OPCODE(3, 1, 0, 0x4B) : CT_OPCODE(3, 1, 0, 0x4A),
                               width(m, x->size), to, no, CT_IN(yes), mask << 4);
        return;
    }
    ct_vector made =
        form(m, CT_OPCODE(2, 1, x->size == 8, 0x65), width(m, x->size), to, no, CT_IN(yes));
    made.mask = (uint8_t)mask;
    ct_put_vector(m->code, made);
}

/* Where `mask` is set what `from` has, 0 elsewhere. */
static void put_where_set(ct_maker *m, int opcode, int bytes, int to, int mask, int from)
{
    ct_vector made = form(m, opcode, bytes, to, 0, CT_IN(from));
    made.mask = (uint8_t)mask;
    made.zero = true;
    ct_put_vector(m->code, made);
}

/* AVX2: the lower halves of lanes; and lanes of -1 as bytes of 1. */
static void put_narrow(ct_maker *m, int to, int a)
{
    ct_maker_put_immediate(m, HALF, 32, a, 0, CT_IN(to), 1);
    ct_maker_put_immediate(m, CT_OPCODE(1, 0, 0, 0xC6), 16, to, a, CT_IN(to), 0x88);
}

static void put_bytes(ct_maker *m, int to, int a)
{
    if (m->lanes == 8)
        ct_maker_put_immediate(m, HALF, 32, a, 0, CT_IN(to), 1);
    ct_maker_put(m, CT_OPCODE(1, 1, 0, 0x6B), 16, to, a, CT_IN(m->lanes == 8 ? to : a));
    ct_maker_put(m, CT_OPCODE(1, 1, 0, 0x63), 16, to, to, CT_IN(to));
    ct_maker_put(m, CT_OPCODE(2, 1, 0, 0x1C), 16, to, 0, CT_IN(to));
}

static void put_truth(ct_maker *m, int to, int a, int zero)
{
    if (m->wide)
        ct_maker_put(m, CT_OPCODE(2, 1, 0, 0x26), 16, to, a, CT_IN(a));
    else
        ct_maker_put(m, m->lanes == 4 ? CT_OPCODE(2, 1, 0, 0x37) : CT_OPCODE(1, 1, 0, 0x66), 32, to,
                     a, CT_IN(zero));
}

/* vm_roots of src/kernels/roots.h: g in `to`, h and r in registers of their own. */
static void put_root(ct_maker *m, const ct_value *x, int to, int a, int rare, int half)
{
    enum {
        ANY_SET = CT_OPCODE(1, 1, 0, 0x98), /* kortestb */
        GUESS = CT_OPCODE(2, 1, 1, 0x4E),   /* vrsqrt14pd */
        MULTIPLY = CT_OPCODE(1, 1, 1, 0x59),
        MOVE = CT_OPCODE(1, 1, 1, 0x28),
        PLUS = CT_OPCODE(2, 1, 1, 0xB8), /* vfmadd231pd */
        MINUS = CT_OPCODE(2, 1, 1, 0xBC) /* vfnmadd231pd */
    };
    if (m->rest) {
        put_unary(m, x, to, a);
        return;
    }
    int h = find_free(m, false), r = find_free(m, false);
    ct_maker_put_vex(m, ANY_SET, 16, rare, 0, CT_IN(rare));
    int32_t common = ct_put_jump(m->code, CT_IF_ZERO);
    ct_maker_put(m, x->opcode, 64, to, 0, CT_IN(a));
    ct_put_bytes(m->code, 5, (const uint8_t[]){0xE9, 0, 0, 0, 0}); /* jmp */
    int32_t end = m->code->length;
    ct_set_jump(m->code, common, m->code->length);
    ct_maker_put(m, GUESS, 64, h, 0, CT_IN(a));
    ct_maker_put(m, MULTIPLY, 64, to, a, CT_IN(h));
    ct_maker_put(m, MULTIPLY, 64, h, h, CT_IN(half));
    for (int i = 0; i < 2; i++) {
        ct_maker_put(m, MOVE, 64, r, 0, CT_IN(half));
        ct_maker_put(m, MINUS, 64, r, to, CT_IN(h));
        ct_maker_put(m, PLUS, 64, to, to, CT_IN(r));
        ct_maker_put(m, PLUS, 64, h, h, CT_IN(r));
    }
    ct_maker_put(m, MOVE, 64, r, 0, CT_IN(a));
    ct_maker_put(m, MINUS, 64, r, to, CT_IN(to));
    ct_maker_put(m, PLUS, 64, to, r, CT_IN(h));
    ct_set_jump(m->code, end, m->code->length);
}

static void compute(ct_maker *m, int v)
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
    /* What takes several instructions still reads its input in the last. */
    bool apart = x->act == CT_ACT_NARROW || x->act == CT_ACT_BYTES || x->act == CT_ACT_ROOT;
    int to = apart ? take(m, v) : 0;
    if (x->act == CT_ACT_ROOT)
        put_root(m, x, to, in[0], in[1], in[2]);
    for (int k = 0; k < 3; k++)
        give_back(m, x->in[k]);
    m->locked = m->locked_masks = 0;
    if (!apart) {
        for (int k = 0; k < 3; k++) /* an input that lives on may not be evicted for the result */
            if (x->in[k] != NOWHERE && m->place[x->in[k]] != NOWHERE)
                *(ct_maker_is_mask(m, x->in[k]) ? &m->locked_masks : &m->locked) |=
                    (uint32_t)1 << m->place[x->in[k]];
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
        ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x41), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_OR:
        ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x45), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_XOR:
        ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x47), 32, to, in[0], CT_IN(in[1]));
        break;
    case CT_ACT_NOT:
        ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x44), 16, to, 0, CT_IN(in[0]));
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
    case CT_ACT_ROOT: /* above, with its inputs kept */
        break;
    default:
        m->failed = true;
    }
}

static void store(ct_maker *m, int k)
{
    int v = m->g->output[k].value, size = m->g->output[k].size;
    m->now = m->g->count;
    m->locked = m->locked_masks = 0;
    ct_vector x;
    int from = get(m, v);
    ct_spot to = CT_MEMORY(m->out_address[k], (int)(m->done * size));
    if (size > 1 && m->past && !m->rest)
        x = form(m, size == 8 ? PAST_OUT_8 : PAST_OUT_4, width(m, size), from, 0, to);
    else if (size > 1)
        x = form(m, size == 8 ? MOVE_OUT_8 : MOVE_OUT_4, width(m, size), from, 0, to);
    else if (m->wide && (m->rest || m->lanes == 16))
        x = form(m, BYTES_OUT, 16, from, 0, to);
    else if (m->lanes == 8)
        x = form(m, CT_OPCODE(1, 1, m->wide, 0xD6), 16, from, 0, to), x.unit = 8;
    else
        x = form(m, CT_OPCODE(1, 1, 0, 0x7E), 16, from, 0, to);
    put_masked(m, x, false);
}

/* Into the sum whose turn it is: with AVX2 two of four lanes are one of eight. */
static void fold(ct_maker *m)
{
    m->now = m->g->count;
    m->locked = m->locked_masks = 0;
    int sum = (int)(m->done / m->lanes) % m->sums, value = get(m, m->g->output[0].value);
    ct_maker_put(m, m->fold, m->full, sum, sum, CT_IN(value));
}

void ct_maker_body(ct_maker *m)
{
    const ct_group *g = m->g;
    for (int r = 0; r < CT_MAKER_VECTORS; r++)
        if (m->vector[r] != NOWHERE && !m->pinned[m->vector[r]])
            m->vector[r] = NOWHERE;
    for (int r = 0; r < CT_MAKER_MASKS; r++)
        m->mask[r] = NOWHERE;
    for (int v = 0; v < g->count; v++) {
        if (!m->pinned[v])
            m->place[v] = NOWHERE;
        m->stack[v] = NOWHERE;
    }
    for (int v = 0; v < g->count; v++)
        if (!ct_maker_is_array(m, v) && !ct_maker_is_fixed(m, v) && m->last_use[v] > 0)
            compute(m, v);
    for (int k = 0; k < g->outputs && !m->sums; k++)
        store(m, k);
    if (m->sums)
        fold(m);
}
