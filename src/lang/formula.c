/* formula.c: ct_compile: an expression read once, run with many arrays.
 *
 * The text is parsed and its tree written down as the steps of a plan (carton/expr.h), which makes
 * and keeps what the dtypes of a run decide. Numbers among themselves stay Python's, so they take
 * the dtype of what they meet. What cannot be a step is refused with its column. */
#include <carton/calc.h>
#include <carton/expr.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dtype/dtype.h"
#include "eval.h"
#include "place.h"
#include "registry/args.h"

enum { MOST_NAMES = 64, MOST_ARGUMENTS = 16, MOST_DEPTH = 1000 };

struct ct_formula {
    int n;
    cx_plan *plan;
};

typedef struct reader {
    ct_program *program;
    int n;
    const char *const *names;
    cx_steps *steps;
    int depth;
} reader;

/* A step, or a number (held by the program). */
typedef struct value {
    int step; /* -1: failed, when there is no number */
    ct_object *number;
} value;
static const value nothing = {-1, NULL};

static const struct {
    const char *name;
    double value;
} constants[] = {{"pi", M_PI},
                 {"e", M_E},
                 {"inf", INFINITY},
                 {"nan", NAN},
                 {"euler_gamma", 0.57721566490153286060651209008240243}};

/* Other names of what can be a step. */
static const struct {
    const char *name, *means;
} aliases[] = {{"amin", "min"}, {"amax", "max"}};

static const char *const reductions[] = {"sum", "prod", "min", "max", "mean",
                                         "var", "std",  "any", "all"};

/* -- messages ---------------------------------------------------------------------------------- */

static void point(const ct_program *program, int32_t at, ct_status status, const char *what)
{
    ct_error_point(status, "compile", 1, what, program->text, program->length, at);
}

CT_PRINTF(3, 4)
static value refuse(const reader *r, const ct_node *node, const char *format, ...)
{
    char what[300];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    point(r->program, node->at, CT_NOT_IMPLEMENTED_ERROR, what);
    return nothing;
}

/* The error that is recorded, with the place. */
static value refuse_so(const reader *r, const ct_node *node)
{
    ct_error error;
    if (ct_error_pending() == CT_MEMORY_ERROR)
        return nothing;
    ct_error_take(&error);
    return refuse(r, node, "%s", error.message);
}

static int find_name(const reader *r, const char *name)
{
    for (int i = 0; i < r->n; i++)
        if (!strcmp(r->names[i], name))
            return i;
    return -1;
}

static bool is_reduction(const char *name)
{
    bool found = false;
    for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++)
        found |= !strcmp(reductions[i], name);
    return found;
}

/* The nearest of the formula's names and of the functions that it may call. */
static const char *nearest(const reader *r, const char *name)
{
    const char *best = ct_routine_suggest(NULL, name);
    if (best && ct_ufunc_find(best) < 0 && !is_reduction(best))
        best = NULL;
    int slips = best ? ct_name_slips(name, best) : 3;
    for (int i = 0; i < r->n; i++) {
        int other = ct_name_slips(name, r->names[i]);
        if (other < slips && other < (int)strlen(name)) {
            slips = other;
            best = r->names[i];
        }
    }
    return best;
}

static value unknown(const reader *r, const ct_node *node, const char *name, const char *is)
{
    const char *near = nearest(r, name);
    char what[200];
    snprintf(what, sizeof what, "'%.60s' %s%s%s%s", name, is, near ? ": did you mean '" : "",
             near ? near : "", near ? "'?" : "");
    point(r->program, node->at, CT_NAME_ERROR, what);
    return nothing;
}

/* -- values ------------------------------------------------------------------------------------ */

static value number(const reader *r, CT_TAKE ct_object *box)
{
    return (value){-1, box ? ct_program_keep(r->program, box) : NULL};
}

static bool is_made(value v)
{
    return v.step >= 0 || v.number;
}

