/* carton/logic.h: comparing whole arrays, and asking what kind of numbers they hold. */
#ifndef CARTON_LOGIC_H
#define CARTON_LOGIC_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* |a - b| <= atol + rtol * |b|, element by element. NumPy's tolerances are 1e-5 and 1e-8. */
CT_API CT_GIVE ct_array *ct_isclose(const ct_array *a, const ct_array *b, double rtol, double atol,
                                    bool equal_nan);
/* The same with tolerances for each element. */
CT_API CT_GIVE ct_array *ct_isclose_within(const ct_array *a, const ct_array *b,
                                           const ct_array *rtol, const ct_array *atol,
                                           bool equal_nan);
/* 1, 0; -1 is an error. */
CT_API int ct_allclose(const ct_array *a, const ct_array *b, double rtol, double atol,
                       bool equal_nan);
CT_API int ct_array_equal(const ct_array *a, const ct_array *b, bool equal_nan); /* shapes too */
CT_API int ct_array_equiv(const ct_array *a, const ct_array *b); /* where they can be broadcast */

CT_API CT_GIVE ct_array *ct_iscomplex(const ct_array *x); /* the imaginary part is not zero */
CT_API CT_GIVE ct_array *ct_isreal(const ct_array *x);
CT_API CT_GIVE ct_array *ct_isposinf(const ct_array *x); /* TypeError for complex numbers */
CT_API CT_GIVE ct_array *ct_isneginf(const ct_array *x);

CT_END_DECLS
#endif
