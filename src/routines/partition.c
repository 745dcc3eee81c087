/* partition.c: selection: the kth smallest element at its place, smaller ones before it. Dtypes
 * without a ct_sorter are sorted outright. */
#include <string.h>

#include "array/meter.h"
#include "routines.h"

/* Elements of short rows that one claim of a thread takes. */
enum { CLAIM = 8192 };

enum { FEW_PLACES = 8 };

static void places_free(int64_t *sorted, const int64_t *few)
{
    if (sorted != few)
        ct_dealloc(sorted);
}

/* kth normalized and in order, unread where there are no elements; in `few`, or in memory that
 * places_free gives back. NULL on failure. */
static int64_t *places(const char *op, const ct_array *a, int count, const int64_t *kth, int64_t n,
                       int64_t few[FEW_PLACES])
{
    count = a->size ? count : 0;
    int64_t *sorted = count <= FEW_PLACES ? few : ct_alloc_many(count, sizeof *sorted);
    for (int i = 0; sorted && i < count; i++) {
        int64_t k = kth[i] < 0 ? kth[i] + n : kth[i];
        if (k < 0 || k >= n) {
            ct_error_set(CT_VALUE_ERROR, op, 2, "kth(=%lld) out of bounds (%lld)",
                         (long long)kth[i], (long long)n);
            places_free(sorted, few);
            return NULL;
        }
        int j = i;
        for (; j > 0 && k < sorted[j - 1]; j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = k;
    }
    return sorted;
}

typedef struct split_rows {
    const ct_sorter *sorter;
    const int64_t *kth;
    const char *from;
    char *data;                  /* may be `from` */
    int64_t rows, n, size, step; /* rows that one claim takes */
    int count;
} split_rows;

static ct_status split_row(const split_rows *p, const char *from, char *row, void *scratch)
{
    ct_odd_ones odd;
    int64_t nans = 0, zeros = 0;
    if (p->sorter->odd && from != row)
        p->sorter->odd(from, p->n, &nans, &zeros);
    if (nans + zeros) { /* they are set aside in the row */
        memcpy(row, from, (size_t)(p->n * p->size));
        from = row;
    }
    ct_status status = from == row ? ct_odd_ones_keep(p->sorter, row, p->size, p->n, &odd) : CT_OK;
    if (status != CT_OK)
        return status;
    if (from != row)
        odd = (ct_odd_ones){0};
    int count = 0;
    while (count < p->count && p->kth[count] < p->n - odd.nan_count)
        count++;
    p->sorter->select(from, row, p->n - odd.nan_count, p->kth, count, scratch);
    ct_odd_ones_bring_back(row, p->size, p->n, &odd);
    return ct_interrupted();
}

static ct_status split_some(void *context, int64_t chunk)
{
    const split_rows *p = context;
    int64_t from = chunk * p->step, to = p->rows - from < p->step ? p->rows : from + p->step;
    int64_t bytes = 2 * (p->n * p->size + CT_SELECT_ROOM);
    if (p->sorter->scratch && bytes < p->sorter->scratch(p->n))
        bytes = p->sorter->scratch(p->n);
    void *scratch = ct_alloc(bytes);
    ct_status status = scratch ? CT_OK : CT_MEMORY_ERROR;
    for (int64_t i = from; i < to && status == CT_OK; i++)
        status = split_row(p, p->from + i * p->n * p->size, p->data + i * p->n * p->size, scratch);
    ct_dealloc(scratch);
    return status;
}

/* A copy with `axis` last and in C order, its rows partitioned. */
static ct_array *rows_split(const ct_array *a, int count, const int64_t *kth, int axis)
{
    CT_SCOPE(s);
    int64_t n = a->shape[axis], few[FEW_PLACES];
    int64_t *sorted = places("partition", a, count, kth, n, few);
    if (!sorted)
        return NULL;
    const ct_sorter *sorter = ct_kernel_sorter(a->dtype->num);
    enum { READY = CT_C_CONTIGUOUS | CT_ALIGNED };
    int last = a->ndim - 1;
    bool ready = sorter && count && axis == last && (a->flags & READY) == READY && !ct_metered();
    ct_array *rows =
        ct_own(&s, ready ? ct_empty(a->ndim, a->shape, a->dtype) : ct_axis_moved(a, axis, last));
    if (rows && !sorter)
        rows = ct_own(&s, ct_sort(rows, -1));
    ct_status status = CT_OK;
    if (rows && sorter && a->size && count) {
        const char *from = ready ? a->data : rows->data;
        split_rows p = {sorter, sorted, from, rows->data, a->size / n, n, a->dtype->itemsize,
                        1,      count};
        p.step = n < CLAIM ? CLAIM / n : 1;
        status = ct_parallel((p.rows + p.step - 1) / p.step, a->size * 2, split_some, &p);
    }
    places_free(sorted, few);
    return status == CT_OK ? ct_retain(rows) : NULL;
}

ct_array *ct_partition(const ct_array *a, int count, const int64_t *kth, int axis)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input("partition", 1), NULL;
    if (axis == CT_FLAT) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis("partition", axis, a->ndim) : -1;
    ct_array *rows = axis < 0 ? NULL : ct_own(&s, rows_split(a, count, kth, axis));
    if (!rows || axis == a->ndim - 1)
        return ct_retain(rows);
    return ct_axis_moved(rows, a->ndim - 1, axis);
}

