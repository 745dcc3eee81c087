/* object.c: any Carton object that has no type of its own in Python (a vectorized function, finfo)
 * as a carton.object: it prints, calls, compares, has its length and items, and the attributes and
 * methods of the rows below the name of its type. */
#include "function.h"

#include <string.h>

typedef struct wrapper {
    PyObject_HEAD ct_object *object;
    int64_t next; /* of an iterator over items by position */
    PyObject *weakrefs;
} wrapper;

static PyTypeObject object_type, iterator_type;
#define OBJECT(self) (((wrapper *)(self))->object)

static PyObject *new_wrapper(PyTypeObject *type, CT_TAKE ct_object *object)
{
    wrapper *self = object ? (wrapper *)type->tp_alloc(type, 0) : cpy_raise();
    if (self)
        self->object = object;
    else
        ct_release(object);
    return (PyObject *)self;
}

PyObject *cpy_object_wrap(CT_TAKE ct_object *object)
{
    bool walks = object && ct_type_of(object)->next;
    return new_wrapper(walks ? &iterator_type : &object_type, object);
}

ct_object *cpy_object_value(PyObject *object)
{
    bool own = Py_IS_TYPE(object, &object_type) ||
               (Py_IS_TYPE(object, &iterator_type) && ct_type_of(OBJECT(object))->next);
    return own ? OBJECT(object) : NULL;
}

static void object_dealloc(PyObject *self)
{
    if (((wrapper *)self)->weakrefs)
        PyObject_ClearWeakRefs(self);
    ct_release(OBJECT(self));
    Py_TYPE(self)->tp_free(self);
}

static PyObject *text(CT_TAKE char *utf8, int64_t bytes)
{
    PyObject *result = utf8 ? PyUnicode_FromStringAndSize(utf8, (Py_ssize_t)bytes) : cpy_raise();
    ct_free(utf8);
    return result;
}

static PyObject *object_repr(PyObject *self)
{
    int64_t bytes = 0;
    char *utf8 = ct_repr(OBJECT(self), &bytes);
    return text(utf8, bytes);
}

static PyObject *object_str(PyObject *self)
{
    int64_t bytes = 0;
    char *utf8 = ct_str(OBJECT(self), &bytes);
    return text(utf8, bytes);
}

static Py_hash_t object_hash(PyObject *self)
{
    uint64_t hash;
    if (!ct_type_of(OBJECT(self))->hash)
        return PyObject_HashNotImplemented(self);
    if (ct_hash(OBJECT(self), &hash)) {
        cpy_raise();
        return -1;
    }
    return (Py_hash_t)hash == -1 ? -2 : (Py_hash_t)hash;
}

static PyObject *object_compare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || !Py_IS_TYPE(other, &object_type))
        Py_RETURN_NOTIMPLEMENTED;
    int equal = ct_equal_objects(OBJECT(self), OBJECT(other));
    return equal < 0 ? cpy_raise() : PyBool_FromLong(equal == (operation == Py_EQ));
}

static Py_ssize_t object_length(PyObject *self)
{
    int64_t length = ct_length(OBJECT(self));
    if (length < 0)
        cpy_raise();
    return (Py_ssize_t)length;
}

static int object_truth(PyObject *self)
{
    int truth = ct_truth(OBJECT(self));
    if (truth < 0)
        cpy_raise();
    return truth;
}

/* -- calling -------------------------------------------------------------------------------------
 */

static PyObject *object_call(PyObject *self, PyObject *args, PyObject *keywords)
{
    CT_SCOPE(s);
    ct_object *items = ct_own(&s, cpy_unwrap(args));
    ct_object *named = items && keywords ? ct_own(&s, cpy_unwrap(keywords)) : NULL;
    ct_object *in[32], *values[32], *key, *value;
    const char *names[32];
    int64_t n = items ? ct_length(items) : 0, count = 0, position = 0;
    if (!items || (keywords && !named))
        return NULL;
    if (n + (named ? ct_length(named) : 0) > 32)
        return PyErr_Format(PyExc_TypeError, "more than 32 arguments");
    for (int64_t i = 0; i < n; i++)
        in[i] = ct_own(&s, ct_tuple_get(items, i));
    while (named && ct_dict_next(named, &position, &key, &value)) {
        names[count] = ct_as_string(key, NULL);
        values[count++] = value;
    }
    return cpy_wrap(cpy_checked(ct_call_object(OBJECT(self), n, in, count, names, values)));
}

/* -- attributes ----------------------------------------------------------------------------------
 */

static const ct_routine *member(PyObject *self, const char *name)
{
    char full[128];
    const char *type = ct_type_of(OBJECT(self))->name;
    PyOS_snprintf(full, sizeof full, "%s.%s", type, name);
    const ct_routine *row = ct_routine_find(full);
    PyOS_snprintf(full, sizeof full, "%s.%s", cpy_last_name(type), name);
    return row ? row : ct_routine_find(full);
}

