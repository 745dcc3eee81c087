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
#include "expr.h"
#include "plan.h"

#include <string.h>

enum { MOST_LEAVES = CT_NEST_OPERANDS - 2 }; /* an output or a value beside them */
_Static_assert((int)MOST_LEAVES == CX_READY_LEAVES, "a plan has room for every leaf");

typedef struct compiler {
    int64_t stamp;
    int ndim, leaves;
    const int64_t *shape;
    int64_t size;
    const ct_array *leaf[MOST_LEAVES];
    int leaf_at[MOST_LEAVES]; /* its slot */
    ct_program *program;
    bool signals, quiet; /* instructions whose floating-point flags count, and do not */
} compiler;

static ct_array *evaluate(cx *node);

/* -- dtypes and shapes ----------------------------------------------------------------------- */

static ct_array *face_of(cx *node)
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
    ct_op op = node->kind == CX_WHERE ? CT_OP_add : node->op;
    ct_array *const *from = node->kind == CX_WHERE ? in + 1 : in;
    int nin = node->kind == CX_WHERE ? 2 : node->count;
    if (ct_resolve(op, nin, from, NULL, CT_CASTING_DEFAULT, NULL, &node->row) != CT_OK)
        return NULL;
    ct_type_num num = node->row->types[nin];
    return num < CT_NUM_STR ? ct_dtype_builtin(num) : from[0]->dtype;
}

static bool has_text(cx *node)
{
    bool text = node->dtype && node->dtype->num >= CT_NUM_STR;
    for (int k = 0; k < node->count; k++)
        text |= face_of(node->in[k])->dtype->num >= CT_NUM_STR;
    return text;
}

/* Evaluates what cannot be an instruction, with its inputs. */
static ct_status cut(cx *node)
{
    node->value = evaluate(node);
    return node->value ? CT_OK : ct_error_pending();
}

/* x ** 2 is x * x, rounded once either way. The exponent must be a number of the expression itself:
 * the values of arrays are not looked at. */
static void simplify_power(cx *node)
{
    const ct_array *exponent = node->count == 2 ? node->in[1]->value : NULL;
    if (node->kind != CX_UFUNC || node->op != CT_OP_power || !exponent ||
        !(exponent->flags & CT_WEAK) || exponent->ndim > 0)
        return;
    ct_type_num type = exponent->dtype->num, made = node->face.dtype->num;
    bool two = type == CT_NUM_INT64     ? *(const int64_t *)exponent->data == 2
               : type == CT_NUM_FLOAT64 ? *(const double *)exponent->data == 2
                                        : false;
    int count;
    const ct_loop_row *rows = ct_kernel_rows(CT_OP_square, &count);
    for (int i = 0; i < count && two && made < CT_NUM_COMPLEX64; i++)
        if (rows[i].types[0] == made) {
            node->op = CT_OP_square;
            node->row = &rows[i];
            node->count = 1;
            cx_release(node->in[1]);
            return;
        }
}

static ct_status infer(cx *node)
{
    ct_array *in[3];
    if (node->known || node->value)
        return CT_OK;
    for (int k = 0; k < node->count; k++) {
        ct_status status = infer(node->in[k]);
        if (status != CT_OK)
            return status;
        in[k] = face_of(node->in[k]);
    }
    if (node->kind == CX_REDUCE || has_text(node))
        return cut(node);
    const ct_dtype *dtype = own_dtype(node, in);
    if (!dtype)
        return ct_error_pending();
    const char *name = node->kind == CX_UFUNC ? ct_ufunc_get(node->op)->name : "where";
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
    if (infer(node) != CT_OK || (!node->value && cut(node) != CT_OK))
        return ct_error_pending();
    for (int k = 0; k < node->count; k++)
        cx_release(node->in[k]);
    node->count = node->depth = 0;
    return CT_OK;
}

/* -- the program ----------------------------------------------------------------------------- */

