/* matmul.h: products of matrices, for the routines that are made of them. */
#ifndef CT_ROUTINES_MATMUL_H
#define CT_ROUTINES_MATMUL_H

#include "array/array.h"

/* a (..., m, k) @ b (..., k, n), computed in `dtype`, which is neither float16 nor text; the other
 * axes broadcast. The caller has checked that they do, and that k agrees. `op` is named in
 * floating-point warnings. */
ct_array *ct_matrix_product(const char *op, const ct_array *a, const ct_array *b,
                            const ct_dtype *dtype);
/* a @ b where either may be a vector; in whatever dtype they have together, `op` in warnings. */
ct_array *ct_multiply_vectors(const char *op, const ct_array *a, const ct_array *b);
/* The sum of n products of float32 or float64 elements, sx and sy bytes apart, into one element.
 * dot.c */
ct_status ct_dot_sum(ct_type_num type, const char *x, int64_t sx, const char *y, int64_t sy,
                     int64_t n, void *out);
/* Two vectors of one of these dtypes: true, and *out is their product, or NULL. dot.c */
bool ct_dot_vectors(const char *op, const ct_array *a, const ct_array *b, ct_array **out);
/* The dtype of products of a and b; TypeError for text. Owned. products.c */
const ct_dtype *ct_product_type(const char *op, const ct_array *a, const ct_array *b);

#endif
