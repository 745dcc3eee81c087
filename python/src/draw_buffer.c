/* draw_buffer.c: arrays that are not Carton's, and other objects that lend their memory: NumPy's
 * arrays (by __array_interface__ and base, without NumPy), bytearray, memoryview, array.array,
 * mmap.
 *
 * A view's buffer is the memory of the object at the end of its chain of bases, so that all views
 * over it meet in one block. Memory that no such object accounts for is drawn as far as the view
 * reaches. */
#include "draw.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

typedef struct view {
    char *data;
    int ndim;
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM], itemsize, size;
    bool readonly;
    char dtype[64];
} view;

typedef struct memory {
    const char *address;
    int64_t bytes, used;
    ct_block_owner owner;
} memory;

static bool derives(PyObject *object, const char *name)
{
    PyObject *bases = Py_TYPE(object)->tp_mro;
    for (Py_ssize_t i = 0; bases && i < PyTuple_GET_SIZE(bases); i++)
        if (!strcmp(((PyTypeObject *)PyTuple_GET_ITEM(bases, i))->tp_name, name))
            return true;
    return false;
}

static bool is_numpy(PyObject *object)
{
    return derives(object, "numpy.ndarray");
}

static bool has_interface(PyObject *object)
{
    if (is_numpy(object))
        return true;
    if (PyType_Check(object) || CPY_IS_SCALAR(object) || derives(object, "numpy.generic"))
        return false;
    PyObject *found = PyObject_GetAttrString(object, "__array_interface__");
    bool dict = found && PyDict_Check(found);
    Py_XDECREF(found);
    PyErr_Clear();
    return dict;
}

bool cpy_draw_is_memory(PyObject *object)
{
    if (PyBytes_Check(object) || CPY_IS_SCALAR(object) || derives(object, "numpy.generic"))
        return false; /* boxes */
    return PyObject_CheckBuffer(object) || has_interface(object);
}

/* -- reading ------------------------------------------------------------------------------------
 */

static bool read_axes(PyObject *tuple, int64_t *out, int *n)
{
    if (!tuple || !PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) > CT_MAX_NDIM)
        return false;
    *n = (int)PyTuple_GET_SIZE(tuple);
    for (int k = 0; k < *n; k++) {
        out[k] = (int64_t)PyLong_AsLongLong(PyTuple_GET_ITEM(tuple, k));
        if (PyErr_Occurred())
            return false;
    }
    return true;
}

static void fill_strides(view *v)
{
    int64_t step = v->itemsize;
    for (int k = v->ndim; k-- > 0; step *= v->shape[k] > 0 ? v->shape[k] : 1)
        v->strides[k] = step;
}

/* The type as text: str(object.dtype), the name of Carton's dtype, or else what is given. */
static void read_dtype(PyObject *object, const char *otherwise, char out[64])
{
    PyObject *dtype = PyObject_GetAttrString(object, "dtype");
    PyObject *text = dtype ? PyObject_Str(dtype) : NULL;
    const char *utf8 = text ? PyUnicode_AsUTF8(text) : NULL;
    PyErr_Clear();
    ct_array *a = utf8 ? NULL : cpy_array_from_foreign(object);
    if (a)
        otherwise = ct_dtype_name(ct_dtype_of(a));
    else
        PyErr_Clear();
    bool fits = utf8 && strlen(utf8) < 64;
    PyOS_snprintf(out, 64, "%.40s", otherwise);
    if (fits)
        strcpy(out, utf8);
    ct_release(a);
    Py_XDECREF(text);
    Py_XDECREF(dtype);
}

static bool read_interface(PyObject *object, view *v)
{
    PyObject *face = PyObject_GetAttrString(object, "__array_interface__");
    bool good = face && PyDict_Check(face);
    PyObject *data = good ? PyDict_GetItemString(face, "data") : NULL;
    PyObject *type = good ? PyDict_GetItemString(face, "typestr") : NULL;
    /* Contiguous arrays have None in their interface, and in NumPy the attribute all the same. */
    PyObject *strides = good && is_numpy(object) ? PyObject_GetAttrString(object, "strides")
                        : good                   ? Py_XNewRef(PyDict_GetItemString(face, "strides"))
                                                 : NULL;
    const char *code = type && PyUnicode_Check(type) ? PyUnicode_AsUTF8(type) : NULL;
    int axes;
    good = code && strlen(code) > 1 && data && PyTuple_Check(data) && PyTuple_GET_SIZE(data) == 2 &&
           read_axes(PyDict_GetItemString(face, "shape"), v->shape, &v->ndim);
    if (good) {
        v->itemsize = code[1] == 'O' ? (int64_t)sizeof(PyObject *)
                                     : strtoll(code + 2, NULL, 10) * (code[1] == 'U' ? 4 : 1);
        v->data = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
        v->readonly = PyObject_IsTrue(PyTuple_GET_ITEM(data, 1)) != 0;
        read_dtype(object, code, v->dtype);
        fill_strides(v);
        if (strides && strides != Py_None)
            good = read_axes(strides, v->strides, &axes) && axes == v->ndim;
    }
    Py_XDECREF(strides);
    Py_XDECREF(face);
    good = good && !PyErr_Occurred() && v->itemsize > 0;
    PyErr_Clear();
    return good;
}

