/* manipulation.c: rearranging arrays: stacks, splits, tiles, flips, rolls, inserting and deleting.
 *
 * Everything is made of views, indexing and concatenation from the array layer. */
#include <string.h>

#include "array/nest.h"
#include "kernels/kernels.h"
#include "routines.h"

/* a[..., item along `axis`, ...] */
static void index_along(int axis, ct_index item, ct_index list[CT_MAX_NDIM + 2])
{
    for (int i = 0; i < axis; i++)
        list[i] = ct_colon;
    list[axis] = item;
    list[axis + 1] = ct_end;
}

ct_array *ct_get_along(const ct_array *a, int axis, ct_index item)
{
    ct_index list[CT_MAX_NDIM + 2];
    index_along(axis, item, list);
    return ct_index_get(a, list);
}

ct_status ct_set_along(ct_array *a, int axis, ct_index item, const ct_array *value)
{
    ct_index list[CT_MAX_NDIM + 2];
    index_along(axis, item, list);
    return ct_index_set(a, list, value);
}

/* -- stacks ------------------------------------------------------------------------------------ */

ct_array *ct_atleast(const ct_array *a, int ndim)
{
    if (!a)
        return ct_null_input("atleast", 1), NULL;
    if (a->ndim >= ndim)
        return ct_retain(a);
    if (a->ndim == 0)
        return ct_reshape(a, ndim, (const int64_t[]){1, 1, 1});
    if (ndim == 2)
        return ct_get(a, ct_newaxis);
    return a->ndim < 2 ? ct_get(a, ct_newaxis, ct_colon, ct_newaxis)
                       : ct_get(a, ct_rest, ct_newaxis);
}

/* 1-D and 0-d arrays as columns. */
static ct_array *as_column(const ct_array *a, int unused)
{
    return a->ndim >= 2 ? ct_retain(a) : ct_reshape(a, CT_SHAPE(a->size, 1));
}

static ct_array *stack_made(const char *op, int n, ct_array *const *arrays,
                            ct_array *(*make)(const ct_array *, int), int ndim, int axis)
{
    if (n < 1)
        return CT_FAIL(CT_VALUE_ERROR, op, 0, "need at least one array to concatenate");
    ct_array **made = ct_alloc_many(n, sizeof *made), *result = NULL;
    int done = 0;
    while (made && done < n && arrays[done] && (made[done] = make(arrays[done], ndim)))
        done++;
    if (made && done < n && !arrays[done])
        ct_null_input(op, done + 1);
    if (made && done == n)
        result = ct_concatenate(n, made, axis < 0 ? made[0]->ndim > 1 : axis);
    while (done-- > 0)
        ct_release(made[done]);
    ct_dealloc(made);
    return result;
}

ct_array *ct_vstack(int n, ct_array *const *arrays)
{
    return stack_made("vstack", n, arrays, ct_atleast, 2, 0);
}

ct_array *ct_hstack(int n, ct_array *const *arrays)
{
    return stack_made("hstack", n, arrays, ct_atleast, 1, -1);
}

ct_array *ct_dstack(int n, ct_array *const *arrays)
{
    return stack_made("dstack", n, arrays, ct_atleast, 3, 2);
}

ct_array *ct_column_stack(int n, ct_array *const *arrays)
{
    return stack_made("column_stack", n, arrays, as_column, 2, 1);
}

/* -- splits ------------------------------------------------------------------------------------ */

static ct_status add_part(ct_list *list, const ct_array *a, int axis, int64_t from, int64_t to)
{
    ct_array *part = ct_get_along(a, axis, ct_range(from, to));
    ct_status status = part ? ct_list_append(list, (ct_object *)part) : ct_error_pending();
    ct_release(part);
    return status;
}

ct_list *ct_split_at(const ct_array *a, int64_t n, const int64_t *cuts, int axis)
{
    if (!a)
        return ct_null_input("split", 1), NULL;
    axis = ct_normalize_axis("split", axis, a->ndim);
    ct_list *list = axis < 0 ? NULL : ct_list_new();
    ct_status status = list ? CT_OK : ct_error_pending();
    for (int64_t i = 0; i <= n && status == CT_OK; i++)
        status = add_part(list, a, axis, i ? cuts[i - 1] : 0, i < n ? cuts[i] : CT_OMIT);
    if (status == CT_OK)
        return list;
    ct_release(list);
    return NULL;
}

