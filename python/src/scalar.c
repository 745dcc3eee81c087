/* scalar.c: the types of NumPy's scalars (carton.generic, carton.float64, ...) and their making.
 *
 * One table makes the hierarchy. Everything that depends on the element type asks for its number,
 * so all types share the functions of carton.generic. */
#include "scalar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FAMILY(name)                                                                               \
    PyTypeObject name = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = NULL,                            \
                         .tp_basicsize = sizeof(PyObject),                                         \
                         .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE}
FAMILY(cpy_generic_type);
static FAMILY(number_type);
static FAMILY(integer_type);
static FAMILY(signed_type);
static FAMILY(unsigned_type);
static FAMILY(inexact_type);
static FAMILY(floating_type);
static FAMILY(complex_type);
static FAMILY(flexible_type);
static FAMILY(character_type);

PyTypeObject cpy_scalar_types[CT_NUM_COUNT];
PyObject *cpy_scalar_bools[2];

typedef struct text_scalar {
    PyUnicodeObject base;
    Py_UCS4 *element;
    const ct_dtype *dtype;
} text_scalar;

/* A bytes scalar keeps its dtype behind its characters, at the next multiple of a pointer. */
static const ct_dtype **bytes_dtype(PyObject *self)
{
    size_t end = offsetof(PyBytesObject, ob_sval) + (size_t)Py_SIZE(self) + 1;
    size_t unit = sizeof(void *);
    return (const ct_dtype **)(void *)((char *)self + (end + unit - 1) / unit * unit);
}

/* -- the table --------------------------------------------------------------------------------- */

typedef struct family {
    PyTypeObject *type;
    const char *name;
    PyTypeObject *base;
} family;
static const family families[] = {
    {&cpy_generic_type, "carton.generic", NULL},
    {&number_type, "carton.number", &cpy_generic_type},
    {&integer_type, "carton.integer", &number_type},
    {&signed_type, "carton.signedinteger", &integer_type},
    {&unsigned_type, "carton.unsignedinteger", &integer_type},
    {&inexact_type, "carton.inexact", &number_type},
    {&floating_type, "carton.floating", &inexact_type},
    {&complex_type, "carton.complexfloating", &inexact_type},
    {&flexible_type, "carton.flexible", &cpy_generic_type},
    {&character_type, "carton.character", &flexible_type},
};

typedef struct element_type {
    const char *name;
    PyTypeObject *base, *second; /* second: after `base` in the order of lookup */
    size_t size;
    const char *aliases[6];
} element_type;
/* Multiples of a pointer, which Python puts behind in a subclass. */
#define ROOM(type) (sizeof(PyObject) + (sizeof(type) + 7) / 8 * 8)
static const element_type elements[CT_NUM_COUNT] = {
    [CT_NUM_BOOL] = {"carton.bool", &cpy_generic_type, NULL, ROOM(char), {"bool_"}},
    [CT_NUM_INT8] = {"carton.int8", &signed_type, NULL, ROOM(int8_t), {"byte"}},
    [CT_NUM_UINT8] = {"carton.uint8", &unsigned_type, NULL, ROOM(int8_t), {"ubyte"}},
    [CT_NUM_INT16] = {"carton.int16", &signed_type, NULL, ROOM(int16_t), {"short"}},
    [CT_NUM_UINT16] = {"carton.uint16", &unsigned_type, NULL, ROOM(int16_t), {"ushort"}},
    [CT_NUM_INT32] = {"carton.int32", &signed_type, NULL, ROOM(int32_t), {"intc"}},
    [CT_NUM_UINT32] = {"carton.uint32", &unsigned_type, NULL, ROOM(int32_t), {"uintc"}},
    [CT_NUM_INT64] =
        {"carton.int64", &signed_type, NULL, ROOM(int64_t), {"int_", "intp", "long", "longlong"}},
    [CT_NUM_UINT64] = {"carton.uint64",
                       &unsigned_type,
                       NULL,
                       ROOM(int64_t),
                       {"uint", "uintp", "ulong", "ulonglong"}},
    [CT_NUM_FLOAT16] = {"carton.float16", &floating_type, NULL, ROOM(int16_t), {"half"}},
    [CT_NUM_FLOAT32] = {"carton.float32", &floating_type, NULL, ROOM(float), {"single"}},
    [CT_NUM_FLOAT64] = {"carton.float64", &floating_type, &PyFloat_Type, ROOM(double), {"double"}},
    [CT_NUM_COMPLEX64] = {"carton.complex64", &complex_type, NULL, ROOM(float[2]), {"csingle"}},
    [CT_NUM_COMPLEX128] =
        {"carton.complex128", &complex_type, &PyComplex_Type, ROOM(double[2]), {"cdouble"}},
    [CT_NUM_STR] = {"carton.str_", &PyUnicode_Type, &character_type, sizeof(text_scalar), {NULL}},
    /* Room for a pointer at any remainder of the length. */
    [CT_NUM_BYTES] = {"carton.bytes_",
                      &PyBytes_Type,
                      &character_type,
                      offsetof(PyBytesObject, ob_sval) + 1 + 2 * sizeof(void *),
                      {NULL}},
};

