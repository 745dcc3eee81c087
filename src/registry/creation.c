/* creation.c: rows that make arrays from shapes, values and ranges. */
#include "args.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "dtype/dtype.h"
#include "ufunc/ufunc.h"

/* Arguments that most rows here share; close with done(). */
typedef struct common {
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    const ct_dtype *dtype; /* owned, may be NULL */
    ct_order order;
} common;

static bool read_common(common *c, const ct_object *shape, const ct_object *dtype,
                        const ct_object *order)
{
    *c = (common){.order = CT_ORDER_C};
    if (!ct_arg_given(shape) && shape)
        return ct_error_set(CT_TYPE_ERROR, NULL, 1, "shape must be an int or a sequence of ints"),
               false;
    if (ct_arg_shape(shape, &c->ndim, c->shape) != CT_OK ||
        ct_arg_order(order, CT_ORDER_C, &c->order) != CT_OK)
        return false;
    if (c->order != CT_ORDER_C && c->order != CT_ORDER_F)
        return ct_error_set(CT_VALUE_ERROR, NULL, 0, "only 'C' or 'F' order is permitted"), false;
    return ct_arg_dtype(dtype, &c->dtype) == CT_OK;
}

static ct_object *finish(common *c, CT_TAKE ct_array *a)
{
    ct_release(c->dtype);
    return ct_array_result(a);
}

/* Zeroes or fills the new array `a`; taken and returned. */
static ct_array *zeroed(CT_TAKE ct_array *a)
{
    if (a && ct_nbytes(a) > 0)
        memset(ct_data_mut(a), 0, (size_t)ct_nbytes(a));
    return a;
}

static ct_array *filled(CT_TAKE ct_array *a, const ct_array *value)
{
    if (a && value && ct_array_store(a, value) == CT_OK)
        return a;
    ct_release(a);
    return NULL;
}

static ct_array *one(void)
{
    return ct_weak_int(1);
}

/* What lay in memory before need not be text, which could not be shown. */
static ct_array *readable(CT_TAKE ct_array *a)
{
    return a && a->dtype->num == CT_NUM_STR ? zeroed(a) : a;
}

static ct_object *empty(const ct_routine *routine, ct_object *const *args)
{
    common c;
    bool good = read_common(&c, args[0], args[1], args[2]);
    ct_array *a = good ? ct_empty_order(c.ndim, c.shape, c.dtype, c.order) : NULL;
    return finish(&c, readable(a));
}

static ct_object *zeros(const ct_routine *routine, ct_object *const *args)
{
    common c;
    if (!read_common(&c, args[0], args[1], args[2]))
        return finish(&c, NULL);
    if (c.order != CT_ORDER_F)
        return finish(&c, ct_zeros(c.ndim, c.shape, c.dtype));
    return finish(&c, zeroed(ct_empty_order(c.ndim, c.shape, c.dtype, c.order)));
}

static ct_object *ones(const ct_routine *routine, ct_object *const *args)
{
    common c;
    bool good = read_common(&c, args[0], args[1], args[2]);
    ct_array *value = good ? one() : NULL;
    ct_array *a = value ? ct_empty_order(c.ndim, c.shape, c.dtype, c.order) : NULL;
    a = filled(a, value);
    ct_release(value);
    return finish(&c, a);
}

/* A fill value is cast as copyto casts with casting='unsafe': only Python's ints must fit. */
static ct_array *fill_value(const ct_object *value)
{
    return value->type == &ct_int_type ? ct_operand(value) : ct_arg_array(value);
}

static ct_object *full(const ct_routine *routine, ct_object *const *args)
{
    common c;
    bool good = read_common(&c, args[0], args[2], args[3]);
    ct_array *value = good ? fill_value(args[1]) : NULL;
    const ct_dtype *dtype = c.dtype ? c.dtype : value ? value->dtype : NULL;
    ct_array *a = value ? ct_empty_order(c.ndim, c.shape, dtype, c.order) : NULL;
    a = filled(a, value);
    ct_release(value);
    return finish(&c, a);
}

/* -- after a prototype: (a, dtype, order, subok, shape), shifted by one for full_like ---------- */

