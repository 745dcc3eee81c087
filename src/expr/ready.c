/* ready.c: trees made ready to run again and again.
 *
 * A tree is a chain of stages, each one program in one pass: a reduction over all elements, whose
 * result is a single element that later stages read, and last what is left of the tree, elements or
 * a single one. Programs and frames are made once; a frame gets generated code when its program has
 * worked enough. */
#include "compile.h"

#include <string.h>

typedef struct stage {
    struct stage *next;
    const char *name; /* for messages */
    bool signals, quiet;
    bool open; /* the frame: not after a failed attempt to have code */
    int leaves;
    int leaf[CX_READY_LEAVES]; /* their numbers in the tree */
    int64_t strides[CT_NEST_OPERANDS + 1];
    ct_program own, *program; /* NULL: values come from memory */
    ct_frame frame;
    double cost; /* of an element, with what the frame runs */
    double work; /* elements times instructions so far; -1: code was asked for */
    /* Reductions: */
    bool reduces;
    ct_job job;
    ct_reduction how;
    ct_array *value; /* of the node */
} stage;

typedef struct ready {
    cx_ready face;
    stage *stages, **last;
} ready;

/* -- making ------------------------------------------------------------------------------------ */

/* Reductions over all elements that fold what they compute. */
static bool is_simple(cx *node, int64_t stamp)
{
    const ct_reduce_opts *opts = &node->opts;
    bool whole = node->fused && opts->axis == CT_FLAT && !opts->axes && !opts->keepdims;
    bool simple = node->kind != CX_INDEX && (node->kind != CX_REDUCE || whole);
    bool again = node->stamp == stamp;
    node->stamp = stamp;
    for (int k = 0; k < node->count && simple && !again; k++)
        simple = is_simple(node->in[k], stamp);
    return simple;
}

/* Whether a value is a leaf of the tree as it was built. */
static bool is_leaf(cx *node, const ct_array *value, int64_t stamp)
{
    bool found = node->kind == CX_LEAF && node->value == value, again = node->stamp == stamp;
    node->stamp = stamp;
    for (int k = 0; k < node->count && !found && !again; k++)
        found = is_leaf(node->in[k], value, stamp);
    return found;
}

static bool is_result(const ready *made, const ct_array *value)
{
    bool found = false;
    for (const stage *s = made->stages; s && !found; s = s->next)
        found = s->value == value;
    return found;
}

/* What the stage reads; false: it was computed already, from these very leaves. */
static bool take_leaves(ready *made, stage *s, cx *tree, const cx_compiler *c)
{
    s->leaves = c->leaves;
    for (int k = 0; k < c->leaves; k++) {
        const ct_array *a = c->leaf[k];
        int at = 0;
        while (at < made->face.leaves && made->face.leaf[at] != a)
            at++;
        if (at == CX_READY_LEAVES || (!is_leaf(tree, a, cx_next_stamp()) && !is_result(made, a)))
            return false;
        made->face.leaf[at] = a;
        made->face.leaves += at == made->face.leaves;
        s->leaf[k] = at;
        s->strides[k] = a->ndim ? a->dtype->itemsize : 0;
    }
    return true;
}

/* A stage at the end of the chain; what is made of it is closed with the rest. */
static stage *add_stage(ready *made)
{
    stage *s = ct_alloc(sizeof *s);
    if (!s)
        return NULL;
    s->next = NULL;
    s->program = NULL;
    s->open = s->reduces = false;
    s->work = 0;
    s->value = NULL;
    *made->last = s;
    made->last = &s->next;
    return s;
}

static bool add_elements(ready *made, cx *tree)
{
    cx_compiler c;
    stage *s = add_stage(made);
    if (!s)
        return false;
    ct_program_init(&s->own);
    s->program = c.program = &s->own;
    if (cx_compile_start(&c, tree) != CT_OK)
        return false;
    int top = cx_compile_emit(&c, tree);
    if (s->own.failed || s->own.slots[top].operand >= 0 || !take_leaves(made, s, tree, &c))
        return false;
    s->strides[c.leaves] = tree->face.dtype->itemsize;
    s->own.slots[top].operand = c.leaves;
    s->name = cx_name(tree);
    s->signals = c.signals;
    s->quiet = c.quiet;
    s->open = ct_frame_start(&s->frame, s->program, s->strides) == CT_OK;
    s->cost = ct_program_cost(s->program);
    return s->open;
}

static bool add_reduction(ready *made, cx *tree, cx *node)
{
    cx *x = node->in[0];
    cx_compiler c;
    const ct_dtype *type;
    if (cx_infer(x) != CT_OK || cx_face(x)->ndim != 1 || cx_keeps_input(node) ||
        cx_face(x)->dtype->num >= CT_NUM_STR)
        return false;
    stage *s = add_stage(made);
    if (!s || cx_compile_job(&c, &s->job, node, &type) != CT_OK)
        return false;
    s->reduces = true;
    if (c.leaves > CX_READY_LEAVES || !take_leaves(made, s, tree, &c))
        return false;
    s->name = "reduce";
    s->signals = c.signals;
    s->quiet = c.quiet;
    if (ct_job_prepare(&s->job, &s->how) != CT_OK || !(s->value = ct_empty(0, NULL, type)))
        return false;
    node->value = ct_retain(s->value);
    if (!s->how.program)
        return true;
    s->program = &s->job.program;
    s->strides[CT_VALUE_OPERAND] = s->how.itemsize;
    s->open = ct_frame_start(&s->frame, s->program, s->strides) == CT_OK;
    return s->open;
}

