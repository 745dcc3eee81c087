/* append.c: carton append FILE IN... */
#include "cli.h"

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
        ct_array *a = value ? ct_asarray(value, NULL) : NULL;
        status = a ? ct_npy_appender_add(appender, a) : ct_error_pending();
        ct_release(a);
        ct_release(value);
    }
    if (!status) {
        file = NULL;
        status = ct_npy_appender_commit(appender);
    }
    ct_npy_appender_free(appender);
    progress_end();
    return status ? report_error(NULL, file) : EXIT_DONE;
}
