/* help.c: what --help prints, of the whole program or one command, and the command help. */
#include "cli.h"

#include <string.h>

static const char general[] =
    "carton: NumPy's arrays at the shell, without Python\n"
    "\n"
    "usage:\n"
    "  carton [OPTIONS] -c CODE [NAME=FILE ...]  run CODE, print its last value\n"
    "  carton [OPTIONS] SCRIPT [NAME=FILE ...]   run a file; - is standard input\n"
    "  carton [NAME=FILE ...]                    interactive on a terminal\n"
    "  carton info FILE...                       dtype, shape, range of what is inside\n"
    "  carton convert IN OUT                     between .npy, .npz, .csv and .tsv\n"
    "  carton append FILE IN...                  values at the end of a .npy file, in place\n"
    "  carton draw CODE [NAME=FILE ...]          how the names CODE binds lie in memory\n"
    "  carton cost CODE [NAME=FILE ...]          passes, bytes, copies and time of CODE\n"
    "  carton explain CODE [NAME=FILE ...]       the same as a plan, without running it\n"
    "  carton help [COMMAND or NAME]             this, a command, or a name of the language\n"
    "\n"
    "NAME=FILE binds NAME to what FILE holds: .npy an array, .npz a dict of arrays,\n"
    ".csv and .tsv a 2-D array, or with a header line a dict of columns. NAME=- reads\n"
    "standard input as CSV.\n"
    "\n"
    "options:\n"
    "  -o FILE          write the result to FILE (.npy .npz .csv .tsv; - is standard output)\n"
    "  --format FORMAT  npy, npz, csv or tsv, whatever the file's name\n"
    "  --precision N    decimals of printed floats; significant digits in .csv and .tsv files\n"
    "  --threads N      threads one operation may use\n"
    "  --isa LEVEL      instruction set: v2, v3 or v4\n"
    "  --version        print the version\n"
    "  -h, --help       print this; after a command, its own options\n"
    "\n"
    "examples:\n"
    "  carton -c 'linspace(0, 1, 5) ** 2'\n"
    "  carton -c 'x.mean(axis=0)' x=data.npy -o means.csv\n"
    "  carton -c 't[\"Mean\"].max()' t=data/co2-annmean-mlo.csv\n"
    "  carton draw 'a = [1.0, 2.0, 3.0]; arr = array(a)'\n"
    "\n"
    "The language is Python's expression syntax with NumPy's names; help(name) explains one.\n";

