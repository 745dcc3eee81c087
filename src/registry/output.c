/* output.c: this thread's output for print(). */
#include "output.h"

#include <stddef.h>

static _Thread_local ct_output current;

ct_output ct_output_set(ct_output output)
{
    ct_output before = current;
    current = output;
    return before;
}

void ct_output_write(const char *text, int64_t bytes)
{
    if (current.write)
        current.write(current.context, text, bytes);
}
