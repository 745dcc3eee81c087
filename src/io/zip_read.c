/* zip_read.c: the directory of a ZIP archive (with ZIP64) and its members.
 *
 * Invariants: after ct_zip_open every member lies before the central directory, no two members can
 * share bytes (their sizes add up to no more than the file has), and a declared size fits what its
 * stored bytes can decode to. A member opens only when its local header says what the directory
 * says: a reader that believes one and checks the other is how archives break programs. */
#include "io.h"

#include <string.h>

enum {
    END_SIG = 0x06054b50,
    END_SIZE = 22,
    END64_SIG = 0x06064b50,
    END64_SIZE = 56,
    LOCATOR_SIG = 0x07064b50,
    LOCATOR_SIZE = 20,
    CENTRAL_SIG = 0x02014b50,
    CENTRAL_SIZE = 46,
    LOCAL_SIG = 0x04034b50,
    LOCAL_SIZE = 30,
    COMMENT_MOST = 0xFFFF,
    STORED = 0,
    DEFLATED = 8,
    ENCRYPTED = 1,
    SIZES_FOLLOW = 8, /* flag: sizes stand behind the data; the local header may hold zeros */
    ZIP64_EXTRA = 1
};
#define FULL32 UINT32_C(0xFFFFFFFF) /* "see the ZIP64 field" */
#define FULL16 UINT32_C(0xFFFF)

typedef struct end_record {
    int64_t at, count, size, offset; /* where the records behind the directory start */
} end_record;

static ct_status bad(const ct_source *source, const char *what)
{
    return ct_error_set(CT_VALUE_ERROR, source->op, 1, "%.200s: not a good .npz file: %s",
                        source->name, what);
}

static ct_status bad_member(const ct_zip *zip, const ct_zip_member *member, const char *what)
{
    return ct_error_set(CT_VALUE_ERROR, zip->source->op, 1, "%.120s(%.60s): %s", zip->source->name,
                        member->name, what);
}

/* The end record is the last one whose comment reaches exactly to the end of the file. */
static ct_status find_end(const ct_source *source, uint8_t end[END_SIZE], int64_t *at)
{
    uint8_t tail[1024 + END_SIZE];
    int64_t lowest = source->size - END_SIZE - COMMENT_MOST;
    for (int64_t top = source->size - END_SIZE; top >= 0 && top >= lowest; top -= 1024) {
        int64_t low = top > 1023 ? top - 1023 : 0;
        ct_status status = ct_source_read(source, low, tail, top - low + END_SIZE);
        if (status)
            return status;
        for (int64_t i = top; i >= low; i--) {
            const uint8_t *p = tail + (i - low);
            if (ct_le32(p) != END_SIG || i + END_SIZE + (int64_t)ct_le16(p + 20) != source->size)
                continue;
            memcpy(end, p, END_SIZE);
            *at = i;
            return CT_OK;
        }
    }
    return bad(source, "no end of central directory");
}

static ct_status read_end64(const ct_source *source, end_record *end, bool *found)
{
    uint8_t locator[LOCATOR_SIZE], record[END64_SIZE];
    *found = false;
    if (end->at < LOCATOR_SIZE)
        return CT_OK;
    ct_status status = ct_source_read(source, end->at - LOCATOR_SIZE, locator, LOCATOR_SIZE);
    if (status || ct_le32(locator) != LOCATOR_SIG)
        return status;
    uint64_t at = ct_le64(locator + 8);
    if (end->at < LOCATOR_SIZE + END64_SIZE || at > (uint64_t)(end->at - LOCATOR_SIZE - END64_SIZE))
        return bad(source, "the ZIP64 end record lies outside the file");
    status = ct_source_read(source, (int64_t)at, record, END64_SIZE);
    if (status)
        return status;
    if (ct_le32(record) != END64_SIG)
        return bad(source, "the ZIP64 end record is missing");
    uint64_t count = ct_le64(record + 32), size = ct_le64(record + 40),
             offset = ct_le64(record + 48);
    if (count != ct_le64(record + 24))
        return bad(source, "it is one part of several");
    if (count > INT64_MAX || size > INT64_MAX || offset > INT64_MAX)
        return bad(source, "a size of more than 63 bits");
    /* The old record repeats what fits into it. */
    if ((end->count != FULL16 && end->count != (int64_t)count) ||
        (end->size != FULL32 && end->size != (int64_t)size) ||
        (end->offset != FULL32 && end->offset != (int64_t)offset))
        return bad(source, "its two end records disagree");
    *end = (end_record){(int64_t)at, (int64_t)count, (int64_t)size, (int64_t)offset};
    *found = true;
    return CT_OK;
}

