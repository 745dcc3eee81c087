/* Every public function under failing allocations: the rows of calls.def, and those of ops.def and
 * the reductions. For n = 1, 2, ... the n-th allocation of a call fails: the call fails with
 * MemoryError or does without, no block stays, and after a failure the inputs are as before. */
#include "ct_test.h"

#include <carton/expr.h>
#include <carton/io.h>
#include <carton/memory.h>
#include <carton/print.h>
#include <carton/routines.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t six[] = {2, 3, 1, 1, 1, 1}, wide[] = {2, 1, 1, 1, 2, 3}, origin[] = {1, 1};
static const int64_t minus = -1;
static const int axes[] = {1, 0};
static const ct_index first_row[] = {{CT_INDEX_AT, 0, 0, 0, 0}, {CT_INDEX_END, 0, 0, 0, 0}};
static const ct_float_style style = CT_FLOAT_STYLE;
static const ct_save_opts save_npz = {.size_ = sizeof save_npz, .format = CT_FORMAT_NPY};
static char npy[4096], npz[4096];
static int64_t npy_bytes, npz_bytes;

typedef struct fixture {
    ct_scope scope;
    ct_object *one, *key, *tuple, *dict, *table, *nested, *same, *function, *identity, *rows,
        *boxed;
    ct_object *columns;
    ct_list *numbers, *few;
    ct_array *floats, *ints, *bytes, *mask, *row, *deep, *turned, *complexes, *scalar, *where;
    ct_array *pair[2], *pair2[2], *two[2], *out[8];
    ct_interp *interp;
    ct_memory_graph *graph, *views;
    ct_memory_walk_counts walk;
    char data[64];
    int64_t shape[CT_MAX_NDIM], integer;
    int number;
    uint64_t hash;
    double real;
} fixture;

static ct_object *give_none(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                            const char *const *names, ct_object *const *values)
{
    return ct_none();
}

static ct_object *give_back(void *context, int64_t nargs, ct_object *const *args, int64_t nkeywords,
                            const char *const *names, ct_object *const *values)
{
    return ct_retain(args[0]);
}

static ct_object *value_of(ct_interp *interp, const char *program)
{
    ct_object *value = ct_interp_run(interp, program, -1, "fixture");
    assert_non_null(value);
    return value;
}

static void build(fixture *f)
{
    memset(f, 0, sizeof *f);
    ct_scope *s = &f->scope;
    ct_interp *make = ct_interp_new();
#define MAKE(field, program)                                                                       \
    f->field = (__typeof__(f->field))ct_scope_own(s, value_of(make, program))
    MAKE(one, "1000");
    MAKE(key, "'key'");
    MAKE(tuple, "(1, 'two', (3.5, 4))");
    MAKE(dict, "{'key': [1], 2: 3}");
    MAKE(table, "{'a': arange(3)}");
    MAKE(nested, "[1000, 'a', [2.5, (1, 2)], {'k': [3j]}, array([1, 2])[:0]]");
    MAKE(same, "[1000, 'a', [2.5, (1, 2)], {'k': [3j]}]");
    ct_scope_own(s, f->nested = value_of(make, "[1000, 'a', [2.5, (1, 2)], {'k': [3j]}]"));
    MAKE(rows, "[[1, 2.5], [True, 4]]");
    MAKE(boxed, "float32(1.5)");
    MAKE(columns, "{'x': [1, 2], 'y': ['a', 'b']}");
    MAKE(numbers, "[1003, 1001, 1000, 1002]");
    MAKE(few, "[1003, 1001, 999]");
    MAKE(bytes, "array([[3, 255], [128, 7]], dtype=uint8)");
    MAKE(floats, "array([[3.0, 1.5, 2.0], [0.5, 6.0, 5.0]])");
    MAKE(ints, "array([[3, 1, 2], [4, 6, 5]], dtype=int32)");
    MAKE(mask, "array([[True, False, True], [False, True, True]])");
    MAKE(row, "array([1.0, 2.0, 3.0])");
    MAKE(deep, "arange(6.0).reshape(1, 1, 1, 1, 2, 3)");
    MAKE(turned, "arange(6.0).reshape(2, 3).T.copy().T");
    MAKE(complexes, "array([1 + 2j, 3.5])");
    MAKE(scalar, "array(2.0)");
    MAKE(where, "array([1, 0])");
    ct_interp_destroy(make);
    f->function = ct_scope_own(s, ct_function("f", give_none, NULL, NULL));
    f->identity = ct_scope_own(s, ct_function("g", give_back, NULL, NULL));
    f->pair[0] = f->pair[1] = f->row;
    f->pair2[0] = f->row, f->pair2[1] = f->floats;
    f->two[0] = f->floats, f->two[1] = f->ints;
    f->interp = ct_interp_new();
    assert_int_equal(ct_interp_bind(f->interp, "x", f->floats), CT_OK);
    f->graph = ct_memory(1, (const char *const[]){"x"}, &f->nested, 0);
    assert_non_null(f->graph);
    ct_array *wide_steps = ct_scope_own(s, ct_arange(0, 60, 1, CT_FLOAT64));
    ct_array *view = ct_scope_own(s, ct_slice(wide_steps, "::20"));
    f->views = ct_memory(1, (const char *const[]){"v"}, (ct_object *[]){(ct_object *)view}, 0);
    assert_non_null(f->views);
}

