/* ndarray.c: methods and attributes of arrays, which NumPy scalars share: self is converted, and a
 * 0-d result of a scalar is a scalar again. Reductions and arithmetic have their rows elsewhere. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "dtype/dtype.h"

static bool is_array(const ct_object *self)
{
    return ct_type_of(self) == &ct_array_type;
}

/* In-place methods need the array itself. */
static ct_array *own_self(const char *op, ct_object *const *args)
{
    if (is_array(args[0]))
        return (ct_array *)args[0];
    return CT_FAIL(CT_TYPE_ERROR, op, 0, "%s() changes an array in place; this is a scalar", op);
}

/* f(self) as an array, or a scalar for a scalar. Takes both. */
static ct_object *give(const ct_object *self, CT_TAKE ct_array *a, CT_TAKE ct_array *result)
{
    ct_release(a);
    return is_array(self) ? ct_array_result(result) : ct_result(result);
}

#define SELF(f)     give(args[0], a, a ? (f) : NULL)
#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* -- attributes -------------------------------------------------------------------------------- */

#define ATTRIBUTE(name_, expression)                                                               \
    ENTRY(name_)                                                                                   \
    {                                                                                              \
        ct_array *a = ct_arg_array(args[0]);                                                       \
        ct_object *result = a ? (ct_object *)(uintptr_t)(expression) : NULL;                       \
        ct_release(a);                                                                             \
        return result;                                                                             \
    }
ATTRIBUTE(read_shape, ct_shape_object(a->ndim, a->shape))
ATTRIBUTE(get_strides, ct_shape_object(a->ndim, a->strides))
ATTRIBUTE(get_ndim, ct_int(a->ndim))
ATTRIBUTE(get_size, ct_int(a->size))
ATTRIBUTE(get_nbytes, ct_int(ct_nbytes(a)))
ATTRIBUTE(get_itemsize, ct_int(a->dtype->itemsize))
ATTRIBUTE(get_dtype, ct_retain(a->dtype))
ATTRIBUTE(get_base, a->base ? ct_retain(a->base) : (void *)ct_none())
ATTRIBUTE(get_flat, ct_ravel(a, CT_ORDER_C))
ATTRIBUTE(get_capacity, ct_int(ct_array_capacity(a)))
ATTRIBUTE(get_device, ct_string("cpu", -1))

/* args[1] is the new value when the attribute is set. */
ENTRY(get_shape)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    if (!args[1])
        return read_shape(routine, args);
    ct_array *a = own_self("shape", args);
    if (!a || ct_arg_shape(args[1], &ndim, shape))
        return NULL;
    return ct_none_result(ct_array_set_shape(a, ndim, shape));
}

ENTRY(get_transposed)
{
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_transpose(a));
}

ENTRY(get_matrix_transposed)
{
    ct_array *a = ct_arg_array(args[0]);
    if (a && a->ndim < 2) {
        ct_release(a);
        return CT_FAIL(CT_VALUE_ERROR, "mT", 0, "matrix transpose with ndim < 2 is undefined");
    }
    return SELF(ct_swapaxes(a, -1, -2));
}

/* a.real = value, a.imag = value: stored through the view of that part. */
static ct_object *set_part(ct_object *const *args, ct_array *(*part_of)(const ct_array *))
{
    CT_SCOPE(s);
    ct_array *a = own_self("real", args);
    if (a && a->dtype->kind != 'c' && part_of == ct_imag)
        return CT_FAIL(CT_TYPE_ERROR, "imag", 0, "array does not have imaginary part to set");
    ct_array *part = a ? ct_own(&s, part_of(a)) : NULL;
    ct_array *value = part ? ct_operand_in(&s, args[1]) : NULL;
    return value ? ct_none_result(ct_copyto(part, value, CT_CASTING_UNSAFE, NULL)) : NULL;
}

ENTRY(get_real)
{
    if (args[1])
        return set_part(args, ct_real);
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_real(a));
}

ENTRY(get_imag)
{
    if (args[1])
        return set_part(args, ct_imag);
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_imag(a));
}

/* -- flags: an object that shows them as NumPy does -------------------------------------------- */

typedef struct flags_object {
    ct_object object;
    ct_array *array;
} flags_object;

static void destroy_flags(ct_object *self)
{
    ct_release(((flags_object *)self)->array);
    ct_dealloc(self);
}

