/* list_sequence.c: the operators of carton.List: indexing, slices, + and *, in, comparisons. */
#include "list.h"

static Py_ssize_t list_length(PyObject *self)
{
    return CPY_LIST_LENGTH(self);
}

/* -- one place ----------------------------------------------------------------------------------
 */

static PyObject *list_item(PyObject *self, Py_ssize_t index)
{
    if (index >= 0 && index < CPY_LIST_LENGTH(self))
        return cpy_list_value(CPY_LIST(self), index);
    PyErr_SetString(PyExc_IndexError, "list index out of range");
    return NULL;
}

static int list_set_item(PyObject *self, Py_ssize_t index, PyObject *value)
{
    ct_list *list = CPY_LIST(self);
    if (index < 0 || index >= CPY_LIST_LENGTH(self)) {
        PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
        return -1;
    }
    ct_object *box = value ? cpy_box(value) : NULL;
    if (value && !box)
        return -1;
    ct_status status = box ? ct_list_set(list, index, box) : ct_list_delete(list, index);
    ct_release(box);
    return status ? (cpy_raise(), -1) : 0;
}

/* -- slices -------------------------------------------------------------------------------------
 */

typedef struct bounds {
    Py_ssize_t start, stop, step;
} bounds;

/* CT_OMIT, the smallest number, stands for a bound left out: as a number it is one more here. */
static int unpack(PyObject *slice, bounds *out)
{
    if (PySlice_Unpack(slice, &out->start, &out->stop, &out->step) < 0)
        return -1;
    if (out->start == PY_SSIZE_T_MIN)
        out->start++;
    if (out->stop == PY_SSIZE_T_MIN && out->step > 0)
        out->stop++;
    return 0;
}

static PyObject *refuse_index(PyObject *index)
{
    return PyErr_Format(PyExc_TypeError, "list indices must be integers or slices, not %.200s",
                        Py_TYPE(index)->tp_name);
}

/* An integer index with negative ones counted from the end; false raises. */
static bool read_index(PyObject *self, PyObject *index, Py_ssize_t *out)
{
    *out = PyNumber_AsSsize_t(index, PyExc_IndexError);
    if (*out == -1 && PyErr_Occurred())
        return false;
    if (*out < 0)
        *out += CPY_LIST_LENGTH(self);
    return true;
}

static PyObject *list_subscript(PyObject *self, PyObject *index)
{
    Py_ssize_t at;
    bounds b;
    if (PyIndex_Check(index))
        return read_index(self, index, &at) ? list_item(self, at) : NULL;
    if (!PySlice_Check(index))
        return refuse_index(index);
    if (unpack(index, &b) < 0)
        return NULL;
    return cpy_list_wrap(cpy_list_unshare(ct_list_slice(CPY_LIST(self), b.start, b.stop, b.step)));
}

static int set_slice(PyObject *self, const bounds *b, PyObject *value)
{
    ct_list *items = cpy_list_boxes(value, b->step == 1 ? "can only assign an iterable"
                                                        : "must assign iterable to extended slice");
    if (!items)
        return -1;
    ct_status status =
        ct_list_set_slice(CPY_LIST(self), b->start, b->stop, b->step, (ct_object *)items);
    ct_release(items);
    return status ? (cpy_raise(), -1) : 0;
}

static int list_set_subscript(PyObject *self, PyObject *index, PyObject *value)
{
    Py_ssize_t at;
    bounds b;
    if (PyIndex_Check(index))
        return read_index(self, index, &at) ? list_set_item(self, at, value) : -1;
    if (!PySlice_Check(index)) {
        refuse_index(index);
        return -1;
    }
    if (unpack(index, &b) < 0)
        return -1;
    if (value)
        return set_slice(self, &b, value);
    if (ct_list_delete_slice(CPY_LIST(self), b.start, b.stop, b.step) == CT_OK)
        return 0;
    cpy_raise();
    return -1;
}

/* -- + and * ------------------------------------------------------------------------------------
 */

