/* parse.c: NumPy's spellings of dtypes. Three kinds: a name ("float64", "single"), a letter after
 * an optional byte order ("d", "<d"), a letter with a size or width ("f8", ">i4", "U10"). All byte
 * orders mean the native one here. */
#include "dtype.h"

#include <string.h>

typedef struct spelling {
    const char *name;
    ct_type_num num;
} spelling;

/* Names beside those of the table. "long" is 64 bits wide, as on every 64-bit Unix. */
static const spelling names[] = {
    {"bool_", CT_NUM_BOOL},         {"byte", CT_NUM_INT8},          {"ubyte", CT_NUM_UINT8},
    {"short", CT_NUM_INT16},        {"ushort", CT_NUM_UINT16},      {"intc", CT_NUM_INT32},
    {"uintc", CT_NUM_UINT32},       {"int", CT_NUM_INT64},          {"int_", CT_NUM_INT64},
    {"intp", CT_NUM_INT64},         {"long", CT_NUM_INT64},         {"longlong", CT_NUM_INT64},
    {"uint", CT_NUM_UINT64},        {"uintp", CT_NUM_UINT64},       {"ulong", CT_NUM_UINT64},
    {"ulonglong", CT_NUM_UINT64},   {"half", CT_NUM_FLOAT16},       {"single", CT_NUM_FLOAT32},
    {"double", CT_NUM_FLOAT64},     {"float", CT_NUM_FLOAT64},      {"csingle", CT_NUM_COMPLEX64},
    {"cdouble", CT_NUM_COMPLEX128}, {"complex", CT_NUM_COMPLEX128}, {"str", CT_NUM_STR},
    {"str_", CT_NUM_STR},           {"unicode", CT_NUM_STR},        {"bytes", CT_NUM_BYTES},
    {"bytes_", CT_NUM_BYTES},
};

/* Letters beside those of the table: other C types of the same size. */
static const char other_letters[] = "qQpPnN";
static const uint8_t other_numbers[] = {CT_NUM_INT64,  CT_NUM_UINT64, CT_NUM_INT64,
                                        CT_NUM_UINT64, CT_NUM_INT64,  CT_NUM_UINT64};

static ct_type_num by_name(const char *text)
{
    for (ct_type_num num = 0; num < CT_NUM_STR; num++)
        if (strcmp(text, ct_dtype_builtin(num)->name) == 0)
            return num;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0)
            return names[i].num;
    return CT_NUM_COUNT;
}

static ct_type_num by_letter(char letter)
{
    for (ct_type_num num = 0; num < CT_NUM_STR; num++)
        if (letter == ct_dtype_builtin(num)->letter)
            return num;
    const char *other = strchr(other_letters, letter);
    if (other && *other)
        return other_numbers[other - other_letters];
    return letter == 'U'                    ? CT_NUM_STR
           : letter == 'S' || letter == 'a' ? CT_NUM_BYTES
                                            : CT_NUM_COUNT;
}

static ct_type_num by_kind_and_size(char kind, int64_t size)
{
    for (ct_type_num num = 0; num < CT_NUM_STR; num++) {
        const ct_dtype *dtype = ct_dtype_builtin(num);
        if (dtype->kind == kind && dtype->itemsize == size)
            return num;
    }
    return CT_NUM_COUNT;
}

/* The digits from `text` on; *end is the character behind them. -1 when there are none, or more
 * than any dtype can use. */
static int64_t read_size(const char *text, const char **end)
{
    int64_t size = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && size <= INT32_MAX; p++)
        size = size * 10 + (*p - '0');
    *end = p;
    return p == text || size > INT32_MAX ? -1 : size;
}

ct_status ct_dtype_find(const char *text, const ct_dtype **out)
{
    *out = NULL;
    ct_type_num num = by_name(text);
    int64_t width = 0;
    if (num == CT_NUM_COUNT) {
        const char *p = text + (*text && strchr("<>=|", *text) != NULL), *end;
        if (*p && !p[1]) {
            num = by_letter(*p);
        } else if (*p >= '0' && *p <= '9') {
            width = read_size(p, &end);
            if (end[0] && !end[1])
                num = by_letter(*end);
            if (num < CT_NUM_STR)
                return CT_OK; /* "3f8" is a subarray, which Carton does not have */
        } else if (*p) {
            width = read_size(p + 1, &end);
            if (width < 0 || *end)
                return CT_OK;
            num = by_letter(*p);
            if (num < CT_NUM_STR || num == CT_NUM_COUNT)
                num = by_kind_and_size(*p, width);
        }
    }
    if (num == CT_NUM_COUNT || width < 0 || (num == CT_NUM_STR && width > INT32_MAX / 4))
        return CT_OK;
    *out = num < CT_NUM_STR ? ct_dtype_builtin(num) : ct_dtype_text(num, width);
    return *out ? CT_OK : CT_MEMORY_ERROR;
}

const ct_dtype *ct_dtype_parse(const char *text)
{
    if (!text)
        return ct_null_input("dtype", 1), NULL;
    const ct_dtype *dtype;
    if (ct_dtype_find(text, &dtype) < 0 || dtype)
        return dtype;
    static const char *const removed[] = {"bool8", "int0", "uint0", "str0", "bytes0", "void0"};
    for (size_t i = 0; i < sizeof removed / sizeof *removed; i++)
        if (strcmp(text, removed[i]) == 0)
            return CT_FAIL(
                CT_TYPE_ERROR, NULL, 0,
                "Alias '%s' was removed in NumPy 2.0. Use a name without a digit at the end.",
                text);
    char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "data type %c%.200s%c not understood", quote, text,
                   quote);
}
