/* info.c: names, signatures and help of the ufuncs, from ops.def. */
#include <carton/ufunc.h>

#include <string.h>

#define OPTIONS                                                                                    \
    ", *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None)"
#define SIGNATURE_1_1 "(x, /, out=None" OPTIONS
#define SIGNATURE_1_2 "(x, /, out=(None, None)" OPTIONS
#define SIGNATURE_2_1 "(x1, x2, /, out=None" OPTIONS
#define SIGNATURE_2_2 "(x1, x2, /, out=(None, None)" OPTIONS
/* clip is a function in NumPy's table. */
#define SIGNATURE_3_1                                                                              \
    "(a, a_min=<no value>, a_max=<no value>, out=None, *, min=<no value>, max=<no value>, "        \
    "**kwargs)"

static const ct_ufunc_info infos[CT_OP_COUNT] = {
#define CT_UFUNC(name, nin, nout, identity, doc) {#name, SIGNATURE_##nin##_##nout, doc, nin, nout},
#include <carton/ops.def>
#undef CT_UFUNC
};

const ct_ufunc_info *ct_ufunc_get(ct_op op)
{
    return (unsigned)op < CT_OP_COUNT ? &infos[op] : NULL;
}

/* NumPy's second names. */
static const struct {
    const char *name;
    ct_op op;
} others[] = {
    {"true_divide", CT_OP_divide},
    {"mod", CT_OP_remainder},
    {"pow", CT_OP_power},
    {"abs", CT_OP_absolute},
    {"conj", CT_OP_conjugate},
    {"acos", CT_OP_arccos},
    {"acosh", CT_OP_arccosh},
    {"asin", CT_OP_arcsin},
    {"asinh", CT_OP_arcsinh},
    {"atan", CT_OP_arctan},
    {"atan2", CT_OP_arctan2},
    {"atanh", CT_OP_arctanh},
    {"bitwise_not", CT_OP_invert},
    {"bitwise_invert", CT_OP_invert},
    {"bitwise_left_shift", CT_OP_left_shift},
    {"bitwise_right_shift", CT_OP_right_shift},
};

int ct_ufunc_find(const char *name)
{
    for (int i = 0; name && i < CT_OP_COUNT; i++)
        if (!strcmp(infos[i].name, name))
            return i;
    for (size_t i = 0; name && i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i].name, name))
            return (int)others[i].op;
    return -1;
}
