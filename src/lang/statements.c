/* statements.c: statements, blocks and the whole text. */
#include "parser.h"

#include <string.h>

/* -- assignment -------------------------------------------------------------------------------- */

/* `stars` is how many starred names this level may hold: one among the items of an assignment. */
static ct_status check_target(ct_parser *p, const ct_node *node, int stars, int inner)
{
    int32_t at = node->at - p->base;
    switch (node->kind) {
    case CT_NODE_NAME:
    case CT_NODE_ATTRIBUTE:
    case CT_NODE_SUBSCRIPT:
        return CT_OK;
    case CT_NODE_STAR:
        if (stars)
            return check_target(p, node->child[0], 0, inner);
        return ct_parse_fail(p, at, "cannot use starred expression here"), CT_SYNTAX_ERROR;
    case CT_NODE_TUPLE:
    case CT_NODE_LIST:
        for (int32_t i = 0, left = inner; i < node->count; i++) {
            bool star = node->child[i]->kind == CT_NODE_STAR;
            if (star && inner && !left)
                return ct_parse_fail(p, at, "multiple starred expressions in assignment"),
                       CT_SYNTAX_ERROR;
            if (check_target(p, node->child[i], left, inner))
                return CT_SYNTAX_ERROR;
            left -= star;
        }
        return CT_OK;
    default:
        break;
    }
    const char *what = node->kind == CT_NODE_CONSTANT ? "cannot assign to literal"
                       : node->kind == CT_NODE_CALL   ? "cannot assign to function call"
                                                      : "cannot assign to expression";
    return ct_parse_fail(p, at, what), CT_SYNTAX_ERROR;
}

ct_status ct_parse_check_target(ct_parser *p, const ct_node *node, bool deleted)
{
    return check_target(p, node, 0, !deleted);
}

static int augmented_operator(ct_parser *p)
{
    static const struct {
        const char *text;
        int op;
    } rows[] = {{"+=", CT_ADD_OP},         {"-=", CT_SUBTRACT_OP},      {"*=", CT_MULTIPLY_OP},
                {"/=", CT_TRUE_DIVIDE_OP}, {"//=", CT_FLOOR_DIVIDE_OP}, {"%=", CT_REMAINDER_OP},
                {"**=", CT_POWER_OP},      {"&=", CT_AND_OP},           {"|=", CT_OR_OP},
                {"^=", CT_XOR_OP},         {"<<=", CT_LEFT_SHIFT_OP},   {">>=", CT_RIGHT_SHIFT_OP},
                {"@=", CT_MATMUL_OP}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ct_parse_accept(p, rows[i].text))
            return rows[i].op;
    return -1;
}

static ct_node *expression_statement(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    ct_node *node = ct_parse_expressions(p);
    if (!node)
        return NULL;
    int32_t here = ct_parse_token(p)->at;
    int op = augmented_operator(p);
    if (op >= 0) {
        if (node->kind == CT_NODE_TUPLE || node->kind == CT_NODE_LIST)
            return ct_parse_fail(p, at, "illegal expression for augmented assignment");
        ct_node *both[2] = {node,
                            ct_parse_check_target(p, node, false) ? NULL : ct_parse_expressions(p)};
        node = both[1] ? ct_parse_node(p, CT_NODE_AUGMENT, here, 2, both) : NULL;
        if (node)
            node->op = (uint8_t)op;
        return node;
    }
    if (!ct_parse_is(p, "="))
        return ct_parse_node(p, CT_NODE_EXPRESSION, at, 1, &node);
    if (ct_parse_push(p, node))
        return NULL;
    while (ct_parse_accept(p, "=")) {
        if (ct_parse_check_target(p, p->stack[p->count - 1], false) ||
            ct_parse_push(p, ct_parse_expressions(p)))
            return NULL;
    }
    return ct_parse_pop(p, CT_NODE_ASSIGN, at, mark);
}

/* -- simple statements ---------------------------------------------------------------------------
 */

static bool at_end(const ct_parser *p)
{
    int kind = ct_parse_token(p)->kind;
    return kind == CT_TOKEN_NEWLINE || kind == CT_TOKEN_END || ct_parse_is(p, ";");
}

static ct_node *import(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    bool from = ct_parse_is(p, "from");
    p->at++;
    if (!ct_parse_is(p, "numpy") && !ct_parse_is(p, "copy") && !ct_parse_is(p, "sys"))
        return ct_parse_fail(p, ct_parse_token(p)->at,
                             "only numpy can be imported, and all its names are here already");
    p->at++;
    if (from && ct_parse_expect(p, "import"))
        return NULL;
    while (!at_end(p)) /* names are found without being imported */
        p->at++;
    return ct_parse_node(p, CT_NODE_PASS, at, 0, NULL);
}

static ct_node *keyword_statement(ct_parser *p, ct_node_kind kind)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    p->at++;
    if (kind == CT_NODE_DELETE) {
        ct_node *targets = ct_parse_expressions(p);
        return targets && !ct_parse_check_target(p, targets, true)
                   ? ct_parse_node(p, kind, at, 1, &targets)
                   : NULL;
    }
    if (kind == CT_NODE_RETURN && !p->functions)
        return ct_parse_fail(p, at, "'return' outside function");
    if ((kind == CT_NODE_BREAK || kind == CT_NODE_CONTINUE) && !p->loops)
        return ct_parse_fail(p, at, "'break' or 'continue' outside loop");
    if (kind == CT_NODE_ASSERT || (kind == CT_NODE_RETURN && !at_end(p))) {
        ct_node *value = kind == CT_NODE_RETURN ? ct_parse_expressions(p) : ct_parse_expression(p);
        if (!value || ct_parse_push(p, value))
            return NULL;
        if (kind == CT_NODE_ASSERT && ct_parse_accept(p, ",") &&
            ct_parse_push(p, ct_parse_expression(p)))
            return NULL;
    }
    return ct_parse_pop(p, kind, at, mark);
}

