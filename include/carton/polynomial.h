/* carton/polynomial.h: polynomials as lines of coefficients, the highest power first. */
#ifndef CARTON_POLYNOMIAL_H
#define CARTON_POLYNOMIAL_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

CT_API CT_GIVE ct_array *ct_polyval(const ct_array *p, const ct_array *x); /* at each x */
CT_API CT_GIVE ct_array *ct_polyadd(const ct_array *a1, const ct_array *a2);
CT_API CT_GIVE ct_array *ct_polysub(const ct_array *a1, const ct_array *a2);
CT_API CT_GIVE ct_array *ct_polymul(const ct_array *a1, const ct_array *a2);
/* The quotient; *remainder gets the rest, NULL on failure. */
CT_API CT_GIVE ct_array *ct_polydiv(const ct_array *u, const ct_array *v, ct_array **remainder);
CT_API CT_GIVE ct_array *ct_polyder(const ct_array *p, int64_t m); /* the m-th derivative */
/* The m-th integral; `k` the constants (one for each, or one for all), NULL: zeros. */
CT_API CT_GIVE ct_array *ct_polyint(const ct_array *p, int64_t m, const ct_array *k);
/* The one with these roots and a highest coefficient of 1; without roots a 0-d 1.0. */
CT_API CT_GIVE ct_array *ct_poly(const ct_array *roots);

CT_END_DECLS
#endif
