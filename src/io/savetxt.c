/* savetxt.c: numpy.savetxt: rows through Python's % formats. */
#include "format.h"

#include <math.h>
#include <string.h>

typedef struct output {
    const ct_savetxt_opts *o;
    ct_write *write;
    void *context;
    const ct_dtype *dtype;
} output;

static ct_status put(const output *out, const char *text, int64_t bytes)
{
    return bytes ? out->write(out->context, text, bytes) : CT_OK;
}

static ct_status mismatch(const output *out)
{
    return ct_error_set(CT_TYPE_ERROR, "savetxt", 0,
                        "Mismatch between array dtype ('%s') and format specifier ('%.60s')",
                        ct_dtype_name(out->dtype), out->o->fmt);
}

/* %s: str(element), cut to the precision and padded with spaces. */
static ct_status put_string(const output *out, const ct_spec *spec, const char *p)
{
    char number[CT_NUMBER_ROOM], kind = ct_dtype_kind(out->dtype);
    char *text = NULL;
    int64_t n, most = spec->precision < 0 ? INT64_MAX : spec->precision;
    if (kind == 'U' || kind == 'S') {
        text = ct_format_text(out->dtype, p, &n);
        if (!text)
            return CT_MEMORY_ERROR;
    } else {
        n = ct_element_text(number, out->dtype, p);
    }
    const char *from = text ? text : number;
    int64_t bytes = 0, width = 0;
    while (bytes < n && width < most) { /* whole characters */
        do
            bytes++;
        while (bytes < n && (from[bytes] & 0xC0) == 0x80);
        width++;
    }
    ct_status status = CT_OK;
    for (int64_t i = width; !spec->left && i < spec->width && !status; i++)
        status = put(out, " ", 1);
    if (!status)
        status = put(out, from, bytes);
    for (int64_t i = width; spec->left && i < spec->width && !status; i++)
        status = put(out, " ", 1);
    ct_dealloc(text);
    return status;
}

/* A number by a conversion other than %s, into `text`; -1 after an error. */
static int number_text(const output *out, const ct_spec *spec, const char *p, bool imag,
                       char text[CT_NUMBER_ROOM])
{
    ct_int128 integer;
    char kind = ct_dtype_kind(out->dtype);
    double value = imag ? ct_element_imag(out->dtype, p) : ct_element_real(out->dtype, p);
    if (strchr("eEfFgG", spec->letter) && kind != 'U' && kind != 'S')
        return ct_format_real(text, spec, value);
    if (ct_element_int(out->dtype, p, &integer))
        return ct_format_int(text, spec, integer);
    if (kind != 'f' || !strchr("diu", spec->letter)) {
        mismatch(out);
        return -1;
    }
    if (!isfinite(value)) {
        ct_error_set(isnan(value) ? CT_VALUE_ERROR : CT_OVERFLOW_ERROR, "savetxt", 0,
                     "cannot convert float %s to integer", isnan(value) ? "NaN" : "infinity");
        return -1;
    }
    if (fabs(value) < 1e38)
        return ct_format_int(text, spec, (ct_int128)value);
    ct_spec whole = *spec; /* beyond 127 bits: a float that large is an integer */
    whole.letter = 'f';
    whole.precision = 0;
    return ct_format_real(text, &whole, value);
}

static ct_status put_element(const output *out, const ct_spec *spec, const char *p, bool imag)
{
    char text[CT_NUMBER_ROOM];
    if (spec->letter == 's' || spec->letter == 'r')
        return put_string(out, spec, p);
    int n = number_text(out, spec, p, imag, text);
    return n < 0 ? ct_error_pending() : put(out, text, n);
}

/* A conversion, and the text of the format before and behind it. */
typedef struct conversion {
    const char *before, *percent, *behind;
    ct_spec spec;
} conversion;

/* Text of a format, in which %% is a percent sign. */
static ct_status put_literal(const output *out, const char *text, const char *end)
{
    ct_status status = CT_OK;
    for (const char *stop; text < end && !status; text = stop + (stop < end && *stop == '%')) {
        for (stop = text; stop < end && *stop != '%';)
            stop++;
        status = put(out, text, stop - text + (stop < end));
        stop += stop < end;
    }
    return status;
}

/* numpy's ' (%s+%sj)' around a format for real numbers; "+-" becomes "-". */
static ct_status put_complex(const output *out, const conversion *c, const char *p)
{
    ct_status status = put(out, " (", 2);
    for (int imag = 0; imag < 2 && !status; imag++) {
        char text[CT_NUMBER_ROOM];
        int n = number_text(out, &c->spec, p, imag, text);
        if (n < 0)
            return ct_error_pending();
        if (imag && !(c->before == c->percent && text[0] == '-'))
            status = put(out, "+", 1);
        if (!status)
            status = put_literal(out, c->before, c->percent);
        if (!status)
            status = put(out, text, n);
        if (!status)
            status = put_literal(out, c->behind, c->behind + strlen(c->behind));
    }
    return status ? status : put(out, "j)", 2);
}

