/* io_test.h: files made byte by byte, and where to put them. */
#ifndef CT_IO_TEST_H
#define CT_IO_TEST_H

#include "ct_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes that a test puts together. */
typedef struct bytes {
    int64_t n;
    unsigned char at[1 << 16];
} bytes;

static inline void add(bytes *b, const void *data, size_t n)
{
    assert_true((size_t)b->n + n <= sizeof b->at);
    memcpy(b->at + b->n, data, n);
    b->n += (int64_t)n;
}
static inline void add_le(bytes *b, uint64_t value, int size)
{
    for (int i = 0; i < size; i++, value >>= 8)
        add(b, &(unsigned char){(unsigned char)value}, 1);
}

/* A .npy file of the given version around a header text and data. */
static inline void add_npy(bytes *b, int version, const char *header, const void *data, size_t n)
{
    add(b, "\x93NUMPY", 6);
    add_le(b, (uint64_t)version, 2);
    add_le(b, strlen(header), version == 1 ? 2 : 4);
    add(b, header, strlen(header));
    add(b, data, n);
}

/* A folder that is gone after the test program; `name` inside it. */
static inline const char *in_folder(const char *name)
{
    static char folder[64], path[8][256];
    static int next;
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "%s/carton-io-XXXXXX",
                 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    char *out = path[next++ % 8];
    snprintf(out, sizeof path[0], "%s/%s", folder, name);
    return out;
}

static inline const char *write_file(const char *name, const void *data, int64_t n)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, (size_t)n, file), n);
    fclose(file);
    return path;
}

static inline int64_t read_file(const char *path, char *out, size_t room)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    size_t n = fread(out, 1, room - 1, file);
    fclose(file);
    out[n] = '\0';
    return (int64_t)n;
}

/* The failing call left this in its message. */
#define assert_message(code_, words_)                                                              \
    do {                                                                                           \
        ct_error error_;                                                                           \
        ct_error_take(&error_);                                                                    \
        if (error_.code != (code_) || !strstr(error_.message, (words_)))                           \
            print_error("got %s: %s\n", ct_status_name(error_.code), error_.message);              \
        assert_int_equal(error_.code, (code_));                                                    \
        assert_non_null(strstr(error_.message, (words_)));                                         \
    } while (0)

#endif
