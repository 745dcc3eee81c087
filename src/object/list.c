/* list.c: Python's list: making, changing one place, searching, and its type. Slices are in
 * list_slice.c, sorting in list_sort.c.
 *
 * The table grows and shrinks by CPython 3.13's rule, so that the same calls leave the same
 * capacity. While a sort runs the list is empty and its capacity -1: whatever changes the list sets
 * the capacity, and the sort sees that. */
#include "object.h"

#include <string.h>

#define MOST_ITEMS (INT64_MAX / (int64_t)sizeof(ct_object *) / 2)

/* -- the table --------------------------------------------------------------------------------- */

ct_list *ct_list_exact(int64_t capacity)
{
    if (capacity > MOST_ITEMS)
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    ct_list *list = ct_object_new(&ct_list_type, sizeof *list);
    if (!list)
        return NULL;
    list->length = 0;
    list->capacity = capacity;
    list->items = NULL;
    if (capacity && !(list->items = ct_alloc_many(capacity, sizeof *list->items))) {
        ct_object_free(list, sizeof *list);
        return NULL;
    }
    return list;
}

ct_status ct_list_resize(ct_list *list, int64_t length)
{
    if (list->capacity >= length && length >= list->capacity >> 1) {
        list->length = length;
        return CT_OK;
    }
    if (length > MOST_ITEMS)
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    int64_t capacity = (length + (length >> 3) + 6) & ~INT64_C(3);
    if (length - list->length > capacity - length) /* a jump beyond the slack gets no slack */
        capacity = (length + 3) & ~INT64_C(3);
    if (length == 0) /* the table stays, empty, as CPython's does: the next extend sees it */
        capacity = 0;
    bool shrinks = length <= list->capacity, clean = ct_error_pending() == CT_OK;
    ct_object **items = ct_realloc(list->items, capacity * (int64_t)sizeof *items);
    if (items) {
        list->items = items;
        list->capacity = capacity;
    } else if (!shrinks) {
        return CT_MEMORY_ERROR;
    } else if (clean) { /* the larger table serves as well */
        ct_error_take(NULL);
    }
    list->length = length;
    return CT_OK;
}

/* An empty list that is filled with a known number of items: CPython rounds up to even. */
ct_status ct_list_prepare(ct_list *list, int64_t length)
{
    if (length > MOST_ITEMS)
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    length = (length + 1) & ~INT64_C(1);
    ct_object **items = ct_alloc_many(length, sizeof *items);
    if (!items)
        return CT_MEMORY_ERROR;
    list->items = items;
    list->capacity = length;
    return CT_OK;
}

/* -- making ------------------------------------------------------------------------------------ */

ct_list *ct_list_new(void)
{
    return ct_list_exact(0);
}

ct_list *ct_list_of(int64_t n, ct_object *const *items)
{
    if (n < 0)
        return CT_FAIL(CT_VALUE_ERROR, "list", 1, "%lld items", (long long)n);
    if (n > 0 && !items)
        return ct_null_input("list", 2), NULL;
    for (int64_t i = 0; i < n; i++)
        if (!items[i])
            return ct_null_input("list", 2), NULL;
    ct_list *list = ct_list_exact(n);
    if (!list)
        return NULL;
    for (int64_t i = 0; i < n; i++)
        list->items[i] = ct_retain(items[i]);
    list->length = n;
    return list;
}

ct_list *ct_list_from(const ct_object *iterable)
{
    if (!iterable)
        return ct_null_input("list", 1), NULL;
    ct_list *list = ct_list_new();
    if (list && ct_list_extend(list, iterable)) {
        ct_release(list);
        return NULL;
    }
    return list;
}

ct_list *ct_list_copy(const ct_list *list)
{
    return list ? ct_list_of(list->length, list->items) : (ct_null_input("list.copy", 1), NULL);
}

int64_t ct_list_length(const ct_list *list)
{
    return list ? list->length : (ct_null_input("len", 1), -1);
}

int64_t ct_list_capacity(const ct_list *list)
{
    if (!list)
        return ct_null_input("list", 1), -1;
    return list->capacity < 0 ? 0 : list->capacity;
}

