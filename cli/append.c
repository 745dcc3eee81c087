/* append.c: carton append FILE IN... */
#include "cli.h"

#include <string.h>

static bool note_ndim(void *context, const ct_file_entry *entry)
{
    *(int *)context = entry->ndim;
    return false;
}

static bool is_table(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (!strcmp(dot, ".csv") || !strcmp(dot, ".tsv"));
}

/* The array to append: of an .npz file or a table with names the only one; a table of one column
 * becomes one axis when `to`, the file that grows, has one. Takes `value`. */
static ct_array *only_values(ct_object *value, const char *from, const char *to)
{
    CT_SCOPE(s);
    ct_object *key, *item = ct_own(&s, value);
    int64_t position = 0;
    if (ct_type_of(value) == &ct_dict_type && ct_length(value) != 1) {
        ct_error_set(CT_VALUE_ERROR, "append", 2,
                     "%lld arrays or columns, one can be appended: carton -c 'x[\"NAME\"]' x=%s -o "
                     "one.npy takes it out",
                     (long long)ct_length(value), from);
        return NULL;
    }
    if (ct_type_of(value) == &ct_dict_type)
        ct_dict_next(value, &position, &key, &item);
    ct_array *a = ct_own(&s, ct_asarray(item, NULL));
    int ndim = 0;
    if (ct_ndim(a) == 2 && ct_shape(a)[1] == 1 && is_table(from) &&
        ct_file_info(to, note_ndim, &ndim) == CT_OK && ndim == 1)
        return ct_reshape(a, CT_SHAPE(-1));
    return ct_retain(a);
}

/* Each file's array, in one commit: all of them become part of FILE, or none. */
int command_append(const options *opts, int n, char **files)
{
    if (n < 2)
        return usage_error("append takes a .npy file and what to put at its end: "
                           "carton append FILE IN...");
    progress_begin();
    ct_npy_appender *appender = ct_npy_appender_open(files[0]);
    ct_status status = appender ? CT_OK : ct_error_pending();
    const char *file = NULL; /* whose values do not fit */
    for (int i = 1; i < n && !status; i++) {
        ct_object *value = ct_load(files[i]);
        file = value ? files[i] : NULL; /* an error of ct_load names it */
        ct_array *a = value ? only_values(value, files[i], files[0]) : NULL;
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
