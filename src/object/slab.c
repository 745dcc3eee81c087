/* slab.c: memory of boxes. */
#include "object.h"

void *ct_object_new(const ct_type *type, int64_t bytes)
{
    ct_object *object = ct_alloc(bytes);
    if (!object)
        return NULL;
    object->refs = 1;
    object->type = type;
    return object;
}

void ct_object_free(void *object, int64_t bytes)
{
    ct_dealloc(object);
}
