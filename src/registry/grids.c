/* grids.c: mgrid, ogrid, r_, c_, s_, index_exp: objects whose subscripts make arrays and indices.
 *
 * Each is one immortal object of one type; its subscript is the row "index_tool.__getitem__", which
 * the language looks up for any type that has no items of its own. */
#include <carton/routines.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

typedef enum tool_kind { MGRID, OGRID, R, C, S, INDEX_EXP } tool_kind;
typedef struct tool {
    ct_object object;
    tool_kind kind;
} tool;

static void destroy(ct_object *self)
{
    /* lives as long as the process */
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    static const char *const names[] = {"mgrid", "ogrid", "r_", "c_", "s_", "index_exp"};
    return ct_text_format(out, "<numpy.%s>", names[((const tool *)self)->kind]);
}

const ct_type ct_index_tool_type = {.name = "index_tool", .destroy = destroy, .repr = repr};

static tool tools[] = {
#define TOOL(kind)                                                                                 \
    {                                                                                              \
        ct_object_init(&ct_index_tool_type), kind                                                  \
    }
    TOOL(MGRID), TOOL(OGRID), TOOL(R), TOOL(C), TOOL(S), TOOL(INDEX_EXP),
};

static ct_object *get_tool(const ct_routine *routine, ct_object *const *args)
{
    return &tools[routine->op].object;
}

/* -- ranges ------------------------------------------------------------------------------------ */

/* start:stop:step in numbers; a step of n * 1j means n values, the stop included. */
typedef struct span {
    double start, stop, step;
    bool counted, whole; /* whole: all of them integers */
    int64_t count;
    ct_object *types[3]; /* what the three say about the dtype: numbers and dtypes, borrowed */
} span;

static ct_status bound(const ct_object *box, double fallback, double *out, bool *whole)
{
    *out = fallback;
    if (box->type == &ct_none_type)
        return CT_OK;
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, box);
    if (!a)
        return ct_error_pending();
    *whole = *whole && strchr("biu", ct_dtype_kind(ct_dtype_of(a)));
    return ct_item_f64(a, out);
}

/* A step of n * 1j; *type gets the dtype that n has, NULL for a number of Python's. */
static bool is_count(const ct_object *step, ct_object **type)
{
    const ct_dtype *dtype = step->type == &ct_scalar_type ? ct_scalar_dtype(step) : NULL;
    const ct_dtype *real = dtype == CT_COMPLEX64 ? CT_FLOAT32 : CT_FLOAT64;
    *type = dtype ? (ct_object *)(uintptr_t)real : NULL;
    return dtype ? ct_dtype_kind(dtype) == 'c' : step->type == &ct_complex_type;
}

static ct_status read_count(const ct_object *step, double *n)
{
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, step);
    a = a ? ct_own(&s, ct_absolute(a)) : NULL;
    return a ? ct_item_f64(a, n) : ct_error_pending();
}

static ct_status read_span(const ct_object *key, span *out)
{
    const ct_slice_box *slice = (const ct_slice_box *)key;
    out->whole = true;
    if (key->type != &ct_slice_type)
        return ct_error_set(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute 'step'",
                            key->type->name);
    if (slice->stop->type == &ct_none_type)
        return ct_error_set(CT_TYPE_ERROR, NULL, 0,
                            "unsupported operand type(s) for -: 'NoneType' and 'int'");
    ct_status status = bound(slice->start, 0, &out->start, &out->whole);
    status = status ? status : bound(slice->stop, 0, &out->stop, &out->whole);
    out->counted = is_count(slice->step, &out->types[2]);
    out->types[0] = slice->start;
    out->types[1] = slice->stop;
    if (status)
        return status;
    if (out->counted) {
        double n;
        if (read_count(slice->step, &n))
            return ct_error_pending();
        out->whole = false;
        out->count = n < 1e15 ? (int64_t)n : (int64_t)1e15;
        out->step = out->count == 1 ? 1 : (out->stop - out->start) / (double)(out->count - 1);
        return CT_OK;
    }
    out->types[2] = slice->step;
    status = bound(slice->step, 1, &out->step, &out->whole);
    if (!status && out->step == 0)
        return ct_error_set(CT_ZERO_DIVISION_ERROR, NULL, 0, "division by zero");
    double n = status ? 0 : ceil((out->stop - out->start) / out->step);
    out->count = n > 0 ? n < 1e15 ? (int64_t)n : (int64_t)1e15 : 0;
    return status;
}

/* The dtype of the numbers of all spans, at least int64's where they are Python's. Owned. */
static const ct_dtype *type_of(ct_scope *scope, const span *spans, int64_t n)
{
    ct_object *types[3 * CT_MAX_NDIM + 1];
    ct_object *whole = ct_own(scope, ct_int(0)), *real = ct_own(scope, ct_float(0));
    int count = 0;
    if (!whole || !real)
        return NULL;
    types[count++] = whole;
    for (int64_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++) {
            ct_object *type = spans[i].types[k];
            if (!type || type->type != &ct_none_type)
                types[count++] = type ? type : real;
        }
    const ct_routine *result_type = ct_routine_find("result_type");
    return ct_own(scope,
                  (const ct_dtype *)ct_routine_call(result_type, count, types, 0, NULL, NULL));
}

