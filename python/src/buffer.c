/* buffer.c: memory shared with other objects: the buffer protocol (PEP 3118), __array_interface__
 * and __array__, both ways.
 *
 * What is exported is a view of the array: its shape and strides stay as they were whatever
 * happens to the array, and the shared buffer refuses to be resized. What is imported is held by
 * the buffer of the new array and given back with it, which may happen without the GIL. */
#include "array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* -- exporting -----------------------------------------------------------------------------------
 */

typedef struct export
{
    ct_array *view;
    char format[24];
}
export;

static void write_format(const ct_dtype *dtype, char *out, size_t size)
{
    long long items = ct_dtype_itemsize(dtype);
    switch (ct_dtype_num(dtype)) {
    case CT_NUM_COMPLEX64:
        snprintf(out, size, "Zf");
        break;
    case CT_NUM_COMPLEX128:
        snprintf(out, size, "Zd");
        break;
    case CT_NUM_STR:
        snprintf(out, size, "%lldw", items / 4);
        break;
    case CT_NUM_BYTES:
        snprintf(out, size, "%llds", items);
        break;
    default:
        snprintf(out, size, "%c", ct_dtype_char(dtype));
    }
}

/* NumPy's refusals, in its order; NULL when the array can be shared as asked. */
static const char *refusal(unsigned have, int flags)
{
    bool c = have & CT_C_CONTIGUOUS, f = have & CT_F_CONTIGUOUS;
    if ((flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS && !c)
        return "ndarray is not C-contiguous";
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && !f)
        return "ndarray is not Fortran contiguous";
    if ((flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS && !c && !f)
        return "ndarray is not contiguous";
    if ((flags & PyBUF_STRIDES) != PyBUF_STRIDES && !c)
        return "ndarray is not C-contiguous";
    if ((flags & PyBUF_WRITABLE) == PyBUF_WRITABLE && !(have & CT_WRITEABLE))
        return "buffer source array is read-only";
    return NULL;
}

static int get_buffer(PyObject *self, Py_buffer *out, int flags)
{
    const ct_array *a = CPY_ARRAY(self);
    const char *refused = refusal(ct_flags(a), flags);
    out->obj = NULL;
    if (refused) {
        PyErr_SetString(strstr(refused, "read-only") ? PyExc_ValueError : PyExc_BufferError,
                        refused);
        return -1;
    }
    export *shared = PyMem_Malloc(sizeof *shared);
    if (!shared) {
        PyErr_NoMemory();
        return -1;
    }
    shared->view = ct_view(a);
    if (!shared->view) {
        PyMem_Free(shared);
        cpy_raise();
        return -1;
    }
    write_format(ct_dtype_of(a), shared->format, sizeof shared->format);
    bool shaped = flags & PyBUF_ND, strided = (flags & PyBUF_STRIDES) == PyBUF_STRIDES;
    *out = (Py_buffer){
        .buf = (void *)(uintptr_t)ct_data(a),
        .obj = Py_NewRef(self),
        .len = (Py_ssize_t)ct_nbytes(a),
        .itemsize = (Py_ssize_t)ct_dtype_itemsize(ct_dtype_of(a)),
        .readonly = !(ct_flags(a) & CT_WRITEABLE),
        .ndim = shaped ? ct_ndim(a) : 1,
        .format = flags & PyBUF_FORMAT ? shared->format : NULL,
        .shape = shaped && ct_ndim(a) ? (Py_ssize_t *)(uintptr_t)ct_shape(shared->view) : NULL,
        .strides = strided && ct_ndim(a) ? (Py_ssize_t *)(uintptr_t)ct_strides(shared->view) : NULL,
        .internal = shared,
    };
    return 0;
}

static void release_buffer(PyObject *self, Py_buffer *buffer)
{
    export *shared = buffer->internal;
    ct_release(shared->view);
    PyMem_Free(shared);
}

PyBufferProcs cpy_array_buffer = {.bf_getbuffer = get_buffer, .bf_releasebuffer = release_buffer};

/* -- importing: formats --------------------------------------------------------------------------
 */

static bool big_endian(void)
{
    const union {
        uint16_t word;
        unsigned char first;
    } probe = {1};
    return probe.first == 0;
}

/* Type numbers of C's integers by size. */
static int integer_of(size_t size, bool is_signed)
{
    static const int8_t numbers[9][2] = {[1] = {CT_NUM_UINT8, CT_NUM_INT8},
                                         [2] = {CT_NUM_UINT16, CT_NUM_INT16},
                                         [4] = {CT_NUM_UINT32, CT_NUM_INT32},
                                         [8] = {CT_NUM_UINT64, CT_NUM_INT64}};
    return numbers[size][is_signed];
}

/* The type number of a one-letter code of the struct module; -1 for others. `standard` sizes are
 * those after '=', '<', '>' and '!'. */
static int number_of(char code, bool standard)
{
    switch (code) {
    case '?':
        return CT_NUM_BOOL;
    case 'b':
    case 'B':
        return integer_of(1, code == 'b');
    case 'h':
    case 'H':
        return integer_of(2, code == 'h');
    case 'i':
    case 'I':
        return integer_of(4, code == 'i');
    case 'l':
    case 'L':
        return integer_of(standard ? 4 : sizeof(long), code == 'l');
    case 'q':
    case 'Q':
        return integer_of(8, code == 'q');
    case 'n':
    case 'N':
        return standard ? -1 : integer_of(sizeof(size_t), code == 'n');
    case 'e':
        return CT_NUM_FLOAT16;
    case 'f':
        return CT_NUM_FLOAT32;
    case 'd':
        return CT_NUM_FLOAT64;
    default:
        return -1;
    }
}

/* The dtype of a PEP 3118 format of one item, and whether its bytes are in the other order. Owned;
 * NULL without an exception when Carton has no such dtype. */
static const ct_dtype *read_format(const char *format, Py_ssize_t itemsize, bool *swapped)
{
    bool standard = false;
    *swapped = false;
    if (!format)
        format = "B";
    if (*format && strchr("@=<>!^", *format)) {
        standard = !strchr("@^", *format);
        *swapped = strchr(">!", *format) ? !big_endian() : *format == '<' && big_endian();
        format++;
    }
    char *end;
    unsigned long long count = strtoull(format, &end, 10);
    if (end == format)
        count = 1;
    bool complex = *end == 'Z';
    end += complex;
    int number = -1;
    if (*end == '\0' || end[1] != '\0')
        return NULL;
    if (*end == 's' || *end == 'c')
        return ct_dtype_text(CT_NUM_BYTES, itemsize);
    if (*end == 'w')
        return ct_dtype_text(CT_NUM_STR, itemsize / 4);
    if (count == 1)
        number = number_of(*end, standard);
    if (complex)
        number = number == CT_NUM_FLOAT32   ? CT_NUM_COMPLEX64
                 : number == CT_NUM_FLOAT64 ? CT_NUM_COMPLEX128
                                            : -1;
    const ct_dtype *dtype = number < 0 ? NULL : ct_dtype_builtin((ct_type_num)number);
    return dtype && ct_dtype_itemsize(dtype) == itemsize ? dtype : NULL;
}

/* -- importing: memory ---------------------------------------------------------------------------
 */

void cpy_give_back(void *owner)
{
#if PY_VERSION_HEX >= 0x030D0000
    if (Py_IsFinalizing())
        return; /* nobody is left to take it */
#else
    if (_Py_IsFinalizing())
        return;
#endif
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_DECREF((PyObject *)owner);
    PyGILState_Release(gil);
}

/* A view with the axes of negative stride turned round. Takes `a`. */
static ct_array *turned(CT_TAKE ct_array *a, int ndim, const int64_t *shape, const int64_t *strides)
{
    ct_index list[CT_MAX_NDIM + 1];
    bool any = false;
    for (int i = 0; i < ndim; i++) {
        bool back = strides[i] < 0 && shape[i] > 1;
        list[i] = ct_every(back ? -1 : 1);
        any |= back;
    }
    list[ndim] = ct_end;
    if (!a || !any)
        return a;
    ct_array *view = ct_index_get(a, list);
    ct_release(a);
    return view;
}

/* The span of bytes that shape and strides reach around the first element: [*low, *high). False
 * when no memory is that large. */
static bool reach(const cpy_memory *m, const int64_t *strides, int64_t *low, int64_t *high)
{
    int64_t least = 0, most = ct_dtype_itemsize(m->dtype);
    bool empty = false;
    for (int i = 0; i < m->ndim; i++)
        empty |= m->shape[i] <= 0; /* below 0 is refused with the shape */
    for (int i = 0; !empty && i < m->ndim; i++) {
        int64_t step;
        if (__builtin_mul_overflow(m->shape[i] - 1, strides[i], &step) ||
            __builtin_add_overflow(step < 0 ? least : most, step, step < 0 ? &least : &most))
            return false;
    }
    *low = empty ? 0 : least;
    *high = empty ? 0 : most;
    return !__builtin_sub_overflow(*high, *low, &most);
}

/* Steps from one element to the next in C order; those of a too large array are refused later. */
static void c_strides(const cpy_memory *m, int64_t *strides)
{
    uint64_t step = (uint64_t)ct_dtype_itemsize(m->dtype);
    for (int i = m->ndim - 1; i >= 0; i--) {
        strides[i] = (int64_t)step;
        step *= m->shape[i] > 0 ? (uint64_t)m->shape[i] : 1;
    }
}

ct_array *cpy_array_over(const cpy_memory *m)
{
    static char nothing[64]; /* where an array without elements points */
    int64_t strides[CT_MAX_NDIM], forward[CT_MAX_NDIM], low, high;
    const char *refused = NULL;
    if (m->ndim > CT_MAX_NDIM) {
        PyErr_Format(PyExc_ValueError, "an array has at most %d axes, not %d", CT_MAX_NDIM,
                     m->ndim);
        cpy_give_back(m->owner);
        return NULL;
    }
    if (m->strides)
        memcpy(strides, m->strides, sizeof *strides * (size_t)m->ndim);
    else
        c_strides(m, strides);
    if (!reach(m, strides, &low, &high))
        refused = "array is too big";
    else if (m->known && (low < -m->before || high > m->after))
        refused = "buffer is smaller than requested size";
    else if (!m->data && high > low)
        refused = "elements at address 0";
    for (int i = 0; !refused && i < m->ndim; i++) /* of the view that is turned round below */
        forward[i] = strides[i] < 0 && m->shape[i] > 1 ? -strides[i] : strides[i];
    if (refused) {
        PyErr_SetString(PyExc_ValueError, refused);
        cpy_give_back(m->owner);
        return NULL;
    }
    char *start = m->data ? (char *)m->data + low : nothing;
    ct_array *a = ct_from_memory(start, high - low, m->ndim, m->shape, forward, m->dtype,
                                 m->writeable, cpy_give_back, m->owner);
    if (m->strides)
        a = turned(a, m->ndim, m->shape, strides);
    return a ? a : cpy_raise();
}

static void swap_units(char *p, int64_t count, int64_t unit)
{
    for (int64_t i = 0; i < count; i++, p += unit)
        for (int64_t j = 0; j < unit / 2; j++) {
            char byte = p[j];
            p[j] = p[unit - 1 - j];
            p[unit - 1 - j] = byte;
        }
}

/* A copy with the bytes of each number the other way round. Takes `a`. */
static ct_array *swapped_copy(CT_TAKE ct_array *a)
{
    ct_array *copy = a ? ct_copy(a, CT_ORDER_K) : NULL;
    ct_release(a);
    if (!copy)
        return cpy_raise();
    const ct_dtype *dtype = ct_dtype_of(copy);
    char kind = ct_dtype_kind(dtype);
    int64_t unit = kind == 'U'   ? 4
                   : kind == 'c' ? ct_dtype_itemsize(dtype) / 2
                   : kind == 'S' ? 1
                                 : ct_dtype_itemsize(dtype);
    swap_units(ct_data_mut(copy), ct_nbytes(copy) / (unit ? unit : 1), unit);
    return copy;
}

/* Finishes an import: owner is taken, the dtype (owned) too. */
static ct_array *import(cpy_memory *m, bool swapped)
{
    ct_array *a = cpy_array_over(m);
    ct_release(m->dtype);
    return a && swapped ? swapped_copy(a) : a;
}

/* -- importing: the buffer protocol --------------------------------------------------------------
 */

/* The memory of an object with the buffer protocol, held by a memoryview. */
static ct_array *from_buffer(PyObject *object)
{
    PyObject *view = PyMemoryView_FromObject(object);
    if (!view)
        return NULL;
    const Py_buffer *b = PyMemoryView_GET_BUFFER(view);
    bool swapped;
    const ct_dtype *dtype = NULL;
    if (b->suboffsets)
        PyErr_SetString(PyExc_BufferError, "carton: a buffer with suboffsets cannot be an array");
    else if (!(dtype = read_format(b->format, b->itemsize, &swapped)) && !ct_error_pending())
        PyErr_Format(PyExc_TypeError, "carton has no dtype for the buffer format '%s'",
                     b->format ? b->format : "B");
    if (!dtype) {
        Py_DECREF(view);
        return PyErr_Occurred() ? NULL : cpy_raise();
    }
    cpy_memory m = {.data = b->buf,
                    .ndim = b->ndim,
                    .shape = (const int64_t *)b->shape,
                    .strides = (const int64_t *)b->strides,
                    .dtype = dtype,
                    .writeable = !b->readonly,
                    .owner = view};
    return import(&m, swapped);
}

/* -- importing: __array_interface__ --------------------------------------------------------------
 */

static int read_lengths(PyObject *object, const char *name, int64_t *out)
{
    if (!object || !PyTuple_Check(object) || PyTuple_GET_SIZE(object) > CT_MAX_NDIM) {
        PyErr_Format(PyExc_TypeError,
                     "Invalid %s in __array_interface__: a tuple of ints is expected", name);
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); i++) {
        out[i] = PyLong_AsLongLong(PyTuple_GET_ITEM(object, i));
        if (out[i] == -1 && PyErr_Occurred())
            return -1;
    }
    return (int)PyTuple_GET_SIZE(object);
}

