/* printing.c: rows about the text of arrays and numbers, and the print options. */
#include <carton/print.h>
#include <limits.h>
#include <string.h>

#include "args.h"
#include "array/print.h"
#include "dtype/dtype.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

static ct_object *text_result(CT_TAKE char *text, int64_t length)
{
    ct_object *result = text ? ct_string(text, length) : NULL;
    ct_free(text);
    return result;
}

/* -- options from arguments ---------------------------------------------------------------------
 */

/* A whole number in [0, most]; None and left out keep *out. */
static ct_status take_count(const ct_object *arg, const char *name, int64_t most, int64_t *out)
{
    int64_t value;
    if (!ct_arg_given(arg))
        return CT_OK;
    ct_status status = ct_arg_int(arg, 0, &value);
    if (!status && (value < 0 || value > most))
        status = ct_error_set(CT_VALUE_ERROR, NULL, 0, "%s must be >= 0 and at most %lld", name,
                              (long long)most);
    if (!status)
        *out = value;
    return status;
}

/* threshold=inf and sys.maxsize are ways to say "never summarise". */
static ct_status take_threshold(const ct_object *arg, int64_t *out)
{
    double value;
    if (!ct_arg_given(arg))
        return CT_OK;
    if (ct_type_of(arg) == &ct_str_type || ct_as_float(arg, &value)) {
        ct_error_take(NULL);
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "threshold must be numeric");
    }
    if (value != value)
        return ct_error_set(
            CT_VALUE_ERROR, NULL, 0,
            "threshold must be non-NAN, try sys.maxsize for untruncated representation");
    *out = value >= 9e18 ? INT64_MAX : value < 0 ? -1 : (int64_t)value;
    return CT_OK;
}

static ct_status take_sign(const ct_object *arg, char *out)
{
    const char *text;
    if (!ct_arg_given(arg))
        return CT_OK;
    text = ct_type_of(arg) == &ct_str_type ? ct_as_string(arg, NULL) : "";
    if (strlen(text) != 1 || !strchr("-+ ", text[0]))
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "sign option must be one of ' ', '+', or '-'");
    *out = text[0];
    return CT_OK;
}

static ct_status take_floatmode(const ct_object *arg, ct_floatmode *out)
{
    if (!ct_arg_given(arg))
        return CT_OK;
    ct_floatmode mode =
        ct_floatmode_parse(ct_type_of(arg) == &ct_str_type ? ct_as_string(arg, NULL) : "");
    if (mode == CT_FLOATMODE_COUNT)
        return ct_error_pending();
    *out = mode;
    return CT_OK;
}

static ct_status take_word(const ct_object *arg, const char *name, char *out, size_t size)
{
    const char *text = NULL;
    int64_t bytes;
    if (!ct_arg_given(arg))
        return CT_OK;
    if (!(text = ct_as_string(arg, &bytes)))
        return ct_error_pending();
    if (bytes >= (int64_t)size)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "%s has at most %d bytes", name,
                            (int)size - 1);
    memcpy(out, text, (size_t)bytes + 1);
    return CT_OK;
}

/* -- formatter= ------------------------------------------------------------------------------- */

/* NumPy's keys, the general ones first. */
static const struct {
    const char *key;
    unsigned formats;
} formatter_keys[] = {
    {"all", CT_PRINT_BOOL | CT_PRINT_INT | CT_PRINT_FLOAT | CT_PRINT_COMPLEX | CT_PRINT_TEXT},
    {"int_kind", CT_PRINT_INT},
    {"float_kind", CT_PRINT_FLOAT},
    {"complex_kind", CT_PRINT_COMPLEX},
    {"str_kind", CT_PRINT_TEXT},
    {"bool", CT_PRINT_BOOL},
    {"int", CT_PRINT_INT},
    {"float", CT_PRINT_FLOAT},
    {"complexfloat", CT_PRINT_COMPLEX},
    {"numpystr", CT_PRINT_TEXT},
};
enum { KEYS = sizeof formatter_keys / sizeof *formatter_keys };

