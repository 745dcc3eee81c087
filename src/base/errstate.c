/* errstate.c: floating-point status of a call. Flags are cleared before the loops run and read
 * after the last one; each thread has its own modes and its own queue of warnings.
 *
 * On x86-64 the status words of SSE and of x87 (a few loops compute in long double) are read
 * directly: fenv.h would also save and load the x87 state, which costs more than adding a hundred
 * numbers. */
#include <stdio.h>
#include <string.h>

#include "errstate.h"
#include "memory.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
enum { INVALID = 1, DIVIDE = 4, OVER = 8, UNDER = 16, WATCHED = 29, ALL = 63 };
static unsigned read_flags(void)
{
    uint16_t old;
    CT_X87_FLAGS(old);
    return (_mm_getcsr() | old) & ALL;
}
static void clear_flags(void)
{
    uint16_t old;
    CT_X87_FLAGS(old);
    if (CT_UNLIKELY(old & WATCHED))
        CT_X87_CLEAR();
    unsigned status = _mm_getcsr();
    if (CT_UNLIKELY(status & WATCHED)) /* writing is slow, and inexact results say nothing */
        _mm_setcsr(status & ~(unsigned)ALL);
}
static void put_back(unsigned flags)
{
    _mm_setcsr(_mm_getcsr() | (flags & ALL));
}
#else
#include <fenv.h>
enum { INVALID = FE_INVALID, DIVIDE = FE_DIVBYZERO, OVER = FE_OVERFLOW, UNDER = FE_UNDERFLOW };
static unsigned read_flags(void)
{
    return (unsigned)fetestexcept(FE_ALL_EXCEPT);
}
static void clear_flags(void)
{
    feclearexcept(FE_ALL_EXCEPT);
}
static void put_back(unsigned flags)
{
    feraiseexcept((int)flags);
}
#endif

static CT_PER_THREAD ct_errstate modes = {CT_FP_WARN, CT_FP_WARN, CT_FP_IGNORE, CT_FP_WARN};
static CT_PER_THREAD int waiting_count;

ct_errstate ct_seterr(ct_errstate state)
{
    ct_errstate before = modes;
    modes = state;
    return before;
}

ct_errstate ct_geterr(void)
{
    return modes;
}

bool ct_warning_take(char *text, size_t size)
{
    if (waiting_count == 0)
        return false;
    char(*waiting)[CT_WARNING_TEXT] = ct_thread_now()->warnings;
    if (text && size > 0)
        snprintf(text, size, "%s", waiting[0]);
    waiting_count--;
    memmove(waiting[0], waiting[1], (size_t)waiting_count * CT_WARNING_TEXT);
    return true;
}

void ct_warning_add(const char *text)
{
    char(*waiting)[CT_WARNING_TEXT] = ct_thread_now()->warnings;
    for (int i = 0; i < waiting_count; i++)
        if (!strcmp(waiting[i], text)) /* a call that casts piece by piece says it once */
            return;
    if (waiting_count < CT_WARNINGS_KEPT)
        snprintf(waiting[waiting_count++], CT_WARNING_TEXT, "%s", text);
}

int ct_warning_count(void)
{
    return waiting_count;
}

void ct_warning_drop(int kept)
{
    waiting_count = kept;
}

void ct_fp_clear(void)
{
    clear_flags();
}

static ct_status report(unsigned flags, const char *name)
{
    if (CT_LIKELY(!(flags & (unsigned)(INVALID | DIVIDE | OVER | UNDER))))
        return CT_OK;
    const struct {
        unsigned flag;
        ct_fp_mode mode;
        const char *what;
    } kinds[] = {{DIVIDE, modes.divide, "divide by zero"},
                 {OVER, modes.over, "overflow"},
                 {UNDER, modes.under, "underflow"},
                 {INVALID, modes.invalid, "invalid value"}};
    for (int i = 0; i < 4; i++) {
        if (!(flags & kinds[i].flag) || kinds[i].mode == CT_FP_IGNORE)
            continue;
        char text[CT_WARNING_TEXT];
        snprintf(text, sizeof text, "%s encountered in %s", kinds[i].what, name);
        if (kinds[i].mode == CT_FP_RAISE)
            return CT_FAIL_STATUS(CT_FLOATING_POINT_ERROR, name, 0, "%s", text);
        ct_warning_add(text);
    }
    return CT_OK;
}

ct_status ct_fp_check(const char *name)
{
    return report(read_flags(), name);
}

bool ct_fp_raised(void)
{
    return read_flags() & (unsigned)(INVALID | DIVIDE | OVER | UNDER);
}

ct_status ct_fp_check_but_invalid(const char *name)
{
    return report(read_flags() & ~(unsigned)INVALID, name);
}

ct_status ct_fp_check_weak(const char *name)
{
    return report(read_flags() & OVER, name);
}

ct_status ct_fp_overflow(const char *name)
{
    return report(OVER, name);
}

unsigned ct_fp_begin(void)
{
    unsigned before = read_flags();
    clear_flags();
    return before;
}

static ct_status end(ct_status status, unsigned before)
{
    if (CT_UNLIKELY(before & (unsigned)(INVALID | DIVIDE | OVER | UNDER)))
        put_back(before);
    return status;
}

void ct_fp_restore(unsigned before)
{
    clear_flags();
    end(CT_OK, before);
}

ct_status ct_fp_end(const char *name, unsigned before)
{
    return end(ct_fp_check(name), before);
}

ct_status ct_fp_end_weak(const char *name, unsigned before)
{
    return end(ct_fp_check_weak(name), before);
}