static ct_array *after(const ct_object *prototype, const ct_object *dtype, const ct_object *order,
                       const ct_object *shape)
{
    common c;
    CT_SCOPE(s);
    if (!read_common(&c, ct_arg_given(shape) ? shape : NULL, dtype, NULL))
        return finish(&c, NULL), NULL;
    const ct_dtype *wanted = ct_own(&s, c.dtype);
    ct_array *a = ct_arg_array_in(&s, prototype);
    if (!a || ct_arg_order(order, CT_ORDER_K, &c.order) != CT_OK)
        return NULL;
    if (!ct_arg_given(shape))
        return readable(ct_empty_after(a, wanted, c.order));
    wanted = wanted ? wanted : a->dtype;
    if (c.order == CT_ORDER_K && c.ndim == a->ndim) /* axes in the order that they have in memory */
        return ct_result_new(CT_ORDER_K, 1, c.ndim, c.shape, (const int64_t *[]){a->strides}, NULL,
                             wanted);
    bool fortran =
        c.order == CT_ORDER_F ||
        (c.order == CT_ORDER_A && !(a->flags & CT_C_CONTIGUOUS) && (a->flags & CT_F_CONTIGUOUS));
    return ct_empty_order(c.ndim, c.shape, wanted, fortran ? CT_ORDER_F : CT_ORDER_C);
}

static ct_object *empty_like(const ct_routine *routine, ct_object *const *args)
{
    return ct_array_result(after(args[0], args[1], args[2], args[4]));
}

static ct_object *zeros_like(const ct_routine *routine, ct_object *const *args)
{
    return ct_array_result(zeroed(after(args[0], args[1], args[2], args[4])));
}

static ct_object *ones_like(const ct_routine *routine, ct_object *const *args)
{
    ct_array *value = one(), *a = after(args[0], args[1], args[2], args[4]);
    a = filled(a, value);
    ct_release(value);
    return ct_array_result(a);
}

static ct_object *full_like(const ct_routine *routine, ct_object *const *args)
{
    ct_array *value = fill_value(args[1]);
    ct_array *a = filled(value ? after(args[0], args[2], args[3], args[5]) : NULL, value);
    ct_release(value);
    return ct_array_result(a);
}

/* -- from objects ------------------------------------------------------------------------------ */

static ct_array *in_order(CT_TAKE ct_array *a, ct_order order)
{
    bool fits = !a || order == CT_ORDER_K || order == CT_ORDER_A ||
                (a->flags & (order == CT_ORDER_F ? CT_F_CONTIGUOUS : CT_C_CONTIGUOUS));
    if (fits)
        return a;
    ct_array *copy = ct_copy(a, order);
    ct_release(a);
    return copy;
}

/* copy: -1 when needed, 0 never, 1 always. */
static ct_array *convert(const ct_object *object, const ct_object *dtype, const ct_object *order,
                         int copy)
{
    const ct_dtype *wanted = NULL;
    ct_order layout;
    if (ct_arg_order(order, CT_ORDER_K, &layout) != CT_OK || ct_arg_dtype(dtype, &wanted) != CT_OK)
        return NULL;
    ct_array *a = copy == 1 ? ct_array_from(object, wanted) : ct_asarray(object, wanted);
    a = in_order(a, layout);
    ct_release(wanted);
    if (!a || copy != 0 || (const void *)a == object)
        return a;
    ct_release(a);
    return CT_FAIL(CT_VALUE_ERROR, "array", 0,
                   "Unable to avoid copy while creating an array as requested.");
}

static int copy_mode(const ct_object *arg, int fallback)
{
    bool copy = true;
    if (!arg)
        return fallback;
    if (!ct_arg_given(arg))
        return -1;
    if (ct_type_of(arg) == &ct_str_type)
        return ct_error_set(CT_VALUE_ERROR, "array", 0,
                            "strings are not allowed for 'copy' keyword. Use True/False/None "
                            "instead."),
               -2;
    return ct_arg_bool(arg, true, &copy) == CT_OK ? copy : -2;
}

