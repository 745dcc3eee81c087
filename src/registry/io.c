/* io.c: load, save, savez, loadtxt, savetxt, genfromtxt, fromfile, tofile. Files are named by str.
 */
#include "args.h"
#include "base/number.h"

#include <carton/io.h>
#include <string.h>

static ct_status path_of(const ct_object *arg, const char **out)
{
    *out = ct_as_string(arg, &(int64_t){0});
    return *out ? CT_OK : ct_error_pending();
}

/* NumPy adds the extension that a name lacks. Free with ct_dealloc. */
static char *path_with(const ct_object *arg, const char *extension)
{
    const char *path;
    if (path_of(arg, &path))
        return NULL;
    size_t n = strlen(path), m = strlen(extension);
    char *out = ct_alloc((int64_t)(n + m + 1));
    if (!out)
        return NULL;
    memcpy(out, path, n + 1);
    if (n < m || strcmp(path + n - m, extension))
        memcpy(out + n, extension, m + 1);
    return out;
}

static ct_object *load(const ct_routine *routine, ct_object *const *args)
{
    const char *path, *mode;
    if (path_of(args[0], &path) || ct_arg_text(args[1], NULL, &mode))
        return NULL;
    if (!mode)
        return ct_load(path);
    ct_map_mode map = !strcmp(mode, "r")   ? CT_MAP_READ_ONLY
                      : !strcmp(mode, "c") ? CT_MAP_COPY_ON_WRITE
                                           : CT_MAP_NONE;
    if (map == CT_MAP_NONE)
        return CT_FAIL(CT_VALUE_ERROR, "load", 2, "mode must be 'r' or 'c' (got '%.20s')", mode);
    return (ct_object *)ct_load_npy(path, map);
}

static ct_object *save(const ct_routine *routine, ct_object *const *args)
{
    char *path = path_with(args[0], ".npy");
    ct_array *a = path ? ct_arg_array(args[1]) : NULL;
    ct_status status = a ? ct_save_npy(path, a) : ct_error_pending();
    ct_release(a);
    ct_dealloc(path);
    return ct_none_result(status);
}

static ct_object *append_npy(const ct_routine *routine, ct_object *const *args)
{
    const char *path;
    ct_array *a = path_of(args[0], &path) ? NULL : ct_operand(args[1]);
    ct_status status = a ? ct_npy_append(path, a) : ct_error_pending();
    ct_release(a);
    return ct_none_result(status);
}

/* (file, *args, allow_pickle=True, **kwds): arguments without a name are arr_0, arr_1, ... */
static ct_object *save_archive(ct_object *const *args, bool compressed)
{
    CT_SCOPE(s);
    char *path = path_with(args[0], ".npz");
    ct_object *dict = path ? ct_own(&s, ct_dict()) : NULL, *key, *value;
    ct_status status = dict ? CT_OK : ct_error_pending();
    for (int64_t at = 0; !status && args[3] && ct_dict_next(args[3], &at, &key, &value);)
        status = ct_dict_set(dict, key, value);
    int64_t n = args[1] ? ct_length(args[1]) : 0;
    for (int64_t i = 0; i < n && !status; i++) {
        char name[CT_REPR_ROOM + 4] = "arr_";
        ct_repr_int(name + 4, i);
        ct_object *label = ct_own(&s, ct_string(name, -1));
        ct_object *old = label ? ct_own(&s, ct_dict_get(dict, label)) : NULL;
        ct_object *item = label ? ct_own(&s, ct_tuple_get(args[1], i)) : NULL;
        if (old)
            status = ct_error_set(CT_VALUE_ERROR, "savez", 0,
                                  "Cannot use un-named variables and keyword %s", name);
        else
            status = item ? ct_dict_set(dict, label, item) : ct_error_pending();
    }
    if (!status)
        status = ct_save_npz(path, dict, compressed);
    ct_dealloc(path);
    return ct_none_result(status);
}

static ct_object *savez(const ct_routine *routine, ct_object *const *args)
{
    return save_archive(args, false);
}

static ct_object *savez_compressed(const ct_routine *routine, ct_object *const *args)
{
    return save_archive(args, true);
}

/* What loadtxt and genfromtxt share. `columns` has room for CT_MAX_NDIM indices. */
static ct_object *read_text(const char *path, ct_loadtxt_opts *o, const ct_object *dtype,
                            const ct_object *usecols, const ct_object *unpack,
                            const ct_object *ndmin, const ct_object *max_rows)
{
    int64_t columns[CT_MAX_NDIM], least;
    const ct_dtype *type = NULL;
    o->size_ = sizeof *o;
    if (ct_arg_given(usecols)) {
        if (ct_arg_shape(usecols, &o->usecols_count, columns))
            return NULL;
        o->usecols = columns;
    }
    if (ct_arg_bool(unpack, false, &o->unpack) || ct_arg_int(ndmin, 0, &least) ||
        ct_arg_int(max_rows, 0, &o->max_rows) || ct_arg_dtype(dtype, &type))
        return NULL;
    o->ndmin = least < 0 || least > 2 ? -1 : (int)least;
    o->dtype = type;
    ct_array *a = ct_loadtxt(path, o);
    ct_release(type);
    return ct_array_result(a);
}

