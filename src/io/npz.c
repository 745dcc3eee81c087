/* npz.c: .npz files: archives of .npy members, as dicts of arrays. */
#include "io.h"

#include <string.h>

/* The key of a member: its name without ".npy". */
static int key_length(const ct_zip_member *m)
{
    bool npy = m->name_length >= 4 && !memcmp(m->name + m->name_length - 4, ".npy", 4);
    return m->name_length - (npy ? 4 : 0);
}

/* Names are UTF-8, or, without the flag, an old code page whose ASCII half is the same. */
static ct_object *key_object(const ct_zip *zip, const ct_zip_member *m)
{
    int64_t bad;
    if (ct_utf8_decode(m->name, key_length(m), NULL, &bad) >= 0)
        return ct_string(m->name, key_length(m));
    ct_error_set(CT_VALUE_ERROR, zip->source->op, 1, "%.200s: a member's name is not UTF-8",
                 zip->source->name);
    return NULL;
}

/* An array, or the bytes of a member that is no .npy file, as NumPy gives them. */
static ct_object *read_member(const ct_zip *zip, const ct_zip_member *m, ct_map_mode map)
{
    ct_reader reader;
    if (ct_zip_member_open(zip, m, &reader))
        return NULL;
    ct_object *object = NULL;
    bool npy = key_length(m) < m->name_length;
    if (npy && map != CT_MAP_NONE) {
        object = (ct_object *)ct_npy_map(&reader, map);
    } else if (npy) {
        object = (ct_object *)ct_npy_read(&reader);
    } else {
        char *bytes = ct_alloc(m->size);
        if (bytes && !ct_reader_read(&reader, bytes, m->size) && !ct_reader_finish(&reader))
            object = ct_bytes(bytes, m->size);
        ct_dealloc(bytes);
    }
    ct_reader_close(&reader);
    return object;
}

static ct_status add_member(const ct_zip *zip, const ct_zip_member *m, ct_object *dict)
{
    ct_status status = CT_MEMORY_ERROR;
    ct_object *key = key_object(zip, m), *value = NULL;
    ct_object *old = key ? ct_dict_get(dict, key) : NULL;
    if (old)
        ct_error_set(CT_VALUE_ERROR, zip->source->op, 1, "%.200s: two members are called '%.60s'",
                     zip->source->name, m->name);
    else if (key && !ct_error_pending() && (value = read_member(zip, m, CT_MAP_NONE)))
        status = ct_dict_set(dict, key, value);
    ct_release(old);
    ct_release(key);
    ct_release(value);
    return status ? ct_error_pending() : CT_OK;
}

ct_object *ct_npz_read(ct_source *source)
{
    ct_zip zip;
    if (ct_zip_open(&zip, source))
        return NULL;
    ct_object *dict = ct_dict();
    for (int64_t i = 0; dict && i < zip.count; i++)
        if (add_member(&zip, &zip.members[i], dict)) {
            ct_release(dict);
            dict = NULL;
        }
    ct_zip_close(&zip);
    return dict;
}

ct_status ct_npz_info(ct_source *source, ct_file_visit *visit, void *context)
{
    ct_zip zip;
    ct_status status = ct_zip_open(&zip, source);
    bool more = true;
    for (int64_t i = 0; !status && more && i < zip.count; i++) {
        ct_zip_member *m = &zip.members[i];
        ct_reader reader;
        ct_npy_header h;
        int length = key_length(m);
        if (length == m->name_length)
            continue;
        status = ct_zip_member_open(&zip, m, &reader);
        if (!status)
            status = ct_npy_header_read(&reader, &h);
        ct_reader_close(&reader);
        if (status)
            break;
        m->name[length] = '\0';
        ct_file_entry entry = {CT_FORMAT_NPZ, m->name,     h.dtype, h.big_endian,
                               h.fortran,     m->deflated, h.ndim,  h.shape,
                               h.bytes,       m->stored,   NULL};
        more = visit(context, &entry);
        ct_release(h.dtype);
    }
    ct_zip_close(&zip);
    return status;
}

