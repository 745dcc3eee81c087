/* expr.h: the record of an expression node.
 *
 * Invariants: `refs` counts handles not taken yet and parents alike; `handles` only the former, so
 * a second take without cx_dup is seen. Nodes form a graph without cycles. What evaluation works
 * out (shape, dtype, value) stays in the node: it depends on the leaves alone, which it retains. */
#ifndef CX_INTERNAL_H
#define CX_INTERNAL_H

#include <carton/expr.h>

#include "ufunc/ufunc.h"

typedef enum cx_kind {
    CX_LEAF,
    CX_INPUT, /* a step's: has no value */
    CX_UFUNC,
    CX_WHERE,
    CX_ASTYPE,
    CX_REDUCE,
    CX_INDEX
} cx_kind;
typedef ct_array *cx_reduction(const ct_array *a, const ct_reduce_opts *opts);

struct cx {
    cx_kind kind;
    int refs, handles, count; /* count: inputs */
    int depth;                /* inputs under inputs; bounded, so that walks may recurse */
    cx *in[3];
    ct_op op;                /* UFUNC, and the fused REDUCEs */
    bool fused;              /* REDUCE: folds its input as it is computed */
    bool pythons;            /* UFUNC power: Python's ** */
    cx_reduction *reduction; /* REDUCE: the eager function */
    ct_reduce_opts opts;     /* REDUCE: its axes are in `list` */
    const ct_dtype *dtype;   /* ASTYPE, REDUCE: retained */
    void *list;              /* REDUCE: axes; INDEX: ct_index; owned, of so many bytes */
    int64_t list_bytes;
    int number;      /* INPUT */
    ct_array *value; /* LEAF, or evaluated already */
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
/* The same operation over other inputs, which are taken. */
cx *cx_again(const cx *node, cx *const *in);
bool cx_is_same(const cx *a, const cx *b); /* operation */
/* The plan ends its context so. plan.c */
void cx_plan_owns(cx_plan *plan, void (*end)(void *context));
/* Evaluates a node now and lets go of its inputs. */
ct_status cx_cut(cx *node);

#endif
