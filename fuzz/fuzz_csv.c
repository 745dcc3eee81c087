/* fuzz_csv.c: any bytes as CSV. The first byte chooses the options. What was read is written and
 * read again: the second table has the first one's shape. */
#include <carton.h>

#include <string.h>

enum { ROOM = 1 << 20 };
static char text[ROOM];
static int64_t used;

static ct_status collect(void *context, const void *data, int64_t bytes)
{
    if (bytes > ROOM - used)
        return ct_error_set(CT_OS_ERROR, "fuzz", 0, "too long");
    memcpy(text + used, data, (size_t)bytes);
    used += bytes;
    return CT_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    static const char delimiters[] = {'\0', ',', ';', ' '};
    ct_csv_opts o = {.size_ = sizeof o,
                     .delimiter = delimiters[data[0] & 3],
                     .header = (ct_header_rule)((data[0] >> 2) % 3)};
    ct_object *a = ct_load_csv_memory((const char *)data + 1, (int64_t)size - 1, &o);
    if (!a && ct_error_pending() == CT_OK)
        __builtin_trap();
    used = 0;
    ct_save_opts save = {.size_ = sizeof save, .format = CT_FORMAT_CSV};
    bool dict = a && ct_type_of(a) == &ct_dict_type;
    if (a && !ct_save_stream(collect, NULL, a, &save)) {
        o = (ct_csv_opts){
            .size_ = sizeof o, .delimiter = ',', .header = dict ? CT_HEADER_YES : CT_HEADER_NO};
        ct_object *b = ct_load_csv_memory(text, used, &o);
        if (b && (ct_type_of(b) != ct_type_of(a) || ct_length(a) != ct_length(b)))
            __builtin_trap();
        if (!b && used)
            __builtin_trap();
        ct_release(b);
    }
    ct_release(a);
    ct_error_take(NULL);
    return 0;
}
