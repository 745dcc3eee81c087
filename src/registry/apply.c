/* apply.c: rows that call functions on parts of arrays, that walk indices, and that read arrays
 * from iterables and bytes. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* f(first, *rest, **keywords). Owned by the scope. */
static ct_object *call_with(ct_scope *scope, ct_object *f, ct_object *first, const ct_object *rest,
                            const ct_object *keywords)
{
    enum { MOST = 32 };
    ct_object *args[MOST] = {first}, *values[MOST], *key, *value;
    const char *names[MOST];
    int64_t n = rest ? ct_length(rest) : 0, position = 0;
    int count = 0;
    if (n >= MOST || (keywords && ct_length(keywords) > MOST))
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "at most %d arguments are passed on", MOST - 1);
    for (int64_t i = 0; i < n; i++)
        args[i + 1] = ((const ct_tuple_box *)rest)->items[i];
    while (keywords && ct_dict_next(keywords, &position, &key, &value)) {
        names[count] = ct_as_string(key, NULL);
        values[count++] = value;
    }
    return ct_own(scope, ct_call_object(f, n + 1, args, count, names, values));
}

/* -- apply_along_axis -------------------------------------------------------------------------- */

/* The results of each line, stacked: (lines, result axes...). Owned by the scope. */
static ct_array *each_line(ct_scope *scope, ct_object *const *args, const ct_array *lines)
{
    ct_array *all = NULL;
    for (int64_t i = 0; i < ct_shape(lines)[0]; i++) {
        CT_SCOPE(s);
        ct_array *line = ct_own(&s, ct_get(lines, ct_at(i)));
        ct_object *value =
            line ? call_with(&s, args[0], (ct_object *)line, args[3], args[4]) : NULL;
        ct_array *result = value ? ct_own(&s, ct_asarray(value, NULL)) : NULL;
        if (result && !all) {
            int64_t shape[CT_MAX_NDIM] = {ct_shape(lines)[0]};
            int ndim = ct_ndim(result);
            if (ndim >= CT_MAX_NDIM)
                return CT_FAIL(CT_VALUE_ERROR, "apply_along_axis", 1, "too many axes");
            memcpy(shape + 1, ct_shape(result), (size_t)ndim * sizeof *shape);
            all = ct_own(scope, ct_zeros(ndim + 1, shape, ct_dtype_of(result)));
        }
        if (!result || !all || ct_set(all, result, ct_at(i)))
            return NULL;
    }
    return all;
}

/* (func1d, axis, arr, *args, **kwargs) */
ENTRY(apply_along_axis)
{
    CT_SCOPE(s);
    ct_array *a;
    int axis = 0;
    if (!ct_args_read(args + 1, &s, "xA", &axis, &a))
        return NULL;
    int n = ct_ndim(a), at = axis == CT_FLAT ? -1 : ct_normalize_axis("apply_along_axis", axis, n);
    if (at < 0)
        return ct_error_pending()
                   ? NULL
                   : CT_FAIL(CT_TYPE_ERROR, "apply_along_axis", 2,
                             "'NoneType' object cannot be interpreted as an integer");
    int64_t kept[CT_MAX_NDIM], lines = 1, length = ct_shape(a)[at];
    int count = 0, order[CT_MAX_NDIM];
    for (int i = 0; i < n; i++)
        if (i != at) {
            kept[count++] = ct_shape(a)[i];
            lines *= ct_shape(a)[i];
        }
    if (lines == 0)
        return CT_FAIL(CT_VALUE_ERROR, "apply_along_axis", 3,
                       "Cannot apply_along_axis when any iteration dimensions are 0");
    ct_array *moved = ct_own(&s, ct_moveaxis(a, 1, &at, (int[]){-1}));
    ct_array *rows = moved ? ct_own(&s, ct_reshape(moved, CT_SHAPE(lines, length))) : NULL;
    ct_array *all = rows ? each_line(&s, args, rows) : NULL;
    if (!all)
        return NULL;
    int own = ct_ndim(all) - 1, place = 0;
    if (count + own > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "apply_along_axis", 1, "too many axes");
    memcpy(kept + count, ct_shape(all) + 1, (size_t)own * sizeof *kept);
    ct_array *shaped = ct_own(&s, ct_reshape(all, count + own, kept));
    for (int i = 0; i < at; i++)
        order[place++] = i;
    for (int i = 0; i < own; i++)
        order[place++] = count + i;
    for (int i = at; i < count; i++)
        order[place++] = i;
    ct_array *turned = shaped ? ct_own(&s, ct_transpose_axes(shaped, count + own, order)) : NULL;
    return turned ? ct_array_result(ct_copy(turned, CT_ORDER_C)) : NULL;
}

