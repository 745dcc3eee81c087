/* compile.h: what eval.c and ready.c share: from nodes to a program. */
#ifndef CX_COMPILE_H
#define CX_COMPILE_H

#include "expr.h"
#include "plan.h"

_Static_assert((int)CX_READY_LEAVES == CT_NEST_OPERANDS - 2, "an output or a value beside leaves");

typedef struct cx_compiler {
    int64_t stamp;
    int ndim, leaves;
    const int64_t *shape;
    int64_t size;
    const ct_array *leaf[CX_READY_LEAVES];
    int leaf_at[CX_READY_LEAVES]; /* its slot */
    ct_program *program;
    bool signals, quiet; /* instructions whose floating-point flags count, and do not */
} cx_compiler;

int64_t cx_next_stamp(void); /* a new one; nodes of a walk get it to be visited once */
/* A node's dtype and shape: its value, or a record without elements; after cx_infer. */
ct_array *cx_face(cx *node);
ct_status cx_infer(cx *node);
/* Whether the input of a reduction is worth keeping for the others that use it. After cx_infer of
 * that input. */
bool cx_keeps_input(const cx *node);
/* Readies `node`, known and not cut, to be the top of a program. */
ct_status cx_compile_start(cx_compiler *c, cx *node);
/* Adds the instructions of `node` once; its slot. */
int cx_compile_emit(cx_compiler *c, cx *node);
int cx_compile_cast(cx_compiler *c, int slot, const ct_dtype *from, const ct_dtype *to);
/* Readies the job of a reduction that folds its input, known, as it is computed or as it lies in
 * memory. *type: of the result. */
ct_status cx_compile_job(cx_compiler *c, ct_job *job, cx *node, const ct_dtype **type);
const char *cx_name(const cx *node); /* for messages */
/* What the flags say, after the program ran. */
ct_status cx_compile_check(bool signals, bool quiet, const char *name);

#endif
