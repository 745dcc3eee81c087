/* eval.c: turns an expression into one program and runs it in one pass.
 *
 * First every node's dtype and shape are worked out from the leaves up, by the same resolution as
 * the eager calls. Then a node is cut off, evaluated on its own and used as a leaf, when it cannot
 * be an instruction (reductions, text, integer powers, whose exponents must be looked at) or should
 * not be (its shape is smaller than that of the whole, so it would be computed again for each
 * repetition; single elements stay, an instruction over them runs once per row). What is left is
 * one program; when it has more leaves than a nest has operands, the inputs of the top node are
 * evaluated first. */
#include "array/meter.h"
#include "compile.h"

#include <math.h>
#include <string.h>

static ct_array *evaluate(cx *node);

/* -- dtypes and shapes ----------------------------------------------------------------------- */

ct_array *cx_face(cx *node)
{
    return node->value ? node->value : &node->face;
}

static void set_face(cx *node, const ct_dtype *dtype)
{
    node->face.dtype = dtype;
    node->face.shape = node->shape;
    node->face.flags = CT_ALIGNED | CT_WRITEABLE;
    node->face.size = 1;
    for (int i = 0; i < node->face.ndim; i++)
        node->face.size *= node->shape[i];
    node->known = true;
}

static const ct_dtype *own_dtype(cx *node, ct_array *const *in)
{
    if (node->kind == CX_ASTYPE)
        return node->dtype;
    if (node->kind == CX_WHERE) /* of numbers, which nobody has to release */
        return ct_where_type(in[1], in[2]);
    if (ct_resolve(node->op, node->count, in, NULL, CT_CASTING_DEFAULT, NULL, &node->row) != CT_OK)
        return NULL;
    ct_type_num num = node->row->types[node->count];
    return num < CT_NUM_STR ? ct_dtype_builtin(num) : in[0]->dtype;
}

static bool has_text(cx *node)
{
    bool text = node->dtype && node->dtype->num >= CT_NUM_STR;
    for (int k = 0; k < node->count; k++)
        text |= cx_face(node->in[k])->dtype->num >= CT_NUM_STR;
    return text;
}

int64_t cx_next_stamp(void)
{
    static _Atomic int64_t last;
    return ++last;
}

/* Evaluates what cannot be an instruction, with its inputs. */
static ct_status cut(cx *node)
{
    node->value = evaluate(node);
    return node->value ? CT_OK : ct_error_pending();
}

/* A power by a Python number, whose value is looked at; NULL: the values of arrays are not. */
static ct_array *exponent_of(cx *node)
{
    bool power = node->kind == CX_UFUNC && node->op == CT_OP_power;
    ct_array *y = power ? node->in[1]->value : NULL;
    if (!y || !(y->flags & CT_WEAK) || y->ndim > 0 ||
        (y->dtype->num != CT_NUM_INT64 && y->dtype->num != CT_NUM_FLOAT64))
        return NULL;
    if (y->flags & CT_STAND_IN)
        y->flags |= CT_LOOKED_AT;
    return y;
}

static double exponent_value(const ct_array *y)
{
    return y->dtype->num == CT_NUM_INT64 ? (double)*(const int64_t *)(const void *)y->data
                                         : *(const double *)(const void *)y->data;
}

static void drop_exponent(cx *node, ct_op op)
{
    node->op = op;
    node->count = 1;
    cx_release(node->in[1]);
}

/* Python's operator has ufuncs of their own for some powers of arrays, but not of scalars. */
static void choose_power(cx *node)
{
    const ct_array *y = node->pythons ? exponent_of(node) : NULL, *x = cx_face(node->in[0]);
    if (!y || x->ndim == 0)
        return;
    ct_op op = ct_power_op(x->dtype->kind, y->dtype->num == CT_NUM_INT64, exponent_value(y));
    if (op != CT_OP_power)
        drop_exponent(node, op);
}

