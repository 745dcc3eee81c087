/* sorting.c: sort, argsort, unique, searchsorted.
 *
 * One stable merge sort of indices over a contiguous run of elements; order is NumPy's: nan last,
 * complex numbers by real, then imaginary part. */
#include <string.h>

#include "routines.h"

/* Elements of short rows that one claim of a thread takes. */
enum { CLAIM = 8192 };

/* -- order of two elements --------------------------------------------------------------------- */

typedef bool less(const ct_dtype *dtype, const char *x, const char *y);

#define LESS(name, type)                                                                           \
    static bool less_##name(const ct_dtype *dtype, const char *x, const char *y)                   \
    {                                                                                              \
        type a, b;                                                                                 \
        memcpy(&a, x, sizeof a);                                                                   \
        memcpy(&b, y, sizeof b);                                                                   \
        return a < b || (b != b && a == a);                                                        \
    }
/* NumPy's order: parts that are nan come after those that are not. */
#define LESS_COMPLEX(name, type)                                                                   \
    static bool less_##name(const ct_dtype *dtype, const char *x, const char *y)                   \
    {                                                                                              \
        type a[2], b[2];                                                                           \
        memcpy(a, x, sizeof a);                                                                    \
        memcpy(b, y, sizeof b);                                                                    \
        if (a[0] < b[0])                                                                           \
            return a[1] == a[1] || b[1] != b[1];                                                   \
        if (a[0] > b[0])                                                                           \
            return b[1] != b[1] && a[1] == a[1];                                                   \
        if (a[0] == b[0] || (a[0] != a[0] && b[0] != b[0]))                                        \
            return a[1] < b[1] || (b[1] != b[1] && a[1] == a[1]);                                  \
        return b[0] != b[0];                                                                       \
    }
LESS(bool, uint8_t)
LESS(int8, int8_t)
LESS(int16, int16_t)
LESS(uint16, uint16_t)
LESS(int32, int32_t)
LESS(uint32, uint32_t)
LESS(int64, int64_t)
LESS(uint64, uint64_t)
LESS(float32, float)
LESS(float64, double)
LESS_COMPLEX(complex64, float)
LESS_COMPLEX(complex128, double)

static bool less_half(const ct_dtype *dtype, const char *x, const char *y)
{
    uint16_t a, b;
    memcpy(&a, x, sizeof a);
    memcpy(&b, y, sizeof b);
    float p = ct_half_to_float(a), q = ct_half_to_float(b);
    return p < q || (q != q && p == p);
}

static bool less_text(const ct_dtype *dtype, const char *x, const char *y)
{
    return ct_compare_text(dtype, x, dtype, y) < 0;
}

static less *const orders[CT_NUM_COUNT] = {
    [CT_NUM_BOOL] = less_bool,
    [CT_NUM_INT8] = less_int8,
    [CT_NUM_UINT8] = less_bool,
    [CT_NUM_INT16] = less_int16,
    [CT_NUM_UINT16] = less_uint16,
    [CT_NUM_INT32] = less_int32,
    [CT_NUM_UINT32] = less_uint32,
    [CT_NUM_INT64] = less_int64,
    [CT_NUM_UINT64] = less_uint64,
    [CT_NUM_FLOAT16] = less_half,
    [CT_NUM_FLOAT32] = less_float32,
    [CT_NUM_FLOAT64] = less_float64,
    [CT_NUM_COMPLEX64] = less_complex64,
    [CT_NUM_COMPLEX128] = less_complex128,
    [CT_NUM_STR] = less_text,
    [CT_NUM_BYTES] = less_text,
};

/* -- sorting indices --------------------------------------------------------------------------- */

/* Bottom-up merges between `index` and `spare`, both of length n; the result is in `index`. BEFORE
 * says whether the element at the first index must stand before that at the second. */
