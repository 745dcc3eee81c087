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
        ct_dealloc(node->list);
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

cx *cx_pow(cx *x, cx *y)
{
    cx *node = cx_apply(CT_OP_power, 2, (cx *[]){x, y});
    if (node)
        node->pythons = true;
    return node;
}

cx *cx_input(int k)
{
    if (k < 0 || k > 2)
        return CT_FAIL(CT_VALUE_ERROR, "input", 1, "a step has inputs 0 to 2, not %d", k);
    cx *node = new_node(CX_INPUT);
    if (node)
        node->number = k;
    return node;
}

/* Gives a new node its copy of a list; without memory the node goes. */
static cx *with_list(cx *node, const void *list, int64_t bytes)
{
    if (!node || bytes == 0)
        return node;
    node->list = ct_alloc(bytes);
    if (!node->list) {
        cx_free(node);
        return NULL;
    }
    node->list_bytes = bytes;
    memcpy(node->list, list, (size_t)bytes);
    return node;
}

cx *cx_index(cx *x, const ct_index *list)
{
    int n = 0;
    bool plain = list != NULL;
    while (plain && list[n].kind != CT_INDEX_END)
        plain = list[n++].kind != CT_INDEX_ARRAY;
    if (plain)
        return with_list(parent(CX_INDEX, "index", 1, &x), list, (n + 1) * (int64_t)sizeof *list);
    cx_free(x);
    if (!list)
        return ct_null_input("index", 2), NULL;
    return CT_FAIL(CT_NOT_IMPLEMENTED_ERROR, "index", 2,
                   "an expression's indices are numbers, slices, ellipsis and newaxis");
}

/* -- reductions -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    cx_reduction *eager;
    int op; /* -1: not folded as it is computed */
} reductions[] = {{"sum", ct_sum_opts, CT_OP_add},
                  {"prod", ct_prod_opts, CT_OP_multiply},
                  {"min", ct_min_opts, CT_OP_minimum},
                  {"max", ct_max_opts, CT_OP_maximum},
                  {"any", ct_any_opts, CT_OP_logical_or},
                  {"all", ct_all_opts, CT_OP_logical_and},
                  {"mean", ct_mean_opts, -1},
                  {"var", ct_var_opts, -1},
                  {"std", ct_std_opts, -1}};

/* The node's own copy of the axes that its options name. */
static cx *with_axes(cx *node)
{
    static const int none;
    const int *axes = node->opts.axes;
    node = with_list(node, axes, axes ? node->opts.naxes * (int64_t)sizeof *axes : 0);
    if (node && axes)
        node->opts.axes = node->list ? node->list : &none;
    return node;
}

cx *cx_reduce(cx *x, const char *name, const ct_reduce_opts *opts)
{
    static const ct_reduce_opts all = {.axis = CT_FLAT};
    size_t i = 0, n = sizeof reductions / sizeof *reductions;
    opts = opts ? opts : &all;
    while (name && i < n && strcmp(reductions[i].name, name) != 0)
        i++;
    bool known = name && i < n;
    if (!known || opts->out || opts->where || opts->initial || opts->no_initial || opts->mean) {
        cx_free(x);
        return known ? CT_FAIL(CT_VALUE_ERROR, name, 2,
                               "a reduction of an expression has axes, dtype, keepdims and ddof")
                     : CT_FAIL(CT_VALUE_ERROR, "reduce", 2, "'%.60s' is no reduction",
                               name ? name : "NULL");
    }
    cx *node = parent(CX_REDUCE, name, 1, &x);
    if (!node)
        return NULL;
    node->reduction = reductions[i].eager;
    node->fused = reductions[i].op >= 0;
    node->op = node->fused ? (ct_op)reductions[i].op : CT_OP_add;
    node->opts = *opts;
    node->dtype = ct_retain(opts->dtype);
    return with_axes(node);
}

#define CX_REDUCTION(name)                                                                         \
    cx *cx_##name(cx *x, int axis)                                                                 \
    {                                                                                              \
        return cx_reduce(x, #name, CT_REDUCE_OPTS(axis));                                          \
    }
CX_REDUCTION(sum)
CX_REDUCTION(prod)
CX_REDUCTION(min)
CX_REDUCTION(max)
CX_REDUCTION(any)
CX_REDUCTION(all)
CX_REDUCTION(mean)
CX_REDUCTION(var)
CX_REDUCTION(std)

/* -- the same operation elsewhere -------------------------------------------------------------- */

cx *cx_again(const cx *node, cx *const *in)
{
    if (node->kind == CX_LEAF)
        return cx_array(node->value);
    cx *made = parent(node->kind, "step", node->count, in);
    if (!made)
        return NULL;
    made->op = node->op;
    made->pythons = node->pythons;
    made->fused = node->fused;
    made->reduction = node->reduction;
    made->opts = node->opts;
    made->dtype = ct_retain(node->dtype);
    return node->kind == CX_REDUCE ? with_axes(made)
                                   : with_list(made, node->list, node->list_bytes);
}

bool cx_is_same(const cx *a, const cx *b)
{
    const ct_reduce_opts *x = &a->opts, *y = &b->opts;
    return a->kind == b->kind && a->count == b->count && a->op == b->op &&
           a->pythons == b->pythons && a->reduction == b->reduction && a->dtype == b->dtype &&
           x->axis == y->axis && x->naxes == y->naxes && !x->axes == !y->axes &&
           x->keepdims == y->keepdims && x->ddof == y->ddof && a->list_bytes == b->list_bytes &&
           (a->list_bytes == 0 || !memcmp(a->list, b->list, (size_t)a->list_bytes));
}

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
