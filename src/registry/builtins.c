/* builtins.c: more of Python's own functions: iterators, attributes by name, digits of ints, bytes.
 *
 * zip, map, filter, enumerate, reversed and iter read their arguments at once; what they return is
 * consumed as Python's iterators are. */
#include "args.h"
#include "iterator.h"
#include "object/object.h"

#include <string.h>

/* -- iterators --------------------------------------------------------------------------------- */

typedef struct iterator {
    ct_object object;
    ct_list *items;
    int64_t next;
} iterator;

static void destroy(ct_object *self)
{
    ct_release(((iterator *)self)->items);
    ct_object_free(self, sizeof(iterator));
}

static int visit(const ct_object *self, ct_visit *visitor, void *context)
{
    return visitor((ct_object *)((const iterator *)self)->items, context);
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    return ct_text_format(out, "<%s object at 0x%llx>", self->type->name,
                          (unsigned long long)(uintptr_t)self);
}

static int next_item(ct_object *self, ct_object **out)
{
    iterator *it = (iterator *)self;
    if (it->next >= it->items->length)
        return 0;
    *out = ct_retain(it->items->items[it->next++]);
    return 1;
}

#define ITERATOR(name_)                                                                            \
    {                                                                                              \
        .name = name_, .destroy = destroy, .repr = repr, .visit = visit, .next = next_item         \
    }
static const ct_type types[] = {
    [CT_ITERATOR_PLAIN] = ITERATOR("list_iterator"),
    [CT_ITERATOR_ZIP] = ITERATOR("zip"),
    [CT_ITERATOR_MAP] = ITERATOR("map"),
    [CT_ITERATOR_FILTER] = ITERATOR("filter"),
    [CT_ITERATOR_ENUMERATE] = ITERATOR("enumerate"),
    [CT_ITERATOR_REVERSED] = ITERATOR("list_reverseiterator"),
    [CT_ITERATOR_GENERATOR] = ITERATOR("generator"),
};

ct_object *ct_iterator_over(CT_TAKE ct_list *items, ct_iterator_kind kind)
{
    iterator *it = items ? ct_object_new(&types[kind], sizeof *it) : NULL;
    if (!it) {
        ct_release(items);
        return NULL;
    }
    it->items = items;
    it->next = 0;
    return &it->object;
}

static ct_object *iter(const ct_routine *routine, ct_object *const *args)
{
    return args[0]->type->next ? ct_retain(args[0])
                               : ct_iterator_over(ct_list_from(args[0]), CT_ITERATOR_PLAIN);
}

static ct_object *next(const ct_routine *routine, ct_object *const *args)
{
    ct_object *item = NULL;
    if (!args[0]->type->next)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "'%s' object is not an iterator",
                       args[0]->type->name);
    int more = args[0]->type->next(args[0], &item);
    if (more < 0)
        return NULL;
    if (more)
        return item;
    return args[1] ? ct_retain(args[1])
                   : CT_FAIL(CT_STOP_ITERATION, NULL, 0, "the iterator is at its end");
}

/* -- attributes -------------------------------------------------------------------------------- */

static ct_object *getattr(const ct_routine *routine, ct_object *const *args)
{
    const char *name = ct_as_string(args[1], NULL);
    ct_object *value = name ? ct_attribute_get(args[0], name) : NULL;
    if (value || !args[2] || ct_error_pending() != CT_ATTRIBUTE_ERROR)
        return value;
    ct_error_take(NULL);
    return ct_retain(args[2]);
}

static ct_object *hasattr(const ct_routine *routine, ct_object *const *args)
{
    const char *name = ct_as_string(args[1], NULL);
    ct_object *value = name ? ct_attribute_get(args[0], name) : NULL;
    if (!value && ct_error_pending() != CT_ATTRIBUTE_ERROR)
        return NULL;
    if (!value)
        ct_error_take(NULL);
    ct_release(value);
    return ct_bool(value);
}

/* -- digits ------------------------------------------------------------------------------------ */

