/* reductions.c: rows of the reductions, as functions and as methods of ndarray, and of cumsum and
 * cumprod. */
#include <carton/nan.h>

#include "args.h"
#include "ufunc/ufunc.h"

#include <string.h>

/* -- options ----------------------------------------------------------------------------------- */

static const ct_object *slot(ct_object *const *args, int index)
{
    return index < 0 ? NULL : args[index];
}

/* axis=() reduces nothing: the same as reducing a new last axis of one element. */
static ct_status read_axes(const ct_object *given, int default_axis, ct_scope *scope,
                           ct_reduce_args *out)
{
    ct_status status = ct_arg_axes(given, &out->axes);
    out->opts.axis = given ? CT_FLAT : default_axis;
    if (status || out->axes.n < 0)
        return status;
    if (out->axes.n == 0) {
        out->a = ct_own(scope, ct_get(out->a, ct_rest, ct_newaxis));
        out->opts.axis = -1;
        return out->a ? CT_OK : ct_error_pending();
    }
    if (ct_arg_count(given) < 0) {
        out->opts.axis = out->axes.axes[0];
    } else {
        out->opts.naxes = out->axes.n;
        out->opts.axes = out->axes.axes;
    }
    return CT_OK;
}

ct_status ct_arg_reduce(ct_object *const *args, const ct_reduce_slots *slots, int default_axis,
                        ct_scope *scope, ct_reduce_args *out)
{
    ct_reduce_opts *opts = &out->opts;
    ct_array *made;
    const ct_dtype *dtype;
    *opts = (ct_reduce_opts){.size_ = sizeof *opts};
    out->a = ct_arg_array_in(scope, args[slots->array]);
    if (!out->a)
        return ct_error_pending();
    ct_status status = read_axes(slot(args, slots->axis), default_axis, scope, out);
    status = status ? status : ct_arg_dtype(slot(args, slots->dtype), &dtype);
    if (status)
        return status;
    opts->dtype = ct_own(scope, dtype);
    status = ct_arg_out(slot(args, slots->out), &opts->out);
    status = status ? status : ct_arg_bool(slot(args, slots->keepdims), false, &opts->keepdims);
    status = status ? status : ct_arg_float(slot(args, slots->ddof), 0, &opts->ddof);
    made = NULL;
    const ct_object *initial = slot(args, slots->initial);
    if (!status && ct_arg_given(initial) && !(made = ct_operand(initial)))
        status = ct_error_pending();
    if (status)
        return status;
    opts->initial = ct_own(scope, made);
    opts->no_initial = initial && !made;
    status = ct_arg_where(slot(args, slots->where), &made);
    if (status)
        return status;
    opts->where = ct_own(scope, made);
    if (out->axes.n != 0)
        return CT_OK;
    opts->keepdims = false; /* the added axis goes again */
    if (made && !(opts->where = ct_own(scope, ct_get(made, ct_rest, ct_newaxis))))
        return ct_error_pending();
    return CT_OK;
}

/* -- the reductions ---------------------------------------------------------------------------- */

typedef ct_array *reduction(const ct_array *a, const ct_reduce_opts *opts);

/* Each with its signature behind the array, and where the options stand in it. */
#define NAMES_SUM  "axis=None, dtype=None, out=None, keepdims=False, initial=<no value>, where=True)"
#define NAMES_MIN  "axis=None, out=None, keepdims=False, initial=<no value>, where=True)"
#define NAMES_MEAN "axis=None, dtype=None, out=None, keepdims=False, *, where=True)"
#define NAMES_VAR                                                                                  \
    "axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=<no value>, "    \
    "correction=<no value>)"
#define NAMES_ANY   "axis=None, out=None, keepdims=False, *, where=True)"
#define NAMES_ARG   "axis=None, out=None, *, keepdims=False)"
#define NAMES_PTP   "axis=None, out=None, keepdims=False)"
#define NAMES_COUNT "axis=None, *, keepdims=False)"
#define SLOTS_SUM                                                                                  \
    {                                                                                              \
        0, 1, 2, 3, 4, 5, 6, -1                                                                    \
    }
