/* pick.c: indexing through boolean masks and integer arrays.
 *
 * Every index array becomes an array of byte offsets into the indexed array: integers are checked
 * against their axis and multiplied by its stride, a mask gives the offsets of its true elements.
 * Offsets broadcast together and add up. Then each offset moves one block of kept axes. Nothing is
 * written before every index has been checked. */
#include "index.h"

#include "dtype/dtype.h"
#include "kernels/kernels.h"
#include "meter.h"
#include "nest.h"

#include <stdatomic.h>
#include <string.h>

/* -- offsets ----------------------------------------------------------------------------------- */

/* IndexError for the first one outside. */
static void refuse_outside(const int64_t *at, int64_t length, int axis)
{
    while (*at >= -length && *at < length)
        at++;
    ct_error_set(CT_INDEX_ERROR, "index", 0,
                 "index %lld is out of bounds for axis %d with size %lld", (long long)*at, axis,
                 (long long)length);
}

/* Signs say it, which needs no comparison of 64 bits. A negative index counts from the end as its
 * complement does from the start; what is not below the length makes a difference negative. */
static bool all_inside(const int64_t *at, int64_t n, int64_t length)
{
    const uint64_t last = (uint64_t)length - 1;
    uint64_t signs = 0;
    for (int64_t i = 0; i < n; i++)
        signs |= last - ((uint64_t)at[i] ^ -((uint64_t)at[i] >> 63));
    return signs >> 63 == 0;
}

/* int64 in one piece: an index array that needs no cast. */
static bool is_ready(const ct_array *given)
{
    enum { READY = CT_C_CONTIGUOUS | CT_ALIGNED };
    return given->dtype->num == CT_NUM_INT64 && (given->flags & READY) == READY;
}

/* The integers of an index array as int64 in one piece: its own, or cast. Owned. */
static ct_array *plain_integers(const ct_array *given)
{
    if (is_ready(given))
        return ct_retain(given);
    ct_array *cast = ct_empty(given->ndim, given->shape, CT_INT64);
    if (cast && ct_array_assign(cast, given) != CT_OK) {
        ct_release(cast);
        return NULL;
    }
    return cast;
}

/* An index outside is an error, or sets *outside where that is not NULL. */
static ct_array *offsets_of_integers(const ct_array *a, const ct_pick_part *part, bool *outside)
{
    int64_t length = a->shape[part->axis], stride = a->strides[part->axis];
    ct_array *given = plain_integers(part->array);
    ct_array *offsets = given ? ct_empty(given->ndim, given->shape, CT_INT64) : NULL;
    const int64_t *at = offsets ? (const int64_t *)(const void *)given->data : NULL;
    int64_t *p = offsets ? (int64_t *)(void *)offsets->data : NULL;
    bool bad = offsets && !all_inside(at, offsets->size, length);
    if (bad && outside) {
        *outside = true;
    } else if (bad) {
        refuse_outside(at, length, part->axis);
        ct_release(offsets);
        offsets = NULL;
    }
    for (int64_t i = 0; offsets && !bad && i < offsets->size; i++)
        p[i] = (at[i] + (at[i] < 0 ? length : 0)) * stride;
    ct_release(given);
    return offsets;
}

static int64_t count_true(const ct_array *mask)
{
    ct_nest nest;
    int64_t count = 0;
    ct_nest_init(&nest, 1, mask->ndim, mask->shape, (char *[]){mask->data},
                 (const int64_t *[]){mask->strides}, CT_NEST_ANY_ORDER);
    do
        count += ct_kernel_count_true(nest.at[0], nest.inner_strides[0], nest.inner);
    while (ct_nest_next(&nest));
    return count;
}

