/* load.c: any format, by content or extension: load, save, what is inside. */
#include "io.h"
#include "object/operators.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    ct_format format;
} formats[] = {{"npy", CT_FORMAT_NPY}, {"npz", CT_FORMAT_NPZ}, {"csv", CT_FORMAT_CSV},
               {"tsv", CT_FORMAT_TSV}, {"tab", CT_FORMAT_TSV}, {"txt", CT_FORMAT_CSV}};

static ct_format find_format(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcasecmp(name, formats[i].name))
            return formats[i].format;
    return CT_FORMAT_AUTO;
}

ct_format ct_format_parse(const char *text)
{
    if (!text) {
        ct_null_input("format", 1);
        return CT_FORMAT_AUTO;
    }
    ct_format format = find_format(text + (*text == '.'));
    if (format == CT_FORMAT_AUTO)
        ct_error_set(CT_VALUE_ERROR, "format", 1,
                     "unknown format '%.40s': expected npy, npz, csv or tsv", text);
    return format;
}

static ct_format by_extension(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
    return dot ? find_format(dot + 1) : CT_FORMAT_AUTO;
}

/* Looks at the first bytes, then at the name. Standard input that is neither .npy nor .npz is text.
 */
static ct_status detect(const ct_source *source, ct_format *out)
{
    uint8_t start[10] = {0};
    int64_t n = source->size < 10 ? source->size : 10;
    ct_status status = ct_source_read(source, 0, start, n);
    if (!status)
        status = ct_source_plain(source, start, n);
    if (status)
        return status;
    *out = by_extension(source->name);
    if (!memcmp(start, "\x93NUMPY", 6))
        *out = CT_FORMAT_NPY;
    else if (!memcmp(start, "PK\3\4", 4) || !memcmp(start, "PK\5\6", 4))
        *out = CT_FORMAT_NPZ;
    else if (*out == CT_FORMAT_AUTO && !strcmp(source->name, "-"))
        *out = CT_FORMAT_CSV;
    if (*out == CT_FORMAT_AUTO)
        return ct_error_set(CT_VALUE_ERROR, source->op, 1,
                            "%.200s: not a .npy or .npz file, and no .csv or .tsv by its name",
                            source->name);
    return CT_OK;
}

/* `notes`: as for ct_csv_read */
static ct_object *load_as(ct_source *source, ct_format format, ct_list *notes)
{
    ct_reader reader = {0};
    ct_csv_opts csv = {.delimiter = format == CT_FORMAT_TSV ? '\t' : '\0'};
    if (format == CT_FORMAT_NPZ)
        return ct_npz_read(source);
    if (format != CT_FORMAT_NPY)
        return ct_csv_read(source, &csv, notes);
    if (ct_reader_open(&reader, source, 0, source->size, source->size, false))
        return NULL;
    return (ct_object *)ct_npy_read(&reader);
}

ct_object *ct_load(const char *path)
{
    ct_source source;
    ct_format format;
    if (ct_source_open(&source, "load", path))
        return NULL;
    ct_object *object = detect(&source, &format) ? NULL : load_as(&source, format, NULL);
    ct_source_close(&source);
    return object;
}

/* -- saving -------------------------------------------------------------------------------------
 */

static ct_status save_array(const void *object, ct_write *write, void *context)
{
    if (ct_type_of(object) == &ct_dict_type)
        return ct_error_set(CT_TYPE_ERROR, "save", 2,
                            "a dict does not fit in a .npy file: use .npz "
                            "or .csv");
    ct_array *a = ct_asarray(object, NULL);
    ct_status status = a ? ct_npy_write(a, write, context) : ct_error_pending();
    ct_release(a);
    return status;
}

/* A single array goes into an archive under the name that numpy.savez gives it. */
static ct_status save_archive(const void *object, bool compressed, ct_write *write, void *context)
{
    if (ct_type_of(object) == &ct_dict_type)
        return ct_npz_write(write, context, object, compressed);
    ct_object *dict = ct_dict(), *key = dict ? ct_string("arr_0", -1) : NULL;
    ct_status status = key ? ct_dict_set(dict, key, object) : CT_MEMORY_ERROR;
    if (!status)
        status = ct_npz_write(write, context, dict, compressed);
    ct_release(key);
    ct_release(dict);
    return status;
}

static ct_status save_to(const void *object, const ct_save_opts *opts, ct_write *write,
                         void *context)
{
    ct_csv_opts csv;
    ct_opts_copy(&csv, sizeof csv, &opts->csv);
    switch (opts->format) {
    case CT_FORMAT_NPY:
        return save_array(object, write, context);
    case CT_FORMAT_NPZ:
        return save_archive(object, opts->compressed, write, context);
    case CT_FORMAT_TSV:
        csv.delimiter = csv.delimiter ? csv.delimiter : '\t';
        return ct_csv_write(object, &csv, write, context);
    case CT_FORMAT_CSV:
        return ct_csv_write(object, &csv, write, context);
    default:
        return ct_error_set(CT_VALUE_ERROR, "save", 1,
                            "the format must be named: npy, npz, csv or "
                            "tsv");
    }
}

