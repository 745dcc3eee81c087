/* array.h: what the files of carton.ndarray share among themselves. */
#ifndef CARTON_BINDING_ARRAY_H
#define CARTON_BINDING_ARRAY_H

#include "binding.h"

/* Above NumPy's arrays (0) and below its subclasses (10 and more): in mixed operators Carton's
 * array answers, whichever side it stands on. */
#define CPY_ARRAY_PRIORITY 1.0

PyObject *cpy_array_compare(PyObject *self, PyObject *other, int operation); /* array_number.c */
PyObject *cpy_array_complex(PyObject *self, PyObject *ignored);

#endif
