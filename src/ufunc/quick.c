/* quick.c: calls on few elements, where finding out what to do would take longer than doing it.
 *
 * A call is quick when nothing has to be found out: operands of one dtype that a loop of the
 * operation takes as it is (Python scalars that fit are converted), or two of which one or both are
 * cast, of one shape or single elements, each one run of memory at even steps; very few elements in
 * planes of any strides, row by row; reductions over all of an array, or of very few elements along
 * an axis. Everything else, every error included, is left to the general call: these functions then
 * answer false and have done nothing. Results are the general ones, bit for bit, with the same
 * floating-point checks. */
#include "array/meter.h"
#include "ufunc.h"

#include <math.h>
#include <string.h>

enum {
    FEW_ELEMENTS = 1 << 14, /* that no thread shares, unless an element costs much */
    FEW_PLANE = 1 << 10,    /* whose rows take less time than what makes the best of them ... */
    LONG_ROW = 64,          /* ... as do rows of so many that lie together, up to FEW_ELEMENTS */
    FEW_VALUES = CT_EXEC_BLOCK, /* that are cast at once */
    FEW_SUMMED = 1 << 15,       /* that one thread folds in any case */
    FEW_ALONG = FEW_VALUES,     /* the same in lines along an axis, so any of them can be cast */
    WHOLE = CT_C_CONTIGUOUS | CT_ALIGNED,
    SCALAR = CT_WEAK | CT_WEAK_BIG,
};

/* -- which loop -------------------------------------------------------------------------------- */

static const ct_loop_row no_row;
typedef const ct_loop_row *known_row; /* NULL: not looked for yet */

/* The row of each level whose inputs all have one dtype. */
static _Atomic(known_row) same_rows[CT_ISA_COUNT][CT_OP_COUNT][CT_NUM_STR];
/* 1 + the index of the row for two inputs of different dtypes; more than there are: none. */
enum { NO_INDEX = 0xff };
static _Atomic uint8_t mixed_rows[CT_OP_COUNT][CT_NUM_STR][CT_NUM_STR];
/* Whether the floating-point flags of an operation count. */
enum { SILENT = 1, SIGNALS = 2 };
static _Atomic uint8_t signals_of[CT_OP_COUNT];

CT_INLINE bool signals(ct_op op)
{
    unsigned known = atomic_load_explicit(&signals_of[op], memory_order_relaxed);
    if (CT_UNLIKELY(!known)) {
        known = ct_resolve_flags(op) ? SIGNALS : SILENT;
        atomic_store_explicit(&signals_of[op], (uint8_t)known, memory_order_relaxed);
    }
    return known == SIGNALS;
}

/* Powers of integers look at the values. */
static bool looks_at_values(ct_op op, ct_type_num num)
{
    return op == CT_OP_power && num >= CT_NUM_INT8 && num <= CT_NUM_UINT64;
}

static known_row find_row(ct_isa_level level, ct_op op, int nin, int nout, ct_type_num num)
{
    int count;
    known_row rows = ct_kernel_rows(op, &count), found = &no_row;
    for (int r = 0; r < count && found == &no_row && nout == 1 && !looks_at_values(op, num); r++) {
        bool same = rows[r].types[nin] < CT_NUM_STR;
        for (int k = 0; k < nin; k++)
            same &= rows[r].types[k] == num;
        found = same ? &rows[r] : &no_row;
    }
    if (level == ct_isa_current)
        atomic_store_explicit(&same_rows[level][op][num], found, memory_order_relaxed);
    return found;
}

