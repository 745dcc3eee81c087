/* csv_read.c: CSV and TSV files to arrays.
 *
 * The first walk over the text counts the fields of every row and reads numbers into a block of
 * eight-byte slots, row by row; a column starts as int64, becomes float64 at the first number that
 * is no integer or the first missing field, and text at anything else. Only tables with text
 * columns are walked again, to find the widest field and to copy. The block grows with the rows
 * that were really there, never with what a header promises. */
#include "object/object.h"
#include "scan.h"

#include <math.h>
#include <string.h>

typedef enum column_kind { INTEGER, REAL, TEXT } column_kind;

typedef union slot {
    int64_t integer;
    double real;
} slot;

/* The first field of a column that is no number, behind fields that are. */
typedef struct spoiler {
    int64_t line; /* 0: there is none */
    ct_field field;
} spoiler;

typedef struct table {
    const ct_source *source;
    ct_scan scan, data; /* `data` stands at the first row of data */
    int64_t columns, rows, room;
    uint8_t *kinds;
    slot *slots;
    spoiler *spoilers;  /* by column */
    int64_t first_line; /* of the row that fixed the number of fields */
    bool header;
    ct_field *names;
} table;

static const char delimiters[] = {',', ';', '\t', '|', ' '};

static ct_status bad_row(const table *t, int64_t line, const char *what)
{
    return ct_error_set(CT_VALUE_ERROR, t->source->op, 1, "%.200s, line %lld: %s", t->source->name,
                        (long long)line, what);
}

static ct_status bad_end(const table *t, int64_t line, ct_field_end end)
{
    return bad_row(t, line,
                   end == CT_FIELD_UNCLOSED ? "a quoted field that starts here is never closed"
                                            : "text follows a closing quote: expected a delimiter "
                                              "or the end of the line");
}

/* -- one field ----------------------------------------------------------------------------------
 */

