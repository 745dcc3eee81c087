/* direct.c: short ways for the calls that programs make most on small arrays: array([...]),
 * zeros(10), x.sum().
 *
 * Each knows only its simplest form, positional arguments of the plainest types; for any other it
 * returns NULL without an exception, and the call goes through the registry. Results and errors are
 * those of the long way. */
#include "array.h"
#include "function.h"

#include <string.h>

/* -- making --------------------------------------------------------------------------------------
 */

static PyObject *direct_array(PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 1)
        return NULL;
    ct_array *a = cpy_array_from_sequence(args[0], NULL);
    return a ? cpy_array_wrap(a) : NULL;
}

static PyObject *direct_asarray(PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs == 1 && Py_IS_TYPE(args[0], &cpy_array_type))
        return Py_NewRef(args[0]);
    return direct_array(args, nargs);
}

/* A length, or a tuple of lengths. False when it is something else. */
static bool plain_shape(PyObject *object, int *ndim, int64_t shape[4])
{
    bool tuple = PyTuple_CheckExact(object);
    Py_ssize_t n = tuple ? PyTuple_GET_SIZE(object) : 1;
    if (n > 4)
        return false;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = tuple ? PyTuple_GET_ITEM(object, i) : object;
        int overflow;
        if (!PyLong_CheckExact(item))
            return false;
        shape[i] = PyLong_AsLongLongAndOverflow(item, &overflow);
        if (overflow)
            return false;
    }
    *ndim = (int)n;
    return true;
}

/* A dtype as it may be given; false when it is not understood, which the long way says. */
static bool plain_dtype(PyObject *object, const ct_dtype **out)
{
    if (cpy_dtype_arg(object, out) < 0) {
        PyErr_Clear();
        return false;
    }
    if (!*out)
        *out = CT_FLOAT64;
    return true;
}

#define MAKER(name)                                                                                \
    static PyObject *direct_##name(PyObject *const *args, Py_ssize_t nargs)                        \
    {                                                                                              \
        int ndim;                                                                                  \
        int64_t shape[4];                                                                          \
        const ct_dtype *dtype = CT_FLOAT64;                                                        \
        if (nargs < 1 || nargs > 2 || !plain_shape(args[0], &ndim, shape) ||                       \
            (nargs == 2 && !plain_dtype(args[1], &dtype)))                                         \
            return NULL;                                                                           \
        ct_array *made = ct_##name(ndim, shape, dtype);                                            \
        ct_release(dtype);                                                                         \
        return cpy_array_wrap(made);                                                               \
    }
MAKER(zeros)
MAKER(ones)
MAKER(empty)

/* arange(10) */
static PyObject *direct_arange(PyObject *const *args, Py_ssize_t nargs)
{
    int ndim;
    int64_t stop[4];
    if (nargs != 1 || !PyLong_CheckExact(args[0]) || !plain_shape(args[0], &ndim, stop))
        return NULL;
    return cpy_array_wrap(ct_arange_i64(0, stop[0], 1, CT_INT64));
}

/* -- reducing over all axes, or along one ---------------------------------------------------------
 */

typedef ct_array *reduction(const ct_array *a, const ct_reduce_opts *opts);

static PyObject *reduce(reduction *run, PyObject *const *args, Py_ssize_t nargs)
{
    ct_reduce_opts opts = {.axis = CT_FLAT};
    if (nargs < 1 || nargs > 2 || !Py_IS_TYPE(args[0], &cpy_array_type))
        return NULL;
    ct_array *a = CPY_ARRAY(args[0]), *result;
    if (nargs == 2) {
        int overflow, ndim = ct_ndim(a);
        if (!PyLong_CheckExact(args[1]))
            return NULL;
        long long axis = PyLong_AsLongLongAndOverflow(args[1], &overflow);
        if (overflow || axis < -ndim || axis >= ndim)
            return NULL;
        opts.axis = (int)axis;
    }
    CPY_WORK(ct_size(a), result = run(a, nargs == 2 ? &opts : NULL));
    return cpy_finish(result);
}

