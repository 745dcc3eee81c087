/* limits.c: carton.finfo and carton.iinfo, over the rows "finfo.eps", "iinfo.max" and their like.
 * There is one object for each element type, as in NumPy. */
#include "scalar.h"

#include <string.h>

typedef struct limits {
    PyObject_HEAD ct_object *core;
} limits;

typedef struct family {
    PyTypeObject *type;
    const char *name; /* of the row; the attributes are "name.attribute" */
    const char *argument[2];
    PyObject *known[CT_NUM_COUNT];
} family;

static PyTypeObject finfo_type, iinfo_type;
static family families[] = {{&finfo_type, "finfo", {"dtype", NULL}, {NULL}},
                            {&iinfo_type, "iinfo", {"type", NULL}, {NULL}}};

static ct_object *core_of(PyObject *self)
{
    return ((limits *)self)->core;
}

static const ct_routine *row(const char *prefix, const char *name)
{
    char full[64];
    PyOS_snprintf(full, sizeof full, "%s.%s", prefix, name);
    return ct_routine_find(full);
}

static PyObject *get(PyObject *self, void *name)
{
    const char *prefix = Py_TYPE(self) == &finfo_type ? "finfo" : "iinfo";
    PyObject *value =
        cpy_wrap(ct_routine_call_self(row(prefix, name), core_of(self), 0, NULL, 0, NULL, NULL));
    if (!value || !CPY_IS_SCALAR(value) || PyFloat_Check(value))
        return value;
    /* The array API's limits are floats. A Python float is weak: x * finfo(x.dtype).eps has the
     * dtype of x, as with NumPy's scalar. */
    PyObject *number = PyNumber_Float(value);
    Py_DECREF(value);
    return number;
}

/* The dtype of a number, array, scalar or limits object, or what names a dtype. Owned. */
static const ct_dtype *dtype_argument(PyObject *object)
{
    const ct_dtype *dtype = NULL;
    if (object == Py_None)
        return PyErr_WarnEx(PyExc_DeprecationWarning,
                            "finfo() dtype cannot be None. This behavior will raise an error in "
                            "the future. (Deprecated in NumPy 1.25)",
                            1) < 0
                   ? NULL
                   : CT_FLOAT64;
    if (CPY_IS_SCALAR(object))
        dtype = ct_retain(cpy_scalar_dtype(object));
    else if (PyFloat_Check(object))
        dtype = CT_FLOAT64;
    else if (PyComplex_Check(object))
        dtype = CT_COMPLEX128;
    else if (PyLong_Check(object))
        dtype = PyBool_Check(object) ? CT_BOOL : CT_INT64;
    else if (cpy_dtype_arg(object, &dtype) < 0)
        return NULL;
    return dtype;
}

static PyObject *limits_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    family *own = &families[type != &finfo_type];
    const char *names[2] = {own->argument[0], NULL};
    PyObject *object;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O", (char **)(uintptr_t)names, &object))
        return NULL;
    if (Py_IS_TYPE(object, type))
        return Py_NewRef(object);
    const ct_dtype *dtype = dtype_argument(object);
    if (!dtype)
        return NULL;
    PyObject **known = &own->known[ct_dtype_num(dtype)];
    ct_object *argument = (ct_object *)(uintptr_t)dtype;
    if (!*known) {
        ct_object *core = ct_routine_call(ct_routine_find(own->name), 1, &argument, 0, NULL, NULL);
        limits *self = core ? (limits *)type->tp_alloc(type, 0) : cpy_raise();
        if (self)
            self->core = core;
        else
            ct_release(core);
        *known = (PyObject *)self;
    }
    ct_release(dtype);
    return Py_XNewRef(*known);
}

static void limits_dealloc(PyObject *self)
{
    ct_release(core_of(self));
    Py_TYPE(self)->tp_free(self);
}

static PyObject *limits_repr(PyObject *self)
{
    return cpy_text_of(core_of(self), ct_repr);
}

static PyObject *limits_str(PyObject *self)
{
    return cpy_text_of(core_of(self), ct_str);
}

static PyObject *limits_reduce(PyObject *self, PyObject *unused)
{
    PyObject *dtype = PyObject_GetAttrString(self, "dtype");
    return dtype ? Py_BuildValue("O(N)", Py_TYPE(self), dtype) : NULL;
}

static PyMethodDef methods[] = {
    {"__reduce__", limits_reduce, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL},
};

#define ATTRIBUTE(name, doc)                                                                       \
    {                                                                                              \
        name, get, NULL, doc, (void *)(uintptr_t)name                                              \
    }
static PyGetSetDef finfo_attributes[] = {
    ATTRIBUTE("bits", "Bits of the type."),
    ATTRIBUTE("dtype", "The real type."),
    ATTRIBUTE("eps", "Distance from 1 to the next number above."),
    ATTRIBUTE("epsneg", "Distance from 1 to the next number below."),
    ATTRIBUTE("iexp", "Bits of the exponent."),
    ATTRIBUTE("machep", "The exponent of eps."),
    ATTRIBUTE("max", "The largest number."),
    ATTRIBUTE("maxexp", "The smallest power of two that overflows."),
    ATTRIBUTE("min", "The smallest number: -max."),
    ATTRIBUTE("minexp", "The exponent of smallest_normal."),
    ATTRIBUTE("negep", "The exponent of epsneg."),
    ATTRIBUTE("nexp", "Bits of the exponent."),
    ATTRIBUTE("nmant", "Bits of the fraction."),
    ATTRIBUTE("precision", "Decimal digits that are kept."),
    ATTRIBUTE("resolution", "10 to the power of minus precision."),
    ATTRIBUTE("smallest_normal", "The smallest number of full precision."),
    ATTRIBUTE("smallest_subnormal", "The smallest number above 0."),
    ATTRIBUTE("tiny", "The same as smallest_normal."),
    {NULL},
};
static PyGetSetDef iinfo_attributes[] = {
    ATTRIBUTE("bits", "Bits of the type."),   ATTRIBUTE("dtype", "The type."),
    ATTRIBUTE("kind", "'i' or 'u'."),         ATTRIBUTE("max", "The largest number."),
    ATTRIBUTE("min", "The smallest number."), {NULL},
};

#define TYPE(name, text, attributes)                                                               \
    static PyTypeObject name = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = text,                     \
                                .tp_basicsize = sizeof(limits),                                    \
                                .tp_flags = Py_TPFLAGS_DEFAULT,                                    \
                                .tp_new = limits_new,                                              \
                                .tp_dealloc = limits_dealloc,                                      \
                                .tp_repr = limits_repr,                                            \
                                .tp_str = limits_str,                                              \
                                .tp_methods = methods,                                             \
                                .tp_getset = attributes}
TYPE(finfo_type, "carton.finfo", finfo_attributes);
TYPE(iinfo_type, "carton.iinfo", iinfo_attributes);

int cpy_init_limits(PyObject *module)
{
    finfo_type.tp_doc = "finfo(dtype)\n--\n\nLimits of a floating type.";
    iinfo_type.tp_doc = "iinfo(type)\n--\n\nLimits of an integer type.";
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (PyType_Ready(families[i].type) < 0 ||
            PyModule_AddObjectRef(module, families[i].name, (PyObject *)families[i].type) < 0)
            return -1;
    return 0;
}