ct_list *ct_split_into(const ct_array *a, int64_t sections, int axis, bool exact)
{
    if (!a)
        return ct_null_input("split", 1), NULL;
    axis = ct_normalize_axis("split", axis, a->ndim);
    if (axis < 0)
        return NULL;
    if (sections == 0 && exact)
        return CT_FAIL(CT_ZERO_DIVISION_ERROR, "split", 2, "integer modulo by zero");
    if (sections < 1)
        return CT_FAIL(CT_VALUE_ERROR, "split", 2, "number sections must be larger than 0.");
    int64_t each = a->shape[axis] / sections, longer = a->shape[axis] % sections, at = 0;
    if (exact && longer)
        return CT_FAIL(CT_VALUE_ERROR, "split", 2,
                       "array split does not result in an equal division");
    ct_list *list = ct_list_new();
    ct_status status = list ? CT_OK : ct_error_pending();
    for (int64_t i = 0; i < sections && status == CT_OK; i++) {
        int64_t length = each + (i < longer);
        status = add_part(list, a, axis, at, at + length);
        at += length;
    }
    if (status == CT_OK)
        return list;
    ct_release(list);
    return NULL;
}

/* -- repetition -------------------------------------------------------------------------------- */

/* (s0, s1) tiled by (r0, r1) is (1, s0, 1, s1) broadcast to (r0, s0, r1, s1) and flattened. */
ct_array *ct_tile(const ct_array *a, int n, const int64_t *reps)
{
    if (!a)
        return ct_null_input("tile", 1), NULL;
    int ndim = n > a->ndim ? n : a->ndim;
    if (2 * ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "tile", 2, "at most %d axes can be tiled", CT_MAX_NDIM / 2);
    int64_t thin[CT_MAX_NDIM], wide[CT_MAX_NDIM], shape[CT_MAX_NDIM];
    for (int i = 0; i < ndim; i++) {
        int from_a = i - (ndim - a->ndim), from_reps = i - (ndim - n);
        int64_t length = from_a < 0 ? 1 : a->shape[from_a];
        int64_t rep = from_reps < 0 ? 1 : reps[from_reps];
        thin[2 * i] = 1;
        thin[2 * i + 1] = wide[2 * i + 1] = length;
        wide[2 * i] = rep;
        if (rep < 0 || ct_mul_overflow(rep, length, &shape[i]))
            return CT_FAIL(CT_VALUE_ERROR, "tile", 2,
                           rep < 0 ? "negative dimensions are not allowed" : "array is too big");
    }
    CT_SCOPE(s);
    ct_array *apart = ct_own(&s, ct_reshape(a, 2 * ndim, thin));
    ct_array *all = apart ? ct_own(&s, ct_broadcast_to(apart, 2 * ndim, wide)) : NULL;
    return all ? ct_reshape_order(all, ndim, shape, CT_ORDER_C, 1) : NULL;
}

/* The index of each item, as often as it is repeated. */
static ct_array *repeated_indices(int64_t length, const ct_array *repeats)
{
    bool single = repeats->size == 1 && repeats->ndim <= 1;
    int64_t total = 0;
    if (!single && (repeats->ndim != 1 || repeats->size != length)) {
        char text[CT_SHAPE_TEXT];
        return CT_FAIL(CT_VALUE_ERROR, "repeat", 2,
                       "operands could not be broadcast together with shape (%lld,) %s",
                       (long long)length, ct_shape_text(text, repeats->ndim, repeats->shape));
    }
    ct_array *counts = ct_empty(repeats->ndim, repeats->shape, CT_INT64), *result = NULL;
    bool good = counts &&
                (repeats->dtype->num == CT_NUM_UINT64 || /* the array API's; huge ones are < 0 */
                 ct_array_check_cast("repeat", repeats, CT_INT64, CT_CASTING_SAFE) == CT_OK) &&
                ct_copyto(counts, repeats, CT_CASTING_UNSAFE, NULL) == CT_OK;
    const int64_t *n = good ? ct_data(counts) : NULL;
    for (int64_t i = 0; good && i < length; i++) {
        int64_t times = n[single ? 0 : i];
        good = times >= 0 && !ct_add_overflow(total, times, &total);
        if (!good)
            ct_error_set(CT_VALUE_ERROR, "repeat", 2,
                         times < 0 ? "repeats may not contain negative values."
                                   : "array is too big");
    }
    if (good && (result = ct_empty(1, &total, CT_INT64))) {
        int64_t *p = ct_data_mut(result);
        for (int64_t i = 0; i < length; i++)
            for (int64_t k = n[single ? 0 : i]; k > 0; k--)
                *p++ = i;
    }
    ct_release(counts);
    return result;
}

