/* run.c: frames. Scratch blocks are shared between slots whose lives do not meet; slots of hoisted
 * instructions live for a whole row and share with nobody. */
#include "exec.h"

#include "array/meter.h"
#include "base/errstate.h"

#include <string.h>

static bool is_plain(const ct_program *p)
{
    if (p->length != 1)
        return false;
    for (int k = 0; k < p->code[0].count; k++)
        if (p->slots[p->code[0].slots[k]].operand < 0)
            return false;
    return true;
}

/* An instruction is hoisted when no input varies along the row and its outputs are scratch. */
static bool is_hoisted(const ct_frame *frame, const ct_instruction *x)
{
    const ct_slot *slots = frame->program->slots;
    for (int k = 0; k < x->count; k++) {
        bool varies = frame->strides[x->slots[k]] != 0;
        if (k < x->inputs ? varies : slots[x->slots[k]].operand >= 0)
            return false;
    }
    return true;
}

static void order_code(ct_frame *frame)
{
    const ct_program *p = frame->program;
    frame->hoisted = 0;
    for (int i = 0; i < p->length; i++) {
        const ct_instruction *x = &p->code[i];
        if (!is_hoisted(frame, x))
            continue;
        for (int k = x->inputs; k < x->count; k++)
            frame->strides[x->slots[k]] = 0;
        frame->order[frame->hoisted++] = i;
    }
    int n = frame->hoisted;
    for (int i = 0, h = 0; i < p->length; i++) {
        if (h < frame->hoisted && frame->order[h] == i)
            h++;
        else
            frame->order[n++] = i;
    }
}

/* Position in frame->order of the last instruction that uses a slot. */
static int last_use(const ct_frame *frame, int slot)
{
    const ct_program *p = frame->program;
    for (int i = p->length; i-- > 0;) {
        const ct_instruction *x = &p->code[frame->order[i]];
        for (int k = 0; k < x->count; k++)
            if (x->slots[k] == slot)
                return i;
    }
    return -1;
}

/* Gives each scratch slot the number of a block (in `block`), -1 for operands; returns how many. An
 * output never shares with an input of its own instruction. */
static int share_blocks(const ct_frame *frame, int *block, int *free_from)
{
    const ct_program *p = frame->program;
    int blocks = 0;
    for (int s = 0; s < p->nslots; s++)
        block[s] = -1;
    for (int i = 0; i < p->length; i++) {
        const ct_instruction *x = &p->code[frame->order[i]];
        for (int k = x->inputs; k < x->count; k++) {
            int s = x->slots[k], b = 0;
            if (p->slots[s].operand >= 0 || block[s] >= 0)
                continue;
            while (b < blocks && free_from[b] > i)
                b++;
            blocks += b == blocks;
            block[s] = b;
            free_from[b] = i < frame->hoisted ? p->length : last_use(frame, s) + 1;
        }
    }
    return blocks;
}

/* Between two blocks: half a page, so that what is written to one does not seem to be what is read
 * from the next (the CPU compares the last 12 bits of addresses), and none begins where one ends.
 */
enum { GAP = 2048 };

static ct_status give_scratch(ct_frame *frame)
{
    const ct_program *p = frame->program;
    int64_t widest = 8;
    for (int s = 0; s < p->nslots; s++)
        if (p->slots[s].operand < 0 && p->slots[s].itemsize > widest)
            widest = p->slots[s].itemsize;
    int few[4 * CT_EXEC_FEW], *numbers = few;
    if (p->nslots > 2 * CT_EXEC_FEW)
        numbers = ct_alloc_many(2 * (int64_t)p->nslots, sizeof *numbers);
    if (!numbers)
        return CT_MEMORY_ERROR;
    int blocks = share_blocks(frame, numbers, numbers + p->nslots);
    int64_t size = widest * CT_EXEC_BLOCK + GAP;
    frame->bytes = (blocks ? blocks : 1) * size;
    frame->memory = ct_block_alloc(frame->bytes);
    for (int s = 0; s < p->nslots && frame->memory; s++)
        frame->scratch[s] = numbers[s] < 0 ? NULL : frame->memory + numbers[s] * size;
    if (numbers != few)
        ct_dealloc(numbers);
    return frame->memory ? CT_OK : CT_MEMORY_ERROR;
}

