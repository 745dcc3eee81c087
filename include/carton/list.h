/* carton/list.h: Python's list. A header with length, capacity and one pointer to a table; the
 * table holds pointers to boxed objects. Growth, shrinking and every result are CPython 3.13's.
 *
 * Indices: negative counts from the end. Slices clamp. Items are borrowed on the way in (the list
 * retains them) and owned on the way out. A failed call leaves the list as it was. */
#ifndef CARTON_LIST_H
#define CARTON_LIST_H

#include <carton/object.h>

CT_BEGIN_DECLS

typedef struct ct_list ct_list;
/* A slice bound left out: ct_list_slice(l, CT_OMIT, CT_OMIT, -1) is l[::-1]. */
#define CT_OMIT INT64_MIN

CT_API CT_GIVE ct_list *ct_list_new(void);
CT_API CT_GIVE ct_list *ct_list_of(int64_t n, ct_object *const *items);
CT_API CT_GIVE ct_list *ct_list_from(const ct_object *iterable); /* list(iterable) */
CT_API int64_t ct_list_length(const ct_list *list);              /* -1 for NULL */
CT_API int64_t ct_list_capacity(const ct_list *list);            /* slots of the table */
CT_API ct_object *const *
ct_list_items(const ct_list *list); /* borrowed table; valid until a change */

CT_API ct_status ct_list_append(ct_list *list, const ct_object *item);
CT_API ct_status ct_list_extend(ct_list *list,
                                const ct_object *iterable); /* may be the list itself */
CT_API ct_status ct_list_insert(ct_list *list, int64_t index, const ct_object *item);
CT_API CT_GIVE ct_object *ct_list_pop(ct_list *list, int64_t index);    /* -1: the last */
CT_API ct_status ct_list_remove(ct_list *list, const ct_object *value); /* ValueError: missing */
CT_API ct_status ct_list_clear(ct_list *list);
CT_API int64_t ct_list_index(const ct_list *list, const ct_object *value, int64_t start,
                             int64_t stop); /* -1 and ValueError when missing */
CT_API int64_t ct_list_count(const ct_list *list, const ct_object *value);
CT_API int ct_list_contains(const ct_list *list, const ct_object *value);
CT_API ct_status ct_list_reverse(ct_list *list);
CT_API CT_GIVE ct_list *ct_list_copy(const ct_list *list);
/* Stable. `key` (or NULL) is called once per item. ValueError when the key function changes the
 * list. */
CT_API ct_status ct_list_sort(ct_list *list, ct_object *key, bool reverse);

CT_API CT_GIVE ct_object *ct_list_get(const ct_list *list, int64_t index);
CT_API ct_status ct_list_set(ct_list *list, int64_t index, const ct_object *item);
CT_API ct_status ct_list_delete(ct_list *list, int64_t index);
CT_API CT_GIVE ct_list *ct_list_slice(const ct_list *list, int64_t start, int64_t stop,
                                      int64_t step);
CT_API ct_status ct_list_set_slice(ct_list *list, int64_t start, int64_t stop, int64_t step,
                                   const ct_object *iterable);
CT_API ct_status ct_list_delete_slice(ct_list *list, int64_t start, int64_t stop, int64_t step);
CT_API CT_GIVE ct_list *ct_list_concat(const ct_list *a, const ct_list *b); /* a + b */
CT_API CT_GIVE ct_list *ct_list_repeat(const ct_list *list, int64_t n);     /* list * n */
CT_API ct_status ct_list_repeat_in_place(ct_list *list, int64_t n);         /* list *= n */
CT_API int64_t ct_list_sizeof(const ct_list *list); /* list.__sizeof__(): header and table */

CT_END_DECLS
#endif
