/* reduce.c: ufunc.reduce, and what every reduction shares: axes, initial values, masks, results.
 *
 * Accumulators are a new array in the reduction's own dtype; the result is cast from it once, at
 * the end, so `out` is never read and may overlap the input. Sums of float16, float32 and complex64
 * are kept in float64 and complex128. */
#include "array/meter.h"
#include "ufunc.h"

#include <math.h>
#include <string.h>

static ct_status find_axes(ct_job *job)
{
    const ct_reduce_opts *opts = job->opts;
    int ndim = job->a->ndim;
    bool all = !opts || (!opts->axes && opts->axis == CT_FLAT);
    for (int i = 0; i < ndim; i++)
        job->reduced[i] = all;
    if (all)
        return CT_OK;
    int n = opts->axes ? opts->naxes : 1;
    for (int i = 0; i < n; i++) {
        int axis = opts->axes ? opts->axes[i] : opts->axis;
        if (ndim == 0 && !opts->axes && (axis == 0 || axis == -1))
            continue;
        axis = ct_normalize_axis(job->name, axis, ndim);
        if (axis < 0)
            return ct_error_pending();
        if (job->reduced[axis])
            return CT_FAIL_STATUS(CT_VALUE_ERROR, job->name, 0, "duplicate value in 'axis'");
        job->reduced[axis] = true;
    }
    return CT_OK;
}

ct_status ct_job_start(ct_job *job, const char *name, ct_op op, const ct_array *a,
                       const ct_reduce_opts *opts)
{
    job->name = name;
    job->op = op;
    job->a = a;
    job->opts = opts;
    job->operands = 0;
    job->count = 1;
    job->initial = job->fill = NULL;
    job->wide = false;
    if (!a)
        return ct_null_input(name, 1);
    ct_status status = find_axes(job);
    int reduced = 0;
    for (int i = 0; i < a->ndim && status == CT_OK; i++) {
        job->count *= job->reduced[i] ? a->shape[i] : 1;
        reduced += job->reduced[i];
    }
    if (status == CT_OK && reduced > 1 && !ct_op_reorderable(op))
        status = CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                                "reduction operation '%s' is not reorderable, so at most one axis "
                                "may be specified",
                                name);
    if (status == CT_OK)
        ct_program_init(&job->program);
    return status;
}

void ct_job_close(ct_job *job)
{
    ct_program_close(&job->program);
    ct_release(job->initial);
    ct_release(job->fill);
}

int ct_job_operand(ct_job *job, const ct_array *x, const ct_dtype *type)
{
    int k = job->operands++;
    job->data[k] = x->data;
    ct_broadcast_strides(x, job->a->ndim, job->a->shape, job->strides[k]);
    return ct_program_input(&job->program, k, x, type);
}

ct_type_num ct_kernel_sum_type(ct_type_num num)
{
    if (num >= CT_NUM_FLOAT16)
        return num >= CT_NUM_COMPLEX64 ? CT_NUM_COMPLEX128 : CT_NUM_FLOAT64;
    bool without_sign = num > CT_NUM_BOOL && (num - CT_NUM_INT8) % 2;
    return without_sign ? CT_NUM_UINT64 : CT_NUM_INT64;
}

void ct_job_values(ct_job *job)
{
    const ct_array *a = job->a;
    const ct_reduce_opts *o = job->opts;
    ct_type_num num = a->dtype->num;
    job->wide = job->op == CT_OP_add && num != job->type->num && num < CT_NUM_STR &&
                (a->flags & CT_ALIGNED) && ct_kernel_sum_type(num) == job->type->num &&
                !(o && (o->where || o->no_initial)) && !ct_metered();
    job->value = ct_job_operand(job, a, job->wide ? a->dtype : job->type);
}

const ct_dtype *ct_sum_type(const ct_dtype *type)
{
    if (type->num == CT_NUM_FLOAT16 || type->num == CT_NUM_FLOAT32)
        return CT_FLOAT64;
    return type->num == CT_NUM_COMPLEX64 ? CT_COMPLEX128 : type;
}

/* -- initial values and masks ---------------------------------------------------------------- */

static ct_array *constant(double value, const ct_dtype *type)
{
    CT_SCOPE(s);
    ct_array *x = ct_own(&s, ct_scalar_f64(value)), *made = x ? ct_empty(0, NULL, type) : NULL;
    if (made && ct_array_assign(made, x) != CT_OK) {
        ct_release(made);
        return NULL;
    }
    return made;
}

