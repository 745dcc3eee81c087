/* test_quick.c: calls on few elements go by a short way (src/ufunc/quick.c): every operation, dtype
 * and mix with Python scalars gives the bits, the errors and the warnings of the general call. */
#include "ct_test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 21 };

/* Something of every kind: both zeros, nan, infinities, negative, large; wrapped to the dtype. */
static ct_array *numbers(const ct_dtype *dtype, int seed)
{
    static const double some[] = {0.0,  1.0, -0.0, 2.5,  -3.0, NAN, INFINITY, 7.0,       100.0,
                                  -1.0, 3.0, 0.5,  1e30, -1e3, 2.0, 64.0,     -INFINITY, 5.0};
    double values[N];
    bool integers = ct_dtype_num(dtype) < CT_NUM_FLOAT16;
    for (int i = 0; i < N; i++) {
        values[i] = some[(size_t)(i * 5 + seed) % (sizeof some / sizeof *some)];
        if (integers && !(fabs(values[i]) < 100))
            values[i] = i + seed;
    }
    int64_t n = N;
    ct_array *wide = ct_from_data(values, 1, &n, CT_FLOAT64);
    ct_array *x = ct_astype(wide, dtype, CT_CASTING_UNSAFE);
    ct_release(wide);
    while (ct_warning_take(NULL, 0))
        ;
    return x;
}

typedef struct outcome {
    ct_array *array;
    ct_error error;
    char warnings[4][128];
} outcome;

static outcome note(ct_array *array)
{
    outcome o = {.array = array};
    ct_error_take(&o.error);
    for (int i = 0; i < 4; i++)
        ct_warning_take(o.warnings[i], sizeof o.warnings[i]);
    assert_false(ct_warning_take(NULL, 0));
    return o;
}

static void same(const char *what, outcome quick, outcome general)
{
    bool good = !quick.array == !general.array && quick.error.code == general.error.code &&
                !strcmp(quick.error.message, general.error.message);
    for (int i = 0; i < 4; i++)
        good &= !strcmp(quick.warnings[i], general.warnings[i]);
    if (good && quick.array) {
        const ct_array *a = quick.array, *b = general.array;
        good = ct_dtype_of(a) == ct_dtype_of(b) && ct_ndim(a) == ct_ndim(b) &&
               ct_flags(a) == ct_flags(b) && ct_nbytes(a) == ct_nbytes(b) &&
               !memcmp(ct_data(a), ct_data(b), (size_t)ct_nbytes(a));
    }
    if (!good)
        fail_msg("%s: '%s' '%s' beside '%s' '%s'", what, quick.error.message, quick.warnings[0],
                 general.error.message, general.warnings[0]);
    ct_release(quick.array);
    ct_release(general.array);
}

static outcome call(ct_op op, ct_array *const *in, const ct_ufunc_opts *opts)
{
    ct_array *out[2] = {NULL, NULL};
    ct_ufunc_call(op, in, opts, out);
    return note(out[0]);
}

static void compare(ct_op op, ct_array *const *in)
{
    const ct_ufunc_opts general = {.order = CT_ORDER_F}; /* which is nothing new for vectors */
    const ct_ufunc_info *info = ct_ufunc_get(op);
    char what[100];
    snprintf(what, sizeof what, "%s %s", info->name, ct_dtype_name(ct_dtype_of(in[0])));
    same(what, call(op, in, NULL), call(op, in, &general));
    if (ct_is_weak(in[0]))
        return;
    /* In place, and into other memory. */
    for (int own = 0; own < 2; own++) {
        ct_array *out[2], *copies[2][3];
        for (int k = 0; k < 2; k++) {
            for (int i = 0; i < info->nin; i++)
                copies[k][i] = ct_retain(in[i]);
            out[k] = ct_copy(in[0], CT_ORDER_K);
            if (own) {
                ct_release(copies[k][0]);
                copies[k][0] = ct_retain(out[k]);
            }
        }
        ct_ufunc_opts quick = {.out = {out[0]}}, slow = {.out = {out[1]}, .order = CT_ORDER_F};
        same(what, call(op, copies[0], &quick), call(op, copies[1], &slow));
        for (int k = 0; k < 2; k++) {
            ct_release(out[k]);
            for (int i = 0; i < info->nin; i++)
                ct_release(copies[k][i]);
        }
    }
}

