/* errors.c: Carton's errors as Python's exceptions, its floating-point warnings as RuntimeWarning.
 */
#include "errstate.h"

#include <stdio.h>
#include <string.h>

PyObject *cpy_AxisError;

static PyObject *exception_of(ct_status code)
{
    switch (code) {
    case CT_MEMORY_ERROR:
        return PyExc_MemoryError;
    case CT_TYPE_ERROR:
        return PyExc_TypeError;
    case CT_VALUE_ERROR:
        return PyExc_ValueError;
    case CT_INDEX_ERROR:
        return PyExc_IndexError;
    case CT_KEY_ERROR:
        return PyExc_KeyError;
    case CT_AXIS_ERROR:
        return cpy_AxisError;
    case CT_OVERFLOW_ERROR:
        return PyExc_OverflowError;
    case CT_ZERO_DIVISION_ERROR:
        return PyExc_ZeroDivisionError;
    case CT_FLOATING_POINT_ERROR:
        return PyExc_FloatingPointError;
    case CT_ATTRIBUTE_ERROR:
        return PyExc_AttributeError;
    case CT_NAME_ERROR:
        return PyExc_NameError;
    case CT_SYNTAX_ERROR:
        return PyExc_SyntaxError;
    case CT_OS_ERROR:
        return PyExc_OSError;
    case CT_BUFFER_ERROR:
        return PyExc_BufferError;
    case CT_RECURSION_ERROR:
        return PyExc_RecursionError;
    case CT_NOT_IMPLEMENTED_ERROR:
        return PyExc_NotImplementedError;
    case CT_INTERRUPTED:
        return PyExc_KeyboardInterrupt;
    case CT_ASSERTION_ERROR:
        return PyExc_AssertionError;
    case CT_STOP_ITERATION:
        return PyExc_StopIteration;
    default:
        return PyExc_RuntimeError;
    }
}

/* OSError(errno, text, name) of "[Errno 2] No such file or directory: 'x'", which makes it a
 * FileNotFoundError; OSError(text) of any other. */
static void raise_os_error(const char *message)
{
    static const char start[] = "[Errno ";
    enum { CUT = 300 }; /* bytes of a name from which on it may have been cut: src/io/io.h */
    int number = 0;
    const char *text = strchr(message, ']'), *colon = text ? strstr(text, ": '") : NULL;
    if (strncmp(message, start, sizeof start - 1) || !colon ||
        sscanf(message, "[Errno %d]", &number) != 1) {
        PyErr_SetString(PyExc_OSError, message);
        return;
    }
    text += 2;
    const char *name = colon + 3;
    size_t length = strlen(name) - 1; /* without the quote at the end */
    bool whole = length < CUT;
    PyObject *said =
        PyUnicode_DecodeFSDefaultAndSize(text, whole ? colon - text : (Py_ssize_t)strlen(text));
    PyObject *file = whole ? PyUnicode_DecodeFSDefaultAndSize(name, (Py_ssize_t)length) : NULL;
    PyObject *error = !said   ? NULL
                      : file  ? PyObject_CallFunction(PyExc_OSError, "iOO", number, said, file)
                      : whole ? NULL
                              : PyObject_CallFunction(PyExc_OSError, "iO", number, said);
    if (error)
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    Py_XDECREF(said);
    Py_XDECREF(file);
    Py_XDECREF(error);
}

int cpy_warn(void)
{
    char text[128];
    int status = 0;
    while (ct_warning_take(text, sizeof text))
        if (status == 0 && cpy_warning(text) < 0)
            status = -1;
    return status;
}

/* What a call that fails had to warn of comes before its error, as in NumPy, not with the next
 * call. */
static int warn_before(void)
{
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    int status = cpy_warn();
    if (status < 0) { /* a warning that is an error comes first */
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(trace);
    } else {
        PyErr_Restore(type, value, trace);
    }
    return status;
}

void *cpy_raise(void)
{
    ct_error error;
    ct_status code = ct_error_take(&error);
    if (warn_before() < 0 || PyErr_Occurred())
        return NULL;
    if (code == CT_INTERRUPTED && PyErr_CheckSignals() < 0)
        return NULL; /* Python's own, which would come after ours otherwise */
    if (code == CT_OK)
        PyErr_SetString(PyExc_SystemError, "carton: failed without an error");
    else if (code == CT_OS_ERROR)
        raise_os_error(error.message);
    else
        PyErr_SetString(exception_of(code), error.message);
    return NULL;
}

ct_status cpy_callback_failed(void)
{
    return ct_error_set(CT_RUNTIME_ERROR, NULL, 0, "a Python function failed");
}

ct_object *cpy_checked(CT_TAKE ct_object *object)
{
    if (!object)
        return cpy_raise();
    if (cpy_warn() < 0) {
        ct_release(object);
        return NULL;
    }
    return object;
}

int cpy_init_errors(PyObject *module)
{
    PyObject *bases = PyTuple_Pack(2, PyExc_ValueError, PyExc_IndexError);
    if (!bases)
        return -1;
    cpy_AxisError = PyErr_NewExceptionWithDoc("carton.exceptions.AxisError",
                                              "An axis that the array does not have.", bases, NULL);
    Py_DECREF(bases);
    return cpy_AxisError ? cpy_put(module, "exceptions.AxisError", cpy_AxisError) : -1;
}
