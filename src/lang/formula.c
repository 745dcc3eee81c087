/* formula.c: ct_compile: an expression read once, run with many arrays.
 *
 * The text is parsed and checked once. A run turns the tree into an expression (carton/expr.h) over
 * its arrays. On few elements that would take longer than the arithmetic: then a plan is kept, the
 * finished program for the dtypes of the last run, made with stand-ins of those dtypes so that it
 * holds nobody's arrays. One thread at a time uses the plan; others take the long way. */
#include <carton/calc.h>
#include <carton/expr.h>
#include <math.h>
#include <string.h>

#include <stdatomic.h>

#include "array/array.h"
#include "dtype/dtype.h"
#include "eval.h"
#include "expr/plan.h"

enum { MOST_NAMES = 64, FEW = 4096 /* elements */ };

struct ct_formula {
    ct_program *program;
    const ct_node *top;
    int n;
    char **names;
    atomic_flag busy;              /* all below */
    bool planned;                  /* `plan` is for this signature; NULL: there can be none */
    uint8_t signature[MOST_NAMES]; /* dtype number and whether it is a single element */
    ct_array *stand_ins[MOST_NAMES];
    cx *tree;
    int from[CX_PLAN_LEAVES]; /* the name whose array is a leaf; -1: a constant */
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

/* -- few elements ------------------------------------------------------------------------------ */

static void drop_plan(ct_formula *f)
{
    cx_plan_close(f->plan);
    if (f->tree)
        cx_free(f->tree);
    for (int i = 0; i < f->n; i++) {
        ct_release(f->stand_ins[i]);
        f->stand_ins[i] = NULL;
    }
    f->tree = NULL;
    f->plan = NULL;
    f->planned = false;
}

/* A failure to plan is no failure of the run: the long way reports what is wrong. */
static void make_plan(ct_formula *f, ct_array *const *arrays)
{
    int64_t two = 2;
    bool made = ct_error_pending() == CT_OK;
    drop_plan(f);
    for (int i = 0; i < f->n && made; i++) {
        f->stand_ins[i] = ct_ones(arrays[i]->ndim > 0, &two, arrays[i]->dtype);
        made = f->stand_ins[i] != NULL;
    }
    f->tree = made ? build(f, f->stand_ins, f->top) : NULL;
    f->plan = f->tree ? cx_plan_open(f->tree) : NULL;
    f->planned = ct_error_pending() != CT_MEMORY_ERROR;
    if (made || ct_error_pending() == CT_MEMORY_ERROR)
        ct_error_take(NULL);
    for (int k = 0; f->plan && k < f->plan->leaves; k++) {
        f->from[k] = -1;
        for (int i = 0; i < f->n; i++)
            if (f->stand_ins[i] == f->plan->leaf[k])
                f->from[k] = i;
    }
}

/* The shape of all that are no single elements, when the arrays suit a plan; notes whether the plan
 * is for other dtypes. */
static const ct_array *survey(ct_formula *f, ct_array *const *arrays, bool *other)
{
    enum { WHOLE = CT_C_CONTIGUOUS | CT_ALIGNED };
    const ct_array *model = NULL;
    *other = !f->planned;
    for (int i = 0; i < f->n; i++) {
        const ct_array *a = arrays[i];
        if ((a->flags & (WHOLE | CT_WEAK | CT_WEAK_BIG)) != WHOLE || a->dtype->num >= CT_NUM_STR)
            return NULL;
        uint8_t sign = (uint8_t)(a->dtype->num << 1 | (a->ndim > 0));
        *other |= f->signature[i] != sign;
        f->signature[i] = sign;
        if (!model || (model->ndim == 0 && a->ndim > 0))
            model = a;
        else if (a->ndim > 0 &&
                 (a->ndim != model->ndim ||
                  memcmp(a->shape, model->shape, (size_t)a->ndim * sizeof *a->shape) != 0))
            return NULL;
    }
    return model && model->size > 0 && model->size <= FEW ? model : NULL;
}

/* True when the plan served: *out is the result, or NULL and the error is recorded. */
static bool run_plan(ct_formula *f, ct_array *const *arrays, ct_array **out)
{
    bool other;
    const ct_array *model = survey(f, arrays, &other);
    if (other && f->planned)
        drop_plan(f);
    if (!model)
        return false;
    if (!f->planned)
        make_plan(f, arrays);
    if (!f->plan)
        return false;
    char *at[CX_PLAN_LEAVES + 1];
    for (int k = 0; k < f->plan->leaves; k++)
        at[k] = f->from[k] < 0 ? f->plan->leaf[k]->data : arrays[f->from[k]]->data;
    ct_array *result = ct_array_new_like(model, f->plan->dtype);
    if (result) {
        at[f->plan->leaves] = result->data;
        if (cx_plan_run(f->plan, at, model->size) != CT_OK) {
            ct_release(result);
            result = NULL;
        }
    }
    *out = result;
    return true;
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
    atomic_flag_clear(&f->busy);
    f->names = ct_alloc_zero(n, sizeof *f->names);
    bool good = f->names != NULL;
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
    ct_array *result;
    if (!out && f->n > 0 && !atomic_flag_test_and_set_explicit(&f->busy, memory_order_acquire)) {
        bool done = run_plan(f, arrays, &result);
        atomic_flag_clear_explicit(&f->busy, memory_order_release);
        if (done)
            return result;
    }
    cx *e = build(f, arrays, f->top);
    if (!out)
        return cx_eval(e);
    return cx_eval_into(e, out) == CT_OK ? ct_retain(out) : NULL;
}

void ct_formula_free(ct_formula *f)
{
    if (!f)
        return;
    drop_plan(f);
    for (int i = 0; i < f->n; i++)
        ct_dealloc(f->names[i]);
    ct_dealloc(f->names);
    ct_release(f->program);
    ct_dealloc(f);
}
