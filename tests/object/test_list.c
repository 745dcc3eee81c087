/* Lists against CPython 3.13: growth and shrinking, slices, search, sort, text, copies. */
#include "object_test.h"

static const ct_object *object_of(const ct_list *list)
{
    return (const ct_object *)list;
}

static void growth_is_cpythons(void **state)
{
    /* capacities at which 100 appends to [] reallocate */
    static const int steps[] = {4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108};
    ct_list *list = ct_list_new();
    assert_int_equal(ct_list_sizeof(list), 40);
    int at = -1;
    for (int i = 0; i < 100; i++) {
        int64_t before = ct_list_capacity(list);
        assert_int_equal(ct_list_append(list, ct_none()), CT_OK);
        if (ct_list_capacity(list) != before)
            assert_int_equal(ct_list_capacity(list), steps[++at]);
    }
    assert_int_equal(at, 10);
    ct_release(list);
}

static void shrinking_is_cpythons(void **state)
{
    ct_list *one = INTS(1);
    ct_list *hundred = ct_list_repeat(one, 100);
    /* l = [0] * 100; while l: l.pop() */
    static const int left[] = {49, 29, 17, 11, 7, 5, 1, 0};
    static const int capacity[] = {60, 36, 24, 16, 12, 8, 4, 0};
    int at = 0;
    while (ct_list_length(hundred) > 0) {
        ct_release(ct_list_pop(hundred, -1));
        if (ct_list_length(hundred) == left[at])
            assert_int_equal(ct_list_capacity(hundred), capacity[at++]);
        if (ct_list_length(hundred) == left[0] + 1)
            assert_int_equal(ct_list_capacity(hundred), 100);
    }
    ct_release(hundred);
    ct_release(one);
}

static void known_lengths_are_prepared(void **state)
{
    ct_list *three = INTS(1, 2, 3), *copy = ct_list_from(object_of(three));
    assert_int_equal(ct_list_capacity(copy), 4); /* an empty list: rounded up to even */
    ct_list_extend(copy, object_of(three));
    assert_int_equal(ct_list_capacity(copy), 12);
    ct_release(copy);
    copy = ct_list_copy(three);
    assert_int_equal(ct_list_capacity(copy), 3);
    assert_int_equal(ct_list_sizeof(copy), 64);
    ct_release(copy);
    ct_release(three);
}

static void slices(void **state)
{
    ct_list *list = INTS(0, 1, 2, 3, 4, 5), *new = INTS(7, 8, 9);
    assert_repr(ct_list_slice(list, 1, -1, 1), "[1, 2, 3, 4]");
    assert_repr(ct_list_slice(list, CT_OMIT, CT_OMIT, -2), "[5, 3, 1]");
    assert_repr(ct_list_slice(list, -100, 100, 3), "[0, 3]");
    assert_repr(ct_list_slice(list, 4, 1, 1), "[]");
    assert_null(ct_list_slice(list, 0, 1, 0));
    assert_message(CT_VALUE_ERROR, "slice step cannot be zero");
    ct_list_set_slice(list, 4, 1, 1, object_of(new)); /* inserts at 4 */
    assert_repr(ct_retain(list), "[0, 1, 2, 3, 7, 8, 9, 4, 5]");
    ct_list_set_slice(list, CT_OMIT, CT_OMIT, 3, object_of(new));
    assert_repr(ct_retain(list), "[7, 1, 2, 8, 7, 8, 9, 4, 5]");
    assert_int_equal(ct_list_set_slice(list, 0, 4, 2, object_of(new)), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR,
                   "attempt to assign sequence of size 3 to extended slice of size 2");
    assert_int_equal(ct_list_set_slice(list, 0, 4, 1, ct_none()), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "must assign iterable to extended slice");
    ct_list_delete_slice(list, -1, CT_OMIT, -3);
    assert_repr(ct_retain(list), "[7, 1, 8, 7, 9, 4]");
    ct_list_set_slice(list, 1, 3, 1, object_of(list)); /* itself */
    assert_repr(ct_retain(list), "[7, 7, 1, 8, 7, 9, 4, 7, 9, 4]");
    ct_list_delete_slice(list, CT_OMIT, CT_OMIT, 1);
    assert_repr(list, "[]");
    ct_release(new);
}

