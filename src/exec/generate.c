/* generate.c: a group as one loop in machine code.
 *
 * The loop is a ct_loop. It keeps an address for each array, a count of elements to go, and
 * everything else in vector registers (maker.c). First comes a loop over several vectors, then over
 * one. The elements that are left are done under a mask with AVX-512; lanes outside of it neither
 * touch memory nor raise flags. With AVX2 they go through ct_native_rest, which fills a vector up
 * with copies of the last one. */
#include "maker.h"

#include <string.h>

enum { ADDRESSES_V3 = 9, NOWHERE = -1 };
/* Addresses; with AVX2 the arguments stay where they are, for ct_native_rest. */
static const uint8_t address_registers[CT_GROUP_OPERANDS] = {
    CT_R8, CT_R9, CT_R10, CT_RBX, CT_RBP, CT_R12, CT_R13, CT_R14, CT_R15, CT_RSI, CT_RCX};

static void count_uses(ct_maker *m)
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
static int pressure(const ct_maker *m)
{
    int most = 0, first[CT_GROUP_VALUES];
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++) {
        first[v] = v;
        for (int i = v + 1; ct_maker_is_array(m, v) && i < g->count; i++)
            if (g->values[i].in[0] == v || g->values[i].in[1] == v || g->values[i].in[2] == v) {
                first[v] = i;
                break;
            }
    }
    for (int i = 0; i <= g->count; i++) {
        int alive = 0;
        for (int v = 0; v < g->count; v++)
            alive += !ct_maker_is_fixed(m, v) && !ct_maker_is_mask(m, v) && first[v] <= i &&
                     m->last_use[v] >= i;
        most = alive > most ? alive : most;
    }
    return most;
}

/* Scalars and constants that stay in registers. */
static void pin(ct_maker *m)
{
    int room = m->registers - m->sums - 2 - pressure(m), next = m->registers;
    for (int v = 0; v < m->g->count; v++)
        if (m->g->values[v].act == CT_ACT_ROOT) { /* has two of its own */
            room -= 2;
            break;
        }
    for (int v = 0; v < m->g->count && room > 0; v++) {
        if (!ct_maker_is_fixed(m, v) || !m->uses[v])
            continue;
        room--;
        m->pinned[v] = true;
        m->place[v] = (int16_t)--next;
        m->vector[next] = (int16_t)v;
        ct_maker_load_fixed(m, v, next);
    }
}

