/* Every public function of object.h and list.h with each of its allocations failing in turn: an
 * error is recorded, nothing leaks, and what the call was given is as it was. */
#include "object_test.h"

#include <string.h>

/* What the calls work on, made before anything fails. */
typedef struct given {
    ct_list *list;   /* [0.5, 'text', [1, 2], (...)], changed by copies only */
    ct_object *dict; /* {'text': [1, 2], 0.5: None, ...} */
    ct_object *text, *number, *tuple, *key;
    char *before; /* repr of list and dict */
    bool (*call)(const struct given *given);
} given;

static bool done(void *object)
{
    ct_release(object);
    return object != NULL;
}

static bool done_text(char *text)
{
    ct_free(text);
    return text != NULL;
}

static bool new_float(const given *g)
{
    return done(ct_float(1.5));
}

static bool new_int(const given *g)
{
    return done(ct_int(100000));
}

static bool new_uint(const given *g)
{
    return done(ct_uint(UINT64_MAX));
}

static bool new_complex(const given *g)
{
    return done(ct_complex(1, 2));
}

static bool new_string(const given *g)
{
    return done(ct_string("abc", 3));
}

static bool new_bytes(const given *g)
{
    return done(ct_bytes("abc", 3));
}

static bool new_slice(const given *g)
{
    return done(ct_slice_object(g->number, NULL, g->number));
}

static bool new_tuple(const given *g)
{
    return done(ct_tuple(2, (ct_object *const[]){g->text, g->number}));
}

static bool new_dict(const given *g)
{
    ct_object *dict = ct_dict();
    bool good =
        dict && !ct_dict_set(dict, g->text, g->number) && !ct_dict_set(dict, g->number, g->text);
    ct_release(dict);
    return good;
}

static bool dict_grows(const given *g)
{
    ct_object *dict = ct_copy_object(g->dict);
    bool good = dict != NULL;
    for (int i = 0; good && i < 20; i++)
        good = !ct_dict_set(dict, ct_int(i), g->text);
    int64_t length = dict ? ct_length(dict) : 0;
    ct_release(dict);
    return good && length == ct_length(g->dict) + 20;
}

static bool new_function(const given *g)
{
    return done(ct_function("f", (ct_call *)(uintptr_t)1, NULL, NULL));
}

static bool repr(const given *g)
{
    return done_text(ct_repr(g->list, NULL));
}

static bool str(const given *g)
{
    return done_text(ct_str(g->dict, NULL));
}

static bool copy_object(const given *g)
{
    return done(ct_copy_object(g->dict));
}

static bool deepcopy(const given *g)
{
    return done(ct_deepcopy(g->tuple));
}

static bool deepcopy_of_itself(const given *g)
{
    ct_list *copy = (ct_list *)ct_deepcopy((const ct_object *)g->list);
    return done(copy);
}

static bool list_new(const given *g)
{
    return done(ct_list_new());
}

static bool list_of(const given *g)
{
    return done(ct_list_of(2, (ct_object *const[]){g->text, g->number}));
}

static bool list_from_text(const given *g)
{
    return done(ct_list_from(g->text));
}

static bool list_from_dict(const given *g)
{
    return done(ct_list_from(g->dict));
}

static bool list_copy(const given *g)
{
    return done(ct_list_copy(g->list));
}

static bool list_slice(const given *g)
{
    return done(ct_list_slice(g->list, 0, 3, 2));
}

static bool list_concat(const given *g)
{
    return done(ct_list_concat(g->list, g->list));
}

static bool list_repeat(const given *g)
{
    return done(ct_list_repeat(g->list, 30));
}

/* Calls that change a list work on a copy, which must be unchanged when they fail. */
static bool changes(const given *g, ct_status (*change)(ct_list *list, const given *g))
{
    ct_list *list = ct_list_copy(g->list);
    if (!list)
        return false;
    ct_status status = change(list, g);
    int same = status ? ct_equal_objects(list, g->list) : 1;
    ct_release(list);
    assert_int_equal(same, 1);
    return status == CT_OK;
}

static ct_status append(ct_list *list, const given *g)
{
    return ct_list_append(list, g->text);
}

static ct_status extend_by_text(ct_list *list, const given *g)
{
    return ct_list_extend(list, g->text);
}

static ct_status extend_by_itself(ct_list *list, const given *g)
{
    return ct_list_extend(list, (ct_object *)list);
}

static ct_status insert(ct_list *list, const given *g)
{
    return ct_list_insert(list, 1, g->text);
}

static ct_status set_slice(ct_list *list, const given *g)
{
    return ct_list_set_slice(list, 1, 2, 1, g->text);
}

static ct_status set_long_slice(ct_list *list, const given *g)
{
    return ct_list_set_slice(list, 0, 18, 1, g->tuple);
}

static ct_status set_steps(ct_list *list, const given *g)
{
    ct_list *items = ct_list_repeat(g->list, 2);
    if (!items)
        return CT_MEMORY_ERROR;
    ct_status status = ct_list_repeat_in_place(list, 4);
    if (!status && (status = ct_list_set_slice(list, 0, CT_OMIT, 2, (ct_object *)items)))
        ct_list_delete_slice(list, ct_list_length(g->list), CT_OMIT, 1);
    ct_release(items);
    return status;
}

static ct_status delete_steps(ct_list *list, const given *g)
{
    return ct_list_delete_slice(list, 0, CT_OMIT, 2);
}