/* start, start + step, ... Owned by the scope. */
static ct_array *line_of(ct_scope *scope, const span *x, const ct_dtype *dtype)
{
    if (dtype && ct_dtype_kind(dtype) != 'f' && ct_dtype_kind(dtype) != 'c')
        return ct_own(scope, ct_arange_i64((int64_t)x->start,
                                           (int64_t)x->start + x->count * (int64_t)x->step,
                                           (int64_t)x->step, dtype));
    ct_array *n = dtype ? ct_own(scope, ct_arange(0, (double)x->count, 1, dtype)) : NULL;
    ct_array *step = n ? ct_own(scope, ct_weak_float(x->step)) : NULL;
    ct_array *start = step ? ct_own(scope, ct_weak_float(x->start)) : NULL;
    ct_array *scaled = start ? ct_own(scope, ct_multiply(n, step)) : NULL;
    return scaled ? ct_own(scope, ct_add(scaled, start)) : NULL;
}

/* A single slice: an array of one axis. arange() of floats steps by its own rule. */
static ct_object *single(const span *x)
{
    CT_SCOPE(s);
    if (x->counted || x->whole)
        return ct_retain(line_of(&s, x, x->whole ? CT_INT64 : type_of(&s, x, 1)));
    return (ct_object *)ct_arange(x->start, x->stop, x->step, CT_FLOAT64);
}

static ct_object *grid(const ct_object *key, bool open)
{
    CT_SCOPE(s);
    span spans[CT_MAX_NDIM];
    ct_array *lines[CT_MAX_NDIM], *out[CT_MAX_NDIM];
    if (key->type != &ct_tuple_type)
        return read_span(key, &spans[0]) ? NULL : single(&spans[0]);
    int64_t n = ct_length(key);
    if (n > CT_MAX_NDIM)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "too many axes");
    for (int64_t i = 0; i < n; i++) {
        if (read_span(((const ct_tuple_box *)key)->items[i], &spans[i]))
            return NULL;
    }
    const ct_dtype *dtype = type_of(&s, spans, n);
    for (int64_t i = 0; i < n; i++)
        if (!(lines[i] = line_of(&s, &spans[i], dtype)))
            return NULL;
    if (ct_meshgrid((int)n, lines, true, open, true, out))
        return NULL;
    if (open)
        return ct_tuple_of(n, out);
    for (int64_t i = 0; i < n; i++)
        if (!(out[i] = ct_own(&s, out[i])))
            return NULL;
    if (n == 0)
        return (ct_object *)ct_zeros(CT_SHAPE(0), CT_INT64);
    return (ct_object *)ct_stack((int)n, out, 0);
}

/* -- r_ and c_ -----------------------------------------------------------------------------------
 */

typedef struct joining {
    ct_scope *scope;
    int axis, ndmin, place; /* place: where the axes of an item stand among ndmin, -1 last */
} joining;

/* "axis", "axis,ndmin" or "axis,ndmin,place" */
static ct_status directive(joining *j, const char *text)
{
    int values[3] = {j->axis, j->ndmin, j->place}, n = 0;
    const char *p = text;
    while (n < 3) {
        char *end;
        long value = strtol(p, &end, 10);
        if (end == p || value < -CT_MAX_NDIM || value > CT_MAX_NDIM)
            return ct_error_set(CT_VALUE_ERROR, NULL, 0, "unknown special directive '%s'", text);
        values[n++] = (int)value;
        if (*end != ',')
            break;
        p = end + 1;
    }
    j->axis = values[0];
    j->ndmin = values[1];
    j->place = values[2];
    return CT_OK;
}

/* `a` with ndmin axes, the new ones before its own or, with a place, around them. */
static ct_array *with_axes(const joining *j, const ct_array *a)
{
    int64_t shape[CT_MAX_NDIM];
    int order[CT_MAX_NDIM], own = ct_ndim(a), added = j->ndmin - own;
    if (added <= 0)
        return ct_own(j->scope, ct_retain(a));
    for (int i = 0; i < j->ndmin; i++)
        shape[i] = i < added ? 1 : ct_shape(a)[i - added];
    ct_array *wide = ct_own(j->scope, ct_reshape(a, j->ndmin, shape));
    if (!wide || j->place == -1)
        return wide;
    int first = j->place < 0 ? j->place + added + 1 : j->place, at = 0;
    first = first < 0 ? 0 : first > added ? added : first;
    for (int i = 0; i < first; i++)
        order[at++] = i;
    for (int i = added; i < j->ndmin; i++)
        order[at++] = i;
    for (int i = first; i < added; i++)
        order[at++] = i;
    return ct_own(j->scope, ct_transpose_axes(wide, j->ndmin, order));
}

