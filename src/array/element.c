/* element.c: single elements as C numbers, boxes and NumPy scalars. */
#include "array.h"

#include "dtype/dtype.h"
#include "kernels/kernels.h"

#include <string.h>

/* The address of one element; NULL and IndexError when an index is outside. */
static char *locate(const char *op, const ct_array *a, const int64_t *index)
{
    char *p = a->data;
    for (int i = 0; i < a->ndim; i++) {
        int64_t at = index[i] < 0 ? index[i] + a->shape[i] : index[i];
        if (at < 0 || at >= a->shape[i]) {
            ct_error_set(CT_INDEX_ERROR, op, 2,
                         "index %lld is out of bounds for axis %d with size %lld",
                         (long long)index[i], i, (long long)a->shape[i]);
            return NULL;
        }
        p += at * a->strides[i];
    }
    return p;
}

/* Casts one number through aligned memory. Text has no number, complex no single one. */
static ct_status cast_one(const char *op, const ct_dtype *from, const char *src, const ct_dtype *to,
                          char *dst)
{
    _Alignas(16) char in[16], out[16];
    if (from->num >= CT_NUM_STR || to->num >= CT_NUM_STR || (from->kind == 'c' && to->kind != 'c'))
        return ct_error_set(CT_TYPE_ERROR, op, 1, "cannot convert %s to %s", from->name, to->name);
    memcpy(in, src, (size_t)from->itemsize);
    ct_kernel_cast(from->num, to->num)((char *[]){in, out}, (int64_t[]){0, 0}, 1,
                                       (int64_t[]){from->itemsize, to->itemsize});
    memcpy(dst, out, (size_t)to->itemsize);
    return CT_OK;
}

ct_status ct_get_f64(const ct_array *a, const int64_t *index, double *out)
{
    *out = 0;
    if (!a)
        return ct_null_input("get", 1);
    const char *p = locate("get", a, index);
    return p ? cast_one("get", a->dtype, p, CT_FLOAT64, (char *)out) : CT_INDEX_ERROR;
}

ct_status ct_get_i64(const ct_array *a, const int64_t *index, int64_t *out)
{
    *out = 0;
    if (!a)
        return ct_null_input("get", 1);
    const char *p = locate("get", a, index);
    return p ? cast_one("get", a->dtype, p, CT_INT64, (char *)out) : CT_INDEX_ERROR;
}

ct_status ct_set_f64(ct_array *a, const int64_t *index, double value)
{
    if (!a)
        return ct_null_input("set", 1);
    char *p = ct_array_check_writeable("set", a) ? NULL : locate("set", a, index);
    return p ? cast_one("set", CT_FLOAT64, (const char *)&value, a->dtype, p) : ct_error_pending();
}

ct_status ct_set_i64(ct_array *a, const int64_t *index, int64_t value)
{
    if (!a)
        return ct_null_input("set", 1);
    char *p = ct_array_check_writeable("set", a) ? NULL : locate("set", a, index);
    return p ? cast_one("set", CT_INT64, (const char *)&value, a->dtype, p) : ct_error_pending();
}

static ct_status check_single(const ct_array *a)
{
    if (!a)
        return ct_null_input("item", 1);
    if (a->size != 1)
        return ct_error_set(CT_VALUE_ERROR, "item", 1,
                            "can only convert an array of size 1 to a Python scalar");
    return CT_OK;
}

ct_status ct_item_f64(const ct_array *a, double *out)
{
    *out = 0;
    ct_status status = check_single(a);
    return status ? status : cast_one("item", a->dtype, a->data, CT_FLOAT64, (char *)out);
}

ct_status ct_item_i64(const ct_array *a, int64_t *out)
{
    *out = 0;
    ct_status status = check_single(a);
    return status ? status : cast_one("item", a->dtype, a->data, CT_INT64, (char *)out);
}

ct_object *ct_item(const ct_array *a)
{
    return check_single(a) ? NULL : ct_element_box(a->dtype, a->data);
}

static ct_object *list_of(const ct_array *a, int axis, const char *p)
{
    if (axis == a->ndim)
        return ct_element_box(a->dtype, p);
    ct_list *list = ct_list_new();
    for (int64_t i = 0; list && i < a->shape[axis]; i++) {
        ct_object *item = list_of(a, axis + 1, p + i * a->strides[axis]);
        ct_status status = item ? ct_list_append(list, item) : ct_error_pending();
        ct_release(item);
        if (status != CT_OK) {
            ct_release(list);
            return NULL;
        }
    }
    return (ct_object *)list;
}

ct_object *ct_tolist(const ct_array *a)
{
    return a ? list_of(a, 0, a->data) : (ct_null_input("tolist", 1), NULL);
}

ct_object *ct_scalar_from(const ct_array *a)
{
    if (check_single(a))
        return NULL;
    return a->flags & CT_WEAK ? ct_element_box(a->dtype, a->data)
                              : ct_scalar_new(a->dtype, a->data);
}

ct_array *ct_scalar_array(const ct_object *scalar)
{
    if (!scalar)
        return ct_null_input("asarray", 1), NULL;
    if (ct_type_of(scalar) != &ct_scalar_type)
        return ct_error_set(CT_TYPE_ERROR, "asarray", 1, "expected a NumPy scalar, got %s",
                            ct_type_of(scalar)->name),
               NULL;
    const ct_dtype *dtype = ((const ct_scalar *)scalar)->dtype;
    ct_array *a = ct_empty(0, NULL, dtype);
    if (a)
        memcpy(a->data, ct_scalar_data((const ct_scalar *)scalar), (size_t)dtype->itemsize);
    return a;
}