static void places_and_errors(void **state)
{
    ct_list *list = INTS(1, 2, 3);
    ct_object *nine = ct_int(9), *two = ct_float(2.0);
    assert_null(ct_list_get(list, 3));
    assert_message(CT_INDEX_ERROR, "list index out of range");
    assert_int_equal(ct_list_set(list, -4, nine), CT_INDEX_ERROR);
    assert_message(CT_INDEX_ERROR, "list assignment index out of range");
    assert_null(ct_list_pop(list, 7));
    assert_message(CT_INDEX_ERROR, "pop index out of range");
    assert_int_equal(ct_list_index(list, nine, 0, CT_OMIT), -1);
    assert_message(CT_VALUE_ERROR, "9 is not in list");
    assert_int_equal(ct_list_remove(list, nine), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "list.remove(x): x not in list");
    assert_int_equal(ct_list_index(list, two, -2, CT_OMIT), 1); /* 2 == 2.0 */
    assert_int_equal(ct_list_contains(list, two), 1);
    ct_list_insert(list, -100, nine);
    ct_list_insert(list, 100, nine);
    assert_int_equal(ct_list_count(list, nine), 2);
    ct_list_extend(list, object_of(list));
    assert_repr(ct_retain(list), "[9, 1, 2, 3, 9, 9, 1, 2, 3, 9]");
    ct_list_remove(list, nine);
    ct_list_reverse(list);
    assert_repr(ct_retain(list), "[9, 3, 2, 1, 9, 9, 3, 2, 1]");
    ct_list_clear(list);
    assert_null(ct_list_pop(list, -1));
    assert_message(CT_INDEX_ERROR, "pop from empty list");
    assert_null(ct_list_append(NULL, nine) ? NULL : list);
    assert_error(CT_TYPE_ERROR);
    ct_release(list);
    ct_release(two);
}

static void comparison(void **state)
{
    ct_object *nan = ct_float(__builtin_nan("")), *other = ct_float(__builtin_nan(""));
    ct_list *a = ct_list_of(1, &nan), *b = ct_list_of(1, &nan), *c = ct_list_of(1, &other);
    assert_int_equal(ct_equal_objects(a, b), 1); /* the same NaN: identity comes first */
    assert_int_equal(ct_equal_objects(a, c), 0);
    assert_int_equal(ct_compare_objects(CT_LESS_EQUAL_OP, object_of(a), object_of(b)), 1);
    assert_int_equal(ct_compare_objects(CT_LESS_EQUAL_OP, object_of(a), object_of(c)), 0);
    ct_list *x = INTS(1, 2), *y = INTS(1, 2, 0);
    assert_int_equal(ct_compare_objects(CT_LESS_OP, object_of(x), object_of(y)), 1);
    assert_int_equal(ct_compare_objects(CT_GREATER_OP, object_of(x), ct_none()), -1);
    assert_message(CT_TYPE_ERROR, "'>' not supported between instances of 'list' and 'NoneType'");
    const void *all[] = {a, b, c, x, y, nan, other};
    for (int i = 0; i < 7; i++)
        ct_release(all[i]);
}

static ct_object *negated(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                          const char *const *names, ct_object *const *values)
{
    return ct_unary(CT_NEGATIVE_OP, args[0]);
}

static ct_object *meddling(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                           const char *const *names, ct_object *const *values)
{
    ct_list_append(context, args[0]);
    return ct_retain(args[0]);
}

