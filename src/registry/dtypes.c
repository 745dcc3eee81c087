/* dtypes.c: rows about element types: dtype and its attributes, the rules of promotion and casting,
 * the scalar classes (float32(3)), finfo and iinfo. */
#include "args.h"

#include <math.h>
#include <string.h>

#include "dtype/element.h"

static ct_object *as_object(const ct_dtype *dtype)
{
    return (ct_object *)(uintptr_t)dtype;
}

/* -- dtype and its attributes ------------------------------------------------------------------ */

static const ct_dtype *dtype_arg(const ct_object *arg)
{
    const ct_dtype *dtype;
    if (ct_arg_dtype(arg, &dtype) != CT_OK)
        return NULL;
    return dtype ? dtype : CT_FLOAT64; /* None is float64 */
}

static ct_object *dtype_class(const ct_routine *routine, ct_object *const *args)
{
    return as_object(dtype_arg(args[0]));
}

static const ct_dtype *self_dtype(ct_object *const *args)
{
    return (const ct_dtype *)args[0];
}

static ct_object *dtype_itemsize(const ct_routine *routine, ct_object *const *args)
{
    return ct_int(self_dtype(args)->itemsize);
}

static ct_object *dtype_alignment(const ct_routine *routine, ct_object *const *args)
{
    return ct_int(self_dtype(args)->alignment);
}

static ct_object *dtype_kind(const ct_routine *routine, ct_object *const *args)
{
    return ct_string(&self_dtype(args)->kind, 1);
}

static ct_object *dtype_char(const ct_routine *routine, ct_object *const *args)
{
    return ct_string(&self_dtype(args)->letter, 1);
}

static ct_object *dtype_name(const ct_routine *routine, ct_object *const *args)
{
    return ct_string(self_dtype(args)->name, -1);
}

static ct_object *dtype_str(const ct_routine *routine, ct_object *const *args)
{
    return ct_string(self_dtype(args)->str, -1);
}

static ct_object *dtype_byteorder(const ct_routine *routine, ct_object *const *args)
{
    return ct_string(self_dtype(args)->str[0] == '|' ? "|" : "=", 1);
}

static ct_object *dtype_num(const ct_routine *routine, ct_object *const *args)
{
    static const uint8_t numbers[CT_NUM_COUNT] = {0, 1,  2,  3,  4,  5,  6,  7,
                                                  8, 23, 11, 12, 14, 15, 19, 18};
    return ct_int(numbers[self_dtype(args)->num]);
}

static ct_object *dtype_type(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = self_dtype(args);
    const char *name = dtype->num == CT_NUM_STR     ? "str_"
                       : dtype->num == CT_NUM_BYTES ? "bytes_"
                                                    : dtype->name;
    const ct_routine *class = ct_routine_find(name);
    return class ? ct_routine_object(class) : ct_none();
}

static ct_object *dtype_true(const ct_routine *routine, ct_object *const *args)
{
    return ct_bool(true);
}

static ct_object *dtype_false(const ct_routine *routine, ct_object *const *args)
{
    return ct_bool(false);
}

static ct_object *dtype_one(const ct_routine *routine, ct_object *const *args)
{
    return ct_int(1);
}

static ct_object *dtype_base(const ct_routine *routine, ct_object *const *args)
{
    return ct_retain(args[0]);
}

/* [('', '<f8')], as for an unnamed field. */
static ct_object *dtype_descr(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_object *pair[2] = {ct_own(&s, ct_string("", 0)), ct_own(&s, dtype_str(routine, args))};
    ct_object *field = pair[0] && pair[1] ? ct_own(&s, ct_tuple(2, pair)) : NULL;
    ct_list *list = field ? ct_list_new() : NULL;
    if (list && ct_list_append(list, field)) {
        ct_release(list);
        return NULL;
    }
    return (ct_object *)list;
}

static ct_object *dtype_zero(const ct_routine *routine, ct_object *const *args)
{
    return ct_int(0);
}

static ct_object *dtype_none(const ct_routine *routine, ct_object *const *args)
{
    return ct_none();
}

static ct_object *dtype_shape(const ct_routine *routine, ct_object *const *args)
{
    return ct_tuple(0, NULL);
}

/* -- rules ------------------------------------------------------------------------------------- */

