/* from_list.c: numpy.array(object): arrays from nested sequences, boxes, NumPy scalars and arrays.
 *
 * Two walks over the nesting. The first discovers the shape and, unless a dtype is given, the
 * dtype: the promotion of all leaves, Python numbers taken as int64, float64, ... The second
 * stores. A sequence may change between them only through its own item function, so the second walk
 * checks lengths again. */
#include "array.h"

#include "base/limits.h"
#include "dtype/dtype.h"
#include "nest.h"
#include "object/object.h"

#include <stdio.h>
#include <string.h>

typedef struct finder {
    const ct_dtype *given; /* NULL, or a text dtype of width 0 whose width is to be found */
    const ct_dtype *found; /* owned; NULL before the first leaf */
    int64_t shape[CT_MAX_NDIM], path[CT_MAX_NDIM];
    int known;   /* leading lengths in shape */
    int ndim;    /* most axes that still fit all seen so far */
    bool leaf;   /* ndim is that of a leaf, not the limit */
    bool ragged; /* the first misfit is in bad_path */
    int64_t bad_path[CT_MAX_NDIM];
    int bad_depth;
    bool convert; /* the dtype is wanted */
} finder;

static bool is_sequence(const ct_object *object)
{
    const ct_type *type = object->type;
    if (type == &ct_list_type || type == &ct_tuple_type)
        return true;
    return type->item && type->length && type != &ct_str_type && type != &ct_bytes_type &&
           type != &ct_dict_type && type != &ct_array_type && type != &ct_scalar_type;
}

static ct_object *item_at(const ct_object *sequence, int64_t index)
{
    if (ct_interrupted() || !ct_pay(1)) /* lists in lists may show far more items than there are */
        return NULL;
    if (sequence->type == &ct_list_type)
        return ct_list_get((const ct_list *)sequence, index);
    if (sequence->type == &ct_tuple_type)
        return ct_tuple_get(sequence, index);
    return sequence->type->item(sequence, index);
}

/* -- dtype ------------------------------------------------------------------------------------- */

/* Characters of str(box), for array([1, 22], dtype=str). */
static int64_t text_width(const ct_object *box)
{
    int64_t bytes = 0, width = 0;
    if (box->type == &ct_bytes_type)
        return ct_as_bytes(box, &bytes) ? bytes : -1;
    char *text = ct_str(box, &bytes);
    if (!text)
        return -1;
    for (int64_t i = 0; i < bytes; i++)
        width += (text[i] & 0xC0) != 0x80; /* continuation bytes of UTF-8 do not count */
    ct_free(text);
    return width;
}

/* Takes `dtype` (owned, may be NULL after a failure) into the promotion. */
static ct_status merge(finder *f, const ct_dtype *dtype)
{
    if (!dtype)
        return ct_error_pending();
    if (!f->found) {
        f->found = dtype;
        return CT_OK;
    }
    const ct_dtype *both = dtype == f->found ? ct_retain(dtype) : ct_promote_types(f->found, dtype);
    ct_release(f->found);
    ct_release(dtype);
    f->found = both;
    return both ? CT_OK : ct_error_pending();
}

static ct_status merge_leaf(finder *f, const ct_object *leaf)
{
    if (!f->convert)
        return CT_OK;
    const ct_dtype *own = NULL;
    if (leaf->type == &ct_array_type)
        own = ct_retain(((const ct_array *)leaf)->dtype);
    else if (leaf->type == &ct_scalar_type)
        own = ct_retain(((const ct_scalar *)leaf)->dtype);
    else if (!f->given)
        own = ct_dtype_of_box(leaf);
    if (f->given && own) {
        const ct_dtype *wide = ct_promote_types(f->given, own);
        if (wide && wide->num != f->given->num) { /* bytes from str: as many as characters */
            int64_t width = own->itemsize / (own->kind == 'U' ? 4 : 1);
            ct_release(wide);
            wide = ct_dtype_text(f->given->num, width);
        }
        ct_release(own);
        own = wide;
    } else if (f->given) {
        int64_t width = text_width(leaf);
        own = width < 0 ? NULL : ct_dtype_text(f->given->num, width);
    }
    return merge(f, own);
}

/* -- shape ------------------------------------------------------------------------------------- */

static void misfit(finder *f, int ndim, int depth)
{
    if (!f->ragged) {
        f->ragged = true;
        f->bad_depth = depth;
        memcpy(f->bad_path, f->path, (size_t)depth * sizeof *f->path);
    }
    if (ndim < f->ndim)
        f->ndim = ndim;
}

/* What stands at `depth` has `n` axes of its own. */
static void fit_shape(finder *f, int depth, int n, const int64_t *shape)
{
    for (int i = 0; i < n; i++) {
        if (depth + i >= f->ndim) {
            misfit(f, f->ndim, depth);
            return;
        }
        if (depth + i >= f->known) {
            f->shape[f->known++] = shape[i];
        } else if (f->shape[depth + i] != shape[i]) {
            misfit(f, depth + i, depth);
            return;
        }
    }
}

static void fit_leaf(finder *f, int ndim, int depth)
{
    if (ndim < f->ndim && (f->leaf || ndim < f->known))
        misfit(f, ndim, depth);
    if (ndim < f->ndim)
        f->ndim = ndim;
    f->leaf = true;
}

