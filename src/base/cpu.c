/* cpu.c: which instruction-set level runs: the highest that was built and that the CPU has;
 * CARTON_ISA may lower it at load, ct_set_isa() later. Kernels are reached through tables indexed
 * by ct_isa_current. */
#include "base.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#define BASE_NAME "x86-64-v2"
#else
#define BASE_NAME "baseline"
#endif

static const char *const names[CT_ISA_COUNT] = {BASE_NAME, "x86-64-v3", "x86-64-v4"};
static const bool built[CT_ISA_COUNT] = {
    [CT_ISA_BASE] = true,
#ifdef CT_HAS_V3
    [CT_ISA_V3] = true,
#endif
#ifdef CT_HAS_V4
    [CT_ISA_V4] = true,
#endif
};
_Atomic ct_isa_level ct_isa_current = CT_ISA_BASE;

static ct_isa_level of_cpu(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
              __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("avx512cd");
    return v4 ? CT_ISA_V4 : v3 ? CT_ISA_V3 : CT_ISA_BASE;
#else
    return CT_ISA_BASE;
#endif
}

static ct_isa_level built_up_to(ct_isa_level level)
{
    while (!built[level])
        level--;
    return level;
}

int ct_isa_find(const char *level)
{
    for (int i = 0; i < CT_ISA_COUNT; i++) {
        const char *tail = names[i] + strlen(names[i]) - 2;
        if (!strcmp(level, names[i]) || !strcmp(level, tail))
            return i;
    }
    return !strcmp(level, "baseline") ? CT_ISA_BASE : -1;
}

const char *ct_isa(void)
{
    return names[ct_isa_current];
}

ct_status ct_set_isa(const char *level)
{
    int i = level ? ct_isa_find(level) : -1;
    if (i < 0)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, "set_isa", 1,
                              "no instruction-set level '%s'; there are %s", level ? level : "",
                              "v2, v3 and v4");
    ct_isa_level highest = of_cpu();
    if (i > (int)highest || !built[i])
        return CT_FAIL_STATUS(
            CT_VALUE_ERROR, "set_isa", 1, "this %s has no %s; the highest here is %s",
            i > (int)highest ? "CPU" : "build", names[i], names[built_up_to(highest)]);
    ct_isa_current = (ct_isa_level)i;
    return CT_OK;
}

/* An unusable CARTON_ISA is passed over: a library must not fail to load for an environment
 * variable. */
__attribute__((constructor)) static void choose(void)
{
    ct_isa_level highest = of_cpu();
    const char *wanted = getenv("CARTON_ISA");
    int i = wanted ? ct_isa_find(wanted) : -1;
    if (i >= 0 && i < (int)highest)
        highest = (ct_isa_level)i;
    ct_isa_current = built_up_to(highest);
}
