/* limits.h: what the run under way may use; one record per thread, no limit at first.
 *
 * A step is what takes about as long as walking one node of a program. Work without nodes pays too:
 * items of a loop in C, memory asked for, and elements that an array shows (a broadcast view shows
 * many without memory of its own). The depth of a call stack is limited elsewhere. */
#ifndef CT_LIMITS_H
#define CT_LIMITS_H

#include "base.h"

typedef struct ct_limited {
    int64_t steps; /* left */
    bool few;      /* steps end; otherwise they are filled up again */
    int64_t bytes; /* the most that ct_bytes_held() may become */
    int64_t shown; /* bytes an array may show */
    bool no_files;
} ct_limited;
extern CT_PER_THREAD ct_limited ct_limits_now;

/* Pays for n steps; false and RuntimeError once they are used up. */
bool ct_pay_end(void);
static inline bool ct_pay(int64_t n)
{
    ct_limits_now.steps -= n;
    return ct_limits_now.steps >= 0 || ct_pay_end();
}
/* Pays without failing: the next ct_pay does. */
static inline void ct_pay_bytes(int64_t bytes)
{
    enum { MOST = 1 << 28 };
    if (ct_limits_now.steps >= 0)
        ct_limits_now.steps -= 1 + (bytes >> 12 < MOST ? bytes >> 12 : MOST);
}
/* Bytes held by allocations of this thread, from its start; negative when it freed others'. */
int64_t ct_bytes_held(void);
/* MemoryError when an array of so many bytes may not be shown. */
ct_status ct_limits_refuse(int64_t bytes);
static inline ct_status ct_limits_show(int64_t bytes)
{
    if (CT_UNLIKELY(bytes > ct_limits_now.shown))
        return ct_limits_refuse(bytes);
    ct_pay_bytes(bytes);
    return CT_OK;
}
/* OSError when files are out of bounds. */
ct_status ct_limits_file(const char *op);

#endif