#define REDUCER(name)                                                                              \
    static PyObject *direct_##name(PyObject *const *args, Py_ssize_t nargs)                        \
    {                                                                                              \
        return reduce(ct_##name##_opts, args, nargs);                                              \
    }
REDUCER(sum)
REDUCER(prod)
REDUCER(min)
REDUCER(max)
REDUCER(mean)
REDUCER(var)
REDUCER(std)
REDUCER(any)
REDUCER(all)
REDUCER(argmin)
REDUCER(argmax)
REDUCER(count_nonzero)

/* -- methods -------------------------------------------------------------------------------------
 */

/* x.reshape(2, 5) and x.reshape((2, 5)) */
static PyObject *direct_reshape(PyObject *const *args, Py_ssize_t nargs)
{
    int ndim = 0;
    int64_t shape[4];
    if (nargs < 2 || nargs > 5 || !Py_IS_TYPE(args[0], &cpy_array_type))
        return NULL;
    if (nargs == 2) {
        if (!plain_shape(args[1], &ndim, shape))
            return NULL;
    } else {
        for (int one; ndim < nargs - 1; ndim++)
            if (PyTuple_Check(args[ndim + 1]) || !plain_shape(args[ndim + 1], &one, shape + ndim))
                return NULL;
    }
    return cpy_array_wrap(ct_reshape(CPY_ARRAY(args[0]), ndim, shape));
}

#define COPIER(name, call)                                                                         \
    static PyObject *direct_##name(PyObject *const *args, Py_ssize_t nargs)                        \
    {                                                                                              \
        if (nargs != 1 || !Py_IS_TYPE(args[0], &cpy_array_type))                                   \
            return NULL;                                                                           \
        ct_array *a = CPY_ARRAY(args[0]), *result;                                                 \
        CPY_WORK(ct_size(a), result = call(a, CT_ORDER_C));                                        \
        return cpy_array_wrap(result);                                                             \
    }
COPIER(copy, ct_copy)
COPIER(flatten, ct_flatten)
COPIER(ravel, ct_ravel)

static PyObject *direct_astype(PyObject *const *args, Py_ssize_t nargs)
{
    const ct_dtype *dtype;
    if (nargs != 2 || !Py_IS_TYPE(args[0], &cpy_array_type) || !plain_dtype(args[1], &dtype))
        return NULL;
    ct_array *a = CPY_ARRAY(args[0]), *result;
    CPY_WORK(ct_size(a), result = ct_astype(a, dtype, CT_CASTING_UNSAFE));
    ct_release(dtype);
    if (result && cpy_warn() < 0) {
        ct_release(result);
        return NULL;
    }
    return cpy_array_wrap(result);
}

static PyObject *direct_fill(PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 2 || !Py_IS_TYPE(args[0], &cpy_array_type) || !PyFloat_CheckExact(args[1]))
        return NULL;
    ct_array *a = CPY_ARRAY(args[0]), *value = ct_weak_float(PyFloat_AS_DOUBLE(args[1]));
    ct_status status = CT_OK;
    CPY_WORK(ct_size(a), status = ct_fill(a, value));
    ct_release(value);
    if (status != CT_OK)
        return cpy_raise();
    if (cpy_warn() < 0)
        return NULL;
    Py_RETURN_NONE;
}

/* x.take(i), take(x, i) with an array of indices; dot of two arrays. */
static bool two_arrays(PyObject *const *args, Py_ssize_t nargs)
{
    return nargs == 2 && Py_IS_TYPE(args[0], &cpy_array_type) &&
           Py_IS_TYPE(args[1], &cpy_array_type);
}

static PyObject *direct_take(PyObject *const *args, Py_ssize_t nargs)
{
    if (!two_arrays(args, nargs))
        return NULL;
    ct_array *a = CPY_ARRAY(args[0]), *at = CPY_ARRAY(args[1]), *result;
    if (ct_ndim(at) == 0)
        return NULL;
    CPY_WORK(ct_size(at), result = ct_take(a, at, CT_FLAT, CT_INDEX_RAISE));
    return cpy_array_wrap(result);
}

static PyObject *direct_dot(PyObject *const *args, Py_ssize_t nargs)
{
    if (!two_arrays(args, nargs))
        return NULL;
    ct_array *a = CPY_ARRAY(args[0]), *b = CPY_ARRAY(args[1]), *result;
    CPY_WORK(ct_size(a), result = ct_dot(a, b));
    return cpy_finish(result);
}

