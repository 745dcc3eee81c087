/* resolve.c: type resolution of ufuncs. Rows stand in NumPy's order, and the first one that the
 * operands can be cast to safely is taken, after weak operands got the dtype they meet. */
#include "resolve.h"

#include <fenv.h>
#include <math.h>
#include <stdio.h>

#include "array/nest.h"

enum { NO_LOOP_TEXT = 200 };

/* What a ufunc says when no loop fits, and what it does with bool. */
typedef enum style {
    BY_CASTING,       /* "not supported for the input types": found by searching castable loops */
    BY_CLASS,         /* promoted as a whole: names the dtype classes that matched nothing */
    BY_CLASS_NO_BOOL, /* the same, and bool is not taken for an int8 */
} style;

static style style_of(ct_op op)
{
    switch (op) {
    case CT_OP_add:
    case CT_OP_subtract:
    case CT_OP_multiply:
    case CT_OP_divide:
    case CT_OP_floor_divide:
    case CT_OP_remainder:
    case CT_OP_equal:
    case CT_OP_not_equal:
    case CT_OP_less:
    case CT_OP_less_equal:
    case CT_OP_greater:
    case CT_OP_greater_equal:
    case CT_OP_maximum:
    case CT_OP_minimum:
    case CT_OP_fmax:
    case CT_OP_fmin:
        return BY_CLASS;
    case CT_OP_gcd:
    case CT_OP_lcm:
    case CT_OP_sign:
    case CT_OP_positive:
        return BY_CLASS_NO_BOOL;
    default:
        return BY_CASTING;
    }
}

/* Their weak ints may lie outside the other operand's dtype: they look at values only. */
static bool is_comparison(ct_op op)
{
    return op >= CT_OP_equal && op <= CT_OP_logical_not;
}

static bool is_weak(const ct_array *a)
{
    return (a->flags & (CT_WEAK | CT_WEAK_BIG)) != 0;
}

static bool is_integer(ct_type_num num)
{
    return num >= CT_NUM_INT8 && num <= CT_NUM_UINT64;
}

/* -- weak operands --------------------------------------------------------------------------- */

/* Order of kinds: bool, int, float, complex, text. */
static int kind_rank(ct_type_num num)
{
    return num == CT_NUM_BOOL         ? 0
           : is_integer(num)          ? 1
           : num <= CT_NUM_FLOAT64    ? 2
           : num <= CT_NUM_COMPLEX128 ? 3
                                      : 4;
}

/* The dtype a weak operand takes beside strong ones of `strong`: theirs if its kind is not above
 * theirs, else the default of its kind; complex keeps their precision. */
static ct_type_num meet(ct_type_num weak, ct_type_num strong)
{
    int rank = kind_rank(weak), other = kind_rank(strong);
    if (rank <= other && other < 4)
        return strong;
    if (rank == 3 && other == 2)
        return strong == CT_NUM_FLOAT64 ? CT_NUM_COMPLEX128 : CT_NUM_COMPLEX64;
    return weak;
}

static bool fits(const ct_array *a, ct_type_num num)
{
    if (a->flags & CT_WEAK_BIG)
        return false;
    int bits = 8 << (num - CT_NUM_INT8) / 2;
    bool is_unsigned = (num - CT_NUM_INT8) % 2;
    if (a->dtype->num == CT_NUM_UINT64) {
        uint64_t value = *(const uint64_t *)a->data;
        return value <= UINT64_MAX >> (64 - bits + !is_unsigned);
    }
    int64_t value = *(const int64_t *)a->data;
    if (is_unsigned)
        return value >= 0 && (uint64_t)value <= UINT64_MAX >> (64 - bits);
    return value >= INT64_MIN >> (64 - bits) && value <= INT64_MAX >> (64 - bits);
}

/* A Python int outside int64. */
static bool is_wide(const ct_array *a)
{
    return (a->flags & CT_WEAK_BIG) || (is_weak(a) && a->dtype->num == CT_NUM_UINT64);
}

