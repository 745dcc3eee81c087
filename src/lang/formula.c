/* formula.c: ct_compile: an expression read once, run with many arrays.
 *
 * The text is parsed and checked once. A run turns the tree into an expression (carton/expr.h) over
 * its arrays, or has the plan that was made of it before (src/expr/plan.c). */
#include <carton/calc.h>
#include <carton/expr.h>
#include <math.h>
#include <string.h>

#include "array/array.h"
#include "dtype/dtype.h"
#include "eval.h"
#include "expr/plan.h"

enum { MOST_NAMES = 64 };

struct ct_formula {
    ct_program *program;
    const ct_node *top;
    int n;
    char **names;
    cx_plan *plan;
};

static const struct {
    const char *name;
    cx *(*reduce)(cx *x, int axis);
} reductions[] = {{"sum", cx_sum}, {"prod", cx_prod}, {"min", cx_min},
                  {"max", cx_max}, {"mean", cx_mean}, {"var", cx_var},
                  {"std", cx_std}, {"any", cx_any},   {"all", cx_all}};
static const struct {
    const char *name;
    double value;
} constants[] = {{"pi", M_PI}, {"e", M_E}, {"inf", INFINITY}, {"nan", NAN}};

#define FIND(table, text)                                                                          \
    for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)                                   \
        if (!strcmp((table)[i].name, text))                                                        \
            return (int)i;                                                                         \
    return -1

static int find_reduction(const char *name)
{
    FIND(reductions, name);
}

static int find_constant(const char *name)
{
    FIND(constants, name);
}

static int find_name(const ct_formula *f, const char *name)
{
    for (int i = 0; i < f->n; i++)
        if (!strcmp(f->names[i], name))
            return i;
    return -1;
}

/* -- what may stand in a formula --------------------------------------------------------------- */

/* "sin" of sin and np.sin; NULL for anything else. */
static const char *plain_name(const ct_node *node)
{
    if (node->kind == CT_NODE_NAME)
        return ct_as_string(node->value, NULL);
    if (node->kind != CT_NODE_ATTRIBUTE || node->child[0]->kind != CT_NODE_NAME)
        return NULL;
    const char *module = ct_as_string(node->child[0]->value, NULL);
    return strcmp(module, "np") && strcmp(module, "numpy") ? NULL : ct_as_string(node->value, NULL);
}

static bool is_call(const ct_formula *f, const ct_node *node)
{
    const char *name = plain_name(node->child[0]);
    if (!name || (node->child[0]->kind == CT_NODE_NAME && find_name(f, name) >= 0))
        return false;
    int op = ct_ufunc_find(name);
    const ct_ufunc_info *info = op < 0 ? NULL : ct_ufunc_get((ct_op)op);
    int takes = info && info->nout == 1     ? info->nin
                : !strcmp(name, "where")    ? 3
                : find_reduction(name) >= 0 ? 1
                                            : -1;
    return node->count == takes + 1;
}

/* The first node that cannot be compiled; NULL: all can. */
static const ct_node *refused(const ct_formula *f, const ct_node *node)
{
    bool good = false;
    switch (node->kind) {
    case CT_NODE_CONSTANT: {
        const ct_type *type = node->value->type;
        return type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type ||
                       type == &ct_bool_type
                   ? NULL
                   : node;
    }
    case CT_NODE_NAME:
    case CT_NODE_ATTRIBUTE: {
        const char *name = plain_name(node);
        bool own = name && node->kind == CT_NODE_NAME && find_name(f, name) >= 0;
        return own || (name && find_constant(name) >= 0) ? NULL : node;
    }
    case CT_NODE_UNARY:
    case CT_NODE_BINARY:
        good = ct_operator_ufunc((ct_operator)node->op, 'f', NULL) >= 0;
        break;
    case CT_NODE_COMPARE:
        good = node->count == 2 && ct_operator_ufunc((ct_operator)node->ops[0], 'f', NULL) >= 0;
        break;
    case CT_NODE_CALL:
        good = is_call(f, node);
        break;
    default:
        break;
    }
    for (int32_t i = node->kind == CT_NODE_CALL; i < node->count && good; i++) {
        const ct_node *bad = refused(f, node->child[i]);
        if (bad)
            return bad;
    }
    return good ? NULL : node;
}

/* -- expressions ------------------------------------------------------------------------------- */

static cx *build(const ct_formula *f, ct_array *const *arrays, const ct_node *node);

/* Python's numbers among themselves: they stay such, and take the dtype of what they meet. */
static bool is_number(const ct_formula *f, const ct_node *node)
{
    const char *name = plain_name(node);
    if (node->kind == CT_NODE_CONSTANT)
        return true;
    if (name)
        return node->kind == CT_NODE_ATTRIBUTE || find_name(f, name) < 0;
    if (node->kind == CT_NODE_CALL)
        return false;
    return is_number(f, node->child[0]) && (node->count < 2 || is_number(f, node->child[1]));
}

static ct_object *number(const ct_node *node)
{
    const char *name = plain_name(node);
    if (node->kind == CT_NODE_CONSTANT)
        return ct_retain(node->value);
    if (name)
        return ct_float(constants[find_constant(name)].value);
    ct_object *a = number(node->child[0]), *result = NULL;
    ct_object *b = a && node->count > 1 ? number(node->child[1]) : NULL;
    ct_operator op = (ct_operator)(node->kind == CT_NODE_COMPARE ? node->ops[0] : node->op);
    if (a && node->count < 2)
        result = ct_unary(op, a);
    else if (b)
        result = ct_binary(op, a, b);
    ct_release(a);
    ct_release(b);
    return result;
}

