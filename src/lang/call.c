/* call.c: calls, and the functions that lambda and def make. */
#include "eval.h"

#include <string.h>

/* -- the arguments of a call ---------------------------------------------------------------------
 */

typedef struct arguments {
    ct_object **items; /* owned: positional ones, then keyword values */
    const char **names;
    int64_t count, keywords, capacity;
    ct_object *few[16];
    const char *few_names[16];
    ct_scope scope; /* the keys of ** dicts, whose text the names are */
} arguments;

static void arguments_close(arguments *a)
{
    for (int64_t i = 0; i < a->count + a->keywords; i++)
        ct_release(a->items[i]);
    if (a->items != a->few) {
        ct_dealloc(a->items);
        ct_dealloc(a->names);
    }
    ct_scope_close(&a->scope);
}

/* Takes the value, also when it fails. */
static ct_status add_argument(arguments *a, const char *name, ct_object *value)
{
    int64_t n = a->count + a->keywords;
    if (n == a->capacity) {
        ct_object **items = ct_alloc_many(2 * n, sizeof *items);
        const char **names = ct_alloc_many(2 * n, sizeof *names);
        if (!items || !names) {
            ct_dealloc(items);
            ct_dealloc(names);
            ct_release(value);
            return CT_MEMORY_ERROR;
        }
        memcpy(items, a->items, (size_t)n * sizeof *items);
        memcpy(names, a->names, (size_t)n * sizeof *names);
        if (a->items != a->few) {
            ct_dealloc(a->items);
            ct_dealloc(a->names);
        }
        a->items = items;
        a->names = names;
        a->capacity = 2 * n;
    }
    if (!name && a->keywords) { /* f(x=1, *rest): the rest goes before */
        memmove(a->items + a->count + 1, a->items + a->count,
                (size_t)a->keywords * sizeof *a->items);
        memmove(a->names + a->count + 1, a->names + a->count,
                (size_t)a->keywords * sizeof *a->names);
        n = a->count;
    }
    a->items[n] = value;
    a->names[n] = name;
    *(name ? &a->keywords : &a->count) += 1;
    return CT_OK;
}

static ct_status add_all(arguments *a, ct_object *iterable)
{
    ct_iter iter;
    ct_object *item;
    int more;
    ct_status status = ct_iter_start(&iter, iterable);
    if (status)
        return status;
    while ((more = ct_iter_next(&iter, &item)) > 0)
        if (add_argument(a, NULL, item))
            return ct_error_pending();
    return more < 0 ? ct_error_pending() : CT_OK;
}

static ct_status add_keywords(arguments *a, ct_object *dict)
{
    if (dict->type != &ct_dict_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "argument after ** must be a mapping, not %s",
                            dict->type->name);
    int64_t position = 0;
    ct_object *key, *value;
    while (ct_dict_next(dict, &position, &key, &value)) {
        if (key->type != &ct_str_type)
            return ct_error_set(CT_TYPE_ERROR, NULL, 0, "keywords must be strings");
        if (!ct_own(&a->scope, ct_retain(key)) ||
            add_argument(a, ct_as_string(key, NULL), ct_retain(value)))
            return ct_error_pending();
    }
    return CT_OK;
}

static ct_status read_arguments(ct_frame *frame, const ct_node *node, arguments *a)
{
    for (int32_t i = 1; i < node->count; i++) {
        const ct_node *part = node->child[i];
        bool wrapped = part->kind == CT_NODE_STAR || part->kind == CT_NODE_KEYWORDS ||
                       part->kind == CT_NODE_KEYWORD;
        ct_object *value = ct_eval(frame, wrapped ? part->child[0] : part);
        ct_status status = value ? CT_OK : ct_error_pending();
        if (status)
            return status;
        if (part->kind == CT_NODE_STAR || part->kind == CT_NODE_KEYWORDS) {
            status = part->kind == CT_NODE_STAR ? add_all(a, value) : add_keywords(a, value);
            ct_release(value);
        } else {
            const char *name =
                part->kind == CT_NODE_KEYWORD ? ct_as_string(part->value, NULL) : NULL;
            status = add_argument(a, name, value);
        }
        if (status)
            return status;
    }
    return CT_OK;
}

