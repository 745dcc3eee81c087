/* ufunc_override.c: operands with __array_ufunc__ of their own answer a ufunc (NEP 13).
 *
 * NumPy's arrays have NumPy's default, which knows NumPy's ufuncs only: they are plain operands
 * here. */
#include "ufunc.h"

#include <string.h>

enum { MOST_OVERRIDES = 8 };

static bool is_default(PyObject *attribute)
{
    return Py_IS_TYPE(attribute, &PyMethodDescr_Type) &&
           !strncmp(PyDescr_TYPE(attribute)->tp_name, "numpy.", 6);
}

/* The object's own __array_ufunc__: a new reference, or NULL without an exception. */
static PyObject *own_override(PyObject *object)
{
    if (cpy_is_plain(object))
        return NULL;
    PyObject *attribute = PyObject_GetAttrString((PyObject *)Py_TYPE(object), "__array_ufunc__");
    if (!attribute)
        PyErr_Clear();
    else if (is_default(attribute))
        Py_CLEAR(attribute);
    return attribute;
}

typedef struct overrides {
    int count;
    PyObject *objects[MOST_OVERRIDES], *functions[MOST_OVERRIDES];
} overrides;

/* Left to right, one of each type, a subclass before what it inherits from. */
static void add(overrides *all, PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    int at = all->count;
    for (int i = 0; i < all->count; i++)
        if (Py_IS_TYPE(all->objects[i], type))
            return;
    PyObject *function = all->count < MOST_OVERRIDES ? own_override(object) : NULL;
    if (!function)
        return;
    while (at > 0 && PyType_IsSubtype(type, Py_TYPE(all->objects[at - 1])))
        at--;
    memmove(all->objects + at + 1, all->objects + at, (size_t)(all->count - at) * sizeof object);
    memmove(all->functions + at + 1, all->functions + at,
            (size_t)(all->count - at) * sizeof object);
    all->objects[at] = object;
    all->functions[at] = function;
    all->count++;
}

static PyObject *find_out(PyObject *const *args, Py_ssize_t nargs, PyObject *keywords)
{
    for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); i++)
        if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, i), "out") == 0)
            return args[nargs + i];
    return NULL;
}

static void collect(overrides *all, PyObject *const *args, Py_ssize_t nargs, PyObject *keywords)
{
    all->count = 0;
    for (Py_ssize_t i = 0; i < nargs; i++)
        if (!cpy_is_plain(args[i]))
            add(all, args[i]);
    PyObject *out = keywords ? find_out(args, nargs, keywords) : NULL;
    if (out && PyTuple_Check(out))
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(out); i++)
            add(all, PyTuple_GET_ITEM(out, i));
    else if (out)
        add(all, out);
}

/* The keywords as a dict, with all outputs as a tuple under "out". */
static PyObject *keyword_dict(Py_ssize_t operands, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *keywords)
{
    PyObject *dict = PyDict_New(), *out = NULL;
    bool ok = dict != NULL;
    for (Py_ssize_t i = 0; ok && keywords && i < PyTuple_GET_SIZE(keywords); i++)
        ok = PyDict_SetItem(dict, PyTuple_GET_ITEM(keywords, i), args[nargs + i]) == 0;
    PyObject *given = find_out(args, nargs, keywords);
    if (ok && given && !PyTuple_Check(given))
        ok = (out = PyTuple_Pack(1, given)) != NULL;
    if (ok && nargs > operands) {
        ok = (out = PyTuple_New(nargs - operands)) != NULL;
        for (Py_ssize_t i = operands; ok && i < nargs; i++)
            PyTuple_SET_ITEM(out, i - operands, Py_NewRef(args[i]));
    }
    if (ok && out)
        ok = PyDict_SetItemString(dict, "out", out) == 0;
    Py_XDECREF(out);
    if (!ok)
        Py_CLEAR(dict);
    return dict;
}

static PyObject *nobody(PyObject *ufunc, const char *method, PyObject *inputs)
{
    PyObject *names = PyUnicode_FromString("");
    for (Py_ssize_t i = 0; names && i < PyTuple_GET_SIZE(inputs); i++) {
        PyObject *longer = PyUnicode_FromFormat("%U%s'%s'", names, i ? ", " : "",
                                                _PyType_Name(Py_TYPE(PyTuple_GET_ITEM(inputs, i))));
        Py_SETREF(names, longer);
    }
    if (names)
        PyErr_Format(PyExc_TypeError,
                     "operand type(s) all returned NotImplemented from __array_ufunc__(%R, '%s', "
                     "...): %U",
                     ufunc, method, names);
    Py_XDECREF(names);
    return NULL;
}

static PyObject *ask(const overrides *all, PyObject *ufunc, const char *method, PyObject *inputs,
                     PyObject *keywords)
{
    for (int i = 0; i < all->count; i++) {
        if (all->functions[i] == Py_None)
            return PyErr_Format(PyExc_TypeError,
                                "operand '%s' does not support ufuncs (__array_ufunc__=None)",
                                _PyType_Name(Py_TYPE(all->objects[i])));
        PyObject *head = Py_BuildValue("(OOs)", all->objects[i], ufunc, method);
        PyObject *positional = head ? PySequence_Concat(head, inputs) : NULL;
        PyObject *answer =
            positional ? PyObject_Call(all->functions[i], positional, keywords) : NULL;
        Py_XDECREF(head);
        Py_XDECREF(positional);
        if (answer != Py_NotImplemented)
            return answer;
        Py_DECREF(answer);
    }
    return nobody(ufunc, method, inputs);
}

bool cpy_ufunc_override(PyObject *ufunc, const char *method, Py_ssize_t operands,
                        PyObject *const *args, Py_ssize_t nargs, PyObject *keywords,
                        PyObject **answer)
{
    overrides all;
    bool plain = !keywords || PyTuple_GET_SIZE(keywords) == 0;
    for (Py_ssize_t i = 0; plain && i < nargs; i++)
        plain = cpy_is_plain(args[i]);
    if (plain)
        return false;
    collect(&all, args, nargs, keywords);
    if (all.count == 0)
        return false;
    bool call = !strcmp(method, "__call__");
    Py_ssize_t n = call ? operands : nargs;
    PyObject *inputs = PyTuple_New(n);
    for (Py_ssize_t i = 0; inputs && i < n; i++)
        PyTuple_SET_ITEM(inputs, i, Py_NewRef(args[i]));
    PyObject *named = inputs ? keyword_dict(n, args, nargs, keywords) : NULL;
    *answer = named ? ask(&all, ufunc, method, inputs, named) : NULL;
    Py_XDECREF(inputs);
    Py_XDECREF(named);
    for (int i = 0; i < all.count; i++)
        Py_DECREF(all.functions[i]);
    return true;
}
