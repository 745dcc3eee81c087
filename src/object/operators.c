/* operators.c: Python's operators on any two boxes: numbers go to numeric.c, sequences here. */
#include "operators.h"

#include "object.h"

#include <string.h>

const char *const ct_operator_text[CT_OPERATOR_COUNT] = {
    "+",  "-",  "*",  "/", "//", "%",  "**",     "@",  "<<",     ">>", "&", "^", "|",  "<",
    "<=", "==", "!=", ">", ">=", "in", "not in", "is", "is not", "-",  "+", "~", "not"};

/* -- comparison -------------------------------------------------------------------------------- */

int ct_compare_objects(ct_operator op, const ct_object *a, const ct_object *b)
{
    if (op == CT_EQUAL_OP || op == CT_NOT_EQUAL_OP) {
        int equal = ct_equal_objects(a, b);
        return equal < 0 ? -1 : equal == (op == CT_EQUAL_OP);
    }
    const char *outer = ct_order_symbol;
    ct_order_symbol = ct_operator_text[op];
    int order, failed = ct_order_objects(a, b, &order);
    ct_order_symbol = outer;
    if (failed)
        return -1;
    if (order == 2) /* NaN */
        return 0;
    return op == CT_LESS_OP         ? order < 0
           : op == CT_LESS_EQUAL_OP ? order <= 0
           : op == CT_GREATER_OP    ? order > 0
                                    : order >= 0;
}

static int string_contains(const ct_object *container, const ct_object *value)
{
    if (value->type != &ct_str_type) {
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "'in <string>' requires string as left operand, not %s", value->type->name);
        return -1;
    }
    const ct_string_box *s = (const ct_string_box *)container, *v = (const ct_string_box *)value;
    return memmem(s->text, (size_t)s->bytes, v->text, (size_t)v->bytes) != NULL;
}

static int bytes_contains(const ct_object *container, const ct_object *value)
{
    const ct_bytes_box *b = (const ct_bytes_box *)container;
    if (ct_is_int(value)) {
        ct_int128 byte = ct_int_value(value);
        if (byte < 0 || byte > 255) {
            ct_error_set(CT_VALUE_ERROR, NULL, 0, "byte must be in range(0, 256)");
            return -1;
        }
        return memchr(b->data, (int)byte, (size_t)b->bytes) != NULL;
    }
    int64_t bytes;
    const void *data = ct_as_bytes(value, &bytes);
    return data ? memmem(b->data, (size_t)b->bytes, data, (size_t)bytes) != NULL : -1;
}

int ct_contains(const ct_object *container, const ct_object *value)
{
    if (!container || !value)
        return ct_null_input("in", container ? 1 : 2), -1;
    if (container->type == &ct_str_type)
        return string_contains(container, value);
    if (container->type == &ct_bytes_type)
        return bytes_contains(container, value);
    if (container->type == &ct_dict_type)
        return ct_dict_has(container, value);
    const ct_type *type = container->type;
    if (!type->next && !(type->item && type->length)) {
        ct_error_set(CT_TYPE_ERROR, NULL, 0, "argument of type '%s' is not iterable", type->name);
        return -1;
    }
    ct_iter iter;
    if (ct_iter_start(&iter, container))
        return -1;
    ct_object *item;
    int more, equal = 0;
    while (!equal && (more = ct_iter_next(&iter, &item)) != 0) {
        if (more < 0)
            return -1;
        equal = ct_same_or_equal(item, value);
        ct_release(item);
    }
    return equal;
}

/* -- sequences --------------------------------------------------------------------------------- */

static bool is_sequence(const ct_object *a)
{
    return a->type == &ct_list_type || a->type == &ct_tuple_type || a->type == &ct_str_type ||
           a->type == &ct_bytes_type;
}

static ct_object *text_concat(const ct_object *a, const ct_object *b)
{
    const ct_string_box *x = (const ct_string_box *)a, *y = (const ct_string_box *)b;
    ct_text text = CT_TEXT_START;
    if (ct_text_add(&text, x->text, x->bytes) || ct_text_add(&text, y->text, y->bytes)) {
        ct_text_close(&text);
        return NULL;
    }
    return ct_text_box(&text);
}

static ct_object *bytes_concat(const ct_object *a, const ct_object *b)
{
    const ct_bytes_box *x = (const ct_bytes_box *)a, *y = (const ct_bytes_box *)b;
    ct_text text = CT_TEXT_START;
    ct_object *out = NULL;
    if (!ct_text_add(&text, x->data, x->bytes) && !ct_text_add(&text, y->data, y->bytes))
        out = ct_bytes(text.data, text.length);
    ct_text_close(&text);
    return out;
}

static ct_object *tuple_concat(const ct_object *a, const ct_object *b)
{
    const ct_tuple_box *x = (const ct_tuple_box *)a, *y = (const ct_tuple_box *)b;
    ct_tuple_box *out = (ct_tuple_box *)ct_tuple_new(x->length + y->length);
    for (int64_t i = 0; out && i < out->length; i++)
        out->items[i] = ct_retain(i < x->length ? x->items[i] : y->items[i - x->length]);
    return (ct_object *)out;
}

static ct_object *concat(const ct_object *a, const ct_object *b)
{
    if (a->type != b->type) {
        if (a->type == &ct_bytes_type)
            return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "can't concat %s to bytes", b->type->name);
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "can only concatenate %s (not \"%s\") to %s",
                       a->type->name, b->type->name, a->type->name);
    }
    if (a->type == &ct_list_type)
        return (ct_object *)ct_list_concat((const ct_list *)a, (const ct_list *)b);
    return a->type == &ct_tuple_type ? tuple_concat(a, b)
           : a->type == &ct_str_type ? text_concat(a, b)
                                     : bytes_concat(a, b);
}

