/* shapes.c: rows of pad, trim_zeros, windows and their like. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* A keyword of pad that its mode takes; NULL without an error when it is not given. */
static ct_object *take_keyword(const ct_object *keywords, const char *name, int *used)
{
    CT_SCOPE(s);
    ct_object *key = ct_own(&s, ct_string(name, -1));
    ct_object *value = key && keywords ? ct_dict_get(keywords, key) : NULL;
    *used += value != NULL;
    return value;
}

/* (array, pad_width, mode, **kwargs) */
/* function(line, (before, after), axis, keywords) for every line along an axis; it writes into the
 * line. */
static ct_status call_on_lines(ct_object *function, const ct_array *padded, int axis,
                               const int64_t *widths, ct_object *keywords)
{
    CT_SCOPE(s);
    ct_array *turned = ct_own(&s, ct_moveaxis(padded, 1, &axis, (int[]){-1}));
    ct_object *pair = turned ? ct_own(&s, ct_shape_object(2, widths)) : NULL;
    ct_object *number = pair ? ct_own(&s, ct_int(axis)) : NULL;
    int64_t at[CT_MAX_NDIM] = {0};
    int ndim = ct_ndim(padded) - 1;
    const int64_t *shape = turned ? ct_shape(turned) : NULL;
    if (!number || ct_size(padded) == 0)
        return ct_error_pending();
    for (int k = 0; k >= 0;) {
        ct_array *line = ct_retain(turned);
        for (int i = 0; i < ndim && line; i++) {
            ct_array *next = ct_get(line, ct_at(at[i]));
            ct_release(line);
            line = next;
        }
        ct_object *given[4] = {(ct_object *)line, pair, number, keywords};
        ct_object *value = line ? ct_call_object(function, 4, given, 0, NULL, NULL) : NULL;
        ct_release(line);
        ct_release(value);
        if (!value)
            return ct_error_pending();
        for (k = ndim - 1; k >= 0 && ++at[k] == shape[k]; k--)
            at[k] = 0;
    }
    return CT_OK;
}

static ct_object *pad_by(ct_object *function, const ct_array *a, const ct_array *widths,
                         ct_object *given)
{
    CT_SCOPE(s);
    ct_pad_opts opts = {.size_ = sizeof opts, .mode = CT_PAD_CONSTANT};
    ct_array *padded = ct_own(&s, ct_pad(a, widths, &opts));
    ct_array *whole = padded ? ct_own(&s, ct_astype(widths, CT_INT64, CT_CASTING_UNSAFE)) : NULL;
    ct_array *pairs = whole ? ct_own(&s, ct_broadcast_to(whole, CT_SHAPE(ct_ndim(a), 2))) : NULL;
    ct_array *packed = pairs ? ct_own(&s, ct_copy(pairs, CT_ORDER_C)) : NULL;
    ct_object *keywords = given ? ct_own(&s, ct_retain(given)) : ct_own(&s, ct_dict());
    if (!packed || !keywords)
        return NULL;
    for (int axis = 0; axis < ct_ndim(a); axis++)
        if (call_on_lines(function, padded, axis, (const int64_t *)ct_data(packed) + 2 * axis,
                          keywords))
            return NULL;
    return ct_array_result(ct_retain(padded));
}

/* {axis: both, axis: (before, after)} as an array with a row for each axis. Owned by the scope. */
static ct_array *widths_by_axis(ct_scope *scope, const ct_object *dict, const ct_array *a)
{
    ct_array *rows = ct_own(scope, ct_zeros(2, (int64_t[]){ct_ndim(a), 2}, CT_INT64));
    int64_t *widths = rows ? ct_data_mut(rows) : NULL, at = 0, axis;
    ct_object *key, *value;
    while (rows && ct_dict_next(dict, &at, &key, &value)) {
        int64_t pair[CT_MAX_NDIM];
        int n = 2;
        bool one = ct_arg_count(value) < 0;
        if (ct_arg_int(key, 0, &axis) ||
            (one ? ct_arg_int(value, 0, pair) : ct_arg_shape(value, &n, pair)))
            return NULL;
        if (axis < -ct_ndim(a) || axis >= ct_ndim(a))
            return CT_FAIL(CT_INDEX_ERROR, "pad", 2, "axis %lld is out of bounds", (long long)axis);
        if (n != 2)
            return CT_FAIL(CT_TYPE_ERROR, "pad", 2, "the width of an axis is an int or two ints");
        axis += axis < 0 ? ct_ndim(a) : 0;
        widths[2 * axis] = pair[0];
        widths[2 * axis + 1] = one ? pair[0] : pair[1];
    }
    return rows;
}