static void drop(fixture *f)
{
    ct_memory_free(f->graph);
    ct_memory_free(f->views);
    ct_interp_destroy(f->interp);
    ct_scope_close(&f->scope);
}

/* The inputs as text. */
static char *inputs(const fixture *f)
{
    ct_object *all[] = {f->tuple,
                        f->dict,
                        f->table,
                        f->nested,
                        f->rows,
                        f->columns,
                        (ct_object *)f->numbers,
                        (ct_object *)f->few,
                        (ct_object *)f->floats,
                        (ct_object *)f->bytes,
                        (ct_object *)f->ints,
                        (ct_object *)f->row,
                        (ct_object *)f->deep,
                        (ct_object *)f->scalar};
    ct_object *tuple = ct_tuple(sizeof all / sizeof *all, all);
    char *text = ct_repr(tuple, NULL);
    ct_release(tuple);
    assert_non_null(text);
    return text;
}

/* -- what the rows say ---------------------------------------------------------------------------
 */

static bool ok(ct_status status)
{
    return status == CT_OK;
}

static bool got(void *object)
{
    ct_release(object);
    return object != NULL;
}

static bool text(char *made)
{
    ct_free(made);
    return made != NULL;
}

/* n results, all or none. */
static bool all(ct_status status, ct_array **out, int n)
{
    for (int i = 0; i < n; i++) {
        assert_true((out[i] != NULL) == (status == CT_OK));
        ct_release(out[i]);
        out[i] = NULL;
    }
    return status == CT_OK;
}

static bool interp(ct_interp *made)
{
    ct_interp_destroy(made);
    return made != NULL;
}

/* In an interpreter of its own: one keeps the place of a failure. */
static bool run(const char *program)
{
    ct_interp *made = ct_interp_new();
    bool done = made && got(ct_interp_run(made, program, -1, "run"));
    ct_interp_destroy(made);
    return done;
}

static bool graph(ct_memory_graph *made)
{
    ct_memory_free(made);
    return made != NULL;
}

/* Rows whose inputs do not fit still have to fail cleanly. */
static bool refused(ct_status code)
{
    return ct_error_pending() == code && ct_error_take(NULL) == code;
}

/* A graph of its own for each call: a buffer and its record, then `more`. */
static bool built(bool (*more)(ct_memory_graph *g))
{
    static const int64_t length = 2, stride = 8;
    const ct_memory_block buffer = {
        .role = CT_BLOCK_BUFFER, .address = origin, .bytes = 16, .refs = -1, .base = -1};
    const ct_memory_block record = {.role = CT_BLOCK_ARRAY,
                                    .address = six,
                                    .dtype = "int64",
                                    .itemsize = 8,
                                    .ndim = 1,
                                    .shape = &length,
                                    .strides = &stride};
    ct_memory_graph *g = ct_memory_new();
    bool done = g && ct_memory_add_block(g, &buffer) == 0 && ct_memory_add_block(g, &record) == 1 &&
                more(g);
    ct_memory_free(g);
    return done;
}