/* -- what a scalar holds ----------------------------------------------------------------------- */

/* A text dtype is made when first asked for. */
static const ct_dtype *text_dtype(PyObject *scalar, int num)
{
    bool str = num == CT_NUM_STR;
    const ct_dtype **slot = str ? &((text_scalar *)scalar)->dtype : bytes_dtype(scalar);
    if (!*slot)
        *slot = ct_dtype_text(num, str ? PyUnicode_GET_LENGTH(scalar) : PyBytes_GET_SIZE(scalar));
    return *slot ? *slot : cpy_raise();
}

const ct_dtype *cpy_scalar_dtype(PyObject *scalar)
{
    int num = cpy_scalar_num(scalar);
    if (num < 0) {
        PyErr_Format(PyExc_TypeError, "'%.200s' has no element type", Py_TYPE(scalar)->tp_name);
        return NULL;
    }
    return num < CT_NUM_STR ? ct_dtype_builtin(num) : text_dtype(scalar, num);
}

const void *cpy_scalar_data(PyObject *scalar)
{
    int num = cpy_scalar_num(scalar);
    if (num == CT_NUM_BYTES)
        return PyBytes_AS_STRING(scalar);
    if (num != CT_NUM_STR)
        return cpy_scalar_element(scalar);
    text_scalar *self = (text_scalar *)scalar;
    if (!self->element)
        self->element = PyUnicode_AsUCS4Copy(scalar);
    return self->element;
}

PyTypeObject *cpy_scalar_type(const ct_dtype *dtype)
{
    return &cpy_scalar_types[ct_dtype_num(dtype)];
}

const ct_dtype *cpy_type_dtype(PyTypeObject *type)
{
    static const ct_dtype *texts[2];
    if (type < cpy_scalar_types || type >= cpy_scalar_types + CT_NUM_COUNT)
        return NULL;
    int num = (int)(type - cpy_scalar_types);
    if (num < CT_NUM_STR)
        return ct_dtype_builtin(num);
    const ct_dtype **slot = &texts[num - CT_NUM_STR]; /* of width 0, kept */
    return *slot ? *slot : (*slot = ct_dtype_text(num, 0));
}

const char *cpy_family_name(PyTypeObject *type)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i].type == type)
            return strchr(families[i].name, '.') + 1;
    return NULL;
}

/* -- making ------------------------------------------------------------------------------------ */

PyObject *cpy_scalar_alloc(int num)
{
    return _PyObject_New(&cpy_scalar_types[num]);
}

static PyObject *text_new(PyTypeObject *type, PyObject *args, PyObject *keywords);

/* Text through the constructor of str or bytes; NULs at the end are padding. */
static PyObject *new_text(int num, const ct_dtype *dtype, const void *element)
{
    Py_ssize_t n = (Py_ssize_t)ct_dtype_itemsize(dtype);
    PyObject *plain = NULL;
    if (num == CT_NUM_STR) {
        const Py_UCS4 *text = element;
        for (n /= 4; n > 0 && text[n - 1] == 0;)
            n--;
        plain = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text, n);
    } else {
        const char *bytes = element;
        while (n > 0 && bytes[n - 1] == 0)
            n--;
        plain = PyBytes_FromStringAndSize(bytes, n);
    }
    PyObject *args = plain ? PyTuple_Pack(1, plain) : NULL;
    PyTypeObject *type = &cpy_scalar_types[num];
    PyObject *result = args ? text_new(type, args, NULL) : NULL;
    Py_XDECREF(args);
    Py_XDECREF(plain);
    return result;
}

