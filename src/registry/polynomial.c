/* polynomial.c: rows of polyval, polyadd and their like. */
#include <carton/polynomial.h>

#include "args.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

static ct_object *of_two(ct_object *const *args, ct_array *(*f)(const ct_array *, const ct_array *))
{
    CT_SCOPE(s);
    ct_array *a, *b;
    return ct_args_read(args, &s, "AA", &a, &b) ? ct_array_result(f(a, b)) : NULL;
}

/* Of numbers alone a number, but for no coefficients at all. */
ENTRY(polyval)
{
    CT_SCOPE(s);
    ct_array *p, *x;
    if (!ct_args_read(args, &s, "AA", &p, &x))
        return NULL;
    bool steps = ct_ndim(p) > 0 && ct_shape(p)[0] > 0;
    return (steps ? ct_result : ct_array_result)(ct_polyval(p, x));
}

ENTRY(polyadd)
{
    return of_two(args, ct_polyadd);
}

ENTRY(polysub)
{
    return of_two(args, ct_polysub);
}

ENTRY(polymul)
{
    return of_two(args, ct_polymul);
}

ENTRY(polydiv)
{
    CT_SCOPE(s);
    ct_array *u, *v, *both[2];
    if (!ct_args_read(args, &s, "AA", &u, &v))
        return NULL;
    both[0] = ct_polydiv(u, v, &both[1]);
    return ct_tuple_of(2, both);
}

ENTRY(polyder)
{
    CT_SCOPE(s);
    ct_array *p;
    int64_t m = 1;
    return ct_args_read(args, &s, "Ai", &p, &m) ? ct_array_result(ct_polyder(p, m)) : NULL;
}

ENTRY(polyint)
{
    CT_SCOPE(s);
    ct_array *p, *k;
    int64_t m = 1;
    return ct_args_read(args, &s, "Aia", &p, &m, &k) ? ct_array_result(ct_polyint(p, m, k)) : NULL;
}

/* Without roots Python's 1.0. */
ENTRY(poly)
{
    CT_SCOPE(s);
    ct_array *roots;
    if (!ct_args_read(args, &s, "A", &roots))
        return NULL;
    ct_array *result = ct_poly(roots);
    if (!result || ct_ndim(result) > 0)
        return ct_array_result(result);
    ct_release(result);
    return ct_float(1);
}

const ct_routine ct_routines_polynomial[] = {
    CT_ROW("poly", "polynomial", "(seq_of_zeros)",
           "Coefficients of the polynomial with these roots, the highest power first.", poly),
    CT_ROW("polyval", "polynomial", "(p, x)", "The polynomial with coefficients p at each x.",
           polyval),
    CT_ROW("polyadd", "polynomial", "(a1, a2)", "The sum of two polynomials.", polyadd),
    CT_ROW("polysub", "polynomial", "(a1, a2)", "The difference of two polynomials.", polysub),
    CT_ROW("polymul", "polynomial", "(a1, a2)", "The product of two polynomials.", polymul),
    CT_ROW("polydiv", "polynomial", "(u, v)",
           "Quotient and remainder of the division of two polynomials.", polydiv),
    CT_ROW("polyder", "polynomial", "(p, m=1)", "The m-th derivative of a polynomial.", polyder),
    CT_ROW("polyint", "polynomial", "(p, m=1, k=None)",
           "The m-th integral of a polynomial, with constants k.", polyint),
};
CT_ROUTINES_END(polynomial);
