/* index.c: a[list] and a[list] = value.
 *
 * A list without index arrays gives a view. One with them is worked out here as far as its slices
 * go and handed to pick.c; then plain integers count as index arrays too, when it comes to whether
 * the picked axes stand together (NumPy's rule: together, they stay in place; apart, they go
 * first).
 */
#include "index.h"

#include "dtype/dtype.h"

#include <string.h>

/* slice(start, stop, step).indices(length), and the number of items. Of none, start 0, step 1. */
static ct_status resolve_range(const ct_index *x, int64_t length, int64_t *start, int64_t *step,
                               int64_t *count)
{
    *step = x->step == CT_OMIT ? 1 : x->step;
    if (*step == 0)
        return ct_error_set(CT_VALUE_ERROR, "index", 0, "slice step cannot be zero");
    bool back = *step < 0;
    int64_t low = back ? -1 : 0, high = back ? length - 1 : length;
    int64_t bounds[2] = {x->start, x->stop};
    for (int i = 0; i < 2; i++) {
        if (bounds[i] == CT_OMIT) {
            bounds[i] = (i == 0) == back ? high : low;
            continue;
        }
        if (bounds[i] < 0)
            bounds[i] += length;
        bounds[i] = bounds[i] < low ? low : bounds[i] > high ? high : bounds[i];
    }
    *start = bounds[0];
    /* Magnitudes as unsigned: the step may be INT64_MIN + 1. */
    uint64_t stride = back ? 0 - (uint64_t)*step : (uint64_t)*step;
    int64_t span = back ? bounds[0] - bounds[1] : bounds[1] - bounds[0];
    *count = span <= 0 ? 0 : (int64_t)(((uint64_t)span - 1) / stride) + 1;
    if (*count == 0) {
        *start = 0;
        *step = 1;
    }
    return CT_OK;
}

/* Walking the list: the plan being made and the axis of `a` reached. */
typedef struct walk {
    const ct_array *a;
    ct_index_plan *plan;
    int axis;
    bool has_picks;
    enum { NONE_YET, TOGETHER, LEFT, APART } picked;
} walk;

static ct_status keep(walk *w, int64_t length, int64_t stride)
{
    ct_index_plan *plan = w->plan;
    if (plan->ndim == CT_MAX_NDIM)
        return ct_error_set(CT_INDEX_ERROR, "index", 0,
                            "number of dimensions must be within [0, %d], indexing result would "
                            "have %d",
                            CT_MAX_NDIM, CT_MAX_NDIM + 1);
    plan->shape[plan->ndim] = length;
    plan->strides[plan->ndim++] = stride;
    if (w->picked == TOGETHER)
        w->picked = LEFT;
    return CT_OK;
}

static void note_pick(walk *w)
{
    if (w->picked == NONE_YET) {
        w->picked = TOGETHER;
        w->plan->place = w->plan->ndim;
    } else if (w->picked == LEFT) {
        w->picked = APART;
        w->plan->place = 0;
    }
}

static ct_status take_integer(walk *w, int64_t index)
{
    int64_t length = w->a->shape[w->axis];
    int64_t at = index < 0 ? index + length : index;
    if (at < 0 || at >= length)
        return ct_error_set(CT_INDEX_ERROR, "index", 0,
                            "index %lld is out of bounds for axis %d with size %lld",
                            (long long)index, w->axis, (long long)length);
    w->plan->data += at * w->a->strides[w->axis++];
    if (w->has_picks)
        note_pick(w);
    return CT_OK;
}

static ct_status take_range(walk *w, const ct_index *x)
{
    int64_t start = 0, step = 1, count = 0, stride;
    ct_status status = resolve_range(x, w->a->shape[w->axis], &start, &step, &count);
    if (status != CT_OK)
        return status;
    w->plan->data += start * w->a->strides[w->axis];
    if (__builtin_mul_overflow(step, w->a->strides[w->axis], &stride)) /* one item's step */
        stride = w->a->strides[w->axis];
    w->axis++;
    return keep(w, count, stride);
}