static ct_array *offsets_of_mask(const ct_array *a, const ct_pick_part *part)
{
    const ct_array *mask = part->array;
    int64_t count = count_true(mask), at = 0;
    ct_array *offsets = ct_empty(1, &count, CT_INT64);
    if (!offsets)
        return NULL;
    int64_t *p = (int64_t *)(void *)offsets->data;
    ct_nest nest;
    ct_nest_init(&nest, 2, mask->ndim, mask->shape, (char *[]){mask->data, a->data},
                 (const int64_t *[]){mask->strides, a->strides + part->axis}, CT_NEST_KEEP_ORDER);
    do {
        int64_t base = nest.at[1] - a->data, first = at, step = nest.inner_strides[1];
        if (nest.inner_strides[0] == 1) {
            at = ct_kernel_places(nest.at[0], nest.inner, 0, p + at, p + count) - p;
            for (int64_t i = first; i < at; i++)
                p[i] = base + p[i] * step;
            continue;
        }
        for (int64_t i = 0; i < nest.inner && at < count; i++) {
            p[at] = base + i * step;
            at += nest.at[0][i * nest.inner_strides[0]] != 0;
        }
    } while (ct_nest_next(&nest));
    return offsets;
}

/* IndexError with every shape, as NumPy has it. */
static ct_status misfit(const ct_index_plan *plan)
{
    char text[300] = "";
    size_t at = 0;
    for (int i = 0; i < plan->picks; i++) {
        char shape[CT_SHAPE_TEXT];
        const ct_array *x = plan->pick[i].array;
        ct_shape_text(shape, x->ndim, x->shape);
        size_t n = strlen(shape);
        if (at + n + 2 > sizeof text)
            break;
        memcpy(text + at, shape, n);
        at += n;
        text[at++] = ' ';
        text[at] = '\0';
    }
    return ct_error_set(CT_INDEX_ERROR, "index", 0,
                        "shape mismatch: indexing arrays could not be broadcast together with "
                        "shapes %s",
                        text);
}

static void add_offsets(ct_array *total, const ct_array *part)
{
    int64_t strides[CT_MAX_NDIM];
    ct_nest nest;
    ct_broadcast_strides(part, total->ndim, total->shape, strides);
    ct_nest_init(&nest, 2, total->ndim, total->shape, (char *[]){part->data, total->data},
                 (const int64_t *[]){strides, total->strides}, CT_NEST_ANY_ORDER);
    do {
        const char *x = nest.at[0];
        char *y = nest.at[1];
        for (int64_t i = 0; i < nest.inner; i++)
            *(int64_t *)(void *)(y + i * nest.inner_strides[1]) +=
                *(const int64_t *)(const void *)(x + i * nest.inner_strides[0]);
    } while (ct_nest_next(&nest));
}

/* The sum of all parts' offsets: int64, C order, shaped as the picked axes of the result. */
static ct_array *all_offsets(const ct_array *a, const ct_index_plan *plan, bool *outside)
{
    CT_SCOPE(s);
    ct_array *parts[CT_MAX_NDIM];
    int ndim = 0;
    int64_t shape[CT_MAX_NDIM];
    bool fits = true;
    for (int i = 0; i < plan->picks; i++) {
        const ct_pick_part *part = &plan->pick[i];
        bool mask = part->array->dtype->num == CT_NUM_BOOL;
        parts[i] =
            ct_own(&s, mask ? offsets_of_mask(a, part) : offsets_of_integers(a, part, outside));
        if (!parts[i])
            return NULL;
        for (int k = 0; k < parts[i]->ndim; k++) { /* try first: the message lists all shapes */
            int at = ndim - parts[i]->ndim + k;
            int64_t one = parts[i]->shape[k];
            fits &= at < 0 || one == 1 || shape[at] == 1 || shape[at] == one;
        }
        if (!fits)
            return misfit(plan), NULL;
        if (ct_broadcast_into("index", &ndim, shape, parts[i]->ndim, parts[i]->shape) != CT_OK)
            return NULL;
    }
    if (plan->picks == 1)
        return ct_retain(parts[0]);
    ct_array *total = ct_zeros(ndim, shape, CT_INT64);
    for (int i = 0; total && i < plan->picks; i++)
        add_offsets(total, parts[i]);
    return total;
}

/* -- moving ------------------------------------------------------------------------------------ */

/* One block of kept axes per offset on the picked side; the other side steps by `step` from one
 * offset to the next. */
typedef struct transfer {
    const int64_t *at; /* offsets in bytes; or indices, when `length` is not negative: */
    int64_t length, stride;
    int64_t count, step, itemsize;
    bool store; /* towards the picked side */
} transfer;

