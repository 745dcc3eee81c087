/* fuse.c: programs of several operations that run as one pass over memory.
 *
 * carton._fuse traces a function or reads a text, and writes what it found as steps. A Program
 * keeps them in C; a call makes the expression (carton/expr.h) over its arguments and evaluates it,
 * so results have the dtype and the bits of the separate calls.
 *
 * A step is (name, inputs, extra): "leaf" with the number of an argument, a ufunc's name, "where",
 * "astype" with a dtype, a reduction with an axis or None. Inputs are numbers of earlier steps. The
 * last step is the result, and every other one is used. */
#include "binding.h"

#include <limits.h>
#include <string.h>

typedef cx *reduction(CT_TAKE cx *x, int axis);
static const struct {
    const char *name;
    reduction *make;
} reductions[] = {{"sum", cx_sum}, {"prod", cx_prod}, {"min", cx_min},
                  {"max", cx_max}, {"mean", cx_mean}, {"var", cx_var},
                  {"std", cx_std}, {"any", cx_any},   {"all", cx_all}};

typedef enum step_kind { STEP_LEAF, STEP_UFUNC, STEP_WHERE, STEP_ASTYPE, STEP_REDUCE } step_kind;

typedef struct step {
    step_kind kind;
    int count, in[3], uses;
    int number; /* of the leaf, the ufunc, the axis */
    reduction *reduce;
    const ct_dtype *dtype;
} step;

typedef struct program {
    PyObject_HEAD Py_ssize_t count;
    int leaves;
    step *steps;
    cx_plan *plan; /* of `leaves` arrays */
} program;

static void program_dealloc(PyObject *object)
{
    program *self = (program *)object;
    for (Py_ssize_t i = 0; self->steps && i < self->count; i++)
        ct_release(self->steps[i].dtype);
    PyMem_Free(self->steps);
    cx_plan_free(self->plan);
    Py_TYPE(object)->tp_free(object);
}

static int bad_step(Py_ssize_t at)
{
    PyErr_Format(PyExc_ValueError, "step %zd is not one of a program", at);
    return -1;
}

static int read_axis(PyObject *extra, step *out)
{
    out->number = CT_FLAT;
    if (extra == Py_None)
        return 0;
    out->number = (int)PyLong_AsLong(extra);
    return out->number == -1 && PyErr_Occurred() ? -1 : 0;
}

/* What the name means. 0, or -1 with an exception. */
static int read_kind(const char *name, PyObject *extra, Py_ssize_t at, step *out)
{
    out->kind = !strcmp(name, "leaf")     ? STEP_LEAF
                : !strcmp(name, "where")  ? STEP_WHERE
                : !strcmp(name, "astype") ? STEP_ASTYPE
                                          : STEP_REDUCE;
    if (out->kind == STEP_LEAF) {
        out->number = (int)PyLong_AsLong(extra);
        if (out->number >= 0 && out->number < INT_MAX)
            return 0;
        return PyErr_Occurred() ? -1 : bad_step(at);
    }
    if (out->kind == STEP_WHERE)
        return out->count == 3 ? 0 : bad_step(at);
    if (out->kind == STEP_ASTYPE) {
        if (cpy_dtype_arg(extra, &out->dtype) < 0)
            return -1;
        return out->count == 1 && out->dtype ? 0 : bad_step(at);
    }
    for (size_t i = 0; i < sizeof reductions / sizeof *reductions; i++)
        if (!strcmp(reductions[i].name, name))
            out->reduce = reductions[i].make;
    if (out->reduce)
        return out->count == 1 ? read_axis(extra, out) : bad_step(at);
    out->kind = STEP_UFUNC;
    out->number = ct_ufunc_find(name);
    const ct_ufunc_info *info = out->number < 0 ? NULL : ct_ufunc_get((ct_op)out->number);
    return info && info->nin == out->count && info->nout == 1 ? 0 : bad_step(at);
}

