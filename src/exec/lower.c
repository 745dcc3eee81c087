/* lower.c: what kernel loops do, and the same as values of a group.
 *
 * A loop is known by its address in the tables of its instruction-set level, so whoever builds a
 * program need not say more than he does for the interpreter. Loops that share their code (signed
 * and unsigned addition) have one meaning. The rules are those of src/kernels/loops.def. */
#include "native.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* -- meanings ---------------------------------------------------------------------------------- */

static const uint8_t types[] = {CT_NUM_BOOL, CT_NUM_INT32, CT_NUM_INT64, CT_NUM_FLOAT32,
                                CT_NUM_FLOAT64};
enum { TYPES = sizeof types };

static const uint8_t ops[] = {
    CT_OP_add,         CT_OP_subtract,   CT_OP_multiply,    CT_OP_divide,      CT_OP_negative,
    CT_OP_absolute,    CT_OP_square,     CT_OP_sqrt,        CT_OP_reciprocal,  CT_OP_rint,
    CT_OP_floor,       CT_OP_ceil,       CT_OP_trunc,       CT_OP_degrees,     CT_OP_radians,
    CT_OP_bitwise_and, CT_OP_bitwise_or, CT_OP_bitwise_xor, CT_OP_invert,      CT_OP_equal,
    CT_OP_not_equal,   CT_OP_less,       CT_OP_less_equal,  CT_OP_greater,     CT_OP_greater_equal,
    CT_OP_logical_and, CT_OP_logical_or, CT_OP_logical_xor, CT_OP_logical_not, CT_OP_maximum,
    CT_OP_minimum,     CT_OP_fmax,       CT_OP_fmin,        CT_OP_isfinite,    CT_OP_isinf,
    CT_OP_isnan,       CT_OP_copysign,   CT_OP_clip,
};

static bool is_known(int type)
{
    return memchr(types, type, TYPES) != NULL;
}

static int size_of(int type)
{
    return type == CT_NUM_BOOL ? 1 : type == CT_NUM_INT32 || type == CT_NUM_FLOAT32 ? 4 : 8;
}

ct_meaning ct_loop_meaning(ct_loop *loop)
{
    for (int size = 1; size <= 8; size *= 2) {
        if (loop == ct_kernel_where(size))
            return (ct_meaning){.what = CT_MEANS_WHERE, .to = (uint8_t)size};
        if (loop == ct_kernel_copy(size))
            return (ct_meaning){.what = CT_MEANS_COPY, .to = (uint8_t)size};
    }
    for (int i = 0; i < TYPES; i++)
        for (int k = 0; k < TYPES; k++)
            if (loop == ct_kernel_cast((ct_type_num)types[i], (ct_type_num)types[k]))
                return (ct_meaning){.what = i == k ? CT_MEANS_COPY : CT_MEANS_CAST,
                                    .from = types[i],
                                    .to = i == k ? (uint8_t)size_of(types[i]) : types[k]};
    for (size_t i = 0; i < sizeof ops; i++) {
        int count;
        const ct_loop_row *rows = ct_kernel_rows((ct_op)ops[i], &count);
        for (int k = 0; k < count; k++)
            if (loop == rows[k].loop && is_known(rows[k].types[0]))
                return (ct_meaning){
                    .what = CT_MEANS_UFUNC, .op = (ct_op)ops[i], .from = rows[k].types[0]};
    }
    return (ct_meaning){.what = CT_MEANS_NOTHING};
}

bool ct_meaning_is_truth(const ct_meaning *m, bool of_truths)
{
    switch (m->what) {
    case CT_MEANS_CAST:
        return m->to == CT_NUM_BOOL;
    case CT_MEANS_UFUNC:
        return (m->from == CT_NUM_BOOL && of_truths) ||
               (m->op >= CT_OP_equal && m->op <= CT_OP_logical_not) ||
               (m->op >= CT_OP_isfinite && m->op <= CT_OP_isnan);
    default:
        return m->to == 1 && of_truths;
    }
}

