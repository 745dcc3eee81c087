/* list_slice.c: slices of lists (get, set, delete), concatenation and repetition.
 *
 * Items that leave are released last, when the list is in order again: a destructor may look at it.
 * Until then they lie in a small table, whose allocation is the first thing that can fail. */
#include "object.h"

#include <string.h>

/* -- items on their way in and out ------------------------------------------------------------- */

typedef struct leaving {
    ct_object **items;
    int64_t count;
    ct_object *few[16];
} leaving;

static ct_status leaving_start(leaving *old, int64_t count)
{
    old->count = 0;
    old->items = old->few;
    if (count > (int64_t)(sizeof old->few / sizeof *old->few))
        old->items = ct_alloc_many(count, sizeof *old->items);
    return old->items ? CT_OK : CT_MEMORY_ERROR;
}

static void leaving_end(leaving *old)
{
    while (old->count > 0)
        ct_release(old->items[--old->count]);
    if (old->items != old->few)
        ct_dealloc(old->items);
}

/* What an iterable gives: the table of a list or tuple itself, or that of a new list. `owner` keeps
 * it alive. */
typedef struct arriving {
    ct_object *owner, **items;
    int64_t count;
} arriving;

static ct_status arriving_start(arriving *new, const ct_list *self, const ct_object *iterable)
{
    bool table = iterable->type == &ct_tuple_type ||
                 (iterable->type == &ct_list_type && iterable != &self->object);
    new->owner = table ? ct_retain(iterable) : (ct_object *)ct_list_from(iterable);
    if (!new->owner)
        return ct_error_pending();
    if (new->owner->type == &ct_tuple_type) {
        new->items = ((ct_tuple_box *)new->owner)->items;
        new->count = ((ct_tuple_box *)new->owner)->length;
    } else {
        new->items = ((ct_list *)new->owner)->items;
        new->count = ((ct_list *)new->owner)->length;
    }
    return CT_OK;
}

/* -- get --------------------------------------------------------------------------------------- */

static ct_status refuse_step(void)
{
    return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "slice step cannot be zero");
}

ct_list *ct_list_slice(const ct_list *list, int64_t start, int64_t stop, int64_t step)
{
    if (!list)
        return ct_null_input("list", 1), NULL;
    if (step == 0)
        return refuse_step(), NULL;
    int64_t n = ct_clamp_slice(list->length, &start, &stop, step == CT_OMIT ? 1 : step);
    if (step == CT_OMIT)
        step = 1;
    ct_list *out = ct_list_exact(n);
    for (int64_t i = 0; out && i < n; i++)
        out->items[i] = ct_retain(list->items[start + i * step]);
    if (out)
        out->length = n;
    return out;
}

/* -- set and delete ---------------------------------------------------------------------------- */

/* list[start:stop] = n items, the length changing. */
static ct_status replace(ct_list *list, int64_t start, int64_t stop, int64_t n,
                         ct_object *const *items)
{
    if (stop < start)
        stop = start;
    int64_t removed = stop - start, change = n - removed, tail = list->length - stop;
    if (list->length + change == 0)
        return ct_list_clear(list);
    leaving old;
    if (leaving_start(&old, removed))
        return CT_MEMORY_ERROR;
    if (change > 0 && ct_list_resize(list, list->length + change)) {
        leaving_end(&old);
        return CT_MEMORY_ERROR;
    }
    for (; old.count < removed; old.count++)
        old.items[old.count] = list->items[start + old.count];
    memmove(list->items + start + n, list->items + stop, (size_t)tail * sizeof *list->items);
    for (int64_t i = 0; i < n; i++)
        list->items[start + i] = ct_retain(items[i]);
    if (change < 0)
        ct_list_resize(list, list->length + change); /* shrinking cannot fail */
    leaving_end(&old);
    return CT_OK;
}

