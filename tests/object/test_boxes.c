/* Boxes, their text, hashes and equality, and dicts, against CPython 3.13. */
#include "object_test.h"

static ct_object *text(const char *utf8)
{
    return ct_string(utf8, -1);
}

static void reprs(void **state)
{
    assert_repr(ct_none(), "None");
    assert_repr(ct_ellipsis(), "Ellipsis");
    assert_repr(ct_bool(true), "True");
    assert_repr(ct_uint(UINT64_MAX), "18446744073709551615");
    assert_repr(ct_float(1e16), "1e+16");
    assert_repr(ct_complex(0, -2), "-2j");
    assert_repr(text("it's"), "\"it's\"");
    assert_repr(text("'\"\\"), "'\\'\"\\\\'");
    assert_repr(text("\t\n\r\x01\x7f\xc2\xad\xc3\xa9\xf0\x9f\x98\x80\xe2\x80\xa8"),
                "'\\t\\n\\r\\x01\\x7f\\xad\xc3\xa9\xf0\x9f\x98\x80\\u2028'");
    assert_repr(ct_bytes("a'\0\xff\n", 5), "b\"a'\\x00\\xff\\n\"");
    assert_repr(ct_slice_object(NULL, ct_int(3), NULL), "slice(None, 3, None)");
    assert_repr(ct_tuple(0, NULL), "()");
    assert_repr(ct_tuple(1, (ct_object *const[]){ct_int(7)}), "(7,)");
    assert_repr(ct_function("f", (ct_call *)(uintptr_t)1, NULL, NULL), "<function f>");
    assert_null(ct_string("\xed\xa0\x80", -1)); /* a surrogate */
    assert_error(CT_VALUE_ERROR);
    for (int str = 0; str < 2; str++) {
        ct_error error;
        assert_null(str ? ct_str(NULL, NULL) : ct_repr(NULL, NULL));
        assert_int_equal(ct_error_take(&error), CT_TYPE_ERROR);
        assert_string_equal(error.message, "argument 1 is NULL");
        assert_string_equal(error.op, str ? "str" : "repr");
    }
}

static void assert_hash(ct_object *box, int64_t expected)
{
    uint64_t hash;
    assert_int_equal(ct_hash(box, &hash), CT_OK);
    assert_int_equal((int64_t)hash, expected);
    ct_release(box);
}

/* hash() of CPython 3.13 on a 64-bit machine */
static void hashes(void **state)
{
    assert_hash(ct_int(-1), -2);
    assert_hash(ct_bool(true), 1);
    assert_hash(ct_float(1.0), 1);
    assert_hash(ct_complex(1, 0), 1);
    assert_hash(ct_float(1.5), 1152921504606846977);
    assert_hash(ct_float(__builtin_inf()), 314159);
    assert_hash(ct_uint(UINT64_MAX), 7);
    assert_hash(ct_tuple(2, (ct_object *const[]){ct_int(1), ct_int(2)}), -3550055125485641917);
    assert_hash(ct_tuple(0, NULL), 5740354900026072187);
    ct_list *list = ct_list_new();
    uint64_t hash;
    assert_int_equal(ct_hash(list, &hash), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "unhashable type: 'list'");
    ct_release(list);
}

static void numbers_are_equal_across_types(void **state)
{
    ct_object *big = ct_int(9007199254740993), *near = ct_float(9007199254740992.0);
    assert_int_equal(ct_equal_objects(big, near), 0); /* 2**53 + 1 is no double */
    int order;
    assert_int_equal(ct_order_objects(big, near, &order), 0);
    assert_int_equal(order, 1);
    ct_object *one = ct_complex(1, 0);
    assert_int_equal(ct_equal_objects(one, ct_bool(true)), 1);
    ct_release(big), ct_release(near), ct_release(one);
    assert_ptr_equal(ct_int(256), ct_int(256)); /* shared, as in CPython */
}

