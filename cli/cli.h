/* cli.h: what the files of the program share. The program stands on the public headers alone.
 *
 * Exit status: 0 done, 1 the program or its data failed, 2 the command line is wrong, 130 stopped
 * by Ctrl-C. Every failure is one message on standard error. A closed pipe on standard output ends
 * it quietly with 0. */
#ifndef CLI_H
#define CLI_H

#include <carton.h>

#include <stdio.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INTERRUPTED = 130 };

typedef struct options {
    const char *output;      /* -o FILE; "-" is standard output */
    ct_format format;        /* --format, CT_FORMAT_AUTO by default */
    int runs;                /* --runs N of cost; 0: not given */
    bool beside_list;        /* --beside-list */
    int precision;           /* --precision N; -1: not given */
    bool color, wide_text;   /* colours on standard output; UTF-8 drawing characters */
    int width;               /* columns of the terminal, 80 elsewhere */
    const char *svg, *html;  /* files to draw into */
    bool bytes, cache_lines; /* what a drawing shows beside values */
} options;

typedef struct command_line command_line;

/* main.c */
/* Where Ctrl-C goes: NULL stops the computation, anything else is called first; when it returns
 * true nothing more happens. */
extern bool (*volatile at_interrupt)(void);
int usage_error(const char *format, ...) CT_PRINTF(1, 2);
/* What was read so far names the command that hints of wrong options lead to. */
void note_command(const command_line *line);

/* options.c */
struct command_line {
    options opts;
    unsigned given;   /* a bit for each option that was there */
    const char *code; /* -c */
    char **words;     /* what is left, in order */
    int nwords;
    bool help, version;
};
int read_command_line(command_line *line, int argc, char **argv);
/* EXIT_USAGE for an option that `of`, a command or "run", has no use for: nothing that was asked
 * for is left out silently. */
int check_options(const command_line *line, const char *of);

/* help.c */
void print_help(const char *command); /* NULL, or no command: of the whole program */

/* report.c */
bool color_wanted(FILE *stream);
bool utf8_locale(void);
/* The recorded error on standard error, with the place in the program when interp has one. Returns
 * EXIT_FAILED or EXIT_INTERRUPTED. */
int report_error(const ct_interp *interp, const char *what);
void report_warnings(void);
/* Flushes standard output; EXIT_FAILED with a message when that fails, but EXIT_DONE for a closed
 * pipe. */
int finish_output(int status);
void write_output(void *context, const char *text, int64_t bytes); /* a ct_writer */

/* progress.c */
/* Between the two, work that takes long is shown on a terminal. progress_end before anything else
 * is written there; the running program writes by progress_print. */
void progress_begin(void);
void progress_end(void);
void progress_print(const char *text, int64_t bytes);

/* run.c */
/* bytes -1: `code` is -c's text, whose last value is printed. */
int run_code(const options *opts, const char *code, int64_t bytes, const char *file, int nbindings,
             char **bindings);
int run_file(const options *opts, const char *path, int nbindings, char **bindings);
bool is_binding(const char *argument);
/* A new interpreter that prints to standard output, with the bindings loaded; NULL after a message.
 */
ct_interp *start_interp(int nbindings, char **bindings, int *status);
/* Writes or prints a result as the options say; releases it. */
int emit(const options *opts, ct_object *value);
char *read_all(FILE *stream, int64_t *bytes); /* NULL: errno; free() */

/* one file each */
int command_info(const options *opts, int n, char **files);
int command_convert(const options *opts, int n, char **files);
int command_append(const options *opts, int n, char **files);
int command_cost(const options *opts, int n, char **words);
int command_explain(const options *opts, int n, char **words);
int command_draw(const options *opts, int n, char **arguments);
int command_help(const options *opts, int n, char **words);
int command_interactive(const options *opts, int nbindings, char **bindings);

#endif
