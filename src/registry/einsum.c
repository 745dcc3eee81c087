/* einsum.c: einsum's two forms: subscripts as text, or a list of labels behind each operand. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

/* Labels as the text of subscripts; `at` is where it ends. */
static ct_status write_labels(const ct_object *labels, char *text, int64_t room, int64_t *at)
{
    CT_SCOPE(s);
    int64_t n = ct_arg_count(labels);
    if (n < 0)
        return ct_error_set(CT_TYPE_ERROR, "einsum", 0,
                            "each subscript must be either an integer or an ellipsis");
    for (int64_t i = 0; i < n; i++) {
        ct_object *label = ct_own(&s, ct_arg_item(labels, i));
        int64_t value;
        if (!label)
            return ct_error_pending();
        if (*at + 4 >= room)
            return ct_error_set(CT_VALUE_ERROR, "einsum", 0, "subscripts list is too long");
        if (ct_type_of(label) == &ct_ellipsis_type) {
            memcpy(text + *at, "...", 3);
            *at += 3;
            continue;
        }
        if (ct_arg_int(label, 0, &value)) {
            ct_error_take(NULL);
            return ct_error_set(CT_TYPE_ERROR, "einsum", 0,
                                "each subscript must be either an integer or an ellipsis");
        }
        if (value < 0 || value >= 52)
            return ct_error_set(CT_VALUE_ERROR, "einsum", 0,
                                "subscript is not within the valid range [0, 52)");
        text[(*at)++] = (char)(value < 26 ? 'A' + value : 'a' + value - 26);
    }
    return CT_OK;
}

/* (op0, labels0, op1, labels1, ..., out labels): the operands, and the subscripts in `text`. */
static int from_lists(ct_scope *scope, const ct_tuple_box *given, ct_array **out, char *text,
                      int64_t room)
{
    int64_t at = 0;
    int n = 0;
    if (given->length < 2)
        return ct_error_set(CT_VALUE_ERROR, "einsum", 0,
                            "must provide at least an operand and a subscripts list to einsum");
    for (int64_t i = 0; i + 1 < given->length; i += 2) {
        if (n)
            text[at++] = ',';
        if (!(out[n++] = ct_arg_array_in(scope, given->items[i])) ||
            write_labels(given->items[i + 1], text, room, &at))
            return ct_error_pending();
    }
    if (given->length % 2) {
        memcpy(text + at, "->", 2);
        at += 2;
        if (write_labels(given->items[given->length - 1], text, room, &at))
            return ct_error_pending();
    }
    text[at] = 0;
    return n;
}

static ct_status read_options(ct_scope *scope, ct_object *keywords, ct_einsum_opts *opts)
{
    ct_object *key, *value;
    ct_status status = CT_OK;
    for (int64_t at = 0; !status && keywords && ct_dict_next(keywords, &at, &key, &value);) {
        const char *name = ct_as_string(key, NULL);
        if (!name)
            return ct_error_pending();
        if (!strcmp(name, "order"))
            status = ct_arg_order(value, CT_ORDER_K, &opts->order);
        else if (!strcmp(name, "casting"))
            status = ct_arg_casting(value, CT_CASTING_SAFE, &opts->casting);
        else if (!strcmp(name, "dtype")) {
            status = ct_arg_dtype(value, &opts->dtype);
            if (!status && opts->dtype)
                status = ct_own(scope, opts->dtype) ? CT_OK : ct_error_pending();
        } else
            status = ct_error_set(CT_TYPE_ERROR, "einsum", 0,
                                  "einsum() got an unexpected keyword argument '%.60s'", name);
    }
    return status;
}

/* (*operands, out=None, optimize=False, **kwargs) */
static ct_object *einsum(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_tuple_box *given = (const ct_tuple_box *)args[0];
    enum { MOST = 64, ROOM = 2048 };
    ct_array *operands[MOST], *out;
    char text[ROOM];
    ct_einsum_opts opts = {.size_ = sizeof opts};
    int n = 0;
    if (given->length == 0)
        return CT_FAIL(CT_VALUE_ERROR, "einsum", 0,
                       "must specify the einstein sum subscripts string and at least one operand, "
                       "or at least one operand and its corresponding subscripts list");
    if (given->length > MOST)
        return CT_FAIL(CT_VALUE_ERROR, "einsum", 0, "too many operands");
    if (read_options(&s, args[3], &opts) || ct_arg_out(args[1], &out))
        return NULL;
    const ct_type *first = ct_type_of(given->items[0]);
    const char *subscripts = text;
    if (first == &ct_str_type) {
        subscripts = ct_as_string(given->items[0], NULL);
        for (; n + 1 < given->length; n++)
            if (!(operands[n] = ct_arg_array_in(&s, given->items[n + 1])))
                return NULL;
        if (n == 0)
            return CT_FAIL(CT_VALUE_ERROR, "einsum", 0,
                           "must specify the einstein sum subscripts string and at least one "
                           "operand");
    } else if ((n = from_lists(&s, given, operands, text, ROOM - 8)) < 0) {
        return NULL;
    }
    opts.copy = out != NULL;
    for (int i = 0; out && i <= n && (!opts.dtype || i);
         i++) { /* out= takes part in the promotion */
        const ct_dtype *own = ct_dtype_of(i < n ? operands[i] : out);
        opts.dtype = i ? ct_promote_types(opts.dtype, own) : ct_retain(own);
        if (!ct_own(&s, opts.dtype))
            return NULL;
    }
    ct_array *result = ct_einsum(subscripts, n, operands, &opts);
    if (!out)
        return ct_result(result);
    ct_casting rule = opts.casting ? opts.casting : CT_CASTING_SAFE;
    if (result && !ct_can_cast(ct_dtype_of(result), ct_dtype_of(out), rule)) {
        ct_error_set(CT_TYPE_ERROR, "einsum", 0,
                     "Iterator requested dtype could not be cast from dtype('%s') to dtype('%s'), "
                     "the operand %d dtype, according to the rule '%s'",
                     ct_dtype_name(ct_dtype_of(result)), ct_dtype_name(ct_dtype_of(out)), n,
                     ct_casting_name(rule));
        ct_release(result);
        return NULL;
    }
    if (result &&
        (ct_ndim(result) != ct_ndim(out) ||
         memcmp(ct_shape(result), ct_shape(out), (size_t)ct_ndim(out) * sizeof(int64_t)) != 0)) {
        ct_release(result);
        return CT_FAIL(CT_VALUE_ERROR, "einsum", 0,
                       "out has not the shape of the result of einsum");
    }
    return ct_array_result(ct_into_any_out(result, out));
}

const ct_routine ct_routines_einsum[] = {
    CT_ROW(
        "einsum", "linalg", "(*operands, out=None, optimize=False, **kwargs)",
        "Sums of products, as subscripts say: einsum('ij,jk->ik', a, b). Operands are multiplied "
        "from left to right, whatever `optimize` says; also dtype=, order= and casting=.",
        einsum),
};
CT_ROUTINES_END(einsum);