bool ct_meaning_takes_truth(const ct_meaning *m, int input)
{
    if (m->what == CT_MEANS_WHERE)
        return input > 0 && m->to == 1;
    if (m->what == CT_MEANS_COPY)
        return m->to == 1;
    bool any =
        m->what == CT_MEANS_UFUNC &&
        (m->op == CT_OP_invert || (m->op >= CT_OP_logical_and && m->op <= CT_OP_logical_not));
    return m->from == CT_NUM_BOOL && !any;
}

/* -- values ------------------------------------------------------------------------------------ */

void ct_group_start(ct_group *g, ct_isa_level level, int widest)
{
    g->level = level;
    g->widest = widest;
    g->count = g->outputs = 0;
    g->failed = false;
}

static bool same(const ct_value *a, const ct_value *b)
{
    return a->act == b->act && a->size == b->size && a->from == b->from &&
           a->immediate == b->immediate && a->opcode == b->opcode && a->slot == b->slot &&
           a->bits == b->bits && !memcmp(a->in, b->in, sizeof a->in);
}

/* The value; an equal one that is there already. */
static int add(ct_group *g, ct_value x)
{
    if (g->failed)
        return 0;
    for (int i = 0; i < g->count; i++)
        if (same(&g->values[i], &x))
            return i;
    if (g->count == CT_GROUP_VALUES) {
        g->failed = true;
        return 0;
    }
    g->values[g->count] = x;
    return g->count++;
}

static int refuse(ct_group *g)
{
    g->failed = true;
    return 0;
}

#define VALUE(act_, size_, a_, b_, c_, ...)                                                        \
    add(g, (ct_value){.act = CT_ACT_##act_,                                                        \
                      .size = (uint8_t)(size_),                                                    \
                      .in = {(int16_t)(a_), (int16_t)(b_), (int16_t)(c_)},                         \
                      __VA_ARGS__})
#define NONE (-1)

static bool is_float(int type)
{
    return type >= CT_NUM_FLOAT32;
}

static bool wide(const ct_group *g)
{
    return g->level == CT_ISA_V4;
}

static int constant(ct_group *g, int size, uint64_t bits)
{
    return VALUE(CONST, size, NONE, NONE, NONE, .bits = bits);
}

static int number(ct_group *g, int type, double x)
{
    union {
        float single;
        double twice;
        uint64_t bits;
    } u = {.bits = 0};
    if (type == CT_NUM_FLOAT32)
        u.single = (float)x;
    else if (type == CT_NUM_FLOAT64)
        u.twice = x;
    else
        u.bits = (uint64_t)(int64_t)x & (size_of(type) == 4 ? UINT32_MAX : UINT64_MAX);
    return constant(g, size_of(type), u.bits);
}

/* addpd and addps, paddq and paddd: one opcode under other prefixes. */
static uint16_t float_code(int type, int opcode)
{
    return type == CT_NUM_FLOAT64 ? CT_OPCODE(1, 1, 1, opcode) : CT_OPCODE(1, 0, 0, opcode);
}

static uint16_t integer_code(int size, int map, int opcode)
{
    return CT_OPCODE(map, 1, size == 8, opcode);
}

static int binary(ct_group *g, int type, int opcode, int a, int b)
{
    return VALUE(BINARY, size_of(type), a, b, NONE, .opcode = float_code(type, opcode));
}

enum { PAND = 0xDB, POR = 0xEB, PXOR = 0xEF };
static int bits(ct_group *g, int size, int opcode, int a, int b)
{
    return VALUE(BINARY, size, a, b, NONE, .exact = true,
                 .opcode = integer_code(size == 1 ? g->widest : size, 1, opcode));
}

static int plain(ct_group *g, int size, int map, int opcode, int a, int b)
{
    return VALUE(BINARY, size, a, b, NONE, .exact = true,
                 .opcode = integer_code(size, map, opcode));
}

/* Masks: registers of their own with AVX-512, all bits of a lane with AVX2. */
static int masks(ct_group *g, ct_act act, int a, int b)
{
    if (!wide(g))
        return bits(g, 1, act == CT_ACT_AND ? PAND : act == CT_ACT_OR ? POR : PXOR, a, b);
    return add(g, (ct_value){.act = (uint8_t)act,
                             .size = 1,
                             .exact = true,
                             .in = {(int16_t)a, (int16_t)b, NONE}});
}

