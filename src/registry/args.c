/* args.c: boxed arguments to C values, with NumPy's messages. */
#include "args.h"
#include "object/operators.h"

#include <math.h>
#include <string.h>

bool ct_arg_given(const ct_object *arg)
{
    return arg && ct_type_of(arg) != &ct_none_type;
}

bool ct_arg_is_scalar(const ct_object *arg)
{
    const ct_type *type = ct_type_of(arg);
    return type == &ct_scalar_type || type == &ct_int_type || type == &ct_bool_type ||
           type == &ct_float_type || type == &ct_complex_type || type == &ct_str_type ||
           type == &ct_bytes_type;
}

static const char *type_name(const ct_object *arg)
{
    const ct_type *type = ct_type_of(arg);
    const char *name = type ? type->name : "NULL";
    if (type == &ct_scalar_type)
        name = ct_dtype_name(ct_scalar_dtype(arg));
    return name;
}

/* -- arrays ------------------------------------------------------------------------------------ */

ct_array *ct_arg_array(const ct_object *arg)
{
    return ct_asarray(arg, NULL);
}

/* An int outside int64: uint64, or beyond it a float64 for loops of floating-point numbers. */
static ct_array *big_operand(const ct_object *arg)
{
    ct_array *a = ct_array_from(arg, CT_UINT64);
    unsigned weak = CT_WEAK;
    if (!a && ct_error_pending() == CT_OVERFLOW_ERROR) {
        double value;
        ct_error_take(NULL);
        if (ct_as_float(arg, &value))
            return NULL;
        a = ct_scalar_f64(value);
        weak |= CT_WEAK_BIG;
    }
    if (a)
        a->flags |= weak;
    return a;
}

ct_array *ct_operand(const ct_object *arg)
{
    const ct_type *type = ct_type_of(arg);
    double value[2];
    if (type == &ct_int_type) {
        int64_t whole;
        if (!ct_as_int(arg, &whole))
            return ct_weak_int(whole);
        if (ct_error_pending() != CT_OVERFLOW_ERROR)
            return NULL;
        ct_error_take(NULL);
        return big_operand(arg);
    }
    if (type == &ct_float_type)
        return ct_as_float(arg, value) ? NULL : ct_weak_float(value[0]);
    if (type == &ct_complex_type)
        return ct_as_complex(arg, value) ? NULL : ct_weak_complex(value[0], value[1]);
    return ct_asarray(arg, NULL);
}

static ct_array *borrowed(const ct_object *arg)
{
    return arg && arg->type == &ct_array_type ? (ct_array *)(uintptr_t)arg : NULL;
}

ct_array *ct_arg_array_in(ct_scope *scope, const ct_object *arg)
{
    ct_array *a = borrowed(arg);
    return a ? a : ct_own(scope, ct_arg_array(arg));
}

ct_array *ct_operand_in(ct_scope *scope, const ct_object *arg)
{
    ct_array *a = borrowed(arg);
    return a ? a : ct_own(scope, ct_operand(arg));
}

ct_array *ct_arg_places(const ct_object *arg)
{
    ct_array *at = ct_arg_array(arg), *whole = NULL;
    if (at && at->size != 1 && !strchr("biu", ct_dtype_kind(ct_dtype_of(at)))) {
        if (at->size == 0 && ct_type_of(arg) != &ct_array_type)
            whole = ct_astype(at, CT_INT64, CT_CASTING_UNSAFE);
        else
            ct_error_set(CT_INDEX_ERROR, NULL, 0,
                         "arrays used as indices must be of integer (or boolean) type");
        ct_release(at);
        return whole;
    }
    return at;
}

ct_status ct_arg_optional_array(const ct_object *arg, ct_array **out)
{
    *out = NULL;
    if (!ct_arg_given(arg))
        return CT_OK;
    *out = ct_asarray(arg, NULL);
    return *out ? CT_OK : ct_error_pending();
}

