/* list_sort.c: list.sort. A stable merge sort of natural runs; powersort decides which runs are
 * merged when. Short runs are extended by binary insertion.
 *
 * The work is done on copies of the table, so that a comparison that fails leaves the list as it
 * was. Meanwhile the list is empty and its capacity -1; whoever changes it sets the capacity, which
 * is how a change is noticed. Only an item's order with "<" is asked for. */
#include "object.h"

#include <string.h>

enum {
    SHORTEST = 64,  /* runs are at least half as long, as CPython's */
    MOST_RUNS = 66, /* powers on the stack ascend strictly, and are below 64 */
};

typedef struct run {
    int64_t start, length;
    int power; /* of the boundary to the next run */
} run;

/* `values` follow the keys wherever they move; NULL when the items are their own keys. */
typedef struct sorter {
    ct_object **keys, **values, **spare_keys, **spare_values;
    int64_t n;
    int runs;
    run stack[MOST_RUNS];
} sorter;

/* 1, 0, -1 error. The common types without a call through the type table. */
static inline int less(const ct_object *a, const ct_object *b)
{
    if (a->type == &ct_float_type && b->type == &ct_float_type)
        return ct_float_value(a) < ct_float_value(b);
    if (a->type == &ct_int_type && b->type == &ct_int_type)
        return ct_int_value(a) < ct_int_value(b);
    int order;
    return ct_order_objects(a, b, &order) ? -1 : order == -1;
}

static void reverse(ct_object **table, int64_t n)
{
    for (int64_t i = 0, j = n - 1; i < j; i++, j--) {
        ct_object *item = table[i];
        table[i] = table[j];
        table[j] = item;
    }
}

static void reverse_range(sorter *s, int64_t start, int64_t n)
{
    reverse(s->keys + start, n);
    if (s->values)
        reverse(s->values + start, n);
}

/* -- runs -------------------------------------------------------------------------------------- */

/* A falling run from `start`; equal neighbours keep their order, so they are turned round twice. */
static int64_t falling_run(sorter *s, int64_t start, int64_t n, int64_t equals)
{
    ct_object **keys = s->keys;
    reverse_range(s, start, equals);
    int64_t same = 1; /* items at the end that are equal to each other */
    for (n++; start + n < s->n; n++) {
        int down = less(keys[start + n], keys[start + n - 1]);
        if (down < 0)
            return -1;
        if (down) {
            reverse_range(s, start + n - same, same);
            same = 1;
            continue;
        }
        int up = less(keys[start + n - 1], keys[start + n]);
        if (up < 0)
            return -1;
        if (up)
            break;
        same++;
    }
    reverse_range(s, start + n - same, same);
    reverse_range(s, start, n);
    return n;
}

/* Length of the run at `start`, made ascending; -1 on error. */
static int64_t count_run(sorter *s, int64_t start)
{
    ct_object **keys = s->keys + start;
    int64_t n = 1, left = s->n - start;
    bool equal = true; /* all so far */
    for (; n < left; n++) {
        int down = less(keys[n], keys[n - 1]);
        if (down < 0)
            return -1;
        if (down)
            return equal ? falling_run(s, start, n, n) : n;
        int up = equal ? less(keys[n - 1], keys[n]) : 0;
        if (up < 0)
            return -1;
        equal = equal && !up;
    }
    return n;
}

static void insert(ct_object **table, int64_t to, int64_t from)
{
    ct_object *item = table[from];
    memmove(table + to + 1, table + to, (size_t)(from - to) * sizeof *table);
    table[to] = item;
}