static ct_status repr_flags(const ct_object *self, ct_text *out)
{
    static const struct {
        const char *name;
        unsigned flag;
    } rows[] = {{"C_CONTIGUOUS", CT_C_CONTIGUOUS}, {"F_CONTIGUOUS", CT_F_CONTIGUOUS},
                {"OWNDATA", CT_OWNDATA},           {"WRITEABLE", CT_WRITEABLE},
                {"ALIGNED", CT_ALIGNED},           {"WRITEBACKIFCOPY", 0}};
    ct_status status = CT_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == CT_OK; i++)
        status = ct_text_format(
            out, "  %s : %s\n", rows[i].name,
            ct_flags(((const flags_object *)self)->array) & rows[i].flag ? "True" : "False");
    return status;
}

/* Its attributes are the rows "ndarray.flags.<name>". */
static const ct_type flags_type = {
    .name = "ndarray.flags", .destroy = destroy_flags, .repr = repr_flags};

ENTRY(get_flags)
{
    ct_array *a = ct_arg_array(args[0]);
    flags_object *flags = a ? ct_alloc(sizeof *flags) : NULL;
    if (flags)
        *flags = (flags_object){{1, &flags_type}, a};
    else
        ct_release(a);
    return (ct_object *)flags;
}

static ct_object *flag(ct_object *const *args, unsigned wanted)
{
    return ct_bool((ct_flags(((const flags_object *)args[0])->array) & wanted) != 0);
}

ENTRY(flag_c)
{
    return flag(args, CT_C_CONTIGUOUS);
}

ENTRY(flag_f)
{
    return flag(args, CT_F_CONTIGUOUS);
}

ENTRY(flag_owndata)
{
    return flag(args, CT_OWNDATA);
}

ENTRY(flag_writeable)
{
    bool write;
    if (args[1])
        return ct_arg_bool(args[1], true, &write)
                   ? NULL
                   : ct_none_result(ct_set_writeable(((flags_object *)args[0])->array, write));
    return flag(args, CT_WRITEABLE);
}

ENTRY(flag_aligned)
{
    return flag(args, CT_ALIGNED);
}

ENTRY(flag_forc)
{
    return flag(args, CT_C_CONTIGUOUS | CT_F_CONTIGUOUS);
}

/* -- shapes and views -------------------------------------------------------------------------- */

ENTRY(reshape)
{
    int ndim, copy = -1;
    int64_t shape[CT_MAX_NDIM];
    ct_order order;
    bool always;
    if (ct_arg_shape_rest(args[1], &ndim, shape) || ct_arg_order(args[2], CT_ORDER_C, &order))
        return NULL;
    if (ct_arg_given(args[3])) {
        if (ct_arg_bool(args[3], true, &always))
            return NULL;
        copy = always;
    }
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_reshape_order(a, ndim, shape, order, copy));
}

ENTRY(ravel)
{
    ct_order order;
    ct_array *a = ct_arg_order(args[1], CT_ORDER_C, &order) ? NULL : ct_arg_array(args[0]);
    return SELF(ct_ravel(a, order));
}

ENTRY(flatten)
{
    ct_order order;
    ct_array *a = ct_arg_order(args[1], CT_ORDER_C, &order) ? NULL : ct_arg_array(args[0]);
    return SELF(ct_flatten(a, order));
}

ENTRY(transpose)
{
    ct_axes axes;
    const ct_object *given = args[1];
    ct_object *only = given && ct_length(given) == 1 ? ct_tuple_get(given, 0) : NULL;
    bool all = !given || ct_length(given) == 0 || (only && !ct_arg_given(only));
    ct_status status = all ? CT_OK : ct_arg_permutation(only ? only : given, &axes);
    ct_release(only);
    ct_array *a = status ? NULL : ct_arg_array(args[0]);
    return SELF(all ? ct_transpose(a) : ct_transpose_axes(a, axes.n, axes.axes));
}

ENTRY(swapaxes)
{
    int one, two;
    if (ct_arg_axis(args[1], 0, &one) || ct_arg_axis(args[2], 0, &two))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_swapaxes(a, one, two));
}

ENTRY(squeeze)
{
    ct_axes axes;
    ct_array *a = ct_arg_axes(args[1], &axes) ? NULL : ct_arg_array(args[0]);
    return SELF(ct_squeeze_arg(a, args[1], &axes));
}

