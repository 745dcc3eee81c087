/* products.c: dot, inner, outer, vecdot, tensordot, kron, cross, trace.
 *
 * What sums over pairs of axes is a product of matrices (matmul.c). Other sums of products are one
 * expression over broadcast views, which makes no intermediate array. */
#include "matmul.h"
#include "routines.h"

#include <carton/expr.h>
#include <string.h>

/* The dtype of products, and the one they are summed in. */
static const ct_dtype *summed_in(const ct_dtype *dtype)
{
    return dtype->num == CT_NUM_FLOAT16 ? CT_FLOAT32 : dtype;
}

const ct_dtype *ct_product_type(const char *op, const ct_array *a, const ct_array *b)
{
    const ct_dtype *dtype = ct_promote_types(a->dtype, b->dtype);
    if (dtype && dtype->num >= CT_NUM_STR) {
        ct_release(dtype);
        return CT_FAIL(CT_TYPE_ERROR, op, 0, "%s() is not defined for text", op);
    }
    return dtype;
}

ct_array *ct_sum_of_products(const char *op, const ct_array *a, const ct_array *b, int axis)
{
    CT_SCOPE(s);
    if (!a || !b)
        return NULL;
    const ct_dtype *dtype = ct_own(&s, ct_product_type(op, a, b));
    if (!dtype)
        return NULL;
    cx *x = cx_astype(cx_array(a), summed_in(dtype)), *y = cx_astype(cx_array(b), summed_in(dtype));
    ct_array *sum = ct_own(&s, cx_eval(dtype->kind == 'b' ? cx_any(cx_logical_and(x, y), axis)
                                                          : cx_sum(cx_multiply(x, y), axis)));
    if (!sum || ct_dtype_equal(sum->dtype, dtype))
        return ct_retain(sum);
    return ct_astype(sum, dtype, CT_CASTING_UNSAFE);
}

/* -- contraction ------------------------------------------------------------------------------- */

typedef struct side {
    int kept;
    int64_t shape[CT_MAX_NDIM]; /* of the kept axes */
    int64_t rows, columns;      /* kept elements, summed elements */
} side;

/* `a` as a matrix (kept, summed). Owned by the scope. */
static ct_array *as_matrix(ct_scope *scope, const ct_array *a, int n, const int *axes, side *out)
{
    int order[CT_MAX_NDIM], at = 0;
    *out = (side){.rows = 1, .columns = 1};
    for (int i = 0; i < a->ndim; i++) {
        bool summed = false;
        for (int k = 0; k < n; k++)
            summed = summed || axes[k] == i;
        if (summed)
            continue;
        order[at++] = i;
        out->rows *= a->shape[i];
        out->shape[out->kept++] = a->shape[i];
    }
    for (int k = 0; k < n; k++) {
        order[at++] = axes[k];
        out->columns *= a->shape[axes[k]];
    }
    ct_array *turned = at == a->ndim
                           ? ct_own(scope, ct_transpose_axes(a, at, order))
                           : CT_FAIL(CT_VALUE_ERROR, "tensordot", 0, "repeated axis in transpose");
    return turned ? ct_own(scope, ct_reshape(turned, CT_SHAPE(out->rows, out->columns))) : NULL;
}

/* Axes are in range, and lengths agree. */
static ct_array *contract(const char *op, const ct_array *a, const ct_array *b, int n,
                          const int *axes_a, const int *axes_b)
{
    CT_SCOPE(s);
    side one, two;
    ct_array *x = as_matrix(&s, a, n, axes_a, &one);
    ct_array *y = x ? as_matrix(&s, b, n, axes_b, &two) : NULL;
    if (!y)
        return NULL;
    if (one.kept + two.kept > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, op, 0, "too many axes: %d, at most %d", one.kept + two.kept,
                       CT_MAX_NDIM);
    const ct_dtype *dtype = ct_own(&s, ct_product_type(op, a, b));
    if (!dtype)
        return NULL;
    y = ct_own(&s, ct_transpose(y));
    ct_array *flat = y ? ct_own(&s, ct_matrix_product(op, x, y, summed_in(dtype))) : NULL;
    if (flat && !ct_dtype_equal(flat->dtype, dtype))
        flat = ct_own(&s, ct_astype(flat, dtype, CT_CASTING_UNSAFE));
    memcpy(one.shape + one.kept, two.shape, (size_t)two.kept * sizeof *one.shape);
    ct_array *result = flat ? ct_own(&s, ct_reshape(flat, one.kept + two.kept, one.shape)) : NULL;
    return result && result->base ? ct_copy(result, CT_ORDER_C) : ct_retain(result);
}

