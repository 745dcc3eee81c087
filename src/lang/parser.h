/* parser.h: what the parts of the parser share. Nodes that are being built have their children on a
 * stack, which the finished node copies into the program's arena. */
#ifndef CT_PARSER_H
#define CT_PARSER_H

#include "ast.h"
#include "lexer.h"

typedef struct ct_parser {
    ct_program *program;
    const char *text;
    ct_token *tokens;
    int32_t at;   /* the token looked at */
    int32_t base; /* offset of this text in the program's text, for f-strings */
    int depth;
    ct_node **stack;
    int32_t count, capacity;
    int32_t error_at;
    int loops, functions; /* what encloses a statement */
} ct_parser;

enum {
    CT_PARSE_DEPTH = 200
}; /* of nested expressions and blocks; CPython refuses as many brackets */

/* Tokens. */
bool ct_parse_is(const ct_parser *p, const char *text); /* operator or keyword */
bool ct_parse_accept(ct_parser *p, const char *text);
ct_status ct_parse_expect(ct_parser *p, const char *text);
const ct_token *ct_parse_token(const ct_parser *p);
void *ct_parse_fail(ct_parser *p, int32_t at, const char *message); /* NULL */

/* Nodes. */
ct_node *ct_parse_node(ct_parser *p, ct_node_kind kind, int32_t at, int32_t count,
                       ct_node *const *children);
ct_status ct_parse_push(ct_parser *p, ct_node *node); /* NULL is refused when `node` failed */
/* The children pushed since the stack had `mark` entries, as one node. */
ct_node *ct_parse_pop(ct_parser *p, ct_node_kind kind, int32_t at, int32_t mark);
ct_object *ct_parse_name(ct_parser *p); /* takes a name that is no keyword; held by the program */

/* Expressions. */
ct_node *ct_parse_expression(ct_parser *p);  /* one, without commas */
ct_node *ct_parse_expressions(ct_parser *p); /* a, *b, c: a tuple when there is a comma */
ct_node *ct_parse_targets(ct_parser *p);     /* of for: up to `in` */
/* Refuses what cannot be assigned to, or deleted; brackets and tuples are looked into. */
ct_status ct_parse_check_target(ct_parser *p, const ct_node *node, bool deleted);
ct_node *ct_parse_atom(ct_parser *p);    /* atoms.c */
ct_node *ct_parse_strings(ct_parser *p); /* strings.c */
ct_node *ct_parse_or(ct_parser *p);      /* below the conditional expression */
ct_node *ct_parse_bitor(ct_parser *p);   /* below comparisons */
ct_node *ct_parse_lambda(ct_parser *p);  /* functions.c */
ct_node *ct_parse_function(ct_parser *p, const char *end, int32_t at); /* parameters up to `end` */
ct_node *ct_parse_block(ct_parser *p); /* statements.c: after the colon */
ct_node *ct_parse_file(ct_parser *p);
bool ct_parse_deeper(ct_parser *p); /* false: too deep, failed; the caller then decrements depth */

#endif
