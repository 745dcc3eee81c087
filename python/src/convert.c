/* convert.c: Python objects from Carton's and back.
 *
 * What both have is translated by value (numbers, text, tuples, lists, dicts, slices); arrays,
 * scalars and dtypes by their own wrappers; everything else travels in a box, a Carton object that
 * stands for the Python one and behaves as it does. Boxes are called from Carton at any time, so
 * they take the GIL. */
#include "binding.h"

#include <string.h>

/* -- boxes ------------------------------------------------------------------------------------- */

typedef struct box {
    ct_object object;
    PyObject *value;
    PyObject *walk; /* the iterator over a set, a dict's values and their like, once it is walked */
} box;

static PyObject *value_of(const ct_object *self)
{
    return ((const box *)self)->value;
}

static void box_destroy(ct_object *self)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_DECREF(value_of(self));
    Py_XDECREF(((box *)self)->walk);
    PyMem_Free(self);
    PyGILState_Release(gil);
}

static ct_status write_text(PyObject *text, ct_text *out)
{
    Py_ssize_t bytes;
    const char *utf8 = text ? PyUnicode_AsUTF8AndSize(text, &bytes) : NULL;
    ct_status status = utf8 ? ct_text_add(out, utf8, bytes) : cpy_callback_failed();
    Py_XDECREF(text);
    return status;
}

static ct_status box_repr(const ct_object *self, ct_text *out)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    ct_status status = write_text(PyObject_Repr(value_of(self)), out);
    PyGILState_Release(gil);
    return status;
}

static ct_status box_str(const ct_object *self, ct_text *out)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    ct_status status = write_text(PyObject_Str(value_of(self)), out);
    PyGILState_Release(gil);
    return status;
}

/* One comparison of a box with any object: 1, 0, -1. */
static int compare(const ct_object *self, const ct_object *other, int operation)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *right = cpy_wrap(ct_retain(other));
    int result = right ? PyObject_RichCompareBool(value_of(self), right, operation) : -1;
    Py_XDECREF(right);
    if (result < 0)
        cpy_callback_failed();
    PyGILState_Release(gil);
    return result;
}

static int box_equal(const ct_object *self, const ct_object *other)
{
    return compare(self, other, Py_EQ);
}

/* Python sorts by < alone, so that is what is asked first. */
static int box_order(const ct_object *self, const ct_object *other, int *out)
{
    int less = compare(self, other, Py_LT);
    if (less != 0) {
        *out = -1;
        return less < 0 ? -1 : 0;
    }
    int equal = compare(self, other, Py_EQ);
    *out = equal > 0 ? 0 : 1;
    return equal < 0 ? -1 : 0;
}

static ct_status box_hash(const ct_object *self, uint64_t *out)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_hash_t hash = PyObject_Hash(value_of(self));
    *out = (uint64_t)hash;
    ct_status status = hash == -1 ? cpy_callback_failed() : CT_OK;
    PyGILState_Release(gil);
    return status;
}

static int box_truth(const ct_object *self)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    int truth = PyObject_IsTrue(value_of(self));
    if (truth < 0)
        cpy_callback_failed();
    PyGILState_Release(gil);
    return truth;
}

static int64_t box_length(const ct_object *self)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_ssize_t length = PyObject_Size(value_of(self));
    if (length < 0)
        cpy_callback_failed();
    PyGILState_Release(gil);
    return length;
}

static ct_object *box_item(const ct_object *self, int64_t index)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *item = PySequence_GetItem(value_of(self), (Py_ssize_t)index);
    ct_object *object = item ? cpy_unwrap(item) : NULL;
    if (!object)
        cpy_callback_failed();
    Py_XDECREF(item);
    PyGILState_Release(gil);
    return object;
}

static int box_next(ct_object *self, ct_object **out)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    box *own = (box *)self;
    if (!own->walk)
        own->walk = PyObject_GetIter(own->value);
    PyObject *item = own->walk ? PyIter_Next(own->walk) : NULL;
    *out = item ? cpy_unwrap(item) : NULL;
    int status = *out ? 1 : PyErr_Occurred() ? -1 : 0;
    Py_XDECREF(item);
    if (status < 0)
        cpy_callback_failed();
    PyGILState_Release(gil);
    return status;
}

