/* raw.c: fromfile, fromstring and tofile: elements without a header, binary or text. */
#include "base/number.h"
#include "convert.h"
#include "format.h"

#include <ctype.h>
#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Passes `sep`; white space in it stands for any amount of white space. NULL when it is not there.
 */
static const char *skip_separator(const char *p, const char *end, const char *sep)
{
    for (; *sep; sep++) {
        if (is_space(*sep)) {
            while (p < end && is_space(*p))
                p++;
            continue;
        }
        while (p < end && is_space(*p))
            p++;
        if (p == end || *p != *sep)
            return NULL;
        p++;
    }
    while (p < end && is_space(*p))
        p++;
    return p;
}

/* As ct_convert_number; C's nan(text) is a nan, and any number a truth value. */
static const char *read_number(const ct_dtype *dtype, const char *p, const char *end, char *out)
{
    double value;
    char kind = ct_dtype_kind(dtype);
    const char *next =
        kind == 'b' ? ct_read_double(p, end, &value) : ct_convert_number(dtype, p, end, out);
    if (kind == 'b' && next > p)
        *out = value != 0;
    if (kind != 'f' || next - p < 3 || (next[-1] | 32) != 'n' || next == end || *next != '(')
        return next;
    const char *q = next + 1;
    while (q < end && (isalnum((unsigned char)*q) || *q == '_'))
        q++;
    return q < end && *q == ')' ? q + 1 : next;
}

static ct_array *read_text(ct_source *source, const ct_dtype *dtype, int64_t count, const char *sep,
                           int64_t offset)
{
    int64_t itemsize = ct_dtype_itemsize(dtype), n = 0, room = 0;
    char kind = ct_dtype_kind(dtype), *data = NULL;
    if (kind == 'U' || kind == 'S')
        return CT_FAIL(CT_VALUE_ERROR, source->op, 2,
                       "Unable to read character files of that array type");
    const char *p = (const char *)ct_source_all(source);
    if (!p)
        return NULL;
    const char *end = p + source->size;
    p += offset;
    while (p < end && is_space(*p))
        p++;
    while (p && p < end && (count < 0 || n < count)) {
        if (n == room) {
            char *more = ct_realloc(data, (room + room / 2 + 64) * itemsize);
            if (!more) {
                ct_dealloc(data);
                return NULL;
            }
            data = more;
            room += room / 2 + 64;
        }
        const char *next = read_number(dtype, p, end, data + n * itemsize);
        if (next == p || ct_interrupted()) {
            ct_dealloc(data);
            if (next > p)
                return NULL;
            return CT_FAIL(CT_VALUE_ERROR, source->op, 1,
                           "%.200s: string or file could not be read to its end due to unmatched "
                           "data, at offset %lld: expected a number of type %s",
                           source->name, (long long)(p - (end - source->size)),
                           ct_dtype_name(dtype));
        }
        n++;
        p = next < end ? skip_separator(next, end, sep) : next;
    }
    ct_array *a = ct_empty(1, &n, dtype);
    if (a && n)
        memcpy(a->data, data, (size_t)(n * itemsize));
    ct_dealloc(data);
    return a;
}

static ct_array *read_binary(const ct_source *source, const ct_dtype *dtype, int64_t count,
                             int64_t offset)
{
    int64_t itemsize = ct_dtype_itemsize(dtype);
    if (!itemsize)
        return CT_FAIL(CT_VALUE_ERROR, source->op, 2, "The elements are 0-sized.");
    int64_t there = (source->size - offset) / itemsize,
            n = count < 0 || count > there ? there : count;
    ct_array *a = ct_empty(1, &n, dtype);
    if (a && ct_source_read(source, offset, a->data, n * itemsize)) {
        ct_release(a);
        return NULL;
    }
    for (int64_t i = 0; a && ct_dtype_kind(dtype) == 'b' && i < n; i++)
        a->data[i] = a->data[i] != 0;
    for (int64_t i = 0; a && ct_dtype_kind(dtype) == 'U' && i < n * itemsize; i += 4) {
        uint32_t c;
        memcpy(&c, a->data + i, 4);
        if (c > 0x10FFFF) {
            ct_release(a);
            return CT_FAIL(CT_VALUE_ERROR, source->op, 1,
                           "%.200s: a character beyond Unicode's 0x10ffff at offset %lld",
                           source->name, (long long)(offset + i));
        }
    }
    return a;
}

