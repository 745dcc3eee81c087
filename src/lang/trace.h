/* trace.h: what the evaluator does, step by step, for `carton cost` and `carton explain`.
 *
 * While a thread has a trace, every node that the evaluator works on opens a step, and what its
 * meter hears of belongs to the innermost open one. A step without arrays leaves nothing behind.
 * The trace's own memory comes from the allocator as all does; counting runs go without a trace. */
#ifndef CT_TRACE_H
#define CT_TRACE_H

#include <carton/cost.h>

#include "array/meter.h"
#include "eval.h"

enum { CT_TRACE_STEPS = 200, CT_TRACE_OPERANDS = 8 };

/* A node being evaluated. */
typedef struct ct_trace_open {
    struct ct_trace_open *outer;
    const ct_node *node;
    const ct_frame *frame;
    int noperands;
    struct {
        const ct_array *array; /* only to compare */
        const ct_buffer *buffer;
        int64_t bytes;
        bool mask;
    } operands[CT_TRACE_OPERANDS];
    ct_cost_step step;
    int moves;  /* walks that only move elements */
    bool inner; /* a function of the language ran inside */
    ct_text walks;
} ct_trace_open;

typedef struct ct_trace {
    ct_meter meter; /* first: the meter's callback gets it */
    ct_trace_open *open;
    int depth, count, left_out;
    ct_cost_step steps[CT_TRACE_STEPS]; /* texts are owned, by ct_free */
    int64_t passes, read, written;
    bool failed; /* no memory for a text */
} ct_trace;
extern CT_PER_THREAD ct_trace *ct_trace_now;

/* Evaluates a node under this thread's trace. `node` may also be a statement, for which `result`
 * comes from ct_exec. */
ct_object *ct_trace_eval(ct_frame *frame, const ct_node *node);
ct_signal ct_trace_statement(ct_frame *frame, const ct_node *node, ct_object **last);
void ct_trace_close(ct_trace *trace);

/* unparse.c */
ct_status ct_unparse(ct_text *out, const ct_node *node);

#endif
