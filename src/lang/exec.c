/* exec.c: statements and assignment. */
#include "eval.h"

/* -- assignment -------------------------------------------------------------------------------- */

static ct_status wrong_count(bool star, int64_t wanted, int64_t got)
{
    if (got > wanted && !star)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "too many values to unpack (expected %lld)",
                            (long long)wanted);
    return ct_error_set(CT_VALUE_ERROR, NULL, 0,
                        "not enough values to unpack (expected %s%lld, got %lld)",
                        star ? "at least " : "", (long long)wanted, (long long)got);
}

static ct_status unpack(ct_frame *frame, const ct_node *target, ct_object *value)
{
    ct_iter check;
    if (ct_iter_start(&check, value)) {
        ct_error_take(NULL);
        return ct_error_set(CT_TYPE_ERROR, NULL, 0, "cannot unpack non-iterable %s object",
                            value->type->name);
    }
    ct_list *items = ct_list_from(value);
    if (!items)
        return ct_error_pending();
    int32_t n = target->count, star = -1;
    for (int32_t i = 0; i < n; i++)
        if (target->child[i]->kind == CT_NODE_STAR)
            star = i;
    int64_t got = ct_list_length(items), fixed = n - (star >= 0);
    ct_status status = CT_OK;
    if (got < fixed || (star < 0 && got > fixed))
        status = wrong_count(star >= 0, fixed, got);
    for (int32_t i = 0; i < n && !status; i++) {
        const ct_node *part = target->child[i];
        int64_t from = star >= 0 && i > star ? got - (n - i) : i;
        ct_object *item = i == star ? (ct_object *)ct_list_slice(items, i, i + got - fixed, 1)
                                    : ct_list_get(items, from);
        status =
            item ? ct_assign(frame, i == star ? part->child[0] : part, item) : ct_error_pending();
        ct_release(item);
    }
    ct_release(items);
    return status;
}

ct_status ct_assign(ct_frame *frame, const ct_node *target, ct_object *value)
{
    if (target->kind == CT_NODE_NAME)
        return ct_dict_set(frame->names->values, target->value, value);
    if (target->kind == CT_NODE_TUPLE || target->kind == CT_NODE_LIST)
        return unpack(frame, target, value);
    ct_object *object = ct_eval(frame, target->child[0]);
    if (!object)
        return ct_error_pending();
    ct_status status;
    if (target->kind == CT_NODE_ATTRIBUTE) {
        status = ct_attribute_set(object, ct_as_string(target->value, NULL), value);
    } else {
        ct_object *key = ct_eval(frame, target->child[1]);
        status = key ? ct_subscript_put(object, key, value) : ct_error_pending();
        ct_release(key);
    }
    ct_release(object);
    if (status)
        ct_failure_note(frame->program, target->at);
    return status;
}

static ct_status assign(ct_frame *frame, const ct_node *node)
{
    ct_object *value = ct_eval(frame, node->child[node->count - 1]);
    if (!value)
        return ct_error_pending();
    ct_status status = CT_OK;
    for (int32_t i = 0; i + 1 < node->count && !status; i++)
        status = ct_assign(frame, node->child[i], value);
    ct_release(value);
    return status;
}

/* target op= value: object and key are evaluated once. */
static ct_status augment(ct_frame *frame, const ct_node *node)
{
    CT_SCOPE(s);
    const ct_node *target = node->child[0];
    ct_operator op = (ct_operator)node->op;
    ct_object *object = NULL, *key = NULL, *old;
    if (target->kind == CT_NODE_NAME) {
        old = ct_own(&s, ct_eval(frame, target));
    } else {
        object = ct_own(&s, ct_eval(frame, target->child[0]));
        if (!object)
            return ct_error_pending();
        if (target->kind == CT_NODE_SUBSCRIPT) {
            key = ct_own(&s, ct_eval(frame, target->child[1]));
            old = key ? ct_own(&s, ct_subscript_get(object, key)) : NULL;
        } else {
            old = ct_own(&s, ct_attribute_get(object, ct_as_string(target->value, NULL)));
        }
    }
    ct_object *value = old ? ct_own(&s, ct_eval(frame, node->child[1])) : NULL;
    ct_object *result = value ? ct_own(&s, ct_operate_in_place(op, old, value)) : NULL;
    if (!result)
        return ct_error_pending();
    if (target->kind == CT_NODE_NAME)
        return ct_dict_set(frame->names->values, target->value, result);
    return key ? ct_subscript_put(object, key, result)
               : ct_attribute_set(object, ct_as_string(target->value, NULL), result);
}