CT_INLINE void move_some(const transfer *t, char *picked, char *other, size_t bytes, bool indices,
                         bool store, int64_t stride, int64_t step)
{
    const int64_t *at = t->at, length = t->length;
    for (int64_t j = 0; j < t->count; j++, other += step) {
        char *x = picked + (indices ? (at[j] + (at[j] < 0 ? length : 0)) * stride : at[j]);
        memcpy(store ? x : other, store ? other : x, bytes);
    }
}

CT_INLINE void move_items(const transfer *t, char *picked, char *other, size_t bytes)
{
    const int64_t stride = t->stride, step = t->step, together = (int64_t)bytes;
    if (t->store && t->length >= 0 && stride == together && step == together)
        move_some(t, picked, other, bytes, true, true, together, together);
    else if (t->store)
        move_some(t, picked, other, bytes, t->length >= 0, true, stride, step);
    else if (t->length >= 0)
        move_some(t, picked, other, bytes, true, false, stride, step);
    else
        move_some(t, picked, other, bytes, false, false, stride, step);
}

/* The item sizes of all numbers as constants: each call becomes a loop of plain loads and stores.
 */
static void move_column(const transfer *t, char *picked, char *other)
{
    switch (t->itemsize) {
    case 1:
        move_items(t, picked, other, 1);
        break;
    case 2:
        move_items(t, picked, other, 2);
        break;
    case 4:
        move_items(t, picked, other, 4);
        break;
    case 8:
        move_items(t, picked, other, 8);
        break;
    case 16:
        move_items(t, picked, other, 16);
        break;
    default:
        move_items(t, picked, other, (size_t)t->itemsize);
    }
}

/* Picked and kept axes: so many elements from here to there, and the offsets of the picked ones. */
static bool move_skipped(const transfer *t, const ct_index_plan *plan)
{
    int64_t shape[2] = {1, t->count}, both[2] = {1, 1}, along[2] = {0, 1};
    for (int i = 0; i < plan->ndim; i++)
        shape[0] *= plan->shape[i];
    ct_meter_operand seen[] = {{plan->data, both, t->itemsize, false},
                               {(const char *)t->at, along, sizeof *t->at, false},
                               {NULL, both, t->itemsize, true}};
    ct_meter_name("pick", NULL);
    return ct_meter_walk(2, shape, 3, seen);
}

static void move(const transfer *t, const ct_index_plan *plan, char *other, const int64_t *strides)
{
    if (plan->ndim == 0) {
        move_column(t, plan->data, other);
        return;
    }
    ct_nest nest;
    ct_nest_init(&nest, 2, plan->ndim, plan->shape, (char *[]){plan->data, other},
                 (const int64_t *[]){plan->strides, strides}, CT_NEST_ANY_ORDER);
    do {
        const int64_t *step = nest.inner_strides;
        bool block = nest.inner > 1 && step[0] == t->itemsize && step[1] == t->itemsize;
        if (block)
            move_items(t, nest.at[0], nest.at[1], (size_t)(nest.inner * t->itemsize));
        for (int64_t i = 0; i < nest.inner && !block; i++)
            move_column(t, nest.at[0] + i * step[0], nest.at[1] + i * step[1]);
    } while (ct_nest_next(&nest));
}

/* Picking in pieces of the offsets, on several threads where that pays. */
typedef struct picking {
    const transfer *all;
    const ct_index_plan *plan;
    char *other;
    const int64_t *strides;
    int64_t unit;
    _Atomic bool outside; /* an index was; the result is void */
} picking;

static ct_status pick_piece(void *context, int64_t piece)
{
    picking *p = context;
    transfer t = *p->all;
    int64_t from = piece * p->unit, left = t.count - from;
    t.at += from;
    t.count = left < p->unit ? left : p->unit;
    ct_gatherer *gather = ct_kernel_gather(t.itemsize);
    if (gather && t.length > 0 && p->plan->ndim == 0)
        p->outside |=
            !gather(p->plan->data, t.stride, t.length, t.at, t.count, p->other + from * t.step);
    else if (t.length >= 0 && !all_inside(t.at, t.count, t.length))
        p->outside = true;
    else
        move(&t, p->plan, p->other + from * t.step, p->strides);
    return CT_OK;
}