/* The one conversion of a format that has one. */
static ct_status find_conversion(const char *fmt, conversion *c)
{
    c->before = fmt;
    c->percent = strchr(fmt, '%');
    while (c->percent[1] == '%')
        c->percent = strchr(c->percent + 2, '%');
    c->behind = ct_spec_parse("savetxt", c->percent + 1, &c->spec);
    return c->behind ? CT_OK : ct_error_pending();
}

/* Writes `fmt` once, taking elements from p on, `step` bytes apart. With p NULL only counts the
 * conversions. */
static ct_status put_format(const output *out, const char *fmt, const char *p, int64_t step,
                            bool pairs, int64_t *count)
{
    ct_status status = CT_OK;
    *count = 0;
    while (*fmt && !status) {
        const char *percent = strchr(fmt, '%');
        int64_t literal = percent ? percent - fmt : (int64_t)strlen(fmt);
        if (p)
            status = put(out, fmt, literal);
        fmt += literal;
        if (status || !percent)
            break;
        if (fmt[1] == '%') {
            status = p ? put(out, "%", 1) : CT_OK;
            fmt += 2;
            continue;
        }
        static const char end[] = "";
        ct_spec spec;
        fmt = ct_spec_parse("savetxt", fmt + 1, &spec);
        if (!fmt)
            return ct_error_pending();
        bool complex = ct_dtype_kind(out->dtype) == 'c';
        if (p && complex && !pairs && spec.letter != 's')
            status = put_complex(out, &(conversion){end, end, end, spec}, p + *count * step);
        else if (p && complex && pairs)
            status = put_element(out, &spec, p + *count / 2 * step, *count % 2);
        else if (p)
            status = put_element(out, &spec, p + *count * step, false);
        ++*count;
    }
    return status;
}

/* Header and footer: each line behind the comment sign. */
static ct_status put_comment(const output *out, const char *text)
{
    ct_status status = CT_OK;
    if (!text || !*text)
        return CT_OK;
    do {
        const char *end = strchr(text, '\n');
        int64_t bytes = end ? end - text : (int64_t)strlen(text);
        status = put(out, out->o->comments, (int64_t)strlen(out->o->comments));
        if (!status)
            status = put(out, text, bytes);
        if (!status)
            status = end ? put(out, "\n", 1) : CT_OK;
        text = end ? end + 1 : NULL;
    } while (text && !status);
    return status ? status : put(out, out->o->newline, (int64_t)strlen(out->o->newline));
}

static ct_status put_rows(const output *out, const ct_array *a)
{
    int64_t columns = a->ndim == 2 ? a->shape[1] : 1, step = a->ndim == 2 ? a->strides[1] : 0;
    int64_t conversions, ignored;
    const ct_savetxt_opts *o = out->o;
    ct_status status = put_format(out, o->fmt, NULL, 0, false, &conversions);
    bool pairs = ct_dtype_kind(a->dtype) == 'c' && conversions == 2 * columns;
    if (!status && conversions != 1 && conversions != columns && !pairs)
        status = ct_error_set(CT_VALUE_ERROR, "savetxt", 0,
                              "fmt has wrong number of %% formats:  %.80s", o->fmt);
    conversion one;
    bool complex = ct_dtype_kind(a->dtype) == 'c' && conversions == 1 && !pairs;
    if (!status && complex)
        status = find_conversion(o->fmt, &one);
    complex = complex && !status && one.spec.letter != 's';
    for (int64_t row = 0; row < a->shape[0] && !status; row++) {
        const char *p = a->data + row * a->strides[0];
        if (conversions == 1 && !pairs)
            for (int64_t i = 0; i < columns && !status; i++) {
                if (i)
                    status = put(out, o->delimiter, (int64_t)strlen(o->delimiter));
                if (!status)
                    status = complex ? put_complex(out, &one, p + i * step)
                                     : put_format(out, o->fmt, p + i * step, 0, false, &ignored);
            }
        else
            status = put_format(out, o->fmt, p, step, pairs, &ignored);
        if (!status)
            status = put(out, o->newline, (int64_t)strlen(o->newline));
    }
    return status;
}

ct_status ct_savetxt(const char *path, const ct_array *a, const ct_savetxt_opts *opts)
{
    ct_savetxt_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    o.fmt = o.fmt ? o.fmt : "%.18e";
    o.delimiter = o.delimiter ? o.delimiter : " ";
    o.newline = o.newline ? o.newline : "\n";
    o.comments = o.comments ? o.comments : "# ";
    if (!a)
        return ct_null_input("savetxt", 2);
    if (a->ndim < 1 || a->ndim > 2)
        return ct_error_set(CT_VALUE_ERROR, "savetxt", 2,
                            "Expected 1D or 2D array, got %dD array instead", a->ndim);
    ct_sink sink;
    ct_status status = ct_sink_open(&sink, "savetxt", path);
    if (status)
        return status;
    output out = {&o, ct_sink_write, &sink, a->dtype};
    status = put_comment(&out, o.header);
    if (!status)
        status = put_rows(&out, a);
    if (!status)
        status = put_comment(&out, o.footer);
    return ct_sink_close(&sink, status);
}
