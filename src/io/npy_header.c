/* npy_header.c: the header of a .npy file, a Python dict literal, read and written.
 *
 *     \x93NUMPY major minor length {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
 *
 * The parser takes what numpy.load takes: keys in any order, either quote, white space anywhere,
 * integers with Python 2's L. It knows no other literals and evaluates nothing. */
#include "io.h"

#include <stdio.h>
#include <string.h>

typedef struct cursor {
    const ct_reader *reader;
    const char *start, *at, *end;
} cursor;

static ct_status bad_header(const cursor *c, const char *expected)
{
    char rest[41];
    int n = 0;
    for (const char *p = c->at; p < c->end && n < 40; p++)
        rest[n++] = (unsigned char)*p < 32 || (unsigned char)*p > 126 ? '?' : *p;
    rest[n] = '\0';
    return ct_reader_error(c->reader,
                           "Cannot parse header: expected %s at character %lld, got '%s'", expected,
                           (long long)(c->at - c->start), rest);
}

static void skip_space(cursor *c)
{
    while (c->at < c->end && strchr(" \t\n\r\f", *c->at) && *c->at)
        c->at++;
}

static bool take(cursor *c, char wanted)
{
    skip_space(c);
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static bool take_word(cursor *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->at) < n || memcmp(c->at, word, n))
        return false;
    c->at += n;
    return true;
}

/* A string without escapes: no key or simple descr has any. Python 2 files may carry a prefix. */
static ct_status take_string(cursor *c, const char **text, int *length)
{
    skip_space(c);
    if (c->at + 1 < c->end && strchr("ubUB", *c->at) && (c->at[1] == '\'' || c->at[1] == '"'))
        c->at++;
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return bad_header(c, "a string");
    const char *start = c->at + 1;
    const char *close = memchr(start, *c->at, (size_t)(c->end - start));
    if (!close || memchr(start, '\\', (size_t)(close - start)))
        return bad_header(c, "a string");
    *text = start;
    *length = (int)(close - start);
    c->at = close + 1;
    return CT_OK;
}

static ct_status take_length(cursor *c, int64_t *out)
{
    skip_space(c);
    const char *start = c->at;
    int64_t value = 0;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        int64_t digit = *c->at - '0';
        if (ct_mul_overflow(value, 10, &value) || ct_add_overflow(value, digit, &value))
            return ct_reader_error(c->reader, "shape is not valid: a length of more than 63 bits");
        c->at++;
    }
    if (c->at == start)
        return bad_header(c, "a length that is not negative");
    if (c->at < c->end && *c->at == 'L')
        c->at++;
    *out = value;
    return CT_OK;
}

static ct_status take_shape(cursor *c, ct_npy_header *h)
{
    if (!take(c, '('))
        return bad_header(c, "a tuple of lengths for 'shape'");
    h->ndim = 0;
    bool comma = true;
    while (!take(c, ')')) {
        if (!comma)
            return bad_header(c, "',' or ')'");
        if (h->ndim == CT_MAX_NDIM)
            return ct_reader_error(c->reader, "shape is not valid: more than %d axes", CT_MAX_NDIM);
        ct_status status = take_length(c, &h->shape[h->ndim]);
        if (status)
            return status;
        h->ndim++;
        comma = take(c, ',');
    }
    if (h->ndim == 1 && !comma) /* (3) is an int in Python */
        return ct_reader_error(c->reader, "shape is not valid: expected a tuple such as (%lld,)",
                               (long long)h->shape[0]);
    return CT_OK;
}

/* One row per type that a descr can name: its letter, its size in the text, ours. */
static const struct {
    char kind;
    int size;
    ct_type_num num;
} types[] = {
    {'b', 1, CT_NUM_BOOL},    {'?', 1, CT_NUM_BOOL},      {'i', 1, CT_NUM_INT8},
    {'u', 1, CT_NUM_UINT8},   {'i', 2, CT_NUM_INT16},     {'u', 2, CT_NUM_UINT16},
    {'i', 4, CT_NUM_INT32},   {'u', 4, CT_NUM_UINT32},    {'i', 8, CT_NUM_INT64},
    {'u', 8, CT_NUM_UINT64},  {'f', 2, CT_NUM_FLOAT16},   {'f', 4, CT_NUM_FLOAT32},
    {'f', 8, CT_NUM_FLOAT64}, {'c', 8, CT_NUM_COMPLEX64}, {'c', 16, CT_NUM_COMPLEX128},
    {'U', -1, CT_NUM_STR},    {'S', -1, CT_NUM_BYTES},    {'a', -1, CT_NUM_BYTES},
};

