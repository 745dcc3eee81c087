/* once.c: the loops that do not gain from wider registers, compiled once. float64 functions are
 * glibc's scalar ones: their errors are below one ulp, in nearly all cases correctly rounded, and
 * they give the same bits on every ISA level. */
#define CT_LOOPS_ONCE
#include "loops.inc"
