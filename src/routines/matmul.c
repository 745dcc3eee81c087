/* matmul.c: products of float32 and float64 matrices and vectors.
 *
 * A product of matrices is made of tiles (kernels/products.c): B is packed into panels as wide as a
 * tile, DEPTH rows at a time; threads share the rows of A, packed likewise. An element of the
 * result is a sum of chains of DEPTH fused multiply-adds, the same at every ISA level and on any
 * number of threads. Panels are filled up by repeating the last row or column, whose flags are no
 * new ones. */
#include "routines.h"

#include "array/meter.h"
#include "kernels/kernels.h"
#include "ufunc/ufunc.h"

#include <string.h>

enum {
    DEPTH = 256,   /* of a chain: a tile's panels stay in L1 */
    BAND = 32,     /* rows of A that a thread takes; packed they are 64 KiB */
    WIDTH = 1024,  /* columns of B at a time, about: packed they are 2 MiB */
    LEAF = 1 << 13 /* values that dot adds in lanes; leaves are added in pairs */
};

typedef struct matrix {
    const char *data;
    int64_t rows, columns, row, column; /* lengths, steps in bytes */
} matrix;

typedef struct product {
    const ct_product_kernel *kernel;
    int64_t size; /* of an element */
    matrix a, b;
    char *c; /* rows of b.columns elements, side by side */
    int64_t p, depth, j, width;
    const char *panels; /* of B: rows p, p + 1, ..., columns j, j + 1, ... */
} product;

/* A tile at the edge, of which `rows` x `columns` count. */
static void edge_tile(const product *x, const char *a, const char *b, char *c, int64_t row,
                      int64_t rows, int64_t columns)
{
    _Alignas(64) char tile[CT_TILE_MOST * sizeof(double)];
    const int64_t width = x->kernel->columns * x->size, bytes = columns * x->size;
    if (x->p) /* what does not count is added to as well, and must be numbers */
        memset(tile, 0, sizeof tile);
    for (int64_t i = 0; i < rows && x->p; i++)
        memcpy(tile + i * width, c + i * row, (size_t)bytes);
    x->kernel->tile(x->depth, a, b, tile, width, x->p > 0);
    for (int64_t i = 0; i < rows; i++)
        memcpy(c + i * row, tile + i * width, (size_t)bytes);
}

static ct_status multiply_band(void *context, int64_t band)
{
    const product *x = context;
    const int height = x->kernel->rows, width = x->kernel->columns;
    const int64_t size = x->size, first = band * BAND, row = x->b.columns * size;
    int64_t rows = x->a.rows - first < BAND ? x->a.rows - first : BAND;
    _Alignas(64) char packed[BAND * DEPTH * sizeof(double)];
    for (int64_t i = 0; i < rows; i += height)
        x->kernel->pack(packed + i * x->depth * size,
                        x->a.data + (first + i) * x->a.row + x->p * x->a.column, rows - i, x->a.row,
                        height, x->a.column, x->depth);
    const char *panel = x->panels;
    for (int64_t j = 0; j < x->width; j += width, panel += width * x->depth * size)
        for (int64_t i = 0; i < rows; i += height) {
            const char *a = packed + i * x->depth * size;
            char *c = x->c + (first + i) * row + (x->j + j) * size;
            if (rows - i >= height && x->width - j >= width)
                x->kernel->tile(x->depth, a, panel, c, row, x->p > 0);
            else
                edge_tile(x, a, panel, c, row, rows - i < height ? rows - i : height,
                          x->width - j < width ? x->width - j : width);
        }
    return CT_OK;
}

