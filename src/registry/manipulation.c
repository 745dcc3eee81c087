/* manipulation.c: rows that rearrange, join, split, sort and search arrays. */
#include <carton/routines.h>
#include <math.h>
#include <string.h>

#include "args.h"
#include "dtype/dtype.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* expression(a) with the first argument as an array. */
static ct_object *give(CT_TAKE ct_array *a, CT_TAKE ct_array *result)
{
    ct_release(a);
    return ct_array_result(result);
}
#define OF_FIRST(expression)                                                                       \
    ct_array *a = ct_arg_array(args[0]);                                                           \
    return give(a, a ? (expression) : NULL)

/* -- attributes as functions ------------------------------------------------------------------- */

static ct_object *number(CT_TAKE ct_array *a, int64_t value)
{
    ct_release(a);
    return a ? ct_int(value) : NULL;
}

ENTRY(ndim)
{
    ct_array *a = ct_arg_array(args[0]);
    return number(a, a ? a->ndim : 0);
}

ENTRY(size)
{
    ct_axes axes;
    ct_array *a = ct_arg_axes(args[1], &axes) ? NULL : ct_arg_array(args[0]);
    if (!a || axes.n < 0)
        return number(a, a ? a->size : 0);
    int64_t size = 1;
    uint64_t seen = 0;
    for (int i = 0; i < axes.n; i++) {
        int axis = ct_normalize_axis("size", axes.axes[i], a->ndim);
        bool twice = axis >= 0 && seen >> axis & 1;
        if (axis < 0 || twice) {
            ct_release(a);
            return axis < 0 ? NULL : CT_FAIL(CT_VALUE_ERROR, "size", 2, "repeated axis");
        }
        seen |= UINT64_C(1) << axis;
        size *= a->shape[axis];
    }
    return number(a, size);
}

ENTRY(shape)
{
    ct_array *a = ct_arg_array(args[0]);
    ct_object *result = a ? ct_shape_object(a->ndim, a->shape) : NULL;
    ct_release(a);
    return result;
}

/* -- shapes ------------------------------------------------------------------------------------ */

ENTRY(reshape)
{
    int ndim, copy = -1;
    int64_t lengths[CT_MAX_NDIM];
    ct_order order;
    bool always;
    if (ct_arg_shape(args[1], &ndim, lengths) || ct_arg_order(args[2], CT_ORDER_C, &order))
        return NULL;
    if (ct_arg_given(args[3])) {
        if (ct_arg_bool(args[3], true, &always))
            return NULL;
        copy = always;
    }
    OF_FIRST(ct_reshape_order(a, ndim, lengths, order, copy));
}

ENTRY(ravel)
{
    ct_order order;
    if (ct_arg_order(args[1], CT_ORDER_C, &order))
        return NULL;
    OF_FIRST(ct_ravel(a, order));
}

ENTRY(resize)
{
    int ndim;
    int64_t lengths[CT_MAX_NDIM];
    ct_fill_rule rule;
    ct_array *value;
    if (ct_arg_shape(args[1], &ndim, lengths) || ct_arg_fill(args[2], &rule, &value))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    ct_array *result = a ? ct_resize_fill(a, ndim, lengths, rule, value) : NULL;
    ct_release(a);
    ct_release(value);
    return ct_array_result(result);
}

ENTRY(transpose)
{
    ct_axes axes;
    if (ct_arg_permutation(args[1], &axes))
        return NULL;
    OF_FIRST(axes.n < 0 ? ct_transpose(a) : ct_transpose_axes(a, axes.n, axes.axes));
}

ENTRY(matrix_transpose)
{
    OF_FIRST(a->ndim < 2
                 ? CT_FAIL(CT_VALUE_ERROR, "matrix_transpose", 1,
                           "Input array must be at least 2-dimensional, but it is %d", a->ndim)
                 : ct_swapaxes(a, -1, -2));
}

ENTRY(swapaxes)
{
    int one, two;
    if (ct_arg_axis(args[1], 0, &one) || ct_arg_axis(args[2], 0, &two))
        return NULL;
    OF_FIRST(ct_swapaxes(a, one, two));
}

