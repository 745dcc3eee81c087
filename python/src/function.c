/* function.c: the registry's rows as Python functions, and the module's namespace.
 *
 * In the namespace is every row that NumPy has: functions, ufuncs, constants, and modules for the
 * names below a prefix (carton.linalg). Rows of the areas "python" and "dict" are Python's own
 * builtins (len, print, the views of a dict), which only Carton's language needs; they have no
 * place here. Names that another file has put into the module already stay. */
#include "ufunc.h"

#include <stdio.h>
#include <string.h>

const char *cpy_last_name(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

/* -- what all callables have ------------------------------------------------------------------- */

cpy_callable *cpy_callable_new(PyTypeObject *type, const ct_routine *routine,
                               vectorcallfunc vectorcall)
{
    cpy_callable *self = (cpy_callable *)type->tp_alloc(type, 0);
    if (self) {
        ct_routine_info info;
        ct_routine_describe(routine, &info);
        self->vectorcall = vectorcall;
        self->routine = routine;
        cpy_direct_find(self, info.name);
        self->file =
            !strncmp(info.signature, "(file,", 6) || !strncmp(info.signature, "(fname,", 7);
        self->archive = !strcmp(info.name, "load");
        self->text = !strcmp(info.name, "loadtxt") || !strcmp(info.name, "savetxt");
    }
    return self;
}

void cpy_callable_dealloc(PyObject *object)
{
    cpy_callable *self = (cpy_callable *)object;
    if (self->weakrefs)
        PyObject_ClearWeakRefs(object);
    Py_XDECREF(self->signature);
    Py_TYPE(object)->tp_free(object);
}

static ct_routine_info info_of(PyObject *self)
{
    ct_routine_info info;
    ct_routine_describe(((cpy_callable *)self)->routine, &info);
    return info;
}

static PyObject *get_name(PyObject *self, void *closure)
{
    return PyUnicode_FromString(cpy_last_name(info_of(self).name));
}

static PyObject *get_qualname(PyObject *self, void *closure)
{
    const char *name = info_of(self).name;
    return PyUnicode_FromString(((cpy_callable *)self)->owner ? name : cpy_last_name(name));
}

static PyObject *get_module(PyObject *self, void *closure)
{
    const char *name = info_of(self).name, *last = cpy_last_name(name);
    if (((cpy_callable *)self)->owner || last == name)
        return PyUnicode_FromString("carton");
    return PyUnicode_FromFormat("carton.%.*s", (int)(last - name - 1), name);
}

static PyObject *get_doc(PyObject *self, void *closure)
{
    return PyUnicode_FromString(info_of(self).doc);
}

static PyObject *get_text_signature(PyObject *self, void *closure)
{
    return PyUnicode_FromString(info_of(self).signature);
}

static PyObject *get_signature(PyObject *object, void *closure)
{
    cpy_callable *self = (cpy_callable *)object;
    ct_routine_info info = info_of(object);
    if (!self->signature)
        self->signature = cpy_signature(&info, self->owner != NULL);
    return Py_XNewRef(self->signature);
}

static PyObject *get_objclass(PyObject *object, void *closure)
{
    PyTypeObject *owner = ((cpy_callable *)object)->owner;
    if (owner)
        return Py_NewRef(owner);
    PyErr_SetString(PyExc_AttributeError, "__objclass__");
    return NULL;
}

PyGetSetDef cpy_callable_attributes[] = {
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__module__", get_module, NULL, NULL, NULL},
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__signature__", get_signature, NULL, NULL, NULL},
    {"__objclass__", get_objclass, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyObject *cpy_callable_reduce(PyObject *self, PyObject *none)
{
    return get_qualname(self, NULL);
}

PyMethodDef cpy_callable_methods[] = {
    {"__reduce__", cpy_callable_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyObject *cpy_signature(const ct_routine_info *info, bool with_self)
{
    PyObject *helper = PyImport_ImportModule("carton._signature");
    if (!helper)
        return NULL;
    PyObject *result = PyObject_CallMethod(helper, "signature", "si", info->signature, with_self);
    Py_DECREF(helper);
    return result;
}

/* -- functions ----------------------------------------------------------------------------------
 */

/* The routines that read and write files take names of type str; _files.py makes one of the rest.
 */
static PyObject *call_with_file(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *keywords)
{
    PyObject *helper = PyImport_ImportModule("carton._files"), *result = NULL;
    PyObject *positional = PyTuple_New(nargs), *named = PyDict_New();
    for (Py_ssize_t i = 0; positional && i < nargs; i++)
        PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
    bool ok = helper && positional && named;
    for (Py_ssize_t i = 0; ok && keywords && i < PyTuple_GET_SIZE(keywords); i++)
        ok = PyDict_SetItem(named, PyTuple_GET_ITEM(keywords, i), args[nargs + i]) == 0;
    if (ok)
        result = PyObject_CallMethod(helper, "call", "OOO", self, positional, named);
    Py_XDECREF(helper);
    Py_XDECREF(positional);
    Py_XDECREF(named);
    return result;
}

/* Whether a file starts as a zip archive does; what cannot be read is not said here. */
static bool is_archive(PyObject *path)
{
    char start[4];
    PyObject *name = PyUnicode_EncodeFSDefault(path);
    FILE *file = name ? fopen(PyBytes_AS_STRING(name), "rb") : NULL;
    bool full = file && fread(start, 1, 4, file) == 4;
    if (file)
        fclose(file);
    Py_XDECREF(name);
    PyErr_Clear();
    return full && (!memcmp(start, "PK\3\4", 4) || !memcmp(start, "PK\5\6", 4));
}

static PyObject *function_call(PyObject *object, PyObject *const *args, size_t nargsf,
                               PyObject *keywords)
{
    const cpy_callable *self = (cpy_callable *)object;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (self->file && (self->text || !(nargs && PyUnicode_Check(args[0])) ||
                       (self->archive && is_archive(args[0]))))
        return call_with_file(object, args, nargs, keywords);
    PyObject *result = cpy_direct_call(self, args, nargs, keywords);
    if (result || PyErr_Occurred())
        return result;
    return cpy_call_routine(self->routine, NULL, args, nargs, keywords);
}

static PyObject *function_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<function %s at %p>", cpy_last_name(info_of(self).name), self);
}

/* Never binds; that it is there makes inspect.isroutine true, so help() shows the signature. */
static PyObject *function_get(PyObject *self, PyObject *object, PyObject *type)
{
    return Py_NewRef(self);
}

static PyTypeObject function_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.function",
    .tp_basicsize = sizeof(cpy_callable),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_dealloc = cpy_callable_dealloc,
    .tp_repr = function_repr,
    .tp_descr_get = function_get,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(cpy_callable, vectorcall),
    .tp_weaklistoffset = offsetof(cpy_callable, weakrefs),
    .tp_getset = cpy_callable_attributes,
    .tp_methods = cpy_callable_methods,
};

/* A row of a class that Python or another file has as a type. Borrowed; NULL without an exception
 * for others. */
static PyObject *class_of(const ct_routine_info *info)
{
    static const struct {
        const ct_type *type;
        PyTypeObject *own;
    } classes[] = {
        {&ct_bool_type, &PyBool_Type},     {&ct_int_type, &PyLong_Type},
        {&ct_float_type, &PyFloat_Type},   {&ct_complex_type, &PyComplex_Type},
        {&ct_str_type, &PyUnicode_Type},   {&ct_bytes_type, &PyBytes_Type},
        {&ct_list_type, &PyList_Type},     {&ct_tuple_type, &PyTuple_Type},
        {&ct_dict_type, &PyDict_Type},     {&ct_slice_type, &PySlice_Type},
        {&ct_array_type, &cpy_array_type}, {&ct_dtype_type, &cpy_dtype_type},
    };
    for (size_t i = 0; info->type && i < sizeof classes / sizeof *classes; i++)
        if (classes[i].type == info->type)
            return (PyObject *)classes[i].own;
    if (info->type || info->kind != CT_ROUTINE_CLASS)
        return NULL;
    const ct_dtype *dtype = ct_dtype_parse(info->name);
    PyTypeObject *type = dtype ? cpy_scalar_type(dtype) : NULL;
    if (!dtype)
        ct_error_take(NULL);
    ct_release(dtype);
    return (PyObject *)type;
}

static PyObject *make(const ct_routine *routine, const ct_routine_info *info)
{
    PyObject *class = class_of(info);
    if (class && PyType_Ready((PyTypeObject *)class) < 0)
        return NULL;
    if (class)
        return Py_NewRef(class);
    return info->kind == CT_ROUTINE_UFUNC
               ? cpy_ufunc_new(routine)
               : (PyObject *)cpy_callable_new(&function_type, routine, function_call);
}

PyObject *cpy_function(const ct_routine *routine)
{
    static PyObject *names; /* every object once */
    ct_routine_info info;
    ct_routine_describe(routine, &info);
    if (info.kind == CT_ROUTINE_UFUNC) /* other names of one ufunc are one object */
        info.name = ct_ufunc_get((ct_op)info.op)->name;
    if (!names && !(names = PyDict_New()))
        return NULL;
    PyObject *known = PyDict_GetItemString(names, info.name);
    if (known)
        return Py_NewRef(known);
    PyObject *object = make(ct_routine_find(info.name), &info);
    if (object && PyDict_SetItemString(names, info.name, object) < 0)
        Py_CLEAR(object);
    return object;
}

/* -- the namespace ----------------------------------------------------------------------------- */

/* The module for names below a prefix: a new reference; made and entered in sys.modules once. */
static PyObject *submodule(PyObject *parent, const char *parent_name, const char *name, int length)
{
    PyObject *key = PyUnicode_FromStringAndSize(name, length);
    PyObject *full = key ? PyUnicode_FromFormat("%s.%U", parent_name, key) : NULL;
    PyObject *module = full ? PyImport_AddModuleObject(full) : NULL; /* borrowed */
    if (module && PyObject_SetAttr(parent, key, module) < 0)
        module = NULL;
    Py_XINCREF(module);
    Py_XDECREF(full);
    Py_XDECREF(key);
    return module;
}

int cpy_put(PyObject *module, const char *name, PyObject *value)
{
    char full[128] = "carton";
    Py_INCREF(module);
    for (const char *dot; module && (dot = strchr(name, '.')); name = dot + 1) {
        PyObject *inner = submodule(module, full, name, (int)(dot - name));
        Py_SETREF(module, inner);
        size_t used = strlen(full);
        PyOS_snprintf(full + used, sizeof full - used, ".%.*s", (int)(dot - name), name);
    }
    if (!module)
        return -1;
    PyObject *names = PyModule_GetDict(module);
    int status = PyDict_GetItemString(names, name) ? 0 : PyDict_SetItemString(names, name, value);
    Py_DECREF(module);
    return status;
}

static bool has_place(const ct_routine_info *info)
{
    bool member = info->kind == CT_ROUTINE_METHOD || info->kind == CT_ROUTINE_ATTRIBUTE;
    return !member && strcmp(info->area, "python") != 0 && strcmp(info->area, "dict") != 0;
}

static PyObject *value_of(const ct_routine *routine, const ct_routine_info *info)
{
    if (info->kind != CT_ROUTINE_CONSTANT)
        return cpy_function(routine);
    return cpy_wrap(ct_routine_call(routine, 0, NULL, 0, NULL, NULL));
}

const ct_routine *cpy_routine_of(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    return type == &function_type || type == &cpy_ufunc_type ? ((cpy_callable *)object)->routine
                                                             : NULL;
}

int cpy_init_function(PyObject *module)
{
    if (PyType_Ready(&function_type) < 0 || cpy_init_ufunc(module) < 0)
        return -1;
    for (int i = 0; i < ct_routine_count(); i++) {
        ct_routine_info info;
        ct_routine_describe(ct_routine_at(i), &info);
        if (!has_place(&info))
            continue;
        PyObject *value = value_of(ct_routine_at(i), &info);
        int status = value ? cpy_put(module, info.name, value) : -1;
        Py_XDECREF(value);
        if (status < 0)
            return -1;
    }
    return 0;
}
