/* object_test.h: short ways to make boxes and to compare their repr, for the tests of this folder.
 */
#ifndef OBJECT_TEST_H
#define OBJECT_TEST_H

#include "ct_test.h"

#include "object/object.h"
#include "object/operators.h"

/* repr(object) is `text`; releases the object. */
#define assert_repr(object_, text_)                                                                \
    do {                                                                                           \
        const void *given_ = (object_);                                                            \
        char *repr_ = ct_repr(given_, NULL);                                                       \
        assert_non_null(repr_);                                                                    \
        assert_string_equal(repr_, (text_));                                                       \
        ct_free(repr_);                                                                            \
        ct_release(given_);                                                                        \
    } while (0)

/* A failed call with this exact message. */
#define assert_message(code_, text_)                                                               \
    do {                                                                                           \
        ct_error error_;                                                                           \
        assert_int_equal(ct_error_take(&error_), (code_));                                         \
        assert_string_equal(error_.message, (text_));                                              \
    } while (0)

/* A list of small ints, up to the first -1. */
static inline ct_list *ints(const int *values)
{
    ct_list *list = ct_list_new();
    for (; list && *values != -1; values++) {
        ct_object *item = ct_int(*values);
        if (ct_list_append(list, item)) {
            ct_release(list);
            list = NULL;
        }
        ct_release(item);
    }
    return list;
}
#define INTS(...) ints((const int[]){__VA_ARGS__, -1})

static inline int64_t live_blocks(void)
{
    int64_t blocks;
    ct_memory_in_use(&blocks, NULL);
    return blocks;
}

/* op on two boxes, both given away. */
static inline ct_object *binary(ct_operator op, ct_object *a, ct_object *b)
{
    ct_object *out = ct_binary(op, a, b);
    ct_release(a);
    ct_release(b);
    return out;
}

#endif