/* The slot of what `loop` makes of these inputs: said twice in a formula, it is computed once. */
static int make(compiler *c, ct_loop *loop, int inputs, int *slots, const ct_dtype *made)
{
    int out = ct_program_find(c->program, loop, inputs, slots);
    if (out >= 0)
        return out;
    slots[inputs] = ct_program_scratch(c->program, made->itemsize);
    ct_program_add(c->program, loop, inputs, inputs + 1, slots);
    return slots[inputs];
}

static int cast(compiler *c, int slot, const ct_dtype *from, const ct_dtype *to)
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
           (a->flags & b->flags & WEAK && a->flags == b->flags && a->ndim == 0 && b->ndim == 0 &&
            a->dtype == b->dtype && !memcmp(a->data, b->data, (size_t)a->dtype->itemsize));
}

/* Its place among the leaves; c->leaves when it is none of them. */
static int find_leaf(const compiler *c, const ct_array *a)
{
    int k = 0, most = c->leaves < MOST_LEAVES ? c->leaves : MOST_LEAVES;
    while (k < most && !is_same_leaf(c->leaf[k], a))
        k++;
    return k < most ? k : c->leaves;
}

static int leaf_slot(compiler *c, const ct_array *a)
{
    int k = find_leaf(c, a);
    if (k == c->leaves) {
        c->leaf[c->leaves++] = a;
        c->leaf_at[k] = ct_program_input(c->program, k, a, a->dtype);
    }
    return c->leaf_at[k];
}

