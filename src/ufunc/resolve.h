/* resolve.h: which loop a call runs. Promotion of operands (NEP 50), the search through the rows of
 * a ufunc, the casting rules of inputs and outputs, and NumPy's messages when nothing fits.
 *
 * Inputs are cast to row->types[i], and each output is made or written as row->types[nin + i]. For
 * text (STR, BYTES) an operand keeps its own dtype; the loop reads itemsizes. */
#ifndef CT_RESOLVE_H
#define CT_RESOLVE_H

#include "array/array.h"
#include "dtype/dtype.h"
#include "kernels/kernels.h"

/* Chooses the row of `op` for these operands, with its loop for the current ISA level.
 *   dtype    the dtype= argument: the loop whose (first) result has it; NULL: none
 *   casting  DEFAULT is same_kind; judges inputs when dtype is given, and outputs always
 *   out      nout arrays, each may be NULL; the whole argument may be NULL
 * TypeError when there is no loop or a cast is not allowed; OverflowError for a Python int (a weak
 * operand) outside the dtype that it takes. Comparisons never overflow: a weak int outside the
 * other operand's dtype is compared exactly. A weak int may still carry another dtype than
 * row->types[i]: it is cast like any input. */
ct_status ct_resolve(ct_op op, int nin, ct_array *const *in, const ct_dtype *dtype,
                     ct_casting casting, ct_array *const *out, const ct_loop_row **row);

/* Checks values that a loop cannot refuse; call it after ct_resolve and before the loop. Now: power
 * of integers, ValueError "Integers to negative integer powers are not allowed." `where` is the
 * mask of the elements that count, or NULL. */
ct_status ct_resolve_check_values(ct_op op, const ct_loop_row *row, ct_array *const *in,
                                  const ct_array *where);

/* The floating-point flags (FE_DIVBYZERO | ...) that NumPy reports for `op`: none for comparisons,
 * extremes, logic and tests, whose nan is no invalid operation. Others are to be ignored. */
int ct_resolve_flags(ct_op op);

/* The ufunc of x ** e for an array x of a dtype of `kind` and a Python number e, an int or not. */
ct_op ct_power_op(char kind, bool whole, double e);

#endif