static int not(ct_group * g, int a)
{
    if (!wide(g))
        return bits(g, 1, PXOR, a,
                    constant(g, g->widest, g->widest == 8 ? UINT64_MAX : UINT32_MAX));
    return VALUE(NOT, 1, a, NONE, NONE, .exact = true);
}

/* A mask for elements of this size. */
static int fitted(ct_group *g, int mask, int size)
{
    if (wide(g) || size == g->widest)
        return mask;
    return VALUE(NARROW, size, mask, NONE, NONE, .exact = true);
}

static int select(ct_group *g, int size, int mask, int yes, int no)
{
    if (size == 1) {
        int first = masks(g, CT_ACT_AND, mask, yes);
        return masks(g, CT_ACT_OR, first, masks(g, CT_ACT_AND, not(g, mask), no));
    }
    return VALUE(SELECT, size, fitted(g, mask, size), yes, no, .exact = true);
}

enum { EQ = 0, LT = 1, LE = 2, UNORDERED = 3, NE = 4, GE = 13, GT = 14 };
static int integer_compare(ct_group *g, int size, int how, int a, int b)
{
    if (wide(g))
        return VALUE(COMPARE, 1, a, b, NONE, .from = (uint8_t)size, .exact = true,
                     .has_immediate = true,
                     .immediate = how == GE   ? 5
                                  : how == GT ? 6
                                              : (uint8_t)how,
                     .opcode = integer_code(size, 3, 0x1F));
    bool inverted = how == NE || how == LE || how == GE, equal = how == EQ || how == NE;
    bool turned = how == LT || how == GE;
    int found = VALUE(COMPARE, 1, turned ? b : a, turned ? a : b, NONE, .from = (uint8_t)size,
                      .exact = true,
                      .opcode = equal ? CT_OPCODE(size == 8 ? 2 : 1, 1, 0, size == 8 ? 0x29 : 0x76)
                                : size == 8 ? CT_OPCODE(2, 1, 0, 0x37)
                                            : CT_OPCODE(1, 1, 0, 0x66));
    return inverted ? not(g, found) : found;
}

static int compare(ct_group *g, int type, int how, int a, int b)
{
    if (!is_float(type))
        return integer_compare(g, size_of(type), how, a, b);
    return VALUE(COMPARE, 1, a, b, NONE, .from = (uint8_t)size_of(type), .has_immediate = true,
                 .immediate = (uint8_t)how, .opcode = float_code(type, 0xC2));
}

static int is_nan(ct_group *g, int type, int a)
{
    return compare(g, type, UNORDERED, a, a);
}

static int truth(ct_group *g, int type, int a)
{
    if (type == CT_NUM_BOOL)
        return a;
    return compare(g, type, NE, a, number(g, type, 0));
}

static int magnitude(ct_group *g, int type, int a)
{
    return bits(g, size_of(type), PAND, a,
                constant(g, size_of(type), size_of(type) == 8 ? INT64_MAX : INT32_MAX));
}

static int sign(ct_group *g, int size)
{
    return constant(g, size, size == 8 ? (uint64_t)1 << 63 : (uint64_t)1 << 31);
}

int ct_group_load(ct_group *g, int slot, int size, bool scalar)
{
    int x = scalar ? VALUE(SCALAR, size, NONE, NONE, NONE, .slot = (int16_t)slot)
                   : VALUE(LOAD, size, NONE, NONE, NONE, .slot = (int16_t)slot, .exact = true);
    if (size > 1)
        return x;
    if (scalar)
        return refuse(g);
    return VALUE(TRUTH, 1, x, wide(g) ? NONE : constant(g, g->widest, 0), NONE, .exact = true);
}

/* -- casts ------------------------------------------------------------------------------------- */

static int convert(ct_group *g, int from, int to, int opcode, int a)
{
    return VALUE(UNARY, size_of(to), a, NONE, NONE, .from = (uint8_t)size_of(from),
                 .opcode = (uint16_t)opcode);
}