static const struct {
    const char *command, *text;
} rows[] = {
    {"info", "carton info FILE...: what .npy, .npz, .csv and .tsv files hold\n"
             "\n"
             "For each array a line: dtype, shape, order in memory (C: rows one after the other,\n"
             "F: columns), bytes, number of elements, smallest, mean and largest value, and how\n"
             "many are nan or inf. Smallest, mean and largest leave nan out.\n"
             "\n"
             "  carton info data/co2-annmean-mlo.csv\n"},
    {"convert",
     "carton convert IN OUT: between .npy, .npz, .csv and .tsv, by the files' names\n"
     "\n"
     "  --format FORMAT  npy, npz, csv or tsv, whatever OUT's name\n"
     "  --precision N    significant digits of floats in text; without it all that tell\n"
     "                   them apart\n"
     "\n"
     "OUT is replaced when all of it is written. An .npz file of several arrays can\n"
     "become .csv when they are columns of one length.\n"
     "\n"
     "  carton convert data/co2-annmean-mlo.csv co2.npz\n"},
    {"append",
     "carton append FILE IN...: puts the arrays of other files at the end of a .npy file\n"
     "\n"
     "FILE grows in place: what it holds is not copied, and after a crash it has all of\n"
     "the new values or none. The inputs (.npy, .npz of one array, .csv and .tsv, which are\n"
     "2-D, or one column; - is standard input, CSV) need FILE's dtype, or one that fits in\n"
     "it, and its shape but for the first axis. The columns of a table with a header line\n"
     "become the columns of a 2-D FILE.\n"
     "\n"
     "  carton append log.npy today.npy\n"},
    {"draw", "carton draw CODE [NAME=FILE ...]: how the names that CODE binds lie in memory\n"
             "\n"
             "  --bytes        every field with its place, the bytes of every cell\n"
             "  --cache-lines  cache lines, and how many a walk touches\n"
             "  --svg FILE     a picture instead of text; - is standard output\n"
             "  --html FILE    a page with values under the pointer and sliders\n"
             "\n"
             "  carton draw 'a = [1.0, 2.0, 3.0]; arr = array(a); v = arr[::-2]'\n"},
    {"cost",
     "carton cost CODE [NAME=FILE ...]: what the last statement of CODE costs\n"
     "\n"
     "Each step with its passes over memory, bytes read and written, views and copies and\n"
     "why they are made, allocations, and the median time of some runs.\n"
     "\n"
     "  --beside-list  the same on a list of boxes\n"
     "  --runs N       how many runs are timed, 1 to 101; without it as many as fit in a moment\n"
     "\n"
     "  carton cost 'x = arange(1e6); sqrt(x * x + 1).sum()'\n"},
    {"explain", "carton explain CODE [NAME=FILE ...]: the plan of the last statement of CODE\n"
                "\n"
                "As carton cost, without the work: large arrays are only named, not computed.\n"
                "\n"
                "  carton explain 'x = arange(1e7); sqrt(x * x + 1).sum()'\n"},
    {"help", "carton help [COMMAND or NAME]: explains a command, or a name of the language\n"
             "\n"
             "Without a word what carton --help prints. NAME is a function, a class or a method;\n"
             "carton -c 'help()' lists them.\n"
             "\n"
             "  carton help mean\n"
             "  carton help ndarray.reshape\n"},
};

static const char *text_of(const char *command)
{
    for (size_t i = 0; command && i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(command, rows[i].command))
            return rows[i].text;
    return NULL;
}

/* Some commands share their name with a function of the language. */
void print_help(const char *command)
{
    const char *text = text_of(command);
    fputs(text ? text : general, stdout);
    if (text && ct_routine_find(command))
        printf("\nThe function %s is another thing: carton -c 'help(%s)' explains it.\n", command,
               command);
}

/* -- the command ------------------------------------------------------------------------------- */

enum { LONGEST = 200 }; /* of what is taken for a name */

static bool looks_like_name(const char *word)
{
    const char *p = word;
    for (bool first = true; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || *p == '_';
        if (first ? !letter : !letter && *p != '.' && !(*p >= '0' && *p <= '9'))
            return false;
        first = *p == '.';
    }
    return p > word && p[-1] != '.' && p - word <= LONGEST;
}

/* NAME or NAME.NAME; which words are none the parser knows. */
static bool is_name(const char *word)
{
    char code[2 * LONGEST + 16];
    if (!looks_like_name(word))
        return false;
    snprintf(code, sizeof code, "lambda %.*s: %s", (int)strcspn(word, "."), word, word);
    ct_interp *interp = ct_interp_new();
    ct_object *function = interp ? ct_interp_run(interp, code, -1, "<name>") : NULL;
    ct_release(function);
    ct_interp_destroy(interp);
    return ct_error_take(NULL) != CT_SYNTAX_ERROR;
}

int command_help(const options *opts, int n, char **words)
{
    char code[LONGEST + 16];
    if (n > 1)
        return usage_error("help explains one name at a time");
    if (n == 0 || text_of(words[0])) {
        print_help(n ? words[0] : NULL);
        return EXIT_DONE;
    }
    if (!is_name(words[0]))
        return usage_error("'%s' is no name", words[0]);
    snprintf(code, sizeof code, "help(%s)", words[0]);
    return run_code(opts, code, -1, "<command>", 0, NULL);
}
