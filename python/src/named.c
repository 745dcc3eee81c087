/* named.c: results with named parts (carton.unique_all) as Python's named tuples.
 *
 * Such a type is called NAMEResult, as NumPy's are, and has as many items as its rows
 * "NAMEResult.field" in the registry, in their order. */
#include "binding.h"

#include <string.h>

enum { MOST_FIELDS = 8 };

/* Names of the fields; their number, 0 for a type without. */
static int fields_of(const ct_type *type, const char *names[MOST_FIELDS])
{
    static const char ending[] = "Result";
    size_t head = strlen(type->name), tail = sizeof ending - 1;
    int n = 0;
    if (!type->item || !type->length || head <= tail || strcmp(type->name + head - tail, ending))
        return 0;
    for (int i = 0; i < ct_routine_count() && n < MOST_FIELDS; i++) {
        ct_routine_info info;
        ct_routine_describe(ct_routine_at(i), &info);
        if (info.kind == CT_ROUTINE_ATTRIBUTE && !strncmp(info.name, type->name, head) &&
            info.name[head] == '.')
            names[n++] = info.name + head + 1;
    }
    return n;
}

/* The class, made once for each name. A new reference. */
static PyObject *class_of(const char *name, int n, const char *const *names)
{
    static PyObject *made; /* a dict by name */
    if (!made && !(made = PyDict_New()))
        return NULL;
    PyObject *class = PyDict_GetItemString(made, name);
    if (class)
        return Py_NewRef(class);
    PyObject *collections = PyImport_ImportModule("collections");
    PyObject *list = collections ? PyList_New(0) : NULL;
    bool ok = list != NULL;
    for (int i = 0; ok && i < n; i++) {
        PyObject *field = PyUnicode_FromString(names[i]);
        ok = field && PyList_Append(list, field) == 0;
        Py_XDECREF(field);
    }
    if (ok)
        class = PyObject_CallMethod(collections, "namedtuple", "sO", name, list);
    Py_XDECREF(collections);
    Py_XDECREF(list);
    PyObject *module = class ? PyUnicode_FromString("carton") : NULL;
    if (!module || PyObject_SetAttrString(class, "__module__", module) < 0 ||
        PyDict_SetItemString(made, name, class) < 0)
        Py_CLEAR(class);
    Py_XDECREF(module);
    return class;
}

PyObject *cpy_named_wrap(const ct_object *object)
{
    const ct_type *type = ct_type_of(object);
    const char *names[MOST_FIELDS];
    int n = fields_of(type, names);
    if (n == 0 || type->length(object) != n)
        return NULL;
    PyObject *class = class_of(type->name, n, names), *items = class ? PyTuple_New(n) : NULL;
    for (int i = 0; items && i < n; i++) {
        PyObject *item = cpy_wrap(type->item(object, i));
        if (item)
            PyTuple_SET_ITEM(items, i, item);
        else
            Py_CLEAR(items);
    }
    PyObject *result = items ? PyObject_CallObject(class, items) : NULL;
    Py_XDECREF(items);
    Py_XDECREF(class);
    return result;
}