static ct_status take_rest(walk *w, int count)
{
    if (w->picked == TOGETHER)
        w->picked = LEFT; /* an ellipsis parts index arrays even when it stands for no axis */
    ct_status status = CT_OK;
    for (int i = 0; i < count && status == CT_OK; i++, w->axis++)
        status = keep(w, w->a->shape[w->axis], w->a->strides[w->axis]);
    return status;
}

static ct_status take_array(walk *w, const ct_array *x)
{
    bool mask = x->dtype->num == CT_NUM_BOOL;
    if (!mask && x->ndim == 0) {
        int64_t index;
        ct_status status = ct_item_i64(x, &index);
        return status == CT_OK ? take_integer(w, index) : status;
    }
    for (int i = 0; mask && i < x->ndim; i++)
        if (x->shape[i] && x->shape[i] != w->a->shape[w->axis + i]) /* none picks none */
            return ct_error_set(CT_INDEX_ERROR, "index", 0,
                                "boolean index did not match indexed array along axis %d; size of "
                                "axis is %lld but size of corresponding boolean axis is %lld",
                                w->axis + i, (long long)w->a->shape[w->axis + i],
                                (long long)x->shape[i]);
    if (w->plan->picks == CT_MAX_NDIM)
        return ct_error_set(CT_INDEX_ERROR, "index", 0, "too many index arrays");
    note_pick(w);
    w->plan->pick[w->plan->picks++] = (ct_pick_part){x, w->axis};
    w->axis += mask ? x->ndim : 1;
    return CT_OK;
}

/* Axes that the list speaks of; whether it has an ellipsis and real index arrays. */
static ct_status survey(const ct_array *a, const ct_index *list, int *used, bool *rest, bool *picks)
{
    *used = 0;
    *rest = *picks = false;
    for (const ct_index *x = list; x->kind != CT_INDEX_END; x++) {
        if (x->kind == CT_INDEX_AT || x->kind == CT_INDEX_RANGE) {
            *used += 1;
        } else if (x->kind == CT_INDEX_REST) {
            if (*rest)
                return ct_error_set(CT_INDEX_ERROR, "index", 0,
                                    "an index can only have a single ellipsis ('...')");
            *rest = true;
        } else if (x->kind == CT_INDEX_ARRAY) {
            if (!x->array)
                return ct_null_input("index", 2);
            char kind = x->array->dtype->kind;
            /* array([]) is float64, but as an index it means no integers. */
            if (kind != 'b' && kind != 'i' && kind != 'u' && x->array->size > 0)
                return ct_error_set(CT_INDEX_ERROR, "index", 2,
                                    "arrays used as indices must be of integer (or boolean) type");
            *used += kind == 'b' ? x->array->ndim : 1;
            *picks |= kind == 'b' || x->array->ndim > 0;
        }
    }
    if (*used > a->ndim)
        return ct_error_set(CT_INDEX_ERROR, "index", 2,
                            "too many indices for array: array is %d-dimensional, but %d were "
                            "indexed",
                            a->ndim, *used);
    return CT_OK;
}

static ct_status make_plan(const ct_array *a, const ct_index *list, ct_index_plan *plan)
{
    int used;
    bool rest;
    walk w = {.a = a, .plan = plan};
    plan->data = a->data;
    plan->ndim = plan->picks = plan->place = 0;
    ct_status status = survey(a, list, &used, &rest, &w.has_picks);
    for (const ct_index *x = list; status == CT_OK && x->kind != CT_INDEX_END; x++) {
        switch (x->kind) {
        case CT_INDEX_AT:
            status = take_integer(&w, x->start);
            break;
        case CT_INDEX_RANGE:
            status = take_range(&w, x);
            break;
        case CT_INDEX_REST:
            status = take_rest(&w, a->ndim - used);
            break;
        case CT_INDEX_NEW:
            status = keep(&w, 1, 0);
            break;
        case CT_INDEX_ARRAY:
            status = take_array(&w, x->array);
            break;
        default:
            status = ct_error_set(CT_TYPE_ERROR, "index", 2, "unknown kind of index %d", x->kind);
        }
    }
    return status == CT_OK && !rest ? take_rest(&w, a->ndim - used) : status;
}

