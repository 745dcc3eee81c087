/* main.c: the carton program: carton -c CODE, carton SCRIPT. */
#include <carton.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_out(void *context, const char *text, int64_t bytes)
{
    fwrite(text, 1, (size_t)bytes, stdout);
}

static int fail(const ct_interp *interp)
{
    ct_error error;
    ct_place place;
    fflush(stdout);
    ct_error_take(&error);
    if (ct_interp_error(interp, &place)) {
        fprintf(stderr, "%s:%d:%d\n    %s\n    %*s\n", place.file, place.line, place.column,
                place.source, place.column, "^");
    }
    fprintf(stderr, "%s: %s\n", ct_status_name(error.code), error.message);
    return 1;
}

static int run(const char *text, int64_t bytes, const char *file, int print_last)
{
    ct_interp *interp = ct_interp_new();
    if (!interp)
        return fail(NULL);
    ct_interp_output(interp, write_out, NULL);
    ct_object *value = ct_interp_run(interp, text, bytes, file);
    int status = value ? 0 : fail(interp);
    if (value && print_last && ct_type_of(value) != &ct_none_type) {
        int64_t length;
        char *shown = ct_str(value, &length);
        if (shown)
            printf("%s\n", shown);
        else
            status = fail(NULL);
        ct_free(shown);
    }
    ct_release(value);
    ct_interp_destroy(interp);
    return status;
}

static int run_file(const char *name)
{
    FILE *file = strcmp(name, "-") ? fopen(name, "rb") : stdin;
    size_t used = 0, room = 1 << 16;
    char *text = file ? malloc(room) : NULL;
    while (text) {
        used += fread(text + used, 1, room - used, file);
        if (used < room)
            break;
        char *grown = realloc(text, room *= 2);
        if (!grown)
            free(text);
        text = grown;
    }
    if (!text || ferror(file)) {
        perror(name);
        return 1;
    }
    int status = run(text, (int64_t)used, name, 0);
    free(text);
    if (file != stdin)
        fclose(file);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "-c"))
        return run(argv[2], -1, "<text>", 1);
    if (argc == 2)
        return run_file(argv[1]);
    fprintf(stderr, "usage: carton -c CODE | SCRIPT\n");
    return 2;
}
