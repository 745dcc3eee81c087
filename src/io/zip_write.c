/* zip_write.c: writing .npz archives front to back, so that they can go to a pipe.
 *
 * A member's size and checksum stand before its data: an array is walked once to take the checksum
 * (and to compress it into memory) and once more to be written. ZIP64 fields appear only where a
 * number needs them. Times are 1980-01-01: the same arrays give the same bytes. */
#include "io.h"

#include <string.h>
#include <zlib.h>

enum {
    NEW_YEAR_1980 = 0x21,
    UTF8_NAME = 0x800,
    LOCAL_SIZE = 30,
    CENTRAL_SIZE = 46,
    EXTRA_MOST = 28,     /* a ZIP64 field with three numbers */
    PADDING_ID = 0xD935, /* the field that zipalign pads with: 2 bytes of alignment, then zeros */
    PADDING_HEAD = 6,
    ALIGN = 64 /* stored members start here, so that they can be mapped */
};

typedef struct packer { /* the first walk over an array */
    uint32_t crc;
    int64_t size, stored, room;
    uint8_t *bytes; /* compressed */
    z_stream stream;
} packer;

static uint8_t *put16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
    return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
    return put16(put16(p, value & 0xFFFF), value >> 16);
}

static uint8_t *put64(uint8_t *p, int64_t value)
{
    return put32(put32(p, (uint32_t)value), (uint32_t)((uint64_t)value >> 32));
}

static ct_status take_checksum(void *context, const void *data, int64_t bytes)
{
    packer *pack = context;
    pack->crc = (uint32_t)crc32_z(pack->crc, data, (size_t)bytes);
    pack->size += bytes;
    return CT_OK;
}

static voidpf deflate_alloc(voidpf context, uInt count, uInt size)
{
    return ct_alloc_zero(count, size);
}

static void deflate_free(voidpf context, voidpf memory)
{
    ct_dealloc(memory);
}

static ct_status deflate_all(packer *pack, int mode)
{
    int code;
    do {
        if (pack->stored == pack->room) {
            int64_t room = pack->room ? pack->room + pack->room / 2 : 1 << 14;
            uint8_t *more = ct_realloc(pack->bytes, room);
            if (!more)
                return CT_MEMORY_ERROR;
            pack->bytes = more;
            pack->room = room;
        }
        int64_t free = pack->room - pack->stored;
        uInt room = free < (1 << 30) ? (uInt)free : 1 << 30;
        pack->stream.next_out = pack->bytes + pack->stored;
        pack->stream.avail_out = room;
        code = deflate(&pack->stream, mode);
        pack->stored += room - pack->stream.avail_out;
        if (code == Z_STREAM_ERROR)
            return ct_error_set(CT_RUNTIME_ERROR, "savez_compressed", 0, "zlib: deflate failed");
    } while (pack->stream.avail_in || (mode == Z_FINISH && code != Z_STREAM_END));
    return CT_OK;
}

static ct_status take_compressed(void *context, const void *data, int64_t bytes)
{
    packer *pack = context;
    take_checksum(pack, data, bytes);
    ct_status status = CT_OK;
    for (const uint8_t *from = data; bytes > 0 && !status;) {
        uInt some = bytes < (1 << 30) ? (uInt)bytes : 1 << 30;
        pack->stream.next_in = (uint8_t *)(uintptr_t)from;
        pack->stream.avail_in = some;
        status = deflate_all(pack, Z_NO_FLUSH);
        from += some;
        bytes -= some;
    }
    return status;
}