static bool is_missing(const char *text, int64_t length)
{
    static const char *const words[] = {"NA", "N/A", "n/a", "#N/A", "null", "NULL", "None"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((int64_t)strlen(words[i]) == length && !memcmp(words[i], text, (size_t)length))
            return true;
    return length == 0;
}

/* An integer of at most 18 digits, or any number; returns its end, or `p` when there is none. */
static inline const char *read_number(const char *p, const char *end, slot *out, bool *integer)
{
    enum { SAFE_DIGITS = 18 }; /* 10^18 - 1 is below 2^63 */
    const char *q = p;
    bool negative = q < end && *q == '-';
    q += negative || (q < end && *q == '+');
    const char *digits = q;
    uint64_t value = 0; /* one digit more is read, to know that there are too many */
    while (q < end && (unsigned char)(*q - '0') < 10 && q - digits <= SAFE_DIGITS)
        value = value * 10 + (uint64_t)(*q++ - '0');
    int64_t count = q - digits;
    if (count > 0 && count <= SAFE_DIGITS && (q == end || (*q != '.' && (*q | 32) != 'e'))) {
        out->integer = negative ? -(int64_t)value : (int64_t)value;
        *integer = true;
        return q;
    }
    if (count > SAFE_DIGITS) {
        ct_int128 wide;
        bool overflow = false;
        const char *stop = ct_read_int(p, end, &wide, &overflow);
        if (stop > p && !overflow && wide >= INT64_MIN && wide <= INT64_MAX &&
            (stop == end || (*stop != '.' && (*stop | 32) != 'e'))) {
            out->integer = (int64_t)wide;
            *integer = true;
            return stop;
        }
    }
    *integer = false;
    return ct_read_double(p, end, &out->real);
}

/* What the field is; its number goes to *out, nan for a missing one. */
static column_kind classify(const ct_field *field, slot *out)
{
    const char *p = field->start, *end = p + field->length;
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    while (p < end && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    bool integer;
    if (is_missing(p, end - p)) {
        out->real = NAN;
        return REAL;
    }
    if (read_number(p, end, out, &integer) != end)
        return TEXT;
    return integer ? INTEGER : REAL;
}

static void column_to_real(table *t, int64_t column)
{
    for (int64_t i = 0; i < t->rows; i++) {
        slot *s = &t->slots[i * t->columns + column];
        s->real = (double)s->integer;
    }
    t->kinds[column] = REAL;
}

static void store(table *t, int64_t column, slot *at, column_kind kind)
{
    if (t->kinds[column] == kind || t->kinds[column] == TEXT)
        return;
    if (kind == TEXT)
        t->kinds[column] = TEXT;
    else if (kind == REAL)
        column_to_real(t, column);
    else
        at->real = (double)at->integer;
}

/* -- the first walk ------------------------------------------------------------------------------
 */

/* A field that is a plain number followed by the delimiter or the line end, without a copy of its
 * bounds; false leaves the scanner where it was. */
static inline bool quick_number(table *t, slot *out, column_kind *kind, bool *last)
{
    ct_scan *s = &t->scan;
    bool integer;
    const char *q = read_number(s->at, s->end, out, &integer);
    if (q == s->at)
        return false;
    *kind = integer ? INTEGER : REAL;
    if (q < s->end && *q == s->delimiter && !s->spaces) {
        s->at = q + 1;
        *last = false;
        return true;
    }
    if (q < s->end && *q == '\n') {
        s->at = q + 1;
        s->line++;
        *last = true;
        return true;
    }
    return false;
}

static ct_status wrong_count(table *t, int64_t line, int64_t got)
{
    return ct_error_set(CT_VALUE_ERROR, t->source->op, 1,
                        "%.200s, line %lld: expected %lld field%s as in line %lld, got %lld",
                        t->source->name, (long long)line, (long long)t->columns,
                        t->columns == 1 ? "" : "s", (long long)t->first_line, (long long)got);
}

static ct_status read_row(table *t)
{
    ct_scan *s = &t->scan;
    slot *row = t->slots + t->rows * t->columns;
    int64_t line = s->line;
    bool last = false;
    for (int64_t column = 0; column < t->columns; column++) {
        if (last)
            return wrong_count(t, line, column);
        column_kind kind = TEXT;
        if (t->kinds[column] == TEXT || !quick_number(t, &row[column], &kind, &last)) {
            ct_field field;
            int64_t start = s->line;
            ct_field_end end = ct_scan_field(s, &field);
            if (end > CT_FIELD_LAST)
                return bad_end(t, start, end);
            last = end == CT_FIELD_LAST;
            if (t->kinds[column] != TEXT) {
                kind = classify(&field, &row[column]);
                if (kind == TEXT && t->rows)
                    t->spoilers[column] = (spoiler){start, field};
            }
        }
        store(t, column, &row[column], kind);
    }
    if (last)
        return CT_OK;
    int64_t more = ct_scan_count(s);
    return more < 0 ? bad_end(t, line, CT_FIELD_UNCLOSED) : wrong_count(t, line, t->columns + more);
}

static ct_status read_rows(table *t)
{
    while (ct_scan_row(&t->scan)) {
        if (t->rows == t->room) {
            int64_t room = t->room + t->room / 2 + 64, bytes;
            if (ct_mul_overflow(room, t->columns, &bytes) ||
                ct_mul_overflow(bytes, (int64_t)sizeof(slot), &bytes))
                bytes = -1;
            slot *more = ct_realloc(t->slots, bytes);
            if (!more)
                return CT_MEMORY_ERROR;
            t->slots = more;
            t->room = room;
        }
        ct_status status = ct_interrupted();
        if (!status)
            status = read_row(t);
        if (status)
            return status;
        t->rows++;
    }
    return CT_OK;
}

/* -- before the rows ------------------------------------------------------------------------------
 */

/* The first delimiter that gives the same number of fields, more than one, on every line looked at;
 * failing that, the one that divides the first line most. */
static char guess_delimiter(const ct_scan *start)
{
    enum { LINES = 20 };
    char best = ',';
    int64_t most = 1;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        ct_scan s = *start;
        s.delimiter = delimiters[i];
        s.spaces = delimiters[i] == ' ';
        if (!ct_scan_row(&s))
            break;
        int64_t first = ct_scan_count(&s);
        bool same = first > 1;
        for (int line = 1; same && line < LINES && ct_scan_row(&s); line++)
            same = ct_scan_count(&s) == first;
        if (same)
            return delimiters[i];
        if (first > most && delimiters[i] != ' ') {
            best = delimiters[i];
            most = first;
        }
    }
    return best;
}

/* The first row: how many fields, and whether it looks like names: no number, not all missing. */
static ct_status first_row(table *t, ct_header_rule rule)
{
    ct_scan *s = &t->scan;
    ct_scan start = *s;
    t->first_line = s->line;
    t->columns = ct_scan_count(s);
    if (t->columns < 0) {
        *s = start;
        ct_field field;
        ct_field_end end = CT_FIELD_MORE;
        while (end == CT_FIELD_MORE)
            end = ct_scan_field(s, &field);
        return bad_end(t, s->line, end);
    }
    t->kinds = ct_alloc_zero(t->columns, 1);
    t->spoilers = t->kinds ? ct_alloc_zero(t->columns, sizeof *t->spoilers) : NULL;
    t->names = t->spoilers ? ct_alloc_many(t->columns, sizeof *t->names) : NULL;
    if (!t->names)
        return CT_MEMORY_ERROR;
    ct_scan after = *s;
    bool number = false, text = false;
    *s = start;
    for (int64_t i = 0; i < t->columns; i++) {
        slot value;
        ct_scan_field(s, &t->names[i]);
        if (classify(&t->names[i], &value) == TEXT)
            text = true;
        else if (t->names[i].length)
            number = true;
    }
    t->header = rule == CT_HEADER_YES || (rule == CT_HEADER_DETECT && text && !number);
    *s = t->header ? after : start;
    return CT_OK;
}

static ct_status begin(table *t, const uint8_t *bytes, const ct_csv_opts *opts)
{
    ct_scan *s = &t->scan;
    const char *text = (const char *)bytes;
    int64_t size = t->source->size;
    if (size >= 2 && (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2)))
        return bad_row(t, 1, "this is UTF-16 text: expected UTF-8");
    if (ct_source_plain(t->source, text, size))
        return ct_error_pending();
    int64_t skip = size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
    *s = (ct_scan){.at = text + skip,
                   .end = text + size,
                   .start = t->source->opened ? text : NULL,
                   .line = 1,
                   .quote = '"',
                   .comment = opts->comment ? opts->comment : '#'};
    for (int64_t i = 0; i < opts->skip_rows && s->at < s->end; i++)
        ct_scan_skip_line(s);
    s->delimiter = opts->delimiter ? opts->delimiter : guess_delimiter(s);
    s->spaces = s->delimiter == ' ';
    if (!ct_scan_row(s))
        return ct_error_set(CT_VALUE_ERROR, t->source->op, 1,
                            "%.200s: no rows: expected delimited "
                            "text",
                            t->source->name);
    if (ct_check_choice("load", 2, "header rule", opts->header, CT_HEADER_NO + 1))
        return ct_error_pending();
    ct_status status = first_row(t, opts->header);
    t->data = *s;
    return status;
}

