/* settings.c: what all calls of the process share: threads, and the cache of freed memory. */
#include "binding.h"

static PyObject *get_num_threads(PyObject *module, PyObject *none)
{
    return PyLong_FromLong(ct_threads());
}

static PyObject *set_num_threads(PyObject *module, PyObject *value)
{
    int overflow;
    long n = PyLong_AsLongAndOverflow(value, &overflow);
    if (n == -1 && PyErr_Occurred())
        return NULL;
    long most = overflow ? overflow * (long)INT_MAX : n;
    n = most > INT_MAX ? INT_MAX : most < -INT_MAX ? -INT_MAX : most; /* which are refused */
    return ct_set_threads((int)n) ? cpy_raise() : Py_NewRef(Py_None);
}

static PyObject *get_cache_limit(PyObject *module, PyObject *none)
{
    return PyLong_FromLongLong(ct_cache_limit());
}

static PyObject *set_cache_limit(PyObject *module, PyObject *value)
{
    long long bytes = PyLong_AsLongLong(value);
    if (bytes == -1 && PyErr_Occurred())
        return NULL;
    return ct_set_cache_limit(bytes) ? cpy_raise() : Py_NewRef(Py_None);
}

static PyObject *trim(PyObject *module, PyObject *none)
{
    ct_trim();
    Py_RETURN_NONE;
}

/* For leak checks. */
static PyObject *memory_in_use(PyObject *module, PyObject *none)
{
    int64_t blocks, bytes;
    ct_memory_in_use(&blocks, &bytes);
    return Py_BuildValue("LL", (long long)blocks, (long long)bytes);
}

int cpy_init_settings(PyObject *module)
{
    static PyMethodDef functions[] = {
        {"get_num_threads", get_num_threads, METH_NOARGS,
         "get_num_threads()\n--\n\nThreads that one call may use; at the start the processors, or "
         "what CARTON_NUM_THREADS says."},
        {"set_num_threads", set_num_threads, METH_O,
         "set_num_threads(n, /)\n--\n\nLet one call use at most n threads, 1 to 4096. Results are "
         "the same bits for every number."},
        {"get_cache_limit", get_cache_limit, METH_NOARGS,
         "get_cache_limit()\n--\n\nBytes of freed memory that are kept for later arrays; "
         "CARTON_CACHE sets the start value, in MiB."},
        {"set_cache_limit", set_cache_limit, METH_O,
         "set_cache_limit(bytes, /)\n--\n\nKeep at most so many bytes of freed memory; 0 keeps "
         "none."},
        {"trim", trim, METH_NOARGS, "trim()\n--\n\nGive the kept memory back to the system."},
        {"memory_in_use", memory_in_use, METH_NOARGS,
         "memory_in_use()\n--\n\nLive blocks and bytes that the library has allocated."},
        {NULL, NULL, 0, NULL},
    };
    return PyModule_AddFunctions(module, functions);
}
