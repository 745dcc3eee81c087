/* draw.c: carton draw CODE: pictures of what the names that CODE binds look like in memory. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_NAMES = 256 };

/* Writes text and closes; 0 or an errno. */
static int write_and_close(FILE *stream, const char *text, int64_t length)
{
    errno = 0;
    bool good = fwrite(text, 1, (size_t)length, stream) == (size_t)length && !fflush(stream);
    int problem = good ? 0 : errno ? errno : EIO;
    if (stream != stdout && fclose(stream) && !problem)
        problem = errno;
    return problem;
}

/* A new or regular file appears whole, by a rename; anything else is written to. */
static int replace_file(const char *path, const char *text, int64_t length)
{
    struct stat now;
    bool exists = !lstat(path, &now);
    if (exists && !S_ISREG(now.st_mode)) {
        FILE *stream = fopen(path, "wb");
        return stream ? write_and_close(stream, text, length) : errno;
    }
    if (exists && access(path, W_OK)) /* a rename would go around the protection */
        return errno;
    mode_t mask = umask(0);
    umask(mask);
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
        return ENOMEM;
    int fd = mkstemp(temporary);
    int problem = fd < 0 ? errno : 0;
    if (!problem && fchmod(fd, exists ? now.st_mode & 0777 : 0666 & ~mask))
        problem = errno;
    FILE *stream = problem ? NULL : fdopen(fd, "wb");
    if (stream)
        problem = write_and_close(stream, text, length);
    else if (fd >= 0)
        problem = problem ? problem : errno, close(fd);
    if (!problem && rename(temporary, path))
        problem = errno;
    if (problem && fd >= 0)
        unlink(temporary);
    free(temporary);
    return problem;
}

/* Writes a drawing to a file; - is standard output. */
static int write_file(const char *path, const char *text, int64_t length)
{
    bool standard = !strcmp(path, "-");
    int problem =
        standard ? write_and_close(stdout, text, length) : replace_file(path, text, length);
    if (!problem || (standard && problem == EPIPE))
        return EXIT_DONE;
    fprintf(stderr, "carton: %s: %s\n", path, strerror(problem));
    return EXIT_FAILED;
}

static int draw_names(const options *opts, int n, const char *const *names,
                      ct_object *const *values, const char *code)
{
    static const char *const shown = "-";
    const struct {
        ct_draw_format format;
        const char *path;
    } drawings[] = {{CT_DRAW_TEXT, opts->svg || opts->html ? NULL : shown},
                    {CT_DRAW_SVG, opts->svg},
                    {CT_DRAW_HTML, opts->html}};
    /* 16 boxes of a list tell the story; the totals count all of them. */
    ct_memory_graph *graph = ct_memory(n, names, values, 16);
    int status = graph ? EXIT_DONE : report_error(NULL, NULL);
    for (size_t i = 0; i < sizeof drawings / sizeof *drawings && !status; i++) {
        if (!drawings[i].path)
            continue;
        ct_draw_opts draw = {.size_ = sizeof draw,
                             .width = drawings[i].format == CT_DRAW_TEXT ? opts->width : 0,
                             .ascii = !opts->wide_text,
                             .color = opts->color,
                             .bytes = opts->bytes,
                             .cache_lines = opts->cache_lines,
                             .title = code};
        int64_t length;
        char *text = ct_draw(graph, drawings[i].format, &draw, &length);
        status = text ? write_file(drawings[i].path, text, length) : report_error(NULL, NULL);
        ct_free(text);
    }
    ct_memory_free(graph);
    return status;
}

int command_draw(const options *opts, int n, char **arguments)
{
    if (n < 1)
        return usage_error("draw takes a program: carton draw 'a = [1.0, 2.0, 3.0]'");
    for (int i = 1; i < n; i++)
        if (!is_binding(arguments[i]))
            return usage_error("'%s' is not NAME=FILE", arguments[i]);
    int status;
    if (opts->output)
        return usage_error("draw has no -o: --svg FILE and --html FILE write pictures");
    ct_interp *interp = start_interp(n - 1, arguments + 1, &status);
    if (!interp)
        return status;
    ct_object *value = ct_interp_run(interp, arguments[0], -1, "<command>");
    const char *names[MOST_NAMES];
    ct_object *values[MOST_NAMES];
    int count = 0;
    int64_t position = 0;
    while (count < MOST_NAMES - 1 &&
           ct_interp_next(interp, &position, &names[count], &values[count]))
        count++;
    if (value && ct_type_of(value) != &ct_none_type) {
        names[count] = "(result)";
        values[count++] = value;
    }
    if (!value)
        status = report_error(interp, NULL);
    else if (count == 0)
        status = usage_error("draw: the program binds no name");
    else
        status = draw_names(opts, count, names, values, arguments[0]);
    ct_release(value);
    ct_interp_destroy(interp);
    return status;
}
