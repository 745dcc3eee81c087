/* draw_walk.c: the live objects of the interpreter as a memory graph: lists with their tables,
 * tuples, dicts, sets, and the boxes in them.
 *
 * Objects are found breadth first. An address becomes one block, so shared objects are drawn once
 * and a list that holds itself ends the walk. Reference counts leave out what the drawing holds:
 * the tuple of the named objects, the snapshot of the items that are being linked, and `own`. */
#include "draw.h"

#include <stdarg.h>
#include <stddef.h>

enum { MOST_BLOCKS = 4096, LONGEST_TEXT = 96, FIELD_TEXT = 160 };

/* -- what is true of every object ---------------------------------------------------------------
 */

static int read_size(PyObject *number, int64_t *out)
{
    *out = number ? (int64_t)PyLong_AsLongLong(number) : -1;
    Py_XDECREF(number);
    return PyErr_Occurred() ? -1 : 0;
}

int cpy_draw_size(PyObject *object, cpy_size *out)
{
    if (PyFloat_CheckExact(object)) { /* the usual box, without two calls */
        *out = (cpy_size){(int64_t)sizeof(PyFloatObject), 0};
        return 0;
    }
    int64_t with_front;
    PyObject *getsizeof = PySys_GetObject("getsizeof");
    if (!getsizeof || read_size(PyObject_CallMethod(object, "__sizeof__", NULL), &out->bytes) ||
        read_size(PyObject_CallOneArg(getsizeof, object), &with_front)) {
        if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception))
            return -1;
        PyErr_Clear(); /* a class, or an object that cannot tell */
        *out = (cpy_size){(int64_t)Py_TYPE(object)->tp_basicsize, 0};
        return 0;
    }
    if (out->bytes < 0)
        out->bytes = 0;
    out->before = with_front > out->bytes ? with_front - out->bytes : 0;
    return 0;
}

static bool is_immortal(PyObject *object)
{
#if PY_VERSION_HEX >= 0x030E0000
    return PyUnstable_IsImmortal(object);
#elif PY_VERSION_HEX >= 0x030C0000
    return _Py_IsImmortal(object);
#else
    return object == NULL;
#endif
}

int64_t cpy_draw_refs(const cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    if (is_immortal(object))
        return INT64_MAX;
    int64_t refs = Py_REFCNT(object) - own;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(w->roots); i++)
        refs -= PyTuple_GET_ITEM(w->roots, i) == object;
    for (Py_ssize_t i = 0; w->snapshot && i < PyList_GET_SIZE(w->snapshot); i++)
        refs -= PyList_GET_ITEM(w->snapshot, i) == object;
    for (Py_ssize_t i = 0; i < w->queued; i++)
        refs -= w->queue[i].object == object;
    return refs > 0 ? refs : 0;
}

int cpy_draw_field(cpy_walk *w, int block, const char *name, int64_t offset, int64_t bytes,
                   bool detail, int target, const char *format, ...)
{
    char text[FIELD_TEXT];
    va_list args;
    va_start(args, format);
    PyOS_vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const ct_memory_field field = {name, text, offset, bytes, target, detail};
    return ct_memory_add_field(w->graph, block, &field) ? (cpy_raise(), -1) : 0;
}

int cpy_draw_header(cpy_walk *w, int block, PyObject *object, const cpy_size *size)
{
    const ct_memory_block *blocks;
    ct_memory_blocks(w->graph, &blocks);
    int64_t refs = blocks[block].refs;
    char count[24] = "immortal";
    if (refs != INT64_MAX)
        PyOS_snprintf(count, sizeof count, "%lld", (long long)refs);
    if (size->before &&
        cpy_draw_field(w, block, PyObject_IS_GC(object) ? "gc header" : "before it", -size->before,
                       size->before, blocks[block].role == CT_BLOCK_BOX, -1, "%lld bytes before it",
                       (long long)size->before))
        return -1;
    if (cpy_draw_field(w, block, "refs", (int64_t)offsetof(PyObject, ob_refcnt),
                       (int64_t)sizeof(Py_ssize_t), true, -1, "%s", count))
        return -1;
    return cpy_draw_field(w, block, "type", (int64_t)offsetof(PyObject, ob_type),
                          (int64_t)sizeof(PyTypeObject *), true, -1, "%.100s",
                          Py_TYPE(object)->tp_name);
}