/* The step of a value; -1: none. */
static int step_of(const reader *r, value v)
{
    if (!v.number)
        return v.step;
    ct_array *a = ct_operand(v.number);
    int step = a ? cx_steps_add(r->steps, cx_array(a), NULL) : -1;
    ct_release(a);
    return step;
}

/* A step over values, by a node over as many inputs. */
static value apply(const reader *r, CT_TAKE cx *node, int count, const value *of)
{
    int in[3];
    bool good = node != NULL;
    for (int k = 0; k < count && good; k++)
        good = (in[k] = step_of(r, of[k])) >= 0;
    if (good)
        return (value){cx_steps_add(r->steps, node, in), NULL};
    if (node)
        cx_free(node);
    return nothing;
}

static value read(reader *r, const ct_node *node);

/* -- names ------------------------------------------------------------------------------------- */

static bool is_module(const ct_node *node)
{
    static const char *const modules[] = {"np", "numpy", "carton", "ct"};
    const char *name = node->kind == CT_NODE_NAME ? ct_as_string(node->value, NULL) : "";
    bool found = false;
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        found |= !strcmp(modules[i], name);
    return found;
}

/* "sin" of sin and np.sin; NULL for anything else. */
static const char *plain_name(const ct_node *node)
{
    bool plain = node->kind == CT_NODE_NAME ||
                 (node->kind == CT_NODE_ATTRIBUTE && is_module(node->child[0]));
    return plain ? ct_as_string(node->value, NULL) : NULL;
}

static value read_name(reader *r, const ct_node *node)
{
    const char *name = plain_name(node);
    int own = name && node->kind == CT_NODE_NAME ? find_name(r, name) : -1;
    if (!name)
        return refuse(r, node, "an attribute is not part of a formula");
    if (own >= 0)
        return (value){cx_steps_argument(r->steps, own), NULL};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (!strcmp(constants[i].name, name))
            return number(r, ct_float(constants[i].value));
    if (ct_routine_find(name))
        return refuse(r, node, "'%.60s' is a function, not an array", name);
    return unknown(r, node, name, "is not a name of this formula");
}

/* What is fixed when a formula is read: options and indices. Owned; NULL: refused. */
static ct_object *fixed(reader *r, const ct_node *node)
{
    const char *name = plain_name(node);
    const ct_routine *routine = name && find_name(r, name) < 0 ? ct_routine_find(name) : NULL;
    ct_routine_info info = {.kind = CT_ROUTINE_FUNCTION};
    ct_object *parts[2 * CT_MAX_NDIM] = {NULL}, *made = NULL;
    int n = 0;
    if (routine)
        ct_routine_describe(routine, &info);
    if (info.kind == CT_ROUTINE_CLASS)
        return ct_routine_object(routine);
    if (info.kind == CT_ROUTINE_CONSTANT)
        return ct_routine_call(routine, 0, NULL, 0, NULL, NULL);
    if (node->kind == CT_NODE_CONSTANT)
        return ct_retain(node->value);
    if (node->kind == CT_NODE_UNARY || node->kind == CT_NODE_BINARY) {
        value v = read(r, node);
        return v.number ? ct_retain(v.number) : (refuse(r, node, "not a fixed value"), NULL);
    }
    if ((node->kind != CT_NODE_TUPLE && node->kind != CT_NODE_SLICE) || node->count > CT_MAX_NDIM)
        return refuse(r, node, "an option or index is a fixed value: a number, a slice, a dtype"),
               NULL;
    bool good = true;
    for (; n < node->count && good; n++)
        good = (!node->child[n] && node->kind == CT_NODE_SLICE) ||
               (parts[n] = fixed(r, node->child[n]));
    if (good)
        made = node->kind == CT_NODE_TUPLE ? ct_tuple(n, parts)
                                           : ct_slice_object(parts[0], parts[1], parts[2]);
    for (int k = 0; k < n; k++)
        ct_release(parts[k]);
    return made;
}

/* -- operators --------------------------------------------------------------------------------- */

