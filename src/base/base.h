/* base.h: what every layer may use: failing, checked sizes, allocation, CPU levels, threads.
 *
 * Invariants: nothing here prints or exits. All memory comes from ct_alloc and goes back through
 * ct_dealloc, so that tests can count live blocks and fail the nth allocation. */
#ifndef CT_BASE_H
#define CT_BASE_H

#include <carton/base.h>

#include <stdatomic.h>

/* -- failing ----- error.c ------------------------------------------------------------------- */

/* Return NULL, or a status, having recorded the error: `return CT_FAIL(CT_VALUE_ERROR, "reshape",
 * 2, "...")`. */
#define CT_FAIL(...)        (ct_error_set(__VA_ARGS__), NULL)
#define CT_FAIL_STATUS(...) ct_error_set(__VA_ARGS__)
/* A NULL input: keeps the pending record, or records one when none is pending. Returns the code. */
ct_status ct_null_input(const char *op, int arg);
/* ValueError unless `value` of a public enum is one of its `count` values, 0, 1, ... */
#define ct_check_choice(op, arg, what, value, count)                                               \
    (CT_LIKELY((unsigned)(value) < (unsigned)(count))                                              \
         ? CT_OK                                                                                   \
         : ct_no_choice((op), (arg), (what), (int)(value), (int)(count)))
ct_status ct_no_choice(const char *op, int arg, const char *what, int value, int count);

/* -- UTF-8 ----- utf8.c ------------------------------------------------------------------------ */

/* Code points of [text, text + bytes), written to `out` unless it is NULL; or -1 and *bad the
 * offset of the first character that is malformed. */
int64_t ct_utf8_decode(const char *text, int64_t bytes, uint32_t *out, int64_t *bad);
int ct_utf8_encode(uint32_t code_point, char out[4]); /* bytes written */
/* Decodes one code point of valid UTF-8 and steps over it. */
CT_INLINE uint32_t ct_utf8_next(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    int more = p[0] < 0x80 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
    uint32_t c = more ? p[0] & (0x3fU >> more) : p[0];
    for (int i = 1; i <= more; i++)
        c = c << 6 | (p[i] & 0x3f);
    *text += more + 1;
    return c;
}

/* -- stopping ----- interrupt.c ---------------------------------------------------------------- */

extern _Atomic bool ct_interrupt_waits;
ct_status ct_interrupt_take(void); /* CT_INTERRUPTED, recorded, when ct_interrupt() was called */
CT_INLINE bool ct_interrupt_pending(void) /* and stays so */
{
    return CT_UNLIKELY(atomic_load_explicit(&ct_interrupt_waits, memory_order_relaxed));
}
/* For loops that may run long: once per block, statement or call. */
CT_INLINE ct_status ct_interrupted(void)
{
    return ct_interrupt_pending() ? ct_interrupt_take() : CT_OK;
}

/* progress.c: work that may take long begins, says how far it is, and ends. */
extern _Atomic int64_t ct_progress_done;
void ct_progress_enter(ct_progress *around, const char *task, const char *name, int64_t total);
void ct_progress_leave(const ct_progress *around);
CT_INLINE void ct_progress_step(int64_t done)
{
    atomic_store_explicit(&ct_progress_done, done, memory_order_relaxed);
}

/* -- sizes ----- size.h, inline: true on overflow or a negative result ---------------------------
 */

static inline bool ct_mul_overflow(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_mul_overflow(a, b, out) || a < 0 || b < 0;
}
static inline bool ct_add_overflow(int64_t a, int64_t b, int64_t *out)
{
    return __builtin_add_overflow(a, b, out) || a < 0 || b < 0;
}

/* -- memory ----- alloc.c ---------------------------------------------------------------------- */

/* Each gives NULL and MemoryError on failure, and never NULL for 0 bytes. Sizes are checked. */
void *ct_alloc(int64_t bytes);
/* malloc and free beside the cache of large blocks, for alloc.c. cache.c */
void *ct_cache_alloc(int64_t bytes);
void *ct_cache_take(int64_t bytes); /* a kept block, or NULL without an error */
void ct_cache_free(void *block);
void *ct_alloc_zero(int64_t count, int64_t size);
void *ct_alloc_many(int64_t count, int64_t size);
void *ct_alloc_aligned(int64_t bytes); /* 64-byte aligned: a cache line, an AVX-512 register */
void *ct_realloc(void *memory, int64_t bytes); /* on failure the old block stays */
void *ct_realloc_aligned(void *memory, int64_t old_bytes, int64_t bytes);
void ct_dealloc(void *memory); /* any of the above; NULL is fine */
/* A 64-byte aligned block of short life that is given back with its size; up to CT_BLOCK_MOST bytes
 * are kept by the thread that frees them. Not for ct_dealloc. blocks.c */
enum { CT_BLOCK_MOST = (1 << 16) + 256 };
void *ct_block_alloc(int64_t bytes);
void ct_block_free(void *block, int64_t bytes);

/* -- threads ----- pool.c ---------------------------------------------------------------------- */

/* Runs task(context, 0 .. chunks - 1), each once, in any order, on as many threads as pay for about
 * so many nanoseconds of work in all (on one: in order). The first failure stops what has not
 * begun; its error is recorded in the caller's thread, and so are floating-point flags. */
typedef ct_status ct_task(void *context, int64_t chunk);
/* Nanoseconds of work, as it is estimated (ct_program_cost), that two threads do sooner than one: a
 * helper that looks for work begins and ends a microsecond late, and estimates are for memory, two
 * or three times what elements in a near cache take. */
enum { CT_PARALLEL_PAYS = 8000 };
ct_status ct_parallel(int64_t chunks, int64_t nanoseconds, ct_task *task, void *context);

/* -- machine code ----- jit.c -------------------------------------------------------------------
 */

/* Pages to write code to; NULL (nothing is recorded): do without. Sealed they can be run and read.
 */
void *ct_jit_pages(int64_t bytes);
bool ct_jit_seal(void *pages, int64_t bytes);
void ct_jit_free(void *pages, int64_t bytes);

/* -- CPU levels ----- cpu.c -------------------------------------------------------------------- */

/* Index into every table of per-ISA functions. */
typedef enum ct_isa_level { CT_ISA_BASE, CT_ISA_V3, CT_ISA_V4, CT_ISA_COUNT } ct_isa_level;
/* Set at load and by ct_set_isa; read through tables, by any thread. */
extern _Atomic ct_isa_level ct_isa_current;
int ct_isa_find(const char *level); /* by name, by its last two letters; -1 */

/* More threads than any machine has cores help nobody and would size per-thread tables absurdly. */
enum { CT_MOST_THREADS = 4096 };
/* A variable that holds a whole number in range. */
bool ct_environment_number(const char *name, int64_t least, int64_t most, int64_t *out);

#endif
