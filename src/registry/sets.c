/* sets.c: rows of unique, isin and the set operations, and the named tuples of unique_all and its
 * like: sequences whose items have names. */
#include <carton/routines.h>
#include <string.h>

#include "args.h"
#include "object/object.h"

#define ENTRY(name) static ct_object *name(const ct_routine *routine, ct_object *const *args)

/* -- named tuples ------------------------------------------------------------------------------ */

enum { MOST_FIELDS = 4 };
typedef struct named_tuple {
    ct_object object;
    int64_t length;
    ct_object *items[MOST_FIELDS];
} named_tuple;

static void destroy(ct_object *self)
{
    for (int64_t i = 0; i < ((named_tuple *)self)->length; i++)
        ct_release(((named_tuple *)self)->items[i]);
    ct_object_free(self, sizeof(named_tuple));
}

static int64_t length(const ct_object *self)
{
    return ((const named_tuple *)self)->length;
}

static ct_object *item(const ct_object *self, int64_t index)
{
    return ct_retain(((const named_tuple *)self)->items[index]);
}

static int visit(const ct_object *self, ct_visit *each, void *context)
{
    int stop = 0;
    for (int64_t i = 0; i < length(self) && !stop; i++)
        stop = each(((const named_tuple *)self)->items[i], context);
    return stop;
}

static ct_status repr(const ct_object *self, ct_text *out);

#define NAMED(name_)                                                                               \
    {                                                                                              \
        .name = name_, .destroy = destroy, .repr = repr, .length = length, .item = item,           \
        .visit = visit                                                                             \
    }
static const ct_type unique_all_type = NAMED("UniqueAllResult"),
                     unique_counts_type = NAMED("UniqueCountsResult"),
                     unique_inverse_type = NAMED("UniqueInverseResult");
static const struct {
    const ct_type *type;
    const char *names[MOST_FIELDS];
} fields[] = {
    {&unique_all_type, {"values", "indices", "inverse_indices", "counts"}},
    {&unique_counts_type, {"values", "counts"}},
    {&unique_inverse_type, {"values", "inverse_indices"}},
};
enum { KINDS = sizeof fields / sizeof *fields };

static ct_status repr(const ct_object *self, ct_text *out)
{
    const named_tuple *tuple = (const named_tuple *)self;
    int kind = 0;
    while (fields[kind].type != self->type)
        kind++;
    ct_status status = ct_text_format(out, "%s(", self->type->name);
    for (int64_t i = 0; i < tuple->length && !status; i++) {
        status = ct_text_format(out, "%s%s=", i ? ", " : "", fields[kind].names[i]);
        status = status ? status : ct_text_repr(out, tuple->items[i]);
    }
    return status ? status : ct_text_add(out, ")", 1);
}

/* The field of the row's own name. */
ENTRY(field)
{
    const named_tuple *tuple = (const named_tuple *)args[0];
    const char *name = strchr(routine->name, '.') + 1;
    for (int k = 0; k < KINDS; k++)
        for (int64_t i = 0; fields[k].type == args[0]->type && i < tuple->length; i++)
            if (!strcmp(fields[k].names[i], name))
                return ct_retain(tuple->items[i]);
    return CT_FAIL(CT_ATTRIBUTE_ERROR, NULL, 0, "'%s' object has no attribute '%s'",
                   args[0]->type->name, name);
}

/* Takes the arrays, of which none is NULL. */
static ct_object *named(const ct_type *type, int n, ct_array *const *arrays)
{
    named_tuple *tuple = ct_object_new(type, sizeof *tuple);
    if (tuple)
        tuple->length = n;
    for (int i = 0; i < n; i++) {
        if (tuple)
            tuple->items[i] = (ct_object *)arrays[i];
        else
            ct_release(arrays[i]);
    }
    return (ct_object *)tuple;
}

/* -- unique ------------------------------------------------------------------------------------ */

/* Values and what else is wanted, as one array, a tuple or a named tuple. */
static ct_object *unique_of(const ct_array *a, const ct_unique_opts *opts, const bool want[3],
                            const ct_type *type)
{
    ct_array *out[4] = {0}, *results[4];
    int n = 0;
    out[0] = ct_unique_along(a, opts, want[0] ? &out[1] : NULL, want[1] ? &out[2] : NULL,
                             want[2] ? &out[3] : NULL);
    for (int i = 0; i < 4; i++)
        if (out[i])
            results[n++] = out[i];
    if (!out[0] || n == 1)
        return ct_array_result(out[0]);
    return type ? named(type, n, results) : ct_tuple_of(n, results);
}

ENTRY(unique)
{
    CT_SCOPE(s);
    ct_array *a;
    bool want[3] = {false}, equal_nan = true, sorted = true;
    ct_unique_opts opts = {.size_ = sizeof opts, .axis = CT_FLAT};
    if (!ct_args_read(args, &s, "Abbbxbb", &a, &want[0], &want[1], &want[2], &opts.axis, &equal_nan,
                      &sorted))
        return NULL;
    opts.each_nan = !equal_nan;
    return unique_of(a, &opts, want, NULL);
}

