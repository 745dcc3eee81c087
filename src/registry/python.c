/* python.c: Python's own functions and classes that NumPy does not replace. */
#include "args.h"
#include "iterator.h"
#include "object/object.h"
#include "object/operators.h"
#include "output.h"

#include <string.h>

/* -- output and text -----------------------------------------------------------------------------
 */

static ct_object *print(const ct_routine *routine, ct_object *const *args)
{
    const char *separator, *end;
    if (ct_arg_text(args[1], " ", &separator) || ct_arg_text(args[2], "\n", &end))
        return NULL;
    ct_text text = CT_TEXT_START;
    const ct_tuple_box *values = (const ct_tuple_box *)args[0];
    ct_status status = CT_OK;
    for (int64_t i = 0; i < values->length && !status; i++) {
        if (i > 0)
            status = ct_text_add(&text, separator, -1);
        status = status ? status : ct_text_str(&text, values->items[i]);
    }
    status = status ? status : ct_text_add(&text, end, -1);
    if (!status)
        ct_output_write(text.data, text.length);
    ct_text_close(&text);
    return ct_none_result(status);
}

static ct_object *text_of(char *text, int64_t length)
{
    ct_object *box = text ? ct_string(text, length) : NULL;
    ct_free(text);
    return box;
}

static ct_object *repr(const ct_routine *routine, ct_object *const *args)
{
    int64_t length;
    char *text = ct_repr(args[0], &length);
    return text_of(text, length);
}

static ct_object *str(const ct_routine *routine, ct_object *const *args)
{
    if (!args[0])
        return ct_string("", 0);
    int64_t length;
    char *text = ct_str(args[0], &length);
    return text_of(text, length);
}

static ct_object *ord(const ct_routine *routine, ct_object *const *args)
{
    const char *text = ct_as_string(args[0], NULL);
    if (!text)
        return NULL;
    int64_t length = ct_length(args[0]);
    if (length != 1)
        return CT_FAIL(CT_TYPE_ERROR, "ord", 1,
                       "ord() expected a character, but string of length %lld found",
                       (long long)length);
    return ct_int(ct_utf8_next(&text));
}