static void unboxing(void **state)
{
    int64_t i;
    double d, z[2];
    ct_object *half = ct_float(0.5), *huge = ct_uint(UINT64_MAX), *name = text("x");
    assert_int_equal(ct_as_int(half, &i), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "'float' object cannot be interpreted as an integer");
    assert_int_equal(ct_as_int(huge, &i), CT_OVERFLOW_ERROR);
    assert_error(CT_OVERFLOW_ERROR);
    assert_int_equal(ct_as_float(huge, &d), CT_OK);
    assert_true(d == 18446744073709551616.0);
    assert_int_equal(ct_as_complex(half, z), CT_OK);
    assert_true(z[0] == 0.5 && z[1] == 0);
    assert_int_equal(ct_as_float(name, &d), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "must be real number, not str");
    assert_string_equal(ct_as_string(name, &i), "x");
    assert_null(ct_as_bytes(name, NULL));
    assert_error(CT_TYPE_ERROR);
    ct_release(half), ct_release(huge), ct_release(name);
}

static void dicts(void **state)
{
    int64_t before = live_blocks();
    ct_object *dict = ct_dict(), *one = ct_float(1.0);
    ct_list *list = ct_list_new();
    assert_int_equal(ct_dict_set(dict, (ct_object *)list, one), CT_TYPE_ERROR);
    assert_message(CT_TYPE_ERROR, "unhashable type: 'list'");
    ct_dict_set(dict, ct_int(1), ct_none());
    ct_dict_set(dict, one, ct_bool(false)); /* the same key: 1 == 1.0 */
    ct_dict_set(dict, ct_bool(true), ct_int(5));
    assert_repr(ct_retain(dict), "{1: 5}");
    for (int i = 0; i < 1000; i++) {
        ct_object *key = ct_int(i * 1000), *value = ct_float(i);
        assert_int_equal(ct_dict_set(dict, key, value), CT_OK);
        ct_release(key), ct_release(value);
    }
    for (int i = 0; i < 1000; i += 2) {
        ct_object *key = ct_int(i * 1000);
        assert_int_equal(ct_dict_delete(dict, key), 1);
        assert_int_equal(ct_dict_delete(dict, key), 0);
        ct_release(key);
    }
    assert_int_equal(ct_length(dict), 501);
    int64_t position = 0, last = -1, k;
    ct_object *key, *value;
    while (ct_dict_next(dict, &position, &key, &value)) { /* insertion order */
        ct_as_int(key, &k);
        assert_true(k > last);
        last = k;
    }
    assert_null(ct_dict_get(dict, ct_none()));
    assert_no_error();
    ct_object *copy = ct_deepcopy(dict);
    assert_int_equal(ct_equal_objects(dict, copy), 1);
    ct_dict_delete(copy, one);
    assert_int_equal(ct_equal_objects(dict, copy), 0);
    ct_release(copy), ct_release(dict), ct_release(one), ct_release(list);
    assert_int_equal(live_blocks(), before);
}

static void types_without_functions(void **state)
{
    static const ct_type plain = {.name = "plain"};
    ct_object object = {1, &plain};
    assert_repr(ct_retain(&object), "<plain object>");
    assert_int_equal(ct_equal_objects(&object, ct_none()), 0);
    assert_int_equal(ct_equal_objects(&object, &object), 1);
    assert_int_equal(ct_truth(&object), 1);
    assert_int_equal(ct_length(&object), -1);
    assert_message(CT_TYPE_ERROR, "object of type 'plain' has no len()");
    assert_null(ct_list_from(&object));
    assert_message(CT_TYPE_ERROR, "'plain' object is not iterable");
    assert_null(ct_call_object(&object, 0, NULL, 0, NULL, NULL));
    assert_message(CT_TYPE_ERROR, "'plain' object is not callable");
    assert_int_equal(ct_refcount(&object), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reprs),
        cmocka_unit_test(hashes),
        cmocka_unit_test(numbers_are_equal_across_types),
        cmocka_unit_test(unboxing),
        cmocka_unit_test(dicts),
        cmocka_unit_test(types_without_functions),
    };
    return cmocka_run_group_tests_name("boxes", tests, NULL, NULL);
}