ENTRY(moveaxis)
{
    ct_axes from, to;
    if (ct_arg_permutation(args[1], &from) || ct_arg_permutation(args[2], &to))
        return NULL;
    if (from.n != to.n)
        return CT_FAIL(
            CT_VALUE_ERROR, "moveaxis", 0,
            "`source` and `destination` arguments must have the same number of elements");
    OF_FIRST(ct_moveaxis(a, from.n, from.axes, to.axes));
}

/* A 0-d array has one axis for NumPy, but not in a tuple. */
ct_array *ct_squeeze_arg(const ct_array *a, const ct_object *arg, const ct_axes *axes)
{
    if (a->ndim == 0 && axes->n == 1 && ct_arg_count(arg) > 0)
        return ct_normalize_axis("squeeze", axes->axes[0], 0), NULL;
    return ct_squeeze(a, axes->n, axes->axes);
}

ENTRY(squeeze)
{
    ct_axes axes;
    if (ct_arg_axes(args[1], &axes))
        return NULL;
    OF_FIRST(ct_squeeze_arg(a, args[1], &axes));
}

ENTRY(expand_dims)
{
    ct_axes axes;
    if (ct_arg_axes(args[1], &axes))
        return NULL;
    if (axes.n < 0)
        return CT_FAIL(CT_TYPE_ERROR, "expand_dims", 2,
                       "'NoneType' object cannot be interpreted as an integer");
    OF_FIRST(ct_expand_dims(a, axes.n, axes.axes));
}

ENTRY(broadcast_to)
{
    int ndim;
    int64_t lengths[CT_MAX_NDIM];
    if (ct_arg_shape(args[1], &ndim, lengths))
        return NULL;
    OF_FIRST(ct_broadcast_to(a, ndim, lengths));
}

/* The arrays as a tuple; each is released. */
static ct_object *tuple_of(int n, ct_array **arrays)
{
    ct_object *tuple = ct_tuple(n, (ct_object *const *)arrays);
    for (int i = 0; i < n; i++)
        ct_release(arrays[i]);
    return tuple;
}

ENTRY(broadcast_arrays)
{
    ct_arrays in;
    if (ct_arg_arrays(args[0], &in))
        return NULL;
    ct_array **out = ct_alloc_many(in.count, sizeof *out);
    ct_object *result = NULL;
    if (out && ct_broadcast_arrays(in.count, in.items, out) == CT_OK)
        result = tuple_of(in.count, out);
    ct_dealloc(out);
    ct_arrays_release(&in);
    return result;
}

ENTRY(broadcast_shapes)
{
    int ndim = 0;
    int64_t total[CT_MAX_NDIM], one[CT_MAX_NDIM];
    int64_t n = ct_length(args[0]);
    for (int64_t i = 0; i < n; i++) {
        int own;
        ct_object *item = ct_tuple_get(args[0], i);
        ct_status status = item ? ct_arg_shape(item, &own, one) : ct_error_pending();
        ct_release(item);
        for (int k = 0; !status && k < own; k++)
            if (one[k] < 0)
                status = ct_error_set(CT_VALUE_ERROR, "broadcast_shapes", (int)i + 1,
                                      "negative dimensions are not allowed");
        if (status || ct_broadcast_into("broadcast_shapes", &ndim, total, own, one))
            return NULL;
    }
    return ct_shape_object(ndim, total);
}

ENTRY(unstack)
{
    CT_SCOPE(s);
    ct_array *a;
    int axis = 0;
    if (!ct_args_read(args, &s, "Ax", &a, &axis))
        return NULL;
    if (a->ndim == 0)
        return CT_FAIL(CT_VALUE_ERROR, "unstack", 1, "Input array must be at least 1-d.");
    ct_array *moved = ct_own(&s, ct_moveaxis(a, 1, &axis, (int[]){0}));
    int64_t n = moved ? moved->shape[0] : 0;
    ct_array **parts = moved ? ct_alloc_many(n, sizeof *parts) : NULL;
    for (int64_t i = 0; parts && i < n; i++)
        parts[i] = ct_get(moved, ct_at(i));
    ct_object *result = parts ? ct_results_of(n, parts) : NULL;
    ct_dealloc(parts);
    return result;
}