static value read_operator(reader *r, const ct_node *node)
{
    ct_operator op = (ct_operator)(node->kind == CT_NODE_COMPARE ? node->ops[0] : node->op);
    value of[2] = {nothing, nothing};
    if (node->count > 2)
        return refuse(r, node, "a chained comparison has no elements: write (a < b) & (b < c)");
    for (int k = 0; k < node->count; k++)
        if (!is_made(of[k] = read(r, node->child[k])))
            return nothing;
    if (of[0].number && node->count < 2)
        return number(r, ct_unary(op, of[0].number));
    if (of[0].number && of[1].number)
        return number(r, ct_binary(op, of[0].number, of[1].number));
    int ufunc = ct_operator_ufunc(op, 'f', NULL);
    if (ufunc < 0)
        return refuse(r, node, "the operator '%s' is not element by element", ct_operator_text[op]);
    cx *in[2] = {cx_input(0), node->count > 1 ? cx_input(1) : NULL};
    return apply(r,
                 op == CT_POWER_OP ? cx_pow(in[0], in[1]) : cx_apply((ct_op)ufunc, node->count, in),
                 node->count, of);
}

/* -- calls ------------------------------------------------------------------------------------- */

/* A call as it stands: x.f(y, k=z) is f(x, y, k=z). */
typedef struct call {
    const ct_node *node;
    const char *name;
    int count, named;
    const ct_node *given[MOST_ARGUMENTS], *option[MOST_ARGUMENTS];
    const char *names[MOST_ARGUMENTS]; /* of the options */
} call;

static bool read_arguments(reader *r, const ct_node *node, call *c)
{
    const ct_node *function = node->child[0];
    *c = (call){.node = node, .name = plain_name(function)};
    if (!c->name && function->kind == CT_NODE_ATTRIBUTE) {
        c->name = ct_as_string(function->value, NULL);
        c->given[c->count++] = function->child[0];
    }
    if (!c->name || (function->kind == CT_NODE_NAME && find_name(r, c->name) >= 0))
        return refuse(r, node, "only a function's name can be called"), false;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcmp(aliases[i].name, c->name))
            c->name = aliases[i].means;
    for (int32_t i = 1; i < node->count; i++) {
        const ct_node *x = node->child[i];
        if (x->kind == CT_NODE_STAR || x->kind == CT_NODE_KEYWORDS || i == MOST_ARGUMENTS - 1)
            return refuse(r, x, "%s() with * or more than %d arguments", c->name,
                          MOST_ARGUMENTS - 2),
                   false;
        if (x->kind == CT_NODE_KEYWORD) {
            c->names[c->named] = ct_as_string(x->value, NULL);
            c->option[c->named++] = x->child[0];
        } else {
            c->given[c->count++] = x;
        }
    }
    return true;
}

/* One option of a reduction into `opts`, for the parameter's name. */
static bool read_option(const ct_param *param, const ct_object *arg, ct_axes *axes,
                        ct_reduce_opts *opts)
{
    const char *name = param->name;
    size_t n = param->length;
#define IS(text) (n == sizeof text - 1 && !memcmp(name, text, n))
    if (IS("axis")) {
        if (ct_arg_axes(arg, axes) != CT_OK)
            return false;
        if (axes->n == 1 && ct_type_of(arg) != &ct_tuple_type) { /* one number; not (0,) */
            opts->axis = axes->axes[0];
            axes->n = -1;
        }
        return true;
    }
    if (IS("dtype"))
        return ct_arg_dtype(arg, &opts->dtype) == CT_OK;
    if (IS("keepdims"))
        return ct_arg_bool(arg, false, &opts->keepdims) == CT_OK;
    if (IS("ddof") || IS("correction"))
        return ct_arg_float(arg, 0, &opts->ddof) == CT_OK;
#undef IS
    ct_error_set(CT_NOT_IMPLEMENTED_ERROR, NULL, 0, "%.*s= cannot be fused", (int)n, name);
    return false;
}

