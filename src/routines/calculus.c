/* calculus.c: gradient, trapezoid, interp, convolve, correlate. */
#include "routines.h"

#include <carton/expr.h>
#include <math.h>
#include <string.h>

/* -- gradient ---------------------------------------------------------------------------------- */

typedef struct slope {
    ct_scope *scope;
    const ct_array *f;
    int axis;
    const ct_array *gaps; /* between the coordinates, shaped to lie along the axis; or one number */
    bool uniform;
} slope;

static ct_array *part(const slope *s, const ct_array *a, int64_t from, int64_t to)
{
    return ct_own(s->scope, ct_get_along(a, s->axis, ct_range(from, to)));
}

/* Equal gaps are one number. Owned by the scope. */
static ct_status read_gaps(slope *s, const ct_array *spacing)
{
    const ct_array *f = s->f;
    s->uniform = !spacing || spacing->ndim == 0;
    s->gaps = spacing ? spacing : ct_own(s->scope, ct_weak_float(1));
    if (s->uniform)
        return s->gaps ? CT_OK : ct_error_pending();
    if (spacing->ndim != 1)
        return ct_error_set(CT_VALUE_ERROR, "gradient", 2,
                            "distances must be either scalars or 1d");
    if (spacing->shape[0] != f->shape[s->axis])
        return ct_error_set(CT_VALUE_ERROR, "gradient", 2,
                            "when 1d, distances must match the length of the corresponding "
                            "dimension");
    ct_array *x = ct_is_inexact(spacing)
                      ? ct_own(s->scope, ct_retain(spacing))
                      : ct_own(s->scope, ct_astype(spacing, CT_FLOAT64, CT_CASTING_UNSAFE));
    ct_array *gaps = x ? ct_own(s->scope, ct_diff(x, 1, 0, NULL, NULL)) : NULL;
    if (!gaps || gaps->size == 0)
        return gaps ? ct_error_set(CT_INDEX_ERROR, "gradient", 2,
                                   "index 0 is out of bounds for axis 0 with size 0")
                    : ct_error_pending();
    ct_array *first = ct_own(s->scope, ct_get(gaps, ct_at(0)));
    ct_array *same = first ? ct_own(s->scope, ct_equal(gaps, first)) : NULL;
    int all = ct_truth_of(same ? ct_all(same, CT_FLAT) : NULL);
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < f->ndim; i++)
        shape[i] = i == s->axis ? gaps->size : 1;
    s->uniform = all > 0;
    s->gaps = all > 0 ? first : ct_own(s->scope, ct_reshape(gaps, f->ndim, shape));
    return all < 0 || !s->gaps ? ct_error_pending() : CT_OK;
}

/* Central differences of the inner elements. */
static ct_array *inner(const slope *s)
{
    ct_array *low = part(s, s->f, 0, -2), *high = part(s, s->f, 2, CT_OMIT);
    if (!low || !high)
        return NULL;
    if (s->uniform)
        return cx_eval(
            cx_divide(cx_subtract(CX(high), CX(low)), cx_multiply(CX(2.0), CX(s->gaps))));
    ct_array *mid = part(s, s->f, 1, -1);
    ct_array *d1 = part(s, s->gaps, 0, -1), *d2 = part(s, s->gaps, 1, CT_OMIT);
    if (!mid || !d1 || !d2)
        return NULL;
    cx *a = cx_divide(cx_negative(CX(d2)), cx_multiply(CX(d1), cx_add(CX(d1), CX(d2))));
    cx *b = cx_divide(cx_subtract(CX(d2), CX(d1)), cx_multiply(CX(d1), CX(d2)));
    cx *c = cx_divide(CX(d1), cx_multiply(CX(d2), cx_add(CX(d1), CX(d2))));
    return cx_eval(
        cx_add(cx_add(cx_multiply(a, CX(low)), cx_multiply(b, CX(mid))), cx_multiply(c, CX(high))));
}