static int read_step(program *self, PyObject *text, Py_ssize_t at)
{
    step *out = &self->steps[at];
    const char *name;
    PyObject *inputs, *extra;
    if (!PyTuple_Check(text))
        return bad_step(at);
    if (!PyArg_ParseTuple(text, "sO!O", &name, &PyTuple_Type, &inputs, &extra))
        return -1;
    if (PyTuple_GET_SIZE(inputs) > 3)
        return bad_step(at);
    out->count = (int)PyTuple_GET_SIZE(inputs);
    for (int k = 0; k < out->count; k++) {
        long from = PyLong_AsLong(PyTuple_GET_ITEM(inputs, k));
        if (from < 0 || from >= at)
            return PyErr_Occurred() ? -1 : bad_step(at);
        out->in[k] = (int)from;
        self->steps[from].uses++;
    }
    if (read_kind(name, extra, at, out) < 0)
        return -1;
    if (out->kind == STEP_LEAF && out->number >= self->leaves)
        self->leaves = out->number + 1;
    return 0;
}

static cx *make(const step *one, cx *const *in, ct_array *const *leaves)
{
    switch (one->kind) {
    case STEP_LEAF:
        return cx_array(leaves[one->number]);
    case STEP_WHERE:
        return cx_where(in[0], in[1], in[2]);
    case STEP_ASTYPE:
        return cx_astype(in[0], one->dtype);
    case STEP_REDUCE:
        return one->reduce(in[0], one->number);
    default:
        return cx_apply((ct_op)one->number, one->count, in);
    }
}

/* The expression over `leaves`; NULL on failure. Each node has one handle for each use. Runs
 * without the GIL. */
static cx *expression(void *context, ct_array *const *leaves)
{
    const program *self = context;
    Py_ssize_t n = self->count, made = 0;
    cx **nodes = PyMem_RawMalloc((size_t)n * sizeof(cx *));
    int *left = PyMem_RawMalloc((size_t)n * sizeof(int)); /* handles that are not taken yet */
    bool ok = nodes && left;
    if (!ok)
        ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    for (; ok && made < n; made++) {
        const step *one = &self->steps[made];
        cx *in[3] = {NULL, NULL, NULL};
        for (int k = 0; k < one->count; k++) {
            in[k] = nodes[one->in[k]];
            left[one->in[k]]--;
        }
        nodes[made] = make(one, in, leaves);
        left[made] = nodes[made] ? 1 : 0;
        for (int k = 1; nodes[made] && k < one->uses; k++)
            left[made] += cx_dup(nodes[made]) != NULL;
        ok = nodes[made] != NULL;
    }
    cx *result = ok ? nodes[n - 1] : NULL;
    for (Py_ssize_t i = 0; !ok && i < made; i++)
        for (; left[i] > 0; left[i]--)
            cx_free(nodes[i]);
    PyMem_RawFree(nodes);
    PyMem_RawFree(left);
    return result;
}

static PyObject *program_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *list;
    if (!PyArg_ParseTuple(args, "O!:Program", &PyList_Type, &list))
        return NULL;
    PyObject *steps = PyList_AsTuple(list); /* numbers among them may run Python code */
    Py_ssize_t n = steps ? PyTuple_GET_SIZE(steps) : 0;
    program *self = n > 0 ? (program *)type->tp_alloc(type, 0) : NULL;
    if (!self) {
        if (!PyErr_Occurred())
            bad_step(0);
        Py_XDECREF(steps);
        return NULL;
    }
    self->count = n;
    bool ok = (self->steps = PyMem_Calloc((size_t)n, sizeof *self->steps)) != NULL;
    if (!ok)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; ok && i < n; i++)
        ok = read_step(self, PyTuple_GET_ITEM(steps, i), i) == 0;
    Py_DECREF(steps);
    for (Py_ssize_t i = 0; ok && i < n; i++)
        if ((self->steps[i].uses == 0) != (i == n - 1)) {
            bad_step(i);
            ok = false;
        }
    if (ok && !(self->plan = cx_plan_new(self->leaves, expression, self))) {
        cpy_raise();
        ok = false;
    }
    if (ok)
        self->steps[n - 1].uses = 1;
    else
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyObject *run(const program *self, ct_array *const *leaves, PyObject *out)
{
    int64_t elements = 0;
    for (int i = 0; i < self->leaves; i++)
        elements = ct_size(leaves[i]) > elements ? ct_size(leaves[i]) : elements;
    ct_array *result;
    CPY_WORK(elements, result = cx_plan_run(self->plan, leaves, out ? CPY_ARRAY(out) : NULL));
    if (!out)
        return cpy_result((ct_array *)cpy_checked((ct_object *)result));
    ct_release(result);
    return !result ? cpy_raise() : cpy_warn() < 0 ? NULL : Py_NewRef(out);
}