static value read_reduction(reader *r, const call *c)
{
    CT_SCOPE(s);
    ct_param items[CT_MOST_PARAMS];
    ct_object *args[MOST_ARGUMENTS], *options[MOST_ARGUMENTS], *slots[CT_MOST_PARAMS] = {NULL};
    ct_object *rest = NULL, *keywords = NULL;
    ct_reduce_opts opts = {.size_ = sizeof opts, .axis = CT_FLAT};
    ct_axes axes = {.n = -1};
    const ct_params params = {ct_params_parse(ct_routine_find(c->name)->signature, items), items};
    value x = c->count ? read(r, c->given[0]) : nothing;
    if (c->count && !is_made(x))
        return nothing;
    args[0] = ct_own(&s, ct_none());
    bool good = params.count >= 0 && args[0];
    for (int i = 1; i < c->count && good; i++)
        good = (args[i] = ct_own(&s, fixed(r, c->given[i]))) != NULL;
    for (int i = 0; i < c->named && good; i++)
        good = (options[i] = ct_own(&s, fixed(r, c->option[i]))) != NULL;
    if (!good)
        return nothing;
    if (ct_params_bind(&params, c->name, c->count, args, c->named, c->names, options, slots, &rest,
                       &keywords) != CT_OK)
        return refuse_so(r, c->node);
    for (int i = 1; i < params.count && good; i++)
        good = !ct_arg_given(slots[i]) || read_option(&items[i], slots[i], &axes, &opts);
    ct_own(&s, opts.dtype);
    if (axes.n >= 0) {
        opts.axes = axes.axes;
        opts.naxes = axes.n;
    }
    ct_release(rest);
    ct_release(keywords);
    if (!good)
        return refuse_so(r, c->node);
    return apply(r, cx_reduce(cx_input(0), c->name, &opts), 1, &x);
}

/* clip(x, low, high), by any of its names; a bound may be None. */
static value read_clip(reader *r, const call *c)
{
    value of[3] = {nothing, nothing, nothing};
    const ct_node *given[3] = {NULL};
    for (int i = 0; i < c->count && i < 3; i++)
        given[i] = c->given[i];
    bool good = c->count >= 1 && c->count <= 3;
    for (int i = 0; i < c->named && good; i++) {
        const char *name = c->names[i];
        int at = !strcmp(name, "min") || !strcmp(name, "a_min")   ? 1
                 : !strcmp(name, "max") || !strcmp(name, "a_max") ? 2
                                                                  : 0;
        good = at && !given[at];
        given[at] = c->option[i];
    }
    if (!good)
        return refuse(r, c->node, "clip() takes an array, a least and a greatest value");
    for (int i = 0; i < 3; i++) {
        bool none = !given[i] || (i && given[i]->kind == CT_NODE_CONSTANT &&
                                  given[i]->value->type == &ct_none_type);
        if (!none && !is_made(of[i] = read(r, given[i])))
            return nothing;
    }
    bool low = is_made(of[1]), high = is_made(of[2]);
    if (low && high)
        return apply(r, cx_clip(cx_input(0), cx_input(1), cx_input(2)), 3, of);
    if (!low && !high)
        return of[0];
    of[1] = low ? of[1] : of[2];
    return apply(r,
                 low ? cx_maximum(cx_input(0), cx_input(1)) : cx_minimum(cx_input(0), cx_input(1)),
                 2, of);
}

static value read_astype(reader *r, const call *c)
{
    CT_SCOPE(s);
    const ct_dtype *dtype = NULL;
    bool named = c->count == 1 && c->named == 1 && !strcmp(c->names[0], "dtype");
    if (!named && (c->count != 2 || c->named))
        return refuse(r, c->node, "astype() takes an array and a dtype");
    value x = read(r, c->given[0]);
    const ct_node *at = named ? c->option[0] : c->given[1];
    ct_object *type = is_made(x) ? ct_own(&s, fixed(r, at)) : NULL;
    if (!type)
        return nothing;
    if (ct_arg_dtype(type, &dtype) != CT_OK)
        return refuse_so(r, at);
    dtype = ct_own(&s, dtype ? dtype : ct_retain(CT_FLOAT64));
    return apply(r, cx_astype(cx_input(0), dtype), 1, &x);
}