ct_status ct_arg_out(const ct_object *arg, ct_array **out)
{
    *out = NULL;
    if (ct_arg_given(arg) && ct_type_of(arg) == &ct_tuple_type && ct_length(arg) == 1) {
        ct_object *item = ct_tuple_get(arg, 0);
        ct_status status = ct_arg_out(item, out);
        ct_release(item); /* the tuple still holds it */
        return status;
    }
    if (!ct_arg_given(arg))
        return CT_OK;
    if (ct_type_of(arg) != &ct_array_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "return arrays must be of ArrayType");
    *out = (ct_array *)(uintptr_t)arg;
    return CT_OK;
}

int64_t ct_arg_count(const ct_object *arg)
{
    const ct_type *type = arg ? ct_type_of(arg) : NULL;
    if (type == &ct_list_type || type == &ct_tuple_type)
        return ct_length(arg);
    bool sequence = type && type->item && type->length && type != &ct_str_type &&
                    type != &ct_bytes_type && type != &ct_array_type;
    return sequence ? type->length(arg) : -1;
}

ct_object *ct_arg_item(const ct_object *arg, int64_t index)
{
    const ct_type *type = ct_type_of(arg);
    return type == &ct_tuple_type  ? ct_tuple_get(arg, index)
           : type == &ct_list_type ? ct_list_get((const ct_list *)arg, index)
                                   : type->item(arg, index);
}

static ct_array *nth_array(const ct_object *arg, int64_t i)
{
    if (ct_type_of(arg) == &ct_array_type)
        return ct_get((const ct_array *)arg, ct_at(i));
    ct_object *item = ct_arg_item(arg, i);
    ct_array *a = item ? ct_asarray(item, NULL) : NULL;
    ct_release(item);
    return a;
}

ct_status ct_arg_arrays(const ct_object *arg, ct_arrays *out)
{
    out->count = 0;
    out->items = NULL;
    int64_t n = ct_arg_count(arg);
    if (n < 0 && arg && ct_type_of(arg) == &ct_array_type && ct_ndim((const ct_array *)arg) > 0)
        n = ct_shape((const ct_array *)arg)[0];
    if (n < 0 || n > INT32_MAX)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "expected a sequence of arrays");
    out->items = ct_alloc_many(n, sizeof *out->items);
    if (!out->items)
        return ct_error_pending();
    for (; out->count < n; out->count++) {
        out->items[out->count] = nth_array(arg, out->count);
        if (!out->items[out->count]) {
            ct_arrays_release(out);
            return ct_error_pending();
        }
    }
    return CT_OK;
}

/* The item where it is one of Python's numbers, owned by the scope; else NULL. */
static ct_object *nth_number(ct_scope *scope, const ct_object *arg, int64_t i)
{
    ct_object *item = ct_arg_item(arg, i);
    const ct_type *type = item ? ct_type_of(item) : NULL;
    if (type && (type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type))
        return ct_own(scope, item);
    ct_release(item);
    return NULL;
}

/* The dtype that the items have together: Python's numbers yield. Owned by the scope. */
static const ct_dtype *joint_type(ct_scope *scope, const ct_object *arg, const ct_arrays *in)
{
    ct_object **types = ct_alloc_many(in->count, sizeof *types), *dtype = NULL;
    for (int i = 0; types && i < in->count && !ct_error_pending(); i++) {
        ct_object *number = nth_number(scope, arg, i);
        types[i] = number ? number : (ct_object *)(uintptr_t)in->items[i]->dtype;
    }
    if (types && !ct_error_pending())
        dtype = ct_routine_call(ct_routine_find("result_type"), in->count, types, 0, NULL, NULL);
    dtype = ct_own(scope, dtype);
    ct_dealloc(types);
    return (const ct_dtype *)dtype;
}

