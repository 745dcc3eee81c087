/* test_graph.c: what the graph says about fields, views and cache lines is what stands in memory,
 * and graphs from outside are checked and drawn. */
#include "ct_test.h"

#include <stdlib.h>
#include <string.h>

static const ct_memory_block *block_of(const ct_memory_graph *g, const void *address,
                                       ct_block_role role, int *index)
{
    const ct_memory_block *blocks;
    int n = ct_memory_blocks(g, &blocks);
    for (int i = 0; i < n; i++)
        if (blocks[i].address == address && blocks[i].role == role) {
            if (index)
                *index = i;
            return &blocks[i];
        }
    fail_msg("no block of role %d at %p", role, address);
    return NULL;
}

static const ct_memory_field *field_of(const ct_memory_block *block, const char *name)
{
    for (int64_t i = 0; i < block->nfields; i++)
        if (!strcmp(block->fields[i].name, name))
            return &block->fields[i];
    fail_msg("no field %s", name);
    return NULL;
}

/* The eight bytes that stand where a field says it is. */
static uint64_t read_field(const ct_memory_block *block, const char *name)
{
    uint64_t value;
    const ct_memory_field *field = field_of(block, name);
    assert_int_equal(field->bytes, sizeof value);
    assert_in_range(field->offset, 0, block->bytes - field->bytes);
    memcpy(&value, (const char *)block->address + field->offset, sizeof value);
    return value;
}

static void assert_whole(const ct_memory_block *block)
{
    int64_t used = 0;
    for (int64_t i = 0; i < block->nfields; i++)
        used += block->fields[i].bytes;
    assert_int_equal(used + block->padding, block->bytes);
}

static ct_memory_graph *graph_of(ct_object *value)
{
    ct_memory_graph *g = ct_memory(1, (const char *[]){"x"}, &value, 0);
    assert_non_null(g);
    return g;
}

static void fields_stand_where_they_say(void **state)
{
    ct_object *box = ct_float(2.5);
    ct_list *list = ct_list_new();
    assert_int_equal(ct_list_append(list, box), CT_OK);
    ct_memory_graph *g = graph_of((ct_object *)list);
    const ct_memory_block *header = block_of(g, list, CT_BLOCK_LIST, NULL);
    assert_int_equal(read_field(header, "length"), 1);
    assert_int_equal(read_field(header, "capacity"), ct_list_capacity(list));
    assert_int_equal(read_field(header, "items"), (uintptr_t)ct_list_items(list));
    assert_int_equal(read_field(header, "type"), (uintptr_t)ct_type_of(list));
    assert_whole(header);
    const ct_memory_block *value = block_of(g, box, CT_BLOCK_BOX, NULL);
    uint64_t bits = read_field(value, "value");
    double number;
    memcpy(&number, &bits, sizeof number);
    assert_true(number == 2.5);
    assert_string_equal(value->text, "2.5");
    assert_string_equal(value->title, "float");
    assert_whole(value);
    ct_memory_free(g);
    ct_release(list);
    ct_release(box);
}

