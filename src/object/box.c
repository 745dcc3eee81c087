/* box.c: the boxes without parts of their own: None, Ellipsis, bool, int, float, complex, and
 * slice. Equality, order and hash cross the numeric types as in Python: 1 == 1.0 == True. */
#include "object.h"

#include <math.h>

static void never(ct_object *self)
{
    (void)self;
}

/* -- None and Ellipsis ------------------------------------------------------------------------- */

static ct_status none_repr(const ct_object *self, ct_text *out)
{
    return ct_text_add(out, self->type == &ct_none_type ? "None" : "Ellipsis", -1);
}

static int none_truth(const ct_object *self)
{
    return self->type != &ct_none_type;
}

static ct_status none_hash(const ct_object *self, uint64_t *out)
{
    *out = self->type == &ct_none_type ? 0xfca86420U : 0xe111b515U; /* None's is CPython's own */
    return CT_OK;
}

const ct_type ct_none_type = {.name = "NoneType",
                              .destroy = never,
                              .repr = none_repr,
                              .hash = none_hash,
                              .truth = none_truth};
const ct_type ct_ellipsis_type = {
    .name = "ellipsis", .destroy = never, .repr = none_repr, .hash = none_hash};
static ct_object none_box = ct_object_init(&ct_none_type);
static ct_object ellipsis_box = ct_object_init(&ct_ellipsis_type);

ct_object *ct_none(void)
{
    return &none_box;
}

ct_object *ct_ellipsis(void)
{
    return &ellipsis_box;
}

/* -- int and bool ------------------------------------------------------------------------------ */

#define BOX(v)                                                                                     \
    {                                                                                              \
        ct_object_init(&ct_int_type), (v)                                                          \
    }
#define BOX_4(v)  BOX(v), BOX((v) + 1), BOX((v) + 2), BOX((v) + 3)
#define BOX_16(v) BOX_4(v), BOX_4((v) + 4), BOX_4((v) + 8), BOX_4((v) + 12)
#define BOX_64(v) BOX_16(v), BOX_16((v) + 16), BOX_16((v) + 32), BOX_16((v) + 48)
enum { SMALLEST = -5, LARGEST = 256 }; /* the ints that CPython shares */
static ct_int_box small_ints[LARGEST - SMALLEST + 1] = {
    BOX(-5), BOX_4(-4), BOX_64(0), BOX_64(64), BOX_64(128), BOX_64(192), BOX(256)};
static ct_int_box bools[2] = {{ct_object_init(&ct_bool_type), 0},
                              {ct_object_init(&ct_bool_type), 1}};

ct_object *ct_bool(bool value)
{
    return &bools[value].object;
}

ct_object *ct_int_from_words(int64_t high, uint64_t low)
{
    return ct_int_wide((ct_int128)(((ct_uint128)(uint64_t)high << 64) | low));
}

ct_object *ct_int_wide(ct_int128 value)
{
    if (value >= SMALLEST && value <= LARGEST)
        return &small_ints[(int)value - SMALLEST].object;
    ct_int_box *box = ct_object_new(&ct_int_type, sizeof *box);
    if (!box)
        return NULL;
    box->value = value;
    return &box->object;
}

ct_object *ct_int(int64_t value)
{
    return ct_int_wide(value);
}

ct_object *ct_uint(uint64_t value)
{
    return ct_int_wide(value);
}

static void int_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(ct_int_box));
}

static ct_status int_repr(const ct_object *self, ct_text *out)
{
    char text[CT_REPR_ROOM];
    return ct_text_add(out, text, ct_repr_int(text, ct_int_value(self)));
}

static ct_status bool_repr(const ct_object *self, ct_text *out)
{
    return ct_text_add(out, ct_int_value(self) ? "True" : "False", -1);
}

static ct_status int_hash(const ct_object *self, uint64_t *out)
{
    *out = ct_hash_wide(ct_int_value(self));
    return CT_OK;
}

static int int_truth(const ct_object *self)
{
    return ct_int_value(self) != 0;
}

static size_t int_bytes(const ct_object *self)
{
    return sizeof(ct_int_box);
}

/* Python's hash of a number x is x modulo this Mersenne prime, so that equal numbers of any type
 * hash alike. */
#define HASH_MODULUS ((UINT64_C(1) << 61) - 1)

static uint64_t signed_hash(uint64_t magnitude, bool negative)
{
    uint64_t hash = negative ? 0 - magnitude : magnitude;
    return hash == UINT64_MAX ? UINT64_MAX - 1 : hash; /* -1 marks an error in Python */
}

