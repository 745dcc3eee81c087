/* stream.c: results that no cache holds.
 *
 * A plain store reads the line that it writes to, which is a third of the traffic of an addition,
 * and what was in the cache has to go for it. So the outputs of a program become scratch, and one
 * instruction more for each moves the block out with stores past the cache. A result that is one of
 * the inputs was read anyway. */
#include "exec.h"

static bool is_read(const ct_program *p, const ct_nest *nest, int operand)
{
    for (int s = 0; s < p->nslots; s++) {
        int other = p->slots[s].operand;
        if (other >= 0 && other != operand && nest->at[other] == nest->at[operand])
            return true;
    }
    return false;
}

bool ct_program_streams(const ct_program *p, const ct_nest *nest)
{
    bool any = false;
    double elements = (double)nest->inner;
    for (int i = 0; i < nest->ndim; i++)
        elements *= (double)nest->shape[i];
    if (p->streams || nest->inner < CT_STREAM_BLOCK)
        return false;
    for (int i = 0; i < p->length; i++)
        for (int k = p->code[i].inputs; k < p->code[i].count; k++) {
            const ct_slot *out = &p->slots[p->code[i].slots[k]];
            if (out->operand < 0)
                continue;
            if (elements * (double)out->itemsize < (double)ct_stream_enough ||
                nest->inner_strides[out->operand] != out->itemsize ||
                is_read(p, nest, out->operand))
                return false;
            any = true;
        }
    return any;
}

void ct_program_stream(ct_program *to, const ct_program *p)
{
    ct_program_init(to);
    to->streams = true;
    for (int s = 0; s < p->nslots; s++) {
        const ct_slot *slot = &p->slots[s];
        int made = ct_program_operand(to, slot->operand, slot->itemsize);
        if (!to->failed)
            to->slots[made].truth = slot->truth;
    }
    for (int i = 0; i < p->length; i++) {
        const ct_instruction *x = &p->code[i];
        ct_program_add(to, x->loop, x->inputs, x->count, x->slots);
        if (x->count > x->inputs)
            ct_program_weigh(to, x->slots[x->inputs], (double)x->cost);
        if (x->silent)
            ct_program_hush(to);
    }
    for (int i = 0; i < p->length; i++)
        for (int k = p->code[i].inputs; k < p->code[i].count; k++) {
            int slot = p->code[i].slots[k];
            if (p->slots[slot].operand < 0)
                continue;
            int out = ct_program_operand(to, p->slots[slot].operand, p->slots[slot].itemsize);
            if (to->failed)
                return;
            to->slots[slot].operand = -1;
            ct_program_add(to, ct_kernel_stream(), 1, 2, (int[]){slot, out});
        }
}
