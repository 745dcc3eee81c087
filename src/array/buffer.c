/* buffer.c: counted memory that arrays share.
 *
 * An array that owns its elements comes in one block: its record, the buffer, and the elements too
 * when they are few (then buffer->block is NULL). The block lives as long as the buffer does; views
 * hold the buffer and, as their base, the array.
 *
 * More elements have a block of their own and start on a cache line inside it. It is up to 63 bytes
 * longer instead of coming from an aligned allocation, so that growing goes through realloc, which
 * moves large blocks by remapping their pages and keeps the offset inside a page. As such blocks
 * are whole pages, all start at one offset: an output that is a line ahead of an input in the last
 * 12 bits of the address, where every load seems to wait for a store, does not come up. */
#include "array.h"
#include "meter.h"

#include "base/limits.h"
#include "dtype/dtype.h"

#include <stddef.h>
#include <string.h>

enum { LINE = 64 }; /* a cache line, an AVX-512 register */

static char *aligned(void *block)
{
    uintptr_t address = ((uintptr_t)block + LINE - 1) & ~(uintptr_t)(LINE - 1);
    return (char *)block + (address - (uintptr_t)block);
}

/* The block's bytes for a capacity; -1 makes the allocator report MemoryError. */
static int64_t block_bytes(int64_t capacity)
{
    return capacity < 0 || capacity > INT64_MAX - LINE ? -1 : capacity + LINE;
}

/* What ct_array_new allocates at once. */
typedef struct owner {
    ct_array array;
    ct_buffer buffer;
} owner;
enum {
    OWNER = (sizeof(owner) + LINE - 1) / LINE * LINE,
    FEW = CT_BLOCK_MOST - OWNER /* bytes of elements in that block, at most */
};

/* Record and buffer for `bytes` bytes of elements; the caller fills in the rest. */
static owner *new_owner(int64_t bytes, bool zeroed)
{
    bool few = bytes <= FEW;
    zeroed |= ct_meter_is_dry(); /* fresh pages, which nobody touches */
    int64_t room = OWNER + (!few ? 0 : bytes > 0 ? bytes : 1);
    owner *o = ct_block_alloc(room);
    if (CT_UNLIKELY(!o))
        return NULL;
    void *block = NULL;
    if (!few) {
        block = zeroed ? ct_alloc_zero(block_bytes(bytes), 1) : ct_alloc(block_bytes(bytes));
        if (!block) {
            ct_block_free(o, room);
            return NULL;
        }
    }
    ct_buffer *buffer = &o->buffer;
    buffer->refs = 1;
    buffer->address = few ? (char *)o + OWNER : aligned(block);
    buffer->size = bytes;
    buffer->capacity = bytes > 0 ? bytes : 1;
    buffer->kind = CT_BUFFER_OWNED;
    buffer->readonly = false;
    buffer->room = (int32_t)room;
    buffer->block = block;
    if (few && zeroed)
        memset(buffer->address, 0, (size_t)buffer->capacity);
    return o;
}

/* In C order, at most CT_FEW_AXES axes; without elements, no steps, as in NumPy. */
CT_INLINE ct_array *new_plain(int ndim, const int64_t *shape, int64_t size, const ct_dtype *dtype,
                              bool zeroed)
{
    int64_t step = dtype->itemsize;
    owner *o = new_owner(size * step, zeroed);
    if (CT_UNLIKELY(!o))
        return NULL;
    ct_array *made = &o->array;
    made->object.refs = 1;
    made->object.type = &ct_array_type;
    made->dtype = dtype; /* a numeric one, which lives as long as the library */
    made->buffer = &o->buffer;
    made->base = NULL;
    made->binding = NULL;
    made->data = o->buffer.address;
    made->size = size;
    made->ndim = ndim;
    made->shape = made->few;
    made->strides = made->few + ndim;
    int lines = 0; /* axes on which there is a step to take */
    for (int i = ndim; i-- > 0; step *= shape[i] > 0 ? shape[i] : 1) {
        made->shape[i] = shape[i];
        made->strides[i] = size > 0 ? step : 0;
        lines += shape[i] > 1;
    }
    made->flags = CT_OWNDATA | CT_WRITEABLE | CT_ALIGNED | CT_C_CONTIGUOUS |
                  (lines <= 1 || size == 0 ? CT_F_CONTIGUOUS : 0u);
    return made;
}

