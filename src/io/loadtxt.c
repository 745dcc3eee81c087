/* loadtxt.c: numpy.loadtxt and the part of genfromtxt that makes plain arrays: rows of equal width
 * and one dtype, with NumPy's rules for comments, columns and the number of axes.
 *
 * Elements are collected row by row in a block that grows with the rows read. A str or bytes dtype
 * without a width takes the widest field: the text is then walked once more before. */
#include "convert.h"
#include "scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct job {
    const ct_source *source;
    const ct_loadtxt_opts *o;
    ct_scan scan;
    const ct_dtype *dtype; /* owned */
    int64_t itemsize;
    int64_t file_columns, columns, rows, room;
    int64_t line;     /* where the row starts: the scan is behind it when a field is read */
    ct_field *fields; /* of one row */
    char *data;
} job;

static ct_status fail(const job *j, const char *format, ...) CT_PRINTF(2, 3);
static ct_status fail(const job *j, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return ct_error_set(CT_VALUE_ERROR, j->source->op, 1, "%s (file %.100s, line %lld)", text,
                        j->source->name, (long long)j->line);
}

/* -- fields ---------------------------------------------------------------------------------------
 */

static ct_status store_text(const job *j, const ct_field *field, char *out)
{
    bool wide = ct_dtype_kind(j->dtype) == 'U';
    int64_t room = wide ? j->itemsize / 4 : j->itemsize;
    memset(out, 0, (size_t)j->itemsize);
    int64_t width = ct_field_decode(field, j->scan.quote, NULL);
    if (width < 0)
        return fail(j, "not UTF-8 text");
    if (!width || !room)
        return CT_OK;
    uint32_t *text = ct_alloc_many(width, sizeof *text);
    if (!text)
        return CT_MEMORY_ERROR;
    ct_field_decode(field, j->scan.quote, text);
    ct_status status = CT_OK;
    for (int64_t i = 0; i < width && i < room && !status; i++) {
        if (wide)
            memcpy(out + 4 * i, &text[i], 4);
        else if (text[i] < 256)
            out[i] = (char)text[i];
        else
            status = fail(j, "a character beyond Latin-1 in a bytes column");
    }
    ct_dealloc(text);
    return status;
}

