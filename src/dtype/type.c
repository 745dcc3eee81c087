/* type.c: the dtype as an object: dtype('float64'), equal to its own spellings. */
#include "dtype.h"

#include <string.h>

static void destroy(ct_object *self)
{
    ct_dealloc(self);
}

static ct_status repr(const ct_object *self, ct_text *out)
{
    const ct_dtype *dtype = (const ct_dtype *)self;
    if (dtype->num == CT_NUM_STR)
        return dtype->itemsize ? ct_text_format(out, "dtype('%s')", dtype->str)
                               : ct_text_add(out, "dtype('<U')", -1);
    if (dtype->num == CT_NUM_BYTES)
        return dtype->itemsize ? ct_text_format(out, "dtype('%s')", dtype->str + 1)
                               : ct_text_add(out, "dtype('S')", -1);
    return ct_text_format(out, "dtype('%s')", dtype->name);
}

static ct_status str(const ct_object *self, ct_text *out)
{
    const ct_dtype *dtype = (const ct_dtype *)self;
    return ct_text_add(out, dtype->num < CT_NUM_STR ? dtype->name : dtype->str, -1);
}

static int equal(const ct_object *self, const ct_object *other)
{
    if (other->type == &ct_dtype_type)
        return ct_dtype_equal((const ct_dtype *)self, (const ct_dtype *)other);
    if (other->type == &ct_none_type)
        return ((const ct_dtype *)self)->num == CT_NUM_FLOAT64;
    if (other->type != &ct_str_type)
        return 0;
    const char *text = ct_as_string(other, NULL);
    const ct_dtype *spelt;
    if (!text || ct_dtype_find(text, &spelt) < 0)
        return -1;
    int same = ct_dtype_equal((const ct_dtype *)self, spelt);
    ct_release(spelt);
    return same;
}

static ct_status hash(const ct_object *self, uint64_t *out)
{
    const ct_dtype *dtype = (const ct_dtype *)self;
    /* A multiplier with well mixed bits: 2^64 over the golden ratio. */
    *out = ((uint64_t)dtype->itemsize * CT_NUM_COUNT + dtype->num + 1) * 0x9e3779b97f4a7c15u;
    return CT_OK;
}

static size_t bytes(const ct_object *self)
{
    return sizeof(ct_dtype);
}

const ct_type ct_dtype_type = {
    .name = "numpy.dtype",
    .destroy = destroy,
    .repr = repr,
    .str = str,
    .equal = equal,
    .hash = hash,
    .bytes = bytes,
};