/* (func, a, axes): func(a, axis) for one axis after the other, which stay as axes of length 1. */
ENTRY(apply_over_axes)
{
    CT_SCOPE(s);
    ct_array *a;
    ct_axes axes;
    if (!ct_args_read(args + 1, &s, "AX", &a, &axes))
        return NULL;
    for (int i = 0; i < axes.n; i++) {
        int axis = axes.axes[i] < 0 ? axes.axes[i] + ct_ndim(a) : axes.axes[i];
        ct_object *number = ct_own(&s, ct_int(axis));
        ct_object *pair[2] = {(ct_object *)a, number};
        ct_object *value =
            number ? ct_own(&s, ct_call_object(args[0], 2, pair, 0, NULL, NULL)) : NULL;
        ct_array *result = value ? ct_own(&s, ct_asarray(value, NULL)) : NULL;
        if (result && ct_ndim(result) != ct_ndim(a))
            result = ct_own(&s, ct_expand_dims(result, 1, &axis));
        if (!result)
            return NULL;
        if (ct_ndim(result) != ct_ndim(a))
            return CT_FAIL(CT_VALUE_ERROR, "apply_over_axes", 1,
                           "function is not returning an array of the correct shape");
        a = result;
    }
    return ct_result(ct_retain(a));
}

/* -- piecewise --------------------------------------------------------------------------------- */

/* y[where] = f(x[where]), or the value f itself. */
static ct_status one_piece(ct_object *const *args, const ct_array *x, ct_array *y,
                           const ct_array *where, ct_object *f)
{
    CT_SCOPE(s);
    ct_object *value = f;
    if (f->type->call) {
        ct_array *part = ct_own(&s, ct_get(x, ct_pick(where)));
        if (!part || ct_size(part) == 0)
            return ct_error_pending();
        value = call_with(&s, f, (ct_object *)part, args[3], args[4]);
    }
    ct_array *result = value ? ct_operand_in(&s, value) : NULL;
    return result ? ct_set(y, result, ct_pick(where)) : ct_error_pending();
}

/* (x, condlist, funclist, *args, **kw); one function more than conditions is for the rest. */
ENTRY(piecewise)
{
    CT_SCOPE(s);
    ct_array *x, *conditions;
    if (!ct_args_read(args, &s, "AA", &x, &conditions))
        return NULL;
    int64_t functions = ct_arg_count(args[2]);
    if (functions < 0)
        return CT_FAIL(CT_TYPE_ERROR, "piecewise", 3, "funclist must be a list");
    conditions = ct_own(&s, ct_astype(conditions, CT_BOOL, CT_CASTING_UNSAFE));
    if (conditions && ct_ndim(conditions) == ct_ndim(x)) /* one condition by itself */
        conditions = ct_own(&s, ct_get(conditions, ct_newaxis));
    if (!conditions)
        return NULL;
    int64_t n = ct_shape(conditions)[0];
    if (functions != n && functions != n + 1)
        return CT_FAIL(CT_VALUE_ERROR, "piecewise", 3,
                       "with %lld condition(s), either %lld or %lld functions are expected",
                       (long long)n, (long long)n, (long long)n + 1);
    ct_array *y = ct_own(&s, ct_zeros_like(x, NULL));
    for (int64_t i = 0; y && i < functions; i++) {
        ct_object *f = ct_own(&s, ct_arg_item(args[2], i));
        ct_array *where = i < n ? ct_own(&s, ct_get(conditions, ct_at(i))) : NULL;
        if (i == n) {
            ct_array *any = ct_own(&s, ct_any(conditions, 0));
            where = any ? ct_own(&s, ct_logical_not(any)) : NULL;
        }
        if (!f || !where || one_piece(args, x, y, where, f))
            return NULL;
    }
    return ct_retain(y);
}