ENTRY(diagonal)
{
    int64_t offset;
    int one, two;
    if (ct_arg_int(args[1], 0, &offset) || ct_arg_axis(args[2], 0, &one) ||
        ct_arg_axis(args[3], 1, &two))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_diagonal(a, offset, one, two));
}

ENTRY(view)
{
    const ct_dtype *dtype = NULL;
    ct_array *a = ct_arg_dtype(args[1], &dtype) ? NULL : ct_arg_array(args[0]);
    if (args[1] && !dtype)
        dtype = ct_retain(CT_FLOAT64); /* dtype(None) */
    ct_object *result = SELF(dtype ? ct_view_dtype(a, dtype) : ct_view(a));
    ct_release(dtype);
    return result;
}

/* -- copies and values ------------------------------------------------------------------------- */

/* The values of `a` as another dtype, when every one of them is there and back the same. Text and
 * numbers are not each other's values. */
static ct_array *same_values(const ct_array *a, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    const ct_dtype *from = a->dtype;
    bool text = ct_dtype_kind(from) == 'U' || ct_dtype_kind(from) == 'S' ||
                ct_dtype_kind(dtype) == 'U' || ct_dtype_kind(dtype) == 'S';
    if (text && !ct_can_cast(from, dtype, CT_CASTING_SAFE))
        return CT_FAIL(
            CT_TYPE_ERROR, "astype", 3,
            "Cannot cast array data from dtype('%s') to dtype('%s') according to the rule "
            "'same_value'",
            ct_dtype_name(from), ct_dtype_name(dtype));
    ct_array *made = ct_own(&s, ct_astype(a, dtype, CT_CASTING_UNSAFE));
    if (!made || text || ct_dtype_kind(dtype) == 'b')
        return ct_retain(made);
    ct_array *back = ct_own(&s, ct_astype(made, from, CT_CASTING_UNSAFE));
    bool inexact = ct_dtype_kind(from) == 'f' || ct_dtype_kind(from) == 'c';
    int same = back ? ct_array_equal(back, a, inexact) : -1;
    /* -1 as an unsigned number comes back, but is another value. */
    same = same == 1 ? ct_array_equal(made, a, inexact) : same;
    if (same == 1)
        return ct_retain(made);
    return same < 0 ? NULL
                    : CT_FAIL(CT_VALUE_ERROR, "astype", 3, "could not cast 'same_value' %s to %s",
                              ct_dtype_name(from), ct_dtype_name(dtype));
}

static bool is_same_value(const ct_object *casting)
{
    return casting && casting->type == &ct_str_type &&
           !strcmp(ct_as_string(casting, NULL), "same_value");
}

ENTRY(astype)
{
    const ct_dtype *dtype = NULL;
    ct_order order;
    ct_casting casting;
    bool copy, same_value = is_same_value(args[3]);
    if (ct_arg_order(args[2], CT_ORDER_K, &order) ||
        ct_arg_casting(same_value ? NULL : args[3], CT_CASTING_UNSAFE, &casting) ||
        ct_arg_bool(args[5], true, &copy) || ct_arg_dtype(args[1], &dtype))
        return NULL;
    ct_array *a = ct_arg_array(args[0]), *made = NULL;
    if (a && !copy && order == CT_ORDER_K && (!dtype || ct_dtype_equal(a->dtype, dtype)))
        made = ct_retain(a);
    else if (a && same_value)
        made = same_values(a, dtype ? dtype : CT_FLOAT64);
    else if (a)
        made = ct_astype(a, dtype ? dtype : CT_FLOAT64, casting);
    if (made && order != CT_ORDER_K) {
        ct_array *laid = ct_copy(made, order);
        ct_release(made);
        made = laid;
    }
    ct_release(dtype);
    return give(args[0], a, made);
}

/* numpy.astype(x, dtype, /, *, copy, device): of arrays and scalars. Python's numbers and texts are
 * scalars too, without the method that does it. */
ENTRY(astype_function)
{
    const ct_type *type = ct_type_of(args[0]);
    if (is_array(args[0]) || type == &ct_scalar_type)
        return astype(routine, (ct_object *[]){args[0], args[1], NULL, NULL, NULL, args[2]});
    if (ct_arg_is_scalar(args[0]))
        return CT_FAIL(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute 'astype'",
                       type->name);
    return CT_FAIL(CT_TYPE_ERROR, "astype", 1,
                   "Input should be a NumPy array or scalar. It is a <class '%s'> instead.",
                   type->name);
}

