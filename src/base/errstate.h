/* errstate.h: floating-point status of one call, as errors and warnings. */
#ifndef CT_ERRSTATE_H
#define CT_ERRSTATE_H

#include "base.h"

void ct_fp_clear(void);
/* What the flags since ct_fp_clear say, by this thread's modes: FloatingPointError or a warning
 * "... encountered in <name>". */
ct_status ct_fp_check(const char *name);
bool ct_fp_raised(void);
/* The same, with nothing said about invalid values: comparisons of nan ran in the same pass. */
ct_status ct_fp_check_but_invalid(const char *name);
/* Casts of Python's numbers: overflow alone is told, not what becomes 0. */
ct_status ct_fp_check_weak(const char *name);
ct_status ct_fp_overflow(const char *name); /* an overflow that no flag tells */
/* A step that may stand between the clear and the check of another: the flags that stood before it
 * stand again after it. */
unsigned ct_fp_begin(void);
ct_status ct_fp_end(const char *name, unsigned before);
ct_status ct_fp_end_weak(const char *name, unsigned before);
void ct_fp_restore(unsigned before); /* and what it raised itself is forgotten */
/* A text that waits for ct_warning_take, once. */
void ct_warning_add(const char *text);
/* For a step that says nothing: how many wait, and all but the first `kept` forgotten. */
int ct_warning_count(void);
void ct_warning_drop(int kept);

#endif
