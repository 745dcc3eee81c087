/* array_index.c: x[key], x[key] = value, len, in.
 *
 * A key becomes a list of ct_index without boxes: numbers and slices in place, arrays and lists as
 * arrays owned by the parsed key. A result without axes is a NumPy scalar unless the key has an
 * ellipsis. */
#include "array.h"

#include <string.h>

enum { MOST = 2 * CT_MAX_NDIM + 2 }; /* indices in one key, new axes among them */

typedef struct parsed_key {
    ct_index list[MOST + 1];
    int n;
    bool rest; /* has an ellipsis */
    bool picks;
    int owned;
    ct_array *arrays[MOST];
} parsed_key;

static void key_close(parsed_key *key)
{
    while (key->owned > 0)
        ct_release(key->arrays[--key->owned]);
}

/* -- one index -----------------------------------------------------------------------------------
 */

static int bad_index(void)
{
    PyErr_SetString(PyExc_IndexError,
                    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and "
                    "integer or boolean arrays are valid indices");
    return -1;
}

/* One bound of a slice; None is left out. Python's own rule clips what does not fit. */
static int bound(PyObject *object, int64_t *out)
{
    *out = CT_OMIT;
    if (object == Py_None)
        return 0;
    Py_ssize_t value;
    if (!_PyEval_SliceIndex(object, &value))
        return -1;
    *out = value == CT_OMIT ? CT_OMIT + 1 : value;
    return 0;
}

static int slice_index(PyObject *object, ct_index *out)
{
    const PySliceObject *slice = (const PySliceObject *)object;
    *out = (ct_index){.kind = CT_INDEX_RANGE, .step = 1};
    if (bound(slice->start, &out->start) || bound(slice->stop, &out->stop))
        return -1;
    if (slice->step != Py_None && bound(slice->step, &out->step))
        return -1;
    return 0;
}

static int whole_index(PyObject *object, ct_index *out)
{
    Py_ssize_t value = PyNumber_AsSsize_t(object, PyExc_IndexError);
    if (value == -1 && PyErr_Occurred())
        return -1;
    *out = ct_at(value);
    return 0;
}

/* Lists, arrays, NumPy's arrays and scalars. An empty list picks nothing. */
static int array_index(PyObject *object, parsed_key *key, ct_index *out)
{
    bool borrowed = Py_IS_TYPE(object, &cpy_array_type); /* the caller holds the key */
    ct_array *a = borrowed ? CPY_ARRAY(object) : cpy_asarray(object, NULL);
    if (!a) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Clear();
            return bad_index();
        }
        return -1;
    }
    char kind = ct_dtype_kind(ct_dtype_of(a));
    if (ct_size(a) == 0 && kind == 'f' && !CPY_IS_ARRAY(object) &&
        (PyList_Check(object) || PyTuple_Check(object))) {
        ct_array *whole = ct_astype(a, CT_INT64, CT_CASTING_UNSAFE);
        ct_release(a);
        if (!(a = whole)) {
            cpy_raise();
            return -1;
        }
        kind = 'i';
    }
    if (!borrowed)
        key->arrays[key->owned++] = a;
    if (kind != 'b' && kind != 'i' && kind != 'u') {
        if (ct_ndim(a) == 0)
            return bad_index();
        PyErr_SetString(PyExc_IndexError,
                        "arrays used as indices must be of integer (or boolean) type");
        return -1;
    }
    if (ct_ndim(a) == 0 && kind != 'b') {
        *out = ct_at(0);
        if (ct_item_i64(a, &out->start)) {
            cpy_raise();
            return -1;
        }
        return 0;
    }
    key->picks = true;
    *out = ct_pick(a);
    return 0;
}

static int one_index(PyObject *object, parsed_key *key, ct_index *out)
{
    if (PyLong_CheckExact(object))
        return whole_index(object, out);
    if (CPY_IS_ARRAY(object))
        return array_index(object, key, out);
    if (PySlice_Check(object))
        return slice_index(object, out);
    if (object == Py_Ellipsis || object == Py_None) {
        key->rest |= object == Py_Ellipsis;
        *out = ct_index_of(object == Py_None ? CT_INDEX_NEW : CT_INDEX_REST);
        return 0;
    }
    if (PyFloat_Check(object) || PyComplex_Check(object) || PyUnicode_Check(object) ||
        PyBytes_Check(object) || PyDict_Check(object))
        return bad_index();
    /* True and False are masks without axes; arrays of one integer keep their axes. */
    if (!PyBool_Check(object) && !PyList_Check(object) && !PyTuple_Check(object) &&
        !PyObject_HasAttrString(object, "__array_interface__") && PyIndex_Check(object))
        return whole_index(object, out);
    return array_index(object, key, out);
}