/* program(leaves, out=None) */
static PyObject *program_call(PyObject *object, PyObject *args, PyObject *keywords)
{
    const program *self = (const program *)object;
    PyObject *values, *out = Py_None, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!|O:Program", &PyTuple_Type, &values, &out))
        return NULL;
    if (out != Py_None && !CPY_IS_ARRAY(out)) {
        PyErr_SetString(PyExc_TypeError, "return arrays must be of ArrayType");
        return NULL;
    }
    if (PyTuple_GET_SIZE(values) < self->leaves) {
        PyErr_Format(PyExc_TypeError, "the program has %d arguments, %zd were given", self->leaves,
                     PyTuple_GET_SIZE(values));
        return NULL;
    }
    ct_array **leaves = PyMem_Calloc((size_t)self->leaves + 1, sizeof *leaves);
    if (!leaves)
        return PyErr_NoMemory();
    int n = 0;
    while (n < self->leaves && (leaves[n] = cpy_operand(PyTuple_GET_ITEM(values, n))))
        n++;
    if (n == self->leaves)
        result = run(self, leaves, out == Py_None ? NULL : out);
    while (n > 0)
        ct_release(leaves[--n]);
    PyMem_Free(leaves);
    return result;
}

static PyObject *program_length(PyObject *self, void *closure)
{
    return PyLong_FromSsize_t(((program *)self)->count);
}

static PyGetSetDef program_attributes[] = {{"steps", program_length, NULL, "How many.", NULL},
                                           {NULL, NULL, NULL, NULL, NULL}};

static PyTypeObject program_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton._carton.Program",
    .tp_basicsize = sizeof(program),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Program(steps): several operations that run as one.",
    .tp_new = program_new,
    .tp_dealloc = program_dealloc,
    .tp_call = program_call,
    .tp_getset = program_attributes,
};

/* -- functions that meet a tracer -------------------------------------------------------------- */

/* The class of tracers, from when the first function is traced. */
static PyObject *tracer;

static PyObject *set_tracer(PyObject *module, PyObject *type)
{
    Py_XSETREF(tracer, Py_NewRef(type));
    Py_RETURN_NONE;
}

bool cpy_traced(const ct_routine *routine, PyObject *const *args, Py_ssize_t nargs,
                PyObject *keywords, PyObject **answer)
{
    Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
    bool found = false;
    for (Py_ssize_t i = 0; tracer && !found && i < nargs + named; i++)
        found = (PyObject *)Py_TYPE(args[i]) == tracer;
    if (!found)
        return false;
    ct_routine_info info;
    ct_routine_describe(routine, &info);
    PyObject *positional = PyTuple_New(nargs), *options = PyDict_New();
    bool ok = positional && options;
    for (Py_ssize_t i = 0; ok && i < nargs; i++)
        PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
    for (Py_ssize_t i = 0; ok && i < named; i++)
        ok = PyDict_SetItem(options, PyTuple_GET_ITEM(keywords, i), args[nargs + i]) == 0;
    *answer =
        ok ? PyObject_CallMethod(tracer, "_function", "sOO", info.name, positional, options) : NULL;
    Py_XDECREF(positional);
    Py_XDECREF(options);
    return true;
}

static PyMethodDef set_tracer_definition = {"_set_tracer", set_tracer, METH_O,
                                            "For carton._fuse: the class of tracers."};

int cpy_init_fuse(PyObject *module)
{
    if (PyType_Ready(&program_type) < 0)
        return -1;
    PyObject *function = PyCFunction_New(&set_tracer_definition, NULL);
    int status = PyModule_AddObjectRef(module, "_Program", (PyObject *)&program_type);
    if (status == 0)
        status = PyModule_AddObjectRef(module, "_set_tracer", function);
    Py_XDECREF(function);
    return status;
}