static bool read_buffer(PyObject *object, view *v)
{
    Py_buffer b;
    if (PyObject_GetBuffer(object, &b, PyBUF_FULL_RO)) {
        PyErr_Clear();
        return false;
    }
    bool good = b.ndim <= CT_MAX_NDIM && b.itemsize > 0 && !b.suboffsets;
    if (good) {
        v->data = b.buf;
        v->ndim = b.ndim;
        v->itemsize = b.itemsize;
        v->readonly = b.readonly;
        for (int k = 0; k < b.ndim; k++)
            v->shape[k] = b.shape ? b.shape[k] : b.len / b.itemsize;
        fill_strides(v);
        for (int k = 0; k < b.ndim && b.strides; k++)
            v->strides[k] = b.strides[k];
        read_dtype(object, b.format ? b.format : "B", v->dtype);
    }
    PyBuffer_Release(&b);
    return good;
}

static bool read_view(PyObject *object, view *v)
{
    bool good = has_interface(object) ? read_interface(object, v) : read_buffer(object, v);
    v->size = 1;
    for (int k = 0; good && k < v->ndim; k++)
        v->size *= v->shape[k];
    return good;
}

/* The bytes from the first to the last that the view reaches. */
static memory reach(const view *v)
{
    int64_t low = 0, high = v->itemsize;
    for (int k = 0; k < v->ndim; k++) {
        int64_t step = v->strides[k] * (v->shape[k] - 1);
        *(step < 0 ? &low : &high) += step;
    }
    if (!v->size)
        low = high = 0;
    return (memory){v->data + low, high - low, high - low, CT_OWNER_FOREIGN};
}

/* -- whose memory it is -------------------------------------------------------------------------
 */

PyObject *cpy_draw_base(PyObject *object)
{
    PyObject *base = NULL;
    if (PyMemoryView_Check(object))
        base = Py_XNewRef(PyMemoryView_GET_BUFFER(object)->obj);
    else if (CPY_IS_ARRAY(object) || has_interface(object))
        base = PyObject_GetAttrString(object, "base");
    PyErr_Clear();
    if (base == Py_None)
        Py_CLEAR(base);
    return base;
}

static bool owns_data(PyObject *object)
{
    PyObject *flags = PyObject_GetAttrString(object, "flags");
    PyObject *own = flags ? PyObject_GetAttrString(flags, "owndata") : NULL;
    bool owns = own && PyObject_IsTrue(own) == 1;
    Py_XDECREF(own);
    Py_XDECREF(flags);
    PyErr_Clear();
    return owns;
}

/* The memory that an object at the end of a chain of bases has. */
static bool memory_of(PyObject *object, memory *out)
{
    view v;
    Py_buffer b;
    if (has_interface(object)) {
        if (!read_view(object, &v))
            return false;
        *out = reach(&v);
        if (owns_data(object))
            out->owner = CT_OWNER_SELF;
        return true;
    }
    if (PyObject_GetBuffer(object, &b, PyBUF_SIMPLE)) {
        PyErr_Clear();
        return false;
    }
    *out = (memory){b.buf, b.len, b.len, CT_OWNER_SELF};
    PyBuffer_Release(&b);
    cpy_size size;
    if (derives(object, "mmap.mmap")) {
        out->owner = CT_OWNER_MAPPED;
    } else if (PyByteArray_Check(object)) {
        const PyByteArrayObject *array = (const PyByteArrayObject *)object;
        out->bytes = array->ob_alloc - (array->ob_start - array->ob_bytes);
    } else if (derives(object, "array.array") && !cpy_draw_size(object, &size)) {
        out->bytes =
            size.bytes - Py_TYPE(object)->tp_basicsize; /* __sizeof__ tells what is spare */
    }
    if (out->bytes < out->used)
        out->bytes = out->used;
    return true;
}