static void an_array_s_record_and_cells_are_the_live_ones(void **state)
{
    ct_array *a = ct_arange(0, 300, 1, CT_FLOAT64), *v = ct_slice(a, "290:10:-7");
    ct_memory_graph *g = graph_of((ct_object *)v);
    const ct_memory_block *record = block_of(g, v, CT_BLOCK_ARRAY, NULL);
    const ct_memory_block *buffer = block_of(g, ct_data(a), CT_BLOCK_BUFFER, NULL);
    assert_int_equal(read_field(record, "data"), (uintptr_t)ct_data(v));
    assert_int_equal(read_field(record, "shape"), (uintptr_t)ct_shape(v));
    assert_int_equal(read_field(record, "strides"), (uintptr_t)ct_strides(v));
    assert_int_equal(read_field(record, "size"), ct_size(v));
    assert_string_equal(field_of(record, "shape")->text, "(40,)");
    assert_string_equal(field_of(record, "strides")->text, "(-56,) bytes");
    assert_whole(record);
    assert_int_equal(record->offset, 290 * 8);
    assert_int_equal(record->strides[0], -56);
    assert_int_equal(buffer->owner, CT_OWNER_SELF);
    assert_int_equal(buffer->cells_in_all, 300);
    assert_int_equal(buffer->ncells, 256); /* both ends */
    for (int64_t i = 0; i < buffer->ncells; i++) {
        const ct_memory_cell *cell = &buffer->cells[i];
        assert_int_equal(cell->index, i < 128 ? i : 300 - 256 + i);
        assert_memory_equal(cell->raw, (const char *)ct_data(a) + cell->index * 8, 8);
        assert_true(strtod(cell->text, NULL) == (double)cell->index);
    }
    ct_memory_free(g);
    ct_release(v);
    ct_release(a);
}

static void release_nothing(void *context) {}

static void foreign_memory_is_named(void **state)
{
    double data[3] = {1, 2, 3};
    int64_t n = 3;
    ct_array *a =
        ct_from_memory(data, sizeof data, 1, &n, NULL, CT_FLOAT64, true, release_nothing, NULL);
    ct_memory_graph *g = graph_of((ct_object *)a);
    const ct_memory_block *buffer = block_of(g, data, CT_BLOCK_BUFFER, NULL);
    assert_int_equal(buffer->owner, CT_OWNER_FOREIGN);
    assert_int_equal(buffer->padding, 0);
    ct_memory_free(g);
    ct_release(a);
}

/* -- walks ------------------------------------------------------------------------------------- */

typedef struct walked {
    uintptr_t *at;
    int64_t n;
} walked;

static walked addresses(const ct_array *a)
{
    walked w = {malloc((size_t)(ct_size(a) + 1) * sizeof *w.at), 0};
    int64_t index[CT_MAX_NDIM] = {0};
    for (int64_t i = 0; i < ct_size(a); i++) {
        uintptr_t at = (uintptr_t)ct_data(a);
        for (int k = 0; k < ct_ndim(a); k++)
            at += (uintptr_t)(index[k] * ct_strides(a)[k]);
        w.at[w.n++] = at;
        for (int k = ct_ndim(a); k-- > 0;) {
            if (++index[k] < ct_shape(a)[k])
                break;
            index[k] = 0;
        }
    }
    return w;
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = *(const uintptr_t *)a, y = *(const uintptr_t *)b;
    return x < y ? -1 : x > y;
}

/* Distinct units among sorted addresses of elements of `bytes` bytes. */
static int64_t distinct(const walked *w, int64_t bytes, uintptr_t unit)
{
    int64_t count = 0;
    uintptr_t next = 0; /* units below are counted */
    for (int64_t i = 0; i < w->n; i++) {
        uintptr_t from = w->at[i] / unit, to = (w->at[i] + (uintptr_t)bytes - 1) / unit;
        from = from < next ? next : from;
        if (to + 1 > from) {
            count += (int64_t)(to + 1 - from);
            next = to + 1;
        }
    }
    return count;
}

