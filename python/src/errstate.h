/* errstate.h: where the library's floating-point warnings go. */
#ifndef CARTON_BINDING_ERRSTATE_H
#define CARTON_BINDING_ERRSTATE_H

#include "binding.h"

/* One warning as the thread's mode says: a RuntimeWarning, a call, a line. -1 when that raised. */
int cpy_warning(const char *text);
int cpy_init_errstate(PyObject *module);

#endif
