/* dtype.c: carton.dtype. Numeric dtypes are one object each, made with the module; those of text
 * carry a width and are made when asked for. Every dtype is an instance of its own class
 * (carton.dtypes.Float64DType), as in NumPy. All are of native byte order. */
#include "binding.h"

#include <string.h>

PyTypeObject cpy_dtype_type;
static PyTypeObject classes[CT_NUM_COUNT];
static PyObject *shared[CT_NUM_STR];

static const ct_dtype *dtype_of(PyObject *self)
{
    return ((cpy_dtype *)self)->dtype;
}

PyObject *cpy_dtype_object(const ct_dtype *dtype)
{
    int num = (int)ct_dtype_num(dtype);
    return num < CT_NUM_STR && shared[num] ? Py_NewRef(shared[num])
                                           : cpy_dtype_wrap(ct_retain(dtype));
}

PyObject *cpy_dtype_wrap(CT_TAKE const ct_dtype *dtype)
{
    if (!dtype)
        return cpy_raise();
    int num = (int)ct_dtype_num(dtype);
    if (num < CT_NUM_STR && shared[num]) {
        ct_release(dtype);
        return Py_NewRef(shared[num]);
    }
    PyObject *self = classes[num].tp_alloc(&classes[num], 0);
    if (!self) {
        ct_release(dtype);
        return NULL;
    }
    ((cpy_dtype *)self)->dtype = dtype;
    if (num < CT_NUM_STR)
        shared[num] = Py_NewRef(self);
    return self;
}

static void dtype_dealloc(PyObject *self)
{
    ct_release(dtype_of(self));
    Py_TYPE(self)->tp_free(self);
}

/* -- from anything that names a dtype ---------------------------------------------------------- */

static const ct_dtype *parse(PyObject *text)
{
    const char *utf8 = PyUnicode_AsUTF8(text);
    const ct_dtype *dtype = utf8 ? ct_dtype_parse(utf8) : NULL;
    return dtype || !utf8 ? dtype : cpy_raise();
}

static const ct_dtype *parse_bytes(PyObject *bytes)
{
    PyObject *text = PyUnicode_DecodeASCII(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes), NULL);
    const ct_dtype *dtype = text ? parse(text) : NULL;
    Py_XDECREF(text);
    return dtype;
}

static const ct_dtype *refuse_family(const char *name)
{
    const char *text =
        strcmp(name, "generic") == 0 ? "Converting `np.generic` to a dtype is not allowed."
        : strcmp(name, "integer") == 0 || strcmp(name, "signedinteger") == 0
            ? "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed"
        : strcmp(name, "unsignedinteger") == 0
            ? "Converting `np.unsignedinteger` to a dtype is not allowed"
        : strcmp(name, "complexfloating") == 0
            ? "Converting `np.complexfloating` to a dtype is not allowed"
        : strcmp(name, "flexible") == 0 || strcmp(name, "character") == 0
            ? "Converting `np.character` to a dtype is not allowed"
            : "Converting `np.inexact` or `np.floating` to a dtype not allowed";
    PyErr_SetString(PyExc_TypeError, text);
    return NULL;
}

/* Python's types, Carton's and NumPy's scalar types, and classes of dtypes. NULL without an
 * exception for others. */
static const ct_dtype *of_type(PyTypeObject *type)
{
    static const struct {
        PyTypeObject *type;
        const char *name;
    } python[] = {{&PyFloat_Type, "float64"},    {&PyLong_Type, "int64"},
                  {&PyBool_Type, "bool"},        {&PyComplex_Type, "complex128"},
                  {&PyUnicode_Type, "str"},      {&PyBytes_Type, "bytes"},
                  {&cpy_generic_type, "generic"}};
    for (size_t i = 0; i < 6; i++)
        if (type == python[i].type)
            return ct_dtype_parse(python[i].name);
    const ct_dtype *own = cpy_type_dtype(type);
    if (own)
        return ct_retain(own);
    for (int num = 0; num < CT_NUM_COUNT; num++)
        if (type == &classes[num])
            return num < CT_NUM_STR ? ct_dtype_builtin(num) : ct_dtype_text(num, 0);
    if (PyType_IsSubtype(type, &cpy_generic_type) && !(type->tp_flags & Py_TPFLAGS_HEAPTYPE))
        return refuse_family(strchr(type->tp_name, '.') + 1);
    if (PyType_IsSubtype(type, &cpy_generic_type)) /* a subclass of a scalar: its scalar's dtype */
        for (type = type->tp_base; type; type = type->tp_base)
            if ((own = cpy_type_dtype(type)))
                return ct_retain(own);
    if (type && strncmp(type->tp_name, "numpy.", 6) == 0 && !strchr(type->tp_name + 6, '.'))
        return ct_dtype_parse(type->tp_name + 6);
    return NULL;
}

