/* info.c: carton info FILE...: a table of what each file holds, and the range of its numbers.
 *
 * Statistics leave nan out and count it; inf counts as a value. */
#include "cli.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 11, MOST_ROWS = 4096, CELL = 64, NOTE = 200 };
static const char *const titles[COLUMNS] = {"name", "dtype", "shape", "order", "bytes", "count",
                                            "min",  "mean",  "max",   "nan",   "inf"};

typedef struct table {
    char (*cells)[COLUMNS][CELL]; /* rows */
    char (*notes)[NOTE];          /* rows: why numbers are text; mostly "" */
    int rows;
    ct_format format;
    bool named;
} table;

static void shape_text(char out[CELL], int ndim, const int64_t *shape)
{
    int at = snprintf(out, CELL, "(");
    for (int i = 0; i < ndim && at < CELL - 24; i++)
        at += snprintf(out + at, (size_t)(CELL - at), i ? ", %lld" : "%lld", (long long)shape[i]);
    snprintf(out + at, (size_t)(CELL - at), ndim == 1 ? ",)" : ")");
}

static bool add_row(void *context, const ct_file_entry *entry)
{
    table *t = context;
    char(*row)[CELL] = t->cells[t->rows];
    memset(row, 0, sizeof t->cells[0]);
    t->format = entry->format;
    t->named |= entry->name != NULL;
    snprintf(row[0], CELL, "%s", entry->name ? entry->name : "");
    snprintf(row[1], CELL, "%s%s", ct_dtype_name(entry->dtype),
             entry->big_endian ? " big-endian" : "");
    snprintf(t->notes[t->rows], NOTE, "%s", entry->note ? entry->note : "");
    shape_text(row[2], entry->ndim, entry->shape);
    snprintf(row[3], CELL, "%s", entry->fortran_order ? "F" : "C");
    snprintf(row[4], CELL, "%lld%s", (long long)entry->bytes, entry->compressed ? " deflated" : "");
    return ++t->rows < MOST_ROWS;
}

/* -- statistics ------------------------------------------------------------------------------- */

static void number_text(char out[CELL], const ct_array *value)
{
    double x;
    int64_t i;
    if (!value)
        snprintf(out, CELL, "-");
    else if (ct_dtype_kind(ct_dtype_of(value)) != 'f' && !ct_item_i64(value, &i))
        snprintf(out, CELL, "%lld", (long long)i);
    else if (!ct_item_f64(value, &x))
        snprintf(out, CELL, "%.6g", x);
}

static int64_t count_true(const ct_array *mask)
{
    ct_array *count = ct_count_nonzero_opts(mask, NULL);
    int64_t n = 0;
    if (count)
        ct_item_i64(count, &n);
    ct_release(count);
    return n;
}

/* Real numbers only: text has no range and complex numbers no order. */
static void statistics(const ct_array *a, char row[COLUMNS][CELL])
{
    CT_SCOPE(s);
    snprintf(row[5], CELL, "%lld", (long long)ct_size(a));
    char kind = ct_dtype_kind(ct_dtype_of(a));
    if (!strchr("biuf", kind) || ct_size(a) == 0)
        return;
    const ct_array *values = a;
    if (kind == 'f') {
        ct_array *nan = ct_own(&s, ct_isnan(a));
        snprintf(row[9], CELL, "%lld", (long long)count_true(nan));
        snprintf(row[10], CELL, "%lld", (long long)count_true(ct_own(&s, ct_isinf(a))));
        const ct_index pick[] = {ct_pick(ct_own(&s, ct_logical_not(nan))), ct_end};
        values = ct_own(&s, ct_index_get(a, pick));
    }
    if (!values || ct_size(values) == 0)
        return;
    number_text(row[6], ct_own(&s, ct_min_opts(values, NULL)));
    number_text(row[7], ct_own(&s, ct_mean_opts(values, NULL)));
    number_text(row[8], ct_own(&s, ct_max_opts(values, NULL)));
}

static ct_status add_statistics(table *t, const char *path)
{
    ct_object *data = ct_load(path);
    if (!data)
        return ct_error_pending();
    if (ct_type_of(data) == &ct_dict_type) {
        ct_object *key, *value;
        int64_t position = 0;
        for (int i = 0; ct_dict_next(data, &position, &key, &value) && i < t->rows; i++)
            if (ct_type_of(value) == &ct_array_type)
                statistics((const ct_array *)value, t->cells[i]);
    } else if (t->rows > 0) {
        statistics((const ct_array *)data, t->cells[0]);
    }
    ct_release(data);
    return ct_error_pending();
}

/* -- output ----------------------------------------------------------------------------------- */

static void print_table(const table *t)
{
    int width[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        width[c] = (int)strlen(titles[c]);
        for (int r = 0; r < t->rows; r++)
            if ((int)strlen(t->cells[r][c]) > width[c])
                width[c] = (int)strlen(t->cells[r][c]);
    }
    for (int r = -1; r < t->rows; r++) {
        for (int c = t->named ? 0 : 1; c < COLUMNS; c++) {
            const char *cell = r < 0 ? titles[c] : t->cells[r][c][0] ? t->cells[r][c] : "-";
            printf(c >= 4 ? "  %*s" : "  %-*s", width[c], cell);
        }
        putchar('\n');
    }
    for (int r = 0; r < t->rows; r++)
        if (t->notes[r][0])
            printf("%s%stext; %s\n", t->cells[r][0], t->named ? ": " : "", t->notes[r]);
}

static int info_file(const char *path, table *t)
{
    static const char *const formats[] = {"?", "npy", "npz", "csv", "tsv"};
    t->rows = 0;
    t->named = false;
    t->format = CT_FORMAT_AUTO;
    progress_begin();
    bool failed = ct_file_info(path, add_row, t) || add_statistics(t, path);
    progress_end();
    if (failed)
        return report_error(NULL, NULL);
    report_warnings();
    printf("%s: %s, %d array%s\n", path, formats[t->format], t->rows, t->rows == 1 ? "" : "s");
    print_table(t);
    return EXIT_DONE;
}

int command_info(const options *opts, int n, char **files)
{
    if (n < 1)
        return usage_error("info takes files: carton info FILE...");
    static char cells[MOST_ROWS][COLUMNS][CELL];
    static char notes[MOST_ROWS][NOTE];
    table t = {.cells = cells, .notes = notes};
    int status = EXIT_DONE;
    for (int i = 0; i < n; i++)
        if (info_file(files[i], &t))
            status = EXIT_FAILED;
    return status;
}
