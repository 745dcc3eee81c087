/* place.c: errors that say where in a text they are. */
#include "place.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a line that are shown. With the mark below they take half of an error's message. */
enum { SHOWN = 90 };

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static int characters(const char *text, int32_t from, int32_t to)
{
    int count = 0;
    for (int32_t i = from; i < to; i++)
        count += !is_inside_character(text[i]);
    return count;
}

/* The bytes [*from, *to) of the line that are shown: all, or those around `at`. */
static void narrow(const char *text, int32_t at, int32_t *from, int32_t *to)
{
    if (*to - *from <= SHOWN)
        return;
    int32_t first = at - SHOWN / 2, last = first + SHOWN;
    if (first < *from) {
        last += *from - first;
        first = *from;
    }
    if (last > *to) {
        first -= last - *to;
        last = *to;
    }
    while (is_inside_character(text[first]) && first < at)
        first++;
    while (last < *to && last > at && is_inside_character(text[last]))
        last--;
    *from = first;
    *to = last;
}

void ct_error_point(ct_status code, const char *op, int arg, const char *what, const char *text,
                    int32_t length, int32_t at)
{
    int32_t start = at, end = at;
    int line = 1, lines = 1;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    while (end < length && text[end] != '\n')
        end++;
    for (int32_t i = 0; i < length; i++) {
        line += text[i] == '\n' && i < start;
        lines += text[i] == '\n' && i + 1 < length;
    }
    int32_t from = start, to = end;
    narrow(text, at, &from, &to);
    const char *before = from > start ? "..." : "", *after = to < end ? "..." : "";
    char row[24] = "", place[2 * SHOWN + 80];
    if (lines > 1)
        snprintf(row, sizeof row, "line %d, ", line);
    int taken = snprintf(place, sizeof place, " (%scolumn %d)\n  %s%.*s%s\n  %*s^", row,
                         characters(text, start, at) + 1, before, (int)(to - from), text + from,
                         after, (int)strlen(before) + characters(text, from, at), "");
    ct_error_set(code, op, arg, "%.*s%s", (int)sizeof(ct_error){0}.message - 1 - taken, what,
                 place);
}
