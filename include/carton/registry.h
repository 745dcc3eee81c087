/* carton/registry.h: every function, method and attribute of NumPy that Carton has, by its NumPy
 * name, with its Python signature and help. For bindings and tools: what they offer is made from
 * these rows, so a new routine appears in all of them.
 *
 *     const ct_routine *mean = ct_routine_find("mean");
 *     ct_object *m = ct_routine_call(mean, 1, &x, 1, (const char *[]){"axis"}, &axis);
 *
 * Names: "reshape" a function, "ndarray.reshape" a method, "list.append" a method of the list,
 * "linalg.norm" a function below a prefix. */
#ifndef CARTON_REGISTRY_H
#define CARTON_REGISTRY_H

#include <carton/ufunc.h>

CT_BEGIN_DECLS

typedef struct ct_routine ct_routine;

typedef enum ct_routine_kind {
    CT_ROUTINE_FUNCTION,
    CT_ROUTINE_UFUNC,     /* ct_routine_op() is its number */
    CT_ROUTINE_CLASS,     /* float64(x), list(x): makes values of a type */
    CT_ROUTINE_METHOD,    /* of a class: the signature leaves self out */
    CT_ROUTINE_ATTRIBUTE, /* of a class: read with no argument, assigned with one */
    CT_ROUTINE_CONSTANT   /* pi, newaxis: called without arguments */
} ct_routine_kind;

typedef struct ct_routine_info {
    const char *name, *area;
    const char
        *signature; /* Python's: "(a, axis=None, *, dtype=None)"; "" for attributes and constants */
    const char *doc; /* one line, then details */
    ct_routine_kind kind;
    bool settable; /* of an attribute */
    int op;        /* of a ufunc: the ct_op, else -1 */
    const ct_type
        *type; /* of a class: the type of its instances; NULL: NumPy's scalar class of the name */
} ct_routine_info;

/* All rows in a fixed order, and one by name (NULL without an error when there is none). The texts
 * live as long as the process. */
CT_API int ct_routine_count(void);
CT_API const ct_routine *ct_routine_at(int index);
CT_API const ct_routine *ct_routine_find(const char *name);
CT_API void ct_routine_describe(const ct_routine *routine, ct_routine_info *out);

/* Binds positional and keyword arguments with Python's rules and messages, then calls. All is
 * borrowed; the result is owned, NULL on failure. The first is for functions, classes and constants
 * (and for methods with self as args[0]), the second for methods and attributes of `self`; NumPy
 * scalars have those of arrays. */
CT_API CT_GIVE ct_object *ct_routine_call(const ct_routine *routine, int64_t nargs,
                                          ct_object *const *args, int64_t nkeywords,
                                          const char *const *names, ct_object *const *values);
CT_API CT_GIVE ct_object *ct_routine_call_self(const ct_routine *routine, ct_object *self,
                                               int64_t nargs, ct_object *const *args,
                                               int64_t nkeywords, const char *const *names,
                                               ct_object *const *values);
/* The routine as a value, callable with ct_call_object, and back (NULL for any other value). */
CT_API CT_GIVE ct_object *ct_routine_object(const ct_routine *routine);
CT_API const ct_routine *ct_routine_of(const void *object);
/* numpy.asarray for an operand of a ufunc: Python's int, float and complex become weak (NEP 50). */
CT_API CT_GIVE ct_array *ct_operand(const ct_object *object);
/* The nearest name to a misspelt one, or NULL: of a routine (type NULL), or of a method or
 * attribute of `type`. */
CT_API const char *ct_routine_suggest(const ct_type *type, const char *name);

CT_END_DECLS
#endif