/* In NumPy's words, which for a wide int beside uint32 are those of a narrow one. */
static ct_status out_of_bounds(ct_op op, int i, const ct_array *a, ct_type_num num)
{
    const char *name = ct_ufunc_get(op)->name;
    if ((a->flags & CT_WEAK_BIG) || (is_wide(a) && num != CT_NUM_UINT32))
        return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, name, i + 1,
                              "Python int too large to convert to C long");
    char text[CT_REPR_ROOM];
    ct_int128 value = a->dtype->num == CT_NUM_UINT64 ? (ct_int128) * (const uint64_t *)a->data
                                                     : (ct_int128) * (const int64_t *)a->data;
    int length = ct_repr_int(text, value);
    return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, name, i + 1,
                          "Python integer %.*s out of bounds for %s", length, text,
                          ct_dtype_builtin(num)->name);
}

static bool is_logical(ct_op op)
{
    return op >= CT_OP_logical_and && op <= CT_OP_logical_xor;
}

static bool beside_floats(int nin, ct_array *const *in)
{
    for (int i = 0; i < nin; i++) {
        int rank = kind_rank(in[i]->dtype->num);
        if (!(in[i]->flags & CT_WEAK_BIG) && (rank == 2 || rank == 3))
            return true;
    }
    return false;
}

/* A Python int that even float64 does not reach; comparisons with integers take it as infinity. */
static bool is_beyond(ct_op op, int nin, ct_array *const *in, int i)
{
    return (in[i]->flags & CT_WEAK_BIG) && isinf(*(const double *)in[i]->data) &&
           (!is_comparison(op) || beside_floats(nin, in));
}

/* The type a weak operand takes beside strong ones of `strong` (NULL: none). Python ints outside
 * int64 take an integer dtype all the same, and are refused once the loop is known to be one of
 * integers. */
static ct_type_num weak_type(ct_op op, int nin, ct_array *const *in, int i, const ct_dtype *strong)
{
    ct_array *a = in[i];
    ct_type_num own = a->dtype->num;
    if (is_logical(op))
        return own; /* each operand's own truth */
    if (op == CT_OP_ldexp && i == 1 && (is_integer(own) || is_wide(a))) /* a C int beside arrays */
        return strong && strong->num > CT_NUM_BOOL && !is_wide(a) ? CT_NUM_INT32 : CT_NUM_INT64;
    bool big = (a->flags & CT_WEAK_BIG) != 0;
    bool integers = strong && is_integer(strong->num);
    bool floats = (strong && strong->num > CT_NUM_UINT64) || beside_floats(nin, in);
    if (is_comparison(op) && is_wide(a) && !floats && (integers || !strong)) {
        if (big) /* beyond every integer; nothing else holds this scalar */
            *(double *)a->data = copysign(INFINITY, *(double *)a->data);
        return own;
    }
    if (is_wide(a) && !floats && !integers && (strong || nin > 1))
        return CT_NUM_INT64;
    if (big && integers && !floats)
        return strong->num;
    ct_type_num num = strong ? meet(own, strong->num) : own;
    bool outside = num != own && is_integer(num) && is_comparison(op) && !fits(a, num);
    return outside ? own : num; /* compared as what it is */
}

/* The type each operand enters the search with. */
static ct_status effective_types(ct_op op, int nin, ct_array *const *in, ct_type_num *types)
{
    const ct_dtype *strong = NULL;
    bool text = false;
    for (int i = 0; i < nin; i++) {
        types[i] = in[i]->dtype->num;
        text |= types[i] >= CT_NUM_STR;
    }
    for (int i = 0; i < nin && !text; i++)
        if (!is_weak(in[i])) {
            const ct_dtype *both = strong ? ct_promote_types(strong, in[i]->dtype) : in[i]->dtype;
            if (!both)
                return ct_error_pending();
            strong = ct_dtype_builtin(both->num); /* numeric ones are never freed */
        }
    for (int i = 0; i < nin; i++) {
        if (!is_weak(in[i]))
            continue;
        types[i] = weak_type(op, nin, in, i, strong);
    }
    if (op == CT_OP_divide && types[0] <= CT_NUM_UINT64 && types[1] <= CT_NUM_UINT64)
        types[0] = types[1] = CT_NUM_FLOAT64; /* true division: not float16 for int8 */
    return CT_OK;
}

/* -- messages -------------------------------------------------------------------------------- */

static const char *class_name(ct_type_num num)
{
    static const char *const names[CT_NUM_COUNT] = {
        "Bool",   "Int8",    "UInt8",   "Int16",   "UInt16",    "Int32",      "UInt32", "Int64",
        "UInt64", "Float16", "Float32", "Float64", "Complex64", "Complex128", "Str",    "Bytes"};
    return names[num];
}

