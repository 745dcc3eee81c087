/* str_format.c: str.format: replacement fields {name.attribute[key]!conversion:spec}, and format().
 *
 * Fields are numbered by themselves or by hand, not both. A spec may hold fields of its own, one
 * level deep. */
#include "args.h"
#include "object/object.h"
#include "object/operators.h"
#include "registry.h"

#include <string.h>

enum { NUMBERS_UNKNOWN = -1, NUMBERS_BY_HAND = -2 };
typedef struct fields {
    const ct_tuple_box *args;
    const ct_object *keywords;
    int64_t next; /* or one of the above */
} fields;

/* Digits only: an index; -1 for a name. */
static int64_t as_index(const char *p, const char *end)
{
    int64_t n = 0;
    if (p == end)
        return -1;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9' || n > INT32_MAX)
            return -1;
        n = n * 10 + (*p - '0');
    }
    return n;
}

static ct_object *first_value(fields *f, const char *p, const char *end)
{
    int64_t index = as_index(p, end);
    if (p < end && index < 0) {
        ct_object *key = ct_string(p, end - p);
        ct_object *value = key ? ct_subscript(f->keywords, key) : NULL;
        ct_release(key);
        return value;
    }
    bool by_hand = p < end;
    if (f->next != NUMBERS_UNKNOWN && by_hand != (f->next == NUMBERS_BY_HAND))
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "cannot switch from %s",
                       by_hand ? "automatic field numbering to manual field specification"
                               : "manual field specification to automatic field numbering");
    if (by_hand)
        f->next = NUMBERS_BY_HAND;
    else
        index = f->next < 0 ? (f->next = 1, 0) : f->next++;
    if (index >= f->args->length)
        return CT_FAIL(CT_INDEX_ERROR, NULL, 0,
                       "Replacement index %lld out of range for positional args tuple",
                       (long long)index);
    return ct_retain(f->args->items[index]);
}

static ct_object *attribute(ct_object *value, const char *p, const char *end)
{
    char name[64];
    size_t n = (size_t)(end - p);
    if (n == 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "Empty attribute in format string");
    memcpy(name, p, n < sizeof name ? n : 0);
    name[n < sizeof name ? n : 0] = '\0';
    return ct_attribute_get(value, name);
}

static ct_object *item(ct_object *value, const char *p, const char *end)
{
    int64_t index = as_index(p, end);
    if (p == end)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "Empty attribute in format string");
    CT_SCOPE(s);
    ct_object *key = ct_own(&s, index >= 0 ? ct_int(index) : ct_string(p, end - p));
    if (!key || value->type != &ct_array_type)
        return key ? ct_subscript(value, key) : NULL;
    ct_index list[CT_INDEX_ROOM];
    if (ct_arg_index(key, &s, list))
        return NULL;
    return ct_result(ct_index_get((ct_array *)value, list));
}

/* name, then .attribute and [key] */
static ct_object *field_value(fields *f, const char *p, const char *end)
{
    const char *stop = p;
    while (stop < end && *stop != '.' && *stop != '[')
        stop++;
    ct_object *value = first_value(f, p, stop);
    while (value && stop < end) {
        ct_object *inner;
        if (*stop == '.') {
            p = ++stop;
            while (stop < end && *stop != '.' && *stop != '[')
                stop++;
            inner = attribute(value, p, stop);
        } else if (*stop == '[') {
            p = ++stop;
            while (stop < end && *stop != ']')
                stop++;
            inner = stop < end ? item(value, p, stop++)
                               : CT_FAIL(CT_VALUE_ERROR, NULL, 0, "Missing ']' in format string");
        } else {
            inner = CT_FAIL(CT_VALUE_ERROR, NULL, 0,
                            "Only '.' or '[' may follow ']' in format field specifier");
        }
        ct_release(value);
        value = inner;
    }
    return value;
}

static ct_object *converted(CT_TAKE ct_object *value, char conversion)
{
    if (!value || !conversion)
        return value;
    int64_t length;
    char *text = conversion == 's' ? ct_str(value, &length) : ct_repr(value, &length);
    ct_object *result = text ? ct_string(text, length) : NULL;
    ct_free(text);
    ct_release(value);
    return result;
}

static ct_status write_fields(ct_text *out, fields *f, const char *p, const char *end, int depth);

/* A field from behind its brace; *from moves behind the closing one. */
static ct_status write_field(ct_text *out, fields *f, const char **from, const char *end, int depth)
{
    const char *p = *from, *start = p, *spec = NULL;
    char conversion = 0;
    bool bracket = false;
    if (p == end)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Single '{' encountered in format string");
    for (; p < end && (bracket || !strchr("}:!", *p)); p++) {
        if (*p == '{' && !bracket)
            return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "unexpected '{' in field name");
        bracket = *p == '[' || (bracket && *p != ']');
    }
    const char *name_end = p;
    if (p + 1 < end && *p == '!') {
        conversion = p[1];
        p += 2;
        if (p < end && *p != ':' && *p != '}')
            return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                                  "expected ':' after conversion specifier");
        if (!strchr("rsa", conversion))
            return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Unknown conversion specifier '%c'",
                                  conversion);
    }
    if (p < end && *p == ':') {
        spec = ++p;
        for (int open = 1; p < end && (open += (*p == '{') - (*p == '}')) > 0;)
            p++;
    }
    if (p >= end || *p != '}')
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "expected '}' before end of string");
    *from = p + 1;
    CT_SCOPE(s);
    ct_object *value = ct_own(&s, converted(field_value(f, start, name_end), conversion));
    if (!value)
        return ct_error_pending();
    ct_text inner = CT_TEXT_START;
    ct_status status = spec ? write_fields(&inner, f, spec, p, depth + 1) : CT_OK;
    ct_object *text =
        status ? NULL
               : ct_own(&s, ct_format_value(value, inner.length ? inner.data : "", inner.length));
    ct_text_close(&inner);
    return text ? ct_text_str(out, text) : ct_error_pending();
}

static ct_status write_fields(ct_text *out, fields *f, const char *p, const char *end, int depth)
{
    ct_status status = CT_OK;
    if (depth > 1 && memchr(p, '{', (size_t)(end - p)))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Max string recursion exceeded");
    while (p < end && !status) {
        const char *start = p;
        while (p < end && *p != '{' && *p != '}')
            p++;
        status = ct_text_add(out, start, p - start);
        if (status || p == end)
            break;
        char brace = *p++;
        if (p < end && *p == brace)
            status = ct_text_add(out, p++, 1);
        else if (brace == '}')
            status =
                CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "Single '}' encountered in format string");
        else
            status = write_field(out, f, &p, end, depth);
    }
    return status;
}

static ct_object *str_format(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *self = (const ct_string_box *)args[0];
    fields f = {(const ct_tuple_box *)args[1], args[2], NUMBERS_UNKNOWN};
    ct_text text = CT_TEXT_START;
    if (!write_fields(&text, &f, self->text, self->text + self->bytes, 0))
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

static ct_object *format(const ct_routine *routine, ct_object *const *args)
{
    int64_t length = 0;
    const char *spec = args[1] ? ct_as_string(args[1], &length) : "";
    return spec ? ct_format_value(args[0], spec, length) : NULL;
}

const ct_routine ct_routines_str_format[] = {
    CT_ROW("str.format", "str", "(*args, **kwargs)", "With its replacement fields filled in.",
           str_format),
    CT_ROW("format", "python", "(value, format_spec='', /)", "The value as text by a format spec.",
           format),
};
CT_ROUTINES_END(str_format);