/* A Python int that bounds nothing, above or below: a limit of the integer dtype, or beyond it. */
static bool is_beyond(const ct_array *bound, const ct_dtype *dtype, bool above)
{
    bool big = bound->flags & CT_WEAK_BIG, wide = bound->dtype->num == CT_NUM_UINT64;
    if (!(bound->flags & (CT_WEAK | CT_WEAK_BIG)) || bound->ndim > 0 ||
        !(big || wide || bound->dtype->num == CT_NUM_INT64))
        return false;
    if (big)
        return (*(const double *)(const void *)bound->data > 0) == above;
    bool is_unsigned = dtype->kind == 'u';
    uint64_t most = UINT64_MAX >> (64 - 8 * dtype->itemsize + !is_unsigned);
    uint64_t value = *(const uint64_t *)(const void *)bound->data;
    bool negative = !wide && (int64_t)value < 0;
    if (above)
        return !negative && value >= most;
    return is_unsigned ? negative || value == 0 : negative && ~value >= most;
}

/* clip by such an int is clip without it. */
static void drop_bounds(cx *node, ct_array **in)
{
    const ct_dtype *dtype = in[0]->dtype;
    if (node->kind != CX_UFUNC || node->op != CT_OP_clip || !strchr("iu", dtype->kind) ||
        ct_is_weak(in[0]))
        return;
    bool low = is_beyond(in[1], dtype, false), high = is_beyond(in[2], dtype, true);
    if (low || high)
        node->op = !high ? CT_OP_minimum : !low ? CT_OP_maximum : CT_OP_positive;
    if (high)
        cx_release(node->in[--node->count]);
    if (low) {
        cx_release(node->in[1]);
        node->in[1] = node->in[2];
        in[1] = in[2];
        node->count--;
    }
}

/* x ** 2 is x * x, rounded once either way. */
static void simplify_power(cx *node)
{
    const ct_array *exponent = exponent_of(node);
    if (!exponent)
        return;
    ct_type_num made = node->face.dtype->num;
    bool two = exponent_value(exponent) == 2;
    int count;
    const ct_loop_row *rows = ct_kernel_rows(CT_OP_square, &count);
    for (int i = 0; i < count && two && made < CT_NUM_COMPLEX64; i++)
        if (rows[i].types[0] == made) {
            drop_exponent(node, CT_OP_square);
            node->row = &rows[i];
            return;
        }
}

const char *cx_name(const cx *node)
{
    return node->kind == CX_UFUNC ? ct_ufunc_get(node->op)->name : "where";
}

/* Nanoseconds of an element that an instruction for each node below costs, up to `most`. The least
 * that one costs also ends the walk, which goes through shared nodes again and again. */
static double cost_below(const cx *node, double most)
{
    const double least = 0.02;
    double cost = 0;
    if (!node->value && node->kind == CX_UFUNC && node->row)
        cost = ct_kernel_cost(node->op, node->row->types[0]);
    if (!node->value && node->count > 0 && cost < least)
        cost = least;
    for (int k = 0; k < node->count && !node->value && cost < most; k++)
        cost += cost_below(node->in[k], most - cost);
    return cost;
}

/* Computing it for each of them costs more than a pass that writes it, and one that reads it. */
bool cx_keeps_input(const cx *node)
{
    const double passes = 0.5;
    cx *x = node->in[0];
    return x->refs > 1 && !x->value && cost_below(x, passes) >= passes;
}

static ct_array *run_eager(cx *node);

/* Python computes with its own numbers, and the result is one of them: x * (1 - k) has the dtype of
 * x. Its value may decide about more, as that of an exponent does. */
static bool is_number(const cx *node, ct_array *const *in)
{
    bool number = node->kind == CX_UFUNC;
    for (int k = 0; k < node->count && number; k++)
        number = in[k]->flags & CT_WEAK;
    return number;
}

static ct_status compute_number(cx *node, ct_array *const *in)
{
    for (int k = 0; k < node->count; k++)
        if (in[k]->flags & CT_STAND_IN)
            in[k]->flags |= CT_LOOKED_AT;
    node->value = run_eager(node);
    if (node->value && node->value->dtype->num != CT_NUM_BOOL)
        node->value->flags |= CT_WEAK;
    return node->value ? CT_OK : ct_error_pending();
}