/* "(<class 'numpy.dtypes.StrDType'>, <class 'numpy.dtypes.Int64DType'>)" or, for arithmetic with
 * text, "(dtype('<U1'), dtype('int64'))". */
static void describe(char *text, size_t room, ct_op op, int nin, ct_array *const *in)
{
    bool exact = op == CT_OP_add || op == CT_OP_subtract || op == CT_OP_multiply ||
                 op == CT_OP_divide || op == CT_OP_floor_divide || op == CT_OP_remainder ||
                 (op >= CT_OP_maximum && op <= CT_OP_fmin);
    size_t used = 0;
    for (int i = 0; i < nin && used < room; i++) {
        const ct_dtype *dtype = in[i]->dtype;
        const char *before = i ? ", " : nin > 1 ? "(" : "", *after = i && i == nin - 1 ? ")" : "";
        int wrote;
        if (exact)
            wrote = snprintf(text + used, room - used, "%sdtype('%s')%s", before,
                             dtype->num >= CT_NUM_STR ? dtype->str : dtype->name, after);
        else
            wrote = snprintf(text + used, room - used, "%s<class 'numpy.dtypes.%sDType'>%s", before,
                             class_name(dtype->num), after);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

static ct_status no_loop(ct_op op, int nin, ct_array *const *in)
{
    const char *name = ct_ufunc_get(op)->name;
    bool text = false, all_bool = true;
    for (int i = 0; i < nin; i++) {
        text |= in[i]->dtype->num >= CT_NUM_STR;
        all_bool &= in[i]->dtype->num == CT_NUM_BOOL;
    }
    if (op == CT_OP_subtract && all_bool)
        return CT_FAIL_STATUS(
            CT_TYPE_ERROR, name, 0,
            "numpy boolean subtract, the `-` operator, is not supported, use the "
            "bitwise_xor, the `^` operator, or the logical_xor function instead.");
    if (op == CT_OP_negative && all_bool)
        return CT_FAIL_STATUS(CT_TYPE_ERROR, name, 0,
                              "The numpy boolean negative, the `-` operator, is not supported, use "
                              "the `~` operator or the logical_not function instead.");
    style how = style_of(op);
    if (how == BY_CLASS_NO_BOOL || (how == BY_CLASS && text)) {
        char types[NO_LOOP_TEXT] = "";
        describe(types, sizeof types, op, nin, in);
        return CT_FAIL_STATUS(CT_TYPE_ERROR, name, 0,
                              "ufunc '%s' did not contain a loop with signature matching types %s "
                              "-> None",
                              name, types);
    }
    return CT_FAIL_STATUS(CT_TYPE_ERROR, name, 0,
                          "ufunc '%s' not supported for the input types, and the inputs could not "
                          "be safely coerced to any supported types according to the casting rule "
                          "''safe''",
                          name);
}

/* -- the search ------------------------------------------------------------------------------ */

static bool casts_safely(ct_type_num from, ct_type_num to)
{
    if (from >= CT_NUM_STR || to >= CT_NUM_STR)
        return from == to;
    return from == to || ct_can_cast(ct_dtype_builtin(from), ct_dtype_builtin(to), CT_CASTING_SAFE);
}

static const ct_loop_row *search(ct_op op, int nin, const ct_type_num *types)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows(op, &count);
    for (int r = 0; r < count; r++) {
        bool equal = true;
        for (int i = 0; i < nin; i++)
            equal &= rows[r].types[i] == types[i];
        if (equal)
            return &rows[r];
    }
    for (int r = 0; r < count; r++) {
        bool good = true;
        for (int i = 0; i < nin && good; i++)
            good = casts_safely(types[i], rows[r].types[i]);
        if (good)
            return &rows[r];
    }
    return NULL;
}

static ct_status input_refused(ct_op op, int nin, ct_array *const *in, int i, ct_type_num to,
                               ct_casting casting)
{
    const char *name = ct_ufunc_get(op)->name;
    char which[16] = "";
    if (nin > 1)
        snprintf(which, sizeof which, " %d", i);
    return CT_FAIL_STATUS(CT_TYPE_ERROR, name, i + 1,
                          "Cannot cast ufunc '%s' input%s from dtype('%s') to dtype('%s') with "
                          "casting rule '%s'",
                          name, which, in[i]->dtype->name, ct_dtype_builtin(to)->name,
                          ct_casting_name(casting));
}

/* The first operand that the casting rule keeps from the row's types; -1 if none. Python's numbers
 * become any dtype of their kind. */
static int refused(int nin, ct_array *const *in, const ct_type_num *types, const ct_loop_row *row,
                   ct_casting casting)
{
    for (int i = 0; i < nin; i++) {
        const ct_dtype *to = ct_dtype_builtin(row->types[i]);
        if (is_weak(in[i]) && kind_rank(types[i]) <= kind_rank(to->num))
            continue;
        if (in[i]->dtype->num >= CT_NUM_STR || !ct_can_cast(in[i]->dtype, to, casting))
            return i;
    }
    return -1;
}

/* Whether those of the row's types, operands first, are all of the dtype. */
static bool is_all(const ct_loop_row *row, int from, int to, const ct_dtype *dtype)
{
    bool all = true;
    for (int i = from; i < to; i++)
        all &= row->types[i] == dtype->num;
    return all;
}

/* dtype= names the results. Where all loops give one type (comparisons give bool), it says nothing
 * about the inputs, and the usual search decides. A loop of one dtype takes what can be cast to it
 * by the rule, one of several (ldexp) only what can be cast safely. What the rule refuses is told
 * by check_inputs. */
static ct_status search_result(ct_op op, int nin, ct_array *const *in, const ct_type_num *types,
                               const ct_dtype *dtype, ct_casting casting, const ct_loop_row **row)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    int nargs = nin + info->nout, count, found = 0;
    *row = search(op, nin, types);
    if (*row && is_all(*row, nin, nargs, dtype))
        return CT_OK;
    *row = NULL;
    const ct_loop_row *rows = ct_kernel_rows(op, &count), *of_one = NULL;
    for (int r = 0; r < count; r++) {
        if (!is_all(&rows[r], nin, nargs, dtype))
            continue;
        bool one = is_all(&rows[r], 0, nin, dtype), good = true;
        for (int i = 0; i < nin && !one; i++)
            good &= casts_safely(types[i], rows[r].types[i]);
        good = good && refused(nin, in, types, &rows[r], casting) < 0;
        found++;
        if (good && !*row)
            *row = &rows[r];
        if (one)
            of_one = &rows[r];
    }
    *row = *row ? *row : of_one;
    if (*row && !(found > 1 && dtype->num == CT_NUM_BOOL))
        return CT_OK;
    return CT_FAIL_STATUS(CT_TYPE_ERROR, info->name, 0,
                          "No loop matching the specified signature and casting was found for "
                          "ufunc %s",
                          info->name);
}

