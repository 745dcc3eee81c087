/* atoms.c: literals, brackets, and what follows a value: attributes, calls, subscripts. */
#include "parser.h"

#include <string.h>

static ct_node *constant(ct_parser *p, int32_t at, CT_TAKE ct_object *box)
{
    if (!box && ct_error_pending() == CT_SYNTAX_ERROR)
        p->error_at = p->base + at;
    box = ct_program_keep(p->program, box);
    ct_node *node = box ? ct_parse_node(p, CT_NODE_CONSTANT, at, 0, NULL) : NULL;
    if (node)
        node->value = box;
    return node;
}

/* -- comprehensions ------------------------------------------------------------------------------
 */

/* What follows the element: for x in y if z ... The element or the pair is on the stack since
 * `mark`. */
static ct_node *comprehension(ct_parser *p, ct_node_kind kind, int32_t at, int32_t mark)
{
    while (ct_parse_is(p, "for") || ct_parse_is(p, "if")) {
        int32_t here = ct_parse_token(p)->at;
        if (ct_parse_accept(p, "if")) {
            if (ct_parse_push(p, ct_parse_or(p)))
                return NULL;
            continue;
        }
        p->at++;
        ct_node *parts[2] = {ct_parse_targets(p), NULL};
        if (!parts[0] || ct_parse_check_target(p, parts[0], false) || ct_parse_expect(p, "in"))
            return NULL;
        parts[1] = ct_parse_or(p);
        if (!parts[1] || ct_parse_push(p, ct_parse_node(p, CT_NODE_FOR_IN, here, 2, parts)))
            return NULL;
    }
    return ct_parse_pop(p, kind, at, mark);
}

/* -- brackets ------------------------------------------------------------------------------------
 */

static ct_node *item(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    if (!ct_parse_accept(p, "*"))
        return ct_parse_expression(p);
    ct_node *inner = ct_parse_bitor(p);
    return inner ? ct_parse_node(p, CT_NODE_STAR, at, 1, &inner) : NULL;
}

/* ( ) and [ ]: empty, a comprehension, or items with commas; a single item in round brackets is
 * itself.
 */
static ct_node *sequence(ct_parser *p, const char *end, ct_node_kind kind)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    bool comma = false;
    p->at++;
    while (!ct_parse_is(p, end)) {
        if (ct_parse_push(p, item(p)))
            return NULL;
        if (ct_parse_is(p, "for") && p->count == mark + 1) {
            ct_node *node = comprehension(p, CT_NODE_COMPREHENSION, at, mark);
            if (node)
                node->op = kind == CT_NODE_TUPLE;
            return node && !ct_parse_expect(p, end) ? node : NULL;
        }
        if (!ct_parse_accept(p, ","))
            break;
        comma = true;
    }
    if (ct_parse_expect(p, end))
        return NULL;
    if (kind == CT_NODE_TUPLE && !comma && p->count == mark + 1) {
        ct_node *only = p->stack[--p->count];
        if (only->kind == CT_NODE_STAR)
            return ct_parse_fail(p, at, "cannot use starred expression here");
        only->bracketed = true;
        return only;
    }
    return ct_parse_pop(p, kind, at, mark);
}

static ct_node *dict(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    p->at++;
    while (!ct_parse_is(p, "}")) {
        bool spread = ct_parse_accept(p, "**");
        ct_node *key = spread ? NULL : ct_parse_expression(p);
        if ((!key && !spread) || ct_parse_push(p, key))
            return NULL;
        if (!spread && !ct_parse_is(p, ":"))
            return ct_parse_fail(p, at, "sets are not supported; write a list or a dict");
        p->at += !spread;
        ct_node *value = ct_parse_expression(p);
        if (!value || ct_parse_push(p, value))
            return NULL;
        if (ct_parse_is(p, "for") && p->count == mark + 2 && !spread) {
            ct_node *node = comprehension(p, CT_NODE_DICT_COMPREHENSION, at, mark);
            return node && !ct_parse_expect(p, "}") ? node : NULL;
        }
        if (!ct_parse_accept(p, ","))
            break;
    }
    if (ct_parse_expect(p, "}"))
        return NULL;
    return ct_parse_pop(p, CT_NODE_DICT, at, mark);
}

static ct_node *primary(ct_parser *p)
{
    const ct_token *t = ct_parse_token(p);
    if (t->kind == CT_TOKEN_NUMBER) {
        p->at++;
        return constant(p, t->at, ct_literal_number(p->text + t->at, t->length));
    }
    if (t->kind == CT_TOKEN_STRING)
        return ct_parse_strings(p);
    if (ct_parse_is(p, "("))
        return sequence(p, ")", CT_NODE_TUPLE);
    if (ct_parse_is(p, "["))
        return sequence(p, "]", CT_NODE_LIST);
    if (ct_parse_is(p, "{"))
        return dict(p);
    if (ct_parse_accept(p, "..."))
        return constant(p, t->at, ct_ellipsis());
    if (ct_parse_accept(p, "None"))
        return constant(p, t->at, ct_none());
    if (ct_parse_accept(p, "True"))
        return constant(p, t->at, ct_bool(true));
    if (ct_parse_accept(p, "False"))
        return constant(p, t->at, ct_bool(false));
    ct_object *name = ct_parse_name(p);
    ct_node *node = name ? ct_parse_node(p, CT_NODE_NAME, t->at, 0, NULL) : NULL;
    if (node)
        node->value = name;
    return node;
}

