/* lexer.c: the cutter behind lexer.h. Brackets hide newlines; a stack of indentation widths gives
 * INDENT and DEDENT; tabs advance to the next multiple of eight. */
#include "lexer.h"

#include <string.h>

/* CPython's own limits: 200 brackets, 100 levels of indentation. */
enum { MOST_BRACKETS = 200, MOST_INDENTS = 100 };

typedef struct lexer {
    ct_tokens *out;
    const char *text;
    int32_t length, at;
    int depth, indents;
    char brackets[MOST_BRACKETS];
    int32_t opened[MOST_BRACKETS]; /* where */
    int32_t widths[MOST_INDENTS];
    bool line_start;
} lexer;

static ct_status fail(lexer *l, int32_t at, const char *message)
{
    l->at = at;
    return ct_error_set(CT_SYNTAX_ERROR, NULL, 0, "%s", message);
}

static char peek(const lexer *l, int32_t offset)
{
    return l->at + offset < l->length ? l->text[l->at + offset] : '\0';
}

static ct_status push(lexer *l, ct_token_kind kind, int32_t at, int32_t length)
{
    ct_tokens *t = l->out;
    if (t->count == t->capacity) {
        int32_t wanted = t->capacity ? 2 * t->capacity : 64;
        ct_token *grown =
            wanted < 0 ? NULL : ct_realloc(t->items, (int64_t)wanted * (int64_t)sizeof *grown);
        if (!grown)
            return ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
        t->items = grown;
        t->capacity = wanted;
    }
    t->items[t->count++] = (ct_token){(uint8_t)kind, at, length};
    return CT_OK;
}

/* -- indentation ------------------------------------------------------------------------------- */

static ct_status indent_to(lexer *l, int32_t width)
{
    if (width > l->widths[l->indents]) {
        if (l->indents + 1 == MOST_INDENTS)
            return fail(l, l->at, "too many levels of indentation");
        l->widths[++l->indents] = width;
        return push(l, CT_TOKEN_INDENT, l->at, 0);
    }
    while (width < l->widths[l->indents]) {
        l->indents--;
        ct_status status = push(l, CT_TOKEN_DEDENT, l->at, 0);
        if (status)
            return status;
    }
    if (width != l->widths[l->indents])
        return fail(l, l->at, "unindent does not match any outer indentation level");
    return CT_OK;
}

static ct_status begin_line(lexer *l)
{
    int32_t width = 0;
    for (;; l->at++) {
        char c = peek(l, 0);
        if (c == ' ')
            width++;
        else if (c == '\t')
            width = (width / 8 + 1) * 8;
        else if (c == '\f')
            width = 0;
        else
            break;
    }
    char c = peek(l, 0);
    if (l->at >= l->length || c == '#' || c == '\n' || c == '\r') /* blank lines do not count */
        return CT_OK;
    l->line_start = false;
    return indent_to(l, width);
}

/* -- numbers, strings, operators -----------------------------------------------------------------
 */

static void skip_digits(lexer *l)
{
    while (ct_is_digit(peek(l, 0)) || (peek(l, 0) == '_' && ct_is_digit(peek(l, 1))))
        l->at++;
}

/* Only the extent; src/lang/literal.c reads the value and refuses what is not a number. */
static ct_status number(lexer *l)
{
    int32_t start = l->at;
    if (peek(l, 0) == '0' && strchr("xXoObB", peek(l, 1)) && peek(l, 1)) {
        while (ct_is_name(peek(l, 0)))
            l->at++;
        return push(l, CT_TOKEN_NUMBER, start, l->at - start);
    }
    skip_digits(l);
    if (peek(l, 0) == '.') {
        l->at++;
        skip_digits(l);
    }
    if (peek(l, 0) == 'e' || peek(l, 0) == 'E') {
        int32_t sign = peek(l, 1) == '+' || peek(l, 1) == '-';
        if (ct_is_digit(peek(l, 1 + sign))) {
            l->at += 1 + sign;
            skip_digits(l);
        }
    }
    if (peek(l, 0) == 'j' || peek(l, 0) == 'J')
        l->at++;
    if (ct_is_name(peek(l, 0)))
        return fail(l, start, "invalid decimal literal");
    return push(l, CT_TOKEN_NUMBER, start, l->at - start);
}

static bool is_prefix(const char *p, int32_t length)
{
    for (int32_t i = 0; i < length; i++)
        if (!strchr("rRbBfFuU", p[i]))
            return false;
    return length <= 2;
}

