/* folds.c: a run of elements folded into one accumulator, and the positions of extremes. The
 * order of operations is fixed, so every ISA level gives the same bits. */
#include "level.h"

#include "extremes.h"
#include "positions.h"

/* -- one after the other, or any order that gives the same ----------------------------------- */

#define FOLD(t, f, op, ...)                                                                        \
    static void fold_##op##_##f(char *acc, const char *x, int64_t stride, int64_t n)               \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        typedef PASTE(U_, f) U;                                                                    \
        T a = LOAD(f, acc);                                                                        \
        if (stride == WIDTH(f))                                                                    \
            for (int64_t i = 0; i < n; i++) {                                                      \
                const T b = LOAD(f, x + i * WIDTH(f));                                             \
                a = (__VA_ARGS__);                                                                 \
            }                                                                                      \
        else                                                                                       \
            for (int64_t i = 0; i < n; i++) {                                                      \
                const T b = LOAD(f, x + i * stride);                                               \
                a = (__VA_ARGS__);                                                                 \
                CT_KEEP_SCALAR();                                                                  \
            }                                                                                      \
        STORE(f, acc, a);                                                                          \
    }
#define FOLD_ALIAS SKIP
FOR_BITS(FOLD, add, (T)((U)a + (U)b))
FOR_BITS(FOLD, multiply, (T)((U)a *(U)b))
FOR_BITS(FOLD, bitwise_and, (T)(a &b))
FOR_BITS(FOLD, bitwise_or, (T)(a | b))
FOR_BITS(FOLD, bitwise_xor, (T)(a ^ b))
FOR_FLOATS(FOLD, multiply, a *b)
FOR_COMPLEX(FOLD, multiply, COMPLEX_FN(multiply, a)(a, b))

/* The first true byte, the first false one; n when there is none. */
static int64_t first_true(const char *x, int64_t n)
{
    enum { ROUND = 1024 }; /* the bytes of a round are brought together once */
    int64_t i = 0;
    uint64_t word = 0;
    for (; i + ROUND <= n; i += ROUND) {
        char any = 0;
        for (int k = 0; k < ROUND / 2; k++)
            any |= x[i + k] | x[i + ROUND / 2 + k];
        if (any)
            break;
    }
    for (; i + 8 <= n; i += 8) {
        memcpy(&word, x + i, sizeof word);
        if (word)
            break;
    }
    while (i < n && !x[i])
        i++;
    return i;
}
static int64_t first_false(const char *x, int64_t n)
{
    const char *found = n > 0 ? memchr(x, 0, (size_t)n) : NULL;
    return found ? found - x : n;
}
static void fold_any(char *acc, const char *x, int64_t stride, int64_t n)
{
    for (int64_t i = 0; stride != 1 && i < n && !*acc; i++)
        *acc |= x[i * stride] != 0;
    if (stride == 1 && !*acc)
        *acc = first_true(x, n) < n;
}
static void fold_all(char *acc, const char *x, int64_t stride, int64_t n)
{
    for (int64_t i = 0; stride != 1 && i < n && *acc; i++)
        *acc &= x[i * stride] != 0;
    if (stride == 1 && *acc)
        *acc = first_false(x, n) == n;
}

/* -- extremes: over the lanes of extremes.h, block by block -------------------------------------
 */

/* Strided numbers are brought together first: lanes with steps are a prologue longer than most
 * rows. A block is long enough that bringing its lanes together costs little. */