ENTRY(pad)
{
    CT_SCOPE(s);
    ct_array *a, *widths;
    const char *name = "constant";
    int used = 0, mode;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    bool by_axis = args[1] && ct_type_of(args[1]) == &ct_dict_type;
    widths = by_axis ? widths_by_axis(&s, args[1], a) : ct_arg_array_in(&s, args[1]);
    if (!widths)
        return NULL;
    if (args[2] && ct_type_of(args[2]) != &ct_str_type && ct_type_of(args[2])->call)
        return pad_by(args[2], a, widths, args[3]);
    if (args[2] && ct_type_of(args[2]) != &ct_str_type) {
        char *text = ct_str(args[2], NULL);
        if (text)
            ct_error_set(CT_VALUE_ERROR, "pad", 3, "mode '%s' is not supported", text);
        ct_free(text);
        return NULL;
    }
    if (ct_arg_text(args[2], "constant", &name) || (mode = ct_pad_mode_parse(name)) < 0)
        return NULL;
    ct_pad_opts opts = {.size_ = sizeof opts, .mode = (ct_pad_mode)mode};
    const char *takes = mode == CT_PAD_CONSTANT                              ? "constant_values"
                        : mode == CT_PAD_LINEAR_RAMP                         ? "end_values"
                        : mode == CT_PAD_REFLECT || mode == CT_PAD_SYMMETRIC ? "reflect_type"
                        : mode >= CT_PAD_MAXIMUM && mode <= CT_PAD_MINIMUM   ? "stat_length"
                                                                             : NULL;
    ct_object *value = takes ? ct_own(&s, take_keyword(args[3], takes, &used)) : NULL;
    if (args[3] && ct_length(args[3]) > used)
        return CT_FAIL(CT_VALUE_ERROR, "pad", 0, "unsupported keyword arguments for mode '%s'",
                       name);
    if (ct_arg_given(value) && takes[0] == 'r') {
        const char *type = ct_as_string(value, NULL);
        if (!type)
            return NULL;
        opts.odd = !strcmp(type, "odd");
    } else if (ct_arg_given(value)) {
        ct_array *pairs = ct_arg_array_in(&s, value);
        if (!pairs)
            return NULL;
        *(takes[0] == 's' ? &opts.stat_length : &opts.values) = pairs;
    }
    return ct_array_result(ct_pad(a, widths, &opts));
}

ENTRY(trim_zeros)
{
    CT_SCOPE(s);
    ct_array *a;
    const char *ends = "fb";
    ct_axes axes;
    if (!ct_args_read(args, &s, "AsX", &a, &ends, &axes))
        return NULL;
    char text[3] = {0};
    for (int i = 0; i < 2 && ends[i]; i++)
        text[i] = (char)(ends[i] >= 'A' && ends[i] <= 'Z' ? ends[i] + 32 : ends[i]);
    bool front = strchr(text, 'f') != NULL, back = strchr(text, 'b') != NULL;
    if (strlen(ends) > 2 || !*ends || (size_t)(front + back) != strlen(ends))
        return CT_FAIL(CT_VALUE_ERROR, "trim_zeros", 2, "unexpected character(s) in `trim`: '%s'",
                       ends);
    if (ct_ndim(a) == 0)
        return ct_array_result(ct_retain(a));
    ct_array *result = ct_trim_zeros(a, front, back, axes.n, axes.axes);
    if (ct_type_of(args[0]) != &ct_list_type || ct_ndim(a) != 1)
        return ct_array_result(result);
    ct_own(&s, result); /* a list stays one, with its own items */
    return result ? ct_tolist(result) : NULL;
}

