/* pool.c: the threads that help with large calls.
 *
 * A job is a number of chunks. The caller publishes it, claims chunks itself like everybody, and at
 * the end waits only for chunks that somebody has claimed already: when no helper comes in time the
 * caller has done it all, as fast as alone. A claim is one step of `word`, whose upper half names
 * the job, so that a late helper cannot take a chunk of the wrong one.
 *
 * Helpers start with the first job that pays. After a job they look for the next for some
 * microseconds, then sleep; waking one costs its caller a system call and takes longer than most
 * jobs, so small jobs wake nobody until they have come to some amount of work together.
 *
 * One job at a time: who finds the pool taken (another thread's job, a job inside a job) runs
 * alone. A forked child has no helpers and starts its own. Helpers block signals and inherit the
 * caller's floating-point modes; the flags they raise and their first error go to the caller. */
#include "base.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
enum { FLAGS = 63 };
#define PAUSE() _mm_pause()
static unsigned modes_now(void)
{
    uint16_t old; /* flags of long double: handed on as flags of SSE */
    CT_X87_FLAGS(old);
    return _mm_getcsr() | (old & FLAGS);
}
static void set_modes(unsigned modes)
{
    uint16_t old;
    CT_X87_FLAGS(old);
    if (old & FLAGS)
        CT_X87_CLEAR();
    _mm_setcsr(modes);
}
#else
#include <fenv.h>
enum { FLAGS = FE_ALL_EXCEPT };
#define PAUSE() __asm__ volatile("")
static unsigned modes_now(void)
{
    return (unsigned)fetestexcept(FE_ALL_EXCEPT);
}
static void set_modes(unsigned flags)
{
    feclearexcept(FE_ALL_EXCEPT);
    feraiseexcept((int)flags & FE_ALL_EXCEPT);
}
#endif

enum {
    MOST_HELPERS = 255,
    LOOK = 4000,      /* turns a helper looks for the next job: some 40 microseconds */
    WAIT = 20000,     /* turns the caller looks for the last chunk before it sleeps */
    PAYS = 12000,     /* nanoseconds of work that are worth sharing with helpers that are awake */
    WAKES = 200000,   /* ... with ones that sleep */
    STACK = 512 << 10 /* bytes; loops use little */
};

typedef struct job {
    ct_task *task;
    void *context;
    unsigned modes;
    _Atomic uint32_t chunks, finished;
    _Atomic int places;     /* for helpers: no more than there are threads to use */
    _Atomic unsigned flags; /* raised by helpers */
    _Atomic bool failed;
    ct_error error; /* the first; written under `lock` */
} job;

static job now;
static _Atomic uint64_t word; /* number of the job, next chunk */
static _Atomic bool taken, stopping, caller_sleeps;
static _Atomic int asleep;
static _Atomic int64_t credit; /* nanoseconds of jobs that woke nobody */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER, done = PTHREAD_COND_INITIALIZER;
static pthread_t helpers[MOST_HELPERS];
static int count; /* of helpers; changes while the pool is taken */
static CT_PER_THREAD bool is_helper;

static void keep_error(void)
{
    ct_error error;
    ct_error_take(&error);
    if (error.code == CT_INTERRUPTED) /* whoever sees an interrupt takes it: all must see it */
        ct_interrupt();
    pthread_mutex_lock(&lock);
    if (!atomic_load(&now.failed))
        now.error = error;
    atomic_store(&now.failed, true);
    pthread_mutex_unlock(&lock);
}

static void finish_chunk(uint32_t chunks)
{
    if (atomic_fetch_add(&now.finished, 1) + 1 != chunks || !atomic_load(&caller_sleeps))
        return;
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
}

/* Claims and runs chunks of job `number` until there are none. */
static void work(uint32_t number)
{
    for (;;) {
        uint64_t at = atomic_load(&word);
        uint32_t chunks = atomic_load(&now.chunks);
        if ((uint32_t)(at >> 32) != number || (uint32_t)at >= chunks)
            return;
        if (!atomic_compare_exchange_weak(&word, &at, at + 1))
            continue;
        /* From here to finish_chunk the job stays. */
        if (is_helper)
            set_modes(now.modes & ~(unsigned)FLAGS);
        if (!atomic_load_explicit(&now.failed, memory_order_relaxed) &&
            now.task(now.context, (uint32_t)at) != CT_OK)
            keep_error();
        unsigned flags = is_helper ? modes_now() & FLAGS : 0;
        if (flags)
            atomic_fetch_or(&now.flags, flags);
        finish_chunk(chunks);
    }
}

