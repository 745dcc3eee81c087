/* eval.c: expressions, by walking the tree. Every step gives an owned value or NULL; the first node
 * that fails is where the error is reported. */
#include "eval.h"
#include "trace.h"

#include "base/limits.h"
#include "registry/args.h"

#include <string.h>

/* -- names ------------------------------------------------------------------------------------- */

static void names_destroy(ct_object *self)
{
    ct_names *names = (ct_names *)self;
    if (names->previous) {
        names->previous->next = names->next;
        names->root->inside--;
    }
    if (names->next)
        names->next->previous = names->previous;
    ct_release(names->values);
    ct_release(names->around);
    ct_object_free(self, sizeof *names);
}

static int names_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const ct_names *names = (const ct_names *)self;
    int stop = visit(names->values, context);
    return stop || !names->around ? stop : visit(&names->around->object, context);
}

static const ct_type names_type = {.name = "names", .destroy = names_destroy, .visit = names_visit};

ct_names *ct_names_new(ct_names *around)
{
    ct_object *values = ct_dict();
    ct_names *names = values ? ct_object_new(&names_type, sizeof *names) : NULL;
    if (!names) {
        ct_release(values);
        return NULL;
    }
    enum { FIRST_LOOK = 1000 };
    ct_names *root = around ? around->root : names;
    names->values = values;
    names->around = ct_retain(around);
    names->root = root;
    names->next = around ? root->next : NULL;
    names->previous = around ? root : NULL;
    names->inside = 0;
    names->most = FIRST_LOOK;
    if (!around)
        return names;
    if (names->next)
        names->next->previous = names;
    root->next = names;
    if (++root->inside > root->most) { /* as many again may come before the next look */
        ct_break_cycles(root, false);
        root->most = 2 * root->inside + FIRST_LOOK;
    }
    return names;
}

ct_object *ct_names_get(const ct_names *names, const ct_object *name)
{
    for (; names; names = names->around) {
        ct_object *value = ct_dict_get(names->values, name);
        if (value || ct_error_pending())
            return value;
    }
    return NULL;
}

ct_object *ct_eval_lookup(ct_frame *frame, const ct_object *name)
{
    ct_object *value = ct_names_get(frame->names, name);
    if (value || ct_error_pending())
        return value;
    const char *text = ct_as_string(name, NULL);
    const ct_routine *row = ct_routine_find(text);
    if (row && !strchr(text, '.'))
        return ct_routine_is_attribute(row) ? row->entry(row, (ct_object *[2]){NULL, NULL})
                                            : ct_routine_object(row);
    if (!strcmp(text, "np") || !strcmp(text, "numpy"))
        return ct_module("");
    char prefix[32];
    if (strlen(text) + 2 < sizeof prefix && (value = ct_module(strcat(strcpy(prefix, text), "."))))
        return value;
    const char *near = ct_routine_suggest(NULL, text);
    return CT_FAIL(CT_NAME_ERROR, NULL, 0,
                   near ? "name '%s' is not defined. Did you mean '%s'?"
                        : "name '%s' is not defined",
                   text, near);
}

/* -- failures ---------------------------------------------------------------------------------- */

_Thread_local ct_failure ct_failure_now;

void ct_failure_note(ct_program *program, int32_t at)
{
    if (!ct_failure_now.program)
        ct_failure_now = (ct_failure){ct_retain(program), at};
}

void ct_failure_forget(void)
{
    ct_program *program = ct_failure_now.program;
    ct_failure_now = (ct_failure){NULL, 0};
    ct_release(program);
}

/* -- containers -------------------------------------------------------------------------------- */

static ct_status spread(ct_list *list, ct_frame *frame, const ct_node *node)
{
    bool star = node->kind == CT_NODE_STAR;
    ct_object *value = ct_eval(frame, star ? node->child[0] : node);
    if (!value)
        return ct_error_pending();
    ct_status status = star ? ct_list_extend(list, value) : ct_list_append(list, value);
    ct_release(value);
    return status;
}

/* What CPython's compiler makes a constant of. */
static bool is_constant(const ct_node *node)
{
    bool folds =
        node->kind == CT_NODE_UNARY || node->kind == CT_NODE_BINARY || node->kind == CT_NODE_TUPLE;
    for (int32_t i = 0; folds && i < node->count; i++)
        folds = is_constant(node->child[i]);
    return folds || node->kind == CT_NODE_CONSTANT;
}

/* An empty list with the capacity that CPython gives to a display: three constants and more come
 * from a tuple, displays with a star or more than 30 items grow as they are read. */
