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

#define MAKER(name)                                                                                \
    static PyObject *direct_##name(PyObject *const *args, Py_ssize_t nargs)                        \
    {                                                                                              \
        int ndim;                                                                                  \
        int64_t shape[4];                                                                          \
        if (nargs != 1 || !plain_shape(args[0], &ndim, shape))                                     \
            return NULL;                                                                           \
        return cpy_array_wrap(ct_##name(ndim, shape, CT_FLOAT64));                                 \
    }
MAKER(zeros)
MAKER(ones)
MAKER(empty)

/* -- reducing over all axes ----------------------------------------------------------------------
 */

#define REDUCER(name)                                                                              \
    static PyObject *direct_##name(PyObject *const *args, Py_ssize_t nargs)                        \
    {                                                                                              \
        if (nargs != 1 || !Py_IS_TYPE(args[0], &cpy_array_type))                                   \
            return NULL;                                                                           \
        ct_array *a = CPY_ARRAY(args[0]), *result;                                                 \
        CPY_WORK(ct_size(a), result = ct_##name##_opts(a, NULL));                                  \
        if (!result)                                                                               \
            return cpy_raise();                                                                    \
        if (cpy_warn() < 0) {                                                                      \
            ct_release(result);                                                                    \
            return NULL;                                                                           \
        }                                                                                          \
        return cpy_result(result);                                                                 \
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

/* A method is called with self first, so it and the function are one. */
cpy_direct *cpy_direct_of(const char *name)
{
    static const struct {
        const char *name;
        cpy_direct *call;
        bool method; /* of ndarray, too */
    } rows[] = {
        {"array", direct_array, false},
        {"asarray", direct_asarray, false},
        {"zeros", direct_zeros, false},
        {"ones", direct_ones, false},
        {"empty", direct_empty, false},
#define ROW(name) {#name, direct_##name, true}
        ROW(sum),
        ROW(prod),
        ROW(min),
        ROW(max),
        ROW(mean),
        ROW(var),
        ROW(std),
        ROW(any),
        ROW(all),
        ROW(argmin),
        ROW(argmax),
#undef ROW
    };
    bool method = !strncmp(name, "ndarray.", 8);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(name + (method ? 8 : 0), rows[i].name) && (rows[i].method || !method))
            return rows[i].call;
    return NULL;
}