ct_status ct_arg_joined(const ct_object *arg, ct_arrays *out)
{
    CT_SCOPE(s);
    int64_t n = ct_arg_count(arg), weak = 0;
    for (int64_t i = 0; i < n && !ct_error_pending(); i++)
        weak += nth_number(&s, arg, i) != NULL;
    ct_status status = ct_error_pending();
    status = status ? status : ct_arg_arrays(arg, out);
    if (status || weak == 0 || weak == n)
        return status;
    const ct_dtype *dtype = joint_type(&s, arg, out);
    for (int i = 0; dtype && i < out->count && !ct_error_pending(); i++) {
        if (!nth_number(&s, arg, i))
            continue;
        ct_array *cast = ct_astype(out->items[i], dtype, CT_CASTING_UNSAFE);
        if (!cast) {
            dtype = NULL;
            break;
        }
        ct_release(out->items[i]);
        out->items[i] = cast;
    }
    status = ct_error_pending();
    if (status)
        ct_arrays_release(out);
    return status;
}

void ct_arrays_release(ct_arrays *arrays)
{
    while (arrays->count > 0)
        ct_release(arrays->items[--arrays->count]);
    ct_dealloc(arrays->items);
    arrays->items = NULL;
}

/* -- words ------------------------------------------------------------------------------------- */

ct_status ct_arg_dtype(const ct_object *arg, const ct_dtype **out)
{
    *out = NULL;
    if (!ct_arg_given(arg))
        return CT_OK;
    const ct_type *type = ct_type_of(arg);
    const ct_routine *routine = ct_routine_of(arg);
    if (type == &ct_dtype_type)
        *out = ct_retain(arg);
    else if (type == &ct_str_type)
        *out = ct_dtype_parse(ct_as_string(arg, NULL));
    else if (routine && routine->kind == CT_ROUTINE_CLASS)
        *out = ct_dtype_parse(routine->name);
    else if (type == &ct_array_type)
        *out = ct_retain(ct_dtype_of((const ct_array *)arg));
    else if (type == &ct_scalar_type)
        *out = ct_retain(ct_scalar_dtype(arg));
    else
        ct_error_set(CT_TYPE_ERROR, NULL, 0, "Cannot interpret '%s' object as a data type",
                     type_name(arg));
    return *out ? CT_OK : ct_error_pending();
}

ct_status ct_arg_text(const ct_object *arg, const char *fallback, const char **out)
{
    *out = fallback;
    if (!ct_arg_given(arg))
        return CT_OK;
    const char *text = ct_as_string(arg, NULL);
    if (!text)
        return ct_error_pending();
    *out = text;
    return CT_OK;
}

ct_status ct_arg_order(const ct_object *arg, ct_order fallback, ct_order *out)
{
    *out = fallback;
    if (!ct_arg_given(arg))
        return CT_OK;
    const char *text = ct_type_of(arg) == &ct_str_type ? ct_as_string(arg, NULL) : NULL;
    if (!text)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "order must be str, not %s", type_name(arg));
    static const char letters[] = "CFAKcfak";
    const char *at = *text && !text[1] ? strchr(letters, *text) : NULL;
    if (!at)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0,
                            "order must be one of 'C', 'F', 'A', or 'K' (got '%s')", text);
    *out = (ct_order)(CT_ORDER_C + (at - letters) % 4);
    return CT_OK;
}

static ct_status no_fields(const ct_object *order)
{
    return ct_arg_given(order) ? ct_error_set(CT_VALUE_ERROR, "sort", 0,
                                              "Cannot specify order when the array has no fields.")
                               : CT_OK;
}

ct_status ct_arg_sort_kind(const ct_object *arg, const ct_object *order, const ct_object *stable)
{
    if (ct_arg_given(arg) && ct_arg_given(stable))
        return ct_error_set(CT_VALUE_ERROR, "sort", 0,
                            "`kind` and keyword parameters can't be provided at the same time. Use "
                            "only one of them.");
    const char *kind = "quick";
    if (!ct_arg_given(arg))
        return no_fields(order);
    ct_status status = ct_arg_text(arg, kind, &kind);
    if (!status && !strchr("qhmsQHMS", *kind ? *kind : '?'))
        status =
            ct_error_set(CT_VALUE_ERROR, "sort", 2,
                         "sort kind must be one of 'quick', 'heap', or 'stable' (got '%s')", kind);
    return status ? status : no_fields(order);
}