static void element_by_element(void **state)
{
    for (int op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
        for (int num = 0; num < CT_NUM_STR && info->nout == 1; num++) {
            CT_SCOPE(s);
            const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)num);
            ct_array *x = ct_own(&s, numbers(dtype, 0)), *y = ct_own(&s, numbers(dtype, 4));
            ct_array *z = ct_own(&s, numbers(dtype, 9)), *one = ct_own(&s, ct_get(y, ct_at(3)));
            ct_array *weak[] = {ct_own(&s, ct_weak_int(2)), ct_own(&s, ct_weak_int(-1)),
                                ct_own(&s, ct_weak_int(300)), ct_own(&s, ct_weak_float(1e300)),
                                ct_own(&s, ct_weak_complex(1, 2))};
            ct_array *half = ct_own(&s, ct_slice(x, ":10")),
                     *shifted = ct_own(&s, ct_slice(x, "1:11"));
            compare((ct_op)op, (ct_array *[]){x, y, z});
            compare((ct_op)op, (ct_array *[]){x, one, one});
            compare((ct_op)op, (ct_array *[]){one, y, one});
            ct_array *ahead = ct_own(&s, ct_slice(x, "::2")),
                     *back = ct_own(&s, ct_slice(y, "::-2"));
            compare((ct_op)op, (ct_array *[]){half, shifted, half});
            compare((ct_op)op, (ct_array *[]){ahead, back, ahead});
            compare((ct_op)op, (ct_array *[]){back, one, ahead});
            compare((ct_op)op, (ct_array *[]){back, weak[0], weak[3]});
            for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
                compare((ct_op)op, (ct_array *[]){x, weak[i], weak[0]});
                compare((ct_op)op, (ct_array *[]){weak[i], x, weak[0]});
            }
        }
    }
}

/* Planes, whatever their strides are and wherever they are broadcast. */
static void planes(void **state)
{
    const ct_ufunc_opts general = {.order = CT_ORDER_K};
    for (int op = 0; op < CT_OP_COUNT; op++) {
        const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
        for (int num = 0; num < CT_NUM_STR && info->nout == 1; num++) {
            CT_SCOPE(s);
            const ct_dtype *dtype = ct_dtype_builtin((ct_type_num)num);
            ct_array *x = ct_own(&s, numbers(dtype, 0)), *y = ct_own(&s, numbers(dtype, 4));
            ct_array *wide = ct_own(&s, ct_reshape(x, CT_SHAPE(3, 7))),
                     *tall = ct_own(&s, ct_reshape(y, CT_SHAPE(7, 3)));
            ct_array *across = ct_own(&s, ct_transpose(tall)),
                     *along = ct_own(&s, ct_transpose(wide));
            ct_array *row = ct_own(&s, ct_slice(y, ":7")),
                     *some = ct_own(&s, ct_slice(wide, "::2")),
                     *column = ct_own(&s, ct_slice(wide, ":, :1")),
                     *mirrored = ct_own(&s, ct_slice(across, "::-1, ::-1")),
                     *weak = ct_own(&s, ct_weak_int(2));
            ct_array *const table[][3] = {{wide, across, wide}, {across, wide, across},
                                          {along, tall, along}, {along, along, tall},
                                          {wide, row, column},  {column, row, wide},
                                          {some, row, some},    {mirrored, weak, wide},
                                          {weak, across, row},  {column, column, row}};
            for (size_t i = 0; i < sizeof table / sizeof *table; i++)
                same(info->name, call((ct_op)op, table[i], NULL),
                     call((ct_op)op, table[i], &general));
        }
    }
}

/* Planes of more elements, which go row by row when the rows lie together. */
static void long_rows(void **state)
{
    static double values[90 * 100];
    const ct_ufunc_opts general = {.order = CT_ORDER_K};
    for (int i = 0; i < 90 * 100; i++)
        values[i] = i * 37 % 1009 - 500;
    static const ct_op ops[] = {CT_OP_add, CT_OP_less, CT_OP_maximum, CT_OP_sqrt};
    CT_SCOPE(s);
    ct_array *a = ct_own(&s, ct_from_data(values, 2, (int64_t[]){90, 100}, CT_FLOAT64));
    ct_array *back = ct_own(&s, ct_transpose(a)), *row = ct_own(&s, ct_slice(a, "3")),
             *column = ct_own(&s, ct_slice(a, ":, :1"));
    ct_array *square = ct_own(&s, ct_slice(a, ":, :90")),
             *turned = ct_own(&s, ct_transpose(square));
    ct_array *const table[][2] = {{a, a},      {a, row},         {column, row},
                                  {row, a},    {back, back},     {square, turned},
                                  {a, column}, {turned, square}, {turned, column}};
    for (size_t op = 0; op < sizeof ops / sizeof *ops; op++)
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            same(ct_ufunc_get(ops[op])->name, call(ops[op], table[i], NULL),
                 call(ops[op], table[i], &general));
}

