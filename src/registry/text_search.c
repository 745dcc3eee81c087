/* text_search.c: methods of str that look for a part: find and its like, ends, partitions. */
#include "args.h"
#include "object/object.h"

#include <string.h>

/* A str argument; NULL and TypeError for anything else. */
static const ct_string_box *text_of(const ct_object *arg)
{
    return ct_as_string(arg, NULL) ? (const ct_string_box *)arg : NULL;
}

/* The part of self that args[2] and args[3] name, as for slices. False with *status when a bound is
 * no integer; `valid` is false when it starts behind the end, where not even "" is found. */
typedef struct window {
    const char *start, *end;
    int64_t first, length; /* in characters */
    bool valid;
} window;

static ct_status read_window(ct_object *const *args, window *w)
{
    const ct_string_box *s = (const ct_string_box *)args[0];
    int64_t start, stop, n = s->length;
    for (int i = 2; i < 4; i++)
        if (ct_arg_given(args[i]) && !ct_is_int(args[i]) && args[i]->type != &ct_scalar_type)
            return ct_error_set(
                CT_TYPE_ERROR, NULL, 0,
                "slice indices must be integers or None or have an __index__ method");
    ct_status status = ct_arg_int(args[2], 0, &start);
    status = status ? status : ct_arg_int(args[3], n, &stop);
    if (status)
        return status;
    start = start < 0 ? (start + n < 0 ? 0 : start + n) : start;
    stop = stop < 0 ? (stop + n < 0 ? 0 : stop + n) : stop > n ? n : stop;
    w->valid = start <= stop;
    w->first = start;
    w->length = w->valid ? stop - start : 0;
    w->start = ct_utf8_at(s, w->valid ? start : 0);
    w->end = ct_utf8_at(s, w->valid ? stop : 0);
    return CT_OK;
}

static const char *search(const char *p, const char *end, const ct_string_box *part, bool last)
{
    if (end - p < part->bytes)
        return NULL;
    if (!last)
        return memmem(p, (size_t)(end - p), part->text, (size_t)part->bytes);
    for (const char *at = end - part->bytes; at >= p; at--)
        if (!memcmp(at, part->text, (size_t)part->bytes))
            return at;
    return NULL;
}

static ct_object *find_side(ct_object *const *args, bool last, bool must)
{
    const ct_string_box *part = text_of(args[1]);
    window w;
    int64_t bad;
    if (!part || read_window(args, &w))
        return NULL;
    const char *at = w.valid ? search(w.start, w.end, part, last) : NULL;
    if (!at && must)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "substring not found");
    return ct_int(at ? w.first + ct_utf8_decode(w.start, at - w.start, NULL, &bad) : -1);
}

static ct_object *find_first(const ct_routine *routine, ct_object *const *args)
{
    return find_side(args, false, false);
}

static ct_object *find_last(const ct_routine *routine, ct_object *const *args)
{
    return find_side(args, true, false);
}

static ct_object *index_of(const ct_routine *routine, ct_object *const *args)
{
    return find_side(args, false, true);
}

static ct_object *index_of_last(const ct_routine *routine, ct_object *const *args)
{
    return find_side(args, true, true);
}

static ct_object *count(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *part = text_of(args[1]);
    window w;
    if (!part || read_window(args, &w))
        return NULL;
    if (part->bytes == 0)
        return ct_int(w.valid ? w.length + 1 : 0);
    int64_t n = 0;
    for (const char *p = w.start; w.valid && (p = search(p, w.end, part, false)); n++)
        p += part->bytes;
    return ct_int(n);
}

static bool has_end(const window *w, const ct_string_box *part, bool front)
{
    if (!w->valid || part->bytes > w->end - w->start)
        return false;
    return !memcmp(front ? w->start : w->end - part->bytes, part->text, (size_t)part->bytes);
}