static ct_status start(ct_frame *frame, const ct_program *p, const int64_t *strides)
{
    frame->program = p;
    frame->memory = NULL;
    frame->plain = frame->past = false;
    frame->strides = frame->few;
    if (p->failed)
        return CT_MEMORY_ERROR;
    int64_t words = 2 * (int64_t)p->nslots + p->length;
    if (words > (int64_t)(sizeof frame->few / sizeof *frame->few)) {
        int64_t *more = ct_alloc_many(words, sizeof *frame->strides);
        if (!more)
            return CT_MEMORY_ERROR;
        frame->strides = more;
    }
    frame->scratch = (char **)(frame->strides + p->nslots);
    frame->order = (int *)(frame->strides + 2 * p->nslots);
    for (int s = 0; s < p->nslots; s++) {
        const ct_slot *slot = &p->slots[s];
        frame->strides[s] = slot->operand >= 0 ? strides[slot->operand] : slot->itemsize;
        frame->scratch[s] = NULL;
    }
    frame->folds = p->fold ? CT_EXEC_STRETCH : 0;
    if (is_plain(p)) {
        frame->plain = true;
        return CT_OK;
    }
    order_code(frame);
    if (p->fold && p->length - frame->hoisted > 1)
        frame->folds = CT_EXEC_BLOCK;
    return give_scratch(frame);
}

ct_status ct_frame_start(ct_frame *frame, const ct_program *p, const int64_t *strides)
{
    return ct_frame_open(frame, p, strides, 0);
}

ct_status ct_frame_open(ct_frame *frame, const ct_program *p, const int64_t *strides,
                        int64_t elements)
{
    return ct_frame_open_fold(frame, p, strides, elements, NULL);
}

ct_status ct_frame_open_fold(ct_frame *frame, const ct_program *p, const int64_t *strides,
                             int64_t elements, ct_loop *fold)
{
    frame->held = 0;
    if ((p->length > 1 || fold) && elements > 0 && !p->native && !p->failed) {
        frame->held = ct_native_take(p, strides, fold, elements);
        p = frame->held ? ct_native_program(frame->held) : p;
    }
    ct_status status = start(frame, p, strides);
    if (status != CT_OK)
        ct_frame_close(frame);
    return status;
}

void ct_frame_close(ct_frame *frame)
{
    if (frame->memory)
        ct_block_free(frame->memory, frame->bytes);
    if (frame->strides != frame->few)
        ct_dealloc(frame->strides);
    ct_native_drop(frame->held);
    frame->memory = NULL;
    frame->held = 0;
    frame->strides = frame->few;
}

typedef struct operands {
    char *args[CT_EXEC_OPERANDS];
    int64_t strides[CT_EXEC_OPERANDS], itemsizes[CT_EXEC_OPERANDS];
} operands;

static void find_operands(operands *o, const ct_frame *frame, const ct_instruction *x,
                          char *const *at, int64_t done)
{
    for (int k = 0; k < x->count; k++) {
        int s = x->slots[k];
        const ct_slot *slot = &frame->program->slots[s];
        o->strides[k] = frame->strides[s];
        o->itemsizes[k] = slot->itemsize;
        o->args[k] =
            slot->operand >= 0 ? at[slot->operand] + done * o->strides[k] : frame->scratch[s];
    }
}

/* Rows shorter than this are written as usual: each call waits for its stores. */
enum { PAST_LEAST = 1 << 12 };

/* Instruction `x` on n elements that start `done` elements into the row. */
static void step(const ct_frame *frame, const ct_instruction *x, char *const *at, int64_t done,
                 int64_t n)
{
    operands o;
    unsigned before = x->silent ? ct_fp_begin() : 0;
    find_operands(&o, frame, x, at, done);
    (frame->past && n >= PAST_LEAST ? frame->program->past : x->loop)(o.args, o.strides, n,
                                                                      o.itemsizes);
    if (x->silent)
        ct_fp_restore(before);
}

ct_status ct_frame_row(const ct_frame *frame, char *const *at, int64_t n)
{
    const ct_program *p = frame->program;
    if (n <= 0)
        return CT_OK;
    for (int64_t done = 0; frame->plain && done < n; done += CT_EXEC_STRETCH) {
        if (ct_interrupted())
            return CT_INTERRUPTED;
        step(frame, p->code, at, done, n - done < CT_EXEC_STRETCH ? n - done : CT_EXEC_STRETCH);
    }
    if (frame->plain)
        return CT_OK;
    for (int i = 0; i < frame->hoisted; i++)
        step(frame, &p->code[frame->order[i]], at, 0, 1);
    int64_t block = p->streams ? CT_STREAM_BLOCK : CT_EXEC_BLOCK;
    for (int64_t done = 0; done < n; done += block) {
        int64_t m = n - done < block ? n - done : block;
        if (ct_interrupted())
            return CT_INTERRUPTED;
        for (int i = frame->hoisted; i < p->length; i++)
            step(frame, &p->code[frame->order[i]], at, done, m);
    }
    return CT_OK;
}