ENTRY(diagonal)
{
    int64_t offset;
    int one, two;
    if (ct_arg_int(args[1], 0, &offset) || ct_arg_axis(args[2], 0, &one) ||
        ct_arg_axis(args[3], 1, &two))
        return NULL;
    OF_FIRST(ct_diagonal(a, offset, one, two));
}

static ct_object *atleast(ct_object *const *args, int ndim)
{
    ct_arrays in;
    if (ct_arg_arrays(args[0], &in))
        return NULL;
    ct_array **out = ct_alloc_many(in.count, sizeof *out);
    ct_object *result = NULL;
    int made = 0;
    while (out && made < in.count && (out[made] = ct_atleast(in.items[made], ndim)))
        made++;
    if (out && made == in.count && made == 1)
        result = ct_array_result(out[0]);
    else if (out && made == in.count)
        result = tuple_of(made, out);
    else
        while (made > 0)
            ct_release(out[--made]);
    ct_dealloc(out);
    ct_arrays_release(&in);
    return result;
}

ENTRY(atleast_1d)
{
    return atleast(args, 1);
}

ENTRY(atleast_2d)
{
    return atleast(args, 2);
}

ENTRY(atleast_3d)
{
    return atleast(args, 3);
}

/* -- joining ----------------------------------------------------------------------------------- */

ENTRY(concatenate)
{
    CT_SCOPE(s);
    int axis = 0;
    ct_array *out;
    ct_casting casting;
    const ct_dtype *dtype;
    ct_arrays in;
    if (!ct_args_read(args, &s, "-xpd", &axis, &out, &dtype) ||
        ct_arg_casting(args[4], CT_CASTING_SAME_KIND, &casting) ||
        !ct_args_read(args, &s, axis == CT_FLAT ? "J" : "S", &in))
        return NULL;
    return ct_array_result(ct_concatenate_opts(in.count, in.items, axis, out, dtype, casting));
}

/* stack, vstack and their like: f(arrays), then out, dtype and casting by copying. */
static ct_object *stacked(const ct_object *arrays, ct_array *(*f)(int, ct_array *const *),
                          const int *axis, const ct_object *dtype_arg, const ct_object *casting_arg,
                          ct_array *out)
{
    ct_casting casting;
    const ct_dtype *dtype = NULL;
    ct_arrays in;
    ct_array *result = NULL;
    if (ct_arg_casting(casting_arg, CT_CASTING_SAME_KIND, &casting) ||
        ct_arg_dtype(dtype_arg, &dtype))
        return NULL;
    if (ct_arg_arrays(arrays, &in) == CT_OK) {
        result = axis ? ct_stack(in.count, in.items, *axis) : f(in.count, in.items);
        ct_arrays_release(&in);
    }
    if (result && dtype) {
        ct_array *cast = ct_astype(result, dtype, casting);
        ct_release(result);
        result = cast;
    }
    ct_release(dtype);
    if (!result || !out)
        return ct_array_result(result);
    ct_status status = ct_copyto(out, result, casting, NULL);
    ct_release(result);
    return status ? NULL : ct_retain(out);
}

ENTRY(stack)
{
    int axis;
    ct_array *out;
    if (ct_arg_axis(args[1], 0, &axis) || ct_arg_out(args[2], &out))
        return NULL;
    if (out && ct_arg_given(args[3]))
        return CT_FAIL(CT_TYPE_ERROR, "concatenate", 3,
                       "concatenate() only takes `out` or `dtype` as an argument, but both were "
                       "provided.");
    return stacked(args[0], NULL, &axis, args[3], args[4], out);
}

ENTRY(vstack)
{
    return stacked(args[0], ct_vstack, NULL, args[1], args[2], NULL);
}

ENTRY(hstack)
{
    return stacked(args[0], ct_hstack, NULL, args[1], args[2], NULL);
}

ENTRY(dstack)
{
    return stacked(args[0], ct_dstack, NULL, NULL, NULL, NULL);
}