/* The function of the most special key that serves `formats`; owned. */
static ct_object *find_formatter(const ct_object *dict, unsigned formats)
{
    ct_object *found = NULL;
    for (int i = 0; i < KEYS; i++) {
        if (!(formatter_keys[i].formats & formats))
            continue;
        ct_object *key = ct_string(formatter_keys[i].key, -1);
        ct_object *function = key ? ct_dict_get(dict, key) : NULL;
        ct_release(key);
        if (function && ct_type_of(function) != &ct_none_type) {
            ct_release(found);
            found = function;
        } else {
            ct_release(function);
        }
    }
    return found;
}

static ct_status call_formatter(void *context, const ct_object *scalar, ct_text *out)
{
    ct_object *function = find_formatter(context, ct_print_class(ct_scalar_dtype(scalar)));
    ct_object *argument = ct_retain(scalar);
    ct_object *text = function ? ct_call_object(function, 1, &argument, 0, NULL, NULL) : NULL;
    ct_status status = text ? ct_text_str(out, text) : ct_error_pending();
    ct_release(text);
    ct_release(argument);
    ct_release(function);
    return status;
}

static ct_status take_formatter(const ct_object *arg, ct_printoptions *o)
{
    if (!ct_arg_given(arg))
        return CT_OK;
    if (ct_type_of(arg) != &ct_dict_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0,
                            "formatter must be a dict of functions, not '%s'",
                            ct_type_of(arg)->name);
    o->formats = 0;
    for (int i = 0; i < KEYS; i++) {
        ct_object *function = find_formatter(arg, formatter_keys[i].formats);
        if (function && strcmp(formatter_keys[i].key, "all"))
            o->formats |= formatter_keys[i].formats;
        ct_release(function);
    }
    o->formatter = call_formatter;
    o->context = (void *)(uintptr_t)arg;
    return ct_error_pending();
}

/* -- the rows --------------------------------------------------------------------------------- */

/* (a, max_line_width, precision, suppress_small) */
static ct_status take_common(ct_object *const *args, ct_printoptions *o)
{
    int64_t precision = o->precision;
    ct_status status = take_count(args[1], "max_line_width", INT64_MAX, &o->linewidth);
    if (!status)
        status = take_count(args[2], "precision", CT_MOST_PRECISION, &precision);
    if (!status)
        status = ct_arg_bool(args[3], o->suppress, &o->suppress);
    o->precision = (int)precision;
    return status;
}

ENTRY(array2string)
{
    ct_printoptions o = ct_get_printoptions();
    const char *separator, *prefix, *suffix;
    if (take_common(args, &o) || ct_arg_text(args[4], " ", &separator) ||
        ct_arg_text(args[5], "", &prefix) || take_formatter(args[6], &o) ||
        take_threshold(args[7], &o.threshold) ||
        take_count(args[8], "edgeitems", INT64_MAX / 2, &o.edgeitems) ||
        take_sign(args[9], &o.sign) || take_floatmode(args[10], &o.floatmode) ||
        ct_arg_text(args[11], "", &suffix))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    int64_t length = 0;
    char *text = a ? ct_array2string(a, &o, separator, prefix, suffix, &length) : NULL;
    ct_release(a);
    return text_result(text, length);
}

ENTRY(array_text)
{
    ct_printoptions o = ct_get_printoptions();
    if (take_common(args, &o))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    int64_t length = 0;
    bool repr = !strcmp(routine->name, "array_repr");
    char *text = !a ? NULL : repr ? ct_array_repr(a, &o, &length) : ct_array_str(a, &o, &length);
    ct_release(a);
    return text_result(text, length);
}

/* The dict behind formatter=, kept alive as long as this thread's options name it. */
static _Thread_local ct_object *kept_formatter;

ENTRY(set_printoptions)
{
    ct_printoptions o = ct_get_printoptions();
    int64_t precision = o.precision;
    o.formats = 0;
    if (take_count(args[0], "precision", CT_MOST_PRECISION, &precision) ||
        take_threshold(args[1], &o.threshold) ||
        take_count(args[2], "edgeitems", INT64_MAX / 2, &o.edgeitems) ||
        take_count(args[3], "linewidth", INT64_MAX / 2, &o.linewidth) ||
        ct_arg_bool(args[4], o.suppress, &o.suppress) ||
        take_word(args[5], "nanstr", o.nanstr, sizeof o.nanstr) ||
        take_word(args[6], "infstr", o.infstr, sizeof o.infstr) || take_formatter(args[7], &o) ||
        take_sign(args[8], &o.sign) || take_floatmode(args[9], &o.floatmode))
        return NULL;
    o.precision = (int)precision;
    if (ct_set_printoptions(&o))
        return NULL;
    ct_object *old = kept_formatter;
    kept_formatter = o.formats ? ct_retain(args[7]) : NULL;
    ct_release(old);
    return ct_none();
}

