/* carton/products.h: products of vectors and tensors. Operands promote to one dtype, which is the
 * result's; sums of float16 are kept in float32. */
#ifndef CARTON_PRODUCTS_H
#define CARTON_PRODUCTS_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

/* Sum over the last axis of `a` and the last but one of `b` (its only one); a 0-d operand scales.
 */
CT_API CT_GIVE ct_array *ct_dot(const ct_array *a, const ct_array *b);
CT_API CT_GIVE ct_array *ct_inner(const ct_array *a, const ct_array *b); /* over both last axes */
CT_API CT_GIVE ct_array *ct_outer(const ct_array *a, const ct_array *b); /* of all elements */
CT_API CT_GIVE ct_array *ct_vdot(const ct_array *a,
                                 const ct_array *b); /* flattened, a conjugated */
/* Over one axis, the others broadcast; x1 is conjugated. */
CT_API CT_GIVE ct_array *ct_vecdot(const ct_array *x1, const ct_array *x2, int axis);
/* The product of matrices, which are the last two axes; the others broadcast. A vector is a row on
 * the left and a column on the right. */
CT_API CT_GIVE ct_array *ct_matmul(const ct_array *a, const ct_array *b);
/* Sum over n pairs of axes. */
CT_API CT_GIVE ct_array *ct_tensordot(const ct_array *a, const ct_array *b, int n,
                                      const int *axes_a, const int *axes_b);
CT_API CT_GIVE ct_array *ct_kron(const ct_array *a, const ct_array *b);
/* Of vectors of 2 or 3 elements along one axis of each operand. */
CT_API CT_GIVE ct_array *ct_cross(const ct_array *a, const ct_array *b, int axisa, int axisb,
                                  int axisc);
/* Sums of products as subscripts say: "ij,jk->ik". A label that comes twice in an operand is its
 * diagonal, one that the result lacks is summed; without "->" the result has, in alphabetical
 * order, the labels that come once. A view when one operand is only rearranged, unless `copy`. */
typedef struct ct_einsum_opts {
    size_t size_;
    const ct_dtype *dtype; /* of the products and the result */
    ct_casting casting;    /* of the operands to it; 0: safe */
    ct_order order;        /* default: as it comes */
    bool copy;
} ct_einsum_opts;
CT_API CT_GIVE ct_array *ct_einsum(const char *subscripts, int n, ct_array *const *operands,
                                   const ct_einsum_opts *opts);
/* Sum along a diagonal; dtype NULL: as ct_sum chooses. */
CT_API CT_GIVE ct_array *ct_trace(const ct_array *a, int64_t offset, int axis1, int axis2,
                                  const ct_dtype *dtype);

CT_END_DECLS
#endif
