/* matmul.c: products of matrices.
 *
 * The classic three blockings (Goto and van de Geijn, "Anatomy of high-performance matrix
 * multiplication", 2008): a block of b, DEEP rows of it, is packed into panels as wide as a tile;
 * a block of a is packed tile by tile; then every tile of c is a run over two packed strips that
 * lie in L1 and L2. Small and suitable operands are used where they are.
 *
 * c is the sum, in order, of the products of blocks of DEEP columns of a with as many rows of b,
 * each a chain of fused multiply-adds; for a single row, of SHALLOW columns and rows. A matrix
 * times a vector is a dot product for each row. So the bits depend on the operands' lengths and
 * strides, not on tiles, threads or the ISA level.
 *
 * Of complex operands, (x + iy) @ b is made of the real products x @ b and y @ b, where b is read
 * as a real matrix of twice the columns. */
#include "routines/matmul.h"

#include <stdio.h>
#include <string.h>

#include "array/meter.h"
#include "base/base.h"
#include "kernels/matmul.h"
#include "routines.h"
#include "ufunc/ufunc.h"

/* Columns of a at once: a packed panel of float64 (24 columns of 192 rows, 36 KiB) stays in L1 or
 * close to it, and 96 rows of a (144 KiB) in L2. Also bounds the length of a chain, and so its
 * rounding error. WIDE: columns of b packed at once, 6 MiB of float64. SHALLOW: rows of b that are
 * read side by side when there is nothing to keep in L1. MANY_PANELS: so many pay for packing a. */
enum {
    DEEP = 192,
    TALL = 96,
    WIDE = 4096,
    GROUP = 64,
    FEW_PANELS = 4,
    MANY_PANELS = 8,
    SHALLOW = 16
};
/* A core multiplies and adds some 16 numbers in a nanosecond where it is fastest. */
enum { PRODUCTS_PER_NANOSECOND = 16 };

typedef struct product {
    const ct_matmul_kernel *kernel;
    ct_type_num type;
    int64_t size; /* of an element */
    int64_t m, n, k;
    const char *a, *b;
    int64_t a_row, a_step, b_row, b_step; /* in elements */
    char *c;                              /* C-contiguous */
} product;

/* `deep` rows of b from k0 on, `wide` columns from n0 on, in panels of `width` columns. */
typedef struct block {
    const product *p;
    int64_t k0, deep, n0, wide, width;
    bool in_place; /* whole panels are used where they are */
    char *packed;  /* the others */
    /* Of a: chunks of work are row blocks times groups of panels. */
    int64_t row_blocks, tall; /* rows of one */
} block;

/* -- packing ------------------------------------------------------------------------------------
 */

#define PACK(T)                                                                                    \
    static void pack_##T(T *to, const T *from, int64_t count, int64_t step, int64_t across,        \
                         int64_t cross_step, int64_t width)                                        \
    {                                                                                              \
        for (int64_t i = 0; i < count; i++, from += step, to += width) {                           \
            if (cross_step == 1)                                                                   \
                memcpy(to, from, (size_t)across * sizeof(T));                                      \
            else                                                                                   \
                for (int64_t j = 0; j < across; j++)                                               \
                    to[j] = from[j * cross_step];                                                  \
            for (int64_t j = across; j < width; j++)                                               \
                to[j] = to[across - 1];                                                            \
        }                                                                                          \
    }
PACK(uint8_t)
PACK(uint16_t)
PACK(uint32_t)
PACK(uint64_t)

/* `count` rows of `width` elements; those beyond `across` repeat the last, so that they raise no
 * floating-point flag of their own. */
static void pack(int64_t size, void *to, const void *from, int64_t count, int64_t step,
                 int64_t across, int64_t cross_step, int64_t width)
{
    if (step == 1 && cross_step != 1 && across == width) /* columns that lie together */
        ct_kernel_transpose(size)(from, cross_step * size, to, width * size, across, count);
    else if (size == 1)
        pack_uint8_t(to, from, count, step, across, cross_step, width);
    else if (size == 2)
        pack_uint16_t(to, from, count, step, across, cross_step, width);
    else if (size == 4)
        pack_uint32_t(to, from, count, step, across, cross_step, width);
    else
        pack_uint64_t(to, from, count, step, across, cross_step, width);
}