#define MERGE(BEFORE)                                                                              \
    int64_t *from = index, *to = spare;                                                            \
    for (int64_t width = 1; width < n; width *= 2) {                                               \
        for (int64_t start = 0; start < n; start += 2 * width) {                                   \
            int64_t middle = start + width < n ? start + width : n;                                \
            int64_t end = start + 2 * width < n ? start + 2 * width : n;                           \
            int64_t a = start, b = middle;                                                         \
            for (int64_t k = start; k < end; k++) {                                                \
                bool second = a == middle || (b < end && BEFORE(from[b], from[a]));                \
                to[k] = second ? from[b++] : from[a++];                                            \
            }                                                                                      \
        }                                                                                          \
        int64_t *swap = from;                                                                      \
        from = to;                                                                                 \
        to = swap;                                                                                 \
    }                                                                                              \
    if (from != index)                                                                             \
    memcpy(index, from, (size_t)n * sizeof *index)

/* The commonest types, with the comparison in line. */
static void sort_doubles(const double *x, int64_t n, int64_t *index, int64_t *spare)
{
#define BEFORE(i, j) (x[i] < x[j] || (x[j] != x[j] && x[i] == x[i]))
    MERGE(BEFORE);
#undef BEFORE
}

static void sort_longs(const int64_t *x, int64_t n, int64_t *index, int64_t *spare)
{
#define BEFORE(i, j) (x[i] < x[j])
    MERGE(BEFORE);
#undef BEFORE
}

static void sort_indices(const ct_dtype *dtype, const char *x, int64_t n, int64_t *index,
                         int64_t *spare)
{
    less *before = orders[dtype->num];
    int64_t size = dtype->itemsize;
    if (dtype->num == CT_NUM_FLOAT64) {
        sort_doubles((const double *)(const void *)x, n, index, spare);
    } else if (dtype->num == CT_NUM_INT64) {
        sort_longs((const int64_t *)(const void *)x, n, index, spare);
    } else {
#define BEFORE(i, j) before(dtype, x + (i)*size, x + (j)*size)
        MERGE(BEFORE);
#undef BEFORE
    }
}

typedef struct ordered_rows {
    const ct_array *a;
    int64_t rows, n, step; /* rows that one claim takes */
    int64_t *index;
} ordered_rows;

static ct_status order_one(const ct_array *a, const char *row, int64_t n, int64_t *index)
{
    if (ct_order_row_can(a->dtype, row, n))
        return ct_order_row(a->dtype, row, n, index);
    int64_t *spare = ct_alloc_many(n, sizeof *spare);
    if (!spare)
        return CT_MEMORY_ERROR;
    for (int64_t i = 0; i < n; i++)
        index[i] = i;
    sort_indices(a->dtype, row, n, index, spare);
    ct_dealloc(spare);
    return ct_interrupted();
}

static ct_status order_some(void *context, int64_t chunk)
{
    const ordered_rows *o = context;
    int64_t from = chunk * o->step, to = o->rows - from < o->step ? o->rows : from + o->step;
    ct_status status = ct_interrupted();
    for (int64_t i = from; i < to && status == CT_OK; i++)
        status = order_one(o->a, o->a->data + i * o->n * o->a->dtype->itemsize, o->n,
                           o->index + i * o->n);
    return status;
}

/* Indices that sort each row of the C-ordered matrix `a` (rows, n), as int64 of the same shape. */
static ct_array *argsort_rows(const ct_array *a, int64_t rows, int64_t n)
{
    ct_array *result = ct_empty(a->ndim, a->shape, CT_INT64);
    ordered_rows o = {a, rows, n, n < CLAIM ? CLAIM / (n + !n) : 1, NULL};
    if (!result)
        return NULL;
    o.index = ct_data_mut(result);
    int64_t chunks = (rows + o.step - 1) / o.step;
    /* few rows: each is shared by itself */
    ct_status status = CT_OK;
    if (rows > 1)
        status = ct_parallel(chunks, a->size * 5, order_some, &o);
    else
        status = chunks ? order_some(&o, 0) : CT_OK;
    if (status == CT_OK)
        return result;
    ct_release(result);
    return NULL;
}

/* Whether kernels can read it as one row after the other. */
static bool is_plain(const ct_array *a)
{
    return a->flags & CT_C_CONTIGUOUS && a->flags & CT_ALIGNED;
}

