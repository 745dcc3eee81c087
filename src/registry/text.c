/* text.c: the methods of str. */
#include "args.h"
#include "object/object.h"

#include <string.h>

static const ct_string_box *self_of(ct_object *const *args)
{
    return (const ct_string_box *)args[0];
}

/* A str argument; NULL and TypeError for anything else. */
static const ct_string_box *text_of(const ct_object *arg)
{
    return ct_as_string(arg, NULL) ? (const ct_string_box *)arg : NULL;
}

/* -- strip ------------------------------------------------------------------------------------- */

static bool is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || (c >= 28 && c <= 32) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

static const char *before(const char *p)
{
    do
        p--;
    while (((unsigned char)*p & 0xc0) == 0x80);
    return p;
}

/* The character at p is one of `set`, or white space when there is no set. */
static bool belongs(const char *p, const ct_string_box *set)
{
    const char *end = p;
    uint32_t c = ct_utf8_next(&end);
    if (!set)
        return is_space(c);
    return memmem(set->text, (size_t)set->bytes, p, (size_t)(end - p)) != NULL;
}

static ct_object *strip_sides(ct_object *const *args, bool left, bool right)
{
    const ct_string_box *s = self_of(args), *set = NULL;
    if (ct_arg_given(args[1]) && !(set = text_of(args[1])))
        return NULL;
    const char *start = s->text, *end = start + s->bytes;
    while (left && start < end && belongs(start, set))
        ct_utf8_next(&start);
    while (right && start < end) {
        const char *last = before(end);
        if (!belongs(last, set))
            break;
        end = last;
    }
    return ct_string(start, end - start);
}

static ct_object *strip(const ct_routine *routine, ct_object *const *args)
{
    return strip_sides(args, true, true);
}

static ct_object *lstrip(const ct_routine *routine, ct_object *const *args)
{
    return strip_sides(args, true, false);
}

static ct_object *rstrip(const ct_routine *routine, ct_object *const *args)
{
    return strip_sides(args, false, true);
}

/* -- split and join ---------------------------------------------------------------------------- */

static ct_status append_piece(ct_list *list, const char *start, const char *end)
{
    ct_object *piece = ct_string(start, end - start);
    ct_status status = piece ? ct_list_append(list, piece) : ct_error_pending();
    ct_release(piece);
    return status;
}

/* White space before the rest that maxsplit leaves whole is dropped, that behind it kept. */
static ct_status split_spaces(ct_list *list, const char *p, const char *end, int64_t most)
{
    for (;; most--) {
        while (p < end && belongs(p, NULL))
            ct_utf8_next(&p);
        if (p == end)
            return CT_OK;
        const char *start = p;
        while (p < end && (most == 0 || !belongs(p, NULL)))
            ct_utf8_next(&p);
        ct_status status = append_piece(list, start, p);
        if (status)
            return status;
    }
}

static ct_status split_at(ct_list *list, const char *p, const char *end, const ct_string_box *by,
                          int64_t most)
{
    for (;; most--) {
        const char *next = most ? memmem(p, (size_t)(end - p), by->text, (size_t)by->bytes) : NULL;
        ct_status status = append_piece(list, p, next ? next : end);
        if (status || !next)
            return status;
        p = next + by->bytes;
    }
}

static ct_object *split(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args), *by = NULL;
    int64_t most;
    if ((ct_arg_given(args[1]) && !(by = text_of(args[1]))) || ct_arg_int(args[2], -1, &most))
        return NULL;
    if (by && by->bytes == 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "empty separator");
    if (most < 0)
        most = INT64_MAX;
    ct_list *list = ct_list_new();
    if (list && (by ? split_at(list, s->text, s->text + s->bytes, by, most)
                    : split_spaces(list, s->text, s->text + s->bytes, most))) {
        ct_release(list);
        return NULL;
    }
    return (ct_object *)list;
}