static bool add_block(ct_memory_graph *g)
{
    return true;
}

static bool add_link(ct_memory_graph *g)
{
    return !ct_memory_add_link(g, 1, 0, 0);
}

static bool add_field(ct_memory_graph *g)
{
    return !ct_memory_add_field(g, 1, &(ct_memory_field){"shape", "(2,)", 16, 8, -1, false});
}

static bool add_cells(ct_memory_graph *g)
{
    return !ct_memory_add_cells(g, 0, CT_INT64, origin, 2);
}

static bool add_cell(ct_memory_graph *g)
{
    return add_cells(g) && ct_memory_add_cell(g, 0, &(ct_memory_cell){1, "1", (void *)origin}) < 0
               ? refused(CT_VALUE_ERROR)
               : false;
}

static bool add_name(ct_memory_graph *g)
{
    return !ct_memory_add_name(g, "a", 1);
}

static const char cost_code[] = "sqrt(x * x + x)";
static const char *const cost_names[] = {"x"};
static const ct_cost_opts cost_opts = {.size_ = sizeof cost_opts, .runs = 1, .beside_list = true};

static ct_object *const *cost_values(const fixture *f)
{
    static ct_object *values[1];
    values[0] = (ct_object *)f->row;
    return values;
}

static bool report(ct_cost_report *r, char *(*print)(const ct_cost_report *, int64_t *))
{
    bool done = r && (!print || text(print(r, NULL)));
    ct_cost_free(r);
    return done;
}

/* Grows a file; `last` may look at it. */
static bool append_file(ct_array *more, bool (*last)(ct_npy_appender *))
{
    ct_npy_appender *x = ct_npy_appender_open("grow.npy");
    bool done = x && ct_npy_appender_add(x, more) == CT_OK && ct_npy_appender_commit(x) == CT_OK &&
                (!last || last(x));
    ct_npy_appender_free(x);
    return done;
}

static bool append_mapped(ct_npy_appender *x)
{
    return got(ct_npy_appender_array(x));
}

static bool expr(cx *made)
{
    cx_free(made);
    return made != NULL;
}

static bool duplicate(cx *node)
{
    cx *other = cx_dup(node);
    cx_free(other);
    cx_free(node);
    return other != NULL;
}

static bool type_error(void)
{
    return refused(CT_TYPE_ERROR);
}

static bool value_error(void)
{
    return refused(CT_VALUE_ERROR);
}

static ct_status swallow(void *context, const void *data, int64_t bytes)
{
    return CT_OK;
}

static bool visit_all(void *context, const ct_file_entry *entry)
{
    return true;
}

static ct_array *first_coordinate(void *context, int ndim, ct_array *const *coordinates)
{
    return ct_retain(coordinates[0]);
}

static cx *cx_mul2(fixture *f)
{
    return cx_add(cx_multiply(cx_array(f->floats), cx_float(2)), cx_array(f->ints));
}

static bool unique(fixture *f)
{
    ct_array *values = ct_unique(f->floats, &f->out[0], &f->out[1], &f->out[2]);
    bool rest = all(values ? CT_OK : ct_error_pending(), f->out, 3);
    return got(values) && rest;
}

/* Run twice: the second time by what the first one worked out. */
static bool compiled(fixture *f, bool run)
{
    ct_formula *formula = ct_compile("sqrt(x*x + 2) - 1", 1, (const char *[]){"x"});
    bool done = formula != NULL;
    for (int i = 0; i < 2 && run && done; i++)
        done = got(ct_formula_run(formula, &f->row, NULL));
    ct_formula_free(formula);
    return done;
}

