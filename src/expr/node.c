/* node.c: making expression nodes. Every function takes its nodes, whatever happens. */
#include "expr.h"

#include <string.h>

ct_status cx_take(cx *node, const char *op)
{
    if (!node)
        return ct_null_input(op, 0);
    if (node->handles == 0)
        return CT_FAIL_STATUS(
            CT_VALUE_ERROR, op, 0,
            "an expression node was used twice: pass cx_dup(node) the first time");
    node->handles--;
    return CT_OK;
}

/* Deep chains are released without recursion along the first input. */
void cx_release(cx *node)
{
    while (node && --node->refs == 0) {
        cx *next = node->count > 0 ? node->in[0] : NULL;
        for (int k = 1; k < node->count; k++)
            cx_release(node->in[k]);
        ct_release(node->value);
        ct_release(node->dtype);
        ct_dealloc(node);
        node = next;
    }
}

void cx_free(cx *node)
{
    if (node && cx_take(node, "cx_free") == CT_OK)
        cx_release(node);
}

cx *cx_dup(cx *node)
{
    if (!node)
        return ct_null_input("cx_dup", 1), NULL;
    node->refs++;
    node->handles++;
    return node;
}

static cx *new_node(cx_kind kind)
{
    cx *node = ct_alloc(sizeof *node);
    if (!node)
        return NULL;
    memset(node, 0, offsetof(cx, face));
    node->kind = kind;
    node->refs = node->handles = 1;
    node->stamp = 0;
    return node;
}

/* Deeper chains are computed in parts while they are built. Evaluation recurses, at some hundred
 * bytes of stack a level; one pass of 256 operations has long stopped gaining from being one. */
enum { MOST_DEPTH = 256 };

/* A node over inputs that are taken. */
static cx *parent(cx_kind kind, const char *op, int count, cx *const *in)
{
    bool taken[3], all = true;
    int depth = 0;
    for (int k = 0; k < count; k++) {
        taken[k] = cx_take(in[k], op) == CT_OK;
        all &= taken[k];
    }
    for (int k = 0; k < count && all; k++) {
        all = in[k]->depth < MOST_DEPTH || cx_cut(in[k]) == CT_OK;
        depth = in[k]->depth >= depth ? in[k]->depth + 1 : depth;
    }
    cx *node = all ? new_node(kind) : NULL;
    for (int k = 0; k < count; k++) {
        if (node)
            node->in[k] = in[k];
        else if (taken[k])
            cx_release(in[k]);
    }
    if (node) {
        node->count = count;
        node->depth = depth;
    }
    return node;
}

static cx *leaf(ct_array *value)
{
    cx *node = value ? new_node(CX_LEAF) : NULL;
    if (node)
        node->value = value;
    else
        ct_release(value);
    return node;
}

cx *cx_array(const ct_array *a)
{
    return a ? leaf(ct_retain(a)) : (ct_null_input("cx_array", 1), NULL);
}

cx *cx_bool(bool value)
{
    return leaf(ct_from_data(&value, 0, NULL, CT_BOOL));
}

cx *cx_int(int64_t value)
{
    return leaf(ct_weak_int(value));
}

cx *cx_uint(uint64_t value)
{
    if (value <= INT64_MAX)
        return cx_int((int64_t)value);
    ct_array *a = ct_from_data(&value, 0, NULL, CT_UINT64);
    if (a)
        a->flags |= CT_WEAK;
    return leaf(a);
}

cx *cx_float(double value)
{
    return leaf(ct_weak_float(value));
}

cx *cx_apply(ct_op op, int nin, cx *const *nodes)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    bool good = info && info->nin == nin && info->nout == 1;
    if (!good)
        ct_error_set(CT_VALUE_ERROR, info ? info->name : "cx_apply", 0,
                     "no expression node of %d inputs and one result for this ufunc", nin);
    for (int k = 0; k < nin && !good; k++)
        cx_free(nodes[k]);
    cx *node = good ? parent(CX_UFUNC, info->name, nin, nodes) : NULL;
    if (node)
        node->op = op;
    return node;
}

cx *cx_where(cx *condition, cx *x, cx *y)
{
    return parent(CX_WHERE, "where", 3, (cx *[]){condition, x, y});
}

cx *cx_astype(cx *x, const ct_dtype *dtype)
{
    if (!dtype) {
        cx_free(x);
        return ct_null_input("astype", 2), NULL;
    }
    cx *node = parent(CX_ASTYPE, "astype", 1, &x);
    if (node)
        node->dtype = ct_retain(dtype);
    return node;
}

static cx *reduce(cx *x, int axis, const char *name, cx_reduction *reduction, int op)
{
    cx *node = parent(CX_REDUCE, name, 1, &x);
    if (!node)
        return NULL;
    node->axis = axis;
    node->reduction = reduction;
    node->fused = op >= 0;
    node->op = (ct_op)(op >= 0 ? op : CT_OP_add);
    return node;
}

#define REDUCTION(name, op)                                                                        \
    cx *cx_##name(cx *x, int axis)                                                                 \
    {                                                                                              \
        return reduce(x, axis, #name, ct_##name##_opts, op);                                       \
    }
REDUCTION(sum, CT_OP_add)
REDUCTION(prod, CT_OP_multiply)
REDUCTION(min, CT_OP_minimum)
REDUCTION(max, CT_OP_maximum)
REDUCTION(any, CT_OP_logical_or)
REDUCTION(all, CT_OP_logical_and)
REDUCTION(mean, -1)
REDUCTION(var, -1)
REDUCTION(std, -1)

#define DEFINE_1_1(name)                                                                           \
    cx *cx_##name(cx *x)                                                                           \
    {                                                                                              \
        return cx_apply(CT_OP_##name, 1, &x);                                                      \
    }
#define DEFINE_2_1(name)                                                                           \
    cx *cx_##name(cx *x1, cx *x2)                                                                  \
    {                                                                                              \
        return cx_apply(CT_OP_##name, 2, (cx *[]){x1, x2});                                        \
    }
#define DEFINE_3_1(name)                                                                           \
    cx *cx_##name(cx *x1, cx *x2, cx *x3)                                                          \
    {                                                                                              \
        return cx_apply(CT_OP_##name, 3, (cx *[]){x1, x2, x3});                                    \
    }
#define DEFINE_1_2(name)
#define DEFINE_2_2(name)
#define CT_UFUNC(name, nin, nout, ...) DEFINE_##nin##_##nout(name)
#include <carton/ops.def>
#undef CT_UFUNC
