/* run.c: running a program, with files bound to names, and giving out its result. */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool is_binding(const char *argument)
{
    const char *p = argument;
    if (!isalpha((unsigned char)*p) && *p != '_')
        return false;
    while (isalnum((unsigned char)*p) || *p == '_')
        p++;
    return *p == '=' && p[1];
}

static ct_status bind_file(ct_interp *interp, const char *binding)
{
    const char *equals = strchr(binding, '=');
    char *name = strndup(binding, (size_t)(equals - binding));
    ct_object *value = name ? ct_load(equals + 1) : NULL;
    if (value)
        ct_interp_bind(interp, name, value);
    ct_release(value);
    free(name);
    return ct_error_pending();
}

ct_interp *start_interp(int nbindings, char **bindings, int *status)
{
    ct_interp *interp = ct_interp_new();
    if (!interp) {
        *status = report_error(NULL, NULL);
        return NULL;
    }
    ct_interp_output(interp, write_output, NULL);
    *status = EXIT_DONE;
    for (int i = 0; i < nbindings && !*status; i++) {
        progress_begin();
        ct_status failed = bind_file(interp, bindings[i]);
        progress_end();
        *status = failed ? report_error(NULL, NULL) : EXIT_DONE;
    }
    if (!*status)
        return interp;
    ct_interp_destroy(interp);
    return NULL;
}

/* -- the result ------------------------------------------------------------------------------- */

static ct_status to_stdout(void *context, const void *data, int64_t bytes)
{
    if (fwrite(data, 1, (size_t)bytes, stdout) == (size_t)bytes)
        return CT_OK;
    return ct_error_set(CT_OS_ERROR, "write", 0, "standard output: %s", strerror(errno));
}

static int save_result(const options *opts, const ct_object *value)
{
    ct_save_opts save = {.size_ = sizeof save, .format = opts->format};
    save.csv.size_ = sizeof save.csv;
    save.csv.precision = opts->precision > 0 ? opts->precision : 0;
    bool stream = !strcmp(opts->output, "-");
    if (stream && opts->format == CT_FORMAT_AUTO)
        return usage_error("-o - needs --format");
    if (!stream)
        progress_begin();
    ct_status status = stream ? ct_save_stream(to_stdout, NULL, value, &save)
                              : ct_save_as(opts->output, value, &save);
    progress_end();
    if (status) {
        if (stream && errno == EPIPE)
            return ct_error_take(NULL), EXIT_DONE;
        return report_error(NULL, NULL);
    }
    return EXIT_DONE;
}

/* --precision is an option of arrays: a single number is printed as the array of it alone is, whose
 * brackets stay behind. NULL: `value` is nothing of that kind. */
static ct_array *number_alone(const ct_object *value)
{
    const ct_type *type = ct_type_of(value);
    if (type != &ct_float_type && type != &ct_complex_type && type != &ct_scalar_type &&
        type != &ct_array_type)
        return NULL;
    ct_array *a = ct_asarray(value, NULL), *row = NULL;
    char kind = a ? ct_dtype_kind(ct_dtype_of(a)) : 0;
    if (a && ct_ndim(a) == 0 && (kind == 'f' || kind == 'c'))
        row = ct_reshape(a, CT_SHAPE(1));
    ct_release(a);
    return row;
}

static int print_result(const options *opts, const ct_object *value)
{
    int64_t length;
    ct_array *row = opts->precision >= 0 ? number_alone(value) : NULL;
    char *text = ct_str(row ? (const ct_object *)row : value, &length);
    bool brackets = row != NULL;
    ct_release(row);
    if (!text)
        return report_error(NULL, NULL);
    fwrite(text + brackets, 1, (size_t)(length - 2 * brackets), stdout);
    fputc('\n', stdout);
    ct_free(text);
    return EXIT_DONE;
}

int emit(const options *opts, ct_object *value)
{
    int status = EXIT_DONE;
    bool none = ct_type_of(value) == &ct_none_type;
    if (opts->output && none) {
        fputs("carton: -o: the program ends without a value to write\n", stderr);
        status = EXIT_FAILED;
    } else if (opts->output) {
        status = save_result(opts, value);
    } else if (!none) {
        status = print_result(opts, value);
    }
    ct_release(value);
    return status;
}

/* -- programs --------------------------------------------------------------------------------- */

/* A script's last value is written with -o, but only -c prints it: under Python a script prints
 * nothing either. */
int run_code(const options *opts, const char *code, int64_t bytes, const char *file, int nbindings,
             char **bindings)
{
    int status;
    ct_interp *interp = start_interp(nbindings, bindings, &status);
    if (!interp)
        return status;
    progress_begin();
    ct_object *value = ct_interp_run(interp, code, bytes, file);
    progress_end();
    if (value && bytes >= 0 && !opts->output)
        ct_release(value);
    else
        status = value ? emit(opts, value) : report_error(interp, NULL);
    report_warnings();
    ct_interp_destroy(interp);
    return status;
}

char *read_all(FILE *stream, int64_t *bytes)
{
    size_t capacity = 4096, used = 0;
    char *text = malloc(capacity);
    while (text) {
        used += fread(text + used, 1, capacity - used, stream);
        if (used < capacity)
            break;
        char *larger = realloc(text, capacity *= 2);
        if (!larger)
            free(text);
        text = larger;
    }
    if (text && ferror(stream)) {
        int problem = errno;
        free(text);
        errno = problem;
        return NULL;
    }
    *bytes = (int64_t)used;
    return text;
}

int run_file(const options *opts, const char *path, int nbindings, char **bindings)
{
    bool standard = !strcmp(path, "-");
    FILE *stream = standard ? stdin : fopen(path, "rb");
    int64_t bytes = 0;
    char *text = stream ? read_all(stream, &bytes) : NULL;
    int problem = errno;
    if (stream && !standard)
        fclose(stream);
    if (!text && problem == EINTR)
        return EXIT_INTERRUPTED;
    if (!text) {
        fprintf(stderr, "carton: %s: %s\n", path, strerror(problem));
        return EXIT_FAILED;
    }
    int status = run_code(opts, text, bytes, standard ? "<stdin>" : path, nbindings, bindings);
    free(text);
    return status;
}
