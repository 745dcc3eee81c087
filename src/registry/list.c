/* list.c: the methods of list and tuple. */
#include "args.h"
#include "object/object.h"

static ct_list *self_of(ct_object *const *args)
{
    return (ct_list *)args[0];
}

static ct_object *append(const ct_routine *routine, ct_object *const *args)
{
    return ct_none_result(ct_list_append(self_of(args), args[1]));
}

static ct_object *extend(const ct_routine *routine, ct_object *const *args)
{
    return ct_none_result(ct_list_extend(self_of(args), args[1]));
}

/* Where None is no index. */
static ct_status place_of(const ct_object *arg, int64_t fallback, int64_t *out)
{
    if (arg && arg->type == &ct_none_type)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                              "'NoneType' object cannot be interpreted as an integer");
    return ct_arg_int(arg, fallback, out);
}

static ct_object *insert(const ct_routine *routine, ct_object *const *args)
{
    int64_t index;
    ct_status status = place_of(args[1], 0, &index);
    return ct_none_result(status ? status : ct_list_insert(self_of(args), index, args[2]));
}

static ct_object *pop(const ct_routine *routine, ct_object *const *args)
{
    int64_t index;
    return place_of(args[1], -1, &index) ? NULL : ct_list_pop(self_of(args), index);
}

static ct_object *remove_value(const ct_routine *routine, ct_object *const *args)
{
    return ct_none_result(ct_list_remove(self_of(args), args[1]));
}

static ct_object *clear(const ct_routine *routine, ct_object *const *args)
{
    return ct_none_result(ct_list_clear(self_of(args)));
}

/* The bounds of index(): as far as they reach when they are left out. */
static ct_status bounds(ct_object *const *args, int64_t *start, int64_t *stop)
{
    *start = 0;
    *stop = INT64_MAX;
    ct_status status = args[2] ? ct_as_index(args[2], start) : CT_OK;
    return status || !args[3] ? status : ct_as_index(args[3], stop);
}

static ct_object *index_of(const ct_routine *routine, ct_object *const *args)
{
    int64_t start, stop, at;
    if (bounds(args, &start, &stop))
        return NULL;
    at = ct_list_index(self_of(args), args[1], start, stop);
    return at < 0 ? NULL : ct_int(at);
}

static ct_object *count(const ct_routine *routine, ct_object *const *args)
{
    int64_t n = ct_list_count(self_of(args), args[1]);
    return n < 0 ? NULL : ct_int(n);
}

static ct_object *sort(const ct_routine *routine, ct_object *const *args)
{
    bool backwards;
    ct_status status = ct_arg_bool(args[2], false, &backwards);
    return ct_none_result(status ? status : ct_list_sort(self_of(args), args[1], backwards));
}

static ct_object *reverse(const ct_routine *routine, ct_object *const *args)
{
    return ct_none_result(ct_list_reverse(self_of(args)));
}

static ct_object *copy(const ct_routine *routine, ct_object *const *args)
{
    return (ct_object *)ct_list_copy(self_of(args));
}

static ct_object *size(const ct_routine *routine, ct_object *const *args)
{
    return ct_int(ct_list_sizeof(self_of(args)));
}

/* -- tuple ------------------------------------------------------------------------------------- */

static ct_object *tuple_index(const ct_routine *routine, ct_object *const *args)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)args[0];
    int64_t start, stop;
    if (bounds(args, &start, &stop))
        return NULL;
    ct_clamp_slice(tuple->length, &start, &stop, 1);
    for (int64_t i = start; i < stop; i++) {
        int equal = ct_same_or_equal(tuple->items[i], args[1]);
        if (equal)
            return equal < 0 ? NULL : ct_int(i);
    }
    return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "tuple.index(x): x not in tuple");
}

static ct_object *tuple_count(const ct_routine *routine, ct_object *const *args)
{
    const ct_tuple_box *tuple = (const ct_tuple_box *)args[0];
    int64_t n = 0;
    for (int64_t i = 0; i < tuple->length; i++) {
        int equal = ct_same_or_equal(tuple->items[i], args[1]);
        if (equal < 0)
            return NULL;
        n += equal;
    }
    return ct_int(n);
}

const ct_routine ct_routines_list[] = {
    CT_ROW("list.append", "list", "(object, /)", "Append object to the end of the list.", append),
    CT_ROW("list.extend", "list", "(iterable, /)", "Extend the list by the items of an iterable.",
           extend),
    CT_ROW("list.insert", "list", "(index, object, /)", "Insert object before index.", insert),
    CT_ROW("list.pop", "list", "(index=-1, /)",
           "Remove and return the item at index. IndexError when there is none.", pop),
    CT_ROW("list.remove", "list", "(value, /)",
           "Remove the first item equal to value. ValueError when there is none.", remove_value),
    CT_ROW("list.clear", "list", "()", "Remove all items.", clear),
    CT_ROW("list.index", "list", "(value, start=0, stop=9223372036854775807, /)",
           "First index of an item equal to value. ValueError when there is none.", index_of),
    CT_ROW("list.count", "list", "(value, /)", "Number of items equal to value.", count),
    CT_ROW("list.sort", "list", "(*, key=None, reverse=False)",
           "Sort in place; stable. key is called once per item.", sort),
    CT_ROW("list.reverse", "list", "()", "Reverse in place.", reverse),
    CT_ROW("list.copy", "list", "()", "A shallow copy.", copy),
    CT_ROW("list.__sizeof__", "list", "()", "Bytes of the list's header and table.", size),
    CT_ROW("tuple.index", "tuple", "(value, start=0, stop=9223372036854775807, /)",
           "First index of an item equal to value. ValueError when there is none.", tuple_index),
    CT_ROW("tuple.count", "tuple", "(value, /)", "Number of items equal to value.", tuple_count),
};
CT_ROUTINES_END(list);
