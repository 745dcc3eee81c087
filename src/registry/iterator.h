/* iterator.h: what zip, map and their like return: items that were computed, to be walked once. */
#ifndef CT_ITERATOR_H
#define CT_ITERATOR_H

#include <carton/list.h>

typedef enum ct_iterator_kind {
    CT_ITERATOR_PLAIN,
    CT_ITERATOR_ZIP,
    CT_ITERATOR_MAP,
    CT_ITERATOR_FILTER,
    CT_ITERATOR_ENUMERATE,
    CT_ITERATOR_REVERSED,
    CT_ITERATOR_GENERATOR
} ct_iterator_kind;
/* Takes the list; NULL in, NULL out. */
ct_object *ct_iterator_over(CT_TAKE ct_list *items, ct_iterator_kind kind);

#endif
