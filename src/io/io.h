/* io.h: what the file formats share: sources with a known size, sequential readers over them, and
 * sinks.
 *
 * Invariants: nothing is read past source->size; a reader never gives more than reader->left bytes,
 * and every parser asks ct_reader_has() before it allocates what a file asks for. */
#ifndef CT_IO_INTERNAL_H
#define CT_IO_INTERNAL_H

#include <carton/io.h>

#include "array/array.h"
#include "base/base.h"
#include "dtype/dtype.h"

/* -- sources ----- reader.c -------------------------------------------------------------------- */

/* A file, or bytes in memory. Pipes and terminals are read into memory first. */
typedef struct ct_source {
    const char *op;   /* for errors: "load" */
    const char *name; /* for errors: the path, or "<memory>"; borrowed */
    int fd;           /* -1: `data` has the bytes */
    const uint8_t *data;
    uint8_t *owned;
    int64_t size;
    bool opened;        /* a file: seen as "reading" until it is closed */
    ct_progress around; /* what was under way before */
} ct_source;
ct_status ct_source_open(ct_source *source, const char *op, const char *path); /* "-": stdin */
void ct_source_memory(ct_source *source, const char *op, const void *data, int64_t bytes);
void ct_source_close(ct_source *source);
ct_status ct_source_read(const ct_source *source, int64_t offset, void *out, int64_t bytes);
/* ValueError when a file's first bytes are those of a packed one. */
ct_status ct_source_plain(const ct_source *source, const void *start, int64_t bytes);
/* All bytes at once; a file is read into memory that the source owns. */
const uint8_t *ct_source_all(ct_source *source);
/* "[Errno 2] No such file or directory: 'x'", which bindings read; a longer name is cut. */
enum { CT_IO_NAME_MOST = 300 }; /* the rest of ct_error's text has room for 99 bytes */
ct_status ct_io_os_error(const char *op, const char *path, int number);

static inline uint32_t ct_le16(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}
static inline uint32_t ct_le32(const uint8_t *p)
{
    return ct_le16(p) | ct_le16(p + 2) << 16;
}
static inline uint64_t ct_le64(const uint8_t *p)
{
    return ct_le32(p) | (uint64_t)ct_le32(p + 4) << 32;
}

/* A sequential reader over a region of a source, stored or deflated. `left` is how many decoded
 * bytes are still to come; for deflated ones it is the declared size, already checked against what
 * deflate can make of the stored bytes. */
typedef struct ct_inflater ct_inflater;
typedef struct ct_reader {
    const ct_source *source;
    const char *member; /* of an archive, for errors; NULL */
    int64_t offset, stored_left, left;
    ct_inflater *inflater;
    uint32_t crc, expected_crc;
} ct_reader;
ct_status ct_reader_open(ct_reader *reader, const ct_source *source, int64_t offset, int64_t stored,
                         int64_t size, bool deflated);
ct_status ct_reader_read(ct_reader *reader, void *out, int64_t bytes);
/* Reads what is left and compares size and checksum (members of archives). */
ct_status ct_reader_finish(ct_reader *reader);
void ct_reader_close(ct_reader *reader);
/* "file.npz(a.npy): " + message */
ct_status ct_reader_error(const ct_reader *reader, const char *format, ...) CT_PRINTF(2, 3);

/* -- .npy ----- npy_header.c, npy.c -------------------------------------------------------------
 */

enum { CT_NPY_MAX_HEADER = 10000 /* NumPy's max_header_size */ };
typedef struct ct_npy_header {
    const ct_dtype *dtype; /* owned */
    bool big_endian, fortran;
    int ndim;
    int64_t shape[CT_MAX_NDIM];
    int64_t size, bytes; /* elements; bytes of the data */
    int64_t offset;      /* of the data from the start of the .npy file */
} ct_npy_header;
/* Reads magic, version and header; on failure nothing is owned. */
ct_status ct_npy_header_read(ct_reader *reader, ct_npy_header *out);
ct_status ct_npy_header_parse(const ct_reader *reader, const char *text, int64_t length,
                              ct_npy_header *out);
/* Each writes what a file of these elements begins with and returns its length: the dict alone (at
 * most CT_NPY_HEADER_TEXT bytes), or magic to newline (`out` has CT_NPY_HEADER_ROOM bytes). */