static ct_object *can_cast(const ct_routine *routine, ct_object *const *args)
{
    const ct_type *type = ct_type_of(args[0]);
    if (type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                       "can_cast() does not support Python ints, floats, and complex because the "
                       "result used to depend on the value.\nThis change was part of adopting NEP "
                       "50, we may explicitly allow them again in the future.");
    CT_SCOPE(s);
    ct_casting casting;
    if (!ct_arg_given(args[0]) || !ct_arg_given(args[1]))
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0,
                       "did not understand one of the types; 'None' not accepted");
    const ct_dtype *from = ct_own(&s, dtype_arg(args[0]));
    const ct_dtype *to = from ? ct_own(&s, dtype_arg(args[1])) : NULL;
    if (!to || ct_arg_casting(args[2], CT_CASTING_SAFE, &casting) != CT_OK)
        return NULL;
    return ct_bool(ct_can_cast(from, to, casting));
}

static ct_object *promote_types(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    if (!ct_arg_given(args[0]) || !ct_arg_given(args[1]))
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "did not understand one of the types");
    const ct_dtype *a = ct_own(&s, dtype_arg(args[0]));
    const ct_dtype *b = a ? ct_own(&s, dtype_arg(args[1])) : NULL;
    return b ? as_object(ct_promote_types(a, b)) : NULL;
}

/* What a weak Python number makes of a strong dtype: int < float < complex, by kind only. */
static const ct_dtype *promote_weak(const ct_dtype *strong, char weak)
{
    if (!strong || strchr("b", strong->kind))
        return weak == 'i' ? CT_INT64 : weak == 'f' ? CT_FLOAT64 : CT_COMPLEX128;
    if (strchr("US", strong->kind))
        return CT_FAIL(CT_TYPE_ERROR, "result_type", 0,
                       "The DType <class 'numpy.dtypes.%sDType'> could not be promoted by Python's "
                       "numbers.",
                       strong->kind == 'U' ? "Str" : "Bytes");
    if (weak == 'i' || strong->kind == 'c' || (weak == 'f' && strong->kind == 'f'))
        return ct_retain(strong);
    if (weak == 'f')
        return CT_FLOAT64;
    return strong->kind == 'f' && strong->itemsize <= 4 ? CT_COMPLEX64 : CT_COMPLEX128;
}

static ct_object *result_type(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *strong = NULL;
    char weak = '\0';
    int64_t n = ct_arg_count(args[0]);
    /* Inexact types first: float16 takes int16 and uint16 one by one, not the int32 of both. */
    for (int64_t k = 0; k < 2 * n; k++) {
        const bool inexact = k < n;
        ct_object *item = ct_own(&s, ct_arg_item(args[0], k % n));
        if (!item)
            return NULL;
        const ct_type *type = item->type;
        char kind = type == &ct_int_type       ? 'i'
                    : type == &ct_float_type   ? 'f'
                    : type == &ct_complex_type ? 'c'
                                               : '\0';
        if (kind) {
            weak = weak == 'c' || kind == 'c' ? 'c' : weak == 'f' || kind == 'f' ? 'f' : 'i';
            continue;
        }
        const ct_dtype *dtype = ct_own(&s, type == &ct_bool_type ? CT_BOOL : dtype_arg(item));
        if (dtype && inexact != (dtype->kind == 'f' || dtype->kind == 'c'))
            continue;
        strong = dtype && strong ? ct_own(&s, ct_promote_types(strong, dtype)) : dtype;
        if (!strong)
            return NULL;
    }
    if (n == 1 && weak == 'i') { /* the value's own: uint64 above int64 */
        ct_object *only = ct_own(&s, ct_arg_item(args[0], 0));
        return only ? as_object(ct_dtype_of_box(only)) : NULL;
    }
    if (!strong && !weak)
        return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "at least one array or dtype is required");
    return as_object(weak ? promote_weak(strong, weak) : ct_retain(strong));
}

static const ct_dtype *smallest_whole(ct_int128 value)
{
    bool is_signed = value < 0;
    for (ct_type_num num = is_signed ? CT_NUM_INT8 : CT_NUM_UINT8; num <= CT_NUM_UINT64; num += 2) {
        int bits = (int)ct_dtype_builtin(num)->itemsize * 8 - is_signed;
        if (is_signed ? value >= -((ct_int128)1 << bits) : value < (ct_int128)1 << bits)
            return ct_dtype_builtin(num);
    }
    return CT_FAIL(CT_OVERFLOW_ERROR, NULL, 0, "Python int too large to convert to C long");
}