static ct_status not_aligned(const ct_array *a, int i, const ct_array *b, int j)
{
    char x[CT_SHAPE_TEXT], y[CT_SHAPE_TEXT];
    return ct_error_set(CT_VALUE_ERROR, "dot", 0,
                        "shapes %s and %s not aligned: %lld (dim %d) != %lld (dim %d)",
                        ct_shape_text(x, a->ndim, a->shape), ct_shape_text(y, b->ndim, b->shape),
                        (long long)a->shape[i], i, (long long)b->shape[j], j);
}

static ct_array *dot_over(const char *op, const ct_array *a, const ct_array *b, bool last)
{
    if (!a || !b)
        return ct_null_input(op, a ? 2 : 1), NULL;
    if (a->ndim == 0 || b->ndim == 0) {
        CT_SCOPE(s);
        const ct_dtype *dtype = ct_own(&s, ct_product_type(op, a, b));
        return dtype ? ct_multiply(a, b) : NULL;
    }
    if (a->ndim == 1 && b->ndim == 1 && a->size == b->size)
        return ct_multiply_vectors(op, a, b);
    int i = a->ndim - 1, j = last || b->ndim == 1 ? b->ndim - 1 : b->ndim - 2;
    if (a->shape[i] != b->shape[j])
        return not_aligned(a, i, b, j), NULL;
    return contract(op, a, b, 1, &i, &j);
}

ct_array *ct_dot(const ct_array *a, const ct_array *b)
{
    return dot_over("dot", a, b, false);
}

ct_array *ct_inner(const ct_array *a, const ct_array *b)
{
    return dot_over("inner", a, b, true);
}

ct_array *ct_tensordot(const ct_array *a, const ct_array *b, int n, const int *axes_a,
                       const int *axes_b)
{
    int one[CT_MAX_NDIM], two[CT_MAX_NDIM];
    if (!a || !b)
        return ct_null_input("tensordot", a ? 2 : 1), NULL;
    if (n > a->ndim || n > b->ndim || n < 0)
        return CT_FAIL(CT_INDEX_ERROR, "tensordot", 3, "tuple index out of range");
    for (int k = 0; k < n; k++) {
        one[k] = ct_normalize_axis("tensordot", axes_a[k], a->ndim);
        two[k] = one[k] < 0 ? -1 : ct_normalize_axis("tensordot", axes_b[k], b->ndim);
        if (two[k] < 0)
            return NULL;
        if (a->shape[one[k]] != b->shape[two[k]])
            return CT_FAIL(CT_VALUE_ERROR, "tensordot", 0, "shape-mismatch for sum");
    }
    return contract("tensordot", a, b, n, one, two);
}

ct_array *ct_outer(const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    if (!a || !b)
        return ct_null_input("outer", a ? 2 : 1), NULL;
    ct_array *x = ct_own(&s, ct_reshape(a, CT_SHAPE(-1, 1)));
    ct_array *y = x ? ct_own(&s, ct_reshape(b, CT_SHAPE(1, -1))) : NULL;
    return y ? ct_multiply(x, y) : NULL;
}

ct_array *ct_vdot(const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    if (!a || !b)
        return ct_null_input("vdot", a ? 2 : 1), NULL;
    if (a->size != b->size)
        return CT_FAIL(CT_VALUE_ERROR, "vdot", 0, "vectors have different lengths");
    ct_array *x = ct_own(&s, ct_ravel(a, CT_ORDER_C)), *y = ct_own(&s, ct_ravel(b, CT_ORDER_C));
    if (x && x->dtype->kind == 'c')
        x = ct_own(&s, ct_conjugate(x));
    return ct_sum_of_products("vdot", x, y, 0);
}

ct_array *ct_vecdot(const ct_array *x1, const ct_array *x2, int axis)
{
    CT_SCOPE(s);
    if (!x1 || !x2)
        return ct_null_input("vecdot", x1 ? 2 : 1), NULL;
    for (int i = 0; i < 2; i++)
        if ((i ? x2 : x1)->ndim == 0)
            return CT_FAIL(
                CT_VALUE_ERROR, "vecdot", i + 1,
                "vecdot: Input operand %d does not have enough dimensions (has 0, gufunc "
                "core with signature (n),(n)->() requires 1)",
                i);
    int i = ct_normalize_axis("vecdot", axis, x1->ndim);
    int j = i < 0 ? -1 : ct_normalize_axis("vecdot", axis, x2->ndim);
    if (j < 0)
        return NULL;
    if (x1->shape[i] != x2->shape[j])
        return CT_FAIL(
            CT_VALUE_ERROR, "vecdot", 0,
            "vecdot: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            "signature (n),(n)->() (size %lld is different from %lld)",
            (long long)x2->shape[j], (long long)x1->shape[i]);
    ct_array *x = ct_own(&s, ct_moveaxis(x1, 1, &i, (int[]){-1}));
    ct_array *y = ct_own(&s, ct_moveaxis(x2, 1, &j, (int[]){-1}));
    if (x && x->dtype->kind == 'c')
        x = ct_own(&s, ct_conjugate(x));
    return ct_sum_of_products("vecdot", x, y, -1);
}

