/* partition.c: selection: the kth smallest element at its place, smaller ones before it.
 *
 * Floating-point rows first get their nan moved to the end; what is left is split by quickselect
 * with a median of three, which turns to heap sort when too many splits have been poor. Other
 * dtypes are sorted outright. */
#include "routines.h"

#include <string.h>

typedef void select_row(void *row, int64_t n, const int64_t *kth, int count);
typedef void sort_row(void *row, int64_t n);

enum { FEW = 16 }; /* elements below which insertion is quicker than another split */

/* Splits of n elements that are still quick: twice the logarithm, and some for good measure. */
static int poor_splits(int64_t n)
{
    int rounds = 8;
    for (; n > 0; n /= 2)
        rounds += 2;
    return rounds;
}

#define SWAP(T, x, i, j)                                                                           \
    do {                                                                                           \
        T swap_ = (x)[i];                                                                          \
        (x)[i] = (x)[j];                                                                           \
        (x)[j] = swap_;                                                                            \
    } while (0)

#define SELECT(T)                                                                                  \
    static void sift_##T(T *x, int64_t root, int64_t n)                                            \
    {                                                                                              \
        for (int64_t child; (child = 2 * root + 1) < n; root = child) {                            \
            child += child + 1 < n && x[child] < x[child + 1];                                     \
            if (!(x[root] < x[child]))                                                             \
                return;                                                                            \
            SWAP(T, x, root, child);                                                               \
        }                                                                                          \
    }                                                                                              \
    static void heap_sort_##T(T *x, int64_t n)                                                     \
    {                                                                                              \
        for (int64_t i = n / 2; i-- > 0;)                                                          \
            sift_##T(x, i, n);                                                                     \
        for (int64_t last = n - 1; last > 0; last--) {                                             \
            SWAP(T, x, 0, last);                                                                   \
            sift_##T(x, 0, last);                                                                  \
        }                                                                                          \
    }                                                                                              \
    static void insertion_##T(T *x, int64_t n)                                                     \
    {                                                                                              \
        for (int64_t i = 1; i < n; i++) {                                                          \
            T value = x[i];                                                                        \
            int64_t j = i;                                                                         \
            for (; j > 0 && value < x[j - 1]; j--)                                                 \
                x[j] = x[j - 1];                                                                   \
            x[j] = value;                                                                          \
        }                                                                                          \
    }                                                                                              \
    /* [low, j] <= pivot <= [i, high], and what lies between is the pivot. */                      \
    static void halves_##T(T *x, int64_t low, int64_t high, int64_t *left, int64_t *right)         \
    {                                                                                              \
        int64_t middle = low + (high - low) / 2, i = low, j = high;                                \
        if (x[middle] < x[low])                                                                    \
            SWAP(T, x, middle, low);                                                               \
        if (x[high] < x[low])                                                                      \
            SWAP(T, x, high, low);                                                                 \
        if (x[high] < x[middle])                                                                   \
            SWAP(T, x, high, middle);                                                              \
        T pivot = x[middle];                                                                       \
        while (i <= j) {                                                                           \
            while (x[i] < pivot)                                                                   \
                i++;                                                                               \
            while (pivot < x[j])                                                                   \
                j--;                                                                               \
            if (i <= j) {                                                                          \
                SWAP(T, x, i, j);                                                                  \
                i++;                                                                               \
                j--;                                                                               \
            }                                                                                      \
        }                                                                                          \
        *left = i;                                                                                 \
        *right = j;                                                                                \
    }                                                                                              \
    static void split_##T(T *x, int64_t low, int64_t high, int64_t k)                              \
    {                                                                                              \
        int rounds = poor_splits(high - low);                                                      \
        while (high - low > FEW) {                                                                 \
            int64_t i, j;                                                                          \
            if (rounds-- == 0) {                                                                   \
                heap_sort_##T(x + low, high - low + 1);                                            \
                return;                                                                            \
            }                                                                                      \
            halves_##T(x, low, high, &i, &j);                                                      \
            if (k <= j)                                                                            \
                high = j;                                                                          \
            else if (k >= i)                                                                       \
                low = i;                                                                           \
            else                                                                                   \
                return;                                                                            \
        }                                                                                          \
        insertion_##T(x + low, high - low + 1);                                                    \
    }                                                                                              \
    /* Moves nan behind the numbers; how many numbers there are. */                                \
    static int64_t numbers_##T(T *x, int64_t n)                                                    \
    {                                                                                              \
        for (int64_t i = 0; i < n;) {                                                              \
            if (x[i] == x[i])                                                                      \
                i++;                                                                               \
            else {                                                                                 \
                n--;                                                                               \
                SWAP(T, x, i, n);                                                                  \
            }                                                                                      \
        }                                                                                          \
        return n;                                                                                  \
    }                                                                                              \
    static void select_##T(void *row, int64_t n, const int64_t *kth, int count)                    \
    {                                                                                              \
        T *x = row;                                                                                \
        int64_t numbers = numbers_##T(x, n), low = 0;                                              \
        for (int i = 0; i < count && kth[i] < numbers; i++) {                                      \
            if (kth[i] >= low)                                                                     \
                split_##T(x, low, numbers - 1, kth[i]);                                            \
            low = kth[i] + 1;                                                                      \
        }                                                                                          \
    }                                                                                              \
    static void quick_##T(T *x, int64_t low, int64_t high, int rounds)                             \
    {                                                                                              \
        while (high - low > FEW) {                                                                 \
            int64_t i, j;                                                                          \
            if (rounds-- == 0) {                                                                   \
                heap_sort_##T(x + low, high - low + 1);                                            \
                return;                                                                            \
            }                                                                                      \
            halves_##T(x, low, high, &i, &j);                                                      \
            if (j - low < high - i) { /* the shorter part first: the stack stays shallow */        \
                quick_##T(x, low, j, rounds);                                                      \
                low = i;                                                                           \
            } else {                                                                               \
                quick_##T(x, i, high, rounds);                                                     \
                high = j;                                                                          \
            }                                                                                      \
        }                                                                                          \
        insertion_##T(x + low, high - low + 1);                                                    \
    }                                                                                              \
    static void sort_##T(void *row, int64_t n)                                                     \
    {                                                                                              \
        T *x = row;                                                                                \
        quick_##T(x, 0, numbers_##T(x, n) - 1, poor_splits(n));                                    \
    }