ENTRY(column_stack)
{
    return stacked(args[0], ct_column_stack, NULL, NULL, NULL, NULL);
}

ENTRY(append)
{
    int axis;
    if (ct_arg_axis(args[2], CT_FLAT, &axis))
        return NULL;
    ct_array *values = ct_arg_array(args[1]), *a = values ? ct_arg_array(args[0]) : NULL;
    ct_array *result = a ? ct_append(a, values, axis) : NULL;
    ct_release(values);
    return give(a, result);
}

/* -- splitting --------------------------------------------------------------------------------- */

static ct_object *split_along(ct_object *const *args, int axis, bool exact)
{
    ct_list *result = NULL;
    ct_array *a = ct_arg_array(args[0]);
    bool single = a && ct_arg_count(args[1]) < 0 && ct_type_of(args[1]) != &ct_array_type;
    int64_t sections;
    if (single) {
        if (ct_arg_int(args[1], 0, &sections) == CT_OK)
            result = ct_split_into(a, sections, axis, exact);
    } else if (a) {
        ct_array *cuts = ct_asarray(args[1], CT_INT64);
        ct_array *line = cuts ? ct_ravel(cuts, CT_ORDER_C) : NULL;
        if (line)
            result = ct_split_at(a, line->size, ct_data(line), axis);
        ct_release(line);
        ct_release(cuts);
    }
    ct_release(a);
    return (ct_object *)result;
}

ENTRY(split)
{
    int axis;
    return ct_arg_axis(args[2], 0, &axis) ? NULL : split_along(args, axis, true);
}

ENTRY(array_split)
{
    int axis;
    return ct_arg_axis(args[2], 0, &axis) ? NULL : split_along(args, axis, false);
}

static ct_object *split_named(ct_object *const *args, const char *op, int least, int axis)
{
    ct_array *a = ct_arg_array(args[0]);
    int ndim = a ? a->ndim : -1;
    ct_release(a);
    if (ndim >= 0 && ndim < least)
        return CT_FAIL(CT_VALUE_ERROR, op, 1, "%s only works on arrays of %d or more dimensions",
                       op, least);
    return ndim < 0 ? NULL : split_along(args, axis < 0 ? ndim > 1 : axis, true);
}

ENTRY(hsplit)
{
    return split_named(args, "hsplit", 1, -1);
}

ENTRY(vsplit)
{
    return split_named(args, "vsplit", 2, 0);
}

ENTRY(dsplit)
{
    return split_named(args, "dsplit", 3, 2);
}

/* -- rearranging ------------------------------------------------------------------------------- */

ENTRY(tile)
{
    int n;
    int64_t reps[CT_MAX_NDIM];
    if (ct_arg_shape(args[1], &n, reps))
        return NULL;
    OF_FIRST(ct_tile(a, n, reps));
}

ENTRY(repeat)
{
    int axis;
    if (ct_arg_axis(args[2], CT_FLAT, &axis))
        return NULL;
    CT_SCOPE(s);
    ct_array *repeats = ct_arg_array_in(&s, args[1]);
    ct_array *a = repeats ? ct_arg_array_in(&s, args[0]) : NULL;
    return ct_array_result(a ? ct_repeat(a, repeats, axis) : NULL);
}

ENTRY(flip)
{
    ct_axes axes;
    if (ct_arg_axes(args[1], &axes))
        return NULL;
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, args[0]);
    return a ? ct_result(ct_flip(a, axes.n, axes.axes)) : NULL;
}

ENTRY(fliplr)
{
    OF_FIRST(a->ndim < 2 ? CT_FAIL(CT_VALUE_ERROR, "fliplr", 1, "Input must be >= 2-d.")
                         : ct_flip(a, 1, (int[]){1}));
}

ENTRY(flipud)
{
    OF_FIRST(a->ndim < 1 ? CT_FAIL(CT_VALUE_ERROR, "flipud", 1, "Input must be >= 1-d.")
                         : ct_flip(a, 1, (int[]){0}));
}

/* The i-th shift: any real number, without its fraction. Every axis divides `size`, so an int of
 * any width is taken modulo it. */
