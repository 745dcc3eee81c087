/* kernels.h: inner loops and how to find them.
 *
 * A loop works on n elements of a few operands: args[i] is the first element of operand i,
 * strides[i] its step in bytes (inputs first, then outputs). It never fails, allocates or knows
 * about shapes. Floating-point status flags are left to the caller, who clears and reads them
 * around a whole call. Loops for fixed-width text also read itemsizes[i]; others ignore it (it may
 * be NULL).
 *
 * Exact overlap (an output that is an input, same address and stride) is allowed; other overlap is
 * not: the engine copies first. Loops for one dtype triple are compiled once per ISA level from the
 * same template, and give the same bits on each (the sign of a complex nan aside). */
#ifndef CT_KERNELS_H
#define CT_KERNELS_H

#include <carton/ufunc.h>

enum {
    CT_MAX_OPERANDS = 5
}; /* clip has three inputs and an output; divmod two and two; one spare */

typedef void ct_loop(char *const *args, const int64_t *strides, int64_t n,
                     const int64_t *itemsizes);

/* One signature of a ufunc. Rows stand in NumPy's search order: the first row whose inputs the
 * operands can be cast to safely is taken. */
typedef struct ct_loop_row {
    uint8_t types[CT_MAX_OPERANDS]; /* ct_type_num of the inputs, then of the outputs */
    ct_loop *loop;
} ct_loop_row;
/* The rows of a ufunc for the current ISA level; *count may be 0. */
const ct_loop_row *ct_kernel_rows(ct_op op, int *count);
const ct_loop_row *ct_kernel_row(ct_op op, int index); /* one of them */
/* Nanoseconds that an element takes beyond moving it, roughly. cost.c */
double ct_kernel_cost(ct_op op, ct_type_num type);

/* Bits of the float64 whose roots roots.h computes by products: from 2**-927 to the largest. Below,
 * what it takes from them is subnormal. */
#define CT_ROOT_LEAST INT64_C(0x0600000000000000)
#define CT_ROOT_SPAN  (INT64_C(0x7FF0000000000000) - CT_ROOT_LEAST)

/* Conversion of one element type into another (numeric to numeric, C semantics of NumPy's astype).
 * NULL for text, which src/dtype converts. */
ct_loop *ct_kernel_cast(ct_type_num from, ct_type_num to);
/* Plain copy of elements of `itemsize` bytes. */
ct_loop *ct_kernel_copy(int64_t itemsize);

/* Folding n elements into one accumulator of the same dtype: *acc = *acc op fold(x[0..n)). Sums of
 * floats and complex use NumPy's pairwise tree (eight lanes, leaves of at most 128, halves rounded
 * down to a multiple of 8), so that bits equal NumPy's for a contiguous axis and do not depend on
 * the ISA level. NULL: none, fold with the binary loop. */
typedef void ct_fold(char *acc, const char *x, int64_t stride, int64_t n);
ct_fold *ct_kernel_fold(ct_op op, ct_type_num type);
/* The same sum of elements of any numeric dtype into what sums are kept in: float64 or complex128,
 * int64 for bool and signed integers, uint64. */
ct_fold *ct_kernel_sum(ct_type_num type);
/* The sum of (x - mean)**2 over the same tree. NULL: for neither float32 nor float64. */
typedef double ct_squares(const char *x, int64_t stride, int64_t n, double mean);
ct_squares *ct_kernel_squares(ct_type_num type);
/* Rows of n elements, `row` bytes apart, elements `step` apart, folded one after the other into n
 * accumulators side by side; `fresh`: the first row starts. NULL: none, by the binary loop. */
typedef void ct_row_fold(char *acc, const char *x, int64_t step, int64_t row, int64_t rows,
                         int64_t n, bool fresh);
ct_row_fold *ct_kernel_row_fold(ct_op op, ct_type_num type);
ct_row_fold *ct_kernel_row_sum(ct_type_num type); /* accumulators as ct_kernel_sum has them */
/* Index of the first minimum or maximum (nan wins) among n elements. */
typedef int64_t ct_arg_fold(const char *x, int64_t stride, int64_t n, const int64_t *itemsizes);
ct_arg_fold *ct_kernel_argmin(ct_type_num type);
ct_arg_fold *ct_kernel_argmax(ct_type_num type);
/* Many lines side by side: row `at` of them into the best values so far and their places. NULL: by
 * ct_arg_fold, line by line. */
typedef void ct_arg_rows(char *best, int64_t *place, const char *row, int64_t n, int64_t at);
ct_arg_rows *ct_kernel_argmin_rows(ct_type_num type);
ct_arg_rows *ct_kernel_argmax_rows(ct_type_num type);
/* Running fold: out[0] = x[0], out[i] = out[i - 1] op x[i]; operands x, out, of one dtype. NULL:
 * none. */