static ct_object *chr(const ct_routine *routine, ct_object *const *args)
{
    int64_t code;
    char text[4];
    if (ct_arg_int(args[0], 0, &code))
        return NULL;
    if (code < 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return CT_FAIL(CT_VALUE_ERROR, "chr", 1, "chr() arg not in range(0x110000)");
    return ct_string(text, ct_utf8_encode((uint32_t)code, text));
}

/* -- numbers ----------------------------------------------------------------------------------- */

/* NumPy scalars and arrays without axes as the box inside; anything else retained. */
static ct_object *unboxed(ct_object *value)
{
    if (value->type != &ct_array_type && value->type != &ct_scalar_type)
        return ct_retain(value);
    ct_array *a = ct_asarray(value, NULL);
    ct_object *box = NULL;
    if (a && ct_ndim(a) > 0)
        ct_error_set(CT_TYPE_ERROR, NULL, 0,
                     "only 0-dimensional arrays can be converted to Python scalars");
    else if (a)
        box = ct_item(a);
    ct_release(a);
    return box;
}

/* For int() and float(): of NumPy's complex numbers, unlike Python's, the real part. */
static ct_object *unboxed_real(ct_object *value)
{
    double z[2];
    ct_object *box = unboxed(value);
    if (!box || box->type != &ct_complex_type || value->type == &ct_complex_type)
        return box;
    ct_status status = ct_as_complex(box, z);
    ct_release(box);
    return status ? NULL : ct_float(z[0]);
}

/* int("ff", 16) */
static ct_object *int_of_base(ct_object *value, int64_t base)
{
    const char *text = ct_as_string(value, NULL), *p = text;
    ct_int128 result = 0;
    if (!text)
        return NULL;
    bool negative = *p == '-', any = false;
    p += *p == '-' || *p == '+';
    if (p[0] == '0' && ((base == 16 && (p[1] | 0x20) == 'x') ||
                        (base == 8 && (p[1] | 0x20) == 'o') || (base == 2 && (p[1] | 0x20) == 'b')))
        p += 2;
    for (; *p; p++, any = true) {
        int lower = *p | 0x20;
        int digit = *p >= '0' && *p <= '9'         ? *p - '0'
                    : lower >= 'a' && lower <= 'z' ? lower - 'a' + 10
                                                   : 99;
        if (digit >= base)
            break;
        if (__builtin_mul_overflow(result, (ct_int128)base, &result) ||
            __builtin_add_overflow(result, (ct_int128)digit, &result))
            return CT_FAIL(CT_OVERFLOW_ERROR, "int", 1, "integers have at most 128 bits here");
    }
    if (*p || !any || base < 2 || base > 36)
        return CT_FAIL(CT_VALUE_ERROR, "int", 1, "invalid literal for int() with base %d: '%s'",
                       (int)base, text);
    return ct_int_wide(negative ? -result : result);
}

static ct_object *int_(const ct_routine *routine, ct_object *const *args)
{
    int64_t base;
    if (!args[0])
        return ct_int(0);
    if (ct_arg_int(args[1], 10, &base))
        return NULL;
    if (args[1])
        return int_of_base(args[0], base);
    ct_object *value = unboxed_real(args[0]), *result = value ? ct_to_int(value) : NULL;
    ct_release(value);
    return result;
}

static ct_object *float_(const ct_routine *routine, ct_object *const *args)
{
    if (!args[0])
        return ct_float(0);
    ct_object *value = unboxed_real(args[0]), *result = value ? ct_to_float(value) : NULL;
    ct_release(value);
    return result;
}

static ct_object *complex_(const ct_routine *routine, ct_object *const *args)
{
    double real[2] = {0, 0}, imag[2] = {0, 0};
    if (args[0] && args[0]->type == &ct_str_type)
        return ct_to_complex(args[0]);
    for (int i = 0; i < 2; i++) {
        ct_object *value = args[i] ? unboxed(args[i]) : NULL;
        ct_status status = args[i] && !value ? ct_error_pending()
                           : value           ? ct_as_complex(value, i ? imag : real)
                                             : CT_OK;
        ct_release(value);
        if (status)
            return NULL;
    }
    if (!args[1])
        return ct_complex(real[0], real[1]);
    /* A zero is not added: it would change the sign of another. */
    return ct_complex(imag[1] != 0 ? real[0] - imag[1] : real[0],
                      real[1] != 0 ? real[1] + imag[0] : imag[0]);
}

/* -- sequences --------------------------------------------------------------------------------- */

static ct_object *len(const ct_routine *routine, ct_object *const *args)
{
    int64_t n = ct_length(args[0]);
    return n < 0 ? NULL : ct_int(n);
}

static ct_object *list(const ct_routine *routine, ct_object *const *args)
{
    return (ct_object *)(args[0] ? ct_list_from(args[0]) : ct_list_new());
}

static ct_object *tuple(const ct_routine *routine, ct_object *const *args)
{
    ct_list *items = args[0] ? ct_list_from(args[0]) : ct_list_new();
    ct_object *result = items ? ct_tuple(items->length, items->items) : NULL;
    ct_release(items);
    return result;
}

static ct_object *dict(const ct_routine *routine, ct_object *const *args)
{
    ct_object *result = ct_dict();
    ct_status status = result ? CT_OK : ct_error_pending();
    if (!status && args[0])
        status = ct_dict_update(result, args[0]);
    if (!status)
        status = ct_dict_update(result, args[1]);
    if (!status)
        return result;
    ct_release(result);
    return NULL;
}

static ct_object *slice(const ct_routine *routine, ct_object *const *args)
{
    return args[1] ? ct_slice_object(args[0], args[1], args[2])
                   : ct_slice_object(NULL, args[0], NULL);
}

static ct_object *sorted(const ct_routine *routine, ct_object *const *args)
{
    bool reverse;
    if (ct_arg_bool(args[2], false, &reverse))
        return NULL;
    ct_list *items = ct_list_from(args[0]);
    if (items && ct_list_sort(items, ct_arg_given(args[1]) ? args[1] : NULL, reverse)) {
        ct_release(items);
        return NULL;
    }
    return (ct_object *)items;
}

static ct_object *reversed(const ct_routine *routine, ct_object *const *args)
{
    ct_list *items = ct_list_from(args[0]);
    if (items && ct_list_reverse(items)) {
        ct_release(items);
        return NULL;
    }
    return ct_iterator_over(items, CT_ITERATOR_REVERSED);
}

static ct_status append_pair(ct_list *out, ct_object *first, ct_object *second)
{
    ct_object *pair = first && second ? ct_tuple(2, (ct_object *[2]){first, second}) : NULL;
    ct_status status = pair ? ct_list_append(out, pair) : ct_error_pending();
    ct_release(pair);
    return status;
}

static ct_object *enumerate(const ct_routine *routine, ct_object *const *args)
{
    int64_t start;
    if (ct_arg_int(args[1], 0, &start))
        return NULL;
    CT_SCOPE(s);
    ct_list *items = ct_own(&s, ct_list_from(args[0]));
    ct_list *out = items ? ct_list_new() : NULL;
    for (int64_t i = 0; out && i < items->length; i++) {
        ct_object *index = ct_int(start + i);
        ct_status status = append_pair(out, index, items->items[i]);
        ct_release(index);
        if (status) {
            ct_release(out);
            return NULL;
        }
    }
    return ct_iterator_over(out, CT_ITERATOR_ENUMERATE);
}

/* The arguments as lists in `lists`, owned by the scope; the length of the shortest, or -1. */
static int64_t columns(const ct_tuple_box *iterables, ct_scope *scope, ct_list **lists)
{
    int64_t shortest = iterables->length ? INT64_MAX : 0;
    for (int64_t i = 0; i < iterables->length; i++) {
        lists[i] = ct_own(scope, ct_list_from(iterables->items[i]));
        if (!lists[i])
            return -1;
        if (lists[i]->length < shortest)
            shortest = lists[i]->length;
    }
    return shortest;
}

/* zip without a function, map with one. */
static ct_list *zip_map(ct_object *function, ct_object *iterables, bool strict)
{
    enum { MOST = 32 };
    CT_SCOPE(s);
    const ct_tuple_box *given = (const ct_tuple_box *)iterables;
    ct_list *lists[MOST];
    ct_object *row[MOST];
    if (given->length > MOST)
        return CT_FAIL(CT_VALUE_ERROR, "zip", 0, "at most %d iterables", MOST);
    int64_t n = columns(given, &s, lists);
    for (int64_t k = 0; strict && n >= 0 && k < given->length; k++)
        if (lists[k]->length != lists[0]->length)
            return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "zip() argument %d is %s than argument 1",
                           (int)k + 1, lists[k]->length < lists[0]->length ? "shorter" : "longer");
    ct_list *out = n < 0 ? NULL : ct_list_new();
    for (int64_t i = 0; out && i < n; i++) {
        for (int64_t k = 0; k < given->length; k++)
            row[k] = lists[k]->items[i];
        ct_object *value = function ? ct_call_object(function, given->length, row, 0, NULL, NULL)
                                    : ct_tuple(given->length, row);
        ct_status status = value ? ct_list_append(out, value) : ct_error_pending();
        ct_release(value);
        if (status) {
            ct_release(out);
            return NULL;
        }
    }
    return out;
}