static ct_object *repeat_bytes(const ct_object *a, const char *data, int64_t bytes, int64_t n)
{
    int64_t all;
    if (n < 0)
        n = 0;
    if (ct_mul_overflow(bytes, n, &all))
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    char *out = ct_alloc(all);
    if (!out)
        return NULL;
    for (int64_t i = 0; bytes && i < n; i++)
        memcpy(out + i * bytes, data, (size_t)bytes);
    ct_object *box = a->type == &ct_str_type ? ct_string(out, all) : ct_bytes(out, all);
    ct_dealloc(out);
    return box;
}

static ct_object *tuple_repeat(const ct_object *a, int64_t n)
{
    const ct_tuple_box *x = (const ct_tuple_box *)a;
    int64_t length;
    if (n == 1)
        return ct_retain(a);
    if (ct_mul_overflow(x->length, n < 0 ? 0 : n, &length))
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    ct_tuple_box *out = (ct_tuple_box *)ct_tuple_new(length);
    for (int64_t i = 0; out && i < length; i++)
        out->items[i] = ct_retain(x->items[i % x->length]);
    return (ct_object *)out;
}

/* How often: a bool or int, or a NumPy integer. */
static ct_status repeat_count(const ct_object *times, int64_t *n)
{
    ct_int128 wide = 0;
    if (!ct_is_int(times) && !times->type->number)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                              "can't multiply sequence by non-int of type '%s'", times->type->name);
    ct_status status = ct_as_wide(times, &wide);
    if (!status && (wide > INT64_MAX || wide < INT64_MIN))
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, NULL, 0,
                              "cannot fit 'int' into an index-sized integer");
    *n = (int64_t)wide;
    return status;
}

static ct_object *repeat(const ct_object *a, const ct_object *times)
{
    int64_t n = 0;
    if (repeat_count(times, &n))
        return NULL;
    if (a->type == &ct_list_type)
        return (ct_object *)ct_list_repeat((const ct_list *)a, n);
    if (a->type == &ct_tuple_type)
        return tuple_repeat(a, n);
    if (a->type == &ct_str_type)
        return repeat_bytes(a, ((const ct_string_box *)a)->text, ((const ct_string_box *)a)->bytes,
                            n);
    return repeat_bytes(a, ((const ct_bytes_box *)a)->data, ((const ct_bytes_box *)a)->bytes, n);
}

static ct_object *dict_merge(const ct_object *a, const ct_object *b)
{
    ct_object *out = ct_dict();
    if (out && (ct_dict_update(out, a) || ct_dict_update(out, b))) {
        ct_release(out);
        return NULL;
    }
    return out;
}

/* -- any two boxes ----------------------------------------------------------------------------- */

static ct_object *truth_box(int truth)
{
    return truth < 0 ? NULL : ct_bool(truth);
}

/* `a is b`. A callable with equality is a name of the language, boxed anew each time it is said. */
static bool same(const ct_object *a, const ct_object *b)
{
    return a == b ||
           (a->type == b->type && a->type->call && a->type->equal && a->type->equal(a, b) > 0);
}

ct_object *ct_binary(ct_operator op, const ct_object *a, const ct_object *b)
{
    if (!a || !b)
        return ct_null_input(ct_operator_text[op], a ? 2 : 1), NULL;
    int truth;
    switch (op) {
    case CT_LESS_OP:
    case CT_LESS_EQUAL_OP:
    case CT_EQUAL_OP:
    case CT_NOT_EQUAL_OP:
    case CT_GREATER_OP:
    case CT_GREATER_EQUAL_OP:
        return truth_box(ct_compare_objects(op, a, b));
    case CT_IN_OP:
        return truth_box(ct_contains(b, a));
    case CT_NOT_IN_OP:
        truth = ct_contains(b, a);
        return truth_box(truth < 0 ? -1 : !truth);
    case CT_IS_OP:
        return ct_bool(same(a, b));
    case CT_IS_NOT_OP:
        return ct_bool(!same(a, b));
    case CT_ADD_OP:
        if (is_sequence(a))
            return concat(a, b);
        break;
    case CT_MULTIPLY_OP:
        if (is_sequence(a))
            return repeat(a, b);
        if (is_sequence(b))
            return repeat(b, a);
        break;
    case CT_REMAINDER_OP:
        if (a->type == &ct_str_type)
            return ct_string_format(a, b);
        break;
    case CT_OR_OP:
        if (a->type == &ct_dict_type && b->type == &ct_dict_type)
            return dict_merge(a, b);
        break;
    default:
        break;
    }
    return ct_number_binary(op, a, b);
}

ct_object *ct_unary(ct_operator op, const ct_object *a)
{
    return ct_number_unary(op, a);
}

ct_object *ct_binary_in_place(ct_operator op, ct_object *a, const ct_object *b)
{
    if (!a || !b)
        return ct_null_input(ct_operator_text[op], a ? 2 : 1), NULL;
    int64_t n = 0;
    if (a->type == &ct_list_type && op == CT_ADD_OP)
        return ct_list_extend((ct_list *)a, b) ? NULL : ct_retain(a);
    if (a->type == &ct_list_type && op == CT_MULTIPLY_OP) {
        if (repeat_count(b, &n) || ct_list_repeat_in_place((ct_list *)a, n))
            return NULL;
        return ct_retain(a);
    }
    if (a->type == &ct_dict_type && op == CT_OR_OP)
        return ct_dict_update(a, b) ? NULL : ct_retain(a);
    return ct_binary(op, a, b);
}
