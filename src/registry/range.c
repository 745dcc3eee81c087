/* range.c: range, a sequence that computes its items; the bounds of slices. */
#include "args.h"
#include "object/object.h"

typedef struct range {
    ct_object object;
    int64_t start, stop, step, length;
} range;

extern const ct_type ct_range_type;

static void destroy(ct_object *self)
{
    ct_object_free(self, sizeof(range));
}

static int64_t item_value(const range *r, int64_t index)
{
    return (int64_t)((uint64_t)r->start + (uint64_t)index * (uint64_t)r->step);
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    const range *r = (const range *)self;
    long long start = r->start, stop = r->stop;
    return r->step == 1
               ? ct_text_format(out, "range(%lld, %lld)", start, stop)
               : ct_text_format(out, "range(%lld, %lld, %lld)", start, stop, (long long)r->step);
}

static int equal(const ct_object *self, const ct_object *other)
{
    if (other->type != self->type)
        return 0;
    const range *a = (const range *)self, *b = (const range *)other;
    return a->length == b->length &&
           (!a->length || (a->start == b->start && (a->length == 1 || a->step == b->step)));
}

static int64_t length(const ct_object *self)
{
    return ((const range *)self)->length;
}

static int truth(const ct_object *self)
{
    return length(self) > 0;
}

static ct_object *item(const ct_object *self, int64_t index)
{
    return ct_int(item_value((const range *)self, index));
}

const ct_type ct_range_type = {
    .name = "range",
    .destroy = destroy,
    .repr = repr,
    .equal = equal,
    .length = length,
    .truth = truth,
    .item = item,
};

static ct_object *range_(const ct_routine *routine, ct_object *const *args)
{
    int64_t bounds[3] = {0, 0, 1};
    int first = args[1] ? 0 : 1;
    for (int i = 0; i < 3 && args[i]; i++)
        if (ct_arg_int(args[i], 0, &bounds[args[1] ? i : first]))
            return NULL;
    int64_t start = bounds[0], stop = bounds[1], step = bounds[2];
    if (step == 0)
        return CT_FAIL(CT_VALUE_ERROR, "range", 3, "range() arg 3 must not be zero");
    ct_int128 span = step > 0 ? (ct_int128)stop - start : (ct_int128)start - stop;
    ct_int128 stride = step > 0 ? step : -(ct_int128)step;
    ct_int128 count = span > 0 ? (span + stride - 1) / stride : 0;
    if (count > INT64_MAX)
        return CT_FAIL(CT_OVERFLOW_ERROR, "range", 0,
                       "Python int too large to convert to C ssize_t");
    range *r = ct_object_new(&ct_range_type, sizeof *r);
    if (!r)
        return NULL;
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = (int64_t)count;
    return &r->object;
}

/* slice.start, stop and step, by `op`. */
static ct_object *slice_bound(const ct_routine *routine, ct_object *const *args)
{
    const ct_slice_box *slice = (const ct_slice_box *)args[0];
    ct_object *const bounds[3] = {slice->start, slice->stop, slice->step};
    return ct_retain(bounds[routine->op]);
}

const ct_routine ct_routines_range[] = {
    {"range", "python", "(start, stop=None, step=1, /)", "Numbers from start up to stop.", range_,
     0, CT_ROUTINE_CLASS, &ct_range_type},
    {"slice.start", "python", "-", "Where it begins, or None.", slice_bound, 0, 0, NULL},
    {"slice.stop", "python", "-", "Where it ends, or None.", slice_bound, 1, 0, NULL},
    {"slice.step", "python", "-", "Its step, or None.", slice_bound, 2, 0, NULL},
};
CT_ROUTINES_END(range);
