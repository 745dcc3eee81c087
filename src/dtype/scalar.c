/* scalar.c: NumPy's scalars, immutable boxes of one element: np.float64(1.5).
 *
 * They compare with Python's numbers as NumPy does: a Python number is weak, so it is rounded to
 * the scalar's precision first; two scalars meet in the dtype they promote to. Text scalars keep no
 * trailing NULs, and their elements lie behind the record in the same block. */
#include "element.h"

#include <string.h>

static int64_t block_size(const ct_dtype *dtype)
{
    return (int64_t)sizeof(ct_scalar) + (dtype->num >= CT_NUM_STR ? dtype->itemsize : 0);
}

ct_object *ct_scalar_new(const ct_dtype *dtype, const char *element)
{
    if (!dtype || !element)
        return ct_null_input("scalar", dtype ? 2 : 1), NULL;
    bool text = dtype->num >= CT_NUM_STR;
    int64_t used = text ? ct_text_used(dtype, element) : 0;
    const ct_dtype *own =
        text && used < ct_text_width(dtype) ? ct_dtype_text(dtype->num, used) : ct_retain(dtype);
    if (!own)
        return NULL;
    ct_scalar *scalar = ct_object_new(&ct_scalar_type, block_size(own));
    if (!scalar) {
        ct_release(own);
        return NULL;
    }
    memset((char *)scalar + sizeof scalar->object, 0, sizeof *scalar - sizeof scalar->object);
    scalar->dtype = own;
    scalar->text = text ? (char *)(scalar + 1) : NULL;
    memcpy(text ? scalar->text : scalar->value.bytes, element, (size_t)own->itemsize);
    return &scalar->object;
}

const char *ct_scalar_data(const ct_scalar *scalar)
{
    return scalar->text ? scalar->text : scalar->value.bytes;
}

static const ct_scalar *as_scalar(const ct_object *object)
{
    return (const ct_scalar *)object;
}

static bool is_text(const ct_scalar *scalar)
{
    return scalar->text != NULL;
}

static ct_object *plain_box(const ct_object *self)
{
    return ct_element_box(as_scalar(self)->dtype, ct_scalar_data(as_scalar(self)));
}

static void destroy(ct_object *self)
{
    const ct_dtype *dtype = as_scalar(self)->dtype;
    ct_object_free(self, block_size(dtype));
    ct_release(dtype);
}

/* -- text -------------------------------------------------------------------------------------- */

static ct_status repr(const ct_object *self, ct_text *out)
{
    const ct_scalar *scalar = as_scalar(self);
    if (is_text(scalar)) {
        ct_object *box = plain_box(self);
        ct_status status = box ? CT_OK : ct_error_pending();
        if (box && !(status = ct_text_add(
                         out, scalar->dtype->num == CT_NUM_STR ? "np.str_(" : "np.bytes_(", -1)))
            status = ct_text_repr(out, box);
        ct_release(box);
        return status ? status : ct_text_add(out, ")", 1);
    }
    char text[CT_ELEMENT_TEXT];
    int n = ct_element_text(text, scalar->dtype, ct_scalar_data(scalar));
    if (scalar->dtype->num == CT_NUM_BOOL)
        return ct_text_format(out, "np.%s_", text);
    /* complex64(1+2j): the parentheses of the value serve as those of the call. */
    bool own = text[0] == '(' && text[n - 1] == ')';
    return ct_text_format(out, own ? "np.%s%s" : "np.%s(%s)", scalar->dtype->name, text);
}

static ct_status str(const ct_object *self, ct_text *out)
{
    const ct_scalar *scalar = as_scalar(self);
    if (is_text(scalar)) {
        ct_object *box = plain_box(self);
        ct_status status = box ? ct_text_str(out, box) : ct_error_pending();
        ct_release(box);
        return status;
    }
    char text[CT_ELEMENT_TEXT];
    return ct_text_add(out, text, ct_element_text(text, scalar->dtype, ct_scalar_data(scalar)));
}

/* -- comparison -------------------------------------------------------------------------------- */

/* A number, and the dtype that says how exactly it compares; NULL for Python's. */
typedef struct operand {
    const ct_dtype *dtype;
    ct_number value;
} operand;

static bool operand_of(const ct_object *object, operand *out)
{
    *out = (operand){0};
    if (object->type == &ct_scalar_type) {
        if (is_text(as_scalar(object)))
            return false;
        out->dtype = as_scalar(object)->dtype;
        out->value = ct_element_number(out->dtype, ct_scalar_data(as_scalar(object)));
        if (out->value.kind == 'b')
            out->value.kind = 'i';
        return true;
    }
    if (ct_is_int(object)) {
        out->value = (ct_number){.kind = 'i', .whole = ct_int_value(object)};
    } else if (object->type == &ct_float_type) {
        out->value = (ct_number){.kind = 'f', .real = ct_float_value(object)};
    } else if (object->type == &ct_complex_type) {
        const ct_complex_box *z = (const ct_complex_box *)object;
        out->value = (ct_number){.kind = 'c', .real = z->real, .imag = z->imag};
    } else {
        return false;
    }
    return true;
}