/* 'data': (address, read-only), or an object with the buffer protocol. */
static int read_data(PyObject *data, PyObject *offset, cpy_memory *m)
{
    if (PyTuple_Check(data) && PyTuple_GET_SIZE(data) == 2) {
        m->data = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
        int readonly = PyObject_IsTrue(PyTuple_GET_ITEM(data, 1));
        m->writeable = !readonly;
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *view = PyMemoryView_FromObject(data);
    if (!view)
        return -1;
    const Py_buffer *b = PyMemoryView_GET_BUFFER(view);
    Py_ssize_t start = offset ? PyLong_AsSsize_t(offset) : 0;
    if (start < 0 || start > b->len || !PyBuffer_IsContiguous(b, 'A')) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "offset in __array_interface__ is outside its data");
        Py_DECREF(view);
        return -1;
    }
    m->data = (char *)b->buf + start;
    m->known = true;
    m->before = start;
    m->after = b->len - start;
    m->writeable = !b->readonly;
    PyObject *both = PyTuple_Pack(2, m->owner, view);
    Py_DECREF(view);
    if (both) {
        Py_DECREF(m->owner);
        m->owner = both;
    }
    return both && !PyErr_Occurred() ? 0 : -1;
}

/* `interface` is a dict that nobody else has: what is read from it stays. */
static ct_array *from_private_interface(PyObject *object, PyObject *interface)
{
    int64_t shape[CT_MAX_NDIM], strides[CT_MAX_NDIM];
    PyObject *typestr = PyDict_GetItemString(interface, "typestr");
    PyObject *data = PyDict_GetItemString(interface, "data");
    PyObject *steps = PyDict_GetItemString(interface, "strides");
    const char *text = typestr && PyUnicode_Check(typestr) ? PyUnicode_AsUTF8(typestr) : NULL;
    if (!text) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "Missing __array_interface__ typestr");
        return NULL;
    }
    cpy_memory m = {.shape = shape, .owner = Py_NewRef(object)};
    PyObject *lengths = PyDict_GetItemString(interface, "shape");
    if (!lengths)
        PyErr_SetString(PyExc_ValueError, "Missing __array_interface__ shape");
    m.ndim = lengths ? read_lengths(lengths, "shape", shape) : -1;
    if (m.ndim < 0)
        goto failed;
    if (steps && steps != Py_None) {
        m.strides = strides;
        if (read_lengths(steps, "strides", strides) != m.ndim) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "mismatch in length of strides and shape");
            goto failed;
        }
    }
    if (read_data(data && data != Py_None ? data : object,
                  PyDict_GetItemString(interface, "offset"), &m) < 0)
        goto failed;
    if (!(m.dtype = ct_dtype_parse(text))) {
        cpy_raise();
        goto failed;
    }
    return import(&m, *text == (big_endian() ? '<' : '>'));
