/* sort_order.c: the indices that sort a row of numbers, equal ones in their order.
 *
 * Key and index go into one 64-bit word, and words are sorted as values: that is quicker than
 * sorting pairs, needs no second row, and is stable by itself. Where keys of the row's range leave
 * no room for an index, their low bits go, and runs of words that agree in what is left are packed
 * and sorted once more with the range of the run. Complex numbers are sorted by their real parts,
 * then runs of equal ones by their imaginary parts. */
#include "routines.h"

#include <string.h>

enum {
    FEW = 32,             /* words of a run that are ordered by insertion */
    FEW_PLACES = 32,      /* that are looked up one by one */
    LONG_ROW = 1 << 17,   /* elements above which threads share a row */
    CHUNK_ELEMENTS = 8192 /* of short rows, that one claim takes */
};

typedef struct order_keys {
    const ct_sorter *sorter;
    const void *row;
    int parts; /* of an element: one after the other decides */
    int bits;  /* of an index */
} order_keys;

static uint64_t key_at(const order_keys *k, int part, uint64_t index)
{
    return k->sorter->key_at(k->row, (int64_t)index * k->parts + part);
}

static ct_packing packing(const order_keys *k, uint64_t least, uint64_t most)
{
    uint64_t range = most - least;
    int needed = range ? 64 - __builtin_clzll(range) : 0, room = CT_WORD_BITS - k->bits;
    return (ct_packing){least, needed > room ? needed - room : 0, k->bits};
}

static ct_status order_run(const order_keys *k, int part, uint64_t *words, int64_t n);

/* Sorted words become indices; what agrees in the packed bits of `part` is ordered further. */
static ct_status finish_words(const order_keys *k, int part, bool exact, uint64_t *words, int64_t n)
{
    part += exact;
    if (ct_kernel_unpack(words, n, k->bits, part == k->parts) == 0)
        return CT_OK;
    uint64_t mask = (UINT64_C(1) << k->bits) - 1;
    ct_status status = CT_OK;
    for (int64_t i = 0, end; i < n; i = end) {
        uint64_t key = words[i] >> k->bits;
        for (end = i; end < n && words[end] >> k->bits == key; end++)
            words[end] &= mask;
        if (end - i > 1 && status == CT_OK)
            status = order_run(k, part, words + i, end - i);
    }
    return status;
}

/* Orders indices, which rise, by their elements' keys from `part` on. */
static ct_status order_few(const order_keys *k, int part, uint64_t *words, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        uint64_t word = words[i];
        int64_t j = i;
        for (; j > 0; j--) {
            uint64_t a = 0, b = 0;
            for (int p = part; p < k->parts && a == b; p++) {
                a = key_at(k, p, word);
                b = key_at(k, p, words[j - 1]);
            }
            if (a >= b)
                break;
            words[j] = words[j - 1];
        }
        words[j] = word;
    }
    return CT_OK;
}

static ct_status order_run(const order_keys *k, int part, uint64_t *words, int64_t n)
{
    if (n <= FEW)
        return order_few(k, part, words, n);
    uint64_t least = UINT64_MAX, most = 0;
    for (int64_t i = 0; i < n; i++) {
        uint64_t key = key_at(k, part, words[i]);
        least = key < least ? key : least;
        most = key > most ? key : most;
    }
    if (least == most)
        return part + 1 < k->parts ? order_run(k, part + 1, words, n) : CT_OK;
    ct_packing how = packing(k, least, most);
    for (int64_t i = 0; i < n; i++)
        words[i] = CT_WORD(key_at(k, part, words[i]), least, how.shift, how.bits, words[i]);
    ct_status status = ct_sort_words(words, n);
    return status == CT_OK ? finish_words(k, part, how.shift == 0, words, n) : status;
}

typedef struct packed_row {
    const order_keys *keys;
    ct_packing how;
    int64_t n, step;
    uint64_t *words;
} packed_row;

static ct_status pack_some(void *context, int64_t chunk)
{
    const packed_row *p = context;
    int64_t from = chunk * p->step, n = p->n - from < p->step ? p->n - from : p->step;
    p->keys->sorter->pack(p->keys->row, from, n, &p->how, p->words);
    return ct_interrupted();
}

static void count_up(uint64_t *words, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        words[i] = (uint64_t)i;
}

/* The whole row of real numbers, packed by a kernel. */
static ct_status order_all(const order_keys *k, uint64_t *words, int64_t n)
{
    uint64_t least, most;
    if (k->sorter->ordered(k->row, n)) {
        count_up(words, n);
        return CT_OK;
    }
    k->sorter->range(k->row, n, &least, &most);
    packed_row p = {k, packing(k, least, most), n, LONG_ROW, words};
    ct_status status = ct_parallel((n + p.step - 1) / p.step, n, pack_some, &p);
    if (status == CT_OK)
        status = ct_sort_words(words, n);
    return status == CT_OK ? finish_words(k, 0, p.how.shift == 0, words, n) : status;
}

static const ct_sorter *parts_of(const ct_dtype *dtype, int *parts)
{
    *parts = dtype->kind == 'c' ? 2 : 1;
    return ct_kernel_sorter(dtype->num == CT_NUM_COMPLEX64    ? CT_NUM_FLOAT32
                            : dtype->num == CT_NUM_COMPLEX128 ? CT_NUM_FLOAT64
                                                              : dtype->num);
}

bool ct_order_row_can(const ct_dtype *dtype, const char *row, int64_t n)
{
    int parts;
    int64_t nans = 0, zeros = 0;
    const ct_sorter *sorter = parts_of(dtype, &parts);
    if (sorter && parts == 2)
        sorter->odd(row, 2 * n, &nans, &zeros);
    return sorter && nans == 0;
}

ct_status ct_order_row(const ct_dtype *dtype, const char *row, int64_t n, int64_t *order)
{
    order_keys k = {.row = row, .bits = n > 1 ? 64 - __builtin_clzll((uint64_t)n - 1) : 1};
    uint64_t *words = (uint64_t *)order;
    k.sorter = parts_of(dtype, &k.parts);
    if (k.parts == 1)
        return order_all(&k, words, n);
    count_up(words, n);
    return order_run(&k, 0, words, n);
}

ct_status ct_order_row_split(const ct_dtype *dtype, const char *row, int64_t n, const int64_t *kth,
                             int count, int64_t *order, void *scratch)
{
    order_keys k = {ct_kernel_sorter(dtype->num), row, 1, 1};
    uint64_t least, most, *words = (uint64_t *)order;
    bool exact = true;
    if (k.sorter->ordered(row, n)) {
        count_up(words, n);
        return CT_OK;
    }
    k.bits = 64 - __builtin_clzll((uint64_t)n - 1);
    k.sorter->range(row, n, &least, &most);
    ct_packing how = packing(&k, least, most);
    if (how.shift && count > FEW_PLACES)
        return order_all(&k, words, n);
    k.sorter->pack(row, 0, n, &how, words);
    ct_kernel_sorter(CT_NUM_FLOAT64)->select(words, words, n, kth, count, scratch);
    for (int i = 0; i < count && how.shift && exact; i++) {
        /* among elements that agree in what was packed none can be told */
        const uint64_t word = words[kth[i]];
        uint64_t same = 0;
        for (int64_t j = 0; j < n; j++)
            same += (((words[j] ^ word) >> k.bits) - 1) >> 63; /* 1 for nothing left, or 0 */
        exact = same == 1;
    }
    if (exact)
        return ct_kernel_unpack(words, n, k.bits, true), ct_interrupted();
    return order_all(&k, words, n);
}