/* Two dtypes, and more elements than are cast at once. */
static void mixed(void **state)
{
    for (int op = 0; op < CT_OP_COUNT; op++)
        for (int one = 0; one < CT_NUM_STR; one++)
            for (int other = 0; other < CT_NUM_STR; other++) {
                const ct_ufunc_info *info = ct_ufunc_get((ct_op)op);
                if (info->nin != 2 || info->nout != 1 || one == other)
                    continue;
                CT_SCOPE(s);
                ct_array *x = ct_own(&s, numbers(ct_dtype_builtin((ct_type_num)one), 0)),
                         *y = ct_own(&s, numbers(ct_dtype_builtin((ct_type_num)other), 4));
                ct_array *single = ct_own(&s, ct_get(y, ct_at(3)));
                compare((ct_op)op, (ct_array *[]){x, y});
                compare((ct_op)op, (ct_array *[]){x, single});
                compare((ct_op)op, (ct_array *[]){single, x});
                if ((one + other) % 5 || op > 8)
                    continue;
                ct_array *many = ct_own(&s, ct_tile(x, 1, (int64_t[]){60})),
                         *more = ct_own(&s, ct_tile(y, 1, (int64_t[]){60}));
                compare((ct_op)op, (ct_array *[]){many, more});
            }
}

/* An output that lies a little beside an input. */
static void overlap(void **state)
{
    CT_SCOPE(s);
    for (int shift = -1; shift <= 1; shift++) {
        ct_array *base = ct_own(&s, ct_arange(0, 12, 1, NULL));
        ct_array *in = ct_own(&s, ct_get(base, ct_range(1, 11)));
        ct_array *out = ct_own(&s, ct_get(base, ct_range(1 + shift, 11 + shift)));
        ct_ufunc_opts opts = {.out = {out}};
        ct_release(ct_apply2(CT_OP_add, in, in, &opts));
        for (int64_t i = 0; i < 10; i++) {
            double got;
            assert_int_equal(ct_get_f64(out, &i, &got), CT_OK);
            assert_true(got == 2.0 * (double)(i + 1));
        }
    }
}

typedef ct_array *reduction(const ct_array *a, const ct_reduce_opts *opts);

static void reductions(void **state)
{
    static reduction *const all[] = {ct_mean_opts, ct_var_opts, ct_std_opts};
    const int axis = 0;
    const ct_reduce_opts general = {.axes = &axis, .naxes = 1};
    for (int num = 0; num < CT_NUM_STR; num++) {
        ct_array *x = numbers(ct_dtype_builtin((ct_type_num)num), 3);
        for (int n = 1; n <= N; n += 4) {
            ct_array *part = ct_get(x, ct_upto(n));
            for (int op = 0; op < CT_OP_COUNT; op++)
                if (ct_ufunc_get((ct_op)op)->nin == 2)
                    same(ct_ufunc_get((ct_op)op)->name,
                         note(ct_ufunc_reduce((ct_op)op, part, NULL)),
                         note(ct_ufunc_reduce((ct_op)op, part, &general)));
            for (int i = 0; i < 3; i++)
                same("moment", note(all[i](part, NULL)), note(all[i](part, &general)));
            ct_release(part);
        }
        ct_release(x);
    }
}

/* Along an axis; numbers that add up to no nan, whose sign nobody promises. */
static void along_axes(void **state)
{
    for (int num = 0; num < CT_NUM_STR; num++) {
        CT_SCOPE(s);
        ct_array *bytes = ct_own(&s, numbers(CT_INT8, 3));
        ct_array *x =
            ct_own(&s, ct_astype(bytes, ct_dtype_builtin((ct_type_num)num), CT_CASTING_UNSAFE));
        ct_array *third = ct_own(&s, ct_divide(x, ct_own(&s, ct_weak_float(3))));
        ct_array *cubes[] = {ct_own(&s, ct_reshape(x, CT_SHAPE(3, 7))),
                             ct_own(&s, ct_reshape(third, CT_SHAPE(7, 1, 3))),
                             ct_own(&s, ct_tile(third, 2, (int64_t[]){30, 1}))};
        for (int i = 0; i < 3; i++)
            for (int axis = 0; axis < ct_ndim(cubes[i]); axis++)
                for (int op = 0; op < CT_OP_COUNT; op++) {
                    const ct_reduce_opts quick = {.axis = axis - ct_ndim(cubes[i])};
                    const ct_reduce_opts general = {.axes = &axis, .naxes = 1};
                    if (ct_ufunc_get((ct_op)op)->nin == 2)
                        same(ct_ufunc_get((ct_op)op)->name,
                             note(ct_ufunc_reduce((ct_op)op, cubes[i], &quick)),
                             note(ct_ufunc_reduce((ct_op)op, cubes[i], &general)));
                }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(element_by_element),
                                       cmocka_unit_test(planes),
                                       cmocka_unit_test(long_rows),
                                       cmocka_unit_test(mixed),
                                       cmocka_unit_test(overlap),
                                       cmocka_unit_test(reductions),
                                       cmocka_unit_test(along_axes)};
    return cmocka_run_group_tests_name("quick", tests, NULL, NULL);
}
