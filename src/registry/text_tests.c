/* text_tests.c: methods of str that ask about its characters, change their case, or pad it. Digits
 * are ASCII's; characters beyond count as letters, with case where ct_to_upper and ct_to_lower know
 * it (docs/differences.md). */
#include "args.h"
#include "object/object.h"

#include <ctype.h>
#include <string.h>

static const ct_string_box *self_of(ct_object *const *args)
{
    return (const ct_string_box *)args[0];
}

enum { SHARP_S = 0xdf, SIGMA = 0x3a3, FINAL_SIGMA = 0x3c2 };

static bool is_upper(uint32_t c)
{
    return ct_to_lower(c) != c;
}

static bool is_lower(uint32_t c)
{
    return ct_to_upper(c) != c || c == SHARP_S;
}

static bool has_case(uint32_t c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return (c >= 9 && c <= 13) || (c >= 28 && c <= 32);
}

/* -- questions --------------------------------------------------------------------------------- */

enum { DIGITS, LETTERS, EITHER, BLANKS, UPPER, LOWER, TITLE, ASCII, IDENTIFIER };

static bool each(const ct_string_box *s, int question)
{
    for (int64_t i = 0; i < s->bytes; i++) {
        char c = s->text[i];
        bool fits = question == DIGITS    ? is_digit(c)
                    : question == LETTERS ? is_letter(c)
                    : question == BLANKS  ? is_blank(c)
                    : question == ASCII   ? (unsigned char)c < 0x80
                    : question == EITHER  ? is_letter(c) || is_digit(c)
                                          : is_letter(c) || c == '_' || (i > 0 && is_digit(c));
        if (!fits)
            return false;
    }
    return s->bytes > 0 || question == ASCII;
}

/* At least one letter with case, and each of the right one. */
static bool cased(const ct_string_box *s, int question)
{
    bool any = false, inside = false;
    for (const char *p = s->text, *end = p + s->bytes; p < end;) {
        uint32_t c = ct_utf8_next(&p);
        bool up = is_upper(c), low = is_lower(c);
        if ((question == UPPER && low) || (question == LOWER && up) ||
            (question == TITLE && ((up && inside) || (low && !inside))))
            return false;
        any |= up || low;
        inside = up || low;
    }
    return any;
}

static ct_object *ask(const ct_routine *routine, ct_object *const *args)
{
    bool by_case = routine->op >= UPPER && routine->op <= TITLE;
    return ct_bool(by_case ? cased(self_of(args), routine->op) : each(self_of(args), routine->op));
}

static ct_object *isprintable(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    for (const char *p = s->text, *end = p + s->bytes; p < end;)
        if (!ct_is_printable(ct_utf8_next(&p)))
            return ct_bool(false);
    return ct_bool(true);
}

/* -- case -------------------------------------------------------------------------------------- */

enum { TO_UPPER, TO_LOWER, TO_TITLE, TO_CAPITAL, TO_SWAPPED };

/* `inside`: behind a letter with case; `next`: the text that follows. */
static ct_status put_cased(ct_text *text, uint32_t c, bool raise, bool inside, const char *next,
                           bool alone)
{
    if (raise && c == SHARP_S)
        return ct_text_add(text, alone ? "Ss" : "SS", 2);
    if (!raise && c == SIGMA && inside && !has_case(ct_utf8_next(&next)))
        c = FINAL_SIGMA;
    return ct_text_char(text, raise ? ct_to_upper(c) : ct_to_lower(c));
}

