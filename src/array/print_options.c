/* print_options.c: the print options of each thread, and their checks. */
#include "print.h"

#include <string.h>

static const ct_printoptions defaults = {
    .precision = 8,
    .threshold = 1000,
    .edgeitems = 3,
    .linewidth = 75,
    .sign = '-',
    .nanstr = "nan",
    .infstr = "inf",
};
static _Thread_local ct_printoptions current;
static _Thread_local bool current_set;

static const char *const mode_names[CT_FLOATMODE_COUNT] = {"maxprec", "fixed", "unique",
                                                           "maxprec_equal"};

ct_printoptions ct_get_printoptions(void)
{
    return current_set ? current : defaults;
}

const char *ct_floatmode_name(ct_floatmode mode)
{
    return (unsigned)mode < CT_FLOATMODE_COUNT ? mode_names[mode] : "";
}

ct_floatmode ct_floatmode_parse(const char *name)
{
    for (int i = 0; name && i < CT_FLOATMODE_COUNT; i++)
        if (!strcmp(name, mode_names[i]))
            return (ct_floatmode)i;
    ct_error_set(
        CT_VALUE_ERROR, "set_printoptions", 0,
        "floatmode option must be one of \"fixed\", \"unique\", \"maxprec\", \"maxprec_equal\"");
    return CT_FLOATMODE_COUNT;
}

ct_status ct_set_printoptions(const ct_printoptions *options)
{
    const char *op = "set_printoptions";
    if (!options)
        return ct_null_input(op, 1);
    if (options->precision < 0 || options->precision > CT_MOST_PRECISION)
        return ct_error_set(CT_VALUE_ERROR, op, 1, "precision must be >= 0 and at most %d",
                            CT_MOST_PRECISION);
    if (options->sign != '-' && options->sign != '+' && options->sign != ' ')
        return ct_error_set(CT_VALUE_ERROR, op, 1, "sign option must be one of ' ', '+', or '-'");
    if ((unsigned)options->floatmode >= CT_FLOATMODE_COUNT)
        return ct_floatmode_parse(NULL), ct_error_pending();
    if (!memchr(options->nanstr, 0, sizeof options->nanstr) ||
        !memchr(options->infstr, 0, sizeof options->infstr))
        return ct_error_set(CT_VALUE_ERROR, op, 1, "nanstr and infstr have at most %d bytes",
                            (int)sizeof options->nanstr - 1);
    current = *options;
    current_set = true;
    return CT_OK;
}
