/* pad.c: borders round an array, one axis after the other, each by joining what stands before and
 * behind. */
#include "routines.h"

#include <carton/statistics.h>

#include <string.h>

static const char *const names[] = {"constant",  "edge",   "linear_ramp", "maximum",
                                    "mean",      "median", "minimum",     "reflect",
                                    "symmetric", "wrap",   "empty"};

int ct_pad_mode_parse(const char *name)
{
    for (int i = 0; name && i <= CT_PAD_EMPTY; i++)
        if (!strcmp(name, names[i]))
            return i;
    return ct_error_set(CT_VALUE_ERROR, "pad", 3, "mode '%s' is not supported", name ? name : ""),
           -1;
}

typedef struct border {
    ct_scope *scope;
    const ct_pad_opts *opts;
    int axis;
} border;

static ct_array *part(const border *b, const ct_array *a, int64_t from, int64_t to)
{
    return ct_own(b->scope, ct_get_along(a, b->axis, ct_range(from, to)));
}

static void side_shape(const border *b, const ct_array *a, int64_t width, int64_t *shape)
{
    memcpy(shape, a->shape, (size_t)a->ndim * sizeof *shape);
    shape[b->axis] = width;
}

/* The given value of one side of the axis: 0-d; without one an int64, beside which a ramp is
 * computed in float64. */
static ct_array *side_value(const border *b, const ct_array *pairs, int side)
{
    return pairs ? ct_own(b->scope, ct_get(pairs, ct_at(b->axis), ct_at(side)))
                 : ct_own(b->scope, ct_zeros(0, NULL, CT_INT64));
}

static ct_array *constant(const border *b, const ct_array *a, int64_t width, int side)
{
    int64_t shape[CT_MAX_NDIM];
    side_shape(b, a, width, shape);
    ct_array *block = ct_own(b->scope, ct_empty(a->ndim, shape, a->dtype));
    if (b->opts->mode == CT_PAD_EMPTY && block && ct_nbytes(block))
        memset(block->data, 0, (size_t)ct_nbytes(block));
    ct_array *value = b->opts->mode == CT_PAD_EMPTY ? NULL : side_value(b, b->opts->values, side);
    if (!block || b->opts->mode == CT_PAD_EMPTY)
        return block;
    return value && !ct_copyto(block, value, CT_CASTING_UNSAFE, NULL) ? block : NULL;
}

static ct_array *edge(const border *b, const ct_array *a, int side)
{
    int64_t n = a->shape[b->axis];
    return side ? part(b, a, n - 1, n) : part(b, a, 0, 1);
}

/* `block`, one thick, as thick as `width`; a view. */
static ct_array *thick(const border *b, const ct_array *block, int64_t width)
{
    int64_t shape[CT_MAX_NDIM];
    if (!block)
        return NULL;
    side_shape(b, block, width, shape);
    return ct_own(b->scope, ct_broadcast_to(block, block->ndim, shape));
}

static ct_array *ramp(const border *b, const ct_array *a, int64_t width, int side)
{
    ct_array *end = side_value(b, b->opts->values, side), *last = edge(b, a, side);
    ct_array *flat = last ? ct_own(b->scope, ct_squeeze(last, 1, &b->axis)) : NULL;
    ct_space_opts space = {.size_ = sizeof space, .open = true, .axis = b->axis, .dtype = a->dtype};
    ct_array *line =
        end && flat ? ct_own(b->scope, ct_linspace_opts(end, flat, width, &space, NULL)) : NULL;
    return line && side ? ct_own(b->scope, ct_flip(line, 1, &b->axis)) : line;
}

/* The maximum, mean, median or minimum of the elements next to the border. */
static ct_array *statistic(const border *b, const ct_array *a, int64_t width, int side)
{
    int64_t n = a->shape[b->axis], length = n;
    ct_array *given = b->opts->stat_length ? side_value(b, b->opts->stat_length, side) : NULL;
    if (b->opts->stat_length && (!given || ct_item_i64(given, &length)))
        return NULL;
    if (length < 0)
        return CT_FAIL(CT_VALUE_ERROR, "pad", 0, "index can't contain negative values");
    length = length > n ? n : length;
    bool rounds = b->opts->mode == CT_PAD_MEAN || b->opts->mode == CT_PAD_MEDIAN;
    if (length == 0 && !rounds)
        return CT_FAIL(CT_VALUE_ERROR, "pad", 0, "stat_length of 0 yields no value for padding");
    ct_array *near = side ? part(b, a, n - length, n) : part(b, a, 0, length);
    ct_reduce_opts one = {.size_ = sizeof one, .axis = b->axis, .keepdims = true};
    ct_array *value = !near                             ? NULL
                      : b->opts->mode == CT_PAD_MAXIMUM ? ct_max_opts(near, &one)
                      : b->opts->mode == CT_PAD_MINIMUM ? ct_min_opts(near, &one)
                      : b->opts->mode == CT_PAD_MEDIAN  ? ct_median_opts(near, &one)
                                                        : ct_mean_opts(near, &one);
    value = ct_own(b->scope, value);
    if (value && rounds && !ct_is_inexact(a)) {
        ct_array *whole = ct_own(b->scope, ct_rint(value));
        value = whole ? ct_own(b->scope, ct_astype(whole, a->dtype, CT_CASTING_UNSAFE)) : NULL;
    }
    return thick(b, value, width);
}

