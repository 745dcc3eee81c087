/* carton/object.h: boxed values. Every value, a list or array too, starts with a ct_object header:
 * a reference count and a type, which is a table of functions. So a binding can add its own kinds.
 *
 * Reference counts are atomic; one object may be read from several threads, and changed from one.
 * A cycle of containers (a list that holds itself) is not collected: clear one of them. */
#ifndef CARTON_OBJECT_H
#define CARTON_OBJECT_H

#include <carton/base.h>

CT_BEGIN_DECLS

typedef struct ct_type ct_type;
typedef struct ct_object {
    int64_t refs; /* INT64_MAX / 2 and above: lives as long as the process */
    const ct_type *type;
} ct_object;

typedef struct ct_text ct_text; /* growing UTF-8 text that repr functions write to; see below */
typedef int ct_visit(ct_object *child, void *context); /* nonzero stops the walk */

/* All but `name` and `destroy` may be NULL: then repr is "<name object>", equality is identity,
 * order and hash are TypeErrors, and an object is true. Order: -1, 0, 1, or 2 when not comparable.
 */
struct ct_type {
    const char *name; /* Python's name of the type: "float", "list", "numpy.ndarray" */
    void (*destroy)(ct_object *self);
    ct_status (*repr)(const ct_object *self, ct_text *out);
    ct_status (*str)(const ct_object *self, ct_text *out);       /* NULL: repr */
    int (*equal)(const ct_object *self, const ct_object *other); /* 1, 0, -1 error */
    /* 0; 1 when it does not know the other's type (a TypeError, if that one does not either); -1 */
    int (*order)(const ct_object *self, const ct_object *other, int *out);
    ct_status (*hash)(const ct_object *self, uint64_t *out);
    int (*truth)(const ct_object *self);                                 /* 1, 0, -1 error */
    int64_t (*length)(const ct_object *self);                            /* -1 error */
    int (*visit)(const ct_object *self, ct_visit *visit, void *context); /* children, for cycles */
    size_t (*bytes)(const ct_object *self); /* bytes of all blocks the object itself owns */
    /* Iteration: the items 0, 1, ... length - 1 (owned), or for an iterator the next one: 1 and an
     * owned item, 0 at the end, -1 error. Both NULL: not iterable. */
    struct ct_object *(*item)(const ct_object *self, int64_t index);
    int (*next)(ct_object *self, ct_object **out);
    struct ct_object *(*call)(ct_object *self, int64_t nargs, ct_object *const *args,
                              int64_t nkeywords, const char *const *names,
                              ct_object *const *values); /* NULL: not callable */
    ct_object *(*number)(const ct_object *self); /* the bool, int, float, complex of its value */
    ct_object *(*copy)(const ct_object *self, bool deep); /* NULL: cannot change, is its own copy */
    ct_status (*real)(const ct_object *self,
                      double *out); /* an int that no box holds, as a float */
};

/* Retain returns its argument, which may be NULL. Release accepts NULL. Both take any object. */
CT_API void *ct_retain(const void *object);
CT_API void ct_release(const void *object);
CT_API int64_t ct_refcount(const void *object);
CT_API const ct_type *ct_type_of(const void *object);

/* Operations on any object, with Python's results. */
CT_API CT_GIVE char *ct_repr(const void *object,
                             int64_t *length); /* free with ct_free; NUL at end */
CT_API CT_GIVE char *ct_str(const void *object, int64_t *length); /* as ct_repr */
CT_API void ct_free(void *memory);
CT_API int ct_equal_objects(const void *a, const void *b);           /* 1, 0, -1 */
CT_API int ct_order_objects(const void *a, const void *b, int *out); /* 0, or -1: TypeError */
CT_API ct_status ct_hash(const void *object, uint64_t *out);
CT_API int ct_truth(const void *object);      /* 1, 0, -1 */
CT_API int64_t ct_length(const void *object); /* len(object); -1 */

/* Writing text from a type's repr function. */
CT_API ct_status ct_text_add(ct_text *out, const char *utf8, int64_t bytes); /* -1: strlen */
CT_API ct_status ct_text_format(ct_text *out, const char *format, ...) CT_PRINTF(2, 3);
CT_API ct_status ct_text_repr(ct_text *out, const void *object); /* [...] for one being written */
CT_API ct_status ct_text_str(ct_text *out, const void *object);