/* unique_all, unique_counts, unique_inverse, unique_values: what is wanted, as bits of `op`. */
ENTRY(unique_parts)
{
    CT_SCOPE(s);
    ct_array *a;
    ct_unique_opts opts = {.size_ = sizeof opts, .axis = CT_FLAT, .each_nan = true};
    bool want[3] = {routine->op & 1, routine->op & 2, routine->op & 4};
    const ct_type *type = routine->op == 7   ? &unique_all_type
                          : routine->op == 4 ? &unique_counts_type
                                             : &unique_inverse_type;
    return ct_args_read(args, &s, "A", &a) ? unique_of(a, &opts, want, type) : NULL;
}

/* -- membership and operations ----------------------------------------------------------------- */

ENTRY(isin)
{
    CT_SCOPE(s);
    ct_array *a, *among;
    bool is_unique = false, invert = false;
    const char *kind = "sort";
    if (!ct_args_read(args, &s, "AAbbs", &a, &among, &is_unique, &invert, &kind))
        return NULL;
    bool table = !strcmp(kind, "table");
    if (!table && strcmp(kind, "sort") != 0)
        return CT_FAIL(CT_VALUE_ERROR, "isin", 5,
                       "Invalid kind: '%s'. Please use None, 'sort' or 'table'.", kind);
    if (table && !(strchr("biu", ct_dtype_kind(ct_dtype_of(a))) &&
                   strchr("biu", ct_dtype_kind(ct_dtype_of(among)))))
        return CT_FAIL(CT_VALUE_ERROR, "isin", 5,
                       "The 'table' method is only supported for boolean or integer arrays. Please "
                       "select 'sort' or None for kind.");
    return ct_array_result(ct_isin(a, among, invert));
}

ENTRY(intersect1d)
{
    CT_SCOPE(s);
    ct_array *a, *b, *out[3] = {0};
    bool is_unique = false, indices = false;
    if (!ct_args_read(args, &s, "AAbb", &a, &b, &is_unique, &indices))
        return NULL;
    out[0] = ct_intersect1d(a, b, is_unique, indices ? &out[1] : NULL, indices ? &out[2] : NULL);
    return out[0] && indices ? ct_tuple_of(3, out) : ct_array_result(out[0]);
}

ENTRY(union1d)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    return ct_args_read(args, &s, "AA", &a, &b) ? ct_array_result(ct_union1d(a, b)) : NULL;
}

ENTRY(setdiff1d)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    bool is_unique = false;
    if (!ct_args_read(args, &s, "AAb", &a, &b, &is_unique))
        return NULL;
    return ct_array_result(ct_setdiff1d(a, b, is_unique));
}

ENTRY(setxor1d)
{
    CT_SCOPE(s);
    ct_array *a, *b;
    bool is_unique = false;
    if (!ct_args_read(args, &s, "AAb", &a, &b, &is_unique))
        return NULL;
    return ct_array_result(ct_setxor1d(a, b, is_unique));
}

#define PARTS(name_, wanted, doc_)                                                                 \
    {                                                                                              \
        .name = name_, .area = "sets", .signature = "(x)", .doc = doc_, .entry = unique_parts,     \
        .op = wanted                                                                               \
    }
#define FIELD(name, doc) CT_ROW(name, "sets", "-", doc, field)
const ct_routine ct_routines_sets[] = {
    CT_ROW("unique", "sets",
           "(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, "
           "equal_nan=True, sorted=True)",
           "Sorted values without repeats, or rows along an axis.", unique),
    PARTS("unique_all", 7, "Values, first indices, inverse indices and counts."),
    PARTS("unique_counts", 4, "Values and how often each occurs."),
    PARTS("unique_inverse", 2, "Values and the indices that rebuild the input from them."),
    PARTS("unique_values", 0, "Values without repeats; each nan counts."),
    CT_ROW("isin", "sets",
           "(element, test_elements, assume_unique=False, invert=False, *, kind=None)",
           "Which elements are among others.", isin),
    CT_ROW("intersect1d", "sets", "(ar1, ar2, assume_unique=False, return_indices=False)",
           "The values that are in both.", intersect1d),
    CT_ROW("union1d", "sets", "(ar1, ar2)", "The values that are in either.", union1d),
    CT_ROW("setdiff1d", "sets", "(ar1, ar2, assume_unique=False)",
           "The values of the first that are not in the second.", setdiff1d),
    CT_ROW("setxor1d", "sets", "(ar1, ar2, assume_unique=False)",
           "The values that are in one of the two only.", setxor1d),
    FIELD("UniqueAllResult.values", "The values."),
    FIELD("UniqueAllResult.indices", "Where each value stands first."),
    FIELD("UniqueAllResult.inverse_indices", "The value of each element, as an index."),
    FIELD("UniqueAllResult.counts", "How often each value occurs."),
    FIELD("UniqueCountsResult.values", "The values."),
    FIELD("UniqueCountsResult.counts", "How often each value occurs."),
    FIELD("UniqueInverseResult.values", "The values."),
    FIELD("UniqueInverseResult.inverse_indices", "The value of each element, as an index."),
};
CT_ROUTINES_END(sets);