static ct_status shift_at(const ct_object *arg, int64_t i, int64_t size, int64_t *out)
{
    ct_object *item = ct_arg_count(arg) < 0 ? ct_retain(arg) : ct_arg_item(arg, i);
    ct_int128 whole = 0;
    double real;
    ct_status status = item ? ct_as_wide(item, &whole) : ct_error_pending();
    if (item && status == CT_TYPE_ERROR) {
        ct_error_take(NULL);
        status = ct_as_float(item, &real);
        if (!status && !isfinite(real))
            status = ct_error_set(isnan(real) ? CT_VALUE_ERROR : CT_OVERFLOW_ERROR, NULL, 0,
                                  "cannot convert float %s to integer",
                                  isnan(real) ? "NaN" : "infinity");
        else if (!status && size > 0)
            whole = (int64_t)fmod(trunc(real), (double)size);
    }
    *out = size > 0 ? (int64_t)(whole % size) : 0;
    ct_release(item);
    return status;
}

ENTRY(roll)
{
    ct_axes axes;
    if (ct_arg_axes(args[2], &axes))
        return NULL;
    CT_SCOPE(s);
    bool is_array = ct_type_of(args[1]) == &ct_array_type;
    ct_object *shift = is_array ? ct_own(&s, ct_tolist((const ct_array *)args[1])) : args[1];
    if (!shift)
        return NULL;
    int64_t count = ct_arg_count(shift), shifts = count < 0 ? 1 : count, by;
    int64_t along = axes.n < 0 ? 1 : axes.n, n = along == 1 ? shifts : along;
    if (along != shifts && along != 1 && shifts != 1)
        return CT_FAIL(CT_VALUE_ERROR, "roll", 0,
                       "shape mismatch: objects cannot be broadcast to a single shape");
    ct_array *given = ct_arg_array_in(&s, args[0]);
    ct_array *a = given && n == 0 ? ct_copy(given, CT_ORDER_C) : ct_retain(given);
    for (int64_t i = 0; i < n && a; i++) {
        int axis = axes.n < 0 ? CT_FLAT : axes.axes[axes.n > 1 ? i : 0];
        ct_array *next =
            shift_at(shift, shifts > 1 ? i : 0, a->size, &by) ? NULL : ct_roll(a, by, axis);
        ct_release(a);
        a = next;
    }
    return ct_array_result(a);
}

ENTRY(rot90)
{
    int64_t k;
    ct_axes axes = {.n = 2, .axes = {0, 1}};
    if (ct_arg_int(args[1], 1, &k) || (ct_arg_given(args[2]) && ct_arg_axes(args[2], &axes)))
        return NULL;
    if (axes.n != 2)
        return CT_FAIL(CT_VALUE_ERROR, "rot90", 3, "len(axes) must be 2.");
    OF_FIRST(ct_rot90(a, k, axes.axes[0], axes.axes[1]));
}

/* What delete and insert take: an int, a list or array of integers or booleans, or a slice, read
 * over the length of the axis. Owned. */
static ct_array *places(const ct_object *arg, const ct_array *a, int axis)
{
    int64_t start, stop, step, n = a->size;
    if (ct_type_of(arg) != &ct_slice_type)
        return ct_arg_places(arg);
    if (axis != CT_FLAT) {
        int at = ct_normalize_axis("delete", axis, a->ndim);
        if (at < 0)
            return NULL;
        n = a->shape[at];
    }
    n = ct_slice_indices(arg, n, &start, &stop, &step);
    return n < 0 ? NULL : ct_arange_i64(start, start + n * step, step, CT_INT64);
}

ENTRY(delete_row)
{
    int axis;
    if (ct_arg_axis(args[2], CT_FLAT, &axis))
        return NULL;
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, args[0]);
    ct_array *where = a ? ct_own(&s, places(args[1], a, axis)) : NULL;
    int along = where && axis != CT_FLAT ? ct_normalize_axis("delete", axis, a->ndim) : 0;
    if (along < 0)
        return NULL;
    int64_t length = !where ? 0 : axis == CT_FLAT ? a->size : a->shape[along];
    if (where && where->dtype->num == CT_NUM_BOOL && (where->ndim != 1 || where->size != length))
        return CT_FAIL(CT_VALUE_ERROR, "delete", 2,
                       "boolean array argument obj to delete must be one dimensional and match the "
                       "axis length of %lld",
                       (long long)length);
    return ct_array_result(where ? ct_delete(a, ct_pick(where), axis) : NULL);
}