static PyObject *call_value(PyObject *callable, int64_t nargs, ct_object *const *args,
                            int64_t nkeywords, const char *const *names, ct_object *const *values)
{
    PyObject *positional = PyTuple_New((Py_ssize_t)nargs), *keywords = NULL, *result = NULL;
    bool ok = positional && (nkeywords == 0 || (keywords = PyDict_New()));
    for (int64_t i = 0; ok && i < nargs; i++) {
        PyObject *item = cpy_wrap(ct_retain(args[i]));
        if ((ok = item != NULL))
            PyTuple_SET_ITEM(positional, (Py_ssize_t)i, item);
    }
    for (int64_t i = 0; ok && i < nkeywords; i++) {
        PyObject *item = cpy_wrap(ct_retain(values[i]));
        ok = item && PyDict_SetItemString(keywords, names[i], item) == 0;
        Py_XDECREF(item);
    }
    if (ok)
        result = PyObject_Call(callable, positional, keywords);
    Py_XDECREF(positional);
    Py_XDECREF(keywords);
    return result;
}

static ct_object *box_call(ct_object *self, int64_t nargs, ct_object *const *args,
                           int64_t nkeywords, const char *const *names, ct_object *const *values)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *result = call_value(value_of(self), nargs, args, nkeywords, names, values);
    ct_object *object = result ? cpy_unwrap(result) : NULL;
    Py_XDECREF(result);
    if (!object)
        cpy_callback_failed();
    PyGILState_Release(gil);
    return object;
}

static size_t box_bytes(const ct_object *self)
{
    return sizeof(box);
}

static ct_object *huge_number(const ct_object *self)
{
    ct_error_set(CT_OVERFLOW_ERROR, NULL, 0, "Python int too large to convert to C long");
    return NULL;
}

static ct_status huge_real(const ct_object *self, double *out)
{
    PyGILState_STATE gil = PyGILState_Ensure();
    *out = PyLong_AsDouble(value_of(self));
    bool failed = *out == -1 && PyErr_Occurred();
    if (failed)
        PyErr_Clear();
    PyGILState_Release(gil);
    return failed ? ct_error_set(CT_OVERFLOW_ERROR, NULL, 0, "int too large to convert to float")
                  : CT_OK;
}

#define BOX_FUNCTIONS                                                                              \
    .destroy = box_destroy, .repr = box_repr, .str = box_str, .equal = box_equal,                  \
    .order = box_order, .hash = box_hash, .truth = box_truth, .length = box_length,                \
    .bytes = box_bytes, .call = box_call
static const ct_type box_type = {.name = "object", BOX_FUNCTIONS};
static const ct_type sequence_type = {.name = "object", BOX_FUNCTIONS, .item = box_item};
static const ct_type iterator_type = {.name = "object", BOX_FUNCTIONS, .next = box_next};
static const ct_type huge_type = {
    .name = "int", BOX_FUNCTIONS, .number = huge_number, .real = huge_real};

ct_object *cpy_box(PyObject *object)
{
    box *self = PyMem_Malloc(sizeof *self);
    if (!self)
        return (void *)PyErr_NoMemory();
    self->object.refs = 1;
    self->object.type = PyIter_Check(object)       ? &iterator_type
                        : PySequence_Check(object) ? &sequence_type
                        : Py_TYPE(object)->tp_iter ? &iterator_type
                                                   : &box_type;
    self->value = Py_NewRef(object);
    self->walk = NULL;
    return &self->object;
}

PyObject *cpy_box_value(const void *object)
{
    const ct_type *type = object ? ct_type_of(object) : NULL;
    bool own =
        type == &box_type || type == &sequence_type || type == &iterator_type || type == &huge_type;
    return own ? value_of(object) : NULL;
}

/* -- Carton to Python -------------------------------------------------------------------------- */

static PyObject *wrap_int(const ct_object *object)
{
    int64_t high;
    uint64_t low;
    if (ct_as_words(object, &high, &low))
        return cpy_raise();
    if (high == ((int64_t)low >> 63))
        return PyLong_FromLongLong((int64_t)low);
    char *digits = ct_repr(object, NULL);
    PyObject *value = digits ? PyLong_FromString(digits, NULL, 10) : cpy_raise();
    ct_free(digits);
    return value;
}