static ct_object *array(const ct_routine *routine, ct_object *const *args)
{
    int64_t ndmin, ndmax;
    int copy = copy_mode(args[2], 1);
    if (copy < -1 || ct_arg_int(args[5], 0, &ndmin) != CT_OK || ct_arg_int(args[6], 0, &ndmax))
        return NULL;
    if (ndmax < 0 || ndmax > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, "array", 0, "ndmax must be in the range [0, %d]",
                       CT_MAX_NDIM);
    if (ndmax && ndmin > ndmax)
        return CT_FAIL(CT_VALUE_ERROR, "array", 0, "ndmin must be <= ndmax (%d)", (int)ndmax);
    ct_array *a = convert(args[0], args[1], args[3], copy);
    if (a && ndmax && a->ndim > ndmax && ct_type_of(args[0]) != &ct_array_type) {
        ct_release(a);
        return CT_FAIL(CT_VALUE_ERROR, "array", 1,
                       "setting an array element with a sequence. The requested array would "
                       "exceed the maximum number of dimension of %d.",
                       (int)ndmax);
    }
    if (!a || ndmin <= a->ndim)
        return ct_array_result(a);
    int64_t shape[CT_MAX_NDIM];
    int lead = (int)(ndmin > CT_MAX_NDIM ? CT_MAX_NDIM : ndmin) - a->ndim;
    for (int i = 0; i < lead; i++)
        shape[i] = 1;
    memcpy(shape + lead, a->shape, (size_t)a->ndim * sizeof *shape);
    ct_array *wide = ndmin > CT_MAX_NDIM
                         ? CT_FAIL(CT_VALUE_ERROR, "array", 0, "ndmin must be <= %d", CT_MAX_NDIM)
                         : ct_reshape(a, lead + a->ndim, shape);
    ct_release(a);
    return ct_array_result(wide);
}

static ct_object *asarray(const ct_routine *routine, ct_object *const *args)
{
    int copy = copy_mode(args[4], -1);
    return copy < -1 ? NULL : ct_array_result(convert(args[0], args[1], args[2], copy));
}

static ct_object *contiguous(const ct_object *object, const ct_object *dtype, ct_order order)
{
    ct_array *a = in_order(convert(object, dtype, NULL, -1), order);
    if (!a || a->ndim > 0)
        return ct_array_result(a);
    ct_array *line = ct_reshape(a, CT_SHAPE(1));
    ct_release(a);
    return ct_array_result(line);
}

static ct_object *ascontiguousarray(const ct_routine *routine, ct_object *const *args)
{
    return contiguous(args[0], args[1], CT_ORDER_C);
}

static ct_object *asfortranarray(const ct_routine *routine, ct_object *const *args)
{
    return contiguous(args[0], args[1], CT_ORDER_F);
}

static ct_object *copy_row(const ct_routine *routine, ct_object *const *args)
{
    ct_order order;
    ct_array *a = ct_arg_order(args[1], CT_ORDER_K, &order) ? NULL : ct_arg_array(args[0]);
    ct_array *result = a ? ct_copy(a, order) : NULL;
    ct_release(a);
    return ct_array_result(result);
}

/* -- ranges ------------------------------------------------------------------------------------ */

/* NumPy promotes the bounds together with int64. Sets *dtype (owned). */
static ct_status arange_dtype(ct_object *const *bounds, const ct_dtype **dtype)
{
    *dtype = ct_retain(CT_INT64);
    for (int i = 0; i < 3 && *dtype; i++) {
        ct_array *a = bounds[i] ? ct_arg_array(bounds[i]) : NULL;
        const ct_dtype *both = NULL;
        if (bounds[i] && a && a->dtype->num >= CT_NUM_STR)
            ct_error_set(CT_TYPE_ERROR, "arange", i + 1,
                         "arange() not supported for inputs with dtype %s", a->dtype->str);
        else if (bounds[i] && a)
            both = ct_promote_types(*dtype, a->dtype);
        if (bounds[i]) {
            ct_release(*dtype);
            *dtype = both;
        }
        ct_release(a);
    }
    return *dtype ? CT_OK : ct_error_pending();
}