/* Every item of the axis `times` times: a copy in which it is broadcast along one more axis. */
static ct_array *repeat_all(const ct_array *a, int64_t times, int axis)
{
    int64_t shape[CT_MAX_NDIM + 1], wide[CT_MAX_NDIM + 1];
    int64_t from[CT_MAX_NDIM + 1], to[CT_MAX_NDIM + 1];
    if (a->ndim == CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "repeat", 1, "too many dimensions");
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    if (ct_mul_overflow(shape[axis], times, &shape[axis]))
        return ct_shape_size("repeat", 1, (int64_t[]){INT64_MAX}, 2), NULL;
    ct_array *result = ct_empty(a->ndim, shape, a->dtype);
    for (int i = 0; result && i < a->ndim; i++) {
        int at = i > axis ? i + 1 : i;
        wide[at] = a->shape[i];
        from[at] = a->strides[i];
        to[at] = result->strides[i] * (i == axis ? times : 1);
    }
    wide[axis + 1] = times;
    from[axis + 1] = 0;
    if (!result || result->size == 0)
        return result;
    to[axis + 1] = result->strides[axis];
    if (ct_array_lay(result, result->data, a->ndim + 1, wide, to, a, from) == CT_OK)
        return result;
    ct_release(result);
    return NULL;
}

ct_array *ct_repeat(const ct_array *a, const ct_array *repeats, int axis)
{
    if (!a || !repeats)
        return ct_null_input("repeat", a ? 2 : 1), NULL;
    CT_SCOPE(s);
    if (axis == CT_FLAT || (a->ndim == 0 && (axis == 0 || axis == -1))) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis("repeat", axis, a->ndim) : -1;
    if (axis >= 0 && repeats->size == 1 && repeats->dtype->num == CT_NUM_INT64 &&
        *(const int64_t *)ct_data(repeats) >= 0 && a->size > 0)
        return repeat_all(a, *(const int64_t *)ct_data(repeats), axis);
    ct_array *indices = axis < 0 ? NULL : ct_own(&s, repeated_indices(a->shape[axis], repeats));
    return indices ? ct_get_along(a, axis, ct_pick(indices)) : NULL;
}

/* -- flips and rolls --------------------------------------------------------------------------- */

ct_array *ct_flip(const ct_array *a, int n, const int *axes)
{
    if (!a)
        return ct_null_input("flip", 1), NULL;
    bool flipped[CT_MAX_NDIM] = {false};
    ct_index list[CT_MAX_NDIM + 1];
    for (int i = 0; i < a->ndim; i++)
        list[i] = n < 0 ? ct_every(-1) : ct_colon;
    for (int i = 0; i < n; i++) {
        int axis = ct_normalize_axis("flip", axes[i], a->ndim);
        if (axis < 0)
            return NULL;
        if (flipped[axis])
            return CT_FAIL(CT_VALUE_ERROR, "flip", 2, "repeated axis");
        flipped[axis] = true;
        list[axis] = ct_every(-1);
    }
    list[a->ndim] = ct_end;
    return ct_index_get(a, list);
}