/* Whether the quote at text[at] opens an f-string. */
static bool is_format(const char *text, int32_t at)
{
    int32_t start = at;
    while (start > 0 && ct_is_name(text[start - 1]))
        start--;
    return is_prefix(text + start, at - start) &&
           (memchr(text + start, 'f', (size_t)(at - start)) ||
            memchr(text + start, 'F', (size_t)(at - start)));
}

/* Why a string has no end. */
enum { STRING_OPEN = -1, FIELD_OPEN = -2, TOO_DEEP = -3 };
static int32_t string_end(const char *text, int32_t length, int32_t at, int depth);

/* As ct_field_end; negative when a string in it has no end. */
static int32_t expression_end(const char *text, int32_t length, int32_t at, int depth)
{
    int brackets = 0;
    for (; at < length; at++) {
        char c = text[at], next = at + 1 < length ? text[at + 1] : '\0';
        if (c == '\'' || c == '"') {
            int32_t end = string_end(text, length, at, depth);
            if (end < 0)
                return end;
            at = end - 1;
        } else if (c && strchr("([{", c)) {
            brackets++;
        } else if (brackets && c && strchr(")]}", c)) {
            brackets--;
        } else if (!brackets) {
            if (c == '}' || c == ':' || (c == '!' && next != '='))
                return at;
            if (c && strchr("=!<>", c) && next == '=')
                at++;
            else if (c == '=')
                return at;
        }
    }
    return length;
}

int32_t ct_field_end(const char *text, int32_t length, int32_t at)
{
    int32_t end = expression_end(text, length, at, 0);
    return end < 0 ? length : end;
}

/* Behind the replacement field whose expression begins at `at`. `quote` ends the string that it
 * stands in, and so does a line unless it is 0. */
static int32_t skip_field(const char *text, int32_t length, int32_t at, char quote, int depth)
{
    if (depth == MOST_BRACKETS)
        return TOO_DEEP;
    int32_t end = expression_end(text, length, at, depth + 1);
    if (end == TOO_DEEP)
        return end;
    if (end < 0 || (quote && memchr(text + at, '\n', (size_t)(end - at))))
        return FIELD_OPEN;
    while (end < length && text[end] != '}') { /* the format behind the expression */
        if (quote && (text[end] == quote || text[end] == '\n'))
            return FIELD_OPEN;
        end = text[end] == '{' ? skip_field(text, length, end + 1, quote, depth + 1) : end + 1;
        if (end < 0)
            return end;
    }
    return end < length ? end + 1 : FIELD_OPEN;
}

/* Behind the string whose first quote is text[at]; negative when it has no end. In the fields of an
 * f-string any quotes may open strings. */
static int32_t string_end(const char *text, int32_t length, int32_t at, int depth)
{
    char quote = text[at];
    bool format = is_format(text, at);
    bool triple = at + 2 < length && text[at + 1] == quote && text[at + 2] == quote;
    at += triple ? 3 : 1;
    while (at < length && (triple || text[at] != '\n')) {
        char c = text[at], next = at + 1 < length ? text[at + 1] : '\0';
        bool ends =
            c == quote && (!triple || (next == quote && at + 2 < length && text[at + 2] == quote));
        if (ends)
            return at + (triple ? 3 : 1);
        if ((c == '\\' && at + 1 < length && !(format && next == '{')) ||
            (format && c == '{' && next == '{')) {
            at += 2;
        } else if (format && c == '{') {
            at = skip_field(text, length, at + 1, triple ? '\0' : quote, depth);
            if (at < 0)
                return at;
        } else {
            at++;
        }
    }
    return STRING_OPEN;
}

static ct_status string(lexer *l, int32_t start)
{
    char quote = peek(l, 0);
    bool triple = peek(l, 1) == quote && peek(l, 2) == quote;
    int32_t end = string_end(l->text, l->length, l->at, 0);
    if (end == FIELD_OPEN)
        return fail(l, start, "f-string: expecting '}'");
    if (end < 0)
        return fail(l, start,
                    end == TOO_DEEP ? "too many nested f-strings"
                    : triple        ? "unterminated triple-quoted string literal"
                                    : "unterminated string literal");
    l->at = end;
    return push(l, CT_TOKEN_STRING, start, l->at - start);
}