/* False: an index is outside. */
static bool pick_all(const transfer *t, const ct_index_plan *plan, char *other,
                     const int64_t *strides)
{
    enum { BYTES = 1 << 15 }; /* of a piece, about: what stays in L1 */
    double block = 1;
    for (int i = 0; i < plan->ndim; i++)
        block *= (double)plan->shape[i];
    double bytes = block * (double)t->itemsize, fit = BYTES / (bytes + 8);
    picking p = {t, plan, other, strides, fit < 16 ? 16 : (int64_t)fit, false};
    double work = (double)t->count * (1 + block * (0.5 + 0.05 * (double)t->itemsize));
    ct_parallel((t->count + p.unit - 1) / p.unit, work < 1e15 ? (int64_t)work : INT64_MAX / 2,
                pick_piece, &p);
    return !p.outside;
}

/* -- masks over elements that lie together ------------------------------------------------------
 */

/* All elements of a[mask]: `n` of them, `stride` bytes apart. */
typedef struct selection {
    const char *mask, *data;
    char *out;
    int64_t n, stride, itemsize;
    int64_t *ends; /* of the pieces' elements in the result */
} selection;
enum { SELECT_UNIT = 1 << 14 };

static int64_t piece_size(const selection *s, int64_t piece)
{
    int64_t left = s->n - piece * SELECT_UNIT;
    return left < SELECT_UNIT ? left : SELECT_UNIT;
}

static ct_status count_piece(void *context, int64_t piece)
{
    selection *s = context;
    s->ends[piece] = ct_kernel_count_true(s->mask + piece * SELECT_UNIT, 1, piece_size(s, piece));
    return CT_OK;
}

static ct_status select_piece(void *context, int64_t piece)
{
    const selection *s = context;
    int64_t from = piece * SELECT_UNIT, first = piece ? s->ends[piece - 1] : 0;
    ct_kernel_select(s->itemsize)(s->mask + from, s->data + from * s->stride, s->stride,
                                  piece_size(s, piece), s->out + first * s->itemsize,
                                  s->out + s->ends[piece] * s->itemsize, s->itemsize);
    return CT_OK;
}

/* Whether the plan is one mask over elements at one distance from each other. */
static bool is_selection(const ct_array *a, const ct_index_plan *plan, selection *s)
{
    const ct_pick_part *part = &plan->pick[0];
    const ct_array *mask = part->array;
    if (plan->picks != 1 || plan->ndim || mask->dtype->num != CT_NUM_BOOL || mask->ndim == 0 ||
        mask->size == 0 || !(mask->flags & CT_C_CONTIGUOUS) || ct_metered())
        return false;
    const int64_t *strides = a->strides + part->axis;
    for (int i = 0; i + 1 < mask->ndim; i++)
        if (strides[i] != strides[i + 1] * mask->shape[i + 1])
            return false;
    *s = (selection){.mask = mask->data,
                     .data = plan->data,
                     .n = mask->size,
                     .stride = strides[mask->ndim - 1],
                     .itemsize = a->dtype->itemsize};
    return true;
}

static ct_array *select_all(const ct_array *a, selection *s)
{
    if (s->n <= SELECT_UNIT) {
        int64_t taken = ct_kernel_count_true(s->mask, 1, s->n);
        ct_array *some = ct_empty(1, &taken, a->dtype);
        if (some)
            ct_kernel_select(s->itemsize)(s->mask, s->data, s->stride, s->n, some->data,
                                          some->data + taken * s->itemsize, s->itemsize);
        return some;
    }
    int64_t pieces = (s->n + SELECT_UNIT - 1) / SELECT_UNIT, count = 0;
    s->ends = ct_alloc_many(pieces, sizeof *s->ends);
    if (!s->ends)
        return NULL;
    ct_parallel(pieces, s->n / 16, count_piece, s);
    for (int64_t i = 0; i < pieces; i++)
        s->ends[i] = count += s->ends[i];
    ct_array *result = ct_empty(1, &count, a->dtype);
    if (result) {
        s->out = result->data;
        ct_parallel(pieces, s->n / 2, select_piece, s);
    }
    ct_dealloc(s->ends);
    return result;
}