/* The values in rows along `axis`, sorted, and the axis back in its place. */
static ct_array *sorted_values(const ct_array *a, int axis)
{
    int last = a->ndim - 1;
    ct_array *rows = ct_axis_moved(a, axis, last);
    int64_t n = a->shape[axis];
    if (rows && a->size && ct_sort_rows(a->dtype, rows->data, a->size / n, n) != CT_OK) {
        ct_release(rows);
        return NULL;
    }
    if (!rows || axis == last)
        return rows;
    ct_array *back = ct_axis_moved(rows, last, axis);
    ct_release(rows);
    return back;
}

/* Sorts along one axis: indices, or the values themselves. */
static ct_array *sorted(const char *op, const ct_array *a, int axis, bool indices)
{
    CT_SCOPE(s);
    /* as in NumPy, a 0-d array has one axis for argsort, and none for sort */
    if (axis == CT_FLAT || (indices && a->ndim == 0 && (axis == -1 || axis == 0))) {
        a = ct_own(&s, ct_ravel(a, CT_ORDER_C));
        axis = 0;
    }
    axis = a ? ct_normalize_axis(op, axis, a->ndim) : -1;
    if (axis < 0)
        return NULL;
    if (!indices && ct_kernel_sorter(a->dtype->num))
        return sorted_values(a, axis);
    int last = a->ndim - 1;
    bool ready = axis == last && is_plain(a);
    const ct_array *rows = ready ? a : ct_own(&s, ct_axis_moved(a, axis, last));
    int64_t n = a->shape[axis];
    ct_array *order = rows ? argsort_rows(rows, n ? a->size / n : 0, n) : NULL;
    if (!order || (indices && axis == last))
        return order;
    ct_own(&s, order);
    if (indices)
        return ct_axis_moved(order, last, axis);
    ct_array *result = ct_own(&s, ct_empty(rows->ndim, rows->shape, a->dtype));
    if (!result)
        return NULL;
    const int64_t *index = ct_data(order);
    size_t size = (size_t)a->dtype->itemsize;
    for (int64_t i = 0; i < a->size; i++)
        memcpy(result->data + i * a->dtype->itemsize,
               rows->data + (i / n * n + index[i]) * a->dtype->itemsize, size);
    return axis == last ? ct_retain(result) : ct_axis_moved(result, last, axis);
}

ct_array *ct_argsort(const ct_array *a, int axis)
{
    return a ? sorted("argsort", a, axis, true) : (ct_null_input("argsort", 1), NULL);
}

ct_array *ct_sort(const ct_array *a, int axis)
{
    return a ? sorted("sort", a, axis, false) : (ct_null_input("sort", 1), NULL);
}

ct_status ct_array_sort(ct_array *a, int axis)
{
    if (!a)
        return ct_null_input("sort", 1);
    ct_status status = ct_array_check_writeable("sort", a);
    int last = a->ndim - 1;
    if (status == CT_OK && last >= 0 && (axis == -1 || axis == last) && is_plain(a) &&
        ct_kernel_sorter(a->dtype->num))
        return a->size ? ct_sort_rows(a->dtype, a->data, a->size / a->shape[last], a->shape[last])
                       : CT_OK;
    ct_array *made = status == CT_OK ? sorted("sort", a, axis, false) : NULL;
    status = made ? ct_copyto(a, made, CT_CASTING_NO, NULL) : ct_error_pending();
    ct_release(made);
    return status;
}

/* Stable sorts by one key after the other: the last key's order is the one that counts most. */
ct_array *ct_lexsort(int n, ct_array *const *keys, int axis)
{
    CT_SCOPE(s);
    if (n < 1)
        return CT_FAIL(CT_TYPE_ERROR, "lexsort", 1,
                       "need sequence of keys with len > 0 in lexsort");
    for (int i = 0; i < n; i++) {
        if (!keys[i])
            return ct_null_input("lexsort", i + 1), NULL;
        if (keys[i]->ndim != keys[0]->ndim ||
            memcmp(keys[i]->shape, keys[0]->shape, (size_t)keys[0]->ndim * sizeof(int64_t)))
            return CT_FAIL(CT_VALUE_ERROR, "lexsort", 1, "all keys need to be the same shape");
    }
    if (keys[0]->ndim == 0)
        return ct_zeros(CT_0D, CT_INT64);
    ct_array *order = ct_own(&s, ct_argsort(keys[0], axis));
    for (int i = 1; i < n && order; i++) {
        ct_array *turned = ct_own(&s, ct_take_along_axis(keys[i], order, axis));
        ct_array *then = turned ? ct_own(&s, ct_argsort(turned, axis)) : NULL;
        order = then ? ct_own(&s, ct_take_along_axis(order, then, axis)) : NULL;
    }
    return ct_retain(order);
}

