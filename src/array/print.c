/* print.c: rows, brackets, wrapping and summarising: array2string, repr and str of arrays.
 *
 * A row's text is broken before a word that would pass the line width, unless the line is still
 * empty; trailing blanks go. Widths count characters, not bytes. Every nested level indents one
 * column and leaves one for its bracket. */
#include "print.h"

#include "dtype/dtype.h"

#include <string.h>

/* -- which elements are shown ----------------------------------------------------------------- */

bool ct_is_summarised(const ct_array *a, const ct_printoptions *options)
{
    return a->size > options->threshold;
}

typedef struct shown {
    const ct_array *a;
    bool summarised;
    int64_t edge;
    ct_shown_visit *visit;
    void *context;
} shown;

/* The first index after `i` that is shown along an axis of n; n at the end. */
static int64_t next_shown(bool cut, int64_t edge, int64_t n, int64_t i)
{
    i++;
    return cut && i >= edge && i < n - edge ? n - edge : i;
}

static void walk(const shown *s, int axis, const char *element)
{
    if (axis == s->a->ndim) {
        s->visit(s->context, element);
        return;
    }
    int64_t n = s->a->shape[axis];
    bool cut = s->summarised && s->edge > 0 && n > 2 * s->edge;
    for (int64_t i = 0; i < n; i = next_shown(cut, s->edge, n, i))
        walk(s, axis + 1, element + i * s->a->strides[axis]);
}

void ct_each_shown(const ct_array *a, const ct_printoptions *options, ct_shown_visit *visit,
                   void *context)
{
    shown s = {a, ct_is_summarised(a, options), options->edgeitems, visit, context};
    if (a->size)
        walk(&s, 0, a->data);
}

/* -- layout ----------------------------------------------------------------------------------- */

typedef struct layout {
    const ct_array *a;
    const ct_printoptions *options;
    const ct_element_format *format;
    const char *separator;
    int64_t separator_columns, separator_bytes,
        separator_stripped; /* stripped: no blanks at its end */
    bool summarised;
    ct_text *out, word;
    int64_t column; /* characters of the current line */
} layout;

