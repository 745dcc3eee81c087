/* array_make.c: arrays from Python's lists of numbers, the fast start of carton.array and asarray.
 *
 * Two walks, without a box for any item: the first finds shape and dtype, the second stores. Lists
 * and tuples, floats, ints and bools of exactly these types run no Python code, so nothing changes
 * between the walks. Everything else (and every error) is left to the general way. */
#include "array.h"

enum { HAS_FLOAT = 1, HAS_INT = 2, HAS_BOOL = 4 };

typedef struct finding {
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    unsigned kinds; /* HAS_... of the leaves */
} finding;

CT_INLINE bool is_sequence(PyObject *object)
{
    return PyList_CheckExact(object) || PyTuple_CheckExact(object);
}

CT_INLINE unsigned kind_of(PyObject *leaf)
{
    return PyFloat_CheckExact(leaf)  ? HAS_FLOAT
           : PyLong_CheckExact(leaf) ? HAS_INT
           : PyBool_Check(leaf)      ? HAS_BOOL
                                     : 0;
}

/* The lengths along the first items, to which all others must hold. */
static bool find_shape(PyObject *sequence, finding *f)
{
    f->ndim = 0;
    while (is_sequence(sequence)) {
        Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
        if (f->ndim == CT_MAX_NDIM || n == 0)
            return false;
        f->shape[f->ndim++] = n;
        sequence = PySequence_Fast_GET_ITEM(sequence, 0);
    }
    return true;
}

/* Whether everything below is of the shape and made of numbers. */
static bool survey(PyObject *sequence, int depth, finding *f)
{
    if (!is_sequence(sequence) || PySequence_Fast_GET_SIZE(sequence) != f->shape[depth])
        return false;
    PyObject **items = PySequence_Fast_ITEMS(sequence);
    int64_t n = f->shape[depth];
    for (int64_t i = 0; i < n; i++) {
        if (depth + 1 < f->ndim) {
            if (!survey(items[i], depth + 1, f))
                return false;
        } else {
            unsigned kind = kind_of(items[i]);
            if (!kind)
                return false;
            f->kinds |= kind;
        }
    }
    return true;
}

/* The numbers of one list. False when an int does not fit. */
static bool store_row(PyObject **items, int64_t n, ct_type_num num, char *to)
{
    int overflow = 0;
    for (int64_t i = 0; i < n && !overflow; i++) {
        if (num == CT_NUM_FLOAT64)
            ((double *)(void *)to)[i] =
                PyFloat_CheckExact(items[i])
                    ? PyFloat_AS_DOUBLE(items[i])
                    : (double)PyLong_AsLongLongAndOverflow(items[i], &overflow);
        else if (num == CT_NUM_INT64)
            ((int64_t *)(void *)to)[i] = PyLong_AsLongLongAndOverflow(items[i], &overflow);
        else
            to[i] = items[i] == Py_True;
    }
    return !overflow;
}

static bool store(PyObject *sequence, int depth, const finding *f, ct_type_num num, char **to)
{
    PyObject **items = PySequence_Fast_ITEMS(sequence);
    int64_t n = f->shape[depth];
    if (depth + 1 == f->ndim) {
        bool fits = store_row(items, n, num, *to);
        *to += n * ct_dtype_itemsize(ct_dtype_builtin(num));
        return fits;
    }
    for (int64_t i = 0; i < n; i++)
        if (!store(items[i], depth + 1, f, num, to))
            return false;
    return true;
}

ct_array *cpy_array_from_sequence(PyObject *sequence, const ct_dtype *dtype)
{
    finding f = {.kinds = 0};
    if (!is_sequence(sequence) || !find_shape(sequence, &f) || !survey(sequence, 0, &f))
        return NULL;
    ct_type_num num = f.kinds & HAS_FLOAT ? CT_NUM_FLOAT64
                      : f.kinds & HAS_INT ? CT_NUM_INT64
                                          : CT_NUM_BOOL;
    if (dtype == CT_FLOAT64)
        num = CT_NUM_FLOAT64;
    const ct_dtype *made = ct_dtype_builtin(num);
    if (dtype && dtype != made)
        return NULL; /* a cast, which the general way does with its checks */
    ct_array *a = ct_empty(f.ndim, f.shape, made);
    if (!a)
        return cpy_raise();
    char *to = ct_data_mut(a);
    if (store(sequence, 0, &f, num, &to))
        return a;
    ct_release(a);
    return NULL;
}
