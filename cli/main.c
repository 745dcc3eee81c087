/* main.c: the command line of carton. */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *command = ""; /* the one that is running, for the hint */

int usage_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("carton: ", stderr);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\nTry 'carton %s%s--help'.\n", command, *command ? " " : "");
    va_end(args);
    return EXIT_USAGE;
}

/* -- options ---------------------------------------------------------------------------------- */

typedef struct command_line {
    options opts;
    const char *code; /* -c */
    char **words;     /* what is left, in order */
    int nwords;
    bool help;
    bool done; /* --version was printed */
} command_line;

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

/* One option that has a value. */
static int take_valued(command_line *line, const char *name, const char *value)
{
    int threads = 1;
    if (!strcmp(name, "-o") || !strcmp(name, "--output")) {
        line->opts.output = value;
    } else if (!strcmp(name, "-c")) {
        line->code = value;
    } else if (!strcmp(name, "--svg")) {
        line->opts.svg = value;
    } else if (!strcmp(name, "--html")) {
        line->opts.html = value;
    } else if (!strcmp(name, "--precision")) {
        return take_number(name, value, 0, 100, &line->opts.precision);
    } else if (!strcmp(name, "--runs")) {
        return take_number(name, value, 1, 101, &line->opts.runs);
    } else if (!strcmp(name, "--threads")) {
        if (take_number(name, value, 1, 4096, &threads))
            return EXIT_USAGE;
        ct_set_threads(threads);
    } else if (!strcmp(name, "--format")) {
        line->opts.format = ct_format_parse(value);
        if (line->opts.format == CT_FORMAT_AUTO) {
            ct_error_take(NULL);
            return usage_error("--format takes npy, npz, csv or tsv, not '%s'", value);
        }
    } else if (ct_set_isa(value)) {
        ct_error error;
        ct_error_take(&error);
        return usage_error("--isa: %s", error.message);
    }
    return EXIT_DONE;
}

static bool takes_value(const char *name)
{
    static const char *const names[] = {"-c",        "-o",    "--output", "--format", "--precision",
                                        "--threads", "--isa", "--svg",    "--html",   "--runs"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static int take_option(command_line *line, int argc, char **argv, int *i)
{
    char name[32];
    const char *argument = argv[*i], *equals = strchr(argument, '=');
    snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - argument) : 31, argument);
    if (!strcmp(argument, "-h") || !strcmp(argument, "--help")) {
        line->help = true;
    } else if (!strcmp(argument, "--version") || !strcmp(argument, "-V")) {
        printf("carton %s (%s, %d threads)\n", ct_version(), ct_isa(), ct_threads());
        line->done = true;
    } else if (!strcmp(argument, "--beside-list")) {
        line->opts.beside_list = true;
    } else if (!strcmp(argument, "--bytes")) {
        line->opts.bytes = true;
    } else if (!strcmp(argument, "--cache-lines")) {
        line->opts.cache_lines = true;
    } else if (!takes_value(name)) {
        return usage_error("no option '%s'", argument);
    } else if (equals && argument[1] == '-') {
        return take_valued(line, name, equals + 1);
    } else if (equals || *i + 1 == argc) {
        return usage_error("%s needs a value", argument);
    } else {
        return take_valued(line, name, argv[++*i]);
    }
    return EXIT_DONE;
}

static int parse(command_line *line, int argc, char **argv)
{
    bool options_end = false;
    for (int i = 1; i < argc && !line->done; i++) {
        const char *argument = argv[i];
        if (!options_end && !strcmp(argument, "--")) {
            options_end = true;
        } else if (!options_end && argument[0] == '-' && argument[1]) {
            int status = take_option(line, argc, argv, &i);
            if (status)
                return status;
        } else {
            line->words[line->nwords++] = argv[i];
        }
    }
    return EXIT_DONE;
}

/* -- what to do ------------------------------------------------------------------------------- */