static ct_object *zip(const ct_routine *routine, ct_object *const *args)
{
    bool strict;
    if (ct_arg_bool(args[1], false, &strict))
        return NULL;
    return ct_iterator_over(zip_map(NULL, args[0], strict), CT_ITERATOR_ZIP);
}

static ct_object *map(const ct_routine *routine, ct_object *const *args)
{
    return ct_iterator_over(zip_map(args[0], args[1], false), CT_ITERATOR_MAP);
}

static ct_object *filter(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_list *items = ct_own(&s, ct_list_from(args[1]));
    ct_list *out = items ? ct_list_new() : NULL;
    for (int64_t i = 0; out && i < items->length; i++) {
        ct_object *item = items->items[i];
        ct_object *value = ct_arg_given(args[0]) ? ct_call_object(args[0], 1, &item, 0, NULL, NULL)
                                                 : ct_retain(item);
        int truth = value ? ct_truth(value) : -1;
        ct_release(value);
        if (truth < 0 || (truth && ct_list_append(out, item))) {
            ct_release(out);
            return NULL;
        }
    }
    return ct_iterator_over(out, CT_ITERATOR_FILTER);
}

/* -- objects ----------------------------------------------------------------------------------- */

/* The class of a value: a row, or NULL for values that have none. */
static const ct_routine *class_of(const ct_object *value)
{
    const char *name = value->type == &ct_scalar_type ? ct_dtype_name(ct_scalar_dtype(value))
                       : value->type == &ct_bool_type ? "builtins.bool"
                                                      : value->type->name;
    const char *dot = strncmp(name, "numpy.", 6) ? NULL : name + 6;
    const ct_routine *row = ct_routine_find(dot ? dot : name);
    if (!row && value->type == &ct_scalar_type)
        row = ct_routine_find(ct_dtype_kind(ct_scalar_dtype(value)) == 'U' ? "str_" : "bytes_");
    return row && row->kind == CT_ROUTINE_CLASS ? row : NULL;
}