static PyObject *wrap_tuple(const ct_object *object)
{
    int64_t n = ct_length(object);
    PyObject *tuple = PyTuple_New((Py_ssize_t)n);
    for (int64_t i = 0; tuple && i < n; i++) {
        PyObject *item = cpy_wrap(ct_tuple_get(object, i));
        if (!item)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, (Py_ssize_t)i, item);
    }
    return tuple;
}

static PyObject *wrap_list(const ct_list *list)
{
    int64_t n = ct_list_length(list);
    PyObject *copy = PyList_New((Py_ssize_t)n);
    for (int64_t i = 0; copy && i < n; i++) {
        PyObject *item = cpy_wrap(ct_list_get(list, i));
        if (!item)
            Py_CLEAR(copy);
        else
            PyList_SET_ITEM(copy, (Py_ssize_t)i, item);
    }
    return copy;
}

static PyObject *wrap_dict(const ct_object *dict)
{
    PyObject *copy = PyDict_New();
    int64_t position = 0;
    ct_object *key, *value;
    while (copy && ct_dict_next(dict, &position, &key, &value)) {
        PyObject *k = cpy_wrap(ct_retain(key)), *v = k ? cpy_wrap(ct_retain(value)) : NULL;
        if (!v || PyDict_SetItem(copy, k, v) < 0)
            Py_CLEAR(copy);
        Py_XDECREF(k);
        Py_XDECREF(v);
    }
    return copy;
}

static PyObject *wrap_slice(ct_object *slice)
{
    static const char *const names[3] = {"slice.start", "slice.stop", "slice.step"};
    PyObject *bounds[3] = {NULL, NULL, NULL}, *result = NULL;
    int i = 0;
    for (; i < 3; i++) {
        const ct_routine *row = ct_routine_find(names[i]);
        if (!(bounds[i] = cpy_wrap(ct_routine_call_self(row, slice, 0, NULL, 0, NULL, NULL))))
            break;
    }
    if (i == 3)
        result = PySlice_New(bounds[0], bounds[1], bounds[2]);
    for (i = 0; i < 3; i++)
        Py_XDECREF(bounds[i]);
    return result;
}

static PyObject *wrap_scalar(const ct_object *scalar)
{
    ct_array *a = ct_scalar_array(scalar);
    PyObject *result = a ? cpy_scalar_new(ct_dtype_of(a), ct_data(a)) : cpy_raise();
    ct_release(a);
    return result;
}

/* Text, which may hold NULs. */
static PyObject *wrap_text(const ct_object *object)
{
    int64_t bytes;
    if (ct_type_of(object) == &ct_bytes_type) {
        const void *data = ct_as_bytes(object, &bytes);
        return data ? PyBytes_FromStringAndSize(data, (Py_ssize_t)bytes) : cpy_raise();
    }
    const char *utf8 = ct_as_string(object, &bytes);
    return utf8 ? PyUnicode_DecodeUTF8(utf8, (Py_ssize_t)bytes, "surrogatepass") : cpy_raise();
}

static PyObject *wrap_number(const ct_object *object)
{
    const ct_type *type = ct_type_of(object);
    double value[2] = {0, 0};
    if (type == &ct_int_type)
        return wrap_int(object);
    if (type == &ct_bool_type)
        return PyBool_FromLong(ct_truth(object));
    if (ct_as_complex(object, value))
        return cpy_raise();
    return type == &ct_float_type ? PyFloat_FromDouble(value[0])
                                  : PyComplex_FromDoubles(value[0], value[1]);
}

static PyObject *translate(ct_object *object)
{
    const ct_type *type = ct_type_of(object);
    if (cpy_box_value(object))
        return Py_NewRef(cpy_box_value(object));
    if (type == &ct_none_type)
        return Py_NewRef(Py_None);
    if (type == &ct_ellipsis_type)
        return Py_NewRef(Py_Ellipsis);
    if (type == &ct_int_type || type == &ct_bool_type || type == &ct_float_type ||
        type == &ct_complex_type)
        return wrap_number(object);
    if (type == &ct_str_type || type == &ct_bytes_type)
        return wrap_text(object);
    if (type == &ct_tuple_type)
        return wrap_tuple(object);
    if (type == &ct_list_type)
        return wrap_list((const ct_list *)object);
    if (type == &ct_dict_type)
        return wrap_dict(object);
    if (type == &ct_slice_type)
        return wrap_slice(object);
    if (type == &ct_scalar_type)
        return wrap_scalar(object);
    if (type == &ct_dtype_type)
        return cpy_dtype_wrap((const ct_dtype *)ct_retain(object));
    const ct_routine *routine = ct_routine_of(object);
    if (routine)
        return cpy_function(routine);
    PyObject *named = cpy_named_wrap(object);
    return named || PyErr_Occurred() ? named : cpy_object_wrap(ct_retain(object));
}

