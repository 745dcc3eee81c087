/* convert.c: the text of one number to an element, for loadtxt and fromfile. Unlike assignment,
 * nothing is wrapped or cut: text that does not fit the dtype is refused. */
#include "convert.h"

#include "dtype/element.h"

#include <string.h>

static bool store_integer(const ct_dtype *dtype, ct_int128 value, char *out)
{
    ct_element_put(dtype, out, &(ct_number){.kind = 'i', .whole = value});
    return ct_dtype_num(dtype) == CT_NUM_BOOL || ct_element_number(dtype, out).whole == value;
}

/* "1", "2j", "1+2j", "(1+2j)". */
static const char *read_complex(const char *p, const char *end, double out[2])
{
    const char *start = p;
    bool bracket = p < end && *p == '(';
    p += bracket;
    while (bracket && p < end && *p == ' ')
        p++;
    out[1] = 0;
    const char *q = ct_read_double(p, end, &out[0]);
    if (q == p)
        return start;
    if (q < end && (*q == '+' || *q == '-')) {
        /* "+-" and "++" are what savetxt's formats may write. */
        q += *q == '+' && q + 1 < end && (q[1] == '-' || q[1] == '+');
        const char *imag = ct_read_double(q, end, &out[1]);
        if (imag == q || imag == end || *imag != 'j')
            return start;
        q = imag + 1;
    } else if (q < end && *q == 'j') {
        out[1] = out[0];
        out[0] = 0;
        q++;
    }
    while (bracket && q < end && *q == ' ')
        q++;
    if (bracket && (q == end || *q++ != ')'))
        return start;
    return q;
}

const char *ct_convert_number(const ct_dtype *dtype, const char *p, const char *end, char *out)
{
    double full[2];
    float single;
    uint16_t half;
    bool overflow = false;
    ct_int128 integer;
    const char *q;
    switch (ct_dtype_num(dtype)) {
    case CT_NUM_FLOAT64:
        q = ct_read_double(p, end, full);
        memcpy(out, full, sizeof *full);
        return q;
    case CT_NUM_FLOAT32:
        q = ct_read_float(p, end, &single);
        memcpy(out, &single, sizeof single);
        return q;
    case CT_NUM_FLOAT16:
        q = ct_read_double(p, end, full);
        half = q > p ? ct_double_to_half(*full) : 0;
        memcpy(out, &half, sizeof half);
        return q;
    case CT_NUM_COMPLEX64:
    case CT_NUM_COMPLEX128:
        q = read_complex(p, end, full);
        if (q > p && ct_dtype_num(dtype) == CT_NUM_COMPLEX128) {
            memcpy(out, full, sizeof full);
        } else if (q > p) {
            float two[] = {(float)full[0], (float)full[1]};
            memcpy(out, two, sizeof two);
        }
        return q;
    default:
        q = ct_read_int(p, end, &integer, &overflow);
        return q > p && !overflow && store_integer(dtype, integer, out) ? q : p;
    }
}
