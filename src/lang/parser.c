/* parser.c: tokens to expressions, by Python's table of precedence. */
#include "parser.h"

#include <stdio.h>
#include <string.h>

/* -- tokens ------------------------------------------------------------------------------------ */

const ct_token *ct_parse_token(const ct_parser *p)
{
    return &p->tokens[p->at];
}

bool ct_parse_is(const ct_parser *p, const char *text)
{
    const ct_token *t = ct_parse_token(p);
    if (t->kind != CT_TOKEN_OPERATOR && t->kind != CT_TOKEN_NAME)
        return false;
    size_t n = strlen(text);
    return (size_t)t->length == n && !memcmp(p->text + t->at, text, n);
}

bool ct_parse_accept(ct_parser *p, const char *text)
{
    if (!ct_parse_is(p, text))
        return false;
    p->at++;
    return true;
}

void *ct_parse_fail(ct_parser *p, int32_t at, const char *message)
{
    if (!ct_error_pending())
        p->error_at = p->base + at;
    return CT_FAIL(CT_SYNTAX_ERROR, NULL, 0, "%s", message);
}

ct_status ct_parse_expect(ct_parser *p, const char *text)
{
    if (ct_parse_accept(p, text))
        return CT_OK;
    char message[32] = "expected '";
    strcat(strncat(message, text, 16), "'");
    ct_parse_fail(p, ct_parse_token(p)->at, message);
    return CT_SYNTAX_ERROR;
}

ct_object *ct_parse_name(ct_parser *p)
{
    static const char *const keywords[] = {
        "and",  "as",     "assert", "async",  "await",  "break",   "class",    "continue", "def",
        "del",  "elif",   "else",   "except", "False",  "finally", "for",      "from",     "global",
        "if",   "import", "in",     "is",     "lambda", "None",    "nonlocal", "not",      "or",
        "pass", "raise",  "return", "True",   "try",    "while",   "with",     "yield"};
    static const char *const absent[] = {"async", "await", "class", "global", "nonlocal",
                                         "raise", "try",   "with",  "yield"};
    const ct_token *t = ct_parse_token(p);
    if (t->kind != CT_TOKEN_NAME)
        return ct_parse_fail(p, t->at, "invalid syntax");
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (ct_parse_is(p, absent[i])) {
            char message[64];
            snprintf(message, sizeof message, "'%s' is not a part of this language", absent[i]);
            return ct_parse_fail(p, t->at, message);
        }
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (ct_parse_is(p, keywords[i]))
            return ct_parse_fail(p, t->at, "invalid syntax");
    p->at++;
    ct_object *name = ct_program_keep(p->program, ct_string(p->text + t->at, t->length));
    if (!name && ct_error_pending() == CT_VALUE_ERROR) { /* not UTF-8 */
        ct_error_take(NULL);
        return ct_parse_fail(p, t->at, "invalid character in identifier");
    }
    return name;
}

bool ct_parse_deeper(ct_parser *p)
{
    if (p->depth >= CT_PARSE_DEPTH) {
        ct_parse_fail(p, ct_parse_token(p)->at, "too many nested parentheses");
        return false;
    }
    p->depth++;
    return true;
}

/* -- nodes ------------------------------------------------------------------------------------- */

ct_node *ct_parse_node(ct_parser *p, ct_node_kind kind, int32_t at, int32_t count,
                       ct_node *const *children)
{
    ct_node *node =
        ct_program_alloc(p->program, (int64_t)sizeof *node + count * (int64_t)sizeof(ct_node *));
    if (!node)
        return NULL;
    memset(node, 0, sizeof *node);
    node->kind = (uint8_t)kind;
    node->at = p->base + at;
    node->count = count;
    if (count)
        memcpy(node->child, children, (size_t)count * sizeof(ct_node *));
    return node;
}

ct_status ct_parse_push(ct_parser *p, ct_node *node)
{
    if (!node && ct_error_pending())
        return ct_error_pending();
    if (p->count == p->capacity) {
        int32_t wanted = p->capacity ? 2 * p->capacity : 32;
        ct_node **grown = ct_realloc(p->stack, (int64_t)wanted * (int64_t)sizeof *grown);
        if (!grown)
            return CT_MEMORY_ERROR;
        p->stack = grown;
        p->capacity = wanted;
    }
    p->stack[p->count++] = node;
    return CT_OK;
}