ENTRY(insert)
{
    int axis;
    if (ct_arg_axis(args[3], CT_FLAT, &axis))
        return NULL;
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, args[0]);
    ct_array *where = a ? ct_own(&s, places(args[1], a, axis)) : NULL;
    ct_array *values = where ? ct_arg_array_in(&s, args[2]) : NULL;
    return ct_array_result(values ? ct_insert(a, where, values, axis) : NULL);
}

/* -- searching and sorting --------------------------------------------------------------------- */

ENTRY(nonzero)
{
    CT_SCOPE(s);
    ct_array *out[CT_MAX_NDIM], *a = ct_arg_array_in(&s, args[0]);
    return a && ct_nonzero(a, out) == CT_OK ? tuple_of(a->ndim, out) : NULL;
}

ENTRY(take)
{
    int axis;
    ct_array *out;
    ct_index_mode mode;
    if (ct_arg_axis(args[2], CT_FLAT, &axis) || ct_arg_out(args[3], &out) ||
        ct_arg_index_mode(args[4], &mode))
        return NULL;
    ct_array *indices = ct_arg_array(args[1]), *a = indices ? ct_arg_array(args[0]) : NULL;
    bool fits = a && !ct_check_write_back("take", ct_dtype_of(a), out);
    ct_array *result = fits ? ct_take(a, indices, axis, mode) : NULL;
    ct_release(indices);
    ct_release(a);
    return out ? ct_array_result(ct_write_back("take", result, out)) : ct_result(result);
}

/* Downwards is upwards from behind: equal elements keep their order. */
static ct_array *sorted_down(ct_array *a, int axis, bool indices)
{
    CT_SCOPE(s);
    if (axis == CT_FLAT)
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
    axis = !a ? -1 : axis == CT_FLAT ? 0 : ct_normalize_axis("sort", axis, a->ndim);
    ct_array *behind = axis < 0 ? NULL : ct_own(&s, ct_flip(a, 1, &axis));
    ct_array *up = !behind   ? NULL
                   : indices ? ct_own(&s, ct_argsort(behind, axis))
                             : ct_own(&s, ct_sort(behind, axis));
    ct_array *down = up ? ct_own(&s, ct_flip(up, 1, &axis)) : NULL;
    if (!down || !indices)
        return down ? ct_copy(down, CT_ORDER_C) : NULL;
    ct_array *last = ct_own(&s, ct_weak_int(a->shape[axis] - 1));
    return last ? ct_subtract(last, down) : NULL;
}

/* sort, and for an op of 1 argsort. */
ENTRY(sort)
{
    CT_SCOPE(s);
    int axis;
    bool descending, indices = routine->op;
    if (ct_arg_sort_kind(args[2], args[3], args[4]) || ct_arg_axis(args[1], -1, &axis) ||
        ct_arg_bool(args[5], false, &descending))
        return NULL;
    ct_array *a = ct_arg_array_in(&s, args[0]);
    if (!a)
        return NULL;
    if (descending)
        return ct_array_result(sorted_down(a, axis, indices));
    return ct_array_result(indices ? ct_argsort(a, axis) : ct_sort(a, axis));
}

ENTRY(lexsort)
{
    CT_SCOPE(s);
    ct_arrays keys;
    int axis = -1;
    if (!ct_args_read(args, &s, "Sx", &keys, &axis))
        return NULL;
    return ct_array_result(ct_lexsort(keys.count, keys.items, axis));
}