ct_array *ct_roll(const ct_array *a, int64_t shift, int axis)
{
    if (!a)
        return ct_null_input("roll", 1), NULL;
    CT_SCOPE(s);
    if (axis == CT_FLAT) {
        ct_array *flat = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        ct_array *rolled = flat ? ct_own(&s, ct_roll(flat, shift, 0)) : NULL;
        return rolled ? ct_reshape(rolled, a->ndim, a->shape) : NULL;
    }
    axis = ct_normalize_axis("roll", axis, a->ndim);
    ct_array *result = axis < 0 ? NULL : ct_own(&s, ct_empty_like(a, NULL));
    if (!result || a->size == 0)
        return ct_retain(result);
    int64_t length = a->shape[axis], by = shift % length;
    by += by < 0 ? length : 0;
    ct_array *head = ct_own(&s, ct_get_along(a, axis, ct_upto(length - by)));
    ct_array *tail = head ? ct_own(&s, ct_get_along(a, axis, ct_from(length - by))) : NULL;
    if (!tail || ct_set_along(result, axis, ct_from(by), head) != CT_OK ||
        ct_set_along(result, axis, ct_upto(by), tail) != CT_OK)
        return NULL;
    return ct_retain(result);
}

ct_array *ct_rot90(const ct_array *a, int64_t k, int axis1, int axis2)
{
    if (!a)
        return ct_null_input("rot90", 1), NULL;
    if (axis1 == axis2 || axis1 - axis2 == a->ndim || axis2 - axis1 == a->ndim)
        return CT_FAIL(CT_VALUE_ERROR, "rot90", 3, "Axes must be different.");
    if (axis1 >= a->ndim || axis1 < -a->ndim || axis2 >= a->ndim || axis2 < -a->ndim)
        return CT_FAIL(CT_VALUE_ERROR, "rot90", 3,
                       "Axes=(%d, %d) out of range for array of ndim=%d.", axis1, axis2, a->ndim);
    int64_t turns = ((k % 4) + 4) % 4;
    if (turns == 0)
        return ct_view(a);
    if (turns == 2)
        return ct_flip(a, 2, (int[]){axis1, axis2});
    ct_array *first = turns == 1 ? ct_flip(a, 1, &axis2) : ct_swapaxes(a, axis1, axis2);
    if (!first)
        return NULL;
    ct_array *result = turns == 1 ? ct_swapaxes(first, axis1, axis2) : ct_flip(first, 1, &axis2);
    ct_release(first);
    return result;
}

/* -- deleting and inserting -------------------------------------------------------------------- */

ct_array *ct_delete(const ct_array *a, ct_index where, int axis)
{
    if (!a)
        return ct_null_input("delete", 1), NULL;
    CT_SCOPE(s);
    if (axis == CT_FLAT) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis("delete", axis, a->ndim) : -1;
    int64_t at = where.start < 0 && axis >= 0 ? where.start + a->shape[axis] : where.start;
    if (axis >= 0 && where.kind == CT_INDEX_AT && at >= 0 && at < a->shape[axis]) {
        ct_array *head = ct_own(&s, ct_get_along(a, axis, ct_upto(at)));
        ct_array *tail = head ? ct_own(&s, ct_get_along(a, axis, ct_from(at + 1))) : NULL;
        return tail ? ct_concatenate(2, (ct_array *[]){head, tail}, axis) : NULL;
    }
    ct_array *keep = axis < 0 ? NULL : ct_own(&s, ct_ones(1, &a->shape[axis], CT_BOOL));
    ct_array *no = keep ? ct_own(&s, ct_zeros(CT_0D, CT_BOOL)) : NULL;
    if (!no || ct_index_set(keep, (const ct_index[]){where, ct_end}, no) != CT_OK)
        return NULL;
    return ct_get_along(a, axis, ct_pick(keep));
}

/* Positions in the result, in the order of `indices`: each one moves those behind it. Owned. */
static ct_array *insert_positions(const ct_array *indices, int64_t length, int axis)
{
    CT_SCOPE(s);
    ct_array *at = ct_own(&s, ct_astype(indices, CT_INT64, CT_CASTING_SAME_KIND));
    int64_t *p = at ? ct_data_mut(at) : NULL;
    for (int64_t i = 0; at && i < at->size; i++) {
        if (p[i] < -length || p[i] > length)
            return CT_FAIL(CT_INDEX_ERROR, "insert", 2,
                           "index %lld is out of bounds for axis %d with size %lld",
                           (long long)p[i], axis, (long long)length);
        p[i] += p[i] < 0 ? length : 0;
    }
    ct_array *order = at ? ct_own(&s, ct_argsort(at, 0)) : NULL;
    const int64_t *rank = order ? ct_data(order) : NULL;
    for (int64_t i = 0; order && i < at->size; i++)
        p[rank[i]] += i;
    return order ? ct_retain(at) : NULL;
}