PyObject *cpy_scalar_new(const ct_dtype *dtype, const void *element)
{
    int num = ct_dtype_num(dtype);
    if (num == CT_NUM_BOOL)
        return Py_NewRef(cpy_scalar_bools[*(const char *)element != 0]);
    if (num >= CT_NUM_STR)
        return new_text(num, dtype, element);
    PyObject *self = cpy_scalar_alloc(num);
    if (self)
        memcpy(cpy_scalar_element(self), element, (size_t)ct_dtype_itemsize(dtype));
    return self;
}

static void scalar_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

static void str_dealloc(PyObject *self)
{
    PyMem_Free(((text_scalar *)self)->element);
    ct_release(((text_scalar *)self)->dtype);
    PyUnicode_Type.tp_dealloc(self);
}

static void bytes_dealloc(PyObject *self)
{
    ct_release(*bytes_dtype(self));
    Py_TYPE(self)->tp_free(self);
}

static PyObject *refuse(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return PyErr_Format(PyExc_TypeError, "cannot create '%.200s' instances", type->tp_name);
}

/* The Python number that an object of a foreign type converts itself to; new reference. */
static PyObject *python_number(PyObject *object, char kind)
{
    switch (kind) {
    case 'b': {
        int truth = PyObject_IsTrue(object);
        return truth < 0 ? NULL : PyBool_FromLong(truth);
    }
    case 'i':
    case 'u':
        return PyNumber_Long(object);
    case 'f':
        return PyNumber_Float(object);
    default:
        return PyObject_CallOneArg((PyObject *)&PyComplex_Type, object);
    }
}

/* The argument for the class's row: foreign objects and integers beyond 128 bits as numbers. */
static ct_object *class_argument(PyObject *object, const ct_dtype *dtype)
{
    char kind = ct_dtype_kind(dtype);
    if (PyLong_Check(object) && (kind == 'f' || kind == 'c')) {
        double real = PyLong_AsDouble(object);
        return real == -1 && PyErr_Occurred() ? NULL : ct_float(real);
    }
    ct_object *value = cpy_unwrap(object);
    if (!value || !cpy_box_value(value) || PyType_Check(object))
        return value;
    ct_release(value);
    PyObject *number = python_number(object, kind);
    value = number ? cpy_unwrap(number) : NULL;
    Py_XDECREF(number);
    return value;
}

/* Through the row of the class: text, sequences, arrays, numbers out of range. */
static PyObject *new_by_row(const ct_dtype *dtype, PyObject *args)
{
    ct_object *values[2] = {NULL, NULL}, *result = NULL;
    int64_t n = PyTuple_GET_SIZE(args);
    bool ok = true;
    for (int64_t i = 0; ok && i < n; i++)
        ok = (values[i] = class_argument(PyTuple_GET_ITEM(args, i), dtype)) != NULL;
    if (ok)
        result = cpy_checked(
            ct_routine_call(ct_routine_find(ct_dtype_name(dtype)), n, values, 0, NULL, NULL));
    for (int64_t i = 0; i < n; i++)
        ct_release(values[i]);
    return result ? cpy_wrap(result) : NULL;
}

/* The commonest arguments: a Python float for a float, an int for an int that holds it. */
static PyObject *new_fast(int num, PyObject *value)
{
    char kind = ct_dtype_kind(ct_dtype_builtin(num));
    PyObject *self = NULL;
    if (PyFloat_CheckExact(value) && num == CT_NUM_FLOAT64) {
        if ((self = cpy_scalar_alloc(num)))
            *(double *)cpy_scalar_element(self) = PyFloat_AS_DOUBLE(value);
    } else if (PyLong_CheckExact(value) && (kind == 'i' || kind == 'u')) {
        int overflow;
        long long whole = PyLong_AsLongLongAndOverflow(value, &overflow);
        int bits = (int)ct_dtype_itemsize(ct_dtype_builtin(num)) * 8 - (kind == 'i');
        bool fits = !overflow && (kind == 'i' || whole >= 0) &&
                    (bits >= 63 || (whole >> bits) == 0 || (kind == 'i' && (whole >> bits) == -1));
        if (fits && (self = cpy_scalar_alloc(num))) /* little-endian, as the core is */
            memcpy(cpy_scalar_element(self), &whole, (size_t)(bits + 1) / 8);
    }
    return self;
}

