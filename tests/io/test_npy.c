/* .npy files: what NumPy writes, and what nobody should. */
#include "io_test.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static ct_array *load(const bytes *b)
{
    return ct_load_npy_memory(b->at, b->n);
}

static void refuse(int version, const char *header, size_t data, const char *words)
{
    static const char zeros[64];
    bytes b = {0};
    add_npy(&b, version, header, zeros, data);
    assert_null(load(&b));
    assert_message(CT_VALUE_ERROR, words);
}

/* libnpy#44, mlx#3365 */
static void header_length_beyond_the_file(void **state)
{
    bytes b = {0};
    add(&b, "\x93NUMPY\x02\x00\xF0\xFF\xFF\xFF", 12);
    ct_fail_allocation(0);
    assert_null(load(&b));
    assert_message(CT_VALUE_ERROR, "expected 4294967280 bytes got 0");
    assert_int_equal(ct_fail_allocation(0), 0); /* nothing was allocated */
}

/* cnpy#107, candle#3962 */
static void shape_product_wraps(void **state)
{
    static const char *const shapes[] = {
        "(4611686018427387904, 4)",    "(4294967296, 4294967296)", "(0, 0, 9223372036854775807)",
        "(0, 4611686018427387904, 4)", "(18446744073709551617,)",  "(9223372036854775808,)"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char header[200];
        snprintf(header, sizeof header, "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }",
                 shapes[i]);
        refuse(1, header, 8, "shape is not valid");
    }
    refuse(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }", 8,
           "Expected (1000000000000,) = 1000000000000 elements, could only read 1 elements");
    refuse(1, "{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000000,), }", 8,
           "Failed to read all data");
}

/* numpy#12759 */
static void object_arrays_are_refused_by_name(void **state)
{
    refuse(1, "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, "Object arrays");
    refuse(1, "{'descr': 'O', 'fortran_order': False, 'shape': (1,), }", 8, "Object arrays");
    refuse(1, "{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,), }", 8,
           "structured arrays (descr [('a', '<f4')");
    refuse(1, "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }", 8, "datetime64");
    refuse(1, "{'descr': '|V8', 'fortran_order': False, 'shape': (1,), }", 8, "void");
    refuse(1, "{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }", 16, "float arrays");
    refuse(1, "{'descr': '<q9', 'fortran_order': False, 'shape': (1,), }", 8,
           "not a valid dtype descriptor: '<q9'");
    refuse(1, "{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,), }", 8,
           "not a valid dtype descriptor");
}

static void bad_headers(void **state)
{
    static const char *const headers[] = {
        "",
        "{",
        "{}",
        "[]",
        "{'descr': '<f8'",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 1, }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1 2), }",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': __import__('os').system('x'), }",
        "{'descr: '<f8', 'fortran_order': False, 'shape': (1,), }"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        refuse(1, headers[i], 8, "<memory>");
    bytes b = {0};
    add_npy(&b, 4, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "12345678", 8);
    assert_null(load(&b));
    assert_message(CT_VALUE_ERROR, "not (4, 0)");
    b.at[0] = 'x';
    assert_null(load(&b));
    assert_message(CT_VALUE_ERROR, "magic string");
    assert_null(ct_load_npy_memory(NULL, 8));
    assert_error(CT_TYPE_ERROR);
    assert_null(ct_load_npy(in_folder("missing.npy"), CT_MAP_NONE));
    assert_message(CT_OS_ERROR, "[Errno 2] No such file or directory: '");
}

static void truncated_anywhere(void **state)
{
    bytes b = {0};
    double x[] = {1, 2};
    add_npy(&b, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", x, sizeof x);
    for (int64_t n = 0; n < b.n; n++) {
        unsigned char *exact = malloc(n ? (size_t)n : 1); /* so that sanitizers see the end */
        memcpy(exact, b.at, (size_t)n);
        assert_null(ct_load_npy_memory(exact, n));
        free(exact);
        assert_error(CT_VALUE_ERROR);
    }
    ct_array *a = load(&b);
    assert_non_null(a);
    ct_release(a);
}

/* cnpy#85, npy-matlab#2 */
static void versions_orders_and_python2(void **state)
{
    double le[] = {1, 2, 3, 4, 5, 6};
    unsigned char be[48];
    for (int i = 0; i < 48; i++)
        be[i] = ((unsigned char *)le)[i / 8 * 8 + 7 - i % 8];
    static const char *const headers[] = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }   \n",
        "{'descr': '>f8', 'fortran_order': False, 'shape': (2, 3), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }",
        "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":u'<f8'}",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }"};
    for (int version = 1; version <= 3; version++)
        for (int i = 0; i < 5; i++) {
            bytes b = {0};
            add_npy(&b, version, headers[i], i == 1 ? (void *)be : (void *)le, 48);
            ct_array *a = load(&b);
            assert_non_null(a);
            double got;
            assert_int_equal(ct_get_f64(a, (int64_t[]){0, 1}, &got), CT_OK);
            assert_true(got == (i == 4 ? 3 : 2));
            assert_int_equal(ct_get_f64(a, (int64_t[]){1, 0}, &got), CT_OK);
            assert_true(got == (i == 4 ? 2 : 4));
            ct_release(a);
        }
}

