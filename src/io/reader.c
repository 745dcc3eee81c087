/* reader.c: the one door through which every parser gets bytes.
 *
 * Invariants: a source's size is known before anything is parsed; a read outside it is an error and
 * touches nothing; a reader's `left` never exceeds what its stored bytes can decode to, so a length
 * that passed `bytes <= reader->left` may be allocated. */
#include "io.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* What one deflated byte can become at most: 258 bytes per match of 2 bits. */
enum { DEFLATE_RATIO = 1032 };
enum { INPUT = 1 << 16 }; /* bytes read from the file at a time while inflating */
/* Bytes of one read(): few enough to be stopped and seen between two of them. */
enum { READ_MOST = 1 << 24 };

ct_status ct_io_os_error(const char *op, const char *path, int number)
{
    char text[96];
    return ct_error_set(CT_OS_ERROR, op, 1, "[Errno %d] %s: '%.*s'", number,
                        strerror_r(number, text, sizeof text), CT_IO_NAME_MOST, path);
}

void ct_opts_copy(void *out, size_t size, const void *opts)
{
    memset(out, 0, size);
    if (!opts)
        return;
    size_t given = *(const size_t *)opts; /* every options struct starts with size_ */
    memcpy(out, opts, given && given < size ? given : size);
}

/* -- sources ---------------------------------------------------------------------------------- */

void ct_source_memory(ct_source *source, const char *op, const void *data, int64_t bytes)
{
    *source = (ct_source){.op = op, .name = "<memory>", .fd = -1, .data = data, .size = bytes};
    if (!data || bytes < 0) {
        source->data = (const uint8_t *)"";
        source->size = 0;
    }
}

/* Something without a size: read to its end. */
static ct_status read_pipe(ct_source *source)
{
    int64_t room = INPUT, used = 0;
    uint8_t *bytes = ct_alloc(room);
    while (bytes) {
        ssize_t got = read(source->fd, bytes + used, (size_t)(room - used));
        ct_status status = ct_interrupted();
        if (!status && got < 0 && errno == EINTR)
            continue;
        if (!status && got < 0)
            status = ct_io_os_error(source->op, source->name, errno);
        if (status) {
            ct_dealloc(bytes);
            return status;
        }
        ct_progress_step(used + got);
        if (!got) {
            source->data = source->owned = bytes;
            source->size = used;
            return CT_OK;
        }
        used += got;
        if (used == room) {
            uint8_t *more = ct_realloc(bytes, room * 2);
            if (!more)
                break;
            bytes = more;
            room *= 2;
        }
    }
    ct_dealloc(bytes);
    return CT_MEMORY_ERROR;
}

/* `size` -1: not known before the end. */
static ct_status start_reading(ct_source *source, int64_t size)
{
    const char *name = strcmp(source->name, "-") ? source->name : "standard input";
    ct_progress_enter(&source->around, "reading", name, size < 0 ? 0 : size);
    source->opened = true;
    if (size < 0)
        return read_pipe(source);
    source->size = size;
    return CT_OK;
}

ct_status ct_source_open(ct_source *source, const char *op, const char *path)
{
    *source = (ct_source){.op = op, .name = path, .fd = -1};
    if (!path)
        return ct_null_input(op, 1);
    if (ct_limits_file(op))
        return ct_error_pending();
    bool standard = !strcmp(path, "-");
    struct stat about;
    source->fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (source->fd < 0)
        return ct_io_os_error(op, path, errno);
    ct_status status = CT_OK;
    if (fstat(source->fd, &about))
        status = ct_io_os_error(op, path, errno);
    else if (S_ISDIR(about.st_mode))
        status = ct_io_os_error(op, path, EISDIR);
    else
        status = start_reading(source, S_ISREG(about.st_mode) && !standard ? about.st_size : -1);
    if (status || source->data) {
        close(source->fd);
        source->fd = -1;
    }
    if (status)
        ct_source_close(source);
    return status;
}

void ct_source_close(ct_source *source)
{
    if (source->fd >= 0)
        close(source->fd);
    if (source->opened)
        ct_progress_leave(&source->around);
    ct_dealloc(source->owned);
    source->fd = -1;
    source->owned = NULL;
    source->opened = false;
}

