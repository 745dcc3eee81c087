/* scope.c: the bag of owned references behind CT_SCOPE. */
#include "base/base.h"

#include <carton/object.h>
#include <string.h>

void *ct_scope_own(ct_scope *scope, const void *object)
{
    if (!object)
        return NULL;
    if (!scope->items) {
        scope->items = scope->few;
        scope->capacity = (int)(sizeof scope->few / sizeof *scope->few);
    }
    if (scope->count == scope->capacity) {
        bool inside = scope->items == scope->few;
        int64_t wanted = 2 * (int64_t)scope->capacity;
        const void **grown = wanted > INT32_MAX ? NULL
                                                : ct_realloc(inside ? NULL : (void *)scope->items,
                                                             wanted * (int64_t)sizeof(void *));
        if (!grown) {
            ct_release(object);
            return NULL;
        }
        if (inside)
            memcpy((void *)grown, scope->few, sizeof scope->few);
        scope->items = grown;
        scope->capacity = (int)wanted;
    }
    scope->items[scope->count++] = object;
    return (void *)(uintptr_t)object;
}

void ct_scope_close(ct_scope *scope)
{
    for (int i = scope->count; i-- > 0;)
        ct_release(scope->items[i]);
    if (scope->items != scope->few)
        ct_dealloc((void *)scope->items);
    scope->items = NULL;
    scope->count = scope->capacity = 0;
}
