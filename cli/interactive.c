/* interactive.c: the prompt: line editing, history, completion of names, repr of results. */
#include "cli.h"

#include <editline/readline.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HISTORY = 2000 };

static ct_interp *session; /* libedit's completion callback has no context */

/* -- completion ------------------------------------------------------------------------------- */

typedef struct matches {
    char **items;
    size_t n, capacity;
} matches;

static bool add_match(void *context, const char *name)
{
    matches *m = context;
    if (m->n == m->capacity) {
        size_t capacity = m->capacity ? 2 * m->capacity : 64;
        char **items = realloc(m->items, capacity * sizeof *items);
        if (!items)
            return false;
        m->items = items;
        m->capacity = capacity;
    }
    m->items[m->n] = strdup(name);
    return m->items[m->n] && ++m->n;
}

static char *next_match(const char *prefix, int state)
{
    static matches found;
    static size_t next;
    if (state == 0) {
        found = (matches){0};
        next = 0;
        ct_interp_complete(session, prefix, add_match, &found);
    }
    if (next < found.n)
        return found.items[next++]; /* libedit frees it */
    free(found.items);
    found = (matches){0};
    return NULL;
}

static char **complete(const char *text, int start, int end)
{
    rl_attempted_completion_over = 1; /* never file names */
    return rl_completion_matches(text, next_match);
}

/* -- reading ---------------------------------------------------------------------------------- */

/* A statement goes on while a bracket or a triple-quoted string is open, after a backslash, and in
 * an indented block until an empty line. */
static bool is_complete(const char *text)
{
    int open = 0;
    char last = 0; /* that is no space */
    bool block = false;
    const char *last_line = text;
    size_t length = strlen(text);
    for (const char *p = text; *p; p++) {
        if (*p == '#') {
            p += strcspn(p, "\n");
            if (!*p) {
                block |= open == 0 && last == ':';
                break;
            }
        }
        if (*p == '"' || *p == '\'') {
            char quote = *p;
            bool triple = p[1] == quote && p[2] == quote;
            for (p += triple ? 3 : 1; *p; p++) {
                if (*p == '\\' && p[1])
                    p++;
                else if (*p == quote && (!triple || (p[1] == quote && p[2] == quote)))
                    break;
                else if (*p == '\n' && !triple)
                    return true; /* the parser names the open string */
            }
            if (!*p)
                return !triple;
            p += triple ? 2 : 0;
        }
        open += strchr("([{", *p) ? 1 : strchr(")]}", *p) ? -1 : 0;
        if (*p == '\n')
            last_line = p + 1;
        if ((*p == '\n' || !p[1]) && open == 0)
            block |= (*p == '\n' || *p == ' ' ? last : *p) == ':';
        if (*p != ' ' && *p != '\n')
            last = *p;
    }
    if (open > 0 || (length && text[length - 1] == '\\'))
        return false;
    return !block || *last_line == '\0';
}

static sigjmp_buf at_prompt;
static volatile sig_atomic_t reading;

/* Ctrl-C while a line is edited cancels the line: out of the blocking read, back to read_line(). */
static bool leave_prompt(void)
{
    if (!reading)
        return false;
    reading = 0;
    siglongjmp(at_prompt, 1);
}

/* One line; NULL at the end of input, and after Ctrl-C with *cancelled set. */
static char *read_line(const char *prompt, bool *cancelled)
{
    if (sigsetjmp(at_prompt, 1)) {
        *cancelled = true;
        fputs("\nKeyboardInterrupt\n", stdout);
        return NULL;
    }
    reading = 1;
    char *line = readline(prompt);
    reading = 0;
    return line;
}

/* One statement, with continuation lines; NULL at the end of input. Free it. */
static char *read_statement(bool *cancelled)
{
    char *text = read_line(">>> ", cancelled);
    while (text && !is_complete(text)) {
        char *more = read_line("... ", cancelled);
        if (*cancelled) {
            free(text);
            return NULL;
        }
        if (!more)
            break;
        size_t length = strlen(text), extra = strlen(more);
        char *longer = realloc(text, length + extra + 2);
        if (!longer) {
            free(more);
            break;
        }
        longer[length] = '\n';
        memcpy(longer + length + 1, more, extra + 1);
        text = longer;
        free(more);
    }
    return text;
}

/* What leaves Python's prompt leaves this one. */
static bool is_farewell(const char *text)
{
    return !strcmp(text, "exit") || !strcmp(text, "quit") || !strcmp(text, "exit()") ||
           !strcmp(text, "quit()");
}

static void run_statement(ct_interp *interp, const char *text)
{
    ct_interrupt_clear();
    progress_begin();
    ct_object *value = ct_interp_run(interp, text, -1, "<stdin>");
    progress_end();
    if (!value) {
        report_error(interp, NULL);
    } else if (ct_type_of(value) != &ct_none_type) {
        int64_t length;
        char *shown = ct_repr(value, &length);
        if (shown)
            printf("%.*s\n", (int)length, shown), ct_free(shown);
        else
            report_error(NULL, NULL);
        ct_interp_bind(interp, "_", value);
    }
    ct_release(value);
    fflush(stdout);
    report_warnings();
}

/* -- history ---------------------------------------------------------------------------------- */

static char *history_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char path[4096];
    if (state && *state)
        snprintf(path, sizeof path, "%s/carton_history", state);
    else if (home && *home)
        snprintf(path, sizeof path, "%s/.carton_history", home);
    else
        return NULL;
    return strdup(path);
}

/* What ends a name to the left: all but letters, digits, _ and the dot. */
static char breaks[] = " \t\n\"'`@$><=;|&{}()[],+-*/%!~:^";

int command_interactive(const options *opts, int nbindings, char **bindings)
{
    int status;
    session = start_interp(nbindings, bindings, &status);
    if (!session)
        return status;
    printf("carton %s: NumPy's arrays. help(name) explains a name, Ctrl-D or exit ends.\n",
           ct_version());
    rl_catch_signals = 0; /* ours are kept */
    at_interrupt = leave_prompt;
    rl_initialize();
    rl_readline_name = "carton";
    rl_attempted_completion_function = complete;
    rl_basic_word_break_characters = rl_completer_word_break_characters = breaks;
    rl_completion_append_character = '\0';
    using_history();
    stifle_history(MOST_HISTORY);
    char *path = history_path();
    if (path)
        read_history(path);
    for (;;) {
        bool cancelled = false;
        char *text = read_statement(&cancelled);
        if (cancelled)
            continue;
        if (!text)
            break;
        if (is_farewell(text)) {
            free(text);
            break;
        }
        if (*text) {
            add_history(text);
            run_statement(session, text);
        }
        free(text);
    }
    putchar('\n');
    if (path)
        write_history(path);
    free(path);
    ct_interp_destroy(session);
    return EXIT_DONE;
}
