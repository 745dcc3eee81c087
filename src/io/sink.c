/* sink.c: buffered output that is whole or absent.
 *
 * Invariants: an existing file is touched by nothing but the final rename; a temporary file never
 * outlives its sink; what is no regular file (a pipe, /dev/null) is written directly. */
#include "io.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUFFER = 1 << 16,
    WRITE_MOST = 1 << 24 /* bytes between two looks at interrupts */,
    LINKS_MOST = 40 /* as Linux follows */
};

static ct_status os_error(const ct_sink *sink, int number)
{
    return ct_io_os_error(sink->op, sink->path, number);
}

static char *copy_text(const char *text, size_t bytes)
{
    char *copy = ct_alloc((int64_t)bytes + 1);
    if (copy) {
        memcpy(copy, text, bytes);
        copy[bytes] = '\0';
    }
    return copy;
}

/* The directory part of a path, its slash included. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* The file behind symbolic links, which need not exist: the link stays, its target is replaced. */
static ct_status follow_links(ct_sink *sink)
{
    char *path = copy_text(sink->path, strlen(sink->path));
    for (int links = 0; path; links++) {
        char link[PATH_MAX];
        ssize_t length = readlink(path, link, sizeof link);
        if (length < 0) {
            sink->target = path;
            return CT_OK;
        }
        if (links == LINKS_MOST || length == (ssize_t)sizeof link) {
            ct_dealloc(path);
            return os_error(sink, ELOOP);
        }
        size_t folder = link[0] == '/' ? 0 : folder_length(path);
        char *next = ct_alloc((int64_t)(folder + (size_t)length + 1));
        if (next) {
            memcpy(next, path, folder);
            memcpy(next + folder, link, (size_t)length);
            next[folder + (size_t)length] = '\0';
        }
        ct_dealloc(path);
        path = next;
    }
    return CT_MEMORY_ERROR;
}

static ct_status open_temporary(ct_sink *sink)
{
    static atomic_uint counter;
    size_t folder = folder_length(sink->target), room = folder + 64;
    sink->temporary = ct_alloc((int64_t)room);
    if (!sink->temporary)
        return CT_MEMORY_ERROR;
    memcpy(sink->temporary, sink->target, folder);
    do {
        snprintf(sink->temporary + folder, 64, ".carton-%ld-%u.tmp", (long)getpid(),
                 atomic_fetch_add(&counter, 1));
        sink->fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (sink->fd < 0 && errno == EEXIST);
    if (sink->fd >= 0)
        return CT_OK;
    int number = errno;
    ct_dealloc(sink->temporary);
    sink->temporary = NULL;
    return os_error(sink, number);
}

static ct_status open_target(ct_sink *sink)
{
    struct stat about;
    if (stat(sink->target, &about)) {
        if (errno != ENOENT)
            return os_error(sink, errno);
        return open_temporary(sink);
    }
    if (S_ISDIR(about.st_mode))
        return os_error(sink, EISDIR);
    if (!S_ISREG(about.st_mode)) {
        sink->fd = open(sink->target, O_WRONLY | O_CLOEXEC);
        return sink->fd < 0 ? os_error(sink, errno) : CT_OK;
    }
    if (access(sink->target, W_OK)) /* a rename would go around the protection */
        return os_error(sink, errno);
    ct_status status = open_temporary(sink);
    if (!status && fchmod(sink->fd, about.st_mode & 07777))
        status = os_error(sink, errno);
    return status;
}

ct_status ct_sink_stream(ct_sink *sink, const char *op, ct_write *write, void *context)
{
    *sink = (ct_sink){.op = op, .path = "<stream>", .fd = -1, .write = write, .context = context};
    if (!write)
        return ct_null_input(op, 1);
    sink->buffer = ct_alloc(BUFFER);
    return sink->buffer ? CT_OK : CT_MEMORY_ERROR;
}

ct_status ct_sink_open(ct_sink *sink, const char *op, const char *path)
{
    *sink = (ct_sink){.op = op, .path = path, .fd = -1};
    if (!path)
        return ct_null_input(op, 1);
    if (ct_limits_file(op))
        return ct_error_pending();
    if (!*path)
        return os_error(sink, ENOENT);
    sink->buffer = ct_alloc(BUFFER);
    ct_progress_enter(&sink->around, "writing", path, 0);
    ct_status status = sink->buffer ? follow_links(sink) : CT_MEMORY_ERROR;
    if (!status)
        status = open_target(sink);
    return status ? ct_sink_close(sink, status) : CT_OK;
}

static ct_status put(ct_sink *sink, const void *data, int64_t bytes)
{
    if (ct_interrupted())
        return CT_INTERRUPTED;
    if (sink->write)
        return bytes ? sink->write(sink->context, data, bytes) : CT_OK;
    for (const char *from = data; bytes > 0;) {
        size_t wanted = bytes < WRITE_MOST ? (size_t)bytes : WRITE_MOST;
        ssize_t wrote = write(sink->fd, from, wanted);
        if (ct_interrupted())
            return CT_INTERRUPTED;
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return os_error(sink, errno);
        from += wrote;
        bytes -= wrote;
        ct_progress_step(sink->written += wrote);
    }
    return CT_OK;
}

static ct_status flush(ct_sink *sink)
{
    int64_t bytes = sink->used;
    sink->used = 0;
    return put(sink, sink->buffer, bytes);
}

ct_status ct_sink_write(void *context, const void *data, int64_t bytes)
{
    ct_sink *sink = context;
    if (bytes > BUFFER - sink->used) {
        ct_status status = flush(sink);
        if (status || bytes > BUFFER / 2)
            return status ? status : put(sink, data, bytes);
    }
    if (bytes)
        memcpy(sink->buffer + sink->used, data, (size_t)bytes);
    sink->used += bytes;
    return CT_OK;
}

/* Makes the new name itself last through a crash. File systems that cannot do it are fine. */
static void sync_folder(const char *target)
{
    char name[PATH_MAX] = ".";
    size_t folder = folder_length(target);
    if (folder >= sizeof name)
        return;
    if (folder) {
        memcpy(name, target, folder);
        name[folder] = '\0';
    }
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
}

ct_status ct_sink_close(ct_sink *sink, ct_status status)
{
    if (!status)
        status = flush(sink);
    if (sink->temporary && !status && fsync(sink->fd))
        status = os_error(sink, errno);
    if (sink->fd >= 0 && close(sink->fd) && !status)
        status = os_error(sink, errno);
    if (sink->temporary && !status && rename(sink->temporary, sink->target))
        status = os_error(sink, errno);
    if (sink->temporary && status)
        unlink(sink->temporary);
    if (sink->temporary && !status)
        sync_folder(sink->target);
    if (!sink->write)
        ct_progress_leave(&sink->around);
    ct_dealloc(sink->temporary);
    ct_dealloc(sink->target);
    ct_dealloc(sink->buffer);
    *sink = (ct_sink){.fd = -1};
    return status;
}
