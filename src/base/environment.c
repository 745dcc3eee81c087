/* environment.c: the environment variables that set something at load. One that holds what cannot
 * be used is passed over, for a library must not fail to load; who asks is told. */
#include "base.h"
#include "errstate.h"
#include "memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool ct_environment_number(const char *name, int64_t least, int64_t most, int64_t *out)
{
    const char *text = getenv(name);
    char *end;
    if (!text || !*text)
        return false;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return !errno && end != text && !*end && *out >= least && *out <= most;
}

static void complain(const char *name, const char *wanted)
{
    const char *text = getenv(name);
    char line[CT_WARNING_TEXT];
    if (!text || !*text)
        return;
    snprintf(line, sizeof line, "%s='%.20s' is passed over: choose %s", name, text, wanted);
    ct_warning_add(line);
}

void ct_environment_check(void)
{
    const char *isa = getenv("CARTON_ISA"), *jit = getenv("CARTON_JIT");
    int64_t ignored;
    char threads[40];
    snprintf(threads, sizeof threads, "a number from 1 to %d", CT_MOST_THREADS);
    if (!ct_environment_number("CARTON_NUM_THREADS", 1, CT_MOST_THREADS, &ignored))
        complain("CARTON_NUM_THREADS", threads);
    if (!ct_environment_number("CARTON_CACHE", 0, INT64_MAX, &ignored))
        complain("CARTON_CACHE", "a number of MiB, 0 or more");
    if (isa && ct_isa_find(isa) < 0)
        complain("CARTON_ISA", "v2, v3 or v4");
    if (jit && strcmp(jit, "0") != 0 && strcmp(jit, "1") != 0)
        complain("CARTON_JIT", "0 or 1");
}