/* (x, window_shape, axis, *, subok, writeable) */
ENTRY(sliding_window_view)
{
    CT_SCOPE(s);
    ct_array *a;
    int n;
    int64_t lengths[CT_MAX_NDIM];
    ct_axes axes;
    bool ignored = false, writeable = false;
    if (!ct_args_read(args, &s, "A-Xbb", &a, &axes, &ignored, &writeable) ||
        ct_arg_shape(args[1], &n, lengths))
        return NULL;
    if (axes.n >= 0 && axes.n != n)
        return CT_FAIL(CT_VALUE_ERROR, "sliding_window_view", 2,
                       "Must provide matching length window_shape and axis; got %d window_shape "
                       "elements and %d axes elements.",
                       n, axes.n);
    return ct_array_result(
        ct_sliding_window_view(a, n, lengths, axes.n < 0 ? NULL : axes.axes, writeable));
}

/* (x, shape, strides, subok, writeable, *, check_bounds) */
ENTRY(as_strided)
{
    CT_SCOPE(s);
    ct_array *a;
    int ndim, count;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    bool ignored = false, writeable = true;
    if (!ct_args_read(args, &s, "A--bb", &a, &ignored, &writeable))
        return NULL;
    ndim = count = ct_ndim(a);
    memcpy(shape, ct_shape(a), (size_t)ndim * sizeof *shape);
    memcpy(strides, ct_strides(a), (size_t)ndim * sizeof *strides);
    if ((ct_arg_given(args[1]) && ct_arg_shape(args[1], &ndim, shape)) ||
        (ct_arg_given(args[2]) && ct_arg_shape(args[2], &count, strides)))
        return NULL;
    if (count != ndim)
        return CT_FAIL(CT_VALUE_ERROR, "as_strided", 3, "mismatch in length of strides and shape");
    return ct_array_result(ct_as_strided(a, ndim, shape, strides, writeable));
}

ENTRY(vander)
{
    CT_SCOPE(s);
    ct_array *x;
    bool increasing = false;
    int64_t columns;
    if (!ct_args_read(args, &s, "A-b", &x, &increasing) ||
        ct_arg_int(args[1], ct_size(x), &columns))
        return NULL;
    return ct_array_result(ct_vander(x, columns, increasing));
}

/* rollaxis(a, axis, start): the axis is moved before the one at `start`. */
ENTRY(rollaxis)
{
    CT_SCOPE(s);
    ct_array *a;
    int64_t start = 0;
    int axis = 0;
    if (!ct_args_read(args, &s, "Axi", &a, &axis, &start))
        return NULL;
    int n = ct_ndim(a), from = ct_normalize_axis("rollaxis", axis, n);
    if (from < 0)
        return NULL;
    if (start < -n || start > n)
        return CT_FAIL(CT_AXIS_ERROR, "rollaxis", 3,
                       "'start' arg requires %d <= start < %d, but %lld was passed in", -n, n + 1,
                       (long long)start);
    int to = (int)(start < 0 ? start + n : start);
    to -= from < to;
    return ct_array_result(ct_moveaxis(a, 1, &from, &to));
}

/* -- block: nested lists of blocks, joined along the last axis innermost -------------------------
 */

enum { MOST_BLOCKS = 4096 };

/* How deep lists are nested; -1 and ValueError where depths differ or a list is empty. */
static int depth_of(const ct_object *blocks)
{
    if (ct_type_of(blocks) == &ct_tuple_type)
        return ct_error_set(CT_TYPE_ERROR, "block", 1,
                            "arrays is a tuple. Only lists can be used to arrange blocks, and "
                            "np.block does not allow implicit conversion from tuple to ndarray."),
               -1;
    if (ct_type_of(blocks) != &ct_list_type)
        return 0;
    int depth = -1;
    for (int64_t i = 0; i < ct_length(blocks); i++) {
        CT_SCOPE(s);
        ct_object *item = ct_own(&s, ct_arg_item(blocks, i));
        int own = item && ct_enter("in block") ? depth_of(item) : -1;
        if (item)
            ct_leave();
        if (own < 0)
            return -1;
        if (depth >= 0 && own + 1 != depth)
            return ct_error_set(CT_VALUE_ERROR, "block", 1, "List depths are mismatched."), -1;
        depth = own + 1;
    }
    if (depth < 0)
        ct_error_set(CT_VALUE_ERROR, "block", 1, "List at arrays cannot be empty");
    return depth;
}

