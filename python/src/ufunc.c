/* ufunc.c: carton.ufunc, one object per row of ops.def (carton.abs is carton.absolute).
 *
 * A call with operands alone, or with one output array, goes straight to the loops; any other goes
 * through the registry, which binds where=, dtype=, casting= and the rest. reduce, accumulate,
 * reduceat, outer, at, nin and their like are the rows "ufunc.*". */
#include "ufunc.h"

#include <string.h>

static ct_op op_of(PyObject *self)
{
    ct_routine_info info;
    ct_routine_describe(((cpy_callable *)self)->routine, &info);
    return (ct_op)info.op;
}

static const ct_ufunc_info *info_of(PyObject *self)
{
    return ct_ufunc_get(((cpy_ufunc *)self)->op);
}

/* -- calls ------------------------------------------------------------------------------------- */

enum { MOST_INPUTS = 3, MOST_OUTPUTS = 2 };

/* An operand: borrowed when it is an array (*owned stays NULL), else owned. NULL raises. */
CT_INLINE ct_array *operand(PyObject *object, ct_array **owned)
{
    if (CPY_IS_ARRAY(object))
        return CPY_ARRAY(object);
    if (CPY_IS_SCALAR(object)) {
        *owned = ct_from_data(cpy_scalar_data(object), 0, NULL, cpy_scalar_dtype(object));
        return *owned ? *owned : cpy_raise();
    }
    return *owned = cpy_operand(object);
}

static PyObject *pair(CT_TAKE ct_array **results)
{
    PyObject *first = cpy_result(results[0]), *second = cpy_result(results[1]);
    PyObject *tuple = first && second ? PyTuple_Pack(2, first, second) : NULL;
    Py_XDECREF(first);
    Py_XDECREF(second);
    return tuple;
}

/* The results as Python has them: what was written to `out` is that very object. */
static PyObject *give(int nout, CT_TAKE ct_array **results, PyObject *out)
{
    if (cpy_warn() < 0) {
        for (int i = 0; i < nout; i++)
            ct_release(results[i]);
        return NULL;
    }
    if (out) {
        ct_release(results[0]);
        return Py_NewRef(out);
    }
    return nout == 1 ? cpy_result(results[0]) : pair(results);
}

/* Operands alone, or one output array with them. */
static PyObject *call_directly(cpy_ufunc *self, PyObject *const *args, PyObject *out)
{
    ct_array *in[MOST_INPUTS], *owned[MOST_INPUTS] = {NULL}, *results[MOST_OUTPUTS] = {NULL};
    ct_ufunc_opts opts = {.size_ = sizeof opts, .out = {out ? CPY_ARRAY(out) : NULL}};
    int64_t elements = out ? ct_size(opts.out[0]) : 0;
    bool ok = true;
    for (int i = 0; ok && i < self->nin; i++) {
        ok = (in[i] = operand(args[i], &owned[i])) != NULL;
        int64_t size = ok ? ct_size(in[i]) : 0;
        elements = size > elements ? size : elements;
    }
    if (ok) {
        ct_status status;
        CPY_WORK(elements, status = ct_ufunc_call(self->op, in, out ? &opts : NULL, results));
        ok = status == CT_OK;
    }
    for (int i = 0; i < self->nin; i++)
        ct_release(owned[i]);
    return ok ? give(self->nout, results, out) : cpy_raise();
}

/* Whether the registry has nothing to bind: `out` is then the output array, or NULL. */
static bool is_direct(const cpy_ufunc *self, PyObject *const *args, Py_ssize_t nargs,
                      PyObject *keywords, PyObject **out)
{
    Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
    *out = NULL;
    if (nargs == self->nin && named == 0)
        return true;
    if (self->nout != 1 || nargs + named != self->nin + 1 || nargs < self->nin)
        return false;
    if (named && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "out") != 0)
        return false;
    *out = args[self->nin];
    return CPY_IS_ARRAY(*out);
}

/* An int beyond 64 bits stays one in Carton's registry: abs(-2**64). It has none beyond 128 bits,
 * which two operands may still compare. */
static bool is_wide(PyObject *object, int nin)
{
    return PyLong_CheckExact(object) && _PyLong_NumBits(object) > 63 &&
           (nin == 1 || _PyLong_NumBits(object) <= 126);
}

static PyObject *refuse_count(const cpy_ufunc *self, Py_ssize_t nargs)
{
    return PyErr_Format(PyExc_TypeError,
                        "%s() takes from %d to %d positional arguments but %zd %s given",
                        ct_ufunc_get(self->op)->name, self->nin, self->nin + self->nout, nargs,
                        nargs == 1 ? "was" : "were");
}

