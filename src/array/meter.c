/* meter.c: see meter.h. */
#include "meter.h"

#include <stdio.h>
#include <string.h>

CT_PER_THREAD ct_meter *ct_meter_now;

void ct_meter_name(const char *name, const ct_dtype *made)
{
    ct_meter *m = ct_meter_now;
    if (m->nops == CT_METER_OPS) {
        m->ops_left_out++;
        return;
    }
    ct_meter_op *op = &m->ops[m->nops++];
    snprintf(op->name, sizeof op->name, "%s", name);
    snprintf(op->dtype, sizeof op->dtype, "%s", made ? ct_dtype_name(made) : "");
}

static bool same_cells(int ndim, const ct_meter_operand *a, const ct_meter_operand *b)
{
    return a->data == b->data && a->itemsize == b->itemsize && a->written == b->written &&
           !memcmp(a->strides, b->strides, (size_t)ndim * sizeof *a->strides);
}

/* Cells that an operand has along the walk: axes with stride 0 show the same ones again. */
static int64_t cells(int ndim, const int64_t *shape, const int64_t *strides)
{
    int64_t n = 1;
    for (int i = 0; i < ndim; i++)
        n *= strides[i] || shape[i] == 0 ? shape[i] : 1;
    return n;
}

bool ct_meter_walk(int ndim, const int64_t *shape, int count, const ct_meter_operand *operands)
{
    ct_meter *m = ct_meter_now;
    int64_t elements = 1, bytes[2] = {0, 0};
    for (int i = 0; i < ndim; i++)
        elements *= shape[i];
    for (int k = 0; k < count; k++) {
        bool seen = false;
        for (int i = 0; i < k && !seen; i++)
            seen = same_cells(ndim, &operands[i], &operands[k]);
        int64_t n = cells(ndim, shape, operands[k].strides);
        if (!seen && (operands[k].written || n > 1)) /* a constant is no traffic */
            bytes[operands[k].written] += n * operands[k].itemsize;
    }
    m->walked(m, elements, bytes[0], bytes[1]);
    m->nops = m->ops_left_out = 0;
    return m->dry && elements > CT_METER_SMALL;
}