/* Only `no` and `equiv` can forbid what the search chose; `equiv` alone what Python's numbers
 * become, except where they are compared with integers. */
static ct_status check_weak(ct_op op, const ct_array *a, int i, ct_type_num to, ct_casting casting)
{
    bool compares = op >= CT_OP_equal && op <= CT_OP_greater_equal;
    ct_type_num own = a->dtype->num;
    if (casting != CT_CASTING_EQUIV || (own == to && !is_wide(a)) ||
        (compares && is_integer(to) && is_integer(own)))
        return CT_OK;
    return CT_FAIL_STATUS(CT_TYPE_ERROR, ct_ufunc_get(op)->name, i + 1,
                          "cannot cast Python %s to %s under the casting rule 'equiv'",
                          is_integer(own)       ? "int"
                          : kind_rank(own) == 2 ? "float"
                                                : "complex",
                          ct_dtype_builtin(to)->name);
}

/* A comparison of integers with one of Python's that none of their dtype equals: nothing is cast.
 */
static bool is_decided(ct_op op, int nin, ct_array *const *in)
{
    if (nin != 2 || op < CT_OP_equal || op > CT_OP_greater_equal)
        return false;
    int weak = is_weak(in[0]) ? 0 : 1;
    ct_type_num strong = in[1 - weak]->dtype->num;
    return is_weak(in[weak]) && is_integer(strong) &&
           (is_wide(in[weak]) || is_integer(in[weak]->dtype->num)) && !fits(in[weak], strong);
}

