/* carton/dtype.h: element types, promotion (NEP 50) and casting rules.
 *
 * A ct_dtype is an object. The numeric ones live as long as the process, so CT_FLOAT64 may be used
 * anywhere and retain/release cost nothing; str and bytes dtypes carry their width and are counted.
 * All are native byte order: readers convert. */
#ifndef CARTON_DTYPE_H
#define CARTON_DTYPE_H

#include <carton/object.h>

CT_BEGIN_DECLS

typedef struct ct_dtype ct_dtype;

/* Order matters: signed before unsigned by size, then by kind; tables are indexed by it. */
typedef enum ct_type_num {
    CT_NUM_BOOL,
    CT_NUM_INT8,
    CT_NUM_UINT8,
    CT_NUM_INT16,
    CT_NUM_UINT16,
    CT_NUM_INT32,
    CT_NUM_UINT32,
    CT_NUM_INT64,
    CT_NUM_UINT64,
    CT_NUM_FLOAT16,
    CT_NUM_FLOAT32,
    CT_NUM_FLOAT64,
    CT_NUM_COMPLEX64,
    CT_NUM_COMPLEX128,
    CT_NUM_STR,   /* fixed width, UCS-4 */
    CT_NUM_BYTES, /* fixed width */
    CT_NUM_COUNT
} ct_type_num;

#define CT_BOOL       ct_dtype_builtin(CT_NUM_BOOL)
#define CT_INT8       ct_dtype_builtin(CT_NUM_INT8)
#define CT_UINT8      ct_dtype_builtin(CT_NUM_UINT8)
#define CT_INT16      ct_dtype_builtin(CT_NUM_INT16)
#define CT_UINT16     ct_dtype_builtin(CT_NUM_UINT16)
#define CT_INT32      ct_dtype_builtin(CT_NUM_INT32)
#define CT_UINT32     ct_dtype_builtin(CT_NUM_UINT32)
#define CT_INT64      ct_dtype_builtin(CT_NUM_INT64)
#define CT_UINT64     ct_dtype_builtin(CT_NUM_UINT64)
#define CT_FLOAT16    ct_dtype_builtin(CT_NUM_FLOAT16)
#define CT_FLOAT32    ct_dtype_builtin(CT_NUM_FLOAT32)
#define CT_FLOAT64    ct_dtype_builtin(CT_NUM_FLOAT64)
#define CT_COMPLEX64  ct_dtype_builtin(CT_NUM_COMPLEX64)
#define CT_COMPLEX128 ct_dtype_builtin(CT_NUM_COMPLEX128)

/* A numeric dtype; borrowed, lives as long as the process. NULL and TypeError for other numbers. */
CT_API const ct_dtype *ct_dtype_builtin(ct_type_num num);
/* A str or bytes dtype of `width` characters or bytes (0 is allowed: takes the width of the data).
 */
CT_API CT_GIVE const ct_dtype *ct_dtype_text(ct_type_num num, int64_t width);
/* From NumPy's spellings: "float64", "f8", "<i4", "U10", "S3", "bool", "?", "int", "single", ... A
 * '>' spelling gives the native type. TypeError: data type 'x' not understood. */
CT_API CT_GIVE const ct_dtype *ct_dtype_parse(const char *text);

CT_API ct_type_num ct_dtype_num(const ct_dtype *dtype);
CT_API char ct_dtype_kind(const ct_dtype *dtype);        /* b i u f c U S */
CT_API char ct_dtype_char(const ct_dtype *dtype);        /* ? b B h H i I l L e f d F D U S */
CT_API int64_t ct_dtype_itemsize(const ct_dtype *dtype); /* bytes */
CT_API int64_t ct_dtype_alignment(const ct_dtype *dtype);
CT_API const char *ct_dtype_name(const ct_dtype *dtype); /* borrowed: "float64", "str320" (bits) */
CT_API const char *ct_dtype_str(const ct_dtype *dtype);  /* borrowed: "<f8", "<U10", "|S3", "|b1" */
CT_API bool ct_dtype_equal(const ct_dtype *a, const ct_dtype *b);

typedef enum ct_casting {
    CT_CASTING_DEFAULT, /* what the called function says, mostly same_kind */
    CT_CASTING_NO,
    CT_CASTING_EQUIV,
    CT_CASTING_SAFE,
    CT_CASTING_SAME_KIND,
    CT_CASTING_UNSAFE
} ct_casting;
/* CT_CASTING_DEFAULT and ValueError for an unknown name. */
CT_API ct_casting ct_casting_parse(const char *name);
CT_API const char *ct_casting_name(ct_casting casting);

CT_API bool ct_can_cast(const ct_dtype *from, const ct_dtype *to, ct_casting casting);
CT_API CT_GIVE const ct_dtype *ct_promote_types(const ct_dtype *a, const ct_dtype *b);

CT_API const ct_dtype *ct_scalar_dtype(const ct_object *scalar); /* of a NumPy scalar; borrowed */

/* finfo and iinfo in numbers. NULL and ValueError for another kind. */
typedef struct ct_finfo {
    const ct_dtype *dtype; /* the real dtype, borrowed */
    int bits, nmant, nexp, precision, minexp, maxexp;
    double eps, epsneg, max, min, smallest_normal, smallest_subnormal, resolution;
} ct_finfo;
CT_API const ct_finfo *ct_finfo_of(const ct_dtype *dtype);

CT_END_DECLS
#endif