/* Pieces from the end, in reverse. */
static ct_status rsplit_spaces(ct_list *list, const char *start, const char *end, int64_t most)
{
    for (;; most--) {
        const char *last;
        while (end > start && belongs(last = before(end), NULL))
            end = last;
        if (end == start)
            return CT_OK;
        const char *p = end;
        while (p > start && (most == 0 || !belongs(before(p), NULL)))
            p = before(p);
        ct_status status = append_piece(list, p, end);
        if (status || most == 0)
            return status;
        end = p;
    }
}

static ct_status rsplit_at(ct_list *list, const char *start, const char *end,
                           const ct_string_box *by, int64_t most)
{
    for (;; most--) {
        const char *p = end - by->bytes;
        while (most && p >= start && memcmp(p, by->text, (size_t)by->bytes))
            p--;
        bool found = most && p >= start;
        ct_status status = append_piece(list, found ? p + by->bytes : start, end);
        if (status || !found)
            return status;
        end = p;
    }
}

static ct_object *rsplit(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args), *by = NULL;
    int64_t most;
    if ((ct_arg_given(args[1]) && !(by = text_of(args[1]))) || ct_arg_int(args[2], -1, &most))
        return NULL;
    if (by && by->bytes == 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "empty separator");
    if (most < 0)
        most = INT64_MAX;
    ct_list *list = ct_list_new();
    if (list && ((by ? rsplit_at(list, s->text, s->text + s->bytes, by, most)
                     : rsplit_spaces(list, s->text, s->text + s->bytes, most)) ||
                 ct_list_reverse(list))) {
        ct_release(list);
        return NULL;
    }
    return (ct_object *)list;
}

static ct_object *join(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    ct_list *list = ct_list_from(args[1]);
    ct_text text = CT_TEXT_START;
    ct_status status = list ? CT_OK : ct_error_pending();
    for (int64_t i = 0; !status && i < list->length; i++) {
        const ct_object *item = list->items[i];
        if (item->type != &ct_str_type)
            status = CT_FAIL_STATUS(CT_TYPE_ERROR, NULL, 0,
                                    "sequence item %lld: expected str instance, %s found",
                                    (long long)i, item->type->name);
        if (!status && i)
            status = ct_text_add(&text, s->text, s->bytes);
        if (!status)
            status = ct_text_str(&text, item);
    }
    ct_release(list);
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

/* -- search and replace ------------------------------------------------------------------------ */

static ct_object *replace(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args), *old = text_of(args[1]), *new = text_of(args[2]);
    int64_t most;
    if (!old || !new || ct_arg_int(args[3], -1, &most))
        return NULL;
    ct_text text = CT_TEXT_START;
    ct_status status = CT_OK;
    const char *p = s->text, *end = p + s->bytes;
    while (!status && most-- != 0) {
        const char *next = memmem(p, (size_t)(end - p), old->text, (size_t)old->bytes);
        if (!next)
            break;
        status = ct_text_add(&text, p, next - p);
        if (!status)
            status = ct_text_add(&text, new->text, new->bytes);
        p = next + old->bytes;
        if (old->bytes == 0) { /* between all characters, and at both ends */
            if (p == end)
                break;
            const char *start = p;
            ct_utf8_next(&p);
            status = status ? status : ct_text_add(&text, start, p - start);
        }
    }
    if (!status)
        status = ct_text_add(&text, p, end - p);
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

const ct_routine ct_routines_text[] = {
    CT_ROW("str.strip", "str", "(chars=None, /)", "Without white space, or chars, at both ends.",
           strip),
    CT_ROW("str.lstrip", "str", "(chars=None, /)", "Without white space, or chars, at the start.",
           lstrip),
    CT_ROW("str.rstrip", "str", "(chars=None, /)", "Without white space, or chars, at the end.",
           rstrip),
    CT_ROW("str.split", "str", "(sep=None, maxsplit=-1)",
           "A list of the pieces between separators; None: between runs of white space.", split),
    CT_ROW("str.rsplit", "str", "(sep=None, maxsplit=-1)", "As split, counted from the end.",
           rsplit),
    CT_ROW("str.join", "str", "(iterable, /)", "The strings of an iterable with self between them.",
           join),
    CT_ROW("str.replace", "str", "(old, new, count=-1, /)", "With occurrences of old replaced.",
           replace),
};
CT_ROUTINES_END(text);
