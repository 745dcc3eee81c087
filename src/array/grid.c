/* grid.c: coordinates of a grid: meshgrid, indices, fromfunction. */
#include "array.h"

#include "dtype/dtype.h"
#include "nest.h"

#include <string.h>

/* x as a vector along one axis of a grid of ndim axes. */
static ct_array *along_axis(const ct_array *x, int axis, int ndim)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < ndim; i++)
        shape[i] = i == axis ? -1 : 1;
    if (x->size == 0)
        shape[axis] = 0;
    return ct_reshape(x, ndim, shape);
}

ct_status ct_meshgrid(int n, ct_array *const *xi, bool ij, bool sparse, bool copy, ct_array **out)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < n; i++)
        out[i] = NULL;
    ct_status status = CT_OK;
    if (n > CT_MAX_NDIM)
        status = ct_shape_size("meshgrid", n, NULL, 1) < 0 ? ct_error_pending() : CT_OK;
    for (int i = 0; i < n && status == CT_OK; i++) {
        int axis = !ij && n > 1 && i < 2 ? 1 - i : i;
        if (!xi[i]) {
            status = ct_null_input("meshgrid", i + 1);
        } else {
            shape[axis] = xi[i]->size;
            out[i] = along_axis(xi[i], axis, n);
            status = out[i] ? CT_OK : ct_error_pending();
        }
    }
    for (int i = 0; i < n && status == CT_OK; i++) {
        ct_array *thin = out[i];
        ct_array *full = sparse ? ct_retain(thin) : ct_broadcast_to(thin, n, shape);
        out[i] = full && copy ? ct_copy(full, CT_ORDER_C) : ct_retain(full);
        status = out[i] ? CT_OK : ct_error_pending();
        ct_release(thin);
        ct_release(full);
    }
    for (int i = 0; i < n && status != CT_OK; i++) {
        ct_release(out[i]);
        out[i] = NULL;
    }
    return status;
}

ct_array *ct_indices(int ndim, const int64_t *shape, const ct_dtype *dtype)
{
    int64_t all[CT_MAX_NDIM + 1];
    if (ndim < 0 || ndim >= CT_MAX_NDIM)
        return ct_shape_size("indices", ndim + 1 > 0 ? CT_MAX_NDIM + 1 : -1, NULL, 1), NULL;
    all[0] = ndim;
    memcpy(all + 1, shape, (size_t)ndim * sizeof *shape);
    ct_array *result = ct_empty(ndim + 1, all, dtype ? dtype : CT_INT64);
    bool good = result != NULL;
    for (int i = 0; good && i < ndim && result->size > 0; i++) {
        ct_array *steps = ct_arange_i64(0, shape[i], 1, NULL);
        ct_array *line = steps ? along_axis(steps, i, ndim) : NULL;
        ct_array *part = line ? ct_get(result, ct_at(i)) : NULL;
        good = part && ct_array_assign(part, line) == CT_OK;
        ct_release(steps);
        ct_release(line);
        ct_release(part);
    }
    if (good)
        return result;
    ct_release(result);
    return NULL;
}

ct_array *ct_fromfunction(ct_index_function *function, void *context, int ndim,
                          const int64_t *shape, const ct_dtype *dtype)
{
    if (!function)
        return ct_null_input("fromfunction", 1), NULL;
    ct_array *coordinates[CT_MAX_NDIM], *result = NULL;
    ct_array *grid = ct_indices(ndim, shape, dtype ? dtype : CT_FLOAT64);
    int made = 0;
    while (grid && made < ndim && (coordinates[made] = ct_get(grid, ct_at(made))))
        made++;
    if (grid && made == ndim)
        result = function(context, ndim, coordinates);
    while (made-- > 0)
        ct_release(coordinates[made]);
    ct_release(grid);
    return result;
}
