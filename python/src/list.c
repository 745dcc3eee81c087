/* list.c: carton.List, Carton's list as a Python type: Python's list with all its methods.
 *
 * Each item is a box that belongs to one place of one list and holds one Python object, so that
 * l[0] is the object that was put in, and the garbage collector, which counts references, sees each
 * of them once. */
#include "list.h"

PyObject *cpy_list_value(const ct_list *list, Py_ssize_t index)
{
    ct_object *item = ct_list_items(list)[index];
    PyObject *value = cpy_box_value(item);
    return value ? Py_NewRef(value) : cpy_wrap(ct_retain(item));
}

static int status_of(ct_status status)
{
    if (status == CT_OK)
        return 0;
    cpy_raise();
    return -1;
}

/* -- making ------------------------------------------------------------------------------------
 */

static PyObject *list_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    cpy_list *self = (cpy_list *)type->tp_alloc(type, 0);
    if (self && !(self->list = ct_list_new())) {
        Py_DECREF(self);
        return cpy_raise();
    }
    return (PyObject *)self;
}

PyObject *cpy_list_wrap(CT_TAKE ct_list *list)
{
    if (!list)
        return PyErr_Occurred() ? NULL : cpy_raise();
    cpy_list *self = (cpy_list *)cpy_list_type.tp_alloc(&cpy_list_type, 0);
    if (self)
        self->list = list;
    else
        ct_release(list);
    return (PyObject *)self;
}

ct_list *cpy_list_unshare(CT_TAKE ct_list *list)
{
    if (!list)
        return cpy_raise();
    for (int64_t i = 0; i < ct_list_length(list); i++) {
        PyObject *value = cpy_box_value(ct_list_items(list)[i]);
        if (!value || ct_refcount(ct_list_items(list)[i]) == 1)
            continue;
        ct_object *box = cpy_box(value);
        if (box)
            ct_list_set(list, i, box);
        ct_release(box);
        if (!box) {
            ct_release(list);
            return NULL;
        }
    }
    return list;
}

/* -- items from an iterable ---------------------------------------------------------------------
 */

/* A Python iterator as a Carton one, whose items come in boxes. Lives on the stack. */
typedef struct source {
    ct_object object;
    PyObject *iterator;
    Py_ssize_t hint;
} source;

static int source_next(ct_object *self, ct_object **out)
{
    PyObject *iterator = ((source *)self)->iterator;
    PyObject *item = Py_TYPE(iterator)->tp_iternext(iterator);
    if (!item && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_StopIteration))
        PyErr_Clear();
    *out = item ? cpy_box(item) : NULL;
    Py_XDECREF(item);
    if (*out)
        return 1;
    return PyErr_Occurred() ? (cpy_callback_failed(), -1) : 0;
}

static int64_t source_length(const ct_object *self)
{
    return ((const source *)self)->hint;
}

static void source_destroy(ct_object *self)
{
    (void)self; /* its owner is a function */
}

static const ct_type source_type = {
    .name = "iterator", .destroy = source_destroy, .next = source_next, .length = source_length};

enum { LENGTH_UNKNOWN = 8 }; /* CPython's guess */

static int extend_by_iteration(ct_list *list, PyObject *iterable)
{
    source s = {{1, &source_type}, PyObject_GetIter(iterable), 0};
    if (!s.iterator)
        return -1;
    s.hint = PyObject_LengthHint(iterable, LENGTH_UNKNOWN);
    int status = s.hint < 0 ? -1 : 0;
    if (s.hint > PY_SSIZE_T_MAX - (Py_ssize_t)ct_list_length(list))
        s.hint = LENGTH_UNKNOWN; /* whoever says that much lies */
    if (!status)
        status = status_of(ct_list_extend(list, &s.object));
    Py_DECREF(s.iterator);
    return status;
}

static ct_list *boxes_of_items(PyObject *sequence, Py_ssize_t n)
{
    ct_list *list = ct_list_new();
    bool ok = list != NULL;
    for (Py_ssize_t i = 0; ok && i < n && i < PySequence_Fast_GET_SIZE(sequence); i++) {
        ct_object *box = cpy_box(PySequence_Fast_GET_ITEM(sequence, i));
        ok = box && ct_list_append(list, box) == CT_OK;
        ct_release(box);
    }
    if (ok)
        return list;
    ct_release(list);
    return cpy_raise();
}

