/* array_flags.c: ndarray.flags: x.flags.c_contiguous, x.flags["C_CONTIGUOUS"], and `writeable` to
 * be set. */
#include "array.h"

#include <string.h>

typedef struct flags_object {
    PyObject_HEAD PyObject *array;
} flags_object;

/* A flag is true when all bits of `all` are set, or any of `any`, and none of `none`. */
typedef struct flag_rule {
    const char *attribute, *key, *letter; /* NULL: not reachable that way */
    unsigned all, any, none;
} flag_rule;

#define BEHAVED (CT_ALIGNED | CT_WRITEABLE)
static const flag_rule rules[] = {
    {"c_contiguous", "C_CONTIGUOUS", "C", CT_C_CONTIGUOUS, 0, 0},
    {"f_contiguous", "F_CONTIGUOUS", "F", CT_F_CONTIGUOUS, 0, 0},
    {"owndata", "OWNDATA", "O", CT_OWNDATA, 0, 0},
    {"writeable", "WRITEABLE", "W", CT_WRITEABLE, 0, 0},
    {"aligned", "ALIGNED", "A", CT_ALIGNED, 0, 0},
    {"writebackifcopy", "WRITEBACKIFCOPY", "X", 1u << 30, 0, 0},
    {"contiguous", "CONTIGUOUS", NULL, CT_C_CONTIGUOUS, 0, 0},
    {"fortran", "FORTRAN", NULL, CT_F_CONTIGUOUS, 0, 0},
    {"fnc", "FNC", NULL, CT_F_CONTIGUOUS, 0, CT_C_CONTIGUOUS},
    {"forc", "FORC", NULL, 0, CT_C_CONTIGUOUS | CT_F_CONTIGUOUS, 0},
    {"behaved", "BEHAVED", "B", BEHAVED, 0, 0},
    {"carray", "CARRAY", "CA", BEHAVED | CT_C_CONTIGUOUS, 0, 0},
    {"farray", "FARRAY", "FA", BEHAVED | CT_F_CONTIGUOUS, 0, CT_C_CONTIGUOUS},
};
enum { RULES = sizeof rules / sizeof *rules, SHOWN = 6, WRITEABLE_RULE = 3, ALIGNED_RULE = 4 };

static ct_array *array_of(PyObject *self)
{
    return CPY_ARRAY(((flags_object *)self)->array);
}

static bool holds(const flag_rule *rule, unsigned flags)
{
    return (flags & rule->all) == rule->all && (!rule->any || (flags & rule->any)) &&
           !(flags & rule->none);
}

static PyObject *get_flag(PyObject *self, void *rule)
{
    return PyBool_FromLong(holds(rule, ct_flags(array_of(self))));
}

static int set_writeable(PyObject *self, PyObject *value, void *rule)
{
    int truth = value ? PyObject_IsTrue(value) : -1;
    if (!value)
        PyErr_SetString(PyExc_AttributeError, "Cannot delete flags writeable attribute");
    if (truth < 0)
        return -1;
    if (ct_set_writeable(array_of(self), truth)) {
        cpy_raise();
        return -1;
    }
    return 0;
}

/* `aligned` can only be set to what it is. */
static int set_aligned(PyObject *self, PyObject *value, void *rule)
{
    int truth = value ? PyObject_IsTrue(value) : -1;
    if (!value)
        PyErr_SetString(PyExc_AttributeError, "Cannot delete flags aligned attribute");
    if (truth >= 0 && (!truth || holds(rule, ct_flags(array_of(self)))))
        return 0;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "cannot set aligned flag of mis-aligned array to True");
    return -1;
}

static PyObject *get_num(PyObject *self, void *unused)
{
    static const struct {
        unsigned own, numpy;
    } bits[] = {{CT_C_CONTIGUOUS, 0x1},
                {CT_F_CONTIGUOUS, 0x2},
                {CT_OWNDATA, 0x4},
                {CT_ALIGNED, 0x100},
                {CT_WRITEABLE, 0x400}};
    long number = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        number |= ct_flags(array_of(self)) & bits[i].own ? bits[i].numpy : 0;
    return PyLong_FromLong(number);
}

static const flag_rule *find(PyObject *key)
{
    const char *text = NULL;
    if (PyBytes_Check(key))
        text = PyBytes_AS_STRING(key);
    else if (PyUnicode_Check(key))
        text = PyUnicode_AsUTF8(key);
    for (int i = 0; text && i < RULES; i++)
        if (!strcmp(rules[i].key, text) || (rules[i].letter && !strcmp(rules[i].letter, text)))
            return &rules[i];
    PyErr_Clear();
    PyErr_SetString(PyExc_KeyError, "Unknown flag");
    return NULL;
}

static PyObject *subscript(PyObject *self, PyObject *key)
{
    const flag_rule *rule = find(key);
    return rule ? get_flag(self, (void *)(uintptr_t)rule) : NULL;
}

static int assign(PyObject *self, PyObject *key, PyObject *value)
{
    const flag_rule *rule = find(key);
    if (!rule)
        return -1;
    if (rule == &rules[WRITEABLE_RULE])
        return set_writeable(self, value, (void *)(uintptr_t)rule);
    if (rule == &rules[ALIGNED_RULE])
        return set_aligned(self, value, (void *)(uintptr_t)rule);
    PyErr_SetString(PyExc_KeyError, "Unknown flag");
    return -1;
}

static PyObject *repr(PyObject *self)
{
    char text[256];
    size_t used = 0;
    for (int i = 0; i < SHOWN; i++)
        used +=
            (size_t)PyOS_snprintf(text + used, sizeof text - used, "  %s : %s\n", rules[i].key,
                                  holds(&rules[i], ct_flags(array_of(self))) ? "True" : "False");
    return PyUnicode_FromString(text);
}

static PyObject *compare(PyObject *self, PyObject *other, int operation)
{
    if (!Py_IS_TYPE(other, Py_TYPE(self)) || (operation != Py_EQ && operation != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    bool equal = ct_flags(array_of(self)) == ct_flags(array_of(other));
    return PyBool_FromLong(equal == (operation == Py_EQ));
}

static void dealloc(PyObject *self)
{
    Py_DECREF(((flags_object *)self)->array);
    PyObject_Free(self);
}

static PyMappingMethods mapping = {.mp_subscript = subscript, .mp_ass_subscript = assign};

static PyGetSetDef attributes[RULES + 2]; /* one for each rule, and num */

static PyTypeObject flags_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.flagsobj",
    .tp_doc = "How an array lies in memory.",
    .tp_basicsize = sizeof(flags_object),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_richcompare = compare,
    .tp_as_mapping = &mapping,
    .tp_getset = attributes,
};

PyObject *cpy_flags_new(PyObject *array)
{
    flags_object *self = PyObject_New(flags_object, &flags_type);
    if (self)
        self->array = Py_NewRef(array);
    return (PyObject *)self;
}

int cpy_init_array_flags(PyObject *module)
{
    for (int i = 0; i < RULES; i++)
        attributes[i] = (PyGetSetDef){rules[i].attribute, get_flag,
                                      i == WRITEABLE_RULE ? set_writeable
                                      : i == ALIGNED_RULE ? set_aligned
                                                          : NULL,
                                      NULL, (void *)(uintptr_t)&rules[i]};
    attributes[RULES] = (PyGetSetDef){"num", get_num, NULL, "NumPy's number of the flags.", NULL};
    return PyType_Ready(&flags_type);
}
