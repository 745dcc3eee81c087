/* dlpack.c: memory shared through DLPack: ndarray.__dlpack__, __dlpack_device__ and from_dlpack.
 *
 * The structures are those of the DLPack specification 1.0; a versioned tensor has flags, of which
 * "read-only" is kept. Who exports holds the array in the tensor's context; who imports calls the
 * tensor's deleter when the array's buffer goes. A capsule's name says whether it was taken. */
#include "array.h"

#include <string.h>

typedef struct dl_tensor {
    void *data;
    int32_t device_type, device_id;
    int32_t ndim;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *shape, *strides; /* in elements */
    uint64_t byte_offset;
} dl_tensor;

typedef struct dl_managed {
    dl_tensor tensor;
    void *context;
    void (*deleter)(struct dl_managed *self);
} dl_managed;

typedef struct dl_versioned {
    uint32_t major, minor;
    void *context;
    void (*deleter)(struct dl_versioned *self);
    uint64_t flags;
    dl_tensor tensor;
} dl_versioned;

enum { CPU = 1, CUDA_HOST = 3, ROCM_HOST = 11, CUDA_MANAGED = 13 }; /* device_type */
enum { DL_INT, DL_UINT, DL_FLOAT, DL_COMPLEX = 5, DL_BOOL };        /* code */
enum { READ_ONLY = 1, IS_COPIED = 2 };                              /* flags */

#define NAME           "dltensor"
#define NAME_VERSIONED "dltensor_versioned"

/* -- exporting -----------------------------------------------------------------------------------
 */

/* A tensor of ours: the array and its strides stand behind it. */
typedef struct exported {
    union {
        dl_managed plain;
        dl_versioned versioned;
    } managed;
    ct_array *array;
    int64_t lengths[]; /* shape, strides */
} exported;

static void drop(exported *self)
{
    ct_release(self->array);
    PyMem_RawFree(self);
}

static void delete_plain(dl_managed *self)
{
    drop(self->context);
}

static void delete_versioned(dl_versioned *self)
{
    drop(self->context);
}

/* A capsule that nobody took. */
static void destroy_capsule(PyObject *capsule)
{
    if (PyCapsule_IsValid(capsule, NAME)) {
        dl_managed *tensor = PyCapsule_GetPointer(capsule, NAME);
        if (tensor->deleter)
            tensor->deleter(tensor);
    } else if (PyCapsule_IsValid(capsule, NAME_VERSIONED)) {
        dl_versioned *tensor = PyCapsule_GetPointer(capsule, NAME_VERSIONED);
        if (tensor->deleter)
            tensor->deleter(tensor);
    }
}

static int code_of(char kind)
{
    return kind == 'i'   ? DL_INT
           : kind == 'u' ? DL_UINT
           : kind == 'f' ? DL_FLOAT
           : kind == 'c' ? DL_COMPLEX
           : kind == 'b' ? DL_BOOL
                         : -1;
}

/* Whether the array can be said in DLPack's terms. */
static bool can_export(const ct_array *a, bool versioned)
{
    const ct_dtype *dtype = ct_dtype_of(a);
    if (!(ct_flags(a) & CT_WRITEABLE) && !versioned) {
        PyErr_SetString(PyExc_BufferError,
                        "Cannot export readonly array since signalling readonly is unsupported by "
                        "DLPack (supported by newer DLPack version).");
        return false;
    }
    if (code_of(ct_dtype_kind(dtype)) < 0) {
        PyErr_SetString(PyExc_BufferError, "DLPack only supports signed/unsigned integers, float "
                                           "and complex dtypes.");
        return false;
    }
    for (int i = 0; i < ct_ndim(a); i++)
        if (ct_shape(a)[i] > 1 && ct_strides(a)[i] % ct_dtype_itemsize(dtype)) {
            PyErr_SetString(PyExc_BufferError,
                            "DLPack only supports strides which are a multiple of itemsize.");
            return false;
        }
    return true;
}

static dl_tensor describe(const ct_array *a, int64_t *lengths)
{
    int ndim = ct_ndim(a);
    int64_t itemsize = ct_dtype_itemsize(ct_dtype_of(a));
    for (int i = 0; i < ndim; i++) {
        lengths[i] = ct_shape(a)[i];
        lengths[ndim + i] = lengths[i] == 1 ? 1 : ct_strides(a)[i] / itemsize;
    }
    return (dl_tensor){.data = (void *)(uintptr_t)ct_data(a),
                       .device_type = CPU,
                       .ndim = ndim,
                       .code = (uint8_t)code_of(ct_dtype_kind(ct_dtype_of(a))),
                       .bits = (uint8_t)(8 * itemsize),
                       .lanes = 1,
                       .shape = lengths,
                       .strides = lengths + ndim};
}

