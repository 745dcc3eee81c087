/* errstate.c: what floating-point errors do: seterr, geterr, seterrcall, geterrcall. (The context
 * manager carton.errstate is python/carton/_context.py.)
 *
 * State belongs to a thread, and a new thread starts with NumPy's defaults. ignore, warn and raise
 * are the library's modes; call, print and log are done here with the warnings that it leaves. */
#include "errstate.h"

#include <string.h>

typedef enum mode { IGNORE, WARN, RAISE, CALL, PRINT, LOG, MODES } mode;
static const char *const mode_names[MODES] = {"ignore", "warn", "raise", "call", "print", "log"};

/* In the order of ct_errstate and of NumPy's flags. */
enum { DIVIDE, OVER, UNDER, INVALID, KINDS };
static const struct {
    const char *name, *text;
    int flag;
} kinds[KINDS] = {{"divide", "divide by zero", 1},
                  {"over", "overflow", 2},
                  {"under", "underflow", 4},
                  {"invalid", "invalid value", 8}};

/* call, print and log of this thread; any other value: the library's mode holds. */
static _Thread_local unsigned char own_modes[KINDS];
static const char callback_key[] = "carton.errcall";

static ct_fp_mode *core_mode(ct_errstate *state, int kind)
{
    ct_fp_mode *const all[KINDS] = {&state->divide, &state->over, &state->under, &state->invalid};
    return all[kind];
}

static mode mode_of(int kind)
{
    ct_errstate state = ct_geterr();
    ct_fp_mode core = *core_mode(&state, kind);
    if (core == CT_FP_WARN && own_modes[kind] >= CALL)
        return (mode)own_modes[kind];
    return core == CT_FP_WARN ? WARN : core == CT_FP_RAISE ? RAISE : IGNORE;
}

/* The callback of this thread, borrowed; NULL when there is none. */
static PyObject *callback(void)
{
    PyObject *dict = PyThreadState_GetDict();
    return dict ? PyDict_GetItemString(dict, callback_key) : NULL;
}

/* -- events --------------------------------------------------------------------------------------
 */

static int missing(const char *what, const char *text)
{
    PyErr_Format(PyExc_NameError, what, text);
    return -1;
}

/* Whether a frame runs one of the package's own files. */
static bool is_own(PyFrameObject *frame)
{
    PyObject *names = PyFrame_GetGlobals(frame);
    PyObject *name = names ? PyDict_GetItemString(names, "__name__") : NULL; /* borrowed */
    const char *text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : NULL;
    bool own = text && !strncmp(text, "carton.", 7);
    Py_XDECREF(names);
    return own;
}

/* Warns of the line that called the package, however deep in its files this is. */
static int warn(PyObject *category, const char *text)
{
    Py_ssize_t level = 1;
    PyFrameObject *frame = (PyFrameObject *)Py_XNewRef((PyObject *)PyEval_GetFrame());
    while (frame && is_own(frame)) {
        PyFrameObject *outer = PyFrame_GetBack(frame);
        Py_DECREF(frame);
        frame = outer;
        level++;
    }
    Py_XDECREF(frame);
    return PyErr_WarnEx(category, text, level);
}

static int event(int kind, const char *text)
{
    PyObject *function = callback(), *result = NULL;
    switch (mode_of(kind)) {
    case PRINT:
        PySys_WriteStderr("Warning: %s\n", text);
        return 0;
    case CALL:
        if (!function)
            return missing("python callback specified for %s but no function found.", text);
        result = PyObject_CallFunction(function, "si", kinds[kind].text, kinds[kind].flag);
        break;
    case LOG:
        if (!function)
            return missing("log specified for %s but no object with write method found.", text);
        PyObject *line = PyUnicode_FromFormat("Warning: %s\n", text);
        result = line ? PyObject_CallMethod(function, "write", "O", line) : NULL;
        Py_XDECREF(line);
        break;
    default:
        return warn(PyExc_RuntimeWarning, text);
    }
    Py_XDECREF(result);
    return result ? 0 : -1;
}

int cpy_warning(const char *text)
{
    for (int kind = 0; kind < KINDS; kind++)
        if (!strncmp(text, kinds[kind].text, strlen(kinds[kind].text)))
            return event(kind, text);
    bool complex = !strncmp(text, "Casting complex", strlen("Casting complex"));
    return warn(complex ? cpy_ComplexWarning : PyExc_RuntimeWarning, text);
}

