/* whole.h: floor, ceil and trunc by the instruction that rounds a register, where a level has no
 * masks: what loops.def says takes nine instructions there. With masks it takes three. */
#ifndef CT_WHOLE_H
#define CT_WHOLE_H

#if defined(__SSE4_1__) && !defined(__AVX512F__)
#include <immintrin.h>

#if defined(__AVX2__)
#define WHOLE_V(v128, v256) v256
#define WHOLE_M(name)       PASTE(_mm256_, name)
#else
#define WHOLE_V(v128, v256) v128
#define WHOLE_M(name)       PASTE(_mm_, name)
#endif

/* Four registers in a turn: one by one, memory waits for the counting. */
#define WHOLE(name, f, V, s, to)                                                                   \
    static void whole_##name##_##f(PARAMETERS)                                                     \
    {                                                                                              \
        const int64_t size = WIDTH(f), bytes = n * size;                                           \
        int64_t i = 0;                                                                             \
        if (strides[0] == size && strides[1] == size && !feeds(args[1], args[0], bytes))           \
            for (; i + 4 * (int64_t)sizeof(V) <= bytes; i += 4 * (int64_t)sizeof(V)) {             \
                V x[4];                                                                            \
                CT_UNROLL                                                                          \
                for (int k = 0; k < 4; k++)                                                        \
                    x[k] = WHOLE_M(loadu_##s)((const void *)(args[0] + i + k * (int)sizeof(V)));   \
                CT_UNROLL                                                                          \
                for (int k = 0; k < 4; k++)                                                        \
                    WHOLE_M(storeu_##s)                                                            \
                ((void *)(args[1] + i + k * (int)sizeof(V)),                                       \
                 WHOLE_M(round_##s)(x[k], to | _MM_FROUND_NO_EXC));                                \
            }                                                                                      \
        name##_##f((char *[]){args[0] + i, args[1] + i}, strides, n - i / size, itemsizes);        \
    }
#define WHOLES(f, V, s)                                                                            \
    WHOLE(floor, f, V, s, _MM_FROUND_TO_NEG_INF)                                                   \
    WHOLE(ceil, f, V, s, _MM_FROUND_TO_POS_INF)                                                    \
    WHOLE(trunc, f, V, s, _MM_FROUND_TO_ZERO)
WHOLES(f32, WHOLE_V(__m128, __m256), ps)
WHOLES(f64, WHOLE_V(__m128d, __m256d), pd)
#define floor_f32 whole_floor_f32 /* in the table */
#define floor_f64 whole_floor_f64
#define ceil_f32  whole_ceil_f32
#define ceil_f64  whole_ceil_f64
#define trunc_f32 whole_trunc_f32
#define trunc_f64 whole_trunc_f64
#endif

#endif