ct_node *ct_parse_pop(ct_parser *p, ct_node_kind kind, int32_t at, int32_t mark)
{
    int32_t n = p->count - mark; /* the stack is NULL before the first push */
    ct_node *node = ct_parse_node(p, kind, at, n, n ? p->stack + mark : NULL);
    p->count = mark;
    return node;
}

static ct_node *binary(ct_parser *p, int op, int32_t at, ct_node *left, ct_node *right)
{
    ct_node *both[2] = {left, right};
    ct_node *node = left && right ? ct_parse_node(p, CT_NODE_BINARY, at, 2, both) : NULL;
    if (node)
        node->op = (uint8_t)op;
    return node;
}

/* -- arithmetic -------------------------------------------------------------------------------- */

/* Rows by precedence, loosest first. */
static const struct {
    const char *text;
    uint8_t level, op;
} operators[] = {
    {"|", 0, CT_OR_OP},           {"^", 1, CT_XOR_OP},
    {"&", 2, CT_AND_OP},          {"<<", 3, CT_LEFT_SHIFT_OP},
    {">>", 3, CT_RIGHT_SHIFT_OP}, {"+", 4, CT_ADD_OP},
    {"-", 4, CT_SUBTRACT_OP},     {"*", 5, CT_MULTIPLY_OP},
    {"/", 5, CT_TRUE_DIVIDE_OP},  {"//", 5, CT_FLOOR_DIVIDE_OP},
    {"%", 5, CT_REMAINDER_OP},    {"@", 5, CT_MATMUL_OP},
};
enum { LEVELS = 6 };

static int operator_at(const ct_parser *p, int level)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].level >= level && ct_parse_is(p, operators[i].text))
            return (int)i;
    return -1;
}

static ct_node *unary(ct_parser *p);

static ct_node *power(ct_parser *p)
{
    ct_node *base = ct_parse_atom(p);
    int32_t at = ct_parse_token(p)->at;
    if (!base || !ct_parse_accept(p, "**"))
        return base;
    return binary(p, CT_POWER_OP, at, base, unary(p));
}

static ct_node *unary(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    int op = ct_parse_is(p, "-")   ? CT_NEGATIVE_OP
             : ct_parse_is(p, "+") ? CT_POSITIVE_OP
             : ct_parse_is(p, "~") ? CT_INVERT_OP
                                   : -1;
    if (!ct_parse_deeper(p))
        return NULL;
    ct_node *node;
    if (op < 0) {
        node = power(p);
    } else {
        p->at++;
        ct_node *operand = unary(p);
        node = operand ? ct_parse_node(p, CT_NODE_UNARY, at, 1, &operand) : NULL;
        if (node)
            node->op = (uint8_t)op;
    }
    p->depth--;
    return node;
}

/* Precedence climbing: operators of at least `level`, all of which group to the left. */
static ct_node *arithmetic(ct_parser *p, int level)
{
    ct_node *left = unary(p);
    int i;
    while (left && (i = operator_at(p, level)) >= 0) {
        int32_t at = ct_parse_token(p)->at;
        p->at++;
        ct_node *right = arithmetic(p, operators[i].level + 1);
        left = binary(p, operators[i].op, at, left, right);
    }
    return left;
}

ct_node *ct_parse_bitor(ct_parser *p)
{
    return arithmetic(p, 0);
}

/* -- comparison and logic ------------------------------------------------------------------------
 */

static int comparison_at(ct_parser *p)
{
    for (int op = CT_LESS_OP; op <= CT_GREATER_EQUAL_OP; op++)
        if (ct_parse_accept(p, ct_operator_text[op]))
            return op;
    if (ct_parse_accept(p, "in"))
        return CT_IN_OP;
    if (ct_parse_accept(p, "is"))
        return ct_parse_accept(p, "not") ? CT_IS_NOT_OP : CT_IS_OP;
    if (ct_parse_is(p, "not")) {
        p->at++;
        if (ct_parse_accept(p, "in"))
            return CT_NOT_IN_OP;
        p->at--;
    }
    return -1;
}