uint64_t ct_hash_wide(ct_int128 value)
{
    ct_uint128 magnitude = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    return signed_hash((uint64_t)(magnitude % HASH_MODULUS), value < 0);
}

uint64_t ct_hash_double(double value, const void *identity)
{
    if (isinf(value))
        return value > 0 ? 314159 : (uint64_t)-314159;
    if (isnan(value))
        return (uint64_t)(uintptr_t)identity >> 4 | (uint64_t)(uintptr_t)identity << 60;
    int exponent;
    /* The 53-bit integer times 2^exponent; a factor 2^61 is 1 modulo the prime. */
    uint64_t hash = (uint64_t)ldexp(fabs(frexp(value, &exponent)), 53) % HASH_MODULUS;
    int shift = (exponent - 53) % 61;
    if (shift < 0)
        shift += 61;
    hash = (hash << shift & HASH_MODULUS) | hash >> (61 - shift);
    return signed_hash(hash, value < 0);
}

/* -- float and complex ------------------------------------------------------------------------- */

ct_object *ct_float(double value)
{
    ct_float_box *box = ct_object_new(&ct_float_type, sizeof *box);
    if (!box)
        return NULL;
    box->value = value;
    return &box->object;
}

ct_object *ct_complex(double real, double imag)
{
    ct_complex_box *box = ct_object_new(&ct_complex_type, sizeof *box);
    if (!box)
        return NULL;
    box->real = real;
    box->imag = imag;
    return &box->object;
}

static void float_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(ct_float_box));
}

static void complex_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(ct_complex_box));
}

static ct_status float_repr(const ct_object *self, ct_text *out)
{
    char text[CT_REPR_ROOM];
    return ct_text_add(out, text, ct_repr_double(text, ct_float_value(self)));
}

static ct_status complex_repr(const ct_object *self, ct_text *out)
{
    char text[2 * CT_REPR_ROOM];
    const ct_complex_box *z = (const ct_complex_box *)self;
    return ct_text_add(out, text, ct_repr_complex(text, z->real, z->imag));
}

static ct_status float_hash(const ct_object *self, uint64_t *out)
{
    *out = ct_hash_double(ct_float_value(self), self);
    return CT_OK;
}

static ct_status complex_hash(const ct_object *self, uint64_t *out)
{
    const ct_complex_box *z = (const ct_complex_box *)self;
    *out = ct_hash_double(z->real, self) + 1000003 * ct_hash_double(z->imag, self);
    if (*out == UINT64_MAX)
        *out = UINT64_MAX - 1;
    return CT_OK;
}

static int float_truth(const ct_object *self)
{
    return ct_float_value(self) != 0;
}

static int complex_truth(const ct_object *self)
{
    const ct_complex_box *z = (const ct_complex_box *)self;
    return z->real != 0 || z->imag != 0;
}

static size_t float_bytes(const ct_object *self)
{
    return sizeof(ct_float_box);
}

static size_t complex_bytes(const ct_object *self)
{
    return sizeof(ct_complex_box);
}

/* -- equality and order of numbers ------------------------------------------------------------- */

int ct_order_wide_double(ct_int128 a, double b)
{
    if (isnan(b))
        return 2;
    if (b >= 0x1p127)
        return -1;
    if (b < -0x1p127)
        return 1;
    ct_int128 whole = (ct_int128)b;
    if (a != whole)
        return a < whole ? -1 : 1;
    double rest = b - (double)whole; /* exact: not 0 only below 2^53 */
    return rest > 0 ? -1 : rest < 0;
}