static ct_node *simple(ct_parser *p)
{
    static const struct {
        const char *word;
        ct_node_kind kind;
    } rows[] = {{"pass", CT_NODE_PASS},     {"break", CT_NODE_BREAK},
                {"del", CT_NODE_DELETE},    {"continue", CT_NODE_CONTINUE},
                {"return", CT_NODE_RETURN}, {"assert", CT_NODE_ASSERT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (ct_parse_is(p, rows[i].word))
            return keyword_statement(p, rows[i].kind);
    if (ct_parse_is(p, "import") || ct_parse_is(p, "from"))
        return import(p);
    return expression_statement(p);
}

/* a; b; c up to the end of the line, pushed one by one. */
static ct_status simple_line(ct_parser *p)
{
    do {
        if (at_end(p) && !ct_parse_is(p, ";"))
            break;
        ct_node *node = simple(p);
        if (!node || ct_parse_push(p, node))
            return ct_error_pending();
    } while (ct_parse_accept(p, ";"));
    int kind = ct_parse_token(p)->kind;
    if (kind == CT_TOKEN_NEWLINE)
        p->at++;
    else if (kind != CT_TOKEN_END)
        return ct_parse_fail(p, ct_parse_token(p)->at, "invalid syntax"), CT_SYNTAX_ERROR;
    return CT_OK;
}

/* -- compound statements
 * --------------------------------------------------------------------------- */

static ct_node *if_(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    p->at++; /* if or elif */
    ct_node *parts[3] = {ct_parse_expression(p), NULL, NULL};
    if (!parts[0] || ct_parse_expect(p, ":") || !(parts[1] = ct_parse_block(p)))
        return NULL;
    if (ct_parse_is(p, "elif")) {
        if (!ct_parse_deeper(p))
            return NULL;
        parts[2] = if_(p);
        p->depth--;
        if (!parts[2])
            return NULL;
    } else if (ct_parse_accept(p, "else")) {
        if (ct_parse_expect(p, ":") || !(parts[2] = ct_parse_block(p)))
            return NULL;
    }
    return ct_parse_node(p, CT_NODE_IF, at, 3, parts);
}

static ct_node *loop(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    bool counted = ct_parse_is(p, "for");
    ct_node *parts[4] = {0};
    int n = 0;
    p->at++;
    if (counted && (!(parts[n++] = ct_parse_targets(p)) ||
                    ct_parse_check_target(p, parts[0], false) || ct_parse_expect(p, "in")))
        return NULL;
    if (!(parts[n++] = ct_parse_expressions(p)) || ct_parse_expect(p, ":"))
        return NULL;
    p->loops++;
    parts[n++] = ct_parse_block(p);
    p->loops--;
    if (!parts[n - 1])
        return NULL;
    if (ct_parse_accept(p, "else") && (ct_parse_expect(p, ":") || !(parts[n] = ct_parse_block(p))))
        return NULL;
    return ct_parse_node(p, counted ? CT_NODE_FOR : CT_NODE_WHILE, at, n + 1, parts);
}

static ct_node *def(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    p->at++;
    ct_object *name = ct_parse_name(p);
    if (!name || ct_parse_expect(p, "("))
        return NULL;
    ct_node *function = ct_parse_function(p, ")", at);
    if (!function || ct_parse_expect(p, ":"))
        return NULL;
    int loops = p->loops;
    p->loops = 0;
    p->functions++;
    function->function->name = name;
    function->function->body = ct_parse_block(p);
    p->functions--;
    p->loops = loops;
    if (!function->function->body)
        return NULL;
    ct_node *node = ct_parse_node(p, CT_NODE_DEF, at, 1, &function);
    if (node)
        node->value = name;
    return node;
}

static ct_status statement(ct_parser *p)
{
    ct_node *node;
    if (!ct_parse_deeper(p))
        return CT_SYNTAX_ERROR;
    ct_status status;
    if (ct_parse_is(p, "if"))
        node = if_(p);
    else if (ct_parse_is(p, "for") || ct_parse_is(p, "while"))
        node = loop(p);
    else if (ct_parse_is(p, "def"))
        node = def(p);
    else {
        status = simple_line(p);
        p->depth--;
        return status;
    }
    status = node ? ct_parse_push(p, node) : ct_error_pending();
    p->depth--;
    return status;
}

ct_node *ct_parse_block(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    if (ct_parse_token(p)->kind != CT_TOKEN_NEWLINE)
        return simple_line(p) ? NULL : ct_parse_pop(p, CT_NODE_BLOCK, at, mark);
    p->at++;
    if (ct_parse_token(p)->kind != CT_TOKEN_INDENT)
        return ct_parse_fail(p, ct_parse_token(p)->at, "expected an indented block");
    p->at++;
    while (ct_parse_token(p)->kind != CT_TOKEN_DEDENT)
        if (statement(p))
            return NULL;
    p->at++;
    return ct_parse_pop(p, CT_NODE_BLOCK, at, mark);
}

ct_node *ct_parse_file(ct_parser *p)
{
    while (ct_parse_token(p)->kind != CT_TOKEN_END) {
        if (ct_parse_token(p)->kind == CT_TOKEN_INDENT)
            return ct_parse_fail(p, ct_parse_token(p)->at, "unexpected indent");
        if (statement(p))
            return NULL;
    }
    return ct_parse_pop(p, CT_NODE_BLOCK, 0, 0);
}