/* -- unique ------------------------------------------------------------------------------------ */

/* Numbers the runs of equal values in sorted order: first[run] is a position in `order`. */
static int64_t find_runs(const ct_array *flat, const int64_t *order, int64_t *first)
{
    less *before = orders[flat->dtype->num];
    int64_t runs = 0, size = flat->dtype->itemsize;
    for (int64_t i = 0; i < flat->size; i++)
        if (i == 0 ||
            before(flat->dtype, flat->data + order[i - 1] * size, flat->data + order[i] * size))
            first[runs++] = i;
    first[runs] = flat->size;
    return runs;
}

static ct_array *inverse_of(const ct_array *a, const int64_t *order, const int64_t *first,
                            int64_t runs)
{
    ct_array *inverse = ct_empty(a->ndim, a->shape, CT_INT64);
    int64_t *p = inverse ? ct_data_mut(inverse) : NULL;
    for (int64_t r = 0; inverse && r < runs; r++)
        for (int64_t i = first[r]; i < first[r + 1]; i++)
            p[order[i]] = r;
    return inverse;
}

/* Moves the first of each run of equal numbers to the front; how many there are. Numbers without
 * repeats move together; where there are some, more are expected. M: an integer as wide as T. */
enum { DISTINCT_ROUND = 64, DISTINCT_ROUNDS = 8 };
#define DISTINCT(T, M)                                                                             \
    static int64_t distinct_##T(T *x, int64_t n)                                                   \
    {                                                                                              \
        int64_t kept = n > 0, i = 1;                                                               \
        while (i < n) {                                                                            \
            int64_t end = i + DISTINCT_ROUND;                                                      \
            M repeats = end > n;                                                                   \
            for (int k = 0; k < DISTINCT_ROUND && end <= n; k++)                                   \
                repeats |= x[i + k] == x[i + k - 1];                                               \
            if (!repeats) {                                                                        \
                if (kept < i)                                                                      \
                    memmove(x + kept, x + i, DISTINCT_ROUND * sizeof *x);                          \
                kept += DISTINCT_ROUND;                                                            \
                i = end;                                                                           \
                continue;                                                                          \
            }                                                                                      \
            T before = x[i - 1];                                                                   \
            end = n - i < DISTINCT_ROUNDS * DISTINCT_ROUND ? n                                     \
                                                           : i + DISTINCT_ROUNDS * DISTINCT_ROUND; \
            for (; i < end; i++) {                                                                 \
                const T value = x[i];                                                              \
                x[kept] = value;                                                                   \
                kept += value != before;                                                           \
                before = value;                                                                    \
            }                                                                                      \
        }                                                                                          \
        return kept;                                                                               \
    }
DISTINCT(uint8_t, uint8_t)
DISTINCT(uint16_t, uint16_t)
DISTINCT(uint32_t, uint32_t)
DISTINCT(uint64_t, uint64_t)
DISTINCT(float, uint32_t)
DISTINCT(double, uint64_t)

/* As above; of nan, which stand last, one stays. */
#define DISTINCT_FLOAT(T)                                                                          \
    static int64_t distinct_with_nan_##T(T *x, int64_t n)                                          \
    {                                                                                              \
        int64_t numbers = n;                                                                       \
        while (numbers > 0 && x[numbers - 1] != x[numbers - 1])                                    \
            numbers--;                                                                             \
        int64_t kept = distinct_##T(x, numbers);                                                   \
        if (numbers < n)                                                                           \
            x[kept++] = x[numbers];                                                                \
        return kept;                                                                               \
    }
DISTINCT_FLOAT(float)
DISTINCT_FLOAT(double)

/* Moves the first of each run of equal elements in a sorted row to the front; how many there are.
 */