PyObject *cpy_wrap(CT_TAKE ct_object *object)
{
    if (!object)
        return cpy_raise();
    if (ct_type_of(object) == &ct_array_type)
        return cpy_array_wrap((ct_array *)object);
    if (Py_EnterRecursiveCall(" while making a Python object")) {
        ct_release(object);
        return NULL;
    }
    PyObject *result = translate(object);
    Py_LeaveRecursiveCall();
    ct_release(object);
    return result;
}

/* -- Python to Carton -------------------------------------------------------------------------- */

static ct_object *unwrap_int(PyObject *value)
{
    int overflow;
    long long whole = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (!overflow)
        return whole == -1 && PyErr_Occurred() ? NULL : ct_int(whole);
    unsigned char bytes[16];
    uint64_t low = 0, high = 0;
#if PY_VERSION_HEX >= 0x030D0000
    int failed = _PyLong_AsByteArray((PyLongObject *)value, bytes, 16, 1, 1, 1);
#else
    int failed = _PyLong_AsByteArray((PyLongObject *)value, bytes, 16, 1, 1);
#endif
    if (failed) { /* beyond 128 bits: a box, which the callee may refuse */
        PyErr_Clear();
        ct_object *huge = cpy_box(value);
        if (huge)
            ((box *)huge)->object.type = &huge_type;
        return huge;
    }
    for (int i = 0; i < 8; i++) {
        low |= (uint64_t)bytes[i] << 8 * i;
        high |= (uint64_t)bytes[8 + i] << 8 * i;
    }
    return ct_int_from_words((int64_t)high, low);
}

static bool are_arrays(PyObject *sequence)
{
    Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence), i = 0;
    while (i < n && CPY_IS_ARRAY(PySequence_Fast_GET_ITEM(sequence, i)))
        i++;
    return i == n;
}

static ct_object *unwrap_items(PyObject *sequence)
{
    enum { FEW_ITEMS = 16 };
    Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence), made = 0;
    bool borrow = are_arrays(sequence),
         ok = true; /* no Python code runs, so all stay as they are */
    ct_object *few[FEW_ITEMS], **items = n <= FEW_ITEMS ? few : PyMem_New(ct_object *, n);
    if (!items)
        return (void *)PyErr_NoMemory();
    for (; borrow && made < n; made++)
        items[made] = (ct_object *)CPY_ARRAY(PySequence_Fast_GET_ITEM(sequence, made));
    for (; ok && made < n && made < PySequence_Fast_GET_SIZE(sequence); made += ok) {
        PyObject *value = Py_NewRef(PySequence_Fast_GET_ITEM(sequence, made));
        items[made] = cpy_unwrap(value);
        Py_DECREF(value);
        ok = items[made] != NULL;
    }
    ct_object *result = !ok                       ? NULL
                        : PyTuple_Check(sequence) ? ct_tuple(made, items)
                                                  : (ct_object *)ct_list_of(made, items);
    while (!borrow && made > 0)
        ct_release(items[--made]);
    if (items != few)
        PyMem_Free(items);
    return result ? result : cpy_raise();
}

static ct_object *unwrap_dict(PyObject *dict)
{
    ct_object *copy = ct_dict();
    Py_ssize_t position = 0;
    PyObject *key, *value;
    bool ok = copy != NULL;
    while (ok && PyDict_Next(dict, &position, &key, &value)) {
        Py_INCREF(key); /* what runs Python code below may empty the dict */
        Py_INCREF(value);
        ct_object *k = cpy_unwrap(key), *v = k ? cpy_unwrap(value) : NULL;
        ok = v && ct_dict_set(copy, k, v) == CT_OK;
        ct_release(k);
        ct_release(v);
        Py_DECREF(key);
        Py_DECREF(value);
    }
    if (!ok) {
        ct_release(copy);
        return cpy_raise();
    }
    return copy;
}