static ct_list *display(const ct_node *node)
{
    enum { STACK_USE_GUIDELINE = 30 };
    int32_t constants = 0, fixed = 0;
    while (fixed < node->count && node->child[fixed]->kind != CT_NODE_STAR)
        constants += is_constant(node->child[fixed++]);
    if (constants == node->count && constants > 2)
        return ct_list_exact(constants + constants % 2);
    return ct_list_exact(node->count > STACK_USE_GUIDELINE ? 0 : fixed);
}

static ct_object *sequence(ct_frame *frame, const ct_node *node)
{
    ct_list *list = node->kind == CT_NODE_LIST ? display(node) : ct_list_exact(node->count);
    for (int32_t i = 0; list && i < node->count; i++)
        if (spread(list, frame, node->child[i])) {
            ct_release(list);
            return NULL;
        }
    if (!list || node->kind == CT_NODE_LIST)
        return (ct_object *)list;
    ct_object *tuple = ct_tuple(ct_list_length(list), ct_list_items(list));
    ct_release(list);
    return tuple;
}

static ct_object *dict(ct_frame *frame, const ct_node *node)
{
    ct_object *result = ct_dict();
    for (int32_t i = 0; result && i < node->count; i += 2) {
        const ct_node *first = node->child[i];
        ct_object *key = first ? ct_eval(frame, first) : NULL;
        ct_object *value = key || !first ? ct_eval(frame, node->child[i + 1]) : NULL;
        ct_status status = !value  ? ct_error_pending()
                           : first ? ct_dict_set(result, key, value)
                                   : ct_dict_update(result, value);
        ct_release(key);
        ct_release(value);
        if (status) {
            ct_release(result);
            return NULL;
        }
    }
    return result;
}

static ct_object *slice(ct_frame *frame, const ct_node *node)
{
    ct_object *parts[3] = {NULL, NULL, NULL}, *result = NULL;
    bool whole = true;
    for (int i = 0; i < 3 && whole; i++)
        if (node->child[i])
            whole = (parts[i] = ct_eval(frame, node->child[i])) != NULL;
    if (whole)
        result = ct_slice_object(parts[0], parts[1], parts[2]);
    for (int i = 0; i < 3; i++)
        ct_release(parts[i]);
    return result;
}

/* -- operators --------------------------------------------------------------------------------- */

static ct_object * not(ct_frame * frame, const ct_node *node)
{
    ct_object *a = ct_eval(frame, node->child[0]);
    ct_object *result = a ? ct_operate_unary(CT_NOT_OP, a) : NULL;
    ct_release(a);
    return result;
}

/* a < b < c: the value of the first comparison that is false, else of the last. */
static ct_object *compare(ct_frame *frame, const ct_node *node)
{
    ct_object *left = ct_eval(frame, node->child[0]), *result = NULL;
    for (int32_t i = 1; left && i < node->count; i++) {
        ct_release(result);
        ct_object *right = ct_eval(frame, node->child[i]);
        result = right ? ct_operate((ct_operator)node->ops[i - 1], left, right) : NULL;
        ct_release(left);
        left = right;
        if (!result || i + 1 == node->count)
            break;
        int truth = ct_truth(result);
        if (truth < 0) {
            ct_release(result);
            result = NULL;
        }
        if (truth <= 0)
            break;
    }
    ct_release(left);
    return result;
}

static ct_object *logic(ct_frame *frame, const ct_node *node)
{
    int stop_at = node->kind == CT_NODE_OR;
    for (int32_t i = 0;; i++) {
        ct_object *value = ct_eval(frame, node->child[i]);
        if (!value || i + 1 == node->count)
            return value;
        int truth = ct_truth(value);
        if (truth == stop_at)
            return value;
        ct_release(value);
        if (truth < 0)
            return NULL;
    }
}

static ct_object *conditional(ct_frame *frame, const ct_node *node)
{
    ct_object *condition = ct_eval(frame, node->child[0]);
    int truth = condition ? ct_truth(condition) : -1;
    ct_release(condition);
    return truth < 0 ? NULL : ct_eval(frame, node->child[truth ? 1 : 2]);
}

static ct_object *subscript(ct_frame *frame, const ct_node *node)
{
    ct_object *object = ct_eval(frame, node->child[0]);
    ct_object *key = object ? ct_eval(frame, node->child[1]) : NULL;
    ct_object *result = key ? ct_subscript_get(object, key) : NULL;
    ct_release(object);
    ct_release(key);
    return result;
}

