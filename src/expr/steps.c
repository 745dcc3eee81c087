/* steps.c: cx_steps: operations written down, to be made an expression again for each run.
 *
 * A step keeps the node that it was added as, over its placeholders: what a run evaluates is the
 * same operation over the nodes of its arguments. Steps refer to earlier ones only. */
#include "expr.h"

#include <string.h>

typedef struct step {
    cx *node;     /* NULL: an argument */
    int argument; /* its number; -1 */
    int in[3];    /* steps */
    int uses;     /* by the steps that the result needs; 0: it is left out */
} step;

struct cx_steps {
    int count, most, arguments; /* arguments: one more than the highest number */
    int root;
    step *items;
};

enum { MOST_STEPS = 1 << 20 };

cx_steps *cx_steps_new(void)
{
    return ct_alloc_zero(1, sizeof(cx_steps));
}

void cx_steps_free(cx_steps *s)
{
    for (int i = 0; s && i < s->count; i++)
        if (s->items[i].node)
            cx_free(s->items[i].node);
    if (s)
        ct_dealloc(s->items);
    ct_dealloc(s);
}

/* A number of an array and its likes; others are the same only as objects. */
static bool is_same_value(const ct_array *a, const ct_array *b)
{
    return a == b ||
           (a->flags & b->flags & CT_WEAK && a->flags == b->flags && a->ndim == 0 && b->ndim == 0 &&
            a->dtype == b->dtype && !memcmp(a->data, b->data, (size_t)a->dtype->itemsize));
}

static bool is_same(const step *a, const step *b)
{
    if (!a->node || !b->node)
        return !a->node && !b->node && a->argument == b->argument;
    if (!cx_is_same(a->node, b->node))
        return false;
    return a->node->kind == CX_LEAF ? is_same_value(a->node->value, b->node->value)
                                    : !memcmp(a->in, b->in, sizeof a->in);
}

/* Takes the node; its number. */
static int add(cx_steps *s, const step *made)
{
    for (int i = 0; i < s->count; i++)
        if (is_same(&s->items[i], made)) {
            if (made->node)
                cx_free(made->node);
            return i;
        }
    bool room = s->count < s->most;
    if (!room && s->count < MOST_STEPS) {
        int most = s->most ? 2 * s->most : 16;
        step *grown = ct_realloc(s->items, most * (int64_t)sizeof *grown);
        room = grown != NULL;
        s->items = room ? grown : s->items;
        s->most = room ? most : s->most;
    } else if (!room) {
        ct_error_set(CT_VALUE_ERROR, "steps", 1, "more than %d steps", MOST_STEPS);
    }
    if (room) {
        s->items[s->count] = *made;
        return s->count++;
    }
    if (made->node)
        cx_free(made->node);
    return -1;
}

int cx_steps_argument(cx_steps *s, int k)
{
    enum { MOST = 1 << 16 };
    if (!s)
        return ct_null_input("steps", 1), -1;
    if (k < 0 || k >= MOST)
        return ct_error_set(CT_VALUE_ERROR, "steps", 2, "argument %d: choose 0 to %d", k, MOST - 1),
               -1;
    s->arguments = k >= s->arguments ? k + 1 : s->arguments;
    return add(s, &(step){.argument = k});
}

int cx_steps_arguments(const cx_steps *s)
{
    return s ? s->arguments : 0;
}

int cx_steps_add(cx_steps *s, cx *node, const int *in)
{
    if (!s || !node) {
        cx_free(node);
        return ct_null_input("steps", s ? 2 : 1), -1;
    }
    step made = {.node = node, .argument = -1, .in = {-1, -1, -1}};
    bool good = node->kind != CX_INPUT && (node->kind != CX_LEAF || node->count == 0);
    for (int k = 0; k < node->count && good; k++) {
        const cx *input = node->in[k];
        good =
            in && input->kind == CX_INPUT && in[input->number] >= 0 && in[input->number] < s->count;
        made.in[k] = good ? in[input->number] : -1;
    }
    if (good)
        return add(s, &made);
    cx_free(node);
    ct_error_set(CT_VALUE_ERROR, "steps", 2,
                 "a step is one operation over inputs, which are earlier steps, or a value");
    return -1;
}

/* The expression over `arrays`; NULL on failure. Each node has one handle for each use. */
static cx *build(void *context, ct_array *const *arrays)
{
    const cx_steps *s = context;
    int n = s->root + 1, made = 0;
    cx **nodes = ct_alloc(n * (int64_t)sizeof *nodes);
    int *left = ct_alloc(n * (int64_t)sizeof *left); /* handles that are not taken yet */
    bool ok = nodes && left;
    for (; ok && made < n; made++) {
        const step *one = &s->items[made];
        cx *in[3] = {NULL, NULL, NULL};
        for (int k = 0; one->uses && one->node && k < one->node->count; k++) {
            in[k] = nodes[one->in[k]];
            left[one->in[k]]--;
        }
        nodes[made] = !one->uses   ? NULL
                      : !one->node ? cx_array(arrays[one->argument])
                                   : cx_again(one->node, in);
        left[made] = nodes[made] ? 1 : 0;
        for (int k = 1; nodes[made] && k < one->uses; k++)
            left[made] += cx_dup(nodes[made]) != NULL;
        ok = nodes[made] || !one->uses;
    }
    cx *result = ok ? nodes[n - 1] : NULL;
    for (int i = 0; !ok && i < made; i++)
        for (; left[i] > 0; left[i]--)
            cx_free(nodes[i]);
    ct_dealloc(nodes);
    ct_dealloc(left);
    return result;
}

static void close_steps(void *context)
{
    cx_steps_free(context);
}

cx_plan *cx_steps_plan(cx_steps *s, int root, int n)
{
    if (!s)
        return ct_null_input("steps", 1), NULL;
    cx_plan *plan = NULL;
    if (root < 0 || root >= s->count || n < s->arguments) {
        ct_error_set(CT_VALUE_ERROR, "steps", 2, "no step %d, or fewer than %d arguments", root,
                     s->arguments);
    } else {
        s->root = root;
        s->items[root].uses = 1;
        for (int i = root; i >= 0; i--)
            for (int k = 0; s->items[i].uses && s->items[i].node && k < s->items[i].node->count;
                 k++)
                s->items[s->items[i].in[k]].uses++;
        plan = cx_plan_new(n, build, s);
    }
    if (plan)
        cx_plan_owns(plan, close_steps);
    else
        cx_steps_free(s);
    return plan;
}