/* On failure the key is closed already. */
static int parse(PyObject *object, parsed_key *key)
{
    key->n = key->owned = 0;
    key->rest = key->picks = false;
    bool tuple = PyTuple_Check(object);
    Py_ssize_t n = tuple ? PyTuple_GET_SIZE(object) : 1;
    if (n > MOST) {
        PyErr_SetString(PyExc_IndexError, "too many indices for array");
        return -1;
    }
    for (; key->n < n; key->n++) {
        PyObject *part = tuple ? PyTuple_GET_ITEM(object, key->n) : object;
        if (one_index(part, key, &key->list[key->n]) < 0) {
            for (Py_ssize_t i = key->n + 1; i < n; i++) /* NumPy looks for those first */
                if (PyFloat_Check(PyTuple_GET_ITEM(object, i)))
                    bad_index();
            key_close(key);
            return -1;
        }
    }
    key->list[key->n] = ct_end;
    return 0;
}

/* -- reading -------------------------------------------------------------------------------------
 */

static void out_of_bounds(Py_ssize_t index, int axis, int64_t length)
{
    PyErr_Format(PyExc_IndexError, "index %zd is out of bounds for axis %d with size %lld", index,
                 axis, (long long)length);
}

/* x[3] of one axis, without a view in between. */
static PyObject *item_at(PyObject *self, Py_ssize_t index)
{
    const ct_array *a = CPY_ARRAY(self);
    int ndim = ct_ndim(a);
    if (ndim == 1) {
        int64_t length = ct_shape(a)[0], at = index < 0 ? index + length : index;
        if (at >= 0 && at < length)
            return cpy_scalar_new(ct_dtype_of(a), (const char *)ct_data(a) + at * ct_strides(a)[0]);
        out_of_bounds(index, 0, length);
        return NULL;
    }
    if (ndim == 0) {
        PyErr_SetString(PyExc_IndexError,
                        "too many indices for array: array is 0-dimensional, but 1 were indexed");
        return NULL;
    }
    return cpy_array_wrap(ct_index_get(a, (const ct_index[]){ct_at(index), ct_end}));
}

/* The address of the element that a tuple of ints names, one for each axis; NULL for other keys,
 * also wrong ones, which the general way reports. */
static const char *element_at(const ct_array *a, PyObject *key)
{
    Py_ssize_t n = PyTuple_GET_SIZE(key);
    if (n != ct_ndim(a))
        return NULL;
    const char *p = ct_data(a);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *part = PyTuple_GET_ITEM(key, i);
        int overflow = 0;
        if (!PyLong_CheckExact(part))
            return NULL;
        int64_t at = PyLong_AsLongLongAndOverflow(part, &overflow), length = ct_shape(a)[i];
        at += at < 0 ? length : 0;
        if (overflow || at < 0 || at >= length)
            return NULL;
        p += at * ct_strides(a)[i];
    }
    return p;
}

static PyObject *array_subscript(PyObject *self, PyObject *object)
{
    const ct_array *a = CPY_ARRAY(self);
    if (PyLong_CheckExact(object)) {
        Py_ssize_t index = PyNumber_AsSsize_t(object, PyExc_IndexError);
        return index == -1 && PyErr_Occurred() ? NULL : item_at(self, index);
    }
    if (PySlice_Check(object)) {
        ct_index list[2];
        if (slice_index(object, list) < 0)
            return NULL;
        list[1] = ct_end;
        return cpy_array_wrap(ct_index_get(a, list));
    }
    const char *element = PyTuple_CheckExact(object) ? element_at(a, object) : NULL;
    if (element)
        return cpy_scalar_new(ct_dtype_of(a), element);
    parsed_key key;
    if (parse(object, &key) < 0)
        return NULL;
    ct_array *result;
    CPY_WORK(key.picks ? ct_size(a) : 0, result = ct_index_get(a, key.list));
    key_close(&key);
    return key.rest ? cpy_array_wrap(result) : cpy_result(result);
}

