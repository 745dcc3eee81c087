/* sort_rows.c: rows of numbers sorted in place, shared among threads: many rows by rows, a long one
 * by pieces that partitions have made.
 *
 * Every sort is stable. Equal numbers have equal bits, except zeros of two signs and nan: these are
 * set aside before the sort and written back after it, in the order in which they stood. So the
 * result depends neither on the ISA level nor on the number of threads. When a sort is stopped, its
 * row holds the same elements in another order. */
#include "array/nest.h"
#include "routines.h"

#include <string.h>

enum {
    LONG_ROW = 1 << 15,   /* elements above which a row is cut into pieces */
    PIECE = 1 << 13,      /* elements of a piece that is not cut further */
    MOST_PIECES = 128,    /* at one time */
    CHUNK_ELEMENTS = 8192 /* of short rows, that one claim takes */
};

/* -- one long row ------------------------------------------------------------------------------ */

typedef struct piece {
    int64_t start, length;
    int64_t first; /* elements of the first part */
    bool equal;    /* nothing left to sort */
} piece;

typedef struct pieces {
    const ct_sorter *sorter;
    char *row;
    int64_t size, limit; /* of an element in bytes; elements that need no cut */
    int count, open;     /* pieces; those longer than the limit, which stand first */
    piece all[MOST_PIECES];
} pieces;

static ct_status cut_piece(void *context, int64_t i)
{
    pieces *p = context;
    piece *it = &p->all[i];
    it->first = p->sorter->cut(p->row + it->start * p->size, it->length);
    return ct_interrupted();
}

static ct_status sort_piece(void *context, int64_t i)
{
    pieces *p = context;
    const piece *it = &p->all[i];
    if (!it->equal)
        p->sorter->sort(p->row + it->start * p->size, it->length, NULL);
    return ct_interrupted();
}

static void add_piece(pieces *p, piece added)
{
    if (added.length == 0)
        return;
    p->all[p->count++] = added;
    if (added.equal || added.length <= p->limit)
        return;
    p->all[p->count - 1] = p->all[p->open];
    p->all[p->open++] = added;
}

static ct_status sort_long(const ct_sorter *sorter, char *row, int64_t size, int64_t n)
{
    pieces p = {sorter, row, size, n / (MOST_PIECES / 4), 0, 0, {{0}}};
    p.limit = p.limit < PIECE ? PIECE : p.limit;
    add_piece(&p, (piece){0, n, 0, false});
    while (p.open > 0 && p.count + p.open <= MOST_PIECES) {
        int64_t elements = 0;
        for (int i = 0; i < p.open; i++)
            elements += p.all[i].length;
        ct_status status = ct_parallel(p.open, elements / 3, cut_piece, &p);
        if (status != CT_OK)
            return status;
        pieces before = p;
        p.count = p.open = 0;
        for (int i = 0; i < before.count; i++) {
            piece it = before.all[i];
            if (i >= before.open) {
                add_piece(&p, it);
                continue;
            }
            add_piece(&p, (piece){it.start, it.first, 0, it.first == it.length});
            add_piece(&p, (piece){it.start + it.first, it.length - it.first, 0, false});
        }
    }
    return ct_parallel(p.count, n * 5, sort_piece, &p);
}

/* Numbers without nan, where zeros may change signs. */
static ct_status sort_plain(const ct_sorter *sorter, char *row, int64_t size, int64_t n,
                            void *scratch)
{
    if (n > LONG_ROW && sorter->cut)
        return sort_long(sorter, row, size, n);
    sorter->sort(row, n, scratch);
    return ct_interrupted();
}

ct_status ct_sort_words(uint64_t *words, int64_t n)
{
    return sort_plain(ct_kernel_sorter(CT_NUM_FLOAT64), (char *)words, (int64_t)sizeof *words, n,
                      NULL);
}

/* -- nan and zeros ----------------------------------------------------------------------------- */

#define ODD_ONES(T, EXPONENT)                                                                      \
    static void keep_##T(T *x, int64_t n, ct_odd_ones *odd)                                        \
    {                                                                                              \
        T *nans = odd->nans;                                                                       \
        int64_t kept = 0, nan = 0, zeros = 0;                                                      \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T value = x[i], size = (T)(value << 1);                                          \
            const bool is_nan = size > (T)((T)(EXPONENT) << 1);                                    \
            if (odd->signs && size == 0)                                                           \
                odd->signs[zeros++] = value != 0;                                                  \
            x[kept] = value;                                                                       \
            nans[nan] = value;                                                                     \
            kept += !is_nan;                                                                       \
            nan += is_nan;                                                                         \
        }                                                                                          \
        odd->zero_count = zeros;                                                                   \
    }                                                                                              \
    static void bring_back_##T(T *x, int64_t n, const ct_odd_ones *odd)                            \
    {                                                                                              \
        const T sign = (T)((T)1 << (8 * sizeof(T) - 1));                                           \
        int64_t zeros = 0;                                                                         \
        for (int64_t i = 0; zeros < odd->zero_count && i < n - odd->nan_count; i++)                \
            if ((T)(x[i] << 1) == 0)                                                               \
                x[i] = odd->signs[zeros++] ? sign : 0;                                             \
        memcpy(x + n - odd->nan_count, odd->nans, (size_t)odd->nan_count * sizeof *x);             \
    }