ct_status cx_infer(cx *node)
{
    ct_array *in[3];
    if (node->known || node->value)
        return CT_OK;
    if (node->kind == CX_INPUT)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "eval", 1, "an input of a step has no value");
    for (int k = 0; k < node->count; k++) {
        ct_status status = cx_infer(node->in[k]);
        if (status != CT_OK)
            return status;
        in[k] = cx_face(node->in[k]);
    }
    if (node->kind == CX_REDUCE && cx_keeps_input(node) && cut(node->in[0]) != CT_OK)
        return ct_error_pending();
    if (node->kind == CX_REDUCE || node->kind == CX_INDEX || has_text(node))
        return cut(node);
    if (is_number(node, in))
        return compute_number(node, in);
    choose_power(node);
    drop_bounds(node, in);
    const ct_dtype *dtype = own_dtype(node, in);
    if (!dtype)
        return ct_error_pending();
    const char *name = cx_name(node);
    ct_status status = ct_broadcast_all(name, node->count, (const ct_array *const *)in,
                                        &node->face.ndim, node->shape);
    if (status == CT_OK && ct_shape_size(name, node->face.ndim, node->shape, dtype->itemsize) < 0)
        status = ct_error_pending();
    if (status != CT_OK)
        return status;
    set_face(node, dtype);
    simplify_power(node);
    bool power = node->kind == CX_UFUNC && node->op == CT_OP_power && dtype->kind == 'i';
    return power ? cut(node) : CT_OK;
}

ct_status cx_cut(cx *node)
{
    if (cx_infer(node) != CT_OK || (!node->value && cut(node) != CT_OK))
        return ct_error_pending();
    for (int k = 0; k < node->count; k++)
        cx_release(node->in[k]);
    node->count = node->depth = 0;
    return CT_OK;
}

/* -- the program ----------------------------------------------------------------------------- */

/* The slot of what `loop` makes of these inputs: said twice in a formula, it is computed once. */
static int make(cx_compiler *c, ct_loop *loop, int inputs, int *slots, const ct_dtype *made)
{
    int out = ct_program_find(c->program, loop, inputs, slots);
    if (out >= 0)
        return out;
    slots[inputs] = ct_program_scratch(c->program, made->itemsize);
    ct_program_add(c->program, loop, inputs, inputs + 1, slots);
    return slots[inputs];
}

int cx_compile_cast(cx_compiler *c, int slot, const ct_dtype *from, const ct_dtype *to)
{
    int slots[2] = {slot};
    return from->num == to->num ? slot : make(c, ct_kernel_cast(from->num, to->num), 1, slots, to);
}

/* Numbers of the formula are one leaf when they are equal; other single elements may change from
 * run to run of a plan. */
static bool is_same_leaf(const ct_array *a, const ct_array *b)
{
    enum { WEAK = CT_WEAK | CT_WEAK_BIG };
    return a == b ||
           (a->flags & b->flags & WEAK && !(a->flags & CT_STAND_IN) && a->flags == b->flags &&
            a->ndim == 0 && b->ndim == 0 && a->dtype == b->dtype &&
            !memcmp(a->data, b->data, (size_t)a->dtype->itemsize));
}

/* Its place among the leaves; c->leaves when it is none of them. */
static int find_leaf(const cx_compiler *c, const ct_array *a)
{
    int k = 0, most = c->leaves < CX_READY_LEAVES ? c->leaves : CX_READY_LEAVES;
    while (k < most && !is_same_leaf(c->leaf[k], a))
        k++;
    return k < most ? k : c->leaves;
}

static int leaf_slot(cx_compiler *c, const ct_array *a)
{
    int k = find_leaf(c, a);
    if (k == c->leaves) {
        c->leaf[c->leaves++] = a;
        c->leaf_at[k] = ct_program_input(c->program, k, a, a->dtype);
    }
    return c->leaf_at[k];
}

/* Adds the instructions of `node` once; its slot. Room for the leaves was counted before. */
int cx_compile_emit(cx_compiler *c, cx *node)
{
    int slots[4];
    if (node->stamp == c->stamp)
        return node->slot;
    node->stamp = c->stamp;
    if (node->value)
        return node->slot = leaf_slot(c, node->value);
    const ct_dtype *made = node->face.dtype;
    for (int k = 0; k < node->count; k++) {
        const ct_dtype *from = cx_face(node->in[k])->dtype, *to = made;
        if (node->kind == CX_UFUNC)
            to = ct_dtype_builtin(node->row->types[k]);
        else if (node->kind == CX_WHERE && k == 0)
            to = CT_BOOL;
        slots[k] = cx_compile_emit(c, node->in[k]);
        if (ct_metered() && from->num != to->num && cx_face(node->in[k])->size > 1)
            ct_meter_name("cast", to);
        slots[k] = cx_compile_cast(c, slots[k], from, to);
    }
    if (node->kind == CX_ASTYPE) {
        c->quiet |= made->kind != 'f' && made->kind != 'c'; /* nan to an integer */
        return node->slot = slots[0];
    }
    ct_loop *loop = node->kind == CX_WHERE ? ct_kernel_where(made->itemsize) : node->row->loop;
    bool signals = node->kind == CX_UFUNC && ct_resolve_flags(node->op);
    if (ct_metered() && ct_program_find(c->program, loop, node->count, slots) < 0)
        ct_meter_name(node->kind == CX_WHERE ? "where" : ct_ufunc_get(node->op)->name, made);
    c->signals |= signals;
    c->quiet |= !signals && node->kind == CX_UFUNC;
    node->slot = make(c, loop, node->count, slots, made);
    if (node->kind == CX_UFUNC)
        ct_program_weigh(c->program, node->slot, ct_kernel_cost(node->op, node->row->types[0]));
    return node->slot;
}

