/* loop.c: calls one function of Carton again and again and says how long that took. Compiled and
 * loaded by bench.py; the loop stands in C, so that a call costs what it costs a C program. */
#include <carton.h>
#include <time.h>

typedef ct_array *unary(const ct_array *x);
typedef ct_array *binary(const ct_array *x, const ct_array *y);
typedef ct_array *ternary(const ct_array *x, const ct_array *y, const ct_array *z);
typedef ct_array *reduction(const ct_array *x, const ct_reduce_opts *opts);
typedef ct_array *cumulative(const ct_array *x, int axis, const ct_dtype *dtype);
typedef ct_array *conversion(const ct_array *x, const ct_dtype *dtype, ct_casting casting);
typedef ct_array *indexing(const ct_array *x, const ct_index *list);

enum { UNARY, BINARY, TERNARY, REDUCTION, CUMULATIVE, CONVERSION, INDEXING };

static ct_array *call(int kind, void *function, ct_array *const *in, int axis)
{
    ct_reduce_opts opts = {.size_ = sizeof opts, .axis = axis};
    const ct_index list[] = {ct_pick(in[1]), ct_end};
    switch (kind) {
    case UNARY:
        return ((unary *)function)(in[0]);
    case BINARY:
        return ((binary *)function)(in[0], in[1]);
    case TERNARY:
        return ((ternary *)function)(in[0], in[1], in[2]);
    case REDUCTION:
        return ((reduction *)function)(in[0], &opts);
    case CUMULATIVE:
        return ((cumulative *)function)(in[0], axis, NULL);
    case CONVERSION:
        return ((conversion *)function)(in[0], CT_FLOAT32, CT_CASTING_UNSAFE);
    default:
        return ((indexing *)function)(in[0], list);
    }
}

/* Seconds for `times` calls; negative when one failed. */
double bench_loop(int kind, void *function, ct_array *const *in, int axis, int64_t times)
{
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int64_t i = 0; i < times; i++) {
        ct_array *result = call(kind, function, in, axis);
        if (!result)
            return -1;
        ct_release(result);
    }
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (double)(after.tv_sec - before.tv_sec) + 1e-9 * (double)(after.tv_nsec - before.tv_nsec);
}
