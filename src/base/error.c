/* error.c: the error record of each thread. It keeps the first cause: a later error does not
 * replace one that nobody has taken yet, so a chain of calls reports the call that failed first. */
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static CT_PER_THREAD ct_status pending;

/* What is no UTF-8, of a file's name or where a text was cut, becomes question marks. */
static void mend(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        int64_t rest = (int64_t)strlen(from), bad;
        int64_t good = ct_utf8_decode(from, rest, NULL, &bad) < 0 ? bad : rest;
        memmove(to, from, (size_t)good);
        to += good;
        from += good;
        if (*from) {
            *to++ = '?';
            do
                from++;
            while ((*from & 0xC0) == 0x80);
        }
    }
    *to = '\0';
}

ct_status ct_error_set(ct_status code, const char *op, int arg, const char *format, ...)
{
    if (pending != CT_OK)
        return code;
    ct_error *record = &ct_thread_now()->error;
    record->code = pending = code;
    record->arg = arg;
    snprintf(record->op, sizeof record->op, "%s", op ? op : "");
    va_list args;
    va_start(args, format);
    vsnprintf(record->message, sizeof record->message, format, args);
    va_end(args);
    mend(record->message);
    return code;
}

ct_status ct_error_take(ct_error *out)
{
    ct_status code = pending;
    if (out && code != CT_OK)
        *out = ct_thread_now()->error;
    else if (out)
        memset(out, 0, sizeof *out);
    pending = CT_OK;
    return code;
}

ct_status ct_error_pending(void)
{
    return pending;
}

ct_status ct_null_input(const char *op, int arg)
{
    if (pending != CT_OK)
        return pending;
    return ct_error_set(CT_TYPE_ERROR, op, arg, "argument %d is NULL", arg);
}

ct_status ct_no_choice(const char *op, int arg, const char *what, int value, int count)
{
    return ct_error_set(CT_VALUE_ERROR, op, arg, "there is no %s %d: they go from 0 to %d", what,
                        value, count - 1);
}

const char *ct_status_name(ct_status code)
{
    static const char *const names[] = {
        "OK",
        "MemoryError",
        "TypeError",
        "ValueError",
        "IndexError",
        "KeyError",
        "AxisError",
        "OverflowError",
        "ZeroDivisionError",
        "FloatingPointError",
        "AttributeError",
        "NameError",
        "SyntaxError",
        "OSError",
        "BufferError",
        "RecursionError",
        "RuntimeError",
        "NotImplementedError",
        "KeyboardInterrupt",
        "AssertionError",
        "StopIteration",
    };
    int index = -(int)code;
    return index >= 0 && index < (int)(sizeof names / sizeof *names) ? names[index]
                                                                     : "RuntimeError";
}

const char *ct_version(void)
{
#define TEXT(x)       #x
#define JOIN(a, b, c) TEXT(a) "." TEXT(b) "." TEXT(c)
    return JOIN(CT_VERSION_MAJOR, CT_VERSION_MINOR, CT_VERSION_PATCH);
}