/* Cuts off inputs of a smaller shape, and counts the leaves that are left (each once). */
static ct_status prepare(cx_compiler *c, cx *node)
{
    if (node->stamp == c->stamp)
        return CT_OK;
    node->stamp = c->stamp;
    if (!node->value && node->face.size < c->size && node->face.size > 1) {
        ct_status status = cut(node);
        if (status != CT_OK)
            return status;
    }
    if (node->value) {
        int k = find_leaf(c, node->value);
        if (k == c->leaves && k < CX_READY_LEAVES)
            c->leaf[k] = node->value;
        c->leaves += k == c->leaves;
        return CT_OK;
    }
    for (int k = 0; k < node->count; k++) {
        ct_status status = prepare(c, node->in[k]);
        if (status != CT_OK)
            return status;
    }
    return CT_OK;
}

/* Readies `node`, known and not cut, to be the top of a program. */
ct_status cx_compile_start(cx_compiler *c, cx *node)
{
    const ct_array *face = cx_face(node);
    c->ndim = face->ndim;
    c->shape = face->shape;
    c->size = face->size;
    c->signals = c->quiet = false;
    c->leaves = 0;
    c->stamp = cx_next_stamp();
    ct_status status = prepare(c, node);
    for (int k = 0; k < node->count && status == CT_OK && c->leaves > CX_READY_LEAVES; k++)
        if (!node->in[k]->value)
            status = cut(node->in[k]);
    c->leaves = 0;
    c->stamp = cx_next_stamp();
    return status;
}

ct_status cx_compile_check(bool signals, bool quiet, const char *name)
{
    if (!signals)
        return CT_OK;
    return quiet ? ct_fp_check_but_invalid(name) : ct_fp_check(name);
}

/* The pass over memory; `out` NULL makes a new array. */
static ct_array *run(cx_compiler *c, cx *node, ct_array *out)
{
    int64_t strides[CT_NEST_OPERANDS][CT_MAX_NDIM];
    const int64_t *rows[CT_NEST_OPERANDS];
    char *data[CT_NEST_OPERANDS];
    int top = cx_compile_emit(c, node);
    for (int k = 0; k < c->leaves; k++) {
        ct_broadcast_strides(c->leaf[k], c->ndim, c->shape, strides[k]);
        rows[k] = strides[k];
        data[k] = c->leaf[k]->data;
    }
    out =
        out ? ct_retain(out)
            : ct_result_new(CT_ORDER_K, c->leaves, c->ndim, c->shape, rows, NULL, node->face.dtype);
    if (!out)
        return NULL;
    int k = c->leaves;
    ct_broadcast_strides(out, c->ndim, c->shape, strides[k]);
    rows[k] = strides[k];
    data[k] = out->data;
    ct_program *p = c->program;
    bool direct = !p->failed && node->face.dtype->num == out->dtype->num &&
                  (out->flags & CT_ALIGNED) && p->slots[top].operand < 0;
    if (direct)
        p->slots[top].operand = k;
    else
        ct_program_output(p, top, node->face.dtype, ct_program_operand(p, k, out->dtype->itemsize),
                          out);
    ct_nest nest;
    ct_nest_init(&nest, k + 1, c->ndim, c->shape, data, rows, CT_NEST_SHORT_ROWS);
    ct_fp_clear();
    ct_status status = ct_program_run(p, &nest);
    if (status == CT_OK)
        status = cx_compile_check(c->signals, c->quiet, cx_name(node));
    if (status == CT_OK)
        return out;
    ct_release(out);
    return NULL;
}