static ct_array *complex_range(ct_object *const *bounds, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    double x[3][2] = {{0, 0}, {0, 0}, {1, 0}};
    for (int i = 0; i < 3; i++) {
        ct_array *a = bounds[i] ? ct_arg_array_in(&s, bounds[i]) : NULL;
        ct_array *wide = a ? ct_own(&s, ct_astype(a, CT_COMPLEX128, CT_CASTING_UNSAFE)) : NULL;
        if (wide && wide->size == 1)
            memcpy(x[i], wide->data, sizeof x[i]);
        else if (bounds[i])
            return wide ? CT_FAIL(CT_VALUE_ERROR, "arange", i + 1,
                                  "arange: bounds are single numbers")
                        : NULL;
    }
    return ct_arange_complex(x[0], x[1], x[2], dtype);
}

static ct_object *arange(const ct_routine *routine, ct_object *const *args)
{
    bool two = ct_arg_given(args[1]), whole = true;
    ct_object *bounds[3] = {two ? args[0] : NULL, two ? args[1] : args[0],
                            ct_arg_given(args[2]) ? args[2] : NULL};
    const ct_dtype *dtype = NULL, *found = NULL;
    ct_array *result = NULL;
    if (!ct_arg_given(bounds[1]))
        return CT_FAIL(CT_TYPE_ERROR, "arange", 0, "arange() requires stop to be specified.");
    if (two && !ct_arg_given(bounds[0]))
        bounds[0] = NULL;
    if (ct_arg_dtype(args[3], &dtype) != CT_OK || arange_dtype(bounds, &found) != CT_OK)
        goto out;
    whole = found->kind == 'i';
    if (whole) {
        int64_t x[3] = {0, 0, 1};
        bool good = true;
        for (int i = 0; i < 3 && good; i++)
            if (bounds[i])
                good = ct_as_int(bounds[i], &x[i]) == CT_OK ||
                       ct_arg_int(bounds[i], 0, &x[i]) == CT_OK;
        if (good)
            result = ct_arange_i64(x[0], x[1], x[2], dtype ? dtype : found);
    } else if (found->kind == 'c') {
        result = complex_range(bounds, dtype ? dtype : found);
    } else {
        double x[3] = {0, 0, 1};
        bool good = true;
        for (int i = 0; i < 3 && good; i++)
            good = ct_arg_float(bounds[i], x[i], &x[i]) == CT_OK;
        if (good)
            result = ct_arange(x[0], x[1], x[2], dtype ? dtype : found);
    }
out:
    ct_release(dtype);
    ct_release(found);
    return ct_array_result(result);
}

/* A tuple of an array and a number; both taken. */
static ct_object *pair(CT_TAKE ct_object *a, CT_TAKE ct_object *b)
{
    ct_object *items[2] = {a, b}, *tuple = a && b ? ct_tuple(2, items) : NULL;
    ct_release(a);
    ct_release(b);
    return tuple;
}

static ct_object *linspace(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    int64_t num;
    bool endpoint, retstep;
    double step;
    ct_space_opts opts = {.size_ = sizeof opts};
    if (ct_arg_int(args[2], 50, &num) || ct_arg_bool(args[3], true, &endpoint) ||
        ct_arg_bool(args[4], false, &retstep) || ct_arg_dtype(args[5], &opts.dtype) ||
        ct_arg_axis(args[6], 0, &opts.axis))
        return NULL;
    opts.open = !endpoint;
    ct_own(&s, opts.dtype);
    ct_array *start = ct_operand_in(&s, args[0]), *stop = NULL;
    if (start)
        stop = ct_operand_in(&s, args[1]);
    if (!stop)
        return NULL;
    ct_array *steps = NULL;
    opts.steps = retstep ? &steps : NULL;
    ct_array *a = ct_linspace_opts(start, stop, num, &opts, &step);
    if (!retstep || !a)
        return ct_array_result(a);
    if (steps && ct_ndim(steps) > 0)
        return pair(ct_array_result(a), ct_array_result(steps));
    ct_release(steps);
    ct_array *size = ct_scalar_f64(step);
    return pair(ct_array_result(a),
                isnan(step) ? (ct_release(size), ct_float(step)) : ct_result(size));
}

