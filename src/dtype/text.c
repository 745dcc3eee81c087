/* text.c: elements of fixed-width str (UCS-4) and bytes dtypes. Shorter text is filled with NULs,
 * and trailing NULs do not count; longer text is cut. */
#include "element.h"

#include <string.h>

static uint32_t char_at(const ct_dtype *dtype, const char *p, int64_t i)
{
    if (dtype->num == CT_NUM_BYTES)
        return (unsigned char)p[i];
    uint32_t c;
    memcpy(&c, p + 4 * i, sizeof c);
    return c;
}

static void set_char(const ct_dtype *dtype, char *p, int64_t i, uint32_t c)
{
    if (dtype->num == CT_NUM_BYTES)
        p[i] = (char)c;
    else
        memcpy(p + 4 * i, &c, sizeof c);
}

int64_t ct_text_used(const ct_dtype *dtype, const char *p)
{
    int64_t n = ct_text_width(dtype);
    while (n > 0 && char_at(dtype, p, n - 1) == 0)
        n--;
    return n;
}

/* NULs from character `n` to the end. */
static void fill(const ct_dtype *dtype, char *p, int64_t n)
{
    int64_t unit = dtype->num == CT_NUM_STR ? 4 : 1;
    if (n * unit < dtype->itemsize)
        memset(p + n * unit, 0, (size_t)(dtype->itemsize - n * unit));
}

static ct_status not_ascii(bool decoding, uint32_t c, int64_t position)
{
    if (decoding)
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                              "'ascii' codec can't decode byte 0x%02x in position %lld: ordinal "
                              "not in range(128)",
                              c, (long long)position);
    return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0,
                          c < 0x100     ? "'ascii' codec can't encode character '\\x%02x' in "
                                          "position %lld: ordinal not in range(128)"
                          : c < 0x10000 ? "'ascii' codec can't encode character '\\u%04x' in "
                                          "position %lld: ordinal not in range(128)"
                                        : "'ascii' codec can't encode character '\\U%08x' in "
                                          "position %lld: ordinal not in range(128)",
                          c, (long long)position);
}

/* -- boxes into elements ----------------------------------------------------------------------- */

static ct_status store_utf8(const ct_dtype *dtype, char *p, const char *text, int64_t bytes)
{
    const char *end = text + bytes;
    int64_t width = ct_text_width(dtype), n = 0;
    bool ascii = dtype->num == CT_NUM_BYTES;
    while (text < end) {
        uint32_t c = ct_utf8_next(&text);
        if (ascii && c > 127)
            return not_ascii(false, c, n);
        if (n < width)
            set_char(dtype, p, n, c);
        else if (!ascii)
            break;
        n++;
    }
    if (n < width)
        fill(dtype, p, n);
    return CT_OK;
}

static ct_status store_bytes(const ct_dtype *dtype, char *p, const char *data, int64_t bytes)
{
    int64_t width = ct_text_width(dtype), n = bytes < width ? bytes : width;
    if (dtype->num == CT_NUM_STR)
        for (int64_t i = 0; i < bytes; i++)
            if (data[i] & 0x80)
                return not_ascii(true, (unsigned char)data[i], i);
    for (int64_t i = 0; i < n; i++)
        set_char(dtype, p, i, (unsigned char)data[i]);
    fill(dtype, p, n);
    return CT_OK;
}

ct_status ct_text_store(const ct_dtype *dtype, char *p, const ct_object *box)
{
    if (box->type == &ct_scalar_type) {
        const ct_scalar *scalar = (const ct_scalar *)box;
        return ct_cast_text(scalar->dtype, ct_scalar_data(scalar), 0, dtype, p, 0, 1);
    }
    int64_t bytes;
    if (box->type == &ct_bytes_type) {
        const char *data = ct_as_bytes(box, &bytes);
        return store_bytes(dtype, p, data, bytes);
    }
    if (box->type == &ct_str_type) {
        const char *text = ct_as_string(box, &bytes);
        return store_utf8(dtype, p, text, bytes);
    }
    if (ct_is_sequence(box))
        return CT_FAIL_STATUS(CT_VALUE_ERROR, NULL, 0, "setting an array element with a sequence");
    char *text = ct_str(box, &bytes);
    if (!text)
        return ct_error_pending();
    ct_status status = store_utf8(dtype, p, text, bytes);
    ct_free(text);
    return status;
}

