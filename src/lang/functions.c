/* functions.c: the parameters of lambda and def. */
#include "parser.h"

#include <string.h>

/* Kinds are settled at the end: what stands before a / is positional only. */
typedef struct parameters {
    ct_param items[CT_MOST_PARAMS];
    ct_object *names[CT_MOST_PARAMS];
    ct_node *defaults[CT_MOST_PARAMS];
    int count;
    uint8_t kind;
} parameters;

static ct_status parameter(ct_parser *p, parameters *list)
{
    int32_t at = ct_parse_token(p)->at;
    uint8_t kind = list->kind;
    if (ct_parse_accept(p, "**")) {
        kind = CT_PARAM_KEYWORDS;
    } else if (ct_parse_accept(p, "*")) {
        list->kind = CT_PARAM_KEYWORD;
        if (ct_parse_is(p, ","))
            return CT_OK;
        kind = CT_PARAM_REST;
    }
    if (list->count == CT_MOST_PARAMS)
        return ct_parse_fail(p, at, "too many parameters"), CT_SYNTAX_ERROR;
    ct_object *name = ct_parse_name(p);
    if (!name)
        return ct_error_pending();
    int64_t length;
    const char *text = ct_as_string(name, &length);
    if (length > UINT8_MAX)
        return ct_parse_fail(p, at, "name too long"), CT_SYNTAX_ERROR;
    for (int i = 0; i < list->count; i++)
        if (list->items[i].length == length && !memcmp(list->items[i].name, text, (size_t)length))
            return ct_parse_fail(p, at, "duplicate argument in function definition"),
                   CT_SYNTAX_ERROR;
    ct_node *value = NULL;
    if (kind != CT_PARAM_REST && kind != CT_PARAM_KEYWORDS && ct_parse_accept(p, "=") &&
        !(value = ct_parse_expression(p)))
        return ct_error_pending();
    bool required = !value && kind != CT_PARAM_REST && kind != CT_PARAM_KEYWORDS;
    if (required && kind == CT_PARAM_EITHER && list->count &&
        !list->items[list->count - 1].required)
        return ct_parse_fail(p, at, "parameter without a default follows parameter with a default"),
               CT_SYNTAX_ERROR;
    list->items[list->count] = (ct_param){text, (uint8_t)length, kind, required};
    list->names[list->count] = name;
    list->defaults[list->count++] = value;
    return CT_OK;
}

static void *keep(ct_parser *p, const void *items, size_t bytes)
{
    void *copy = ct_program_alloc(p->program, (int64_t)bytes);
    return copy ? memcpy(copy, items, bytes) : NULL;
}

ct_node *ct_parse_function(ct_parser *p, const char *end, int32_t at)
{
    parameters list = {.kind = CT_PARAM_EITHER};
    while (!ct_parse_is(p, end)) {
        if (ct_parse_accept(p, "/")) {
            for (int i = 0; i < list.count; i++)
                list.items[i].kind = CT_PARAM_POSITIONAL;
        } else if (parameter(p, &list)) {
            return NULL;
        }
        if (!ct_parse_accept(p, ","))
            break;
    }
    if (ct_parse_expect(p, end))
        return NULL;
    ct_node *node = ct_parse_node(p, CT_NODE_LAMBDA, at, 0, NULL);
    ct_function_node *f = node ? ct_program_alloc(p->program, sizeof *f) : NULL;
    if (!f)
        return NULL;
    size_t n = (size_t)list.count;
    *f = (ct_function_node){
        .params = {list.count, keep(p, list.items, n * sizeof *list.items)},
        .names = keep(p, list.names, n * sizeof *list.names),
        .defaults = keep(p, list.defaults, n * sizeof *list.defaults),
    };
    node->function = f;
    return f->params.items && f->names && f->defaults ? node : NULL;
}

ct_node *ct_parse_lambda(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    p->at++;
    ct_node *node = ct_parse_function(p, ":", at);
    ct_node *body = node ? ct_parse_expression(p) : NULL;
    if (!body)
        return NULL;
    node->function->body = body;
    return (node->function->name = ct_program_keep(p->program, ct_string("<lambda>", -1))) ? node
                                                                                           : NULL;
}