/* -- results --------------------------------------------------------------------------------------
 */

/* Widths of text columns in characters, at least 1 as NumPy has it. */
static ct_status measure(table *t, int64_t *widths)
{
    ct_scan *s = &t->scan;
    *s = t->data;
    for (int64_t i = 0; i < t->columns; i++)
        widths[i] = 1;
    while (ct_scan_row(s)) {
        if (ct_interrupted())
            return CT_INTERRUPTED;
        for (int64_t i = 0; i < t->columns; i++) {
            ct_field field;
            int64_t line = s->line;
            ct_scan_field(s, &field);
            if (t->kinds[i] != TEXT)
                continue;
            int64_t width = ct_field_decode(&field, s->quote, NULL);
            if (width < 0)
                return bad_row(t, line, "not UTF-8 text");
            if (width > widths[i])
                widths[i] = width;
        }
    }
    return CT_OK;
}

/* Copies text fields: column i to out[i], whose elements are steps[i] bytes apart. */
static ct_status fill_text(table *t, char **out, const int64_t *steps)
{
    ct_scan *s = &t->scan;
    *s = t->data;
    for (int64_t row = 0; ct_scan_row(s); row++) {
        if (ct_interrupted())
            return CT_INTERRUPTED;
        for (int64_t i = 0; i < t->columns; i++) {
            ct_field field;
            ct_scan_field(s, &field);
            if (t->kinds[i] == TEXT)
                ct_field_decode(&field, s->quote, (uint32_t *)(void *)(out[i] + row * steps[i]));
        }
    }
    return CT_OK;
}

/* A str array is as wide as its widest field, so one long field among many rows could ask for the
 * square of the file's size; a table that is this sparse is refused. */
