/* quick.c: calls on few elements, where finding out what to do would take longer than doing it.
 *
 * A call is quick when nothing has to be found out: operands of one dtype that a loop of the
 * operation takes as it is (Python scalars that fit are converted), of one shape or single
 * elements, each in one piece of memory; reductions over all of an array. Everything else, every
 * error included, is left to the general call: these functions then answer false and have done
 * nothing. Results are the general ones, bit for bit, with the same floating-point checks. */
#include "array/meter.h"
#include "ufunc.h"

#include <math.h>
#include <string.h>

enum {
    FEW_BYTES = 1 << 16,        /* of one operand: what comes in one block */
    FEW_VALUES = CT_EXEC_BLOCK, /* that are cast before they are folded */
    WHOLE = CT_C_CONTIGUOUS | CT_ALIGNED,
    SCALAR = CT_WEAK | CT_WEAK_BIG,
};

/* -- which loop -------------------------------------------------------------------------------- */

/* 1 + the index of the row whose inputs all have one dtype, NO_ROW, or 0: not looked for yet.
 * SIGNALS: its floating-point flags count. */
enum { NO_ROW = 0xff, SIGNALS = 0x100 };
static _Atomic uint16_t same_rows[CT_OP_COUNT][CT_NUM_STR];

static unsigned find_row(ct_op op, int nin, int nout, ct_type_num num)
{
    int count;
    unsigned found = NO_ROW;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    bool looks_at_values = op == CT_OP_power && num >= CT_NUM_INT8 && num <= CT_NUM_UINT64;
    for (int r = 0; r < count && found == NO_ROW && nout == 1 && !looks_at_values; r++) {
        bool same = rows[r].types[nin] < CT_NUM_STR;
        for (int k = 0; k < nin; k++)
            same &= rows[r].types[k] == num;
        found = same ? (unsigned)r + 1 : NO_ROW;
    }
    if (ct_resolve_flags(op))
        found |= SIGNALS;
    atomic_store_explicit(&same_rows[op][num], (uint16_t)found, memory_order_relaxed);
    return found;
}

/* A Python scalar as an element of dtype `num`; false when it does not take that dtype. */
static bool fits(const ct_array *a, ct_type_num num)
{
    ct_type_num own = a->dtype->num;
    if ((a->flags & CT_WEAK_BIG) || own == CT_NUM_UINT64 || own == CT_NUM_COMPLEX128)
        return false;
    if (num >= CT_NUM_FLOAT16)
        return true;
    if (own != CT_NUM_INT64 || num < CT_NUM_INT8)
        return false;
    int64_t value = *(const int64_t *)a->data;
    int bits = 8 << (num - CT_NUM_INT8) / 2;
    if ((num - CT_NUM_INT8) % 2)
        return value >= 0 && (uint64_t)value <= UINT64_MAX >> (64 - bits);
    return value >= INT64_MIN >> (64 - bits) && value <= INT64_MAX >> (64 - bits);
}

/* -- element by element ------------------------------------------------------------------------ */

typedef struct quick {
    const ct_array *model; /* the first operand with the result's shape */
    ct_type_num num;
    int64_t strides[CT_MAX_OPERANDS];
    char *at[CT_MAX_OPERANDS];
    bool scalar[CT_MAX_OPERANDS];
} quick;