/* The result's shape: kept axes, with the picked ones in their place. */
static ct_status result_shape(const ct_index_plan *plan, const ct_array *offsets, int *ndim,
                              int64_t *shape)
{
    *ndim = plan->ndim + offsets->ndim;
    if (*ndim > CT_MAX_NDIM)
        return ct_error_set(CT_INDEX_ERROR, "index", 0,
                            "number of dimensions must be within [0, %d], indexing result would "
                            "have %d",
                            CT_MAX_NDIM, *ndim);
    int at = 0;
    for (int i = 0; i < plan->place; i++)
        shape[at++] = plan->shape[i];
    for (int i = 0; i < offsets->ndim; i++)
        shape[at++] = offsets->shape[i];
    for (int i = plan->place; i < plan->ndim; i++)
        shape[at++] = plan->shape[i];
    return CT_OK;
}

/* The strides of the kept axes within an array of the result's shape. */
static void kept_strides(const ct_index_plan *plan, int picked, const int64_t *all, int64_t *kept)
{
    for (int i = 0; i < plan->ndim; i++)
        kept[i] = all[i < plan->place ? i : i + picked];
}

/* Numbers at a few integers that lie ready: one call of a kernel. False when it is another case. */
static bool pick_few(const ct_array *a, const ct_index_plan *plan, ct_array **out)
{
    enum { FEW = 1024 }; /* what no thread shares */
    const ct_pick_part *part = &plan->pick[0];
    const ct_array *at = part->array;
    if (plan->picks != 1 || plan->ndim || !is_ready(at) || (uint64_t)at->size - 1 >= FEW ||
        a->size == 0 || a->dtype->num >= CT_NUM_STR || ct_metered())
        return false;
    ct_gatherer *gather = ct_kernel_gather(a->dtype->itemsize);
    if (!gather)
        return false;
    int64_t length = a->shape[part->axis], stride = a->strides[part->axis];
    const int64_t *places = (const int64_t *)(const void *)at->data;
    *out = ct_array_new_like(at, a->dtype);
    if (*out && !gather(plan->data, stride, length, places, at->size, (*out)->data)) {
        refuse_outside(places, length, part->axis);
        ct_release(*out);
        *out = NULL;
    }
    return true;
}

ct_array *ct_pick_get(const ct_array *a, const ct_index_plan *plan)
{
    ct_array *few;
    if (pick_few(a, plan, &few))
        return few;
    int ndim;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    selection chosen;
    if (is_selection(a, plan, &chosen))
        return select_all(a, &chosen);
    const ct_pick_part *part = &plan->pick[0];
    bool indices = plan->picks == 1 && part->array->dtype->num != CT_NUM_BOOL;
    bool borrowed = indices && is_ready(part->array);
    ct_array *made = borrowed  ? NULL
                     : indices ? plain_integers(part->array)
                               : all_offsets(a, plan, NULL);
    const ct_array *at = borrowed ? part->array : made;
    ct_array *result = NULL;
    if (at && result_shape(plan, at, &ndim, shape) == CT_OK)
        result = ct_empty(ndim, shape, a->dtype);
    if (result) {
        int64_t step = a->dtype->itemsize;
        for (int i = plan->place; i < plan->ndim; i++)
            step *= plan->shape[i];
        kept_strides(plan, at->ndim, result->strides, strides);
        transfer t = {.at = (const int64_t *)(const void *)at->data,
                      .length = indices ? a->shape[part->axis] : -1,
                      .stride = indices ? a->strides[part->axis] : 0,
                      .count = at->size,
                      .step = step,
                      .itemsize = a->dtype->itemsize};
        bool skipped = ct_metered() && move_skipped(&t, plan);
        if (skipped ? indices && !all_inside(t.at, t.count, t.length)
                    : !pick_all(&t, plan, result->data, strides)) {
            refuse_outside(t.at, t.length, part->axis);
            ct_release(result);
            result = NULL;
        }
    }
    ct_release(made);
    return result;
}

/* -- assignment -------------------------------------------------------------------------------- */

