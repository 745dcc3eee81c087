/* functions.c: ct_add(), ct_sin(), ...: one plain function for each row of ops.def. */
#include "ufunc.h"

static ct_array *mutable(const ct_array *a)
{
    return (ct_array *)(uintptr_t)a;
}

CT_INLINE ct_array *call1(ct_op op, int nin, ct_array *const *in)
{
    static const ct_ufunc_opts none = {0};
    ct_array *out = NULL;
    ct_status status;
    if (!ct_quick_call(op, nin, 1, in, NULL, &out, &status))
        ct_call_in_general(op, ct_ufunc_get(op), in, &none, &out);
    return out;
}

static ct_status call2(ct_op op, ct_array *const *in, ct_array **out1, ct_array **out2)
{
    ct_array *out[2] = {NULL, NULL};
    ct_status status = ct_ufunc_call(op, in, NULL, out);
    *out1 = out[0];
    *out2 = out[1];
    return status;
}

#define DEFINE_1_1(name)                                                                           \
    ct_array *ct_##name(const ct_array *x)                                                         \
    {                                                                                              \
        return call1(CT_OP_##name, 1, (ct_array *[]){mutable(x)});                                 \
    }
#define DEFINE_2_1(name)                                                                           \
    ct_array *ct_##name(const ct_array *x1, const ct_array *x2)                                    \
    {                                                                                              \
        return call1(CT_OP_##name, 2, (ct_array *[]){mutable(x1), mutable(x2)});                   \
    }
#define DEFINE_3_1(name)                                                                           \
    ct_array *ct_##name(const ct_array *x1, const ct_array *x2, const ct_array *x3)                \
    {                                                                                              \
        return call1(CT_OP_##name, 3, (ct_array *[]){mutable(x1), mutable(x2), mutable(x3)});      \
    }
#define DEFINE_1_2(name)                                                                           \
    ct_status ct_##name(const ct_array *x, ct_array **out1, ct_array **out2)                       \
    {                                                                                              \
        return call2(CT_OP_##name, (ct_array *[]){mutable(x)}, out1, out2);                        \
    }
#define DEFINE_2_2(name)                                                                           \
    ct_status ct_##name(const ct_array *x1, const ct_array *x2, ct_array **out1, ct_array **out2)  \
    {                                                                                              \
        return call2(CT_OP_##name, (ct_array *[]){mutable(x1), mutable(x2)}, out1, out2);          \
    }
#define CT_UFUNC(name, nin, nout, ...) DEFINE_##nin##_##nout(name)
#include <carton/ops.def>
#undef CT_UFUNC