/* The mirror image, as much as one mirror gives: at most `width` items, *got of them. */
static ct_array *mirrored(const border *b, const ct_array *a, int64_t period, int64_t width,
                          int side, int64_t *got)
{
    int64_t n = a->shape[b->axis], skip = b->opts->mode == CT_PAD_REFLECT;
    *got = width < period ? width : period;
    ct_array *chunk = side ? part(b, a, n - skip - *got, n - skip) : part(b, a, skip, skip + *got);
    ct_array *turned = chunk ? ct_own(b->scope, ct_flip(chunk, 1, &b->axis)) : NULL;
    if (!turned || !b->opts->odd)
        return turned;
    ct_array *twice = ct_own(b->scope, ct_with_int(CT_OP_multiply, edge(b, a, side), 2));
    return twice ? ct_own(b->scope, ct_subtract(twice, turned)) : NULL;
}

static ct_array *join(const border *b, ct_array *before, const ct_array *a, ct_array *after)
{
    ct_array *parts[3];
    int n = 0;
    if (before)
        parts[n++] = before;
    parts[n++] = (ct_array *)(uintptr_t)a;
    if (after)
        parts[n++] = after;
    return ct_own(b->scope, ct_concatenate(n, parts, b->axis));
}

/* Mirrors again and again until the border is wide enough. */
static ct_array *reflect(const border *b, const ct_array *a, const int64_t width[2])
{
    int64_t n = a->shape[b->axis], period = b->opts->mode == CT_PAD_REFLECT ? n - 1 : n;
    for (int side = 0; side < 2 && a; side++)
        for (int64_t left = width[side], got = 0; left > 0 && a; left -= got) {
            if (period == 0) { /* a single item has no mirror image but itself */
                ct_array *same = thick(b, edge(b, a, side), left);
                got = left;
                a = same ? join(b, side ? NULL : same, a, side ? same : NULL) : NULL;
                continue;
            }
            ct_array *image = mirrored(b, a, period, left, side, &got);
            a = image ? join(b, side ? NULL : image, a, side ? image : NULL) : NULL;
        }
    return (ct_array *)(uintptr_t)a;
}

static ct_array *wrapped(const border *b, const ct_array *a, const int64_t width[2])
{
    int64_t n = a->shape[b->axis];
    ct_array *line = ct_own(b->scope, ct_arange_i64(-width[0], n + width[1], 1, CT_INT64));
    ct_array *places = ct_own(b->scope, ct_with_int(CT_OP_remainder, line, n));
    return places ? ct_own(b->scope, ct_take(a, places, b->axis, CT_INDEX_RAISE)) : NULL;
}

static ct_array *pad_axis(const border *b, const ct_array *a, const int64_t width[2])
{
    ct_pad_mode mode = b->opts->mode;
    bool needs = mode != CT_PAD_CONSTANT && mode != CT_PAD_EMPTY;
    if (needs && a->shape[b->axis] == 0 && width[0] + width[1] > 0)
        return CT_FAIL(CT_VALUE_ERROR, "pad", 1,
                       "can't extend empty axis %d using modes other than 'constant' or 'empty'",
                       b->axis);
    if (width[0] == 0 && width[1] == 0)
        return (ct_array *)(uintptr_t)a;
    if (mode == CT_PAD_REFLECT || mode == CT_PAD_SYMMETRIC)
        return reflect(b, a, width);
    if (mode == CT_PAD_WRAP)
        return wrapped(b, a, width);
    ct_array *sides[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        if (width[i] == 0)
            continue;
        sides[i] = !needs                       ? constant(b, a, width[i], i)
                   : mode == CT_PAD_EDGE        ? thick(b, edge(b, a, i), width[i])
                   : mode == CT_PAD_LINEAR_RAMP ? ramp(b, a, width[i], i)
                                                : statistic(b, a, width[i], i);
        if (!sides[i])
            return NULL;
    }
    return join(b, sides[0], a, sides[1]);
}

/* Pairs broadcast to (ndim, 2). Owned by the scope. */
static bool read_pairs(ct_scope *scope, const ct_array *given, int ndim, const ct_array **out)
{
    *out = given ? ct_own(scope, ct_broadcast_to(given, CT_SHAPE(ndim, 2))) : NULL;
    return *out || !given;
}

ct_array *ct_pad(const ct_array *a, const ct_array *widths, const ct_pad_opts *opts)
{
    CT_SCOPE(s);
    ct_pad_opts own = opts ? *opts : (ct_pad_opts){.size_ = sizeof own};
    border b = {&s, &own, 0};
    if (!a || !widths)
        return ct_null_input("pad", a ? 2 : 1), NULL;
    if (ct_check_choice("pad", 3, "mode", own.mode, CT_PAD_EMPTY + 1))
        return NULL;
    if (widths->size && !strchr("iu", widths->dtype->kind))
        return CT_FAIL(CT_TYPE_ERROR, "pad", 2, "`pad_width` must be of integral type.");
    if (!read_pairs(&s, widths, a->ndim, &widths) ||
        !read_pairs(&s, own.values, a->ndim, &own.values) ||
        !read_pairs(&s, own.stat_length, a->ndim, &own.stat_length))
        return NULL;
    ct_array *pairs = ct_own(&s, ct_packed(widths, CT_INT64));
    for (int64_t i = 0; pairs && i < pairs->size; i++)
        if (ct_longs(pairs)[i] < 0)
            return CT_FAIL(CT_VALUE_ERROR, "pad", 2, "index can't contain negative values");
    const ct_array *result = pairs ? a : NULL;
    for (int i = 0; i < a->ndim && result; i++) {
        b.axis = i;
        result = pad_axis(&b, result, ct_longs(pairs) + 2 * i);
    }
    if (!result)
        return NULL;
    return ct_dtype_equal(result->dtype, a->dtype) && result != a
               ? ct_copy(result, CT_ORDER_C)
               : ct_astype(result, a->dtype, CT_CASTING_UNSAFE);
}