static void header_over_256_bytes(void **state)
{
    char header[600] = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";
    memset(header + strlen(header), ' ', 500);
    header[560] = '\0';
    bytes b = {0};
    add_npy(&b, 1, header, &(double){7}, 8);
    ct_array *a = load(&b);
    assert_non_null(a);
    assert_true(*(const double *)ct_data(a) == 7);
    ct_release(a);
    /* NumPy's limit on what it will parse */
    static char huge[20001];
    memset(huge, ' ', 20000);
    memcpy(huge, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", 57);
    refuse(2, huge, 8, "Header info length (20000) is large");
}

static void elements_are_made_safe(void **state)
{
    bytes b = {0};
    add_npy(&b, 1, "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", "\x00\x02\xFF", 3);
    ct_array *a = load(&b);
    assert_memory_equal(ct_data(a), "\0\1\1", 3);
    ct_release(a);
    bytes c = {0};
    add_npy(&c, 1, "{'descr': '<U1', 'fortran_order': False, 'shape': (2,), }",
            "a\0\0\0\xFF\xFF\xFF\xFF", 8);
    assert_null(load(&c));
    assert_message(CT_VALUE_ERROR, "element 1 of the data holds the character 0xffffffff");
}

static void sixty_four_axes_round_trip(void **state)
{
    int64_t shape[CT_MAX_NDIM];
    for (int i = 0; i < CT_MAX_NDIM; i++)
        shape[i] = 1;
    shape[5] = 2;
    ct_array *a = ct_ones(CT_MAX_NDIM, shape, CT_INT16);
    const char *path = in_folder("axes.npy");
    assert_int_equal(ct_save_npy(path, a), CT_OK);
    ct_array *b = ct_load_npy(path, CT_MAP_NONE);
    assert_int_equal(ct_ndim(b), CT_MAX_NDIM);
    assert_memory_equal(ct_data(a), ct_data(b), 4);
    ct_release(a), ct_release(b);
}

static void mapping(void **state)
{
    double x[] = {1, 2, 3, 4, 5, 6};
    ct_array *a = ct_from_data(x, CT_SHAPE(2, 3), CT_FLOAT64);
    const char *path = in_folder("map.npy");
    assert_int_equal(ct_save_npy(path, a), CT_OK);
    ct_array *r = ct_load_npy(path, CT_MAP_READ_ONLY), *c = ct_load_npy(path, CT_MAP_COPY_ON_WRITE);
    assert_non_null(r);
    assert_non_null(c);
    assert_memory_equal(ct_data(r), x, sizeof x);
    assert_null(ct_data_mut(r));
    assert_error(CT_VALUE_ERROR);
    ((double *)ct_data_mut(c))[0] = 9;
    assert_true(*(const double *)ct_data(r) == 1);
    ct_release(r), ct_release(c), ct_release(a);
    bytes b = {0};
    add_npy(&b, 1, "{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }", x, 8);
    assert_null(ct_load_npy(write_file("be.npy", b.at, b.n), CT_MAP_READ_ONLY));
    assert_message(CT_VALUE_ERROR, "other byte order");
}

static void strided_arrays_are_written_in_c_order(void **state)
{
    double x[24];
    for (int i = 0; i < 24; i++)
        x[i] = i;
    ct_array *a = ct_from_data(x, CT_SHAPE(2, 3, 4), CT_FLOAT64);
    ct_array *v = ct_get(a, ct_every(-1), ct_colon, ct_every(2));
    const char *path = in_folder("strided.npy");
    assert_int_equal(ct_save_npy(path, v), CT_OK);
    ct_array *b = ct_load_npy(path, CT_MAP_NONE);
    for (int64_t i = 0; i < 12; i++) {
        double expected = x[(1 - i / 6) * 12 + i / 2 % 3 * 4 + i % 2 * 2];
        assert_true(((const double *)ct_data(b))[i] == expected);
    }
    ct_release(a), ct_release(b), ct_release(v);
}

/* -- nothing half-written --------------------------------------------------------------------- */

static void failed_save_leaves_the_file(void **state)
{
    const char *path = write_file("keep.npy", "precious", 8);
    int64_t n = 1 << 16;
    ct_array *a = ct_zeros(1, &n, CT_FLOAT64);
    struct rlimit old, small = {1 << 12, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    ct_status status = ct_save_npy(path, a);
    setrlimit(RLIMIT_FSIZE, &old);
    signal(SIGXFSZ, handler);
    assert_int_equal(status, CT_OS_ERROR);
    assert_message(CT_OS_ERROR, "[Errno 27] File too large");
    char text[64];
    assert_int_equal(read_file(path, text, sizeof text), 8);
    assert_string_equal(text, "precious");
    char command[300];
    snprintf(command, sizeof command, "test -z \"$(find %s -name '.carton-*')\"", in_folder(""));
    assert_int_equal(system(command), 0);
    ct_release(a);
}

static void modes_and_links_stay(void **state)
{
    const char *path = write_file("mode.npy", "x", 1), *link = in_folder("link.npy");
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("mode.npy", link), 0);
    ct_array *a = ct_scalar_f64(1);
    assert_int_equal(ct_save_npy(link, a), CT_OK);
    struct stat about;
    assert_int_equal(lstat(link, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_int_equal(lstat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
    assert_int_equal(about.st_size, 136);
    assert_int_equal(ct_save_npy(in_folder("no/such/folder.npy"), a), CT_OS_ERROR);
    assert_message(CT_OS_ERROR, "No such file or directory");
    assert_int_equal(ct_save_npy("/dev/null", a), CT_OK); /* written through, not replaced */
    assert_int_equal(stat("/dev/null", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
    ct_release(a);
}

static bool save_and_load(void *context)
{
    const char *path = context;
    ct_array *a = ct_ones(CT_SHAPE(2, 3, 1, 1, 2), CT_FLOAT64), *b = NULL, *c = NULL;
    bool done = a && !ct_save_npy(path, a) && (b = ct_load_npy(path, CT_MAP_NONE)) &&
                (c = ct_load_npy(path, CT_MAP_READ_ONLY));
    ct_release(a), ct_release(b), ct_release(c);
    return done;
}

static void every_allocation_can_fail(void **state)
{
    for_each_failing_allocation(save_and_load, (void *)(uintptr_t)in_folder("alloc.npy"));
}

/* NumPy's own files, read and written back: the same bytes. CT_GOLDEN is tests/data/io. */
/* Values would go to a file without a name; and a length that ends beyond all numbers is no sum. */
static void files_that_cannot_grow(void **state)
{
    const char *path = in_folder("grow.npy"), *other = in_folder("other.npy");
    ct_array *two = ct_ones(CT_SHAPE(2), CT_FLOAT64);
    assert_int_equal(ct_save(path, two), CT_OK);
    assert_int_equal(ct_save(other, two), CT_OK);
    ct_npy_appender *x = ct_npy_appender_open(path);
    assert_non_null(x);
    assert_int_equal(ct_npy_appender_add(x, two), CT_OK);
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(ct_npy_appender_commit(x), CT_OS_ERROR);
    assert_error(CT_OS_ERROR);
    ct_npy_appender_free(x);
    bytes b = {0};
    add_npy(&b, 1, "{'descr': '|i1', 'fortran_order': False, 'shape': (9223372036854775807,), }\n",
            "", 0);
    assert_null(ct_npy_appender_open(write_file("long.npy", b.at, b.n)));
    assert_error(CT_VALUE_ERROR);
    ct_release(two);
}

static void golden_files(void **state)
{
    static const char *const names[] = {"f8", "fortran", "str", "bytes", "zero_d"};
    const char *folder = getenv("CT_GOLDEN");
    if (!folder)
        skip();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[1024], expected[512], got[512];
        snprintf(path, sizeof path, "%s/%s.npy", folder, names[i]);
        ct_array *a = ct_load_npy(path, CT_MAP_NONE);
        assert_non_null(a);
        assert_int_equal(ct_save_npy(in_folder("golden.npy"), a), CT_OK);
        ct_release(a);
        int64_t n = read_file(path, expected, sizeof expected);
        assert_int_equal(read_file(in_folder("golden.npy"), got, sizeof got), n);
        assert_memory_equal(got, expected, (size_t)n);
    }
    static const char *const same[] = {"f8.npy", "fortran.npy", "big_endian.npy", "version3.npy"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, same[i]);
        ct_array *a = (ct_array *)ct_load(path);
        assert_non_null(a);
        double got;
        assert_int_equal(ct_get_f64(a, (int64_t[]){1, 0}, &got), CT_OK);
        assert_true(got == 3);
        ct_release(a);
    }
    static const char *const archives[] = {"stored.npz", "deflated.npz"};
    for (size_t i = 0; i < 2; i++) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, archives[i]);
        ct_array *a = (ct_array *)ct_load_npz_member(path, "n", CT_MAP_NONE);
        assert_non_null(a);
        assert_memory_equal(ct_data(a), ((int64_t[]){0, 1, 2}), 24);
        ct_release(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_length_beyond_the_file),
        cmocka_unit_test(shape_product_wraps),
        cmocka_unit_test(object_arrays_are_refused_by_name),
        cmocka_unit_test(bad_headers),
        cmocka_unit_test(truncated_anywhere),
        cmocka_unit_test(versions_orders_and_python2),
        cmocka_unit_test(header_over_256_bytes),
        cmocka_unit_test(elements_are_made_safe),
        cmocka_unit_test(sixty_four_axes_round_trip),
        cmocka_unit_test(mapping),
        cmocka_unit_test(strided_arrays_are_written_in_c_order),
        cmocka_unit_test(failed_save_leaves_the_file),
        cmocka_unit_test(modes_and_links_stay),
        cmocka_unit_test(files_that_cannot_grow),
        cmocka_unit_test(golden_files),
        cmocka_unit_test(every_allocation_can_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
