/* call.c: the general call of a ufunc: types, shapes, outputs, overlap, then one short program.
 *
 * Operands of the nest are the inputs, the outputs and, last, the mask of where=. The mask is not
 * read by an instruction: rows are cut into runs of true elements, so what it leaves out is neither
 * computed nor able to raise a floating-point warning. */
#include <string.h>

#include "array/meter.h"
#include "ufunc.h"

enum { MOST = CT_MAX_OPERANDS + 1 };

typedef struct call {
    ct_op op;
    const ct_ufunc_info *info;
    const ct_ufunc_opts *opts;
    const ct_loop_row *row;
    const ct_dtype *types[CT_MAX_OPERANDS]; /* of the loop; text keeps the operand's own */
    int count;                              /* operands of the nest */
    const ct_array *operands[MOST];
    ct_array *copies[MOST]; /* inputs that overlapped an output; owned */
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    int64_t strides[MOST][CT_MAX_NDIM];
} call;

static ct_status output_shapes(const call *c)
{
    for (int k = 0; k < c->info->nout; k++) {
        const ct_array *out = c->opts->out[k];
        if (!out)
            continue;
        bool fits = out->ndim == c->ndim;
        for (int i = 0; i < c->ndim && fits; i++)
            fits = out->shape[i] == c->shape[i];
        char one[CT_SHAPE_TEXT], all[CT_SHAPE_TEXT];
        if (!fits)
            return CT_FAIL_STATUS(CT_VALUE_ERROR, c->info->name, c->info->nin + k + 1,
                                  "non-broadcastable output operand with shape %s doesn't match "
                                  "the broadcast shape %s",
                                  ct_shape_text(one, out->ndim, out->shape),
                                  ct_shape_text(all, c->ndim, c->shape));
    }
    return CT_OK;
}

static ct_status find_shape(call *c)
{
    const ct_array *all[MOST];
    int n = 0;
    for (int k = 0; k < c->info->nin; k++)
        all[n++] = c->operands[k];
    for (int k = 0; k < c->info->nout; k++)
        if (c->opts->out[k])
            all[n++] = c->opts->out[k];
    if (c->opts->where)
        all[n++] = c->opts->where;
    ct_status status = ct_broadcast_all(c->info->name, n, all, &c->ndim, c->shape);
    return status != CT_OK ? status : output_shapes(c);
}

/* An input (or the mask) that shares memory with an output is copied, unless it is the very same
 * elements: those are read before they are written. */
static ct_status separate(call *c, int k, const ct_array *out)
{
    const ct_array *in = c->operands[k];
    bool same = k < c->info->nin && ct_array_same_elements(in, out) && c->info->nout == 1;
    if (c->copies[k] || same || !ct_array_overlaps(in, out))
        return CT_OK;
    c->operands[k] = c->copies[k] = ct_copy(in, CT_ORDER_K);
    return c->copies[k] ? CT_OK : ct_error_pending();
}

/* Fills operands[nin..] with the outputs, new or given; *out keeps an owned reference of each. */
static ct_status make_outputs(call *c, ct_array **out)
{
    int nin = c->info->nin, nout = c->info->nout;
    const int64_t *rows[MOST];
    for (int k = 0; k < nin; k++) {
        ct_broadcast_strides(c->operands[k], c->ndim, c->shape, c->strides[k]);
        rows[k] = c->strides[k];
    }
    for (int k = 0; k < nout; k++) {
        ct_array *given = c->opts->out[k];
        if (given) {
            if (!(given->flags & CT_WRITEABLE))
                return CT_FAIL_STATUS(CT_VALUE_ERROR, c->info->name, nin + k + 1,
                                      "output array is read-only");
            out[k] = ct_retain(given);
        } else {
            out[k] = ct_result_new(c->opts->order, nin, c->ndim, c->shape, rows, NULL,
                                   c->types[nin + k]);
            if (!out[k])
                return ct_error_pending();
        }
        c->operands[nin + k] = out[k];
    }
    c->count = nin + nout;
    if (c->opts->where)
        c->operands[c->count++] = c->opts->where;
    for (int k = 0; k < nout; k++)
        for (int i = 0; i < c->count && c->opts->out[k]; i++) {
            if (i >= nin && i < nin + nout)
                continue;
            ct_status status = separate(c, i, out[k]);
            if (status != CT_OK)
                return status;
        }
    return CT_OK;
}

