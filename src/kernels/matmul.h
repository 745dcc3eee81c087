/* matmul.h: matrix products as kernels see them. */
#ifndef CT_KERNELS_MATMUL_H
#define CT_KERNELS_MATMUL_H

#include "kernels.h"

/* Chains of a dot product, together: four vectors of 64 bytes hide the latency of the multiplier
 * behind the two loads of each step. */
enum { CT_DOT_BYTES = 256 };
/* The longest vector, and the largest tile: eight rows of three of them. */
enum { CT_VECTOR_BYTES = 64, CT_TILE_BYTES = 8 * 3 * CT_VECTOR_BYTES };

/* c (+)= a @ b for tiles of c, one below the other. Distances are in elements; along a row, b and c
 * are contiguous. */
typedef struct ct_matmul_tile {
    int64_t tiles, k;
    const void *a; /* rows x k */
    int64_t a_tile, a_row, a_step;
    const void *b; /* k x columns */
    int64_t b_step;
    void *c;
    int64_t c_row;
    bool add; /* to what c holds */
} ct_matmul_tile;

/* rows: kernel.rows, 4, 2 or 1; vectors, of `lanes` columns each: up to kernel.vectors, or
 * kernel.most with one row. */
typedef void ct_matmul_step(const ct_matmul_tile *tile, int rows, int vectors);
/* out[i] = sum of row i of a, times b; rows are contiguous and a_row elements apart. */
typedef void ct_matmul_dots(const void *a, int64_t a_row, int64_t rows, const void *b, int64_t n,
                            void *out);

typedef struct ct_matmul_kernel {
    ct_matmul_step *tile;
    ct_matmul_dots *dots;
    int rows, lanes, vectors, most;
} ct_matmul_kernel;
/* For bool, integers, float32 and float64; NULL for others. */
const ct_matmul_kernel *ct_kernel_matmul(ct_type_num type);

#endif
