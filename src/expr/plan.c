/* plan.c: cx_plan: an expression as a function of arrays.
 *
 * The first run with arrays of some dtypes makes the tree ready (eval.c) with stand-ins of those
 * dtypes in their place, so that nobody's arrays are held; later runs only look whether the arrays
 * suit: the same dtypes, single elements where there were such, and otherwise one shape, in rows
 * without gaps. Python's numbers are single elements too: only a whole number's length, and the
 * value of an exponent, decide about more than the result's. Anything else is built and evaluated
 * anew, and so is what comes while another thread is at work with the plan. */
#include "plan.h"
#include "expr.h"

#include "array/array.h"
#include "array/meter.h"
#include "array/nest.h"

#include <stdatomic.h>
#include <string.h>

typedef struct stand_in {
    ct_array *array;
    bool single, weak;
    int leaf; /* of the tree that is ready; -1: none */
} stand_in;

struct cx_plan {
    cx_builder *build;
    void *context;
    void (*end)(void *context); /* may be NULL */
    int n;
    atomic_flag busy; /* all below */
    bool known;       /* `ready` is for these stand-ins; NULL: they cannot be made so */
    cx *tree;
    cx_ready *ready;
    stand_in in[];
};

cx_plan *cx_plan_new(int n, cx_builder *build, void *context)
{
    enum { MOST = 1 << 16 };
    if (!build)
        return ct_null_input("plan", 2), NULL;
    if (n < 0 || n > MOST)
        return CT_FAIL(CT_VALUE_ERROR, "plan", 1, "%d arrays: choose 0 to %d", n, MOST);
    cx_plan *p = ct_alloc_zero(1, (int64_t)sizeof *p + n * (int64_t)sizeof *p->in);
    if (!p)
        return NULL;
    p->build = build;
    p->context = context;
    p->n = n;
    atomic_flag_clear(&p->busy);
    return p;
}

static void forget(cx_plan *p)
{
    cx_ready_close(p->ready);
    if (p->tree)
        cx_free(p->tree);
    for (int i = 0; i < p->n; i++) {
        ct_release(p->in[i].array);
        p->in[i].array = NULL;
    }
    p->tree = NULL;
    p->ready = NULL;
    p->known = false;
}

void cx_plan_free(cx_plan *p)
{
    if (!p)
        return;
    forget(p);
    if (p->end)
        p->end(p->context);
    ct_dealloc(p);
}

void cx_plan_owns(cx_plan *p, void (*end)(void *context))
{
    p->end = end;
}

/* -- what suits -------------------------------------------------------------------------------- */

static bool is_weak(const ct_array *a)
{
    return (a->flags & (CT_WEAK | CT_WEAK_BIG)) != 0;
}

/* Whether two weak whole numbers are in range of the same integer dtypes. */
static bool is_as_long(int64_t a, int64_t b)
{
    uint64_t x = (uint64_t)(a < 0 ? ~a : a), y = (uint64_t)(b < 0 ? ~b : b);
    static const int bits[] = {7, 8, 15, 16, 31, 32};
    bool same = (a < 0) == (b < 0);
    for (size_t i = 0; i < sizeof bits / sizeof *bits && same; i++)
        same = (x >> bits[i] != 0) == (y >> bits[i] != 0);
    return same;
}

/* Weak numbers that may stand for each other. */
static bool is_same_number(const ct_array *x, const ct_array *a)
{
    enum { KINDS = CT_WEAK | CT_WEAK_BIG };
    if ((x->flags & KINDS) != (a->flags & KINDS))
        return false;
    bool whole = a->dtype->num == CT_NUM_INT64, big = (a->flags & CT_WEAK_BIG) != 0;
    if (x->flags & CT_LOOKED_AT || big || a->dtype->num == CT_NUM_UINT64)
        return !memcmp(x->data, a->data, (size_t)a->dtype->itemsize);
    return !whole || is_as_long(*(const int64_t *)(const void *)x->data,
                                *(const int64_t *)(const void *)a->data);
}

static bool is_same_kind(const stand_in *x, const ct_array *a)
{
    return x->array->dtype == a->dtype && x->single == (a->ndim == 0) && x->weak == is_weak(a) &&
           (!x->weak || is_same_number(x->array, a));
}

static bool suits(const cx_plan *p, ct_array *const *arrays)
{
    for (int i = 0; i < p->n; i++)
        if (!is_same_kind(&p->in[i], arrays[i]))
            return false;
    return true;
}

static bool is_row(const ct_array *a)
{
    enum { ROW = CT_C_CONTIGUOUS | CT_ALIGNED };
    return (a->flags & ROW) == ROW;
}

static bool has_shape(const ct_array *a, const ct_array *model)
{
    bool same = a->ndim == model->ndim;
    for (int i = 0; i < a->ndim && same; i++)
        same = a->shape[i] == model->shape[i];
    return same;
}