static ct_object *attribute(ct_frame *frame, const ct_node *node)
{
    ct_object *object = ct_eval(frame, node->child[0]);
    ct_object *result = object ? ct_attribute_get(object, ct_as_string(node->value, NULL)) : NULL;
    ct_release(object);
    return result;
}

/* -- f-strings -----------------------------------------------------------------------------------
 */

static ct_object *format(ct_frame *frame, const ct_node *node)
{
    CT_SCOPE(s);
    ct_object *value = ct_own(&s, ct_eval(frame, node->child[0]));
    ct_object *spec = NULL;
    if (value && node->child[1])
        spec = ct_own(&s, ct_eval(frame, node->child[1]));
    if (!value || (node->child[1] && !spec))
        return NULL;
    if (node->op &&
        !(node->op == '=' && spec)) { /* f'{x=:3}' formats the value, f'{x=}' its repr */
        int64_t length;
        char *text = node->op == 's' ? ct_str(value, &length) : ct_repr(value, &length);
        value = text ? ct_own(&s, ct_string(text, length)) : NULL;
        ct_free(text);
    }
    int64_t length = 0;
    const char *text = spec ? ct_as_string(spec, &length) : "";
    return value && text ? ct_format_value(value, text, length) : NULL;
}

static ct_object *join(ct_frame *frame, const ct_node *node)
{
    ct_text text = CT_TEXT_START;
    for (int32_t i = 0; i < node->count; i++) {
        ct_object *part = ct_eval(frame, node->child[i]);
        ct_status status = part ? ct_text_str(&text, part) : ct_error_pending();
        ct_release(part);
        if (status) {
            ct_text_close(&text);
            return NULL;
        }
    }
    return ct_text_box(&text);
}

/* -- depth ------------------------------------------------------------------------------------- */

/* What a text may use of the thread's stack, which has 8 MiB as a rule. */
enum { STACK_ROOM = 3 << 20 };
_Thread_local uintptr_t ct_eval_stack_start;

bool ct_eval_too_deep(void)
{
    uintptr_t here = CT_STACK_HERE();
    if (here > ct_eval_stack_start) /* stacks grow downwards: this call stands outermost */
        ct_eval_stack_start = here;
    if (ct_eval_stack_start - here < STACK_ROOM)
        return false;
    ct_error_set(CT_RECURSION_ERROR, NULL, 0, "maximum recursion depth exceeded");
    return true;
}

/* -- one node ---------------------------------------------------------------------------------- */

ct_object *ct_eval_node(ct_frame *frame, const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_CONSTANT:
        return ct_retain(node->value);
    case CT_NODE_NAME:
        return ct_eval_lookup(frame, node->value);
    case CT_NODE_TUPLE:
    case CT_NODE_LIST:
        return sequence(frame, node);
    case CT_NODE_DICT:
        return dict(frame, node);
    case CT_NODE_ATTRIBUTE:
        return attribute(frame, node);
    case CT_NODE_CALL:
    case CT_NODE_UNARY:
    case CT_NODE_BINARY:
        return ct_eval_fused(frame, node);
    case CT_NODE_SUBSCRIPT:
        return subscript(frame, node);
    case CT_NODE_SLICE:
        return slice(frame, node);
    case CT_NODE_NOT:
        return not(frame, node);
    case CT_NODE_COMPARE:
        return node->count == 2 ? ct_eval_fused(frame, node) : compare(frame, node);
    case CT_NODE_AND:
    case CT_NODE_OR:
        return logic(frame, node);
    case CT_NODE_CONDITIONAL:
        return conditional(frame, node);
    case CT_NODE_LAMBDA:
        return ct_eval_lambda(frame, node);
    case CT_NODE_COMPREHENSION:
    case CT_NODE_DICT_COMPREHENSION:
        return ct_eval_comprehension(frame, node);
    case CT_NODE_JOIN:
        return join(frame, node);
    case CT_NODE_FORMAT:
        return format(frame, node);
    default:
        return CT_FAIL(CT_SYNTAX_ERROR, NULL, 0, "invalid syntax");
    }
}

ct_object *ct_eval(ct_frame *frame, const ct_node *node)
{
    if (!ct_pay(1) || ct_eval_too_deep()) {
        ct_failure_note(frame->program, node->at);
        return NULL;
    }
    ct_object *result =
        ct_metered() && ct_trace_now ? ct_trace_eval(frame, node) : ct_eval_node(frame, node);
    if (!result)
        ct_failure_note(frame->program, node->at);
    else if (ct_failure_now.program) /* somebody caught the failure and went on */
        ct_failure_forget();
    return result;
}