static bool lies_in(const memory *inner, const memory *outer)
{
    return inner->address >= outer->address &&
           inner->address + inner->bytes <= outer->address + outer->bytes;
}

/* Where the view lies: the block of the buffer, without cells when it is new; -1 raises. */
static int buffer_block(cpy_walk *w, PyObject *object, const view *v)
{
    memory inner = reach(v), outer;
    PyObject *owner = Py_NewRef(object), *base;
    for (int steps = 0; steps < 64 && !CPY_IS_ARRAY(owner) && (base = cpy_draw_base(owner));
         steps++)
        Py_SETREF(owner, base);
    int block = -1;
    if (CPY_IS_ARRAY(owner)) {
        const ct_memory_block *blocks;
        int record = cpy_draw_carton(w, owner, 1);
        ct_memory_blocks(w->graph, &blocks);
        if (record < 0 || blocks[record].nlinks) {
            Py_DECREF(owner);
            return record < 0 ? -1 : blocks[record].links[0].target;
        }
    }
    if (memory_of(owner, &outer) && lies_in(&inner, &outer))
        inner = outer;
    const ct_memory_block given = {.role = CT_BLOCK_BUFFER,
                                   .owner = inner.owner,
                                   .address = inner.address,
                                   .bytes = inner.bytes,
                                   .slots = inner.bytes,
                                   .used = inner.used,
                                   .refs = -1,
                                   .base = -1};
    block = ct_memory_add_block(w->graph, &given);
    Py_DECREF(owner);
    return block < 0 ? (cpy_raise(), -1) : block;
}

/* The pointers of an array of objects, in hexadecimal. */
static ct_status fill_pointers(cpy_walk *w, int buffer)
{
    enum { END = 64 };
    const ct_memory_block *blocks;
    ct_memory_blocks(w->graph, &blocks);
    PyObject *const *items = blocks[buffer].address;
    int64_t n = blocks[buffer].used / (int64_t)sizeof *items;
    /* No cells yet, but their size. */
    ct_status status = ct_memory_add_cells(w->graph, buffer, CT_UINT64, items, 0);
    for (int64_t i = 0; i < n && !status; i++) {
        char text[24];
        i = i == END && n > 2 * END ? n - END : i;
        PyOS_snprintf(text, sizeof text, "0x%llx", (unsigned long long)(uintptr_t)items[i]);
        status = ct_memory_add_cell(w->graph, buffer,
                                    &(ct_memory_cell){i, text, (const unsigned char *)&items[i]});
    }
    return status;
}

/* The elements, where Carton has their dtype. */
static int fill_cells(cpy_walk *w, PyObject *object, int buffer, const view *v)
{
    const ct_memory_block *blocks;
    ct_memory_blocks(w->graph, &blocks);
    const ct_memory_block b = blocks[buffer];
    bool blank = !b.ncells && !b.dtype && b.used;
    ct_status status = CT_OK;
    if (blank && !strcmp(v->dtype, "object")) {
        status = fill_pointers(w, buffer);
    } else if (blank) {
        ct_array *a = cpy_array_from_foreign(object);
        const ct_dtype *dtype = a ? ct_dtype_of(a) : NULL;
        if (!a)
            PyErr_Clear(), ct_error_take(NULL);
        else if (ct_dtype_itemsize(dtype) == v->itemsize && (char *)ct_data(a) == v->data)
            status = ct_memory_add_cells(w->graph, buffer, dtype, b.address, b.used / v->itemsize);
        ct_release(a);
    }
    return status ? (cpy_raise(), -1) : 0;
}

/* -- the record ---------------------------------------------------------------------------------
 */

/* Where NumPy keeps the members of an array: PyArrayObject_fields of its C API, unchanged since
 * 1.7. */
enum {
    NP_DATA = 16,
    NP_NDIM = 24,
    NP_SHAPE = 32,
    NP_STRIDES = 40,
    NP_BASE = 48,
    NP_DTYPE = 56,
    NP_FLAGS = 64
};

static void axes_text(char out[CT_MAX_NDIM * 22 + 4], int n, const int64_t *values)
{
    char *at = out;
    *at++ = '(';
    for (int k = 0; k < n; k++)
        at += sprintf(at, k ? ", %lld" : "%lld", (long long)values[k]);
    strcpy(at, n == 1 ? ",)" : ")");
}

