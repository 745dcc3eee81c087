/* options.c: the words of the command line: options, by a table, and what is left. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODE,
    OUTPUT,
    OUTPUT_LONG,
    FORMAT,
    PRECISION,
    THREADS,
    ISA,
    SVG,
    HTML,
    BYTES,
    CACHE_LINES,
    RUNS,
    BESIDE_LIST,
    OPTIONS
};

/* `of`: the commands that have use for it, "run" for programs; NULL: all. (draw says itself what to
 * take in place of -o.) */
static const struct {
    const char *name;
    bool takes_value;
    const char *of;
} rows[OPTIONS] = {
    [CODE] = {"-c", true, "run"},
    [OUTPUT] = {"-o", true, "run draw"},
    [OUTPUT_LONG] = {"--output", true, "run draw"},
    [FORMAT] = {"--format", true, "run convert"},
    [PRECISION] = {"--precision", true, "run convert"},
    [THREADS] = {"--threads", true, NULL},
    [ISA] = {"--isa", true, NULL},
    [SVG] = {"--svg", true, "draw"},
    [HTML] = {"--html", true, "draw"},
    [BYTES] = {"--bytes", false, "draw"},
    [CACHE_LINES] = {"--cache-lines", false, "draw"},
    [RUNS] = {"--runs", true, "cost"},
    [BESIDE_LIST] = {"--beside-list", false, "cost"},
};

static bool to_count(const char *text, int64_t least, int64_t most, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return !errno && end != text && !*end && value >= least && value <= most;
}

static int take_number(const char *name, const char *value, int64_t least, int64_t most, int *out)
{
    int64_t n;
    if (!to_count(value, least, most, &n))
        return usage_error("%s takes a whole number from %lld to %lld, not '%s'", name,
                           (long long)least, (long long)most, value);
    *out = (int)n;
    return EXIT_DONE;
}

static int take_threads(const char *value)
{
    int threads = 1;
    int status = take_number(rows[THREADS].name, value, 1, 4096, &threads);
    if (!status)
        ct_set_threads(threads);
    return status;
}

static int take_format(const char *value, ct_format *out)
{
    *out = ct_format_parse(value);
    if (*out != CT_FORMAT_AUTO)
        return EXIT_DONE;
    ct_error_take(NULL);
    return usage_error("--format takes npy, npz, csv or tsv, not '%s'", value);
}

static int take_isa(const char *value)
{
    ct_error error;
    if (ct_set_isa(value) == CT_OK)
        return EXIT_DONE;
    ct_error_take(&error);
    return usage_error("--isa: %s", error.message);
}

/* `value` is NULL for an option without one. */
static int take(command_line *line, int option, const char *value)
{
    line->given |= 1u << option;
    switch (option) {
    case CODE:
        line->code = value;
        break;
    case OUTPUT:
    case OUTPUT_LONG:
        line->opts.output = value;
        break;
    case FORMAT:
        return take_format(value, &line->opts.format);
    case PRECISION:
        return take_number(rows[option].name, value, 0, 100, &line->opts.precision);
    case THREADS:
        return take_threads(value);
    case ISA:
        return take_isa(value);
    case SVG:
        line->opts.svg = value;
        break;
    case HTML:
        line->opts.html = value;
        break;
    case BYTES:
        line->opts.bytes = true;
        break;
    case CACHE_LINES:
        line->opts.cache_lines = true;
        break;
    case RUNS:
        return take_number(rows[option].name, value, 1, 101, &line->opts.runs);
    default:
        line->opts.beside_list = true;
    }
    return EXIT_DONE;
}

/* The option that begins at argv[*i]; its value may be the word behind it. */
static int take_option(command_line *line, int argc, char **argv, int *i)
{
    const char *argument = argv[*i], *equals = strchr(argument, '=');
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    int option = 0;
    while (option < OPTIONS && (strlen(rows[option].name) != length ||
                                memcmp(rows[option].name, argument, length) != 0))
        option++;
    if (!strcmp(argument, "-h") || !strcmp(argument, "--help")) {
        line->help = true;
    } else if (!strcmp(argument, "--version") || !strcmp(argument, "-V")) {
        line->version = true;
    } else if (option == OPTIONS) {
        return usage_error("no option '%s'", argument);
    } else if (!rows[option].takes_value) {
        return equals ? usage_error("%s takes no value", rows[option].name)
                      : take(line, option, NULL);
    } else if (equals && argument[1] == '-') {
        return take(line, option, equals + 1);
    } else if (equals || *i + 1 == argc) {
        return usage_error("%s needs a value", argument);
    } else {
        return take(line, option, argv[++*i]);
    }
    return EXIT_DONE;
}

int read_command_line(command_line *line, int argc, char **argv)
{
    bool options_end = false;
    for (int i = 1; i < argc && !line->version; i++) {
        const char *argument = argv[i];
        if (!options_end && !strcmp(argument, "--")) {
            options_end = true;
        } else if (!options_end && argument[0] == '-' && argument[1]) {
            int status = take_option(line, argc, argv, &i);
            if (status)
                return status;
        } else {
            line->words[line->nwords++] = argv[i];
            note_command(line);
        }
    }
    return EXIT_DONE;
}

int check_options(const command_line *line, const char *of)
{
    for (int option = 0; option < OPTIONS; option++) {
        const char *name = rows[option].name, *others = rows[option].of;
        if (!(line->given >> option & 1) || !others || strstr(others, of))
            continue;
        return !strcmp(of, "run") ? usage_error("%s is an option of carton %s", name, others)
                                  : usage_error("%s has no option %s", of, name);
    }
    return EXIT_DONE;
}