static ct_array *text_array(const table *t, int ndim, const int64_t *shape, int64_t width)
{
    enum { RATIO = 1024, SMALL = 1 << 26 };
    int64_t cells = ndim == 2 ? shape[0] * shape[1] : shape[0], bytes;
    if (ct_mul_overflow(cells, 4 * width, &bytes) ||
        (bytes > SMALL && bytes / RATIO > t->source->size))
        return ct_error_set(CT_VALUE_ERROR, t->source->op, 1,
                            "%.200s: %lld text fields of up to %lld characters are too many for an "
                            "array",
                            t->source->name, (long long)cells, (long long)width),
               NULL;
    const ct_dtype *dtype = ct_dtype_text(CT_NUM_STR, width);
    ct_array *a = dtype ? ct_zeros(ndim, shape, dtype) : NULL;
    ct_release(dtype);
    return a;
}

static ct_array *as_matrix(table *t)
{
    column_kind kind = INTEGER;
    for (int64_t i = 0; i < t->columns; i++)
        kind = t->kinds[i] > kind ? t->kinds[i] : kind;
    int64_t shape[] = {t->rows, t->columns};
    if (kind != TEXT) {
        ct_array *a = ct_empty(2, shape, kind == INTEGER && t->rows ? CT_INT64 : CT_FLOAT64);
        for (int64_t i = 0; a && kind == REAL && i < t->columns; i++)
            if (t->kinds[i] == INTEGER)
                column_to_real(t, i);
        if (a && a->size)
            memcpy(a->data, t->slots, (size_t)ct_nbytes(a));
        return a;
    }
    ct_array *a = NULL;
    int64_t *widths = ct_alloc_many(t->columns, sizeof *widths), width = 1;
    char **out = widths ? ct_alloc_many(t->columns, sizeof *out) : NULL;
    if (out) {
        memset(t->kinds, TEXT, (size_t)t->columns);
        if (!measure(t, widths)) {
            for (int64_t i = 0; i < t->columns; i++)
                width = widths[i] > width ? widths[i] : width;
            a = text_array(t, 2, shape, width);
        }
        for (int64_t i = 0; a && i < t->columns; i++) {
            out[i] = a->data + i * a->strides[1];
            widths[i] = a->strides[0];
        }
        if (a && fill_text(t, out, widths)) {
            ct_release(a);
            a = NULL;
        }
    }
    ct_dealloc(out);
    ct_dealloc(widths);
    return a;
}

/* A column's name, without the blanks around it; "column 3" when it is empty. */
static ct_object *name_object(table *t, int64_t column)
{
    ct_field field = t->names[column];
    while (!field.quoted && field.length && *field.start == ' ')
        field.start++, field.length--;
    while (!field.quoted && field.length && field.start[field.length - 1] == ' ')
        field.length--;
    ct_object *name = NULL;
    if (!field.length) {
        char text[8 + CT_REPR_ROOM] = "column ";
        int n = ct_repr_int(text + 7, column + 1);
        return ct_string(text, 7 + n);
    }
    int64_t width = ct_field_decode(&field, t->scan.quote, NULL), bytes = 0;
    if (width < 0) {
        bad_row(t, t->first_line, "not UTF-8 text");
        return NULL;
    }
    char *text = ct_alloc(field.length);
    for (int64_t i = 0; text && i < field.length; i++) {
        text[bytes++] = field.start[i];
        i += field.doubled && field.start[i] == t->scan.quote;
    }
    if (text)
        name = ct_string(text, bytes);
    ct_dealloc(text);
    return name;
}

static ct_array *column_array(table *t, int64_t column, int64_t width)
{
    int64_t n = t->rows;
    if (t->kinds[column] == TEXT)
        return text_array(t, 1, &n, width);
    bool integer = t->kinds[column] == INTEGER && n;
    ct_array *a = ct_empty(1, &n, integer ? CT_INT64 : CT_FLOAT64);
    for (int64_t i = 0; a && i < n; i++)
        memcpy(a->data + i * 8, &t->slots[i * t->columns + column], 8);
    return a;
}

