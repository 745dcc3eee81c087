/* slice.c: ct_slice(), an index list written as NumPy writes it: "3, 1:-1, ..., None". */
#include "array.h"

#include <string.h>

typedef struct reader {
    const char *text, *at;
} reader;

static void skip_spaces(reader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n')
        r->at++;
}

static ct_status unexpected(const reader *r, const char *wanted)
{
    if (*r->at == '\0')
        return ct_error_set(CT_SYNTAX_ERROR, "slice", 2, "\"%.200s\" ends where %s was expected",
                            r->text, wanted);
    return ct_error_set(CT_SYNTAX_ERROR, "slice", 2,
                        "unexpected '%c' at position %d of \"%.200s\": expected %s", *r->at,
                        (int)(r->at - r->text), r->text, wanted);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* An integer if one stands here; *found tells. */
static ct_status read_integer(reader *r, int64_t *out, bool *found)
{
    const char *start = r->at;
    bool negative = *r->at == '-';
    if (*r->at == '-' || *r->at == '+')
        r->at++;
    skip_spaces(r);
    *found = is_digit(*r->at);
    if (!*found) {
        if (r->at == start)
            return CT_OK;
        return unexpected(r, "an integer");
    }
    int64_t value = 0;
    for (; is_digit(*r->at); r->at++)
        if (ct_mul_overflow(value, 10, &value) || ct_add_overflow(value, *r->at - '0', &value))
            return ct_error_set(CT_VALUE_ERROR, "slice", 2,
                                "the integer at position %d of \"%.200s\" is too large",
                                (int)(start - r->text), r->text);
    *out = negative ? -value : value;
    skip_spaces(r);
    return CT_OK;
}

static bool word(reader *r, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(r->at, text, n) != 0)
        return false;
    r->at += n;
    return true;
}

static ct_status read_item(reader *r, ct_index *out)
{
    if (word(r, "...")) {
        *out = ct_rest;
        return CT_OK;
    }
    if (word(r, "None") || word(r, "newaxis")) {
        *out = ct_newaxis;
        return CT_OK;
    }
    int64_t bounds[3] = {CT_OMIT, CT_OMIT, CT_OMIT};
    int colons = 0;
    bool found = false, any = false;
    for (;;) {
        ct_status status = read_integer(r, &bounds[colons], &found);
        if (status != CT_OK)
            return status;
        any |= found;
        if (*r->at != ':' || colons == 2)
            break;
        r->at++;
        colons++;
        skip_spaces(r);
    }
    if (colons == 0 && !any)
        return unexpected(r, "an integer, ':', '...' or None");
    *out = colons ? ct_step(bounds[0], bounds[1], bounds[2]) : ct_at(bounds[0]);
    return CT_OK;
}

ct_array *ct_slice(const ct_array *a, const char *text)
{
    if (!a || !text)
        return ct_null_input("slice", a ? 2 : 1), NULL;
    ct_index list[2 * CT_MAX_NDIM + 2];
    int count = 0;
    reader r = {text, text};
    skip_spaces(&r);
    while (*r.at) {
        if (count == 2 * CT_MAX_NDIM + 1)
            return CT_FAIL(CT_INDEX_ERROR, "slice", 2, "too many indices");
        if (read_item(&r, &list[count++]) != CT_OK)
            return NULL;
        skip_spaces(&r);
        if (*r.at == '\0')
            break;
        if (*r.at != ',')
            return unexpected(&r, "','"), NULL;
        r.at++;
        skip_spaces(&r);
    }
    list[count] = ct_end;
    return ct_index_get(a, list);
}