static ct_object *space(const ct_routine *routine, ct_object *const *args, bool geometric)
{
    CT_SCOPE(s);
    int64_t num;
    bool endpoint;
    int shift = geometric ? 0 : 1; /* logspace has `base` before dtype */
    ct_space_opts opts = {.size_ = sizeof opts};
    if (ct_arg_int(args[2], 50, &num) || ct_arg_bool(args[3], true, &endpoint) ||
        ct_arg_dtype(args[4 + shift], &opts.dtype) || ct_arg_axis(args[5 + shift], 0, &opts.axis))
        return NULL;
    opts.open = !endpoint;
    ct_own(&s, opts.dtype);
    ct_array *start = ct_operand_in(&s, args[0]), *stop = NULL;
    if (start)
        stop = ct_operand_in(&s, args[1]);
    if (!stop)
        return NULL;
    if (!geometric && args[4] && !(opts.bases = ct_operand_in(&s, args[4])))
        return NULL;
    if (opts.bases && ct_ndim(opts.bases) == 0 && ct_item_f64(opts.bases, &opts.base))
        return NULL;
    return ct_array_result(geometric ? ct_geomspace_opts(start, stop, num, &opts)
                                     : ct_logspace_opts(start, stop, num, &opts));
}

static ct_object *logspace(const ct_routine *routine, ct_object *const *args)
{
    return space(routine, args, false);
}

static ct_object *geomspace(const ct_routine *routine, ct_object *const *args)
{
    return space(routine, args, true);
}

/* -- matrices and grids ------------------------------------------------------------------------ */

static ct_object *eye(const ct_routine *routine, ct_object *const *args)
{
    int64_t n, m, k;
    const ct_dtype *dtype = NULL;
    ct_order order;
    if (ct_arg_int(args[0], 0, &n) || ct_arg_int(args[1], n, &m) ||
        ct_arg_clamped(args[2], 0, &k) || ct_arg_order(args[4], CT_ORDER_C, &order) ||
        ct_arg_dtype(args[3], &dtype))
        return NULL;
    if (order != CT_ORDER_C && order != CT_ORDER_F) {
        ct_release(dtype);
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "only 'C' or 'F' order is permitted");
    }
    ct_array *a = in_order(ct_eye(n, m, k, dtype), order);
    ct_release(dtype);
    return ct_array_result(a);
}

static ct_object *identity(const ct_routine *routine, ct_object *const *args)
{
    int64_t n;
    const ct_dtype *dtype = NULL;
    if (ct_arg_int(args[0], 0, &n) || ct_arg_dtype(args[1], &dtype))
        return NULL;
    ct_array *a = ct_identity(n, dtype);
    ct_release(dtype);
    return ct_array_result(a);
}

static ct_object *tri(const ct_routine *routine, ct_object *const *args)
{
    int64_t n, m, k;
    const ct_dtype *dtype = NULL;
    if (ct_arg_int(args[0], 0, &n) || ct_arg_int(args[1], n, &m) || ct_arg_int(args[2], 0, &k) ||
        ct_arg_dtype(args[3], &dtype))
        return NULL;
    ct_array *a = ct_tri(n, m, k, dtype);
    ct_release(dtype);
    return ct_array_result(a);
}

/* diag, tril, triu: f(array, k). */
static ct_object *with_k(ct_object *const *args, ct_array *(*f)(const ct_array *, int64_t))
{
    int64_t k;
    if (ct_arg_int(args[1], 0, &k))
        return NULL;
    ct_array *a = ct_arg_array(args[0]), *result = a ? f(a, k) : NULL;
    ct_release(a);
    return ct_array_result(result);
}

static ct_object *diag(const ct_routine *routine, ct_object *const *args)
{
    return with_k(args, ct_diag);
}

static ct_array *flat_diag(const ct_array *v, int64_t k)
{
    ct_array *line = ct_ravel(v, CT_ORDER_C), *result = line ? ct_diag(line, k) : NULL;
    ct_release(line);
    return result;
}