static const char *short_name(PyObject *object)
{
    const char *name = Py_TYPE(object)->tp_name, *dot = strrchr(name, '.');
    return dot && strncmp(name, "numpy.", 6) && strncmp(name, "carton.", 7) ? dot + 1 : name;
}

static int known_blocks(const cpy_walk *w)
{
    return ct_memory_blocks(w->graph, NULL);
}

static int added(int block)
{
    if (block < 0)
        cpy_raise();
    return block;
}

/* -- boxes --------------------------------------------------------------------------------------
 */

/* repr, with the middle of a long one left out. An object whose repr fails shows dots. */
static PyObject *box_text(PyObject *object)
{
    PyObject *repr = NULL;
    bool cut = PyUnicode_Check(object) && PyUnicode_GET_LENGTH(object) > LONGEST_TEXT;
    if (cut) {
        PyObject *head = PyUnicode_Substring(object, 0, LONGEST_TEXT / 2);
        repr = head ? PyUnicode_FromFormat("%R...", head) : NULL;
        Py_XDECREF(head);
    } else if (PyBytes_Check(object) && PyBytes_GET_SIZE(object) > LONGEST_TEXT) {
        repr = PyUnicode_FromFormat("%zd bytes", PyBytes_GET_SIZE(object));
    } else {
        repr = PyObject_Repr(object);
    }
    if (!repr && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_Exception)) {
        PyErr_Clear();
        repr = PyUnicode_FromString("...");
    }
    Py_ssize_t length = repr ? PyUnicode_GET_LENGTH(repr) : 0;
    if (length > LONGEST_TEXT) {
        PyObject *head = PyUnicode_Substring(repr, 0, LONGEST_TEXT / 2);
        PyObject *tail = PyUnicode_Substring(repr, length - LONGEST_TEXT / 3, length);
        Py_SETREF(repr, head && tail ? PyUnicode_FromFormat("%U...%U", head, tail) : NULL);
        Py_XDECREF(head);
        Py_XDECREF(tail);
    }
    return repr;
}

/* Where the value of a box starts; 0 for those whose layout is not known. */
static int64_t value_offset(PyObject *object)
{
    if (PyUnicode_CheckExact(object))
        return (char *)PyUnicode_DATA(object) - (char *)object;
    if (PyBytes_CheckExact(object))
        return (int64_t)offsetof(PyBytesObject, ob_sval);
    bool known = PyFloat_Check(object) || PyLong_CheckExact(object) || PyComplex_CheckExact(object);
    return known ? (int64_t)sizeof(PyObject) : 0;
}

static int box_block(cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    cpy_size size;
    PyObject *text = box_text(object);
    const char *utf8 = text ? PyUnicode_AsUTF8(text) : NULL;
    if (text && !utf8 && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        utf8 = "...";
    }
    if (!utf8 || cpy_draw_size(object, &size)) {
        Py_XDECREF(text);
        return -1;
    }
    const ct_memory_block block = {.role = CT_BLOCK_BOX,
                                   .address = object,
                                   .title = short_name(object),
                                   .text = utf8,
                                   .bytes = size.bytes,
                                   .left_out_bytes = size.before,
                                   .refs = cpy_draw_refs(w, object, own),
                                   .base = -1};
    int known = known_blocks(w), index = added(ct_memory_add_block(w->graph, &block));
    int64_t at = value_offset(object);
    if (index == known &&
        (cpy_draw_header(w, index, object, &size) ||
         (at && size.bytes > at &&
          cpy_draw_field(w, index, "value", at, size.bytes - at, true, -1, "%s", utf8))))
        index = -1;
    Py_DECREF(text);
    return index;
}

/* -- containers ---------------------------------------------------------------------------------
 */

static bool is_container(PyObject *object)
{
    return PyList_Check(object) || PyTuple_Check(object) || PyDict_Check(object) ||
           PyAnySet_Check(object);
}

/* A list of the items; of a dict key, value, key, value. */
static PyObject *items_of(PyObject *object)
{
    if (!PyDict_Check(object))
        return PySequence_List(object);
    PyObject *items = PyList_New(0), *key, *value;
    Py_ssize_t at = 0;
    while (items && PyDict_Next(object, &at, &key, &value))
        if (PyList_Append(items, key) || PyList_Append(items, value))
            Py_CLEAR(items);
    return items;
}

static bool left_out(Py_ssize_t i, Py_ssize_t n, Py_ssize_t kept)
{
    return i >= kept - kept / 2 && i < n - kept / 2;
}