static int64_t keep_distinct(const ct_dtype *dtype, char *row, int64_t n)
{
    int64_t size = dtype->itemsize, kept = 0;
    void *x = row;
    if (strchr("biu", dtype->kind))
        return size == 1   ? distinct_uint8_t(x, n)
               : size == 2 ? distinct_uint16_t(x, n)
               : size == 4 ? distinct_uint32_t(x, n)
                           : distinct_uint64_t(x, n);
    if (dtype->num == CT_NUM_FLOAT32)
        return distinct_with_nan_float(x, n);
    if (dtype->num == CT_NUM_FLOAT64)
        return distinct_with_nan_double(x, n);
    for (int64_t i = 0; i < n; i++) {
        char *at = row + i * size, *last = row + (kept - 1) * size;
        if (i > 0 && !orders[dtype->num](dtype, last, at))
            continue;
        memmove(last + size, at, (size_t)size);
        kept++;
    }
    return kept;
}

/* Sorted, without the elements that equal the one before. */
static ct_array *unique_values(const ct_array *flat)
{
    CT_SCOPE(s);
    ct_array *sorted = ct_own(&s, ct_sort(flat, 0));
    if (!sorted)
        return NULL;
    int64_t kept = keep_distinct(flat->dtype, sorted->data, sorted->size);
    if (kept == sorted->size)
        return ct_retain(sorted);
    ct_array *head = ct_own(&s, ct_get(sorted, ct_upto(kept)));
    return head ? ct_copy(head, CT_ORDER_C) : NULL;
}

ct_array *ct_unique(const ct_array *a, ct_array **index, ct_array **inverse, ct_array **counts)
{
    ct_array **all[3] = {index, inverse, counts};
    for (int i = 0; i < 3; i++)
        if (all[i])
            *all[i] = NULL;
    if (!a)
        return ct_null_input("unique", 1), NULL;
    CT_SCOPE(s);
    ct_array *flat = ct_own(&s, ct_ravel(a, CT_ORDER_C));
    if (!index && !inverse && !counts && ct_kernel_sorter(a->dtype->num))
        return flat ? unique_values(flat) : NULL;
    ct_array *sort = flat ? ct_own(&s, ct_argsort(flat, 0)) : NULL;
    int64_t places = a->size + 1;
    ct_array *room = sort ? ct_own(&s, ct_empty(1, &places, CT_INT64)) : NULL;
    if (!room)
        return NULL;
    const int64_t *order = ct_data(sort);
    int64_t *first = ct_data_mut(room), runs = find_runs(flat, order, first);
    ct_array *values = ct_own(&s, ct_empty(1, &runs, a->dtype));
    ct_array *where = values ? ct_own(&s, ct_empty(1, &runs, CT_INT64)) : NULL;
    ct_array *count = where ? ct_own(&s, ct_empty(1, &runs, CT_INT64)) : NULL;
    ct_array *back = count && inverse ? ct_own(&s, inverse_of(a, order, first, runs)) : NULL;
    if (!count || (inverse && !back))
        return NULL;
    int64_t size = a->dtype->itemsize, *w = ct_data_mut(where), *c = ct_data_mut(count);
    for (int64_t r = 0; r < runs; r++) {
        w[r] = order[first[r]];
        c[r] = first[r + 1] - first[r];
        memcpy(values->data + r * size, flat->data + w[r] * size, (size_t)size);
    }
    if (index)
        *index = ct_retain(where);
    if (inverse)
        *inverse = ct_retain(back);
    if (counts)
        *counts = ct_retain(count);
    return ct_retain(values);
}

/* -- searchsorted ------------------------------------------------------------------------------ */

/* Eight keys go down together, so that their waits for memory overlap. n > 0. */
#define SEARCH(T)                                                                                  \
    static void search_##T(const T *x, int64_t n, const T *v, int64_t count, bool right,           \
                           int64_t *out)                                                           \
    {                                                                                              \
        for (int64_t i = 0; i < count; i += 8) {                                                   \
            const T *at[8] = {x, x, x, x, x, x, x, x};                                             \
            const int many = count - i < 8 ? (int)(count - i) : 8;                                 \
            for (int64_t length = n, half; length > 0; length -= half) {                           \
                half = length > 1 ? length / 2 : 1;                                                \
                for (int k = 0; k < many; k++) {                                                   \
                    const T a = at[k][half - 1], key = v[i + k];                                   \
                    const bool low = right ? !(key < a || (a != a && key == key))                  \
                                           : a < key || (key != key && a == a);                    \
                    at[k] += low ? half : 0;                                                       \
                }                                                                                  \
            }                                                                                      \
            for (int k = 0; k < many; k++)                                                         \
                out[i + k] = at[k] - x;                                                            \
        }                                                                                          \
    }