static ct_status delete_target(ct_frame *frame, const ct_node *target)
{
    if (target->kind == CT_NODE_NAME) {
        int found = ct_dict_delete(frame->names->values, target->value);
        if (found == 0)
            return ct_error_set(CT_NAME_ERROR, NULL, 0, "name '%s' is not defined",
                                ct_as_string(target->value, NULL));
        return found < 0 ? ct_error_pending() : CT_OK;
    }
    if (target->kind == CT_NODE_TUPLE || target->kind == CT_NODE_LIST) {
        for (int32_t i = 0; i < target->count; i++) {
            ct_status status = delete_target(frame, target->child[i]);
            if (status)
                return status;
        }
        return CT_OK;
    }
    if (target->kind != CT_NODE_SUBSCRIPT)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0, "attributes cannot be deleted");
    CT_SCOPE(s);
    ct_object *object = ct_own(&s, ct_eval(frame, target->child[0]));
    ct_object *key = object ? ct_own(&s, ct_eval(frame, target->child[1])) : NULL;
    return key ? ct_subscript_drop(object, key) : ct_error_pending();
}

/* -- control ----------------------------------------------------------------------------------- */

/* The truth of an expression: 1, 0, -1. */
static int test(ct_frame *frame, const ct_node *node)
{
    ct_object *value = ct_eval(frame, node);
    int truth = value ? ct_truth(value) : -1;
    ct_release(value);
    return truth;
}

static ct_signal while_(ct_frame *frame, const ct_node *node)
{
    int truth;
    ct_signal signal = CT_SIGNAL_NEXT;
    ct_rounds rounds;
    ct_rounds_begin(&rounds, frame, node, NULL);
    while ((truth = test(frame, node->child[0])) > 0) {
        signal = ct_exec(frame, node->child[1], NULL);
        if (signal == CT_SIGNAL_BREAK || signal >= CT_SIGNAL_RETURN)
            break;
        ct_rounds_next(&rounds);
    }
    ct_rounds_end(&rounds);
    if (truth > 0)
        return signal == CT_SIGNAL_BREAK ? CT_SIGNAL_NEXT : signal;
    if (truth < 0)
        return CT_SIGNAL_ERROR;
    return node->child[2] ? ct_exec(frame, node->child[2], NULL) : CT_SIGNAL_NEXT;
}

static ct_signal for_(ct_frame *frame, const ct_node *node)
{
    ct_object *iterable = ct_eval(frame, node->child[1]), *item;
    ct_signal signal = CT_SIGNAL_NEXT;
    ct_iter iter;
    int more = 0;
    if (!iterable || ct_iter_start(&iter, iterable)) {
        ct_release(iterable);
        return CT_SIGNAL_ERROR;
    }
    ct_rounds rounds;
    ct_rounds_begin(&rounds, frame, node, iterable);
    while ((more = ct_iter_next(&iter, &item)) > 0) {
        ct_status status = ct_assign(frame, node->child[0], item);
        ct_release(item);
        signal = status ? CT_SIGNAL_ERROR : ct_exec(frame, node->child[2], NULL);
        if (signal == CT_SIGNAL_BREAK || signal >= CT_SIGNAL_RETURN)
            break;
        ct_rounds_next(&rounds);
    }
    ct_rounds_end(&rounds);
    ct_release(iterable);
    if (more < 0)
        return CT_SIGNAL_ERROR;
    if (more > 0)
        return signal == CT_SIGNAL_BREAK ? CT_SIGNAL_NEXT : signal;
    return node->child[3] ? ct_exec(frame, node->child[3], NULL) : CT_SIGNAL_NEXT;
}