static void *help(void *unused)
{
    is_helper = true;
    for (uint32_t seen = 0;;) {
        for (int turn = 0; turn < LOOK && (uint32_t)(atomic_load(&word) >> 32) == seen; turn++)
            PAUSE();
        if ((uint32_t)(atomic_load(&word) >> 32) == seen) {
            pthread_mutex_lock(&lock);
            atomic_fetch_add(&asleep, 1);
            while ((uint32_t)(atomic_load(&word) >> 32) == seen && !atomic_load(&stopping))
                pthread_cond_wait(&wake, &lock);
            atomic_fetch_sub(&asleep, 1);
            pthread_mutex_unlock(&lock);
        }
        if (atomic_load(&stopping))
            return unused;
        seen = (uint32_t)(atomic_load(&word) >> 32);
        if (atomic_fetch_sub(&now.places, 1) > 0)
            work(seen);
    }
}

/* -- starting and ending ----------------------------------------------------------------------- */

/* The child of a fork: nothing of the pool came along. */
static void forget(void)
{
    count = 0;
    atomic_store(&now.chunks, 0); /* of a job whose caller did not come along */
    atomic_store(&asleep, 0);
    atomic_store(&taken, false);
    atomic_store(&caller_sleeps, false);
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&wake, NULL);
    pthread_cond_init(&done, NULL);
}

/* As many helpers as there should be, or as the system gives. */
static void start(int wanted)
{
    static bool first = true;
    pthread_attr_t attributes;
    sigset_t all, before;
    if (count >= wanted || pthread_attr_init(&attributes))
        return;
    if (first)
        pthread_atfork(NULL, NULL, forget);
    first = false;
    pthread_attr_setstacksize(&attributes, STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (count < wanted && pthread_create(&helpers[count], &attributes, help, NULL) == 0)
        count++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

__attribute__((destructor)) static void stop(void)
{
    pthread_mutex_lock(&lock);
    atomic_store(&stopping, true);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < count; i++)
        pthread_join(helpers[i], NULL);
    count = 0;
}

/* -- running ----------------------------------------------------------------------------------- */

static ct_status run_alone(int64_t chunks, ct_task *task, void *context)
{
    ct_status status = CT_OK;
    for (int64_t i = 0; i < chunks && status == CT_OK; i++)
        status = task(context, i);
    return status;
}

/* Whether helpers are at hand, or worth waking. */
static bool call_helpers(int64_t nanoseconds)
{
    int wanted = ct_threads() - 1;
    wanted = wanted < MOST_HELPERS ? wanted : MOST_HELPERS;
    int awake = count - atomic_load(&asleep);
    if (awake > 0 && count >= wanted)
        return true;
    int64_t waited = atomic_fetch_add(&credit, nanoseconds) + nanoseconds;
    if (waited < WAKES)
        return awake > 0;
    atomic_store(&credit, 0);
    start(wanted);
    return count > 0;
}

static void wait_for_helpers(uint32_t chunks)
{
    for (int turn = 0; turn < WAIT && atomic_load(&now.finished) != chunks; turn++)
        PAUSE();
    if (atomic_load(&now.finished) == chunks)
        return;
    pthread_mutex_lock(&lock);
    atomic_store(&caller_sleeps, true);
    while (atomic_load(&now.finished) != chunks)
        pthread_cond_wait(&done, &lock);
    atomic_store(&caller_sleeps, false);
    pthread_mutex_unlock(&lock);
}

static ct_status run_together(uint32_t chunks, ct_task *task, void *context)
{
    uint32_t number = (uint32_t)(atomic_load(&word) >> 32) + 1;
    atomic_store(&now.chunks, 0); /* whoever still reads the old word finds nothing to claim */
    now.task = task;
    now.context = context;
    now.modes = modes_now();
    atomic_store(&now.finished, 0);
    atomic_store(&now.flags, 0);
    atomic_store(&now.failed, false);
    atomic_store(&now.places, ct_threads() - 1);
    atomic_store(&word, (uint64_t)number << 32);
    atomic_store(&now.chunks, chunks);
    if (atomic_load(&asleep) > 0) {
        pthread_mutex_lock(&lock);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&lock);
    }
    work(number);
    wait_for_helpers(chunks);
    unsigned flags = atomic_load(&now.flags);
    if (flags)
        set_modes(modes_now() | flags);
    if (!atomic_load(&now.failed))
        return CT_OK;
    const ct_error *e = &now.error;
    if (e->code == CT_INTERRUPTED)
        ct_interrupt_clear();
    return ct_error_set(e->code, e->op[0] ? e->op : NULL, e->arg, "%s", e->message);
}

ct_status ct_parallel(int64_t chunks, int64_t nanoseconds, ct_task *task, void *context)
{
    bool pays = chunks > 1 && chunks <= INT32_MAX && nanoseconds >= PAYS && ct_threads() > 1;
    if (!pays || is_helper || atomic_exchange(&taken, true))
        return run_alone(chunks, task, context);
    ct_status status = call_helpers(nanoseconds) ? run_together((uint32_t)chunks, task, context)
                                                 : run_alone(chunks, task, context);
    atomic_store(&taken, false);
    return status;
}