ct_array *ct_array_new(int ndim, const int64_t *shape, const int64_t *strides, int64_t size,
                       const ct_dtype *dtype, bool zeroed)
{
    int64_t bytes = size * dtype->itemsize, *lengths = NULL;
    if (CT_UNLIKELY(ct_limits_show(bytes)))
        return NULL;
    if (!strides && ndim <= CT_FEW_AXES && dtype->num < CT_NUM_STR)
        return new_plain(ndim, shape, size, dtype, zeroed);
    if (ndim > CT_FEW_AXES && !(lengths = ct_alloc_many(2 * ndim, sizeof *lengths)))
        return NULL;
    owner *o = new_owner(bytes, zeroed);
    if (CT_UNLIKELY(!o)) {
        ct_dealloc(lengths);
        return NULL;
    }
    ct_array *a = &o->array;
    a->buffer = &o->buffer;
    a->base = NULL;
    a->data = o->buffer.address;
    a->size = size;
    a->flags = CT_OWNDATA | CT_WRITEABLE;
    ct_array_describe(a, dtype, ndim, lengths, shape, strides);
    return a;
}

ct_array *ct_array_new_like(const ct_array *a, const ct_dtype *dtype)
{
    if (CT_UNLIKELY(a->ndim > CT_FEW_AXES || dtype->num >= CT_NUM_STR))
        return ct_array_new(a->ndim, a->shape, NULL, a->size, dtype, false);
    if (CT_UNLIKELY(ct_limits_show(a->size * dtype->itemsize)))
        return NULL;
    return new_plain(a->ndim, a->shape, a->size, dtype, false);
}

void ct_array_free(ct_array *a)
{
    ct_buffer *buffer = a->buffer;
    bool owns = buffer == &((owner *)a)->buffer;
    if (!owns)
        ct_block_free(a, sizeof *a);
    ct_buffer_release(buffer);
}

ct_buffer *ct_buffer_foreign(void *address, int64_t size, void (*release)(void *), void *context)
{
    ct_buffer *buffer = ct_alloc(sizeof *buffer);
    if (!buffer) {
        if (release)
            release(context);
        return NULL;
    }
    *buffer = (ct_buffer){.refs = 1,
                          .address = address,
                          .size = size,
                          .capacity = size,
                          .kind = CT_BUFFER_FOREIGN,
                          .release = release,
                          .context = context};
    return buffer;
}

ct_buffer *ct_buffer_retain(ct_buffer *buffer)
{
    if (buffer)
        __atomic_fetch_add(&buffer->refs, 1, __ATOMIC_RELAXED);
    return buffer;
}

void ct_buffer_release(ct_buffer *buffer)
{
    if (!buffer)
        return;
    /* The only holder needs no atomic subtraction. */
    if (__atomic_load_n(&buffer->refs, __ATOMIC_ACQUIRE) != 1 &&
        __atomic_sub_fetch(&buffer->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    if (buffer->kind == CT_BUFFER_OWNED) {
        if (buffer->block)
            ct_dealloc(buffer->block);
        ct_block_free((char *)buffer - offsetof(owner, buffer), buffer->room);
        return;
    }
    if (buffer->release)
        buffer->release(buffer->context);
    ct_dealloc(buffer);
}

/* From the block it shares with the record into one of its own. */
static ct_status move_out(ct_buffer *buffer, int64_t capacity, int64_t kept)
{
    void *block = ct_alloc(block_bytes(capacity));
    if (!block)
        return CT_MEMORY_ERROR;
    memcpy(aligned(block), buffer->address, (size_t)kept);
    buffer->block = block;
    buffer->address = aligned(block);
    return CT_OK;
}

/* ... and back, which cannot fail: a growth that failed later leaves no block behind. */
static void move_in(ct_buffer *buffer, int64_t kept)
{
    char *own = (char *)buffer - offsetof(owner, buffer) + OWNER;
    memcpy(own, buffer->address, (size_t)kept);
    ct_dealloc(buffer->block);
    buffer->block = NULL;
    buffer->address = own;
}

static ct_status move(ct_buffer *buffer, int64_t capacity, int64_t kept)
{
    int64_t offset = buffer->address - (char *)buffer->block;
    char *block = ct_realloc(buffer->block, block_bytes(capacity));
    if (!block)
        return CT_MEMORY_ERROR;
    buffer->block = block;
    buffer->address = aligned(block);
    if (buffer->address != block + offset)
        memmove(buffer->address, block + offset, (size_t)kept);
    return CT_OK;
}

ct_status ct_buffer_resize(ct_buffer *buffer, int64_t capacity)
{
    if (capacity < 1)
        capacity = 1;
    int64_t kept = buffer->size < capacity ? buffer->size : capacity;
    ct_status status = CT_OK;
    bool few = capacity <= buffer->room - OWNER;
    if (few && buffer->block)
        move_in(buffer, kept);
    else if (!few)
        status = buffer->block ? move(buffer, capacity, kept) : move_out(buffer, capacity, kept);
    if (status != CT_OK)
        return status;
    buffer->capacity = capacity;
    if (buffer->size > capacity)
        buffer->size = capacity;
    return CT_OK;
}