/* -- walking indices --------------------------------------------------------------------------- */

/* Steps an index through a shape in C order; false at its end. */
static bool next_index(int ndim, const int64_t *shape, int64_t *index)
{
    for (int i = ndim - 1; i >= 0; i--) {
        if (++index[i] < shape[i])
            return true;
        index[i] = 0;
    }
    return false;
}

/* Gives every index of a shape as a tuple, with an array pairs of it and the element. */
typedef struct walker {
    ct_object object;
    ct_array *flat; /* NULL: indices alone */
    int ndim;
    bool more;
    int64_t at, shape[CT_MAX_NDIM], index[CT_MAX_NDIM];
} walker;

static void walker_destroy(ct_object *self)
{
    ct_release(((walker *)self)->flat);
    ct_object_free(self, sizeof(walker));
}

static ct_status walker_repr(const ct_object *self, ct_text *out)
{
    return ct_text_format(out, "<%s object at 0x%llx>", self->type->name,
                          (unsigned long long)(uintptr_t)self);
}

static int walker_next(ct_object *self, ct_object **out)
{
    CT_SCOPE(s);
    walker *w = (walker *)self;
    if (!w->more)
        return 0;
    ct_object *item = ct_own(&s, ct_shape_object(w->ndim, w->index));
    if (w->flat && item) {
        ct_object *element = ct_own(&s, ct_result(ct_get(w->flat, ct_at(w->at))));
        ct_object *pair[2] = {item, element};
        item = element ? ct_own(&s, ct_tuple(2, pair)) : NULL;
    }
    if (!item)
        return -1;
    w->at++;
    w->more = next_index(w->ndim, w->shape, w->index);
    *out = ct_retain(item);
    return 1;
}

#define WALKER(name_)                                                                              \
    {                                                                                              \
        .name = name_, .destroy = walker_destroy, .repr = walker_repr, .next = walker_next         \
    }
static const ct_type ndindex_type = WALKER("ndindex"), ndenumerate_type = WALKER("ndenumerate");

static ct_object *walk(const ct_type *type, int ndim, const int64_t *shape, ct_array *flat,
                       int64_t size)
{
    walker *w = ct_object_new(type, sizeof *w);
    if (!w)
        return NULL;
    w->flat = ct_retain(flat);
    w->ndim = ndim;
    w->more = size > 0;
    w->at = 0;
    for (int i = 0; i < ndim; i++) {
        w->shape[i] = shape[i];
        w->index[i] = 0;
    }
    return &w->object;
}

ENTRY(ndindex)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM], size = 1;
    if (ct_arg_shape_rest(args[0], &ndim, shape))
        return NULL;
    for (int i = 0; i < ndim; i++) {
        if (shape[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "ndindex", 1, "negative dimensions are not allowed");
        size = shape[i] ? size : 0;
    }
    return walk(&ndindex_type, ndim, shape, NULL, size);
}

ENTRY(ndenumerate)
{
    CT_SCOPE(s);
    ct_array *a;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    ct_array *flat = ct_own(&s, ct_ravel(a, CT_ORDER_C));
    return flat ? walk(&ndenumerate_type, ct_ndim(a), ct_shape(a), flat, ct_size(a)) : NULL;
}