static int cast_truth(ct_group *g, int to, int mask)
{
    int one = number(g, to, 1), size = size_of(to);
    if (wide(g))
        return VALUE(NUMBER, size, mask, one, NONE, .exact = true);
    return bits(g, size, PAND, fitted(g, mask, size), one);
}

static int cast(ct_group *g, int from, int to, int a)
{
    enum { F = CT_NUM_FLOAT32, D = CT_NUM_FLOAT64, I = CT_NUM_INT32, L = CT_NUM_INT64 };
#define PAIR(a, b) ((a) << 8 | (b))
    if (to == CT_NUM_BOOL)
        return truth(g, from, a);
    if (from == CT_NUM_BOOL)
        return cast_truth(g, to, a);
    if (!wide(g) && PAIR(from, to) == PAIR(L, I))
        return VALUE(NARROW, 4, a, NONE, NONE, .exact = true);
    if (!wide(g) && (from == L || (to == L && from != I)))
        return refuse(g);
    switch (PAIR(from, to)) {
    case PAIR(F, D):
        return convert(g, from, to, CT_OPCODE(1, 0, 0, 0x5A), a);
    case PAIR(D, F):
        return convert(g, from, to, CT_OPCODE(1, 1, 1, 0x5A), a);
    case PAIR(I, D):
        return convert(g, from, to, CT_OPCODE(1, 2, 0, 0xE6), a);
    case PAIR(I, F):
        return convert(g, from, to, CT_OPCODE(1, 0, 0, 0x5B), a);
    case PAIR(L, D):
        return convert(g, from, to, CT_OPCODE(1, 2, 1, 0xE6), a);
    case PAIR(L, F):
        return convert(g, from, to, CT_OPCODE(1, 0, 1, 0x5B), a);
    case PAIR(D, I):
        return convert(g, from, to, CT_OPCODE(1, 1, 1, 0xE6), a);
    case PAIR(F, I):
        return convert(g, from, to, CT_OPCODE(1, 2, 0, 0x5B), a);
    case PAIR(D, L):
        return convert(g, from, to, CT_OPCODE(1, 1, 1, 0x7A), a);
    case PAIR(F, L):
        return convert(g, from, to, CT_OPCODE(1, 1, 0, 0x7A), a);
    case PAIR(I, L):
        return convert(g, from, to, CT_OPCODE(2, 1, 0, 0x25), a);
    case PAIR(L, I):
        return VALUE(UNARY, 4, a, NONE, NONE, .from = 8, .reversed = true,
                     .opcode = CT_OPCODE(2, 2, 0, 0x35));
    default:
        return refuse(g);
    }
}

/* -- ufuncs ------------------------------------------------------------------------------------ */

static int extreme(ct_group *g, int type, bool most, int a, int b)
{
    if (is_float(type)) /* max(a, b) of the CPU: b when either is nan or both are zeros */
        return select(g, size_of(type), is_nan(g, type, a), a,
                      binary(g, type, most ? 0x5F : 0x5D, a, b));
    if (type == CT_NUM_INT32 || wide(g))
        return plain(g, size_of(type), 2, most ? 0x3D : 0x39, a, b);
    return select(g, 8, compare(g, type, most ? GT : LT, a, b), a, b);
}

static int number_extreme(ct_group *g, int type, bool most, int a, int b)
{
    if (!is_float(type))
        return extreme(g, type, most, a, b);
    int first = compare(g, type, most ? GE : LE, a, b);
    return select(g, size_of(type), masks(g, CT_ACT_OR, first, is_nan(g, type, b)), a, b);
}

static int clip(ct_group *g, int type, int x, int low, int high)
{
    int size = size_of(type), under = compare(g, type, LT, x, low);
    if (!is_float(type)) {
        int y = select(g, size, under, low, x);
        return select(g, size, compare(g, type, LT, y, high), y, high);
    }
    int y = select(g, size, masks(g, CT_ACT_OR, under, is_nan(g, type, low)), low, x);
    int over = compare(g, type, GT, y, high);
    return select(g, size, masks(g, CT_ACT_OR, over, is_nan(g, type, high)), high, y);
}

