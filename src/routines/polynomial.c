/* polynomial.c: polynomials as lines of coefficients, the highest power first. */
#include "routines.h"

#include <carton/polynomial.h>
#include <string.h>

/* A line: numbers become one coefficient. Owned by the scope. */
static ct_array *line_of(ct_scope *scope, const char *op, const ct_array *p, int which)
{
    if (!p)
        return ct_null_input(op, which), NULL;
    if (p->ndim > 1)
        return CT_FAIL(CT_VALUE_ERROR, op, which, "%s: coefficients must be in one axis", op);
    return ct_own(scope, ct_atleast(p, 1));
}

ct_array *ct_polyval(const ct_array *p, const ct_array *x)
{
    if (!p || !x)
        return ct_null_input("polyval", p ? 2 : 1), NULL;
    if (p->ndim == 0)
        return CT_FAIL(CT_TYPE_ERROR, "polyval", 1, "iteration over a 0-d array");
    ct_array *y = ct_zeros(x->ndim, x->shape, x->dtype);
    for (int64_t i = 0; y && i < p->shape[0]; i++) {
        CT_SCOPE(step); /* what one step made goes before the next */
        ct_array *raised = ct_own(&step, ct_multiply(ct_own(&step, y), x));
        ct_array *next = raised ? ct_own(&step, ct_get(p, ct_at(i))) : NULL;
        y = next ? ct_add(raised, next) : NULL;
    }
    return y;
}

/* Zeros in front, up to n coefficients. */
static ct_array *widened(ct_scope *scope, ct_array *p, int64_t n)
{
    int64_t more = n - p->size;
    if (more <= 0)
        return p;
    ct_array *zeros = ct_own(scope, ct_zeros(1, &more, p->dtype));
    return zeros ? ct_own(scope, ct_concatenate(2, (ct_array *[]){zeros, p}, 0)) : NULL;
}

static ct_array *of_both(const char *name, ct_op op, const ct_array *a1, const ct_array *a2)
{
    CT_SCOPE(s);
    ct_array *x = line_of(&s, name, a1, 1), *y = x ? line_of(&s, name, a2, 2) : NULL;
    if (!y)
        return NULL;
    int64_t n = x->size > y->size ? x->size : y->size;
    x = widened(&s, x, n);
    y = x ? widened(&s, y, n) : NULL;
    return y ? ct_apply2(op, x, y, NULL) : NULL;
}

ct_array *ct_polyadd(const ct_array *a1, const ct_array *a2)
{
    return of_both("polyadd", CT_OP_add, a1, a2);
}

ct_array *ct_polysub(const ct_array *a1, const ct_array *a2)
{
    return of_both("polysub", CT_OP_subtract, a1, a2);
}

/* Without the zeros in front; one zero when nothing is left. */
static ct_array *trimmed(ct_scope *scope, ct_array *p)
{
    ct_array *rest = p ? ct_own(scope, ct_trim_zeros(p, true, false, -1, NULL)) : NULL;
    return rest && rest->size == 0 ? ct_own(scope, ct_zeros(CT_SHAPE(1), p->dtype)) : rest;
}

ct_array *ct_polymul(const ct_array *a1, const ct_array *a2)
{
    CT_SCOPE(s);
    ct_array *x = trimmed(&s, line_of(&s, "polymul", a1, 1));
    ct_array *y = x ? trimmed(&s, line_of(&s, "polymul", a2, 2)) : NULL;
    return y ? ct_convolve(x, y, CT_OVERLAP_FULL) : NULL;
}

/* Whether the first coefficient is as good as zero. */
static int starts_with_zero(const ct_array *r)
{
    CT_SCOPE(s);
    ct_array *first = ct_own(&s, ct_get(r, ct_at(0))), *zero = ct_own(&s, ct_weak_int(0));
    return first && zero ? ct_allclose(first, zero, 1e-14, 1e-8, false) : -1;
}

