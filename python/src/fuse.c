/* fuse.c: programs of several operations that run as one pass over memory.
 *
 * carton._fuse traces a function and writes what it found as steps; a Program has the plan of them
 * (carton/expr.h), or the formula that a text was compiled to (carton/calc.h). Results have the
 * dtype and the bits of the separate calls.
 *
 * A step is (name, inputs, extra): "leaf" with the number of an argument, a ufunc's name, "**",
 * "where", "astype" with a dtype, "index" with a tuple of ints, (start, stop, step), None and
 * Ellipsis, a reduction with (axis, dtype, keepdims, ddof). Inputs are numbers of earlier steps.
 * The last step is the result. */
#include "binding.h"

#include <string.h>

typedef struct program {
    PyObject_HEAD int steps, leaves;
    cx_plan *plan;       /* of `leaves` arrays, */
    ct_formula *formula; /* or this */
} program;

static void program_dealloc(PyObject *object)
{
    program *self = (program *)object;
    cx_plan_free(self->plan);
    ct_formula_free(self->formula);
    Py_TYPE(object)->tp_free(object);
}

static void *bad_step(void)
{
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "not a step of a program");
    return NULL;
}

/* -- what a step does, as a node over the inputs ----------------------------------------------- */

enum { MOST_INDICES = 2 * CT_MAX_NDIM };

static bool read_bound(PyObject *part, int64_t missing, int64_t *out)
{
    *out = part == Py_None ? missing : (int64_t)PyLong_AsLongLong(part);
    return !PyErr_Occurred();
}

static bool read_index(PyObject *part, ct_index *out)
{
    if (part == Py_None || part == Py_Ellipsis) {
        *out = part == Py_None ? ct_newaxis : ct_rest;
        return true;
    }
    if (!PyTuple_Check(part)) {
        *out = ct_at(0);
        return read_bound(part, 0, &out->start);
    }
    *out = ct_colon;
    return PyTuple_GET_SIZE(part) == 3 &&
           read_bound(PyTuple_GET_ITEM(part, 0), CT_OMIT, &out->start) &&
           read_bound(PyTuple_GET_ITEM(part, 1), CT_OMIT, &out->stop) &&
           read_bound(PyTuple_GET_ITEM(part, 2), 1, &out->step);
}

static cx *index_node(PyObject *extra)
{
    ct_index list[MOST_INDICES + 1];
    Py_ssize_t n = PyTuple_Check(extra) ? PyTuple_GET_SIZE(extra) : MOST_INDICES + 1;
    if (n > MOST_INDICES)
        return bad_step();
    for (Py_ssize_t i = 0; i < n; i++)
        if (!read_index(PyTuple_GET_ITEM(extra, i), &list[i]))
            return bad_step();
    list[n] = ct_end;
    return cx_index(cx_input(0), list);
}

/* An axis: no int of C that it is not, nor the one that stands for all axes. */
static int axis_of(PyObject *number)
{
    int overflow;
    long axis = PyLong_AsLongAndOverflow(number, &overflow);
    if (overflow || axis > INT_MAX || axis <= INT_MIN) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return 0;
    }
    return (int)axis;
}

static cx *reduction_node(const char *name, PyObject *extra)
{
    PyObject *axis, *type;
    int keepdims, axes[CT_MAX_NDIM];
    ct_reduce_opts opts = {.size_ = sizeof opts, .axis = CT_FLAT};
    if (!PyTuple_Check(extra) ||
        !PyArg_ParseTuple(extra, "OOpd", &axis, &type, &keepdims, &opts.ddof))
        return bad_step();
    opts.keepdims = keepdims;
    if (PyTuple_Check(axis) && PyTuple_GET_SIZE(axis) <= CT_MAX_NDIM) {
        opts.axes = axes;
        for (; opts.naxes < PyTuple_GET_SIZE(axis); opts.naxes++)
            axes[opts.naxes] = axis_of(PyTuple_GET_ITEM(axis, opts.naxes));
    } else if (axis != Py_None) {
        opts.axis = axis_of(axis);
    }
    if (PyErr_Occurred() || cpy_dtype_arg(type, &opts.dtype) < 0)
        return NULL;
    cx *node = cx_reduce(cx_input(0), name, &opts);
    ct_release(opts.dtype);
    return node;
}

static cx *astype_node(PyObject *extra)
{
    const ct_dtype *dtype;
    if (cpy_dtype_arg(extra, &dtype) < 0)
        return NULL;
    cx *node = dtype ? cx_astype(cx_input(0), dtype) : bad_step();
    ct_release(dtype);
    return node;
}

static cx *node_of(const char *name, int inputs, PyObject *extra)
{
    int op = ct_ufunc_find(name);
    if (op >= 0) {
        cx *in[3] = {cx_input(0), inputs > 1 ? cx_input(1) : NULL, inputs > 2 ? cx_input(2) : NULL};
        return cx_apply((ct_op)op, inputs, in);
    }
    if (!strcmp(name, "where") && inputs == 3)
        return cx_where(cx_input(0), cx_input(1), cx_input(2));
    if (!strcmp(name, "**") && inputs == 2)
        return cx_pow(cx_input(0), cx_input(1));
    if (inputs != 1)
        return bad_step();
    return !strcmp(name, "astype")  ? astype_node(extra)
           : !strcmp(name, "index") ? index_node(extra)
                                    : reduction_node(name, extra);
}