static ct_status replace_steps(ct_list *list, int64_t start, int64_t step, int64_t count,
                               const arriving *new)
{
    if (new->count != count)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                              "attempt to assign sequence of size %lld to extended slice of size "
                              "%lld",
                              (long long)new->count, (long long)count);
    leaving old;
    if (leaving_start(&old, count))
        return CT_MEMORY_ERROR;
    for (; old.count < count; old.count++) {
        ct_object **place = &list->items[start + old.count * step];
        old.items[old.count] = *place;
        *place = ct_retain(new->items[old.count]);
    }
    leaving_end(&old);
    return CT_OK;
}

static ct_status require_iterable(const ct_object *object)
{
    const ct_type *type = object->type;
    if (type->next || type == &ct_dict_type || (type->item && type->length))
        return CT_OK;
    return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "must assign iterable to extended slice");
}

ct_status ct_list_set_slice(ct_list *list, int64_t start, int64_t stop, int64_t step,
                            const ct_object *iterable)
{
    if (!list || !iterable)
        return ct_null_input("list", list ? 5 : 1);
    if (step == 0)
        return refuse_step();
    if (step == CT_OMIT)
        step = 1;
    arriving new = {0};
    if (require_iterable(iterable) || arriving_start(&new, list, iterable))
        return ct_error_pending();
    int64_t n = ct_clamp_slice(list->length, &start, &stop, step);
    ct_status status = step == 1 ? replace(list, start, stop, new.count, new.items)
                                 : replace_steps(list, start, step, n, &new);
    ct_release(new.owner);
    return status;
}

ct_status ct_list_delete_slice(ct_list *list, int64_t start, int64_t stop, int64_t step)
{
    if (!list)
        return ct_null_input("list", 1);
    if (step == 0)
        return refuse_step();
    if (step == CT_OMIT)
        step = 1;
    int64_t n = ct_clamp_slice(list->length, &start, &stop, step);
    if (n == 0)
        return CT_OK;
    if (step < 0) { /* the same places from the front */
        start += (n - 1) * step;
        step = -step;
    }
    if (step == 1)
        return replace(list, start, start + n, 0, NULL);
    leaving old;
    if (leaving_start(&old, n))
        return CT_MEMORY_ERROR;
    ct_object **to = list->items + start;
    for (int64_t i = start, next = start; i < list->length; i++) {
        if (old.count < n && i == next) {
            old.items[old.count++] = list->items[i];
            next += old.count < n ? step : 0;
        } else {
            *to++ = list->items[i];
        }
    }
    ct_list_resize(list, list->length - n);
    leaving_end(&old);
    return CT_OK;
}

/* -- + and * ----------------------------------------------------------------------------------- */

ct_list *ct_list_concat(const ct_list *a, const ct_list *b)
{
    if (!a || !b)
        return ct_null_input("add", a ? 2 : 1), NULL;
    ct_list *out = ct_list_exact(a->length + b->length);
    if (!out)
        return NULL;
    for (int64_t i = 0; i < a->length; i++)
        out->items[out->length++] = ct_retain(a->items[i]);
    for (int64_t i = 0; i < b->length; i++)
        out->items[out->length++] = ct_retain(b->items[i]);
    return out;
}

ct_list *ct_list_repeat(const ct_list *list, int64_t n)
{
    if (!list)
        return ct_null_input("multiply", 1), NULL;
    int64_t length;
    if (n <= 0 || list->length == 0)
        return ct_list_new();
    if (ct_mul_overflow(list->length, n, &length))
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    ct_list *out = ct_list_exact(length);
    for (int64_t i = 0; out && i < length; i++)
        out->items[i] = ct_retain(i < list->length ? list->items[i] : out->items[i - list->length]);
    if (out)
        out->length = length;
    return out;
}

ct_status ct_list_repeat_in_place(ct_list *list, int64_t n)
{
    if (!list)
        return ct_null_input("multiply", 1);
    int64_t before = list->length, length;
    if (before == 0 || n == 1)
        return CT_OK;
    if (n <= 0)
        return ct_list_clear(list);
    if (ct_mul_overflow(before, n, &length))
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    ct_status status = ct_list_resize(list, length);
    for (int64_t i = before; !status && i < length; i++)
        list->items[i] = ct_retain(list->items[i - before]);
    return status;
}