/* a[start:stop:step] of one axis, the commonest view, without a plan. It shows no more bytes than
 * `a` does. */
static ct_array *part_of_line(const ct_array *a, const ct_index *x)
{
    int64_t start, step, count, stride;
    if (resolve_range(x, a->shape[0], &start, &step, &count))
        return NULL;
    ct_array *view = ct_array_face(a, 1);
    if (CT_UNLIKELY(!view))
        return NULL;
    if (__builtin_mul_overflow(step, a->strides[0], &stride))
        stride = a->strides[0];
    bool line = count <= 1 || stride == a->dtype->itemsize;
    unsigned kept = a->flags & (CT_WRITEABLE | CT_ALIGNED);
    view->data = a->data + start * a->strides[0];
    view->size = count;
    view->flags = kept | (line ? CT_C_CONTIGUOUS | CT_F_CONTIGUOUS : 0u);
    view->few[0] = count;
    view->few[1] = stride;
    if (CT_UNLIKELY(!(kept & CT_ALIGNED))) /* a part may be aligned where the whole is not */
        ct_array_update_flags(view);
    return view;
}

/* a[x] of one axis, x an array of integers or a mask of the same length, without a walk. */
static bool plan_line(const ct_array *a, const ct_index *list, ct_index_plan *plan)
{
    const ct_array *x = list[0].array;
    if (a->ndim != 1 || list[0].kind != CT_INDEX_ARRAY || list[1].kind != CT_INDEX_END || !x ||
        x->ndim == 0 || x->dtype->num > CT_NUM_UINT64 ||
        (x->dtype->num == CT_NUM_BOOL && (x->ndim > 1 || x->size != a->size)))
        return false;
    plan->data = a->data;
    plan->ndim = plan->place = 0;
    plan->picks = 1;
    plan->pick[0] = (ct_pick_part){x, 0};
    return true;
}

ct_array *ct_index_get(const ct_array *a, const ct_index *list)
{
    ct_index_plan plan;
    if (!a || !list)
        return ct_null_input("index", a ? 2 : 1), NULL;
    if (a->ndim == 1 && list[0].kind == CT_INDEX_RANGE && list[1].kind == CT_INDEX_END)
        return part_of_line(a, list);
    if (!plan_line(a, list, &plan) && make_plan(a, list, &plan) != CT_OK)
        return NULL;
    if (plan.picks > 0)
        return ct_pick_get(a, &plan);
    return ct_array_view(a, plan.data, plan.ndim, plan.shape, plan.strides, a->dtype);
}

ct_status ct_index_set(ct_array *a, const ct_index *list, const ct_array *value)
{
    ct_index_plan plan;
    if (!a || !list || !value)
        return ct_null_input("index", !a ? 1 : !list ? 2 : 3);
    ct_status status = ct_array_check_writeable("index", a);
    if (status == CT_OK && !plan_line(a, list, &plan))
        status = make_plan(a, list, &plan);
    if (status != CT_OK)
        return status;
    if (plan.picks > 0)
        return ct_pick_set(a, &plan, value);
    bool rest = false;
    for (const ct_index *x = list; x->kind != CT_INDEX_END; x++)
        rest |= x->kind == CT_INDEX_REST;
    if (plan.ndim == 0 && value->ndim > 0 && a->ndim > 0 && !rest)
        return ct_error_set(CT_VALUE_ERROR, "index", 3,
                            "setting an array element with a sequence.");
    ct_array *view = ct_array_view(a, plan.data, plan.ndim, plan.shape, plan.strides, a->dtype);
    if (!view)
        return ct_error_pending();
    status = ct_array_store(view, value);
    ct_release(view);
    return status;
}
