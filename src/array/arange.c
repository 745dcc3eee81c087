/* arange.c: evenly spaced values.
 *
 * As in NumPy, the first two values are stored in the result's dtype and the rest follow from their
 * difference: value[i] = value[0] + i * (value[1] - value[0]), in that dtype's arithmetic. */
#include "array.h"

#include "dtype/dtype.h"

#include <math.h>
#include <string.h>

/* ceil(span / step) for floats; -1 with an error. */
static int64_t float_length(double start, double stop, double step)
{
    if (step == 0) {
        ct_error_set(CT_ZERO_DIVISION_ERROR, "arange", 3, "division by zero");
        return -1;
    }
    double span = stop - start, steps = span / step;
    if (isnan(steps)) {
        ct_error_set(CT_VALUE_ERROR, "arange", 0, "arange: cannot compute length");
        return -1;
    }
    if (steps == 0 && span != 0) /* underflow: one value when the directions agree */
        return signbit(steps) ? 0 : 1;
    steps = ceil(steps);
    if (steps >= 0x1p63) {
        ct_error_set(CT_VALUE_ERROR, "arange", 0, "Maximum allowed size exceeded");
        return -1;
    }
    return steps > 0 ? (int64_t)steps : 0;
}

static int64_t int_length(int64_t start, int64_t stop, int64_t step)
{
    if (step == 0) {
        ct_error_set(CT_ZERO_DIVISION_ERROR, "arange", 3, "division by zero");
        return -1;
    }
    ct_int128 span = (ct_int128)stop - start, wide = step;
    if (wide < 0) {
        span = -span;
        wide = -wide;
    }
    ct_int128 length = span <= 0 ? 0 : (span + wide - 1) / wide;
    if (length > INT64_MAX) {
        ct_error_set(CT_VALUE_ERROR, "arange", 0, "Maximum allowed size exceeded");
        return -1;
    }
    return (int64_t)length;
}

/* Integers wrap; work is done unsigned. */
#define FILL_INTEGERS(type)                                                                        \
    do {                                                                                           \
        type *p = (type *)(void *)a->data;                                                         \
        const type delta = (type)(p[1] - p[0]);                                                    \
        type value = (type)(p[0] + (type)((type)from * (uint64_t)delta));                          \
        for (int64_t i = from; i < end; i++, value = (type)(value + delta))                        \
            p[i] = value;                                                                          \
    } while (0)
#define FILL_FLOATS(type, parts)                                                                   \
    do {                                                                                           \
        type *p = (type *)(void *)a->data;                                                         \
        for (int part = 0; part < (parts); part++) {                                               \
            const type first = p[part], delta = p[part + (parts)] - first;                         \
            for (int64_t i = from; i < end; i++)                                                   \
                p[i * (parts) + part] = first + (type)i * delta;                                   \
        }                                                                                          \
    } while (0)

static void fill_halves(const ct_array *a, int64_t from, int64_t end)
{
    uint16_t *p = (uint16_t *)(void *)a->data;
    float first = ct_half_to_float(p[0]), delta = ct_half_to_float(p[1]) - first;
    for (int64_t i = from; i < end; i++)
        p[i] = ct_float_to_half(first + (float)i * delta);
}

enum { UNIT = 1 << 14 /* elements that a thread fills at once: some microseconds */ };

/* Part of what comes after the first two values. */
static ct_status fill_part(void *context, int64_t chunk)
{
    const ct_array *a = context;
    int64_t from = chunk ? chunk * UNIT : 2, left = a->size - chunk * UNIT;
    int64_t end = chunk * UNIT + (left < UNIT ? left : UNIT);
    switch (a->dtype->num) {
    case CT_NUM_INT8:
    case CT_NUM_UINT8:
        FILL_INTEGERS(uint8_t);
        break;
    case CT_NUM_INT16:
    case CT_NUM_UINT16:
        FILL_INTEGERS(uint16_t);
        break;
    case CT_NUM_INT32:
    case CT_NUM_UINT32:
        FILL_INTEGERS(uint32_t);
        break;
    case CT_NUM_INT64:
    case CT_NUM_UINT64:
        FILL_INTEGERS(uint64_t);
        break;
    case CT_NUM_FLOAT16:
        fill_halves(a, from, end);
        break;
    case CT_NUM_FLOAT32:
        FILL_FLOATS(float, 1);
        break;
    case CT_NUM_FLOAT64:
        FILL_FLOATS(double, 1);
        break;
    case CT_NUM_COMPLEX64:
        FILL_FLOATS(float, 2);
        break;
    case CT_NUM_COMPLEX128:
        FILL_FLOATS(double, 2);
        break;
    default:
        break; /* bool has two values at most */
    }
    return ct_interrupted();
}

/* Takes the boxes of the first two values. */
static ct_array *make(int64_t length, const ct_dtype *dtype, CT_TAKE ct_object *first,
                      CT_TAKE ct_object *second)
{
    ct_array *a = NULL;
    if (length >= 0 && dtype->num >= CT_NUM_STR)
        ct_error_set(CT_TYPE_ERROR, "arange", 4, "arange() not supported for dtype %s", dtype->str);
    else if (length > 2 && dtype->num == CT_NUM_BOOL)
        ct_error_set(
            CT_TYPE_ERROR, "arange", 4,
            "arange() is only supported for booleans when the result has at most length 2.");
    else if (length >= 0 && first && second)
        a = ct_empty(1, &length, dtype);
    ct_status status = CT_OK;
    if (a && length > 0)
        status = ct_element_store(dtype, a->data, first);
    if (a && length > 1 && status == CT_OK)
        status = ct_element_store(dtype, a->data + dtype->itemsize, second);
    if (a && length > 2 && status == CT_OK)
        status = ct_parallel((length - 1) / UNIT + 1, length / 32 * dtype->itemsize, fill_part, a);
    ct_release(first);
    ct_release(second);
    if (status == CT_OK)
        return a;
    ct_release(a);
    return NULL;
}

ct_array *ct_arange(double start, double stop, double step, const ct_dtype *dtype)
{
    int64_t length = float_length(start, stop, step);
    if (length < 0)
        return NULL;
    return make(length, dtype ? dtype : CT_FLOAT64, ct_float(start), ct_float(start + step));
}

ct_array *ct_arange_complex(const double start[2], const double stop[2], const double step[2],
                            const ct_dtype *dtype)
{
    double by = step[0] * step[0] + step[1] * step[1];
    double span[2] = {stop[0] - start[0], stop[1] - start[1]};
    if (dtype->kind != 'c')
        return CT_FAIL(CT_TYPE_ERROR, "arange", 4, "must be real number, not complex");
    if (by == 0)
        return CT_FAIL(CT_ZERO_DIVISION_ERROR, "arange", 3, "division by zero");
    /* the shorter of the two parts of span / step */
    int64_t real = float_length(0, span[0] * step[0] + span[1] * step[1], by);
    int64_t imag = real < 0 ? -1 : float_length(0, span[1] * step[0] - span[0] * step[1], by);
    if (imag < 0)
        return NULL;
    return make(imag < real ? imag : real, dtype, ct_complex(start[0], start[1]),
                ct_complex(start[0] + step[0], start[1] + step[1]));
}

ct_array *ct_arange_i64(int64_t start, int64_t stop, int64_t step, const ct_dtype *dtype)
{
    int64_t length = int_length(start, stop, step), second = start;
    if (length < 0)
        return NULL;
    if (length > 1)
        second = start + step; /* lies before stop: cannot overflow */
    return make(length, dtype ? dtype : CT_INT64, ct_int(start), ct_int(second));
}