ENTRY(searchsorted)
{
    CT_SCOPE(s);
    const char *side = "left";
    ct_array *a, *values, *sorter;
    if (!ct_args_read(args, &s, "--sa", &side, &sorter) ||
        !ct_args_read(args, &s, "AA", &a, &values))
        return NULL;
    bool right = strcmp(side, "right") == 0;
    if (!right && strcmp(side, "left") != 0)
        return CT_FAIL(CT_VALUE_ERROR, "searchsorted", 3,
                       "search side must be one of 'left' or 'right' (got '%s')", side);
    return ct_result(ct_searchsorted(a, values, right, sorter));
}

/* max_work: for may_share_memory 0 compares the bounds alone; all else is exact. */
static ct_object *memory_test(ct_object *const *args, bool exact)
{
    int64_t work = 0;
    const ct_type *type = ct_arg_given(args[2]) ? ct_type_of(args[2]) : NULL;
    if (type && type != &ct_int_type && !type->number)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 3, "max_work must be an integer");
    if (ct_arg_int(args[2], 0, &work))
        return NULL;
    if (work < -1)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 3, "Invalid value for max_work");
    ct_array *a = ct_arg_array(args[0]), *b = a ? ct_arg_array(args[1]) : NULL;
    ct_object *result =
        b ? ct_bool((work || exact ? ct_shares_memory : ct_may_share_memory)(a, b)) : NULL;
    ct_release(a);
    ct_release(b);
    return result;
}

ENTRY(shares_memory)
{
    return memory_test(args, true);
}

ENTRY(may_share_memory)
{
    return memory_test(args, false);
}

