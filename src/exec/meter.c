/* meter.c: walks of the engine as the meter sees them: the cells of each operand, read or written.
 */
#include "array/meter.h"
#include "exec.h"

bool ct_frame_skipped(const ct_frame *frame, const ct_nest *nest)
{
    int64_t shape[CT_MAX_NDIM + 1], strides[CT_NEST_OPERANDS][CT_MAX_NDIM + 1];
    ct_meter_operand operands[CT_NEST_OPERANDS];
    shape[0] = nest->inner;
    for (int i = 0; i < nest->ndim; i++)
        shape[i + 1] = nest->shape[i];
    for (int k = 0; k < nest->count; k++) {
        strides[k][0] = nest->inner_strides[k];
        for (int i = 0; i < nest->ndim; i++)
            strides[k][i + 1] = nest->strides[i][k];
        operands[k] =
            (ct_meter_operand){nest->at[k], strides[k], ct_operand_itemsize(frame->program, k),
                               ct_operand_is_written(frame->program, k)};
    }
    return ct_meter_walk(nest->ndim + 1, shape, nest->count, operands);
}

bool ct_reduction_skipped(const ct_reduction *r, int ndim, const int64_t *shape, char *const *data,
                          const int64_t *const *strides, const char *acc,
                          const int64_t *acc_strides)
{
    ct_meter_operand operands[CT_NEST_OPERANDS + 1];
    for (int k = 0; k < r->operands; k++)
        operands[k] = (ct_meter_operand){
            data[k], strides[k], r->program ? ct_operand_itemsize(r->program, k) : r->itemsize,
            false};
    operands[r->operands] = (ct_meter_operand){acc, acc_strides, r->itemsize, true};
    return ct_meter_walk(ndim, shape, r->operands + 1, operands);
}