static ct_status read_end(const ct_source *source, end_record *end)
{
    uint8_t raw[END_SIZE];
    ct_status status = find_end(source, raw, &end->at);
    if (status)
        return status;
    if (ct_le16(raw + 4) || ct_le16(raw + 6) || ct_le16(raw + 8) != ct_le16(raw + 10))
        return bad(source, "it is one part of several");
    end->count = ct_le16(raw + 10);
    end->size = ct_le32(raw + 12);
    end->offset = ct_le32(raw + 16);
    bool large;
    status = read_end64(source, end, &large);
    if (status)
        return status;
    if (end->offset > end->at || end->size != end->at - end->offset)
        return bad(source, "the central directory does not fill the place before its end record");
    if (end->count > end->size / CENTRAL_SIZE)
        return bad(source, "more members than its directory has room for");
    return CT_OK;
}

/* The ZIP64 field holds, in this order, what is FULL32 in the header. */
static ct_status read_extra(const uint8_t *extra, int64_t length, int64_t *const *wanted, int count)
{
    while (length >= 4) {
        uint32_t id = ct_le16(extra);
        int64_t size = ct_le16(extra + 2);
        extra += 4;
        length -= 4;
        if (size > length)
            return CT_VALUE_ERROR;
        for (int i = 0; id == ZIP64_EXTRA && i < count; i++) {
            if (*wanted[i] != FULL32)
                continue;
            if (size < 8 || ct_le64(extra) > INT64_MAX)
                return CT_VALUE_ERROR;
            *wanted[i] = (int64_t)ct_le64(extra);
            extra += 8;
            size -= 8;
            length -= 8;
        }
        if (id == ZIP64_EXTRA)
            return CT_OK;
        extra += size;
        length -= size;
    }
    for (int i = 0; i < count; i++)
        if (*wanted[i] == FULL32)
            return CT_VALUE_ERROR;
    return CT_OK;
}

static ct_status check_member(const ct_zip *zip, const ct_zip_member *m, uint32_t method)
{
    if (m->flags & ENCRYPTED)
        return bad_member(zip, m, "is encrypted");
    if (method != STORED && method != DEFLATED)
        return ct_error_set(CT_VALUE_ERROR, zip->source->op, 1,
                            "%.120s(%.60s): compression method %u is not supported: expected 0 "
                            "(stored) or 8 (deflated)",
                            zip->source->name, m->name, (unsigned)method);
    if (memchr(m->name, '\0', (size_t)m->name_length))
        return bad_member(zip, m, "the name holds a NUL");
    if (m->local > zip->directory_offset - LOCAL_SIZE ||
        m->stored > zip->directory_offset - LOCAL_SIZE - m->local)
        return bad_member(zip, m, "lies outside the file");
    return CT_OK;
}

static ct_status read_members(ct_zip *zip, int64_t size)
{
    const uint8_t *p = zip->directory, *end = p + size;
    char *name = zip->names;
    int64_t room = zip->directory_offset; /* bytes that members may still claim */
    for (int64_t i = 0; i < zip->count; i++) {
        ct_zip_member *m = &zip->members[i];
        if (end - p < CENTRAL_SIZE || ct_le32(p) != CENTRAL_SIG)
            return bad(zip->source, "the central directory ends early");
        int64_t lengths[3] = {ct_le16(p + 28), ct_le16(p + 30), ct_le16(p + 32)};
        if (end - p - CENTRAL_SIZE < lengths[0] + lengths[1] + lengths[2])
            return bad(zip->source, "the central directory ends early");
        m->flags = ct_le16(p + 8);
        m->crc = ct_le32(p + 16);
        m->stored = ct_le32(p + 20);
        m->size = ct_le32(p + 24);
        m->local = ct_le32(p + 42);
        m->deflated = ct_le16(p + 10) == DEFLATED;
        m->name = name;
        m->name_length = (int)lengths[0];
        memcpy(name, p + CENTRAL_SIZE, (size_t)lengths[0]);
        name[lengths[0]] = '\0';
        name += lengths[0] + 1;
        int64_t *wanted[] = {&m->size, &m->stored, &m->local};
        if (read_extra(p + CENTRAL_SIZE + lengths[0], lengths[1], wanted, 3))
            return bad_member(zip, m, "the ZIP64 sizes are missing");
        ct_status status = check_member(zip, m, ct_le16(p + 10));
        if (status)
            return status;
        room -= LOCAL_SIZE + m->stored;
        if (room < 0)
            return bad_member(zip, m, "overlaps another member");
        p += CENTRAL_SIZE + lengths[0] + lengths[1] + lengths[2];
    }
    return p == end ? CT_OK : bad(zip->source, "the central directory has more than its members");
}

