/* comprehension.c: [x for y in z if c], its generator form (a list here), and that of dicts. */
#include "eval.h"

#include "registry/iterator.h"

static ct_status add_element(ct_frame *frame, const ct_node *node, ct_object *result)
{
    ct_object *first = ct_eval(frame, node->child[0]), *second = NULL;
    if (!first)
        return ct_error_pending();
    ct_status status;
    if (node->kind == CT_NODE_COMPREHENSION) {
        status = ct_list_append((ct_list *)result, first);
    } else {
        second = ct_eval(frame, node->child[1]);
        status = second ? ct_dict_set(result, first, second) : ct_error_pending();
    }
    ct_release(first);
    ct_release(second);
    return status;
}

/* The clauses from `clause` on; nested as they stand. */
static ct_status clauses(ct_frame *frame, const ct_node *node, int32_t clause, ct_object *result)
{
    for (; clause < node->count && node->child[clause]->kind != CT_NODE_FOR_IN; clause++) {
        ct_object *condition = ct_eval(frame, node->child[clause]);
        int truth = condition ? ct_truth(condition) : -1;
        ct_release(condition);
        if (truth <= 0)
            return truth ? ct_error_pending() : CT_OK;
    }
    if (clause == node->count)
        return add_element(frame, node, result);
    const ct_node *loop = node->child[clause];
    ct_object *iterable = ct_eval(frame, loop->child[1]), *item;
    ct_iter iter;
    int more = 0;
    ct_status status = iterable ? ct_iter_start(&iter, iterable) : ct_error_pending();
    ct_rounds rounds;
    ct_rounds_begin(&rounds, frame, loop, iterable);
    while (!status && (more = ct_iter_next(&iter, &item)) > 0) {
        status = ct_assign(frame, loop->child[0], item);
        ct_release(item);
        if (!status)
            status = clauses(frame, node, clause + 1, result);
        ct_rounds_next(&rounds);
    }
    ct_rounds_end(&rounds);
    ct_release(iterable);
    return more < 0 ? ct_error_pending() : status;
}

ct_object *ct_eval_comprehension(ct_frame *frame, const ct_node *node)
{
    bool list = node->kind == CT_NODE_COMPREHENSION;
    ct_names *names = ct_names_new(frame->names);
    ct_object *result = !names ? NULL : list ? (ct_object *)ct_list_new() : ct_dict();
    ct_frame inner = {frame->program, names, NULL};
    if (result && clauses(&inner, node, list ? 1 : 2, result)) {
        ct_release(result);
        result = NULL;
    }
    ct_release(names);
    return list && node->op ? ct_iterator_over((ct_list *)result, CT_ITERATOR_GENERATOR) : result;
}