/* One item of the subscript, and what it says about the dtype (a dtype, or a number). */
static ct_array *joined_item(const joining *j, ct_object *item, ct_object **type)
{
    span x;
    if (item->type == &ct_slice_type) {
        if (read_span(item, &x))
            return NULL;
        ct_array *line = x.counted || x.whole
                             ? line_of(j->scope, &x, x.whole ? CT_INT64 : CT_FLOAT64)
                             : ct_own(j->scope, (ct_array *)single(&x));
        *type = line ? (ct_object *)(uintptr_t)ct_dtype_of(line) : NULL;
        return line ? with_axes(j, line) : NULL;
    }
    const ct_type *t = item->type;
    bool number = t == &ct_int_type || t == &ct_float_type || t == &ct_complex_type ||
                  t == &ct_bool_type || t == &ct_scalar_type;
    ct_array *a = ct_own(j->scope, ct_arg_array(item));
    *type = number ? item : a ? (ct_object *)(uintptr_t)ct_dtype_of(a) : NULL;
    return a ? with_axes(j, a) : NULL;
}

static ct_object *join(const ct_object *key, bool columns)
{
    enum { MOST = 256 };
    CT_SCOPE(s);
    joining j = {&s, columns ? -1 : 0, columns ? 2 : 1, columns ? 0 : -1};
    ct_array *parts[MOST];
    ct_object *types[MOST], *only[1] = {(ct_object *)(uintptr_t)key}, *const *items = only;
    int64_t n = 1;
    int count = 0;
    if (key->type == &ct_tuple_type) {
        items = ((const ct_tuple_box *)key)->items;
        n = ct_length(key);
    }
    if (n > MOST)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "at most %d items in one subscript", MOST);
    for (int64_t i = 0; i < n; i++) {
        if (items[i]->type == &ct_str_type) {
            if (i > 0)
                return CT_FAIL(CT_VALUE_ERROR, NULL, 0,
                               "special directives must be the first entry.");
            if (directive(&j, ct_as_string(items[i], NULL)))
                return NULL;
            continue;
        }
        if (!(parts[count] = joined_item(&j, items[i], &types[count])))
            return NULL;
        count++;
    }
    if (count == 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "need at least one array to concatenate");
    const ct_routine *result_type = ct_routine_find("result_type");
    ct_object *dtype = ct_own(&s, ct_routine_call(result_type, count, types, 0, NULL, NULL));
    if (!dtype)
        return NULL;
    for (int i = 0; i < count; i++) { /* which refuses an int outside the dtype */
        ct_array *a = types[i]->type == &ct_int_type
                          ? ct_own(&s, ct_array_from(types[i], (const ct_dtype *)dtype))
                          : parts[i];
        if (!a || (a != parts[i] && !(parts[i] = with_axes(&j, a))))
            return NULL;
    }
    return (ct_object *)ct_concatenate_opts(count, parts, j.axis, NULL, (const ct_dtype *)dtype,
                                            CT_CASTING_UNSAFE);
}

static ct_object *get_item(const ct_routine *routine, ct_object *const *args)
{
    switch (((const tool *)args[0])->kind) {
    case MGRID:
    case OGRID:
        return grid(args[1], ((const tool *)args[0])->kind == OGRID);
    case R:
    case C:
        return join(args[1], ((const tool *)args[0])->kind == C);
    case INDEX_EXP:
        return args[1]->type == &ct_tuple_type ? ct_retain(args[1]) : ct_tuple(1, &args[1]);
    case S:
        break;
    }
    return ct_retain(args[1]);
}

#define TOOL_ROW(name, area, doc, kind)                                                            \
    {                                                                                              \
        name, area, "-", doc, get_tool, kind, 0, NULL                                              \
    }
const ct_routine ct_routines_grids[] = {
    TOOL_ROW("mgrid", "creation", "mgrid[a:b:step, ...]: dense grid; a step of 5j means 5 values.",
             MGRID),
    TOOL_ROW("ogrid", "creation", "ogrid[a:b:step, ...]: open grid, one array per axis.", OGRID),
    TOOL_ROW("r_", "indexing", "r_[a:b, x, ...]: ranges and arrays joined.", R),
    TOOL_ROW("c_", "indexing", "c_[x, y, ...]: arrays joined as columns.", C),
    TOOL_ROW("s_", "indexing", "s_[1:2, ...]: the index itself.", S),
    TOOL_ROW("index_exp", "indexing", "index_exp[1:2, ...]: the index as a tuple.", INDEX_EXP),
    CT_ROW("index_tool.__getitem__", "indexing", "(key, /)", "What the subscript makes.", get_item),
};
CT_ROUTINES_END(grids);
