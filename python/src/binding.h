/* binding.h: what the files of the Python extension share.
 *
 * The extension uses Carton's public headers alone. A Python object and a Carton object that mean
 * the same are made from each other by cpy_wrap and cpy_unwrap; everything offered (functions,
 * methods, attributes) is made from the rows of carton/registry.h.
 *
 * Invariants
 * - One ct_array has at most one Python object at a time (ct_array_binding), so `out` and `base`
 *   come back as the objects they were.
 * - An error is either Carton's (recorded in the thread) or Python's (PyErr_Occurred). cpy_raise
 *   turns the first into the second; a callback that Python failed in records any Carton error, and
 *   cpy_raise keeps Python's.
 * - The GIL may be away while Carton works (CPY_WORK), so whatever Carton calls back (boxes,
 *   release functions, callables) takes it first: PyGILState_Ensure.
 * - A file NAME.c offers cpy_init_NAME(module), called once by module.c. */
#ifndef CARTON_BINDING_H
#define CARTON_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <carton.h>
#include <carton/registry.h>

/* -- errors.c: exceptions and warnings -------------------------------------------------------- */

/* Raises the thread's Carton error, unless a Python exception is already set. NULL. */
void *cpy_raise(void);
/* Records that a callback failed in Python, for the Carton code around it. Returns the code. */
ct_status cpy_callback_failed(void);
/* Issues the RuntimeWarnings that wait. -1 when a filter made one an exception. */
int cpy_warn(void);
/* Both: the end of each call. Takes `object`; NULL when it is NULL or a warning raised. */
ct_object *cpy_checked(CT_TAKE ct_object *object);
extern PyObject *cpy_AxisError;      /* carton.exceptions.AxisError, borrowed */
extern PyObject *cpy_ComplexWarning; /* scalar_methods.c */
int cpy_init_errors(PyObject *module);

/* -- convert.c: objects to and fro ------------------------------------------------------------ */

/* A new reference for a Carton object, which is taken; NULL in raises. Lists become Python lists,
 * arrays cpy_array, NumPy scalars carton.float64(...) and their like. */
PyObject *cpy_wrap(CT_TAKE ct_object *object);
/* An owned Carton object: numbers, text, tuples, lists, dicts, slices, arrays, dtypes, classes
 * (float, carton.float32), callables; anything with the buffer protocol, __array_interface__,
 * __array__ or __dlpack__ becomes an array over the same memory; the rest is boxed. NULL raises. */
ct_object *cpy_unwrap(PyObject *object);
/* As an operand of a ufunc: owned array; Python's numbers are weak (NEP 50), carton.generic are
 * not. NULL raises. */
ct_array *cpy_operand(PyObject *object);
/* carton.asarray(object, dtype): owned. NULL raises. */
ct_array *cpy_asarray(PyObject *object, const ct_dtype *dtype);

/* Any Python object as a Carton object; compares, hashes, prints, calls as Python does. */
ct_object *cpy_box(PyObject *object);
PyObject *cpy_box_value(const void *object); /* borrowed; NULL for any other Carton object */

/* object.c: any other Carton object (a vectorized function, r_, a generator) as a Python object
 * that prints, calls, compares, iterates and has the attributes of its rows. Taken. */
PyObject *cpy_object_wrap(CT_TAKE ct_object *object);
ct_object *cpy_object_value(PyObject *object); /* borrowed; NULL for any other Python object */
int cpy_init_object(PyObject *module);
/* named.c: a result with named parts as a named tuple; NULL without an exception for any other. */
PyObject *cpy_named_wrap(const ct_object *object);

/* -- array.c and its companions: carton.ndarray ----------------------------------------------- */

typedef struct cpy_former {
    ct_array *a;
    struct cpy_former *next;
} cpy_former;

