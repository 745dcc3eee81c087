/* nest.c: turns operands over one shape into a short loop nest.
 *
 * Axes stand fastest first while the nest is made, and in nest->shape afterwards (the inner axis
 * apart). The order is NumPy's: an axis moves inwards only past axes that have a larger stride in
 * every operand that walks along both; where operands disagree C order stays. */
#include "nest.h"

#include <string.h>

static int64_t magnitude(int64_t stride)
{
    return stride < 0 ? -stride : stride;
}

/* Whether axis `slow` (behind in C order) should stand before `fast`: 1 yes, 0 no, -1 they share no
 * operand. */
static int goes_before(int count, const int64_t *slow, const int64_t *fast)
{
    int answer = -1;
    for (int k = 0; k < count; k++) {
        if (!slow[k] || !fast[k])
            continue;
        if (magnitude(fast[k]) <= magnitude(slow[k]))
            return 0;
        answer = 1;
    }
    return answer;
}

/* Insertion sort: nearly always sorted already, and stable where operands disagree. */
static void sort_axes(int count, int n, int64_t (*strides)[CT_NEST_OPERANDS], int *order)
{
    for (int i = 0; i < n; i++) {
        int to = i;
        for (int j = i - 1; j >= 0; j--) {
            int before = goes_before(count, strides[i], strides[order[j]]);
            if (before == 0)
                break;
            if (before == 1)
                to = j;
        }
        memmove(order + to + 1, order + to, (size_t)(i - to) * sizeof *order);
        order[to] = i;
    }
}

/* An axis that no operand walks upwards is walked from its other end. */
static void flip_axes(ct_nest *nest, int n)
{
    for (int i = 0; i < n; i++) {
        bool negative = false, positive = false;
        for (int k = 0; k < nest->count; k++) {
            negative |= nest->strides[i][k] < 0;
            positive |= nest->strides[i][k] > 0;
        }
        if (!negative || positive)
            continue;
        for (int k = 0; k < nest->count; k++) {
            nest->at[k] += nest->strides[i][k] * (nest->shape[i] - 1);
            nest->strides[i][k] = -nest->strides[i][k];
        }
    }
}

static void permute_axes(ct_nest *nest, int n)
{
    int order[CT_MAX_NDIM];
    sort_axes(nest->count, n, nest->strides, order);
    bool sorted = true;
    for (int i = 0; i < n; i++)
        sorted &= order[i] == i;
    if (sorted)
        return;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM][CT_NEST_OPERANDS];
    for (int i = 0; i < n; i++) {
        shape[i] = nest->shape[order[i]];
        memcpy(strides[i], nest->strides[order[i]], (size_t)nest->count * sizeof **strides);
    }
    for (int i = 0; i < n; i++) {
        nest->shape[i] = shape[i];
        memcpy(nest->strides[i], strides[i], (size_t)nest->count * sizeof **strides);
    }
}

static int merge_axes(ct_nest *nest, int n)
{
    int last = 0;
    for (int i = 1; i < n; i++) {
        bool together = true;
        for (int k = 0; k < nest->count && together; k++)
            together = nest->strides[i][k] == nest->strides[last][k] * nest->shape[last];
        if (together) {
            nest->shape[last] *= nest->shape[i];
            continue;
        }
        last++;
        nest->shape[last] = nest->shape[i];
        memmove(nest->strides[last], nest->strides[i],
                (size_t)nest->count * sizeof **nest->strides);
    }
    return n ? last + 1 : 0;
}

/* The first axis leaves the list and becomes the inner one. */
static void split_inner(ct_nest *nest, int n)
{
    size_t row = (size_t)nest->count * sizeof **nest->strides;
    if (n == 0) {
        nest->ndim = 0;
        nest->inner = 1;
        memset(nest->inner_strides, 0, row);
        return;
    }
    nest->ndim = n - 1;
    nest->inner = nest->shape[0];
    memcpy(nest->inner_strides, nest->strides[0], row);
    for (int i = 0; i < nest->ndim; i++) {
        nest->shape[i] = nest->shape[i + 1];
        nest->index[i] = 0;
        memcpy(nest->strides[i], nest->strides[i + 1], row);
    }
}

void ct_nest_lengthen(ct_nest *nest)
{
    enum { SHORT = 8, LONG = 32 };
    if (nest->ndim == 0 || nest->inner >= SHORT || nest->shape[0] < LONG)
        return;
    int64_t length = nest->inner;
    nest->inner = nest->shape[0];
    nest->shape[0] = length;
    for (int k = 0; k < nest->count; k++) {
        int64_t stride = nest->inner_strides[k];
        nest->inner_strides[k] = nest->strides[0][k];
        nest->strides[0][k] = stride;
    }
}

void ct_nest_init(ct_nest *nest, int count, int ndim, const int64_t *shape, char *const *data,
                  const int64_t *const *strides, int order)
{
    nest->count = count;
    for (int k = 0; k < count; k++)
        nest->at[k] = data[k];
    int n = 0;
    for (int axis = ndim; axis-- > 0;) {
        if (shape[axis] == 0) {
            split_inner(nest, 0);
            nest->inner = 0;
            return;
        }
        if (shape[axis] == 1)
            continue;
        nest->shape[n] = shape[axis];
        for (int k = 0; k < count; k++)
            nest->strides[n][k] = strides[k][axis];
        n++;
    }
    if (order == CT_NEST_ANY_ORDER || order == CT_NEST_SHORT_ROWS)
        flip_axes(nest, n);
    if (order != CT_NEST_KEEP_ORDER && n > 1)
        permute_axes(nest, n);
    split_inner(nest, merge_axes(nest, n));
    if (order == CT_NEST_ANY_ORDER)
        ct_nest_lengthen(nest);
}

bool ct_nest_next(ct_nest *nest)
{
    for (int i = 0; i < nest->ndim; i++) {
        const int64_t *strides = nest->strides[i];
        if (++nest->index[i] < nest->shape[i]) {
            for (int k = 0; k < nest->count; k++)
                nest->at[k] += strides[k];
            return true;
        }
        for (int k = 0; k < nest->count; k++)
            nest->at[k] -= strides[k] * (nest->shape[i] - 1);
        nest->index[i] = 0;
    }
    return false;
}

void ct_nest_axis_order(int count, int ndim, const int64_t *shape, const int64_t *const *strides,
                        int *order)
{
    int64_t fastest_first[CT_MAX_NDIM][CT_NEST_OPERANDS];
    for (int i = 0; i < ndim; i++) {
        int axis = ndim - 1 - i;
        for (int k = 0; k < count; k++)
            fastest_first[i][k] = shape[axis] == 1 ? 0 : strides[k][axis];
    }
    sort_axes(count, ndim, fastest_first, order);
    for (int i = 0; i < ndim; i++)
        order[i] = ndim - 1 - order[i];
}

void ct_broadcast_strides(const ct_array *a, int ndim, const int64_t *shape, int64_t *strides)
{
    int lead = ndim - a->ndim;
    for (int i = 0; i < ndim; i++) {
        bool stretched = i < lead || (a->shape[i - lead] == 1 && shape[i] != 1);
        strides[i] = stretched ? 0 : a->strides[i - lead];
    }
}
