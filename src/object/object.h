/* object.h: how the boxes lie in memory, for the layers from object upwards.
 *
 * Invariants: bool is an int of 0 or 1 with its own type, and only the two shared boxes exist; ints
 * from -5 to 256 are shared and live as long as the process, as in CPython; str is valid UTF-8 with
 * a NUL behind it; a list's items[0 .. length) are never NULL. */
#ifndef CT_OBJECT_INTERNAL_H
#define CT_OBJECT_INTERNAL_H

#include <carton/list.h>

#include "base/base.h"
#include "base/number.h"

#define CT_IMMORTAL (INT64_MAX / 2 + INT64_MAX / 4) /* far from both ends */

typedef struct ct_int_box {
    ct_object object;
    ct_int128 value;
} ct_int_box;
typedef struct ct_float_box {
    ct_object object;
    double value;
} ct_float_box;
typedef struct ct_complex_box {
    ct_object object;
    double real, imag;
} ct_complex_box;
typedef struct ct_string_box {
    ct_object object;
    int64_t bytes, length; /* length counts code points */
    uint64_t hash;         /* 0: not computed */
    char text[];
} ct_string_box;
typedef struct ct_bytes_box {
    ct_object object;
    int64_t bytes;
    char data[];
} ct_bytes_box;
typedef struct ct_slice_box {
    ct_object object;
    ct_object *start, *stop, *step; /* never NULL */
} ct_slice_box;
typedef struct ct_tuple_box {
    ct_object object;
    int64_t length;
    ct_object *items[];
} ct_tuple_box;
struct ct_list { /* 40 bytes, as CPython's list.__sizeof__() says */
    ct_object object;
    int64_t length, capacity;
    ct_object **items;
};

/* New boxes: memory for `bytes`, header set, one reference. ct_object_free gives it back. slab.c */
void *ct_object_new(const ct_type *type, int64_t bytes);
void ct_object_free(void *object, int64_t bytes);
#define ct_object_init(type_)                                                                      \
    {                                                                                              \
        CT_IMMORTAL, (type_)                                                                       \
    }

ct_object *ct_int_wide(ct_int128 value);               /* a box of any 128-bit int */
ct_status ct_as_wide(const void *box, ct_int128 *out); /* as ct_as_int, all 128 bits */
CT_INLINE bool ct_is_int(const ct_object *a)           /* int or bool */
{
    return a->type == &ct_int_type || a->type == &ct_bool_type;
}
CT_INLINE ct_int128 ct_int_value(const ct_object *a)
{
    return ((const ct_int_box *)a)->value;
}
CT_INLINE double ct_float_value(const ct_object *a)
{
    return ((const ct_float_box *)a)->value;
}
/* An int to the nearest double (ties to even). */
CT_INLINE double ct_wide_to_double(ct_int128 value)
{
    return (double)value;
}
/* -1, 0, 1; 2 for NaN. Exact, where converting the int would round. */
int ct_order_wide_double(ct_int128 a, double b);
uint64_t ct_hash_wide(ct_int128 value);
uint64_t ct_hash_memory(const void *data, int64_t bytes);    /* bytes.c; never 0 */
uint64_t ct_hash_double(double value, const void *identity); /* identity: of a NaN's box */

/* -- text ----- text.c ------------------------------------------------------------------------- */

typedef struct ct_text_frame ct_text_frame;
struct ct_text {
    char *data;
    int64_t length, capacity;
    const ct_text_frame *writing; /* the containers being written, innermost first */
};
#define CT_TEXT_START                                                                              \
    {                                                                                              \
        NULL, 0, 0, NULL                                                                           \
    }
void ct_text_close(ct_text *text);
/* The text itself (ct_free), NUL-ended; empties `text`. */
char *ct_text_give(ct_text *text, int64_t *length);
/* The same as a str; closes `text` also on failure. */
ct_object *ct_text_box(ct_text *text);
ct_status ct_text_char(ct_text *text, uint32_t code_point);

/* -- characters ----- string.c, unicode.c ------------------------------------------------------ */

