/* text.c: growing UTF-8 text, and repr and str of any object.
 *
 * `writing` links the containers whose repr is being written, on the C stack; one that is met again
 * inside itself is written as [...]. */
#include "object.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct ct_text_frame {
    const ct_object *object;
    const ct_text_frame *outer;
};

static ct_status reserve(ct_text *text, int64_t more)
{
    int64_t wanted;
    if (ct_add_overflow(text->length, more, &wanted) || ct_add_overflow(wanted, 1, &wanted))
        return CT_FAIL_STATUS(CT_MEMORY_ERROR, NULL, 0, "text too long");
    if (wanted <= text->capacity)
        return CT_OK;
    int64_t capacity = text->capacity < 32 ? 64 : text->capacity + text->capacity / 2;
    if (capacity < wanted)
        capacity = wanted;
    char *data = ct_realloc(text->data, capacity);
    if (!data)
        return CT_MEMORY_ERROR;
    text->data = data;
    text->capacity = capacity;
    return CT_OK;
}

ct_status ct_text_add(ct_text *text, const char *utf8, int64_t bytes)
{
    if (!text || !utf8)
        return ct_null_input("text", text ? 2 : 1);
    if (bytes < 0)
        bytes = (int64_t)strlen(utf8);
    ct_status status = reserve(text, bytes);
    if (status)
        return status;
    memcpy(text->data + text->length, utf8, (size_t)bytes);
    text->length += bytes;
    text->data[text->length] = '\0';
    return CT_OK;
}

ct_status ct_text_char(ct_text *text, uint32_t code_point)
{
    char utf8[4];
    return ct_text_add(text, utf8, ct_utf8_encode(code_point, utf8));
}

ct_status ct_text_format(ct_text *text, const char *format, ...)
{
    if (!text || !format)
        return ct_null_input("text", text ? 2 : 1);
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int bytes = vsnprintf(NULL, 0, format, args);
    va_end(args);
    ct_status status =
        bytes < 0 ? CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "bad format") : reserve(text, bytes);
    if (!status) {
        vsnprintf(text->data + text->length, (size_t)bytes + 1, format, again);
        text->length += bytes;
    }
    va_end(again);
    return status;
}

static const char *mark_of(const ct_type *type)
{
    return type == &ct_list_type    ? "[...]"
           : type == &ct_dict_type  ? "{...}"
           : type == &ct_tuple_type ? "(...)"
                                    : "...";
}

/* Containers are followed; each may stand in the chain once. */
static ct_status write_repr(ct_text *text, const ct_object *o)
{
    if (!o->type->repr)
        return ct_text_format(text, "<%s object>", o->type->name);
    if (!o->type->visit)
        return o->type->repr(o, text);
    for (const ct_text_frame *f = text->writing; f; f = f->outer)
        if (f->object == o)
            return ct_text_add(text, mark_of(o->type), -1);
    if (!ct_enter(" while getting the repr of an object"))
        return CT_RECURSION_ERROR;
    ct_text_frame frame = {o, text->writing};
    text->writing = &frame;
    ct_status status = o->type->repr(o, text);
    text->writing = frame.outer;
    ct_leave();
    return status;
}

ct_status ct_text_repr(ct_text *text, const void *object)
{
    if (!text || !object)
        return ct_null_input("repr", text ? 2 : 1);
    return write_repr(text, object);
}

ct_status ct_text_str(ct_text *text, const void *object)
{
    if (!text || !object)
        return ct_null_input("str", text ? 2 : 1);
    const ct_object *o = object;
    return o->type->str ? o->type->str(o, text) : write_repr(text, o);
}

void ct_text_close(ct_text *text)
{
    ct_dealloc(text->data);
    *text = (ct_text)CT_TEXT_START;
}

char *ct_text_give(ct_text *text, int64_t *length)
{
    if (length)
        *length = 0;
    if (reserve(text, 0))
        return NULL;
    char *data = text->data;
    data[text->length] = '\0';
    if (length)
        *length = text->length;
    *text = (ct_text)CT_TEXT_START;
    return data;
}

ct_object *ct_text_box(ct_text *text)
{
    ct_object *box = ct_string(text->data ? text->data : "", text->length);
    ct_text_close(text);
    return box;
}

static char *whole(const char *op, ct_status (*write)(ct_text *, const void *), const void *object,
                   int64_t *length)
{
    if (length)
        *length = 0;
    if (!object)
        return ct_null_input(op, 1), NULL;
    ct_text text = CT_TEXT_START;
    char *result = write(&text, object) ? NULL : ct_text_give(&text, length);
    ct_text_close(&text);
    return result;
}

char *ct_repr(const void *object, int64_t *length)
{
    return whole("repr", ct_text_repr, object, length);
}

char *ct_str(const void *object, int64_t *length)
{
    return whole("str", ct_text_str, object, length);
}
