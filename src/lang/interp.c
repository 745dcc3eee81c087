/* interp.c: the interpreter object and ct_calc.
 *
 * An interpreter owns its names. Programs live as long as a function they defined. */
#include "eval.h"
#include "place.h"

#include "base/limits.h"
#include "registry/args.h"
#include "registry/output.h"

#include <stdio.h>
#include <string.h>

struct ct_interp {
    ct_names *names;
    ct_writer *writer;
    void *context;
    bool failed;
    ct_program *program; /* the failed text, for `place` */
    int32_t at;          /* the byte where it failed */
    ct_place place;
    char *line;
    ct_limits limits;
};

ct_interp *ct_interp_new(void)
{
    ct_interp *interp = ct_alloc_zero(1, sizeof *interp);
    if (!interp)
        return NULL;
    interp->names = ct_names_new(NULL);
    if (!interp->names) {
        ct_dealloc(interp);
        return NULL;
    }
    return interp;
}

static void forget_place(ct_interp *interp)
{
    ct_dealloc(interp->line);
    ct_release(interp->program);
    interp->line = NULL;
    interp->program = NULL;
    interp->failed = false;
}

void ct_interp_destroy(ct_interp *interp)
{
    if (!interp)
        return;
    forget_place(interp);
    ct_break_cycles(interp->names, true);
    ct_dict_clear(interp->names->values); /* functions hold the names that hold them */
    ct_release(interp->names);
    ct_dealloc(interp);
}

ct_status ct_interp_bind(ct_interp *interp, const char *name, const void *value)
{
    if (!interp || !name)
        return ct_null_input("bind", interp ? 2 : 1);
    ct_object *key = ct_string(name, -1);
    if (!key)
        return ct_error_pending();
    ct_status status = CT_OK;
    if (value)
        status = ct_dict_set(interp->names->values, key, value);
    else if (ct_dict_delete(interp->names->values, key) < 0)
        status = ct_error_pending();
    ct_release(key);
    return status;
}

ct_object *ct_interp_lookup(const ct_interp *interp, const char *name)
{
    ct_object *key = interp && name ? ct_string(name, -1) : NULL;
    ct_object *value = key ? ct_dict_get(interp->names->values, key) : NULL;
    ct_release(key);
    return value;
}

bool ct_interp_next(const ct_interp *interp, int64_t *position, const char **name,
                    ct_object **value)
{
    ct_object *key;
    if (!interp || !ct_dict_next(interp->names->values, position, &key, value))
        return false;
    *name = ct_as_string(key, NULL);
    return true;
}

void ct_interp_output(ct_interp *interp, ct_writer *writer, void *context)
{
    interp->writer = writer;
    interp->context = context;
}

/* "x.me": the methods and attributes of a bound name, or the routines after "np.". */
static void complete_member(const ct_interp *interp, const char *prefix, int base,
                            ct_name_visit *visit, void *context)
{
    char full[128];
    if (base >= (int)sizeof full / 2)
        return;
    snprintf(full, sizeof full, "%.*s", base, prefix);
    ct_object *value = ct_interp_lookup(interp, full);
    bool module = !value && !strcmp(full, "np");
    const char *start = prefix + base + 1;
    for (int i = 0; i < ct_routine_count() && (value || module); i++) {
        const ct_routine *row = ct_routine_at(i);
        const char *dot = strchr(row->name, '.'), *name = dot && value ? dot + 1 : row->name;
        if (module ? dot != NULL : !dot || ct_routine_method(value->type, name) != row)
            continue;
        if (strncmp(name, start, strlen(start)) || strchr(name, '.') || *name == '_')
            continue;
        snprintf(full + base, sizeof full - (size_t)base, ".%s", name);
        if (!visit(context, full))
            break;
    }
    ct_release(value);
}

void ct_interp_complete(const ct_interp *interp, const char *prefix, ct_name_visit *visit,
                        void *context)
{
    const char *dot = strrchr(prefix, '.');
    if (dot) {
        complete_member(interp, prefix, (int)(dot - prefix), visit, context);
        return;
    }
    size_t n = strlen(prefix);
    int64_t position = 0;
    const char *name;
    ct_object *value;
    while (ct_interp_next(interp, &position, &name, &value))
        if (!strncmp(name, prefix, n) && !visit(context, name))
            return;
    for (int i = 0; i < ct_routine_count(); i++) {
        name = ct_routine_at(i)->name; /* methods, "list.append", are no names of their own */
        if (!strchr(name, '.') && !strncmp(name, prefix, n) && !visit(context, name))
            return;
    }
}

void ct_interp_limits(ct_interp *interp, const ct_limits *limits)
{
    if (interp)
        interp->limits = limits ? *limits : (ct_limits){0};
}

/* -- where it failed -----------------------------------------------------------------------------
 */

