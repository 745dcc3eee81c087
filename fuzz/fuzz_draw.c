/* fuzz_draw.c: any bytes as calls that build a graph, which is drawn:
 * errors or pictures, and nothing left behind. */
#include <carton.h>
#include <carton/memory.h>

#include <string.h>

typedef struct input {
    const uint8_t *data;
    size_t left;
} input;

static int64_t take(input *in)
{
    int64_t value = 0;
    size_t bytes = in->left ? *in->data % 9 : 0;
    if (in->left)
        in->data++, in->left--;
    if (bytes > in->left)
        bytes = in->left;
    memcpy(&value, in->data, bytes);
    in->data += bytes;
    in->left -= bytes;
    return value;
}

static const char *text(input *in, char out[24])
{
    size_t bytes = (size_t)take(in) % 24;
    if (bytes > in->left)
        bytes = in->left;
    memcpy(out, in->data, bytes);
    out[bytes] = '\0';
    in->data += bytes;
    in->left -= bytes;
    return out;
}

static void add_block(input *in, ct_memory_graph *g)
{
    int64_t shape[3], strides[3];
    char title[24], value[24], dtype[24];
    ct_memory_block b = {.role = (ct_block_role)(take(in) % 6),
                         .owner = (ct_block_owner)(take(in) % 4),
                         .address = (void *)(uintptr_t)take(in),
                         .title = text(in, title),
                         .text = text(in, value),
                         .dtype = text(in, dtype),
                         .bytes = take(in),
                         .refs = take(in),
                         .slots = take(in),
                         .used = take(in),
                         .itemsize = take(in),
                         .offset = take(in),
                         .ndim = (int)(take(in) % 4),
                         .shape = shape,
                         .strides = strides};
    for (int k = 0; k < 3; k++) {
        shape[k] = take(in) % 9;
        strides[k] = take(in);
    }
    ct_memory_add_block(g, &b);
}

static void add(input *in, ct_memory_graph *g)
{
    char name[24], value[24];
    uint8_t raw[256] = {1, 2, 3};
    switch (take(in) % 7) {
    case 0:
        ct_memory_add_link(g, (int)take(in), take(in), (int)take(in));
        break;
    case 1: {
        const ct_memory_field field = {text(in, name), text(in, value),       take(in),
                                       take(in),       (int)take(in) % 8 - 1, take(in) & 1};
        ct_memory_add_field(g, (int)take(in), &field);
        break;
    }
    case 2: {
        const ct_memory_cell cell = {take(in), text(in, value), raw};
        int block = (int)(take(in) % 16);
        const ct_memory_block *blocks;
        if (block >= 0 && block < ct_memory_blocks(g, &blocks) &&
            blocks[block].itemsize <= (int64_t)sizeof raw)
            ct_memory_add_cell(g, block, &cell);
        break;
    }
    case 3: {
        ct_type_num num = (ct_type_num)(take(in) % CT_NUM_STR);
        ct_memory_add_cells(g, (int)take(in), ct_dtype_builtin(num), raw, take(in) % 16);
        break;
    }
    case 4:
        ct_memory_add_name(g, text(in, name), (int)take(in));
        break;
    default:
        add_block(in, g);
    }
    ct_error_take(NULL);
}

static void draw(const ct_memory_graph *g, const char *title, unsigned choice)
{
    const ct_draw_opts opts = {.size_ = sizeof opts,
                               .width = choice & 8 ? 340 : 0,
                               .bytes = choice & 1,
                               .cache_lines = choice & 2,
                               .ascii = choice & 4,
                               .title = title};
    for (int format = 0; format < CT_DRAW_FORMAT_COUNT; format++) {
        char *drawn = ct_draw(g, (ct_draw_format)format, &opts, NULL);
        if (!drawn == (ct_error_take(NULL) == CT_OK))
            __builtin_trap();
        ct_free(drawn);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    unsigned choice = (unsigned)take(&in);
    ct_memory_graph *g = ct_memory_new();
    while (in.left)
        add(&in, g);
    for (int i = 0; i < ct_memory_names(g); i++)
        if (ct_memory_bytes(g, i, NULL) < 0)
            ct_error_take(NULL);
    char title[25] = {0};
    memcpy(title, data, size < 24 ? size : 24);
    draw(g, title, choice);
    ct_memory_free(g);
    return 0;
}