static PyObject *ufunc_call(PyObject *object, PyObject *const *args, size_t nargsf,
                            PyObject *keywords)
{
    cpy_ufunc *self = (cpy_ufunc *)object;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    PyObject *out, *answer;
    if (nargs < self->nin || nargs > self->nin + self->nout)
        return refuse_count(self, nargs);
    if (cpy_ufunc_override(object, "__call__", self->nin, args, nargs, keywords, &answer))
        return answer;
    if (is_direct(self, args, nargs, keywords, &out) && !is_wide(args[0], self->nin))
        return call_directly(self, args, out);
    return cpy_call_routine(self->callable.routine, NULL, args, nargs, keywords);
}

/* -- methods -----------------------------------------------------------------------------------
 */

/* A method as a row, after operands of other types have had their turn (__array_ufunc__). */
static PyObject *method(PyObject *self, const char *row, PyObject *const *args, Py_ssize_t nargs,
                        PyObject *keywords, Py_ssize_t operands)
{
    PyObject *answer;
    if (cpy_ufunc_override(self, strchr(row, '.') + 1, nargs < operands ? nargs : operands, args,
                           nargs, keywords, &answer))
        return answer;
    return cpy_call_routine(ct_routine_find(row), self, args, nargs, keywords);
}

#define METHOD(name, operands)                                                                     \
    static PyObject *ufunc_##name(PyObject *self, PyObject *const *args, Py_ssize_t nargs,         \
                                  PyObject *keywords)                                              \
    {                                                                                              \
        return method(self, "ufunc." #name, args, nargs, keywords, operands);                      \
    }
METHOD(reduce, 1)
METHOD(accumulate, 1)
METHOD(reduceat, 1)
METHOD(outer, 2)
METHOD(at, 3)

#define ENTRY(name, text)                                                                          \
    {                                                                                              \
#name, (PyCFunction)(void (*)(void))ufunc_##name, METH_FASTCALL | METH_KEYWORDS, text      \
    }
static PyMethodDef ufunc_methods[] = {
    ENTRY(reduce, "reduce($self, array, axis=0, dtype=None, out=None, keepdims=False, "
                  "initial=None, where=True)\n--\n\n"
                  "Applies the ufunc along axes until one element is left."),
    ENTRY(accumulate, "accumulate($self, array, axis=0, dtype=None, out=None)\n--\n\n"
                      "All intermediate results of reduce along one axis."),
    ENTRY(reduceat, "reduceat($self, array, indices, axis=0, dtype=None, out=None)\n--\n\n"
                    "Folds over the slices between successive indices."),
    ENTRY(outer, "outer($self, A, B, /, *, out=None, where=True, casting='same_kind', order='K', "
                 "dtype=None)\n--\n\nThe ufunc of every pair (a, b)."),
    ENTRY(at, "at($self, a, indices, b=None, /)\n--\n\n"
              "In place at the given indices; one that repeats counts each time."),
    {"__reduce__", cpy_callable_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* -- the type ---------------------------------------------------------------------------------- */

static PyObject *ufunc_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<ufunc '%s'>", info_of(self)->name);
}

PyTypeObject cpy_ufunc_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton.ufunc",
    .tp_basicsize = sizeof(cpy_ufunc),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_doc = "A function that works element by element, with broadcasting.",
    .tp_dealloc = cpy_callable_dealloc,
    .tp_repr = ufunc_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(cpy_callable, vectorcall),
    .tp_weaklistoffset = offsetof(cpy_callable, weakrefs),
    .tp_getset = cpy_callable_attributes,
    .tp_methods = ufunc_methods,
};

PyObject *cpy_ufunc_new(const ct_routine *routine)
{
    cpy_ufunc *self = (cpy_ufunc *)cpy_callable_new(&cpy_ufunc_type, routine, ufunc_call);
    if (self) {
        self->op = op_of((PyObject *)self);
        self->nin = ct_ufunc_get(self->op)->nin;
        self->nout = ct_ufunc_get(self->op)->nout;
    }
    return (PyObject *)self;
}

int cpy_init_ufunc(PyObject *module)
{
    if (PyType_Ready(&cpy_ufunc_type) < 0 || cpy_add_methods(&cpy_ufunc_type, "ufunc") < 0)
        return -1;
    /* a signature of core dimensions, which no ufunc here has */
    if (PyDict_SetItemString(cpy_ufunc_type.tp_dict, "signature", Py_None) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "ufunc", (PyObject *)&cpy_ufunc_type);
}