static cx *half(void *context, ct_array *const *arrays)
{
    return cx_divide(cx_add(CX(arrays[0]), CX(arrays[0])), CX(4));
}

static bool planned(fixture *f, bool run)
{
    cx_plan *plan = cx_plan_new(1, half, NULL);
    bool done = plan != NULL;
    for (int i = 0; i < 2 && run && done; i++)
        done = got(cx_plan_run(plan, &f->row, NULL));
    cx_plan_free(plan);
    return done;
}

static bool stepped(fixture *f, bool run)
{
    cx_steps *steps = cx_steps_new();
    int x = steps ? cx_steps_argument(steps, 0) : -1, sum = -1, mean = -1;
    if (x >= 0)
        sum = cx_steps_add(steps, cx_add(cx_input(0), cx_input(0)), &x);
    if (sum >= 0)
        mean = cx_steps_add(steps, cx_reduce(cx_input(0), "mean", CT_REDUCE_OPTS(0)), &sum);
    if (mean < 0 || !run) {
        cx_steps_free(steps);
        return mean >= 0;
    }
    cx_plan *plan = cx_steps_plan(steps, mean, 1);
    bool done = plan && got(cx_plan_run(plan, &f->row, NULL));
    cx_plan_free(plan);
    return done;
}

#define CALL(name, ...)                                                                            \
    static bool call_##name(fixture *f)                                                            \
    {                                                                                              \
        return __VA_ARGS__;                                                                        \
    }
#include "calls.def"
#undef CALL