ct_status ct_npz_write(ct_write *write, void *context, const ct_object *arrays, bool compressed)
{
    ct_zip_writer zip;
    ct_zip_writer_start(&zip, write, context);
    ct_status status = CT_OK;
    ct_object *key, *value;
    for (int64_t at = 0; !status && ct_dict_next(arrays, &at, &key, &value);) {
        int64_t bytes;
        const char *text = ct_as_string(key, &bytes);
        ct_array *a = text ? ct_asarray(value, NULL) : NULL;
        char *name = a ? ct_alloc(bytes + 5) : NULL;
        if (name) {
            memcpy(name, text, (size_t)bytes);
            memcpy(name + bytes, ".npy", 5);
        }
        if (name && strlen(name) != (size_t)bytes + 4)
            status = ct_error_set(CT_VALUE_ERROR, "savez", 0, "a name holds a NUL character");
        else
            status = name ? ct_zip_write_array(&zip, name, a, compressed) : ct_error_pending();
        ct_dealloc(name);
        ct_release(a);
    }
    if (!status)
        status = ct_zip_writer_finish(&zip);
    ct_zip_writer_close(&zip);
    return status;
}

/* -- the public calls ------------------------------------------------------------------------- */

ct_object *ct_load_npz(const char *path)
{
    ct_source source;
    if (ct_source_open(&source, "load", path))
        return NULL;
    ct_object *dict = ct_npz_read(&source);
    ct_source_close(&source);
    return dict;
}

ct_object *ct_load_npz_memory(const void *data, int64_t bytes)
{
    if (!data)
        return ct_null_input("load", 1), NULL;
    ct_source source;
    ct_source_memory(&source, "load", data, bytes);
    return ct_npz_read(&source);
}

ct_object *ct_load_npz_member(const char *path, const char *name, ct_map_mode map)
{
    ct_source source;
    ct_zip zip;
    ct_object *object = NULL;
    if (!name)
        return ct_null_input("load", 2), NULL;
    if (ct_source_open(&source, "load", path))
        return NULL;
    if (!ct_zip_open(&zip, &source)) {
        const ct_zip_member *found = NULL;
        int wanted = (int)strnlen(name, 1 << 17);
        for (int64_t i = 0; i < zip.count && !found; i++) {
            const ct_zip_member *m = &zip.members[i];
            int length = key_length(m);
            if ((wanted == length || wanted == m->name_length) &&
                !memcmp(m->name, name, (size_t)wanted))
                found = m;
        }
        if (found)
            object = read_member(&zip, found, map);
        else
            ct_error_set(CT_KEY_ERROR, "load", 2, "%.80s is not a file in the archive %.200s", name,
                         path);
        ct_zip_close(&zip);
    }
    ct_source_close(&source);
    return object;
}

ct_list *ct_npz_names(const char *path)
{
    ct_source source;
    ct_zip zip;
    ct_list *names = NULL;
    if (ct_source_open(&source, "load", path))
        return NULL;
    if (!ct_zip_open(&zip, &source)) {
        names = ct_list_new();
        for (int64_t i = 0; names && i < zip.count; i++) {
            ct_object *key = key_object(&zip, &zip.members[i]);
            if (!key || ct_list_append(names, key)) {
                ct_release(names);
                names = NULL;
            }
            ct_release(key);
        }
        ct_zip_close(&zip);
    }
    ct_source_close(&source);
    return names;
}

ct_status ct_save_npz(const char *path, const ct_object *arrays, bool compressed)
{
    ct_sink sink;
    if (!arrays)
        return ct_null_input("savez", 2);
    if (ct_type_of(arrays) != &ct_dict_type)
        return ct_error_set(CT_TYPE_ERROR, "savez", 2, "expected a dict of arrays, got %s",
                            ct_type_of(arrays)->name);
    ct_status status = ct_sink_open(&sink, "savez", path);
    if (status)
        return status;
    return ct_sink_close(&sink, ct_npz_write(ct_sink_write, &sink, arrays, compressed));
}
