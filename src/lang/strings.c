/* strings.c: string literals, adjacent ones joined, and f-strings. */
#include "parser.h"

#include <string.h>

typedef struct literal {
    const char *body; /* between the quotes */
    int32_t length;
    bool raw, bytes, format;
} literal;

static literal open_literal(const char *text, int32_t length)
{
    literal l = {0};
    int32_t i = 0;
    for (; text[i] != '\'' && text[i] != '"'; i++) {
        char c = (char)(text[i] | 0x20);
        l.raw |= c == 'r';
        l.bytes |= c == 'b';
        l.format |= c == 'f';
    }
    int32_t quotes = length - i >= 6 && text[i + 1] == text[i] && text[i + 2] == text[i] ? 3 : 1;
    l.body = text + i + quotes;
    l.length = length - i - 2 * quotes;
    return l;
}

static ct_node *text_node(ct_parser *p, int32_t at, ct_bytes_buffer *buffer, bool bytes)
{
    const char *data = buffer->data ? buffer->data : "";
    ct_object *box = bytes ? ct_bytes(data, buffer->length) : ct_string(data, buffer->length);
    if (!box && ct_error_pending() == CT_VALUE_ERROR) {
        ct_error_take(NULL);
        ct_parse_fail(p, at, "the text of a string is not UTF-8");
    }
    box = ct_program_keep(p->program, box);
    ct_node *node = box ? ct_parse_node(p, CT_NODE_CONSTANT, at, 0, NULL) : NULL;
    if (node)
        node->value = box;
    buffer->length = 0;
    return node;
}

/* -- f-strings -----------------------------------------------------------------------------------
 */

/* An expression inside an f-string, read by a parser of its own over the same program. */
static ct_node *inner_expression(ct_parser *outer, const char *text, int32_t length)
{
    ct_parser p = {.program = outer->program, .text = text, .depth = outer->depth + 1};
    p.base = outer->base + (int32_t)(text - outer->text);
    ct_tokens tokens;
    if (!ct_parse_deeper(outer))
        return NULL;
    outer->depth--;
    ct_bytes_buffer wrapped = {
        0}; /* in brackets, so that newlines and leading blanks do not matter */
    ct_node *node = NULL;
    int32_t error_at = 0;
    if (!ct_buffer_add(&wrapped, "(", 1) && !ct_buffer_add(&wrapped, text, length) &&
        !ct_buffer_add(&wrapped, ")", 1)) {
        p.base--;
        p.text = wrapped.data;
        if (!ct_tokens_read(&tokens, wrapped.data, (int32_t)wrapped.length, &error_at)) {
            p.tokens = tokens.items;
            node = ct_parse_expressions(&p);
            if (node && ct_parse_token(&p)->kind != CT_TOKEN_NEWLINE)
                node = ct_parse_fail(&p, ct_parse_token(&p)->at, "f-string: invalid syntax");
            error_at = p.error_at - p.base;
            ct_tokens_free(&tokens);
        }
        if (!node && ct_error_pending() == CT_SYNTAX_ERROR)
            outer->error_at = p.base + error_at;
    }
    ct_dealloc(wrapped.data);
    ct_dealloc(p.stack);
    return node;
}

static ct_node *joined(ct_parser *p, literal l, int32_t at, bool spec);

/* {expression!r:spec} at *from, which moves behind the brace. Pushes FORMAT, and for = the text
 * before.
 */
