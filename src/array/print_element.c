/* print_element.c: how the elements of one array are written, so that they line up.
 *
 * A first walk over the elements that will be shown finds the common width (integers), and the
 * exponent rule, the digits before and after the point and the sign column (floats). The rules are
 * NumPy's: scientific when the largest magnitude reaches 1e8 (or 10^precision of the dtype, if that
 * is less), the smallest nonzero one is under 1e-4, or their ratio exceeds 1000. */
#include "print.h"

#include "dtype/dtype.h"

#include <math.h>
#include <string.h>

/* -- floats ----------------------------------------------------------------------------------- */

typedef struct float_scan {
    ct_float_format *format;
    const ct_dtype *dtype;
    int part; /* 0 real, 1 imaginary */
    double least, most;
    int64_t finite;
    bool negative, nonfinite, negative_infinity;
    ct_float_size size;
    ct_status status;
} float_scan;

static double float_part(const ct_dtype *dtype, const char *element, int part)
{
    float single;
    double value;
    uint16_t half;
    switch (dtype->num) {
    case CT_NUM_FLOAT16:
        memcpy(&half, element, sizeof half);
        return (double)ct_half_to_float(half);
    case CT_NUM_FLOAT32:
    case CT_NUM_COMPLEX64:
        memcpy(&single, element + part * (int)sizeof single, sizeof single);
        return (double)single;
    default:
        memcpy(&value, element + part * (int)sizeof value, sizeof value);
        return value;
    }
}

static int float_bits(const ct_dtype *dtype)
{
    return dtype->num == CT_NUM_FLOAT16                                     ? 16
           : dtype->num == CT_NUM_FLOAT32 || dtype->num == CT_NUM_COMPLEX64 ? 32
                                                                            : 64;
}

static void scan_range(void *context, const char *element)
{
    float_scan *scan = context;
    double x = float_part(scan->dtype, element, scan->part);
    if (!isfinite(x)) {
        scan->nonfinite = true;
        scan->negative_infinity |= isinf(x) && x < 0;
        return;
    }
    scan->finite++;
    scan->negative |= signbit(x) != 0;
    double magnitude = fabs(x);
    if (magnitude != 0) {
        scan->least = fmin(scan->least, magnitude);
        scan->most = fmax(scan->most, magnitude);
    }
}

static void scan_size(void *context, const char *element)
{
    float_scan *scan = context;
    double x = float_part(scan->dtype, element, scan->part);
    if (!isfinite(x) || scan->status)
        return;
    ct_float_size size = {0, 0, 0};
    scan->status = scan->format->scientific
                       ? ct_format_scientific(x, &scan->format->style, NULL, &size)
                       : ct_format_positional(x, &scan->format->style, NULL, &size);
    if (size.whole > scan->size.whole)
        scan->size.whole = size.whole;
    if (size.fraction > scan->size.fraction)
        scan->size.fraction = size.fraction;
    if (size.exponent > scan->size.exponent)
        scan->size.exponent = size.exponent;
}

/* x rounded to the format of `bits`: the rules compare in the array's own precision. */
static double rounded(double x, int bits)
{
    return bits == 64   ? x
           : bits == 32 ? (double)(float)x
                        : (double)ct_half_to_float(ct_double_to_half(x));
}

static bool wants_exponent(const float_scan *scan, const ct_printoptions *options)
{
    int bits = float_bits(scan->dtype);
    if (scan->most == 0)
        return false;
    /* Decimal digits that float16 and float32 hold; above them the digits shown would be noise. */
    double limit = bits == 16 ? 1e3 : bits == 32 ? 1e6 : 1e8;
    return scan->most >= limit ||
           (!options->suppress && (scan->least < rounded(0.0001, bits) ||
                                   rounded(scan->most / scan->least, bits) > 1000.0));
}

