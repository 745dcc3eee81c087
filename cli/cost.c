/* cost.c: carton cost CODE and carton explain CODE. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 256 };

static int print_report(CT_TAKE ct_cost_report *report)
{
    int64_t length = 0;
    char *text = report ? ct_cost_text(report, &length) : NULL;
    int status = text ? EXIT_DONE : report_error(NULL, NULL);
    if (text)
        fwrite(text, 1, (size_t)length, stdout);
    ct_free(text);
    ct_cost_free(report);
    return status;
}

static int run_command(const options *opts, int n, char **words, bool plan)
{
    int status;
    if (n < 1)
        return usage_error("%s takes a program: carton %s CODE [NAME=FILE ...]",
                           plan ? "explain" : "cost", plan ? "explain" : "cost");
    for (int i = 1; i < n; i++)
        if (!is_binding(words[i]))
            return usage_error("'%s' is not NAME=FILE", words[i]);
    ct_interp *interp = start_interp(n - 1, words + 1, &status);
    if (!interp)
        return status;
    const char *names[MOST_NAMES];
    ct_object *values[MOST_NAMES];
    int count = 0;
    int64_t position = 0;
    while (count < MOST_NAMES && ct_interp_next(interp, &position, &names[count], &values[count]))
        count++;
    ct_cost_opts how = {.size_ = sizeof how, .runs = opts->runs, .beside_list = opts->beside_list};
    status = print_report(plan ? ct_explain(words[0], count, names, values)
                               : ct_cost(words[0], count, names, values, &how));
    ct_interp_destroy(interp);
    return status;
}

int command_cost(const options *opts, int n, char **words)
{
    return run_command(opts, n, words, false);
}

int command_explain(const options *opts, int n, char **words)
{
    return run_command(opts, n, words, true);
}