uint32_t ct_to_lower(uint32_t code_point); /* of one character; itself without case: unicode.c */
uint32_t ct_to_upper(uint32_t code_point);
bool ct_is_printable(uint32_t code_point); /* str.isprintable for one character */
const char *ct_utf8_at(const ct_string_box *string, int64_t index); /* 0 .. length */

/* -- text of numbers ----- format.c ---------------------------------------------------------------
 */

/* Python's '%.{precision}{type}' of a float: type e f g E F G; `alternate` keeps the point. */
ct_status ct_text_double(ct_text *text, double value, char type, int precision, bool alternate);
ct_object *ct_string_format(const ct_object *format, const ct_object *values); /* format % values */

/* -- depth ----- object.c ---------------------------------------------------------------------- */

/* One more level of nested calls; false and RecursionError ("maximum recursion depth exceeded" and
 * `doing`) when that is one too many. Leave only what was entered. */
bool ct_enter(const char *doing);
void ct_leave(void);

/* -- iteration ----- iterate.c ----------------------------------------------------------------- */

/* Walks any iterable; a length that changes meanwhile is read anew each step. */
typedef struct ct_iter {
    const ct_object *object; /* borrowed */
    int64_t index, position;
} ct_iter;
ct_status ct_iter_start(ct_iter *iter, const ct_object *iterable); /* TypeError: not iterable */
int ct_iter_next(ct_iter *iter, ct_object **out); /* 1 and an owned item, 0 at the end, -1 */

/* -- slices ----- box.c ------------------------------------------------------------------------ */

/* A slice's bounds over `length` items, as slice.indices(): *start, *stop, *step are set, the
 * result is the number of items. -1: a bound is no integer, or step 0. */
int64_t ct_slice_indices(const ct_object *slice, int64_t length, int64_t *start, int64_t *stop,
                         int64_t *step);
/* The same from numbers; CT_OMIT is a bound left out; step is not 0. */
int64_t ct_clamp_slice(int64_t length, int64_t *start, int64_t *stop, int64_t step);
/* An index for subscripts: TypeError names the container, huge ints saturate. */
ct_status ct_as_index(const void *box, int64_t *out);

/* -- containers -------------------------------------------------------------------------------- */

ct_object *ct_tuple_new(int64_t n); /* items NULL: fill all before anyone sees it */
int ct_dict_has(const ct_object *dict, const ct_object *key); /* 1, 0, -1 */
int64_t ct_dict_length(const ct_object *dict);
ct_status ct_dict_update(ct_object *dict, const ct_object *other); /* a dict, or pairs */
void ct_dict_clear(ct_object *dict);

/* Live views of a dict's keys, values or pairs. dict_view.c */
typedef enum ct_view_part { CT_VIEW_KEYS, CT_VIEW_VALUES, CT_VIEW_ITEMS } ct_view_part;
extern const ct_type ct_view_types[3]; /* by part */
ct_object *ct_dict_view(ct_object *dict, ct_view_part part);
/* Whether a dict or a view of one is walked: then the dict and the part. */
bool ct_dict_viewed(const ct_object *object, const ct_object **dict, ct_view_part *part);
ct_object *ct_view_item(ct_view_part part, ct_object *key, ct_object *value);
/* Lists from within: an empty one with exactly this capacity; the length changed by CPython's rule
 * of growth (new items are unset; shrinking cannot fail); the table of an empty list for a known
 * number of items. */
ct_list *ct_list_exact(int64_t capacity);
ct_status ct_list_resize(ct_list *list, int64_t length);
ct_status ct_list_prepare(ct_list *list, int64_t length);
/* Equality with the identity shortcut that containers use: 1, 0, -1. */
CT_INLINE int ct_same_or_equal(const void *a, const void *b)
{
    return a == b ? 1 : ct_equal_objects(a, b);
}
extern _Thread_local const char *ct_order_symbol; /* of the comparison under way, for messages */
/* Lexicographic order of two tables of items, as lists and tuples compare. */
int ct_order_items(ct_object *const *a, int64_t n, ct_object *const *b, int64_t m, int *out);
ct_status ct_hash_items(ct_object *const *items, int64_t n, uint64_t *out); /* as a tuple of them */
int ct_equal_items(ct_object *const *a, int64_t n, ct_object *const *b, int64_t m);

#endif