/* The reductions below `node`, innermost first. */
static bool add_reductions(ready *made, cx *tree, cx *node, int64_t stamp)
{
    if (node->value || node->stamp == stamp)
        return true;
    node->stamp = stamp;
    for (int k = 0; k < node->count; k++)
        if (!add_reductions(made, tree, node->in[k], stamp))
            return false;
    return node->kind != CX_REDUCE || add_reduction(made, tree, node);
}

static bool make(ready *made, cx *tree)
{
    if (!add_reductions(made, tree, tree, cx_next_stamp()) || cx_infer(tree) != CT_OK)
        return false;
    made->face.dtype = cx_face(tree)->dtype;
    made->face.single = cx_face(tree)->ndim == 0;
    if (tree->kind == CX_REDUCE)
        return true;
    return !tree->value && made->face.dtype->num < CT_NUM_STR && add_elements(made, tree);
}

cx_ready *cx_ready_open(cx *tree)
{
    if (tree->kind == CX_LEAF || !is_simple(tree, cx_next_stamp()))
        return NULL;
    ready *made = ct_alloc(sizeof *made);
    if (!made)
        return NULL;
    made->face.leaves = 0;
    made->stages = NULL;
    made->last = &made->stages;
    if (make(made, tree))
        return &made->face;
    cx_ready_close(&made->face);
    return NULL;
}

void cx_ready_close(cx_ready *face)
{
    ready *made = (ready *)face;
    for (stage *s = made ? made->stages : NULL, *next; s; s = next) {
        next = s->next;
        if (s->open)
            ct_frame_close(&s->frame);
        if (s->reduces)
            ct_job_close(&s->job);
        else if (s->program)
            ct_program_close(s->program);
        ct_release(s->value);
        ct_dealloc(s);
    }
    ct_dealloc(made);
}

/* -- running ----------------------------------------------------------------------------------- */

/* The program gets generated code when it has worked enough. */
static ct_status warm_up(stage *s, int64_t n)
{
    s->work += (double)n * s->program->length;
    if (s->open && (s->work < (double)ct_native_enough || !ct_jit()))
        return CT_OK;
    if (s->open)
        ct_frame_close(&s->frame);
    ct_status status = ct_frame_open_fold(&s->frame, s->program, s->strides, INT64_MAX,
                                          s->reduces ? ct_reduction_fold(&s->how) : NULL);
    s->open = status == CT_OK;
    s->work = s->open ? -1 : s->work;
    s->cost = s->open ? ct_program_cost(s->frame.program) : s->cost;
    return status;
}

static ct_status run_elements(stage *s, char *const *at, int64_t n)
{
    /* What is not worth being shared is not many bytes either. */
    if ((double)n * s->cost < CT_PARALLEL_PAYS)
        return ct_frame_row(&s->frame, at, n);
    const int64_t *rows[CX_READY_LEAVES + 1];
    for (int k = 0; k <= s->leaves; k++)
        rows[k] = &s->strides[k];
    ct_nest nest;
    ct_nest_init(&nest, s->leaves + 1, 1, &n, at, rows, CT_NEST_KEEP_ORDER);
    return ct_frame_run(&s->frame, &nest);
}

static ct_status run_reduction(stage *s, char *const *at, int64_t n, char *result)
{
    _Alignas(16) char acc[16];
    int64_t size = s->how.itemsize;
    const ct_dtype *made = s->value->dtype, *kept = s->job.type;
    if (s->how.preset)
        memcpy(acc, s->job.initial->data, (size_t)size);
    ct_status status = ct_reduction_row(&s->how, &s->frame, at, s->strides, n, acc);
    if (status == CT_OK && made->num == kept->num)
        memcpy(result, acc, (size_t)size);
    else if (status == CT_OK)
        ct_kernel_cast(kept->num, made->num)((char *[]){acc, result}, (int64_t[]){0, 0}, 1, NULL);
    return status;
}

static ct_status run_stage(stage *s, char *const *all, char *result, int64_t n)
{
    char *at[CX_READY_LEAVES + 1];
    ct_status status = s->program && s->work >= 0 ? warm_up(s, n) : CT_OK;
    if (status != CT_OK)
        return status;
    for (int k = 0; k < s->leaves; k++)
        at[k] = all[s->leaf[k]];
    if (s->signals)
        ct_fp_clear();
    if (s->reduces) {
        status = run_reduction(s, at, n, result);
    } else {
        at[s->leaves] = result;
        status = run_elements(s, at, n);
    }
    return status == CT_OK ? cx_compile_check(s->signals, s->quiet, s->name) : status;
}

ct_status cx_ready_run(cx_ready *face, char *const *at, char *result, int64_t n)
{
    ready *made = (ready *)face;
    ct_status status = CT_OK;
    for (stage *s = made->stages; s && status == CT_OK; s = s->next)
        status = run_stage(s, at, s->next ? s->value->data : result,
                           s->reduces || !face->single ? n : 1);
    return status;
}