/* One element along the axis, counted from the end when negative; kept as an axis of length 1. */
static ct_array *one(const slope *s, const ct_array *a, int64_t at)
{
    return part(s, a, at, at == -1 ? CT_OMIT : at + 1);
}

/* The first or last element from two or three neighbours. */
static ct_array *edge(const slope *s, bool last, int order)
{
    const ct_array *f[3] = {one(s, s->f, last ? -1 : 0), one(s, s->f, last ? -2 : 1),
                            order == 2 ? one(s, s->f, last ? -3 : 2) : NULL};
    const ct_array *d1 = s->uniform ? s->gaps : one(s, s->gaps, last ? -1 : 0);
    if (!f[0] || !f[1] || !d1 || (order == 2 && !f[2]))
        return NULL;
    if (order == 1)
        return cx_eval(last ? cx_divide(cx_subtract(CX(f[0]), CX(f[1])), CX(d1))
                            : cx_divide(cx_subtract(CX(f[1]), CX(f[0])), CX(d1)));
    double sign = last ? 1 : -1;
    cx *k[3];
    if (s->uniform) {
        k[0] = cx_divide(CX(sign * 1.5), CX(d1));
        k[1] = cx_divide(CX(sign * -2.0), CX(d1));
        k[2] = cx_divide(CX(sign * 0.5), CX(d1));
    } else {
        const ct_array *d2 = one(s, s->gaps, last ? -2 : 1);
        if (!d2)
            return NULL;
        k[0] = cx_divide(cx_add(cx_multiply(CX(2.0), CX(d1)), CX(d2)),
                         cx_multiply(CX(d1), cx_add(CX(d1), CX(d2))));
        k[1] = cx_divide(cx_add(CX(d1), CX(d2)), cx_multiply(CX(d1), CX(d2)));
        k[2] = cx_divide(CX(d1), cx_multiply(CX(d2), cx_add(CX(d1), CX(d2))));
        k[last ? 1 : 0] = cx_negative(k[last ? 1 : 0]);
        k[2] = last ? k[2] : cx_negative(k[2]);
    }
    int low = last ? 2 : 0, high = last ? 0 : 2; /* terms from the left to the right */
    return cx_eval(cx_add(cx_add(cx_multiply(k[low], CX(f[low])), cx_multiply(k[1], CX(f[1]))),
                          cx_multiply(k[high], CX(f[high]))));
}

static ct_status store(const slope *s, ct_array *out, int64_t from, int64_t to,
                       CT_TAKE ct_array *value)
{
    ct_status status =
        value ? ct_set_along(out, s->axis, ct_range(from, to), value) : ct_error_pending();
    ct_release(value);
    return status;
}

ct_array *ct_gradient(const ct_array *f, int axis, const ct_array *spacing, int edge_order)
{
    CT_SCOPE(scope);
    if (!f)
        return ct_null_input("gradient", 1), NULL;
    if ((axis = ct_normalize_axis("gradient", axis, f->ndim)) < 0)
        return NULL;
    if (edge_order > 2)
        return CT_FAIL(CT_VALUE_ERROR, "gradient", 4, "'edge_order' greater than 2 not supported");
    edge_order = edge_order < 1 ? 1 : edge_order;
    bool whole = strchr("iu", f->dtype->kind);
    slope s = {&scope, f, axis, NULL, true};
    if (whole)
        s.f = ct_own(&scope, ct_astype(f, CT_FLOAT64, CT_CASTING_UNSAFE));
    if (!s.f || read_gaps(&s, spacing))
        return NULL;
    if (f->shape[axis] < edge_order + 1)
        return CT_FAIL(CT_VALUE_ERROR, "gradient", 1,
                       "Shape of array too small to calculate a numerical gradient, at least "
                       "(edge_order + 1) elements are required.");
    ct_array *out = ct_own(&scope, ct_empty_like(s.f, ct_is_inexact(f) ? f->dtype : CT_FLOAT64));
    if (!out || (f->shape[axis] > 2 && store(&s, out, 1, -1, inner(&s))) ||
        store(&s, out, 0, 1, edge(&s, false, edge_order)) ||
        store(&s, out, -1, CT_OMIT, edge(&s, true, edge_order)))
        return NULL;
    return ct_retain(out);
}