/* The capsule of an array, which is taken. */
static PyObject *export_array(CT_TAKE ct_array *a, bool versioned, bool copied)
{
    exported *self = NULL;
    if (can_export(a, versioned) &&
        !(self = PyMem_RawMalloc(sizeof *self + 2 * (size_t)ct_ndim(a) * sizeof(int64_t))))
        PyErr_NoMemory();
    if (!self) {
        ct_release(a);
        return NULL;
    }
    self->array = a;
    dl_tensor tensor = describe(a, self->lengths);
    if (versioned)
        self->managed.versioned = (dl_versioned){
            .major = 1,
            .context = self,
            .deleter = delete_versioned,
            .flags = (ct_flags(a) & CT_WRITEABLE ? 0 : READ_ONLY) | (copied ? IS_COPIED : 0),
            .tensor = tensor};
    else
        self->managed.plain =
            (dl_managed){.tensor = tensor, .context = self, .deleter = delete_plain};
    PyObject *capsule =
        PyCapsule_New(&self->managed, versioned ? NAME_VERSIONED : NAME, destroy_capsule);
    if (!capsule)
        drop(self);
    return capsule;
}

/* (type, id): only the CPU. */
static int check_device(PyObject *device)
{
    long type, id;
    if (device == Py_None)
        return 0;
    if (!PyTuple_Check(device)) {
        PyErr_SetString(PyExc_TypeError, "dl_device must be a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(device, "ll:__dlpack__", &type, &id))
        return -1;
    if (type == CPU && id == 0)
        return 0;
    PyErr_SetString(PyExc_BufferError, "unsupported device requested");
    return -1;
}

PyObject *cpy_array_dlpack(PyObject *self, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"stream", "max_version", "dl_device", "copy", NULL};
    PyObject *stream = Py_None, *version = Py_None, *device = Py_None, *copy = Py_None;
    long major = 0;
    if (!CPY_PARSE(args, keywords, "|$OOOO:__dlpack__", names, &stream, &version, &device, &copy))
        return NULL;
    if (stream != Py_None) {
        PyErr_SetString(PyExc_RuntimeError, "carton only supports stream=None.");
        return NULL;
    }
    if (version != Py_None) {
        if (!PyTuple_Check(version) || PyTuple_GET_SIZE(version) != 2) {
            PyErr_SetString(PyExc_TypeError,
                            "max_version must be None or a tuple with two elements.");
            return NULL;
        }
        major = PyLong_AsLong(PyTuple_GET_ITEM(version, 0));
        if (major == -1 && PyErr_Occurred())
            return NULL;
    }
    int copied = copy == Py_None ? 0 : PyObject_IsTrue(copy);
    if (check_device(device) < 0 || copied < 0)
        return NULL;
    ct_array *a = copied ? ct_copy(CPY_ARRAY(self), CT_ORDER_K) : ct_retain(CPY_ARRAY(self));
    return a ? export_array(a, major >= 1, copied) : cpy_raise();
}

PyObject *cpy_array_dlpack_device(PyObject *self, PyObject *unused)
{
    return Py_BuildValue("(ii)", CPU, 0);
}

/* -- importing -----------------------------------------------------------------------------------
 */

/* Holds a tensor for as long as an array uses it. */
static void release_taken(PyObject *capsule)
{
    const char *name = PyCapsule_GetName(capsule);
    void *tensor = PyCapsule_GetPointer(capsule, name);
    if (!strcmp(name, "taken_" NAME) && ((dl_managed *)tensor)->deleter)
        ((dl_managed *)tensor)->deleter(tensor);
    else if (!strcmp(name, "taken_" NAME_VERSIONED) && ((dl_versioned *)tensor)->deleter)
        ((dl_versioned *)tensor)->deleter(tensor);
}

/* The dtype of a tensor; NULL raises. */
static const ct_dtype *dtype_of(const dl_tensor *tensor)
{
    if (tensor->lanes != 1) {
        PyErr_SetString(PyExc_BufferError, "Unsupported lanes in DLTensor dtype.");
        return NULL;
    }
    for (int i = 0; i < CT_NUM_STR; i++) {
        const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)i);
        if (code_of(ct_dtype_kind(dtype)) == tensor->code &&
            ct_dtype_itemsize(dtype) * 8 == tensor->bits)
            return dtype;
    }
    PyErr_SetString(PyExc_BufferError, "Unsupported dtype in DLTensor.");
    return NULL;
}

/* The strides in bytes. False: an element would lie beyond any memory. */
static bool byte_strides(const dl_tensor *tensor, int64_t itemsize, int64_t *strides)
{
    int64_t reach = 0, way;
    for (int i = 0; tensor->strides && i < tensor->ndim; i++) {
        int64_t steps = tensor->shape[i] > 0 ? tensor->shape[i] - 1 : 0;
        if (__builtin_mul_overflow(tensor->strides[i], itemsize, &strides[i]) ||
            __builtin_mul_overflow(strides[i], steps, &way) || way == INT64_MIN ||
            __builtin_add_overflow(reach, way < 0 ? -way : way, &reach))
            return false;
    }
    return true;
}