static ct_status put(ct_object *dict, const char *name, CT_TAKE ct_object *value)
{
    ct_object *key = ct_string(name, -1);
    ct_status status = key && value ? ct_dict_set(dict, key, value) : ct_error_pending();
    ct_release(key);
    ct_release(value);
    return status;
}

ENTRY(get_printoptions)
{
    ct_printoptions o = ct_get_printoptions();
    ct_object *dict = ct_dict();
    if (dict && !put(dict, "edgeitems", ct_int(o.edgeitems)) &&
        !put(dict, "threshold", ct_int(o.threshold)) &&
        !put(dict, "floatmode", ct_string(ct_floatmode_name(o.floatmode), -1)) &&
        !put(dict, "precision", ct_int(o.precision)) &&
        !put(dict, "suppress", ct_bool(o.suppress)) &&
        !put(dict, "linewidth", ct_int(o.linewidth)) &&
        !put(dict, "nanstr", ct_string(o.nanstr, -1)) &&
        !put(dict, "infstr", ct_string(o.infstr, -1)) &&
        !put(dict, "sign", ct_string(&o.sign, 1)) &&
        !put(dict, "formatter", kept_formatter ? ct_retain(kept_formatter) : ct_none()) &&
        !put(dict, "legacy", ct_bool(false)) && !put(dict, "override_repr", ct_none()))
        return dict;
    ct_release(dict);
    return NULL;
}

/* -- one number ------------------------------------------------------------------------------- */

static ct_status take_style_int(const ct_object *arg, const char *name, int *out)
{
    int64_t value = *out;
    ct_status status = take_count(arg, name, CT_MOST_PRECISION, &value);
    *out = (int)value;
    return status;
}

static ct_status take_number(const ct_object *arg, double *x, ct_float_style *style)
{
    if (arg && ct_type_of(arg) == &ct_scalar_type) {
        const ct_dtype *dtype = ct_scalar_dtype(arg);
        if (ct_dtype_kind(dtype) == 'f')
            style->bits = 8 * (int)ct_dtype_itemsize(dtype);
    }
    return ct_as_float(arg, x);
}

static ct_status take_trim(const ct_object *arg, char *out)
{
    const char *text = "k";
    ct_status status = ct_arg_text(arg, "k", &text);
    if (!status && (strlen(text) != 1 || !strchr("k.0-", text[0])))
        status = ct_error_set(CT_TYPE_ERROR, NULL, 0,
                              "if supplied, trim must be 'k', '.', '0' or '-' found `%s`", text);
    *out = text[0];
    return status;
}

ENTRY(format_float)
{
    ct_float_style style = CT_FLOAT_STYLE;
    double x;
    bool positional = !strcmp(routine->name, "format_float_positional");
    int64_t length = 0;
    if (take_number(args[0], &x, &style) ||
        take_style_int(args[1], "precision", &style.precision) ||
        ct_arg_bool(args[2], true, &style.unique))
        return NULL;
    ct_object *const *rest = args + 3;
    if (positional && ct_arg_bool(*rest++, true, &style.fractional))
        return NULL;
    if (take_trim(rest[0], &style.trim) || ct_arg_bool(rest[1], false, &style.sign) ||
        take_style_int(rest[2], "pad_left", &style.pad_left) ||
        take_style_int(rest[3], positional ? "pad_right" : "exp_digits",
                       positional ? &style.pad_right : &style.exp_digits) ||
        take_style_int(rest[4], "min_digits", &style.min_digits))
        return NULL;
    char *text = positional ? ct_format_float_positional(x, &style, &length)
                            : ct_format_float_scientific(x, &style, &length);
    return text_result(text, length);
}

