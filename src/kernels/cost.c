/* cost.c: what a loop costs beyond moving its operands. Decides how soon a call is shared among
 * threads, so halves and doubles do not matter. */
#include "kernels.h"

/* Nanoseconds of an element of float64, of an integer, and of complex128, as measured with
 * vectors in L1; float32 has twice the lanes and needs shorter polynomials. */
typedef struct price {
    float real, integer, complex;
} price;
static const price root = {0.45F, 0.45F, 5}, quotient = {0.5F, 0.6F, 2}, division = {7, 3, 2},
                   power = {3, 20, 30}, divisor = {20, 20, 20}, curve = {1.2F, 1.2F, 18},
                   parts = {2, 2, 2}, steps = {6, 6, 6};

static const price *price_of(ct_op op)
{
    switch (op) {
    case CT_OP_sqrt:
        return &root;
    case CT_OP_divide:
        return &quotient;
    case CT_OP_floor_divide:
    case CT_OP_remainder:
    case CT_OP_fmod:
    case CT_OP_divmod:
        return &division;
    case CT_OP_power:
    case CT_OP_float_power:
        return &power;
    case CT_OP_gcd:
    case CT_OP_lcm:
        return &divisor;
    case CT_OP_frexp:
    case CT_OP_modf:
    case CT_OP_ldexp:
        return &parts;
    case CT_OP_nextafter:
    case CT_OP_spacing:
        return &steps;
    case CT_OP_cbrt:
        return &curve;
    default: /* the rows of ops.def from exp to arctanh */
        return op >= CT_OP_exp && op <= CT_OP_arctanh ? &curve : NULL;
    }
}

double ct_kernel_cost(ct_op op, ct_type_num type)
{
    const price *p = price_of(op);
    if (!p)
        return 0;
    switch (type) {
    case CT_NUM_FLOAT64:
        return (double)p->real;
    case CT_NUM_FLOAT16:
    case CT_NUM_FLOAT32:
        return (double)p->real / 2.5;
    case CT_NUM_COMPLEX64:
    case CT_NUM_COMPLEX128:
        return (double)p->complex;
    default:
        return (double)p->integer;
    }
}