/* Adds the step; its number, or -1. `made` has those of the steps before. */
static int read_step(cx_steps *steps, PyObject *text, const int *made, Py_ssize_t at)
{
    const char *name;
    PyObject *inputs, *extra;
    int in[3] = {0, 0, 0};
    if (!PyTuple_Check(text) ||
        !PyArg_ParseTuple(text, "sO!O", &name, &PyTuple_Type, &inputs, &extra))
        return bad_step(), -1;
    if (!strcmp(name, "leaf")) {
        long number = PyLong_AsLong(extra);
        return PyErr_Occurred() ? -1 : cx_steps_argument(steps, number > 0 ? (int)number : 0);
    }
    int count = (int)PyTuple_GET_SIZE(inputs);
    for (int k = 0; k < count && count <= 3; k++) {
        long from = PyLong_AsLong(PyTuple_GET_ITEM(inputs, k));
        if (from < 0 || from >= at)
            return bad_step(), -1;
        in[k] = made[from];
    }
    cx *node = count < 1 || count > 3 ? bad_step() : node_of(name, count, extra);
    return node ? cx_steps_add(steps, node, in) : -1;
}

/* The plan of a tuple of steps. */
static bool read_steps(program *self, PyObject *list)
{
    Py_ssize_t n = PyTuple_GET_SIZE(list), at = 0;
    int *made = PyMem_Calloc((size_t)n + 1, sizeof *made), last = 0;
    cx_steps *steps = made ? cx_steps_new() : NULL;
    for (; steps && at < n && last >= 0; at++) {
        last = made[at] = read_step(steps, PyTuple_GET_ITEM(list, at), made, at);
        self->leaves = last >= 0 ? cx_steps_arguments(steps) : 0;
    }
    if (steps && last >= 0)
        self->plan = cx_steps_plan(steps, last, self->leaves);
    else
        cx_steps_free(steps);
    PyMem_Free(made);
    self->steps = (int)n;
    return self->plan != NULL;
}

/* The formula of a text and the names of its arguments. */
static bool read_text(program *self, const char *text, PyObject *names)
{
    enum { MOST = 64 }; /* as ct_compile has it */
    const char *name[MOST];
    Py_ssize_t n = PyTuple_GET_SIZE(names);
    for (Py_ssize_t i = 0; i < n && i < MOST; i++)
        if (!(name[i] = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, i))))
            return false;
    self->leaves = (int)n;
    self->formula = ct_compile(text, (int)n, name);
    return self->formula != NULL;
}

static PyObject *program_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *first, *names = NULL;
    if (!PyArg_ParseTuple(args, "O|O!:Program", &first, &PyTuple_Type, &names))
        return NULL;
    program *self = (program *)type->tp_alloc(type, 0);
    if (!self)
        return NULL;
    bool made = false;
    if (names) {
        const char *text = PyUnicode_AsUTF8(first);
        made = text && read_text(self, text, names);
    } else if (PyList_Check(first)) {
        PyObject *steps = PyList_AsTuple(first); /* numbers among them may run Python code */
        made = steps && read_steps(self, steps);
        Py_XDECREF(steps);
    } else {
        bad_step();
    }
    if (made)
        return (PyObject *)self;
    Py_DECREF(self);
    return PyErr_Occurred() ? NULL : cpy_raise();
}

/* -- calls ------------------------------------------------------------------------------------- */

static ct_array *value_of(const program *self, ct_array *const *leaves, ct_array *out)
{
    return self->formula ? ct_formula_run(self->formula, leaves, out)
                         : cx_plan_run(self->plan, leaves, out);
}

static PyObject *run(const program *self, ct_array *const *leaves, PyObject *out)
{
    int64_t elements = 0;
    for (int i = 0; i < self->leaves; i++)
        elements = ct_size(leaves[i]) > elements ? ct_size(leaves[i]) : elements;
    ct_array *result;
    CPY_WORK(elements, result = value_of(self, leaves, out ? CPY_ARRAY(out) : NULL));
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
    return PyLong_FromLong(((program *)self)->steps);
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

/* The names of arrays in a text, a tuple. */
static PyObject *formula_names(PyObject *module, PyObject *text)
{
    const char *code = PyUnicode_AsUTF8(text);
    ct_list *names = code ? ct_formula_names(code) : NULL;
    if (!names)
        return code ? cpy_raise() : NULL;
    Py_ssize_t n = (Py_ssize_t)ct_list_length(names);
    PyObject *made = PyTuple_New(n);
    for (Py_ssize_t i = 0; made && i < n; i++) {
        PyObject *name = PyUnicode_FromString(ct_as_string(ct_list_items(names)[i], NULL));
        if (name)
            PyTuple_SET_ITEM(made, i, name);
        else
            Py_CLEAR(made);
    }
    ct_release(names);
    return made;
}

static PyMethodDef functions[] = {
    {"_set_tracer", set_tracer, METH_O, "For carton._fuse: the class of tracers."},
    {"_formula_names", formula_names, METH_O, "For carton._fuse."},
    {NULL, NULL, 0, NULL}};

int cpy_init_fuse(PyObject *module)
{
    if (PyType_Ready(&program_type) < 0 || PyType_Ready(&fused_type) < 0)
        return -1;
    int status = PyModule_AddObjectRef(module, "_Program", (PyObject *)&program_type);
    if (status == 0)
        status = PyModule_AddObjectRef(module, "_Fused", (PyObject *)&fused_type);
    return status == 0 ? PyModule_AddFunctions(module, functions) : status;
}