/* Whether values are cast on the way, in or out, that the other dtype may not hold: of floats and
 * complex numbers, and of integers to float16, whose largest is 65504. */
static bool loses(const call *c)
{
    bool found = false;
    for (int k = 0; k < c->info->nin + c->info->nout; k++) {
        bool in = k < c->info->nin;
        const ct_dtype *from = in ? c->operands[k]->dtype : c->types[k],
                       *to = in ? c->types[k] : c->operands[k]->dtype;
        found |= from != to && (strchr("fc", from->kind) || to->num == CT_NUM_FLOAT16) &&
                 !ct_can_cast(from, to, CT_CASTING_SAFE);
    }
    return found;
}

static void build(const call *c, ct_program *p)
{
    int slots[CT_MAX_OPERANDS], nin = c->info->nin, nout = c->info->nout;
    int cast_from[2], cast_to[2];
    for (int k = 0; k < nin; k++)
        slots[k] = ct_program_input(p, k, c->operands[k], c->types[k]);
    for (int k = 0; k < nout; k++) {
        const ct_array *out = c->operands[nin + k];
        const ct_dtype *made = c->types[nin + k];
        cast_from[k] = cast_to[k] = ct_program_operand(p, nin + k, out->dtype->itemsize);
        if (made->num != out->dtype->num || !(out->flags & CT_ALIGNED))
            cast_from[k] = ct_program_scratch(p, made->itemsize);
        slots[nin + k] = cast_from[k];
    }
    ct_program_add(p, c->row->loop, nin, nin + nout, slots);
    if (!ct_resolve_flags(c->op) && loses(c))
        ct_program_hush(p);
    ct_program_weigh(p, slots[nin], ct_kernel_cost(c->op, c->types[0]->num));
    for (int k = 0; k < nout; k++)
        if (cast_from[k] != cast_to[k])
            ct_program_output(p, cast_from[k], c->types[nin + k], cast_to[k], c->operands[nin + k]);
}

/* -- where= ------------------------------------------------------------------------------------ */

/* Runs of true elements, row by row: for items that have no kernels to gather them. */
static ct_status run_runs(const ct_program *p, ct_nest *nest)
{
    int mask = nest->count - 1;
    ct_frame frame;
    ct_status status = ct_frame_start(&frame, p, nest->inner_strides);
    if (status != CT_OK)
        return status;
    do {
        const char *flags = nest->at[mask];
        int64_t step = nest->inner_strides[mask];
        for (int64_t i = 0, end; i < nest->inner && status == CT_OK; i = end) {
            for (end = i; end < nest->inner && flags[end * step]; end++)
                ;
            char *at[CT_NEST_OPERANDS];
            for (int k = 0; k < mask; k++)
                at[k] = nest->at[k] + i * nest->inner_strides[k];
            status = ct_frame_row(&frame, at, end - i);
            while (end < nest->inner && !flags[end * step])
                end++;
        }
    } while (status == CT_OK && ct_nest_next(nest));
    ct_frame_close(&frame);
    return status;
}

/* Blocks of the row: the true elements of each are gathered, computed side by side and put back.
 * Operands that stand still stay where they are. */
typedef struct masked {
    const call *call;
    const ct_program *program;
    ct_frame plain, packed; /* for blocks that are all true, for gathered ones */
    char *room[CT_MAX_OPERANDS];
} masked;

static int64_t itemsize_of(const call *c, int k)
{
    return c->operands[k]->dtype->itemsize;
}

static ct_status run_block(const masked *m, const ct_nest *nest, int64_t from, int64_t n,
                           const char *flags)
{
    const call *c = m->call;
    char *at[CT_NEST_OPERANDS];
    int nin = c->info->nin, count = nin + c->info->nout;
    int64_t taken = ct_kernel_count_true(flags, 1, n);
    for (int k = 0; k < count; k++)
        at[k] = nest->at[k] + from * nest->inner_strides[k];
    if (taken == n)
        return ct_frame_row(&m->plain, at, n);
    for (int k = 0; k < count && taken; k++) {
        int64_t size = itemsize_of(c, k), step = nest->inner_strides[k];
        if (step == 0)
            continue;
        if (k < nin)
            ct_kernel_select(size)(flags, at[k], step, n, m->room[k], m->room[k] + taken * size,
                                   size);
        at[k] = m->room[k];
    }
    ct_status status = taken ? ct_frame_row(&m->packed, at, taken) : CT_OK;
    for (int k = nin; k < count && taken && !status; k++)
        ct_kernel_expand(itemsize_of(c, k))(flags, m->room[k],
                                            nest->at[k] + from * nest->inner_strides[k],
                                            nest->inner_strides[k], n);
    return status;
}