static void settle_widths(ct_float_format *f, const float_scan *scan)
{
    ct_floatmode mode = f->options->floatmode;
    ct_float_style *style = &f->style;
    int pad_left = scan->size.whole, pad_right = scan->size.fraction;
    if (f->scientific) {
        style->trim = 'k';
        style->precision = style->min_digits = scan->size.fraction;
        style->exp_digits = scan->size.exponent;
        pad_right = scan->size.exponent + 2 + scan->size.fraction;
    } else if (mode == CT_FLOATMODE_FIXED || mode == CT_FLOATMODE_MAXPREC_EQUAL) {
        style->precision = style->min_digits = pad_right;
        style->trim = 'k';
    } else {
        style->trim = '.';
        style->min_digits = 0;
    }
    if (scan->finite == 0)
        pad_left = pad_right = 0;
    if (f->sign == ' ' && !scan->negative)
        pad_left++;
    if (scan->nonfinite) {
        int offset = pad_right + 1;
        int nan = (int)strlen(f->options->nanstr) - offset;
        int inf =
            (int)strlen(f->options->infstr) + (f->sign != '-' || scan->negative_infinity) - offset;
        pad_left = pad_left > nan ? pad_left : nan;
        pad_left = pad_left > inf ? pad_left : inf;
    }
    style->pad_left = pad_left;
    style->pad_right = f->scientific ? -1 : pad_right;
    f->nonfinite_width = pad_left + pad_right + 1;
}

static ct_status float_format_init(ct_float_format *f, const ct_array *a, int part, char sign,
                                   const ct_printoptions *options)
{
    bool fixed = options->floatmode == CT_FLOATMODE_FIXED;
    int precision = options->floatmode == CT_FLOATMODE_UNIQUE ? -1 : options->precision;
    *f = (ct_float_format){.sign = sign, .options = options};
    f->style = (ct_float_style)CT_FLOAT_STYLE;
    f->style.precision = precision;
    f->style.unique = !fixed;
    f->style.trim = fixed ? 'k' : '.';
    f->style.sign = sign == '+';
    f->style.bits = float_bits(a->dtype);
    float_scan scan = {.format = f, .dtype = a->dtype, .part = part, .least = INFINITY};
    ct_each_shown(a, options, scan_range, &scan);
    f->scientific = wants_exponent(&scan, options);
    ct_each_shown(a, options, scan_size, &scan);
    if (!scan.status)
        settle_widths(f, &scan);
    return scan.status;
}

static ct_status float_write(const ct_float_format *f, double x, ct_text *out)
{
    if (isfinite(x))
        return f->scientific ? ct_format_scientific(x, &f->style, out, NULL)
                             : ct_format_positional(x, &f->style, out, NULL);
    const char *name = isnan(x) ? f->options->nanstr : f->options->infstr;
    const char *sign = isinf(x) && x < 0 ? "-" : f->sign == '+' ? "+" : "";
    ct_status status =
        ct_text_pad(out, ' ', f->nonfinite_width - (int64_t)(strlen(name) + strlen(sign)));
    return status ? status : ct_text_format(out, "%s%s", sign, name);
}

static ct_status complex_write(const ct_element_format *format, const char *element, ct_text *out)
{
    ct_status status = float_write(&format->real, float_part(format->dtype, element, 0), out);
    if (!status)
        status = float_write(&format->imag, float_part(format->dtype, element, 1), out);
    if (status)
        return status;
    /* The j stands before the blanks that pad the imaginary part. */
    int64_t blanks = 0;
    while (blanks < out->length && out->data[out->length - 1 - blanks] == ' ')
        blanks++;
    out->length -= blanks;
    status = ct_text_add(out, "j", 1);
    return status ? status : ct_text_pad(out, ' ', blanks);
}

/* -- integers --------------------------------------------------------------------------------- */

static ct_int128 integer_value(const ct_dtype *dtype, const char *element)
{
    uint64_t bits = 0;
    memcpy(&bits, element, (size_t)dtype->itemsize);
    if (dtype->kind == 'u')
        return (ct_int128)bits;
    int shift = 64 - 8 * (int)dtype->itemsize;
    return (ct_int128)((int64_t)(bits << shift) >> shift);
}

