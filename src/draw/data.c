/* data.c: the graph as JSON for the script of the page.
 *
 * What the script cannot know is tried out here, on copies: how the capacity grows while elements
 * are appended, what each element is as another dtype. Addresses are texts, for a script's numbers
 * have 53 bits. */
#include "html.h"

#include "base/errstate.h"
#include "dtype/dtype.h"

#include <carton/ufunc.h>

#include <string.h>

enum {
    MOST_APPENDS = 40,
    MOST_COPIED = 1 << 18, /* bytes of a copy that is appended to */
    MOST_CAST = 32,        /* cells that are cast */
    MOST_SHOWN = 128       /* cells of a buffer that the page knows */
};

typedef struct json {
    ct_text *out;
    ct_status status;
} json;
#define put(j, ...)                                                                                \
    ((j)->status ? (void)0 : (void)((j)->status = ct_text_format((j)->out, __VA_ARGS__)))

/* A JSON string; '<' is escaped too, so that no text ends the script element. */
static void put_text(json *j, const char *text)
{
    put(j, "\"");
    for (; *text && !j->status; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < ' ' || c == '<' || c == '"' || c == '\\' || c == 0x7f)
            put(j, "\\u%04x", c);
        else
            j->status = ct_text_add(j->out, text, 1);
    }
    put(j, "\"");
}

static void put_address(json *j, const char *key, const void *address)
{
    put(j, ",\"%s\":\"0x%llx\"", key, (unsigned long long)(uintptr_t)address);
}

static void put_axes(json *j, const char *key, int n, const int64_t *values)
{
    put(j, ",\"%s\":[", key);
    for (int k = 0; k < n; k++)
        put(j, k ? ",%lld" : "%lld", (long long)values[k]);
    put(j, "]");
}

/* -- growth ------------------------------------------------------------------------------------ */

typedef struct growth {
    json *j;
    int64_t unit; /* bytes of one slot or row */
    const void *before;
    bool first;
} growth;

/* One step: the capacity in slots or rows, and whether the block moved. */
static void put_step(growth *g, int64_t capacity, const void *address)
{
    put(g->j, g->first ? "[%lld,%d]" : ",[%lld,%d]", (long long)capacity,
        !g->first && address != g->before);
    g->before = address;
    g->first = false;
}

/* Puts a value as long as the table behind it, as a program's next values stand there: growing then
 * means moving, as it does more often than not. */
static ct_status make_other(ct_list *others, int64_t bytes)
{
    char *zeros = ct_alloc_zero(bytes + 1, 1);
    ct_object *other = zeros ? ct_bytes(zeros, bytes) : NULL;
    ct_dealloc(zeros);
    ct_status status = other ? ct_list_append(others, other) : CT_MEMORY_ERROR;
    ct_release(other);
    return status;
}

/* Appends to a list of as many items and as much room as `b`'s table has. */
static void grow_list(json *j, const ct_memory_block *table)
{
    growth g = {.j = j, .first = true};
    int64_t length = table ? table->used : 0, capacity = table ? table->slots : 0;
    if (capacity > MOST_COPIED / (int64_t)sizeof(void *))
        return;
    ct_list *copy = ct_list_exact(capacity), *others = copy ? ct_list_new() : NULL;
    ct_object *none = ct_none();
    for (int64_t i = 0; i < length && others && !j->status; i++)
        j->status = ct_list_append(copy, none);
    put(j, ",\"growth\":[");
    for (int i = 0; i <= MOST_APPENDS && others && !j->status; i++) {
        put_step(&g, ct_list_capacity(copy), ct_list_items(copy));
        if (!j->status)
            j->status = make_other(others, ct_list_capacity(copy) * (int64_t)sizeof(void *));
        if (i < MOST_APPENDS && !j->status)
            j->status = ct_list_append(copy, none);
    }
    put(j, "]");
    if (!others)
        j->status = ct_error_pending();
    ct_release(none);
    ct_release(others);
    ct_release(copy);
}