SELECT(int8_t)
SELECT(uint8_t)
SELECT(int16_t)
SELECT(uint16_t)
SELECT(int32_t)
SELECT(uint32_t)
SELECT(int64_t)
SELECT(uint64_t)
SELECT(float)
SELECT(double)

static const struct {
    select_row *select;
    sort_row *sort;
} rows_of[CT_NUM_COUNT] = {
#define ROW(T)                                                                                     \
    {                                                                                              \
        select_##T, sort_##T                                                                       \
    }
    [CT_NUM_BOOL] = ROW(uint8_t),    [CT_NUM_INT8] = ROW(int8_t),
    [CT_NUM_UINT8] = ROW(uint8_t),   [CT_NUM_INT16] = ROW(int16_t),
    [CT_NUM_UINT16] = ROW(uint16_t), [CT_NUM_INT32] = ROW(int32_t),
    [CT_NUM_UINT32] = ROW(uint32_t), [CT_NUM_INT64] = ROW(int64_t),
    [CT_NUM_UINT64] = ROW(uint64_t), [CT_NUM_FLOAT32] = ROW(float),
    [CT_NUM_FLOAT64] = ROW(double),
#undef ROW
};

bool ct_sort_row(ct_type_num type, void *row, int64_t n)
{
    if (row && rows_of[type].sort)
        rows_of[type].sort(row, n);
    return rows_of[type].sort != NULL;
}

/* kth normalized and in order, unread where there are no elements; owned memory, NULL on failure.
 */
static int64_t *places(const char *op, const ct_array *a, int count, const int64_t *kth, int64_t n)
{
    count = a->size ? count : 0;
    int64_t *sorted = ct_alloc_many(count, sizeof *sorted);
    for (int i = 0; sorted && i < count; i++) {
        int64_t k = kth[i] < 0 ? kth[i] + n : kth[i];
        if (k < 0 || k >= n) {
            ct_error_set(CT_VALUE_ERROR, op, 2, "kth(=%lld) out of bounds (%lld)",
                         (long long)kth[i], (long long)n);
            ct_dealloc(sorted);
            return NULL;
        }
        int j = i;
        for (; j > 0 && k < sorted[j - 1]; j--)
            sorted[j] = sorted[j - 1];
        sorted[j] = k;
    }
    return sorted;
}

/* A copy with `axis` last and in C order, its rows partitioned. */
static ct_array *rows_split(const ct_array *a, int count, const int64_t *kth, int axis)
{
    CT_SCOPE(s);
    int64_t n = a->shape[axis];
    int64_t *sorted = places("partition", a, count, kth, n);
    if (!sorted)
        return NULL;
    ct_array *moved = ct_own(&s, ct_moveaxis(a, 1, &axis, (int[]){-1}));
    select_row *select = rows_of[a->dtype->num].select;
    ct_array *rows = !moved   ? NULL
                     : select ? ct_own(&s, ct_copy(moved, CT_ORDER_C))
                              : ct_own(&s, ct_sort(moved, -1));
    for (int64_t i = 0; rows && select && n && i < a->size / n; i++)
        select(rows->data + i * n * a->dtype->itemsize, n, sorted, count);
    ct_dealloc(sorted);
    return ct_retain(rows);
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
    ct_array *back = ct_own(&s, ct_moveaxis(rows, 1, (int[]){-1}, &axis));
    return back ? ct_copy(back, CT_ORDER_C) : NULL;
}

ct_array *ct_argpartition(const ct_array *a, int count, const int64_t *kth, int axis)
{
    if (!a)
        return ct_null_input("argpartition", 1), NULL;
    bool flat = axis == CT_FLAT || (a->ndim == 0 && (axis == 0 || axis == -1));
    int at = flat ? 0 : ct_normalize_axis("argpartition", axis, a->ndim);
    if (at < 0)
        return NULL;
    int64_t *sorted = places("argpartition", a, count, kth, flat ? a->size : a->shape[at]);
    ct_array *result = sorted ? ct_argsort(a, axis) : NULL; /* sorted is partitioned everywhere */
    ct_dealloc(sorted);
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
