/* element.c: one element to a box and back. Elements may lie at any address. */
#include "element.h"

#include "base/errstate.h"
#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

/* -- elements as numbers ----------------------------------------------------------------------- */

/* Rows: type number, C type. */
#define EACH_INTEGER(DO)                                                                           \
    DO(CT_NUM_INT8, int8_t)                                                                        \
    DO(CT_NUM_UINT8, uint8_t)                                                                      \
    DO(CT_NUM_INT16, int16_t)                                                                      \
    DO(CT_NUM_UINT16, uint16_t)                                                                    \
    DO(CT_NUM_INT32, int32_t)                                                                      \
    DO(CT_NUM_UINT32, uint32_t)                                                                    \
    DO(CT_NUM_INT64, int64_t)                                                                      \
    DO(CT_NUM_UINT64, uint64_t)

static double load_float(const char *p, int64_t size)
{
    uint16_t half;
    float single;
    double value;
    if (size == 2) {
        memcpy(&half, p, sizeof half);
        return ct_half_to_float(half);
    }
    if (size == 4) {
        memcpy(&single, p, sizeof single);
        return single;
    }
    memcpy(&value, p, sizeof value);
    return value;
}

static void save_float(char *p, int64_t size, double value)
{
    uint16_t half;
    float single;
    if (size == 2) {
        half = ct_double_to_half(value);
        memcpy(p, &half, sizeof half);
    } else if (size == 4) {
        single = (float)value;
        memcpy(p, &single, sizeof single);
    } else {
        memcpy(p, &value, sizeof value);
    }
}

ct_number ct_element_number(const ct_dtype *dtype, const char *p)
{
    ct_number number = {.kind = dtype->kind == 'u' ? 'i' : dtype->kind};
    switch (dtype->num) {
    case CT_NUM_BOOL:
        number.whole = *p != 0;
        break;
#define CASE(num, type)                                                                            \
    case num: {                                                                                    \
        type value;                                                                                \
        memcpy(&value, p, sizeof value);                                                           \
        number.whole = value;                                                                      \
        break;                                                                                     \
    }
        EACH_INTEGER(CASE)
#undef CASE
    case CT_NUM_COMPLEX64:
    case CT_NUM_COMPLEX128:
        number.real = load_float(p, dtype->itemsize / 2);
        number.imag = load_float(p + dtype->itemsize / 2, dtype->itemsize / 2);
        break;
    default:
        number.real = load_float(p, dtype->itemsize);
    }
    return number;
}

static bool is_whole(const ct_number *value)
{
    return value->kind == 'b' || value->kind == 'i';
}

/* As C casts a double to an integer, but defined for all: what does not fit becomes INT64_MIN, as
 * on x86. */
static ct_int128 cut(double value)
{
    return value > -0x1p63 && value < 0x1p64 ? (ct_int128)value : INT64_MIN;
}

void ct_element_put(const ct_dtype *dtype, char *p, const ct_number *value)
{
    double real = is_whole(value) ? (double)value->whole : value->real;
    switch (dtype->num) {
    case CT_NUM_BOOL:
        *p = is_whole(value) ? value->whole != 0
                             : value->real != 0 || (value->kind == 'c' && value->imag != 0);
        break;
#define CASE(num, type)                                                                            \
    case num: {                                                                                    \
        type stored = (type)(is_whole(value) ? value->whole : cut(real));                          \
        memcpy(p, &stored, sizeof stored);                                                         \
        break;                                                                                     \
    }
        EACH_INTEGER(CASE)
#undef CASE
    case CT_NUM_COMPLEX64:
    case CT_NUM_COMPLEX128:
        save_float(p, dtype->itemsize / 2, real);
        save_float(p + dtype->itemsize / 2, dtype->itemsize / 2,
                   value->kind == 'c' ? value->imag : 0);
        break;
    default:
        save_float(p, dtype->itemsize, real);
    }
}

/* Into a float or complex dtype; a value beyond its range is infinite, and "overflow encountered in
 * cast". */
static ct_status put_inexact(const ct_dtype *dtype, char *p, const ct_number *value)
{
    ct_element_put(dtype, p, value);
    if (dtype->num == CT_NUM_FLOAT64 || dtype->num == CT_NUM_COMPLEX128)
        return CT_OK;
    ct_number stored = ct_element_number(dtype, p);
    bool over = isinf(stored.real) && (is_whole(value) || !isinf(value->real));
    over |= stored.kind == 'c' && isinf(stored.imag) && !isinf(value->imag);
    return CT_UNLIKELY(over) ? ct_fp_overflow("cast") : CT_OK;
}