/* A ufunc of one result, or where: of arrays alone. */
static value read_elementwise(reader *r, const call *c, int op)
{
    value of[3];
    int takes = op < 0 ? 3 : ct_ufunc_get((ct_op)op)->nin;
    if (c->count != takes)
        return refuse(r, c->node, "%s() takes %d argument%s, not %d", c->name, takes,
                      takes > 1 ? "s" : "", c->count);
    if (c->named)
        return refuse(r, c->node, "%s() with %s= cannot be fused", c->name, c->names[0]);
    for (int k = 0; k < takes; k++)
        if (!is_made(of[k] = read(r, c->given[k])))
            return nothing;
    cx *in[3] = {cx_input(0), takes > 1 ? cx_input(1) : NULL, takes > 2 ? cx_input(2) : NULL};
    return apply(r, op < 0 ? cx_where(in[0], in[1], in[2]) : cx_apply((ct_op)op, takes, in), takes,
                 of);
}

static value read_call(reader *r, const ct_node *node)
{
    call c;
    if (!read_arguments(r, node, &c))
        return nothing;
    int op = ct_ufunc_find(c.name);
    if (is_reduction(c.name))
        return read_reduction(r, &c);
    if (!strcmp(c.name, "clip"))
        return read_clip(r, &c);
    if (!strcmp(c.name, "astype"))
        return read_astype(r, &c);
    if (!strcmp(c.name, "where") || (op >= 0 && ct_ufunc_get((ct_op)op)->nout == 1))
        return read_elementwise(r, &c, op);
    if (op >= 0 || ct_routine_find(c.name))
        return refuse(r, node, "%s() is not element by element, with one result", c.name);
    return unknown(r, node, c.name, "is not a function of arrays that can be fused");
}

static value read_subscript(reader *r, const ct_node *node)
{
    CT_SCOPE(s);
    ct_index list[CT_INDEX_ROOM];
    value x = read(r, node->child[0]);
    ct_object *key = is_made(x) ? ct_own(&s, fixed(r, node->child[1])) : NULL;
    if (!key)
        return nothing;
    if (ct_arg_index(key, &s, list) != CT_OK)
        return refuse_so(r, node);
    cx *made = cx_index(cx_input(0), list);
    return made ? apply(r, made, 1, &x) : refuse_so(r, node);
}

/* -- the tree ---------------------------------------------------------------------------------- */

static value read_constant(const reader *r, const ct_node *node)
{
    const ct_type *type = node->value->type;
    bool is_number = type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type ||
                     type == &ct_bool_type;
    return is_number ? (value){-1, node->value}
                     : refuse(r, node, "a constant that is not a number");
}

static value refuse_kind(const reader *r, const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_AND:
        return refuse(r, node, "'and' is no operation on elements: use & for arrays");
    case CT_NODE_OR:
        return refuse(r, node, "'or' is no operation on elements: use | for arrays");
    case CT_NODE_NOT:
        return refuse(r, node, "'not' is no operation on elements: use ~ for arrays");
    case CT_NODE_CONDITIONAL:
        return refuse(r, node, "a condition: where(condition, a, b) chooses by element");
    case CT_NODE_TUPLE:
    case CT_NODE_LIST:
    case CT_NODE_DICT:
        return refuse(r, node, "a tuple, list or dict is not an array");
    default:
        return refuse(r, node, "a formula has operators, functions of elements and reductions");
    }
}

static value read_node(reader *r, const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_CONSTANT:
        return read_constant(r, node);
    case CT_NODE_NAME:
    case CT_NODE_ATTRIBUTE:
        return read_name(r, node);
    case CT_NODE_UNARY:
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE:
        return read_operator(r, node);
    case CT_NODE_CALL:
        return read_call(r, node);
    case CT_NODE_SUBSCRIPT:
        return read_subscript(r, node);
    default:
        return refuse_kind(r, node);
    }
}

static value read(reader *r, const ct_node *node)
{
    if (r->depth >= MOST_DEPTH)
        return refuse(r, node, "more than %d operations inside each other", MOST_DEPTH);
    r->depth++;
    value v = read_node(r, node);
    r->depth--;
    return v;
}

