/* cost.c: ct_cost and ct_explain. A program is prepared by its statements before the last; the last
 * one then runs apart for each question: once to count allocations, once under a trace, and several
 * times against the clock, so that no answer is coloured by asking another. */
#include "cost.h"

#include "base/limits.h"
#include "dtype/dtype.h"
#include "registry/output.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct session {
    ct_program *program;
    ct_names *names;
    ct_frame frame;
    ct_limited limits; /* to put back */
    uintptr_t stack;
    ct_output output;
} session;

/* -- a program made ready ------------------------------------------------------------------------
 */

static ct_status bind(session *s, const char *name, const ct_object *value)
{
    ct_object *key = ct_string(name, -1);
    ct_status status = key ? ct_dict_set(s->names->values, key, value) : ct_error_pending();
    ct_release(key);
    return status;
}

/* The pending error with the line and a caret under the place, since no interpreter keeps it. */
static ct_status show_place(const char *code, int32_t at)
{
    ct_error error;
    ct_status status = ct_error_take(&error);
    int start = at = at < 0 ? 0 : at, column = 0, length = 0;
    while (start > 0 && code[start - 1] != '\n')
        start--;
    while (code[start + length] && code[start + length] != '\n')
        length++;
    for (int i = start; i < at; i++)
        column += ((unsigned char)code[i] & 0xC0) != 0x80;
    if (length > 120)
        return ct_error_set(status, "cost", 1, "%s (column %d)", error.message, column + 1);
    return ct_error_set(status, "cost", 1, "%s\n    %.*s\n    %*s^", error.message, length,
                        code + start, column, "");
}

static ct_status open_session(session *s, const char *code)
{
    int32_t error_at;
    memset(s, 0, sizeof *s);
    s->limits = ct_limits_now;
    s->stack = ct_eval_stack_start;
    s->output = ct_output_set((ct_output){NULL, NULL});
    ct_eval_stack_start = s->stack ? s->stack : CT_STACK_HERE();
    ct_failure_forget();
    s->names = ct_names_new(NULL);
    if (!s->names)
        return ct_error_pending();
    ct_status status =
        ct_program_parse(code, (int64_t)strlen(code), "<cost>", &s->program, &error_at);
    if (status == CT_SYNTAX_ERROR)
        status = show_place(code, error_at);
    if (!status && s->program->body->count == 0)
        status = ct_error_set(CT_VALUE_ERROR, "cost", 1, "the program is empty");
    s->frame = (ct_frame){s->program, s->names, NULL};
    return status;
}

static void close_session(session *s)
{
    ct_failure_forget();
    if (s->names) {
        ct_break_cycles(s->names, true);
        ct_dict_clear(s->names->values);
    }
    ct_release(s->names);
    ct_release(s->program);
    ct_eval_stack_start = s->stack;
    ct_output_set(s->output);
    ct_limits_now = s->limits;
}

static const ct_node *last_statement(const session *s)
{
    return s->program->body->child[s->program->body->count - 1];
}

static ct_status finish(ct_signal signal)
{
    if (signal == CT_SIGNAL_ERROR)
        return ct_error_pending();
    return CT_OK;
}

static ct_status run_preparation(session *s)
{
    ct_status status = CT_OK;
    for (int32_t i = 0; i + 1 < s->program->body->count && !status; i++)
        status = finish(ct_exec(&s->frame, s->program->body->child[i], NULL));
    return status;
}

static ct_status run_last(session *s, ct_object **value)
{
    *value = NULL;
    return finish(ct_exec(&s->frame, last_statement(s), value));
}

/* -- the questions -------------------------------------------------------------------------------
 */

static ct_status run_traced(session *s, ct_cost_report *r, ct_object **value)
{
    ct_meter *meter = ct_meter_now;
    ct_trace *trace = ct_trace_now;
    ct_meter_now = &r->trace.meter;
    ct_trace_now = &r->trace;
    *value = NULL;
    ct_status status = finish(ct_trace_statement(&s->frame, last_statement(s), value));
    ct_meter_now = meter;
    ct_trace_now = trace;
    if (!status && r->trace.failed)
        status = ct_error_set(CT_MEMORY_ERROR, NULL, 0, "out of memory");
    r->totals.nsteps = r->trace.count;
    r->totals.passes = r->trace.passes;
    r->totals.read = r->trace.read;
    r->totals.written = r->trace.written;
    return status;
}

