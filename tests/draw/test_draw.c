/* test_draw.c: the memory graph says what the live objects are, and its picture keeps to its
 * width. */
#include "ct_test.h"

#include <string.h>

static const ct_memory_block *block_of(const ct_memory_graph *g, const void *address)
{
    const ct_memory_block *blocks;
    int n = ct_memory_blocks(g, &blocks);
    for (int i = 0; i < n; i++)
        if (blocks[i].address == address)
            return &blocks[i];
    return NULL;
}

static ct_object *floats(int64_t n)
{
    ct_list *list = ct_list_new();
    for (int64_t i = 0; i < n; i++) {
        ct_object *box = ct_float((double)i + 0.5);
        assert_int_equal(ct_list_append(list, box), CT_OK);
        ct_release(box);
    }
    return (ct_object *)list;
}

static void a_list_is_header_table_and_boxes(void **state)
{
    ct_object *list = floats(3);
    ct_memory_graph *g = ct_memory(1, (const char *[]){"a"}, &list, 0);
    assert_non_null(g);
    const ct_memory_block *header = block_of(g, list), *table;
    assert_non_null(header);
    assert_int_equal(header->role, CT_BLOCK_LIST);
    assert_int_equal(header->refs, 1);
    ct_object *const *items = ct_list_items((ct_list *)list);
    table = block_of(g, items);
    assert_non_null(table);
    assert_int_equal(table->role, CT_BLOCK_TABLE);
    assert_int_equal(table->used, 3);
    assert_int_equal(table->slots, ct_list_capacity((ct_list *)list));
    assert_int_equal(table->bytes, table->slots * 8);
    assert_int_equal(table->nlinks, 3);
    const ct_memory_block *blocks;
    ct_memory_blocks(g, &blocks);
    for (int i = 0; i < 3; i++) {
        const ct_memory_block *box = &blocks[table->links[i].target];
        assert_ptr_equal(box->address, items[i]);
        assert_int_equal(box->role, CT_BLOCK_BOX);
        assert_int_equal(box->bytes, 24);
        assert_int_equal(box->refs, 1);
    }
    int64_t elements;
    assert_int_equal(ct_memory_bytes(g, 0, &elements), ct_list_sizeof((ct_list *)list) + 3 * 24);
    assert_int_equal(elements, 3);
    ct_memory_free(g);
    ct_release(list);
}

static void shared_and_cyclic_objects_are_one_block(void **state)
{
    ct_object *inner = floats(1), *outer = (ct_object *)ct_list_new();
    ct_list_append((ct_list *)outer, inner);
    ct_list_append((ct_list *)outer, inner);
    ct_list_append((ct_list *)outer, outer);
    ct_memory_graph *g = ct_memory(2, (const char *[]){"o", "i"}, (ct_object *[]){outer, inner}, 0);
    assert_int_equal(ct_memory_blocks(g, NULL), 5); /* two headers, two tables, one box */
    assert_int_equal(block_of(g, inner)->refs, 3);
    const ct_memory_block *table = block_of(g, ct_list_items((ct_list *)outer));
    assert_int_equal(table->links[0].target, table->links[1].target);
    assert_int_equal(table->links[2].target, ct_memory_name(g, 0, NULL));
    assert_int_equal(ct_memory_bytes(g, 0, NULL),
                     ct_list_sizeof((ct_list *)outer) + ct_list_sizeof((ct_list *)inner) + 24);
    ct_memory_free(g);
    ct_list_clear((ct_list *)outer);
    ct_release(outer);
    ct_release(inner);
}

static void views_share_a_buffer(void **state)
{
    ct_array *a = ct_arange(0, 6, 1, CT_FLOAT64), *v = ct_slice(a, "::-2");
    ct_memory_graph *g = ct_memory(2, (const char *[]){"a", "v"},
                                   (ct_object *[]){(ct_object *)a, (ct_object *)v}, 0);
    const ct_memory_block *record = block_of(g, v), *buffer = block_of(g, ct_data(a));
    assert_int_equal(record->role, CT_BLOCK_ARRAY);
    assert_non_null(buffer);
    assert_int_equal(buffer->role, CT_BLOCK_BUFFER);
    assert_int_equal(buffer->bytes, 48);
    assert_int_equal(buffer->refs, 2);
    const ct_memory_block *blocks;
    ct_memory_blocks(g, &blocks);
    assert_ptr_equal(&blocks[record->links[0].target], buffer);
    ct_memory_free(g);
    ct_release(v);
    ct_release(a);
}

static void long_lists_keep_both_ends(void **state)
{
    ct_object *list = floats(1000);
    ct_memory_graph *g = ct_memory(1, (const char *[]){"a"}, &list, 10);
    const ct_memory_block *table = block_of(g, ct_list_items((ct_list *)list));
    assert_int_equal(table->nlinks, 10);
    assert_int_equal(table->left_out, 990);
    assert_int_equal(table->links[9].slot, 999);
    int64_t elements;
    assert_int_equal(ct_memory_bytes(g, 0, &elements), ct_list_sizeof((ct_list *)list) + 1000 * 24);
    assert_int_equal(elements, 1000);
    ct_memory_free(g);
    ct_release(list);
}

static void every_line_keeps_to_the_width(void **state)
{
    ct_array *a = ct_arange(1e15, 1e15 + 3000, 1, CT_FLOAT64), *v = ct_slice(a, "::-7");
    ct_object *list = floats(50);
    ct_object *values[] = {(ct_object *)a, (ct_object *)v, list};
    const char *names[] = {"a", "a_name_that_is_far_too_long_to_stand_in_the_margin", "list"};
    ct_memory_graph *g = ct_memory(3, names, values, 8);
    ct_draw_opts opts = {.size_ = sizeof opts, .width = 80, .ascii = true};
    char *text = ct_draw_text(g, &opts, NULL);
    assert_non_null(text);
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (length > 80)
            fail_msg("%zu columns: %.*s", length, (int)length, line);
        line += length + (line[length] == '\n');
    }
    for (const char *p = text; *p; p++)
        assert_true((unsigned char)*p < 128);
    ct_free(text);
    ct_memory_free(g);
    ct_release(list);
    ct_release(v);
    ct_release(a);
}

static bool draw(void *context)
{
    ct_memory_graph *g = ct_memory(2, (const char *[]){"a", "b"}, context, 0);
    char *text = g ? ct_draw_text(g, NULL, NULL) : NULL;
    ct_memory_free(g);
    ct_free(text);
    return text != NULL;
}

static void failing_allocations(void **state)
{
    ct_object *list = floats(3);
    ct_array *a = ct_array_from(list, NULL);
    ct_object *values[] = {list, (ct_object *)a};
    for_each_failing_allocation(draw, values);
    assert_int_equal(ct_refcount(list), 1);
    assert_int_equal(ct_refcount(a), 1);
    ct_release(a);
    ct_release(list);
}

static void null_input_is_an_error(void **state)
{
    assert_null(ct_draw_text(NULL, NULL, NULL));
    assert_error(CT_TYPE_ERROR);
    assert_null(ct_memory(1, (const char *[]){"a"}, (ct_object *[]){NULL}, 0));
    assert_error(CT_TYPE_ERROR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_header_table_and_boxes),
        cmocka_unit_test(shared_and_cyclic_objects_are_one_block),
        cmocka_unit_test(views_share_a_buffer),
        cmocka_unit_test(long_lists_keep_both_ends),
        cmocka_unit_test(every_line_keeps_to_the_width),
        cmocka_unit_test(failing_allocations),
        cmocka_unit_test(null_input_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
