/* append.c: carton append FILE IN... */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* FILE: how many axes it has, and columns when it is a matrix that grows by rows. */
typedef struct target {
    int ndim;
    int64_t columns;
} target;

static bool note_target(void *context, const ct_file_entry *entry)
{
    bool rows = entry->ndim == 2 && !entry->fortran_order;
    *(target *)context = (target){entry->ndim, rows ? entry->shape[1] : 0};
    return false;
}

/* What a file's ending says, read as ct_load reads it. */
static ct_format format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    ct_format format = dot && !strchr(dot, '/') ? ct_format_parse(dot) : CT_FORMAT_AUTO;
    if (format == CT_FORMAT_AUTO)
        ct_error_take(NULL);
    return strcmp(path, "-") != 0 ? format : CT_FORMAT_CSV;
}

static bool is_table(const char *path)
{
    ct_format format = format_of(path);
    return format == CT_FORMAT_CSV || format == CT_FORMAT_TSV;
}

/* The columns of a table side by side, when all are numbers; NULL without an error otherwise. */
static ct_array *side_by_side(const ct_object *columns)
{
    ct_object *key, *value;
    int64_t position = 0;
    int n = 0, count = (int)ct_length(columns);
    ct_array **all = calloc((size_t)count, sizeof(ct_array *)), *result = NULL;
    while (all && ct_dict_next(columns, &position, &key, &value) &&
           ct_type_of(value) == &ct_array_type &&
           strchr("biufc", ct_dtype_kind(ct_dtype_of((const ct_array *)value))))
        all[n++] = (ct_array *)value;
    if (n == count && n > 0)
        result = ct_stack(n, all, 1);
    free(all);
    return result;
}

/* The array to append: of an .npz file or a table with names the only one, or all columns where
 * FILE has as many; a table of one column becomes one axis when FILE has one. Takes `value`. */
static ct_array *only_values(ct_object *value, const char *from, const target *to)
{
    CT_SCOPE(s);
    ct_object *key, *item = ct_own(&s, value);
    int64_t position = 0, count = ct_type_of(value) == &ct_dict_type ? ct_length(value) : 1;
    if (count == 0) {
        ct_error_set(CT_VALUE_ERROR, "append", 2, "there are no arrays in it");
        return NULL;
    }
    if (count == to->columns && is_table(from) && ct_type_of(value) == &ct_dict_type) {
        ct_array *matrix = side_by_side(value);
        if (matrix || ct_error_pending())
            return matrix;
    }
    if (count != 1) {
        ct_error_set(CT_VALUE_ERROR, "append", 2,
                     "%lld arrays or columns, one can be appended%s: carton -c 'x[\"NAME\"]' x=%s "
                     "-o one.npy takes it out",
                     (long long)count,
                     is_table(from) ? ", or as many columns of numbers as a 2-D FILE has" : "",
                     from);
        return NULL;
    }
    if (ct_type_of(value) == &ct_dict_type)
        ct_dict_next(value, &position, &key, &item);
    ct_array *a = ct_own(&s, ct_asarray(item, NULL));
    if (a && ct_ndim(a) == 2 && ct_shape(a)[1] == 1 && is_table(from) && to->ndim == 1)
        return ct_reshape(a, CT_SHAPE(-1));
    return ct_retain(a);
}

/* The error of a FILE that cannot grow, with what can be done. */
static void explain_target(const char *to, const char *from)
{
    static const char *const names[] = {"", "", ".npz", ".csv", ".tsv"}; /* by ct_format */
    ct_error error;
    ct_format format = format_of(to);
    if (format > CT_FORMAT_NPY && ct_error_pending() != CT_INTERRUPTED) {
        ct_error_take(NULL);
        ct_error_set(CT_VALUE_ERROR, "append", 1,
                     "append grows .npy files, '%.200s' is the name of a %s file", to,
                     names[format]);
    } else if (ct_error_pending() == CT_OS_ERROR && access(to, F_OK) && errno == ENOENT) {
        ct_error_take(&error);
        ct_error_set(CT_OS_ERROR, "append", 1, "%s; 'carton convert %.80s %.80s' makes it",
                     error.message, from, to);
    }
}

/* Each file's array, in one commit: all of them become part of FILE, or none. */
int command_append(const options *opts, int n, char **files)
{
    if (n < 2)
        return usage_error("append takes a .npy file and what to put at its end: "
                           "carton append FILE IN...");
    progress_begin();
    ct_npy_appender *appender = ct_npy_appender_open(files[0]);
    target to = {0};
    ct_status status = appender ? ct_file_info(files[0], note_target, &to) : ct_error_pending();
    if (!appender)
        explain_target(files[0], files[1]);
    const char *file = NULL; /* whose values do not fit */
    for (int i = 1; i < n && !status; i++) {
        ct_object *value = ct_load(files[i]);
        file = value ? files[i] : NULL; /* an error of ct_load names it */
        ct_array *a = value ? only_values(value, files[i], &to) : NULL;
        status = a ? ct_npy_appender_add(appender, a) : ct_error_pending();
        ct_release(a);
    }
    if (!status) {
        file = NULL;
        status = ct_npy_appender_commit(appender);
    }
    ct_npy_appender_free(appender);
    progress_end();
    return status ? report_error(NULL, file) : EXIT_DONE;
}