static ct_object *diagflat(const ct_routine *routine, ct_object *const *args)
{
    return with_k(args, flat_diag);
}

static ct_object *triangle(ct_object *const *args, ct_array *(*f)(const ct_array *, int64_t))
{
    ct_array *a = ct_arg_array(args[0]);
    int ndim = ct_ndim(a);
    ct_release(a);
    if (ndim == 0)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 1, "an array without axes has no triangle");
    return ndim < 0 ? NULL : with_k(args, f);
}

static ct_object *tril(const ct_routine *routine, ct_object *const *args)
{
    return triangle(args, ct_tril);
}

static ct_object *triu(const ct_routine *routine, ct_object *const *args)
{
    return triangle(args, ct_triu);
}

/* The arrays as a tuple; each is released. */
static ct_object *tuple_of(int n, ct_array **arrays)
{
    ct_object *tuple = ct_tuple(n, (ct_object *const *)arrays);
    for (int i = 0; i < n; i++)
        ct_release(arrays[i]);
    return tuple;
}

static ct_object *meshgrid(const ct_routine *routine, ct_object *const *args)
{
    bool copy, sparse;
    const char *indexing;
    ct_arrays xi;
    ct_array *out[CT_MAX_NDIM];
    if (ct_arg_bool(args[1], true, &copy) || ct_arg_bool(args[2], false, &sparse) ||
        ct_arg_text(args[3], "xy", &indexing))
        return NULL;
    if (strcmp(indexing, "xy") != 0 && strcmp(indexing, "ij") != 0)
        return CT_FAIL(CT_VALUE_ERROR, "meshgrid", 0,
                       "Valid values for `indexing` are 'xy' and 'ij'.");
    if (ct_arg_arrays(args[0], &xi))
        return NULL;
    ct_object *result = NULL;
    if (xi.count > CT_MAX_NDIM)
        ct_error_set(CT_VALUE_ERROR, "meshgrid", 0, "too many arrays");
    else if (ct_meshgrid(xi.count, xi.items, indexing[0] == 'i', sparse, copy, out) == CT_OK)
        result = tuple_of(xi.count, out);
    ct_arrays_release(&xi);
    return result;
}

static ct_object *indices(const ct_routine *routine, ct_object *const *args)
{
    common c;
    if (ct_arg_given(args[0]) && ct_arg_count(args[0]) < 0 && ct_type_of(args[0]) != &ct_array_type)
        return CT_FAIL(CT_TYPE_ERROR, "indices", 1, "'%s' object is not iterable",
                       ct_type_of(args[0])->name);
    bool sparse, good = read_common(&c, args[0], args[1], NULL);
    good = good && ct_arg_bool(args[2], false, &sparse) == CT_OK;
    if (!good || !sparse)
        return finish(&c, good ? ct_indices(c.ndim, c.shape, c.dtype) : NULL);
    ct_array *lines[CT_MAX_NDIM], *out[CT_MAX_NDIM];
    ct_object *result = NULL;
    int made = 0;
    while (made < c.ndim &&
           (lines[made] = ct_arange_i64(0, c.shape[made], 1, c.dtype ? c.dtype : CT_INT64)))
        made++;
    if (made == c.ndim && ct_meshgrid(made, lines, true, true, true, out) == CT_OK)
        result = tuple_of(made, out);
    while (made-- > 0)
        ct_release(lines[made]);
    ct_release(c.dtype);
    return result;
}

typedef struct called {
    ct_object *function;
    ct_object *result;
} called;

static ct_array *call_on_grid(void *context, int ndim, ct_array *const *coordinates)
{
    called *c = context;
    c->result = ct_call_object(c->function, ndim, (ct_object *const *)coordinates, 0, NULL, NULL);
    return NULL;
}

static ct_object *fromfunction(const ct_routine *routine, ct_object *const *args)
{
    common c;
    called call = {args[0], NULL};
    if (read_common(&c, args[1], args[2], NULL))
        ct_release(ct_fromfunction(call_on_grid, &call, c.ndim, c.shape, c.dtype));
    ct_release(c.dtype);
    return call.result;
}

