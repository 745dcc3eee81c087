/* boxes.c: an expression as a program over lists does it: one boxed result for each element and
 * operation, gathered in a list. For comparing; what lists have no loop for is refused. */
#include "boxes.h"

#include "registry/args.h"

#include <math.h>
#include <string.h>

static ct_object *no_way(const char *what)
{
    return CT_FAIL(
        CT_NOT_IMPLEMENTED_ERROR, "cost", 0,
        "lists of boxes have no %s: --beside-list takes operators, functions of numbers, "
        "sum, prod, min, max, mean and slices over arrays of one shape",
        what);
}

static const struct {
    const char *name;
    double (*call)(double);
} functions[] = {{"sqrt", sqrt},    {"exp", exp},     {"log", log},     {"sin", sin},
                 {"cos", cos},      {"tan", tan},     {"tanh", tanh},   {"abs", fabs},
                 {"fabs", fabs},    {"floor", floor}, {"ceil", ceil},   {"log10", log10},
                 {"log2", log2},    {"log1p", log1p}, {"expm1", expm1}, {"arctan", atan},
                 {"arcsin", asin},  {"arccos", acos}, {"sinh", sinh},   {"cosh", cosh},
                 {"absolute", fabs}};

static const struct {
    const char *name;
    ct_operator op; /* ADD, MULTIPLY; LESS and GREATER keep one of two */
    bool mean;
} folds[] = {{"sum", CT_ADD_OP, false},     {"prod", CT_MULTIPLY_OP, false},
             {"mean", CT_ADD_OP, true},     {"min", CT_LESS_OP, false},
             {"max", CT_GREATER_OP, false}, {"amin", CT_LESS_OP, false},
             {"amax", CT_GREATER_OP, false}};

static bool is_list(const ct_object *x)
{
    return x->type == &ct_list_type;
}

/* out.append(box), which is taken. */
static ct_status put(ct_boxes *b, ct_list *out, CT_TAKE ct_object *box)
{
    ct_status status = box ? ct_list_append(out, box) : ct_error_pending();
    b->made++;
    ct_release(box);
    return status;
}

/* One operation, element by element. `y` NULL: unary. */
static ct_object *operate(ct_boxes *b, ct_operator op, const ct_object *x, const ct_object *y)
{
    const ct_list *xs = is_list(x) ? (const ct_list *)x : NULL;
    const ct_list *ys = y && is_list(y) ? (const ct_list *)y : NULL;
    if (!xs && !ys)
        return y ? ct_binary(op, x, y) : ct_unary(op, x);
    int64_t n = ct_list_length(xs ? xs : ys);
    if (xs && ys && ct_list_length(ys) != n)
        return no_way("broadcasting");
    ct_object *const *left = xs ? ct_list_items(xs) : NULL;
    ct_object *const *right = ys ? ct_list_items(ys) : NULL;
    ct_list *out = ct_list_new();
    for (int64_t i = 0; i < n && out; i++) {
        const ct_object *first = left ? left[i] : x, *second = right ? right[i] : y;
        if (put(b, out, y ? ct_binary(op, first, second) : ct_unary(op, first))) {
            ct_release(out);
            return NULL;
        }
    }
    return (ct_object *)out;
}

static ct_object *apply(ct_boxes *b, double (*call)(double), const ct_object *x)
{
    double value;
    if (!is_list(x))
        return ct_as_float(x, &value) ? NULL : ct_float(call(value));
    int64_t n = ct_list_length((const ct_list *)x);
    ct_object *const *items = ct_list_items((const ct_list *)x);
    ct_list *out = ct_list_new();
    for (int64_t i = 0; i < n && out; i++)
        if (ct_as_float(items[i], &value) || put(b, out, ct_float(call(value)))) {
            ct_release(out);
            return NULL;
        }
    return (ct_object *)out;
}

