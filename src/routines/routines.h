/* routines.h: what the files of this folder share. */
#ifndef CT_ROUTINES_INTERNAL_H
#define CT_ROUTINES_INTERNAL_H

#include <carton/routines.h>

#include "array/array.h"
#include "dtype/dtype.h"
#include "kernels/kernels.h"

/* a[..., item along `axis`, ...], and its assignment. manipulation.c */
ct_array *ct_get_along(const ct_array *a, int axis, ct_index item);
ct_status ct_set_along(ct_array *a, int axis, ct_index item, const ct_array *value);

/* A binary ufunc with a Python number on its right. compose.c */
ct_array *ct_with_float(ct_op op, const ct_array *a, double number);
ct_array *ct_with_int(ct_op op, const ct_array *a, int64_t number);
/* x[i] of a contiguous array of float64 or int64 */
CT_INLINE double *ct_doubles(ct_array *a)
{
    return (double *)(void *)a->data;
}
CT_INLINE int64_t *ct_longs(ct_array *a)
{
    return (int64_t *)(void *)a->data;
}
/* As a C-contiguous array of `dtype`: the same array when it is one. NULL in, NULL out. */
ct_array *ct_packed(const ct_array *a, const ct_dtype *dtype);
/* Whether the only element, of any dtype, is true: 1, 0, -1. Takes `a`. */
int ct_truth_of(CT_TAKE ct_array *a);
/* The dtype that an operation of both would give; weak numbers yield. Owned. */
const ct_dtype *ct_common_type(const ct_array *a, const ct_array *b);
CT_INLINE bool ct_is_inexact(const ct_array *a)
{
    return a->dtype->kind == 'f' || a->dtype->kind == 'c';
}

/* sum(a * b) over one axis of the broadcast operands; of bool, whether any is true. products.c */
ct_array *ct_sum_of_products(const char *op, const ct_array *a, const ct_array *b, int axis);

/* Whether op holds between every element of a line and the one before it: 1, 0, -1. histogram.c */
int ct_all_steps(ct_op op, const ct_array *x);
/* What bins reach from and to: the range, or the least and greatest element. */
ct_status ct_outer_edges(const ct_array *a, const double *range, double edges[2]);
/* `bins` + 1 edges between them, of a dtype; NULL: of that of the ends, which is the elements' own
 * where the ends were found among them (float64 where these are no floats). */
ct_array *ct_equal_edges(const ct_array *a, bool found, const double outer[2], int64_t bins,
                         const ct_dtype *dtype);
/* The bin of each number among n + 1 rising edges, -1 outside: of several equal edges the last,
 * but the last bin has its right edge too. */
void ct_find_bins(const double *x, int64_t size, const double *edges, int64_t n, int64_t *out);

/* -- sorting ----- sort_rows.c, sort_order.c -----------------------------------------------------
 */

/* A copy in C order with the axis `from` at `to`. */
ct_array *ct_axis_moved(const ct_array *a, int from, int to);
/* Sorts each of so many contiguous rows of n, stably, nan last; of a dtype that has a ct_sorter.
 * A row that is stopped holds its elements in some order. */
ct_status ct_sort_rows(const ct_dtype *dtype, char *data, int64_t rows, int64_t n);
/* As CT_WORD makes them. */
ct_status ct_sort_words(uint64_t *words, int64_t n);
/* What a ct_sorter cannot keep: nan, and which zeros are negative. After _keep the row holds its
 * other elements first; _bring_back needs a row in which they have been moved, and frees. */
typedef struct ct_odd_ones {
    void *nans;
    uint8_t *signs;
    int64_t nan_count, zero_count;
} ct_odd_ones;
ct_status ct_odd_ones_keep(const ct_sorter *sorter, char *row, int64_t size, int64_t n,
                           ct_odd_ones *odd);
void ct_odd_ones_bring_back(char *row, int64_t size, int64_t n, ct_odd_ones *odd);
/* The indices that sort a contiguous row stably. Complex rows with nan cannot, nor text. */
bool ct_order_row_can(const ct_dtype *dtype, const char *row, int64_t n);
ct_status ct_order_row(const ct_dtype *dtype, const char *row, int64_t n, int64_t *order);
/* Indices of which the kth ones, in rising order, are at their places. Scratch as `select` needs
 * for n of float64. */
ct_status ct_order_row_split(const ct_dtype *dtype, const char *row, int64_t n, const int64_t *kth,
                             int count, int64_t *order, void *scratch);

#endif