ct_list *cpy_list_boxes(PyObject *iterable, const char *refusal)
{
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable))
        return boxes_of_items(iterable, PySequence_Fast_GET_SIZE(iterable));
    if (Py_IS_TYPE(iterable, &cpy_list_type))
        return cpy_list_unshare(ct_list_copy(CPY_LIST(iterable)));
    PyObject *iterator = PyObject_GetIter(iterable);
    if (!iterator) {
        if (refusal && PyErr_ExceptionMatches(PyExc_TypeError))
            PyErr_SetString(PyExc_TypeError, refusal);
        return NULL;
    }
    ct_list *list = ct_list_new();
    if (!list)
        cpy_raise();
    if (list && extend_by_iteration(list, iterator) < 0) {
        ct_release(list);
        list = NULL;
    }
    Py_DECREF(iterator);
    return list;
}

int cpy_list_extend(cpy_list *self, PyObject *iterable)
{
    bool known = PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable) ||
                 Py_IS_TYPE(iterable, &cpy_list_type) || iterable == (PyObject *)self;
    if (!known)
        return extend_by_iteration(self->list, iterable);
    ct_list *items = iterable == (PyObject *)self ? cpy_list_unshare(ct_list_copy(self->list))
                                                  : cpy_list_boxes(iterable, NULL);
    int status = items ? status_of(ct_list_extend(self->list, (ct_object *)items)) : -1;
    ct_release(items);
    return status;
}

static int list_init(PyObject *object, PyObject *args, PyObject *keywords)
{
    cpy_list *self = (cpy_list *)object;
    PyObject *iterable = NULL;
    if (keywords && PyDict_GET_SIZE(keywords) && Py_TYPE(object)->tp_new == list_new) {
        PyErr_SetString(PyExc_TypeError, "List() takes no keyword arguments");
        return -1;
    }
    if (!PyArg_UnpackTuple(args, "List", 0, 1, &iterable))
        return -1;
    ct_list_clear(self->list);
    return iterable ? cpy_list_extend(self, iterable) : 0;
}

/* -- methods ------------------------------------------------------------------------------------
 */

static PyObject *none_if(int status)
{
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *list_append(PyObject *self, PyObject *value)
{
    ct_object *box = cpy_box(value);
    int status = box ? status_of(ct_list_append(CPY_LIST(self), box)) : -1;
    ct_release(box);
    return none_if(status);
}

static PyObject *list_extend(PyObject *self, PyObject *iterable)
{
    return none_if(cpy_list_extend((cpy_list *)self, iterable));
}

static PyObject *list_insert(PyObject *self, PyObject *args)
{
    Py_ssize_t index;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "nO:insert", &index, &value))
        return NULL;
    ct_object *box = cpy_box(value);
    int status = box ? status_of(ct_list_insert(CPY_LIST(self), index, box)) : -1;
    ct_release(box);
    return none_if(status);
}

static PyObject *list_pop(PyObject *self, PyObject *args)
{
    Py_ssize_t index = -1;
    if (!PyArg_ParseTuple(args, "|n:pop", &index))
        return NULL;
    return cpy_wrap(ct_list_pop(CPY_LIST(self), index));
}

static PyObject *list_remove(PyObject *self, PyObject *value)
{
    ct_object *box = cpy_box(value);
    int status = box ? status_of(ct_list_remove(CPY_LIST(self), box)) : -1;
    ct_release(box);
    return none_if(status);
}

static PyObject *list_clear(PyObject *self, PyObject *none)
{
    return none_if(status_of(ct_list_clear(CPY_LIST(self))));
}

static PyObject *list_reverse(PyObject *self, PyObject *none)
{
    return none_if(status_of(ct_list_reverse(CPY_LIST(self))));
}

static PyObject *list_copy(PyObject *self, PyObject *none)
{
    return cpy_list_wrap(cpy_list_unshare(ct_list_copy(CPY_LIST(self))));
}

static PyObject *list_count(PyObject *self, PyObject *value)
{
    ct_object *box = cpy_box(value);
    int64_t count = box ? ct_list_count(CPY_LIST(self), box) : -1;
    ct_release(box);
    return count < 0 ? cpy_raise() : PyLong_FromLongLong(count);
}