static ct_status field(ct_parser *p, literal l, int32_t at, int32_t *from)
{
    int32_t start = *from, end = ct_field_end(l.body, l.length, start);
    ct_node *parts[2] = {inner_expression(p, l.body + start, end - start), NULL};
    if (!parts[0])
        return ct_error_pending();
    char conversion = 0;
    if (end < l.length && l.body[end] == '=') {
        for (end++; end < l.length && l.body[end] == ' ';)
            end++;
        ct_bytes_buffer text = {0};
        ct_status status = ct_buffer_add(&text, l.body + start, end - start);
        status = status ? status : ct_parse_push(p, text_node(p, at, &text, false));
        ct_dealloc(text.data);
        if (status)
            return status;
        conversion = '=';
    }
    if (end + 1 < l.length && l.body[end] == '!') {
        conversion = l.body[end + 1];
        end += 2;
        if (conversion != 'r' && conversion != 's' && conversion != 'a')
            return ct_parse_fail(p, at, "f-string: invalid conversion character"), CT_SYNTAX_ERROR;
    }
    if (end < l.length && l.body[end] == ':') {
        int32_t stop = end + 1;
        for (int depth = 0; stop < l.length && (depth || l.body[stop] != '}'); stop++)
            depth += (l.body[stop] == '{') - (l.body[stop] == '}');
        literal spec = l;
        spec.body = l.body + end + 1;
        spec.length = stop - end - 1;
        if (!ct_parse_deeper(p))
            return ct_error_pending();
        parts[1] = joined(p, spec, at, true);
        p->depth--;
        if (!parts[1])
            return ct_error_pending();
        end = stop;
    }
    if (end >= l.length || l.body[end] != '}')
        return ct_parse_fail(p, at, "f-string: expecting '}'"), CT_SYNTAX_ERROR;
    *from = end + 1;
    ct_node *node = ct_parse_node(p, CT_NODE_FORMAT, at, 2, parts);
    if (node)
        node->op = (uint8_t)conversion;
    return ct_parse_push(p, node);
}

static ct_node *joined(ct_parser *p, literal l, int32_t at, bool spec)
{
    int32_t mark = p->count;
    ct_bytes_buffer text = {0};
    ct_status status = CT_OK;
    for (int32_t i = 0; i < l.length && !status;) {
        int32_t start = i;
        while (i < l.length && l.body[i] != '{' && l.body[i] != '}')
            i++;
        status = ct_literal_unescape(&text, l.body + start, i - start, l.raw, false);
        if (status || i == l.length)
            break;
        if (!spec && i + 1 < l.length && l.body[i + 1] == l.body[i]) {
            status = ct_buffer_add(&text, l.body + i, 1);
            i += 2;
            continue;
        }
        if (l.body[i++] == '}') {
            ct_parse_fail(p, at, "f-string: single '}' is not allowed");
            status = CT_SYNTAX_ERROR;
            break;
        }
        if (text.length)
            status = ct_parse_push(p, text_node(p, at, &text, false));
        if (!status)
            status = field(p, l, at, &i);
    }
    if (!status && text.length)
        status = ct_parse_push(p, text_node(p, at, &text, false));
    ct_dealloc(text.data);
    return status ? NULL : ct_parse_pop(p, CT_NODE_JOIN, at, mark);
}

/* -- literals side by side ------------------------------------------------------------------------
 */

ct_node *ct_parse_strings(ct_parser *p)
{
    int32_t at = ct_parse_token(p)->at, mark = p->count;
    ct_bytes_buffer text = {0};
    ct_status status = CT_OK;
    bool any_bytes = false, any_text = false;
    while (!status && ct_parse_token(p)->kind == CT_TOKEN_STRING) {
        const ct_token *t = ct_parse_token(p);
        literal l = open_literal(p->text + t->at, t->length);
        p->at++;
        any_bytes |= l.bytes;
        any_text |= !l.bytes;
        if (!l.format) {
            status = ct_literal_unescape(&text, l.body, l.length, l.raw, l.bytes);
            if (status == CT_SYNTAX_ERROR)
                p->error_at = p->base + t->at;
            continue;
        }
        if (text.length)
            status = ct_parse_push(p, text_node(p, at, &text, false));
        if (!status)
            status = ct_parse_push(p, joined(p, l, t->at, false));
    }
    if (any_bytes && any_text) {
        ct_parse_fail(p, at, "cannot mix bytes and nonbytes literals");
        status = CT_SYNTAX_ERROR;
    }
    ct_node *node = NULL;
    if (!status && p->count == mark)
        node = text_node(p, at, &text, any_bytes);
    else if (!status && (!text.length || !ct_parse_push(p, text_node(p, at, &text, false))))
        node = ct_parse_pop(p, CT_NODE_JOIN, at, mark);
    ct_dealloc(text.data);
    return node;
}