ENTRY(to_device)
{
    const char *device = "";
    if (ct_arg_given(args[2]))
        return CT_FAIL(CT_VALUE_ERROR, "to_device", 2,
                       "The stream argument in to_device() is not supported");
    if (ct_arg_text(args[1], device, &device))
        return NULL;
    if (strcmp(device, "cpu") != 0)
        return CT_FAIL(CT_VALUE_ERROR, "to_device", 1,
                       "Unsupported device: %s. Only 'cpu' is accepted.", device);
    return ct_retain(args[0]);
}

ENTRY(copy)
{
    ct_order order;
    ct_array *a = ct_arg_order(args[1], CT_ORDER_C, &order) ? NULL : ct_arg_array(args[0]);
    return SELF(ct_copy(a, order));
}

ENTRY(fill)
{
    ct_array *a = own_self("fill", args), *value = a ? ct_operand(args[1]) : NULL;
    ct_status status = value ? ct_fill(a, value) : ct_error_pending();
    ct_release(value);
    return ct_none_result(status);
}

ENTRY(item)
{
    ct_array *a = ct_arg_array(args[0]), *one = NULL;
    int ndim = 0;
    int64_t at[CT_MAX_NDIM];
    bool all = !args[1] || ct_length(args[1]) == 0;
    if (!a || (!all && ct_arg_shape_rest(args[1], &ndim, at))) {
        ct_release(a);
        return NULL;
    }
    if (!all && ndim != 1 && ndim != a->ndim) {
        ct_error_set(CT_VALUE_ERROR, "item", 1, "incorrect number of indices for array");
    } else if (!all) {
        ct_index list[CT_MAX_NDIM + 1];
        ct_array *from = ndim == 1 && a->ndim != 1 ? ct_ravel(a, CT_ORDER_C) : ct_retain(a);
        for (int i = 0; i < ndim; i++)
            list[i] = ct_at(at[i]);
        list[ndim] = ct_end;
        one = from ? ct_index_get(from, list) : NULL;
        ct_release(from);
    }
    ct_object *box = all ? ct_item(a) : one ? ct_item(one) : NULL;
    ct_release(one);
    ct_release(a);
    return box;
}

ATTRIBUTE(tolist, ct_tolist(a))

ENTRY(tobytes)
{
    ct_order order;
    ct_array *a = ct_arg_order(args[1], CT_ORDER_C, &order) ? NULL : ct_arg_array(args[0]);
    /* NumPy's tobytes writes 'K' as 'C' */
    ct_array *flat = a ? ct_ravel(a, order == CT_ORDER_K ? CT_ORDER_C : order) : NULL;
    ct_object *result = flat ? ct_bytes(flat->data, ct_nbytes(flat)) : NULL;
    ct_release(flat);
    ct_release(a);
    return result;
}

ENTRY(resize)
{
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    ct_array *a = own_self("resize", args);
    ct_object *only = a && args[1] && ct_length(args[1]) == 1 ? ct_tuple_get(args[1], 0) : NULL;
    bool same = only && only->type == &ct_none_type;
    ct_release(only);
    if (!a || !args[1] || ct_length(args[1]) == 0 || same)
        return a ? ct_none() : NULL;
    ct_fill_rule rule;
    ct_array *value;
    if (ct_arg_shape_rest(args[1], &ndim, shape) || ct_arg_fill(args[3], &rule, &value))
        return NULL;
    ct_object *result = ct_none_result(ct_array_resize_fill(a, ndim, shape, rule, value));
    ct_release(value);
    return result;
}

ENTRY(append)
{
    int axis;
    ct_array *a = own_self("append", args);
    if (!a || ct_arg_axis(args[2], 0, &axis))
        return NULL;
    ct_array *values = ct_operand(args[1]);
    ct_status status = values ? ct_array_append_axis(a, values, axis) : ct_error_pending();
    ct_release(values);
    return ct_none_result(status);
}

ENTRY(reserve)
{
    int64_t rows;
    ct_array *a = own_self("reserve", args);
    return !a || ct_arg_int(args[1], 0, &rows) ? NULL : ct_none_result(ct_array_reserve(a, rows));
}

