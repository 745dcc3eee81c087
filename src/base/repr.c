/* repr.c: Python's text of int, float and complex. */
#include "number.h"

#include <math.h>
#include <string.h>

int ct_repr_int(char out[CT_REPR_ROOM], ct_int128 value)
{
    char digits[CT_REPR_ROOM];
    ct_uint128 rest = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    int n = 0, length = 0;
    while (rest > UINT64_MAX) {
        digits[n++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    uint64_t low = (uint64_t)rest;
    do {
        digits[n++] = (char)('0' + low % 10);
        low /= 10;
    } while (low);
    if (value < 0)
        out[length++] = '-';
    while (n)
        out[length++] = digits[--n];
    out[length] = '\0';
    return length;
}
