/* draw.c: carton._carton._Memory, a memory graph in Python: made from live objects, read as plain
 * dicts, drawn as text, SVG or HTML. carton._draw makes carton.draw of it. */
#include "draw.h"

typedef struct cpy_memory {
    PyObject_HEAD ct_memory_graph *graph;
} cpy_memory;

static PyObject *memory_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *objects, *names;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "O!O!n:_Memory", &PyTuple_Type, &objects, &PyTuple_Type, &names,
                          &most))
        return NULL;
    if (PyTuple_GET_SIZE(objects) != PyTuple_GET_SIZE(names) || most < 1) {
        PyErr_SetString(PyExc_ValueError, "most must be at least 1");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++)
        if (!PyUnicode_Check(PyTuple_GET_ITEM(names, i)))
            return PyErr_Format(PyExc_TypeError, "a name must be str");
    ct_memory_graph *graph = cpy_draw_graph(objects, names, most);
    cpy_memory *self = graph ? (cpy_memory *)type->tp_alloc(type, 0) : NULL;
    if (self)
        self->graph = graph;
    else
        ct_memory_free(graph);
    return (PyObject *)self;
}

static void memory_dealloc(PyObject *self)
{
    ct_memory_free(((cpy_memory *)self)->graph);
    Py_TYPE(self)->tp_free(self);
}

/* -- as plain objects ---------------------------------------------------------------------------
 */

static PyObject *axes(int n, const int64_t *values)
{
    PyObject *tuple = PyTuple_New(n);
    for (int k = 0; tuple && k < n; k++) {
        PyObject *number = PyLong_FromLongLong(values[k]);
        if (!number) {
            Py_CLEAR(tuple);
            break;
        }
        PyTuple_SET_ITEM(tuple, k, number);
    }
    return tuple;
}

/* Appends a new reference to a list; false when there is none or no room. */
static bool push(PyObject *list, PyObject *item)
{
    bool good = item && !PyList_Append(list, item);
    Py_XDECREF(item);
    return good;
}

/* Puts the parts of a block into its dict. */
static bool put_parts(PyObject *dict, const ct_memory_block *b)
{
    PyObject *links = PyList_New(0), *fields = PyDict_New(), *cells = PyList_New(0);
    bool good = links && fields && cells;
    for (int64_t i = 0; i < b->nlinks && good; i++)
        good = push(links, Py_BuildValue("(Li)", (long long)b->links[i].slot, b->links[i].target));
    for (int64_t i = 0; i < b->nfields && good; i++) {
        const ct_memory_field *f = &b->fields[i];
        PyObject *field =
            Py_BuildValue("{s:s,s:L,s:L,s:O}", "text", f->text, "offset", (long long)f->offset,
                          "bytes", (long long)f->bytes, "target", Py_None);
        if (field && f->target >= 0) {
            PyObject *target = PyLong_FromLong(f->target);
            if (!target || PyDict_SetItemString(field, "target", target))
                Py_CLEAR(field);
            Py_XDECREF(target);
        }
        good = field && !PyDict_SetItemString(fields, f->name, field);
        Py_XDECREF(field);
    }
    for (int64_t i = 0; i < b->ncells && good; i++)
        good = push(cells, Py_BuildValue("(Ls)", (long long)b->cells[i].index, b->cells[i].text));
    good = good && !PyDict_SetItemString(dict, "links", links) &&
           !PyDict_SetItemString(dict, "fields", fields) &&
           !PyDict_SetItemString(dict, "cells", cells);
    Py_XDECREF(links);
    Py_XDECREF(fields);
    Py_XDECREF(cells);
    return good;
}

static PyObject *block_dict(const ct_memory_block *b)
{
    static const char *const roles[] = {"box", "list", "table", "array", "buffer"};
    static const char *const owners[] = {"self", "mapped", "foreign"};
    PyObject *shape = axes(b->ndim, b->shape), *strides = axes(b->ndim, b->strides);
    PyObject *address = PyLong_FromVoidPtr((void *)(uintptr_t)b->address), *dict = NULL;
    if (shape && strides && address)
        dict = Py_BuildValue(
            "{s:s,s:s,s:s,s:O,s:z,s:L,s:L,s:L,s:L,s:L,s:L,s:z,s:L,s:O,s:O,s:L,s:i}", "role",
            roles[b->role], "title", b->title, "owner", owners[b->owner], "address", address,
            "text", b->text, "bytes", (long long)b->bytes, "padding", (long long)b->padding, "refs",
            (long long)b->refs, "slots", (long long)b->slots, "used", (long long)b->used,
            "left_out", (long long)b->left_out, "dtype", b->dtype, "itemsize",
            (long long)b->itemsize, "shape", shape, "strides", strides, "offset",
            (long long)b->offset, "base", b->base);
    Py_XDECREF(shape);
    Py_XDECREF(strides);
    Py_XDECREF(address);
    if (dict && !put_parts(dict, b))
        Py_CLEAR(dict);
    return dict;
}

static PyObject *memory_blocks(PyObject *self, PyObject *none)
{
    const ct_memory_block *blocks;
    int n = ct_memory_blocks(((cpy_memory *)self)->graph, &blocks);
    PyObject *list = PyList_New(0);
    for (int i = 0; list && i < n; i++)
        if (!push(list, block_dict(&blocks[i])))
            Py_CLEAR(list);
    return list;
}

static PyObject *memory_names(PyObject *self, PyObject *none)
{
    const ct_memory_graph *graph = ((cpy_memory *)self)->graph;
    PyObject *list = PyList_New(0);
    for (int i = 0, n = ct_memory_names(graph); list && i < n; i++) {
        const char *name;
        int block = ct_memory_name(graph, i, &name);
        if (!push(list,
                  Py_BuildValue("(siL)", name, block, (long long)ct_memory_bytes(graph, i, NULL))))
            Py_CLEAR(list);
    }
    return list;
}

/* -- as pictures --------------------------------------------------------------------------------
 */

static PyObject *memory_render(PyObject *self, PyObject *args)
{
    int format, ascii, color, bytes, cache_lines;
    ct_draw_opts opts = {.size_ = sizeof opts};
    if (!PyArg_ParseTuple(args, "iippppz:render", &format, &opts.width, &ascii, &color, &bytes,
                          &cache_lines, &opts.title))
        return NULL;
    opts.ascii = ascii;
    opts.color = color;
    opts.bytes = bytes;
    opts.cache_lines = cache_lines;
    int64_t length;
    char *text = ct_draw(((cpy_memory *)self)->graph, (ct_draw_format)format, &opts, &length);
    PyObject *result = text ? PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, "replace") : NULL;
    ct_free(text);
    return text ? result : cpy_raise();
}

static PyMethodDef methods[] = {
    {"blocks", memory_blocks, METH_NOARGS, "The blocks as dicts."},
    {"names", memory_names, METH_NOARGS, "(name, block, bytes) of each named object."},
    {"render", memory_render, METH_VARARGS,
     "render(format, width, ascii, color, bytes, cache_lines, title): the picture."},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject memory_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "carton._carton._Memory",
    .tp_basicsize = sizeof(cpy_memory),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "_Memory(objects, names, most)\n--\n\nThe graph of live objects.",
    .tp_new = memory_new,
    .tp_dealloc = memory_dealloc,
    .tp_methods = methods,
};

int cpy_init_draw(PyObject *module)
{
    if (PyType_Ready(&memory_type) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "_Memory", (PyObject *)&memory_type);
}