ct_status ct_frame_fold(const ct_frame *frame, char *const *at, int64_t n,
                        char room[static 16 * CT_FOLD_LANES])
{
    const ct_program *p = frame->program;
    int64_t rest = n % CT_FOLD_LANES;
    operands o;
    if (ct_interrupted())
        return CT_INTERRUPTED;
    for (int i = 0; i < p->length - 1 && !frame->plain; i++)
        step(frame, &p->code[frame->order[i]], at, 0, i < frame->hoisted ? 1 : n);
    const ct_instruction *last = &p->code[frame->plain ? 0 : frame->order[p->length - 1]];
    int out = last->count - 1;
    char *values = room + 8 * CT_FOLD_LANES;
    find_operands(&o, frame, last, at, 0);
    if (rest) {
        operands end = o;
        for (int k = 0; k < out; k++)
            end.args[k] += (n - rest) * end.strides[k];
        end.args[out] = values;
        last->loop(end.args, end.strides, rest, end.itemsizes);
    }
    o.args[out] = room;
    o.args[out + 1] = values;
    p->fold(o.args, o.strides, n, o.itemsizes);
    return CT_OK;
}

/* -- whole nests, on several threads ----------------------------------------------------------- */

/* Walks of one instruction in which one input is read across: along an outer axis it lies together,
 * along the inner one the others do. Squares of it are turned first. */
enum { TURN_COLUMNS = 64, TURN_BYTES = 1 << 14, TURN_LEAST = 8 };
typedef struct turning {
    int input, axis; /* of the instruction, of the nest */
} turning;

static bool is_turned(const ct_frame *frame, const ct_nest *nest, turning *t)
{
    const ct_instruction *x = frame->program->code;
    t->input = -1;
    for (int k = 0; k < x->count; k++) {
        const ct_slot *slot = &frame->program->slots[x->slots[k]];
        int64_t step = nest->inner_strides[slot->operand];
        if (step == slot->itemsize || (step == 0 && k < x->inputs))
            continue;
        if (k >= x->inputs || t->input >= 0)
            return false;
        t->input = k;
    }
    if (t->input < 0 || nest->inner < TURN_LEAST)
        return false;
    const ct_slot *slot = &frame->program->slots[x->slots[t->input]];
    for (t->axis = 0; t->axis < nest->ndim; t->axis++)
        if (nest->strides[t->axis][slot->operand] == slot->itemsize)
            return nest->shape[t->axis] >= TURN_LEAST && ct_kernel_transpose(slot->itemsize);
    return false;
}

/* A square of `rows` rows of the turned axis and `n` columns, from where the nest stands. */
static void run_square(const ct_frame *frame, const ct_nest *nest, const turning *t, int64_t row,
                       int64_t rows, int64_t column, int64_t n)
{
    const ct_instruction *x = frame->program->code;
    _Alignas(64) char room[TURN_BYTES];
    char *args[CT_EXEC_OPERANDS];
    int64_t strides[CT_EXEC_OPERANDS], itemsizes[CT_EXEC_OPERANDS], steps[CT_EXEC_OPERANDS];
    for (int k = 0; k < x->count; k++) {
        const ct_slot *slot = &frame->program->slots[x->slots[k]];
        strides[k] = nest->inner_strides[slot->operand];
        itemsizes[k] = slot->itemsize;
        steps[k] = nest->strides[t->axis][slot->operand];
        args[k] = nest->at[slot->operand] + row * steps[k] + column * strides[k];
    }
    int64_t size = itemsizes[t->input];
    steps[t->input] = n * size;
    ct_kernel_transpose(size)(args[t->input], strides[t->input], room, n * size, n, rows);
    args[t->input] = room;
    strides[t->input] = size;
    for (int64_t i = 0; i < rows; i++) {
        x->loop(args, strides, n, itemsizes);
        for (int k = 0; k < x->count; k++)
            args[k] += steps[k];
    }
}

static ct_status walk_turned(const ct_frame *frame, ct_nest *nest, const turning *t)
{
    int64_t size = frame->program->slots[frame->program->code->slots[t->input]].itemsize;
    int64_t most = TURN_BYTES / (TURN_COLUMNS * size), length = nest->shape[t->axis];
    nest->shape[t->axis] = 1;
    do
        for (int64_t i = 0; i < length; i += most)
            for (int64_t j = 0; j < nest->inner; j += TURN_COLUMNS) {
                if (ct_interrupted())
                    return CT_INTERRUPTED;
                run_square(frame, nest, t, i, length - i < most ? length - i : most, j,
                           nest->inner - j < TURN_COLUMNS ? nest->inner - j : TURN_COLUMNS);
            }
    while (ct_nest_next(nest));
    return CT_OK;
}