static ct_status refuse_type(const cursor *c, char kind, const char *text, int length)
{
    static const struct {
        char kind;
        const char *name;
    } known[] = {{'M', "datetime64"}, {'m', "timedelta64"}, {'V', "void"},
                 {'f', "float"},      {'c', "complex"},     {'T', "StringDType"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].kind == kind)
            return ct_reader_error(c->reader, "%s arrays (descr '%.*s') are not supported",
                                   known[i].name, length < 40 ? length : 40, text);
    return ct_reader_error(c->reader, "descr is not a valid dtype descriptor: '%.*s'",
                           length < 40 ? length : 40, text);
}

static ct_status take_descr(cursor *c, ct_npy_header *h)
{
    skip_space(c);
    if (c->at < c->end && (*c->at == '[' || *c->at == '(' || *c->at == '{')) {
        int shown = 0, open = 0; /* up to the bracket that closes it */
        do {
            open += strchr("[({", c->at[shown]) ? 1 : strchr("])}", c->at[shown]) ? -1 : 0;
            shown++;
        } while (open > 0 && shown < 60 && shown < c->end - c->at);
        return ct_reader_error(c->reader, "structured arrays (descr %.*s) are not supported", shown,
                               c->at);
    }
    const char *text;
    int length;
    ct_status status = take_string(c, &text, &length);
    if (status)
        return status;
    const char *p = text, *end = text + length;
    bool order = p < end && strchr("<>|=", *p) && *p;
    h->big_endian = order && *p == '>';
    p += order;
    char kind = p < end ? *p++ : '\0';
    if (kind == 'O')
        return ct_reader_error(c->reader,
                               "Object arrays cannot be loaded: they hold pickled Python "
                               "code (allow_pickle=False)");
    int64_t size = 0;
    bool digits = p < end || kind == '?';
    for (; p < end; p++) {
        if (*p < '0' || *p > '9' || size > INT32_MAX)
            return refuse_type(c, kind == 'M' || kind == 'm' ? kind : 0, text, length);
        size = size * 10 + (*p - '0');
    }
    if (kind == '?')
        size = 1;
    for (size_t i = 0; digits && i < sizeof types / sizeof *types; i++) {
        if (types[i].kind != kind || (types[i].size >= 0 && types[i].size != size))
            continue;
        if (types[i].size >= 0) {
            h->dtype = ct_dtype_builtin(types[i].num);
            return CT_OK;
        }
        if (size > INT32_MAX / 4) /* NumPy's itemsize is an int */
            break;
        const ct_dtype *dtype = ct_dtype_text(types[i].num, size);
        h->dtype = dtype;
        return dtype ? CT_OK : ct_error_pending();
    }
    return refuse_type(c, kind, text, length);
}

static ct_status take_item(cursor *c, ct_npy_header *h, unsigned *seen)
{
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    const char *key;
    int length, which = 0;
    ct_status status = take_string(c, &key, &length);
    if (status)
        return status;
    while (which < 3 &&
           (strlen(keys[which]) != (size_t)length || memcmp(keys[which], key, (size_t)length)))
        which++;
    if (which == 3)
        return ct_reader_error(c->reader, "Header does not contain the correct keys: '%.*s'",
                               length < 40 ? length : 40, key);
    if (*seen & 1u << which)
        return ct_reader_error(c->reader, "the header has the key '%s' twice", keys[which]);
    *seen |= 1u << which;
    if (!take(c, ':'))
        return bad_header(c, "':'");
    if (which == 0)
        return take_descr(c, h);
    if (which == 2)
        return take_shape(c, h);
    skip_space(c);
    h->fortran = take_word(c, "True");
    if (!h->fortran && !take_word(c, "False"))
        return bad_header(c, "True or False for 'fortran_order'");
    return CT_OK;
}

static ct_status parse(cursor *c, ct_npy_header *h)
{
    unsigned seen = 0;
    if (!take(c, '{'))
        return bad_header(c, "a dictionary");
    bool comma = true;
    while (!take(c, '}')) {
        if (!comma)
            return bad_header(c, "',' or '}'");
        ct_status status = take_item(c, h, &seen);
        if (status)
            return status;
        comma = take(c, ',');
    }
    skip_space(c);
    if (c->at != c->end)
        return bad_header(c, "the end of the header");
    if (seen != 7)
        return ct_reader_error(c->reader, "Header does not contain the correct keys: expected "
                                          "'descr', 'fortran_order' and 'shape'");
    return CT_OK;
}