/* What the general call resolves. */
static unsigned find_mixed(ct_op op, ct_array *const *in)
{
    const ct_loop_row *row;
    int count;
    unsigned index = NO_INDEX;
    if (ct_error_pending() != CT_OK)
        return NO_INDEX; /* an older error waits to be taken */
    if (ct_resolve(op, 2, in, NULL, CT_CASTING_DEFAULT, NULL, &row) != CT_OK)
        ct_error_take(NULL);
    else if (row->types[0] < CT_NUM_STR && row->types[1] < CT_NUM_STR &&
             row->types[2] < CT_NUM_STR && !looks_at_values(op, row->types[1]))
        index = (unsigned)(row - ct_kernel_rows(op, &count)) + 1;
    atomic_store_explicit(&mixed_rows[op][in[0]->dtype->num][in[1]->dtype->num], (uint8_t)index,
                          memory_order_relaxed);
    return index;
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
    bool mixed;   /* the second operand has another dtype */
    bool scalars; /* there are Python scalars */
    int64_t strides[CT_MAX_OPERANDS];
    char *at[CT_MAX_OPERANDS];
    bool scalar[CT_MAX_OPERANDS];
    int64_t shape[2], outer[CT_MAX_OPERANDS]; /* of a plane: lengths, steps from row to row */
} quick;

/* Elements at even steps: in one piece, or along the only axis. */
CT_INLINE bool is_run(const ct_array *a)
{
    return (a->flags & WHOLE) == WHOLE || (a->ndim == 1 && a->flags & CT_ALIGNED);
}