static ct_status run_counted(session *s, ct_cost_report *r)
{
    ct_memory_counts before, after;
    ct_object *value;
    ct_memory_count(true);
    ct_memory_counted(&before);
    ct_status status = run_last(s, &value);
    ct_memory_counted(&after);
    ct_memory_count(false);
    ct_release(value);
    r->totals.memory = (ct_memory_counts){.blocks = after.blocks - before.blocks,
                                          .bytes = after.bytes - before.bytes,
                                          .resized = after.resized - before.resized,
                                          .reused = after.reused - before.reused,
                                          .reused_bytes = after.reused_bytes - before.reused_bytes,
                                          .freed = after.freed - before.freed,
                                          .freed_bytes = after.freed_bytes - before.freed_bytes,
                                          .peak = after.peak};
    r->totals.kept = r->totals.memory.bytes - r->totals.memory.freed_bytes;
    return status;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int order_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { MOST_RUNS = 101, LEAST_RUNS = 3 };

/* One run of what is timed. */
typedef ct_status timed(void *context);

static ct_status median_of(timed *run, void *context, int wanted, int *runs, double *seconds)
{
    const double enough = 0.25;
    double times[MOST_RUNS], start = now();
    int n = 0, most = wanted > 0 && wanted < MOST_RUNS ? wanted : MOST_RUNS;
    while (n < most && (wanted > 0 || n < LEAST_RUNS || now() - start < enough)) {
        double before = now();
        ct_status status = run(context);
        if (status)
            return status;
        times[n++] = now() - before;
    }
    qsort(times, (size_t)n, sizeof *times, order_times);
    *seconds = times[n / 2];
    *runs = n;
    return CT_OK;
}

static ct_status run_timed(void *context)
{
    ct_object *value;
    ct_status status = run_last(context, &value);
    ct_release(value);
    return status;
}

typedef struct list_run {
    ct_boxes boxes;
    const ct_node *node;
} list_run;

static ct_status run_list(void *context)
{
    list_run *l = context;
    l->boxes.made = 0;
    ct_object *value = ct_boxes_eval(&l->boxes, l->node);
    ct_status status = value ? CT_OK : ct_error_pending();
    ct_release(value);
    return status;
}

static ct_status run_beside(session *s, ct_cost_report *r, const ct_cost_opts *opts)
{
    int runs;
    list_run l = {{&s->frame, ct_dict(), true, 0}, last_statement(s)};
    if (!l.boxes.lists)
        return ct_error_pending();
    ct_status status = run_list(&l); /* makes the lists, which is not timed */
    if (!status)
        status = median_of(run_list, &l, opts->runs, &runs, &r->totals.list_seconds);
    r->totals.list_boxes = l.boxes.made;
    ct_release(l.boxes.lists);
    return status;
}

/* -- reports -------------------------------------------------------------------------------------
 */

static ct_cost_report *new_report(void)
{
    ct_cost_report *r = ct_alloc_zero(1, sizeof *r);
    if (r && !(r->names = ct_list_new())) {
        ct_dealloc(r);
        return NULL;
    }
    return r;
}

void ct_cost_free(ct_cost_report *r)
{
    if (!r)
        return;
    ct_trace_close(&r->trace);
    ct_release(r->value);
    ct_release(r->names);
    ct_dealloc(r);
}

static ct_status note_views(session *s, ct_cost_report *r)
{
    int64_t position = 0;
    ct_object *name, *value;
    if (!r->value || r->value->type != &ct_array_type)
        return CT_OK;
    while (ct_dict_next(s->names->values, &position, &name, &value)) {
        if (value->type != &ct_array_type || value == r->value ||
            !ct_shares_memory((const ct_array *)value, (const ct_array *)r->value))
            continue;
        ct_status status = ct_list_append(r->names, name);
        if (status)
            return status;
    }
    return ct_error_pending();
}

static ct_status measure(session *s, ct_cost_report *r, const ct_cost_opts *opts)
{
    ct_object *warm;
    ct_status status = run_last(s, &warm); /* first touch, caches, tables built on first use */
    ct_release(warm);
    if (!status)
        status = run_counted(s, r);
    if (!status)
        status = run_traced(s, r, &r->value);
    if (!status)
        status = median_of(run_timed, s, opts->runs, &r->totals.runs, &r->totals.seconds);
    if (!status && opts->beside_list)
        status = run_beside(s, r, opts);
    return status ? status : note_views(s, r);
}

ct_cost_report *ct_cost(const char *code, int n, const char *const *names, ct_object *const *values,
                        const ct_cost_opts *given)
{
    session s;
    ct_cost_opts opts = {.size_ = sizeof opts};
    if (!code)
        return ct_null_input("cost", 1), NULL;
    if (given)
        memcpy(&opts, given,
               given->size_ && given->size_ < sizeof opts ? given->size_ : sizeof opts);
    ct_cost_report *r = new_report();
    ct_status status = open_session(&s, code);
    for (int i = 0; i < n && !status && r; i++)
        status = values[i] ? bind(&s, names[i], values[i]) : ct_null_input("cost", 4);
    if (!status && r)
        status = run_preparation(&s);
    if (!status && r)
        status = measure(&s, r, &opts);
    close_session(&s);
    if (!status)
        return r;
    ct_cost_free(r);
    return NULL;
}

/* A value that may stand for another in a plan, and be changed: large arrays keep their layout
 * alone. */
static ct_object *stand_in(const ct_object *value)
{
    const ct_array *a = (const ct_array *)value;
    if (value->type != &ct_array_type)
        return ct_deepcopy(value);
    if (a->size <= CT_METER_SMALL)
        return (ct_object *)ct_copy(a, CT_ORDER_K);
    ct_array *zeros = ct_zeros_like(a, NULL);
    if (zeros && a->dtype->num == CT_NUM_BOOL)
        memset(zeros->data, 1, (size_t)zeros->size);
    return (ct_object *)zeros;
}

static ct_status too_long(void)
{
    ct_error_take(NULL);
    return ct_error_set(CT_RUNTIME_ERROR, "explain", 1,
                        "the plan takes too many steps: a loop is too long for it, or the arrays "
                        "are larger than some gigabytes; a smaller size has the same plan");
}

static ct_status plan(session *s, ct_cost_report *r, int n, const char *const *names,
                      ct_object *const *values)
{
    enum { STEPS = 1000000 }; /* a loop that ends by what it computes may never end in a plan */
    ct_status status = CT_OK;
    for (int i = 0; i < n && !status; i++) {
        ct_object *value = values[i] ? stand_in(values[i]) : NULL;
        status = value       ? bind(s, names[i], value)
                 : values[i] ? ct_error_pending()
                             : ct_null_input("explain", 4);
        ct_release(value);
    }
    if (ct_limits_now.steps > STEPS || !ct_limits_now.few)
        ct_limits_now.steps = STEPS;
    ct_limits_now.few = true;
    ct_limits_now.no_files = true;
    if (!status)
        status = run_preparation(s);
    ct_object *value = NULL;
    if (!status) {
        r->trace.passes = r->trace.read = r->trace.written = 0;
        status = run_traced(s, r, &value);
    }
    r->value = value;
    if (!status)
        status = note_views(s, r);
    return status == CT_RUNTIME_ERROR && ct_limits_now.steps < 0 ? too_long() : status;
}

static void ignore_walk(ct_meter *meter, int64_t elements, int64_t read, int64_t written) {}

ct_cost_report *ct_explain(const char *code, int n, const char *const *names,
                           ct_object *const *values)
{
    session s;
    if (!code)
        return ct_null_input("explain", 1), NULL;
    ct_cost_report *r = new_report();
    ct_meter *before = ct_meter_now;
    ct_status status = open_session(&s, code);
    if (r) {
        r->trace.meter.dry = true;
        r->trace.meter.walked = ignore_walk;
        ct_meter_now = &r->trace.meter;
    }
    if (!status && r)
        status = plan(&s, r, n, names, values);
    ct_meter_now = before;
    close_session(&s);
    if (!status)
        return r;
    ct_cost_free(r);
    return NULL;
}

const ct_cost_totals *ct_cost_total(const ct_cost_report *r)
{
    return r ? &r->totals : NULL;
}

const ct_cost_step *ct_cost_step_at(const ct_cost_report *r, int at)
{
    return r && at >= 0 && at < r->trace.count ? &r->trace.steps[at] : NULL;
}

const ct_object *ct_cost_value(const ct_cost_report *r)
{
    return r && r->totals.runs ? r->value : NULL;
}
