/* npy_append.c: .npy files that grow in place.
 *
 * Invariants: nothing in front of the end that the header states is ever written to but the
 * header's text, and that in one write inside one disk sector, after everything it will speak of is
 * on the disk. `header` says what the file holds; `pending` rows stand behind that, the first
 * `written` bytes of them in the file, the rest in `block`. */
#include "io.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BLOCK = 1 << 20, /* what is written at once: a multiple of every byte order's unit */
    SECTOR = 512     /* disks write a sector whole or not at all */
};

struct ct_npy_appender {
    char *path;
    int fd, axis;
    ct_npy_header header;
    struct ct_array face; /* dtype, shape and order of the file, for what looks at arrays */
    int64_t pending, written, used;
    bool unsure; /* which of two headers the file has: the write of one failed */
    char *block;
};

static ct_status os_error(const ct_npy_appender *x)
{
    return ct_io_os_error("append", x->path, errno);
}

/* -- plain input and output -------------------------------------------------------------------- */

static ct_status put(const ct_npy_appender *x, const char *data, int64_t bytes, int64_t offset)
{
    while (bytes > 0) {
        ssize_t wrote = pwrite(x->fd, data, (size_t)bytes, offset);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return os_error(x);
        data += wrote;
        offset += wrote;
        bytes -= wrote;
    }
    return CT_OK;
}

static int64_t data_end(const ct_npy_appender *x)
{
    return x->header.offset + x->header.bytes;
}

/* -- opening ----------------------------------------------------------------------------------- */

/* Whether the path still leads to the open file. */
static bool is_in_place(const ct_npy_appender *x)
{
    struct stat own, now;
    return fstat(x->fd, &own) == 0 && stat(x->path, &now) == 0 && own.st_dev == now.st_dev &&
           own.st_ino == now.st_ino;
}

/* Values that go to a file without a name are lost. */
static bool is_linked(const ct_npy_appender *x)
{
    struct stat about;
    return fstat(x->fd, &about) == 0 && about.st_nlink > 0;
}

static ct_status moved(const ct_npy_appender *x)
{
    return ct_error_set(CT_OS_ERROR, "append", 1, "%.200s: was moved or replaced by another writer",
                        x->path);
}

static ct_status open_file(ct_npy_appender *x)
{
    struct stat about;
    x->fd = open(x->path, O_RDWR | O_CLOEXEC);
    if (x->fd < 0 || fstat(x->fd, &about))
        return os_error(x);
    if (!S_ISREG(about.st_mode))
        return ct_error_set(CT_OS_ERROR, "append", 1, "%.200s: is no regular file", x->path);
    if (flock(x->fd, LOCK_EX | LOCK_NB))
        return errno == EWOULDBLOCK
                   ? ct_error_set(CT_OS_ERROR, "append", 1,
                                  "%.200s: another writer is appending to the file", x->path)
                   : os_error(x);
    return is_in_place(x) ? CT_OK : moved(x); /* between open and flock: rewrite() */
}

/* A second array behind the first is no leftover of a killed writer. */
static ct_status check_end(ct_npy_appender *x, const ct_source *source)
{
    char magic[6] = {0};
    int64_t rest = source->size - x->header.offset;
    if (rest < x->header.bytes)
        return ct_error_set(CT_VALUE_ERROR, "append", 1,
                            "%.200s: the data ends early (file seems not fully written?)", x->path);
    int64_t end = data_end(x);
    rest -= x->header.bytes;
    if (rest >= (int64_t)sizeof magic && ct_source_read(source, end, magic, sizeof magic))
        return ct_error_pending();
    if (!memcmp(magic, "\x93NUMPY", sizeof magic))
        return ct_error_set(CT_VALUE_ERROR, "append", 1,
                            "%.200s: holds more than one array and cannot grow in place", x->path);
    return rest && ftruncate(x->fd, end) ? os_error(x) : CT_OK;
}

static ct_status read_header(ct_npy_appender *x)
{
    struct stat about;
    ct_reader reader = {0};
    if (fstat(x->fd, &about))
        return os_error(x);
    ct_source source = {.op = "append", .name = x->path, .fd = x->fd, .size = about.st_size};
    ct_release(x->header.dtype);
    x->header.dtype = NULL;
    ct_status status = ct_reader_open(&reader, &source, 0, source.size, source.size, false);
    if (!status)
        status = ct_npy_header_read(&reader, &x->header);
    if (!status && x->header.ndim == 0)
        status = ct_error_set(CT_VALUE_ERROR, "append", 1,
                              "%.200s: a 0-d array has no axis to grow along", x->path);
    if (status)
        return status;
    x->axis = x->header.fortran ? x->header.ndim - 1 : 0;
    x->face = (struct ct_array){.dtype = x->header.dtype,
                                .ndim = x->header.ndim,
                                .shape = x->header.shape,
                                .flags = x->header.fortran ? CT_F_CONTIGUOUS : CT_C_CONTIGUOUS};
    return check_end(x, &source);
}

