/* convert.c: carton convert IN OUT. */
#include "cli.h"

#include <string.h>

/* An .npz file of one array is that array where the target has no names for it. Takes `value`. */
static ct_object *only_array(ct_object *value, ct_format format, const char *path)
{
    ct_object *key, *item;
    int64_t position = 0;
    const char *dot = strrchr(path, '.');
    bool npy = format == CT_FORMAT_NPY || (!format && dot && !strcmp(dot, ".npy"));
    if (format == CT_FORMAT_NPZ || (!format && dot && !strcmp(dot, ".npz")))
        return value;
    if (ct_type_of(value) != &ct_dict_type || ct_length(value) != 1 ||
        !ct_dict_next(value, &position, &key, &item) || ct_type_of(item) != &ct_array_type)
        return value;
    if (!npy && ct_ndim((const ct_array *)item) == 1)
        return value; /* a column with its name */
    ct_retain(item);
    ct_release(value);
    return item;
}

int command_convert(const options *opts, int n, char **files)
{
    if (n != 2)
        return usage_error("convert takes two files: carton convert IN OUT");
    progress_begin();
    ct_object *value = ct_load(files[0]);
    progress_end();
    if (!value)
        return report_error(NULL, NULL);
    value = only_array(value, opts->format, files[1]);
    options to = *opts;
    to.output = files[1];
    return emit(&to, value);
}