ct_status ct_arg_select_kind(const ct_object *arg, const ct_object *order)
{
    const char *kind = "introselect";
    if (arg && !ct_arg_given(arg))
        return ct_error_set(CT_TYPE_ERROR, "partition", 0, "select kind must be str, not NoneType");
    if (!arg)
        return no_fields(order);
    ct_status status = ct_arg_text(arg, kind, &kind);
    if (!status && strcmp(kind, "introselect") != 0)
        status = ct_error_set(CT_VALUE_ERROR, "partition", 0,
                              "select kind must be 'introselect' (got '%s')", kind);
    return status ? status : no_fields(order);
}

ct_status ct_arg_index_mode(const ct_object *arg, ct_index_mode *out)
{
    static const char *const names[] = {"raise", "wrap", "clip"};
    static const ct_index_mode modes[] = {CT_INDEX_RAISE, CT_INDEX_WRAP, CT_INDEX_CLIP};
    const char *text = names[0];
    ct_status status = ct_arg_text(arg, text, &text);
    for (int i = 0; i < 3 && !status; i++)
        if (!strcmp(text, names[i])) {
            *out = modes[i];
            return CT_OK;
        }
    return status ? status
                  : ct_error_set(CT_VALUE_ERROR, NULL, 0,
                                 "clipmode must be one of 'clip', 'raise', or 'wrap' (got '%s')",
                                 text);
}

ct_status ct_arg_casting(const ct_object *arg, ct_casting fallback, ct_casting *out)
{
    *out = fallback;
    if (!ct_arg_given(arg))
        return CT_OK;
    const char *text = ct_as_string(arg, NULL);
    *out = text ? ct_casting_parse(text) : CT_CASTING_DEFAULT;
    return *out == CT_CASTING_DEFAULT ? ct_error_pending() : CT_OK;
}

/* -- numbers ----------------------------------------------------------------------------------- */

ct_status ct_arg_bool(const ct_object *arg, bool fallback, bool *out)
{
    int truth = arg ? ct_truth(arg) : fallback;
    if (truth < 0)
        return ct_error_pending();
    *out = truth;
    return CT_OK;
}

static bool is_integer_array(const ct_object *arg)
{
    return ct_type_of(arg) == &ct_array_type && ct_ndim((const ct_array *)arg) == 0 &&
           strchr("iu", ct_dtype_kind(ct_dtype_of((const ct_array *)arg)));
}

ct_status ct_arg_int(const ct_object *arg, int64_t fallback, int64_t *out)
{
    *out = fallback;
    if (!ct_arg_given(arg))
        return CT_OK;
    if (is_integer_array(arg))
        return ct_item_i64((const ct_array *)arg, out);
    const ct_type *type = ct_type_of(arg);
    bool whole = type == &ct_int_type || type == &ct_bool_type;
    if (type == &ct_scalar_type)
        whole = strchr("iu", ct_dtype_kind(ct_scalar_dtype(arg))) != NULL;
    else if (type->number) /* the host's own int, beyond 128 bits */
        whole = true;
    if (!whole)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0,
                            "'%s' object cannot be interpreted as an integer", type_name(arg));
    return ct_as_int(arg, out);
}

ct_status ct_arg_clamped(const ct_object *arg, int64_t fallback, int64_t *out)
{
    ct_status status = ct_arg_int(arg, fallback, out);
    if (status != CT_OVERFLOW_ERROR)
        return status;
    ct_error_take(NULL);
    ct_object *zero = ct_int(0);
    int below = zero ? ct_compare_objects(CT_LESS_OP, arg, zero) : -1;
    ct_release(zero);
    *out = below > 0 ? INT64_MIN : INT64_MAX;
    return below < 0 ? ct_error_pending() : CT_OK;
}

ct_status ct_arg_float(const ct_object *arg, double fallback, double *out)
{
    *out = fallback;
    if (!ct_arg_given(arg))
        return CT_OK;
    if (ct_type_of(arg) == &ct_array_type)
        return ct_item_f64((const ct_array *)arg, out);
    return ct_as_float(arg, out);
}