ct_npy_appender *ct_npy_appender_open(const char *path)
{
    if (!path)
        return ct_null_input("append", 1), NULL;
    if (ct_limits_file("append"))
        return NULL;
    size_t length = strlen(path) + 1;
    ct_npy_appender *x = ct_alloc_zero(1, sizeof *x);
    if (!x)
        return NULL;
    x->fd = -1;
    x->path = ct_alloc((int64_t)length);
    if (x->path)
        memcpy(x->path, path, length);
    if (!x->path || open_file(x) || read_header(x)) {
        ct_npy_appender_free(x);
        return NULL;
    }
    return x;
}

void ct_npy_appender_free(ct_npy_appender *x)
{
    if (!x)
        return;
    if (x->fd >= 0 && x->written && !x->unsure && ftruncate(x->fd, data_end(x)))
        x->written = 0; /* what is left behind the end does no harm */
    if (x->fd >= 0)
        close(x->fd);
    ct_release(x->header.dtype);
    ct_dealloc(x->block);
    ct_dealloc(x->path);
    ct_dealloc(x);
}

static ct_status check_open(const ct_npy_appender *x)
{
    return x->fd >= 0
               ? CT_OK
               : ct_error_set(CT_OS_ERROR, "append", 1,
                              "%.200s: was replaced, and could not be opened again", x->path);
}

/* -- adding ------------------------------------------------------------------------------------ */

static ct_status flush(ct_npy_appender *x)
{
    ct_status status = put(x, x->block, x->used, data_end(x) + x->written);
    if (!status) {
        x->written += x->used;
        x->used = 0;
    }
    return status;
}

static ct_status collect(ct_npy_appender *x, const char *data, int64_t bytes)
{
    while (bytes > 0) {
        int64_t n = bytes < BLOCK - x->used ? bytes : BLOCK - x->used;
        memcpy(x->block + x->used, data, (size_t)n);
        ct_npy_swap(&x->header, x->block + x->used, n);
        x->used += n;
        data += n;
        bytes -= n;
        ct_status status = x->used == BLOCK ? flush(x) : CT_OK;
        if (status)
            return status;
    }
    return CT_OK;
}

ct_status ct_npy_appender_add(ct_npy_appender *x, const ct_array *values)
{
    int64_t length, rows, total;
    if (!x || !values)
        return ct_null_input("append", x ? 2 : 1);
    if (check_open(x))
        return CT_OS_ERROR;
    if (!x->block && !(x->block = ct_alloc(BLOCK)))
        return CT_MEMORY_ERROR;
    ct_array *source = ct_array_appendable(&x->face, values, x->axis, &length);
    if (!source)
        return ct_error_pending();
    int64_t bytes = ct_nbytes(source), before = x->used, end = x->written;
    ct_status status = CT_OK;
    if (ct_add_overflow(x->pending, length, &rows) ||
        ct_add_overflow(x->header.shape[x->axis], rows, &total) ||
        ct_add_overflow(data_end(x) + x->written + x->used, bytes, &total))
        status = ct_error_set(CT_VALUE_ERROR, "append", 2, "array is too big");
    if (!status && bytes > BLOCK - x->used && x->used) {
        status = flush(x); /* what came before stays whole when these values fail */
        before = x->used;
        end = x->written;
    }
    if (!status)
        status = collect(x, source->data, bytes);
    if (status) {
        x->used = before;
        x->written = end;
    } else {
        x->pending = rows;
    }
    ct_release(source);
    return status;
}

/* -- the header -------------------------------------------------------------------------------- */

/* The bytes of the header that change, when they are no more than one sector holds: *from to *to of
 * `text`, which is as long as the old one. False: the header has no room. */
