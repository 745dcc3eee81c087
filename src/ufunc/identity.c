/* identity.c: what reduce starts from, and which operations may be reordered. */
#include "ufunc.h"

static const uint8_t identities[CT_OP_COUNT] = {
#define CT_UFUNC(name, nin, nout, identity, doc) [CT_OP_##name] = CT_IDENTITY_##identity,
#include <carton/ops.def>
#undef CT_UFUNC
};

ct_identity_kind ct_op_identity(ct_op op)
{
    return (ct_identity_kind)identities[op];
}

bool ct_op_idempotent(ct_op op)
{
    return op == CT_OP_maximum || op == CT_OP_minimum || op == CT_OP_fmax || op == CT_OP_fmin;
}

bool ct_op_reorderable(ct_op op)
{
    return ct_op_idempotent(op) || identities[op] != CT_IDENTITY_NONE;
}
