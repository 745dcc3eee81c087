/* .npz archives: stored, deflated, ZIP64, and archives that lie. */
#include "io_test.h"

#include "io/io.h"

#include <zlib.h>

/* One member to write by hand: what the local and the central header say, and the bytes. */
typedef struct member {
    const char *name;
    int method;
    uint32_t crc;
    uint64_t stored, size;
    const void *data;
    size_t bytes;
    bool zip64;       /* in the local header, as NumPy writes it */
    int64_t lie_size; /* added to the size in the central directory */
    int lie_crc, flags;
    const char *central_name;
} member;

static void add_header(bytes *b, const member *m, bool central, uint64_t local)
{
    const char *name = central && m->central_name ? m->central_name : m->name;
    uint64_t size = m->size + (central ? (uint64_t)m->lie_size : 0);
    uint64_t stored = m->method ? m->stored : m->stored + (central ? (uint64_t)m->lie_size : 0);
    bool wide = m->zip64 && !central;
    add(b, central ? "PK\1\2\x14\0" : "PK\3\4", central ? 6 : 4);
    add_le(b, 20, 2);
    add_le(b, (uint64_t)m->flags, 2);
    add_le(b, (uint64_t)m->method, 2);
    add_le(b, 0, 4);
    add_le(b, m->crc + (central ? (uint32_t)m->lie_crc : 0), 4);
    add_le(b, wide ? 0xFFFFFFFF : stored, 4);
    add_le(b, wide ? 0xFFFFFFFF : size, 4);
    add_le(b, strlen(name), 2);
    add_le(b, wide ? 20 : 0, 2);
    if (central) {
        add_le(b, 0, 6);
        add_le(b, 0, 4);
        add_le(b, local, 4);
    }
    add(b, name, strlen(name));
    if (wide) {
        add_le(b, 1, 2);
        add_le(b, 16, 2);
        add_le(b, size, 8);
        add_le(b, stored, 8);
    }
}

static void add_archive(bytes *b, int n, const member *members)
{
    uint64_t local[8];
    for (int i = 0; i < n; i++) {
        local[i] = (uint64_t)b->n;
        add_header(b, &members[i], false, 0);
        add(b, members[i].data, members[i].bytes);
    }
    int64_t start = b->n;
    for (int i = 0; i < n; i++)
        add_header(b, &members[i], true, local[i]);
    int64_t size = b->n - start;
    add(b, "PK\5\6\0\0\0\0", 8);
    add_le(b, (uint64_t)n, 2);
    add_le(b, (uint64_t)n, 2);
    add_le(b, (uint64_t)size, 4);
    add_le(b, (uint64_t)start, 4);
    add_le(b, 0, 2);
}

static bytes npy;

