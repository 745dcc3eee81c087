/* pool.c: the threads that help with large calls.
 *
 * A job is a number of chunks, cut into shares that lie together, one for each thread. The caller
 * publishes it and works like everybody: first on its own share, then on what is left of the
 * others'. So a thread mostly finds in its caches what it had there in the last call, and at the
 * end the caller waits only for chunks that somebody has claimed already: when no helper comes in
 * time the caller has done it all, as fast as alone. A claim is one step of the share's `word`,
 * whose upper half names the job, so that a late helper cannot take a chunk of the wrong one.
 *
 * Helpers start with the first job that pays. After a job they look for the next for some
 * microseconds, then sleep; waking one costs its caller a system call and takes longer than most
 * jobs, so small jobs wake nobody until they have come to some amount of work together. The system
 * often wakes a helper on its caller's own processor, where the two would take turns for
 * milliseconds: it moves away. Where the caller waited for a helper longer than for the whole job,
 * other programs want the processors: it runs alone for a while.
 *
 * One job at a time: who finds the pool taken (another thread's job, a job inside a job) runs
 * alone. A forked child has no helpers and starts its own. Helpers block signals and inherit the
 * caller's floating-point modes; the flags they raise and their first error go to the caller. */
#include "base.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <time.h>

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
    MOST_SHARES = 64, /* of a job; more threads begin with others' */
    LOOK = 4000,      /* turns a helper looks for the next job: some 50 microseconds */
    WAIT = 20000,     /* turns the caller looks for the last chunk before it sleeps */
    WAKES = 200000,   /* nanoseconds of work that are worth waking helpers that sleep */
    LATE = 100000,    /* nanoseconds that a helper may be late by its own fault */
    REST = 16,        /* times what was waited in vain the caller runs alone */
    LINE = 64,        /* a cache line */
    STACK = 512 << 10 /* bytes; loops use little */
};

static struct {
    _Alignas(LINE) _Atomic uint32_t number; /* changes when the rest of its line is there */
    unsigned modes;
    _Atomic int processor; /* of the caller; -1: unknown */
    ct_task *task;
    void *context;
    _Atomic uint64_t shape;                   /* chunks, threads, shares: read at once */
    _Alignas(LINE) _Atomic uint32_t finished; /* below: written by all */
    _Atomic unsigned flags;                   /* raised by helpers */
    _Atomic bool failed;
    ct_error error; /* the first; written under `lock` */
} now;              /* the job */
static struct {
    _Alignas(LINE) _Atomic uint64_t word; /* number of the job, next chunk */
} shares[MOST_SHARES];
static _Alignas(LINE) _Atomic bool taken;
static _Atomic bool stopping, caller_sleeps;
static _Atomic int asleep;
static _Atomic int64_t credit; /* nanoseconds of jobs that woke nobody */
static int64_t rests_until;    /* changes while the pool is taken; 0: it does not rest */
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

static uint64_t shape_of(uint32_t chunks, uint32_t threads, uint32_t parts)
{
    return (uint64_t)chunks << 32 | threads << 16 | parts;
}

static uint32_t chunks_of(uint64_t shape)
{
    return (uint32_t)(shape >> 32);
}

static uint32_t threads_of(uint64_t shape)
{
    return (uint32_t)shape >> 16;
}

static uint32_t parts_of(uint64_t shape)
{
    return (uint32_t)shape & 0xFFFF;
}

static void finish(uint32_t n)
{
    uint32_t chunks = chunks_of(atomic_load(&now.shape));
    if (atomic_fetch_add(&now.finished, n) + n != chunks || !atomic_load(&caller_sleeps))
        return;
    pthread_mutex_lock(&lock);
    pthread_cond_signal(&done);
    pthread_mutex_unlock(&lock);
}

/* The next chunk of a share of job `job`. The word is read before the shape, which is 0 while words
 * change: whoever still has the old word finds nothing to claim. */
static bool claim(uint32_t job, uint32_t share, uint32_t *chunk)
{
    for (;;) {
        uint64_t at = atomic_load(&shares[share].word), shape = atomic_load(&now.shape);
        uint64_t chunks = chunks_of(shape), parts = parts_of(shape);
        if ((uint32_t)(at >> 32) != job || share >= parts ||
            (uint32_t)at >= chunks * (share + 1) / parts)
            return false;
        *chunk = (uint32_t)at;
        if (atomic_compare_exchange_weak(&shares[share].word, &at, at + 1))
            return true;
    }
}

/* Claims and runs chunks of job `job` until there are none, those of share `own` first. From the
 * first claim to the end the job stays. */
static void work(uint32_t job, uint32_t own)
{
    uint32_t n = 0, chunk, parts = parts_of(atomic_load(&now.shape)), share = own;
    unsigned flags = 0;
    for (uint32_t i = 0; i < parts; i++, share = share + 1 < parts ? share + 1 : 0) {
        for (; claim(job, share, &chunk); n++) {
            if (is_helper && !n)
                set_modes(now.modes & ~(unsigned)FLAGS);
            if (!atomic_load_explicit(&now.failed, memory_order_relaxed) &&
                now.task(now.context, chunk) != CT_OK)
                keep_error();
            flags |= is_helper ? modes_now() & FLAGS : 0;
        }
    }
    if (flags)
        atomic_fetch_or(&now.flags, flags);
    if (n)
        finish(n);
}