#define SLOTS_MIN                                                                                  \
    {                                                                                              \
        0, 1, -1, 2, 3, 4, 5, -1                                                                   \
    }
#define SLOTS_MEAN                                                                                 \
    {                                                                                              \
        0, 1, 2, 3, 4, -1, 5, -1                                                                   \
    }
#define SLOTS_VAR                                                                                  \
    {                                                                                              \
        0, 1, 2, 3, 5, -1, 6, 4                                                                    \
    }
#define SLOTS_ANY                                                                                  \
    {                                                                                              \
        0, 1, -1, 2, 3, -1, 4, -1                                                                  \
    }
#define SLOTS_ARG                                                                                  \
    {                                                                                              \
        0, 1, -1, 2, 3, -1, -1, -1                                                                 \
    }
#define SLOTS_PTP                                                                                  \
    {                                                                                              \
        0, 1, -1, 2, 3, -1, -1, -1                                                                 \
    }
#define SLOTS_COUNT                                                                                \
    {                                                                                              \
        0, 1, -1, -1, 2, -1, -1, -1                                                                \
    }

/* ROW(name, C function, shape, help); BOTH are methods of ndarray too. */
#define REDUCTIONS(BOTH, ROW)                                                                      \
    BOTH(sum, sum, SUM, "Sum of the elements over axes.")                                          \
    BOTH(prod, prod, SUM, "Product of the elements over axes.")                                    \
    BOTH(min, min, MIN, "Smallest element; nan wins.")                                             \
    BOTH(max, max, MIN, "Largest element; nan wins.")                                              \
    ROW(amin, min, MIN, "Another name of min.")                                                    \
    ROW(amax, max, MIN, "Another name of max.")                                                    \
    BOTH(mean, mean, MEAN, "Arithmetic mean.")                                                     \
    BOTH(var, var, VAR, "Variance: mean squared distance from the mean.")                          \
    BOTH(std, std, VAR, "Standard deviation.")                                                     \
    BOTH(any, any, ANY, "Whether an element is true.")                                             \
    BOTH(all, all, ANY, "Whether every element is true.")                                          \
    BOTH(argmin, argmin, ARG, "Index of the first smallest element.")                              \
    BOTH(argmax, argmax, ARG, "Index of the first largest element.")                               \
    ROW(ptp, ptp, PTP, "Largest minus smallest element.")                                          \
    ROW(count_nonzero, count_nonzero, COUNT, "Number of elements that are not zero.")              \
    ROW(nansum, nansum, SUM, "Sum of the elements that are not nan.")                              \
    ROW(nanprod, nanprod, SUM, "Product of the elements that are not nan.")                        \
    ROW(nanmin, nanmin, MIN, "Smallest element that is not nan.")                                  \
    ROW(nanmax, nanmax, MIN, "Largest element that is not nan.")                                   \
    ROW(nanmean, nanmean, MEAN, "Mean of the elements that are not nan.")                          \
    ROW(nanvar, nanvar, VAR, "Variance of the elements that are not nan.")                         \
    ROW(nanstd, nanstd, VAR, "Standard deviation of the elements that are not nan.")               \
    ROW(nanargmin, nanargmin, ARG, "Index of the first smallest element that is not nan.")         \
    ROW(nanargmax, nanargmax, ARG, "Index of the first largest element that is not nan.")

static const struct {
    reduction *run;
    ct_reduce_slots slots;
} reductions[] = {
#define ROW(name, function, shape, doc) {ct_##function##_opts, SLOTS_##shape},
    REDUCTIONS(ROW, ROW)
#undef ROW
};
enum {
#define ROW(name, function, shape, doc) AT_##name,
    REDUCTIONS(ROW, ROW)
#undef ROW
};