typedef struct int_scan {
    const ct_dtype *dtype;
    ct_int128 least, most;
    bool any;
} int_scan;

static void scan_integer(void *context, const char *element)
{
    int_scan *scan = context;
    ct_int128 x = integer_value(scan->dtype, element);
    if (!scan->any || x < scan->least)
        scan->least = x;
    if (!scan->any || x > scan->most)
        scan->most = x;
    scan->any = true;
}

static void integer_format_init(ct_element_format *format, const ct_array *a)
{
    int_scan scan = {.dtype = a->dtype};
    ct_each_shown(a, format->options, scan_integer, &scan);
    char text[CT_REPR_ROOM];
    if (!scan.any)
        return;
    if (format->sign == ' ' && scan.least < 0)
        format->sign = '-';
    int most = ct_repr_int(text, scan.most) + (scan.most >= 0 && format->sign != '-');
    int least = ct_repr_int(text, scan.least);
    format->width = most > least ? most : least;
}

static ct_status integer_write(const ct_element_format *format, const char *element, ct_text *out)
{
    char digits[CT_REPR_ROOM];
    ct_int128 x = integer_value(format->dtype, element);
    int n = ct_repr_int(digits, x);
    char sign[2] = {x >= 0 && format->sign != '-' ? format->sign : '\0', '\0'};
    ct_status status = ct_text_pad(out, ' ', format->width - n - (sign[0] != '\0'));
    return status ? status : ct_text_format(out, "%s%.*s", sign, n, digits);
}

/* -- any dtype -------------------------------------------------------------------------------- */

unsigned ct_print_class(const ct_dtype *dtype)
{
    switch (dtype->kind) {
    case 'b':
        return CT_PRINT_BOOL;
    case 'i':
    case 'u':
        return CT_PRINT_INT;
    case 'f':
        return CT_PRINT_FLOAT;
    case 'c':
        return CT_PRINT_COMPLEX;
    default:
        return CT_PRINT_TEXT;
    }
}

ct_status ct_element_format_init(ct_element_format *format, const ct_array *a,
                                 const ct_printoptions *options)
{
    *format = (ct_element_format){.options = options,
                                  .dtype = a->dtype,
                                  .sign = options->sign,
                                  .lone = a->ndim == 0,
                                  .custom = (options->formats & ct_print_class(a->dtype)) != 0};
    if (format->custom)
        return CT_OK;
    ct_status status = CT_OK;
    switch (a->dtype->kind) {
    case 'i':
    case 'u':
        integer_format_init(format, a);
        break;
    case 'c':
        status = float_format_init(&format->imag, a, 1, '+', options);
        if (status)
            break;
        /* fall through */
    case 'f':
        status = float_format_init(&format->real, a, 0, options->sign, options);
        break;
    default:
        break;
    }
    return status;
}

static ct_status boxed_write(const ct_element_format *format, const char *element, ct_text *out)
{
    ct_object *box = format->custom ? ct_scalar_new(format->dtype, element)
                                    : ct_element_box(format->dtype, element);
    if (!box)
        return ct_error_pending();
    ct_status status = format->custom
                           ? format->options->formatter(format->options->context, box, out)
                           : ct_text_repr(out, box);
    ct_release(box);
    return status;
}

ct_status ct_element_format_write(const ct_element_format *format, const char *element,
                                  ct_text *out)
{
    if (format->custom)
        return boxed_write(format, element, out);
    switch (format->dtype->kind) {
    case 'b':
        return ct_text_add(out, *element ? &" True"[format->lone] : "False", -1);
    case 'i':
    case 'u':
        return integer_write(format, element, out);
    case 'f':
        return float_write(&format->real, float_part(format->dtype, element, 0), out);
    case 'c':
        return complex_write(format, element, out);
    default:
        return boxed_write(format, element, out);
    }
}