/* An array over a tensor that `owner` (taken) keeps alive. */
static ct_array *over(const dl_tensor *tensor, bool writeable, PyObject *owner)
{
    int64_t strides[CT_MAX_NDIM];
    const ct_dtype *dtype = NULL;
    int type = tensor->device_type;
    if (tensor->ndim < 0 || tensor->ndim > CT_MAX_NDIM)
        PyErr_SetString(PyExc_RuntimeError,
                        "maxdims of DLTensor is higher than the supported maxdims.");
    else if (type != CPU && type != CUDA_HOST && type != ROCM_HOST && type != CUDA_MANAGED)
        PyErr_SetString(PyExc_BufferError, "Unsupported device in DLTensor.");
    else
        dtype = dtype_of(tensor);
    if (dtype && !byte_strides(tensor, ct_dtype_itemsize(dtype), strides)) {
        PyErr_SetString(PyExc_BufferError, "DLTensor reaches beyond any memory.");
        dtype = NULL;
    }
    if (!dtype) {
        Py_DECREF(owner);
        return NULL;
    }
    return cpy_array_over(&(cpy_memory){.data = (char *)tensor->data + tensor->byte_offset,
                                        .ndim = tensor->ndim,
                                        .shape = tensor->shape,
                                        .strides = tensor->strides ? strides : NULL,
                                        .dtype = dtype,
                                        .writeable = writeable,
                                        .owner = owner});
}

/* Takes the tensor out of a capsule. */
static ct_array *from_capsule(PyObject *capsule)
{
    bool versioned = PyCapsule_IsValid(capsule, NAME_VERSIONED);
    void *managed = PyCapsule_GetPointer(capsule, versioned ? NAME_VERSIONED : NAME);
    if (!managed)
        return NULL;
    dl_versioned *tensor = managed;
    if (versioned && tensor->major > 1) {
        PyErr_SetString(PyExc_BufferError,
                        "from_dlpack(): the exported DLPack major version is too high to be "
                        "imported by this version of carton.");
        return NULL;
    }
    PyObject *owner =
        PyCapsule_New(managed, versioned ? "taken_" NAME_VERSIONED : "taken_" NAME, release_taken);
    if (!owner)
        return NULL;
    PyCapsule_SetName(capsule, versioned ? "used_" NAME_VERSIONED : "used_" NAME);
    /* A tensor without flags cannot say that it is read-only, so it is taken to be. */
    return versioned ? over(&tensor->tensor, !(tensor->flags & READ_ONLY), owner)
                     : over(&((dl_managed *)managed)->tensor, false, owner);
}

/* object.__dlpack__(dl_device=, copy=, max_version=), or without arguments for producers of the
 * time before versions. */
static PyObject *ask(PyObject *method, PyObject *device, PyObject *copy)
{
    PyObject *options =
        Py_BuildValue("{s:O,s:O,s:(ii)}", "dl_device", device, "copy", copy, "max_version", 1, 0);
    PyObject *none = options ? PyTuple_New(0) : NULL;
    PyObject *capsule = none ? PyObject_Call(method, none, options) : NULL;
    Py_XDECREF(none);
    Py_XDECREF(options);
    if (!capsule && device == Py_None && copy == Py_None &&
        PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        capsule = PyObject_CallNoArgs(method);
    }
    return capsule;
}

static ct_array *import(PyObject *method, PyObject *device, PyObject *copy)
{
    PyObject *capsule = ask(method, device, copy);
    ct_array *a = capsule ? from_capsule(capsule) : NULL;
    Py_XDECREF(capsule);
    return a;
}

ct_array *cpy_from_dlpack(PyObject *object, PyObject *method)
{
    return import(method, Py_None, Py_None);
}

static PyObject *from_dlpack(PyObject *module, PyObject *args, PyObject *keywords)
{
    static const char *const names[] = {"", "device", "copy", NULL};
    PyObject *object, *device = Py_None, *copy = Py_None;
    if (!CPY_PARSE(args, keywords, "O|$OO:from_dlpack", names, &object, &device, &copy))
        return NULL;
    if (device != Py_None &&
        (!PyUnicode_Check(device) || PyUnicode_CompareWithASCIIString(device, "cpu") != 0)) {
        PyErr_Format(PyExc_ValueError,
                     "Device not understood. Only \"cpu\" is allowed, but received: %S", device);
        return NULL;
    }
    PyObject *method = PyObject_GetAttrString(object, "__dlpack__");
    PyObject *pair = device == Py_None ? Py_NewRef(Py_None) : Py_BuildValue("(ii)", CPU, 0);
    ct_array *a = method && pair ? import(method, pair, copy) : NULL;
    Py_XDECREF(method);
    Py_XDECREF(pair);
    return a ? cpy_array_wrap(a) : NULL;
}

static PyMethodDef functions[] = {
    {"from_dlpack", (PyCFunction)(void (*)(void))from_dlpack, METH_VARARGS | METH_KEYWORDS,
     "from_dlpack($module, x, /, *, device=None, copy=None)\n--\n\n"
     "An array over the memory of any object with __dlpack__."},
    {NULL, NULL, 0, NULL},
};

int cpy_init_dlpack(PyObject *module)
{
    return PyModule_AddFunctions(module, functions);
}