ENTRY(shrink_to_fit)
{
    ct_array *a = own_self("shrink_to_fit", args);
    return a ? ct_none_result(ct_array_shrink_to_fit(a)) : NULL;
}

ENTRY(setflags)
{
    bool write;
    ct_array *a = own_self("setflags", args);
    if (!a || !ct_arg_given(args[1]))
        return a ? ct_none() : NULL;
    return ct_arg_bool(args[1], true, &write) ? NULL : ct_none_result(ct_set_writeable(a, write));
}

/* -- sorting and picking ----------------------------------------------------------------------- */

ENTRY(sort)
{
    int axis;
    ct_array *a = own_self("sort", args);
    if (!a || ct_arg_sort_kind(args[2], args[3], args[4]) || ct_arg_axis(args[1], -1, &axis))
        return NULL;
    return ct_none_result(ct_array_sort(a, axis));
}

ENTRY(argsort)
{
    int axis;
    if (ct_arg_sort_kind(args[2], args[3], args[4]) || ct_arg_axis(args[1], -1, &axis))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    return SELF(ct_argsort(a, axis));
}

#define CALL_FUNCTION(name_, function)                                                             \
    ENTRY(name_)                                                                                   \
    {                                                                                              \
        return ct_routine_find(function)->entry(routine, args);                                    \
    }
CALL_FUNCTION(nonzero, "nonzero")
CALL_FUNCTION(take, "take")
CALL_FUNCTION(repeat, "repeat")
CALL_FUNCTION(searchsorted, "searchsorted")

