/* carton/calc.h: the language: text to values. A subset of Python with NumPy's names, so that a
 * program in it also runs under Python after `from numpy import *`.
 *
 * An interpreter holds names between runs. One thread uses it at a time; several may exist. */
#ifndef CARTON_CALC_H
#define CARTON_CALC_H

#include <carton/array.h>
#include <carton/list.h>

CT_BEGIN_DECLS

/* One expression (or program) over arrays bound to names: ct_calc("sqrt(x*x + y*y)", 2, names,
 * arrays). The value as an array. An error's message names the column and shows the place. */
CT_API CT_GIVE ct_array *ct_calc(const char *text, int n, const char *const *names,
                                 ct_array *const *arrays);

/* An expression read once and run many times: operators, comparisons, ufuncs, where, clip and
 * astype (by name, after np. or as methods), sum, prod, min, max, mean, var, std, any and all with
 * axis, dtype, keepdims and ddof, indices that are fixed (x[:, 0], x[..., None]), numbers, pi, e,
 * inf, nan and the given names. Anything else is refused here with its column: NotImplementedError,
 * SyntaxError, or NameError with the nearest name where one is unknown.
 *
 * A run has the bits, errors and warnings of the eager calls and makes one pass over memory. On few
 * elements it costs about as much as two of them: what the dtypes decide is worked out once and
 * kept, as long as they stay the same. Several threads may run one formula. */
typedef struct ct_formula ct_formula;
CT_API ct_formula *ct_compile(const char *text, int n, const char *const *names);
/* The names that stand for arrays in such a text, or for constants: each once, in their order. */
CT_API CT_GIVE ct_list *ct_formula_names(const char *text);
/* One array for each name. `out` (may be NULL) is written by the same_kind rule and returned
 * (retained). */
CT_API CT_GIVE ct_array *ct_formula_run(ct_formula *formula, ct_array *const *arrays,
                                        ct_array *out);
CT_API void ct_formula_free(ct_formula *formula);

typedef struct ct_interp ct_interp;
CT_API ct_interp *ct_interp_new(void);
/* Releases what its names reach, lists and dicts that hold themselves too. */
CT_API void ct_interp_destroy(ct_interp *interp);

/* Binds a name to any object (borrowed); NULL unbinds it. */
CT_API ct_status ct_interp_bind(ct_interp *interp, const char *name, const void *value);
/* The value of a bound name, or NULL without an error. */
CT_API CT_GIVE ct_object *ct_interp_lookup(const ct_interp *interp, const char *name);
/* Walks the bound names in the order of their first binding: start with *position = 0. Borrowed. */
CT_API bool ct_interp_next(const ct_interp *interp, int64_t *position, const char **name,
                           ct_object **value);

/* Runs a text of `bytes` bytes (-1: strlen) that messages call `file`. Returns the value of the
 * last statement when it is an expression, None otherwise; NULL on failure. */
CT_API CT_GIVE ct_object *ct_interp_run(ct_interp *interp, const char *text, int64_t bytes,
                                        const char *file);
/* Where print() writes; by default its text goes nowhere. */
typedef void ct_writer(void *context, const char *text, int64_t bytes);
CT_API void ct_interp_output(ct_interp *interp, ct_writer *writer, void *context);

/* What each run may use, for hosts that run foreign text; a field of zero sets no limit. */
typedef struct ct_limits {
    size_t size_;
    int64_t steps; /* expressions evaluated, items walked, every 4 KiB asked for; RuntimeError */
    int64_t bytes; /* held beyond what was there before, and shown by any array; MemoryError */
    bool no_files; /* OSError from load, save and their like */
} ct_limits;
CT_API void ct_interp_limits(ct_interp *interp, const ct_limits *limits); /* NULL: none */

/* Where the last run failed: line and column count from 1, columns in characters; `source` is the
 * line. The texts are borrowed and live until the next run. False when the last run succeeded. */
typedef struct ct_place {
    const char *file, *source;
    int line, column;
} ct_place;
CT_API bool ct_interp_error(const ct_interp *interp, ct_place *out);

/* Names that start with `prefix`: bound ones first, then every routine and constant of the
 * language. "x.me" gives the methods and attributes of what x is bound to. `visit` returns false to
 * stop. */
typedef bool ct_name_visit(void *context, const char *name);
CT_API void ct_interp_complete(const ct_interp *interp, const char *prefix, ct_name_visit *visit,
                               void *context);

CT_END_DECLS
#endif