static void walks_are_counted_as_if_one_by_one(void **state)
{
    static const char *const views[] = {":",   "::-1, ::3", "3:7, 5",    "::2, 1::7", "::17, ::11",
                                        "2:2", "5",         "..., None", "::-5, ::-1"};
    static const ct_type_num dtypes[] = {CT_NUM_INT8, CT_NUM_FLOAT64, CT_NUM_COMPLEX128};
    for (size_t d = 0; d < sizeof dtypes / sizeof *dtypes; d++)
        for (size_t i = 0; i < 2 * sizeof views / sizeof *views; i++) {
            const int64_t shape[] = {70, 45}, wide[] = {3, 70, 45};
            ct_array *a = ct_zeros(2, shape, ct_dtype_builtin(dtypes[d]));
            ct_array *v = ct_slice(a, views[i / 2]);
            ct_array *t = i % 2 ? ct_transpose(v) : ct_retain(v);
            if (i == 1) { /* every element three times */
                ct_release(t);
                t = ct_broadcast_to(v, 3, wide);
            }
            ct_memory_graph *g = graph_of((ct_object *)t);
            ct_memory_walk_counts counts;
            int index = -1;
            block_of(g, t, CT_BLOCK_ARRAY, &index);
            assert_int_equal(ct_memory_walk(g, index, &counts), CT_OK);
            walked w = addresses(t);
            int64_t changes = 0, itemsize = ct_dtype_itemsize(ct_dtype_of(t));
            for (int64_t k = 1; k < w.n; k++)
                changes += w.at[k] / 64 != w.at[k - 1] / 64;
            qsort(w.at, (size_t)w.n, sizeof *w.at, by_address);
            assert_int_equal(counts.elements, w.n);
            assert_int_equal(counts.line_changes, changes);
            assert_int_equal(counts.bytes, distinct(&w, itemsize, 1));
            assert_int_equal(counts.lines, distinct(&w, itemsize, CT_CACHE_LINE));
            assert_int_equal(counts.pages, distinct(&w, itemsize, CT_PAGE));
            free(w.at);
            ct_memory_free(g);
            ct_release(t);
            ct_release(v);
            ct_release(a);
        }
}

/* -- graphs from outside ----------------------------------------------------------------------- */