static ct_object *unwrap_slice(PyObject *object)
{
    PySliceObject *slice = (PySliceObject *)object;
    ct_object *start = cpy_unwrap(slice->start), *stop = start ? cpy_unwrap(slice->stop) : NULL;
    ct_object *step = stop ? cpy_unwrap(slice->step) : NULL;
    ct_object *result = step ? ct_slice_object(start, stop, step) : NULL;
    ct_release(start);
    ct_release(stop);
    ct_release(step);
    return result ? result : cpy_raise();
}

/* float, int, carton.float32: the class of that name. NULL without an exception for others. */
static ct_object *unwrap_class(PyTypeObject *type)
{
    static const struct {
        PyTypeObject *type;
        const char *name;
    } builtin[] = {{&PyBool_Type, "bool"},       {&PyLong_Type, "int"},    {&PyFloat_Type, "float"},
                   {&PyComplex_Type, "complex"}, {&PyUnicode_Type, "str"}, {&PyBytes_Type, "bytes"},
                   {&PyList_Type, "list"},       {&PyTuple_Type, "tuple"}};
    const ct_routine *row = NULL;
    for (size_t i = 0; !row && i < sizeof builtin / sizeof *builtin; i++)
        if (builtin[i].type == type)
            row = ct_routine_find(builtin[i].name);
    if (row)
        return ct_routine_object(row);
    if (cpy_family_name(type))
        return ct_routine_object(ct_routine_find(cpy_family_name(type)));
    const ct_dtype *dtype = cpy_type_dtype(type);
    if (dtype)
        return ct_retain(dtype);
    if (strncmp(type->tp_name, "numpy.", 6) != 0 ||
        cpy_dtype_arg((PyObject *)type, &dtype) == 0) /* NumPy's scalar types */
        return (ct_object *)(uintptr_t)dtype;
    PyErr_Clear();
    return NULL;
}

static ct_array *scalar_array(PyObject *scalar)
{
    const ct_dtype *dtype = cpy_scalar_dtype(scalar);
    const void *element = dtype ? cpy_scalar_data(scalar) : NULL;
    ct_array *a = element ? ct_from_data(element, 0, NULL, dtype) : NULL;
    return a || PyErr_Occurred() ? a : cpy_raise();
}

static ct_object *unwrap_scalar(PyObject *scalar)
{
    ct_array *a = scalar_array(scalar);
    ct_object *result = a ? ct_scalar_from(a) : NULL;
    ct_release(a);
    return result || PyErr_Occurred() ? result : cpy_raise();
}

/* NumPy's own scalars keep their dtype, though float64 is a float, too. */
static ct_object *unwrap_numpy_scalar(PyObject *scalar)
{
    ct_array *a = cpy_array_from_foreign(scalar);
    ct_object *result = a ? ct_scalar_from(a) : NULL;
    ct_release(a);
    return result ? result : cpy_raise();
}

static ct_object *unwrap_text(PyObject *text)
{
    Py_ssize_t bytes;
    ct_object *result;
    if (PyBytes_Check(text)) {
        result = ct_bytes(PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text));
    } else {
        const char *utf8 = PyUnicode_AsUTF8AndSize(text, &bytes);
        if (!utf8)
            return NULL;
        result = ct_string(utf8, bytes);
    }
    return result ? result : cpy_raise();
}

static ct_object *unwrap_other(PyObject *object)
{
    if (PyType_Check(object)) {
        ct_object *class = unwrap_class((PyTypeObject *)object);
        if (class)
            return class;
    }
    ct_object *own = cpy_object_value(object);
    if (own)
        return ct_retain(own);
    const ct_routine *routine = cpy_routine_of(object);
    if (routine)
        return ct_routine_object(routine);
    const ct_dtype *dtype = NULL;
    if (strncmp(Py_TYPE(object)->tp_name, "numpy.dtype", 11) == 0)
        return cpy_dtype_arg(object, &dtype) < 0 ? NULL : (ct_object *)(uintptr_t)dtype;
    if (!PyType_Check(object)) {
        ct_array *a = cpy_array_from_foreign(object);
        if (a || PyErr_Occurred())
            return (ct_object *)a;
    }
    return cpy_box(object);
}

