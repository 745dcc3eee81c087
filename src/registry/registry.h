/* registry.h: the table of every public routine. One row per routine states its name, area, Python
 * signature, help and C entry; argument binding, the language's functions and methods, help(name)
 * and the coverage report come from the rows.
 *
 * Rows live in src/registry/<area>.c beside their entries: short adapters from boxed arguments to
 * the C function that does the work. Names are those of NumPy's table: "reshape",
 * "ndarray.reshape", "list.append"; table.c gathers the files' arrays.
 *
 * Three kinds of rows. A function: signature "(a, axis=None, *, dtype=None)". A method: its name
 * starts with a class ("ndarray.sum"), its signature leaves self out, args[0] is self and the
 * parameters follow from args[1]. An attribute: signature "-", args[0] is self and args[1] is NULL
 * to read; an attribute that can be assigned has the signature "-=" and gets the new value in
 * args[1] (it then returns None). The defaults in a signature are for people and for help():
 * entries see NULL. */
#ifndef CT_REGISTRY_H
#define CT_REGISTRY_H

#include <carton/registry.h>

#include "base/base.h"

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
    int op;               /* rows made from ops.def: the ct_op */
    ct_routine_kind kind; /* FUNCTION, UFUNC or CLASS; the name and signature tell the others */
    const ct_type *type; /* CLASS: the type of its instances; NULL for NumPy's scalar classes, whose
                          * dtype is ct_dtype_parse(name) */
};

/* A row of a plain routine. */
#define CT_ROW(name_, area_, signature_, doc_, entry_)                                             \
    {                                                                                              \
        .name = name_, .area = area_, .signature = signature_, .doc = doc_, .entry = entry_        \
    }
/* Ends a file: the number of its rows. `CT_ROUTINES_END(list)` */
#define CT_ROUTINES_END(area)                                                                      \
    const int ct_routine_count_##area =                                                            \
        (int)(sizeof ct_routines_##area / sizeof *ct_routines_##area)

int ct_routine_index(const ct_routine *routine); /* -1 for a row outside the table */
ct_status ct_routine_missing(void); /* the error for NULL, which ct_routine_find may have given */

/* Methods and attributes of a type: ct_routine_method(&ct_list_type, "append"). NumPy scalars
 * answer to their own rows ("generic.x") and then to those of ndarray. NULL when there is none. */
const ct_routine *ct_routine_method(const ct_type *type, const char *name);
bool ct_routine_is_attribute(const ct_routine *routine);
bool ct_routine_is_method(const ct_routine *routine); /* or attribute: args[0] is self */
/* In how many places two names differ. suggest.c */
int ct_name_slips(const char *a, const char *b);
/* Whether an object of `type` may be the self of a method. */
bool ct_routine_serves(const ct_routine *routine, const ct_type *type);

extern const ct_type ct_routine_type, ct_index_tool_type; /* grids.c: mgrid, r_, ... */

/* -- attributes of values ----- attributes.c ------------------------------------------------------
 */

ct_object *ct_attribute_get(ct_object *object, const char *name); /* owned; AttributeError */
ct_status ct_attribute_set(ct_object *object, const char *name, ct_object *value);
/* object.name(args): without a bound method in between where possible. */
ct_object *ct_method_call(ct_object *object, const char *name, int64_t nargs,
                          ct_object *const *args, int64_t nkeywords, const char *const *names,
                          ct_object *const *values);
ct_object *ct_module(const char *prefix); /* np, linalg: names below a prefix */

/* self.routine as a value. Owned. */
ct_object *ct_method_object(const ct_routine *routine, ct_object *self);
/* The routine of such a value, NULL for any other. */
const ct_routine *ct_method_routine(const ct_object *object);

/* -- binding by itself ----- bind.c: also for functions written in the language
 * --------------------- */

typedef enum ct_param_kind {
    CT_PARAM_POSITIONAL, /* before the / */
    CT_PARAM_EITHER,
    CT_PARAM_REST,    /* *name */
    CT_PARAM_KEYWORD, /* after the * */
    CT_PARAM_KEYWORDS /* **name */
} ct_param_kind;
typedef struct ct_param {
    const char *name; /* not NUL-ended */
    uint8_t length, kind;
    bool required;
} ct_param;
typedef struct ct_params {
    int count;
    const ct_param *items;
} ct_params;
enum { CT_MOST_PARAMS = 64 };

/* Reads a signature into `items` (CT_MOST_PARAMS at most); the count, or -1 and SyntaxError. */
int ct_params_parse(const char *signature, ct_param *items);
/* Fills one slot per parameter, borrowed from the arguments, NULL where left out; the two collected
 * containers are owned by *rest and *keywords. TypeError with Python's words. */
ct_status ct_params_bind(const ct_params *params, const char *name, int64_t nargs,
                         ct_object *const *args, int64_t nkeywords, const char *const *names,
                         ct_object *const *values, ct_object **slots, ct_object **rest,
                         ct_object **keywords);

#endif