/* NumPy's limits: float16 up to 65000, float32 up to 3.4e38. */
static int float_size(double value)
{
    double size = fabs(value);
    return !isfinite(value) || size < 65000 ? 2 : size < 3.4e38 ? 4 : 8;
}

static ct_object *min_scalar_type(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, args[0]);
    if (!a)
        return NULL;
    if (a->ndim > 0 || a->dtype->num >= CT_NUM_STR)
        return ct_retain(a->dtype);
    ct_number value = ct_element_number(a->dtype, a->data);
    if (value.kind == 'b')
        return as_object(CT_BOOL);
    if (value.kind == 'i')
        return as_object(smallest_whole(value.whole));
    int real = float_size(value.real), imag = value.kind == 'c' ? float_size(value.imag) : 0;
    int size = real > imag ? real : imag;
    if (value.kind == 'c')
        return as_object(size <= 4 ? CT_COMPLEX64 : CT_COMPLEX128);
    return as_object(size == 2 ? CT_FLOAT16 : size == 4 ? CT_FLOAT32 : CT_FLOAT64);
}

/* -- classes ----------------------------------------------------------------------------------- */

/* The abstract classes, by the kinds of the dtypes under them. */
static const struct {
    const char *name, *kinds;
} abstract[] = {
    {"generic", "biufcUS"},   {"number", "iufc"},  {"integer", "iu"}, {"signedinteger", "i"},
    {"unsignedinteger", "u"}, {"inexact", "fc"},   {"floating", "f"}, {"complexfloating", "c"},
    {"flexible", "US"},       {"character", "US"},
};

static const char *abstract_kinds(const ct_object *arg)
{
    const ct_routine *routine = ct_routine_of(arg);
    for (size_t i = 0; routine && i < sizeof abstract / sizeof *abstract; i++)
        if (strcmp(routine->name, abstract[i].name) == 0)
            return abstract[i].kinds;
    return NULL;
}

static ct_object *issubdtype(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const char *under = abstract_kinds(args[0]), *above = abstract_kinds(args[1]);
    const ct_dtype *a = under ? NULL : ct_own(&s, dtype_arg(args[0]));
    const ct_dtype *b = above ? NULL : ct_own(&s, dtype_arg(args[1]));
    if ((!under && !a) || (!above && !b))
        return NULL;
    if (!above)
        return ct_bool(a && a->num == b->num);
    return ct_bool(a ? strchr(above, a->kind) != NULL : strspn(under, above) == strlen(under));
}

/* -- isdtype: kinds by the names of the array API ---------------------------------------------- */

/* A dtype object or a NumPy scalar class; owned. NULL without an error for anything else. */
static const ct_dtype *strict_dtype(const ct_object *arg)
{
    const ct_routine *row = ct_routine_of(arg);
    if (ct_type_of(arg) == &ct_dtype_type)
        return ct_retain(arg);
    bool numpy = row && row->kind == CT_ROUTINE_CLASS && (!row->type || !strcmp(row->name, "bool"));
    return numpy && !abstract_kinds(arg) ? ct_dtype_parse(row->name) : NULL;
}

/* 1, 0; -1: not a kind. */
static int is_kind(const ct_dtype *dtype, const ct_object *kind)
{
    static const char *const names[][2] = {
        {"bool", "b"},      {"signed integer", "i"}, {"unsigned integer", "u"},
        {"integral", "iu"}, {"real floating", "f"},  {"complex floating", "c"},
        {"numeric", "iufc"}};
    if (ct_type_of(kind) == &ct_str_type) {
        const char *name = ct_as_string(kind, NULL);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (!strcmp(name, names[i][0]))
                return strchr(names[i][1], dtype->kind) != NULL;
        return ct_error_set(CT_VALUE_ERROR, "isdtype", 2,
                            "kind argument is a string, but '%s' is not a known kind name.", name),
               -1;
    }
    const ct_dtype *other = strict_dtype(kind);
    if (!other && !ct_error_pending())
        ct_error_set(CT_TYPE_ERROR, "isdtype", 2,
                     "kind argument must be comprised of NumPy dtypes or strings only, but is a "
                     "<class '%s'>.",
                     ct_type_of(kind)->name);
    int same = other ? other->num == dtype->num : -1;
    ct_release(other);
    return same;
}