ct_loop *ct_kernel_running(ct_op op, ct_type_num type);
/* Sorting one row of n numbers of a type. Rows that `sort`, `cut` and `select` are given hold no
 * nan; zeros of both signs are equal to them, and may change signs with each other. */
typedef struct ct_packing {
    uint64_t least;  /* key */
    int shift, bits; /* a word is (key - least) >> shift, then the index in so many bits */
} ct_packing;
/* Words are sorted as float64: positive, and not denormal, which a processor may take for 0. */
#define CT_WORD(key, least, shift, bits, index)                                                    \
    (((((key) - (least)) >> (shift)) << (bits) | (index)) + (UINT64_C(1) << 52))
enum { CT_WORD_BITS = 62 };
typedef struct ct_sorter {
    void (*sort)(void *row, int64_t n, void *scratch);
    /* Splits: no element of the first part is after one of the second; how many are in the first.
     * n: all are equal. 0: too few. NULL: needless. */
    int64_t (*cut)(void *row, int64_t n);
    /* A row of the elements `from`, which may be the row itself, the kth of them, in rising order,
     * at their places; the result does not depend on the ISA level. Scratch for n elements and
     * CT_SELECT_ROOM bytes, twice. */
    void (*select)(const void *from, void *row, int64_t n, const int64_t *kth, int count,
                   void *scratch);
    bool (*ordered)(const void *row, int64_t n); /* already; with nan last, or false */
    /* Adds to the numbers of nan and of negative zeros. NULL: has neither. */
    void (*odd)(const void *row, int64_t n, int64_t *nans, int64_t *zeros);
    /* Keys: unsigned numbers in the order of the elements, zeros equal, nan equal and last. */
    void (*range)(const void *row, int64_t n, uint64_t *least, uint64_t *most);
    void (*pack)(const void *row, int64_t from, int64_t n, const ct_packing *how, uint64_t *words);
    uint64_t (*key_at)(const void *row, int64_t i);
    int64_t (*scratch)(int64_t n); /* bytes that `sort` needs; NULL: none */
} ct_sorter;
enum { CT_SELECT_ROOM = 64 };
const ct_sorter *ct_kernel_sorter(ct_type_num type); /* NULL: complex or text */
/* Sorted words back to indices. Unless keys are exact: how many neighbours have the same one; with
 * any such the words stay as they are. */
int64_t ct_kernel_unpack(uint64_t *words, int64_t n, int bits, bool exact);
/* Copies n elements with stores past the cache, the new ones side by side; other threads may read
 * them after ct_kernel_stream_end. stream.c */
ct_loop *ct_kernel_stream(void);
void ct_kernel_stream_end(void);
extern _Atomic int64_t ct_stream_enough; /* bytes of a result for which that pays; less in tests */
/* out = condition ? x : y; operands: bool, x, y, out; by item size. */
ct_loop *ct_kernel_where(int64_t itemsize);
/* Copies elements whose mask byte is true: args = mask, src, dst. */
ct_loop *ct_kernel_masked_copy(int64_t itemsize);
/* The elements of true mask bytes side by side into [out, end); returns where they stop. Reading
 * stops when `out` is full. */
typedef char *ct_selector(const char *mask, const char *x, int64_t stride, int64_t n, char *out,
                          const char *end, int64_t itemsize);
ct_selector *ct_kernel_select(int64_t itemsize);
/* The way back: x, one element for each true mask byte, to these places of `out`; one element more
 * of `x` is read. NULL: for no such item size. */
typedef void ct_expander(const char *mask, const char *x, char *out, int64_t stride, int64_t n);
ct_expander *ct_kernel_expand(int64_t itemsize);
/* The same of the places themselves: from + i for mask byte i. */
int64_t *ct_kernel_places(const char *mask, int64_t n, int64_t from, int64_t *out,
                          const int64_t *end);
/* out[i] = x[at[i]], side by side, from an axis of `length` > 0; negative indices count from its
 * end. False: an index is outside, and the output is void. NULL: for no such item size. */
typedef bool ct_gatherer(const char *x, int64_t stride, int64_t length, const int64_t *at,
                         int64_t n, char *out);
ct_gatherer *ct_kernel_gather(int64_t itemsize);
/* out[j][i] = x[i][j]: elements of a row lie side by side in both, rows `row` bytes apart. NULL:
 * for no such item size. */
typedef void ct_transpose_block(const char *x, int64_t row, char *out, int64_t out_row,
                                int64_t rows, int64_t columns);
ct_transpose_block *ct_kernel_transpose(int64_t itemsize);
/* The sum of x[i] * y[i], float32 or float64, in float64. NULL for other types. */
typedef double ct_dot_kernel(const char *x, int64_t sx, const char *y, int64_t sy, int64_t n);
ct_dot_kernel *ct_kernel_dot(ct_type_num type);
/* Number of true bytes. */
int64_t ct_kernel_count_true(const char *x, int64_t stride, int64_t n);

#endif