/* Adds the instructions of `node` once; its slot. Room for the leaves was counted before. */
static int emit(compiler *c, cx *node)
{
    int slots[4];
    if (node->stamp == c->stamp)
        return node->slot;
    node->stamp = c->stamp;
    if (node->value)
        return node->slot = leaf_slot(c, node->value);
    const ct_dtype *made = node->face.dtype;
    for (int k = 0; k < node->count; k++) {
        const ct_dtype *from = face_of(node->in[k])->dtype, *to = made;
        if (node->kind == CX_UFUNC)
            to = ct_dtype_builtin(node->row->types[k]);
        else if (node->kind == CX_WHERE && k == 0)
            to = CT_BOOL;
        slots[k] = emit(c, node->in[k]);
        if (ct_metered() && from->num != to->num && face_of(node->in[k])->size > 1)
            ct_meter_name("cast", to);
        slots[k] = cast(c, slots[k], from, to);
    }
    if (node->kind == CX_ASTYPE)
        return node->slot = slots[0];
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
static ct_status prepare(compiler *c, cx *node)
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
        if (k == c->leaves && k < MOST_LEAVES)
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

static int64_t next_stamp(void)
{
    static _Atomic int64_t last;
    return ++last;
}

/* Readies `node`, known and not cut, to be the top of a program. */
static ct_status start(compiler *c, cx *node)
{
    c->ndim = node->face.ndim;
    c->shape = node->shape;
    c->size = node->face.size;
    c->signals = c->quiet = false;
    c->leaves = 0;
    c->stamp = next_stamp();
    ct_status status = prepare(c, node);
    for (int k = 0; k < node->count && status == CT_OK && c->leaves > MOST_LEAVES; k++)
        if (!node->in[k]->value)
            status = cut(node->in[k]);
    c->leaves = 0;
    c->stamp = next_stamp();
    return status;
}

static ct_status check_flags(const compiler *c, const char *name)
{
    if (!c->signals)
        return CT_OK;
    return c->quiet ? ct_fp_check_but_invalid(name) : ct_fp_check(name);
}

/* The pass over memory; `out` NULL makes a new array. */
static ct_array *run(compiler *c, cx *node, ct_array *out)
{
    int64_t strides[CT_NEST_OPERANDS][CT_MAX_NDIM];
    const int64_t *rows[CT_NEST_OPERANDS];
    char *data[CT_NEST_OPERANDS];
    int top = emit(c, node);
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
    ct_nest_init(&nest, k + 1, c->ndim, c->shape, data, rows, CT_NEST_ANY_ORDER);
    ct_fp_clear();
    ct_status status = ct_program_run(p, &nest);
    if (status == CT_OK)
        status = check_flags(c, node->kind == CX_UFUNC ? ct_ufunc_get(node->op)->name : "where");
    if (status == CT_OK)
        return out;
    ct_release(out);
    return NULL;
}

/* A reduction that folds its input block by block. */
static ct_array *run_reduction(cx *node)
{
    cx *x = node->in[0];
    compiler c;
    ct_job job;
    ct_reduce_opts opts = {.axis = node->axis};
    const char *name = ct_ufunc_get(node->op)->name;
    if (start(&c, x) != CT_OK)
        return NULL;
    const ct_dtype *type = ct_reduce_type(node->op, x->face.dtype, NULL, NULL);
    if (!type || ct_job_start(&job, name, node->op, &x->face, &opts) != CT_OK)
        return NULL;
    job.type = node->op == CT_OP_add ? ct_sum_type(type) : type;
    c.program = &job.program;
    job.value = cast(&c, emit(&c, x), x->face.dtype, job.type);
    for (int k = 0; k < c.leaves; k++) {
        job.data[k] = c.leaf[k]->data;
        ct_broadcast_strides(c.leaf[k], c.ndim, c.shape, job.strides[k]);
    }
    job.operands = c.leaves;
    c.signals |= ct_resolve_flags(node->op) != 0;
    ct_fp_clear();
    ct_array *result = ct_job_finish(&job, ct_job_run(&job), type);
    if (result && check_flags(&c, "reduce") != CT_OK) {
        ct_release(result);
        result = NULL;
    }
    ct_job_close(&job);
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
        return node->reduction(in[0], &(ct_reduce_opts){.axis = node->axis});
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
    /* A node that is known but reaches this place for its values check runs eagerly. */
    bool power = node->known && node->kind == CX_UFUNC && node->op == CT_OP_power &&
                 node->face.dtype->kind == 'i';
    if (power || (!node->known && has_text(node)))
        return run_eager(node);
    compiler c;
    ct_program program;
    if (start(&c, node) != CT_OK)
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
    ct_array *out = infer(e) == CT_OK ? evaluate(e) : NULL;
    if (out && e->kind == CX_LEAF && out == e->value) {
        ct_array *copy = ct_copy(out, CT_ORDER_K);
        ct_release(out);
        out = copy;
    }
    cx_release(e);
    return out;
}

/* Whether the pass may write straight into `out`. */
static bool writes_directly(const cx *e, const compiler *c, const ct_array *out)
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
    if (status == CT_OK)
        status = infer(e);
    if (status == CT_OK && !ct_can_cast(face_of(e)->dtype, out->dtype, CT_CASTING_SAME_KIND))
        status = CT_FAIL_STATUS(CT_TYPE_ERROR, "eval", 2,
                                "Cannot cast the result from dtype('%s') to dtype('%s') with "
                                "casting rule 'same_kind'",
                                face_of(e)->dtype->name, out->dtype->name);
    if (status == CT_OK && !(out->flags & CT_WRITEABLE))
        status = CT_FAIL_STATUS(CT_VALUE_ERROR, "eval", 2, "output array is read-only");
    if (status == CT_OK && !e->value) {
        compiler c;
        ct_program program;
        status = start(&c, e);
        if (status == CT_OK) {
            ct_program_init(&program);
            c.program = &program;
            emit(&c, e);
            bool direct = writes_directly(e, &c, out);
            ct_program_close(&program);
            if (ct_metered())
                ct_meter_now->nops = 0; /* they are named again */
            c.leaves = 0;
            c.stamp = next_stamp();
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

/* -- trees made ready ---------------------------------------------------------------------------
 */

const ct_dtype *cx_dtype(cx *node)
{
    return infer(node) == CT_OK ? face_of(node)->dtype : NULL;
}

static bool has_reduction(const cx *node)
{
    bool found = node->kind == CX_REDUCE;
    for (int k = 0; k < node->count && !found; k++)
        found = has_reduction(node->in[k]);
    return found;
}

/* Whether a value is a leaf of the tree as it was built. */
static bool is_leaf(const cx *node, const ct_array *value)
{
    bool found = node->kind == CX_LEAF && node->value == value;
    for (int k = 0; k < node->count && !found; k++)
        found = is_leaf(node->in[k], value);
    return found;
}

typedef struct ready {
    cx_ready face;
    const char *name; /* for messages */
    bool signals, quiet;
    bool open; /* the frame: not after a failed attempt to have code */
    ct_program program;
    ct_frame frame;
    int64_t strides[CX_READY_LEAVES + 1];
    double work; /* elements times instructions so far; -1: code was asked for */
} ready;

static bool make_ready(ready *made, cx *tree)
{
    compiler c;
    int64_t *strides = made->strides;
    ct_program *p = &made->program;
    if (start(&c, tree) != CT_OK)
        return false;
    c.program = p;
    int top = emit(&c, tree);
    bool good = !p->failed && p->slots[top].operand < 0;
    for (int k = 0; k < c.leaves && good; k++) {
        made->face.leaf[k] = c.leaf[k];
        strides[k] = c.leaf[k]->ndim ? c.leaf[k]->dtype->itemsize : 0;
        good = is_leaf(tree, c.leaf[k]); /* else computed already, from these very leaves */
    }
    if (!good)
        return false;
    strides[c.leaves] = tree->face.dtype->itemsize;
    p->slots[top].operand = c.leaves;
    made->face.leaves = c.leaves;
    made->face.dtype = tree->face.dtype;
    made->name = tree->kind == CX_UFUNC ? ct_ufunc_get(tree->op)->name : "where";
    made->signals = c.signals;
    made->quiet = c.quiet;
    made->open = ct_frame_start(&made->frame, p, strides) == CT_OK;
    return made->open;
}

cx_ready *cx_ready_open(cx *tree)
{
    if (tree->kind == CX_LEAF || has_reduction(tree) || infer(tree) != CT_OK || tree->value ||
        tree->face.dtype->num >= CT_NUM_STR)
        return NULL;
    ready *made = ct_alloc(sizeof *made);
    if (!made)
        return NULL;
    made->work = 0;
    ct_program_init(&made->program);
    if (make_ready(made, tree))
        return &made->face;
    ct_program_close(&made->program);
    ct_dealloc(made);
    return NULL;
}

void cx_ready_close(cx_ready *face)
{
    ready *made = (ready *)face;
    if (!made)
        return;
    ct_frame_close(&made->frame);
    ct_program_close(&made->program);
    ct_dealloc(made);
}

/* The program gets generated code when it has worked enough. */
static ct_status warm_up(ready *made, int64_t n)
{
    made->work += (double)n * made->program.length;
    if (made->open && (made->work < (double)ct_native_enough || !ct_jit()))
        return CT_OK;
    ct_frame_close(&made->frame);
    ct_status status = ct_frame_open(&made->frame, &made->program, made->strides, INT64_MAX);
    made->open = status == CT_OK;
    made->work = made->open ? -1 : made->work;
    return status;
}

static ct_status run_ready(ready *made, char *const *at, int64_t n)
{
    const double few = 16000; /* nanoseconds that are not worth being shared */
    if (ct_threads() == 1 || (double)n * ct_program_cost(made->frame.program) < few)
        return ct_frame_row(&made->frame, at, n);
    const int64_t *rows[CX_READY_LEAVES + 1];
    for (int k = 0; k <= made->face.leaves; k++)
        rows[k] = &made->strides[k];
    ct_nest nest;
    ct_nest_init(&nest, made->face.leaves + 1, 1, &n, at, rows, CT_NEST_KEEP_ORDER);
    return ct_frame_run(&made->frame, &nest);
}

ct_status cx_ready_run(cx_ready *face, char *const *at, int64_t n)
{
    ready *made = (ready *)face;
    ct_status status = made->work < 0 ? CT_OK : warm_up(made, n);
    if (status != CT_OK)
        return status;
    if (made->signals)
        ct_fp_clear();
    status = run_ready(made, at, n);
    if (status != CT_OK || !made->signals)
        return status;
    return made->quiet ? ct_fp_check_but_invalid(made->name) : ct_fp_check(made->name);
}