/* First place in [low, high) of the keys whose key is greater than `key`; -1 on error. */
static int64_t place_after(ct_object *const *keys, int64_t low, int64_t high, const ct_object *key)
{
    while (low < high) {
        int64_t middle = (low + high) / 2;
        int smaller = less(key, keys[middle]);
        if (smaller < 0)
            return -1;
        if (smaller)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* First place in [low, high) whose key is not less than `key`; -1 on error. */
static int64_t place_before(ct_object *const *keys, int64_t low, int64_t high, const ct_object *key)
{
    while (low < high) {
        int64_t middle = (low + high) / 2;
        int smaller = less(keys[middle], key);
        if (smaller < 0)
            return -1;
        if (smaller)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static ct_status insertion_sort(sorter *s, int64_t start, int64_t sorted, int64_t length)
{
    for (int64_t i = start + sorted; i < start + length; i++) {
        int64_t to = place_after(s->keys, start, i, s->keys[i]);
        if (to < 0)
            return ct_error_pending();
        insert(s->keys, to, i);
        if (s->values)
            insert(s->values, to, i);
    }
    return CT_OK;
}

/* -- merging ----------------------------------------------------------------------------------- */

static void move(sorter *s, int64_t to, ct_object **keys, ct_object **values, int64_t from,
                 int64_t n)
{
    memmove(s->keys + to, keys + from, (size_t)n * sizeof *keys);
    if (s->values)
        memmove(s->values + to, values + from, (size_t)n * sizeof *values);
}

/* Merges keys[start .. middle) with keys[middle .. end). What is in place already at both ends is
 * left out; the rest of the left run steps aside. */
static ct_status merge(sorter *s, int64_t start, int64_t middle, int64_t end)
{
    ct_object **keys = s->keys, **left = s->spare_keys;
    if ((start = place_after(keys, start, middle, keys[middle])) < 0)
        return ct_error_pending();
    if (start == middle)
        return CT_OK;
    if ((end = place_before(keys, middle, end, keys[middle - 1])) < 0)
        return ct_error_pending();
    int64_t n = middle - start, i = 0, j = middle, to = start;
    memcpy(left, keys + start, (size_t)n * sizeof *left);
    if (s->values)
        memcpy(s->spare_values, s->values + start, (size_t)n * sizeof *left);
    while (i < n && j < end) {
        int right = less(keys[j], left[i]);
        if (right < 0)
            return ct_error_pending();
        if (s->values)
            s->values[to] = right ? s->values[j] : s->spare_values[i];
        keys[to++] = right ? keys[j++] : left[i++];
    }
    move(s, to, left, s->spare_values, i, n - i); /* what is left of the right run is in place */
    return CT_OK;
}

/* The depth, in a perfectly balanced tree over the n items, of the boundary between two runs: how
 * many bits the middles of both, as fractions of n, have in common. */
static int power_of(int64_t n, const run *a, const run *b)
{
    uint64_t x = 2 * (uint64_t)a->start + (uint64_t)a->length;
    uint64_t y = 2 * (uint64_t)b->start + (uint64_t)b->length, whole = 2 * (uint64_t)n;
    for (int power = 1;; power++) {
        bool high_x = (x *= 2) >= whole, high_y = (y *= 2) >= whole;
        if (high_x != high_y)
            return power;
        if (high_x) {
            x -= whole;
            y -= whole;
        }
    }
}

static ct_status merge_top(sorter *s)
{
    run *a = &s->stack[s->runs - 2], *b = a + 1;
    ct_status status = merge(s, a->start, b->start, b->start + b->length);
    a->length += b->length;
    s->runs--;
    return status;
}

static ct_status push_run(sorter *s, int64_t start, int64_t length)
{
    run new = {start, length, 0};
    if (s->runs) {
        int power = power_of(s->n, &s->stack[s->runs - 1], &new);
        while (s->runs > 1 && s->stack[s->runs - 2].power > power)
            if (merge_top(s))
                return ct_error_pending();
        s->stack[s->runs - 1].power = power;
    }
    s->stack[s->runs++] = new;
    return CT_OK;
}

static ct_status sort_all(sorter *s)
{
    int64_t least = s->n, odd = 0;
    for (; least >= SHORTEST; least >>= 1)
        odd |= least & 1;
    least += odd; /* n / least is a power of two or slightly less */
    for (int64_t start = 0; start < s->n;) {
        int64_t length = count_run(s, start), left = s->n - start;
        int64_t wanted = left < least ? left : least;
        if (length < 0)
            return ct_error_pending();
        if (length < wanted) {
            if (insertion_sort(s, start, length, wanted))
                return ct_error_pending();
            length = wanted;
        }
        if (push_run(s, start, length))
            return ct_error_pending();
        start += length;
    }
    while (s->runs > 1)
        if (merge_top(s))
            return ct_error_pending();
    return CT_OK;
}

/* -- the list ---------------------------------------------------------------------------------- */

static ct_status call_keys(ct_object *key, ct_object *const *items, int64_t n, ct_object **keys)
{
    for (int64_t i = 0; i < n; i++) {
        keys[i] = ct_call_object(key, 1, &items[i], 0, NULL, NULL);
        if (keys[i])
            continue;
        while (i-- > 0)
            ct_release(keys[i]);
        return ct_error_pending();
    }
    return CT_OK;
}

/* Sorts the n items of a table that nobody else sees. */
static ct_status sort_items(ct_object **items, int64_t n, ct_object *key, bool backwards)
{
    ct_object **work = ct_alloc_many(n, (key ? 4 : 2) * (int64_t)sizeof *work);
    if (!work)
        return CT_MEMORY_ERROR;
    sorter s = {.keys = work, .spare_keys = work + n, .n = n};
    ct_object **sorted = work;
    ct_status status = CT_OK;
    if (key) {
        sorted = s.values = work + 2 * n;
        s.spare_values = work + 3 * n;
        status = call_keys(key, items, n, s.keys);
    }
    if (!status) {
        memcpy(sorted, items, (size_t)n * sizeof *items);
        if (backwards) /* stable in the other direction: turned round before and after */
            reverse_range(&s, 0, n);
        status = sort_all(&s);
        if (backwards)
            reverse_range(&s, 0, n);
        for (int64_t i = 0; !status && i < n; i++)
            items[i] = sorted[i];
        for (int64_t i = 0; key && i < n; i++)
            ct_release(s.keys[i]);
    }
    ct_dealloc(work);
    return status;
}

ct_status ct_list_sort(ct_list *list, ct_object *key, bool backwards)
{
    if (!list)
        return ct_null_input("list.sort", 1);
    if (key && key->type == &ct_none_type)
        key = NULL;
    ct_object **items = list->items;
    int64_t length = list->length, capacity = list->capacity;
    list->items = NULL;
    list->length = 0;
    list->capacity = -1;
    ct_retain(list); /* a key function may drop the last other reference */
    ct_status status =
        length > 1 || (key && length) ? sort_items(items, length, key, backwards) : CT_OK;
    bool changed = list->capacity != -1;
    ct_object **added = list->items;
    int64_t count = list->length;
    list->items = items;
    list->length = length;
    list->capacity = capacity;
    while (count-- > 0)
        ct_release(added[count]);
    ct_dealloc(added);
    ct_release(list);
    if (!status && changed)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "list modified during sort");
    return status;
}
