/* report.c: errors and warnings on standard error, and the end of standard output. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool color_wanted(FILE *stream)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(no && *no) && isatty(fileno(stream)) && !(term && !strcmp(term, "dumb"));
}

bool utf8_locale(void)
{
    const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "utf-8");
    }
    return false;
}

/* The source line with a caret under the column, indented by four. */
static void show_place(const ct_place *place)
{
    int indent = 0;
    const char *line = place->source;
    while (*line == ' ' || *line == '\t')
        line++, indent++;
    fprintf(stderr, "    %s\n    ", line);
    for (int i = indent + 1; i < place->column; i++)
        fputc(' ', stderr);
    fputs("^\n", stderr);
}

int report_error(const ct_interp *interp, const char *what)
{
    ct_error error;
    if (ct_error_take(&error) == CT_OK)
        return EXIT_FAILED;
    bool color = color_wanted(stderr);
    const char *on = color ? "\033[1;31m" : "", *off = color ? "\033[0m" : "";
    ct_place place;
    report_warnings();
    fflush(stdout);
    if (interp && ct_interp_error(interp, &place)) {
        fprintf(stderr, "carton: %s:%d:%d: %s%s%s: %s\n", place.file, place.line, place.column, on,
                ct_status_name(error.code), off, error.message);
        show_place(&place);
    } else {
        fprintf(stderr, "carton: %s%s%s%s%s: %s\n", what ? what : "", what ? ": " : "", on,
                ct_status_name(error.code), off, error.message);
    }
    return error.code == CT_INTERRUPTED ? EXIT_INTERRUPTED : EXIT_FAILED;
}

void report_warnings(void)
{
    char text[256];
    while (ct_warning_take(text, sizeof text))
        fprintf(stderr, "carton: warning: %s\n", text);
}

void write_output(void *context, const char *text, int64_t bytes)
{
    progress_print(text, bytes);
}

int finish_output(int status)
{
    errno = 0;
    bool failed = fflush(stdout) || ferror(stdout);
    if (!failed)
        return status;
    if (errno == EPIPE || errno == 0)
        return status;
    fprintf(stderr, "carton: standard output: %s\n", strerror(errno));
    return EXIT_FAILED;
}