static ct_node *comparison(ct_parser *p)
{
    ct_node *first = ct_parse_bitor(p);
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    uint8_t ops[256];
    int n = 0, op;
    if (!first || (op = comparison_at(p)) < 0)
        return first;
    if (ct_parse_push(p, first))
        return NULL;
    do {
        if (n == (int)sizeof ops)
            return ct_parse_fail(p, at, "too many comparisons in one chain");
        ops[n++] = (uint8_t)op;
        if (ct_parse_push(p, ct_parse_bitor(p)))
            return NULL;
    } while ((op = comparison_at(p)) >= 0);
    ct_node *node = ct_parse_pop(p, CT_NODE_COMPARE, at, mark);
    if (!node || !(node->ops = ct_program_alloc(p->program, n)))
        return NULL;
    memcpy(node->ops, ops, (size_t)n);
    return node;
}

static ct_node *not_(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at;
    if (!ct_parse_accept(p, "not"))
        return comparison(p);
    if (!ct_parse_deeper(p))
        return NULL;
    ct_node *operand = not_(p);
    p->depth--;
    return operand ? ct_parse_node(p, CT_NODE_NOT, at, 1, &operand) : NULL;
}

/* a and b and c as one node. */
static ct_node *chain(ct_parser *p, const char *word, ct_node_kind kind,
                      ct_node *(*part)(ct_parser *))
{
    ct_node *first = part(p);
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    if (!first || !ct_parse_is(p, word))
        return first;
    if (ct_parse_push(p, first))
        return NULL;
    while (ct_parse_accept(p, word))
        if (ct_parse_push(p, part(p)))
            return NULL;
    return ct_parse_pop(p, kind, at, mark);
}

static ct_node *and_(ct_parser *p)
{
    return chain(p, "and", CT_NODE_AND, not_);
}

ct_node *ct_parse_or(ct_parser *p)
{
    return chain(p, "or", CT_NODE_OR, and_);
}

static ct_node *conditional(ct_parser *p)
{
    ct_node *then = ct_parse_or(p);
    int32_t at = ct_parse_token(p)->at;
    if (!then || !ct_parse_accept(p, "if"))
        return then;
    ct_node *condition = ct_parse_or(p);
    if (!condition || ct_parse_expect(p, "else"))
        return NULL;
    ct_node *other = ct_parse_expression(p);
    ct_node *parts[3] = {condition, then, other};
    return other ? ct_parse_node(p, CT_NODE_CONDITIONAL, at, 3, parts) : NULL;
}

ct_node *ct_parse_expression(ct_parser *p)
{
    if (!ct_parse_deeper(p))
        return NULL;
    ct_node *node = ct_parse_is(p, "lambda") ? ct_parse_lambda(p) : conditional(p);
    p->depth--;
    return node;
}

/* -- tuples without brackets ---------------------------------------------------------------------
 */

static bool ends_expressions(const ct_parser *p)
{
    static const char *const ends[] = {")", "]", "}", "=", ":", ";", "in"};
    int kind = ct_parse_token(p)->kind;
    if (kind == CT_TOKEN_NEWLINE || kind == CT_TOKEN_END)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ct_parse_is(p, ends[i]))
            return true;
    return false;
}

static ct_node *starred(ct_parser *p, ct_node *(*part)(ct_parser *))
{
    int32_t at = ct_parse_token(p)->at;
    if (!ct_parse_accept(p, "*"))
        return part(p);
    ct_node *inner = ct_parse_bitor(p);
    return inner ? ct_parse_node(p, CT_NODE_STAR, at, 1, &inner) : NULL;
}

static ct_node *list_of(ct_parser *p, ct_node *(*part)(ct_parser *))
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    ct_node *first = starred(p, part);
    if (!first)
        return NULL;
    if (!ct_parse_is(p, ",")) {
        if (first->kind == CT_NODE_STAR)
            return ct_parse_fail(p, at, "can't use starred expression here");
        return first;
    }
    if (ct_parse_push(p, first))
        return NULL;
    while (ct_parse_accept(p, ",") && !ends_expressions(p))
        if (ct_parse_push(p, starred(p, part)))
            return NULL;
    return ct_parse_pop(p, CT_NODE_TUPLE, at, mark);
}

ct_node *ct_parse_expressions(ct_parser *p)
{
    return list_of(p, ct_parse_expression);
}

ct_node *ct_parse_targets(ct_parser *p)
{
    return list_of(p, ct_parse_bitor);
}