static ct_object *isdtype(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    const ct_dtype *dtype = ct_own(&s, strict_dtype(args[0]));
    if (!dtype)
        return ct_error_pending()
                   ? NULL
                   : CT_FAIL(CT_TYPE_ERROR, "isdtype", 1,
                             "dtype argument must be a NumPy dtype, but it is a <class '%s'>.",
                             ct_type_of(args[0])->name);
    if (ct_type_of(args[1]) != &ct_tuple_type)
        return ct_bool_result(is_kind(dtype, args[1]));
    bool any = false;
    for (int64_t i = 0; i < ct_length(args[1]); i++) {
        ct_object *kind = ct_own(&s, ct_tuple_get(args[1], i));
        int is = kind ? is_kind(dtype, kind) : -1;
        if (is < 0)
            return NULL;
        any = any || is;
    }
    return ct_bool(any);
}

static ct_object *no_instances(const ct_routine *routine, ct_object *const *args)
{
    return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "cannot create 'numpy.%s' instances", routine->name);
}

/* Elements of arrays, lists and scalars are cast as astype does; Python's numbers are checked. */
static ct_object *cast_argument(const ct_object *arg, const ct_dtype *dtype)
{
    CT_SCOPE(s);
    ct_array *a = ct_arg_array_in(&s, arg);
    return a ? ct_result(ct_astype(a, dtype, CT_CASTING_UNSAFE)) : NULL;
}

static ct_object *number_class(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = ct_dtype_parse(routine->name);
    if (!dtype)
        return NULL;
    char element[16] = "";
    bool complex = dtype->kind == 'c';
    if (args[0]) {
        const ct_type *type = ct_type_of(args[0]);
        const ct_object *dict;
        ct_view_part part;
        if (type == &ct_scalar_type || (type->item && !ct_dict_viewed(args[0], &dict, &part) &&
                                        type != &ct_str_type && type != &ct_bytes_type))
            return cast_argument(args[0], dtype);
        if (ct_element_store(dtype, element, args[0]) != CT_OK)
            return NULL;
    }
    if (complex && args[1]) {
        double imag[2];
        if (ct_as_complex(args[1], imag) != CT_OK)
            return NULL;
        ct_number value = ct_element_number(dtype, element);
        value.real -= imag[1];
        value.imag += imag[0];
        ct_element_put(dtype, element, &value);
    }
    return ct_scalar_new(dtype, element);
}

static ct_object *text_class(const ct_routine *routine, ct_object *const *args)
{
    CT_SCOPE(s);
    bool str = strcmp(routine->name, "str_") == 0;
    const ct_object *box = args[0];
    if (!box)
        box = ct_own(&s, str ? ct_string("", 0) : ct_bytes("", 0));
    else if (str && ct_type_of(box) != &ct_str_type) {
        int64_t length;
        char *text = ct_str(box, &length);
        box = text ? ct_own(&s, ct_string(text, length)) : NULL;
        ct_free(text);
    }
    if (!box)
        return NULL;
    const ct_dtype *dtype = ct_own(&s, ct_dtype_of_box(box));
    if (!dtype)
        return NULL;
    if (!str && dtype->num != CT_NUM_BYTES)
        return CT_FAIL(CT_TYPE_ERROR, NULL, 0, "string argument without an encoding");
    char *element = ct_alloc(dtype->itemsize);
    ct_object *scalar = element && ct_element_store(dtype, element, box) == CT_OK
                            ? ct_scalar_new(dtype, element)
                            : NULL;
    ct_dealloc(element);
    return scalar;
}

/* -- finfo and iinfo --------------------------------------------------------------------------- */

typedef struct info {
    ct_object object;
    const ct_dtype *dtype; /* a numeric one: lives as long as the process */
} info;

static const ct_dtype *info_dtype(const ct_object *self)
{
    return ((const info *)self)->dtype;
}

static void info_destroy(ct_object *self)
{
    ct_object_free(self, sizeof(info));
}

static ct_object *of_value(const ct_dtype *dtype, double value)
{
    char element[16];
    ct_element_put(dtype, element, &(ct_number){.kind = 'f', .real = value});
    return ct_scalar_new(dtype, element);
}

