/* eval.h: what the parts of the evaluator share.
 *
 * A frame is one activation: a text's statements, or one call of a function. Names are looked up in
 * the frame's scope, the scopes around it, and then among the routines. */
#ifndef CT_EVAL_H
#define CT_EVAL_H

#include <carton/calc.h>

#include "ast.h"
#include "object/object.h"

/* Names of one function call, comprehension or text. The text's own keep a list of all that are
 * alive within: a function that a call makes and keeps is a cycle that nothing else leads to. */
typedef struct ct_names {
    ct_object object;
    struct ct_names *around;                 /* NULL for a text's own */
    ct_object *values;                       /* dict of str to value */
    struct ct_names *root, *next, *previous; /* the text's own first */
    int64_t inside, most; /* of the root: how many others, and at how many cycles are looked for */
} ct_names;
ct_names *ct_names_new(ct_names *around);
ct_object *ct_names_get(const ct_names *names, const ct_object *name); /* owned; NULL: no error */

typedef struct ct_frame {
    ct_program *program;
    ct_names *names;
    ct_object *returned; /* owned, by return */
} ct_frame;

/* Where the error under way was first met; one per thread. */
typedef struct ct_failure {
    ct_program *program; /* retained */
    int32_t at;
} ct_failure;
extern _Thread_local ct_failure ct_failure_now;
void ct_failure_note(ct_program *program, int32_t at); /* keeps the first */
void ct_failure_forget(void);

/* eval.c: owned, or NULL with the failure noted. */
ct_object *ct_eval(ct_frame *frame, const ct_node *node);
ct_object *ct_eval_lookup(ct_frame *frame, const ct_object *name);

ct_object *ct_eval_node(ct_frame *frame, const ct_node *node); /* without looking at limits */

/* RecursionError when the stack is nearly used up. A run by a fresh thread or stack starts from
 * zero. */
bool ct_eval_too_deep(void);
extern _Thread_local uintptr_t ct_eval_stack_start;

/* fuse.c: operators of one or two operands, and calls by name. */
ct_object *ct_eval_fused(ct_frame *frame, const ct_node *node);

/* comprehension.c */
ct_object *ct_eval_comprehension(ct_frame *frame, const ct_node *node);

/* call.c */
ct_object *ct_eval_call(ct_frame *frame, const ct_node *node);
ct_object *ct_eval_lambda(ct_frame *frame, const ct_node *node);

/* exec.c */
typedef enum ct_signal {
    CT_SIGNAL_NEXT,
    CT_SIGNAL_BREAK,
    CT_SIGNAL_CONTINUE,
    CT_SIGNAL_RETURN,
    CT_SIGNAL_ERROR
} ct_signal;
/* `last` (or NULL) gets the value of an expression statement, owned, or is reset to NULL. */
ct_signal ct_exec(ct_frame *frame, const ct_node *node, ct_object **last);
ct_status ct_assign(ct_frame *frame, const ct_node *target, ct_object *value);

/* rounds.c: a loop tells how far it is, when it is the outermost one. */
typedef struct ct_rounds {
    bool told;
    int64_t done;
    ct_progress around;
} ct_rounds;
void ct_rounds_begin(ct_rounds *rounds, const ct_frame *frame, const ct_node *loop,
                     const ct_object *iterable);
void ct_rounds_next(ct_rounds *rounds);
void ct_rounds_end(const ct_rounds *rounds);

/* operate.c: Python's operators on any values; arrays and NumPy scalars go to ufuncs. */
ct_object *ct_operate(ct_operator op, ct_object *a, ct_object *b);
ct_object *ct_operate_in_place(ct_operator op, ct_object *a, ct_object *b);
ct_object *ct_operate_unary(ct_operator op, ct_object *a);
/* The ufunc of an operator whose first operand has a dtype of `kind`; -1 when there is none. A
 * power by a constant may have one of its own, which takes the first operand only. */
int ct_operator_ufunc(ct_operator op, char kind, const ct_object *second);

/* access.c: subscripts of any values. */
ct_object *ct_subscript_get(ct_object *object, ct_object *key);
ct_status ct_subscript_put(ct_object *object, ct_object *key, ct_object *value);
ct_status ct_subscript_drop(ct_object *object, ct_object *key);

/* cycles.c: empties the lists and dicts that only each other keep alive, among all that the names
 * of a text and those within reach; with `end` also what the text's own names keep. */
void ct_break_cycles(ct_names *root, bool end);

CT_INLINE bool ct_is_arrayish(const ct_object *a)
{
    return a->type == &ct_array_type || a->type == &ct_scalar_type;
}

#endif