/* -- writing -------------------------------------------------------------------------------------
 */

/* One integer for each axis: the target is an element, which takes no sequence. */
static bool names_element(const parsed_key *key, int ndim)
{
    for (int i = 0; i < key->n; i++)
        if (key->list[i].kind != CT_INDEX_AT)
            return false;
    return key->n == ndim;
}

static bool is_sequence(PyObject *value)
{
    return PyList_Check(value) || PyTuple_Check(value);
}

/* What is assigned, if no array, as one. Python's numbers and lists are read in the array's dtype,
 * so that 300 is refused by uint8. */
static ct_array *source(const ct_array *a, const parsed_key *key, PyObject *value)
{
    if (PyFloat_CheckExact(value) && ct_dtype_of(a) == CT_FLOAT64)
        return ct_scalar_f64(PyFloat_AS_DOUBLE(value));
    if (PyLong_CheckExact(value) && ct_dtype_of(a) == CT_INT64) {
        int overflow;
        long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (!overflow)
            return ct_scalar_i64(number);
    }
    bool whole = ct_dtype_kind(ct_dtype_of(a)) == 'i';  /* unsigned ones take what a cast gives */
    if (whole && !key->picks && CPY_IS_SCALAR(value)) { /* nan and 1e300 are refused too */
        const ct_dtype *dtype = cpy_scalar_dtype(value);
        bool large = dtype == CT_UINT64;
        if (large || ct_dtype_kind(dtype) == 'f') {
            PyObject *number = large ? PyNumber_Long(value) : PyNumber_Float(value);
            ct_array *from = number ? cpy_asarray(number, large ? CT_INT64 : ct_dtype_of(a)) : NULL;
            Py_XDECREF(number);
            return from;
        }
    }
    bool own = CPY_IS_SCALAR(value) ||
               !(PyLong_Check(value) || PyFloat_Check(value) || PyComplex_Check(value) ||
                 PyUnicode_Check(value) || PyBytes_Check(value) || is_sequence(value));
    return cpy_asarray(value, own ? NULL : ct_dtype_of(a));
}

/* A sequence for one element: 1 when its truth is what is stored (bool takes lists, and arrays of
 * one element); -1 raises what NumPy does for the dtype. */
static int sequence_for_element(const ct_array *a, PyObject *value)
{
    char kind = ct_dtype_kind(ct_dtype_of(a));
    bool list = is_sequence(value);
    if (kind == 'b' && (list || ct_size(CPY_ARRAY(value)) == 1))
        return 1;
    if (!list && kind == 'c')
        PyErr_SetString(PyExc_TypeError,
                        "only 0-dimensional arrays can be converted to Python scalars");
    else
        PyErr_SetString(list && strchr("iuc", kind) ? PyExc_TypeError : PyExc_ValueError,
                        "setting an array element with a sequence.");
    return -1;
}

/* Of a wrong index and a value that is none, which are both errors, NumPy tells of the index first;
 * but when arrays pick, of the value before it looks whether they lie within the axes and fit
 * together. */
static void raise_first(const ct_array *a, const parsed_key *key)
{
    PyObject *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    ct_array *place = ct_index_get(a, key->list);
    ct_error wrong = {0};
    if (!place)
        ct_error_take(&wrong);
    ct_release(place);
    bool later = strstr(wrong.message, "out of bounds for axis") ||
                 strstr(wrong.message, "shape mismatch: indexing arrays");
    if (place || (key->picks && later)) {
        PyErr_Restore(type, error, trace);
        return;
    }
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
    ct_error_set(wrong.code, wrong.op, wrong.arg, "%s", wrong.message);
    cpy_raise();
}