/* One instruction, rows that need no stop: what does not change from row to row is set once. */
static ct_status walk_plain(const ct_frame *frame, ct_nest *nest)
{
    const ct_instruction *x = frame->program->code;
    char *args[CT_EXEC_OPERANDS];
    int64_t strides[CT_EXEC_OPERANDS], itemsizes[CT_EXEC_OPERANDS];
    int place[CT_EXEC_OPERANDS];
    for (int k = 0; k < x->count; k++) {
        const ct_slot *slot = &frame->program->slots[x->slots[k]];
        place[k] = slot->operand;
        strides[k] = frame->strides[x->slots[k]];
        itemsizes[k] = slot->itemsize;
    }
    do {
        if (ct_interrupted())
            return CT_INTERRUPTED;
        for (int k = 0; k < x->count; k++)
            args[k] = nest->at[place[k]];
        x->loop(args, strides, nest->inner, itemsizes);
    } while (ct_nest_next(nest));
    return CT_OK;
}

static ct_status walk(const ct_frame *frame, ct_nest *nest)
{
    ct_status status;
    turning turned;
    if (frame->plain && nest->ndim > 0 && is_turned(frame, nest, &turned))
        return walk_turned(frame, nest, &turned);
    if (frame->plain && !frame->past && nest->inner > 0 && nest->inner <= CT_EXEC_STRETCH)
        return walk_plain(frame, nest);
    do
        status = ct_frame_row(frame, nest->at, nest->inner);
    while (!status && ct_nest_next(nest));
    if (frame->program->streams)
        ct_kernel_stream_end();
    return status;
}

/* A frame with scratch serves one thread. */
static ct_status walk_piece(void *context, ct_nest *piece)
{
    const ct_frame *frame = context;
    ct_frame own;
    if (frame->plain)
        return walk(frame, piece);
    ct_status status = ct_frame_start(&own, frame->program, piece->inner_strides);
    if (status != CT_OK)
        return status;
    status = walk(&own, piece);
    ct_frame_close(&own);
    return status;
}

/* Roughly: what moving the operands through L2 takes, and what is computed with them. */
double ct_program_cost(const ct_program *p)
{
    double cost = 0;
    for (int i = 0; i < p->length; i++) {
        cost += 0.1 + (double)p->code[i].cost;
        for (int k = 0; k < p->code[i].count; k++)
            cost += 0.02 * (double)p->slots[p->code[i].slots[k]].itemsize;
    }
    return cost;
}

/* Several elements of a result in one place (a strided view may say so): the last one stays. */
bool ct_program_writes_twice(const ct_program *p, const ct_nest *nest)
{
    bool twice = false;
    for (int i = 0; i < p->length; i++)
        for (int k = p->code[i].inputs; k < p->code[i].count; k++) {
            int operand = p->slots[p->code[i].slots[k]].operand;
            if (operand < 0)
                continue;
            twice |= nest->inner > 1 && nest->inner_strides[operand] == 0;
            for (int axis = 0; axis < nest->ndim; axis++)
                twice |= nest->strides[axis][operand] == 0;
        }
    return twice;
}

static ct_status share(const ct_frame *frame, ct_nest *nest)
{
    double cost = ct_program_cost(frame->program), work = cost * (double)nest->inner;
    for (int i = 0; i < nest->ndim; i++)
        work *= (double)nest->shape[i];
    if (work < CT_PARALLEL_PAYS || ct_program_writes_twice(frame->program, nest))
        return walk(frame, nest);
    return ct_nest_parallel(nest, CT_EXEC_BLOCK, cost, walk_piece, (void *)(uintptr_t)frame);
}

static ct_status run_past_caches(const ct_frame *frame, ct_nest *nest)
{
    ct_program p;
    ct_frame own;
    ct_program_init(&p);
    bool by_itself = frame->plain && frame->program->past;
    if (!by_itself)
        ct_program_stream(&p, frame->program);
    ct_status status = ct_frame_start(&own, by_itself ? frame->program : &p, nest->inner_strides);
    own.past = by_itself;
    if (status == CT_OK) {
        status = share(&own, nest);
        ct_frame_close(&own);
    }
    ct_program_close(&p);
    return status;
}

ct_status ct_frame_run(const ct_frame *frame, ct_nest *nest)
{
    if (ct_metered() && ct_frame_skipped(frame, nest))
        return CT_OK;
    return ct_program_streams(frame->program, nest) ? run_past_caches(frame, nest)
                                                    : share(frame, nest);
}

/* Saturated: a broadcast nest has any number. */
static int64_t elements_of(const ct_nest *nest)
{
    int64_t n = nest->inner;
    for (int i = 0; i < nest->ndim; i++)
        if (__builtin_mul_overflow(n, nest->shape[i], &n))
            return INT64_MAX;
    return n;
}

ct_status ct_nest_run(const ct_program *p, ct_nest *nest)
{
    ct_frame frame;
    ct_status status = ct_frame_open(&frame, p, nest->inner_strides, elements_of(nest));
    if (status != CT_OK)
        return status;
    status = ct_frame_run(&frame, nest);
    ct_frame_close(&frame);
    return status;
}