typedef struct cpy_array {
    PyObject_HEAD ct_array *a; /* never NULL */
    PyObject *weakrefs;
    cpy_former *former; /* arrays it was before __setstate__: a caller may still read one */
} cpy_array;
extern PyTypeObject cpy_array_type;
#define CPY_IS_ARRAY(object) Py_IS_TYPE((object), &cpy_array_type) /* never a subclass */
#define CPY_ARRAY(object)    (((cpy_array *)(object))->a)

/* The Python object of an array, which is taken. NULL in raises. */
PyObject *cpy_array_wrap(CT_TAKE ct_array *a);
/* As ufuncs, reductions and indexing answer: a 0-d array becomes a NumPy scalar. Taken. */
PyObject *cpy_result(CT_TAKE ct_array *a);
/* The same after the warnings of the call; NULL raises. */
PyObject *cpy_finish(CT_TAKE ct_array *a);
int cpy_init_array(PyObject *module);

extern PyNumberMethods cpy_array_number; /* array_number.c */
/* Of a type that surely has no __array_ufunc__ and no __array_priority__ of its own, and is none of
 * NumPy's. array_number.c */
bool cpy_is_plain(PyObject *object);
PyObject *cpy_lengths(int n, const int64_t *values); /* a tuple of ints. array_method.c */
extern PyMappingMethods cpy_array_mapping;           /* array_index.c */
extern PySequenceMethods cpy_array_sequence;         /* array_index.c */
extern PyBufferProcs cpy_array_buffer;               /* buffer.c */

/* Fast start of carton.array and asarray: a flat or nested list or tuple of Python floats, ints or
 * bools goes straight into a buffer. NULL without an exception when it is something else.
 * array_make.c */
ct_array *cpy_array_from_sequence(PyObject *sequence, const ct_dtype *dtype);
int cpy_init_array_make(PyObject *module);

/* -- buffer.c, dlpack.c: memory shared with others -------------------------------------------- */

/* An array over the memory of an object with the buffer protocol or __array_interface__,
 * __array__, __dlpack__; NULL without an exception when it offers none. Non-native byte order is
 * copied into native. */
ct_array *cpy_array_from_foreign(PyObject *object);
bool cpy_is_numpy_scalar(PyObject *object); /* numpy.float64(1.5), but no text; imports nothing */
int cpy_init_buffer(PyObject *module);
int cpy_init_dlpack(PyObject *module); /* from_dlpack; ndarray.__dlpack__, __dlpack_device__ */

/* -- scalar.c: carton.generic, carton.float64, ... -------------------------------------------- */

extern PyTypeObject cpy_generic_type;
#define CPY_IS_SCALAR(object) PyObject_TypeCheck((object), &cpy_generic_type)
/* A new scalar of a dtype from one element in its memory. */
PyObject *cpy_scalar_new(const ct_dtype *dtype, const void *element);
/* Its dtype (borrowed) and its element. */
const ct_dtype *cpy_scalar_dtype(PyObject *scalar);
const void *cpy_scalar_data(PyObject *scalar);
/* The type of a dtype's scalars (borrowed), and back: NULL without an exception for another type.
 * Abstract families (carton.floating) have no dtype. */
PyTypeObject *cpy_scalar_type(const ct_dtype *dtype);
const ct_dtype *cpy_type_dtype(PyTypeObject *type);
/* The name of an abstract family ("floating"); NULL for any other type. */
const char *cpy_family_name(PyTypeObject *type);
int cpy_init_scalar(PyObject *module);

/* -- dtype.c: carton.dtype; limits.c: finfo, iinfo -------------------------------------------- */

typedef struct cpy_dtype {
    PyObject_HEAD const ct_dtype *dtype;
} cpy_dtype;
extern PyTypeObject cpy_dtype_type;
PyObject *cpy_dtype_wrap(CT_TAKE const ct_dtype *dtype); /* numeric ones are shared objects */
PyObject *cpy_dtype_object(const ct_dtype *dtype);       /* the same, borrowed */
/* dtype argument: carton.dtype, scalar type, float, "f8", an object with .dtype (NumPy's too).
 * 0 and *out owned; NULL *out for None; -1 raises. */