enum { EXTREME_BLOCK_BYTES = 16384 };
#define EXTREME_BLOCK(f) (EXTREME_BLOCK_BYTES / (int)WIDTH(f))
#define EXTREME(t, f, op, step)                                                                    \
    static CT_APART void fold_apart_##op##_##f(char *acc, const char *x, int64_t stride,           \
                                               int64_t n);                                         \
    static void fold_##op##_##f(char *acc, const char *x, int64_t stride, int64_t n)               \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        T a = LOAD(f, acc), best = a;                                                              \
        if (stride != WIDTH(f) && n >= FEW_LANES(f)) {                                             \
            fold_apart_##op##_##f(acc, x, stride, n);                                              \
            return;                                                                                \
        }                                                                                          \
        for (int64_t m; n > 0; n -= m) {                                                           \
            m = n < EXTREME_BLOCK(f) ? n : EXTREME_BLOCK(f);                                       \
            if (m >= FEW_LANES(f) && extreme_##op##_##f(x, m, &best)) {                            \
                a = step(a, best);                                                                 \
                x += m * stride;                                                                   \
                continue;                                                                          \
            }                                                                                      \
            for (int64_t k = 0; k < m; k++, x += stride) {                                         \
                const T b = LOAD(f, x);                                                            \
                a = step(a, b);                                                                    \
                CT_KEEP_SCALAR();                                                                  \
            }                                                                                      \
        }                                                                                          \
        STORE(f, acc, a);                                                                          \
    }                                                                                              \
    static void fold_apart_##op##_##f(char *acc, const char *x, int64_t stride, int64_t n)         \
    {                                                                                              \
        STORED(f) room[EXTREME_BLOCK(f)];                                                          \
        for (int64_t m; n > 0; n -= m, x += m * stride) {                                          \
            m = n < EXTREME_BLOCK(f) ? n : EXTREME_BLOCK(f);                                       \
            bring_together(room, x, stride, m, WIDTH(f));                                          \
            fold_##op##_##f(acc, (const char *)room, WIDTH(f), m);                                 \
        }                                                                                          \
    }
#define STEP_maximum_int(a, b) ((a) > (b) ? (a) : (b))
#define STEP_minimum_int(a, b) ((a) < (b) ? (a) : (b))
#define STEP_maximum(a, b)     ((((a) >= (b)) | ((a) != (a))) ? (a) : (b))
#define STEP_minimum(a, b)     ((((a) <= (b)) | ((a) != (a))) ? (a) : (b))
#define STEP_fmax(a, b)        ((((a) >= (b)) | ((b) != (b))) ? (a) : (b))
#define STEP_fmin(a, b)        ((((a) <= (b)) | ((b) != (b))) ? (a) : (b))
FOR_INTS(EXTREME, maximum, STEP_maximum_int)
FOR_INTS(EXTREME, minimum, STEP_minimum_int)
FOR_FLOATS(EXTREME, maximum, STEP_maximum)
FOR_FLOATS(EXTREME, minimum, STEP_minimum)
FOR_FLOATS(EXTREME, fmax, STEP_fmax)
FOR_FLOATS(EXTREME, fmin, STEP_fmin)

/* Sums of floats: their trees are in sums.c. */
static void fold_add_f64(char *acc, const char *x, int64_t stride, int64_t n)
{
    CT_LEVEL(ct_sums)[CT_NUM_FLOAT64](acc, x, stride, n);
}
static void fold_add_c64(char *acc, const char *x, int64_t stride, int64_t n)
{
    CT_LEVEL(ct_sum_short_complex)(acc, x, stride, n);
}
static void fold_add_c128(char *acc, const char *x, int64_t stride, int64_t n)
{
    CT_LEVEL(ct_sums)[CT_NUM_COMPLEX128](acc, x, stride, n);
}