failed:
    Py_DECREF(m.owner);
    return NULL;
}

static ct_array *from_interface(PyObject *object, PyObject *interface)
{
    if (!PyDict_Check(interface)) {
        PyErr_SetString(PyExc_ValueError, "Invalid __array_interface__ value, must be a dict");
        return NULL;
    }
    PyObject *copy = PyDict_Copy(interface);
    ct_array *a = copy ? from_private_interface(object, copy) : NULL;
    Py_XDECREF(copy);
    return a;
}

/* -- importing: whatever it offers ---------------------------------------------------------------
 */

/* An attribute, or NULL; -1 through *failed for errors other than AttributeError. New reference. */
static PyObject *offered(PyObject *object, const char *name)
{
    PyObject *value = PyObject_GetAttrString(object, name);
    if (!value && PyErr_ExceptionMatches(PyExc_AttributeError))
        PyErr_Clear();
    return value;
}

/* object.__array__(): an array of NumPy's or Carton's. */
static ct_array *from_method(PyObject *object, PyObject *method)
{
    PyObject *made = PyObject_CallNoArgs(method);
    if (!made)
        return NULL;
    ct_array *a = NULL;
    if (CPY_IS_ARRAY(made))
        a = ct_retain(CPY_ARRAY(made));
    else if (made != object &&
             (PyObject_CheckBuffer(made) || PyObject_HasAttrString(made, "__array_interface__")))
        a = cpy_array_from_foreign(made);
    else
        PyErr_SetString(PyExc_ValueError, "object __array__ method not producing an array");
    Py_DECREF(made);
    return a;
}

