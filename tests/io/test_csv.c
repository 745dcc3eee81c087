/* CSV, TSV and loadtxt: what files in the wild look like, and where they are wrong. */
#include "io_test.h"

static ct_object *parse(const char *text, const ct_csv_opts *opts)
{
    int64_t n = (int64_t)strlen(text);
    char *exact = malloc(n ? (size_t)n : 1); /* so that sanitizers see the end */
    memcpy(exact, text, (size_t)n);
    ct_object *object = ct_load_csv_memory(exact, n, opts);
    free(exact);
    return object;
}

/* The text reads as a 2-D array with these numbers. */
static void numbers(const char *text, int64_t rows, int64_t columns, ct_type_num num,
                    const double *expected)
{
    ct_array *a = (ct_array *)parse(text, NULL);
    if (!a)
        print_error("no array for: %s\n", text);
    assert_non_null(a);
    assert_ptr_equal(ct_type_of(a), &ct_array_type);
    assert_int_equal(ct_ndim(a), 2);
    assert_int_equal(ct_shape(a)[0], rows);
    assert_int_equal(ct_shape(a)[1], columns);
    assert_int_equal(ct_dtype_num(ct_dtype_of(a)), num);
    for (int64_t i = 0; i < rows * columns; i++) {
        double got = num == CT_NUM_INT64 ? (double)((const int64_t *)ct_data(a))[i]
                                         : ((const double *)ct_data(a))[i];
        assert_true(got == expected[i] || (got != got && expected[i] != expected[i]));
    }
    ct_release(a);
}

static void column_is(ct_object *dict, const char *name, const char *dtype, const void *data)
{
    ct_object *key = ct_string(name, -1);
    ct_array *a = (ct_array *)ct_dict_get(dict, key);
    if (!a)
        print_error("no column %s\n", name);
    assert_non_null(a);
    assert_string_equal(ct_dtype_str(ct_dtype_of(a)), dtype);
    if (data)
        assert_memory_equal(ct_data(a), data, (size_t)ct_nbytes(a));
    ct_release(a), ct_release(key);
}

static void refuse(const char *text, const char *words)
{
    assert_null(parse(text, NULL));
    assert_message(CT_VALUE_ERROR, words);
}

#define NUMBERS(text, rows, columns, num, ...)                                                     \
    numbers(text, rows, columns, num, (const double[]){__VA_ARGS__})
#define MISSING (0.0 / 0.0)