static void sort_is_stable(void **state)
{
    /* pairs (key, number) sorted by a key with few values: numbers ascend within each */
    ct_list *list = ct_list_new();
    uint32_t seed = 1;
    for (int i = 0; i < 2000; i++) {
        seed = seed * 1664525 + 1013904223;
        ct_object *pair[] = {ct_int((seed >> 20) % 7), ct_int(i)};
        ct_object *tuple = ct_tuple(2, pair);
        ct_list_append(list, tuple);
        ct_release(tuple), ct_release(pair[0]), ct_release(pair[1]);
    }
    assert_int_equal(ct_list_sort(list, NULL, false), CT_OK);
    for (int64_t i = 1; i < 2000; i++) {
        int order;
        ct_order_objects(ct_list_items(list)[i - 1], ct_list_items(list)[i], &order);
        assert_int_equal(order, -1);
    }
    ct_release(list);
}

static void sort_options(void **state)
{
    ct_list *list = INTS(3, 1, 2);
    ct_object *key = ct_function("key", negated, NULL, NULL);
    ct_list_sort(list, key, false);
    assert_repr(ct_retain(list), "[3, 2, 1]");
    ct_list_sort(list, key, true);
    assert_repr(ct_retain(list), "[1, 2, 3]");
    ct_release(key);
    key = ct_function("key", meddling, list, NULL);
    assert_int_equal(ct_list_sort(list, key, true), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "list modified during sort");
    assert_repr(ct_retain(list), "[3, 2, 1]");
    ct_release(key);
    ct_object *text = ct_string("a", -1);
    ct_list_append(list, text);
    assert_int_equal(ct_list_sort(list, NULL, false), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "'<' not supported between instances of 'str' and 'int'");
    assert_repr(list, "[3, 2, 1, 'a']"); /* as it was */
    ct_release(text);
}

static void itself(void **state)
{
    int64_t before = live_blocks();
    ct_list *list = INTS(1);
    ct_list_append(list, object_of(list));
    assert_repr(ct_retain(list), "[1, [...]]");
    ct_object *dict = ct_dict(), *key = ct_int(0);
    ct_dict_set(dict, key, object_of(list));
    ct_list_append(list, dict);
    assert_repr(ct_retain(list), "[1, [...], {0: [...]}]");
    ct_list *copy = (ct_list *)ct_deepcopy(object_of(list));
    assert_ptr_equal(ct_list_items(copy)[1], copy);
    assert_ptr_not_equal(ct_list_items(copy)[2], dict);
    assert_repr(ct_retain(copy), "[1, [...], {0: [...]}]");
    assert_int_equal(ct_equal_objects(list, copy), -1);
    assert_message(CT_RECURSION_ERROR, "maximum recursion depth exceeded in comparison");
    ct_list_clear(copy), ct_list_clear(list);
    ct_release(copy), ct_release(list), ct_release(dict), ct_release(key);
    assert_int_equal(live_blocks(), before);
}

static void deep_nesting(void **state)
{
    int64_t before = live_blocks();
    ct_list *lists[2] = {ct_list_new(), ct_list_new()};
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 300000; i++) {
            ct_list *outer = ct_list_of(1, (ct_object *const[]){(ct_object *)lists[k]});
            ct_release(lists[k]);
            lists[k] = outer;
        }
    }
    assert_null(ct_repr(lists[0], NULL));
    assert_message(CT_RECURSION_ERROR,
                   "maximum recursion depth exceeded while getting the repr of an object");
    assert_int_equal(ct_equal_objects(lists[0], lists[1]), -1);
    assert_error(CT_RECURSION_ERROR);
    int order;
    assert_int_equal(ct_order_objects(lists[0], lists[1], &order), -1);
    assert_error(CT_RECURSION_ERROR);
    assert_null(ct_deepcopy(object_of(lists[0])));
    assert_error(CT_RECURSION_ERROR);
    ct_release(lists[0]), ct_release(lists[1]);
    assert_int_equal(live_blocks(), before);
    ct_object *tuple = ct_tuple(0, NULL);
    for (int i = 0; i < 300000; i++) {
        ct_object *outer = ct_tuple(1, &tuple);
        ct_release(tuple);
        tuple = outer;
    }
    uint64_t hash;
    assert_int_equal(ct_hash(tuple, &hash), CT_RECURSION_ERROR);
    assert_error(CT_RECURSION_ERROR);
    ct_release(tuple);
    assert_int_equal(live_blocks(), before);
}

