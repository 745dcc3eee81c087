/* program.c: building programs. Short ones live inside the record; longer ones move to the heap. */
#include "exec.h"

#include <string.h>

void ct_program_init(ct_program *p)
{
    p->nslots = p->length = 0;
    p->nslots_max = p->length_max = CT_EXEC_FEW;
    p->slots = p->few_slots;
    p->code = p->few_code;
    p->failed = p->native = p->streams = p->silent = false;
    p->fold = p->past = NULL;
}

void ct_program_close(ct_program *p)
{
    if (p->slots != p->few_slots)
        ct_dealloc(p->slots);
    if (p->code != p->few_code)
        ct_dealloc(p->code);
    ct_program_init(p);
}

/* Makes room for one more item; true when there is some. */
static bool reserve(ct_program *p, void **items, void *few, int count, int *max, size_t size)
{
    if (p->failed)
        return false;
    if (count < *max)
        return true;
    int64_t wanted = 2 * (int64_t)*max;
    void *grown = wanted > INT32_MAX
                      ? NULL
                      : ct_realloc(*items == few ? NULL : *items, wanted * (int64_t)size);
    if (!grown) {
        p->failed = true;
        return false;
    }
    if (*items == few)
        memcpy(grown, few, (size_t)count * size);
    *items = grown;
    *max = (int)wanted;
    return true;
}

static int add_slot(ct_program *p, ct_slot slot)
{
    void *items = p->slots;
    bool room = reserve(p, &items, p->few_slots, p->nslots, &p->nslots_max, sizeof slot);
    p->slots = items;
    if (!room)
        return 0;
    p->slots[p->nslots] = slot;
    return p->nslots++;
}

int ct_program_operand(ct_program *p, int operand, int64_t itemsize)
{
    return add_slot(p, (ct_slot){.operand = operand, .itemsize = itemsize});
}

int ct_program_scratch(ct_program *p, int64_t itemsize)
{
    return add_slot(p, (ct_slot){.operand = -1, .itemsize = itemsize});
}

void ct_program_add(ct_program *p, ct_loop *loop, int inputs, int count, const int *slots)
{
    void *items = p->code;
    bool room = reserve(p, &items, p->few_code, p->length, &p->length_max, sizeof *p->code);
    p->code = items;
    if (!room)
        return;
    ct_instruction *x = &p->code[p->length++];
    *x = (ct_instruction){.loop = loop, .inputs = inputs, .count = count};
    memcpy(x->slots, slots, (size_t)count * sizeof *slots);
}

void ct_program_hush(ct_program *p)
{
    if (!p->failed)
        p->silent = p->code[p->length - 1].silent = true;
}

void ct_program_weigh(ct_program *p, int slot, double cost)
{
    for (int i = p->length; i-- > 0 && !p->failed;) {
        ct_instruction *x = &p->code[i];
        for (int k = x->inputs; k < x->count; k++)
            if (x->slots[k] == slot) {
                x->cost = (float)cost;
                return;
            }
    }
}

int ct_program_find(const ct_program *p, ct_loop *loop, int inputs, const int *slots)
{
    for (int i = 0; i < p->length && !p->failed; i++) {
        const ct_instruction *x = &p->code[i];
        if (x->loop == loop && x->inputs == inputs && x->count == inputs + 1 &&
            !memcmp(x->slots, slots, (size_t)inputs * sizeof *slots))
            return x->slots[inputs];
    }
    return -1;
}

int64_t ct_operand_itemsize(const ct_program *p, int operand)
{
    for (int s = 0; s < p->nslots; s++)
        if (p->slots[s].operand == operand)
            return p->slots[s].itemsize;
    return 0;
}

bool ct_operand_is_written(const ct_program *p, int operand)
{
    for (int i = 0; i < p->length; i++)
        for (int k = p->code[i].inputs; k < p->code[i].count; k++)
            if (p->slots[p->code[i].slots[k]].operand == operand)
                return true;
    return false;
}