ct_array *ct_kron(const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    int64_t one[CT_MAX_NDIM], two[CT_MAX_NDIM], both[CT_MAX_NDIM];
    if (!a || !b)
        return ct_null_input("kron", a ? 2 : 1), NULL;
    if (a->ndim == 0 || b->ndim == 0)
        return ct_multiply(a, b);
    int ndim = a->ndim > b->ndim ? a->ndim : b->ndim;
    if (2 * ndim > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "kron", 0, "too many axes: %d, at most %d", 2 * ndim,
                       CT_MAX_NDIM);
    for (int i = 0; i < ndim; i++) {
        int p = i - (ndim - a->ndim), q = i - (ndim - b->ndim);
        one[2 * i] = p < 0 ? 1 : a->shape[p];
        two[2 * i + 1] = q < 0 ? 1 : b->shape[q];
        one[2 * i + 1] = two[2 * i] = 1;
        if (ct_mul_overflow(one[2 * i], two[2 * i + 1], &both[i]))
            return CT_FAIL(CT_VALUE_ERROR, "kron", 0, "array is too big");
    }
    ct_array *x = ct_own(&s, ct_reshape(a, 2 * ndim, one));
    ct_array *y = x ? ct_own(&s, ct_reshape(b, 2 * ndim, two)) : NULL;
    ct_array *product = y ? ct_own(&s, ct_multiply(x, y)) : NULL;
    return product ? ct_reshape(product, ndim, both) : NULL;
}

/* -- cross ------------------------------------------------------------------------------------- */

/* p * q - r * t; a NULL factor takes its product away. */
static ct_array *component(const ct_array *p, const ct_array *q, const ct_array *r,
                           const ct_array *t)
{
    CT_SCOPE(s);
    ct_array *plus = p && q ? ct_own(&s, ct_multiply(p, q)) : NULL;
    ct_array *minus = r && t && !ct_error_pending() ? ct_own(&s, ct_multiply(r, t)) : NULL;
    if (ct_error_pending())
        return NULL;
    if (!minus)
        return ct_retain(plus);
    return plus ? ct_subtract(plus, minus) : ct_negative(minus);
}

/* The components along `axis`, NULL for a third that is missing. */
static bool components(ct_scope *scope, const char *prefix, const ct_array *a, int axis,
                       const ct_dtype *dtype, ct_array *out[3])
{
    int at = ct_normalize_axis(prefix, axis, a->ndim);
    if (at < 0)
        return false;
    if (a->shape[at] != 2 && a->shape[at] != 3)
        return ct_error_set(
                   CT_VALUE_ERROR, "cross", 0,
                   "incompatible dimensions for cross product\n(dimension must be 2 or 3)"),
               false;
    ct_array *cast = ct_own(scope, ct_astype(a, dtype, CT_CASTING_UNSAFE));
    out[2] = NULL;
    for (int i = 0; i < a->shape[at]; i++)
        if (!cast || !(out[i] = ct_own(scope, ct_get_along(cast, at, ct_at(i)))))
            return false;
    return true;
}

ct_array *ct_cross(const ct_array *a, const ct_array *b, int axisa, int axisb, int axisc)
{
    CT_SCOPE(s);
    ct_array *x[3], *y[3], *z[3];
    if (!a || !b)
        return ct_null_input("cross", a ? 2 : 1), NULL;
    if (a->ndim < 1 || b->ndim < 1)
        return CT_FAIL(CT_VALUE_ERROR, "cross", 0, "At least one array has zero dimension");
    const ct_dtype *dtype = ct_own(&s, ct_product_type("cross", a, b));
    if (!dtype || !components(&s, "axisa", a, axisa, dtype, x) ||
        !components(&s, "axisb", b, axisb, dtype, y))
        return NULL;
    if (!x[2] && !y[2])
        return component(x[0], y[1], x[1], y[0]);
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        if (!(z[i] = ct_own(&s, component(x[j], y[k], x[k], y[j]))))
            return NULL;
    }
    axisc = ct_normalize_axis("axisc", axisc, z[2]->ndim + 1);
    if (axisc < 0 || ct_broadcast_arrays(3, (ct_array *[]){z[0], z[1], z[2]}, z))
        return NULL;
    for (int i = 0; i < 3; i++)
        if (!(z[i] = ct_own(&s, z[i])))
            axisc = -1;
    return ct_stack(3, z, axisc);
}

ct_array *ct_trace(const ct_array *a, int64_t offset, int axis1, int axis2, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    if (!a)
        return ct_null_input("trace", 1), NULL;
    ct_array *line = ct_own(&s, ct_diagonal(a, offset, axis1, axis2));
    return line ? ct_sum(line, -1, .dtype = dtype) : NULL;
}