/* The rows of `a` along `axis`, which are neither complex nor text. */
static ct_array *order_split(const ct_array *a, int count, const int64_t *kth, int axis)
{
    CT_SCOPE(s);
    int64_t n = a->shape[axis];
    int last = a->ndim - 1;
    bool ready = axis == last && a->flags & CT_C_CONTIGUOUS && a->flags & CT_ALIGNED;
    const ct_array *rows = ready ? a : ct_own(&s, ct_axis_moved(a, axis, last));
    ct_array *order = rows ? ct_own(&s, ct_empty(rows->ndim, rows->shape, CT_INT64)) : NULL;
    void *scratch = order ? ct_alloc(2 * (n * (int64_t)sizeof n + CT_SELECT_ROOM)) : NULL;
    ct_status status = scratch ? CT_OK : ct_error_pending();
    for (int64_t i = 0; status == CT_OK && i < a->size; i += n)
        status = ct_order_row_split(a->dtype, rows->data + i * a->dtype->itemsize, n, kth, count,
                                    ct_longs(order) + i, scratch);
    ct_dealloc(scratch);
    if (status != CT_OK || axis == last)
        return status == CT_OK ? ct_retain(order) : NULL;
    return ct_axis_moved(order, last, axis);
}

ct_array *ct_argpartition(const ct_array *a, int count, const int64_t *kth, int axis)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input("argpartition", 1), NULL;
    bool flat = axis == CT_FLAT || (a->ndim == 0 && (axis == 0 || axis == -1));
    int at = flat ? 0 : ct_normalize_axis("argpartition", axis, a->ndim);
    if (at < 0)
        return NULL;
    int64_t few[FEW_PLACES], n = flat ? a->size : a->shape[at];
    int64_t *sorted = places("argpartition", a, count, kth, n, few);
    ct_array *line = !sorted ? NULL
                     : flat  ? ct_own(&s, ct_ravel(a, CT_ORDER_C))
                             : ct_own(&s, ct_retain(a));
    ct_array *result = NULL;
    if (line && line->size && count && ct_kernel_sorter(a->dtype->num))
        result = order_split(line, count, sorted, at);
    else if (line)
        result = ct_argsort(a, axis); /* sorted is partitioned everywhere */
    places_free(sorted, few);
    return result;
}

ct_status ct_array_partition(ct_array *a, int count, const int64_t *kth, int axis)
{
    if (!a)
        return ct_null_input("partition", 1);
    ct_status status = ct_array_check_writeable("partition", a);
    ct_array *made = status ? NULL : ct_partition(a, count, kth, axis);
    status = made ? ct_copyto(a, made, CT_CASTING_NO, NULL) : ct_error_pending();
    ct_release(made);
    return status;
}
