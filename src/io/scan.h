/* scan.h: a byte scanner over delimited text: rows, fields, quotes, comments, line numbers. The CSV
 * reader and loadtxt share it.
 *
 * Invariants: `at` never passes `end`; `line` is the number of the line that `at` is on, a quoted
 * field may span several. A line ends at \n, \r\n or \r. */
#ifndef CT_SCAN_H
#define CT_SCAN_H

#include "io.h"

typedef struct ct_scan {
    const char *at, *end;
    const char *start; /* of a file's text, whose progress is shown; or NULL */
    int64_t line;      /* from 1 */
    char delimiter;    /* with `spaces`: any run of spaces and tabs */
    bool spaces;
    char quote;          /* '\0': none */
    char comment;        /* '\n': none */
    bool comment_inside; /* comments end any line (loadtxt), not only whole ones */
} ct_scan;

typedef struct ct_field {
    const char *start;
    int64_t length;
    bool quoted, doubled; /* in quotes; with quotes inside, written twice */
} ct_field;

typedef enum ct_field_end {
    CT_FIELD_MORE,     /* another field follows on this row */
    CT_FIELD_LAST,     /* the row is over, `at` is on the next line */
    CT_FIELD_UNCLOSED, /* a quote is not closed */
    CT_FIELD_TRAILING  /* text behind a closing quote */
} ct_field_end;

/* Moves past blank and comment lines, and tells how far that is; false at the end of the text. */
bool ct_scan_row(ct_scan *scan);
ct_field_end ct_scan_field(ct_scan *scan, ct_field *field);
void ct_scan_skip_line(ct_scan *scan);
/* Fields of the row at `at`, which is passed; -1 when a quote is wrong. */
int64_t ct_scan_count(ct_scan *scan);
/* Past the line end at `at`. */
static inline void ct_scan_newline(ct_scan *scan)
{
    if (scan->at < scan->end) {
        bool two = *scan->at == '\r' && scan->at + 1 < scan->end && scan->at[1] == '\n';
        scan->at += two ? 2 : 1;
    }
    scan->line++;
}
/* The field's text in UCS-4, doubled quotes made one; -1 for malformed UTF-8. `out` may be NULL. */
int64_t ct_field_decode(const ct_field *field, char quote, uint32_t *out);

#endif
