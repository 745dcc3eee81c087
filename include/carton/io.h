/* carton/io.h: arrays in files: .npy, .npz, CSV and TSV, plain text, raw bytes.
 *
 * Every length in a file is checked against the file's size before anything is allocated. Every
 * write goes to a temporary file in the same directory, which then takes the old file's place: a
 * call that fails leaves an existing file as it was. Big-endian files are converted while reading.
 *
 * Errors: OSError with the system's words and the path; ValueError with the file, the place in it
 * and what was expected there. */
#ifndef CARTON_IO_H
#define CARTON_IO_H

#include <carton/array.h>

CT_BEGIN_DECLS

typedef enum ct_format {
    CT_FORMAT_AUTO, /* reading: by content, then by extension; writing: by extension */
    CT_FORMAT_NPY,
    CT_FORMAT_NPZ,
    CT_FORMAT_CSV,
    CT_FORMAT_TSV
} ct_format;
/* From "npy", "npz", "csv" or "tsv", with or without a dot; CT_FORMAT_AUTO and ValueError
 * otherwise.
 */
CT_API ct_format ct_format_parse(const char *text);

/* -- Any format ------------------------------------------------------------------------------ */

/* .npy: an array. .npz: a dict of arrays. CSV: ct_load_csv's result. "-" is standard input. */
CT_API CT_GIVE ct_object *ct_load(const char *path);
/* The array `name` of what was loaded: a column of a CSV file, an array of an .npz file. NULL: what
 * was loaded is an array itself (.npy, a CSV file without a header). TypeError when it is not so,
 * KeyError when there is no such name. */
CT_API CT_GIVE ct_array *ct_loaded_array(const ct_object *loaded, const char *name);
/* Arrays, and what array() takes. A dict of arrays for .npz, and of columns for .csv and .tsv. */
CT_API ct_status ct_save(const char *path, const void *object);

typedef enum ct_header_rule { CT_HEADER_DETECT, CT_HEADER_YES, CT_HEADER_NO } ct_header_rule;
/* Zero in every field is the default. */
typedef struct ct_csv_opts {
    size_t size_;
    char delimiter;        /* reading: guessed among , ; tab | space. Writing: ',' */
    ct_header_rule header; /* reading: looks at the first rows. Writing: the keys of a dict */
    char comment;          /* lines that start with it are skipped; '#', or '\n' for none */
    int64_t skip_rows;     /* lines to skip at the top */
    int precision;         /* writing floats: significant digits; 0: the shortest exact form */
} ct_csv_opts;

typedef struct ct_save_opts {
    size_t size_;
    ct_format format;
    bool compressed; /* .npz members */
    ct_csv_opts csv;
} ct_save_opts;
CT_API ct_status ct_save_as(const char *path, const void *object, const ct_save_opts *opts);
/* Writes through a function in place of a file; the format must be named. `write` returns CT_OK, or
 * a negative status after ct_error_set(). */
typedef ct_status ct_write(void *context, const void *data, int64_t bytes);
CT_API ct_status ct_save_stream(ct_write *write, void *context, const void *object,
                                const ct_save_opts *opts);

/* What a file holds, one entry for each array, without loading the arrays (CSV is read, as its
 * dtypes are only known then). `visit` returns false to stop. All pointers are borrowed. */
typedef struct ct_file_entry {
    ct_format format;
    const char *name; /* the member or column; NULL when the file is one array */
    const ct_dtype *dtype;
    bool big_endian, fortran_order, compressed;
    int ndim;
    const int64_t *shape;
    int64_t bytes;    /* of the elements in memory */
    int64_t stored;   /* bytes in the file, headers included; -1 for columns */
    const char *note; /* why numbers are text, "line 7: 'err' is no number"; mostly NULL */
} ct_file_entry;
typedef bool ct_file_visit(void *context, const ct_file_entry *entry);
CT_API ct_status ct_file_info(const char *path, ct_file_visit *visit, void *context);

/* -- .npy ------------------------------------------------------------------------------------- */

typedef enum ct_map_mode {
    CT_MAP_NONE,         /* read into memory */
    CT_MAP_READ_ONLY,    /* mmap_mode='r' */
    CT_MAP_COPY_ON_WRITE /* 'c': changes stay in memory */
} ct_map_mode;
/* A mapped file must not be made shorter while the array lives. Arrays of the other byte order
 * cannot be mapped (ValueError). */
CT_API CT_GIVE ct_array *ct_load_npy(const char *path, ct_map_mode map);
CT_API CT_GIVE ct_array *ct_load_npy_memory(const void *data, int64_t bytes);
/* The same bytes that numpy.save writes. */
CT_API ct_status ct_save_npy(const char *path, const ct_array *a);

