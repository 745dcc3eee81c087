/* function.c: callable objects around a C function and its context. */
#include "object.h"

#include <string.h>

typedef struct function_box {
    ct_object object;
    ct_call *call;
    void *context;
    void (*destroy)(void *context);
    int64_t bytes; /* of the whole box */
    char name[];
} function_box;

ct_object *ct_function(const char *name, ct_call *call, void *context,
                       void (*destroy)(void *context))
{
    if (!name || !call)
        return ct_null_input("function", name ? 2 : 1), NULL;
    int64_t room = (int64_t)strlen(name) + 1, bytes = (int64_t)sizeof(function_box) + room;
    function_box *box = ct_object_new(&ct_function_type, bytes);
    if (!box)
        return NULL;
    box->call = call;
    box->context = context;
    box->destroy = destroy;
    box->bytes = bytes;
    memcpy(box->name, name, (size_t)room);
    return &box->object;
}

static void function_destroy(ct_object *self)
{
    function_box *box = (function_box *)self;
    if (box->destroy)
        box->destroy(box->context);
    ct_object_free(self, box->bytes);
}

static ct_status function_repr(const ct_object *self, ct_text *out)
{
    return ct_text_format(out, "<function %s>", ((const function_box *)self)->name);
}

static ct_status function_hash(const ct_object *self, uint64_t *out)
{
    *out = (uint64_t)(uintptr_t)self >> 4;
    return CT_OK;
}

static size_t function_bytes(const ct_object *self)
{
    return (size_t)((const function_box *)self)->bytes;
}

static ct_object *function_call(ct_object *self, int64_t nargs, ct_object *const *args,
                                int64_t nkeywords, const char *const *names,
                                ct_object *const *values)
{
    const function_box *box = (const function_box *)self;
    return box->call(box->context, nargs, args, nkeywords, names, values);
}

const ct_type ct_function_type = {.name = "function",
                                  .destroy = function_destroy,
                                  .repr = function_repr,
                                  .hash = function_hash,
                                  .bytes = function_bytes,
                                  .call = function_call};

ct_object *ct_call_object(ct_object *function, int64_t nargs, ct_object *const *args,
                          int64_t nkeywords, const char *const *names, ct_object *const *values)
{
    if (!function)
        return ct_null_input("call", 1), NULL;
    for (int64_t i = 0; i < nargs; i++)
        if (!args[i])
            return ct_null_input("call", 3), NULL;
    if (!function->type->call)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "'%s' object is not callable", function->type->name);
    if (!ct_enter(""))
        return NULL;
    ct_retain(function);
    ct_object *result = function->type->call(function, nargs, args, nkeywords, names, values);
    ct_release(function);
    ct_leave();
    return result;
}