static void tables_without_header(void **state)
{
    NUMBERS("1,2\n3,4\n", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("1,2\r\n3,4", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("1,2\r3,4\r", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("\xEF\xBB\xBF"
            "1;2.5\n-3;4e2\n",
            2, 2, CT_NUM_FLOAT64, 1, 2.5, -3, 400);
    NUMBERS("1\t2\n3\t4\n", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("1|2\n3|4\n", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("  1   2 \n 3 4\n\n", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("# a comment, with commas\n1,2\n\n  \n# more\n3,4\n", 2, 2, CT_NUM_INT64, 1, 2, 3, 4);
    NUMBERS("1,\n,4\nNA,null\n", 3, 2, CT_NUM_FLOAT64, 1, MISSING, MISSING, 4, MISSING, MISSING);
    NUMBERS("\"1\",\"2.5\"\n3,4\n", 2, 2, CT_NUM_FLOAT64, 1, 2.5, 3, 4);
    NUMBERS("7", 1, 1, CT_NUM_INT64, 7);
    NUMBERS("1, 2 ,3\n", 1, 3, CT_NUM_INT64, 1, 2, 3);
    NUMBERS("inf,-inf\nnan,1\n", 2, 2, CT_NUM_FLOAT64, 1 / 0.0, -1 / 0.0, MISSING, 1);
    NUMBERS("9223372036854775807\n-9223372036854775808\n", 2, 1, CT_NUM_INT64,
            9223372036854775807.0, -9223372036854775808.0);
    NUMBERS("9223372036854775808\n1\n", 2, 1, CT_NUM_FLOAT64, 9223372036854775808.0, 1);
    NUMBERS("0001,+2,-0\n", 1, 3, CT_NUM_INT64, 1, 2, 0);
}

static void tables_with_header(void **state)
{
    ct_object *t = parse("name, \"n,1\",x\nAnn,1,2.5\n\"Bob\n\"\"B\"\"\",2,\n\xC3\xA9,3,1e3", NULL);
    assert_non_null(t);
    assert_int_equal(ct_length(t), 3);
    column_is(t, "n,1", "<i8", (int64_t[]){1, 2, 3});
    column_is(t, "name", "<U7",
              (const uint32_t[]){'A', 'n', 'n', 0,    0, 0, 0, 'B', 'o', 'b', '\n',
                                 '"', 'B', '"', 0xE9, 0, 0, 0, 0,   0,   0});
    column_is(t, "x", "<f8", NULL);
    ct_release(t);
    t = parse("a,,b\n", NULL); /* a header alone */
    column_is(t, "column 2", "<f8", NULL);
    ct_release(t);
    t = parse("1,2\n3,4\n", &(ct_csv_opts){.size_ = sizeof(ct_csv_opts), .header = CT_HEADER_YES});
    column_is(t, "1", "<i8", (int64_t[]){3});
    ct_release(t);
    t = parse("x\n12a\n", &(ct_csv_opts){.size_ = sizeof(ct_csv_opts), .header = CT_HEADER_NO});
    assert_ptr_equal(ct_type_of(t), &ct_array_type);
    assert_string_equal(ct_dtype_str(ct_dtype_of((ct_array *)t)), "<U3");
    ct_release(t);
    t = parse("junk\nx;y\n1,5;2\n",
              &(ct_csv_opts){.size_ = sizeof(ct_csv_opts), .delimiter = ';', .skip_rows = 1});
    column_is(t, "x", "<U3", NULL);
    column_is(t, "y", "<i8", (int64_t[]){2});
    ct_release(t);
}

static void wrong_rows_are_named(void **state)
{
    refuse("1,2\n3,4\n5,6,7\n", "line 3: expected 2 fields as in line 1, got 3");
    refuse("1,2\n\n# c\n3\n", "line 4: expected 2 fields as in line 1, got 1");
    refuse("a,b\n\"x\ny\",2\n1\n", "line 4: expected 2 fields as in line 1, got 1");
    refuse("a,b\n1,\"x\n", "line 2: a quoted field that starts here is never closed");
    refuse("a,b\n1,\"x\"y\n", "line 2: text follows a closing quote");
    refuse("a,b\n1,\xFF\n", "line 2: not UTF-8 text");
    refuse("a,a\n1,2\n", "two columns are called 'a'");
    refuse("", "no rows");
    refuse("# only\n", "no rows");
    refuse("\xFF\xFE"
           "1",
           "UTF-16");
    const char *path = write_file("bad.csv", "1,2\n3\n", 6);
    assert_null(ct_load(path));
    assert_message(CT_VALUE_ERROR, "bad.csv, line 2: expected 2 fields as in line 1, got 1");
}

/* A field of 1 MB among a million rows would ask for 4 TB. */
static void one_long_field_among_many_rows(void **state)
{
    int64_t n = 3 << 20;
    char *text = malloc((size_t)n);
    memset(text, 'a', (size_t)n);
    for (int64_t i = n / 3; i < n; i += 2)
        text[i] = '\n';
    text[1] = '\n'; /* a short header */
    assert_null(ct_load_csv_memory(text, n, NULL));
    assert_message(CT_VALUE_ERROR, "are too many for an array");
    free(text);
}

static char written[1 << 14];
static const char *save(const void *object, const ct_csv_opts *opts)
{
    const char *path = in_folder("out.csv");
    assert_int_equal(ct_save_csv(path, object, opts), CT_OK);
    assert_true(read_file(path, written, sizeof written) >= 0);
    return written;
}

static void writing(void **state)
{
    double x[] = {1, 0.1, 1e300, 1.0 / 3, -0.0, MISSING};
    ct_array *a = ct_from_data(x, CT_SHAPE(3, 2), CT_FLOAT64), *f = ct_astype(a, CT_FLOAT32, 0);
    assert_string_equal(save(a, NULL), "1.0,0.1\n1e+300,0.3333333333333333\n-0.0,nan\n");
    assert_string_equal(save(f, NULL), "1.0,0.1\ninf,0.33333334\n-0.0,nan\n");
    ct_csv_opts o = {.size_ = sizeof o, .precision = 3, .delimiter = '\t'};
    assert_string_equal(save(a, &o), "1\t0.1\n1e+300\t0.333\n-0\tnan\n");
    ct_release(a), ct_release(f);
    ct_object *t = parse("\"a,b\",\"q\"\"\"\n1,\" x\"\n2,\"y\nz\"\n3,\n", NULL);
    assert_string_equal(save(t, NULL), "\"a,b\",\"q\"\"\"\n1,\" x\"\n2,\"y\nz\"\n3,\n");
    ct_release(t);
    ct_array *cube = ct_ones(CT_SHAPE(1, 1, 1), CT_INT8);
    assert_int_equal(ct_save_csv(in_folder("out.csv"), cube, NULL), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "Expected 1D or 2D array, got 3D array instead");
    assert_int_equal(ct_save(in_folder("out.xyz"), cube), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "does not say its format");
    ct_release(cube);
}

static void savetxt_formats(void **state)
{
    double x[] = {1, -2.5, 1e10, 0.1};
    ct_array *a = ct_from_data(x, CT_SHAPE(2, 2), CT_FLOAT64);
    const char *path = in_folder("out.txt");
    ct_savetxt_opts o = {.size_ = sizeof o, .header = "a\nb", .footer = "end"};
    assert_int_equal(ct_savetxt(path, a, &o), CT_OK);
    read_file(path, written, sizeof written);
    assert_string_equal(written, "# a\n# b\n1.000000000000000000e+00 -2.500000000000000000e+00\n"
                                 "1.000000000000000000e+10 1.000000000000000056e-01\n# end\n");
    o = (ct_savetxt_opts){.size_ = sizeof o, .fmt = "%+06.1f|%-8.3g|"};
    assert_int_equal(ct_savetxt(path, a, &o), CT_OK);
    read_file(path, written, sizeof written);
    assert_string_equal(written, "+001.0|-2.5    |\n+10000000000.0|0.1     |\n");
    o = (ct_savetxt_opts){.size_ = sizeof o, .fmt = "%d", .delimiter = ","};
    assert_int_equal(ct_savetxt(path, a, &o), CT_OK);
    read_file(path, written, sizeof written);
    assert_string_equal(written, "1,-2\n10000000000,0\n");
    o.fmt = "%d %d %d";
    assert_int_equal(ct_savetxt(path, a, &o), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "fmt has wrong number of % formats:  %d %d %d");
    o.fmt = "%n";
    assert_int_equal(ct_savetxt(path, a, &o), CT_VALUE_ERROR);
    assert_message(CT_VALUE_ERROR, "unsupported format character 'n'");
    ct_release(a);
}

static ct_array *read_txt(const char *text, const ct_loadtxt_opts *opts)
{
    return ct_loadtxt(write_file("in.txt", text, (int64_t)strlen(text)), opts);
}

static void loadtxt_as_numpy(void **state)
{
    ct_array *a = read_txt("# c\n1 2 3 # x\n4 5 6\n", NULL);
    assert_int_equal(ct_ndim(a), 2);
    assert_true(((const double *)ct_data(a))[5] == 6);
    ct_release(a);
    int64_t columns[] = {-1, 0};
    ct_loadtxt_opts o = {.size_ = sizeof o,
                         .delimiter = ",",
                         .skiprows = 1,
                         .usecols = columns,
                         .usecols_count = 2,
                         .unpack = true,
                         .dtype = CT_INT32};
    a = read_txt("x,y,z\n1,2,3\n4,5,6\n", &o);
    assert_int_equal(((const int32_t *)ct_data(a))[0], 3);
    assert_int_equal(ct_strides(a)[0], 4);
    ct_release(a);
    o = (ct_loadtxt_opts){.size_ = sizeof o};
    assert_null(read_txt("1 2\n3\n", &o));
    assert_message(CT_VALUE_ERROR,
                   "the number of columns changed from 2 to 1 at row 2; use `usecols`");
    assert_null(read_txt("1 x\n", &o));
    assert_message(CT_VALUE_ERROR, "could not convert string 'x' to float64 at row 0, column 2.");
    o.missing_nan = true;
    a = read_txt("1 x\n", &o);
    assert_int_equal(ct_ndim(a), 1);
    assert_true(((const double *)ct_data(a))[1] != ((const double *)ct_data(a))[1]);
    ct_release(a);
    a = ct_fromfile(write_file("f.txt", "1, 2,3", 6), CT_INT16, -1, ",", 0);
    assert_memory_equal(ct_data(a), ((int16_t[]){1, 2, 3}), 6);
    assert_int_equal(ct_tofile(in_folder("f.bin"), a, NULL), CT_OK);
    ct_release(a);
    a = ct_fromfile(in_folder("f.bin"), CT_INT16, 5, NULL, 2);
    assert_int_equal(ct_size(a), 2);
    ct_release(a);
    assert_null(ct_fromfile(in_folder("f.bin"), CT_INT16, 5, NULL, 99));
    assert_message(CT_VALUE_ERROR, "offset 99, but the file has 6 bytes");
}

static bool all_text_calls(void *context)
{
    const char *path = context;
    static const char text[] = "a,b,c\n1,2.5,x\n3,,\"y\"\n";
    ct_object *t = ct_load_csv_memory(text, sizeof text - 1, NULL), *m = NULL, *back = NULL;
    ct_csv_opts o = {.size_ = sizeof o, .header = CT_HEADER_NO};
    ct_array *x = NULL;
    bool done = t && (m = ct_load_csv_memory(text, sizeof text - 1, &o)) && !ct_save(path, t) &&
                (back = ct_load(path)) &&
                (x = ct_loadtxt(path, &(ct_loadtxt_opts){.size_ = sizeof(ct_loadtxt_opts),
                                                         .delimiter = ",",
                                                         .missing_nan = true})) &&
                !ct_savetxt(path, x, NULL);
    ct_release(t), ct_release(m), ct_release(back), ct_release(x);
    return done;
}

static void every_allocation_can_fail(void **state)
{
    for_each_failing_allocation(all_text_calls, (void *)(uintptr_t)in_folder("alloc.csv"));
}

/* Whoever reads or writes looks at interrupts, leaves the old file, and is under way no longer. */
static void reading_and_writing_can_be_stopped(void **state)
{
    static const char text[] = "a,b\n1,x\n2,y\n";
    char path[512];
    snprintf(path, sizeof path, "%s", write_file("stop.csv", text, sizeof text - 1));
    ct_object *table = ct_load(path);
    ct_array *a = ct_arange(0, 4, 1, CT_FLOAT64);
    ct_progress work;
    assert_true(table && a);
    for (int call = 0; call < 6; call++) {
        void *got = NULL;
        ct_status status = CT_INTERRUPTED;
        ct_interrupt();
        if (call == 0)
            got = ct_load(path);
        else if (call == 1)
            got = ct_load_csv_memory(text, sizeof text - 1, NULL);
        else if (call == 2)
            got = ct_loadtxt(path, NULL);
        else if (call == 3)
            got = ct_fromfile(path, CT_INT8, -1, NULL, 0);
        else if (call == 4)
            got = ct_fromstring("1 2", 3, CT_INT8, -1, " ");
        else
            status = ct_save(path, table);
        assert_null(got);
        assert_int_equal(status, CT_INTERRUPTED);
        assert_error(CT_INTERRUPTED);
        assert_false(ct_progress_now(&work));
    }
    ct_object *again = ct_load(path);
    assert_int_equal(ct_length(again), 2);
    ct_release(again), ct_release(a), ct_release(table);
}

static void integers_beyond_64_bits_are_floats(void **state)
{
    static const char text[] = "9999999999999999999,2\n-9223372036854775808,3\n";
    ct_array *a = (ct_array *)ct_load_csv_memory(text, sizeof text - 1, NULL);
    double value;
    assert_non_null(a);
    assert_ptr_equal(ct_dtype_of(a), CT_FLOAT64);
    assert_int_equal(ct_get_f64(a, (int64_t[]){0, 0}, &value), CT_OK);
    assert_true(value == 9999999999999999999.0);
    ct_release(a);
}

static void a_missing_column_is_told_with_the_others(void **state)
{
    CT_SCOPE(s);
    ct_error error;
    ct_object *table = ct_own(&s, ct_dict());
    for (int i = 0; i < 2; i++) {
        ct_object *key = ct_own(&s, ct_string(i ? "Mean" : "Year", -1));
        assert_int_equal(
            ct_dict_set(table, key, (ct_object *)ct_own(&s, ct_zeros(CT_SHAPE(2), CT_INT64))),
            CT_OK);
    }
    assert_null(ct_loaded_array(table, "mean"));
    assert_int_equal(ct_error_take(&error), CT_KEY_ERROR);
    assert_string_equal(error.message, "'mean'; the keys are 'Year', 'Mean'");
    assert_null(ct_loaded_array(table, NULL));
    assert_error(CT_TYPE_ERROR);
}

static bool collect_notes(void *context, const ct_file_entry *entry)
{
    char *out = context;
    snprintf(out + strlen(out), 200 - strlen(out), "[%s]", entry->note ? entry->note : "");
    return true;
}

static bool look_inside(void *context)
{
    char notes[200] = "";
    if (ct_file_info(context, collect_notes, notes))
        return false;
    assert_string_equal(notes, "[][line 3: 'err' is no number][]");
    return true;
}

/* What is text from its first row on is meant so; a field behind numbers is named. */
static void the_field_that_makes_numbers_text(void **state)
{
    static const char text[] = "i,v,name\n1,2,x\n2,err,y\n3,worse,z\n";
    look_inside((void *)(uintptr_t)write_file("spoiled.csv", text, sizeof text - 1));
    for_each_failing_allocation(look_inside, (void *)(uintptr_t)in_folder("spoiled.csv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_without_header),
        cmocka_unit_test(tables_with_header),
        cmocka_unit_test(wrong_rows_are_named),
        cmocka_unit_test(one_long_field_among_many_rows),
        cmocka_unit_test(writing),
        cmocka_unit_test(savetxt_formats),
        cmocka_unit_test(loadtxt_as_numpy),
        cmocka_unit_test(every_allocation_can_fail),
        cmocka_unit_test(reading_and_writing_can_be_stopped),
        cmocka_unit_test(integers_beyond_64_bits_are_floats),
        cmocka_unit_test(a_missing_column_is_told_with_the_others),
        cmocka_unit_test(the_field_that_makes_numbers_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
