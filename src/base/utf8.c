/* utf8.c: between UTF-8 and code points. Only the shortest form of a code point, and no surrogates,
 * are UTF-8. */
#include "base.h"

int64_t ct_utf8_decode(const char *text, int64_t bytes, uint32_t *out, int64_t *bad)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    int64_t count = 0;
    for (int64_t i = 0; i < bytes; count++) {
        uint32_t c = (unsigned char)text[i];
        int more = c < 0x80 ? 0 : c < 0xC0 ? -1 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF8 ? 3 : -1;
        *bad = i;
        if (more < 0 || more >= bytes - i)
            return -1;
        if (more)
            c &= 0x3Fu >> more;
        for (int k = 1; k <= more; k++) {
            unsigned char next = (unsigned char)text[i + k];
            if ((next & 0xC0) != 0x80)
                return -1;
            c = c << 6 | (next & 0x3F);
        }
        if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
            return -1;
        if (out)
            out[count] = c;
        i += more + 1;
    }
    return count;
}

int ct_utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    for (int k = more; k > 0; k--, c >>= 6)
        out[k] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(0xFF00u >> (more + 1) | c);
    return more + 1;
}