static ct_status multiply_blocks(product *x)
{
    int64_t k = x->a.columns, lanes = x->kernel->columns;
    int64_t most = x->b.columns < WIDTH ? x->b.columns : WIDTH;
    int64_t deep = k < DEPTH ? k : DEPTH;
    char *panels = ct_alloc_aligned((most + lanes) * deep * x->size);
    if (!panels)
        return CT_MEMORY_ERROR;
    x->panels = panels;
    int64_t step = WIDTH / lanes * lanes;
    ct_status status = CT_OK;
    for (x->j = 0; x->j < x->b.columns && !status; x->j += step)
        for (x->p = 0; x->p < k && !status; x->p += DEPTH) {
            x->width = x->b.columns - x->j < step ? x->b.columns - x->j : step;
            x->depth = k - x->p < DEPTH ? k - x->p : DEPTH;
            for (int64_t j = 0; j < x->width; j += lanes)
                x->kernel->pack(panels + j * x->depth * x->size,
                                x->b.data + x->p * x->b.row + (x->j + j) * x->b.column,
                                x->width - j, x->b.column, (int)lanes, x->b.row, x->depth);
            double work = 0.04 * (double)x->a.rows * (double)x->width * (double)x->depth;
            status = ct_interrupted();
            if (!status)
                status = ct_parallel((x->a.rows + BAND - 1) / BAND,
                                     work < 1e15 ? (int64_t)work : INT64_MAX / 2, multiply_band, x);
        }
    ct_dealloc(panels);
    return status;
}

/* -- vectors ----------------------------------------------------------------------------------- */

typedef struct sums {
    const ct_product_kernel *kernel;
    const char *x, *y;
    int64_t sx, sy, n;
    double *leaves;
} sums;

static ct_status sum_leaf(void *context, int64_t i)
{
    const sums *s = context;
    int64_t from = i * LEAF, n = s->n - from < LEAF ? s->n - from : LEAF;
    s->leaves[i] = s->kernel->dot(s->x + from * s->sx, s->sx, s->y + from * s->sy, s->sy, n);
    return ct_interrupted();
}

static ct_status dot(const ct_product_kernel *kernel, const char *x, int64_t sx, const char *y,
                     int64_t sy, int64_t n, double *sum)
{
    int64_t count = (n + LEAF - 1) / LEAF;
    sums s = {kernel, x, y, sx, sy, n, NULL};
    if (count <= 1) {
        *sum = kernel->dot(x, sx, y, sy, n);
        return CT_OK;
    }
    s.leaves = ct_alloc_many(count, sizeof *s.leaves);
    if (!s.leaves)
        return CT_MEMORY_ERROR;
    ct_status status = ct_parallel(count, n < INT64_MAX / 2 ? n / 2 : n / 4, sum_leaf, &s);
    for (int64_t step = 1; step < count; step *= 2)
        for (int64_t i = 0; i + step < count; i += 2 * step)
            s.leaves[i] += s.leaves[i + step];
    *sum = s.leaves[0];
    ct_dealloc(s.leaves);
    return status;
}

static void put(char *to, int64_t size, double value)
{
    if (size == 8)
        memcpy(to, &value, sizeof value);
    else
        memcpy(to, &(float){(float)value}, sizeof(float));
}

/* Lines of `a` times one vector. */
typedef struct lines {
    const ct_product_kernel *kernel;
    const matrix *a;
    const char *y;
    int64_t step, size;
    char *c;
} lines;

static ct_status multiply_line(void *context, int64_t i)
{
    const lines *l = context;
    double sum;
    ct_status status = dot(l->kernel, l->a->data + i * l->a->row, l->a->column, l->y, l->step,
                           l->a->columns, &sum);
    if (status == CT_OK)
        put(l->c + i * l->size, l->size, sum);
    return status;
}

/* A row times a matrix whose rows lie together; threads share the columns. */
enum { COLUMNS = 512 };
static ct_status add_rows(void *context, int64_t piece)
{
    const product *x = context;
    int64_t j = piece * COLUMNS, left = x->b.columns - j;
    x->kernel->add_rows(x->c + j * x->size, x->a.data, x->a.column, x->b.data + j * x->size,
                        x->b.row, x->b.rows, left < COLUMNS ? left : COLUMNS);
    return ct_interrupted();
}