/* -- what follows --------------------------------------------------------------------------------
 */

static bool is_keyword_argument(const ct_parser *p)
{
    const ct_token *next = ct_parse_token(p) + 1;
    return ct_parse_token(p)->kind == CT_TOKEN_NAME && next->kind == CT_TOKEN_OPERATOR &&
           next->length == 1 && p->text[next->at] == '=';
}

static ct_node *argument(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    if (ct_parse_accept(p, "**")) {
        ct_node *inner = ct_parse_expression(p);
        return inner ? ct_parse_node(p, CT_NODE_KEYWORDS, at, 1, &inner) : NULL;
    }
    if (!is_keyword_argument(p))
        return item(p);
    ct_object *name = ct_parse_name(p);
    p->at++;
    ct_node *value = name ? ct_parse_expression(p) : NULL;
    ct_node *node = value ? ct_parse_node(p, CT_NODE_KEYWORD, at, 1, &value) : NULL;
    if (node)
        node->value = name;
    return node;
}

static ct_node *call(ct_parser *p, ct_node *function)
{
    int32_t mark = p->count;
    bool keywords = false;
    if (ct_parse_push(p, function))
        return NULL;
    p->at++;
    while (!ct_parse_is(p, ")")) {
        int32_t at = ct_parse_token(p)->at;
        ct_node *node = argument(p);
        if (!node)
            return NULL;
        keywords |= node->kind == CT_NODE_KEYWORD || node->kind == CT_NODE_KEYWORDS;
        if (keywords && node->kind != CT_NODE_KEYWORD && node->kind != CT_NODE_KEYWORDS &&
            node->kind != CT_NODE_STAR)
            return ct_parse_fail(p, at, "positional argument follows keyword argument");
        if (ct_parse_push(p, node))
            return NULL;
        if (ct_parse_is(p, "for") && p->count == mark + 2) { /* f(x for x in y) */
            node = comprehension(p, CT_NODE_COMPREHENSION, at, mark + 1);
            if (!node || ct_parse_push(p, node))
                return NULL;
            node->op = true;
        }
        if (!ct_parse_accept(p, ","))
            break;
    }
    if (ct_parse_expect(p, ")"))
        return NULL;
    return ct_parse_pop(p, CT_NODE_CALL, function->at, mark);
}

/* One part of a subscript: an expression or start:stop:step. */
static ct_node *subscript_part(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    ct_node *parts[3] = {NULL, NULL, NULL};
    if (!ct_parse_is(p, ":")) {
        parts[0] = item(p);
        if (!parts[0] || !ct_parse_is(p, ":"))
            return parts[0];
    }
    for (int i = 1; i < 3 && ct_parse_accept(p, ":"); i++)
        if (!ct_parse_is(p, ":") && !ct_parse_is(p, "]") && !ct_parse_is(p, ",")) {
            parts[i] = ct_parse_expression(p);
            if (!parts[i])
                return NULL;
        }
    return ct_parse_node(p, CT_NODE_SLICE, at, 3, parts);
}

static ct_node *subscript(ct_parser *p, ct_node *object)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    bool comma = false;
    p->at++;
    if (ct_parse_is(p, "]"))
        return ct_parse_fail(p, ct_parse_token(p)->at, "invalid syntax");
    while (!ct_parse_is(p, "]")) {
        if (ct_parse_push(p, subscript_part(p)))
            return NULL;
        if (!ct_parse_accept(p, ","))
            break;
        comma = true;
    }
    if (ct_parse_expect(p, "]"))
        return NULL;
    bool star = p->stack[mark]->kind == CT_NODE_STAR;
    ct_node *key = comma || star ? ct_parse_pop(p, CT_NODE_TUPLE, at, mark) : p->stack[--p->count];
    ct_node *both[2] = {object, key};
    return key ? ct_parse_node(p, CT_NODE_SUBSCRIPT, object->at, 2, both) : NULL;
}

ct_node *ct_parse_atom(ct_parser *p)
{
    ct_node *node = primary(p);
    while (node) {
        int32_t at = ct_parse_token(p)->at;
        if (ct_parse_is(p, "(")) {
            node = call(p, node);
        } else if (ct_parse_is(p, "[")) {
            node = subscript(p, node);
        } else if (ct_parse_accept(p, ".")) {
            ct_object *name = ct_parse_name(p);
            node = name ? ct_parse_node(p, CT_NODE_ATTRIBUTE, at, 1, &node) : NULL;
            if (node)
                node->value = name;
        } else {
            break;
        }
        if (node)
            node->bracketed = false;
    }
    return node;
}