ct_status ct_source_read(const ct_source *source, int64_t offset, void *out, int64_t bytes)
{
    if (offset < 0 || bytes < 0 || offset > source->size || bytes > source->size - offset)
        return ct_error_set(CT_VALUE_ERROR, source->op, 1,
                            "%.200s: needs %lld bytes at offset %lld, the file has %lld",
                            source->name, (long long)bytes, (long long)offset,
                            (long long)source->size);
    if (source->fd < 0) {
        if (bytes)
            memcpy(out, source->data + offset, (size_t)bytes);
        return CT_OK;
    }
    for (char *to = out; bytes > 0;) {
        size_t wanted = bytes < READ_MOST ? (size_t)bytes : READ_MOST;
        ssize_t got = pread(source->fd, to, wanted, offset);
        if (ct_interrupted())
            return CT_INTERRUPTED;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ct_io_os_error(source->op, source->name, errno);
        if (!got)
            return ct_error_set(CT_OS_ERROR, source->op, 1,
                                "%.200s: the file became shorter while it was read", source->name);
        to += got;
        offset += got;
        bytes -= got;
        ct_progress_step(offset);
    }
    return CT_OK;
}

ct_status ct_source_plain(const ct_source *source, const void *start, int64_t bytes)
{
    static const struct {
        const char *magic, *unpacker;
    } rows[] = {{"\x1F\x8B", "gunzip"},
                {"\xFD"
                 "7zXZ",
                 "unxz"},
                {"\x28\xB5\x2F\xFD", "unzstd"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t n = (int64_t)strlen(rows[i].magic);
        if (bytes >= n && !memcmp(start, rows[i].magic, (size_t)n))
            return ct_error_set(CT_VALUE_ERROR, source->op, 1,
                                "%.200s: a packed file: unpack it with %s first", source->name,
                                rows[i].unpacker);
    }
    return CT_OK;
}

const uint8_t *ct_source_all(ct_source *source)
{
    if (source->data)
        return source->data;
    uint8_t *bytes = ct_alloc(source->size);
    if (!bytes)
        return NULL;
    if (ct_source_read(source, 0, bytes, source->size)) {
        ct_dealloc(bytes);
        return NULL;
    }
    return source->data = source->owned = bytes;
}

/* -- readers ---------------------------------------------------------------------------------- */

struct ct_inflater {
    z_stream stream;
    uint8_t input[INPUT];
};

static voidpf inflate_alloc(voidpf context, uInt count, uInt size)
{
    return ct_alloc_zero(count, size);
}

static void inflate_free(voidpf context, voidpf memory)
{
    ct_dealloc(memory);
}

ct_status ct_reader_error(const ct_reader *reader, const char *format, ...)
{
    char text[320];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const ct_source *source = reader->source;
    if (reader->member)
        return ct_error_set(CT_VALUE_ERROR, source->op, 1, "%.120s(%.60s): %s", source->name,
                            reader->member, text);
    return ct_error_set(CT_VALUE_ERROR, source->op, 1, "%.120s: %s", source->name, text);
}

ct_status ct_reader_open(ct_reader *reader, const ct_source *source, int64_t offset, int64_t stored,
                         int64_t size, bool deflated)
{
    const char *member = reader->member;
    *reader = (ct_reader){
        .source = source, .member = member, .offset = offset, .stored_left = stored, .left = size};
    if (offset < 0 || stored < 0 || size < 0 || offset > source->size ||
        stored > source->size - offset)
        return ct_reader_error(reader, "%lld bytes at offset %lld, but the file has %lld",
                               (long long)stored, (long long)offset, (long long)source->size);
    if (!deflated)
        return size == stored ? CT_OK
                              : ct_reader_error(reader,
                                                "%lld bytes stored as %lld without "
                                                "compression",
                                                (long long)size, (long long)stored);
    if (size / DEFLATE_RATIO > stored)
        return ct_reader_error(reader,
                               "declares %lld bytes, more than %lld deflated bytes can hold",
                               (long long)size, (long long)stored);
    ct_inflater *inflater = ct_alloc(sizeof *inflater);
    if (!inflater)
        return CT_MEMORY_ERROR;
    memset(&inflater->stream, 0, sizeof inflater->stream);
    inflater->stream.zalloc = inflate_alloc;
    inflater->stream.zfree = inflate_free;
    int code = inflateInit2(&inflater->stream, -MAX_WBITS); /* no zlib header in archives */
    if (code != Z_OK) {
        ct_dealloc(inflater);
        return ct_error_set(CT_MEMORY_ERROR, source->op, 0, "out of memory");
    }
    reader->inflater = inflater;
    return CT_OK;
}

void ct_reader_close(ct_reader *reader)
{
    if (reader->inflater) {
        inflateEnd(&reader->inflater->stream);
        ct_dealloc(reader->inflater);
        reader->inflater = NULL;
    }
}

static ct_status refill(ct_reader *reader)
{
    z_stream *stream = &reader->inflater->stream;
    int64_t bytes = reader->stored_left < INPUT ? reader->stored_left : INPUT;
    ct_status status =
        ct_source_read(reader->source, reader->offset, reader->inflater->input, bytes);
    stream->next_in = reader->inflater->input;
    stream->avail_in = status ? 0 : (uInt)bytes;
    reader->offset += bytes;
    reader->stored_left -= bytes;
    return status;
}

static ct_status inflate_some(ct_reader *reader, uint8_t *out, int64_t bytes)
{
    z_stream *stream = &reader->inflater->stream;
    while (bytes > 0) {
        if (!stream->avail_in && reader->stored_left && refill(reader))
            return ct_error_pending();
        uInt room = bytes < READ_MOST ? (uInt)bytes : READ_MOST;
        stream->next_out = out;
        stream->avail_out = room;
        int code = inflate(stream, Z_NO_FLUSH);
        uInt made = room - stream->avail_out;
        out += made;
        bytes -= made;
        if (bytes > 0 && code == Z_STREAM_END)
            return ct_reader_error(reader,
                                   "the deflated data ends %lld bytes before the declared "
                                   "size",
                                   (long long)(bytes + reader->left));
        if (code == Z_MEM_ERROR)
            return ct_error_set(CT_MEMORY_ERROR, reader->source->op, 0, "out of memory");
        if (code != Z_OK && code != Z_STREAM_END &&
            !(code == Z_BUF_ERROR && reader->stored_left && !stream->avail_in))
            return ct_reader_error(reader, "the deflated data is damaged%s%s",
                                   stream->msg ? ": " : "", stream->msg ? stream->msg : "");
    }
    return CT_OK;
}

ct_status ct_reader_read(ct_reader *reader, void *out, int64_t bytes)
{
    if (bytes < 0 || bytes > reader->left)
        return ct_reader_error(reader, "ends early: expected %lld more bytes, got %lld",
                               (long long)bytes, (long long)reader->left);
    reader->left -= bytes;
    ct_status status;
    if (reader->inflater) {
        status = inflate_some(reader, out, bytes);
    } else {
        status = ct_source_read(reader->source, reader->offset, out, bytes);
        reader->offset += bytes;
        reader->stored_left -= bytes;
    }
    if (!status && reader->member)
        reader->crc = (uint32_t)crc32_z(reader->crc, out, (size_t)bytes);
    return status;
}

ct_status ct_reader_finish(ct_reader *reader)
{
    if (!reader->member)
        return CT_OK;
    uint8_t rest[4096];
    while (reader->left > 0) {
        int64_t bytes = reader->left < (int64_t)sizeof rest ? reader->left : (int64_t)sizeof rest;
        ct_status status = ct_reader_read(reader, rest, bytes);
        if (status)
            return status;
    }
    if (reader->inflater) {
        /* The stream must end here: one more byte would be data that the headers deny. */
        z_stream *stream = &reader->inflater->stream;
        int code = Z_OK;
        while (code == Z_OK || code == Z_BUF_ERROR) {
            if (!stream->avail_in && reader->stored_left && refill(reader))
                return ct_error_pending();
            stream->next_out = rest;
            stream->avail_out = 1;
            code = inflate(stream, Z_NO_FLUSH);
            if (!stream->avail_out)
                return ct_reader_error(reader, "holds more data than the declared size");
            if (code == Z_BUF_ERROR && !reader->stored_left)
                break;
        }
        if (code != Z_STREAM_END || stream->avail_in || reader->stored_left)
            return ct_reader_error(reader, "the deflated data does not end where its size says");
    }
    if (reader->crc != reader->expected_crc)
        return ct_reader_error(reader, "bad CRC-32: the headers say %08x, the data has %08x",
                               (unsigned)reader->expected_crc, (unsigned)reader->crc);
    return CT_OK;
}
