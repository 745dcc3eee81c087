/* indexing.c: rows of the routines that read and write by index, and that make indices. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* The first argument, which is changed in place. */
static ct_array *target(const char *op, ct_object *const *args)
{
    if (ct_type_of(args[0]) == &ct_array_type)
        return (ct_array *)args[0];
    return CT_FAIL(CT_TYPE_ERROR, op, 1, "argument 1 must be numpy.ndarray, not %s",
                   ct_type_of(args[0])->name);
}

/* -- along an axis ----------------------------------------------------------------------------- */

ENTRY(take_along_axis)
{
    CT_SCOPE(s);
    ct_array *a, *indices;
    int axis = -1;
    if (!ct_args_read(args, &s, "AAx", &a, &indices, &axis))
        return NULL;
    return ct_array_result(ct_take_along_axis(a, indices, axis));
}

ENTRY(put_along_axis)
{
    CT_SCOPE(s);
    ct_array *a = target("put_along_axis", args), *indices, *values;
    int axis = -1;
    if (!a || !ct_args_read(args + 1, &s, "AAx", &indices, &values, &axis))
        return NULL;
    return ct_none_result(ct_put_along_axis(a, indices, values, axis));
}

/* -- by place and mask ------------------------------------------------------------------------- */

/* put(a, ind, v, mode) */
ENTRY(put)
{
    CT_SCOPE(s);
    ct_array *a = target("put", args), *indices, *values;
    ct_index_mode mode;
    if (!a || ct_arg_index_mode(args[3], &mode) || !ct_args_read(args + 1, &s, "A", &indices))
        return NULL;
    if (ct_size(a) == 0 && ct_size(indices) > 0) /* before the values are looked at */
        return ct_none_result(ct_array_put(a, indices, indices, mode));
    /* numbers and lists become elements of `a`, or are refused; arrays are cast */
    bool cast = ct_type_of(args[2]) == &ct_array_type;
    if (!(values = ct_own(&s, ct_asarray(args[2], cast ? NULL : ct_dtype_of(a)))))
        return NULL;
    return ct_none_result(ct_array_put(a, indices, values, mode));
}

/* Numbers and lists become elements of `a`, or are refused; arrays must be safe to cast to it.
 * Owned by the scope. */
static ct_array *elements_of(ct_scope *scope, const ct_object *arg, const ct_array *a)
{
    const ct_dtype *dtype = ct_dtype_of(a);
    if (!arg || ct_type_of(arg) != &ct_array_type)
        return ct_own(scope, arg ? ct_asarray(arg, dtype) : ct_arg_array(arg));
    ct_array *values = ct_own(scope, ct_retain(arg));
    if (ct_can_cast(ct_dtype_of(values), dtype, CT_CASTING_SAFE))
        return values;
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                   "Cannot cast array data from dtype('%s') to dtype('%s') according to the rule "
                   "'safe'",
                   ct_dtype_name(ct_dtype_of(values)), ct_dtype_name(dtype));
}

/* putmask, and for an op of 1 place: (a, mask, values). */
ENTRY(putmask)
{
    CT_SCOPE(s);
    ct_array *a = target(routine->name, args), *mask, *values;
    if (!a || !ct_args_read(args + 1, &s, "A", &mask) || !(values = elements_of(&s, args[2], a)))
        return NULL;
    return ct_none_result((routine->op ? ct_array_place : ct_array_putmask)(a, mask, values));
}

ENTRY(extract)
{
    CT_SCOPE(s);
    ct_array *condition, *a;
    if (!ct_args_read(args, &s, "AA", &condition, &a))
        return NULL;
    return ct_array_result(ct_extract(condition, a));
}

/* compress(condition, a, axis, out); as a method self comes first. */
ENTRY(compress)
{
    CT_SCOPE(s);
    ct_array *condition, *a, *out;
    int axis = CT_FLAT, method = routine->op;
    if (!ct_args_read(args, &s, "AAxp", method ? &a : &condition, method ? &condition : &a, &axis,
                      &out))
        return NULL;
    if (ct_check_write_back("compress", ct_dtype_of(a), out))
        return NULL;
    return ct_array_result(ct_write_back("compress", ct_compress(condition, a, axis), out));
}

