/* buffer.c: counted memory that arrays share.
 *
 * Own memory starts on a cache line inside a block from the allocator. The block is up to 63 bytes
 * longer instead of coming from an aligned allocation, so that growing goes through realloc, which
 * moves large blocks by remapping their pages and keeps the offset inside a page. */
#include "array.h"

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

ct_buffer *ct_buffer_new(int64_t size, bool zeroed)
{
    ct_buffer *buffer = ct_alloc(sizeof *buffer);
    if (!buffer)
        return NULL;
    int64_t bytes = block_bytes(size > 0 ? size : 1);
    void *block = zeroed ? ct_alloc_zero(bytes, 1) : ct_alloc(bytes);
    if (!block) {
        ct_dealloc(buffer);
        return NULL;
    }
    *buffer = (ct_buffer){.refs = 1,
                          .address = aligned(block),
                          .size = size,
                          .capacity = size > 0 ? size : 1,
                          .kind = CT_BUFFER_OWNED,
                          .block = block};
    return buffer;
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
    if (!buffer || __atomic_sub_fetch(&buffer->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    if (buffer->kind == CT_BUFFER_OWNED)
        ct_dealloc(buffer->block);
    else if (buffer->release)
        buffer->release(buffer->context);
    ct_dealloc(buffer);
}

ct_status ct_buffer_resize(ct_buffer *buffer, int64_t capacity)
{
    if (capacity < 1)
        capacity = 1;
    int64_t offset = buffer->address - (char *)buffer->block;
    int64_t kept = buffer->size < capacity ? buffer->size : capacity;
    char *block = ct_realloc(buffer->block, block_bytes(capacity));
    if (!block)
        return CT_MEMORY_ERROR;
    buffer->block = block;
    buffer->address = aligned(block);
    if (buffer->address != block + offset)
        memmove(buffer->address, block + offset, (size_t)kept);
    buffer->capacity = capacity;
    if (buffer->size > capacity)
        buffer->size = capacity;
    return CT_OK;
}