static ct_status run_rows(const masked *m, ct_nest *nest)
{
    char copied[CT_EXEC_BLOCK];
    int last = nest->count - 1;
    int64_t step = nest->inner_strides[last];
    ct_status status = CT_OK;
    do
        for (int64_t from = 0, n; from < nest->inner && !status; from += n) {
            n = nest->inner - from < CT_EXEC_BLOCK ? nest->inner - from : CT_EXEC_BLOCK;
            char *flags = nest->at[last] + from * step;
            if (step != 1) {
                ct_kernel_copy(1)((char *[]){flags, copied}, (int64_t[]){step, 1}, n, NULL);
                flags = copied;
            }
            status = run_block(m, nest, from, n, flags);
        }
    while (!status && ct_nest_next(nest));
    return status;
}

static ct_status run_masked_piece(void *context, ct_nest *nest)
{
    masked m = *(const masked *)context;
    const call *c = m.call;
    int count = c->info->nin + c->info->nout;
    const int64_t bytes = (CT_EXEC_BLOCK + 4) * 16; /* of one operand: the largest item, and more */
    int64_t strides[MOST];
    char *room = ct_alloc_aligned(count * bytes);
    if (!room)
        return CT_MEMORY_ERROR;
    for (int k = 0; k < count; k++) {
        strides[k] = nest->inner_strides[k] ? itemsize_of(c, k) : 0;
        m.room[k] = room + k * bytes;
    }
    ct_status status = ct_frame_start(&m.plain, m.program, nest->inner_strides);
    if (status == CT_OK) {
        status = ct_frame_start(&m.packed, m.program, strides);
        if (status == CT_OK) {
            status = run_rows(&m, nest);
            ct_frame_close(&m.packed);
        }
        ct_frame_close(&m.plain);
    }
    ct_dealloc(room);
    return status;
}

static ct_status run_masked(const call *c, const ct_program *p, ct_nest *nest)
{
    masked m = {.call = c, .program = p};
    bool packs = true, still = false;
    ct_nest_lengthen(nest);
    for (int k = 0; k < c->info->nin + c->info->nout; k++) {
        packs &= ct_kernel_expand(itemsize_of(c, k)) != NULL;
        still |= k >= c->info->nin && nest->inner_strides[k] == 0 && nest->inner > 1;
    }
    if (!packs || still || nest->inner < 8)
        return run_runs(p, nest);
    return ct_program_writes_twice(p, nest)
               ? run_masked_piece(&m, nest)
               : ct_nest_parallel(nest, CT_EXEC_BLOCK, 1 + ct_program_cost(p), run_masked_piece,
                                  &m);
}

static void name_walk(const call *c)
{
    for (int k = 0; k < c->info->nin; k++)
        if (c->operands[k]->size > 1 && c->operands[k]->dtype->num != c->types[k]->num)
            ct_meter_name("cast", c->types[k]);
    ct_meter_name(c->info->name, c->types[c->info->nin]);
}

static ct_status run(call *c)
{
    char *data[MOST];
    const int64_t *rows[MOST];
    for (int k = 0; k < c->count; k++) {
        data[k] = c->operands[k]->data;
        if (k >= c->info->nin || c->copies[k])
            ct_broadcast_strides(c->operands[k], c->ndim, c->shape, c->strides[k]);
        rows[k] = c->strides[k];
    }
    if (ct_metered())
        name_walk(c);
    ct_nest nest;
    ct_nest_init(&nest, c->count, c->ndim, c->shape, data, rows, CT_NEST_SHORT_ROWS);
    ct_program p;
    ct_program_init(&p);
    build(c, &p);
    bool signals = ct_resolve_flags(c->op) != 0 || p.silent;
    if (signals)
        ct_fp_clear();
    ct_status status = c->opts->where ? run_masked(c, &p, &nest) : ct_program_run(&p, &nest);
    if (signals && status == CT_OK)
        status = ct_fp_check(c->info->name);
    ct_program_close(&p);
    return status;
}