CT_INLINE bool same_shape(const ct_array *a, const ct_array *b)
{
    if (a->ndim != b->ndim)
        return false;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

/* One dtype, one shape; Python scalars are noted. */
CT_INLINE bool survey(quick *q, int nin, ct_array *const *in)
{
    const ct_array *model = NULL;
    unsigned flags = WHOLE;
    for (int k = 0; k < nin; k++) {
        const ct_array *a = in[k];
        if (CT_UNLIKELY(!a))
            return false;
        q->scalar[k] = a->flags & SCALAR;
        if (q->scalar[k])
            continue;
        flags &= a->flags;
        if (!model)
            model = a;
        else if (a->dtype->num != model->dtype->num)
            return false;
        else if (model->ndim == 0)
            model = a;
        else if (a->ndim != 0 && !same_shape(a, model))
            return false;
    }
    if (!model || flags != WHOLE || model->dtype->num >= CT_NUM_STR || model->size == 0 ||
        model->size > FEW_BYTES / (int64_t)sizeof(double _Complex))
        return false;
    q->model = model;
    q->num = model->dtype->num;
    for (int k = 0; k < nin; k++) {
        q->at[k] = in[k]->data;
        q->strides[k] = in[k]->ndim || !model->ndim ? model->dtype->itemsize : 0;
        if (q->scalar[k] && !fits(in[k], q->num))
            return false;
    }
    return true;
}

/* Whether `out` can be written as the inputs are read: the result's dtype and shape, and no byte of
 * an input but the very element. */
static bool suits(const quick *q, int nin, const ct_array *out, ct_type_num num)
{
    if ((out->flags & (WHOLE | CT_WRITEABLE)) != (WHOLE | CT_WRITEABLE) || out->dtype->num != num ||
        !same_shape(out, q->model))
        return false;
    int64_t size = q->model->dtype->itemsize, bytes = out->size * out->dtype->itemsize;
    for (int k = 0; k < nin; k++) {
        bool same = q->at[k] == out->data && q->strides[k] == out->dtype->itemsize &&
                    size == out->dtype->itemsize;
        const char *end = q->at[k] + (q->strides[k] ? out->size * size : 16);
        if (!same && q->at[k] < out->data + bytes && out->data < end)
            return false;
    }
    return true;
}

static void convert(quick *q, int nin, ct_array *const *in, char (*room)[16])
{
    for (int k = 0; k < nin; k++) {
        if (!q->scalar[k])
            continue;
        ct_type_num own = in[k]->dtype->num;
        q->strides[k] = 0;
        if (own == q->num)
            continue;
        q->at[k] = room[k];
        ct_kernel_cast(own, q->num)((char *[]){in[k]->data, room[k]}, (int64_t[]){8, 16}, 1, NULL);
    }
}

bool ct_quick_call(ct_op op, int nin, int nout, ct_array *const *in, ct_array *given,
                   ct_array **out, ct_status *status)
{
    quick q;
    if (nin > 3 || ct_metered() || !survey(&q, nin, in))
        return false;
    unsigned found = atomic_load_explicit(&same_rows[op][q.num], memory_order_relaxed);
    if (CT_UNLIKELY(!found))
        found = find_row(op, nin, nout, q.num);
    if ((found & NO_ROW) == NO_ROW)
        return false;
    bool logic = op >= CT_OP_logical_and && op <= CT_OP_logical_not;
    for (int k = 0; k < nin; k++)
        if (CT_UNLIKELY(q.scalar[k] && logic))
            return false;
    const ct_loop_row *row = ct_kernel_row(op, (int)(found & NO_ROW) - 1);
    ct_type_num num = row->types[nin];
    if (given && !suits(&q, nin, given, num))
        return false;
    *status = ct_interrupted();
    if (*status != CT_OK)
        return true;
    ct_array *result = given ? ct_retain(given) : ct_array_new_like(q.model, ct_dtype_builtin(num));
    if (CT_UNLIKELY(!result)) {
        *status = ct_error_pending();
        return true;
    }
    _Alignas(16) char room[3][16];
    bool signals = found & SIGNALS;
    if (signals)
        ct_fp_clear();
    convert(&q, nin, in, room);
    q.at[nin] = result->data;
    q.strides[nin] = result->dtype->itemsize;
    row->loop(q.at, q.strides, q.model->size, NULL);
    if (signals && CT_UNLIKELY((*status = ct_fp_check(ct_ufunc_get(op)->name)) != CT_OK)) {
        ct_release(result);
        result = NULL;
    }
    *out = result;
    return true;
}

/* -- reductions -------------------------------------------------------------------------------- */

/* Over all elements of an array in one piece, with no other option. */
static bool is_plain(const ct_array *a, const ct_reduce_opts *o)
{
    if (CT_UNLIKELY(!a) || (a->flags & WHOLE) != WHOLE || a->dtype->num >= CT_NUM_STR ||
        a->size == 0 || a->size > FEW_BYTES / 8 || ct_metered() || ct_interrupted())
        return false;
    if (!o)
        return true;
    bool flat = o->axis == CT_FLAT || (a->ndim == 1 && (o->axis == 0 || o->axis == -1));
    return flat && !o->axes && !o->keepdims && !o->dtype && !o->out && !o->where && !o->initial &&
           !o->no_initial && !o->mean;
}

/* The elements as dtype `to`: in place, or cast into `room`. NULL: there are too many. */
static const char *values_as(const ct_array *a, ct_type_num to, char *room)
{
    if (a->dtype->num == to)
        return a->data;
    if (a->size > FEW_VALUES)
        return NULL;
    int64_t steps[] = {a->dtype->itemsize, ct_dtype_builtin(to)->itemsize};
    ct_kernel_cast(a->dtype->num, to)((char *[]){a->data, room}, steps, a->size, NULL);
    return room;
}

static ct_array *result_of(const char *value, ct_type_num from, ct_type_num to, const char *name)
{
    ct_array *made = ct_array_new(0, NULL, NULL, 1, ct_dtype_builtin(to), false);
    if (CT_UNLIKELY(!made))
        return NULL;
    if (from == to)
        memcpy(made->data, value, (size_t)made->dtype->itemsize);
    else
        ct_kernel_cast(from, to)((char *[]){(char *)(uintptr_t)value, made->data},
                                 (int64_t[]){16, 16}, 1, NULL);
    if (!name || CT_LIKELY(ct_fp_check(name) == CT_OK))
        return made;
    ct_release(made);
    return NULL;
}

/* dtypes of accumulator and result, each plus 1; 0: not looked for yet. */
static _Atomic uint16_t reduce_types[CT_OP_COUNT][CT_NUM_STR];

static unsigned find_types(ct_op op, ct_type_num num)
{
    const ct_dtype *result = ct_reduce_type(op, ct_dtype_builtin(num), NULL, NULL);
    if (!result)
        return 0;
    const ct_dtype *acc = op == CT_OP_add ? ct_sum_type(result) : result;
    unsigned types = ((unsigned)acc->num + 1) << 8 | ((unsigned)result->num + 1);
    atomic_store_explicit(&reduce_types[op][num], (uint16_t)types, memory_order_relaxed);
    return types;
}

/* *acc = the identity; false: the first value starts. */
static bool start(ct_op op, ct_type_num type, char *acc)
{
    ct_identity_kind identity = ct_op_identity(op);
    uint8_t one = identity == CT_IDENTITY_ONE || identity == CT_IDENTITY_TRUE;
    if (identity == CT_IDENTITY_NONE)
        return false;
    memset(acc, identity == CT_IDENTITY_ALL_ONES ? 0xff : 0, 16);
    if (type == CT_NUM_BOOL)
        *acc = (char)(one || identity == CT_IDENTITY_ALL_ONES);
    else if (one)
        ct_kernel_cast(CT_NUM_BOOL, type)((char *[]){(char *)&one, acc}, (int64_t[]){1, 16}, 1,
                                          NULL);
    return true;
}

static void fold(ct_op op, ct_type_num type, char *acc, const char *x, int64_t n)
{
    int64_t size = ct_dtype_builtin(type)->itemsize;
    ct_fold *all = ct_kernel_fold(op, type);
    if (!start(op, type, acc)) {
        memcpy(acc, x, (size_t)size);
        x += size;
        n--;
    }
    if (all) {
        if (n > 0)
            all(acc, x, size, n);
        return;
    }
    ct_loop *loop = ct_fold_loop(op, ct_dtype_builtin(type));
    for (int64_t i = 0; i < n; i++)
        loop((char *[]){acc, (char *)(uintptr_t)x + i * size, acc}, (int64_t[]){size, size, size},
             1, NULL);
}

bool ct_quick_reduce(ct_op op, const ct_array *a, const ct_reduce_opts *opts, ct_array **out)
{
    _Alignas(64) char room[FEW_VALUES * 16];
    _Alignas(16) char acc[16];
    if (!is_plain(a, opts) || !ct_op_reorderable(op) ||
        ct_op_identity(op) == CT_IDENTITY_MINUS_INFINITY)
        return false;
    unsigned types = atomic_load_explicit(&reduce_types[op][a->dtype->num], memory_order_relaxed);
    if (CT_UNLIKELY(!types) && !(types = find_types(op, a->dtype->num)))
        return false;
    ct_type_num type = (ct_type_num)((types >> 8) - 1), result = (ct_type_num)((types & 0xff) - 1);
    if (a->dtype->num != type && a->size > FEW_VALUES)
        return false;
    bool signals = ct_resolve_flags(op) != 0;
    if (signals)
        ct_fp_clear();
    fold(op, type, acc, values_as(a, type, room), a->size);
    *out = result_of(acc, type, result, signals ? "reduce" : NULL);
    return true;
}

/* -- mean, var, std ---------------------------------------------------------------------------- */

bool ct_quick_moment(ct_moment moment, const ct_array *a, const ct_reduce_opts *opts,
                     ct_array **out)
{
    _Alignas(64) double room[FEW_VALUES], squares[FEW_VALUES];
    _Alignas(16) double acc[2];
    if (!is_plain(a, opts) || a->dtype->num > CT_NUM_FLOAT64 ||
        (a->size > FEW_VALUES && (moment != CT_MEAN || a->dtype->num != CT_NUM_FLOAT64)))
        return false;
    double n = (double)a->size, ddof = opts ? opts->ddof : 0;
    if (a->ndim == 0 || (moment != CT_MEAN && !(n - ddof > 0)))
        return false;
    ct_type_num result = a->dtype->num < CT_NUM_FLOAT16 ? CT_NUM_FLOAT64 : a->dtype->num;
    ct_fp_clear();
    const double *x = (const double *)values_as(a, CT_NUM_FLOAT64, (char *)room);
    fold(CT_OP_add, CT_NUM_FLOAT64, (char *)acc, (const char *)x, a->size);
    acc[0] /= n;
    if (moment != CT_MEAN) {
        double mean = acc[0];
        for (int64_t i = 0; i < a->size; i++) {
            double deviation = x[i] - mean;
            squares[i] = deviation * deviation;
        }
        fold(CT_OP_add, CT_NUM_FLOAT64, (char *)acc, (const char *)squares, a->size);
        acc[0] /= n - ddof;
    }
    if (moment == CT_STD)
        acc[0] = sqrt(acc[0]);
    *out = result_of((const char *)acc, CT_NUM_FLOAT64, result, "divide");
    return true;
}