static ct_status int_in(const ct_object *arg, int *out)
{
    int64_t value;
    if (ct_type_of(arg) == &ct_bool_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "an integer is required for the axis");
    ct_status status = ct_arg_int(arg, 0, &value);
    if (status)
        return status;
    if (value < INT32_MIN + 1 || value > INT32_MAX)
        return ct_error_set(CT_OVERFLOW_ERROR, NULL, 0, "Python int too large to convert to C int");
    *out = (int)value;
    return CT_OK;
}

ct_status ct_arg_axis(const ct_object *arg, int fallback, int *out)
{
    *out = arg ? CT_FLAT : fallback;
    return ct_arg_given(arg) ? int_in(arg, out) : CT_OK;
}

/* accumulate and reduceat: one axis, also in a tuple; None is the only one. */
ct_status ct_arg_one_axis(const ct_object *arg, const ct_array *a, int *out)
{
    ct_axes axes;
    *out = 0;
    if (!arg)
        return CT_OK;
    ct_status status = ct_arg_axes(arg, &axes);
    if (status)
        return status;
    for (int i = 0; i < axes.n; i++) {
        int axis = ct_normalize_axis(NULL, axes.axes[i], ct_ndim(a));
        for (int k = 0; k < i && axis >= 0; k++)
            if (axes.axes[k] == axis)
                return ct_error_set(CT_VALUE_ERROR, NULL, 0, "duplicate value in 'axis'");
        if (axis < 0)
            return ct_error_pending();
        axes.axes[i] = axis;
    }
    if (axes.n < 0 ? ct_ndim(a) > 1 : axes.n != 1)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "this method does not allow multiple axes");
    *out = axes.n < 0 ? 0 : axes.axes[0];
    return CT_OK;
}

ct_status ct_arg_axes(const ct_object *arg, ct_axes *out)
{
    out->n = -1;
    if (!ct_arg_given(arg))
        return CT_OK;
    int64_t n = ct_arg_count(arg);
    if (n < 0) {
        ct_status status = int_in(arg, &out->axes[0]);
        out->n = status ? -1 : 1;
        return status;
    }
    if (n > CT_MAX_NDIM)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "too many axes: %lld, at most %d",
                            (long long)n, CT_MAX_NDIM);
    for (int64_t i = 0; i < n; i++) {
        ct_object *item = ct_arg_item(arg, i);
        ct_status status = item ? int_in(item, &out->axes[i]) : ct_error_pending();
        ct_release(item);
        if (status)
            return status;
    }
    out->n = (int)n;
    return CT_OK;
}

ct_status ct_arg_permutation(const ct_object *arg, ct_axes *out)
{
    if (!arg || ct_type_of(arg) != &ct_array_type || ct_ndim((const ct_array *)arg) != 1)
        return ct_arg_axes(arg, out);
    ct_object *listed = ct_tolist((const ct_array *)arg);
    ct_status status = listed ? ct_arg_axes(listed, out) : ct_error_pending();
    ct_release(listed);
    return status;
}

/* -- shapes ------------------------------------------------------------------------------------ */

static ct_status too_many_axes(int64_t n)
{
    return ct_error_set(CT_VALUE_ERROR, NULL, 0,
                        "maximum supported dimension for an ndarray is currently %d, found %lld",
                        CT_MAX_NDIM, (long long)n);
}

static ct_status shape_of_array(const ct_array *a, int *ndim, int64_t shape[CT_MAX_NDIM])
{
    if (ct_size(a) > CT_MAX_NDIM)
        return too_many_axes(ct_size(a));
    for (int64_t i = 0; i < ct_size(a); i++) {
        ct_status status = ct_get_i64(a, &i, &shape[i]);
        if (status)
            return status;
    }
    *ndim = (int)ct_size(a);
    return CT_OK;
}

/* A length; one beyond every memory is a ValueError. */
static ct_status shape_length(const ct_object *arg, int64_t *out)
{
    if (!ct_arg_given(arg)) /* no other argument's default */
        return ct_error_set(CT_TYPE_ERROR, NULL, 0,
                            "'NoneType' object cannot be interpreted as an integer");
    if (ct_type_of(arg) == &ct_bool_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "an integer is required");
    ct_status status = ct_arg_int(arg, 0, out);
    if (status != CT_OVERFLOW_ERROR)
        return status;
    ct_error_take(NULL);
    return ct_error_set(CT_VALUE_ERROR, NULL, 0, "Maximum allowed dimension exceeded");
}

