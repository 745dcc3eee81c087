/* table.c: all rows in one table, found by name through a hash table that is filled at first use.
 *
 * A name is stated once: the first row wins. */
#include "registry.h"

#include <pthread.h>
#include <string.h>

/* One line per file of rows. */
#define FILES(FILE)                                                                                \
    FILE(elementwise)                                                                              \
    FILE(ufuncs)                                                                                   \
    FILE(ufunc_object)                                                                             \
    FILE(reductions)                                                                               \
    FILE(constants)                                                                                \
    FILE(python)                                                                                   \
    FILE(errors)                                                                                   \
    FILE(printing)                                                                                 \
    FILE(functional)                                                                               \
    FILE(range)                                                                                    \
    FILE(creation)                                                                                 \
    FILE(manipulation)                                                                             \
    FILE(sets)                                                                                     \
    FILE(products)                                                                                 \
    FILE(einsum)                                                                                   \
    FILE(polynomial)                                                                               \
    FILE(series)                                                                                   \
    FILE(indexing)                                                                                 \
    FILE(statistics)                                                                               \
    FILE(shapes)                                                                                   \
    FILE(apply)                                                                                    \
    FILE(emath)                                                                                    \
    FILE(grids)                                                                                    \
    FILE(numeric)                                                                                  \
    FILE(ndarray)                                                                                  \
    FILE(io)                                                                                       \
    FILE(scalars)                                                                                  \
    FILE(dtypes)                                                                                   \
    FILE(list)                                                                                     \
    FILE(dict)                                                                                     \
    FILE(text)                                                                                     \
    FILE(text_search)                                                                              \
    FILE(text_tests)                                                                               \
    FILE(str_format)                                                                               \
    FILE(builtins)                                                                                 \
    FILE(help)

#define DECLARE(area)                                                                              \
    extern const ct_routine ct_routines_##area[];                                                  \
    extern const int ct_routine_count_##area;
FILES(DECLARE)
#undef DECLARE

static const struct {
    const ct_routine *rows;
    const int *count;
} files[] = {
#define ENTRY(area) {ct_routines_##area, &ct_routine_count_##area},
    FILES(ENTRY)
#undef ENTRY
        {NULL, NULL},
};

/* Classes whose rows are methods and attributes, by the name of their type. */
static const struct {
    const ct_type *type;
    const char *prefix;
} classes[] = {
    {&ct_array_type, "ndarray"},   {&ct_scalar_type, "generic"},
    {&ct_list_type, "list"},       {&ct_tuple_type, "tuple"},
    {&ct_dict_type, "dict"},       {&ct_str_type, "str"},
    {&ct_bytes_type, "bytes"},     {&ct_int_type, "int"},
    {&ct_bool_type, "bool"},       {&ct_float_type, "float"},
    {&ct_complex_type, "complex"}, {&ct_slice_type, "slice"},
    {&ct_dtype_type, "dtype"},     {&ct_index_tool_type, "index_tool"},
    {&ct_routine_type, "ufunc"},
};
enum { CLASSES = sizeof classes / sizeof *classes };

/* -- the rows in order, and by name ---------------------------------------------------------------
 */

enum { MOST = 2048, SLOTS = 2 * MOST }; /* a power of two, at most half full */
static const ct_routine *rows[MOST];
static uint16_t slots[SLOTS];  /* index + 1, by name */
static uint16_t places[SLOTS]; /* index + 1, by the row's address: what each call looks up */
static int row_count;
static pthread_once_t filled = PTHREAD_ONCE_INIT;

static unsigned hash_name(const char *name, size_t length)
{
    unsigned h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    return h;
}

static unsigned slot_of(const char *name, size_t length)
{
    unsigned at = hash_name(name, length) % SLOTS;
    while (slots[at]) {
        const char *known = rows[slots[at] - 1]->name;
        if (!strncmp(known, name, length) && !known[length])
            break;
        at = (at + 1) % SLOTS;
    }
    return at;
}

static unsigned place_of(const ct_routine *row)
{
    unsigned at = (unsigned)((uintptr_t)row / _Alignof(ct_routine)) * 2654435769u >> 20;
    _Static_assert(SLOTS == 1 << (32 - 20), "the bits that are kept");
    while (places[at] && rows[places[at] - 1] != row)
        at = (at + 1) % SLOTS;
    return at;
}