/* Ufuncs: of floats and of ints; what one of them refuses with a TypeError is done. */
#define UFUNC_1_1(name)                                                                            \
    static bool call_ct_##name(fixture *f)                                                         \
    {                                                                                              \
        return (got(ct_##name(f->floats)) || type_error()) &&                                      \
               (got(ct_##name(f->ints)) || type_error()) &&                                        \
               (got(cx_eval(cx_##name(cx_array(f->ints)))) || type_error());                       \
    }
#define UFUNC_2_1(name)                                                                            \
    static bool call_ct_##name(fixture *f)                                                         \
    {                                                                                              \
        return (got(ct_##name(f->floats, f->ints)) || type_error()) &&                             \
               (got(ct_##name(f->ints, f->where)) || type_error() || value_error()) &&             \
               (got(cx_eval(cx_##name(cx_array(f->ints), cx_int(2)))) || type_error());            \
    }
#define UFUNC_3_1(name)                                                                            \
    static bool call_ct_##name(fixture *f)                                                         \
    {                                                                                              \
        return got(ct_##name(f->floats, f->ints, f->row)) &&                                       \
               got(cx_eval(cx_##name(cx_array(f->ints), cx_int(2), cx_float(3))));                 \
    }
#define UFUNC_1_2(name)                                                                            \
    static bool call_ct_##name(fixture *f)                                                         \
    {                                                                                              \
        return all(ct_##name(f->floats, &f->out[0], &f->out[1]), f->out, 2);                       \
    }
#define UFUNC_2_2(name)                                                                            \
    static bool call_ct_##name(fixture *f)                                                         \
    {                                                                                              \
        return all(ct_##name(f->floats, f->ints, &f->out[0], &f->out[1]), f->out, 2);              \
    }
#define CT_UFUNC(name, nin, nout, ...) UFUNC_##nin##_##nout(name)
#include <carton/ops.def>
#undef CT_UFUNC

/* clang-format off */
#define REDUCTIONS(X) \
    X(sum) X(prod) X(min) X(max) X(mean) X(var) X(std) X(any) X(all) X(argmin) X(argmax) X(ptp) X(count_nonzero) \
    X(nansum) X(nanprod) X(nanmin) X(nanmax) X(nanmean) X(nanvar) X(nanstd) X(nanargmin) X(nanargmax)
/* clang-format on */
#define REDUCTION(name)                                                                            \
    static bool call_ct_##name##_opts(fixture *f)                                                  \
    {                                                                                              \
        return got(ct_##name##_opts(f->ints, NULL)) &&                                             \
               got(ct_##name(f->floats, 0, .keepdims = true)) && got(ct_##name(f->turned, 1));     \
    }
REDUCTIONS(REDUCTION)

typedef struct row {
    const char *name;
    bool (*call)(fixture *);
} row;
static const row rows[] = {
#define CALL(name, ...)          {#name, call_##name},
#define CT_UFUNC(name, nin, ...) {"ct_" #name, call_ct_##name},
#define REDUCTION_ROW(name)      {"ct_" #name "_opts", call_ct_##name##_opts},
#include "calls.def"
#include <carton/ops.def>
    REDUCTIONS(REDUCTION_ROW)};

/* One call with its n-th allocation failing; false when something is wrong. *made: how many it
 * made. */
static bool attempt(const row *r, int64_t nth, int64_t *made)
{
    int64_t start, end, before, after;
    ct_memory_in_use(&start, NULL);
    fixture f;
    build(&f);
    char *was = inputs(&f);
    ct_memory_in_use(&before, NULL);
    ct_fail_allocation(nth);
    bool done = r->call(&f);
    *made = ct_fail_allocation(0);
    ct_memory_in_use(&after, NULL);
    ct_error error;
    ct_error_take(&error);
    char *is = inputs(&f);
    const char *wrong = NULL;
    if (done && error.code)
        wrong = "succeeded with an error";
    else if (!done && error.code != (nth ? CT_MEMORY_ERROR : CT_OK))
        wrong = "failed otherwise";
    else if (!done && before != after)
        wrong = "left blocks";
    else if (!done && strcmp(was, is))
        wrong = "changed its inputs";
    if (wrong)
        print_error("%s, allocation %lld: %s; %s: %s\n%s\n%s\n", r->name, (long long)nth, wrong,
                    ct_status_name(error.code), error.message, was, is);
    ct_free(was);
    ct_free(is);
    drop(&f);
    ct_memory_in_use(&end, NULL);
    if (!wrong && start != end)
        print_error("%s, allocation %lld: %lld blocks stay\n", r->name, (long long)nth,
                    (long long)(end - start));
    return !wrong && start == end;
}

static void every_call(void **state)
{
    int failed = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool good = true;
        int64_t made = 0;
        for (int64_t nth = 1; good && nth - 1 <= made && nth < 2000; nth++)
            good = attempt(&rows[i], nth, &made);
        failed += !good;
    }
    assert_int_equal(failed, 0);
}

static int64_t read_all(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(out, 1, room, file);
    fclose(file);
    return (int64_t)n;
}

/* In a folder of its own, with one file of each kind. */
static int prepare(void **state)
{
    char folder[] = "/tmp/carton-failing-XXXXXX";
    if (!mkdtemp(folder) || chdir(folder))
        return -1;
    *state = strdup(folder);
    ct_array *a = ct_arange(0, 3, 1, NULL);
    ct_object *dict = ct_dict(), *name = ct_string("x", -1);
    ct_status status = ct_dict_set(dict, name, (ct_object *)a);
    status = status ? status : ct_save_npy("in.npy", a);
    status = status ? status : ct_save_npy("grow.npy", a);
    status = status ? status : ct_save_npz("in.npz", dict, true);
    status = status ? status : ct_save_csv("in.csv", dict, NULL);
    status = status ? status : ct_savetxt("in.txt", a, NULL);
    npy_bytes = read_all("in.npy", npy, sizeof npy);
    npz_bytes = read_all("in.npz", npz, sizeof npz);
    ct_release(a);
    ct_release(dict);
    ct_release(name);
    return status;
}

static int clean(void **state)
{
    static const char *const names[] = {"in.npy",  "in.npz",  "in.csv",  "in.txt",  "grow.npy",
                                        "out.npy", "out.npz", "out.csv", "out.txt", "out.bin"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    int status = chdir("/") || rmdir(*state); /* a temporary file that stayed is in the way */
    free(*state);
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(every_call, prepare, clean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