static ct_status finfo_repr(const ct_object *self, ct_text *out)
{
    const ct_finfo *f = ct_finfo_of(info_dtype(self));
    char resolution[CT_REPR_ROOM], most[CT_REPR_ROOM];
    int bits = f->bits;
    ct_repr_real(resolution, f->resolution, bits, true);
    ct_repr_real(most, f->max, bits, true);
    /* NumPy shows float16's limits with the digits of its finfo text. */
    if (bits == 16)
        strcpy(most, "6.55040e+04");
    return ct_text_format(out, "finfo(resolution=%s, min=-%s, max=%s, dtype=%s)", resolution, most,
                          most, f->dtype->name);
}

static ct_int128 limit(const ct_dtype *dtype, bool upper)
{
    int bits = (int)dtype->itemsize * 8 - (dtype->kind == 'i');
    if (upper)
        return ((ct_int128)1 << bits) - 1;
    return dtype->kind == 'i' ? -((ct_int128)1 << bits) : 0;
}

static ct_status iinfo_repr(const ct_object *self, ct_text *out)
{
    const ct_dtype *dtype = info_dtype(self);
    char low[CT_REPR_ROOM], high[CT_REPR_ROOM];
    ct_repr_int(low, limit(dtype, false));
    ct_repr_int(high, limit(dtype, true));
    return ct_text_format(out, "iinfo(min=%s, max=%s, dtype=%s)", low, high, dtype->name);
}

#define RULE "---------------------------------------------------------------\n"

static ct_status finfo_str(const ct_object *self, ct_text *out)
{
    const ct_finfo *f = ct_finfo_of(info_dtype(self));
    const double values[] = {f->resolution,      f->eps, f->epsneg,
                             f->smallest_normal, f->max, f->smallest_subnormal};
    char text[6][CT_REPR_ROOM];
    for (int i = 0; i < 6; i++)
        ct_repr_real(text[i], values[i], f->bits, true);
    return ct_text_format(out,
                          "Machine parameters for %s\n" RULE "precision = %d   resolution = %s\n"
                          "machep = %d   eps =        %s\n"
                          "negep =  %d   epsneg =     %s\n"
                          "minexp = %d   tiny =       %s\n"
                          "maxexp = %d   max =        %s\n"
                          "nexp =   %d   min =        -max\n"
                          "smallest_normal = %s   smallest_subnormal = %s\n" RULE,
                          f->dtype->name, f->precision, text[0], -f->nmant, text[1], -f->nmant - 1,
                          text[2], f->minexp, text[3], f->maxexp, text[4], f->nexp, text[3],
                          text[5]);
}

static ct_status iinfo_str(const ct_object *self, ct_text *out)
{
    const ct_dtype *dtype = info_dtype(self);
    char low[CT_REPR_ROOM], high[CT_REPR_ROOM];
    ct_repr_int(low, limit(dtype, false));
    ct_repr_int(high, limit(dtype, true));
    return ct_text_format(out, "Machine parameters for %s\n" RULE "min = %s\nmax = %s\n" RULE,
                          dtype->name, low, high);
}

static const ct_type finfo_type = {
    .name = "finfo", .destroy = info_destroy, .repr = finfo_repr, .str = finfo_str};
static const ct_type iinfo_type = {
    .name = "iinfo", .destroy = info_destroy, .repr = iinfo_repr, .str = iinfo_str};

static ct_object *new_info(const ct_type *type, const ct_dtype *dtype)
{
    info *self = ct_object_new(type, sizeof *self);
    if (!self)
        return NULL;
    self->dtype = dtype;
    return &self->object;
}

/* Also of a number or an array: its dtype. */
static const ct_dtype *dtype_of_any(const ct_object *arg)
{
    const ct_type *type = ct_type_of(arg);
    bool number = type == &ct_int_type || type == &ct_float_type || type == &ct_complex_type;
    return number ? ct_dtype_of_box(arg) : dtype_arg(arg);
}

static ct_object *finfo(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = dtype_of_any(args[0]);
    const ct_finfo *f = dtype ? ct_finfo_of(dtype) : NULL;
    ct_release(dtype);
    return f ? new_info(&finfo_type, f->dtype) : NULL;
}

static ct_object *iinfo(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = dtype_of_any(args[0]);
    if (!dtype)
        return NULL;
    char kind = dtype->kind;
    if (kind == 'i' || kind == 'u')
        return new_info(&iinfo_type, dtype);
    ct_release(dtype);
    return CT_FAIL(CT_VALUE_ERROR, NULL, 0, "Invalid integer data type '%c'.", kind);
}