static int record_fields(cpy_walk *w, int block, PyObject *object, const view *v, int buffer,
                         int64_t offset)
{
    char shape[CT_MAX_NDIM * 22 + 4], strides[CT_MAX_NDIM * 22 + 4], in[32] = "";
    bool numpy = is_numpy(object),
         owner = has_interface(object) ? owns_data(object) : !PyMemoryView_Check(object);
    axes_text(shape, v->ndim, v->shape);
    axes_text(strides, v->ndim, v->strides);
    if (offset)
        PyOS_snprintf(in, sizeof in, ", +%lld in", (long long)offset);
    PyObject *base = cpy_draw_base(object);
    const struct {
        const char *name;
        int at, bytes;
        bool detail;
    } places[] = {{"shape", NP_SHAPE, 8, false},     {"dtype", NP_DTYPE, 8, false},
                  {"strides", NP_STRIDES, 8, false}, {"flags", NP_FLAGS, 4, false},
                  {"data", NP_DATA, 8, false},       {"base", NP_BASE, 8, !base},
                  {"ndim", NP_NDIM, 4, true}};
    int status = 0;
#define FIELD(i, target, ...)                                                                      \
    status = status ? status                                                                       \
                    : cpy_draw_field(w, block, places[i].name, numpy ? places[i].at : 0,           \
                                     numpy ? places[i].bytes : 0, places[i].detail, target,        \
                                     __VA_ARGS__)
    FIELD(0, -1, "%s", shape);
    FIELD(1, -1, "%s, %lld byte%s", v->dtype, (long long)v->itemsize, v->itemsize == 1 ? "" : "s");
    FIELD(2, -1, "%s bytes", strides);
    FIELD(3, -1, "%s%s", owner ? "OWNDATA " : "", v->readonly ? "read-only" : "WRITEABLE");
    FIELD(4, buffer, "0x%llx%s", (unsigned long long)(uintptr_t)v->data, in);
    if (base)
        FIELD(5, -1, "%.60s at 0x%llx", Py_TYPE(base)->tp_name,
              (unsigned long long)(uintptr_t)base);
    else
        FIELD(5, -1, "none");
    FIELD(6, -1, "%d", v->ndim);
#undef FIELD
    Py_XDECREF(base);
    return status;
}

int cpy_draw_memory(cpy_walk *w, PyObject *object, Py_ssize_t own)
{
    view v;
    cpy_size size;
    if (cpy_draw_size(object, &size))
        return -1;
    int64_t refs = cpy_draw_refs(w, object, own);
    bool readable = read_view(object, &v);
    int buffer = readable ? buffer_block(w, object, &v) : -1;
    if (readable && (buffer < 0 || fill_cells(w, object, buffer, &v)))
        return -1;
    const ct_memory_block *blocks;
    ct_memory_blocks(w->graph, &blocks);
    const char *name = Py_TYPE(object)->tp_name;
    ct_memory_block block = {.role = readable ? CT_BLOCK_ARRAY : CT_BLOCK_BOX,
                             .address = object,
                             .title = name,
                             .text = readable ? NULL : "memory that cannot be read",
                             .bytes = size.bytes,
                             .left_out_bytes = size.before,
                             .refs = refs,
                             .base = -1};
    if (readable) {
        PyObject *base = cpy_draw_base(object);
        block.dtype = v.dtype;
        block.itemsize = v.itemsize;
        block.ndim = v.ndim;
        block.shape = v.shape;
        block.strides = v.strides;
        block.offset = v.data - (const char *)blocks[buffer].address;
        const void *record = base && CPY_IS_ARRAY(base) ? (const void *)CPY_ARRAY(base) : base;
        for (int i = 0, n = ct_memory_blocks(w->graph, NULL); base && i < n; i++)
            if (blocks[i].role == CT_BLOCK_ARRAY && blocks[i].address == record)
                block.base = i;
        Py_XDECREF(base);
        /* __sizeof__ of an owner counts its elements too: they have their own block. */
        bool counts = has_interface(object) ? owns_data(object) : !PyMemoryView_Check(object);
        if (counts && block.bytes >= blocks[buffer].bytes + (int64_t)sizeof(PyObject))
            block.bytes -= blocks[buffer].bytes;
    }
    int known = ct_memory_blocks(w->graph, NULL), index = ct_memory_add_block(w->graph, &block);
    if (index < 0)
        return cpy_raise(), -1;
    if (index < known)
        return index;
    if (readable && ct_memory_add_link(w->graph, index, 0, buffer))
        return cpy_raise(), -1;
    if (readable && record_fields(w, index, object, &v, buffer, block.offset))
        return -1;
    return cpy_draw_header(w, index, object, &size) ? -1 : index;
}