/* ("U", 5), (str, 5): a width; ("f8", ()): the dtype itself. */
static const ct_dtype *of_pair(PyObject *pair)
{
    PyObject *size = PyTuple_GET_ITEM(pair, 1);
    const ct_dtype *dtype = NULL;
    if (Py_EnterRecursiveCall(" while reading a dtype"))
        return NULL;
    int status = cpy_dtype_arg(PyTuple_GET_ITEM(pair, 0), &dtype);
    Py_LeaveRecursiveCall();
    if (status < 0)
        return NULL;
    if (!dtype)
        dtype = ct_retain(CT_FLOAT64); /* None */
    ct_type_num num = ct_dtype_num(dtype);
    if (PyTuple_Check(size) && PyTuple_GET_SIZE(size) == 0)
        return dtype;
    int64_t width = num >= CT_NUM_STR && ct_dtype_itemsize(dtype) == 0 && PyLong_Check(size)
                        ? PyLong_AsLongLong(size)
                        : -1;
    ct_release(dtype);
    if (width < 0 && PyErr_Occurred())
        return NULL;
    if (width < 0) {
        PyErr_SetString(PyExc_TypeError, "data type not understood: Carton has no subarray dtypes");
        return NULL;
    }
    return ct_dtype_text(num, width);
}

/* NumPy's dtype objects by their text, other objects by their attribute dtype. NULL without an
 * exception when there is neither. */
static const ct_dtype *of_attributes(PyObject *object, bool deep)
{
    bool foreign = strncmp(Py_TYPE(object)->tp_name, "numpy.dtype", 11) == 0;
    PyObject *value = PyObject_GetAttrString(object, foreign ? "str" : "dtype");
    const ct_dtype *dtype = NULL;
    if (!value) {
        PyErr_Clear();
        return NULL;
    }
    if (foreign) {
        if ((dtype = parse(value)) == NULL)
            PyErr_Clear();
    } else if (PyObject_TypeCheck(value, &cpy_dtype_type)) {
        dtype = ct_retain(dtype_of(value));
    } else if (deep) {
        dtype = of_attributes(value, false);
    }
    Py_DECREF(value);
    return dtype;
}

static const ct_dtype *of_object(PyObject *object)
{
    const ct_dtype *dtype = NULL;
    if (PyUnicode_Check(object))
        return parse(object);
    if (PyBytes_Check(object))
        return parse_bytes(object);
    if (PyType_Check(object) && ((dtype = of_type((PyTypeObject *)object)) || PyErr_Occurred()))
        return dtype;
    if (ct_error_pending())
        return cpy_raise();
    if (PyTuple_Check(object) && PyTuple_GET_SIZE(object) == 2)
        return of_pair(object);
    if (!PyList_Check(object) && !PyDict_Check(object) && !PyTuple_Check(object))
        dtype = of_attributes(object, true);
    if (!dtype && !PyErr_Occurred()) {
        if (PyType_Check(object) || PyList_Check(object) || PyDict_Check(object))
            PyErr_Format(PyExc_TypeError, "data type %R not understood", object);
        else
            PyErr_Format(PyExc_TypeError, "Cannot interpret '%R' as a data type", object);
    }
    return dtype;
}

int cpy_dtype_arg(PyObject *object, const ct_dtype **out)
{
    *out = NULL;
    if (!object || object == Py_None)
        return 0;
    if (PyObject_TypeCheck(object, &cpy_dtype_type)) {
        *out = ct_retain(dtype_of(object));
        return 0;
    }
    if ((*out = of_object(object)))
        return 0;
    if (!PyErr_Occurred())
        cpy_raise();
    return -1;
}

static PyObject *dtype_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"dtype", "align", "copy", "metadata", NULL};
    PyObject *object, *unused = NULL;
    const ct_dtype *dtype;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|OOO:dtype", (char **)(uintptr_t)names,
                                     &object, &unused, &unused, &unused))
        return NULL;
    if (PyObject_TypeCheck(object, &cpy_dtype_type))
        return Py_NewRef(object);
    if (cpy_dtype_arg(object, &dtype) < 0)
        return NULL;
    return cpy_dtype_wrap(dtype ? dtype : ct_retain(CT_FLOAT64));
}

