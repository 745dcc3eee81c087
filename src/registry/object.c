/* object.c: a routine as a value: what the name sqrt means when it is not called. */
#include "registry.h"

#include <carton/ufunc.h>

#include <string.h>

typedef struct routine_object {
    ct_object object;
    const ct_routine *routine;
} routine_object;

static void destroy(ct_object *self)
{
    ct_dealloc(self);
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    const ct_routine *routine = ((const routine_object *)self)->routine;
    switch (routine->kind) {
    case CT_ROUTINE_UFUNC:
        return ct_text_format(out, "<ufunc '%s'>", ct_ufunc_get((ct_op)routine->op)->name);
    case CT_ROUTINE_CLASS:
        return ct_text_format(out, routine->type ? "<class '%s'>" : "<class 'numpy.%s'>",
                              routine->type ? routine->type->name : routine->name);
    default:
        return ct_text_format(out, "<function %s>", routine->name);
    }
}

static int equal(const ct_object *self, const ct_object *other)
{
    return ct_routine_of(other) == ct_routine_of(self);
}

static ct_status hash(const ct_object *self, uint64_t *out)
{
    *out = (uint64_t)(uintptr_t)ct_routine_of(self) >> 4;
    return CT_OK;
}

static ct_object *call(ct_object *self, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                       const char *const *names, ct_object *const *values)
{
    const ct_routine *routine = ct_routine_of(self);
    if (ct_routine_is_method(routine)) { /* str.upper(x): a method taken from its class */
        const char *dot = strchr(routine->name, '.');
        if (nargs == 0)
            return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "unbound method %s() needs an argument",
                           routine->name);
        if (!ct_routine_serves(routine, args[0]->type))
            return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                           "descriptor '%s' for '%.*s' objects doesn't apply to a '%s' object",
                           dot + 1, (int)(dot - routine->name), routine->name, args[0]->type->name);
    }
    return ct_routine_call(routine, nargs, args, nkeywords, names, values);
}

const ct_type ct_routine_type = {
    .name = "function",
    .destroy = destroy,
    .repr = repr,
    .equal = equal,
    .hash = hash,
    .call = call,
};

const ct_routine *ct_routine_of(const void *object)
{
    return object && ct_type_of(object) == &ct_routine_type
               ? ((const routine_object *)object)->routine
               : NULL;
}

ct_object *ct_routine_object(const ct_routine *routine)
{
    if (!routine)
        return ct_routine_missing(), NULL;
    routine_object *self = ct_alloc(sizeof *self);
    if (!self)
        return NULL;
    self->object.refs = 1;
    self->object.type = &ct_routine_type;
    self->routine = routine;
    return &self->object;
}