ct_object *const *ct_list_items(const ct_list *list)
{
    return list ? list->items : (ct_null_input("list", 1), NULL);
}

int64_t ct_list_sizeof(const ct_list *list)
{
    if (!list)
        return ct_null_input("list.__sizeof__", 1), -1;
    return (int64_t)sizeof *list + ct_list_capacity(list) * (int64_t)sizeof *list->items;
}

/* -- one place --------------------------------------------------------------------------------- */

ct_status ct_list_append(ct_list *list, const ct_object *item)
{
    if (!list || !item)
        return ct_null_input("list.append", list ? 2 : 1);
    if (list->length < list->capacity)
        list->length++;
    else if (ct_list_resize(list, list->length + 1))
        return CT_MEMORY_ERROR;
    list->items[list->length - 1] = ct_retain(item);
    return CT_OK;
}

ct_status ct_list_insert(ct_list *list, int64_t index, const ct_object *item)
{
    if (!list || !item)
        return ct_null_input("list.insert", list ? 3 : 1);
    int64_t length = list->length;
    if (ct_list_resize(list, length + 1))
        return CT_MEMORY_ERROR;
    if (index < 0)
        index = index + length < 0 ? 0 : index + length;
    if (index > length)
        index = length;
    memmove(list->items + index + 1, list->items + index,
            (size_t)(length - index) * sizeof *list->items);
    list->items[index] = ct_retain(item);
    return CT_OK;
}

/* Negative indices count from the end; -1 and IndexError outside. */
static int64_t position(const ct_list *list, int64_t index, const char *message)
{
    if (index < 0)
        index += list->length;
    if (index >= 0 && index < list->length)
        return index;
    ct_error_set(CT_INDEX_ERROR, NULL, 0, "%s", message);
    return -1;
}

/* Takes the item out of the table; the caller owns it then. */
static ct_object *take_out(ct_list *list, int64_t at)
{
    ct_object *item = list->items[at];
    memmove(list->items + at, list->items + at + 1,
            (size_t)(list->length - at - 1) * sizeof *list->items);
    ct_list_resize(list, list->length - 1); /* shrinking cannot fail */
    return item;
}

ct_object *ct_list_pop(ct_list *list, int64_t index)
{
    if (!list)
        return ct_null_input("list.pop", 1), NULL;
    if (list->length == 0)
        return CT_FAIL(CT_INDEX_ERROR, NULL, 0, "pop from empty list");
    int64_t at = position(list, index, "pop index out of range");
    return at < 0 ? NULL : take_out(list, at);
}

ct_status ct_list_delete(ct_list *list, int64_t index)
{
    if (!list)
        return ct_null_input("list", 1);
    int64_t at = position(list, index, "list assignment index out of range");
    if (at < 0)
        return CT_INDEX_ERROR;
    ct_release(take_out(list, at));
    return CT_OK;
}

ct_object *ct_list_get(const ct_list *list, int64_t index)
{
    if (!list)
        return ct_null_input("list", 1), NULL;
    int64_t at = position(list, index, "list index out of range");
    return at < 0 ? NULL : ct_retain(list->items[at]);
}

ct_status ct_list_set(ct_list *list, int64_t index, const ct_object *item)
{
    if (!list || !item)
        return ct_null_input("list", list ? 3 : 1);
    int64_t at = position(list, index, "list assignment index out of range");
    if (at < 0)
        return CT_INDEX_ERROR;
    ct_object *old = list->items[at];
    list->items[at] = ct_retain(item);
    ct_release(old);
    return CT_OK;
}

ct_status ct_list_clear(ct_list *list)
{
    if (!list)
        return ct_null_input("list.clear", 1);
    ct_object **items = list->items;
    int64_t length = list->length;
    list->items = NULL; /* first: a destructor must find a list in order */
    list->length = list->capacity = 0;
    while (length-- > 0)
        ct_release(items[length]);
    ct_dealloc(items);
    return CT_OK;
}

/* -- many places ------------------------------------------------------------------------------- */

