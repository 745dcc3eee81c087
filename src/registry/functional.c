/* functional.c: vectorize: a function of numbers as a function of arrays.
 *
 * The function is first called once with the arrays themselves, in the precision that Python's
 * numbers have: when it is an expression of operators and ufuncs, that is the whole program. What
 * fails then, or gives another shape, is called element by element. */
#include "args.h"
#include "object/object.h"

#include <string.h>

typedef struct vectorized {
    ct_object object;
    ct_object *function;
    const ct_dtype *dtype; /* of the results, or NULL */
} vectorized;

static void destroy(ct_object *self)
{
    ct_release(((vectorized *)self)->function);
    ct_release(((vectorized *)self)->dtype);
    ct_object_free(self, sizeof(vectorized));
}

static int visit(const ct_object *self, ct_visit *each, void *context)
{
    return each(((const vectorized *)self)->function, context);
}

enum { MOST = 16 };

/* As Python's numbers: int64, float64, complex128. NULL without an error for what has none: bool
 * and text. */
static ct_array *wide(const ct_array *a)
{
    char kind = ct_dtype_kind(ct_dtype_of(a));
    const ct_dtype *dtype = kind == 'i' || kind == 'u' ? CT_INT64
                            : kind == 'f'              ? CT_FLOAT64
                            : kind == 'c'              ? CT_COMPLEX128
                                                       : NULL;
    return dtype ? ct_astype(a, dtype, CT_CASTING_UNSAFE) : NULL;
}

static ct_array *whole_call(const vectorized *v, int n, ct_array *const *in, int ndim,
                            const int64_t *shape)
{
    CT_SCOPE(s);
    ct_object *args[MOST];
    for (int i = 0; i < n; i++)
        if (!(args[i] = (ct_object *)ct_own(&s, wide(in[i]))))
            return NULL;
    ct_object *value = ct_own(&s, ct_call_object(v->function, n, args, 0, NULL, NULL));
    if (!value || value->type != &ct_array_type)
        return NULL;
    ct_array *result = (ct_array *)value;
    bool same =
        ct_ndim(result) == ndim && !memcmp(ct_shape(result), shape, (size_t)ndim * sizeof *shape);
    return same ? ct_retain(result) : NULL;
}

/* The function of the k-th elements. */
static ct_object *one_call(const vectorized *v, int n, ct_array *const *flat, int64_t k)
{
    CT_SCOPE(s);
    ct_object *args[MOST];
    for (int i = 0; i < n; i++) {
        ct_array *one = ct_own(&s, ct_get(flat[i], ct_at(k)));
        if (!one || !(args[i] = ct_own(&s, ct_item(one))))
            return NULL;
    }
    return ct_call_object(v->function, n, args, 0, NULL, NULL);
}

/* A function that mixes elements (x - mean(x)) has the right shape and the wrong values: the first,
 * middle and last element are called by themselves and must agree. */
static bool agrees(const vectorized *v, int n, ct_array *const *flat, const ct_array *result)
{
    CT_SCOPE(s);
    int64_t size = ct_size(result), at[3] = {0, size / 2, size - 1};
    ct_array *all = ct_own(&s, ct_ravel(result, CT_ORDER_C));
    for (int i = 0; all && i < 3; i++) {
        ct_object *alone = ct_own(&s, one_call(v, n, flat, at[i]));
        ct_array *one = alone ? ct_own(&s, ct_get(all, ct_at(at[i]))) : NULL;
        ct_object *together = one ? ct_own(&s, ct_item(one)) : NULL;
        if (!together)
            return false;
        bool nans =
            ct_equal_objects(together, together) == 0 && ct_equal_objects(alone, alone) == 0;
        if (!nans && ct_equal_objects(together, alone) != 1)
            return false;
    }
    return all != NULL;
}

static ct_list *each_call(const vectorized *v, int n, ct_array *const *flat)
{
    ct_list *results = ct_list_new();
    for (int64_t k = 0; results && k < ct_size(flat[0]); k++) {
        ct_object *value = one_call(v, n, flat, k);
        ct_status status = value ? ct_list_append(results, value) : ct_error_pending();
        ct_release(value);
        if (status) {
            ct_release(results);
            return NULL;
        }
    }
    return results;
}

static ct_object *call(ct_object *self, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                       const char *const *names, ct_object *const *values)
{
    CT_SCOPE(s);
    const vectorized *v = (const vectorized *)self;
    ct_array *given[MOST], *in[MOST] = {NULL};
    int n = (int)nargs, ndim;
    if (nargs < 1 || nargs > MOST || nkeywords)
        return CT_FAIL(CT_TYPE_ERROR, "vectorize", 0, "1 to %d positional arguments are accepted",
                       MOST);
    for (int i = 0; i < n; i++)
        if (!(given[i] = ct_own(&s, ct_asarray(args[i], NULL))))
            return NULL;
    if (ct_broadcast_arrays(n, given, in))
        return NULL;
    ct_array *flat[MOST];
    for (int i = 0; i < n; i++) {
        ct_own(&s, in[i]);
        flat[i] = ct_own(&s, ct_ravel(in[i], CT_ORDER_C));
    }
    for (int i = 0; i < n; i++)
        if (!flat[i])
            return NULL;
    int64_t shape[CT_MAX_NDIM];
    ndim = ct_ndim(in[0]);
    memcpy(shape, ct_shape(in[0]), (size_t)ndim * sizeof *shape);
    if (ct_size(in[0]) == 0 && !v->dtype)
        return CT_FAIL(CT_VALUE_ERROR, "vectorize", 0,
                       "cannot call `vectorize` on size 0 inputs unless `otypes` is set");
    ct_array *result = ndim && ct_size(in[0]) > 1 ? whole_call(v, n, in, ndim, shape) : NULL;
    if (result && !agrees(v, n, flat, result)) {
        ct_release(result);
        result = NULL;
    }
    if (!result) {
        if (ct_error_pending() == CT_MEMORY_ERROR)
            return NULL;
        ct_error_take(NULL);
        ct_list *list = ct_own(&s, each_call(v, n, flat));
        ct_array *made = list ? ct_own(&s, ct_array_from(list, v->dtype)) : NULL;
        result = made ? ct_reshape(made, ndim, shape) : NULL;
    }
    if (!result || !v->dtype)
        return ct_array_result(result);
    ct_own(&s, result);
    return ct_array_result(ct_astype(result, v->dtype, CT_CASTING_UNSAFE));
}

static const ct_type vectorized_type = {
    .name = "numpy.vectorize", .destroy = destroy, .visit = visit, .call = call};

static ct_object *vectorize(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = NULL;
    ct_object *types = args[1], *first = NULL;
    if (!args[0]->type->call)
        return CT_FAIL(CT_TYPE_ERROR, "vectorize", 1, "pyfunc must be callable");
    if (ct_arg_given(types) && ct_arg_count(types) == 1)
        types = first = ct_arg_item(types, 0);
    ct_status status = ct_arg_dtype(types, &dtype);
    ct_release(first);
    vectorized *v = status ? NULL : ct_object_new(&vectorized_type, sizeof *v);
    if (!v) {
        ct_release(dtype);
        return NULL;
    }
    v->function = ct_retain(args[0]);
    v->dtype = dtype;
    return &v->object;
}

const ct_routine ct_routines_functional[] = {
    CT_ROW("vectorize", "functional",
           "(pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None)",
           "A function of numbers as a function of arrays.", vectorize),
};
CT_ROUTINES_END(functional);
