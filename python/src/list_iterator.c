/* list_iterator.c: iter(List) and reversed(List). Each asks for the length at every step, so the
 * list may change meanwhile; once at its end an iterator lets go of its list and stays there. */
#include "list.h"

typedef struct iterator {
    PyObject_HEAD PyObject *list; /* NULL: at its end */
    Py_ssize_t index;             /* of the next item */
} iterator;

static PyTypeObject forward_type, backward_type;

static PyObject *iterator_new(PyTypeObject *type, PyObject *list, Py_ssize_t index)
{
    iterator *self = PyObject_GC_New(iterator, type);
    if (!self)
        return NULL;
    self->list = Py_NewRef(list);
    self->index = index;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

PyObject *cpy_list_iter(PyObject *self)
{
    return iterator_new(&forward_type, self, 0);
}

PyObject *cpy_list_reversed(PyObject *self, PyObject *none)
{
    return iterator_new(&backward_type, self, CPY_LIST_LENGTH(self) - 1);
}

static void iterator_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_XDECREF(((iterator *)self)->list);
    PyObject_GC_Del(self);
}

static int iterator_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((iterator *)self)->list);
    return 0;
}

static PyObject *iterator_next(PyObject *object)
{
    iterator *self = (iterator *)object;
    if (!self->list)
        return NULL;
    if (self->index >= 0 && self->index < CPY_LIST_LENGTH(self->list)) {
        Py_ssize_t at = self->index;
        self->index += Py_IS_TYPE(object, &forward_type) ? 1 : -1;
        return cpy_list_value(CPY_LIST(self->list), at);
    }
    Py_CLEAR(self->list);
    return NULL;
}

static PyObject *length_hint(PyObject *object, PyObject *none)
{
    iterator *self = (iterator *)object;
    if (!self->list)
        return PyLong_FromLong(0);
    Py_ssize_t length = CPY_LIST_LENGTH(self->list), left;
    if (Py_IS_TYPE(object, &forward_type))
        left = length > self->index ? length - self->index : 0;
    else
        left = self->index < length ? self->index + 1 : 0;
    return PyLong_FromSsize_t(left);
}

/* (iter, (list,), index); at its end (iter, ([],)). */
static PyObject *reduce(PyObject *object, PyObject *none)
{
    iterator *self = (iterator *)object;
    bool forward = Py_IS_TYPE(object, &forward_type) || !self->list;
    PyObject *builtins = PyEval_GetBuiltins(); /* borrowed */
    PyObject *function = PyMapping_GetItemString(builtins, forward ? "iter" : "reversed");
    if (!function)
        return NULL;
    PyObject *list = self->list; /* read late: the lookup may have run the iterator */
    return list ? Py_BuildValue("N(O)n", function, list, self->index)
                : Py_BuildValue("N([])", function);
}

static PyObject *set_state(PyObject *object, PyObject *state)
{
    iterator *self = (iterator *)object;
    Py_ssize_t index = PyLong_AsSsize_t(state);
    if (index == -1 && PyErr_Occurred())
        return NULL;
    if (self->list) {
        Py_ssize_t length = CPY_LIST_LENGTH(self->list);
        bool forward = Py_IS_TYPE(object, &forward_type);
        Py_ssize_t least = forward ? 0 : -1, most = forward ? length : length - 1;
        self->index = index < least ? least : index > most ? most : index;
    }
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"__length_hint__", length_hint, METH_NOARGS, NULL},
    {"__reduce__", reduce, METH_NOARGS, NULL},
    {"__setstate__", set_state, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

#define ITERATOR                                                                                   \
    .tp_basicsize = sizeof(iterator), .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,         \
    .tp_dealloc = iterator_dealloc, .tp_traverse = iterator_traverse,                              \
    .tp_iter = PyObject_SelfIter, .tp_iternext = iterator_next, .tp_methods = methods
static PyTypeObject forward_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.list_iterator",
                                    ITERATOR};
static PyTypeObject backward_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.list_reverseiterator", ITERATOR};

int cpy_init_list_iterator(void)
{
    return PyType_Ready(&forward_type) < 0 ? -1 : PyType_Ready(&backward_type);
}