/* Bytes of the items that get no block, each object once. */
static int left_out_bytes(PyObject *items, Py_ssize_t kept, int64_t *out)
{
    Py_ssize_t n = PyList_GET_SIZE(items);
    *out = 0;
    PyObject *seen = kept < n ? PySet_New(NULL) : NULL;
    if (kept >= n || !seen)
        return seen || kept >= n ? 0 : -1;
    int status = 0;
    for (int round = 0; round < 2; round++) /* the kept ones first: they count as blocks */
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items) && !status; i++) {
            PyObject *item = PyList_GET_ITEM(items, i);
            if (left_out(i, n, kept) != (round == 1))
                continue;
            PyObject *id = PyLong_FromVoidPtr(item);
            int known = id ? PySet_Contains(seen, id) : -1;
            cpy_size size = {0};
            status = known < 0 || (!known && PySet_Add(seen, id)) ||
                             (round && !known && cpy_draw_size(item, &size))
                         ? -1
                         : 0;
            *out += size.bytes + size.before;
            Py_XDECREF(id);
        }
    Py_DECREF(seen);
    return status;
}

static int wait_for(cpy_walk *w, PyObject *object, int block, Py_ssize_t kept)
{
    if (w->queued == w->room) {
        Py_ssize_t room = w->room ? 2 * w->room : 16;
        cpy_waiting *queue = PyMem_Realloc(w->queue, (size_t)room * sizeof *queue);
        if (!queue) {
            PyErr_NoMemory();
            return -1;
        }
        w->queue = queue;
        w->room = room;
    }
    w->queue[w->queued++] = (cpy_waiting){Py_NewRef(object), block, kept};
    return 0;
}

/* How many of n items get blocks; of a dict whole pairs at both ends. */
static Py_ssize_t kept_of(const cpy_walk *w, Py_ssize_t n, bool pairs)
{
    Py_ssize_t most = known_blocks(w) > MOST_BLOCKS ? 0 : w->most;
    return n <= most ? n : pairs ? most & ~(Py_ssize_t)3 : most;
}

/* The header of a list; whole tuples, dicts and sets. */
static int container_block(cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    cpy_size size;
    int64_t outside = 0;
    PyObject *items = items_of(object);
    Py_ssize_t n = items ? PyList_GET_SIZE(items) : 0, kept = kept_of(w, n, PyDict_Check(object));
    bool list = PyList_Check(object), tuple = PyTuple_Check(object);
    if (!items || cpy_draw_size(object, &size) ||
        (!list && left_out_bytes(items, kept, &outside))) {
        Py_XDECREF(items);
        return -1;
    }
    Py_DECREF(items);
    const PyListObject *table = (const PyListObject *)object;
    if (list && table->ob_item)
        size.bytes -= table->allocated * (int64_t)sizeof(PyObject *);
    ct_memory_block block = {.role = CT_BLOCK_LIST,
                             .address = object,
                             .title = short_name(object),
                             .bytes = size.bytes > 0 ? size.bytes : 0,
                             .refs = cpy_draw_refs(w, object, own),
                             .left_out = list ? 0 : n - kept,
                             .left_out_bytes = size.before + outside,
                             .base = -1};
    int known = known_blocks(w), index = added(ct_memory_add_block(w->graph, &block));
    if (index < known)
        return index;
    int64_t at = list || tuple          ? (int64_t)offsetof(PyVarObject, ob_size)
                 : PyDict_Check(object) ? (int64_t)offsetof(PyDictObject, ma_used)
                                        : (int64_t)offsetof(PySetObject, used);
    Py_ssize_t length = PyDict_Check(object) ? n / 2 : n;
    if (cpy_draw_field(w, index, "length", at, (int64_t)sizeof length, false, -1, "%zd", length) ||
        cpy_draw_header(w, index, object, &size))
        return -1;
    return wait_for(w, object, index, kept) ? -1 : index;
}

int cpy_draw_found(cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    if (CPY_IS_ARRAY(object) || PyObject_TypeCheck(object, &cpy_list_type))
        return cpy_draw_carton(w, object, own);
    if (is_container(object))
        return container_block(w, object, own);
    return cpy_draw_is_memory(object) ? cpy_draw_memory(w, object, own) : box_block(w, object, own);
}

/* -- pointers -----------------------------------------------------------------------------------
 */