static ct_status extend_by_items(ct_list *list, int64_t n, ct_object *const *items)
{
    int64_t length = list->length;
    if (n == 0)
        return CT_OK;
    if (!list->items && ct_list_prepare(list, n))
        return CT_MEMORY_ERROR;
    if (ct_list_resize(list, length + n))
        return CT_MEMORY_ERROR;
    for (int64_t i = 0; i < n; i++)
        list->items[length + i] = ct_retain(items[i]);
    return CT_OK;
}

/* Items as they come; on an error those already added go again. */
static ct_status extend_by_iteration(ct_list *list, const ct_object *iterable)
{
    ct_iter iter;
    if (ct_iter_start(&iter, iterable))
        return ct_error_pending();
    int64_t before = list->length, expected = 8; /* CPython's guess when nothing says */
    if (iterable->type->length && (expected = iterable->type->length(iterable)) < 0)
        return ct_error_pending();
    bool dict = iterable->type == &ct_dict_type; /* CPython prepares nothing for its keys */
    if (expected > MOST_ITEMS - before)
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    if (!list->items && expected && !dict && ct_list_prepare(list, expected))
        return CT_MEMORY_ERROR;
    if (list->items || dict) {
        if (ct_list_resize(list, before + expected))
            return CT_MEMORY_ERROR;
        list->length = before;
    }
    ct_object *item;
    int more;
    while ((more = ct_iter_next(&iter, &item)) > 0) {
        ct_status status = ct_list_append(list, item);
        ct_release(item);
        if (status) {
            more = -1;
            break;
        }
    }
    while (more < 0 && list->length > before)
        ct_release(list->items[--list->length]);
    if (list->length < list->capacity)
        ct_list_resize(list, list->length);
    return more < 0 ? ct_error_pending() : CT_OK;
}

ct_status ct_list_extend(ct_list *list, const ct_object *iterable)
{
    if (!list || !iterable)
        return ct_null_input("list.extend", list ? 2 : 1);
    if (iterable == &list->object)
        return ct_list_repeat_in_place(list, 2);
    if (iterable->type == &ct_list_type)
        return extend_by_items(list, ((const ct_list *)iterable)->length,
                               ((const ct_list *)iterable)->items);
    if (iterable->type == &ct_tuple_type)
        return extend_by_items(list, ((const ct_tuple_box *)iterable)->length,
                               ((const ct_tuple_box *)iterable)->items);
    return extend_by_iteration(list, iterable);
}

ct_status ct_list_reverse(ct_list *list)
{
    if (!list)
        return ct_null_input("list.reverse", 1);
    for (int64_t i = 0, j = list->length - 1; i < j; i++, j--) {
        ct_object *item = list->items[i];
        list->items[i] = list->items[j];
        list->items[j] = item;
    }
    return CT_OK;
}

/* -- searching --------------------------------------------------------------------------------- */

/* Equality with the item at i, which an equality function may take out of the list meanwhile. */
static int equal_at(const ct_list *list, int64_t i, const ct_object *value)
{
    ct_object *item = list->items[i];
    if (item == value)
        return 1;
    ct_retain(item);
    int equal = ct_equal_objects(item, value);
    ct_release(item);
    return equal;
}

/* First position in [start, stop) that equals the value; -1 none, -2 error. */
static int64_t search(const ct_list *list, const ct_object *value, int64_t start, int64_t stop)
{
    for (int64_t i = start; i < stop && i < list->length; i++) {
        int equal = equal_at(list, i, value);
        if (equal)
            return equal < 0 ? -2 : i;
    }
    return -1;
}

int64_t ct_list_index(const ct_list *list, const ct_object *value, int64_t start, int64_t stop)
{
    if (!list || !value)
        return ct_null_input("list.index", list ? 2 : 1), -1;
    if (start < 0)
        start = start == CT_OMIT || start + list->length < 0 ? 0 : start + list->length;
    if (stop < 0)
        stop = stop == CT_OMIT ? INT64_MAX : stop + list->length;
    int64_t at = search(list, value, start, stop);
    if (at == -1) {
        char *text = ct_repr(value, NULL);
        if (text)
            ct_error_set(CT_VALUE_ERROR, NULL, 0, "%s is not in list", text);
        ct_free(text);
    }
    return at < 0 ? -1 : at;
}

