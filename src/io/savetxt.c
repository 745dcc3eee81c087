/* savetxt.c: numpy.savetxt: rows through Python's % formats. */
#include "format.h"

#include <math.h>
#include <string.h>

typedef struct output {
    const ct_savetxt_opts *o;
    ct_write *write;
    void *context;
    const ct_dtype *dtype; /* the array's */
    const ct_dtype *part;  /* what a conversion is given: a part of a complex element */
    bool plus;             /* a row of complex elements ends in "+" so far */
} output;

static ct_status put(output *out, const char *text, int64_t bytes)
{
    return bytes ? out->write(out->context, text, bytes) : CT_OK;
}

/* Text within a row: of complex elements, NumPy makes "-" of "+-". */
static ct_status put_joined(output *out, const char *text, int64_t bytes)
{
    ct_status status = CT_OK;
    if (out->part == out->dtype)
        return put(out, text, bytes);
    for (int64_t i = 0, from = 0; i < bytes && !status; from = i) {
        if (out->plus && text[i] != '-')
            status = put(out, "+", 1);
        while (i < bytes && text[i] != '+')
            i++;
        out->plus = i < bytes;
        if (!status)
            status = put(out, text + from, i - from);
        i += out->plus;
    }
    return status;
}

static ct_status mismatch(const output *out)
{
    return ct_error_set(CT_TYPE_ERROR, "savetxt", 0,
                        "Mismatch between array dtype ('%s') and format specifier ('%.60s')",
                        ct_dtype_name(out->dtype), out->o->fmt);
}

/* %s: str(element), cut to the precision and padded with spaces. */
static ct_status put_string(output *out, const ct_spec *spec, const char *p)
{
    char number[CT_NUMBER_ROOM], kind = ct_dtype_kind(out->part);
    char *text = NULL;
    int64_t n, most = spec->precision < 0 ? INT64_MAX : spec->precision;
    if (kind == 'U' || kind == 'S') {
        text = ct_format_text(out->part, p, &n);
        if (!text)
            return CT_MEMORY_ERROR;
    } else {
        n = ct_element_text(number, out->part, p);
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
        status = put_joined(out, " ", 1);
    if (!status)
        status = put_joined(out, from, bytes);
    for (int64_t i = width; spec->left && i < spec->width && !status; i++)
        status = put_joined(out, " ", 1);
    ct_dealloc(text);
    return status;
}

/* A number by a conversion other than %s, into `text`; -1 after an error. */
static int number_text(const output *out, const ct_spec *spec, const char *p,
                       char text[CT_NUMBER_ROOM])
{
    ct_int128 integer;
    char kind = ct_dtype_kind(out->part);
    double value = ct_element_real(out->part, p);
    if (strchr("eEfFgG", spec->letter) && kind != 'U' && kind != 'S')
        return ct_format_real(text, spec, value);
    if (ct_element_int(out->part, p, &integer))
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

static ct_status put_element(output *out, const ct_spec *spec, const char *p)
{
    char text[CT_NUMBER_ROOM];
    if (spec->letter == 's' || spec->letter == 'r')
        return put_string(out, spec, p);
    int n = number_text(out, spec, p, text);
    return n < 0 ? ct_error_pending() : put_joined(out, text, n);
}

/* Writes `fmt` once, taking elements from p on, `step` bytes apart, of complex ones first the real
 * part and then the other. With p NULL only counts the conversions. */
static ct_status put_format(output *out, const char *fmt, const char *p, int64_t step,
                            int64_t *count)
{
    ct_status status = CT_OK;
    int64_t parts = out->part == out->dtype ? 1 : 2, size = ct_dtype_itemsize(out->part);
    *count = 0;
    while (*fmt && !status) {
        const char *percent = strchr(fmt, '%');
        int64_t literal = percent ? percent - fmt : (int64_t)strlen(fmt);
        if (p)
            status = put_joined(out, fmt, literal);
        fmt += literal;
        if (status || !percent)
            break;
        if (fmt[1] == '%') {
            status = p ? put_joined(out, "%", 1) : CT_OK;
            fmt += 2;
            continue;
        }
        ct_spec spec;
        fmt = ct_spec_parse("savetxt", fmt + 1, &spec);
        if (!fmt)
            return ct_error_pending();
        if (p)
            status = put_element(out, &spec, p + *count / parts * step + *count % parts * size);
        ++*count;
    }
    return status;
}

/* One element through the one conversion of `fmt`; a complex one as NumPy's ' (fmt+fmtj)'. */
static ct_status put_alone(output *out, const char *fmt, const char *p)
{
    int64_t ignored;
    if (out->part == out->dtype)
        return put_format(out, fmt, p, 0, &ignored);
    ct_status status = put_joined(out, " (", 2);
    if (!status)
        status = put_format(out, fmt, p, 0, &ignored);
    if (!status)
        status = put_joined(out, "+", 1);
    if (!status)
        status = put_format(out, fmt, p + ct_dtype_itemsize(out->part), 0, &ignored);
    return status ? status : put_joined(out, "j)", 2);
}

/* Header and footer: each line behind the comment sign. */
static ct_status put_comment(output *out, const char *text)
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

static ct_status put_rows(output *out, const ct_array *a)
{
    int64_t columns = a->ndim == 2 ? a->shape[1] : 1, step = a->ndim == 2 ? a->strides[1] : 0;
    int64_t parts = out->part == out->dtype ? 1 : 2, conversions, ignored;
    const ct_savetxt_opts *o = out->o;
    ct_status status = put_format(out, o->fmt, NULL, 0, &conversions);
    if (!status && conversions != 1 && conversions != parts * columns)
        status = ct_error_set(CT_VALUE_ERROR, "savetxt", 0,
                              "fmt has wrong number of %% formats:  %.80s", o->fmt);
    for (int64_t row = 0; row < a->shape[0] && !status; row++) {
        const char *p = a->data + row * a->strides[0];
        if (conversions != 1)
            status = put_format(out, o->fmt, p, step, &ignored);
        for (int64_t i = 0; conversions == 1 && i < columns && !status; i++) {
            if (i)
                status = put_joined(out, o->delimiter, (int64_t)strlen(o->delimiter));
            if (!status)
                status = put_alone(out, o->fmt, p + i * step);
        }
        if (!status)
            status = put_joined(out, o->newline, (int64_t)strlen(o->newline));
        if (!status && out->plus)
            status = put(out, "+", 1);
        out->plus = false;
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
    const ct_dtype *part = a->dtype;
    if (ct_dtype_kind(part) == 'c')
        part = ct_dtype_itemsize(part) == 8 ? CT_FLOAT32 : CT_FLOAT64;
    output out = {&o, ct_sink_write, &sink, a->dtype, part, false};
    status = put_comment(&out, o.header);
    if (!status)
        status = put_rows(&out, a);
    if (!status)
        status = put_comment(&out, o.footer);
    return ct_sink_close(&sink, status);
}