/* The same value as an instance of a subclass. */
static PyObject *of_subclass(PyTypeObject *type, PyObject *scalar)
{
    if (!scalar || Py_IS_TYPE(scalar, type) || !CPY_IS_SCALAR(scalar))
        return scalar;
    PyObject *self = type->tp_alloc(type, 0);
    if (self)
        memcpy(cpy_scalar_element(self), cpy_scalar_element(scalar),
               (size_t)ct_dtype_itemsize(cpy_scalar_dtype(scalar)));
    Py_DECREF(scalar);
    return self;
}

/* Text as str and bytes make it; NumPy also makes bytes of ASCII text and of numbers. */
static PyObject *text_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyTypeObject *base = type;
    while (base != &PyBytes_Type && base != &PyUnicode_Type)
        base = base->tp_base;
    PyObject *self = base->tp_new(type, args, keywords);
    if (self || base == &PyUnicode_Type || PyTuple_GET_SIZE(args) != 1 || keywords ||
        !(PyErr_ExceptionMatches(PyExc_TypeError) || PyErr_ExceptionMatches(PyExc_ValueError)))
        return self;
    PyErr_Clear();
    PyObject *text = PyObject_Str(PyTuple_GET_ITEM(args, 0));
    PyObject *ascii = text ? PyUnicode_AsASCIIString(text) : NULL;
    PyObject *again = ascii ? PyTuple_Pack(1, ascii) : NULL;
    self = again ? base->tp_new(type, again, NULL) : NULL;
    Py_XDECREF(text);
    Py_XDECREF(ascii);
    Py_XDECREF(again);
    return self;
}

static PyObject *number_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyTypeObject *own = type;
    while (own < cpy_scalar_types || own >= cpy_scalar_types + CT_NUM_COUNT)
        own = own->tp_base;
    int num = (int)(own - cpy_scalar_types);
    Py_ssize_t n = PyTuple_GET_SIZE(args), most = num >= CT_NUM_COMPLEX64 ? 2 : 1;
    const ct_dtype *dtype = ct_dtype_builtin(num);
    if (keywords && PyDict_GET_SIZE(keywords) && type == own)
        return PyErr_Format(PyExc_TypeError, "%s() takes no keyword arguments",
                            ct_dtype_name(dtype));
    if (n > most)
        return PyErr_Format(PyExc_TypeError, "%s() takes at most %zd argument%s (%zd given)",
                            ct_dtype_name(dtype), most, most > 1 ? "s" : "", n);
    for (Py_ssize_t i = 0; n == 2 && i < n; i++)
        if (PyComplex_Check(PyTuple_GET_ITEM(args, i)) || PyTuple_GET_ITEM(args, i) == Py_None)
            return PyErr_Format(PyExc_TypeError,
                                "Could not convert arguments into a complex scalar. '%R' given.",
                                args);
    PyObject *scalar = n == 1 ? new_fast(num, PyTuple_GET_ITEM(args, 0)) : NULL;
    if (!scalar && !PyErr_Occurred())
        scalar = new_by_row(dtype, args);
    return of_subclass(type, scalar);
}

/* -- the module -------------------------------------------------------------------------------- */

static int add_type(PyObject *module, PyTypeObject *type)
{
    return PyType_Ready(type) < 0
               ? -1
               : PyModule_AddObjectRef(module, strchr(type->tp_name, '.') + 1, (PyObject *)type);
}

static const char *row_doc(const char *type_name)
{
    const ct_routine *row = ct_routine_find(strchr(type_name, '.') + 1);
    ct_routine_info info = {.doc = "A NumPy scalar."};
    if (row)
        ct_routine_describe(row, &info);
    return info.doc;
}

