/* trace.c: see trace.h. What a step gives is told from its operands: the same object, another
 * record over one of their buffers, or memory of its own; and from its walks whether elements were
 * computed or only moved. */
#include "trace.h"

#include "dtype/dtype.h"

#include <string.h>

CT_PER_THREAD ct_trace *ct_trace_now;

/* -- what the meter hears ------------------------------------------------------------------------
 */

static bool is_move(const ct_meter_op *op)
{
    return !strcmp(op->name, "copy") || !strcmp(op->name, "cast") || !strcmp(op->name, "pick");
}

/* "cast float64, add, sqrt": a dtype stands behind the first operation that makes it. */
static ct_status write_walk(ct_text *out, const ct_meter *m)
{
    ct_status status = out->length ? ct_text_add(out, "; ", 2) : CT_OK;
    const char *dtype = "";
    for (int i = 0; i < m->nops && !status; i++) {
        const ct_meter_op *op = &m->ops[i];
        bool named = op->dtype[0] && strcmp(op->dtype, dtype);
        status = ct_text_format(out, "%s%s%s%s", i ? ", " : "", op->name, named ? " " : "",
                                named ? op->dtype : "");
        dtype = op->dtype;
    }
    if (m->ops_left_out && !status)
        status = ct_text_format(out, " and %d more", m->ops_left_out);
    return status;
}

static void add_walk(ct_trace *t, int64_t elements, int64_t read, int64_t written)
{
    ct_trace_open *o = t->open;
    t->passes++;
    t->read += read;
    t->written += written;
    if (!o)
        return;
    o->step.passes++;
    o->step.elements += elements;
    o->step.read += read;
    o->step.written += written;
}

static void walked(ct_meter *meter, int64_t elements, int64_t read, int64_t written)
{
    enum { LONGEST = 600 };
    ct_trace *t = (ct_trace *)meter;
    bool moves = true;
    for (int i = 0; i < meter->nops; i++)
        moves &= is_move(&meter->ops[i]);
    add_walk(t, elements, read, written);
    if (!t->open)
        return;
    t->open->moves += moves;
    if (meter->nops && t->open->walks.length < LONGEST && write_walk(&t->open->walks, meter))
        t->failed = true;
}

/* -- what a step is ------------------------------------------------------------------------------
 */

static void add_operand(ct_trace_open *o, const ct_frame *frame, const ct_object *value)
{
    if (!o || !value || value->type != &ct_array_type)
        return;
    if (o->frame != frame) { /* inside a function that the step calls */
        o->inner = true;
        return;
    }
    const ct_array *a = (const ct_array *)value;
    if (o->noperands == CT_TRACE_OPERANDS)
        return;
    for (int i = 0; i < o->noperands; i++)
        if (o->operands[i].array == a)
            return;
    int n = o->noperands++;
    o->operands[n].array = a;
    o->operands[n].buffer = a->buffer;
    o->operands[n].bytes = ct_nbytes(a);
    o->operands[n].mask = a->dtype->num == CT_NUM_BOOL && a->size > CT_METER_SMALL;
}

/* The name behind the brackets of a call, or of an attribute; "" for any other. */
static const char *name_of(const ct_node *node)
{
    const ct_node *named = node->kind == CT_NODE_CALL ? node->child[0] : node;
    return named->kind == CT_NODE_NAME || named->kind == CT_NODE_ATTRIBUTE
               ? ct_as_string(named->value, NULL)
               : "";
}

static bool among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name))
        names++;
    return *names != NULL;
}

static const char *why_view(const ct_trace_open *o, const ct_array *a)
{
    for (int i = 0; i < o->noperands; i++)
        if (o->operands[i].array == a)
            return "the same array";
    for (int i = 0; i < a->ndim; i++)
        if (a->shape[i] > 1 && a->strides[i] == 0)
            return "the same buffer, and stride 0 along an axis: its cells are shown again";
    return o->node->kind == CT_NODE_SUBSCRIPT
               ? "the same buffer: integers and slices change start, shape and strides"
               : "the same buffer, another shape and strides";
}

