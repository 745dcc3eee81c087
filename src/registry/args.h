/* args.h: from boxed arguments to what the C functions take, and back, for the rows in this folder.
 *
 * `arg` is a slot of an entry: NULL when the caller left it out, and the fallback is taken. Each
 * function returns a status and writes *out only when it succeeds; the messages are NumPy's. */
#ifndef CT_ARGS_H
#define CT_ARGS_H

#include "array/array.h"
#include "registry.h"

#include <carton/indexing.h>
#include <carton/ufunc.h>

/* Neither left out nor None. */
bool ct_arg_given(const ct_object *arg);
/* A number or a text, NumPy's or Python's: what isscalar says. */
bool ct_arg_is_scalar(const ct_object *arg);

/* numpy.asarray(arg): owned. Left out: TypeError. */
ct_array *ct_arg_array(const ct_object *arg);
/* The same, and ct_operand, for as long as the scope: an array is borrowed from the caller. */
ct_array *ct_arg_array_in(ct_scope *scope, const ct_object *arg);
ct_array *ct_operand_in(ct_scope *scope, const ct_object *arg);
/* Positions along an axis, integers or booleans; [] is no list of floats here. Owned. */
ct_array *ct_arg_places(const ct_object *arg);
/* None and left out give NULL. Owned. */
ct_status ct_arg_optional_array(const ct_object *arg, ct_array **out);
/* An array object itself, borrowed (out=, in-place methods); None and left out give NULL; a tuple
 * of one is unwrapped. TypeError: return arrays must be of ArrayType. */
ct_status ct_arg_out(const ct_object *arg, ct_array **out);
/* A list, tuple or array of arrays: owned, each by asarray. Free with ct_arrays_release. */
typedef struct ct_arrays {
    int count;
    ct_array **items;
} ct_arrays;
ct_status ct_arg_arrays(const ct_object *arg, ct_arrays *out);
/* The same, but Python's numbers have the dtype that they take beside the others. */
ct_status ct_arg_joined(const ct_object *arg, ct_arrays *out);
void ct_arrays_release(ct_arrays *arrays);

/* dtype object, NumPy's spelling, a class (float, float64, ...), or an object with a dtype. None
 * and left out give NULL. Owned. */
ct_status ct_arg_dtype(const ct_object *arg, const ct_dtype **out);
ct_status ct_arg_order(const ct_object *arg, ct_order fallback, ct_order *out);
/* ValueError for an unknown kind, and for any order=, which is of fields; there is one sort. */
ct_status ct_arg_sort_kind(const ct_object *kind, const ct_object *order, const ct_object *stable);
ct_status ct_arg_select_kind(const ct_object *kind, const ct_object *order); /* of partition */
ct_status ct_arg_index_mode(const ct_object *arg, ct_index_mode *out);
ct_status ct_arg_casting(const ct_object *arg, ct_casting fallback, ct_casting *out);

/* None is CT_FLAT. */
ct_status ct_arg_axis(const ct_object *arg, int fallback, int *out);
/* None or left out: n = -1; an int or a tuple of ints, not yet normalized. */
typedef struct ct_axes {
    int n;
    int axes[CT_MAX_NDIM];
} ct_axes;
ct_status ct_arg_axes(const ct_object *arg, ct_axes *out);
/* The same, in an array too. */
ct_status ct_arg_permutation(const ct_object *arg, ct_axes *out);
/* One axis of `a`, in a tuple or not; None where it is the only one; 0 when left out. Normalized.
 */
ct_status ct_arg_one_axis(const ct_object *arg, const ct_array *a, int *out);
/* ct_squeeze of what `arg` says, which `axes` holds. manipulation.c */
ct_array *ct_squeeze_arg(const ct_array *a, const ct_object *arg, const ct_axes *axes);
/* An int or a sequence of ints. */
ct_status ct_arg_shape(const ct_object *arg, int *ndim, int64_t shape[CT_MAX_NDIM]);
/* The *shape of a method: one int or sequence, or several ints. `rest` is the collected tuple. */
ct_status ct_arg_shape_rest(const ct_object *rest, int *ndim, int64_t shape[CT_MAX_NDIM]);
ct_object *ct_shape_object(int ndim, const int64_t *shape); /* a tuple of ints */

