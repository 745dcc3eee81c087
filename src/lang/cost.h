/* cost.h: a report: the trace's steps, totals, and what the result shares memory with. */
#ifndef CT_COST_H
#define CT_COST_H

#include "boxes.h"
#include "trace.h"

struct ct_cost_report {
    ct_trace trace;
    ct_cost_totals totals;
    ct_object *value; /* in a plan: of the right dtype and shape only */
    ct_list *names;   /* of the arrays that the result shares memory with */
};

#endif