/* (n, mask_func, k) */
ENTRY(mask_indices)
{
    CT_SCOPE(s);
    int64_t n;
    if (ct_arg_int(args[0], 0, &n))
        return NULL;
    ct_array *ones = ct_own(&s, ct_ones(CT_SHAPE(n, n), CT_INT64)), *out[CT_MAX_NDIM];
    ct_object *k = args[2] ? args[2] : ct_own(&s, ct_int(0));
    ct_object *pair[2] = {(ct_object *)ones, k};
    ct_object *value =
        ones && k ? ct_own(&s, ct_call_object(args[1], 2, pair, 0, NULL, NULL)) : NULL;
    ct_array *mask = value ? ct_own(&s, ct_asarray(value, NULL)) : NULL;
    return mask && !ct_nonzero(mask, out) ? ct_tuple_of(ct_ndim(mask), out) : NULL;
}

/* -- from iterables and bytes ------------------------------------------------------------------ */

/* (iter, dtype, count, *, like) */
ENTRY(fromiter)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    int64_t count = -1, n = 0;
    if (!ct_args_read(args + 1, &s, "di", &dtype, &count))
        return NULL;
    if (dtype && ct_dtype_itemsize(dtype) == 0)
        return CT_FAIL(CT_VALUE_ERROR, "fromiter", 2,
                       "Must specify length when using variable-size data-type.");
    ct_iter iter;
    ct_list *list = ct_own(&s, ct_list_new());
    if (!list || ct_iter_start(&iter, args[0]))
        return NULL;
    ct_object *item;
    int more = 1;
    for (; (count < 0 || n < count) && (more = ct_iter_next(&iter, &item)) > 0; n++) {
        ct_status status = ct_list_append(list, item);
        ct_release(item);
        if (status)
            return NULL;
    }
    if (more < 0)
        return NULL;
    ct_array *result = ct_own(&s, n ? ct_array_from(list, dtype ? dtype : CT_FLOAT64)
                                    : ct_empty(CT_SHAPE(0), dtype));
    if (result && n < count) /* an item that is no element is told first */
        return CT_FAIL(CT_VALUE_ERROR, "fromiter", 3,
                       "iterator too short: Expected %lld but iterator had only %lld items.",
                       (long long)count, (long long)n);
    return result ? ct_retain(result) : NULL;
}

static void release_source(void *source)
{
    ct_release(source);
}

/* (buffer, dtype, count, offset, *, like): the memory of bytes, read-only, or of a packed array. */
ENTRY(frombuffer)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    int64_t count = -1, offset = 0, size = 0;
    const char *data = NULL;
    bool writeable = false;
    if (!ct_args_read(args + 1, &s, "dii", &dtype, &count, &offset))
        return NULL;
    if (ct_type_of(args[0]) == &ct_bytes_type) {
        data = ct_as_bytes(args[0], &size);
    } else if (ct_type_of(args[0]) == &ct_array_type) {
        const ct_array *a = (const ct_array *)args[0];
        if (!(ct_flags(a) & CT_C_CONTIGUOUS))
            return CT_FAIL(CT_VALUE_ERROR, "frombuffer", 1, "ndarray is not C-contiguous");
        data = ct_data(a);
        size = ct_nbytes(a);
        writeable = ct_flags(a) & CT_WRITEABLE;
    } else {
        return CT_FAIL(CT_TYPE_ERROR, "frombuffer", 1, "a bytes-like object is required, not '%s'",
                       ct_type_of(args[0])->name);
    }
    dtype = dtype ? dtype : CT_FLOAT64;
    int64_t each = ct_dtype_itemsize(dtype);
    if (offset < 0 || offset > size)
        return CT_FAIL(CT_VALUE_ERROR, "frombuffer", 4,
                       "offset must be non-negative and no greater than buffer length (%lld)",
                       (long long)size);
    size -= offset;
    if (each == 0)
        return CT_FAIL(CT_VALUE_ERROR, "frombuffer", 2, "itemsize cannot be zero in type");
    if (count < 0 && size % each)
        return CT_FAIL(CT_VALUE_ERROR, "frombuffer", 1,
                       "buffer size must be a multiple of element size");
    if (count < 0)
        count = size / each;
    if (count > size / each)
        return CT_FAIL(CT_VALUE_ERROR, "frombuffer", 3, "buffer is smaller than requested size");
    return ct_array_result(ct_from_memory((void *)(uintptr_t)(data + offset), count * each, 1,
                                          &count, NULL, dtype, writeable, release_source,
                                          ct_retain(args[0])));
}