static ct_status put_whole(const ct_dtype *dtype, char *p, ct_int128 whole)
{
    int bits = (int)dtype->itemsize * 8;
    bool is_signed = dtype->kind == 'i';
    ct_int128 low = is_signed ? -((ct_int128)1 << (bits - 1)) : 0;
    ct_int128 high = ((ct_int128)1 << (bits - is_signed)) - 1;
    /* NumPy goes through a C long, an unsigned one for the two large unsigned types. */
    if (whole < INT64_MIN ||
        whole > (!is_signed && bits >= 32 ? (ct_int128)UINT64_MAX : (ct_int128)INT64_MAX))
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0,
                              "Python int too large to convert to C long");
    if (whole < low || whole > high) {
        char text[CT_REPR_ROOM];
        ct_repr_int(text, whole);
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0, "Python integer %s out of bounds for %s",
                              text, dtype->name);
    }
    ct_element_put(dtype, p, &(ct_number){.kind = 'i', .whole = whole});
    return CT_OK;
}

ct_status ct_element_put_checked(const ct_dtype *dtype, char *p, const ct_number *value)
{
    if (dtype->kind == 'f' || dtype->kind == 'c')
        return put_inexact(dtype, p, value);
    if (dtype->kind != 'i' && dtype->kind != 'u') {
        ct_element_put(dtype, p, value);
        return CT_OK;
    }
    if (is_whole(value))
        return put_whole(dtype, p, value->whole);
    if (isnan(value->real))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "cannot convert float NaN to integer");
    if (isinf(value->real))
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0,
                              "cannot convert float infinity to integer");
    /* Beyond 128 bits any too large number serves for the message. */
    ct_int128 whole = fabs(value->real) < 0x1p126 ? (ct_int128)value->real : (ct_int128)1 << 126;
    return put_whole(dtype, p, whole);
}

/* -- boxes ------------------------------------------------------------------------------------- */

ct_object *ct_element_box(const ct_dtype *dtype, const char *p)
{
    if (!dtype || !p)
        return ct_null_input("item", dtype ? 2 : 1), NULL;
    if (dtype->num == CT_NUM_BYTES)
        return ct_bytes(p, ct_text_used(dtype, p));
    if (dtype->num == CT_NUM_STR) {
        ct_text text = CT_TEXT_START;
        int64_t n = ct_text_used(dtype, p);
        for (int64_t i = 0; i < n; i++) {
            uint32_t c;
            memcpy(&c, p + 4 * i, sizeof c);
            if (ct_text_char(&text, c) != CT_OK) {
                ct_text_close(&text);
                return NULL;
            }
        }
        return ct_text_box(&text);
    }
    ct_number value = ct_element_number(dtype, p);
    switch (value.kind) {
    case 'b':
        return ct_bool(value.whole != 0);
    case 'i':
        return ct_int_wide(value.whole);
    case 'f':
        return ct_float(value.real);
    default:
        return ct_complex(value.real, value.imag);
    }
}

/* The bytes of a str, bytes or text scalar; false for other boxes. *text is borrowed from the box,
 * or from *owned, which the caller releases. */
static bool text_of(const ct_object *box, const char **text, int64_t *bytes, ct_object **owned)
{
    *owned = NULL;
    if (box->type == &ct_scalar_type && ((const ct_scalar *)box)->dtype->num >= CT_NUM_STR) {
        *owned =
            ct_element_box(((const ct_scalar *)box)->dtype, ct_scalar_data((const ct_scalar *)box));
        if (!*owned)
            return false;
        box = *owned;
    }
    if (box->type == &ct_str_type)
        *text = ct_as_string(box, bytes);
    else if (box->type == &ct_bytes_type)
        *text = ct_as_bytes(box, bytes);
    else
        return false;
    return true;
}

static bool number_of(const ct_object *box, bool floats, ct_number *out)
{
    *out = (ct_number){0};
    if (ct_is_int(box)) {
        out->kind = 'i';
        out->whole = ct_int_value(box);
    } else if (box->type == &ct_float_type) {
        out->kind = 'f';
        out->real = ct_float_value(box);
    } else if (box->type == &ct_complex_type) {
        out->kind = 'c';
        out->real = ((const ct_complex_box *)box)->real;
        out->imag = ((const ct_complex_box *)box)->imag;
    } else if (box->type->real && floats) {
        out->kind = 'f';
        return box->type->real(box, &out->real) == CT_OK;
    } else {
        return false;
    }
    return true;
}

static ct_status refuse(const ct_dtype *dtype, const ct_object *box)
{
    if (box->type->number) { /* a number that no box holds says so itself */
        ct_object *value = box->type->number(box);
        if (!value)
            return ct_error_pending();
        ct_release(value);
    }
    if (dtype->kind == 'i' || dtype->kind == 'u')
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                              "int() argument must be a string, a bytes-like object or a real "
                              "number, not '%s'",
                              box->type->name);
    if (ct_is_sequence(box))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "setting an array element with a sequence.");
    return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                          "float() argument must be a string or a real number, not '%s'",
                          box->type->name);
}