static ct_status add_column(table *t, ct_object *dict, int64_t column, ct_array *a)
{
    ct_object *name = a ? name_object(t, column) : NULL;
    ct_object *old = name ? ct_dict_get(dict, name) : NULL;
    ct_status status = ct_error_pending();
    if (old)
        status = ct_error_set(CT_VALUE_ERROR, t->source->op, 1,
                              "%.200s, line %lld: two columns are called '%.80s'; without the "
                              "header, loadtxt(..., skiprows=%lld), it is one array",
                              t->source->name, (long long)t->first_line,
                              ct_as_string(name, &(int64_t){0}), (long long)t->first_line);
    else if (!status)
        status = ct_dict_set(dict, name, (ct_object *)a);
    ct_release(old);
    ct_release(name);
    return status;
}

static ct_object *as_dict(table *t)
{
    bool any_text = false;
    for (int64_t i = 0; i < t->columns; i++)
        any_text |= t->kinds[i] == TEXT;
    ct_object *dict = ct_dict();
    int64_t *widths = dict ? ct_alloc_zero(t->columns, sizeof *widths) : NULL;
    char **out = widths ? ct_alloc_many(t->columns, sizeof *out) : NULL;
    ct_status status = !out ? CT_MEMORY_ERROR : any_text ? measure(t, widths) : CT_OK;
    for (int64_t i = 0; !status && i < t->columns; i++) {
        ct_array *a = column_array(t, i, widths[i]);
        status = add_column(t, dict, i, a);
        if (!status) {
            out[i] = a->data; /* the dict keeps it alive */
            widths[i] = ct_dtype_itemsize(a->dtype);
        }
        ct_release(a);
    }
    if (!status && any_text)
        status = fill_text(t, out, widths);
    ct_dealloc(out);
    ct_dealloc(widths);
    if (status) {
        ct_release(dict);
        return NULL;
    }
    return dict;
}

/* "line 7: 'err' is no number" for each column that has such a field, None for the others. */
static ct_status add_notes(const table *t, ct_list *notes)
{
    enum { MOST = 40 }; /* bytes of the field that are shown */
    ct_status status = CT_OK;
    for (int64_t i = 0; i < t->columns && !status; i++) {
        const spoiler *bad = &t->spoilers[i];
        int64_t n = bad->field.length < MOST ? bad->field.length : MOST;
        while (n > 0 && n < bad->field.length && (bad->field.start[n] & 0xc0) == 0x80)
            n--;
        ct_text text = CT_TEXT_START;
        ct_object *field = bad->line ? ct_string(bad->field.start, n) : NULL, *note = NULL;
        if (field && !ct_text_format(&text, "line %lld: ", (long long)bad->line) &&
            !ct_text_repr(&text, field) &&
            !ct_text_format(&text, "%s is no number", n < bad->field.length ? "..." : ""))
            note = ct_text_box(&text);
        else if (!bad->line)
            note = ct_none();
        status = note ? ct_list_append(notes, note) : ct_error_pending();
        ct_text_close(&text);
        ct_release(field);
        ct_release(note);
    }
    return status;
}

ct_object *ct_csv_read(ct_source *source, const ct_csv_opts *opts, ct_list *notes)
{
    table t = {.source = source};
    ct_object *result = NULL;
    const uint8_t *bytes = ct_source_all(source);
    if (bytes && !begin(&t, bytes, opts) && !read_rows(&t))
        result = t.header ? as_dict(&t) : (ct_object *)as_matrix(&t);
    if (result && notes && add_notes(&t, notes)) {
        ct_release(result);
        result = NULL;
    }
    ct_dealloc(t.kinds);
    ct_dealloc(t.spoilers);
    ct_dealloc(t.names);
    ct_dealloc(t.slots);
    return result;
}

/* -- the public calls -----------------------------------------------------------------------------
 */

static bool is_tsv(const char *path)
{
    size_t n = strlen(path);
    return n >= 4 && !strcmp(path + n - 4, ".tsv");
}

ct_object *ct_load_csv(const char *path, const ct_csv_opts *opts)
{
    ct_csv_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    ct_source source;
    if (ct_source_open(&source, "load", path))
        return NULL;
    if (!o.delimiter && is_tsv(path))
        o.delimiter = '\t';
    ct_object *result = ct_csv_read(&source, &o, NULL);
    ct_source_close(&source);
    return result;
}

ct_object *ct_load_csv_memory(const char *text, int64_t bytes, const ct_csv_opts *opts)
{
    if (!text)
        return ct_null_input("load", 1), NULL;
    ct_csv_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    ct_source source;
    ct_source_memory(&source, "load", text, bytes);
    return ct_csv_read(&source, &o, NULL);
}