ENTRY(asarray_chkfinite)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    ct_order order;
    if (!ct_args_read(args + 1, &s, "d", &dtype) || ct_arg_order(args[2], CT_ORDER_K, &order))
        return NULL;
    ct_array *a = ct_own(&s, ct_asarray(args[0], dtype));
    bool inexact = a && strchr("fc", ct_dtype_kind(ct_dtype_of(a)));
    ct_array *finite = inexact ? ct_own(&s, ct_isfinite(a)) : NULL;
    ct_array *all = finite ? ct_own(&s, ct_all(finite, CT_FLAT)) : NULL;
    if (all && ct_truth(all) == 0)
        return CT_FAIL(CT_VALUE_ERROR, "asarray_chkfinite", 1,
                       "array must not contain infs or NaNs");
    if (!a || (inexact && !all))
        return NULL;
    return order == CT_ORDER_F && !(ct_flags(a) & CT_F_CONTIGUOUS) ? (ct_object *)ct_copy(a, order)
                                                                   : ct_retain(a);
}

ENTRY(sort_complex)
{
    CT_SCOPE(s);
    ct_array *a;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    ct_array *sorted = ct_own(&s, ct_sort(a, -1));
    if (!sorted || ct_dtype_kind(ct_dtype_of(a)) == 'c')
        return ct_retain(sorted);
    bool small = strchr("bBhH", ct_dtype_char(ct_dtype_of(a))) != NULL;
    return ct_array_result(
        ct_astype(sorted, small ? CT_COMPLEX64 : CT_COMPLEX128, CT_CASTING_UNSAFE));
}

const ct_routine ct_routines_apply[] = {
    CT_ROW("apply_along_axis", "functional", "(func1d, axis, arr, *args, **kwargs)",
           "A function of each line along an axis.", apply_along_axis),
    CT_ROW("apply_over_axes", "functional", "(func, a, axes)",
           "A reduction over several axes, which stay with length 1.", apply_over_axes),
    CT_ROW("piecewise", "functional", "(x, condlist, funclist, *args, **kw)",
           "Each function where its condition holds.", piecewise),
    CT_ROW("ndindex", "indexing", "(*shape)", "Every index of a shape, one after the other.",
           ndindex),
    CT_ROW("ndenumerate", "indexing", "(arr)", "Pairs of index and element.", ndenumerate),
    CT_ROW("mask_indices", "indexing", "(n, mask_func, k=0)",
           "Indices where a function of a matrix of ones is not zero.", mask_indices),
    CT_ROW("fromiter", "creation", "(iter, dtype, count=-1, *, like=None)",
           "An array of the items of an iterable.", fromiter),
    CT_ROW("frombuffer", "creation", "(buffer, dtype=None, count=-1, offset=0, *, like=None)",
           "Bytes read as elements, without a copy.", frombuffer),
    CT_ROW("asarray_chkfinite", "creation", "(a, dtype=None, order=None)",
           "asarray, refused for infinities and nan.", asarray_chkfinite),
    CT_ROW("sort_complex", "sorting", "(a)", "Sorted, as complex numbers.", sort_complex),
};
CT_ROUTINES_END(apply);
