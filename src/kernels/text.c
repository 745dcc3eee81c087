/* text.c: comparisons of fixed-width text. Code points (str) or bytes are compared one by one;
 * trailing NULs do not count, so a short text equals itself in a wider field. */
#include "set.h"

#include <string.h>

static int compare_bytes(const char *x, int64_t m, const char *y, int64_t n)
{
    int64_t common = m < n ? m : n;
    int order = memcmp(x, y, (size_t)common);
    if (order)
        return order;
    for (int64_t i = common; i < m; i++)
        if (x[i])
            return 1;
    for (int64_t i = common; i < n; i++)
        if (y[i])
            return -1;
    return 0;
}

static uint32_t code_point(const char *x, int64_t bytes, int64_t i)
{
    uint32_t point = 0;
    if (i < bytes)
        memcpy(&point, x + i, sizeof point);
    return point;
}

static int compare_points(const char *x, int64_t m, const char *y, int64_t n)
{
    for (int64_t i = 0; i < m || i < n; i += 4) {
        uint32_t a = code_point(x, m, i), b = code_point(y, n, i);
        if (a != b)
            return a < b ? -1 : 1;
    }
    return 0;
}

#define TEXT(op, tag, compare, test)                                                               \
    ct_loop ct_text_##op##_##tag;                                                                  \
    void ct_text_##op##_##tag(char *const *args, const int64_t *strides, int64_t n,                \
                              const int64_t *itemsizes)                                            \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            args[2][i * strides[2]] = compare(args[0] + i * strides[0], itemsizes[0],              \
                                              args[1] + i * strides[1], itemsizes[1]) test 0;      \
    }
#define TEXT_BOTH(op, test)                                                                        \
    TEXT(op, str, compare_points, test)                                                            \
    TEXT(op, byt, compare_bytes, test)
TEXT_BOTH(equal, ==)
TEXT_BOTH(not_equal, !=)
TEXT_BOTH(less, <)
TEXT_BOTH(less_equal, <=)
TEXT_BOTH(greater, >)
TEXT_BOTH(greater_equal, >=)

static int64_t extreme(const char *x, int64_t stride, int64_t n, int64_t width, int sign,
                       int (*compare)(const char *, int64_t, const char *, int64_t))
{
    int64_t best = 0;
    for (int64_t i = 1; i < n; i++)
        if (sign * compare(x + i * stride, width, x + best * stride, width) > 0)
            best = i;
    return best;
}
#define TEXT_POSITION(name, tag, compare, sign)                                                    \
    int64_t ct_text_##name##_##tag(const char *x, int64_t stride, int64_t n,                       \
                                   const int64_t *itemsizes)                                       \
    {                                                                                              \
        return extreme(x, stride, n, itemsizes[0], sign, compare);                                 \
    }
TEXT_POSITION(argmin, str, compare_points, -1)
TEXT_POSITION(argmin, byt, compare_bytes, -1)
TEXT_POSITION(argmax, str, compare_points, 1)
TEXT_POSITION(argmax, byt, compare_bytes, 1)