ENTRY(choose)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    ct_arrays choices;
    ct_index_mode mode;
    if (!ct_args_read(args, &s, "AJp", &a, &choices, &out) || ct_arg_index_mode(args[3], &mode))
        return NULL;
    return ct_result_of(ct_into_any_out(ct_choose(a, choices.count, choices.items, mode), out),
                        out);
}

/* a.choose(choices), or one after the other: a.choose(first, second) */
ENTRY(choose_method)
{
    ct_object *all = ct_length(args[1]) == 1 ? ct_tuple_get(args[1], 0) : ct_retain(args[1]);
    ct_object *const own[] = {args[0], all, args[2], args[3]};
    ct_object *result = all ? choose(routine, own) : NULL;
    ct_release(all);
    return result;
}

enum { MOST_CASES = 256 };

/* A list of operands: Python's numbers stay weak. Owned by the scope. */
static bool operands(ct_scope *scope, const ct_object *list, int n, ct_array **out)
{
    for (int i = 0; i < n; i++) {
        if (ct_type_of(list) == &ct_array_type) {
            out[i] = ct_own(scope, ct_get((const ct_array *)list, ct_at(i)));
        } else {
            ct_object *item = ct_own(scope, ct_arg_item(list, i));
            out[i] = item ? ct_operand_in(scope, item) : NULL;
        }
        if (!out[i])
            return false;
    }
    return true;
}

static int64_t list_length(const ct_object *arg)
{
    return ct_type_of(arg) == &ct_array_type && ct_ndim((const ct_array *)arg) > 0
               ? ct_shape((const ct_array *)arg)[0]
               : ct_arg_count(arg);
}

ENTRY(select)
{
    CT_SCOPE(s);
    ct_array *conditions[MOST_CASES], *choices[MOST_CASES];
    int64_t n = list_length(args[0]);
    if (n < 0 || n > MOST_CASES)
        return CT_FAIL(CT_TYPE_ERROR, "select", 1, "condlist must be a list of at most %d arrays",
                       MOST_CASES);
    if (list_length(args[1]) != n)
        return CT_FAIL(CT_VALUE_ERROR, "select", 2,
                       "list of cases must be same length as list of conditions");
    ct_array *fallback = args[2] ? ct_operand_in(&s, args[2]) : ct_own(&s, ct_weak_int(0));
    if (!fallback || !operands(&s, args[0], (int)n, conditions) ||
        !operands(&s, args[1], (int)n, choices))
        return NULL;
    return ct_array_result(ct_select((int)n, conditions, choices, fallback));
}

ENTRY(fill_diagonal)
{
    CT_SCOPE(s);
    ct_array *a = target("fill_diagonal", args), *value;
    bool wrap = false;
    if (!a || !ct_args_read(args + 2, &s, "b", &wrap))
        return NULL;
    ct_array *none = ct_own(&s, ct_empty(1, (int64_t[]){0}, ct_dtype_of(a)));
    if (!none || ct_fill_diagonal(a, none, wrap)) /* an array without a diagonal is told first */
        return NULL;
    value = args[1] && ct_type_of(args[1]) == &ct_array_type ? (ct_array *)args[1]
                                                             : elements_of(&s, args[1], a);
    if (!value)
        return NULL;
    return ct_none_result(ct_fill_diagonal(a, value, wrap));
}

ENTRY(argwhere)
{
    CT_SCOPE(s);
    ct_array *a;
    return ct_args_read(args, &s, "A", &a) ? ct_array_result(ct_argwhere(a)) : NULL;
}

ENTRY(flatnonzero)
{
    CT_SCOPE(s);
    ct_array *a;
    return ct_args_read(args, &s, "A", &a) ? ct_array_result(ct_flatnonzero(a)) : NULL;
}

/* -- making indices ---------------------------------------------------------------------------- */

/* (multi_index, dims, mode, order); multi_index is a tuple, or an array whose first axis it is. */
/* One mode for all axes, or a tuple with one for each. */
static bool read_modes(const ct_object *arg, int ndim, ct_index_mode *out)
{
    int64_t n = arg && ct_type_of(arg) == &ct_str_type ? -1 : ct_arg_count(arg);
    if (n >= 0 && n != ndim)
        return ct_error_set(CT_VALUE_ERROR, "ravel_multi_index", 3,
                            "mode must be a string or a tuple of %d strings", ndim),
               false;
    for (int i = 0; i < ndim; i++) {
        ct_object *item = n < 0 ? ct_retain(arg) : ct_arg_item(arg, i);
        bool good = (n < 0 || item) && !ct_arg_index_mode(item, &out[i]);
        ct_release(item);
        if (!good)
            return false;
    }
    return true;
}