static ct_object *finfo_attribute(const ct_routine *routine, ct_object *const *args)
{
    const ct_finfo *f = ct_finfo_of(info_dtype(args[0]));
    const char *name = strchr(routine->name, '.') + 1;
    const struct {
        const char *name;
        double value;
    } reals[] = {{"eps", f->eps},
                 {"epsneg", f->epsneg},
                 {"max", f->max},
                 {"min", f->min},
                 {"tiny", f->smallest_normal},
                 {"smallest_normal", f->smallest_normal},
                 {"smallest_subnormal", f->smallest_subnormal},
                 {"resolution", f->resolution}},
      wholes[] = {{"bits", f->bits},     {"nmant", f->nmant},         {"nexp", f->nexp},
                  {"iexp", f->nexp},     {"precision", f->precision}, {"minexp", f->minexp},
                  {"maxexp", f->maxexp}, {"machep", -f->nmant},       {"negep", -f->nmant - 1}};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        if (strcmp(name, reals[i].name) == 0)
            return of_value(f->dtype, reals[i].value);
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
        if (strcmp(name, wholes[i].name) == 0)
            return ct_int((int64_t)wholes[i].value);
    return ct_retain(f->dtype);
}

static ct_object *iinfo_attribute(const ct_routine *routine, ct_object *const *args)
{
    const ct_dtype *dtype = info_dtype(args[0]);
    switch (strchr(routine->name, '.')[2]) {
    case 'a': /* max */
        return ct_int_wide(limit(dtype, true));
    case 'i':
        return routine->name[6] == 'b'   ? ct_int(dtype->itemsize * 8)
               : routine->name[6] == 'k' ? ct_string(&dtype->kind, 1)
                                         : ct_int_wide(limit(dtype, false));
    default:
        return ct_retain(dtype);
    }
}

/* -- rows -------------------------------------------------------------------------------------- */

#define ATTRIBUTE(name, doc, entry)                                                                \
    {                                                                                              \
        name, "dtype", "-", doc, entry, 0, CT_ROUTINE_FUNCTION, NULL                               \
    }
#define NUMBER(name)                                                                               \
    {                                                                                              \
        name, "dtype", "(value=0, /)", "A NumPy scalar.", number_class, 0, CT_ROUTINE_CLASS, NULL  \
    }
#define COMPLEX(name)                                                                              \
    {                                                                                              \
        name, "dtype", "(real=0, imag=0, /)", "A NumPy complex scalar.", number_class, 0,          \
            CT_ROUTINE_CLASS, NULL                                                                 \
    }
#define ABSTRACT(name)                                                                             \
    {                                                                                              \
        name, "dtype", "(*args)", "A family of scalar types.", no_instances, 0, CT_ROUTINE_CLASS,  \
            NULL                                                                                   \
    }
#define PLAIN(name, signature, doc, entry)                                                         \
    {                                                                                              \
        name, "dtype", signature, doc, entry, 0, CT_ROUTINE_FUNCTION, NULL                         \
    }
#define FINFO(name) ATTRIBUTE("finfo." name, "Limit of a floating type.", finfo_attribute)
#define IINFO(name) ATTRIBUTE("iinfo." name, "Limit of an integer type.", iinfo_attribute)