static ct_status assert_(ct_frame *frame, const ct_node *node)
{
    int truth = test(frame, node->child[0]);
    if (truth)
        return truth < 0 ? ct_error_pending() : CT_OK;
    ct_object *message = node->count > 1 ? ct_eval(frame, node->child[1]) : NULL;
    char *text = message ? ct_str(message, NULL) : NULL;
    ct_status status = ct_error_set(CT_ASSERTION_ERROR, NULL, 0, "%s", text ? text : "");
    ct_free(text);
    ct_release(message);
    return status;
}

static ct_signal block(ct_frame *frame, const ct_node *node, ct_object **last)
{
    for (int32_t i = 0; i < node->count; i++) {
        ct_signal signal = ct_exec(frame, node->child[i], last);
        if (signal != CT_SIGNAL_NEXT)
            return signal;
    }
    return CT_SIGNAL_NEXT;
}

static ct_signal return_(ct_frame *frame, const ct_node *node)
{
    frame->returned = node->count ? ct_eval(frame, node->child[0]) : ct_none();
    return frame->returned ? CT_SIGNAL_RETURN : CT_SIGNAL_ERROR;
}

static ct_signal dispatch(ct_frame *frame, const ct_node *node, ct_object **last)
{
    ct_object *value;
    int truth;
    switch (node->kind) {
    case CT_NODE_EXPRESSION:
        value = ct_eval(frame, node->child[0]);
        if (last)
            *last = value;
        else
            ct_release(value);
        return value ? CT_SIGNAL_NEXT : CT_SIGNAL_ERROR;
    case CT_NODE_ASSIGN:
        return assign(frame, node) ? CT_SIGNAL_ERROR : CT_SIGNAL_NEXT;
    case CT_NODE_AUGMENT:
        return augment(frame, node) ? CT_SIGNAL_ERROR : CT_SIGNAL_NEXT;
    case CT_NODE_DELETE:
        return delete_target(frame, node->child[0]) ? CT_SIGNAL_ERROR : CT_SIGNAL_NEXT;
    case CT_NODE_BREAK:
        return CT_SIGNAL_BREAK;
    case CT_NODE_CONTINUE:
        return CT_SIGNAL_CONTINUE;
    case CT_NODE_RETURN:
        return return_(frame, node);
    case CT_NODE_ASSERT:
        return assert_(frame, node) ? CT_SIGNAL_ERROR : CT_SIGNAL_NEXT;
    case CT_NODE_IF:
        truth = test(frame, node->child[0]);
        if (truth < 0)
            return CT_SIGNAL_ERROR;
        node = node->child[truth ? 1 : 2];
        return node ? ct_exec(frame, node, NULL) : CT_SIGNAL_NEXT;
    case CT_NODE_WHILE:
        return while_(frame, node);
    case CT_NODE_FOR:
        return for_(frame, node);
    case CT_NODE_DEF:
        value = ct_eval_lambda(frame, node->child[0]);
        truth = !value || ct_dict_set(frame->names->values, node->value, value);
        ct_release(value);
        return truth ? CT_SIGNAL_ERROR : CT_SIGNAL_NEXT;
    case CT_NODE_BLOCK:
        return block(frame, node, last);
    default:
        return CT_SIGNAL_NEXT;
    }
}

ct_signal ct_exec(ct_frame *frame, const ct_node *node, ct_object **last)
{
    if (last) {
        ct_release(*last);
        *last = NULL;
    }
    if (ct_eval_too_deep() || ct_interrupted()) {
        ct_failure_note(frame->program, node->at);
        return CT_SIGNAL_ERROR;
    }
    ct_signal signal = dispatch(frame, node, last);
    if (signal == CT_SIGNAL_ERROR)
        ct_failure_note(frame->program, node->at);
    return signal;
}
