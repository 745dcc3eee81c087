/* products.c: rows of dot, inner, outer, tensordot and their like. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

static ct_object *of_two(ct_object *const *args, ct_array *(*f)(const ct_array *, const ct_array *))
{
    CT_SCOPE(s);
    ct_array *a, *b;
    return ct_args_read(args, &s, "AA", &a, &b) ? ct_result(f(a, b)) : NULL;
}

/* out= must be exactly what would be returned. */
static bool is_fit(const char *op, const ct_array *result, const ct_array *out)
{
    bool fits = ct_dtype_equal(ct_dtype_of(result), ct_dtype_of(out)) &&
                ct_ndim(result) == ct_ndim(out) && (ct_flags(out) & CT_C_CONTIGUOUS) &&
                !memcmp(ct_shape(result), ct_shape(out), (size_t)ct_ndim(out) * sizeof(int64_t));
    if (!fits)
        ct_error_set(CT_VALUE_ERROR, op, 3,
                     "output array is not acceptable (must have the right datatype, number of "
                     "dimensions, and be a C-Array)");
    return fits;
}

ENTRY(dot)
{
    CT_SCOPE(s);
    ct_array *a, *b, *out;
    if (!ct_args_read(args, &s, "AAp", &a, &b, &out))
        return NULL;
    ct_array *result = ct_dot(a, b);
    if (!result || !out)
        return ct_result(result);
    result = ct_own(&s, result);
    return result && is_fit("dot", result, out)
               ? ct_result(ct_into_out(ct_retain(result), out)) /* a number, of 0-d ones */
               : NULL;
}

ENTRY(inner)
{
    return of_two(args, ct_inner);
}

ENTRY(vdot)
{
    return of_two(args, ct_vdot);
}

ENTRY(kron)
{
    return of_two(args, ct_kron);
}

ENTRY(outer)
{
    CT_SCOPE(s);
    ct_array *a, *b, *out;
    if (!ct_args_read(args, &s, "AAp", &a, &b, &out))
        return NULL;
    return ct_array_result(ct_into_out(ct_outer(a, b), out));
}

ENTRY(vecdot)
{
    CT_SCOPE(s);
    ct_array *a, *b, *out;
    int axis = -1;
    if (!ct_args_read(args, &s, "AApx", &a, &b, &out, &axis))
        return NULL;
    return ct_result_of(ct_into_out(ct_vecdot(a, b, axis), out), out);
}

ENTRY(matmul)
{
    CT_SCOPE(s);
    ct_array *a, *b, *out;
    if (!ct_args_read(args, &s, "AAp", &a, &b, &out))
        return NULL;
    return ct_result_of(ct_into_out(ct_matmul(a, b), out), out);
}

/* axes=2: the last two of a with the first two of b; or a pair of axes or lists of axes. */
ENTRY(tensordot)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    int64_t n = 2;
    ct_axes one, two;
    if (!ct_args_read(args, &s, "AA", &a, &b))
        return NULL;
    if (ct_arg_count(args[2]) < 0) {
        if (ct_arg_int(args[2], 2, &n))
            return NULL;
        if (n > CT_MAX_NDIM)
            n = CT_MAX_NDIM + 1; /* refused, as more than there are */
        for (int i = 0; i < n && i < CT_MAX_NDIM; i++) {
            one.axes[i] = i - (int)n;
            two.axes[i] = i;
        }
        return ct_array_result(ct_tensordot(a, b, n < 0 ? 0 : (int)n, one.axes, two.axes));
    }
    if (ct_arg_count(args[2]) != 2)
        return CT_FAIL(CT_VALUE_ERROR, "tensordot", 3,
                       ct_arg_count(args[2]) < 2
                           ? "not enough values to unpack (expected 2, got %lld)"
                           : "too many values to unpack (expected 2, got %lld)",
                       (long long)ct_arg_count(args[2]));
    ct_object *first = ct_own(&s, ct_arg_item(args[2], 0));
    ct_object *second = ct_own(&s, ct_arg_item(args[2], 1));
    if (!first || !second || ct_arg_axes(first, &one) || ct_arg_axes(second, &two))
        return NULL;
    if (one.n != two.n)
        return CT_FAIL(CT_VALUE_ERROR, "tensordot", 3, "shape-mismatch for sum");
    return ct_array_result(ct_tensordot(a, b, one.n, one.axes, two.axes));
}

ENTRY(cross)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    int axes[3] = {-1, -1, -1}, axis = CT_FLAT;
    if (!ct_args_read(args, &s, "AAxxxx", &a, &b, &axes[0], &axes[1], &axes[2], &axis))
        return NULL;
    bool one = axis != CT_FLAT;
    return ct_array_result(
        ct_cross(a, b, one ? axis : axes[0], one ? axis : axes[1], one ? axis : axes[2]));
}

ENTRY(trace)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    int64_t offset = 0;
    int axis1 = 0, axis2 = 1;
    const ct_dtype *dtype;
    if (!ct_args_read(args, &s, "Aixxdp", &a, &offset, &axis1, &axis2, &dtype, &out))
        return NULL;
    if (!out)
        return ct_result(ct_trace(a, offset, axis1, axis2, dtype));
    ct_array *line =
        ct_own(&s, ct_diagonal(a, offset, axis1, axis2)); /* out= takes part in the dtype */
    return ct_array_result(line ? ct_sum(line, -1, .dtype = dtype, .out = out) : NULL);
}

#define BOTH(name, function, method, doc, entry)                                                   \
    CT_ROW(name, "linalg", function, doc, entry),                                                  \
        CT_ROW("ndarray." name, "ndarray-method", method, doc, entry)
const ct_routine ct_routines_products[] = {
    BOTH("dot", "(a, b, out=None)", "(b, out=None)",
         "Sum of products over the last axis of a and the last but one of b.", dot),
    CT_ROW("inner", "linalg", "(a, b, /)", "Sum of products over the last axes.", inner),
    CT_ROW("outer", "linalg", "(a, b, out=None)", "Products of every pair of elements.", outer),
    CT_ROW("vdot", "linalg", "(a, b, /)", "Sum of products of all elements; a is conjugated.",
           vdot),
    CT_ROW("vecdot", "linalg", "(x1, x2, /, out=None, axis=-1)",
           "Sums of products of vectors along an axis; x1 is conjugated.", vecdot),
    CT_ROW("matmul", "linalg", "(x1, x2, /, out=None)",
           "Product of the matrices in the last two axes.", matmul),
    CT_ROW("tensordot", "linalg", "(a, b, axes=2)", "Sum of products over several axes.",
           tensordot),
    CT_ROW("kron", "linalg", "(a, b)", "Kronecker product: blocks of b scaled by a.", kron),
    CT_ROW("cross", "linalg", "(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)",
           "Cross product of vectors of two or three elements.", cross),
    BOTH("trace", "(a, offset=0, axis1=0, axis2=1, dtype=None, out=None)",
         "(offset=0, axis1=0, axis2=1, dtype=None, out=None)", "Sum along a diagonal.", trace),
};
CT_ROUTINES_END(products);