static ct_object *recase(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    int to = routine->op;
    bool inside = false;
    ct_text text = CT_TEXT_START;
    ct_status status = ct_text_add(&text, "", 0);
    for (const char *p = s->text, *end = p + s->bytes; p < end && !status;) {
        bool first = p == s->text;
        uint32_t c = ct_utf8_next(&p);
        bool raise = to == TO_SWAPPED   ? is_lower(c)
                     : to == TO_CAPITAL ? first
                     : to == TO_TITLE   ? !inside
                                        : to == TO_UPPER;
        status = put_cased(&text, c, raise, inside, p, to == TO_TITLE || to == TO_CAPITAL);
        inside = has_case(c);
    }
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

/* -- width ------------------------------------------------------------------------------------- */

static ct_object *padded(const ct_string_box *s, int64_t left, int64_t right, uint32_t with)
{
    ct_text text = CT_TEXT_START;
    ct_status status = CT_OK;
    for (int64_t i = 0; i < left && !status; i++)
        status = ct_text_char(&text, with);
    status = status ? status : ct_text_add(&text, s->text, s->bytes);
    for (int64_t i = 0; i < right && !status; i++)
        status = ct_text_char(&text, with);
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

enum { LJUST, RJUST, CENTER };

static ct_object *justify(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    const char *with;
    int64_t width;
    if (ct_arg_int(args[1], 0, &width) || ct_arg_text(args[2], " ", &with))
        return NULL;
    if (args[2] && ct_length(args[2]) != 1)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                       "The fill character must be exactly one character long");
    if (width <= s->length)
        return ct_retain(args[0]);
    int64_t space = width - s->length, left = routine->op == LJUST ? 0 : space;
    if (routine->op == CENTER) /* CPython's rounding */
        left = space / 2 + (space & width & 1);
    return padded(s, left, space - left, ct_utf8_next(&with));
}

static ct_object *zfill(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    int64_t width;
    if (ct_arg_int(args[1], 0, &width))
        return NULL;
    if (width <= s->length)
        return ct_retain(args[0]);
    ct_object *box = padded(s, width - s->length, 0, '0');
    if (box && (s->text[0] == '-' || s->text[0] == '+')) { /* not seen by anyone yet */
        ct_string_box *out = (ct_string_box *)box;
        out->text[out->bytes - s->bytes] = '0';
        out->text[0] = s->text[0];
    }
    return box;
}

static ct_object *expandtabs(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    int64_t size, column = 0;
    if (ct_arg_int(args[1], 8, &size))
        return NULL;
    ct_text text = CT_TEXT_START;
    ct_status status = CT_OK;
    for (const char *p = s->text, *end = p + s->bytes; p < end && !status;) {
        uint32_t c = ct_utf8_next(&p);
        int64_t spaces = c == '\t' && size > 0 ? size - column % size : 0;
        for (int64_t i = 0; i < spaces && !status; i++)
            status = ct_text_char(&text, ' ');
        if (c != '\t' && !status)
            status = ct_text_char(&text, c);
        column = c == '\n' || c == '\r' ? 0 : column + (c == '\t' ? spaces : 1);
    }
    if (!status)
        return ct_text_box(&text);
    ct_text_close(&text);
    return NULL;
}

static ct_object *splitlines(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    bool keep;
    if (ct_arg_bool(args[1], false, &keep))
        return NULL;
    ct_list *list = ct_list_new();
    const char *end = s->text + s->bytes;
    for (const char *p = s->text; list && p < end;) {
        const char *stop = p, *next;
        while (stop < end && !(*stop >= 10 && *stop <= 13) && !(*stop >= 28 && *stop <= 30))
            stop++;
        next = stop < end ? stop + 1 + (stop[0] == '\r' && stop[1] == '\n') : end;
        ct_object *line = ct_string(p, (keep ? next : stop) - p);
        ct_status status = line ? ct_list_append(list, line) : ct_error_pending();
        ct_release(line);
        p = next;
        if (status) {
            ct_release(list);
            return NULL;
        }
    }
    return (ct_object *)list;
}

/* -- bytes ------------------------------------------------------------------------------------- */

static bool is_utf8(const char *name)
{
    return !strcasecmp(name, "utf-8") || !strcasecmp(name, "utf8");
}

static ct_object *encode(const ct_routine *routine, ct_object *const *args)
{
    const ct_string_box *s = self_of(args);
    const char *name;
    if (ct_arg_text(args[1], "utf-8", &name))
        return NULL;
    if (is_utf8(name) || (!strcasecmp(name, "ascii") && each(s, ASCII)))
        return ct_bytes(s->text, s->bytes);
    return CT_FAIL(CT_VALUE_ERROR, "encode", 1, "only utf-8, and ascii for ASCII text, not '%s'",
                   name);
}

static ct_object *decode(const ct_routine *routine, ct_object *const *args)
{
    const char *name;
    int64_t bytes;
    const void *data = ct_as_bytes(args[0], &bytes);
    if (ct_arg_text(args[1], "utf-8", &name))
        return NULL;
    if (!is_utf8(name) && strcasecmp(name, "ascii"))
        return CT_FAIL(CT_VALUE_ERROR, "decode", 1, "only utf-8 and ascii, not '%s'", name);
    return ct_string(data, bytes);
}

#define QUESTION(name_, what, which)                                                               \
    {                                                                                              \
        .name = "str." name_, .area = "str", .signature = "()", .doc = "Whether " what ".",        \
        .entry = ask, .op = (which)                                                                \
    }
#define CHANGE(name_, signature_, doc_, entry_, which)                                             \
    {                                                                                              \
        .name = "str." name_, .area = "str", .signature = signature_, .doc = doc_,                 \
        .entry = entry_, .op = (which)                                                             \
    }

const ct_routine ct_routines_text_tests[] = {
    QUESTION("isdigit", "all characters are digits", DIGITS),
    QUESTION("isdecimal", "all characters are digits", DIGITS),
    QUESTION("isnumeric", "all characters are digits", DIGITS),
    QUESTION("isalpha", "all characters are letters", LETTERS),
    QUESTION("isalnum", "all characters are letters or digits", EITHER),
    QUESTION("isspace", "all characters are white space", BLANKS),
    QUESTION("isupper", "it has letters, all in upper case", UPPER),
    QUESTION("islower", "it has letters, all in lower case", LOWER),
    QUESTION("istitle", "its words begin in upper case and go on in lower case", TITLE),
    QUESTION("isascii", "all characters are ASCII", ASCII),
    QUESTION("isidentifier", "it could be a name", IDENTIFIER),
    CT_ROW("str.isprintable", "str", "()", "Whether repr would escape nothing.", isprintable),
    CHANGE("upper", "()", "With letters in upper case.", recase, TO_UPPER),
    CHANGE("lower", "()", "With letters in lower case.", recase, TO_LOWER),
    CHANGE("title", "()", "Words begin in upper case.", recase, TO_TITLE),
    CHANGE("capitalize", "()", "The first character in upper case, the rest in lower.", recase,
           TO_CAPITAL),
    CHANGE("swapcase", "()", "Upper case becomes lower and the reverse.", recase, TO_SWAPPED),
    CHANGE("ljust", "(width, fillchar=' ', /)", "Padded at the end.", justify, LJUST),
    CHANGE("rjust", "(width, fillchar=' ', /)", "Padded at the start.", justify, RJUST),
    CHANGE("center", "(width, fillchar=' ', /)", "Padded on both sides.", justify, CENTER),
    CT_ROW("str.zfill", "str", "(width, /)", "Padded with zeros behind the sign.", zfill),
    CT_ROW("str.expandtabs", "str", "(tabsize=8)", "With spaces for tabs.", expandtabs),
    CT_ROW("str.splitlines", "str", "(keepends=False)", "A list of its lines.", splitlines),
    CT_ROW("str.encode", "str", "(encoding='utf-8', errors='strict')", "Its bytes.", encode),
    CT_ROW("bytes.decode", "bytes", "(encoding='utf-8', errors='strict')", "The str of UTF-8.",
           decode),
};
CT_ROUTINES_END(text_tests);