static int64_t columns(const char *utf8, int64_t bytes)
{
    int64_t n = 0;
    for (int64_t i = 0; i < bytes; i++)
        n += ((unsigned char)utf8[i] & 0xC0) != 0x80;
    return n;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void strip_blanks(ct_text *text)
{
    while (text->length > 0 && is_space(text->data[text->length - 1]))
        text->length--;
}

static ct_status break_line(layout *l, int64_t indent)
{
    strip_blanks(l->out);
    l->column = indent;
    ct_status status = ct_text_add(l->out, "\n", 1);
    return status ? status : ct_text_pad(l->out, ' ', indent);
}

static ct_status add_word(layout *l, const char *word, int64_t bytes, int64_t indent, int64_t width)
{
    int64_t wide = columns(word, bytes);
    ct_status status = CT_OK;
    if (l->column + wide > width && l->column > indent)
        status = break_line(l, indent);
    l->column += wide;
    return status ? status : ct_text_add(l->out, word, bytes);
}

static ct_status add_separator(layout *l)
{
    l->column += l->separator_columns;
    return ct_text_add(l->out, l->separator, l->separator_bytes);
}

/* The innermost axis: words, wrapped. */
static ct_status write_row(layout *l, const char *data, int64_t indent, int64_t width)
{
    int axis = l->a->ndim - 1;
    int64_t n = l->a->shape[axis], edge = l->options->edgeitems;
    bool cut = l->summarised && n > 2 * edge;
    int64_t room = width - (l->separator_stripped > 1 ? l->separator_stripped : 1);
    ct_status status = ct_text_add(l->out, "[", 1);
    l->column = indent;
    for (int64_t i = 0; i < n && !status; i++) {
        if (cut && i == edge) {
            status = add_word(l, "...", 3, indent, room);
            i = n - edge;
            if (!status && i < n)
                status = add_separator(l);
            if (status || i >= n)
                break;
        }
        l->word.length = 0;
        status = ct_element_format_write(l->format, data + i * l->a->strides[axis], &l->word);
        if (!status)
            status = add_word(l, l->word.data, l->word.length, indent, room);
        if (!status && i < n - 1)
            status = add_separator(l);
    }
    return status ? status : ct_text_add(l->out, "]", 1);
}

static ct_status write_axis(layout *l, int axis, const char *data, int64_t indent, int64_t width);

/* The outer axes: one nested block under the other, more empty lines the further out. */
static ct_status write_blocks(layout *l, int axis, const char *data, int64_t indent, int64_t width)
{
    int left = l->a->ndim - axis;
    int64_t n = l->a->shape[axis], edge = l->options->edgeitems;
    bool cut = l->summarised && n > 2 * edge;
    ct_status status = ct_text_add(l->out, "[", 1);
    for (int64_t i = 0; i < n && !status; i++) {
        bool dots = cut && i == edge;
        if (dots) {
            status = ct_text_add(l->out, "...", 3);
            i = n - edge - 1;
        } else {
            status = write_axis(l, axis + 1, data + i * l->a->strides[axis], indent + 1, width - 1);
        }
        if (status || i == n - 1)
            break;
        status = ct_text_add(l->out, l->separator, l->separator_stripped);
        if (!status)
            status = ct_text_pad(l->out, '\n', left - 1);
        if (!status)
            status = ct_text_pad(l->out, ' ', indent);
    }
    return status ? status : ct_text_add(l->out, "]", 1);
}

static ct_status write_axis(layout *l, int axis, const char *data, int64_t indent, int64_t width)
{
    if (axis == l->a->ndim)
        return ct_element_format_write(l->format, data, l->out);
    if (axis == l->a->ndim - 1)
        return write_row(l, data, indent, width);
    return write_blocks(l, axis, data, indent, width);
}

static ct_status array2string(ct_text *out, const ct_array *a, const ct_printoptions *options,
                              const char *separator, int64_t prefix, int64_t suffix)
{
    if (a->size == 0)
        return ct_text_add(out, "[]", 2);
    ct_element_format format;
    ct_status status = ct_element_format_init(&format, a, options);
    if (status)
        return status;
    layout l = {.a = a, .options = options, .format = &format, .separator = separator, .out = out};
    l.summarised = ct_is_summarised(a, options);
    l.separator_bytes = (int64_t)strlen(separator);
    l.separator_columns = columns(separator, l.separator_bytes);
    l.separator_stripped = l.separator_bytes;
    while (l.separator_stripped > 0 && is_space(separator[l.separator_stripped - 1]))
        l.separator_stripped--;
    status = write_axis(&l, 0, a->data, 1 + prefix, options->linewidth - suffix);
    ct_text_close(&l.word);
    return status;
}

/* -- repr and str ----------------------------------------------------------------------------- */

static bool dtype_is_implied(const ct_dtype *dtype)
{
    return dtype->num == CT_NUM_BOOL || dtype->num == CT_NUM_INT64 ||
           dtype->num == CT_NUM_FLOAT64 || dtype->num == CT_NUM_COMPLEX128;
}

/* ", shape=(0, 3), dtype=float32)" as far as the values do not say it. */
static ct_status repr_extras(ct_text *extra, const ct_array *a, const ct_printoptions *options)
{
    ct_status status = CT_OK;
    bool empty = a->size == 0 && !(a->ndim == 1 && a->shape[0] == 0);
    if (empty || a->size > options->threshold) {
        status = ct_text_add(extra, "shape=(", -1);
        for (int i = 0; i < a->ndim && !status; i++)
            status = ct_text_format(extra, i ? ", %lld" : "%lld", (long long)a->shape[i]);
        if (!status)
            status = ct_text_add(extra, a->ndim == 1 ? ",)" : ")", -1);
    }
    if (status || (dtype_is_implied(a->dtype) && a->size != 0))
        return status;
    bool text = a->dtype->kind == 'U' || a->dtype->kind == 'S';
    return ct_text_format(extra, text ? "%sdtype='%s'" : "%sdtype=%s", extra->length ? ", " : "",
                          text ? a->dtype->str : a->dtype->name);
}

static ct_status array_repr(ct_text *out, const ct_array *a, const ct_printoptions *options)
{
    static const char prefix[] = "array(";
    enum { PREFIX = sizeof prefix - 1 };
    int64_t start = out->length;
    ct_text extra = CT_TEXT_START;
    ct_status status = ct_text_add(out, prefix, PREFIX);
    if (!status)
        status = array2string(out, a, options, ", ", PREFIX, 1);
    if (!status)
        status = repr_extras(&extra, a, options);
    if (!status && extra.length) {
        int64_t line = start;
        for (int64_t i = start; i < out->length; i++)
            if (out->data[i] == '\n')
                line = i + 1;
        int64_t last = columns(out->data + line, out->length - line) + 1; /* with the comma */
        bool fits = last + columns(extra.data, extra.length) + 1 + 1 <= options->linewidth;
        status = ct_text_add(out, fits ? ", " : ",\n", 2);
        if (!status && !fits)
            status = ct_text_pad(out, ' ', PREFIX);
        if (!status)
            status = ct_text_add(out, extra.data, extra.length);
    }
    ct_text_close(&extra);
    return status ? status : ct_text_add(out, ")", 1);
}

static ct_status array_str(ct_text *out, const ct_array *a, const ct_printoptions *options)
{
    if (a->ndim > 0)
        return array2string(out, a, options, " ", 0, 0);
    ct_object *scalar = ct_scalar_from(a);
    if (!scalar)
        return ct_error_pending();
    bool bytes = a->dtype->num == CT_NUM_BYTES; /* NumPy shows np.bytes_(b'a') */
    ct_status status = bytes ? ct_text_repr(out, scalar) : ct_text_str(out, scalar);
    ct_release(scalar);
    return status;
}

ct_status ct_array_write_repr(const ct_object *self, ct_text *out)
{
    ct_printoptions options = ct_get_printoptions();
    return array_repr(out, (const ct_array *)self, &options);
}

ct_status ct_array_write_str(const ct_object *self, ct_text *out)
{
    ct_printoptions options = ct_get_printoptions();
    return array_str(out, (const ct_array *)self, &options);
}

/* -- the public functions --------------------------------------------------------------------- */

static char *finish(ct_text *out, ct_status status, int64_t *length)
{
    if (!status)
        return ct_text_give(out, length);
    ct_text_close(out);
    return NULL;
}

char *ct_array2string(const ct_array *a, const ct_printoptions *options, const char *separator,
                      const char *prefix, const char *suffix, int64_t *length)
{
    if (!a)
        return ct_null_input("array2string", 1), NULL;
    ct_printoptions own = options ? *options : ct_get_printoptions();
    ct_text out = CT_TEXT_START;
    ct_status status = array2string(&out, a, &own, separator ? separator : " ",
                                    prefix ? columns(prefix, (int64_t)strlen(prefix)) : 0,
                                    suffix ? columns(suffix, (int64_t)strlen(suffix)) : 0);
    return finish(&out, status, length);
}

char *ct_array_repr(const ct_array *a, const ct_printoptions *options, int64_t *length)
{
    if (!a)
        return ct_null_input("array_repr", 1), NULL;
    ct_printoptions own = options ? *options : ct_get_printoptions();
    ct_text out = CT_TEXT_START;
    return finish(&out, array_repr(&out, a, &own), length);
}

char *ct_array_str(const ct_array *a, const ct_printoptions *options, int64_t *length)
{
    if (!a)
        return ct_null_input("array_str", 1), NULL;
    ct_printoptions own = options ? *options : ct_get_printoptions();
    ct_text out = CT_TEXT_START;
    return finish(&out, array_str(&out, a, &own), length);
}
