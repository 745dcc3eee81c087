/* method.c: routines bound to the value they belong to: [].append, x.mean. */
#include "args.h"
#include "object/object.h"
#include "registry.h"

#include <string.h>

typedef struct method {
    ct_object object;
    ct_object *self;
    const ct_routine *routine;
} method;

static void method_destroy(ct_object *object)
{
    ct_release(((method *)object)->self);
    ct_object_free(object, sizeof(method));
}

static int method_visit(const ct_object *object, ct_visit *visit, void *context)
{
    return visit(((const method *)object)->self, context);
}

ct_object *ct_routine_call_self(const ct_routine *routine, ct_object *self, int64_t nargs,
                                ct_object *const *args, int64_t nkeywords, const char *const *names,
                                ct_object *const *values)
{
    if (!routine || !self)
        return routine ? ct_null_input("call", 2) : ct_routine_missing(), NULL;
    ct_object *few[8], **all = nargs < 8 ? few : ct_alloc_many(nargs + 1, sizeof *all);
    if (!all)
        return NULL;
    /* NumPy scalars borrow ndarray's methods: they go in as arrays and come out as scalars. */
    bool scalar = self->type == &ct_scalar_type && !strncmp(routine->name, "ndarray.", 8);
    ct_object *own = scalar ? (ct_object *)ct_scalar_array(self) : ct_retain(self);
    ct_object *result = NULL;
    if (own) {
        all[0] = own;
        if (nargs)
            memcpy(all + 1, args, (size_t)nargs * sizeof *all);
        result = ct_routine_is_attribute(routine)
                     ? routine->entry(routine, (ct_object *[2]){own, nargs ? args[0] : NULL})
                     : ct_routine_call(routine, nargs + 1, all, nkeywords, names, values);
    }
    ct_release(own);
    if (all != few)
        ct_dealloc(all);
    if (scalar && result && result->type == &ct_array_type)
        return ct_result((ct_array *)result);
    return result;
}

static ct_object *method_call(ct_object *object, int64_t nargs, ct_object *const *args,
                              int64_t nkeywords, const char *const *names, ct_object *const *values)
{
    method *m = (method *)object;
    return ct_routine_call_self(m->routine, m->self, nargs, args, nkeywords, names, values);
}

static ct_status method_repr(const ct_object *object, ct_text *out)
{
    const method *m = (const method *)object;
    const char *dot = strrchr(m->routine->name, '.');
    return ct_text_format(out, "<built-in method %s of %s object>",
                          dot ? dot + 1 : m->routine->name, m->self->type->name);
}

static const ct_type method_type = {
    .name = "builtin_function_or_method",
    .destroy = method_destroy,
    .visit = method_visit,
    .repr = method_repr,
    .call = method_call,
};

ct_object *ct_method_object(const ct_routine *routine, ct_object *self)
{
    method *m = ct_object_new(&method_type, sizeof *m);
    if (!m)
        return NULL;
    m->self = ct_retain(self);
    m->routine = routine;
    return &m->object;
}

const ct_routine *ct_method_routine(const ct_object *object)
{
    return object->type == &method_type ? ((const method *)object)->routine : NULL;
}