#define FOLD_ROW(t, f, op, ...) [NUM(t)] = fold_##op##_##f,
#define FOLD_ROW_ALIAS          FOLD_ROW
ct_fold *const CT_LEVEL(ct_folds)[CT_OP_COUNT][CT_NUMERIC_COUNT] = {
    [CT_OP_add] = {[CT_NUM_BOOL] = fold_bitwise_or_u8,
                   FOR_BITS(FOLD_ROW, add, )[CT_NUM_FLOAT64] = fold_add_f64,
                   [CT_NUM_COMPLEX64] = fold_add_c64,
                   [CT_NUM_COMPLEX128] = fold_add_c128},
    [CT_OP_multiply] = {[CT_NUM_BOOL] = fold_bitwise_and_u8,
                        FOR_BITS(FOLD_ROW, multiply, ) FOR_FLOATS(FOLD_ROW, multiply, )
                            FOR_COMPLEX(FOLD_ROW, multiply, )},
    [CT_OP_bitwise_and] = {[CT_NUM_BOOL] = fold_bitwise_and_u8, FOR_BITS(FOLD_ROW, bitwise_and, )},
    [CT_OP_bitwise_or] = {[CT_NUM_BOOL] = fold_bitwise_or_u8, FOR_BITS(FOLD_ROW, bitwise_or, )},
    [CT_OP_bitwise_xor] = {[CT_NUM_BOOL] = fold_bitwise_xor_u8, FOR_BITS(FOLD_ROW, bitwise_xor, )},
    [CT_OP_maximum] = {[CT_NUM_BOOL] = fold_bitwise_or_u8,
                       FOR_INTS(FOLD_ROW, maximum, ) FOR_FLOATS(FOLD_ROW, maximum, )},
    [CT_OP_minimum] = {[CT_NUM_BOOL] = fold_bitwise_and_u8,
                       FOR_INTS(FOLD_ROW, minimum, ) FOR_FLOATS(FOLD_ROW, minimum, )},
    [CT_OP_fmax] = {[CT_NUM_BOOL] = fold_bitwise_or_u8,
                    FOR_INTS(FOLD_ROW, maximum, ) FOR_FLOATS(FOLD_ROW, fmax, )},
    [CT_OP_fmin] = {[CT_NUM_BOOL] = fold_bitwise_and_u8,
                    FOR_INTS(FOLD_ROW, minimum, ) FOR_FLOATS(FOLD_ROW, fmin, )},
    [CT_OP_logical_and] = {[CT_NUM_BOOL] = fold_all},
    [CT_OP_logical_or] = {[CT_NUM_BOOL] = fold_any},
    [CT_OP_logical_xor] = {[CT_NUM_BOOL] = fold_bitwise_xor_u8}};

/* -- positions ------------------------------------------------------------------------------- */

/* The first nan, else the first extreme. */
#define POSITION(t, f, name, nan_, ...)                                                            \
    static int64_t name##_##f(const char *x, int64_t stride, int64_t n, const int64_t *itemsizes)  \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        int64_t best = 0;                                                                          \
        T b = LOAD(f, x);                                                                          \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T a = LOAD(f, x + i * stride);                                                   \
            if (nan_)                                                                              \
                return i;                                                                          \
            if (__VA_ARGS__) {                                                                     \
                best = i;                                                                          \
                b = a;                                                                             \
            }                                                                                      \
        }                                                                                          \
        return best;                                                                               \
    }
/* The first that equals b, which is there. */
#define PLACE_OF(t, f, ...)                                                                        \
    CT_INLINE int64_t place_of_##f(const char *x, int64_t n, COMPUTED(f) b)                        \
    {                                                                                              \
        enum { ROUND = 16 };                                                                       \
        int64_t i = 0;                                                                             \
        for (bool here = false; n - i >= ROUND; i += ROUND) {                                      \
            for (int k = 0; k < ROUND; k++)                                                        \
                here |= LOAD(f, x + (i + k) * WIDTH(f)) == b;                                      \
            if (here)                                                                              \
                break;                                                                             \
        }                                                                                          \
        while (!(LOAD(f, x + i * WIDTH(f)) == b))                                                  \
            i++;                                                                                   \
        return i;                                                                                  \
    }
FOR_PLACES(PLACE_OF, )
/* The same of numbers side by side: the extreme of each block through lanes; the place is looked up
 * in the block that has the best. The rest, and a block with nan, element by element. */