static member stored_member(void)
{
    npy.n = 0;
    double x[] = {1, 2, 3};
    add_npy(&npy, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", x, sizeof x);
    return (member){.name = "a.npy",
                    .crc = (uint32_t)crc32(0, npy.at, (unsigned)npy.n),
                    .stored = (uint64_t)npy.n,
                    .size = (uint64_t)npy.n,
                    .data = npy.at,
                    .bytes = (size_t)npy.n};
}

/* A member of `n` zero bytes, deflated, that declares `size`. */
static member deflated_member(int64_t n, uint64_t size, unsigned char *room, size_t most)
{
    unsigned char *zeros = calloc(1, (size_t)n);
    z_stream s = {0};
    assert_int_equal(deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
    s.next_in = zeros, s.avail_in = (unsigned)n;
    s.next_out = room, s.avail_out = (unsigned)most;
    assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
    deflateEnd(&s);
    member m = {.name = "a.npy", .method = 8, .size = size, .stored = s.total_out, .data = room};
    m.bytes = s.total_out;
    m.crc = (uint32_t)crc32(0, zeros, (unsigned)n);
    free(zeros);
    return m;
}

static void refuse(const member *m, const char *words)
{
    bytes b = {0};
    add_archive(&b, 1, m);
    assert_null(ct_load_npz_memory(b.at, b.n));
    assert_message(CT_VALUE_ERROR, words);
}

static ct_array *take(ct_object *dict, const char *name)
{
    assert_non_null(dict);
    ct_object *key = ct_string(name, -1);
    ct_array *a = (ct_array *)ct_dict_get(dict, key);
    assert_non_null(a);
    ct_release(key);
    return a;
}

static void stored_and_zip64_members(void **state)
{
    for (int zip64 = 0; zip64 < 2; zip64++) {
        member m = stored_member();
        m.zip64 = zip64;
        bytes b = {0};
        add_archive(&b, 1, &m);
        ct_object *dict = ct_load_npz_memory(b.at, b.n);
        ct_array *a = take(dict, "a");
        assert_memory_equal(ct_data(a), ((double[]){1, 2, 3}), 24);
        ct_release(a), ct_release(dict);
    }
}

/* cnpy#106 */
static void local_and_central_headers_disagree(void **state)
{
    member m = stored_member();
    m.lie_size = -8;
    refuse(&m, "the local header says");
    m.lie_size = 8;
    refuse(&m, "");
    m = stored_member();
    m.zip64 = true;
    m.lie_size = -1;
    refuse(&m, "the central directory");
    m = stored_member();
    m.lie_crc = 1;
    refuse(&m, "another CRC-32");
    m = stored_member();
    m.central_name = "b.npy";
    refuse(&m, "another name");
    m = stored_member();
    m.crc++;
    refuse(&m, "bad CRC-32");
    m = stored_member();
    m.flags = 1;
    refuse(&m, "is encrypted");
    m = stored_member();
    m.method = 12;
    refuse(&m, "compression method 12 is not supported");
}

/* cnpy#106: 77 bytes, a central directory that claims far more. */
static void npz_of_77_bytes(void **state)
{
    bytes b = {0};
    add(&b, "PK\3\4", 4);
    while (b.n < 55)
        add(&b, "\xFF", 1);
    add(&b, "PK\5\6\0\0\0\0\1\0\1\0\xFF\xFF\xFF\x7F\0\0\0\0\0\0", 22);
    assert_int_equal(b.n, 77);
    assert_null(ct_load_npz_memory(b.at, b.n));
    assert_message(CT_VALUE_ERROR, "central directory");
    for (int64_t n = 0; n < 77; n++) {
        assert_null(ct_load_npz_memory(b.at, n));
        assert_error(CT_VALUE_ERROR);
    }
}

static void truncated_and_flipped_anywhere(void **state)
{
    bytes b = {0};
    unsigned char room[4096];
    member m[2] = {stored_member(), deflated_member(100, 100, room, sizeof room)};
    m[1].name = "notes.txt";
    add_archive(&b, 2, m);
    ct_object *good = ct_load_npz_memory(b.at, b.n);
    assert_non_null(good);
    ct_release(good);
    for (int64_t n = 0; n < b.n; n++) {
        unsigned char *exact = malloc(n ? (size_t)n : 1);
        memcpy(exact, b.at, (size_t)n);
        assert_null(ct_load_npz_memory(exact, n));
        free(exact);
        assert_error(CT_VALUE_ERROR);
    }
    for (int64_t i = 0; i < b.n; i++) { /* any answer but a crash or a leak */
        b.at[i] ^= 0xFF;
        ct_release(ct_load_npz_memory(b.at, b.n));
        ct_error_take(NULL);
        b.at[i] ^= 0xFF;
    }
}

static void deflate_bombs(void **state)
{
    unsigned char room[8192];
    member m = deflated_member(1 << 20, UINT64_C(1) << 31, room, sizeof room);
    refuse(&m, "more than");
    m = deflated_member(1 << 20, 1 << 19, room, sizeof room); /* holds more than it declares */
    m.name = "a.bin";
    refuse(&m, "holds more data than the declared size");
    m = deflated_member(1000, 1001, room, sizeof room);
    m.name = "a.bin";
    refuse(&m, "ends 1 bytes before");
    m = deflated_member(1000, 1000, room, sizeof room);
    m.name = "a.bin";
    room[0] = 0xFF;
    refuse(&m, "the deflated data is damaged");
}

static void two_members_of_one_name(void **state)
{
    bytes b = {0};
    member m[2] = {stored_member(), stored_member()};
    add_archive(&b, 2, m);
    assert_null(ct_load_npz_memory(b.at, b.n));
    assert_message(CT_VALUE_ERROR, "two members are called");
}

static ct_array *counting(int64_t n)
{
    static int64_t values[1000];
    for (int64_t i = 0; i < n; i++)
        values[i] = i;
    return ct_from_data(values, 1, &n, CT_INT64);
}

static ct_object *two_arrays(void)
{
    ct_object *dict = ct_dict(), *x = ct_string("x", -1), *y = ct_string("\xC3\xA9", -1);
    ct_array *a = counting(1000), *b = ct_ones(CT_SHAPE(2, 3), CT_FLOAT32);
    ct_dict_set(dict, x, (ct_object *)a);
    ct_dict_set(dict, y, (ct_object *)b);
    ct_release(x), ct_release(y), ct_release(a), ct_release(b);
    return dict;
}

/* cnpy#103, #72, numpy#28795 */
static void round_trip_and_mapping(void **state)
{
    ct_object *dict = two_arrays();
    for (int compressed = 0; compressed < 2; compressed++) {
        const char *path = in_folder("two.npz");
        assert_int_equal(ct_save_npz(path, dict, compressed), CT_OK);
        ct_object *back = ct_load_npz(path);
        assert_non_null(back);
        ct_array *a = take(dict, "x"), *b = take(back, "x");
        assert_int_equal(ct_nbytes(b), 8000);
        assert_memory_equal(ct_data(a), ct_data(b), 8000);
        ct_release(a), ct_release(b), ct_release(back);
        ct_array *map = (ct_array *)ct_load_npz_member(path, "x", CT_MAP_READ_ONLY);
        if (compressed) {
            assert_null(map);
            assert_message(CT_VALUE_ERROR, "is compressed and cannot be mapped");
        } else {
            assert_true(((const int64_t *)ct_data(map))[999] == 999);
        }
        ct_release(map);
        ct_list *names = ct_npz_names(path);
        assert_int_equal(ct_list_length(names), 2);
        ct_release(names);
        assert_null(ct_load_npz_member(path, "z", CT_MAP_NONE));
        assert_message(CT_KEY_ERROR, "z is not a file in the archive");
    }
    ct_release(dict);
}

static ct_status collect(void *context, const void *data, int64_t n)
{
    add(context, data, (size_t)n);
    return CT_OK;
}

/* A limit of 100 in place of 4 GiB makes every number take its ZIP64 form. */
static void zip64_is_written_as_it_is_read(void **state)
{
    bytes b = {0};
    ct_zip_writer zip;
    ct_zip_writer_start(&zip, collect, &b);
    zip.limit = 100;
    ct_array *a = counting(100);
    assert_int_equal(ct_zip_write_array(&zip, "a.npy", a, false), CT_OK);
    assert_int_equal(ct_zip_write_array(&zip, "b.npy", a, true), CT_OK);
    assert_int_equal(ct_zip_writer_finish(&zip), CT_OK);
    ct_zip_writer_close(&zip);
    ct_object *dict = ct_load_npz_memory(b.at, b.n);
    ct_array *x = take(dict, "a"), *y = take(dict, "b");
    assert_memory_equal(ct_data(x), ct_data(a), 800);
    assert_memory_equal(ct_data(y), ct_data(a), 800);
    ct_release(x), ct_release(y), ct_release(a), ct_release(dict);
}

static bool save_load_archive(void *context)
{
    void **with = context;
    ct_object *back = NULL;
    ct_list *names = NULL;
    bool done = !ct_save_npz(with[0], with[1], true) && (back = ct_load_npz(with[0])) &&
                !ct_save_npz(with[0], with[1], false) && (names = ct_npz_names(with[0]));
    ct_release(back), ct_release(names);
    return done;
}

static void every_allocation_can_fail(void **state)
{
    ct_object *dict = two_arrays();
    void *with[] = {(void *)(uintptr_t)in_folder("alloc.npz"), dict};
    for_each_failing_allocation(save_load_archive, with);
    ct_release(dict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stored_and_zip64_members),
        cmocka_unit_test(local_and_central_headers_disagree),
        cmocka_unit_test(npz_of_77_bytes),
        cmocka_unit_test(truncated_and_flipped_anywhere),
        cmocka_unit_test(deflate_bombs),
        cmocka_unit_test(two_members_of_one_name),
        cmocka_unit_test(round_trip_and_mapping),
        cmocka_unit_test(zip64_is_written_as_it_is_read),
        cmocka_unit_test(every_allocation_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
