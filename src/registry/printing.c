/* printing.c: rows of set_printoptions, array2string and their like, and of seterr and geterr. */
#include "args.h"
#include "object/object.h"

#include <carton/print.h>
#include <string.h>

/* -- options ----------------------------------------------------------------------------------- */

static ct_status read_count(const ct_object *arg, int64_t *out)
{
    double wide; /* threshold=inf is a way to say never */
    if (ct_arg_given(arg) && arg->type == &ct_float_type && !ct_as_float(arg, &wide)) {
        *out = wide > 1e18 ? INT64_MAX : (int64_t)wide;
        return CT_OK;
    }
    return ct_arg_int(arg, *out, out);
}

static ct_status read_precision(const ct_object *arg, ct_printoptions *o)
{
    int64_t precision;
    ct_status status = ct_arg_int(arg, o->precision, &precision);
    if (!status && (precision < 0 || precision > CT_MOST_PRECISION))
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "precision must be >= 0 and at most %d",
                            CT_MOST_PRECISION);
    o->precision = status ? o->precision : (int)precision;
    return status;
}

static ct_status read_word(const ct_object *arg, char *out, size_t room)
{
    const char *text;
    ct_status status = ct_arg_text(arg, out, &text);
    if (!status && strlen(text) >= room)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "a text of at most %d bytes is accepted",
                            (int)room - 1);
    if (!status && text != out)
        strcpy(out, text);
    return status;
}

static ct_status read_style(const ct_object *sign, const ct_object *mode, ct_printoptions *o)
{
    const char *text;
    ct_status status = ct_arg_text(sign, NULL, &text);
    if (!status && text) {
        if (!*text || text[1] || !strchr("-+ ", *text))
            return ct_error_set(CT_VALUE_ERROR, NULL, 0,
                                "sign option must be one of ' ', '+', or '-'");
        o->sign = *text;
    }
    status = status ? status : ct_arg_text(mode, NULL, &text);
    if (!status && text) {
        ct_floatmode floatmode = ct_floatmode_parse(text);
        if (floatmode == CT_FLOATMODE_COUNT)
            return ct_error_pending();
        o->floatmode = floatmode;
    }
    return status;
}

/* -- formatter= -------------------------------------------------------------------------------- */

/* NumPy's keys, most special first, and the elements each serves. */
static const struct {
    const char *key;
    unsigned formats;
} formatter_keys[] = {
    {"bool", CT_PRINT_BOOL},        {"int", CT_PRINT_INT},
    {"float", CT_PRINT_FLOAT},      {"complexfloat", CT_PRINT_COMPLEX},
    {"numpystr", CT_PRINT_TEXT},    {"int_kind", CT_PRINT_INT},
    {"float_kind", CT_PRINT_FLOAT}, {"complex_kind", CT_PRINT_COMPLEX},
    {"str_kind", CT_PRINT_TEXT},    {"all", ~0u & 31u},
};

static unsigned format_of(char kind)
{
    switch (kind) {
    case 'b':
        return CT_PRINT_BOOL;
    case 'f':
        return CT_PRINT_FLOAT;
    case 'c':
        return CT_PRINT_COMPLEX;
    case 'i':
    case 'u':
        return CT_PRINT_INT;
    default:
        return CT_PRINT_TEXT;
    }
}

static ct_object *formatter_for(const ct_object *dict, unsigned format)
{
    for (size_t i = 0; i < sizeof formatter_keys / sizeof *formatter_keys; i++) {
        ct_object *key =
            formatter_keys[i].formats & format ? ct_string(formatter_keys[i].key, -1) : NULL;
        ct_object *found = key ? ct_dict_get(dict, key) : NULL;
        ct_release(key);
        if (found)
            return found;
    }
    return NULL;
}

static ct_status format_element(void *context, const ct_object *scalar, ct_text *out)
{
    char kind = ct_dtype_kind(ct_scalar_dtype(scalar));
    ct_object *function = formatter_for(context, format_of(kind));
    if (!function)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "no formatter for this dtype");
    ct_object *argument = (ct_object *)(uintptr_t)scalar;
    ct_object *text = ct_call_object(function, 1, &argument, 0, NULL, NULL);
    ct_status status = text ? ct_text_str(out, text) : ct_error_pending();
    ct_release(function);
    ct_release(text);
    return status;
}

static ct_status read_formatter(ct_object *arg, ct_printoptions *o)
{
    if (!ct_arg_given(arg))
        return CT_OK;
    if (arg->type != &ct_dict_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "formatter must be a dict of functions");
    o->formats = 0;
    for (unsigned bit = 1; bit < 32; bit *= 2) {
        ct_object *function = formatter_for(arg, bit);
        o->formats |= function ? bit : 0;
        ct_release(function);
    }
    o->formatter = format_element;
    o->context = arg;
    return ct_error_pending();
}

