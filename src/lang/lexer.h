/* lexer.h: text to tokens, as Python cuts it. The whole text is cut at once, indentation included.
 *
 * Tokens point into the text by byte offset; nothing is copied. */
#ifndef CT_LEXER_H
#define CT_LEXER_H

#include "base/base.h"

typedef enum ct_token_kind {
    CT_TOKEN_END,
    CT_TOKEN_NEWLINE,
    CT_TOKEN_INDENT,
    CT_TOKEN_DEDENT,
    CT_TOKEN_NAME, /* keywords too */
    CT_TOKEN_NUMBER,
    CT_TOKEN_STRING, /* with prefix and quotes */
    CT_TOKEN_OPERATOR
} ct_token_kind;

typedef struct ct_token {
    uint8_t kind;
    int32_t at, length;
} ct_token;

typedef struct ct_tokens {
    ct_token *items;
    int32_t count, capacity;
} ct_tokens;

/* Cuts text[0, length). On failure SyntaxError is recorded and *error_at is the byte at fault. */
ct_status ct_tokens_read(ct_tokens *tokens, const char *text, int32_t length, int32_t *error_at);
void ct_tokens_free(ct_tokens *tokens);
/* Where the expression at text[at] of a replacement field ends: at ! : = or } outside brackets and
 * strings; `length` when it does not. */
int32_t ct_field_end(const char *text, int32_t length, int32_t at);

static inline bool ct_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
/* Letters, digits, underscore, and any byte of a multi-byte UTF-8 character. */
static inline bool ct_is_name(char c)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ct_is_digit(c) ||
           (unsigned char)c >= 0x80;
}

#endif