/* Python's numbers first, then the others; `fixed` when dtype= chose another loop. */
static ct_status check_inputs(ct_op op, int nin, ct_array *const *in, const ct_type_num *types,
                              ct_casting casting, bool fixed, const ct_loop_row *row)
{
    /* logical ones take the truth of any operand */
    bool strict = casting <= CT_CASTING_EQUIV && !is_logical(op) && !is_decided(op, nin, in);
    ct_status status = CT_OK;
    for (int i = 0; i < nin; i++) { /* which become int64 before anything is asked */
        ct_type_num to = row->types[i];
        bool first = (strict && to == CT_NUM_INT64) || (nin > 1 && to == CT_NUM_BOOL);
        if (is_wide(in[i]) && (first || (nin > 1 && is_logical(op))))
            return out_of_bounds(op, i, in[i], CT_NUM_INT64);
    }
    for (int i = 0; i < nin; i++) {
        ct_type_num to = row->types[i];
        if (strict && is_weak(in[i]) && (status = check_weak(op, in[i], i, to, casting)))
            return status;
        if (is_weak(in[i]) && is_integer(to) && (is_wide(in[i]) || is_integer(in[i]->dtype->num)) &&
            !fits(in[i], to))
            return out_of_bounds(op, i, in[i], to);
        if (is_beyond(op, nin, in, i))
            return CT_FAIL_STATUS(CT_OVERFLOW_ERROR, ct_ufunc_get(op)->name, i + 1,
                                  "int too large to convert to float");
    }
    int bad = fixed ? refused(nin, in, types, row, casting) : -1;
    for (int i = 0; i < nin && bad < 0 && strict; i++)
        if (!is_weak(in[i]) && row->types[i] < CT_NUM_STR && in[i]->dtype->num != row->types[i])
            bad = i;
    return bad < 0 ? CT_OK : input_refused(op, nin, in, bad, row->types[bad], casting);
}

static ct_status check_outputs(ct_op op, int nin, ct_casting casting, ct_array *const *out,
                               const ct_loop_row *row)
{
    const ct_ufunc_info *info = ct_ufunc_get(op);
    for (int i = 0; out && i < info->nout; i++) {
        if (!out[i])
            continue;
        const ct_dtype *from = ct_dtype_builtin(row->types[nin + i]);
        if (ct_can_cast(from, out[i]->dtype, casting))
            continue;
        char which[16] = "";
        if (info->nout > 1)
            snprintf(which, sizeof which, " %d", i);
        return CT_FAIL_STATUS(
            CT_TYPE_ERROR, info->name, nin + i + 1,
            "Cannot cast ufunc '%s' output%s from dtype('%s') to dtype('%s') with "
            "casting rule '%s'",
            info->name, which, from->name, out[i]->dtype->name, ct_casting_name(casting));
    }
    return CT_OK;
}

ct_status ct_resolve(ct_op op, int nin, ct_array *const *in, const ct_dtype *dtype,
                     ct_casting casting, ct_array *const *out, const ct_loop_row **row)
{
    ct_type_num types[CT_MAX_OPERANDS];
    if (casting == CT_CASTING_DEFAULT)
        casting = CT_CASTING_SAME_KIND;
    ct_status status = effective_types(op, nin, in, types);
    if (status)
        return status;
    bool no_bool = style_of(op) == BY_CLASS_NO_BOOL || op == CT_OP_subtract || op == CT_OP_negative;
    for (int i = 0; i < nin; i++)
        no_bool &= types[i] == CT_NUM_BOOL;
    const ct_loop_row *found = NULL;
    if (dtype) {
        status = search_result(op, nin, in, types, dtype, casting, &found);
        if (status)
            return status;
    } else {
        found = no_bool ? NULL : search(op, nin, types);
        if (!found)
            return no_loop(op, nin, in);
    }
    bool fixed = dtype && found != search(op, nin, types);
    status = check_inputs(op, nin, in, types, casting, fixed, found);
    if (status)
        return status;
    *row = found;
    return check_outputs(op, nin, casting, out, found);
}

/* -- values ---------------------------------------------------------------------------------- */

/* Whether a row of the nest has a negative exponent that counts: operand 0 has them, in dtype
 * `num`, and is cast to the loop's; operand 1 is the mask, if there is one. */