static ct_object *type(const ct_routine *routine, ct_object *const *args)
{
    const ct_routine *row = class_of(args[0]);
    if (!row)
        return CT_FAIL(CT_TYPE_ERROR, "type", 1, "the class of '%s' objects has no name here",
                       args[0]->type->name);
    return ct_routine_object(row);
}

static int is_instance(const ct_object *value, const ct_object *classes)
{
    int64_t n = ct_type_of(classes) == &ct_tuple_type ? ct_length(classes) : -1;
    for (int64_t i = 0; i < n; i++) {
        int found = is_instance(value, ((const ct_tuple_box *)classes)->items[i]);
        if (found)
            return found;
    }
    const ct_routine *row = ct_routine_of(classes), *own = class_of(value);
    if (n >= 0)
        return 0;
    if (!row || row->kind != CT_ROUTINE_CLASS)
        return ct_error_set(CT_TYPE_ERROR, "isinstance", 2,
                            "isinstance() arg 2 must be a type, a tuple of types, or a union"),
               -1;
    if (row == own || (row->type && row->type == value->type))
        return 1;
    if (row->type == &ct_int_type)
        return value->type == &ct_bool_type;
    if (value->type != &ct_scalar_type) /* float64 and complex128 derive from Python's */
        return 0;
    ct_type_num num = ct_dtype_num(ct_scalar_dtype(value));
    return (row->type == &ct_float_type && num == CT_NUM_FLOAT64) ||
           (row->type == &ct_complex_type && num == CT_NUM_COMPLEX128) ||
           (row->type == &ct_str_type && num == CT_NUM_STR);
}

static ct_object *isinstance(const ct_routine *routine, ct_object *const *args)
{
    return ct_bool_result(is_instance(args[0], args[1]));
}

static ct_object *id(const ct_routine *routine, ct_object *const *args)
{
    return ct_uint((uint64_t)(uintptr_t)args[0]);
}

static ct_object *hash(const ct_routine *routine, ct_object *const *args)
{
    uint64_t value;
    return ct_hash(args[0], &value) ? NULL : ct_int((int64_t)value);
}

