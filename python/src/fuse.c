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

/* -- calls of a fused function -----------------------------------------------------------------

   carton._fuse.Fused is a subclass: its _call() finds or traces the program of these arguments, and
   has the plain cases remembered here: one array as the result, arrays and numbers as arguments. */

enum { MOST_KNOWN = 8, MOST_GIVEN = 16, MOST_CONSTANTS = 48 };

typedef struct known {
    PyObject *program;
    int given, constants;
    const void *kinds[MOST_GIVEN]; /* dtypes of arrays, retained; classes of numbers */
    ct_array *constant[MOST_CONSTANTS];
} known;

typedef struct fused {
    PyObject_HEAD vectorcallfunc call;
    int count;
    known *known[MOST_KNOWN];
} fused;

static const void *kind_of(PyObject *value)
{
    PyTypeObject *type = Py_TYPE(value);
    if (type == &cpy_array_type)
        return ct_dtype_of(CPY_ARRAY(value));
    return type == &PyFloat_Type || type == &PyLong_Type || type == &PyComplex_Type ? type : NULL;
}

static bool is_known(const known *k, PyObject *const *args, Py_ssize_t n)
{
    bool same = n == k->given;
    for (Py_ssize_t i = 0; i < n && same; i++)
        same = kind_of(args[i]) == k->kinds[i];
    return same;
}

/* Arrays stay with the caller, who holds them; numbers become arrays for this call. */
static PyObject *run_known(const known *k, PyObject *const *args)
{
    ct_array *leaves[MOST_GIVEN + MOST_CONSTANTS] = {NULL};
    int n = 0;
    bool good = true;
    for (; n < k->given && good; n++) {
        leaves[n] = CPY_IS_ARRAY(args[n]) ? CPY_ARRAY(args[n]) : cpy_operand(args[n]);
        good = leaves[n] != NULL;
    }
    for (int i = 0; i < k->constants; i++)
        leaves[k->given + i] = k->constant[i];
    PyObject *result = good ? run((const program *)k->program, leaves, NULL) : NULL;
    for (int i = 0; i < n; i++)
        if (!CPY_IS_ARRAY(args[i]))
            ct_release(leaves[i]);
    return result;
}

static PyObject *fused_vectorcall(PyObject *object, PyObject *const *args, size_t flags,
                                  PyObject *names)
{
    fused *self = (fused *)object;
    Py_ssize_t n = PyVectorcall_NARGS(flags);
    for (int i = 0; !names && i < self->count; i++)
        if (is_known(self->known[i], args, n))
            return run_known(self->known[i], args);
    PyObject *slowly = PyObject_GetAttrString(object, "_call");
    PyObject *result = slowly ? PyObject_Vectorcall(slowly, args, (size_t)n, names) : NULL;
    Py_XDECREF(slowly);
    return result;
}

static void forget(known *k)
{
    for (int i = 0; i < k->given; i++)
        if (k->kinds[i] != &PyFloat_Type && k->kinds[i] != &PyLong_Type &&
            k->kinds[i] != &PyComplex_Type)
            ct_release((void *)(uintptr_t)k->kinds[i]);
    for (int i = 0; i < k->constants; i++)
        ct_release(k->constant[i]);
    Py_XDECREF(k->program);
    PyMem_Free(k);
}

/* _remember(arguments, program, constants): where that cannot be done, _call() goes on. */
static PyObject *fused_remember(PyObject *object, PyObject *args)
{
    fused *self = (fused *)object;
    PyObject *values, *made, *constants;
    if (!PyArg_ParseTuple(args, "O!O!O!", &PyTuple_Type, &values, &program_type, &made,
                          &PyTuple_Type, &constants))
        return NULL;
    Py_ssize_t given = PyTuple_GET_SIZE(values), own = PyTuple_GET_SIZE(constants);
    bool good = self->count < MOST_KNOWN && given <= MOST_GIVEN && own <= MOST_CONSTANTS &&
                given + own >= ((program *)made)->leaves;
    for (Py_ssize_t i = 0; i < given && good; i++)
        good = kind_of(PyTuple_GET_ITEM(values, i)) != NULL;
    if (!good)
        Py_RETURN_NONE;
    known *k = PyMem_Calloc(1, sizeof *k);
    if (!k)
        return PyErr_NoMemory();
    k->program = Py_NewRef(made);
    for (; k->given < given; k->given++) {
        PyObject *value = PyTuple_GET_ITEM(values, k->given);
        k->kinds[k->given] = kind_of(value);
        if (CPY_IS_ARRAY(value))
            ct_retain(ct_dtype_of(CPY_ARRAY(value)));
    }
    for (; k->constants < own && good; k->constants += good) {
        k->constant[k->constants] = cpy_operand(PyTuple_GET_ITEM(constants, k->constants));
        good = k->constant[k->constants] != NULL;
    }
    if (!good) {
        forget(k);
        return NULL;
    }
    self->known[self->count++] = k;
    Py_RETURN_NONE;
}

static PyObject *fused_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    fused *self = (fused *)type->tp_alloc(type, 0);
    if (self)
        self->call = fused_vectorcall;
    return (PyObject *)self;
}

static void fused_dealloc(PyObject *object)
{
    fused *self = (fused *)object;
    while (self->count > 0)
        forget(self->known[--self->count]);
    Py_TYPE(object)->tp_free(object);
}

static PyMethodDef fused_methods[] = {
    {"_remember", fused_remember, METH_VARARGS, "For carton._fuse."}, {NULL, NULL, 0, NULL}};

static PyTypeObject fused_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton._carton.Fused",
    .tp_basicsize = sizeof(fused),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_doc = "What a fused function is in C: the way of a call to its program.",
    .tp_new = fused_new,
    .tp_dealloc = fused_dealloc,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(fused, call),
    .tp_methods = fused_methods,
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
    if (PyType_Ready(&program_type) < 0 || PyType_Ready(&fused_type) < 0)
        return -1;
    PyObject *function = PyCFunction_New(&set_tracer_definition, NULL);
    int status = PyModule_AddObjectRef(module, "_Program", (PyObject *)&program_type);
    if (status == 0)
        status = PyModule_AddObjectRef(module, "_Fused", (PyObject *)&fused_type);
    if (status == 0)
        status = PyModule_AddObjectRef(module, "_set_tracer", function);
    Py_XDECREF(function);
    return status;
}