/* Rounds a Python number to the precision of the scalar it meets. */
static void weaken(operand *python, const ct_dtype *meets)
{
    double real = python->value.kind == 'i' ? (double)python->value.whole : python->value.real;
    bool narrow = meets->num == CT_NUM_FLOAT16 || meets->num == CT_NUM_FLOAT32 ||
                  meets->num == CT_NUM_COMPLEX64;
    if (narrow && meets->num == CT_NUM_FLOAT16 && python->value.kind != 'c') {
        real = ct_half_to_float(ct_double_to_half(real));
    } else if (narrow) {
        real = (float)real;
        python->value.imag = (float)python->value.imag;
    }
    python->value.real = real;
    if (python->value.kind == 'i')
        python->value.kind = 'f';
}

static int order_double(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

static double real_part(const ct_number *value)
{
    return value->kind == 'i' ? (double)value->whole : value->real;
}

/* -1, 0, 1, 2 (NaN). Complex numbers are ordered by their real parts first, as in NumPy. */
static int order_numbers(operand *a, operand *b)
{
    if (a->value.kind == 'i' && b->value.kind == 'i')
        return a->value.whole < b->value.whole ? -1 : a->value.whole > b->value.whole;
    if (!a->dtype)
        weaken(a, b->dtype);
    if (!b->dtype)
        weaken(b, a->dtype);
    int order = order_double(real_part(&a->value), real_part(&b->value));
    if (a->value.kind != 'c' && b->value.kind != 'c')
        return order;
    int imag = order_double(a->value.imag, b->value.imag);
    return order == 2 || imag == 2 ? 2 : order ? order : imag;
}

/* Compares text scalars as the str or bytes that they hold. */
static int compare_plain(const ct_object *self, const ct_object *other, int *order)
{
    ct_object *a = plain_box(self);
    ct_object *b = other->type == &ct_scalar_type ? plain_box(other) : ct_retain(other);
    int result = -1;
    if (a && b && (a->type == b->type || !order))
        result = order ? ct_order_objects(a, b, order) : ct_equal_objects(a, b);
    else if (a && b)
        result = 1;
    ct_release(a);
    ct_release(b);
    return result;
}

static int equal(const ct_object *self, const ct_object *other)
{
    operand a, b;
    if (is_text(as_scalar(self)))
        return compare_plain(self, other, NULL);
    return operand_of(self, &a) && operand_of(other, &b) && order_numbers(&a, &b) == 0;
}

static int order(const ct_object *self, const ct_object *other, int *out)
{
    operand a, b;
    if (is_text(as_scalar(self)))
        return compare_plain(self, other, out);
    if (!operand_of(self, &a) || !operand_of(other, &b))
        return 1;
    *out = order_numbers(&a, &b);
    return 0;
}

static ct_status hash(const ct_object *self, uint64_t *out)
{
    ct_object *box = plain_box(self);
    ct_status status = box ? ct_hash(box, out) : ct_error_pending();
    ct_release(box);
    return status;
}

static int truth(const ct_object *self)
{
    const ct_scalar *scalar = as_scalar(self);
    if (is_text(scalar))
        return scalar->dtype->itemsize > 0;
    char result;
    ct_number value = ct_element_number(scalar->dtype, ct_scalar_data(scalar));
    ct_element_put(CT_BOOL, &result, &value);
    return result;
}

static int64_t length(const ct_object *self)
{
    if (is_text(as_scalar(self)))
        return ct_text_width(as_scalar(self)->dtype);
    ct_error_set(CT_TYPE_ERROR, NULL, 0, "object of type 'numpy.%s' has no len()",
                 as_scalar(self)->dtype->name);
    return -1;
}

const ct_dtype *ct_scalar_dtype(const ct_object *scalar)
{
    if (!scalar || scalar->type != &ct_scalar_type) {
        ct_error_set(CT_TYPE_ERROR, "dtype", 1, "not a NumPy scalar");
        return NULL;
    }
    return as_scalar(scalar)->dtype;
}

static size_t bytes(const ct_object *self)
{
    return (size_t)block_size(as_scalar(self)->dtype);
}

const ct_type ct_scalar_type = {
    .name = "numpy.generic",
    .destroy = destroy,
    .repr = repr,
    .str = str,
    .equal = equal,
    .order = order,
    .hash = hash,
    .truth = truth,
    .length = length,
    .bytes = bytes,
    .number = plain_box,
};
