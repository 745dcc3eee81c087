/* carton/expr.h: expressions over arrays that are evaluated in one pass.
 *
 *     ct_array *y = cx_eval(cx_add(cx_multiply(CX(2.0), CX(x)), CX(b)));
 *
 * Nodes are TAKEN by the call that receives them, also when it fails, so nesting leaves nothing to
 * free; they retain the arrays they mention. To use a node twice, pass cx_dup(node) once. A node
 * that is taken twice is a ValueError. Results have the dtype and bits of the eager calls. NULL in
 * gives NULL out. */
#ifndef CARTON_EXPR_H
#define CARTON_EXPR_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

typedef struct cx cx;

/* Leaves. C numbers are weak, as Python's are (NEP 50). */
CT_API CT_GIVE cx *cx_array(const ct_array *a);
CT_API CT_GIVE cx *cx_bool(bool value);
CT_API CT_GIVE cx *cx_int(int64_t value);
CT_API CT_GIVE cx *cx_uint(uint64_t value);
CT_API CT_GIVE cx *cx_float(double value);
#ifndef __cplusplus
#define CX(x)                                                                                      \
    _Generic((x),                                                                                  \
        bool: cx_bool,                                                                             \
        signed char: cx_int,                                                                       \
        short: cx_int,                                                                             \
        int: cx_int,                                                                               \
        long: cx_int,                                                                              \
        long long: cx_int,                                                                         \
        unsigned char: cx_uint,                                                                    \
        unsigned short: cx_uint,                                                                   \
        unsigned: cx_uint,                                                                         \
        unsigned long: cx_uint,                                                                    \
        unsigned long long: cx_uint,                                                               \
        float: cx_float,                                                                           \
        double: cx_float,                                                                          \
        ct_array *: cx_array,                                                                      \
        const ct_array *: cx_array)(x)
#endif

/* Another handle on the same node: it is computed once. */
CT_API CT_GIVE cx *cx_dup(cx *node);
CT_API void cx_free(CT_TAKE cx *node);

/* cx_add(a, b), cx_sin(x), ...: one for each ufunc with one result. */
#define CX_DECLARE_1_1(name) CT_API CT_GIVE cx *cx_##name(CT_TAKE cx *x);
#define CX_DECLARE_2_1(name) CT_API CT_GIVE cx *cx_##name(CT_TAKE cx *x1, CT_TAKE cx *x2);
#define CX_DECLARE_3_1(name)                                                                       \
    CT_API CT_GIVE cx *cx_##name(CT_TAKE cx *x1, CT_TAKE cx *x2, CT_TAKE cx *x3);
#define CX_DECLARE_1_2(name)
#define CX_DECLARE_2_2(name)
#define CT_UFUNC(name, nin, nout, ...) CX_DECLARE_##nin##_##nout(name)
#include <carton/ops.def>
#undef CT_UFUNC
/* The same by number: `nin` nodes. For bindings and the language. */
CT_API CT_GIVE cx *cx_apply(ct_op op, int nin, CT_TAKE cx *const *nodes);

/* x ** y of Python: an array to the power of a Python number has a ufunc of its own for some
 * numbers (square, sqrt, ...); any other is power. */
CT_API CT_GIVE cx *cx_pow(CT_TAKE cx *x, CT_TAKE cx *y);

CT_API CT_GIVE cx *cx_where(CT_TAKE cx *condition, CT_TAKE cx *x, CT_TAKE cx *y);
CT_API CT_GIVE cx *cx_astype(CT_TAKE cx *x, const ct_dtype *dtype);

/* Reductions over an axis, or CT_FLAT. */
#define CX_REDUCTION(name) CT_API CT_GIVE cx *cx_##name(CT_TAKE cx *x, int axis);
CX_REDUCTION(sum)
CX_REDUCTION(prod)
CX_REDUCTION(min)
CX_REDUCTION(max)
CX_REDUCTION(mean)
CX_REDUCTION(var)
CX_REDUCTION(std)
CX_REDUCTION(any)
CX_REDUCTION(all)
#undef CX_REDUCTION
/* The same by name, with options: cx_reduce(x, "std", CT_REDUCE_OPTS(1, .keepdims = true)). Axes,
 * dtype, keepdims and ddof; ValueError for other options and names. */
CT_API CT_GIVE cx *cx_reduce(CT_TAKE cx *x, const char *name, const ct_reduce_opts *opts);

/* x[list], without arrays in the list, which ends with ct_end: cx_index(x, (ct_index[]){ct_colon,
 * ct_newaxis, ct_end}). */
CT_API CT_GIVE cx *cx_index(CT_TAKE cx *x, const ct_index *list);

CT_API CT_GIVE ct_array *cx_eval(CT_TAKE cx *e);
/* Writes into `out` (broadcast, cast by the same_kind rule); overlap behaves as if copied. */
CT_API ct_status cx_eval_into(CT_TAKE cx *e, ct_array *out);

/* An expression as a function of n arrays, to run often. `build` makes it from the arrays of a run,
 * and once for each new set of dtypes from stand-ins of the same dtypes, so it may not look at
 * shapes or values (of weak numbers it may). What the dtypes decide is worked out once and kept as
 * long as they stay the same. Several threads may run one plan. Results and errors are those of
 * cx_eval and cx_eval_into, whose `out` may be NULL here; it is returned (retained). */
typedef cx *cx_builder(void *context, ct_array *const *arrays);
typedef struct cx_plan cx_plan;
CT_API CT_GIVE cx_plan *cx_plan_new(int n, cx_builder *build, void *context);
CT_API CT_GIVE ct_array *cx_plan_run(cx_plan *plan, ct_array *const *arrays, ct_array *out);
CT_API void cx_plan_free(cx_plan *plan);

/* The same written down step by step, for bindings: what a step does is a node over cx_input(0),
 * cx_input(1), ..., whose values are the steps numbered in[0], in[1], ... An array is a step too,
 * and so is argument k of the plan. What is said twice is one step. A number, or -1 with the error
 * recorded. */
typedef struct cx_steps cx_steps;
CT_API CT_GIVE cx_steps *cx_steps_new(void);
CT_API int cx_steps_argument(cx_steps *steps, int k);
CT_API int cx_steps_add(cx_steps *steps, CT_TAKE cx *node, const int *in);
CT_API int cx_steps_arguments(const cx_steps *steps); /* one more than the highest number */
CT_API CT_GIVE cx *cx_input(int k);
/* The plan of n arguments whose value is step `root`; takes the steps, also when it fails. */
CT_API CT_GIVE cx_plan *cx_steps_plan(CT_TAKE cx_steps *steps, int root, int n);
CT_API void cx_steps_free(CT_TAKE cx_steps *steps);

CT_END_DECLS
#endif