ct_status ct_npy_header_parse(const ct_reader *reader, const char *text, int64_t length,
                              ct_npy_header *out)
{
    *out = (ct_npy_header){0};
    cursor c = {reader, text, text, text + length};
    ct_status status = parse(&c, out);
    if (!status) {
        int64_t itemsize = ct_dtype_itemsize(out->dtype), bytes = itemsize > 0 ? itemsize : 1;
        out->size = 1;
        bool empty = false;
        for (int i = 0; !status && i < out->ndim; i++) {
            empty |= out->shape[i] == 0;
            /* Empty axes do not excuse the others: strides are made of them. */
            if (out->shape[i] && ct_mul_overflow(bytes, out->shape[i], &bytes))
                status = ct_reader_error(reader, "shape is not valid: the array is larger than the "
                                                 "maximum possible size");
            else if (out->shape[i])
                out->size *= out->shape[i];
        }
        if (empty)
            out->size = 0;
        out->bytes = status ? 0 : out->size * itemsize;
    }
    if (status) {
        ct_release(out->dtype);
        out->dtype = NULL;
    }
    return status;
}

ct_status ct_npy_header_read(ct_reader *reader, ct_npy_header *out)
{
    *out = (ct_npy_header){0};
    uint8_t start[12];
    ct_status status = CT_OK;
    if (reader->left < 10)
        return ct_reader_error(reader,
                               "EOF: reading magic string and header length, expected 10 "
                               "bytes got %lld",
                               (long long)reader->left);
    status = ct_reader_read(reader, start, 10);
    if (!status && memcmp(start, "\x93NUMPY", 6))
        return ct_reader_error(reader, "the magic string is not correct; expected '\\x93NUMPY'");
    if (status)
        return status;
    if (start[6] < 1 || start[6] > 3 || start[7])
        return ct_reader_error(reader,
                               "we only support format version (1,0), (2,0), and (3,0), "
                               "not (%d, %d)",
                               start[6], start[7]);
    int64_t length = ct_le16(start + 8);
    if (start[6] > 1) {
        status = ct_reader_read(reader, start + 10, 2);
        if (status)
            return status;
        length = ct_le32(start + 8);
    }
    if (length > reader->left)
        return ct_reader_error(reader, "EOF: reading array header, expected %lld bytes got %lld",
                               (long long)length, (long long)reader->left);
    if (length > CT_NPY_MAX_HEADER)
        return ct_reader_error(reader,
                               "Header info length (%lld) is large and may not be safe to "
                               "load securely; at most %d is read",
                               (long long)length, CT_NPY_MAX_HEADER);
    char text[CT_NPY_MAX_HEADER];
    status = ct_reader_read(reader, text, length);
    if (!status)
        status = ct_npy_header_parse(reader, text, length, out);
    out->offset = (start[6] > 1 ? 12 : 10) + length;
    return status;
}

int ct_npy_header_text(const ct_dtype *dtype, bool big_endian, bool fortran, int ndim,
                       const int64_t *shape, char *out)
{
    const char *descr = ct_dtype_str(dtype);
    int n = 0, room = CT_NPY_HEADER_TEXT;
    n +=
        snprintf(out, (size_t)room, "{'descr': '%c%s', 'fortran_order': %s, 'shape': (",
                 big_endian && *descr != '|' ? '>' : *descr, descr + 1, fortran ? "True" : "False");
    for (int i = 0; i < ndim; i++)
        n += snprintf(out + n, (size_t)(room - n), "%s%lld%s", i ? ", " : "", (long long)shape[i],
                      ndim == 1 ? "," : "");
    return n + snprintf(out + n, (size_t)(room - n), "), }");
}

int ct_npy_header_make(const ct_dtype *dtype, bool big_endian, bool fortran, int ndim,
                       const int64_t *shape, char *out)
{
    enum {
        MAGIC = 10,
        ALIGN = 64, /* so that the data can be mapped and used by any vector unit */
        GROWTH = 21 /* NumPy leaves room to lengthen the growing axis in place */
    };
    int n = MAGIC + ct_npy_header_text(dtype, big_endian, fortran, ndim, shape, out + MAGIC);
    if (ndim) {
        char digits[24];
        int used =
            snprintf(digits, sizeof digits, "%lld", (long long)shape[fortran ? ndim - 1 : 0]);
        for (; used < GROWTH; used++)
            out[n++] = ' ';
    }
    while ((n + 1) % ALIGN)
        out[n++] = ' ';
    out[n++] = '\n';
    memcpy(out, "\x93NUMPY\x01\x00", 8);
    out[8] = (char)((n - MAGIC) & 255);
    out[9] = (char)((n - MAGIC) >> 8);
    return n;
}

int ct_npy_header_write(const ct_array *a, char *out)
{
    bool fortran = !(ct_flags(a) & CT_C_CONTIGUOUS) && (ct_flags(a) & CT_F_CONTIGUOUS);
    return ct_npy_header_make(ct_dtype_of(a), false, fortran, ct_ndim(a), ct_shape(a), out);
}
