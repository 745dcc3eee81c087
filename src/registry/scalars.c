/* scalars.c: what NumPy scalars have beside the methods and attributes of arrays: is_integer,
 * bit_count and the like, each for some kinds of dtypes only. */
#include "args.h"

#include <math.h>
#include <string.h>

#include "dtype/element.h"

/* The scalar's value, if its dtype is one of `kinds`; AttributeError otherwise. */
static bool value_of(const ct_routine *routine, const ct_object *self, const char *kinds,
                     ct_number *value)
{
    const ct_dtype *dtype = ct_scalar_dtype(self);
    if (!dtype)
        return false;
    if (!strchr(kinds, dtype->kind)) {
        ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0, "'numpy.%s' object has no attribute '%s'",
                     dtype->name, strchr(routine->name, '.') + 1);
        return false;
    }
    *value = ct_element_number(dtype, ct_scalar_data((const ct_scalar *)self));
    return true;
}

static ct_object *is_integer(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    if (!value_of(routine, args[0], "iuf", &value))
        return NULL;
    return ct_bool(value.kind == 'i' || (isfinite(value.real) && floor(value.real) == value.real));
}

static ct_object *bit_count(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    if (!value_of(routine, args[0], "iu", &value))
        return NULL;
    ct_int128 size = value.whole < 0 ? -value.whole : value.whole;
    return ct_int(__builtin_popcountll((uint64_t)size));
}

/* A float as a fraction in lowest terms: its 53 bits over, or times, a power of two. */
static ct_object *as_integer_ratio(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    if (!value_of(routine, args[0], "f", &value))
        return NULL;
    if (isnan(value.real))
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "cannot convert NaN to integer ratio");
    if (isinf(value.real))
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "cannot convert Infinity to integer ratio");
    int exponent;
    int64_t digits = (int64_t)ldexp(frexp(value.real, &exponent), 53);
    for (exponent -= 53; digits && digits % 2 == 0 && exponent < 0; exponent++)
        digits /= 2;
    if (exponent > 73 || exponent < -126)
        return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0,
                       "int too large: integers have 128 bits in Carton");
    CT_SCOPE(s);
    ct_int128 power = (ct_int128)1 << (digits == 0 ? 0 : exponent < 0 ? -exponent : exponent);
    ct_object *pair[2] = {ct_own(&s, ct_int_wide(exponent < 0 ? digits : digits * power)),
                          ct_own(&s, ct_int_wide(exponent < 0 ? power : 1))};
    return pair[0] && pair[1] ? ct_tuple(2, pair) : NULL;
}

static ct_object *numerator(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    return value_of(routine, args[0], "iu", &value) ? ct_retain(args[0]) : NULL;
}

static ct_object *denominator(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    return value_of(routine, args[0], "iu", &value) ? ct_int(1) : NULL;
}

static ct_object *byteswap(const ct_routine *routine, ct_object *const *args)
{
    ct_number value;
    if (!value_of(routine, args[0], "biufc", &value))
        return NULL;
    const ct_dtype *dtype = ct_scalar_dtype(args[0]);
    const char *from = ct_scalar_data((const ct_scalar *)args[0]);
    char swapped[16];
    int64_t size = dtype->kind == 'c' ? dtype->itemsize / 2 : dtype->itemsize;
    for (int64_t i = 0; i < dtype->itemsize; i++)
        swapped[i] = from[i / size * size + size - 1 - i % size];
    return ct_scalar_new(dtype, swapped);
}

static ct_object *itself(const ct_routine *routine, ct_object *const *args)
{
    return ct_retain(args[0]);
}

const ct_routine ct_routines_scalars[] = {
    CT_ROW("generic.is_integer", "dtype", "()", "Whether the value is whole.", is_integer),
    CT_ROW("generic.bit_count", "dtype", "()", "Ones in the absolute value.", bit_count),
    CT_ROW("generic.as_integer_ratio", "dtype", "()", "A float as a fraction of two ints.",
           as_integer_ratio),
    CT_ROW("generic.numerator", "dtype", "-", "Of an integer: itself.", numerator),
    CT_ROW("generic.denominator", "dtype", "-", "Of an integer: 1.", denominator),
    CT_ROW("generic.byteswap", "dtype", "(inplace=False)", "The bytes in the other order.",
           byteswap),
    CT_ROW("generic.to_device", "dtype", "(device, /, *, stream=None)", "The scalar itself.",
           itself),
};
CT_ROUTINES_END(scalars);
