/* method.c: rows "ndarray.sum" as methods, "ndarray.shape" as attributes of a type.
 *
 * A method is called without a bound method in between (Py_TPFLAGS_METHOD_DESCRIPTOR). */
#include "function.h"

#include <string.h>

static PyObject *method_call(PyObject *object, PyObject *const *args, size_t nargsf,
                             PyObject *keywords)
{
    cpy_callable *method = (cpy_callable *)object;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    ct_routine_info info;
    PyObject *result = cpy_direct_call(method, args, nargs, keywords);
    if (result || PyErr_Occurred())
        return result;
    if (nargs > 0 && PyObject_TypeCheck(args[0], method->owner))
        return cpy_call_routine(method->routine, args[0], args + 1, nargs - 1, keywords);
    ct_routine_describe(method->routine, &info);
    if (nargs < 1)
        return PyErr_Format(PyExc_TypeError, "unbound method %s() needs an argument", info.name);
    return PyErr_Format(
        PyExc_TypeError, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
        cpy_last_name(info.name), method->owner->tp_name, Py_TYPE(args[0])->tp_name);
}

static PyObject *method_get(PyObject *method, PyObject *object, PyObject *type)
{
    return object && object != Py_None ? PyMethod_New(method, object) : Py_NewRef(method);
}

static PyObject *method_repr(PyObject *self)
{
    ct_routine_info info;
    ct_routine_describe(((cpy_callable *)self)->routine, &info);
    return PyUnicode_FromFormat("<method '%s' of '%s' objects>", cpy_last_name(info.name),
                                ((cpy_callable *)self)->owner->tp_name);
}

static PyTypeObject method_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.method",
    .tp_basicsize = sizeof(cpy_callable),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_dealloc = cpy_callable_dealloc,
    .tp_repr = method_repr,
    .tp_call = PyVectorcall_Call,
    .tp_descr_get = method_get,
    .tp_vectorcall_offset = offsetof(cpy_callable, vectorcall),
    .tp_weaklistoffset = offsetof(cpy_callable, weakrefs),
    .tp_getset = cpy_callable_attributes,
    .tp_methods = cpy_callable_methods,
};

/* -- attributes ---------------------------------------------------------------------------------
 */

static PyObject *attribute_get(PyObject *self, void *routine)
{
    return cpy_call_routine(routine, self, NULL, 0, NULL);
}

static int attribute_set(PyObject *self, PyObject *value, void *routine)
{
    ct_routine_info info;
    if (!value) {
        ct_routine_describe(routine, &info);
        PyErr_Format(PyExc_AttributeError, "cannot delete attribute '%s'",
                     cpy_last_name(info.name));
        return -1;
    }
    PyObject *none = cpy_call_routine(routine, self, &value, 1, NULL);
    Py_XDECREF(none);
    return none ? 0 : -1;
}

/* Types live as long as the process, and so do the definitions of their attributes. */
static PyObject *new_attribute(PyTypeObject *type, const ct_routine *routine,
                               const ct_routine_info *info)
{
    PyGetSetDef *definition = PyMem_Malloc(sizeof *definition);
    if (!definition)
        return PyErr_NoMemory();
    *definition =
        (PyGetSetDef){cpy_last_name(info->name), attribute_get,
                      info->settable ? attribute_set : NULL, info->doc, (void *)(uintptr_t)routine};
    return PyDescr_NewGetSet(type, definition);
}

static PyObject *new_method(PyTypeObject *type, const ct_routine *routine)
{
    cpy_callable *method = cpy_callable_new(&method_type, routine, method_call);
    if (method)
        method->owner = type;
    return (PyObject *)method;
}

int cpy_add_methods(PyTypeObject *type, const char *prefix)
{
    size_t head = strlen(prefix);
    if (PyType_Ready(&method_type) < 0)
        return -1;
    for (int i = 0; i < ct_routine_count(); i++) {
        const ct_routine *routine = ct_routine_at(i);
        ct_routine_info info;
        ct_routine_describe(routine, &info);
        bool attribute = info.kind == CT_ROUTINE_ATTRIBUTE;
        if ((!attribute && info.kind != CT_ROUTINE_METHOD) || strncmp(info.name, prefix, head) ||
            info.name[head] != '.' || strchr(info.name + head + 1, '.') ||
            PyDict_GetItemString(type->tp_dict, info.name + head + 1))
            continue;
        PyObject *member =
            attribute ? new_attribute(type, routine, &info) : new_method(type, routine);
        int status =
            member ? PyDict_SetItemString(type->tp_dict, info.name + head + 1, member) : -1;
        Py_XDECREF(member);
        if (status < 0)
            return -1;
    }
    PyType_Modified(type);
    return 0;
}