/* Of the panel at `column`: the last one has no more vectors than it needs. */
static int64_t panel_width(const block *b, int64_t column)
{
    int64_t lanes = b->p->kernel->lanes, needed = (b->wide - column + lanes - 1) / lanes * lanes;
    return needed < b->width ? needed : b->width;
}

/* The panels from `from` on that are not used in place, a few rows of all of them at a time: b is
 * read along its rows. */
static ct_status pack_panels(const block *b, int64_t from, int64_t to)
{
    enum { ROWS = 8 };
    const product *p = b->p;
    int64_t rows = p->b_step == 1 ? ROWS : b->deep;
    for (int64_t k = 0; k < b->deep; k += rows)
        for (int64_t column = from; column < to; column += b->width) {
            int64_t left = b->wide - column, width = panel_width(b, column);
            if (left >= width && b->in_place)
                continue;
            char *at = b->packed + ((b->in_place ? 0 : column * b->deep) + k * width) * p->size;
            int64_t first = (b->k0 + k) * p->b_row + (b->n0 + column) * p->b_step;
            pack(p->size, at, p->b + first * p->size, b->deep - k < rows ? b->deep - k : rows,
                 p->b_row, left < width ? left : width, p->b_step, width);
        }
    return CT_OK;
}

static ct_status pack_group(void *context, int64_t group)
{
    const block *b = context;
    int64_t from = group * GROUP * b->width, to = from + GROUP * b->width;
    return pack_panels(b, from, to < b->wide ? to : b->wide);
}

/* -- tiles ------------------------------------------------------------------------------------- */

/* One tile of a panel that ends beyond the last column: made beside c. */
static void run_edge(const block *b, ct_matmul_tile tile, int rows, int64_t wide, int64_t width)
{
    const product *p = b->p;
    _Alignas(64) char edge[CT_TILE_BYTES] = {0};
    char *c = tile.c;
    int64_t bytes = wide * p->size, step = width * p->size, c_step = p->n * p->size;
    for (int i = 0; i < rows && tile.add; i++)
        memcpy(edge + i * step, c + i * c_step, (size_t)bytes);
    tile.c = edge;
    tile.c_row = width;
    p->kernel->tile(&tile, rows, (int)(width / p->kernel->lanes));
    for (int i = 0; i < rows; i++)
        memcpy(c + i * c_step, edge + i * step, (size_t)bytes);
}