const ct_routine ct_routines_ndarray[] = {
    CT_ROW("ndarray.T", "ndarray-attribute", "-", "The transposed array: a view.", get_transposed),
    CT_ROW("ndarray.mT", "ndarray-attribute", "-", "The last two axes exchanged: a view.",
           get_matrix_transposed),
    CT_ROW("ndarray.shape", "ndarray-attribute", "-=", "Lengths of the axes.", get_shape),
    CT_ROW("ndarray.strides", "ndarray-attribute", "-", "Bytes to step along each axis.",
           get_strides),
    CT_ROW("ndarray.ndim", "ndarray-attribute", "-", "Number of axes.", get_ndim),
    CT_ROW("ndarray.size", "ndarray-attribute", "-", "Number of elements.", get_size),
    CT_ROW("ndarray.nbytes", "ndarray-attribute", "-", "Bytes of all elements.", get_nbytes),
    CT_ROW("ndarray.itemsize", "ndarray-attribute", "-", "Bytes of one element.", get_itemsize),
    CT_ROW("ndarray.dtype", "ndarray-attribute", "-", "Type of the elements.", get_dtype),
    CT_ROW("ndarray.base", "ndarray-attribute", "-", "The array this is a view of, or None.",
           get_base),
    CT_ROW("ndarray.flat", "ndarray-attribute", "-", "The elements as a 1-D array.", get_flat),
    CT_ROW("ndarray.device", "ndarray-attribute", "-", "Where the elements are: cpu.", get_device),
    CT_ROW("ndarray.real", "ndarray-attribute", "-=", "The real part: a view.", get_real),
    CT_ROW("ndarray.imag", "ndarray-attribute", "-=", "The imaginary part: a view.", get_imag),
    CT_ROW("ndarray.flags", "ndarray-attribute", "-", "How the array lies in memory.", get_flags),
    CT_ROW("ndarray.flags.c_contiguous", "ndarray-attribute", "-", "In C order.", flag_c),
    CT_ROW("ndarray.flags.contiguous", "ndarray-attribute", "-", "In C order.", flag_c),
    CT_ROW("ndarray.flags.f_contiguous", "ndarray-attribute", "-", "In Fortran order.", flag_f),
    CT_ROW("ndarray.flags.owndata", "ndarray-attribute", "-", "Not a view.", flag_owndata),
    CT_ROW("ndarray.flags.writeable", "ndarray-attribute", "-=", "May be written to.",
           flag_writeable),
    CT_ROW("ndarray.flags.aligned", "ndarray-attribute", "-", "Elements are aligned.",
           flag_aligned),
    CT_ROW("ndarray.flags.forc", "ndarray-attribute", "-", "In C or Fortran order.", flag_forc),
    CT_ROW("ndarray.reshape", "ndarray-method", "(*shape, order='C', copy=None)",
           "The same elements in another shape; a view where possible.", reshape),
    CT_ROW("ndarray.ravel", "ndarray-method", "(order='C')",
           "All elements along one axis; a view where possible.", ravel),
    CT_ROW("ndarray.flatten", "ndarray-method", "(order='C')", "A copy along one axis.", flatten),
    CT_ROW("ndarray.transpose", "ndarray-method", "(*axes)", "Axes reversed or permuted: a view.",
           transpose),
    CT_ROW("ndarray.swapaxes", "ndarray-method", "(axis1, axis2, /)", "Two axes exchanged: a view.",
           swapaxes),
    CT_ROW("ndarray.squeeze", "ndarray-method", "(axis=None)", "Without axes of length 1: a view.",
           squeeze),
    CT_ROW("ndarray.diagonal", "ndarray-method", "(offset=0, axis1=0, axis2=1)",
           "A diagonal: a read-only view.", diagonal),
    CT_ROW("ndarray.view", "ndarray-method", "(dtype=<no value>, type=None)",
           "The same memory, perhaps as another dtype.", view),
    CT_ROW("ndarray.astype", "ndarray-method",
           "(dtype, order='K', casting='unsafe', subok=True, copy=True)", "A copy cast to a dtype.",
           astype),
    CT_ROW("astype", "manipulation", "(x, dtype, /, *, copy=True, device=None)",
           "The array cast to a dtype.", astype_function),
    CT_ROW("ndarray.to_device", "ndarray-method", "(device, /, *, stream=None)",
           "The array itself: 'cpu' is the only device.", to_device),
    CT_ROW("ndarray.copy", "ndarray-method", "(order='C')", "A copy.", copy),
    CT_ROW("ndarray.__copy__", "ndarray-method", "()", "A copy.", copy),
    CT_ROW("ndarray.fill", "ndarray-method", "(value)", "Set every element.", fill),
    CT_ROW("ndarray.item", "ndarray-method", "(*args)", "One element as a Python number.", item),
    CT_ROW("ndarray.tolist", "ndarray-method", "()", "Nested lists of Python numbers.", tolist),
    CT_ROW("ndarray.tobytes", "ndarray-method", "(order='C')", "The elements' bytes.", tobytes),
    CT_ROW(
        "ndarray.resize", "ndarray-method", "(*new_shape, refcheck=True, fill='zero')",
        "Change the size in place. Refused while views exist. New elements are zero, or what fill "
        "says: 'repeat', 'edge' or a value.",
        resize),
    CT_ROW("ndarray.append", "ndarray-method", "(values, axis=0)",
           "Grow in place by one item or a block. Refused while views exist.", append),
    CT_ROW("ndarray.reserve", "ndarray-method", "(rows, /)",
           "Room for so many rows in all, without moving when they come.", reserve),
    CT_ROW("ndarray.shrink_to_fit", "ndarray-method", "()", "Give spare room back.", shrink_to_fit),
    CT_ROW("ndarray.capacity", "ndarray-attribute", "-",
           "Bytes of the buffer, spare room included.", get_capacity),
    CT_ROW("ndarray.setflags", "ndarray-method", "(*, write=None, align=None, uic=None)",
           "Make the array read-only or writeable.", setflags),
    CT_ROW("ndarray.sort", "ndarray-method",
           "(axis=-1, kind=None, order=None, *, stable=None, descending=None)", "Sort in place.",
           sort),
    CT_ROW("ndarray.argsort", "ndarray-method",
           "(axis=-1, kind=None, order=None, *, stable=None, descending=None)",
           "Indices that would sort.", argsort),
    CT_ROW("ndarray.nonzero", "ndarray-method", "()", "Indices of the elements that are not zero.",
           nonzero),
    CT_ROW("ndarray.take", "ndarray-method", "(indices, /, axis=None, out=None, mode='raise')",
           "Elements along an axis by their indices.", take),
    CT_ROW("ndarray.repeat", "ndarray-method", "(repeats, /, axis=None)", "Each element repeated.",
           repeat),
    CT_ROW("ndarray.searchsorted", "ndarray-method", "(v, side='left', sorter=None)",
           "Where values would go to keep the order.", searchsorted),
};
CT_ROUTINES_END(ndarray);
