/* object.c: reference counts and the operations on any object.
 *
 * Destroying a deep structure does not recurse without bound: below DEEP nested destructions the
 * objects wait in a chain (linked through their dead reference counts) that the outermost one
 * works off. Reading a deep structure is bounded by ct_enter. */
#include "object.h"

#include "base/limits.h"

#include <string.h>

enum {
    DEEP = 32,          /* nested destructions before they are postponed: a few KiB of stack */
    DEPTH_LIMIT = 1000, /* Python's default recursion limit */
};

static CT_PER_THREAD int destroying;
static CT_PER_THREAD ct_object *postponed;
static CT_PER_THREAD int depth;
_Thread_local const char *ct_order_symbol = "<";

/* -- references ------------------------------------------------------------------------------- */

void *ct_retain(const void *object)
{
    ct_object *o = (ct_object *)(uintptr_t)object;
    if (o && __atomic_load_n(&o->refs, __ATOMIC_RELAXED) < INT64_MAX / 2)
        __atomic_fetch_add(&o->refs, 1, __ATOMIC_RELAXED);
    return o;
}

static void destroy(ct_object *o)
{
    if (destroying >= DEEP) {
        o->refs = (int64_t)(intptr_t)postponed;
        postponed = o;
        return;
    }
    destroying++;
    o->type->destroy(o);
    while (destroying == 1 && postponed) {
        ct_object *next = postponed;
        postponed = (ct_object *)(intptr_t)next->refs;
        next->refs = 0;
        next->type->destroy(next);
    }
    destroying--;
}

void ct_release(const void *object)
{
    ct_object *o = (ct_object *)(uintptr_t)object;
    if (!o)
        return;
    int64_t refs = __atomic_load_n(&o->refs, __ATOMIC_ACQUIRE);
    if (refs >= INT64_MAX / 2)
        return;
    /* The only owner needs no atomic subtraction. */
    if (refs != 1 && __atomic_sub_fetch(&o->refs, 1, __ATOMIC_ACQ_REL) != 0)
        return;
    destroy(o);
}

int64_t ct_refcount(const void *object)
{
    return object ? __atomic_load_n(&((const ct_object *)object)->refs, __ATOMIC_RELAXED) : 0;
}

const ct_type *ct_type_of(const void *object)
{
    return object ? ((const ct_object *)object)->type : NULL;
}

void ct_free(void *memory)
{
    ct_dealloc(memory);
}

/* -- depth ------------------------------------------------------------------------------------- */

bool ct_enter(const char *doing)
{
    if (!ct_pay(1))
        return false;
    if (depth >= DEPTH_LIMIT) {
        ct_error_set(CT_RECURSION_ERROR, NULL, 0, "maximum recursion depth exceeded%s", doing);
        return false;
    }
    depth++;
    return true;
}

void ct_leave(void)
{
    depth--;
}

/* -- operations -------------------------------------------------------------------------------- */

static int equal_known(const ct_object *a, const ct_object *b)
{
    int result = a->type->equal ? a->type->equal(a, b) : a == b;
    if (result == 0 && a->type != b->type && b->type->equal)
        result = b->type->equal(b, a);
    return result;
}

int ct_equal_objects(const void *a, const void *b)
{
    if (!a || !b)
        return ct_null_input("equal", a ? 2 : 1), -1;
    if (!ct_enter(" in comparison"))
        return -1;
    int result = equal_known(a, b);
    ct_leave();
    return result;
}

int ct_order_objects(const void *a, const void *b, int *out)
{
    *out = 2;
    if (!a || !b)
        return ct_null_input("order", a ? 2 : 1), -1;
    if (!ct_enter(" in comparison"))
        return -1;
    const ct_object *x = a, *y = b;
    int result = x->type->order ? x->type->order(x, y, out) : 1;
    if (result == 1 && x->type != y->type && y->type->order) {
        result = y->type->order(y, x, out);
        if (result == 0 && *out != 2)
            *out = -*out;
    }
    ct_leave();
    if (result == 1) {
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "'%s' not supported between instances of '%s' and '%s'", ct_order_symbol,
                     x->type->name, y->type->name);
        result = -1;
    }
    return result;
}

ct_status ct_hash(const void *object, uint64_t *out)
{
    *out = 0;
    if (!object)
        return ct_null_input("hash", 1);
    const ct_object *o = object;
    if (!o->type->hash)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0, "unhashable type: '%s'", o->type->name);
    if (!ct_enter(""))
        return ct_error_pending();
    ct_status status = o->type->hash(o, out);
    ct_leave();
    return status;
}

int ct_truth(const void *object)
{
    if (!object)
        return ct_null_input("bool", 1), -1;
    const ct_object *o = object;
    if (o->type->truth)
        return o->type->truth(o);
    if (!o->type->length)
        return 1;
    int64_t length = o->type->length(o);
    return length < 0 ? -1 : length > 0;
}

int64_t ct_length(const void *object)
{
    if (!object)
        return ct_null_input("len", 1), -1;
    const ct_object *o = object;
    if (!o->type->length) {
        ct_error_set(CT_TYPE_ERROR, NULL, 0, "object of type '%s' has no len()", o->type->name);
        return -1;
    }
    return o->type->length(o);
}