/* -- Growing a .npy file: along its first axis, or the last one of a file in Fortran order --------
 *
 * After a kill at any point the file holds the old content or the new one: values are written and
 * synced behind the end that the header states, then the shape in the header changes by one small
 * write, and is synced. What a killed writer left behind the end is never read, by NumPy neither,
 * and goes with the next append. A header without room for more digits makes the whole file be
 * written anew, as ct_save_npy does. One writer at a time: the file is locked (flock), OSError. */

/* `values` are one item (without the axis) or a block, cast by the same_kind rule. */
CT_API ct_status ct_npy_append(const char *path, const ct_array *values);

/* For many appends: keeps the file open, collects values in memory and writes them in blocks. */
typedef struct ct_npy_appender ct_npy_appender;
CT_API CT_GIVE ct_npy_appender *ct_npy_appender_open(const char *path);
CT_API ct_status ct_npy_appender_add(ct_npy_appender *appender, const ct_array *values);
/* What was added becomes part of the file. When it fails, the file is as it was. */
CT_API ct_status ct_npy_appender_commit(ct_npy_appender *appender);
/* The committed elements as a mapped, read-only array. It stays valid while the file grows. */
CT_API CT_GIVE ct_array *ct_npy_appender_array(ct_npy_appender *appender);
/* Lets go of the file; what was not committed is dropped. */
CT_API void ct_npy_appender_free(CT_TAKE ct_npy_appender *appender);

/* -- .npz ------------------------------------------------------------------------------------- */

/* A dict: name without ".npy" -> array (or bytes for a member that is no .npy file). */
CT_API CT_GIVE ct_object *ct_load_npz(const char *path);
CT_API CT_GIVE ct_object *ct_load_npz_memory(const void *data, int64_t bytes);
/* One member; KeyError when it is missing. Compressed members cannot be mapped (ValueError). */
CT_API CT_GIVE ct_object *ct_load_npz_member(const char *path, const char *name, ct_map_mode map);
CT_API CT_GIVE ct_list *ct_npz_names(const char *path); /* of str */
/* `arrays` is a dict: str -> array, or what array() takes. */
CT_API ct_status ct_save_npz(const char *path, const ct_object *arrays, bool compressed);

/* -- CSV and TSV ------------------------------------------------------------------------------ */

/* With a header a dict: column name -> 1-D array. Without one a 2-D array of a common dtype. A
 * column is int64 if all its fields are integers, float64 if they are numbers or missing (empty,
 * NA, N/A, n/a, #N/A, null, NULL, None), else str. Quoted fields may hold delimiters, line ends and
 * doubled quotes. A row with another number of fields than the first is a ValueError with file and
 * line. */
CT_API CT_GIVE ct_object *ct_load_csv(const char *path, const ct_csv_opts *opts);
CT_API CT_GIVE ct_object *ct_load_csv_memory(const char *text, int64_t bytes,
                                             const ct_csv_opts *opts);
/* A 0-d to 2-D array, or a dict of columns of one length. */
CT_API ct_status ct_save_csv(const char *path, const void *object, const ct_csv_opts *opts);

/* -- Text and raw bytes as NumPy has them ------------------------------------------------------ */

typedef struct ct_loadtxt_opts {
    size_t size_;
    const ct_dtype *dtype; /* float64 */
    const char *comments;  /* NULL: "#"; "" for none */
    const char *delimiter; /* NULL: white space; one character */
    int64_t skiprows;
    int usecols_count; /* 0: all */
    const int64_t *usecols;
    bool unpack; /* transposed: one row per column */
    int ndmin;
    int64_t max_rows; /* 0: all */
    char quote;       /* 0: none */
    bool missing_nan; /* genfromtxt: what is no number becomes nan, -1 for integers */
    const char *op;   /* the name in errors; NULL: "loadtxt" */
} ct_loadtxt_opts;
CT_API CT_GIVE ct_array *ct_loadtxt(const char *path, const ct_loadtxt_opts *opts);

typedef struct ct_savetxt_opts {
    size_t size_;
    const char *fmt;       /* NULL: "%.18e"; one format, or one for each column */
    const char *delimiter; /* NULL: " " */
    const char *newline;   /* NULL: "\n" */
    const char *header, *footer;
    const char *comments; /* before header and footer lines; NULL: "# " */
} ct_savetxt_opts;
CT_API ct_status ct_savetxt(const char *path, const ct_array *a, const ct_savetxt_opts *opts);

/* Elements without a header; count -1: to the end of the file. With `sep` NULL or "" binary, native
 * byte order; else text with `sep` between the elements. */
CT_API CT_GIVE ct_array *ct_fromfile(const char *path, const ct_dtype *dtype, int64_t count,
                                     const char *sep, int64_t offset);
/* As text with `sep` between the elements: from `bytes` bytes of memory. */
CT_API CT_GIVE ct_array *ct_fromstring(const char *text, int64_t bytes, const ct_dtype *dtype,
                                       int64_t count, const char *sep);
CT_API ct_status ct_tofile(const char *path, const ct_array *a, const char *sep);

CT_END_DECLS
#endif