/* Float64DType() and StrDType(8). */
static PyObject *class_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    int num = (int)(type - classes);
    long long width = 0;
    if (num < 0 || num >= CT_NUM_COUNT)
        return PyErr_Format(PyExc_TypeError, "cannot create '%.200s' instances", type->tp_name);
    if (!PyArg_ParseTuple(args, num < CT_NUM_STR ? "" : "L", &width))
        return NULL;
    return cpy_dtype_wrap(num < CT_NUM_STR ? ct_dtype_builtin(num) : ct_dtype_text(num, width));
}

/* -- attributes -------------------------------------------------------------------------------- */

static PyObject *get_text(PyObject *self, void *read)
{
    const char *(*function)(const ct_dtype *);
    memcpy(&function, read, sizeof function);
    return PyUnicode_FromString(function(dtype_of(self)));
}

static PyObject *get_letter(PyObject *self, void *read)
{
    char (*function)(const ct_dtype *);
    memcpy(&function, read, sizeof function);
    return PyUnicode_FromFormat("%c", function(dtype_of(self)));
}

static PyObject *get_size(PyObject *self, void *read)
{
    int64_t (*function)(const ct_dtype *);
    memcpy(&function, read, sizeof function);
    return PyLong_FromLongLong(function(dtype_of(self)));
}

/* NumPy's numbers of its types, by which other programs know them. */
static PyObject *get_num(PyObject *self, void *unused)
{
    static const char numbers[CT_NUM_COUNT] = {0, 1,  2,  3,  4,  5,  6,  7,
                                               8, 23, 11, 12, 14, 15, 19, 18};
    return PyLong_FromLong(numbers[ct_dtype_num(dtype_of(self))]);
}

static PyObject *get_byteorder(PyObject *self, void *unused)
{
    return PyUnicode_FromString(ct_dtype_str(dtype_of(self))[0] == '|' ? "|" : "=");
}

static PyObject *get_type(PyObject *self, void *unused)
{
    return Py_NewRef(cpy_scalar_type(dtype_of(self)));
}

static PyObject *get_true(PyObject *self, void *unused)
{
    Py_RETURN_TRUE;
}

static PyObject *get_false(PyObject *self, void *unused)
{
    Py_RETURN_FALSE;
}

/* 1: one of NumPy's own types; text of some width is not. */
static PyObject *get_builtin(PyObject *self, void *unused)
{
    const ct_dtype *dtype = dtype_of(self);
    bool text = ct_dtype_num(dtype) >= CT_NUM_STR && ct_dtype_itemsize(dtype);
    return PyLong_FromLong(!text);
}

static PyObject *get_zero(PyObject *self, void *unused)
{
    return PyLong_FromLong(0);
}

static PyObject *get_none(PyObject *self, void *unused)
{
    Py_RETURN_NONE;
}

static PyObject *get_shape(PyObject *self, void *unused)
{
    return PyTuple_New(0);
}

static PyObject *get_self(PyObject *self, void *unused)
{
    return Py_NewRef(self);
}

static PyObject *get_descr(PyObject *self, void *unused)
{
    return Py_BuildValue("[(ss)]", "", ct_dtype_str(dtype_of(self)));
}

/* Functions travel as pointers to variables: a function pointer is no object pointer. */
static const char *(*const name_of)(const ct_dtype *) = ct_dtype_name;
static const char *(*const str_of)(const ct_dtype *) = ct_dtype_str;
static char (*const kind_of)(const ct_dtype *) = ct_dtype_kind;
static char (*const char_of)(const ct_dtype *) = ct_dtype_char;
static int64_t (*const itemsize_of)(const ct_dtype *) = ct_dtype_itemsize;
static int64_t (*const alignment_of)(const ct_dtype *) = ct_dtype_alignment;
#define READ(function) ((void *)(uintptr_t) & (function))

/* What numpy.dtype(self) asks for. Only NumPy asks, so it is there; nobody else makes it be loaded.
 */