/* c = a b, of elements of `type`; k > 0. */
static ct_status multiply(ct_type_num type, const matrix *a, const matrix *b, char *c)
{
    const ct_product_kernel *kernel = ct_kernel_products(type);
    int64_t size = ct_dtype_builtin(type)->itemsize, k = a->columns;
    product x = {.kernel = kernel, .size = size, .a = *a, .b = *b, .c = c};
    matrix turned = {b->data, b->columns, b->rows, b->column, b->row};
    bool down = a->rows == 1 && (b->columns == 1 || b->row == size); /* columns lie together */
    if (b->columns == 1 && a->row == size && a->column != size) {
        x.b = (matrix){a->data, k, a->rows, a->column, a->row};
        x.a = (matrix){b->data, 1, k, 0, b->row};
    }
    if (x.a.rows == 1 && !(down && x.b.data == b->data) && x.b.column == size) {
        double work = 0.3 * (double)x.b.columns * (double)k;
        return ct_parallel((x.b.columns + COLUMNS - 1) / COLUMNS,
                           work < 1e15 ? (int64_t)work : INT64_MAX / 2, add_rows, &x);
    }
    if (b->columns > 1 && !down)
        return multiply_blocks(&x);
    lines l = {
        kernel, down ? &turned : a, down ? a->data : b->data, down ? a->column : b->row, size, c};
    if (l.a->rows == 1)
        return multiply_line(&l, 0);
    double work = 0.3 * (double)l.a->rows * (double)k;
    return ct_parallel(l.a->rows, work < 1e15 ? (int64_t)work : INT64_MAX / 2, multiply_line, &l);
}

/* -- arrays ------------------------------------------------------------------------------------ */

bool ct_multiplies(const ct_array *a, const ct_array *b)
{
    return a->dtype->num == b->dtype->num && ct_kernel_products(a->dtype->num) &&
           (a->flags & b->flags & CT_ALIGNED) && !ct_metered();
}

/* The last two axes; a vector is a row or a column. */
static matrix matrix_of(const ct_array *a, bool left)
{
    int n = a->ndim;
    if (n > 1)
        return (matrix){a->data, a->shape[n - 2], a->shape[n - 1], a->strides[n - 2],
                        a->strides[n - 1]};
    return left ? (matrix){a->data, 1, a->shape[0], 0, a->strides[0]}
                : (matrix){a->data, a->shape[0], 1, a->strides[0], 0};
}

ct_array *ct_multiply_matrices(const ct_array *a, const ct_array *b)
{
    int ndim = 0, lead_a = a->ndim > 2 ? a->ndim - 2 : 0, lead_b = b->ndim > 2 ? b->ndim - 2 : 0;
    int64_t shape[CT_MAX_NDIM + 2], index[CT_MAX_NDIM] = {0}, batch = 1;
    matrix x = matrix_of(a, true), y = matrix_of(b, false);
    if (ct_broadcast_into("matmul", &ndim, shape, lead_a, a->shape) ||
        ct_broadcast_into("matmul", &ndim, shape, lead_b, b->shape))
        return NULL;
    int lead = ndim;
    for (int i = 0; i < lead; i++)
        batch *= shape[i];
    if (a->ndim > 1)
        shape[ndim++] = x.rows;
    if (b->ndim > 1)
        shape[ndim++] = y.columns;
    ct_array *c = x.columns ? ct_empty(ndim, shape, a->dtype) : ct_zeros(ndim, shape, a->dtype);
    int64_t bytes = x.rows * y.columns * (c ? c->dtype->itemsize : 0);
    ct_status status = c ? CT_OK : ct_error_pending();
    for (int64_t i = 0; i < batch && bytes && x.columns && !status; i++) {
        matrix one = x, two = y;
        for (int k = 0; k < lead; k++) {
            int p = k - (lead - lead_a), q = k - (lead - lead_b);
            one.data += p < 0 || a->shape[p] == 1 ? 0 : index[k] * a->strides[p];
            two.data += q < 0 || b->shape[q] == 1 ? 0 : index[k] * b->strides[q];
        }
        status = multiply(a->dtype->num, &one, &two, c->data + i * bytes);
        for (int k = lead; k-- > 0 && ++index[k] == shape[k];)
            index[k] = 0;
    }
    if (status == CT_OK)
        return c;
    ct_release(c);
    return NULL;
}