static int rows_at_once(const ct_matmul_kernel *kernel, int64_t left)
{
    return left >= kernel->rows ? kernel->rows : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/* `count` rows of a from `row` on, tile by tile, as one run of memory: tile, column, row. */
static void pack_rows(const block *b, char *to, int64_t row, int64_t count)
{
    const product *p = b->p;
    int rows;
    for (int64_t i = 0; i < count; i += rows) {
        rows = rows_at_once(p->kernel, count - i);
        const char *first = p->a + ((row + i) * p->a_row + b->k0 * p->a_step) * p->size;
        for (int64_t j = rows; j < 2 * rows && j < count - i && p->a_step == 1; j++)
            for (int64_t line = 0; line < b->deep * p->size; line += CT_VECTOR_BYTES)
                __builtin_prefetch(first + j * p->a_row * p->size + line);
        pack(p->size, to + i * b->deep * p->size, first, b->deep, p->a_step, rows, p->a_row, rows);
    }
}

/* Rows [row, row + count) of one panel of c. */
static void run_panel(const block *b, ct_matmul_tile tile, const char *packed_rows, int64_t row,
                      int64_t count, int64_t column)
{
    const product *p = b->p;
    int64_t wide = b->wide - column, width = panel_width(b, column);
    int rows;
    for (int64_t i = 0; i < count; i += rows * tile.tiles) {
        rows = rows_at_once(p->kernel, count - i);
        tile.tiles = wide >= width ? (count - i) / rows : 1;
        tile.a = packed_rows ? packed_rows + i * b->deep * p->size
                             : p->a + ((row + i) * p->a_row + b->k0 * p->a_step) * p->size;
        tile.a_row = packed_rows ? 1 : p->a_row;
        tile.a_step = packed_rows ? rows : p->a_step;
        tile.a_tile = rows * (packed_rows ? b->deep : p->a_row);
        tile.c = p->c + ((row + i) * p->n + b->n0 + column) * p->size;
        if (wide >= width)
            p->kernel->tile(&tile, rows, (int)(width / p->kernel->lanes));
        else
            run_edge(b, tile, rows, wide, width);
    }
}

static void run_panels(const block *b, const char *packed_rows, int64_t row, int64_t count,
                       int64_t from, int64_t to)
{
    const product *p = b->p;
    ct_matmul_tile tile = {.k = b->deep, .c_row = p->n, .add = b->k0 > 0};
    for (int64_t column = from; column < to; column += b->width) {
        int64_t width = panel_width(b, column);
        bool here = b->in_place && b->wide - column >= width;
        tile.b = here ? p->b + (b->k0 * p->b_row + (b->n0 + column)) * p->size
                      : b->packed + (b->in_place ? 0 : column * b->deep * p->size);
        tile.b_step = here ? p->b_row : width;
        run_panel(b, tile, packed_rows, row, count, column);
    }
}

static ct_status run_chunk(void *context, int64_t chunk)
{
    const block *b = context;
    const product *p = b->p;
    int64_t row = chunk % b->row_blocks * b->tall, from = chunk / b->row_blocks * GROUP * b->width;
    int64_t count = p->m - row < b->tall ? p->m - row : b->tall, to = from + GROUP * b->width;
    char *packed = NULL;
    if (ct_interrupted())
        return CT_INTERRUPTED;
    if (to - from > MANY_PANELS * b->width && b->wide > MANY_PANELS * b->width && count > 1) {
        if (!(packed = ct_alloc_aligned(count * b->deep * p->size)))
            return CT_MEMORY_ERROR;
        pack_rows(b, packed, row, count);
    }
    run_panels(b, packed, row, count, from, to < b->wide ? to : b->wide);
    ct_dealloc(packed);
    return CT_OK;
}

/* -- one product ------------------------------------------------------------------------------- */

static int64_t nanoseconds(const product *p, int64_t deep, int64_t wide)
{
    double work = (double)p->m * (double)deep * (double)wide / PRODUCTS_PER_NANOSECOND;
    return work < 1e15 ? (int64_t)work : (int64_t)1e15;
}

static ct_status run_block(block *b)
{
    int64_t groups = (b->wide + GROUP * b->width - 1) / (GROUP * b->width);
    ct_status status = CT_OK;
    if (b->packed)
        status = ct_parallel(groups, b->deep * b->wide / 2, pack_group, b);
    return status ? status
                  : ct_parallel(groups * b->row_blocks, nanoseconds(b->p, b->deep, b->wide),
                                run_chunk, b);
}

/* Small blocks come from the thread's own list. */
static char *panels_new(int64_t bytes)
{
    return bytes <= CT_BLOCK_MOST ? ct_block_alloc(bytes) : ct_alloc_aligned(bytes);
}

static void panels_free(char *panels, int64_t bytes)
{
    if (bytes <= CT_BLOCK_MOST)
        ct_block_free(panels, bytes);
    else
        ct_dealloc(panels);
}

static ct_status run_blocks(const product *p)
{
    const ct_matmul_kernel *kernel = p->kernel;
    int64_t needed = (p->n + kernel->lanes - 1) / kernel->lanes;
    int vectors = needed < kernel->vectors ? (int)needed : kernel->vectors;
    block b = {.p = p, .row_blocks = (p->m + TALL - 1) / TALL};
    /* as many rows in each, in whole tiles */
    b.tall = (p->m + b.row_blocks - 1) / b.row_blocks;
    b.tall = (b.tall + kernel->rows - 1) / kernel->rows * kernel->rows;
    b.row_blocks = (p->m + b.tall - 1) / b.tall;
    /* Packing b pays when many rows of a are multiplied by it, unless a panel of it lies in L1 as
     * it is: as long as b is no larger than this, its rows are not so far apart as to displace each
     * other. */
    enum { SMALL_BYTES = 1 << 17 };
    b.in_place =
        p->b_step == 1 && (p->m <= 2 * kernel->rows || p->k * p->n * p->size <= SMALL_BYTES);
    b.width = (int64_t)vectors * kernel->lanes;
    int64_t most =
        p->n < WIDE ? (p->n + b.width - 1) / b.width * b.width : WIDE / b.width * b.width;
    bool packs = !b.in_place || p->n % kernel->lanes;
    int64_t deep = p->k < DEEP ? p->k : DEEP,
            bytes = deep * (b.in_place ? b.width : most) * p->size;
    if (packs && !(b.packed = panels_new(bytes)))
        return CT_MEMORY_ERROR;
    ct_status status = CT_OK;
    for (b.n0 = 0; b.n0 < p->n && status == CT_OK; b.n0 += most)
        for (b.k0 = 0; b.k0 < p->k && status == CT_OK; b.k0 += deep) {
            b.wide = p->n - b.n0 < most ? p->n - b.n0 : most;
            b.deep = p->k - b.k0 < deep ? p->k - b.k0 : deep;
            status = run_block(&b);
        }
    if (packs)
        panels_free(b.packed, bytes);
    return status;
}

/* Columns of c that fill no vector, from `from` on: packed, in the chains of the others. */
static void run_row_end(const product *p, int64_t from)
{
    const ct_matmul_kernel *k = p->kernel;
    _Alignas(64) char packed[SHALLOW * CT_VECTOR_BYTES], edge[CT_VECTOR_BYTES];
    ct_matmul_tile tile = {
        .tiles = 1, .a_step = p->a_step, .b = packed, .b_step = k->lanes, .c = edge};
    for (int64_t k0 = 0; k0 < p->k; k0 += SHALLOW) {
        tile.k = p->k - k0 < SHALLOW ? p->k - k0 : SHALLOW;
        tile.a = p->a + k0 * p->a_step * p->size;
        tile.add = k0 > 0;
        pack(p->size, packed, p->b + (k0 * p->b_row + from) * p->size, tile.k, p->b_row,
             p->n - from, 1, k->lanes);
        k->tile(&tile, 1, 1);
    }
    memcpy(p->c + from * p->size, edge, (size_t)((p->n - from) * p->size));
}

/* A row vector times b, whose rows are contiguous: columns [from, ...) of c, a few rows of b at a
 * time and far along each, as memory likes to be read. A chain is SHALLOW long in every column,
 * however many fill a vector. */
static ct_status run_row(void *context, int64_t group)
{
    const product *p = context;
    const ct_matmul_kernel *k = p->kernel;
    int64_t width = (int64_t)k->most * k->lanes, from = group * FEW_PANELS * width;
    int64_t to = from + FEW_PANELS * width < p->n ? from + FEW_PANELS * width : p->n;
    if (ct_interrupted())
        return CT_INTERRUPTED;
    ct_matmul_tile tile = {.tiles = 1, .b_step = p->b_row, .a_step = p->a_step};
    for (int64_t k0 = 0; k0 < p->k; k0 += SHALLOW) {
        tile.k = p->k - k0 < SHALLOW ? p->k - k0 : SHALLOW;
        tile.a = p->a + k0 * p->a_step * p->size;
        tile.add = k0 > 0;
        for (int64_t column = from; column + k->lanes <= to;) {
            int vectors = to - column >= width ? k->most : 1;
            tile.b = p->b + (k0 * p->b_row + column) * p->size;
            tile.c = p->c + column * p->size;
            k->tile(&tile, 1, vectors);
            column += (int64_t)vectors * k->lanes;
        }
    }
    if ((to - from) % k->lanes)
        run_row_end(p, to - (to - from) % k->lanes);
    return CT_OK;
}

static ct_status run_dots(void *context, int64_t chunk)
{
    const product *p = context;
    int64_t to = (chunk + 1) * TALL < p->m ? (chunk + 1) * TALL : p->m;
    if (ct_interrupted())
        return CT_INTERRUPTED;
    p->kernel->dots(p->a + chunk * TALL * p->a_row * p->size, p->a_row, to - chunk * TALL, p->b,
                    p->k, p->c + chunk * TALL * p->size);
    return CT_OK;
}

static ct_status run_product(const product *p)
{
    const ct_matmul_kernel *k = p->kernel;
    product turned = *p;
    if (p->m == 1 && p->n == 1 && ct_kernel_dot(p->type))
        return ct_dot_sum(p->type, p->a, p->a_step * p->size, p->b, p->b_row * p->size, p->k, p->c);
    if (p->n == 1 && p->a_step == 1 && (p->b_row == 1 || p->k == 1))
        return ct_parallel((p->m + TALL - 1) / TALL, nanoseconds(p, p->k, 4), run_dots, &turned);
    if (p->n == 1 && p->a_row == 1 && p->m > 1) { /* b as a row times a, turned */
        turned.m = 1;
        turned.n = p->m;
        turned.a = p->b;
        turned.a_step = p->b_row;
        turned.b = p->a;
        turned.b_row = p->a_step;
        turned.b_step = 1;
    }
    if (turned.m > 1 || turned.b_step != 1)
        return run_blocks(&turned);
    int64_t width = (int64_t)FEW_PANELS * k->most * k->lanes;
    return ct_parallel((turned.n + width - 1) / width, nanoseconds(&turned, turned.k, 4 * turned.n),
                       run_row, &turned);
}

/* -- stacks of products ------------------------------------------------------------------------ */

typedef struct stack {
    product first;
    int ndim;
    const int64_t *shape; /* of the axes before the last two */
    int64_t a_strides[CT_MAX_NDIM], b_strides[CT_MAX_NDIM];
} stack;

static ct_status run_one(void *context, int64_t index)
{
    const stack *s = context;
    product p = s->first;
    p.c += index * p.m * p.n * p.size;
    for (int i = s->ndim - 1; i >= 0; index /= s->shape[i--]) {
        p.a += index % s->shape[i] * s->a_strides[i];
        p.b += index % s->shape[i] * s->b_strides[i];
    }
    return run_product(&p);
}

static ct_status run_all(stack *s, int64_t count)
{
    int64_t each = nanoseconds(&s->first, s->first.k, s->first.n) + 100;
    if (count > 1 && each < 100000)
        return ct_parallel(count, each * (count < 1 << 30 ? count : 1 << 30), run_one, s);
    ct_status status = CT_OK;
    for (int64_t i = 0; i < count && status == CT_OK; i++)
        status = run_one(s, i);
    return status;
}

/* -- arrays ------------------------------------------------------------------------------------ */

/* Both as views of one shape but for the last two axes. */
static void start_stack(stack *s, const ct_array *a, const ct_array *b, const ct_array *c)
{
    int64_t size = c->dtype->itemsize;
    int batch = s->ndim = c->ndim - 2;
    s->shape = c->shape;
    s->first = (product){.kernel = ct_kernel_matmul(c->dtype->num),
                         .type = c->dtype->num,
                         .size = size,
                         .m = c->shape[batch],
                         .n = c->shape[batch + 1],
                         .k = a->shape[a->ndim - 1],
                         .a = a->data,
                         .b = b->data,
                         .c = c->data,
                         .a_row = a->strides[a->ndim - 2] / size,
                         .a_step = a->strides[a->ndim - 1] / size,
                         .b_row = b->strides[b->ndim - 2] / size,
                         .b_step = b->strides[b->ndim - 1] / size};
    for (int i = 0; i < batch; i++) {
        int x = i - (batch + 2 - a->ndim), y = i - (batch + 2 - b->ndim);
        s->a_strides[i] = x < 0 || a->shape[x] == 1 ? 0 : a->strides[x];
        s->b_strides[i] = y < 0 || b->shape[y] == 1 ? 0 : b->strides[y];
    }
}

static bool skipped(const char *op, const stack *s, const ct_array *c)
{
    const product *p = &s->first;
    int n = s->ndim;
    int64_t shape[CT_MAX_NDIM + 1], a[CT_MAX_NDIM + 1], b[CT_MAX_NDIM + 1], to[CT_MAX_NDIM + 1];
    memcpy(shape, c->shape, (size_t)c->ndim * sizeof *shape);
    memcpy(to, c->strides, (size_t)c->ndim * sizeof *to);
    memcpy(a, s->a_strides, (size_t)n * sizeof *a);
    memcpy(b, s->b_strides, (size_t)n * sizeof *b);
    shape[n + 2] = p->k;
    a[n] = p->a_row * p->size;
    b[n + 1] = p->b_step * p->size;
    a[n + 2] = p->a_step * p->size;
    b[n + 2] = p->b_row * p->size;
    a[n + 1] = b[n] = to[n + 2] = 0;
    ct_meter_name(op, c->dtype);
    return ct_meter_walk(n + 3, shape, 3,
                         (const ct_meter_operand[]){{p->a, a, p->size, false},
                                                    {p->b, b, p->size, false},
                                                    {p->c, to, p->size, true}});
}

/* As elements of `dtype` a whole number of elements apart. */
static ct_array *prepared(const ct_array *a, const ct_dtype *dtype)
{
    bool fits = a && (a->flags & CT_ALIGNED) && ct_dtype_equal(a->dtype, dtype);
    for (int i = 0; fits && i < a->ndim; i++)
        fits = a->strides[i] % dtype->itemsize == 0;
    return fits ? ct_retain(a) : ct_packed(a, dtype);
}

/* a @ b for float32, float64, integers and bool. */
static ct_array *real_product(const char *op, const ct_array *a, const ct_array *b,
                              const ct_dtype *dtype)
{
    CT_SCOPE(s);
    stack all;
    int64_t shape[CT_MAX_NDIM], count = 1;
    a = ct_own(&s, prepared(a, dtype));
    b = a ? ct_own(&s, prepared(b, dtype)) : NULL;
    if (!b)
        return NULL;
    int ndim = a->ndim > b->ndim ? a->ndim : b->ndim;
    for (int i = 0; i < ndim - 2; i++) {
        int x = i - (ndim - a->ndim), y = i - (ndim - b->ndim);
        shape[i] = x < 0 || (a->shape[x] == 1 && y >= 0) ? b->shape[y] : a->shape[x];
    }
    shape[ndim - 2] = a->shape[a->ndim - 2];
    shape[ndim - 1] = b->shape[b->ndim - 1];
    ct_array *c = ct_own(&s, a->shape[a->ndim - 1] ? ct_empty(ndim, shape, dtype)
                                                   : ct_zeros(ndim, shape, dtype));
    if (!c || c->size == 0 || a->shape[a->ndim - 1] == 0)
        return ct_retain(c);
    for (int i = 0; i < ndim - 2; i++)
        count *= shape[i];
    start_stack(&all, a, b, c);
    if (ct_metered() && skipped(op, &all, c))
        return ct_retain(c);
    return run_all(&all, count) ? NULL : ct_retain(c);
}

#define JOIN_PARTS(T)                                                                              \
    static void join_##T(T *c, const T *p, const T *q, int64_t n)                                  \
    {                                                                                              \
        for (int64_t i = 0; i < 2 * n; i += 2) {                                                   \
            c[i] = p[i] - q[i + 1];                                                                \
            c[i + 1] = p[i + 1] + q[i];                                                            \
        }                                                                                          \
    }
JOIN_PARTS(float)
JOIN_PARTS(double)

static ct_array *complex_product(const char *op, const ct_array *a, const ct_array *b,
                                 const ct_dtype *dtype)
{
    CT_SCOPE(s);
    bool single = dtype->num == CT_NUM_COMPLEX64;
    const ct_dtype *part = single ? CT_FLOAT32 : CT_FLOAT64;
    ct_array *x = ct_own(&s, prepared(a, dtype)), *y = x ? ct_own(&s, ct_packed(b, dtype)) : NULL;
    ct_array *real = y ? ct_own(&s, ct_real(x)) : NULL,
             *imag = real ? ct_own(&s, ct_imag(x)) : NULL;
    y = imag ? ct_own(&s, ct_view_dtype(y, part)) : NULL;
    ct_array *p = y ? ct_own(&s, real_product(op, real, y, part)) : NULL;
    ct_array *q = p ? ct_own(&s, real_product(op, imag, y, part)) : NULL;
    ct_array *c = q ? ct_own(&s, ct_view_dtype(p, dtype)) : NULL;
    c = c ? ct_own(&s, ct_empty(c->ndim, c->shape, dtype)) : NULL;
    if (c && single && !ct_meter_is_dry())
        join_float((void *)c->data, (void *)p->data, (void *)q->data, c->size);
    else if (c && !ct_meter_is_dry())
        join_double((void *)c->data, (void *)p->data, (void *)q->data, c->size);
    return ct_retain(c);
}

ct_array *ct_matrix_product(const char *op, const ct_array *a, const ct_array *b,
                            const ct_dtype *dtype)
{
    ct_fp_clear();
    ct_array *c =
        dtype->kind == 'c' ? complex_product(op, a, b, dtype) : real_product(op, a, b, dtype);
    if (c && ct_fp_check(op)) {
        ct_release(c);
        return NULL;
    }
    return c;
}

/* -- matmul ------------------------------------------------------------------------------------ */

static ct_status check_depth(const ct_array *a, const ct_array *b)
{
    static const char core[] = "gufunc signature (n?,k),(k,m?)->(n?,m?)";
    for (int i = 0; i < 2; i++)
        if ((i ? b : a)->ndim == 0)
            return ct_error_set(CT_VALUE_ERROR, "matmul", i + 1,
                                "matmul: Input operand %d does not have enough dimensions (has 0, "
                                "gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
                                i);
    int64_t inner = a->shape[a->ndim - 1], other = b->shape[b->ndim > 1 ? b->ndim - 2 : 0];
    if (inner != other)
        return ct_error_set(CT_VALUE_ERROR, "matmul", 0,
                            "matmul: Input operand 1 has a mismatch in its core dimension 0, with "
                            "%s (size %lld is different from %lld)",
                            core, (long long)other, (long long)inner);
    return CT_OK;
}

/* "(2,3,4)->(2,newaxis,newaxis)" */
static void remapped(char *to, size_t size, const ct_array *a)
{
    char shape[CT_SHAPE_TEXT];
    size_t at = (size_t)snprintf(to, size, "%s->(", ct_shape_text(shape, a->ndim, a->shape));
    for (int i = 0; i < a->ndim - 2 && at < size; i++)
        at += (size_t)snprintf(to + at, size - at, "%lld,", (long long)a->shape[i]);
    if (at < size)
        snprintf(to + at, size - at, "newaxis,newaxis)");
}

static ct_status check_stacks(const ct_array *a, const ct_array *b)
{
    char one[3 * CT_SHAPE_TEXT], two[3 * CT_SHAPE_TEXT];
    for (int i = a->ndim - 3, j = b->ndim - 3; i >= 0 && j >= 0; i--, j--) {
        if (a->shape[i] == b->shape[j] || a->shape[i] == 1 || b->shape[j] == 1)
            continue;
        remapped(one, sizeof one, a);
        remapped(two, sizeof two, b);
        return ct_error_set(CT_VALUE_ERROR, "matmul", 0,
                            "operands could not be broadcast together with remapped shapes "
                            "[original->remapped]: %s %s  and requested shape (%lld,%lld)",
                            one, two, (long long)a->shape[a->ndim - 2],
                            (long long)b->shape[b->ndim - 1]);
    }
    return CT_OK;
}

/* A vector is a row on the left and a column on the right, and its axis is no axis of the result.
 */
ct_array *ct_multiply_vectors(const char *op, const ct_array *a, const ct_array *b)
{
    CT_SCOPE(s);
    ct_array *number;
    if (ct_dot_vectors(op, a, b, &number))
        return number;
    const ct_dtype *dtype = ct_own(&s, ct_product_type(op, a, b));
    if (!dtype)
        return NULL;
    const ct_dtype *sums = dtype->num == CT_NUM_FLOAT16 ? CT_FLOAT32 : dtype;
    ct_array *x = a->ndim > 1 ? ct_retain(a) : ct_get(a, ct_newaxis, ct_colon);
    ct_array *y = b->ndim > 1 ? ct_retain(b) : ct_get(b, ct_colon, ct_newaxis);
    x = ct_own(&s, x);
    y = ct_own(&s, y);
    ct_array *c = x && y ? ct_own(&s, ct_matrix_product(op, x, y, sums)) : NULL;
    if (c && a->ndim == 1)
        c = ct_own(&s, ct_get_along(c, c->ndim - 2, ct_at(0)));
    if (c && b->ndim == 1)
        c = ct_own(&s, ct_get_along(c, c->ndim - 1, ct_at(0)));
    if (!c || ct_dtype_equal(c->dtype, dtype))
        return c && c->base ? ct_copy(c, CT_ORDER_C) : ct_retain(c);
    return ct_astype(c, dtype, CT_CASTING_UNSAFE);
}

ct_array *ct_matmul(const ct_array *a, const ct_array *b)
{
    if (!a || !b)
        return ct_null_input("matmul", a ? 2 : 1), NULL;
    return check_depth(a, b) || check_stacks(a, b) ? NULL : ct_multiply_vectors("matmul", a, b);
}