/* -- set and get ---------------------------------------------------------------------------------
 */

static ct_object *set_printoptions(const ct_routine *routine, ct_object *const *args)
{
    ct_printoptions o = ct_get_printoptions();
    if (ct_arg_given(args[7]))
        return CT_FAIL(CT_NOT_IMPLEMENTED_ERROR, routine->name, 8,
                       "formatter= is accepted by array2string only");
    if (read_precision(args[0], &o) || read_count(args[1], &o.threshold) ||
        read_count(args[2], &o.edgeitems) || read_count(args[3], &o.linewidth) ||
        ct_arg_bool(ct_arg_given(args[4]) ? args[4] : NULL, o.suppress, &o.suppress) ||
        read_word(args[5], o.nanstr, sizeof o.nanstr) ||
        read_word(args[6], o.infstr, sizeof o.infstr) || read_style(args[8], args[9], &o))
        return NULL;
    return ct_none_result(ct_set_printoptions(&o));
}

/* Takes the value. */
static ct_status put(ct_object *dict, const char *name, ct_object *value)
{
    ct_object *key = ct_string(name, -1);
    ct_status status = key && value ? ct_dict_set(dict, key, value) : ct_error_pending();
    ct_release(key);
    ct_release(value);
    return status;
}

static ct_object *give_dict(ct_object *dict, ct_status status)
{
    if (!status)
        return dict;
    ct_release(dict);
    return NULL;
}

static ct_object *get_printoptions(const ct_routine *routine, ct_object *const *args)
{
    ct_printoptions o = ct_get_printoptions();
    ct_object *d = ct_dict();
    if (!d)
        return NULL;
    return give_dict(
        d, put(d, "precision", ct_int(o.precision)) || put(d, "threshold", ct_int(o.threshold)) ||
                   put(d, "edgeitems", ct_int(o.edgeitems)) ||
                   put(d, "linewidth", ct_int(o.linewidth)) ||
                   put(d, "suppress", ct_bool(o.suppress)) ||
                   put(d, "nanstr", ct_string(o.nanstr, -1)) ||
                   put(d, "infstr", ct_string(o.infstr, -1)) ||
                   put(d, "sign", ct_string(&o.sign, 1)) || put(d, "formatter", ct_none()) ||
                   put(d, "floatmode", ct_string(ct_floatmode_name(o.floatmode), -1)) ||
                   put(d, "legacy", ct_bool(false)) || put(d, "override_repr", ct_none())
               ? ct_error_pending()
               : CT_OK);
}

/* -- text of arrays ------------------------------------------------------------------------------
 */

static ct_object *text_result(char *text, int64_t length)
{
    ct_object *box = text ? ct_string(text, length) : NULL;
    ct_free(text);
    return box;
}

static ct_object *array2string(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const char *separator, *prefix, *suffix;
    ct_printoptions o = ct_get_printoptions();
    ct_array *a = ct_own(&s, ct_arg_array(args[0]));
    if (!a || read_count(args[1], &o.linewidth) || read_precision(args[2], &o) ||
        ct_arg_bool(ct_arg_given(args[3]) ? args[3] : NULL, o.suppress, &o.suppress) ||
        ct_arg_text(args[4], " ", &separator) || ct_arg_text(args[5], "", &prefix) ||
        read_formatter(args[6], &o) || read_count(args[7], &o.threshold) ||
        read_count(args[8], &o.edgeitems) || read_style(args[9], args[10], &o) ||
        ct_arg_text(args[11], "", &suffix))
        return NULL;
    int64_t length;
    char *text = ct_array2string(a, &o, separator, prefix, suffix, &length);
    return text_result(text, length);
}

/* array_repr and array_str by `op`. */
static ct_object *array_text(const ct_routine *routine, ct_object *const *args)
{
    ct_printoptions o = ct_get_printoptions();
    if (read_count(args[1], &o.linewidth) || read_precision(args[2], &o) ||
        ct_arg_bool(ct_arg_given(args[3]) ? args[3] : NULL, o.suppress, &o.suppress))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    int64_t length;
    char *text = !a ? NULL : (routine->op ? ct_array_str : ct_array_repr)(a, &o, &length);
    ct_release(a);
    return text_result(text, length);
}

/* -- text of floats ------------------------------------------------------------------------------
 */

