/* Integer division: floor quotients and remainders beside C's own division, at every ISA level, in
 * long and short runs, spread and by a scalar, with the flags of those that have no quotient;
 * float16's casts keep every bit of a nan. */
#include "ct_test.h"

#include <fenv.h>
#include <string.h>

#include "base/base.h"
#include "kernels/kernels.h"

enum { COUNT = 2100, SPREAD = 3 };

static const char *const levels[] = {"v2", "v3", "v4"};
static uint64_t seed = 11;

static uint64_t next_random(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed;
}

/* Of any size, near powers of two and at the ends of types. */
static uint64_t number(void)
{
    uint64_t bits = next_random(), size = next_random() >> 40;
    bits >>= size % 64;
    if (size / 64 % 4 == 0)
        bits = (UINT64_C(1) << size / 256 % 64) + bits % 5 - 2;
    return size / 64 % 2 ? 0 - bits : bits;
}

static int64_t read(const char *from, int size, bool is_signed)
{
    uint64_t bits = 0;
    memcpy(&bits, from, (size_t)size);
    const int above = 64 - 8 * size;
    return is_signed ? (int64_t)(bits << above) >> above : (int64_t)bits;
}

/* What is expected of one division; the flag that it raises is added to *flags. */
static uint64_t divided(uint64_t a, uint64_t b, int size, bool is_signed, bool quotient, int *flags)
{
    const int64_t x = (int64_t)a, y = (int64_t)b, lowest = INT64_MIN >> (64 - 8 * size);
    if (b == 0)
        return *flags |= FE_DIVBYZERO, 0;
    if (!is_signed)
        return quotient ? a / b : a % b;
    if (y == -1) {
        *flags |= quotient && x == lowest ? FE_OVERFLOW : 0;
        return quotient ? 0 - a : 0;
    }
    const int64_t rest = x % y;
    const bool lower = rest != 0 && (rest < 0) != (y < 0);
    return quotient ? (uint64_t)(x / y - lower) : (uint64_t)(lower ? rest + y : rest);
}

/* n divisions of one row: what they give and which flags they raise. */
static void check(const ct_loop_row *row, int size, bool is_signed, bool quotient, int64_t n,
                  int spread, bool scalar)
{
    static char a[COUNT * SPREAD * 8], b[COUNT * SPREAD * 8], c[COUNT * SPREAD * 8];
    const int64_t step = (int64_t)size * spread, b_step = scalar ? 0 : step;
    const bool tame = next_random() >> 63; /* no operand is out of the ordinary */
    for (int64_t i = 0; i < n; i++) {
        uint64_t x = tame ? next_random() >> 40 : number();
        uint64_t y = tame ? 1 + (next_random() >> 58) : number();
        memcpy(a + i * step, &x, (size_t)size);
        memcpy(b + i * step, &y, (size_t)size);
    }
    char *args[] = {a, b, c};
    feclearexcept(FE_ALL_EXCEPT);
    row->loop(args, (int64_t[]){step, b_step, step}, n, NULL);
    const int raised = fetestexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID | FE_UNDERFLOW);
    int flags = 0;
    for (int64_t i = 0; i < n; i++) {
        const int64_t x = read(a + i * step, size, is_signed),
                      y = read(b + i * b_step, size, is_signed);
        const uint64_t want = divided((uint64_t)x, (uint64_t)y, size, is_signed, quotient, &flags);
        if (memcmp(c + i * step, &want, (size_t)size))
            fail_msg("%lld, %lld, %d bytes, element %d of %d", (long long)x, (long long)y, size,
                     (int)i, (int)n);
    }
    assert_int_equal(raised, flags);
}

static void check_op(const char *name, bool quotient)
{
    int count;
    const ct_loop_row *rows = ct_kernel_rows((ct_op)ct_ufunc_find(name), &count);
    for (int r = 0; r < count; r++) {
        const ct_type_num type = rows[r].types[0];
        if (type < CT_NUM_INT8 || type > CT_NUM_UINT64)
            continue;
        const int size = (int)ct_dtype_itemsize(ct_dtype_builtin(type));
        const bool is_signed = type == CT_NUM_INT8 || type == CT_NUM_INT16 ||
                               type == CT_NUM_INT32 || type == CT_NUM_INT64;
        for (int turn = 0; turn < 40; turn++) {
            const int64_t n = turn < 36 ? turn : COUNT - turn;
            for (int spread = 1; spread <= SPREAD; spread += 2)
                for (int scalar = 0; scalar < 2; scalar++)
                    check(&rows[r], size, is_signed, quotient, n, spread, scalar);
        }
    }
}

static void quotients_and_remainders(void **state)
{
    const char *before = ct_isa();
    for (int level = 0; level < 3; level++) {
        if (ct_set_isa(levels[level])) {
            ct_error_take(NULL); /* this CPU lacks it */
            continue;
        }
        check_op("floor_divide", true);
        check_op("remainder", false);
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

/* Every float16, in blocks and one by one; NumPy keeps signalling nans, and raises no flag. */
static void halves(void **state)
{
    static uint16_t half[65536];
    static uint32_t single[65536];
    static uint64_t wide[65536];
    const char *before = ct_isa();
    for (int i = 0; i < 65536; i++)
        half[i] = (uint16_t)i;
    for (int level = 0; level < 3; level++) {
        if (ct_set_isa(levels[level])) {
            ct_error_take(NULL);
            continue;
        }
        feclearexcept(FE_ALL_EXCEPT);
        ct_loop *to_single = ct_kernel_cast(CT_NUM_FLOAT16, CT_NUM_FLOAT32),
                *to_double = ct_kernel_cast(CT_NUM_FLOAT16, CT_NUM_FLOAT64);
        to_single((char *[]){(char *)half, (char *)single}, (int64_t[]){2, 4}, 65536, NULL);
        to_double((char *[]){(char *)half, (char *)wide}, (int64_t[]){2, 8}, 65536, NULL);
        assert_int_equal(fetestexcept(FE_INVALID | FE_UNDERFLOW | FE_OVERFLOW), 0);
        for (int i = 0; i < 65536; i++) {
            uint32_t one = 0;
            uint64_t alone = 0;
            to_single((char *[]){(char *)(half + i), (char *)&one}, (int64_t[]){2, 4}, 1, NULL);
            to_double((char *[]){(char *)(half + i), (char *)&alone}, (int64_t[]){2, 8}, 1, NULL);
            assert_int_equal(single[i], one);
            assert_true(wide[i] == alone);
        }
        assert_int_equal(single[0x7c01], 0x7f802000);
        assert_int_equal(single[0xfe01], 0xffc02000);
        assert_int_equal(single[0x0001], 0x33800000);
        assert_true(wide[0x7c01] == UINT64_C(0x7ff0040000000000));
        assert_true(wide[0x3c00] == UINT64_C(0x3ff0000000000000));
    }
    assert_int_equal(ct_set_isa(before), CT_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quotients_and_remainders),
                                       cmocka_unit_test(halves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