#define PLACE_BLOCK(f) (8192 / WIDTH(f))
#define POSITION_LANES(t, f, name, extreme, beats, nan_)                                           \
    static CT_APART int64_t name##_lanes_##f(const char *x, int64_t stride, int64_t n)             \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        int64_t best = 0, block = -1, i = 0, end;                                                  \
        T found = LOAD(f, x), top;                                                                 \
        for (; i < n; i = end) {                                                                   \
            int64_t m = n - i < PLACE_BLOCK(f) ? n - i : PLACE_BLOCK(f);                           \
            end = i + m;                                                                           \
            if (stride == WIDTH(f) && m >= FEW_LANES(f) &&                                         \
                extreme_##extreme##_##f(x + i * WIDTH(f), m, &top)) {                              \
                if (top beats found) {                                                             \
                    found = top;                                                                   \
                    block = i;                                                                     \
                }                                                                                  \
                continue;                                                                          \
            }                                                                                      \
            for (; i < end; i++) {                                                                 \
                const T b = LOAD(f, x + i * stride);                                               \
                if (nan_)                                                                          \
                    return i;                                                                      \
                if (b beats found) {                                                               \
                    best = i;                                                                      \
                    block = -1;                                                                    \
                    found = b;                                                                     \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
        if (block < 0)                                                                             \
            return best;                                                                           \
        return block + place_of_##f(x + block * stride, n - block, found);                         \
    }                                                                                              \
    static int64_t name##_##f(const char *x, int64_t stride, int64_t n, const int64_t *itemsizes)  \
    {                                                                                              \
        PASTE(PLACE_FIRST_, f)(name);                                                              \
        return name##_lanes_##f(x, stride, n);                                                     \
    }
FOR_INTS(POSITION_LANES, argmin, minimum, <, 0)
FOR_INTS(POSITION_LANES, argmax, maximum, >, 0)
FOR_FLOATS(POSITION_LANES, argmin, minimum, <, b != b)
FOR_FLOATS(POSITION_LANES, argmax, maximum, >, b != b)
FOR_COMPLEX(POSITION, argmin, COMPLEX_NAN(a), COMPLEX_ORDER(<, <))
FOR_COMPLEX(POSITION, argmax, COMPLEX_NAN(a), COMPLEX_ORDER(>, >))
static int64_t argmax_b1(const char *x, int64_t stride, int64_t n, const int64_t *itemsizes)
{
    int64_t i = 0;
    if (stride == 1)
        i = first_true(x, n);
    else
        while (i < n && !x[i * stride])
            i++;
    return i < n ? i : 0;
}
static int64_t argmin_b1(const char *x, int64_t stride, int64_t n, const int64_t *itemsizes)
{
    int64_t i = 0;
    if (stride == 1)
        i = first_false(x, n);
    else
        while (i < n && x[i * stride])
            i++;
    return i < n ? i : 0;
}

#define POSITION_ROW(t, f, name, ...) [NUM(t)] = name##_##f,
#define POSITIONS(name)                                                                            \
    {                                                                                              \
        [CT_NUM_BOOL] = name##_b1, FOR_INTS(POSITION_ROW, name, ) FOR_FLOATS(POSITION_ROW, name, ) \
                                       FOR_COMPLEX(POSITION_ROW, name, )                           \
    }
ct_arg_fold *const CT_LEVEL(ct_arg_folds)[2][CT_NUMERIC_COUNT] = {POSITIONS(argmin),
                                                                  POSITIONS(argmax)};

/* -- positions in many lines at once -------------------------------------------------------- */

#define PLACES(t, f, name, beats, nan_)                                                            \
    static void name##_rows_##f(char *best, int64_t *place, const char *row, int64_t n,            \
                                int64_t at)                                                        \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        IN_PAIRS                                                                                   \
        for (int64_t i = 0; i < n; i++) {                                                          \
            const T a = LOAD(f, row + i * WIDTH(f)), b = LOAD(f, best + i * WIDTH(f));             \
            const bool wins = (a beats b) | nan_;                                                  \
            STORE(f, best + i * WIDTH(f), wins ? a : b);                                           \
            place[i] = wins ? at : place[i];                                                       \
        }                                                                                          \
    }
#define FIRST_NAN ((a != a) & (b == b))
FOR_INTS(PLACES, argmin, <, false)
FOR_INTS(PLACES, argmax, >, false)
FOR_SINGLE_DOUBLE(PLACES, argmin, <, FIRST_NAN)
FOR_SINGLE_DOUBLE(PLACES, argmax, >, FIRST_NAN)

#define PLACES_ROW(t, f, name, ...) [NUM(t)] = name##_rows_##f,
#define PLACES_OF(name)                                                                            \
    {                                                                                              \
        [CT_NUM_BOOL] = name##_rows_u8,                                                            \
        FOR_INTS(PLACES_ROW, name, ) FOR_SINGLE_DOUBLE(PLACES_ROW, name, )                         \
    }
ct_arg_rows *const CT_LEVEL(ct_arg_row_folds)[2][CT_NUMERIC_COUNT] = {PLACES_OF(argmin),
                                                                      PLACES_OF(argmax)};

/* -- running folds ----------------------------------------------------------------------------- */