/* One element as a Python number; NULL without an exception for a dtype not listed. */
static PyObject *number_at(ct_type_num num, const char *p)
{
    double d[2];
    float f[2];
    switch (num) {
    case CT_NUM_BOOL:
        return PyBool_FromLong(*p != 0);
    case CT_NUM_FLOAT32:
        memcpy(f, p, sizeof *f);
        return PyFloat_FromDouble((double)f[0]);
    case CT_NUM_FLOAT64:
        memcpy(d, p, sizeof *d);
        return PyFloat_FromDouble(d[0]);
    case CT_NUM_COMPLEX64:
        memcpy(f, p, sizeof f);
        return PyComplex_FromDoubles((double)f[0], (double)f[1]);
    case CT_NUM_COMPLEX128:
        memcpy(d, p, sizeof d);
        return PyComplex_FromDoubles(d[0], d[1]);
#define WHOLE(number, type, make)                                                                  \
    case number: {                                                                                 \
        type whole;                                                                                \
        memcpy(&whole, p, sizeof whole);                                                           \
        return make(whole);                                                                        \
    }
        WHOLE(CT_NUM_INT8, int8_t, PyLong_FromLong)
        WHOLE(CT_NUM_INT16, int16_t, PyLong_FromLong)
        WHOLE(CT_NUM_INT32, int32_t, PyLong_FromLong)
        WHOLE(CT_NUM_INT64, int64_t, PyLong_FromLongLong)
        WHOLE(CT_NUM_UINT8, uint8_t, PyLong_FromLong)
        WHOLE(CT_NUM_UINT16, uint16_t, PyLong_FromLong)
        WHOLE(CT_NUM_UINT32, uint32_t, PyLong_FromUnsignedLong)
        WHOLE(CT_NUM_UINT64, uint64_t, PyLong_FromUnsignedLongLong)
#undef WHOLE
    default:
        return NULL;
    }
}

static PyObject *list_of(const ct_array *a, int axis, const char *p)
{
    if (axis == ct_ndim(a))
        return number_at(ct_dtype_num(ct_dtype_of(a)), p);
    int64_t n = ct_shape(a)[axis], step = ct_strides(a)[axis];
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (int64_t i = 0; list && i < n; i++, p += step) {
        PyObject *item = list_of(a, axis + 1, p);
        if (item)
            PyList_SET_ITEM(list, i, item);
        else
            Py_CLEAR(list);
    }
    return list;
}

static PyObject *direct_tolist(PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 1 || !Py_IS_TYPE(args[0], &cpy_array_type))
        return NULL;
    return list_of(CPY_ARRAY(args[0]), 0, ct_data(CPY_ARRAY(args[0])));
}

/* Whether the one keyword is `axis`, which then stands behind self as if it had been positional. */
static bool is_axis(PyObject *keywords)
{
    return PyTuple_GET_SIZE(keywords) == 1 &&
           PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "axis") == 0;
}

PyObject *cpy_direct_call(const cpy_callable *callable, PyObject *const *args, Py_ssize_t nargs,
                          PyObject *keywords)
{
    if (!callable->direct)
        return NULL;
    if (!keywords)
        return callable->direct(args, nargs);
    return callable->axis && nargs == 1 && is_axis(keywords) ? callable->direct(args, 2) : NULL;
}

/* A method is called with self first, so it and a function of the same arguments are one. */
void cpy_direct_find(cpy_callable *callable, const char *name)
{
    enum { FUNCTION = 1, METHOD = 2, BOTH = 3, AXIS = 4 };
    static const struct {
        const char *name;
        cpy_direct *call;
        int kind;
    } rows[] = {
#define ROW(name, kind) {#name, direct_##name, kind}
        ROW(array, FUNCTION),
        ROW(asarray, FUNCTION),
        ROW(zeros, FUNCTION),
        ROW(ones, FUNCTION),
        ROW(empty, FUNCTION),
        ROW(arange, FUNCTION),
        ROW(count_nonzero, FUNCTION | AXIS),
        ROW(reshape, METHOD),
        ROW(tolist, METHOD),
        ROW(copy, METHOD),
        ROW(flatten, METHOD),
        ROW(ravel, METHOD),
        ROW(astype, METHOD),
        ROW(fill, METHOD),
        ROW(take, BOTH),
        ROW(dot, BOTH),
        ROW(sum, BOTH | AXIS),
        ROW(prod, BOTH | AXIS),
        ROW(min, BOTH | AXIS),
        ROW(max, BOTH | AXIS),
        ROW(mean, BOTH | AXIS),
        ROW(var, BOTH | AXIS),
        ROW(std, BOTH | AXIS),
        ROW(any, BOTH | AXIS),
        ROW(all, BOTH | AXIS),
        ROW(argmin, BOTH | AXIS),
        ROW(argmax, BOTH | AXIS),
#undef ROW
    };
    bool method = !strncmp(name, "ndarray.", 8);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(name + (method ? 8 : 0), rows[i].name) &&
            (rows[i].kind & (method ? METHOD : FUNCTION))) {
            callable->direct = rows[i].call;
            callable->axis = rows[i].kind & AXIS;
        }
}