/* -- casts ------------------------------------------------------------------------------------- */

static ct_status text_to_text(const ct_dtype *from, const char *src, const ct_dtype *to, char *dst)
{
    int64_t used = ct_text_used(from, src), width = ct_text_width(to);
    if (from->num != to->num)
        for (int64_t i = 0; i < used; i++) {
            uint32_t c = char_at(from, src, i);
            if (c > 127)
                return not_ascii(from->num == CT_NUM_BYTES, c, i);
        }
    int64_t n = used < width ? used : width;
    for (int64_t i = 0; i < n; i++)
        set_char(to, dst, i, char_at(from, src, i));
    fill(to, dst, n);
    return CT_OK;
}

static void number_to_text(const ct_dtype *from, const char *src, const ct_dtype *to, char *dst)
{
    char text[CT_ELEMENT_TEXT];
    store_bytes(to, dst, text, ct_element_text(text, from, src)); /* ASCII: cannot fail */
}

/* What the text is, for the message: bytes are shown plainly by int(), else as a scalar. */
static ct_status not_a_number(const ct_dtype *from, const char *src, const ct_dtype *to)
{
    bool plain = from->num == CT_NUM_BYTES && (to->kind == 'i' || to->kind == 'u');
    ct_object *box = plain ? ct_element_box(from, src) : ct_scalar_new(from, src);
    ct_status status = box ? ct_not_a_number(to, box) : ct_error_pending();
    ct_release(box);
    return status;
}

/* `ascii` has room for the width of `from`. */
static ct_status text_to_number(const ct_dtype *from, const char *src, const ct_dtype *to,
                                char *dst, char *ascii)
{
    int64_t used = ct_text_used(from, src);
    if (to->num == CT_NUM_BOOL) {
        *dst = used > 0;
        return CT_OK;
    }
    const char *text = src;
    bool plain = true;
    if (from->num == CT_NUM_STR) {
        for (int64_t i = 0; i < used; i++) {
            uint32_t c = char_at(from, src, i);
            plain &= c < 128;
            ascii[i] = (char)c;
        }
        text = ascii;
    }
    ct_number value = {0};
    int found = plain ? ct_number_in_text(to->kind == 'u' ? 'i' : to->kind, text, used, &value) : 0;
    if (found < 0)
        return ct_error_pending();
    return found ? ct_element_put_checked(to, dst, &value) : not_a_number(from, src, to);
}

ct_status ct_cast_text(const ct_dtype *from, const char *src, int64_t src_stride,
                       const ct_dtype *to, char *dst, int64_t dst_stride, int64_t n)
{
    bool from_text = from->num >= CT_NUM_STR, to_text = to->num >= CT_NUM_STR;
    char few[256], *ascii = few;
    if (from->num == CT_NUM_STR && !to_text && ct_text_width(from) > (int64_t)sizeof few)
        ascii = ct_alloc(ct_text_width(from));
    if (!ascii)
        return ct_error_pending();
    ct_status status = CT_OK;
    for (int64_t i = 0; i < n && status == CT_OK; i++) {
        if (!to_text)
            status = text_to_number(from, src, to, dst, ascii);
        else if (from_text)
            status = text_to_text(from, src, to, dst);
        else
            number_to_text(from, src, to, dst);
        src += src_stride;
        dst += dst_stride;
    }
    if (ascii != few)
        ct_dealloc(ascii);
    return status;
}

int ct_compare_text(const ct_dtype *a, const char *x, const ct_dtype *b, const char *y)
{
    int64_t wa = ct_text_width(a), wb = ct_text_width(b), n = wa > wb ? wa : wb;
    for (int64_t i = 0; i < n; i++) {
        uint32_t c = i < wa ? char_at(a, x, i) : 0, d = i < wb ? char_at(b, y, i) : 0;
        if (c != d)
            return c < d ? -1 : 1;
    }
    return 0;
}