static ct_status discover(finder *f, const ct_object *object, int depth)
{
    if (object->type == &ct_array_type) {
        const ct_array *a = (const ct_array *)object;
        fit_shape(f, depth, a->ndim, a->shape);
        fit_leaf(f, depth + a->ndim, depth);
        return merge_leaf(f, object);
    }
    if (!is_sequence(object)) {
        fit_leaf(f, depth, depth);
        return merge_leaf(f, object);
    }
    int64_t length = ct_length(object);
    if (length < 0)
        return ct_error_pending();
    if (depth == CT_MAX_NDIM)
        return ct_error_set(CT_VALUE_ERROR, "array", 1,
                            "setting an array element with a sequence. The requested array would "
                            "exceed the maximum number of dimension of %d.",
                            CT_MAX_NDIM);
    fit_shape(f, depth, 1, &length);
    if (length == 0)
        fit_leaf(f, depth + 1, depth);
    ct_status status = CT_OK;
    for (int64_t i = 0; i < length && status == CT_OK; i++) {
        f->path[depth] = i;
        ct_object *item = item_at(object, i);
        status = item ? discover(f, item, depth + 1) : ct_error_pending();
        ct_release(item);
    }
    return status;
}

static ct_status ragged_error(const finder *f)
{
    char shape[256], path[160];
    int at = 0, end = 0;
    for (int i = 0; i < f->ndim && at < (int)sizeof shape - 32; i++)
        at += snprintf(shape + at, sizeof shape - (size_t)at, "%s%lld", i ? ", " : "",
                       (long long)f->shape[i]);
    shape[at] = path[0] = '\0';
    for (int i = 0; i < f->bad_depth && end < (int)sizeof path - 32; i++)
        end += snprintf(path + end, sizeof path - (size_t)end, "[%lld]", (long long)f->bad_path[i]);
    return ct_error_set(CT_VALUE_ERROR, "array", 1,
                        "setting an array element with a sequence. The requested array has an "
                        "inhomogeneous shape after %d dimensions. The detected shape was (%s%s) + "
                        "inhomogeneous part. The first misfit is item %s.",
                        f->ndim, shape, f->ndim == 1 ? "," : "", path);
}

/* -- storing ----------------------------------------------------------------------------------- */

static ct_status store(const ct_array *a, const ct_object *object, int depth, char *p)
{
    if (object->type == &ct_array_type) {
        ct_array *part =
            ct_array_view(a, p, a->ndim - depth, a->shape + depth, a->strides + depth, a->dtype);
        ct_status status =
            part ? ct_array_store(part, (const ct_array *)object) : ct_error_pending();
        ct_release(part);
        return status;
    }
    if (depth == a->ndim)
        return ct_element_store(a->dtype, p, object);
    if (!is_sequence(object) || ct_length(object) != a->shape[depth])
        return ct_error_set(CT_RUNTIME_ERROR, "array", 1, "a sequence changed its length");
    ct_status status = CT_OK;
    for (int64_t i = 0; i < a->shape[depth] && status == CT_OK; i++) {
        ct_object *item = item_at(object, i);
        status = item ? store(a, item, depth + 1, p + i * a->strides[depth]) : ct_error_pending();
        ct_release(item);
    }
    return status;
}

/* A text dtype of width 0 becomes one of width 1: NumPy has no empty elements from data. */
static const ct_dtype *final_dtype(finder *f, const ct_dtype *dtype)
{
    if (!f->convert)
        return ct_retain(dtype);
    if (!f->found)
        return dtype ? ct_dtype_text(dtype->num, 1) : ct_retain(CT_FLOAT64);
    if (f->found->itemsize == 0)
        return ct_dtype_text(f->found->num, 1);
    return ct_retain(f->found);
}

static ct_array *from_nested(const ct_object *object, const ct_dtype *dtype)
{
    bool width = dtype && dtype->num >= CT_NUM_STR && dtype->itemsize == 0;
    finder f = {.given = dtype, .ndim = CT_MAX_NDIM, .convert = !dtype || width};
    ct_array *a = NULL;
    ct_status status = discover(&f, object, 0);
    if (status == CT_OK && f.ragged)
        status = ragged_error(&f);
    const ct_dtype *made = status == CT_OK ? final_dtype(&f, dtype) : NULL;
    if (made)
        a = ct_empty(f.known < f.ndim ? f.known : f.ndim, f.shape, made);
    if (a && store(a, object, 0, a->data) != CT_OK) {
        ct_release(a);
        a = NULL;
    }
    ct_release(made);
    ct_release(f.found);
    return a;
}

ct_array *ct_array_from(const void *object, const ct_dtype *dtype)
{
    if (!object)
        return ct_null_input("array", 1), NULL;
    const ct_type *type = ct_type_of(object);
    double number;
    if (!dtype && type == &ct_float_type)
        return ct_as_float(object, &number) ? NULL : ct_scalar_f64(number);
    if (!dtype && type == &ct_int_type) {
        ct_int128 whole = ct_int_value(object);
        if (whole == (int64_t)whole)
            return ct_scalar_i64((int64_t)whole);
    }
    if (type != &ct_array_type && type != &ct_scalar_type)
        return from_nested(object, dtype);
    ct_array *a = type == &ct_array_type ? ct_retain(object) : ct_scalar_array(object);
    if (a && dtype) {
        ct_array *cast = ct_astype(a, dtype, CT_CASTING_UNSAFE);
        ct_release(a);
        return cast;
    }
    if (!a || type == &ct_scalar_type)
        return a;
    ct_array *copy = ct_copy(a, CT_ORDER_K);
    ct_release(a);
    return copy;
}

ct_array *ct_asarray(const void *object, const ct_dtype *dtype)
{
    if (object && ct_type_of(object) == &ct_array_type) {
        const ct_array *a = object;
        bool any_width = dtype && dtype->num == a->dtype->num && dtype->num >= CT_NUM_STR &&
                         dtype->itemsize == 0;
        if (!dtype || any_width || ct_dtype_equal(a->dtype, dtype))
            return ct_retain(object);
    }
    return ct_array_from(object, dtype);
}