static ct_object *copyto(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_casting casting;
    ct_array *where = NULL;
    if (!args[0] || ct_type_of(args[0]) != &ct_array_type)
        return CT_FAIL(CT_TYPE_ERROR, "copyto", 1, "copyto() argument 1 must be numpy.ndarray");
    if (ct_arg_casting(args[2], CT_CASTING_SAME_KIND, &casting))
        return NULL;
    const ct_type *type = args[3] ? ct_type_of(args[3]) : NULL; /* lists hold truth values */
    bool list = type == &ct_list_type || type == &ct_tuple_type;
    if (list && !(where = ct_asarray(args[3], CT_BOOL)))
        return NULL;
    if (!list && ct_arg_optional_array(args[3], &where))
        return NULL;
    ct_own(&s, where);
    ct_array *src = ct_operand_in(&s, args[1]);
    return src ? ct_none_result(ct_copyto((ct_array *)args[0], src, casting, where)) : NULL;
}

/* The flag that a requirement names; 0 for none ("E": what is made is an array anyway). -1 and
 * KeyError. */
static int64_t required_flag(const ct_object *name)
{
    static const struct {
        const char *names[3];
        int64_t flag;
    } known[] = {{{"C", "C_CONTIGUOUS", "CONTIGUOUS"}, CT_C_CONTIGUOUS},
                 {{"F", "F_CONTIGUOUS", "FORTRAN"}, CT_F_CONTIGUOUS},
                 {{"A", "ALIGNED", ""}, CT_ALIGNED},
                 {{"W", "WRITEABLE", ""}, CT_WRITEABLE},
                 {{"O", "OWNDATA", ""}, CT_OWNDATA},
                 {{"E", "ENSUREARRAY", ""}, 0}};
    const char *text = ct_as_string(name, NULL);
    if (!text)
        return ct_error_pending();
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (int k = 0; k < 3; k++)
            if (*known[i].names[k] && !strcasecmp(text, known[i].names[k]))
                return known[i].flag;
    return ct_error_set(CT_KEY_ERROR, "require", 3, "%.60s", text);
}

/* require(a, dtype, requirements): the array itself where it has what is asked for. */
static ct_object *require(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *dtype = NULL;
    int64_t wanted = 0;
    if (ct_arg_dtype(args[1], &dtype))
        return NULL;
    ct_own(&s, dtype);
    ct_list *names = ct_arg_given(args[2]) ? ct_own(&s, ct_list_from(args[2])) : NULL;
    if (ct_arg_given(args[2]) && !names)
        return NULL;
    for (int64_t i = 0; names && i < ct_list_length(names); i++) {
        int64_t flag = required_flag(ct_list_items(names)[i]);
        if (flag < 0)
            return NULL;
        wanted |= flag;
    }
    if ((wanted & CT_C_CONTIGUOUS) && (wanted & CT_F_CONTIGUOUS))
        return CT_FAIL(CT_VALUE_ERROR, "require", 3, "Cannot specify both \"C\" and \"F\" order");
    ct_array *a = ct_own(&s, ct_asarray(args[0], dtype));
    if (a && (ct_flags(a) & wanted) != wanted)
        a = ct_own(&s, ct_copy(a, wanted & CT_F_CONTIGUOUS   ? CT_ORDER_F
                                  : wanted & CT_C_CONTIGUOUS ? CT_ORDER_C
                                                             : CT_ORDER_A));
    return ct_array_result(ct_retain(a));
}

