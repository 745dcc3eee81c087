/* expr.h: the record of an expression node.
 *
 * Invariants: `refs` counts handles not taken yet and parents alike; `handles` only the former, so
 * a second take without cx_dup is seen. Nodes form a graph without cycles. What evaluation works
 * out (shape, dtype, value) stays in the node: it depends on the leaves alone, which it retains. */
#ifndef CX_INTERNAL_H
#define CX_INTERNAL_H

#include <carton/expr.h>

#include "ufunc/ufunc.h"

typedef enum cx_kind { CX_LEAF, CX_UFUNC, CX_WHERE, CX_ASTYPE, CX_REDUCE } cx_kind;
typedef ct_array *cx_reduction(const ct_array *a, const ct_reduce_opts *opts);

struct cx {
    cx_kind kind;
    int refs, handles, count; /* count: inputs */
    int depth;                /* inputs under inputs; bounded, so that walks may recurse */
    cx *in[3];
    ct_op op;                /* UFUNC, and the fused REDUCEs */
    bool fused;              /* REDUCE: folds its input as it is computed */
    int axis;                /* REDUCE */
    cx_reduction *reduction; /* REDUCE: the eager function */
    const ct_dtype *dtype;   /* ASTYPE */
    ct_array *value;         /* LEAF, or evaluated already */
    /* Worked out by eval.c. `face` is a record without elements that shows dtype and shape. */
    bool known;
    const ct_loop_row *row;
    struct ct_array face;
    int64_t shape[CT_MAX_NDIM];
    int64_t stamp; /* the program that `slot` belongs to */
    int slot;
};

/* Moves one handle of `node` into a parent's keeping; ValueError when all are taken. */
ct_status cx_take(cx *node, const char *op);
void cx_release(cx *node);
/* Evaluates a node now and lets go of its inputs. */
ct_status cx_cut(cx *node);

#endif
