/* attributes.c: attributes and methods of values: rows, found by the type of the value; a method
 * that is not called at once becomes a bound method. */
#include "args.h"
#include "array/array.h"
#include "object/object.h"

#include <string.h>

/* -- modules: np, np.linalg ----------------------------------------------------------------------
 */

typedef struct module {
    ct_object object;
    char prefix[32]; /* "" or "linalg." */
} module;

static void module_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(module));
}

static ct_status module_repr(const ct_object *self, ct_text *out)
{
    const char *prefix = ((const module *)self)->prefix;
    int length = (int)strlen(prefix);
    return ct_text_format(out, "<module 'numpy%s%.*s'>", length ? "." : "", length ? length - 1 : 0,
                          prefix);
}

static const ct_type module_type = {
    .name = "module",
    .destroy = module_destroy,
    .repr = module_repr,
};

/* Rows such as "linalg.norm" make linalg a module; classes' methods do not. */
static bool is_module_prefix(const char *prefix)
{
    size_t length = strlen(prefix);
    for (int i = 0; i < ct_routine_count(); i++) {
        const ct_routine *row = ct_routine_at(i);
        if (!strncmp(row->name, prefix, length))
            return !ct_routine_is_method(row);
    }
    return false;
}

ct_object *ct_module(const char *prefix)
{
    if (strlen(prefix) >= sizeof(((module *)NULL)->prefix) ||
        (prefix[0] && !is_module_prefix(prefix)))
        return NULL;
    module *self = ct_object_new(&module_type, sizeof *self);
    if (!self)
        return NULL;
    strcpy(self->prefix, prefix);
    return &self->object;
}

static ct_object *row_value(const ct_routine *row)
{
    ct_object *none[2] = {NULL, NULL};
    return ct_routine_is_attribute(row) ? row->entry(row, none) : ct_routine_object(row);
}

static ct_object *module_get(const ct_object *object, const char *name)
{
    char full[96];
    const char *prefix = ((const module *)object)->prefix;
    if (strlen(prefix) + strlen(name) + 2 > sizeof full)
        return NULL;
    strcat(strcpy(full, prefix), name);
    const ct_routine *row = ct_routine_find(full);
    if (row && !ct_routine_is_method(row))
        return row_value(row);
    return ct_module(strcat(full, "."));
}

/* -- attributes ----------------------------------------------------------------------------------
 */

static const char *class_name(const ct_object *object)
{
    return object->type == &ct_scalar_type ? ct_dtype_name(ct_scalar_dtype(object))
                                           : object->type->name;
}

/* float.fromhex, ndarray.sum, add.reduce, add.nin: what a routine itself has. */
static ct_object *routine_get(ct_object *object, const char *name)
{
    const ct_routine *own = ct_routine_of(object);
    char full[96];
    if (!strcmp(name, "__name__"))
        return ct_string(own->name, -1);
    if (own->kind == CT_ROUTINE_UFUNC) {
        const ct_routine *row = ct_routine_method(&ct_routine_type, name);
        if (!row)
            return NULL;
        return ct_routine_is_attribute(row)
                   ? ct_routine_call_self(row, object, 0, NULL, 0, NULL, NULL)
                   : ct_method_object(row, object);
    }
    if (strlen(own->name) + strlen(name) + 2 > sizeof full)
        return NULL;
    strcat(strcat(strcpy(full, own->name), "."), name);
    const ct_routine *row = ct_routine_find(full);
    return row ? ct_routine_object(row) : NULL;
}

ct_object *ct_attribute_get(ct_object *object, const char *name)
{
    ct_object *value = NULL;
    if (object->type == &module_type)
        value = module_get(object, name);
    else if (object->type == &ct_routine_type)
        value = routine_get(object, name);
    else {
        const ct_routine *row = ct_routine_method(object->type, name);
        if (row && ct_routine_is_attribute(row))
            value = ct_routine_call_self(row, object, 0, NULL, 0, NULL, NULL);
        else if (row)
            value = ct_method_object(row, object);
    }
    if (value || ct_error_pending())
        return value;
    bool in_module = object->type == &module_type;
    const char *near = ct_routine_suggest(in_module ? NULL : object->type, name);
    return CT_FAIL(CT_ATTRIBUTE_ERROR, NULL, 0, "%s'%s'%s has no attribute '%s'%s%s%s",
                   in_module ? "module " : "", in_module ? "numpy" : class_name(object),
                   in_module ? "" : " object", name, near ? ". Did you mean '" : "",
                   near ? near : "", near ? "'?" : "");
}

ct_status ct_attribute_set(ct_object *object, const char *name, ct_object *value)
{
    const ct_routine *row = ct_routine_method(object->type, name);
    if (!row)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute '%s'",
                            class_name(object), name);
    if (strcmp(row->signature, "-=") || object->type == &ct_scalar_type)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0,
                            "attribute '%s' of '%s' objects is not writable", name,
                            class_name(object));
    ct_object *done = ct_routine_call_self(row, object, 1, &value, 0, NULL, NULL);
    ct_release(done);
    return done ? CT_OK : ct_error_pending();
}

ct_object *ct_method_call(ct_object *object, const char *name, int64_t nargs,
                          ct_object *const *args, int64_t nkeywords, const char *const *names,
                          ct_object *const *values)
{
    if (object->type != &module_type && object->type != &ct_routine_type) {
        const ct_routine *row = ct_routine_method(object->type, name);
        if (row && !ct_routine_is_attribute(row))
            return ct_routine_call_self(row, object, nargs, args, nkeywords, names, values);
    }
    ct_object *function = ct_attribute_get(object, name);
    ct_object *result =
        function ? ct_call_object(function, nargs, args, nkeywords, names, values) : NULL;
    ct_release(function);
    return result;
}
