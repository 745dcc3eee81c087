/* carton/ufunc.h: element-wise functions, their options and methods, and reductions.
 *
 * ops.def has one row per ufunc; from it come the ids below, the plain C functions ct_add(),
 * ct_sin(), ..., the language's functions and their help. Results are new arrays; 0-d inputs give
 * 0-d arrays. */
#ifndef CARTON_UFUNC_H
#define CARTON_UFUNC_H

#include <carton/array.h>

CT_BEGIN_DECLS

typedef enum ct_op {
#define CT_UFUNC(name, nin, nout, ...) CT_OP_##name,
#include <carton/ops.def>
#undef CT_UFUNC
    CT_OP_COUNT
} ct_op;

typedef struct ct_ufunc_info {
    const char *name;      /* "add" */
    const char *signature; /* Python-style */
    const char *doc;
    int nin, nout;
} ct_ufunc_info;
CT_API const ct_ufunc_info *ct_ufunc_get(ct_op op);
CT_API int ct_ufunc_find(const char *name); /* -1, no error, when there is none */

/* Every field zero: NumPy's default. */
typedef struct ct_ufunc_opts {
    size_t size_;
    ct_array *out[2];      /* borrowed; written in place and returned (retained) */
    const ct_array *where; /* bool mask, broadcast; elements it leaves out keep out's value */
    const ct_dtype *dtype; /* the loop's dtype */
    ct_casting casting;    /* default same_kind */
    ct_order order;        /* layout of new results; default K */
} ct_ufunc_opts;
/* The general call: nin arrays in, nout owned references in `out` (NULL each on failure). Output
 * that overlaps an input behaves as if the input had been copied first. */
CT_API ct_status ct_ufunc_call(ct_op op, ct_array *const *in, const ct_ufunc_opts *opts,
                               ct_array **out);

/* ct_add(a, b), ct_sin(x), ...: one function for each ufunc with one result. */
#define CT_UFUNC_DECLARE_1_1(name) CT_API CT_GIVE ct_array *ct_##name(const ct_array *x);
#define CT_UFUNC_DECLARE_2_1(name)                                                                 \
    CT_API CT_GIVE ct_array *ct_##name(const ct_array *x1, const ct_array *x2);
#define CT_UFUNC_DECLARE_1_2(name)                                                                 \
    CT_API ct_status ct_##name(const ct_array *x, ct_array **out1, ct_array **out2);
#define CT_UFUNC_DECLARE_2_2(name)                                                                 \
    CT_API ct_status ct_##name(const ct_array *x1, const ct_array *x2, ct_array **out1,            \
                               ct_array **out2);
#define CT_UFUNC_DECLARE_3_1(name)                                                                 \
    CT_API CT_GIVE ct_array *ct_##name(const ct_array *x1, const ct_array *x2, const ct_array *x3);
#define CT_UFUNC(name, nin, nout, ...) CT_UFUNC_DECLARE_##nin##_##nout(name)
#include <carton/ops.def>
#undef CT_UFUNC

/* A ufunc of one result with options: ct_apply2(CT_OP_add, a, b, &opts). */
CT_API CT_GIVE ct_array *ct_apply1(ct_op op, const ct_array *x, const ct_ufunc_opts *opts);
CT_API CT_GIVE ct_array *ct_apply2(ct_op op, const ct_array *x1, const ct_array *x2,
                                   const ct_ufunc_opts *opts);

/* numpy.where(condition, x, y). (clip is a ufunc of three inputs, a row of ops.def.) */
CT_API CT_GIVE ct_array *ct_where(const ct_array *condition, const ct_array *x, const ct_array *y);

/* -- Reductions ------------------------------------------------------------------------------ */

/* Axis: CT_FLAT is None (over all axes); negative counts from the end. A field of zero is NumPy's
 * default, but for `axis`, whose zero means axis 0; options of NULL reduce over all axes. */
typedef struct ct_reduce_opts {
    size_t size_;
    int axis;
    bool keepdims;
    int naxes; /* with `axes`: several axes, in place of `axis` */
    const int *axes;
    const ct_dtype *dtype;   /* of the accumulation and the result */
    ct_array *out;           /* borrowed; written in place and returned (retained) */
    const ct_array *where;   /* bool mask, broadcast */
    const ct_array *initial; /* 0-d */
    bool no_initial;         /* the first element starts, even where there is an identity */
    double ddof;             /* var and std */
    const ct_array *mean;    /* var and std: known already, its reduced axes of length 1 */
} ct_reduce_opts;
#define CT_REDUCTION(name)                                                                         \
    CT_API CT_GIVE ct_array *ct_##name##_opts(const ct_array *a, const ct_reduce_opts *opts);
CT_REDUCTION(sum)
CT_REDUCTION(prod)
CT_REDUCTION(min)
CT_REDUCTION(max)
CT_REDUCTION(mean)
CT_REDUCTION(var)
CT_REDUCTION(std)
CT_REDUCTION(any)
CT_REDUCTION(all)
CT_REDUCTION(argmin)
CT_REDUCTION(argmax)
CT_REDUCTION(ptp)
CT_REDUCTION(count_nonzero)
#undef CT_REDUCTION
#ifndef __cplusplus
/* ct_sum(x, CT_FLAT); ct_sum(x, 0, .keepdims = true): the axis, then options by name. */
#define CT_REDUCE_OPTS(...)                                                                        \
    (&(const ct_reduce_opts){.size_ = sizeof(ct_reduce_opts), .axis = __VA_ARGS__})
#define ct_sum(a, ...)           ct_sum_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_prod(a, ...)          ct_prod_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_min(a, ...)           ct_min_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_max(a, ...)           ct_max_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_mean(a, ...)          ct_mean_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_var(a, ...)           ct_var_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_std(a, ...)           ct_std_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_any(a, ...)           ct_any_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_all(a, ...)           ct_all_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_argmin(a, ...)        ct_argmin_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_argmax(a, ...)        ct_argmax_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_ptp(a, ...)           ct_ptp_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#define ct_count_nonzero(a, ...) ct_count_nonzero_opts((a), CT_REDUCE_OPTS(__VA_ARGS__))
#endif
CT_API CT_GIVE ct_array *ct_cumsum(const ct_array *a, int axis, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_cumprod(const ct_array *a, int axis, const ct_dtype *dtype);
/* The methods of binary ufuncs: add.reduce, add.accumulate, add.outer, add.at. */
CT_API CT_GIVE ct_array *ct_ufunc_reduce(ct_op op, const ct_array *a, const ct_reduce_opts *opts);
CT_API CT_GIVE ct_array *ct_ufunc_accumulate(ct_op op, const ct_array *a, int axis,
                                             const ct_dtype *dtype, ct_array *out);
CT_API CT_GIVE ct_array *ct_ufunc_reduceat(ct_op op, const ct_array *a, const ct_array *indices,
                                           int axis, const ct_dtype *dtype);
CT_API CT_GIVE ct_array *ct_ufunc_outer(ct_op op, const ct_array *a, const ct_array *b,
                                        const ct_ufunc_opts *opts);
CT_API ct_status ct_ufunc_at(ct_op op, ct_array *a, const ct_index *list, const ct_array *b);

CT_END_DECLS
#endif
