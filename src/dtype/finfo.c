/* finfo.c: numpy.finfo's numbers for the three real float formats. */
#include "dtype.h"

static const ct_finfo rows[] = {
    {&ct_dtype_table[CT_NUM_FLOAT16], 16, 10, 5, 3, -14, 16, 0x1p-10, 0x1p-11, 65504, -65504,
     0x1p-14, 0x1p-24, 1e-3},
    {&ct_dtype_table[CT_NUM_FLOAT32], 32, 23, 8, 6, -126, 128, 0x1p-23, 0x1p-24, 0x1.fffffep127,
     -0x1.fffffep127, 0x1p-126, 0x1p-149, 1e-6},
    {&ct_dtype_table[CT_NUM_FLOAT64], 64, 52, 11, 15, -1022, 1024, 0x1p-52, 0x1p-53,
     0x1.fffffffffffffp1023, -0x1.fffffffffffffp1023, 0x1p-1022, 0x1p-1074, 1e-15},
};

const ct_finfo *ct_finfo_of(const ct_dtype *dtype)
{
    if (!dtype)
        return ct_null_input("finfo", 1), NULL;
    int i;
    switch (dtype->num) {
    case CT_NUM_FLOAT16:
        i = 0;
        break;
    case CT_NUM_FLOAT32:
    case CT_NUM_COMPLEX64:
        i = 1;
        break;
    case CT_NUM_FLOAT64:
    case CT_NUM_COMPLEX128:
        i = 2;
        break;
    default:
        return CT_FAIL(CT_VALUE_ERROR, "finfo", 1, "data type <class 'numpy.%s'> not inexact",
                       dtype->name);
    }
    return &rows[i];
}