/* -- public ------------------------------------------------------------------------------------ */

/* The tree of a text that is one expression; NULL: refused. */
static const ct_node *parse(const char *text, ct_program **program)
{
    int32_t at = 0;
    ct_status status = ct_program_parse(text, (int64_t)strlen(text), "<formula>", program, &at);
    if (status == CT_SYNTAX_ERROR && *program) {
        ct_error error;
        ct_error_take(&error);
        point(*program, at, CT_SYNTAX_ERROR, error.message);
    }
    if (status != CT_OK)
        return NULL;
    const ct_node *body = (*program)->body;
    if (body->count == 1 && body->child[0]->kind == CT_NODE_EXPRESSION)
        return body->child[0]->child[0];
    if (body->count == 0)
        point(*program, 0, CT_SYNTAX_ERROR, "invalid syntax: a formula is an expression");
    else
        point(*program, body->child[body->count > 1]->at, CT_NOT_IMPLEMENTED_ERROR,
              "a formula is one expression");
    return NULL;
}

ct_formula *ct_compile(const char *text, int n, const char *const *names)
{
    if (!text || (n > 0 && !names))
        return ct_null_input("compile", text ? 3 : 1), NULL;
    if (n < 0 || n > MOST_NAMES)
        return CT_FAIL(CT_VALUE_ERROR, "compile", 2, "%d names: a formula has 0 to %d", n,
                       MOST_NAMES);
    for (int i = 0; i < n; i++)
        if (!names[i])
            return ct_null_input("compile", 3), NULL;
    reader r = {.n = n, .names = names};
    const ct_node *top = parse(text, &r.program);
    r.steps = top ? cx_steps_new() : NULL;
    value v = r.steps ? read(&r, top) : nothing;
    int root = is_made(v) ? step_of(&r, v) : -1;
    ct_formula *f = root >= 0 ? ct_alloc_zero(1, sizeof *f) : NULL;
    if (f) {
        f->n = n;
        f->plan = cx_steps_plan(r.steps, root, n);
    } else {
        cx_steps_free(r.steps);
    }
    if (f && !f->plan) {
        ct_dealloc(f);
        f = NULL;
    }
    ct_release(r.program);
    return f;
}

/* Names of arrays below a node, each once. */
static ct_status collect(const ct_node *node, ct_list *names, int depth)
{
    ct_status status = CT_OK;
    if (!node || depth >= MOST_DEPTH ||
        (node->kind == CT_NODE_ATTRIBUTE && is_module(node->child[0])))
        return CT_OK;
    if (node->kind == CT_NODE_NAME) {
        const ct_routine *routine = ct_routine_find(ct_as_string(node->value, NULL));
        ct_routine_info info = {.kind = CT_ROUTINE_FUNCTION};
        if (routine)
            ct_routine_describe(routine, &info);
        int there = info.kind == CT_ROUTINE_CLASS ? 1 : ct_list_contains(names, node->value);
        return there < 0 ? ct_error_pending() : there ? CT_OK : ct_list_append(names, node->value);
    }
    if (node->kind == CT_NODE_CONSTANT || node->kind >= CT_NODE_LAMBDA)
        return CT_OK;
    bool called = node->kind == CT_NODE_CALL && node->child[0]->kind == CT_NODE_NAME;
    for (int32_t i = called; i < node->count && !status; i++)
        status = collect(node->child[i], names, depth + 1);
    return status;
}

ct_list *ct_formula_names(const char *text)
{
    if (!text)
        return ct_null_input("compile", 1), NULL;
    ct_program *program = NULL;
    const ct_node *top = parse(text, &program);
    ct_list *names = top ? ct_list_new() : NULL;
    if (names && collect(top, names, 0) != CT_OK) {
        ct_release(names);
        names = NULL;
    }
    ct_release(program);
    return names;
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
    if (f)
        cx_plan_free(f->plan);
    ct_dealloc(f);
}