ct_array *ct_insert(const ct_array *a, const ct_array *indices, const ct_array *values, int axis)
{
    if (!a || !indices || !values)
        return ct_null_input("insert", !a ? 1 : !indices ? 2 : 3), NULL;
    CT_SCOPE(s);
    if (axis == CT_FLAT) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis("insert", axis, a->ndim) : -1;
    if (axis < 0)
        return NULL;
    if (indices->dtype->num == CT_NUM_BOOL) { /* a mask, which may be longer: at the true places */
        if (indices->ndim != 1)
            return CT_FAIL(CT_VALUE_ERROR, "insert", 2,
                           "boolean array argument `obj` to insert must be one dimensional");
        if (!(indices = ct_own(&s, ct_flatnonzero(indices))))
            return NULL;
    }
    bool single = indices->size == 1;
    ct_array *line = ct_own(&s, ct_ravel(indices, CT_ORDER_C));
    ct_array *at = line ? ct_own(&s, insert_positions(line, a->shape[axis], axis)) : NULL;
    ct_array *wide = NULL; /* the values with a's number of axes */
    if (at) {
        int64_t shape[CT_MAX_NDIM];
        int lead = a->ndim > values->ndim ? a->ndim - values->ndim : 0;
        for (int i = 0; i < lead; i++)
            shape[i] = 1;
        memcpy(shape + lead, values->shape, (size_t)values->ndim * sizeof *shape);
        wide = ct_own(&s, ct_reshape(values, lead + values->ndim, shape));
        if (wide && single && indices->ndim == 0)
            wide = ct_own(&s, ct_moveaxis(wide, 1, (int[]){0}, &axis));
    }
    if (!wide)
        return NULL;
    int64_t added = single ? wide->shape[axis] : at->size, shape[CT_MAX_NDIM];
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    shape[axis] += added;
    ct_array *result = ct_own(&s, ct_empty(a->ndim, shape, a->dtype));
    int64_t first = single ? *(const int64_t *)ct_data(at) : 0;
    if (result && single) {
        ct_array *head = ct_own(&s, ct_get_along(a, axis, ct_upto(first)));
        ct_array *tail = head ? ct_own(&s, ct_get_along(a, axis, ct_from(first))) : NULL;
        bool done = tail && !ct_set_along(result, axis, ct_upto(first), head) &&
                    !ct_set_along(result, axis, ct_range(first, first + added), wide) &&
                    !ct_set_along(result, axis, ct_from(first + added), tail);
        return done ? ct_retain(result) : NULL;
    }
    ct_array *old = result ? ct_own(&s, ct_ones(1, &shape[axis], CT_BOOL)) : NULL;
    ct_array *no = old ? ct_own(&s, ct_zeros(CT_0D, CT_BOOL)) : NULL;
    if (!no)
        return NULL;
    ct_index where = ct_pick(at);
    if (ct_index_set(old, (const ct_index[]){where, ct_end}, no) != CT_OK ||
        ct_set_along(result, axis, where, wide) != CT_OK ||
        ct_set_along(result, axis, ct_pick(old), a) != CT_OK)
        return NULL;
    return ct_retain(result);
}

/* -- picking ----------------------------------------------------------------------------------- */