static PyObject *get_numpy_dtype(PyObject *self, void *closure)
{
    PyObject *name = PyUnicode_FromString("numpy");
    PyObject *numpy = name ? PyImport_GetModule(name) : NULL;
    Py_XDECREF(name);
    if (!numpy) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_AttributeError, "__numpy_dtype__");
        return NULL;
    }
    PyObject *text = PyObject_GetAttrString(self, "str");
    PyObject *result = text ? PyObject_CallMethod(numpy, "dtype", "O", text) : NULL;
    Py_XDECREF(text);
    Py_DECREF(numpy);
    return result;
}

static PyGetSetDef attributes[] = {
    {"name", get_text, NULL, "Name with the size in bits.", READ(name_of)},
    {"str", get_text, NULL, "Byte order, kind and size.", READ(str_of)},
    {"char", get_letter, NULL, "The letter of the C type.", READ(char_of)},
    {"kind", get_letter, NULL, "One of b i u f c U S.", READ(kind_of)},
    {"num", get_num, NULL, "NumPy's number of the type.", NULL},
    {"itemsize", get_size, NULL, "Bytes of one element.", READ(itemsize_of)},
    {"alignment", get_size, NULL, "Bytes that addresses are multiples of.", READ(alignment_of)},
    {"byteorder", get_byteorder, NULL, "'=' native, '|' not applicable.", NULL},
    {"type", get_type, NULL, "The class of its scalars.", NULL},
    {"isnative", get_true, NULL, "Whether the byte order is native: True.", NULL},
    {"isbuiltin", get_builtin, NULL, "1: one of NumPy's own types.", NULL},
    {"isalignedstruct", get_false, NULL, "False: no fields.", NULL},
    {"hasobject", get_false, NULL, "Whether elements are objects: False.", NULL},
    {"fields", get_none, NULL, "None: no fields.", NULL},
    {"names", get_none, NULL, "None: no fields.", NULL},
    {"metadata", get_none, NULL, "None: no metadata.", NULL},
    {"subdtype", get_none, NULL, "None: no subarray.", NULL},
    {"shape", get_shape, NULL, "Shape of a subarray: ().", NULL},
    {"ndim", get_zero, NULL, "Axes of a subarray: 0.", NULL},
    {"flags", get_zero, NULL, "0: nothing special.", NULL},
    {"base", get_self, NULL, "The element type of a subarray: itself.", NULL},
    {"descr", get_descr, NULL, "As the fields of the array interface.", NULL},
    {"__numpy_dtype__", get_numpy_dtype, NULL, "The same dtype as NumPy's.", NULL},
    {NULL},
};

/* -- methods ----------------------------------------------------------------------------------- */

/* Carton's arrays are of native order: every order there is gives the dtype itself. */
static PyObject *newbyteorder(PyObject *self, PyObject *args)
{
    const char *order = "S";
    if (!PyArg_ParseTuple(args, "|s:newbyteorder", &order))
        return NULL;
    if (!*order || !strchr("SsLlBbNn<>=|iI", *order))
        return PyErr_Format(PyExc_ValueError, "byteorder not recognized (got '%s')", order);
    return Py_NewRef(self);
}

static PyObject *dtype_reduce(PyObject *self, PyObject *unused)
{
    return Py_BuildValue("O(s)", &cpy_dtype_type, ct_dtype_str(dtype_of(self)));
}

static PyObject *return_self(PyObject *self, PyObject *unused)
{
    return Py_NewRef(self);
}

static PyMethodDef methods[] = {
    {"newbyteorder", newbyteorder, METH_VARARGS, "The dtype itself: all are native."},
    {"__reduce__", dtype_reduce, METH_NOARGS, NULL},
    {"__copy__", return_self, METH_NOARGS, NULL},
    {"__deepcopy__", return_self, METH_O, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL},
};

/* Text dtypes are named by their code; repr shows no width of 0, and no '|' of bytes. */
static PyObject *shown(PyObject *self, const char *format, bool whole)
{
    const ct_dtype *dtype = dtype_of(self);
    if (ct_dtype_num(dtype) < CT_NUM_STR)
        return PyUnicode_FromFormat(format, ct_dtype_name(dtype));
    char text[32];
    PyOS_snprintf(text, sizeof text, "%s",
                  ct_dtype_str(dtype) + (!whole && ct_dtype_str(dtype)[0] == '|'));
    if (!whole && ct_dtype_itemsize(dtype) == 0)
        text[strlen(text) - 1] = 0;
    return PyUnicode_FromFormat(format, text);
}

