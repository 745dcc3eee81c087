/* overlap.c: do two arrays share a byte?
 *
 * The addresses of an array's bytes are low + sum(stride_i * x_i) + u with 0 <= x_i < shape_i and 0
 * <= u < itemsize. Counting the second array's axes from their far ends makes every coefficient
 * positive, and the question becomes: does sum(c_k * x_k) + u = distance have a solution within
 * bounds? It is searched from the largest coefficient down. Two prunings keep the search short:
 * what is left must be reachable by the coefficients left, and modulo their greatest common divisor
 * it must be reachable by u alone. After MOST_STEPS the answer is a cautious yes. */
#include "array.h"

#include "dtype/dtype.h"

#include <stdlib.h>

enum { MOST_TERMS = 2 * CT_MAX_NDIM, MOST_STEPS = 1000000 };

typedef struct term {
    int64_t step, most; /* step * x, 0 <= x <= most */
    int64_t gcd, reach; /* of this and all later terms; reach includes the byte offset */
} term;
typedef struct problem {
    int count, steps;
    int64_t bytes; /* u's largest value */
    term terms[MOST_TERMS];
} problem;

static void add_terms(problem *p, const ct_array *a)
{
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] > 1 && a->strides[i] != 0)
            p->terms[p->count++] = (term){llabs(a->strides[i]), a->shape[i] - 1, 0, 0};
}

static int larger_first(const void *x, const void *y)
{
    int64_t a = ((const term *)x)->step, b = ((const term *)y)->step;
    return a < b ? 1 : a > b ? -1 : 0;
}

static void prepare(problem *p)
{
    qsort(p->terms, (size_t)p->count, sizeof *p->terms, larger_first);
    int kept = 0;
    for (int i = 0; i < p->count; i++) {
        if (kept > 0 && p->terms[kept - 1].step == p->terms[i].step)
            p->terms[kept - 1].most += p->terms[i].most;
        else
            p->terms[kept++] = p->terms[i];
    }
    p->count = kept;
    int64_t gcd = 0, reach = p->bytes;
    for (int i = kept; i-- > 0;) {
        int64_t a = p->terms[i].step, b = gcd;
        while (b) {
            int64_t rest = a % b;
            a = b;
            b = rest;
        }
        p->terms[i].gcd = gcd = a;
        p->terms[i].reach = reach += p->terms[i].step * p->terms[i].most;
    }
}

static bool solvable(problem *p, int k, int64_t distance)
{
    if (distance < 0)
        return false;
    if (distance <= p->bytes || ++p->steps > MOST_STEPS)
        return true;
    if (k == p->count)
        return false;
    const term *t = &p->terms[k];
    if (distance > t->reach || distance % t->gcd > p->bytes)
        return false;
    int64_t rest = t->reach - t->step * t->most; /* what the later terms can reach */
    int64_t most = distance / t->step < t->most ? distance / t->step : t->most;
    int64_t least = distance > rest ? (distance - rest + t->step - 1) / t->step : 0;
    for (int64_t x = most; x >= least; x--)
        if (solvable(p, k + 1, distance - t->step * x))
            return true;
    return false;
}

bool ct_may_share_memory(const ct_array *a, const ct_array *b)
{
    const char *low_a, *high_a, *low_b, *high_b;
    if (!a || !b)
        return ct_null_input("may_share_memory", a ? 2 : 1), false;
    if (a->size == 0 || b->size == 0)
        return false;
    ct_array_bounds(a, &low_a, &high_a);
    ct_array_bounds(b, &low_b, &high_b);
    return low_a < high_b && low_b < high_a;
}

bool ct_shares_memory(const ct_array *a, const ct_array *b)
{
    const char *low_a, *high_a, *low_b, *high_b;
    if (!ct_may_share_memory(a, b))
        return false;
    ct_array_bounds(a, &low_a, &high_a);
    ct_array_bounds(b, &low_b, &high_b);
    problem p = {.bytes = a->dtype->itemsize - 1 + b->dtype->itemsize - 1};
    if (a->dtype->itemsize == 0 || b->dtype->itemsize == 0)
        return false;
    add_terms(&p, a);
    add_terms(&p, b);
    prepare(&p);
    return solvable(&p, 0, high_b - 1 - low_a);
}
