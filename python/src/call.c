/* call.c: a call from Python that goes through the registry: arguments become Carton objects on the
 * stack, the row binds them with Python's rules, and the result comes back.
 *
 * Large arrays are worked on without the GIL. No argument is changed by being translated. */
#include "binding.h"

#include <string.h>

enum { FEW_ARGUMENTS = 16 };

typedef struct arguments {
    int64_t count, positional, elements; /* elements: of the largest array */
    PyObject *const *given;
    ct_object *few[FEW_ARGUMENTS],
        **items; /* arrays are borrowed from `given`, all else is owned */
    const char *few_names[FEW_ARGUMENTS], **names; /* of those behind the positional ones */
} arguments;

/* numpy.float64 and numpy.dtype("f8") mean dtypes here too. */
static bool is_foreign_dtype(PyObject *object)
{
    const char *name =
        PyType_Check(object) ? ((PyTypeObject *)object)->tp_name : Py_TYPE(object)->tp_name;
    return !strncmp(name, "numpy.", 6) && (PyType_Check(object) || !strncmp(name + 6, "dtype", 5));
}

static ct_object *argument(PyObject *object)
{
    const ct_dtype *dtype;
    if (CPY_IS_ARRAY(object))
        return (ct_object *)CPY_ARRAY(object);
    if (cpy_is_plain(object) || !is_foreign_dtype(object))
        return cpy_unwrap(object);
    return cpy_dtype_arg(object, &dtype) < 0 ? NULL : (ct_object *)dtype;
}

static void close_argument(PyObject *given, ct_object *item)
{
    if (!CPY_IS_ARRAY(given))
        ct_release(item);
}

static int64_t elements_of(const ct_object *object)
{
    return ct_type_of(object) == &ct_array_type ? ct_size((const ct_array *)object) : 0;
}

static void close_arguments(arguments *all)
{
    for (int64_t i = 0; i < all->count; i++)
        close_argument(all->given[i], all->items[i]);
    if (all->items != all->few)
        PyMem_Free(all->items);
    if (all->names != all->few_names)
        PyMem_Free(all->names);
}

static int open_arguments(arguments *all, PyObject *const *args, Py_ssize_t nargs,
                          PyObject *keywords)
{
    Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0, n = nargs + named;
    all->count = all->elements = 0;
    all->positional = nargs;
    all->given = args;
    all->items = n <= FEW_ARGUMENTS ? all->few : PyMem_New(ct_object *, n);
    all->names = named <= FEW_ARGUMENTS ? all->few_names : PyMem_New(const char *, named);
    bool ok = all->items && all->names;
    if (!ok)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; ok && i < named; i++)
        ok = (all->names[i] = PyUnicode_AsUTF8(PyTuple_GET_ITEM(keywords, i))) != NULL;
    for (Py_ssize_t i = 0; ok && i < n; i++) {
        if (!(ok = (all->items[i] = argument(args[i])) != NULL))
            break;
        all->count++;
        int64_t size = elements_of(all->items[i]);
        all->elements = size > all->elements ? size : all->elements;
    }
    if (!ok) {
        if (!all->items)
            all->items = all->few;
        close_arguments(all);
    }
    return ok ? 0 : -1;
}

static ct_object *call(const ct_routine *routine, ct_object *self, const arguments *all)
{
    int64_t n = all->positional, named = all->count - n;
    ct_object *const *items = all->items;
    return self ? ct_routine_call_self(routine, self, n, items, named, all->names, items + n)
                : ct_routine_call(routine, n, items, named, all->names, items + n);
}

/* Whether the call changes the record of self: its size, shape or strides. */
static bool changes_record(const ct_routine *routine, Py_ssize_t nargs)
{
    static const char *const names[] = {"ndarray.resize", "ndarray.append", "ndarray.reserve",
                                        "ndarray.shrink_to_fit", "ndarray.shape"};
    enum { COUNT = sizeof names / sizeof *names };
    static const ct_routine *rows[COUNT]; /* filled at the first call, always with the same */
    for (int i = 0; i < COUNT; i++) {
        if (!rows[i])
            rows[i] = ct_routine_find(names[i]);
        if (routine == rows[i])
            return i < COUNT - 1 || nargs > 0;
    }
    return false;
}

PyObject *cpy_call_routine(const ct_routine *routine, PyObject *self, PyObject *const *args,
                           Py_ssize_t nargs, PyObject *keywords)
{
    arguments all;
    ct_object *own = NULL, *result;
    PyObject *answer;
    if (cpy_traced(routine, args, nargs, keywords, &answer))
        return answer;
    if (self && !(own = argument(self)))
        return NULL;
    if (open_arguments(&all, args, nargs, keywords) < 0) {
        if (own)
            close_argument(self, own);
        return NULL;
    }
    if (own && elements_of(own) > all.elements)
        all.elements = elements_of(own);
    bool alone = self && changes_record(routine, nargs);
    if (alone && cpy_wait_alone() < 0) {
        close_arguments(&all);
        close_argument(self, own);
        return NULL;
    }
    CPY_WORK(alone ? 0 : all.elements, result = call(routine, own, &all));
    close_arguments(&all);
    if (own)
        close_argument(self, own);
    return cpy_wrap(cpy_checked(result));
}