static void put_constants(ct_maker *m)
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
static bool number_operands(ct_maker *m, int *slots, int *inputs, int *count)
{
    const ct_group *g = m->g;
    int n = 0;
    for (int v = 0; v < g->count; v++)
        if (ct_maker_is_array(m, v) || g->values[v].act == CT_ACT_SCALAR) {
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

/* Results with a place of their own: none when they are folded. */
static int stored(const ct_maker *m)
{
    return m->sums ? 0 : m->g->outputs;
}

static bool give_addresses(ct_maker *m)
{
    const ct_group *g = m->g;
    int n = 0, most = m->wide ? CT_GROUP_OPERANDS : ADDRESSES_V3;
    for (int v = 0; v < g->count; v++)
        if (ct_maker_is_array(m, v)) {
            if (n == most)
                return false;
            m->address[v] = (int8_t)address_registers[n++];
        }
    for (int k = 0; k < stored(m); k++) {
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
static void load_addresses(ct_maker *m, int inputs)
{
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++)
        if (ct_maker_is_array(m, v))
            ct_put_load(m->code, m->address[v], CT_MEMORY(CT_RDI, 8 * m->operand[v]));
    for (int k = 0; k < stored(m); k++)
        ct_put_load(m->code, m->out_address[k], CT_MEMORY(CT_RDI, 8 * (inputs + k)));
}

static void step_addresses(ct_maker *m, int vectors)
{
    const ct_group *g = m->g;
    for (int v = 0; v < g->count; v++)
        if (ct_maker_is_array(m, v))
            ct_put_add(m->code, m->address[v], vectors * m->lanes * g->values[v].size);
    for (int k = 0; k < stored(m); k++)
        ct_put_add(m->code, m->out_address[k], vectors * m->lanes * g->output[k].size);
}

/* While as many elements are left: RAX counts them. */
void ct_maker_put_loop(ct_maker *m, int vectors)
{
    int elements = vectors * m->lanes;
    ct_put_sub(m->code, CT_RAX, elements);
    int32_t none = ct_put_jump(m->code, CT_IF_BELOW), top = m->code->length;
    for (int u = 0; u < vectors; u++) {
        m->done = u * m->lanes;
        ct_maker_body(m);
    }
    m->done = 0;
    step_addresses(m, vectors);
    ct_put_sub(m->code, CT_RAX, elements);
    ct_set_jump(m->code, ct_put_jump(m->code, CT_IF_NOT_BELOW), top);
    ct_set_jump(m->code, none, m->code->length);
    ct_put_add(m->code, CT_RAX, elements);
}

/* The elements that are left, under a mask of as many lanes. */
static void put_rest(ct_maker *m)
{
    int32_t none = ct_put_jump(m->code, CT_IF_ZERO);
    ct_put_number(m->code, CT_R11, UINT32_MAX);
    ct_maker_put_vex(m, CT_OPCODE(2, 0, 0, 0xF5), 16, CT_R11, CT_RAX, CT_IN(CT_R11));   /* bzhi */
    ct_maker_put_vex(m, CT_OPCODE(1, 0, 0, 0x92), 16, CT_MAKER_REST, 0, CT_IN(CT_R11)); /* kmovw */
    m->rest = true;
    ct_maker_body(m);
    m->rest = false;
    ct_set_jump(m->code, none, m->code->length);
}

static void put_return(ct_maker *m, int32_t start, int inputs, int count)
{
    static const uint8_t give[] = {0xC3}, test[] = {0x48, 0x85, 0xC0}, jump[] = {0xFF, 0xE0};
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

void ct_maker_start(ct_maker *m, const ct_group *g, ct_code *code)
{
    memset(m, 0, sizeof *m);
    m->g = g;
    m->code = code;
    m->wide = g->level == CT_ISA_V4;
    m->full = m->wide ? 64 : 32;
    m->lanes = m->full / g->widest;
    m->registers = m->wide ? CT_MAKER_VECTORS : CT_MAKER_VECTORS / 2;
    m->frame = CT_RSP;
    memset(m->place, 0xFF, sizeof m->place);
    memset(m->stack, 0xFF, sizeof m->stack);
    memset(m->vector, 0xFF, sizeof m->vector);
    memset(m->mask, 0xFF, sizeof m->mask);
}

bool ct_maker_prepare(ct_maker *m, int *slots, int *inputs, int *count)
{
    if (m->g->failed || !number_operands(m, slots, inputs, count) || !give_addresses(m))
        return false;
    count_uses(m);
    put_constants(m);
    return true;
}

/* Short bodies are repeated, so that counting costs less than they do. */
int ct_maker_vectors_at_once(const ct_group *g)
{
    return g->count <= 12 ? 4 : g->count <= 28 ? 2 : 1;
}

int32_t ct_maker_enter(ct_maker *m, int inputs)
{
    for (int i = 0; i < m->addresses; i++)
        if (is_preserved(address_registers[i]))
            ct_put_push(m->code, address_registers[i]);
    ct_put_sub(m->code, CT_RSP, 0);
    int32_t frame = m->code->length;
    pin(m);
    load_addresses(m, inputs);
    ct_put_move(m->code, CT_RAX, CT_RDX);
    return frame;
}

void ct_maker_leave(ct_maker *m, int32_t frame)
{
    int32_t bytes = 64 * m->blocks;
    if (frame <= m->code->room)
        memcpy(m->code->bytes + frame - 4, &bytes, 4);
    ct_put_add(m->code, CT_RSP, bytes);
    for (int i = m->addresses; i-- > 0;)
        if (is_preserved(address_registers[i]))
            ct_put_pop(m->code, address_registers[i]);
    ct_put_bytes(m->code, 3, (const uint8_t[]){0xC5, 0xF8, 0x77}); /* vzeroupper */
}

/* `other`: the loop that does the same, for the elements at the end; -1: this one. */
static int32_t generate(ct_maker *m, int32_t other, int *slots, int *inputs, int *count)
{
    static const uint8_t test[] = {0x41, 0xF6, 0xC3, 63}, fence[] = {0x0F, 0xAE, 0xF8};
    if (!ct_maker_prepare(m, slots, inputs, count))
        return -1;
    int32_t start = m->code->length;
    if (m->past) { /* these stores need whole vectors of memory */
        ct_put_load(m->code, CT_R11, CT_MEMORY(CT_RDI, 8 * *inputs));
        ct_put_bytes(m->code, sizeof test, test);
        ct_set_jump(m->code, ct_put_jump(m->code, CT_IF_NOT_ZERO), other);
    }
    int32_t frame = ct_maker_enter(m, *inputs);
    if (ct_maker_vectors_at_once(m->g) > 1)
        ct_maker_put_loop(m, ct_maker_vectors_at_once(m->g));
    ct_maker_put_loop(m, 1);
    if (m->wide)
        put_rest(m);
    if (m->past)
        ct_put_bytes(m->code, sizeof fence, fence);
    ct_maker_leave(m, frame);
    put_return(m, other < 0 ? start : other, *inputs, *count);
    return m->failed || m->code->length > m->code->room ? -1 : start;
}

int32_t ct_generate(const ct_group *g, ct_code *code, int *slots, int *inputs, int *count)
{
    ct_maker m;
    ct_maker_start(&m, g, code);
    return generate(&m, -1, slots, inputs, count);
}

int32_t ct_generate_past(const ct_group *g, ct_code *code, int32_t other)
{
    ct_maker m;
    int slots[CT_EXEC_OPERANDS], inputs, count;
    if (g->outputs != 1 || g->output[0].size != g->widest)
        return -1;
    ct_maker_start(&m, g, code);
    m.past = true;
    return generate(&m, other, slots, &inputs, &count);
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