static ct_array *identity_of(ct_op op, const ct_dtype *type)
{
    static const double values[] = {
        [CT_IDENTITY_ZERO] = 0,      [CT_IDENTITY_ONE] = 1,
        [CT_IDENTITY_ALL_ONES] = -1, [CT_IDENTITY_MINUS_INFINITY] = -INFINITY,
        [CT_IDENTITY_TRUE] = 1,      [CT_IDENTITY_FALSE] = 0};
    ct_identity_kind identity = ct_op_identity(op);
    if (identity == CT_IDENTITY_ALL_ONES && type->kind != 'b') {
        CT_SCOPE(s);
        ct_array *x = ct_own(&s, ct_scalar_i64(-1)), *made = x ? ct_empty(0, NULL, type) : NULL;
        if (made)
            ct_array_assign(made, x); /* wraps for unsigned types: every bit set */
        return made;
    }
    return constant(values[identity], type);
}

/* Stored as an element is: a Python int must fit the dtype. */
static ct_array *initial_of(const ct_job *job)
{
    const ct_array *given = job->opts->initial;
    if (given->size != 1)
        return CT_FAIL(CT_VALUE_ERROR, job->name, 0, "initial must be a scalar");
    ct_array *made = ct_empty(0, NULL, job->type);
    if (made && ct_array_store(made, given) == CT_OK)
        return made;
    ct_release(made);
    return NULL;
}

static ct_status make_initial(ct_job *job)
{
    bool given = job->opts && job->opts->initial, masked = job->opts && job->opts->where;
    bool none = ct_op_identity(job->op) == CT_IDENTITY_NONE || (job->opts && job->opts->no_initial);
    if (masked && !given && none)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, job->name, 0,
                              "reduction operation '%s' does not have an identity, so to use a "
                              "where mask one has to specify 'initial'",
                              job->name);
    if (given)
        job->initial = initial_of(job);
    else if (!none)
        job->initial = identity_of(job->op, job->type);
    else if (job->count == 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, job->name, 1,
                              "zero-size array to reduction operation %s which has no identity",
                              job->name);
    else
        return CT_OK;
    return job->initial ? CT_OK : ct_error_pending();
}

/* What an element that the mask leaves out counts as: something that changes no accumulator. */
static ct_status make_fill(ct_job *job)
{
    if (ct_op_identity(job->op) != CT_IDENTITY_NONE)
        job->fill = identity_of(job->op, job->type);
    else if (ct_op_reorderable(job->op))
        job->fill = ct_retain(job->initial); /* minimum and maximum: it is in already */
    else
        return CT_OK; /* nothing: run_masked passes over the elements */
    return job->fill ? CT_OK : ct_error_pending();
}

static bool mask_fits(const ct_job *job, const ct_array *mask)
{
    const ct_array *a = job->a;
    bool fits = mask->ndim <= a->ndim;
    for (int i = 0; i < mask->ndim && fits; i++) {
        int64_t length = mask->shape[i];
        fits = length == 1 || length == a->shape[a->ndim - mask->ndim + i];
    }
    return fits;
}

static ct_status add_mask(ct_job *job)
{
    const ct_array *mask = job->opts ? job->opts->where : NULL;
    if (!mask)
        return CT_OK;
    if (mask->dtype->num != CT_NUM_BOOL)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, job->name, 0,
                              "Cannot cast array data from dtype('%s') to dtype('bool') according "
                              "to the rule 'safe'",
                              mask->dtype->name);
    if (!mask_fits(job, mask))
        return ct_broadcast_failed(job->name, 2, (const ct_array *[]){job->a, mask});
    ct_status status = make_fill(job);
    if (status != CT_OK || !job->fill)
        return status;
    int64_t size = job->type->itemsize;
    int slots[4] = {ct_job_operand(job, mask, CT_BOOL), job->value,
                    ct_job_operand(job, job->fill, job->type),
                    ct_program_scratch(&job->program, size)};
    ct_program_add(&job->program, ct_kernel_where(size), 3, 4, slots);
    job->value = slots[3];
    return CT_OK;
}

/* -- running --------------------------------------------------------------------------------- */

