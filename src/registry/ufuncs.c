/* ufuncs.c: one row per ufunc, made from ops.def, NumPy's other names for them, and what a ufunc
 * has as an object: reduce, accumulate, outer, at, and its attributes. */
#include "args.h"
#include "kernels/kernels.h"
#include "object/object.h"
#include "object/operators.h"
#include "ufunc/ufunc.h"

#include <math.h>
#include <string.h>

/* -- calling ----------------------------------------------------------------------------------- */

/* where= is True by default and then stands for nothing. */
ct_status ct_arg_where(const ct_object *arg, ct_array **out)
{
    *out = NULL;
    if (!arg || (ct_type_of(arg) == &ct_bool_type && ct_truth(arg)))
        return CT_OK;
    bool strong = ct_type_of(arg) == &ct_array_type || ct_type_of(arg) == &ct_scalar_type;
    *out = ct_asarray(arg, strong ? NULL : CT_BOOL);
    if (*out && ct_dtype_num(ct_dtype_of(*out)) != CT_NUM_BOOL) {
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "Cannot cast array data from dtype('%s') to dtype('bool') according to the "
                     "rule 'safe'",
                     ct_dtype_name(ct_dtype_of(*out)));
        ct_release(*out);
        *out = NULL;
    }
    return *out ? CT_OK : ct_error_pending();
}

static ct_status read_outputs(const ct_ufunc_info *info, ct_object *const *args, ct_array **out)
{
    ct_object *const *single = args + (info->nout == 1 ? 0 : info->nout);
    if (info->nout == 1) {
        if (single[0] && ct_type_of(single[0]) == &ct_tuple_type && ct_length(single[0]) != 1)
            return ct_error_set(CT_VALUE_ERROR, info->name, 0,
                                "The 'out' tuple must have exactly one entry per ufunc output");
        return ct_arg_out(single[0], &out[0]);
    }
    for (int i = 0; i < info->nout; i++) {
        ct_status status = ct_arg_out(args[i], &out[i]);
        if (status)
            return status;
    }
    if (!ct_arg_given(single[0]))
        return CT_OK;
    bool tuple = ct_type_of(single[0]) == &ct_tuple_type;
    if (!tuple || ct_length(single[0]) != info->nout)
        return ct_error_set(tuple ? CT_VALUE_ERROR : CT_TYPE_ERROR, info->name, 0,
                            "'out' must be a tuple of arrays, one for each output");
    for (int i = 0; i < info->nout; i++) {
        ct_object *item = ct_tuple_get(single[0], i);
        ct_status status = item ? ct_arg_out(item, &out[i]) : ct_error_pending();
        ct_release(item); /* the tuple still holds it */
        if (status)
            return status;
    }
    return CT_OK;
}

ct_status ct_arg_ufunc_opts(ct_object *const *args, ct_scope *scope, ct_ufunc_opts *opts)
{
    ct_array *where;
    const ct_dtype *dtype;
    ct_status status = ct_arg_where(args[0], &where);
    if (status)
        return status;
    opts->where = ct_own(scope, where);
    status = ct_arg_casting(args[1], CT_CASTING_DEFAULT, &opts->casting);
    status = status ? status : ct_arg_order(args[2], CT_ORDER_DEFAULT, &opts->order);
    status = status ? status : ct_arg_dtype(args[3], &dtype);
    if (!status && dtype)
        opts->dtype = ct_own(scope, dtype);
    return status;
}

/* The results as one value; a result written to an `out` stays an array. Takes the references. */
static ct_object *give(int nout, ct_array **results, ct_array *const *out)
{
    ct_object *values[2] = {NULL, NULL};
    for (int i = 0; i < nout; i++)
        values[i] = out[i] ? ct_array_result(results[i]) : ct_result(results[i]);
    if (nout == 1)
        return values[0];
    ct_object *pair = values[0] && values[1] ? ct_tuple(2, values) : NULL;
    ct_release(values[0]);
    ct_release(values[1]);
    return pair;
}

