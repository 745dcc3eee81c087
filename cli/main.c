/* main.c: the command line of carton. */
#include "cli.h"

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

static const struct {
    const char *name;
    int (*run)(const options *, int, char **);
} commands[] = {{"info", command_info}, {"convert", command_convert}, {"append", command_append},
                {"draw", command_draw}, {"cost", command_cost},       {"explain", command_explain},
                {"help", command_help}};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int no_command(const char *word)
{
    char names[128] = "", hint[128] = "";
    for (int i = 0; i < COMMANDS; i++) {
        const char *between = i == 0 ? "" : i + 1 < COMMANDS ? ", " : " and ";
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", between, commands[i].name);
    }
    if (ct_routine_find(word))
        snprintf(hint, sizeof hint, ";\n'carton help %s' explains the name of the language", word);
    return usage_error("'%s' is no command and no file: the commands are %s%s", word, names, hint);
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
        return no_command(path);
    return EXIT_DONE;
}

/* Its place in the table; -1: no command. */
static int find_command(const command_line *line)
{
    for (int i = 0; !line->code && line->nwords && i < COMMANDS; i++)
        if (!strcmp(line->words[0], commands[i].name))
            return i;
    return -1;
}

void note_command(const command_line *line)
{
    int found = find_command(line);
    command = found < 0 ? "" : commands[found].name;
}

static int dispatch(const command_line *line)
{
    const options *opts = &line->opts;
    int found = find_command(line);
    note_command(line);
    if (found >= 0)
        return check_options(line, command)
                   ? EXIT_USAGE
                   : commands[found].run(opts, line->nwords - 1, line->words + 1);
    if (check_options(line, "run"))
        return EXIT_USAGE;
    if (line->code)
        return check_bindings(line->nwords, line->words)
                   ? EXIT_USAGE
                   : run_code(opts, line->code, -1, "<command>", line->nwords, line->words);
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

/* `carton help draw --help`: the word says of what. */
static bool asks_for_help(const command_line *line)
{
    int found = find_command(line);
    return found >= 0 && commands[found].run == command_help && line->nwords > 1;
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
    int status = read_command_line(&line, argc, argv);
    if (!status && line.version) {
        printf("carton %s (%s, %d threads)\n", ct_version(), ct_isa(), ct_threads());
    } else if (!status && line.help && !asks_for_help(&line)) {
        print_help(line.code ? NULL : line.words[0]);
    } else if (!status) {
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
