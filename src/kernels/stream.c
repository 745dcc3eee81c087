/* stream.c: stores past the cache; plain ones where the processor has none. */
#include "level.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* As wide as the level has them: four stores of 16 bytes take a quarter longer than one of 64. */
#if defined(__AVX512F__)
typedef __m512i line;
#define PUT(to, x) _mm512_stream_si512((void *)(to), x)
#elif defined(__AVX__)
typedef __m256i line;
#define PUT(to, x) _mm256_stream_si256((__m256i *)(void *)(to), x)
#else
typedef __m128i line;
#define PUT(to, x) _mm_stream_si128((__m128i *)(void *)(to), x)
#endif
/* Of the cache: a part of one would be written by itself, at the price of the whole. */
enum { LINE = 64 };

void CT_LEVEL(ct_stream)(char *const *args, const int64_t *strides, int64_t n,
                         const int64_t *itemsizes)
{
    const char *from = args[0];
    char *to = args[1];
    int64_t bytes = n * itemsizes[0], head = (int64_t)(-(uintptr_t)to % LINE);
    if (strides[0] != itemsizes[0]) { /* one element for all */
        ct_kernel_copy(itemsizes[0])(args, strides, n, (int64_t[]){itemsizes[0], itemsizes[0]});
        return;
    }
    head = head < bytes ? head : bytes;
    memcpy(to, from, (size_t)head);
    for (to += head, from += head, bytes -= head; bytes >= LINE; bytes -= LINE) {
        CT_UNROLL
        for (size_t i = 0; i < LINE; i += sizeof(line)) {
            line x;
            memcpy(&x, from + i, sizeof x);
            PUT(to + i, x);
        }
        to += LINE;
        from += LINE;
    }
    memcpy(to, from, (size_t)bytes);
}
#else
void CT_LEVEL(ct_stream)(char *const *args, const int64_t *strides, int64_t n,
                         const int64_t *itemsizes)
{
    ct_kernel_copy(itemsizes[0])(args, strides, n, (int64_t[]){itemsizes[0], itemsizes[0]});
}
#endif