static int order_double(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

/* -1, 0, 1, or 2 for NaN; 3 when one is no real number. */
static int order_real(const ct_object *a, const ct_object *b)
{
    bool float_a = a->type == &ct_float_type, float_b = b->type == &ct_float_type;
    if ((!float_a && !ct_is_int(a)) || (!float_b && !ct_is_int(b)))
        return 3;
    if (float_a && float_b)
        return order_double(ct_float_value(a), ct_float_value(b));
    if (float_b)
        return ct_order_wide_double(ct_int_value(a), ct_float_value(b));
    if (float_a) {
        int order = ct_order_wide_double(ct_int_value(b), ct_float_value(a));
        return order == 2 ? 2 : -order;
    }
    ct_int128 x = ct_int_value(a), y = ct_int_value(b);
    return x < y ? -1 : x > y;
}

static int real_order(const ct_object *self, const ct_object *other, int *out)
{
    int order = order_real(self, other);
    if (order == 3)
        return 1;
    *out = order;
    return 0;
}

static int real_equal(const ct_object *self, const ct_object *other)
{
    return order_real(self, other) == 0;
}

static int complex_equal(const ct_object *self, const ct_object *other)
{
    const ct_complex_box *a = (const ct_complex_box *)self, *b = (const ct_complex_box *)other;
    if (other->type == &ct_complex_type)
        return a->real == b->real && a->imag == b->imag;
    if (a->imag != 0)
        return 0;
    if (other->type == &ct_float_type)
        return a->real == ct_float_value(other);
    return ct_is_int(other) && ct_order_wide_double(ct_int_value(other), a->real) == 0;
}

const ct_type ct_bool_type = {.name = "bool",
                              .destroy = never,
                              .repr = bool_repr,
                              .equal = real_equal,
                              .order = real_order,
                              .hash = int_hash,
                              .truth = int_truth,
                              .bytes = int_bytes};
const ct_type ct_int_type = {.name = "int",
                             .destroy = int_destroy,
                             .repr = int_repr,
                             .equal = real_equal,
                             .order = real_order,
                             .hash = int_hash,
                             .truth = int_truth,
                             .bytes = int_bytes};
const ct_type ct_float_type = {.name = "float",
                               .destroy = float_destroy,
                               .repr = float_repr,
                               .equal = real_equal,
                               .order = real_order,
                               .hash = float_hash,
                               .truth = float_truth,
                               .bytes = float_bytes};
const ct_type ct_complex_type = {.name = "complex",
                                 .destroy = complex_destroy,
                                 .repr = complex_repr,
                                 .equal = complex_equal,
                                 .hash = complex_hash,
                                 .truth = complex_truth,
                                 .bytes = complex_bytes};

/* -- unboxing ---------------------------------------------------------------------------------- */

/* The Python number behind a NumPy scalar or 0-d array, owned; any other object retained. */
static const ct_object *plain_number(const ct_object *box)
{
    return box->type->number ? box->type->number(box) : ct_retain(box);
}

ct_status ct_as_wide(const void *box, ct_int128 *out)
{
    *out = 0;
    if (!box)
        return ct_null_input("int", 1);
    const ct_object *given = box, *o = plain_number(given);
    if (!o)
        return ct_error_pending();
    ct_status status = CT_OK;
    if (ct_is_int(o))
        *out = ct_int_value(o);
    else
        status =
            CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                           "'%s' object cannot be interpreted as an integer", given->type->name);
    ct_release(o);
    return status;
}

ct_status ct_as_int(const void *box, int64_t *out)
{
    *out = 0;
    ct_int128 wide;
    ct_status status = ct_as_wide(box, &wide);
    if (status)
        return status;
    if (wide < INT64_MIN || wide > INT64_MAX)
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0,
                              "Python int too large to convert to C long");
    *out = (int64_t)wide;
    return CT_OK;
}

ct_status ct_as_words(const void *box, int64_t *high, uint64_t *low)
{
    ct_int128 wide;
    ct_status status = ct_as_wide(box, &wide);
    *high = status ? 0 : (int64_t)(wide >> 64);
    *low = status ? 0 : (uint64_t)wide;
    return status;
}

ct_status ct_as_index(const void *box, int64_t *out)
{
    ct_int128 wide;
    ct_status status = ct_as_wide(box, &wide);
    if (status)
        return status;
    *out = wide < -INT64_MAX ? -INT64_MAX : wide > INT64_MAX ? INT64_MAX : (int64_t)wide;
    return CT_OK;
}

ct_status ct_as_complex(const void *box, double out[2])
{
    out[0] = out[1] = 0;
    if (!box)
        return ct_null_input("complex", 1);
    const ct_object *given = box;
    if (given->type->real)
        return given->type->real(given, out);
    const ct_object *o = plain_number(given);
    if (!o)
        return ct_error_pending();
    ct_status status = CT_OK;
    if (ct_is_int(o)) {
        out[0] = ct_wide_to_double(ct_int_value(o));
    } else if (o->type == &ct_float_type) {
        out[0] = ct_float_value(o);
    } else if (o->type == &ct_complex_type) {
        out[0] = ((const ct_complex_box *)o)->real;
        out[1] = ((const ct_complex_box *)o)->imag;
    } else {
        status = CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "must be real number, not %s",
                                given->type->name);
    }
    ct_release(o);
    return status;
}

ct_status ct_as_float(const void *box, double *out)
{
    *out = 0;
    double z[2];
    const ct_object *o = box;
    if (o && o->type == &ct_complex_type)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "must be real number, not complex");
    if (o && o->type->number &&
        !o->type->real) { /* a NumPy scalar: complex ones are no reals either */
        ct_object *plain = o->type->number(o);
        bool complex = plain && plain->type == &ct_complex_type;
        ct_release(plain);
        if (complex)
            return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "must be real number, not %s",
                                  o->type->name);
    }
    ct_status status = ct_as_complex(box, z);
    if (!status)
        *out = z[0];
    return status;
}