static ct_status compress_array(packer *pack, const ct_array *a)
{
    pack->stream.zalloc = deflate_alloc;
    pack->stream.zfree = deflate_free;
    int code = deflateInit2(&pack->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                            Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return ct_error_set(CT_MEMORY_ERROR, "savez_compressed", 0, "out of memory");
    ct_status status = ct_npy_write(a, take_compressed, pack);
    if (!status) {
        pack->stream.avail_in = 0;
        status = deflate_all(pack, Z_FINISH);
    }
    deflateEnd(&pack->stream);
    return status;
}

void ct_zip_writer_start(ct_zip_writer *zip, ct_write *write, void *context)
{
    *zip = (ct_zip_writer){.write = write, .context = context, .limit = INT64_C(0xFFFFFFFF)};
}

void ct_zip_writer_close(ct_zip_writer *zip)
{
    ct_dealloc(zip->directory);
    zip->directory = NULL;
}

static ct_status put(ct_zip_writer *zip, const void *data, int64_t bytes)
{
    zip->offset += bytes;
    return zip->write(zip->context, data, bytes);
}

static ct_status put_array(void *context, const void *data, int64_t bytes)
{
    return put(context, data, bytes);
}

/* The ZIP64 field with those of the numbers that are not below the limit; returns its end. */
static uint8_t *put_extra(const ct_zip_writer *zip, uint8_t *p, int n, const int64_t *numbers)
{
    uint8_t *start = p;
    p += 4;
    for (int i = 0; i < n; i++)
        if (numbers[i] >= zip->limit)
            p = put64(p, numbers[i]);
    if (p == start + 4)
        return start;
    put16(put16(start, 1), (uint32_t)(p - start - 4));
    return p;
}

/* A stored member's local header grows until its data is aligned. */
static uint8_t *put_padding(uint8_t *p, const uint8_t *start, int64_t header_end)
{
    int64_t end = header_end + (p - start) + PADDING_HEAD;
    uint32_t zeros = (uint32_t)(-end & (ALIGN - 1));
    p = put16(put16(put16(p, PADDING_ID), 2 + zeros), ALIGN);
    memset(p, 0, zeros);
    return p + zeros;
}

static uint32_t field(const ct_zip_writer *zip, int64_t number)
{
    return number >= zip->limit ? UINT32_C(0xFFFFFFFF) : (uint32_t)number;
}

/* The part that local and central headers share: version to extra length. */
static uint8_t *put_common(const ct_zip_writer *zip, uint8_t *p, const packer *pack,
                           const char *name, bool compressed, bool large, int64_t extra)
{
    bool ascii = true;
    for (const char *c = name; *c; c++)
        ascii = ascii && (unsigned char)*c < 128;
    p = put16(p, large ? 45 : 20); /* needs version 4.5 for ZIP64, 2.0 for deflate */
    p = put16(p, ascii ? 0 : UTF8_NAME);
    p = put16(p, compressed ? 8 : 0);
    p = put16(p, 0);
    p = put16(p, NEW_YEAR_1980);
    p = put32(p, pack->crc);
    p = put32(p, field(zip, pack->stored));
    p = put32(p, field(zip, pack->size));
    p = put16(p, (uint32_t)strlen(name));
    return put16(p, (uint32_t)extra);
}

static ct_status reserve_directory(ct_zip_writer *zip, int64_t bytes)
{
    if (zip->directory_room - zip->directory_size >= bytes)
        return CT_OK;
    int64_t room = 2 * zip->directory_room + bytes;
    uint8_t *more = ct_realloc(zip->directory, room);
    if (!more)
        return CT_MEMORY_ERROR;
    zip->directory = more;
    zip->directory_room = room;
    return CT_OK;
}

static ct_status write_member(ct_zip_writer *zip, const char *name, const ct_array *a,
                              const packer *pack, bool compressed)
{
    int64_t name_length = (int64_t)strlen(name), start = zip->offset;
    ct_status status = reserve_directory(zip, CENTRAL_SIZE + name_length + EXTRA_MOST);
    if (status)
        return status;
    uint8_t local[LOCAL_SIZE], extra[EXTRA_MOST + PADDING_HEAD + ALIGN];
    int64_t numbers[] = {pack->size, pack->stored, start};
    uint8_t *end = put_extra(zip, extra, 2, numbers);
    bool large = end > extra;
    if (!compressed)
        end = put_padding(end, extra, start + LOCAL_SIZE + name_length);
    int64_t extra_length = end - extra;
    put_common(zip, put32(local, 0x04034b50), pack, name, compressed, large, extra_length);
    status = put(zip, local, LOCAL_SIZE);
    if (!status)
        status = put(zip, name, name_length);
    if (!status)
        status = put(zip, extra, extra_length);
    if (!status)
        status = compressed ? put(zip, pack->bytes, pack->stored) : ct_npy_write(a, put_array, zip);
    if (status)
        return status;
    extra_length = put_extra(zip, extra, 3, numbers) - extra;
    uint8_t *p = zip->directory + zip->directory_size;
    p = put16(put32(p, 0x02014b50), 0x031E); /* made on Unix by version 3.0 */
    p = put_common(zip, p, pack, name, compressed, extra_length > 0, extra_length);
    p = put16(put16(put16(p, 0), 0), 0); /* comment, disk, internal attributes */
    p = put32(p, UINT32_C(0100644) << 16);
    p = put32(p, field(zip, start));
    memcpy(p, name, (size_t)name_length);
    memcpy(p + name_length, extra, (size_t)extra_length);
    zip->directory_size += CENTRAL_SIZE + name_length + extra_length;
    zip->count++;
    return CT_OK;
}

ct_status ct_zip_write_array(ct_zip_writer *zip, const char *name, const ct_array *a,
                             bool compressed)
{
    if (strlen(name) > 0xFFFF)
        return ct_error_set(CT_VALUE_ERROR, "savez", 0, "a name of %lld bytes: at most 65535 fit",
                            (long long)strlen(name));
    packer pack = {0};
    ct_status status =
        compressed ? compress_array(&pack, a) : ct_npy_write(a, take_checksum, &pack);
    if (!compressed)
        pack.stored = pack.size;
    if (!status)
        status = write_member(zip, name, a, &pack, compressed);
    ct_dealloc(pack.bytes);
    return status;
}

ct_status ct_zip_writer_finish(ct_zip_writer *zip)
{
    uint8_t end[56 + 20 + 22], *p = end;
    int64_t start = zip->offset, size = zip->directory_size;
    ct_status status = size ? put(zip, zip->directory, size) : CT_OK;
    if (status)
        return status;
    if (zip->count >= 0xFFFF || start >= zip->limit || size >= zip->limit) {
        int64_t at = zip->offset;
        p = put64(put32(p, 0x06064b50), 56 - 12); /* bytes that follow the length itself */
        p = put16(put16(p, 0x031E), 45);
        p = put32(put32(p, 0), 0);
        p = put64(put64(p, zip->count), zip->count);
        p = put64(put64(p, size), start);
        p = put32(put32(p, 0x07064b50), 0);
        p = put32(put64(p, at), 1);
    }
    uint32_t count = zip->count >= 0xFFFF ? 0xFFFF : (uint32_t)zip->count;
    p = put16(put16(put32(p, 0x06054b50), 0), 0);
    p = put16(put16(p, count), count);
    p = put32(put32(p, field(zip, size)), field(zip, start));
    p = put16(p, 0);
    return put(zip, end, p - end);
}
