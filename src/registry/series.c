/* series.c: rows of diff, cumulative sums and what else treats an axis as a series. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

ENTRY(diff)
{
    CT_SCOPE(s);
    ct_array *a, *prepend = NULL, *append = NULL;
    int64_t n = 1;
    int axis = -1;
    if (ct_arg_int(args[1], 1, &n))
        return NULL;
    if (n == 0) /* whatever it is */
        return ct_retain(args[0]);
    if (!ct_args_read(args, &s, "A-x", &a, &axis) ||
        !ct_args_read(args + 3, &s, "aa", &prepend, &append))
        return NULL;
    return ct_array_result(ct_diff(a, n, axis, prepend, append));
}

ENTRY(ediff1d)
{
    CT_SCOPE(s);
    ct_array *a, *end, *begin;
    if (!ct_args_read(args, &s, "Aaa", &a, &end, &begin))
        return NULL;
    return ct_array_result(ct_ediff1d(a, end, begin));
}

/* cumulative_sum, and for an op of 1 cumulative_prod. */
ENTRY(cumulative)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    int axis = CT_FLAT;
    const ct_dtype *dtype;
    bool initial = false;
    if (!ct_args_read(args, &s, "Axdpb", &a, &axis, &dtype, &out, &initial))
        return NULL;
    return ct_array_result(ct_into_any_out(
        (routine->op ? ct_cumulative_prod : ct_cumulative_sum)(a, axis, dtype, initial), out));
}

/* (f, *varargs, axis, edge_order): no spacing, one number for all axes, or one for each. */
ENTRY(gradient)
{
    CT_SCOPE(s);
    ct_array *f, *out[CT_MAX_NDIM], *spacing[CT_MAX_NDIM] = {NULL};
    ct_axes axes;
    int64_t order = 1, given = ct_length(args[1]);
    if (!ct_args_read(args, &s, "A-Xi", &f, &axes, &order))
        return NULL;
    int n = axes.n < 0 ? ct_ndim(f) : axes.n;
    bool one = false;
    for (int64_t i = 0; i < given && i < CT_MAX_NDIM; i++) {
        ct_object *item = ct_own(&s, ct_tuple_get(args[1], i));
        if (!item || !(spacing[i] = ct_operand_in(&s, item)))
            return NULL;
        one = given == 1 && ct_ndim(spacing[0]) == 0;
    }
    if (given > 0 && !one && given != n)
        return CT_FAIL(CT_TYPE_ERROR, "gradient", 0, "invalid number of arguments");
    for (int i = 0; i < n; i++) {
        const ct_array *gap = one ? spacing[0] : given ? spacing[i] : NULL;
        out[i] = ct_gradient(f, axes.n < 0 ? i : axes.axes[i], gap, (int)order);
        if (!out[i]) {
            while (i-- > 0)
                ct_release(out[i]);
            return NULL;
        }
    }
    return n == 1 ? ct_array_result(out[0]) : ct_tuple_of(n, out);
}

ENTRY(trapezoid)
{
    CT_SCOPE(s);
    ct_array *y, *x;
    double dx = 1;
    int axis = -1;
    if (!ct_args_read(args, &s, "Aafx", &y, &x, &dx, &axis))
        return NULL;
    return ct_result(ct_trapezoid(y, x, dx, axis));
}

/* left and right of interp, complex where fp is; false with an error. */
static bool read_end(const ct_object *arg, bool complex, double *real, double *imag)
{
    CT_SCOPE(s);
    if (!complex || !ct_arg_given(arg))
        return ct_arg_float(arg, 0, real) == CT_OK;
    ct_array *a = ct_arg_array_in(&s, arg);
    ct_array *parts[2] = {ct_own(&s, a ? ct_real(a) : NULL), ct_own(&s, a ? ct_imag(a) : NULL)};
    return parts[0] && parts[1] && !ct_item_f64(parts[0], real) && !ct_item_f64(parts[1], imag);
}

