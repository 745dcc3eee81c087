/* cycles.c: lists, dicts and names of functions that hold themselves.
 *
 * All objects that the names reach are counted: one whose references all come from among them is
 * held by nobody else. Whatever is held from outside, and all it reaches, stays as it is; the other
 * lists and dicts are emptied, so that reference counts free the rest. Without memory nothing is
 * emptied, and a cycle stays. */
#include "eval.h"

#include <string.h>

typedef struct seen {
    ct_object *object;
    int64_t inner; /* references from objects seen */
    bool alive, entered;
} seen;

typedef struct walk {
    seen *table; /* open addressing, a power of two */
    int64_t size, count;
    ct_object **queue;
    int64_t queued, room;
    bool failed, marking;
} walk;

static seen *slot_of(const walk *w, const ct_object *object)
{
    uint64_t h = ((uint64_t)(uintptr_t)object >> 4) * UINT64_C(0x9E3779B97F4A7C15);
    int64_t at = (int64_t)(h >> 20) & (w->size - 1);
    while (w->table[at].object && w->table[at].object != object)
        at = (at + 1) & (w->size - 1);
    return &w->table[at];
}

static bool grow(walk *w)
{
    walk larger = {.size = w->size ? 2 * w->size : 256};
    larger.table = ct_alloc_zero(larger.size, sizeof *larger.table);
    if (!larger.table)
        return false;
    for (int64_t i = 0; i < w->size; i++)
        if (w->table[i].object)
            *slot_of(&larger, w->table[i].object) = w->table[i];
    ct_dealloc(w->table);
    w->table = larger.table;
    w->size = larger.size;
    return true;
}

static bool enqueue(walk *w, ct_object *object)
{
    if (w->queued == w->room) {
        int64_t room = w->room ? 2 * w->room : 64;
        ct_object **queue = ct_realloc(w->queue, room * (int64_t)sizeof *queue);
        if (!queue)
            return false;
        w->queue = queue;
        w->room = room;
    }
    w->queue[w->queued++] = object;
    return true;
}

/* One reference to `child`: counted, and followed the first time. */
static int meet(ct_object *child, void *context)
{
    walk *w = context;
    if (!child || !child->type->visit)
        return 0;
    if (w->marking) {
        seen *s = slot_of(w, child);
        if (s->object && !s->alive) {
            s->alive = true;
            w->failed |= !enqueue(w, child);
        }
        return w->failed;
    }
    if (2 * w->count >= w->size && !grow(w))
        return w->failed = true;
    seen *s = slot_of(w, child);
    if (!s->object) {
        s->object = child;
        w->count++;
        w->failed |= !enqueue(w, child);
    }
    s->inner++;
    return w->failed;
}

static void follow(walk *w)
{
    while (w->queued > 0 && !w->failed) {
        ct_object *object = w->queue[--w->queued];
        object->type->visit(object, meet, w);
    }
}

static void empty(walk *w)
{
    for (int64_t i = 0; i < w->size; i++) /* first make sure that none goes away meanwhile */
        if (w->table[i].object && !w->table[i].alive)
            ct_retain(w->table[i].object);
    for (int64_t i = 0; i < w->size; i++) {
        ct_object *object = w->table[i].object;
        if (!object || w->table[i].alive)
            continue;
        if (object->type == &ct_list_type)
            ct_list_clear((ct_list *)object);
        else if (object->type == &ct_dict_type)
            ct_dict_clear(object);
    }
    for (int64_t i = 0; i < w->size; i++)
        if (w->table[i].object && !w->table[i].alive)
            ct_release(w->table[i].object);
}

void ct_break_cycles(ct_names *root, bool end)
{
    walk w = {0};
    for (ct_names *names = root; names; names = names->next) {
        meet(&names->object, &w);
        if (!w.failed && (!end || names != root))
            slot_of(&w, &names->object)->inner--; /* met in the list, which holds no reference */
    }
    follow(&w);
    w.marking = true;
    w.queued = 0;
    for (int64_t i = 0; i < w.size && !w.failed; i++) {
        seen *s = &w.table[i];
        /* at the end the interpreter's own reference counts as one from among them */
        if (s->object && !s->alive && s->object->refs > s->inner &&
            !(end && s->object == &root->object))
            meet(s->object, &w);
    }
    follow(&w);
    if (!w.failed)
        empty(&w);
    else
        ct_error_take(NULL);
    ct_dealloc(w.table);
    ct_dealloc(w.queue);
}
