/* index.c: a subscript's key, x[key], as the list of indices that the array layer takes. */
#include "args.h"
#include "object/object.h"

#include <string.h>

static ct_status bound(const ct_object *box, int64_t *out)
{
    *out = CT_OMIT;
    if (box->type == &ct_none_type)
        return CT_OK;
    ct_status status = ct_as_index(box, out);
    if (!status && *out == CT_OMIT) /* as far below as can be said */
        *out = CT_OMIT + 1;
    return status;
}

static ct_status range_index(const ct_object *key, ct_index *out)
{
    const ct_slice_box *slice = (const ct_slice_box *)key;
    int64_t step;
    *out = (ct_index){.kind = CT_INDEX_RANGE};
    ct_status status = bound(slice->start, &out->start);
    status = status ? status : bound(slice->stop, &out->stop);
    status = status ? status : bound(slice->step, &step);
    out->step = status || step == CT_OMIT ? 1 : step; /* 0 is refused behind too many indices */
    return status;
}

static ct_status bad_index(void)
{
    return ct_error_set(CT_INDEX_ERROR, NULL, 0,
                        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and "
                        "integer or boolean arrays are valid indices");
}

/* Lists and arrays; an empty list is an integer array, and integers without axes are plain ones. */
static ct_status array_index(const ct_object *key, ct_scope *scope, ct_index *out)
{
    if (key->type == &ct_float_type || key->type == &ct_str_type || key->type == &ct_dict_type ||
        key->type == &ct_complex_type)
        return bad_index();
    ct_array *a = ct_own(scope, ct_asarray(key, NULL));
    if (a && ct_size(a) == 0 && key->type == &ct_list_type)
        a = ct_own(scope, ct_astype(a, CT_INT64, CT_CASTING_UNSAFE));
    if (!a)
        return ct_error_pending();
    char kind = ct_dtype_kind(ct_dtype_of(a));
    if (!strchr("biu", kind)) {
        if (ct_ndim(a) == 0)
            return bad_index();
        return ct_error_set(CT_INDEX_ERROR, NULL, 0,
                            "arrays used as indices must be of integer (or boolean) type");
    }
    *out = ct_pick(a);
    if (ct_ndim(a) == 0 && kind != 'b') {
        *out = ct_at(0);
        return ct_item_i64(a, &out->start);
    }
    return CT_OK;
}

static ct_status one_index(const ct_object *key, ct_scope *scope, ct_index *out)
{
    const ct_type *type = key->type;
    if (type == &ct_slice_type)
        return range_index(key, out);
    if (type == &ct_ellipsis_type || type == &ct_none_type) {
        *out = ct_index_of(type == &ct_none_type ? CT_INDEX_NEW : CT_INDEX_REST);
        return CT_OK;
    }
    if (type == &ct_int_type) {
        *out = ct_at(0);
        return ct_as_index(key, &out->start);
    }
    return array_index(key, scope, out);
}

ct_status ct_arg_index(const ct_object *key, ct_scope *scope, ct_index list[CT_INDEX_ROOM])
{
    int64_t n = key->type == &ct_tuple_type ? ct_length(key) : 1;
    if (n >= CT_INDEX_ROOM)
        return ct_error_set(CT_INDEX_ERROR, NULL, 0, "too many indices for array");
    for (int64_t i = 0; i < n; i++) {
        const ct_object *part =
            key->type == &ct_tuple_type ? ((const ct_tuple_box *)key)->items[i] : key;
        ct_status status = one_index(part, scope, &list[i]);
        if (status)
            return status;
    }
    list[n] = ct_end;
    return CT_OK;
}