ct_object *ct_eval_call(ct_frame *frame, const ct_node *node)
{
    const ct_node *callee = node->child[0];
    bool method = callee->kind == CT_NODE_ATTRIBUTE;
    ct_object *target = ct_eval(frame, method ? callee->child[0] : callee), *result = NULL;
    if (!target)
        return NULL;
    arguments a = {.capacity = 16};
    a.items = a.few;
    a.names = a.few_names;
    if (!read_arguments(frame, node, &a)) {
        const char *const *names = a.names + a.count;
        ct_object *const *values = a.items + a.count;
        result = method ? ct_method_call(target, ct_as_string(callee->value, NULL), a.count,
                                         a.items, a.keywords, names, values)
                        : ct_call_object(target, a.count, a.items, a.keywords, names, values);
    }
    arguments_close(&a);
    ct_release(target);
    return result;
}

/* -- functions of the language
 * --------------------------------------------------------------------- */

typedef struct function {
    ct_object object;
    ct_program *program;
    ct_names *names; /* where it was made */
    const ct_function_node *node;
    ct_object *defaults; /* tuple, one per parameter; None where there is none */
} function;

static void function_destroy(ct_object *self)
{
    function *f = (function *)self;
    ct_release(f->program);
    ct_release(f->names);
    ct_release(f->defaults);
    ct_object_free(self, sizeof *f);
}

static int function_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const function *f = (const function *)self;
    int stop = visit(&f->names->object, context);
    return stop ? stop : visit(f->defaults, context);
}

static ct_status function_repr(const ct_object *self, ct_text *out)
{
    return ct_text_format(out, "<function %s at %p>",
                          ct_as_string(((const function *)self)->node->name, NULL),
                          (const void *)self);
}

static ct_object *run_body(function *f, ct_names *names)
{
    ct_frame frame = {f->program, names, NULL};
    const ct_node *body = f->node->body;
    if (body->kind != CT_NODE_BLOCK)
        return ct_eval(&frame, body);
    switch (ct_exec(&frame, body, NULL)) {
    case CT_SIGNAL_RETURN:
        return frame.returned;
    case CT_SIGNAL_ERROR:
        return NULL;
    default:
        return ct_none();
    }
}

static ct_object *function_call(ct_object *self, int64_t nargs, ct_object *const *args,
                                int64_t nkeywords, const char *const *keywords,
                                ct_object *const *values)
{
    function *f = (function *)self;
    const ct_function_node *node = f->node;
    ct_object *slots[CT_MOST_PARAMS], *rest, *spread;
    if (ct_params_bind(&node->params, ct_as_string(node->name, NULL), nargs, args, nkeywords,
                       keywords, values, slots, &rest, &spread))
        return NULL;
    ct_names *names = ct_names_new(f->names);
    ct_status status = names ? CT_OK : ct_error_pending();
    for (int i = 0; i < node->params.count && !status; i++) {
        ct_object *value = slots[i] ? slots[i] : ((ct_tuple_box *)f->defaults)->items[i];
        status = ct_dict_set(names->values, node->names[i], value);
    }
    ct_object *result = NULL;
    if (!status && !ct_interrupted() && ct_enter("")) {
        result = run_body(f, names);
        ct_leave();
    }
    ct_release(names);
    ct_release(rest);
    ct_release(spread);
    return result;
}

static const ct_type function_type = {
    .name = "function",
    .destroy = function_destroy,
    .repr = function_repr,
    .visit = function_visit,
    .call = function_call,
};

ct_object *ct_eval_lambda(ct_frame *frame, const ct_node *node)
{
    const ct_function_node *f = node->function;
    ct_object *values[CT_MOST_PARAMS] = {0}, *defaults = NULL;
    int n = 0;
    for (; n < f->params.count; n++) {
        values[n] = f->defaults[n] ? ct_eval(frame, f->defaults[n]) : ct_none();
        if (!values[n])
            break;
    }
    if (n == f->params.count)
        defaults = ct_tuple(n, values);
    while (n > 0)
        ct_release(values[--n]);
    function *made = defaults ? ct_object_new(&function_type, sizeof *made) : NULL;
    if (!made) {
        ct_release(defaults);
        return NULL;
    }
    made->program = ct_retain(frame->program);
    made->names = ct_retain(frame->names);
    made->node = f;
    made->defaults = defaults;
    return &made->object;
}