static int slice_bound(PyObject *object, void *out)
{
    if (!PyIndex_Check(object)) {
        PyErr_SetString(PyExc_TypeError,
                        "slice indices must be integers or have an __index__ method");
        return 0;
    }
    Py_ssize_t bound = PyNumber_AsSsize_t(object, NULL);
    *(Py_ssize_t *)out = bound == PY_SSIZE_T_MIN ? bound + 1 : bound; /* CT_OMIT is no number */
    return bound != -1 || !PyErr_Occurred();
}

static PyObject *list_index(PyObject *self, PyObject *args)
{
    Py_ssize_t start = 0, stop = PY_SSIZE_T_MAX;
    PyObject *value;
    if (!PyArg_ParseTuple(args, "O|O&O&:index", &value, slice_bound, &start, slice_bound, &stop))
        return NULL;
    ct_object *box = cpy_box(value);
    int64_t at = box ? ct_list_index(CPY_LIST(self), box, start, stop) : -1;
    ct_release(box);
    return at < 0 ? cpy_raise() : PyLong_FromLongLong(at);
}

/* The key function as a Carton one: its results stay Python objects, and compare as those do. */
static ct_object *call_key(void *key, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                           const char *const *names, ct_object *const *values)
{
    PyObject *value = cpy_wrap(ct_retain(args[0]));
    PyObject *result = value ? PyObject_CallOneArg(key, value) : NULL;
    ct_object *box = result ? cpy_box(result) : NULL;
    Py_XDECREF(value);
    Py_XDECREF(result);
    if (!box)
        cpy_callback_failed();
    return box;
}

static PyObject *list_sort(PyObject *self, PyObject *args, PyObject *keywords)
{
    static char *names[] = {(char *)"key", (char *)"reverse", NULL};
    PyObject *key = Py_None;
    int reverse = 0;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|$Op:sort", names, &key, &reverse))
        return NULL;
    ct_object *function = NULL;
    if (key != Py_None && !(function = ct_function("key", call_key, key, NULL)))
        return cpy_raise();
    int status = status_of(ct_list_sort(CPY_LIST(self), function, reverse));
    ct_release(function);
    return none_if(status);
}

static PyObject *list_sizeof(PyObject *self, PyObject *none)
{
    return PyLong_FromLongLong(ct_list_sizeof(CPY_LIST(self)));
}

/* (copyreg.__newobj__, (type,), state, items): a list that holds itself can be pickled too. */
static PyObject *list_reduce_ex(PyObject *self, PyObject *protocol)
{
    PyObject *copyreg = PyImport_ImportModule("copyreg");
    PyObject *new = copyreg ? PyObject_GetAttrString(copyreg, "__newobj__") : NULL;
    PyObject *state = new ? PyObject_CallMethod(self, "__getstate__", NULL) : NULL;
    PyObject *items = state ? PyObject_GetIter(self) : NULL;
    PyObject *result =
        items ? Py_BuildValue("O(O)OO", new, (PyObject *)Py_TYPE(self), state, items) : NULL;
    Py_XDECREF(copyreg);
    Py_XDECREF(new);
    Py_XDECREF(state);
    Py_XDECREF(items);
    return result;
}

