/* ast.h: the tree that the parser builds and the evaluator walks.
 *
 * All nodes of one text live in its program's arena and are freed with it. A program is an object:
 * functions that the text defines keep it alive. */
#ifndef CT_AST_H
#define CT_AST_H

#include <carton/list.h>
#include <carton/object.h>

#include "object/operators.h"
#include "registry/registry.h"

typedef enum ct_node_kind {
    /* expressions */
    CT_NODE_CONSTANT,
    CT_NODE_NAME,
    CT_NODE_TUPLE,
    CT_NODE_LIST,
    CT_NODE_DICT,      /* key, value, key, value, ...; a NULL key is **value */
    CT_NODE_ATTRIBUTE, /* object; value: the name */
    CT_NODE_CALL,      /* function, then arguments, STAR, KEYWORD and KEYWORDS */
    CT_NODE_KEYWORD,   /* name=child */
    CT_NODE_KEYWORDS,  /* **child */
    CT_NODE_STAR,      /* *child */
    CT_NODE_SUBSCRIPT, /* object, key */
    CT_NODE_SLICE,     /* start, stop, step; NULL where left out */
    CT_NODE_UNARY,     /* op: the ct_operator */
    CT_NODE_BINARY,    /* op: the ct_operator */
    CT_NODE_COMPARE,   /* operands; ops[i] stands between i and i + 1 */
    CT_NODE_NOT,
    CT_NODE_AND,
    CT_NODE_OR,
    CT_NODE_CONDITIONAL, /* condition, then, else */
    CT_NODE_LAMBDA,
    CT_NODE_COMPREHENSION,      /* element, then FOR_IN and conditions in order; op: in
                                  round brackets, an iterator */
    CT_NODE_DICT_COMPREHENSION, /* key, value, then the same */
    CT_NODE_FOR_IN,             /* target, iterable */
    CT_NODE_JOIN,               /* the parts of an f-string */
    CT_NODE_FORMAT,             /* value, format spec or NULL; op: 'r', 's', 'a', '=' or 0 */
    /* statements */
    CT_NODE_EXPRESSION,
    CT_NODE_ASSIGN,  /* targets..., value */
    CT_NODE_AUGMENT, /* target, value; op */
    CT_NODE_DELETE,
    CT_NODE_PASS,
    CT_NODE_BREAK,
    CT_NODE_CONTINUE,
    CT_NODE_RETURN, /* value or none */
    CT_NODE_ASSERT, /* condition, message */
    CT_NODE_IF,     /* condition, block, else block or NULL */
    CT_NODE_WHILE,
    CT_NODE_FOR, /* target, iterable, block, else block or NULL */
    CT_NODE_DEF, /* binds value (the name) to the function */
    CT_NODE_BLOCK
} ct_node_kind;

typedef struct ct_node ct_node;
typedef struct ct_function_node {
    ct_params params;
    ct_object **names;  /* one box per parameter */
    ct_node **defaults; /* one per parameter, NULL where none */
    ct_node *body;      /* an expression, or a block */
    ct_object *name;
} ct_function_node;

struct ct_node {
    uint8_t kind, op;
    bool bracketed; /* stood in brackets of its own */
    int32_t at;     /* byte offset in the text */
    int32_t count;
    union {
        ct_object *value; /* of constants, names, attributes; held by the program */
        ct_function_node *function;
        uint8_t *ops;
    };
    ct_node *child[];
};

typedef struct ct_chunk {
    struct ct_chunk *next;
    int64_t used, size;
} ct_chunk;

typedef struct ct_program {
    ct_object object;
    char *text, *file;
    int32_t length;
    ct_chunk *chunks;
    ct_list *values; /* every box that nodes point to */
    ct_node *body;   /* a block */
} ct_program;

/* Reads a text into a program, whose name for messages is `file`. SyntaxError with *error_at; the
 * program exists for the caret all the same: *out is NULL only without memory. */
ct_status ct_program_parse(const char *text, int64_t length, const char *file, ct_program **out,
                           int32_t *error_at);
void *ct_program_alloc(ct_program *program, int64_t bytes);
/* Takes a box for the life of the program; returns it, or NULL. */
ct_object *ct_program_keep(ct_program *program, CT_TAKE ct_object *box);

/* -- literals ----- literal.c --------------------------------------------------------------------
 */

/* The box of a number token. SyntaxError. */
ct_object *ct_literal_number(const char *text, int32_t length);
/* Appends the decoded inside of a string (quotes and prefix cut off) to a growing buffer. */
typedef struct ct_bytes_buffer {
    char *data;
    int64_t length, capacity;
} ct_bytes_buffer;
ct_status ct_buffer_add(ct_bytes_buffer *buffer, const char *data, int64_t length);
ct_status ct_literal_unescape(ct_bytes_buffer *out, const char *text, int32_t length, bool raw,
                              bool bytes);

#endif
