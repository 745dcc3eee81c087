/* powers.c: the table of powers of ten. */
#include "powers.h"

const ct_wide ct_powers[CT_POWER_MAX - CT_POWER_MIN + 1] = {
#include "powers.inc"
};