/* A Python int that no dtype holds stays one: abs(-2**64). */
static ct_object *call_on_int(ct_op op, const ct_object *x)
{
    bool below = ct_int_value(x) < 0;
    switch (op) {
    case CT_OP_absolute:
    case CT_OP_negative:
        return below || op == CT_OP_negative ? ct_unary(CT_NEGATIVE_OP, x) : ct_retain(x);
    case CT_OP_square:
        return ct_binary(CT_MULTIPLY_OP, x, x);
    case CT_OP_sign:
        return ct_int(below ? -1 : 1);
    case CT_OP_logical_not:
        return ct_bool(false);
    case CT_OP_positive:
    case CT_OP_conjugate:
    case CT_OP_floor:
    case CT_OP_ceil:
    case CT_OP_trunc:
        return ct_retain(x);
    default:
        return CT_FAIL(CT_TYPE_ERROR, ct_ufunc_get(op)->name, 1,
                       "loop of ufunc does not support argument 0 of type int which has no "
                       "callable %s method",
                       ct_ufunc_get(op)->name);
    }
}

static bool is_big_int(const ct_object *x)
{
    if (ct_type_of(x) != &ct_int_type)
        return false;
    ct_int128 value = ct_int_value(x);
    return value < INT64_MIN || value > UINT64_MAX;
}

/* -- signature= -------------------------------------------------------------------------------- */

/* "dd->d": a letter for each type. */
static ct_status types_of_text(const ct_ufunc_info *info, const char *text, ct_scope *scope,
                               const ct_dtype **types)
{
    const char *arrow = strstr(text, "->");
    size_t before = arrow ? (size_t)(arrow - text) : strlen(text);
    size_t after = arrow ? strlen(arrow + 2) : 0;
    if (!arrow && before == 1)
        return ct_error_set(CT_TYPE_ERROR, info->name, 0,
                            "Use `dtype` or  fill the tuple with more than one 'None'.");
    if (before != (size_t)info->nin || after != (size_t)info->nout)
        return ct_error_set(CT_VALUE_ERROR, info->name, 0,
                            "a type-string for %s, %d typecode(s) before and %d after the -> sign",
                            info->name, info->nin, info->nout);
    for (int i = 0; i < info->nin + info->nout; i++) {
        const char letter[2] = {i < info->nin ? text[i] : arrow[2 + i - info->nin], 0};
        types[i] = ct_own(scope, ct_dtype_parse(letter));
        if (!types[i]) {
            ct_error_take(NULL);
            return ct_error_set(CT_VALUE_ERROR, info->name, 0, "Invalid data-type for array");
        }
    }
    return CT_OK;
}

/* A dtype or None for each input and output. */
static ct_status types_of_tuple(const ct_ufunc_info *info, const ct_object *tuple, ct_scope *scope,
                                const ct_dtype **types)
{
    int64_t n = ct_length(tuple);
    if (n == 1)
        return ct_error_set(CT_TYPE_ERROR, info->name, 0,
                            "Use `dtype` or  fill the tuple with more than one 'None'.");
    if (n != info->nin + info->nout)
        return ct_error_set(CT_VALUE_ERROR, info->name, 0,
                            "a type-tuple must be specified of length %d for ufunc '%s'",
                            info->nin + info->nout, info->name);
    for (int i = 0; i < n; i++) {
        ct_object *item = ct_own(scope, ct_tuple_get(tuple, i));
        ct_status status = item ? ct_arg_dtype(item, &types[i]) : ct_error_pending();
        if (status || (types[i] && !ct_own(scope, types[i])))
            return ct_error_pending();
    }
    return CT_OK;
}