/* Digits of `value` in `base`, at least `width` of them; 128 digits are enough for base 2. */
static ct_object *digits_of(ct_uint128 value, int base, bool negative, int64_t width)
{
    char digits[160];
    int at = sizeof digits;
    do
        digits[--at] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(int)(value % (unsigned)base)];
    while (value /= (unsigned)base);
    ct_text out = CT_TEXT_START;
    ct_status status = negative ? ct_text_add(&out, "-", 1) : CT_OK;
    for (int64_t n = (int64_t)sizeof digits - at; n < width && !status; n++)
        status = ct_text_add(&out, "0", 1);
    if (!status)
        status = ct_text_add(&out, digits + at, (int64_t)sizeof digits - at);
    if (!status)
        return ct_text_box(&out);
    ct_text_close(&out);
    return NULL;
}

enum { MOST_DIGITS_PADDED = 1 << 20 };

/* With a width negative numbers are two's complement of that width. */
ENTRY(binary_repr)
{
    ct_int128 value;
    int64_t width = 0;
    if (ct_as_wide(args[0], &value) || take_count(args[1], "width", MOST_DIGITS_PADDED, &width))
        return NULL;
    bool negative = value < 0;
    ct_uint128 magnitude = negative ? -(ct_uint128)value : (ct_uint128)value;
    if (!ct_arg_given(args[1]))
        return digits_of(magnitude, 2, negative, 0);
    if (width < 128) {
        ct_uint128 limit = (ct_uint128)1 << width, half = width ? limit / 2 : 0;
        if (negative ? magnitude > half : magnitude >= limit)
            return CT_FAIL(CT_VALUE_ERROR, "binary_repr", 2,
                           "Insufficient bit width=%lld provided for the number", (long long)width);
        return digits_of(negative ? limit - magnitude : magnitude, 2, false, width);
    }
    return digits_of(magnitude, 2, negative, width);
}

ENTRY(base_repr)
{
    ct_int128 value;
    int64_t base, padding = 0;
    if (ct_as_wide(args[0], &value) || ct_arg_int(args[1], 2, &base) ||
        take_count(args[2], "padding", MOST_DIGITS_PADDED, &padding))
        return NULL;
    if (base < 2 || base > 36)
        return CT_FAIL(CT_VALUE_ERROR, "base_repr", 2,
                       base < 2 ? "Bases less than 2 not handled in base_repr."
                                : "Bases greater than 36 not handled in base_repr.");
    bool negative = value < 0;
    ct_uint128 magnitude = negative ? -(ct_uint128)value : (ct_uint128)value;
    int64_t digits = magnitude == 0 && padding ? 0 : 1;
    for (ct_uint128 rest = magnitude / (unsigned)base; rest; rest /= (unsigned)base)
        digits++;
    return digits_of(magnitude, (int)base, negative, digits + padding);
}

#define ROW(name, signature, doc, entry) CT_ROW(name, "printing", signature, doc, entry)
const ct_routine ct_routines_printing[] = {
    ROW("array2string",
        "(a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='', "
        "*, "
        "formatter=None, threshold=None, edgeitems=None, sign=None, floatmode=None, suffix='', "
        "legacy=None)",
        "The text of an array, laid out as asked.", array2string),
    ROW("array_repr", "(arr, max_line_width=None, precision=None, suppress_small=None)",
        "The text that would make the array again: array([1, 2]).", array_text),
    ROW("array_str", "(a, max_line_width=None, precision=None, suppress_small=None)",
        "The text of an array as print shows it: [1 2].", array_text),
    ROW("set_printoptions",
        "(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, "
        "nanstr=None, "
        "infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, "
        "override_repr=None)",
        "How arrays are printed from now on; None keeps an option.", set_printoptions),
    ROW("get_printoptions", "()", "The print options as a dict.", get_printoptions),
    ROW("format_float_positional",
        "(x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, "
        "pad_right=None, min_digits=None)",
        "One number without an exponent.", format_float),
    ROW("format_float_scientific",
        "(x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, "
        "min_digits=None)",
        "One number with an exponent.", format_float),
    ROW("binary_repr", "(num, width=None)", "An integer in base 2; two's complement with a width.",
        binary_repr),
    ROW("base_repr", "(number, base=2, padding=0)", "An integer in a base from 2 to 36.",
        base_repr),
};
CT_ROUTINES_END(printing);