ct_array *ct_fromfile(const char *path, const ct_dtype *dtype, int64_t count, const char *sep,
                      int64_t offset)
{
    ct_source source;
    ct_array *a = NULL;
    if (!dtype)
        dtype = CT_FLOAT64;
    if (ct_source_open(&source, "fromfile", path))
        return NULL;
    if (offset < 0 || offset > source.size)
        ct_error_set(CT_VALUE_ERROR, "fromfile", 5,
                     "%.200s: offset %lld, but the file has %lld bytes", source.name,
                     (long long)offset, (long long)source.size);
    else if (sep && *sep)
        a = read_text(&source, dtype, count, sep, offset);
    else
        a = read_binary(&source, dtype, count, offset);
    ct_source_close(&source);
    return a;
}

ct_array *ct_fromstring(const char *text, int64_t bytes, const ct_dtype *dtype, int64_t count,
                        const char *sep)
{
    if (!text)
        return ct_null_input("fromstring", 1), NULL;
    if (!sep || !*sep)
        return CT_FAIL(CT_VALUE_ERROR, "fromstring", 4,
                       "The binary mode of fromstring is removed, use frombuffer instead");
    ct_source source;
    ct_source_memory(&source, "fromstring", text, bytes);
    ct_array *a = read_text(&source, dtype ? dtype : CT_FLOAT64, count, sep, 0);
    ct_source_close(&source);
    if (!a || count < 0 || a->size >= count)
        return a;
    ct_release(a);
    return CT_FAIL(CT_VALUE_ERROR, "fromstring", 1, "string is smaller than requested size");
}

/* Text as Python's str of the element's Python value: float32 shows as the double it becomes. */
static ct_status put_text(const ct_dtype *dtype, const char *p, ct_sink *sink)
{
    char kind = ct_dtype_kind(dtype), number[CT_NUMBER_ROOM];
    if (kind == 'U' || kind == 'S') {
        int64_t n;
        char *text = ct_format_text(dtype, p, &n);
        ct_status status = text ? ct_sink_write(sink, text, n) : CT_MEMORY_ERROR;
        ct_dealloc(text);
        return status;
    }
    int n;
    if (kind == 'f')
        n = ct_repr_double(number, ct_element_real(dtype, p));
    else if (kind == 'c')
        n = ct_repr_complex(number, ct_element_real(dtype, p), ct_element_imag(dtype, p));
    else
        n = ct_element_text(number, dtype, p);
    return ct_sink_write(sink, number, n);
}

ct_status ct_tofile(const char *path, const ct_array *a, const char *sep)
{
    if (!a)
        return ct_null_input("tofile", 2);
    ct_array *flat = ct_ascontiguousarray(a);
    ct_sink sink;
    ct_status status = flat ? ct_sink_open(&sink, "tofile", path) : ct_error_pending();
    if (!status) {
        int64_t itemsize = ct_dtype_itemsize(flat->dtype);
        if (!sep || !*sep)
            status = ct_sink_write(&sink, flat->data, ct_nbytes(flat));
        for (int64_t i = 0; sep && *sep && i < flat->size && !status; i++) {
            if (i)
                status = ct_sink_write(&sink, sep, (int64_t)strlen(sep));
            if (!status)
                status = put_text(flat->dtype, flat->data + i * itemsize, &sink);
        }
        status = ct_sink_close(&sink, status);
    }
    ct_release(flat);
    return status;
}
