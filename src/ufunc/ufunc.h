/* ufunc.h: what the files of this layer, and the ones above, share about ufuncs. */
#ifndef CT_UFUNC_INTERNAL_H
#define CT_UFUNC_INTERNAL_H

#include "base/errstate.h"
#include "dtype/dtype.h"
#include "exec/exec.h"
#include "resolve.h"

/* -- identity.c ----------------------------------------------------------------------------------
 */

/* The dtype of where(condition, x, y), owned; NULL on failure. */
const ct_dtype *ct_where_type(const ct_array *x, const ct_array *y);

/* What reduce starts from, and what an element that `where` leaves out counts as. */
typedef enum ct_identity_kind {
    CT_IDENTITY_NONE, /* not reorderable either, unless ct_op_reorderable says so */
    CT_IDENTITY_ZERO,
    CT_IDENTITY_ONE,
    CT_IDENTITY_ALL_ONES, /* every bit set: -1 */
    CT_IDENTITY_MINUS_INFINITY,
    CT_IDENTITY_TRUE,
    CT_IDENTITY_FALSE
} ct_identity_kind;
ct_identity_kind ct_op_identity(ct_op op);
bool ct_op_reorderable(ct_op op);
bool ct_op_idempotent(ct_op op); /* an extreme: a value may be folded twice */

/* -- layout.c -------------------------------------------------------------------------------- */

/* A new array for results of operands that are walked together (order K): axes in the order of the
 * operands' strides. Axes marked in `dropped` (may be NULL) are left out. */
ct_array *ct_result_new(ct_order order, int count, int ndim, const int64_t *shape,
                        const int64_t *const *strides, const bool *dropped, const ct_dtype *dtype);
/* ValueError: operands could not be broadcast together with shapes (3,) (4,) */
ct_status ct_broadcast_failed(const char *op, int count, const ct_array *const *operands);
/* The common shape of several operands, or that error. */
ct_status ct_broadcast_all(const char *op, int count, const ct_array *const *operands, int *ndim,
                           int64_t *shape);

/* Whether an input is a single value that its dtype may lose: it is cast before all else, so that
 * what is lost is lost by the cast. */
bool ct_is_cast_before(const ct_array *a, const ct_dtype *to);
/* Adds the slot of operand `k`, cast to `to` when it is another dtype or not aligned. */
int ct_program_input(ct_program *p, int k, const ct_array *a, const ct_dtype *to);
/* Moves the scratch slot of a result to the slot of its output operand. */
void ct_program_output(ct_program *p, int slot, const ct_dtype *from, int operand,
                       const ct_array *out);

/* -- call.c: any call, when it was not quick -------------------------------------------------- */

ct_status ct_call_in_general(ct_op op, const ct_ufunc_info *info, ct_array *const *in,
                             const ct_ufunc_opts *opts, ct_array **out);

/* -- quick.c --------------------------------------------------------------------------------- */

/* True when the call was quick: it is done, or failed and *out is NULL. `given` is the output, may
 * be NULL. */
bool ct_quick_call(ct_op op, int nin, int nout, ct_array *const *in, ct_array *given,
                   ct_array **out, ct_status *status);
bool ct_quick_reduce(ct_op op, const ct_array *a, const ct_reduce_opts *opts, ct_array **out);
typedef enum ct_moment { CT_MEAN, CT_VAR, CT_STD } ct_moment;
bool ct_quick_moment(ct_moment moment, const ct_array *a, const ct_reduce_opts *opts,
                     ct_array **out);

/* -- reduce.c -------------------------------------------------------------------------------- */

/* A reduction under way: the axes, the operands that values are computed from, and how. Filled by
 * ct_job_start, extended by whoever needs more than the elements themselves, run once. */
typedef struct ct_job {
    const char *name; /* for messages */
    ct_op op;
    const ct_array *a; /* gives the shape that all operands are broadcast to */
    const ct_reduce_opts *opts;
    bool reduced[CT_MAX_NDIM];
    int64_t count; /* values per result */
    int operands;
    char *data[CT_NEST_OPERANDS];
    int64_t strides[CT_NEST_OPERANDS][CT_MAX_NDIM];
    ct_program program;
    int value;            /* slot */
    bool wide;            /* values are the elements as they are: the fold casts them */
    const ct_dtype *type; /* of values and accumulators */
    ct_array *initial;    /* 0-d of that type, owned; NULL: the first value */
    ct_array *fill;       /* what masked-out elements count as, owned; only with a mask */
} ct_job;

/* Axes from the options (NULL: all). Nothing to close after a failure. */
ct_status ct_job_start(ct_job *job, const char *name, ct_op op, const ct_array *a,
                       const ct_reduce_opts *opts);
void ct_job_close(ct_job *job);
/* Adds an operand (broadcast to the shape of `a`) cast to `type`; its slot. */
int ct_job_operand(ct_job *job, const ct_array *x, const ct_dtype *type);
/* The elements of `a` as the values, in the job's type. */
void ct_job_values(ct_job *job);
/* The dtype that ct_kernel_sum adds to. */
ct_type_num ct_kernel_sum_type(ct_type_num num);
/* Initial value, mask and program: how the job reduces. Once, before any run. */
ct_status ct_job_prepare(ct_job *job, ct_reduction *r);
/* Prepares, and runs. Accumulators of the identity or `initial`, masked by opts->where: the
 * accumulated array. */
ct_array *ct_job_run(ct_job *job);
/* Whether `out` has the shape of a reduction's result, and may be written. */
ct_status ct_reduce_check_out(const char *name, const ct_array *out, const ct_array *result,
                              bool keepdims);
/* `acc` (taken) as the result: into opts->out, or cast to `type`. */
ct_array *ct_job_finish(const ct_job *job, CT_TAKE ct_array *acc, const ct_dtype *type);
/* The dtype in which `op` reduces elements of `type`: `wanted`, or NumPy's choice (with `out`,
 * which may be NULL); TypeError when there is no such loop. */
const ct_dtype *ct_reduce_type(ct_op op, const ct_dtype *type, const ct_dtype *wanted,
                               const ct_array *out);
/* The loop (type, type) -> type of an operation; NULL: there is none. */
ct_loop *ct_fold_loop(ct_op op, const ct_dtype *type);
/* ValueError when folding `a` along `axis` would raise integers to negative powers. */
ct_status ct_check_exponents(ct_op op, const ct_array *a, int axis);
/* The dtype that sums of `type` are kept in: float64 for the shorter floats, complex128. */
const ct_dtype *ct_sum_type(const ct_dtype *type);

#endif
