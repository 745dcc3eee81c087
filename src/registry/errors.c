/* errors.c: rows about floating-point errors. */
#include <string.h>

#include "args.h"

static const char *const modes[] = {"warn", "ignore", "raise"}; /* by ct_fp_mode */
enum { MODES = sizeof modes / sizeof *modes };

static ct_status put_mode(ct_object *dict, const char *name, ct_fp_mode mode)
{
    ct_object *key = ct_string(name, -1), *value = key ? ct_string(modes[mode], -1) : NULL;
    ct_status status = value ? ct_dict_set(dict, key, value) : ct_error_pending();
    ct_release(key);
    ct_release(value);
    return status;
}

static ct_object *state_dict(ct_errstate state)
{
    ct_object *dict = ct_dict();
    if (dict && !put_mode(dict, "divide", state.divide) && !put_mode(dict, "over", state.over) &&
        !put_mode(dict, "under", state.under) && !put_mode(dict, "invalid", state.invalid))
        return dict;
    ct_release(dict);
    return NULL;
}

static ct_status take_mode(const ct_object *all, const ct_object *arg, ct_fp_mode *out)
{
    const char *text;
    ct_status status = ct_arg_text(ct_arg_given(arg) ? arg : all, NULL, &text);
    if (status || !text)
        return status;
    for (int i = 0; i < MODES; i++)
        if (!strcmp(text, modes[i])) {
            *out = (ct_fp_mode)i;
            return CT_OK;
        }
    return ct_error_set(CT_VALUE_ERROR, "seterr", 0,
                        "mode '%s' is not known: ignore, warn and raise are", text);
}

static ct_object *seterr(const ct_routine *routine, ct_object *const *args)
{
    ct_errstate state = ct_geterr();
    if (take_mode(args[0], args[1], &state.divide) || take_mode(args[0], args[2], &state.over) ||
        take_mode(args[0], args[3], &state.under) || take_mode(args[0], args[4], &state.invalid))
        return NULL;
    ct_object *before = state_dict(ct_geterr());
    if (before)
        ct_seterr(state);
    return before;
}

static ct_object *geterr(const ct_routine *routine, ct_object *const *args)
{
    return state_dict(ct_geterr());
}

const ct_routine ct_routines_errors[] = {
    CT_ROW("seterr", "errors", "(all=None, divide=None, over=None, under=None, invalid=None)",
           "What floating-point errors do: ignore, warn or raise. Gives the state before.", seterr),
    CT_ROW("geterr", "errors", "()", "What floating-point errors do.", geterr),
};
CT_ROUTINES_END(errors);