static PyObject *dtype_repr(PyObject *self)
{
    return shown(self, "dtype('%s')", false);
}

static PyObject *dtype_str(PyObject *self)
{
    return shown(self, "%s", true);
}

static Py_hash_t dtype_hash(PyObject *self)
{
    return (Py_hash_t)(ct_dtype_itemsize(dtype_of(self)) * 64 + ct_dtype_num(dtype_of(self)) + 1);
}

/* Order: a < b when a casts safely to b and is another. Equal to anything that names it; None is
 * float64. */
static PyObject *dtype_compare(PyObject *self, PyObject *other, int operation)
{
    const ct_dtype *a = dtype_of(self), *b;
    if (cpy_dtype_arg(other, &b) < 0) {
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (!b)
        b = CT_FLOAT64;
    bool equal = ct_dtype_equal(a, b), result = false;
    if (operation == Py_EQ || operation == Py_NE)
        result = equal == (operation == Py_EQ);
    else if (equal)
        result = operation == Py_LE || operation == Py_GE;
    else if (operation == Py_LT || operation == Py_LE)
        result = ct_can_cast(a, b, CT_CASTING_SAFE);
    else
        result = ct_can_cast(b, a, CT_CASTING_SAFE);
    ct_release(b);
    return PyBool_FromLong(result);
}

static Py_ssize_t dtype_length(PyObject *self)
{
    return 0;
}

static PyObject *dtype_item(PyObject *self, PyObject *key)
{
    return PyErr_Format(PyExc_KeyError, "There are no fields in dtype %S.", self);
}

static int dtype_bool(PyObject *self)
{
    return 1;
}

static PyMappingMethods mapping = {.mp_length = dtype_length, .mp_subscript = dtype_item};
static PyNumberMethods number = {.nb_bool = dtype_bool};

/* -- the module -------------------------------------------------------------------------------- */

PyTypeObject cpy_dtype_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.dtype",
    .tp_basicsize = sizeof(cpy_dtype),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = "dtype(dtype, align=False, copy=False)\n--\n\nAn element type.",
    .tp_new = dtype_new,
    .tp_dealloc = dtype_dealloc,
    .tp_repr = dtype_repr,
    .tp_str = dtype_str,
    .tp_hash = dtype_hash,
    .tp_richcompare = dtype_compare,
    .tp_as_mapping = &mapping,
    .tp_as_number = &number,
    .tp_getset = attributes,
    .tp_methods = methods,
};

static const char *const class_names[CT_NUM_COUNT] = {
    "carton.dtypes.BoolDType",      "carton.dtypes.Int8DType",       "carton.dtypes.UInt8DType",
    "carton.dtypes.Int16DType",     "carton.dtypes.UInt16DType",     "carton.dtypes.Int32DType",
    "carton.dtypes.UInt32DType",    "carton.dtypes.Int64DType",      "carton.dtypes.UInt64DType",
    "carton.dtypes.Float16DType",   "carton.dtypes.Float32DType",    "carton.dtypes.Float64DType",
    "carton.dtypes.Complex64DType", "carton.dtypes.Complex128DType", "carton.dtypes.StrDType",
    "carton.dtypes.BytesDType"};

int cpy_init_dtype(PyObject *module)
{
    if (PyType_Ready(&cpy_dtype_type) < 0 ||
        PyModule_AddObjectRef(module, "dtype", (PyObject *)&cpy_dtype_type) < 0)
        return -1;
    PyObject *dtypes = Py_XNewRef(PyImport_AddModule("carton.dtypes"));
    for (int num = 0; dtypes && num < CT_NUM_COUNT; num++) {
        const char *name = class_names[num];
        classes[num] = (PyTypeObject){PyVarObject_HEAD_INIT(NULL, 0).tp_name = name,
                                      .tp_basicsize = sizeof(cpy_dtype),
                                      .tp_flags = Py_TPFLAGS_DEFAULT,
                                      .tp_doc = "The class of one element type.",
                                      .tp_base = &cpy_dtype_type,
                                      .tp_new = class_new};
        if (PyType_Ready(&classes[num]) < 0 ||
            PyModule_AddObjectRef(dtypes, strrchr(name, '.') + 1, (PyObject *)&classes[num]) < 0)
            Py_CLEAR(dtypes);
    }
    int status = dtypes ? PyModule_AddObjectRef(module, "dtypes", dtypes) : -1;
    Py_XDECREF(dtypes);
    return status;
}
