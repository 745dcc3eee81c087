/* fuse.c: element-wise subexpressions over large arrays run in one pass.
 *
 * Operators and ufuncs are not computed where they stand when an operand is a large array: they
 * become nodes of one expression (carton/expr.h), which runs where something else needs its value.
 * The bits are those of one operation after the other. What is evaluated while operands wait must
 * not change them, so a call that might (anything but a ufunc) makes them run first. Shapes are
 * checked at once, so that an error points at its own operator. */
#include "eval.h"

#include <carton/expr.h>
#include <string.h>

#include "array/array.h"
#include "kernels/kernels.h"
#include "registry/args.h"

/* Below this many elements the passes stay in the first-level cache (three operands of 8 bytes in
 * 32 KiB), and the building of an expression would cost more than it saves. */
enum { LEAST_SIZE = 1024 };

/* An operand: a value, or a node that waits. */
typedef struct operand {
    ct_object *value; /* owned; NULL when `node` is set */
    cx *node;
    char kind; /* of the waiting result's dtype: b u i f c */
    int ndim;
    int64_t shape[CT_MAX_NDIM];
} operand;

static void drop(operand *x)
{
    ct_release(x->value);
    if (x->node)
        cx_free(x->node);
    x->value = NULL;
    x->node = NULL;
}

/* Runs what waits. False with the error recorded. */
static bool force(operand *x)
{
    if (x->node) {
        x->value = ct_result(cx_eval(x->node));
        x->node = NULL;
    }
    return x->value != NULL;
}

/* -- what can wait ----------------------------------------------------------------------------- */

static char kind_of(const operand *x)
{
    if (x->node)
        return x->kind;
    const ct_type *type = x->value->type;
    if (type == &ct_array_type)
        return ct_dtype_kind(ct_dtype_of((const ct_array *)x->value));
    if (type == &ct_scalar_type)
        return ct_dtype_kind(ct_scalar_dtype(x->value));
    return type == &ct_bool_type      ? 'b'
           : type == &ct_int_type     ? 'i'
           : type == &ct_float_type   ? 'f'
           : type == &ct_complex_type ? 'c'
                                      : 'O';
}

static bool is_large(const operand *x)
{
    return x->node ||
           (x->value->type == &ct_array_type && ct_size((const ct_array *)x->value) >= LEAST_SIZE);
}

static bool can_wait(int n, const operand *operands)
{
    bool large = false;
    for (int i = 0; i < n; i++) {
        if (!strchr("buifc", kind_of(&operands[i])))
            return false;
        large |= is_large(&operands[i]);
    }
    return large;
}

/* The kind of the result's dtype, as far as powers must know it. */
static char result_kind(ct_op op, int n, const operand *operands)
{
    static const char order[] = "buifc";
    int rows, nin = ct_ufunc_get(op)->nin;
    const ct_loop_row *row = ct_kernel_rows(op, &rows);
    if (rows && row[rows - 1].types[nin] == CT_NUM_BOOL)
        return 'b';
    const char *highest = order;
    for (int i = 0; i < n; i++) {
        const char *kind = strchr(order, kind_of(&operands[i]));
        highest = kind > highest ? kind : highest;
    }
    bool floats_only = rows && row[0].types[nin] >= CT_NUM_FLOAT16;
    return floats_only && *highest != 'c' ? 'f' : *highest;
}

/* -- building ---------------------------------------------------------------------------------- */

static cx *to_node(operand *x)
{
    cx *node = x->node;
    x->node = NULL;
    if (node)
        return node;
    ct_array *a = ct_operand(x->value);
    node = a ? cx_array(a) : NULL;
    ct_release(a);
    return node;
}

static ct_status join_shapes(const char *name, int n, const operand *operands, operand *out)
{
    out->ndim = 0;
    for (int i = 0; i < n; i++) {
        const operand *x = &operands[i];
        const ct_array *a =
            x->value && x->value->type == &ct_array_type ? (ct_array *)x->value : NULL;
        ct_status status =
            x->node ? ct_broadcast_into(name, &out->ndim, out->shape, x->ndim, x->shape)
            : a     ? ct_broadcast_into(name, &out->ndim, out->shape, ct_ndim(a), ct_shape(a))
                    : CT_OK;
        if (status)
            return status;
    }
    return CT_OK;
}