CT_INLINE bool same_shape(const ct_array *a, const ct_array *b)
{
    if (a->ndim != b->ndim)
        return false;
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

CT_INLINE bool is_few(int64_t size)
{
    return (uint64_t)size - 1 < FEW_ELEMENTS;
}

/* The commonest call: arrays of one dtype and shape. */
CT_INLINE bool are_alike(quick *q, int nin, ct_array *const *in)
{
    const ct_array *a = in[0];
    if (CT_UNLIKELY(!a))
        return false;
    unsigned all = a->flags, any = a->flags;
    bool alike = is_few(a->size) && a->dtype->num < CT_NUM_STR;
    for (int k = 1; k < nin; k++) {
        const ct_array *b = in[k];
        if (CT_UNLIKELY(!b))
            return false;
        all &= b->flags;
        any |= b->flags;
        alike &= a->dtype == b->dtype && a->size == b->size && a->ndim == b->ndim;
        alike = alike && (a->ndim <= 1 || same_shape(a, b));
    }
    if (!alike || (any & SCALAR) || (all & WHOLE) != WHOLE)
        return false;
    q->model = a;
    q->num = a->dtype->num;
    q->mixed = q->scalars = false;
    int64_t size = a->dtype->itemsize;
    for (int k = 0; k < nin; k++) {
        q->at[k] = in[k]->data;
        q->strides[k] = size;
    }
    return true;
}

static bool all_fit(const quick *q, int nin, ct_array *const *in)
{
    for (int k = 0; k < nin; k++)
        if (q->scalar[k] && !fits(in[k], q->num))
            return false;
    return true;
}

/* One shape, and one dtype unless there are two operands; Python scalars are noted. */
static bool survey(quick *q, int nin, ct_array *const *in)
{
    const ct_array *model = NULL;
    unsigned all = 0;
    q->mixed = false;
    for (int k = 0; k < nin; k++) {
        const ct_array *a = in[k];
        if (CT_UNLIKELY(!a))
            return false;
        q->scalar[k] = a->flags & SCALAR;
        all |= a->flags;
        if (q->scalar[k])
            continue;
        if (!is_run(a))
            return false;
        if (!model)
            q->num = a->dtype->num;
        if (model && a->dtype->num != q->num && (q->mixed = true, nin != 2))
            return false;
        if (!model || model->ndim == 0)
            model = a;
        else if (a->ndim != 0 && !same_shape(a, model))
            return false;
    }
    if (!model || q->num >= CT_NUM_STR || !is_few(model->size))
        return false;
    q->model = model;
    q->scalars = all & SCALAR;
    for (int k = 0; k < nin; k++) {
        q->at[k] = in[k]->data;
        q->strides[k] = in[k]->ndim == 1              ? in[k]->strides[0]
                        : in[k]->ndim || !model->ndim ? in[k]->dtype->itemsize
                                                      : 0;
    }
    if (q->scalars && !all_fit(q, nin, in))
        return false;
    return !q->mixed || (in[0]->dtype->num < CT_NUM_STR && in[1]->dtype->num < CT_NUM_STR);
}

/* A shape of two axes to which all are broadcast, of one dtype. */
static bool survey_plane(quick *q, int nin, ct_array *const *in)
{
    q->model = NULL;
    q->mixed = q->scalars = false;
    q->shape[0] = q->shape[1] = 1;
    for (int k = 0; k < nin; k++) {
        const ct_array *a = in[k];
        if (!a || a->ndim > 2 || !(a->flags & CT_ALIGNED) || a->dtype->num >= CT_NUM_STR)
            return false;
        q->scalar[k] = a->flags & SCALAR;
        q->scalars |= q->scalar[k];
        if (q->scalar[k])
            continue;
        if (q->model && a->dtype->num != q->num)
            return false;
        q->num = a->dtype->num;
        if (!q->model || a->ndim == 2)
            q->model = a;
        for (int i = 0; i < a->ndim; i++) {
            int64_t *length = &q->shape[2 - a->ndim + i];
            if (*length != a->shape[i] && *length != 1 && a->shape[i] != 1)
                return false;
            *length = *length == 1 ? a->shape[i] : *length;
        }
    }
    bool plane = q->model && q->model->ndim == 2;
    bool large = q->shape[0] > FEW_PLANE || q->shape[1] > FEW_PLANE;
    bool rows = q->shape[0] >= LONG_ROW && q->shape[1] >= LONG_ROW;
    const int64_t size = q->shape[0] * q->shape[1], most = rows ? FEW_ELEMENTS : FEW_PLANE;
    if (!plane || large || (uint64_t)size - 1 >= (uint64_t)most)
        return false;
    for (int k = 0; k < nin; k++) {
        const ct_array *a = in[k];
        q->at[k] = a->data;
        q->strides[k] = a->ndim > 0 && a->shape[a->ndim - 1] > 1 ? a->strides[a->ndim - 1] : 0;
        q->outer[k] = a->ndim > 1 && a->shape[0] > 1 ? a->strides[0] : 0;
        if (size > FEW_PLANE && q->strides[k] && q->strides[k] != a->dtype->itemsize)
            return false; /* a transposed one is worth blocks */
    }
    return !q->scalars || all_fit(q, nin, in);
}

/* Whether `out` can be written as the inputs are read: the result's dtype and shape, and no byte of
 * an input but the very element. */
static bool suits(const quick *q, int nin, const ct_array *out, ct_type_num num)
{
    if ((out->flags & (WHOLE | CT_WRITEABLE)) != (WHOLE | CT_WRITEABLE) || out->dtype->num != num ||
        !same_shape(out, q->model))
        return false;
    int64_t bytes = out->size * out->dtype->itemsize;
    for (int k = 0; k < nin; k++) {
        bool same = q->at[k] == out->data && q->strides[k] == out->dtype->itemsize;
        int64_t reach = (out->size - 1) * q->strides[k];
        const char *low = q->at[k] + (reach < 0 ? reach : 0);
        const char *end = q->at[k] + (reach > 0 ? reach : 0) + 16; /* no element has more bytes */
        if (!same && low < out->data + bytes && out->data < end)
            return false;
    }
    return true;
}

/* The numbers as the loop's dtype; one beyond its range is "overflow encountered in cast". */
static ct_status convert(quick *q, int nin, ct_array *const *in, char (*room)[16])
{
    bool narrow =
        q->num == CT_NUM_FLOAT16 || q->num == CT_NUM_FLOAT32 || q->num == CT_NUM_COMPLEX64;
    if (narrow)
        ct_fp_clear();
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
    return narrow && CT_UNLIKELY(ct_fp_raised()) ? ct_fp_check_weak("cast") : CT_OK;
}

/* Two operands of different dtypes: what the loop does not take is cast, block by block. */
static void run_mixed(const quick *q, const ct_loop_row *row, ct_array *const *in)
{
    _Alignas(64) char room[2][FEW_VALUES * 16];
    char *at[3] = {q->at[0], q->at[1], q->at[2]};
    int64_t strides[3], n = q->model->size;
    ct_loop *cast[2];
    for (int k = 0; k < 3; k++)
        strides[k] = q->strides[k];
    for (int k = 0; k < 2; k++) {
        cast[k] = NULL;
        if (in[k]->dtype->num == row->types[k])
            continue;
        cast[k] = ct_kernel_cast(in[k]->dtype->num, row->types[k]);
        at[k] = room[k];
        strides[k] = strides[k] ? ct_dtype_builtin(row->types[k])->itemsize : 0;
        if (!strides[k]) /* once */
            cast[k]((char *[]){q->at[k], room[k]}, (int64_t[]){16, 16}, 1, NULL);
    }
    for (int64_t done = 0, m; done < n; done += m) {
        m = n - done < FEW_VALUES ? n - done : FEW_VALUES;
        for (int k = 0; k < 2; k++)
            if (cast[k] && strides[k])
                cast[k]((char *[]){q->at[k] + done * q->strides[k], room[k]},
                        (int64_t[]){q->strides[k], strides[k]}, m, NULL);
            else if (!cast[k])
                at[k] = q->at[k] + done * strides[k];
        at[2] = q->at[2] + done * strides[2];
        row->loop(at, strides, m, NULL);
    }
}

CT_INLINE const ct_loop_row *row_of(const quick *q, ct_op op, int nin, int nout,
                                    ct_array *const *in)
{
    if (CT_UNLIKELY(q->mixed)) {
        unsigned index = atomic_load_explicit(&mixed_rows[op][in[0]->dtype->num][in[1]->dtype->num],
                                              memory_order_relaxed);
        if (!index && nout == 1)
            index = find_mixed(op, in);
        return !index || index == NO_INDEX ? &no_row : ct_kernel_row(op, (int)index - 1);
    }
    ct_isa_level level = ct_isa_current;
    known_row row = atomic_load_explicit(&same_rows[level][op][q->num], memory_order_relaxed);
    return CT_LIKELY(row != NULL) ? row : find_row(level, op, nin, nout, q->num);
}

/* Whether helpers may take part, which the general call decides: not where all is moving. */
static bool is_shared(ct_op op, ct_type_num num, int64_t n)
{
    enum { FEW = 256 }; /* at 30 nanoseconds, the most */
    double cost = n > FEW && ct_threads() > 1 ? ct_kernel_cost(op, num) : 0;
    if (cost == 0)
        return false;
    cost += 0.1 + 0.04 * (double)ct_dtype_builtin(num)->itemsize; /* as ct_program_cost */
    return cost * (double)n > CT_PARALLEL_PAYS;
}

/* The new result of a plane, laid out as its operands are. */
static ct_array *plane_result(const quick *q, int nin, const ct_dtype *type)
{
    int64_t steps[CT_MAX_OPERANDS][2];
    const int64_t *rows[CT_MAX_OPERANDS];
    for (int k = 0; k < nin; k++) {
        steps[k][0] = q->outer[k];
        steps[k][1] = q->strides[k];
        rows[k] = steps[k];
    }
    return ct_result_new(CT_ORDER_K, nin, 2, q->shape, rows, NULL, type);
}

/* Row by row, or column by column where the result's lie together. */
static void run_plane(quick *q, int nin, const ct_loop_row *row, const ct_array *result)
{
    bool across = result->strides[0] < result->strides[1];
    int64_t *inner = across ? q->outer : q->strides, *outer = across ? q->strides : q->outer;
    inner[nin] = result->strides[!across];
    outer[nin] = result->strides[across];
    for (int64_t i = 0; i < q->shape[across]; i++) {
        row->loop(q->at, inner, q->shape[!across], NULL);
        for (int k = 0; k <= nin; k++)
            q->at[k] += outer[k];
    }
}

CT_INLINE bool call(ct_op op, int nin, int nout, ct_array *const *in, ct_array *given,
                    ct_array **out, ct_status *status)
{
    quick q;
    bool plane = false;
    if (ct_metered() || (!are_alike(&q, nin, in) && !survey(&q, nin, in) &&
                         !(plane = !given && survey_plane(&q, nin, in))))
        return false;
    const ct_loop_row *row = row_of(&q, op, nin, nout, in);
    if (CT_UNLIKELY(row == &no_row))
        return false;
    if (CT_UNLIKELY(q.model->size > CT_EXEC_BLOCK) && is_shared(op, row->types[0], q.model->size))
        return false;
    if (CT_UNLIKELY(q.scalars && op >= CT_OP_logical_and && op <= CT_OP_logical_not))
        return false;
    ct_type_num num = row->types[nin];
    if (given && !suits(&q, nin, given, num))
        return false;
    *status = ct_interrupted();
    if (*status != CT_OK)
        return true;
    const ct_dtype *type = num == q.model->dtype->num ? q.model->dtype : ct_dtype_builtin(num);
    ct_array *result = given   ? ct_retain(given)
                       : plane ? plane_result(&q, nin, type)
                               : ct_array_new_like(q.model, type);
    if (CT_UNLIKELY(!result)) {
        *status = ct_error_pending();
        return true;
    }
    _Alignas(16) char room[3][16];
    if (q.scalars && CT_UNLIKELY((*status = convert(&q, nin, in, room)) != CT_OK)) {
        ct_release(result);
        return true;
    }
    bool checked = signals(op);
    if (checked)
        ct_fp_clear();
    q.at[nin] = result->data;
    q.strides[nin] = type->itemsize;
    if (CT_UNLIKELY(q.mixed))
        run_mixed(&q, row, in);
    else if (CT_UNLIKELY(plane))
        run_plane(&q, nin, row, result);
    else
        row->loop(q.at, q.strides, q.model->size, NULL);
    if (checked && CT_UNLIKELY(ct_fp_raised()) &&
        (*status = ct_fp_check(ct_ufunc_get(op)->name)) != CT_OK) {
        ct_release(result);
        result = NULL;
    }
    *out = result;
    return true;
}

bool ct_quick_call(ct_op op, int nin, int nout, ct_array *const *in, ct_array *given,
                   ct_array **out, ct_status *status)
{
    if (nin == 2) /* the number as a constant: no loop is left */
        return call(op, 2, nout, in, given, out, status);
    return nin == 1   ? call(op, 1, nout, in, given, out, status)
           : nin == 3 ? call(op, 3, nout, in, given, out, status)
                      : false;
}

/* -- reductions -------------------------------------------------------------------------------- */

/* An array in one piece, with no option but the axis. */
static bool is_plain(const ct_array *a, const ct_reduce_opts *o)
{
    if (CT_UNLIKELY(!a) || (a->flags & WHOLE) != WHOLE || a->dtype->num >= CT_NUM_STR ||
        a->size == 0 || ct_metered() || ct_interrupt_pending())
        return false;
    return !o || (!o->axes && !o->keepdims && !o->dtype && !o->out && !o->where && !o->initial &&
                  !o->no_initial && !o->mean);
}

static bool is_flat(const ct_array *a, const ct_reduce_opts *o)
{
    return !o || o->axis == CT_FLAT || (a->ndim == 1 && (o->axis == 0 || o->axis == -1));
}

/* `made` (taken) unless a floating-point flag became an error. */
static ct_array *checked_as(CT_TAKE ct_array *made, const char *name)
{
    if (!made || !name || CT_LIKELY(ct_fp_check(name) == CT_OK))
        return made;
    ct_release(made);
    return NULL;
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
    return checked_as(made, name);
}

/* dtypes of accumulator and result, each plus 1; 0: not looked for yet. */
static _Atomic uint16_t reduce_types[CT_OP_COUNT][CT_NUM_STR];

static unsigned find_types(ct_op op, ct_type_num num)
{
    if (ct_error_pending() != CT_OK)
        return 0; /* an older error waits to be taken */
    const ct_dtype *result = ct_reduce_type(op, ct_dtype_builtin(num), NULL, NULL);
    if (!result) { /* the general call says it, after what it says of axes */
        ct_error_take(NULL);
        return 0;
    }
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

/* Elements of a dtype at even steps. */
typedef struct line {
    ct_type_num num;
    const char *x;
    int64_t step, n;
} line;

static void fold(ct_op op, const line *l, char *acc)
{
    const char *x = l->x;
    int64_t n = l->n, size = ct_dtype_builtin(l->num)->itemsize;
    ct_fold *all = ct_kernel_fold(op, l->num);
    if (!start(op, l->num, acc)) {
        memcpy(acc, x, (size_t)size);
        if (!all || !ct_op_idempotent(op)) { /* else the rest stays in line with its memory */
            x += l->step;
            n--;
        }
    }
    if (all) {
        if (n > 0)
            all(acc, x, l->step, n);
        return;
    }
    ct_loop *loop = ct_fold_loop(op, ct_dtype_builtin(l->num));
    for (int64_t i = 0; i < n; i++)
        loop((char *[]){acc, (char *)(uintptr_t)x + i * l->step, acc},
             (int64_t[]){size, size, size}, 1, NULL);
}

/* The elements as dtype `type`, folded. False: there are too many to be cast first. */
static bool fold_all(ct_op op, const line *l, ct_type_num type, char *acc)
{
    if (l->num == type) {
        fold(op, l, acc);
        return true;
    }
    if (op == CT_OP_add && ct_kernel_sum_type(l->num) == type) {
        memset(acc, 0, 16);
        ct_kernel_sum(l->num)(acc, l->x, l->step, l->n);
        return true;
    }
    _Alignas(64) char room[FEW_VALUES * 16];
    int64_t size = ct_dtype_builtin(type)->itemsize;
    if (l->n > FEW_VALUES)
        return false;
    ct_kernel_cast(l->num, type)((char *[]){(char *)(uintptr_t)l->x, room},
                                 (int64_t[]){l->step, size}, l->n, NULL);
    fold(op, &(line){type, room, size, l->n}, acc);
    return true;
}

static line line_of(const ct_array *a)
{
    return (line){a->dtype->num, a->data, a->dtype->itemsize, a->size};
}

/* Whether the first of many truth values settle all of them. */
static bool is_settled(ct_op op, const ct_array *a, char *acc)
{
    if (a->dtype->num != CT_NUM_BOOL || (op != CT_OP_logical_or && op != CT_OP_logical_and))
        return false;
    fold(op, &(line){CT_NUM_BOOL, a->data, 1, FEW_SUMMED}, acc);
    return *acc == (op == CT_OP_logical_or);
}

/* Whether lines along an axis are folded one by one. Floats have to be added: the tree of a sum is
 * the same along every axis, the order of other operations is not. */
static bool is_short(ct_op op, const ct_array *a, ct_type_num type)
{
    return a->size <= FEW_ALONG && a->ndim <= CT_FEW_AXES &&
           (op == CT_OP_add || type < CT_NUM_FLOAT16);
}

/* A result for each of those lines. */
static ct_array *reduce_along(ct_op op, const ct_array *a, int axis, ct_type_num type,
                              ct_type_num result)
{
    int64_t shape[CT_FEW_AXES], inner = 1, size = a->dtype->itemsize;
    int64_t steps[] = {16, ct_dtype_builtin(result)->itemsize};
    for (int i = 0, k = 0; i < a->ndim; i++) {
        inner *= i > axis ? a->shape[i] : 1;
        if (i != axis)
            shape[k++] = a->shape[i];
    }
    line l = {a->dtype->num, a->data, inner * size, a->shape[axis]};
    ct_array *made = ct_empty(a->ndim - 1, shape, ct_dtype_builtin(result));
    for (int64_t i = 0; made && i < made->size; i++) {
        _Alignas(16) char acc[16];
        char *to = made->data + i * steps[1];
        l.x = a->data + (i / inner * inner * l.n + i % inner) * size;
        fold_all(op, &l, type, acc);
        ct_kernel_cast(type, result)((char *[]){acc, to}, steps, 1, NULL);
    }
    return made;
}

bool ct_quick_reduce(ct_op op, const ct_array *a, const ct_reduce_opts *opts, ct_array **out)
{
    _Alignas(16) char acc[16];
    if (!is_plain(a, opts) || !ct_op_reorderable(op) ||
        ct_op_identity(op) == CT_IDENTITY_MINUS_INFINITY)
        return false;
    unsigned types = atomic_load_explicit(&reduce_types[op][a->dtype->num], memory_order_relaxed);
    if (CT_UNLIKELY(!types) && !(types = find_types(op, a->dtype->num)))
        return false;
    ct_type_num type = (ct_type_num)((types >> 8) - 1), result = (ct_type_num)((types & 0xff) - 1);
    bool checked = signals(op), flat = is_flat(a, opts);
    int axis = flat ? 0 : opts->axis < 0 ? opts->axis + a->ndim : opts->axis;
    if (!flat && (!is_short(op, a, type) || axis < 0 || axis >= a->ndim))
        return false;
    if (checked)
        ct_fp_clear();
    if (!flat) {
        *out = checked_as(reduce_along(op, a, axis, type, result), checked ? "reduce" : NULL);
        return true;
    }
    line all = line_of(a);
    if (a->size <= FEW_SUMMED ? !fold_all(op, &all, type, acc) : !is_settled(op, a, acc))
        return false;
    *out = result_of(acc, type, result, checked ? "reduce" : NULL);
    return true;
}

/* -- mean, var, std ---------------------------------------------------------------------------- */

/* The sum of squared deviations in float64. False: there are too many values to be cast first. */
static bool square_all(const ct_array *a, double mean, double *sum)
{
    ct_type_num own = a->dtype->num;
    ct_squares *squares = ct_kernel_squares(own);
    if (squares) {
        *sum = squares(a->data, a->dtype->itemsize, a->size, mean);
        return true;
    }
    _Alignas(64) double room[FEW_VALUES];
    int64_t steps[] = {a->dtype->itemsize, sizeof(double)};
    if (a->size > FEW_VALUES)
        return false;
    ct_kernel_cast(own, CT_NUM_FLOAT64)((char *[]){a->data, (char *)room}, steps, a->size, NULL);
    *sum = ct_kernel_squares(CT_NUM_FLOAT64)((char *)room, sizeof(double), a->size, mean);
    return true;
}

bool ct_quick_moment(ct_moment moment, const ct_array *a, const ct_reduce_opts *opts,
                     ct_array **out)
{
    _Alignas(16) double acc[2];
    if (!is_plain(a, opts) || !is_flat(a, opts) || a->dtype->num > CT_NUM_FLOAT64 ||
        a->size > FEW_SUMMED)
        return false;
    double n = (double)a->size, ddof = opts ? opts->ddof : 0;
    if (a->ndim == 0 || (moment != CT_MEAN && !(n - ddof > 0)))
        return false;
    ct_type_num result = a->dtype->num < CT_NUM_FLOAT16 ? CT_NUM_FLOAT64 : a->dtype->num;
    ct_fp_clear();
    line all = line_of(a);
    if (!fold_all(CT_OP_add, &all, CT_NUM_FLOAT64, (char *)acc))
        return false;
    acc[0] /= n;
    if (moment != CT_MEAN) {
        if (!square_all(a, acc[0], acc))
            return false;
        acc[0] /= n - ddof;
    }
    if (moment == CT_STD)
        acc[0] = sqrt(acc[0]);
    *out = result_of((const char *)acc, CT_NUM_FLOAT64, result, "divide");
    return true;
}