static bool has_negative(const ct_nest *nest, ct_type_num num, ct_type_num type)
{
    enum { BLOCK = 256 };
    _Alignas(16) char given[16 * BLOCK]; /* exponents need not be aligned */
    int64_t typed[BLOCK], block[BLOCK];  /* in the loop's type; in int64 */
    int64_t size = ct_dtype_builtin(num)->itemsize, width = ct_dtype_builtin(type)->itemsize;
    ct_loop *copy = ct_kernel_copy(size), *widen = ct_kernel_cast(type, CT_NUM_INT64);
    ct_loop *cast = num == type ? NULL : ct_kernel_cast(num, type);
    char *loop = cast ? (char *)typed : given;
    for (int64_t done = 0; done < nest->inner; done += BLOCK) {
        int64_t n = nest->inner - done < BLOCK ? nest->inner - done : BLOCK;
        char *from = nest->at[0] + done * nest->inner_strides[0];
        copy((char *[]){from, given}, (int64_t[]){nest->inner_strides[0], size}, n, NULL);
        if (cast)
            cast((char *[]){given, loop}, (int64_t[]){size, width}, n, NULL);
        widen((char *[]){loop, (char *)block}, (int64_t[]){width, 8}, n, NULL);
        for (int64_t i = 0; i < n; i++)
            if (block[i] < 0 &&
                (nest->count == 1 || nest->at[1][(done + i) * nest->inner_strides[1]]))
                return true;
    }
    return false;
}

ct_status ct_resolve_check_values(ct_op op, const ct_loop_row *row, ct_array *const *in,
                                  const ct_array *where)
{
    if (op != CT_OP_power || !is_integer(row->types[1]) || (row->types[1] - CT_NUM_INT8) % 2)
        return CT_OK;
    ct_type_num type = row->types[1], num = in[1]->dtype->num;
    ct_array *const both[2] = {in[1], (ct_array *)(uintptr_t)where}; /* nothing changes it */
    bool is_unsigned = num == CT_NUM_BOOL || (is_integer(num) && (num - CT_NUM_INT8) % 2);
    bool is_narrow = in[1]->dtype->itemsize < ct_dtype_builtin(type)->itemsize;
    if (in[0]->size == 0 || in[1]->size == 0 || (is_unsigned && is_narrow))
        return CT_OK;
    int64_t shape[CT_MAX_NDIM], strides[2][CT_MAX_NDIM];
    int ndim, count = where ? 2 : 1;
    ct_status status = ct_broadcast_shape(count, both, &ndim, shape);
    if (status)
        return status;
    for (int k = 0; k < count; k++)
        ct_broadcast_strides(both[k], ndim, shape, strides[k]);
    ct_nest nest;
    ct_nest_init(&nest, count, ndim, shape, (char *[]){in[1]->data, where ? where->data : NULL},
                 (const int64_t *[]){strides[0], strides[1]}, CT_NEST_ANY_ORDER);
    do {
        if (has_negative(&nest, num, type))
            return CT_FAIL_STATUS(CT_VALUE_ERROR, "power", 2,
                                  "Integers to negative integer powers are not allowed.");
    } while (ct_nest_next(&nest));
    return CT_OK;
}

int ct_resolve_flags(ct_op op)
{
    if (op == CT_OP_left_shift || op == CT_OP_right_shift)
        return 0; /* compilers shift by way of floating-point powers of two */
    if ((op >= CT_OP_equal && op <= CT_OP_signbit) || op == CT_OP_sign || op == CT_OP_negative ||
        op == CT_OP_positive || op == CT_OP_absolute || op == CT_OP_fabs || op == CT_OP_copysign ||
        op == CT_OP_conjugate || op == CT_OP_clip || op == CT_OP_rint || op == CT_OP_floor ||
        op == CT_OP_ceil || op == CT_OP_trunc || op == CT_OP_spacing)
        return 0;
    return FE_DIVBYZERO | FE_OVERFLOW | FE_UNDERFLOW | FE_INVALID;
}

ct_op ct_power_op(char kind, bool whole, double e)
{
    bool inexact = kind == 'f' || kind == 'c';
    if (e == 2.0 && (whole || inexact))
        return CT_OP_square;
    if (!inexact)
        return CT_OP_power;
    return e == 0.5    ? CT_OP_sqrt
           : e == -1.0 ? CT_OP_reciprocal
           : e == 1.0  ? CT_OP_positive
                       : CT_OP_power;
}
