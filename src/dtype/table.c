/* table.c: the rows of the element types, and what is read off them.
 *
 * The numeric dtypes are static objects that are never counted down. str and bytes dtypes carry a
 * width and live as long as someone holds them; widths fit NumPy's 32-bit item sizes. */
#include "dtype.h"

#include <stdio.h>
#include <string.h>

/* Half of the range, so that no number of retains or releases reaches an end. */
#define FOREVER (INT64_MAX / 2)
#define ROW(num, kind, letter, size, align, name, str)                                             \
    [num] = {{FOREVER, &ct_dtype_type}, num, kind, letter, align, size, name, str}

#define ORDER "<"

const ct_dtype ct_dtype_table[CT_NUM_STR] = {
    ROW(CT_NUM_BOOL, 'b', '?', 1, 1, "bool", "|b1"),
    ROW(CT_NUM_INT8, 'i', 'b', 1, 1, "int8", "|i1"),
    ROW(CT_NUM_UINT8, 'u', 'B', 1, 1, "uint8", "|u1"),
    ROW(CT_NUM_INT16, 'i', 'h', 2, 2, "int16", ORDER "i2"),
    ROW(CT_NUM_UINT16, 'u', 'H', 2, 2, "uint16", ORDER "u2"),
    ROW(CT_NUM_INT32, 'i', 'i', 4, 4, "int32", ORDER "i4"),
    ROW(CT_NUM_UINT32, 'u', 'I', 4, 4, "uint32", ORDER "u4"),
    ROW(CT_NUM_INT64, 'i', 'l', 8, 8, "int64", ORDER "i8"),
    ROW(CT_NUM_UINT64, 'u', 'L', 8, 8, "uint64", ORDER "u8"),
    ROW(CT_NUM_FLOAT16, 'f', 'e', 2, 2, "float16", ORDER "f2"),
    ROW(CT_NUM_FLOAT32, 'f', 'f', 4, 4, "float32", ORDER "f4"),
    ROW(CT_NUM_FLOAT64, 'f', 'd', 8, 8, "float64", ORDER "f8"),
    ROW(CT_NUM_COMPLEX64, 'c', 'F', 8, 4, "complex64", ORDER "c8"),
    ROW(CT_NUM_COMPLEX128, 'c', 'D', 16, 8, "complex128", ORDER "c16"),
};

const ct_dtype *ct_dtype_builtin(ct_type_num num)
{
    if ((unsigned)num >= CT_NUM_STR)
        return CT_FAIL(CT_TYPE_ERROR, "dtype", 1, "no numeric dtype has the number %d", (int)num);
    return &ct_dtype_table[num];
}

const ct_dtype *ct_dtype_text(ct_type_num num, int64_t width)
{
    if (num != CT_NUM_STR && num != CT_NUM_BYTES)
        return CT_FAIL(CT_TYPE_ERROR, "dtype", 1, "only str and bytes dtypes have a width");
    bool str = num == CT_NUM_STR;
    int64_t unit = str ? 4 : 1;
    if (width < 0 || width > INT32_MAX / unit)
        return CT_FAIL(CT_VALUE_ERROR, "dtype", 2,
                       "the width %lld is outside 0 ... %lld, the widths of a %s dtype",
                       (long long)width, (long long)(INT32_MAX / unit), str ? "str" : "bytes");
    ct_dtype *dtype = ct_alloc(sizeof *dtype);
    if (!dtype)
        return NULL;
    *dtype = (ct_dtype){
        {1, &ct_dtype_type}, num, str ? 'U' : 'S', str ? 'U' : 'S', str ? 4 : 1, 0, "", ""};
    dtype->itemsize = width * unit;
    const char *name = str ? "str" : "bytes";
    if (width)
        snprintf(dtype->name, sizeof dtype->name, "%s%lld", name, (long long)(width * unit * 8));
    else
        snprintf(dtype->name, sizeof dtype->name, "%s", name);
    snprintf(dtype->str, sizeof dtype->str, "%s%lld", str ? ORDER "U" : "|S", (long long)width);
    return dtype;
}

ct_type_num ct_dtype_num(const ct_dtype *dtype)
{
    return dtype ? dtype->num : (ct_type_num)ct_null_input("dtype.num", 1);
}

char ct_dtype_kind(const ct_dtype *dtype)
{
    return dtype ? dtype->kind : (char)(ct_null_input("dtype.kind", 1), 0);
}

char ct_dtype_char(const ct_dtype *dtype)
{
    return dtype ? dtype->letter : (char)(ct_null_input("dtype.char", 1), 0);
}

int64_t ct_dtype_itemsize(const ct_dtype *dtype)
{
    return dtype ? dtype->itemsize : (ct_null_input("dtype.itemsize", 1), -1);
}

int64_t ct_dtype_alignment(const ct_dtype *dtype)
{
    return dtype ? dtype->alignment : (ct_null_input("dtype.alignment", 1), -1);
}

const char *ct_dtype_name(const ct_dtype *dtype)
{
    return dtype ? dtype->name : (ct_null_input("dtype.name", 1), NULL);
}

const char *ct_dtype_str(const ct_dtype *dtype)
{
    return dtype ? dtype->str : (ct_null_input("dtype.str", 1), NULL);
}

bool ct_dtype_equal(const ct_dtype *a, const ct_dtype *b)
{
    return a && b && a->num == b->num && a->itemsize == b->itemsize;
}
