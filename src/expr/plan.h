/* plan.h: what the language needs of expressions beyond carton/expr.h, and src/expr of its parts.
 */
#ifndef CX_PLAN_H
#define CX_PLAN_H

#include <carton/expr.h>

/* The dtype of a node's value, borrowed; NULL and the error of the operation that has none. */
const ct_dtype *cx_dtype(cx *node);

/* A tree made ready to run again and again on other arrays of the same dtypes, all in one row:
 * making the program takes longer than running it on few elements. It borrows the tree, whose
 * leaves of one element stay single elements. One thread at a time runs it. ready.c */
enum { CX_READY_LEAVES = 22 };
typedef struct cx_ready {
    int leaves;
    const ct_array *leaf[CX_READY_LEAVES]; /* whose place an array takes */
    const ct_dtype *dtype;                 /* of the result */
    bool single;                           /* the result is one element, not one for each */
} cx_ready;
/* NULL: a tree that cannot be made ready (reductions along an axis, text, no operation); an error
 * may be recorded. */
cx_ready *cx_ready_open(cx *tree);
void cx_ready_close(cx_ready *ready);
/* at: of each leaf; n > 0 elements of each that is none. */
ct_status cx_ready_run(cx_ready *ready, char *const *at, char *result, int64_t n);

#endif
