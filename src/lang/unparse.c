/* unparse.c: a node as the text it may have come from, on one line. */
#include "trace.h"

#include <string.h>

static ct_status list_of(ct_text *out, const ct_node *node, int32_t from, const char *between)
{
    ct_status status = CT_OK;
    for (int32_t i = from; i < node->count && !status; i++) {
        if (i > from)
            status = ct_text_add(out, between, -1);
        if (!status && node->child[i])
            status = ct_unparse(out, node->child[i]);
    }
    return status;
}

static ct_status in_brackets(ct_text *out, const char *open, const ct_node *node, int32_t from,
                             const char *close)
{
    ct_status status = ct_text_add(out, open, -1);
    if (!status)
        status = list_of(out, node, from, ", ");
    return status ? status : ct_text_add(out, close, -1);
}

static ct_status operation(ct_text *out, const ct_node *node)
{
    char between[16];
    ct_status status = CT_OK;
    for (int32_t i = 0; i < node->count && !status; i++) {
        int op = node->kind == CT_NODE_BINARY ? node->op : i ? node->ops[i - 1] : 0;
        strcat(strcat(strcpy(between, " "), ct_operator_text[op]), " ");
        if (i)
            status = ct_text_add(out, between, -1);
        if (!status)
            status = ct_unparse(out, node->child[i]);
    }
    return status;
}

static ct_status unary(ct_text *out, const char *sign, const ct_node *node)
{
    ct_status status = ct_text_add(out, sign, -1);
    return status ? status : ct_unparse(out, node->child[0]);
}

static ct_status subscript(ct_text *out, const ct_node *node)
{
    const ct_node *key = node->child[1];
    ct_status status = ct_unparse(out, node->child[0]);
    if (status)
        return status;
    if (key->kind == CT_NODE_TUPLE && key->count > 1)
        return in_brackets(out, "[", key, 0, "]");
    status = ct_text_add(out, "[", -1);
    if (!status)
        status = ct_unparse(out, key);
    return status ? status : ct_text_add(out, "]", -1);
}

static ct_status slice(ct_text *out, const ct_node *node)
{
    ct_status status = CT_OK;
    for (int i = 0; i < 3 && !status; i++) {
        if (i == 1 || (i == 2 && node->child[2]))
            status = ct_text_add(out, ":", -1);
        if (!status && node->child[i])
            status = ct_unparse(out, node->child[i]);
    }
    return status;
}

static ct_status conditional(ct_text *out, const ct_node *node)
{
    ct_status status = ct_unparse(out, node->child[1]);
    if (!status)
        status = ct_text_add(out, " if ", -1);
    if (!status)
        status = ct_unparse(out, node->child[0]);
    if (!status)
        status = ct_text_add(out, " else ", -1);
    return status ? status : ct_unparse(out, node->child[2]);
}

static ct_status named(ct_text *out, const ct_node *node, const char *between)
{
    if (node->kind == CT_NODE_ATTRIBUTE && ct_unparse(out, node->child[0]))
        return ct_error_pending();
    if (node->kind == CT_NODE_ATTRIBUTE && ct_text_add(out, between, -1))
        return ct_error_pending();
    return ct_text_add(out, ct_as_string(node->value, NULL), -1);
}

static ct_status plain(ct_text *out, const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_CONSTANT:
        return node->value->type == &ct_ellipsis_type ? ct_text_add(out, "...", 3)
                                                      : ct_text_repr(out, node->value);
    case CT_NODE_NAME:
    case CT_NODE_ATTRIBUTE:
        return named(out, node, ".");
    case CT_NODE_KEYWORD:
        return named(out, node, "") || ct_text_add(out, "=", 1) ? ct_error_pending()
                                                                : ct_unparse(out, node->child[0]);
    case CT_NODE_CALL:
        return ct_unparse(out, node->child[0]) ? ct_error_pending()
                                               : in_brackets(out, "(", node, 1, ")");
    case CT_NODE_TUPLE:
        return in_brackets(out, "(", node, 0, node->count == 1 ? ",)" : ")");
    case CT_NODE_LIST:
        return in_brackets(out, "[", node, 0, "]");
    case CT_NODE_SUBSCRIPT:
        return subscript(out, node);
    case CT_NODE_SLICE:
        return slice(out, node);
    case CT_NODE_UNARY:
        return unary(out, ct_operator_text[node->op], node);
    case CT_NODE_NOT:
        return unary(out, "not ", node);
    case CT_NODE_STAR:
        return unary(out, "*", node);
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE:
        return operation(out, node);
    case CT_NODE_AND:
        return list_of(out, node, 0, " and ");
    case CT_NODE_OR:
        return list_of(out, node, 0, " or ");
    case CT_NODE_CONDITIONAL:
        return conditional(out, node);
    default:
        return ct_text_add(out, "...", 3);
    }
}

/* Statements: the source itself says it best, up to the end of its line. */
static ct_status statement(ct_text *out, const ct_node *node)
{
    if (node->kind == CT_NODE_EXPRESSION)
        return ct_unparse(out, node->child[0]);
    if (node->kind == CT_NODE_ASSIGN)
        return list_of(out, node, 0, " = ");
    char sign[16];
    strcat(strcat(strcpy(sign, " "), ct_operator_text[node->op]), "= ");
    return list_of(out, node, 0, sign);
}

ct_status ct_unparse(ct_text *out, const ct_node *node)
{
    bool own = node->kind == CT_NODE_TUPLE || node->kind == CT_NODE_LIST;
    bool stated = node->kind == CT_NODE_EXPRESSION || node->kind == CT_NODE_ASSIGN ||
                  node->kind == CT_NODE_AUGMENT;
    if (stated)
        return statement(out, node);
    if (!node->bracketed || own)
        return plain(out, node);
    ct_status status = ct_text_add(out, "(", 1);
    if (!status)
        status = plain(out, node);
    return status ? status : ct_text_add(out, ")", 1);
}