static ct_status name(lexer *l)
{
    int32_t start = l->at;
    while (ct_is_name(peek(l, 0)))
        l->at++;
    if ((peek(l, 0) == '\'' || peek(l, 0) == '"') && is_prefix(l->text + start, l->at - start))
        return string(l, start);
    return push(l, CT_TOKEN_NAME, start, l->at - start);
}

static ct_status bracket(lexer *l, char c)
{
    if (strchr("([{", c)) {
        if (l->depth == MOST_BRACKETS)
            return fail(l, l->at, "too many nested parentheses");
        l->opened[l->depth] = l->at;
        l->brackets[l->depth++] = c;
    } else {
        static const char pairs[] = "()[]{}";
        if (l->depth == 0)
            return fail(l, l->at, "unmatched closing bracket");
        if (strchr(pairs, l->brackets[--l->depth])[1] != c)
            return fail(l, l->at, "closing bracket does not match the opening one");
    }
    l->at++;
    return push(l, CT_TOKEN_OPERATOR, l->at - 1, 1);
}

static ct_status operator_(lexer *l)
{
    static const char *const long_ones[] = {"**=", "//=", "<<=", ">>=", "...", "**", "//", "<<",
                                            ">>",  "<=",  ">=",  "==",  "!=",  "->", "+=", "-=",
                                            "*=",  "/=",  "%=",  "&=",  "|=",  "^=", "@=", ":="};
    for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++) {
        int32_t n = (int32_t)strlen(long_ones[i]);
        if (l->at + n <= l->length && !memcmp(l->text + l->at, long_ones[i], (size_t)n)) {
            l->at += n;
            return push(l, CT_TOKEN_OPERATOR, l->at - n, n);
        }
    }
    char c = peek(l, 0);
    if (c && strchr("()[]{}", c))
        return bracket(l, c);
    if (!c || !strchr("+-*/%@&|^~<>=.,:;", c))
        return fail(l, l->at, "invalid character");
    l->at++;
    return push(l, CT_TOKEN_OPERATOR, l->at - 1, 1);
}

/* -- the loop ---------------------------------------------------------------------------------- */

static ct_status newline(lexer *l)
{
    int32_t at = l->at++;
    if (l->depth > 0)
        return CT_OK;
    bool blank = l->line_start;
    l->line_start = true;
    return blank ? CT_OK : push(l, CT_TOKEN_NEWLINE, at, 1);
}

static ct_status next(lexer *l)
{
    char c = peek(l, 0);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f')
        return l->at++, CT_OK;
    if (c == '#') {
        while (l->at < l->length && l->text[l->at] != '\n')
            l->at++;
        return CT_OK;
    }
    if (c == '\\') {
        int32_t skip = peek(l, 1) == '\r' ? 2 : 1;
        if (peek(l, skip) != '\n')
            return fail(l, l->at, "unexpected character after line continuation character");
        l->at += skip + 1;
        return CT_OK;
    }
    if (ct_is_digit(c) || (c == '.' && ct_is_digit(peek(l, 1))))
        return number(l);
    if (c == '\'' || c == '"')
        return string(l, l->at);
    return ct_is_name(c) ? name(l) : operator_(l);
}

static ct_status run(lexer *l)
{
    while (l->at < l->length) {
        ct_status status = CT_OK;
        if (l->line_start && l->depth == 0)
            status = begin_line(l);
        if (!status && l->at < l->length)
            status = peek(l, 0) == '\n' ? newline(l) : next(l);
        if (status)
            return status;
    }
    if (l->depth > 0) {
        char message[] = "'(' was never closed";
        message[1] = l->brackets[l->depth - 1];
        return fail(l, l->opened[l->depth - 1], message);
    }
    ct_status status = l->line_start ? CT_OK : push(l, CT_TOKEN_NEWLINE, l->length, 0);
    if (!status)
        status = indent_to(l, 0);
    return status ? status : push(l, CT_TOKEN_END, l->length, 0);
}

ct_status ct_tokens_read(ct_tokens *tokens, const char *text, int32_t length, int32_t *error_at)
{
    *tokens = (ct_tokens){0};
    lexer l = {.out = tokens, .text = text, .length = length, .line_start = true};
    ct_status status = run(&l);
    if (status) {
        *error_at = l.at;
        ct_tokens_free(tokens);
    }
    return status;
}

void ct_tokens_free(ct_tokens *tokens)
{
    ct_dealloc(tokens->items);
    *tokens = (ct_tokens){0};
}
