/* short_rows.c: writing a row again and again, and numbers along rows. */
#include "short_rows.h"

#include "kernels/kernels.h"

#include <string.h>

char *ct_repeat_row(char *to, const char *from, int64_t stride, int64_t itemsize, int64_t n,
                    int64_t times)
{
    int64_t row = n * itemsize, all = row * times;
    ct_kernel_copy(itemsize)((char *[]){(char *)(uintptr_t)from, to}, (int64_t[]){stride, itemsize},
                             n, (int64_t[]){itemsize, itemsize});
    for (int64_t done = row, more; done < all; done += more) {
        more = done < all - done ? done : all - done;
        memcpy(to + done, to, (size_t)more);
    }
    return to + ((all + 63) & ~(int64_t)63);
}

/* Each of n numbers `width` times. Writes whole pieces: the next row, or 15 bytes past the last. */
#define SPREAD(T)                                                                                  \
    static void spread_##T(char *to, const char *from, int64_t stride, int64_t width, int64_t n)   \
    {                                                                                              \
        typedef T piece __attribute__((vector_size(16)));                                          \
        const int64_t row = width * (int64_t)sizeof(T);                                            \
        for (int64_t i = 0; i < n; i++, from += stride, to += row) {                               \
            T one;                                                                                 \
            memcpy(&one, from, sizeof one);                                                        \
            const piece all = one - (piece){0}; /* one in each lane */                             \
            for (int64_t at = 0; at < row; at += (int64_t)sizeof all)                              \
                memcpy(to + at, &all, sizeof all);                                                 \
        }                                                                                          \
    }
SPREAD(uint8_t)
SPREAD(uint16_t)
SPREAD(uint32_t)
SPREAD(uint64_t)

ct_spreader *ct_spreader_of(int64_t itemsize)
{
    switch (itemsize) {
    case 1:
        return spread_uint8_t;
    case 2:
        return spread_uint16_t;
    case 4:
        return spread_uint32_t;
    default:
        return itemsize == 8 ? spread_uint64_t : NULL;
    }
}