static ct_status sort(ct_list *list, const given *g)
{
    return ct_list_sort(list, g->key, true);
}

#define CHANGE(name)                                                                               \
    static bool list_##name(const given *g)                                                        \
    {                                                                                              \
        return changes(g, name);                                                                   \
    }
CHANGE(append)
CHANGE(extend_by_text)
CHANGE(extend_by_itself)
CHANGE(insert)
CHANGE(set_slice)
CHANGE(set_long_slice)
CHANGE(set_steps)
CHANGE(delete_steps)
CHANGE(sort)

static bool pop(const given *g)
{
    ct_list *list = ct_list_copy(g->list);
    bool good = list != NULL;
    while (good && ct_list_length(list) > 0)
        good = done(ct_list_pop(list, 0));
    ct_release(list);
    return good;
}

static bool operators(const given *g)
{
    return done(ct_binary(CT_ADD_OP, g->text, g->text)) &&
           done(ct_binary(CT_MULTIPLY_OP, g->tuple, ct_int(2))) &&
           done(ct_binary(CT_ADD_OP, g->number, g->number)) &&
           done(ct_binary(CT_POWER_OP, g->number, g->number)) && done(ct_to_float(g->number)) &&
           done(ct_binary(CT_OR_OP, g->dict, g->dict)) &&
           done(ct_round_number(g->number, ct_int(1)));
}

static bool formatting(const given *g)
{
    ct_object *format = ct_string("%s %5.1f %r", -1);
    ct_object *values = ct_tuple(3, (ct_object *const[]){g->text, g->number, g->dict});
    ct_object *out = format && values ? ct_binary(CT_REMAINDER_OP, format, values) : NULL;
    ct_release(format), ct_release(values);
    return done(out);
}

/* A key that allocates. */
static ct_object *key(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                      const char *const *names, ct_object *const *values)
{
    char *text = ct_repr(args[0], NULL);
    ct_object *box = text ? ct_string(text, -1) : NULL;
    ct_free(text);
    return box;
}

static bool run(void *context)
{
    const given *g = context;
    return g->call(g);
}

static void all(void **state)
{
    static bool (*const calls[])(const given *) = {new_float,
                                                   new_int,
                                                   new_uint,
                                                   new_complex,
                                                   new_string,
                                                   new_bytes,
                                                   new_slice,
                                                   new_tuple,
                                                   new_dict,
                                                   dict_grows,
                                                   new_function,
                                                   repr,
                                                   str,
                                                   copy_object,
                                                   deepcopy,
                                                   list_new,
                                                   list_of,
                                                   list_from_text,
                                                   list_from_dict,
                                                   list_copy,
                                                   list_slice,
                                                   list_concat,
                                                   list_repeat,
                                                   list_append,
                                                   list_extend_by_text,
                                                   list_insert,
                                                   list_set_slice,
                                                   list_set_steps,
                                                   list_set_long_slice,
                                                   list_extend_by_itself,
                                                   list_delete_steps,
                                                   list_sort,
                                                   pop,
                                                   operators,
                                                   formatting,
                                                   deepcopy_of_itself};
    int64_t before = live_blocks();
    given g = {.text = ct_string("a longer text", -1), .number = ct_float(0.5), .dict = ct_dict()};
    ct_list *inner = INTS(1, 2);
    g.list = ct_list_of(3, (ct_object *const[]){g.number, g.text, (ct_object *)inner});
    g.tuple = ct_tuple(3, (ct_object *const[]){(ct_object *)inner, g.text, (ct_object *)inner});
    g.key = ct_function("key", key, NULL, NULL);
    ct_dict_set(g.dict, g.text, (ct_object *)inner);
    ct_dict_set(g.dict, g.number, ct_none());
    ct_dict_set(g.dict, ct_none(), g.number);
    for (int i = 0; i < 5; i++)
        ct_list_extend(g.list, g.tuple);
    g.before = ct_repr(g.list, NULL);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        g.call = calls[i];
        for_each_failing_allocation(run, &g);
        char *after = ct_repr(g.list, NULL);
        assert_string_equal(after, g.before);
        ct_free(after);
    }
    ct_free(g.before);
    const void *mine[] = {g.text, g.number, g.dict, g.list, g.tuple, g.key, inner};
    for (int i = 0; i < 7; i++)
        ct_release(mine[i]);
    assert_int_equal(live_blocks(), before);
}

/* A copy that fails half-way through a cycle is taken apart again. */
static bool copy_cycle(void *context)
{
    ct_list *copy = (ct_list *)ct_deepcopy(context);
    if (copy)
        ct_list_clear(copy);
    return done(copy);
}

static void cycles(void **state)
{
    ct_list *list = INTS(1, 2, 3);
    ct_list_append(list, (ct_object *)list);
    ct_object *tuple = ct_tuple(1, (ct_object *const[]){(ct_object *)list});
    ct_list_append(list, tuple);
    ct_object *box = ct_float(1);
    for (int i = 0; i < 20; i++)
        ct_list_append(list, box);
    for_each_failing_allocation(copy_cycle, list);
    ct_list_clear(list);
    ct_release(list), ct_release(tuple), ct_release(box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all), cmocka_unit_test(cycles)};
    return cmocka_run_group_tests_name("failing allocations", tests, NULL, NULL);
}