/* Inputs are cast to their types, and the type of the first output is dtype=. */
static ct_status apply_signature(const ct_ufunc_info *info, const ct_object *arg, ct_scope *scope,
                                 ct_array **in, ct_ufunc_opts *opts)
{
    const ct_dtype *types[5] = {NULL};
    if (!ct_arg_given(arg))
        return CT_OK;
    if (opts->dtype)
        return ct_error_set(CT_TYPE_ERROR, info->name, 0,
                            "cannot specify both 'signature' and 'dtype'");
    bool bytes = ct_type_of(arg) == &ct_bytes_type;
    bool text = bytes || ct_type_of(arg) == &ct_str_type;
    if (!text && ct_type_of(arg) != &ct_tuple_type)
        return ct_error_set(CT_TYPE_ERROR, info->name, 0,
                            "the signature object to ufunc must be a string or a tuple.");
    ct_status status =
        text
            ? types_of_text(info, bytes ? ct_as_bytes(arg, &(int64_t){0}) : ct_as_string(arg, NULL),
                            scope, types)
            : types_of_tuple(info, arg, scope, types);
    ct_casting casting = opts->casting ? opts->casting : CT_CASTING_SAME_KIND;
    for (int i = 0; i < info->nin && !status; i++) {
        if (!types[i])
            continue;
        if (!ct_is_weak(in[i]) && !ct_can_cast(ct_dtype_of(in[i]), types[i], casting))
            return ct_error_set(CT_TYPE_ERROR, info->name, i + 1,
                                "Cannot cast ufunc '%s' input %d from dtype('%s') to dtype('%s') "
                                "with casting rule '%s'",
                                info->name, i, ct_dtype_name(ct_dtype_of(in[i])),
                                ct_dtype_name(types[i]), ct_casting_name(casting));
        in[i] = ct_own(scope, ct_astype(in[i], types[i], CT_CASTING_UNSAFE));
        status = in[i] ? CT_OK : ct_error_pending();
    }
    opts->dtype = types[info->nin];
    return status;
}

static ct_object *call_ufunc(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_ufunc_info *info = ct_ufunc_get((ct_op)routine->op);
    ct_array *in[3] = {NULL}, *out[2] = {NULL};
    ct_ufunc_opts opts = {.size_ = sizeof opts};
    if (info->nin == 1 && is_big_int(args[0]))
        return call_on_int((ct_op)routine->op, args[0]);
    for (int i = 0; i < info->nin; i++)
        if (!(in[i] = ct_operand_in(&s, args[i])))
            return NULL;
    args += info->nin;
    ct_object *const *options = args + (info->nout == 1 ? 1 : info->nout + 1);
    if (read_outputs(info, args, opts.out) || ct_arg_ufunc_opts(options, &s, &opts) ||
        apply_signature(info, options[5], &s, in, &opts) ||
        ct_ufunc_call((ct_op)routine->op, in, &opts, out))
        return NULL;
    return give(info->nout, out, opts.out);
}

/* -- rows -------------------------------------------------------------------------------------- */

#define OPTIONS                                                                                    \
    "*, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None)"