static ct_object *fold(ct_boxes *b, int which, const ct_object *x)
{
    ct_operator op = folds[which].op;
    if (!is_list(x) || ct_list_length((const ct_list *)x) == 0)
        return no_way("reduction of nothing");
    int64_t n = ct_list_length((const ct_list *)x);
    ct_object *const *items = ct_list_items((const ct_list *)x);
    ct_object *total = ct_retain(items[0]);
    for (int64_t i = 1; i < n && total; i++) {
        ct_object *next;
        if (op == CT_LESS_OP || op == CT_GREATER_OP) {
            int better = ct_compare_objects(op, items[i], total);
            next = better < 0 ? NULL : ct_retain(better ? items[i] : total);
        } else {
            next = ct_binary(op, total, items[i]);
            b->made++;
        }
        ct_release(total);
        total = next;
    }
    ct_object *count = total && folds[which].mean ? ct_int(n) : NULL;
    if (!count)
        return total;
    ct_object *mean = ct_binary(CT_TRUE_DIVIDE_OP, total, count);
    ct_release(total);
    ct_release(count);
    return mean;
}

static ct_object *call(ct_boxes *b, const ct_node *node)
{
    const ct_node *callee = node->child[0];
    bool method = callee->kind == CT_NODE_ATTRIBUTE && node->count == 1;
    if ((callee->kind != CT_NODE_NAME && callee->kind != CT_NODE_ATTRIBUTE) ||
        (!method && node->count != 2))
        return no_way("such call");
    const char *name = ct_as_string(callee->value, NULL);
    ct_object *x = ct_boxes_eval(b, method ? callee->child[0] : node->child[1]), *result = NULL;
    bool known = false;
    for (size_t i = 0; x && i < sizeof functions / sizeof *functions && !known; i++)
        if ((known = !strcmp(functions[i].name, name)))
            result = apply(b, functions[i].call, x);
    for (int i = 0; x && i < (int)(sizeof folds / sizeof *folds) && !known; i++)
        if ((known = !strcmp(folds[i].name, name)))
            result = fold(b, i, x);
    ct_release(x);
    return x && !known ? no_way("such function") : result;
}

static ct_object *subscript(ct_boxes *b, const ct_node *node)
{
    CT_SCOPE(s);
    ct_object *x = ct_own(&s, ct_boxes_eval(b, node->child[0]));
    ct_object *key = x ? ct_own(&s, ct_eval(b->frame, node->child[1])) : NULL;
    if (!key || !is_list(x) || key->type != &ct_slice_type || !b->flat)
        return key ? no_way("such index") : NULL;
    return ct_subscript_get(x, key);
}

static ct_object *name(ct_boxes *b, const ct_node *node)
{
    ct_object *value = ct_eval_lookup(b->frame, node->value);
    if (!value || value->type != &ct_array_type)
        return value;
    ct_object *list = ct_dict_get(b->lists, node->value);
    if (!list && !ct_error_pending()) {
        const ct_array *a = (const ct_array *)value;
        ct_array *flat = ct_ravel(a, CT_ORDER_C);
        b->flat &= a->ndim == 1;
        list = flat ? ct_tolist(flat) : NULL;
        if (list && ct_dict_set(b->lists, node->value, list)) {
            ct_release(list);
            list = NULL;
        }
        ct_release(flat);
    }
    ct_release(value);
    return list;
}

ct_object *ct_boxes_eval(ct_boxes *b, const ct_node *node)
{
    CT_SCOPE(s);
    switch (node->kind) {
    case CT_NODE_EXPRESSION:
        return ct_boxes_eval(b, node->child[0]);
    case CT_NODE_ASSIGN:
        return ct_boxes_eval(b, node->child[node->count - 1]);
    case CT_NODE_CONSTANT:
        return ct_retain(node->value);
    case CT_NODE_NAME:
        return name(b, node);
    case CT_NODE_SUBSCRIPT:
        return subscript(b, node);
    case CT_NODE_CALL:
        return call(b, node);
    case CT_NODE_UNARY: {
        ct_object *x = ct_own(&s, ct_boxes_eval(b, node->child[0]));
        return x ? operate(b, (ct_operator)node->op, x, NULL) : NULL;
    }
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE: {
        if (node->count != 2)
            return no_way("chain of comparisons");
        ct_object *x = ct_own(&s, ct_boxes_eval(b, node->child[0]));
        ct_object *y = x ? ct_own(&s, ct_boxes_eval(b, node->child[1])) : NULL;
        int op = node->kind == CT_NODE_BINARY ? node->op : node->ops[0];
        return y ? operate(b, (ct_operator)op, x, y) : NULL;
    }
    default:
        return no_way("such expression");
    }
}