ct_status ct_nonzero(const ct_array *a, ct_array **out)
{
    if (!a)
        return ct_null_input("nonzero", 1);
    if (a->ndim == 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "nonzero", 1,
                              "Calling nonzero on 0d arrays is not allowed. Use "
                              "np.atleast_1d(scalar).nonzero() instead.");
    for (int i = 0; i < a->ndim; i++)
        out[i] = NULL;
    ct_array *truth =
        a->dtype->num == CT_NUM_BOOL ? ct_retain(a) : ct_astype(a, CT_BOOL, CT_CASTING_UNSAFE);
    ct_array *mask = truth ? ct_ascontiguousarray(truth) : NULL;
    int64_t count = mask ? ct_kernel_count_true(ct_data(mask), 1, mask->size) : 0;
    int64_t *to[CT_MAX_NDIM], index[CT_MAX_NDIM] = {0}, found = 0;
    bool good = mask != NULL;
    for (int i = 0; good && i < a->ndim; i++) {
        out[i] = ct_empty(1, &count, CT_INT64);
        good = out[i] != NULL;
        to[i] = good ? ct_data_mut(out[i]) : NULL;
    }
    int last = a->ndim - 1;
    int64_t row = a->shape[last];
    for (int64_t i = 0; good && found < count; i += row) { /* the places of a row, then its own */
        const char *line = (const char *)ct_data(mask) + i;
        int64_t first = found;
        found = ct_kernel_places(line, row, 0, to[last] + first, to[last] + count) - to[last];
        for (int k = 0; k < last; k++)
            for (int64_t j = first; j < found; j++)
                to[k][j] = index[k];
        for (int k = last; k-- > 0 && ++index[k] == a->shape[k];)
            index[k] = 0;
    }
    for (int i = 0; i < a->ndim && !good; i++) {
        ct_release(out[i]);
        out[i] = NULL;
    }
    ct_release(truth);
    ct_release(mask);
    return good ? CT_OK : ct_error_pending();
}

/* Indices brought into range by wrapping or clipping. Owned. */
static ct_array *in_range(const ct_array *indices, int64_t length, ct_index_mode mode)
{
    ct_array *made = ct_empty(indices->ndim, indices->shape, CT_INT64);
    if (!made || ct_copyto(made, indices, CT_CASTING_SAME_KIND, NULL) != CT_OK) {
        ct_release(made);
        return NULL;
    }
    int64_t *p = ct_data_mut(made);
    for (int64_t i = 0; i < made->size && length > 0; i++) {
        if (mode == CT_INDEX_WRAP)
            p[i] = ((p[i] % length) + length) % length;
        else
            p[i] = p[i] < 0 ? 0 : p[i] >= length ? length - 1 : p[i];
    }
    return made;
}

/* The result of take() where it may have no elements. */
static ct_array *taken_from_nothing(const ct_array *a, const ct_array *indices, int axis)
{
    int64_t shape[CT_MAX_NDIM];
    int ndim = a->ndim - 1 + indices->ndim;
    if (ndim > CT_MAX_NDIM)
        return ct_shape_size("take", ndim, NULL, 1), NULL;
    int at = 0;
    for (int i = 0; i < axis; i++)
        shape[at++] = a->shape[i];
    for (int i = 0; i < indices->ndim; i++)
        shape[at++] = indices->shape[i];
    for (int i = axis + 1; i < a->ndim; i++)
        shape[at++] = a->shape[i];
    return ct_empty(ndim, shape, a->dtype);
}

ct_array *ct_take(const ct_array *a, const ct_array *indices, int axis, ct_index_mode mode)
{
    if (!a || !indices)
        return ct_null_input("take", a ? 2 : 1), NULL;
    if (ct_check_choice("take", 4, "mode", mode, CT_INDEX_CLIP + 1))
        return NULL;
    CT_SCOPE(s);
    if (axis == CT_FLAT || (a->ndim == 0 && (axis == 0 || axis == -1))) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis("take", axis, a->ndim) : -1;
    if (axis < 0)
        return NULL;
    int64_t outer = 1;
    for (int i = 0; i < axis; i++)
        outer *= a->shape[i];
    if (outer == 0 || (mode != CT_INDEX_RAISE && a->shape[axis] == 0 && a->size == 0)) {
        ct_array *none = ct_own(&s, taken_from_nothing(a, indices, axis));
        if (!none || none->size == 0) /* nothing is read: NumPy does not look at the indices */
            return ct_retain(none);
    }
    if (mode != CT_INDEX_RAISE || indices->dtype->num == CT_NUM_BOOL)
        indices = mode == CT_INDEX_RAISE
                      ? ct_own(&s, ct_astype(indices, CT_INT64, CT_CASTING_UNSAFE))
                      : ct_own(&s, in_range(indices, a->shape[axis], mode));
    ct_array *picked = indices ? ct_own(&s, ct_get_along(a, axis, ct_pick(indices))) : NULL;
    return picked && picked->base ? ct_copy(picked, CT_ORDER_C) : ct_retain(picked);
}