static int round_to(ct_group *g, int type, int how, int a)
{
    return VALUE(
        UNARY, size_of(type), a, NONE, NONE, .has_immediate = true, .immediate = (uint8_t)how,
        .opcode = type == CT_NUM_FLOAT64 ? CT_OPCODE(3, 1, 1, 0x09) : CT_OPCODE(3, 1, 0, 0x08));
}

/* As src/kernels/roots.h has it. */
static int root(ct_group *g, int a)
{
    int from = constant(g, 8, CT_ROOT_LEAST), span = constant(g, 8, CT_ROOT_SPAN);
    int shifted = plain(g, 8, 1, 0xFB, a, from);
    int rare = VALUE(COMPARE, 1, shifted, span, NONE, .from = 8, .exact = true,
                     .has_immediate = true, .immediate = 5, .opcode = CT_OPCODE(3, 1, 1, 0x1E));
    return VALUE(ROOT, 8, a, rare, number(g, CT_NUM_FLOAT64, 0.5),
                 .opcode = float_code(CT_NUM_FLOAT64, 0x51));
}

static int apply_truth(ct_group *g, ct_op op, const int *in)
{
    switch (op) {
    case CT_OP_multiply:
    case CT_OP_bitwise_and:
    case CT_OP_logical_and:
    case CT_OP_minimum:
    case CT_OP_fmin:
        return masks(g, CT_ACT_AND, in[0], in[1]);
    case CT_OP_add:
    case CT_OP_bitwise_or:
    case CT_OP_logical_or:
    case CT_OP_maximum:
    case CT_OP_fmax:
        return masks(g, CT_ACT_OR, in[0], in[1]);
    case CT_OP_bitwise_xor:
    case CT_OP_logical_xor:
    case CT_OP_not_equal:
        return masks(g, CT_ACT_XOR, in[0], in[1]);
    case CT_OP_equal:
        return not(g, masks(g, CT_ACT_XOR, in[0], in[1]));
    case CT_OP_invert:
    case CT_OP_logical_not:
        return not(g, in[0]);
    default:
        return refuse(g);
    }
}

static int apply_integer(ct_group *g, ct_op op, int type, const int *in)
{
    int size = size_of(type), a = in[0], b = in[1];
    switch (op) {
    case CT_OP_add:
        return plain(g, size, 1, size == 8 ? 0xD4 : 0xFE, a, b);
    case CT_OP_subtract:
        return plain(g, size, 1, size == 8 ? 0xFB : 0xFA, a, b);
    case CT_OP_square:
        b = a;
        /* fall through */
    case CT_OP_multiply:
        return size == 8 && !wide(g) ? refuse(g) : plain(g, size, 2, 0x40, a, b);
    case CT_OP_negative:
        return plain(g, size, 1, size == 8 ? 0xFB : 0xFA, number(g, type, 0), a);
    case CT_OP_absolute:
        if (size == 8 && !wide(g))
            return refuse(g);
        return VALUE(UNARY, size, a, NONE, NONE, .exact = true,
                     .opcode = integer_code(size, 2, size == 8 ? 0x1F : 0x1E));
    case CT_OP_bitwise_and:
        return bits(g, size, PAND, a, b);
    case CT_OP_bitwise_or:
        return bits(g, size, POR, a, b);
    case CT_OP_bitwise_xor:
        return bits(g, size, PXOR, a, b);
    case CT_OP_invert:
        return bits(g, size, PXOR, a, number(g, type, -1));
    default:
        return refuse(g);
    }
}