#define SIGNATURE_1_1 "(x, /, out=None, " OPTIONS
#define SIGNATURE_2_1 "(x1, x2, /, out=None, " OPTIONS
#define SIGNATURE_3_1 "(x1, x2, x3, /, out=None, " OPTIONS
#define SIGNATURE_1_2 "(x, out1=None, out2=None, /, out=(None, None), " OPTIONS
#define SIGNATURE_2_2 "(x1, x2, out1=None, out2=None, /, out=(None, None), " OPTIONS
#define ROW(alias, name, shape, doc)                                                               \
    {#alias, "ufunc", SIGNATURE_##shape, doc, call_ufunc, CT_OP_##name, CT_ROUTINE_UFUNC, NULL},
#define ALIAS(alias, name, shape) ROW(alias, name, shape, "Another name of " #name ".")

const ct_routine ct_routines_ufuncs[] = {
#define CT_UFUNC(name, nin, nout, identity, doc) ROW(name, name, nin##_##nout, doc)
#include <carton/ops.def>
#undef CT_UFUNC
    ALIAS(abs, absolute, 1_1) ALIAS(mod, remainder, 2_1) ALIAS(true_divide, divide, 2_1)
        ALIAS(conj, conjugate, 1_1) ALIAS(pow, power, 2_1) ALIAS(acos, arccos, 1_1)
            ALIAS(acosh, arccosh, 1_1) ALIAS(asin, arcsin, 1_1) ALIAS(asinh, arcsinh, 1_1)
                ALIAS(atan, arctan, 1_1) ALIAS(atan2, arctan2, 2_1) ALIAS(atanh, arctanh, 1_1)
                    ALIAS(bitwise_not, invert, 1_1) ALIAS(bitwise_invert, invert, 1_1)
                        ALIAS(bitwise_left_shift, left_shift, 2_1)
                            ALIAS(bitwise_right_shift, right_shift, 2_1)};
CT_ROUTINES_END(ufuncs);

/* -- methods ----------------------------------------------------------------------------------- */

static ct_op op_of(ct_object *const *args)
{
    return (ct_op)ct_routine_of(args[0])->op;
}

static ct_object *reduce(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    static const ct_reduce_slots slots = {1, 2, 3, 4, 5, 6, 7, -1};
    ct_reduce_args r;
    if (ct_arg_reduce(args, &slots, 0, &s, &r))
        return NULL;
    ct_array *result = ct_ufunc_reduce(op_of(args), r.a, &r.opts);
    return r.opts.out ? ct_array_result(result) : ct_result(result);
}

static ct_object *accumulate(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    ct_array *out, *a = ct_arg_array_in(&s, args[1]);
    int axis;
    if (!a || ct_arg_one_axis(args[2], a, &axis) || ct_arg_out(args[4], &out) ||
        ct_arg_dtype(args[3], &dtype))
        return NULL;
    ct_own(&s, dtype);
    return ct_array_result(ct_ufunc_accumulate(op_of(args), a, axis, dtype, out));
}

static ct_object *reduceat(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    ct_array *out, *a = ct_arg_array_in(&s, args[1]);
    bool empty = ct_arg_count(args[2]) == 0; /* [] is not an array of floats here */
    ct_array *indices = ct_own(&s, ct_asarray(args[2], empty ? CT_INT64 : NULL));
    int axis;
    if (!a || !indices || ct_arg_one_axis(args[3], a, &axis) || ct_arg_out(args[5], &out) ||
        ct_arg_dtype(args[4], &dtype))
        return NULL;
    ct_own(&s, dtype);
    ct_array *result = ct_ufunc_reduceat(op_of(args), a, indices, axis, dtype);
    if (!result || !out)
        return ct_array_result(result);
    ct_own(&s, result);
    return ct_copyto(out, result, CT_CASTING_SAME_KIND, NULL) ? NULL : ct_retain(out);
}

static ct_object *outer(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_ufunc_opts opts = {.size_ = sizeof opts};
    /* outer() makes arrays of both: Python's numbers are not weak in it */
    ct_array *a = ct_arg_array_in(&s, args[1]), *b = ct_arg_array_in(&s, args[2]);
    if (!a || !b || ct_arg_out(args[3], &opts.out[0]) || ct_arg_ufunc_opts(args + 4, &s, &opts))
        return NULL;
    ct_array *result = ct_ufunc_outer(op_of(args), a, b, &opts);
    return opts.out[0] ? ct_array_result(result) : ct_result(result);
}

static ct_object *at(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_array *a, *b = NULL;
    ct_index list[CT_INDEX_ROOM];
    if (ct_arg_out(args[1], &a) || ct_arg_index(args[2], &s, list))
        return NULL;
    if (!a)
        return CT_FAIL(CT_TYPE_ERROR, "at", 1, "first operand must be array");
    if (args[3] && !(b = ct_operand_in(&s, args[3])))
        return NULL;
    return ct_none_result(ct_ufunc_at(op_of(args), a, list, b));
}

/* -- attributes -------------------------------------------------------------------------------- */

static ct_object *counts(const ct_routine *routine, ct_object *const *args)
{
    const ct_ufunc_info *info = ct_ufunc_get(op_of(args));
    int rows;
    if (!strcmp(routine->name, "ufunc.nin"))
        return ct_int(info->nin);
    if (!strcmp(routine->name, "ufunc.nout"))
        return ct_int(info->nout);
    if (!strcmp(routine->name, "ufunc.nargs"))
        return ct_int(info->nin + info->nout);
    ct_kernel_rows(op_of(args), &rows);
    return ct_int(rows);
}

static ct_object *identity(const ct_routine *routine, ct_object *const *args)
{
    switch (ct_op_identity(op_of(args))) {
    case CT_IDENTITY_ZERO:
        return ct_int(0);
    case CT_IDENTITY_ONE:
        return ct_int(1);
    case CT_IDENTITY_ALL_ONES:
        return ct_int(-1);
    case CT_IDENTITY_MINUS_INFINITY:
        return ct_float(-INFINITY);
    case CT_IDENTITY_TRUE:
        return ct_bool(true);
    case CT_IDENTITY_FALSE:
        return ct_bool(false);
    default:
        return ct_none();
    }
}

static ct_object *types(const ct_routine *routine, ct_object *const *args)
{
    const ct_ufunc_info *info = ct_ufunc_get(op_of(args));
    int rows;
    const ct_loop_row *row = ct_kernel_rows(op_of(args), &rows);
    ct_list *list = ct_list_new();
    for (int r = 0; list && r < rows; r++) {
        char text[CT_MAX_OPERANDS + 3];
        int n = 0;
        if (row[r].types[0] >= CT_NUM_STR) /* NumPy lists no loops of text either */
            continue;
        for (int i = 0; i < info->nin + info->nout; i++) {
            if (i == info->nin) {
                text[n++] = '-';
                text[n++] = '>';
            }
            text[n++] = ct_dtype_char(ct_dtype_builtin((ct_type_num)row[r].types[i]));
        }
        ct_object *box = ct_string(text, n);
        ct_status status = box ? ct_list_append(list, box) : ct_error_pending();
        ct_release(box);
        if (status) {
            ct_release(list);
            return NULL;
        }
    }
    return (ct_object *)list;
}

#define ATTRIBUTE(name, entry, doc)                                                                \
    {                                                                                              \
        "ufunc." #name, "ufunc", "-", doc, entry, 0, 0, NULL                                       \
    }
const ct_routine ct_routines_ufunc_object[] = {
    {"ufunc.reduce", "ufunc",
     "(array, axis=0, dtype=None, out=None, keepdims=False, initial=<no value>, where=True)",
     "Applies the ufunc along axes until one element is left.", reduce, 0, 0, NULL},
    {"ufunc.accumulate", "ufunc", "(array, axis=0, dtype=None, out=None)",
     "All intermediate results of reduce along one axis.", accumulate, 0, 0, NULL},
    {"ufunc.reduceat", "ufunc", "(array, indices, axis=0, dtype=None, out=None)",
     "Folds over the slices between successive indices.", reduceat, 0, 0, NULL},
    {"ufunc.outer", "ufunc",
     "(A, B, /, *, out=None, where=True, casting='same_kind', order='K', dtype=None)",
     "The ufunc of every pair (a, b).", outer, 0, 0, NULL},
    {"ufunc.at", "ufunc", "(a, indices, b=None, /)",
     "In place at the given indices; one that repeats counts each time.", at, 0, 0, NULL},
    ATTRIBUTE(nin, counts, "Number of inputs."),
    ATTRIBUTE(nout, counts, "Number of outputs."),
    ATTRIBUTE(nargs, counts, "Inputs and outputs."),
    ATTRIBUTE(ntypes, counts, "Number of loops."),
    ATTRIBUTE(types, types, "The loops as type letters, 'dd->d'."),
    ATTRIBUTE(identity, identity, "What reduce gives for no elements, or None."),
};
CT_ROUTINES_END(ufunc_object);