/* The argument is a str, or a tuple of which any may fit. */
static ct_object *test_end(ct_object *const *args, const char *name, bool front)
{
    ct_object *const *parts = &args[1];
    int64_t n = 1;
    window w;
    if (read_window(args, &w))
        return NULL;
    if (args[1]->type == &ct_tuple_type) {
        n = ((const ct_tuple_box *)args[1])->length;
        parts = ((const ct_tuple_box *)args[1])->items;
    }
    for (int64_t i = 0; i < n; i++) {
        if (parts[i]->type != &ct_str_type)
            return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                           "%s first arg must be str or a tuple of str, not %s", name,
                           parts[i]->type->name);
        if (has_end(&w, (const ct_string_box *)parts[i], front))
            return ct_bool(true);
    }
    return ct_bool(false);
}

static ct_object *startswith(const ct_routine *routine, ct_object *const *args)
{
    return test_end(args, "startswith", true);
}

static ct_object *endswith(const ct_routine *routine, ct_object *const *args)
{
    return test_end(args, "endswith", false);
}

static ct_object *without(ct_object *const *args, bool front)
{
    const ct_string_box *s = (const ct_string_box *)args[0], *part = text_of(args[1]);
    if (!part)
        return NULL;
    window w = {s->text, s->text + s->bytes, 0, s->length, true};
    if (!has_end(&w, part, front))
        return ct_retain(args[0]);
    return ct_string(s->text + (front ? part->bytes : 0), s->bytes - part->bytes);
}

static ct_object *removeprefix(const ct_routine *routine, ct_object *const *args)
{
    return without(args, true);
}

static ct_object *removesuffix(const ct_routine *routine, ct_object *const *args)
{
    return without(args, false);
}

/* (before, separator, after); all in front, or all behind, when the separator is not there. */
static ct_object *parts(ct_object *const *args, bool last)
{
    const ct_string_box *s = (const ct_string_box *)args[0], *by = text_of(args[1]);
    if (!by)
        return NULL;
    if (by->bytes == 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "empty separator");
    const char *end = s->text + s->bytes, *at = search(s->text, end, by, last);
    const char *from[4] = {s->text, end, end, end};
    if (at)
        from[1] = at, from[2] = at + by->bytes;
    else if (last)
        from[1] = from[2] = s->text;
    CT_SCOPE(scope);
    ct_object *items[3];
    for (int i = 0; i < 3; i++)
        if (!(items[i] = ct_own(&scope, ct_string(from[i], from[i + 1] - from[i]))))
            return NULL;
    return ct_tuple(3, items);
}

static ct_object *partition(const ct_routine *routine, ct_object *const *args)
{
    return parts(args, false);
}

static ct_object *rpartition(const ct_routine *routine, ct_object *const *args)
{
    return parts(args, true);
}

const ct_routine ct_routines_text_search[] = {
    CT_ROW("str.startswith", "str", "(prefix, start=None, end=None, /)",
           "Whether it starts with prefix.", startswith),
    CT_ROW("str.endswith", "str", "(suffix, start=None, end=None, /)",
           "Whether it ends with suffix.", endswith),
    CT_ROW("str.find", "str", "(sub, start=None, end=None, /)",
           "Index of the first occurrence of sub, or -1.", find_first),
    CT_ROW("str.rfind", "str", "(sub, start=None, end=None, /)",
           "Index of the last occurrence of sub, or -1.", find_last),
    CT_ROW("str.index", "str", "(sub, start=None, end=None, /)",
           "Index of the first occurrence of sub; ValueError.", index_of),
    CT_ROW("str.rindex", "str", "(sub, start=None, end=None, /)",
           "Index of the last occurrence of sub; ValueError.", index_of_last),
    CT_ROW("str.count", "str", "(sub, start=None, end=None, /)",
           "Number of occurrences that do not overlap.", count),
    CT_ROW("str.removeprefix", "str", "(prefix, /)", "Without prefix, if it starts so.",
           removeprefix),
    CT_ROW("str.removesuffix", "str", "(suffix, /)", "Without suffix, if it ends so.",
           removesuffix),
    CT_ROW("str.partition", "str", "(sep, /)",
           "What stands before the first sep, sep itself, and what stands behind it.", partition),
    CT_ROW("str.rpartition", "str", "(sep, /)", "As partition, at the last sep.", rpartition),
};
CT_ROUTINES_END(text_search);