/* -- area -------------------------------------------------------------------------------------- */

ct_array *ct_trapezoid(const ct_array *y, const ct_array *x, double dx, int axis)
{
    CT_SCOPE(s);
    if (!y)
        return ct_null_input("trapezoid", 1), NULL;
    if ((axis = ct_normalize_axis("trapezoid", axis, y->ndim)) < 0)
        return NULL;
    ct_array *gaps = !x ? ct_own(&s, ct_weak_float(dx))
                        : ct_own(&s, ct_diff(x, 1, x->ndim == 1 ? 0 : axis, NULL, NULL));
    if (gaps && x && x->ndim == 1) {
        int64_t shape[CT_MAX_NDIM];
        for (int i = 0; i < y->ndim; i++)
            shape[i] = i == axis ? gaps->size : 1;
        gaps = ct_own(&s, ct_reshape(gaps, y->ndim, shape));
    }
    ct_array *high = ct_own(&s, ct_get_along(y, axis, ct_from(1)));
    ct_array *low = ct_own(&s, ct_get_along(y, axis, ct_upto(-1)));
    if (!gaps || !high || !low)
        return NULL;
    ct_array *areas =
        ct_own(&s, cx_eval(cx_divide(cx_multiply(CX(gaps), cx_add(CX(high), CX(low))), CX(2.0))));
    return areas ? ct_sum(areas, axis) : NULL;
}

/* -- interpolation ----------------------------------------------------------------------------- */