ct_status cx_compile_job(cx_compiler *c, ct_job *job, cx *node, const ct_dtype **type)
{
    cx *x = node->in[0];
    const ct_array *face = cx_face(x);
    const char *name = ct_ufunc_get(node->op)->name;
    if (cx_compile_start(c, x) != CT_OK ||
        !(*type = ct_reduce_type(node->op, face->dtype, node->dtype, NULL)) ||
        ct_job_start(job, name, node->op, face, &node->opts) != CT_OK)
        return ct_error_pending();
    job->type = node->op == CT_OP_add ? ct_sum_type(*type) : *type;
    c->program = &job->program;
    if (x->value) { /* sums read shorter elements as they are */
        ct_job_values(job);
        c->leaf[0] = x->value;
        c->leaves = 1;
    } else {
        job->value = cx_compile_cast(c, cx_compile_emit(c, x), face->dtype, job->type);
    }
    job->operands = c->leaves;
    bool signals = ct_resolve_flags(node->op) != 0;
    c->signals |= signals;
    c->quiet |= !signals;
    return CT_OK;
}

/* A reduction that folds its input block by block. */
static ct_array *run_reduction(cx *node)
{
    cx_compiler c;
    ct_job job;
    const ct_dtype *type;
    if (cx_compile_job(&c, &job, node, &type) != CT_OK)
        return NULL;
    for (int k = 0; k < c.leaves; k++) {
        job.data[k] = c.leaf[k]->data;
        ct_broadcast_strides(c.leaf[k], c.ndim, c.shape, job.strides[k]);
    }
    ct_fp_clear();
    ct_array *result = ct_job_finish(&job, ct_job_run(&job), type);
    if (result && cx_compile_check(c.signals, c.quiet, "reduce") != CT_OK) {
        ct_release(result);
        result = NULL;
    }
    ct_job_close(&job);
    return result;
}

/* A standard deviation begins with the mean, which mostly stands in the same expression: the last
 * one of this evaluation is kept. Only where nothing of it could be seen twice: float64 as it was
 * computed, and no result of an operation that raised a flag. Borrowed from the nodes. */
static CT_PER_THREAD struct {
    bool on; /* an evaluation is under way, so that the arrays stay */
    const ct_array *of, *mean;
    int axis;
} last_mean;

static void keep_means(bool on)
{
    last_mean.on = on;
    last_mean.of = NULL;
}

static bool is_plain(const ct_array *mean)
{
    bool plain = mean->dtype->num == CT_NUM_FLOAT64 && mean->flags & CT_C_CONTIGUOUS;
    for (int64_t i = 0; i < mean->size && plain; i++) {
        double x = ((const double *)(const void *)mean->data)[i];
        plain = isnormal(x) || x == 0;
    }
    return plain;
}

static ct_array *run_moment(const cx *node)
{
    const ct_array *a = node->in[0]->value;
    ct_reduce_opts opts = node->opts;
    bool spread = node->reduction == ct_std_opts || node->reduction == ct_var_opts;
    bool usual = !opts.axes && !opts.dtype && a->dtype->num == CT_NUM_FLOAT64;
    if (spread && usual && last_mean.of == a && last_mean.axis == opts.axis &&
        is_plain(last_mean.mean))
        opts.mean = last_mean.mean;
    ct_array *result = node->reduction(a, &opts);
    /* Along the first axis the mean broadcasts as it is. */
    bool fits = opts.keepdims || opts.axis == 0 || opts.axis == CT_FLAT;
    if (last_mean.on && node->reduction == ct_mean_opts && usual && fits && result) {
        last_mean.of = a;
        last_mean.axis = opts.axis;
        last_mean.mean = result;
    }
    return result;
}

/* One node on its own, by the eager function, from evaluated inputs. */
static ct_array *run_eager(cx *node)
{
    ct_array *in[3], *out = NULL;
    for (int k = 0; k < node->count; k++) {
        if (!node->in[k]->value && cut(node->in[k]) != CT_OK)
            return NULL;
        in[k] = node->in[k]->value;
    }
    switch (node->kind) {
    case CX_WHERE:
        return ct_where(in[0], in[1], in[2]);
    case CX_ASTYPE:
        return ct_astype(in[0], node->dtype, CT_CASTING_UNSAFE);
    case CX_REDUCE:
        return run_moment(node);
    case CX_INDEX:
        return ct_index_get(in[0], node->list);
    default:
        ct_ufunc_call(node->op, in, NULL, &out);
        return out;
    }
}