static ct_object *unwrap(PyObject *object)
{
    if (PyBool_Check(object))
        return ct_bool(object == Py_True);
    if (object == Py_None)
        return ct_none();
    if (object == Py_Ellipsis)
        return ct_ellipsis();
    if (PyTuple_CheckExact(object) || PyList_CheckExact(object))
        return unwrap_items(object);
    bool own = PyLong_CheckExact(object) || PyFloat_CheckExact(object);
    if (!own && CPY_IS_SCALAR(object)) /* before float and str, which some scalars are too */
        return unwrap_scalar(object);
    if (!own && cpy_is_numpy_scalar(object))
        return unwrap_numpy_scalar(object);
    if (PyLong_Check(object))
        return unwrap_int(object);
    if (PyFloat_Check(object))
        return ct_float(PyFloat_AS_DOUBLE(object));
    if (PyComplex_Check(object))
        return ct_complex(PyComplex_RealAsDouble(object), PyComplex_ImagAsDouble(object));
    if (PyUnicode_Check(object) || PyBytes_Check(object))
        return unwrap_text(object);
    if (PyList_Check(object) || PyTuple_Check(object))
        return unwrap_items(object);
    if (PyDict_Check(object))
        return unwrap_dict(object);
    if (PySlice_Check(object))
        return unwrap_slice(object);
    if (PyObject_TypeCheck(object, &cpy_dtype_type))
        return ct_retain(((cpy_dtype *)object)->dtype);
    return unwrap_other(object);
}

ct_object *cpy_unwrap(PyObject *object)
{
    if (CPY_IS_ARRAY(object))
        return ct_retain(CPY_ARRAY(object));
    if (Py_EnterRecursiveCall(" while making a Carton object"))
        return NULL;
    ct_object *result = unwrap(object);
    Py_LeaveRecursiveCall();
    return result || PyErr_Occurred() ? result : cpy_raise();
}

/* A Python int beyond 128 bits as a weak operand: what Carton makes of the largest int it has, with
 * the int's own value as a float, or infinity when it is beyond that. */
static ct_array *huge_operand(PyObject *value)
{
    double real = PyLong_AsDouble(value);
    if (real == -1 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_OverflowError))
            return NULL;
        PyErr_Clear();
        int sign;
        PyLong_AsLongLongAndOverflow(value, &sign);
        real = sign * INFINITY;
    }
    ct_object *largest = ct_int_from_words(real < 0 ? INT64_MIN : INT64_MAX, UINT64_MAX);
    ct_array *a = largest ? ct_operand(largest) : NULL;
    ct_release(largest);
    if (a)
        *(double *)ct_data(a) = real;
    return a ? a : cpy_raise();
}

ct_array *cpy_operand(PyObject *object)
{
    if (CPY_IS_ARRAY(object))
        return ct_retain(CPY_ARRAY(object));
    if (PyLong_CheckExact(object) && _PyLong_NumBits(object) > 126)
        return huge_operand(object);
    if (PyFloat_CheckExact(object)) {
        ct_array *a = ct_weak_float(PyFloat_AS_DOUBLE(object));
        return a ? a : cpy_raise();
    }
    if (PyList_Check(object) || PyTuple_Check(object))
        return cpy_asarray(object, NULL);
    if (CPY_IS_SCALAR(object))
        return scalar_array(object);
    /* Subclasses of Python's numbers are not weak: NumPy's float64 is one. */
    bool strong = (PyFloat_Check(object) || PyLong_Check(object) || PyComplex_Check(object)) &&
                  !PyLong_CheckExact(object) && !PyBool_Check(object) &&
                  !PyComplex_CheckExact(object);
    ct_object *value = cpy_unwrap(object);
    ct_array *a = !value ? NULL : strong ? ct_asarray(value, NULL) : ct_operand(value);
    ct_release(value);
    return a ? a : cpy_raise();
}

ct_array *cpy_asarray(PyObject *object, const ct_dtype *dtype)
{
    if (PyList_Check(object) || PyTuple_Check(object)) {
        ct_array *a = cpy_array_from_sequence(object, dtype);
        if (a || PyErr_Occurred())
            return a;
    }
    ct_object *value = cpy_unwrap(object);
    ct_array *a = value ? ct_asarray(value, dtype) : NULL;
    ct_release(value);
    return a ? a : cpy_raise();
}