/* One step that walks the picked axes of the value in order; false when there is none. */
static bool single_step(const ct_array *offsets, const int64_t *strides, int64_t *step)
{
    bool first = true;
    int64_t expected = 0;
    *step = 0;
    for (int i = offsets->ndim; i-- > 0;) {
        if (offsets->shape[i] == 1)
            continue;
        if (first)
            expected = *step = strides[i];
        first = false;
        if (strides[i] != expected)
            return false;
        expected *= offsets->shape[i];
    }
    return true;
}

static ct_status value_misfit(const ct_index_plan *plan, const ct_array *value, int ndim,
                              const int64_t *shape)
{
    bool only_mask =
        plan->picks == 1 && plan->ndim == 0 && plan->pick[0].array->dtype->num == CT_NUM_BOOL;
    if (only_mask && value->ndim <= 1)
        return ct_error_set(CT_VALUE_ERROR, "index", 3,
                            "NumPy boolean array indexing assignment cannot assign %lld input "
                            "values to the %lld output values where the mask is true",
                            (long long)value->size, (long long)shape[0]);
    char from[CT_SHAPE_TEXT], to[CT_SHAPE_TEXT];
    return ct_error_set(CT_VALUE_ERROR, "index", 3,
                        "shape mismatch: value array of shape %s could not be broadcast to "
                        "indexing result of shape %s",
                        ct_shape_text(from, value->ndim, value->shape),
                        ct_shape_text(to, ndim, shape));
}

/* The value as a's dtype, without its extra leading axes of length 1, apart from a's memory. */
static ct_array *own_value(const ct_array *a, const ct_array *value, int ndim)
{
    int drop = 0;
    while (value->ndim - drop > ndim && value->shape[drop] == 1)
        drop++;
    ct_array *view = ct_array_view(value, value->data, value->ndim - drop, value->shape + drop,
                                   value->strides + drop, value->dtype);
    if (!view || (ct_dtype_equal(a->dtype, value->dtype) && !ct_array_overlaps(a, value)))
        return view;
    view->flags |= value->flags & (CT_WEAK | CT_WEAK_BIG);
    ct_array *cast = ct_empty(view->ndim, view->shape, a->dtype);
    if (cast && ct_array_store(cast, view) != CT_OK) {
        ct_release(cast);
        cast = NULL;
    }
    ct_release(view);
    return cast;
}

static bool fits(const ct_array *value, int ndim, const int64_t *shape)
{
    if (value->ndim > ndim)
        return false;
    for (int i = 0; i < value->ndim; i++)
        if (value->shape[i] != 1 && value->shape[i] != shape[ndim - value->ndim + i])
            return false;
    return true;
}

/* One value wherever a mask is true. */
typedef struct filling {
    const selection *all;
    char *value;
    ct_loop *fill;
} filling;

static ct_status fill_piece(void *context, int64_t piece)
{
    const filling *f = context;
    const selection *s = f->all;
    int64_t from = piece * SELECT_UNIT;
    char *args[] = {(char *)(uintptr_t)s->mask + from, f->value,
                    (char *)(uintptr_t)s->data + from * s->stride};
    f->fill(args, (int64_t[]){1, 0, s->stride}, piece_size(s, piece), NULL);
    return CT_OK;
}

static bool fill_selected(const ct_array *a, const ct_index_plan *plan, const ct_array *value)
{
    selection chosen;
    _Alignas(16) char one[16];
    if (value->size != 1 || value->ndim > 1 || a->dtype->num >= CT_NUM_STR ||
        !(a->flags & CT_ALIGNED) || !is_selection(a, plan, &chosen) ||
        ct_array_overlaps(a, plan->pick[0].array))
        return false;
    memcpy(one, value->data, (size_t)chosen.itemsize);
    filling f = {&chosen, one, ct_kernel_masked_copy(chosen.itemsize)};
    if (chosen.n <= SELECT_UNIT)
        fill_piece(&f, 0);
    else
        ct_parallel((chosen.n + SELECT_UNIT - 1) / SELECT_UNIT, chosen.n / 2, fill_piece, &f);
    return true;
}