enum { CT_NPY_HEADER_TEXT = 1900, CT_NPY_HEADER_ROOM = 2048 };
int ct_npy_header_text(const ct_dtype *dtype, bool big_endian, bool fortran, int ndim,
                       const int64_t *shape, char *out);
int ct_npy_header_make(const ct_dtype *dtype, bool big_endian, bool fortran, int ndim,
                       const int64_t *shape, char *out);
int ct_npy_header_write(const ct_array *a, char *out);
/* Data of the other byte order, turned in place. npy.c */
bool ct_npy_must_swap(const ct_npy_header *h);
void ct_npy_swap(const ct_npy_header *h, char *data, int64_t bytes);

ct_array *ct_npy_read(ct_reader *reader);
ct_array *ct_npy_map(const ct_reader *reader, ct_map_mode map);
ct_status ct_npy_write(const ct_array *a, ct_write *write, void *context);

/* -- .npz ----- zip_read.c, zip_write.c, npz.c --------------------------------------------------
 */

typedef struct ct_zip_member {
    char *name; /* NUL-ended */
    int name_length;
    bool deflated;
    uint32_t crc, flags;
    int64_t stored, size, local; /* bytes in the file, bytes decoded, offset of the local header */
} ct_zip_member;
typedef struct ct_zip {
    ct_source *source; /* borrowed */
    int64_t count;
    ct_zip_member *members;
    uint8_t *directory;
    char *names;
    int64_t directory_offset;
} ct_zip;
ct_status ct_zip_open(ct_zip *zip, ct_source *source);
void ct_zip_close(ct_zip *zip);
ct_status ct_zip_member_open(const ct_zip *zip, const ct_zip_member *member, ct_reader *reader);

typedef struct ct_zip_writer {
    ct_write *write;
    void *context;
    int64_t offset, count;
    uint8_t *directory;
    int64_t directory_size, directory_room;
    int64_t limit; /* sizes from here on take ZIP64 fields: 0xFFFFFFFF */
} ct_zip_writer;
void ct_zip_writer_start(ct_zip_writer *zip, ct_write *write, void *context);
ct_status ct_zip_write_array(ct_zip_writer *zip, const char *name, const ct_array *a,
                             bool compressed);
ct_status ct_zip_writer_finish(ct_zip_writer *zip);
void ct_zip_writer_close(ct_zip_writer *zip);

ct_object *ct_npz_read(ct_source *source);
ct_status ct_npz_info(ct_source *source, ct_file_visit *visit, void *context);
ct_status ct_npz_write(ct_write *write, void *context, const ct_object *arrays, bool compressed);

/* -- sinks ----- sink.c -------------------------------------------------------------------------
 */

/* Writes with a buffer; a file takes its place only in ct_sink_commit. */
typedef struct ct_sink {
    const char *op;
    const char *path; /* for errors */
    char *target, *temporary;
    int fd;
    ct_write *write; /* in place of a file */
    void *context;
    uint8_t *buffer;
    int64_t used, written;
    ct_progress around; /* what was under way before "writing" */
} ct_sink;
ct_status ct_sink_open(ct_sink *sink, const char *op, const char *path);
ct_status ct_sink_stream(ct_sink *sink, const char *op, ct_write *write, void *context);
ct_status ct_sink_write(void *sink, const void *data, int64_t bytes); /* a ct_write */
/* Ends the writing: commits when `status` is CT_OK, else removes the temporary file. */
ct_status ct_sink_close(ct_sink *sink, ct_status status);

/* -- text ----- csv_read.c, csv_write.c, text.c, format.c
 * ------------------------------------------ */

/* `notes`, when not NULL, gets an item for each column: why it is text ("line 7: 'err' is no
 * number") though it begins with numbers, or None. */
ct_object *ct_csv_read(ct_source *source, const ct_csv_opts *opts, ct_list *notes);
ct_status ct_csv_write(const void *object, const ct_csv_opts *opts, ct_write *write, void *context);
/* Copies options of an older, shorter struct: fields it lacks are zero. */
void ct_opts_copy(void *out, size_t size, const void *opts);

#endif