ct_status ct_arg_shape(const ct_object *arg, int *ndim, int64_t shape[CT_MAX_NDIM])
{
    if (arg && ct_type_of(arg) == &ct_array_type && ct_ndim((const ct_array *)arg) == 1 &&
        strchr("iu", ct_dtype_kind(ct_dtype_of((const ct_array *)arg))))
        return shape_of_array((const ct_array *)arg, ndim, shape);
    int64_t n = ct_arg_count(arg);
    if (n > CT_MAX_NDIM)
        return too_many_axes(n);
    if (!ct_arg_given(arg) || n < 0) {
        if (!ct_arg_given(arg)) {
            *ndim = 0;
            return CT_OK;
        }
        *ndim = 1;
        return shape_length(arg, &shape[0]);
    }
    for (int64_t i = 0; i < n; i++) {
        ct_object *item = ct_arg_item(arg, i);
        ct_status status = item ? shape_length(item, &shape[i]) : ct_error_pending();
        ct_release(item);
        if (status)
            return status;
    }
    *ndim = (int)n;
    return CT_OK;
}

ct_status ct_arg_shape_rest(const ct_object *rest, int *ndim, int64_t shape[CT_MAX_NDIM])
{
    if (rest && ct_length(rest) == 1) {
        ct_object *only = ct_tuple_get(rest, 0);
        ct_status status = only ? ct_arg_shape(only, ndim, shape) : ct_error_pending();
        ct_release(only);
        return status;
    }
    return ct_arg_shape(rest, ndim, shape);
}

ct_object *ct_shape_object(int ndim, const int64_t *shape)
{
    ct_object *items[CT_MAX_NDIM] = {0}, *tuple = NULL;
    int made = 0;
    while (made < ndim && (items[made] = ct_int(shape[made])))
        made++;
    if (made == ndim)
        tuple = ct_tuple(ndim, items);
    while (made > 0)
        ct_release(items[--made]);
    return tuple;
}

/* -- results ----------------------------------------------------------------------------------- */

ct_object *ct_result(ct_array *a)
{
    if (!a || ct_ndim(a) > 0)
        return (ct_object *)a;
    ct_object *scalar = ct_scalar_from(a);
    ct_release(a);
    return scalar;
}

ct_object *ct_array_result(ct_array *a)
{
    return (ct_object *)a;
}

ct_object *ct_result_of(ct_array *a, const ct_array *out)
{
    return out ? ct_array_result(a) : ct_result(a);
}

ct_object *ct_none_result(ct_status status)
{
    return status ? NULL : ct_none();
}

ct_object *ct_bool_result(int truth)
{
    return truth < 0 ? NULL : ct_bool(truth);
}

ct_status ct_arg_fill(const ct_object *arg, ct_fill_rule *rule, ct_array **value)
{
    static const struct {
        const char *name;
        ct_fill_rule rule;
    } rules[] = {{"repeat", CT_FILL_REPEAT}, {"zero", CT_FILL_ZERO}, {"edge", CT_FILL_EDGE}};
    *rule = CT_FILL_DEFAULT;
    *value = NULL;
    if (!ct_arg_given(arg))
        return CT_OK;
    const char *name = arg->type == &ct_str_type ? ct_as_string(arg, NULL) : NULL;
    for (size_t i = 0; name && i < sizeof rules / sizeof *rules; i++)
        if (!strcmp(name, rules[i].name))
            return *rule = rules[i].rule, CT_OK;
    if (name)
        return ct_error_set(CT_VALUE_ERROR, "resize", 0,
                            "fill must be 'repeat', 'zero', 'edge' or a value (got '%.20s')", name);
    *rule = CT_FILL_VALUE;
    *value = ct_operand(arg);
    return *value ? CT_OK : ct_error_pending();
}