/* Appends rows to an array of as many rows as `a` has, in place. */
static void grow_array(json *j, const ct_memory_block *a)
{
    int64_t rows = a->ndim ? a->shape[0] : 0, unit = a->itemsize;
    for (int k = 1; k < a->ndim; k++)
        unit *= a->shape[k];
    if (!a->ndim || unit < 1 || unit > MOST_COPIED / 64 || rows > MOST_COPIED / unit)
        return;
    growth g = {.j = j, .unit = unit, .first = true};
    const ct_dtype *row = ct_dtype_text(CT_NUM_BYTES, unit);
    ct_array *copy = row ? ct_zeros(1, &rows, row) : NULL;
    ct_list *others = copy ? ct_list_new() : NULL; /* what a program makes meanwhile */
    int64_t one = 1;
    ct_array *more = others ? ct_zeros(1, &one, row) : NULL;
    put(j, ",\"row\":%lld,\"growth\":[", (long long)unit);
    for (int i = 0; i <= MOST_APPENDS && more && !j->status; i++) {
        put_step(&g, ct_array_capacity(copy) / unit, ct_data(copy));
        if (!j->status)
            j->status = make_other(others, ct_array_capacity(copy));
        if (i < MOST_APPENDS && !j->status)
            j->status = ct_array_append(copy, more);
    }
    put(j, "]");
    if (!more)
        j->status = ct_error_pending();
    ct_release(more);
    ct_release(others);
    ct_release(copy);
    ct_release(row);
}

/* -- casts ------------------------------------------------------------------------------------- */

/* The elements of a one-dimensional array as texts. */
static void put_values(json *j, const ct_array *a)
{
    put(j, "{\"dtype\":\"%s\",\"itemsize\":%lld,\"values\":[", a->dtype->name,
        (long long)a->dtype->itemsize);
    for (int64_t i = 0; i < a->size && !j->status; i++) {
        ct_object *box = ct_element_box(a->dtype, a->data + i * a->dtype->itemsize);
        char *text = box ? ct_repr(box, NULL) : NULL;
        ct_release(box);
        if (!text) {
            j->status = ct_error_pending();
            return;
        }
        put(j, i ? "," : "");
        put_text(j, text);
        ct_free(text);
    }
    put(j, "]}");
}

/* The first cells, as an array of the buffer's dtype. NULL without an error when they are none that
 * can be cast. */
static ct_array *first_cells(json *j, const ct_memory_block *b)
{
    const ct_dtype *dtype = NULL;
    int64_t n = 0;
    if (!b->dtype || !b->itemsize || ct_dtype_find(b->dtype, &dtype) || !dtype ||
        dtype->num >= CT_NUM_STR || dtype->itemsize != b->itemsize) {
        j->status = ct_error_pending();
        ct_release(dtype);
        return NULL;
    }
    while (n < b->ncells && n < MOST_CAST && b->cells[n].index == n)
        n++;
    ct_array *a = ct_empty(1, &n, dtype);
    for (int64_t i = 0; i < n && a; i++)
        memcpy(a->data + i * b->itemsize, b->cells[i].raw, (size_t)b->itemsize);
    ct_release(dtype);
    if (!a)
        j->status = ct_error_pending();
    return a;
}

/* What astype and view make of the first cells, for each numeric dtype. */
static void put_casts(json *j, const ct_memory_block *b)
{
    static const ct_errstate quiet = {CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE, CT_FP_IGNORE};
    ct_array *a = first_cells(j, b);
    if (!a || !a->size) {
        ct_release(a);
        return;
    }
    ct_errstate before = ct_seterr(quiet);
    int warnings = ct_warning_count();
    for (int view = 0; view < 2; view++) {
        bool any = false;
        put(j, view ? ",\"views\":[" : ",\"casts\":[");
        for (int num = 0; num < CT_NUM_STR && !j->status; num++) {
            const ct_dtype *to = &ct_dtype_table[num];
            if (view && (a->size * b->itemsize % to->itemsize || num == CT_NUM_BOOL))
                continue;
            ct_array *as = view ? ct_view_dtype(a, to) : ct_astype(a, to, CT_CASTING_UNSAFE);
            put(j, any ? "," : "");
            any = true;
            if (as)
                put_values(j, as);
            else
                j->status = ct_error_pending();
            ct_release(as);
        }
        put(j, "]");
    }
    ct_warning_drop(warnings);
    ct_seterr(before);
    ct_release(a);
}

/* -- blocks ------------------------------------------------------------------------------------ */