static cx *build_operator(const ct_formula *f, ct_array *const *arrays, const ct_node *node)
{
    ct_operator op = (ct_operator)(node->kind == CT_NODE_COMPARE ? node->ops[0] : node->op);
    const ct_object *second =
        node->count > 1 && node->child[1]->kind == CT_NODE_CONSTANT ? node->child[1]->value : NULL;
    cx *in[2] = {build(f, arrays, node->child[0]), NULL};
    char kind = 'f';
    if (second && in[0]) {
        const ct_dtype *dtype = cx_dtype(in[0]);
        if (!dtype) {
            cx_free(in[0]);
            return NULL;
        }
        kind = ct_dtype_kind(dtype);
    }
    int ufunc = ct_operator_ufunc(op, kind, second), nin = ct_ufunc_get((ct_op)ufunc)->nin;
    if (nin > 1)
        in[1] = build(f, arrays, node->child[1]);
    return cx_apply((ct_op)ufunc, nin, in);
}

static cx *build_call(const ct_formula *f, ct_array *const *arrays, const ct_node *node)
{
    const char *name = plain_name(node->child[0]);
    cx *in[3] = {NULL, NULL, NULL};
    for (int32_t i = 1; i < node->count; i++)
        in[i - 1] = build(f, arrays, node->child[i]);
    int op = ct_ufunc_find(name), reduction = find_reduction(name);
    if (op >= 0)
        return cx_apply((ct_op)op, node->count - 1, in);
    return reduction >= 0 ? reductions[reduction].reduce(in[0], CT_FLAT)
                          : cx_where(in[0], in[1], in[2]);
}

static cx *build(const ct_formula *f, ct_array *const *arrays, const ct_node *node)
{
    if (is_number(f, node)) {
        CT_SCOPE(s);
        const ct_object *box = ct_own(&s, number(node));
        ct_array *value = box ? ct_own(&s, ct_operand(box)) : NULL;
        return value ? cx_array(value) : NULL;
    }
    switch (node->kind) {
    case CT_NODE_NAME:
        return cx_array(arrays[find_name(f, plain_name(node))]);
    case CT_NODE_CALL:
        return build_call(f, arrays, node);
    default:
        return build_operator(f, arrays, node);
    }
}

static cx *build_formula(void *context, ct_array *const *arrays)
{
    const ct_formula *f = context;
    return build(f, arrays, f->top);
}

/* -- public ------------------------------------------------------------------------------------ */

static ct_status check(ct_formula *f)
{
    const ct_node *body = f->program->body;
    bool single = body->count == 1 && body->child[0]->kind == CT_NODE_EXPRESSION;
    if (!single)
        return ct_error_set(CT_NOT_IMPLEMENTED_ERROR, "compile", 1,
                            "only one expression can be compiled");
    f->top = body->child[0]->child[0];
    const ct_node *bad = refused(f, f->top);
    if (!bad)
        return CT_OK;
    return ct_error_set(CT_NOT_IMPLEMENTED_ERROR, "compile", 1,
                        "cannot compile what stands at column %d of \"%.200s\": a formula has "
                        "operators, comparisons of two, ufuncs, where(), reductions over all "
                        "elements, numbers and its names",
                        (int)bad->at + 1, f->program->text);
}

ct_formula *ct_compile(const char *text, int n, const char *const *names)
{
    int32_t error_at;
    if (!text || (n > 0 && !names))
        return ct_null_input("compile", text ? 3 : 1), NULL;
    if (n < 0 || n > MOST_NAMES)
        return CT_FAIL(CT_VALUE_ERROR, "compile", 2, "%d names: a formula has 0 to %d", n,
                       MOST_NAMES);
    ct_formula *f = ct_alloc_zero(1, sizeof *f);
    if (!f)
        return NULL;
    f->plan = cx_plan_new(n, build_formula, f);
    f->names = ct_alloc_zero(n, sizeof *f->names);
    bool good = f->names && f->plan;
    for (; f->n < n && good; f->n += good) {
        size_t length = names[f->n] ? strlen(names[f->n]) + 1 : 0;
        if (!length)
            ct_null_input("compile", 3);
        char *copy = length ? ct_alloc((int64_t)length) : NULL;
        good = copy != NULL;
        if (good)
            f->names[f->n] = memcpy(copy, names[f->n], length);
    }
    good = good && ct_program_parse(text, (int64_t)strlen(text), "<formula>", &f->program,
                                    &error_at) == CT_OK;
    if (good && check(f) == CT_OK)
        return f;
    ct_formula_free(f);
    return NULL;
}

ct_array *ct_formula_run(ct_formula *f, ct_array *const *arrays, ct_array *out)
{
    if (!f || (f->n > 0 && !arrays))
        return ct_null_input("formula", f ? 2 : 1), NULL;
    for (int i = 0; i < f->n; i++)
        if (!arrays[i])
            return ct_null_input("formula", 2), NULL;
    return cx_plan_run(f->plan, arrays, out);
}

void ct_formula_free(ct_formula *f)
{
    if (!f)
        return;
    cx_plan_free(f->plan);
    for (int i = 0; i < f->n; i++)
        ct_dealloc(f->names[i]);
    ct_dealloc(f->names);
    ct_release(f->program);
    ct_dealloc(f);
}