static ct_status read_digits(const ct_object *arg, int *out)
{
    int64_t value;
    ct_status status = ct_arg_int(arg, *out, &value);
    if (!status && (value < -1 || value > CT_MOST_PRECISION))
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "digits and padding are at most %d",
                            CT_MOST_PRECISION);
    *out = status ? *out : (int)value;
    return status;
}

static ct_status read_trim(const ct_object *arg, char *out)
{
    const char *text;
    ct_status status = ct_arg_text(arg, "k", &text);
    if (!status && (!*text || text[1] || !strchr("k.0-", *text)))
        return ct_error_set(CT_TYPE_ERROR, NULL, 0,
                            "if supplied, trim must be 'k', '.', '0' or '-'");
    *out = status ? *out : *text;
    return status;
}

static ct_object *format_float(const ct_routine *routine, ct_object *const *args)
{
    ct_float_style style = CT_FLOAT_STYLE;
    bool scientific = routine->op;
    double x;
    if (ct_arg_float(args[0], 0, &x) || read_digits(args[1], &style.precision) ||
        ct_arg_bool(args[2], true, &style.unique))
        return NULL;
    if (args[0]->type == &ct_scalar_type && ct_dtype_kind(ct_scalar_dtype(args[0])) == 'f')
        style.bits = 8 * (int)ct_dtype_itemsize(ct_scalar_dtype(args[0]));
    ct_object *const *rest = args + (scientific ? 3 : 4);
    if ((!scientific && ct_arg_bool(args[3], true, &style.fractional)) ||
        read_trim(rest[0], &style.trim) || ct_arg_bool(rest[1], false, &style.sign) ||
        read_digits(rest[2], &style.pad_left) ||
        read_digits(rest[3], scientific ? &style.exp_digits : &style.pad_right) ||
        read_digits(rest[4], &style.min_digits))
        return NULL;
    int64_t length;
    char *text =
        (scientific ? ct_format_float_scientific : ct_format_float_positional)(x, &style, &length);
    return text_result(text, length);
}

/* -- floating-point errors
 * ------------------------------------------------------------------------- */

static const char *const modes[] = {"warn", "ignore", "raise"};

static ct_object *state_dict(ct_errstate state)
{
    ct_object *d = ct_dict();
    if (!d)
        return NULL;
    return give_dict(d, put(d, "divide", ct_string(modes[state.divide], -1)) ||
                                put(d, "over", ct_string(modes[state.over], -1)) ||
                                put(d, "under", ct_string(modes[state.under], -1)) ||
                                put(d, "invalid", ct_string(modes[state.invalid], -1))
                            ? ct_error_pending()
                            : CT_OK);
}

static ct_status read_mode(const ct_object *all, const ct_object *arg, ct_fp_mode *out)
{
    const char *text;
    ct_status status = ct_arg_text(ct_arg_given(arg) ? arg : all, NULL, &text);
    if (status || !text)
        return status;
    for (int i = 0; i < 3; i++)
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
    if (read_mode(args[0], args[1], &state.divide) || read_mode(args[0], args[2], &state.over) ||
        read_mode(args[0], args[3], &state.under) || read_mode(args[0], args[4], &state.invalid))
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

#define SHORT_NAMES "max_line_width=None, precision=None, suppress_small=None"
const ct_routine ct_routines_printing[] = {
    CT_ROW("set_printoptions", "printing",
           "(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, "
           "nanstr=None, infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, "
           "override_repr=None)",
           "How arrays are printed from now on.", set_printoptions),
    CT_ROW("get_printoptions", "printing", "()", "How arrays are printed, as a dict.",
           get_printoptions),
    CT_ROW("array2string", "printing",
           "(a, " SHORT_NAMES ", separator=' ', prefix='', *, formatter=None, threshold=None, "
           "edgeitems=None, sign=None, floatmode=None, suffix='', legacy=None)",
           "The text of an array with options.", array2string),
    {"array_repr", "printing", "(arr, " SHORT_NAMES ")", "The text array(...).", array_text, 0, 0,
     NULL},
    {"array_str", "printing", "(a, " SHORT_NAMES ")", "The text of the elements.", array_text, 1, 0,
     NULL},
    {"format_float_positional", "printing",
     "(x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, "
     "pad_right=None, min_digits=None)",
     "A float without exponent.", format_float, 0, 0, NULL},
    {"format_float_scientific", "printing",
     "(x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, "
     "min_digits=None)",
     "A float with exponent.", format_float, 1, 0, NULL},
    CT_ROW("seterr", "errors", "(all=None, divide=None, over=None, under=None, invalid=None)",
           "What floating-point errors do: ignore, warn or raise. Gives the state before.", seterr),
    CT_ROW("geterr", "errors", "()", "What floating-point errors do.", geterr),
};
CT_ROUTINES_END(printing);
