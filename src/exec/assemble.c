/* assemble.c: encoding. A vector instruction is prefix, opcode, ModRM (with SIB and displacement
 * for memory), and an immediate byte; VEX and EVEX differ in the prefix, and in that EVEX counts
 * short displacements in units of the memory operand. */
#include "assemble.h"

#include <string.h>

void ct_put_bytes(ct_code *code, int count, const uint8_t *bytes)
{
    if (code->length <= code->room - count)
        memcpy(code->bytes + code->length, bytes, (size_t)count);
    code->length += count;
}

static void put(ct_code *code, int byte)
{
    ct_put_bytes(code, 1, &(uint8_t){(uint8_t)byte});
}

static void put32(ct_code *code, int32_t value)
{
    ct_put_bytes(code, 4, (uint8_t *)&value);
}

/* `behind`: bytes between the displacement and the end of the instruction. */
static void put_place(ct_code *code, int reg, ct_spot x, int unit, int behind)
{
    int field = (reg & 7) << 3, low = x.base & 7;
    if (x.base == CT_REGISTER) {
        put(code, 0xC0 | field | (x.at & 7));
        return;
    }
    if (x.base == CT_CODE) {
        put(code, field | 5);
        put32(code, x.at - (code->length + 4 + behind));
        return;
    }
    bool none = x.at == 0 && low != CT_RBP;
    bool shorter = !none && x.at % unit == 0 && x.at / unit >= -128 && x.at / unit <= 127;
    put(code, (none ? 0 : shorter ? 0x40 : 0x80) | field | low);
    if (low == CT_RSP)
        put(code, 0x24);
    if (shorter)
        put(code, x.at / unit);
    else if (!none)
        put32(code, x.at);
}

void ct_put_vector(ct_code *code, ct_vector x)
{
    int map = x.opcode >> 12, prefix = x.opcode >> 10 & 3, w = x.opcode >> 8 & 1;
    int last = x.last.base == CT_REGISTER ? x.last.at : x.last.base < 0 ? 0 : x.last.base;
    int size = x.bytes == 64 ? 2 : x.bytes == 32;
    /* Bits of registers are stored inverted. */
    int high = (x.reg & 8 ? 0 : 0x80) | (last & 16 ? 0 : 0x40) | (last & 8 ? 0 : 0x20);
    int second = (~x.second & 15) << 3;
    if (x.evex) {
        put(code, 0x62);
        put(code, high | (x.reg & 16 ? 0 : 0x10) | map);
        put(code, w << 7 | second | 4 | prefix);
        put(code, x.zero << 7 | size << 5 | (x.second & 16 ? 0 : 8) | x.mask);
    } else {
        put(code, 0xC4);
        put(code, high | map);
        put(code, second | size << 2 | prefix); /* no W: what AVX2 has of these ignores it */
    }
    put(code, x.opcode & 255);
    put_place(code, x.reg, x.last, !x.evex ? 1 : x.unit ? x.unit : x.bytes, x.immediate);
    if (x.immediate)
        put(code, x.value);
}

/* REX.W, opcode, and a register in ModRM's middle field. */
static void put_plain(ct_code *code, int opcode, int reg, ct_spot last)
{
    int low = last.base == CT_REGISTER ? last.at : last.base < 0 ? 0 : last.base;
    put(code, 0x48 | (reg & 8) >> 1 | (low & 8) >> 3);
    put(code, opcode);
    put_place(code, reg, last, 1, 0);
}

void ct_put_push(ct_code *code, int reg)
{
    if (reg & 8)
        put(code, 0x41);
    put(code, 0x50 | (reg & 7));
}

void ct_put_pop(ct_code *code, int reg)
{
    if (reg & 8)
        put(code, 0x41);
    put(code, 0x58 | (reg & 7));
}

void ct_put_load(ct_code *code, int reg, ct_spot from)
{
    put_plain(code, 0x8B, reg, from);
}

void ct_put_move(ct_code *code, int to, int from)
{
    put_plain(code, 0x8B, to, CT_IN(from));
}

void ct_put_add(ct_code *code, int reg, int32_t value)
{
    put_plain(code, 0x81, 0, CT_IN(reg));
    put32(code, value);
}

void ct_put_sub(ct_code *code, int reg, int32_t value)
{
    put_plain(code, 0x81, 5, CT_IN(reg));
    put32(code, value);
}

void ct_put_compare(ct_code *code, int reg, int32_t value)
{
    put_plain(code, 0x81, 7, CT_IN(reg));
    put32(code, value);
}

void ct_put_number(ct_code *code, int reg, uint64_t value)
{
    put(code, 0x48 | (reg & 8) >> 3);
    put(code, 0xB8 | (reg & 7));
    ct_put_bytes(code, 8, (uint8_t *)&value);
}

void ct_put_address(ct_code *code, int reg, int32_t offset)
{
    put_plain(code, 0x8D, reg, CT_MEMORY(CT_CODE, offset));
}

int32_t ct_put_jump(ct_code *code, int condition)
{
    put(code, 0x0F);
    put(code, 0x80 | condition);
    put32(code, 0);
    return code->length;
}

void ct_set_jump(ct_code *code, int32_t jump, int32_t to)
{
    int32_t distance = to - jump;
    if (jump <= code->room)
        memcpy(code->bytes + jump - 4, &distance, 4);
}
