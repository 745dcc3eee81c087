/* cost_text.c: a report as a table of steps and a few lines below it. */
#include "cost.h"

#include <stdio.h>
#include <string.h>

enum { CODE = 34, NUMBER = 32 };

/* 16,000,000 */
static const char *grouped(char text[NUMBER], int64_t value)
{
    char digits[NUMBER];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)value), at = 0;
    for (int i = 0; i < n; i++) {
        if (i && (n - i) % 3 == 0 && digits[i - 1] != '-')
            text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

static const char *duration(char text[NUMBER], double seconds)
{
    if (seconds >= 1)
        snprintf(text, NUMBER, "%.3g s", seconds);
    else if (seconds >= 1e-3)
        snprintf(text, NUMBER, "%.3g ms", seconds * 1e3);
    else if (seconds >= 1e-6)
        snprintf(text, NUMBER, "%.3g us", seconds * 1e6);
    else
        snprintf(text, NUMBER, "%.3g ns", seconds * 1e9);
    return text;
}

static ct_status write_type(ct_text *out, const char *dtype, int ndim, const int64_t *shape)
{
    ct_status status = ct_text_format(out, "%s (", dtype);
    for (int i = 0; i < ndim && !status; i++)
        status = ct_text_format(out, "%s%lld%s", i ? ", " : "", (long long)shape[i],
                                ndim == 1 ? "," : "");
    return status ? status : ct_text_add(out, ")", 1);
}

static ct_status write_step(ct_text *out, const ct_cost_step *s)
{
    static const char *const kinds[] = {"value", "new", "view", "copy", "in place"};
    char read[NUMBER], written[NUMBER], code[CODE + 8];
    int indent = 2 * s->depth, room;
    indent = indent < 0 ? 0 : indent > CODE / 2 ? CODE / 2 : indent;
    room = CODE - indent;
    bool whole = (int)strlen(s->code) <= room;
    snprintf(code, sizeof code, "%*s%.*s%s", indent, "", whole ? room : room - 3, s->code,
             whole ? "" : "...");
    ct_status status =
        ct_text_format(out, "%-*s %4lld%s%15s%15s  %s ", CODE, code, (long long)s->passes,
                       s->estimated ? "~" : " ", s->passes ? grouped(read, s->read) : "",
                       s->passes ? grouped(written, s->written) : "", kinds[s->kind]);
    if (!status && s->dtype[0] && s->kind != CT_STEP_VALUE)
        status = write_type(out, s->dtype, s->ndim, s->shape);
    else if (!status)
        status = ct_text_add(out, s->dtype, -1);
    if (!status && s->at_most)
        status = ct_text_add(out, " at most: its length depends on elements", -1);
    if (!status && s->walks[0])
        status = ct_text_format(out, "\n%*s| %s", indent + 2, "", s->walks);
    if (!status && s->why[0])
        status = ct_text_format(out, "\n%*s| %s", indent + 2, "", s->why);
    return status ? status : ct_text_add(out, "\n", 1);
}

static ct_status write_result(ct_text *out, const ct_cost_report *r)
{
    if (!r->value || r->value->type != &ct_array_type)
        return CT_OK;
    const ct_array *a = (const ct_array *)r->value;
    ct_status status = ct_text_add(out, "result  ", -1);
    if (!status)
        status = write_type(out, ct_dtype_name(a->dtype), a->ndim, a->shape);
    int64_t n = ct_list_length(r->names);
    if (!status)
        status = ct_text_add(out, n ? ", shares memory with" : ", memory of its own", -1);
    for (int64_t i = 0; i < n && !status; i++)
        status = ct_text_format(out, "%s %s", i ? "," : "",
                                ct_as_string(ct_list_items(r->names)[i], NULL));
    return status ? status : ct_text_add(out, "\n", 1);
}

static ct_status write_measured(ct_text *out, const ct_cost_totals *t)
{
    char a[NUMBER], b[NUMBER], c[NUMBER], d[NUMBER];
    const ct_memory_counts *m = &t->memory;
    ct_status status =
        ct_text_format(out,
                       "memory  %s blocks allocated, %s bytes; %lld of them reused, %s bytes\n"
                       "        at most %s bytes at once, ",
                       grouped(a, m->blocks), grouped(b, m->bytes), (long long)m->reused,
                       grouped(c, m->reused_bytes), grouped(d, m->peak));
    if (!status)
        status = ct_text_format(out, "%s stay with the result\n", grouped(a, t->kept));
    double rate = t->seconds > 0 ? (double)(t->read + t->written) / t->seconds / 1e9 : 0;
    if (!status)
        status =
            ct_text_format(out, "time    %s, median of %d runs", duration(a, t->seconds), t->runs);
    if (!status && rate > 0)
        status = ct_text_format(out, "; %.3g GB/s", rate);
    if (!status && t->list_seconds > 0)
        status = ct_text_format(out,
                                "\nlist    %s on a list of boxes, which makes %s boxes: %.3g times "
                                "as long",
                                duration(a, t->list_seconds), grouped(b, t->list_boxes),
                                t->seconds > 0 ? t->list_seconds / t->seconds : 0);
    return status ? status : ct_text_add(out, "\n", 1);
}

static ct_status write_all(ct_text *out, const ct_cost_report *r)
{
    char read[NUMBER], written[NUMBER];
    const ct_cost_totals *t = &r->totals;
    bool estimated = false;
    ct_status status = ct_text_format(out, "%-*s%5s %15s%15s  %s\n", CODE, "step", "passes",
                                      "bytes read", "written", "gives");
    for (int i = 0; i < r->trace.count && !status; i++) {
        status = write_step(out, &r->trace.steps[i]);
        estimated |= r->trace.steps[i].estimated;
    }
    if (!status && r->trace.left_out)
        status = ct_text_format(out, "... and %d more steps\n", r->trace.left_out);
    if (!status)
        status = ct_text_format(out, "%-*s %4lld %15s%15s\n", CODE, "total", (long long)t->passes,
                                grouped(read, t->read), grouped(written, t->written));
    if (!status && estimated)
        status = ct_text_add(out,
                             "~: a loop of its own, counted as one pass over arguments and "
                             "result\n",
                             -1);
    if (!status)
        status = ct_text_add(out, "\n", 1);
    if (!status)
        status = write_result(out, r);
    return status || !t->runs ? status : write_measured(out, t);
}

char *ct_cost_text(const ct_cost_report *r, int64_t *length)
{
    if (!r)
        return ct_null_input("cost", 1), NULL;
    ct_text text = CT_TEXT_START;
    char *result = write_all(&text, r) ? NULL : ct_text_give(&text, length);
    ct_text_close(&text);
    return result;
}