ct_loop *ct_fold_loop(ct_op op, const ct_dtype *type)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    for (int i = 0; i < count; i++)
        if (rows[i].types[0] == type->num && rows[i].types[1] == type->num &&
            rows[i].types[2] == type->num)
            return rows[i].loop;
    return NULL;
}

/* The value's slot becomes the operand that the engine folds from. */
static bool aim_value(ct_job *job)
{
    ct_program *p = &job->program;
    if (p->failed)
        return false;
    ct_slot *value = &p->slots[job->value];
    if (value->operand == 0 && p->length == 0)
        return true;
    if (value->operand < 0) {
        value->operand = CT_VALUE_OPERAND;
        return true;
    }
    int to = ct_program_operand(p, CT_VALUE_OPERAND, job->type->itemsize);
    ct_program_add(p, ct_kernel_copy(job->type->itemsize), 1, 2, (int[]){job->value, to});
    return !p->failed;
}

static ct_array *new_accumulators(ct_job *job, int64_t *acc_strides)
{
    const ct_array *a = job->a;
    bool keep = job->opts && job->opts->keepdims;
    int64_t shape[CT_MAX_NDIM];
    const int64_t *rows[CT_NEST_OPERANDS];
    for (int i = 0; i < a->ndim; i++)
        shape[i] = job->reduced[i] ? 1 : a->shape[i];
    for (int k = 0; k < job->operands; k++)
        rows[k] = job->strides[k];
    ct_array *acc = ct_result_new(CT_ORDER_K, job->operands, a->ndim, shape, rows,
                                  keep ? NULL : job->reduced, job->type);
    for (int i = 0, k = 0; i < a->ndim && acc; i++) {
        bool there = keep || !job->reduced[i];
        acc_strides[i] = there && !job->reduced[i] ? acc->strides[k] : 0;
        k += there;
    }
    return acc;
}

/* Operations whose accumulator every value changes, and which may not be reordered: element by
 * element, in order, over what the mask lets through. Values were not computed: they are `a`. */
static ct_status run_masked(ct_job *job, ct_loop *loop, ct_array *acc, const int64_t *acc_strides)
{
    CT_SCOPE(s);
    const ct_array *a = job->a, *mask = job->opts->where;
    const ct_array *x = ct_own(&s, ct_astype(a, job->type, CT_CASTING_UNSAFE));
    int64_t steps[CT_MAX_NDIM], size = job->type->itemsize, sizes[] = {size, size, size};
    if (!x)
        return CT_MEMORY_ERROR;
    ct_broadcast_strides(mask, a->ndim, a->shape, steps);
    ct_nest nest;
    ct_nest_init(&nest, 3, a->ndim, a->shape, (char *[]){acc->data, x->data, mask->data},
                 (const int64_t *[]){acc_strides, x->strides, steps}, CT_NEST_KEEP_ORDER);
    do {
        if (ct_interrupted())
            return CT_INTERRUPTED;
        for (int64_t i = 0; i < nest.inner; i++) {
            char *to = nest.at[0] + i * nest.inner_strides[0];
            if (nest.at[2][i * nest.inner_strides[2]])
                loop((char *[]){to, nest.at[1] + i * nest.inner_strides[1], to},
                     (int64_t[]){size, size, size}, 1, sizes);
        }
    } while (ct_nest_next(&nest));
    return CT_OK;
}

ct_status ct_job_prepare(ct_job *job, ct_reduction *r)
{
    ct_meter *outside = ct_meter_pause();
    bool ready = make_initial(job) == CT_OK && add_mask(job) == CT_OK;
    ct_meter_now = outside;
    if (!ready || !aim_value(job))
        return ct_error_pending();
    ct_type_num num = job->type->num;
    bool complex = num == CT_NUM_COMPLEX128, tree = num == CT_NUM_FLOAT64 || complex;
    *r = (ct_reduction){.program = job->program.length ? &job->program : NULL,
                        .operands = job->operands,
                        .loop = ct_fold_loop(job->op, job->type),
                        .fold = ct_kernel_fold(job->op, num),
                        .wide = job->wide,
                        .itemsize = job->type->itemsize,
                        .lanes = job->op != CT_OP_add || !tree ? 0
                                 : complex                     ? 4
                                                               : 8,
                        .preset = job->initial != NULL,
                        .any_order = ct_op_reorderable(job->op) &&
                                     (job->op != CT_OP_multiply || num < CT_NUM_FLOAT16),
                        .idempotent = ct_op_idempotent(job->op),
                        .in_order = !ct_op_reorderable(job->op)};
    ct_type_num given = job->wide ? job->a->dtype->num : num;
    r->given = ct_dtype_builtin(given)->itemsize;
    r->take = job->wide ? ct_kernel_sum(given) : r->fold;
    if (!r->program)
        r->rows = job->wide ? ct_kernel_row_sum(given) : ct_kernel_row_fold(job->op, given);
    return CT_OK;
}

