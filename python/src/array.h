/* array.h: what the files of carton.ndarray share among themselves. */
#ifndef CARTON_BINDING_ARRAY_H
#define CARTON_BINDING_ARRAY_H

#include "binding.h"

/* Above NumPy's arrays (0) and below its subclasses (10 and more): in mixed operators Carton's
 * array answers, whichever side it stands on. */
#define CPY_ARRAY_PRIORITY 1.0

/* PyArg_ParseTupleAndKeywords, which forgets that it leaves the names alone. */
#define CPY_PARSE(args, keywords, format, names, ...)                                              \
    PyArg_ParseTupleAndKeywords((args), (keywords), (format), (char **)(uintptr_t)(names),         \
                                __VA_ARGS__)

/* Whether an operator is left to the object on its right. */
bool cpy_defers_to(PyObject *other, bool in_place);
PyObject *cpy_array_compare(PyObject *self, PyObject *other, int operation); /* array_number.c */
PyObject *cpy_array_complex(PyObject *self, PyObject *ignored);

/* Memory of another object; data is the first element, strides count bytes (NULL: C order). */
typedef struct cpy_memory {
    void *data;
    int ndim;
    const int64_t *shape, *strides;
    const ct_dtype *dtype;
    bool writeable;
    bool known;            /* how much memory there is; else the lengths are trusted */
    int64_t before, after; /* bytes before and from `data` on, when known */
    PyObject *owner;       /* a reference that is taken, and given up with the memory */
} cpy_memory;
/* An array over it; NULL raises, the owner is given up then too. buffer.c */
ct_array *cpy_array_over(const cpy_memory *memory);
void cpy_give_back(void *owner); /* gives up a reference, without the GIL too */
PyObject *cpy_array_interface(PyObject *self, void *unused);
PyObject *cpy_array_dunder(PyObject *self, PyObject *args, PyObject *keywords);

/* From object.__dlpack__, the bound method. dlpack.c */
ct_array *cpy_from_dlpack(PyObject *object, PyObject *method);
PyObject *cpy_array_dlpack(PyObject *self, PyObject *args, PyObject *keywords);
PyObject *cpy_array_dlpack_device(PyObject *self, PyObject *unused);

extern PyMethodDef cpy_array_methods[]; /* array_method.c */
extern PyGetSetDef cpy_array_attributes[];
PyObject *cpy_array_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
int cpy_init_array_method(PyObject *module);

int cpy_add_python_methods(PyTypeObject *type); /* array_python.c; ndarray, generic */
int cpy_init_array_python(PyObject *module);

PyObject *cpy_flags_new(PyObject *array); /* array_flags.c */
int cpy_init_array_flags(PyObject *module);

PyObject *cpy_flat_new(PyObject *array); /* array_flat.c */
int cpy_flat_assign(PyObject *array, PyObject *value);
int cpy_init_array_flat(PyObject *module);

#endif