/* Takes the failure under way into interp->place. Without memory for the line there is no place. */
static void keep_place(ct_interp *interp, ct_program *program, int32_t at)
{
    const char *text = program->text;
    if (at > program->length)
        at = program->length;
    while (at > 0 && at == program->length && text[at - 1] == '\n')
        at--; /* the end of the text: show its last line */
    int line = 1;
    int32_t start = 0, end = at;
    for (int32_t i = 0; i < at; i++)
        if (text[i] == '\n') {
            line++;
            start = i + 1;
        }
    while (end < program->length && text[end] != '\n' && text[end] != '\r')
        end++;
    int column = 1;
    for (int32_t i = start; i < at; i++)
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
    interp->line = ct_alloc(end - start + 1);
    if (!interp->line)
        return;
    memcpy(interp->line, text + start, (size_t)(end - start));
    interp->line[end - start] = '\0';
    interp->program = ct_retain(program);
    interp->at = at;
    interp->place = (ct_place){program->file, interp->line, line, column};
    interp->failed = true;
}

bool ct_interp_error(const ct_interp *interp, ct_place *out)
{
    if (!interp || !interp->failed)
        return false;
    *out = interp->place;
    return true;
}

/* -- running -------------------------------------------------------------------------------------
 */

static ct_object *run_program(ct_interp *interp, ct_program *program)
{
    ct_frame frame = {program, interp->names, NULL};
    ct_object *last = NULL;
    ct_signal signal = ct_exec(&frame, program->body, &last);
    if (signal == CT_SIGNAL_ERROR) {
        ct_release(last);
        return NULL;
    }
    return last ? last : ct_none();
}

/* Narrows what is left to the interpreter's own limits; returns the record to put back. */
static ct_limited limits_enter(const ct_limits *own)
{
    ct_limited before = ct_limits_now, *now = &ct_limits_now;
    if (own->steps > 0 && own->steps < now->steps) {
        now->steps = own->steps;
        now->few = true;
    }
    if (own->bytes > 0 && ct_bytes_held() < now->bytes - own->bytes)
        now->bytes = ct_bytes_held() + own->bytes;
    if (own->bytes > 0 && own->bytes < now->shown)
        now->shown = own->bytes;
    now->no_files |= own->no_files;
    return before;
}

static void limits_leave(ct_limited before)
{
    ct_limits_now = before;
}

ct_object *ct_interp_run(ct_interp *interp, const char *text, int64_t bytes, const char *file)
{
    if (!interp || !text)
        return ct_null_input("run", interp ? 2 : 1), NULL;
    forget_place(interp);
    ct_failure_forget();
    ct_limited outside = limits_enter(&interp->limits);
    ct_output before = ct_output_set((ct_output){interp->writer, interp->context});
    uintptr_t stack = ct_eval_stack_start;
    ct_eval_stack_start = stack ? stack : CT_STACK_HERE();
    ct_program *program;
    int32_t error_at;
    ct_object *result = NULL;
    if (ct_program_parse(text, bytes < 0 ? (int64_t)strlen(text) : bytes, file ? file : "<text>",
                         &program, &error_at)) {
        if (program)
            keep_place(interp, program, error_at);
    } else {
        result = run_program(interp, program);
        if (!result && ct_failure_now.program)
            keep_place(interp, ct_failure_now.program, ct_failure_now.at);
    }
    ct_failure_forget();
    ct_release(program);
    ct_eval_stack_start = stack;
    ct_output_set(before);
    limits_leave(outside);
    return result;
}

/* The error again, with its place in the text: a caller of ct_calc has no interpreter to ask. */
static void name_place(const ct_interp *interp)
{
    const ct_program *program = interp->program;
    ct_error error;
    if (ct_error_pending() == CT_MEMORY_ERROR || ct_error_take(&error) == CT_OK)
        return;
    ct_error_point(error.code, error.op, error.arg, error.message, program->text, program->length,
                   interp->at);
}

ct_array *ct_calc(const char *text, int n, const char *const *names, ct_array *const *arrays)
{
    if (!text || (n > 0 && (!names || !arrays)))
        return ct_null_input("calc", !text ? 1 : names ? 4 : 3), NULL;
    ct_interp *interp = ct_interp_new();
    ct_status status = interp ? CT_OK : ct_error_pending();
    for (int i = 0; i < n && !status; i++)
        status = names[i] && arrays[i] ? ct_interp_bind(interp, names[i], arrays[i])
                                       : ct_null_input("calc", names[i] ? 4 : 3);
    ct_object *value = status ? NULL : ct_interp_run(interp, text, -1, "<calc>");
    if (interp && interp->failed)
        name_place(interp);
    if (value && value->type == &ct_none_type)
        ct_error_set(CT_TYPE_ERROR, "calc", 1,
                     "the program ends without a value: its last line must be an expression");
    ct_array *result = value && !ct_error_pending() ? ct_asarray(value, NULL) : NULL;
    ct_release(value);
    ct_interp_destroy(interp);
    return result;
}
