/* npy.c: .npy arrays: read, map, write.
 *
 * The data of a .npy file is the array's memory in C or Fortran order, so it is read straight into
 * the new array; other byte orders are turned in place. */
#include "io.h"

#include "array/nest.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void swap_units(char *data, int64_t bytes, int unit)
{
    for (int64_t i = 0; i + unit <= bytes; i += unit) {
        uint16_t two;
        uint32_t four;
        uint64_t eight;
        switch (unit) {
        case 2:
            memcpy(&two, data + i, 2);
            two = __builtin_bswap16(two);
            memcpy(data + i, &two, 2);
            break;
        case 4:
            memcpy(&four, data + i, 4);
            four = __builtin_bswap32(four);
            memcpy(data + i, &four, 4);
            break;
        default:
            memcpy(&eight, data + i, 8);
            eight = __builtin_bswap64(eight);
            memcpy(data + i, &eight, 8);
        }
    }
}

/* Bytes that are turned together: a complex number's halves, a string's characters. */
static int swap_unit(const ct_dtype *dtype)
{
    char kind = ct_dtype_kind(dtype);
    int64_t itemsize = ct_dtype_itemsize(dtype);
    if (kind == 'U')
        return 4;
    if (kind == 'S' || kind == 'b')
        return 1;
    return (int)(kind == 'c' ? itemsize / 2 : itemsize);
}

bool ct_npy_must_swap(const ct_npy_header *h)
{
    bool host_big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
    return h->big_endian != host_big && swap_unit(h->dtype) > 1;
}

void ct_npy_swap(const ct_npy_header *h, char *data, int64_t bytes)
{
    if (ct_npy_must_swap(h))
        swap_units(data, bytes, swap_unit(h->dtype));
}

/* What the rest of the library takes for granted about elements: bools are 0 or 1, characters are
 * Unicode. A file can hold anything: other bools are true, and cannot be mapped. */
static ct_status check_elements(const ct_reader *reader, const ct_npy_header *h, char *data,
                                bool mapped)
{
    char kind = ct_dtype_kind(h->dtype);
    for (int64_t i = 0; kind == 'b' && i < h->bytes; i++) {
        if (!mapped)
            data[i] = data[i] != 0;
        else if (data[i] & ~1)
            return ct_reader_error(reader,
                                   "element %lld of the data is no bool and cannot be mapped: "
                                   "load it without a map mode",
                                   (long long)i);
    }
    for (int64_t i = 0; kind == 'U' && i < h->bytes; i += 4) {
        uint32_t c;
        memcpy(&c, data + i, 4);
        if (c > 0x10FFFF)
            return ct_reader_error(reader,
                                   "element %lld of the data holds the character 0x%x, "
                                   "which is beyond Unicode's 0x10ffff",
                                   (long long)(i / ct_dtype_itemsize(h->dtype)), (unsigned)c);
    }
    return CT_OK;
}

static ct_status enough_data(const ct_reader *reader, const ct_npy_header *h)
{
    if (h->bytes <= reader->left && (h->bytes || h->size <= reader->source->size))
        return CT_OK;
    char shape[CT_SHAPE_TEXT];
    int64_t itemsize = ct_dtype_itemsize(h->dtype);
    return ct_reader_error(reader,
                           "Failed to read all data for array. Expected %s = %lld elements, "
                           "could only read %lld elements. (file seems not fully written?)",
                           ct_shape_text(shape, h->ndim, h->shape), (long long)h->size,
                           (long long)(itemsize ? reader->left / itemsize : 0));
}

ct_array *ct_npy_read(ct_reader *reader)
{
    ct_npy_header h;
    if (ct_npy_header_read(reader, &h))
        return NULL;
    ct_array *a = NULL;
    ct_status status = enough_data(reader, &h);
    if (!status) {
        a = ct_empty_order(h.ndim, h.shape, h.dtype, h.fortran ? CT_ORDER_F : CT_ORDER_C);
        status = a ? ct_reader_read(reader, a->data, h.bytes) : CT_MEMORY_ERROR;
    }
    if (!status)
        ct_npy_swap(&h, a->data, h.bytes);
    if (!status)
        status = check_elements(reader, &h, a->data, false);
    if (!status)
        status = ct_reader_finish(reader);
    ct_release(h.dtype);
    if (status) {
        ct_release(a);
        return NULL;
    }
    return a;
}

/* -- mapping ---------------------------------------------------------------------------------- */

typedef struct mapping {
    void *address;
    size_t bytes;
} mapping;

static void unmap(void *context)
{
    mapping *map = context;
    munmap(map->address, map->bytes);
    ct_dealloc(map);
}

