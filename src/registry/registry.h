/* registry.h: the table of every public routine. One row per routine states its name, area, Python
 * signature, help and C entry; argument binding, the language's functions and methods, help(name)
 * and the coverage report come from the rows.
 *
 * Rows live in src/registry/<area>.c beside their entries: short adapters from boxed arguments to
 * the C function that does the work. Names are those of NumPy's table: "reshape",
 * "ndarray.reshape", "list.append". */
#ifndef CT_REGISTRY_H
#define CT_REGISTRY_H

#include <carton/object.h>

#include "base/base.h"

typedef struct ct_routine ct_routine;
/* `args` holds one slot per parameter of the signature, in order, borrowed: the bound object, or
 * NULL when the caller left it out (the entry then applies the default that the signature shows). A
 * *name parameter holds a tuple, **name a dict. For methods args[0] is self. Returns an owned
 * reference, or NULL. */
typedef ct_object *ct_entry(const ct_routine *routine, ct_object *const *args);

struct ct_routine {
    const char *name;
    const char *area;
    const char *signature; /* "(a, /, shape, order='C', *, copy=None)" */
    const char *doc;       /* one line, then details */
    ct_entry *entry;
    int op; /* rows made from ops.def: the ct_op */
};

/* Routines by name; NULL when there is none (no error). `count`/`at` walk all rows in a fixed
 * order. */
const ct_routine *ct_routine_find(const char *name);
int ct_routine_count(void);
const ct_routine *ct_routine_at(int index);

/* Binds positional and keyword arguments to the signature with Python's rules and messages
 * ("reshape() missing 1 required positional argument: 'shape'", "got an unexpected keyword argument
 * 'x'"), then calls the entry. */
ct_object *ct_routine_call(const ct_routine *routine, int64_t nargs, ct_object *const *args,
                           int64_t nkeywords, const char *const *names, ct_object *const *values);

#endif