/* Values for integers that lie as the values do. */
static bool store_by_places(const ct_array *a, const ct_index_plan *plan, const ct_array *value)
{
    const ct_array *at = plan->pick[0].array;
    bool fits = value->ndim == at->ndim && (value->flags & CT_C_CONTIGUOUS);
    for (int i = 0; i < at->ndim && fits; i++)
        fits = value->shape[i] == at->shape[i];
    int64_t length = a->shape[plan->pick[0].axis];
    const int64_t *places = (const int64_t *)(const void *)at->data;
    if (!fits || !is_ready(at) || ct_metered() || ct_array_overlaps(a, at) ||
        ct_array_overlaps(a, value) || !all_inside(places, at->size, length))
        return false;
    transfer t = {.at = places,
                  .length = length,
                  .stride = a->strides[plan->pick[0].axis],
                  .count = at->size,
                  .step = a->dtype->itemsize,
                  .itemsize = a->dtype->itemsize,
                  .store = true};
    move_column(&t, plan->data, value->data);
    return true;
}

/* One index array, and values of the array's own dtype: nothing has to be made first. */
static bool set_as_it_is(const ct_array *a, const ct_index_plan *plan, const ct_array *value)
{
    if (plan->picks != 1 || plan->ndim || !ct_dtype_equal(a->dtype, value->dtype))
        return false;
    return plan->pick[0].array->dtype->num == CT_NUM_BOOL ? fill_selected(a, plan, value)
                                                          : store_by_places(a, plan, value);
}

ct_status ct_pick_set(ct_array *a, const ct_index_plan *plan, const ct_array *value)
{
    if (set_as_it_is(a, plan, value))
        return CT_OK;
    CT_SCOPE(s);
    int ndim;
    int64_t shape[CT_MAX_NDIM], all[CT_MAX_NDIM], strides[CT_MAX_NDIM], step;
    bool outside = false; /* said after a shape that does not fit, as NumPy does */
    const ct_array *mask = plan->pick[0].array;
    bool indices = plan->picks == 1 && mask->dtype->num != CT_NUM_BOOL;
    ct_array *offsets = ct_own(&s, indices ? plain_integers(mask) : all_offsets(a, plan, &outside));
    int64_t length = indices ? a->shape[plan->pick[0].axis] : -1;
    const int64_t *at = offsets ? (const int64_t *)(const void *)offsets->data : NULL;
    if (indices && offsets && ct_array_overlaps(a, offsets)) /* storing would change them */
        at = (offsets = ct_own(&s, ct_copy(offsets, CT_ORDER_C))) ? ct_data(offsets) : NULL;
    if (indices && offsets)
        outside = !all_inside(at, offsets->size, length);
    if (!offsets || result_shape(plan, offsets, &ndim, shape) != CT_OK)
        return ct_error_pending();
    if (plan->picks == 1 && plan->ndim == 0 && mask->dtype->num == CT_NUM_BOOL &&
        mask->ndim == a->ndim && value->ndim > 1)
        return ct_error_set(CT_TYPE_ERROR, "index", 3,
                            "NumPy boolean array indexing assignment requires a 0 or "
                            "1-dimensional input, input has %d dimensions",
                            value->ndim);
    ct_array *own = ct_own(&s, own_value(a, value, ndim));
    if (!own)
        return ct_error_pending();
    if (!fits(own, ndim, shape))
        return value_misfit(plan, value, ndim, shape);
    if (outside && indices)
        return refuse_outside(at, length, plan->pick[0].axis), ct_error_pending();
    if (outside)
        return ct_release(all_offsets(a, plan, NULL)), ct_error_pending();
    ct_broadcast_strides(own, ndim, shape, all);
    if (!single_step(offsets, all + plan->place, &step)) {
        ct_array *whole = ct_own(&s, ct_empty(ndim, shape, a->dtype));
        if (!whole || ct_array_assign(whole, own) != CT_OK)
            return ct_error_pending();
        own = whole;
        memcpy(all, whole->strides, (size_t)ndim * sizeof *all);
        single_step(offsets, all + plan->place, &step);
    }
    kept_strides(plan, offsets->ndim, all, strides);
    transfer t = {.at = at,
                  .length = length,
                  .stride = indices ? a->strides[plan->pick[0].axis] : 0,
                  .count = offsets->size,
                  .step = step,
                  .itemsize = a->dtype->itemsize,
                  .store = true};
    if (!ct_metered() || !move_skipped(&t, plan))
        move(&t, plan, own->data, strides);
    return CT_OK;
}