/* The types. Numbers are Python's: an int has up to 128 bits here (docs/differences.md). */
CT_API extern const ct_type ct_none_type, ct_bool_type, ct_int_type, ct_float_type, ct_complex_type,
    ct_str_type, ct_bytes_type, ct_slice_type, ct_ellipsis_type, ct_tuple_type, ct_list_type,
    ct_dict_type, ct_dtype_type, ct_scalar_type, ct_array_type, ct_function_type;

/* Boxes. None, True, False, Ellipsis are shared; ct_none() and its like return an owned reference
 * all the same. */
CT_API CT_GIVE ct_object *ct_none(void);
CT_API CT_GIVE ct_object *ct_ellipsis(void);
CT_API CT_GIVE ct_object *ct_bool(bool value);
CT_API CT_GIVE ct_object *ct_int(int64_t value);
CT_API CT_GIVE ct_object *ct_uint(uint64_t value);
CT_API CT_GIVE ct_object *ct_int_from_words(int64_t high, uint64_t low); /* high * 2**64 + low */
CT_API CT_GIVE ct_object *ct_float(double value);
CT_API CT_GIVE ct_object *ct_complex(double real, double imag);
CT_API CT_GIVE ct_object *ct_string(const char *utf8,
                                    int64_t bytes); /* -1: strlen; must be UTF-8 */
CT_API CT_GIVE ct_object *ct_bytes(const void *data, int64_t bytes);
CT_API CT_GIVE ct_object *ct_slice_object(const ct_object *start, const ct_object *stop,
                                          const ct_object *step); /* NULL: None */
/* Unboxing; NULL or a box of another kind is a TypeError. ct_as_int accepts bool, int and integer
 * scalars, ct_as_float all reals; ct_as_string gives borrowed, NUL-ended UTF-8 that lives as the
 * box does. */
CT_API ct_status ct_as_int(const void *box, int64_t *out);
CT_API ct_status ct_as_words(const void *box, int64_t *high, uint64_t *low); /* all 128 bits */
CT_API ct_status ct_as_float(const void *box, double *out);
CT_API ct_status ct_as_complex(const void *box, double out[2]);
CT_API const char *ct_as_string(const void *box, int64_t *bytes);
CT_API const void *ct_as_bytes(const void *box, int64_t *bytes);

/* Tuples: fixed length, hold references. Items are borrowed and retained. */
CT_API CT_GIVE ct_object *ct_tuple(int64_t n, ct_object *const *items);
CT_API CT_GIVE ct_object *ct_tuple_get(const ct_object *tuple, int64_t index);

/* Dicts keep insertion order. Get returns NULL without an error when the key is missing. */
CT_API CT_GIVE ct_object *ct_dict(void);
CT_API ct_status ct_dict_set(ct_object *dict, const ct_object *key, const ct_object *value);
CT_API CT_GIVE ct_object *ct_dict_get(const ct_object *dict, const ct_object *key);
CT_API int ct_dict_delete(ct_object *dict, const ct_object *key); /* 1 deleted, 0 missing, -1 */
/* Walks in order: start with *position = 0; false at the end. Key and value are borrowed. */
CT_API bool ct_dict_next(const ct_object *dict, int64_t *position, ct_object **key,
                         ct_object **value);

/* Python's copy.copy and copy.deepcopy (shared and cyclic references stay so). */
CT_API CT_GIVE ct_object *ct_copy_object(const ct_object *object);
CT_API CT_GIVE ct_object *ct_deepcopy(const ct_object *object);

/* Function objects: called with positional items and keyword pairs, all borrowed. */
typedef ct_object *ct_call(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                           const char *const *names, ct_object *const *values);
CT_API CT_GIVE ct_object *ct_function(const char *name, ct_call *call, void *context,
                                      void (*destroy)(void *context));
CT_API CT_GIVE ct_object *ct_call_object(ct_object *function, int64_t nargs, ct_object *const *args,
                                         int64_t nkeywords, const char *const *names,
                                         ct_object *const *values);

CT_END_DECLS
#endif