/* op(operands) as a waiting node. Operands are used up. */
static bool wait_for(ct_op op, int n, operand *operands, operand *out)
{
    cx *nodes[CT_MAX_OPERANDS] = {NULL};
    operand result = {.kind = result_kind(op, n, operands)};
    if (join_shapes(ct_ufunc_get(op)->name, n, operands, &result))
        return false;
    for (int i = 0; i < n; i++)
        nodes[i] = to_node(&operands[i]);
    result.node = cx_apply(op, n, nodes); /* NULL nodes pass their error on */
    *out = result;
    return result.node != NULL;
}

static bool wait_or_operate(ct_operator op, int n, operand *operands, operand *out)
{
    int ufunc = ct_operator_ufunc(op, kind_of(&operands[0]), n > 1 ? operands[1].value : NULL);
    int used = ufunc >= 0 ? ct_ufunc_get((ct_op)ufunc)->nin : n;
    bool large_first = used < n ? is_large(&operands[0]) : true;
    if (ufunc >= 0 && large_first && can_wait(used, operands))
        return wait_for((ct_op)ufunc, used, operands, out);
    for (int i = 0; i < n; i++)
        if (!force(&operands[i]))
            return false;
    out->value = n == 1 ? ct_operate_unary(op, operands[0].value)
                        : ct_operate(op, operands[0].value, operands[1].value);
    return out->value != NULL;
}

/* -- walking the tree -------------------------------------------------------------------------- */

/* The routine that a call's name stands for; NULL for anything else than a name and np.name. */
static const ct_routine *called_routine(ct_frame *frame, const ct_node *node)
{
    const ct_node *callee = node->child[0];
    const ct_node *module = callee->kind == CT_NODE_ATTRIBUTE ? callee->child[0] : NULL;
    if (callee->kind != CT_NODE_NAME && !(module && module->kind == CT_NODE_NAME &&
                                          (!strcmp(ct_as_string(module->value, NULL), "np") ||
                                           !strcmp(ct_as_string(module->value, NULL), "numpy"))))
        return NULL;
    ct_object *target = ct_eval(frame, callee);
    const ct_routine *routine = ct_routine_of(target);
    ct_release(target); /* routines are rows of a table: they stay */
    return routine;
}

static bool plain_arguments(const ct_node *node, int n)
{
    if (node->count != n + 1)
        return false;
    for (int i = 1; i <= n; i++)
        if (node->child[i]->kind == CT_NODE_STAR || node->child[i]->kind == CT_NODE_KEYWORD ||
            node->child[i]->kind == CT_NODE_KEYWORDS)
            return false;
    return true;
}

static bool is_ufunc_call(const ct_routine *routine, const ct_node *node)
{
    if (!routine || routine->kind != CT_ROUTINE_UFUNC)
        return false;
    const ct_ufunc_info *info = ct_ufunc_get((ct_op)routine->op);
    return info->nout == 1 && plain_arguments(node, info->nin);
}

/* Evaluating it cannot change an array that waits. */
static bool is_pure(ct_frame *frame, const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_CONSTANT:
    case CT_NODE_NAME:
        return true;
    case CT_NODE_CALL:
        if (!is_ufunc_call(called_routine(frame, node), node))
            return ct_error_pending() ? (ct_error_take(NULL), ct_failure_forget(), false) : false;
        break;
    case CT_NODE_UNARY:
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE:
    case CT_NODE_SUBSCRIPT:
    case CT_NODE_SLICE:
    case CT_NODE_TUPLE:
    case CT_NODE_ATTRIBUTE:
        break;
    default:
        return false;
    }
    for (int32_t i = node->kind == CT_NODE_CALL; i < node->count; i++)
        if (node->child[i] && !is_pure(frame, node->child[i]))
            return false;
    return true;
}

static bool lazy(ct_frame *frame, const ct_node *node, operand *out);

