/* once.c: the loops that do not gain from wider registers, compiled once: integer divisions,
 * complex functions of the C library, bits of floats. */
#define CT_LOOPS_ONCE
#include "loops.inc"
