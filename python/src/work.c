/* work.c: long work without the GIL, and changes to an array's record that must not meet it.
 *
 * Work borrows its arrays. Their elements may change under it, as in NumPy; a record that grows, or
 * gets another shape, may not. Such a change keeps the GIL and waits first until nobody is away. */
#include "binding.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t away;         /* calls at work without the GIL */
static _Thread_local int64_t inside; /* of which this thread's: more than 0 in a callback */

PyThreadState *cpy_leave(void)
{
    atomic_fetch_add(&away, 1);
    inside++;
    return PyEval_SaveThread();
}

void cpy_return(PyThreadState *state)
{
    PyEval_RestoreThread(state);
    inside--;
    atomic_fetch_sub(&away, 1);
}

int cpy_wait_alone(void)
{
    if (inside > 0) {
        PyErr_SetString(PyExc_BufferError,
                        "an array cannot change its size or shape in a function that work on large "
                        "arrays calls");
        return -1;
    }
    while (atomic_load(&away) > 0) {
        const struct timespec pause = {0, 50000}; /* 50 us: far below what it waits for */
        Py_BEGIN_ALLOW_THREADS nanosleep(&pause, NULL);
        Py_END_ALLOW_THREADS if (PyErr_CheckSignals() < 0) return -1;
    }
    return 0;
}