/* Operands from left to right; those that wait run before anything that might change them. */
static bool lazy_all(ct_frame *frame, int n, ct_node *const *nodes, operand *operands)
{
    for (int i = 0; i < n; i++) {
        bool waiting = false;
        for (int k = 0; k < i; k++)
            waiting |= operands[k].node != NULL;
        if (waiting && !is_pure(frame, nodes[i]))
            for (int k = 0; k < i; k++)
                if (!force(&operands[k]))
                    return false;
        if (!lazy(frame, nodes[i], &operands[i]))
            return false;
    }
    return true;
}

static bool lazy_call(ct_frame *frame, const ct_node *node, const ct_routine *routine, operand *out)
{
    int n = ct_ufunc_get((ct_op)routine->op)->nin;
    operand operands[3] = {{0}};
    ct_object *values[3];
    bool done = lazy_all(frame, n, node->child + 1, operands);
    if (done && can_wait(n, operands)) {
        done = wait_for((ct_op)routine->op, n, operands, out);
    } else if (done) {
        for (int i = 0; i < n && done; i++) {
            done = force(&operands[i]);
            values[i] = operands[i].value;
        }
        out->value = done ? ct_routine_call(routine, n, values, 0, NULL, NULL) : NULL;
        done = out->value != NULL;
    }
    for (int i = 0; i < n; i++)
        drop(&operands[i]);
    return done;
}

/* Reductions that take what waits into the same pass: sum((a - b) ** 2). */
static const struct {
    const char *name;
    cx *(*reduce)(cx *x, int axis);
} reductions[] = {{"sum", cx_sum},  {"prod", cx_prod}, {"min", cx_min},   {"max", cx_max},
                  {"amin", cx_min}, {"amax", cx_max},  {"mean", cx_mean}, {"var", cx_var},
                  {"std", cx_std},  {"any", cx_any},   {"all", cx_all}};

static bool reduce_call(ct_frame *frame, const ct_node *node, const ct_routine *routine, int which,
                        operand *out)
{
    operand x = {0};
    bool done = lazy(frame, node->child[1], &x);
    if (done && x.node) {
        x.node = reductions[which].reduce(x.node, CT_FLAT);
        done = x.node && force(&x);
        out->value = x.value;
        return done;
    }
    out->value = done ? ct_routine_call(routine, 1, &x.value, 0, NULL, NULL) : NULL;
    drop(&x);
    return out->value != NULL;
}

static bool call(ct_frame *frame, const ct_node *node, operand *out)
{
    const ct_routine *routine = called_routine(frame, node);
    if (ct_error_pending())
        return false;
    if (is_ufunc_call(routine, node))
        return lazy_call(frame, node, routine, out);
    if (routine && plain_arguments(node, 1))
        for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++)
            if (!strcmp(routine->name, reductions[i].name))
                return reduce_call(frame, node, routine, (int)i, out);
    out->value = ct_eval_call(frame, node);
    return out->value != NULL;
}

static bool lazy(ct_frame *frame, const ct_node *node, operand *out)
{
    bool done;
    operand operands[2] = {{0}};
    *out = (operand){0};
    if (ct_eval_too_deep()) {
        ct_failure_note(frame->program, node->at);
        return false;
    }
    bool chain = node->kind == CT_NODE_COMPARE && node->count > 2; /* looks at truth values */
    switch (chain ? CT_NODE_NAME : node->kind) {
    case CT_NODE_CALL:
        done = call(frame, node, out);
        break;
    case CT_NODE_UNARY:
        done = lazy_all(frame, 1, node->child, operands) &&
               wait_or_operate((ct_operator)node->op, 1, operands, out);
        break;
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE:
        done =
            lazy_all(frame, 2, node->child, operands) &&
            wait_or_operate((ct_operator)(node->kind == CT_NODE_BINARY ? node->op : node->ops[0]),
                            2, operands, out);
        break;
    default:
        out->value = ct_eval(frame, node);
        return out->value != NULL;
    }
    drop(&operands[0]);
    drop(&operands[1]);
    if (!done)
        ct_failure_note(frame->program, node->at);
    return done;
}

ct_object *ct_eval_fused(ct_frame *frame, const ct_node *node)
{
    operand result;
    if (!lazy(frame, node, &result) || !force(&result))
        return NULL;
    return result.value;
}