/* The signs that mean something in a table are different single characters, and no newlines. */
static ct_status check_signs(const ct_loadtxt_opts *o, const char *quote)
{
    const char *names[] = {"delimiter", "comment", "quotechar"};
    const char *signs[] = {o->delimiter ? o->delimiter : "", o->comments ? o->comments : "",
                           quote ? quote : ""};
    if (quote && strlen(quote) != 1)
        return ct_error_set(CT_TYPE_ERROR, "loadtxt", 12,
                            "Text reading control character must be a single unicode character or "
                            "None; but got: '%s'",
                            quote);
    if (quote && strlen(signs[1]) > 1)
        return ct_error_set(CT_VALUE_ERROR, "loadtxt", 3,
                            "when multiple comments or a multi-character comment is given, quotes "
                            "are not supported.");
    for (int i = 0; i < 3; i++) {
        if (!strcmp(signs[i], "\n") || !strcmp(signs[i], "\r"))
            return ct_error_set(CT_TYPE_ERROR, "loadtxt", 0,
                                "control character '%s' cannot be a newline (`\\r` or `\\n`).",
                                names[i]);
        for (int k = 0; k < i; k++)
            if (*signs[i] && (!strcmp(signs[i], signs[k]) ||
                              (k == 0 && !o->delimiter && !strcmp(signs[i], " "))))
                return ct_error_set(CT_TYPE_ERROR, "loadtxt", 0,
                                    "The values for control characters '%s' and '%s' are "
                                    "incompatible",
                                    names[k], names[i]);
    }
    return CT_OK;
}

/* (fname, dtype, comments, delimiter, converters, skiprows, usecols, unpack, ndmin, encoding,
 * max_rows, *, quotechar) */
static ct_object *loadtxt(const ct_routine *routine, ct_object *const *args)
{
    ct_loadtxt_opts o = {0};
    const char *path, *quote;
    if (path_of(args[0], &path) || ct_arg_text(args[2], args[2] ? "" : "#", &o.comments) ||
        ct_arg_text(args[3], NULL, &o.delimiter) || ct_arg_int(args[5], 0, &o.skiprows) ||
        ct_arg_text(args[11], NULL, &quote))
        return NULL;
    if (ct_arg_given(args[4]))
        return CT_FAIL(CT_NOT_IMPLEMENTED_ERROR, "loadtxt", 5, "converters are not supported");
    if (check_signs(&o, quote))
        return NULL;
    if (o.skiprows < 0)
        return CT_FAIL(CT_VALUE_ERROR, "loadtxt", 6, "argument must be nonnegative");
    o.quote = quote ? *quote : '\0';
    return read_text(path, &o, args[1], args[6], args[7], args[8], args[10]);
}

/* (fname, dtype, comments, delimiter, skip_header, usecols, unpack, max_rows, *, ndmin) */
static ct_object *genfromtxt(const ct_routine *routine, ct_object *const *args)
{
    ct_loadtxt_opts o = {.missing_nan = true, .op = "genfromtxt"};
    const char *path;
    if (path_of(args[0], &path) || ct_arg_text(args[2], args[2] ? "" : "#", &o.comments) ||
        ct_arg_text(args[3], NULL, &o.delimiter) || ct_arg_int(args[4], 0, &o.skiprows))
        return NULL;
    return read_text(path, &o, args[1], args[5], args[6], args[8], args[7]);
}

/* One format, or a list of them, which is joined by the delimiter. Free with ct_dealloc. */
static char *join_formats(const ct_object *arg, const char *delimiter)
{
    int64_t n = ct_arg_count(arg), used = 0;
    char *out = ct_alloc(1);
    for (int64_t i = 0; out && i < n; i++) {
        ct_object *item = ct_arg_item(arg, i);
        const char *text = item ? ct_as_string(item, &(int64_t){0}) : NULL;
        size_t a = i ? strlen(delimiter) : 0, b = text ? strlen(text) : 0;
        char *more = text ? ct_realloc(out, used + (int64_t)(a + b + 1)) : NULL;
        if (more) {
            memcpy(more + used, delimiter, a);
            memcpy(more + used + a, text, b);
            used += (int64_t)(a + b);
        } else {
            ct_dealloc(out);
        }
        out = more;
        ct_release(item);
    }
    if (out)
        out[used] = '\0';
    return out;
}

