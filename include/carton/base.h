/* carton/base.h: errors, ownership words, scopes, process-wide settings.
 *
 * Ownership, in every header: a call BORROWS its inputs and returns one OWNED reference. A function
 * marked CT_GIVE returns a reference that the caller releases with ct_release(); a parameter marked
 * CT_TAKE is given away by the caller, also when the call fails. Whatever is not marked is
 * borrowed.
 *
 * Errors: a function that returns a pointer returns NULL, every other one a negative value, if and
 * only if the calling thread has an error recorded. The first cause stays recorded until
 * ct_error_take(). NULL passed as an object or array gives NULL back and leaves a recorded error
 * alone, so a chain of calls needs one check at its end. */
#ifndef CARTON_BASE_H
#define CARTON_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <carton/compiler.h>

CT_BEGIN_DECLS

#define CT_VERSION_MAJOR 0
#define CT_VERSION_MINOR 1
#define CT_VERSION_PATCH 0
/* "major.minor.patch" of the library that is running. */
CT_API const char *ct_version(void);

/* Status codes: one for each Python exception that the same mistake raises there. */
typedef enum ct_status {
    CT_OK = 0,
    CT_MEMORY_ERROR = -1,
    CT_TYPE_ERROR = -2,
    CT_VALUE_ERROR = -3,
    CT_INDEX_ERROR = -4,
    CT_KEY_ERROR = -5,
    CT_AXIS_ERROR = -6, /* an axis outside the array; a ValueError and IndexError in Python */
    CT_OVERFLOW_ERROR = -7,
    CT_ZERO_DIVISION_ERROR = -8,
    CT_FLOATING_POINT_ERROR = -9,
    CT_ATTRIBUTE_ERROR = -10,
    CT_NAME_ERROR = -11,
    CT_SYNTAX_ERROR = -12,
    CT_OS_ERROR = -13,     /* a file: missing, unreadable, full disk */
    CT_BUFFER_ERROR = -14, /* memory that cannot be shared, mapped or resized */
    CT_RECURSION_ERROR = -15,
    CT_RUNTIME_ERROR = -16,
    CT_NOT_IMPLEMENTED_ERROR = -17,
    CT_INTERRUPTED = -18, /* KeyboardInterrupt */
    CT_ASSERTION_ERROR = -19,
    CT_STOP_ITERATION = -20
} ct_status;

typedef struct ct_error {
    ct_status code;
    int arg;           /* 1-based position of the argument at fault, 0 when none is singled out */
    char op[48];       /* the operation by its NumPy name, "" when none */
    char message[400]; /* what was wrong and what would be right; UTF-8, no newline at the end */
} ct_error;

/* Copies this thread's first error to `out` (which may be NULL) and clears it; returns its code, or
 * CT_OK when none is recorded (then *out is all zero). */
CT_API ct_status ct_error_take(ct_error *out);
/* The recorded code without clearing it. */
CT_API ct_status ct_error_pending(void);
/* Records an error unless one is recorded already; returns `code`. For bindings and callbacks.
 * `op` may be NULL. `arg` is 1-based, 0 for none. */
CT_API ct_status ct_error_set(ct_status code, const char *op, int arg, const char *format, ...)
    CT_PRINTF(4, 5);
/* The Python exception's name for a code: "ValueError", "AxisError", ... */
CT_API const char *ct_status_name(ct_status code);

/* -- Floating-point errors ------------------------------------------------------------------- */

typedef enum ct_fp_mode { CT_FP_WARN, CT_FP_IGNORE, CT_FP_RAISE } ct_fp_mode;
typedef struct ct_errstate {
    ct_fp_mode divide, over, under, invalid;
} ct_errstate;
/* Per thread. NumPy's start values: warn, warn, ignore, warn. Returns the state before. */
CT_API ct_errstate ct_seterr(ct_errstate state);
CT_API ct_errstate ct_geterr(void);
/* In mode warn nothing is printed: the text ("divide by zero encountered in divide") waits here for
 * the program, and so does that of complex values cast to real ones (NumPy's ComplexWarning).
 * Returns false when none waits. `text` holds 128 bytes at least. */
CT_API bool ct_warning_take(char *text, size_t size);

/* A scope collects what a procedure owns and releases it on every way out:
 *     CT_SCOPE(s);
 *     ct_array *d = ct_own(&s, ct_subtract(x, mean));
 *     return ct_multiply(d, d);
 * ct_own() takes the reference, returns the same pointer, and gives NULL (having released it) when
 * the scope cannot grow. CT_SCOPE needs the cleanup attribute; without it, declare
 * `ct_scope s = {0};` and call ct_scope_close(&s). */