#define SIGNATURE(name, arguments, text) #name "($self" arguments ")\n--\n\n" text
static PyMethodDef methods[] = {
    {"append", list_append, METH_O, SIGNATURE(append, ", object, /", "Adds an item at the end.")},
    {"clear", list_clear, METH_NOARGS, SIGNATURE(clear, ", /", "Removes all items.")},
    {"copy", list_copy, METH_NOARGS, SIGNATURE(copy, ", /", "A new list of the same items.")},
    {"count", list_count, METH_O,
     SIGNATURE(count, ", value, /", "How many items equal the value.")},
    {"extend", list_extend, METH_O,
     SIGNATURE(extend, ", iterable, /", "Adds the items of an iterable at the end.")},
    {"index", list_index, METH_VARARGS,
     SIGNATURE(index, ", value, start=0, stop=9223372036854775807, /",
               "The first place of the value; ValueError when it is not there.")},
    {"insert", list_insert, METH_VARARGS,
     SIGNATURE(insert, ", index, object, /", "Puts an item before an index.")},
    {"pop", list_pop, METH_VARARGS,
     SIGNATURE(pop, ", index=-1, /", "Takes an item out: the last one by default.")},
    {"remove", list_remove, METH_O,
     SIGNATURE(remove, ", value, /", "Removes the first item that equals the value.")},
    {"reverse", list_reverse, METH_NOARGS, SIGNATURE(reverse, ", /", "Turns the list round.")},
    {"sort", (PyCFunction)(void (*)(void))list_sort, METH_VARARGS | METH_KEYWORDS,
     SIGNATURE(sort, ", /, *, key=None, reverse=False",
               "Sorts in place, and keeps equal items in order.")},
    {"__reversed__", cpy_list_reversed, METH_NOARGS, NULL},
    {"__sizeof__", list_sizeof, METH_NOARGS,
     SIGNATURE(__sizeof__, ", /", "Bytes of the header and the table of pointers.")},
    {"__reduce_ex__", list_reduce_ex, METH_O, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

/* -- the type ------------------------------------------------------------------------------------
 */

static PyObject *reprs_of(PyObject *self)
{
    PyObject *texts = PyList_New(0);
    for (Py_ssize_t i = 0; texts && i < CPY_LIST_LENGTH(self); i++) {
        PyObject *value = cpy_list_value(CPY_LIST(self), i);
        PyObject *text = value ? PyObject_Repr(value) : NULL;
        if (!text || PyList_Append(texts, text) < 0)
            Py_CLEAR(texts);
        Py_XDECREF(value);
        Py_XDECREF(text);
    }
    return texts;
}

static PyObject *list_repr(PyObject *self)
{
    int entered = Py_ReprEnter(self);
    if (entered != 0)
        return entered > 0 ? PyUnicode_FromString("[...]") : NULL;
    PyObject *texts = reprs_of(self), *comma = texts ? PyUnicode_FromString(", ") : NULL;
    PyObject *inner = comma ? PyUnicode_Join(comma, texts) : NULL;
    PyObject *result = inner ? PyUnicode_FromFormat("[%U]", inner) : NULL;
    Py_ReprLeave(self);
    Py_XDECREF(texts);
    Py_XDECREF(comma);
    Py_XDECREF(inner);
    return result;
}

/* A box, or list, that something else in Carton holds too is not this list's alone to free. */
static int list_traverse(PyObject *object, visitproc visit, void *arg)
{
    ct_list *list = CPY_LIST(object);
    if (!list || ct_refcount(list) > 1)
        return 0;
    ct_object *const *items = ct_list_items(list);
    for (int64_t i = 0; i < ct_list_length(list); i++)
        if (ct_refcount(items[i]) == 1)
            Py_VISIT(cpy_box_value(items[i]));
    return 0;
}

static int list_forget(PyObject *self)
{
    if (CPY_LIST(self))
        ct_list_clear(CPY_LIST(self));
    return 0;
}

static void list_dealloc(PyObject *object)
{
    cpy_list *self = (cpy_list *)object;
    PyObject_GC_UnTrack(object);
    Py_TRASHCAN_BEGIN(object, list_dealloc);
    if (self->weakrefs)
        PyObject_ClearWeakRefs(object);
    ct_release(self->list);
    Py_TYPE(object)->tp_free(object);
    Py_TRASHCAN_END;
}

PyTypeObject cpy_list_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.List",
    .tp_basicsize = sizeof(cpy_list),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
    .tp_doc = "List(iterable=(), /)\n--\n\nPython's list on Carton's: one table of pointers to "
              "boxes, each of which "
              "holds a Python object.",
    .tp_new = list_new,
    .tp_init = list_init,
    .tp_dealloc = list_dealloc,
    .tp_free = PyObject_GC_Del,
    .tp_traverse = list_traverse,
    .tp_clear = list_forget,
    .tp_repr = list_repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_iter = cpy_list_iter,
    .tp_richcompare = cpy_list_compare,
    .tp_weaklistoffset = offsetof(cpy_list, weakrefs),
    .tp_as_sequence = &cpy_list_sequence,
    .tp_as_mapping = &cpy_list_mapping,
    .tp_methods = methods,
};

int cpy_init_list(PyObject *module)
{
    if (PyType_Ready(&cpy_list_type) < 0 || cpy_init_list_iterator() < 0)
        return -1;
    return PyModule_AddObjectRef(module, "List", (PyObject *)&cpy_list_type);
}