static PyObject *list_concat(PyObject *self, PyObject *other)
{
    if (!CPY_IS_LIST(other) && !PyList_Check(other))
        return PyErr_Format(PyExc_TypeError, "can only concatenate list (not \"%.200s\") to list",
                            Py_TYPE(other)->tp_name);
    ct_list *items = CPY_IS_LIST(other) ? ct_retain(CPY_LIST(other)) : cpy_list_boxes(other, NULL);
    ct_list *both = items ? ct_list_concat(CPY_LIST(self), items) : NULL;
    ct_release(items);
    return cpy_list_wrap(cpy_list_unshare(both));
}

static PyObject *list_concat_in_place(PyObject *self, PyObject *other)
{
    return cpy_list_extend((cpy_list *)self, other) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *list_repeat(PyObject *self, Py_ssize_t n)
{
    return cpy_list_wrap(cpy_list_unshare(ct_list_repeat(CPY_LIST(self), n)));
}

static PyObject *list_repeat_in_place(PyObject *self, Py_ssize_t n)
{
    if (ct_list_repeat_in_place(CPY_LIST(self), n))
        return cpy_raise();
    ct_list *own = cpy_list_unshare(ct_retain(CPY_LIST(self)));
    ct_release(own);
    return own ? Py_NewRef(self) : NULL;
}

/* -- in and comparisons -------------------------------------------------------------------------
 */

static int list_contains(PyObject *self, PyObject *value)
{
    ct_object *box = cpy_box(value);
    int found = box ? ct_list_contains(CPY_LIST(self), box) : -1;
    ct_release(box);
    if (found < 0)
        cpy_raise();
    return found;
}

static Py_ssize_t length_of(PyObject *list)
{
    return PyList_Check(list) ? PyList_GET_SIZE(list) : CPY_LIST_LENGTH(list);
}

static PyObject *value_of(PyObject *list, Py_ssize_t i)
{
    return PyList_Check(list) ? Py_NewRef(PyList_GET_ITEM(list, i))
                              : cpy_list_value(CPY_LIST(list), i);
}

/* The first place where two lists differ, which both may lose meanwhile; -1 raises. */
static Py_ssize_t first_difference(PyObject *a, PyObject *b)
{
    Py_ssize_t i = 0;
    for (int equal = 1; i < length_of(a) && i < length_of(b); i++) {
        PyObject *x = value_of(a, i), *y = x ? value_of(b, i) : NULL;
        equal = y ? PyObject_RichCompareBool(x, y, Py_EQ) : -1;
        Py_XDECREF(x);
        Py_XDECREF(y);
        if (equal <= 0)
            return equal < 0 ? -1 : i;
    }
    return i;
}

PyObject *cpy_list_compare(PyObject *self, PyObject *other, int operation)
{
    if (!CPY_IS_LIST(self) || !(CPY_IS_LIST(other) || PyList_Check(other)))
        Py_RETURN_NOTIMPLEMENTED;
    bool equality = operation == Py_EQ || operation == Py_NE;
    if (equality && length_of(self) != length_of(other))
        return PyBool_FromLong(operation == Py_NE);
    Py_ssize_t i = first_difference(self, other);
    if (i < 0)
        return NULL;
    Py_ssize_t n = length_of(self), m = length_of(other);
    if (i >= n || i >= m)
        Py_RETURN_RICHCOMPARE(n, m, operation);
    if (equality)
        return PyBool_FromLong(operation == Py_NE);
    PyObject *x = value_of(self, i), *y = x ? value_of(other, i) : NULL;
    PyObject *result = y ? PyObject_RichCompare(x, y, operation) : NULL;
    Py_XDECREF(x);
    Py_XDECREF(y);
    return result;
}

PySequenceMethods cpy_list_sequence = {
    .sq_length = list_length,
    .sq_item = list_item,
    .sq_ass_item = list_set_item,
    .sq_contains = list_contains,
    .sq_concat = list_concat,
    .sq_inplace_concat = list_concat_in_place,
    .sq_repeat = list_repeat,
    .sq_inplace_repeat = list_repeat_in_place,
};
PyMappingMethods cpy_list_mapping = {
    .mp_length = list_length,
    .mp_subscript = list_subscript,
    .mp_ass_subscript = list_set_subscript,
};
