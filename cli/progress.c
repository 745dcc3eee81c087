/* progress.c: one line on the terminal about work that takes long: what it is, a bar, the time.
 *
 * A thread of its own looks at the work now and then and draws on standard error, only when that is
 * a terminal. Invariant: whoever writes to the terminal takes the line away first, and none is
 * drawn outside of progress_begin ... progress_end. */
#include "cli.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    FIRST = 700, /* milliseconds until the line appears: who waits begins to wonder */
    NEXT = 100,  /* ... and between two looks */
    BAR = 24,
    REST = 40 /* columns of all that stands beside the name and the bar, with some to spare */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended; /* by the monotonic clock */
static pthread_t drawer;
static bool running, drawn, wide;
static bool open_line; /* the program's own output stands there without a line end */
static struct timespec begun;

static struct timespec later(struct timespec from, int milliseconds)
{
    from.tv_nsec += milliseconds % 1000 * 1000000L;
    from.tv_sec += milliseconds / 1000 + from.tv_nsec / 1000000000L;
    from.tv_nsec %= 1000000000L;
    return from;
}

static void wipe(void)
{
    if (drawn)
        fputs("\r\033[K", stderr);
    drawn = false;
}

static void amount(char out[24], int64_t n, bool bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)n;
    int unit = 0;
    for (; bytes && value >= 1000 && unit < 4; unit++)
        value /= 1000;
    snprintf(out, 24, !bytes ? "%.0f" : unit > 1 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

/* The last `room` characters of a name: a line that wraps could not be wiped. */
static const char *tail(const char *name, int room)
{
    const char *from = name + strlen(name);
    while (from > name && room > 0)
        room -= (*--from & 0xC0) != 0x80;
    return from;
}

static int columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

static void draw_bar(double part)
{
    int cells = (int)(part * BAR);
    fputs("  ", stderr);
    for (int i = 0; i < BAR; i++)
        fputs(wide ? i < cells ? "━" : "╌" : i < cells ? "#" : ".", stderr);
}

static void draw(struct timespec now)
{
    if (open_line)
        return;
    ct_progress work;
    char done[24], total[24];
    bool known = ct_progress_now(&work);
    bool bytes = known && strcmp(work.task, "running") != 0;
    long seconds = now.tv_sec - begun.tv_sec - (now.tv_nsec < begun.tv_nsec);
    int room = columns() - REST;
    bool bar = room >= BAR + 12;
    wipe();
    fputs(known ? work.task : "running", stderr);
    if (known) {
        fprintf(stderr, " %s", tail(work.name, bar ? room - BAR : room));
        amount(done, work.done, bytes);
    }
    if (known && work.total > 0) {
        double part = work.done < work.total ? (double)work.done / (double)work.total : 1;
        if (bar)
            draw_bar(part);
        amount(total, work.total, bytes);
        fprintf(stderr, " %3d %%  %s of %s", (int)(part * 100), done, total);
    } else if (known && work.done) {
        fprintf(stderr, "  %s%s", done, bytes ? "" : " rounds");
    }
    fprintf(stderr, "  %ld s", seconds);
    fflush(stderr);
    drawn = true;
}

static void *draw_while_running(void *unused)
{
    pthread_mutex_lock(&lock);
    struct timespec next = later(begun, FIRST);
    while (running) {
        if (pthread_cond_timedwait(&ended, &lock, &next) && running) {
            clock_gettime(CLOCK_MONOTONIC, &next);
            draw(next);
            next = later(next, NEXT);
        }
    }
    wipe();
    pthread_mutex_unlock(&lock);
    return unused;
}

void progress_begin(void)
{
    if (running || !isatty(STDERR_FILENO))
        return;
    sigset_t all, before;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&ended, &clock);
    pthread_condattr_destroy(&clock);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    wide = utf8_locale();
    open_line = false;
    running = true;
    sigfillset(&all); /* Ctrl-C goes to the work */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (pthread_create(&drawer, NULL, draw_while_running, NULL))
        running = false; /* nothing is shown, all else goes on */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void progress_end(void)
{
    if (!running)
        return;
    pthread_mutex_lock(&lock);
    running = false;
    pthread_cond_signal(&ended);
    pthread_mutex_unlock(&lock);
    pthread_join(drawer, NULL);
    pthread_cond_destroy(&ended);
}

void progress_print(const char *text, int64_t bytes)
{
    pthread_mutex_lock(&lock);
    wipe();
    fwrite(text, 1, (size_t)bytes, stdout);
    if (running && bytes && isatty(STDOUT_FILENO)) {
        open_line = text[bytes - 1] != '\n';
        fflush(stdout);
    }
    pthread_mutex_unlock(&lock);
}
