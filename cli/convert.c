/* convert.c: carton convert IN OUT. */
#include "cli.h"

int command_convert(const options *opts, int n, char **files)
{
    if (n != 2)
        return usage_error("convert takes two files: carton convert IN OUT");
    ct_object *value = ct_load(files[0]);
    if (!value)
        return report_error(NULL, NULL);
    options to = *opts;
    to.output = files[1];
    return emit(&to, value);
}