int cpy_dtype_arg(PyObject *object, const ct_dtype **out);
int cpy_init_dtype(PyObject *module);
int cpy_init_limits(PyObject *module);

/* -- function.c, method.c, ufunc.c: the registry's rows as Python callables -------------------- */

/* The function, class or ufunc object of a row (shared; new reference). */
PyObject *cpy_function(const ct_routine *routine);
/* The row of a function or ufunc object, NULL for any other. */
const ct_routine *cpy_routine_of(PyObject *object);
/* Puts methods and attributes of rows "prefix.name" into a type's dict (before PyType_Ready of its
 * subtypes); names that the type has already stay. */
int cpy_add_methods(PyTypeObject *type, const char *prefix);
/* Fills the module's namespace with every row that is no method. */
int cpy_init_function(PyObject *module);
/* Puts a value (borrowed) at "a.b.name" below the module, unless something stands there: modules
 * carton.a and carton.a.b come into being where they are missing. */
int cpy_put(PyObject *module, const char *name, PyObject *value);
int cpy_init_ufunc(PyObject *module);
/* A call through the registry with Python's arguments (the vectorcall convention); self may be
 * NULL. NULL raises. */
PyObject *cpy_call_routine(const ct_routine *routine, PyObject *self, PyObject *const *args,
                           Py_ssize_t nargs, PyObject *keywords);
/* inspect.Signature from a row's text. New reference. */
PyObject *cpy_signature(const ct_routine_info *info, bool with_self);

/* -- fuse.c: several operations as one program ------------------------------------------------- */

/* Whether an argument is a tracer of carton.fuse: then the call is noted, and *answer is its result
 * (NULL raises). */
bool cpy_traced(const ct_routine *routine, PyObject *const *args, Py_ssize_t nargs,
                PyObject *keywords, PyObject **answer);
int cpy_init_fuse(PyObject *module);

/* -- list.c: carton.List ---------------------------------------------------------------------- */

typedef struct cpy_list {
    PyObject_HEAD ct_list *list; /* every item is a box of cpy_box, or one of Carton's own */
    PyObject *weakrefs;
} cpy_list;
extern PyTypeObject cpy_list_type;
int cpy_init_list(PyObject *module);

/* -- archive.c: the members of .npz files, for NpzFile ---------------------------------------- */

int cpy_init_archive(PyObject *module);

/* -- draw.c, cost.c: how objects lie in memory, what an expression costs ------------------------
 */

int cpy_init_draw(PyObject *module);
int cpy_init_cost(PyObject *module);
int cpy_init_settings(PyObject *module);

/* -- work without the GIL --------------------------------------------------------------------- */

/* Elements above which a call lets other Python threads run: about 5 us of work, against the 0.1 us
 * that giving up and taking back the GIL costs when nobody waits. */
#define CPY_LONG_WORK 16384
/* And above which Ctrl-C stops it on the way: some 50 us, against 1 us to watch for the signal. */
#define CPY_STOPPABLE_WORK (1 << 18)
#define CPY_WORK(elements, statement)                                                              \
    do {                                                                                           \
        if ((elements) >= CPY_LONG_WORK) {                                                         \
            PyThreadState *away_ = cpy_leave((elements) >= CPY_STOPPABLE_WORK);                    \
            statement;                                                                             \
            cpy_return(away_);                                                                     \
        } else {                                                                                   \
            statement;                                                                             \
        }                                                                                          \
    } while (0)

/* work.c: gives up the GIL and takes it back, and counts who is away with it. */
PyThreadState *cpy_leave(bool stoppable);
void cpy_return(PyThreadState *state);
/* Before an array's own record changes (resize, append, a.shape = ...), with the GIL held: waits
 * for those who work without it, since they may be reading that record. -1 and BufferError where
 * waiting would never end: inside such work, in a function that it calls back. */
int cpy_wait_alone(void);

#endif