static void fill(void)
{
    for (size_t f = 0; files[f].rows; f++)
        for (int i = 0; i < *files[f].count && row_count < MOST; i++) {
            const ct_routine *row = &files[f].rows[i];
            unsigned at = slot_of(row->name, strlen(row->name));
            if (slots[at])
                continue;
            rows[row_count++] = row;
            slots[at] = (uint16_t)row_count;
            places[place_of(row)] = (uint16_t)row_count;
        }
}

static const ct_routine *find(const char *name, size_t length)
{
    pthread_once(&filled, fill);
    unsigned at = slot_of(name, length);
    return slots[at] ? rows[slots[at] - 1] : NULL;
}

const ct_routine *ct_routine_find(const char *name)
{
    return name ? find(name, strlen(name)) : NULL;
}

ct_status ct_routine_missing(void)
{
    return ct_error_set(CT_TYPE_ERROR, "call", 1,
                        "no such routine: argument 1 is NULL, which ct_routine_find gives for a "
                        "name it does not know");
}

int ct_routine_index(const ct_routine *routine)
{
    pthread_once(&filled, fill);
    return places[place_of(routine)] - 1;
}

int ct_routine_count(void)
{
    pthread_once(&filled, fill);
    return row_count;
}

const ct_routine *ct_routine_at(int index)
{
    return index >= 0 && index < ct_routine_count() ? rows[index] : NULL;
}

/* -- methods ----------------------------------------------------------------------------------- */

static const ct_routine *find_method(const char *prefix, const char *name)
{
    char full[96];
    size_t head = strlen(prefix), tail = strlen(name);
    if (head + 1 + tail >= sizeof full)
        return NULL;
    memcpy(full, prefix, head);
    full[head] = '.';
    memcpy(full + head + 1, name, tail);
    return find(full, head + 1 + tail);
}

const ct_routine *ct_routine_method(const ct_type *type, const char *name)
{
    for (size_t i = 0; i < CLASSES; i++)
        if (classes[i].type == type) {
            const ct_routine *routine = find_method(classes[i].prefix, name);
            if (!routine && type == &ct_scalar_type)
                routine = find_method("ndarray", name);
            return routine;
        }
    return find_method(type->name, name);
}

bool ct_routine_is_method(const ct_routine *routine)
{
    const char *dot = strchr(routine->name, '.');
    if (!dot)
        return false;
    if (routine->signature[0] == '-')
        return true;
    size_t length = (size_t)(dot - routine->name);
    for (size_t i = 0; i < CLASSES; i++)
        if (!strncmp(classes[i].prefix, routine->name, length) && !classes[i].prefix[length])
            return true;
    return false;
}

bool ct_routine_is_attribute(const ct_routine *routine)
{
    return routine->signature[0] == '-';
}

void ct_routine_describe(const ct_routine *routine, ct_routine_info *out)
{
    if (!routine) {
        *out = (ct_routine_info){.name = ""};
        ct_routine_missing();
        return;
    }
    bool reads = ct_routine_is_attribute(routine), method = ct_routine_is_method(routine);
    bool constant = reads && !strchr(routine->name, '.');
    *out = (ct_routine_info){
        .name = routine->name,
        .area = routine->area,
        .signature = reads ? "" : routine->signature,
        .doc = routine->doc,
        .kind = constant ? CT_ROUTINE_CONSTANT
                : reads  ? CT_ROUTINE_ATTRIBUTE
                : method ? CT_ROUTINE_METHOD
                         : routine->kind,
        .settable = !strcmp(routine->signature, "-="),
        .op = routine->kind == CT_ROUTINE_UFUNC ? routine->op : -1,
        .type = routine->type,
    };
}

bool ct_routine_serves(const ct_routine *routine, const ct_type *type)
{
    const char *dot = strchr(routine->name, '.');
    size_t length = dot ? (size_t)(dot - routine->name) : 0;
    for (size_t i = 0; i < CLASSES; i++) {
        if (strncmp(classes[i].prefix, routine->name, length) || classes[i].prefix[length])
            continue;
        const ct_type *own = classes[i].type;
        return own == type || (own == &ct_int_type && type == &ct_bool_type) ||
               (own == &ct_array_type && type == &ct_scalar_type);
    }
    return !dot || !strncmp(type->name, routine->name, length);
}