/* -- functions ----------------------------------------------------------------------------------
 */

static PyObject *geterr(PyObject *module, PyObject *none)
{
    return Py_BuildValue("{ssssssss}", kinds[0].name, mode_names[mode_of(0)], kinds[1].name,
                         mode_names[mode_of(1)], kinds[2].name, mode_names[mode_of(2)],
                         kinds[3].name, mode_names[mode_of(3)]);
}

/* A mode by its name; MODES for None (as it was), -1 raises. */
static int read_mode(PyObject *name)
{
    if (!name || name == Py_None)
        return MODES;
    for (int m = 0; PyUnicode_Check(name) && m < MODES; m++)
        if (PyUnicode_CompareWithASCIIString(name, mode_names[m]) == 0)
            return m;
    PyErr_Format(PyExc_ValueError, "invalid error mode %R", name);
    return -1;
}

static PyObject *seterr(PyObject *module, PyObject *args, PyObject *keywords)
{
    static char *names[] = {(char *)"all",   (char *)"divide",  (char *)"over",
                            (char *)"under", (char *)"invalid", NULL};
    PyObject *all = NULL, *given[KINDS] = {NULL};
    int modes[KINDS];
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|OOOOO:seterr", names, &all, &given[0],
                                     &given[1], &given[2], &given[3]))
        return NULL;
    for (int kind = 0; kind < KINDS; kind++) {
        bool own = given[kind] && given[kind] != Py_None;
        if ((modes[kind] = read_mode(own ? given[kind] : all)) < 0)
            return NULL;
    }
    PyObject *before = geterr(NULL, NULL);
    if (!before)
        return NULL;
    ct_errstate state = ct_geterr();
    for (int kind = 0; kind < KINDS; kind++) {
        if (modes[kind] == MODES)
            continue;
        own_modes[kind] = (unsigned char)modes[kind];
        *core_mode(&state, kind) = modes[kind] == IGNORE  ? CT_FP_IGNORE
                                   : modes[kind] == RAISE ? CT_FP_RAISE
                                                          : CT_FP_WARN;
    }
    ct_seterr(state);
    return before;
}

static PyObject *geterrcall(PyObject *module, PyObject *none)
{
    PyObject *function = callback();
    return Py_NewRef(function ? function : Py_None);
}

static PyObject *seterrcall(PyObject *module, PyObject *function)
{
    bool writes = function != Py_None && PyObject_HasAttrString(function, "write");
    if (function != Py_None && !PyCallable_Check(function) && !writes) {
        PyErr_SetString(PyExc_TypeError,
                        "python object must be callable or have a callable write method");
        return NULL;
    }
    PyObject *before = geterrcall(NULL, NULL), *dict = PyThreadState_GetDict();
    if (!dict || (function == Py_None && !callback()))
        return before;
    int status = function == Py_None ? PyDict_DelItemString(dict, callback_key)
                                     : PyDict_SetItemString(dict, callback_key, function);
    if (status < 0)
        Py_CLEAR(before);
    return before;
}

static PyMethodDef functions[] = {
    {"geterr", geterr, METH_NOARGS,
     "geterr()\n--\n\nWhat floating-point errors do in this thread."},
    {"seterr", (PyCFunction)(void (*)(void))seterr, METH_VARARGS | METH_KEYWORDS,
     "seterr(all=None, divide=None, over=None, under=None, invalid=None)\n--\n\n"
     "What floating-point errors do in this thread: ignore, warn, raise, call, print or log.\n"
     "Gives the state before."},
    {"geterrcall", geterrcall, METH_NOARGS,
     "geterrcall()\n--\n\nWhat the modes call and log of seterr use."},
    {"seterrcall", seterrcall, METH_O,
     "seterrcall(func)\n--\n\n"
     "Sets what mode call calls with the kind of error and its flag, or what mode log writes to."},
    {NULL, NULL, 0, NULL},
};

int cpy_init_errstate(PyObject *module)
{
    PyObject *owner = PyUnicode_FromString("carton");
    int status = owner ? 0 : -1;
    for (PyMethodDef *f = functions; f->ml_name && status == 0; f++) {
        PyObject *function = PyCFunction_NewEx(f, NULL, owner);
        status = function ? PyModule_AddObjectRef(module, f->ml_name, function) : -1;
        Py_XDECREF(function);
    }
    Py_XDECREF(owner);
    return status;
}