ODD_ONES(uint16_t, 0x7c00u)
ODD_ONES(uint32_t, UINT32_C(0x7f800000))
ODD_ONES(uint64_t, UINT64_C(0x7ff0000000000000))

ct_status ct_odd_ones_keep(const ct_sorter *sorter, char *row, int64_t size, int64_t n,
                           ct_odd_ones *odd)
{
    int64_t negative = 0;
    *odd = (ct_odd_ones){0};
    if (sorter->odd)
        sorter->odd(row, n, &odd->nan_count, &negative);
    if (odd->nan_count == 0 && negative == 0)
        return CT_OK;
    odd->nans = ct_alloc_many(odd->nan_count + 1, size);
    odd->signs = odd->nans && negative ? ct_alloc(n) : NULL;
    if (!odd->nans || (negative && !odd->signs)) {
        ct_dealloc(odd->nans);
        return CT_MEMORY_ERROR;
    }
    void *x = row;
    if (size == 2)
        keep_uint16_t(x, n, odd);
    else if (size == 4)
        keep_uint32_t(x, n, odd);
    else
        keep_uint64_t(x, n, odd);
    return CT_OK;
}

void ct_odd_ones_bring_back(char *row, int64_t size, int64_t n, ct_odd_ones *odd)
{
    void *x = row;
    if (!odd->nans)
        return;
    if (size == 2)
        bring_back_uint16_t(x, n, odd);
    else if (size == 4)
        bring_back_uint32_t(x, n, odd);
    else
        bring_back_uint64_t(x, n, odd);
    ct_dealloc(odd->nans);
    ct_dealloc(odd->signs);
}

/* -- rows -------------------------------------------------------------------------------------- */

ct_array *ct_axis_moved(const ct_array *a, int from, int to)
{
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    if (from == to)
        return ct_copy(a, CT_ORDER_C);
    for (int i = 0, rest = 0; i < a->ndim; i++) {
        rest += rest == from;
        int axis = i == to ? from : rest++;
        shape[i] = a->shape[axis];
        strides[i] = a->strides[axis];
    }
    ct_array *moved = ct_empty(a->ndim, shape, a->dtype);
    if (!moved || a->size == 0 ||
        !ct_array_lay(moved, moved->data, a->ndim, shape, moved->strides, a, strides))
        return moved;
    ct_release(moved);
    return NULL;
}

static ct_status sort_row(const ct_sorter *sorter, char *row, int64_t size, int64_t n)
{
    ct_odd_ones odd;
    if (sorter->ordered(row, n))
        return CT_OK;
    int64_t bytes = sorter->scratch ? sorter->scratch(n) : 0;
    void *scratch = bytes ? ct_alloc(bytes) : NULL;
    ct_status status =
        bytes && !scratch ? CT_MEMORY_ERROR : ct_odd_ones_keep(sorter, row, size, n, &odd);
    if (status == CT_OK) {
        status = sort_plain(sorter, row, size, n - odd.nan_count, scratch);
        ct_odd_ones_bring_back(row, size, n, &odd);
    }
    ct_dealloc(scratch);
    return status;
}

typedef struct many_rows {
    const ct_sorter *sorter;
    char *data;
    int64_t rows, n, size, step; /* rows that one claim takes */
} many_rows;

static ct_status sort_some(void *context, int64_t chunk)
{
    const many_rows *m = context;
    int64_t from = chunk * m->step, to = m->rows - from < m->step ? m->rows : from + m->step;
    ct_status status = ct_interrupted();
    for (int64_t i = from; i < to && status == CT_OK; i++)
        status = sort_row(m->sorter, m->data + i * m->n * m->size, m->size, m->n);
    return status;
}

ct_status ct_sort_rows(const ct_dtype *dtype, char *data, int64_t rows, int64_t n)
{
    many_rows m = {ct_kernel_sorter(dtype->num), data, rows, n, dtype->itemsize, 1};
    if (n < 2)
        return CT_OK;
    m.step = n < CHUNK_ELEMENTS ? CHUNK_ELEMENTS / n : 1;
    int64_t chunks = (rows + m.step - 1) / m.step;
    ct_status status = CT_OK;
    if (n <= LONG_ROW)
        return ct_parallel(chunks, rows * n * 3, sort_some, &m);
    for (int64_t i = 0; i < rows && status == CT_OK; i++)
        status = sort_row(m.sorter, data + i * n * m.size, m.size, n);
    return status;
}
