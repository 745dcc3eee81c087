/* matrix.c: matrices with a pattern: eye, identity, diag, tri, tril, triu. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* A writeable view of the k-th diagonal of the new matrix `a`. */
static ct_array *open_diagonal(const ct_array *a, int64_t k)
{
    ct_array *view = ct_diagonal(a, k, 0, 1);
    if (view)
        view->flags |= CT_WRITEABLE;
    return view;
}

/* Stores `value` on the k-th diagonal of `a`, which is taken and returned. */
static ct_array *with_diagonal(CT_TAKE ct_array *a, int64_t k, const ct_array *value)
{
    ct_array *view = a && value ? open_diagonal(a, k) : NULL;
    bool good = view && ct_array_store(view, value) == CT_OK;
    ct_release(view);
    if (good)
        return a;
    ct_release(a);
    return NULL;
}

ct_array *ct_eye(int64_t n, int64_t m, int64_t k, const ct_dtype *dtype)
{
    int64_t shape[2] = {n, m};
    ct_array *one = ct_weak_int(1);
    ct_array *result = one ? with_diagonal(ct_zeros(2, shape, dtype), k, one) : NULL;
    ct_release(one);
    return result;
}

ct_array *ct_identity(int64_t n, const ct_dtype *dtype)
{
    return ct_eye(n, n, 0, dtype);
}

ct_array *ct_diag(const ct_array *v, int64_t k)
{
    if (!v)
        return ct_null_input("diag", 1), NULL;
    if (v->ndim == 2)
        return ct_diagonal(v, k, 0, 1);
    if (v->ndim != 1)
        return CT_FAIL(CT_VALUE_ERROR, "diag", 1, "Input must be 1- or 2-d.");
    int64_t n;
    if (k == INT64_MIN || ct_add_overflow(v->shape[0], k < 0 ? -k : k, &n))
        return CT_FAIL(CT_VALUE_ERROR, "diag", 2, "array is too big");
    return with_diagonal(ct_zeros(2, (int64_t[]){n, n}, v->dtype), k, v);
}

/* Columns [*from, *to) of row i that are at or below the k-th diagonal, or at or above it. */
static void row_part(int64_t i, int64_t k, int64_t columns, bool upper, int64_t *from, int64_t *to)
{
    int64_t edge;
    if (__builtin_add_overflow(i, k, &edge))
        edge = k < 0 ? -1 : columns;
    *from = *to = 0;
    if (upper) {
        *from = edge < 0 ? 0 : edge > columns ? columns : edge;
        *to = columns;
    } else if (edge >= 0) {
        *to = edge >= columns ? columns : edge + 1;
    }
}

/* Copies the wanted part of each row of `source` (broadcast over rows when it is 1-D or 0-d) into
 * the zeros of `a`, which is taken and returned. */
static ct_array *with_triangle(CT_TAKE ct_array *a, const ct_array *source, int64_t k, bool upper)
{
    ct_array *from = a ? ct_broadcast_to(source, a->ndim, a->shape) : NULL;
    bool good = from != NULL;
    int row = good ? a->ndim - 2 : 0;
    for (int64_t i = 0; good && i < a->shape[row]; i++) {
        int64_t start, stop;
        row_part(i, k, a->shape[row + 1], upper, &start, &stop);
        if (start >= stop)
            continue;
        const ct_index part[] = {ct_rest, ct_at(i), ct_range(start, stop), ct_end};
        ct_array *x = ct_index_get(from, part), *y = x ? ct_index_get(a, part) : NULL;
        good = y && ct_array_assign(y, x) == CT_OK;
        ct_release(x);
        ct_release(y);
    }
    ct_release(from);
    if (good)
        return a;
    ct_release(a);
    return NULL;
}

ct_array *ct_tri(int64_t n, int64_t m, int64_t k, const ct_dtype *dtype)
{
    ct_array *one = ct_ones(0, NULL, dtype);
    ct_array *result =
        one ? with_triangle(ct_zeros(2, (int64_t[]){n, m}, dtype), one, k, false) : NULL;
    ct_release(one);
    return result;
}

static ct_array *triangle(const char *op, const ct_array *m, int64_t k, bool upper)
{
    if (!m)
        return ct_null_input(op, 1), NULL;
    if (m->ndim == 0)
        return CT_FAIL(CT_VALUE_ERROR, op, 1, "Input must be at least 1-d.");
    int64_t square[2] = {m->shape[0], m->shape[0]};
    ct_array *zeros =
        m->ndim == 1 ? ct_zeros(2, square, m->dtype) : ct_zeros(m->ndim, m->shape, m->dtype);
    return with_triangle(zeros, m, k, upper);
}

ct_array *ct_tril(const ct_array *m, int64_t k)
{
    return triangle("tril", m, k, false);
}

ct_array *ct_triu(const ct_array *m, int64_t k)
{
    return triangle("triu", m, k, true);
}