#define JOIN "(arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind')"
#define SORT "(a, axis=-1, kind=None, order=None, *, stable=None, descending=None)"
const ct_routine ct_routines_manipulation[] = {
    CT_ROW("ndim", "manipulation", "(a)", "Number of axes.", ndim),
    CT_ROW("shape", "manipulation", "(a)", "Lengths of the axes.", shape),
    CT_ROW("size", "manipulation", "(a, axis=None)", "Number of elements, or along an axis.", size),
    CT_ROW("reshape", "manipulation", "(a, /, shape, order='C', *, copy=None)",
           "The same elements in another shape; a view where possible.", reshape),
    CT_ROW("ravel", "manipulation", "(a, order='C')",
           "All elements along one axis; a view where possible.", ravel),
    CT_ROW("resize", "manipulation", "(a, new_shape, *, fill='repeat')",
           "A new array of another size, its data repeated, or what fill says: 'zero', 'edge' or a "
           "value.",
           resize),
    CT_ROW("transpose", "manipulation", "(a, axes=None)", "Axes reversed or permuted: a view.",
           transpose),
    CT_ROW("permute_dims", "manipulation", "(a, axes=None)", "Axes reversed or permuted: a view.",
           transpose),
    CT_ROW("matrix_transpose", "manipulation", "(x, /)", "The last two axes exchanged: a view.",
           matrix_transpose),
    CT_ROW("swapaxes", "manipulation", "(a, axis1, axis2)", "Two axes exchanged: a view.",
           swapaxes),
    CT_ROW("moveaxis", "manipulation", "(a, source, destination)",
           "Axes moved to other places: a view.", moveaxis),
    CT_ROW("squeeze", "manipulation", "(a, axis=None)", "Without axes of length 1: a view.",
           squeeze),
    CT_ROW("expand_dims", "manipulation", "(a, axis)", "With new axes of length 1: a view.",
           expand_dims),
    CT_ROW("broadcast_to", "manipulation", "(array, shape, subok=False)",
           "Stretched to a shape: a read-only view.", broadcast_to),
    CT_ROW("broadcast_arrays", "manipulation", "(*args, subok=False)",
           "Several arrays stretched to one shape.", broadcast_arrays),
    CT_ROW("broadcast_shapes", "manipulation", "(*args)", "The shape that shapes stretch to.",
           broadcast_shapes),
    CT_ROW("unstack", "manipulation", "(x, /, *, axis=0)", "The items along an axis: views.",
           unstack),
    CT_ROW("diagonal", "indexing", "(a, offset=0, axis1=0, axis2=1)",
           "A diagonal: a read-only view.", diagonal),
    CT_ROW("atleast_1d", "manipulation", "(*arys)", "With one axis at least.", atleast_1d),
    CT_ROW("atleast_2d", "manipulation", "(*arys)", "With two axes at least.", atleast_2d),
    CT_ROW("atleast_3d", "manipulation", "(*arys)", "With three axes at least.", atleast_3d),
    CT_ROW("concatenate", "manipulation", JOIN, "Join arrays along an axis.", concatenate),
    CT_ROW("concat", "manipulation", JOIN, "Join arrays along an axis.", concatenate),
    CT_ROW("stack", "manipulation",
           "(arrays, axis=0, out=None, *, dtype=None, casting='same_kind')",
           "Join arrays along a new axis.", stack),
    CT_ROW("vstack", "manipulation", "(tup, *, dtype=None, casting='same_kind')",
           "Join arrays as rows.", vstack),
    CT_ROW("hstack", "manipulation", "(tup, *, dtype=None, casting='same_kind')",
           "Join arrays side by side.", hstack),
    CT_ROW("dstack", "manipulation", "(tup)", "Join arrays along the third axis.", dstack),
    CT_ROW("column_stack", "manipulation", "(tup)", "Join 1-D arrays as columns.", column_stack),
    CT_ROW("append", "manipulation", "(arr, values, axis=None)",
           "A new array with values at the end.", append),
    CT_ROW("split", "manipulation", "(ary, indices_or_sections, axis=0)",
           "Views of equal parts, or cut at indices.", split),
    CT_ROW("array_split", "manipulation", "(ary, indices_or_sections, axis=0)",
           "Views of parts as equal as possible.", array_split),
    CT_ROW("hsplit", "manipulation", "(ary, indices_or_sections)", "Split into columns.", hsplit),
    CT_ROW("vsplit", "manipulation", "(ary, indices_or_sections)", "Split into rows.", vsplit),
    CT_ROW("dsplit", "manipulation", "(ary, indices_or_sections)", "Split along the third axis.",
           dsplit),
    CT_ROW("tile", "manipulation", "(A, reps)", "The whole array repeated along each axis.", tile),
    CT_ROW("repeat", "manipulation", "(a, repeats, axis=None)", "Each element repeated.", repeat),
    CT_ROW("flip", "manipulation", "(m, axis=None)", "Reversed along axes: a view.", flip),
    CT_ROW("fliplr", "manipulation", "(m)", "Columns reversed: a view.", fliplr),
    CT_ROW("flipud", "manipulation", "(m)", "Rows reversed: a view.", flipud),
    CT_ROW("roll", "manipulation", "(a, shift, axis=None)", "Elements shifted round the end.",
           roll),
    CT_ROW("rot90", "manipulation", "(m, k=1, axes=(0, 1))", "Turned by quarters: a view.", rot90),
    CT_ROW("delete", "manipulation", "(arr, obj, axis=None)", "Without the items at indices.",
           delete_row),
    CT_ROW("insert", "manipulation", "(arr, obj, values, axis=None)",
           "With values put before indices.", insert),
    CT_ROW("nonzero", "searching", "(a)", "Indices of the elements that are not zero.", nonzero),
    CT_ROW("take", "indexing", "(a, indices, axis=None, out=None, mode='raise')",
           "Elements along an axis by their indices.", take),
    {"sort", "sorting", SORT, "A sorted copy; stable, nan last.", sort, 0, 0, NULL},
    {"argsort", "sorting", SORT, "Indices that would sort.", sort, 1, 0, NULL},
    CT_ROW("lexsort", "sorting", "(keys, axis=-1)",
           "Indices that sort by the last key, then by the one before it.", lexsort),
    CT_ROW("searchsorted", "searching", "(a, v, side='left', sorter=None)",
           "Where values would go to keep the order.", searchsorted),
    CT_ROW("shares_memory", "misc", "(a, b, /, max_work=-1)", "Whether two arrays share a byte.",
           shares_memory),
    CT_ROW("may_share_memory", "misc", "(a, b, /, max_work=0)",
           "Whether the bounds of two arrays overlap.", may_share_memory),
};
CT_ROUTINES_END(manipulation);
