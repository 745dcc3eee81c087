/* work.c: long work without the GIL, and changes to an array's record that must not meet it.
 *
 * Work borrows its arrays. Their elements may change under it, as in NumPy; a record that grows, or
 * gets another shape, may not. Such a change keeps the GIL and waits first until nobody is away.
 *
 * Python sees Ctrl-C between two of its own instructions. Work of its main thread is stopped on the
 * way: for so long a handler stands before Python's. It does so only where Ctrl-C means
 * KeyboardInterrupt, and where no other thread is at work, which might be stopped in its place. */
#include "binding.h"

#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#else
#include <pthread.h>
#endif

static _Atomic int64_t away;         /* calls at work without the GIL */
static _Thread_local int64_t inside; /* of which this thread's: more than 0 in a callback */

static struct sigaction pythons; /* Python's handler, while ours stands before it */
static bool watching;            /* of the main thread alone */
static _Atomic bool asked;       /* the work under way was asked to stop */

static void stop_work(int number)
{
    if (atomic_load(&away) == 1 && !atomic_exchange(&asked, true))
        ct_interrupt();
    pythons.sa_handler(number);
}

static bool is_main_thread(void)
{
#if defined(__linux__)
    return syscall(SYS_gettid) == getpid();
#elif defined(__APPLE__)
    return pthread_main_np();
#else
    return false;
#endif
}

/* Whether Ctrl-C raises KeyboardInterrupt. With the GIL. */
static bool raises_interrupt(void)
{
    static PyObject *ask, *usual;
    if (!usual) {
        PyObject *module = PyImport_ImportModule("_signal");
        ask = module ? PyObject_GetAttrString(module, "getsignal") : NULL;
        usual = ask ? PyObject_GetAttrString(module, "default_int_handler") : NULL;
        Py_XDECREF(module);
    }
    PyObject *now = usual ? PyObject_CallFunction(ask, "i", SIGINT) : NULL;
    bool same = now && now == usual;
    Py_XDECREF(now);
    PyErr_Clear();
    return same;
}

static bool watch(void)
{
    if (!is_main_thread() || !raises_interrupt() || sigaction(SIGINT, NULL, &pythons) ||
        pythons.sa_flags & SA_SIGINFO || pythons.sa_handler == SIG_DFL ||
        pythons.sa_handler == SIG_IGN)
        return false;
    struct sigaction own = pythons;
    own.sa_handler = stop_work;
    return sigaction(SIGINT, &own, NULL) == 0;
}

/* Python's handler again, unless a callback has set another. */
static void look_away(void)
{
    struct sigaction was;
    if (!sigaction(SIGINT, &pythons, &was) && was.sa_handler != stop_work)
        sigaction(SIGINT, &was, NULL);
    if (atomic_exchange(&asked, false))
        ct_interrupt_clear(); /* it may have come after the end */
}

PyThreadState *cpy_leave(bool stoppable)
{
    if (stoppable && inside == 0 && !PyErr_Occurred() && watch())
        watching = true;
    atomic_fetch_add(&away, 1);
    inside++;
    return PyEval_SaveThread();
}

void cpy_return(PyThreadState *state)
{
    PyEval_RestoreThread(state);
    inside--;
    atomic_fetch_sub(&away, 1);
    if (inside == 0 && watching && is_main_thread()) {
        watching = false;
        look_away();
    }
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