int64_t ct_list_count(const ct_list *list, const ct_object *value)
{
    if (!list || !value)
        return ct_null_input("list.count", list ? 2 : 1), -1;
    int64_t count = 0;
    for (int64_t i = 0; i < list->length; i++) {
        int equal = equal_at(list, i, value);
        if (equal < 0)
            return -1;
        count += equal;
    }
    return count;
}

int ct_list_contains(const ct_list *list, const ct_object *value)
{
    if (!list || !value)
        return ct_null_input("in", list ? 1 : 2), -1;
    int64_t at = search(list, value, 0, INT64_MAX);
    return at == -2 ? -1 : at >= 0;
}

ct_status ct_list_remove(ct_list *list, const ct_object *value)
{
    if (!list || !value)
        return ct_null_input("list.remove", list ? 2 : 1);
    int64_t at = search(list, value, 0, INT64_MAX);
    if (at == -2)
        return ct_error_pending();
    if (at < 0 || at >= list->length)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "list.remove(x): x not in list");
    ct_release(take_out(list, at));
    return CT_OK;
}

/* -- the type ---------------------------------------------------------------------------------- */

static void list_destroy(ct_object *self)
{
    ct_list_clear((ct_list *)self);
    ct_object_free(self, sizeof(ct_list));
}

static ct_status list_repr(const ct_object *self, ct_text *out)
{
    const ct_list *list = (const ct_list *)self;
    ct_status status = ct_text_add(out, "[", 1);
    for (int64_t i = 0; !status && i < list->length; i++) {
        status = i ? ct_text_add(out, ", ", 2) : CT_OK;
        if (!status) {
            ct_object *item = ct_retain(list->items[i]); /* its repr may change the list */
            status = ct_text_repr(out, item);
            ct_release(item);
        }
    }
    return status ? status : ct_text_add(out, "]", 1);
}

/* The first place where two lists differ, -1 on error. An equality may change both lists. */
static int64_t first_difference(const ct_list *a, const ct_list *b)
{
    int64_t i = 0;
    for (; i < a->length && i < b->length; i++) {
        ct_object *x = ct_retain(a->items[i]), *y = ct_retain(b->items[i]);
        int equal = ct_same_or_equal(x, y);
        ct_release(x);
        ct_release(y);
        if (equal <= 0)
            return equal < 0 ? -1 : i;
    }
    return i;
}

static int list_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_list_type)
        return 0;
    const ct_list *a = (const ct_list *)self, *b = (const ct_list *)other;
    if (a->length != b->length)
        return 0;
    int64_t at = first_difference(a, b);
    return at < 0 ? -1 : at >= a->length && a->length == b->length;
}

static int list_order(const ct_object *self, const ct_object *other, int *out)
{
    if (other->type != &ct_list_type)
        return 1;
    const ct_list *a = (const ct_list *)self, *b = (const ct_list *)other;
    int64_t at = first_difference(a, b);
    if (at < 0)
        return -1;
    if (at >= a->length || at >= b->length) {
        *out = (a->length > b->length) - (a->length < b->length);
        return 0;
    }
    ct_object *x = ct_retain(a->items[at]), *y = ct_retain(b->items[at]);
    int status = ct_order_objects(x, y, out);
    ct_release(x);
    ct_release(y);
    return status;
}

static int64_t list_length(const ct_object *self)
{
    return ((const ct_list *)self)->length;
}

static int list_visit(const ct_object *self, ct_visit *visit, void *context)
{
    const ct_list *list = (const ct_list *)self;
    int stop = 0;
    for (int64_t i = 0; !stop && i < list->length; i++)
        stop = visit(list->items[i], context);
    return stop;
}

static size_t list_bytes(const ct_object *self)
{
    return (size_t)ct_list_sizeof((const ct_list *)self);
}

static ct_object *list_item(const ct_object *self, int64_t index)
{
    return ct_retain(((const ct_list *)self)->items[index]);
}

const ct_type ct_list_type = {.name = "list",
                              .destroy = list_destroy,
                              .repr = list_repr,
                              .equal = list_equal,
                              .order = list_order,
                              .length = list_length,
                              .visit = list_visit,
                              .bytes = list_bytes,
                              .item = list_item};