/* (fname, X, fmt, delimiter, newline, header, footer, comments, encoding) */
static ct_object *savetxt(const ct_routine *routine, ct_object *const *args)
{
    ct_savetxt_opts o = {.size_ = sizeof o};
    const char *path;
    char *joined = NULL;
    if (path_of(args[0], &path) || ct_arg_text(args[3], " ", &o.delimiter) ||
        ct_arg_text(args[4], "\n", &o.newline) || ct_arg_text(args[5], "", &o.header) ||
        ct_arg_text(args[6], "", &o.footer) || ct_arg_text(args[7], "# ", &o.comments))
        return NULL;
    if (args[2] && ct_arg_count(args[2]) >= 0) {
        o.fmt = joined = join_formats(args[2], o.delimiter);
        if (!joined)
            return NULL;
    } else if (args[2] && ct_type_of(args[2]) != &ct_str_type) {
        return CT_FAIL(CT_VALUE_ERROR, "savetxt", 3, "invalid fmt: not a str, and no list of them");
    } else if (ct_arg_text(args[2], "%.18e", &o.fmt)) {
        return NULL;
    }
    ct_array *a = ct_arg_array(args[1]);
    ct_status status = a ? ct_savetxt(path, a, &o) : ct_error_pending();
    ct_release(a);
    ct_dealloc(joined);
    return ct_none_result(status);
}

static ct_object *fromfile(const ct_routine *routine, ct_object *const *args)
{
    const char *path, *sep;
    int64_t count, offset;
    const ct_dtype *dtype = NULL;
    if (path_of(args[0], &path) || ct_arg_int(args[2], -1, &count) ||
        ct_arg_text(args[3], "", &sep) || ct_arg_int(args[4], 0, &offset) ||
        ct_arg_dtype(args[1], &dtype))
        return NULL;
    if (*sep && offset) {
        ct_release(dtype);
        return CT_FAIL(CT_TYPE_ERROR, "fromfile", 5,
                       "'offset' argument only permitted for binary files");
    }
    ct_array *a = ct_fromfile(path, dtype, count, sep, offset);
    ct_release(dtype);
    return ct_array_result(a);
}

static ct_object *fromstring(const ct_routine *routine, ct_object *const *args)
{
    const char *sep, *text;
    int64_t count, bytes;
    const ct_dtype *dtype = NULL;
    text = args[0] && args[0]->type == &ct_bytes_type ? ct_as_bytes(args[0], &bytes)
                                                      : ct_as_string(args[0], &bytes);
    if (!text || ct_arg_int(args[2], -1, &count) || ct_arg_text(args[3], "", &sep) ||
        ct_arg_dtype(args[1], &dtype))
        return NULL;
    ct_array *a = ct_fromstring(text, bytes, dtype, count, sep);
    ct_release(dtype);
    return ct_array_result(a);
}

static ct_object *tofile(const ct_routine *routine, ct_object *const *args)
{
    const char *path, *sep;
    if (path_of(args[1], &path) || ct_arg_text(args[2], "", &sep))
        return NULL;
    ct_array *a = ct_arg_array(args[0]);
    ct_status status = a ? ct_tofile(path, a, sep) : ct_error_pending();
    ct_release(a);
    return ct_none_result(status);
}

#define ROW(name_, signature_, entry_, doc_)                                                       \
    {                                                                                              \
        .name = name_, .area = "io", .signature = signature_, .doc = doc_, .entry = entry_         \
    }

const ct_routine ct_routines_io[] = {
    ROW("load", "(file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding='ASCII')",
        load,
        "Reads a .npy file (an array), .npz (a dict of arrays), .csv or .tsv (a dict of columns, "
        "or a 2-D array when there is no header)."),
    ROW("save", "(file, arr, allow_pickle=True)", save,
        "Writes an array to a .npy file; the extension is added when it is missing."),
    ROW("append_npy", "(file, values)", append_npy,
        "Grows a .npy file along its first axis, without rewriting it. After a kill at any point "
        "it "
        "holds the old content or the new one."),
    ROW("savez", "(file, *args, allow_pickle=True, **kwds)", savez,
        "Writes arrays to a .npz archive: arr_0, arr_1, ... and the names of keywords."),
    ROW("savez_compressed", "(file, *args, allow_pickle=True, **kwds)", savez_compressed,
        "As savez, with compressed members."),
    ROW("loadtxt",
        "(fname, dtype=float, comments='#', delimiter=None, converters=None, skiprows=0, "
        "usecols=None, unpack=False, ndmin=0, encoding=None, max_rows=None, *, quotechar=None)",
        loadtxt, "Reads rows of equal width from a text file."),
    ROW("savetxt",
        "(fname, X, fmt='%.18e', delimiter=' ', newline='\\n', header='', footer='', "
        "comments='# ', encoding=None)",
        savetxt, "Writes a 1-D or 2-D array as text, one row a line."),
    ROW("genfromtxt",
        "(fname, dtype=float, comments='#', delimiter=None, skip_header=0, usecols=None, "
        "unpack=None, max_rows=None, *, ndmin=0)",
        genfromtxt, "As loadtxt, with nan (-1 for integers) where a field is no number."),
    ROW("fromfile", "(file, dtype=None, count=-1, sep='', offset=0)", fromfile,
        "Reads elements without a header, binary or, with sep, text."),
    ROW("fromstring", "(string, dtype=float, count=-1, *, sep='')", fromstring,
        "Numbers from text that has sep between them."),
    ROW("ndarray.tofile", "(fid, /, sep='', format='%s')", tofile,
        "Writes the elements in C order, binary or, with sep, text."),
};
CT_ROUTINES_END(io);