static const char *why_copy(const ct_trace_open *o)
{
    static const char *const shaped[] = {"reshape", "ravel", "astype", "array", "asarray", NULL};
    static const char *const joined[] = {"concatenate",  "stack",  "vstack", "hstack", "append",
                                         "column_stack", "dstack", "block",  NULL};
    const char *name = name_of(o->node);
    if (o->node->kind == CT_NODE_SUBSCRIPT)
        return "an index array picks elements one by one: no strides say where they are";
    if (!strcmp(name, "reshape") || !strcmp(name, "ravel"))
        return "no strides over the old buffer give this order";
    if (among(name, shaped) && strstr(o->step.walks, "cast"))
        return "cells of another dtype";
    if (among(name, joined))
        return "the parts lie in buffers of their own";
    return !strcmp(name, "flatten") || !strcmp(name, "copy") ? "always copies" : "";
}

/* Routines with loops that no meter sees: everything given is read, the result is written. */
static void estimate(ct_trace *t, ct_trace_open *o, const ct_object *value)
{
    bool array = value->type == &ct_array_type;
    const char *name = name_of(o->node);
    if (o->node->kind != CT_NODE_CALL || o->step.passes || o->inner ||
        (!array && value->type != &ct_scalar_type && strcmp(name, "tolist")))
        return;
    int64_t read = 0, written = array ? ct_nbytes((const ct_array *)value) : 0;
    for (int i = 0; i < o->noperands; i++)
        read += o->operands[i].bytes;
    if (!read && !written)
        return;
    o->step.estimated = true;
    add_walk(t, array ? ((const ct_array *)value)->size : 0, read, written);
}

static void describe_array(ct_trace *t, ct_trace_open *o, const ct_array *a)
{
    static const char *const counted[] = {"nonzero",  "flatnonzero", "argwhere", "unique",
                                          "compress", "extract",     NULL};
    bool view = false, same = false, masked = false;
    for (int i = 0; i < o->noperands; i++) {
        same |= o->operands[i].array == a;
        view |= o->operands[i].buffer == a->buffer;
        masked |= o->operands[i].mask;
    }
    if (!view)
        estimate(t, o, &a->object);
    bool moved = o->noperands && o->moves == o->step.passes &&
                 (o->node->kind == CT_NODE_SUBSCRIPT || o->node->kind == CT_NODE_CALL ||
                  o->node->kind == CT_NODE_ATTRIBUTE) &&
                 (o->step.passes || o->node->kind == CT_NODE_SUBSCRIPT);
    o->step.kind = same && o->step.passes ? CT_STEP_WRITE
                   : view                 ? CT_STEP_VIEW
                   : moved                ? CT_STEP_COPY
                                          : CT_STEP_NEW;
    o->step.ndim = a->ndim;
    memcpy(o->step.shape, a->shape, (size_t)a->ndim * sizeof *a->shape);
    o->step.at_most =
        t->meter.dry && ((o->node->kind == CT_NODE_SUBSCRIPT && masked && !view) ||
                         (o->node->kind == CT_NODE_CALL && among(name_of(o->node), counted)));
    /* In place of the comparison that did not take place: true, the most that a mask can pick. */
    if (t->meter.dry && !view && a->dtype->num == CT_NUM_BOOL && a->size > CT_METER_SMALL &&
        (a->flags & CT_C_CONTIGUOUS))
        memset(a->data, 1, (size_t)a->size);
}

static const char *copy_text(ct_trace *t, const char *text)
{
    int64_t bytes = (int64_t)strlen(text) + 1;
    char *copy = ct_alloc(bytes);
    t->failed |= !copy;
    return copy ? memcpy(copy, text, (size_t)bytes) : NULL;
}

static void forget_step(const ct_cost_step *step)
{
    ct_dealloc((void *)(uintptr_t)step->code);
    ct_dealloc((void *)(uintptr_t)step->walks);
    ct_dealloc((void *)(uintptr_t)step->dtype);
}