ct_status ct_zip_open(ct_zip *zip, ct_source *source)
{
    *zip = (ct_zip){.source = source};
    end_record end;
    ct_status status = read_end(source, &end);
    if (status)
        return status;
    zip->count = end.count;
    zip->directory_offset = end.offset;
    zip->directory = ct_alloc(end.size);
    zip->names = zip->directory ? ct_alloc(end.size) : NULL; /* names and a NUL each: smaller */
    zip->members = zip->names ? ct_alloc_zero(end.count, sizeof *zip->members) : NULL;
    status = zip->members ? ct_source_read(source, end.offset, zip->directory, end.size)
                          : CT_MEMORY_ERROR;
    if (!status)
        status = read_members(zip, end.size);
    if (status)
        ct_zip_close(zip);
    return status;
}

void ct_zip_close(ct_zip *zip)
{
    ct_dealloc(zip->directory);
    ct_dealloc(zip->names);
    ct_dealloc(zip->members);
    *zip = (ct_zip){0};
}

static ct_status compare_local(const ct_zip *zip, const ct_zip_member *m, const uint8_t *local,
                               const uint8_t *rest)
{
    int64_t name_length = ct_le16(local + 26), extra = ct_le16(local + 28);
    int64_t stored = ct_le32(local + 18), size = ct_le32(local + 22);
    uint32_t crc = ct_le32(local + 14), flags = ct_le16(local + 6);
    if (name_length != m->name_length || memcmp(rest, m->name, (size_t)name_length))
        return bad_member(zip, m, "the local header has another name than the central directory");
    if ((ct_le16(local + 8) == DEFLATED) != m->deflated ||
        (!m->deflated && ct_le16(local + 8) != STORED) || ((flags ^ m->flags) & ENCRYPTED))
        return bad_member(zip, m, "the local header has another method than the central directory");
    int64_t *wanted[] = {&size, &stored};
    if (read_extra(rest + name_length, extra, wanted, 2))
        return bad_member(zip, m, "the ZIP64 sizes are missing");
    bool later = flags & SIZES_FOLLOW;
    if ((size != m->size && !(later && !size)) || (stored != m->stored && !(later && !stored)))
        return ct_error_set(CT_VALUE_ERROR, zip->source->op, 1,
                            "%.120s(%.60s): the local header says %lld bytes stored as %lld, the "
                            "central directory %lld as %lld",
                            zip->source->name, m->name, (long long)size, (long long)stored,
                            (long long)m->size, (long long)m->stored);
    if (crc != m->crc && !(later && !crc))
        return bad_member(zip, m, "the local header has another CRC-32 than the central directory");
    return CT_OK;
}

ct_status ct_zip_member_open(const ct_zip *zip, const ct_zip_member *m, ct_reader *reader)
{
    *reader = (ct_reader){.source = zip->source, .member = m->name};
    uint8_t local[LOCAL_SIZE], *rest = NULL;
    ct_status status = ct_source_read(zip->source, m->local, local, LOCAL_SIZE);
    if (status)
        return status;
    if (ct_le32(local) != LOCAL_SIG)
        return bad_member(zip, m, "there is no local header where the central directory says");
    int64_t more = (int64_t)ct_le16(local + 26) + ct_le16(local + 28);
    if (more > zip->directory_offset - LOCAL_SIZE - m->local - m->stored)
        return bad_member(zip, m, "lies outside the file");
    rest = ct_alloc(more);
    status =
        rest ? ct_source_read(zip->source, m->local + LOCAL_SIZE, rest, more) : CT_MEMORY_ERROR;
    if (!status)
        status = compare_local(zip, m, local, rest);
    ct_dealloc(rest);
    if (status)
        return status;
    status = ct_reader_open(reader, zip->source, m->local + LOCAL_SIZE + more, m->stored, m->size,
                            m->deflated);
    reader->expected_crc = m->crc;
    return status;
}
