/* csv_write.c: arrays and dicts of columns as CSV. Floats are written in the shortest form that
 * reads back as the same number, unless a precision is asked for. */
#include "format.h"

#include <string.h>

typedef struct output {
    ct_write *write;
    void *context;
    char delimiter, comment;
    ct_spec spec; /* letter 0: shortest */
    bool only;    /* the table has one column: an empty field needs quotes, or its row is blank */
} output;

static ct_status put(const output *o, const char *text, int64_t bytes)
{
    return bytes ? o->write(o->context, text, bytes) : CT_OK;
}

static bool needs_quotes(const output *o, const char *text, int64_t n)
{
    if (!n)
        return o->only;
    if (text[0] == ' ' || text[n - 1] == ' ' || text[0] == '\t' || text[n - 1] == '\t' ||
        text[0] == o->comment || !strncmp(text, "\xEF\xBB\xBF", (size_t)(n < 3 ? n : 3)))
        return true; /* a byte order mark would be taken for the file's own */
    for (int64_t i = 0; i < n; i++)
        if (text[i] == o->delimiter || text[i] == '"' || text[i] == '\n' || text[i] == '\r' ||
            (o->delimiter == ' ' && text[i] == '\t'))
            return true;
    return false;
}

static ct_status put_text(const output *o, const char *text, int64_t n)
{
    if (!needs_quotes(o, text, n))
        return put(o, text, n);
    ct_status status = put(o, "\"", 1);
    while (!status && n > 0) {
        const char *quote = memchr(text, '"', (size_t)n);
        int64_t some = quote ? quote - text + 1 : n;
        status = put(o, text, some);
        if (!status && quote)
            status = put(o, "\"", 1);
        text += some;
        n -= some;
    }
    return status ? status : put(o, "\"", 1);
}

static ct_status put_element(const output *o, const ct_dtype *dtype, const char *p)
{
    char number[CT_NUMBER_ROOM];
    char kind = ct_dtype_kind(dtype);
    if (kind == 'U' || kind == 'S') {
        int64_t length;
        char *text = ct_format_text(dtype, p, &length);
        ct_status status = text ? put_text(o, text, length) : CT_MEMORY_ERROR;
        ct_dealloc(text);
        return status;
    }
    int length = kind == 'f' && o->spec.letter
                     ? ct_format_real(number, &o->spec, ct_element_real(dtype, p))
                     : ct_element_text(number, dtype, p);
    return put(o, number, length);
}

/* Rows of columns that each have their own first element, step and dtype. */
typedef struct column {
    const ct_dtype *dtype;
    const char *data;
    int64_t step;
} column;

static ct_status put_rows(const output *o, int64_t rows, int64_t n, const column *columns)
{
    ct_status status = CT_OK;
    for (int64_t row = 0; row < rows && !status; row++) {
        for (int64_t i = 0; i < n && !status; i++) {
            if (i)
                status = put(o, &o->delimiter, 1);
            if (!status)
                status = put_element(o, columns[i].dtype, columns[i].data + row * columns[i].step);
        }
        if (!status)
            status = put(o, "\n", 1);
    }
    return status;
}

static ct_status put_matrix(output *o, const ct_array *a)
{
    if (a->ndim > 2)
        return ct_error_set(CT_VALUE_ERROR, "save", 2,
                            "Expected 1D or 2D array, got %dD array instead", a->ndim);
    int64_t rows = a->ndim ? a->shape[0] : 1, n = a->ndim == 2 ? a->shape[1] : 1;
    column *columns = ct_alloc_many(n, sizeof *columns);
    if (!columns)
        return CT_MEMORY_ERROR;
    for (int64_t i = 0; i < n; i++)
        columns[i] = (column){a->dtype, a->data + (a->ndim == 2 ? i * a->strides[1] : 0),
                              a->ndim ? a->strides[0] : 0};
    o->only = n == 1;
    ct_status status = put_rows(o, rows, n, columns);
    ct_dealloc(columns);
    return status;
}

