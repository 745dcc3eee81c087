/* fuzz_parse.c: any bytes as a program, read but not run. It either has
 * a tree or an error, and the error's place lies in the text. */
#include <stdlib.h>

#include "lang/ast.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ct_program *program = NULL;
    int32_t at = 0;
    ct_status status = ct_program_parse((const char *)data, (int64_t)size, "fuzz", &program, &at);
    if (status != ct_error_take(NULL) || (status == CT_OK && !program) || at < 0 ||
        (size_t)at > size)
        abort();
    ct_release(program);
    return 0;
}