SEARCH(double)
SEARCH(float)
SEARCH(int64_t)
SEARCH(int32_t)

/* Keys that threads share. */
typedef struct searching {
    const ct_array *x, *v;
    bool right;
    int64_t *out;
} searching;
enum { SEARCH_UNIT = 1024 /* keys: 10 microseconds at least, where a search is long */ };

static ct_status search_some(void *context, int64_t chunk)
{
    const searching *s = context;
    const void *a = s->x->data;
    int64_t from = chunk * SEARCH_UNIT, n = s->x->size, left = s->v->size - from;
    int64_t count = left < SEARCH_UNIT ? left : SEARCH_UNIT, *out = s->out + from;
    const char *keys = s->v->data + from * s->v->dtype->itemsize;
    switch ((int)s->x->dtype->num) {
    case CT_NUM_FLOAT64:
        search_double(a, n, (const void *)keys, count, s->right, out);
        break;
    case CT_NUM_FLOAT32:
        search_float(a, n, (const void *)keys, count, s->right, out);
        break;
    case CT_NUM_INT64:
        search_int64_t(a, n, (const void *)keys, count, s->right, out);
        break;
    case CT_NUM_INT32:
        search_int32_t(a, n, (const void *)keys, count, s->right, out);
        break;
    }
    return ct_interrupted();
}

static bool has_search(ct_type_num num)
{
    return num == CT_NUM_FLOAT64 || num == CT_NUM_FLOAT32 || num == CT_NUM_INT64 ||
           num == CT_NUM_INT32;
}

/* A step of a search takes a nanosecond, or much longer where memory is far. */
static ct_status search_quickly(const ct_array *x, const ct_array *v, bool right, int64_t *out)
{
    searching s = {x, v, right, out};
    int64_t steps = 64 - __builtin_clzll((uint64_t)x->size);
    return ct_parallel((v->size + SEARCH_UNIT - 1) / SEARCH_UNIT, v->size * steps, search_some, &s);
}

ct_array *ct_searchsorted(const ct_array *a, const ct_array *values, bool right,
                          const ct_array *sorter)
{
    if (!a || !values)
        return ct_null_input("searchsorted", a ? 2 : 1), NULL;
    if (a->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "searchsorted", 1, "object too deep for desired array");
    CT_SCOPE(s);
    if (sorter) {
        if (sorter->size != a->size)
            return CT_FAIL(CT_VALUE_ERROR, "searchsorted", 4, "sorter.size must equal a.size");
        a = ct_own(&s, ct_take(a, sorter, 0, CT_INDEX_RAISE));
    }
    const ct_dtype *dtype = a ? ct_own(&s, ct_promote_types(a->dtype, values->dtype)) : NULL;
    ct_array *x = dtype ? ct_own(&s, ct_packed(a, dtype)) : NULL;
    ct_array *v = x ? ct_own(&s, ct_packed(values, dtype)) : NULL;
    ct_array *result = v ? ct_own(&s, ct_empty(values->ndim, values->shape, CT_INT64)) : NULL;
    if (!result)
        return NULL;
    less *before = orders[dtype->num];
    int64_t size = dtype->itemsize, *out = ct_data_mut(result);
    bool done = x->size > 0 && has_search(x->dtype->num);
    if (done && search_quickly(x, v, right, out) != CT_OK)
        return NULL;
    for (int64_t i = 0; i < v->size && !done; i++) {
        const char *key = v->data + i * size;
        int64_t low = 0, high = x->size;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            const char *at = x->data + middle * size;
            if (right ? !before(dtype, key, at) : before(dtype, at, key))
                low = middle + 1;
            else
                high = middle;
        }
        out[i] = low;
    }
    return ct_retain(result);
}
