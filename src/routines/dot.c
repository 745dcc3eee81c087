/* dot.c: the sum of products of two long vectors. Leaves of the vectors are summed in lanes by the
 * kernel, shared among threads, and added in pairs: the same bits on any number of threads. */
#include "matmul.h"

#include "array/meter.h"
#include "ufunc/ufunc.h"

#include <string.h>

/* Elements that a kernel adds in 32 lanes of 256; also what a thread takes at once, some
 * microseconds of work. */
enum { LEAF = 1 << 13 };

typedef struct sums {
    ct_dot_kernel *dot;
    const char *x, *y;
    int64_t sx, sy, n;
    double *leaves;
} sums;

static ct_status sum_leaf(void *context, int64_t i)
{
    const sums *s = context;
    int64_t from = i * LEAF, n = s->n - from < LEAF ? s->n - from : LEAF;
    s->leaves[i] = s->dot(s->x + from * s->sx, s->sx, s->y + from * s->sy, s->sy, n);
    return ct_interrupted();
}

static ct_status sum_leaves(sums *s, double *sum)
{
    int64_t count = (s->n + LEAF - 1) / LEAF;
    s->leaves = ct_alloc_many(count, sizeof *s->leaves);
    if (!s->leaves)
        return CT_MEMORY_ERROR;
    ct_status status = ct_parallel(count, s->n < INT64_MAX / 2 ? s->n / 2 : s->n / 4, sum_leaf, s);
    for (int64_t step = 1; step < count; step *= 2)
        for (int64_t i = 0; i + step < count; i += 2 * step)
            s->leaves[i] += s->leaves[i + step];
    *sum = s->leaves[0];
    ct_dealloc(s->leaves);
    return status;
}

ct_status ct_dot_sum(ct_type_num type, const char *x, int64_t sx, const char *y, int64_t sy,
                     int64_t n, void *out)
{
    sums s = {ct_kernel_dot(type), x, y, sx, sy, n, NULL};
    double sum = 0;
    ct_status status = CT_OK;
    if (n <= LEAF)
        sum = s.dot(x, sx, y, sy, n);
    else
        status = sum_leaves(&s, &sum);
    if (type == CT_NUM_FLOAT64)
        memcpy(out, &sum, sizeof sum);
    else
        memcpy(out, &(float){(float)sum}, sizeof(float));
    return status;
}

bool ct_dot_vectors(const char *op, const ct_array *a, const ct_array *b, ct_array **out)
{
    ct_type_num type = a->dtype->num;
    if (a->ndim != 1 || b->ndim != 1 || type != b->dtype->num || !ct_kernel_dot(type) ||
        a->size == 0 || a->size != b->size || !(a->flags & b->flags & CT_ALIGNED) || ct_metered())
        return false;
    *out = ct_empty(0, NULL, a->dtype);
    if (!*out)
        return true;
    ct_fp_clear();
    ct_status status =
        ct_dot_sum(type, a->data, a->strides[0], b->data, b->strides[0], a->size, (*out)->data);
    if (status == CT_OK)
        status = ct_fp_check(op);
    if (status != CT_OK) {
        ct_release(*out);
        *out = NULL;
    }
    return true;
}