static int apply_float(ct_group *g, ct_op op, int type, const int *in)
{
    int size = size_of(type), a = in[0], b = in[1];
    bool twice = type == CT_NUM_FLOAT64;
    double most = twice ? DBL_MAX : (double)FLT_MAX;
    switch (op) {
    case CT_OP_add:
        return binary(g, type, 0x58, a, b);
    case CT_OP_subtract:
        return binary(g, type, 0x5C, a, b);
    case CT_OP_multiply:
        return binary(g, type, 0x59, a, b);
    case CT_OP_divide:
        return binary(g, type, 0x5E, a, b);
    case CT_OP_square:
        return binary(g, type, 0x59, a, a);
    case CT_OP_reciprocal:
        return binary(g, type, 0x5E, number(g, type, 1), a);
    case CT_OP_degrees:
        return binary(g, type, 0x59, a,
                      number(g, type, twice ? 180 / M_PI : (double)(180 / (float)M_PI)));
    case CT_OP_radians:
        return binary(g, type, 0x59, a,
                      number(g, type, twice ? M_PI / 180 : (double)((float)M_PI / 180)));
    case CT_OP_sqrt:
        if (twice && wide(g))
            return root(g, a);
        return VALUE(UNARY, size, a, NONE, NONE, .opcode = float_code(type, 0x51));
    case CT_OP_negative:
        return bits(g, size, PXOR, a, sign(g, size));
    case CT_OP_absolute:
        return magnitude(g, type, a);
    case CT_OP_copysign:
        return bits(g, size, POR, magnitude(g, type, a), bits(g, size, PAND, b, sign(g, size)));
    case CT_OP_rint:
        return round_to(g, type, 4, a);
    case CT_OP_floor:
        return round_to(g, type, 9, a);
    case CT_OP_ceil:
        return round_to(g, type, 10, a);
    case CT_OP_trunc:
        return round_to(g, type, 11, a);
    case CT_OP_isnan:
        return is_nan(g, type, a);
    case CT_OP_isfinite:
        return compare(g, type, LE, magnitude(g, type, a), number(g, type, most));
    case CT_OP_isinf:
        return compare(g, type, GT, magnitude(g, type, a), number(g, type, most));
    default:
        return refuse(g);
    }
}

static int apply_ufunc(ct_group *g, ct_op op, int type, const int *in)
{
    static const uint8_t comparisons[] = {EQ, NE, LT, LE, GT, GE};
    if (type == CT_NUM_BOOL)
        return apply_truth(g, op, in);
    if (op >= CT_OP_equal && op <= CT_OP_greater_equal)
        return compare(g, type, comparisons[op - CT_OP_equal], in[0], in[1]);
    switch (op) {
    case CT_OP_logical_and:
        return masks(g, CT_ACT_AND, truth(g, type, in[0]), truth(g, type, in[1]));
    case CT_OP_logical_or:
        return masks(g, CT_ACT_OR, truth(g, type, in[0]), truth(g, type, in[1]));
    case CT_OP_logical_xor:
        return masks(g, CT_ACT_XOR, truth(g, type, in[0]), truth(g, type, in[1]));
    case CT_OP_logical_not:
        return compare(g, type, EQ, in[0], number(g, type, 0));
    case CT_OP_maximum:
    case CT_OP_minimum:
        return extreme(g, type, op == CT_OP_maximum, in[0], in[1]);
    case CT_OP_fmax:
    case CT_OP_fmin:
        return number_extreme(g, type, op == CT_OP_fmax, in[0], in[1]);
    case CT_OP_clip:
        return clip(g, type, in[0], in[1], in[2]);
    default:
        return is_float(type) ? apply_float(g, op, type, in) : apply_integer(g, op, type, in);
    }
}

int ct_group_apply(ct_group *g, const ct_meaning *m, const int *in)
{
    switch (m->what) {
    case CT_MEANS_UFUNC:
        return apply_ufunc(g, m->op, m->from, in);
    case CT_MEANS_CAST:
        return cast(g, m->from, m->to, in[0]);
    case CT_MEANS_COPY:
        return in[0];
    case CT_MEANS_WHERE:
        return select(g, m->to, in[0], in[1], in[2]);
    default:
        return refuse(g);
    }
}

void ct_group_output(ct_group *g, int value, int slot, int size)
{
    if (g->failed || g->outputs == CT_GROUP_OPERANDS) {
        g->failed = true;
        return;
    }
    if (size == 1 && wide(g))
        value = VALUE(BYTES, 1, value, constant(g, 8, UINT64_C(0x0101010101010101)), NONE,
                      .exact = true);
    else if (size == 1)
        value = VALUE(BYTES, 1, fitted(g, value, 4), NONE, NONE, .exact = true);
    g->output[g->outputs].value = (int16_t)value;
    g->output[g->outputs].slot = (int16_t)slot;
    g->output[g->outputs++].size = (uint8_t)size;
}
