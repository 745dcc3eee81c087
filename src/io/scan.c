/* scan.c: see scan.h. */
#include "scan.h"

#include <string.h>

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static inline bool is_delimiter(const ct_scan *s, char c)
{
    return s->spaces ? is_blank(c) : c == s->delimiter;
}

void ct_scan_skip_line(ct_scan *s)
{
    while (s->at < s->end && !is_line_end(*s->at))
        s->at++;
    if (s->at < s->end)
        ct_scan_newline(s);
}

bool ct_scan_row(ct_scan *s)
{
    if (s->start)
        ct_progress_step(s->at - s->start);
    while (s->at < s->end) {
        const char *p = s->at;
        while (p < s->end && is_blank(*p) && !(*p == s->delimiter && !s->spaces))
            p++;
        if (p == s->end) {
            s->at = p;
            return false;
        }
        if (!is_line_end(*p) && *p != s->comment) {
            if (s->spaces)
                s->at = p;
            return true;
        }
        ct_scan_skip_line(s);
    }
    return false;
}

/* From the end of a field's text to the next field or row. */
static ct_field_end leave_field(ct_scan *s)
{
    while (s->spaces && s->at < s->end && is_blank(*s->at))
        s->at++;
    if (s->at == s->end)
        return CT_FIELD_LAST;
    if (s->comment_inside && *s->at == s->comment) {
        ct_scan_skip_line(s);
        return CT_FIELD_LAST;
    }
    if (is_line_end(*s->at)) {
        ct_scan_newline(s);
        return CT_FIELD_LAST;
    }
    if (!s->spaces)
        s->at++;
    return CT_FIELD_MORE;
}

static ct_field_end quoted_field(ct_scan *s, ct_field *field)
{
    const char *p = s->at + 1;
    *field = (ct_field){.start = p, .quoted = true};
    for (; p < s->end; p++) {
        if (*p == s->quote) {
            if (p + 1 == s->end || p[1] != s->quote)
                break;
            field->doubled = true;
            p++;
        } else if (is_line_end(*p)) {
            if (*p == '\r' && p + 1 < s->end && p[1] == '\n')
                p++;
            s->line++;
        }
    }
    if (p == s->end)
        return CT_FIELD_UNCLOSED;
    field->length = p - field->start;
    p++;
    while (!s->spaces && p < s->end && is_blank(*p) && *p != s->delimiter)
        p++;
    s->at = p;
    if (p < s->end && !is_line_end(*p) && !is_delimiter(s, *p) &&
        !(s->comment_inside && *p == s->comment))
        return CT_FIELD_TRAILING;
    return leave_field(s);
}

ct_field_end ct_scan_field(ct_scan *s, ct_field *field)
{
    const char *p = s->at;
    if (s->quote) {
        while (p < s->end && is_blank(*p) && !is_delimiter(s, *p))
            p++;
        if (p < s->end && *p == s->quote) {
            s->at = p;
            return quoted_field(s, field);
        }
        p = s->at;
    }
    char comment = s->comment_inside ? s->comment : '\n';
    if (s->spaces)
        while (p < s->end && !is_line_end(*p) && !is_blank(*p) && *p != comment)
            p++;
    else
        while (p < s->end && !is_line_end(*p) && *p != s->delimiter && *p != comment)
            p++;
    *field = (ct_field){.start = s->at, .length = p - s->at};
    s->at = p;
    return leave_field(s);
}

int64_t ct_scan_count(ct_scan *s)
{
    ct_field field;
    ct_field_end end = CT_FIELD_MORE;
    int64_t count = 0;
    for (; end == CT_FIELD_MORE; count++)
        end = ct_scan_field(s, &field);
    return end == CT_FIELD_LAST ? count : -1;
}

int64_t ct_field_decode(const ct_field *field, char quote, uint32_t *out)
{
    const char *p = field->start, *end = p + field->length;
    int64_t count = 0, bad;
    while (p < end) {
        /* Up to and with the first of two quotes. */
        const char *q = field->doubled ? memchr(p, quote, (size_t)(end - p)) : NULL;
        const char *stop = q ? q + 1 : end;
        int64_t n = ct_utf8_decode(p, stop - p, out ? out + count : NULL, &bad);
        if (n < 0)
            return -1;
        count += n;
        p = q ? q + 2 : end;
    }
    return count;
}