/* A NumPy scalar: unsigned integers wrap as a cast does, signed ones are checked as an int is. */
static ct_status store_scalar(const ct_dtype *dtype, char *p, const ct_scalar *scalar)
{
    ct_number value = ct_element_number(scalar->dtype, ct_scalar_data(scalar));
    if (ct_cast_drops(scalar->dtype, dtype))
        ct_warning_add(CT_COMPLEX_WARNING);
    if (dtype->kind != 'u')
        return ct_element_put_checked(dtype, p, &value);
    _Alignas(16) char in[16], out[16];
    memcpy(in, ct_scalar_data(scalar), (size_t)scalar->dtype->itemsize);
    unsigned before = ct_fp_begin();
    ct_kernel_cast(scalar->dtype->num, dtype->num)((char *[]){in, out}, (int64_t[]){0, 0}, 1, NULL);
    memcpy(p, out, (size_t)dtype->itemsize);
    return ct_fp_end("cast", before);
}

static ct_status store_text(const ct_dtype *dtype, char *p, const ct_object *box, const char *text,
                            int64_t bytes)
{
    ct_number value = {0};
    char kind = dtype->kind == 'u' ? 'i' : dtype->kind;
    int found = ct_number_in_text(kind, text, bytes, &value);
    if (found < 0)
        return ct_error_pending();
    return found ? ct_element_put_checked(dtype, p, &value) : ct_not_a_number(dtype, box);
}

ct_status ct_element_store(const ct_dtype *dtype, char *p, const ct_object *box)
{
    if (!dtype || !p || !box)
        return ct_null_input("setitem", !dtype ? 1 : !p ? 2 : 3);
    if (dtype->num >= CT_NUM_STR)
        return ct_text_store(dtype, p, box);
    if (dtype->num == CT_NUM_BOOL) {
        int truth = ct_truth(box);
        if (truth < 0)
            return ct_error_pending();
        *p = (char)truth;
        return CT_OK;
    }
    ct_number value;
    if (number_of(box, dtype->kind == 'f' || dtype->kind == 'c', &value)) {
        if (value.kind == 'c' && dtype->kind != 'c')
            return refuse(dtype, box);
        return ct_element_put_checked(dtype, p, &value);
    }
    if (ct_error_pending())
        return ct_error_pending();
    if (box->type == &ct_none_type && (dtype->kind == 'f' || dtype->kind == 'c')) {
        ct_element_put(dtype, p, &(ct_number){.kind = 'c', .real = NAN, .imag = NAN});
        return CT_OK;
    }
    const char *text;
    int64_t bytes;
    ct_object *owned;
    if (text_of(box, &text, &bytes, &owned)) {
        ct_status status = store_text(dtype, p, box, text, bytes);
        ct_release(owned);
        return status;
    }
    if (ct_error_pending())
        return ct_error_pending();
    if (box->type == &ct_scalar_type)
        return store_scalar(dtype, p, (const ct_scalar *)box);
    return refuse(dtype, box);
}

const ct_dtype *ct_dtype_of_box(const ct_object *box)
{
    if (!box)
        return ct_null_input("array", 1), NULL;
    if (box->type == &ct_scalar_type)
        return ct_retain(((const ct_scalar *)box)->dtype);
    if (box->type == &ct_bool_type)
        return CT_BOOL;
    if (box->type == &ct_float_type)
        return CT_FLOAT64;
    if (box->type == &ct_complex_type)
        return CT_COMPLEX128;
    if (box->type == &ct_int_type) {
        ct_int128 value = ct_int_value(box);
        if (value < INT64_MIN || value > UINT64_MAX)
            return CT_FAIL(CT_OVERFLOW_ERROR, "array", 1,
                           "Python int too large to convert to C long");
        return value > INT64_MAX ? CT_UINT64 : CT_INT64;
    }
    /* The empty text takes one place, as in NumPy. */
    if (box->type == &ct_str_type) {
        int64_t length = ct_length(box);
        return ct_dtype_text(CT_NUM_STR, length ? length : 1);
    }
    if (box->type == &ct_bytes_type) {
        int64_t length = ct_length(box);
        return ct_dtype_text(CT_NUM_BYTES, length ? length : 1);
    }
    ct_object *value = box->type->number ? box->type->number(box) : NULL;
    if (box->type->number && !value)
        return NULL;
    ct_release(value);
    if (box->type == &ct_dict_type)
        return CT_FAIL(CT_TYPE_ERROR, "array", 1,
                       "a dict is no array: choose one of its values by its key, as in x['name']");
    return CT_FAIL(CT_TYPE_ERROR, "array", 1, "a '%s' object cannot be an element of an array",
                   box->type->name);
}