static ct_array *evaluate(cx *node)
{
    if (node->value)
        return ct_retain(node->value);
    if (node->kind == CX_REDUCE) {
        bool inside = node->fused && !node->in[0]->value;
        return inside ? run_reduction(node) : run_eager(node);
    }
    if (node->kind == CX_INDEX)
        return run_eager(node);
    /* A node that is known but reaches this place for its values check runs eagerly. */
    bool power = node->known && node->kind == CX_UFUNC && node->op == CT_OP_power &&
                 node->face.dtype->kind == 'i';
    if (power || (!node->known && has_text(node)))
        return run_eager(node);
    cx_compiler c;
    ct_program program;
    if (cx_compile_start(&c, node) != CT_OK)
        return NULL;
    ct_program_init(&program);
    c.program = &program;
    ct_array *out = run(&c, node, NULL);
    ct_program_close(&program);
    return out;
}

ct_array *cx_eval(cx *e)
{
    if (cx_take(e, "eval") != CT_OK)
        return NULL;
    keep_means(true);
    ct_array *out = cx_infer(e) == CT_OK ? evaluate(e) : NULL;
    keep_means(false);
    bool mine = e->kind != CX_LEAF && e->kind != CX_INDEX; /* no one else's memory */
    if (out && mine)
        out->flags &= ~(unsigned)CT_WEAK;
    if (out && !mine && out == e->value) {
        ct_array *copy = ct_copy(out, CT_ORDER_K);
        ct_release(out);
        out = copy;
    }
    cx_release(e);
    return out;
}

/* Whether the pass may write straight into `out`. */
static bool writes_directly(const cx *e, const cx_compiler *c, const ct_array *out)
{
    bool fits = !e->value && out->ndim == e->face.ndim;
    for (int i = 0; i < out->ndim && fits; i++)
        fits = out->shape[i] == e->shape[i];
    for (int k = 0; fits && k < c->leaves; k++)
        fits = ct_array_same_elements(c->leaf[k], out) || !ct_array_overlaps(c->leaf[k], out);
    return fits;
}

ct_status cx_eval_into(cx *e, ct_array *out)
{
    ct_status status = cx_take(e, "eval");
    if (status != CT_OK)
        return status;
    if (!out)
        status = ct_null_input("eval", 2);
    keep_means(true);
    if (status == CT_OK)
        status = cx_infer(e);
    keep_means(false);
    if (status == CT_OK && !ct_can_cast(cx_face(e)->dtype, out->dtype, CT_CASTING_SAME_KIND))
        status = CT_FAIL_STATUS(CT_TYPE_ERROR, "eval", 2,
                                "Cannot cast the result from dtype('%s') to dtype('%s') with "
                                "casting rule 'same_kind'",
                                cx_face(e)->dtype->name, out->dtype->name);
    if (status == CT_OK && e->kind == CX_REDUCE) /* nothing is broadcast into its output */
        status = ct_reduce_check_out(cx_name(e), out, cx_face(e), e->opts.keepdims);
    if (status == CT_OK && !(out->flags & CT_WRITEABLE))
        status = CT_FAIL_STATUS(CT_VALUE_ERROR, "eval", 2, "output array is read-only");
    if (status == CT_OK && !e->value) {
        cx_compiler c;
        ct_program program;
        status = cx_compile_start(&c, e);
        if (status == CT_OK) {
            ct_program_init(&program);
            c.program = &program;
            cx_compile_emit(&c, e);
            bool direct = writes_directly(e, &c, out);
            ct_program_close(&program);
            if (ct_metered())
                ct_meter_now->nops = 0; /* they are named again */
            c.leaves = 0;
            c.stamp = cx_next_stamp();
            ct_array *made = run(&c, e, direct ? out : NULL);
            status = !made ? ct_error_pending() : direct ? CT_OK : ct_array_assign(out, made);
            ct_release(made);
            ct_program_close(&program);
        }
    } else if (status == CT_OK) {
        status = ct_array_assign(out, e->value);
    }
    cx_release(e);
    return status;
}

const ct_dtype *cx_dtype(cx *node)
{
    return cx_infer(node) == CT_OK ? cx_face(node)->dtype : NULL;
}