static ct_object *reduce(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_reduce_args r;
    const ct_reduce_slots *slots = &reductions[routine->op].slots;
    int64_t ignored;
    reduction *run = reductions[routine->op].run;
    bool one_axis = run == ct_argmin_opts || run == ct_argmax_opts || run == ct_nanargmin_opts ||
                    run == ct_nanargmax_opts;
    if (one_axis && ct_arg_count(args[1]) >= 0 && ct_arg_int(args[1], 0, &ignored))
        return NULL;
    if (ct_arg_reduce(args, slots, CT_FLAT, &s, &r))
        return NULL;
    if (slots->ddof >= 0) { /* mean=, correction= */
        if (ct_arg_given(args[7]) && !(r.opts.mean = ct_arg_array_in(&s, args[7])))
            return NULL;
        if (args[8] && args[4])
            return CT_FAIL(CT_VALUE_ERROR, routine->name, 0,
                           "ddof and correction can't be provided simultaneously.");
        if (args[8] && ct_arg_float(args[8], 0, &r.opts.ddof))
            return NULL;
    }
    ct_array *result = run(r.a, &r.opts);
    return r.opts.out ? ct_array_result(result) : ct_result(result);
}

/* -- running totals ------------------------------------------------------------------------------
 */

static ct_object *cumulate(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *dtype;
    int axis;
    ct_array *out, *a = ct_arg_array_in(&s, args[0]);
    if (!a || ct_arg_axis(args[1], CT_FLAT, &axis) || ct_arg_out(args[3], &out) ||
        ct_arg_dtype(args[2], &dtype))
        return NULL;
    ct_own(&s, dtype);
    if (out && !dtype) { /* takes part in the dtype, as in ufunc.accumulate */
        ct_op op = routine->op % 2 ? CT_OP_multiply : CT_OP_add;
        if (!(dtype = ct_reduce_type(op, ct_dtype_of(a), NULL, out)))
            return NULL;
    }
    static ct_array *(*const runs[])(const ct_array *, int, const ct_dtype *) = {
        ct_cumsum, ct_cumprod, ct_nancumsum, ct_nancumprod};
    ct_array *result = runs[routine->op](a, axis, dtype);
    return ct_array_result(ct_into_any_out(result, out));
}

#define CUMULATE(name, op, doc)                                                                    \
    {                                                                                              \
#name, "reduction", "(a, axis=None, dtype=None, out=None)", doc, cumulate, op, 0, NULL     \
    }
#define CUMULATE_METHOD(name, op, doc)                                                             \
    {                                                                                              \
        "ndarray." #name, "ndarray", "(axis=None, dtype=None, out=None)", doc, cumulate, op, 0,    \
            NULL                                                                                   \
    }
const ct_routine ct_routines_reductions[] = {
#define ROW(name, function, shape, doc)                                                            \
    {#name, "reduction", "(a, " NAMES_##shape, doc, reduce, AT_##name, 0, NULL},
#define BOTH(name, function, shape, doc)                                                           \
    ROW(name, function, shape,                                                                     \
        doc){"ndarray." #name, "ndarray", "(" NAMES_##shape, doc, reduce, AT_##name, 0, NULL},
    REDUCTIONS(BOTH, ROW)
#undef ROW
#undef BOTH
        CUMULATE(cumsum, 0, "Running sum along an axis."),
    CUMULATE(cumprod, 1, "Running product along an axis."),
    CUMULATE(nancumsum, 2, "Running sum along an axis; nan counts as 0."),
    CUMULATE(nancumprod, 3, "Running product along an axis; nan counts as 1."),
    CUMULATE_METHOD(cumsum, 0, "Running sum along an axis."),
    CUMULATE_METHOD(cumprod, 1, "Running product along an axis."),
};
CT_ROUTINES_END(reductions);