/* With the signature before it, where inspect looks for it. Types live as long as the process. */
static const char *signed_doc(const char *type_name, int num)
{
    const char *parameters = num == CT_NUM_BOOL    ? "value=False, /"
                             : num == CT_NUM_STR   ? "value='', /, *args, **kwargs"
                             : num == CT_NUM_BYTES ? "value=b'', /, *args, **kwargs"
                             : num == CT_NUM_COMPLEX64 || num == CT_NUM_COMPLEX128
                                 ? "real=0, imag=0, /"
                                 : "value=0, /";
    const char *name = strchr(type_name, '.') + 1, *doc = row_doc(type_name);
    const char *const form = "%s(%s)\n--\n\n%s";
    int length = snprintf(NULL, 0, form, name, parameters, doc);
    char *text = PyMem_Malloc((size_t)length + 1);
    if (text)
        snprintf(text, (size_t)length + 1, form, name, parameters, doc);
    return text ? text : doc;
}

static int add_family(PyObject *module, const family *row)
{
    row->type->tp_name = row->name;
    row->type->tp_doc = row_doc(row->name);
    row->type->tp_base = row->base;
    row->type->tp_new = refuse;
    if (!row->base) {
        row->type->tp_dealloc = scalar_dealloc;
        row->type->tp_repr = cpy_scalar_repr;
        row->type->tp_str = cpy_scalar_str;
        row->type->tp_hash = cpy_scalar_hash;
        row->type->tp_richcompare = cpy_scalar_compare;
        row->type->tp_as_number = &cpy_scalar_number;
        row->type->tp_as_mapping = &cpy_scalar_mapping;
        row->type->tp_as_buffer = &cpy_scalar_buffer;
        row->type->tp_methods = cpy_scalar_methods;
        row->type->tp_getset = cpy_scalar_getset;
    }
    if (row->type == &number_type)
        row->type->tp_methods = cpy_number_methods;
    if (row->type == &floating_type)
        row->type->tp_methods = cpy_floating_methods;
    if (row->type == &integer_type) {
        row->type->tp_as_number = &cpy_integer_number;
        row->type->tp_methods = cpy_integer_methods;
        row->type->tp_getset = cpy_integer_getset;
    }
    if (add_type(module, row->type) < 0)
        return -1;
    if (row->base)
        return 0;
    return cpy_add_numpy_dtype(row->type) < 0 ? -1 : cpy_add_scalar_rows(row->type);
}

static int add_element_type(PyObject *module, int num)
{
    const element_type *row = &elements[num];
    PyTypeObject *type = &cpy_scalar_types[num];
    bool text = num >= CT_NUM_STR;
    *type = (PyTypeObject){
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = row->name, .tp_basicsize = (Py_ssize_t)row->size,
        .tp_itemsize = num == CT_NUM_BYTES, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
        .tp_doc = signed_doc(row->name, num), .tp_base = row->base,
        .tp_new = text ? text_new : number_new,
        .tp_dealloc = num == CT_NUM_STR     ? str_dealloc
                      : num == CT_NUM_BYTES ? bytes_dealloc
                                            : scalar_dealloc,
        .tp_repr = cpy_scalar_repr, .tp_methods = num == CT_NUM_BOOL ? cpy_number_methods : NULL,
        /* str has none, and of structs only those of the first base come. */
        .tp_as_buffer = num == CT_NUM_STR ? &cpy_scalar_buffer : NULL,
        .tp_hash = text ? NULL : cpy_scalar_hash,
        .tp_richcompare = text ? NULL : cpy_scalar_compare};
    if (row->second && !(type->tp_bases = PyTuple_Pack(2, row->base, row->second)))
        return -1;
    if (add_type(module, type) < 0)
        return -1;
    for (int i = 0; row->aliases[i]; i++)
        if (PyModule_AddObjectRef(module, row->aliases[i], (PyObject *)type) < 0)
            return -1;
    return 0;
}

int cpy_init_scalar(PyObject *module)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (add_family(module, &families[i]) < 0)
            return -1;
    for (int num = 0; num < CT_NUM_COUNT; num++)
        if (add_element_type(module, num) < 0)
            return -1;
    for (int i = 0; i < 2; i++) {
        if (!(cpy_scalar_bools[i] = cpy_scalar_alloc(CT_NUM_BOOL)))
            return -1;
        *(char *)cpy_scalar_element(cpy_scalar_bools[i]) = (char)i;
    }
    return cpy_init_scalar_operand() < 0 ? -1 : cpy_init_scalar_methods(module);
}