#if defined(__linux__)
static int processor_now(void)
{
    return sched_getcpu();
}
/* Away from the caller's processor, where there is another that this thread may use. */
static void leave(int processor)
{
    cpu_set_t all, others;
    if (processor < 0 || processor >= CPU_SETSIZE || processor_now() != processor ||
        sched_getaffinity(0, sizeof all, &all) != 0)
        return;
    others = all;
    CPU_CLR((size_t)processor, &others);
    if (CPU_COUNT(&others) && sched_setaffinity(0, sizeof others, &others) == 0)
        sched_setaffinity(0, sizeof all, &all);
}
#else
static int processor_now(void)
{
    return -1;
}
static void leave(int processor) {}
#endif

/* Helper `own`, counted from 1: the caller begins with share 0. */
static void *help(void *own)
{
    is_helper = true;
    for (uint32_t seen = 0;;) {
        for (int turn = 0; turn < LOOK && atomic_load(&now.number) == seen; turn++)
            PAUSE();
        if (atomic_load(&now.number) == seen) {
            pthread_mutex_lock(&lock);
            atomic_fetch_add(&asleep, 1);
            while (atomic_load(&now.number) == seen && !atomic_load(&stopping))
                pthread_cond_wait(&wake, &lock);
            atomic_fetch_sub(&asleep, 1);
            pthread_mutex_unlock(&lock);
        }
        if (atomic_load(&stopping))
            return NULL;
        leave(atomic_load_explicit(&now.processor, memory_order_relaxed));
        seen = atomic_load(&now.number);
        uint64_t shape = atomic_load(&now.shape);
        if (shape && (uintptr_t)own < threads_of(shape))
            work(seen, (uint32_t)(uintptr_t)own % parts_of(shape));
    }
}

/* -- starting and ending ----------------------------------------------------------------------- */

/* The child of a fork: nothing of the pool came along. */
static void forget(void)
{
    count = 0;
    atomic_store(&now.shape, 0); /* of a job whose caller did not come along */
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
    while (count < wanted &&
           pthread_create(&helpers[count], &attributes, help, (void *)(uintptr_t)(count + 1)) == 0)
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

static int64_t clock_now(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) ? 0
                                              : (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_nsec;
}

/* Whether helpers were of no use of late. */
static bool rests(void)
{
    if (!rests_until || clock_now() < rests_until)
        return rests_until != 0;
    rests_until = 0;
    return false;
}

/* Until all chunks are finished; the job is some `nanoseconds` of work. */
static void wait_for_helpers(uint32_t chunks, int64_t nanoseconds)
{
    enum { SOON = 100 }; /* turns: a helper ends its chunk */
    int turn = 0;
    for (; turn < SOON && atomic_load(&now.finished) != chunks; turn++)
        PAUSE();
    if (atomic_load(&now.finished) == chunks)
        return;
    int64_t start = clock_now();
    for (; turn < WAIT && atomic_load(&now.finished) != chunks; turn++)
        PAUSE();
    if (atomic_load(&now.finished) != chunks) {
        pthread_mutex_lock(&lock);
        atomic_store(&caller_sleeps, true);
        while (atomic_load(&now.finished) != chunks)
            pthread_cond_wait(&done, &lock);
        atomic_store(&caller_sleeps, false);
        pthread_mutex_unlock(&lock);
    }
    int64_t end = clock_now(), waited = end - start;
    if (waited > LATE && waited > nanoseconds)
        rests_until = end + REST * waited;
}

static ct_status run_together(uint32_t chunks, int64_t nanoseconds, ct_task *task, void *context)
{
    uint32_t job = atomic_load(&now.number) + 1, threads = (uint32_t)ct_threads();
    threads = threads < chunks ? threads : chunks;
    threads = threads < (uint32_t)count + 1 ? threads : (uint32_t)count + 1;
    uint32_t parts = threads < MOST_SHARES ? threads : MOST_SHARES;
    atomic_store_explicit(&now.shape, 0, memory_order_relaxed); /* before the words */
    now.task = task;
    now.context = context;
    now.modes = modes_now();
    atomic_store_explicit(&now.processor, processor_now(), memory_order_relaxed);
    atomic_store_explicit(&now.finished, 0, memory_order_relaxed);
    atomic_store_explicit(&now.flags, 0, memory_order_relaxed);
    atomic_store_explicit(&now.failed, false, memory_order_relaxed);
    for (uint64_t i = 0; i < parts; i++)
        atomic_store_explicit(&shares[i].word, (uint64_t)job << 32 | chunks * i / parts,
                              memory_order_release);
    atomic_store_explicit(&now.shape, shape_of(chunks, threads, parts), memory_order_release);
    atomic_store(&now.number, job);
    if (atomic_load(&asleep) > 0) {
        pthread_mutex_lock(&lock);
        pthread_cond_broadcast(&wake);
        pthread_mutex_unlock(&lock);
    }
    work(job, 0);
    wait_for_helpers(chunks, nanoseconds);
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
    bool pays =
        chunks > 1 && chunks <= INT32_MAX && nanoseconds >= CT_PARALLEL_PAYS && ct_threads() > 1;
    if (!pays || is_helper || atomic_exchange(&taken, true))
        return run_alone(chunks, task, context);
    bool together = !rests() && call_helpers(nanoseconds);
    ct_status status = together ? run_together((uint32_t)chunks, nanoseconds, task, context)
                                : run_alone(chunks, task, context);
    atomic_store(&taken, false);
    return status;
}