static void a_graph_from_outside_is_drawn_like_any_other(void **state)
{
    static const int64_t length = 3, stride = 8;
    double data[3] = {1.5, 2.5, 3.5};
    int64_t header[5], table[4], box[3];
    ct_memory_graph *g = ct_memory_new();
    int list = ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_LIST,
                                                         .address = header,
                                                         .title = "list",
                                                         .bytes = 56,
                                                         .refs = 1,
                                                         .base = -1});
    int items = ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_TABLE,
                                                          .address = table,
                                                          .bytes = 32,
                                                          .slots = 4,
                                                          .used = 2,
                                                          .refs = -1,
                                                          .base = -1});
    int one = ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_BOX,
                                                        .address = box,
                                                        .title = "float",
                                                        .text = "1.5 <&>",
                                                        .bytes = 24,
                                                        .refs = 2,
                                                        .base = -1});
    int buffer = ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_BUFFER,
                                                           .owner = CT_OWNER_FOREIGN,
                                                           .address = data,
                                                           .bytes = sizeof data,
                                                           .slots = sizeof data,
                                                           .used = sizeof data,
                                                           .refs = -1,
                                                           .base = -1});
    int array = ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_ARRAY,
                                                          .address = &length,
                                                          .title = "numpy.ndarray",
                                                          .bytes = 112,
                                                          .refs = 1,
                                                          .base = -1,
                                                          .dtype = "float64",
                                                          .itemsize = 8,
                                                          .ndim = 1,
                                                          .shape = &length,
                                                          .strides = &stride});
    assert_true(list == 0 && items == 1 && one == 2 && buffer == 3 && array == 4);
    assert_int_equal(
        ct_memory_add_block(g, &(ct_memory_block){.role = CT_BLOCK_BOX, .address = box}), one);
    assert_int_equal(ct_memory_add_link(g, list, 0, items), CT_OK);
    assert_int_equal(ct_memory_add_link(g, items, 0, one), CT_OK);
    assert_int_equal(ct_memory_add_link(g, items, 1, one), CT_OK);
    assert_int_equal(ct_memory_add_link(g, array, 0, buffer), CT_OK);
    assert_int_equal(ct_memory_add_cells(g, buffer, CT_FLOAT64, data, 3), CT_OK);
    assert_int_equal(
        ct_memory_add_field(g, list, &(ct_memory_field){"ob_item", "0x1", 24, 8, items, false}),
        CT_OK);
    assert_int_equal(ct_memory_add_name(g, "a", list), CT_OK);
    assert_int_equal(ct_memory_add_name(g, "arr", array), CT_OK);
    int64_t elements;
    assert_int_equal(ct_memory_bytes(g, 0, &elements), 56 + 32 + 24);
    assert_int_equal(elements, 2);
    assert_int_equal(ct_memory_bytes(g, 1, &elements), 112 + 24);
    assert_int_equal(elements, 3);
    static const char *const words[][4] = {
        {"ob_item", "1.5 <&>", "numpy.ndarray", "2.5"},
        {"ob_item", "1.5 &lt;&amp;&gt;", "numpy.ndarray", "2.5"},
        {"ob_item", "1.5 &lt;&amp;&gt;", "numpy.ndarray", "[1,\"2.5\",\"0000000000000440\"]"}};
    for (int format = 0; format < CT_DRAW_FORMAT_COUNT; format++) {
        char *drawn = ct_draw(g, (ct_draw_format)format, NULL, NULL);
        assert_non_null(drawn);
        for (int i = 0; i < 4; i++)
            if (!strstr(drawn, words[format][i]))
                fail_msg("format %d has no %s", format, words[format][i]);
        ct_free(drawn);
    }
    ct_memory_free(g);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
    static const int64_t huge[] = {INT64_MAX / 2, 8}, strides[] = {8, INT64_MIN};
    const ct_memory_block buffer = {.role = CT_BLOCK_BUFFER, .address = huge, .bytes = 16};
    ct_memory_graph *g = ct_memory_new();
    assert_int_equal(ct_memory_add_block(g, &buffer), 0);
    ct_memory_block bad = {.role = CT_BLOCK_ARRAY,
                           .address = strides,
                           .dtype = "f",
                           .itemsize = 8,
                           .ndim = 2,
                           .shape = huge,
                           .strides = strides};
    assert_int_equal(ct_memory_add_block(g, &bad), -1);
    assert_error(CT_VALUE_ERROR);
    bad = (ct_memory_block){.role = CT_BLOCK_BOX, .address = strides, .text = "\xff"};
    assert_int_equal(ct_memory_add_block(g, &bad), -1);
    assert_error(CT_VALUE_ERROR);
    bad = (ct_memory_block){.role = CT_BLOCK_TABLE, .address = strides, .slots = 4, .used = 5};
    assert_int_equal(ct_memory_add_block(g, &bad), -1);
    assert_error(CT_VALUE_ERROR);
    bad = (ct_memory_block){.role = CT_BLOCK_ROLE_COUNT, .address = strides};
    assert_int_equal(ct_memory_add_block(g, &bad), -1);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(ct_memory_add_cells(g, 0, CT_FLOAT64, huge, 3), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_int_equal(ct_memory_add_link(g, 0, 0, 1), CT_INDEX_ERROR);
    assert_error(CT_INDEX_ERROR);
    assert_int_equal(ct_memory_add_name(g, "a", -1), CT_INDEX_ERROR);
    assert_error(CT_INDEX_ERROR);
    ct_memory_walk_counts counts;
    assert_int_equal(ct_memory_walk(g, 0, &counts), CT_VALUE_ERROR);
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_draw(g, CT_DRAW_FORMAT_COUNT, NULL, NULL));
    assert_error(CT_VALUE_ERROR);
    assert_null(ct_draw_svg(NULL, NULL, NULL));
    assert_error(CT_TYPE_ERROR);
    ct_memory_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_stand_where_they_say),
        cmocka_unit_test(an_array_s_record_and_cells_are_the_live_ones),
        cmocka_unit_test(foreign_memory_is_named),
        cmocka_unit_test(walks_are_counted_as_if_one_by_one),
        cmocka_unit_test(a_graph_from_outside_is_drawn_like_any_other),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