static void look_at_terminal(options *opts)
{
    struct winsize size;
    opts->width = 80;
    opts->color = color_wanted(stdout);
    opts->wide_text = !isatty(STDOUT_FILENO) || utf8_locale();
    if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 40)
        opts->width = size.ws_col;
}

static int check_bindings(int n, char **words)
{
    for (int i = 0; i < n; i++)
        if (!is_binding(words[i]))
            return usage_error("'%s' is not NAME=FILE", words[i]);
    return EXIT_DONE;
}

/* A script that is none: data, or a command that does not exist. */
static int check_script(const char *path)
{
    static const char *const endings[] = {".npy", ".npz", ".csv", ".tsv"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(dot, endings[i]))
            return usage_error("%s holds data, no program: 'carton info %s' shows it, "
                               "'carton -c CODE x=%s' computes with it",
                               path, path, path);
    if (!dot && strcmp(path, "-") != 0 && access(path, F_OK))
        return usage_error("'%s' is no command and no file: the commands are info, convert, "
                           "append, draw, cost and explain",
                           path);
    return EXIT_DONE;
}

static int dispatch(const command_line *line)
{
    const options *opts = &line->opts;
    static const struct {
        const char *name;
        int (*run)(const options *, int, char **);
    } commands[] = {{"info", command_info},       {"convert", command_convert},
                    {"append", command_append},   {"cost", command_cost},
                    {"explain", command_explain}, {"draw", command_draw}};
    if (line->code)
        return check_bindings(line->nwords, line->words)
                   ? EXIT_USAGE
                   : run_code(opts, line->code, -1, "<command>", line->nwords, line->words);
    for (size_t i = 0; line->nwords && i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(line->words[0], commands[i].name)) {
            command = commands[i].name;
            return commands[i].run(opts, line->nwords - 1, line->words + 1);
        }
    if (line->nwords && !is_binding(line->words[0]))
        return check_script(line->words[0]) || check_bindings(line->nwords - 1, line->words + 1)
                   ? EXIT_USAGE
                   : run_file(opts, line->words[0], line->nwords - 1, line->words + 1);
    if (check_bindings(line->nwords, line->words))
        return EXIT_USAGE;
    if (isatty(STDIN_FILENO))
        return command_interactive(opts, line->nwords, line->words);
    return run_file(opts, "-", line->nwords, line->words);
}

/* -- Ctrl-C ----------------------------------------------------------------------------------- */

bool (*volatile at_interrupt)(void);

/* The first one stops the computation, which tidies up. When that takes long, the second one ends
 * the program as it would any other. */
static void on_interrupt(int number)
{
    if (at_interrupt && at_interrupt())
        return;
    if (ct_interrupt()) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

static void catch_interrupts(void)
{
    /* Without SA_RESTART: a program that waits for its text on standard input stops too. */
    struct sigaction action = {.sa_handler = on_interrupt};
    struct sigaction before;
    sigemptyset(&action.sa_mask);
    if (!sigaction(SIGINT, NULL, &before) && before.sa_handler != SIG_IGN)
        sigaction(SIGINT, &action, NULL);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE,
           SIG_IGN); /* a closed pipe is seen as a failed write, and ends the program quietly */
    catch_interrupts();
    command_line line = {.opts = {.precision = -1}};
    line.words = calloc((size_t)argc + 1, sizeof *line.words);
    if (!line.words)
        return usage_error("out of memory");
    ct_environment_check();
    report_warnings();
    look_at_terminal(&line.opts);
    int status = parse(&line, argc, argv);
    if (!status && line.help) {
        print_help(line.code ? NULL : line.words[0]);
    } else if (!status && !line.done) {
        if (line.opts.precision >= 0) {
            ct_printoptions print = ct_get_printoptions();
            print.precision = line.opts.precision;
            ct_set_printoptions(&print);
        }
        status = dispatch(&line);
    }
    free(line.words);
    return finish_output(status);
}
