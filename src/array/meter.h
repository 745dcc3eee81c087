/* meter.h: what walks over memory tell to whoever watches them: `carton cost` and `carton explain`.
 *
 * Off, the price is one look at a thread's pointer per walk, not per element. The meter of a thread
 * hears of the walks that this thread asks for, also when others help with them. A meter may be
 * dry: then walks over more than CT_METER_SMALL elements do not take place, and new memory is zero,
 * so that a program can be followed through its shapes and dtypes without the work. */
#ifndef CT_METER_H
#define CT_METER_H

#include "array.h"

enum { CT_METER_SMALL = 1024, CT_METER_OPS = 48, CT_METER_NAME = 24 };

typedef struct ct_meter_op {
    char name[CT_METER_NAME], dtype[CT_METER_NAME]; /* "add" makes "float64" */
} ct_meter_op;

/* One operand of a walk. The same cells twice count once. */
typedef struct ct_meter_operand {
    const char *data;
    const int64_t *strides; /* of the walk's axes; 0 along axes that it does not move along */
    int64_t itemsize;
    bool written;
} ct_meter_operand;

typedef struct ct_meter {
    bool dry;
    int nops, ops_left_out; /* since the last walk */
    ct_meter_op ops[CT_METER_OPS];
    /* Called at every walk, with the bytes that it has to read and write at least. */
    void (*walked)(struct ct_meter *meter, int64_t elements, int64_t read, int64_t written);
} ct_meter;
extern CT_PER_THREAD ct_meter *ct_meter_now;

CT_INLINE bool ct_metered(void)
{
    return CT_UNLIKELY(ct_meter_now != NULL);
}
CT_INLINE bool ct_meter_is_dry(void)
{
    return ct_metered() && ct_meter_now->dry;
}

/* Switches the meter off for what is only bookkeeping; put back what it returns. */
CT_INLINE ct_meter *ct_meter_pause(void)
{
    ct_meter *meter = ct_meter_now;
    ct_meter_now = NULL;
    return meter;
}

/* An operation of the walk that comes next. Only when metered. */
void ct_meter_name(const char *name, const ct_dtype *made);
/* A walk; true when it must not take place. Only when metered. */
bool ct_meter_walk(int ndim, const int64_t *shape, int count, const ct_meter_operand *operands);

#endif