#define RUNNING(t, f, op, ...)                                                                     \
    static void running_##op##_##f(PARAMETERS)                                                     \
    {                                                                                              \
        typedef COMPUTED(f) T;                                                                     \
        typedef PASTE(U_, f) U;                                                                    \
        const char *x = args[0];                                                                   \
        char *o = args[1];                                                                         \
        const int64_t sx = strides[0], so = strides[1];                                            \
        STORED(f) last;                                                                            \
        if (n > 0)                                                                                 \
            memcpy(o, x, sizeof last);                                                             \
        T a = n > 0 ? LOAD(f, x) : 0;                                                              \
        for (int64_t i = 1; i < n; i++) {                                                          \
            const T b = LOAD(f, x += sx);                                                          \
            const T next = (__VA_ARGS__);                                                          \
            o += so;                                                                               \
            if (IN_PLACE(f)) {                                                                     \
                STORE(f, o, a = next);                                                             \
                continue;                                                                          \
            }                                                                                      \
            STORE(f, &last, next);                                                                 \
            a = LOAD(f, &last);                                                                    \
            memcpy(o, &last, sizeof last);                                                         \
        }                                                                                          \
    }
#define RUNNING_ALIAS SKIP
FOR_BITS(RUNNING, add, (T)((U)a + (U)b))
FOR_FLOATS(RUNNING, add, a + b)
FOR_COMPLEX(RUNNING, add, a + b)
FOR_BITS(RUNNING, multiply, (T)((U)a *(U)b))
FOR_FLOATS(RUNNING, multiply, a *b)
FOR_COMPLEX(RUNNING, multiply, COMPLEX_FN(multiply, a)(a, b))
FOR_INTS(RUNNING, maximum, STEP_maximum_int(a, b))
FOR_INTS(RUNNING, minimum, STEP_minimum_int(a, b))
FOR_SINGLE_DOUBLE(RUNNING, maximum, ((a > b) | (a != a)) ? a : b)
FOR_SINGLE_DOUBLE(RUNNING, minimum, ((a < b) | (a != a)) ? a : b)

#if defined(__AVX2__) && !defined(__AVX512F__)
/* Four sums at a time: each is added to those after it, and what came before to all of them. */
static void running_four_u64(PARAMETERS)
{
    const uint64_t *x = (const uint64_t *)args[0];
    uint64_t *o = (uint64_t *)args[1];
    if (strides[0] != 8 || strides[1] != 8 || n < 8 || feeds(args[1], args[0], n * 8)) {
        running_add_u64(args, strides, n, itemsizes);
        return;
    }
    __m256i before = _mm256_setzero_si256();
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(x + i));
        a = _mm256_add_epi64(a, _mm256_slli_si256(a, 8));
        const __m256i second = _mm256_permute4x64_epi64(a, 0x50);
        a = _mm256_add_epi64(a, _mm256_blend_epi32(_mm256_setzero_si256(), second, 0xf0));
        _mm256_storeu_si256((__m256i *)(o + i), _mm256_add_epi64(a, before));
        before = _mm256_add_epi64(before, _mm256_permute4x64_epi64(a, 0xff));
    }
    for (uint64_t sum = o[i - 1]; i < n; i++)
        o[i] = sum += x[i];
}
#define running_add_u64 running_four_u64 /* in the table */
#endif

#define RUNNING_ROW(t, f, op, ...) [NUM(t)] = running_##op##_##f,
#define RUNNING_ROW_ALIAS          RUNNING_ROW
#define RUNNING_SUMS(op)                                                                           \
    [CT_OP_##op] = {FOR_BITS(RUNNING_ROW, op, ) FOR_FLOATS(RUNNING_ROW, op, )                      \
                        FOR_COMPLEX(RUNNING_ROW, op, )}
#define RUNNING_EXTREMES(op)                                                                       \
    [CT_OP_##op] = {FOR_INTS(RUNNING_ROW, op, ) FOR_SINGLE_DOUBLE(RUNNING_ROW, op, )}
ct_loop *const CT_LEVEL(ct_running)[CT_OP_COUNT][CT_NUMERIC_COUNT] = {
    RUNNING_SUMS(add), RUNNING_SUMS(multiply), RUNNING_EXTREMES(maximum),
    RUNNING_EXTREMES(minimum)};