typedef struct ct_scope {
    int count, capacity;
    const void **items;
    const void *few[8];
} ct_scope;
CT_API void *ct_scope_own(ct_scope *scope, CT_TAKE const void *object);
CT_API void ct_scope_close(ct_scope *scope);
#define CT_SCOPE(name)        CT_CLEANUP(ct_scope_close) ct_scope name = {0}
#define ct_own(scope, object) ((__typeof__(object))ct_scope_own((scope), (object)))

/* The instruction-set level in use: "x86-64-v2", "x86-64-v3", "x86-64-v4" or "baseline". Chosen
 * once at load from the CPU and the environment variable CARTON_ISA. */
CT_API const char *ct_isa(void);
/* Forces a level by name or by its last two letters ("v3"); CT_VALUE_ERROR when the CPU or the
 * build lacks it. Call it before other threads use the library. */
CT_API ct_status ct_set_isa(const char *level);
/* Threads one call may use; at least 1. CARTON_NUM_THREADS sets the start value. */
CT_API int ct_threads(void);
CT_API ct_status ct_set_threads(int n);

/* Says of each environment variable of Carton that holds what cannot be used that it is passed
 * over: texts for ct_warning_take. For programs and bindings, once, at their start. */
CT_API void ct_environment_check(void);

/* Whether expressions over many elements may become machine code, which needs a CPU with AVX2 and a
 * system that allows it; the results are the same. CARTON_JIT=0 sets the start value to off. */
CT_API bool ct_jit(void);
CT_API void ct_set_jit(bool on);

/* Asks the computation under way to stop: it fails with CT_INTERRUPTED at its next statement or
 * block of elements, in whichever thread sees it first. Safe in a signal handler. True when an
 * earlier request still waits. */
CT_API bool ct_interrupt(void);
/* Forgets a request that came after the computation's end. */
CT_API void ct_interrupt_clear(void);

/* What the work under way has got to: for a program that shows it, which asks now and then, from
 * any thread. False while nothing is under way that can tell. */
typedef struct ct_progress {
    const char *task;    /* "reading", "writing", "running"; static */
    char name[64];       /* of the file, its end when it is long; "line 3" of the loop that runs */
    int64_t done, total; /* bytes, or rounds of the loop; total 0: not known */
} ct_progress;
CT_API bool ct_progress_now(ct_progress *out);

/* An element of float16 (IEEE binary16, by its bits) from a number and back; to nearest, once. */
CT_API float ct_half_to_float(uint16_t half);
CT_API uint16_t ct_double_to_half(double value);

/* Live blocks and bytes that the library has allocated, for leak checks and `carton draw`. */
CT_API void ct_memory_in_use(int64_t *blocks, int64_t *bytes);
/* What all threads have allocated and freed while counting was on; two readings give what lies
 * between them. Calls of ct_memory_count nest. Off, it costs nothing. */
typedef struct ct_memory_counts {
    int64_t blocks, bytes;        /* allocated, with what reallocation added */
    int64_t resized;              /* blocks that were reallocated */
    int64_t reused, reused_bytes; /* of the allocated: freed before, and kept for this */
    int64_t freed, freed_bytes;
    int64_t peak; /* most bytes live at once, beyond those when counting was switched on */
} ct_memory_counts;
CT_API void ct_memory_count(bool on);
CT_API void ct_memory_counted(ct_memory_counts *out);
/* Blocks that were freed are kept for the next of their size, because fresh memory is slow to
 * touch. The limit of the large ones is a 16th of the machine's memory (128 MiB at least, 1 GiB at
 * most) unless CARTON_CACHE says another number of MiB; small ones take at most 1 MiB for each
 * thread. A limit of 0 keeps nothing. Kept blocks do not count as live. */
CT_API int64_t ct_cache_limit(void);
CT_API ct_status ct_set_cache_limit(int64_t bytes);
/* Gives the kept blocks back to the system: the large ones, and this thread's small ones. */
CT_API void ct_trim(void);
/* Makes this thread's nth allocation from now (1 = the next) fail once; 0 switches that off. For
 * tests. Returns how many allocations this thread made since the last call. */
CT_API int64_t ct_fail_allocation(int64_t nth);

CT_END_DECLS
#endif