/* The table of a list, behind its header. */
static int table_block(cpy_walk *w, const cpy_waiting *at, PyObject *items)
{
    const PyListObject *list = (const PyListObject *)at->object;
    int64_t n = (int64_t)PyList_GET_SIZE(items), outside, slots = list->allocated;
    if (left_out_bytes(items, at->kept, &outside))
        return -1;
    const int64_t capacity = (int64_t)offsetof(PyListObject, allocated);
    const int64_t pointer = (int64_t)offsetof(PyListObject, ob_item);
    if (slots < n) /* being sorted */
        slots = n;
    if (cpy_draw_field(w, at->block, "capacity", capacity, (int64_t)sizeof list->allocated, false,
                       -1, "%lld", (long long)slots))
        return -1;
    if (!list->ob_item)
        return cpy_draw_field(w, at->block, "items", pointer, (int64_t)sizeof(void *), false, -1,
                              "none");
    const ct_memory_block block = {.role = CT_BLOCK_TABLE,
                                   .address = list->ob_item,
                                   .bytes = slots * (int64_t)sizeof(PyObject *),
                                   .slots = slots,
                                   .used = n,
                                   .refs = -1,
                                   .left_out = n - at->kept,
                                   .left_out_bytes = outside,
                                   .base = -1};
    int table = added(ct_memory_add_block(w->graph, &block));
    if (table < 0)
        return -1;
    if (ct_memory_add_link(w->graph, at->block, 0, table))
        return cpy_raise(), -1;
    return cpy_draw_field(w, at->block, "items", pointer, (int64_t)sizeof(void *), false, table,
                          "0x%llx", (unsigned long long)(uintptr_t)list->ob_item)
               ? -1
               : table;
}

static int link_items(cpy_walk *w, cpy_waiting *at)
{
    PyObject *items = items_of(at->object);
    w->snapshot = items;
    int from = at->block, status = items ? 0 : -1;
    Py_ssize_t n = items ? PyList_GET_SIZE(items) : 0;
    at->kept = at->kept < n ? at->kept : n; /* it may have been changed since */
    if (items && PyList_Check(at->object)) {
        from = table_block(w, at, items);
        status = from < 0 ? -1 : 0;
        if (!((PyListObject *)at->object)->ob_item)
            n = 0;
    }
    for (Py_ssize_t i = 0; i < n && i < PyList_GET_SIZE(items) && !status; i++) {
        if (left_out(i, n, at->kept))
            continue;
        int target = cpy_draw_found(w, PyList_GET_ITEM(items, i), 0);
        if (target < 0)
            status = -1;
        else if (ct_memory_add_link(w->graph, from, i, target))
            status = (cpy_raise(), -1);
    }
    w->snapshot = NULL;
    Py_XDECREF(items);
    return status;
}

/* -- the whole ----------------------------------------------------------------------------------
 */

static int add_root(cpy_walk *w, Py_ssize_t i, PyObject *names)
{
    PyObject *object = PyTuple_GET_ITEM(w->roots, i), *base = cpy_draw_base(object);
    bool named = false;
    for (Py_ssize_t k = 0; base && k < PyTuple_GET_SIZE(w->roots); k++)
        named |= PyTuple_GET_ITEM(w->roots, k) == base;
    int status = named && cpy_draw_found(w, base, 1) < 0 ? -1 : 0; /* a view knows its base */
    Py_XDECREF(base);
    if (status || PyErr_Occurred())
        return -1;
    const char *name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(names, i));
    int block = name ? cpy_draw_found(w, object, 0) : -1;
    if (block < 0)
        return -1;
    return ct_memory_add_name(w->graph, name, block) ? (cpy_raise(), -1) : 0;
}

ct_memory_graph *cpy_draw_graph(PyObject *objects, PyObject *names, Py_ssize_t most)
{
    cpy_walk w = {.graph = ct_memory_new(), .roots = objects, .most = most};
    int status = w.graph ? 0 : (cpy_raise(), -1);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(objects) && !status; i++)
        status = add_root(&w, i, names);
    for (Py_ssize_t i = 0; i < w.queued && !status; i++) {
        cpy_waiting at = w.queue[i]; /* a copy: the queue may move */
        status = link_items(&w, &at);
    }
    for (Py_ssize_t i = 0; i < w.queued; i++)
        Py_DECREF(w.queue[i].object);
    PyMem_Free(w.queue);
    if (!status)
        return w.graph;
    ct_memory_free(w.graph);
    return NULL;
}
