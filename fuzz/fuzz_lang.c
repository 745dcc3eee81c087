/* fuzz_lang.c: any bytes as a program, run within limits: a value or an error and its place,
 * and nothing left behind. */
#include <carton.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ct_limits limits = {
        .size_ = sizeof limits, .steps = 20000, .bytes = 1 << 18, .no_files = true};
    ct_interp *interp = ct_interp_new();
    ct_interp_limits(interp, &limits);
    ct_object *value = ct_interp_run(interp, (const char *)data, (int64_t)size, "fuzz");
    if (!value && ct_error_pending() == CT_OK)
        __builtin_trap();
    if (value && ct_error_pending() != CT_OK)
        __builtin_trap();
    ct_error_take(NULL);
    ct_release(value);
    ct_interp_destroy(interp);
    if (ct_error_pending() != CT_OK)
        __builtin_trap();
    return 0;
}
