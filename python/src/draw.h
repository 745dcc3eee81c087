/* draw.h: what the files of carton.draw share: the walk over objects and the buffers they lie in.
 */
#ifndef CARTON_PYTHON_DRAW_H
#define CARTON_PYTHON_DRAW_H

#include "binding.h"

#include <carton/memory.h>

/* A container whose items are not linked yet; holds a reference. */
typedef struct cpy_waiting {
    PyObject *object;
    int block;
    Py_ssize_t kept; /* items that get blocks: both ends */
} cpy_waiting;

typedef struct cpy_walk {
    ct_memory_graph *graph;
    PyObject
        *roots; /* tuple of the named objects, borrowed: one reference of the drawing to each */
    PyObject *snapshot; /* list of the items that are linked now, or NULL */
    Py_ssize_t most;
    cpy_waiting *queue;
    Py_ssize_t queued, room;
} cpy_walk;

/* The graph of a tuple of objects with a tuple of their names; NULL raises. */
ct_memory_graph *cpy_draw_graph(PyObject *objects, PyObject *names, Py_ssize_t most);

/* The block of an object, made when it is new; -1 raises. `own` references are the caller's. */
int cpy_draw_found(cpy_walk *walk, PyObject *object, Py_ssize_t own);

/* What sys.getsizeof and __sizeof__ say; the difference lies before the object's address. */
typedef struct cpy_size {
    int64_t bytes, before;
} cpy_size;
int cpy_draw_size(PyObject *object, cpy_size *out);
/* References without the drawing's; INT64_MAX for an immortal object. */
int64_t cpy_draw_refs(const cpy_walk *walk, PyObject *object, Py_ssize_t own);
/* Adds a field; 0, or -1 and an exception. `bytes` 0: it has no place in the block. */
int cpy_draw_field(cpy_walk *walk, int block, const char *name, int64_t offset, int64_t bytes,
                   bool detail, int target, const char *format, ...) CT_PRINTF(8, 9);
/* The fields that every object starts with, and the bytes before it. */
int cpy_draw_header(cpy_walk *walk, int block, PyObject *object, const cpy_size *size);

/* draw_buffer.c: arrays, and whatever else lends its memory. */
bool cpy_draw_is_memory(PyObject *object);
int cpy_draw_memory(cpy_walk *walk, PyObject *object, Py_ssize_t own);
/* What an array is a view of. */
PyObject *cpy_draw_base(PyObject *object); /* new reference; NULL without an exception: none */

/* draw_carton.c: Carton's own values, as ct_memory draws them. */
int cpy_draw_carton(cpy_walk *walk, PyObject *object, Py_ssize_t own);

#endif
