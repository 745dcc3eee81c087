/* progress.c: what long work has got to, for a program that shows it.
 *
 * Nothing is called back: who works leaves its place here, who shows it comes and looks. Works lie
 * in each other (a file that is read in a loop); the one that began last is seen, and its end
 * brings back the one around it. Two threads that work at the same time leave one place, of either.
 */
#include "base.h"

#include <pthread.h>
#include <string.h>

_Atomic int64_t ct_progress_done;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of `work`, but for `done` */
static ct_progress work;
static int works; /* under way */

void ct_progress_enter(ct_progress *around, const char *task, const char *name, int64_t total)
{
    ct_progress begun = {.task = task, .total = total};
    size_t length = strlen(name), most = sizeof begun.name - 1;
    /* The end of a long name says more than its start. */
    const char *from = length > most ? name + length - most : name;
    while ((*from & 0xC0) == 0x80) /* no half of a character */
        from++;
    for (size_t i = 0; from[i]; i++) /* a terminal obeys control characters */
        begun.name[i] = (unsigned char)from[i] < ' ' || from[i] == 0x7F ? '?' : from[i];
    pthread_mutex_lock(&lock);
    *around = work;
    around->done = atomic_load_explicit(&ct_progress_done, memory_order_relaxed);
    work = begun;
    works++;
    ct_progress_step(0);
    pthread_mutex_unlock(&lock);
}

void ct_progress_leave(const ct_progress *around)
{
    pthread_mutex_lock(&lock);
    work = --works ? *around : (ct_progress){0};
    ct_progress_step(around->done);
    pthread_mutex_unlock(&lock);
}

bool ct_progress_now(ct_progress *out)
{
    pthread_mutex_lock(&lock);
    *out = work;
    out->done = atomic_load_explicit(&ct_progress_done, memory_order_relaxed);
    pthread_mutex_unlock(&lock);
    return out->task != NULL;
}