ct_array *ct_job_run(ct_job *job)
{
    int64_t acc_strides[CT_MAX_NDIM];
    const int64_t *rows[CT_NEST_OPERANDS];
    ct_reduction r;
    ct_array *acc = ct_job_prepare(job, &r) == CT_OK ? new_accumulators(job, acc_strides) : NULL;
    if (!acc)
        return NULL;
    for (int k = 0; k < job->operands; k++)
        rows[k] = job->strides[k];
    ct_meter *meter = ct_meter_pause(); /* this is not a pass of its own */
    ct_status status = job->initial ? ct_array_assign(acc, job->initial) : CT_OK;
    ct_meter_now = meter;
    if (ct_metered())
        ct_meter_name(job->name, job->type);
    if (status == CT_OK && job->opts && job->opts->where && !job->fill)
        status = run_masked(job, r.loop, acc, acc_strides);
    else if (status == CT_OK)
        status = ct_reduction_run(&r, job->a->ndim, job->a->shape, job->reduced, job->data, rows,
                                  acc->data, acc_strides);
    if (status == CT_OK)
        return acc;
    ct_release(acc);
    return NULL;
}

ct_status ct_reduce_check_out(const char *name, const ct_array *out, const ct_array *result,
                              bool keepdims)
{
    const char *hint = keepdims ? " (must match the operand's when keepdims=True)" : "";
    if (out->ndim != result->ndim)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                              "output parameter for reduction operation %s has the wrong number of "
                              "dimensions: Found %d but expected %d%s",
                              name, out->ndim, result->ndim, hint);
    bool fits = true;
    for (int i = 0; i < out->ndim; i++)
        fits &= out->shape[i] == result->shape[i];
    char one[CT_SHAPE_TEXT], other[CT_SHAPE_TEXT];
    if (!fits)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0,
                              "non-broadcastable output operand with shape %s doesn't match the "
                              "broadcast shape %s",
                              ct_shape_text(one, out->ndim, out->shape),
                              ct_shape_text(other, result->ndim, result->shape));
    if (!(out->flags & CT_WRITEABLE))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, name, 0, "output array is read-only");
    return CT_OK;
}

ct_array *ct_job_finish(const ct_job *job, ct_array *acc, const ct_dtype *type)
{
    static const ct_errstate quiet = {CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE};
    ct_array *out = job->opts ? job->opts->out : NULL, *result;
    if (!acc || (!out && acc->dtype->num == type->num))
        return acc;
    ct_errstate before = ct_seterr(quiet); /* what the cast raises is said of the reduction */
    if (out) {
        ct_status fits = ct_reduce_check_out(job->name, out, acc, job->opts->keepdims);
        bool done = fits == CT_OK && ct_array_assign(out, acc) == CT_OK;
        result = done ? ct_retain(out) : NULL;
    } else {
        result = ct_astype(acc, type, CT_CASTING_UNSAFE);
    }
    ct_seterr(before);
    ct_release(acc);
    return result;
}

/* -- ufunc.reduce ---------------------------------------------------------------------------- */

static const ct_dtype *no_loop(const char *name, const ct_dtype *type)
{
    if (type->num >= CT_NUM_STR)
        return CT_FAIL(CT_TYPE_ERROR, name, 1,
                       "ufunc '%s' did not contain a loop with signature matching types "
                       "(dtype('%s'), dtype('%s')) -> None",
                       name, type->str, type->str);
    return CT_FAIL(CT_TYPE_ERROR, name, 1,
                   "No loop matching the specified signature and casting was found for ufunc %s",
                   name);
}

