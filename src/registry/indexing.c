/* indexing.c: rows of the routines that read and write by index. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

ENTRY(take_along_axis)
{
    CT_SCOPE(s);
    ct_array *a, *indices;
    int axis = -1;
    if (!ct_args_read(args, &s, "AAx", &a, &indices, &axis))
        return NULL;
    return ct_array_result(ct_take_along_axis(a, indices, axis));
}

/* The first argument, which is changed in place. */
static ct_array *target(const char *op, ct_object *const *args)
{
    if (ct_type_of(args[0]) == &ct_array_type)
        return (ct_array *)args[0];
    return CT_FAIL(CT_TYPE_ERROR, op, 1, "argument 1 must be numpy.ndarray, not %s",
                   ct_type_of(args[0])->name);
}

ENTRY(put_along_axis)
{
    CT_SCOPE(s);
    ct_array *a = target("put_along_axis", args), *indices, *values;
    int axis = -1;
    if (!a || !ct_args_read(args + 1, &s, "AAx", &indices, &values, &axis))
        return NULL;
    return ct_none_result(ct_put_along_axis(a, indices, values, axis));
}

const ct_routine ct_routines_indexing[] = {
    CT_ROW("take_along_axis", "indexing", "(arr, indices, axis=-1)",
           "Elements along an axis by the indices of a sort or search.", take_along_axis),
    CT_ROW("put_along_axis", "indexing", "(arr, indices, values, axis)",
           "Set elements along an axis by the indices of a sort or search.", put_along_axis),
};
CT_ROUTINES_END(indexing);