/* hex, oct, bin: `op` is the base. */
static ct_object *digits(const ct_routine *routine, ct_object *const *args)
{
    const ct_object *value = args[0];
    ct_int128 n;
    if (!ct_is_int(value) && value->type != &ct_scalar_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "'%s' object cannot be interpreted as an integer",
                       value->type->name);
    if (ct_is_int(value)) {
        n = ct_int_value(value);
    } else {
        int64_t whole;
        if (ct_arg_int(value, 0, &whole))
            return NULL;
        n = whole;
    }
    char text[140];
    int at = (int)sizeof text;
    ct_uint128 rest = n < 0 ? -(ct_uint128)n : (ct_uint128)n;
    do
        text[--at] = "0123456789abcdef"[rest % (unsigned)routine->op];
    while (rest /= (unsigned)routine->op);
    text[--at] = routine->op == 16 ? 'x' : routine->op == 8 ? 'o' : 'b';
    text[--at] = '0';
    if (n < 0)
        text[--at] = '-';
    return ct_string(text + at, (int64_t)sizeof text - at);
}

/* -- bytes ------------------------------------------------------------------------------------- */

static ct_object *bytes_of_list(const ct_object *iterable)
{
    ct_list *items = ct_list_from(iterable);
    char *data = items ? ct_alloc(items->length + 1) : NULL;
    ct_status status = data ? CT_OK : ct_error_pending();
    for (int64_t i = 0; !status && i < items->length; i++) {
        int64_t value;
        status = ct_arg_int(items->items[i], 0, &value);
        if (!status && (value < 0 || value > 255))
            status = ct_error_set(CT_VALUE_ERROR, NULL, 0, "bytes must be in range(0, 256)");
        if (!status)
            data[i] = (char)value;
    }
    ct_object *box = status ? NULL : ct_bytes(data, items->length);
    ct_dealloc(data);
    ct_release(items);
    return box;
}

static ct_object *bytes(const ct_routine *routine, ct_object *const *args)
{
    if (!args[0])
        return ct_bytes("", 0);
    if (args[0]->type == &ct_str_type) {
        const ct_string_box *s = (const ct_string_box *)args[0];
        return args[1] ? ct_bytes(s->text, s->bytes)
                       : CT_FAIL(CT_TYPE_ERROR, NULL, 0, "string argument without an encoding");
    }
    if (args[0]->type == &ct_bytes_type)
        return ct_retain(args[0]);
    if (!ct_is_int(args[0]))
        return bytes_of_list(args[0]);
    int64_t n;
    if (ct_arg_int(args[0], 0, &n))
        return NULL;
    if (n < 0)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "negative count");
    char *data = ct_alloc(n + 1);
    if (data)
        memset(data, 0, (size_t)n);
    ct_object *box = data ? ct_bytes(data, n) : NULL;
    ct_dealloc(data);
    return box;
}

#define DIGITS(name_, base)                                                                        \
    {                                                                                              \
        .name = name_, .area = "python", .signature = "(number, /)",                               \
        .doc = "The digits of an int in base " #base ", with a prefix.", .entry = digits,          \
        .op = (base)                                                                               \
    }

const ct_routine ct_routines_builtins[] = {
    CT_ROW("iter", "python", "(iterable, /)", "An iterator over the items.", iter),
    CT_ROW("next", "python", "(iterator, default=None, /)", "The next item, or the default.", next),
    CT_ROW("getattr", "python", "(object, name, default=None, /)", "The attribute of that name.",
           getattr),
    CT_ROW("hasattr", "python", "(obj, name, /)", "Whether there is an attribute of that name.",
           hasattr),
    DIGITS("hex", 16),
    DIGITS("oct", 8),
    DIGITS("bin", 2),
    {.name = "bytes",
     .area = "python",
     .signature = "(source=b'', encoding=None)",
     .doc = "Bytes of a str, of ints, or so many zeros.",
     .entry = bytes,
     .kind = CT_ROUTINE_CLASS,
     .type = &ct_bytes_type},
};
CT_ROUTINES_END(builtins);