const ct_dtype *ct_reduce_type(ct_op op, const ct_dtype *type, const ct_dtype *wanted,
                               const ct_array *out)
{
    const char *name = ct_ufunc_get(op)->name;
    const ct_dtype *start = wanted ? wanted : type;
    ct_identity_kind identity = ct_op_identity(op);
    if (!wanted && out && out->dtype->num < CT_NUM_STR && type->num < CT_NUM_STR)
        start = ct_promote_types(type, out->dtype);
    else if (!wanted && (op == CT_OP_add || op == CT_OP_multiply)) {
        if (start->kind == 'b' || (start->kind == 'i' && start->itemsize < 8))
            start = CT_INT64;
        else if (start->kind == 'u' && start->itemsize < 8)
            start = CT_UINT64;
    }
    if (!start)
        return NULL;
    if (identity == CT_IDENTITY_TRUE || identity == CT_IDENTITY_FALSE) {
        if (wanted && wanted->num != CT_NUM_BOOL)
            return no_loop(name, start);
        return start->num < CT_NUM_STR ? CT_BOOL : no_loop(name, start);
    }
    if (start->num >= CT_NUM_STR)
        return no_loop(name, start);
    struct ct_array face = {.dtype = start, .size = 1, .flags = CT_ALIGNED};
    const ct_loop_row *row;
    if (ct_resolve(op, 2, (ct_array *[]){&face, &face}, NULL, CT_CASTING_DEFAULT, NULL, &row) !=
        CT_OK)
        return NULL;
    if (row->types[0] == row->types[1] && row->types[2] == row->types[0] &&
        (!wanted || wanted->num == row->types[0]))
        return ct_dtype_builtin(row->types[0]);
    return no_loop(name, start);
}

/* Powers of signed integers look at every exponent, which is every element but the first. */
ct_status ct_check_exponents(ct_op op, const ct_array *a, int axis)
{
    const ct_loop_row *row;
    int64_t shape[CT_MAX_NDIM];
    if (op != CT_OP_power || a->dtype->kind != 'i' || axis >= a->ndim || a->shape[axis] < 2)
        return CT_OK;
    for (int i = 0; i < a->ndim; i++)
        shape[i] = a->shape[i] - (i == axis);
    ct_array *rest =
        ct_array_view(a, a->data + a->strides[axis], a->ndim, shape, a->strides, a->dtype);
    if (!rest)
        return ct_error_pending();
    ct_array *in[] = {rest, rest};
    ct_status status = ct_resolve(op, 2, in, NULL, CT_CASTING_DEFAULT, NULL, &row);
    if (status == CT_OK)
        status = ct_resolve_check_values(op, row, in, NULL);
    ct_release(rest);
    return status;
}

static int first_reduced(const ct_job *job)
{
    int axis = 0;
    while (axis < job->a->ndim && !job->reduced[axis])
        axis++;
    return axis;
}

ct_array *ct_ufunc_reduce(ct_op op, const ct_array *a, const ct_reduce_opts *opts)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    if (!info)
        return NULL;
    if (info->nin != 2)
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0, "reduce only supported for binary functions");
    if (info->nout != 1)
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0,
                       "reduce only supported for functions returning a single value");
    ct_array *quick;
    if (ct_quick_reduce(op, a, opts, &quick))
        return quick;
    ct_job job;
    CT_SCOPE(s);
    bool truth = op >= CT_OP_logical_and && op <= CT_OP_logical_xor;
    if (a && a->dtype->num >= CT_NUM_STR && (truth || (opts && opts->dtype))) {
        if (op == CT_OP_add) /* concatenation, not a sum of what the text says */
            return no_loop(info->name, a->dtype), NULL;
        a = ct_own(&s, ct_astype(a, truth ? CT_BOOL : opts->dtype, CT_CASTING_UNSAFE));
        if (!a)
            return NULL;
    }
    if (ct_job_start(&job, info->name, op, a, opts) != CT_OK)
        return NULL;
    const ct_dtype *type =
        ct_reduce_type(op, a->dtype, opts ? opts->dtype : NULL, opts ? opts->out : NULL);
    ct_array *acc = NULL;
    bool signals = ct_resolve_flags(op) != 0;
    if (type && ct_check_exponents(op, a, first_reduced(&job)) == CT_OK) {
        job.type = op == CT_OP_add ? ct_sum_type(type) : type;
        ct_job_values(&job);
        if (signals)
            ct_fp_clear();
        acc = ct_job_finish(&job, ct_job_run(&job), type);
    }
    if (acc && signals && ct_fp_check("reduce") != CT_OK) {
        ct_release(acc);
        acc = NULL;
    }
    ct_job_close(&job);
    return acc;
}