/* [index, "value", "hex"] for both ends of the buffer. */
static void put_cells(json *j, const ct_memory_block *b)
{
    put(j, ",\"cells\":[");
    for (int64_t i = 0; i < b->ncells && !j->status; i++) {
        if (b->ncells > MOST_SHOWN && i == MOST_SHOWN / 2)
            i = b->ncells - MOST_SHOWN / 2;
        put(j, i ? ",[%lld," : "[%lld,", (long long)b->cells[i].index);
        put_text(j, b->cells[i].text);
        put(j, ",\"");
        for (int64_t k = 0; k < b->itemsize && k < 16; k++)
            put(j, "%02x", b->cells[i].raw[k]);
        put(j, "\"]");
    }
    put(j, "]");
}

static void put_array(json *j, const ct_memory_graph *g, const ct_memory_block *a)
{
    const ct_memory_block *buffer = &g->blocks[a->links[0].target];
    put(j, ",\"kind\":\"array\",\"dtype\":");
    put_text(j, a->dtype);
    put(j, ",\"itemsize\":%lld,\"size\":%lld,\"offset\":%lld,\"buffer\":%d", (long long)a->itemsize,
        (long long)ct_view_size(a), (long long)a->offset, a->links[0].target);
    put_address(j, "data", ct_behind(buffer->address, a->offset));
    put_axes(j, "shape", a->ndim, a->shape);
    put_axes(j, "strides", a->ndim, a->strides);
    grow_array(j, a);
}

static void put_list(json *j, const ct_memory_graph *g, const ct_memory_block *list)
{
    const ct_memory_block *table = list->nlinks ? &g->blocks[list->links[0].target] : NULL;
    put(j, ",\"kind\":\"list\",\"length\":%lld,\"items\":[", (long long)(table ? table->used : 0));
    for (int64_t i = 0; table && i < table->nlinks && !j->status; i++) {
        const ct_memory_block *item = &g->blocks[table->links[i].target];
        put(j, i ? ",[%lld," : "[%lld,", (long long)table->links[i].slot);
        put_text(j, item->text ? item->text : item->title);
        put(j, ",\"0x%llx\",", (unsigned long long)(uintptr_t)item->address);
        put_text(j, item->title);
        put(j, ",%lld]", (long long)item->bytes);
    }
    put(j, "]");
    if (table)
        put_address(j, "table", table->address);
    grow_list(j, table);
}

/* The named arrays and lists, each once. */
static void put_objects(json *j, const ct_memory_graph *g)
{
    bool any = false;
    put(j, "\"objects\":[");
    for (int i = 0; i < g->nnames && !j->status; i++) {
        const ct_memory_block *b = &g->blocks[g->targets[i]];
        bool table = b->nlinks ? g->blocks[b->links[0].target].role == CT_BLOCK_TABLE : false;
        bool list =
            b->role == CT_BLOCK_LIST && (table || (!b->nlinks && !strcmp(b->title, "list")));
        bool known = false;
        for (int k = 0; k < i; k++)
            known |= g->targets[k] == g->targets[i];
        if (known || (!list && !(b->role == CT_BLOCK_ARRAY && b->nlinks)))
            continue;
        put(j, any ? ",\n{\"name\":" : "\n{\"name\":");
        any = true;
        put_text(j, g->names[i]);
        put_address(j, "address", b->address);
        if (list)
            put_list(j, g, b);
        else
            put_array(j, g, b);
        put(j, "}");
    }
    put(j, "]");
}

ct_status ct_page_data(ct_text *out, const ct_memory_graph *g)
{
    json j = {.out = out};
    bool any = false;
    put(&j, "{");
    put_objects(&j, g);
    put(&j, ",\n\"buffers\":{");
    for (int i = 0; i < g->nblocks && !j.status; i++) {
        const ct_memory_block *b = &g->blocks[i];
        if (b->role != CT_BLOCK_BUFFER)
            continue;
        put(&j, any ? ",\n\"%d\":{\"total\":%lld" : "\n\"%d\":{\"total\":%lld", i,
            (long long)b->cells_in_all);
        any = true;
        put_address(&j, "address", b->address);
        put(&j, ",\"itemsize\":%lld,\"dtype\":", (long long)b->itemsize);
        put_text(&j, b->dtype ? b->dtype : "");
        put_cells(&j, b);
        put_casts(&j, b);
        put(&j, "}");
    }
    put(&j, "}}");
    return j.status;
}