/* By the names of its types, so that NumPy need not be there. */
bool cpy_is_numpy_scalar(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    if (strncmp(type->tp_name, "numpy.", 6) || PyUnicode_Check(object) || PyBytes_Check(object))
        return false;
    PyObject *bases = type->tp_mro;
    for (Py_ssize_t i = 1; bases && i < PyTuple_GET_SIZE(bases); i++)
        if (!strcmp(((PyTypeObject *)PyTuple_GET_ITEM(bases, i))->tp_name, "numpy.generic"))
            return true;
    return false;
}

ct_array *cpy_array_from_foreign(PyObject *object)
{
    if (PyObject_CheckBuffer(object)) {
        ct_array *a = from_buffer(object);
        if (a ||
            !PyErr_ExceptionMatches(PyExc_ValueError)) /* NumPy's word for a dtype without one */
            return a;
        PyErr_Clear();
    }
    static const struct {
        const char *name;
        ct_array *(*import)(PyObject *object, PyObject *value);
    } ways[] = {{"__array_interface__", from_interface},
                {"__array__", from_method},
                {"__dlpack__", cpy_from_dlpack}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        PyObject *value = offered(object, ways[i].name);
        if (value) {
            ct_array *a = ways[i].import(object, value);
            Py_DECREF(value);
            return a;
        }
        if (PyErr_Occurred())
            return NULL;
    }
    return NULL;
}