ct_status ct_arg_bool(const ct_object *arg, bool fallback, bool *out); /* by truth */
/* Exact integers only: 'float' object cannot be interpreted as an integer. None is the fallback. */
ct_status ct_arg_int(const ct_object *arg, int64_t fallback, int64_t *out);
ct_status ct_arg_clamped(const ct_object *arg, int64_t fallback, int64_t *out); /* of any size */
ct_status ct_arg_float(const ct_object *arg, double fallback, double *out);
ct_status ct_arg_text(const ct_object *arg, const char *fallback, const char **out); /* borrowed */

/* fill= of the resizes: 'repeat', 'zero', 'edge', or a value, which is owned; else *value is NULL.
 */
ct_status ct_arg_fill(const ct_object *arg, ct_fill_rule *rule, ct_array **value);

/* where=: True and left out give NULL; else a bool array, owned. ufuncs.c */
ct_status ct_arg_where(const ct_object *arg, ct_array **out);
/* where=, casting=, order=, dtype= of a ufunc, in four slots: what it makes is owned by the scope.
 * ufuncs.c */
ct_status ct_arg_ufunc_opts(ct_object *const *args, ct_scope *scope, ct_ufunc_opts *opts);
/* The options of a reduction. `slots` says in which slot each stands, -1 for one that the signature
 * lacks; slot 0 or 1 holds the array. What is made is owned by the scope. reductions.c */
typedef struct ct_reduce_slots {
    int8_t array, axis, dtype, out, keepdims, initial, where, ddof;
} ct_reduce_slots;
typedef struct ct_reduce_args {
    ct_array *a;
    ct_axes axes;
    ct_reduce_opts opts;
} ct_reduce_args;
ct_status ct_arg_reduce(ct_object *const *args, const ct_reduce_slots *slots, int default_axis,
                        ct_scope *scope, ct_reduce_args *out);

/* format(value, spec). format_spec.c */
ct_object *ct_format_value(ct_object *value, const char *spec, int64_t length);

/* Several slots at once, one letter for each: A array, O operand of a ufunc, a array or NULL, p
 * out= (borrowed), S list of arrays (ct_arrays *, whose table is only read), J the same joined, i
 * int64_t, f double, b bool, x axis, X ct_axes, d dtype, s text, * the slot itself (its object or
 * NULL), - passed over. An array is borrowed from the caller, what is made is owned by the scope; a
 * value whose slot is left out keeps what it had, where a letter is small. False: the error is
 * recorded. read.c */
bool ct_args_read(ct_object *const *args, ct_scope *scope, const char *letters, ...);
/* `result` (taken) into out=, which is returned; NULL as `out` gives the result itself. */
ct_array *ct_into_out(CT_TAKE ct_array *result, ct_array *out);
/* The same by NumPy's way through a copy of `out` in the result's dtype, which is written back:
 * out's dtype must be safe to cast to the result's, and back anything goes. */
ct_array *ct_write_back(const char *op, CT_TAKE ct_array *result, ct_array *out);
ct_status ct_check_write_back(const char *op, const ct_dtype *dtype, const ct_array *out);
/* Whatever the dtypes are. */
ct_array *ct_into_any_out(CT_TAKE ct_array *result, ct_array *out);
ct_object *ct_tuple_of(int64_t n, CT_TAKE ct_array *const *arrays); /* NULL when one of them is */
/* The same, with numbers for arrays without axes. */
ct_object *ct_results_of(int64_t n, CT_TAKE ct_array *const *arrays);

/* Results. The first turns a 0-d array into a NumPy scalar, as ufuncs and reductions do; both take
 * the reference, and pass NULL on. */
ct_object *ct_result(CT_TAKE ct_array *a);
ct_object *ct_array_result(CT_TAKE ct_array *a);
ct_object *ct_result_of(CT_TAKE ct_array *a, const ct_array *out); /* out= stays an array */
ct_object *ct_none_result(ct_status status);
ct_object *ct_bool_result(int truth); /* 1, 0, -1 */

/* The length of a list, a tuple, a range or another sequence that is no array and no text, -1 for
 * any other object; and one of its items, owned. */
int64_t ct_arg_count(const ct_object *arg);
ct_object *ct_arg_item(const ct_object *arg, int64_t index);

/* The key of a subscript, x[key], as a list that ends with ct_end; arrays it made are in the scope.
 * index.c */
enum { CT_INDEX_ROOM = 2 * CT_MAX_NDIM + 2 };
ct_status ct_arg_index(const ct_object *key, ct_scope *scope, ct_index list[CT_INDEX_ROOM]);

#endif