#define LIKE "dtype=None, order='K', subok=True, shape=None, *, device=None)"
const ct_routine ct_routines_creation[] = {
    CT_ROW(
        "array", "creation",
        "(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, ndmax=0, like=None)",
        "Create an array from nested lists, tuples, numbers or another array.", array),
    CT_ROW("asarray", "creation",
           "(a, dtype=None, order=None, *, device=None, copy=None, like=None)",
           "The array itself where that is possible, else a new one.", asarray),
    CT_ROW("asanyarray", "creation",
           "(a, dtype=None, order=None, *, device=None, copy=None, like=None)",
           "Same as asarray: there are no subclasses.", asarray),
    CT_ROW(
        "require", "creation", "(a, dtype=None, requirements=None, *, like=None)",
        "As an array that is C or F contiguous, aligned (A), writeable (W), owner of its data (O).",
        require),
    CT_ROW("ascontiguousarray", "creation", "(a, dtype=None, *, like=None)",
           "In C order, with at least one axis; copied only when needed.", ascontiguousarray),
    CT_ROW("asfortranarray", "creation", "(a, dtype=None, *, like=None)",
           "In Fortran order, with at least one axis; copied only when needed.", asfortranarray),
    CT_ROW("copy", "creation", "(a, order='K', subok=False)", "A copy of the array.", copy_row),
    CT_ROW("copyto", "manipulation", "(dst, src, casting='same_kind', where=True)",
           "Copy values into an array, broadcast, where a mask is true.", copyto),
    CT_ROW("empty", "creation", "(shape, dtype=None, order='C', *, device=None, like=None)",
           "A new array whose elements are not set.", empty),
    CT_ROW("zeros", "creation", "(shape, dtype=None, order='C', *, device=None, like=None)",
           "A new array of zeros.", zeros),
    CT_ROW("ones", "creation", "(shape, dtype=None, order='C', *, device=None, like=None)",
           "A new array of ones.", ones),
    CT_ROW("full", "creation",
           "(shape, fill_value, dtype=None, order='C', *, device=None, like=None)",
           "A new array filled with a value.", full),
    CT_ROW("empty_like", "creation", "(prototype, /, " LIKE, "A new array shaped like another.",
           empty_like),
    CT_ROW("zeros_like", "creation", "(a, " LIKE, "Zeros shaped like another array.", zeros_like),
    CT_ROW("ones_like", "creation", "(a, " LIKE, "Ones shaped like another array.", ones_like),
    CT_ROW("full_like", "creation", "(a, fill_value, " LIKE,
           "A value in the shape of another array.", full_like),
    CT_ROW("arange", "creation",
           "(start=None, stop=None, step=1, *, dtype=None, device=None, like=None)",
           "Evenly spaced values from start up to, not including, stop.", arange),
    CT_ROW(
        "linspace", "creation",
        "(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)",
        "A number of evenly spaced values from start to stop.", linspace),
    CT_ROW("logspace", "creation",
           "(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)",
           "base ** linspace(start, stop).", logspace),
    CT_ROW("geomspace", "creation", "(start, stop, num=50, endpoint=True, dtype=None, axis=0)",
           "A geometric sequence from start to stop.", geomspace),
    CT_ROW("eye", "creation", "(N, M=None, k=0, dtype=float, order='C', *, device=None, like=None)",
           "Ones on a diagonal, zeros elsewhere.", eye),
    CT_ROW("identity", "creation", "(n, dtype=None, *, like=None)", "The identity matrix.",
           identity),
    CT_ROW("diag", "creation", "(v, k=0)",
           "A diagonal of a matrix, or a matrix with that diagonal.", diag),
    CT_ROW("diagflat", "creation", "(v, k=0)", "A matrix with the flattened input as a diagonal.",
           diagflat),
    CT_ROW("tri", "creation", "(N, M=None, k=0, dtype=float, *, like=None)",
           "Ones at and below a diagonal.", tri),
    CT_ROW("tril", "creation", "(m, k=0)", "The lower triangle; zeros above it.", tril),
    CT_ROW("triu", "creation", "(m, k=0)", "The upper triangle; zeros below it.", triu),
    CT_ROW("meshgrid", "creation", "(*xi, copy=True, sparse=False, indexing='xy')",
           "Coordinate arrays of the grid that vectors span.", meshgrid),
    CT_ROW("indices", "creation", "(dimensions, dtype=int, sparse=False)",
           "The indices of a grid, one array per axis.", indices),
    CT_ROW("fromfunction", "creation", "(function, shape, *, dtype=float, like=None, **kwargs)",
           "Call a function with the coordinates of a grid.", fromfunction),
};
CT_ROUTINES_END(creation);