static ct_status put_names(const output *o, const ct_object *dict)
{
    ct_object *key, *value;
    ct_status status = CT_OK;
    for (int64_t at = 0, i = 0; !status && ct_dict_next(dict, &at, &key, &value); i++) {
        int64_t bytes;
        const char *text = ct_as_string(key, &bytes);
        if (i)
            status = put(o, &o->delimiter, 1);
        if (!status)
            status = text ? put_text(o, text, bytes) : ct_error_pending();
    }
    return status ? status : put(o, "\n", 1);
}

/* Values of a dict as 1-D arrays (scalars count as one row); `owned` holds a reference each. */
static ct_status take_columns(const ct_object *dict, column *columns, ct_array **owned,
                              int64_t *rows)
{
    ct_object *key, *value;
    for (int64_t at = 0, i = 0; ct_dict_next(dict, &at, &key, &value); i++) {
        const ct_array *a = owned[i] = ct_asarray(value, NULL);
        const char *name = a ? ct_as_string(key, &(int64_t){0}) : NULL;
        if (!name)
            return ct_error_pending();
        int64_t n = a->ndim ? a->shape[0] : 1;
        if (a->ndim > 1)
            return ct_error_set(CT_VALUE_ERROR, "save", 2,
                                "column '%.80s' has %d axes: expected one", name, a->ndim);
        if (i && n != *rows)
            return ct_error_set(CT_VALUE_ERROR, "save", 2,
                                "column '%.80s' has %lld rows, the columns before it have %lld",
                                name, (long long)n, (long long)*rows);
        *rows = n;
        columns[i] = (column){a->dtype, a->data, a->ndim ? a->strides[0] : 0};
    }
    return CT_OK;
}

static ct_status put_table(output *o, const ct_object *dict, bool header)
{
    int64_t n = ct_length(dict), rows = 0;
    column *columns = ct_alloc_many(n, sizeof *columns);
    ct_array **owned = columns ? ct_alloc_zero(n, sizeof *owned) : NULL;
    ct_status status = owned ? take_columns(dict, columns, owned, &rows) : CT_MEMORY_ERROR;
    o->only = n == 1;
    if (!status && header && n)
        status = put_names(o, dict);
    if (!status && n)
        status = put_rows(o, rows, n, columns);
    for (int64_t i = 0; owned && i < n; i++)
        ct_release(owned[i]);
    ct_dealloc(owned);
    ct_dealloc(columns);
    return status;
}

ct_status ct_csv_write(const void *object, const ct_csv_opts *opts, ct_write *write, void *context)
{
    output o = {.write = write,
                .context = context,
                .delimiter = opts->delimiter ? opts->delimiter : ',',
                .comment = opts->comment ? opts->comment : '#'};
    if (opts->precision < 0 || opts->precision > CT_PRECISION_MOST)
        return ct_error_set(CT_VALUE_ERROR, "save", 3, "precision %d: expected 0 to %d",
                            opts->precision, CT_PRECISION_MOST);
    if (opts->precision)
        o.spec = (ct_spec){.letter = 'g', .precision = opts->precision};
    if (ct_type_of(object) == &ct_dict_type)
        return put_table(&o, object, opts->header != CT_HEADER_NO);
    ct_array *a = ct_asarray(object, NULL);
    ct_status status = a ? put_matrix(&o, a) : ct_error_pending();
    ct_release(a);
    return status;
}

ct_status ct_save_csv(const char *path, const void *object, const ct_csv_opts *opts)
{
    ct_csv_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    ct_sink sink;
    if (!object)
        return ct_null_input("save", 2);
    ct_status status = ct_sink_open(&sink, "save", path);
    return status ? status : ct_sink_close(&sink, ct_csv_write(object, &o, ct_sink_write, &sink));
}