ENTRY(ravel_multi_index)
{
    CT_SCOPE(s);
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    ct_arrays at;
    ct_order order;
    ct_index_mode modes[CT_MAX_NDIM];
    if (!ct_args_read(args, &s, "S", &at) || ct_arg_shape(args[1], &ndim, shape) ||
        !read_modes(args[2], ndim, modes) || ct_arg_order(args[3], CT_ORDER_C, &order))
        return NULL;
    if (at.count != ndim)
        return CT_FAIL(CT_VALUE_ERROR, "ravel_multi_index", 1,
                       "parameter multi_index must be a sequence of length %d", ndim);
    return ct_result(ct_ravel_multi_index(ndim, at.items, shape, modes, order));
}

ENTRY(unravel_index)
{
    CT_SCOPE(s);
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    ct_array *indices, *out[CT_MAX_NDIM];
    ct_order order;
    if (!ct_args_read(args, &s, "A", &indices) || ct_arg_shape(args[1], &ndim, shape) ||
        ct_arg_order(args[2], CT_ORDER_C, &order) ||
        ct_unravel_index(indices, ndim, shape, order, out))
        return NULL;
    return ct_results_of(ndim, out);
}

ENTRY(ix)
{
    CT_SCOPE(s);
    ct_arrays vectors;
    ct_array *in[CT_MAX_NDIM], *out[CT_MAX_NDIM];
    if (!ct_args_read(args, &s, "S", &vectors))
        return NULL;
    if (vectors.count > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "ix_", 0, "too many axes");
    for (int i = 0; i < vectors.count; i++) { /* [] is no list of floats here */
        ct_object *given = ct_own(&s, ct_arg_item(args[0], i));
        bool empty = given && ct_type_of(given) != &ct_array_type && !ct_size(vectors.items[i]);
        in[i] = empty ? ct_own(&s, ct_astype(vectors.items[i], CT_INT64, CT_CASTING_UNSAFE))
                      : vectors.items[i];
        if (!in[i])
            return NULL;
    }
    if (ct_ix(vectors.count, in, out))
        return NULL;
    return ct_tuple_of(vectors.count, out);
}

/* tril_indices(n, k, m), and for an op of 1 triu_indices. */
ENTRY(triangle)
{
    int64_t n, k, m;
    ct_array *out[2];
    if (ct_arg_int(args[0], 0, &n) || ct_arg_int(args[1], 0, &k) || ct_arg_int(args[2], n, &m) ||
        (routine->op ? ct_triu_indices : ct_tril_indices)(n, k, m, out))
        return NULL;
    return ct_tuple_of(2, out);
}

ENTRY(triangle_from)
{
    CT_SCOPE(s);
    ct_array *a, *out[2];
    int64_t k = 0;
    if (!ct_args_read(args, &s, "Ai", &a, &k))
        return NULL;
    if (ct_ndim(a) != 2)
        return CT_FAIL(CT_VALUE_ERROR, routine->name, 1, "input array must be 2-d");
    const int64_t *shape = ct_shape(a);
    if ((routine->op ? ct_triu_indices : ct_tril_indices)(shape[0], k, shape[1], out))
        return NULL;
    return ct_tuple_of(2, out);
}

/* The same indices for each of several axes. */
static ct_object *diagonal_of(int64_t n, int64_t ndim)
{
    ct_array *line = ct_arange_i64(0, n, 1, CT_INT64), *all[CT_MAX_NDIM];
    if (ndim < 0 || ndim > CT_MAX_NDIM) {
        ct_release(line);
        return CT_FAIL(CT_VALUE_ERROR, "diag_indices", 2, "at most %d axes", CT_MAX_NDIM);
    }
    for (int64_t i = 0; i < ndim; i++)
        all[i] = line ? ct_retain(line) : NULL;
    ct_release(line);
    return line ? ct_tuple_of(ndim, all) : NULL;
}

ENTRY(diag_indices)
{
    int64_t n, ndim;
    if (ct_arg_int(args[0], 0, &n) || ct_arg_int(args[1], 2, &ndim))
        return NULL;
    return diagonal_of(n, ndim);
}