/* -- ndarray's own attributes --------------------------------------------------------------------
 */

PyObject *cpy_array_interface(PyObject *self, void *unused)
{
    const ct_array *a = CPY_ARRAY(self);
    const char *typestr = ct_dtype_str(ct_dtype_of(a));
    PyObject *shape = cpy_lengths(ct_ndim(a), ct_shape(a));
    PyObject *strides =
        ct_flags(a) & CT_C_CONTIGUOUS ? Py_NewRef(Py_None) : cpy_lengths(ct_ndim(a), ct_strides(a));
    if (!shape || !strides) {
        Py_XDECREF(shape);
        Py_XDECREF(strides);
        return NULL;
    }
    return Py_BuildValue("{s:(NO),s:N,s:[(ss)],s:s,s:N,s:i}", "data",
                         PyLong_FromVoidPtr((void *)(uintptr_t)ct_data(a)),
                         ct_flags(a) & CT_WRITEABLE ? Py_False : Py_True, "strides", strides,
                         "descr", "", typestr, "typestr", typestr, "shape", shape, "version", 3);
}

/* A dtype argument for NumPy, which does not know Carton's: by its text. New reference. */
static PyObject *numpy_dtype(PyObject *dtype)
{
    const ct_dtype *own = Py_IS_TYPE(dtype, &cpy_dtype_type) ? ((cpy_dtype *)dtype)->dtype
                          : PyType_Check(dtype)              ? cpy_type_dtype((PyTypeObject *)dtype)
                                                             : NULL;
    return own ? PyUnicode_FromString(ct_dtype_str(own)) : Py_NewRef(dtype);
}

/* __array__(dtype=None, *, copy=None): NumPy's array over the same memory, by NumPy itself. */
PyObject *cpy_array_dunder(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"dtype", "copy", NULL};
    PyObject *dtype = Py_None, *copy = Py_None;
    if (!CPY_PARSE(args, keywords, "|OO:__array__", names, &dtype, &copy))
        return NULL;
    PyObject *numpy = PyImport_ImportModule("numpy");
    PyObject *array = numpy ? PyObject_GetAttrString(numpy, "array") : NULL;
    PyObject *type = array ? numpy_dtype(dtype) : NULL;
    PyObject *options = type ? Py_BuildValue("{s:O,s:O}", "dtype", type, "copy", copy) : NULL;
    PyObject *one = options ? PyTuple_Pack(1, self) : NULL;
    PyObject *result = one ? PyObject_Call(array, one, options) : NULL;
    Py_XDECREF(one);
    Py_XDECREF(options);
    Py_XDECREF(type);
    Py_XDECREF(array);
    Py_XDECREF(numpy);
    return result;
}