/* -- slice ------------------------------------------------------------------------------------- */

ct_object *ct_slice_object(const ct_object *start, const ct_object *stop, const ct_object *step)
{
    ct_slice_box *slice = ct_object_new(&ct_slice_type, sizeof *slice);
    if (!slice)
        return NULL;
    slice->start = start ? ct_retain(start) : ct_none();
    slice->stop = stop ? ct_retain(stop) : ct_none();
    slice->step = step ? ct_retain(step) : ct_none();
    return &slice->object;
}

static void slice_destroy(ct_object *self)
{
    ct_slice_box *slice = (ct_slice_box *)self;
    ct_release(slice->start);
    ct_release(slice->stop);
    ct_release(slice->step);
    ct_object_free(self, sizeof *slice);
}

static ct_status slice_repr(const ct_object *self, ct_text *out)
{
    const ct_slice_box *slice = (const ct_slice_box *)self;
    ct_status status = ct_text_add(out, "slice(", -1);
    if (!status)
        status = ct_text_repr(out, slice->start);
    if (!status)
        status = ct_text_add(out, ", ", 2);
    if (!status)
        status = ct_text_repr(out, slice->stop);
    if (!status)
        status = ct_text_add(out, ", ", 2);
    if (!status)
        status = ct_text_repr(out, slice->step);
    return status ? status : ct_text_add(out, ")", 1);
}

static int slice_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_slice_type)
        return 0;
    const ct_slice_box *a = (const ct_slice_box *)self, *b = (const ct_slice_box *)other;
    return ct_equal_items(&a->start, 3, &b->start, 3);
}

static int slice_order(const ct_object *self, const ct_object *other, int *out)
{
    if (other->type != &ct_slice_type)
        return 1;
    const ct_slice_box *a = (const ct_slice_box *)self, *b = (const ct_slice_box *)other;
    return ct_order_items(&a->start, 3, &b->start, 3, out);
}

static ct_status slice_hash(const ct_object *self, uint64_t *out)
{
    return ct_hash_items(&((const ct_slice_box *)self)->start, 3, out);
}

static int slice_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const ct_slice_box *slice = (const ct_slice_box *)self;
    int stop = visit(slice->start, context);
    if (!stop)
        stop = visit(slice->stop, context);
    return stop ? stop : visit(slice->step, context);
}

static size_t slice_bytes(const ct_object *self)
{
    return sizeof(ct_slice_box);
}

const ct_type ct_slice_type = {.name = "slice",
                               .destroy = slice_destroy,
                               .repr = slice_repr,
                               .equal = slice_equal,
                               .order = slice_order,
                               .hash = slice_hash,
                               .visit = slice_visit,
                               .bytes = slice_bytes};

int64_t ct_clamp_slice(int64_t length, int64_t *start, int64_t *stop, int64_t step)
{
    int64_t low = step < 0 ? -1 : 0, high = step < 0 ? length - 1 : length;
    int64_t *bounds[] = {start, stop};
    for (int i = 0; i < 2; i++) {
        int64_t *b = bounds[i];
        if (*b == CT_OMIT)
            *b = (i == 0) == (step > 0) ? low : high;
        else if (*b < 0)
            *b = *b + length < low ? low : *b + length;
        else if (*b > high)
            *b = high;
    }
    if (step < 0)
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

static ct_status slice_bound(const ct_object *bound, int64_t *out)
{
    *out = CT_OMIT;
    if (bound->type == &ct_none_type)
        return CT_OK;
    if (bound->type->number || ct_is_int(bound)) {
        ct_status status = ct_as_index(bound, out);
        if (status != CT_TYPE_ERROR)
            return status;
        ct_error_take(NULL);
    }
    return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                          "slice indices must be integers or None or have an __index__ method");
}

int64_t ct_slice_indices(const ct_object *slice, int64_t length, int64_t *start, int64_t *stop,
                         int64_t *step)
{
    const ct_slice_box *box = (const ct_slice_box *)slice;
    if (slice_bound(box->step, step) || slice_bound(box->start, start) ||
        slice_bound(box->stop, stop))
        return -1;
    if (*step == CT_OMIT)
        *step = 1;
    if (*step == 0) {
        ct_error_set(CT_VALUE_ERROR, NULL, 0, "slice step cannot be zero");
        return -1;
    }
    return ct_clamp_slice(length, start, stop, *step);
}