static ct_status store_field(const job *j, int64_t column, char *out)
{
    const ct_field *field = &j->fields[column];
    char kind = ct_dtype_kind(j->dtype);
    if (kind == 'U' || kind == 'S')
        return store_text(j, field, out);
    const char *p = field->start, *end = p + field->length;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    while (p < end && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    if (p < end && ct_convert_number(j->dtype, p, end, out) == end)
        return CT_OK;
    if (j->o->missing_nan) {
        const char *word = kind == 'f' || kind == 'c' ? "nan" : kind == 'u' ? "0" : "-1";
        ct_convert_number(j->dtype, word, word + strlen(word), out);
        return CT_OK;
    }
    return fail(j, "could not convert string '%.*s' to %s at row %lld, column %lld.",
                field->length < 60 ? (int)field->length : 60, field->start, ct_dtype_name(j->dtype),
                (long long)j->rows, (long long)(column + 1));
}

/* -- rows -----------------------------------------------------------------------------------------
 */

/* Splits the row at `at` into j->fields; fields beyond the first row's count are only counted. */
static ct_status split(job *j, int64_t room, int64_t *count)
{
    ct_field extra;
    ct_field_end end = CT_FIELD_MORE;
    for (*count = 0; end == CT_FIELD_MORE; ++*count)
        end = ct_scan_field(&j->scan, *count < room ? &j->fields[*count] : &extra);
    if (end != CT_FIELD_LAST)
        return fail(j, "a quoted field is not closed, or text follows it");
    return CT_OK;
}

static ct_status first_row(job *j)
{
    ct_scan ahead = j->scan;
    int64_t count = ct_scan_count(&ahead);
    j->file_columns = count < 0 ? 1 : count; /* a wrong quote is reported by split */
    j->columns = j->o->usecols_count ? j->o->usecols_count : j->file_columns;
    j->fields = ct_alloc_many(j->file_columns, sizeof *j->fields);
    return j->fields ? CT_OK : CT_MEMORY_ERROR;
}

static ct_status wrong_count(const job *j, int64_t count)
{
    if (j->o->missing_nan)
        return fail(
            j, "Some errors were detected !\n    Line #%lld (got %lld columns instead of %lld)",
            (long long)j->line, (long long)count, (long long)j->file_columns);
    return fail(j,
                "the number of columns changed from %lld to %lld at row %lld; use `usecols` to "
                "select a subset and avoid this error",
                (long long)j->file_columns, (long long)count, (long long)(j->rows + 1));
}

static ct_status read_row(job *j)
{
    int64_t count;
    ct_status status = split(j, j->file_columns, &count);
    if (status)
        return status;
    if (count != j->file_columns && !j->o->usecols_count)
        return wrong_count(j, count);
    char *out = j->data + j->rows * j->columns * j->itemsize;
    int64_t known = count < j->file_columns ? count : j->file_columns;
    for (int64_t i = 0; i < j->columns && !status; i++, out += j->itemsize) {
        int64_t column = j->o->usecols_count ? j->o->usecols[i] : i;
        if (column < 0)
            column += count;
        if (column < 0 || column >= known)
            return fail(j, "invalid column index %lld at row %lld with %lld columns",
                        (long long)(j->o->usecols_count ? j->o->usecols[i] : i),
                        (long long)(j->rows + 1), (long long)count);
        status = store_field(j, column, out);
    }
    return status;
}

static ct_status grow(job *j)
{
    int64_t room = j->room + j->room / 2 + 64, bytes;
    if (ct_mul_overflow(room, j->columns, &bytes) || ct_mul_overflow(bytes, j->itemsize, &bytes))
        bytes = -1;
    char *more = ct_realloc(j->data, bytes);
    if (!more)
        return CT_MEMORY_ERROR;
    j->data = more;
    j->room = room;
    return CT_OK;
}

static bool more_rows(job *j)
{
    bool more = (!j->o->max_rows || j->rows < j->o->max_rows) && ct_scan_row(&j->scan);
    j->line = j->scan.line;
    return more;
}

static ct_status read_rows(job *j)
{
    ct_status status = CT_OK;
    while (!status && more_rows(j)) {
        if (!j->fields)
            status = first_row(j);
        if (!status && j->rows == j->room)
            status = grow(j);
        if (!status)
            status = ct_interrupted();
        if (!status)
            status = read_row(j);
        j->rows += !status;
    }
    return status;
}

/* The widest field of a dtype without a width. */
static ct_status find_width(job *j)
{
    ct_scan start = j->scan;
    int64_t widest = 1;
    while (ct_scan_row(&j->scan)) {
        ct_field field;
        ct_field_end end = CT_FIELD_MORE;
        while (end == CT_FIELD_MORE) {
            end = ct_scan_field(&j->scan, &field);
            int64_t width = ct_field_decode(&field, j->scan.quote, NULL);
            widest = width > widest ? width : widest;
        }
        if (end != CT_FIELD_LAST)
            break; /* reported when the row is read */
    }
    j->scan = start;
    const ct_dtype *dtype = ct_dtype_text(ct_dtype_num(j->dtype), widest);
    if (!dtype)
        return ct_error_pending();
    ct_release(j->dtype);
    j->dtype = dtype;
    return CT_OK;
}

/* -- the call -------------------------------------------------------------------------------------
 */

static ct_status begin(job *j, const uint8_t *bytes)
{
    const ct_loadtxt_opts *o = j->o;
    const char *delimiter = o->delimiter, *comments = o->comments ? o->comments : "#";
    if ((delimiter && (!delimiter[0] || delimiter[1])) || (comments[0] && comments[1]))
        return ct_error_set(CT_TYPE_ERROR, j->source->op, 0,
                            "Text reading control character must be a single unicode character or "
                            "None; but got: '%.20s'",
                            comments[0] && comments[1] ? comments : delimiter);
    if (o->ndmin < 0 || o->ndmin > 2)
        return ct_error_set(CT_VALUE_ERROR, j->source->op, 0, "Illegal value of ndmin keyword: %d",
                            o->ndmin);
    if (ct_source_plain(j->source, bytes, j->source->size))
        return ct_error_pending();
    j->scan = (ct_scan){.at = (const char *)bytes,
                        .end = (const char *)bytes + j->source->size,
                        .start = j->source->opened ? (const char *)bytes : NULL,
                        .line = 1,
                        .delimiter = delimiter ? *delimiter : ' ',
                        .spaces = !delimiter,
                        .quote = o->quote,
                        .comment = *comments ? *comments : '\n',
                        .comment_inside = *comments != '\0'};
    if (j->source->size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3))
        j->scan.at += 3;
    for (int64_t i = 0; i < o->skiprows && j->scan.at < j->scan.end; i++)
        ct_scan_skip_line(&j->scan);
    j->dtype = ct_retain(o->dtype ? o->dtype : CT_FLOAT64);
    ct_status status = ct_dtype_itemsize(j->dtype) ? CT_OK : find_width(j);
    j->itemsize = ct_dtype_itemsize(j->dtype);
    return status;
}

/* Squeezed unless ndmin asks for more; a column stays one for ndmin=2. */
static ct_array *shaped(const job *j)
{
    int64_t shape[] = {j->rows, j->columns};
    int ndim = 2;
    if (!j->rows) {
        ndim = j->o->ndmin == 2 ? 2 : 1; /* no data: nothing says how many columns */
        shape[1] = 1;
    } else if (j->o->ndmin < 2) {
        ndim = 0;
        for (int i = 0; i < 2; i++)
            if ((i ? j->columns : j->rows) != 1)
                shape[ndim++] = i ? j->columns : j->rows;
        if (ndim < j->o->ndmin)
            shape[ndim++] = 1;
    }
    ct_array *a = ct_empty(ndim, shape, j->dtype);
    if (a && a->size)
        memcpy(a->data, j->data, (size_t)ct_nbytes(a));
    if (!a || !j->o->unpack || ndim < 2)
        return a;
    ct_array *turned = ct_transpose(a);
    ct_release(a);
    return turned;
}

ct_array *ct_loadtxt(const char *path, const ct_loadtxt_opts *opts)
{
    ct_loadtxt_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    ct_source source;
    if (ct_source_open(&source, o.op ? o.op : "loadtxt", path))
        return NULL;
    job j = {.source = &source, .o = &o};
    const uint8_t *bytes = ct_source_all(&source);
    ct_array *a = NULL;
    if (bytes && !begin(&j, bytes) && !read_rows(&j))
        a = shaped(&j);
    ct_release(j.dtype);
    ct_dealloc(j.fields);
    ct_dealloc(j.data);
    ct_source_close(&source);
    return a;
}