/* The last place whose xp is not above x, -1 for none. */
static int64_t segment(const double *xp, int64_t n, double x)
{
    int64_t low = 0, high = n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (xp[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

static double at_point(double x, const double *xp, const double *fp, int64_t n, double left,
                       double right)
{
    if (x != x)
        return x;
    if (x > xp[n - 1])
        return right;
    if (x < xp[0])
        return left;
    int64_t j = segment(xp, n, x);
    j = j < 0 ? 0 : j; /* xp[0] is nan */
    if (j == n - 1 || xp[j] == x)
        return fp[j];
    double rise = (fp[j + 1] - fp[j]) / (xp[j + 1] - xp[j]);
    double y = rise * (x - xp[j]) + fp[j];
    if (y != y) { /* an infinity at one end: from the other */
        y = rise * (x - xp[j + 1]) + fp[j + 1];
        if (y != y && fp[j] == fp[j + 1])
            y = fp[j];
    }
    return y;
}

/* xp and fp over one period, in order, with a point of the next on either side. Owned by the scope.
 */
static bool wrap_points(ct_scope *scope, double period, ct_array **x, ct_array **xp, ct_array **fp)
{
    *x = ct_own(scope, ct_with_float(CT_OP_remainder, *x, period));
    *xp = ct_own(scope, ct_with_float(CT_OP_remainder, *xp, period));
    ct_array *order = *xp ? ct_own(scope, ct_argsort(*xp, 0)) : NULL;
    ct_array *a = order ? ct_own(scope, ct_get(*xp, ct_pick(order))) : NULL;
    ct_array *b = a ? ct_own(scope, ct_get(*fp, ct_pick(order))) : NULL;
    ct_array *ends[4] = {NULL};
    for (int i = 0; i < 4 && b; i++)
        ends[i] = ct_own(scope, ct_get(i < 2 ? a : b, i % 2 ? ct_range(0, 1) : ct_from(-1)));
    ends[0] = ct_own(scope, ct_with_float(CT_OP_subtract, ends[0], period));
    ends[1] = ct_own(scope, ct_with_float(CT_OP_add, ends[1], period));
    if (!*x || !ends[0] || !ends[1] || !ends[2] || !ends[3])
        return false;
    *xp = ct_own(scope, ct_concatenate(3, (ct_array *[]){ends[0], a, ends[1]}, 0));
    *fp = ct_own(scope, ct_concatenate(3, (ct_array *[]){ends[2], b, ends[3]}, 0));
    return *xp && *fp;
}

static ct_array *interpolate(const ct_array *x, const ct_array *xp, const ct_array *fp,
                             const ct_interp_options *opts)
{
    CT_SCOPE(s);
    ct_array *at = ct_own(&s, ct_packed(x, CT_FLOAT64)),
             *px = ct_own(&s, ct_packed(xp, CT_FLOAT64));
    ct_array *py = px ? ct_own(&s, ct_packed(fp, CT_FLOAT64)) : NULL;
    bool periodic = opts && opts->period != 0;
    if (!at || !py || (periodic && !wrap_points(&s, fabs(opts->period), &at, &px, &py)))
        return NULL;
    ct_array *in = ct_own(&s, ct_packed(at, CT_FLOAT64));
    px = ct_own(&s, ct_packed(px, CT_FLOAT64));
    py = ct_own(&s, ct_packed(py, CT_FLOAT64));
    ct_array *result = in && px && py ? ct_empty(in->ndim, in->shape, CT_FLOAT64) : NULL;
    if (!result)
        return NULL;
    const double *points = ct_doubles(px), *values = ct_doubles(py);
    int64_t n = px->size;
    double left = opts && opts->left && !periodic ? *opts->left : values[0];
    double right = opts && opts->right && !periodic ? *opts->right : values[n - 1];
    for (int64_t i = 0; i < in->size; i++)
        ct_doubles(result)[i] = at_point(ct_doubles(in)[i], points, values, n, left, right);
    return result;
}

ct_array *ct_interp1d(const ct_array *x, const ct_array *xp, const ct_array *fp,
                      const ct_interp_options *opts)
{
    CT_SCOPE(s);
    if (!x || !xp || !fp)
        return ct_null_input("interp", !x ? 1 : xp ? 3 : 2), NULL;
    if (xp->ndim != 1 || fp->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "interp", 2, "Data points must be 1-D sequences");
    if (x->dtype->kind == 'c' || xp->dtype->kind == 'c')
        return CT_FAIL(CT_TYPE_ERROR, "interp", 1,
                       "Cannot cast array data from dtype('complex128') to dtype('float64') "
                       "according to the rule 'safe'");
    if (xp->size == 0)
        return CT_FAIL(CT_VALUE_ERROR, "interp", 2, "array of sample points is empty");
    if (xp->size != fp->size)
        return CT_FAIL(CT_VALUE_ERROR, "interp", 3, "fp and xp are not of the same length.");
    if (fp->dtype->kind != 'c')
        return interpolate(x, xp, fp, opts);
    ct_array *parts[2] = {ct_own(&s, ct_real(fp)), ct_own(&s, ct_imag(fp))};
    ct_array *result = ct_own(&s, ct_zeros(x->ndim, x->shape, CT_COMPLEX128));
    ct_interp_options own = {.size_ = sizeof own};
    if (opts)
        memcpy(&own, opts, opts->size_ < sizeof own ? opts->size_ : sizeof own);
    double left = own.left_imag, right = own.right_imag;
    for (int i = 0; i < 2; i++) {
        ct_array *y = parts[i] && result ? ct_own(&s, interpolate(x, xp, parts[i], &own)) : NULL;
        own.left = own.left ? &left : NULL; /* the imaginary part follows */
        own.right = own.right ? &right : NULL;
        ct_array *place = y ? ct_own(&s, i ? ct_imag(result) : ct_real(result)) : NULL;
        if (!place || ct_copyto(place, y, CT_CASTING_NO, NULL))
            return NULL;
    }
    return ct_retain(result);
}

/* -- convolution ------------------------------------------------------------------------------- */

/* Every product of the longer `a` with an element of the shorter `v`, added where it belongs. */
static ct_array *convolve_full(const ct_array *a, const ct_array *v)
{
    CT_SCOPE(s);
    int64_t length;
    const ct_dtype *dtype = ct_own(&s, ct_promote_types(a->dtype, v->dtype));
    if (!dtype || ct_add_overflow(a->size, v->size - 1, &length))
        return NULL;
    ct_array *result = ct_own(&s, ct_zeros(1, &length, dtype));
    for (int64_t i = 0; result && i < v->size; i++) {
        CT_SCOPE(each);
        ct_array *factor = ct_own(&each, ct_get(v, ct_at(i)));
        ct_array *product = factor ? ct_own(&each, ct_multiply(a, factor)) : NULL;
        ct_array *place = product ? ct_own(&each, ct_get(result, ct_range(i, i + a->size))) : NULL;
        ct_ufunc_opts into = {.size_ = sizeof into, .out = {place}};
        ct_array *sum = place ? ct_apply2(CT_OP_add, place, product, &into) : NULL;
        ct_release(sum);
        if (!sum || ct_interrupted())
            return NULL;
    }
    return ct_retain(result);
}

/* The part of the full result that a mode asks for. */
static ct_array *cut(CT_TAKE ct_array *full, int64_t n, int64_t m, ct_overlap mode, bool turned)
{
    CT_SCOPE(s);
    full = ct_own(&s, full);
    int64_t less = n < m ? n : m, more = n < m ? m : n, start = 0, length = n + m - 1;
    if (mode == CT_OVERLAP_SAME) {
        start = turned ? less - 1 - (less - 1) / 2 : (less - 1) / 2;
        length = more;
    } else if (mode == CT_OVERLAP_VALID) {
        start = less - 1;
        length = more - less + 1;
    }
    ct_array *part =
        full && mode ? ct_own(&s, ct_get(full, ct_range(start, start + length))) : full;
    return part && part->base ? ct_copy(part, CT_ORDER_C) : ct_retain(part);
}

static ct_status check_lines(const char *op, const ct_array *a, const ct_array *v, ct_overlap mode)
{
    if (!a || !v)
        return ct_null_input(op, a ? 2 : 1);
    if (ct_check_choice(op, 3, "mode", mode, CT_OVERLAP_VALID + 1))
        return ct_error_pending();
    if (a->ndim > 1 || v->ndim > 1)
        return ct_error_set(CT_VALUE_ERROR, op, a->ndim > 1 ? 1 : 2,
                            "object too deep for desired array");
    if (a->size == 0 || v->size == 0)
        return ct_error_set(CT_VALUE_ERROR, op, a->size ? 2 : 1, "%s cannot be empty",
                            a->size ? "v" : "a");
    return CT_OK;
}

static ct_array *convolve_lines(const ct_array *a, const ct_array *v, ct_overlap mode, bool turned)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_atleast(a, 1)), *y = ct_own(&s, ct_atleast(v, 1));
    if (!x || !y)
        return NULL;
    return cut(x->size < y->size ? convolve_full(y, x) : convolve_full(x, y), x->size, y->size,
               mode, turned);
}

ct_array *ct_convolve(const ct_array *a, const ct_array *v, ct_overlap mode)
{
    return check_lines("convolve", a, v, mode) ? NULL : convolve_lines(a, v, mode, false);
}

ct_array *ct_correlate(const ct_array *a, const ct_array *v, ct_overlap mode)
{
    CT_SCOPE(s);
    if (check_lines("correlate", a, v, mode))
        return NULL;
    ct_array *line = ct_own(&s, ct_atleast(v, 1));
    ct_array *back = line ? ct_own(&s, ct_get(line, ct_every(-1))) : NULL;
    if (back && back->dtype->kind == 'c')
        back = ct_own(&s, ct_conjugate(back));
    return back ? convolve_lines(a, back, mode, a->size < v->size) : NULL;
}