/* A method as it was looked up: its row and its object. */
static PyObject *bound_call(PyObject *pair, PyObject *const *args, Py_ssize_t nargs,
                            PyObject *keywords)
{
    const ct_routine *row = PyCapsule_GetPointer(PyTuple_GET_ITEM(pair, 0), NULL);
    return row ? cpy_call_routine(row, PyTuple_GET_ITEM(pair, 1), args, nargs, keywords) : NULL;
}

static PyObject *bind(const ct_routine *row, PyObject *self)
{
    static PyMethodDef definition = {"method", (PyCFunction)(void (*)(void))bound_call,
                                     METH_FASTCALL | METH_KEYWORDS, NULL};
    PyObject *capsule = PyCapsule_New((void *)(uintptr_t)row, NULL, NULL);
    PyObject *pair = capsule ? PyTuple_Pack(2, capsule, self) : NULL;
    PyObject *method = pair ? PyCFunction_New(&definition, pair) : NULL;
    Py_XDECREF(capsule);
    Py_XDECREF(pair);
    return method;
}

static PyObject *object_attribute(PyObject *self, PyObject *name)
{
    const char *utf8 = PyUnicode_AsUTF8(name);
    const ct_routine *row = utf8 ? member(self, utf8) : NULL;
    if (!row)
        return utf8 ? PyObject_GenericGetAttr(self, name) : NULL;
    ct_routine_info info;
    ct_routine_describe(row, &info);
    return info.kind == CT_ROUTINE_ATTRIBUTE ? cpy_call_routine(row, self, NULL, 0, NULL)
                                             : bind(row, self);
}

/* r_[0:3], archive["name"]: the row type.__getitem__. */
static PyObject *object_subscript(PyObject *self, PyObject *key)
{
    const ct_routine *row = member(self, "__getitem__");
    if (row)
        return cpy_call_routine(row, self, &key, 1, NULL);
    return PyErr_Format(PyExc_TypeError, "'%s' object is not subscriptable",
                        ct_type_of(OBJECT(self))->name);
}

static PyObject *object_class(PyObject *self, void *closure)
{
    return PyUnicode_FromString(ct_type_of(OBJECT(self))->name);
}

/* -- iteration -----------------------------------------------------------------------------------
 */

static PyObject *object_iter(PyObject *self)
{
    const ct_type *type = ct_type_of(OBJECT(self));
    if (type->item || type->next)
        return new_wrapper(&iterator_type, ct_retain(OBJECT(self)));
    return PyErr_Format(PyExc_TypeError, "'%s' object is not iterable", type->name);
}

static PyObject *iterator_next(PyObject *self)
{
    wrapper *w = (wrapper *)self;
    const ct_type *type = ct_type_of(w->object);
    ct_object *item = NULL;
    if (type->next) {
        int more = type->next(w->object, &item);
        return more < 0 ? cpy_raise() : more ? cpy_wrap(item) : NULL;
    }
    int64_t length = ct_length(w->object);
    if (length < 0)
        return cpy_raise();
    return w->next < length ? cpy_wrap(type->item(w->object, w->next++)) : NULL;
}

/* -- types ---------------------------------------------------------------------------------------
 */

static PyGetSetDef attributes[] = {
    {"__type__", object_class, NULL, "The name of the object's type in Carton.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyMappingMethods mapping = {.mp_length = object_length, .mp_subscript = object_subscript};
static PySequenceMethods sequence = {.sq_length = object_length};
static PyNumberMethods number = {.nb_bool = object_truth};
static PyTypeObject object_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.object",
    .tp_basicsize = sizeof(wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "An object of Carton's that has no type of its own in Python.",
    .tp_dealloc = object_dealloc,
    .tp_repr = object_repr,
    .tp_str = object_str,
    .tp_hash = object_hash,
    .tp_richcompare = object_compare,
    .tp_call = object_call,
    .tp_getattro = object_attribute,
    .tp_iter = object_iter,
    .tp_as_sequence = &sequence,
    .tp_as_mapping = &mapping,
    .tp_as_number = &number,
    .tp_weaklistoffset = offsetof(wrapper, weakrefs),
    .tp_getset = attributes,
};
static PyTypeObject iterator_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.object_iterator",
    .tp_basicsize = sizeof(wrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = object_dealloc,
    .tp_repr = object_repr,
    .tp_weaklistoffset = offsetof(wrapper, weakrefs),
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
};

int cpy_init_object(PyObject *module)
{
    return PyType_Ready(&object_type) < 0 ? -1 : PyType_Ready(&iterator_type);
}
