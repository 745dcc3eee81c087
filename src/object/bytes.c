/* bytes.c: bytes boxes. */
#include "object.h"

#include <string.h>

static int64_t size_of(int64_t bytes)
{
    return (int64_t)sizeof(ct_bytes_box) + bytes + 1;
}

ct_object *ct_bytes(const void *data, int64_t bytes)
{
    if (!data && bytes != 0)
        return ct_null_input("bytes", 1), NULL;
    if (bytes < 0 || bytes > INT64_MAX - (int64_t)sizeof(ct_bytes_box) - 1)
        return CT_FAIL(CT_VALUE_ERROR, "bytes", 2, "%lld bytes", (long long)bytes);
    ct_bytes_box *box = ct_object_new(&ct_bytes_type, size_of(bytes));
    if (!box)
        return NULL;
    box->bytes = bytes;
    if (bytes)
        memcpy(box->data, data, (size_t)bytes);
    box->data[bytes] = '\0';
    return &box->object;
}

const void *ct_as_bytes(const void *box, int64_t *bytes)
{
    if (bytes)
        *bytes = 0;
    if (!box)
        return ct_null_input("bytes", 1), NULL;
    const ct_object *o = box;
    if (o->type != &ct_bytes_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "a bytes-like object is required, not '%s'",
                       o->type->name);
    if (bytes)
        *bytes = ((const ct_bytes_box *)box)->bytes;
    return ((const ct_bytes_box *)box)->data;
}

static void bytes_destroy(ct_object *self)
{
    ct_object_free(self, size_of(((ct_bytes_box *)self)->bytes));
}

static ct_status bytes_repr(const ct_object *self, ct_text *out)
{
    const ct_bytes_box *b = (const ct_bytes_box *)self;
    bool single = memchr(b->data, '\'', (size_t)b->bytes);
    char quote = single && !memchr(b->data, '"', (size_t)b->bytes) ? '"' : '\'';
    ct_status status = ct_text_format(out, "b%c", quote);
    for (int64_t i = 0; !status && i < b->bytes; i++) {
        unsigned char c = (unsigned char)b->data[i];
        if (c == '\\' || c == (unsigned char)quote)
            status = ct_text_format(out, "\\%c", c);
        else if (c == '\t' || c == '\n' || c == '\r')
            status = ct_text_format(out, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        else if (c < 0x20 || c >= 0x7f)
            status = ct_text_format(out, "\\x%02x", c);
        else
            status = ct_text_add(out, &b->data[i], 1);
    }
    return status ? status : ct_text_add(out, &quote, 1);
}

static int bytes_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_bytes_type)
        return 0;
    const ct_bytes_box *a = (const ct_bytes_box *)self, *b = (const ct_bytes_box *)other;
    return a->bytes == b->bytes && memcmp(a->data, b->data, (size_t)a->bytes) == 0;
}

static int bytes_order(const ct_object *self, const ct_object *other, int *out)
{
    if (other->type != &ct_bytes_type)
        return 1;
    const ct_bytes_box *a = (const ct_bytes_box *)self, *b = (const ct_bytes_box *)other;
    int64_t common = a->bytes < b->bytes ? a->bytes : b->bytes;
    int order = memcmp(a->data, b->data, (size_t)common);
    *out = order ? (order > 0) - (order < 0) : (a->bytes > b->bytes) - (a->bytes < b->bytes);
    return 0;
}

/* Eight bytes at a step, folded by a 64x64 -> 128 bit product; never 0. */
uint64_t ct_hash_memory(const void *data, int64_t bytes)
{
    const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio */
    const char *p = data;
    uint64_t hash = (uint64_t)bytes ^ odd;
    for (int64_t left = bytes; left > 0; left -= 8, p += 8) {
        uint64_t word = 0;
        memcpy(&word, p, left < 8 ? (size_t)left : 8);
        ct_uint128 product = (ct_uint128)(hash ^ word) * odd;
        hash = (uint64_t)product ^ (uint64_t)(product >> 64);
    }
    return hash ? hash : 1;
}

static ct_status bytes_hash(const ct_object *self, uint64_t *out)
{
    const ct_bytes_box *b = (const ct_bytes_box *)self;
    *out = ct_hash_memory(b->data, b->bytes);
    return CT_OK;
}

static int64_t bytes_length(const ct_object *self)
{
    return ((const ct_bytes_box *)self)->bytes;
}

static size_t bytes_bytes(const ct_object *self)
{
    return (size_t)size_of(((const ct_bytes_box *)self)->bytes);
}

static ct_object *bytes_item(const ct_object *self, int64_t index)
{
    return ct_int((unsigned char)((const ct_bytes_box *)self)->data[index]);
}

const ct_type ct_bytes_type = {.name = "bytes",
                               .destroy = bytes_destroy,
                               .repr = bytes_repr,
                               .equal = bytes_equal,
                               .order = bytes_order,
                               .hash = bytes_hash,
                               .length = bytes_length,
                               .bytes = bytes_bytes,
                               .item = bytes_item};