/* Takes the step over into the list. */
static void keep(ct_trace *t, ct_trace_open *o, const ct_object *value)
{
    const ct_array *a = value && value->type == &ct_array_type ? (const ct_array *)value : NULL;
    o->step.walks = o->walks.data && o->walks.length ? o->walks.data : "";
    if (a)
        describe_array(t, o, a);
    else if (value)
        estimate(t, o, value);
    bool nothing = !o->step.passes && (!a || (o->inner && o->step.kind == CT_STEP_NEW));
    if (nothing || t->failed)
        return;
    if (t->count == CT_TRACE_STEPS) {
        t->left_out++;
        return;
    }
    const ct_dtype *dtype = a                                         ? a->dtype
                            : value && value->type == &ct_scalar_type ? ct_scalar_dtype(value)
                                                                      : NULL;
    ct_text code = CT_TEXT_START;
    t->failed |= ct_unparse(&code, o->node) != CT_OK;
    o->step.depth = t->depth;
    o->step.why = o->step.kind == CT_STEP_VIEW   ? why_view(o, a)
                  : o->step.kind == CT_STEP_COPY ? why_copy(o)
                                                 : "";
    o->step.walks = copy_text(t, o->step.walks);
    o->step.dtype = copy_text(t, dtype ? ct_dtype_name(dtype) : "");
    o->step.code = t->failed ? NULL : ct_text_give(&code, NULL);
    ct_text_close(&code);
    if (t->failed)
        forget_step(&o->step);
    else
        t->steps[t->count++] = o->step;
}

void ct_trace_close(ct_trace *t)
{
    while (t->count > 0)
        forget_step(&t->steps[--t->count]);
}

/* -- evaluation ----------------------------------------------------------------------------------
 */

static bool is_step(const ct_node *node)
{
    switch (node->kind) {
    case CT_NODE_CALL:
    case CT_NODE_UNARY:
    case CT_NODE_BINARY:
    case CT_NODE_COMPARE:
    case CT_NODE_SUBSCRIPT:
    case CT_NODE_ATTRIBUTE:
        return true;
    default:
        return false;
    }
}

static void open_step(ct_trace *t, ct_trace_open *o, const ct_frame *frame, const ct_node *node)
{
    o->outer = t->open;
    o->node = node;
    o->frame = frame;
    o->noperands = o->moves = 0;
    o->inner = false;
    o->step = (ct_cost_step){.kind = CT_STEP_VALUE};
    o->walks = (ct_text)CT_TEXT_START;
    t->meter.walked = walked;
    t->open = o;
    t->depth++;
}

/* Shuts the step; `value` may be NULL after a failure, which leaves no step behind. */
static void shut_step(ct_trace *t, ct_trace_open *o, const ct_object *value)
{
    ct_meter *meter = ct_meter_now;
    t->open = o->outer;
    t->depth--;
    ct_meter_now = NULL; /* what happens here is no part of the program */
    t->open = o;
    if (value)
        keep(t, o, value);
    t->open = o->outer;
    ct_text_close(&o->walks);
    ct_meter_now = meter;
}

ct_object *ct_trace_eval(ct_frame *frame, const ct_node *node)
{
    ct_trace *t = ct_trace_now;
    ct_trace_open *outer = t->open;
    if (!is_step(node)) {
        ct_object *value = ct_eval_node(frame, node);
        add_operand(outer, frame, value);
        return value;
    }
    ct_trace_open o;
    open_step(t, &o, frame, node);
    ct_object *value = ct_eval_node(frame, node);
    shut_step(t, &o, value);
    add_operand(outer, frame, value);
    return value;
}

ct_signal ct_trace_statement(ct_frame *frame, const ct_node *node, ct_object **last)
{
    ct_trace *t = ct_trace_now;
    ct_trace_open o;
    open_step(t, &o, frame, node);
    t->depth--; /* the statement encloses its expression without being a step above it */
    ct_signal signal = ct_exec(frame, node, last);
    t->depth++;
    if (o.step.passes)
        o.step.kind = CT_STEP_WRITE;
    static const ct_object nothing = {1, &ct_none_type};
    shut_step(t, &o, signal == CT_SIGNAL_NEXT && o.step.passes ? &nothing : NULL);
    return signal;
}
