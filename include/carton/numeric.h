/* carton/numeric.h: functions of numbers that are more than one ufunc, and the windows of spectra.
 */
#ifndef CARTON_NUMERIC_H
#define CARTON_NUMERIC_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

CT_API CT_GIVE ct_array *ct_angle(const ct_array *z, bool degrees);
/* The real part when every imaginary part is within `tolerance` (above 1: times eps), else z. */
CT_API CT_GIVE ct_array *ct_real_if_close(const ct_array *z, double tolerance);
CT_API CT_GIVE ct_array *ct_sinc(const ct_array *x); /* sin(pi x) / (pi x) */
CT_API CT_GIVE ct_array *ct_i0(const ct_array *x);   /* modified Bessel function of order 0 */
/* Jumps of more than `discontinuity` (nan: half the period) become their complement. */
CT_API CT_GIVE ct_array *ct_unwrap(const ct_array *p, double discontinuity, int axis,
                                   double period);

/* Truth values of integers, eight to a byte of the result, along an axis (CT_FLAT: of all
 * elements). `little`: the first is the lowest bit. And back: `count` values of each row, which
 * zeros fill up; negative: so many fewer than there are, CT_OMIT: all. */
CT_API CT_GIVE ct_array *ct_packbits(const ct_array *a, int axis, bool little);
CT_API CT_GIVE ct_array *ct_unpackbits(const ct_array *a, int axis, int64_t count, bool little);

/* m samples each, float64. */
CT_API CT_GIVE ct_array *ct_bartlett(double m);
CT_API CT_GIVE ct_array *ct_blackman(double m);
CT_API CT_GIVE ct_array *ct_hamming(double m);
CT_API CT_GIVE ct_array *ct_hanning(double m);
CT_API CT_GIVE ct_array *ct_kaiser(double m, double beta);

CT_END_DECLS
#endif
