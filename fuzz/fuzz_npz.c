/* fuzz_npz.c: any bytes as a .npz file: a dict or an error, nothing else. */
#include <carton.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ct_object *a = ct_load_npz_memory(data, (int64_t)size);
    if (!a && ct_error_pending() == CT_OK)
        __builtin_trap();
    ct_release(a);
    ct_error_take(NULL);
    return 0;
}
