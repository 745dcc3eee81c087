/* cost.c: carton._carton._cost, what a piece of Carton's language costs, for carton.cost and
 * carton.explain. */
#include "binding.h"

#include <carton/cost.h>

enum { MOST_NAMES = 64 };

static PyObject *step_dict(const ct_cost_step *step)
{
    static const char *const kinds[] = {"value", "new", "view", "copy", "write"};
    PyObject *shape = PyTuple_New(step->ndim);
    for (int k = 0; shape && k < step->ndim; k++) {
        PyObject *length = PyLong_FromLongLong(step->shape[k]);
        if (!length) {
            Py_CLEAR(shape);
            break;
        }
        PyTuple_SET_ITEM(shape, k, length);
    }
    if (!shape)
        return NULL;
    return Py_BuildValue("{s:s,s:s,s:s,s:s,s:s,s:N,s:i,s:L,s:L,s:L,s:L,s:N}", "code", step->code,
                         "kind", kinds[step->kind], "walks", step->walks, "why", step->why, "dtype",
                         step->dtype, "shape", shape, "depth", step->depth, "passes",
                         (long long)step->passes, "elements", (long long)step->elements, "read",
                         (long long)step->read, "written", (long long)step->written, "estimated",
                         PyBool_FromLong(step->estimated));
}

static PyObject *totals_dict(const ct_cost_totals *t)
{
    return Py_BuildValue(
        "{s:L,s:L,s:L,s:L,s:L,s:L,s:L,s:L,s:L,s:i,s:d,s:d,s:L}", "passes", (long long)t->passes,
        "read", (long long)t->read, "written", (long long)t->written, "allocated",
        (long long)t->memory.bytes, "blocks", (long long)t->memory.blocks, "reused",
        (long long)t->memory.reused, "freed", (long long)t->memory.freed_bytes, "peak",
        (long long)t->memory.peak, "kept", (long long)t->kept, "runs", t->runs, "seconds",
        t->seconds, "list_seconds", t->list_seconds, "list_boxes", (long long)t->list_boxes);
}

/* (text, totals, steps) of a report, which is taken. */
static PyObject *report_tuple(CT_TAKE ct_cost_report *report)
{
    char *text = ct_cost_text(report, NULL);
    const ct_cost_totals *totals = ct_cost_total(report);
    PyObject *steps = text ? PyList_New(0) : cpy_raise(), *result = NULL;
    bool good = steps != NULL;
    for (int i = 0; good && i < totals->nsteps; i++) {
        PyObject *step = step_dict(ct_cost_step_at(report, i));
        good = step && !PyList_Append(steps, step);
        Py_XDECREF(step);
    }
    PyObject *dict = good ? totals_dict(totals) : NULL;
    if (dict)
        result = Py_BuildValue("(sOO)", text, dict, steps);
    Py_XDECREF(dict);
    Py_XDECREF(steps);
    ct_free(text);
    ct_cost_free(report);
    return result;
}

/* _cost(code, names, runs, beside_list, plan) */
static PyObject *cost(PyObject *module, PyObject *args)
{
    const char *code, *names[MOST_NAMES];
    ct_object *values[MOST_NAMES];
    PyObject *given, *name, *value;
    int runs, beside_list, plan, n = 0;
    Py_ssize_t at = 0;
    if (!PyArg_ParseTuple(args, "sO!ipp:_cost", &code, &PyDict_Type, &given, &runs, &beside_list,
                          &plan))
        return NULL;
    if (PyDict_GET_SIZE(given) > MOST_NAMES)
        return PyErr_Format(PyExc_ValueError, "more than %d names", MOST_NAMES);
    bool good = true;
    while (good && PyDict_Next(given, &at, &name, &value)) {
        names[n] = PyUnicode_AsUTF8(name);
        values[n] = names[n] ? cpy_unwrap(value) : NULL;
        good = values[n] != NULL;
        n += good;
    }
    const ct_cost_opts opts = {.size_ = sizeof opts, .runs = runs, .beside_list = beside_list};
    ct_cost_report *report = !good  ? NULL
                             : plan ? ct_explain(code, n, names, values)
                                    : ct_cost(code, n, names, values, &opts);
    if (good && !report)
        cpy_raise();
    for (int i = 0; i < n; i++)
        ct_release(values[i]);
    return report ? report_tuple(report) : NULL;
}

int cpy_init_cost(PyObject *module)
{
    static PyMethodDef functions[] = {
        {"_cost", cost, METH_VARARGS, "_cost(code, names, runs, beside_list, plan)"},
        {NULL, NULL, 0, NULL},
    };
    return PyModule_AddFunctions(module, functions);
}