ENTRY(diag_indices_from)
{
    CT_SCOPE(s);
    ct_array *a;
    if (!ct_args_read(args, &s, "A", &a))
        return NULL;
    if (ct_ndim(a) < 2)
        return CT_FAIL(CT_VALUE_ERROR, "diag_indices_from", 1, "input array must be at least 2-d");
    for (int i = 1; i < ct_ndim(a); i++)
        if (ct_shape(a)[i] != ct_shape(a)[0])
            return CT_FAIL(CT_VALUE_ERROR, "diag_indices_from", 1,
                           "All dimensions of input must be of equal length");
    return diagonal_of(ct_shape(a)[0], ct_ndim(a));
}

#define OP_ROW(name_, area_, signature_, doc_, entry_, op_)                                        \
    {                                                                                              \
        .name = name_, .area = area_, .signature = signature_, .doc = doc_, .entry = entry_,       \
        .op = op_                                                                                  \
    }
const ct_routine ct_routines_indexing[] = {
    CT_ROW("take_along_axis", "indexing", "(arr, indices, axis=-1)",
           "Elements along an axis by the indices of a sort or search.", take_along_axis),
    CT_ROW("put_along_axis", "indexing", "(arr, indices, values, axis)",
           "Set elements along an axis by the indices of a sort or search.", put_along_axis),
    CT_ROW("put", "indexing", "(a, ind, v, mode='raise')", "Set elements by their flat indices.",
           put),
    CT_ROW("ndarray.put", "ndarray-method", "(indices, values, /, mode='raise')",
           "Set elements by their flat indices.", put),
    OP_ROW("putmask", "indexing", "(a, /, mask, values)",
           "Set elements where a mask is true to the values of the same places.", putmask, 0),
    OP_ROW("place", "indexing", "(arr, mask, vals)",
           "Set elements where a mask is true to one value after the other.", putmask, 1),
    CT_ROW("extract", "searching", "(condition, arr)", "The elements where a condition holds.",
           extract),
    OP_ROW("compress", "indexing", "(condition, a, axis=None, out=None)",
           "The items along an axis where a condition holds.", compress, 0),
    OP_ROW("ndarray.compress", "ndarray-method", "(condition, axis=None, out=None)",
           "The items along an axis where a condition holds.", compress, 1),
    CT_ROW("choose", "indexing", "(a, choices, out=None, mode='raise')",
           "Elements of several arrays by an array of their numbers.", choose),
    CT_ROW("ndarray.choose", "ndarray-method", "(*choices, out=None, mode='raise')",
           "Elements of several arrays by an array of their numbers.", choose_method),
    CT_ROW("select", "indexing", "(condlist, choicelist, default=0)",
           "Elements of the first choice whose condition holds.", select),
    CT_ROW("fill_diagonal", "indexing", "(a, val, wrap=False)", "Set the main diagonal.",
           fill_diagonal),
    CT_ROW("argwhere", "searching", "(a)", "Indices of the elements that are not zero, as rows.",
           argwhere),
    CT_ROW("flatnonzero", "searching", "(a)", "Flat indices of the elements that are not zero.",
           flatnonzero),
    CT_ROW("ravel_multi_index", "indexing", "(multi_index, dims, mode='raise', order='C')",
           "Flat indices from indices per axis.", ravel_multi_index),
    CT_ROW("unravel_index", "indexing", "(indices, shape, order='C')",
           "Indices per axis from flat indices.", unravel_index),
    CT_ROW("ix_", "indexing", "(*args)", "Vectors as an open grid of indices.", ix),
    OP_ROW("tril_indices", "indexing", "(n, k=0, m=None)", "Indices of the lower triangle.",
           triangle, 0),
    OP_ROW("triu_indices", "indexing", "(n, k=0, m=None)", "Indices of the upper triangle.",
           triangle, 1),
    OP_ROW("tril_indices_from", "indexing", "(arr, k=0)", "Indices of the lower triangle.",
           triangle_from, 0),
    OP_ROW("triu_indices_from", "indexing", "(arr, k=0)", "Indices of the upper triangle.",
           triangle_from, 1),
    CT_ROW("diag_indices", "indexing", "(n, ndim=2)", "Indices of the main diagonal.",
           diag_indices),
    CT_ROW("diag_indices_from", "indexing", "(arr)", "Indices of the main diagonal.",
           diag_indices_from),
};
CT_ROUTINES_END(indexing);