ct_array *ct_npy_map(const ct_reader *file, ct_map_mode mode)
{
    ct_reader reader = *file;
    int64_t start = reader.offset;
    if (reader.inflater)
        return ct_reader_error(&reader, "is compressed and cannot be mapped: load it without a map "
                                        "mode"),
               NULL;
    if (reader.source->fd < 0)
        return ct_reader_error(&reader, "is no regular file and cannot be mapped"), NULL;
    ct_npy_header h;
    if (ct_npy_header_read(&reader, &h))
        return NULL;
    ct_array *a = NULL;
    mapping *map = NULL;
    ct_buffer *buffer = NULL;
    if (enough_data(&reader, &h))
        goto out;
    if (ct_npy_must_swap(&h)) {
        ct_reader_error(&reader, "the data has the other byte order and cannot be mapped: load it "
                                 "without a map mode");
        goto out;
    }
    if (!h.bytes) { /* nothing to map */
        a = ct_empty_order(h.ndim, h.shape, h.dtype, h.fortran ? CT_ORDER_F : CT_ORDER_C);
        goto out;
    }
    int64_t page = sysconf(_SC_PAGESIZE), data = start + h.offset, skip = data % page;
    if (data % ct_dtype_alignment(h.dtype)) {
        ct_reader_error(&reader,
                        "the data is not aligned and cannot be mapped: load it without a map mode");
        goto out;
    }
    map = ct_alloc(sizeof *map);
    if (!map)
        goto out;
    bool writeable = mode == CT_MAP_COPY_ON_WRITE;
    map->bytes = (size_t)(h.bytes + skip);
    map->address = mmap(NULL, map->bytes, PROT_READ | (writeable ? PROT_WRITE : 0), MAP_PRIVATE,
                        reader.source->fd, data - skip);
    if (map->address == MAP_FAILED) {
        ct_io_os_error(reader.source->op, reader.source->name, errno);
        ct_dealloc(map);
        goto out;
    }
    char *address = (char *)map->address + skip;
    buffer = ct_buffer_foreign(address, h.bytes, unmap, map);
    if (!buffer)
        goto out;
    buffer->kind = CT_BUFFER_MAPPED;
    int64_t strides[CT_MAX_NDIM];
    ct_fill_strides(h.ndim, h.shape, ct_dtype_itemsize(h.dtype), h.fortran, strides);
    a = ct_array_make(buffer, address, h.ndim, h.shape, strides, h.dtype,
                      writeable ? CT_WRITEABLE : 0);
    if (a && check_elements(&reader, &h, address, true)) {
        ct_release(a);
        a = NULL;
    }
out:
    ct_release(h.dtype);
    return a;
}

/* -- writing ---------------------------------------------------------------------------------- */

/* Any strides: rows are gathered into blocks, in C order. */
static ct_status write_strided(const ct_array *a, ct_write *write, void *context)
{
    enum { BLOCK = 1 << 14 };
    int64_t itemsize = ct_dtype_itemsize(a->dtype), room = itemsize > BLOCK ? itemsize : BLOCK;
    if (!a->size || !itemsize)
        return CT_OK;
    char *block = ct_alloc(room);
    if (!block)
        return CT_MEMORY_ERROR;
    ct_nest nest;
    ct_nest_init(&nest, 1, a->ndim, a->shape, &(char *){a->data}, &(const int64_t *){a->strides},
                 CT_NEST_KEEP_ORDER);
    int64_t used = 0;
    ct_status status = CT_OK;
    do {
        const char *from = nest.at[0];
        for (int64_t i = 0; i < nest.inner && !status; i++, from += nest.inner_strides[0]) {
            if (used + itemsize > room) {
                status = write(context, block, used);
                used = 0;
            }
            memcpy(block + used, from, (size_t)itemsize);
            used += itemsize;
        }
    } while (!status && ct_nest_next(&nest));
    if (!status && used)
        status = write(context, block, used);
    ct_dealloc(block);
    return status;
}

ct_status ct_npy_write(const ct_array *a, ct_write *write, void *context)
{
    char header[CT_NPY_HEADER_ROOM];
    ct_status status = write(context, header, ct_npy_header_write(a, header));
    if (status)
        return status;
    if (a->flags & (CT_C_CONTIGUOUS | CT_F_CONTIGUOUS))
        return write(context, a->data, ct_nbytes(a));
    return write_strided(a, write, context);
}

/* -- the public calls ------------------------------------------------------------------------- */

ct_array *ct_load_npy(const char *path, ct_map_mode map)
{
    ct_source source;
    ct_reader reader = {0};
    ct_array *a = NULL;
    if (ct_check_choice("load", 2, "map mode", map, CT_MAP_COPY_ON_WRITE + 1) ||
        ct_source_open(&source, "load", path))
        return NULL;
    if (!ct_reader_open(&reader, &source, 0, source.size, source.size, false))
        a = map == CT_MAP_NONE ? ct_npy_read(&reader) : ct_npy_map(&reader, map);
    ct_source_close(&source);
    return a;
}

ct_array *ct_load_npy_memory(const void *data, int64_t bytes)
{
    ct_source source;
    ct_reader reader = {0};
    if (!data)
        return ct_null_input("load", 1), NULL;
    ct_source_memory(&source, "load", data, bytes);
    if (ct_reader_open(&reader, &source, 0, source.size, source.size, false))
        return NULL;
    return ct_npy_read(&reader);
}

ct_status ct_save_npy(const char *path, const ct_array *a)
{
    ct_sink sink;
    if (!a)
        return ct_null_input("save", 2);
    ct_status status = ct_sink_open(&sink, "save", path);
    return status ? status : ct_sink_close(&sink, ct_npy_write(a, ct_sink_write, &sink));
}