/* One step of long division: r[k:k+n+1] -= d * v with d = scale * r[k], which is q[k]. */
static ct_status divide_step(ct_array *q, ct_array *r, const ct_array *v, const ct_array *scale,
                             int64_t k)
{
    CT_SCOPE(s);
    ct_array *head = ct_own(&s, ct_get(r, ct_at(k)));
    ct_array *d = head ? ct_own(&s, ct_multiply(scale, head)) : NULL;
    if (!d || ct_set(q, d, ct_at(k)))
        return ct_error_pending();
    ct_array *part = ct_own(&s, ct_get(r, ct_range(k, k + v->size)));
    ct_array *down = part ? ct_own(&s, ct_multiply(d, v)) : NULL;
    ct_array *rest = down ? ct_own(&s, ct_subtract(part, down)) : NULL;
    return rest ? ct_copyto(part, rest, CT_CASTING_SAME_KIND, NULL) : ct_error_pending();
}

ct_array *ct_polydiv(const ct_array *u, const ct_array *v, ct_array **remainder)
{
    CT_SCOPE(s);
    *remainder = NULL;
    ct_array *x = line_of(&s, "polydiv", u, 1), *y = x ? line_of(&s, "polydiv", v, 2) : NULL;
    x = y ? ct_own(&s, ct_with_float(CT_OP_add, x, 0)) : NULL;
    y = x ? ct_own(&s, ct_with_float(CT_OP_add, y, 0)) : NULL;
    if (!y)
        return NULL;
    if (x->size == 0 || y->size == 0)
        return CT_FAIL(CT_INDEX_ERROR, "polydiv", x->size ? 2 : 1,
                       "index 0 is out of bounds for axis 0 with size 0");
    const ct_dtype *dtype = ct_own(&s, ct_promote_types(x->dtype, y->dtype));
    int64_t steps = x->size - y->size + 1, length = steps > 1 ? steps : 1;
    ct_array *one = ct_own(&s, ct_weak_float(1)), *lead = ct_own(&s, ct_get(y, ct_at(0)));
    ct_array *scale = one && lead ? ct_own(&s, ct_divide(one, lead)) : NULL;
    ct_array *q = scale && dtype ? ct_own(&s, ct_zeros(1, &length, dtype)) : NULL;
    ct_array *r = q ? ct_own(&s, ct_astype(x, dtype, CT_CASTING_UNSAFE)) : NULL;
    for (int64_t k = 0; r && k < steps; k++)
        if (divide_step(q, r, y, scale, k))
            return NULL;
    while (r && r->size > 1) {
        int zero = starts_with_zero(r);
        if (zero < 0)
            return NULL;
        if (!zero)
            break;
        r = ct_own(&s, ct_get(r, ct_from(1)));
    }
    if (!r)
        return NULL;
    *remainder = ct_retain(r);
    return ct_retain(q);
}

/* n, n - 1, ..., 1 */
static ct_array *falling(ct_scope *scope, int64_t n)
{
    return ct_own(scope, ct_arange_i64(n, 0, -1, CT_INT64));
}

ct_array *ct_polyder(const ct_array *p, int64_t m)
{
    CT_SCOPE(s);
    if (!p)
        return ct_null_input("polyder", 1), NULL;
    if (m < 0)
        return CT_FAIL(CT_VALUE_ERROR, "polyder", 2,
                       "Order of derivative must be positive (see polyint)");
    if (p->ndim == 0)
        return CT_FAIL(CT_TYPE_ERROR, "polyder", 1, "len() of unsized object");
    ct_array *y = (ct_array *)(uintptr_t)p;
    for (bool empty = false; m > 0 && y && !empty; m--) {
        empty = y->shape[0] == 0; /* and stays so; its dtype is that of a product */
        ct_array *powers = falling(&s, y->shape[0] - 1);
        ct_array *head = powers ? ct_own(&s, ct_get(y, ct_upto(-1))) : NULL;
        y = head ? ct_own(&s, ct_multiply(head, powers)) : NULL;
    }
    return ct_retain(y);
}