static void copies(void **state)
{
    ct_list *inner = INTS(1),
            *shared = ct_list_of(2, (ct_object *const[]){(ct_object *)inner, (ct_object *)inner});
    ct_list *shallow = (ct_list *)ct_copy_object(object_of(shared));
    ct_list *deep = (ct_list *)ct_deepcopy(object_of(shared));
    assert_ptr_equal(ct_list_items(shallow)[0], inner);
    assert_ptr_not_equal(ct_list_items(deep)[0], inner);
    assert_ptr_equal(ct_list_items(deep)[0], ct_list_items(deep)[1]);
    const void *all[] = {inner, shared, shallow, deep};
    for (int i = 0; i < 4; i++)
        ct_release(all[i]);
}

/* An object whose equality and text empty the list and the dict that hold it. */
typedef struct emptier {
    ct_object object;
    ct_list *list;
    ct_object *dict;
    int alive;
} emptier;

static void empty(const ct_object *self)
{
    const emptier *e = (const emptier *)self;
    ct_object *key = ct_int(1);
    ct_list_clear(e->list);
    ct_dict_delete(e->dict, key);
    ct_release(key);
    assert_true(e->alive); /* whoever asked holds it */
}

static int emptier_equal(const ct_object *self, const ct_object *other)
{
    empty(self);
    return 0;
}

static ct_status emptier_repr(const ct_object *self, ct_text *out)
{
    empty(self);
    return ct_text_add(out, "emptied", -1);
}

static void emptier_destroy(ct_object *self)
{
    ((emptier *)self)->alive = 0; /* not freed: it lives in the test */
}

static const ct_type emptier_type = {
    .name = "emptier", .destroy = emptier_destroy, .equal = emptier_equal, .repr = emptier_repr};

static void fill(emptier *item, ct_list *list, ct_object *dict)
{
    ct_object *key = ct_int(1);
    *item = (emptier){{1, &emptier_type}, list, dict, 1};
    assert_int_equal(ct_list_append(list, &item->object), CT_OK);
    assert_int_equal(ct_dict_set(dict, key, &item->object), CT_OK);
    ct_release(&item->object);
    ct_release(key);
}

static void changes_while_comparing(void **state)
{
    int64_t before = live_blocks();
    emptier item;
    int order;
    ct_list *list = ct_list_new(), *other = INTS(5);
    ct_object *dict = ct_dict(), *one = ct_dict(), *key = ct_int(1);
    assert_int_equal(ct_dict_set(one, key, key), CT_OK);
    fill(&item, list, dict);
    assert_int_equal(ct_equal_objects(list, other), 0);
    assert_int_equal(ct_list_length(list), 0);
    fill(&item, list, dict);
    assert_int_equal(ct_order_objects(list, other, &order), CT_OK); /* [] < [5] by then */
    assert_int_equal(order, -1);
    fill(&item, list, dict);
    assert_int_equal(ct_equal_objects(dict, one), 0);
    assert_int_equal(ct_length(dict), 0);
    fill(&item, list, dict);
    char *text = ct_repr(list, NULL);
    assert_string_equal(text, "[emptied]");
    ct_free(text);
    fill(&item, list, dict);
    text = ct_repr(dict, NULL);
    assert_string_equal(text, "{1: emptied}");
    ct_free(text);
    const void *all[] = {list, other, dict, one, key};
    for (int i = 0; i < 5; i++)
        ct_release(all[i]);
    assert_int_equal(live_blocks(), before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_is_cpythons),
        cmocka_unit_test(shrinking_is_cpythons),
        cmocka_unit_test(known_lengths_are_prepared),
        cmocka_unit_test(slices),
        cmocka_unit_test(places_and_errors),
        cmocka_unit_test(comparison),
        cmocka_unit_test(sort_is_stable),
        cmocka_unit_test(sort_options),
        cmocka_unit_test(itself),
        cmocka_unit_test(deep_nesting),
        cmocka_unit_test(copies),
        cmocka_unit_test(changes_while_comparing),
    };
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