static ct_object *callable(const ct_routine *routine, ct_object *const *args)
{
    return ct_bool(args[0]->type->call != NULL);
}

static ct_object *deepcopy(const ct_routine *routine, ct_object *const *args)
{
    return ct_deepcopy(args[0]);
}

/* sys.getsizeof: a list with the 16 bytes that CPython's collector puts before it. */
static ct_object *getsizeof(const ct_routine *routine, ct_object *const *args)
{
    const ct_type *own = args[0]->type;
    if (own == &ct_list_type)
        return ct_int(ct_list_sizeof((const ct_list *)args[0]) + 16);
    return ct_int(own->bytes ? (int64_t)own->bytes(args[0]) : (int64_t)sizeof(ct_object));
}

static ct_object *ndarray(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    const ct_dtype *dtype;
    ct_order order;
    if (ct_arg_shape(args[0], &ndim, shape) || ct_arg_dtype(args[1], &dtype))
        return NULL;
    ct_own(&s, dtype);
    if (ct_arg_order(args[2], CT_ORDER_C, &order))
        return NULL;
    return ct_array_result(ct_empty_order(ndim, shape, dtype ? dtype : CT_FLOAT64, order));
}

/* -- attributes of numbers
 * ------------------------------------------------------------------------- */

/* x.real, x.imag of Python's numbers, by `op`. */
static ct_object *part(const ct_routine *routine, ct_object *const *args)
{
    double z[2];
    if (ct_is_int(args[0]))
        return routine->op ? ct_int(0) : ct_int_wide(ct_int_value(args[0]));
    return ct_as_complex(args[0], z) ? NULL : ct_float(z[routine->op]);
}

static ct_object *conjugate(const ct_routine *routine, ct_object *const *args)
{
    double z[2];
    if (args[0]->type != &ct_complex_type)
        return ct_retain(args[0]);
    return ct_as_complex(args[0], z) ? NULL : ct_complex(z[0], -z[1]);
}

static ct_object *is_integer(const ct_routine *routine, ct_object *const *args)
{
    double x = ct_float_value(args[0]);
    return ct_bool(x - x == 0 && __builtin_floor(x) == x);
}

static ct_object *bit_length(const ct_routine *routine, ct_object *const *args)
{
    ct_int128 value = ct_int_value(args[0]);
    ct_uint128 rest = value < 0 ? -(ct_uint128)value : (ct_uint128)value;
    int bits = 0;
    for (; rest; rest >>= 1)
        bits++;
    return ct_int(bits);
}

/* real(x), imag(x) by `op`: of arrays a view. */
static ct_object *part_of(const ct_routine *routine, ct_object *const *args)
{
    if (ct_is_number(args[0]))
        return part(routine, args);
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_asarray(args[0], NULL));
    ct_array *view = a ? (routine->op ? ct_imag : ct_real)(a) : NULL;
    return args[0]->type == &ct_array_type ? ct_array_result(view) : ct_result(view);
}

static ct_object *array_conjugate(const ct_routine *routine, ct_object *const *args)
{
    const ct_array *a = (const ct_array *)args[0];
    ct_array *out;
    if (ct_arg_out(args[1], &out))
        return NULL;
    if (out)
        return ct_array_result(ct_into_out(ct_conjugate(a), out));
    return ct_dtype_kind(ct_dtype_of(a)) == 'c' ? ct_result(ct_conjugate(a)) : ct_retain(args[0]);
}

#define PARTS(class)                                                                               \
    {class ".real", "python", "-", "The real part.", part, 0, 0, NULL},                            \
        {class ".imag", "python", "-", "The imaginary part.", part, 1, 0, NULL},                   \
    {                                                                                              \
        class ".conjugate", "python", "()", "The complex conjugate.", conjugate, 0, 0, NULL        \
    }
static ct_object *python_bool(const ct_routine *routine, ct_object *const *args)
{
    return ct_bool_result(args[0] ? ct_truth(args[0]) : 0);
}

