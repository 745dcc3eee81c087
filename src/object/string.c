/* string.c: str boxes. UTF-8 inside; its byte order is also the order of code points. */
#include "object.h"

#include <string.h>

const char *ct_utf8_at(const ct_string_box *string, int64_t index)
{
    if (string->length == string->bytes)
        return string->text + index;
    const char *p = string->text;
    while (index-- > 0)
        ct_utf8_next(&p);
    return p;
}

static int64_t size_of(int64_t bytes)
{
    return (int64_t)sizeof(ct_string_box) + bytes + 1;
}

ct_object *ct_string(const char *utf8, int64_t bytes)
{
    if (!utf8)
        return ct_null_input("str", 1), NULL;
    if (bytes < 0)
        bytes = (int64_t)strlen(utf8);
    int64_t bad, length = ct_utf8_decode(utf8, bytes, NULL, &bad);
    if (length < 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0,
                       "'utf-8' codec can't decode byte 0x%02x in position %lld: invalid byte",
                       (unsigned char)utf8[bad], (long long)bad);
    if (bytes > INT64_MAX - (int64_t)sizeof(ct_string_box) - 1)
        return CT_FAIL(CT_MEMORY_ERROR, NULL, 0, "text too long");
    ct_string_box *box = ct_object_new(&ct_str_type, size_of(bytes));
    if (!box)
        return NULL;
    box->bytes = bytes;
    box->length = length;
    box->hash = 0;
    memcpy(box->text, utf8, (size_t)bytes);
    box->text[bytes] = '\0';
    return &box->object;
}

const char *ct_as_string(const void *box, int64_t *bytes)
{
    if (bytes)
        *bytes = 0;
    if (!box)
        return ct_null_input("str", 1), NULL;
    const ct_object *o = box;
    if (o->type != &ct_str_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "expected str, not %s", o->type->name);
    const ct_string_box *string = box;
    if (bytes)
        *bytes = string->bytes;
    return string->text;
}

static void string_destroy(ct_object *self)
{
    ct_object_free(self, size_of(((ct_string_box *)self)->bytes));
}

static ct_status string_str(const ct_object *self, ct_text *out)
{
    const ct_string_box *s = (const ct_string_box *)self;
    return ct_text_add(out, s->text, s->bytes);
}

static ct_status escape(ct_text *out, uint32_t c)
{
    static const char named[] = "\t\n\r";
    if (c < 0x80 && c && strchr(named, (int)c))
        return ct_text_format(out, "\\%c", "tnr"[strchr(named, (int)c) - named]);
    return ct_text_format(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

/* In single quotes, unless it holds some and no double quotes. Plain runs are added whole. */
static ct_status string_repr(const ct_object *self, ct_text *out)
{
    const ct_string_box *s = (const ct_string_box *)self;
    const char *p = s->text, *end = p + s->bytes, *run = p;
    char quote =
        memchr(p, '\'', (size_t)s->bytes) && !memchr(p, '"', (size_t)s->bytes) ? '"' : '\'';
    ct_status status = ct_text_add(out, &quote, 1);
    while (!status && p < end) {
        const char *here = p;
        uint32_t c = ct_utf8_next(&p);
        bool backslash = c == '\\' || c == (uint32_t)quote;
        if (!backslash && ct_is_printable(c))
            continue;
        status = ct_text_add(out, run, here - run);
        if (!status && backslash)
            status = ct_text_add(out, (const char[]){'\\', (char)c}, 2);
        else if (!status)
            status = escape(out, c);
        run = p;
    }
    if (!status)
        status = ct_text_add(out, run, end - run);
    return status ? status : ct_text_add(out, &quote, 1);
}

static int string_equal(const ct_object *self, const ct_object *other)
{
    if (other->type != &ct_str_type)
        return 0;
    const ct_string_box *a = (const ct_string_box *)self, *b = (const ct_string_box *)other;
    return a->bytes == b->bytes && memcmp(a->text, b->text, (size_t)a->bytes) == 0;
}

static int string_order(const ct_object *self, const ct_object *other, int *out)
{
    if (other->type != &ct_str_type)
        return 1;
    const ct_string_box *a = (const ct_string_box *)self, *b = (const ct_string_box *)other;
    int64_t common = a->bytes < b->bytes ? a->bytes : b->bytes;
    int order = memcmp(a->text, b->text, (size_t)common);
    *out = order ? (order > 0) - (order < 0) : (a->bytes > b->bytes) - (a->bytes < b->bytes);
    return 0;
}

static ct_status string_hash(const ct_object *self, uint64_t *out)
{
    ct_string_box *s = (ct_string_box *)(uintptr_t)self;
    uint64_t hash = __atomic_load_n(&s->hash, __ATOMIC_RELAXED);
    if (!hash) {
        hash = ct_hash_memory(s->text, s->bytes);
        __atomic_store_n(&s->hash, hash, __ATOMIC_RELAXED);
    }
    *out = hash;
    return CT_OK;
}

static int64_t string_length(const ct_object *self)
{
    return ((const ct_string_box *)self)->length;
}

static size_t string_bytes(const ct_object *self)
{
    return (size_t)size_of(((const ct_string_box *)self)->bytes);
}

static ct_object *string_item(const ct_object *self, int64_t index)
{
    const char *start = ct_utf8_at((const ct_string_box *)self, index), *end = start;
    ct_utf8_next(&end);
    return ct_string(start, end - start);
}

const ct_type ct_str_type = {.name = "str",
                             .destroy = string_destroy,
                             .repr = string_repr,
                             .str = string_str,
                             .equal = string_equal,
                             .order = string_order,
                             .hash = string_hash,
                             .length = string_length,
                             .bytes = string_bytes,
                             .item = string_item};
