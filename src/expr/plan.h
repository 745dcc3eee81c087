/* plan.h: what the language needs of expressions beyond carton/expr.h. */
#ifndef CX_PLAN_H
#define CX_PLAN_H

#include <carton/expr.h>

/* The dtype of a node's value, borrowed; NULL and the error of the operation that has none. */
const ct_dtype *cx_dtype(cx *node);

/* A tree made ready to run again and again on other arrays of the same dtypes, in one row: for few
 * elements, where making the program takes longer than running it. It borrows the tree, whose
 * leaves of one element stay single elements. One thread at a time runs it. */
enum { CX_PLAN_LEAVES = 14 };
typedef struct cx_plan {
    int leaves;
    const ct_array *leaf[CX_PLAN_LEAVES]; /* whose place an array takes; the result comes last */
    const ct_dtype *dtype;
} cx_plan;
/* NULL: a tree that cannot be planned (reductions, text, no operation); an error may be recorded.
 */
cx_plan *cx_plan_open(cx *tree);
void cx_plan_close(cx_plan *plan);
/* at: of each leaf and the result. */
ct_status cx_plan_run(const cx_plan *plan, char *const *at, int64_t n);

#endif