/* The shape of all that are no single elements; NULL: there are several, or gaps. */
static const ct_array *common_shape(const cx_plan *p, ct_array *const *arrays)
{
    const ct_array *model = NULL;
    for (int i = 0; i < p->n; i++) {
        const ct_array *a = arrays[i];
        if (!is_row(a) || a->dtype->num >= CT_NUM_STR)
            return NULL;
        if (!model || (model->ndim == 0 && a->ndim > 0))
            model = a;
        else if (a->ndim > 0 && !has_shape(a, model))
            return NULL;
    }
    return model && model->size > 0 ? model : NULL;
}

/* Whether the pass may write straight into `out`. */
static bool takes_result(const cx_plan *p, ct_array *const *arrays, const ct_array *model,
                         const ct_array *out)
{
    bool good = out->dtype == p->ready->dtype && is_row(out) && out->flags & CT_WRITEABLE &&
                has_shape(out, model);
    for (int i = 0; good && i < p->n; i++) {
        const ct_array *a = arrays[i];
        bool apart = a->data + a->size * a->dtype->itemsize <= out->data ||
                     out->data + out->size * out->dtype->itemsize <= a->data;
        bool same = a->data == out->data && a->ndim > 0 && a->dtype == out->dtype;
        good = apart || same;
    }
    return good;
}

/* -- running ----------------------------------------------------------------------------------- */

/* A weak number of the plan's own, which learns whether its value matters. */
static ct_array *weak_copy(const ct_array *a)
{
    ct_array *copy = ct_empty(0, NULL, a->dtype);
    if (copy) {
        memcpy(copy->data, a->data, (size_t)a->dtype->itemsize);
        copy->flags |= (a->flags & (CT_WEAK | CT_WEAK_BIG)) | CT_STAND_IN;
    }
    return copy;
}

/* A failure here is no failure of the run: the long way reports what is wrong. */
static void make_ready(cx_plan *p, ct_array *const *arrays)
{
    const int64_t two = 2;
    const ct_errstate quiet = {CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE};
    ct_errstate modes = ct_seterr(quiet); /* stand-ins mean nothing */
    bool made = ct_error_pending() == CT_OK;
    ct_array *stand_ins[CX_READY_LEAVES];
    forget(p);
    for (int i = 0; i < p->n && made; i++) {
        stand_in *x = &p->in[i];
        x->single = arrays[i]->ndim == 0;
        x->weak = is_weak(arrays[i]);
        x->array = x->weak ? weak_copy(arrays[i]) : ct_ones(!x->single, &two, arrays[i]->dtype);
        made = x->array != NULL;
        stand_ins[i] = x->array;
    }
    p->known = made;
    p->tree = made ? p->build(p->context, stand_ins) : NULL;
    p->ready = p->tree ? cx_ready_open(p->tree) : NULL;
    ct_seterr(modes);
    p->known &= ct_error_pending() != CT_MEMORY_ERROR;
    if (made || ct_error_pending() == CT_MEMORY_ERROR)
        ct_error_take(NULL);
    for (int i = 0; i < p->n; i++)
        p->in[i].leaf = -1;
    for (int k = 0; p->ready && k < p->ready->leaves; k++)
        for (int i = 0; i < p->n; i++)
            if (p->in[i].array == p->ready->leaf[k])
                p->in[i].leaf = k;
}

/* True when the plan served: *result is there, or NULL and the error is recorded. */
static bool run_ready(cx_plan *p, ct_array *const *arrays, ct_array *out, ct_array **result)
{
    const ct_array *model = common_shape(p, arrays);
    if (!model)
        return false;
    if (!p->known || !suits(p, arrays))
        make_ready(p, arrays);
    if (!p->ready || (out && (p->ready->single || !takes_result(p, arrays, model, out))))
        return false;
    char *at[CX_READY_LEAVES];
    for (int k = 0; k < p->ready->leaves; k++)
        at[k] = p->ready->leaf[k]->data;
    for (int i = 0; i < p->n; i++)
        if (p->in[i].leaf >= 0)
            at[p->in[i].leaf] = arrays[i]->data;
    ct_array *made = out                ? ct_retain(out)
                     : p->ready->single ? ct_array_new(0, NULL, NULL, 1, p->ready->dtype, false)
                                        : ct_array_new_like(model, p->ready->dtype);
    if (made && cx_ready_run(p->ready, at, made->data, model->size) != CT_OK) {
        ct_release(made);
        made = NULL;
    }
    *result = made;
    return true;
}

ct_array *cx_plan_run(cx_plan *p, ct_array *const *arrays, ct_array *out)
{
    if (!p || (p->n > 0 && !arrays))
        return ct_null_input("plan", p ? 2 : 1), NULL;
    for (int i = 0; i < p->n; i++)
        if (!arrays[i])
            return ct_null_input("plan", 2), NULL;
    ct_array *result;
    bool may = p->n > 0 && p->n <= CX_READY_LEAVES && !ct_metered();
    if (may && !atomic_flag_test_and_set_explicit(&p->busy, memory_order_acquire)) {
        bool done = run_ready(p, arrays, out, &result);
        atomic_flag_clear_explicit(&p->busy, memory_order_release);
        if (done)
            return result;
    }
    cx *e = p->build(p->context, arrays);
    if (!out)
        return cx_eval(e);
    return cx_eval_into(e, out) == CT_OK ? ct_retain(out) : NULL;
}