static bool fit_header(const ct_npy_appender *x, char *text, const char *old, int64_t length,
                       const int64_t *shape, int64_t *from, int64_t *to)
{
    char dict[CT_NPY_HEADER_TEXT];
    const ct_npy_header *h = &x->header;
    int start = old[6] > 1 ? 12 : 10;
    int n = ct_npy_header_text(h->dtype, h->big_endian, h->fortran, h->ndim, shape, dict);
    if (n + 1 > length - start)
        return false;
    memcpy(text, old, (size_t)start);
    memset(text + start, ' ', (size_t)(length - start));
    memcpy(text + start, dict, (size_t)n);
    text[length - 1] = '\n';
    for (*from = 0; *from < length && text[*from] == old[*from];)
        ++*from;
    for (*to = length; *to > *from && text[*to - 1] == old[*to - 1];)
        --*to;
    return *from == *to || *from / SECTOR == (*to - 1) / SECTOR;
}

/* The whole file anew, with room in the header, in the place of the old one. */
static ct_status rewrite(ct_npy_appender *x, const int64_t *shape)
{
    const ct_npy_header *h = &x->header;
    char text[CT_NPY_HEADER_ROOM];
    ct_sink sink;
    if (!is_in_place(x))
        return moved(x);
    ct_status status = ct_sink_open(&sink, "append", x->path);
    if (status)
        return status;
    ct_source source = {
        .op = "append", .name = x->path, .fd = x->fd, .size = data_end(x) + x->written};
    status = ct_sink_write(
        &sink, text, ct_npy_header_make(h->dtype, h->big_endian, h->fortran, h->ndim, shape, text));
    for (int64_t at = h->offset; at < source.size && !status;) {
        int64_t n = source.size - at < BLOCK ? source.size - at : BLOCK;
        status = ct_source_read(&source, at, x->block, n);
        if (!status)
            status = ct_sink_write(&sink, x->block, n);
        at += n;
    }
    return ct_sink_close(&sink, status);
}

/* Takes up the file that has just taken the old one's place. The commit is done: when this fails it
 * is for the next call to say so. */
static void reopen(ct_npy_appender *x)
{
    close(x->fd);
    if (open_file(x) || read_header(x)) {
        ct_error_take(NULL);
        if (x->fd >= 0)
            close(x->fd);
        x->fd = -1;
    }
}

static ct_status state_shape(ct_npy_appender *x, const int64_t *shape)
{
    char old[CT_NPY_MAX_HEADER + 12], text[sizeof old];
    int64_t length = x->header.offset, from, to;
    ct_source source = {.op = "append", .name = x->path, .fd = x->fd, .size = data_end(x)};
    ct_status status = ct_source_read(&source, 0, old, length);
    if (status)
        return status;
    if (!fit_header(x, text, old, length, shape, &from, &to)) {
        status = rewrite(x, shape);
        if (!status)
            reopen(x);
        return status;
    }
    if (fdatasync(x->fd))
        return os_error(x);
    status = put(x, text + from, to - from, from);
    if (!status && fdatasync(x->fd))
        status = os_error(x);
    x->unsure = status != CT_OK;
    if (!status) {
        x->header.shape[x->axis] = shape[x->axis];
        x->header.bytes += x->written;
    }
    return status;
}

ct_status ct_npy_appender_commit(ct_npy_appender *x)
{
    int64_t shape[CT_MAX_NDIM];
    if (!x)
        return ct_null_input("append", 1);
    if (!x->pending)
        return CT_OK;
    ct_status status = check_open(x);
    if (!status && !is_linked(x))
        status = moved(x);
    if (!status)
        status = flush(x);
    if (status)
        return status;
    memcpy(shape, x->header.shape, sizeof shape);
    shape[x->axis] += x->pending;
    status = state_shape(x, shape);
    if (!status)
        x->pending = x->written = 0;
    return status;
}

ct_array *ct_npy_appender_array(ct_npy_appender *x)
{
    struct stat about;
    ct_reader reader = {0};
    if (!x)
        return ct_null_input("append", 1), NULL;
    if (check_open(x))
        return NULL;
    if (fstat(x->fd, &about))
        return os_error(x), NULL;
    ct_source source = {.op = "append", .name = x->path, .fd = x->fd, .size = about.st_size};
    if (ct_reader_open(&reader, &source, 0, source.size, source.size, false))
        return NULL;
    return ct_npy_map(&reader, CT_MAP_READ_ONLY);
}

ct_status ct_npy_append(const char *path, const ct_array *values)
{
    if (!values)
        return ct_null_input("append", 2);
    ct_npy_appender *x = ct_npy_appender_open(path);
    ct_status status = x ? ct_npy_appender_add(x, values) : ct_error_pending();
    if (!status)
        status = ct_npy_appender_commit(x);
    ct_npy_appender_free(x);
    return status;
}