static ct_status check_inputs(call *c, ct_array *const *in)
{
    for (int k = 0; k < c->info->nin; k++) {
        if (!in[k])
            return ct_null_input(c->info->name, k + 1);
        c->operands[k] = in[k];
    }
    if (ct_check_choice(c->info->name, 0, "casting", c->opts->casting, CT_CASTING_UNSAFE + 1) ||
        ct_check_choice(c->info->name, 0, "order", c->opts->order, CT_ORDER_K + 1))
        return ct_error_pending();
    const ct_array *where = c->opts->where;
    if (where && where->dtype->num != CT_NUM_BOOL)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, c->info->name, 0,
                              "Cannot cast array data from dtype('%s') to dtype('bool') according "
                              "to the rule 'safe'",
                              where->dtype->name);
    return CT_OK;
}

static ct_status resolve(call *c, ct_array *const *in)
{
    int nin = c->info->nin;
    ct_status status =
        ct_resolve(c->op, nin, in, c->opts->dtype, c->opts->casting, c->opts->out, &c->row);
    for (int k = 0; k < nin + c->info->nout && status == CT_OK; k++) {
        ct_type_num num = c->row->types[k];
        c->types[k] = num < CT_NUM_STR ? ct_dtype_builtin(num) : in[k < nin ? k : 0]->dtype;
    }
    return status;
}

static ct_status cast_single(call *c)
{
    for (int k = 0; k < c->info->nin; k++) {
        const ct_array *a = c->operands[k];
        if (!ct_is_cast_before(a, c->types[k]))
            continue;
        c->operands[k] = c->copies[k] = ct_astype(a, c->types[k], CT_CASTING_UNSAFE);
        if (!c->copies[k])
            return ct_error_pending();
    }
    return CT_OK;
}

ct_status ct_call_in_general(ct_op op, const ct_ufunc_info *info, ct_array *const *in,
                             const ct_ufunc_opts *opts, ct_array **out)
{
    call c;
    c.op = op;
    c.info = info;
    c.opts = opts;
    memset(c.copies, 0, sizeof c.copies);
    for (int k = 0; k < c.info->nout; k++)
        out[k] = NULL;
    ct_status status = check_inputs(&c, in);
    if (status == CT_OK)
        status = resolve(&c, in);
    if (status == CT_OK)
        status = find_shape(&c);
    if (status == CT_OK)
        status = ct_resolve_check_values(op, c.row, in, opts->where);
    if (status == CT_OK)
        status = cast_single(&c);
    if (status == CT_OK)
        status = make_outputs(&c, out);
    if (status == CT_OK)
        status = run(&c);
    for (int k = 0; k < MOST; k++)
        ct_release(c.copies[k]);
    for (int k = 0; k < c.info->nout && status != CT_OK; k++) {
        ct_release(out[k]);
        out[k] = NULL;
    }
    return status;
}

ct_status ct_ufunc_call(ct_op op, ct_array *const *in, const ct_ufunc_opts *opts, ct_array **out)
{
    static const ct_ufunc_opts none = {0};
    const ct_ufunc_info *info = ct_ufunc_get(op);
    if (!info)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "ufunc", 1, "there is no ufunc number %d", (int)op);
    bool plain = !opts || (!opts->where && !opts->dtype && !opts->casting && !opts->order);
    out[0] = NULL;
    ct_status status;
    if (plain &&
        ct_quick_call(op, info->nin, info->nout, in, opts ? opts->out[0] : NULL, out, &status))
        return status;
    return ct_call_in_general(op, info, in, opts ? opts : &none, out);
}

ct_array *ct_apply1(ct_op op, const ct_array *x, const ct_ufunc_opts *opts)
{
    ct_array *out[2] = {NULL, NULL};
    const ct_ufunc_info *info = ct_ufunc_get(op);
    if (info && (info->nin != 1 || info->nout != 1))
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0, "%s takes %d inputs and gives %d results",
                       info->name, info->nin, info->nout);
    ct_ufunc_call(op, (ct_array *[]){(ct_array *)(uintptr_t)x}, opts, out);
    return out[0];
}

ct_array *ct_apply2(ct_op op, const ct_array *x1, const ct_array *x2, const ct_ufunc_opts *opts)
{
    ct_array *out[2] = {NULL, NULL};
    const ct_ufunc_info *info = ct_ufunc_get(op);
    if (info && (info->nin != 2 || info->nout != 1))
        return CT_FAIL(CT_VALUE_ERROR, info->name, 0, "%s takes %d inputs and gives %d results",
                       info->name, info->nin, info->nout);
    ct_array *in[] = {(ct_array *)(uintptr_t)x1, (ct_array *)(uintptr_t)x2};
    ct_ufunc_call(op, in, opts, out);
    return out[0];
}