ct_array *ct_polyint(const ct_array *p, int64_t m, const ct_array *k)
{
    CT_SCOPE(s);
    if (!p)
        return ct_null_input("polyint", 1), NULL;
    if (m < 0)
        return CT_FAIL(CT_VALUE_ERROR, "polyint", 2,
                       "Order of integral must be positive (see polyder)");
    ct_array *constants = k ? ct_own(&s, ct_atleast(k, 1)) : NULL;
    if (k && !constants)
        return NULL;
    bool same = constants && constants->size == 1 && m > 1;
    if (constants && !same && constants->shape[0] < m)
        return CT_FAIL(CT_VALUE_ERROR, "polyint", 3,
                       "k must be a scalar or a rank-1 array of length 1 or >m.");
    if (p->ndim == 0 && m > 0)
        return CT_FAIL(CT_TYPE_ERROR, "polyint", 1, "len() of unsized object");
    ct_array *y = (ct_array *)(uintptr_t)p;
    for (int64_t i = 0; i < m && y; i++) {
        ct_array *powers = falling(&s, y->shape[0]);
        ct_array *parts[2] = {powers ? ct_own(&s, ct_divide(y, powers)) : NULL, NULL};
        if (constants)
            parts[1] = ct_own(&s, ct_get(constants, ct_range(same ? 0 : i, same ? 1 : i + 1)));
        else
            parts[1] = ct_own(&s, ct_zeros(CT_SHAPE(1), CT_FLOAT64));
        if (parts[1] && same)
            parts[1] = ct_own(&s, ct_with_float(CT_OP_multiply, parts[1], 1));
        y = parts[0] && parts[1] ? ct_own(&s, ct_concatenate(2, parts, 0)) : NULL;
    }
    return ct_retain(y);
}

/* Whether complex roots come in conjugate pairs. */
static int are_conjugate(const ct_array *roots)
{
    CT_SCOPE(s);
    ct_array *turned = ct_own(&s, ct_conjugate(roots));
    ct_array *one = turned ? ct_own(&s, ct_sort(roots, -1)) : NULL;
    ct_array *two = one ? ct_own(&s, ct_sort(turned, -1)) : NULL;
    return two ? ct_array_equal(one, two, false) : -1;
}

ct_array *ct_poly(const ct_array *roots)
{
    CT_SCOPE(s);
    if (!roots)
        return ct_null_input("poly", 1), NULL;
    ct_array *x = ct_own(&s, ct_atleast(roots, 1));
    if (x && x->ndim == 2 && x->shape[0] == x->shape[1] && x->size)
        return CT_FAIL(CT_NOT_IMPLEMENTED_ERROR, "poly", 1,
                       "poly of a matrix needs its eigenvalues, which Carton does not compute");
    if (x && x->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "poly", 1, "input must be 1d or non-empty square 2d array.");
    if (x && x->size == 0)
        return ct_scalar_f64(1);
    if (x && x->dtype->num != CT_NUM_FLOAT32 && x->dtype->kind != 'c')
        x = ct_own(&s, ct_astype(x, CT_FLOAT64, CT_CASTING_UNSAFE));
    ct_array *a = x ? ct_ones(CT_SHAPE(1), x->dtype) : NULL;
    for (int64_t i = 0; a && i < x->size; i++) {
        CT_SCOPE(step);
        ct_own(&step, a);
        ct_array *one = ct_own(&step, ct_ones(CT_SHAPE(1), x->dtype));
        ct_array *root = one ? ct_own(&step, ct_get(x, ct_range(i, i + 1))) : NULL;
        ct_array *minus = root ? ct_own(&step, ct_negative(root)) : NULL;
        ct_array *factor =
            minus ? ct_own(&step, ct_concatenate(2, (ct_array *[]){one, minus}, 0)) : NULL;
        a = factor ? ct_convolve(a, factor, CT_OVERLAP_FULL) : NULL;
    }
    a = ct_own(&s, a);
    int real = a && x->dtype->kind == 'c' ? are_conjugate(x) : 0;
    if (!a || real < 0)
        return NULL;
    a = real ? ct_own(&s, ct_real(a)) : a;
    return real && a ? ct_copy(a, CT_ORDER_C) : ct_retain(a);
}