const ct_routine ct_routines_dtypes[] = {
    {"dtype", "dtype", "(dtype, align=False, copy=False)", "An element type.", dtype_class, 0,
     CT_ROUTINE_CLASS, &ct_dtype_type},
    ATTRIBUTE("dtype.itemsize", "Bytes of one element.", dtype_itemsize),
    ATTRIBUTE("dtype.alignment", "Bytes that addresses are multiples of.", dtype_alignment),
    ATTRIBUTE("dtype.kind", "One of b i u f c U S.", dtype_kind),
    ATTRIBUTE("dtype.char", "The letter of the C type.", dtype_char),
    ATTRIBUTE("dtype.name", "Name with the size in bits.", dtype_name),
    ATTRIBUTE("dtype.str", "Byte order, kind and size.", dtype_str),
    ATTRIBUTE("dtype.byteorder", "'=' native, '|' not applicable.", dtype_byteorder),
    ATTRIBUTE("dtype.num", "NumPy's number of the type.", dtype_num),
    ATTRIBUTE("dtype.type", "The class of its scalars.", dtype_type),
    ATTRIBUTE("dtype.isnative", "Whether the byte order is native.", dtype_true),
    ATTRIBUTE("dtype.ndim", "Axes of a subarray: 0.", dtype_zero),
    ATTRIBUTE("dtype.shape", "Shape of a subarray: ().", dtype_shape),
    ATTRIBUTE("dtype.fields", "None: no fields.", dtype_none),
    ATTRIBUTE("dtype.names", "None: no fields.", dtype_none),
    ATTRIBUTE("dtype.metadata", "None: no metadata.", dtype_none),
    ATTRIBUTE("dtype.hasobject", "Whether elements are objects: False.", dtype_false),
    ATTRIBUTE("dtype.isalignedstruct", "False: no fields.", dtype_false),
    ATTRIBUTE("dtype.isbuiltin", "1: one of NumPy's own types.", dtype_one),
    ATTRIBUTE("dtype.flags", "0: nothing special.", dtype_zero),
    ATTRIBUTE("dtype.base", "The element type of a subarray: itself.", dtype_base),
    ATTRIBUTE("dtype.descr", "As the fields of the array interface.", dtype_descr),
    ATTRIBUTE("dtype.subdtype", "None: no subarray.", dtype_none),
    PLAIN("can_cast", "(from_, to, casting='safe')", "Whether a cast follows the rule.", can_cast),
    PLAIN("promote_types", "(type1, type2, /)", "The smallest type both can be cast to safely.",
          promote_types),
    PLAIN("result_type", "(*arrays_and_dtypes)", "The type that an operation would give.",
          result_type),
    PLAIN("min_scalar_type", "(a, /)", "The smallest type that holds the value.", min_scalar_type),
    PLAIN("issubdtype", "(arg1, arg2)", "Whether the first type is under the second.", issubdtype),
    PLAIN("isdtype", "(dtype, kind)", "Whether a dtype is of a kind, or of one of several.",
          isdtype),
    PLAIN("finfo", "(dtype)", "Limits of a floating type.", finfo),
    PLAIN("iinfo", "(type)", "Limits of an integer type.", iinfo),
    FINFO("bits"),
    FINFO("dtype"),
    FINFO("eps"),
    FINFO("epsneg"),
    FINFO("iexp"),
    FINFO("machep"),
    FINFO("max"),
    FINFO("maxexp"),
    FINFO("min"),
    FINFO("minexp"),
    FINFO("negep"),
    FINFO("nexp"),
    FINFO("nmant"),
    FINFO("precision"),
    FINFO("resolution"),
    FINFO("smallest_normal"),
    FINFO("smallest_subnormal"),
    FINFO("tiny"),
    IINFO("bits"),
    IINFO("dtype"),
    IINFO("kind"),
    IINFO("max"),
    IINFO("min"),
    NUMBER("bool"),
    NUMBER("bool_"),
    NUMBER("int8"),
    NUMBER("uint8"),
    NUMBER("int16"),
    NUMBER("uint16"),
    NUMBER("int32"),
    NUMBER("uint32"),
    NUMBER("int64"),
    NUMBER("uint64"),
    NUMBER("float16"),
    NUMBER("float32"),
    NUMBER("float64"),
    COMPLEX("complex64"),
    COMPLEX("complex128"),
    NUMBER("byte"),
    NUMBER("ubyte"),
    NUMBER("short"),
    NUMBER("ushort"),
    NUMBER("intc"),
    NUMBER("uintc"),
    NUMBER("int_"),
    NUMBER("uint"),
    NUMBER("intp"),
    NUMBER("uintp"),
    NUMBER("long"),
    NUMBER("ulong"),
    NUMBER("longlong"),
    NUMBER("ulonglong"),
    NUMBER("half"),
    NUMBER("single"),
    NUMBER("double"),
    COMPLEX("csingle"),
    COMPLEX("cdouble"),
    {"str_", "dtype", "(value='', /)", "A NumPy str scalar.", text_class, 0, CT_ROUTINE_CLASS,
     NULL},
    {"bytes_", "dtype", "(value=b'', /)", "A NumPy bytes scalar.", text_class, 0, CT_ROUTINE_CLASS,
     NULL},
    ABSTRACT("generic"),
    ABSTRACT("number"),
    ABSTRACT("integer"),
    ABSTRACT("signedinteger"),
    ABSTRACT("unsignedinteger"),
    ABSTRACT("inexact"),
    ABSTRACT("floating"),
    ABSTRACT("complexfloating"),
    ABSTRACT("flexible"),
    ABSTRACT("character"),
};
CT_ROUTINES_END(dtypes);