/* (x, xp, fp, left, right, period) */
ENTRY(interp)
{
    CT_SCOPE(s);
    ct_array *x, *xp, *fp;
    double left = 0, right = 0;
    ct_interp_options opts = {.size_ = sizeof opts};
    if (!ct_args_read(args, &s, "AAA--f", &x, &xp, &fp, &opts.period))
        return NULL;
    bool complex = ct_dtype_kind(ct_dtype_of(fp)) == 'c';
    if (!read_end(args[3], complex, &left, &opts.left_imag) ||
        !read_end(args[4], complex, &right, &opts.right_imag))
        return NULL;
    if (ct_arg_given(args[5]) && opts.period == 0)
        return CT_FAIL(CT_VALUE_ERROR, "interp", 6, "period must be a non-zero value");
    opts.left = ct_arg_given(args[3]) ? &left : NULL;
    opts.right = ct_arg_given(args[4]) ? &right : NULL;
    return ct_result(ct_interp1d(x, xp, fp, &opts));
}

/* convolve, and for an op of 1 correlate. */
ENTRY(convolve)
{
    CT_SCOPE(s);
    ct_array *a, *v;
    const char *mode = routine->op ? "valid" : "full";
    if (args[2] && ct_type_of(args[2]) == &ct_none_type)
        return CT_FAIL(CT_TYPE_ERROR, routine->name, 3, "convolve/correlate mode not understood");
    static const char *const modes[] = {"valid", "same", "full"};
    int64_t number = -1;
    if (args[2] && ct_is_int(args[2])) {
        if (ct_as_int(args[2], &number) || number < 0 || number > 2)
            return CT_FAIL(CT_VALUE_ERROR, routine->name, 3,
                           "integer convolve/correlate mode must be 0, 1, or 2");
        mode = modes[number];
    }
    if (!ct_args_read(args, &s, number < 0 ? "AAs" : "AA", &a, &v, &mode))
        return NULL;
    bool same = !strcmp(mode, "same"), valid = !strcmp(mode, "valid");
    if (!same && !valid && strcmp(mode, "full") != 0)
        return CT_FAIL(CT_VALUE_ERROR, routine->name, 3,
                       "Use one of 'valid', 'same', or 'full' for convolve/correlate mode");
    ct_overlap overlap = same ? CT_OVERLAP_SAME : valid ? CT_OVERLAP_VALID : CT_OVERLAP_FULL;
    return ct_array_result((routine->op ? ct_correlate : ct_convolve)(a, v, overlap));
}

#define CUMULATIVE "(x, /, *, axis=None, dtype=None, out=None, include_initial=False)"
const ct_routine ct_routines_series[] = {
    CT_ROW("diff", "math", "(a, n=1, axis=-1, prepend=<no value>, append=<no value>)",
           "Differences of neighbours along an axis.", diff),
    CT_ROW("ediff1d", "math", "(ary, to_end=None, to_begin=None)",
           "Differences of neighbours, flattened, between given ends.", ediff1d),
    {"cumulative_sum", "reduction", CUMULATIVE, "Running sum, perhaps with a zero first.",
     cumulative, 0, 0, NULL},
    {"cumulative_prod", "reduction", CUMULATIVE, "Running product, perhaps with a one first.",
     cumulative, 1, 0, NULL},
    CT_ROW("gradient", "math", "(f, *varargs, axis=None, edge_order=1)",
           "Slopes along axes by central differences.", gradient),
    CT_ROW("trapezoid", "math", "(y, x=None, dx=1.0, axis=-1)", "Area by the trapezoidal rule.",
           trapezoid),
    CT_ROW("interp", "math", "(x, xp, fp, left=None, right=None, period=None)",
           "Linear interpolation between points.", interp),
    {"convolve", "math", "(a, v, mode='full')", "Discrete convolution of two lines.", convolve, 0,
     0, NULL},
    {"correlate", "statistics", "(a, v, mode='valid')", "Cross-correlation of two lines.", convolve,
     1, 0, NULL},
};
CT_ROUTINES_END(series);