static int assign(ct_array *a, const parsed_key *key, PyObject *value)
{
    bool element = names_element(key, ct_ndim(a));
    if (element && (is_sequence(value) || (CPY_IS_ARRAY(value) && ct_ndim(CPY_ARRAY(value)) > 0))) {
        ct_array *place = ct_index_get(a, key->list); /* a wrong index is reported before */
        if (!place) {
            cpy_raise();
            return -1;
        }
        ct_release(place);
        if (sequence_for_element(a, value) < 0)
            return -1;
        value = PyObject_IsTrue(value) ? Py_True : Py_False;
    }
    bool borrowed = CPY_IS_ARRAY(value); /* the caller holds it */
    ct_array *from = borrowed ? CPY_ARRAY(value) : source(a, key, value);
    if (!from) {
        raise_first(a, key);
        return -1;
    }
    ct_status status;
    CPY_WORK(ct_size(key->picks || ct_size(from) == 1 ? a : from),
             status = ct_index_set(a, key->list, from));
    if (!borrowed)
        ct_release(from);
    if (status) {
        cpy_raise();
        return -1;
    }
    return cpy_warn();
}

/* x[3] = 1.5 of one axis of float64, or an int in an int64 array: straight into memory. False when
 * it is something else. */
static bool assign_number(ct_array *a, Py_ssize_t index, PyObject *value)
{
    int64_t at = index < 0 ? index + ct_shape(a)[0] : index;
    if (at < 0 || at >= ct_shape(a)[0] || !(ct_flags(a) & CT_WRITEABLE))
        return false;
    char *p = (char *)ct_data_mut(a) + at * ct_strides(a)[0];
    if (ct_dtype_of(a) == CT_FLOAT64 && PyFloat_CheckExact(value)) {
        double number = PyFloat_AS_DOUBLE(value);
        memcpy(p, &number, sizeof number);
        return true;
    }
    if (ct_dtype_of(a) == CT_INT64 && PyLong_CheckExact(value)) {
        int overflow;
        int64_t number = PyLong_AsLongLongAndOverflow(value, &overflow);
        if (!overflow)
            memcpy(p, &number, sizeof number);
        return !overflow;
    }
    return false;
}

static int array_assign(PyObject *self, PyObject *object, PyObject *value)
{
    ct_array *a = CPY_ARRAY(self);
    if (!value) {
        PyErr_SetString(PyExc_ValueError, "cannot delete array elements");
        return -1;
    }
    if (ct_ndim(a) == 1 && PyLong_CheckExact(object)) {
        Py_ssize_t index = PyNumber_AsSsize_t(object, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred())
            return -1;
        if (assign_number(a, index, value))
            return 0;
    }
    if (!(ct_flags(a) & CT_WRITEABLE)) {
        PyErr_SetString(PyExc_ValueError, "assignment destination is read-only");
        return -1;
    }
    parsed_key key;
    if (parse(object, &key) < 0)
        return -1;
    int status = assign(a, &key, value);
    key_close(&key);
    return status;
}

/* -- sequences -----------------------------------------------------------------------------------
 */

static Py_ssize_t array_length(PyObject *self)
{
    if (ct_ndim(CPY_ARRAY(self)) > 0)
        return (Py_ssize_t)ct_shape(CPY_ARRAY(self))[0];
    PyErr_SetString(PyExc_TypeError, "len() of unsized object");
    return -1;
}

/* value in x: (x == value).any() */
static int array_contains(PyObject *self, PyObject *value)
{
    PyObject *each = cpy_array_compare(self, value, Py_EQ);
    if (each == Py_NotImplemented) {
        Py_DECREF(each);
        each = PyObject_RichCompare(self, value, Py_EQ);
    }
    ct_array *a = each ? cpy_asarray(each, NULL) : NULL, *any = NULL;
    Py_XDECREF(each);
    if (a)
        any = ct_any_opts(a, NULL);
    int truth = any ? ct_truth(any) : -1;
    ct_release(a);
    ct_release(any);
    if (truth < 0)
        cpy_raise();
    return truth;
}

PyMappingMethods cpy_array_mapping = {
    .mp_length = array_length,
    .mp_subscript = array_subscript,
    .mp_ass_subscript = array_assign,
};

static PyObject *no_concatenation(PyObject *self, PyObject *other)
{
    PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for +: '%s' and '%s'",
                 Py_TYPE(self)->tp_name, Py_TYPE(other)->tp_name);
    return NULL;
}

/* No concatenation and no repetition: + and * are arithmetic. Iteration uses sq_item. */
PySequenceMethods cpy_array_sequence = {
    .sq_length = array_length,
    .sq_item = item_at,
    .sq_concat = no_concatenation,
    .sq_contains = array_contains,
};