/* The most axes of any block. */
static int most_axes(const ct_object *blocks)
{
    CT_SCOPE(s);
    if (ct_type_of(blocks) != &ct_list_type) {
        ct_array *a = ct_arg_array_in(&s, blocks);
        return ct_ndim(a);
    }
    int most = 0;
    for (int64_t i = 0; i < ct_length(blocks); i++) {
        CT_SCOPE(each);
        ct_object *item = ct_own(&each, ct_arg_item(blocks, i));
        int own = item ? most_axes(item) : -1;
        if (own < 0)
            return -1;
        most = own > most ? own : most;
    }
    return most;
}

static ct_array *join_blocks(const ct_object *blocks, int depth, int ndim)
{
    CT_SCOPE(s);
    if (depth == 0) {
        ct_array *a = ct_arg_array_in(&s, blocks);
        int64_t shape[CT_MAX_NDIM];
        int lead = a ? ndim - ct_ndim(a) : 0;
        for (int i = 0; a && i < ndim; i++)
            shape[i] = i < lead ? 1 : ct_shape(a)[i - lead];
        return a ? ct_reshape(a, ndim, shape) : NULL;
    }
    int64_t n = ct_length(blocks);
    ct_array *parts[MOST_BLOCKS];
    if (n > MOST_BLOCKS)
        return CT_FAIL(CT_VALUE_ERROR, "block", 1, "at most %d blocks side by side", MOST_BLOCKS);
    for (int64_t i = 0; i < n; i++) {
        ct_object *item = ct_own(&s, ct_arg_item(blocks, i));
        parts[i] = item ? ct_own(&s, join_blocks(item, depth - 1, ndim)) : NULL;
        if (!parts[i])
            return NULL;
    }
    return ct_concatenate((int)n, parts, ndim - depth);
}

ENTRY(block)
{
    int depth = depth_of(args[0]), most = depth < 0 ? -1 : most_axes(args[0]);
    if (most < 0)
        return NULL;
    int ndim = most > depth ? most : depth;
    if (ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "block", 1, "too many axes");
    ct_array *result = join_blocks(args[0], depth, ndim);
    if (!result || depth > 0)
        return ct_array_result(result);
    ct_array *copy = ct_copy(result, CT_ORDER_C);
    ct_release(result);
    return ct_array_result(copy);
}

const ct_routine ct_routines_shapes[] = {
    CT_ROW("pad", "manipulation", "(array, pad_width, mode='constant', **kwargs)",
           "With borders: constant, edge, linear_ramp, maximum, mean, median, minimum, reflect, "
           "symmetric, "
           "wrap, empty, or what a function writes into each line: f(line, (before, after), axis, "
           "keywords).",
           pad),
    CT_ROW("trim_zeros", "manipulation", "(filt, trim='fb', axis=None)",
           "Without the zeros before and behind.", trim_zeros),
    CT_ROW("lib.stride_tricks.sliding_window_view", "manipulation",
           "(x, window_shape, axis=None, *, subok=False, writeable=False)",
           "Every window of a shape: a view.", sliding_window_view),
    CT_ROW("lib.stride_tricks.as_strided", "manipulation",
           "(x, shape=None, strides=None, subok=False, writeable=True, *, check_bounds=None)",
           "The same memory with other shape and strides; never outside it.", as_strided),
    CT_ROW("vander", "creation", "(x, N=None, increasing=False)", "Powers of x as columns.",
           vander),
    CT_ROW("rollaxis", "manipulation", "(a, axis, start=0)",
           "An axis moved before another: a view.", rollaxis),
    CT_ROW("block", "manipulation", "(arrays)", "An array put together of nested lists of blocks.",
           block),
};
CT_ROUTINES_END(shapes);