ct_status ct_save_as(const char *path, const void *object, const ct_save_opts *opts)
{
    ct_save_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    if (!path || !object)
        return ct_null_input("save", path ? 2 : 1);
    if (o.format == CT_FORMAT_AUTO)
        o.format = by_extension(path);
    if (o.format == CT_FORMAT_AUTO)
        return ct_error_set(CT_VALUE_ERROR, "save", 1,
                            "'%.200s' does not say its format: expected .npy, .npz, .csv or .tsv",
                            path);
    ct_sink sink;
    ct_status status = ct_sink_open(&sink, "save", path);
    return status ? status : ct_sink_close(&sink, save_to(object, &o, ct_sink_write, &sink));
}

ct_status ct_save(const char *path, const void *object)
{
    return ct_save_as(path, object, NULL);
}

ct_status ct_save_stream(ct_write *write, void *context, const void *object,
                         const ct_save_opts *opts)
{
    ct_save_opts o;
    ct_opts_copy(&o, sizeof o, opts);
    if (!object)
        return ct_null_input("save", 3);
    ct_sink sink;
    ct_status status = ct_sink_stream(&sink, "save", write, context);
    return status ? status : ct_sink_close(&sink, save_to(object, &o, ct_sink_write, &sink));
}

/* -- what is inside ------------------------------------------------------------------------------
 */

ct_array *ct_loaded_array(const ct_object *loaded, const char *name)
{
    if (!loaded)
        return ct_null_input("loaded_array", 1), NULL;
    ct_object *key = name ? ct_string(name, -1) : NULL, *found = NULL;
    if (name)
        found = key ? ct_dict_get(loaded, key) : NULL;
    else
        found = ct_retain(loaded);
    if (!found && key && !ct_error_pending())
        found = ct_subscript(loaded, key); /* KeyError, with the keys that there are */
    ct_release(key);
    if (!found || ct_type_of(found) == &ct_array_type)
        return (ct_array *)found;
    ct_error_set(CT_TYPE_ERROR, "loaded_array", 1, "a %s is no array%s", ct_type_of(found)->name,
                 name ? "" : ": name one of its keys");
    ct_release(found);
    return NULL;
}

static ct_status npy_info(ct_source *source, ct_file_visit *visit, void *context)
{
    ct_reader reader = {0};
    ct_npy_header h;
    ct_status status = ct_reader_open(&reader, source, 0, source->size, source->size, false);
    if (!status)
        status = ct_npy_header_read(&reader, &h);
    if (status)
        return status;
    ct_file_entry entry = {CT_FORMAT_NPY, NULL,    h.dtype, h.big_endian, h.fortran, false,
                           h.ndim,        h.shape, h.bytes, source->size, NULL};
    visit(context, &entry);
    ct_release(h.dtype);
    return CT_OK;
}

/* The first note from `at` on that says something, before `end`; NULL when there is none. */
static const char *find_note(const ct_list *notes, int64_t at, int64_t end)
{
    ct_object *const *items = ct_list_items(notes);
    for (; at < end; at++)
        if (ct_type_of(items[at]) == &ct_str_type)
            return ct_as_string(items[at], &(int64_t){0});
    return NULL;
}

static ct_file_entry table_entry(ct_format format, const char *name, const ct_array *a,
                                 int64_t stored, const char *note)
{
    return (ct_file_entry){.format = format,
                           .name = name,
                           .dtype = a->dtype,
                           .ndim = a->ndim,
                           .shape = a->shape,
                           .bytes = ct_nbytes(a),
                           .stored = stored,
                           .note = note};
}

static ct_status csv_info(ct_source *source, ct_format format, ct_file_visit *visit, void *context)
{
    CT_SCOPE(s);
    ct_list *notes = ct_own(&s, ct_list_new());
    ct_object *object = notes ? ct_own(&s, load_as(source, format, notes)) : NULL, *key, *value;
    if (!object)
        return ct_error_pending();
    if (ct_type_of(object) == &ct_array_type) {
        ct_file_entry entry = table_entry(format, NULL, (const ct_array *)object, source->size,
                                          find_note(notes, 0, ct_list_length(notes)));
        visit(context, &entry);
        return CT_OK;
    }
    int64_t column = 0;
    bool more = true;
    for (int64_t at = 0; more && ct_dict_next(object, &at, &key, &value); column++) {
        ct_file_entry entry =
            table_entry(format, ct_as_string(key, &(int64_t){0}), (const ct_array *)value, -1,
                        find_note(notes, column, column + 1));
        more = visit(context, &entry);
    }
    return CT_OK;
}

ct_status ct_file_info(const char *path, ct_file_visit *visit, void *context)
{
    ct_source source;
    ct_format format;
    if (!visit)
        return ct_null_input("info", 2);
    ct_status status = ct_source_open(&source, "info", path);
    if (status)
        return status;
    status = detect(&source, &format);
    if (!status)
        status = format == CT_FORMAT_NPY   ? npy_info(&source, visit, context)
                 : format == CT_FORMAT_NPZ ? ct_npz_info(&source, visit, context)
                                           : csv_info(&source, format, visit, context);
    ct_source_close(&source);
    return status;
}
