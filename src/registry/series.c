/* series.c: rows of diff, cumulative sums and what else treats an axis as a series. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

ENTRY(diff)
{
    CT_SCOPE(s);
    ct_array *a, *prepend = NULL, *append = NULL;
    int64_t n = 1;
    int axis = -1;
    if (ct_arg_int(args[1], 1, &n))
        return NULL;
    if (n == 0) /* whatever it is */
        return ct_retain(args[0]);
    if (!ct_args_read(args, &s, "A-x", &a, &axis) ||
        (args[3] && !ct_args_read(args + 3, &s, "A", &prepend)) ||
        (args[4] && !ct_args_read(args + 4, &s, "A", &append)))
        return NULL;
    return ct_array_result(ct_diff(a, n, axis, prepend, append));
}

/* cumulative_sum, and for an op of 1 cumulative_prod. */
ENTRY(cumulative)
{
    CT_SCOPE(s);
    ct_array *a, *out;
    int axis = CT_FLAT;
    const ct_dtype *dtype;
    bool initial = false;
    if (!ct_args_read(args, &s, "Axdpb", &a, &axis, &dtype, &out, &initial))
        return NULL;
    return ct_array_result(ct_into_out(
        (routine->op ? ct_cumulative_prod : ct_cumulative_sum)(a, axis, dtype, initial), out));
}

#define CUMULATIVE "(x, /, *, axis=None, dtype=None, out=None, include_initial=False)"
const ct_routine ct_routines_series[] = {
    CT_ROW("diff", "math", "(a, n=1, axis=-1, prepend=<no value>, append=<no value>)",
           "Differences of neighbours along an axis.", diff),
    {"cumulative_sum", "reduction", CUMULATIVE, "Running sum, perhaps with a zero first.",
     cumulative, 0, 0, NULL},
    {"cumulative_prod", "reduction", CUMULATIVE, "Running product, perhaps with a one first.",
     cumulative, 1, 0, NULL},
};
CT_ROUTINES_END(series);