static ct_object *none(const ct_routine *routine, ct_object *const *args)
{
    return ct_none();
}

#define FUNCTION(name, signature, doc, entry)                                                      \
    {                                                                                              \
        name, "python", signature, doc, entry, 0, 0, NULL                                          \
    }
#define CLASS(name, signature, doc, entry, type)                                                   \
    {                                                                                              \
        name, "python", signature, doc, entry, 0, CT_ROUTINE_CLASS, &ct_##type##_type              \
    }
const ct_routine ct_routines_python[] = {
    FUNCTION("print", "(*objects, sep=' ', end='\\n')", "Writes the text of its arguments.", print),
    FUNCTION("repr", "(object, /)", "The text that shows what an object is.", repr),
    FUNCTION("ord", "(character, /)", "The code point of a character.", ord),
    FUNCTION("chr", "(code, /)", "The character of a code point.", chr),
    FUNCTION("len", "(object, /)", "Number of items.", len),
    FUNCTION("sorted", "(iterable, /, *, key=None, reverse=False)", "A sorted list.", sorted),
    FUNCTION("reversed", "(sequence, /)", "The items from the last to the first.", reversed),
    FUNCTION("enumerate", "(iterable, start=0)", "Pairs of index and item.", enumerate),
    FUNCTION("zip", "(*iterables, strict=False)", "Tuples of items side by side.", zip),
    FUNCTION("map", "(function, /, *iterables)", "The function of each item.", map),
    FUNCTION("filter", "(function, iterable, /)", "The items for which the function is true.",
             filter),
    FUNCTION("isinstance", "(object, classes, /)", "Whether an object is of a class.", isinstance),
    FUNCTION("id", "(object, /)", "The address of an object.", id),
    FUNCTION("hash", "(object, /)", "The number by which dicts find a key.", hash),
    FUNCTION("callable", "(object, /)", "Whether an object can be called.", callable),
    FUNCTION("deepcopy", "(object, /)", "A copy of an object and of all it holds.", deepcopy),
    FUNCTION("getsizeof", "(object, /)", "Bytes of the object itself.", getsizeof),
    PARTS("int"),
    PARTS("bool"),
    PARTS("float"),
    PARTS("complex"),
    FUNCTION("float.is_integer", "()", "Whether the value is whole.", is_integer),
    FUNCTION("int.bit_length", "()", "Bits of the absolute value.", bit_length),
    {"real", "math", "(val)", "The real part: of arrays a view.", part_of, 0, 0, NULL},
    {"imag", "math", "(val)", "The imaginary part: of arrays a view.", part_of, 1, 0, NULL},
    FUNCTION("ndarray.conj", "(out=None, /)", "The complex conjugate.", array_conjugate),
    FUNCTION("ndarray.conjugate", "(out=None, /)", "The complex conjugate.", array_conjugate),
    CLASS("builtins.bool", "(value=False, /)", "Python's truth value.", python_bool, bool),
    CLASS("NoneType", "()", "The class of None.", none, none),
    CLASS("type", "(object, /)", "The class of an object.", type, routine),
    CLASS("int", "(value=0, /, base=10)", "Python's integer.", int_, int),
    CLASS("float", "(value=0.0, /)", "Python's floating-point number.", float_, float),
    CLASS("complex", "(real=0, imag=0)", "Python's complex number.", complex_, complex),
    CLASS("str", "(object='', /)", "Python's text.", str, str),
    CLASS("list", "(iterable=(), /)", "Python's list.", list, list),
    CLASS("tuple", "(iterable=(), /)", "Python's tuple.", tuple, tuple),
    CLASS("dict", "(mapping=(), /, **items)", "Python's dict.", dict, dict),
    CLASS("slice", "(start, stop=None, step=None, /)", "start:stop:step as an object.", slice,
          slice),
    CLASS("ndarray", "(shape, dtype=float, order='C')", "An array; its elements are not set.",
          ndarray, array),
};
CT_ROUTINES_END(python);
