/* output.h: where print() writes. The library has no output of its own: the interpreter that runs
 * on this thread says where text goes. */
#ifndef CT_OUTPUT_H
#define CT_OUTPUT_H

#include <stdint.h>

typedef struct ct_output {
    void (*write)(void *context, const char *text, int64_t bytes); /* NULL: nowhere */
    void *context;
} ct_output;
/* Sets this thread's output; returns the one before. */
ct_output ct_output_set(ct_output output);
void ct_output_write(const char *text, int64_t bytes);

#endif
