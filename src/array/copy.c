/* copy.c: copies, casts, and storing values into arrays. */
#include "array.h"

#include "dtype/dtype.h"
#include "kernels/kernels.h"
#include "nest.h"

#include <string.h>

ct_status ct_array_store(ct_array *dst, const ct_array *value)
{
    char kind = dst->dtype->kind;
    if (!(value->flags & CT_WEAK) || (kind != 'i' && kind != 'u') || value->dtype == dst->dtype)
        return ct_array_assign(dst, value);
    ct_array *cast = ct_empty(0, NULL, dst->dtype);
    ct_object *box = cast ? ct_item(value) : NULL;
    ct_status status = box ? ct_element_store(dst->dtype, cast->data, box) : ct_error_pending();
    if (status == CT_OK)
        status = ct_array_assign(dst, cast);
    ct_release(box);
    ct_release(cast);
    return status;
}
